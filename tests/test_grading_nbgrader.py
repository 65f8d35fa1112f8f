"""A course server with nbgrader can use solutions/ as its source, as it is."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from grading import chapter as chapters
from tests.sample import some_chapters
from tools.paths import ROOT, names_in, notebook_in

COMMAND = "from nbgrader.apps.nbgraderapp import main; main()"
# nbgrader starts alembic, which stands beside this Python.
PATH = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
CONFIG = """\
c = get_config()
c.CourseDirectory.source_directory = 'solutions'
c.CourseDirectory.release_directory = 'exercises'
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.kernel_manager_class = 'tools.kernels.AsyncManager'
"""


def nbgrader(folder, *arguments):
    """Run an nbgrader command in a course folder; fail with what it said."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder,
        env=os.environ | {"PATH": PATH, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "name",
    some_chapters(
        names_in("solutions"),
        lambda name: notebook_in("solutions", name).read_bytes(),
    ),
)
def test_nbgraders_own_commands_give_the_solutions_full_marks(tmp_path, name):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    solution = notebook_in("solutions", name).read_bytes()
    for place in (f"solutions/{name}", f"submitted/student-01/{name}"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / f"{name}.ipynb").write_bytes(solution)
    nbgrader(tmp_path, "generate_assignment", name)
    nbgrader(tmp_path, "autograde", name)
    nbgrader(tmp_path, "generate_feedback", name)
    with sqlite3.connect(tmp_path / "gradebook.db") as db:
        earned, possible = db.execute(
            "SELECT sum(g.auto_score), sum(c.max_score) FROM grade g "
            "JOIN grade_cells c ON c.id = g.cell_id "
            "WHERE c.cell_type = 'code'"
        ).fetchone()
    worth = sum(e.points for e in chapters.load(name).exercises)
    assert earned == possible == worth
    page = tmp_path / "feedback" / "student-01" / name / f"{name}.html"
    assert page.stat().st_size > 10_000
