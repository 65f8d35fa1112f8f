"""The frame of a chapter keeps the rules of the book; nothing is overwritten."""

import shutil
import subprocess
import sys

import pytest

from tests import guards
from tests.answers_harness import all_answers, complaint, grade
from tools.exercises import generate
from tools.new_chapter import FRAME, files, lay, with_contents
from tools.notebook_files import read
from tools.paths import ROOT, notebook_in

NAME = "98-example"
NEED_A_RUN = {guards.outputs_exist, guards.outputs_are_current}


@pytest.fixture
def tree(tmp_path):
    """Return a tree with one chapter, into which a frame can be laid."""
    for name in ("_toc.yml", "tests/coverage.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "02-optimize.ipynb").touch()
    return tmp_path


def test_the_frame_keeps_every_rule_that_it_does_not_owe(tree):
    lay(NAME, "SPA", tree)
    owes = {"within_budget", "tasks_are_short"}
    assert (
        str(sorted(owes, reverse=True)).replace("'", '"')
        in (tree / "tests" / "coverage.toml").read_text()
    )
    for place, extra in (
        ("notebooks", guards.CHAPTER),
        ("solutions", guards.SOLUTION),
    ):
        nb = read(notebook_in(place, NAME, tree))
        for guard in {*guards.EVERYWHERE, *extra} - NEED_A_RUN:
            assert bool(guard(nb)) == (guard.__name__ in owes), guard.__name__
    release = generate(nb, "frame")
    for guard in guards.EXERCISE:
        assert not guard(release)


def test_its_answers_earn_what_they_must(tree):
    lay(NAME, "SPA", tree)
    answers = all_answers(NAME, tree)
    verdicts = grade(NAME, answers, tree)
    assert not list(filter(None, map(complaint, answers, verdicts)))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("01-numpy", "how-to-use", "02-optimize"),
        (NAME, "solutions/02-optimize", ""),
    ],
)
def test_it_stands_in_the_order_of_the_book(name, before, after):
    text = with_contents((ROOT / "_toc.yml").read_text(), name)
    place = text.index(f"notebooks/{name}")
    assert text.index(before) < place < (text + after).rindex(after)
    with_contents(text, "04-stats").index("solutions/04-stats/04-stats")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sparse", "is no name of a chapter"),
        ("3-sparse", "is no name of a chapter"),
        ("03 sparse", "is no name of a chapter"),
        ("02-sparse", "There is a chapter 02-optimize already"),
    ],
)
def test_a_name_that_cannot_be_is_refused(tree, name, says):
    with pytest.raises(SystemExit, match=says):
        lay(name, "SPA", tree)
    assert not any(path.exists() for path in files(name, tree).values())


@pytest.mark.parametrize("what", ["chapter", "solutions", "answers"])
def test_nothing_is_overwritten(tree, what):
    path = files(NAME, tree)[what]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    with pytest.raises(SystemExit, match="already"):
        lay(NAME, "SPA", tree)
    assert path.read_text() == "mine"
    assert NAME not in (tree / "_toc.yml").read_text()


@pytest.mark.parametrize(
    ("module", "arguments", "says"),
    [
        ("tests.answers_matrix", ["99-x"], "no chapter named 99-x"),
        ("tests.answers_matrix", ["02-optimize", "x"], "no exercise 'x'"),
        ("tests.chapter_budget", ["99-x"], "no chapter named 99-x"),
        ("tools.book", ["--only", "99-x"], "no chapter named 99-x"),
    ],
)
def test_an_authors_commands_name_what_there_is(module, arguments, says):
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode and says in done.stderr
    assert (
        "Traceback" not in done.stderr
        and "02-optimize" in done.stderr
        or ("verdict" in done.stderr)
    )


def test_the_frame_is_whole():
    assert {path.stem for path in FRAME.iterdir()} == set(files("00-x"))
