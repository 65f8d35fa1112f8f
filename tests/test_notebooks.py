"""Reading, normalising and executing notebooks."""

import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from tools import execution
from tools.normal_form import normalise
from tools.notebook_files import is_current, produced_by, read, write
from tools.paths import ROOT, BookError, check_trees, names_in, notebook_in

BOOK = [
    pytest.param(notebook_in(tree, name), id=f"{tree}-{name}")
    for tree in ("notebooks", "solutions")
    for name in names_in(tree)
]


@pytest.mark.parametrize("path", BOOK)
def test_committed_notebooks_are_in_the_normal_form(path):
    text = path.read_text(encoding="utf-8")
    nb = normalise(read(path))
    assert nbformat.writes(nb) + "\n" == text, "run: make notebooks"


def messy():
    """Return a notebook as an editor leaves it."""
    picture = new_output(
        "display_data",
        data={"image/png": "iVBO", "text/plain": "<Figure size 1x1>"},
        metadata={"image/png": {"width": 3}},
    )
    only_picture = new_output("display_data", data={"image/svg+xml": "<svg/>"})
    streams = [
        new_output("stream", text="a\n"),
        new_output("stream", text="b\n"),
    ]
    result = new_output(
        "execute_result", data={"text/plain": "2"}, execution_count=9
    )
    cells = [
        new_markdown_cell("# Platt scaling\n\n", id="3fa85f64"),
        new_code_cell(
            "\nplt.show()\n",
            id="9d2c1e7b",
            outputs=[picture, only_picture],
            execution_count=4,
            metadata={
                "tags": ["hide-input"],
                "execution": {"iopub.busy": "2026-01-01T00:00:00"},
                "collapsed": True,
                "mystnb": {"image": {"alt": "Loss falls."}},
            },
        ),
        new_code_cell(
            "1 + 1",
            id="0a1b2c3d",
            outputs=[*streams, result],
            execution_count=9,
        ),
        new_code_cell("", metadata={"tags": []}),
        new_markdown_cell("## Platt scaling\nAgain.", id="kept-id"),
    ]
    return new_notebook(
        cells=cells, metadata={"widgets": {}, "toc": {"nav": 1}}
    )


def test_normalising_twice_changes_no_byte():
    once = nbformat.writes(normalise(messy()))
    again = normalise(nbformat.reads(once, as_version=4))
    assert nbformat.writes(again) == once


def test_normal_form():
    nb = normalise(messy())
    figure, result, empty = nb.cells[1:4]
    assert [c.id for c in nb.cells[:2]] == [
        "platt-scaling-text-1",
        "platt-scaling-code-1",
    ]
    assert nb.cells[4].id == "kept-id"
    assert [o.data for o in figure.outputs] == [
        {"text/plain": "<Figure size 1x1>"}
    ]
    assert figure.outputs[0].metadata == {}
    assert figure.metadata == {
        "tags": ["hide-input"],
        "mystnb": {"image": {"alt": "Loss falls."}},
    }
    assert figure.source == "plt.show()"
    assert [figure.execution_count, result.execution_count] == [1, 2]
    assert result.outputs[0].text == "a\nb\n"
    assert result.outputs[1].execution_count == 2
    assert empty.execution_count is None and empty.metadata == {}
    assert set(nb.metadata) == {"kernelspec", "language_info"}


def test_hashes_tell_code_from_prose():
    nb = messy()
    nb.metadata["produced_by"] = produced_by(nb)
    nb.cells[0].source += " More prose."
    assert is_current(nb)
    nb.cells[2].source = "1 + 2"
    assert not is_current(nb)


def test_an_output_of_another_lock_is_not_current(tmp_path):
    nb = messy()
    nb.metadata["produced_by"] = produced_by(nb) | {"lock_sha256": "0" * 64}
    assert not is_current(nb)


# --- bad input ------------------------------------------------------------------


def cell(**changes):
    """Return a raw code cell."""
    return {
        "cell_type": "code",
        "id": "a-cell",
        "source": "x = 1",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    } | changes


def raw(*cells, **changes):
    """Return the text of a notebook file."""
    nb = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": list(cells),
    }
    return json.dumps(nb | changes)


NO_ID = cell()
del NO_ID["id"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{broken", "not valid JSON"),
        ("", "not valid JSON"),
        ("[]", "format 4.5"),
        ('{"a": 1}', "format 4.5"),
        (raw(nbformat_minor=4), "format 4.5"),
        (
            raw(cell(), NO_ID),
            "cell number 2: has no id .it starts with 'x = 1'",
        ),
        (raw(cell(), cell()), "cell a-cell: 2 cells share this id"),
        (raw(cell(outputs=3)), "not a valid notebook at cells/0/outputs"),
        (raw(cell(id=["a"])), "cell number 1: has no id"),
        (raw(cell(source=None)), "cell number 1: has no source"),
        (raw(cell(metadata=None)), "cell a-cell: its .metadata."),
        (raw(cell(metadata={"nbgrader": "x"})), "cell a-cell: its .metadata."),
    ],
)
def test_a_bad_notebook_gets_one_clear_message(tmp_path, text, says):
    path = tmp_path / "02-bad.ipynb"
    path.write_text(text)
    with pytest.raises(BookError, match=says) as fault:
        read(path)
    assert str(path) in str(fault.value)


