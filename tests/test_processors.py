"""Stored outputs hold also where a processor of 2008 computes them."""

import os
import platform
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.conftest import pytest_terminal_summary
from tests.test_notebooks import BOOK
from tools import execution, notebooks
from tools.execution import DEPENDS, execute, faults_on_old_processor
from tools.normal_form import normalise
from tools.notebook_files import is_current, read, write
from tools.outputs import differences, ignored
from tools.paths import ROOT
from tools.processors import (
    NOT_RUN,
    OLD,
    PERSONAS,
    can_be_disguised,
    disguise_fault,
)

disguised = pytest.mark.skipif(not can_be_disguised(), reason=NOT_RUN)


@disguised
@pytest.mark.parametrize("persona", PERSONAS)
def test_a_disguise_is_really_on(persona):
    variables = PERSONAS[persona]
    assert not disguise_fault(variables, os.environ | variables)


@disguised
@pytest.mark.parametrize(
    "name", ["OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES"]
)
def test_half_a_disguise_is_noticed(name):
    environment = {k: v for k, v in (os.environ | OLD).items() if k != name}
    assert disguise_fault(OLD, environment)


@disguised
@pytest.mark.parametrize("path", BOOK)
def test_outputs_hold_on_an_old_processor(path):
    stored = read(path)
    nb = normalise(execute(path, OLD)[0])
    found = differences(stored, nb)
    assert not found, DEPENDS + "\n  ".join(found)
    for old, now in zip(stored.cells, nb.cells, strict=True):
        if ignored(old):
            now.outputs = old.outputs
    nb.metadata = (
        stored.metadata
    )  # where outputs came from has a guard of its own
    settled = nbformat.writes(nb) + "\n"
    assert settled == path.read_text(encoding="utf-8"), "stored digits churn"


def run(*command, **variables):
    """Run a Python command from the root; return the process that is done."""
    return subprocess.run(
        [sys.executable, "-E", *command],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


@disguised
def test_any_command_runs_as_on_another_processor():
    told = "import os; print(os.environ['OPENBLAS_CORETYPE'])"
    done = run(
        *("-m", "tools.processors", "haswell"), sys.executable, "-c", told
    )
    assert done.stdout == "Haswell\n" and not done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Name a processor (haswell, old) and a command"),
        (["old"], "Name a processor"),
        (["new", "make"], "Name a processor"),
        pytest.param(
            ["old", "gone-away"], "gone-away: No such file", marks=disguised
        ),
    ],
)
def test_a_command_that_cannot_run_is_told_in_one_sentence(arguments, says):
    done = run("-m", "tools.processors", *arguments)
    assert done.returncode == 1 and says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("machine", "system"), [("arm64", "Linux"), ("x86_64", "Darwin")]
)
def test_what_cannot_be_checked_is_said_aloud(monkeypatch, machine, system):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "system", lambda: system)
    said = []
    assert not faults_on_old_processor({"any": None}, say=said.append)
    assert said == [f"NOT RUN: {NOT_RUN}"]


def test_a_test_that_was_skipped_says_why():
    said, report = (
        [],
        SimpleNamespace(longrepr=("x.py", 1, f"Skipped: {NOT_RUN}")),
    )
    terminal = SimpleNamespace(
        stats={"skipped": [report, report]}, write_line=said.append
    )
    pytest_terminal_summary(terminal)
    assert said == [f"NOT RUN: 2 tests: {NOT_RUN}"]


# --- make notebooks ---------------------------------------------------------------

LAST_DIGIT = (
    "import os\n"
    "there = 'OPENBLAS_CORETYPE' in os.environ\n"
    "print('loss', '0.880' if there else '0.879', '~201' if there else '~155')"
)
COUNT = "print('calls', 146 + there)"
STOPS = "assert not there, 'too old'"


@pytest.fixture
def make_notebooks(tmp_path, monkeypatch):
    """Return a function that writes a notebook and runs `make notebooks` on it."""
    path = tmp_path / "small.ipynb"
    for name in OLD:  # whatever this whole run is disguised as
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(notebooks, "runnable", lambda names: [path])
    monkeypatch.setattr(execution, "cache_dir", lambda: tmp_path / "cache")

    def call(*sources, arguments=()):
        if sources:
            cells = [
                new_code_cell(source, id=f"cell-{number}")
                for number, source in enumerate(sources, 1)
            ]
            write(new_notebook(cells=cells), path)
        try:
            notebooks.main(list(arguments))
        except SystemExit as stop:
            return path, str(stop)
        return path, ""

    return call


@disguised
def test_another_processor_leaves_the_file_as_it_is(
    make_notebooks, monkeypatch
):
    path, fault = make_notebooks(LAST_DIGIT)
    here = path.read_bytes()
    assert not fault and b"0.879" in here
    for name, value in OLD.items():
        monkeypatch.setenv(name, value)
    assert make_notebooks(arguments=["--all"]) == (path, "")
    assert path.read_bytes() == here


@disguised
@pytest.mark.parametrize(
    ("source", "says"),
    [
        (COUNT, "stored 'stdout calls 146', now 'stdout calls 147'"),
        (STOPS, "too old"),
    ],
)
def test_what_does_not_hold_there_is_told_and_is_not_current(
    make_notebooks, source, says
):
    path, fault = make_notebooks(LAST_DIGIT, source)
    assert "processor of 2008" in fault and "cell-2" in fault and says in fault
    assert "cell-1" not in fault
    # Stored to be looked at, but not as current: a second call runs it again.
    assert "0.879" in read(path).cells[0].outputs[0].text
    assert not is_current(read(path))


def test_nbval_compares_by_the_same_rule(make_notebooks):
    sources = (
        "print('accuracy 0.880')",
        "print('accuracy 0.884')",
        "from IPython.display import display\n"
        "display({'application/x': 'y'}, raw=True, "
        "metadata={'scrapbook': {'name': 'new-name'}})",
        "import sys; _ = sys.stdout.write('moved')",
    )
    path, _ = make_notebooks(*sources)
    nb = read(path)
    nb.cells[0].outputs[0].text = "accuracy 0.879\n"
    nb.cells[1].outputs[0].text = "accuracy 0.879\n"
    nb.cells[2].outputs[0].metadata["scrapbook"]["name"] = "old-name"
    nb.cells[3].outputs[0].name = "stderr"
    write(nb, path)
    options = ("--nbval", "--color=no", "-p", "no:cacheprovider", "-n0")
    done = run("-m", "pytest", "-p", "conftest", *options, str(path))
    assert "3 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    for told in (
        "cell-2: stored 'stdout accuracy 0.879', now 'stdout accuracy 0.884'",
        "display_data old-name application/x y",
        "cell-4: stored 'stderr moved', now 'stdout moved'",
    ):
        assert told in done.stdout
