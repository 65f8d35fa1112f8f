"""Values that cross between the tests and a student's process.

A message is a line of JSON and one block of raw bytes, both with their length in
front. A call-back with nothing but numbers, of which an optimiser makes thousands, is a
message without JSON: see pack_numbers. JSON holds only lists and scalars; a value that JSON does not have is a list
whose first entry names its kind. The set of kinds is closed: whatever else a message
says is a WireError. Nothing is unpickled, imported or evaluated to read one.

Both ends write and read the same kinds. What only one of them has (functions, objects,
call-backs) goes through the `special` hooks of Writer and Reader.

The reader takes every byte as hostile: sizes, depth, number of items and the inner
consistency of arrays, sparse matrices and expressions are checked before anything is
built from them.
"""

import contextlib
import decimal
import fractions
import json
import re
import struct

import numpy as np

MAX_TEXT = 16 << 20  # bytes of JSON in one message
MAX_BLOB = 256 << 20  # raw bytes in one message
MAX_ITEMS = 1_000_000  # values in one message
MAX_DEPTH = 60
MAX_BITS = 1 << 16  # of one integer
MAX_DIGITS = 10_000  # of one decimal
NUMBERS = "biufcmM"  # kinds of dtype that a column of pandas may have
LABELS = (str, int, float, bool, type(None))
INDEXES = ("Index", "RangeIndex", "DatetimeIndex")  # those that may cross

AS_IT_IS = frozenset((float, bool, str, type(None)))  # JSON has them
HEADER = struct.Struct("<II")
DTYPE = re.compile(r"[<>|=]([biufcSUmM])(\d{1,9})(\[\d*[a-zA-Zμ]{1,7}\])?")


class WireError(Exception):
    """A value that may not cross, or a message that is not one."""


dumps = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
parse = json.JSONDecoder().scan_once


def not_json(value):
    """Refuse what a message cannot hold."""
    raise WireError(f"{type(value).__name__} in a message")


# The encoder that `dumps` makes anew for each message, made once.
encode = json.encoder.c_make_encoder(
    None,
    not_json,
    json.encoder.encode_basestring_ascii,
    None,
    ":",
    ",",
    False,
    False,
    True,
)


# ---------------------------------------------------------------- messages


class Channel:
    """One end of the conversation.

    Parameters
    ----------
    sock : connected socket
    """

    def __init__(self, sock):
        self.sock, self.rest = sock, b""

    def send(self, message, blob=b""):
        """Send a message (lists and scalars) with its block of raw bytes.

        Raises
        ------
        WireError
            If it is larger than a message may be.
        """
        text = "".join(encode(message, 0)).encode()
        if len(text) > MAX_TEXT or len(blob) > MAX_BLOB:
            size = (len(text) + len(blob)) >> 20
            raise WireError(f"too large to hand over: {size} MB")
        self.sock.sendall(HEADER.pack(len(text), len(blob)) + text + blob)

    def send_numbers(self, data):
        """Send what pack_numbers has made."""
        self.sock.sendall(HEADER.pack(0, len(data)) + data)

    def receive(self):
        """Return the next message, None if it is numbers, and its block of raw bytes.

        Raises
        ------
        EOFError
            If the other side is gone.
        WireError
            If what comes is no message.
        """
        self.need(HEADER.size)
        length, raw = HEADER.unpack_from(self.rest)
        if length > MAX_TEXT or raw > MAX_BLOB:
            raise WireError("a message of a forbidden size")
        start = HEADER.size
        self.need(start + length + raw)
        data, self.rest = self.rest, self.rest[start + length + raw :]
        blob = data[start + length : start + length + raw] if raw else b""
        if not length:
            return None, blob
        try:
            text = data[start : start + length].decode()
            message, end = parse(text, 0)
        except (ValueError, StopIteration, RecursionError) as error:
            raise WireError(f"no message: {error}") from None
        if end != len(text) or not isinstance(message, list) or not message:
            raise WireError("no message")
        return message, blob

    def need(self, count):
        """Have at least `count` bytes in `rest`."""
        missing = count - len(self.rest)
        if missing <= 0:
            return
        parts = [self.rest]
        while missing > 0:
            data = self.sock.recv(max(1 << 16, min(missing, 1 << 22)))
            if not data:
                raise EOFError
            parts.append(data)
            missing -= len(data)
        self.rest = b"".join(parts)


# ------------------------------------------------------------------ numbers

DOUBLE, SIZE = struct.Struct("<d"), struct.Struct("<I")
F8 = np.dtype("<f8")


def pack_numbers(values, known=()):
    """Return floats and plain vectors of them as bytes; None if there is anything else.

    Parameters
    ----------
    values : sequence of float, numpy.float64 and numpy.ndarray of shape (n,), float64
    known : ids of objects that the other side holds, which may not go as copies
    """
    parts = []
    for value in values:
        kind = type(value)
        if kind is float:
            parts += (b"f", DOUBLE.pack(value))
        elif kind is np.float64:
            parts += (b"n", DOUBLE.pack(value))
        elif (
            kind is np.ndarray
            and value.dtype == F8
            and value.ndim == 1
            and value.base is None  # not a view of what is known, perhaps
            and value.flags.writeable
            and id(value) not in known
        ):
            parts += (b"a", SIZE.pack(value.size), value.tobytes())
        else:
            return None
    return b"".join(parts)


