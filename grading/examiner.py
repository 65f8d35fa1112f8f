"""The trusted process of a submission: the given cells, then the tests.

It runs our own cells only. The student's are run by the sandboxed process at the other
end of `sock`; what they define is seen here as values or stand-ins (grading.proxy).
What happens is told line by line, in JSON, so that the grader can hold every step to
its limit of time.
"""

import base64
import builtins
import contextlib
import json
import marshal
import re
import sys

from sympy.parsing import sympy_parser

from grading.proxy import Gone, Hostile, Link
from grading.slate import Slate
from grading.student import Printed

MAX_MESSAGE = 4000  # characters of a test's message
MIN_HEARD, DIGIT = 4, re.compile(r"\d")  # what a text needs to tell of numbers


class Examiner:
    """Examines the exercises of one submission, one after the other.

    Parameters
    ----------
    sock : socket to the sandboxed process
    tell : callable that takes a dict
    """

    def __init__(self, sock, tell):
        from IPython.core.interactiveshell import InteractiveShell

        self.sock, self.tell = sock, tell
        self.shell = InteractiveShell.instance()
        self.names = self.shell.user_ns
        self.first, self.given = set(self.names), []
        self.slate = Slate(self.names)
        self.link = Link(self.sock, self.names)

    def examine(self, job):
        """Run one exercise.

        Parameters
        ----------
        job : dict with
            given : sources of our ordinary cells; those of the jobs before come first
            cells : [role, source] of the student's cells, in their order; the role is
                "own" (an answer of this exercise), "other" (one of another exercise),
                "extra" (one that they added) or "edited" (a given cell that they
                changed, of use only for names that ours does not bind)
            all : whether to run every extra cell, not only those that bind or change
                a name that the answer needs
            expected : names that the answer must bind
            names : the names that its tests use
            plots : whether its tests look at figures
            tests : [id, code (see pack), [[first, last] line of each hidden region]]
            output_chars : printed output that is kept
        """
        names, tell = self.names, self.tell
        out = sys.stdout = sys.stderr = Printed(job["output_chars"])
        tell({"at": "given"})
        more = job["given"][len(self.given) :]
        for source in more:
            result = self.shell.run_cell(source)
            error = result.error_before_exec or result.error_in_exec
            if error:
                tell({"fault": "a given cell fails: " + describe(error)})
                return
        if more:
            self.slate.keep()
        self.given = job["given"]
        ours = set(names) | set(vars(builtins))
        self.link = link = Link(self.sock, names)
        link.expected = set(job["expected"])
        link.publish([n for n in names if n not in self.first and n[0] != "_"])
        try:
            link.ask("given", more)
            answers(job, link, out, tell)
            bind(job, link, ours)
        except (Gone, Hostile) as end:
            tell({"end": str(end)})
            return
        for cell, code, hidden in job["tests"]:
            tell({"test": cell})
            link.heard.clear()
            with no_text_as_expression():
                error = execute(code, names)
            if link.over:
                tell({"end": str(link.over)})
                return
            outcome = {"cell": cell, "error": None}
            if error:
                line = failing_line(error, names)
                unseen = any(a <= line <= b for a, b in hidden)
                outcome |= {
                    "error": without(link.heard, error)
                    if unseen
                    else describe(error),
                    "kind": kind_of(error),
                    "hidden": unseen,
                }
            tell(outcome)

    def wipe(self):
        """Undo what the exercise did; say whether both processes are as before it."""
        self.slate.wipe()
        try:
            return self.slate.clean() and self.link.ask("wipe") is True
        except (Gone, Hostile):
            return False


def answers(job, link, out, tell):
    """Have the student's cells run that the exercise rests on."""
    cells = job["cells"]
    own = [source for role, source in cells if role == "own"]
    rest = [(i, s) for i, (role, s) in enumerate(cells) if role != "own"]
    chosen, serves = [], False
    if rest:
        others = [source for _, source in rest]
        reply = link.ask("select", own, others, job["expected"])
        chosen, serves = sound(reply, len(others))
    chosen = {rest[n][0] for n in chosen}
    extra = {i for i, (role, _) in enumerate(cells) if role == "extra"}
    tell({"serves": serves, "left": len(extra - chosen)})
    if job["all"]:
        chosen |= extra
    link.bound = set()
    order = [i for i in sorted(chosen) if cells[i][0] == "edited"]
    if order:
        for i in order:
            link.bound |= run_cell(link, cells[i][1])[0]
        for source in job["given"]:
            link.ask("cell", source, True)
    out.take()
    for i, (role, source) in enumerate(cells):
        if role == "edited" or (role != "own" and i not in chosen):
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


def bind(job, link, ours):
    """Bind the student's names that the tests may use.

    Names that our own cells or Python define stay ours, whatever the student has bound
    to them, except those that the answer is there to define.
    """
    used = (set(job["names"]) - ours) & link.bound
    # What the answer is there to define may be a given value that it changes in place.
    link.fetch(sorted(used | set(job["expected"])))
    link.plots = job["plots"]
    if link.plots:
        link.show_figures()


@contextlib.contextmanager
def no_text_as_expression():
    """Keep SymPy from evaluating texts, of which any may come from the student.

    simplify, Matrix and many others make an expression of a text by evaluating it as
    Python.
    """

    def refuse(*args, **kwargs):
        raise TypeError("a test does not take a text for an expression")

    before = sympy_parser.eval_expr
    sympy_parser.eval_expr = refuse
    try:
        yield
    finally:
        sympy_parser.eval_expr = before


def execute(code, names):
    """Run the code of a test cell; return the exception that ended it, or None."""
    try:
        exec(marshal.loads(base64.b64decode(code)), names)
    except BaseException as error:
        return error
    return None


def describe(error):
    """Return an error as a notebook's last line of it, cut: `ValueError: text`."""
    name = type(error).__name__
    if isinstance(error, SyntaxError) and name.startswith("_"):
        name = "SyntaxError"  # Python 3.13 has a private kind of its own
    try:
        message = str(error)
        if isinstance(error, SyntaxError) and error.lineno:
            message = f"{error.msg} (line {error.lineno})"
        told = ": ".join(filter(None, (name, message)))
    except BaseException:
        told = name
    return told if len(told) <= MAX_MESSAGE else told[:MAX_MESSAGE] + " …"


def without(heard, error):
    """Return an error of a hidden test without a text that came out of the answer.

    Such a text can hold what the test has handed over, as `ValueError(repr(args))`.
    """
    if getattr(error, "of_answer", False):
        known = next(kind for kind in type(error).__mro__ if is_public(kind))
        return f"{known.__name__}: raised by your answer in a hidden test"
    told = describe(error)
    for said in sorted(filter(None, heard), key=len, reverse=True):
        if len(said) >= MIN_HEARD and DIGIT.search(said):
            told = told.replace(repr(said), "…").replace(said, "…")
    return told


def is_public(kind):
    """Say whether a class is one of Python's or a library's, not of the answer's."""
    module = sys.modules.get(kind.__module__)
    return getattr(module, kind.__name__, None) is kind


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
    """Take jobs from the grader, one at a time, and tell it what happens."""
    with events.makefile("rw", encoding="utf-8") as lines:

        def tell(event):
            lines.write(json.dumps(event) + "\n")
            lines.flush()

        examiner = Examiner(sock, tell)
        for line in lines:
            examiner.examine(json.loads(line))
            tell({"done": True})
            tell({"clean": examiner.wipe()})
