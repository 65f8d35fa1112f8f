"""Grade a submission: what was handed in, the runs, the verdicts.

A submission is run by two processes, fresh for each one: the student's cells in a
sandbox (grading.student), our given cells and tests outside it (grading.examiner). Each
exercise starts from what the given cells have bound; where it leaves more behind than
can be undone, or ends a process, the next exercise gets new ones (grading.slate).

Which of the student's cells run for an exercise, in the order of their notebook:

- its answer cells, found by nbgrader's grade_id, else by cell id, wherever they stand;
- other cells of theirs before its last test, answers of other exercises among them, if
  they define or change a name that the answer needs, or one that it must define. An
  experiment that nothing rests on is not run: it can neither cost time nor points;
- every cell that they added before its last test, in a second run after all exercises,
  where the first ended with an error and no test has refuted the answer: a cell can
  matter without a name, by a file or a setting. The better of the two runs counts. An
  answer can tell them apart, so it must not have been told anything in the first.

Given cells are always ours. A given cell that was edited runs first, and only for names
that ours does not bind, such as an import that was added. Test cells are always ours.

The statuses of an exercise, the first that applies:

missing      no answer cell, and nothing else defines the names
tampered     a test cell was removed or edited, or its points were; graded with ours
unanswered   as handed out, or empty
timeout, memory, crashed    what ended a run; other test cells still count
error        the answer raised, or a test ended with something else than its assert
ok           everything ran

Metadata other than grade_id and points says nothing that is used, whatever its schema.
"""

import contextlib
import hashlib
import json
import os
import platform
import select
import socket
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import nbformat

from grading.cells import mentions, names_of, pack, used_names
from grading.model import (
    Limits,
    Outcome,
    Rationale,
    Result,
    TestOutcome,
)
from grading.modules import with_modules
from grading.sandbox import Keeper, SandboxMissing
from tools.exercises import (
    exercise_of,
    generate,
    is_answer,
    is_rationale,
    is_test,
    points,
)
from tools.notebook_files import read
from tools.paths import ROOT, lock_hash, notebook_in, sha256

__all__ = ["Grader", "SandboxMissing"]

MAX_FILE = (
    32 << 20
)  # bytes of a submission; exercises with output have 1 or 2 MB
MAX_CELLS = 5000
GRACE = 0.5  # seconds between a limit and the end of a run
MAX_PARTS = 1000  # reads, of up to 64 kB, for one line of what happens
ANOTHER = (
    "No exercise of the chapter is in this notebook: it is another one, such as the "
    "chapter itself. Hand in the notebook that holds the answers."
)
UNDO = 2.0  # seconds that undoing an exercise may take before new processes are made


class Unreadable(Exception):
    """A submission that is no notebook; the message says what is wrong."""


# ------------------------------------------------------------------ chapters


@dataclass(frozen=True)
class Exercise:
    """One exercise, as our notebook has it."""

    name: str
    given: tuple[str, ...]  # ordinary cells up to its last test
    answers: tuple[str, ...]  # grade ids
    stubs: tuple[str, ...]  # their sources as handed out
    expected: tuple[str, ...]  # names that the answer binds
    tests: tuple[
        tuple, ...
    ]  # (id, points, source, hidden lines, as handed out)
    rationales: tuple[tuple, ...]  # (id, points, as handed out)


@dataclass(frozen=True)
class Chapter:
    """A solution notebook, as grading needs it."""

    exercises: tuple[Exercise, ...]
    ordinary: dict  # id -> source of each cell that is neither answer nor test
    graded: dict  # id -> metadata of each graded cell, as handed out
    sha256: str


def hidden_lines(source):
    """Return [first, last] of each hidden region, lines counted from 1."""
    regions, start = [], None
    for number, line in enumerate(source.split("\n"), 1):
        if "BEGIN HIDDEN TESTS" in line:
            start = number
        elif "END HIDDEN TESTS" in line and start:
            regions.append([start, number])
            start = None
    return regions


