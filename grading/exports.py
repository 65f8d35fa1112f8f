"""Files for an LMS, and the sheet in which rationales are read.

What is not final, because it could not be read, could not be graded or waits for the
instructor, is left empty and listed. An empty cell is never a zero in disguise.
"""

import html
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grading.chapter import Chapter
from grading.gradebook import NOT_FINAL, Gradebook, Rationale, Record, digest
from grading.safe import number, read_rows, write_rows

SHEET = (
    "student",
    "chapter",
    "exercise",
    "max_points",
    "points",
    "comment",
    "answer",
    "key",
)
TIED = ("student", "chapter", "exercise")  # what the key of a row stands for
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# Canvas has these in place of Student where names are shown in two columns.
NAMES = ("LastName", "FirstName")
# Moodle refuses a worksheet without any one of these.
MOODLE = (
    "Identifier",
    "Full name",
    "Grade",
    "Last modified (grade)",
    "Feedback comments",
)


class ExportError(Exception):
    """Nothing was written: a sentence, or a list of rows, that says what to do."""


@dataclass
class Export:
    """What was written, and what the instructor must know about it."""

    paths: list[Path] = field(default_factory=list)
    not_final: list[str] = field(default_factory=list)
    unmatched: list[str] = field(
        default_factory=list
    )  # grades without a person
    notes: list[str] = field(default_factory=list)
    exported: int = 0


@dataclass(frozen=True)
class _Score:
    """What an export needs of a record; the answers in it would fill the memory."""

    student: str
    chapter: str
    points: float
    handed_in: bool
    not_final: str  # the statuses because of which it is not; "" where it is
    comment: str


def _scores(book: Gradebook, chapters, names) -> Iterator[list[_Score]]:
    """Yield the scores of each student, one for each chapter of `names`."""
    for student in book.students():
        yield [_score(book.record_of(student, chapters[n])) for n in names]


def _score(record: Record) -> _Score:
    why = sorted({o.status for o in record.outcomes} & {*NOT_FINAL})
    return _Score(
        record.student,
        record.chapter,
        record.points,
        record.handed_in,
        ", ".join(why),
        _comment(record),
    )


def _cell(score: _Score, out: Export, missing_as_zero, otherwise=""):
    """Return the points to write; `otherwise` where none may be exported."""
    if not score.handed_in:
        return 0.0 if missing_as_zero else otherwise
    if score.not_final:
        out.not_final.append(
            f"{score.student}, {score.chapter}: {score.not_final}"
        )
        return otherwise
    out.exported += 1
    return score.points


def _wanted(book, only) -> list[str]:
    names = [n for n in book.chapters() if not only or n == only]
    if not names:
        graded = ", ".join(book.chapters()) or "nothing yet"
        raise ExportError(
            f"Nothing was graded of {only or 'any chapter'}. Graded: {graded}."
        )
    return names


def _scale(out: Export, where, theirs, ours):
    """Note that the LMS counts to another number of points than the book."""
    try:
        same = math.isclose(float(theirs.strip().replace(",", ".")), ours)
    except ValueError:
        return  # empty, or no number: nothing to compare
    if not same:
        out.notes.append(
            f"{where}: {theirs.strip()} points in the LMS, {number(ours)} in the "
            "book. The points are written as the book counts them: give the "
            f"assignment {number(ours)} points in the LMS, or rescale."
        )


def plain(book: Gradebook, chapters, only=None, missing_as_zero=False):
    """Write export/grades.csv: a row for each student, a column for each chapter.

    Parameters
    ----------
    book : the gradebook
    chapters : dict of every chapter in it, name -> Chapter
    only : the one chapter to write
    missing_as_zero : write 0 where nothing was handed in, not an empty cell

    Returns
    -------
    Export
        With points as the book counts them.

    Raises
    ------
    ExportError
        If nothing was graded.
    """
    out, names = Export(), _wanted(book, only)

    def rows():
        for scores in _scores(book, chapters, names):
            cells = [_cell(s, out, missing_as_zero) for s in scores]
            yield scores[0].student, *cells

    path = book.folder / "export" / "grades.csv"
    write_rows(path, ("student", *names), rows())
    out.paths.append(path)
    return out


# --- Canvas ------------------------------------------------------------------------


