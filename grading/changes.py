"""Objects that are changed in place: what they were, whether they differ, and how.

Both ends hold a copy of each mutable argument of a call that is under way. At every
change of turn the side that has worked sends what it changed.
"""

import numpy as np

from grading import wire
from grading.wire import WireError, Writer

CHILDREN = 10_000  # generators that one call may spawn from another's


def is_dict(value):
    """Say whether an object is a dict; a dok_array, which derives from it, is not."""
    return isinstance(value, dict) and not is_sparse(value)


def is_sparse(value):
    """Say whether an object is a sparse array or matrix."""
    return type(value).__module__.startswith("scipy.sparse")


def snapshot(value):
    """Return what `differs` compares with later."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list):
        return list(value)
    if is_dict(value):
        return dict(value)
    if isinstance(value, set):
        return set(value)
    if isinstance(value, np.random.Generator):
        return state_of(value.bit_generator)
    if is_sparse(value):
        return value.copy()
    if type(value).__module__.startswith("matplotlib"):
        from grading.figures import summary

        return summary(value)
    return None


def differs(value, before):
    """Say whether an object is no longer what its snapshot says."""
    if isinstance(value, np.ndarray):
        if value.shape != before.shape or value.dtype != before.dtype:
            return True
        return value.tobytes() != before.tobytes()
    if isinstance(value, list):
        return len(value) != len(before) or any(
            a is not b for a, b in zip(value, before, strict=True)
        )
    if is_dict(value):
        return len(value) != len(before) or any(
            a is not b or value[a] is not before[b]
            for a, b in zip(value, before, strict=True)
        )
    if isinstance(value, set):
        return value != before
    if isinstance(value, np.random.Generator):
        return different_state(state_of(value.bit_generator), before)
    if is_sparse(value):
        one, two = Writer(), Writer()
        if value.shape != before.shape:
            return True
        trees = wire.write_sparse(one, value), wire.write_sparse(two, before)
        return trees[0] != trees[1] or one.blob != two.blob
    if type(value).__module__.startswith("matplotlib"):
        from grading.figures import summary

        return summary(value) != before
    return False


def different_state(now, before):
    """Compare the states of two bit generators, arrays and all."""
    try:
        return bool(now != before)
    except ValueError:
        return repr(now) != repr(before)


def content(value, writer):
    """Return the tree of what an object holds now."""
    if isinstance(value, np.ndarray):
        return wire.write_array(writer, value, 0)
    if is_dict(value):
        return writer.pairs(value, 0)
    if isinstance(value, list | set):
        return writer.sequence(list(value), 0)
    if isinstance(value, np.random.Generator):
        return write_state(value.bit_generator, writer)
    if type(value).__module__.startswith("matplotlib"):
        from grading.figures import summary

        return summary(value)
    return wire.write_sparse(writer, value)


def apply(value, tree, reader):
    """Make an object hold what the other side says that it holds now.

    Raises
    ------
    WireError
        If that cannot be.
    """
    if isinstance(value, np.ndarray):
        new = reader.read(tree)
        if not isinstance(new, np.ndarray) or not value.flags.writeable:
            raise WireError("no change of an array")
        if new.dtype != value.dtype or new.size != value.size:
            raise WireError("an argument that changed its size or dtype")
        if new.shape != value.shape:
            value.shape = new.shape
        value[...] = new
    elif isinstance(value, list):
        value[:] = reader.sequence(tree, 0)
    elif is_dict(value):
        items = reader.pairs(tree, 0)
        if type(value) is not dict:  # its keys are attributes too
            items = [(wire.field(key), item) for key, item in items]
        dict.clear(value)
        dict.update(value, items)
    elif isinstance(value, set):
        items = reader.sequence(tree, 0)
        value.clear()
        value.update(items)
    elif isinstance(value, np.random.Generator):
        set_state(value.bit_generator, reader.read(tree))
    elif is_sparse(value):
        new = wire.read_sparse(reader, tree[1:], 0)
        if type(new) is not type(value):
            raise WireError("a sparse argument that changed its class")
        value.__dict__.clear()
        value.__dict__.update(new.__dict__)
    elif type(value).__module__.startswith("matplotlib"):
        from grading.figures import redraw

        redraw(value, tree)
    else:
        raise WireError("no mutable object")


def state_of(bits):
    """Return the state of a bit generator, and how many children it has spawned."""
    children = getattr(bits.seed_seq, "n_children_spawned", 0)
    return {"bits": bits.state, "children": children}


def write_state(bits, writer):
    """Return the tree of the state of a bit generator."""
    track, writer.track = writer.track, False
    tree = writer.write(state_of(bits))
    writer.track = track
    return tree


def seed_of(bits):
    """Return the arguments that make a bit generator's seed sequence again, or None."""
    if type(bits.seed_seq) is not np.random.SeedSequence:
        return None
    return bits.seed_seq.state


def set_state(bits, state):
    """Set the state of a bit generator, if it is one of its own kind."""
    before = state_of(bits)
    if not same_form(state, before):
        raise WireError("no state of this bit generator")
    more = state["children"] - before["children"]
    if not 0 <= more <= CHILDREN:
        raise WireError("children that no call can have spawned")
    try:
        if more:
            bits.seed_seq.spawn(more)
        bits.state = state["bits"]
    except (TypeError, ValueError, OverflowError) as error:
        raise WireError(f"no state: {error}") from None


def same_form(one, two):
    """Say whether two states have the same keys, kinds and shapes."""
    if isinstance(two, dict):
        return (
            type(one) is dict
            and one.keys() == two.keys()
            and all(same_form(one[key], two[key]) for key in two)
        )
    if isinstance(two, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and one.dtype == two.dtype
            and one.shape == two.shape
        )
    if isinstance(two, str):
        return one == two
    return wire.is_int(one) and 0 <= one < 1 << 128
