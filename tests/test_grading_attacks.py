"""The battery: each submission has its row, and none of them forges, harms or stops.

Everything runs in the sandbox. Where none can be made these tests fail and say why:
grading without one is not what instructors are promised.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grading.engine import Grader
from grading.model import Limits
from grading.sandbox import SCRATCH
from tests.grading_data import (
    CHAPTER,
    battery,
    code,
    handed_out,
    sandboxed,
    save,
    submission,
    write_project,
)
from tools.paths import ROOT

LIMITS = Limits(
    cell_seconds=4,
    seconds=60,
    memory=400 << 20,
    processes=24,
    open_files=64,
    file_bytes=8 << 20,
    output_chars=2000,
)
RIGHT = "def square(x):\n    return x * x\n"

# Lays hands on the student's end of the conversation, as an attacker would.
HOLD = """
import sys
frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Session":
    frame = frame.f_back
session = frame.f_locals["self"]
sock = session.channel.sock
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a project whose only chapter is the battery."""
    root = tmp_path_factory.mktemp("project")
    write_project(root, battery())
    (root / "gradebook.txt").write_text("secret_probe of the gradebook")
    return root


@pytest.fixture(scope="module")
def grader(root):
    """Return a grader with a sandbox and short limits."""
    with sandboxed(LIMITS, root) as grader:
        yield grader


def row(grader, source, cell="square-answer"):
    """Return the outcome of one exercise with this answer."""
    nb = submission({cell: source})
    name = cell.removesuffix("-answer")
    return grader.grade_source(nb, CHAPTER, only=name).outcomes[0]


def check(grader, source, status, points, says, **more):
    """Assert the row of an answer, and that the next student is none the worse."""
    outcome = row(grader, source, **more)
    got = (outcome.status, outcome.points)
    assert got == (status, points), outcome
    assert says in outcome.message, outcome
    assert outcome.max_points == sum(t.max_points for t in outcome.tests)
    return outcome


# ------------------------------------------------------------ the answer itself

ANSWERS = {
    # name: (source, status, points, message)
    "right": (RIGHT, "ok", 2, ""),
    "wrong": ("def square(x):\n    return 2 * x\n", "ok", 0, "three squared"),
    "fails the hidden test": (
        "def square(x):\n    return abs(x) * x\n",
        "ok",
        0,
        "AssertionError: some number fails",
    ),
    "syntax error": ("def square(x:\n", "error", 0, "SyntaxError"),
    "raises at import": (
        "import no_such_module\n" + RIGHT,
        "error",
        0,
        "ModuleNotFoundError: No module named 'no_such_module'",
    ),
    "raises after its definitions": (
        RIGHT + "print(undefined)",
        "error",
        2,
        "NameError: name 'undefined' is not defined",
    ),
    "raises when called": (
        "def square(x):\n    return x / 0\n",
        "error",
        0,
        "ZeroDivisionError: division by zero",
    ),
    "nothing defined": ("pass", "error", 0, "NameError"),
    "exits": (RIGHT + "import sys; sys.exit(0)", "error", 2, "SystemExit"),
    "exits when called": (
        "def square(x):\n    raise SystemExit(0)\n",
        "error",
        0,
        "SystemExit",
    ),
    "interrupts": (
        "def square(x):\n    raise KeyboardInterrupt\n",
        "error",
        0,
        "KeyboardInterrupt",
    ),
    "asks for input": (RIGHT + "n = input('n? ')", "error", 2, "EOFError"),
    "warns on stderr": (
        "import sys, warnings\n"
        "def square(x):\n"
        "    warnings.warn('look'); print('hm', file=sys.stderr)\n"
        "    return x * x\n",
        "ok",
        2,
        "",
    ),
    "leaves by os._exit": (
        RIGHT + "import os; os._exit(0)",
        "crashed",
        0,
        "the process died",
    ),
    "leaves when called": (
        "import os\ndef square(x):\n    os._exit(0)\n",
        "crashed",
        0,
        "the process died",
    ),
    "kills itself": (
        RIGHT + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "crashed",
        0,
        "the process died",
    ),
    "crashes the interpreter": (
        RIGHT + "import ctypes; ctypes.string_at(0)",
        "crashed",
        0,
        "the process died",
    ),
    "kills everything it sees": (
        RIGHT + "import os, signal; os.kill(-1, signal.SIGKILL)",
        "error",
        2,
        "ProcessLookupError",  # there is nobody else
    ),
    "closes all files": (
        RIGHT + "import os; os.closerange(0, 64)",
        "crashed",
        0,
        "the process died",
    ),
    "closes its output": (RIGHT + "import os; os.close(1)", "ok", 2, ""),
    "floods the output": (
        RIGHT + "for _ in range(200_000): print('flood' * 10)",
        "ok",
        2,
        "",
    ),
    "floods the terminal": (
        RIGHT + "import os\nfor _ in range(2000): os.write(1, b'x' * 10_000)",
        "ok",
        2,
        "",
    ),
    "takes memory": (
        RIGHT + "x = []\nwhile True: x.append(bytearray(20 << 20))",
        "memory",
        0,
        "MemoryError",
    ),
    "opens files": (
        RIGHT + "kept = [open('/dev/null') for _ in range(1000)]",
        "error",
        2,
        "Too many open files",
    ),
    "writes a large file": (
        RIGHT
        + "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with open('/tmp/big', 'wb') as f:\n    f.write(bytes(20 << 20))\n",
        "error",
        2,
        "File too large",
    ),
    "forks without end": (
        RIGHT + "import os, time\nwhile True:\n"
        "    if os.fork() == 0: time.sleep(60)\n",
        "error",
        2,
        "Resource temporarily unavailable",
    ),
    "loops in a thread": (
        RIGHT + "import threading\n"
        "def spin():\n    while True: pass\n"
        "threading.Thread(target=spin).start()\n",
        "ok",
        2,
        "",
    ),
    "loops in a child left behind": (
        RIGHT + "import os\nif os.fork() == 0:\n    while True: pass\n",
        "ok",
        2,
        "",
    ),
    "a child that comes back": (RIGHT + "import os\nos.fork()\n", "ok", 2, ""),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answer(grader, name):
    source, status, points, says = ANSWERS[name]
    if name == "takes memory":
        points = 2  # the function was there before the memory was gone
    outcome = check(grader, source, status, points, says)
    assert len(outcome.output) < 3000


HANGS = {
    "loops": "while True: pass",
    "ignores signals": (
        "import signal\n"
        "for s in range(1, 65):\n"
        "    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True:\n"
        "    try:\n"
        "        while True: pass\n"
        "    except BaseException: pass\n"
    ),
    "waits for a child": (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'while True: pass'])\n"
    ),
    "sleeps when called": (
        "def square(x):\n    import time; time.sleep(1000)\n"
    ),
}


@pytest.mark.parametrize("name", HANGS)
def test_hang_ends_at_the_limit(grader, name):
    start = time.monotonic()
    check(grader, HANGS[name], "timeout", 0, "still running after 4 s")
    assert time.monotonic() - start < 20


def test_a_fork_bomb_is_bounded(grader):
    outcome = row(grader, RIGHT + "import os\nwhile True:\n    os.fork()\n")
    assert outcome.status in ("error", "timeout", "crashed"), outcome
    check(grader, RIGHT, "ok", 2, "")


def test_memory_of_all_processes_together_is_bounded(grader):
    source = RIGHT + (
        "import os, time\n"
        "for _ in range(6):\n"
        "    if os.fork() == 0:\n"
        "        kept = b'1' * (150 << 20); time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    check(grader, source, "memory", 0, "more memory than the limit of 400 MB")


def test_one_exercise_costs_only_itself(grader):
    nb = submission({"least-answer": "while True: pass"})
    found = {
        o.exercise: (o.status, o.points)
        for o in grader.grade_source(nb, CHAPTER).outcomes
    }
    assert found == {
        "square": ("ok", 2),
        "least": ("timeout", 0),
        "total": ("ok", 3),
        "count": ("ok", 1),
        "plan": ("waiting", 0),
    }


def test_a_test_cell_that_hangs_costs_only_its_own_points(grader):
    source = (
        "def least(fun, start):\n    while True: pass\n\n\n"
        "def shifted(values):\n    return np.asarray(values) + 1\n"
    )
    outcome = check(
        grader, source, "timeout", 2, "still running", cell="least-answer"
    )
    assert [t.points for t in outcome.tests] == [0, 2]


def test_every_process_of_a_run_is_gone_after_it(grader):
    mark = "7391.25"
    source = RIGHT + (
        "import subprocess, os\n"
        f"subprocess.Popen(['sleep', '{mark}'], start_new_session=True)\n"
    )
    check(grader, source, "ok", 2, "")
    time.sleep(0.2)
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert mark not in path.read_text(), path
        except OSError:
            continue


# --------------------------------------------------------------- looking around


def reads(path):
    """Return an answer that prints whether it can read a path."""
    return RIGHT + (
        f"try:\n    print('read', open({str(path)!r}, 'rb').read()[:40])\n"
        "except OSError as error:\n    print('refused', error.errno)\n"
    )


def writes(places):
    """Return an answer that prints where it can make a file."""
    return RIGHT + (
        f"for place in {places}:\n"
        "    try:\n"
        "        open(place + '/planted', 'w'); print('written', place)\n"
        "    except OSError as error: print('refused')\n"
    )


@pytest.mark.parametrize("what", ["solutions", "gradebook", "student", "home"])
def test_nothing_of_others_can_be_read(grader, root, tmp_path, what):
    other = save(submission(), tmp_path / "student-02" / f"{CHAPTER}.ipynb")
    home = Path.home() / ".profile"
    path = {
        "solutions": root / "solutions" / CHAPTER / f"{CHAPTER}.ipynb",
        "gradebook": root / "gradebook.txt",
        "student": other,
        "home": home if home.exists() else ROOT / "README.md",
    }[what]
    outcome = check(grader, reads(path), "ok", 2, "")
    assert "refused" in outcome.output and "read" not in outcome.output


def test_the_project_shows_only_what_runs_in_the_sandbox(grader):
    source = RIGHT + (
        "import os\n"
        f"print(sorted(os.listdir({str(ROOT)!r})), "
        f"sorted(os.listdir({str(ROOT / 'grading')!r})))"
    )
    outcome = check(grader, source, "ok", 2, "")
    for name in ("solutions", "engine.py", "examiner.py", "proxy.py", "tests"):
        assert name not in outcome.output, outcome.output


def test_there_is_no_network(grader):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source = RIGHT + (
            "import socket\n"
            f"for host in ('127.0.0.1', '192.0.2.1'):\n"
            "    try:\n"
            f"        socket.create_connection((host, {port}), 1)\n"
            "        print('connected')\n"
            "    except OSError as error: print('refused')\n"
        )
        outcome = check(grader, source, "ok", 2, "")
    assert outcome.output.split() == ["refused", "refused"]


def test_nothing_outside_can_be_written(grader):
    places = ["/", "/usr/lib", "/etc", "/dev", "/mnt", sys.prefix]
    if not any(ROOT.is_relative_to(folder) for folder in SCRATCH):
        places.append(str(ROOT))  # else it is an empty folder, new in each run
    outcome = check(grader, writes(places), "ok", 2, "")
    assert outcome.output.split() == ["refused"] * len(places)


def test_it_runs_as_nobody_without_privileges(grader):
    source = RIGHT + (
        "import os\n"
        "status = open('/proc/self/status').read()\n"
        "print(os.getuid(), os.getgid(), os.getgroups())\n"
        "print([l.split()[1] for l in status.splitlines() "
        "if l.startswith(('CapEff', 'CapBnd', 'NoNewPrivs'))])\n"
        "print(sorted(k for k in os.environ if 'TOKEN' in k or 'KEY' in k))\n"
        "import ctypes\n"
        "print(ctypes.CDLL(None).unshare(0x10000000))\n"
    )
    os.environ["SECRET_TOKEN_OF_A_TEST"] = "1"
    try:
        outcome = check(grader, source, "ok", 2, "")
    finally:
        del os.environ["SECRET_TOKEN_OF_A_TEST"]
    lines = outcome.output.splitlines()
    assert lines[0].startswith("65534 65534")
    assert lines[1] == "['0000000000000000', '0000000000000000', '1']"
    assert lines[2:] == ["[]", "-1"]


PLANT = """
import os, pathlib, site
home = pathlib.Path.home()
for path in (
    home / ".ipython/profile_default/startup/00.py",
    pathlib.Path(os.environ["IPYTHONDIR"]) / "profile_default/startup/00.py",
    pathlib.Path(site.getusersitepackages()) / "usercustomize.py",
    pathlib.Path(os.environ["MPLCONFIGDIR"]) / "matplotlibrc",
    pathlib.Path("/tmp/numpy.py"),
    pathlib.Path("/dev/shm/planted"),
    pathlib.Path("numpy.py"),
):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("raise SystemExit('planted')")
"""
FIND = """
import os
print([os.path.join(d, f) for place in ("/tmp", "/dev/shm", ".")
       for d, _, fs in os.walk(place) for f in fs
       if f in ("00.py", "usercustomize.py", "numpy.py", "planted", "matplotlibrc")
       and "planted" in open(os.path.join(d, f)).read()])