def unpack_numbers(data):
    """Return what pack_numbers was given, as a list.

    Raises
    ------
    WireError
        If it did not make these bytes.
    """
    values, at, end = [], 0, len(data)
    try:
        while at < end:
            tag = data[at : at + 1]
            if tag == b"a":
                (size,) = SIZE.unpack_from(data, at + 1)
                vector = np.frombuffer(data, F8, size, at + 5)
                values.append(vector.copy())
                at += 5 + 8 * size
            elif tag in (b"f", b"n"):
                (value,) = DOUBLE.unpack_from(data, at + 1)
                values.append(value if tag == b"f" else np.float64(value))
                at += 9
            else:
                raise WireError("no number")
    except (struct.error, ValueError) as error:
        raise WireError(f"no numbers: {error}") from None
    return values


# ------------------------------------------------------------------ writing


class Writer:
    """Turns values into a tree for JSON, and collects the raw bytes.

    Parameters
    ----------
    special : callable (value, writer, depth) -> tree, for what is no plain value;
        raises WireError to refuse it
    known : dict of id(object) -> number, for objects that the other side holds
    track : whether to number the mutable objects met, in `known` and `tracked`

    Attributes
    ----------
    described : dict with the number of each object that was described, in that order
    """

    def __init__(self, special=None, known=None, track=False):
        self.special, self.track = special, track
        self.known = {} if known is None else known
        self.tracked, self.described = {}, {}
        self.parts, self.size, self.items = [], 0, 0

    @property
    def blob(self):
        """The raw bytes so far."""
        return b"".join(self.parts) if self.parts else b""

    def raw(self, data):
        """Add raw bytes; return where they start."""
        start = self.size
        self.size += len(data)
        if self.size > MAX_BLOB:
            raise WireError(f"too large to hand over: {self.size >> 20} MB")
        self.parts.append(data)
        return start

    @contextlib.contextmanager
    def whole(self):
        """Have what is written within written whole, or leave nothing of it.

        An object is described only once, so a description that is not sent must be
        forgotten.
        """
        size, parts, described = (
            self.size,
            len(self.parts),
            len(self.described),
        )
        try:
            yield
        except (WireError, RecursionError):
            self.size = size
            del self.parts[parts:]
            while len(self.described) > described:
                self.described.popitem()
            raise

    def number(self, value):
        """Return [number] of a mutable object that is tracked, else []."""
        if not self.track:
            return []
        n = len(self.tracked) + self.first
        self.known[id(value)] = n
        self.tracked[n] = value
        return [n]

    first = 0  # the number of the first object that is tracked
    view = (
        None  # a callable: array -> its tree as a view of a known one, or None
    )

    def write(self, value, depth=0):
        """Return the tree of a value.

        Raises
        ------
        WireError
            If the value, or one inside it, may not cross.
        """
        kind = type(value)
        if kind is float or value is None or kind is bool:
            return value
        if kind is int:
            if -(1 << 63) <= value < 1 << 63:
                return value
            if value.bit_length() > MAX_BITS:
                raise WireError("an integer of more than 65536 bits")
            return ["i", hex(value)]
        if kind is str:
            return value
        if id(value) in self.known:
            return ["r", self.known[id(value)]]
        self.items += 1
        if depth > MAX_DEPTH:
            raise WireError(f"nested more than {MAX_DEPTH} deep")
        if self.items > MAX_ITEMS:
            raise WireError(f"more than {MAX_ITEMS} values")
        writer = WRITERS.get(kind)
        if writer is None:
            library = write_library(self, value, depth)
            if library is not None:
                return library
            writer = next(
                (w for base, w in FAMILIES if isinstance(value, base)), None
            )
        if writer is not None:
            tree = writer(self, value, depth)
            if tree is not None:
                return tree
        if self.special is None:
            raise WireError(f"{kind.__name__} is no value that can cross")
        return self.special(value, self, depth)

    def sequence(self, values, depth):
        """Return the trees of several values."""
        self.items += len(values)
        if self.items > MAX_ITEMS:
            raise WireError(f"more than {MAX_ITEMS} values")
        write, depth = self.write, depth + 1
        return [v if type(v) in AS_IT_IS else write(v, depth) for v in values]

    def pairs(self, mapping, depth):
        """Return the trees of a dict's items."""
        check_keys(mapping)
        return [
            [self.write(k, depth + 1), self.write(v, depth + 1)]
            for k, v in mapping.items()
        ]


def write_list(writer, value, depth):
    """Lists, and what derives from them."""
    number = writer.number(value)
    return ["l", writer.sequence(list(value), depth), *number]


def write_tuple(writer, value, depth):
    """Tuples; a named one becomes a record."""
    if type(value) is not tuple and hasattr(type(value), "_fields"):
        return None
    return ["t", writer.sequence(tuple(value), depth)]


