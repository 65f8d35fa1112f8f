"""Make a build after an edit see what a build from nothing would see.

Sphinx writes only the pages that it has read, so a page that refers to a label that has
just gone would keep its dead link, in silence. A page that has left the contents would stay
in the site. And it does not know that a page depends on these extensions.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata


def hash_extensions(app: Sphinx, config: Config) -> None:
    """Have every page read again when one of our extensions has changed."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    code = b"".join(path.read_bytes() for path in sources)
    config.extensions_sha256 = sha256(code).hexdigest()


def note_read(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    """Remember whether any page is read in this build."""
    app.extra_anything_read = bool(names)


def write_all(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Have every page's references resolved again if any page was read."""
    return env.found_docs if app.extra_anything_read else []


def remove_gone(app: Sphinx, error: Exception | None) -> None:
    """Remove the pages of earlier builds that are no longer in the book."""
    sources = Path(app.outdir) / "_sources"
    if error:
        return
    for source in [p for p in sources.rglob("*") if p.is_file()]:
        page = source.relative_to(sources)
        while page.suffix:  # such as .md.txt
            page = page.with_suffix("")
        if page.as_posix() not in app.env.found_docs:
            source.unlink()
            Path(app.outdir, page).with_suffix(".html").unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the handlers."""
    app.add_config_value("extensions_sha256", "", "env")
    app.connect("config-inited", hash_extensions)
    app.connect("env-before-read-docs", note_read)
    app.connect("env-updated", write_all)
    app.connect("build-finished", remove_gone)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
