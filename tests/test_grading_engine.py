"""The engine: what crosses, and that a graded answer fares as in the notebook."""

import json
import math
import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import nbformat
import numpy as np
import pandas as pd
import pytest
import sympy
from scipy import optimize, sparse

from grading import wire
from grading.changes import CHILDREN, set_state, state_of
from grading.engine import Grader, SandboxMissing
from grading.model import Limits
from grading.modules import with_modules
from grading.wire import Reader, WireError, Writer
from tests.grading_data import (
    CHAPTER,
    LEAST,
    battery,
    code,
    handed_out,
    solution,
    submission,
    write_project,
)
from tools.paths import ROOT

# --------------------------------------------------------- values that cross

x, y = sympy.symbols("x y", positive=True)
f = sympy.Function("f")
VALUES = [
    *(None, True, 0, -(1 << 70), 1 << 63, 0.1, -0.0, math.inf, 2 - 3j),
    *("", "é\ud800", b"\x00\xff", [], [1, [2.5, ("a",)]], {"a": {1: (2, 3)}}),
    *({1, 2}, frozenset({"a"}), range(3), slice(1, None), ...),
    *(np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1j)),
    *(
        np.datetime64("2020-02-29"),
        np.str_("a"),
        np.dtype("f4"),
        np.float64(1),
    ),
    *(np.arange(6.0).reshape(2, 3), np.array(3), np.zeros((0, 2), "i2")),
    *(np.array(["a", "bcd"]), np.array([b"x"]), np.array([True, False])),
    np.asfortranarray(np.arange(6).reshape(2, 3)),
    np.zeros(2, [("a", "f4"), ("b", "i4", (2,))]),
    np.matrix([[1, 2]]),
    np.ma.array([1, 2], mask=[False, True]),
    *(
        getattr(sparse, f"{n}_array")(np.eye(4))
        for n in "csr csc coo dia".split()
    ),
    *(
        getattr(sparse, f"{n}_matrix")(np.eye(4))
        for n in "bsr lil dok".split()
    ),
    *(x + y**2 - sympy.pi / 3, sympy.Rational(1, 3), sympy.Float(0.1, 40)),
    *(sympy.sin(x), f(x).diff(x), sympy.Eq(x, y), sympy.oo, sympy.true),
    sympy.Integral(sympy.exp(-(x**2)), (x, 0, sympy.oo)),
    sympy.Piecewise((x, x > 1), (0, True)),
    sympy.Matrix([[x, 1], [0, y]]),
    sympy.Interval(0, 1),
    *(
        Fraction(1, 3),
        Fraction(10**40, 7),
        Decimal("1.50"),
        Decimal("-Infinity"),
    ),
    *(pd.Index([3, 4], name="k"), pd.Index(["a", "b"])),
    *(pd.Series([1.0, 2], ["a", "b"], name="x"), pd.Series([True, False])),
    pd.DataFrame(
        {"a": [1, 2], "b": ["x", None], "c": [1.5, math.nan]}, [5, 6]
    ),
    pd.DataFrame({"t": pd.to_datetime(["2020-02-29"])}),
    pd.DataFrame(),
]


def there_and_back(value):
    """Write a value and read it again, as a message would."""
    writer = Writer()
    tree = json.loads(wire.dumps(writer.write(value)))
    return Reader(writer.blob).read(tree)