def write_dict(writer, value, depth):
    """Dicts; an OptimizeResult keeps its class."""
    result = optimize_result(value)
    if result:
        number = writer.number(value)
        return ["o", result, writer.pairs(value, depth), *number]
    number = writer.number(value)
    return ["d", writer.pairs(value, depth), *number]


def write_set(writer, value, depth):
    """Sets and frozen sets."""
    check_keys(value)
    if isinstance(value, frozenset):
        return ["f", writer.sequence(list(value), depth)]
    number = writer.number(value)
    return ["s", writer.sequence(list(value), depth), *number]


def check_keys(values):
    """Raise WireError if a key would cross as something that cannot be one."""
    if any(isinstance(v, list | dict | set | np.ndarray) for v in values):
        raise WireError(
            "a key of a class that derives from list, dict, set or array"
        )


def write_bytes(writer, value, depth):
    """Bytes and bytearrays."""
    data = bytes(value)
    return ["y", writer.raw(data), len(data)]


def write_complex(writer, value, depth):
    """Complex numbers."""
    value = complex(value)
    return ["c", value.real, value.imag]


def write_scalar(writer, value, depth):
    """NumPy scalars."""
    if isinstance(value, np.float64):
        return ["nf", float.__float__(value)]
    if isinstance(value, np.bool_):
        return ["nb", bool(value)]
    if isinstance(value, np.int64):
        return ["ni", int(value)]
    array = np.asarray(value)
    data = array.tobytes()
    return ["n", write_dtype(array.dtype), writer.raw(data), len(data)]


def write_array(writer, value, depth):
    """NumPy arrays of any kind but objects."""
    if isinstance(value, np.ma.MaskedArray):
        return [
            "ma",
            write_array(writer, np.asarray(value.data), depth),
            write_array(writer, np.ma.getmaskarray(value), depth),
        ]
    if writer.view is not None:
        tree = writer.view(value)
        if tree is not None:
            return tree
    matrix = isinstance(value, np.matrix)
    plain = np.asarray(value)
    dtype = write_dtype(plain.dtype)
    number = writer.number(value)
    flags = "" if plain.flags.writeable else "r"
    if matrix:
        flags += "m"
    elif plain.flags.c_contiguous and type(value) is np.ndarray:
        flags += "v"  # what is a view of it can be given back as one
    if plain.flags.f_contiguous and not plain.flags.c_contiguous:
        flags += "F"
    data = plain.tobytes("F" if "F" in flags else "C")
    place = writer.raw(data)
    return ["a", dtype, list(plain.shape), place, len(data), flags, *number]


def write_dtype(dtype):
    """Return a dtype as a string, or as [[name, dtype, shape], …] if structured."""
    if dtype.kind in "biufcSUmM":
        return dtype.str
    if dtype.kind == "V" and dtype.names:
        fields = [(name, dtype.fields[name][0]) for name in dtype.names]
        return [[n, write_dtype(f.base), list(f.shape)] for n, f in fields]
    raise WireError(f"an array of dtype {dtype}: arrays of numbers can cross")


def write_inert(writer, value, depth):
    """Constants that say which elements or which type, such as a slice."""
    if value is Ellipsis:
        return ["..."]
    if isinstance(value, np.dtype):
        return ["dt", write_dtype(value)]
    kind = "slice" if isinstance(value, slice) else "range"
    parts = (value.start, value.stop, value.step)
    return [kind, *(writer.write(p, depth + 1) for p in parts)]


def write_fraction(writer, value, depth):
    """Fractions."""
    return ["q", *(writer.write(n) for n in value.as_integer_ratio())]


def write_decimal(writer, value, depth):
    """Decimals."""
    text = decimal.Decimal.__str__(value)
    check_decimal(value, text)
    return ["dec", text]


def int_like(writer, value, depth):
    """Whole numbers of a class of their own, such as an IntEnum."""
    return writer.write(int.__index__(value), depth)


def float_like(writer, value, depth):
    """Floats of a class of their own."""
    return writer.write(float.__float__(value), depth)


def str_like(writer, value, depth):
    """Strings of a class of their own."""
    return str.__str__(value)


FAMILIES = [
    (np.ndarray, write_array),
    (np.generic, write_scalar),
    (list, write_list),
    (tuple, write_tuple),
    (dict, write_dict),
    (set, write_set),
    (frozenset, write_set),
    (bytes, write_bytes),
    (bytearray, write_bytes),
    (str, str_like),
    (int, int_like),
    (float, float_like),
    (complex, write_complex),
    (fractions.Fraction, write_fraction),
    (decimal.Decimal, write_decimal),
]
WRITERS = {
    base: writer for base, writer in FAMILIES if base not in (tuple, dict)
}
WRITERS |= {slice: write_inert, range: write_inert}
WRITERS[type(Ellipsis)] = write_inert
FAMILIES.append((np.dtype, write_inert))
WRITERS[np.float64] = write_scalar
WRITERS[tuple] = write_tuple
WRITERS[dict] = lambda w, v, d: ["d", w.pairs(v, d), *w.number(v)]


