"""The learner's `check`: the visible tests on their own copy, `my-work/`.

It runs what the notebook's test cells run, in the same way, and shows what passes and
the first message of what does not. Nothing is stored or sent.
"""

import re
import shutil
import textwrap
from pathlib import Path

from grading import chapter as chapters
from grading.model import Limits, Outcome
from grading.modules import beside
from grading.safe import clean, number
from tools.lab import release_of
from tools.paths import ROOT, notebook_in, relative


class CheckError(Exception):
    """There is nothing to check: a sentence that says what to do."""


def copy_of(name, work, root=ROOT):
    """Return (path, others) of the learner's newest copy of a chapter, or None.

    The one made from the exercises as they are now; else the highest release number;
    else the one saved last.
    """
    copies = [p for p in (work / name).glob("*.ipynb") if p.is_file()]
    if not copies:
        return None
    current = notebook_in("exercises", name, root)
    now = release_of(current)

    def order(path):
        number_ = re.search(r"-release-(\d+)$", path.stem)
        return (
            now is not None and release_of(path) == now,
            int(number_[1]) if number_ else 1,
            path.stat().st_mtime,
        )

    copies.sort(key=order)
    return copies[-1], [p.name for p in copies[:-1]]


def find(work, only=None, root=ROOT):
    """Return (chapter, path, names of older copies) of each chapter worked on.

    Raises
    ------
    CheckError
        If there is none.
    """
    work, names = Path(work), chapters.names(root)
    if only and only not in names:
        raise CheckError(
            f"There is no chapter '{only}'. There are: {', '.join(names)}."
        )
    if not work.is_dir():
        raise CheckError(
            f"There is no folder {relative(work)} yet. Run: make lab\nIt makes your "
            "own copy of the exercises there, and opens it."
        )
    found = []
    for name in [only] if only else names:
        if copy := copy_of(name, work, root):
            found.append((name, *copy))
    if not found:
        raise CheckError(
            f"{relative(work)} holds no exercises"
            + (f" of {only}" if only else "")
            + " yet. Run: make lab"
        )
    return found


MARKS = {"passes": "passes", "open": "not answered", "fails": "does not pass"}


def verdict(outcome: Outcome) -> str:
    """Return "passes", "open" or "fails", of an exercise's visible tests."""
    if outcome.status in ("unanswered", "missing") and not outcome.points:
        return "open"
    tests = outcome.tests
    if tests and all(t.points >= t.max_points for t in tests):
        return "passes"
    if not tests and outcome.status in ("ok", "waiting"):
        return "passes"
    return "fails"


def _message(outcome) -> str:
    said = outcome.message or next(
        (t.message for t in outcome.tests if t.message), ""
    )
    return clean(said).removeprefix("AssertionError: ")


def show(name, path, older, outcomes, width) -> tuple[str, bool]:
    """Return the table of one chapter, and whether all that is answered passes."""
    lines = [f"{name}   {relative(path)}"]
    if older:
        lines.append(f"  (not looked at: {', '.join(map(clean, older))})")
    said = {o.message for o in outcomes}
    if {o.status for o in outcomes} == {"unreadable"} and len(said) == 1:
        # What is true of the whole file is said once.
        lines += textwrap.wrap(
            clean(*said),
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )
        return "\n".join([*lines, ""]), False
    wide = max((len(o.exercise) for o in outcomes), default=0)
    counts = dict.fromkeys(MARKS, 0)
    for outcome in outcomes:
        result = verdict(outcome)
        counts[result] += 1
        mark = MARKS[result]
        if outcome.status == "missing":
            mark = "its cells are not in your copy"
        lines.append(f"  {outcome.exercise:{wide}}  {mark}")
        if result == "fails":
            for line in _message(outcome).split("\n")[:12]:
                lines += textwrap.wrap(
                    line,
                    width,
                    initial_indent=" " * (wide + 4),
                    subsequent_indent=" " * (wide + 4),
                ) or [""]
    worth = sum(
        t.points for o in outcomes for t in o.tests if verdict(o) != "open"
    )
    total = sum(e.points for e in chapters.load(name).exercises)
    told = (
        f"  {counts['passes']} of {len(outcomes)} exercises pass, "
        f"{number(worth)} of {number(total)} points"
    )
    if counts["open"]:
        told += f"; {counts['open']} to do"
    lines += ["", told, ""]
    return "\n".join(lines), not counts["fails"]


def main(
    work, only=None, limits=None, say=print, grader=None, root=ROOT
) -> int:
    """Check every chapter; return 0 if everything that is answered passes, else 1.

    Parameters
    ----------
    work : the folder of the learner's copies
    only : one chapter
    limits : grading.model.Limits
    say : called with each piece of text
    grader : a context manager with `grade`; the real one if None

    Raises
    ------
    CheckError
        If there is nothing to check.
    """
    found = find(work, only, root)
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    if grader is None:
        from grading.engine import Grader

        # The learner's own code on the learner's own machine: as in the notebook.
        grader = Grader(limits=limits or Limits(), sandbox=False)
    fine = True
    with grader as running:
        for name, path, older in found:
            result = running.grade(
                path, name, visible_only=True, modules=beside(path)
            )
            table, passes = show(name, path, older, result.outcomes, width)
            say(table)
            fine = fine and passes
    say(
        "These are the tests that you can see. The grader also runs hidden ones, which "
        "check\nthe same requirements on other numbers."
    )
    return 0 if fine else 1
