"""Descriptions of functions, so that a stand-in looks like what it stands for."""

import inspect

from grading.wire import WireError

KINDS = tuple(inspect._ParameterKind)
MAX_TEXT = 4000  # characters of a name or docstring that cross


def text(value):
    """Return a string cut to a bounded length, "" for anything else."""
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def write_signature(function, writer, depth):
    """Return [[name, kind, default…], …] of a callable, or None if it has none."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    trees = []
    for p in parameters:
        tree = [p.name, int(p.kind)]
        if p.default is not p.empty:
            try:
                with writer.whole():
                    tree.append(writer.write(p.default, depth + 1))
            except (WireError, RecursionError):
                tree.append(None)
        trees.append(tree)
    return trees


def read_signature(trees, reader, depth):
    """Return the inspect.Signature of a tree, or None.

    Raises
    ------
    WireError, ValueError, TypeError
        If it is none.
    """
    if trees is None:
        return None
    if not isinstance(trees, list) or len(trees) > 200:
        raise WireError("no signature")
    parameters = []
    for name, kind, *default in trees:
        value = (
            reader.read(default[0], depth + 1)
            if default
            else inspect.Parameter.empty
        )
        parameters.append(inspect.Parameter(name, KINDS[kind], default=value))
    return inspect.Signature(parameters)


def make_stub(call, name, doc, signature):
    """Return a function that hands its arguments to call(args, kwargs)."""

    def stub(*args, **kwargs):
        return call(args, kwargs)

    stub.__name__ = stub.__qualname__ = text(name) or "function"
    stub.__doc__ = doc if isinstance(doc, str) else None
    stub.__module__ = "__main__"
    if signature is not None:
        stub.__signature__ = signature
    return stub
