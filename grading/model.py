"""What the parts of the grader hand to each other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Status = Literal[
    "ok",  # graded: every point earned or lost by an answer that ran
    "unanswered",  # the answer is as it was handed out
    "error",  # the answer raised, or could not be compiled
    "timeout",
    "memory",
    "crashed",  # the process ended without a word
    "unreadable",  # the file is no notebook
    "tampered",  # graded with our own tests; the submission had changed them
    "missing",  # nothing was submitted, or the exercise was deleted
    "waiting",  # a rationale that the instructor has not read
    "ungraded",  # a fault of ours
]


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    cell_seconds: float = 20.0  # wall time of one cell or one test cell
    seconds: float = 120.0  # wall time of a whole submission
    memory: int = 2 << 30  # bytes
    processes: int = 64
    open_files: int = 256
    file_bytes: int = 64 << 20  # the largest file it may write
    output_chars: int = 20_000  # printed output kept for each cell


@dataclass(frozen=True)
class Submission:
    """One student's file for one chapter, as intake found it."""

    student: str
    chapter: str  # such as "02-optimize"
    path: Path | None  # None where a student of the class handed in nothing
    origin: str  # where it was found, as the instructor would look for it
    note: str = ""  # "late", "resubmission 1", …
    modules: tuple[tuple[str, Path], ...] = ()  # `helpers.py` beside it


@dataclass(frozen=True)
class TestOutcome:
    """What one test cell of an exercise found."""

    __test__ = False  # not a test for pytest

    cell: str  # its id, such as "platt-test"
    points: float
    max_points: float
    message: str  # "" where it passed
    hidden: bool  # True where the message comes from a hidden test


@dataclass(frozen=True)
class Rationale:
    """A free-text answer that a person grades; no part of Outcome.points."""

    cell: str  # its id, such as "budget-rationale"
    max_points: float
    text: str  # what the student wrote; "" if the cell is gone
    answered: bool  # False where it is as handed out, empty or gone


@dataclass(frozen=True)
class Outcome:
    """What became of one exercise: one row of grades.csv.

    points and max_points are those of the test cells. An exercise that has only
    rationales has max_points 0 and the status "waiting", or "unanswered".
    """

    exercise: str
    points: float
    max_points: float
    status: Status
    message: str  # the first message that the student should read; "" if none
    tests: tuple[TestOutcome, ...] = ()
    answer: str = ""  # the student's text, for the feedback page
    output: str = ""  # what the answer printed, cut to Limits.output_chars
    rationales: tuple[Rationale, ...] = ()  # of a Design exercise


@dataclass(frozen=True)
class Result:
    """What became of one submission."""

    outcomes: tuple[Outcome, ...]  # in the order of the solution notebook
    submission_sha256: (
        str  # of the file as handed in; "" if it could not be read
    )
    tests_sha256: str  # of the solution notebook's graded cells
    environment_sha256: str  # of the lock and the Python version
    seconds: float
    sandboxed: bool
