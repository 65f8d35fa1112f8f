"""Read, check, execute and normalise notebooks.

`python -m tools.notebooks` (`make notebooks`) executes each chapter and solution
notebook whose code or environment has changed since its outputs were made, and
writes all of them in one normal form, so that a difference in git is a difference
in the book.
"""

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

from tools.kernels import AsyncManager
from tools.paths import (
    BookError,
    cache_dir,
    lock_hash,
    names_in,
    notebook_in,
    relative,
    sha256,
)

CELL_LIMIT = (
    120  # seconds; far above what a chapter may take, so only a hang meets it
)
WORKERS = 2
READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM_ID = re.compile(
    r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
KEPT_CELL_METADATA = ("tags", "mystnb", "nbgrader", "deletable", "editable")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def read(path):
    """Read a notebook and check what every later step takes for granted.

    Parameters
    ----------
    path : path of an `.ipynb` file

    Returns
    -------
    nbformat.NotebookNode, in format 4.5

    Raises
    ------
    BookError
        If the file is no notebook in format 4.5, or a cell has no id of its own.
    """
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise BookError(path, "there is no such notebook.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BookError(
            path,
            f"not valid JSON ({error}). Restore it from git, or save it again.",
        ) from None
    version = (
        (raw.get("nbformat"), raw.get("nbformat_minor"))
        if isinstance(raw, dict)
        else None
    )
    if version != (4, 5) or not isinstance(raw.get("cells"), list):
        raise BookError(
            path,
            "not a notebook in format 4.5. Open and save it in JupyterLab.",
        )
    for number, cell in enumerate(raw["cells"], 1):
        check_cell(path, number, cell)
    ids = Counter(cell["id"] for cell in raw["cells"])
    for cell_id, count in ids.items():
        if count > 1:
            raise BookError(
                path, f"{count} cells share this id.", cell=cell_id
            )
    try:
        nb = nbformat.from_dict(raw)
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        where = "/".join(map(str, error.absolute_path))
        message = f"not a valid notebook at {where}: {error.message[:200]}"
        raise BookError(path, message) from None
    return nbformat.reads(json.dumps(raw), as_version=4)


def check_cell(path, number, cell):
    """Raise BookError unless a raw cell has an id, a source and readable metadata."""
    if not isinstance(cell, dict) or not isinstance(
        cell.get("source"), str | list
    ):
        raise BookError(path, "has no source.", cell=f"number {number}")
    if not cell.get("id") or not isinstance(cell["id"], str):
        first = "".join(cell["source"]).strip().split("\n")[0][:50]
        message = (
            f"has no id (it starts with {first!r}). Give it a readable one, such "
            'as "id": "platt-predict".'
        )
        raise BookError(path, message, cell=f"number {number}")
    metadata = cell.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(
        metadata.get("nbgrader", {}), dict
    ):
        message = 'its "metadata", and "nbgrader" in it, must be JSON objects.'
        raise BookError(path, message, cell["id"])


def write(nb, path):
    """Write a notebook if that changes a byte of the file; say whether it did."""
    text = nbformat.writes(nb) + "\n"
    path = Path(path)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def source_of(cell) -> str:
    """Return a cell's source as one string, as stored or as read."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def code_hash(nb) -> str:
    """Return the hash of a notebook's code cells: prose does not change outputs."""
    code = [source_of(c) for c in nb["cells"] if c["cell_type"] == "code"]
    return sha256(json.dumps(code).encode())


def produced_by(nb) -> dict[str, str]:
    """Return what a fresh run of this notebook would record as its origin."""
    return {"code_sha256": code_hash(nb), "lock_sha256": lock_hash()}


def is_current(nb) -> bool:
    """Say whether the outputs came from this code in this environment."""
    return nb.metadata.get("produced_by") == produced_by(nb)


# --- the normal form ---------------------------------------------------------


def readable_ids(nb):
    """Give each cell that has a random id a readable one, from its heading."""
    taken = {cell.id for cell in nb.cells if is_readable(cell.id)}
    heading = "start"
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            found = re.search(r"^#+\s+(.+)$", cell.source, re.M)
            heading = slug(found.group(1)) if found else heading
        if is_readable(cell.id):
            continue
        kind = {"code": "code", "markdown": "text"}.get(cell.cell_type, "raw")
        number = 1
        while f"{heading}-{kind}-{number}" in taken:
            number += 1
        cell.id = f"{heading}-{kind}-{number}"
        taken.add(cell.id)


def is_readable(cell_id) -> bool:
    """Say whether an id was chosen by a person rather than drawn at random."""
    return bool(READABLE_ID.fullmatch(cell_id)) and not RANDOM_ID.fullmatch(
        cell_id
    )


def slug(text) -> str:
    """Return a heading as an id: lower-case words joined by hyphens."""
    words = re.findall(r"[a-z0-9]+", text.lower())[:5]
    return "-".join(words).lstrip("0123456789-") or "section"


def normal_output(output, count):
    """Return an output without pictures and changing details, or None."""
    if output.output_type in ("display_data", "execute_result"):
        output.data = {
            mime: data
            for mime, data in output.data.items()
            if not mime.startswith("image/")
        }
        output.metadata = {
            mime: data
            for mime, data in output.metadata.items()
            if not mime.startswith("image/")
        }
        if not output.data:
            return None
    if output.output_type == "execute_result":
        output.execution_count = count
    return output


def join_streams(outputs):
    """Join neighbouring prints: how a kernel splits them is a matter of timing."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and output.output_type == last.output_type == "stream"
            and output.name == last.name
        ):
            last.text += output.text
        else:
            joined.append(output)
    return joined


def normalise(nb):
    """Bring a notebook into the normal form, in place; doing it twice changes nothing.

    Kept: sources, text outputs, tags, alt texts, nbgrader's metadata. Removed:
    pictures, run times, widget state, whatever an editor stored. Execution counts
    run 1..n over the cells that have run; ids are readable.
    """
    readable_ids(nb)
    count = 0
    for cell in nb.cells:
        cell.source = cell.source.strip("\n")
        cell.metadata = {
            key: cell.metadata[key]
            for key in KEPT_CELL_METADATA
            if key in cell.metadata
        }
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type != "code":
            continue
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        outputs = [
            normal_output(o, cell.execution_count) for o in cell.outputs
        ]
        cell.outputs = join_streams(o for o in outputs if o is not None)
    origin = nb.metadata.get("produced_by")
    nb.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": LANGUAGE}
    )
    if origin:
        nb.metadata["produced_by"] = origin
    nb.nbformat, nb.nbformat_minor = 4, 5
    return nb


# --- execution ---------------------------------------------------------------


def execute(path):
    """Run a notebook in a fresh kernel, in its own folder.

    Returns
    -------
    (nbformat.NotebookNode with outputs and pictures, float seconds)

    Raises
    ------
    BookError
        If a cell raises, hangs or kills its kernel: notebook, cell, traceback.
    """
    nb = read(path)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    metadata, at = nb.metadata.copy(), []
    started = time.perf_counter()
    client = NotebookClient(
        nb,
        timeout=CELL_LIMIT,
        kernel_name="python3",
        kernel_manager_class=AsyncManager,
        record_timing=False,
        on_cell_start=lambda cell, cell_index: at.append(cell.id),
        resources={"metadata": {"path": str(Path(path).parent)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise BookError(path, ANSI.sub("", str(error)), at[-1]) from None
    except CellTimeoutError:
        message = f"still running after {CELL_LIMIT} s; it was stopped."
        raise BookError(path, message, at[-1]) from None
    except DeadKernelError:
        message = (
            "the kernel died (out of memory, or a crash in compiled code)."
        )
        raise BookError(path, message, at[-1]) from None
    except RuntimeError as error:
        message = f"its kernel did not start ({error}); see what it printed."
        raise BookError(path, message) from None
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                message = (
                    f"it warns; mend the cause or catch it:\n{output.text}"
                )
                raise BookError(path, message, cell.id)
    # As in the file, not as the kernel reports: the cache compares it when matching.
    nb.metadata = metadata
    nb.metadata["produced_by"] = produced_by(nb)
    return nb, time.perf_counter() - started


def executed(paths, force=False, say=print):
    """Return executed notebooks, from the cache or by running them, two at a time.

    Parameters
    ----------
    paths : notebooks to run
    force : run also what the cache holds
    say : called with one line of progress at a time

    Returns
    -------
    dict of path -> nbformat.NotebookNode with outputs and pictures

    Raises
    ------
    BookError
        If any notebook fails; the others are run and kept in the cache all the same.
    """
    # Two notebooks at a time on two cores: with a thread for each core in each of them,
    # their linear algebra waits for one another, and a chapter takes twice as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    cache = get_cache(str(cache_dir()))
    done, waiting, faults = {}, [], []
    for path in map(Path, paths):
        nb = read(path)
        hit = None if force else from_cache(cache, nb)
        if hit is None:
            waiting.append(path)
        else:
            done[path] = hit
    if waiting:
        say(f"Running {len(waiting)} of {len(done) + len(waiting)} notebooks")
    # Spawned, not forked: a kernel's sockets must not be shared between workers.
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(execute, path): path for path in waiting}
        for number, job in enumerate(as_completed(jobs), 1):
            path = jobs[job]
            label = f"  [{number}/{len(waiting)}] {relative(path)}"
            try:
                nb, seconds = job.result()
            except (BookError, BrokenProcessPool) as error:
                say(f"{label}  failed")
                faults.append(str(error))
                continue
            say(f"{label}  {seconds:.1f} s")
            bundle = CacheBundleIn(nb=nb, uri=str(path))
            cache.cache_notebook_bundle(
                bundle, check_validity=False, overwrite=True
            )
            done[path] = nb
    if faults:
        raise SystemExit("\n\n".join(faults))
    return done


def from_cache(cache, nb):
    """Return this notebook with cached outputs, or None if it has not run so.

    jupyter-cache compares code and cell metadata: a new tag or alt text makes a
    notebook run again, new prose does not.
    """
    try:
        _, hit = cache.merge_match_into_notebook(nb)
    except KeyError:
        return None
    hit.metadata = nb.metadata.copy()
    hit.metadata["produced_by"] = produced_by(nb)
    return hit


# --- the command -------------------------------------------------------------


def runnable(names=None) -> list[Path]:
    """Return the notebooks that hold outputs: chapters and solutions."""
    paths = [
        notebook_in(tree, name)
        for tree in ("notebooks", "solutions")
        for name in names_in(tree)
        if not names or name in names
    ]
    unknown = set(names or ()) - {path.stem for path in paths}
    if unknown:
        raise SystemExit(
            f"There is no chapter named {', '.join(sorted(unknown))}. "
            f"There are: {', '.join(names_in('notebooks')) or 'none yet'}."
        )
    return paths


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
    notebooks = {path: read(path) for path in paths}
    if not options.format_only:
        stale = [
            p
            for p, nb in notebooks.items()
            if options.all or not is_current(nb)
        ]
        notebooks |= executed(stale, force=options.all)
    changed = [
        path for path in paths if write(normalise(notebooks[path]), path)
    ]
    for path in changed:
        print("wrote", relative(path))
    if not changed:
        print(f"{len(paths)} notebooks are current and in the normal form")
    return 1 if options.format_only and changed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BookError as fault:
        sys.exit(str(fault))
