"""Costly checks meet a sample of what they check; with THOROUGH=1 all of it.

The sample goes by a checksum of the content, so that another change meets another part.
"""

import os
import zlib

THOROUGH = bool(os.environ.get("THOROUGH"))
CHAPTERS = 3  # of each costly check


def in_sample_order(things, content):
    """Return things in the order in which a sample takes them.

    Parameters
    ----------
    things : iterable
    content : callable
        Returns the bytes of a thing.
    """
    return sorted(things, key=lambda thing: zlib.crc32(content(thing)))


def some_chapters(names, content):
    """Return the chapters that a costly check meets in this run, in the book's order."""
    names = list(names)
    if THOROUGH:
        return names
    return sorted(in_sample_order(names, content)[:CHAPTERS])
