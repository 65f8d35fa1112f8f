"""Grade many submissions: one code path for this machine and for a cluster.

Tasks go to a `concurrent.futures` executor, this machine's or Dask's, a few at a time,
and each result is in the gradebook before it counts as done. So memory does not grow
with the class, and whatever stops a run, the next goes on from there.
"""

import atexit
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context, parent_process, util
from pathlib import Path

from grading import chapter as chapters
from grading.gradebook import Gradebook
from grading.intake import Found, Intake, read_bytes
from grading.model import Limits, Outcome, Result, Submission
from grading.modules import with_modules
from tools.paths import sha256

GONE = (
    "The Dask scheduler does not answer any more. What was graded is kept: start the "
    "cluster, and run the same command again."
)
NO_WORKERS = (
    "The worker processes cannot be started ({}). Check that you may read and run "
    "{} and the folder {}, then run the same command again."
)
OURS = "A fault of the grader, not of the answer; it does not count as a zero."


class BatchError(Exception):
    """The batch cannot go on: a sentence that says what to do."""


@dataclass(frozen=True)
class Task:
    """One submission to grade, with all that a worker elsewhere needs."""

    chapter: str
    data: bytes  # the notebook as handed in
    limits: Limits
    sandbox: bool
    inputs: str  # grading.chapter.inputs of the machine that asks


@dataclass(frozen=True)
class Done:
    """What a worker answers."""

    result: Result | None
    fault: str = ""  # why no submission at all can be graded there


def not_graded(chapter, status, message, data_sha256="") -> Result:
    """Return the result of a submission none of whose answers was run."""
    return Result(
        tuple(
            Outcome(e.name, 0.0, e.max_points, status, message)
            for e in chapters.load(chapter).exercises
        ),
        data_sha256,
        "",
        "",
        0.0,
        True,
    )


# --- in a worker -------------------------------------------------------------------

_grader = None  # (limits, sandbox), Grader: one for each process
_lock = threading.Lock()  # a Dask worker may have several threads


def _grader_for(limits, sandbox):
    """Return this process's Grader, started when it is first needed."""
    global _grader
    from grading.engine import Grader

    if _grader is None or _grader[0] != (limits, sandbox):
        _close_grader()
        started = Grader(limits=limits, sandbox=sandbox)
        started.__enter__()
        _grader = (limits, sandbox), started
    return _grader[1]


def _close_grader():
    global _grader
    if _grader is not None:
        old, _grader = _grader[1], None
        old.__exit__(None, None, None)


def work(task: Task) -> Done:
    """Grade one submission in this process."""
    if chapters.inputs(task.chapter) != task.inputs:
        return Done(
            None,
            fault="A worker has another version of the book, of its packages or of "
            "Python than this machine. Bring both to the same release; where the "
            "book was changed during the run, run the command again.",
        )
    from grading.engine import SandboxMissing

    with _lock, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{task.chapter}.ipynb"
        path.write_bytes(task.data)
        try:
            grader = _grader_for(task.limits, task.sandbox)
            result = grader.grade(path, task.chapter)
        except SandboxMissing as error:
            return Done(None, fault=str(error))
        except Exception as error:
            # Its helpers may be in any state: the next submission gets new ones.
            try:
                _close_grader()
            except Exception:
                pass
            message = f"{OURS} {type(error).__name__}: {error}"
            digest = sha256(task.data)
            result = not_graded(task.chapter, "ungraded", message, digest)
    return Done(result)


