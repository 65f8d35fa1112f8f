"""Show a solutions notebook as a page that gives nothing away until it is opened.

The task stays in sight. Answers, tests and explanations are closed, and the full-text
search leaves the page out, because its results quote what they find.

The code cells themselves are not touched: jupyter-cache looks at them, tags included, and
would run the notebook again. They are closed afterwards, in the parsed page.
"""

import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

FOLDER = "solutions/"
BEGIN, END = "### BEGIN MARK SCHEME", "### END MARK SCHEME"
EXPLANATION = "Explanation, an alternative, and the wrong answers"
RATIONALE = "A model rationale"
FENCE = ":" * 12  # longer than any fence inside


def dropdown(title: str, text: str) -> str:
    """Wrap Markdown into a closed dropdown."""
    return f"{FENCE}{{dropdown}} {title}\n{text.strip()}\n{FENCE}\n"


def explanation(text: str) -> str:
    """Return what stands between the mark scheme's markers, or all of it without them."""
    lines = text.splitlines()
    begin = next((i for i, line in enumerate(lines) if BEGIN in line), -1)
    end = next((i for i, line in enumerate(lines) if END in line), len(lines))
    return "\n".join(lines[begin + 1 : end])


def closed_markdown(cell: dict[str, Any]) -> str:
    """Return the Markdown that the page shows for a Markdown cell."""
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    grading = cell["metadata"].get("nbgrader", {})
    if grading.get("task"):
        return dropdown(EXPLANATION, explanation(text))
    if grading.get("solution"):
        return dropdown(RATIONALE, text)
    return text


def close_markdown(app: Sphinx, docname: str, source: list[str]) -> None:
    """Close explanations, before the notebook is parsed."""
    if not docname.startswith(FOLDER):
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = closed_markdown(cell)
    source[0] = json.dumps(notebook)


def close_code(app: Sphinx, doctree: nodes.document) -> None:
    """Close answers and tests, and keep solutions out of the full-text search.

    On the page of an exercise only the tests are closed: they are longer than its task.
    """
    solved = app.env.docname.startswith(FOLDER)
    if solved:
        app.env.metadata[app.env.docname]["nosearch"] = "true"
    for cell in doctree.findall(nodes.container):
        grading = cell.get("cell_metadata", {}).get("nbgrader")
        if cell.get("nb_element") == "cell_code" and grading:
            if solved or grading.get("grade"):
                what = "tests" if grading.get("grade") else "solution"
                cell["hide_mode"] = "all"
                cell["prompt_show"] = f"Show {what}"
                cell["prompt_hide"] = f"Hide {what}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Close the Markdown before parsing, the code after it."""
    app.connect("source-read", close_markdown)
    app.connect("doctree-read", close_code)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
