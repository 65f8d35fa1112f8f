"""What the class did not understand: `report.html`, for the instructor.

Item analysis by exercise, the messages that were met most, and what they stand for.
Names stay out of it unless they are asked for.
"""

import io
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from grading.chapter import Chapter
from grading.gradebook import Gradebook, Record
from grading.model import Outcome
from grading.page import page, table, text
from grading.safe import many, number, write_text
from tools.exercises import exercise_of
from tools.notebook_files import read
from tools.paths import notebook_in

FEW = 20  # below this, a correlation says more about chance than about an exercise
SCALED = (
    "* Some texts have not been read. Of those students the share of the tests' points "
    "stands for the share of all points, here and in the scores above. So mean and "
    "difficulty are not those of the points in grades.csv, which holds what was earned "
    "so far."
)
OUT_OF_ANALYSIS = ("ungraded", "unreadable")
NOT_TRIED = ("unanswered", "missing")
STOPPED = ("error", "timeout", "memory", "crashed")
MESSAGES_SHOWN = 4  # of each exercise

# What became of an answer, in the order of the bars; Okabe–Ito colours.
PARTS = {
    "full": ("passed all tests", "#009E73"),
    "named": ("a known misconception", "#D55E00"),
    "other": ("rejected for another reason", "#E69F00"),
    "stopped": ("stopped with an error", "#CC79A7"),
    "untried": ("not answered", "#999999"),
}


@dataclass(frozen=True)
class Misconception:
    """A wrong answer of `tests/answers`, and the message that it earns."""

    says: str  # a word of the message
    what: str
    bug: str  # "" where it has no id
    told: str = ""  # all of it, where the exercise's explanation has it

    @property
    def shown(self) -> str:
        """What it is, as HTML, with its id."""
        bug = f"<strong>{text(self.bug)}</strong> " if self.bug else ""
        return bug + text(self.what)


@dataclass
class Item:
    """One exercise, counted over a class."""

    name: str
    title: str
    max_points: float
    handed_in: int = 0
    tried: int = 0
    tried_points: float = 0.0  # shares, added up
    shares: list[float] = field(
        default_factory=list
    )  # one for each who handed in
    parts: Counter = field(default_factory=Counter)
    scaled: int = 0  # of those, whose text waits
    messages: dict = field(
        default_factory=dict
    )  # key -> [count, example, what]
    set_aside: Counter = field(default_factory=Counter)  # status -> how many

    @property
    def label(self) -> str:
        """Short name for a figure: 8 feasible."""
        found = re.match(r"Exercise (\d+)", self.title)
        return f"{found[1]} {self.name}" if found else self.name

    @property
    def heading(self) -> str:
        """Title with the name that grades.csv has: Exercise 8 (feasible): …"""
        before, colon, after = self.title.partition(":")
        return f"{before} ({self.name}){colon}{after}"

    @property
    def difficulty(self) -> float:
        """Mean share of the points among all who handed in: 1 is easiest."""
        return float(np.mean(self.shares)) if self.shares else math.nan

    @property
    def taught(self) -> float:
        """How much the exercise showed us, 0 to 1: see `TAUGHT`."""
        if not self.handed_in:
            return 0.0
        named, other = self.parts["named"], self.parts["other"]
        return (named + 0.5 * other) / self.handed_in


TAUGHT = (
    "An exercise teaches us where an answer ran and a test said what was wrong with it. "
    "The rank is by the share of those who handed in that met the message of a known "
    "misconception; a message that belongs to none counts half; an answer that "
    "stopped with an error, or none at all, counts nothing."
)


def misconceptions(chapter: str) -> dict[str, list[Misconception]]:
    """Return the wrong answers of a chapter by exercise; {} where none are written."""
    from tests.answers_harness import answers_file, read_answers

    path, found = answers_file(chapter), defaultdict(list)
    if path.exists():
        told = _told(chapter)
        for answer in read_answers(path):
            if answer.kind == "wrong":
                bug = answer.bug or ""
                row = f"{answer.what} ({bug})" if bug else answer.what
                whole = told.get((answer.exercise, row), "")
                found[answer.exercise].append(
                    Misconception(answer.says, answer.what, bug, whole)
                )
    return dict(found)


