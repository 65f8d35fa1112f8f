"""Find the submissions in what instructors have.

Folders (`STUDENT/NN-topic.ipynb`, `STUDENT/NN-topic/NN-topic.ipynb`), nbgrader's
`submitted/`, bulk downloads of Canvas and Moodle, any of them in a zip. Files are
looked at, never run; links are not followed; nothing of a zip chooses where it is
written. What cannot be taken is listed with the reason.
"""

import hashlib
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grading.model import Submission
from grading.safe import clean

MAX_NOTEBOOK = (
    32 << 20
)  # bytes, as in the engine; with figures it has a few million
MAX_ZIP = 4 << 30  # bytes of a zip on disk: a class, with figures
MAX_STUDENT_ZIP = 100 << 20  # bytes of a zip inside it
MAX_UNPACKED = 8 << 30  # bytes taken out of all zips together
MAX_ENTRIES = 20_000  # files in one zip
MAX_FILES = 100_000  # files in the whole of SUBMISSIONS
MAX_DIRECTORY = 8 << 20  # bytes of a zip's table of contents
MAX_DEPTH = 12  # folders below each other

SYSTEM = re.compile(
    r"\.DS_Store|Thumbs\.db|desktop\.ini|\._.*|timestamp\.txt|\.gitkeep|~\$.*",
    re.I,
)
SYSTEM_FOLDERS = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git"}

MOODLE_FOLDER = re.compile(
    r"(?P<student>.+_\d+)_assignsubmission_(?P<kind>[a-z]+)_?"
)
MOODLE_FILE = re.compile(
    r"(?P<student>.+_\d+)_assignsubmission_(?P<kind>[a-z]+)_(?P<file>.+)"
)
CANVAS_FILE = re.compile(
    r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<upload>\d+)_(?P<file>.+)",
    re.S,
)
# After the chapter's name: a release that `make lab` put beside the first, the (1) of
# a browser that had a file of this name, the -1 of a Canvas resubmission.
SUFFIX = (
    r"(?:-release-(?P<release>\d+))?(?:[ _-]*\((?P<copy>\d+)\))?"
    r"(?:-(?P<again>\d+))?\.ipynb"
)


@dataclass(frozen=True)
class Found:
    """One file that counts, or the reason why it cannot be read."""

    submission: Submission
    refusal: str = ""  # "" where it can be graded


@dataclass(frozen=True)
class Listed:
    """One file that does not count, for the instructor to look at."""

    what: str  # "not recognised", "refused", "earlier", "duplicate", "system"
    where: str
    why: str


@dataclass
class Intake:
    """Everything that was found, in a stable order."""

    found: list[Found] = field(default_factory=list)
    students: list[str] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)


class IntakeError(Exception):
    """Nothing can be graded: a sentence that says what to do."""


@dataclass
class _Entry:
    parts: tuple[str, ...]  # folders and name, as the instructor sees them
    path: Path | None  # where its bytes are; None where refused
    refusal: str = ""
    changed: float = 0.0  # when the file was written, s since 1970
    is_folder: bool = False
    lies: bool = (
        False  # its name leads elsewhere: nothing is concluded from it
    )
    root: str = ""  # name of what was walked, for `where`

    @property
    def where(self):
        return clean("/".join((self.root, *self.parts)))


@dataclass
class _Candidate:
    student: str
    chapter: str
    entry: _Entry
    order: tuple  # the largest counts
    note: str


# --- looking at files ----------------------------------------------------------