# ------------------------------------------------------------------ reading


class Reader:
    """Builds values from a tree and its raw bytes.

    Parameters
    ----------
    blob : bytes
    special : callable (tag, body, reader, depth) -> value, for the tags of one side
    known : dict of number -> object, for what the other side calls by number
    learn : whether to take numbers for new objects from the message
    """

    def __init__(self, blob=b"", special=None, known=None, learn=False):
        self.blob, self.special, self.learn = blob, special, learn
        self.known = {} if known is None else known
        self.items = 0

    def read(self, tree, depth=0):
        """Return the value of a tree.

        Raises
        ------
        WireError
            If the tree is not one that Writer makes.
        """
        if not isinstance(tree, list):
            if isinstance(tree, dict):
                raise WireError("an object of JSON")
            return tree
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("too deep or too many values")
        if not tree or not isinstance(tree[0], str):
            raise WireError("a value without a kind")
        tag, body = tree[0], tree[1:]
        reader = READERS.get(tag)
        try:
            if reader is not None:
                return reader(self, body, depth)
            if self.special is not None:
                return self.special(tag, body, self, depth)
        except WireError:
            raise
        except Exception as error:
            raise WireError(f"{tag}: {type(error).__name__} {error}") from None
        raise WireError(f"an unknown kind: {tag[:20]!r}")

    def sequence(self, trees, depth):
        """Return the values of a list of trees."""
        if not isinstance(trees, list):
            raise WireError("a list is expected")
        self.items += len(trees)
        if self.items > MAX_ITEMS:
            raise WireError("too many values")
        return [
            self.read(t, depth + 1) if isinstance(t, list | dict) else t
            for t in trees
        ]

    def pairs(self, trees, depth):
        """Return the items of a dict."""
        if not isinstance(trees, list):
            raise WireError("a list is expected")
        items = []
        for pair in trees:
            if not isinstance(pair, list) or len(pair) != 2:
                raise WireError("a pair is expected")
            key = self.read(pair[0], depth + 1)
            items.append((key, self.read(pair[1], depth + 1)))
        return items

    def raw(self, start, count):
        """Return a piece of the raw bytes."""
        if not (is_int(start) and is_int(count)):
            raise WireError("a place that is no number")
        if start < 0 or count < 0 or start + count > len(self.blob):
            raise WireError("a place outside the message")
        return self.blob[start : start + count]

    def note(self, value, number):
        """Remember an object under the number that the other side gave it."""
        if number and self.learn:
            self.known[number[0]] = value
        return value


PLAIN_TYPES = (bool, int, float, complex, str, bytes, list, tuple, dict, set)


def is_inert(kind):
    """Say whether a class may cross as a value: a type of numbers, an exception."""
    return (
        kind in PLAIN_TYPES
        or kind is frozenset
        or kind is object
        or (issubclass(kind, np.generic) and kind.__module__ == "numpy")
    )