@lru_cache
def shell():
    """Return what turns a cell with magics into Python, as IPython's shell does."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager()


@lru_cache(maxsize=1000)
def packed(name, source):
    """Return the code of a test cell, the names that it uses, and those it binds."""
    return pack(shell(), source, name), *used_names(shell(), source)


@lru_cache
def chapter_of(path, stamp) -> Chapter:
    """Read a solution notebook; `stamp` makes the cache notice a change."""
    nb = read(path)
    release = {cell.id: cell for cell in generate(nb, path).cells}
    order = []
    for cell in nb.cells:
        graded = is_answer(cell) or is_test(cell) or is_rationale(cell)
        if graded and exercise_of(cell) not in order:
            order.append(exercise_of(cell))
    ordinary = {
        c.id: c.source
        for c in nb.cells
        if c.cell_type == "code" and not is_answer(c) and not is_test(c)
    }
    exercises = []
    for name in order:
        mine = [c for c in nb.cells if exercise_of(c) == name]
        answers = [c for c in mine if is_answer(c)]
        tests = [c for c in mine if is_test(c)]
        rationales = [c for c in mine if is_rationale(c)]
        last = max((nb.cells.index(c) for c in tests), default=-1)
        expected = set()
        for cell in answers:
            expected |= names_of(shell(), cell.source)[0]
        exercises.append(
            Exercise(
                name,
                tuple(
                    c.source for c in nb.cells[: last + 1] if c.id in ordinary
                ),
                tuple(c.id for c in answers),
                tuple(release[c.id].source for c in answers),
                tuple(sorted(expected)),
                tuple(
                    (
                        c.id,
                        points(c),
                        c.source,
                        hidden_lines(c.source),
                        release[c.id].source,
                    )
                    for c in tests
                ),
                tuple(
                    (c.id, points(c), release[c.id].source) for c in rationales
                ),
            )
        )
    graded = {
        c.id: dict(release[c.id].metadata.nbgrader)
        for c in nb.cells
        if "nbgrader" in c.metadata
    }
    tested = json.dumps(
        [
            [c.id, c.cell_type, c.source, points(c)]
            for c in nb.cells
            if c.cell_type == "code" or is_rationale(c)
        ]
    )
    return Chapter(tuple(exercises), ordinary, graded, sha256(tested.encode()))


# --------------------------------------------------------------- submissions


@dataclass
class Cell:
    """One cell of a submission."""

    kind: str
    source: str
    id: str  # grade id if it has one, else the cell's id, else ""
    graded: dict  # nbgrader's metadata


def read_submission(path):
    """Return the bytes of a submission.

    Raises
    ------
    Unreadable
        If it cannot be a notebook.
    """
    try:
        size = os.stat(path).st_size
        if size > MAX_FILE:
            raise Unreadable(
                f"The file has {size >> 20} MB; a notebook of exercises has no "
                f"more than {MAX_FILE >> 20} MB."
            )
        if not size:
            raise Unreadable("The file is empty.")
        with open(path, "rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise Unreadable(
            f"The file cannot be read: {error.strerror}."
        ) from None


def parse(data):
    """Return the cells of a submission, read as leniently as can be done safely."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file is not text in UTF-8.") from None
    try:
        raw = json.loads(text)
    except RecursionError:
        raise Unreadable(
            "The file is nested too deep for a notebook."
        ) from None
    except ValueError as error:
        where = f" (line {error.lineno})" if hasattr(error, "lineno") else ""
        raise Unreadable(
            f"The file is not valid JSON{where}: it was cut short or edited."
        ) from None
    return cells_of(raw)


def cells_of(raw):
    """Return the cells of a notebook given as nested dicts and lists."""
    if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
        if isinstance(raw, dict) and "worksheets" in raw:
            raise Unreadable(
                "The notebook is in an old format. Open and save it in JupyterLab."
            )
        raise Unreadable("The file is not a notebook: it has no cells.")
    if len(raw["cells"]) > MAX_CELLS:
        raise Unreadable(f"The notebook has more than {MAX_CELLS} cells.")
    cells = []
    for raw_cell in raw["cells"]:
        if not isinstance(raw_cell, dict):
            continue
        source = raw_cell.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        metadata = raw_cell.get("metadata")
        graded = (
            metadata.get("nbgrader") if isinstance(metadata, dict) else None
        )
        graded = graded if isinstance(graded, dict) else {}
        name = graded.get("grade_id") or raw_cell.get("id") or ""
        cells.append(
            Cell(
                str(raw_cell.get("cell_type")),
                source if isinstance(source, str) else "",
                name if isinstance(name, str) else "",
                graded,
            )
        )
    return cells


def same(one, two):
    """Compare sources, but for spaces at the ends of lines and of the cell."""
    return [line.rstrip() for line in one.strip().split("\n")] == [
        line.rstrip() for line in two.strip().split("\n")
    ]


# -------------------------------------------------------------------- grading