class _Walk:
    """Collects entries of a folder tree and of the zips in it."""

    def __init__(self, scratch):
        self.scratch, self.number, self.unpacked = Path(scratch), 0, 0
        self.seen = 0

    def folder(self, top) -> Iterator[_Entry]:
        yield from self._folder(Path(top), Path(top).name, ())

    def _folder(self, folder, root, parts):
        try:
            children = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError as error:
            why = f"the folder cannot be opened: {error.strerror}"
            yield _Entry(parts, None, why, root=root)
            return
        for child in children:
            below = (*parts, child.name)
            self.seen += 1
            if self.seen > MAX_FILES:
                raise IntakeError(
                    f"{root} holds over {MAX_FILES:,} files. Name the folder that "
                    "holds the submissions and nothing else."
                )
            try:
                status = child.stat(follow_symlinks=False)
            except OSError as error:
                why = f"cannot be looked at: {error.strerror}"
                yield _Entry(below, None, why, root=root)
                continue
            kind = stat.S_IFMT(status.st_mode)
            if kind == stat.S_IFLNK:
                why = "a link; links are not followed"
                yield _Entry(below, None, why, root=root)
            elif kind == stat.S_IFDIR:
                if child.name in SYSTEM_FOLDERS:
                    continue
                yield _Entry(below, None, is_folder=True, root=root)
                if len(below) > MAX_DEPTH:
                    why = f"more than {MAX_DEPTH} folders below each other"
                    yield _Entry(below, None, why, root=root)
                else:
                    yield from self._folder(child.path, root, below)
            elif kind != stat.S_IFREG:
                why = "neither a file nor a folder"
                yield _Entry(below, None, why, root=root)
            elif child.name.lower().endswith(".zip"):
                yield from self.zip(child.path, root, below, depth=0)
            else:
                refusal = _too_large(status.st_size, child.name)
                yield _Entry(
                    below,
                    None if refusal else Path(child.path),
                    refusal,
                    status.st_mtime,
                    root=root,
                )

    def zip(self, path, root, parts, depth) -> Iterator[_Entry]:
        """Yield the entries of a zip as if it were a folder of that name.

        That keeps what is in it under its own name: a student's zip cannot hold
        a file that passes for another student's.
        """
        limit = MAX_ZIP if depth == 0 else MAX_STUDENT_ZIP

        def refused(why):
            return _Entry(parts, None, why, root=root)

        try:
            if os.path.getsize(path) > limit:
                yield refused(f"a zip of over {limit >> 20:,} MB")
                return
            with open(path, "rb") as file:
                # zipfile reads the table of contents whole, so its size comes first.
                # Its own reader is used: what another would find there may differ.
                end = zipfile._EndRecData(file)
                if not end:
                    yield refused("not a zip, or cut off in transfer")
                    return
                if end[5] > MAX_DIRECTORY or end[4] > MAX_ENTRIES:
                    yield refused(f"a zip with over {MAX_ENTRIES:,} files")
                    return
            with zipfile.ZipFile(path) as archive:
                if parts:
                    yield _Entry(parts, None, is_folder=True, root=root)
                yield from self._members(archive, root, parts, depth)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            yield refused(f"this zip cannot be read: {error}")
        except (NotImplementedError, RuntimeError, EOFError) as error:
            yield refused(f"this zip cannot be unpacked: {error}")

    def _members(self, archive, root, parts, depth):
        members = archive.infolist()
        if len(members) > MAX_ENTRIES:
            why = f"a zip with over {MAX_ENTRIES:,} files"
            yield _Entry(parts, None, why, root=root)
            return
        for member in members:
            # Some Windows programs write backslashes; both separate folders.
            name = member.filename.replace("\\", "/")
            pieces = tuple(p for p in name.split("/") if p not in ("", "."))
            if not pieces or set(pieces) & SYSTEM_FOLDERS:
                continue
            below = (*parts, *pieces)
            fault = _fault_of(member, name, pieces)
            if fault:
                lies = fault in LIES
                shown = (*parts, name) if lies else below
                yield _Entry(shown, None, fault, lies=lies, root=root)
                continue
            if name.endswith("/"):
                yield _Entry(below, None, is_folder=True, root=root)
                continue
            lower = name.lower()
            nested = lower.endswith(".zip")
            if nested and depth >= 1:
                why = "a zip in a zip in a zip"
                yield _Entry(below, None, why, root=root)
                continue
            changed = _zip_time(member)
            if not nested and not lower.endswith(".ipynb"):
                # Listed by name; there is no need to take it out.
                yield _Entry(below, None, "", changed, root=root)
                continue
            limit = MAX_STUDENT_ZIP if nested else MAX_NOTEBOOK
            refusal = (
                f"a zip of over {limit >> 20:,} MB"
                if nested and member.file_size > limit
                else _too_large(member.file_size, name)
                if not nested
                else ""
            )
            target = None
            if not refusal:
                target, refusal = self._take(archive, member, limit)
            if nested and target is not None:
                yield from self.zip(target, root, below, depth + 1)
            else:
                yield _Entry(below, target, refusal, changed, root=root)

    def _take(self, archive, member, limit):
        """Copy one member into a numbered file; return (path, reason or "")."""
        self.number += 1
        target, size = self.scratch / f"{self.number:06d}", 0
        try:
            with archive.open(member) as source, target.open("xb") as out:
                while block := source.read(1 << 16):
                    size += len(block)
                    self.unpacked += len(block)
                    if size > limit:
                        raise ValueError(f"over {limit >> 20} MB unpacked")
                    if self.unpacked > MAX_UNPACKED:
                        raise ValueError(
                            f"the zips hold over {MAX_UNPACKED >> 30} GB"
                        )
                    out.write(block)
        except (
            ValueError,
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            zlib.error,
        ) as error:
            target.unlink(missing_ok=True)
            return None, f"cannot be unpacked: {error}"
        return target, ""


