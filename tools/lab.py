"""Bring the learner's folder `my-work/` up to date, and open JupyterLab on it."""

import argparse
import os
import subprocess
import sys
from urllib.parse import quote

from tools.my_work import START, prepare, put_back
from tools.paths import ROOT, known
from tools.surroundings import for_lab

# A workspace of its own, beside whatever JupyterLab the learner has open elsewhere.
URL = f"/lab/workspaces/scipy-for-ml/tree/my-work/{quote(START)}"


def main(arguments=None):
    """Add what is new, then start JupyterLab (or not, with `--no-start`)."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.lab", allow_abbrev=False
    )
    parser.add_argument("--no-start", action="store_true", help="only copy")
    parser.add_argument(
        "--put-back",
        nargs=2,
        metavar=("CHAPTER", "EXERCISE"),
        help="put one exercise back as handed out; the answer is kept below it",
    )
    options, lab_options = parser.parse_known_args(arguments)
    if options.put_back:
        chapter, exercise = options.put_back
        print(put_back(known(chapter), exercise))
        return
    for line in prepare():
        print(line, flush=True)
    if options.no_start:
        return
    # The root is the book's folder, so that links from an exercise to its chapter open.
    os.chdir(ROOT)
    # Our settings, after the learner's own: no look-ups on the web, no grader's panels.
    settings = str(ROOT / "tools" / "jupyter")
    environment = for_lab() | {
        "JUPYTER_CONFIG_PATH": settings,
        "JUPYTER_PATH": settings,  # a kernel that shows messages from its start
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--LabApp.default_url={URL}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as in a container
        command.append("--allow-root")
    if (
        os.name == "nt"
    ):  # where exec returns at once and JupyterLab loses its terminal
        sys.exit(subprocess.call(command + lab_options, env=environment))
    os.execve(sys.executable, command + lab_options, environment)


if __name__ == "__main__":
    main()