def canvas(
    book: Gradebook, chapters, only=None, missing_as_zero=False, roster=None
):
    """Write export/canvas.csv for Grades → Import.

    Parameters
    ----------
    book, chapters, only, missing_as_zero : as for `plain`
    roster : a gradebook exported from Canvas. Its students, in its order, with the
        columns that Canvas needs, and the assignments whose name contains a
        chapter's; a cell that is not exported keeps what it holds, as an empty one
        would delete the score. Without it, students are named by what their files
        told.

    Returns
    -------
    Export

    Raises
    ------
    ExportError
        If nothing was graded, or the roster cannot be read, lacks a column, or has two
        rows for one student.
    """
    out, names = Export(), _wanted(book, only)
    # A student has one number in all assignments.
    ids = {s: i for (s, _), i in book.lms_ids().items() if i.isdigit()}
    graded = _scores(book, chapters, names)
    path = book.folder / "export" / "canvas.csv"
    if roster:
        graded = {scores[0].student: scores for scores in graded}
        header, rows = _canvas_roster(
            graded, ids, chapters, names, out, missing_as_zero, roster
        )
    else:
        header = (*CANVAS, *names)
        rows = _canvas_plain(
            graded, ids, chapters, names, out, missing_as_zero
        )
    write_rows(path, header, rows)
    out.paths.append(path)
    return out


def _canvas_plain(graded, ids, chapters, names, out, missing_as_zero):
    out.notes.append(
        "Canvas finds a student by ID, SIS User ID or SIS Login ID. Without --roster "
        "the ID is the number in the name of a file downloaded from Canvas; where "
        "there is none, the folder's name stands in SIS Login ID. A column without "
        "the number of an assignment makes a new one."
    )
    yield (
        "    Points Possible",
        *([""] * 4),
        *(chapters[name].max_points for name in names),
    )
    for scores in graded:
        student = scores[0].student
        own = ids.get(student, "")
        name = student.removesuffix(f"_{own}") if own else student
        cells = [_cell(s, out, missing_as_zero) for s in scores]
        yield name, own, "", "" if own else student, "", *cells


def _canvas_roster(graded, ids, chapters, names, out, missing_as_zero, roster):
    rows = _read(roster)
    header = [c for c in rows[0] if c != "_row"] if rows else []
    lacking = ["ID"] if "ID" not in header else []
    if "Student" not in header and not {*NAMES} <= {*header}:
        lacking.insert(0, "Student")
    if lacking:
        raise ExportError(
            f"{roster} has no column {' and no '.join(lacking)}. Export the gradebook "
            "from Canvas (Grades, Export Entire Gradebook) and name that file."
        )
    assignments = {name: _assignment(header, name, roster) for name in names}
    kept = [c for c in (*NAMES, *CANVAS) if c in header]
    by_id = {own: s for s, own in ids.items() if s in graded}
    table, taken = [], {}
    for row in rows:
        student = _find(row, by_id, graded)
        if student in taken:
            raise ExportError(
                f"{roster}: rows {taken[student]} and {row['_row']} are both "
                f"{student!r} of the gradebook. Give one of them another SIS ID or "
                "name, or delete the row that is wrong."
            )
        cells = [row[c] for c in assignments.values()]
        if student is not None:
            taken[student] = row["_row"]
            cells = [
                _cell(score, out, missing_as_zero, cell)
                for score, cell in zip(graded[student], cells, strict=True)
            ]
        elif _name(row) == "Points Possible":
            for name, cell in zip(names, cells, strict=True):
                _scale(out, assignments[name], cell, chapters[name].max_points)
        table.append([*(row[c] for c in kept), *cells])
    out.unmatched += [
        student
        for student, scores in graded.items()
        if student not in taken and any(s.handed_in for s in scores)
    ]
    return (*kept, *assignments.values()), table


def _assignment(header, name, roster):
    """Return the column of a chapter; Canvas ends an assignment's with (its number)."""
    found = [c for c in header if name.lower() in c.lower()]
    numbered = [c for c in found if re.search(r"\(\d+\)\s*$", c)]
    found = numbered or found
    if len(found) != 1:
        many = f"{len(found)} columns" if found else "no column"
        raise ExportError(
            f"{roster} has {many} with '{name}' in the name. Name one assignment in "
            f"Canvas so that it contains '{name}', and export again."
        )
    return found[0]


def _name(row):
    last, first = (row.get(c, "").strip() for c in NAMES)
    return row.get("Student", "").strip() or ", ".join(
        filter(None, (last, first))
    )


def _find(row, by_id, graded):
    """Return the student of the gradebook whom a row of the roster names, or None.

    The number of a Canvas file is Canvas's own ID and nothing else; a folder's name is
    compared as a whole.
    """
    own = row.get("ID", "").strip()
    if not own:
        return None  # one of Canvas's own rows below the header
    if own in by_id:
        return by_id[own]
    names = (
        row.get("SIS User ID", "").strip(),
        row.get("SIS Login ID", "").strip(),
        _name(row),
    )
    return next((n for n in names if n and n in graded), None)


