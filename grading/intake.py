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
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from grading.model import Submission
from grading.modules import MAX_MODULE, MAX_MODULES, MODULE, is_module
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
    r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)_?"
)
MOODLE_FILE = re.compile(
    r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)_(?P<file>.+)"
)
# Before the number, _LATE_ or, of older releases of Canvas, -late_. A student whose own
# name ends so loses that part of it in every file alike; the number tells who it is.
LATE = r"(?P<late>(?:[_-](?i:late))*)"
# Where names are hidden, Canvas writes anon and a random id.
CANVAS_FILE = re.compile(
    rf"(?P<student>.+?){LATE}_"
    r"(?P<id>\d+|(?<=^anon_)[0-9A-Za-z]+|(?<=^anon[_-](?i:late)_)[0-9A-Za-z]+)"
    r"_(?P<upload>\d+)_(?P<file>.+)",
    re.S,
)
# What was typed into a box, or is an address.
CANVAS_TEXT = re.compile(
    rf"(?P<student>.+?){LATE}_(?P<id>\d+)_(?P<kind>text|link)\.html", re.S
)
# After the chapter's name: a release that `make lab` put beside the first, the (1) of
# a browser that had a file of this name, the -1 of a Canvas resubmission.
SUFFIX = (
    r"(?:-release-(?P<release>\d+))?(?:[ _-]*\(\d+\))?"
    r"(?:-(?P<again>\d+))?\.ipynb"
)
# What a browser or a mail program makes of .ipynb; known by its cells only.
NOTEBOOK = re.compile(
    r"(?P<stem>.*?)(\.ipynb|\.ipynb\.txt|(\.ipynb)?\.json)", re.I | re.S
)
ARCHIVE = re.compile(r".*\.(zip|rar|7z|tar|t?gz|tar\.\w+)", re.I | re.S)


@dataclass(frozen=True)
class Found:
    """One file that counts, or the reason why it cannot be read."""

    submission: Submission
    refusal: str = ""  # "" where it can be graded
    lms_id: str = ""  # "11" of Canvas, "Participant 77" of Moodle
    guessed: bool = False  # nothing tells that it is of this chapter


@dataclass(frozen=True)
class Listed:
    """One file that does not count, for the instructor to look at."""

    what: str  # such as "not recognised", "refused", "earlier", "system"
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
class _Place:
    """Who handed a file in, read from where it lies."""

    student: str  # "" where nothing tells
    file: str  # its name as the student gave it
    fault: str = ""  # why it cannot count
    upload: int = 0  # Canvas counts uploads
    late: bool = False
    lms_id: str = ""
    download: tuple[str, ...] = ()  # the folders in which the class lies


@dataclass
class _Candidate:
    student: str
    chapter: str
    entry: _Entry
    order: tuple  # the largest counts
    note: str
    place: _Place