"""


def test_start_up_files_do_not_reach_the_next_student(grader):
    check(grader, RIGHT + PLANT, "ok", 2, "")
    outcome = check(grader, RIGHT + FIND, "ok", 2, "")
    assert outcome.output.strip() == "[]"


# Keys that outlive a run, memory that no limit counts, a way around the network.
BEYOND = """
import ctypes, os, platform, socket
libc = ctypes.CDLL(None)
add_key = {"x86_64": 248, "aarch64": 217}[platform.machine()]
print(libc.syscall(add_key, b"user", b"plant", b"answer", 6, -4))
print(libc.shmget(0, 1 << 20, 0o1600), libc.msgget(0, 0o1600))
for make in (lambda: os.memfd_create("x"), lambda: socket.socket(socket.AF_VSOCK)):
    try:
        print(make())
    except PermissionError:
        print("refused")
one, two = socket.socketpair()
print(os.uname().nodename, one.send(b"1"))
"""


def test_no_call_reaches_beyond_the_namespaces(grader):
    outcome = check(grader, RIGHT + BEYOND, "ok", 2, "")
    assert (
        outcome.output.split() == "-1 -1 -1 refused refused sandbox 1".split()
    )


def test_no_open_file_of_others_is_inherited(grader):
    source = RIGHT + (
        "import os\n"
        "for fd in os.listdir('/proc/self/fd'):\n"
        "    try: print(os.readlink('/proc/self/fd/' + fd).split(':')[0])\n"
        "    except FileNotFoundError: pass\n"
    )
    found = check(grader, source, "ok", 2, "").output.split("\n")
    found = [name for name in found if not name.startswith("/tmp/")]
    assert sorted(filter(None, found)) == ["/dev/null"] * 3 + ["socket"]


LOOK = """
import gc, sys
def look():
    seen, frame = [], sys._getframe()
    while frame:
        seen += [repr(v) for v in list(frame.f_locals.values()) if not callable(v)]
        frame = frame.f_back
    seen += [o for o in gc.get_objects() if isinstance(o, str)]
    for o in gc.get_objects():
        if isinstance(o, dict): seen += [k for k in list(o) if isinstance(k, str)]
    word = "secret" + "_probe"
    return sum(word in text for text in seen)
