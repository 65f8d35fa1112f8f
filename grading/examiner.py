"""The trusted process of one exercise: the given cells, then the tests.

It runs our own cells only. The student's are run by the sandboxed process at the other
end of `sock`; what they define is seen here as values or stand-ins (grading.proxy).
What happens is told line by line, in JSON, so that the grader can hold every step to
its limit of time.
"""

import ast
import builtins
import json
import sys

from grading.proxy import Gone, Hostile, Link
from grading.student import Printed, names_of


def examine(job, sock, tell):
    """Run one exercise.

    Parameters
    ----------
    job : dict with
        given : sources of our ordinary cells
        cells : [role, source] of the student's cells, in their order; the role is
            "own" (an answer of this exercise), "other" or "edited" (a given cell that
            the student changed, of use only for names that ours does not bind)
        expected : names that the answer must bind
        tests : [id, source, [[first, last] line of each hidden region]]
        output_chars : printed output that is kept
    sock : socket to the sandboxed process
    tell : callable that takes a dict
    """
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    names, link = shell.user_ns, Link(sock, shell.user_ns)
    out = sys.stdout = sys.stderr = Printed(job["output_chars"])
    tell({"at": "given"})
    before = set(names)
    for source in job["given"]:
        result = shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        if error:
            tell({"fault": "a given cell fails: " + describe(error)})
            return
    ours = set(names) | set(vars(builtins))
    link.publish([n for n in names if n not in before and n[0] != "_"])
    try:
        answers(job, link, out, tell)
        bind(job, shell, link, ours)
    except (Gone, Hostile) as end:
        tell({"end": str(end)})
        return
    for cell, source, hidden in job["tests"]:
        tell({"test": cell})
        result = shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        if link.over:
            tell({"end": str(link.over)})
            return
        outcome = {"cell": cell, "error": None}
        if error:
            line = failing_line(error, names)
            outcome |= {
                "error": describe(error),
                "kind": kind_of(error),
                "hidden": any(a <= line <= b for a, b in hidden),
            }
        tell(outcome)


def answers(job, link, out, tell):
    """Have the student's cells run that the exercise rests on."""
    for source in job["given"]:
        link.ask("cell", source, True)
    cells = job["cells"]
    own = [source for role, source in cells if role == "own"]
    rest = [(i, s) for i, (role, s) in enumerate(cells) if role != "own"]
    chosen, serves = [], False
    if rest:
        others = [source for _, source in rest]
        reply = link.ask("select", own, others, job["expected"])
        chosen, serves = sound(reply, len(others))
    chosen = {rest[n][0] for n in chosen}
    tell({"serves": serves})
    link.bound = set()
    order = [i for i in sorted(chosen) if cells[i][0] == "edited"]
    if order:
        for i in order:
            link.bound |= run_cell(link, cells[i][1])[0]
        for source in job["given"]:
            link.ask("cell", source, True)
    out.take()
    for i, (role, source) in enumerate(cells):
        if role == "edited" or (role == "other" and i not in chosen):
            continue
        tell({"run": i})
        bound, error = run_cell(link, source)
        link.bound |= bound
        told = {"ran": i, "output": out.take(), "error": None}
        if error is not None:
            told |= {"error": describe(error), "kind": kind_of(error)}
        tell(told)


def run_cell(link, source):
    """Have a cell run; return the names it bound, and its error or None."""
    try:
        bound, error = link.ask("cell", source, False)
        bound = {name for name in bound if isinstance(name, str)}
    except (TypeError, ValueError) as fault:
        raise Hostile(str(fault)) from None
    if error is not None and not isinstance(error, BaseException):
        raise Hostile("no error")
    return bound, error


def sound(reply, count):
    """Check the answer to "select"."""
    try:
        chosen, serves = reply
        chosen = [n for n in chosen if type(n) is int and 0 <= n < count]
    except (TypeError, ValueError) as fault:
        raise Hostile(str(fault)) from None
    return chosen, serves is True


def bind(job, shell, link, ours):
    """Bind the student's names that the tests may use.

    Names that our own cells or Python define stay ours, whatever the student has bound
    to them, except those that the answer is there to define.
    """
    used = set(job["expected"])
    for _, source, _ in job["tests"]:
        _, needs, _, _ = names_of(shell, source)
        used |= needs - ours
        used |= words(shell.transform_cell(source)) - ours
    link.fetch(sorted(used & link.bound))
    link.plots = any("plt" in source for _, source, _ in job["tests"])
    if link.plots:
        link.show_figures()


def words(source):
    """Return the strings of a cell that could be names, as in globals()["name"]."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.isidentifier()
    }


def describe(error):
    """Return an error as a notebook's last line of it: `ValueError: text`."""
    try:
        return ": ".join(filter(None, (type(error).__name__, str(error))))
    except Exception:
        return type(error).__name__


def kind_of(error):
    """Return "assert", "memory" or "error"."""
    if isinstance(error, MemoryError):
        return "memory"
    return "assert" if isinstance(error, AssertionError) else "error"


def failing_line(error, names):
    """Return the line of the cell at which it failed, 0 if that is not known."""
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_globals is names and frame.f_code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def run(sock, events):
    """Take one job from the grader and tell it what happens."""
    with events.makefile("rw", encoding="utf-8") as lines:
        job = json.loads(lines.readline())

        def tell(event):
            lines.write(json.dumps(event) + "\n")
            lines.flush()

        examine(job, sock, tell)
        tell({"done": True})
