"""The whole of it once: the command line, real workers, the engine, the sandbox."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from grading import chapter as chapters
from grading import sandbox as processes
from grading.model import Limits
from tests.grading_data import sandboxed
from tests.grading_help import CHAPTER, hand_in
from tools.exercises import exercise_of, generate, is_answer
from tools.notebook_files import read
from tools.paths import ROOT, notebook_in

BOOK = chapters.load(CHAPTER)
FIRST = BOOK.exercises[0]


@pytest.fixture(scope="module")
def sandbox():
    """Skip where this machine cannot make a sandbox."""
    sandboxed(Limits()).close()


def untouched(**answers) -> bytes:
    """Return the exercises as handed out, with a few answers."""
    path = notebook_in("solutions", CHAPTER)
    nb = generate(read(path), path)
    for cell in nb.cells:
        if is_answer(cell) and exercise_of(cell) in answers:
            cell.source = answers[exercise_of(cell)]
    return json.dumps(nb).encode()


def command(place, out, *more):
    """Return the command line that grades."""
    return [
        sys.executable,
        "-m",
        "grading",
        "grade",
        place,
        "--out",
        out,
        *more,
    ]


def test_a_class_is_graded_in_the_sandbox(sandbox, tmp_path):
    few = [e.name for e in BOOK.exercises[:4]]
    solved = {
        exercise_of(cell): cell.source
        for cell in read(notebook_in("solutions", CHAPTER)).cells
        if is_answer(cell) and exercise_of(cell) in few
    }
    place = hand_in(
        tmp_path / "in",
        {
            f"student-01/{CHAPTER}.ipynb": untouched(**solved),
            f"student-02/{CHAPTER}.ipynb": untouched(),
            f"student-03/{CHAPTER}.ipynb": b"{broken",
            f"<b>/{CHAPTER}.ipynb": untouched(
                **{FIRST.name: "import os; os._exit(3)"}
            ),
        },
    )
    done = subprocess.run(
        command(place, tmp_path / "out", "--workers", "2"),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    of = {}
    for row in rows:
        of.setdefault(row["student"], []).append(row)
    earned = [float(r["points"]) for r in of["student-01"]]
    assert earned[:4] == [e.points for e in BOOK.exercises[:4]]
    assert not any(earned[4:])
    assert {r["status"] for r in of["student-02"]} == {"unanswered"}
    assert {r["status"] for r in of["student-03"]} == {"unreadable"}
    assert of["<b>"][0]["status"] == "crashed"
    assert {r["status"] for r in of["<b>"][1:]} == {"unanswered"}
    assert not any("not sandboxed" in r["message"] for r in rows)
    pages = sorted(
        p.parent.name for p in tmp_path.glob("out/feedback/*/*.html")
    )
    assert len(pages) == 4 and "student-01" in pages
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000


def alive(pids):
    """Return which of some processes have not ended."""
    out = []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] != "Z":
                    out.append(pid)
        except OSError:
            pass
    return out


@pytest.mark.parametrize("order", [b"", b"run 1\n"])
def test_a_parent_whose_grader_went_away_ends_in_silence(order, monkeypatch):
    monkeypatch.setattr(processes, "one_run", lambda *a: "exit 0")
    ours, theirs = socket.socketpair()
    ours.sendall(order)
    theirs.sendall(b"what the grader did not read any more")
    ours.close()
    with theirs:
        assert processes.serve(theirs, {}) is None


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_a_stopped_run(sandbox, tmp_path, how):
    from benchmarks.grading import descendants

    loop = untouched(**{FIRST.name: "while True: pass"})
    place = hand_in(tmp_path / "in", {f"student-01/{CHAPTER}.ipynb": loop})
    running = subprocess.Popen(
        command(place, tmp_path / "out", "--workers", "1"),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    started, family = time.monotonic(), set()
    # The program, its worker, the warm parents and the runs that they forked.
    while len(family) < 8 and time.monotonic() - started < 60:
        time.sleep(0.1)
        family = descendants(running.pid)
    os.kill(running.pid, how)
    _, said = running.communicate(timeout=30)
    assert running.returncode == (130 if how == signal.SIGINT else -how)
    assert "Traceback" not in said
    ended = time.monotonic() + 10
    while alive(family) and time.monotonic() < ended:
        time.sleep(0.1)
    assert not alive(family)