LIES = (
    "an absolute name in a zip",
    "a name in a zip that leads out of it",
    "a name in a zip with a NUL in it",
)


def _fault_of(member, name, pieces):
    """Return why a member of a zip is refused for its name or kind, or ""."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return LIES[0]
    if ".." in pieces:
        return LIES[1]
    if "\0" in member.orig_filename:
        return LIES[2]
    if kind == stat.S_IFLNK:
        return "a link; links are not followed"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "neither a file nor a folder"
    if len(pieces) > MAX_DEPTH:
        return f"more than {MAX_DEPTH} folders below each other"
    if member.flag_bits & 1:
        return "encrypted"
    return ""


def _zip_time(member):
    """Return a sortable number for a member's date; zips have no time zone."""
    year, month, day, hour, minute, second = member.date_time
    days = ((year - 1970) * 12 + month) * 31 + day
    return ((days * 24 + hour) * 60 + minute) * 60.0 + second


def _too_large(size, name):
    if name.lower().endswith(".ipynb") and size > MAX_NOTEBOOK:
        return (
            f"{size / (1 << 20):,.0f} MB; a notebook here has at most "
            f"{MAX_NOTEBOOK >> 20} MB"
        )
    return ""


# --- what they are ---------------------------------------------------------------


class _Names:
    """Reads a chapter from a file's name."""

    def __init__(self, chapters):
        self.chapters = list(chapters)
        either = "|".join(re.escape(name) for name in self.chapters) or "(?!)"
        self.pattern = re.compile(f"(?P<chapter>{either}){SUFFIX}", re.I)
        self.by_lower = {name.lower(): name for name in self.chapters}

    def chapter(self, name):
        """Return (chapter, release, again) or None; `again` counts resubmissions."""
        # A browser or a Mac may have put blanks where hyphens were.
        match = self.pattern.fullmatch(name.replace("_", "-")) or (
            self.pattern.fullmatch(name)
        )
        if not match:
            return None
        return (
            self.by_lower[match["chapter"].lower()],
            int(match["release"] or 1),
            int(match["again"] or 0) + int(match["copy"] or 0),
        )

    def is_chapter(self, name):
        return name.lower() in self.by_lower


