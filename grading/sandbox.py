"""How the processes of a run are made, bounded and ended.

`Keeper` (in the grader) starts a warm parent: a process that has imported the
scientific stack once and forks for each run. There are two, one for the tests and one,
inside a sandbox, for the students' cells. `main` is what such a process runs.
"""

import ctypes
import functools
import gc
import importlib
import json
import os
import platform
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # Windows, where Keeper refuses
    resource = None

ROOT = Path(__file__).resolve().parents[1]
BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from grading.sandbox import main; main()"
)
CLEAN = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "Agg",
} | {
    # One thread each: threads do not survive a fork, and runs share the cores.
    f"{name}_NUM_THREADS": "1"
    for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "BLIS")
}


# They say which processor this is; the sandbox sees no module of tools.
PROCESSOR = "OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES", "GLIBC_TUNABLES"

STACK = """
    matplotlib.pyplot numpy scipy.cluster.hierarchy scipy.fft scipy.integrate
    scipy.interpolate scipy.linalg scipy.ndimage scipy.optimize scipy.signal
    scipy.sparse.csgraph scipy.sparse.linalg scipy.spatial scipy.special scipy.stats
    sklearn.datasets sklearn.ensemble sklearn.linear_model sklearn.model_selection
    sklearn.svm statsmodels.api sympy
"""
NOBODY = 65534
SCRATCH = ("/tmp", "/dev/shm")  # new in each run, and empty but for Python
SEEN = (
    "__init__",
    "wire",
    "describe",
    "changes",
    "figures",
    "slate",
    "cells",
    "student",
    "sandbox",
)
ADVICE = (
    "No sandbox can be made here ({}). On Linux, install bubblewrap (for example: "
    "apt-get install bubblewrap) and allow user namespaces (sysctl "
    "user.max_user_namespaces=15000; on Ubuntu also "
    "kernel.apparmor_restrict_unprivileged_userns=0; in a container, run it with "
    "permission to create namespaces). Without one, --no-sandbox runs students' code "
    "unconfined."
)


def processor():
    """Return the variables that tell the libraries of another processor, if any."""
    return {k: v for k, v in os.environ.items() if k in PROCESSOR}


class SandboxMissing(RuntimeError):
    """No sandbox can be made here; the message says what to install or allow."""


