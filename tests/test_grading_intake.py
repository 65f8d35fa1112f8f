"""What instructors have, found; what is not a submission, listed; zips kept inside."""

import io
import os
import stat
import struct
import zipfile

import pytest

from grading import intake
from grading.intake import IntakeError, find
from tests.grading_help import CHAPTER, hand_in, notebook

CELLS = {
    CHAPTER: frozenset({"platt-answer", "logloss-answer"}),
    "03-sparse": frozenset({"csr-answer"}),
}
NB = b'{"cells": []}'


def look(place, tmp_path, only=None):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    return find(place, list(CELLS), CELLS, scratch, only)


def pairs(found):
    """Return what counts: (student, chapter, note) each."""
    return [
        (f.submission.student, f.submission.chapter, f.submission.note)
        for f in found.found
    ]


def zipped(files):
    """Return a zip; values are bytes, or (ZipInfo changes, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


LAYOUTS = {
    "a folder each": (
        [f"student-01/{CHAPTER}.ipynb", "student-02/03-sparse.ipynb"],
        [("student-01", CHAPTER, ""), ("student-02", "03-sparse", "")],
    ),
    "a folder each, as in exercises/": (
        [f"student-01/{CHAPTER}/{CHAPTER}.ipynb"],
        [("student-01", CHAPTER, "")],
    ),
    "a learner's whole my-work": (
        [f"student-01/my-work/{CHAPTER}/{CHAPTER}.ipynb"],
        [("student-01", CHAPTER, "")],
    ),
    "nbgrader, the course folder": (
        [
            f"submitted/student-01/{CHAPTER}/{CHAPTER}.ipynb",
            f"submitted/student-01/{CHAPTER}/timestamp.txt",
            f"source/{CHAPTER}/{CHAPTER}.ipynb",
            "gradebook.db",
        ],
        [("student-01", CHAPTER, "")],
    ),
    "nbgrader, submitted itself": (
        [f"student-01/{CHAPTER}/{CHAPTER}.ipynb"],
        [("student-01", CHAPTER, "")],
    ),
    "a folder around all": (
        [f"homework/student-{n:02}/{CHAPTER}.ipynb" for n in (1, 2)],
        [("student-01", CHAPTER, ""), ("student-02", CHAPTER, "")],
    ),
    "Canvas": (
        [
            f"dstudent_1234_5678_{CHAPTER}.ipynb",
            f"roemax_LATE_1235_5680_{CHAPTER}.ipynb",
            f"lee_1236_5681_{CHAPTER}-2.ipynb",
        ],
        [
            ("dstudent_1234", CHAPTER, ""),
            ("lee_1236", CHAPTER, "resubmission 2"),
            ("roemax_1235", CHAPTER, "late"),
        ],
    ),
    "Moodle, folders": (
        [f"Max O'Roe_123456_assignsubmission_file_/{CHAPTER}.ipynb"],
        [("Max O'Roe_123456", CHAPTER, "")],
    ),
    "Moodle, folders without the last mark": (
        [f"Student_1_assignsubmission_file/{CHAPTER}.ipynb"],
        [("Student_1", CHAPTER, "")],
    ),
    "Moodle, flat": (
        [f"D Student_12_assignsubmission_file_{CHAPTER}.ipynb"],
        [("D Student_12", CHAPTER, "")],
    ),
    "a browser's second download": (
        [f"student-01/{CHAPTER} (1).ipynb", f"student-02/{CHAPTER}(2).ipynb"],
        [
            ("student-01", CHAPTER, "resubmission 1"),
            ("student-02", CHAPTER, "resubmission 2"),
        ],
    ),
    "a later release": (
        [f"student-01/{CHAPTER}-release-2.ipynb"],
        [("student-01", CHAPTER, "release 2")],
    ),
    "underscores and capitals": (
        ["student-01/02_Optimize.ipynb"],
        [("student-01", CHAPTER, "")],
    ),
}


@pytest.mark.parametrize("case", LAYOUTS)
@pytest.mark.parametrize(
    "how", ["folder", "zip", "folder in a zip", "zip in a folder"]
)
def test_layouts_are_found(case, how, tmp_path):
    names, expected = LAYOUTS[case]
    files = dict.fromkeys(names, NB)
    if how == "folder":
        place = hand_in(tmp_path / "in", files)
    elif how == "zip in a folder":
        place = hand_in(tmp_path / "in", {"week.zip": zipped(files)})
    else:
        inside = "course/" if how == "folder in a zip" else ""
        place = tmp_path / "in.zip"
        place.write_bytes(zipped({inside + n: d for n, d in files.items()}))
    found = look(place, tmp_path)
    assert pairs(found) == expected
    assert all(f.submission.path.read_bytes() == NB for f in found.found)


def test_the_latest_resubmission_counts_and_the_earlier_are_listed(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"doe_12_100_{CHAPTER}.ipynb": b"1",
            f"doe_12_105_{CHAPTER}-1.ipynb": b"2",
            f"doe_12_170_{CHAPTER}-10.ipynb": b"4",
            f"doe_LATE_12_140_{CHAPTER}-2.ipynb": b"3",
        },
    )
    found = look(place, tmp_path)
    assert pairs(found) == [("doe_12", CHAPTER, "resubmission 10")]
    assert found.found[0].submission.path.read_bytes() == b"4"
    assert [i.what for i in found.listed] == ["earlier"] * 3
    assert all("again" in i.why for i in found.listed)


def test_students_of_one_name_are_two(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"smith_12_100_{CHAPTER}.ipynb": NB,
            f"smith_13_101_{CHAPTER}.ipynb": NB,
        },
    )
    assert len(pairs(look(place, tmp_path))) == 2


def test_the_same_student_twice_is_listed_and_the_newer_file_counts(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"student-01/{CHAPTER}.ipynb": b"new",
            f"student-01/{CHAPTER}/{CHAPTER}.ipynb": b"old",
        },
    )
    os.utime(place / "student-01" / CHAPTER / f"{CHAPTER}.ipynb", (1, 1))
    found = look(place, tmp_path)
    assert found.found[0].submission.path.read_bytes() == b"new"
    (item,) = found.listed
    assert item.what == "duplicate" and "was written later" in item.why


def test_nothing_is_dropped_in_silence(tmp_path):
    files = {
        f"student-01/{CHAPTER}.ipynb": NB,
        "student-01/data.csv": b"1",
        "student-01/notes/own.ipynb": NB,
        "student-02/essay.docx": b"1",
        "student-03/work.rar": b"1",
        f"class-b/student-04/{CHAPTER}.ipynb": NB,
        f"{CHAPTER}.ipynb": NB,
        f"student-01/.ipynb_checkpoints/{CHAPTER}-checkpoint.ipynb": NB,
        "student-05/.DS_Store": b"1",
    }
    found = look(hand_in(tmp_path / "in", files), tmp_path)
    assert pairs(found) == [("student-01", CHAPTER, "")]
    listed = {i.where: i.why for i in found.listed}
    for name in files:
        if "checkpoint" not in name and name != f"student-01/{CHAPTER}.ipynb":
            assert f"in/{name}" in listed, name
    assert "unpack" in listed["in/student-03/work.rar"]
    assert "too deep" in listed[f"in/class-b/student-04/{CHAPTER}.ipynb"]
    assert "no student's name" in listed[f"in/{CHAPTER}.ipynb"]
    assert {"student-02", "student-03", "student-05"} <= set(found.students)


def test_a_renamed_notebook_is_known_by_its_cells(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {"student-01/final FINAL.ipynb": notebook(), "student-02/x.ipynb": NB},
    )
    found = look(place, tmp_path)
    assert pairs(found) == [("student-01", CHAPTER, "recognised by its cells")]
    assert [i.what for i in found.listed] == ["not recognised"]


def test_another_chapter_is_listed_when_one_is_asked_for(tmp_path):
    files = {f"student-01/{n}.ipynb": NB for n in CELLS}
    found = look(hand_in(tmp_path / "in", files), tmp_path, only="03-sparse")
    assert [c for _, c, _ in pairs(found)] == ["03-sparse"]
    assert [i.what for i in found.listed] == ["other chapter"]


# --- hostile input -------------------------------------------------------------


def test_links_are_not_followed(tmp_path):
    outside = hand_in(tmp_path / "secret", {f"{CHAPTER}.ipynb": NB})
    place = hand_in(tmp_path / "in", {f"student-01/{CHAPTER}.ipynb": NB})
    (place / "student-02").symlink_to(outside)
    (place / "student-03").mkdir()
    (place / "student-03" / f"{CHAPTER}.ipynb").symlink_to(
        outside / f"{CHAPTER}.ipynb"
    )
    os.mkfifo(place / "student-01" / "pipe")
    found = look(place, tmp_path)
    assert [f.submission.student for f in found.found if not f.refusal] == [
        "student-01"
    ]
    why = " ".join(i.why for i in found.listed)
    assert "neither a file nor a folder" in why
    links = [i for i in found.listed if "links are not followed" in i.why]
    refused = [f for f in found.found if f.refusal]
    assert len(links) + len(refused) >= 2
    assert "links are not followed" in refused[0].refusal


def test_a_file_that_became_a_link_is_not_read(tmp_path):
    secret = hand_in(tmp_path, {"secret": b"x"}) / "secret"
    (tmp_path / "link").symlink_to(secret)
    with pytest.raises(OSError):
        intake.read_bytes(tmp_path / "link")


def member(name, mode=stat.S_IFREG | 0o644, data=NB):
    """Return (ZipInfo, bytes) with a mode of our choice."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info, data