@pytest.mark.parametrize("value", VALUES, ids=lambda v: repr(v)[:30])
def test_value_crosses_unchanged(value):
    back = there_and_back(value)
    assert type(back) is type(value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype and back.shape == value.shape
        assert back.flags.f_contiguous == value.flags.f_contiguous
        assert back.flags.writeable
        assert np.all(back == value)
    elif sparse.issparse(value):
        assert (back.toarray() == value.toarray()).all()
    elif isinstance(value, pd.Index | pd.Series | pd.DataFrame):
        assert back.equals(value)
        assert getattr(back, "name", None) == getattr(value, "name", None)
        if not isinstance(value, pd.Index):
            assert list(back.index) == list(value.index)
    else:
        assert back == value
    if isinstance(value, float):
        assert math.copysign(1, back) == math.copysign(1, value)


NUMBERS = [
    *([], [1.5], [np.float64(-0.0), math.inf], [np.arange(3.0)]),
    *([np.zeros(0), 2.0], [np.array([math.nan]), np.float64(1)]),
]
NO_NUMBERS = [
    *(1, True, "1", None, [1.0], np.float32(1), np.arange(3), 1j),
    *(np.zeros((2, 2)), np.zeros(4)[::2], np.zeros(4)[1:], np.float64),
    np.arange(3, dtype=">f8"),
    np.broadcast_to(1.0, 3),
]


@pytest.mark.parametrize("values", NUMBERS, ids=str)
def test_numbers_cross_unchanged(values):
    back = wire.unpack_numbers(wire.pack_numbers(values))
    assert list(map(type, back)) == list(map(type, values))
    for one, two in zip(values, back, strict=True):
        assert np.asarray(one).tobytes() == np.asarray(two).tobytes()
    assert all(v.flags.writeable for v in back if isinstance(v, np.ndarray))


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_what_is_no_number_takes_the_other_way(value):
    assert wire.pack_numbers([1.0, value]) is None


def test_a_vector_that_is_known_does_not_cross_as_a_copy():
    vector = np.zeros(3)
    assert wire.pack_numbers([vector], {id(vector): 7}) is None


def test_bytes_that_are_no_numbers_are_refused():
    rng = np.random.default_rng(0)
    good = wire.pack_numbers([1.0, np.arange(3.0)])
    tries = [good[:n] for n in range(1, len(good)) if n != 9]
    tries += [b"a\xff\xff\xff\xff", b"x", rng.bytes(100)]
    for data in tries:
        with pytest.raises(WireError):
            wire.unpack_numbers(data)


def test_nan_crosses():
    assert math.isnan(there_and_back(math.nan))
    assert np.isnan(there_and_back(np.array([np.nan, 1]))[0])


def test_optimize_result_crosses_as_one():
    result = optimize.OptimizeResult(x=np.ones(2), success=True, fun=1.0)
    back = there_and_back(result)
    assert type(back) is optimize.OptimizeResult
    assert back.success is True and back.x.tolist() == [1.0, 1.0]


class Text(str):
    """A string of a class of its own."""

    def __eq__(self, other):
        """Equal everything."""
        return True

    __hash__ = None


@pytest.mark.parametrize("value", [Text("a"), {"k": Text("b")}, [Text("c")]])
def test_classes_that_derive_from_plain_ones_are_reduced(value):
    back = there_and_back(value)
    flat = (
        back
        if type(back) is str
        else next(iter(dict(enumerate(back)).values()))
    )
    assert type(flat) is str or type(back["k"]) is str


@pytest.mark.parametrize(
    "value",
    [object(), np.array([object()]), lambda: 0, 1 << 70_000, sys],
    ids=["object", "array of objects", "function", "huge integer", "module"],
)
def test_what_is_no_value_is_refused(value):
    with pytest.raises(WireError):
        Writer().write(value)


def test_depth_and_number_are_bounded():
    nested = []
    for _ in range(200):
        nested = [nested]
    with pytest.raises(WireError, match="deep"):
        Writer().write(nested)
    endless = []
    endless.append(endless)
    with pytest.raises(WireError, match="deep"):
        Writer().write(endless)
    with pytest.raises(WireError, match="values"):
        Writer().write([0] * (wire.MAX_ITEMS + 1))


F8 = ["a", "<f8", [1], 0, 8, ""]
HOSTILE = [
    {},
    [],
    [[]],
    ["unknown", 1],
    ["l"],
    ["l", 5],
    ["d", [[1]]],
    ["d", [[["l", []], 1]]],
    ["s", [["l", []]]],
    ["i", 5],
    ["i", "0x" + "f" * 50_000],
    ["c", "1", 2],
    ["r", 0],
    ["y", 0, 99],
    ["y", -1, 1],
    ["y", True, 1],
    ["nf", "1"],
    ["nb", 1],
    ["a", "|O", [1], 0, 8, ""],
    ["a", "<f8", [2], 0, 8, ""],
    ["a", "<f8", [-1], 0, -8, ""],
    ["a", "<f8", [1 << 60], 0, 1 << 63, ""],
    ["a", "<f8,<f8", [1], 0, 16, ""],
    ["a", "S0", [1 << 40], 0, 0, ""],
    ["a", [["a", "|O", []]], [1], 0, 8, ""],
    ["a", "<U2", [1], 0, 8, ""],
    ["n", "|O", 0, 8],
    ["sp", "csr", "array", [1, 1], F8, F8, F8],
    ["sp", "csr", "array", [1 << 40, 1], F8, F8, F8],
    ["sp", "dia", "array", [1, 1], F8, F8],
    ["sp", "__class__", "array", [1, 1], F8, F8],
    ["sp", "coo", "exec", [1, 1], F8, F8],
    ["sy", ["__import__", "os"]],
    ["sy", ["Symbol", "x", [["__class__", 1]]]],
    ["sy", ["Float", "0x1", 1 << 50, 53]],
    ["sy", ["Matrix", "MutableDenseMatrix", 2, 2, []]],
    ["sy", ["Matrix", "os.system", 0, 0, []]],
    ["sy", ["Add", "x"]],
    ["sy", "x"],
    ["o", "OptimizeResult", [[1, 2]]],
    ["h", 0],
    ["ref", "os", "system"],
    ["make", ["os", "system"], ["true"], []],
    ["inst", ["os", "system"], []],
]


@pytest.mark.parametrize("tree", HOSTILE, ids=lambda t: wire.dumps(t)[:40])
def test_hostile_tree_is_refused(tree):
    with pytest.raises(WireError):
        Reader(b"\xff" * 16).read(tree)


def test_fuzzed_trees_are_read_or_refused():
    rng = np.random.default_rng(0)
    trees = []
    for value in VALUES:
        writer = Writer()
        trees.append((wire.dumps(writer.write(value)), writer.blob))
    for _ in range(1500):
        text, blob = trees[rng.integers(len(trees))]
        letters = list(text)
        for _ in range(rng.integers(1, 4)):
            at = rng.integers(len(letters))
            letters[at] = rng.choice(list('0123456789[]",-eSOUfv'))
        try:
            tree = json.loads("".join(letters))
        except ValueError:
            continue
        try:
            Reader(blob).read(tree)
        except WireError:
            continue


# --------------------------------------- the same verdict as in the notebook

# name: (answer, test, what the first message says, or "" where it passes)
CASES = {
    "an argument changed in place": (
        "def f(a):\n    a.sort()\n    return a",
        "v = np.array([3.0, 1.0])\nf(v)\nassert v[0] == 3.0, f'v is now {v}'",
        "AssertionError: v is now [1. 3.]",
    ),
    "a list filled in place": (
        "def f(out):\n    out.append({'a': [1]})\n    out[0]['a'].append(2)",
        "v = []\nf(v)\nassert v == [{'a': [1, 2]}], v",
        "",
    ),
    "a nested list changed": (
        "def f(d):\n    d['k'][0] = 9\n    del d['z']\n    d['s'].add(4)",
        "i = [1]\nd = {'k': i, 'z': 0, 's': {1}}\nf(d)\n"
        "assert i == [9] and d == {'k': [9], 's': {1, 4}}, d",
        "",
    ),
    "a sparse argument changed": (
        "def f(m):\n    m.data *= 2",
        "from scipy import sparse\nm = sparse.csr_array(np.eye(2))\nf(m)\n"
        "assert m.sum() == 4, m.sum()",
        "",
    ),
    "a sparse dictionary of keys changed": (
        "def f(m):\n    m[0, 1] = 5",
        "from scipy import sparse\nm = sparse.dok_array(np.eye(2))\nf(m)\n"
        "assert m.nnz == 3 and m[0, 1] == 5, m.toarray()",
        "",
    ),
    "a read-only argument": (
        "def f(a):\n    a[0] = 1",
        "v = np.zeros(2)\nv.flags.writeable = False\nf(v)",
        "ValueError: assignment destination is read-only",
    ),
    "the argument itself comes back": (
        "def f(a):\n    a += 1\n    return a",
        "v = np.zeros(2)\nassert f(v) is v and v[0] == 1",
        "",
    ),
    "a view comes back": (
        "def f(a):\n    return a[1:3]",
        "v = np.zeros(4)\nw = f(v)\nassert not np.shares_memory(v, w), 'a view'",
        "AssertionError: a view",
    ),
    "a view of a column": (
        "def f(a):\n    return a[:, 1]",
        "v = np.arange(6.0).reshape(2, 3)\nw = f(v)\nw[:] = 9\n"
        "assert v[0, 1] == 9 and np.shares_memory(v, w)",
        "",
    ),
    "a copy comes back": (
        "def f(a):\n    return a[1:3].copy()",
        "v = np.zeros(4)\nassert not np.shares_memory(v, f(v))",
        "",
    ),
    "state between calls": (
        "calls = 0\ndef f():\n    global calls\n    calls += 1\n    return calls",
        "f()\nf()\nassert f() == 3 and calls == 3, calls",
        "",
    ),
    "a global list grows": (
        "log = []\ndef f(v):\n    log.append(v)",
        "f(1)\nf(2)\nassert log == [1, 2], log",
        "",
    ),
    "a test binds a given name anew": (
        "def f():\n    return limit",
        "limit = 7\nassert f() == 7, f()",
        "",
    ),
    "several outputs": (
        "def f(v):\n    return v.min(), v.max(), {'n': v.size}",
        "low, high, more = f(np.arange(5))\n"
        "assert (low, high, more) == (0, 4, {'n': 5})\n"
        "assert type(low) is np.int64, type(low)",
        "",
    ),
    "an exception's type and text": (
        "def f():\n    raise KeyError('no such key')",
        "try:\n    f()\nexcept LookupError as e:\n"
        "    assert str(e) == \"'no such key'\" and e.args == ('no such key',)\n"
        "else:\n    assert False",
        "",
    ),
    "an exception that is not caught": (
        "def f():\n    return [][1]",
        "f()",
        "IndexError: list index out of range",
    ),
    "an exception of NumPy's": (
        "def f():\n    return np.linalg.inv(np.zeros((2, 2)))",
        "try:\n    f()\nexcept np.linalg.LinAlgError as e:\n"
        "    assert 'Singular' in str(e)",
        "",
    ),
    "an exception of the answer's own": (
        "class TooFew(ValueError):\n    pass\ndef f():\n    raise TooFew('2 of 3')",
        "try:\n    f()\nexcept TooFew as e:\n    assert isinstance(e, ValueError)\n"
        "f()",
        "TooFew: 2 of 3",
    ),
    "an assert of the answer's": (
        "def f(v):\n    assert v > 0, 'must be positive'",
        "f(-1)",
        "AssertionError: must be positive",
    ),
    "a wrong call": (
        "def f(a, b):\n    return a",
        "f(1)",
        "TypeError: f() missing 1 required positional argument: 'b'",
    ),
    "an exception of a call-back passes through": (
        "def f(g):\n    return g(1)",
        "class Spent(Exception):\n    pass\ndef g(v):\n    raise Spent('enough')\n"
        "try:\n    f(g)\nexcept Spent as e:\n    assert str(e) == 'enough'\n"
        "else:\n    assert False, 'swallowed'",
        "",
    ),
    "an exception of a call-back is caught": (
        "def f(g):\n    try:\n        return g(1)\n    except RuntimeError as e:\n"
        "        return str(e)",
        "def g(v):\n    raise RuntimeError('budget')\nassert f(g) == 'budget'",
        "",
    ),
    "a warning": (
        "import warnings\ndef f():\n    warnings.warn('careful', RuntimeWarning)",
        "import warnings\n"
        "with warnings.catch_warnings(record=True) as told:\n"
        "    warnings.simplefilter('always')\n    f()\n"
        "assert [str(w.message) for w in told] == ['careful']\n"
        "assert told[0].category is RuntimeWarning",
        "",
    ),
    "a warning turned into an error": (
        "def f():\n    try:\n        return np.log(-np.ones(1))\n"
        "    except RuntimeWarning:\n        return 'raised inside'",
        "import warnings\nwith warnings.catch_warnings():\n"
        "    warnings.simplefilter('error')\n"
        "    assert f() == 'raised inside'",
        "",
    ),
    "errors of floats": (
        "def f():\n    return np.zeros(1) / 0",
        "with np.errstate(all='raise'):\n    try:\n        f()\n"
        "    except FloatingPointError:\n        pass\n"
        "    else:\n        assert False, 'not raised'",
        "",
    ),
    "a generator": (
        "def f(n):\n    for i in range(n):\n        yield i, i * i",
        "g = f(3)\nassert next(g) == (0, 0) and list(g) == [(1, 1), (2, 4)]\n"
        "assert next(g, None) is None",
        "",
    ),
    "an iterator of the test's": (
        "def f(stream):\n    return sum(stream)",
        "assert f(v for v in (1, 2, 3)) == 6",
        "",
    ),
    "printed text": (
        "def f():\n    print('two', 'words')\n    print('more', end='')",
        "import io\nfrom contextlib import redirect_stdout\n"
        "with redirect_stdout(io.StringIO()) as out:\n    f()\n"
        "assert out.getvalue() == 'two words\\nmore', out.getvalue()",
        "",
    ),
    "magics": (
        "%time a = 3\n!true\ndef f():\n    return a",
        "%time v = f()\nassert v == 3",
        "",
    ),
    **{
        f"%{magic}": (
            f"%{magic}\ndef f():\n    return 3",
            "assert f() == 3",
            "",
        )
        for magic in (
            "matplotlib",
            "matplotlib inline",
            "matplotlib widget",
            "matplotlib notebook",
            "matplotlib qt",
            "matplotlib --list",
        )
    },
    "a cell magic": ("%%time\ndef f():\n    return 3", "assert f() == 3", ""),
    "looks of a function": (
        "def f(a, b=2.5, *rest, c=None, **more):\n    '''Says so.'''",
        "import inspect\nassert str(inspect.signature(f)) == "
        "'(a, b=2.5, *rest, c=None, **more)'\n"
        "assert f.__name__ == 'f' and f.__doc__ == 'Says so.' and callable(f)\n"
        "assert inspect.isfunction(f)",
        "",
    ),
    "kinds of numbers": (
        "def f():\n    return 1.5, np.float32(2), 3, True, np.array(4.0)",
        "a, b, c, d, e = f()\nassert isinstance(a, float) and np.isscalar(b)\n"
        "assert b.dtype == np.float32 and type(c) is int and d is True\n"
        "assert e.shape == ()\nassert not hasattr(a, 'shape') and hasattr(b, 'shape')",
        "",
    ),
    "a lambda and a library function": (
        "f = lambda v: v + 1\ng = np.sum\nh = np.vectorize(lambda v: v * 2)",
        "assert f(1) == 2 and g([1, 2]) == 3 and h([1, 2]).tolist() == [2, 4]",
        "",
    ),
    "a function that gives a function": (
        "def f(n):\n    return lambda v: v**n",
        "cube = f(3)\nassert cube(2) == 8 and callable(cube)",
        "",
    ),
    "a function of the answer's as an argument": (
        "def f(g, v):\n    return g(v)\ndef h(v):\n    return v + 1",
        "assert f(h, 1) == 2 and f(np.cos, 0.0) == 1.0 and f(abs, -2) == 2",
        "",
    ),
    "a class": (
        "class Mean:\n    '''Running.'''\n    unit = 's'\n"
        "    def __init__(self):\n        self.n, self.total = 0, 0.0\n"
        "    def add(self, v):\n        self.n += 1\n        self.total += v\n"
        "    def __len__(self):\n        return self.n\n"
        "    def __getitem__(self, i):\n        return i\n"
        "    def __repr__(self):\n        return f'Mean({self.total})'\n"
        "    @property\n    def value(self):\n        return self.total / self.n\n",
        "m = Mean()\nm.add(1)\nm.add(3)\n"
        "assert m.value == 2 and len(m) == 2 and m[5] == 5 and repr(m) == 'Mean(4.0)'\n"
        "assert isinstance(m, Mean) and hasattr(m, 'add') and not hasattr(m, 'x')\n"
        "m.total = 8.0\nassert m.value == 4 and Mean.unit == 's'\n"
        "assert Mean.__doc__ == 'Running.' and type(m).__name__ == 'Mean'\n"
        "Mean().value",
        "ZeroDivisionError: float division by zero",
    ),
    "arithmetic of a class": (
        "class Dual:\n    def __init__(self, a, b):\n        self.a, self.b = a, b\n"
        "    def __mul__(self, o):\n"
        "        return Dual(self.a * o.a, self.a * o.b + self.b * o.a)",
        "d = Dual(3.0, 1.0)\nassert ((d * d).a, (d * d).b) == (9.0, 6.0)",
        "",
    ),
    "a context": (
        "from contextlib import contextmanager\nseen = []\n@contextmanager\n"
        "def f():\n    seen.append('in')\n    yield 5\n    seen.append('out')",
        "with f() as v:\n    assert v == 5 and seen == ['in']\n"
        "assert seen == ['in', 'out'], seen",
        "",
    ),
    "a record": (
        "from dataclasses import dataclass\n@dataclass\nclass Point:\n"
        "    x: float\n    y: float = 0.0\ndef f():\n    return Point(1.0)",
        "p = f()\nassert (p.x, p.y) == (1.0, 0.0) and isinstance(p, Point)\n"
        "assert p == Point(1.0) and repr(p) == 'Point(x=1.0, y=0.0)'",
        "",
    ),
    "a named tuple": (
        "from collections import namedtuple\nPair = namedtuple('Pair', 'low high')\n"
        "def f():\n    return Pair(1, 2)",
        "p = f()\nlow, high = p\nassert p == (1, 2) and p.high == 2\n"
        "assert isinstance(p, tuple) and repr(p) == 'Pair(low=1, high=2)'",
        "",
    ),
    "a result of SciPy's": (
        "from scipy import stats\ndef f():\n    return stats.ttest_1samp([1., 2, 4], 0)",
        "r = f()\nassert r.pvalue == r[1] and 0 < r.pvalue < 1\n"
        "assert r.confidence_interval().low < 0",
        "",
    ),
    "an OptimizeResult": (
        "def f(g):\n    return optimize.minimize(g, [1.0], method='Nelder-Mead')",
        "r = f(lambda v: float(v[0] ** 2))\n"
        "assert r.success and r['fun'] < 1e-6 and r.x.shape == (1,)",
        "",
    ),
    "an estimator": (
        "from sklearn.base import BaseEstimator, ClassifierMixin\n"
        "class Cut(ClassifierMixin, BaseEstimator):\n"
        "    def __init__(self, at=0.5):\n        self.at = at\n"
        "    def fit(self, X, y):\n        self.classes_ = np.unique(y)\n"
        "        self.at_ = X[:, 0].mean()\n        return self\n"
        "    def predict(self, X):\n        return (X[:, 0] > self.at_).astype(int)",
        "from sklearn.base import clone\n"
        "from sklearn.model_selection import cross_val_score\n"
        "X = np.linspace(0, 1, 20)[:, None]\ny = (X[:, 0] > 0.5).astype(int)\n"
        "m = Cut().fit(X, y)\nassert m.predict(X).shape == (20,) and m.at_ > 0\n"
        "assert clone(Cut(at=0.2)).get_params() == {'at': 0.2}\n"
        "assert cross_val_score(Cut(), X, y, cv=4).mean() > 0.5",
        "",
    ),
    "an estimator of the library": (
        "from sklearn.linear_model import LogisticRegression\n"
        "def f(X, y):\n    return LogisticRegression().fit(X, y)\n"
        "def g(model, X):\n    return model.predict(X)",
        "from sklearn.linear_model import LogisticRegression as L\n"
        "X = np.array([[0.0], [1.0], [2.0], [3.0]])\ny = np.array([0, 0, 1, 1])\n"
        "assert f(X, y).coef_.shape == (1, 1)\n"
        "assert g(L().fit(X, y), X).tolist() == [0, 0, 1, 1]",
        "",
    ),
    "a generator of random numbers": (
        "def f(rng):\n    return rng.normal(size=2)",
        "a, b = np.random.default_rng(3), np.random.default_rng(3)\n"
        "assert np.array_equal(f(a), b.normal(size=2))\n"
        "assert a.random() == b.random(), 'the state after the call'",
        "",
    ),
    "a generator that spawns": (
        "def f(rng):\n    return [g.random() for g in rng.spawn(3)]",
        "a, b = (np.random.default_rng([7, 3]) for _ in range(2))\n"
        "a.spawn(2), b.spawn(2)\n"
        "same = lambda rng: [g.random() for g in rng.spawn(3)]\n"
        "assert f(a) == same(b) and f(a) == same(b), 'the children after the call'\n"
        "assert same(a) == same(b)\n"
        "assert a.random() == b.random()\n"
        "c = np.random.default_rng(5).spawn(2)[1]\n"
        "d = np.random.default_rng(5).spawn(2)[1]\n"
        "assert f(c) == same(d)",
        "",
    ),
    "random numbers shared with a call-back": (
        "def f(g, rng):\n    return [g() + rng.random() for _ in range(3)]",
        "def run(f, rng):\n    return f(lambda: rng.random(), rng)\n"
        "def same(g, rng):\n    return [g() + rng.random() for _ in range(3)]\n"
        "assert run(f, np.random.default_rng(1)) == "
        "run(same, np.random.default_rng(1))",
        "",
    ),
    "an object of a given class": (
        "def f(box):\n    box.put(2)\n    box.put(3)\n    return box.size",
        "b = Box()\nassert f(b) == 2 and b.items == [2, 3], b.items",
        "",
    ),
    "an object of a test's class": (
        "def f(model):\n    return model.predict([1.0])",
        "class Model:\n    hidden_answer = 5\n    def predict(self, v):\n"
        "        return [2 * i for i in v]\nassert f(Model()) == [2.0]",
        "",
    ),
    "sparse and symbolic results": (
        "import sympy\nfrom scipy import sparse\n"
        "def f():\n    x = sympy.Symbol('x')\n"
        "    return sparse.eye_array(3, format='csc'), sympy.diff(x**3, x)",
        "import sympy\nm, d = f()\nassert m.format == 'csc' and m.nnz == 3\n"
        "assert sympy.simplify(d - 3 * sympy.Symbol('x') ** 2) == 0",
        "",
    ),
    "a figure": (
        "import matplotlib.pyplot as plt\ndef f():\n    plt.figure()\n"
        "    plt.plot([1, 2], [3, 4], label='loss')\n    plt.xlabel('step')\n"
        "    plt.yscale('log')\n    plt.legend()",
        "import matplotlib.pyplot as plt\nf()\nax = plt.gca()\n"
        "assert ax.get_xlabel() == 'step' and ax.get_yscale() == 'log'\n"
        "assert ax.lines[0].get_ydata().tolist() == [3, 4]\n"
        "assert ax.get_legend().get_texts()[0].get_text() == 'loss'\n"
        "assert ax.get_ylabel(), 'label the y axis'",
        "AssertionError: label the y axis",
    ),
    "axes of the test's": (
        "def f(ax):\n    ax.bar([1, 2], [5, 6])\n    ax.set_title('counts')",
        "from matplotlib.figure import Figure\nax = Figure().add_subplot()\nf(ax)\n"
        "assert ax.get_title() == 'counts'\n"
        "assert [p.get_height() for p in ax.patches] == [5, 6]",
        "",
    ),
    "a value that a cell leaves": (
        "f = {'best': np.float64(0.5), 'names': ['a']}",
        "assert f['best'] == 0.5 and f['names'] == ['a']",
        "",
    ),
    "nothing is returned": (
        "def f(v):\n    v * 2",
        "assert f(1) is not None, f'you return {f(1)!r}'",
        "AssertionError: you return None",
    ),
    "a helper class used as argument": (
        "class P:\n    def __init__(self, v):\n        self.v = v\n"
        "def f(p):\n    return p.v",
        "assert f(P(4)) == 4",
        "",
    ),
    "recursion": (
        "def f(n):\n    return f(n + 1)",
        "try:\n    f(0)\nexcept RecursionError:\n    pass",
        "",
    ),
    "a nested call": (
        "def f(g, n):\n    return n if n > 3 else g(n)",
        "def g(n):\n    return f(g, n + 1)\nassert f(g, 0) == 4",
        "",
    ),
    "keywords and defaults": (
        "def f(a, /, b, *, c=3):\n    return a, b, c",
        "assert f(1, b=2) == (1, 2, 3) and f(1, 2, c=4) == (1, 2, 4)\n"
        "import inspect\nassert list(inspect.signature(f).parameters) == list('abc')",
        "",
    ),
    "a callable object with keywords": (
        "from functools import partial\ndef g(a, b=1, *, c=2):\n"
        "    return a + 10 * b + 100 * c\nf = partial(g, b=3)",
        "assert f(1, c=4) == 431 and f(1) == 231",
        "",
    ),
    "an exception of a given class": (
        "def f():\n    raise Spent('all of it', 7)",
        "try:\n    f()\nexcept Spent as e:\n    assert e.args == ('all of it', 7)",
        "",
    ),
    "objects of given classes": (
        "def f():\n    b = Box()\n    b.put(4)\n    return b, Spot(1.0, 2.0), Box, twice",
        "b, p, kind, g = f()\nassert isinstance(b, Box) and b.size == 1\n"
        "assert isinstance(p, Spot) and p == Spot(1.0, 2.0) and p.y == 2.0\n"
        "assert kind is Box and g is twice",
        "",
    ),
    "a given list changed by the answer's cell": (
        "basket.append(3)\nbasket = basket",
        "assert basket == [1, 2, 3]",
        "",
    ),
    "a structured scalar": (
        "def f():\n    return np.zeros(2, [('a', 'f8'), ('b', 'i4')])[0]",
        "r = f()\nassert r['b'] == 0 and r.dtype.names == ('a', 'b')",
        "",
    ),
    "a frozen record as key": (
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass K:\n"
        "    n: int\ndef f():\n    return {K(1): 5}",
        "assert f()[K(1)] == 5",
        "",
    ),
    "a text that raises KeyboardInterrupt": (
        "class S:\n    def __str__(self):\n        raise KeyboardInterrupt\n"
        "def f():\n    return S()",
        "try:\n    str(f())\nexcept KeyboardInterrupt:\n    pass",
        "",
    ),
    "complex, bytes, ranges and slices": (
        "def f():\n    return 1j, b'a', range(3), slice(1, 2), np.dtype('f4'), float",
        "assert f() == (1j, b'a', range(3), slice(1, 2), np.dtype('f4'), float)",
        "",
    ),
    "objects that become numbers and arrays": (
        "class N:\n    def __init__(self, v):\n        self.v = v\n"
        "    def __float__(self):\n        return float(self.v)\n"
        "    def __array__(self, dtype=None, copy=None):\n"
        "        return np.array([self.v])\n"
        "    def __index__(self):\n        return self.v\n"
        "    def __bool__(self):\n        return self.v > 2\n"
        "def f(v):\n    return N(v)",
        "import math\nassert float(f(3)) == 3.0 and not f(1) and [4, 5][f(1)] == 5\n"
        "assert np.asarray(f(2), float).tolist() == [2.0] and math.sqrt(f(4)) == 2\n"
        "np.testing.assert_allclose(f(3), [3])",
        "",
    ),
    "an object whose number is a text": (
        "class N:\n    def __float__(self):\n        return '3'\n"
        "def f():\n    return N()",
        "try:\n    float(f())\nexcept TypeError:\n    pass\nelse:\n    assert 0",
        "",
    ),
    "a dataclass that is a pair": (
        "from dataclasses import dataclass\n@dataclass\nclass R:\n    t: float\n"
        "    f: float\n    def __iter__(self):\n        yield self.t\n"
        "        yield self.f\n    def __len__(self):\n        return 2\n"
        "def f():\n    return R(0.5, 1.0)",
        "t, s = f()\nassert (t, s) == (0.5, 1.0) and len(f()) == 2 and f().t == 0.5",
        "",
    ),
    "an exception in an exception": (
        "class Plan(Exception):\n    pass\ndef f(n):\n    if n:\n"
        "        try:\n            f(n - 1)\n        except Plan as e:\n"
        "            raise Plan(e) from e\n    raise Plan('too big')",
        "f(3)",
        "Plan: too big",
    ),
    "an exception of a library in an exception": (
        "def f():\n    raise ValueError(KeyError('a'))",
        "try:\n    f()\nexcept ValueError as e:\n"
        "    assert isinstance(e.args[0], KeyError), e.args\n    raise",
        "ValueError: 'a'",
    ),
    "exceptions that are returned": (
        "def f():\n    return [ValueError('a'), KeyError]",
        "error, kind = f()\nassert isinstance(error, ValueError), error\n"
        "assert str(error) == 'a' and kind is KeyError",
        "",
    ),
    "an exception that holds itself": (
        "def f():\n    e = ValueError('a')\n    e.args = (e,)\n    raise e",
        "try:\n    f()\nexcept ValueError:\n    pass",
        "",
    ),
    "an object that is returned and put into an argument": (
        "class Own:\n    n = 1\ndef f(out):\n    own = Own()\n    out.append(own)\n"
        "    return own",
        "out = []\nown = f(out)\nassert out[0] is own and own.n == 1",
        "",
    ),
    "an object beside a value that cannot cross": (
        "class Own:\n    n = 1\nown = Own()\ndef f(first):\n"
        "    return [own, 1 << 70_000] if first else own",
        "try:\n    assert f(True)[0].n == 1\nexcept TypeError:\n    pass\n"
        "assert f(False).n == 1",
        "",
    ),
    "a table comes and goes": (
        "import pandas as pd\ndef f(t):\n"
        "    return t.assign(c=t.a * 2).c, t.a.index, t[t.a > 1]",
        "import pandas as pd\nc, i, t = f(pd.DataFrame({'a': [1, 2]}))\n"
        "assert c.tolist() == [2, 4] and (c > 2).sum() == 1 and list(i) == [0, 1]\n"
        "assert t.shape == (1, 1) and abs(c - 3).max() == 1",
        "",
    ),
    "an object is one number until it is used": (
        "class N:\n    n = 0\n    def __float__(self):\n        self.n += 1\n"
        "        return float(self.n)\n    def reset(self):\n        self.n = 7\n"
        "def f():\n    return N()",
        "v = f()\nassert float(v) == 1.0\nv.reset()\nassert float(v) == 8.0",
        "",
    ),
    "a number of NumPy's from __float__": (
        "class N:\n    def __array__(self, dtype=None, copy=None):\n"
        "        return np.array([1.0])\n    def __complex__(self):\n"
        "        return 1j\ndef f():\n    return N()",
        "v = np.asarray(f())\nv[0] = 5\nassert np.asarray(f())[0] == 1.0\n"
        "assert complex(f()) == 1j",
        "",
    ),
    "tables whose labels are dates or pairs": (
        "import pandas as pd\ndef f(days):\n"
        "    t = pd.Series([1.0, 2.0], pd.date_range('2020-01-01', periods=2))\n"
        "    p = pd.DataFrame({'a': [1, 1], 'b': [1, 2], 'c': [3.0, 4.0]})\n"
        "    return t, p.groupby(['a', 'b']).c.mean(), len(days)",
        "import pandas as pd\nt, p, n = f(pd.Series([1], pd.to_datetime(['2020-01-01'])))"
        "\nassert t.iloc[0] == 1 and t.index[1].day == 2 and len(p) == 2 and n == 1",
        "",
    ),
    "a column of objects": (
        "import pandas as pd\ndef f():\n"
        "    return pd.Series([1, None, 'a'], dtype=object)",
        "s = f()\nassert s.dtype == object and s.tolist() == [1, None, 'a']",
        "",
    ),
    "a call-back that keeps its argument and raises": (
        "def f(bad):\n    try:\n        bad([1.0])\n    except ValueError:\n"
        "        return 5",
        "seen = []\ndef bad(v):\n    seen.append(v)\n    raise ValueError\n"
        "assert f(bad) == 5 and seen == [[1.0]]",
        "",
    ),
    "a call-back's argument changed, and it raises": (
        "def f(bad, seen):\n    try:\n        bad([1.0])\n    except ValueError:\n"
        "        return len(seen)",
        "seen = {}\ndef bad(v):\n    seen['v'] = v\n    raise ValueError\n"
        "assert f(bad, seen) == 1",
        "",
    ),
    "an error about what has no text": (
        "class N:\n    def __repr__(self):\n        raise RuntimeError\n"
        "def f(bad):\n    try:\n        bad(N())\n    except ValueError:\n"
        "        pass\n    return 3",
        "def bad(v):\n    raise ValueError('bad', v)\n"
        "assert f(bad) == 3 and f(bad) == 3",
        "",
    ),
    "records that are compared by less than their fields": (
        "from dataclasses import dataclass, field\n@dataclass(eq=False)\nclass A:\n"
        "    v: list\n@dataclass(frozen=True)\nclass B:\n    n: int\n"
        "    v: list = field(compare=False)\ndef f():\n"
        "    return {A([1]), A([1])}, {B(1, []): 2}",
        "a, b = f()\nassert len(a) == 2 and len(b) == 1",
        "",
    ),
    "a default that cannot cross": (
        "def g():\n    return 1\ndef h(a=[g, np.array([None])]):\n    return g\n"
        "def f():\n    return h",
        "assert f()()() == 1",
        "",
    ),
    "fractions and decimals": (
        "from fractions import Fraction\nfrom decimal import Decimal\n"
        "def f():\n    return Fraction(1, 3), Decimal('0.1')",
        "a, b = f()\nassert abs(a - 1 / 3) < 1e-15 and 3 * a == 1 and 10 * b == 1",
        "",
    ),
    "a module that the answer writes": (
        "with open('own_module.py', 'w') as file:\n"
        "    file.write('def g():\\n    return 5\\n')\nfrom own_module import g\n"
        "def f():\n    return g()",
        "assert f() == 5",
        "",
    ),
    "a global of the student's is changed by a call": (
        "best = None\ndef f(v):\n    global best\n    best = np.array([v])",
        "f(2.0)\nassert best[0] == 2.0",
        "",
    ),
}
CASES_GIVEN = """
import numpy as np
from scipy import optimize
from dataclasses import dataclass
limit = 5
basket = [1, 2]
class Spent(Exception):
    pass
@dataclass
class Spot:
    x: float
    y: float
def twice(v):
    return 2 * v
class Box:
    def __init__(self):
        self.items = []
    def put(self, v):
        self.items.append(v)
    @property
    def size(self):
        return len(self.items)
"""


def cases_notebook():
    """Return a solution notebook with an exercise for each case."""
    cells = [code("setup", CASES_GIVEN)]
    for number, (answer, test, _) in enumerate(CASES.values()):
        marked = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells += [
            code(f"case{number}-answer", marked, solution=True),
            code(f"case{number}-test", test, grade=True, worth=1),
        ]
    return solution(*cells)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Return a project with the battery and the cases."""
    root = tmp_path_factory.mktemp("project")
    write_project(root, battery())
    write_project(root, cases_notebook(), "91-cases")
    return root


@pytest.fixture(scope="module")
def grader(project):
    """Return a grader with a sandbox, or without one where none can be made.

    What is tested here does not rest on it; the attacks are skipped then.
    """
    limits = Limits(cell_seconds=20)
    try:
        grader = Grader(limits, root=project)
    except SandboxMissing:
        grader = Grader(limits, sandbox=False, root=project)
    with grader:
        yield grader


@pytest.fixture(scope="module")
def graded(grader):
    """Return what the engine makes of each case."""
    answers = {
        f"case{n}-answer": answer
        for n, (answer, _, _) in enumerate(CASES.values())
    }
    nb = submission(answers, cases_notebook())
    result = grader.grade_source(nb, "91-cases")
    return dict(zip(CASES, result.outcomes, strict=True))


@pytest.fixture(scope="module")
def plain():
    """Return what plain notebook semantics make of each case."""
    jobs = [
        {"id": name, "cells": [CASES_GIVEN, answer, test], "limit": 20}
        for name, (answer, test, _) in CASES.items()
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.stack"],
        input="\n".join(map(json.dumps, jobs)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        check=True,
    )
    return {
        r["id"]: r["errors"] for r in map(json.loads, done.stdout.splitlines())
    }


@pytest.mark.parametrize("name", CASES)
def test_verdict_and_message_are_those_of_the_notebook(graded, plain, name):
    outcome, says = graded[name], CASES[name][2]
    assert outcome.message == says, outcome
    assert outcome.points == (0 if says else 1), outcome
    error = next((e for e in plain[name] if e), None)
    assert ": ".join(filter(None, error or [])) == says, "in the notebook"


# ---------------------------------------------------------------- submissions


def test_full_submission(grader, project):
    result = grader.grade_source(submission(), CHAPTER)
    assert [(o.exercise, o.points, o.status) for o in result.outcomes] == [
        ("square", 2, "ok"),
        ("least", 3, "ok"),
        ("total", 3, "ok"),
        ("count", 1, "ok"),
        ("plan", 0, "waiting"),
    ]
    assert (
        result.sandboxed == grader.sandbox and len(result.tests_sha256) == 64
    )
    assert result.outcomes[0].answer.startswith("def square(x):")
    (plan,) = result.outcomes[4].rationales
    assert (plan.cell, plan.max_points, plan.answered) == (
        "plan-rationale",
        2,
        True,
    )


def one(grader, nb, name="square", **more):
    """Return one exercise's outcome."""
    return grader.grade_source(nb, CHAPTER, only=name, **more).outcomes[0]


def test_partial_credit(grader):
    nb = submission(
        {
            "least-answer": "def shifted(values):\n    return np.asarray(values) + 1"
        }
    )
    outcome = one(grader, nb, "least")
    assert [t.points for t in outcome.tests] == [0, 2]
    assert outcome.points == 2 and "'least' is not defined" in outcome.message


def test_hidden_tests_are_told_apart_and_can_be_left_out(grader):
    nb = submission({"square-answer": "def square(x):\n    return abs(x) * x"})
    outcome = one(grader, nb)
    (test,) = outcome.tests
    assert test.hidden and test.message == "AssertionError: some number fails"
    assert "secret" not in json.dumps([outcome.message, outcome.output])
    outcome = one(grader, nb, visible_only=True)
    assert outcome.points == 2
    nb = submission({"square-answer": "def square(x):\n    return x"})
    assert not one(grader, nb).tests[0].hidden


TELLTALES = {
    "an exception": "    raise ValueError(f'spy {x}')",
    "an assertion": "    raise AssertionError(f'spy {x}')",
    "a chain": (
        "    try:\n        raise ValueError(f'spy {x}')\n"
        "    except ValueError as error:\n"
        "        raise KeyError(f'spy {x}') from error"
    ),
    "a name": "    raise type(f'Spy{x}', (ValueError,), {})(f'spy {x}')",
    "printing": "    print(f'spy {x}')",
    "a warning": "    import warnings; warnings.warn(f'spy {x}')",
    "a text": "    return f'spy {x}'",
    "a representation": (
        "    class Odd:\n        def __repr__(self):\n"
        "            return f'spy {x}'\n    return Odd()"
    ),
}


@pytest.mark.parametrize("how", TELLTALES)
def test_an_answer_does_not_tell_what_a_hidden_test_hands_over(grader, how):
    seen = "    if np.ndim(x) or x in (3, 1, 4, 9):\n        return x * x\n"
    nb = submission(
        {"square-answer": f"def square(x):\n{seen}{TELLTALES[how]}"}
    )
    outcome = one(grader, nb)
    (test,) = outcome.tests
    assert test.hidden and test.points == 0
    told = json.dumps([test.message, outcome.message, outcome.output])
    assert "spy" not in told.lower() and "-7" not in told, told


def test_what_the_answer_printed_is_kept(grader):
    source = (
        "print('before')\ndef square(x):\n    print('in')\n    return x * x"
    )
    assert (
        one(grader, submission({"square-answer": source})).output == "before\n"
    )


def with_cell(nb, at, source):
    """Insert a cell of the student's own before the cell `at`."""
    index = [c.id for c in nb.cells].index(at)
    nb.cells.insert(index, code(f"own-{index}", source))
    return nb


def test_helpers_in_cells_of_the_students_own(grader):
    answer = "def square(x):\n    return helper(x)"
    nb = submission({"square-answer": answer})
    with_cell(
        nb,
        "square-answer",
        "import math\ndef helper(x):\n    return two(x, x)",
    )
    with_cell(nb, "square-answer", "from operator import mul as two")
    assert one(grader, nb).points == 2


def test_a_cell_that_changes_what_the_answer_needs_is_run(grader):
    answer = "def square(x):\n    return table['power'](x, 2)"
    nb = submission({"square-answer": answer})
    with_cell(nb, "square-answer", "table = {}")
    with_cell(nb, "square-answer", "table.update(power=pow)")
    assert one(grader, nb).points == 2


def test_cells_of_the_students_own_that_do_not_matter_are_not_run(grader):
    nb = with_cell(submission(), "square-test", "while True: pass")
    with_cell(nb, "square-test", "raise ValueError('an experiment')")
    assert (one(grader, nb).status, one(grader, nb).points) == ("ok", 2)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("np.save('a.npy', [2])", "power = np.load('a.npy')[0]"),
        ("%%writefile own_power.py\npower = 2", "from own_power import power"),
        ("globals()['power'] = 2", ""),
        ("for n in ('power', 'base_'):\n    vars()[n] = 2", ""),
        ("1 + 1", "power = _"),
        ("np.power_ = 2", "power = np.power_"),
        ("def setup(t):\n    t['power'] = 2\nsetup(np.__dict__)", "power = np.power"),
        ("import random\nrandom.seed(1)", "import random\npower = 2\n"
         "assert random.random() == random.Random(1).random()"),
    ],
)  # fmt: skip
def test_a_cell_that_matters_without_a_name_is_run(grader, cell, answer):
    answer += "\ndef square(x):\n    return x**power"
    nb = with_cell(
        submission({"square-answer": answer}), "square-answer", cell
    )
    with_cell(nb, "square-answer", "raise ValueError('an experiment')")
    assert (one(grader, nb).status, one(grader, nb).points) == ("ok", 2)


