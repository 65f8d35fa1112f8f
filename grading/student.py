"""What runs inside the sandbox: the student's cells, and the calls of the tests.

Nothing in this file is trusted by the other side. It shares its process with the
student's code, which can replace every line of it; all it could gain by that is to send
other messages, and those are read as hostile in any case.

The tests' process asks, this one answers, one question at a time:

    ["given", sources]                 run more of the given cells, before an exercise
    ["wipe"]                           undo what an exercise did; was that all of it?
    ["select", own, others, expected]  which of the student's cells an exercise needs
    ["cell", source, trusted]          run a cell
    ["fetch", names]                   values of the student's names
    ["do", how, target, args, kwargs, context, pushed]   call, get, set, delete

and while it works on one it may ask back: ["back", …] calls what the tests handed in.
"""

import contextlib
import copy
import dataclasses
import importlib
import inspect
import io
import os
import re
import sys
import tempfile
import threading
import types
import warnings

import numpy as np

from grading import wire
from grading.cells import select
from grading.changes import apply, content, differs, snapshot
from grading.describe import make_stub, read_signature, text, write_signature
from grading.slate import Slate
from grading.wire import Reader, WireError, Writer

DUNDERS = (
    "call len getitem setitem delitem iter next enter exit repr str "
    "add radd sub rsub mul rmul truediv rtruediv floordiv mod pow rpow matmul "
    "rmatmul neg pos abs reversed sklearn_clone sklearn_tags sklearn_is_fitted"
).split()
CONVERTED = "bool float int complex index array".split()
REFUSED = "eq lt le gt ge".split()
MAX_OBJECTS = 100_000
MAX_WARNINGS = 1000  # of one call
MAX_CAUSES = 10  # exceptions within one another


class Printed(io.TextIOBase):
    """A stream that keeps the first `limit` characters written to it."""

    def __init__(self, limit):
        super().__init__()
        self.limit, self.left, self.parts = limit, limit, []
        self.lost = False

    def writable(self):
        """Say that it can be written to."""
        return True

    def write(self, data):
        """Keep as much of the text as there is room for."""
        if not isinstance(data, str):
            raise TypeError(f"a str is expected, not {type(data).__name__}")
        if self.left > 0:
            self.parts.append(data[: self.left])
        self.lost = self.lost or len(data) > self.left
        self.left -= min(len(data), self.left)
        return len(data)

    def take(self):
        """Return what was written since the last call."""
        if not self.parts:
            return ""
        kept = "".join(self.parts) + ("\n[cut]\n" if self.lost else "")
        self.left, self.parts, self.lost = self.limit, [], False
        return kept


