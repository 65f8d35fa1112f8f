"""Open JupyterLab on the learner's own copy of the exercises, in `my-work/`.

Nothing in `my-work/` is ever overwritten. A copy remembers in its metadata which
release it was made from; when the exercises have changed since, the new ones are put
beside it under a name of their own.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from tools.paths import ROOT, names_in, notebook_in, relative, sha256
from tools.surroundings import for_lab


def release_hash(notebook):
    """Return the hash of what the learner sees, which names a release.

    Hidden tests, the lock and the outputs' origin can change without a new release.
    """
    seen = [
        (cell["id"], cell["cell_type"], cell["source"])
        for cell in notebook["cells"]
    ]
    return sha256(json.dumps(seen).encode())[:12]


def release_of(path):
    """Return the release that a learner's copy came from, or None if it cannot say.

    A copy that was made by hand does not remember it, but is one while untouched.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return notebook["metadata"].get("release") or release_hash(notebook)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def free_name(folder, name):
    """Return a path in `folder` that is not taken: NAME, then NAME-release-2, …"""
    path, number = folder / f"{name}.ipynb", 2
    while path.exists() or path.is_symlink():
        path, number = folder / f"{name}-release-{number}.ipynb", number + 1
    return path


def add_exercises(root=ROOT):
    """Copy each exercise notebook that the learner does not have yet.

    Returns
    -------
    list of the paths that were added
    """
    my_work = Path(root) / "my-work"
    if my_work.exists() and not my_work.is_dir() or my_work.is_symlink():
        raise SystemExit(
            "my-work is not a folder of this book's own: rename it, then run this again."
        )
    added = []
    for name in names_in("exercises", root):
        path = notebook_in("exercises", name, root)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        release, folder = release_hash(notebook), my_work / name
        if any(release_of(copy) == release for copy in folder.glob("*.ipynb")):
            continue
        notebook["metadata"]["release"] = release
        folder.mkdir(parents=True, exist_ok=True)
        # Written under another name first, so that an interruption leaves no half file
        # in the way; a link, unlike a rename, fails rather than overwrite.
        whole = folder / f".{name}.new"
        text = json.dumps(
            notebook, indent=1, ensure_ascii=False, sort_keys=True
        )
        whole.write_text(text + "\n", encoding="utf-8")
        target = free_name(folder, name)
        os.link(whole, target)
        whole.unlink()
        added.append(target)
    return added


def main(arguments=None):
    """Add what is new, then start JupyterLab (or not, with `--no-start`)."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.lab", allow_abbrev=False
    )
    parser.add_argument("--no-start", action="store_true", help="only copy")
    options, lab_options = parser.parse_known_args(arguments)
    for path in add_exercises():
        new = (
            "a new release, beside your answers"
            if "-release-" in path.name
            else "new"
        )
        print(f"added {relative(path)} ({new})", flush=True)
    if options.no_start:
        return
    # The root is the book's folder, so that links from an exercise to its chapter open.
    os.chdir(ROOT)
    # Our settings, after the learner's own: no look-ups on the web, no grader's panels.
    environment = for_lab() | {
        "JUPYTER_CONFIG_PATH": str(ROOT / "tools" / "jupyter")
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--LabApp.default_url=/lab/tree/my-work",
    ]
    if (
        os.name == "nt"
    ):  # where exec returns at once and JupyterLab loses its terminal
        sys.exit(subprocess.call(command + lab_options, env=environment))
    os.execve(sys.executable, command + lab_options, environment)


if __name__ == "__main__":
    main()
