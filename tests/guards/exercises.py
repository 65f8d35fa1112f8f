"""Exercises: short, with messages, in Markdown that any Jupyter shows."""

import ast
import re

from tests.guards.budget import DETAILS, words
from tests.guards.cells import code_cells, tree
from tools.exercises import exercise_of, is_answer, is_test

FEWEST, MOST, MINUTES = (
    7,
    9,
    60,
)  # exercises of a chapter, and their time together
TASK_WORDS, DESIGN_WORDS, TEST_LINES = 200, 300, 40
KINDS = "Predict", "Complete", "Build", "Debug", "Design"
WITH_HINTS = "Build", "Debug", "Design"
HEADING = re.compile(r"^## Exercise (\d+): .+$", re.M)
FACTS = re.compile(
    rf"^\*({'|'.join(KINDS)}) · about (\d+) minutes? · [\d.]+ points? · .*\*$",
    re.M,
)
EXAMPLE = re.compile(r"for example\s+`(\w+ = [^`]+)`")
HIDDEN_TESTS = re.compile(
    r"^ *### BEGIN HIDDEN TESTS.*?^ *### END HIDDEN TESTS", re.M | re.S
)


def tests_say_why(nb):
    """Each assertion that a learner can meet has a message of its own."""
    return [
        f"{cell.id}: line {node.lineno}: an assert without a message"
        for cell in code_cells(nb)
        if is_test(cell)
        for node in ast.walk(tree(cell))
        if isinstance(node, ast.Assert)
        and (node.msg is None or getattr(node.msg, "value", "text") == "")
    ]


def plain_markdown(nb):
    """Exercises are worked in any Jupyter: no directive that only the site draws."""
    return [
        f"{cell.id}: a MyST directive, which plain JupyterLab shows as code"
        for cell in nb.cells
        if cell.cell_type == "markdown"
        and re.search(
            r"^(```+|:::+)\{|\{(ref|glue:\w+|doc|cite:\w+)\}`",
            cell.source,
            re.M,
        )
    ]


def tasks(nb):
    """Return the cells that state an exercise, in order."""
    return [cell for cell in nb.cells if cell.id.endswith("-task")]


def tasks_are_short(nb):
    """A task is read in a minute, says its kind and time, and has hints to open."""
    faults, time = [], 0
    for number, cell in enumerate(tasks(nb), 1):
        heading = HEADING.search(cell.source)
        facts = FACTS.search(cell.source)
        if not heading or int(heading[1]) != number:
            faults.append(f"{cell.id}: begin with '## Exercise {number}: …'")
        if not facts:
            faults.append(
                f"{cell.id}: no line '*Build · about 9 minutes · 4 points · taught "
                f"in …*' (kinds: {', '.join(KINDS)})"
            )
            continue
        kind, time = facts[1], time + int(facts[2])
        task = DETAILS.sub("", cell.source)
        for line in (HEADING, FACTS):
            task = line.sub("", task)
        limit = DESIGN_WORDS if kind == "Design" else TASK_WORDS
        if words(task) > limit:
            faults.append(f"{cell.id}: {words(task)} words; at most {limit}")
        hints = len(DETAILS.findall(cell.source))
        if kind in WITH_HINTS and hints != 2:
            faults.append(
                f"{cell.id}: {hints} closed hints; two <details>: the idea, then the "
                "function"
            )
    if not FEWEST <= len(tasks(nb)) <= MOST:
        faults.append(
            f"notebook: {len(tasks(nb))} exercises; {FEWEST} to {MOST}"
        )
    if time > MINUTES:
        faults.append(f"notebook: {time} minutes together; at most {MINUTES}")
    return faults


def examples_give_nothing_away(nb):
    """The value that a task names as an example is not its answer."""
    answers = {exercise_of(c): c.source for c in filter(is_answer, nb.cells)}
    return [
        f"{cell.id}: the example is the answer: {given}"
        for cell in tasks(nb)
        for given in EXAMPLE.findall(cell.source)
        if given in answers.get(cell.id.removesuffix("-task"), "").split("\n")
    ]


def tests_are_short(nb):
    """A learner sees at most forty lines of tests, under a line that says what they are."""
    numbers = {
        cell.id.removesuffix("-task"): n for n, cell in enumerate(tasks(nb), 1)
    }
    faults = []
    for cell in filter(is_test, nb.cells):
        seen = HIDDEN_TESTS.sub("", cell.source)
        lines = sum(bool(line.strip()) for line in seen.split("\n"))
        if lines > TEST_LINES:
            faults.append(
                f"{cell.id}: {lines} visible lines of tests; at most {TEST_LINES}"
            )
        first = f"# Tests of exercise {numbers.get(exercise_of(cell))}: run me"
        if cell.source.split("\n")[0] != first:
            faults.append(f"{cell.id}: its first line must be '{first}'")
    return faults
