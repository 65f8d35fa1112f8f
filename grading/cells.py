"""What a cell binds, needs and changes, and what follows for which cells to run."""

import ast
import base64
import builtins
import marshal
import re
import symtable

WORD, STAR = re.compile(r"\w+"), re.compile(r"\bimport[\s\\(]*\*")


def names_of(shell, source):
    """Return what a cell binds, needs, changes and calls methods of, and if it imports *.

    A cell that is not valid Python binds and needs nothing.
    """
    lines = source.lstrip().split("\n", 1)
    if lines[0].startswith(("%%time", "%%capture")):
        source = lines[1] if len(lines) > 1 else ""
    try:
        code = shell.transform_cell(source)
        top = symtable.symtable(code, "cell", "exec")
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), set(), set(), set(), False
    binds, needs = set(), set()
    tables = [top]
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            name, outer = symbol.get_name(), table is top
            set_here = (
                symbol.is_assigned()
                or symbol.is_imported()
                or symbol.is_namespace()
            )
            if set_here and (outer or symbol.is_declared_global()):
                binds.add(name)
            if symbol.is_referenced() and (outer or symbol.is_global()):
                needs.add(name)
    changes, calls, star = set(), set(), False
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            star = star or any(a.name == "*" for a in node.names)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            calls.add(owner(node.func))
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(
            node.ctx, ast.Store | ast.Del
        ):
            changes.add(owner(node))
    return binds, needs - binds, changes - {""}, calls - {""}, star


def owner(node):
    """Return the name at the start of an expression such as a.b[0].c, else ""."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def mentions(source, names):
    """Say whether a cell may bind or change one of these names."""
    return (
        not source.isascii()  # Python takes some other letters for these
        or STAR.search(source) is not None
        or not names.isdisjoint(WORD.findall(source))
    )


def select(shell, own, others, expected):
    """Return which other cells of a student's notebook an exercise rests on.

    Parameters
    ----------
    own : sources of the exercise's answer cells
    others : sources of the other cells of the student's that may matter
    expected : names that the answer must bind

    Returns
    -------
    chosen : sorted list of indices into `others`
    serves : True if one of them binds an expected name
    """
    known = set(shell.user_ns) | set(vars(builtins))
    bound, need = set(), set()
    for source in own:
        binds, needs, *_ = names_of(shell, source)
        bound |= binds
        need |= needs
    need = (need - bound - known) | set(expected)
    seen, chosen = need | bound | set(expected), set()
    facts = {}
    while True:
        more = set()
        for i, source in enumerate(others):
            # Analysing a cell takes milliseconds, and most name nothing of these.
            if i in chosen or not mentions(source, seen):
                continue
            if i not in facts:
                facts[i] = names_of(shell, source)
            binds, _, changes, calls, star = facts[i]
            # A call such as table.update(…) may change what the answer needs.
            if binds & need or changes & seen or calls & need or star:
                more.add(i)
        if not more:
            break
        chosen |= more
        for i in more:
            need |= facts[i][1] - known - bound
            seen |= need
    serves = any(facts[i][0] & set(expected) for i in chosen)
    return [sorted(chosen), serves]


def used_names(shell, source):
    """Return the names that a test cell uses, also as globals()["name"], and binds."""
    strings = {
        node.value
        for node in ast.walk(ast.parse(shell.transform_cell(source)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.isidentifier()
    }
    binds, needs, *_ = names_of(shell, source)
    return needs | strings, binds


def pack(shell, source, name):
    """Compile a test cell, once for all submissions; return its code as text."""
    code = compile(shell.transform_cell(source), f"<{name}>", "exec")
    return base64.b64encode(marshal.dumps(code)).decode()
