"""What a student gets back: one page for each chapter, `feedback/STUDENT/NN-topic.html`.

The page holds points, messages, the student's own answer and output. Of a hidden test
it shows the message and nothing else; the tests' source is never read here.
"""

from pathlib import Path

from grading.chapter import Chapter
from grading.gradebook import NOT_FINAL, WAITS, Gradebook, Record
from grading.model import Outcome
from grading.page import page, text
from grading.safe import folders, number, write_text

SHOWN = 20_000  # characters of an answer or of an output

# What a status means, told to the student; "" where the points say it.
MEANING = {
    "ok": "",
    "unanswered": "Not answered.",
    "error": "The answer stopped with an error.",
    "timeout": "The answer took too long and was stopped.",
    "memory": "The answer used too much memory and was stopped.",
    "crashed": "The answer ended the Python process.",
    "unreadable": "The file that was handed in could not be read.",
    "tampered": "The notebook's tests had been changed. The original tests were run.",
    "missing": "Not handed in.",
    "waiting": "Part of this answer waits to be read by the instructor.",
    "ungraded": "Not graded yet. The fault is on our side.",
}


def looks(outcome: Outcome) -> str:
    """Return the style of an exercise: full, part, none or wait."""
    if outcome.status in NOT_FINAL:
        return "wait"
    if outcome.points >= outcome.max_points:
        return "full"
    return "part" if outcome.points > 0 else "none"


def _of(points, largest) -> str:
    return f"{number(points)} of {number(largest)}"


def _folded(summary, content) -> str:
    """Return text behind a line that opens it."""
    cut = ""
    if len(content) > SHOWN:
        rest = len(content) - SHOWN
        content, cut = (
            content[:SHOWN],
            f'<p class="soft">{rest:,} more characters are not shown.</p>',
        )
    return (
        f"<details><summary>{summary}</summary>"
        f'<pre tabindex="0">{text(content)}</pre>{cut}</details>'
    )


def _tests(outcome: Outcome) -> str:
    """Return a list of the test cells and what each found."""
    items, shown = [], []
    for count, test in enumerate(outcome.tests, 1):
        name = "Test" if len(outcome.tests) == 1 else f"Test {count}"
        worth = f"{name} ({_of(test.points, test.max_points)} points)"
        if test.points >= test.max_points:
            items.append(f"<li>{worth}: passed</li>")
            continue
        said = test.message.removeprefix("AssertionError: ") or "failed"
        if said in shown:
            said = "as above"
        else:
            shown.append(said)
        hidden = ", a hidden test" if test.hidden else ""
        items.append(
            f'<li>{worth}{hidden}:<div class="message">{text(said)}</div></li>'
        )
    own = outcome.message
    if (
        own
        and own != WAITS
        and not any(t.message in own for t in outcome.tests if t.message)
    ):
        # What the answer itself raised; the tests' messages follow from it.
        items.insert(0, f'<li><div class="message">{text(own)}</div></li>')
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _exercise(record: Record, outcome: Outcome, title) -> str:
    parts = [
        f'<article class="{looks(outcome)}"><header><h3>{text(title)}</h3>'
        f'<span class="points">{_of(outcome.points, outcome.max_points)}</span>'
        "</header>"
    ]
    before = record.before.get(outcome.exercise, outcome.status)
    for status in dict.fromkeys((outcome.status, before)):
        if MEANING.get(status):
            parts.append(f"<p>{MEANING[status]}</p>")
    if outcome.status != "unanswered":
        parts.append(_tests(outcome))
    for one in record.rationales:
        if one.exercise != outcome.exercise:
            continue
        if not one.answered:
            parts.append(
                f"<p>Your text: not written ({_of(0, one.max_points)} points).</p>"
            )
            continue
        if one.points is None:
            parts.append(
                f"<p>Your text ({number(one.max_points)} points) has not been read "
                "yet.</p>"
            )
        else:
            parts.append(
                f"<p>Your text: {_of(one.points, one.max_points)} points.</p>"
            )
            if one.comment:
                parts.append(f'<div class="message">{text(one.comment)}</div>')
        parts.append(_folded("Your text", one.text))
    if outcome.answer.strip() and outcome.status != "unanswered":
        parts.append(_folded("Your answer", outcome.answer))
    if outcome.output.strip():
        parts.append(_folded("What it printed", outcome.output))
    return "\n".join([*parts, "</article>"])


def render(record: Record, chapter: Chapter) -> str:
    """Return the page for one student and chapter."""
    titles = {e.name: e.title for e in chapter.exercises}
    statuses = {o.status for o in record.outcomes}
    nothing = statuses in ({"unreadable"}, {"ungraded"})
    score = f"{_of(record.points, record.max_points)} points"
    if nothing:
        score = "No points yet"
    elif not record.is_final:
        score += " so far"
    notes = []
    if record.note:
        notes.append(f"Handed in: {record.note}")
    if record.graded and not nothing:
        notes.append(f"graded {record.graded[:10]}")
    body = [
        f'<p class="soft">{text(record.student)}</p>',
        f"<h1>{text(chapter.title)}</h1>",
        f'<p class="big">{score}</p>',
        f'<p class="soft">{text("; ".join(notes))}</p>' if notes else "",
    ]
    if not record.sandboxed:
        body.append(
            '<p class="notice">Graded without a sandbox, so these results were not '
            "protected from other submissions.</p>"
        )
    if nothing:
        # What is true of the whole file is said once.
        first = record.outcomes[0]
        body.append(
            f'<div class="notice"><p>{MEANING[first.status]} This is no zero.</p>'
            f'<div class="message">{text(first.message)}</div></div>'
        )
        return page(f"{chapter.title}: {score}", "\n".join(body))
    body += [
        _exercise(record, o, titles.get(o.exercise, o.exercise))
        for o in record.outcomes
    ]
    body.append(
        '<p class="soft">The chapter’s page <em>Solutions</em> explains each '
        "exercise. Hidden tests check the same requirements on other numbers.</p>"
    )
    return page(f"{chapter.title}: {score}", "\n".join(body))


def write(book: Gradebook, chapters: dict[str, Chapter]) -> Path:
    """Write every student's pages; return the folder that holds them.

    A page stands for every submission that was graded. One student is in memory at a
    time.
    """
    top = book.folder / "feedback"
    # Nobody's folder changes when somebody is forgotten.
    names = folders(book.students(forgotten=True))
    for record in book.records(chapters):
        if record.graded:
            target = top / names[record.student] / f"{record.chapter}.html"
            write_text(target, render(record, chapters[record.chapter]))
    return top
