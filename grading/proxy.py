"""The tests' end of a run: stand-ins for the student's functions and objects.

A stand-in asks the sandbox for what a call gives; it never asks it for a verdict.
Comparing is done here: `==` on an opaque object is identity, whatever class the student
gave it, and ordering it is a TypeError. So an object that claims to equal everything
equals nothing. A number, a truth value or an array is made of it in the sandbox, which
is not told what for, and made once: it stays what it is until the object is used.

Whatever comes from the sandbox is read by grading.wire and the checks below. A message
that is not as it must be raises Hostile, a BaseException that no test catches: it ends
the run.
"""

import builtins
import re
import struct
import sys
import types
import warnings
from contextlib import suppress

import numpy as np

from grading import wire
from grading.changes import (
    apply,
    content,
    differs,
    seed_of,
    snapshot,
    write_state,
)
from grading.describe import (
    make_stub,
    read_signature,
    text,
    write_signature,
)
from grading.student import CONVERTED, DUNDERS, REFUSED, dunders, is_ours
from grading.wire import Reader, WireError, Writer

# Packages whose exceptions, warnings and classes are known here by name.
LIBRARIES = frozenset(
    "builtins numpy scipy sympy sklearn statsmodels matplotlib mpmath pandas "
    "warnings decimal fractions collections concurrent json".split()
)
MISSING = object()
DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
REPLIES = 1_000_000  # questions asked back within one run


class Hostile(BaseException):
    """The sandbox sent what no honest one sends."""


class Gone(BaseException):
    """The sandboxed process has ended."""


class Remote:
    """An object of the student's, known here by its number only."""

    def __getattr__(self, name):
        """Ask for an attribute; special names are never asked for."""
        if name.startswith(("__", "_repr_", "_ipython_")):
            raise AttributeError(name)
        link, number = object.__getattribute__(self, "_remote")
        return link.do("get", number, (name,))

    def __setattr__(self, name, value):
        """Set an attribute."""
        link, number = object.__getattribute__(self, "_remote")
        link.do("set", number, (name, value))

    def __delattr__(self, name):
        """Delete an attribute."""
        link, number = object.__getattribute__(self, "_remote")
        link.do("del", number, (name,))

    def __copy__(self):
        """Have it copied in the sandbox."""
        link, number = object.__getattribute__(self, "_remote")
        return link.do("copy", number)

    def __deepcopy__(self, memo):
        """Have it copied in the sandbox."""
        link, number = object.__getattribute__(self, "_remote")
        return link.do("deepcopy", number)

    def __repr__(self):
        """Name the class."""
        return f"<{type(self).__name__} object of the answer>"


class RemoteType(type):
    """A class of the student's."""

    def __call__(cls, *args, **kwargs):
        """Make an object of it in the sandbox."""
        link, number = cls._remote_class
        return link.do("call", number, args, kwargs)

    def __getattr__(cls, name):
        """Ask for an attribute of the class."""
        if name.startswith(("__", "_repr_", "_ipython_", "_remote")):
            raise AttributeError(name)
        link, number = cls._remote_class
        return link.do("get", number, (name,))

    def __instancecheck__(cls, value):
        """Know objects by their stand-in's class, records by their label."""
        if isinstance(value, Record | TupleRecord):
            return value._owner is cls
        return type.__instancecheck__(cls, value)


class Record:
    """A dataclass-like result: its fields, read-only."""

    def __init__(self, owner, fields, given=False):
        kind = owner if given else Record
        self.__dict__.update(_owner=owner, _fields=fields, _kind=kind)

    @property
    def __class__(self):
        """Be of the given class that it is a record of, for isinstance."""
        return self.__dict__.get("_kind", Record)

    def __getattr__(self, name):
        """Return a field."""
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self.__dict__["_fields"][name]
        except KeyError:
            raise AttributeError(
                f"'{type_name(self._owner)}' object has no attribute {name!r}"
            ) from None

    def __setattr__(self, name, value):
        """Refuse."""
        raise AttributeError("a result of the answer is read-only here")

    def __eq__(self, other):
        """Compare class and fields, here."""
        if not isinstance(other, Record) or other._owner is not self._owner:
            return NotImplemented
        return self._fields == other._fields

    def __hash__(self):
        """Hash the fields, as a frozen dataclass does."""
        return hash((id(self._owner), *self._fields.items()))

    def __repr__(self):
        """Look like a dataclass."""
        inside = ", ".join(f"{k}={v!r}" for k, v in self._fields.items())
        return f"{type_name(self._owner)}({inside})"