class Grader:
    """Grades submissions, one after the other.

    Parameters
    ----------
    limits : what one submission may use
    sandbox : False runs the student's cells without confinement, with rlimits only
    root : the project, whose solutions/ hold the tests

    Raises
    ------
    SandboxMissing
        If a sandbox is asked for and cannot be made here.
    """

    def __init__(self, limits=None, sandbox=True, root=ROOT):
        self.limits, self.sandbox = limits or Limits(), sandbox
        self.root = Path(root)
        self.untouched = {}  # outcomes of exercises as handed out
        self.keepers = []
        try:
            self.tests = self.keep("tests", False)
            self.student = self.keep("student", sandbox)
            self.tests.wait()
            self.student.wait()
        except BaseException:
            self.close()
            raise

    def keep(self, role, sandbox):
        """Start a warm parent."""
        keeper = Keeper(role, sandbox, self.limits)
        self.keepers.append(keeper)
        return keeper

    def __enter__(self):
        """Return the grader, which is ready."""
        return self

    def __exit__(self, *error):
        """End its processes."""
        self.close()

    def close(self):
        """End the processes."""
        for keeper in self.keepers:
            keeper.close()
        self.keepers = []

    def chapter(self, name):
        """Return our own notebook of a chapter."""
        path = notebook_in("solutions", name, self.root)
        return chapter_of(path, os.stat(path).st_mtime_ns)

    def grade(self, path, chapter, visible_only=False, modules=()) -> Result:
        """Grade a file; see grade_source, and with_modules for its own modules.

        Returns a Result whatever the file is; what is no notebook has the status
        "unreadable" in every exercise.
        """
        start, digest = time.monotonic(), ""
        known = self.chapter(chapter)
        try:
            data = read_submission(path)
            digest = hashlib.sha256(data).hexdigest()
            cells = parse(with_modules(data, modules))
        except Unreadable as error:
            outcomes = tuple(
                self.outcome(e, "unreadable", str(error))
                for e in known.exercises
            )
            return self.result(known, outcomes, digest, start)
        outcomes = self.grade_cells(cells, known, visible_only, None)
        return self.result(known, outcomes, digest, start)

    def grade_source(
        self, nb, chapter, only=None, visible_only=False
    ) -> Result:
        """Grade a notebook in memory.

        Parameters
        ----------
        nb : notebook, as nbformat has it
        chapter : such as "02-optimize"
        only : name of the one exercise to grade; all of them by default
        visible_only : leave out the hidden tests
        """
        start, known = time.monotonic(), self.chapter(chapter)
        data = nbformat.writes(nb).encode()
        outcomes = self.grade_cells(cells_of(nb), known, visible_only, only)
        digest = hashlib.sha256(data).hexdigest()
        return self.result(known, outcomes, digest, start)

    def result(self, known, outcomes, digest, start):
        """Put a result together."""
        environment = lock_hash() + platform.python_version()
        return Result(
            outcomes,
            digest,
            known.sha256,
            sha256(environment.encode()),
            round(time.monotonic() - start, 3),
            self.sandbox,
        )

    def outcome(self, exercise, status, message, **more):
        """Return the outcome of an exercise of which nothing was run."""
        tests = tuple(
            TestOutcome(cell, 0, worth, message, False)
            for cell, worth, *_ in exercise.tests
        )
        worth = sum(test.max_points for test in tests)
        return Outcome(exercise.name, 0, worth, status, message, tests, **more)

    def grade_cells(self, cells, known, visible_only, only):
        """Grade the exercises of a submission, one after the other."""
        self.student.renew()
        end = time.monotonic() + self.limits.seconds
        exercises = [e for e in known.exercises if only in (None, e.name)]
        with contextlib.closing(Pair(self.student, self.tests)) as pair:

            def grade(exercise, everything):
                return self.grade_exercise(
                    cells, known, exercise, visible_only, end, pair, everything
                )

            graded = [grade(exercise, False) for exercise in exercises]
            # Only now, so that an experiment cannot take the time of an answer.
            for i, (first, more) in enumerate(graded):
                if more and first.points < first.max_points:
                    pair.close()  # what the first run has kept is gone
                    again, _ = grade(exercises[i], True)
                    if again.points > first.points:
                        graded[i] = again, False
                    elif again.status == "timeout":
                        break
        outcomes = tuple(outcome for outcome, _ in graded)
        if only is None and is_another(cells, known, outcomes):
            return tuple(
                self.outcome(e, "unreadable", ANOTHER) for e in exercises
            )
        return outcomes

    def grade_exercise(
        self, cells, known, exercise, visible_only, end, pair, everything
    ):
        """Grade one exercise; return its Outcome, and whether to try it once more.

        everything : run all cells that the student added before the last test
        """
        rationales = tuple(
            rationale(cells, *spec) for spec in exercise.rationales
        )
        if not exercise.tests:
            answered = any(r.answered for r in rationales)
            status = "waiting" if answered else "unanswered"
            outcome = Outcome(
                exercise.name, 0, 0, status, "", rationales=rationales
            )
            return outcome, False
        steps, own = student_cells(cells, known, exercise)
        answer = "\n\n".join(cell.source for cell in own)
        untouched = bool(own) and all(
            any(same(cell.source, stub) for stub in exercise.stubs)
            for cell in own
        )
        notes = tampering(cells, known, exercise)
        # What is as handed out, with nothing that could stand in for it, fares alike
        # in every submission: it is run in the first one.
        alike = untouched and not notes and not stands_in(steps, exercise)
        key = known.sha256, exercise.name, visible_only
        if alike and key in self.untouched:
            before = self.untouched[key]
            return replace(before, answer=answer, rationales=rationales), False
        try:
            tests, facts = tests_of(exercise, visible_only)
        except SyntaxError as error:
            fault = f"a test cell is no Python: {error}"
            return self.outcome(exercise, "ungraded", fault), False
        job = facts | {
            "given": exercise.given,
            "cells": steps,
            "all": everything,
            "expected": exercise.expected,
            "output_chars": self.limits.output_chars,
        }
        run = self.examine(job, tests, end, pair)
        done = tuple(
            TestOutcome(
                cell,
                worth if run.passed(cell) else 0,
                worth,
                run.messages.get(cell, ""),
                run.hidden.get(cell, False),
            )
            for cell, worth, _, _ in tests
        )
        status = run.status
        message = run.error or next((t.message for t in done if t.message), "")
        if not own and not run.serves:
            status, message = absent(cells, exercise)
        elif untouched and not run.serves:
            status = "unanswered"
        if notes and status not in ("ungraded", "missing"):
            status = "tampered"
            message = " ".join(filter(None, [notes, message]))
        outcome = Outcome(
            exercise.name,
            sum(t.points for t in done),
            sum(t.max_points for t in done),
            status,
            message,
            done,
            answer,
            run.output,
            rationales,
        )
        if alike and run.status == "error" and not outcome.points:
            self.untouched[key] = outcome
        answered = status not in ("missing", "unanswered")
        failed = run.status == "error" and not run.refuted
        return outcome, bool(run.left and answered and failed)

    def examine(self, job, tests, end, pair):
        """Run an exercise; go on with its other tests where one ends the process."""
        run, left, lost = Run(), list(tests), 0
        while left:
            if time.monotonic() > end:
                run.stop("timeout", None, self.limits, end)
                break
            job["tests"] = [
                (cell, code, hidden) for cell, _, code, hidden in left
            ]
            try:
                stopped = self.examine_once(job, run, end, pair)
            except (
                OSError
            ):  # a warm parent is gone, for no fault of the answer
                pair.restart()
                lost += 1
                if lost > 1:
                    run.give_up()
                    break
                run.output = ""
                left = [test for test in left if test[0] not in run.messages]
                continue
            left = [test for test in left if test[0] not in run.messages]
            if not stopped:  # all are done, or it ended before the first test
                break
            run.again = True
        for cell, *_ in left:
            run.messages.setdefault(cell, run.error or run.reason)
        return run

    def examine_once(self, job, run, end, pair):
        """Run an exercise; return the test that ended its processes, if one did.

        Raises
        ------
        OSError
            If a warm parent is gone.
        """
        lines = pair.lines(end)
        try:
            step, reason = self.follow(lines, job, run, end)
        except TimeoutError as late:
            step, reason = late.args[0], "timeout"
        if not reason:
            return None
        how = pair.end()
        if reason == "crashed" and how in ("memory", "processes"):
            reason = how
        return run.stop(reason, step, self.limits, end)

    def follow(self, lines, job, run, end):
        """Hand a job over and follow it; return the last step and why it ended."""
        lines.say(job)
        step = None
        while True:
            limit = min(end, time.monotonic() + self.limits.cell_seconds)
            try:
                event = lines.next(limit + GRACE)
            except TimeoutError:
                raise TimeoutError(step) from None
            if event is None or "end" in event:
                return step, "crashed"
            if "done" in event:
                return step, ""
            step = run.take(event, step, job)


