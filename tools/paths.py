"""Where things are, and the hashes that say what produced them."""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.txt"
STYLE = ROOT / "notebooks" / "matplotlibrc"
BUILD = ROOT / "_build"


class BookError(Exception):
    """A fault that the author can mend: which file, which cell, what to do."""

    def __init__(self, path, message, cell=None):
        super().__init__(path, message, cell)

    def __str__(self):
        path, message, cell = self.args
        return (
            relative(path)
            + (f", cell {cell}" if cell else "")
            + f": {message}"
        )


def relative(path):
    """Return a path as the reader of a message would type it, from the root."""
    path = Path(path)
    return (
        str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
    )


def sha256(data: bytes) -> str:
    """Return the hash of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def lock_hash(lock=LOCK) -> str:
    """Return the hash of the lock: it names the environment of an output."""
    return sha256(Path(lock).read_bytes())


def cache_dir() -> Path:
    """Return the folder of executed notebooks for this environment.

    jupyter-cache looks only at a notebook's code. The folder's name carries the
    rest that an output depends on: the lock, the Python version, the figure style.
    """
    python = "py{}{}".format(*sys.version_info[:2])
    style = sha256(STYLE.read_bytes())[:8] if STYLE.exists() else "plain"
    return BUILD / "cache" / f"lock-{lock_hash()[:16]}-{python}-{style}"


def notebook_in(tree, name, root=ROOT) -> Path:
    """Return where chapter `name` stands in a tree: notebooks, solutions, exercises."""
    if tree == "notebooks":
        return Path(root) / tree / f"{name}.ipynb"
    return Path(root) / tree / name / f"{name}.ipynb"


def names_in(tree, root=ROOT) -> list[str]:
    """Return the sorted names (`02-optimize`) of the chapters in one tree."""
    if tree == "notebooks":
        return sorted(
            path.stem for path in (Path(root) / tree).glob("*.ipynb")
        )
    paths = sorted((Path(root) / tree).glob("*/*.ipynb"))
    for path in paths:
        if path.parent.name != path.stem:
            message = f"a stray: a notebook here is named {path.parent.name}.ipynb. Rename or remove it."
            raise BookError(path, message)
    return [path.stem for path in paths]


def known(name, tree="notebooks", root=ROOT) -> str:
    """Return a chapter's name, or say which there are.

    Raises
    ------
    SystemExit
        If there is no chapter of that name.
    """
    names = names_in(tree, root)
    if name not in names:
        raise SystemExit(
            f"There is no chapter named {name}. "
            f"There are: {', '.join(names) or 'none yet'}."
        )
    return name


def check_trees(root=ROOT) -> list[str]:
    """Return the chapters' names, or say which tree lacks one of them.

    Raises
    ------
    BookError
        If a chapter is missing in `notebooks/`, `solutions/` or `exercises/`.
    """
    cures = {
        "notebooks": "write the chapter, or remove its exercises",
        "solutions": "write its solutions; exercises are made from them",
        "exercises": "run: make exercises",
    }
    trees = {tree: set(names_in(tree, root)) for tree in cures}
    for tree, cure in cures.items():
        for name in sorted(set.union(*trees.values()) - trees[tree]):
            others = " and in ".join(t for t in trees if name in trees[t])
            raise BookError(
                notebook_in(tree, name, root),
                f"missing, but it is in {others}: {cure}.",
            )
    return sorted(trees["notebooks"])
