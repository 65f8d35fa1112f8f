"""Answers that prove the tests of the exercises.

`tests/answers/NN_topic.py` holds, for each exercise, several right answers in different
styles and several typical wrong ones, as the cells of a percent-format file:

    # %% NAME right: what is different about this style
    # %% NAME wrong BUG-OPT-03: the mistake | says "a word of the message it must earn"

Each takes the place of the answer cell `NAME-answer` of the learner's notebook, which the
grading engine then grades as it grades a submission.
"""

import copy
import json
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from grading.engine import Grader
from grading.model import Limits
from tools.exercises import exercise_of, generate, is_answer, is_test, points
from tools.notebook_files import read
from tools.paths import ROOT, BookError, notebook_in

LIMIT = 60  # seconds for one cell; a busy machine makes call-backs slow
HEADER = re.compile(
    r"(?P<exercise>[a-z0-9-]+) (?:(?P<right>right)|wrong(?: (?P<bug>BUG-[A-Z]+-\d+))?)"
    r': (?P<what>.+?)(?: \| says "(?P<says>[^"]+)")?'
)


@dataclass
class Answer:
    """One answer to one exercise, and what must become of it."""

    exercise: str
    kind: str  # "solution", "untouched", "right" or "wrong"
    what: str
    source: str
    bug: str | None = None
    says: str | None = None


@dataclass
class Verdict:
    """What an answer earned."""

    earned: float
    possible: float
    message: str
    seconds: float = field(compare=False, default=0.0)


def answers_file(chapter, root=ROOT):
    """Return where the answers of a chapter stand: `02-optimize` → `02_optimize.py`."""
    return Path(root) / "tests" / "answers" / f"{chapter.replace('-', '_')}.py"


def read_answers(path):
    """Return the answers of a percent-format file.

    Raises
    ------
    BookError
        If a cell's header is not of the form above, or a cell is empty.
    """
    if not Path(path).exists():
        raise BookError(
            path, "missing: write right and wrong answers for its exercises."
        )
    text = Path(path).read_text(encoding="utf-8")
    pieces = re.split(r"^# %% ?(.*)$", text, flags=re.M)
    answers, line = [], 1 + pieces[0].count("\n")
    for header, source in zip(pieces[1::2], pieces[2::2], strict=True):
        found = HEADER.fullmatch(header.strip())
        kind = found and ("right" if found["right"] else "wrong")
        if not found or (kind == "wrong") != bool(found["says"]):
            raise BookError(
                path,
                f"'# %% {header}' is neither '# %% NAME right: style' nor "
                "'# %% NAME wrong BUG-XX-00: mistake | says \"word\"'.",
                cell=f"in line {line}",
            )
        if not source.strip():
            raise BookError(
                path, "this answer is empty.", cell=f"in line {line}"
            )
        answers.append(
            Answer(
                found["exercise"],
                kind,
                found["what"],
                source.strip("\n"),
                found["bug"],
                found["says"],
            )
        )
        line += source.count("\n")
    return answers


def stub_and_solution(solutions, path):
    """Return, for each exercise, the answers "solution" and "untouched"."""
    release = generate(solutions, path)
    return [
        Answer(exercise_of(cell), kind, kind, cell.source)
        for kind, nb in (("solution", solutions), ("untouched", release))
        for cell in nb.cells
        if is_answer(cell)
    ]


def all_answers(chapter, root=ROOT):
    """Return a chapter's answers: solution and stub first, then those of its file."""
    path = notebook_in("solutions", chapter, root)
    solutions = read(path)
    exercises = {
        exercise_of(cell) for cell in solutions.cells if is_answer(cell)
    }
    answers = read_answers(answers_file(chapter, root))
    for answer in answers:
        if answer.exercise not in exercises:
            raise BookError(
                answers_file(chapter, root),
                f"'{answer.exercise}' is no exercise of {chapter}. "
                f"There are: {', '.join(sorted(exercises))}.",
            )
    return stub_and_solution(solutions, path) + answers


