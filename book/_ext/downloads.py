"""Hand out, for a chapter, the copy that reads well outside the site.

The source of a chapter shows names of numbers where the page shows the numbers.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from tools.my_work import save
from tools.reading_copy import reading_copy


def replace_sources(app: Sphinx, error: Exception | None) -> None:
    """Put the reading copy of each chapter where its download button leads."""
    for source in Path(app.outdir, "_sources", "notebooks").glob("*.ipynb"):
        if not error:
            save(reading_copy(source.stem, Path(app.srcdir)), source)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the handler."""
    app.connect("build-finished", replace_sources)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