def is_int(value):
    """Say whether a value of a message is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def read_int(reader, body, depth):
    """Large integers."""
    (text,) = body
    if not isinstance(text, str) or len(text) > MAX_BITS // 4 + 8:
        raise WireError("an integer of a forbidden size")
    return int(text, 16)


def read_list(reader, body, depth):
    """Lists; noted before their content, which may name them."""
    value = reader.note([], body[1:])
    value.extend(reader.sequence(body[0], depth))
    return value


def read_dict(reader, body, depth):
    """Dicts."""
    value = reader.note({}, body[1:])
    value.update(reader.pairs(body[0], depth))
    return value


def read_set(reader, body, depth):
    """Sets."""
    value = reader.note(set(), body[1:])
    value.update(reader.sequence(body[0], depth))
    return value


def read_known(reader, body, depth):
    """Objects that this side holds already."""
    (number,) = body
    if not is_int(number) or number not in reader.known:
        raise WireError("a number for no object")
    return reader.known[number]


def read_numbered(reader, body, depth):
    """An object with its number in front."""
    number, tree = body
    return reader.note(reader.read(tree, depth + 1), [number])


def read_dtype(spec):
    """Return the dtype of a specification by write_dtype."""
    if isinstance(spec, str):
        if not DTYPE.fullmatch(spec):
            raise WireError(f"a dtype that may not cross: {spec[:40]!r}")
        return np.dtype(spec)
    if not isinstance(spec, list) or not 0 < len(spec) <= 100:
        raise WireError("no dtype")
    fields = []
    for name, form, shape in spec:
        if not isinstance(name, str) or not isinstance(form, str):
            raise WireError("no dtype")
        if not all(is_int(n) and 0 < n < 1 << 16 for n in shape):
            raise WireError("no dtype")
        fields.append((name, read_dtype(form), tuple(shape)))
    return np.dtype(fields)


def read_array(reader, body, depth):
    """NumPy arrays."""
    spec, shape, start, count, flags = body[:5]
    dtype = read_dtype(spec)
    if not isinstance(shape, list) or len(shape) > 32:
        raise WireError("no shape")
    size = 1
    for n in shape:
        if not is_int(n) or not 0 <= n <= MAX_BLOB:
            raise WireError("no shape")
        size *= n
    if size > MAX_BLOB or size * dtype.itemsize != count:
        raise WireError("an array whose bytes do not fit its shape")
    data = reader.raw(start, count)
    value = np.frombuffer(data, dtype) if count else np.empty(size, dtype)
    if dtype.kind == "b":
        value = value.view(np.uint8) != 0
    elif dtype.kind == "U" and count:
        points = value.view(np.dtype("u4").newbyteorder(dtype.byteorder))
        if points.max() > 0x10FFFF:
            raise WireError("no characters")
    order = "F" if "F" in flags else "C"
    value = value.reshape(shape, order=order).copy(order)
    if "m" in flags:
        value = np.asmatrix(value)
    if "r" in flags:
        value.flags.writeable = False
    return reader.note(value, body[5:])


def read_scalar(reader, body, depth):
    """NumPy scalars."""
    spec, start, count = body
    dtype = read_dtype(spec)
    if dtype.itemsize != count:
        raise WireError("a scalar of a forbidden size")
    if not count:
        return np.zeros((), dtype)[()]
    value = read_array(reader, [spec, [], start, count, ""], depth)
    return value[()]


def read_masked(reader, body, depth):
    """Masked arrays."""
    data, mask = (reader.read(part, depth + 1) for part in body)
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        raise WireError("no mask")
    return np.ma.MaskedArray(data, mask=mask)


def plain(kind, check):
    """Return a reader of a scalar that JSON has, checked by `check`."""

    def read(reader, body, depth):
        (value,) = body
        if not check(value):
            raise WireError("a scalar of the wrong kind")
        return kind(value)

    return read


def is_real(value):
    """Say whether a value of a message is a number."""
    return isinstance(value, float) or is_int(value)


def read_complex(reader, body, depth):
    """Complex numbers."""
    real, imag = body
    if not (is_real(real) and is_real(imag)):
        raise WireError("no complex number")
    return complex(real, imag)


def read_fraction(reader, body, depth):
    """Fractions."""
    top, bottom = (reader.read(part, depth + 1) for part in body)
    if not (is_int(top) and is_int(bottom)):
        raise WireError("no fraction")
    return fractions.Fraction(top, bottom)


def read_decimal(reader, body, depth):
    """Decimals, of a size that every operation ends soon with."""
    (text,) = body
    if not isinstance(text, str) or len(text) > MAX_DIGITS:
        raise WireError("no decimal")
    value = decimal.Decimal(text)
    check_decimal(value, text)
    return value


def check_decimal(value, text):
    """Raise WireError if a decimal has more digits than may cross."""
    large = value.is_finite() and abs(value.adjusted()) > MAX_DIGITS
    if large or len(text) > MAX_DIGITS:
        raise WireError(f"a decimal of more than {MAX_DIGITS} digits")


def read_frozenset(reader, body, depth):
    """Frozen sets."""
    (trees,) = body
    return frozenset(reader.sequence(trees, depth))


def read_tuple(reader, body, depth):
    """Tuples."""
    (trees,) = body
    return tuple(reader.sequence(trees, depth))


def read_bytes(reader, body, depth):
    """Bytes."""
    return bytes(reader.raw(*body))


def read_slice(reader, body, depth):
    """Slices."""
    start, stop, step = (reader.read(part, depth + 1) for part in body)
    return slice(start, stop, step)


def read_range(reader, body, depth):
    """Ranges."""
    start, stop, step = (reader.read(part, depth + 1) for part in body)
    return range(start, stop, step)


READERS = {
    "...": lambda reader, body, depth: ...,
    "dt": lambda reader, body, depth: read_dtype(*body),
    "slice": read_slice,
    "range": read_range,
    "i": read_int,
    "c": read_complex,
    "q": read_fraction,
    "dec": read_decimal,
    "l": read_list,
    "t": read_tuple,
    "d": read_dict,
    "s": read_set,
    "f": read_frozenset,
    "y": read_bytes,
    "r": read_known,
    "#": read_numbered,
    "a": read_array,
    "ma": read_masked,
    "n": read_scalar,
    "nf": plain(np.float64, is_real),
    "ni": plain(np.int64, is_int),
    "nb": plain(np.bool_, lambda value: isinstance(value, bool)),
}


# ----------------------------------------------- SciPy, SymPy and pandas


def write_library(writer, value, depth):
    """Return the tree of a sparse matrix, an expression or a record, or None."""
    module = type(value).__module__ or ""
    if module.startswith("scipy.sparse"):
        from scipy.sparse import issparse

        if issparse(value):
            number = writer.number(value)
            tree = write_sparse(writer, value)
            return ["#", *number, tree] if number else tree
    if module.startswith("sympy"):
        return ["sy", write_sympy(value, writer, depth)]
    if module.startswith("pandas"):
        return write_pandas(writer, value, depth)
    return None


def write_pandas(writer, value, depth):
    """Return the tree of a series, index or frame of plain columns, else None."""
    name = type(value).__name__
    if name == "Series":
        columns = [value.index, value]
    elif name == "DataFrame":
        columns = [value.iloc[:, i] for i in range(value.shape[1])]
        columns = [value.index, value.columns, *columns]
    elif name in INDEXES:
        name, columns = "Index", [value]
    else:
        return None
    try:
        with writer.whole():
            trees = [write_column(writer, c, depth) for c in columns]
            return ["pd", name, trees]
    except WireError:  # such as categories: an object of the answer
        return None


def write_column(writer, value, depth):
    """Return [entries, name, dtype] of a series or an index."""
    numbers = isinstance(value.dtype, np.dtype) and value.dtype.kind in NUMBERS
    entries = value.to_numpy() if numbers else list(value)
    plain = numbers or (
        value.dtype in ("object", "str")
        and all(type(entry) in LABELS for entry in entries)
    )
    if not plain or type(value).__name__ not in ("Series", *INDEXES):
        raise WireError("a column that is not plain")
    if type(value.name) not in LABELS:
        raise WireError("a name that is no label")
    kind = "object" if value.dtype == "object" else None
    return [writer.write(entries, depth + 1), value.name, kind]


def read_pandas(reader, body, depth):
    """Series, indexes and frames."""
    import pandas as pd

    name, trees = body
    columns = [read_column(tree, reader, depth) for tree in trees]
    if name == "Index":
        (one,) = columns
        return pd.Index(**one)
    if name == "Series":
        index, one = columns
        return pd.Series(**one, index=pd.Index(**index))
    if name != "DataFrame":
        raise WireError("nothing of pandas")
    index, labels, *columns = columns
    series = {i: pd.Series(**one) for i, one in enumerate(columns)}
    frame = pd.DataFrame(series, index=range(len(index["data"])))
    frame.index, frame.columns = pd.Index(**index), pd.Index(**labels)
    return frame


def read_column(tree, reader, depth):
    """Return what makes a series or an index: data, name and dtype."""
    entries, name, kind = tree
    entries = reader.read(entries, depth + 1)
    if type(entries) is np.ndarray:
        fine = entries.dtype.kind in NUMBERS and entries.ndim == 1
    else:
        fine = type(entries) is list and all(
            type(v) in LABELS for v in entries
        )
    if not fine or type(name) not in LABELS or kind not in (None, "object"):
        raise WireError("no column")
    return {"data": entries, "name": name, "dtype": kind}


def optimize_result(value):
    """Return the name of a result class of SciPy's that is a dict, or ""."""
    module = type(value).__module__ or ""
    if not module.startswith("scipy."):
        return ""
    from scipy.optimize import OptimizeResult

    return type(value).__name__ if isinstance(value, OptimizeResult) else ""


