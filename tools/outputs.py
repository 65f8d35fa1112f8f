"""Compare outputs number by number, so that they hold on every processor.

Another processor has other BLAS kernels, another sort, another `exp`. What a cell may
print differently there is declared in its text, by how a number is written:

- words, lines, and whole numbers (`64`, `1,797`, `1e-07`) agree exactly;
- a number with decimals (`0.879`, `4.3e-06`) may be off by one in its last digit, where
  rounding falls this way or that;
- a number behind `~`, or glued under a name that begins with `about-`, may be off by a
  factor of two.

Names of glued numbers agree too. The rule holds for text and for HTML (tables); the
comparison of nbval, `make notebooks` and the runs as on other processors all use it.
"""

import re
from itertools import zip_longest

FACTOR = 2
NUMBER = re.compile(
    r"(?<![\w.])(~?)"
    r"([+-]?(?>(?>\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?>e[+-]?\d+)?)"
    r"(?!\w|\.\d)"
)


def last_unit(text) -> float:
    """Return what one in the last digit of a printed number is worth."""
    digits, _, exponent = text.partition("e")
    return 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))


def close(stored, new, about=False) -> bool:
    """Say whether two printed numbers agree."""
    a, b = float(stored.replace(",", "")), float(new.replace(",", ""))
    if about and a * b > 0:
        return 1 / FACTOR <= a / b <= FACTOR
    fractions = [re.search(r"\.\d", text) for text in (stored, new)]
    if not any(fractions) or (a.is_integer() and b.is_integer()):
        return stored == new or (any(fractions) and a == b)
    # The finer of the two: a column of a table may lose its last zero, no more.
    return abs(a - b) < 1.001 * min(last_unit(stored), last_unit(new))


def settled(stored, new, about=False) -> str:
    """Return the text `new` with the numbers of `stored` wherever the two agree.

    Where words or lines differ, `new` comes back as it is.
    """
    shape = [
        [line.split() for line in NUMBER.sub(r"\1#", text).split("\n")]
        for text in (stored, new)
    ]
    old, now = NUMBER.findall(stored), NUMBER.findall(new)
    if shape[0] != shape[1] or len(old) != len(now):
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
        if "text" in old and "text" in now:
            now["text"] = settled(old["text"], now["text"], about)
        if "evalue" in old and "evalue" in now:
            now["evalue"] = settled(old["evalue"], now["evalue"], about)
        for mime, data in now.get("data", {}).items():
            was = old.get("data", {}).get(mime)
            if isinstance(data, str) and isinstance(was, str):
                now["data"][mime] = settled(was, data, about)


def facts(output):
    """Return what of an output must agree: kind, name, text; no pictures."""
    kind = output["output_type"]
    if kind in ("display_data", "execute_result"):
        yield kind, name_of(output)
        for mime, data in sorted(output["data"].items()):
            if mime.startswith("text/"):
                yield from ((mime, line) for line in data.split("\n"))
    elif kind == "stream":
        for line in output["text"].split("\n"):
            yield output["name"], line
    else:
        yield output["ename"], output["evalue"]


def differences(stored, new) -> list[str]:
    """Return where two runs of a notebook differ, a line each, with the cell's id.

    Parameters
    ----------
    stored, new : notebooks of the same cells in the normal form; the outputs of `new`
        are settled in place
    """
    found = []
    for old, now in zip(stored.cells, new.cells, strict=True):
        if old.cell_type != "code" or ignored(old):
            continue
        settle(old.outputs, now.outputs)
        was = [fact for output in old.outputs for fact in facts(output)]
        is_ = [fact for output in now.outputs for fact in facts(output)]
        pairs = list(zip_longest(was, is_, fillvalue=("nothing",)))
        unequal = [pair for pair in pairs if pair[0] != pair[1]]
        # Behind a line more or fewer every line differs: the first one says it.
        for pair in unequal if len(was) == len(is_) else unequal[:1]:
            told = (" ".join(side).strip() for side in pair)
            found.append("{}: stored {!r}, now {!r}".format(old.id, *told))
    return found


def ignored(cell) -> bool:
    """Say whether a cell's outputs are timings, which no two runs share."""
    return "nbval-ignore-output" in cell.metadata.get("tags", [])
