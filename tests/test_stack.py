"""The process that runs answers: fresh each time, bounded, and never stopped by one."""

import json
import os
import subprocess
import sys

import pytest

from tools.paths import ROOT

JOBS = {
    "passes": (["x = 1", "assert x == 1"], [None, None]),
    "fresh": (["assert 'x' not in dir()"], [None]),
    "fails": (
        ["assert 1 == 2, 'ravel both'"],
        [["AssertionError", "ravel both"]],
    ),
    "goes on": (
        ["1 / 0", "y = 2"],
        [["ZeroDivisionError", "division by zero"], None],
    ),
    "magic": (["%time z = 3", "assert z == 3"], [None, None]),
    "no syntax": (["def f(:\n    pass"], [["SyntaxError", ""]]),
    "dies": (["import os; os._exit(3)"], [["Crash", "the process died"]]),
    "quits": (["import sys; sys.exit()"], [["SystemExit", ""]]),
    "hangs": (["while True: pass"], [["Timeout", "still running after 4 s"]]),
    "prints": (["print('x' * 100_000)"], [None]),
}


@pytest.fixture(scope="module")
def results():
    """Run all jobs in one batch, as the harness does."""
    lines = [
        json.dumps({"id": name, "cells": cells, "limit": 4})
        for name, (cells, _) in JOBS.items()
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.stack"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        timeout=120,
        check=True,
    )
    return {r["id"]: r for r in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", JOBS)
def test_job_reports_each_cell(results, name):
    expected = JOBS[name][1]
    for got, want in zip(results[name]["errors"], expected, strict=True):
        if want is None:
            assert got is None
        else:
            assert got[0] == want[0]
            assert want[1] in got[1]


def test_every_job_is_answered_once(results):
    assert set(results) == set(JOBS)
