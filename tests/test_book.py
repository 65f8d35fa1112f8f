"""Building the site: what stops it, and what it says."""

import subprocess
import sys
from urllib.request import urlopen

import pytest

from tools import book
from tools.paths import BUILD, ROOT, BookError, cache_dir, lock_hash


def test_the_cache_is_named_after_the_lock():
    assert lock_hash()[:16] in cache_dir().name
    assert cache_dir().parent == BUILD / "cache"


def test_another_lock_has_another_cache(monkeypatch):
    here = cache_dir()
    monkeypatch.setattr("tools.paths.lock_hash", lambda: "0" * 64)
    assert cache_dir() != here


def test_a_failed_build_forgets_what_it_has_read(tmp_path, monkeypatch):
    (tmp_path / ".doctrees").mkdir()
    monkeypatch.setattr(book, "BUILD", tmp_path)
    monkeypatch.setattr(book, "executed", lambda paths: None)
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(book.subprocess, "run", lambda *a, **k: failed)
    with pytest.raises(SystemExit, match="was not built"):
        book.build()
    assert not (tmp_path / ".doctrees").exists()


def test_a_bad_notebook_stops_the_build_before_anything_runs(
    tmp_path, monkeypatch
):
    bad = tmp_path / "bad.ipynb"
    bad.write_text("{broken")
    monkeypatch.setattr(book, "notebook_in", lambda tree, name: bad)
    with pytest.raises(BookError, match="not valid JSON"):
        book.build()


def test_the_served_site_is_this_machines_only():
    served = subprocess.Popen(
        [sys.executable, "-c", "from tools.book import serve; serve()"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = served.stdout.readline()
        address = line.split()[4]
        assert address.startswith("http://127.0.0.1:")
        with urlopen(f"{address}/", timeout=10) as answer:
            assert answer.status == 200
    finally:
        served.terminate()
        served.wait(10)
