"""Files for an LMS, and the sheet in which rationales are read.

What is not final, because it could not be read, could not be graded or waits for the
instructor, is left empty and listed. An empty cell is never a zero in disguise.
"""

import html
import math
import re
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
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("Identifier", "Full name", "Grade", "Feedback comments")
# Canvas and Moodle downloads carry the LMS's number at the end of the name.
LMS_ID = re.compile(r"(?P<name>.*)_(?P<id>\d+)", re.S)


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


def _score(record: Record, out: Export, missing_as_zero):
    """Return the score of a record as text; "" where none may be exported."""
    if not record.handed_in:
        return "0" if missing_as_zero else ""
    if not record.is_final:
        why = sorted({o.status for o in record.outcomes} & {*NOT_FINAL})
        out.not_final.append(
            f"{record.student}, {record.chapter}: {', '.join(why)}"
        )
        return ""
    out.exported += 1
    return number(record.points)


def _by_student(book: Gradebook, chapters, only) -> Iterator[list[Record]]:
    names = [n for n in book.chapters() if not only or n == only]
    for student in book.students():
        yield [book.record_of(student, chapters[name]) for name in names]


def _wanted(book, only) -> list[str]:
    names = [n for n in book.chapters() if not only or n == only]
    if not names:
        graded = ", ".join(book.chapters()) or "nothing yet"
        raise ExportError(
            f"Nothing was graded of {only or 'any chapter'}. Graded: {graded}."
        )
    return names


def plain(book: Gradebook, chapters, only=None, missing_as_zero=False):
    """Write export/grades.csv: a row for each student, a column for each chapter."""
    out, names = Export(), _wanted(book, only)

    def rows():
        for records in _by_student(book, chapters, only):
            scores = [_score(r, out, missing_as_zero) for r in records]
            yield records[0].student, *map(_number, scores)

    path = book.folder / "export" / "grades.csv"
    write_rows(path, ("student", *names), rows())
    out.paths.append(path)
    return out


def _number(score):
    return float(score) if score else ""


def lms_id(student) -> tuple[str, str]:
    """Return (name, number) of `dstudent_12345`; the number is "" where there is none."""
    match = LMS_ID.fullmatch(student)
    return (match["name"], match["id"]) if match else (student, "")


# --- Canvas ------------------------------------------------------------------------


def canvas(
    book: Gradebook, chapters, only=None, missing_as_zero=False, roster=None
):
    """Write export/canvas.csv for Grades → Import.

    roster : a gradebook exported from Canvas. Its students, in its order, with the
        columns that Canvas needs, and the assignments whose name contains a
        chapter's. Without it, students are named by what their files told.
    """
    out, names = Export(), _wanted(book, only)
    graded = {
        records[0].student: records
        for records in _by_student(book, chapters, only)
    }
    path = book.folder / "export" / "canvas.csv"
    if roster:
        header, rows = _canvas_roster(
            graded, names, out, missing_as_zero, roster
        )
    else:
        header = (*CANVAS, *names)
        rows = _canvas_plain(graded, chapters, names, out, missing_as_zero)
    write_rows(path, header, rows)
    out.paths.append(path)
    return out


def _canvas_plain(graded, chapters, names, out, missing_as_zero):
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
    for student, records in graded.items():
        name, number_ = lms_id(student)
        scores = [_number(_score(r, out, missing_as_zero)) for r in records]
        yield name, number_, "", "" if number_ else student, "", *scores


def _canvas_roster(graded, names, out, missing_as_zero, roster):
    rows = _read(roster)
    lacking = [c for c in ("Student", "ID") if not rows or c not in rows[0]]
    if lacking:
        raise ExportError(
            f"{roster} has no column {' and no '.join(lacking)}. Export the gradebook "
            "from Canvas (Grades, Export Entire Gradebook) and name that file."
        )
    assignments = {}
    for name in names:
        found = [c for c in rows[0] if name.lower() in c.lower()]
        if len(found) != 1:
            many = f"{len(found)} columns" if found else "no column"
            raise ExportError(
                f"{roster} has {many} with '{name}' in the name. Name one "
                f"assignment in Canvas so that it contains '{name}', and export "
                "again."
            )
        assignments[name] = found[0]
    kept = [c for c in CANVAS if c in rows[0]]
    left, table = dict(graded), []
    for row in rows:
        values = [row[c] for c in kept]
        student = _find(row, left)
        if student is None:
            # Keeps Canvas's own second row, "Points Possible".
            head = not row.get("ID", "").strip()
            table.append(
                [
                    *values,
                    *(row[a] if head else "" for a in assignments.values()),
                ]
            )
            continue
        records = left.pop(student)
        scores = [_number(_score(r, out, missing_as_zero)) for r in records]
        table.append([*values, *scores])
    out.unmatched += [
        student
        for student, records in left.items()
        if any(r.handed_in for r in records)
    ]
    return (*kept, *assignments.values()), table


