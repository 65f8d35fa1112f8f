"""The built site keeps its rules, and each rule rejects what it must."""

import gzip
import importlib
import json

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests import site_checks as checks
from tools.notebook_files import read
from tools.paths import BUILD, ROOT, names_in, notebook_in
from tools.reading_copy import reading_copy

HTML = BUILD / "html"


@pytest.fixture(scope="module")
def built():
    """Return the site as it was built; it is not built here."""
    if not (HTML / "book" / "index.html").exists():
        pytest.fail("The site is not built. Run: make book", pytrace=False)
    return checks.Site(HTML)


@pytest.mark.parametrize("check", checks.EVERYWHERE)
def test_site_keeps_the_rule(check, built):
    faults = check(built)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", names_in("solutions"))
def test_solutions_give_nothing_away(name, built):
    notebook = read(notebook_in("solutions", name))
    assert len(checks.secrets_of(notebook)) > 20  # it looks for something
    page = f"solutions/{name}/{name}.html"
    faults = checks.solutions_are_closed(built, notebook, page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", names_in("solutions"))
def test_each_solution_can_be_opened(name, built):
    notebook = read(notebook_in("solutions", name))
    graded = [c for c in notebook.cells if c.metadata.get("nbgrader")]
    soup = built.pages[f"solutions/{name}/{name}.html"]
    closed = soup.select("article details:not([open]) > summary")
    titles = [summary.get_text(" ", strip=True) for summary in closed]
    titles = [title for title in titles if not title.startswith("Hint")]
    assert len(titles) == len(graded)
    answers = [
        c for c in graded if c.metadata.nbgrader.grade_id.endswith("-answer")
    ]
    assert sum(t.startswith("Show solution") for t in titles) == len(answers)
    assert soup.h1.get_text().startswith("Solutions: ")


@pytest.mark.parametrize("tree", ["notebooks", "solutions", "exercises"])
def test_downloads_are_the_notebooks_to_work_with(tree, built):
    for name in names_in(tree):
        source = notebook_in(tree, name)
        copy = HTML / "_sources" / source.relative_to(ROOT)
        if tree == "notebooks":
            assert read(copy) == reading_copy(name)
        else:
            assert copy.read_bytes() == source.read_bytes()


def test_the_chapter_has_figures_and_formulas(built):
    for name in names_in("notebooks"):
        soup = built.pages[f"notebooks/{name}.html"]
        assert soup.select(".katex") and soup.select("img[src*='_images/']")


def test_dark_mode_follows_the_system(built):
    for name, soup in built.pages.items():
        if name not in checks.NOT_A_PAGE:
            assert soup.html["data-theme"] == "auto", name


# --- each rule rejects what it must ----------------------------------------------

PAGE = """<html lang="en"><head><title>T</title>
<meta name="description" content="About."></head>
<body><h1 id="t">T</h1>{}</body></html>"""


@pytest.fixture
def site(tmp_path):
    """Return a function that makes a site of one page, with other files beside it."""

    def make(body="", page=PAGE, name="page.html", **files):
        (tmp_path / "_static").mkdir(exist_ok=True)
        (tmp_path / "_static" / "site.css").write_text(files.pop("css", ""))
        for folder in (tmp_path / name, *(tmp_path / f for f in files)):
            folder.parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(page.format(body))
        for file, text in files.items():
            (tmp_path / file).write_text(text)
        return checks.Site(tmp_path)

    return make


def test_a_good_page_passes(site):
    good = site(
        '<a href="#t">up</a> <a href="https://scipy.org">SciPy</a>'
        '<img src="_static/site.css" alt="">'
    )
    for check in checks.EVERYWHERE:
        if check is not checks.search_knows:
            assert check(good) == []


@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://unpkg.com/thebe"></script>',
        '<script src="//host.example/x.js"></script>',
        '<link rel="stylesheet" href="https://host.example/x.css">',
        '<img alt="" src="https://host.example/x.png">',
        '<img alt="" src="a.png" srcset="a.png 1x, https://host.example/b.png 2x">',
        '<iframe src="https://host.example"></iframe>',
        '<p style="background: url(https://host.example/x.png)"></p>',
        "<style>@import 'https://host.example/x.css';</style>",
        '<script>const url = "https://cdn.jsdelivr.net/x";</script>',
    ],
)
def test_a_request_to_another_host_is_found(site, body):
    assert checks.no_other_host(site(body))