def square(x):
    print("found", look())
    return x * x
print("found", look())
"""


def test_an_answer_finds_nothing_of_the_tests(grader):
    outcome = check(grader, LOOK, "ok", 2, "")
    assert outcome.output.split() == ["found", "0"]


def test_a_call_back_shows_nothing_but_its_result(grader):
    source = """
def least(fun, start):
    found = []
    for name in ("__globals__", "__closure__", "__code__", "gi_frame", "_calls"):
        value = getattr(fun, name, None)
        text = repr(value) + repr(getattr(value, "co_consts", ""))
        if name == "__globals__":
            text = " ".join(value)
        if "_calls" in text or "_bowl" in text:
            found.append(name)
    for name in ("__class__", "__globals__", "f_globals"):
        try:
            session = fun.__closure__[0].cell_contents.__closure__
            found.append(session[-1].cell_contents.back(0, "get", (name,), {}))
        except Exception as error:
            print(type(error).__name__, error)
    print("found", found)
    return optimize.minimize(fun, start)


def shifted(values):
    return np.asarray(values) + 1
"""
    outcome = check(grader, source, "ok", 3, "", cell="least-answer")
    assert outcome.tests[0].points == 1


# ------------------------------------------------------------ forging a verdict

FORGERIES = {
    "replaced numpy.testing and allclose": (
        "import numpy, numpy.testing\n"
        "for name in dir(numpy.testing):\n"
        "    if name.startswith('assert'):\n"
        "        setattr(numpy.testing, name, lambda *a, **k: None)\n"
        "numpy.allclose = numpy.array_equal = numpy.isclose = lambda *a, **k: True\n"
        "def square(x): return 0\n",
        "ok",
        "three squared",
    ),
    "replaced builtins": (
        "import builtins\n"
        "builtins.AssertionError = builtins.ZeroDivisionError\n"
        "builtins.all = builtins.any = builtins.abs = lambda *a: True\n"
        "def square(x): return 0\n",
        "ok",
        "three squared",
    ),
    "replaced isinstance": (
        "import builtins\n"
        "builtins.isinstance = lambda *a: True\n"
        "def square(x): return 0\n",
        "crashed",  # a kernel does not survive it either
        "the process died",
    ),
    "names of the tests defined": (
        "class np:\n"
        "    allclose = staticmethod(lambda *a, **k: True)\n"
        "base = 3\n"
        "def square(x): return 9\n",
        "ok",
        "square each element",
    ),
    "IPython hooks": (
        "ip = get_ipython()\n"
        "async def run_code(*a, **k): return False\n"
        "ip.run_code = run_code\n"
        "ip.events.register('pre_run_cell', lambda *a: None)\n"
        "ip.input_transformers_post.append(lambda lines: ['pass'])\n",
        "error",
        "NameError",
    ),
    "an AST transformer": (
        "import ast\n"
        "class Empty(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Empty())\n"
        "def square(x): return 0\n",
        "ok",
        "three squared",
    ),
    "equal to everything": (
        "class Yes:\n"
        "    def __eq__(self, other): return True\n"
        "    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__\n"
        "    def __bool__(self): return True\n"
        "    def __hash__(self): return 9\n"
        "    def __float__(self): return 9.0\n"
        "    def __array__(self, *a, **k): return np.array([1, 4, 9])\n"
        "    def __array_ufunc__(self, *a, **k): return True\n"
        "    def __sub__(self, other): return 0\n"
        "    __rsub__ = __sub__\n"
        "    def __abs__(self): return 0\n"
        "    def __isfinite__(self): return True\n"
        "def square(x): return Yes()\n",
        "ok",
        "three squared is 9",
    ),
    "an array that equals everything": (
        "class Yes(np.ndarray):\n"
        "    def __eq__(self, other): return True\n"
        "    def __array_ufunc__(self, *a, **k): return True\n"
        "def square(x): return np.zeros(3).view(Yes)\n",
        "error",
        "truth value of an array",
    ),
    "a number that equals everything": (
        "class Yes(int):\n"
        "    def __eq__(self, other): return True\n"
        "def square(x): return Yes(0)\n",
        "ok",
        "three squared is 9, you return 0",
    ),
    "objects in an array": (
        "class Yes:\n"
        "    def __eq__(self, other): return True\n"
        "def square(x): return np.array([Yes(), Yes()], dtype=object)\n",
        "error",
        "TypeError: what the answer returns cannot be graded",
    ),
    "an address in a result": (
        "def square(x): return optimize.OptimizeResult(__array_interface__="
        "{'data': (4096, False), 'typestr': '<f8', 'shape': (3,), 'version': 3})\n",
        "crashed",
        "Crash",
    ),
    "an address in a record": (
        "from dataclasses import make_dataclass\n"
        "D = make_dataclass('D', ['__array_interface__'])\n"
        "def square(x): return D({'data': b'x' * 64, 'offset': -64,"
        " 'typestr': '<f8', 'shape': (3,), 'version': 3})\n",
        "crashed",
        "Crash",
    ),
    "a string as a number": (
        "def square(x): return '9'\n",
        "ok",
        "return '9'",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forgery(grader, name):
    source, status, says = FORGERIES[name]
    check(grader, source, status, 0, says)


def test_an_object_whose_differences_are_zero_is_no_number(grader):
    source = (
        "class Y:\n    def __sub__(self, other): return 0.0\n"
        "    __rsub__ = __sub__\n"
        "def least(fun, start):\n    for _ in range(9): fun(start)\n"
        "    return optimize.OptimizeResult(x=Y(), success=True)\n"
        "def shifted(v): return v\n"
    )
    assert row(grader, source, "least-answer").points == 0


EVENT = json.dumps({"cell": "square-test", "error": None}) + "\n"
DONE = json.dumps({"done": True}) + "\n"
MESSAGES = {
    # what is written in place of the next answers of the student's side
    "a verdict": repr((EVENT + DONE).encode()),
    "nothing that makes sense": "b'\\xff' * 4096",
    "an endless message": "pack(1 << 31, 1 << 31)",
    "a message cut short": "pack(100, 0) + b'[1]'",
    "no JSON": "pack(3, 0) + b'{{{'",
    "an object": "message({'ok': 9})",
    "two answers": "message(['ok', 9, None, 9])",
    "nested without end": "pack(40000, 0) + b'[' * 40000",
    "an unknown kind": "message(['ok', ['pickle', 'x'], None])",
    "a kind that is a list": "message(['ok', [['l'], []], None])",
    "a number too long": "message(['ok', ['i', '0x' + 'f' * 100_000], None])",
    "an array of objects": "message(['ok', ['a', '|O', [1], 0, 8, ''], None], bytes(8))",
    "an array outside": "message(['ok', ['a', '<f8', [9], 0, 72, ''], None])",
    "an array of negative size": "message(['ok', ['a', '<f8', [-1], 0, -8, ''], None])",
    "a view outside": "message(['ok', ['v', 0, 1 << 40, [9], [8]], None])",
    "a view of nothing": "message(['ok', ['v', 'x', 0, [9], [8]], None])",
    "a sparse index outside": (
        "message(['ok', ['sp', 'csr', 'array', [1, 1],"
        " ['a', '<f8', [1], 0, 8, ''], ['a', '<i4', [1], 8, 4, ''],"
        " ['a', '<i4', [2], 12, 8, '']], None],"
        " bytes(8) + (99999).to_bytes(4, 'little') + bytes(4)"
        " + (1).to_bytes(4, 'little'))"
    ),
    "a forbidden head": "message(['ok', ['sy', ['sympify', ['Str', 'x']]], None])",
    "a class of os": "message(['ok', ['lib', 'os', 'system'], None])",
    "an object never described": "message(['ok', ['h', 12345], None])",
    "an exception that is none": "message(['raise', 9, None])",
    "an exception of ours": "message(['raise', ['original', 0], None])",
    "an original that is negative": "message(['raise', ['original', -1], None])",
    "a question for nothing": "message(['back', 99, 'call', [], [], None])",
    "a question for a negative": "message(['back', -1, 'call', [], [], None])",
    "changes of what is not there": "message(['ok', 9, ['', '', [], [[5, []]], []]])",
    "names that are not watched": "message(['ok', 9, ['', '', [], [], [['np', 1]]]])",
    "printing that is no text": "message(['ok', 9, [[], [], [[1]], [], []]])",
    "numbers for nothing": "pack(0, 13) + pack(99, 0)[:4] + b'f' + bytes(8)",
    "numbers cut short": "pack(0, 6) + bytes(4) + b'f0'",
    "numbers of no kind": "pack(0, 5) + bytes(4) + b'x'",
    "a vector without end": "pack(0, 9) + bytes(4) + b'a' + b'\\xff' * 4",
    "no numbers at all": "pack(0, 0)",
    "a pickle": "pickle.dumps(Poison())",
    "a pickle as a message": "pack(len(pickle.dumps(Poison())), 0) + pickle.dumps(Poison())",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_forged_message(grader, name):
    source = (
        HOLD
        + "import json, os, pickle, struct\n"
        + "def pack(a, b): return struct.pack('<II', a, b)\n"
        + "def message(value, blob=b''):\n"
        + "    text = json.dumps(value).encode()\n"
        + "    return pack(len(text), len(blob)) + text + blob\n"
        + "class Poison:\n"
        + "    def __reduce__(self): return os._exit, (0,)\n"
        + "def square(x):\n"
        + f"    sock.sendall({MESSAGES[name]})\n"
        + "    import time; time.sleep(0.1); sock.close(); os._exit(0)\n"
    )
    outcome = row(grader, source)
    assert (outcome.status, outcome.points) in (("crashed", 0), ("error", 0))
    assert row(grader, RIGHT).points == 2


def test_forged_messages_before_the_question_yield_nothing(grader):
    source = (
        HOLD
        + "import json, struct\n"
        + "text = json.dumps(['ok', 9, None]).encode()\n"
        + "sock.sendall((struct.pack('<II', len(text), 0) + text) * 5)\n"
        + "def square(x): return 0\n"
    )
    outcome = row(grader, source)
    assert outcome.points == 0 and outcome.status in ("crashed", "error")


def test_a_poisoned_pickle_is_never_read(root, tmp_path):
    # Without a sandbox: where anything of ours unpickled it, the file would be there.
    marker = tmp_path / "unpickled"
    source = f"""