def _start_worker():
    """Prepare a process of the local pool: Ctrl-C is its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_worker)
    util.Finalize(None, _close_grader, exitpriority=10)
    # Its parent may be killed without a word; a worker must not outlive it.
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody():
    parent_process().join()
    _end_worker()


def _end_worker(*_):
    try:
        _close_grader()
    finally:
        os._exit(1)


atexit.register(_close_grader)  # where a Dask worker ends in good order

# --- executors ----------------------------------------------------------------------


class LocalPool:
    """Worker processes on this machine."""

    def __init__(self, workers: int, function: Callable = work):
        self.workers, self.function = workers, function
        self._start()

    def _start(self):
        # Spawned: a fork would share the gradebook's file and its locks.
        try:
            self.executor = ProcessPoolExecutor(
                self.workers,
                mp_context=get_context("spawn"),
                initializer=_start_worker,
            )
        except OSError as error:
            raise self._unable(error) from error

    def room(self) -> int:
        """Return how many tasks may be under way, so that no worker waits."""
        return 2 * self.workers

    def submit(self, task) -> Future:
        """Hand a task to a worker.

        Raises
        ------
        BatchError
            If no worker can be started.
        """
        try:
            return self.executor.submit(self.function, task)
        except BrokenExecutor as error:
            broken = Future()
            broken.set_exception(error)
            return broken
        except OSError as error:
            raise self._unable(error) from error

    def _unable(self, error):
        # Such as a pipe that broke, as the process at its other end could not read
        # its own Python; which of several faults comes first is chance.
        return BatchError(
            NO_WORKERS.format(
                error.strerror or error, sys.executable, sys.base_prefix
            )
        )

    def restart(self):
        """Replace workers of which one died or hangs."""
        self._stop()
        self._start()

    def _stop(self):
        processes = list((self.executor._processes or {}).values())
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(5)
            if process.is_alive():
                process.kill()

    def close(self, now=False):
        """End the workers, at once or when they have finished."""
        if now:
            self._stop()
        else:
            self.executor.shutdown()


class DaskPool:
    """The workers of a Dask cluster, through Dask's own executor."""

    def __init__(self, address: str, function: Callable = work, timeout=15):
        try:
            from distributed import Client
        except ImportError:
            raise BatchError(
                "--scheduler needs Dask, and it is not installed here. In the book's "
                "folder, run: make .venv/.lock"
            ) from None
        _check_address(address)
        self.function = function
        try:
            self.client = Client(
                address, timeout=timeout, set_as_default=False
            )
        except (OSError, ValueError, TimeoutError) as error:
            raise BatchError(
                f"No Dask scheduler answers at {address} ({error}). Start one with "
                "'dask scheduler', and name the address that it prints."
            ) from None
        try:
            self.client.wait_for_workers(1, timeout=60)
        except TimeoutError:
            self.client.close()
            raise BatchError(
                f"The scheduler at {address} has no worker. Start some in the book's "
                f"folder: PYTHONPATH=. .venv/bin/dask worker {address} --nthreads 1"
            ) from None
        # Not pure: two students may hand in the same bytes.
        self.executor = self.client.get_executor(pure=False)
        self._room, self._asked = 2, 0.0

    def room(self) -> int:
        """Return how many tasks may be under way; the cluster may grow and shrink."""
        if time.monotonic() - self._asked > 5:
            try:
                self._room = 2 * max(1, len(self.client.nthreads()))
            except (OSError, RuntimeError, TimeoutError) as error:
                raise BatchError(GONE) from error
            self._asked = time.monotonic()
        return self._room

    def submit(self, task) -> Future:
        """Hand a task to the cluster."""
        if self.client.status not in ("running", "connecting"):
            raise BatchError(GONE)
        return self.executor.submit(self.function, task)

    def restart(self):
        """Nothing to do: the scheduler replaces what died."""

    def close(self, now=False):
        """Leave the cluster; tasks under way are cancelled."""
        self.client.close()


def _check_address(address):
    """Refuse an address that Dask cannot use; its client would try for half a minute.

    Raises
    ------
    BatchError
        With an example of an address.
    """
    from distributed import Security
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    try:
        scheme, place = parse_address(address)
        get_backend(scheme)
        parse_host_port(place)
    except ValueError as error:
        raise BatchError(
            f"'{address}' is no address of a Dask scheduler ({error}). Name the one "
            "that 'dask scheduler' prints, such as tcp://192.0.2.7:8786."
        ) from None
    own = Security().get_connection_args("client").get("ssl_context")
    if scheme in ("tls", "wss") and own is None:
        raise BatchError(
            f"{address} needs certificates, and Dask's configuration here names none. "
            "Set distributed.comm.tls in it, as on the scheduler."
        )


