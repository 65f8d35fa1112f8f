"""Pages that the grader writes: what they say, and that nothing in them acts."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from bs4 import BeautifulSoup

from grading import batch, check, feedback, gradebook, report
from grading import chapter as chapters
from grading.gradebook import Record
from grading.model import Outcome, Rationale, Result, TestOutcome
from tests.grading_help import CHAPTER
from tools.notebook_files import read
from tools.paths import notebook_in

BOOK = chapters.load(CHAPTER)
NAMES = [e.name for e in BOOK.exercises]
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def outcome(
    exercise, share=1.0, status="ok", message="", hidden=False, **more
):
    """Return the outcome of an exercise with one test."""
    worth = exercise.points
    test = TestOutcome(
        f"{exercise.name}-test", share * worth, worth, message, hidden
    )
    return Outcome(
        exercise.name,
        share * worth,
        exercise.max_points,
        status,
        message,
        (test,),
        **more,
    )


def record(outcomes, student="student-01", **more):
    """Return what counts for a student."""
    values = {
        "origin": "x",
        "note": "",
        "sandboxed": True,
        "graded": "2026-01-01",
    }
    return Record(student, CHAPTER, tuple(outcomes), (), **(values | more))


def safe(html):
    """Assert that a page runs nothing and loads nothing; return it parsed."""
    page = BeautifulSoup(html, "html.parser")
    assert not page.find_all(
        ["script", "iframe", "object", "embed", "link", "base"]
    )
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), tag
            if name in ("src", "href", "xlink:href", "action"):
                assert str(value).startswith("#"), tag
    assert "default-src 'none'" in html
    assert not re.search(r"url\((?!#)", html) and "@import" not in html
    assert page.find("meta", attrs={"name": "viewport"})
    assert page.html["lang"] == "en" and page.find("h1")
    return page


# --- feedback --------------------------------------------------------------------


def test_feedback_shows_points_messages_and_the_own_answer_escaped():
    outcomes = [
        outcome(e, 0, message=SCRIPT, answer=SCRIPT, output=SCRIPT)
        for e in BOOK.exercises
    ]
    html = feedback.render(record(outcomes, SCRIPT, note=SCRIPT), BOOK)
    page = safe(html)
    assert html.count("&lt;script&gt;") >= 3 * len(NAMES)
    assert SCRIPT in page.find("article").get_text()
    assert page.find("article").h3.get_text() == BOOK.exercises[0].title
    assert f"0 of {BOOK.max_points:g} points" in page.get_text()
    assert not page.find("img")


def test_of_a_hidden_test_only_the_message_is_shown():
    solutions = read(notebook_in("solutions", CHAPTER))
    secret = [
        line.strip()
        for cell in solutions.cells
        if "BEGIN HIDDEN TESTS" in cell.source
        for line in cell.source.partition("### BEGIN HIDDEN TESTS")[2].split(
            "\n"
        )
        if len(line.strip()) > 12
    ]
    said = "On fresh problems your score is 0.2."
    outcomes = [
        outcome(e, 0, message=said, hidden=True) for e in BOOK.exercises
    ]
    html = feedback.render(record(outcomes), BOOK)
    assert secret and said in html and "a hidden test" in html
    text = BeautifulSoup(html, "html.parser").get_text()
    assert not [line for line in secret if line in text]


@pytest.mark.parametrize("status", list(feedback.MEANING))
def test_every_status_is_said_in_words(status):
    first, *rest = BOOK.exercises
    outcomes = [outcome(first, 0, status)] + [outcome(e) for e in rest]
    text = (
        safe(feedback.render(record(outcomes), BOOK))
        .find("article")
        .get_text()
    )
    assert feedback.MEANING[status] in text


@pytest.mark.parametrize("status", ["unreadable", "ungraded"])
def test_a_file_that_was_not_graded_gets_one_notice_and_no_zeros(status):
    outcomes = [
        outcome(e, 0, status, "It is cut off.") for e in BOOK.exercises
    ]
    page = safe(feedback.render(record(outcomes), BOOK))
    assert not page.find_all("article")
    assert len(page.find_all(class_="notice")) == 1
    text = page.get_text()
    assert "graded 2026" not in text
    assert "No points yet" in text and "It is cut off." in text
    assert "0 of" not in text and feedback.MEANING[status] in text
    assert {feedback.looks(o) for o in outcomes} == {"wait"}


def test_a_text_that_was_not_written_is_said():
    design = next(e for e in BOOK.exercises if e.rationales)
    (cell, worth), *_ = design.rationales
    unwritten = gradebook.Rationale(
        "student-01",
        CHAPTER,
        design.name,
        cell,
        worth,
        "",
        "",
        False,
        None,
        "",
    )
    one = replace(record([outcome(design)]), rationales=(unwritten,))
    text = safe(feedback.render(one, BOOK)).get_text()
    assert f"Your text: not written (0 of {worth:g} points)" in text


def test_long_texts_are_cut_and_say_so():
    outcomes = [outcome(BOOK.exercises[0], output="x" * 50_000)]
    html = feedback.render(record(outcomes), BOOK)
    assert len(html) < 40_000 and "30,000 more characters" in html


def test_unsandboxed_feedback_says_so():
    outcomes = [outcome(e) for e in BOOK.exercises]
    html = feedback.render(record(outcomes, sandboxed=False), BOOK)
    assert "without a sandbox" in html


# --- report ------------------------------------------------------------------------


def class_of(n, rng, student="student-{}"):
    """Return a counted class in which the better students do better everywhere."""
    items = [
        report.Item(e.name, e.title, e.max_points) for e in BOOK.exercises
    ]
    one = report.Class(BOOK, items)
    known = report.misconceptions(CHAPTER)
    for number in range(n):
        able = rng.normal()
        outcomes = []
        for place, e in enumerate(BOOK.exercises):
            fine = able + rng.normal() > place / 5 - 1
            says = known[e.name][0].says
            message = "" if fine else f"AssertionError: {says} {number}"
            outcomes.append(outcome(e, float(fine), message=message))
        one.add(record(outcomes, student.format(number)), known)
    return one


def test_every_wrong_answer_is_found_by_its_quoted_word():
    known = report.misconceptions(CHAPTER)
    assert set(known) == set(NAMES)
    for wrong in known.values():
        for one in wrong:
            _, meant = report.explain(f"got 3: {one.says}, look", wrong)
            assert one in meant
            if one.told:
                assert one.says in one.told
                assert one in report.explain(one.told, wrong)[1]


def test_a_message_that_several_share_names_none_of_them_alone():
    wrong = report.misconceptions(CHAPTER)["logloss"]
    (broadcast,) = [m for m in wrong if m.bug == "BUG-NP-01"]
    (narrow,) = [m for m in wrong if "float32" in m.what]
    ending = broadcast.told.partition("; the difference")[2]
    assert broadcast.says in ending and narrow.told.endswith(ending[-99:])
    # The whole message tells which it was, whatever its numbers are.
    told = narrow.told.replace("1.26760196", "1.2676")
    assert report.explain(f"AssertionError: {told}", wrong)[1] == [narrow]
    _, meant = report.explain(f"Another beginning; {ending}", wrong)
    assert {broadcast, narrow} < {*meant}
    item = report.Item("logloss", "a", 3.0, messages={"": [2, "x", meant]})
    assert "one of: " in report._most_met(item)
    assert "margins in float32" in report._most_met(item)


def test_messages_that_differ_in_numbers_are_one():
    keys = {
        report.explain(f"score {x}, threshold 0.09", [])[0]
        for x in ("0.3", "-1.25", "1e-08", "12,000")
    }
    assert len(keys) == 1


def test_discrimination_is_the_correlation_with_the_other_exercises():
    one = class_of(60, np.random.default_rng(1))
    shares = np.array([i.shares for i in one.items])
    worth = np.array([[i.max_points] for i in one.items])
    rest = (shares * worth)[1:].sum(axis=0)
    r, low, high = report.discrimination(one.items, 0)
    assert r == pytest.approx(np.corrcoef(shares[0], rest)[0, 1])
    assert -1 <= low < r < high <= 1


@pytest.mark.parametrize("shares", [[1.0] * 30, [1.0, 0.0, 1.0]])
def test_no_discrimination_where_nothing_differs_or_few_took_part(shares):
    items = [report.Item(n, n, 1.0, shares=shares) for n in ("a", "b")]
    assert report.discrimination(items, 0) is None


def test_a_waiting_text_does_not_lower_an_exercise():
    design = next(e for e in BOOK.exercises if e.rationales)
    assert report.share_of(outcome(design, 1.0, "waiting")) == 1


def test_a_scaled_mean_says_that_it_is_scaled(monkeypatch):
    def html(status):
        one = class_of(3, np.random.default_rng(8))
        one.add(
            record(
                outcome(e, status=status if e.rationales else "ok")
                for e in BOOK.exercises
            ),
            {},
        )
        return safe(render(monkeypatch, one)).get_text()

    assert " of 7 *" in html("waiting") and report.SCALED in html("waiting")
    assert "*" not in html("ok")


def test_a_text_without_code_is_no_answer_to_the_code():
    design = next(e for e in BOOK.exercises if e.rationales)
    for status, points in (("waiting", 0), ("ok", 2)):
        item = report.Item(design.name, design.title, design.max_points)
        one = replace(outcome(design, 0, status), points=points)
        report.Class(BOOK, [item])._add(item, one, "unanswered", [])
        assert item.parts == {"untried": 1} and not item.tried, status
        assert item.shares == [points / design.max_points]


def test_an_unwritten_text_is_no_rejected_answer():
    one = report.Class(
        BOOK,
        [report.Item(e.name, e.title, e.max_points) for e in BOOK.exercises],
    )
    one.add(record([outcome(e) for e in BOOK.exercises]), {})
    for item in one.items:
        assert item.parts == {"full": 1} and not item.messages
        assert item.taught == 0
    assert report.PARTS["full"][0] == "passed all tests"


def test_what_taught_us_most_comes_first():
    item = report.Item("a", "a", 1.0, handed_in=10)
    item.parts.update(named=3, other=2, stopped=4, untried=1)
    assert item.taught == pytest.approx(0.4)
    assert report.Item("b", "b", 1.0).taught == 0


def render(monkeypatch, one, names=False):
    """Return the report of one class."""

    class Book:
        def students(self):
            return ["student-secret"]

        def chapters(self):
            return [CHAPTER]

        def records(self, chapters_):
            yield record(
                [outcome(e) for e in BOOK.exercises], "student-secret"
            )

    monkeypatch.setattr(report, "analyse", lambda *a: [one])
    return report.render(Book(), {CHAPTER: BOOK}, names)


def test_the_report_stands_alone_and_its_figures_have_words(monkeypatch):
    html = render(monkeypatch, class_of(40, np.random.default_rng(2)))
    page = safe(html)
    figures = page.find_all("svg")
    assert len(figures) == 3
    for figure in figures:
        assert (
            figure["role"] == "img" and len(figure["aria-label"].split()) > 9
        )
        ElementTree.fromstring(str(figure).replace("xlink:", ""))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert "#010203" not in html and "currentColor" in html
    text = page.get_text()
    bug = report.misconceptions(CHAPTER)[NAMES[0]][0].bug
    assert bug in text and "discrimination" in text
    assert f"Exercise 1 ({NAMES[0]}):" in text
    assert f"1 {NAMES[0]}: " in figures[1]["aria-label"]
    assert len(html) < 400_000


def test_names_are_hidden_unless_asked_for(monkeypatch):
    one = class_of(5, np.random.default_rng(3), "student-secret-{}")
    one.set_aside.append(("student-secret", "ungraded", "our fault"))
    assert "secret" not in render(monkeypatch, one)
    shown = render(monkeypatch, one, names=True)
    assert "student-secret" in shown and "our fault" in shown


def test_a_small_class_is_told_that_it_is_small(monkeypatch):
    html = render(monkeypatch, class_of(7, np.random.default_rng(4)))
    assert "too few to say (n = 7)" in html and html.count("<svg") == 2


def test_a_class_of_none_or_one_is_no_fault(monkeypatch):
    for n in (0, 1):
        page = safe(render(monkeypatch, class_of(n, np.random.default_rng(5))))
        text = page.get_text()
        said = "1 submission analysed" if n else "0 submissions analysed"
        assert said in text and "1 student. Names" in text


def test_figures_fit_a_phone_and_a_wide_table_shows_that_it_goes_on(
    monkeypatch,
):
    html = render(monkeypatch, class_of(40, np.random.default_rng(2)))
    widths = [
        float(figure["viewbox"].split()[2])  # points: text has 9 or more
        for figure in safe(html).find_all("svg")
    ]
    assert len(widths) == 3 and max(widths) < 345
    style = html.partition("</style>")[0]
    figures = re.findall(r"figure[^{}]*\{[^}]*\}", style)
    assert not any("min-width" in f or "overflow" in f for f in figures)
    (scrolls,) = re.findall(r"\.table\{[^}]*\}", style)
    assert "local" in scrolls and "scroll" in scrolls.partition("local")[2]


def test_a_long_name_has_a_column_that_breaks_it(monkeypatch):
    one = class_of(3, np.random.default_rng(3))
    html = render(monkeypatch, one, names=True)
    page = safe(html)
    assert "@media(max-width:30rem){td.wide{" in html  # two fit on a phone
    row = page.find("td", string="student-secret")
    assert "wide" in row["class"]


def test_student_text_in_messages_is_escaped(monkeypatch):
    one = class_of(3, np.random.default_rng(6))
    wrong = [outcome(e, 0, message=SCRIPT) for e in BOOK.exercises]
    one.add(record(wrong), {})
    html = render(monkeypatch, one)
    safe(html)
    assert "&lt;script&gt;" in html


def test_what_is_not_graded_stays_out_of_the_statistics():
    one = class_of(4, np.random.default_rng(7))
    for status in ("ungraded", "unreadable"):
        one.add(record([outcome(e, 0, status) for e in BOOK.exercises]), {})
    one.add(
        record(
            [outcome(e, 0, "missing") for e in BOOK.exercises],
            graded="",
            origin="",
        ),
        {},
    )
    assert len(one.scores) == 4 and one.missing == 1
    assert [status for _, status, _ in one.set_aside] == [
        "ungraded",
        "unreadable",
    ]


# --- check ------------------------------------------------------------------------------


class Visible:
    """Stands for the engine: the first exercise fails, the last is untouched."""

    def __init__(self, passes=()):
        self.passes, self.asked = passes, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def grade(self, path, chapter, visible_only=False, modules=()):
        """Note what was asked."""
        assert visible_only
        self.asked.append((path.name, chapter))
        out = []
        for e in BOOK.exercises:
            if e.name in self.passes:
                out.append(outcome(e))
            elif e.name == NAMES[0]:
                out.append(
                    outcome(e, 0, message="The shape is (3,).\nRavel it.")
                )
            else:
                out.append(outcome(e, 0, "unanswered", "NotImplementedError"))
        return Result(tuple(out), "", "", "", 0.1, False)


@pytest.fixture
def work(tmp_path):
    """A learner's folder: a copy, the chapter to read, and what an update kept."""
    place = tmp_path / "my-work" / CHAPTER
    place.mkdir(parents=True)
    for name in (CHAPTER, "chapter", f"{CHAPTER}-before-2026-01-01"):
        (place / f"{name}.ipynb").write_text("{}")
    return tmp_path / "my-work"


