"""Print what a chapter asks of its reader, against what it may ask.

`python -m tests.chapter_budget 02-optimize`, or `make budget ONLY=02-optimize`.
"""

import sys

from tests.guards.budget import (
    AT_LEAST,
    AT_MOST,
    measure,
    minutes,
    says_its_time,
    within_budget,
)
from tools.notebook_files import read
from tools.paths import BookError, known, notebook_in


def main(names):
    """Print the budget of each chapter named, and what is over it."""
    for name in names:
        nb = read(notebook_in("notebooks", known(name)))
        found = measure(nb)
        print(f"{name}: about {minutes(found)} minutes")
        for what, value in found.items():
            limits = [
                f"at {most} {limit[what]:,}"
                for most, limit in (("most", AT_MOST), ("least", AT_LEAST))
                if what in limit
            ]
            print(f"  {what:24}{value:>8,}   {', '.join(limits)}")
        for fault in within_budget(nb) + says_its_time(nb):
            print(f"  {fault}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BookError as fault:
        sys.exit(str(fault))
