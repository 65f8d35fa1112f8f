"""Targets, coverage and links."""

import re
from pathlib import Path
from urllib.parse import unquote

TARGET = re.compile(r"^\(([A-Za-z][\w-]*)\)=\s*$", re.M)


def targets(nb):
    """Return the MyST targets of a notebook, in order, repeated ones too."""
    return [
        target
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for target in TARGET.findall(cell.source)
    ]


def covers(nb, prefix, ledger, bugs, left_out=()):
    """Each ledger id and each silent bug of the chapter stands once as a target.

    Parameters
    ----------
    prefix : such as "OPT"
    ledger, bugs : how many ids the ledger and the catalogue of silent bugs hold
    left_out : ids of silent bugs that the chapter does not teach
    """
    wanted = [f"{prefix}-{n}" for n in range(1, ledger + 1)]
    wanted += [f"BUG-{prefix}-{n:02d}" for n in range(1, bugs + 1)]
    faults = [
        f"coverage.toml: {w} is no silent bug"
        for w in left_out
        if w not in wanted
    ]
    wanted = [w for w in wanted if w not in left_out]
    found = targets(nb)
    faults += [f"notebook: no target ({w})=" for w in wanted if w not in found]
    faults += [
        f"notebook: the target ({t})= stands twice" for t in repeated(found)
    ]
    known = re.compile(rf"(BUG-)?{prefix}-\d+")
    faults += [
        f"notebook: ({t})= is no id of the ledger, or is listed as left out"
        for t in found
        if known.fullmatch(t) and t not in wanted
    ]
    return faults


def repeated(items):
    """Return what occurs more than once."""
    return sorted({item for item in items if items.count(item) > 1})


LINK = re.compile(
    r"\]\((?!https?:|mailto:|#|attachment:)([^)\s#]+)(?:#[^)\s]*)?(?:\s+\"[^\"]*\")?\)"
)


def links_resolve(nb, folder):
    """A relative link in a notebook leads to a file."""
    return [
        f"{cell.id}: the link {link} leads nowhere"
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for link in LINK.findall(re.sub(r"`[^`]*`|\$[^$]*\$", "", cell.source))
        if link.startswith("/") or not (Path(folder) / unquote(link)).exists()
    ]
