"""What instructors have, found; what is not a submission, listed; zips kept inside."""

import io
import os
import shutil
import stat
import struct
import time
import zipfile

import pytest

from grading import intake
from grading.intake import IntakeError, find
from grading.modules import MAX_MODULE, MAX_MODULES
from tests.grading_help import CHAPTER, hand_in, notebook

CELLS = {
    CHAPTER: frozenset({"platt-answer", "logloss-answer"}),
    "03-sparse": frozenset({"csr-answer"}),
}
NB = b'{"cells": []}'


def look(place, tmp_path, only=None):
    scratch = tmp_path / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    return find(place, list(CELLS), CELLS, scratch, only)


def pairs(found):
    """Return what counts: (student, chapter, note) each."""
    return [
        (f.submission.student, f.submission.chapter, f.submission.note)
        for f in found.found
        if not f.refusal
    ]


def refusals(found):
    """Return what was handed in and cannot count: (student, chapter) -> reason."""
    return {
        (f.submission.student, f.submission.chapter): f.refusal
        for f in found.found
        if f.refusal
    }


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
        [("Max O'Roe", CHAPTER, "")],
    ),
    "Moodle, folders without the last mark": (
        [f"Student_1_assignsubmission_file/{CHAPTER}.ipynb"],
        [("Student", CHAPTER, "")],
    ),
    "Moodle, flat": (
        [f"D Student_12_assignsubmission_file_{CHAPTER}.ipynb"],
        [("D Student", CHAPTER, "")],
    ),
    "a browser's second download": (
        [f"student-01/{CHAPTER} (1).ipynb", f"student-02/{CHAPTER}(2).ipynb"],
        [
            ("student-01", CHAPTER, ""),
            ("student-02", CHAPTER, ""),
        ],
    ),
    "Canvas, names hidden": (
        [
            f"anon_yZ8bK_5011_{CHAPTER}.ipynb",
            f"anon_LATE_12345_5012_{CHAPTER}.ipynb",
        ],
        [("anon_12345", CHAPTER, "late"), ("anon_yZ8bK", CHAPTER, "")],
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


def test_canvas_marks_what_is_late_in_several_ways(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"doeann_101_5001_{CHAPTER}.ipynb": NB,
            f"doeann_late_101_5009_{CHAPTER}-1.ipynb": NB,
            f"doe--bob-late_103_5010_{CHAPTER}.ipynb": NB,
            # A name that ends so: the number tells who it is.
            f"doe--bob-late_104_5011_{CHAPTER}.ipynb": NB,
            f"slate_105_5012_{CHAPTER}.ipynb": NB,
            f"anon_late_x9K_5013_{CHAPTER}.ipynb": NB,
            "roe-late_106_text.html": b"x",
        },
    )
    found = look(place, tmp_path)
    assert pairs(found) == [
        ("anon_x9K", CHAPTER, "late"),
        ("doe--bob_103", CHAPTER, "late"),
        ("doe--bob_104", CHAPTER, "late"),
        ("doeann_101", CHAPTER, "late, resubmission 1"),
        ("slate_105", CHAPTER, ""),
    ]
    assert found.students[-2:] == ["roe_106", "slate_105"]
    assert [i.what for i in found.listed if "5001" in i.where] == ["earlier"]


def test_a_number_of_canvas_is_one_student_under_any_name(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"doeann_101_5001_{CHAPTER}.ipynb": NB,
            "annroe_101_5009_03-sparse.ipynb": NB,
        },
    )
    assert look(place, tmp_path).students == ["doeann_101"]


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


HOUR = 3600
NINE = 1_782_000_000  # a summer's day, s since 1970


def dated(local, unix=None, ntfs=None):
    """Return a zip's member with a local time, and with times in UTC if given."""
    info = zipfile.ZipInfo(f"ada/{CHAPTER}.ipynb", time.localtime(local)[:6])
    if unix is not None:
        info.extra = struct.pack("<HHBi", 0x5455, 5, 1, unix)
    if ntfs is not None:
        ticks = int((ntfs + 11_644_473_600) * 1e7)
        info.extra = struct.pack("<HH4xHHQQQ", 10, 32, 1, 24, ticks, 0, 0)
    return info


