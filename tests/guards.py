"""Rules that every notebook of the book keeps.

Each guard takes a notebook and returns its faults, a line each that begins with the
cell's id. `test_guards.py` runs them over the book, and over inputs that they must
reject.
"""

import ast
import re
import statistics
from pathlib import Path
from urllib.parse import unquote

from IPython.core.inputtransformer2 import TransformerManager

from tools.exercises import is_test
from tools.normal_form import is_readable
from tools.notebook_files import is_current

HIDDEN = {"remove-cell", "remove-input", "hide-input", "hide-cell"}
LONGEST_CELL, MEDIAN_CELL = (
    15,
    6,
)  # lines of code that a reader takes in at a glance


def tags(cell):
    """Return a cell's tags as a set."""
    return set(cell.metadata.get("tags", []))


def code_cells(nb):
    """Return the code cells that hold code."""
    return [c for c in nb.cells if c.cell_type == "code" and c.source.strip()]


def prose(markdown):
    """Return the sentences of some Markdown: no code, mathematics, targets or links."""
    text, code = [], None
    for line in markdown.split("\n"):
        fence = re.match(r"\s*(`{3,}|:{3,})(\{[\w-]+\})?", line)
        if fence and code is None:
            # A directive holds prose, except one that shows code or mathematics.
            plain = (
                fence[2] is None
                and fence[1][0] == "`"
                and line.strip() != fence[1]
            )
            if plain or fence[2] in ("{code}", "{code-block}", "{math}"):
                code = fence[1]
        elif fence and line.strip() == code:
            code = None
        elif code is None:
            text.append(line)
    joined = "\n".join(text)
    joined = re.sub(
        r"<!--.*?-->|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", "", joined, flags=re.S
    )
    joined = re.sub(r"^\([\w-]+\)=$|^\s*:[\w-]+:.*$", "", joined, flags=re.M)
    return re.sub(r"\]\([^)]*\)|\{[a-z:]+\}", " ", joined)


# --- outputs -------------------------------------------------------------------


def outputs_exist(nb):
    """Nbval compares only what is there: a notebook without outputs would pass it."""
    counts = [c.execution_count for c in code_cells(nb)]
    if None in counts:
        return [
            f"{c.id}: has not been run"
            for c in code_cells(nb)
            if not c.execution_count
        ]
    if counts != list(range(1, len(counts) + 1)):
        return ["notebook: execution counts are not 1..n: run make notebooks"]
    if not any(c.outputs for c in code_cells(nb)):
        return ["notebook: no cell has an output"]
    return []


def outputs_are_current(nb):
    """Outputs must come from this code, in the environment of this lock."""
    if is_current(nb):
        return []
    return [
        "notebook: its outputs came from other code or another lock: run make notebooks"
    ]


def no_pictures_stored(nb):
    """Pictures are drawn while building; stored ones swell every diff."""
    return [
        f"{cell.id}: stores a picture: run make notebooks"
        for cell in code_cells(nb)
        for output in cell.outputs
        if any(mime.startswith("image/") for mime in output.get("data", {}))
    ]


def no_stray_errors(nb):
    """An error or a warning in an output is a fault, unless the cell is about it."""
    faults = []
    for cell in code_cells(nb):
        for output in cell.outputs:
            if (
                output.output_type == "error"
                and "raises-exception" not in tags(cell)
            ):
                faults.append(f"{cell.id}: its output is an error")
            if output.output_type == "stream" and output.name == "stderr":
                faults.append(
                    f"{cell.id}: its output holds a warning, with its path"
                )
    return faults


# --- what readers see ------------------------------------------------------------


def figures_have_alt_text(nb):
    """Who cannot see a figure reads what it shows."""
    faults = []
    for cell in code_cells(nb):
        draws = "plt.show()" in cell.source or any(
            str(o.get("data", {}).get("text/plain", "")).startswith("<Figure")
            for o in cell.outputs
        )
        image = cell.metadata.get("mystnb", {}).get("image", {})
        if draws and len(image.get("alt", "").split()) < 5:
            faults.append(
                f"{cell.id}: its figure has no alt text of five words or more "
                '(cell metadata: {"mystnb": {"image": {"alt": "…"}}})'
            )
    return faults


def cells_are_short(nb):
    """No visible code cell is over 15 lines; half of them are 6 or fewer."""
    sizes = {
        cell.id: sum(bool(line.strip()) for line in cell.source.split("\n"))
        for cell in code_cells(nb)
        if not tags(cell) & HIDDEN
    }
    faults = [
        f"{cell}: {size} lines of code; {LONGEST_CELL} is the most a reader takes in"
        for cell, size in sizes.items()
        if size > LONGEST_CELL
    ]
    if sizes and statistics.median(sizes.values()) > MEDIAN_CELL:
        median = statistics.median(sizes.values())
        faults.append(
            f"notebook: the median cell has {median:g} lines, over {MEDIAN_CELL}"
        )
    return faults