HOSTILE = {
    "../../escape.ipynb": "leads out",
    f"student-09/../student-01/{CHAPTER}.ipynb": "leads out",
    "/etc/cron.d/x.ipynb": "absolute",
    "C:\\windows\\x.ipynb": "absolute",
    f"..\\..\\{CHAPTER}.ipynb": "leads out",
    f"../student-01/{CHAPTER}.ipynb": "leads out",
    "/".join(["d"] * 40) + "/x.ipynb": "folders below each other",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_zip_leaves_its_folder(name, tmp_path):
    out = tmp_path / "in.zip"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(*member(f"student-01/{CHAPTER}.ipynb"))
        archive.writestr(*member(name))
    before = {p for p in tmp_path.rglob("*")}
    found = look(out, tmp_path)
    assert pairs(found) == [("student-01", CHAPTER, "")]
    assert any(HOSTILE[name] in i.why for i in found.listed)
    new = {p for p in tmp_path.rglob("*")} - before
    scratch = tmp_path / "scratch"
    assert {p for p in new if p != scratch} == set(scratch.iterdir())
    assert all(p.name.isdigit() for p in scratch.iterdir())


def test_links_and_devices_in_a_zip_are_refused(tmp_path):
    out = tmp_path / "in.zip"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(*member(f"student-01/{CHAPTER}.ipynb"))
        link = f"student-02/{CHAPTER}.ipynb"
        archive.writestr(*member(link, stat.S_IFLNK | 0o777, b"/etc/passwd"))
        archive.writestr(*member("student-03/x.ipynb", stat.S_IFCHR | 0o666))
    found = look(out, tmp_path)
    assert [f.submission.student for f in found.found if not f.refusal] == [
        "student-01"
    ]
    assert "links are not followed" in found.found[1].refusal
    assert [i.why for i in found.listed] == ["neither a file nor a folder"]


def test_a_students_zip_cannot_speak_for_another(tmp_path):
    evil = zipped(
        {
            f"jones_2_20_{CHAPTER}.ipynb": b"evil",
            f"Jones_2_assignsubmission_file_/{CHAPTER}.ipynb": b"evil",
            f"student-02/{CHAPTER}.ipynb": b"evil",
            f"submitted/student-02/{CHAPTER}/{CHAPTER}.ipynb": b"evil",
        }
    )
    place = hand_in(
        tmp_path / "in",
        {
            "smith_1_10_work.zip": evil,
            f"jones_2_20_{CHAPTER}.ipynb": b"own",
            f"student-02/{CHAPTER}.ipynb": b"own",
            "student-01/work.zip": evil,
            "student-03.zip": evil,
            "Max_9_assignsubmission_file_/work.zip": evil,
        },
    )
    for one in look(place, tmp_path).found:
        data = one.submission.path.read_bytes()
        mine = one.submission.student in ("jones_2", "student-02")
        assert (data == b"own") == mine, one


def test_a_students_own_zip_is_looked_through(tmp_path):
    whole = zipped({f"my-work/{CHAPTER}/{CHAPTER}.ipynb": NB})
    place = hand_in(
        tmp_path / "in",
        {
            "smith_1_10_work.zip": whole,
            "student-01/work.zip": whole,
            "student-03.zip": zipped({f"{CHAPTER}.ipynb": NB}),
            "Max_9_assignsubmission_file_/work.zip": whole,
        },
    )
    assert [s for s, _, _ in pairs(look(place, tmp_path))] == [
        "Max_9",
        "smith_1",
        "student-01",
        "student-03",
    ]


def test_a_zip_bomb_is_refused_and_costs_no_memory(tmp_path, monkeypatch):
    bomb = zipped(
        {
            f"student-01/{CHAPTER}.ipynb": NB,
            f"student-02/{CHAPTER}.ipynb": b"\0" * (intake.MAX_NOTEBOOK + 1),
        }
    )
    assert len(bomb) < 100_000
    place = hand_in(tmp_path, {"in.zip": bomb}) / "in.zip"
    found = look(place, tmp_path)
    assert not found.found[0].refusal
    assert "at most 32 MB" in found.found[1].refusal


def test_a_zip_that_lies_about_sizes_is_stopped(tmp_path):
    data = bytearray(
        zipped(
            {f"student-01/{CHAPTER}.ipynb": b"\0" * (intake.MAX_NOTEBOOK + 9)}
        )
    )
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    place = hand_in(tmp_path, {"in.zip": bytes(data)}) / "in.zip"
    found = look(place, tmp_path)
    assert (
        sum(p.stat().st_size for p in (tmp_path / "scratch").iterdir()) < 100
    )
    assert all(f.refusal for f in found.found) or not found.found


def test_what_all_zips_hold_together_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_UNPACKED", 1000)
    files = {f"student-{n}/{CHAPTER}.ipynb": b"\0" * 400 for n in range(9)}
    place = hand_in(tmp_path, {"in.zip": zipped(files)}) / "in.zip"
    found = look(place, tmp_path)
    assert [bool(f.refusal) for f in found.found] == [False] * 2 + [True] * 7


def test_too_many_files_in_a_zip_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_ENTRIES", 5)
    files = {f"student-{n}/{CHAPTER}.ipynb": NB for n in range(9)}
    place = hand_in(tmp_path, {"in.zip": zipped(files)}) / "in.zip"
    (item,) = look(place, tmp_path).listed
    assert "over 5 files" in item.why


def test_zips_in_zips_end(tmp_path):
    data = zipped({f"{CHAPTER}.ipynb": NB})
    for _ in range(4):
        data = zipped({"student-01/deeper.zip": data})
    place = hand_in(tmp_path, {"in.zip": data}) / "in.zip"
    found = look(place, tmp_path)
    assert not found.found
    assert any("zip in a zip" in i.why for i in found.listed)


def test_a_broken_zip_is_an_unreadable_submission_not_a_missing_one(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"student-01/{CHAPTER}.ipynb": NB,
            "student-02/work.zip": zipped({"a": b"1"})[:-20],
            "student-03.zip": b"PK\x03\x04 nothing",
        },
    )
    found = {
        f.submission.student: f.refusal for f in look(place, tmp_path).found
    }
    assert found["student-01"] == ""
    assert "zip" in found["student-02"] and "zip" in found["student-03"]