class TupleRecord(tuple):
    """A named tuple: a tuple whose items have names too."""

    def __new__(cls, owner, fields, items, extra):
        """Make one from its items."""
        self = tuple.__new__(cls, items)
        self.__dict__.update(_owner=owner, _names=fields, _extra=extra)
        return self

    def __getattr__(self, name):
        """Return a field, or what the original has by that name."""
        if name in self._names:
            return self._names[name]
        if name == "_fields":
            return tuple(self._names)
        if self._extra is None or name.startswith("_"):
            raise AttributeError(name)
        link, number = self._extra
        return link.do("get", number, (name,))

    def _asdict(self):
        return dict(self._names)

    def __repr__(self):
        """Look like a named tuple."""
        inside = ", ".join(f"{k}={v!r}" for k, v in self._names.items())
        return f"{type_name(self._owner)}({inside})"


class Refused:
    """A value that cannot cross; using it says why."""

    def __init__(self, why):
        self.__dict__["_why"] = why

    def __getattr__(self, name):
        """Say why there is no value."""
        if name.startswith("_"):
            raise AttributeError(name)
        raise TypeError(f"this value cannot be graded: {self._why}")

    def __repr__(self):
        """Say why there is no value."""
        return f"<a value that cannot be graded: {self._why}>"


def type_name(owner):
    """Return the name of a class, real or stand-in."""
    return getattr(owner, "__name__", "Record")


def refuse(operation):
    """Return a method that refuses an operation on a stand-in."""

    def method(self, *args):
        raise TypeError(
            f"the answer gave a {type(self).__name__} object, which is not "
            f"compared here ({operation}); a number, array or other plain value "
            "is expected"
        )

    return method


def asking(name):
    """Return a special method that asks the sandbox."""

    def method(self, *args, **kwargs):
        link, number = object.__getattribute__(self, "_remote")
        result = link.do(name, number, args, kwargs)
        if name == "__len__":
            if not wire.is_int(result) or result < 0:
                raise TypeError("__len__() should return an integer >= 0")
        elif name in ("__repr__", "__str__"):
            if not isinstance(result, str):
                raise TypeError(f"{name} returned non-string")
        return result

    return method


def converting(name):
    """Return a special method that has the object made a plain value in the sandbox."""
    wanted = {"__index__": int, "__array__": np.ndarray}.get(name)
    wanted = wanted or getattr(builtins, name.strip("_"))

    def method(self, dtype=None, copy=None):
        link, number = object.__getattribute__(self, "_remote")
        known = link.converted.get(number, {})
        if name not in known:
            result = link.do(name, number)
            if not isinstance(result, wanted):
                raise TypeError(
                    f"{name} of a {type(self).__name__} object returned a "
                    f"{type(result).__name__}"
                )
            if wanted is not np.ndarray:
                result = wanted(result)  # as Python does with a derived class
            known = link.converted.setdefault(number, {})
            known[name] = result
        result = known[name]
        if name != "__array__":
            return result
        return np.array(result, dtype)  # a copy: the next one is as it was

    return method


def leave(self, *error):
    """Leave a context; an answer's context never swallows a test's failure."""
    link, number = object.__getattribute__(self, "_remote")
    link.do("__exit__", number, (None, None, None))


def identical(self, other):
    """Compare by identity."""
    return self is other


ARITHMETIC = {
    f"__{n}__"
    for n in "add radd sub rsub mul rmul truediv rtruediv floordiv mod pow rpow matmul "
    "rmatmul neg pos abs".split()
}
METHODS = {f"__{n}__": asking(f"__{n}__") for n in DUNDERS}
METHODS |= {f"__{n}__": converting(f"__{n}__") for n in CONVERTED}
METHODS |= {f"__{n}__": refuse(f"__{n}__") for n in REFUSED}
METHODS["__exit__"] = leave
METHODS["__eq__"] = identical