def _told(chapter) -> dict[tuple[str, str], str]:
    """Return (exercise, wrong answer) -> message, from the tables of `NAME-why`."""
    out = {}
    for cell in read(notebook_in("solutions", chapter)).cells:
        if cell.cell_type == "markdown" and cell.id.endswith("-why"):
            for what, message in re.findall(
                r"^\| (.+?) \| (.+) \|$", cell.source, re.M
            ):
                out[exercise_of(cell), what] = message.replace(r"\|", "|")
    return out


def explain(message, known) -> tuple[str, list[Misconception]]:
    """Return (key, misconceptions) of a message; those of one key are one.

    They are the wrong answers that earn this very message, but for its numbers. Where
    there is none, they are all those whose quoted word it has: messages of one test
    often end alike, so that a word alone does not tell which it was.
    """
    mine = plain(message)
    meant = [m for m in known if m.told and plain(m.told) == mine]
    meant = meant or [m for m in known if m.says in message]
    if meant:
        return "; ".join(sorted(m.shown for m in meant)), meant
    return mine[:300], []


def plain(message):
    """Return a message without what differs from one student to the next."""
    words = " ".join(message.removeprefix("AssertionError: ").split())
    return re.sub(r"-?\d+([.,]\d+)*(e[+-]?\d+)?", "…", words)


def _scaled(outcome: Outcome) -> bool:
    """Tell whether only the tests can count, as a text waits."""
    return outcome.status == "waiting" and bool(outcome.tests)


def share_of(outcome: Outcome) -> float:
    """Return the share of points earned; of the tests alone while a text waits."""
    earned, largest = outcome.points, outcome.max_points
    if _scaled(outcome):
        earned = sum(t.points for t in outcome.tests)
        largest = sum(t.max_points for t in outcome.tests)
    return earned / largest if largest else 0.0


def discrimination(items: list[Item], index: int):
    """Return (r, low, high) of an exercise with the rest of its chapter, or None.

    The corrected point-biserial correlation: of the exercise's share of points with
    the points of the *other* exercises; low and high bound it with 95 % confidence
    (Fisher's z). None where either does not vary or there are fewer than 4 students.
    """
    mine = np.array(items[index].shares)
    rest = np.zeros_like(mine)
    for i, item in enumerate(items):
        if i != index:
            rest += np.array(item.shares) * item.max_points
    n = len(mine)
    if n < 4 or np.ptp(mine) < 1e-12 or np.ptp(rest) < 1e-12:
        return None
    r = float(np.corrcoef(mine, rest)[0, 1])
    z = math.atanh(max(-0.999999, min(0.999999, r)))
    half = 1.96 / math.sqrt(n - 3)
    return r, math.tanh(z - half), math.tanh(z + half)


@dataclass
class Class:
    """One chapter, counted over a class."""

    chapter: Chapter
    items: list[Item]
    scores: list[float] = field(default_factory=list)  # shares of all points
    missing: int = 0
    set_aside: list[tuple[str, str, str]] = field(default_factory=list)
    sandboxed: bool = True

    def add(self, record: Record, known):
        """Count one student."""
        if not record.handed_in:
            self.missing += 1
            return
        self.sandboxed = self.sandboxed and record.sandboxed
        aside = [o for o in record.outcomes if o.status in OUT_OF_ANALYSIS]
        waits = [o for o in record.outcomes if o.status == "waiting"]
        for o in (aside or waits)[:1]:
            self.set_aside.append((record.student, o.status, o.message))
        by_name = {o.exercise: o for o in record.outcomes}
        if aside or any(i.name not in by_name for i in self.items):
            for o in aside:
                for item in self.items:
                    if item.name == o.exercise:
                        item.set_aside[o.status] += 1
            # Correlations need the same students everywhere.
            return
        for item in self.items:
            outcome = by_name[item.name]
            status = record.before.get(item.name, outcome.status)
            self._add(item, outcome, status, known.get(item.name, []))
        largest = sum(i.max_points for i in self.items)
        earned = sum(
            share_of(by_name[i.name]) * i.max_points for i in self.items
        )
        self.scores.append(earned / largest if largest else 0.0)

    def _add(self, item, outcome, status, known):
        share = share_of(outcome)
        item.handed_in += 1
        item.shares.append(share)
        item.scaled += _scaled(outcome)
        # A text earns points where no code was written: that answers no test.
        if status in NOT_TRIED and not any(t.points for t in outcome.tests):
            item.parts["untried"] += 1
            return
        item.tried += 1
        item.tried_points += share
        # What is missing then are points of a text, which no test rejected.
        passed = status not in STOPPED and all(
            t.points >= t.max_points for t in outcome.tests
        )
        if share >= 1 or passed:
            item.parts["full"] += 1
            return
        said = next((t.message for t in outcome.tests if t.message), "")
        if status in STOPPED or not said:
            said = outcome.message  # the tests' messages follow from it
        key, meant = explain(said, known)
        entry = item.messages.setdefault(key, [0, said, meant])
        entry[0] += 1
        if meant:
            item.parts["named"] += 1
        elif status in STOPPED:
            item.parts["stopped"] += 1
        else:
            item.parts["other"] += 1


