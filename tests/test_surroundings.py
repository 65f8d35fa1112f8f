"""What a user has set for other programs changes no result of ours."""

import ast
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.grading_data import (
    CHAPTER,
    battery,
    handed_out,
    save,
    submission,
    write_project,
)
from tools import surroundings
from tools.notebook_files import write
from tools.paths import BUILD, ROOT, notebook_in

AS_MAKE_DOES = [sys.executable, "-E", "-X", "utf8", "-m"]
LONG = "/tmp/" + 9 * "a-long-name/"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return variables that have changed a result somewhere, all together."""
    trap = tmp_path_factory.mktemp("trap")
    (trap / "random.py").write_text("raise SystemExit('a foreign random')\n")
    (trap / "start.py").write_text("raise SystemExit('a start-up file')\n")
    (trap / "matplotlibrc").write_text("figure.figsize: 1, 1\n")
    profile = trap / "profile_default" / "startup"
    profile.mkdir(parents=True)
    (profile / "00.py").write_text("raise SystemExit('of a profile')\n")
    kernel = trap / "kernels" / "python3"
    kernel.mkdir(parents=True)
    spec = {"argv": ["/bin/false"], "display_name": "P", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    return {
        "PATH": os.environ["PATH"],
        "PYTHONOPTIMIZE": "2",
        "PYTHONSTARTUP": str(trap / "start.py"),
        "PYTHONPATH": str(trap),
        "PYTHONWARNINGS": "error",
        "PYTHONINSPECT": "1",
        "PYTHONHASHSEED": "1",
        "MPLBACKEND": "Agg",
        "MATPLOTLIBRC": str(trap),
        "MPLCONFIGDIR": str(trap),
        "PIP_USER": "1",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "JUPYTER_PATH": str(trap),
        "JUPYTER_CONFIG_DIR": str(trap),
        "JUPYTER_DATA_DIR": str(trap),
        "JUPYTER_RUNTIME_DIR": str(trap / "gone"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": str(trap),
        "OMP_NUM_THREADS": "7",
        "OPENBLAS_NUM_THREADS": "7",
        "LANG": "C",
        "LC_ALL": "C",
        "SPHINXOPTS": "-D language=de",
        "DOCUTILSCONFIG": str(trap / "start.py"),
        "PYTEST_ADDOPTS": "--collect-only",
        "HOME": "/",
    }


def run(environment, *command, cwd=ROOT, umask=0o077):
    """Run a command as `make` starts it; return the process that is done."""
    return subprocess.run(
        [*AS_MAKE_DOES, *map(str, command)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        umask=umask,
    )


def test_make_starts_python_without_its_variables():
    told = subprocess.run(
        ["make", "-n", "test", "check", "lab", "notebooks", "grade"]
        + ["IN=a", "OUT=b"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    starts = [line for line in told.splitlines() if "bin/python" in line]
    assert len(starts) > 6
    for line in starts:
        assert line.startswith(".venv/bin/python -E -X utf8 -m ") or (
            "test -n" in line or "command -v" in line
        ), line


LOOK = """
import json, os, random, sys
import matplotlib.pyplot as plt
print(json.dumps([sys.flags.optimize, random.__name__, plt.get_backend().split(".")[0],
    plt.rcParams["figure.figsize"], os.environ["OMP_NUM_THREADS"],
    os.environ["LANG"], sorted(os.environ)]))
