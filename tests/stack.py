"""Run notebook cells in fresh processes forked from one that has imported the stack.

`python -m tests.stack` reads jobs from standard input, one JSON object a line, and
answers each with a line on standard output. Starting a kernel and importing NumPy,
SciPy, scikit-learn and Matplotlib takes seconds; a fork of a process that has done so
takes hundredths of one, and is just as fresh.

job     {"id": any, "cells": [source, …], "limit": seconds}
answer  {"id": same, "errors": [null or [exception name, message], …], "seconds": float}
"""

import contextlib
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time

from grading.sandbox import import_stack

WORKERS = 2
MEMORY = 4 << 30  # bytes; no exercise needs a tenth of it


def run_cells(shell, cells):
    """Run cells in order, as a notebook does; return each one's error or None."""
    errors = []
    for source in cells:
        result = shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        errors.append(error and [type(error).__name__, str(error)])
    return errors


def child(shell, job, out):
    """Run one job in this forked process and write its errors to a pipe."""
    os.setsid()
    with contextlib.suppress(ValueError, OSError):  # macOS refuses this limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        sys.path.insert(0, "")  # as a kernel has it
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        errors = run_cells(shell, job["cells"])
    with os.fdopen(out, "w", encoding="utf-8") as pipe:
        json.dump(errors, pipe)


def start(shell, job):
    """Fork a process for a job; return what is needed to follow it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reading)
            child(shell, job, writing)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    now = time.monotonic()
    return reading, {
        "job": job,
        "pid": pid,
        "since": now,
        "end": now + job["limit"],
        "text": b"",
    }


def finish(run, ended_by=None):
    """Reap a process with all that it started, and write the answer line."""
    try:
        os.killpg(run["pid"], signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(run["pid"], 0)
    try:
        errors = json.loads(run["text"])
    except ValueError:
        ended_by = ended_by or [
            "Crash",
            "the process died before it could report",
        ]
        errors = [ended_by] * len(run["job"]["cells"])
    seconds = round(time.monotonic() - run["since"], 3)
    answer = {"id": run["job"]["id"], "errors": errors, "seconds": seconds}
    print(json.dumps(answer), flush=True)


def serve(shell, jobs):
    """Run the jobs, `WORKERS` at a time, each with its limit of wall time."""
    running, waiting = {}, list(reversed(jobs))
    while running or waiting:
        while waiting and len(running) < WORKERS:
            pipe, run = start(shell, waiting.pop())
            running[pipe] = run
        soonest = min(run["end"] for run in running.values())
        ready, _, _ = select.select(
            list(running), [], [], max(0, soonest - time.monotonic())
        )
        for pipe in ready:
            chunk = os.read(pipe, 1 << 16)
            running[pipe]["text"] += chunk
            if not chunk:
                os.close(pipe)
                finish(running.pop(pipe))
        for pipe, run in list(running.items()):
            if time.monotonic() > run["end"]:
                os.close(pipe)
                limit = run["job"]["limit"]
                del running[pipe]
                finish(run, ["Timeout", f"still running after {limit} s"])


if __name__ == "__main__":
    serve(import_stack(), [json.loads(line) for line in sys.stdin])
