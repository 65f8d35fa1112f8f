"""Make the learner's exercises from the solutions, as nbgrader does.

`python -m tools.exercises` (`make exercises`) writes `exercises/` from `solutions/`.
The steps are nbgrader's own preprocessors in nbgrader's own order, so the result is,
byte for byte, what `nbgrader generate_assignment --no-db` makes of the same source;
a test holds the two together. What nbgrader would report as a bare RuntimeError is
checked here first, and reported with its file and cell.
"""

import argparse
import logging
import math
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import nbformat

from tools.notebook_files import read
from tools.paths import (
    BookError,
    cache_dir,
    check_trees,
    names_in,
    notebook_in,
    relative,
    sha256,
)

REGIONS = {
    "SOLUTION": "solution",
    "HIDDEN TESTS": "grade",
    "MARK SCHEME": "task",
}


def grading(cell, key, default=False):
    """Return one entry of a cell's nbgrader metadata."""
    return cell["metadata"].get("nbgrader", {}).get(key, default)


def is_test(cell) -> bool:
    """Say whether a cell is a test that is run, with points."""
    return cell["cell_type"] == "code" and bool(grading(cell, "grade"))


def is_answer(cell) -> bool:
    """Say whether a cell is code that the learner writes."""
    return cell["cell_type"] == "code" and bool(grading(cell, "solution"))


def is_rationale(cell) -> bool:
    """Say whether a cell is text that the learner writes and a person grades."""
    return cell["cell_type"] == "markdown" and bool(grading(cell, "grade"))


def exercise_of(cell) -> str:
    """Return the exercise that a graded cell belongs to: `platt` for `platt-test-2`."""
    return re.sub(r"-(answer|test|rationale|why)(-\d+)?$", "", cell["id"])


def points(cell) -> float:
    """Return the points of a graded cell."""
    return grading(cell, "points", 0)


def check_regions(cell, path):
    """Raise BookError where a BEGIN … END region is open or in the wrong cell."""
    for region, kind in REGIONS.items():
        inside = False
        for line in cell.source.split("\n"):
            if f"BEGIN {region}" in line:
                if inside:
                    message = f"a second '### BEGIN {region}' before the END."
                    raise BookError(path, message, cell.id)
                if not grading(cell, kind):
                    message = (
                        f"'### BEGIN {region}' stands in a cell whose nbgrader "
                        f'metadata does not say "{kind}": true.'
                    )
                    raise BookError(path, message, cell.id)
                inside = True
            elif f"END {region}" in line:
                if not inside:
                    message = f"'### END {region}' without its BEGIN."
                    raise BookError(path, message, cell.id)
                inside = False
        if inside:
            message = (
                f"'### BEGIN {region}' without its '### END {region}'. Add that line "
                "after the last line of the region."
            )
            raise BookError(path, message, cell.id)


def check_solution(nb, path):
    """Check everything that turning a solution notebook into exercises relies on.

    Raises
    ------
    BookError
        For the first fault: an unfinished region, a test cell without points, a
        grade id that is missing or used twice, an answer without a test.
    """
    seen = {}
    for cell in nb.cells:
        check_regions(cell, path)
        if "nbgrader" not in cell.metadata:
            continue
        grade_id = grading(cell, "grade_id", None)
        if not grade_id:
            raise BookError(
                path, "its nbgrader metadata has no grade_id.", cell.id
            )
        if grade_id in seen:
            message = (
                f"grade_id '{grade_id}' is used by cell {seen[grade_id]} too."
            )
            raise BookError(path, message, cell.id)
        seen[grade_id] = cell.id
        if grade_id != cell.id:
            message = f"its grade_id is '{grade_id}'; make it the same as the cell's id."
            raise BookError(path, message, cell.id)
        if grading(cell, "schema_version", None) != 3:
            message = 'its nbgrader metadata needs "schema_version": 3.'
            raise BookError(path, message, cell.id)
        worth = points(cell)
        if grading(cell, "grade") and not (
            isinstance(worth, int | float)
            and not isinstance(worth, bool)
            and 0 < worth < math.inf
        ):
            message = f'a test cell needs points above 0, as in "points": 2 (got {worth!r}).'
            raise BookError(path, message, cell.id)
        if is_answer(cell) and "BEGIN SOLUTION" not in cell.source:
            message = (
                "an answer cell needs '### BEGIN SOLUTION' and '### END SOLUTION' "
                "around what the learner writes."
            )
            raise BookError(path, message, cell.id)
    answers = {exercise_of(c): c.id for c in nb.cells if is_answer(c)}
    tests = {exercise_of(c): c.id for c in nb.cells if is_test(c)}
    for name in answers.keys() - tests.keys():
        raise BookError(
            path, f"no test cell '{name}-test' belongs to it.", answers[name]
        )
    for name in tests.keys() - answers.keys():
        raise BookError(
            path, f"no answer cell '{name}-answer' belongs to it.", tests[name]
        )