def ids_are_readable(nb):
    """Ids chosen by a person make diffs, links and messages readable."""
    return [
        f"{c.id}: not a readable id" for c in nb.cells if not is_readable(c.id)
    ]


def claims_are_tested(nb):
    """Each hidden test cell must hold an assertion; a chapter has some."""
    tests = [c for c in code_cells(nb) if "test" in tags(c)]
    faults = [
        f"{c.id}: a test cell without assert" for c in tests if not asserts(c)
    ]
    faults += [
        f"{c.id}: a test cell that readers see: tag it remove-cell"
        for c in tests
        if "remove-cell" not in tags(c)
    ]
    return faults or (
        [] if tests else ["notebook: no claim is held by a test cell"]
    )


def asserts(cell):
    """Say whether a cell's code has an assert statement that can fail."""
    return any(
        isinstance(node, ast.Assert)
        and not isinstance(node.test, ast.Constant | ast.Tuple | ast.List)
        and any(isinstance(part, ast.Name) for part in ast.walk(node.test))
        for node in ast.walk(tree(cell))
    )


US_SPELLINGS = re.compile(
    r"\b(?!(?:over|under|re|down|right)?(?:siz|priz|seiz|capsiz))"
    r"\w+(?:iz(?:e[sdr]?|ers?|ing|able|ations?)|yz(?:e[sdr]?|ing))\b|"
    r"\b(behavior\w*|center(ed|ing|s)?|color\w*|favor\w*|gray|(un)?labeled|labeling|"
    r"modeled|modeling|neighbor\w*|canceled|fulfill|artifact\w*)\b",
    re.I,
)


def us_spellings(text):
    """Return the words of a text that are not British spelling."""
    return [word.group(0) for word in US_SPELLINGS.finditer(text)]


def spelling_is_british(nb):
    """The book keeps to British spelling; codespell looks for the typing errors."""
    return [
        f"{cell.id}: '{word}' is not British spelling"
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for word in us_spellings(prose(cell.source))
    ]


TONE = re.compile(
    r"\b(simply|let['’]s|obviously|of course|just works)\b|(?<![!=\d])!(?=\s|$)",
    re.I,
)


def tone_is_plain(nb):
    """No praise, no filler, no exclamation mark."""
    return [
        f"{cell.id}: '{word.group(0)}' is filler"
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for word in TONE.finditer(prose(cell.source))
    ]


# --- code --------------------------------------------------------------------------


def tree(cell):
    """Return a cell's code as a syntax tree, magics included; empty if it is no code."""
    try:
        return ast.parse(TransformerManager().transform_cell(cell.source))
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


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
                if m.split(".")[0] in ("tools", "tests", "grading", "book", "")
            ]
    return faults


# --- references ----------------------------------------------------------------------

TARGET = re.compile(r"^\(([A-Za-z][\w-]*)\)=\s*$", re.M)


def targets(nb):
    """Return the MyST targets of a notebook, in order, repeated ones too."""
    return [
        target
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for target in TARGET.findall(cell.source)
    ]


def covers(nb, prefix, ledger, bugs):
    """Each ledger id and each silent bug of the chapter stands once as a target."""
    wanted = [f"{prefix}-{n}" for n in range(1, ledger + 1)]
    wanted += [f"BUG-{prefix}-{n:02d}" for n in range(1, bugs + 1)]
    found = targets(nb)
    faults = [f"notebook: no target ({w})=" for w in wanted if w not in found]
    faults += [
        f"notebook: the target ({t})= stands twice" for t in repeated(found)
    ]
    known = re.compile(rf"(BUG-)?{prefix}-\d+")
    faults += [
        f"notebook: ({t})= is no id of the ledger"
        for t in found
        if known.fullmatch(t) and t not in wanted
    ]
    return faults


def repeated(items):
    """Return what occurs more than once."""
    return sorted({item for item in items if items.count(item) > 1})


LINK = re.compile(
    r"\]\((?!https?:|mailto:|#|attachment:)([^)\s#]+)(?:#[^)\s]*)?(?:\s+\"[^\"]*\")?\)"
)


def links_resolve(nb, folder):
    """A relative link in a notebook leads to a file."""
    return [
        f"{cell.id}: the link {link} leads nowhere"
        for cell in nb.cells
        if cell.cell_type == "markdown"
        for link in LINK.findall(re.sub(r"`[^`]*`|\$[^$]*\$", "", cell.source))
        if link.startswith("/") or not (Path(folder) / unquote(link)).exists()
    ]


# --- exercises -------------------------------------------------------------------------


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


EVERYWHERE = (
    ids_are_readable,
    no_pictures_stored,
    no_stray_errors,
    code_can_be_read,
    no_legacy_api,
    no_absolute_path,
    imports_no_code_of_ours,
    spelling_is_british,
    tone_is_plain,
)
CHAPTER = (
    outputs_exist,
    outputs_are_current,
    figures_have_alt_text,
    cells_are_short,
    claims_are_tested,
)
SOLUTION = (outputs_exist, outputs_are_current, tests_say_why, plain_markdown)
EXERCISE = (plain_markdown,)
