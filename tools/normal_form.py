"""The one form in which notebooks are committed, so that a difference in git is one in the book."""

import re
from pathlib import Path

import nbformat

READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM_ID = re.compile(
    r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
MESSAGES = (
    Path(__file__).parent.joinpath("jupyter", "messages.py").read_text("utf-8")
)
KEPT_CELL_METADATA = (
    "tags",
    "mystnb",
    "nbgrader",
    "jupyter",
    "deletable",
    "editable",
)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def readable_ids(nb):
    """Give each cell that has a random id a readable one, from its heading."""
    taken = {cell.id for cell in nb.cells if is_readable(cell.id)}
    heading = "start"
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            found = re.search(r"^#+\s+(.+)$", cell.source, re.M)
            heading = slug(found.group(1)) if found else heading
        if is_readable(cell.id):
            continue
        kind = {"code": "code", "markdown": "text"}.get(cell.cell_type, "raw")
        number = 1
        while f"{heading}-{kind}-{number}" in taken:
            number += 1
        cell.id = f"{heading}-{kind}-{number}"
        taken.add(cell.id)


def is_readable(cell_id) -> bool:
    """Say whether an id was chosen by a person rather than drawn at random."""
    return bool(READABLE_ID.fullmatch(cell_id)) and not RANDOM_ID.fullmatch(
        cell_id
    )


def slug(text) -> str:
    """Return a heading as an id: lower-case words joined by hyphens."""
    words = re.findall(r"[a-z0-9]+", text.lower())[:5]
    return "-".join(words).lstrip("0123456789-") or "section"


def normal_output(output, count):
    """Return an output without pictures and changing details, or None."""
    if output.output_type in ("display_data", "execute_result"):
        output.data = {
            mime: data
            for mime, data in output.data.items()
            if not mime.startswith("image/")
        }
        output.metadata = {
            mime: data
            for mime, data in output.metadata.items()
            if not mime.startswith("image/")
        }
        if not output.data:
            return None
    if output.output_type == "execute_result":
        output.execution_count = count
    return output


def join_streams(outputs):
    """Join neighbouring prints: how a kernel splits them is a matter of timing."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and output.output_type == last.output_type == "stream"
            and output.name == last.name
        ):
            last.text += output.text
        else:
            joined.append(output)
    return joined


def fold_tests(nb):
    """Fold the tests of an exercise notebook, and lay the cell that shows their messages.

    Folded, a test is one line in JupyterLab; what a learner reads is its message.
    """
    ids = [cell.id for cell in nb.cells]
    if "setup" not in ids or not any(
        "nbgrader" in c.metadata for c in nb.cells
    ):
        return
    if "setup-messages" not in ids:
        cell = nbformat.v4.new_code_cell("", id="setup-messages")
        nb.cells.insert(ids.index("setup") + 1, cell)
    for cell in nb.cells:
        if cell.id == "setup-messages":
            cell.source = MESSAGES
            cell.metadata["tags"] = ["remove-cell"]
        elif not (
            cell.cell_type == "code"
            and cell.metadata.get("nbgrader", {}).get("grade")
        ):
            continue
        cell.metadata["jupyter"] = {"source_hidden": True}


def normalise(nb):
    """Bring a notebook into the normal form, in place; doing it twice changes nothing.

    Kept: sources, text outputs, tags, alt texts, nbgrader's metadata. Removed:
    pictures, run times, widget state, whatever an editor stored. Execution counts
    run 1..n over the cells that have run; ids are readable.
    """
    readable_ids(nb)
    fold_tests(nb)
    count = 0
    for cell in nb.cells:
        cell.source = cell.source.strip("\n")
        cell.metadata = {
            key: cell.metadata[key]
            for key in KEPT_CELL_METADATA
            if key in cell.metadata
        }
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type != "code":
            continue
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        outputs = [
            normal_output(o, cell.execution_count) for o in cell.outputs
        ]
        cell.outputs = join_streams(o for o in outputs if o is not None)
    origin = nb.metadata.get("produced_by")
    nb.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": LANGUAGE}
    )
    if origin:
        nb.metadata["produced_by"] = origin
    nb.nbformat, nb.nbformat_minor = 4, 5
    return nb