def read_result(reader, body, depth):
    """OptimizeResult, and those that derive from it."""
    from scipy import integrate, optimize

    name, trees = body[:2]
    classes = {
        "OptimizeResult": optimize.OptimizeResult,
        "RootResults": optimize.RootResults,
        "OdeResult": getattr(integrate._ivp.ivp, "OdeResult", None),
    }
    kind = classes.get(name) or optimize.OptimizeResult
    value = kind.__new__(kind)
    reader.note(value, body[2:])
    for key, item in reader.pairs(trees, depth):
        dict.__setitem__(value, field(key), item)
    return value


def field(name):
    """Return the name of a field that is read as an attribute, if it may be one.

    Special names are refused: NumPy takes `__array_interface__` of any object for the
    address of an array.

    Raises
    ------
    WireError
        If it is none, or a special one.
    """
    if not isinstance(name, str) or len(name) > 200 or name.startswith("__"):
        raise WireError("no name of a field")
    return name


def write_sparse(writer, value):
    """Sparse matrices and arrays: their parts as arrays."""
    from scipy import sparse

    kind = "array" if isinstance(value, sparse.sparray) else "matrix"
    form = value.format
    head = ["sp", form, kind, list(value.shape)]
    if form in ("csr", "csc") and value.ndim == 2:
        parts = [value.data, value.indices, value.indptr]
    elif form == "dia":
        parts = [value.data, value.offsets]
    else:
        coo = value.tocoo()
        coords = getattr(coo, "coords", None) or (coo.row, coo.col)
        parts = [coo.data, *coords]
        if form == "bsr":
            head[1] = f"bsr{value.blocksize[0]}x{value.blocksize[1]}"
    track, writer.track = writer.track, False
    trees = [write_array(writer, np.asarray(p), 0) for p in parts]
    writer.track = track
    return head + trees