# --- Moodle ------------------------------------------------------------------------


def moodle(
    book: Gradebook, chapters, only=None, missing_as_zero=False, roster=None
):
    """Write export/moodle-NN-topic.csv, one for each chapter.

    Parameters
    ----------
    book, chapters, only, missing_as_zero : as for `plain`
    roster : the grading worksheet that Moodle offers for an assignment, to be filled
        in; of one chapter. Without it, the file has the columns that Moodle needs.

    Returns
    -------
    Export

    Raises
    ------
    ExportError
        If nothing was graded, or the worksheet cannot be read, lacks a column, or
        stands for several chapters.
    """
    out, names = Export(), _wanted(book, only)
    if roster and len(names) != 1:
        raise ExportError(
            "A Moodle worksheet is of one assignment. Say of which chapter: "
            f"--chapter {names[0]}"
        )
    ids = book.lms_ids()
    for name in names:
        path = book.folder / "export" / f"moodle-{name}.csv"
        # A number belongs to one assignment, so to one chapter.
        known = {
            s: i
            for (s, chapter), i in ids.items()
            if chapter == name and i.startswith("Participant ")
        }
        scores = (one for (one,) in _scores(book, chapters, [name]))
        if roster:
            largest = chapters[name].max_points
            rows = _moodle_roster(
                scores, known, largest, out, missing_as_zero, roster
            )
            header = next(rows)
        else:
            header = MOODLE
            rows = _moodle_plain(scores, known, out, missing_as_zero)
        write_rows(path, header, rows)
        out.paths.append(path)
    return out


def _moodle_plain(scores, known, out, missing_as_zero):
    for score in scores:
        identifier = known.get(score.student)
        if not identifier:
            if score.handed_in:
                out.unmatched.append(score.student)
            continue
        cell = _cell(score, out, missing_as_zero)
        comment = "" if cell == "" else score.comment
        yield identifier, score.student, cell, "", comment


def _moodle_roster(scores, known, largest, out, missing_as_zero, roster):
    rows = _read(roster)
    needed = ("Identifier", "Grade")
    lacking = [c for c in needed if not rows or c not in rows[0]]
    if lacking:
        raise ExportError(
            f"{roster} has no column {' and no '.join(lacking)}. Download the grading "
            "worksheet of the assignment from Moodle, with Moodle in English, and "
            "name that file."
        )
    header = [c for c in rows[0] if c != "_row"]
    graded, absent = {}, {}
    for score in scores:
        if not score.handed_in:
            absent[score.student] = score  # no file told a number
        elif identifier := known.get(score.student):
            graded[identifier] = score
        else:
            out.unmatched.append(score.student)
    people = Counter(row.get("Full name", "").strip() for row in rows)
    _scale(
        out,
        "Maximum grade",
        next(filter(None, (r.get("Maximum grade") for r in rows)), ""),
        largest,
    )
    yield header
    for row in rows:
        score = graded.pop(row["Identifier"].strip(), None)
        name = row.get("Full name", "").strip()
        if score is None and people[name] == 1:
            score = absent.pop(name, None)
        if score is not None:
            cell = _cell(score, out, missing_as_zero)
            if cell != "":
                row["Grade"] = cell
                if "Feedback comments" in row and score.comment:
                    row["Feedback comments"] = score.comment
        yield [row[c] for c in header]
    out.unmatched += [score.student for score in graded.values()]


def _comment(record: Record) -> str:
    """Return a short text for Moodle, which shows it as HTML: so it is escaped."""
    if not record.handed_in:
        return ""
    lines = []
    for o in record.outcomes:
        line = f"{o.exercise}: {number(o.points)} of {number(o.max_points)}"
        if o.message and o.points < o.max_points:
            said = o.message.removeprefix("AssertionError: ")
            line += f". {said[:300]}"
        lines.append(html.escape(line).replace("\n", " "))
    return "<br>".join(lines)


def _read(path):
    try:
        return read_rows(path)
    except OSError as error:
        why = error.strerror or error
        raise ExportError(f"{path} cannot be read: {why}.") from None
    except ValueError as error:
        raise ExportError(str(error)) from None


# --- the sheet of rationales -----------------------------------------------------------


def key_of(one: Rationale) -> str:
    """Return what ties a row of the sheet to one text of one student."""
    return digest(
        "\n".join((one.student, one.chapter, one.cell, one.text_sha256))
    )[:16]


