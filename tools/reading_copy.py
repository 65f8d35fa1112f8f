"""Make a chapter readable in JupyterLab, where nothing fills in numbers and references.

The copy lies beside the learner's exercises, `my-work/NN-topic/chapter.ipynb`, and is what
the site hands out to download. jupyterlab-myst draws its boxes; without it they read as
fenced text. Values, references and citations are filled in, checks are left out, the code
of figures is folded, and links lead to cells.
"""

import json
import posixpath
import re
from functools import cache

import nbformat

from tools.notebook_files import read, source_of
from tools.paths import ROOT, notebook_in, sha256

VALUE = "application/papermill.record/text/plain"
COPY = "chapter.ipynb"
TARGET = re.compile(r"^\(([\w-]+)\)=\s*\n?", re.M)
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.M)
LINK = re.compile(
    r"\]\((?!https?:|mailto:|attachment:)([^)\s#]*)(#[^)\s]*)?\)"
)
ROLE = re.compile(r"\{(glue:text|ref|numref|eq|doc|cite(?::\w+)?)\}`([^`]+)`")


def values_of(nb) -> dict[str, str]:
    """Return the glued numbers of a notebook, by name, as its stored outputs have them."""
    return {
        output["metadata"]["scrapbook"]["name"]: output["data"][VALUE]
        for cell in nb.cells
        for output in cell.get("outputs", [])
        if VALUE in output.get("data", {})
    }


def slug(heading) -> str:
    """Return the anchor that a heading has on the site."""
    text = re.sub(r"[`*]", "", heading).lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text).strip())


def code_above(cells, number) -> str:
    """Return the id of the code that learners see last above a cell, or first below it.

    A link of JupyterLab that names a Markdown cell of a notebook that is not open shows
    that cell empty, with the extension for MyST; one that names a code cell does not.
    What is named comes to the top of the window, so a heading is seen under the code
    above it, and not over the code below it.
    """
    seen = [
        n
        for n, cell in enumerate(cells)
        if cell.cell_type == "code"
        and "remove-cell" not in cell.metadata.get("tags", [])
    ]
    above = [n for n in seen if n < number]
    place = above[-1] if above else seen[0] if seen else number
    return cells[place].id


@cache
def places(root=ROOT) -> dict[str, tuple[str, str, str]]:
    """Return label or `NAME#anchor` -> (chapter, cell's id, title) of all chapters."""
    found = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = read(path).cells
        for number, cell in enumerate(cells):
            if cell.cell_type != "markdown":
                continue
            place = code_above(cells, number)
            title = HEADING.search(cell.source)
            for heading in HEADING.findall(cell.source):
                anchor = f"{path.stem}#{slug(heading)}"
                found.setdefault(anchor, (path.stem, place, heading))
            for label in TARGET.findall(cell.source):
                name = title[1] if title else label
                found[label] = (path.stem, place, name)
    return found


@cache
def exercises_at(name, root=ROOT) -> dict[str, str]:
    """Return `#anchor` -> name of the exercise, of a chapter's exercises."""
    path = notebook_in("exercises", name, root)
    found = {}
    for cell in read(path).cells if path.exists() else []:
        heading = HEADING.search(cell.source)
        if heading and cell.id.endswith("-task"):
            found[f"#{slug(heading[1])}"] = cell.id.removesuffix("-task")
    return found


@cache
def citations(root=ROOT) -> dict[str, str]:
    """Return key -> "Author (year)" of the bibliography."""
    from pybtex.database import parse_file

    entries = parse_file(str(root / "book" / "references.bib")).entries
    found = {}
    for key, entry in entries.items():
        names = [
            " ".join(p.last_names) for p in entry.persons.get("author", [])
        ]
        who = names[0] if names else entry.fields.get("title", key)
        if len(names) == 2:
            who = " and ".join(names)
        elif len(names) > 2:
            who += " et al."
        found[key] = f"{who} ({entry.fields.get('year', 'no year')})"
    return found