def analyse(book: Gradebook, chapters: dict[str, Chapter]) -> list[Class]:
    """Count the gradebook, one student at a time; return a Class for each chapter."""
    out = {}
    known = {name: misconceptions(name) for name in book.chapters()}
    for name in book.chapters():
        chapter = chapters[name]
        items = [
            Item(e.name, e.title, e.max_points) for e in chapter.exercises
        ]
        out[name] = Class(chapter, items)
    for record in book.records(chapters):
        out[record.chapter].add(record, known[record.chapter])
    return list(out.values())


# --- figures -----------------------------------------------------------------------

WIDTH = 4.7  # inches; as wide as a phone, where the text is still large enough
INK = "#010203"  # becomes the colour of the page's text, in light and in dark mode


def _figure(width, height):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _style() -> dict:
    """Return our own style, whatever the machine's matplotlibrc says."""
    import matplotlib

    inked = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color")
    inked += ("axes.edgecolor", "axes.titlecolor", "legend.labelcolor")
    # The backend is not ours to choose: it would start one.
    plain = {
        k: v for k, v in matplotlib.rcParamsDefault.items() if k != "backend"
    }
    return plain | {
        **dict.fromkeys(inked, INK),
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "font.size": 10,
        "svg.fonttype": "path",  # looks the same whatever fonts there are
        "savefig.transparent": True,
    }


def _svg(draw, alt, caption, salt) -> str:
    """Return what `draw` draws as inline SVG with its alt text."""
    import matplotlib

    out = io.StringIO()
    with matplotlib.rc_context(_style() | {"svg.hashsalt": salt}):
        draw().savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = svg.replace(INK, "currentColor")
    # Several figures stand on one page, and an id may stand there once.
    svg = re.sub(r'(\bid="|"#|url\(#)', rf"\g<1>{salt}-", svg)
    svg = re.sub(r'(<svg [^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg [^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{text(alt)}" ', 1)
    return f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"


def score_figure(one: Class) -> str:
    """Return the distribution of the class's scores."""
    percent = 100 * np.array(one.scores)
    counts, edges = np.histogram(
        np.clip(percent, 0, 100), bins=np.linspace(0, 100, 11)
    )
    mean, median = percent.mean(), np.median(percent)

    def draw():
        figure, axes = _figure(WIDTH, 2.4)
        axes.bar(edges[:-1], counts, 9, align="edge", color="#0072B2")
        for left, count in zip(edges, counts, strict=False):
            if count:
                axes.annotate(
                    str(count),
                    (left + 4.5, count),
                    (0, 2),
                    textcoords="offset points",
                    ha="center",
                )
        axes.plot(median, 0, "^", color="#D55E00", markersize=9, clip_on=False)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, max(counts) * 1.2 + 0.5)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("share of the points (%)")
        axes.set_title(
            f"Number of students by score; half have {median:.0f} % or more"
        )
        return figure

    alt = (
        f"Histogram of {many(len(percent), 'score')} in ten classes from 0 to 100 %: "
        + ", ".join(str(c) for c in counts)
        + f" students. Mean {mean:.0f} %, median {median:.0f} %."
    )
    caption = f"{many(len(percent), 'student')}, mean {mean:.0f} %; the triangle is at the median."
    return _svg(draw, alt, caption, f"{one.chapter.name}-scores")


