"""Grade a few submissions as an ordinary user; print what became of them.

`python -m tests.ordinary_user ROOT`, run by root: becomes a user without any right,
in a mount namespace in which that user can reach Python and the project.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from grading import sandbox
from tools.paths import ROOT

USER = 54321


def reachable(paths):
    """Hide each folder above `paths` that others may not enter, all but the paths."""
    sandbox.call("unshare", sandbox.NEWNS)
    sandbox.mount("none", "/", "", sandbox.REC | sandbox.PRIVATE)
    for path in paths:
        shut = [
            p
            for p in [*reversed(path.parents), path]
            if not p.stat().st_mode & 0o001
        ]
        if not shut:
            continue
        # Kept by its descriptor while the folder above is covered.
        kept = os.open(path, os.O_RDONLY)
        if shut[0] != path:
            sandbox.mount("cover", shut[0], "tmpfs", 0, "mode=755")
            path.mkdir(parents=True)
        sandbox.mount(
            f"/proc/self/fd/{kept}", path, "", sandbox.BIND | sandbox.REC
        )


def main():
    """Do it."""
    root = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        from tests.grading_data import battery, write_project

        os.chmod(folder, 0o755)
        write_project(folder, battery())
        child = os.fork()
        if child == 0:
            status = 1
            try:
                reachable([Path(sys.base_prefix).resolve(), ROOT])
                os.setgroups([])
                os.setresgid(USER, USER, USER)
                os.setresuid(USER, USER, USER)
                os.environ["HOME"] = "/nonexistent"
                print(json.dumps(graded(Path(folder), root)), flush=True)
                status = 0
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                os._exit(status)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def graded(folder, root):
    """Return what becomes of a few answers."""
    from grading.engine import Grader
    from tests.test_grading_attacks import LIMITS, RIGHT, reads, row

    with Grader(LIMITS, root=folder) as grader:

        def of(source):
            outcome = row(grader, source)
            return [outcome.status, outcome.points, outcome.output.strip()]

        look = "import os; print(os.getuid(), os.getgid())\n"
        bomb = "import os\nwhile True:\n    os.fork()\n"
        return {
            "user": os.geteuid(),
            "how": grader.student.how,
            "right": of(RIGHT)[:2],
            "read": of(reads(root / "gradebook.txt"))[2].split()[0],
            "ids": of(RIGHT + look)[2],
            "bomb": of(RIGHT + bomb),
            "hang": of("while True: pass"),
        }


if __name__ == "__main__":
    main()
