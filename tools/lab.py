"""Open JupyterLab on the learner's own copy of the exercises, in `my-work/`.

Nothing in `my-work/` is ever overwritten. A copy remembers in its metadata which
release it was made from; when the exercises have changed since, the new ones are put
beside it under a name of their own.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from tools.paths import ROOT, names_in, notebook_in, relative, sha256


def release_of(path):
    """Return the release that a learner's copy came from, or None if it cannot say."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["metadata"].get(
            "release"
        )
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
    added = []
    for name in names_in("exercises", root):
        original = notebook_in("exercises", name, root).read_bytes()
        release, folder = sha256(original)[:12], Path(root) / "my-work" / name
        copies = list(folder.glob("*.ipynb"))
        if any(
            c.read_bytes() == original or release_of(c) == release
            for c in copies
        ):
            continue
        notebook = json.loads(original)
        notebook["metadata"]["release"] = release
        folder.mkdir(parents=True, exist_ok=True)
        path = free_name(folder, name)
        # "x": should the name have been taken a moment ago, fail rather than overwrite.
        with path.open("x", encoding="utf-8") as out:
            json.dump(
                notebook, out, indent=1, ensure_ascii=False, sort_keys=True
            )
            out.write("\n")
        added.append(path)
    return added


def main(arguments=None):
    """Add what is new, then start JupyterLab (or not, with `--no-start`)."""
    parser = argparse.ArgumentParser(prog="python -m tools.lab")
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
    paths = [
        os.environ.get("JUPYTER_CONFIG_PATH"),
        str(ROOT / "tools" / "jupyter"),
    ]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--LabApp.default_url=/lab/tree/my-work",
    ]
    os.execv(sys.executable, command + lab_options)


if __name__ == "__main__":
    main()
