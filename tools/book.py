"""Build the site: run what changed, two notebooks at a time, then Jupyter Book.

`python -m tools.book` (`make book`) leaves the site in `_build/html` and says where
to open it; with `--serve` it serves the site on this machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.execution import executed
from tools.exercises import check_solution
from tools.markdown_checks import check_markdown, check_page
from tools.notebook_files import read
from tools.notebooks import runnable
from tools.paths import BUILD, ROOT, BookError, check_trees, known, notebook_in

SITE = BUILD / "html"
ONE = (
    BUILD / "only"
)  # where the pages of one chapter are built, apart from the site
CONTENTS = """\
format: jb-book
root: notebooks/{0}
chapters:
  - file: exercises/{0}/{0}
  - file: solutions/{0}/{0}
"""
PORTS = range(8000, 8020)


def check_sources(names):
    """Read every notebook of the book once, so that a bad one is named at the start."""
    for page in sorted((ROOT / "book").glob("*.md")):
        check_page(page)
    for name in names:
        for tree in ("notebooks", "solutions", "exercises"):
            path = notebook_in(tree, name)
            nb = read(path)
            check_markdown(nb, path)
            if tree == "solutions":
                check_solution(nb, path)


def build():
    """Build the site into `_build/html`; raise SystemExit if anything is wrong."""
    names = check_trees()
    check_sources(names)
    executed(runnable())
    if jupyter_book("-W", "-n", "--keep-going"):
        # Sphinx warns only about pages that it reads; were the pages it has just read
        # kept, the next build would pass over the fault in silence.
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
        raise SystemExit(
            "\nThe book was not built; the messages above say why."
        )


def build_one(name):
    """Build the pages of one chapter into a folder of their own, for its author.

    References to other chapters lead nowhere there, so warnings stop nothing.
    """
    check_sources([known(name)])
    executed(runnable([name]))
    ONE.mkdir(parents=True, exist_ok=True)
    contents = ONE / "_toc.yml"
    contents.write_text(CONTENTS.format(name), encoding="utf-8")
    if jupyter_book("--toc", contents, "--path-output", ONE):
        raise SystemExit("\nThe chapter was not built; see above.")
    return ONE / "_build" / "html" / "notebooks" / f"{name}.html"


def jupyter_book(*options) -> int:
    """Build with Jupyter Book; return its exit code."""
    program = Path(sys.executable).parent / "jupyter-book"
    return subprocess.run(
        [program, "build", ROOT, *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ).returncode


class Quiet(SimpleHTTPRequestHandler):
    """Serve files without a line of log for each."""

    def log_message(self, *_):
        """Say nothing."""


def serve():
    """Serve the built site to this machine only, until Ctrl-C."""
    handler = partial(Quiet, directory=str(SITE))
    for port in PORTS:
        try:
            server = ThreadingHTTPServer(("127.0.0.1", port), handler)
            break
        except OSError:
            continue
    else:
        raise SystemExit(
            f"Ports {PORTS[0]} to {PORTS[-1]} are all taken on this machine."
        )
    with server:
        print(
            f"Serving the book at http://127.0.0.1:{port}  (Ctrl-C ends it)",
            flush=True,
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def main(arguments=None):
    """Build, say where the site is, and serve it if asked."""
    parser = argparse.ArgumentParser(prog="python -m tools.book")
    parser.add_argument(
        "--serve", action="store_true", help="serve it afterwards"
    )
    parser.add_argument(
        "--only", metavar="NAME", help="the pages of one chapter, apart"
    )
    options = parser.parse_args(arguments)
    if options.only:
        page = build_one(options.only)
        print(f"\nThe chapter is built. Open it: {page.as_uri()}")
        return
    build()
    print(
        f"\nThe book is built. Open it: {(SITE / 'index.html').as_uri()}",
        flush=True,
    )
    if options.serve:
        serve()


if __name__ == "__main__":
    try:
        main()
    except BookError as fault:
        sys.exit(str(fault))
