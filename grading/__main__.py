"""The command line: `python -m grading grade | report | rationale | export | …`."""

import argparse
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import get_args

from grading import batch, check, exports, feedback, report
from grading import chapter as chapters
from grading.gradebook import Gradebook, GradebookError
from grading.intake import IntakeError, find
from grading.model import Limits, Status
from grading.safe import clean, many, number, write_rows
from tools.paths import ROOT, BookError, relative

SHOWN = 20  # lines of a list; the whole of it is in intake.csv
# What a result may be when it is stored; a text begins to wait only later.
STATUSES = [s for s in get_args(Status) if s != "waiting"]
# MB. What Python has reserved when a submission begins is nearly as much, and a limit
# on further memory does not touch it.
LEAST_MEMORY = 64
EXPORTS = {
    "canvas": exports.canvas,
    "moodle": exports.moodle,
    "csv": exports.plain,
}
UNSAFE = (
    "Warning: --no-sandbox runs students' code as you, with your files and your "
    "network.\nUse it only for code that you trust. Every row will say that it was "
    "not sandboxed."
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="python -m grading",
        description="Grade submissions, give feedback, see what was not understood.",
    )
    commands = top.add_subparsers(dest="command", required=True)

    one = commands.add_parser(
        "grade", help="grade a folder or zip of submissions"
    )
    one.add_argument("submissions", type=Path, help="folder or zip")
    one.add_argument(
        "--out", type=Path, required=True, help="folder for the results"
    )
    one.add_argument("--chapter", help="grade this chapter only: 02-optimize")
    one.add_argument(
        "--workers",
        type=_positive,
        help="processes (default: one a processor)",
    )
    one.add_argument(
        "--scheduler", help="address of a Dask scheduler: tcp://host:8786"
    )
    one.add_argument(
        "--timeout",
        type=_seconds,
        help="seconds for one cell (default 20); a whole submission has six times that",
    )
    one.add_argument(
        "--memory", type=_memory, help="MB for one submission (default 2048)"
    )
    one.add_argument(
        "--again",
        type=_statuses,
        default=(),
        metavar="STATUS[,STATUS]",
        help="grade again what has these statuses, such as timeout; 'all' is everything",
    )
    one.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run students' code unprotected; marks every row",
    )
    one.add_argument(
        "--names", action="store_true", help="show names in report.html"
    )

    one = commands.add_parser("report", help="write report.html again")
    _results(one)
    one.add_argument("--names", action="store_true", help="show names")

    one = commands.add_parser(
        "rationale", help="write free texts to a sheet; read their points back"
    )
    _results(one)
    one.add_argument(
        "--sheet", type=Path, help="where to (default: RESULTS/rationales.csv)"
    )
    one.add_argument(
        "--read", type=Path, metavar="SHEET", help="take its points"
    )
    one.add_argument(
        "--all", action="store_true", help="also texts that were read before"
    )
    one.add_argument(
        "--replace",
        action="store_true",
        help="with --read: let other points count than those read before",
    )

    one = commands.add_parser("export", help="write grades for an LMS")
    _results(one)
    one.add_argument("--to", choices=tuple(EXPORTS), required=True)
    one.add_argument("--chapter", help="this chapter only")
    one.add_argument(
        "--roster",
        type=Path,
        help="a CSV file exported from the LMS, to fill in",
    )
    one.add_argument(
        "--missing-as-zero",
        action="store_true",
        help="a zero, not an empty cell, where nothing was handed in",
    )

    one = commands.add_parser(
        "forget",
        help="leave out a name that is no student of the class; deletes nothing",
    )
    _results(one)
    one.add_argument("student", help="the name, as grades.csv has it")

    one = commands.add_parser(
        "check", help="run the visible tests on your own copy in my-work/"
    )
    one.add_argument("--chapter", help="this chapter only")
    one.add_argument(
        "--work", type=Path, default=ROOT / "my-work", help=argparse.SUPPRESS
    )
    return top


def _results(one):
    one.add_argument(
        "results", type=Path, help="the folder that 'grade --out' wrote"
    )


def _positive(said):
    if not said.isascii() or not said.isdigit() or int(said) < 1:
        raise argparse.ArgumentTypeError(
            f"'{said}' is not a whole number of 1 or more"
        )
    return int(said)


