"""Lay the frame of a chapter: three notebooks, its answers file, and where it is named.

`python -m tools.new_chapter 03-sparse --prefix SPA` (`make new-chapter NAME=03-sparse
PREFIX=SPA`). The frame keeps every rule of the book but those that it lists as owing in
`tests/coverage.toml`, so `make test` passes on it. Nothing is ever overwritten.
"""

import argparse
import re
import sys

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import exercises, notebooks
from tools.notebook_files import write
from tools.paths import ROOT, BookError, names_in, notebook_in, relative

NAME = re.compile(r"(\d\d)-[a-z][a-z0-9]*(-[a-z0-9]+)*")
FRAME = ROOT / "tools" / "frame"  # the texts, one file a notebook or list
COVERAGE = """
["{name}"]
prefix = "{prefix}"
ledger = 0
bugs = 0
owes = ["within_budget", "tasks_are_short"]
"""
CONTENTS = """\
      - file: notebooks/{name}
        sections:
          - file: exercises/{name}/{name}
          - file: solutions/{name}/{name}
"""
CELL = re.compile(
    r"^# %% (?P<kind>md|py) (?P<id>[a-z0-9-]+)(?P<facts>.*)$", re.M
)


def check_name(name, root=ROOT):
    """Raise SystemExit unless a chapter can have this name."""
    if not NAME.fullmatch(name):
        raise SystemExit(
            f"'{name}' is no name of a chapter: two digits, its place in the order, "
            "then words in small letters, such as 03-sparse."
        )
    for other in names_in("notebooks", root):
        if other[:2] == name[:2]:
            raise SystemExit(
                f"There is a chapter {other} already; choose another number, or "
                "remove that one."
            )
    for path in files(name, root).values():
        if path.exists():
            raise SystemExit(
                f"{relative(path)} is there already; move it away."
            )


def files(name, root=ROOT):
    """Return the files of a chapter, by what they are; `exercises/` is generated."""
    return {
        "chapter": notebook_in("notebooks", name, root),
        "solutions": notebook_in("solutions", name, root),
        "answers": root / "tests" / "answers" / f"{name.replace('-', '_')}.py",
    }


def graded(cell_id, facts):
    """Return the metadata of a cell from the words behind its id in the frame."""
    facts = facts.split()
    metadata = {"tags": [f for f in facts if "=" not in f]}
    worth = [int(f.removeprefix("points=")) for f in facts if "=" in f]
    kind = cell_id.rpartition("-")[2]
    if kind in ("answer", "test", "why"):
        metadata["nbgrader"] = {
            "schema_version": 3,
            "grade_id": cell_id,
            "grade": kind == "test",
            "solution": kind == "answer",
            "locked": kind != "answer",
            "task": kind == "why",
        } | ({"points": worth[0]} if worth else {})
    return metadata


def notebook_of(text):
    """Return a notebook from a frame: cells under `# %% md ID` or `# %% py ID TAGS`."""
    found = list(CELL.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    cells = []
    for match, end in zip(found, ends, strict=True):
        make = new_code_cell if match["kind"] == "py" else new_markdown_cell
        cells.append(
            make(
                text[match.end() : end].strip("\n"),
                id=match["id"],
                metadata=graded(match["id"], match["facts"]),
            )
        )
    return new_notebook(cells=cells)


def with_contents(text, name):
    """Return the contents of `_toc.yml` with a chapter added, in the order of numbers."""
    entry = CONTENTS.format(name=name)
    for match in re.finditer(r"^ +- file: notebooks/(.+)\n", text, re.M):
        if match[1] > name:
            return text[: match.start()] + entry + text[match.start() :]
    return text.rstrip("\n") + "\n" + entry


def lay(name, prefix, root=ROOT):
    """Write the frame of a chapter; return the paths that were written or changed."""
    check_name(name, root)
    title = name[3:].replace("-", " ").capitalize()
    paths = files(name, root)
    for what, path in paths.items():
        text = (FRAME / f"{what}.txt").read_text(encoding="utf-8")
        text = text.replace("NAME", name).replace("TITLE", title)
        path.parent.mkdir(parents=True, exist_ok=True)
        if what == "answers":
            path.write_text(text, encoding="utf-8")
        else:
            write(notebook_of(text), path)
    contents = root / "_toc.yml"
    contents.write_text(with_contents(contents.read_text(), name))
    coverage = root / "tests" / "coverage.toml"
    entry = COVERAGE.format(name=name, prefix=prefix)
    coverage.write_text(coverage.read_text() + entry)
    return [*paths.values(), contents, coverage]


def main(arguments=None):
    """Lay the frame, run its notebooks, make its exercises."""
    parser = argparse.ArgumentParser(prog="python -m tools.new_chapter")
    parser.add_argument("name", help="such as 03-sparse")
    parser.add_argument(
        "--prefix", help="of its ids in the ledger, such as SPA"
    )
    options = parser.parse_args(arguments)
    prefix = (options.prefix or options.name[3:6]).upper()
    if not prefix.isalpha():
        raise SystemExit("Name the prefix of its ids, such as PREFIX=SPA.")
    for path in lay(options.name, prefix):
        print("wrote", relative(path))
    notebooks.main([options.name])
    exercises.main([])
    print(
        f"Next: write {relative(files(options.name)['chapter'])}; see CONTRIBUTING.md"
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BookError as fault:
        sys.exit(str(fault))