class Keeper:
    """A warm parent, seen from the grader.

    Parameters
    ----------
    role : "tests" or "student"
    sandbox : whether it and its children are confined
    limits : grading.model.Limits
    """

    def __init__(self, role, sandbox, limits):
        self.role, self.sandbox, self.limits = role, sandbox, limits
        self.run_number = 0
        self.folder = tempfile.TemporaryDirectory(prefix="grading-")
        self.start()

    def start(self):
        """Start the process and begin its imports; `wait` until it is ready."""
        if not hasattr(os, "fork"):
            raise SandboxMissing(
                "Grading needs processes that fork, which this system does not have. "
                "On Windows, run it in WSL (Windows Subsystem for Linux)."
            )
        if self.sandbox and not sys.platform.startswith("linux"):
            raise SandboxMissing(ADVICE.format(f"this is {sys.platform}"))
        self.how = "none"
        if self.sandbox:
            self.how = how_to_confine()
        self.control, theirs = socket.socketpair()
        self.said = b""
        folder = "/tmp" if self.sandbox else self.folder.name
        settings = {
            "role": self.role,
            "how": self.how,
            "root": os.geteuid() == 0,
            "fd": theirs.fileno(),
            "limits": vars(self.limits),
            "folder": folder,
            "debug": os.environ.get("GRADING_DEBUG"),
        }
        home = {
            "HOME": folder,
            "TMPDIR": folder,
            "IPYTHONDIR": folder + "/ipython",
            "MPLCONFIGDIR": folder + "/matplotlib",
        }
        command = [
            sys.executable,
            "-I",
            "-c",
            BOOT,
            ROOT,
            json.dumps(settings),
        ]
        if self.how == "bubblewrap":
            command = bubblewrap() + command
        self.process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=CLEAN | processor() | home,
            stdin=subprocess.DEVNULL,
            cwd="/",
        )
        theirs.close()
        self.ready, self.inner = False, False

    def wait(self):
        """Wait until the process has imported the stack.

        Raises
        ------
        SandboxMissing
            If it could not confine itself.
        """
        if self.ready:
            return
        said = self.listen(300)
        if "missing" in said:
            raise SandboxMissing(ADVICE.format(said["missing"]))
        self.ready, self.inner = True, said["inner"]

    def listen(self, seconds):
        """Return the next thing that the process says."""
        self.control.settimeout(seconds)
        while b"\n" not in self.said:
            data = self.control.recv(1 << 16)
            if not data:
                raise ConnectionError(f"the parent of the {self.role} is gone")
            self.said += data
        line, self.said = self.said.split(b"\n", 1)
        return json.loads(line)

    def renew(self):
        """Start anew, for the next submission.

        Where the runs cannot be kept apart inside the sandbox, what one of them has
        left running could reach the next: each submission has a sandbox of its own.
        """
        if self.how == "none":
            return
        self.wait()
        if not self.inner:
            self.restart()

    def restart(self):
        """End the process and start it anew."""
        self.stop()
        self.start()

    def run(self, *sockets):
        """Fork a child for one run and give it these sockets."""
        self.wait()
        self.run_number += 1
        order = b"run %d\n" % self.run_number
        socket.send_fds(
            self.control, [order], [sock.fileno() for sock in sockets]
        )

    def end(self):
        """End the run with everything that it started; say how its child ended."""
        self.control.send(b"end %d\n" % self.run_number)
        while True:
            said = self.listen(60)
            if said.get("ended") == self.run_number:
                return said["how"]

    def stop(self):
        """End the process and everything in its sandbox."""
        if getattr(self, "process", None) is not None:
            self.control.close()
            self.process.kill()
            self.process.wait()

    def close(self):
        """End the process and remove its folder."""
        self.stop()
        self.folder.cleanup()


# ------------------------------------------------------------ what is visible


@functools.cache
def visible():
    """Return what a sandbox shows, read-only: Python, the system, a few modules of ours.

    Every path here is real: it leads over no symbolic link.

    Returns
    -------
    links : {path: target} of the symbolic links that lead there
    places : [(path, shown)], outermost first; what is not shown is empty, as is the
        project where it lies in a folder that is
    """
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix]
    system = ["/usr", "/nix/store"]
    system += ["/lib", "/lib64", "/lib32", "/bin", "/sbin"]
    system += [f"/etc/{n}" for n in ("ld.so.cache", "localtime", "fonts")]
    system += ["/etc/alternatives", "/etc/ld.so.conf", "/etc/ld.so.conf.d"]
    own = [ROOT / "grading" / f"{name}.py" for name in SEEN]
    # nbgrader's exchange: what other students have handed in.
    hidden = [ROOT, "/usr/local/share/nbgrader"]
    links, kinds = {}, {}
    for shown, paths in (
        (False, hidden),
        (True, [*python, sys.executable, *system, *own]),
    ):
        for path in filter(os.path.exists, paths):
            kinds[follow_links(path, links)] = shown
    for path in ("/", *SCRATCH):
        if kinds.get(Path(path)):
            raise SandboxMissing(
                ADVICE.format(f"Python is installed in {path}")
            )
    places = []
    for place in sorted(kinds, key=lambda p: (len(p.parts), p)):
        if kinds[place] != is_shown(place, places):
            places.append((place, kinds[place]))
    return links, places


def is_shown(path, places):
    """Say whether a path lies in a place that is shown."""
    kinds = [shown for place, shown in places if path.is_relative_to(place)]
    return bool(kinds) and kinds[-1]


def follow_links(path, links):
    """Return where a path leads; note the symbolic links on the way in `links`."""
    path = Path(path)
    while True:
        for part in [*reversed(path.parents), path]:
            if part.is_symlink():
                links[part] = os.readlink(part)
                target = part.parent / links[part] / path.relative_to(part)
                path = Path(os.path.normpath(target))
                break
        else:
            return path


