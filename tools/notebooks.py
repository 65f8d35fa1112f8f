"""Execute and normalise the notebooks that hold outputs.

`python -m tools.notebooks` (`make notebooks`) executes each chapter and solution
notebook whose code or environment has changed since its outputs were made, and
writes all of them in one normal form, so that a difference in git is a difference
in the book.
"""

import argparse
import sys
from pathlib import Path

from tools.execution import executed, faults_on_old_processor
from tools.normal_form import normalise
from tools.notebook_files import is_current, read, write
from tools.outputs import settle
from tools.paths import BookError, known, names_in, notebook_in, relative


def runnable(names=None) -> list[Path]:
    """Return the notebooks that hold outputs: chapters and solutions."""
    for name in names or ():
        known(name)
    return [
        notebook_in(tree, name)
        for tree in ("notebooks", "solutions")
        for name in names_in(tree)
        if not names or name in names
    ]


def keep_what_agrees(stored, new):
    """Return `new` with the stored outputs wherever the two agree.

    So a run on another processor does not churn digits that are as good as its own.
    """
    outputs = {
        cell.id: cell.outputs for cell in stored.cells if "outputs" in cell
    }
    for cell in new.cells:
        if cell.cell_type == "code" and cell.id in outputs:
            settle(outputs[cell.id], cell.outputs)
    return new


def main(arguments=None):
    """Execute what changed, normalise everything, and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks")
    parser.add_argument(
        "names", nargs="*", help="chapters, such as 02-optimize"
    )
    parser.add_argument(
        "--all", action="store_true", help="run also what is current"
    )
    parser.add_argument(
        "--format-only",
        action="store_true",
        help="run nothing; exit 1 if a file was not in the normal form",
    )
    options = parser.parse_args(arguments)
    paths = runnable([Path(name).stem for name in options.names])
    # In the normal form first: it lays cells, and what is stored is what is run.
    notebooks = {path: normalise(read(path)) for path in paths}
    stale = []
    if not options.format_only:
        stale = [
            p
            for p, nb in notebooks.items()
            if options.all or not is_current(nb)
        ]
    laid = {path for path in stale if write(notebooks[path], path)}
    fresh = executed(stale, force=options.all) if stale else {}
    for path, nb in fresh.items():
        notebooks[path] = keep_what_agrees(notebooks[path], normalise(nb))
    faults = faults_on_old_processor({path: notebooks[path] for path in fresh})
    for path in faults:
        # Stored to be looked at, but not vouched for: the next call runs it again.
        del notebooks[path].metadata["produced_by"]
    changed = [
        path
        for path in paths
        if write(normalise(notebooks[path]), path) or path in laid
    ]
    for path in changed:
        print("wrote", relative(path))
    if not changed and not faults:
        print(f"{len(paths)} notebooks are current and in the normal form")
    if faults:
        raise SystemExit("\n\n".join(faults.values()))
    return 1 if options.format_only and changed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BookError as fault:
        sys.exit(str(fault))