class Pair:
    """The two processes of a submission, made when they are needed.

    Parameters
    ----------
    student, tests : Keeper
    """

    def __init__(self, student, tests):
        self.student, self.tests = student, tests
        self.open = None

    def lines(self, end):
        """Return the line to the tests' process; both are fresh, or as good as that."""
        if self.open and not self.clean(end):
            self.end()
        if not self.open:
            here, there = socket.socketpair()
            ours, theirs = socket.socketpair()
            with here, there, theirs:
                self.open = Lines(ours)
                self.student.run(there)
                self.tests.run(here, theirs)
        return self.open

    def clean(self, end):
        """Say whether the last exercise has left nothing behind."""
        try:
            limit = min(end, time.monotonic() + UNDO)
            event = self.open.next(limit)
        except (OSError, ValueError):  # OSError: also TimeoutError
            return False
        return event == {"clean": True}

    def end(self):
        """End both; say how the student's one ended."""
        if not self.open:
            return ""
        self.open.sock.close()
        self.open = None
        how = self.student.end()
        self.tests.end()
        return how

    def close(self):
        """End both, whatever state they are in."""
        try:
            self.end()
        except OSError:
            self.restart()

    def restart(self):
        """Make new warm parents in place of ones that have ended."""
        if self.open:
            self.open.sock.close()
            self.open = None
        self.student.restart()
        self.tests.restart()