def works(command):
    """Say whether a command ends well."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=20, env=CLEAN, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def how_to_confine():
    """Return "bubblewrap" or "namespaces", whichever works here.

    GRADING_SANDBOX names one of them to be used.

    Raises
    ------
    SandboxMissing
        If neither does.
    """
    wanted = os.environ.get("GRADING_SANDBOX", "")
    if wanted in ("", "bubblewrap") and shutil.which(
        "bwrap", path=CLEAN["PATH"]
    ):
        code = BOOT.replace("main", "become_nobody")
        if works([*bubblewrap(), sys.executable, "-I", "-c", code, str(ROOT)]):
            return "bubblewrap"
    if wanted in ("", "namespaces"):
        code = BOOT.replace("main", "trial")
        if works([sys.executable, "-I", "-c", code, str(ROOT)]):
            return "namespaces"
    if wanted in ("", "bubblewrap", "namespaces"):
        raise SandboxMissing(
            ADVICE.format("neither bubblewrap nor own namespaces work")
        )
    raise SandboxMissing(ADVICE.format(f"GRADING_SANDBOX is {wanted!r}"))


def bubblewrap():
    """Return the start of a command line that confines what follows it."""
    links, places = visible()
    # Root keeps its own user namespace, so that runs can become the real nobody:
    # the limit of processes does not hold for root under another name.
    # It mounts /proc itself: a part of bubblewrap's is covered, which bars others.
    users = "--unshare-user --uid 0 --gid 0 --proc /proc"
    if os.geteuid() == 0:
        users = "--dir /proc"
    # A terminal that the grader writes to would be there as /dev/console.
    command = (
        f"bwrap {users} --unshare-ipc --unshare-pid --unshare-net --unshare-uts "
        "--unshare-cgroup-try --cap-add ALL --die-with-parent --hostname sandbox "
        "--dev /dev --dev-bind /dev/null /dev/console "
        "--perms 1777 --tmpfs /tmp --perms 1777 --tmpfs /dev/shm --dir /mnt"
    ).split()
    steps = [
        (place, ["--ro-bind", str(place)] if shown else ["--tmpfs"])
        for place, shown in places
    ]
    steps += [
        (link, ["--symlink", target])
        for link, target in links.items()
        if not is_shown(link, places)
    ]
    for path, step in steps:
        for folder in reversed(path.parents):
            if not is_shown(folder, places):  # others than root may enter it
                command += ["--perms", "0755", "--dir", str(folder)]
        command += [*step, str(path)]
    hidden = [str(place) for place, shown in places if not shown]
    for path in ["/", "/dev", *hidden]:
        command += ["--remount-ro", path]
    return [*command, "--"]


# -------------------------------------------------------------- system calls

NEWNS, NEWUTS, NEWIPC, NEWUSER = 0x20000, 0x4000000, 0x8000000, 0x10000000
NEWPID, NEWNET, NEWCGROUP = 0x20000000, 0x40000000, 0x2000000
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT = 1, 2, 4, 8, 32
BIND, MOVE, REC, PRIVATE, DETACH = 4096, 8192, 16384, 1 << 18, 2
libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


def call(name, *args):
    """Call a function of the C library; raise OSError where it fails."""
    if getattr(libc, name)(*args) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def mount(source, target, kind, flags=0, data=""):
    """Mount something; see mount(2)."""
    names = (os.fsencode(v) if v else None for v in (source, target, kind))
    call("mount", *names, ctypes.c_ulong(flags), str(data).encode())


def prctl(option, value=0):
    """Set a property of this process; see prctl(2)."""
    call("prctl", option, ctypes.c_ulong(value), 0, 0, 0)


def die_with_parent():
    """Have this process killed when its parent ends.

    What it has started by then is killed with it in a sandbox only.
    """
    if sys.platform.startswith("linux"):
        prctl(1, signal.SIGKILL)


def new_user_namespace():
    """Enter a user namespace in which this process is root.

    Root maps nobody too, so that runs can become it; others map themselves only.
    Returns whether nobody is there.
    """
    uid, gid = os.geteuid(), os.getegid()
    if uid != 0:
        call("unshare", NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
        return False
    reading, writing = os.pipe()
    helper = os.fork()
    if helper == 0:  # only a process outside may map more than one id
        status = 1
        with suppress(OSError):
            os.close(writing)
            os.read(reading, 1)
            for name in ("uid_map", "gid_map"):
                text = f"0 0 1\n{NOBODY} {NOBODY} 1\n"
                Path(f"/proc/{os.getppid()}/{name}").write_text(text)
            status = 0
        os._exit(status)
    os.close(reading)
    try:
        call("unshare", NEWUSER)
    finally:
        os.close(writing)
        _, status = os.waitpid(helper, 0)
    if status:
        raise OSError("the user namespace could not be mapped")
    return True


def enter_namespaces():
    """Leave the system's namespaces; return in a child that is process 1 of its own.

    Root does without a user namespace where there are none. Returns whether further
    user namespaces can be forbidden once the root is made.
    """
    try:
        forbid = new_user_namespace()
    except OSError:
        if os.geteuid() != 0:
            raise
        forbid = False
    call("unshare", NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS)
    with suppress(OSError):
        call("unshare", NEWCGROUP)
    socket.sethostname("sandbox")
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    die_with_parent()
    return forbid


def enter_root():
    """Make a root of our own: what is visible, read-only, and empty /tmp, /dev/shm."""
    mount("none", "/", "", REC | PRIVATE)
    visible()  # while all is there
    # Any folder would do: what the new root hides there is seen below the old one.
    mount("root", "/tmp", "tmpfs", NOSUID | NODEV, "mode=755,size=16m")
    os.chdir("/tmp")
    os.mkdir("old")
    call("syscall", SYS_PIVOT_ROOT, b".", b"old")
    os.chdir("/")
    furnish("/", "/", "/old")
    os.makedirs("/dev", exist_ok=True)
    for name in ("null", "zero", "full", "random", "urandom"):
        Path("/dev", name).touch()
        mount(f"/old/dev/{name}", f"/dev/{name}", "", BIND)
    for link, target in (
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("ptmx", "pts/ptmx"),
    ):
        os.symlink(target, f"/dev/{link}")
    os.makedirs("/etc", exist_ok=True)
    users = (
        f"root:x:0:0::/tmp:/bin/sh\nnobody:x:{NOBODY}:{NOBODY}::/tmp:/bin/sh\n"
    )
    Path("/etc/passwd").write_text(users)
    Path("/etc/group").write_text(f"root:x:0:\nnogroup:x:{NOBODY}:\n")
    read_only(but="/old")
    for name in ("/proc", "/mnt", "/dev/pts", *SCRATCH):
        os.makedirs(name, exist_ok=True)
    # A container may forbid a fresh /proc; then there is none.
    with suppress(OSError):
        mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    call("umount2", b"/old", DETACH)
    os.rmdir("/old")
    fresh_folders()
    mount("", "/", "", REMOUNT | BIND | RDONLY | NOSUID | NODEV)


def furnish(folder, at, source):
    """Show what is visible below `at` in a folder that is to be there.

    `source` is the root below which it is found.
    """
    links, places = visible()
    for place, shown in places:
        if not place.is_relative_to(at):
            continue
        target = Path(folder) / place.relative_to(at)
        if not shown:
            mount("empty", target, "tmpfs", NOSUID | NODEV, "mode=755")
            continue
        original = Path(source) / place.relative_to("/")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.mkdir() if original.is_dir() else target.touch()
        mount(original, target, "", BIND | REC)
    for link, leads_to in links.items():
        if link.is_relative_to(at) and not is_shown(link, places):
            target = Path(folder) / link.relative_to(at)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(leads_to)


SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}.get(platform.machine(), 41)


def read_only(but):
    """Make all that is mounted read-only, but for the root and what is below `but`."""
    text = Path(but, "proc/self/mountinfo").read_bytes()
    for line in text.splitlines():
        fields = line.split()
        place = re.sub(
            rb"\\(\d{3})", lambda found: bytes([int(found[1], 8)]), fields[4]
        )
        place = Path(os.fsdecode(place))
        if place == Path("/") or place.is_relative_to(but):
            continue
        kept = {b"nosuid": 2, b"nodev": 4, b"noexec": 8, b"noatime": 1024}
        kept |= {b"nodiratime": 2048, b"relatime": 1 << 21}
        flags = sum(kept.get(word, 0) for word in fields[5].split(b","))
        if place.parent != Path("/dev"):
            flags |= NODEV
        mount("", place, "", flags | REMOUNT | BIND | RDONLY | NOSUID)


def fresh_folders(size=128 << 20):
    """Mount empty folders for temporary files and shared memory.

    Where Python lies in one of them it is shown there again. The new folder is made
    aside, since it covers the one from which that is taken.
    """
    for folder in SCRATCH:
        options = f"mode=1777,size={size},nr_inodes=20000"
        mount("scratch", "/mnt", "tmpfs", NOSUID | NODEV, options)
        furnish("/mnt", folder, "/")
        mount("/mnt", folder, "", MOVE)
    with suppress(OSError):  # terminals, which IPython's !command asks for
        options = "newinstance,ptmxmode=0666,mode=0600"
        mount("terminals", "/dev/pts", "devpts", NOSUID | NOEXEC, options)


def become_nobody():
    """Give up every privilege for good."""
    prctl(38, 1)  # no new privileges
    bound_capabilities()
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except (
        OSError
    ):  # one user only is mapped here: nobody in a namespace inside
        uid, gid = os.geteuid(), os.getegid()
        call("unshare", NEWUSER)
        bound_capabilities()
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")
        no_more_users()
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())
    prctl(4, 1)  # dumpable: /proc/self is its own
    die_with_parent()
    refuse_calls()


def bound_capabilities():
    """Empty the set of capabilities that can be had; a namespace has a full one."""
    for capability in range(64):
        with suppress(OSError):
            prctl(24, capability)


# The machine's number, that of the call `socket`, and those that are refused: add_key,
# request_key, keyctl, shmget, msgget, memfd_create, userfaultfd, perf_event_open, bpf
# and the three of io_uring.
CALLS = {
    "x86_64": (
        0xC000003E,
        41,
        (248, 249, 250, 29, 68, 319, 323, 298, 321, 425, 426, 427),
    ),
    "aarch64": (
        0xC00000B7,
        198,
        (217, 218, 219, 194, 186, 279, 282, 241, 280, 425, 426, 427),
    ),
}


def refuse_calls():
    """Refuse the system calls whose effect no namespace or limit holds.

    Keys outlive the run that left them. Segments, queues and files in memory belong to
    no process, so that no limit counts them. Some families of sockets, such as VSOCK,
    lead out of every network namespace. The rest only widens what to attack.
    """
    if platform.machine() not in CALLS:
        return
    machine, make_socket, refused = CALLS[platform.machine()]
    load, equal, at_least, leave = 0x20, 0x15, 0x35, 0x06
    allow, refuse = (leave, 0, 0, 0x7FFF0000), (leave, 0, 0, 0x50000 | 1)
    steps = [(load, 0, 0, 4), (equal, 1, 0, machine), refuse]
    steps += [(load, 0, 0, 0), (at_least, 0, 1, 1 << 30), refuse]
    for number in refused:
        steps += [(equal, 0, 1, number), refuse]
    steps += [(equal, 1, 0, make_socket), allow, (load, 0, 0, 16)]
    for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6):
        steps += [(equal, 0, 1, family), allow]
    steps += [refuse]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    code = ctypes.create_string_buffer(code)
    program = struct.pack("HP", len(steps), ctypes.addressof(code))
    call("prctl", 22, ctypes.c_ulong(2), program, 0, 0)  # a filter of seccomp


def no_more_users():
    """Forbid further user namespaces in this one; they only widen what to attack."""
    with suppress(OSError):
        Path("/proc/sys/user/max_user_namespaces").write_text("0")


# --------------------------------------------------------- inside that process


def trial():
    """Try everything that a sandbox of our own needs."""
    enter_namespaces()
    enter_root()
    become_nobody()


def main():
    """Be a warm parent."""
    settings = json.loads(sys.argv[2])
    control = socket.socket(fileno=settings["fd"])
    os.umask(0o022)  # nobody is to enter the folders that are made here
    die_with_parent()
    try:
        if settings["how"] == "namespaces":
            forbid = enter_namespaces()
            enter_root()
            if forbid:
                no_more_users()
        elif settings["how"] == "bubblewrap" and settings["root"]:
            mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
            if enter_namespaces():  # root of nothing, as for an ordinary user
                mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
                no_more_users()
        settings["inner"] = settings["how"] != "none" and inner_works()
    except (OSError, SandboxMissing) as error:
        say(control, {"missing": str(error)})
        return
    import_stack(settings["role"])
    say(control, {"ready": True, "inner": settings["inner"]})
    serve(control, settings)


def inner_works():
    """Say whether each run can have namespaces of its own."""
    if not os.path.exists("/proc/self/ns/pid"):
        return False
    pid = os.fork()
    if pid == 0:
        status = 1
        with suppress(OSError):
            call("unshare", NEWNS | NEWPID | NEWIPC)
            fresh_folders()
            become_nobody()
            status = 0
        os._exit(status)
    return os.waitpid(pid, 0)[1] == 0


def import_stack(role="tests"):
    """Import what exercises use, and make the shell that runs their cells."""
    for name in STACK.split():
        importlib.import_module(name)
    importlib.import_module("grading.student")
    if role == "tests":
        importlib.import_module("grading.examiner")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    # Without history there is no thread, and a process with threads must not fork.
    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=config, colors="nocolor")
    # Nobody reads the traceback, and composing one takes longer than most answers.
    for name in ("showtraceback", "showsyntaxerror"):
        setattr(shell, name, lambda *args, **kwargs: None)
    shell._format_exception_for_storage = lambda *args, **kwargs: {}
    # %matplotlib of any kind costs nothing: figures are drawn here without a screen.
    shell.enable_matplotlib = lambda gui=None: (gui, "agg")
    importlib.import_module("grading.figures")
    import matplotlib.pyplot as plt

    plt.close(plt.figure())  # loads what draws
    gc.collect()
    gc.freeze()
    return shell


def serve(control, settings):
    """Fork a child for each run that is asked for, one at a time."""
    # The grader may have gone away without a word, as after Ctrl-C.
    with suppress(ConnectionError):
        while True:
            data, fds, _, _ = socket.recv_fds(control, 1 << 12, 4)
            if not data:
                return
            # An order to end what has ended already may come together with the next.
            orders = [line.split() for line in data.splitlines()]
            runs = [int(number) for word, number in orders if word == b"run"]
            if runs:
                how = one_run(control, settings, fds)
                if how is None:
                    return
                say(control, {"ended": runs[-1], "how": how})


def say(control, what):
    """Tell the grader something."""
    control.sendall(json.dumps(what).encode() + b"\n")


def one_run(control, settings, fds):
    """Fork the process of one run and see it to its end; return how it ended."""
    first = None
    if settings["inner"]:
        # Children are born in a process namespace whose end is the end of them all.
        call("unshare", NEWPID)
        first = start_first()
    try:
        child = fork(control, settings, fds)
        for fd in fds:
            os.close(fd)
        return follow(control, child, first, settings)
    finally:
        if first:
            with suppress(ProcessLookupError):
                os.kill(first, signal.SIGKILL)
            os.waitpid(first, 0)
            ours = os.open("/proc/self/ns/pid", os.O_RDONLY)
            call("setns", ours, NEWPID)
            os.close(ours)


def start_first():
    """Start process 1 of a new namespace; it only has to be there."""
    sleep = shutil.which("sleep", path=CLEAN["PATH"])
    if sleep:  # does without a copy of this process
        return os.posix_spawn(sleep, ["sleep", "86400"], CLEAN)
    pid = os.fork()
    if pid == 0:
        while True:
            signal.pause()
    return pid


def fork(control, settings, fds):
    """Fork the process of one run; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        control.close()
        run_child(settings, fds)
    except Exception:
        if settings["debug"]:
            with open(settings["debug"], "a") as log:
                traceback.print_exc(file=log)
        os._exit(1)
    finally:
        os._exit(0)