@pytest.mark.parametrize(
    ("loose", "member", "newer"),
    [
        (NINE, dated(NINE - HOUR), "loose"),
        (NINE, dated(NINE + HOUR), "zip"),
        (NINE, dated(NINE + HOUR, unix=NINE - HOUR), "loose"),
        (NINE, dated(NINE - HOUR, unix=NINE + HOUR), "zip"),
        (NINE, dated(NINE - HOUR, ntfs=NINE + HOUR), "zip"),
        (NINE, dated(NINE + HOUR, ntfs=NINE - HOUR), "loose"),
    ],
)
def test_the_newer_of_a_zips_member_and_a_loose_file_counts(
    tmp_path, loose, member, newer
):
    place = tmp_path / "in"
    hand_in(place, {f"ada/{CHAPTER}.ipynb": NB})
    os.utime(place / "ada" / f"{CHAPTER}.ipynb", (loose, loose))
    (place / "ada" / "all.zip").write_bytes(zip_of(member))
    found = look(place, tmp_path)
    (one,) = found.found
    assert (".zip" in one.submission.origin) == (newer == "zip"), one


def zip_of(member):
    """Return a zip of one notebook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, NB)
    return out.getvalue()


def test_a_date_that_is_none_counts_as_the_oldest():
    info = zipfile.ZipInfo("a", (1980, 1, 1, 0, 0, 0))
    info.date_time = 1980, 0, 0, 0, 0, 0
    assert intake._zip_time(info) < NINE


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
    system = {i.where for i in found.listed if i.what == "system"}
    assert system == {
        "in/student-01/.ipynb_checkpoints",
        "in/student-05/.DS_Store",
    }
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


def test_several_downloads_in_one_folder_keep_their_students(tmp_path):
    for case, (names, _) in LAYOUTS.items():
        if case in ("Canvas", "Moodle, folders", "Moodle, flat"):
            for how in ("zip", "zip around a folder"):
                top = "hw/" if how != "zip" else ""
                one = zipped({top + n: NB for n in names})
                other = {
                    top + n.replace(CHAPTER, "03-sparse"): NB for n in names
                }
                place = hand_in(
                    tmp_path / f"{case} {how}",
                    {
                        "hw1 submissions.zip": one,
                        "hw2.zip": zipped(other),
                        "roster.csv": b"x",
                    },
                )
                found = look(place, tmp_path)
                assert len(pairs(found)) == 2 * len(names), (case, how)
                assert not any("hw" in s for s in found.students)
    place = hand_in(
        tmp_path / "folders",
        {
            f"hw{n}/s{i}_{i}_{n}_x.ipynb": notebook()
            for n in (1, 2)
            for i in (1, 2)
        },
    )
    assert look(place, tmp_path).students == ["s1_1", "s2_2"]


def test_a_broken_download_among_downloads_stops_everything(tmp_path):
    whole = zipped({f"doe_12_100_{CHAPTER}.ipynb": NB})
    place = hand_in(
        tmp_path / "in", {"hw1.zip": whole, "hw2.zip": whole[:-20]}
    )
    with pytest.raises(IntakeError, match="hw2.zip.*Download it again"):
        look(place, tmp_path)
    cut = hand_in(tmp_path, {"cut.zip": whole[:-20]}) / "cut.zip"
    with pytest.raises(IntakeError, match="cut off.*Download it again"):
        look(cut, tmp_path)


@pytest.mark.skipif(
    not os.path.exists("/dev/full"), reason="needs a disk that is always full"
)
def test_a_full_disk_stops_everything_with_a_sentence(tmp_path, monkeypatch):
    files = {f"student-{n}/{CHAPTER}.ipynb": NB for n in range(3)}
    place = hand_in(tmp_path, {"in.zip": zipped(files)}) / "in.zip"
    full = open("/dev/full", "wb", buffering=0)
    monkeypatch.setattr(intake._Walk, "_new", lambda self, target: full)
    with pytest.raises(IntakeError, match="No space left.*Make room"):
        look(place, tmp_path)
    monkeypatch.undo()
    (tmp_path / "scratch").rmdir()
    with pytest.raises(IntakeError, match="cannot be unpacked into"):
        find(place, list(CELLS), CELLS, tmp_path / "scratch")


def test_one_folder_with_files_of_other_names_is_one_student(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {"alice/stuff/hw.ipynb": notebook(), "alice/readme.txt": b"x"},
    )
    found = look(place, tmp_path)
    assert found.students == ["alice"] and not pairs(found)
    place = hand_in(tmp_path / "two", {"alice/stuff/hw.ipynb": notebook()})
    assert look(place, tmp_path).students == ["alice"]


def test_a_course_folder_of_any_name_is_looked_through(tmp_path):
    names = [f"hw_2_2026_fall/s{n}/{CHAPTER}.ipynb" for n in (1, 2)]
    names = dict.fromkeys(names, NB) | {"hw_2_2026_fall/readme.txt": b""}
    found = look(hand_in(tmp_path / "in", names), tmp_path)
    assert found.students == ["s1", "s2"]


def test_a_download_count_is_no_resubmission(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"doe_12_100_{CHAPTER} (3).ipynb": b"first",
            f"doe_12_105_{CHAPTER}-1.ipynb": b"second",
        },
    )
    (one,) = look(place, tmp_path).found
    assert one.submission.path.read_bytes() == b"second"
    assert one.submission.note == "resubmission 1"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Untitled.ipynb", "a notebook of no chapter"),
        ("my homework.ipynb.txt", "no notebook"),
        ("work.rar", "unpack it"),
        ("answers.py", "no notebook"),
        ("answers.pdf", "no notebook"),
        (f"{CHAPTER}.json", "no notebook"),
    ],
)
@pytest.mark.parametrize("how", ["Canvas", "Moodle", "folders", "zip"])
def test_what_was_handed_in_is_unreadable_and_not_missing(
    name, why, how, tmp_path
):
    if how == "Canvas":
        files = {f"roe_1_5_{CHAPTER}.ipynb": NB, f"doe_2_6_{name}": b"x"}
    elif how == "Moodle":
        mark = "assignsubmission_file_"
        files = {
            f"roe_1_{mark}/{CHAPTER}.ipynb": NB,
            f"doe_2_{mark}/{name}": b"x",
        }
    else:
        files = {f"roe/{CHAPTER}.ipynb": NB, f"doe/{name}": b"x"}
    place = hand_in(tmp_path / "in", files)
    if how == "zip":
        place = hand_in(tmp_path, {"in.zip": zipped(files)}) / "in.zip"
    found = look(place, tmp_path)
    (((student, chapter), said),) = refusals(found).items()
    assert student.startswith("doe") and chapter == CHAPTER and why in said
    assert len(pairs(found)) == 1
    assert any(name in i.where for i in found.listed)


def test_only_chapters_of_the_batch_are_unreadable(tmp_path):
    files = {
        f"s1/{CHAPTER}.ipynb": NB,
        "s1/03-sparse.ipynb": NB,
        # Data beside a notebook stands for no chapter.
        f"s2/{CHAPTER}.ipynb": NB,
        "s2/data.csv": b"x",
        # A notebook may be the one that is not there.
        f"s3/{CHAPTER}.ipynb": NB,
        "s3/Untitled.ipynb": NB,
        # The folder, or the name, tells the chapter.
        f"s4/{CHAPTER}/Untitled.ipynb": NB,
        "s5/03-sparse.ipynb.txt": b"x",
        "s6/x.pdf": b"x",
    }
    found = look(hand_in(tmp_path / "in", files), tmp_path)
    assert set(refusals(found)) == {
        ("s3", "03-sparse"),
        ("s4", CHAPTER),
        ("s5", "03-sparse"),
        ("s6", "03-sparse"),
        ("s6", CHAPTER),
    }
    files = {f"s1/{CHAPTER}.ipynb": NB, "s2/Untitled.ipynb": NB}
    found = look(hand_in(tmp_path / "one", files), tmp_path)
    assert set(refusals(found)) == {("s2", CHAPTER)}


@pytest.mark.parametrize(
    "name", ["x.json", f"{CHAPTER}.ipynb.txt", f"{CHAPTER}.ipynb.json"]
)
@pytest.mark.parametrize("how", ["folder", "zip"])
def test_a_notebook_with_another_ending_is_known_by_its_cells(
    name, how, tmp_path
):
    files = {f"student-01/{name}": notebook()}
    place = hand_in(tmp_path / "in", files)
    if how == "zip":
        place = hand_in(tmp_path, {"in.zip": zipped(files)}) / "in.zip"
    found = look(place, tmp_path)
    assert pairs(found) == [("student-01", CHAPTER, "recognised by its cells")]


def test_a_text_in_moodle_is_no_notebook_and_not_nothing(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            f"Roe_1_assignsubmission_file_/{CHAPTER}.ipynb": NB,
            "Roe_1_assignsubmission_onlinetext_/onlinetext.html": b"x",
            "Doe_2_assignsubmission_onlinetext_/onlinetext.html": b"x",
        },
    )
    found = look(place, tmp_path)
    assert pairs(found) == [("Roe", CHAPTER, "")]
    assert "onlinetext" in refusals(found)["Doe", CHAPTER]


def test_a_text_in_canvas_is_no_notebook_and_not_nothing(tmp_path):
    files = {
        f"roe_1_5_{CHAPTER}.ipynb": NB,
        "doe_2_text.html": b"x",
        "moe_LATE_3_link.html": b"x",
    }
    found = look(hand_in(tmp_path / "in", files), tmp_path)
    assert set(refusals(found)) == {("doe_2", CHAPTER), ("moe_3", CHAPTER)}


def test_another_assignment_of_nbgrader_is_no_trouble(tmp_path):
    files = {
        f"submitted/s1/{CHAPTER}/{CHAPTER}.ipynb": NB,
        "submitted/s2/99-other/x.ipynb": NB,
        f"submitted/s3/{CHAPTER}/x.ipynb": NB,
    }
    found = look(hand_in(tmp_path / "in", files), tmp_path)
    assert set(refusals(found)) == {("s3", CHAPTER)}
    assert found.students == ["s1", "s2", "s3"]
    assert any("no chapter of the book" in i.why for i in found.listed)


def test_moodle_students_keep_one_name_in_all_assignments(tmp_path):
    def download(chapter, **numbers):
        files = {}
        for name, n in numbers.items():
            folder = f"{name.replace('_', ' ')}_{n}_assignsubmission_file_/"
            files |= {folder: b"", f"{folder}{chapter}.ipynb": NB}
        return zipped(files)

    place = hand_in(
        tmp_path / "in",
        {
            "hw1.zip": download(CHAPTER, Ann_Doe=11, Bob_Roe=12),
            "hw2.zip": download("03-sparse", Ann_Doe=21, Bob_Roe=22),
        },
    )
    found = look(place, tmp_path)
    assert found.students == ["Ann Doe", "Bob Roe"]
    assert [f.lms_id for f in found.found] == [
        f"Participant {n}" for n in (11, 21, 12, 22)
    ]


def test_a_stray_file_is_of_the_chapter_of_its_download(tmp_path):
    mark = "assignsubmission_file_"
    place = hand_in(
        tmp_path / "in",
        {
            "hw1.zip": zipped({f"Ann_11_{mark}/{CHAPTER}.ipynb": NB}),
            "hw2.zip": zipped(
                {
                    f"Ann_21_{mark}/03-sparse.ipynb": NB,
                    f"Bob_22_{mark}/work.rar": b"x",
                }
            ),
        },
    )
    found = look(place, tmp_path)
    (bob,) = [f for f in found.found if f.refusal]
    assert bob.submission.chapter == "03-sparse"
    assert bob.lms_id == "Participant 22" and bob.guessed


def test_two_of_one_name_in_a_moodle_download_stay_two(tmp_path):
    mark = "assignsubmission_file_"
    place = hand_in(
        tmp_path / "in",
        {f"Ann Doe_{n}_{mark}/{CHAPTER}.ipynb": NB for n in (11, 12)}
        | {f"Bob Roe_13_{mark}/{CHAPTER}.ipynb": NB},
    )
    found = look(place, tmp_path)
    assert found.students == ["Ann Doe_11", "Ann Doe_12", "Bob Roe"]
    (item,) = [i for i in found.listed if i.what == "same name"]
    assert item.where == "Ann Doe" and "Participant 12" in item.why


def test_a_folder_that_cannot_be_opened_is_not_missing(tmp_path, monkeypatch):
    place = hand_in(
        tmp_path / "in",
        {f"s1/{CHAPTER}.ipynb": NB, f"s2/{CHAPTER}.ipynb": NB},
    )
    real = os.scandir

    def scandir(path):
        if str(path).endswith("s2"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = look(place, tmp_path)
    assert "Permission denied" in refusals(found)["s2", CHAPTER]


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
    assert pairs(found) == [("student-01", CHAPTER, "")]
    assert "links are not followed" in refusals(found)["student-02", CHAPTER]
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
        if one.refusal:
            assert one.submission.student not in ("jones_2", "student-02")
            continue
        data = one.submission.path.read_bytes()
        mine = one.submission.student in ("jones_2", "student-02")
        assert (data == b"own") == mine, one


def test_a_download_beside_students_work_speaks_for_nobody_else(tmp_path):
    evil = zipped({f"jones_2_20_{CHAPTER}.ipynb": notebook()})
    place = hand_in(
        tmp_path / "in",
        {
            "eve.zip": evil,
            "ann.zip": zipped({f"{CHAPTER}.ipynb": NB}),
        },
    )
    found = look(place, tmp_path)
    assert [s for s, _, _ in pairs(found)] == ["ann", "eve"]
    assert [i.where for i in found.listed if i.what == "to look at"] == [
        "eve.zip"
    ]


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
        "Max",
        "smith_1",
        "student-01",
        "student-03",
    ]


def test_one_folder_around_all_of_a_students_zip_is_looked_through(tmp_path):
    place = hand_in(
        tmp_path / "in",
        {
            "bob/hand-in.zip": zipped({f"homework/{CHAPTER}.ipynb": NB}),
            "eve/x.zip": zipped(
                {
                    f"homework/my-work/{CHAPTER}/{CHAPTER}.ipynb": NB,
                    "__MACOSX/homework/._x": b"",
                }
            ),
            # Several folders: nobody knows whose, or which of them is meant.
            "max/x.zip": zipped({f"{n}/{CHAPTER}.ipynb": NB for n in "ab"}),
            f"roe/homework/{CHAPTER}.ipynb": NB,
        },
    )
    found = look(place, tmp_path)
    assert [s for s, _, _ in pairs(found)] == ["bob", "eve"]
    assert {s for s, _ in refusals(found)} == {"max", "roe"}
    assert all("too deep" in why for why in refusals(found).values())


def test_a_hidden_folder_is_no_student_and_is_listed_once(tmp_path):
    files = {
        f"course/s1/{CHAPTER}.ipynb": NB,
        f"course/s2/{CHAPTER}.ipynb": NB,
        f"course/.trash/{CHAPTER}.ipynb": NB,
        "course/.trash/more/x.ipynb": NB,
        "course/.config/x": b"",
    }
    place = hand_in(tmp_path / "in", files)
    (place / "course" / ".empty").mkdir()
    found = look(place, tmp_path)
    assert found.students == ["s1", "s2"] and len(pairs(found)) == 2
    assert [(i.what, i.where) for i in found.listed] == [
        ("not recognised", f"in/course/{n}")
        for n in (".config", ".empty", ".trash")
    ]
    assert "begins with a dot" in found.listed[0].why


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
    with pytest.raises(IntakeError, match="over 5 files"):
        look(place, tmp_path)
    place = hand_in(
        tmp_path / "in",
        {
            "student-1/x.zip": zipped(files),
            f"student-2/{CHAPTER}.ipynb": NB,
        },
    )
    assert refusals(look(place, tmp_path)) == {
        ("student-1", CHAPTER): "a zip with over 5 files"
    }


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


def test_a_students_zip_with_a_lying_name_is_unreadable(tmp_path):
    lies = zipped({f"../jones_2_20_{CHAPTER}.ipynb": NB})
    place = hand_in(
        tmp_path / "in",
        {"smith_1_10_x.zip": lies, f"roe_3_11_{CHAPTER}.ipynb": NB},
    )
    found = look(place, tmp_path)
    assert set(refusals(found)) == {("smith_1", CHAPTER)}
    assert found.students == ["roe_3", "smith_1"]


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


HELP = b"def helped(x):\n    return x * x\n"


@pytest.mark.parametrize(
    ("notebook_", "module"),
    [
        (f"ada/{CHAPTER}.ipynb", "ada/helpers.py"),
        (f"ada/{CHAPTER}/{CHAPTER}.ipynb", f"ada/{CHAPTER}/helpers.py"),
        (f"ada_12_100_{CHAPTER}.ipynb", "ada_12_101_helpers.py"),
        (
            f"Ada B_77_assignsubmission_file_/{CHAPTER}.ipynb",
            "Ada B_77_assignsubmission_file_/helpers.py",
        ),
    ],
)
@pytest.mark.parametrize("in_zip", [False, True])
def test_a_students_module_comes_along(tmp_path, notebook_, module, in_zip):
    files = {notebook_: NB, module: HELP, "bob/helpers.py": b"x = 1"}
    if in_zip:
        place = tmp_path / "class.zip"
        place.write_bytes(zipped(files))
    else:
        place = hand_in(tmp_path / "in", files)
    found = look(place, tmp_path)
    (one,) = (f for f in found.found if not f.refusal)
    ((name, path),) = one.submission.modules
    assert (name, path.read_bytes()) == ("helpers.py", HELP)


def test_a_students_own_zip_brings_its_module(tmp_path):
    own = zipped({f"work/{CHAPTER}.ipynb": NB, "work/helpers.py": HELP})
    place = hand_in(tmp_path / "in", {"ada/work.zip": own})
    (one,) = look(place, tmp_path).found
    assert [name for name, _ in one.submission.modules] == ["helpers.py"]


def test_modules_have_bounds(tmp_path):
    files = {f"ada/{CHAPTER}.ipynb": NB, "ada/not a name.py": HELP}
    files |= {f"ada/m{n:02d}.py": HELP for n in range(30)}
    files |= {"ada/huge.py": b"#" * (MAX_MODULE + 1)}
    for place in (hand_in(tmp_path / "in", files), tmp_path / "all.zip"):
        if place.suffix:
            place.write_bytes(zipped(files))
        (one,) = look(place, tmp_path).found
        names = [name for name, _ in one.submission.modules]
        assert len(names) == MAX_MODULES
        assert not {"huge.py", "not a name.py"} & set(names)


def test_a_module_alone_is_no_zero(tmp_path):
    files = {f"ada/{CHAPTER}.ipynb": NB, "bob/helpers.py": HELP}
    assert ("bob", CHAPTER) in refusals(
        look(hand_in(tmp_path / "in", files), tmp_path)
    )