# --- the loop ------------------------------------------------------------------------


def run(tasks: Iterable, pool, record: Callable, patience: float):
    """Give each task to the pool, and each answer to `record`, exactly once.

    Parameters
    ----------
    tasks : pairs (label, Task); read only as fast as they are graded
    pool : LocalPool, DaskPool or anything with their methods
    record : called with (label, Done, "") or (label, None, reason) in any order
    patience : seconds without any answer after which the workers count as hung

    A worker that dies takes the tasks under way with it. Each of those is then tried
    once more, alone, so that the one that killed it is known and the others are graded.

    Raises
    ------
    BatchError
        If the pool cannot go on, such as a cluster that went away. What `record` raises
        passes through; the tasks under way are then lost, the caller closes the pool.
    """
    waiting, under_way, ended = iter(tasks), {}, False
    while True:
        while not ended and len(under_way) < pool.room():
            try:
                label, task = next(waiting)
            except StopIteration:
                ended = True
                break
            under_way[pool.submit(task)] = label, task
        if not under_way:
            return
        done, _ = wait(under_way, patience, return_when=FIRST_COMPLETED)
        suspects = []
        for future in done:
            item = under_way.pop(future)
            if not _settle(future, item, record):
                suspects.append(item)
        if done and not suspects:
            continue
        for future, item in list(under_way.items()):
            # Answers that came before the worker died still count.
            if not (future.done() and _settle(future, item, record)):
                suspects.append(item)
        under_way.clear()
        pool.restart()
        for item in suspects:
            future = pool.submit(item[1])
            wait([future], patience)
            if not (future.done() and _settle(future, item, record)):
                future.cancel()
                record(
                    item[0],
                    None,
                    f"{OURS} Twice, the worker that graded it died or hung.",
                )
                pool.restart()


def _settle(future, item, record) -> bool:
    """Record what came of a task; False if its worker died before it could say."""
    try:
        answer = future.result()
    except (BrokenExecutor, CancelledError):
        return False
    except BatchError:
        raise
    except Exception as error:
        message = f"{OURS} {type(error).__name__}: {error}"
        record(item[0], None, message)
        return True
    record(item[0], answer, "")
    return True


class Progress:
    """A line with what is done and the time left, on standard error."""

    def __init__(self, total, out=None):
        self.total, self.out = total, out or sys.stderr
        self.done, self.graded = 0, 0
        self.first = None  # when the first was graded
        self.shown = 0.0 if self.out.isatty() else time.monotonic()
        self.pause = 0.2 if self.out.isatty() else 10.0

    def step(self, graded=True):
        """Count one submission; `graded` is False where an earlier result counts."""
        self.done += 1
        self.graded += graded
        if graded and self.first is None:
            self.first = time.monotonic()
        last = self.done == self.total
        if time.monotonic() - self.shown > self.pause or last:
            self.shown = time.monotonic()
            self._show(self.line(), last)

    def line(self) -> str:
        """Return the line."""
        text = f"{self.done} of {self.total} submissions"
        if self.graded < 2:
            return text
        # From the first result on: starting the workers takes its time only once.
        passed = time.monotonic() - self.first
        if passed > 0.5:
            rate = (self.graded - 1) / passed
            text += f", {rate:.1f} a second"
            if self.done < self.total:
                text += f", {duration((self.total - self.done) / rate)} left"
        return text

    def _show(self, text, last):
        if self.out.isatty():
            end = "\n" if last else ""
            self.out.write(f"\r\x1b[K{text}{end}")
        else:
            self.out.write(text + "\n")
        self.out.flush()


