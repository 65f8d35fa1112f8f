"""A build after an edit sees what a build from nothing would see."""

import io
import sys

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from tools.paths import ROOT

FIRST = "(here)=\n# First\n\nText.\n"
SECOND = "# Second\n\nSee {ref}`here`.\n"
INDEX = "# Index\n\n```{toctree}\nfirst\nsecond\n```\n"


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that writes pages, builds, and returns the warnings."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    source = tmp_path / "source"
    source.mkdir()

    def run(**pages):
        for name, text in pages.items():
            path = source / f"{name}.md"
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text)
        told = io.StringIO()
        with docutils_namespace():
            Sphinx(
                source,
                None,
                tmp_path / "html",
                tmp_path / "doctrees",
                "html",
                {"extensions": ["myst_parser", "whole_builds"]},
                status=None,
                warning=told,
            ).build()
        return told.getvalue()

    yield run
    sys.modules.pop("whole_builds", None)


def test_a_label_that_has_gone_is_missed_on_a_page_that_was_not_edited(build):
    assert build(index=INDEX, first=FIRST, second=SECOND) == ""
    assert "second.md" in build(first="# First\n\nText.\n")


def test_a_page_that_has_left_the_book_leaves_the_site(build, tmp_path):
    build(index=INDEX, first=FIRST, second=SECOND)
    pages = {p.name for p in (tmp_path / "html").glob("*.html")}
    assert "second.html" in pages
    build(index=INDEX.replace("second\n", ""), second=None)
    left = {p.name for p in (tmp_path / "html").glob("*.html")}
    assert pages - left == {"second.html"}


def test_an_edit_elsewhere_reads_no_other_page(build, tmp_path):
    build(index=INDEX, first=FIRST, second=SECOND)
    doctree = tmp_path / "doctrees" / "second.doctree"
    before = doctree.stat().st_mtime_ns
    build(first=FIRST + "More.\n")
    assert doctree.stat().st_mtime_ns == before
