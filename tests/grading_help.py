"""Submissions to try the grading program with, and an engine that costs nothing."""

import json
from concurrent.futures import Future
from pathlib import Path

from grading import batch
from grading import chapter as chapters
from grading.model import Outcome, Rationale, Result, TestOutcome
from tools.exercises import exercise_of, is_answer, is_rationale
from tools.notebook_files import read
from tools.paths import notebook_in, sha256

CHAPTER = "02-optimize"


def notebook(answers=None, rationale=None, chapter=CHAPTER) -> bytes:
    """Return a notebook as handed in, from the solution notebook.

    answers : exercise -> source of its answer cell; the others keep the solution
    rationale : text for every rationale cell
    """
    nb = read(notebook_in("solutions", chapter))
    for cell in nb.cells:
        if is_answer(cell) and exercise_of(cell) in (answers or {}):
            cell.source = answers[exercise_of(cell)]
        if is_rationale(cell):
            cell.source = (
                chapters.load(chapter).stubs[cell.id]
                if rationale is None
                else rationale
            )
    return json.dumps(nb).encode()


def hand_in(folder, files):
    """Write files, name -> bytes or text; return the folder."""
    for name, data in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Path(folder)


def grade(data: bytes, chapter: str) -> Result:
    """Grade by what the answer says, running nothing.

    `# says STATUS: message` loses the points.
    """
    known = chapters.load(chapter)
    try:
        cells = json.loads(data)["cells"]
    except ValueError:
        return batch.not_graded(
            chapter, "unreadable", "Not a notebook.", sha256(data)
        )
    sources = {c["id"]: "".join(c["source"]) for c in cells}
    outcomes = []
    for e in known.exercises:
        source = sources.get(f"{e.name}-answer")
        said = (source or "").partition("# says ")[2]
        status, _, message = said.partition(": ")
        if source is None:
            status, message = "missing", "The answer cell is not there."
        points = 0.0 if status else e.points
        test = TestOutcome(f"{e.name}-test", points, e.points, message, False)
        outcomes.append(
            Outcome(
                e.name,
                points,
                e.max_points,
                status or "ok",
                message,
                (test,) if source is not None else (),
                source or "",
                "printed\n",
                tuple(
                    Rationale(
                        cell,
                        worth,
                        sources.get(cell, ""),
                        sources.get(cell, known.stubs[cell])
                        != known.stubs[cell],
                    )
                    for cell, worth in e.rationales
                ),
            )
        )
    return Result(tuple(outcomes), sha256(data), "t", "e", 0.01, True)


def work(task: batch.Task) -> batch.Done:
    """Do in a worker what grading.batch.work does, with the engine above."""
    result = grade(task.data, task.chapter)
    return batch.Done(result)


class InlinePool:
    """Grades at once, in this process; counts what it was asked."""

    def __init__(self, function=work):
        self.function, self.asked, self.closed = function, 0, None

    def room(self):
        """Return how many tasks may be under way."""
        return 3

    def submit(self, task):
        """Run a task; return a finished future."""
        self.asked += 1
        future = Future()
        try:
            future.set_result(self.function(task))
        except Exception as error:
            future.set_exception(error)
        return future

    def restart(self):
        """Nothing to start again."""

    def close(self, now=False):
        """Note how it was closed."""
        self.closed = now