def link_to(chapter, cell_id, here) -> str:
    """Return the link from a file of chapter `here` to a cell of a reading copy."""
    folder = "" if chapter == here else f"../{chapter}/"
    return f"{folder}{COPY}#cell-id={cell_id}"


def moved(target, anchor, origin, here, root=ROOT) -> str:
    """Return a relative link of `origin` (a folder of the book) as `my-work/here` has it.

    JupyterLab finds cells by their ids, and no anchors of headings.
    """
    if not target and origin.startswith("exercises/"):
        target = f"{here}.ipynb"
    elif not target:
        return anchor
    path = posixpath.normpath(posixpath.join(origin, target))
    tree, _, rest = path.partition("/")
    name = posixpath.basename(rest).removesuffix(".ipynb")
    if tree == "notebooks" and rest.endswith(".ipynb"):
        place = places(root).get(f"{name}{anchor}")
        if place:
            return link_to(name, place[1], here)
        return (f"../{name}/" if name != here else "") + COPY
    exercise = exercises_at(name, root).get(anchor)
    if tree == "exercises" and rest.endswith(".ipynb"):
        cell = f"#cell-id={exercise}-task" if exercise else ""
        folder = "" if name == here else f"../{name}/"
        return f"{folder}{name}.ipynb{cell}"
    if tree == "solutions" and exercise:
        anchor = f"#cell-id={exercise}-answer"
    return f"../../{path}{anchor}"


def with_links(source, origin, here, root=ROOT) -> str:
    """Return Markdown of the book whose links hold in `my-work/here`."""
    return LINK.sub(
        lambda m: f"]({moved(m[1], m[2] or '', origin, here, root)})", source
    )


def filled(source, values, here, root=ROOT) -> str:
    """Return a chapter's Markdown with what only the site would fill in."""

    def role(match):
        kind, body = match[1], match[2]
        if kind == "glue:text":
            name, _, form = body.partition(":")
            value = values[name]
            return format(float(value), form) if form else value.strip("'")
        if kind.startswith("cite"):
            known = citations(root)
            return "; ".join(known.get(k.strip(), k) for k in body.split(","))
        text, label = re.fullmatch(
            r"(?s)(?:(.*?)\s*<)?([^<>]*)>?", body
        ).groups()
        if kind == "doc":
            name = posixpath.basename(label)
            link = moved(label + ".ipynb", "", "notebooks", here, root)
            return f"[{text or name}]({link})"
        if label in places(root):
            chapter, cell_id, title = places(root)[label]
            return f"[{text or title}]({link_to(chapter, cell_id, here)})"
        return text or label

    source = re.sub(r"<!--.*?-->\n?", "", TARGET.sub("", source), flags=re.S)
    return ROLE.sub(role, with_links(source, "notebooks", here, root))


def reading_copy(name, root=ROOT):
    """Return the reading copy of a chapter.

    Its metadata hold `reading_copy`, the hash of what it was made from and of itself.
    """
    nb = read(notebook_in("notebooks", name, root))
    values, cells = values_of(nb), []
    for cell in nb.cells:
        tags = set(cell.metadata.get("tags", []))
        if "remove-cell" in tags:
            continue
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "markdown":
            cell.source = filled(cell.source, values, name, root)
        elif tags & {"hide-input", "remove-input", "hide-cell"}:
            cell.metadata["jupyter"] = {"source_hidden": True}
        cells.append(cell)
    nb.cells = cells
    nb.metadata.pop("produced_by", None)
    nb.metadata["reading_copy"] = fingerprint(nb)
    return nb


def fingerprint(nb) -> str:
    """Return the hash of what a reader may have changed: the sources."""
    sources = [(c["cell_type"], source_of(c)) for c in nb["cells"]]
    return sha256(json.dumps(sources).encode())[:12]