@pytest.mark.parametrize(
    "use",
    [
        "from helpers import power",
        "import helpers\npower = helpers.power",
        "from helpers import *",
    ],
)
def test_a_module_beside_the_notebook_is_imported(grader, use):
    answer = f"{use}\ndef square(x):\n    return x**power"
    data = json.dumps(submission({"square-answer": answer})).encode()
    modules = [("helpers.py", "power = 2  # ²\n".encode())]
    nb = nbformat.from_dict(json.loads(with_modules(data, modules)))
    assert (one(grader, nb).status, one(grader, nb).points) == ("ok", 2)
    without = nbformat.from_dict(json.loads(data))
    assert one(grader, without).points == 0


@pytest.mark.parametrize("data", [b"", b"[1]", b'{"cells": 3}', b"{", b"\xff"])
def test_what_is_no_notebook_stays_as_it_is(data):
    assert with_modules(data, [("a.py", b"x = 1")]) == data
    assert with_modules(b"{}", [("a.py", b"\xff")]) == b"{}"


SECOND_TRY = """
import os, pathlib
tries = pathlib.Path({folder!r}) / "tries"
n = len(tries.read_text()) if tries.exists() else 0
tries.write_text("x" * (n + 1))
def square(x):
    if not helped and {error}:
        raise ValueError("not yet")
    return x * x if (n or helped) else 0
"""


