"""Keep executed notebooks in a folder that is named after the environment.

jupyter-cache looks only at a notebook's code: when a package of the lock changes, it would
go on showing the old package's results. A folder for each lock cannot.
"""

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from tools.paths import cache_dir


def set_cache_path(app: Sphinx, config: Config) -> None:
    """Point myst-nb at the folder that the project's tools fill before the build."""
    config.nb_execution_cache_path = str(cache_dir())


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set the path before myst-nb reads it, when the builder starts."""
    app.connect("config-inited", set_cache_path)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