def steps():
    """Return nbgrader's preprocessors in the order of its `generate_assignment`."""
    # Imported here: it takes seconds, and the book's build only checks the solutions.
    from nbgrader import preprocessors as p

    return (
        p.LockCells,
        p.ClearSolutions,
        p.ClearOutput,
        p.CheckCellMetadata,
        p.ComputeChecksums,
        p.ClearHiddenTests,
        p.ClearMarkScheme,
        p.ComputeChecksums,
        p.CheckCellMetadata,
    )


def generate(nb, path):
    """Return the learner's notebook made from a solution notebook.

    Parameters
    ----------
    nb : nbformat.NotebookNode of the solutions; left as it is
    path : where it came from, for messages

    Raises
    ------
    BookError
        If the solution notebook is not well formed.
    """
    check_solution(nb, path)
    # Kept, since importing nbgrader takes seconds in each process that grades.
    stored = stored_release(nb)
    with suppress(OSError, ValueError):
        return nbformat.read(stored, 4)
    release = preprocess(nb, path)
    with suppress(
        OSError
    ):  # a book that cannot be written to can still be used
        stored.parent.mkdir(parents=True, exist_ok=True)
        whole = stored.with_suffix(f".{os.getpid()}")
        whole.write_text(nbformat.writes(release), encoding="utf-8")
        whole.replace(stored)
    return release


def stored_release(nb):
    """Return where what is made from a solution notebook is kept."""
    key = nbformat.writes(nb).encode() + Path(__file__).read_bytes()
    return cache_dir() / "exercises" / f"{sha256(key)}.ipynb"


def preprocess(nb, path):
    """Return what nbgrader's preprocessors make of a solution notebook."""
    release, resources = nbformat.from_dict(nb), {}
    for step in steps():
        try:
            preprocessor = step()
            preprocessor.log.setLevel(logging.CRITICAL)
            release, resources = preprocessor.preprocess(release, resources)
        except Exception as error:
            raise BookError(
                path, f"nbgrader's {step.__name__}: {error}"
            ) from error
    # The three notebooks of a chapter have three titles.
    title = release.cells[0]
    title.source = re.sub(r"\A# Solutions: ", "# Exercises: ", title.source)
    return release


def main(arguments=None):
    """Write exercises from solutions; with `--check`, only compare."""
    parser = argparse.ArgumentParser(prog="python -m tools.exercises")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit 1 on a difference",
    )
    options = parser.parse_args(arguments)
    differing = []
    names = names_in("solutions")
    for name in names:
        source, target = (
            notebook_in("solutions", name),
            notebook_in("exercises", name),
        )
        text = nbformat.writes(generate(read(source), source)) + "\n"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            differing.append(relative(target))
            if not options.check:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
    if options.check and differing:
        print(
            f"{', '.join(differing)}: not what solutions/ gives. Exercises are "
            "generated: edit the solution, then run: make exercises"
        )
        return 1
    check_trees()
    for path in differing:
        print("wrote", path)
    if not differing:
        print(
            f"{len(names)} exercise notebooks are in step with their solutions"
        )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BookError as fault:
        sys.exit(str(fault))
