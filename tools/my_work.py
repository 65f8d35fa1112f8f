"""The learner's folder, `my-work/`: exercises, reading copies, and the page to start from.

Nothing that a learner wrote is lost. An update carries the answers into the new notebook,
by grade id, and keeps the old file beside it under the day's date.
"""

import json
import os
from datetime import date
from pathlib import Path

import nbformat

from tools.carry import answered, carried
from tools.exercises import exercise_of, grading, is_answer, is_rationale
from tools.notebook_files import source_of
from tools.paths import ROOT, names_in, notebook_in, sha256
from tools.reading_copy import COPY, fingerprint, reading_copy, with_links

START = "Start here.md"


def release_hash(notebook) -> str:
    """Return the hash of what the learner sees, which names a release.

    Hidden tests, the lock and the outputs' origin can change without a new release.
    """
    seen = [
        (cell["id"], cell["cell_type"], cell["source"])
        for cell in notebook["cells"]
    ]
    return sha256(json.dumps(seen).encode())[:12]


def load(path):
    """Return a notebook as JSON, or None where the file is none."""
    try:
        notebook = json.loads(Path(path).read_text(encoding="utf-8"))
        if isinstance(notebook["cells"], list) and all(
            isinstance(cell, dict) for cell in notebook["cells"]
        ):
            return notebook
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def save(notebook, path):
    """Write a notebook whole or not at all, also where it is interrupted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_name(f".{path.name}.new")
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    whole.write_text(text + "\n", encoding="utf-8")
    whole.replace(path)


def set_aside(path) -> Path:
    """Give a file a name of its own, with the day's date; return where it is now."""
    stem = f"{path.stem}-before-{date.today():%Y-%m-%d}"
    new, number = path.with_name(stem + path.suffix), 2
    while True:
        try:  # a link, unlike a rename, fails rather than overwrite
            os.link(path, new)
            return new
        except FileExistsError:
            new = path.with_name(f"{stem}-{number}{path.suffix}")
            number += 1


def released(name, root=ROOT):
    """Return the exercises of a chapter as they lie in `my-work/`: links hold there."""
    notebook = json.loads(
        notebook_in("exercises", name, root).read_text(encoding="utf-8")
    )
    release = release_hash(notebook)
    for cell in notebook["cells"]:
        cell["source"] = source_of(cell)
        if cell["cell_type"] == "markdown":
            origin = f"exercises/{name}"
            cell["source"] = with_links(cell["source"], origin, name, root)
    notebook["metadata"]["release"] = release
    return notebook


def newest(folder, name):
    """Return the learner's copy of a chapter, or None.

    NAME.ipynb; else the last that was made of its exercises under another name.
    """
    first = folder / f"{name}.ipynb"
    if first.exists():
        return first
    copies = [
        path
        for path in folder.glob("*.ipynb")
        if "-before-" not in path.stem
        and path.name != COPY
        and release_of(load(path))
    ]
    return max(copies, key=lambda p: p.stat().st_mtime, default=None)


def release_of(notebook):
    """Return the release that a copy came from; one made by hand is known untouched."""
    if notebook is None:
        return None
    metadata = notebook.get("metadata")
    if isinstance(metadata, dict) and metadata.get("release"):
        return metadata["release"]
    try:
        return release_hash(notebook)
    except KeyError:
        return None


def bring(name, root=ROOT) -> str:
    """Lay or update the exercises of a chapter; return what was done, or nothing."""
    folder = Path(root) / "my-work" / name
    target, new = folder / f"{name}.ipynb", released(name, root)
    current = newest(folder, name)
    if current is None:
        save(new, target)
        return f"added {name}/{target.name}"
    old = load(current)
    if old and release_of(old) == new["metadata"]["release"]:
        return ""
    kept = set_aside(current)
    if old is None:
        save(new, target)
        return (
            f"{name}/{current.name} is no notebook: it is kept as {kept.name}, and a "
            "new one lies beside it"
        )
    save(carried(old, new, kept.name), target)
    if current != target:
        current.unlink()  # kept under the day's date
    return (
        f"updated {name}/{target.name}: your answers are carried over; the file as it "
        f"was is {kept.name}"
    )