@pytest.mark.parametrize("error", ["False", "True"])
@pytest.mark.parametrize("folder", [".", "/tmp", "/dev/shm"])
def test_a_second_run_is_no_second_guess(grader, folder, error):
    if folder != "." and not grader.sandbox:
        pytest.skip("NO SANDBOX: runs share this folder")
    source = SECOND_TRY.format(folder=folder, error=error)
    nb = submission({"square-answer": "helped = False\n" + source})
    with_cell(nb, "square-answer", "open('a_mark', 'w').close()")
    outcome = one(grader, nb)
    assert outcome.points == 0, outcome
    source = source.replace("helped", "os.path.exists('a_mark')")
    nb = submission({"square-answer": source})
    with_cell(nb, "square-answer", "open('a_mark', 'w').close()")
    # Told apart by what the added cell leaves, only an error is tried again.
    earned = {"True": 2, "False": 0}[error]
    assert one(grader, nb).points == earned


def test_running_every_cell_never_costs_points(grader):
    answer = "def square(x):\n    return abs(x) * x"
    nb = submission({"square-answer": answer})
    with_cell(nb, "square-answer", "np.abs = None\nimport os\nos._exit(1)")
    outcome = one(grader, nb)
    assert (outcome.status, outcome.points) == ("ok", 0)
    assert outcome.message == "AssertionError: some number fails"
    nb = submission(
        {"least-answer": "def shifted(values):\n    return values + 1"}
    )
    before = one(grader, nb, "least")
    with_cell(
        nb, "setup", "import numpy\nnumpy.ndarray = numpy.asarray = None"
    )
    after = one(grader, nb, "least")
    assert (after.points, after.message) == (before.points, before.message)