class StandIn:
    """An object of the tests: what is asked of it is asked of the original."""

    def __init__(self, session, number):
        self.__dict__["_session"] = session
        self.__dict__["_number"] = number

    def __getattr__(self, name):
        """Ask for an attribute."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._session.back(self._number, "get", (name,), {})

    def __setattr__(self, name, value):
        """Set an attribute."""
        self._session.back(self._number, "set", (name, value), {})

    def __call__(self, *args, **kwargs):
        """Call it."""
        return self._session.back(self._number, "call", args, kwargs)


def remote(name):
    """Return a method that asks the original."""

    def method(self, *args):
        return self._session.back(self._number, name, args, {})

    return method


class Session:
    """The student's end of one run.

    Parameters
    ----------
    sock : connected socket
    shell : IPython's InteractiveShell, fresh
    output_chars : printed output kept for each cell or call
    """

    def __init__(self, sock, shell, output_chars):
        self.channel, self.shell = wire.Channel(sock), shell
        self.pid, self.depth = os.getpid(), 0
        self.slate = Slate(shell.user_ns)
        self.out, self.err = Printed(output_chars), Printed(output_chars)
        self.lock, self.forked, self.givens = threading.RLock(), False, {}
        self.gate = tempfile.TemporaryFile()
        os.register_at_fork(before=self.note_fork)
        self.forget()

    def forget(self):
        """Be as at the start of an exercise: nothing has crossed yet."""
        self.objects, self.numbers = [], {}
        self.known, self.ids, self.before = {}, {}, {}
        self.viewable = set()
        self.originals, self.watched = {}, {}
        self.classes, self.described = {}, {}
        self.warned = []
        sys.stdout, sys.stderr = self.out, self.err
        warnings.showwarning = self.note_warning

    def note_fork(self):
        """From now on several processes share the socket."""
        self.forked = True

    # ------------------------------------------------------- the conversation

    def serve(self):
        """Answer until the other side is gone."""
        while True:
            try:
                message, blob = self.channel.receive()
            except (EOFError, OSError):
                return
            if message is None:
                raise WireError("numbers without a question")
            self.reply(message, blob)
            if os.getpid() != self.pid:  # a fork of the student's came back
                os._exit(0)

    def reply(self, message, blob):
        """Answer one question."""
        op, *body = message
        self.depth += 1
        try:
            value, error = getattr(self, "op_" + op)(blob, *body), None
        except BaseException as raised:
            value, error = None, raised
        finally:
            self.depth -= 1
        if os.getpid() != self.pid:
            os._exit(0)
        writer = self.writer()
        try:
            with writer.whole():
                answer = self.compose(value, error, writer)
                self.channel.send(answer, writer.blob)
        except WireError as refusal:
            writer = self.writer()
            answer = self.write_error(TypeError(str(refusal)), writer)
            self.channel.send(["raise", answer, None])
        if not self.depth:
            self.known.clear()
            self.ids.clear()
            self.before.clear()
            self.viewable.clear()

    def compose(self, value, error, writer):
        """Return the answer to a question: what came of it, and what changed."""
        extras = None
        # Changes first, as they are read: what is described must be so there.
        try:
            with writer.whole():
                extras = self.write_extras(writer)
        except Exception as refusal:  # such as an own __eq__ that raises
            error = TypeError(
                f"a changed argument cannot be graded: {refusal}"
            )
        if error is None:
            try:
                with writer.whole():
                    return ["ok", writer.write(value), extras]
            except (WireError, RecursionError) as refusal:
                error = TypeError(
                    f"what the answer returns cannot be graded: {refusal}"
                )
        return ["raise", self.write_error(error, writer), extras]

    def back(self, number, how, args, kwargs):
        """Ask the tests' process for something of its own; return the result."""
        with self.lock:
            if not self.forked:
                return self.ask(number, how, args, kwargs)
            import fcntl

            fcntl.lockf(self.gate, fcntl.LOCK_EX)
            try:
                return self.ask(number, how, args, kwargs)
            finally:
                fcntl.lockf(self.gate, fcntl.LOCK_UN)

    def ask(self, number, how, args, kwargs):
        """Send a question and serve until its answer comes."""
        writer = self.writer()
        numbers = None
        if how == "call" and not kwargs:
            numbers = wire.pack_numbers(args, self.ids)
        if numbers is None:
            with writer.whole():
                args = writer.sequence(args, 0)
                kwargs = writer.pairs(kwargs, 0) if kwargs else []
        extras = self.write_extras(writer)
        if numbers is not None and extras is None:
            self.channel.send_numbers(wire.SIZE.pack(number) + numbers)
        else:
            if numbers is not None:
                args, kwargs = writer.sequence(args, 0), []
            message = ["back", number, how, args, kwargs, extras]
            self.channel.send(message, writer.blob)
        while True:
            answer, blob = self.channel.receive()
            if answer is None:
                return wire.unpack_numbers(blob)[0]
            if answer[0] in ("ok", "raise"):
                break
            self.reply(answer, blob)
        told = answer[1]
        if type(told) is not list and not answer[2]:
            return told
        reader = self.reader(blob)
        for known, tree in answer[2] or ():
            self.apply(known, tree, reader)
        if answer[0] == "raise":
            self.remember()
            raise self.read_error(answer[1], reader)
        value = reader.read(answer[1])
        self.remember()
        return value

    def remember(self):
        """Take down what the mutable objects hold that have just come."""
        for number, value in self.known.items():
            if number not in self.before:
                self.before[number] = snapshot(value)

    # --------------------------------------------------------------- questions

    def op_given(self, blob, sources):
        """Run given cells; every exercise from now on starts from what they bind."""
        for source in sources:
            self.shell.run_cell(source)
        if sources:
            self.slate.keep()
        self.givens = {
            id(v): name for name, v in self.slate.kept.items() if is_ours(v)
        }

    def op_wipe(self, blob):
        """Undo what the exercise did; say whether the process is as before it."""
        self.forget()
        self.slate.wipe()
        return self.slate.clean()

    def op_select(self, blob, own, others, expected):
        """Return the indices of other cells that the own ones rest on."""
        return select(self.shell, own, others, expected)

    def op_cell(self, blob, source, trusted):
        """Run a cell; return the names that it bound."""
        names = self.shell.user_ns
        before = {k: id(v) for k, v in names.items()}
        result = self.shell.run_cell(source, store_history=not trusted)
        error = result.error_before_exec or result.error_in_exec
        bound = [
            k
            for k, v in names.items()
            if type(k) is str and before.get(k) != id(v)
        ]
        return [bound, Raised(error, self) if error else None]

    def op_fetch(self, blob, names):
        """Return [[name, value], …], and watch what comes by value."""
        found, ns = [], self.shell.user_ns
        for name in names:
            if name not in ns:
                continue
            self.watched[name] = (ns[name], self.state(ns[name]))
            found.append((name, Safe(ns[name])))
        return found

    def op_do(self, blob, how, target, args, kwargs, context, pushed):
        """Call, read or set something of the student's."""
        reader = self.reader(blob)
        for name, tree in pushed or ():
            self.shell.user_ns[name] = reader.read(tree)
        args = [reader.read(a) for a in args]
        kwargs = {k: reader.read(v) for k, v in kwargs}
        self.remember()
        target = self.objects[target]
        if context is None:
            return perform(how, target, args, kwargs)
        errors, filters = context
        with np.errstate(**dict(errors)), warnings.catch_warnings():
            if filters is not None:
                warnings.filters[:] = [read_filter(f) for f in filters]
                warnings._filters_mutated()
            return perform(how, target, args, kwargs)

    def op_figures(self, blob):
        """Return the figures that are open, as descriptions."""
        from grading.figures import describe_open

        return describe_open()

    # ------------------------------------------------------------ what goes out

    def write_extras(self, writer):
        """Return [printed, printed on stderr, warnings, updates, names], or None."""
        updates, names = [], []
        if (self.known or self.watched) and os.getpid() == self.pid:
            for number, value in self.known.items():
                before = self.before.get(number)
                if differs(value, before):
                    resized = isinstance(value, np.ndarray) and (
                        value.size != before.size
                    )
                    if resized:
                        raise WireError("an array that was resized")
                    self.before[number] = snapshot(value)
                    updates.append([number, content(value, writer)])
            for name, (value, state) in self.watched.items():
                now = self.shell.user_ns.get(name)
                if now is value and state is None:
                    continue
                if now is value and self.state(now) == state:
                    continue
                self.watched[name] = (now, self.state(now))
                names.append([name, Safe(now).write(writer, 0)])
        if not (
            self.out.parts or self.err.parts or self.warned or updates or names
        ):
            return None
        out, err = self.out.take(), self.err.take()
        warned, self.warned = self.warned, []
        return [out, err, warned, updates, names]

    def state(self, value):
        """Return what tells whether a small mutable value has changed."""
        if not isinstance(value, list | dict | set | np.ndarray):
            return None
        try:
            writer = Writer(lambda v, w, d: ["h", id(v)])
            return wire.dumps(writer.write(value)), writer.blob
        except (WireError, RecursionError):
            return None

    def note_warning(self, message, category, filename, lineno, *rest):
        """Keep a warning, for the tests to see."""
        if isinstance(message, Warning):
            category = type(message)
        if len(self.warned) >= MAX_WARNINGS:
            return
        tree = self.write_class(category, Writer(self.write_special))
        self.warned.append([tree, text(str(message))])

    def writer(self):
        """Return a writer that knows the arguments of the calls under way."""
        writer = Writer(self.write_special, self.ids)
        writer.view, writer.described = self.view, self.described
        return writer

    def number_of(self, value):
        """Return the number under which the other side knows an object."""
        number = self.numbers.get(id(value))
        if number is None:
            if len(self.objects) >= MAX_OBJECTS:
                raise WireError(f"more than {MAX_OBJECTS} objects")
            number = self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return number

    def write_special(self, value, writer, depth):
        """Return the tree of a value that is no plain one."""
        if isinstance(value, Safe | Raised):
            return value.write(writer, depth)
        original = self.originals.get(id(value))
        if original is not None and original[0] is value:
            return ["mine", original[1]]
        if isinstance(value, type) and wire.is_inert(value):
            return ["lib", value.__module__, value.__qualname__]
        if isinstance(value, type) and issubclass(value, BaseException):
            return self.write_class(value, writer)
        if isinstance(value, BaseException):
            return self.write_error(value, writer, depth)
        record = self.write_record(value, writer, depth)
        if record is not None:
            return record
        from grading.figures import is_figure, write_figure

        if is_figure(value):
            return write_figure(value, writer)
        return self.write_object(value, writer, depth)

    def write_record(self, value, writer, depth):
        """Return the tree of a named tuple or of a dataclass that only holds data."""
        kind = type(value)
        if isinstance(value, tuple):
            names = [str(n) for n in kind._fields]
            fields = [[n, writer.write(getattr(value, n))] for n in names]
            items = writer.sequence(tuple(value), depth)
        elif dataclasses.is_dataclass(kind):
            if not holds_data(kind):
                return None
            names = [f.name for f in dataclasses.fields(value)]
            fields = [
                [n, writer.write(getattr(value, n), depth + 1)] for n in names
            ]
            items = None
        else:
            return None
        number = self.number_of(value) if is_library(kind) else None
        return ["rec", self.write_class(kind, writer), fields, items, number]

    def write_object(self, value, writer, depth):
        """Return the tree of a handle: ["h", number], described the first time.

        A class or function of the given cells is known to the tests by its name.
        """
        if id(value) in self.givens and is_ours(value):
            return ["given", self.givens[id(value)]]
        number = self.number_of(value)
        if number in self.described:
            return ["h", number]
        self.described[number] = True
        if isinstance(value, type):
            bases = [self.write_class(b, writer) for b in value.__bases__]
            return [
                "h",
                number,
                "class",
                text(value.__name__),
                text(value.__doc__) or None,
                bases,
                dunders(value),
                write_signature(value, writer, depth),
                text(value.__module__),
            ]
        kind = "function" if inspect.isroutine(value) else "object"
        signature = name = doc = None
        if callable(value):
            signature = write_signature(value, writer, depth)
            name = text(getattr(value, "__name__", None)) or None
        doc = text(getattr(value, "__doc__", None)) or None
        if kind == "function":
            return ["h", number, kind, name, doc, signature]
        owner = self.write_class(type(value), writer)
        return ["h", number, kind, name, doc, signature, owner]

    def write_class(self, kind, writer):
        """Return the tree of a class."""
        if is_library(kind) and issubclass(kind, BaseException):
            return ["lib", kind.__module__, kind.__qualname__]
        if kind is object:
            return ["lib", "builtins", "object"]
        return self.write_object(kind, writer, 0)

    def write_error(self, error, writer, depth=0):
        """Return the tree of an exception."""
        original = getattr(error, "_original", None)
        if isinstance(original, int):
            return ["original", original]
        try:
            message = text(str(error))
        except Exception:
            message = ""
        # First: what is described must be so where it is first read.
        owner = self.write_class(type(error), writer)
        args = None
        with contextlib.suppress(WireError, RecursionError):
            if depth < MAX_CAUSES:
                with writer.whole():
                    args = [writer.write(a, depth + 1) for a in error.args]
        return ["exc", owner, message, args]

    # -------------------------------------------------------------- what comes in

    def reader(self, blob):
        """Return a reader that takes the numbers of mutable objects."""
        reader = Reader(blob, self.read_special, self.known, learn=True)
        reader.note = self.note
        return reader

    def note(self, value, number):
        """Remember a mutable object of the tests."""
        if number:
            self.known[number[0]] = value
            self.ids[id(value)] = number[0]
            if isinstance(value, np.ndarray) and value.flags.c_contiguous:
                self.viewable.add(number[0])
        return value

    def read_special(self, tag, body, reader, depth):
        """Return the value of a tree that only the tests' process sends."""
        if tag == "h":
            return self.objects[body[0]]
        if tag == "ref":
            return find(*body)
        if tag == "rng":
            number, name, seed, state = body
            seed = reader.read(seed, depth + 1)
            # `spawn` asks the seed sequence, not the state.
            seed = seed and np.random.SeedSequence(**seed)
            bits = getattr(np.random, name)(seed)
            bits.state = reader.read(state, depth + 1)["bits"]
            return self.note(np.random.Generator(bits), [number])
        if tag == "inst":
            owner, fields = body
            value = object.__new__(find(*owner))
            value.__dict__.update(reader.pairs(fields, depth))
            return value
        if tag == "make":
            owner, args, kwargs = body
            return find(*owner)(
                *reader.sequence(args, depth),
                **dict(reader.pairs(kwargs, depth)),
            )
        if tag == "figure":
            from grading.figures import read_axes

            number, which, tree = body
            return self.note(read_axes(tree, which), [number])
        if tag == "cb":
            return self.read_callback(body, reader, depth)
        raise WireError(tag)

    def read_callback(self, body, reader, depth):
        """Return the stand-in for something of the tests."""
        number, kind, name, doc, signature, special = body
        if number in self.classes:
            return self.classes[number]
        if kind == "function":

            def call(args, kwargs):
                return self.back(number, "call", args, kwargs)

            parameters = read_signature(signature, reader, depth)
            value = make_stub(call, name, doc, parameters)
        else:
            methods = {d: remote(d) for d in special if d != "__call__"}
            base = type(name, (StandIn,), methods | {"__doc__": doc})
            value = base(self, number)
        self.classes[number] = value
        self.originals[id(value)] = (value, number)
        return value

    def read_error(self, tree, reader):
        """Return an exception that a call-back raised."""
        number, names, message, args = tree
        for module, name in names:
            try:
                kind = find(module, name)
                break
            except (ImportError, AttributeError):
                continue
        else:
            kind = Exception
        try:
            error = kind(*(reader.read(a) for a in args or [message]))
        except Exception:
            error = Exception(message)
        error._original = number
        return error

    def apply(self, number, tree, reader):
        """Take over what the tests changed in an object while they were asked."""
        value = self.known[number]
        apply(value, tree, reader)
        self.before[number] = snapshot(value)

    def view(self, value):
        """Return the tree of an array that is a view of an argument, or None."""
        if value.base is None or not self.known or not value.size:
            return None
        low, high = np.lib.array_utils.byte_bounds(value)
        for number, known in self.known.items():
            if number not in self.viewable or known.dtype != value.dtype:
                continue
            start, end = np.lib.array_utils.byte_bounds(known)
            if start <= low and high <= end:
                place = value.__array_interface__["data"][0] - start
                shape, strides = list(value.shape), list(value.strides)
                return ["v", number, place, shape, strides]
        return None


