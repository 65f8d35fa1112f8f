"""Setting up: each thing that can be missing gets a sentence that says what to do."""

import os
import subprocess
import sys

import pytest

from tools import environment, surroundings
from tools.paths import LOCK, ROOT, lock_hash


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Point the set-up at an empty folder with a copy of the lock."""
    lock = tmp_path / "requirements.txt"
    lock.write_bytes(LOCK.read_bytes())
    venv = tmp_path / ".venv"
    monkeypatch.setattr(environment, "LOCK", str(lock))
    monkeypatch.setattr(environment, "VENV", str(venv))
    monkeypatch.setattr(environment, "STAMP", str(venv / ".lock"))
    monkeypatch.setattr(environment, "PYTHON", str(venv / "bin" / "python"))
    return tmp_path


def message(capsys, call):
    """Return what a failing call tells the person."""
    with pytest.raises(SystemExit) as stop:
        call()
    assert stop.value.code == 1
    return capsys.readouterr().err


def test_the_environment_of_this_run_is_current():
    assert environment.is_current()
    assert environment.lock_hash() == lock_hash()


def test_an_old_python_alone_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(environment, "version_of", lambda command: None)
    said = message(capsys, environment.find_python)
    assert "needs Python 3.11 to 3.13" in said and "is 3.9" in said
    assert "make PYTHON=" in said


def test_beside_an_old_python_a_newer_one_is_found(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 1))
    found = {"python3.12": (3, 12)}
    monkeypatch.setattr(environment, "version_of", found.get)
    assert environment.find_python() == "python3.12"


def test_a_missing_venv_module_is_explained(place, monkeypatch, capsys):
    (place / "venv.py").write_text(
        "raise SystemExit('No module named ensurepip')"
    )
    broken = os.environ | {"PYTHONPATH": str(place)}
    monkeypatch.setattr(environment, "for_set_up", lambda: broken)
    said = message(capsys, environment.make_venv)
    assert "No module named ensurepip" in said and "python3-venv" in said
    assert not (place / ".venv").exists()


def test_an_environment_without_pip_is_made_again(place, monkeypatch):
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", place / ".venv"],
        check=True,
    )
    assert not environment.has_pip()
    made = []
    monkeypatch.setattr(environment, "make_venv", lambda: made.append(1))
    monkeypatch.setattr(environment, "install", lambda: None)
    environment.main()
    assert made and environment.is_current()


def test_without_network_the_cure_is_named(place, monkeypatch, capfd):
    # An address of this machine where nothing listens stands for no network.
    nowhere = "http://127.0.0.1:9/simple"
    users = {
        "PIP_INDEX_URL": nowhere,
        "PIP_EXTRA_INDEX_URL": nowhere,
        "UV_INDEX_URL": nowhere,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
    }
    monkeypatch.setattr(surroundings, "users", users)
    with pytest.raises(SystemExit):
        environment.main()
    said = capfd.readouterr().err
    assert "setting up needs the network once" in said
    assert not (place / ".venv" / ".lock").exists()


def test_a_missing_lock_is_named(place, capsys):
    (place / "requirements.txt").unlink()
    assert "git checkout requirements.txt" in message(
        capsys, environment.lock_hash
    )


def test_a_lock_without_the_installer_is_named(place, capsys):
    (place / "requirements.txt").write_text(
        "numpy==2.4.6 \\\n    --hash=sha256:0\n"
    )
    assert "make lock" in message(capsys, lambda: environment.pinned("uv"))


def test_the_pin_of_one_package_comes_with_its_hashes():
    pin = environment.pinned("uv")
    assert pin.startswith("uv==") and "--hash=sha256:" in pin
    assert "uvicorn" not in pin and pin.count("==") == 1


@pytest.mark.parametrize(
    "broken", ["no stamp", "other lock", "no python", "moved"]
)
def test_an_environment_that_is_not_current_is_seen(place, broken):
    (place / ".venv" / "bin").mkdir(parents=True)
    python = place / ".venv" / "bin" / "python"
    python.symlink_to(sys.executable)
    stamp = place / ".venv" / ".lock"
    stamp.write_text(environment.origin())
    assert environment.is_current()
    if broken == "no stamp":
        stamp.unlink()
    elif broken == "other lock":
        stamp.write_text("0" * 64)
    elif broken == "moved":
        stamp.write_text(environment.lock_hash() + " /elsewhere/.venv")
    else:
        python.unlink()
    assert not environment.is_current()


def test_make_without_python_says_what_to_install():
    done = subprocess.run(
        [
            "make",
            "--always-make",
            "PYTHON=python-that-is-not-here",
            ".venv/.lock",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "There is no 'python-that-is-not-here' here. Install" in done.stdout


def test_help_lists_every_command_on_one_screen():
    done = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    phony = next(
        line
        for line in (ROOT / "Makefile").read_text().split("\n")
        if line.startswith(".PHONY:")
    )
    for command in phony.split()[1:]:
        assert f"\n  {command} " in done.stdout
    lines = done.stdout.split("\n")
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