@dataclass
class _Trouble:
    """A file that a student handed in and that cannot count."""

    student: str
    entry: _Entry
    why: str
    chapters: set[str]  # those that its name tells
    likely: bool  # it may be the notebook, or hold it
    place: _Place


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
                yield _Entry(below, None, is_folder=True, root=root)
                if child.name in SYSTEM_FOLDERS:
                    continue
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
            if not parts:  # the class is in it: nothing can be graded
                raise IntakeError(
                    f"{path}: {why}. Download it again, or unpack it and name the "
                    "folder."
                )
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
        members, passed = archive.infolist(), set()
        if len(members) > MAX_ENTRIES:
            raise ValueError(f"it holds over {MAX_ENTRIES:,} files")
        for member in members:
            # Some Windows programs write backslashes; both separate folders.
            name = member.filename.replace("\\", "/")
            pieces = tuple(p for p in name.split("/") if p not in ("", "."))
            if not pieces:
                continue
            system = [i for i, p in enumerate(pieces) if p in SYSTEM_FOLDERS]
            if system:
                folder = (*parts, *pieces[: system[0] + 1])
                if folder not in passed:
                    passed.add(folder)
                    yield _Entry(folder, None, is_folder=True, root=root)
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
            module = MODULE.fullmatch(pieces[-1])
            if not (nested or module or NOTEBOOK.fullmatch(pieces[-1])):
                # Listed by name; there is no need to take it out.
                yield _Entry(below, None, "", changed, root=root)
                continue
            limit = (
                MAX_STUDENT_ZIP
                if nested
                else MAX_MODULE
                if module
                else MAX_NOTEBOOK
            )
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
            with archive.open(member) as source, self._new(target) as out:
                while block := source.read(1 << 16):
                    size += len(block)
                    self.unpacked += len(block)
                    if size > limit:
                        raise ValueError(f"over {limit >> 20} MB unpacked")
                    if self.unpacked > MAX_UNPACKED:
                        raise ValueError(
                            f"the zips hold over {MAX_UNPACKED >> 30} GB"
                        )
                    self._write(out, block)
        except (
            OSError,
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

    # A full disk is no fault of a zip: it stops everything, so that nobody is dropped.

    def _new(self, target):
        try:
            return target.open("xb", buffering=0)
        except OSError as error:
            raise self._full(error) from None

    def _write(self, out, block):
        try:
            while block:
                block = block[out.write(block) :]
        except OSError as error:
            raise self._full(error) from None

    def _full(self, error):
        return IntakeError(
            f"The zips cannot be unpacked into {self.scratch}: {error.strerror}. "
            "Make room there, or choose another --out, then run this again."
        )


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


UNIX_TIME, NTFS_TIME = 0x5455, 0x000A  # extra fields that carry a time in UTC
FROM_1601 = 11_644_473_600  # s from the first day of NTFS to that of Unix


def _zip_time(member) -> float:
    """Return when a member of a zip was written, in s since 1970.

    Most programs add the time in UTC (Info-ZIP's and NTFS's extra fields). The field
    that every zip has is a local time without its zone: it is taken for one of here.
    """
    extra = member.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        data, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == UNIX_TIME and len(data) >= 5 and data[0] & 1:
            return float(struct.unpack_from("<i", data, 1)[0])
        if kind == NTFS_TIME and len(data) >= 16:
            tag, length, ticks = struct.unpack_from("<HHQ", data, 4)
            if (tag, length) >= (1, 8) and ticks:
                return ticks / 1e7 - FROM_1601
    try:
        return time.mktime((*member.date_time, 0, 0, -1))
    except (OverflowError, ValueError):
        return 0.0  # no date at all, such as month 0


def _too_large(size, name):
    if NOTEBOOK.fullmatch(name) and size > MAX_NOTEBOOK:
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
            int(match["again"] or 0),
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


def _wrapped(entries, names, base=()):
    """Return the folders that all entries share and that are no student's.

    nbgrader's course folder is reduced to its `submitted/`; a folder that holds
    nothing but one other folder, as zips often do, is looked through where what lies
    below has the form of a class.
    """
    while True:
        below, folders = _below(entries, base)
        if "submitted" in folders:
            base = (*base, "submitted")
            continue
        if len(below) != 1 or below != folders or _is_handed_in(*below):
            return base
        (only,) = below
        inside, _ = _below(entries, (*base, only))
        if any(_is_work(name, names) for name in inside):
            return base  # one student
        if not _is_class(entries, (*base, only), names):
            return base  # one student, whose files have other names
        base = (*base, only)


def _is_class(entries, base, names):
    """Tell whether a folder holds students: an LMS's files, or folders of theirs."""
    inside, folders = _below(entries, base)
    if _lms_share(inside) > 0.5 or len(folders) > 1 or "submitted" in folders:
        return True
    if len(inside) != 1 or inside != folders:
        return False
    deeper = (*base, *inside)
    work = any(_is_work(name, names) for name in _below(entries, deeper)[0])
    return work or _is_class(entries, deeper, names)


def _below(entries, base):
    """Return (names, names of folders) that lie directly in a folder."""
    size = len(base)
    here = [
        e for e in entries if len(e.parts) > size and e.parts[:size] == base
    ]
    below = {e.parts[size] for e in here}
    below -= {n for n in below if SYSTEM.fullmatch(n) or _is_hidden(n)}
    folders = {
        e.parts[size] for e in here if e.is_folder or len(e.parts) > size + 1
    }
    return below, folders & below


def _is_hidden(name):
    # A name with a slash leads elsewhere, and is refused for that.
    return name.startswith(".") and "/" not in name


def _is_work(name, names):
    return bool(
        names.is_chapter(name) or name == "my-work" or names.chapter(name)
    )


def _person(name):
    """Return what tells two people of an LMS download apart, or None."""
    for pattern in (MOODLE_FILE, MOODLE_FOLDER, CANVAS_FILE, CANVAS_TEXT):
        if match := pattern.fullmatch(name):
            return match["student"], match["id"]
    return None


def _lms_share(inside):
    """Return the share of names that Canvas or Moodle may have given, 0 to 1."""
    return sum(_person(n) is not None for n in inside) / max(1, len(inside))


def _is_handed_in(name):
    """Tell whether an LMS gave this name to a student's folder or zip."""
    is_zip = name.lower().endswith(".zip")
    return bool(MOODLE_FOLDER.fullmatch(name) or (is_zip and _person(name)))


def _downloads(entries, base, names, out):
    """Return the folders of the LMS downloads that lie side by side in `base`.

    A student's zip must not speak for others. So downloads are looked for only where
    no student has anything of their own: every folder and every zip is one.

    Raises
    ------
    IntakeError
        If one of several downloads cannot be read.
    """
    below, folders = _below(entries, base)
    of = {name: [] for name in folders}
    for entry in entries:
        if entry.parts[: len(base)] == base and len(entry.parts) > len(base):
            of.get(entry.parts[len(base)], []).append(entry)
    found = {}
    for name in folders:
        place = _wrapped(of[name], names, (*base, name))
        inside = _below(of[name], place)[0]
        people = {_person(n) for n in inside}
        enough = 1 if name.lower().endswith(".zip") else 2
        if (
            not _is_handed_in(name)
            and None not in people
            and len(people) >= enough
        ):
            found[name] = place
    broken = {
        n
        for n in below - folders
        if n.lower().endswith(".zip") and not _is_handed_in(n)
    }
    own = any(_person(n) for n in below - folders)
    if found and set(found) == folders and not own:
        if broken:
            raise IntakeError(
                f"{clean(min(broken))} cannot be read, and what lies beside it is a "
                "download of an LMS. Download it again."
            )
        return set(found.values())
    for name in found:
        out.listed.append(
            Listed(
                "to look at",
                clean("/".join((*base, name))),
                "taken for one student's work, as it lies beside students'. If it is "
                "a download of an LMS, grade it by itself",
            )
        )
    return set()


def _wrappers(entries):
    """Return the folders that alone hold all of a zip, as packing a folder makes them."""
    tops = {}
    for entry in entries:
        for size, part in enumerate(entry.parts[:-1], 1):
            if part.lower().endswith(".zip"):
                top = entry.parts[: size + 1]
                tops.setdefault(entry.parts[:size], set()).add(top)
    return {top for here in tops.values() if len(here) == 1 for top in here}


def _read_place(entry, base, names, wrappers=()) -> _Place:
    """Say who handed a file in.

    wrappers : folders in zips that are looked through; their names say nothing
    """
    inside = entry.parts[len(base) :]
    if not inside or entry.parts[: len(base)] != base:
        return _Place("", "", "outside the folder of submissions")
    first, name = inside[0], inside[-1]
    alone, is_zip = len(inside) == 1, first.lower().endswith(".zip")
    if alone and entry.lies:
        return _Place("", "", entry.refusal)
    # Who handed a file in is read from the outermost name only, which the LMS or the
    # instructor gave; what lies below it, a student may have named.
    moodle = (MOODLE_FILE if alone else MOODLE_FOLDER).fullmatch(first)
    if not moodle and is_zip:
        moodle = MOODLE_FILE.fullmatch(first)
    if moodle:
        kind, fault = moodle["kind"], ""
        if kind != "file":
            fault = f"Moodle's {kind}, not a file that was handed in"
        return _Place(
            moodle["student"],
            moodle["file"] if alone else name,
            fault,
            lms_id=f"Participant {moodle['id']}",
        )
    canvas = CANVAS_FILE.fullmatch(first)
    if canvas and (alone or is_zip):
        return _Place(
            f"{canvas['student']}_{canvas['id']}",
            canvas["file"] if alone else name,
            upload=int(canvas["upload"]),
            late=bool(canvas["late"]),
            # A hidden name's id is another thing than the number of a person.
            lms_id="" if canvas["student"] == "anon" else canvas["id"],
        )
    typed = CANVAS_TEXT.fullmatch(first)
    if alone and typed:
        return _Place(
            f"{typed['student']}_{typed['id']}",
            first,
            f"Canvas's {typed['kind']}, not a file that was handed in",
            lms_id=typed["id"],
        )
    if _is_hidden(first):
        return _Place("", name, HIDDEN)
    student = _without_zip(first)
    if alone and not is_zip:
        return _Place(
            "",
            name,
            "no student's name: put it in a folder of the student's name, "
            f"STUDENT/{clean(name)}",
        )
    if names.is_chapter(student) or student == "my-work":
        return _Place(
            "",
            name,
            f"'{student}' is a chapter, not a student: SUBMISSIONS must hold one "
            "folder for each student",
        )
    # A zip in a student's folder is looked through.
    folders = enumerate(inside[1:-1], len(base) + 2)
    between = [
        p
        for size, p in folders
        if not p.lower().endswith(".zip")
        and (_is_work(p, names) or entry.parts[:size] not in wrappers)
    ]
    if between[:1] == ["my-work"]:
        between = between[1:]
    if not between or (len(between) == 1 and names.is_chapter(between[0])):
        return _Place(student, name)
    nbgrader = base[-1:] == ("submitted",)
    return _Place(student, name, OTHER_TASK if nbgrader else TOO_DEEP)


HIDDEN = "hidden, as its name begins with a dot: no student's"
OTHER = "no notebook"
OTHER_TASK = "of an assignment that is no chapter of the book"
TOO_DEEP = (
    "too deep: expected STUDENT/NN-topic.ipynb or "
    "STUDENT/NN-topic/NN-topic.ipynb"
)


def _without_zip(name):
    return re.sub(r"(?i)\.zip$", "", name)


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
        If there is nothing to look at, a class's zip cannot be read, or the disk is
        full.
    """
    top, walk = Path(submissions), _Walk(scratch)
    if top.is_dir():
        entries = list(walk.folder(top))
    elif top.is_file() and (
        zipfile.is_zipfile(top) or top.name.lower().endswith(".zip")
    ):
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
    return _Sorting(entries, chapters, cells, only).sort()


class _Sorting:
    """Puts each entry where it belongs."""

    def __init__(self, entries, chapters, cells, only):
        self.names, self.cells, self.only = _Names(chapters), cells, only
        self.out, self.students = Intake(), set()
        self.candidates, self.troubles, self.modules = [], [], {}
        self.entries = [e for e in entries if not self._of_the_system(e)]
        self.base = _wrapped(self.entries, self.names)
        self.downloads = _downloads(
            self.entries, self.base, self.names, self.out
        )
        self.folders = {e.parts for e in self.entries if e.is_folder}
        self.wrappers = _wrappers(self.entries)

    def _of_the_system(self, entry):
        name = entry.parts[-1] if entry.parts else entry.root
        of_system = (
            name in SYSTEM_FOLDERS
            if entry.is_folder
            else SYSTEM.fullmatch(name)
        )
        if of_system and not entry.lies:
            why = "of the system, of git or of nbgrader"
            self.out.listed.append(Listed("system", entry.where, why))
            return True
        return False

    def sort(self) -> Intake:
        """Return everything, in a stable order."""
        places = self._shown([(e, self._place(e)) for e in self.entries])
        self._one_name([place for _, place in places])
        apart = self._namesakes([place for _, place in places])
        for entry, place in places:
            if (place.student, place.lms_id) in apart:
                number = place.lms_id.removeprefix("Participant ")
                place.student = f"{place.student}_{number}"
            place.student = place.student and _identity(place.student)
            if entry.is_folder:
                if place.student:
                    self.students.add(place.student)
            else:
                self._recognise(entry, place)
        self._count()
        self._refuse()
        out = self.out
        out.found.sort(
            key=lambda f: (f.submission.student, f.submission.chapter)
        )
        out.students = sorted(self.students)
        out.listed.sort(key=lambda item: (item.what, item.where))
        return out

    def _place(self, entry) -> _Place:
        base = next(
            (d for d in self.downloads if entry.parts[: len(d)] == d),
            self.base,
        )
        top = len(entry.parts) == len(base) + 1
        # A folder that cannot be opened comes as a folder and then as a file.
        if not entry.is_folder and not (top and entry.parts in self.folders):
            place = _read_place(entry, base, self.names, self.wrappers)
        else:
            # It stands for a student, who may have handed in nothing.
            inner = _Entry((*entry.parts, ""), None)
            place = _read_place(inner, base, self.names)
            around = any(
                d[: len(entry.parts)] == entry.parts for d in self.downloads
            )
            if not top or around or place.fault not in ("", HIDDEN):
                return _Place("", "")
        place.download = base
        return place

    def _shown(self, places):
        """List what is hidden, a folder once and not each file in it; return the rest."""
        tops, rest = {}, []
        for entry, place in places:
            if place.fault == HIDDEN:
                parts = entry.parts[: len(place.download) + 1]
                tops[parts] = replace(entry, parts=parts).where
            else:
                rest.append((entry, place))
        self.out.listed += [
            Listed("not recognised", where, HIDDEN) for where in tops.values()
        ]
        return rest

    def _one_name(self, places):
        """Let each number of Canvas have one name, that of its first upload."""
        names = {}
        for place in sorted(places, key=lambda p: p.upload):
            if place.lms_id.isdigit():
                place.student = names.setdefault(place.lms_id, place.student)

    def _namesakes(self, places):
        """Return (name, participant) of those whom a Moodle name alone mixes up.

        A student has another participant number in each assignment, so a number says
        that there are two people only within one download, or for one chapter.
        """
        numbers = {}
        for place in places:
            if place.lms_id.startswith("Participant "):
                read = self.names.chapter(place.file)
                for where in (place.download, read and read[0]):
                    if where is not None:
                        numbers.setdefault((place.student, where), set()).add(
                            place.lms_id
                        )
        mixed = {
            (name, one)
            for (name, _), ids in numbers.items()
            if len(ids) > 1
            for one in ids
        }
        for name in sorted({name for name, _ in mixed}):
            self.out.listed.append(
                Listed(
                    "same name",
                    clean(name),
                    "several participants have this name; each keeps the number of "
                    "this assignment in the name: "
                    + ", ".join(sorted(one for n, one in mixed if n == name)),
                )
            )
        return mixed

    def _recognise(self, entry, place):
        """Put one file where it belongs."""
        student, file = place.student, place.file
        why = entry.refusal or place.fault
        if student:
            self.students.add(student)
        if not student or entry.lies or place.fault:
            self._trouble(entry, place, student, why)
            return
        if is_module(file, entry.path):
            modules = self.modules.setdefault((student, entry.parts[:-1]), [])
            modules.append((file, entry.path))
            self._trouble(entry, place, student, OTHER)
            return
        stem = NOTEBOOK.fullmatch(file)
        read = self.names.chapter(file)
        notes = ["late"] if place.late else []
        if read is None and entry.path and stem:
            by_content = _chapter_by_content(entry.path, self.cells)
            if by_content:
                again = re.search(r"-(\d+)$", stem["stem"])
                read = (by_content, 1, int(again[1]) if again else 0)
                notes.append("recognised by its cells")
        if read is None:
            if not why and ARCHIVE.fullmatch(file):
                why = "an archive that is no zip: unpack it"
            elif not why:
                why = OTHER
                if file.lower().endswith(".ipynb"):
                    why = "a notebook of no chapter of the book"
            self._trouble(entry, place, student, why)
            return
        chapter, release, again = read
        if again:
            notes.append(f"resubmission {again}")
        if release > 1:
            notes.append(f"release {release}")
        self.candidates.append(
            _Candidate(
                student,
                chapter,
                entry,
                (place.upload, release, again, entry.changed, entry.where),
                ", ".join(notes),
                place,
            )
        )

    def _trouble(self, entry, place, student, why):
        """List a file that does not count, and remember whose it was."""
        what = "refused" if entry.refusal else "not recognised"
        listed = Listed(what, entry.where, why)
        if is_module(place.file, entry.path):
            along = "comes along with a notebook beside it"
            listed = Listed("module", entry.where, along)
        self.out.listed.append(listed)
        if not student:
            return
        stem = NOTEBOOK.fullmatch(place.file)
        told = stem and self.names.chapter(stem["stem"] + ".ipynb")
        chapters = {told[0]} if told else set()
        if not told:
            by_lower = self.names.by_lower
            chapters = {by_lower.get(p.lower()) for p in entry.parts} - {None}
        likely = bool(
            ARCHIVE.fullmatch(place.file)
            or (stem and ".ipynb" in place.file.lower())
        )
        self.troubles.append(
            _Trouble(student, entry, why, chapters, likely, place)
        )

    def _count(self):
        """Choose, of each student's files for a chapter, the one that counts."""
        groups, out = {}, self.out
        for one in self.candidates:
            if self.only and one.chapter != self.only:
                why = f"of {one.chapter}; only {self.only} is graded"
                where = one.entry.where
                out.listed.append(Listed("other chapter", where, why))
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
            entry = last.entry
            beside = self.modules.get((student, entry.parts[:-1]), ())
            submission = Submission(
                student,
                chapter,
                entry.path,
                entry.where,
                last.note,
                tuple(beside[:MAX_MODULES]),
            )
            lms_id = last.place.lms_id
            out.found.append(Found(submission, entry.refusal, lms_id))

    def _refuse(self):
        """Make `unreadable` what was handed in and is no submission: never a zero.

        Where its name does not tell the chapter, it stands for those that others handed
        in beside it and for which its student has nothing else. A file that is hardly
        the notebook, such as data, counts only where nothing else was found.
        """
        out, have, of = self.out, {}, {}
        for found in out.found:
            one = found.submission
            have.setdefault(one.student, set()).add(one.chapter)
        for one in self.candidates:
            of.setdefault(one.place.download, set()).add(one.chapter)
        batch = {self.only} if self.only else set().union(*have.values())
        some = {one.student for one in self.candidates}
        for one in self.troubles:
            told = one.likely or one.chapters
            if one.student in some and not told or one.why == OTHER_TASK:
                continue
            lms_id, beside = one.place.lms_id, of.get(one.place.download)
            if not some and not lms_id and one.why in (TOO_DEEP, OTHER):
                continue  # hardly a class: the command says what it expects
            wanted = batch & (one.chapters or beside or batch)
            if not (one.chapters or beside) and len(batch) > 1:
                lms_id = (
                    ""  # a number is of one assignment: nobody knows which
                )
            for chapter in sorted(wanted - have.get(one.student, set())):
                have.setdefault(one.student, set()).add(chapter)
                submission = Submission(
                    one.student, chapter, None, one.entry.where
                )
                out.found.append(
                    Found(submission, one.why, lms_id, not one.chapters)
                )


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
