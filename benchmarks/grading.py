"""How fast the grader is beside nbgrader's, and how much memory a class takes.

    .venv/bin/python -m benchmarks.grading                 # speed, 24 submissions
    .venv/bin/python -m benchmarks.grading --light         # one exercise answered in each
    .venv/bin/python -m benchmarks.grading --memory        # peak for 50 and for 1,000

Speed: both grade the same submissions, made of the right and wrong answers of
`tests/answers`, in one run on this machine, one after the other. nbgrader gets a course
folder of its own. Starting up counts on both sides in `all`; `further` is what each submission
takes after the first few, which is what a large class comes to. nbgrader uses one
process, this grader one a processor, unless --workers says otherwise. Memory: the sum of the proportional
set sizes of the program and all that it has started, sampled every 0.2 s, so that what
forked processes share counts once.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.answers_harness import all_answers
from tools.exercises import exercise_of, generate, is_answer
from tools.notebook_files import read
from tools.paths import ROOT, names_in, notebook_in

NBGRADER = "from nbgrader.apps.nbgraderapp import main; main()"
CONFIG = """\
c = get_config()
c.CourseDirectory.source_directory = 'solutions'
c.CourseDirectory.release_directory = 'exercises'
"""
FEW = 4  # submissions that keep every worker busy once it has started
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
PATH = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]


def submissions(folder, chapter, count, light=False):
    """Write notebooks as a class would hand them in.

    light : one exercise answered in each, for runs of which the time is not the point
    """
    rng = random.Random(20)
    source = notebook_in("solutions", chapter)
    release = generate(read(source), source)
    answers = {}
    for answer in all_answers(chapter):
        if answer.kind in ("solution", "right", "wrong"):
            answers.setdefault(answer.exercise, []).append(answer.source)
    for number in range(1, count + 1):
        nb = json.loads(json.dumps(release))
        names = sorted(answers)
        if light:
            names = names[number % len(names) :][:1]
        for cell in nb["cells"]:
            if is_answer(cell) and exercise_of(cell) in names:
                cell["source"] = rng.choice(answers[exercise_of(cell)])
        path = Path(folder) / f"student-{number:04}" / chapter
        path.mkdir(parents=True)
        (path / f"{chapter}.ipynb").write_text(json.dumps(nb))


def run(command, cwd, **more):
    """Run a command; return its wall time in seconds, or stop with what it said."""
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | ONE_THREAD | {"PATH": PATH},
        capture_output=True,
        text=True,
        **more,
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.perf_counter() - started


def ours(course, out, chapter, options):
    """Return the command that grades a folder of submissions."""
    command = [sys.executable, "-m", "grading", "grade", course, "--out", out]
    command += ["--chapter", chapter]
    if options.workers:
        command += ["--workers", str(options.workers)]
    if options.no_sandbox:
        command.append("--no-sandbox")
    return list(map(str, command))


def theirs(course, chapter):
    """Prepare a course for nbgrader; return its command that grades."""
    (course / "nbgrader_config.py").write_text(CONFIG)
    source = course / "solutions" / chapter
    source.mkdir(parents=True)
    solution = notebook_in("solutions", chapter)
    (source / solution.name).write_bytes(solution.read_bytes())
    python = [sys.executable, "-c", NBGRADER]
    run([*python, "generate_assignment", chapter], course)
    return [*python, "autograde", chapter]


def speed(chapter, options):
    """Print the time of both for all submissions, and for each further one."""
    count = options.submissions
    print(f"{'':20}{'all, s':>10}{'a second':>10}{'further, s':>12}")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        submissions(course / "submitted", chapter, count, options.light)
        names = sorted(p.name for p in (course / "submitted").iterdir())
        few = Path(folder) / "few"
        for name in names[:FEW]:
            shutil.copytree(course / "submitted" / name, few / name)

        def show(name, whole, part, size):
            further = (whole - part) / (count - size)
            print(
                f"{name:20}{whole:10.1f}{count / whole:10.2f}{further:12.3f}",
                flush=True,
            )
            return whole, further

        out = Path(folder) / "results"
        part = run(ours(few, out / "few", chapter, options), ROOT)
        command = ours(course / "submitted", out / "all", chapter, options)
        mine = show("this grader", run(command, ROOT), part, FEW)
        again = run(command, ROOT)
        command = theirs(course, chapter)
        part = run([*command, "--student", names[0]], course)
        shutil.rmtree(course / "autograded")
        other = show("nbgrader autograde", run(command, course), part, 1)
        print(
            f"{'ratio':20}{other[0] / mine[0]:10.1f}{'':10}{other[1] / mine[1]:12.1f}"
        )
        # What finding out costs where nothing is to be done.
        print(f"{'nothing changed':20}{again:10.1f}")


def descendants(root):
    """Return the ids of a process and of all that it has started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat[1])
    found, new = {root}, {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found


def proportional(pid):
    """Return the proportional set size of a process in MB; 0 if it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    for line in text.split("\n"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def peak(command):
    """Run a command; return (s, MB of the program alone, MB with all its workers)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = [0.0, 0.0]
    ended = threading.Event()

    def sample():
        while not ended.wait(0.2):
            sizes = {p: proportional(p) for p in descendants(process.pid)}
            most[0] = max(most[0], sizes.get(process.pid, 0.0))
            most[1] = max(most[1], sum(sizes.values()))

    watching = threading.Thread(target=sample)
    watching.start()
    code = process.wait()
    ended.set()
    watching.join()
    if code:
        raise SystemExit(f"The grader ended with exit code {code}.")
    return time.perf_counter() - started, *most


def memory(chapter, options):
    """Print the peak of memory for classes of two sizes."""
    print(
        f"{'submissions':>12}{'seconds':>10}{'program MB':>12}{'in all MB':>12}"
    )
    for count in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            course = Path(folder) / "submitted"
            submissions(course, chapter, count, light=True)
            out = Path(folder) / "results"
            found = peak(ours(course, out, chapter, options))
        print(
            f"{count:12,}{found[0]:10.0f}{found[1]:12.0f}{found[2]:12.0f}",
            flush=True,
        )


def main():
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grading")
    parser.add_argument(
        "--memory", action="store_true", help="memory, not speed"
    )
    parser.add_argument(
        "--submissions", type=int, default=24, help="for speed"
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[50, 1000], help="for memory"
    )
    parser.add_argument("--chapter", default=names_in("solutions")[0])
    parser.add_argument("--workers", type=int, help="default: one a processor")
    parser.add_argument("--no-sandbox", action="store_true")
    parser.add_argument(
        "--light", action="store_true", help="one exercise answered, for speed"
    )
    options = parser.parse_args()
    measure = memory if options.memory else speed
    measure(options.chapter, options)


if __name__ == "__main__":
    main()
