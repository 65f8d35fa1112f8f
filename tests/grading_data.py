"""A small chapter and submissions to it, for the tests of the grading engine."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.engine import Grader, SandboxMissing
from tools.exercises import generate
from tools.paths import ROOT

CHAPTER = "90-battery"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

GIVEN = """
import numpy as np
from scipy import optimize
base = np.array([1.0, 2.0, 3.0])
"""
SQUARE = """
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION
"""
SQUARE_TEST = """
assert square(3) == 9, f"three squared is 9, you return {square(3)!r}"
assert np.allclose(square(base), [1, 4, 9]), "square each element"
### BEGIN HIDDEN TESTS
for _secret_probe in (-7, 11):
    assert square(_secret_probe) == _secret_probe**2, "some number fails"
### END HIDDEN TESTS
"""
LEAST = """
def least(fun, start):
    ### BEGIN SOLUTION
    return optimize.minimize(fun, start)
    ### END SOLUTION


def shifted(values):
    ### BEGIN SOLUTION
    return np.asarray(values) + 1
    ### END SOLUTION
"""
LEAST_TEST = """
_calls = []


def _bowl(x):
    _calls.append(x)
    return np.sum((x - 2) ** 2)


_result = least(_bowl, np.zeros(2))
assert _result.success and np.allclose(_result.x, 2, atol=1e-3), "not the lowest"
assert len(_calls) > 3, "fun was not called"
"""
SHIFTED_TEST = """
_values = np.arange(4.0)
assert np.array_equal(shifted(_values), [1, 2, 3, 4]), "add one"
assert np.array_equal(_values, np.arange(4.0)), "your function changes its argument"
"""
TOTAL = """
class Total:
    ### BEGIN SOLUTION
    def __init__(self, start=0.0):
        self.value = start

    def add(self, x):
        self.value += x
        return self
    ### END SOLUTION
"""
TOTAL_TEST = """
_total = Total(1.0)
_total.add(2.0).add(3.0)
assert isinstance(_total, Total), "Total must be a class"
assert _total.value == 6.0, f"value is {_total.value}"
"""
COUNT = """
def count(n):
    ### BEGIN SOLUTION
    yield from range(n)
    ### END SOLUTION
"""
COUNT_TEST = """
_length = 0
for _item in count(3):
    _length += 1
assert _length == 3, f"count(3) has {_length} items"
"""
PLAN = "The better plan is the first."


def sandboxed(limits, root=ROOT):
    """Return a Grader with a sandbox; skip where this machine cannot make one.

    The summary of the tests counts what was skipped for that.
    """
    try:
        return Grader(limits, root=root)
    except SandboxMissing as error:
        pytest.skip(f"NO SANDBOX: {error}")


def metadata(name, grade=False, solution=False, worth=None):
    """Return a graded cell's metadata."""
    graded = {
        "schema_version": 3,
        "grade": grade,
        "solution": solution,
        "locked": grade and not solution,
        "task": False,
        "grade_id": name,
    }
    if worth is not None:
        graded["points"] = worth
    return {"nbgrader": graded}


def code(name, source, **graded):
    """Return a code cell; with `grade` or `solution` it is a graded one."""
    cell = new_code_cell(source.strip("\n"), id=name)
    if graded:
        cell.metadata.update(metadata(name, **graded))
    return cell


def text(name, source, **graded):
    """Return a Markdown cell."""
    cell = new_markdown_cell(source, id=name)
    if graded:
        cell.metadata.update(metadata(name, **graded))
    return cell


def solution(*cells):
    """Return a notebook of these cells."""
    return new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})


def battery():
    """Return the solution notebook of the small chapter."""
    return solution(
        text("title", "# Exercises: battery"),
        code("setup", GIVEN),
        code("square-answer", SQUARE, solution=True),
        code("square-test", SQUARE_TEST, grade=True, worth=2),
        code("least-answer", LEAST, solution=True),
        code("least-test", LEAST_TEST, grade=True, worth=1),
        code("least-test-2", SHIFTED_TEST, grade=True, worth=2),
        code("total-answer", TOTAL, solution=True),
        code("total-test", TOTAL_TEST, grade=True, worth=3),
        code("count-answer", COUNT, solution=True),
        code("count-test", COUNT_TEST, grade=True, worth=1),
        text("plan-rationale", PLAN, grade=True, solution=True, worth=2),
    )


def write_project(root, nb, chapter=CHAPTER):
    """Write a solution notebook where a Grader with this root finds it."""
    path = Path(root) / "solutions" / chapter / f"{chapter}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(nb), encoding="utf-8")
    return path


def handed_out(nb=None):
    """Return the learner's notebook of a solution notebook."""
    return generate(nb or battery(), "battery")


def submission(answers=None, nb=None):
    """Return a learner's notebook with the solution in it, or other answers.

    Parameters
    ----------
    answers : dict of cell id -> source, or None to leave that cell as handed out
    nb : solution notebook
    """
    nb = nb or battery()
    release, right = handed_out(nb), {c.id: c.source for c in nb.cells}
    for cell in release.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            source = (answers or {}).get(cell.id, right[cell.id])
            cell.source = cell.source if source is None else source
    return release


def save(nb, path):
    """Write a submission and return its path."""
    text = nb if isinstance(nb, str) else json.dumps(nb)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
