"""How nbval starts its kernels and compares outputs, whichever folder it is given."""

import nbval.kernel
from nbval.plugin import IPyNbCell

from tools.execution import prepare_fonts
from tools.kernels import BlockingManager
from tools.outputs import name_of, settle

nbval.kernel.KernelManager = BlockingManager  # nbval has no setting for it
compare_exactly = IPyNbCell.compare_outputs


def compare_outputs(cell, test, ref, skip_compare=None):
    """Settle what may differ, then compare as nbval does, and glue's names too."""
    settle(ref, test)
    if [name_of(out) for out in test] != [name_of(out) for out in ref]:
        cell.comparison_traceback = ["the names of the glued numbers differ"]
        return False
    return compare_exactly(cell, test, ref, skip_compare)


IPyNbCell.compare_outputs = compare_outputs


def pytest_sessionstart(session):
    """Prepare what a first kernel would warn of, before there are workers."""
    if not hasattr(session.config, "workerinput"):
        prepare_fonts()
