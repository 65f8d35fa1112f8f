"""Read and write notebook files, and say which code and lock their outputs came from."""

import json
from collections import Counter
from pathlib import Path

import nbformat

from tools.paths import BookError, lock_hash, sha256


def read(path):
    """Read a notebook and check what every later step takes for granted.

    Parameters
    ----------
    path : path of an `.ipynb` file

    Returns
    -------
    nbformat.NotebookNode, in format 4.5

    Raises
    ------
    BookError
        If the file is no notebook in format 4.5, or a cell has no id of its own.
    """
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise BookError(path, "there is no such notebook.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BookError(
            path,
            f"not valid JSON ({error}). Restore it from git, or save it again.",
        ) from None
    version = (
        (raw.get("nbformat"), raw.get("nbformat_minor"))
        if isinstance(raw, dict)
        else None
    )
    if version != (4, 5) or not isinstance(raw.get("cells"), list):
        raise BookError(
            path,
            "not a notebook in format 4.5. Open and save it in JupyterLab.",
        )
    for number, cell in enumerate(raw["cells"], 1):
        check_cell(path, number, cell)
    ids = Counter(cell["id"] for cell in raw["cells"])
    for cell_id, count in ids.items():
        if count > 1:
            raise BookError(
                path, f"{count} cells share this id.", cell=cell_id
            )
    try:
        nb = nbformat.from_dict(raw)
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        where = "/".join(map(str, error.absolute_path))
        message = f"not a valid notebook at {where}: {error.message[:200]}"
        raise BookError(path, message) from None
    return nbformat.reads(json.dumps(raw), as_version=4)


def check_cell(path, number, cell):
    """Raise BookError unless a raw cell has an id, a source and readable metadata."""
    if not isinstance(cell, dict) or not isinstance(
        cell.get("source"), str | list
    ):
        raise BookError(path, "has no source.", cell=f"number {number}")
    if not cell.get("id") or not isinstance(cell["id"], str):
        first = "".join(cell["source"]).strip().split("\n")[0][:50]
        message = (
            f"has no id (it starts with {first!r}). Give it a readable one, such "
            'as "id": "platt-predict".'
        )
        raise BookError(path, message, cell=f"number {number}")
    metadata = cell.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(
        metadata.get("nbgrader", {}), dict
    ):
        message = 'its "metadata", and "nbgrader" in it, must be JSON objects.'
        raise BookError(path, message, cell["id"])


def write(nb, path):
    """Write a notebook if that changes a byte of the file; say whether it did."""
    text = nbformat.writes(nb) + "\n"
    path = Path(path)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def source_of(cell) -> str:
    """Return a cell's source as one string, as stored or as read."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def code_hash(nb) -> str:
    """Return the hash of a notebook's code cells: prose does not change outputs."""
    code = [source_of(c) for c in nb["cells"] if c["cell_type"] == "code"]
    return sha256(json.dumps(code).encode())


def produced_by(nb) -> dict[str, str]:
    """Return what a fresh run of this notebook would record as its origin."""
    return {"code_sha256": code_hash(nb), "lock_sha256": lock_hash()}


def is_current(nb) -> bool:
    """Say whether the outputs came from this code in this environment."""
    return nb.metadata.get("produced_by") == produced_by(nb)