class Lines:
    """Lines of JSON over a socket; each that comes has a limit of time."""

    def __init__(self, sock):
        self.sock, self.rest = sock, b""

    def say(self, value):
        """Send a value as a line of JSON."""
        self.sock.sendall(json.dumps(value).encode() + b"\n")

    def next(self, limit):
        """Return the next line's value, None at the end; or raise TimeoutError."""
        parts = [self.rest]
        while b"\n" not in parts[-1]:
            left = limit - time.monotonic()
            ready, _, _ = select.select([self.sock], [], [], max(0, left))
            if not ready or left < 0:
                raise TimeoutError
            parts.append(self.sock.recv(1 << 16))
            if not parts[-1] or len(parts) > MAX_PARTS:
                return None
        line, self.rest = b"".join(parts).split(b"\n", 1)
        return json.loads(line)


class Run:
    """What is known of the runs of one exercise."""

    def __init__(self):
        self.messages, self.hidden = {}, {}
        self.status, self.error, self.reason = "ok", "", ""
        self.output, self.serves, self.again = "", False, False
        self.left = 0  # cells that the student added and that were not run
        self.refuted = False  # whether an assert of a test has failed

    def give_up(self):
        """Take note that the grader's own processes end again and again."""
        self.worsen("ungraded")
        self.error = (
            "The grader's own process was ended twice, not by this answer."
        )

    def passed(self, cell):
        """Say whether a test cell passed."""
        return self.messages.get(cell) == ""

    def worsen(self, status):
        """Take a status if nothing worse is known."""
        order = ["ok", "error", "crashed", "memory", "timeout", "ungraded"]
        if order.index(status) > order.index(self.status):
            self.status = status

    def take(self, event, step, job):
        """Take note of an event; return the step that is under way."""
        if "fault" in event:
            self.worsen("ungraded")
            self.error = event["fault"]
        elif "serves" in event:
            self.serves, self.left = event["serves"], event["left"]
        elif "run" in event:
            return ("run", event["run"])
        elif "ran" in event:
            own = job["cells"][event["ran"]][0] == "own"
            if own and not self.again:
                self.output += event["output"]
                if event["error"] is not None:
                    memory = event["kind"] == "memory"
                    self.worsen("memory" if memory else "error")
                    self.error = self.error or event["error"]
        elif "test" in event:
            return ("test", event["test"])
        elif "cell" in event:
            error, name = event["error"], event["cell"]
            self.messages[name] = (
                "" if error is None else error or "It failed."
            )
            if error is not None:
                self.hidden[event["cell"]] = event["hidden"]
                if event["kind"] == "assert":
                    self.refuted = True
                else:
                    self.worsen(event["kind"])
            return None
        return step

    def stop(self, reason, step, limits, end):
        """Take note that a run was ended; return the test that was under way."""
        self.worsen("crashed" if reason == "processes" else reason)
        what = step[1] if step and step[0] == "test" else None
        seconds = (
            limits.seconds if time.monotonic() > end else limits.cell_seconds
        )
        self.reason = {
            "timeout": f"Timeout: still running after {seconds:g} s",
            "memory": "MemoryError: more memory than the limit of "
            f"{limits.memory >> 20} MB",
            "processes": "Crash: more than the limit of "
            f"{limits.processes} processes",
            "crashed": "Crash: the process died before it could report",
        }[reason]
        if what:
            self.messages[what] = self.reason
        else:
            self.error = self.error or self.reason
        return what


