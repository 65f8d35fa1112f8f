"""Become another program, in an environment that `tools.surroundings` has settled.

`python -E -m tools.run pytest -n 2` is `python -E -m pytest -n 2` without what a user
has set for other programs: importing this package has dropped it.
"""

import os
import sys

if __name__ == "__main__":
    os.execv(sys.executable, [sys.executable, "-E", "-m", *sys.argv[1:]])