def _memory(said):
    value = _positive(said)
    if value < LEAST_MEMORY:
        raise argparse.ArgumentTypeError(
            f"'{said}' MB is too little: Python has about {LEAST_MEMORY} MB in reserve "
            f"already, so a smaller limit changes nothing. Name {LEAST_MEMORY} or more"
        )
    return value


def _seconds(said):
    try:
        value = float(said)
    except ValueError:
        value = 0.0
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(
            f"'{said}' is not a number of seconds over 0 and at most 86400"
        )
    return value


def _statuses(said):
    wanted = tuple(one.strip() for one in said.split(","))
    for one in wanted:
        if one not in (*STATUSES, "all"):
            raise argparse.ArgumentTypeError(
                f"'{one}' is no status of a result. There are: "
                f"{', '.join(STATUSES)}, and all"
            )
    return wanted


def limits_of(options) -> Limits:
    """Return the limits that the options ask for."""
    values = {}
    if options.timeout:
        values |= {
            "cell_seconds": options.timeout,
            "seconds": 6 * options.timeout,
        }
    if options.memory:
        values["memory"] = options.memory << 20
    return Limits(**values)


def _chapter(name):
    known = chapters.names()
    if name and name not in known:
        raise SystemExit(
            f"There is no chapter '{name}'. There are: {', '.join(known)}."
        )
    return name


def check_places(submissions, out):
    """Refuse to write results where submissions are read.

    Raises
    ------
    SystemExit
        With a sentence that says what to do.
    """
    # nbgrader's course folder may be the book's own: then it holds what was handed in.
    is_book = submissions.resolve() == ROOT.resolve()
    if is_book and not (submissions / "submitted").is_dir():
        raise SystemExit(
            f"{submissions} is the folder of the book itself, and what lies in it "
            "would be taken for students. Name the folder or the zip that holds the "
            "submissions."
        )
    if not submissions.exists():
        raise SystemExit(
            f"{submissions} does not exist. Name the folder or the zip that holds "
            "the submissions."
        )
    inside = out.resolve()
    if submissions.is_dir() and inside.is_relative_to(submissions.resolve()):
        raise SystemExit(
            f"{out} lies in {submissions}: the results would be taken for "
            "submissions. Name a folder elsewhere with --out."
        )
    if out.exists() and not out.is_dir():
        raise SystemExit(f"{out} is a file. Name a folder with --out.")


def grade(options) -> int:
    """Grade a batch; return 0, or 1 if anything is left that is ours to mend."""
    names = chapters.names()
    _chapter(options.chapter)
    check_places(options.submissions, options.out)
    if options.no_sandbox:
        print(UNSAFE, file=sys.stderr)
    settings = batch.Settings(
        limits_of(options), not options.no_sandbox, options.again
    )
    cells = {name: chapters.load(name).cells for name in names}

    def pool():
        if options.scheduler:
            return batch.DaskPool(options.scheduler)
        return batch.LocalPool(options.workers or batch.processors())

    _warn_of_space(options.out)
    with Gradebook(options.out, create=True) as book:
        scratch = _empty(book.folder / ".scratch")
        try:
            intake = find(
                options.submissions, names, cells, scratch, options.chapter
            )
            if not intake.found:
                _list(intake.listed)
                raise SystemExit(
                    f"No submission was recognised in {options.submissions}. "
                    f"Expected: STUDENT/{options.chapter or names[0]}.ipynb, or a "
                    "bulk download of Canvas or Moodle, or nbgrader's submitted/, in "
                    "a folder or a zip."
                )
            looked_at, new = _intake(intake, book), _new(intake, book)
            if said := _changed(book.last_settings(), settings.asked):
                print(said, file=sys.stderr)
            try:
                count = batch.grade(intake, book, pool, settings)
            except KeyboardInterrupt:
                same = "the same command"
                if options.again:
                    same += " without --again"
                print(
                    f"\nStopped. What was graded is kept: {same} goes on from there.",
                    file=sys.stderr,
                )
                return 130
            written = [*write_all(book, options.names), looked_at]
            summary = summarise(book, count, new)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    _list([i for i in intake.listed if i.what != "system"])
    print(summary)
    for path in written:
        print(f"  {path}")
    return 1 if count.ungraded else 0


def _empty(scratch):
    """Return a new folder for what is taken out of zips.

    What a run that was killed left there goes: the gradebook's lock is held, so no
    other command is at work in it.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    return scratch


def _new(intake, book):
    """Return who comes into the gradebook without anything handed in."""
    known = {f.submission.student for f in intake.found}
    known |= {*book.students(forgotten=True)}
    return [name for name in intake.students if name not in known]


def _changed(last, asked):
    """Say that the limits are not those of the last run; "" where they are."""
    before, now = last.get("limits"), asked["limits"]
    if not before or before == now:
        return ""
    return (
        f"The limits differ from those of the last run: {_said(before)} then, "
        f"{_said(now)} now. What was not graded with these limits before is graded "
        "again, and the result with these limits counts."
    )


def _said(limits):
    return (
        f"{number(limits['cell_seconds'])} s a cell and "
        f"{limits['memory'] >> 20} MB"
    )


def _intake(intake, book) -> Path:
    """Write intake.csv: every file that was looked at, and what became of it."""

    def rows():
        for one in intake.found:
            s = one.submission
            what = "unreadable" if one.refusal else "counts"
            yield what, s.student, s.chapter, s.origin, one.refusal or s.note
        for item in intake.listed:
            yield item.what, "", "", item.where, item.why

    path = book.folder / "intake.csv"
    write_rows(path, ("what", "student", "chapter", "where", "why"), rows())
    return path


def write_all(book, names=False) -> list[Path]:
    """Write everything that is made from the gradebook; return the paths."""
    known = exports.chapters_of(book, chapters.load)
    return [
        book.write_csv(known),
        feedback.write(book, known),
        report.write(book, known, names),
    ]


def summarise(book, count, new) -> str:
    """Return what the instructor must know at once.

    Parameters
    ----------
    book : the gradebook
    count : grading.batch.Count of the run
    new : names that came into the gradebook without anything handed in
    """
    known = exports.chapters_of(book, chapters.load)
    statuses, unreadable = Counter(), []
    for record in book.records(known):
        statuses.update(o.status for o in record.outcomes)
        for o in record.outcomes:
            if o.status == "unreadable":
                where = f"{record.student!r}, {record.chapter}"
                unreadable.append(f"{where}: {o.message}")
                break
    lines = [
        f"{count.graded} graded, {count.reused} unchanged since an earlier run"
        + (f", {count.refused} could not be read" if count.refused else "")
        + f"; students in the gradebook: {len(book.students())}.",
        "Exercises: "
        + ", ".join(f"{n} {status}" for status, n in statuses.most_common())
        + ".",
    ]
    if statuses["waiting"]:
        verb = "waits" if statuses["waiting"] == 1 else "wait"
        lines.append(
            f"{many(statuses['waiting'], 'text')} {verb} for you: python -m grading "
            f"rationale {book.folder}"
        )
    lines += _some(
        unreadable,
        "submission",
        "unreadable, which is no zero; ask the student for the notebook:",
    )
    lines += _some(
        [repr(name) for name in new],
        "name",
        "new in the gradebook, with nothing handed in. One that is no student: "
        f"python -m grading forget {book.folder} NAME",
    )
    lines += _some(
        [f"{s!r}, {chapter}: {why}" for s, chapter, why in count.ungraded],
        "submission",
        "not graded as a whole, which is a fault of the grader. These are no zeros. "
        "Run the command again; it tries them once more.",
    )
    return "\n".join(lines)


def _some(items, noun, told) -> list[str]:
    """Return the lines of a list, at the most `SHOWN` items; none if it is empty."""
    if not items:
        return []
    lines = [f"{many(len(items), noun)} {told}"]
    lines += [f"  {item}" for item in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append(f"  … and {len(items) - SHOWN} more")
    return lines


def _list(listed):
    """Show what did not count: at the most `SHOWN` lines of each kind."""
    for what in sorted({i.what for i in listed}):
        items = [i for i in listed if i.what == what]
        print(f"{what} ({len(items)}):")
        for item in items[:SHOWN]:
            place = item.where.replace("\n", "\\n")
            print(f"  {place}: {item.why}")
        if len(items) > SHOWN:
            print(f"  … and {len(items) - SHOWN} more, in intake.csv")


def _warn_of_space(out):
    place = out
    while not place.exists():
        place = place.resolve().parent
    if shutil.disk_usage(place).free < 100 << 20:
        print(
            f"Warning: less than 100 MB are free where {out} is.",
            file=sys.stderr,
        )


def rationale(options) -> int:
    """Write the sheet of rationales, or read it back."""
    with Gradebook(options.results) as book:
        known = exports.chapters_of(book, chapters.load)
        if options.read:
            done = exports.read_sheet(
                book, known, options.read, options.replace
            )
            for line in done.changed:
                print(line)
            print(
                f"{many(done.read, 'text')} read, {done.unchanged} as before, "
                f"{many(done.waiting, 'row')} without points, still waiting."
            )
            if done.read:
                for path in write_all(book):
                    print(f"  {path}")
            return 0
        path = options.sheet or options.results / "rationales.csv"
        everything = options.all
        if not any(True for _ in exports.texts(book, known, everything)):
            print("No text waits to be read.")
            return 0
        count = exports.write_sheet(book, known, path, everything)
        print(
            f"Written to {path}: {many(count, 'text')}. Fill in its column 'points' (and "
            f"'comment', if you like), then: python -m grading rationale "
            f"{options.results} --read {path}"
        )
    return 0


def export(options) -> int:
    """Write the file for an LMS; list loudly what is not in it."""
    with Gradebook(options.results) as book:
        known = exports.chapters_of(book, chapters.load)
        _chapter(options.chapter)
        extra = {}
        if options.to != "csv":
            extra["roster"] = options.roster
        elif options.roster:
            raise SystemExit("--roster goes with --to canvas or --to moodle.")
        out = EXPORTS[options.to](
            book, known, options.chapter, options.missing_as_zero, **extra
        )
    for path in out.paths:
        print(path)
    print(f"{many(out.exported, 'score')} written.")
    for note in out.notes:
        print(note)
    for title, lines in (
        ("NOT EXPORTED, because they are not final", out.not_final),
        (
            "NOT EXPORTED, because the LMS would not know who it is",
            out.unmatched,
        ),
    ):
        if lines:
            print(f"\n{title} ({len(lines)}):", file=sys.stderr)
            for line in lines:
                print("  " + clean(line).replace("\n", "\\n"), file=sys.stderr)
    return 0


def forget(options) -> int:
    """Leave a student out of everything that is written from now on."""
    with Gradebook(options.results) as book:
        student = book.forget(options.student)
        print(
            f"{clean(student)!r} is left out from now on. Nothing was deleted: "
            "grade something of theirs, and they are back."
        )
        for path in write_all(book):
            print(f"  {path}")
    return 0


def main(arguments=None) -> int:
    """Run a command; every fault that a person can mend is one sentence."""
    options = parser().parse_args(arguments)
    try:
        if options.command == "grade":
            return grade(options)
        if options.command == "report":
            with Gradebook(options.results) as book:
                known = exports.chapters_of(book, chapters.load)
                print(report.write(book, known, options.names))
            return 0
        if options.command == "rationale":
            return rationale(options)
        if options.command == "export":
            return export(options)
        if options.command == "forget":
            return forget(options)
        _chapter(options.chapter)
        return check.main(options.work, options.chapter)
    except (
        batch.BatchError,
        BookError,
        check.CheckError,
        exports.ExportError,
        GradebookError,
        IntakeError,
    ) as fault:
        print(fault, file=sys.stderr)
        return 2
    except ConnectionError as fault:
        # No disk says so: either a pipe's other end is a process of ours, or whoever
        # reads the output.
        print(
            "A process at the other end of a pipe has ended too early "
            f"({fault.strerror or fault}): a helper of the grader, or the program that "
            "reads this output. What was graded is kept; run the same command again.",
            file=sys.stderr,
        )
        return 2
    except OSError as fault:
        where = relative(fault.filename) if fault.filename else "the disk"
        print(
            f"{where}: {fault.strerror or fault}. What was graded is kept; mend "
            "this, then run the same command again.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    # Ended by a job scheduler as by Ctrl-C: in good order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
