"""The learner's `check`: the visible tests on their own copy, `my-work/`.

It runs what the notebook's test cells run, in the same way, and shows what passes and
the first message of what does not. Nothing is stored or sent.
"""

import shutil
import textwrap
from pathlib import Path

from grading import chapter as chapters
from grading.model import Limits, Outcome
from grading.modules import beside
from grading.safe import clean, number
from tools.my_work import newest
from tools.paths import ROOT, relative


class CheckError(Exception):
    """There is nothing to check: a sentence that says what to do."""


def find(work, only=None, root=ROOT):
    """Return (chapter, path) of each chapter worked on.

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
        if copy := newest(work / name, name):
            found.append((name, copy))
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


def show(name, path, outcomes, width) -> str:
    """Return the table of one chapter, in the words and order of its notebook."""
    lines = [f"{name}   {relative(path)}"]
    said = {o.message for o in outcomes}
    if {o.status for o in outcomes} == {"unreadable"} and len(said) == 1:
        # What is true of the whole file is said once.
        lines += indented(clean(*said), 2, width)
        return "\n".join([*lines, ""])
    exercises = {e.name: e for e in chapters.load(name).exercises}
    counts = dict.fromkeys(MARKS, 0)
    for outcome in outcomes:
        result = verdict(outcome)
        counts[result] += 1
        mark = MARKS[result]
        if outcome.status == "missing":
            mark = "its cells are not in your copy"
        title = clean(exercises[outcome.exercise].title)
        lines.append(f"  {mark:16}{title}")
        if result == "fails":
            for line in _message(outcome).split("\n")[:12]:
                lines += indented(line, 18, width)
    worth = sum(
        t.points for o in outcomes for t in o.tests if verdict(o) != "open"
    )
    texts = [r for o in outcomes for r in o.rationales]
    total = sum(e.points for e in exercises.values())
    told = (
        f"  {counts['passes']} of {len(outcomes)} exercises pass, "
        f"{number(worth)} of {number(total)} points"
    )
    if texts:
        written = sum(r.max_points for r in texts if r.answered)
        told += (
            f"; texts worth {number(written)} of "
            f"{number(sum(r.max_points for r in texts))} points are written"
        )
    lines += ["", told, ""]
    return "\n".join(lines)


def indented(text, by, width) -> list[str]:
    """Return a text as lines that fit the screen."""
    space = " " * by
    return textwrap.wrap(
        text, width, initial_indent=space, subsequent_indent=space
    ) or [""]


def next_to_do(name, path, outcomes) -> str:
    """Return a sentence that names the first exercise that does not pass, or ""."""
    titles = {e.name: e.title for e in chapters.load(name).exercises}
    for outcome in outcomes:
        if verdict(outcome) != "passes":
            return (
                f"Next: {clean(titles[outcome.exercise])}, in {relative(path)}"
            )
    return ""


def main(
    work, only=None, limits=None, say=print, grader=None, root=ROOT
) -> int:
    """Check every chapter; return 0: what does not pass yet is no fault of the command.

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
    following = ""
    with grader as running:
        for count, (name, path) in enumerate(found, 1):
            say(f"Running {name} ({count} of {len(found)})")
            outcomes = running.grade(
                path, name, visible_only=True, modules=beside(path)
            ).outcomes
            say(show(name, path, outcomes, width))
            following = following or next_to_do(name, path, outcomes)
    say(
        "These are the tests that you can see. The grader also runs hidden ones, which "
        "check\nthe same requirements on other numbers."
    )
    say(following or "All of it passes.")
    return 0
