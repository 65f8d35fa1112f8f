"""The frame of the pages that the grader writes: one file, no script, no network."""

from html import escape

from grading.safe import clean

# A wide table has a shadow at the edge behind which more of it lies: two strips of the
# page's colour move with the table (local) and cover it where nothing is left to see.
# The colours of the book's figures (Okabe–Ito), darkened or lightened until text on
# the page's own background has a contrast of 4.5 or more.
STYLE = """
:root{color-scheme:light dark;--page:#fff;--card:#f6f7f9;--text:#1b1f24;
--soft:#59626d;--line:#d5dae0;--edge:#8a939d;--full:#00694d;--part:#8a5300;--none:#a83a00;
--wait:#00578c;--link:#00578c}
@media(prefers-color-scheme:dark){:root{--page:#14181d;--card:#1e242b;
--text:#e6e9ed;--soft:#a3adb8;--line:#38414b;--edge:#7d8894;--full:#4cc9a4;--part:#f0b040;
--none:#ff9a66;--wait:#7cc4f2;--link:#7cc4f2}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:52rem;background:var(--page);
color:var(--text);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0}
h2{font-size:1.2rem;line-height:1.3;margin:2.5rem 0 .6rem}
h3{font-size:1.05rem;line-height:1.3;margin:0}
p{margin:.5rem 0}.soft{color:var(--soft)}.big{font-size:1.25rem}
article{background:var(--card);border:1px solid var(--line);border-left:5px solid
var(--line);border-radius:6px;padding:.9rem 1rem;margin:1rem 0}
article header{display:flex;gap:1rem;justify-content:space-between;
align-items:baseline}
article.full{border-left-color:var(--full)}article.part{border-left-color:var(--part)}
article.none{border-left-color:var(--none)}article.wait{border-left-color:var(--wait)}
.points{white-space:nowrap;font-weight:600}
.full .points{color:var(--full)}.part .points{color:var(--part)}
.none .points{color:var(--none)}.wait .points{color:var(--wait)}
.message{white-space:pre-wrap;margin:.4rem 0 .6rem}
.notice{border:1px solid var(--line);border-left:5px solid var(--part);
border-radius:6px;padding:.6rem 1rem;margin:1rem 0;background:var(--card)}
ul{padding-left:1.2rem;margin:.4rem 0}li{margin:.3rem 0}
summary{cursor:pointer;color:var(--link);padding:.35rem 0}
pre{margin:.3rem 0;padding:.7rem .8rem;background:var(--page);border:1px solid
var(--line);border-radius:6px;font:.875rem/1.45 ui-monospace,monospace;
white-space:pre-wrap;max-height:32rem;overflow:auto}
.table{overflow-x:auto;background:linear-gradient(90deg,var(--page) 40%,transparent)
0/2rem 100% no-repeat local,linear-gradient(270deg,var(--page) 40%,transparent) 100%/2rem
100% no-repeat local,linear-gradient(90deg,var(--edge),transparent) 0/.9rem 100% no-repeat
scroll,linear-gradient(270deg,var(--edge),transparent) 100%/.9rem 100% no-repeat scroll}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.94rem}
th,td{text-align:left;padding:.35rem .6rem .35rem 0;border-bottom:1px solid
var(--line);vertical-align:top;overflow-wrap:normal}
th{font-weight:600}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.whole{white-space:nowrap}
td.wide{min-width:14rem;overflow-wrap:anywhere}
@media(max-width:30rem){td.wide{min-width:5.5rem}table{font-size:.82rem}
th,td{padding-right:.4rem}.whole{white-space:normal}}
figure{margin:1rem 0}
figure svg{display:block;width:100%;max-width:32rem;height:auto}
figcaption{color:var(--soft);font-size:.9rem}
a{color:var(--link)}
@media print{body{max-width:none}pre{max-height:none}article{break-inside:avoid}}
"""


def text(value) -> str:
    """Return text of any origin, escaped for HTML, also inside an attribute."""
    return escape(clean(str(value)), quote=True)


def page(title, body) -> str:
    """Return a whole page; `title` is plain text, `body` is HTML.

    The policy lets nothing run and nothing load, should a text ever slip through.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src '
        "'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}</title>\n<style>{STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def table(header, rows, numbers=(), wide=()) -> str:
    """Return an HTML table; cells are HTML, `numbers` and `wide` name columns."""

    def kind(i):
        return ' class="n"' * (i in numbers) + ' class="wide"' * (i in wide)

    head = "".join(
        f'<th scope="col"{kind(i)}>{h}</th>' for i, h in enumerate(header)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind(i)}>{c}</td>" for i, c in enumerate(row))
        + "</tr>\n"
        for row in rows
    )
    # Focusable, so that a keyboard can scroll it on a phone.
    return (
        '<div class="table" tabindex="0" role="region" aria-label="Table">'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )
