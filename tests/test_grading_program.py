"""The program around the engine: gradebook, batch, resume, exports, rationales."""

import csv
import gc
import io
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from tempfile import TemporaryDirectory

import pytest

from grading import __main__ as program
from grading import batch, exports
from grading import chapter as chapters
from grading.gradebook import (
    DUE,
    HEADER,
    NOTHING,
    TEXT_ONLY,
    VERSION,
    WAITS,
    Gradebook,
    GradebookError,
    Record,
)
from grading.model import Limits
from grading.safe import (
    cell,
    clean,
    folder,
    folders,
    read_rows,
    uncell,
    write_rows,
)
from tests import grading_help, grading_worker
from tests.grading_help import CHAPTER, InlinePool, hand_in, notebook
from tools.paths import ROOT

BOOK = chapters.load(CHAPTER)
NAMES = [e.name for e in BOOK.exercises]
WITH_TEXT = next(e for e in BOOK.exercises if e.rationales)
TOTAL = BOOK.max_points
AUTO = sum(e.points for e in BOOK.exercises)


@pytest.fixture
def pool(monkeypatch):
    """Grade in this process, with the engine that costs nothing."""
    inline = InlinePool()
    monkeypatch.setattr(batch, "LocalPool", lambda workers: inline)
    return inline


@pytest.fixture
def run(tmp_path, pool, capsys):
    """Return a function that runs the command line; it returns (code, out, err)."""

    def call(*arguments):
        try:
            code = program.main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
            if isinstance(code, str):
                print(code, file=sys.stderr)
                code = 1
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def rows_of(folder_):
    """Return grades.csv as dicts."""
    with (folder_ / "grades.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def submit(tmp_path, students):
    """Hand in a notebook for each student: name -> bytes."""
    return hand_in(
        tmp_path / "in",
        {f"{name}/{CHAPTER}.ipynb": data for name, data in students.items()},
    )


# --- grades.csv ------------------------------------------------------------------


def test_a_row_for_each_student_and_exercise_in_a_stable_order(tmp_path, run):
    wrong = notebook({NAMES[0]: "# says ok: Look again, =1+1"})
    submit(tmp_path, {"student-02": notebook(), "student-01": wrong})
    code, out, _ = run("grade", tmp_path / "in", "--out", tmp_path / "out")
    assert code == 0 and "2 graded" in out
    rows = rows_of(tmp_path / "out")
    assert tuple(rows[0]) == HEADER
    assert [(r["student"], r["exercise"]) for r in rows] == [
        (s, e) for s in ("student-01", "student-02") for e in NAMES
    ]
    assert rows[0]["message"] == "Look again, =1+1"
    assert (rows[0]["points"], rows[0]["status"]) == ("0", "ok")
    assert rows[len(NAMES)]["points"] == f"{BOOK.exercises[0].points:g}"
    first = (tmp_path / "out" / "grades.csv").read_bytes()
    run("grade", tmp_path / "in", "--out", tmp_path / "out")
    assert (tmp_path / "out" / "grades.csv").read_bytes() == first


def test_who_handed_in_nothing_is_missing_in_every_exercise(tmp_path, run):
    submit(tmp_path, {"student-01": notebook()})
    (tmp_path / "in" / "student-02").mkdir()
    run("grade", tmp_path / "in", "--out", tmp_path / "out")
    rows = [
        r for r in rows_of(tmp_path / "out") if r["student"] == "student-02"
    ]
    assert [r["status"] for r in rows] == ["missing"] * len(NAMES)
    assert {r["message"] for r in rows} == {NOTHING}
    assert sum(float(r["max_points"]) for r in rows) == TOTAL
    assert not (tmp_path / "out" / "feedback" / "student-02").exists()


def test_a_huge_file_is_unreadable_and_stops_nobody(tmp_path, run, pool):
    place = submit(tmp_path, {"student-01": b"", "student-02": notebook()})
    os.truncate(place / "student-01" / f"{CHAPTER}.ipynb", 300 << 20)
    code, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert code == 0 and pool.asked == 1 and "1 could not be read" in out
    rows = rows_of(tmp_path / "out")
    assert {r["status"] for r in rows[: len(NAMES)]} == {"unreadable"}
    assert "300 MB" in rows[0]["message"]
    run("grade", place, "--out", tmp_path / "out")
    assert pool.asked == 1


def test_without_a_sandbox_every_row_says_so(tmp_path, run):
    submit(tmp_path, {"student-01": notebook(), "student-02": b"{broken"})
    _, _, err = run(
        "grade", tmp_path / "in", "--out", tmp_path / "out", "--no-sandbox"
    )
    assert "--no-sandbox runs students' code as you" in err
    assert all(
        r["message"].startswith("[not sandboxed]")
        for r in rows_of(tmp_path / "out")
    )
    # Graded again, protected: nothing of the unprotected run is taken over.
    _, out, _ = run("grade", tmp_path / "in", "--out", tmp_path / "out")
    assert "2 graded, 0 unchanged" in out
    assert not any(
        "sandbox" in r["message"] for r in rows_of(tmp_path / "out")
    )


HOSTILE = [
    "=cmd|' ' calc'!A0",
    "@SUM(1)",
    "-1+1",
    "+1",
    "'=1",
    "''",
    "'-",
    "-",
    "\t=1",
    " =1",
    "＝1",
    "line\nbreak",
    'a"quote, comma; semi',
    "<b>&amp;",
    "",
    "plain",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_cells_are_no_formulas_and_come_back_as_they_were(tmp_path, encoding):
    path = tmp_path / "x.csv"
    write_rows(path, ["a", "b"], [[h, "x"] for h in HOSTILE], encoding)
    with path.open(newline="", encoding="utf-8-sig") as file:
        raw = [row[0] for row in csv.reader(file)][1:]
    begin = tuple("=+-@＝\t")
    assert not any(r.lstrip(" ").startswith(begin) for r in raw if r != "-")
    assert [r["a"] for r in read_rows(path)] == HOSTILE
    assert all(uncell(cell(h)) == h for h in HOSTILE)
    assert cell(-1.5) == "-1.5"


def test_a_sheet_survives_excel(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(
        'a;points\r\n"two\r\nlines";1,5\r\nj\xfcrg;2\r\n'.encode("cp1252")
    )
    assert read_rows(path) == [
        {"a": "two\r\nlines", "points": "1,5", "_row": "2"},
        {"a": "jürg", "points": "2", "_row": "3"},
    ]


def test_text_of_any_origin_can_be_stored():
    assert (
        clean("a\x1b[31mred\x1b[0m\x00\ud800\u202eb\r\nc\td")
        == "ared\ufffd\ufffd\ufffdb\nc\td"
    )


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "..",
        ".",
        "",
        "a/b\\c",
        "con",
        "NUL.txt",
        "x" * 300,
        "é" * 90,
        "a\nb",
        "<b>",
        "trail. ",
    ],
)
def test_a_folder_for_any_name(name, tmp_path):
    made = folder(name)
    assert made not in ("", ".", "..") and not set(made) & set(
        '/\\<>:"|?*\n\0'
    )
    assert len(made.encode()) <= 120 and made != name
    (tmp_path / made).mkdir()
    assert (tmp_path / made).parent == tmp_path


def test_folders_differ_by_more_than_case():
    made = folders(["Ann", "ann", "bob"])
    assert len({m.casefold() for m in made.values()}) == 3
    assert made["bob"] == "bob"


# --- resume ------------------------------------------------------------------------


def test_only_what_changed_is_graded_again(tmp_path, run, pool):
    place = submit(tmp_path, {f"student-{n}": notebook() for n in range(3)})
    run("grade", place, "--out", tmp_path / "out")
    assert pool.asked == 3
    wrong = notebook({NAMES[0]: "# says ok: no"})
    submit(tmp_path, {"student-1": wrong})
    _, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert pool.asked == 4 and "1 graded, 2 unchanged" in out
    # Back to the first: the first result counts again, without a run.
    submit(tmp_path, {"student-1": notebook()})
    run("grade", place, "--out", tmp_path / "out")
    assert pool.asked == 4
    assert rows_of(tmp_path / "out")[len(NAMES)]["points"] != "0"
    run("grade", place, "--out", tmp_path / "out", "--timeout", "60")
    assert pool.asked == 7  # other limits may give other results


def test_changed_tests_are_graded_again(tmp_path, run, pool, monkeypatch):
    place = submit(tmp_path, {"student-1": notebook()})
    run("grade", place, "--out", tmp_path / "out")
    monkeypatch.setattr(chapters, "inputs", lambda name: "other")
    run("grade", place, "--out", tmp_path / "out")
    assert pool.asked == 2


def test_statuses_are_graded_again_when_asked_for(tmp_path, run, pool):
    late = notebook({NAMES[0]: "# says timeout: too slow"})
    place = submit(tmp_path, {"student-1": notebook(), "student-2": late})
    command = ["grade", place, "--out", tmp_path / "out"]
    run(*command)
    _, _, err = run(*command, "--again", "memory,error")
    assert pool.asked == 2 and "limits" not in err
    run(*command, "--again", "timeout")
    assert pool.asked == 3
    run(*command)
    assert pool.asked == 3
    run(*command, "--again", "all")
    assert pool.asked == 5
    _, _, err = run(*command, "--timeout", "60")
    assert "20 s a cell and 2048 MB then, 60 s a cell" in err
    asked = pool.asked
    _, out, err = run(*command)
    assert pool.asked == asked and "60 s a cell and 2048 MB then, 20 s" in err


def test_grading_again_goes_on_where_it_was_stopped(tmp_path, run, pool):
    place = submit(tmp_path, {f"student-{n}": notebook() for n in range(9)})
    command = ["grade", place, "--out", tmp_path / "out"]
    run(*command)

    def interrupted(task):
        if pool.asked == 15:
            raise KeyboardInterrupt
        return grading_help.work(task)

    pool.function = interrupted
    code, _, err = run(*command, "--again", "all")
    assert code == 130 and "same command without --again" in err
    pool.function, asked = grading_help.work, pool.asked
    _, out, _ = run(*command)
    assert 3 <= pool.asked - asked < 9


def test_every_run_is_kept(tmp_path, run):
    place = submit(tmp_path, {"student-1": notebook()})
    run("grade", place, "--out", tmp_path / "out")
    submit(tmp_path, {"student-1": notebook({NAMES[0]: "# says ok: no"})})
    run("grade", place, "--out", tmp_path / "out")
    db = sqlite3.connect(tmp_path / "out" / "grades.db")
    hashes = db.execute("SELECT submission_sha256 FROM results").fetchall()
    assert len(hashes) == 2 and len(set(hashes)) == 2
    (runs,) = db.execute(
        "SELECT count(*) FROM runs WHERE finished != ''"
    ).fetchone()
    assert runs == 2


def test_an_ungraded_submission_is_no_zero_and_is_tried_again(
    tmp_path, run, pool
):
    place = submit(tmp_path, {"student-1": notebook(), "student-2": b"[]"})

    def faulty(task):
        if task.data == b"[]":
            raise RuntimeError("our own fault")
        return grading_help.work(task)

    pool.function = faulty
    code, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert code == 1 and "no zeros" in out and "'student-2'" in out
    rows = rows_of(tmp_path / "out")[len(NAMES) :]
    assert {r["status"] for r in rows} == {"ungraded"}
    assert "our own fault" in rows[0]["message"]
    pool.function = lambda task: batch.Done(
        grading_help.grade(notebook(), CHAPTER)
    )
    code, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert code == 0 and "1 graded, 1 unchanged" in out


def test_one_exercise_that_is_ours_to_mend_is_enough_to_say_so(tmp_path, run):
    broken = notebook({NAMES[2]: "# says ungraded: our fault"})
    place = submit(tmp_path, {"student-1": broken})
    code, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert code == 1 and "1 submission not graded as a whole" in out
    assert "'student-1'" in out and "our fault" in out


def test_who_was_not_reached_is_not_missing(tmp_path, run, pool):
    place = submit(tmp_path, {f"student-{n}": notebook() for n in range(9)})
    (place / "student-x").mkdir()

    def interrupted(task):
        raise KeyboardInterrupt

    pool.function = interrupted
    out = tmp_path / "out"
    code, _, _ = run("grade", place, "--out", out)
    assert code == 130 and (out / "intake.csv").exists()
    code, _, err = run("export", out, "--to", "csv", "--missing-as-zero")
    assert f"student-8, {CHAPTER}: ungraded" in err
    rows = dict(table(out / "export" / "grades.csv"))
    assert rows["student-8"] == "" and rows["student-x"] == "0"
    run("report", out)
    assert "could not be graded" in (out / "report.html").read_text()
    with Gradebook(out) as book:
        record = book.record_of("student-8", BOOK)
        rows = list(book.rows({CHAPTER: BOOK}))
    assert record.handed_in and not record.is_final and not record.graded
    assert {r[5:] for r in rows[-2 * len(NAMES) : -len(NAMES)]} == {
        ("ungraded", DUE)
    }
    assert {r[5:] for r in rows[-len(NAMES) :]} == {("missing", NOTHING)}
    pool.function = grading_help.work
    code, said, _ = run("grade", place, "--out", out)
    assert code == 0 and "9 graded" in said
    assert not any(r["status"] == "ungraded" for r in rows_of(out))


def test_ctrl_c_loses_nothing(tmp_path, run, pool):
    place = submit(tmp_path, {f"student-{n}": notebook() for n in range(9)})

    def interrupted(task):
        if pool.asked == 6:
            raise KeyboardInterrupt
        return grading_help.work(task)

    pool.function = interrupted
    code, _, err = run("grade", place, "--out", tmp_path / "out")
    assert code == 130 and "goes on from there" in err
    assert pool.closed is True
    pool.function = grading_help.work
    asked = pool.asked
    _, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert pool.asked - asked < 9 and "students in the gradebook: 9" in out
    assert len(rows_of(tmp_path / "out")) == 9 * len(NAMES)


KILLED = """
import os, sys
from grading import __main__ as program, batch
from tests.grading_help import InlinePool, work
class Pool(InlinePool):
    def submit(self, task):
        if self.asked == 5:
            os.kill(os.getpid(), 9)
        return super().submit(task)
batch.LocalPool = lambda workers: Pool()
program.main(sys.argv[1:])
"""


def test_a_power_cut_loses_nothing(tmp_path, run, pool):
    place = submit(tmp_path, {f"student-{n}": notebook() for n in range(9)})
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            "grade",
            place,
            "--out",
            tmp_path / "out",
        ],
        cwd=ROOT,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL
    _, out, _ = run("grade", place, "--out", tmp_path / "out")
    kept = 9 - pool.asked
    assert 2 <= kept <= 5 and f"{kept} unchanged" in out
    assert len(rows_of(tmp_path / "out")) == 9 * len(NAMES)


def test_what_a_killed_run_unpacked_is_emptied_by_the_next(tmp_path, run):
    place = hand_in(tmp_path, {"in.zip": b""}) / "in.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(f"student-1/{CHAPTER}.ipynb", notebook())
    hand_in(tmp_path / "out" / ".scratch", {"000001": "left over"})
    code, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert code == 0 and "1 graded" in out
    assert not (tmp_path / "out" / ".scratch").exists()


def test_a_name_that_is_no_student_can_be_forgotten(tmp_path, run):
    place = submit(tmp_path, {"student-1": notebook()})
    (place / "handouts").mkdir()
    out = tmp_path / "out"
    _, said, _ = run("grade", place, "--out", out)
    assert "1 name new in the gradebook" in said and "'handouts'" in said
    _, said, _ = run("grade", place, "--out", out)
    assert "new in the gradebook" not in said
    code, said, _ = run("forget", out, "handouts")
    assert code == 0 and "Nothing was deleted" in said
    assert {r["student"] for r in rows_of(out)} == {"student-1"}
    # An empty folder brings nobody back; a notebook does.
    run("grade", place, "--out", out)
    assert {r["student"] for r in rows_of(out)} == {"student-1"}
    submit(tmp_path, {"handouts": notebook()})
    run("grade", place, "--out", out)
    assert {r["student"] for r in rows_of(out)} == {"student-1", "handouts"}
    code, _, err = run("forget", out, "nobody")
    assert code == 2 and "no student 'nobody'" in err


def test_a_name_is_forgotten_as_grades_csv_writes_it(tmp_path, run):
    submit(tmp_path, {"student-1": notebook(), "=cmd()": notebook()})
    out = tmp_path / "out"
    run("grade", tmp_path / "in", "--out", out)
    written = rows_of(out)[0]["student"]
    assert written == "'=cmd()"
    code, said, _ = run("forget", out, written)
    assert code == 0 and "'=cmd()' is left out" in said
    assert {r["student"] for r in rows_of(out)} == {"student-1"}


def test_who_handed_in_what_cannot_be_read_is_named(tmp_path, run):
    place = submit(tmp_path, {"student-1": notebook()})
    hand_in(place, {"student-2/work.rar": b"x", "student-3/.git/x": b"y"})
    _, out, _ = run("grade", place, "--out", tmp_path / "out")
    assert "1 submission unreadable" in out and "'student-2'" in out
    kinds = {
        r["where"]: (r["what"], r["student"])
        for r in read_rows(tmp_path / "out" / "intake.csv")
    }
    first = f"in/student-1/{CHAPTER}.ipynb"
    assert kinds[first] == ("counts", "student-1")
    assert kinds["in/student-3/.git"] == ("system", "")
    rows = rows_of(tmp_path / "out")
    assert rows[len(NAMES)]["status"] == "unreadable"


def test_a_stray_file_does_not_displace_a_result(tmp_path, run):
    place = submit(tmp_path, {"student-1": notebook()})
    run("grade", place, "--out", tmp_path / "out")
    later = hand_in(
        tmp_path / "later",
        {
            "student-1/Untitled.ipynb": b"x",
            f"student-2/{CHAPTER}.ipynb": notebook(),
        },
    )
    run("grade", later, "--out", tmp_path / "out")
    assert {r["status"] for r in rows_of(tmp_path / "out")} == {"ok"}
    kinds = read_rows(tmp_path / "out" / "intake.csv")
    assert {"unreadable", "not recognised"} <= {r["what"] for r in kinds}
    # What says that it is of the chapter does.
    hand_in(later, {f"student-1/{CHAPTER}.ipynb.txt": b"x"})
    run("grade", later, "--out", tmp_path / "out")
    assert rows_of(tmp_path / "out")[0]["status"] == "unreadable"


def test_a_failing_write_leaves_no_half_result(tmp_path, run, monkeypatch):
    place = submit(tmp_path, {"student-1": notebook()})
    monkeypatch.setattr(
        Gradebook,
        "_point",
        lambda *a: (_ for _ in ()).throw(
            sqlite3.OperationalError("database or disk is full")
        ),
    )
    code, _, err = run("grade", place, "--out", tmp_path / "out")
    assert code == 2 and "Is the disk full" in err
    db = sqlite3.connect(tmp_path / "out" / "grades.db")
    assert db.execute("SELECT count(*) FROM results").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM outcomes").fetchone() == (0,)


# --- the loop -------------------------------------------------------------------------


def tasks(count, data=None):
    """Return labelled tasks."""
    for n in range(count):
        yield (
            n,
            batch.Task(
                CHAPTER, (data or {}).get(n, b"[]"), Limits(), True, ""
            ),
        )


class Answers(list):
    """Collects what is recorded."""

    def __call__(self, label, done, reason):
        """Note one answer."""
        self.append((label, reason))


def test_few_tasks_are_under_way_at_a_time():
    asked, seen = [], Answers()

    def counted():
        for item in tasks(50):
            asked.append(item[0])
            assert len(asked) - len(seen) <= 4
            yield item

    batch.run(counted(), InlinePool(lambda task: batch.Done(None)), seen, 5)
    assert sorted(n for n, _ in seen) == list(range(50))


def test_a_worker_that_dies_or_hangs_costs_one_submission():
    pool, seen = batch.LocalPool(2, grading_worker.echo), Answers()
    try:
        batch.run(tasks(9, {3: b"die", 6: b"hang"}), pool, seen, 3)
    finally:
        pool.close()
    reasons = dict(seen)
    assert len(seen) == len(reasons) == 9
    assert {n for n, reason in reasons.items() if reason} == {3, 6}
    assert "died or hung" in reasons[3]


def test_workers_that_cannot_start_are_no_fault_of_the_disk(
    tmp_path, capsys, monkeypatch
):
    def refuse(*arguments, **more):
        raise BrokenPipeError(32, "Broken pipe")

    place = submit(tmp_path, {"student-1": notebook()})
    command = ["grade", str(place), "--out", str(tmp_path / "out")]
    executor = batch.ProcessPoolExecutor
    for name in ("__init__", "submit"):
        with monkeypatch.context() as patch:
            patch.setattr(executor, name, refuse)
            assert program.main(command) == 2
        said = capsys.readouterr().err
        assert "cannot be started (Broken pipe)" in said, name
        assert sys.executable in said and "disk" not in said


def test_a_helper_that_went_away_is_no_fault_of_the_disk(run, monkeypatch):
    def gone(*arguments):
        raise ConnectionError("the parent of the student is gone")

    monkeypatch.setattr(program.check, "main", gone)
    code, _, err = run("check")
    assert code == 2 and "the parent of the student is gone" in err
    assert "helper of the grader" in err and "disk" not in err


def test_a_fault_of_a_worker_stops_the_batch_with_its_sentence(
    tmp_path, run, pool
):
    pool.function = lambda task: batch.Done(None, fault="install bubblewrap")
    place = submit(tmp_path, {"student-1": notebook()})
    code, _, err = run("grade", place, "--out", tmp_path / "out")
    assert code == 2 and "install bubblewrap" in err


def test_a_worker_of_another_release_is_refused():
    done = batch.work(next(tasks(1))[1])
    assert "another version" in done.fault


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (40, "40 s"), (200, "3 min"), (7500, "2 h 5 min")],
)
def test_time_left_is_said_as_a_person_does(seconds, text):
    assert batch.duration(seconds) == text


def test_progress_says_what_is_left(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(batch.time, "monotonic", lambda: clock[0])
    progress = batch.Progress(10, io.StringIO())
    progress.step(graded=False)
    clock[0] = 600.0  # the workers start
    progress.step()
    assert progress.line() == "2 of 10 submissions"
    for _ in range(3):
        clock[0] += 2
        progress.step()
    assert progress.line() == "5 of 10 submissions, 0.5 a second, 10 s left"


# --- rationales -------------------------------------------------------------------------


TEXT = 'I "split", 13/12;\nbecause the noise…\n=1+1\ttab 🙂'


@pytest.fixture
def waiting(tmp_path, run):
    """Grade a student with a text, one without; return (results, row of the first)."""
    submit(
        tmp_path,
        {"student-1": notebook(rationale=TEXT), "student-2": notebook()},
    )
    run("grade", tmp_path / "in", "--out", tmp_path / "out")

    def row(student="student-1"):
        return next(
            r
            for r in rows_of(tmp_path / "out")
            if r["student"] == student and r["exercise"] == WITH_TEXT.name
        )

    return tmp_path / "out", row


def fill(sheet, **values):
    """Change cells of the first row of a sheet."""
    rows = read_rows(sheet)
    header = [c for c in rows[0] if c != "_row"]
    rows[0] |= values
    write_rows(sheet, header, [[r[c] for c in header] for r in rows])


def test_a_text_waits_until_its_points_are_read_back(waiting, run):
    out, row = waiting
    assert row()["status"] == "waiting"
    assert row()["points"] == f"{WITH_TEXT.points:g}"
    assert row()["max_points"] == f"{WITH_TEXT.max_points:g}"
    assert row("student-2")["status"] == "ok"  # wrote nothing: earns nothing
    code, said, _ = run("rationale", out)
    sheet = out / "rationales.csv"
    assert code == 0 and str(sheet) in said
    (only,) = read_rows(sheet)
    assert only["answer"] == TEXT and only["points"] == ""
    fill(sheet, points="1,5", comment="=well argued")
    code, said, _ = run("rationale", out, "--read", sheet)
    assert code == 0 and "1 text read" in said
    assert row()["status"] == "ok"
    assert row()["points"] == f"{WITH_TEXT.points + 1.5:g}"
    page = (out / "feedback" / "student-1" / f"{CHAPTER}.html").read_text()
    assert "1.5 of 2 points" in page and "=well argued" in page
    code, said, _ = run("rationale", out)
    assert "No text waits" in said


def test_a_sheet_is_never_overwritten(waiting, run):
    out, _ = waiting
    run("rationale", out)
    before = (out / "rationales.csv").read_bytes()
    code, _, err = run("rationale", out)
    assert code == 2 and "may hold points of yours" in err
    assert (out / "rationales.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ("3", "row 2 (student-1): 3 points; this text has 0 to 2"),
        ("-1", "-1 points"),
        ("two", "'two' is no number"),
        ("nan", "'nan' is no number"),
        ("1e9", "'1e9' is no number"),
        ("=1+1", "'=1+1' is no number"),
    ],
)
def test_bad_points_are_refused_with_row_and_reason(
    waiting, run, points, says
):
    out, row = waiting
    run("rationale", out)
    fill(out / "rationales.csv", points=points)
    code, _, err = run("rationale", out, "--read", out / "rationales.csv")
    assert code == 2 and says in err and "nothing was taken" in err
    assert row()["status"] == "waiting"


def test_other_points_than_before_must_be_meant(waiting, run):
    out, row = waiting
    run("rationale", out)
    sheet = out / "rationales.csv"
    fill(sheet, points="2")
    run("rationale", out, "--read", sheet)
    code, said, _ = run("rationale", out, "--read", sheet)
    assert code == 0 and "1 as before" in said
    fill(sheet, points="1")
    code, _, err = run("rationale", out, "--read", sheet)
    assert code == 2 and "2 becomes 1" in err and "--replace" in err
    code, said, _ = run("rationale", out, "--read", sheet, "--replace")
    assert code == 0 and row()["points"] == f"{WITH_TEXT.points + 1:g}"
    with Gradebook(out) as book:
        count = book.db.execute("SELECT count(*) FROM readings").fetchone()
    assert count == (2,)  # the first is kept


def test_a_new_text_waits_again_and_an_old_sheet_does_not_fit(
    waiting, run, tmp_path
):
    out, row = waiting
    run("rationale", out)
    sheet = out / "rationales.csv"
    fill(sheet, points="2")
    run("rationale", out, "--read", sheet)
    submit(tmp_path, {"student-1": notebook(rationale="Another text.")})
    run("grade", tmp_path / "in", "--out", out)
    assert row()["status"] == "waiting"
    code, _, err = run("rationale", out, "--read", sheet)
    assert code == 2 and "handed in another text" in err
    # The same text in a notebook that changed elsewhere keeps its points.
    changed = notebook({NAMES[0]: "# says ok: no"}, rationale=TEXT)
    submit(tmp_path, {"student-1": changed})
    run("grade", tmp_path / "in", "--out", out)
    assert row()["status"] == "ok"


def test_a_row_whose_student_is_not_that_of_its_key_is_refused(tmp_path, run):
    names = ["007", "Ann  Doe"]
    submit(tmp_path, {n: notebook(rationale=f"of {n}") for n in names})
    out = tmp_path / "out"
    run("grade", tmp_path / "in", "--out", out)
    run("rationale", out)
    sheet = out / "rationales.csv"

    def write(header=exports.SHEET, **columns):
        rows = read_rows(out / "kept.csv")
        for row, *values in zip(rows, *columns.values(), strict=True):
            row |= dict(zip(columns, values, strict=True)) | {"points": "1"}
        write_rows(sheet, header, [[r[c] for c in header] for r in rows])
        return run("rationale", out, "--read", sheet)

    sheet.rename(out / "kept.csv")
    code, _, err = write(student=names[::-1])
    assert code == 2 and "nothing was taken" in err
    row = f"row 2 (Ann  Doe): this key belongs to 007, {CHAPTER}, "
    assert row + WITH_TEXT.name in err
    code, _, err = write(exercise=["platt", WITH_TEXT.name])
    assert code == 2 and "row 2 (007): this key belongs" in err
    for column in ("student", "chapter", "exercise"):
        code, _, err = write([c for c in exports.SHEET if c != column])
        assert code == 2 and f"no column '{column}'" in err
    # What a spreadsheet makes of names is no other name.
    code, said, _ = write(student=["7", "Ann Doe "])
    assert code == 0 and "2 texts read" in said


def test_a_text_without_code_has_a_message_that_says_so(tmp_path, run):
    untouched = notebook(
        {WITH_TEXT.name: "# says unanswered: NotImplementedError"}, "A text."
    )
    submit(tmp_path, {"student-1": untouched})
    out = tmp_path / "out"

    def row():
        (one,) = [r for r in rows_of(out) if r["exercise"] == WITH_TEXT.name]
        return one["status"], one["points"], one["message"]

    run("grade", tmp_path / "in", "--out", out)
    assert row() == ("waiting", "0", WAITS)
    run("rationale", out)
    fill(out / "rationales.csv", points="1")
    run("rationale", out, "--read", out / "rationales.csv")
    assert row() == ("ok", "1", TEXT_ONLY)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_sheet_in_excels_unicode_text_is_read(waiting, run, encoding):
    out, row = waiting
    run("rationale", out)
    sheet = out / "rationales.csv"
    fill(sheet, points="2", comment="très bien 🙂")
    text = sheet.read_text(encoding="utf-8-sig")
    sheet.write_bytes(("\ufeff" + text).encode(encoding))
    code, said, _ = run("rationale", out, "--read", sheet)
    assert code == 0 and "1 text read" in said
    assert row()["points"] == f"{WITH_TEXT.points + 2:g}"
    with Gradebook(out) as book:
        (text,) = exports.texts(book, {CHAPTER: BOOK})
    assert text.comment == "très bien 🙂"


def test_a_sheet_of_something_else_is_refused(waiting, run, tmp_path):
    out, _ = waiting
    sheet = hand_in(tmp_path, {"x.csv": "a,b\n1,2\n"}) / "x.csv"
    code, _, err = run("rationale", out, "--read", sheet)
    assert code == 2 and "no column 'key'" in err
    code, _, err = run("rationale", out, "--read", tmp_path / "none.csv")
    assert code == 2 and "cannot be read" in err


# --- exports -------------------------------------------------------------------------------


@pytest.fixture
def graded(tmp_path, run):
    """A Canvas class: one full, one that waits, two unreadable, one missing."""
    place = hand_in(
        tmp_path / "in",
        {
            f"dstudent_11_100_{CHAPTER}.ipynb": notebook(),
            f"roemax_12_101_{CHAPTER}.ipynb": notebook(rationale="text"),
            f"lee_13_102_{CHAPTER}.ipynb": b"{broken",
            "moe_14_103_essay.docx": b"x",
        },
    )
    (place / "kim").mkdir()
    run("grade", place, "--out", tmp_path / "out")
    return tmp_path / "out"


def table(path):
    """Return a CSV file as lists."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_what_is_not_final_is_no_zero_in_any_export(graded, run):
    for to in ("csv", "canvas"):
        code, out, err = run("export", graded, "--to", to)
        assert code == 0 and "1 score written" in out, to
        assert "NOT EXPORTED" in err
        assert f"lee_13, {CHAPTER}: unreadable" in err
        assert f"moe_14, {CHAPTER}: unreadable" in err
        assert f"roemax_12, {CHAPTER}: waiting" in err
    # Canvas's numbers are no participants of Moodle.
    _, out, err = run("export", graded, "--to", "moodle")
    assert "0 scores" in out and "not know who it is (4)" in err


def test_plain_csv_has_a_row_a_student_and_a_column_a_chapter(graded, run):
    run("export", graded, "--to", "csv")
    assert table(graded / "export" / "grades.csv") == [
        ["student", CHAPTER],
        ["dstudent_11", f"{AUTO:g}"],
        ["kim", ""],
        ["lee_13", ""],
        ["moe_14", ""],
        ["roemax_12", ""],
    ]
    run("export", graded, "--to", "csv", "--missing-as-zero")
    assert table(graded / "export" / "grades.csv")[2] == ["kim", "0"]


def test_canvas_without_a_roster_names_the_ids_of_the_download(graded, run):
    _, out, _ = run("export", graded, "--to", "canvas")
    assert "makes a new one" in out
    rows = table(graded / "export" / "canvas.csv")
    assert rows[0] == [*exports.CANVAS, CHAPTER]
    assert (
        rows[1][0].strip() == "Points Possible" and rows[1][-1] == f"{TOTAL:g}"
    )
    assert rows[2] == ["dstudent", "11", "", "", "", f"{AUTO:g}"]


def test_canvas_with_a_roster_fills_in_its_column(graded, run, tmp_path):
    roster = tmp_path / "canvas.csv"
    column = f"Homework {CHAPTER} (777)"
    write_rows(
        roster,
        [
            "Student",
            "ID",
            "SIS Login ID",
            "Section",
            "Essay (1)",
            column,
            "Final",
        ],
        [
            ["Manual Posting", "", "", "", "", "", ""],
            ["    Points Possible", "", "", "", 10, 100, "(read only)"],
            ["Doe, Jane", "11", "jd", "A", 7, "", 1],
            ["Roe, Max", "12", "rm", "A", 7, 20, 1],
            ["Nobody, Here", "99", "13", "A", 7, 33, 1],
            ["Kim, Lee", "98", "kim", "A", 7, "EX", 1],
        ],
    )
    _, out, err = run("export", graded, "--to", "canvas", "--roster", roster)
    # An empty cell would delete the score that Canvas has: only Jane's changes.
    assert table(graded / "export" / "canvas.csv") == [
        ["Student", "ID", "SIS Login ID", "Section", column],
        ["Manual Posting", "", "", "", ""],
        ["    Points Possible", "", "", "", "100"],
        ["Doe, Jane", "11", "jd", "A", f"{AUTO:g}"],
        ["Roe, Max", "12", "rm", "A", "20"],
        ["Nobody, Here", "99", "13", "A", "33"],
        ["Kim, Lee", "98", "kim", "A", "EX"],
    ]
    assert "would not know who it is" in err and "lee_13" in err
    assert f"100 points in the LMS, {TOTAL:g} in the book" in out
    run(
        "export",
        graded,
        "--to",
        "canvas",
        "--roster",
        roster,
        "--missing-as-zero",
    )
    assert table(graded / "export" / "canvas.csv")[-1][-1] == "0"


def test_a_canvas_number_is_compared_with_canvas_numbers_only(tmp_path, run):
    place = hand_in(
        tmp_path / "in",
        {
            f"doe_11_100_{CHAPTER}.ipynb": notebook(),
            f"anon_12_101_{CHAPTER}.ipynb": notebook(),
            f"max_13/{CHAPTER}.ipynb": notebook(),
            f"Roe, Ann/{CHAPTER}.ipynb": notebook(),
        },
    )
    run("grade", place, "--out", tmp_path / "out")
    roster, column = tmp_path / "canvas.csv", f"{CHAPTER} (7)"
    header = ["LastName", "FirstName", "ID", "SIS User ID", column]
    header += [f"{CHAPTER} Current Score"]
    write_rows(
        roster,
        header,
        [
            ["A", "a", "21", "11", "", ""],
            ["B", "b", "12", "", "", ""],
            ["C", "c", "13", "", "", ""],
            ["Roe", "Ann", "14", "", "", ""],
            ["D", "d", "11", "", "", ""],
        ],
    )
    _, _, err = run(
        "export", tmp_path / "out", "--to", "canvas", "--roster", roster
    )
    rows = table(tmp_path / "out" / "export" / "canvas.csv")
    assert rows[0] == header[:-1]
    full = f"{AUTO:g}"
    assert [r[-1] for r in rows[1:]] == ["", "", "", full, full]
    assert "anon_12" in err and "max_13" in err


def test_an_export_holds_scores_and_not_the_whole_class(
    graded, run, tmp_path, monkeypatch
):
    roster = tmp_path / "r.csv"
    write_rows(roster, ["Student", "ID", CHAPTER], [["Doe, Jane", "11", ""]])
    alive = []

    def spy(path, header, rows, *more):
        records = [o for o in gc.get_objects() if isinstance(o, Record)]
        alive.append(len(records))
        return write_rows(path, header, rows, *more)

    monkeypatch.setattr(exports, "write_rows", spy)
    run("export", graded, "--to", "canvas", "--roster", roster)
    assert alive == [0]


def test_two_rows_of_a_roster_for_one_student_are_refused(
    graded, run, tmp_path
):
    roster = tmp_path / "r.csv"
    write_rows(
        roster,
        ["Student", "ID", CHAPTER],
        [["Doe, Jane", "11", ""], ["Doe, J.", "11", ""]],
    )
    code, _, err = run("export", graded, "--to", "canvas", "--roster", roster)
    assert code == 2 and "rows 2 and 3 are both 'dstudent_11'" in err


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (["Name"], "no column Student and no ID"),
        (["Student", "ID"], "no column with"),
        (["Student", "ID", f"{CHAPTER} (1)", f"{CHAPTER} (2)"], "2 columns"),
    ],
)
def test_a_roster_that_does_not_fit_is_refused(
    graded, run, tmp_path, header, says
):
    write_rows(tmp_path / "r.csv", header, [["x"] * len(header)])
    code, _, err = run(
        "export", graded, "--to", "canvas", "--roster", tmp_path / "r.csv"
    )
    assert code == 2 and says in err


@pytest.fixture
def moodle(tmp_path, run):
    """A Moodle class: one with a wrong answer, one that waits; one without Moodle."""
    wrong = notebook({NAMES[0]: "# says ok: AssertionError: a < b & <script>"})
    mark = "assignsubmission_file_"
    place = hand_in(
        tmp_path / "in",
        {
            f"Max Roe_77_{mark}/{CHAPTER}.ipynb": wrong,
            f"Ann Lee_78_{mark}/{CHAPTER}.ipynb": notebook(rationale="text"),
            f"plain/{CHAPTER}.ipynb": notebook(),
        },
    )
    (place / "Kim Moe").mkdir()
    run("grade", place, "--out", tmp_path / "out")
    return tmp_path / "out"


def test_moodle_identifies_participants_and_escapes_feedback(moodle, run):
    _, _, err = run("export", moodle, "--to", "moodle")
    assert "plain" in err
    rows = table(moodle / "export" / f"moodle-{CHAPTER}.csv")
    # Moodle refuses a file that lacks one of these.
    assert rows[0] == [
        "Identifier",
        "Full name",
        "Grade",
        "Last modified (grade)",
        "Feedback comments",
    ]
    earned = AUTO - BOOK.exercises[0].points
    # What is not final takes no comment along: it would tell a score.
    assert rows[1] == ["Participant 78", "Ann Lee", "", "", ""]
    assert rows[2][:3] == ["Participant 77", "Max Roe", f"{earned:g}"]
    assert ". a &lt; b &amp; &lt;script&gt;" in rows[2][4]
    assert len(rows) == 3


def test_a_moodle_worksheet_is_filled_in(moodle, run, tmp_path):
    roster = tmp_path / "sheet.csv"
    header = ["Identifier", "Full name", "Grade", "Maximum grade"]
    header += ["Last modified (grade)", "Feedback comments"]
    before = [
        ["Participant 77", "Max Roe", "", "100.00", "-", ""],
        ["Participant 78", "Ann Lee", "12", "100.00", "-", "own"],
        ["Participant 79", "Kim Moe", "", "100.00", "-", ""],
        ["Participant 80", "Nobody", "3", "100.00", "-", ""],
    ]
    write_rows(roster, header, before, "utf-8-sig")
    command = ["export", moodle, "--to", "moodle", "--roster", roster]
    _, out, _ = run(*command)
    rows = table(moodle / "export" / f"moodle-{CHAPTER}.csv")
    earned = AUTO - BOOK.exercises[0].points
    assert rows[0] == header and rows[1][2] == f"{earned:g}"
    assert rows[2:] == before[1:]
    assert f"Maximum grade: 100.00 points in the LMS, {TOTAL:g}" in out
    run(*command, "--missing-as-zero")
    rows = table(moodle / "export" / f"moodle-{CHAPTER}.csv")
    assert [r[2] for r in rows[3:]] == ["0", "3"]


def test_another_participant_of_the_same_name_is_not_mixed_up(
    moodle, run, tmp_path
):
    mark = "assignsubmission_file_"
    place = hand_in(
        tmp_path / "again", {f"Max Roe_99_{mark}/{CHAPTER}.ipynb": notebook()}
    )
    code, _, err = run("grade", place, "--out", moodle)
    assert code == 2 and "Participant 77 before and as Participant 99" in err
    assert "another --out" in err
    # Where nobody knows of which chapter a file is, its number says nothing.
    place = hand_in(
        tmp_path / "other",
        {
            f"Max Roe_99_{mark}/work.rar": b"x",
            f"New One_98_{mark}/{CHAPTER}.ipynb": notebook(),
        },
    )
    code, _, _ = run("grade", place, "--out", moodle)
    assert code == 0
    with Gradebook(moodle) as book:
        ids = book.lms_ids()
    assert ids["Max Roe", CHAPTER] == "Participant 77"


# --- what a person can mend --------------------------------------------------------------------


def test_bad_input_gets_a_sentence_and_an_exit_code(tmp_path, run):
    place = submit(tmp_path, {"student-1": notebook()})
    hand_in(tmp_path, {"empty/x.txt": b"", "a-file": b""})
    out = tmp_path / "out"
    for arguments, says in (
        (["grade", tmp_path / "none", "--out", out], "does not exist"),
        (
            ["grade", tmp_path / "empty", "--out", out],
            "No submission was recognised",
        ),
        (["grade", place, "--out", place / "out"], "taken for submissions"),
        (["grade", place, "--out", place], "taken for submissions"),
        (["grade", place, "--out", tmp_path / "a-file"], "is a file"),
        (
            ["grade", place, "--out", out, "--chapter", "99-x"],
            "There is no chapter '99-x'",
        ),
        (["grade", place, "--out", out, "--workers", "0"], "1 or more"),
        (
            ["grade", place, "--out", out, "--workers", "x"],
            "'x' is not a whole",
        ),
        (["grade", place, "--out", out, "--memory", "63"], "Name 64 or more"),
        (["grade", ROOT, "--out", out], "folder of the book itself"),
        (["grade", place, "--out", out, "--timeout", "-3"], "over 0"),
        (["grade", place, "--out", out, "--timeout", "x"], "'x' is not a num"),
        (["grade", place, "--out", out, "--again", "x"], "'x' is no status"),
        (["report", tmp_path / "none"], "holds no grades.db"),
        (["export", tmp_path / "none", "--to", "csv"], "holds no grades.db"),
        (["check", "--work", tmp_path / "none"], "make lab"),
        (["check", "--chapter", "99-x"], "There is no chapter '99-x'"),
    ):
        code, _, err = run(*arguments)
        assert code not in (0, None) and says in err, arguments
        assert "Traceback" not in err


def test_a_course_of_nbgrader_may_lie_in_the_books_folder(
    tmp_path, run, monkeypatch
):
    hand_in(tmp_path / "submitted", {f"s1/{CHAPTER}.ipynb": notebook()})
    monkeypatch.setattr(program, "ROOT", tmp_path)
    with TemporaryDirectory() as out:
        code, said, _ = run("grade", tmp_path, "--out", out)
    assert code == 0 and "1 graded" in said


def test_a_folder_that_cannot_be_written_is_named(tmp_path, run, monkeypatch):
    place = submit(tmp_path, {"student-1": notebook()})
    (tmp_path / "blocked").write_text("a file where a folder must be")
    code, _, err = run("grade", place, "--out", tmp_path / "blocked" / "out")
    assert code == 2 and "cannot be written" in err and "--out" in err


def test_a_gradebook_in_use_or_damaged_is_named(tmp_path, run):
    place = submit(tmp_path, {"student-1": notebook()})
    out = tmp_path / "out"
    with Gradebook(out, create=True):
        code, _, err = run("grade", place, "--out", out)
        assert code == 2 and "in use by another" in err
    (out / "grades.db").write_bytes(b"this is no database" * 100)
    code, _, err = run("grade", place, "--out", out)
    assert code == 2 and "damaged or no gradebook" in err


def test_a_gradebook_of_a_later_release_is_left_alone(tmp_path):
    with Gradebook(tmp_path, create=True) as book:
        book.db.execute("PRAGMA user_version=99")
    with pytest.raises(GradebookError, match="later version"):
        Gradebook(tmp_path)


def test_a_gradebook_of_an_earlier_release_is_refused(tmp_path):
    with Gradebook(tmp_path, create=True) as book:
        book.db.execute(f"PRAGMA user_version={VERSION - 1}")
    with pytest.raises(GradebookError, match="earlier version.*another --out"):
        Gradebook(tmp_path)
