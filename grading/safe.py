"""Text of unknown origin, made safe for the place where it is put.

Students choose their names, their files' names, and what they print. Everything that
is stored passes `clean`; a cell of a CSV file passes `cell`, a folder's name `folder`.
"""

import codecs
import csv
import hashlib
import io
import os
import re
import unicodedata
from pathlib import Path

ANSI = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\))")
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)
# A spreadsheet takes a cell that begins so for a formula, the full-width signs too; not
# a sign alone, such as the dash in an empty cell of Moodle's.
FORMULA = re.compile(r"'*(\s*[=+\-@＝＋－＠](?!\s*\Z)|[\t\r\n])")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)


def clean(text: str) -> str:
    """Return text that can be stored, shown and encoded as UTF-8.

    Colour codes of terminals go; other control characters, the marks that turn the
    direction of writing, and halves of surrogate pairs become U+FFFD. Line ends
    become line feeds.
    """
    text = ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROL.sub("\ufffd", text)
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def cell(value) -> str:
    """Return a cell of a CSV file that no spreadsheet runs as a formula.

    Text that could be one gets an apostrophe in front; `uncell` takes it away again.
    Numbers stay numbers.
    """
    if isinstance(value, int | float):
        return number(value)
    text = "" if value is None else str(value)
    return "'" + text if FORMULA.match(text) else text


def uncell(text: str) -> str:
    """Return what `cell` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def number(value) -> str:
    """Return points as a person writes them: 5, 2.5."""
    return f"{value:.10g}"


def many(count: int, noun: str) -> str:
    """Return a count with its noun: 1 text, 2 texts."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def folder(name: str) -> str:
    """Return a file name that stands for a student's name, on any file system.

    Where the name cannot be used as it is, a part of its hash keeps two students
    apart.
    """
    plain = unicodedata.normalize("NFC", clean(name))
    plain = re.sub(r'[<>:"/\\|?*\n\t\ufffd]', "_", plain).strip(" .")
    while len(plain.encode()) > 100:
        plain = plain[:-1]
    if RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    if plain != name or not plain:
        digest = hashlib.sha256(name.encode(errors="surrogatepass"))
        plain = f"{plain.rstrip(' .') or 'student'}-{digest.hexdigest()[:8]}"
    return plain


def folders(names) -> dict[str, str]:
    """Return a folder for each name; none differ by upper and lower case alone."""
    taken, out = set(), {}
    for name in sorted(names):
        plain = folder(name)
        if plain.casefold() in taken:
            digest = hashlib.sha256(name.encode()).hexdigest()[:8]
            plain = f"{plain}-{digest}"
        taken.add(plain.casefold())
        out[name] = plain
    return out


def write_rows(path, header, rows, encoding="utf-8") -> int:
    """Write a CSV file whole or not at all; return the number of rows.

    Raises
    ------
    OSError
        If it cannot be written; what stood there before is then still there.
    """
    path, count = Path(path), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([cell(value) for value in row])
            count += 1
    os.replace(partial, path)
    return count


def write_text(path, text):
    """Write a text file whole or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)


def read_rows(path) -> list[dict[str, str]]:
    """Read a CSV file that may have been through a spreadsheet.

    Commas, semicolons or tabs between the cells, with or without a byte-order mark,
    UTF-8, the Windows encoding, or UTF-16, which Excel calls Unicode text. The key `_row` holds the number of the row as the
    spreadsheet counts it; apostrophes of `cell` are taken away.

    Raises
    ------
    ValueError
        If it is no such file, in a sentence.
    """
    raw = Path(path).read_bytes()
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(1 << 26)
    try:
        lines = io.StringIO(text, newline="")
        table = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise ValueError(f"{path} is not a CSV file: {error}") from None
    if not table:
        raise ValueError(f"{path} is empty.")
    header, out = table[0], []
    for count, values in enumerate(table[1:], 2):
        if any(values):
            padded = values + [""] * (len(header) - len(values))
            row = dict(zip(header, map(uncell, padded), strict=False))
            out.append(row | {"_row": str(count)})
    return out
