"""How nbval starts its kernels and compares outputs, whichever folder it is given."""

import nbval.kernel
import pytest
from nbval.plugin import IPyNbCell
from xdist.scheduler import LoadFileScheduling

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


class ByFile(LoadFileScheduling):
    """Hand out whole files; but a run as on an old processor is one job, as a file is.

    All of them in one file would keep one worker busy when the other has ended.
    """

    def _split_scope(self, nodeid):
        if "_on_an_old_processor[" in nodeid:
            return nodeid
        return super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Choose how tests are shared between two workers."""
    if config.getoption("dist") == "loadfile":
        return ByFile(config, log)
