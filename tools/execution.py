"""Run notebooks in fresh kernels, two at a time, and keep what they gave in the cache."""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

from tools.kernels import AsyncManager
from tools.normal_form import normalise
from tools.notebook_files import produced_by, read
from tools.outputs import differences
from tools.paths import BookError, cache_dir, relative
from tools.processors import (
    NATIVE,
    NOT_RUN,
    OLD,
    can_be_disguised,
    disguise_fault,
)

CELL_LIMIT = (
    120  # seconds; far above what a chapter may take, so only a hang meets it
)
WORKERS = 2
DEPENDS = (
    "its outputs differ on another processor (or in each run: is a seed missing?). "
    "Print fewer digits, or mark a number with ~ (or glue it as about-…):\n  "
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def execute(path, processor=NATIVE):
    """Run a notebook in a fresh kernel, in its own folder.

    Parameters
    ----------
    path : the notebook
    processor : environment variables that tell the libraries of another processor

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
        client.execute(env=os.environ | processor)
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
    SystemExit
        If any notebook fails; the others are run and kept in the cache all the same.
    """
    cache = get_cache(str(cache_dir()))
    done, waiting = {}, []
    for path in map(Path, paths):
        nb = read(path)
        hit = None if force else from_cache(cache, nb)
        if hit is None:
            waiting.append(path)
        else:
            done[path] = hit
    if waiting:
        say(f"Running {len(waiting)} of {len(done) + len(waiting)} notebooks")
    faults = {}
    for path, nb in run_all(waiting, say, faults):
        bundle = CacheBundleIn(nb=nb, uri=str(path))
        cache.cache_notebook_bundle(
            bundle, check_validity=False, overwrite=True
        )
        done[path] = nb
    if faults:
        raise SystemExit("\n\n".join(faults.values()))
    return done


def prepare_fonts():
    """Let matplotlib list the fonts of this machine, once: a cell would warn of it."""
    subprocess.run(
        [sys.executable, "-c", "import matplotlib.font_manager"],
        capture_output=True,
    )


def run_all(paths, say, faults, processor=NATIVE):
    """Run notebooks, two at a time; yield each path and notebook as it is done.

    What stopped a notebook is put into `faults`, a dict of path -> message.
    """
    prepare_fonts()
    # Spawned, not forked: a kernel's sockets must not be shared between workers.
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(execute, path, processor): path for path in paths}
        for number, job in enumerate(as_completed(jobs), 1):
            label = f"  [{number}/{len(jobs)}] {relative(jobs[job])}"
            try:
                nb, seconds = job.result()
            except (BookError, BrokenProcessPool) as error:
                say(f"{label}  failed")
                faults[jobs[job]] = str(error)
                continue
            say(f"{label}  {seconds:.1f} s")
            yield jobs[job], nb


def faults_on_old_processor(notebooks, say=print) -> dict:
    """Run notebooks as on a processor of 2008: their outputs must hold there too.

    Parameters
    ----------
    notebooks : dict of path -> notebook in the normal form, with its outputs
    say : called with one line of progress at a time

    Returns
    -------
    dict of path -> message: a cell fails there, or an output differs by more than its
    text allows

    Raises
    ------
    SystemExit
        If the libraries do not take the disguise.
    """
    faults = {}
    if not notebooks:
        return faults
    if not can_be_disguised():
        say(f"NOT RUN: {NOT_RUN}")
        return faults
    if fault := disguise_fault(OLD, os.environ | OLD):
        raise SystemExit(f"The disguise as an old processor fails: {fault}")
    say("As on a processor of 2008")
    for path, nb in run_all(notebooks, say, faults, OLD):
        if found := differences(notebooks[path], normalise(nb)):
            faults[path] = str(BookError(path, DEPENDS + "\n  ".join(found)))
    return {
        path: f"As on a processor of 2008: {fault}"
        for path, fault in faults.items()
    }


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
