"""Carry what a learner wrote into the notebook of a new release."""

import re

import nbformat

from tools.exercises import grading
from tools.normal_form import is_readable
from tools.notebook_files import source_of

UNTOUCHED = "raise NotImplementedError()"
CHANGED = (
    "**The task of this exercise has changed since you answered it.** Your answer is "
    "below, as it was. The task as it was stands in `{old}`."
)
GONE = (
    "## Your answers to exercises that are no longer here\n\n"
    "The tasks stand in `{old}`."
)


def answered(cell) -> bool:
    """Say whether a learner has written something into an answer cell."""
    return UNTOUCHED not in source_of(cell) and bool(source_of(cell).strip())


def carried(old, new, kept_as):
    """Return the new notebook with what a learner wrote in the old one.

    Parameters
    ----------
    old, new : notebooks as JSON
    kept_as : name of the file that keeps the old one
    """
    olds = {cell.get("id"): cell for cell in old["cells"]}
    cells = []
    for cell in new["cells"]:
        before = olds.get(cell["id"])
        mine = grading(cell, "solution") and before and answered(before)
        if mine and source_of(before) != cell["source"]:
            task = re.sub(r"-(answer|rationale)(-\d+)?$", "-task", cell["id"])
            if is_changed(task, olds, new):
                note = CHANGED.format(old=kept_as)
                cells.append(nbformat.v4.new_markdown_cell(note))
            cell = cell | {"source": source_of(before)}
        cells.append(cell)
    ids = {cell["id"] for cell in new["cells"]}
    lost = [
        cell
        for cell in old["cells"]
        if cell.get("id") not in ids
        and grading(cell, "solution")
        and answered(cell)
    ]
    if lost:
        note = nbformat.v4.new_markdown_cell(GONE.format(old=kept_as))
        plain = [
            nbformat.v4.new_code_cell(source_of(c))
            if c["cell_type"] == "code"
            else nbformat.v4.new_markdown_cell(source_of(c))
            for c in lost
        ]
        cells += [note, *plain]
    return new | {"cells": with_added(old, cells)}


def is_changed(task, olds, new) -> bool:
    """Say whether a task is another than in the old notebook."""
    now = next((c for c in new["cells"] if c["id"] == task), None)
    was = olds.get(task)
    return bool(was and now and source_of(was) != source_of(now))


def with_added(old, cells):
    """Put the cells that the learner added behind those that they followed."""
    known = {cell.get("id") for cell in cells}
    behind, last = {}, None
    for cell in old["cells"]:
        if cell.get("id") in known:
            last = cell["id"]
        elif not grading(cell, "grade_id") and not is_readable(
            str(cell.get("id", ""))
        ):
            behind.setdefault(last, []).append(cell)
    out = list(behind.get(None, ()))
    for cell in cells:
        out += [cell, *behind.get(cell.get("id"), ())]
    return out
