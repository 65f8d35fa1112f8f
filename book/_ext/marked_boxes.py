"""Give the boxes that every chapter has a look of their own.

Chapters write them as a plain tip or warning, which JupyterLab can draw too. On the page a
box whose title begins with "Predict" or "Silent bug" gets its own class; book.css draws it.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

KINDS = {"Predict": "predict", "Silent bug": "silent-bug"}


def mark_boxes(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the class of each box that the titles in KINDS name."""
    for box in doctree.findall(nodes.admonition):
        title = box.next_node(nodes.title)
        for start, kind in KINDS.items():
            if title and title.astext().startswith(start):
                box["classes"] = [kind]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Mark the boxes of each page when it has been read."""
    app.connect("doctree-read", mark_boxes)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
