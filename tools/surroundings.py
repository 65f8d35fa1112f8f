"""Decide what environment our programs, and all that they start, are given.

A variable that a user has set for another reason must not change a result: it has
stripped the asserts of tests, built a book without figures, and put a foreign
`random.py` before the library's. So what is not named here is dropped, when `tools` is
imported and before anything else is. `make` starts Python with `-E`, so that the
interpreter itself takes nothing from the environment either.

An old Python reads this file too: `tools/environment.py` sets up with it.
"""

import os
import sys
import tempfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What a program needs to run at all, here or under Windows and macOS; and what says
# which processor this is: the book holds on each.
KEPT = (
    "PATH TERM TMPDIR TEMP TMP TZ USER LOGNAME CI COLUMNS"
    " SYSTEMROOT SYSTEMDRIVE COMSPEC PATHEXT WINDIR"
    " PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED"
    " OPENBLAS_CORETYPE NPY_DISABLE_CPU_FEATURES GLIBC_TUNABLES"
    " GRADING_SANDBOX GRADING_DEBUG PYTEST_XDIST_WORKER PYTEST_XDIST_WORKER_COUNT"
    " PYTEST_XDIST_TESTRUNUID PYTEST_CURRENT_TEST THOROUGH"
).split()
# Set-up alone reaches a package registry, perhaps behind a mirror or a proxy.
SET_UP = (
    "HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy"
    " all_proxy SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE"
    " PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_CERT PIP_TRUSTED_HOST"
    " PIP_DEFAULT_TIMEOUT PIP_RETRIES PIP_CONFIG_FILE PIP_NO_CACHE_DIR PIP_CACHE_DIR XDG_CACHE_HOME"
    " UV_INDEX_URL UV_EXTRA_INDEX_URL UV_DEFAULT_INDEX UV_INDEX UV_FIND_LINKS"
    " UV_CACHE_DIR UV_LINK_MODE UV_HTTP_TIMEOUT UV_NATIVE_TLS UV_SYSTEM_CERTS"
    " UV_INSECURE_HOST UV_KEYRING_PROVIDER"
).split()
# A learner's JupyterLab opens a browser on a desktop.
DESKTOP = (
    "BROWSER DISPLAY WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS"
    " XDG_RUNTIME_DIR XDG_CURRENT_DESKTOP XDG_SESSION_TYPE XDG_DATA_DIRS"
    " USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA SSH_CONNECTION WSL_DISTRO_NAME"
).split()

STRIPPED = (
    "Python runs with its asserts stripped (PYTHONOPTIMIZE, or python -O), and the "
    "tests are asserts: nothing would be checked.\nRun it again without: unset PYTHONOPTIMIZE"
)
users = dict(os.environ)  # as they were before `settle`


def kept(environment, names=()):
    """Return what of an environment is passed on, with `names` besides."""
    wanted = set(KEPT).union(names)
    found = {k: v for k, v in environment.items() if k in wanted}
    # Two notebooks run at a time: with a thread for each core in each of them, their
    # linear algebra waits for one another, and a chapter takes twice as long.
    found.update(LANG="C.UTF-8", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    return found


def usable(folder):
    """Say whether a folder can be somebody's home."""
    return (
        bool(folder)
        and folder != os.sep
        and os.path.isdir(folder)
        and os.access(folder, os.W_OK | os.X_OK)
    )


def own_home():
    """Return a home of the project's own, made if need be: it has no start-up files."""
    home = os.path.join(HERE, "_build", "home")
    try:
        os.makedirs(home, exist_ok=True)
    except OSError:
        home = ""
    return home if usable(home) else tempfile.mkdtemp(prefix="book-home-")


def users_home():
    """Return the user's home where it can be used, else one of the project's own."""
    home = users.get("HOME", "")
    return home if usable(home) else own_home()


def for_set_up():
    """Return the environment of the programs that install packages."""
    environment = kept(users, SET_UP)
    # A cache is shared between projects; a `user = true` of pip's own file is not ours.
    environment.update(HOME=users_home(), PIP_USER="0")
    return environment


def for_lab():
    """Return the environment of the learner's JupyterLab: the settings are the learner's."""
    environment = kept(users, DESKTOP)
    del environment["OMP_NUM_THREADS"], environment["OPENBLAS_NUM_THREADS"]
    environment["HOME"] = users_home()
    return environment


def settle():
    """Leave in this process's environment what is passed on, and nothing else.

    Raises
    ------
    SystemExit
        If Python was started so that asserts do nothing.
    """
    if sys.flags.optimize:
        sys.exit(STRIPPED)
    environment = kept(os.environ)
    environment["HOME"] = own_home()
    programs = os.path.dirname(sys.executable)
    path = environment.get("PATH", os.defpath)
    if programs not in path.split(os.pathsep):
        environment["PATH"] = programs + os.pathsep + path
    os.environ.clear()
    os.environ.update(environment)