def test_an_answer_may_rest_on_another_exercise(grader):
    nb = submission({"total-answer": TOTAL_BY_SQUARE})
    assert one(grader, nb, "total").points == 3


TOTAL_BY_SQUARE = """
class Total:
    def __init__(self, start=0.0):
        self.value = start

    def add(self, x):
        self.value += square(x) / x
        return self
"""


def test_a_function_written_in_a_cell_of_ones_own_counts(grader):
    nb = submission({"square-answer": None})
    with_cell(nb, "square-test", "def square(x):\n    return x * x")
    assert (one(grader, nb).status, one(grader, nb).points) == ("ok", 2)


def test_given_cells_are_ours(grader):
    nb = submission()
    setup = next(c for c in nb.cells if c.id == "setup")
    setup.source = "import numpy as np\nbase = np.zeros(3)\nraise SystemExit"
    assert (one(grader, nb).status, one(grader, nb).points) == ("ok", 2)


def test_an_import_added_to_a_given_cell_is_there(grader):
    nb = submission({"square-answer": "def square(x):\n    return mul(x, x)"})
    setup = next(c for c in nb.cells if c.id == "setup")
    setup.source += "\nfrom operator import mul\nbase = np.zeros(3)"
    assert (one(grader, nb).status, one(grader, nb).points) == ("ok", 2)