class Safe:
    """A value for which a handle, or an error, will do if it cannot cross."""

    def __init__(self, value):
        self.value = value

    def write(self, writer, depth):
        """Return its tree, or ["refused", why]."""
        try:
            with writer.whole():
                return writer.write(self.value, depth)
        except (WireError, RecursionError) as error:
            return ["refused", text(str(error))]


class Raised:
    """An exception that crosses as a value."""

    def __init__(self, error, session):
        self.error, self.session = error, session

    def write(self, writer, depth):
        """Return its tree."""
        return self.session.write_error(self.error, writer)


def perform(how, target, args, kwargs):
    """Do what is asked with an object of the student's."""
    if how == "call":
        return target(*args, **kwargs)
    if how == "get":
        return getattr(target, *args)
    if how == "set":
        return setattr(target, *args)
    if how == "del":
        return delattr(target, *args)
    if how in ("copy", "deepcopy"):
        return getattr(copy, how)(target)
    return getattr(target, how)(*args, **kwargs)


def is_ours(value):
    """Say whether a value is a class or function that a notebook's cell defines."""
    kinds = type | types.FunctionType
    return isinstance(value, kinds) and value.__module__ == "__main__"


def is_library(kind):
    """Say whether a class comes from an installed library, not from the notebook."""
    module = kind.__module__
    if not isinstance(module, str) or module == "__main__":
        return False
    return getattr(sys.modules.get(module), kind.__name__, None) is kind


