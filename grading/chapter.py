"""What the program needs to know of a chapter: its exercises and their points."""

import json
import re
import sys
from dataclasses import dataclass
from functools import lru_cache

from tools.exercises import (
    exercise_of,
    generate,
    is_answer,
    is_rationale,
    is_test,
    points,
)
from tools.notebook_files import read
from tools.paths import ROOT, lock_hash, names_in, notebook_in, sha256

# Parts of the grader on which no grade depends; the other files are the engine.
PROGRAM = {
    "__init__",
    "__main__",
    "batch",
    "chapter",
    "check",
    "exports",
    "feedback",
    "gradebook",
    "intake",
    "page",
    "report",
    "safe",
}


@dataclass(frozen=True)
class Exercise:
    """One exercise, as the solution notebook has it."""

    name: str  # such as "platt"
    title: str  # "Exercise 4: Fit the calibration"
    points: float  # of its test cells
    rationales: tuple[
        tuple[str, float], ...
    ]  # (cell, points) read by a person

    @property
    def max_points(self) -> float:
        """Points of the tests and of the rationales together."""
        return self.points + sum(worth for _, worth in self.rationales)


@dataclass(frozen=True)
class Chapter:
    """One chapter, as far as grading goes."""

    name: str  # "02-optimize"
    title: str  # "Optimisation"
    exercises: tuple[Exercise, ...]
    stubs: dict[str, str]  # rationale cell -> its text as handed out
    cells: frozenset[str]  # ids of the answer cells

    @property
    def max_points(self) -> float:
        """Points of the whole chapter."""
        return sum(exercise.max_points for exercise in self.exercises)


def names(root=ROOT) -> list[str]:
    """Return the chapters that have exercises."""
    return names_in("solutions", root)


@lru_cache
def load(name, root=ROOT) -> Chapter:
    """Read a chapter from `solutions/`.

    Raises
    ------
    tools.paths.BookError
        If its solution notebook is missing or faulty.
    """
    path = notebook_in("solutions", name, root)
    nb = read(path)
    handed_out = {c.id: c.source for c in generate(nb, path).cells}
    order, worth, rationales, titles = [], {}, {}, {}
    for cell in nb.cells:
        exercise = exercise_of(cell)
        if is_answer(cell) or is_rationale(cell):
            if exercise not in order:
                order.append(exercise)
        if is_test(cell):
            worth[exercise] = worth.get(exercise, 0) + points(cell)
        if is_rationale(cell):
            rationales.setdefault(exercise, []).append((cell.id, points(cell)))
        heading = re.match(r"## (.+)", cell.source)
        if cell.cell_type == "markdown" and heading:
            titles[re.sub(r"-task$", "", cell.id)] = heading.group(1).strip()
    title = re.match(
        r"# (?:(?:Exercises|Solutions): )?(.+)", nb.cells[0].source
    )
    return Chapter(
        name,
        title.group(1).strip() if title else name,
        tuple(
            Exercise(
                exercise,
                titles.get(exercise, exercise),
                worth.get(exercise, 0),
                tuple(rationales.get(exercise, ())),
            )
            for exercise in order
        ),
        {c.id: handed_out[c.id] for c in nb.cells if is_rationale(c)},
        frozenset(c.id for c in nb.cells if is_answer(c)),
    )


@lru_cache
def inputs(name, root=ROOT) -> str:
    """Return the hash of all that a grade depends on, but for the submission.

    The chapter's code cells with their points, the texts handed out, the lock, the
    Python version, and the grader's own code. Two machines on which it is the same
    give the same grades.
    """
    nb = read(notebook_in("solutions", name, root))
    cells = [
        [c.id, c.source, c.metadata.get("nbgrader")]
        for c in nb.cells
        if c.cell_type == "code" or is_rationale(c)
    ]
    code = [
        [path.name, sha256(path.read_bytes())]
        for path in sorted((root / "grading").glob("*.py"))
        if path.stem not in PROGRAM
    ]
    lock, version = root / "requirements.txt", list(sys.version_info[:2])
    whole = [cells, code, lock_hash(lock), version]
    return sha256(json.dumps(whole, sort_keys=True).encode())