@pytest.mark.parametrize(
    "css",
    [
        "@import url(https://fonts.googleapis.com/css);",
        '@import "//host.example/x.css";',
        'p { background: url("https://host.example/x.png") }',
    ],
)
def test_a_request_of_a_style_sheet_is_found(site, css):
    assert checks.no_other_host(site(css=css))


def test_a_link_to_another_host_is_no_request(site):
    assert not checks.no_other_host(site('<a href="https://scipy.org">s</a>'))


@pytest.mark.parametrize(
    "body",
    [
        '<a href="missing.html">x</a>',
        '<a href="#missing">x</a>',
        '<a href="page.html#missing">x</a>',
        '<img alt="" src="missing.png">',
    ],
)
def test_a_dead_link_is_found(site, body):
    assert checks.links_resolve(site(body))


def test_a_missing_font_is_found(site):
    css = (
        "@font-face { src: url(fonts/a.woff2), url(data:font/woff;base64,AA) }"
    )
    assert len(checks.styles_resolve(site(css=css))) == 1


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        (' lang="en"', ""),
        ("<title>T</title>", ""),
        ('content="About."', 'content=" "'),
        ("<h1", "<h1>another</h1><h1"),
        ("h1", "h2"),
    ],
)
def test_an_incomplete_page_is_found(site, found, instead):
    assert checks.pages_are_described(site(page=PAGE.replace(found, instead)))


@pytest.mark.parametrize(
    "body",
    [
        '<img src="_static/logo.svg">',
        '<img src="_images/a.png" alt="">',
        '<img src="_images/a.png" alt="_images/a.png">',
    ],
)
def test_an_image_without_words_is_found(site, body):
    assert checks.images_are_described(site(body))


@pytest.mark.parametrize(
    "body",
    [
        '<script src="_static/mathjax.js"></script>',
        "<script>window.MathJax = 1</script>",
        r'<span class="math">\(x^2\)</span>',
        '<span class="math"><span class="katex"></span>'
        '<span class="katex-error" title="expected }"></span></span>',
    ],
)
def test_a_formula_that_was_not_rendered_is_found(site, body):
    assert checks.mathematics_is_rendered(site(body))


def test_an_icon_without_style_is_found(site):
    icon = '<i class="fa-solid fa-bars"></i>'
    assert checks.icons_are_styled(site(icon))
    assert not checks.icons_are_styled(
        site(icon, css='.fa-bars::before { content: "x" }')
    )


SECRET = "answer = solve(the_whole_thing)"
SOLVED = new_notebook(
    cells=[
        new_markdown_cell("## Exercise 1"),
        new_code_cell(SECRET, metadata={"nbgrader": {"solution": True}}),
    ]
)


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        (f"<pre>{SECRET}</pre>", False),
        (f"<details open><pre>{SECRET}</pre></details>", False),
        (f"<details><summary>{SECRET}</summary></details>", False),
        (
            "<details><summary>Show</summary><pre><span>answer</span> = "
            "solve(the_whole_thing)</pre></details>",
            True,
        ),
        (
            f"<details><details open><pre>{SECRET}</pre></details></details>",
            True,
        ),
    ],
)
def test_an_open_solution_is_found(site, body, closed):
    faults = checks.solutions_are_closed(site(body), SOLVED, "page.html")
    assert bool(faults) != closed


def test_a_marker_that_shows_is_found(site):
    marked = "<p>### BEGIN MARK SCHEME</p>"
    assert checks.markers_are_gone(site(marked, name="solutions/a.html"))


def index_of(names, terms):
    """Return the text of a search index."""
    return (
        f"Search.setIndex({json.dumps({'docnames': names, 'terms': terms})})"
    )


@pytest.mark.parametrize(
    ("names", "terms"),
    [
        ([], {}),
        (["page"], {}),
        (["page", "solutions/a/a"], {"word": [0, 1]}),
    ],
)
def test_a_search_that_misses_or_tells_is_found(site, names, terms):
    index = {"searchindex.js": index_of(names, terms)}
    assert checks.search_knows(site(**index))


