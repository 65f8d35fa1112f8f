"""What a learner reads when a cell fails: the message, and no more than that."""

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from tools.kernels import AsyncManager
from tools.normal_form import MESSAGES, normalise
from tools.notebook_files import read
from tools.paths import ROOT, names_in, notebook_in

TEST = "# Tests of exercise 1: run me\n"
LONG = "Ravel both first. " * 30
CELLS = {
    "untouched": ("def f(x):\n    raise NotImplementedError()", ""),
    "its test": (f"{TEST}f(2)", "Not answered yet"),
    "wrong": ("def f(x):\n    return 3", ""),
    "a message": (f"{TEST}assert f(2) == 4, 'square it'", "square it"),
    "a long one": (f"{TEST}assert f(2) == 4, {LONG!r}", LONG.strip()),
    "a restart": (
        f"{TEST}assert g(2) == 4, 'no'",
        "name 'g' is not defined. Run the setup cell, then this exercise from "
        "its top.",
    ),
    "an own assert": ("assert f(2) == 4, 'mine'", "Traceback"),
    "an own name": ("unknown", "Traceback"),
    "an error in a test": (f"{TEST}1 / 0", "Traceback"),
    "no message": (f"{TEST}raise NotImplementedError('later')", "later"),
}


def run(cells, **more):
    """Run cells as JupyterLab does; return the notebook."""
    nb = new_notebook(cells=[new_code_cell(c) for c in cells])
    NotebookClient(nb, kernel_manager_class=AsyncManager, **more).execute()
    return nb


@pytest.fixture(scope="module")
def shown():
    """Return what each cell shows as its error."""
    sources = [source for source, _ in CELLS.values()]
    nb = run([MESSAGES, *sources], allow_errors=True)
    return {
        what: "\n".join(o.traceback[0] for o in cell.outputs[:1])
        if not cell.outputs
        else "\n".join(cell.outputs[0].traceback)
        for what, cell in zip(CELLS, nb.cells[1:], strict=True)
    }


@pytest.mark.parametrize("what", CELLS)
def test_a_cell_that_fails_shows_its_message(shown, what):
    says = CELLS[what][1]
    assert says in " ".join(shown[what].split()) or says in shown[what]
    if says and "Traceback" not in says and what != "no message":
        assert "assert" not in shown[what] and "---" not in shown[what]
        assert max(map(len, shown[what].split("\n"))) <= 92


def test_a_failing_test_is_an_error_for_programs_too():
    with pytest.raises(CellExecutionError, match="square it"):
        run([MESSAGES, f"{TEST}assert False, 'square it'"])


def test_in_make_lab_messages_are_shown_after_a_restart_too(monkeypatch):
    # Before the setup cell has run again, the kernel of `make lab` shows them.
    monkeypatch.setenv("JUPYTER_PATH", str(ROOT / "tools" / "jupyter"))
    nb = run([f"{TEST}assert g(2) == 4, 'no'"], allow_errors=True)
    (told,) = nb.cells[0].outputs[0].traceback
    assert told == CELLS["a restart"][1]


def test_without_the_cell_all_still_works():
    nb = run([f"{TEST}assert False, 'square it'"], allow_errors=True)
    assert "square it" in nb.cells[0].outputs[0].traceback[-1]


@pytest.mark.parametrize("name", names_in("solutions"))
@pytest.mark.parametrize("tree", ["solutions", "exercises"])
def test_tests_are_folded_and_messages_are_laid(tree, name):
    nb = read(notebook_in(tree, name))
    ids = [cell.id for cell in nb.cells]
    assert ids.index("setup-messages") == ids.index("setup") + 1
    for cell in nb.cells:
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        is_test = "-test" in cell.id
        assert folded == (is_test or cell.id == "setup-messages"), cell.id


def test_a_changed_cell_of_messages_is_put_right():
    nb = read(notebook_in("solutions", names_in("solutions")[0]))
    next(c for c in nb.cells if c.id == "setup-messages").source = "pass"
    normalise(nb)
    cell = next(c for c in nb.cells if c.id == "setup-messages")
    assert cell.source == MESSAGES.strip("\n")