def test_a_missing_notebook_is_named(tmp_path):
    with pytest.raises(BookError, match="no such notebook"):
        read(tmp_path / "gone.ipynb")


def test_bytes_that_are_no_text_are_named(tmp_path):
    path = tmp_path / "bad.ipynb"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BookError, match="not valid JSON"):
        read(path)


@pytest.mark.parametrize("missing", ["notebooks", "solutions", "exercises"])
def test_a_chapter_missing_in_one_tree_is_named(tmp_path, missing):
    for tree in ("notebooks", "solutions", "exercises"):
        if tree != missing:
            path = notebook_in(tree, "02-optimize", tmp_path)
            path.parent.mkdir(parents=True)
            path.write_text(raw())
    with pytest.raises(
        BookError, match=f"{missing}/.*02-optimize.ipynb: missing, but"
    ):
        check_trees(tmp_path)


def test_a_stray_notebook_is_named(tmp_path):
    stray = tmp_path / "solutions" / "02-optimize" / "02-optimize-Copy1.ipynb"
    stray.parent.mkdir(parents=True)
    stray.touch()
    with pytest.raises(BookError, match="Copy1.ipynb: a stray"):
        names_in("solutions", tmp_path)


def test_the_command_fails_with_the_message_and_no_traceback():
    done = subprocess.run(
        [sys.executable, "-m", "tools.notebooks", "99-nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "There is no chapter named 99-nothing" in done.stderr
    assert "Traceback" not in done.stderr


# --- execution -------------------------------------------------------------------


def saved(folder, *sources, tags=()):
    """Write a notebook of code cells named c1, c2, … and return its path."""
    cells = [
        new_code_cell(source, id=f"c{i}", metadata={"tags": list(tags)})
        for i, source in enumerate(sources, 1)
    ]
    path = folder / "trial.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_execution_runs_in_the_notebooks_folder(tmp_path):
    (tmp_path / "note.txt").write_text("here")
    nb, seconds = execution.execute(
        saved(tmp_path, "print(open('note.txt').read())")
    )
    assert nb.cells[0].outputs[0].text == "here\n"
    assert is_current(nb) and seconds > 0


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import os; os._exit(1)", "the kernel died"),
        ("while True: pass", "still running after 3 s"),
    ],
)
def test_a_failing_cell_is_named(tmp_path, monkeypatch, source, says):
    monkeypatch.setattr(execution, "CELL_LIMIT", 3)
    with pytest.raises(BookError) as fault:
        execution.execute(saved(tmp_path, "x = 1", source, "y = 2"))
    assert "trial.ipynb, cell c2: " in str(fault.value)
    assert says in str(fault.value)


def test_a_warning_is_not_stored(tmp_path):
    path = saved(tmp_path, "import warnings; warnings.warn('slow')")
    with pytest.raises(BookError, match="cell c1: it warns; mend"):
        execution.execute(path)


def test_an_intended_error_does_not_stop_execution(tmp_path):
    path = saved(tmp_path, "1 / 0", "x = 2", tags=["raises-exception"])
    nb, _ = execution.execute(path)
    assert nb.cells[1].execution_count == 2


def test_prose_runs_nothing_and_code_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "cache_dir", lambda: tmp_path / "cache")
    path, said = saved(tmp_path, "print(6 * 7)"), []
    execution.executed([path], say=said.append)
    assert "Running 1 of 1 notebooks" in said[0]

    nb = read(path)
    nb.cells.append(new_markdown_cell("Only prose.", id="prose"))
    write(nb, path)
    said.clear()
    (hit,) = execution.executed([path], say=said.append).values()
    assert hit.cells[0].outputs[0].text == "42\n"
    assert hit.cells[1].source == "Only prose."
    assert said == []

    nb.cells[0].source = "print(6 * 8)"
    write(nb, path)
    (hit,) = execution.executed([path], say=said.append).values()
    assert hit.cells[0].outputs[0].text == "48\n" and said


def test_one_failure_keeps_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "cache_dir", lambda: tmp_path / "cache")
    (tmp_path / "good").mkdir()
    good, bad = saved(tmp_path / "good", "1"), saved(tmp_path, "1 / 0")
    with pytest.raises(SystemExit, match="cell c1"):
        execution.executed([bad, good], say=lambda _: None)
    said = []
    execution.executed([good], say=said.append)
    assert said == []


def test_no_command_waits_for_a_grammar_that_it_does_not_use():
    code = (
        "import grading.__main__, nbformat, sys; "
        "sys.exit('lark' in sys.modules or 'jsonschema' not in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT)
    assert done.returncode == 0