import os, pickle, pathlib
class Poison:
    def __reduce__(self):
        return os.system, ("touch {marker}",)
poison = Poison()
blob = pickle.dumps(poison)
for name in ("result.pkl", "cache.joblib", "outcome.pickle"):
    pathlib.Path(name).write_bytes(blob)
np.save("results.npy", np.array([poison], dtype=object), allow_pickle=True)
class Poisoned(Exception):
    def __reduce__(self):
        return os.system, ("touch {marker}",)
calls = 0
def square(x):
    global calls
    calls += 1
    return [poison, blob, poison][calls % 3]
"""
    with Grader(LIMITS, sandbox=False, root=root) as grader:
        result = grader.grade_source(
            submission({"square-answer": source}), CHAPTER
        )
        assert not result.sandboxed
        assert result.outcomes[0].points == 0
        assert result.outcomes[1].points == 3
    assert not marker.exists()


# -------------------------------------------------------------- the file itself


def test_files_that_are_no_notebooks(grader, tmp_path):
    good = json.dumps(submission())
    huge = tmp_path / "huge.ipynb"
    with open(huge, "wb") as file:
        file.truncate(300 << 20)
    files = {
        "corrupt.ipynb": (b'{"cells": [}', "not valid JSON"),
        "truncated.ipynb": (good[:500].encode(), "cut short"),
        "empty.ipynb": (b"", "The file is empty"),
        "text.ipynb": (b"This is my homework.", "not valid JSON"),
        "list.ipynb": (b"[1, 2]", "not a notebook"),
        "cells.ipynb": (b'{"cells": 3}', "not a notebook"),
        "old.ipynb": (b'{"worksheets": []}', "old format"),
        "latin.ipynb": ('{"cells": "é"}'.encode("latin-1"), "UTF-8"),
        "deep.ipynb": (b"[" * 200_000, "nested too deep"),
        "huge.ipynb": (None, "300 MB"),
        "number.ipynb": (b"9" * 10_000, "not valid JSON"),
    }
    for name, (data, says) in files.items():
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        result = grader.grade(path, CHAPTER)
        assert {o.status for o in result.outcomes} == {"unreadable"}, name
        assert all(says in o.message for o in result.outcomes), (name, result)
        assert sum(o.points for o in result.outcomes) == 0
    missing = grader.grade(tmp_path / "nothing.ipynb", CHAPTER)
    assert missing.outcomes[0].status == "unreadable"
    folder = grader.grade(tmp_path, CHAPTER)
    assert folder.outcomes[0].status == "unreadable"


def test_cells_that_are_malformed_are_no_reason_to_stop(grader, tmp_path):
    nb = json.loads(json.dumps(submission()))
    nb["cells"][0]["source"] = {"not": "text"}
    nb["cells"].insert(1, "no cell")
    nb["cells"].insert(2, {"cell_type": 5, "metadata": [], "source": [1, "a"]})
    nb["cells"].append(
        {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": []}}}
    )
    nb["metadata"] = None
    result = grader.grade(save(nb, tmp_path / "odd.ipynb"), CHAPTER)
    assert [o.points for o in result.outcomes] == [2, 3, 3, 1, 0]


def rows(grader, nb):
    """Return {exercise: (status, points)} of a submission."""
    outcomes = grader.grade_source(nb, CHAPTER).outcomes
    return {o.exercise: (o.status, o.points, o.message) for o in outcomes}


def cell_of(nb, name):
    """Return a cell of a notebook by its id."""
    return next(c for c in nb.cells if c.id == name)


def test_empty_submission_is_unanswered(grader):
    found = rows(grader, handed_out())
    assert {status for status, _, _ in found.values()} == {"unanswered"}
    assert sum(points for _, points, _ in found.values()) == 0


def test_deleted_answer_is_missing(grader):
    nb = submission()
    nb.cells.remove(cell_of(nb, "square-answer"))
    found = rows(grader, nb)
    assert found["square"][:2] == ("missing", 0)
    assert "square-answer is not in the notebook" in found["square"][2]
    assert found["least"][:2] == ("ok", 3)


def test_emptied_answer_is_unanswered(grader):
    nb = submission({"square-answer": " \n"})
    assert rows(grader, nb)["square"] == (
        "unanswered",
        0,
        "The answer cell square-answer is empty.",
    )


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_answer_that_is_no_code_cell_any_more_is_told_so(grader, kind):
    nb = submission()
    cell_of(nb, "square-answer").cell_type = kind
    status, points, message = rows(grader, nb)["square"]
    assert (status, points) == ("missing", 0)
    assert "square-answer is not a code cell any more" in message


def test_an_answer_that_hangs_leaves_the_others_their_second_run(grader):
    right = {cell.id: cell.source for cell in battery().cells}
    nb = submission(
        {
            "square-answer": "def square(x):\n    while True: pass",
            "total-answer": "np.load('a.npy')\n" + right["total-answer"],
        }
    )
    nb.cells.insert(1, code("own", "np.save('a.npy', [2])"))
    found = rows(grader, nb)
    assert found["square"][:2] == ("timeout", 0)
    assert found["total"][:2] == ("ok", 3), found["total"]


def test_another_notebook_is_unreadable(grader):
    nb = submission()
    for cell in nb.cells:
        cell.id = "other-" + cell.id
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id = cell.id
        cell.source = cell.source and "x = 1"
    found = rows(grader, nb)
    assert {status for status, _, _ in found.values()} == {"unreadable"}
    assert "it is another one" in found["square"][2]


def test_deleted_test_is_tampered_and_graded_with_ours(grader):
    nb = submission()
    nb.cells.remove(cell_of(nb, "square-test"))
    assert rows(grader, nb)["square"] == (
        "tampered",
        2,
        "Graded with the original tests (square-test was removed).",
    )


def test_edited_test_is_tampered_and_graded_with_ours(grader):
    nb = submission({"square-answer": "def square(x): return 0"})
    cell_of(nb, "square-test").source = "assert True"
    status, points, message = rows(grader, nb)["square"]
    assert (status, points) == ("tampered", 0)
    assert "square-test was edited" in message and "three squared" in message


def test_edited_points_do_not_count(grader):
    nb = submission()
    cell_of(nb, "square-test").metadata.nbgrader.points = 200
    status, points, message = rows(grader, nb)["square"]
    assert (status, points) == ("tampered", 2)
    assert "points of square-test" in message


def test_duplicated_answer_runs_as_in_the_notebook(grader):
    nb = submission()
    wrong = cell_of(nb, "square-answer").copy()
    wrong.source = "def square(x): return 0"
    nb.cells.insert(0, wrong)
    assert rows(grader, nb)["square"][:2] == ("ok", 2)
    nb.cells.remove(wrong)
    nb.cells.insert(nb.cells.index(cell_of(nb, "square-test")), wrong)
    assert rows(grader, nb)["square"][:2] == ("ok", 0)


def test_duplicated_test_is_worth_its_points_once(grader):
    nb = submission()
    nb.cells.append(cell_of(nb, "square-test").copy())
    assert rows(grader, nb)["square"][:2] == ("ok", 2)


def test_reordered_cells_are_found(grader):
    nb = submission()
    nb.cells.reverse()
    found = rows(grader, nb)
    assert {n: f[:2] for n, f in found.items()} == {
        "square": ("ok", 2),
        "least": ("ok", 3),
        "total": ("ok", 3),
        "count": ("ok", 1),
        "plan": ("waiting", 0),
    }


def test_removed_metadata_leaves_the_ids(grader):
    nb = submission()
    for cell in nb.cells:
        cell.metadata.clear()
    assert rows(grader, nb)["square"][:2] == ("ok", 2)


def test_without_metadata_and_ids_cells_are_known_by_what_they_hold(grader):
    nb = submission()
    for number, cell in enumerate(nb.cells):
        cell.metadata.clear()
        cell.id = f"anonymous-{number}"
    found = rows(grader, nb)
    assert found["square"] == ("ok", 2, "")
    assert found["least"] == ("ok", 3, "")


def test_foreign_schema_is_graded_by_grade_id(grader):
    for version in (1, 2, 4, "x", None):
        nb = submission()
        for cell in nb.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.schema_version = version
        assert rows(grader, nb)["total"][:2] == ("ok", 3), version


def test_script_in_output_stays_text(grader):
    script = "<script>alert(1)</script>"
    outcome = check(
        grader,
        RIGHT + f"print({script!r})\nraise ValueError({script!r})",
        "error",
        2,
        script,
    )
    assert script in outcome.output and script in outcome.answer


def test_a_test_that_loops_over_a_hostile_value_is_bounded(grader):
    endless = "def count(n):\n    while True:\n        yield 1\n"
    check(grader, endless, "timeout", 0, "still running", cell="count-answer")


# ---------------------------------------------------------------- the sandbox


def test_the_other_way_to_confine(grader, root, monkeypatch):
    ways = {"namespaces", "bubblewrap"}
    (other,) = ways - {grader.student.how}
    if other == "bubblewrap" and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed here")
    monkeypatch.setenv("GRADING_SANDBOX", other)
    with sandboxed(LIMITS, root) as grader:
        assert grader.student.how == other
        check(grader, RIGHT, "ok", 2, "")
        outcome = check(grader, reads(root / "gradebook.txt"), "ok", 2, "")
        assert "refused" in outcome.output


def test_without_a_sandbox_it_refuses_and_says_what_to_install(monkeypatch):
    from grading.engine import SandboxMissing

    monkeypatch.setenv("GRADING_SANDBOX", "none-such")
    with pytest.raises(SandboxMissing, match="apt-get install bubblewrap"):
        Grader(LIMITS)


@pytest.mark.parametrize("folder", ["", "/tmp", "/dev/shm"])
def test_an_ordinary_user_has_the_same_sandbox(root, folder):
    if os.geteuid() != 0:
        pytest.skip("this run is by an ordinary user already")
    command = [sys.executable, "-m", "tests.ordinary_user", str(root)]
    done = subprocess.run(
        command + [folder] * bool(folder),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    if "SandboxMissing" in done.stderr:
        pytest.skip(f"NO SANDBOX for ordinary users: {done.stderr[-600:]}")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["user"] != 0
    assert found["right"] == ["ok", 2]
    assert found["read"] == "refused"
    assert found["ids"] == "65534 65534"
    assert found["prefix"][0] == found["prefix"][1].strip()
    assert found["prefix"][0].startswith(folder)
    assert set(found["written"].split()) == {"refused"}
    assert found["bomb"][0] in ("error", "timeout", "crashed")
    assert found["hang"][0] == "timeout"


def test_without_a_sandbox_a_run_ends_with_its_parent(root, tmp_path):
    marker = tmp_path / "pid"
    source = (
        "import os, pathlib, time\n"
        f"pathlib.Path({str(marker)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    with Grader(LIMITS, sandbox=False, root=root) as grader:
        killed = []

        def kill():
            deadline = time.monotonic() + 20
            while not marker.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(0.1)
            killed.append(marker.read_text())
            grader.student.process.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        outcome = row(grader, source)
        killer.join()
        # A parent that is gone is no fault of the answer: it is tried once more.
        assert outcome.status == "timeout", outcome
        assert not is_alive(killed[0])


@pytest.mark.parametrize("role", ["student", "tests"])
def test_a_parent_that_is_killed_costs_no_points(root, role):
    # Such as by a machine that is out of memory.
    answer = (
        "import time\ndef square(x):\n    time.sleep(0.5)\n    return x * x\n"
    )
    with Grader(LIMITS, sandbox=False, root=root) as grader:
        getattr(grader, role).process.kill()
        assert row(grader, RIGHT).points == 2
        timer = threading.Timer(0.7, getattr(grader, role).process.kill)
        timer.start()
        assert row(grader, answer).points == 2
        timer.join()
        assert row(grader, RIGHT).points == 2


def is_alive(pid):
    """Say whether a process runs; one that nobody has waited for yet does not."""
    try:
        status = Path("/proc", pid, "status").read_text()
    except FileNotFoundError:
        return False
    return "State:\tZ" not in status