def is_method(name, value):
    """Say whether a class's entry makes it more than a record."""
    if isinstance(value, property | classmethod | staticmethod):
        return True
    return inspect.isfunction(value) and not name.startswith("__")


def holds_data(kind):
    """Say whether a dataclass is no more than its fields, and compared by all of them."""
    own = {name for base in kind.__mro__[:-1] for name in vars(base)}
    acts = {f"__{n}__" for n in DUNDERS + CONVERTED} - {"__repr__", "__str__"}
    return (
        own.isdisjoint(acts)
        and kind.__eq__ is not object.__eq__
        and all(f.compare for f in dataclasses.fields(kind))
        and not any(is_method(name, v) for name, v in vars(kind).items())
    )


def dunders(kind):
    """Return the special methods of a class that a stand-in can have."""
    own = [f"__{name}__" for name in DUNDERS + CONVERTED + REFUSED]
    plain = {"__repr__", "__str__", "__eq__", "__lt__", "__le__", "__gt__"}
    plain.add("__ge__")
    return [
        name
        for name in own
        if getattr(kind, name, None) is not None
        and not (
            name in plain
            and getattr(kind, name) is getattr(object, name, None)
        )
        and not (name == "__call__" and "__call__" not in dir(kind))
    ]


def find(module, name):
    """Return an object of an installed library by its name."""
    value = sys.modules.get(module) or importlib.import_module(module)
    for part in name.split("."):
        value = getattr(value, part)
    return value


def read_filter(tree):
    """Return an entry of warnings.filters."""
    action, message, (module, name), where, line = tree
    return (
        action,
        message and re.compile(message, re.I),
        find(module, name),
        where and re.compile(where),
        line,
    )


def run(sock, output_chars):
    """Serve one exercise in this process, until the tests' side hangs up."""
    from IPython.core.interactiveshell import InteractiveShell

    Session(sock, InteractiveShell.instance(), output_chars).serve()