class Link:
    """The conversation with one sandboxed process.

    Parameters
    ----------
    sock : connected socket
    names : the namespace of the tests, where changes of global names are kept
    """

    def __init__(self, sock, names):
        self.channel, self.names = wire.Channel(sock), names
        self.proxies, self.numbers = {}, {}
        self.tracked, self.ids, self.before = {}, {}, {}
        self.counter, self.depth, self.asked = 0, 0, 0
        self.callbacks, self.callback_ids, self.declared = [], {}, {}
        self.errors, self.over, self.heard = [], None, []
        self.shared, self.fetched, self.public = {}, {}, set()
        self.converted = {}  # number -> what was made of an object of the student's
        self.plots, self.shown = False, []  # whether tests look at figures
        self.expected = set()  # names that the answer must bind
        self.givens, self.given_kinds = (
            {},
            {},
        )  # classes, functions of given cells
        self.filters = list(warnings.filters)
        self.floats = np.geterr()

    # ------------------------------------------------------ asking the sandbox

    def ask(self, op, *body):
        """Ask a question about cells; return the plain answer.

        Raises
        ------
        Gone, Hostile
            If the sandboxed process has ended, or does not answer as it must.
        """
        return self.talk([op, *body], b"")

    def do(self, how, number, args=(), kwargs=None):
        """Ask for a call, an attribute or a method of object `number`.

        Raises what the student's code raised, or TypeError if an argument cannot
        be handed over.
        """
        self.converted.pop(number, None)
        writer = Writer(self.write_special, self.ids, track=True)
        writer.first = self.counter
        pushed = self.pushed(writer)
        try:
            args = [writer.write(a) for a in args]
            kwargs = [[k, writer.write(v)] for k, v in (kwargs or {}).items()]
        except WireError as error:
            raise TypeError(
                f"a test hands over what cannot cross: {error}"
            ) from None
        self.track(writer)
        context = self.context(writer)
        message = ["do", how, number, args, kwargs, context, pushed]
        try:
            return self.talk(message, writer.blob)
        finally:
            if self.plots and not self.depth and not self.over:
                self.show_figures()

    def show_figures(self):
        """Have pyplot hold here what it holds in the sandbox."""
        from grading.figures import show_open

        trees = self.ask("figures")
        if trees != self.shown:
            self.shown = trees
            try:
                show_open(trees)
            except (WireError, TypeError, ValueError) as error:
                self.over = Hostile(str(error))
                raise self.over from None

    def talk(self, message, blob):
        """Send a question; serve call-backs until its answer comes."""
        if self.over:
            raise self.over
        self.depth += 1
        try:
            self.channel.send(message, blob)
            while True:
                answer, blob = self.channel.receive()
                if answer is None:
                    self.serve_numbers(blob)
                elif answer[0] == "back":
                    self.serve(answer, blob)
                else:
                    break
            return self.take(answer, blob)
        except (EOFError, BrokenPipeError, ConnectionError):
            self.over = Gone("the process ended")
            raise self.over from None
        except (Hostile, WireError) as error:
            self.over = Hostile(str(error))
            raise self.over from None
        finally:
            self.depth -= 1
            if not self.depth:
                self.tracked.clear()
                self.ids.clear()
                self.before.clear()

    def take(self, answer, blob):
        """Return the value of an answer, or raise its exception."""
        reader = Reader(blob, self.read_special, self.tracked)
        if len(answer) != 3 or answer[0] not in ("ok", "raise"):
            raise Hostile("no answer")
        self.take_extras(answer[2], reader)
        value = reader.read(answer[1])
        if answer[0] == "raise":
            if not isinstance(value, BaseException):
                raise Hostile("no exception")
            raise value
        if isinstance(value, str):
            self.heard.append(str(value))
        return value

    def take_extras(self, extras, reader):
        """Do what the sandbox did besides: printing, warnings, changes."""
        if extras is None:
            return
        try:
            out, err, warned, updates, named = extras
            for number, tree in updates:
                apply(self.tracked[number], tree, reader)
                self.before[number] = snapshot(self.tracked[number])
            for name, tree in named:
                value = reader.read(tree)
                if self.names.get(name, MISSING) is self.fetched[name]:
                    self.names[name] = self.fetched[name] = value
                    self.shared[name] = value
            told = [
                (reader.read(kind), text(message)) for kind, message in warned
            ]
            out, err = str(out), str(err)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise Hostile(str(error)) from None
        if out:
            sys.stdout.write(out)
        if err:
            sys.stderr.write(err)
        for kind, message in told:
            if not (isinstance(kind, type) and issubclass(kind, Warning)):
                kind = UserWarning
            warnings.warn_explicit(message, kind, "the answer", 1)

    def context(self, writer):
        """Return how the tests have set errors of floats and warnings, or None."""
        floats, filters = np.geterr(), None
        if warnings.filters != self.filters:
            filters = [
                [
                    action,
                    getattr(message, "pattern", message),
                    self.write_class_name(kind),
                    getattr(where, "pattern", where),
                    line,
                ]
                for action, message, kind, where, line in warnings.filters
                if self.write_class_name(kind)
            ]
        if filters is None and floats == self.floats:
            return None
        return [[[k, v] for k, v in floats.items()], filters]

    def pushed(self, writer):
        """Return the shared names that the tests have bound anew."""
        pushed = []
        for name, last in self.shared.items():
            now = self.names.get(name, MISSING)
            if now is not last and now is not MISSING:
                self.shared[name] = now
                with suppress(WireError):
                    pushed.append([name, writer.write(now)])
        return pushed or None

    def track(self, writer):
        """Remember the mutable objects that were handed over."""
        self.counter += len(writer.tracked)
        for number, value in writer.tracked.items():
            self.tracked[number] = value
            self.before[number] = snapshot(value)

    # ----------------------------------------------------- being asked back

    def serve(self, message, blob):
        """Answer one question of the sandbox about an object of the tests."""
        try:
            _, number, how, args, kwargs, extras = message
            reader = Reader(blob, self.read_special, self.tracked)
            target = self.target(number)
            args = reader.sequence(args, 0)
            kwargs = dict(reader.pairs(kwargs, 0)) if kwargs else {}
            if extras is not None:
                self.take_extras(extras, reader)
            if kwargs and not all(isinstance(key, str) for key in kwargs):
                raise Hostile("no keywords")
        except (TypeError, ValueError, IndexError) as error:
            raise Hostile(str(error)) from None
        self.answer(number, target, how, args, kwargs)

    def serve_numbers(self, data):
        """Answer a question that is a call with numbers."""
        try:
            (number,) = wire.SIZE.unpack_from(data)
            target = self.target(number)
        except (struct.error, IndexError) as error:
            raise Hostile(str(error)) from None
        args = wire.unpack_numbers(data[wire.SIZE.size :])
        self.answer(number, target, "call", args, {})

    def target(self, number):
        """Return the object of ours that is asked about; count the question."""
        self.asked += 1
        if self.asked > REPLIES:
            raise Hostile("too many questions")
        if not wire.is_int(number) or number < 0:
            raise Hostile("no object")
        return self.callbacks[number]

    def answer(self, number, target, how, args, kwargs):
        """Do what is asked, and send what comes of it."""
        try:
            value = self.perform(number, target, how, args, kwargs)
            error = None
        except (Gone, Hostile):
            raise
        except BaseException as raised:
            value, error = None, raised
        changed = [
            known
            for known, object_ in self.tracked.items()
            if differs(object_, self.before[known])
        ]
        if type(value) in (float, np.float64) and not changed:
            self.channel.send_numbers(wire.pack_numbers([value]))
            return
        writer = Writer(self.write_special, self.ids, track=True)
        writer.first = self.counter
        updates = []  # first, as they are read
        for known in changed:
            self.before[known] = snapshot(self.tracked[known])
            updates.append([known, content(self.tracked[known], writer)])
        if error is None:
            try:
                answer = ["ok", writer.write(value)]
            except WireError as refusal:
                error = TypeError(
                    f"a test returns what cannot cross: {refusal}"
                )
        if error is not None:
            answer = ["raise", self.write_error(error)]
        self.track(writer)
        self.channel.send([*answer, updates or None], writer.blob)

    def perform(self, number, target, how, args, kwargs):
        """Do what the sandbox asks of an object of the tests, if it may ask that."""
        special = self.declared[number]
        if how == "call":
            return target(*args, **kwargs)
        if special is None or kwargs:
            raise AttributeError("functions of the tests can only be called")
        if how in special:
            return getattr(target, how)(*args)
        (name, *value) = args
        if how not in ("get", "set") or not isinstance(name, str):
            raise Hostile("no operation")
        if name.startswith("_"):
            raise AttributeError(name)
        public = type(target) in self.public or name in getattr(
            type(target), "crosses", ()
        )
        if how == "set":
            if not public:
                raise AttributeError(f"{name} cannot be set")
            return setattr(target, name, *value)
        found = getattr(target, name)
        if not public and not callable(found):
            raise AttributeError(
                f"'{type(target).__name__}' object shows no {name!r}"
            )
        return found

    # ------------------------------------------------------------ what goes out

    def write_special(self, value, writer, depth):
        """Return the tree of what the tests hand over and is no plain value."""
        number = self.numbers.get(id(value))
        if number is not None:
            return ["h", number]
        if isinstance(value, Remote):
            return ["h", object.__getattribute__(value, "_remote")[1]]
        if isinstance(value, np.random.Generator):
            bits = value.bit_generator
            number = writer.number(value) or [-1]
            seed = writer.write(seed_of(bits), depth + 1)
            state = write_state(bits, writer)
            return ["rng", *number, type(bits).__name__, seed, state]
        if isinstance(value, TupleRecord):
            return ["t", writer.sequence(tuple(value), depth)]
        if isinstance(value, BaseException):
            owner = self.write_class_name(type(value))
            args = [writer.write(a, depth + 1) for a in value.args]
            return ["make", owner or ["builtins", "Exception"], args, []]
        name = self.write_library_name(value)
        if name:
            return ["ref", *name]
        from grading.figures import is_figure, write_figure

        if is_figure(value):
            return write_figure(value, writer)
        made = self.write_instance(value, writer, depth)
        return made or self.write_callback(value, writer, depth)

    def write_library_name(self, value):
        """Return [module, name] of something that an installed library defines."""
        module = getattr(value, "__module__", None)
        name = getattr(value, "__qualname__", getattr(value, "__name__", None))
        if isinstance(value, np.ufunc):
            for module in ("numpy", "scipy.special"):
                if getattr(sys.modules[module], value.__name__, None) is value:
                    return [module, value.__name__]
        if isinstance(value, types.ModuleType):
            return None
        if not isinstance(module, str) or not isinstance(name, str):
            return None
        if module == "__main__" or not DOTTED.fullmatch(name):
            return None
        found = sys.modules.get(module)
        for part in name.split("."):
            found = getattr(found, part, None)
        return [module, name] if found is value else None

    def write_class_name(self, kind):
        """Return [module, name] of a class of a library, or None."""
        return self.write_library_name(kind)

    def write_instance(self, value, writer, depth):
        """Return the tree of an object that a library's class can hold."""
        kind = type(value)
        owner = self.write_library_name(kind)
        if not owner or isinstance(value, type):
            return None
        if owner[0].startswith("scipy.stats"):
            import scipy.stats

            name = getattr(value, "name", None)
            if isinstance(name, str):
                if getattr(scipy.stats, name, None) is value:
                    return ["ref", "scipy.stats", name]
            family = getattr(getattr(value, "dist", None), "name", None)
            if isinstance(family, str) and hasattr(scipy.stats, family):
                args = [writer.write(a, depth + 1) for a in value.args]
                keys = writer.pairs(value.kwds, depth)
                return ["make", ["scipy.stats", family], args, keys]
        if owner[0] in ("pathlib", "pathlib._local"):
            return ["make", ["pathlib", "Path"], [str(value)], []]
        if hasattr(value, "__dict__") and owner[0].split(".")[0] in LIBRARIES:
            try:
                return ["inst", owner, writer.pairs(vars(value), depth)]
            except WireError:
                return None
        return None

    def write_callback(self, value, writer, depth):
        """Return the tree of something that the sandbox may ask of us."""
        if isinstance(value, types.ModuleType):
            raise WireError("a module cannot be handed over")
        number = self.callback_ids.get(id(value))
        if isinstance(value, types.MethodType):
            known = [
                n for n, v in enumerate(self.callbacks[-50:]) if v == value
            ]
            if known:
                number = known[0] + max(0, len(self.callbacks) - 50)
        if number is None:
            number = len(self.callbacks)
            self.callbacks.append(value)
            self.callback_ids[id(value)] = number
        function = isinstance(
            value,
            types.FunctionType | types.MethodType | types.BuiltinMethodType,
        )
        special = None
        if not function:
            special = [
                f"__{n}__"
                for n in "call len getitem iter next".split()
                if hasattr(type(value), f"__{n}__")
            ]
        self.declared[number] = special
        name = text(getattr(value, "__name__", type(value).__name__))
        doc = text(getattr(value, "__doc__", None)) if function else None
        signature = write_signature(value, writer, depth) if function else None
        kind = "function" if function else "object"
        return ["cb", number, kind, name, doc, signature, special]

    def write_error(self, error):
        """Return the tree of an exception of ours, kept to be raised again."""
        self.errors.append(error)
        names = []
        for kind in type(error).__mro__[:-1]:
            name = self.write_class_name(kind)
            if name:
                names.append(name)
        writer = Writer()
        try:
            args = [writer.write(a) for a in error.args]
        except WireError:
            args = None
        if writer.parts:
            args = None
        try:  # it may ask the sandbox for the text of something, and be refused
            message = str(error)
        except Exception:
            message = ""
        return [len(self.errors) - 1, names, message, args]

    # ------------------------------------------------------------ what comes in

    def read_special(self, tag, body, reader, depth):
        """Return the value of a tree of the sandbox's that is no plain one."""
        if tag == "h":
            return self.read_object(body, reader, depth)
        if tag == "lib":
            return library_class(*body)
        if tag == "exc":
            return self.read_error(body, reader, depth)
        if tag == "original":
            return numbered(self.errors, *body)
        if tag == "given":
            (name,) = body
            if not isinstance(name, str) or name not in self.givens:
                raise WireError("nothing that is given")
            return self.givens[name]
        if tag == "rec":
            return self.read_record(body, reader, depth)
        if tag == "mine":
            return numbered(self.callbacks, *body)
        if tag == "v":
            return self.read_view(body)
        if tag == "refused":
            return Refused(text(body[0]))
        if tag == "figure":
            from grading.figures import read_figure

            return read_figure(*body)
        raise WireError(f"an unknown kind: {tag[:20]!r}")

    def read_view(self, body):
        """Return a view of an array that was handed over; NumPy checks the bounds."""
        number, place, shape, strides = body
        base = self.tracked.get(number)
        if not isinstance(base, np.ndarray) or not base.flags.c_contiguous:
            raise WireError("no array to look into")
        return np.ndarray(
            tuple(shape), base.dtype, base, place, tuple(strides)
        )

    def read_record(self, body, reader, depth):
        """Return a read-only record."""
        owner, fields, items, number = body
        owner = reader.read(owner, depth + 1)
        names = {}
        for name, tree in fields:
            names[wire.field(name)] = reader.read(tree, depth + 1)
        if items is None:
            return Record(owner, names, owner in self.givens.values())
        extra = (self, number) if wire.is_int(number) else None
        items = reader.sequence(items, depth)
        return TupleRecord(owner, names, items, extra)

    def read_object(self, body, reader, depth):
        """Return the stand-in of an object of the student's."""
        number, *description = body
        if not wire.is_int(number) or number < 0:
            raise WireError("no object")
        if number in self.proxies:
            return self.proxies[number]
        if not description or len(self.proxies) > 100_000:
            raise WireError("an object that was never described")
        kind = description[0]
        if kind == "class":
            value = self.read_class(number, description[1:], reader, depth)
        elif kind == "function":
            _, name, doc, signature = description

            def call(args, kwargs):
                return self.do("call", number, args, kwargs)

            parameters = read_signature(signature, reader, depth)
            value = make_stub(call, text(name), doc and text(doc), parameters)
        elif kind == "object":
            _, name, doc, signature, owner = description
            owner = reader.read(owner, depth + 1)
            if owner in self.givens.values():
                owner = self.given_class(owner)
            if not isinstance(owner, RemoteType):
                owner = self.make_class("object", None, (), [], None)
            value = object.__new__(owner)
            state = {"_remote": (self, number)}
            if signature is not None:
                parameters = read_signature(signature, reader, depth)
                state["__signature__"] = parameters
            if name:
                state["__name__"] = text(name)
            state["__doc__"] = doc and text(doc)
            object.__getattribute__(value, "__dict__").update(state)
        else:
            raise WireError("no description")
        self.proxies[number] = value
        self.numbers[id(value)] = number
        return value

    def read_class(self, number, description, reader, depth):
        """Return the stand-in of a class; exceptions become real ones."""
        name, doc, bases, special, signature, module = description
        bases = [reader.read(b, depth + 1) for b in bases[:50]]
        errors = [
            b
            for b in bases
            if isinstance(b, type) and issubclass(b, BaseException)
        ]
        if errors:
            return type(text(name) or "Error", (errors[0],), {"__doc__": doc})
        kinds = [b for b in bases if isinstance(b, RemoteType)]
        parameters = read_signature(signature, reader, depth)
        made = self.make_class(text(name), doc, kinds, special, parameters)
        made._remote_class = (self, number)
        return made

    def given_class(self, kind):
        """Return the class of stand-ins for the student's objects of a given class."""
        if kind not in self.given_kinds:
            name, special = kind.__name__, dunders(kind)
            made = self.make_class(name, kind.__doc__, (), special, None, kind)
            self.given_kinds[kind] = made
        return self.given_kinds[kind]

    def make_class(self, name, doc, bases, special, signature, given=None):
        """Make the class of stand-ins for the objects of a class.

        isinstance takes them for objects of `given`, a class of the given cells.
        """
        if not isinstance(special, list):
            raise WireError("no class")
        methods = {
            n: METHODS[n]
            for n in special
            if isinstance(n, str) and n in METHODS
        }
        # An object whose difference from every number is 0 would be the right answer.
        # Only a class that the exercise asks for may do arithmetic of its own.
        if name not in self.expected:
            methods |= {n: refuse(n) for n in ARITHMETIC & methods.keys()}
        methods["__doc__"] = doc if isinstance(doc, str) else None
        methods["__module__"] = "__main__"
        methods["__hash__"] = object.__hash__
        if given:
            methods["__class__"] = property(lambda self: given)
        if signature is not None:
            methods["__signature__"] = signature
        try:
            return RemoteType(name or "object", (*bases, Remote), methods)
        except TypeError:  # bases in an order that Python does not take
            return RemoteType(name or "object", (Remote,), methods)

    def read_error(self, body, reader, depth):
        """Return an exception like the one that the student's code raised."""
        owner, message, args = body
        kind = reader.read(owner, depth + 1)
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            kind = Exception
        if issubclass(kind, Gone | Hostile):
            kind = Exception
        message = text(message)
        self.heard.append(message)
        args = [message] if args is None else reader.sequence(args, depth)
        try:
            error = kind(*args)
            same = str(error) == message
        except Exception:
            same = False
        if not same:
            told = {"__str__": lambda self: message, "__module__": "builtins"}
            try:
                kind = type(kind.__name__, (kind,), told)
                error = kind.__new__(kind)
            except TypeError:
                error = type(kind.__name__, (Exception,), told)()
            error.args = tuple(args)
        error.of_answer = True
        return error

    # ---------------------------------------------------------- names to share

    def publish(self, names):
        """Take note of what the given cells have bound: the student has it too."""
        for name in names:
            value = self.names.get(name)
            if isinstance(value, type):
                self.public.add(value)
            if is_ours(value):
                self.givens[name] = value
            if not isinstance(value, types.ModuleType):
                self.shared[name] = value

    def fetch(self, names):
        """Bind names of the student's to their values or stand-ins."""
        for pair in self.ask("fetch", names):
            name, value = pair
            if name in names:
                self.names[name] = self.fetched[name] = value
                self.shared[name] = value


def numbered(kept, number):
    """Return an object of ours that the sandbox names by its number."""
    if not wire.is_int(number) or number < 0:
        raise WireError("no object")
    return kept[number]


def library_class(module, name):
    """Return a class that this process has loaded itself, by its name.

    Nothing is imported; what is not loaded, not of a known library or no class is a
    WireError, except that an exception is then just an Exception.
    """
    if not isinstance(module, str) or not isinstance(name, str):
        raise WireError("no class")
    if module.split(".")[0] not in LIBRARIES or not DOTTED.fullmatch(name):
        return Exception
    found = builtins if module == "builtins" else sys.modules.get(module)
    for part in name.split("."):
        if part.startswith("_") and not isinstance(found, types.ModuleType):
            return Exception
        found = getattr(found, part, None)
    if not isinstance(found, type):
        return Exception
    known = wire.is_inert(found) or issubclass(found, BaseException)
    return found if known else Exception