def run_child(settings, fds):
    """Do the work of one run."""
    limits, role = settings["limits"], settings["role"]
    before = mapped()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.close(quiet)
    sockets = [socket.socket(fileno=fd) for fd in fds]
    if settings["inner"]:
        call("unshare", NEWNS | NEWIPC)
        with suppress(OSError):
            mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
        fresh_folders(size=2 * limits["file_bytes"])
    os.chdir(tempfile.mkdtemp(dir=settings["folder"]))
    if settings["how"] != "none":
        os.chmod(".", 0o777)
        restrict(limits, role, before)
        become_nobody()
    else:
        restrict(limits, role, before)
        die_with_parent()
    if role == "tests":
        from grading.examiner import run

        run(*sockets)
    else:
        from grading.student import run

        # As in a notebook: modules that the answer writes beside it can be imported.
        sys.path.remove(str(ROOT))
        sys.path[:] = ["", *sys.path, str(ROOT)]
        run(*sockets, limits["output_chars"])


def restrict(limits, role, before):
    """Set the limits of this process and of all that it starts.

    `before` is the number of bytes that the warm parent has mapped already, 0 if unknown.
    """
    # With 0 a handler of crashes, such as systemd's, would still be called.
    bounds = {"CORE": 1}
    if sys.platform.startswith("linux"):
        bounds["AS"] = (before or 1 << 30) + limits["memory"]
    if role == "student":
        bounds |= {
            "NOFILE": limits["open_files"],
            "FSIZE": limits["file_bytes"],
            "CPU": int(limits["seconds"]) + 1,
            "NPROC": limits["processes"],
        }
    for name, bound in bounds.items():
        which = getattr(resource, "RLIMIT_" + name)
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            bound = min(bound, hard)
        resource.setrlimit(which, (bound, bound))


