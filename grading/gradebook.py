"""The gradebook: `grades.db`, in which nothing is lost, and `grades.csv` from it.

A submission's result is one transaction, on disk before it counts as done. Results are
only ever added; `current` says which one counts for each student and chapter, and
`due` what was handed in, graded or not.
"""

import hashlib
import json
import math
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from grading.chapter import Chapter, Exercise
from grading.model import Outcome, Result, Submission, TestOutcome
from grading.safe import clean, uncell, write_rows

HEADER = (
    "student",
    "chapter",
    "exercise",
    "points",
    "max_points",
    "status",
    "message",
)
NOT_SANDBOXED = "[not sandboxed]"
NOT_FINAL = ("ungraded", "unreadable", "waiting")  # no zero that was earned
WAITS = "The rationale waits to be read by the instructor."
TEXT_ONLY = "Only the text was answered; the code is as it was handed out."
NOTHING = "Nothing was handed in for this chapter."
DUE = "Handed in, not graded yet: run the same grade command again."
MAX_TEXT = 100_000  # characters kept of one answer
VERSION = 2

SCHEMA = """
CREATE TABLE runs(
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT,
  settings TEXT NOT NULL, sandboxed INTEGER NOT NULL);
CREATE TABLE results(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id),
  student TEXT NOT NULL, chapter TEXT NOT NULL, key TEXT NOT NULL,
  submission_sha256 TEXT NOT NULL, tests_sha256 TEXT NOT NULL,
  environment_sha256 TEXT NOT NULL,
  sandboxed INTEGER NOT NULL, graded TEXT NOT NULL,
  UNIQUE(run, student, chapter));
CREATE INDEX results_key ON results(student, chapter, key);
CREATE TABLE outcomes(
  result INTEGER NOT NULL REFERENCES results(id), position INTEGER NOT NULL,
  exercise TEXT NOT NULL, points REAL NOT NULL, max_points REAL NOT NULL,
  status TEXT NOT NULL, message TEXT NOT NULL, tests TEXT NOT NULL,
  answer TEXT NOT NULL, output TEXT NOT NULL,
  PRIMARY KEY(result, exercise)) WITHOUT ROWID;
CREATE TABLE texts(
  result INTEGER NOT NULL REFERENCES results(id), cell TEXT NOT NULL,
  exercise TEXT NOT NULL, max_points REAL NOT NULL, text TEXT NOT NULL,
  text_sha256 TEXT NOT NULL, answered INTEGER NOT NULL,
  PRIMARY KEY(result, cell)) WITHOUT ROWID;
CREATE TABLE readings(
  id INTEGER PRIMARY KEY, student TEXT NOT NULL, chapter TEXT NOT NULL,
  cell TEXT NOT NULL, text_sha256 TEXT NOT NULL, points REAL NOT NULL,
  comment TEXT NOT NULL, read TEXT NOT NULL);
CREATE INDEX readings_of ON readings(student, chapter, cell);
CREATE TABLE due(
  student TEXT NOT NULL, chapter TEXT NOT NULL,
  origin TEXT NOT NULL, note TEXT NOT NULL, lms_id TEXT NOT NULL,
  PRIMARY KEY(student, chapter)) WITHOUT ROWID;
CREATE TABLE current(
  student TEXT NOT NULL, chapter TEXT NOT NULL,
  result INTEGER NOT NULL REFERENCES results(id),
  origin TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY(student, chapter)) WITHOUT ROWID;
CREATE TABLE students(
  student TEXT PRIMARY KEY, forgotten INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
"""


class GradebookError(Exception):
    """The gradebook cannot be used: a sentence that says what to do."""


@dataclass(frozen=True)
class Rationale:
    """One free text of a student, and what the instructor said of it."""

    student: str
    chapter: str
    exercise: str
    cell: str
    max_points: float
    text: str
    text_sha256: str
    answered: bool  # False where it is as handed out, or empty
    points: float | None  # None while it has not been read
    comment: str


@dataclass(frozen=True)
class Record:
    """What counts for one student and chapter."""

    student: str
    chapter: str
    outcomes: tuple[
        Outcome, ...
    ]  # with the points of rationales that were read
    rationales: tuple[Rationale, ...]
    origin: str  # "" where nothing was handed in
    note: str
    sandboxed: bool
    graded: str  # when, UTC, ISO 8601; "" where nothing is graded
    # What the engine said, exercise -> status: what `waiting` stands before.
    before: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """Points of all exercises together."""
        return sum(o.points for o in self.outcomes)

    @property
    def max_points(self) -> float:
        """Points that could be earned."""
        return sum(o.max_points for o in self.outcomes)

    @property
    def is_final(self) -> bool:
        """False where a score would hide that something is not graded yet."""
        return not any(o.status in NOT_FINAL for o in self.outcomes)

    @property
    def handed_in(self) -> bool:
        """False where the student handed in nothing for the chapter."""
        return bool(self.origin)


def now() -> str:
    """Return the time as stored: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def digest(text) -> str:
    """Return the hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


class Gradebook:
    """`grades.db` in a folder of results. One process at a time."""

    def __init__(self, results, create=False):
        self.folder = Path(results)
        self.path = self.folder / "grades.db"
        if not create and not self.path.is_file():
            raise GradebookError(
                f"{self.folder} holds no grades.db. Name the folder that "
                "'python -m grading grade … --out RESULTS' wrote."
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Autocommit: every transaction below says BEGIN and COMMIT itself.
            self.db = sqlite3.connect(
                self.path, isolation_level=None, timeout=2
            )
        except (OSError, sqlite3.Error) as error:
            raise GradebookError(
                f"{self.path} cannot be written ({error}). Name a folder with "
                "--out in which you may write."
            ) from None
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise GradebookError(self._explain(error)) from None
        except GradebookError:
            self.db.close()
            raise

    def _prepare(self):
        # Exclusive: a second run is refused, and the log needs no shared memory, which
        # network file systems lack. FULL: a commit is on disk before it returns.
        self.db.execute("PRAGMA locking_mode=EXCLUSIVE")
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("BEGIN IMMEDIATE")
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in SCHEMA.split(";\n"):
                self.db.execute(statement)
            self.db.execute(f"PRAGMA user_version={VERSION}")
        self.db.execute("COMMIT")
        if version > VERSION:
            raise GradebookError(
                f"{self.path} was written by a later version of the grader. "
                "Update the book, or choose another --out."
            )
        if 0 < version < VERSION:
            raise GradebookError(
                f"{self.path} was written by an earlier version of the grader, and "
                "this one cannot add to it. Choose another --out and grade again; "
                "what it holds stays as it is."
            )

    def _explain(self, error):
        text = str(error)
        if "locked" in text or "busy" in text:
            return (
                f"{self.path} is in use by another grading command. Wait until it "
                "has ended, then run this again."
            )
        if "not a database" in text or "malformed" in text:
            return (
                f"{self.path} is damaged or no gradebook ({text}). Put it aside "
                "and grade again, or restore it from a backup."
            )
        return (
            f"{self.path} cannot be written ({text}). Is the disk full, or the "
            "folder read-only? What was graded so far is kept; then run this again."
        )

    def close(self):
        """Close the file; the log is folded into it."""
        self.db.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _transaction(self):
        return _Transaction(self)

    # --- writing ---------------------------------------------------------------

    def begin(self, settings, sandboxed, students, found, again=()) -> int:
        """Begin a run; return its number.

        Parameters
        ----------
        settings : dict of what was asked for, for the record
        sandboxed : whether students' code runs in the sandbox
        students : names of everybody in the batch
        found : grading.intake.Found items, which are due from now on
        again : statuses; of the items found, results with such an exercise are no
            longer taken over, and "all" stands for every result

        Raises
        ------
        GradebookError
            If two Moodle participants have one name, or it cannot be written.
        """
        with self._transaction() as db:
            run = db.execute(
                "INSERT INTO runs(started, settings, sandboxed) VALUES(?, ?, ?)",
                (now(), json.dumps(settings, sort_keys=True), sandboxed),
            ).lastrowid
            db.executemany(
                "INSERT OR IGNORE INTO students(student) VALUES(?)",
                ((name,) for name in students),
            )
            for one in found:
                self._due(db, one, again)
        return run

    def _due(self, db, one, again):
        submission = one.submission
        pair = submission.student, submission.chapter
        before = db.execute(
            "SELECT lms_id FROM due WHERE student=? AND chapter=?", pair
        ).fetchone() or ("",)
        # A file from elsewhere, or one of which nobody knows the chapter, does not take
        # away what the LMS told before.
        lms_id = one.lms_id or before[0]
        if one.guessed:
            lms_id = before[0] or one.lms_id
        if before[0] not in ("", lms_id):
            raise GradebookError(
                f"{pair[0]!r} handed in {pair[1]} as {before[0]} before and as "
                f"{one.lms_id} now: another person of this name, or another "
                "assignment for the same chapter. Choose another --out for this "
                "download."
            )
        row = (*pair, clean(submission.origin), submission.note, lms_id)
        db.execute("INSERT OR REPLACE INTO due VALUES(?, ?, ?, ?, ?)", row)
        db.execute(
            "INSERT INTO students(student) VALUES(?) "
            "ON CONFLICT(student) DO UPDATE SET forgotten=0",
            pair[:1],
        )
        marks = ", ".join("?" * len(again))
        db.execute(
            "UPDATE results SET key='' WHERE student=? AND chapter=? AND (? OR "
            "EXISTS(SELECT 1 FROM outcomes WHERE result=results.id AND status IN "
            f"({marks})))",
            (*pair, "all" in again, *again),
        )

    def forget(self, student) -> str:
        """Leave a student out until something of theirs is graded; delete nothing.

        The name may have the apostrophe that grades.csv puts before a formula. Returns
        it as the gradebook has it.

        Raises
        ------
        GradebookError
            If there is no such student.
        """
        known = self.students()
        if student not in known and uncell(student) in known:
            student = uncell(student)
        if student not in known:
            raise GradebookError(
                f"The gradebook holds no student {student!r}. Type the name as "
                "grades.csv has it, in quotation marks."
            )
        with self._transaction() as db:
            db.execute(
                "UPDATE students SET forgotten=1 WHERE student=?", (student,)
            )
        return student

    def finish(self, run):
        """Note that a run has come to its end."""
        with self._transaction() as db:
            db.execute("UPDATE runs SET finished=? WHERE id=?", (now(), run))

    def known(self, student, chapter, key):
        """Return the number of a result with this key, or None.

        A result with an `ungraded` exercise does not count: it is ours to mend.
        """
        found = self.db.execute(
            "SELECT id FROM results r WHERE student=? AND chapter=? AND key=? "
            "AND NOT EXISTS(SELECT 1 FROM outcomes WHERE result=r.id "
            "AND status='ungraded') ORDER BY id DESC LIMIT 1",
            (student, chapter, key),
        ).fetchone()
        return found and found[0]

    def is_graded(self, student, chapter) -> bool:
        """Tell whether a notebook's result counts for a student and chapter."""
        query = (
            "SELECT 1 FROM current JOIN outcomes USING(result) "
            "WHERE student=? AND chapter=? AND status!='unreadable'"
        )
        return bool(self.db.execute(query, (student, chapter)).fetchone())

    def reuse(self, submission: Submission, result: int):
        """Let an earlier result count."""
        with self._transaction() as db:
            self._point(db, submission, result)

    def record(
        self,
        run,
        submission: Submission,
        key: str,
        result: Result,
        chapter: Chapter,
    ):
        """Store the result of one submission, whole or not at all.

        Parameters
        ----------
        run : number of the run, from `begin`
        submission : what was graded
        key : hash of all that the result depends on; `known` finds it again by this
        result : what the engine said
        chapter : the chapter as `solutions/` has it, for the points

        Raises
        ------
        GradebookError
            If it cannot be written; then nothing of it is stored.
        """
        by_name = {e.name: e for e in chapter.exercises}
        student = submission.student
        with self._transaction() as db:
            number = db.execute(
                "INSERT INTO results(run, student, chapter, key, "
                "submission_sha256, tests_sha256, environment_sha256, "
                "sandboxed, graded) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run,
                    student,
                    submission.chapter,
                    key,
                    result.submission_sha256,
                    result.tests_sha256,
                    result.environment_sha256,
                    result.sandboxed,
                    now(),
                ),
            ).lastrowid
            for position, outcome in enumerate(result.outcomes):
                one = _plain(outcome, by_name.get(outcome.exercise))
                db.execute(
                    "INSERT INTO outcomes VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        number,
                        position,
                        one.exercise,
                        one.points,
                        one.max_points,
                        one.status,
                        one.message,
                        json.dumps([asdict(t) for t in one.tests]),
                        one.answer,
                        one.output,
                    ),
                )
                for written in outcome.rationales:
                    text = clean(written.text)[:MAX_TEXT]
                    db.execute(
                        "INSERT INTO texts VALUES(?, ?, ?, ?, ?, ?, ?)",
                        (
                            number,
                            written.cell,
                            one.exercise,
                            written.max_points,
                            text,
                            digest(text),
                            written.answered,
                        ),
                    )
            self._point(db, submission, number)

    def _point(self, db, submission, number):
        row = (
            submission.student,
            submission.chapter,
            number,
            clean(submission.origin),
            submission.note,
        )
        db.execute(
            "INSERT OR REPLACE INTO current(student, chapter, result, origin, note) "
            "VALUES(?, ?, ?, ?, ?)",
            row,
        )

    def read_rationales(self, readings):
        """Store readings, all or none.

        readings : (Rationale, points, comment) each
        """
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO readings(student, chapter, cell, text_sha256, points, "
                "comment, read) VALUES(?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        r.student,
                        r.chapter,
                        r.cell,
                        r.text_sha256,
                        points,
                        clean(comment),
                        now(),
                    )
                    for r, points, comment in readings
                ),
            )

    # --- reading ---------------------------------------------------------------

    def students(self, forgotten=False) -> list[str]:
        """Return everybody of the class, sorted; also who was forgotten, if asked."""
        query = (
            "SELECT student FROM students WHERE forgotten<=? ORDER BY student"
        )
        return [name for (name,) in self.db.execute(query, (forgotten,))]

    def chapters(self) -> list[str]:
        """Return the chapters for which anybody handed in anything, sorted."""
        query = (
            "SELECT DISTINCT chapter FROM due JOIN students USING(student) "
            "WHERE NOT forgotten ORDER BY chapter"
        )
        return [name for (name,) in self.db.execute(query)]

    def lms_ids(self) -> dict[tuple[str, str], str]:
        """Return (student, chapter) -> what the LMS calls the student there.

        `11` of Canvas, the same in every chapter; `Participant 77` of Moodle, where
        each assignment has numbers of its own. Who handed in elsewhere is not in it.
        """
        query = "SELECT student, chapter, lms_id FROM due WHERE lms_id != ''"
        return {(s, c): i for s, c, i in self.db.execute(query)}

    def last_settings(self) -> dict:
        """Return the settings of the last run; {} before the first."""
        query = "SELECT settings FROM runs ORDER BY id DESC LIMIT 1"
        found = self.db.execute(query).fetchone()
        return json.loads(found[0]) if found else {}

    def records(self, chapters: dict[str, Chapter]) -> Iterator[Record]:
        """Yield what counts, by student and chapter, one at a time.

        A student who handed in nothing for a chapter of the others has a record in
        which every exercise is `missing`; where something was handed in and no result
        is there yet, every exercise is `ungraded`. `chapters` holds every chapter that the
        gradebook has.
        """
        for student in self.students():
            for name in self.chapters():
                yield self.record_of(student, chapters[name])

    def record_of(self, student, chapter: Chapter) -> Record:
        """Return what counts for one student and chapter."""
        found = self.db.execute(
            "SELECT c.result, c.origin, c.note, r.sandboxed, r.graded FROM current c "
            "JOIN results r ON r.id=c.result WHERE c.student=? AND c.chapter=?",
            (student, chapter.name),
        ).fetchone()
        if not found:
            due = self.db.execute(
                "SELECT origin, note FROM due WHERE student=? AND chapter=?",
                (student, chapter.name),
            ).fetchone()
            status, why = ("ungraded", DUE) if due else ("missing", NOTHING)
            outcomes = tuple(
                Outcome(e.name, 0, e.max_points, status, why)
                for e in chapter.exercises
            )
            origin, note = due or ("", "")
            return Record(
                student, chapter.name, outcomes, (), origin, note, True, ""
            )
        number, origin, note, sandboxed, graded = found
        rationales = tuple(self._rationales(number, student, chapter.name))
        outcomes, before = [], {}
        for row in self.db.execute(
            "SELECT exercise, points, max_points, status, message, tests, answer, "
            "output FROM outcomes WHERE result=? ORDER BY position",
            (number,),
        ):
            tests = tuple(TestOutcome(**t) for t in json.loads(row[5]))
            outcome = Outcome(*row[:5], tests, *row[6:])
            before[outcome.exercise] = outcome.status
            mine = [r for r in rationales if r.exercise == outcome.exercise]
            outcomes.append(with_rationales(outcome, mine))
        return Record(
            student,
            chapter.name,
            tuple(outcomes),
            rationales,
            origin,
            note,
            bool(sandboxed),
            graded,
            before,
        )

    def _rationales(self, number, student, chapter):
        for cell, exercise, worth, text, sha, answered in self.db.execute(
            "SELECT cell, exercise, max_points, text, text_sha256, answered "
            "FROM texts WHERE result=? ORDER BY cell",
            (number,),
        ).fetchall():
            read = self.db.execute(
                "SELECT points, comment FROM readings WHERE student=? AND chapter=? "
                "AND cell=? AND text_sha256=? ORDER BY id DESC LIMIT 1",
                (student, chapter, cell, sha),
            ).fetchone() or (None, "")
            yield Rationale(
                student,
                chapter,
                exercise,
                cell,
                worth,
                text,
                sha,
                bool(answered),
                *read,
            )

    def rows(self, chapters: dict[str, Chapter]) -> Iterator[tuple]:
        """Yield the rows of grades.csv, in the order of HEADER."""
        for record in self.records(chapters):
            for o in record.outcomes:
                message = o.message
                if not record.sandboxed:
                    message = f"{NOT_SANDBOXED} {message}".rstrip()
                yield (
                    record.student,
                    record.chapter,
                    o.exercise,
                    o.points,
                    o.max_points,
                    o.status,
                    message,
                )

    def write_csv(self, chapters: dict[str, Chapter]) -> Path:
        """Write grades.csv beside the database; return its path."""
        path = self.folder / "grades.csv"
        write_rows(path, HEADER, self.rows(chapters))
        return path


class _Transaction:
    """All or nothing; a failing disk becomes a GradebookError."""

    def __init__(self, book):
        self.book = book

    def __enter__(self):
        try:
            self.book.db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise GradebookError(self.book._explain(error)) from None
        return self.book.db

    def __exit__(self, kind, error, _):
        db = self.book.db
        try:
            if kind is None:
                db.execute("COMMIT")
                return
        except sqlite3.Error as failed:
            kind, error = sqlite3.Error, failed
        if db.in_transaction:
            try:
                db.execute("ROLLBACK")
            except sqlite3.Error:
                pass  # a full disk has rolled back already
        if issubclass(kind, sqlite3.Error):
            raise GradebookError(self.book._explain(error)) from None


def _plain(outcome: Outcome, exercise: Exercise | None) -> Outcome:
    """Return an outcome as stored: points of tests only, texts that can be kept."""
    read = {cell for cell, _ in exercise.rationales} if exercise else set()
    tests = tuple(
        replace(t, message=clean(t.message))
        for t in outcome.tests
        if t.cell not in read
    )
    earned = sum(t.points for t in tests) if tests else outcome.points
    largest = exercise.max_points if exercise else outcome.max_points
    # Whether a rationale waits is seen from its text, when the gradebook is read.
    waited = outcome.status == "waiting"
    return replace(
        outcome,
        points=min(float(earned), largest) if math.isfinite(earned) else 0.0,
        max_points=float(largest),
        status="ok" if waited else outcome.status,
        message="" if waited and not tests else clean(outcome.message),
        tests=tests,
        answer=clean(outcome.answer)[:MAX_TEXT],
        output=clean(outcome.output)[:MAX_TEXT],
    )


def with_rationales(outcome: Outcome, rationales) -> Outcome:
    """Return an outcome with the points of its rationales, or `waiting` for them."""
    written = [r for r in rationales if r.answered]
    if not written:
        return outcome
    status, message = outcome.status, outcome.message
    if status == "unanswered":
        message = ""  # it is of the code as handed out: NotImplementedError
    if any(r.points is None for r in written):
        if status != "ungraded":
            status, message = "waiting", message or WAITS
    elif status in ("unanswered", "missing"):
        # The text was an answer.
        status, message = "ok", message or TEXT_ONLY
    read = sum(r.points for r in written if r.points is not None)
    return replace(
        outcome, points=outcome.points + read, status=status, message=message
    )
