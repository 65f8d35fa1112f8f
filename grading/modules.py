"""A student's own modules, `helpers.py` beside the notebook, come along with it.

Each becomes a cell that writes it, before the student's own cells: so it is seen by
that student's sandbox alone, and graded, resumed and sent to a cluster with the rest.
"""

import json
import re

MODULE = re.compile(r"[A-Za-z_]\w*\.py", re.A)
MAX_MODULE = 256 << 10  # bytes of a module
MAX_MODULES = 20  # of one submission


def with_modules(data: bytes, modules) -> bytes:
    """Return a notebook, as JSON, that writes modules before it does anything else.

    Parameters
    ----------
    data : the notebook; what is none comes back as it is
    modules : pairs of a file's name and its bytes
    """
    cells = []
    for name, source in sorted(modules):
        try:
            text = source.decode("utf-8-sig")
        except UnicodeDecodeError:
            continue  # Python would not import it either
        cells.append(
            {
                "cell_type": "code",
                "id": "module-" + name.removesuffix(".py"),
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": f"%%writefile {name}\n{text}",
            }
        )
    if not cells:
        return data
    try:
        notebook = json.loads(data)
        notebook["cells"] = cells + notebook["cells"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return data
    return json.dumps(notebook).encode()


def is_module(name, path) -> bool:
    """Say whether a file is one that may come along; `path` is None where refused."""
    return (
        bool(MODULE.fullmatch(name))
        and path is not None
        and path.is_file()
        and path.stat().st_size <= MAX_MODULE
    )


def beside(path) -> list[tuple[str, bytes]]:
    """Return the modules beside a notebook of the learner's own, for `check`."""
    modules = [p for p in path.parent.glob("*.py") if is_module(p.name, p)]
    return [(p.name, p.read_bytes()) for p in sorted(modules)[:MAX_MODULES]]