def grade(chapter, answers, root=ROOT, workers=2):
    """Grade answers to a chapter's exercises; return a Verdict for each, in order.

    Each answer is handed in as a notebook, like a learner's, to the engine that grades
    submissions. They are our own, so they run without a sandbox, anywhere.
    """
    path = notebook_in("solutions", chapter, root)
    release = generate(read(path), path)
    limits = Limits(cell_seconds=LIMIT)
    own = threading.local()

    def verdict(answer):
        if not hasattr(own, "grader"):
            own.grader = Grader(limits, sandbox=False, root=root)
            graders.append(own.grader)
        nb = answered(release, answer)
        result = own.grader.grade_source(nb, chapter, only=answer.exercise)
        outcome = result.outcomes[0]
        return Verdict(
            outcome.points, outcome.max_points, outcome.message, result.seconds
        )

    graders = []
    try:
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(verdict, answers))
    finally:
        for grader in graders:
            grader.close()


def answered(release, answer):
    """Return a learner's notebook in which one exercise has this answer."""
    nb, done = copy.deepcopy(release), False
    for cell in nb.cells:
        if is_answer(cell) and exercise_of(cell) == answer.exercise:
            # An exercise with two answer cells: the answer stands for both.
            cell.source = "pass" if done else answer.source
            done = True
    return nb


def job(solutions, answer):
    """Return the cells to run for an answer, and the points of those that are tests."""
    cells, worth, answered = [], [], False
    last = max(
        i
        for i, cell in enumerate(solutions.cells)
        if is_test(cell) and exercise_of(cell) == answer.exercise
    )
    for cell in solutions.cells[: last + 1]:
        mine = exercise_of(cell) == answer.exercise
        if cell.cell_type != "code":
            continue
        if is_test(cell) and mine:
            cells.append(cell.source)
            worth.append(points(cell))
        elif is_answer(cell) and mine:
            # An exercise with two answer cells: the answer stands for both.
            cells.append("pass" if answered else answer.source)
            worth.append(None)
            answered = True
        elif not is_test(cell) and not is_answer(cell):
            cells.append(cell.source)
            worth.append(None)
    return cells, worth


def grade_in_notebook(chapter, answers, root=ROOT):
    """Do the same as `grade` with plain notebook semantics: all in one process.

    What a learner sees in JupyterLab; the engine must give the same verdicts.
    """
    solutions = read(notebook_in("solutions", chapter, root))
    jobs = [job(solutions, answer) for answer in answers]
    lines = [
        json.dumps({"id": number, "cells": cells, "limit": LIMIT})
        for number, (cells, _) in enumerate(jobs)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.stack"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        # One thread each: two answers run at a time, and threads do not survive a fork.
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"tests.stack stopped:\n{done.stderr}")
    results = {r["id"]: r for r in map(json.loads, done.stdout.splitlines())}
    return [
        verdict(worth, results[number])
        for number, (_, worth) in enumerate(jobs)
    ]


def verdict(worth, result):
    """Add up the points of the test cells that passed; keep the first message."""
    pairs = list(zip(worth, result["errors"], strict=True))
    first = next((error for _, error in pairs if error), None)
    message = "" if first is None else ": ".join(filter(None, first))
    return Verdict(
        earned=sum(p for p, error in pairs if p is not None and error is None),
        possible=sum(p for p, _ in pairs if p is not None),
        message=message,
        seconds=result["seconds"],
    )


def complaint(answer, verdict):
    """Return one line that says what is wrong with a verdict, or None if it is right."""
    wanted = {
        "solution": "full marks",
        "right": "full marks",
        "untouched": "no point",
        "wrong": f'fewer marks and a message that says "{answer.says}"',
    }[answer.kind]
    fine = {
        "solution": verdict.earned == verdict.possible,
        "right": verdict.earned == verdict.possible,
        "untouched": verdict.earned == 0,
        "wrong": verdict.earned < verdict.possible
        and (answer.says or "") in verdict.message,
    }[answer.kind]
    if fine:
        return None
    label = (
        answer.what
        if answer.what == answer.kind
        else f"{answer.kind}: {answer.what}"
    )
    return (
        f"{answer.exercise}, {label}: expected {wanted}; got {verdict.earned:g} of "
        f"{verdict.possible:g}"
        + (
            f" and {verdict.message!r}"
            if verdict.message
            else " and no message"
        )
    )