def read_sparse(reader, body, depth):
    """Sparse matrices and arrays, checked: an index outside would be a crash."""
    from scipy import sparse

    form, kind, shape, *trees = body
    if kind not in ("array", "matrix") or not isinstance(form, str):
        raise WireError("no sparse kind")
    if not 1 <= len(shape) <= 2:
        raise WireError("no sparse shape")
    if not all(is_int(n) and 0 <= n < 1 << 31 for n in shape):
        raise WireError("no sparse shape")
    shape, track = tuple(shape), reader.learn
    reader.learn = False
    parts = [reader.read(tree, depth + 1) for tree in trees]
    reader.learn = track
    if not all(isinstance(part, np.ndarray) for part in parts):
        raise WireError("no sparse parts")
    data, *index = parts
    if data.dtype.kind not in "biufc":
        raise WireError("sparse data of a forbidden dtype")
    for part in index:
        if part.dtype.kind not in "iu" or part.ndim != 1:
            raise WireError("no sparse index")
    suffix = "_" + kind
    if form in ("csr", "csc"):
        indices, indptr = index
        major, minor = shape if form == "csr" else shape[::-1]
        sound = (
            indptr.size == major + 1
            and data.ndim == 1
            and data.size == indices.size
            and indptr[0] == 0
            and indptr[-1] <= indices.size
            and bool(np.all(indptr[1:] >= indptr[:-1]))
            and (
                indices.size == 0
                or (indices.min() >= 0 and indices.max() < minor)
            )
        )
        if not sound:
            raise WireError("a sparse matrix whose index does not fit")
        return getattr(sparse, form + suffix)(
            (data, indices, indptr), shape=shape
        )
    if form == "dia":
        (offsets,) = index
        if data.ndim != 2 or len(offsets) != len(data) or len(shape) != 2:
            raise WireError("a sparse matrix whose index does not fit")
        if len(set(offsets.tolist())) != offsets.size:
            raise WireError("a sparse matrix whose index does not fit")
        return getattr(sparse, "dia" + suffix)((data, offsets), shape=shape)
    if len(index) != len(shape) or data.ndim != 1:
        raise WireError("a sparse matrix whose index does not fit")
    for part, n in zip(index, shape, strict=True):
        inside = part.size == 0 or (part.min() >= 0 and part.max() < n)
        if part.size != data.size or not inside:
            raise WireError("a sparse matrix whose index does not fit")
    coo = getattr(sparse, "coo" + suffix)((data, tuple(index)), shape=shape)
    block = re.fullmatch(r"bsr(\d{1,6})x(\d{1,6})", form)
    if block:
        size = (int(block[1]), int(block[2]))
        if 0 in size or any(n % b for n, b in zip(shape, size, strict=True)):
            raise WireError("no block size")
        return coo.tobsr(blocksize=size)
    if form not in ("coo", "lil", "dok", "csr", "csc"):
        raise WireError("no sparse format")
    return coo.asformat(form)


# Heads of SymPy expressions that may cross. Each is built from parts that were built
# the same way; none parses text.
SYMPY_HEADS = frozenset(
    """
    Add Mul Pow Mod Abs sign exp log sqrt sin cos tan cot sec csc asin acos atan atan2
    acot sinh cosh tanh coth asinh acosh atanh sinc erf erfc erfi gamma loggamma digamma
    polygamma beta zeta factorial binomial floor ceiling Max Min re im conjugate arg
    Heaviside DiracDelta besselj bessely besseli besselk legendre hermite chebyshevt
    chebyshevu laguerre LambertW Piecewise ExprCondPair Derivative Integral Sum Product
    Limit Order Subs Lambda Equality Unequality StrictLessThan LessThan
    StrictGreaterThan GreaterThan And Or Not Xor Implies Equivalent ITE Tuple Dict
    FiniteSet Interval Union Intersection Complement ProductSet ConditionSet ImageSet
    Contains MatrixSymbol MatAdd MatMul MatPow Transpose Inverse Determinant Trace
    Identity ZeroMatrix HadamardProduct MatrixElement Poly KroneckerDelta RisingFactorial
    FallingFactorial fresnels fresnelc Ei expint Si Ci elliptic_k elliptic_e
    """.split()
)
SYMPY_ATOMS = {
    "Pi": "pi",
    "Exp1": "E",
    "ImaginaryUnit": "I",
    "Infinity": "oo",
    "NegativeInfinity": "NegativeInfinity",
    "ComplexInfinity": "zoo",
    "NaN": "nan",
    "BooleanTrue": "true",
    "BooleanFalse": "false",
    "GoldenRatio": "GoldenRatio",
    "EulerGamma": "EulerGamma",
    "Catalan": "Catalan",
    "EmptySet": "EmptySet",
    "UniversalSet": "UniversalSet",
    "Reals": "Reals",
    "Integers": "Integers",
    "Naturals": "Naturals",
    "Naturals0": "Naturals0",
    "Rationals": "Rationals",
    "Complexes": "Complexes",
}
MATRICES = (
    "MutableDenseMatrix",
    "ImmutableDenseMatrix",
    "MutableSparseMatrix",
    "ImmutableSparseMatrix",
)
# Classes that would simplify what they are given unless told not to.
AS_WRITTEN = frozenset(
    """
    Add Mul Pow Equality Unequality StrictLessThan LessThan StrictGreaterThan
    GreaterThan Piecewise And Or Not Max Min
    """.split()
)