"""
HOMES = ["/", None, "/nowhere/at/all", "/proc", LONG]


@pytest.mark.parametrize("home", HOMES)
def test_a_kernel_is_given_the_same_in_every_environment(
    hostile, tmp_path, home
):
    path = tmp_path / "look.ipynb"
    write(new_notebook(cells=[new_code_cell(LOOK, id="look")]), path)
    if home == LONG:
        os.makedirs(LONG, exist_ok=True)
    program = (
        "import sys\nfrom tools.execution import execute, prepare_fonts\n"
        "prepare_fonts()\nnb, _ = execute(sys.argv[1])\n"
        "print(nb.cells[0].outputs[0].text)"
    )
    environment = hostile | {"HOME": home}
    if home is None:
        del environment["HOME"]
    done = subprocess.run(
        [*AS_MAKE_DOES[:-1], "-c", program, path],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        umask=0o077,
    )
    assert done.returncode == 0, done.stderr
    optimize, _, backend, size, threads, lang, names = json.loads(done.stdout)
    assert (optimize, threads, lang) == (0, "1", "C.UTF-8")
    assert "inline" in backend or backend == "module://matplotlib_inline"
    assert size != [1, 1]
    assert not {"PYTHONPATH", "MATPLOTLIBRC", "JUPYTER_PATH"} & set(names)


def test_what_our_programs_ask_of_the_environment_reaches_them():
    asked = set()
    for folder in ("tools", "grading", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            asked |= set(
                re.findall(r'environ\.get\("([A-Z_]+)"', path.read_text())
            )
    assert "THOROUGH" in asked
    assert asked <= {"HOME", *surroundings.KEPT}


@pytest.fixture(scope="module")
def small_project(tmp_path_factory):
    """Return a copy of the programs with one small chapter, and a wrong answer to it."""
    root = tmp_path_factory.mktemp("project")
    for name in ("grading", "tools", "tests"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "requirements.txt", root)
    write_project(root, battery())
    wrong = submission({"square-answer": "def square(x):\n    return x"})
    for tree in ("exercises", "notebooks"):
        copy = notebook_in(tree, CHAPTER, root)
        save(handed_out() if tree == "exercises" else wrong, copy)
    save(wrong, root / "my-work" / CHAPTER / f"{CHAPTER}.ipynb")
    save(wrong, root / "handed in" / "ada" / f"{CHAPTER}.ipynb")
    return root


def test_the_check_sees_a_wrong_answer(hostile, small_project):
    done = run(hostile, "grading", "check", cwd=small_project)
    assert "three squared is 9, you return 3" in done.stdout, done.stderr
    assert "Traceback" not in done.stderr


def test_the_grader_sees_a_wrong_answer(hostile, small_project, tmp_path):
    command = ["grading", "grade", small_project / "handed in"]
    done = run(hostile, *command, "--out", tmp_path / "out", cwd=small_project)
    if "No sandbox can be made here" in done.stderr:
        pytest.skip(f"NO SANDBOX: {done.stderr}")
    assert done.returncode == 0, done.stderr
    earned, possible = (
        sqlite3.connect(tmp_path / "out" / "grades.db")
        .execute("SELECT sum(points), sum(max_points) FROM outcomes")
        .fetchone()
    )
    assert (earned, possible) == (7, 11)


def test_the_book_is_built_with_its_figures(hostile, tmp_path):
    tree = tmp_path / "book of a user"  # without .git, as from a download
    kept = "_config.yml _toc.yml requirements.txt book notebooks solutions"
    tree.mkdir()
    for name in [*kept.split(), "exercises", "tools"]:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tree / name)
    shutil.copytree(BUILD / "cache", tree / "_build" / "cache")
    done = run(hostile, "tools.book", cwd=tree)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    pages = (tree / "_build" / "html" / "notebooks").glob("*.html")
    assert all("<img" in page.read_text("utf-8") for page in pages)


@pytest.mark.parametrize("module", ["grading", "tools.book", "tools.lab"])
def test_python_without_asserts_is_refused_in_a_sentence(module):
    done = subprocess.run(
        [sys.executable, "-O", "-m", module, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode and done.stderr.strip() == surroundings.STRIPPED


@pytest.mark.parametrize("folder", ["grading", "tools", "book/_ext"])
def test_no_program_of_ours_rests_on_an_assert(folder):
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Assert), (
                f"{path.name}: {node.lineno}"
            )


def test_set_up_keeps_what_leads_to_a_registry(monkeypatch):
    mirror = {
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_USER": "1",
    }
    monkeypatch.setattr(surroundings, "users", mirror | {"HOME": "/nowhere"})
    environment = surroundings.for_set_up()
    assert environment["PIP_INDEX_URL"] == mirror["PIP_INDEX_URL"]
    assert environment["PIP_USER"] == "0"
    assert os.access(environment["HOME"], os.W_OK)


def test_a_learners_lab_keeps_the_home_and_the_desktop(monkeypatch, tmp_path):
    users = {"HOME": str(tmp_path), "DISPLAY": ":0", "PYTHONOPTIMIZE": "1"}
    monkeypatch.setattr(surroundings, "users", users)
    environment = surroundings.for_lab()
    assert environment["HOME"] == str(tmp_path)
    assert environment["DISPLAY"] == ":0"
    assert "PYTHONOPTIMIZE" not in environment
