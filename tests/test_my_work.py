"""The learner's folder: added to, updated, and nothing that was written is lost."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.grading_data import code, solution, text
from tests.sample import some_chapters
from tools import my_work, reading_copy
from tools.exercises import generate
from tools.kernels import AsyncManager
from tools.my_work import COPY, START, bring, prepare, progress, put_back
from tools.notebook_files import read, write
from tools.paths import ROOT, names_in, notebook_in

NAME = "02-optimize"
MINE = "def square(x):\n    return x**2  # mine"
STUB = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
TEST = "# Tests of exercise 1: run me\nassert square(3) == 9, 'square it'"
CHAPTER = """# Squares

(SQ-1)=
## How to square

The mean is {glue:text}`mean-square:.1f`; see {ref}`how <SQ-1>`, {cite}`byrd1995limited`,
{doc}`the exercises <../exercises/02-optimize/02-optimize>` and
[these](../exercises/02-optimize/02-optimize.ipynb#exercise-1-square).
"""


def forget():
    """Forget what the links of an earlier tree led to."""
    reading_copy.places.cache_clear()
    reading_copy.exercises_at.cache_clear()


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return a function that publishes a release of one chapter in a small tree."""
    (tmp_path / "book").mkdir()
    shutil.copy(ROOT / "book" / "references.bib", tmp_path / "book")
    forget()

    def publish(
        task="Square it.",
        exercises=("square",),
        words="# Squares",
        shown="print(1)",
    ):
        cells = [text("title", words), code("setup", "x = 1")]
        for name in exercises:
            stub = STUB.replace("square", name)
            link = f"[there](../../notebooks/{NAME}.ipynb#how-to-square)"
            anchor = "#exercise-1-square"
            link += f" [here]({anchor}) [why](../../solutions/{NAME}/{NAME}.ipynb{anchor})"
            cells += [
                text(
                    f"{name}-task", f"## Exercise 1: Square\n\n{task} {link}"
                ),
                code(f"{name}-answer", stub, solution=True),
                code(
                    f"{name}-test",
                    TEST.replace("square(", f"{name}("),
                    grade=True,
                    worth=1,
                ),
            ]
        write(
            generate(solution(*cells), "small"),
            notebook_in("exercises", NAME, tmp_path),
        )
        chapter = solution(
            text("title", CHAPTER),
            code("one", shown),
            code("check", "glue('mean-square', 2.345)"),
            code("figure", "draw = 1"),
        )
        chapter.cells[2].metadata["tags"] = ["remove-cell", "test"]
        chapter.cells[2].outputs = [
            new_output(
                "display_data",
                data={reading_copy.VALUE: "2.345"},
                metadata={"scrapbook": {"name": "mean-square"}},
            )
        ]
        chapter.cells[3].metadata["tags"] = ["hide-input"]
        write(chapter, notebook_in("notebooks", NAME, tmp_path))
        forget()
        return tmp_path

    publish()
    yield publish
    forget()


@pytest.fixture
def copy(tree, tmp_path):
    """Return where the learner's copy lies, once it is laid."""
    prepare(tmp_path)
    return tmp_path / "my-work" / NAME / f"{NAME}.ipynb"


def cells_of(path):
    """Return the cells of a notebook by id."""
    return {cell["id"]: cell for cell in json.loads(path.read_text())["cells"]}


def work_in(path, **answers):
    """Answer as JupyterLab would store it: sources as lists of lines, cells added."""
    nb = json.loads(path.read_text())
    for cell in nb["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]].splitlines(keepends=True)
    at = [cell["id"] for cell in nb["cells"]].index("setup")
    added = code("9d2c1e7b", "mine_too = 3")
    nb["cells"].insert(at + 1, added)
    path.write_text(json.dumps(nb))
    return path.read_bytes()


def joined(cell):
    """Return a cell's source as one text."""
    return "".join(cell["source"])


def kept(path):
    """Return the files that updates have set aside."""
    return sorted(path.parent.glob("*-before-*.ipynb"))


def test_a_first_copy_is_made_once(copy, tmp_path):
    assert copy.exists() and (copy.parent / COPY).exists()
    assert prepare(tmp_path) == []


def test_an_update_carries_answers_and_keeps_the_old_file(
    tree, copy, tmp_path
):
    mine = work_in(copy, **{"square-answer": MINE})
    tree(words="# Squares, second edition")
    (told,) = [line for line in prepare(tmp_path) if NAME + ".ipynb" in line]
    (old,) = kept(copy)
    assert old.read_bytes() == mine and old.name in told
    cells = cells_of(copy)
    assert joined(cells["square-answer"]) == MINE
    assert joined(cells["title"]) == "# Squares, second edition"
    order = list(cells)
    assert order[order.index("setup") + 1] == "9d2c1e7b"
    assert not any("has changed" in joined(c) for c in cells.values())
    assert prepare(tmp_path) == []


def test_a_task_that_changed_under_an_answer_is_told(tree, copy, tmp_path):
    work_in(copy, **{"square-answer": MINE})
    tree(task="Square it, also negative numbers.")
    prepare(tmp_path)
    cells = list(cells_of(copy).values())
    at = next(i for i, c in enumerate(cells) if c["id"] == "square-answer")
    assert joined(cells[at]) == MINE
    assert "The task of this exercise has changed" in joined(cells[at - 1])
    (old,) = kept(copy)
    assert old.name in joined(cells[at - 1])
    assert "negative" in joined(cells[at - 2])
    assert "negative" not in joined(cells_of(old)["square-task"])


def test_an_exercise_that_is_gone_leaves_its_answer(tree, copy, tmp_path):
    tree(exercises=("square", "cube"))
    prepare(tmp_path)
    cube = "def cube(x):\n    return x**3"
    work_in(copy, **{"cube-answer": cube})
    tree(exercises=("square",))
    prepare(tmp_path)
    cells = list(cells_of(copy).values())
    assert joined(cells[-1]) == cube
    assert "no longer here" in joined(cells[-2])


def test_an_untouched_exercise_gets_the_new_stub(tree, copy, tmp_path):
    tree(exercises=("square", "cube"))
    prepare(tmp_path)
    assert "raise NotImplementedError()" in joined(
        cells_of(copy)["square-answer"]
    )


@pytest.mark.parametrize("content", ["{broken", "[]", '{"cells": 3}', ""])
def test_a_file_that_cannot_be_read_is_kept(tree, copy, tmp_path, content):
    copy.write_text(content)
    (told,) = prepare(tmp_path)
    (old,) = kept(copy)
    assert old.read_text() == content and old.name in told
    assert "square-answer" in cells_of(copy)


def test_copies_of_one_day_do_not_overwrite_each_other(tree, copy, tmp_path):
    for edition in range(3):
        work_in(copy, **{"square-answer": f"{MINE} {edition}"})
        tree(words=f"# Edition {edition}")
        prepare(tmp_path)
    answers = [joined(cells_of(old)["square-answer"]) for old in kept(copy)]
    assert sorted(answers) == [f"{MINE} {edition}" for edition in range(3)]


def test_an_interruption_leaves_the_old_file(
    tree, copy, tmp_path, monkeypatch
):
    mine = work_in(copy, **{"square-answer": MINE})
    tree(words="# Second")

    def full(self, *_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError):
        bring(NAME, tmp_path)
    monkeypatch.undo()
    assert copy.read_bytes() == mine
    prepare(tmp_path)
    assert joined(cells_of(copy)["square-answer"]) == MINE


def test_what_the_learner_cannot_see_is_no_new_release(copy, tmp_path):
    path = notebook_in("exercises", NAME, tmp_path)
    nb = json.loads(path.read_text())
    nb["metadata"]["produced_by"] = {"lock_sha256": "another lock"}
    path.write_text(json.dumps(nb))
    assert prepare(tmp_path) == []


def test_a_copy_of_an_earlier_release_is_taken_up(tree, copy, tmp_path):
    work_in(copy, **{"square-answer": MINE})
    copy.rename(copy.with_name(f"{NAME}-release-2.ipynb"))
    tree(words="# Third")
    prepare(tmp_path)
    assert joined(cells_of(copy)["square-answer"]) == MINE
    assert len(kept(copy)) == 1


def test_a_my_work_that_is_no_folder_is_refused(tree, tmp_path):
    (tmp_path / "my-work").write_text("mine")
    with pytest.raises(SystemExit, match="rename it"):
        prepare(tmp_path)
    assert (tmp_path / "my-work").read_text() == "mine"


def test_one_exercise_is_put_back_and_its_answer_kept(copy, tmp_path):
    work_in(copy, **{"square-answer": MINE})
    assert "is kept below it" in put_back(NAME, "square", tmp_path)
    cells = list(cells_of(copy).values())
    at = next(i for i, c in enumerate(cells) if c["id"] == "square-answer")
    assert "raise NotImplementedError()" in joined(cells[at])
    assert cells[at + 1]["cell_type"] == "raw"
    assert MINE in joined(cells[at + 1])
    before = copy.read_bytes()
    put_back(NAME, "square", tmp_path)
    assert len(cells_of(copy)) == len(json.loads(before)["cells"])
    with pytest.raises(SystemExit, match="no exercise 'cube'. It has: square"):
        put_back(NAME, "cube", tmp_path)


def test_the_start_page_lists_what_is_done(copy, tmp_path):
    page = tmp_path / "my-work" / START
    assert "| 0 of 1 |" in page.read_text()
    work_in(copy, **{"square-answer": MINE})
    prepare(tmp_path)
    text = page.read_text()
    assert "| 1 of 1 |" in text and progress(NAME, tmp_path) == (1, 1)
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (page.parent / link).exists(), link


# --- reading copies ---------------------------------------------------------------


def test_a_reading_copy_has_its_numbers_and_links(copy):
    nb = read(copy.parent / COPY)
    told = nb.cells[0].source
    assert "The mean is 2.3;" in told and "Byrd" in told
    assert f"[how]({COPY}#cell-id=one)" in told
    assert f"[the exercises]({NAME}.ipynb)" in told
    assert (
        f"[these]({NAME}.ipynb#cell-id=square-task)" in told
        and "(SQ-1)=" not in told
    )
    assert [c.id for c in nb.cells] == ["title", "one", "figure"]
    assert nb.cells[2].metadata["jupyter"] == {"source_hidden": True}
    task = joined(cells_of(copy)["square-task"])
    assert f"[there]({COPY}#cell-id=one)" in task
    assert f"[here]({NAME}.ipynb#cell-id=square-task)" in task
    solved = f"../../solutions/{NAME}/{NAME}.ipynb#cell-id=square-answer"
    assert f"[why]({solved})" in task


def test_a_link_names_code_that_learners_see():
    def cell(name, make=new_code_cell, **metadata):
        return make("x", id=name, metadata=metadata)

    cells = [
        cell("above"),
        cell("heading", new_markdown_cell),
        cell("check", tags=["remove-cell"]),
        cell("below"),
        cell("end", new_markdown_cell),
    ]
    place = reading_copy.code_above
    assert place(cells, 1) == "above" and place(cells, 4) == "below"
    assert place(cells[1:], 0) == "below"  # nothing above
    assert place(cells[1:3], 0) == "heading"  # no code that is seen


def test_a_reading_copy_that_was_changed_is_kept(tree, copy, tmp_path):
    path = copy.parent / COPY
    nb = json.loads(path.read_text())
    nb["cells"][1]["source"] = ["print(2)"]
    path.write_text(json.dumps(nb))
    assert prepare(tmp_path) == []
    tree(shown="print(3)")
    (told,) = prepare(tmp_path)
    assert "yours is kept as chapter-before-" in told
    assert joined(cells_of(path)["one"]) == "print(3)"
    assert any("print(2)" in p.read_text() for p in kept(copy))


CHAPTERS = names_in("notebooks")


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_reading_copy_leaves_nothing_to_the_site(name):
    forget()
    for cell in reading_copy.reading_copy(name).cells:
        if cell.cell_type == "markdown":
            left = re.search(
                r"\{[a-z:]+\}`[^`]*`|^\([\w-]+\)=$|<!--", cell.source, re.M
            )
            assert not left, f"{cell.id}: {left[0]}"


@pytest.mark.parametrize(
    "name",
    some_chapters(
        CHAPTERS, lambda name: notebook_in("notebooks", name).read_bytes()
    ),
)
def test_a_reading_copy_runs_from_top_to_bottom(name, tmp_path):
    nb = reading_copy.reading_copy(name)
    client = NotebookClient(
        nb,
        timeout=120,
        kernel_manager_class=AsyncManager,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()


def test_our_settings_name_what_jupyterlab_has():
    share = Path(sys.prefix) / "share" / "jupyter"
    ours = ROOT / "tools" / "jupyter" / "labconfig"
    disabled = json.loads((ours / "page_config.json").read_text())
    for extension in disabled["disabledExtensions"]:
        assert (share / "labextensions" / extension).is_dir()
    overrides = json.loads(
        (ours / "default_setting_overrides.json").read_text()
    )
    for plugin, settings in overrides.items():
        package, name = plugin.split(":")
        schema = share / "lab" / "schemas" / package / f"{name}.json"
        assert set(settings) <= set(
            json.loads(schema.read_text())["properties"]
        )


def test_the_learners_folder_is_no_part_of_the_book():
    assert my_work.START.endswith(".md")
    assert "my-work" in (ROOT / ".gitignore").read_text().split()
