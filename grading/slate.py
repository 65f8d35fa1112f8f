"""What the cells of one exercise leave behind, and its undoing before the next.

The exercises of a submission are run in the same two processes, since making new ones
costs more than most exercises. Before each exercise the names are what the given cells
have bound. What that does not undo (a changed array, a replaced function of a library, a
thread that still runs) is looked for; where it is found, or nothing could tell, the next
exercise gets new processes. A process that hides it harms its own exercises only.
"""

import builtins
import os
import random
import resource
import signal
import sys
import threading
import types
import warnings

import matplotlib
import matplotlib.pyplot as plt
import mpmath
import numpy as np
import scipy.sparse
import sklearn

from grading import wire
from grading.changes import state_of
from grading.wire import WireError, Writer

LIBRARIES = [builtins, np, np.linalg, np.random, np.testing, scipy.sparse, plt]
UNKNOWN = object()  # of which nothing tells whether it has been changed
MORE_MEMORY = 256 << 10  # KB by which a process may grow and still be used


class Slate:
    """The names of a process, as its given cells have left them.

    Parameters
    ----------
    names : namespace that the cells run in
    """

    def __init__(self, names):
        self.names, self.own = names, set(names)  # IPython's own, such as In
        self.filters, self.floats = list(warnings.filters), np.geterr()
        self.keep()

    def keep(self):
        """Take what is there now for what each exercise starts from."""
        self.kept = dict(self.names)
        modules = {v for v in self.kept.values() if is_module(v)}
        self.modules = [(m, dict(vars(m))) for m in {*modules, *LIBRARIES}]
        self.values = {
            k: mark(v) for k, v in self.kept.items() if k not in self.own
        }
        self.world = world()
        self.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def wipe(self):
        """Bind the kept names again, and only these."""
        self.names.clear()
        self.names.update(self.kept)
        warnings.filters[:] = self.filters
        warnings._filters_mutated()
        np.seterr(**self.floats)
        plt.close("all")

    def clean(self):
        """Say whether the kept values and the process are as they were; wipe first."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return (
            memory - self.memory < MORE_MEMORY
            and self.world == world()
            and all(
                now.get(name) is value
                for module, before in self.modules
                for now in [vars(module)]
                for name, value in before.items()
            )
            and all(
                before is not UNKNOWN and before == mark(self.kept[name])
                for name, before in self.values.items()
            )
        )


def is_module(value):
    """Say whether a value is a module."""
    return isinstance(value, types.ModuleType)


def world():
    """Return what cells may change besides names, in a form that compares."""
    state = np.random.get_state()  # noqa: NPY002 - students use it
    return [
        os.getpid(),
        os.getcwd(),
        threading.active_count(),
        children(),
        dict(os.environ),
        list(sys.path),
        random.getstate(),
        state[1].tobytes(),
        state[2:],
        dict(dict.items(matplotlib.rcParams)),
        repr(np.get_printoptions()),
        sklearn.get_config(),
        mpmath.mp.prec,
        sys.getrecursionlimit(),
        signal.getitimer(signal.ITIMER_REAL),
    ]


def children():
    """Say whether this process has children, without taking note of their ends."""
    if not hasattr(os, "waitid"):  # macOS before Python 3.13
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def mark(value):
    """Return what tells whether a value has been changed in place, or UNKNOWN."""
    if is_module(value) or (
        # A function or class of a library: replacing it there is seen.
        isinstance(
            value, type | types.FunctionType | types.BuiltinFunctionType
        )
        and value.__module__ != "__main__"
    ):
        return None
    if isinstance(value, np.ufunc):
        return None
    if isinstance(value, np.random.Generator):
        return repr(state_of(value.bit_generator))
    if isinstance(value, types.FunctionType):
        if value.__closure__ or vars(value):
            return UNKNOWN
        defaults = value.__defaults__, value.__kwdefaults__
        return all_of([value.__code__, written(defaults)])
    if isinstance(value, type):
        parts = dict(vars(value))
        for name in ("__dict__", "__weakref__"):
            parts.pop(name, None)
        marks = [mark_in_class(part) for part in parts.values()]
        return all_of([list(parts), *marks])
    return written(value)


def mark_in_class(part):
    """Return the mark of an entry of a class."""
    if isinstance(part, property):
        part = [part.fget, part.fset, part.fdel]
        return all_of([mark(f) for f in part])
    if isinstance(part, staticmethod | classmethod):
        return mark(part.__func__)
    return mark(part)


def all_of(marks):
    """Return marks as one."""
    return UNKNOWN if any(m is UNKNOWN for m in marks) else marks


def written(value):
    """Return a plain value as it would cross to another process, or UNKNOWN."""
    try:
        writer = Writer()
        return wire.dumps(writer.write(value)), writer.blob
    except (WireError, RecursionError):
        return UNKNOWN