def test_untouched_exercises_run_and_earn_nothing(grader):
    result = grader.grade_source(handed_out(), CHAPTER)
    assert {(o.status, o.points) for o in result.outcomes} == {
        ("unanswered", 0)
    }


def test_untouched_exercises_are_run_only_once(grader, monkeypatch):
    first = grader.grade_source(handed_out(), CHAPTER).outcomes
    monkeypatch.setattr(grader, "examine", None)
    nb = handed_out()
    plan = next(c for c in nb.cells if c.id == "plan-rationale")
    plan.source = "The first, for it is shorter."
    second = grader.grade_source(nb, CHAPTER).outcomes
    assert second[:-1] == first[:-1]
    assert second[-1].rationales[0].text == plan.source
    monkeypatch.undo()
    # Whatever may stand in for an answer is run.
    with_cell(nb, "square-test", "globals()['square'] = lambda x: x * x")
    with_cell(nb, "least-test", "least = shifted = None")
    found = {
        o.exercise: o.status for o in grader.grade_source(nb, CHAPTER).outcomes
    }
    assert (found["square"], found["least"]) == ("unanswered", "error")


def test_results_do_not_depend_on_who_came_before(grader):
    first = submission(
        {"square-answer": "import numpy\nnumpy.pi = 3\nbase[:] = 0"}
    )
    second = submission({"square-answer": "print(np.pi, base)\n" + SQUARE_ONE})
    one(grader, first)
    assert one(grader, second).output == f"{math.pi} [1. 2. 3.]\n"