def rationale(cells, cell_id, worth, stub):
    """Return the free-text answer of a cell."""
    texts = [c.source for c in cells if c.id == cell_id]
    text = "\n\n".join(texts)
    answered = bool(text.strip()) and not same(text, stub)
    return Rationale(cell_id, worth, text, answered)


def student_cells(cells, known, exercise):
    """Return the cells of a submission that may matter to an exercise.

    Returns
    -------
    steps : [role, source] in the notebook's order; see Examiner.examine
    own : the exercise's answer cells
    """
    mine = set(exercise.answers)
    places = [
        i
        for i, cell in enumerate(cells)
        if cell.id in mine or cell.id in {t[0] for t in exercise.tests}
    ]
    last = max(places, default=len(cells))
    steps, own = [], []
    for i, cell in enumerate(cells):
        if cell.kind != "code" or not cell.source.strip():
            continue
        graded = known.graded.get(cell.id)
        if cell.id in mine:
            steps.append(("own", cell.source))
            own.append(cell)
        elif i > last or (graded and graded.get("grade")):
            continue
        elif cell.id in known.ordinary:
            if not same(cell.source, known.ordinary[cell.id]):
                steps.append(("edited", cell.source))
        elif not any(same(cell.source, s) for s in known.ordinary.values()):
            steps.append(("other" if graded else "extra", cell.source))
    return steps, own


def stands_in(steps, exercise):
    """Say whether a cell that is no answer of an exercise may define what it asks for."""
    return any(
        role != "own" and mentions(source, set(exercise.expected))
        for role, source in steps
    )


def tests_of(exercise, visible_only):
    """Return the tests to run, and what the examiner must know of them.

    Returns
    -------
    tests : (id, points, code, hidden lines) of each test cell
    facts : dict with the names that they use and whether they look at figures

    Raises
    ------
    SyntaxError
        If a test cell is no Python.
    """
    tests, used, bound, plots = [], set(), set(), False
    for cell, worth, source, hidden, handed_out in exercise.tests:
        if visible_only:
            source, hidden = handed_out, []
        code, names, binds = packed(cell, source)
        tests.append((cell, worth, code, hidden))
        used |= names
        bound |= binds
        plots = plots or "plt" in source
    # What one of the tests binds is never the student's, in none of the others.
    return tests, {"names": sorted(used - bound), "plots": plots}


def absent(cells, exercise):
    """Return (status, message) of an exercise that no cell answers."""
    name = exercise.answers[0]
    kinds = {cell.kind for cell in cells if cell.id in exercise.answers}
    if "code" in kinds:
        return "unanswered", f"The answer cell {name} is empty."
    if kinds:
        return "missing", (
            f"The answer cell {name} is not a code cell any more, so nothing ran. "
            "In JupyterLab, press Y on it to make it one again."
        )
    return "missing", f"The answer cell {name} is not in the notebook."


def is_another(cells, known, outcomes):
    """Say whether a notebook holds nothing of a chapter's exercises."""
    if any(o.tests and o.status != "missing" for o in outcomes):
        return False
    ours = [
        source
        for exercise in known.exercises
        for _, _, source, _, handed_out in exercise.tests
        for source in (source, handed_out)
    ]
    return not any(
        cell.id in known.graded or any(same(cell.source, s) for s in ours)
        for cell in cells
    )


def tampering(cells, known, exercise):
    """Return a sentence that says what was done to an exercise's tests, or ""."""
    changed = []
    for cell_id, worth, source, _, handed_out in exercise.tests:
        code = [c for c in cells if c.kind == "code"]
        found = [c for c in code if c.id == cell_id]
        known = (handed_out, source)
        if not found and any(same(c.source, k) for c in code for k in known):
            continue  # an editor has taken its id away
        if not found:
            changed.append(f"{cell_id} was removed")
        elif not all(any(same(c.source, k) for k in known) for c in found):
            changed.append(f"{cell_id} was edited")
        elif any(c.graded.get("points", worth) != worth for c in found):
            changed.append(f"the points of {cell_id} were edited")
    if not changed:
        return ""
    return f"Graded with the original tests ({'; '.join(changed)})."
