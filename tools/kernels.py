"""Start notebook kernels that never meet another program on a network port.

Jupyter's usual way finds free TCP ports, lets go of them, and hopes that they are
still free when the kernel takes them; with many kernels and other servers at once
some are not, and the kernel dies with "Address already in use". Here a kernel
listens on Unix sockets, files of its own name, wherever there are any (not on
Windows).
"""

import atexit
import functools
import shutil
import socket
import tempfile
from pathlib import Path
from secrets import token_hex

from jupyter_client.connect import ConnectionFileMixin
from jupyter_client.manager import AsyncKernelManager, KernelManager
from traitlets import default

LONGEST = 80  # characters of a folder: a socket's path may have 104 on macOS


@functools.cache
def sockets_folder() -> Path:
    """Return a folder of this process alone, with a short name, gone at its end."""
    place = tempfile.gettempdir()
    if len(place) > LONGEST and Path("/tmp").is_dir():
        place = "/tmp"
    folder = tempfile.mkdtemp(prefix="book-", dir=place)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


class OnUnixSockets(ConnectionFileMixin):
    """The choice of sockets, for either kind of kernel manager."""

    @default("transport")
    def _transport_default(self):
        return "ipc" if hasattr(socket, "AF_UNIX") else "tcp"

    @default("connection_file")
    def _connection_file_default(self):
        # The sockets are named after this file.
        return str(sockets_folder() / f"{token_hex(6)}.json")


class BlockingManager(OnUnixSockets, KernelManager):
    """A kernel manager for code that waits."""


class AsyncManager(OnUnixSockets, AsyncKernelManager):
    """A kernel manager for nbclient."""