def duration(seconds) -> str:
    """Return a time as a person says it: 40 s, 3 min, 2 h 5 min."""
    seconds = max(0, round(seconds))
    if seconds < 90:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """How a batch is graded."""

    limits: Limits = Limits()
    sandbox: bool = True
    again: tuple[str, ...] = ()  # statuses to grade again; "all" is every one

    @property
    def asked(self) -> dict:
        """What a result depends on, as the gradebook keeps it."""
        return {"limits": asdict(self.limits), "sandbox": self.sandbox}


@dataclass
class Count:
    """What a run did."""

    run: int
    graded: int = 0
    reused: int = 0
    refused: int = 0
    ungraded: list[tuple[str, str, str]] = field(default_factory=list)


def grade(
    intake: Intake,
    book: Gradebook,
    pool: Callable,
    settings: Settings,
    progress: Progress | None = None,
) -> Count:
    """Grade what is new or has changed; every result is on disk when it is counted.

    Parameters
    ----------
    intake : what was found
    book : where results go
    pool : called without arguments when the first task is there, returns the executor
    settings : limits, sandbox, and what to grade again
    progress : told of each submission

    Raises
    ------
    BatchError
        If nothing can be graded: no sandbox, no cluster.
    GradebookError
        If a result cannot be stored; what was stored before is kept.
    KeyboardInterrupt
        After Ctrl-C; what was graded is kept.
    """
    number = book.begin(
        settings.asked,
        settings.sandbox,
        intake.students,
        intake.found,
        settings.again,
    )
    count = Count(number)
    progress = progress or Progress(len(intake.found))

    def store(label, result):
        submission, key = label
        ours = [o for o in result.outcomes if o.status == "ungraded"]
        if ours:
            where = submission.student, submission.chapter
            count.ungraded.append((*where, ours[0].message))
        chapter = chapters.load(submission.chapter)
        book.record(number, submission, key, result, chapter)
        progress.step()

    def record(label, done, reason):
        submission = label[0]
        if done is None:
            result = not_graded(submission.chapter, "ungraded", reason)
            store(label, _mark(result, settings))
        elif done.fault:
            raise BatchError(done.fault)
        else:
            store(label, _mark(done.result, settings))
        count.graded += 1

    def tasks() -> Iterator:
        for found in intake.found:
            submission = found.submission
            pair = submission.student, submission.chapter
            task, key, refusal = _task(found, settings)
            known = book.known(*pair, key)
            if found.guessed and book.is_graded(*pair):
                count.reused += 1
                progress.step(graded=False)
            elif known is not None:
                book.reuse(submission, known)
                count.reused += 1
                progress.step(graded=False)
            elif task is None:
                status, message = refusal
                result = not_graded(submission.chapter, status, message)
                store((submission, key), _mark(result, settings))
                count.refused += 1
            else:
                yield (submission, key), task

    waiting = tasks()
    first = next(waiting, None)
    if first is not None:
        workers, ended = pool(), False
        try:
            patience = 3 * settings.limits.seconds + 120
            run(_chain(first, waiting), workers, record, patience)
            ended = True
        finally:
            workers.close(now=not ended)
    book.finish(number)
    return count


def _chain(first, rest):
    yield first
    yield from rest


def _mark(result, settings):
    """Return a result with what the whole run was: sandboxed or not."""
    safe = settings.sandbox and result.sandboxed
    return replace(result, sandboxed=safe)


def _task(found: Found, settings):
    """Return (Task or None, key, (status, message) where there is no task)."""
    one: Submission = found.submission
    inputs = chapters.inputs(one.chapter)

    def key(what):
        return sha256(json.dumps([what, inputs, settings.asked]).encode())

    if found.refusal:
        refusal = (
            "unreadable",
            f"The file cannot be graded: {found.refusal}.",
        )
        return None, key(refusal), refusal
    try:
        modules = [(name, read_bytes(path)) for name, path in one.modules]
        data = with_modules(read_bytes(one.path), modules)
    except OSError as error:
        why = error.strerror or str(error)
        refusal = ("ungraded", f"{OURS} The file could not be read: {why}.")
        return None, key(refusal), refusal
    task = Task(one.chapter, data, settings.limits, settings.sandbox, inputs)
    return task, key(sha256(data)), None
