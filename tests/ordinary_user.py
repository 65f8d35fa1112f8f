"""Grade a few submissions as an ordinary user; print what became of them.

`python -m tests.ordinary_user ROOT [FOLDER]`, run by root: becomes a user without any
right, in a mount namespace in which that user can reach Python and the project. They
lie in FOLDER if it is given.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from grading import sandbox
from tools.paths import ROOT

USER = 54321


def reachable():
    """Hide what others may not enter, all but Python and the project."""
    links, places = sandbox.visible()
    sandbox.call("unshare", sandbox.NEWNS)
    sandbox.mount("none", "/", "", sandbox.REC | sandbox.PRIVATE)
    kept, covers = {}, set()
    for path in [ROOT, *(place for place, shown in places if shown)]:
        shut = [p for p in path.parents if not p.stat().st_mode & 0o001]
        if shut:  # kept by its descriptor while the folder above is covered
            kept[path] = os.open(path, os.O_PATH)
            covers.add(shut[-1])
    for folder in covers:
        sandbox.mount("cover", folder, "tmpfs", 0, "mode=755")
    for path, fd in kept.items():
        if not path.exists():
            path.mkdir(parents=True)
            sandbox.mount(
                f"/proc/self/fd/{fd}", path, "", sandbox.BIND | sandbox.REC
            )
    for link, target in links.items():
        if not os.path.lexists(link):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target)


def move(folder):
    """Do it anew with Python and the project in a folder; return the exit status."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        os.chmod(place, 0o755)
        sandbox.call("unshare", sandbox.NEWNS)
        sandbox.mount("none", "/", "", sandbox.REC | sandbox.PRIVATE)
        for part, original in (("book", ROOT), ("env", sys.prefix)):
            os.mkdir(f"{place}/{part}")
            sandbox.mount(
                original, f"{place}/{part}", "", sandbox.BIND | sandbox.REC
            )
        python = Path(sys.executable).relative_to(sys.prefix)
        status = subprocess.call(
            [
                f"{place}/env/{python}",
                "-m",
                "tests.ordinary_user",
                sys.argv[1],
            ],
            cwd=f"{place}/book",
        )
        for part in ("book", "env"):
            where = os.fsencode(f"{place}/{part}")
            sandbox.call("umount2", where, sandbox.DETACH)
    return status


def main():
    """Do it."""
    if sys.argv[2:]:
        sys.exit(move(sys.argv[2]))
    root = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        from tests.grading_data import battery, write_project

        os.chmod(folder, 0o755)
        write_project(folder, battery())
        child = os.fork()
        if child == 0:
            status = 1
            try:
                reachable()
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
    from tests.test_grading_attacks import LIMITS, RIGHT, reads, row, writes

    with Grader(LIMITS, root=folder) as grader:

        def of(source):
            outcome = row(grader, source)
            return [outcome.status, outcome.points, outcome.output.strip()]

        look = "import os; print(os.getuid(), os.getgid())\n"
        lazy = (
            "import subprocess, sys, sklearn.mixture\n"
            "code = 'import numpy, sys; print(sys.prefix)'\n"
            "run = [sys.executable, '-c', code]\n"
            "print(subprocess.run(run, capture_output=True, text=True).stdout)\n"
        )
        bomb = "import os\nwhile True:\n    os.fork()\n"
        return {
            "user": os.geteuid(),
            "how": grader.student.how,
            "right": of(RIGHT)[:2],
            "read": of(reads(root / "gradebook.txt"))[2].split()[0],
            "ids": of(RIGHT + look)[2],
            "prefix": [sys.prefix, of(RIGHT + lazy)[2]],
            "written": of(writes(["/", "/dev", "/mnt", "/usr", sys.prefix]))[
                2
            ],
            "bomb": of(RIGHT + bomb),
            "hang": of("while True: pass"),
        }


if __name__ == "__main__":
    main()
