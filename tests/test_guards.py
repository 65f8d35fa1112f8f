"""The book keeps its rules, and each rule rejects what it must."""

import re
import subprocess
import sys
import tomllib
from itertools import count

import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from tests import guards
from tests.guards import budget
from tools.notebook_files import produced_by, read
from tools.paths import LOCK, ROOT, names_in, notebook_in

COVERAGE = tomllib.loads((ROOT / "tests" / "coverage.toml").read_text())


def rules():
    """Yield (guard, path) for every guard and every notebook that it is for."""
    for tree, extra in (
        ("notebooks", guards.CHAPTER),
        ("solutions", guards.SOLUTION),
        ("exercises", guards.EXERCISE),
    ):
        for name in names_in(tree):
            for guard in guards.EVERYWHERE + extra:
                path = notebook_in(tree, name)
                yield pytest.param(
                    guard, path, id=f"{tree}-{name}-{guard.__name__}"
                )


@pytest.mark.parametrize(("guard", "path"), list(rules()))
def test_notebook_keeps_the_rule(guard, path):
    faults = guard(read(path))
    if guard.__name__ in COVERAGE.get(path.stem, {}).get("owes", ()):
        assert faults, (
            f"{path.stem} keeps {guard.__name__} now: tests/coverage.toml must not "
            "list it as owing"
        )
    else:
        assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", names_in("notebooks"))
def test_chapter_covers_its_ledger(name):
    assert name in COVERAGE, (
        f"tests/coverage.toml does not say what {name} must teach"
    )
    wanted = {k: v for k, v in COVERAGE[name].items() if k != "owes"}
    faults = guards.covers(read(notebook_in("notebooks", name)), **wanted)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("tree", ["notebooks", "solutions", "exercises"])
def test_links_resolve(tree):
    for name in names_in(tree):
        path = notebook_in(tree, name)
        faults = guards.links_resolve(read(path), path.parent)
        assert not faults, f"{path.name}: " + "\n".join(faults)


def test_pages_are_british():
    for page in [*ROOT.glob("*.md"), *(ROOT / "book").glob("*.md")]:
        words = guards.us_spellings(guards.prose(page.read_text()))
        assert not words, f"{page.name}: {words}"


def test_spelling():
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_spelling_rejects_a_typing_error(tmp_path):
    (tmp_path / "page.md").write_text("We rec" + "ieve a gradient.\n")
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", str(tmp_path)],
        capture_output=True,
    )
    assert done.returncode != 0


def test_each_direct_dependency_has_its_reason_and_its_pin():
    pins = set(re.findall(r"^([\w.-]+)==", LOCK.read_text(), re.M))
    for line in (ROOT / "requirements.in").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        requirement, _, reason = line.partition("#")
        name = re.split(r"[<>=!~ ]", requirement.strip())[0]
        assert len(reason.split()) >= 2, f"{name}: write the reason beside it"
        assert name in pins, f"{name} is not in the lock: run make lock"


def test_the_lock_is_hashed_and_names_no_host():
    text = LOCK.read_text()
    for name, entry in re.findall(
        r"^([\w.-]+)==(.*?)(?=^\S|\Z)", text, re.M | re.S
    ):
        assert "--hash=sha256:" in entry, f"{name} has no hash"
    assert "://" not in text