def texts(book: Gradebook, chapters, everything=True) -> Iterator[Rationale]:
    """Yield the texts that were written; without `everything`, those not read yet."""
    for record in book.records(chapters):
        for one in record.rationales:
            if one.answered and (everything or one.points is None):
                yield one


def write_sheet(book: Gradebook, chapters, path, everything=False) -> int:
    """Write the texts that wait to a CSV sheet; return how many.

    everything : also those that have been read, with their points

    Raises
    ------
    ExportError
        If the sheet is there already: it may hold points that were not read back.
    """
    path = Path(path)
    if path.exists():
        raise ExportError(
            f"{path} is there already, and may hold points of yours. Read it back "
            f"first (rationale {book.folder} --read {path}), then move it away, or "
            "name another file with --sheet."
        )
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return write_rows(
        path,
        SHEET,
        (
            (
                one.student,
                one.chapter,
                one.exercise,
                one.max_points,
                "" if one.points is None else one.points,
                one.comment,
                one.text,
                key_of(one),
            )
            for one in texts(book, chapters, everything)
        ),
        encoding="utf-8-sig",
    )


@dataclass
class Reading:
    """What came of reading a sheet back."""

    read: int = 0
    waiting: int = 0  # rows without points
    unchanged: int = 0
    changed: list[str] = field(default_factory=list)


def read_sheet(book: Gradebook, chapters, path, replace=False) -> Reading:
    """Take the points of a sheet into the gradebook, all or none.

    replace : let points count that differ from those read before

    Raises
    ------
    ExportError
        With a line for each bad row; then nothing was taken.
    """
    rows = _read(path)
    needed = ("key", "points", *TIED)
    lacking = [c for c in needed if rows and c not in rows[0]]
    if lacking:
        raise ExportError(
            f"{path} has no column '{lacking[0]}'. Write a new sheet with "
            f"'rationale {book.folder}' and fill in its points."
        )
    known = {key_of(one): one for one in texts(book, chapters)}
    out, faults, taken, seen = Reading(), [], [], {}
    for row in rows:
        where = f"row {row['_row']} ({row.get('student', '')})"
        said, key = row["points"].strip(), row["key"].strip()
        if not said:
            out.waiting += 1
            continue
        one = known.get(key)
        if one is None:
            faults.append(
                f"{where}: no text in the gradebook has this key. The student has "
                "handed in another text since, or the key was changed: write a new "
                "sheet"
            )
            continue
        if key in seen:
            faults.append(f"{where}: the same text as row {seen[key]}")
            continue
        seen[key] = row["_row"]
        owner = [getattr(one, column) for column in TIED]
        if not all(map(_same, owner, (row[column] for column in TIED))):
            faults.append(
                f"{where}: this key belongs to {', '.join(owner)}. Sort whole rows "
                "only, save as CSV UTF-8, or write a new sheet"
            )
            continue
        points = _points(said)
        if points is None:
            faults.append(f"{where}: '{said}' is no number of points")
            continue
        if not 0 <= points <= one.max_points:
            faults.append(
                f"{where}: {said} points; this text has 0 to "
                f"{number(one.max_points)}"
            )
            continue
        comment = row.get("comment", "")
        if (points, comment) == (one.points, one.comment):
            out.unchanged += 1
            continue
        if one.points is not None:
            change = f"{where}: {number(one.points)} becomes {number(points)} points"
            if one.points == points:
                change = f"{where}: the comment changes"
            out.changed.append(change)
        taken.append((one, points, comment))
    if out.changed and not replace:
        faults += [
            f"{change}; say --replace to mean it" for change in out.changed
        ]
    if faults:
        raise ExportError(
            f"{path}: nothing was taken into the gradebook.\n  "
            + "\n  ".join(faults)
        )
    book.read_rationales(taken)
    out.read = len(taken)
    return out


def _same(ours, theirs):
    """Compare names; a spreadsheet writes 007 as 7, and blanks as it likes."""
    if ours.isdecimal() and theirs.strip().isdecimal():
        return int(ours) == int(theirs)
    return ours.split() == theirs.split()


def _points(said):
    """Return points as a float, with a decimal point or comma; None if they are not."""
    if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", said):
        return None
    value = float(said.replace(",", "."))
    return value if math.isfinite(value) else None


def chapters_of(book: Gradebook, load) -> dict[str, Chapter]:
    """Return every chapter of the gradebook, as `load` reads it."""
    return {name: load(name) for name in book.chapters()}