def _chapter_by_content(path, cells):
    """Return the chapter most of whose answer cells a notebook has, or None.

    For a file that its author has renamed. `cells`: chapter -> ids of answer cells.
    """
    try:
        nb = json.loads(path.read_bytes())
        ids = {
            str(name)
            for cell in nb["cells"]
            for name in (
                cell.get("id"),
                cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"),
            )
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    except OSError:
        return None
    shares = {
        chapter: len(ids & wanted) / len(wanted)
        for chapter, wanted in cells.items()
        if wanted
    }
    best = max(shares, key=shares.get, default=None)
    return best if best and shares[best] >= 0.5 else None


def _wrapped(entries, names):
    """Return the folders that all entries share and that are no student's.

    nbgrader's course folder is reduced to its `submitted/`; a folder that holds
    nothing but one other folder, as zips often do, is looked through.
    """
    base = ()
    while True:
        here = [e for e in entries if e.parts[: len(base)] == base]
        below = {e.parts[len(base)] for e in here if len(e.parts) > len(base)}
        folders = {
            e.parts[len(base)]
            for e in here
            if len(e.parts) > len(base) + 1
            or (e.is_folder and e.parts != base)
        }
        if "submitted" in folders:
            base = (*base, "submitted")
            continue
        below -= {name for name in below if SYSTEM.fullmatch(name)}
        if len(below) != 1 or below != folders:
            return base
        (only,) = below
        inside = [
            e.parts[len(base) + 1]
            for e in here
            if len(e.parts) > len(base) + 1
        ]
        own = any(
            names.is_chapter(n) or n == "my-work" or names.chapter(n)
            for n in inside
        )
        own = own or MOODLE_FOLDER.fullmatch(only)
        if own or not inside:
            return base
        flat = all(
            CANVAS_FILE.fullmatch(n) or MOODLE_FILE.fullmatch(n)
            for n in inside
        )
        deeper = any(len(e.parts) > len(base) + 2 for e in here)
        if not flat and not deeper:
            return base  # one student who handed in files of other names
        base = (*base, only)


def _place(entry, base, names):
    """Return (student, file name, order, notes) of a file, or a reason as text."""
    inside = entry.parts[len(base) :]
    if not inside or entry.parts[: len(base)] != base:
        return "outside the folder of submissions"
    first, name = inside[0], inside[-1]
    alone = len(inside) == 1
    # Who handed a file in is read from the outermost name only, which the LMS or the
    # instructor gave; what lies below it, a student may have named.
    moodle = (MOODLE_FILE if alone else MOODLE_FOLDER).fullmatch(first)
    if not moodle and first.lower().endswith(".zip"):
        moodle = MOODLE_FILE.fullmatch(first)
    if moodle:
        if moodle["kind"] != "file":
            return f"Moodle's {moodle['kind']}, not a file that was handed in"
        file = moodle["file"] if alone else name
        return moodle["student"], file, (0, 0), []
    canvas = CANVAS_FILE.fullmatch(first)
    if canvas and (alone or first.lower().endswith(".zip")):
        student = f"{canvas['name']}_{canvas['id']}"
        notes = ["late"] if canvas["late"] else []
        file = canvas["file"] if alone else name
        return student, file, (0, int(canvas["upload"])), notes
    if alone and not first.lower().endswith(".zip"):
        return (
            "no student's name: put it in a folder of the student's name, "
            f"STUDENT/{clean(name)}"
        )
    student = _without_zip(first)
    if names.is_chapter(student) or student == "my-work":
        return (
            f"'{student}' is a chapter, not a student: SUBMISSIONS must hold one "
            "folder for each student"
        )
    # A zip in a student's folder is looked through.
    between = [p for p in inside[1:-1] if not p.lower().endswith(".zip")]
    if between[:1] == ["my-work"]:
        between = between[1:]
    if not between or (len(between) == 1 and names.is_chapter(between[0])):
        return student, name, (1, 0), []
    return (
        "too deep: expected STUDENT/NN-topic.ipynb or "
        "STUDENT/NN-topic/NN-topic.ipynb"
    )


def _without_zip(name):
    return re.sub(r"(?i)\.zip$", "", name)


def _student_of_folder(parts, base):
    """Return the student that a folder stands for, or None."""
    inside = parts[len(base) :]
    if len(inside) != 1 or parts[: len(base)] != base:
        return None
    first = inside[0]
    moodle = MOODLE_FOLDER.fullmatch(first)
    if moodle:
        return moodle["student"] if moodle["kind"] == "file" else None
    if first.lower().endswith(".zip"):
        for pattern in (MOODLE_FILE, CANVAS_FILE):
            if match := pattern.fullmatch(first):
                found = match.groupdict()
                return found.get("student") or f"{found['name']}_{found['id']}"
    return _without_zip(first)


def _identity(raw):
    """Return a student's name for the gradebook; two names never become one."""
    name = clean(raw)
    if name == raw:
        return name
    digest = hashlib.sha256(raw.encode(errors="surrogatepass")).hexdigest()
    return f"{name}~{digest[:6]}"


def find(submissions, chapters, cells, scratch, only=None) -> Intake:
    """Find every submission.

    Parameters
    ----------
    submissions : path of a folder or of a zip
    chapters : all chapters of the book, such as ["02-optimize"]
    cells : dict of chapter -> ids of its answer cells, for renamed files
    scratch : an empty folder, in which members of zips are put
    only : the one chapter to grade; files of others are listed

    Raises
    ------
    IntakeError
        If there is nothing to look at.
    """
    top, walk = Path(submissions), _Walk(scratch)
    if top.is_dir():
        entries = list(walk.folder(top))
    elif top.is_file() and zipfile.is_zipfile(top):
        entries = list(walk.zip(top, top.name, (), depth=0))
    elif top.is_file():
        raise IntakeError(
            f"{top} is neither a folder nor a zip. Name the folder that holds the "
            "submissions, or the zip of an LMS."
        )
    else:
        raise IntakeError(
            f"{top} does not exist. Name the folder that holds the submissions."
        )
    names, out = _Names(chapters), Intake()
    base = _wrapped(entries, names)
    candidates, troubled, students = [], [], set()
    for entry in entries:
        if entry.is_folder:
            student = _student_of_folder(entry.parts, base)
            if student and not names.is_chapter(student):
                students.add(_identity(student))
            continue
        _recognise(
            entry, base, names, cells, out, candidates, troubled, students
        )
    _count(candidates, only, out)
    batch = {only} if only else {f.submission.chapter for f in out.found}
    have = {(f.submission.student, f.submission.chapter) for f in out.found}
    for student, where, why in troubled:
        for chapter in sorted(batch):
            if (student, chapter) not in have:
                have.add((student, chapter))
                one = Submission(student, chapter, None, where)
                out.found.append(Found(one, why))
    out.found.sort(key=lambda f: (f.submission.student, f.submission.chapter))
    out.students = sorted(students)
    out.listed.sort(key=lambda item: (item.what, item.where))
    return out


def _recognise(entry, base, names, cells, out, candidates, troubled, students):
    """Put one file where it belongs."""
    name = entry.parts[-1] if entry.parts else entry.root
    if entry.lies:
        out.listed.append(Listed("refused", entry.where, entry.refusal))
        return
    if SYSTEM.fullmatch(name):
        out.listed.append(
            Listed("system", entry.where, "of the system or of nbgrader")
        )
        return
    place = _place(entry, base, names)
    if isinstance(place, str):
        why = entry.refusal or place
        what = "refused" if entry.refusal else "not recognised"
        out.listed.append(Listed(what, entry.where, why))
        return
    student, file, order, notes = place
    student = _identity(student)
    students.add(student)
    read = names.chapter(file)
    if read is None and entry.path and file.lower().endswith(".ipynb"):
        by_content = _chapter_by_content(entry.path, cells)
        if by_content:
            again = re.search(r"-(\d+)\.ipynb$", file)
            read = (by_content, 1, int(again[1]) if again else 0)
            notes = [*notes, "recognised by its cells"]
    if read is None:
        if entry.refusal:
            out.listed.append(Listed("refused", entry.where, entry.refusal))
            troubled.append((student, entry.where, entry.refusal))
            return
        why = "no notebook"
        if file.lower().endswith(".ipynb"):
            why = "a notebook of no chapter of the book"
        elif re.search(r"\.(rar|7z|tar|t?gz|tar\.\w+)$", file, re.I):
            why = "an archive that is no zip: unpack it"
        out.listed.append(Listed("not recognised", entry.where, why))
        return
    chapter, release, again = read
    if again:
        notes = [*notes, f"resubmission {again}"]
    if release > 1:
        notes = [*notes, f"release {release}"]
    candidates.append(
        _Candidate(
            student,
            chapter,
            entry,
            (release, again, order[1], entry.changed, entry.where),
            ", ".join(notes),
        )
    )


def _count(candidates, only, out):
    """Choose, of each student's files for a chapter, the one that counts."""
    groups = {}
    for one in candidates:
        if only and one.chapter != only:
            why = f"of {one.chapter}; only {only} is graded"
            out.listed.append(Listed("other chapter", one.entry.where, why))
            continue
        groups.setdefault((one.student, one.chapter), []).append(one)
    for (student, chapter), group in sorted(groups.items()):
        group.sort(key=lambda one: one.order)
        last = group[-1]
        for one in group[:-1]:
            marked = one.order[:3] != last.order[:3]
            out.listed.append(
                Listed(
                    "earlier" if marked else "duplicate",
                    one.entry.where,
                    f"{student} handed in {chapter} again: "
                    f"{last.entry.where} counts"
                    + ("" if marked else ", as it was written later"),
                )
            )
        submission = Submission(
            student, chapter, last.entry.path, last.entry.where, last.note
        )
        out.found.append(Found(submission, last.entry.refusal))


def read_bytes(path) -> bytes:
    """Read a submission, at most `MAX_NOTEBOOK` bytes, without following a link.

    Raises
    ------
    OSError
        If it cannot be read, or has changed into something else meanwhile.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("it is no file any more")
        data = file.read(MAX_NOTEBOOK + 1)
    if len(data) > MAX_NOTEBOOK:
        raise OSError("it has grown too large meanwhile")
    return data