def _find(row, graded):
    """Return the student of the gradebook whom a row of the roster names, or None."""
    ids = {
        row.get(c, "").strip() for c in ("ID", "SIS User ID", "SIS Login ID")
    }
    ids.discard("")
    for student in graded:
        if student in ids or (lms_id(student)[1] or None) in ids:
            return student
    name = row.get("Student", "").strip()
    return name if ids and name in graded else None


# --- Moodle ------------------------------------------------------------------------


def moodle(
    book: Gradebook, chapters, only=None, missing_as_zero=False, roster=None
):
    """Write export/moodle-NN-topic.csv, one for each chapter.

    roster : the grading worksheet that Moodle offers for an assignment, filled in;
        needs `only`. Without it, the columns are Identifier, Full name, Grade,
        Feedback comments.
    """
    out, names = Export(), _wanted(book, only)
    if roster and len(names) != 1:
        raise ExportError(
            "A Moodle worksheet is of one assignment. Say of which chapter: "
            f"--chapter {names[0]}"
        )
    for name in names:
        path = book.folder / "export" / f"moodle-{name}.csv"
        chapter = chapters[name]
        records = (
            book.record_of(student, chapter) for student in book.students()
        )
        if roster:
            rows = _moodle_roster(records, out, missing_as_zero, roster)
            header = next(rows)
        else:
            header = MOODLE
            rows = _moodle_plain(records, out, missing_as_zero)
        write_rows(path, header, rows)
        out.paths.append(path)
    return out


def _identifier(student):
    number_ = lms_id(student)[1]
    return f"Participant {number_}" if number_ else ""


def _moodle_plain(records, out, missing_as_zero):
    for record in records:
        score = _score(record, out, missing_as_zero)
        identifier = _identifier(record.student)
        if not identifier:
            if record.handed_in:
                out.unmatched.append(record.student)
            continue
        name = lms_id(record.student)[0]
        yield identifier, name, _number(score), _comment(record)


def _moodle_roster(records, out, missing_as_zero, roster):
    rows = _read(roster)
    needed = ("Identifier", "Grade")
    lacking = [c for c in needed if not rows or c not in rows[0]]
    if lacking:
        raise ExportError(
            f"{roster} has no column {' and no '.join(lacking)}. Download the grading "
            "worksheet of the assignment from Moodle and name that file."
        )
    header = [c for c in rows[0] if c != "_row"]
    graded = {}
    for record in records:
        identifier = _identifier(record.student)
        if identifier:
            graded[identifier] = record
        elif record.handed_in:
            out.unmatched.append(record.student)
    yield header
    for row in rows:
        record = graded.pop(row["Identifier"].strip(), None)
        if record is not None:
            score = _score(record, out, missing_as_zero)
            if score:
                row["Grade"] = float(score)
            if "Feedback comments" in row and record.handed_in:
                row["Feedback comments"] = _comment(record)
        yield [row[c] for c in header]
    out.unmatched += [r.student for r in graded.values() if r.handed_in]


def _comment(record: Record) -> str:
    """Return a short text for Moodle, which shows it as HTML: so it is escaped."""
    if not record.handed_in:
        return ""
    lines = []
    for o in record.outcomes:
        line = f"{o.exercise}: {number(o.points)} of {number(o.max_points)}"
        if o.message and o.points < o.max_points:
            line += f". {o.message[:300]}"
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


def waiting(book: Gradebook, chapters, everything=True) -> Iterator[Rationale]:
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
            for one in waiting(book, chapters, everything)
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
    lacking = [c for c in ("key", "points") if rows and c not in rows[0]]
    if lacking:
        raise ExportError(
            f"{path} has no column '{lacking[0]}'. Write a new sheet with "
            f"'rationale {book.folder}' and fill in its points."
        )
    known = {key_of(one): one for one in waiting(book, chapters)}
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


def _points(said):
    """Return points as a float, with a decimal point or comma; None if they are not."""
    if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", said):
        return None
    value = float(said.replace(",", "."))
    return value if math.isfinite(value) else None


def chapters_of(book: Gradebook, load) -> dict[str, Chapter]:
    """Return every chapter of the gradebook, as `load` reads it."""
    return {name: load(name) for name in book.chapters()}
