"""Stored outputs hold also where a processor of 2008 computes them."""

import os
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.test_notebooks import BOOK
from tools.execution import DEPENDS, check_on_old_processor, execute
from tools.normal_form import normalise
from tools.notebook_files import read, write
from tools.outputs import differences
from tools.paths import ROOT
from tools.processors import OLD, can_be_disguised, disguise_fault

pytestmark = pytest.mark.skipif(
    not can_be_disguised(),
    reason="NOT RUN as on an old processor: only an x86-64 one can pass as it",
)
ON_THIS = (
    "import os\nprint('here', os.environ.get('OPENBLAS_CORETYPE', 'as it is'))"
)


def test_the_old_processor_is_really_old():
    assert not disguise_fault(os.environ | OLD)


@pytest.mark.parametrize("name", OLD.keys() - {"GLIBC_TUNABLES"})
def test_half_a_disguise_is_noticed(name):
    environment = {k: v for k, v in (os.environ | OLD).items() if k != name}
    assert disguise_fault(environment)


@pytest.mark.parametrize("path", BOOK)
def test_outputs_hold_on_an_old_processor(path):
    nb, _ = execute(path, OLD)
    found = differences(read(path), normalise(nb))
    assert not found, DEPENDS + "\n  ".join(found)


def stored(folder, *sources):
    """Return the path of a notebook that has run here."""
    path = folder / "small.ipynb"
    cells = [
        new_code_cell(source, id=f"cell-{number}")
        for number, source in enumerate(sources, 1)
    ]
    write(new_notebook(cells=cells), path)
    nb, _ = execute(path)
    write(normalise(nb), path)
    return path


def test_what_depends_on_the_processor_is_told_by_cell(tmp_path):
    path = stored(tmp_path, "print('the same')", ON_THIS)
    with pytest.raises(SystemExit) as error:
        check_on_old_processor({path: read(path)}, say=lambda _: None)
    assert DEPENDS in str(error.value) and "Nehalem" in str(error.value)
    assert "cell-2" in str(error.value) and "cell-1" not in str(error.value)


@pytest.mark.parametrize(
    ("print_now", "outcome"),
    [("0.880", "1 passed"), ("0.884", "1 failed")],
)
def test_nbval_compares_number_by_number(tmp_path, print_now, outcome):
    path = stored(tmp_path, f"print('accuracy', '{print_now}')")
    text = path.read_text().replace(f"accuracy {print_now}", "accuracy 0.879")
    path.write_text(text)
    command = ["-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, *command, "--nbval", "-q", path.name],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert outcome in done.stdout, done.stdout + done.stderr
