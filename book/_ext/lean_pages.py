"""Make pages light and complete: one style sheet, scripts that do not block, sized figures.

The stock theme sends 3.7 MB for a chapter. Most of it is two copies of an icon library and
a dozen style sheets that must arrive before anything is drawn. Here `site_sheet` makes one
small style sheet of them; scripts wait until the page is drawn, and figures until they are
scrolled to, with their size known beforehand so that the text does not jump.

The template `book/_templates/static/webpack-macros.html` belongs to this.
"""

import posixpath
import re
import shutil
from pathlib import Path
from typing import Any

import imagesize
from docutils import nodes
from site_sheet import site_sheet
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

SHEET = "site.css"
# In the order of the theme. Its theme.css only imports basic.css, which Sphinx provides.
THEME_SHEETS = [
    "basic.css",
    "styles/bootstrap.css",
    "styles/pydata-sphinx-theme.css",
]
SEARCH_META = '<meta name="description" content="Search the book." />'
# What keyboards and screen readers miss in the theme's HTML: a button that is not called
# what it reads, a region that scrolls but cannot be scrolled with keys, an empty heading,
# a role that is no longer in use.
MENDED = {
    '<summary aria-label="Toggle hidden content">': "<summary>",
    '<div class="pst-scrollable-table-container">': (
        '<div class="pst-scrollable-table-container" tabindex="0">'
    ),
    '<th class="head"><p></p></th>': "<td></td>",
    'role="doc-biblioentry"': 'role="listitem"',
}
FRONT = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={url}">
<meta name="description" content="The front page of the book.">
<link rel="icon" href="_static/logo.svg">
<title>{title}</title>
<h1>{title}</h1>
<p><a href="{url}">To the front page</a></p>
</html>
"""


def lean_page(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    tree: nodes.document,
) -> None:
    """Take a page's style sheets out, defer its scripts, mend and size its content."""
    app.config.lean_sheets = [
        posixpath.relpath(str(sheet.filename), "_static")
        for sheet in context["css_files"]
    ]
    context["css_files"] = []
    scripts = list(dict.fromkeys(context["script_files"]))
    if page == "search":  # its own scripts need them at once
        context["script_files"] = scripts
        context["metatags"] = SEARCH_META
    else:
        context["script_files"] = [
            deferred(script) for script in scripts if not unused(script)
        ]
    if "body" in context:
        body = context["body"]
        for found, better in MENDED.items():
            body = body.replace(found, better)
        sources = {name: uri for uri, name in app.builder.images.items()}
        context["body"] = with_sizes(body, sources, Path(app.srcdir))


def unused(script: Any) -> bool:
    """Say whether a script serves the theme's version switcher, which we have not."""
    return "DOCUMENTATION_OPTIONS.pagename" in script.attributes.get(
        "body", ""
    )


def deferred(script: Any) -> Any:
    """Return a script that runs once the page is there; inline ones stay as they are."""
    if not script.filename:
        return script
    attributes = {**script.attributes, "defer": "defer"}
    return type(script)(
        script.filename, priority=script.priority, **attributes
    )


def with_sizes(body: str, sources: dict[str, str], root: Path) -> str:
    """Give the book's images their size; load all but the first when scrolled to."""
    seen = 0

    def sized(tag: re.Match[str]) -> str:
        nonlocal seen
        name = re.search(r'src="[^"]*_images/([^"]+)"', tag[0])
        if not name or " width=" in tag[0]:
            return tag[0]
        seen += 1
        lazy = 'loading="lazy" ' if seen > 1 else ""
        width, height = imagesize.get(root / sources[name[1]])
        size = f'width="{width}" height="{height}" ' if width > 0 else ""
        return tag[0].replace("<img ", f"<img {size}{lazy}", 1)

    return re.sub(r"<img\b[^>]*>", sized, body)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the style sheet, remove what it replaces, and complete the first page."""
    sheets = getattr(app.config, "lean_sheets", None)
    if exception or not sheets:
        return  # no page was written, so nothing changed
    site = Path(app.outdir)
    static = site / "_static"
    names = [*THEME_SHEETS, *sheets]
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    scripts = [path.read_text("utf-8") for path in static.rglob("*.js")]
    sheet = site_sheet(
        {n: (static / n).read_text("utf-8") for n in names}, pages, scripts
    )
    (static / SHEET).write_text(sheet, "utf-8")
    shutil.rmtree(static / "vendor", ignore_errors=True)  # the icon library
    front = FRONT.format(
        url=f"{app.config.root_doc}.html", title=app.config.html_title
    )
    (site / "index.html").write_text(front, "utf-8")


def restyled(
    app: Sphinx, env: BuildEnvironment, *changes: set[str]
) -> list[str]:
    """Ask for one page again when only a static file changed, which Sphinx overlooks."""
    sheet = Path(app.outdir, "_static", SHEET)
    folders = [Path(app.srcdir, name) for name in app.config.html_static_path]
    files = [file for f in folders for file in f.rglob("*") if file.is_file()]
    newest = max((file.stat().st_mtime for file in files), default=0)
    if sheet.exists() and newest > sheet.stat().st_mtime:
        return [app.config.root_doc]
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Work on each page after the theme has, and on the site when it is written."""
    app.connect("env-get-outdated", restyled)
    app.connect("html-page-context", lean_page, priority=900)
    app.connect("build-finished", finish, priority=900)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
