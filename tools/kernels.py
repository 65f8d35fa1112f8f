"""Start notebook kernels that never meet another program on a network port.

Jupyter's usual way finds free TCP ports, lets go of them, and hopes that they are
still free when the kernel takes them; with many kernels and other servers at once
some are not, and the kernel dies with "Address already in use". Here a kernel
listens on Unix sockets, files of its own name, wherever there are any (not on
Windows).
"""

import socket
from pathlib import Path
from secrets import token_hex

from jupyter_client.connect import ConnectionFileMixin
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import default


class OnUnixSockets(ConnectionFileMixin):
    """The choice of sockets, for either kind of kernel manager."""

    @default("transport")
    def _transport_default(self):
        return "ipc" if hasattr(socket, "AF_UNIX") else "tcp"

    @default("connection_file")
    def _connection_file_default(self):
        # The sockets are named after this file. Short: a socket's path may have
        # about 100 characters.
        folder = Path(jupyter_runtime_dir())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(folder / f"book-{token_hex(6)}.json")


class BlockingManager(OnUnixSockets, KernelManager):
    """A kernel manager for code that waits."""


class AsyncManager(OnUnixSockets, AsyncKernelManager):
    """A kernel manager for nbclient."""