def bring_copy(name, root=ROOT) -> str:
    """Lay or update the reading copy of a chapter; return what was done, or nothing."""
    path = Path(root) / "my-work" / name / COPY
    new, old = reading_copy(name, root), load(path)
    if (
        old
        and old["metadata"].get("reading_copy")
        == (new.metadata["reading_copy"])
    ):
        return ""
    told = f"updated {name}/{COPY}" if old else f"added {name}/{COPY}"
    if path.exists() and (
        not old or fingerprint(old) != old["metadata"].get("reading_copy")
    ):
        told += f"; yours is kept as {set_aside(path).name}"
    save(new, path)
    style = Path(root) / "notebooks" / "matplotlibrc"
    if style.exists():
        path.with_name(style.name).write_bytes(style.read_bytes())
    return told


def put_back(name, exercise, root=ROOT) -> str:
    """Put one exercise back as handed out; keep the answer in a cell below it.

    Raises
    ------
    SystemExit
        If there is no such copy or exercise: a sentence that names those there are.
    """
    path = newest(Path(root) / "my-work" / name, name)
    notebook = load(path) if path else None
    if notebook is None:
        raise SystemExit(
            f"There is no copy of {name} in my-work. Run: make lab"
        )
    stubs = {c["id"]: c["source"] for c in released(name, root)["cells"]}
    names = dict.fromkeys(
        exercise_of(cell) for cell in notebook["cells"] if is_answer(cell)
    )
    if exercise not in names:
        raise SystemExit(
            f"{name} has no exercise '{exercise}'. It has: {', '.join(names)}."
        )
    cells = []
    for cell in notebook["cells"]:
        mine = grading(cell, "solution") and exercise_of(cell) == exercise
        stub = stubs.get(cell.get("id"))
        if not mine or stub is None or source_of(cell) == stub:
            cells.append(cell)
            continue
        kept = (
            f"# Your answer until {date.today():%Y-%m-%d}\n{source_of(cell)}"
        )
        again = cell | {"source": stub}
        if cell["cell_type"] == "code":
            again |= {"outputs": [], "execution_count": None}
        # Raw: it is kept to be read, and never run.
        cells += [again, nbformat.v4.new_raw_cell(kept)]
    save(notebook | {"cells": cells}, path)
    return f"{exercise} is as it was handed out; your answer is kept below it"


def progress(name, root=ROOT):
    """Return (answered, all) of a chapter's exercises in the learner's copy."""
    path = newest(Path(root) / "my-work" / name, name)
    notebook = (load(path) if path else None) or {"cells": []}
    mine = {cell.get("id"): cell for cell in notebook["cells"]}
    done = {}
    for cell in released(name, root)["cells"]:
        if is_answer(cell) or is_rationale(cell):
            now = mine.get(cell["id"], cell)
            written = answered(now) and source_of(now) != cell["source"]
            exercise = exercise_of(cell)
            done[exercise] = done.get(exercise, True) and written
    return sum(done.values()), len(done)


def start_page(root=ROOT) -> str:
    """Return the page that JupyterLab opens on."""
    rows = []
    for name in names_in("exercises", root):
        nb = json.loads(notebook_in("notebooks", name, root).read_text())
        title = source_of(nb["cells"][0]).lstrip("# ").split("\n")[0]
        done, count = progress(name, root)
        rows.append(
            f"| {title} | [the chapter]({name}/{COPY}) | [the exercises]({name}/{name}.ipynb) | "
            f"{done} of {count} |"
        )
    return "\n".join(
        [
            "# SciPy for ML: your copy",
            "",
            "| chapter | to read | to work | exercises answered |",
            "|---|---|---|---|",
            *rows,
            "",
            "Answers are saved in this folder and nowhere else. `make check` in a "
            "terminal says which pass. This page is made anew by `make lab`.",
            "",
        ]
    )


def prepare(root=ROOT) -> list[str]:
    """Bring `my-work/` up to date; return a line for each thing that was done.

    Raises
    ------
    SystemExit
        If `my-work` is not a folder of the book's own.
    """
    my_work = Path(root) / "my-work"
    if my_work.is_symlink() or (my_work.exists() and not my_work.is_dir()):
        raise SystemExit(
            "my-work is not a folder of this book's own: rename it, then run this again."
        )
    told = []
    for name in names_in("exercises", root):
        told += [bring(name, root), bring_copy(name, root)]
    my_work.mkdir(exist_ok=True)
    (my_work / START).write_text(start_page(root), encoding="utf-8")
    return [line for line in told if line]
