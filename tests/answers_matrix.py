"""Print what each answer to a chapter's exercises earns, and what it is told.

`python -m tests.answers_matrix 02-optimize platt` (`make answers ONLY=02-optimize
EXERCISE=platt`) grades the solution, the untouched exercise and all right and wrong
answers of the file, and ends with 1 if one of them is not as it must be.
"""

import argparse
import sys
import textwrap

from tests.answers_harness import all_answers, complaint, grade
from tools.paths import BookError, known


def chosen(chapter, exercise=None):
    """Return the answers of a chapter, or of one of its exercises.

    Raises
    ------
    SystemExit
        If there is no such chapter or exercise: a sentence that names those there are.
    """
    answers = all_answers(known(chapter))
    if exercise:
        answers = [a for a in answers if a.exercise == exercise]
    if not answers:
        names = dict.fromkeys(a.exercise for a in all_answers(chapter))
        raise SystemExit(
            f"{chapter} has no exercise '{exercise}'. It has: {', '.join(names)}."
        )
    return answers


def main(arguments=None) -> int:
    """Grade, print a line for each answer, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.answers_matrix")
    parser.add_argument("chapter")
    parser.add_argument("exercise", nargs="?", default=None)
    options = parser.parse_args(arguments)
    answers = chosen(options.chapter, options.exercise)
    faults = 0
    for answer, verdict in zip(
        answers, grade(options.chapter, answers), strict=True
    ):
        fault = complaint(answer, verdict)
        faults += bool(fault)
        what = "" if answer.what == answer.kind else f": {answer.what}"
        print(
            f"{'!' if fault else ' '} {answer.exercise} {verdict.earned:g} of "
            f"{verdict.possible:g}  {verdict.seconds:.1f} s  {answer.kind}{what}"
        )
        if verdict.message and answer.kind != "untouched":
            told = textwrap.shorten(verdict.message, 300, placeholder=" …")
            print(textwrap.indent(textwrap.fill(told, 84), "      "))
        if fault:
            print(f"      {fault}")
    print(f"{len(answers) - faults} of {len(answers)} are as they must be")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BookError as fault:
        sys.exit(str(fault))
