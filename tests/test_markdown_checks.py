"""Markdown that would build into a wrong page is named before the build."""

import logging

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tools.markdown_checks import check_markdown, check_page, faults
from tools.paths import ROOT, BookError

WRONG = {
    "![pasted](attachment:image.png)": "a picture is pasted",
    "It costs $5 and then $6 more.": "a dollar sign that is no mathematics",
    "Up to 3 $ a day.": "a dollar sign",
    "```{admonition} Predict\nIt costs $5.\n```": "a dollar sign",
    "| a |\n|---|\n| $|x|$ |": "a bar in mathematics",
    "| a | $P(A|B)$ | c |": "a bar in mathematics",
    "$$\nx = 1 \\label{eq:one}\n$$": r"\\label in mathematics",
    "\\begin{align}\ny &= 2 \\label{two}\n\\end{align}": r"\\label",
    "See $\\eqref{two}$.": r"\\eqref",
}
RIGHT = [
    "It costs \\$5 and then \\$6 more.",
    "Half of $x$, of $y_1$-th and ($h = 10^{-8}$); $\\sqrt{2}$.",
    "A line of mathematics $a +\nb$ goes on.",
    "| $\\vert x\\vert$ | $P(A \\mid B)$ | $\\|x\\|$ |",
    "`$5` and\n\n```sh\necho $HOME $|x|$ \\label{a}\n```",
    "$$\nx = |y|\n$$",
    "````{dropdown} Why\n```python\nprice = '$5'\n```\n````",
    "```{math}\n:label: one\nx\n```",
    "![a figure](_static/page.png)",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_would_build_wrongly_is_named_with_its_cell(text, tmp_path):
    nb = new_notebook(cells=[new_markdown_cell(text, id="prices")])
    with pytest.raises(BookError, match=WRONG[text]) as error:
        check_markdown(nb, tmp_path / "a.ipynb")
    assert "cell prices: " in str(error.value)
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(BookError, match=WRONG[text]):
        check_page(page)


@pytest.mark.parametrize("text", RIGHT)
def test_what_builds_right_is_let_pass(text):
    assert not faults(text)


@pytest.mark.parametrize(
    ("html", "warned"),
    [
        ('<span style="color:#cc0000;">\\labl</span>', True),
        ("<span>x</span>", False),
    ],
)
def test_a_command_that_katex_does_not_know_is_a_warning(
    monkeypatch, caplog, html, warned
):
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    import katex_node

    monkeypatch.setattr(katex_node, "RENDER", lambda latex, options: html)
    monkeypatch.setattr(katex_node, "LOGGER", logging.getLogger("katex"))
    assert katex_node.render_or_warn("\\labl{a}") == html
    assert bool(caplog.records) == warned