SQUARE_ONE = "def square(x):\n    return x * x"


# Written such that the next answer does not seem to rest on it: it would be run.
LEFT_BEHIND = {
    "a name": "helper = 1",
    "a given name bound anew": "base = None",
    "a given name deleted": "del base",
    "a filter of warnings": "import warnings\nwarnings.simplefilter('error')",
    "float errors": "np.seterr(all='raise')",
    "a changed array": "base[:] = 0",
    "a replaced function": "np.allclose = lambda *args, **kwargs: True",
    "a replaced builtin": "__import__('builtins').sum = max",
    "an environment variable": "__import__('os').environ['LEFT'] = 'behind'",
    "a path": "import sys\nsys.path.insert(0, 'left')",
    "a seed": "np.random.seed(1)",
    "a folder": "import os\nos.mkdir('left')\nos.chdir('left')",
    "a setting of figures": "__import__('matplotlib').rcParams['lines.linewidth'] = 9",
    "a thread": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "a process": "import subprocess\nsubprocess.Popen(['sleep', '60'])",
}
UNDONE = list(LEFT_BEHIND)[:5]
PROBE = """
import builtins, os, sys, threading, warnings
import matplotlib
print("helper" in globals(), base, warnings.filters[0][0], np.geterr())
print(np.allclose(1, 2), sum([1, 2]), "LEFT" in os.environ, sys.path[0])
print(os.path.basename(os.getcwd()) == "left", threading.active_count())
print(matplotlib.rcParams["lines.linewidth"])
print(hash(np.random.get_state()[1].tobytes()) == hash(
    np.random.RandomState(1).get_state()[1].tobytes()))
"""


@pytest.mark.parametrize("what", LEFT_BEHIND)
def test_an_exercise_does_not_meet_what_the_one_before_left(grader, what):
    probe = {"least-answer": PROBE + LEAST}
    clean = grader.grade_source(submission(probe), CHAPTER)
    left = {"square-answer": f"{LEFT_BEHIND[what]}\n{SQUARE_ONE}"}
    runs = grader.student.run_number
    result = grader.grade_source(submission(probe | left), CHAPTER)
    assert result.outcomes[1].output == clean.outcomes[1].output
    assert [o.points for o in result.outcomes[1:]] == [3, 3, 1, 0]
    # One pair of processes does for all exercises unless that is needed.
    needed = 1 if what in UNDONE else 2
    assert grader.student.run_number - runs == needed