def test_an_encrypted_notebook_is_unreadable(tmp_path):
    data = bytearray(zipped({f"student-01/{CHAPTER}.ipynb": NB}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    place = hand_in(tmp_path, {"in.zip": bytes(data)}) / "in.zip"
    assert [f.refusal for f in look(place, tmp_path).found] == ["encrypted"]


def test_a_300_mb_file_is_refused_unread(tmp_path, monkeypatch):
    place = hand_in(tmp_path / "in", {f"student-01/{CHAPTER}.ipynb": b""})
    os.truncate(place / "student-01" / f"{CHAPTER}.ipynb", 300 << 20)
    monkeypatch.setattr(intake, "read_bytes", lambda path: 1 / 0)
    (one,) = look(place, tmp_path).found
    assert "300 MB" in one.refusal and one.submission.path is None


def test_hostile_names_of_students_stay_apart(tmp_path):
    names = ["a\x01", "a\x02", "<img src=x onerror=alert(1)>", "=cmd|calc"]
    names += ["line\nbreak", os.fsdecode(b"not utf-8 \xff")]
    place = hand_in(
        tmp_path / "in", {f"{n}/{CHAPTER}.ipynb": NB for n in names}
    )
    found = look(place, tmp_path)
    students = [f.submission.student for f in found.found]
    assert len(set(students)) == len(names)
    assert all(s.encode() and "\x01" not in s for s in students)


def test_a_file_cannot_leave_by_growing(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_NOTEBOOK", 10)
    path = hand_in(tmp_path, {"x": b"1" * 11}) / "x"
    with pytest.raises(OSError, match="too large"):
        intake.read_bytes(path)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere", "does not exist"),
        ("file.txt", "neither a folder nor a zip"),
    ],
)
def test_a_place_without_submissions_is_named(name, says, tmp_path):
    hand_in(tmp_path, {"file.txt": "x"})
    with pytest.raises(IntakeError, match=says):
        look(tmp_path / name, tmp_path)


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_FILES", 3)
    place = hand_in(tmp_path / "in", {f"s{n}/x": b"" for n in range(4)})
    with pytest.raises(IntakeError, match="over 3 files"):
        look(place, tmp_path)