def parts_figure(one: Class) -> str:
    """Return what became of the answers, a bar for each exercise."""
    shown = [i for i in one.items if i.handed_in]

    def draw():
        figure, axes = _figure(WIDTH, 1.2 + 0.3 * len(shown))
        places = np.arange(len(shown))
        left = np.zeros(len(shown))
        for part, (label, colour) in PARTS.items():
            width = np.array(
                [100 * i.parts[part] / i.handed_in for i in shown]
            )
            axes.barh(places, width, 0.72, left, color=colour, label=label)
            for place, start, wide in zip(places, left, width, strict=True):
                if wide >= 7:
                    axes.text(
                        start + wide / 2,
                        place,
                        f"{wide:.0f}",
                        ha="center",
                        va="center",
                        color="black",
                        fontsize=9,
                    )
            left += width
        axes.set_yticks(places, [i.label for i in shown])
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.set_xlabel("share of those who handed in (%)")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        figure.legend(
            loc="outside upper left", ncols=2, frameon=False, fontsize=9
        )
        return figure

    alt = "Stacked bars, in percent of those who handed in. " + " ".join(
        f"{i.label}: "
        + ", ".join(
            f"{100 * i.parts[p] / i.handed_in:.0f} {PARTS[p][0]}"
            for p in PARTS
            if i.parts[p]
        )
        + "."
        for i in shown
    )
    caption = "What became of the answers, by exercise."
    return _svg(draw, alt, caption, f"{one.chapter.name}-parts")


def item_figure(one: Class) -> str:
    """Return each exercise's discrimination with its interval, and its difficulty."""
    places = []
    for index, item in enumerate(one.items):
        if found := discrimination(one.items, index):
            places.append((item.label, item.difficulty, *found))

    def draw():
        figure, axes = _figure(WIDTH, 0.9 + 0.3 * len(places))
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.axvline(0.2, color=INK, linewidth=0.8, linestyle=":")
        for y, (_, _, r, low, high) in enumerate(places):
            axes.plot([low, high], [y, y], color="#0072B2", linewidth=2)
            axes.plot(r, y, "o", color="#0072B2", markersize=6)
        labels = [f"{n} ({100 * p:.0f} %)" for n, p, *_ in places]
        axes.set_yticks(range(len(places)), labels)
        axes.invert_yaxis()
        axes.set_xlim(min([-0.1, *(p[3] for p in places)]) - 0.03, 1)
        axes.set_xlabel("discrimination, with its 95 % interval")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        return figure

    alt = "Discrimination with its 95 % interval, by exercise: " + "; ".join(
        f"{n} {r:.2f} ({low:.2f} to {high:.2f})"
        for n, _, r, low, high in places
    )
    caption = (
        "Left of the dotted line, at 0.2, an exercise tells little apart. In brackets: "
        "difficulty."
    )
    return _svg(draw, f"{alt}.", caption, f"{one.chapter.name}-items")


# --- the page ------------------------------------------------------------------------


def _ease(p):
    if math.isnan(p):
        return ""
    return "hard" if p < 0.4 else "easy" if p > 0.85 else "medium"


def _item_rows(one: Class):
    for index, item in enumerate(one.items):
        mean = (
            number(round(item.max_points * item.tried_points / item.tried, 2))
            if item.tried
            else "–"
        )
        p = item.difficulty
        found = discrimination(one.items, index)
        if len(item.shares) < FEW:
            told = f"too few to say (n = {len(item.shares)})"
        elif found is None:
            told = "no difference between students"
        else:
            r, low, high = found
            told = (
                f"<span class=whole>{r:.2f} <span class=soft>({low:.2f} to "
                f"{high:.2f})</span></span>"
            )
        yield (
            text(item.heading),
            f"{item.tried} of {item.handed_in}",
            f"{mean} of {number(item.max_points)}" + " *" * bool(item.scaled),
            "–"
            if math.isnan(p)
            else f"<span class=whole>{100 * p:.0f} %, {_ease(p)}</span>",
            told.replace("-", "−"),
        )


def _message_rows(item: Item, shown=MESSAGES_SHOWN):
    ranked = sorted(item.messages.items(), key=lambda kv: (-kv[1][0], kv[0]))
    for _, (count, example, meant) in ranked[:shown]:
        names = sorted({m.shown for m in meant})
        named = "one of: " * (len(names) > 1) + "; ".join(names)
        shown = example.removeprefix("AssertionError: ")[:400]
        yield count, text(shown) or "no message", named or "–"


def _most_met(item: Item) -> str:
    """Return the misconception met most, or the message if none is known."""
    rows = list(_message_rows(item, shown=None))
    named = [f"{what} ({count})" for count, _, what in rows if what != "–"]
    plain = [f"{message} ({count})" for count, message, _ in rows]
    return (named + plain + [""])[0]