def run_check(work, grader, **more):
    said = []
    code = check.main(work, say=said.append, grader=grader, **more)
    return code, "\n".join(said)


def test_check_names_exercises_as_the_notebook_does(work):
    grader = Visible()
    code, said = run_check(work, grader)
    assert code == 0 and grader.asked == [(f"{CHAPTER}.ipynb", CHAPTER)]
    first = BOOK.exercises[0].title
    assert first.startswith("Exercise 1: ")
    assert f"does not pass   {first}" in said
    assert "The shape is (3,)." in said and "Ravel it." in said
    assert "not answered" in said and "NotImplementedError" not in said
    assert f"0 of {len(NAMES)} exercises pass" in said
    assert f"Next: {first}, in " in said and f"{CHAPTER} (1 of 1)" in said


def test_check_names_what_to_do_next(work):
    _, said = run_check(work, Visible(passes=NAMES[:2]))
    assert f"2 of {len(NAMES)} exercises pass" in said
    assert f"Next: {BOOK.exercises[2].title}, in " in said
    _, said = run_check(work, Visible(passes=NAMES))
    assert "All of it passes." in said and "Next:" not in said


def test_check_counts_what_a_text_is_worth(work):
    class WithText(Visible):
        def grade(self, *args, **more):
            result = super().grade(*args, **more)
            last = replace(
                result.outcomes[-1],
                rationales=(Rationale("c", 2, "written", True),),
            )
            return replace(result, outcomes=(*result.outcomes[:-1], last))

    _, said = run_check(work, WithText())
    assert "texts worth 2 of 2 points are written" in said


def test_check_says_once_what_is_true_of_the_whole_file(work):
    class Broken(Visible):
        def grade(self, path, chapter, visible_only=False, modules=()):
            return batch.not_graded(chapter, "unreadable", "It is cut off.")

    code, said = run_check(work, Broken())
    assert code == 0 and said.count("It is cut off.") == 1
    assert "does not pass" not in said


def test_check_without_copies_names_the_command(tmp_path, work):
    with pytest.raises(check.CheckError, match="make lab"):
        check.find(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(check.CheckError, match="make lab"):
        check.find(tmp_path / "empty")


def test_a_text_alone_counts_as_done(work):
    only = Outcome(
        "essay",
        0,
        0,
        "waiting",
        "",
        rationales=(Rationale("c", 2, "t", True),),
    )
    assert check.verdict(only) == "passes"
