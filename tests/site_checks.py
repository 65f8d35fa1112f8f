"""Rules that every page of the built site keeps.

A site is a folder. Each check takes it and returns its faults, a line each that begins
with the page. `test_site.py` runs them over `_build/html`, and over sites that they must
reject.
"""

import gzip
import json
import re
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlparse

import nbformat
from bs4 import BeautifulSoup, Tag

# The browser asks for these by itself; a plain link is followed by the reader.
REQUESTS = {
    "src": ["audio", "embed", "iframe", "img", "input", "script", "source"],
    "srcset": ["img", "source"],
    "href": ["link", "image", "use"],
    "data": ["object"],
    "poster": ["video"],
}
OTHER_HOSTS = re.compile(
    r"unpkg|jsdelivr|cdnjs|googleapis|gstatic|mybinder|bootstrapcdn", re.I
)
PAGE_RAW, PAGE_GZIPPED = 900_000, 200_000  # bytes without figures and fonts
NOT_A_PAGE = {"index.html"}  # sends the reader on to the front page


class Site:
    """A built site: its pages parsed once, by their path in the folder."""

    def __init__(self, folder):
        self.folder = Path(folder)

    @cached_property
    def pages(self):
        """Return each page's soup by its path, such as `book/index.html`."""
        return {
            path.relative_to(self.folder).as_posix(): BeautifulSoup(
                path.read_text("utf-8"), "html.parser"
            )
            for path in sorted(self.folder.rglob("*.html"))
            if "_static" not in path.parts
        }

    @cached_property
    def ids(self):
        """Return the places on each page that a link can name."""
        return {
            name: {tag["id"] for tag in soup.find_all(id=True)}
            for name, soup in self.pages.items()
        }

    def target(self, name, url):
        """Return the path that a relative address on page `name` leads to."""
        return (self.folder / name).parent / unquote(urlparse(url).path)


def is_foreign(url):
    """Say whether an address names a host."""
    return bool(urlparse(url.strip()).netloc)


def css_addresses(css):
    """Return what a style sheet asks for: every url() and @import."""
    found = re.findall(
        r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)|@import\s+["']([^"']+)""",
        css,
    )
    return ["".join(groups).strip() for groups in found]


def asked_for(soup):
    """Return the addresses that a browser asks for when it shows a page."""
    urls = []
    for attribute, names in REQUESTS.items():
        for tag in soup.find_all(names, attrs={attribute: True}):
            value = tag[attribute]
            parts = value.split(",") if attribute == "srcset" else [value]
            urls += [part.split()[0] for part in parts if part.strip()]
    for tag in soup.find_all(style=True):
        urls += css_addresses(tag["style"])
    for tag in soup.find_all("style"):
        urls += css_addresses(tag.get_text())
    return urls


# --- nothing from anywhere else --------------------------------------------------


def no_other_host(site):
    """No page, style sheet or script asks another host for anything."""
    faults = []
    for name, soup in site.pages.items():
        faults += [
            f"{name}: asks for {url}"
            for url in asked_for(soup)
            if is_foreign(url)
        ]
        faults += [
            f"{name}: a script names {match[0]}"
            for tag in soup.find_all("script")
            if (match := OTHER_HOSTS.search(tag.get_text()))
        ]
    for path in sorted(site.folder.rglob("*.css")):
        faults += [
            f"{path.name}: asks for {url}"
            for url in css_addresses(path.read_text("utf-8"))
            if is_foreign(url)
        ]
    for path in sorted(site.folder.rglob("*.js")):
        if match := OTHER_HOSTS.search(path.read_text("utf-8")):
            faults.append(f"{path.name}: names {match[0]}")
    return faults


# --- every address leads somewhere -----------------------------------------------


