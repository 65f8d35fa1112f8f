"""Compare outputs number by number, so that they hold on every processor.

Another processor has other BLAS kernels, another sort, another `exp`. What a cell may
print differently there is declared in its text, by how a number is written:

- words, lines, and numbers without decimals (`64`, `1,797`, `1e-07`, `3.`) agree exactly;
- a number with decimals (`0.879`, `4.3e-06`) may be off by one in its last digit, where
  rounding falls this way or that;
- a number behind `~`, or glued under a name that begins with `about-`, may be off by a
  factor of two.

A number stands alone: `x1`, `float32`, `2.5x`, `0x1f`, `1.2.3`, `nan` and `inf` are
words; the parts of `0.5+1.25j` are numbers. How many spaces stand between words counts, unless a number has become wider.
Kind, order and names of outputs agree too; pictures are not compared. The rule holds
for every text: printed, HTML (tables), LaTeX, a glued number, an error's message. The
comparison of nbval, `make notebooks` and the runs as on other processors all use it.
"""

import json
import re
from decimal import Decimal
from itertools import zip_longest

FACTOR = 2
NUMBER = re.compile(
    r"(?<![\w.])(~?)"
    r"([+-]?(?>(?>\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?>e[+-]?\d+)?)"
    r"(?!(?!j\b)\w|\.\d)"  # j: the imaginary part of a complex number
)
LONGEST = 300  # characters of a line, in a message


def decimals(text) -> str:
    """Return the digits between a printed number's point and its exponent."""
    return text.partition("e")[0].partition(".")[2]


def last_unit(text) -> Decimal:
    """Return what one in the last digit of a printed number is worth."""
    exponent = int(text.partition("e")[2] or 0)
    return Decimal(1).scaleb(exponent - len(decimals(text)))


def close(stored, new, about=False) -> bool:
    """Say whether two printed numbers agree."""
    if stored == new:
        return True
    texts = [text.replace(",", "") for text in (stored, new)]
    # Not float: a number of fifty digits is compared in all of them.
    a, b = map(Decimal, texts)
    if about and a * b > 0:
        return abs(a) <= FACTOR * abs(b) and abs(b) <= FACTOR * abs(a)
    if not all("." in text for text in texts):
        return False  # a count that becomes 64.0 has changed its type
    if not any(decimals(text).strip("0") for text in texts):
        return a == b
    # The finer of the two: a column of a table may lose its last zero, no more.
    return abs(a - b) <= min(map(last_unit, texts))


def settled(stored, new, about=False) -> str:
    """Return the text `new` with the numbers of `stored` wherever the two agree.

    Where words or lines differ, `new` comes back as it is.
    """
    old, now = NUMBER.findall(stored), NUMBER.findall(new)
    if len(old) != len(now):
        return new
    bare = [NUMBER.sub(r"\1#", text) for text in (stored, new)]
    if [len(a) for _, a in old] != [len(b) for _, b in now]:
        # A wider number moves the columns of its table.
        bare = [[line.split() for line in b.split("\n")] for b in bare]
    if bare[0] != bare[1]:
        return new
    kept = (
        mark + (a if close(a, b, about or bool(mark)) else b)
        for (mark, a), (_, b) in zip(old, now, strict=True)
    )
    return NUMBER.sub(lambda _: next(kept), stored)


def name_of(output) -> str:
    """Return the name under which an output's number was glued, or nothing."""
    return output.get("metadata", {}).get("scrapbook", {}).get("name", "")


def settle(stored, new):
    """Give new outputs the stored text wherever the two agree, in place.

    Parameters
    ----------
    stored, new : lists of outputs of one cell, as nbformat has them
    """
    for old, now in zip(stored, new, strict=False):
        if name_of(old) != name_of(now):
            continue
        about = name_of(old).startswith("about-")
        for key in ("text", "evalue"):
            if key in old and key in now:
                now[key] = settled(old[key], now[key], about)
        for mime, data in now.get("data", {}).items():
            was = old.get("data", {}).get(mime)
            if isinstance(data, str) and isinstance(was, str):
                now["data"][mime] = settled(was, data, about)


def facts(output):
    """Return what of an output must agree, a tuple for each line; no pictures."""
    kind = output["output_type"]
    if kind == "stream":
        for line in output["text"].split("\n"):
            yield output["name"], line
    elif kind == "error":
        yield output["ename"], output["evalue"]
    else:
        for mime, data in sorted(output["data"].items()):
            if mime.startswith("image/"):
                continue
            if not isinstance(data, str):
                data = json.dumps(data, sort_keys=True)
            for line in data.split("\n"):
                yield kind, name_of(output), mime, line


def differing(cell_id, stored, new) -> list[str]:
    """Return where two runs of one cell differ, a line each.

    Parameters
    ----------
    stored, new : lists of outputs of the cell; those of `new` are settled in place
    """
    settle(stored, new)
    was = [fact for output in stored for fact in facts(output)]
    is_ = [fact for output in new for fact in facts(output)]
    pairs = list(zip_longest(was, is_, fillvalue=("nothing",)))
    unequal = [pair for pair in pairs if pair[0] != pair[1]]
    # Behind a line more or fewer every line differs: the first one says it.
    return [
        "{}: stored {!r}, now {!r}".format(
            cell_id,
            *(" ".join(filter(None, side))[:LONGEST] for side in pair),
        )
        for pair in (unequal if len(was) == len(is_) else unequal[:1])
    ]


def differences(stored, new) -> list[str]:
    """Return where two runs of a notebook differ, a line each, with the cell's id.

    Parameters
    ----------
    stored, new : notebooks of the same cells in the normal form; the outputs of `new`
        are settled in place
    """
    return [
        line
        for old, now in zip(stored.cells, new.cells, strict=True)
        if old.cell_type == "code" and not ignored(old)
        for line in differing(old.id, old.outputs, now.outputs)
    ]


def ignored(cell) -> bool:
    """Say whether a cell's outputs are timings, which no two runs share."""
    return "nbval-ignore-output" in cell.metadata.get("tags", [])
