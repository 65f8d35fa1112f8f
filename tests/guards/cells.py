"""What the guards ask of a cell: its tags, its prose, its syntax tree."""

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager

HIDDEN = {"remove-cell", "remove-input", "hide-input", "hide-cell"}


def tags(cell):
    """Return a cell's tags as a set."""
    return set(cell.metadata.get("tags", []))


def code_cells(nb):
    """Return the code cells that hold code."""
    return [c for c in nb.cells if c.cell_type == "code" and c.source.strip()]


def prose(markdown):
    """Return the sentences of some Markdown: no code, mathematics, targets or links."""
    text, code = [], None
    for line in markdown.split("\n"):
        fence = re.match(r"\s*(`{3,}|:{3,})(\{[\w-]+\})?", line)
        if fence and code is None:
            # A directive holds prose, except one that shows code or mathematics.
            plain = (
                fence[2] is None
                and fence[1][0] == "`"
                and line.strip() != fence[1]
            )
            if plain or fence[2] in ("{code}", "{code-block}", "{math}"):
                code = fence[1]
        elif fence and line.strip() == code:
            code = None
        elif code is None:
            text.append(line)
    joined = "\n".join(text)
    joined = re.sub(
        r"<!--.*?-->|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", "", joined, flags=re.S
    )
    joined = re.sub(r"^\([\w-]+\)=$|^\s*:[\w-]+:.*$", "", joined, flags=re.M)
    return re.sub(r"\]\([^)]*\)|\{[a-z:]+\}", " ", joined)


def tree(cell):
    """Return a cell's code as a syntax tree, magics included; empty if it is no code."""
    try:
        return ast.parse(TransformerManager().transform_cell(cell.source))
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])
