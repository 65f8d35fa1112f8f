"""Faults of Markdown that would build into a wrong page without a word.

Each was tried in a build: a pasted picture is not found, two dollar signs of prices make
mathematics of the words between them, a bar in mathematics ends the cell of a table, and
`\\label` is drawn in red.
"""

import re

from tools.paths import BookError, relative

CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)`*~*\s*$|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.M | re.S,
)
DISPLAY = re.compile(r"\$\$.*?\$\$|\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.S)
# As the site reads it: no space inside the dollar signs, no digit beside them.
INLINE = re.compile(
    r"(?<![\\$\d])\$(?![\s$])(?:[^$\\\n]|\\.|\n(?!\s*\n))*?(?<![\s\\])\$(?![\d$])",
    re.S,
)
STRAY = re.compile(r"(?<!\\)\$")


def without_code(text) -> str:
    """Return Markdown without code; the text inside a box (a directive) stays."""
    # A box's fence is no code: only its two lines go, so that its text is read.
    opened = []

    def keep_boxes(line):
        fence = re.match(r"\s*(`{3,}|:{3,}|~{3,})\s*(\{[\w:-]+\})?", line)
        if not fence:
            return line
        if fence[2] and fence[2] not in ("{math}", "{code}", "{code-block}"):
            opened.append(fence[1])
            return ""
        if opened and line.strip() == opened[-1]:
            opened.pop()
            return ""
        return line

    return CODE.sub(" ", "\n".join(map(keep_boxes, text.split("\n"))))


def faults(text) -> list[str]:
    """Return what in some Markdown would build wrongly, each with its cure."""
    text, found = without_code(text), []
    if re.search(r"!\[[^\]]*\]\(attachment:", text):
        found.append(
            "a picture is pasted into the text, which the site cannot show: draw it in "
            "a code cell, or save it beside book/_static/page.png and link to that file"
        )
    if label := re.search(r"\\(label|ref|eqref)\{", text):
        found.append(
            f"\\{label[1]} in mathematics is not drawn: use the directive "
            "```{math} with the option :label: NAME, and {eq}`NAME`"
        )
    rest = DISPLAY.sub(" ", text)
    for line in rest.split("\n"):
        if line.lstrip().startswith("|") and any(
            "|" in math[0].replace("\\|", "") for math in INLINE.finditer(line)
        ):
            found.append(
                f"a bar in mathematics ends the cell of a table, in {line.strip()!r}: "
                "write \\vert or \\mid for it"
            )
    rest = INLINE.sub(" ", rest)
    if STRAY.search(rest):
        line = next(x for x in rest.split("\n") if STRAY.search(x))
        found.append(
            f"a dollar sign that is no mathematics, in {line.strip()!r}: write \\$ for "
            "it; mathematics has no space inside its dollar signs and no digit beside"
        )
    return found


def check_markdown(nb, path):
    """Raise BookError for the first text of a notebook that would build wrongly."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for fault in faults(cell.source):
                raise BookError(path, fault, cell.id)


def check_page(path):
    """Raise BookError if a page of `book/` would build wrongly."""
    for fault in faults(path.read_text(encoding="utf-8")):
        raise BookError(relative(path), fault)