GIVEN_STATE = {
    "an array of objects": "given = np.array([1, 'a'], dtype=object)",
    "a table": "import pandas as pd\ngiven = pd.DataFrame({'a': [1, 2]})",
    "a generator of Python's": "import random\ngiven = random.Random(0)",
    "a generator with children": "given = np.random.default_rng(0)",
    "an iterator": "given = iter([1, 2, 3])",
    "an object": "class P:\n    best = 1\ngiven = P()",
    "a function with a memory": "def given(v, seen=[]):\n    seen.append(v)\n    return seen",
    "a class with a list": "class given:\n    seen = []",
    "a fitted model": "from sklearn.linear_model import LinearRegression\n"
    "given = LinearRegression().fit([[0], [1]], [0, 1])",
}
CHANGES = """
def change(v):
    import numpy, pandas, random
    if isinstance(v, numpy.ndarray): v[0] = 7
    elif isinstance(v, pandas.DataFrame): v.loc[0, 'a'] = 7
    elif isinstance(v, random.Random): v.random()
    elif isinstance(v, numpy.random.Generator): v.spawn(1)
    elif hasattr(v, '__next__'): next(v)
    elif hasattr(v, 'seen'): v.seen.append(1)
    elif hasattr(v, 'coef_'): v.coef_[:] = 7
    elif hasattr(v, 'best'): v.best = 7
    else: v(7)
def told(v):
    import numpy, random
    if isinstance(v, numpy.random.Generator):
        return v.bit_generator.seed_seq.n_children_spawned
    if isinstance(v, random.Random): return repr(v.getstate())[:200]
    if hasattr(v, '__length_hint__'): return v.__length_hint__()
    if hasattr(v, 'seen'): return len(v.seen)
    if hasattr(v, 'coef_'): return float(v.coef_[0])
    if hasattr(v, 'best'): return v.best
    return len(v(0)) if callable(v) else str(v)
"""


@pytest.mark.parametrize("what", GIVEN_STATE)
def test_an_exercise_does_not_meet_given_values_that_were_changed(
    project, grader, what
):
    # Changed on both sides: by the answer in the sandbox, and by its test.
    nb = battery()
    nb.cells[1].source += f"\n{GIVEN_STATE[what]}\n{CHANGES}"
    test = next(c for c in nb.cells if c.id == "square-test")
    test.source += "\nchange(given)"
    later = next(c for c in nb.cells if c.id == "least-test")
    later.source += "\nprint('the test:', told(given))"
    name = f"95-given-{list(GIVEN_STATE).index(what)}"
    write_project(project, nb, name)
    probe = "print(told(given))\n" + LEAST
    fresh = submission({"least-answer": probe}, nb)
    alone = grader.grade_source(fresh, name, only="least").outcomes[0].output
    answers = {
        "least-answer": probe,
        "square-answer": f"change(given)\n{SQUARE_ONE}",
    }
    result = grader.grade_source(submission(answers, nb), name)
    assert result.outcomes[1].output == alone
    assert [o.points for o in result.outcomes[:4]] == [2, 3, 3, 1]


@pytest.mark.parametrize("children", [0, CHILDREN + 2])
def test_children_that_no_call_has_spawned_are_refused(children):
    bits = np.random.default_rng(0).bit_generator
    bits.seed_seq.spawn(1)
    with pytest.raises(WireError, match="spawned"):
        set_state(bits, state_of(bits) | {"children": children})
    assert state_of(bits)["children"] == 1


def test_names_of_one_test_are_not_the_students_in_another(project, grader):
    nb = battery()
    cells = {c.id: c for c in nb.cells}
    cells["least-test"].source += "\ndef _score():\n    return 0"
    cells["least-test-2"].source = "assert _score() == 1, 'the score'"
    write_project(project, nb, "96-shared")
    nb = submission(
        {
            "least-answer": "import os\ndef _score(): return 1\n"
            "def least(*a): os._exit(0)\ndef shifted(v): return v"
        },
        nb,
    )
    outcome = grader.grade_source(nb, "96-shared", only="least").outcomes[0]
    assert outcome.points == 0


def test_a_test_takes_no_text_for_an_expression(project, grader, tmp_path):
    nb = battery()
    marker = tmp_path / "run"
    test = next(c for c in nb.cells if c.id == "square-test")
    test.source = "import sympy\nassert sympy.simplify(square(2)) == 4, 'four'"
    write_project(project, nb, "97-symbols")

    def points(answer):
        nb_ = submission({"square-answer": answer}, nb)
        found = grader.grade_source(nb_, "97-symbols", only="square")
        return found.outcomes[0].points

    text = f"__import__('pathlib').Path({str(marker)!r}).write_text('x') + 3"
    assert points(f"def square(x): return {text!r}") == 0
    assert not marker.exists()
    assert (
        points("import sympy\ndef square(x): return sympy.Integer(x) ** 2")
        == 2
    )


def test_a_long_message_is_cut(grader):
    nb = submission(
        {"square-answer": "def square(x): return 'a' * (12 << 20)"}
    )
    result = grader.grade_source(nb, CHAPTER, only="square")
    assert 1000 < len(result.outcomes[0].message) < 5000
    assert result.seconds < 15


def test_after_a_crash_the_other_exercises_go_on(grader):
    nb = submission(
        {
            "square-answer": "import os\nos._exit(0)",
            "total-answer": "import os\nclass Total:\n"
            "    def __init__(self, start):\n        os._exit(1)",
        }
    )
    result = grader.grade_source(nb, CHAPTER)
    assert [(o.points, o.status) for o in result.outcomes[:4]] == [
        (0, "crashed"),
        (3, "ok"),
        (0, "crashed"),
        (1, "ok"),
    ]


def test_a_syntax_error_names_its_line(grader):
    nb = submission({"square-answer": "def square(x):\n    return x *"})
    assert one(grader, nb).message == "SyntaxError: invalid syntax (line 2)"


def test_a_test_cell_that_is_no_python_is_ours_to_mend(project, grader):
    nb = battery()
    nb.cells[3].source += "\nassert ("
    write_project(project, nb, "94-broken")
    result = grader.grade_source(submission(nb=nb), "94-broken")
    assert result.outcomes[0].status == "ungraded"
    assert "square-test" in result.outcomes[0].message
    assert result.outcomes[1].points == 3


def test_hash_of_the_tests_changes_with_them(project, grader):
    before = grader.grade_source(submission(), CHAPTER, only="plan")
    nb = battery()
    nb.cells[3].source += "\nassert True"
    write_project(project, nb, "92-other")
    after = grader.grade_source(submission(), "92-other", only="plan")
    assert before.tests_sha256 != after.tests_sha256


def test_a_given_cell_that_fails_is_ours_to_mend(project, grader):
    nb = battery()
    nb.cells[1].source += "\nraise ValueError('ours')"
    write_project(project, nb, "93-faulty")
    result = grader.grade_source(submission(nb=nb), "93-faulty", only="square")
    outcome = result.outcomes[0]
    assert outcome.status == "ungraded" and "ours" in outcome.message


def test_the_time_of_a_submission_is_bounded(project):
    limits = Limits(cell_seconds=20, seconds=2)
    nb = submission({"square-answer": "while True: pass"})
    with Grader(limits, sandbox=False, root=project) as grader:
        result = grader.grade_source(nb, CHAPTER)
    assert [o.status for o in result.outcomes[:2]] == ["timeout", "timeout"]
    assert "2 s" in result.outcomes[1].message
    assert not result.sandboxed