def follow(control, child, first, settings):
    """Wait for a child's end, or end it when told; return how it ended.

    Meanwhile the memory of all processes of the run is watched: RLIMIT_AS holds for
    each of them alone.
    """
    how, base, status = None, in_use("self"), None
    watch = [control]
    if hasattr(os, "pidfd_open"):
        watch.append(os.pidfd_open(child))
    try:
        while how is None:
            ready, _, _ = select.select(watch, [], [], 0.05)
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                how = f"exit {os.waitstatus_to_exitcode(status)}"
            elif control in ready:
                how = "killed" if control.recv(1 << 12) else "gone"
            elif settings["inner"]:
                how = excess(base, first, settings["limits"])
        # A process group outlives its leader, and keeps its number while it does.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        if first:
            with suppress(ProcessLookupError):
                os.kill(first, signal.SIGKILL)
        if not how.startswith("exit"):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        return None if how == "gone" else how
    finally:
        for fd in watch[1:]:
            os.close(fd)


def mapped():
    """Return how many bytes this process has mapped; 0 if that is unknown."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * resource.getpagesize()


def in_use(pid):
    """Return the memory of a process in bytes, files aside; 0 if it is gone.

    A fork has its parent's memory at once, but of the files that the parent has mapped,
    such as libraries, only what it touches itself.
    """
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    sizes = re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+) kB", text, re.M)
    return sum(int(size) << 10 for size in sizes)


def excess(base, first, limits):
    """Return "memory" or "processes" where a run has too much of it, else None.

    `base` is the memory of the parent, of which every child has a copy. Either bound is
    above the one at which a single process is told no by the system.
    """
    own = {str(os.getpid()), str(first), "1"}
    pids = [p for p in os.listdir("/proc") if p.isdigit() and p not in own]
    if len(pids) > limits["processes"] + 8:
        return "processes"
    used = sum(max(0, in_use(pid) - base) for pid in pids)
    return "memory" if used > 1.25 * limits["memory"] else None
