"""Code: current, and at home on any machine."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions as installed

from IPython.core.inputtransformer2 import TransformerManager

from tests.guards.cells import code_cells, tags, tree


def code_can_be_read(nb):
    """Guards of code see nothing in a cell that Python cannot parse."""
    faults = []
    for cell in code_cells(nb):
        try:
            ast.parse(TransformerManager().transform_cell(cell.source))
        except SyntaxError as error:
            if "raises-exception" not in tags(cell):
                faults.append(f"{cell.id}: {error.msg}, line {error.lineno}")
    return faults


def dotted(node):
    """Return `np.random.seed` for the syntax tree of that expression, else ''."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


LEGACY = {
    "numpy.trapz": "np.trapezoid",
    "numpy.matrix": "a 2-D array",
    "scipy.integrate.trapz": "np.trapezoid",
    "scipy.integrate.simps": "scipy.integrate.simpson",
} | {
    f"scipy.sparse.{kind}_matrix": f"sparse.{kind}_array"
    for kind in ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")
}
OLD_RANDOM = re.compile(
    r"numpy\.random\.([a-z_]+|RandomState)"  # functions and classes before Generator
)
TAKES_RNG = {
    "differential_evolution", "dual_annealing", "basinhopping", "Sobol", "Halton",
    "LatinHypercube", "PoissonDisk", "MultinomialQMC", "MultivariateNormalQMC",
    "bootstrap", "permutation_test", "monte_carlo_test", "kmeans2",
}  # fmt: skip


def aliases(nb):
    """Return what the names that a notebook imports stand for, in full."""
    full = {"np": "numpy", "sparse": "scipy.sparse"}
    for cell in code_cells(nb):
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.Import):
                full |= {a.asname: a.name for a in node.names if a.asname}
            elif isinstance(node, ast.ImportFrom) and node.module:
                full |= {
                    a.asname or a.name: f"{node.module}.{a.name}"
                    for a in node.names
                }
    return full


def no_legacy_api(nb):
    """No call that its library has replaced, except where a cell is about it."""
    full, faults = aliases(nb), []
    for cell in code_cells(nb):
        if "legacy-on-purpose" in tags(cell):
            continue
        found = {
            fault
            for node in ast.walk(tree(cell))
            for fault in legacy(node, full)
        }
        faults += [f"{cell.id}: {fault}" for fault in sorted(found)]
    return faults


def legacy(node, full):
    """Yield what is legacy in one node of a syntax tree, and what to write instead."""
    first, _, rest = dotted(node).partition(".")
    name = full.get(first, first) + (f".{rest}" if rest else "")
    if name in LEGACY:
        yield f"{name}: use {LEGACY[name]}"
    if OLD_RANDOM.fullmatch(name) and not name.endswith(".default_rng"):
        yield f"{name}: use a generator, rng = np.random.default_rng(…)"
    if isinstance(node, ast.Call):
        called = dotted(node.func).rpartition(".")[2]
        keywords = {k.arg: k.value for k in node.keywords}
        if called in TAKES_RNG and "seed" in keywords:
            yield f"{called}(seed=…): use rng="
        metric = keywords.get("metric") or (node.args[2:3] or [None])[0]
        if called == "cdist" and getattr(metric, "value", None) == "manhattan":
            yield 'cdist has no metric "manhattan": use "cityblock"'


ABSOLUTE = re.compile(
    r"file://|(?<![\w.~])~/|\b[A-Z]:[\\/]\w|"
    r"(?<![\w.:])/(home|root|tmp|work|usr|opt|Users|var|mnt|srv|etc|data|content|private)"
    r"/[\w.-]+"
)


def no_absolute_path(nb):
    """A path of one machine means nothing on the reader's, and tells where it was made."""
    faults = []
    for cell in nb.cells:
        texts = [cell.source]
        for output in cell.get("outputs", []):
            texts += [output.get("text", ""), *output.get("traceback", [])]
            texts += [
                d
                for d in output.get("data", {}).values()
                if isinstance(d, str)
            ]
        for text in texts:
            if found := ABSOLUTE.search(text):
                faults.append(f"{cell.id}: holds the path {found.group(0)}")
    return faults


READS = re.compile(
    r"(^|\.)(open|load|loadtxt|genfromtxt|fromfile|memmap|load_npz|loadmat|imread"
    r"|read_\w+|wavfile\.read|Path)$"
)


def reads_no_file(nb):
    """Data come from a library or are made by the notebook, not from a file beside it.

    The cache of executed notebooks knows their code, not such a file: the book would go
    on showing what it held once.
    """
    return [
        f"{cell.id}: reads the file {node.args[0].value!r}, which the cache of executed "
        "notebooks does not see: make the data in the notebook (a temporary file has "
        "no fixed name), or take them from a library"
        for cell in code_cells(nb)
        for node in ast.walk(tree(cell))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and READS.search(dotted(node.func))
    ]


@cache
def installed_modules():
    """Return the top-level modules of the installed packages."""
    return frozenset(installed())


def is_installed(module) -> bool:
    """Say whether a module comes with Python or with a package, not from a folder."""
    name = module.split(".")[0]
    return name in sys.stdlib_module_names or name in installed_modules()


def imports_no_code_of_ours(nb):
    """A notebook runs wherever it is copied to."""
    faults = []
    for cell in code_cells(nb):
        for node in ast.walk(tree(cell)):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or "."]
            faults += [
                f"{cell.id}: imports {m}, which is no library"
                for m in modules
                if not is_installed(m)
            ]
    return faults
