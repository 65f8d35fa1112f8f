"""What workers run in the tests of the fan-out; light, so that they start quickly."""

import os
import time
from pathlib import Path

from grading.batch import Done, Task


def echo(task: Task) -> Done:
    """Answer at once; die or hang where the data say so."""
    if task.data == b"die":
        os._exit(9)
    if task.data == b"hang":
        time.sleep(100)
    return Done(None)


def slow(task: Task) -> Done:
    """Answer after a moment, and note each time in the folder that the data name."""
    folder, _, name = task.data.decode().partition("|")
    time.sleep(0.15)
    with (Path(folder) / name).open("a") as file:
        file.write(f"{os.getpid()}\n")
    return Done(None)
