"""How nbval starts its kernels and compares outputs, whichever folder it is given."""

import nbval.kernel
from nbval.plugin import IPyNbCell

from tools.execution import prepare_fonts
from tools.kernels import BlockingManager
from tools.outputs import differing

nbval.kernel.KernelManager = BlockingManager  # nbval has no setting for it


def compare_outputs(cell, test, ref, skip_compare=None):
    """Compare by the book's own rule: nbval sees no names, and only equal digits."""
    cell.comparison_traceback = differing(cell.cell.id, ref, test)
    return not cell.comparison_traceback


IPyNbCell.compare_outputs = compare_outputs


def pytest_sessionstart(session):
    """Prepare what a first kernel would warn of, before there are workers."""
    if not hasattr(session.config, "workerinput"):
        prepare_fonts()
