"""How much a chapter asks of its reader, against what it may ask."""

import math
import re
import statistics

from tests.guards.cells import HIDDEN, code_cells, tags

AT_MOST = {
    "open words": 5_000,
    "closed words": 2_000,
    "open code cells": 60,
    "open code lines": 350,
    "predictions": 8,
}
AT_LEAST = {"figures": 8, "predictions": 5}
TIME = re.compile(r"\*\*Time:\*\* about (\d+) minutes")
WORD = re.compile(r"[^\W_]")
FENCE = re.compile(r"\s*(`{3,}|:{3,}|~{3,})\s*(?:\{([\w:-]+)\})?(.*)")
DETAILS = re.compile(r"<details>.*?</details>", re.S)


def words(text) -> int:
    """Count what a reader reads: words and numbers, no targets, options, comments."""
    text = re.sub(r"<!--.*?-->|<[^>]+>", " ", text, flags=re.S)
    text = re.sub(r"^\([\w-]+\)=\s*$|^\s*:[\w-]+:.*$", "", text, flags=re.M)
    text = re.sub(r"\]\([^)\s]*\)", "]", text)
    return sum(bool(WORD.search(word)) for word in text.split())


def parts(markdown):
    """Split Markdown into what is open and what is closed until the reader opens it.

    Returns
    -------
    (str, str); shown code counts as neither
    """
    closed = DETAILS.findall(markdown)
    markdown = DETAILS.sub("", markdown)
    told = {True: closed, False: []}
    fences, lines = [], markdown.split("\n")
    for number, line in enumerate(lines):
        fence = FENCE.fullmatch(line)
        if fence and fences and fence[1] == fences[-1][0] and not fence[2]:
            fences.pop()
        elif fence:
            after = lines[number + 1] if number + 1 < len(lines) else ""
            kind = "code" if fence[2] in (None, "code-block") else "prose"
            if fence[2] == "dropdown" or "dropdown" in after:
                kind = "closed"
            fences.append((fence[1], kind))
            if kind != "code":  # the title of a box
                told["closed" in [k for _, k in fences]].append(fence[3])
        elif "code" not in (kinds := [kind for _, kind in fences]):
            told["closed" in kinds].append(line)
    return "\n".join(told[False]), "\n".join(told[True])


def measure(nb) -> dict[str, float]:
    """Return what a chapter asks of its reader, by the names of the budget.

    Code is open where the page shows it at once: that of figures is folded.
    """
    open_text, closed_text, predictions = [], [], 0
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            opened, closed = parts(cell.source)
            open_text.append(opened)
            closed_text.append(closed)
            predictions += len(
                re.findall(r"\{admonition\} Predict", cell.source)
            )
    shown = [
        cell
        for cell in code_cells(nb)
        if not tags(cell) & {"remove-cell", "remove-input"}
    ]
    opened = [cell for cell in shown if not tags(cell) & HIDDEN]
    sizes = [
        sum(bool(line.strip()) for line in cell.source.split("\n"))
        for cell in opened
    ]
    return {
        "open words": sum(map(words, open_text)),
        "closed words": sum(map(words, closed_text)),
        "open code cells": len(opened),
        "open code lines": sum(sizes),
        "median lines of a cell": statistics.median(sizes or [0]),
        "longest cell": max(sizes, default=0),
        "figures": sum("plt.show()" in cell.source for cell in shown),
        "predictions": predictions,
    }


def minutes(found) -> int:
    """Return the time that a chapter takes, rounded up to five minutes."""
    time = (
        found["open words"] / 180
        + found["open code lines"] / 15
        + 1.5 * found["predictions"]
        + found["closed words"] / 400
    )
    return 5 * math.ceil(time / 5)


def within_budget(nb):
    """A chapter is read in an hour: words, cells and figures keep to the budget."""
    found = measure(nb)
    faults = [
        f"notebook: {found[what]:,} {what}; at most {limit:,}"
        for what, limit in AT_MOST.items()
        if found[what] > limit
    ]
    return faults + [
        f"notebook: {found[what]:,} {what}; at least {limit:,}"
        for what, limit in AT_LEAST.items()
        if found[what] < limit
    ]


def says_its_time(nb):
    """The time that a chapter promises is computed, not guessed."""
    text = "\n".join(c.source for c in nb.cells if c.cell_type == "markdown")
    promised, due = TIME.search(text), minutes(measure(nb))
    if promised and int(promised[1]) == due:
        return []
    return [f"notebook: must say '**Time:** about {due} minutes'"]
