"""The same tasks on a Dask cluster: every submission is graded exactly once."""

import os
import signal
import threading
import time

import dask
import distributed
import pytest
from distributed import LocalCluster

from grading import batch
from grading.model import Limits
from tests import grading_worker
from tests.grading_help import CHAPTER

# What does not answer here has died; a network would deserve the default, 30 s.
QUICK = dask.config.set({"distributed.comm.timeouts.connect": "3s"})


@pytest.fixture(scope="module")
def cluster():
    """Two workers, which are processes of their own and are replaced if they die."""
    with (
        QUICK,
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            silence_logs=50,
        ) as cluster,
    ):
        yield cluster


def tasks(folder, count):
    """Return tasks that note in `folder` who worked on them."""
    for n in range(count):
        data = f"{folder}|task-{n:02}".encode()
        yield n, batch.Task(CHAPTER, data, Limits(), True, "")


def test_a_killed_worker_loses_and_doubles_nothing(cluster, tmp_path):
    pool = batch.DaskPool(cluster.scheduler_address, grading_worker.slow)
    victims = [w["pid"] for w in pool.client.run(_pid).values()]
    recorded = []

    def record(label, done, reason):
        recorded.append((label, reason))
        if len(recorded) == 8:
            os.kill(victims[0], signal.SIGKILL)

    try:
        batch.run(tasks(tmp_path, 24), pool, record, patience=30)
    finally:
        pool.close()
    assert sorted(recorded) == [(n, "") for n in range(24)]
    pids = {p for f in tmp_path.iterdir() for p in f.read_text().split()}
    assert str(victims[0]) in pids and len(pids) >= 2


def _pid():
    return {"pid": os.getpid()}


def test_a_task_that_kills_its_workers_is_ungraded(cluster):
    pool = batch.DaskPool(cluster.scheduler_address, grading_worker.echo)
    recorded = {}

    def both():
        yield "good", batch.Task(CHAPTER, b"good", Limits(), True, "")
        yield "bad", batch.Task(CHAPTER, b"die", Limits(), True, "")

    try:
        batch.run(
            both(), pool, lambda n, d, reason: recorded.update({n: reason}), 60
        )
    finally:
        pool.close()
    assert recorded["good"] == "" and "KilledWorker" in recorded["bad"]


def test_few_tasks_wait_at_the_scheduler(cluster, tmp_path):
    pool = batch.DaskPool(cluster.scheduler_address, grading_worker.slow)
    try:
        assert 2 <= pool.room() <= 4
    finally:
        pool.close()


def test_a_scheduler_that_does_not_answer_is_named():
    with pytest.raises(batch.BatchError, match="No Dask scheduler answers"):
        batch.DaskPool("tcp://127.0.0.1:9", grading_worker.echo, timeout=1)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("garbage", "missing port"),
        ("tcp://host", "missing port"),
        ("http://host:8786", "unknown address scheme"),
        ("tls://127.0.0.1:9", "needs certificates"),
    ],
)
def test_an_address_that_is_none_is_refused_before_dask_tries_it(
    address, says, monkeypatch
):
    monkeypatch.setattr(distributed, "Client", lambda *a, **k: 1 / 0)
    with pytest.raises(batch.BatchError, match=says):
        batch.DaskPool(address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9"])
def test_an_address_that_dask_accepts_is_tried(address, monkeypatch):
    monkeypatch.setattr(distributed, "Client", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        batch.DaskPool(address)


def test_a_cluster_that_goes_away_ends_the_batch_with_a_sentence(tmp_path):
    here = LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        dashboard_address=":0",
        silence_logs=50,
    )
    address = here.scheduler_address
    pool = batch.DaskPool(address, grading_worker.slow, timeout=2)
    closing = threading.Timer(0.7, here.close)
    closing.start()
    started = time.monotonic()
    try:
        with pytest.raises(batch.BatchError, match="What was graded is kept"):
            batch.run(tasks(tmp_path, 90), pool, lambda *a: None, patience=10)
    finally:
        closing.join()
        pool.close()
    assert time.monotonic() - started < 60
