"""Make one small style sheet of many, with the icons that the pages show.

Style sheets are joined in their order. Rules for things that no page has and no script can
make are left out: of 450 kB, a third stays. The icon font is cut down to the icons in use
and put into the sheet, so that nothing else has to arrive before the page is drawn.
"""

import logging
import posixpath
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pydata_sphinx_theme
import tinycss2
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Its report on each table of the font would bury the warnings of a build.
logging.getLogger("fontTools").setLevel(logging.WARNING)

THEME = (
    Path(pydata_sphinx_theme.__file__).parent
    / "theme/pydata_sphinx_theme/static"
)
ICONS = "vendor/fontawesome/*/"
ICON_RULES = """\
@font-face {
  font-family: "Font Awesome 6 Free"; font-weight: 400 900;
  src: url(data:font/woff;base64,%s) format("woff");
}
:root { --fa-font-solid: normal 900 1em/1 "Font Awesome 6 Free"; }
.fa, .fas, .far, .fa-solid, .fa-regular {
  display: inline-block; font: var(--fa-font-solid); -webkit-font-smoothing: antialiased;
}
.fa-lg { font-size: 1.25em; line-height: .05em; vertical-align: -.075em; }
"""
HEAD = """@charset "UTF-8";
/* Made by book/_ext/site_sheet.py from the style sheets of the theme (BSD-3-Clause),
   Bootstrap, sphinx-design, KaTeX (all MIT) and the book. Icons: Font Awesome Free,
   https://fontawesome.com, SIL OFL 1.1. */
"""
PRIVATE_USE = range(0xE000, 0xF900)  # where icon fonts keep their glyphs
WORD = re.compile(r"[A-Za-z_][\w-]*")


def site_sheet(
    sheets: dict[str, str], pages: list[str], scripts: list[str]
) -> str:
    """Return one style sheet, for `_static`, with what pages and scripts can use.

    `sheets` holds the text of each style sheet by its path below `_static`, in order.
    """
    css = "\n".join(moved(text, name) for name, text in sheets.items())
    css = icon_rules("".join(pages), css) + css
    made = set(WORD.findall("\n".join(scripts)))
    known = made.union(*(WORD.findall(page) for page in pages))
    return HEAD + "\n".join(used_rules(parsed(css), known, made)) + "\n"


def moved(css: str, name: str) -> str:
    """Return a style sheet as it must read in the folder above `name`'s."""
    folder = posixpath.dirname(name)
    return re.sub(
        r"""url\((["']?)(?!["']|data:|https?:|#|/)(.*?)\1\)""",
        lambda url: (
            f"url({posixpath.normpath(posixpath.join(folder, url[2]))})"
        ),
        re.sub(r'@charset "[^"]*";', "", css, flags=re.I),
    )


def parsed(css: str | list) -> list:
    """Return the rules of a style sheet, or of a block in it."""
    parse = (
        tinycss2.parse_stylesheet
        if isinstance(css, str)
        else tinycss2.parse_rule_list
    )
    return parse(css, skip_comments=True, skip_whitespace=True)


def used_rules(rules: list, known: set[str], made: set[str]) -> Iterator[str]:
    """Yield the rules that can apply to something; see `can_match`."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = split_at_commas(tinycss2.serialize(rule.prelude))
            selectors = [s for s in selectors if can_match(s, known, made)]
            if selectors:
                body = tinycss2.serialize(rule.content).strip()
                yield ",".join(selectors) + "{" + body + "}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in (
            "media",
            "supports",
        ):
            inner = "\n".join(used_rules(parsed(rule.content), known, made))
            if inner:
                start = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}"
                yield start + "{" + inner + "}"
        elif rule.type == "at-rule":
            yield rule.serialize()


def split_at_commas(selectors: str) -> list[str]:
    """Split a list of selectors at its commas, but not inside brackets."""
    parts, depth = [""], 0
    for character in selectors:
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def can_match(selector: str, known: set[str], made: set[str]) -> bool:
    """Say whether each class and id that a selector asks for is known.

    Known is what stands anywhere in a page or a script, or what a script could join from
    a word such as `bs-` and more, as Bootstrap does for `bs-tooltip-auto`.
    """
    required = re.sub(
        r"\[[^\]]*\]|:not\((?:[^()]|\([^()]*\))*\)", "", selector
    )
    names = re.findall(r"[.#](-?[A-Za-z_][\w-]*)", required.replace("\\", ""))
    for name in names:
        parts = name.split("-")
        starts = ("-".join(parts[:n]) + "-" for n in range(1, len(parts)))
        if name not in known and not any(start in made for start in starts):
            return False
    return True


def icon_rules(pages: str, css: str) -> str:
    """Return the style rules and the font for the icons that pages and styles use."""
    library = next(THEME.glob(ICONS + "css/all.min.css")).read_text("utf-8")
    codes = {
        name: int(code, 16)
        for names, code in re.findall(
            r'([^{}]+)\{content:"\\([0-9a-f]+)"\}', library
        )
        for name in re.findall(r"\.fa-([\w-]+):before", names)
    }
    used = set(re.findall(r"\bfa-([a-z0-9-]+)", pages)) & codes.keys()
    wanted = {codes[name] for name in used}
    wanted |= {ord(c) for c in css if ord(c) in PRIVATE_USE}
    wanted |= {
        int(code, 16) for code in re.findall(r'"\\(f[0-9a-f]{3})"', css)
    }
    rules = [
        f'.fa-{name}::before {{ content: "\\{codes[name]:x}" }}\n'
        for name in sorted(used)
    ]
    font = b64encode(icon_font(wanted)).decode()
    return ICON_RULES % font + "".join(rules)


def icon_font(codes: Iterable[int]) -> bytes:
    """Return the theme's icon font with these characters only, as WOFF."""
    source = next(THEME.glob(ICONS + "webfonts/fa-solid-900.ttf"))
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[]))
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = "woff"
    out = BytesIO()
    font.save(out)
    return out.getvalue()
