"""Create or update the project's environment, `.venv`, from the lock.

Run by `make` with whatever Python the machine offers, so it keeps to syntax that an old
Python still reads, and can look for a newer one or refuse in one clear sentence.
Does nothing when the environment already holds what `requirements.txt` says.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys

if sys.version_info < (3, 6):
    sys.exit(
        "This book needs Python 3.11 to 3.13: make PYTHON=/path/to/python3.12"
    )

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tools.surroundings import for_set_up

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.txt")
STAMP = os.path.join(VENV, ".lock")
PYTHON = os.path.join(VENV, "bin", "python")

ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def fail(message):
    """Print one sentence that says what to do, and stop."""
    sys.stdout.flush()
    sys.stderr.write("\n" + message + "\n")
    sys.exit(1)


def version_of(command):
    """Return (major, minor) of a Python command, or None if it does not run."""
    try:
        out = subprocess.check_output(
            [command, "-c", ASK_VERSION], stderr=subprocess.DEVNULL
        )
        major, minor = out.decode().strip().split(".")
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def supported(version):
    """Say whether the lock was made for this (major, minor) version."""
    return version is not None and OLDEST <= version <= NEWEST


def find_python():
    """Return a Python that the lock supports: this one, or another on the path."""
    if supported(sys.version_info[:2]):
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        command = "python3.%d" % minor
        if supported(version_of(command)):
            return command
    fail(
        "This book needs Python %d.%d to %d.%d, and '%s' is %d.%d.\n"
        "Install one of them, or name it: make PYTHON=/path/to/python3.12"
        % (OLDEST + NEWEST + (sys.executable,) + sys.version_info[:2])
    )


def lock_hash():
    """Return the hash that names this environment: of the lock, as bytes."""
    try:
        with open(LOCK, "rb") as lock:
            return hashlib.sha256(lock.read()).hexdigest()
    except IOError:
        fail(
            "requirements.txt is missing. Restore it: git checkout requirements.txt"
        )


def is_current():
    """Say whether `.venv` runs and was installed from the lock as it is now."""
    if not os.path.exists(STAMP) or not supported(version_of(PYTHON)):
        return False
    with open(STAMP) as stamp:
        return stamp.read().strip() == origin()


def origin():
    """Return what the stamp of a complete environment says: lock and place.

    Its programs hold the folder's name, so an environment that was moved is not whole.
    """
    return lock_hash() + " " + VENV


def has_pip():
    """Say whether the environment got as far as pip; an interrupted one did not."""
    with open(os.devnull, "w") as quiet:
        command = [PYTHON, "-m", "pip", "--version"]
        return subprocess.call(command, stdout=quiet, stderr=quiet) == 0


def make_venv():
    """Create an empty `.venv` with the `venv` module of a supported Python."""
    python = find_python()
    shutil.rmtree(VENV, ignore_errors=True)
    print("Creating .venv with Python %d.%d" % version_of(python))
    made = subprocess.run(
        [python, "-m", "venv", VENV],
        env=for_set_up(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        fail(
            "Python's venv module did not work:\n%s\n"
            "On Debian or Ubuntu: sudo apt-get install python3-venv. Then run this "
            "again." % made.stdout.decode(errors="replace").strip()
        )


def pinned(name):
    """Return the lines of the lock that pin one package, with its hashes."""
    with open(LOCK) as lock:
        entry = re.search(
            r"^%s==.*?(?=^\S|\Z)" % re.escape(name), lock.read(), re.M | re.S
        )
    if not entry:
        fail(
            "requirements.txt pins no %s. Make the lock again: make lock"
            % name
        )
    return entry.group(0)


def install():
    """Install exactly what the lock says, byte-compiled, with hashes checked."""
    bootstrap = os.path.join(VENV, "uv.txt")
    with open(bootstrap, "w") as out:
        out.write(pinned("uv"))
    uv = os.path.join(VENV, "bin", "uv")
    steps = [
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        + ["--require-hashes", "-r", bootstrap],
        [uv, "pip", "sync", "--python", PYTHON, "--compile-bytecode"]
        + ["--require-hashes", LOCK]
        # On a terminal uv draws a progress bar; elsewhere it would list every package.
        + ([] if sys.stderr.isatty() else ["--quiet"]),
    ]
    print("Installing the locked packages (about a minute the first time)")
    for step in steps:
        done = subprocess.run(step, cwd=ROOT, env=for_set_up())
        if done.returncode:
            fail(
                "The packages could not be installed; the message above says why.\n"
                "If it speaks of a connection: setting up needs the network once, to "
                "reach the package\nregistry. Behind a mirror or a proxy, set "
                "PIP_INDEX_URL and UV_INDEX_URL, or HTTPS_PROXY.\n"
                "Then run the same command again: it goes on where it stopped."
            )


def main():
    """Bring `.venv` up to date, or say in one sentence why that failed."""
    os.umask(
        0o022
    )  # a sandbox's nobody must be able to read what is installed
    if is_current():
        os.utime(STAMP, None)
        return
    moved = os.path.exists(STAMP) and not open(STAMP).read().strip().endswith(
        VENV
    )
    if moved or not supported(version_of(PYTHON)) or not has_pip():
        make_venv()
    install()
    with open(STAMP, "w") as stamp:
        stamp.write(origin() + "\n")


if __name__ == "__main__":
    main()