def files_of_the_project():
    """Return the names of what is or may be committed, also in a tree without git."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode == 0:
        return done.stdout.split("\n")
    apart = {".venv", "_build", "my-work", "__pycache__", ".git"}
    return [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if not apart & set(path.relative_to(ROOT).parts)
        and not any(part.endswith("_cache") for part in path.parts)
    ]


def test_no_file_holds_a_path_of_a_machine():
    files = files_of_the_project()
    home = re.compile(r"/(home|Users)/[a-z]|/root/|/work/")
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in (".png", ".woff2", ".ico") or not path.is_file():
            continue
        if name in ("tests/guards/code.py", "tests/test_guards.py"):
            continue  # they hold what they look for
        found = home.search(path.read_text(encoding="utf-8"))
        assert not found, f"{name} holds {found.group(0)}"


# --- each guard rejects what it must ------------------------------------------------


NUMBERS = count()


def unused_id():
    """Return the id of a cell in a notebook of a test."""
    return f"cell-{next(NUMBERS)}"


def code(source, outputs=(), run=1, **metadata):
    """Return a code cell that has run."""
    return new_code_cell(
        source,
        id=unused_id(),
        outputs=list(outputs),
        execution_count=run,
        metadata=metadata,
    )


def text(source):
    """Return a Markdown cell."""
    return new_markdown_cell(source, id=unused_id())


def book(*cells, **metadata):
    """Return a notebook of these cells."""
    return new_notebook(cells=list(cells), metadata=metadata)


def shown(data):
    """Return an output that shows some data."""
    return new_output("display_data", data=data)


SHOWN = shown({"text/plain": "3"})
ALT = {"mystnb": {"image": {"alt": "Loss falls from 5 to 1."}}}
LONG = "\n".join(f"x{i} = {i}" for i in range(16))
SEVEN = "\n".join(f"x{i} = {i}" for i in range(7))
TEST_CELL = {
    "nbgrader": {
        "schema_version": 3,
        "grade": True,
        "solution": False,
        "locked": True,
        "grade_id": "a-cell",
        "points": 1,
    }
}


def hidden(source):
    """Return a hidden test cell."""
    return code(source, tags=["test", "remove-cell"])


def task(
    number=1, facts="*Build · about 8 minutes · 4 points · taught*", more=""
):
    """Return the cell that states an exercise."""
    source = f"## Exercise {number}: A title\n\n{facts}\n\nWrite it.\n{more}"
    return new_markdown_cell(source, id=f"e{number}-task")


def checks_of(number, lines):
    """Return a test cell of an exercise, with so many lines under its first."""
    cell = code(f"# Tests of exercise {number}: run me\n{lines}", **TEST_CELL)
    cell.id = f"e{number}-test"
    return cell


def answer(source):
    """Return the answer cell of exercise 1."""
    cell = code(source, nbgrader={**TEST_CELL["nbgrader"], "solution": True})
    cell.id = "e1-answer"
    return cell


FOR_EXAMPLE = task(more='one letter, for example `e = "a"`.')
HINTS = 2 * "<details><summary>Hint</summary>An idea.</details>\n"
SEVEN_TASKS = [task(number, more=HINTS) for number in range(1, 8)]
TIME = "**Time:** about 5 minutes to read and run."
REJECTED = [
    (guards.within_budget, book(text("word " * 5001))),
    (
        guards.within_budget,
        book(text("```{dropdown} Why\n" + "word " * 2001 + "\n```")),
    ),
    (guards.within_budget, book(*[code("x") for _ in range(61)])),
    (guards.says_its_time, book(text("**Time:** about an hour."))),
    (guards.says_its_time, book(text(TIME + " word" * 1000))),
    (guards.tasks_are_short, book(*SEVEN_TASKS[1:])),
    (guards.tasks_are_short, book(*SEVEN_TASKS[:6], task(7))),
    (guards.tasks_are_short, book(*SEVEN_TASKS[:6], task(8, more=HINTS))),
    (
        guards.tasks_are_short,
        book(*SEVEN_TASKS[:6], task(7, more=HINTS + "word " * 200)),
    ),
    (
        guards.tasks_are_short,
        book(*SEVEN_TASKS[:6], task(7, "*Build, 9 minutes*", HINTS)),
    ),
    (
        guards.tasks_are_short,
        book(
            *SEVEN_TASKS[:6],
            task(7, "*Build · about 19 minutes · 4 points · x*", HINTS),
        ),
    ),
    (
        guards.examples_give_nothing_away,
        book(FOR_EXAMPLE, answer('### BEGIN SOLUTION\ne = "a"')),
    ),
    (guards.tests_are_short, book(task(), checks_of(1, "x\n" * 40))),
    (guards.tests_are_short, book(task(), checks_of(2, "x"))),
    (guards.reads_no_file, book(code("pd.read_csv('data.csv')"))),
    (guards.reads_no_file, book(code("x = np.load('x.npy')"))),
    (guards.reads_no_file, book(code("open('notes.txt').read()"))),
    (guards.reads_no_file, book(code("from pathlib import Path\nPath('a')"))),
    (guards.imports_no_code_of_ours, book(code("import my_helpers"))),
    (guards.imports_no_code_of_ours, book(code("from .near import x"))),
    (guards.code_can_be_read, book(code("assert x =="))),
    (guards.claims_are_tested, book(hidden("assert (x == 1, 'never false')"))),
    (guards.claims_are_tested, book(hidden("assert 1 < 2"))),
    (guards.tests_say_why, book(code("assert x == 1, ''", **TEST_CELL))),
    (
        guards.no_legacy_api,
        book(code("from numpy.random import seed\nseed(0)")),
    ),
    (guards.no_legacy_api, book(code("from numpy import trapz\ntrapz(y)"))),
    (guards.no_legacy_api, book(code("import numpy.random as r\nr.seed(0)"))),
    (guards.no_legacy_api, book(code("scipy.sparse.csr_matrix(B)"))),
    (guards.no_legacy_api, book(code("qmc.PoissonDisk(2, seed=1)"))),
    (guards.spelling_is_british, book(text("Randomize, then factorizing."))),
    (guards.no_absolute_path, book(text("See file:///data or C:/Users/a."))),
    (guards.outputs_exist, book(code("1 + 1", run=None))),
    (guards.outputs_exist, book(code("1 + 1", [SHOWN], run=7))),
    (guards.outputs_exist, book(code("x = 1"))),
    (guards.outputs_are_current, book(code("1 + 1", [SHOWN]))),
    (
        guards.outputs_are_current,
        book(code("1 + 2"), produced_by=produced_by(book(code("1 + 1")))),
    ),
    (
        guards.no_pictures_stored,
        book(code("f()", [shown({"image/png": "iVBO"})])),
    ),
    (
        guards.no_stray_errors,
        book(
            code(
                "1/0",
                [new_output("error", ename="E", evalue="", traceback=[])],
            )
        ),
    ),
    (
        guards.no_stray_errors,
        book(
            code("f()", [new_output("stream", name="stderr", text="Warning")])
        ),
    ),
    (guards.figures_have_alt_text, book(code("plt.show()"))),
    (
        guards.figures_have_alt_text,
        book(code("draw()", [shown({"text/plain": "<Figure size 640x480>"})])),
    ),
    (
        guards.figures_have_alt_text,
        book(code("plt.show()", mystnb={"image": {"alt": "a figure"}})),
    ),
    (guards.cells_are_short, book(code(LONG))),
    (guards.cells_are_short, book(code(SEVEN))),
    (guards.ids_are_readable, book(new_code_cell("x", id="3fa85f64"))),
    (guards.ids_are_readable, book(new_code_cell("x", id="Cell_One"))),
    (guards.claims_are_tested, book(code("x = 1"))),
    (
        guards.claims_are_tested,
        book(code("x = 1", tags=["test", "remove-cell"])),
    ),
    (
        guards.claims_are_tested,
        book(code("assert True", tags=["test", "remove-cell"])),
    ),
    (guards.claims_are_tested, book(code("assert x", tags=["test"]))),
    (guards.spelling_is_british, book(text("The behavior of the optimizer."))),
    (guards.tone_is_plain, book(text("Simply call it."))),
    (guards.tone_is_plain, book(text("It works!"))),
    (guards.no_legacy_api, book(code("np.random.seed(0)"))),
    (guards.no_legacy_api, book(code("x = np.random.normal(3)"))),
    (guards.no_legacy_api, book(code("rng = np.random.RandomState(0)"))),
    (guards.no_legacy_api, book(code("np.trapz(y)"))),
    (guards.no_legacy_api, book(code("differential_evolution(f, b, seed=1)"))),
    (guards.no_legacy_api, book(code('cdist(a, b, metric="manhattan")'))),
    (guards.no_legacy_api, book(code('cdist(a, b, "manhattan")'))),
    (guards.no_legacy_api, book(code("A = sparse.csr_matrix(B)"))),
    (guards.no_absolute_path, book(text("See /home/ada/data.csv."))),
    (guards.no_absolute_path, book(code("open('/tmp/data.csv')"))),
    (
        guards.no_absolute_path,
        book(
            code(
                "f()",
                [new_output("stream", text="/opt/lib/site.py:3: Warning")],
            )
        ),
    ),
    (
        guards.imports_no_code_of_ours,
        book(code("from tools.paths import ROOT")),
    ),
    (guards.imports_no_code_of_ours, book(code("import grading"))),
    (
        guards.tests_say_why,
        book(code("assert x == 1", **TEST_CELL)),
    ),
    (guards.plain_markdown, book(text("```{admonition} Predict\nWhat?\n```"))),
    (guards.plain_markdown, book(text("See {ref}`this <OPT-1>`."))),
]


@pytest.mark.parametrize(
    ("guard", "nb"),
    [
        pytest.param(g, nb, id=f"{g.__name__}-{i}")
        for i, (g, nb) in enumerate(REJECTED)
    ],
)
def test_guard_rejects(guard, nb):
    assert guard(nb), f"{guard.__name__} let a bad notebook pass"


def test_every_guard_has_an_input_that_it_rejects():
    every = {
        *guards.EVERYWHERE,
        *guards.CHAPTER,
        *guards.SOLUTION,
        *guards.EXERCISE,
    }
    assert every == {guard for guard, _ in REJECTED}


ACCEPTED = [
    (guards.says_its_time, book(text(TIME))),
    (guards.tasks_are_short, book(*SEVEN_TASKS)),
    (
        guards.tasks_are_short,
        book(
            *SEVEN_TASKS[:6],
            task(
                7,
                "*Design · about 6 minutes · 1 point · x*",
                HINTS + "w " * 290,
            ),
        ),
    ),
    (guards.examples_give_nothing_away, book(FOR_EXAMPLE, answer('e = "b"'))),
    (guards.tests_are_short, book(task(), checks_of(1, "x\n" * 39))),
    (
        guards.tests_are_short,
        book(
            task(),
            checks_of(
                1,
                "### BEGIN HIDDEN TESTS\n"
                + "x\n" * 80
                + "### END HIDDEN TESTS\n",
            ),
        ),
    ),
    (guards.reads_no_file, book(code("np.load(path); open(where)"))),
    (guards.imports_no_code_of_ours, book(code("import json, scipy.linalg"))),
    (guards.figures_have_alt_text, book(code("plt.show()", **ALT))),
    (guards.cells_are_short, book(code(LONG, tags=["hide-input"]))),
    (
        guards.no_legacy_api,
        book(code("np.trapz(y)", tags=["legacy-on-purpose"])),
    ),
    (guards.no_legacy_api, book(code("rng = np.random.default_rng(0)"))),
    (guards.no_legacy_api, book(code("np.random.MT19937(1)"))),
    (guards.spelling_is_british, book(text("Resize it to a size of four."))),
    (guards.claims_are_tested, book(hidden("assert x == 1"))),
    (
        guards.no_legacy_api,
        book(code("make(seed=1)\nx = np.random.Generator")),
    ),
    (
        guards.spelling_is_british,
        book(text("`minimize`, in `scipy.optimize`.")),
    ),
    (
        guards.spelling_is_british,
        book(text("```{code} python\ncolor = 1\n```")),
    ),
    (guards.tone_is_plain, book(text("`x != y`, and 5! in $n!$ is `5!`"))),
    (
        guards.no_absolute_path,
        book(text("either/or, 3/4 and notebooks/x.ipynb")),
    ),
]


@pytest.mark.parametrize(
    ("guard", "nb"),
    [
        pytest.param(g, nb, id=f"{g.__name__}-{i}")
        for i, (g, nb) in enumerate(ACCEPTED)
    ],
)
def test_guard_accepts(guard, nb):
    assert guard(nb) == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", r"no target \(OPT-1\)="),
        ("(OPT-1)=\n## A", r"no target \(BUG-OPT-01\)="),
        ("(OPT-1)=\n## A\n\n(OPT-1)=\n## B", "stands twice"),
        ("(OPT-9)=\n## A", "no id of the ledger"),
    ],
)
def test_coverage_rejects(source, says):
    faults = guards.covers(book(text(source)), prefix="OPT", ledger=1, bugs=1)
    assert any(re.search(says, fault) for fault in faults)


def test_a_silent_bug_may_be_left_to_the_catalogue():
    nb = book(text("(OPT-1)=\n## A\n\n(BUG-OPT-02)=\nB"))
    wanted = {"prefix": "OPT", "ledger": 1, "bugs": 2}
    assert guards.covers(nb, **wanted, left_out=["BUG-OPT-01"]) == []
    for wrong in ([], ["BUG-OPT-02"], ["BUG-OPT-01", "BUG-OPT-03"]):
        assert guards.covers(nb, **wanted, left_out=wrong)


def test_the_budget_counts_as_a_reader_does():
    prose = """(OPT-1)=
## Two words

Here {glue:text}`a-number:.2f` stands, and [a link](to/a/page.html) too. <!-- no -->

```{admonition} Predict
:class: tip
Which one?
```
````{dropdown} Why, choice by choice
Closed.

```{note}
Also closed.
```
````
```python
shown = "code"
```
<details><summary>Hint</summary>One two.</details>
"""
    cells = [
        text(prose),
        code("a = 1\n\nb = 2"),
        code("plt.show()", tags=["hide-input"]),
        hidden("assert a"),
    ]
    assert budget.measure(book(*cells)) == {
        "open words": 12,
        "closed words": 10,
        "open code cells": 1,
        "open code lines": 2,
        "median lines of a cell": 2,
        "longest cell": 2,
        "figures": 1,
        "predictions": 1,
    }


def test_links_to_nothing_are_rejected(tmp_path):
    (tmp_path / "a b.md").touch()
    good = "[a](a%20b.md#part) [c](https://example.org/x) `[d](gone.md)`"
    assert guards.links_resolve(book(text(good)), tmp_path) == []
    for bad in ("[b](gone.md)", '[b](gone.md "title")', "[b](/etc/hosts)"):
        assert len(guards.links_resolve(book(text(bad)), tmp_path)) == 1