def links_resolve(site):
    """Every relative link and fragment leads to something in the site."""
    faults = []
    for name, soup in site.pages.items():
        links = [a["href"] for a in soup.find_all("a", href=True)]
        for url in links + asked_for(soup):
            parts = urlparse(url)
            if parts.scheme or parts.netloc:
                continue
            path = site.target(name, url) if parts.path else site.folder / name
            if not path.is_file():
                faults.append(f"{name}: {url} leads nowhere")
                continue
            page = path.resolve().relative_to(site.folder.resolve()).as_posix()
            if (
                parts.fragment
                and page in site.ids
                and unquote(parts.fragment) not in site.ids[page]
            ):
                faults.append(f"{name}: no place {url}")
    return faults


def styles_resolve(site):
    """Every file that the style sheet of the pages names is there."""
    faults = []
    for path in site.folder.glob("_static/site.css"):
        for url in css_addresses(path.read_text("utf-8")):
            if url.startswith(("data:", "#")) or is_foreign(url):
                continue
            if not (path.parent / urlparse(url).path).is_file():
                faults.append(f"{path.name}: {url} is not there")
    return faults


# --- each page is whole ----------------------------------------------------------


def pages_are_described(site):
    """A page has a language, a title, a description, and one main heading."""
    faults = []
    for name, soup in site.pages.items():
        if not soup.html or not soup.html.get("lang"):
            faults.append(f"{name}: no language")
        if not soup.title or not soup.title.get_text(strip=True):
            faults.append(f"{name}: no title")
        about = soup.find("meta", attrs={"name": "description"})
        if not about or not about.get("content", "").strip():
            faults.append(f"{name}: no description")
        if (count := len(soup.find_all("h1"))) != 1:
            faults.append(f"{name}: {count} main headings, not 1")
    return faults


def images_are_described(site):
    """Every image has an alt text; every figure's says something."""
    faults = []
    for name, soup in site.pages.items():
        for image in soup.find_all("img"):
            alt, source = image.get("alt"), image.get("src", "")
            figure = "_images/" in source
            if alt is None or (
                figure and (not alt.strip() or "_images/" in alt)
            ):
                faults.append(f"{name}: no alt text for {source}")
    return faults


def mathematics_is_rendered(site):
    """Formulas were rendered while building; no engine is on the page."""
    faults = []
    for name, soup in site.pages.items():
        for tag in soup.find_all("script"):
            if "mathjax" in (tag.get("src", "") + tag.get_text()).lower():
                faults.append(f"{name}: loads MathJax")
        for formula in soup.select("span.math, div.math"):
            if not formula.select_one(".katex"):
                faults.append(f"{name}: not rendered: {formula.get_text()}")
        for error in soup.select(".katex-error"):
            faults.append(f"{name}: KaTeX: {error.get('title')}")
    return faults


def icons_are_styled(site):
    """Every icon that a page names is in the style sheet."""
    css = (site.folder / "_static" / "site.css").read_text("utf-8")
    drawn = set(re.findall(r"\.(fa-[\w-]+)::before", css))
    style = re.compile(r"^fa-(solid|regular|lg|sm|fw|spin)$")
    faults = []
    for name, soup in site.pages.items():
        used = {
            c for tag in soup.select("[class*='fa-']") for c in tag["class"]
        }
        faults += [
            f"{name}: icon {icon} is not in site.css"
            for icon in sorted(used - drawn)
            if icon.startswith("fa-") and not style.match(icon)
        ]
    return faults


# --- solutions give nothing away -------------------------------------------------


def visible_text(soup):
    """Return the words of a page that are seen before anything is opened."""
    seen = []
    for text in soup.find_all(string=True):
        closed = [
            parent
            for parent in text.parents
            if isinstance(parent, Tag)
            and parent.name == "details"
            and not parent.has_attr("open")
            and not text.find_parent("summary")
        ]
        if not closed and text.parent.name not in ("script", "style"):
            seen.append(text)
    return squeezed("".join(seen))


def squeezed(text):
    """Return a text without spaces and typographic quotes, to be compared."""
    return re.sub(r"\s|[\"'`“”‘’*]", "", text)


