"""Every right answer earns full marks; every wrong one is told its mistake."""

import re
from collections import Counter

import pytest

from grading.report import misconceptions
from grading.report import plain as plain_message
from tests.answers_harness import (
    Answer,
    Verdict,
    all_answers,
    answers_file,
    complaint,
    grade,
    grade_in_notebook,
    read_answers,
)
from tests.sample import THOROUGH, in_sample_order
from tools.exercises import exercise_of, is_answer
from tools.notebook_files import read
from tools.paths import BookError, names_in, notebook_in

CHAPTERS = names_in("solutions")
CASES = [
    pytest.param(
        chapter, number, id=f"{chapter}-{a.exercise}-{a.kind}-{a.what}"
    )
    for chapter in CHAPTERS
    for number, a in enumerate(all_answers(chapter))
]
SAMPLE = 3  # wrong answers of an exercise that are run in a notebook, too
graded, plain = {}, {}


def in_notebook(chapter):
    """Return the numbers of a chapter's answers that are run in a notebook, too.

    Of each exercise the solution, the stub, a right answer and `SAMPLE` wrong ones.
    """
    answers = list(enumerate(all_answers(chapter)))
    if THOROUGH:
        return [number for number, _ in answers]
    chosen, taken = [], Counter()
    for number, a in in_sample_order(
        answers, lambda one: one[1].source.encode()
    ):
        if taken[a.exercise, a.kind] < (SAMPLE if a.kind == "wrong" else 1):
            taken[a.exercise, a.kind] += 1
            chosen.append(number)
    return sorted(chosen)


IN_NOTEBOOK = {chapter: in_notebook(chapter) for chapter in CHAPTERS}
PLAIN_CASES = [
    case for case in CASES if case.values[1] in IN_NOTEBOOK[case.values[0]]
]


def verdicts(chapter):
    """Grade all answers of a chapter together, once."""
    if chapter not in graded:
        answers = all_answers(chapter)
        graded[chapter] = list(
            zip(answers, grade(chapter, answers), strict=True)
        )
    return graded[chapter]


@pytest.mark.parametrize(("chapter", "number"), CASES)
def test_answer_earns_what_it_must(chapter, number, record_property):
    answer, verdict = verdicts(chapter)[number]
    order = [a.exercise for a in all_answers(chapter) if a.kind == "solution"]
    record_property("chapter", chapter)
    record_property("number", order.index(answer.exercise))
    record_property("exercise", answer.exercise)
    record_property("kind", answer.kind)
    record_property("earned", verdict.earned)
    record_property("possible", verdict.possible)
    record_property("seconds", verdict.seconds)
    if fault := complaint(answer, verdict):
        pytest.fail(f"{chapter}: {fault}", pytrace=False)


@pytest.mark.parametrize(("chapter", "number"), PLAIN_CASES)
def test_answer_gets_the_same_verdict_in_a_notebook(chapter, number):
    if chapter not in plain:
        answers, chosen = all_answers(chapter), IN_NOTEBOOK[chapter]
        done = grade_in_notebook(chapter, [answers[n] for n in chosen])
        plain[chapter] = dict(zip(chosen, done, strict=True))
    _, engine = verdicts(chapter)[number]
    notebook = plain[chapter][number]
    assert engine.earned == notebook.earned
    # Of a hidden test the grader leaves out what the answer itself has said.
    kind, _, told = engine.message.partition(": raised by your answer in")
    said = kind + ": …" if told else engine.message
    pattern = ".*".join(map(re.escape, said.split("…")))
    assert re.fullmatch(pattern, notebook.message, re.S), (
        f"graded {engine.message!r}, in the notebook {notebook.message!r}"
    )


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_explanations_quote_the_messages_that_wrong_answers_earn(chapter):
    told = {
        (exercise, one.what): plain_message(one.told)
        for exercise, those in misconceptions(chapter).items()
        for one in those
    }
    for answer, verdict in verdicts(chapter):
        if answer.kind == "wrong":
            row = told[answer.exercise, answer.what]
            assert row == plain_message(verdict.message), answer.what


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_exercise_has_three_right_and_five_wrong_answers(chapter):
    answers = read_answers(answers_file(chapter))
    solutions = read(notebook_in("solutions", chapter))
    for exercise in {exercise_of(c) for c in solutions.cells if is_answer(c)}:
        kinds = [a.kind for a in answers if a.exercise == exercise]
        assert kinds.count("right") >= 3, (
            f"{exercise}: fewer than three right answers"
        )
        assert kinds.count("wrong") >= 5, (
            f"{exercise}: fewer than five wrong answers"
        )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# %% platt\nx = 1\n", "neither"),
        ('# %% platt right: style | says "word"\nx = 1\n', "neither"),
        ("# %% platt wrong: no message quoted\nx = 1\n", "neither"),
        (
            "# %% platt right: nothing follows\n\n# %% platt right: b\nx = 1\n",
            "empty",
        ),
    ],
)
def test_malformed_answers_are_refused(tmp_path, text, says):
    path = tmp_path / "02_optimize.py"
    path.write_text(text)
    with pytest.raises(BookError, match=says):
        read_answers(path)


def test_missing_answers_file_is_named(tmp_path):
    with pytest.raises(BookError, match="write right and wrong answers"):
        read_answers(tmp_path / "02_optimize.py")


@pytest.mark.parametrize(
    ("kind", "earned", "message", "says"),
    [
        ("solution", 1, "", "expected full marks; got 1 of 2"),
        (
            "right",
            0,
            "AssertionError: no",
            "expected full marks; got 0 of 2 and",
        ),
        ("untouched", 1, "", "expected no point; got 1 of 2"),
        ("wrong", 2, "", 'says "ravel"; got 2 of 2 and no message'),
        (
            "wrong",
            0,
            "AssertionError: shape",
            "got 0 of 2 and 'AssertionError: shape'",
        ),
    ],
)
def test_a_verdict_that_is_not_as_it_must_be_is_one_line(
    kind, earned, message, says
):
    answer = Answer(
        "brier", kind, kind, "", says="ravel" if kind == "wrong" else None
    )
    line = complaint(answer, Verdict(earned, 2, message))
    assert says in line and "\n" not in line and line.startswith("brier")
