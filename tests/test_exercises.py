"""Exercises come from the solutions, exactly as nbgrader would make them."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import exercises as tool
from tools.kernels import AsyncManager
from tools.notebook_files import read
from tools.paths import ROOT, BookError, names_in, notebook_in

NAMES = names_in("solutions")


def test_exercises_are_in_step_with_their_solutions():
    done = subprocess.run(
        [sys.executable, "-m", "tools.exercises", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_exercises_equal_those_of_nbgrader_itself(tmp_path, name):
    source = tmp_path / "solutions" / name
    source.mkdir(parents=True)
    solutions = notebook_in("solutions", name)
    (source / solutions.name).write_bytes(solutions.read_bytes())
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.source_directory = 'solutions'\n"
        "c.CourseDirectory.release_directory = 'exercises'\n"
    )
    command = "from nbgrader.apps.nbgraderapp import main; main()"
    subprocess.run(
        [
            sys.executable,
            "-c",
            command,
            "generate_assignment",
            "--no-db",
            name,
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    theirs = (tmp_path / "exercises" / name / solutions.name).read_bytes()
    # But for the title, which says what it is.
    theirs = theirs.replace(b"# Solutions: ", b"# Exercises: ", 1)
    assert notebook_in("exercises", name).read_bytes() == theirs


@pytest.mark.parametrize("name", NAMES)
def test_the_notebooks_of_a_chapter_have_three_titles(name):
    titles = {
        read(notebook_in(tree, name)).cells[0].source.split("\n")[0]
        for tree in ("notebooks", "exercises", "solutions")
    }
    assert len(titles) == 3, titles


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_solution_is_left_in_the_exercises(name):
    text = notebook_in("exercises", name).read_text(encoding="utf-8")
    for word in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME"):
        assert word not in text
    assert "YOUR CODE HERE" in text


@pytest.mark.parametrize("name", NAMES)
def test_untouched_exercises_run_and_stop_only_where_work_is_asked(name):
    path = notebook_in("exercises", name)
    nb = read(path)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        nb,
        timeout=60,
        allow_errors=True,
        kernel_manager_class=AsyncManager,
        resources=resources,
    ).execute()
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        errors = [o.ename for o in cell.outputs if o.output_type == "error"]
        if not tool.is_answer(cell) and not tool.is_test(cell):
            assert not errors, f"{cell.id}: {errors}"
        if tool.is_test(cell):
            assert errors, (
                f"{cell.id}: passes before the learner has done anything"
            )


# --- bad input ------------------------------------------------------------------


def graded(cell_id, source, kind="answer", **changes):
    """Return a code cell with nbgrader's metadata."""
    meta = {
        "schema_version": 3,
        "grade": kind == "test",
        "solution": kind == "answer",
        "locked": kind != "answer",
        "task": kind == "why",
        "grade_id": cell_id,
    }
    if kind == "test":
        meta["points"] = 2
    meta |= changes
    meta = {key: value for key, value in meta.items() if value is not ...}
    make = new_markdown_cell if kind == "why" else new_code_cell
    return make(source, id=cell_id, metadata={"nbgrader": meta})


ANSWER = graded("f-answer", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION")
TEST = graded("f-test", "assert x == 1, 'no'", "test")


def check(*cells):
    """Generate exercises from these cells."""
    return tool.generate(
        new_notebook(cells=list(cells)), "solutions/02-bad.ipynb"
    )


def test_a_good_solution_gives_a_blank():
    hidden = "assert x, 'a'\n### BEGIN HIDDEN TESTS\nassert x == 1\n### END HIDDEN TESTS"
    why = "See.\n<!-- ### BEGIN MARK SCHEME -->\nSecret\n<!-- ### END MARK SCHEME -->"
    nb = check(
        ANSWER, graded("f-test", hidden, "test"), graded("f-why", why, "why")
    )
    assert (
        nb.cells[0].source == "# YOUR CODE HERE\nraise NotImplementedError()"
    )
    assert nb.cells[1].source == "assert x, 'a'"
    assert nb.cells[2].source == "See."


BAD = {
    "END SOLUTION is missing": (
        [graded("f-answer", "### BEGIN SOLUTION\nx = 1"), TEST],
        "cell f-answer: '### BEGIN SOLUTION' without its '### END SOLUTION'",
    ),
    "BEGIN SOLUTION is missing": (
        [graded("f-answer", "x = 1\n### END SOLUTION"), TEST],
        "cell f-answer: '### END SOLUTION' without its BEGIN",
    ),
    "BEGIN twice": (
        [graded("f-answer", "### BEGIN SOLUTION\n### BEGIN SOLUTION"), TEST],
        "cell f-answer: a second",
    ),
    "no region": (
        [graded("f-answer", "x = 1"), TEST],
        "cell f-answer: an answer cell",
    ),
    "hidden tests never end": (
        [ANSWER, graded("f-test", "### BEGIN HIDDEN TESTS\nassert x", "test")],
        "cell f-test: '### BEGIN HIDDEN TESTS' without",
    ),
    "solution in a plain cell": (
        [new_code_cell(ANSWER.source, id="plain"), ANSWER, TEST],
        "cell plain: '### BEGIN SOLUTION' stands in a cell",
    ),
    "test without points": (
        [ANSWER, graded("f-test", "assert x", "test", points=...)],
        "cell f-test: a test cell needs points above 0",
    ),
    "points that are no number": (
        [ANSWER, graded("f-test", "assert x", "test", points="2")],
        "cell f-test: a test cell needs points above 0",
    ),
    "no points": (
        [ANSWER, graded("f-test", "assert x", "test", points=0)],
        "cell f-test: a test cell needs points above 0",
    ),
    "grade id twice": (
        [
            ANSWER,
            TEST,
            graded("f-test-2", "assert x", "test", grade_id="f-test"),
        ],
        "cell f-test-2: grade_id 'f-test' is used by cell f-test too",
    ),
    "grade id is missing": (
        [ANSWER, graded("f-test", "assert x", "test", grade_id=...)],
        "cell f-test: its nbgrader metadata has no grade_id",
    ),
    "grade id is another": (
        [ANSWER, graded("f-test", "assert x", "test", grade_id="g-test")],
        "cell f-test: its grade_id is 'g-test'",
    ),
    "old schema": (
        [ANSWER, graded("f-test", "assert x", "test", schema_version=1)],
        'cell f-test: its nbgrader metadata needs "schema_version": 3',
    ),
    "answer without test": ([ANSWER], "cell f-answer: no test cell 'f-test'"),
    "test without answer": ([TEST], "cell f-test: no answer cell 'f-answer'"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_solution_gets_one_clear_message(case):
    cells, says = BAD[case]
    with pytest.raises(BookError) as fault:
        check(*(nbformat.from_dict(cell) for cell in cells))
    assert says in str(fault.value) and "\n" not in str(fault.value)
    assert str(fault.value).startswith("solutions/02-bad.ipynb")