def _chapter(one: Class, names) -> list[str]:
    n = len(one.scores)
    body = [f"<h2>{text(one.chapter.title)} ({text(one.chapter.name)})</h2>"]
    said = f"{many(n, 'submission')} analysed"
    if one.missing:
        said += f"; {one.missing} of the class handed in nothing"
    body.append(f"<p>{said}.</p>")
    if not one.sandboxed:
        body.append(
            '<p class="notice">Some of these were graded without a sandbox.</p>'
        )
    if one.set_aside:
        body.append(_set_aside(one, names))
    if not n:
        body.append("<p>There is nothing to analyse yet.</p>")
        return body
    ranked = sorted(one.items, key=lambda i: -i.taught)
    body += [
        score_figure(one),
        parts_figure(one),
        "<h3>What the class taught us</h3>",
        f"<p>{TAUGHT}</p>",
        table(
            ["", "exercise", "rank value", "most met"],
            [
                (
                    place,
                    text(item.heading),
                    f"{item.taught:.2f}",
                    _most_met(item),
                )
                for place, item in enumerate(ranked, 1)
            ],
            numbers=(0, 2),
            wide=(1, 3),
        ),
        "<h3>Exercise by exercise</h3>",
        "<p><em>Answered</em>: the code, of those who handed in. <em>Mean</em>: of those who "
        "answered. <em>Difficulty</em>: the mean share of the points among all who "
        "handed in, so 100 % is easiest. <em>Discrimination</em>: the correlation of "
        "the exercise with the points of the <em>other</em> exercises (corrected "
        "point-biserial), with its 95 % interval; near 0 or below, the exercise does "
        "not go with the rest and deserves a look.</p>",
        table(
            ["exercise", "answered", "mean", "difficulty", "discrimination"],
            _item_rows(one),
            numbers=(1, 2),
            wide=(0,),
        ),
    ]
    if any(item.scaled for item in one.items):
        body.append(f'<p class="soft">{SCALED}</p>')
    if n >= FEW:
        body.append(item_figure(one))
    body.append("<h3>Messages that were met most</h3>")
    for item in one.items:
        if item.messages:
            rows = list(_message_rows(item))
            body += [
                f"<p><strong>{text(item.heading)}</strong></p>",
                table(
                    ["met by", "message (one of them)", "misconception"],
                    rows,
                    numbers=(0,),
                    wide=(1, 2),
                ),
            ]
            rest = len(item.messages) - len(rows)
            if rest:
                said = many(rest, "other message")
                body.append(f'<p class="soft">{said}.</p>')
    return body


def _set_aside(one: Class, names) -> str:
    """Say what is not final: an instructor must not take it for a zero."""
    counts = Counter(status for _, status, _ in one.set_aside)
    told = {
        "ungraded": "could not be graded (ours to mend)",
        "unreadable": "could not be read",
        "waiting": "with a text that you have not read: there the tests alone count, "
        "scaled to all points of the exercise",
    }
    lines = "; ".join(f"{counts[s]} {told[s]}" for s in told if counts[s])
    out = f'<div class="notice"><p>Not final: {lines}.</p>'
    if names:
        items = "".join(
            f"<li>{text(student)}: {status}. {text(message)}</li>"
            for student, status, message in one.set_aside
            if status != "waiting"  # these are in the sheet of texts
        )
        out += f"<ul>{items}</ul>" if items else ""
    return out + "</div>"


def _names(book: Gradebook, chapters) -> list[str]:
    """Return the table of students, which only `--names` shows."""
    order = book.chapters()
    rows, row = [], {}
    for record in book.records(chapters):
        if record.chapter == order[0]:
            row = {"": text(record.student)}
            rows.append(row)
        row[record.chapter] = (
            "–"
            if not record.handed_in
            else number(record.points) + ("" if record.is_final else " so far")
        )
    return [
        "<h2>Students</h2>",
        table(
            ["student", *map(text, order)],
            [[r[""], *(r[c] for c in order)] for r in rows],
            numbers=range(1, len(order) + 1),
            wide=(0,),
        ),
    ]


def render(book: Gradebook, chapters: dict[str, Chapter], names=False) -> str:
    """Return the report as one page."""
    students = len(book.students())
    body = [
        "<h1>What the class understood</h1>",
        f'<p class="soft">{many(students, "student")}. Names are '
        + ("shown" if names else "not shown")
        + ".</p>",
    ]
    for one in analyse(book, chapters):
        body += _chapter(one, names)
    if names and book.chapters():
        body += _names(book, chapters)
    return page("What the class understood", "\n".join(body))


def write(book: Gradebook, chapters, names=False) -> Path:
    """Write report.html; return its path."""
    path = book.folder / "report.html"
    write_text(path, render(book, chapters, names))
    return path