def test_a_search_that_knows_the_page_passes(site):
    index = {"searchindex.js": index_of(["page"], {"word": 0})}
    assert not checks.search_knows(site(**index))


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<a class="btn" href="../missing.ipynb">x</a>',
        '<a class="btn" href="../broken.ipynb">x</a>',
    ],
)
def test_a_notebook_that_cannot_be_downloaded_is_found(site, body):
    files = {"broken.ipynb": '{"cells": []}'}
    assert checks.downloads_are_whole(
        site(body, name="notebooks/a.html", **files)
    )


def test_a_heavy_page_is_found(site):
    assert checks.pages_are_light(site("x" * checks.PAGE_RAW))
    noise = "".join(chr(0x4E00 + i * 7919 % 20000) for i in range(150_000))
    assert len(gzip.compress(noise.encode())) > checks.PAGE_GZIPPED
    assert checks.pages_are_light(site(noise))


def test_scripts_count_as_weight(site):
    files = {"big.js": "x" * checks.PAGE_RAW}
    assert checks.pages_are_light(
        site('<script src="big.js"></script>', **files)
    )


def test_visible_text_leaves_scripts_out():
    soup = BeautifulSoup("<p>a b</p><script>c</script>", "html.parser")
    assert checks.visible_text(soup) == "ab"


# --- the extensions that make the pages ------------------------------------------


@pytest.fixture
def extension(monkeypatch):
    """Return a function that imports a Sphinx extension of the book."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    return importlib.import_module


def test_style_sheets_are_joined_with_their_addresses(extension):
    moved = extension("site_sheet").moved
    css = "a { src: url(fonts/a.woff2), url('data:x') } @import 'b.css';"
    assert "url(katex/fonts/a.woff2), url('data:x')" in moved(
        css, "katex/k.css"
    )


@pytest.mark.parametrize(
    ("selector", "kept"),
    [
        ("body > p:first-child", True),
        (".card .card-body", True),
        (".card .carousel", False),
        ("#top:not(.carousel)", True),
        ('.card[class*=".carousel"]', True),
        (".bs-tooltip-top", True),
        (".btn-tooltip-top", False),
    ],
)
def test_only_rules_that_can_match_are_kept(extension, selector, kept):
    known, made = {"card", "card-body", "top", "bs-"}, {"bs-"}
    assert extension("site_sheet").can_match(selector, known, made) == kept


def test_a_sheet_keeps_what_is_used(extension):
    sheet = extension("site_sheet").site_sheet(
        {
            "a.css": "@media print { .used, .not-here { color: red } .nor { top: 0 } }"
        },
        ['<i class="used fa-solid fa-bars"></i>'],
        [],
    )
    assert "@media print {.used{color: red}}" in sheet
    assert ".fa-bars::before" in sheet and ".fa-bug" not in sheet


def test_an_explanation_is_closed_and_its_markers_go(extension):
    cell = {
        "source": "The solution: [1](x).\n<!-- ### BEGIN MARK SCHEME -->\nBecause.\n"
        "<!-- ### END MARK SCHEME -->",
        "metadata": {"nbgrader": {"task": True}},
    }
    text = extension("closed_solutions").closed_markdown(cell)
    assert text.splitlines()[0].startswith(
        "::::::::::::{dropdown} Explanation"
    )
    assert text.splitlines()[1:-1] == ["Because."]


def test_a_task_stays_in_sight(extension):
    cell = {"source": "# Solutions: A\n\nText.", "metadata": {}}
    text = extension("closed_solutions").closed_markdown(cell)
    assert text == "# Solutions: A\n\nText."


def test_figures_have_their_size_and_wait(extension, tmp_path):
    png = (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        + bytes([0, 0, 0, 9, 0, 0, 0, 5])
        + bytes(99)
    )
    (tmp_path / "a.png").write_bytes(png)
    body = '<img alt="" src="../_images/a.png" /><p><img src="../_images/a.png" />'
    sized = extension("lean_pages").with_sizes(
        body, {"a.png": "a.png"}, tmp_path
    )
    first, second = sized.split("<p>")
    assert 'width="9" height="5"' in first and "lazy" not in first
    assert 'width="9" height="5" loading="lazy"' in second