def write_sympy(value, writer, depth):
    """Return the structural form of an expression: [head, part, …]."""
    import sympy
    from sympy.core.function import AppliedUndef, UndefinedFunction
    from sympy.core.symbol import Str
    from sympy.matrices import MatrixBase

    writer.items += 1
    if depth > 4 * MAX_DEPTH or writer.items > MAX_ITEMS // 10:
        raise WireError("an expression nested too deep")
    name = type(value).__name__
    if isinstance(value, UndefinedFunction):
        return ["undefined", str(value)]
    if isinstance(value, sympy.Symbol) and name in ("Symbol", "Dummy"):
        known = [[k, bool(v)] for k, v in value.assumptions0.items()]
        index = [value.dummy_index] if name == "Dummy" else []
        return [name, value.name, known, *index]
    if isinstance(value, Str):
        return ["Str", value.name]
    if isinstance(value, sympy.Rational):
        return ["Rational", hex(int(value.p)), hex(int(value.q))]
    if isinstance(value, sympy.Float):
        sign, man, power, _ = value._mpf_
        man = -int(man) if sign else int(man)
        return ["Float", hex(man), int(power), int(value._prec)]
    if name in SYMPY_ATOMS:
        return [name]
    if isinstance(value, MatrixBase) and name in MATRICES:
        parts = [write_sympy(v, writer, depth + 1) for v in value.flat()]
        return ["Matrix", name, value.rows, value.cols, parts]
    if isinstance(value, AppliedUndef):
        head = ["apply", type(value).__name__]
    elif name in SYMPY_HEADS and isinstance(value, sympy.Basic):
        head = [name]
    else:
        raise WireError(f"the SymPy class {name} is not one that can cross")
    return head + [write_sympy(v, writer, depth + 1) for v in value.args]


def read_sympy(tree, depth=0, count=None):
    """Build an expression from its structural form, heads checked by a list."""
    import sympy
    from mpmath.libmp import from_man_exp
    from sympy.core.symbol import Str

    count = [0] if count is None else count
    count[0] += 1
    if depth > 4 * MAX_DEPTH or count[0] > MAX_ITEMS // 10:
        raise WireError("an expression that is too large")
    if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
        raise WireError("no expression")
    head, body = tree[0], tree[1:]
    if head in SYMPY_ATOMS and not body:
        return getattr(sympy.S, head, None) or getattr(
            sympy, SYMPY_ATOMS[head]
        )
    if head in ("Symbol", "Dummy"):
        name, assumed, *index = body
        if not isinstance(name, str) or len(name) > 200:
            raise WireError("no symbol")
        facts = {}
        for key, truth in assumed:
            known = re.fullmatch(r"[a-z]+(_[a-z]+)?", key)
            if not known or key == "dummy_index":
                raise WireError("no assumption")
            facts[key] = bool(truth)
        if head == "Dummy":
            (number,) = index
            return sympy.Dummy(name, dummy_index=number + 0, **facts)
        return sympy.Symbol(name, **facts)
    if head == "Str":
        (text,) = body
        return Str(text) if isinstance(text, str) else no_expression()
    if head == "Rational":
        p, q = (read_int(None, [text], 0) for text in body)
        return sympy.Rational(p, q) if q > 0 else no_expression()
    if head == "Float":
        man, power, prec = body
        man = read_int(None, [man], 0)
        if not (is_int(power) and abs(power) < 1 << 40):
            raise WireError("no number")
        if not (is_int(prec) and 0 < prec <= MAX_BITS):
            raise WireError("no number")
        return sympy.Float._new(from_man_exp(man, power, prec, "n"), prec)
    if head in ("undefined", "apply"):
        name, *parts = body
        if not isinstance(name, str) or len(name) > 200:
            raise WireError("no function")
        function = sympy.Function(name)
        if head == "undefined":
            return function
        return function(*(read_sympy(p, depth + 1, count) for p in parts))
    if head == "Matrix":
        name, rows, cols, parts = body
        if name not in MATRICES or not (is_int(rows) and is_int(cols)):
            raise WireError("no matrix")
        if min(rows, cols) < 0 or rows * cols != len(parts):
            raise WireError("no matrix")
        entries = [read_sympy(p, depth + 1, count) for p in parts]
        return getattr(sympy, name)(rows, cols, entries)
    if head not in SYMPY_HEADS:
        raise WireError(f"a forbidden head: {head[:40]!r}")
    parts = [read_sympy(p, depth + 1, count) for p in body]
    if head == "ExprCondPair":
        from sympy.functions.elementary.piecewise import ExprCondPair

        return ExprCondPair(*parts)
    kind = getattr(sympy, head)
    function = isinstance(kind, type) and issubclass(kind, sympy.Function)
    if head in AS_WRITTEN or function:
        return kind(*parts, evaluate=False)
    return kind(*parts)


def no_expression():
    """Refuse an expression."""
    raise WireError("no expression")


def read_expression(reader, body, depth):
    """SymPy expressions."""
    (tree,) = body
    return read_sympy(tree)


READERS |= {
    "o": read_result,
    "sp": read_sparse,
    "sy": read_expression,
    "pd": read_pandas,
}
