"""What readers see: figures, short cells, checked claims, plain British English."""

import ast
import re
import statistics

from tests.guards.cells import HIDDEN, code_cells, prose, tags, tree
from tools.normal_form import is_readable

LONGEST_CELL, MEDIAN_CELL = (
    15,
    6,
)  # lines of code that a reader takes in at a glance


def figures_have_alt_text(nb):
    """Who cannot see a figure reads what it shows."""
    faults = []
    for cell in code_cells(nb):
        draws = "plt.show()" in cell.source or any(
            str(o.get("data", {}).get("text/plain", "")).startswith("<Figure")
            for o in cell.outputs
        )
        image = cell.metadata.get("mystnb", {}).get("image", {})
        if draws and len(image.get("alt", "").split()) < 5:
            faults.append(
                f"{cell.id}: its figure has no alt text of five words or more "
                '(cell metadata: {"mystnb": {"image": {"alt": "…"}}})'
            )
    return faults


def cells_are_short(nb):
    """No visible code cell is over 15 lines; half of them are 6 or fewer."""
    sizes = {
        cell.id: sum(bool(line.strip()) for line in cell.source.split("\n"))
        for cell in code_cells(nb)
        if not tags(cell) & HIDDEN
    }
    faults = [
        f"{cell}: {size} lines of code; {LONGEST_CELL} is the most a reader takes in"
        for cell, size in sizes.items()
        if size > LONGEST_CELL
    ]
    if sizes and statistics.median(sizes.values()) > MEDIAN_CELL:
        median = statistics.median(sizes.values())
        faults.append(
            f"notebook: the median cell has {median:g} lines, over {MEDIAN_CELL}"
        )
    return faults


def ids_are_readable(nb):
    """Ids chosen by a person make diffs, links and messages readable."""
    return [
        f"{c.id}: not a readable id" for c in nb.cells if not is_readable(c.id)
    ]


def claims_are_tested(nb):
    """Each hidden test cell must hold an assertion; a chapter has some."""
    tests = [c for c in code_cells(nb) if "test" in tags(c)]
    faults = [
        f"{c.id}: a test cell without assert" for c in tests if not asserts(c)
    ]
    faults += [
        f"{c.id}: a test cell that readers see: tag it remove-cell"
        for c in tests
        if "remove-cell" not in tags(c)
    ]
    return faults or (
        [] if tests else ["notebook: no claim is held by a test cell"]
    )


def asserts(cell):
    """Say whether a cell's code has an assert statement that can fail."""
    return any(
        isinstance(node, ast.Assert)
        and not isinstance(node.test, ast.Constant | ast.Tuple | ast.List)
        and any(isinstance(part, ast.Name) for part in ast.walk(node.test))
        for node in ast.walk(tree(cell))
    )


US_SPELLINGS = re.compile(
    r"\b(?!(?:over|under|re|down|right)?(?:siz|priz|seiz|capsiz))"
    r"\w+(?:iz(?:e[sdr]?|ers?|ing|able|ations?)|yz(?:e[sdr]?|ing))\b|"
    r"\b(behavior\w*|center(ed|ing|s)?|color\w*|favor\w*|gray|(un)?labeled|labeling|"
    r"modeled|modeling|neighbor\w*|canceled|fulfill|artifact\w*)\b",
    re.I,
)


def us_spellings(text):
    """Return the words of a text that are not British spelling."""
    return [word.group(0) for word in US_SPELLINGS.finditer(text)]


def spelling_is_british(nb):
    """The book keeps to British spelling; codespell looks for the typing errors."""
    return [
        f"{cell.id}: '{word}' is not British spelling"
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for word in us_spellings(prose(cell.source))
    ]


TONE = re.compile(
    r"\b(simply|let['’]s|obviously|of course|just works)\b|(?<![!=\d])!(?=\s|$)",
    re.I,
)


def tone_is_plain(nb):
    """No praise, no filler, no exclamation mark."""
    return [
        f"{cell.id}: '{word.group(0)}' is filler"
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for word in TONE.finditer(prose(cell.source))
    ]
