"""Stored outputs: there, current, and text alone."""

from tests.guards.cells import code_cells, tags
from tools.notebook_files import is_current


def outputs_exist(nb):
    """Nbval compares only what is there: a notebook without outputs would pass it."""
    counts = [c.execution_count for c in code_cells(nb)]
    if None in counts:
        return [
            f"{c.id}: has not been run"
            for c in code_cells(nb)
            if not c.execution_count
        ]
    if counts != list(range(1, len(counts) + 1)):
        return ["notebook: execution counts are not 1..n: run make notebooks"]
    if not any(c.outputs for c in code_cells(nb)):
        return ["notebook: no cell has an output"]
    return []


def outputs_are_current(nb):
    """Outputs must come from this code, in the environment of this lock."""
    if is_current(nb):
        return []
    return [
        "notebook: its outputs came from other code or another lock: run make notebooks"
    ]


def no_pictures_stored(nb):
    """Pictures are drawn while building; stored ones swell every diff."""
    return [
        f"{cell.id}: stores a picture: run make notebooks"
        for cell in code_cells(nb)
        for output in cell.outputs
        if any(mime.startswith("image/") for mime in output.get("data", {}))
    ]


def no_stray_errors(nb):
    """An error or a warning in an output is a fault, unless the cell is about it."""
    faults = []
    for cell in code_cells(nb):
        for output in cell.outputs:
            if (
                output.output_type == "error"
                and "raises-exception" not in tags(cell)
            ):
                faults.append(f"{cell.id}: its output is an error")
            if output.output_type == "stream" and output.name == "stderr":
                faults.append(
                    f"{cell.id}: its output holds a warning, with its path"
                )
    return faults