def secrets_of(notebook):
    """Return the lines of a solutions notebook that only an opened part may show."""
    hidden, shown = [], []
    for cell in notebook.cells:
        lines = hidden if cell.metadata.get("nbgrader") else shown
        lines += map(squeezed, cell.source.splitlines())
    known = "".join(shown)
    return [
        line
        for line in hidden
        if len(line) >= 20
        and line not in known
        and not re.search(r"[\\$|\[{]|MARKSCHEME|SOLUTION|HIDDENTESTS", line)
    ]


def solutions_are_closed(site, notebook, name):
    """Nothing of the answers, tests and explanations is seen before it is opened."""
    seen = visible_text(site.pages[name])
    return [
        f"{name}: shows {line!r}"
        for line in secrets_of(notebook)
        if line in seen
    ]


def markers_are_gone(site):
    """No page of exercises or solutions shows nbgrader's marks of an explanation."""
    return [
        f"{name}: shows a MARK SCHEME marker"
        for name, soup in site.pages.items()
        if name.startswith(("exercises/", "solutions/"))
        and "MARK SCHEME" in soup.get_text()
    ]


# --- search, download, weight ----------------------------------------------------


def search_index(site):
    """Return Sphinx's index for the search."""
    text = (site.folder / "searchindex.js").read_text("utf-8")
    return json.loads(
        text.removeprefix("Search.setIndex(").rstrip("; \n")[:-1]
    )


def search_knows(site):
    """Return faults if the search misses a page, or quotes from solutions."""
    index = search_index(site)
    names = index["docnames"]
    faults = [
        f"{name}: not in the search index"
        for name in site.pages
        if name.removesuffix(".html") not in names
        and name not in NOT_A_PAGE | {"search.html"}
    ]
    for number, name in enumerate(names):
        terms = [
            term
            for term, places in index["terms"].items()
            if number in (places if isinstance(places, list) else [places])
        ]
        if name.startswith("solutions/") and terms:
            faults.append(f"{name}: the search quotes it, as for {terms[0]}")
        if not name.startswith("solutions/") and not terms:
            faults.append(f"{name}: the search does not know its text")
    return faults


def downloads_are_whole(site):
    """Every page of a notebook hands out that notebook, valid."""
    faults = []
    for name, soup in site.pages.items():
        if not name.startswith(("notebooks/", "exercises/", "solutions/")):
            continue
        links = [a["href"] for a in soup.select("a.btn[href$='.ipynb']")]
        if not links:
            faults.append(f"{name}: no notebook to download")
        for url in links:
            try:
                text = site.target(name, url).read_text("utf-8")
                nbformat.validate(json.loads(text))
            except (OSError, ValueError, nbformat.ValidationError) as fault:
                faults.append(f"{name}: {url}: {fault}")
    return faults


def weight(site, name):
    """Return the bytes of a page with its scripts and styles: raw, and gzipped."""
    soup = site.pages[name]
    urls = [tag["src"] for tag in soup.find_all("script", src=True)]
    urls += [tag["href"] for tag in soup.select("link[rel=stylesheet][href]")]
    files = {site.target(name, url) for url in urls} | {site.folder / name}
    parts = [path.read_bytes() for path in files]
    return sum(map(len, parts)), sum(len(gzip.compress(p, 6)) for p in parts)


def pages_are_light(site):
    """No page is heavier than the bounds, figures and fonts aside."""
    faults = []
    for name in site.pages:
        raw, gzipped = weight(site, name)
        if raw > PAGE_RAW or gzipped > PAGE_GZIPPED:
            faults.append(f"{name}: {raw:,} bytes, {gzipped:,} gzipped")
    return faults


EVERYWHERE = [
    no_other_host,
    links_resolve,
    styles_resolve,
    pages_are_described,
    images_are_described,
    mathematics_is_rendered,
    icons_are_styled,
    markers_are_gone,
    search_knows,
    downloads_are_whole,
    pages_are_light,
]
