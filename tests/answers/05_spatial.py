"""Answers that prove the tests of 05-spatial."""

# %% metric right: the letters
metric = "cebde"

# %% metric right: capital letters, with commas
metric = "C, E, B, D, E"

# %% metric right: a tuple of letters
metric = ("c", "e", "b", "d", "e")

# %% metric right: computed
_q = np.array([[20.0, 10.0]])
_rows = np.array([[28.0, 7], [33, 11], [20, 20], [0, 0], [13, 17], [60, 30]])
_unit = [1, 1_000]
_wins = [cdist(_q, _rows, m).argmin() for m in ("cityblock", "chebyshev")]
_wins += [cdist(_q * _unit, _rows * _unit).argmin()]
_wins += [cdist(_q, _rows, "cosine").argmin()]
metric = "".join("abcdef"[i] for i in _wins) + "e"

# %% metric wrong: the straight line for every metric | says "cityblock adds 8 + 3"
metric = "aabde"

# %% metric wrong: one small difference | says "14"
metric = "bebde"

# %% metric wrong: the zero row, whatever the metric | says "30"
metric = "debde"

# %% metric wrong: Chebyshev's for cityblock's | says "the sum is 14"
metric = "ecbde"

# %% metric wrong: the direction for cityblock | says "looks at differences"
metric = "febde"

# %% metric wrong: the straight line for Chebyshev | says "larger difference is 8"
metric = "cabde"

# %% metric wrong: the smallest difference for Chebyshev | says "its larger one"
metric = "cbbde"

# %% metric wrong: cityblock's for Chebyshev's | says "smallest sum"
metric = "ccbde"

# %% metric wrong: the zero row under Chebyshev | says "is 20"
metric = "cdbde"

# %% metric wrong: the direction for Chebyshev | says "Chebyshev looks"
metric = "cfbde"

# %% metric wrong BUG-DIS-09: the unit does not matter | says "nearest before"
metric = "ceade"

# %% metric wrong BUG-DIS-09: an equal first feature decides | says "10,000"
metric = "cecde"

# %% metric wrong BUG-DIS-09: the zero row after the change | says "10,000"
metric = "cedde"

# %% metric wrong BUG-DIS-09: Chebyshev's after the change | says "7,000"
metric = "ceede"

# %% metric wrong BUG-DIS-09: a ratio is free of units | says "20,000"
metric = "cefde"

# %% metric wrong: cosine looks for what is near in place | says "direction from"
metric = "cebae"

# %% metric wrong: nearly the direction | says "3 : 1"
metric = "cebbe"

# %% metric wrong: another direction, for cosine | says "1 : 1"
metric = "cebce"

# %% metric wrong: the most different direction | says "13 : 17"
metric = "cebee"

# %% metric wrong BUG-DIS-15: the zero row is not noticed | says "yet it loses"
metric = "cebfe"

# %% metric wrong BUG-DIS-21: subtraction as of Python's ints | says "converts to float64"
metric = "cebda"

# %% metric wrong BUG-DIS-21: the sum wraps too | says "346 - 256"
metric = "cebdb"

# %% metric wrong BUG-DIS-21: negative differences stop at 0 | says "stop at 0"
metric = "cebdc"

# %% metric wrong BUG-DIS-21: the order of the arguments | says "other order"
metric = "cebdd"

# %% metric wrong BUG-DIS-21: an overflow raises | says "in silence"
metric = "cebdf"

# %% metric wrong: row numbers in place of letters | says "five letters"
metric = (2, 4, 1, 3, 346)

# %% metric wrong: four letters | says "five letters"
metric = "cebd"

# %% dims right: round numbers
dims = (64, 128, 8_200, 0.9, 0.05, 10)

# %% dims right: other ends of what is allowed
dims = [63.5, 127.2, 8_100, 0.86, 0.0, 9.6]

# %% dims right: computed bytes, in an array
_n = 4_000
dims = np.array([8 * _n * (_n - 1) / 2 / 1e6, 8 * _n**2 / 1e6, 4 * _n**2 * 128 / 1e6, 0.93, 0.03, 10])

# %% dims right: measured
_r = np.random.default_rng(7)
_z = _r.normal(size=(1_000, 400))
_w = _z[:, :2] @ _r.normal(size=(2, 400))
_d = [squareform(pdist(_rows)) + np.diag(np.full(1_000, np.inf)) for _rows in (_z, _w)]
_share = [np.mean(_x.min(axis=1) / (np.where(np.isinf(_x), 0, _x).sum(axis=1) / 999)) for _x in _d]
_listed = np.bincount(np.argsort(_d[0], axis=1)[:, :10].ravel(), minlength=1_000)
dims = (pdist(np.zeros((4_000, 1))).nbytes / 1e6, 128, 8_192, *_share, _listed.mean())

# %% dims wrong: float32 in, float32 out | says "float32 in, float64 out"
dims = (32, 64, 8_192, 0.9, 0.04, 10)

# %% dims wrong: pdist as a square | says "once, not twice"
dims = (128, 128, 8_192, 0.9, 0.04, 10)

# %% dims wrong: MiB | says "MiB"
dims = (61.02, 122.07, 7_812.5, 0.9, 0.04, 10)

# %% dims wrong: the number of distances | says "How many bytes"
dims = (8, 16, 2_048, 0.9, 0.04, 10)

# %% dims wrong: squareform without the other half | says "twice, and each as float64"
dims = (64, 64, 8_192, 0.9, 0.04, 10)

# %% dims wrong: squareform counted in entries | says "16 million"
dims = (64, 16, 8_192, 0.9, 0.04, 10)

# %% dims wrong: a square in MiB | says "MiB"
dims = (64, 122.07, 8_192, 0.9, 0.04, 10)

# %% dims wrong BUG-DIS-22: broadcasting holds the result only | says "128 differences"
dims = (64, 128, 128, 0.9, 0.04, 10)

# %% dims wrong BUG-DIS-22: NumPy works in float64 | says "stays float32"
dims = (64, 128, 16_384, 0.9, 0.04, 10)

# %% dims wrong: differences of every pair once | says "Which sizes"
dims = (64, 128, 4_096, 0.9, 0.04, 10)

# %% dims wrong: the number of differences | says "How many bytes"
dims = (64, 128, 2_048, 0.9, 0.04, 10)

# %% dims wrong: differences in MiB | says "MiB"
dims = (64, 128, 7_812.5, 0.9, 0.04, 10)

# %% dims wrong BUG-DIS-22: differences in GB | says "in GB"
dims = (64, 128, 8.2, 0.9, 0.04, 10)

# %% dims wrong: near is near in any dimension | says "in 2 columns"
dims = (64, 128, 8_192, 0.04, 0.04, 10)

# %% dims wrong: the figure of 64 columns | says "64 columns"
dims = (64, 128, 8_192, 0.76, 0.04, 10)

# %% dims wrong: no contrast at all | says "equally far"
dims = (64, 128, 8_192, 1, 0.04, 10)

# %% dims wrong: a half | says "How many dimensions"
dims = (64, 128, 8_192, 0.5, 0.04, 10)

# %% dims wrong: the columns count | says "has W inside"
dims = (64, 128, 8_192, 0.9, 0.9, 10)

# %% dims wrong: half of the columns' curse | says "How many dimensions"
dims = (64, 128, 8_192, 0.9, 0.4, 10)

# %% dims wrong: the most popular row | says "So popular is a hub"
dims = (64, 128, 8_192, 0.9, 0.04, 165)

# %% dims wrong: the chance of being listed | says "How many lists"
dims = (64, 128, 8_192, 0.9, 0.04, 0.01)

# %% dims wrong: most rows are listed once | says "How many lists"
dims = (64, 128, 8_192, 0.9, 0.04, 1)

# %% dims wrong: five numbers | says "six numbers"
dims = (64, 128, 8_192, 0.9, 0.04)

# %% dims wrong: texts | says "six numbers"
dims = "64 MB, 128 MB, 8 GB, 0.9, 0.04, 10"

# %% dims wrong: numbers with units | says "six numbers"
dims = ("64 MB", "128 MB", "8 GB", 0.9, 0.04, 10)

# %% dims wrong: the example | says "Place 0"
dims = (1, 1, 1, 1, 1, 1)

# %% dims wrong: bytes | says "in bytes"
dims = (63_984_000, 128_000_000, 8_192_000_000, 0.9, 0.04, 10)

# %% pair right: Gauss from the end
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair right: math.comb and bisection
import math


def place(i, j, n):
    i, j = sorted((int(i), int(j)))
    if i == j or i < 0 or j >= n:
        raise ValueError("no such pair")
    return math.comb(int(n), 2) - math.comb(int(n) - i, 2) + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < math.comb(n, 2):
        raise ValueError("no such index")
    low, high = 0, n - 2
    while low < high:
        middle = (low + high + 1) // 2
        if math.comb(n, 2) - math.comb(n - middle, 2) <= k:
            low = middle
        else:
            high = middle - 1
    return low, k - math.comb(n, 2) + math.comb(n - low, 2) + low + 1


# %% pair right: the module bisect, with place as its key
import math


def place(i, j, n):
    i, j, n = map(int, (i, j, n))
    if i == j:
        raise ValueError("a row has no distance to itself here")
    if i > j:
        return place(j, i, n)
    if i < 0 or j > n - 1:
        raise ValueError("no such row")
    return i * (2 * n - i - 3) // 2 + j - 1


def pair(k, n):
    import bisect

    k, n = int(k), int(n)
    if k < 0 or k >= n * (n - 1) // 2:
        raise ValueError(k)
    i = bisect.bisect_right(range(n - 1), k, key=lambda r: place(r, r + 1, n)) - 1
    return i, k - place(i, i + 1, n) + i + 1


# %% pair right: a float for the start, mended by whole steps
import math


def place(i, j, n):
    n = int(n)
    for row in (i, j):
        if int(row) not in range(n):
            raise ValueError(f"row {row} of {n}")
    if i == j:
        raise ValueError("the diagonal is not kept")
    low, high = int(min(i, j)), int(max(i, j))
    return sum((n * low, -low * (low + 1) // 2, high, -low, -1))


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)

    def start(i):
        return n * i - i * (i + 1) // 2

    i = int(n - 0.5 - ((n - 0.5) ** 2 - 2 * k) ** 0.5) if k else 0
    i = min(max(i, 0), n - 2)
    while start(i) > k:
        i -= 1
    while start(i + 1) <= k:
        i += 1
    return i, k - start(i) + i + 1


# %% pair right: from the front, rounded towards the row; NumPy ints
import math


def place(i, j, n):
    i, j, n = np.int64(i), np.int64(j), np.int64(n)
    i, j = np.minimum(i, j), np.maximum(i, j)
    if i < 0 or i == j or j >= n:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    b = 2 * n - 1
    root = math.isqrt(b * b - 8 * k)
    i = (b - root - (root * root < b * b - 8 * k)) // 2
    return np.int64(i), np.int64(k - i * (2 * n - i - 3) // 2 + 1)


# %% pair right: all in int64
import math


def place(i, j, n):
    i, j, n = np.int64(i), np.int64(j), np.int64(n)
    i, j = np.minimum(i, j), np.maximum(i, j)
    if i < 0 or i == j or j >= n:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = np.int64(k), np.int64(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(int(8 * left + 1)) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong BUG-DIS-03: the chapter's place as it is | says "no ValueError"
import math


def place(i, j, n):
    i, j = min(i, j), max(i, j)
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong BUG-DIS-03: indexed like a square | says "in the square"
import math


def place(i, j, n):
    if i == j or min(i, j) < 0 or max(i, j) >= n:
        raise ValueError
    return int(i) * int(n) + int(j)


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong BUG-DIS-03: the two not sorted | says "same pair as"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    if i == j or min(i, j) < 0 or max(i, j) >= n:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: a true division | says "return an int"
import math


def place(i, j, n):
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError
    return n * i - i * (i + 1) / 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: a true division, cast back | says "floats are not exact"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError
    return int(n * i - i * (i + 1) / 2 + j - i - 1)


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: one off | says "One off"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: small ints wrap | says "wrap: int"
import math


def place(i, j, n):
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: rows beyond n accepted | says "no ValueError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if i == j:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: negative rows accepted | says "no ValueError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if i == j or j >= n:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: row n accepted | says "no ValueError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j <= n:
        raise ValueError
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: None for what has no place | says "but None"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        return None
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: an assert in place of ValueError | says "but AssertionError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    assert 0 <= i < j < n
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: column after column | says "down the columns"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError
    return j * (j - 1) // 2 + i


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: a float square root | says "Where does a float"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (int(np.sqrt(8 * left + 1)) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: the formula that one finds | says "Where does a float"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    i = int(n - 2 - np.floor(np.sqrt(-8 * k + 4 * n * (n - 1) - 7) / 2 - 0.5))
    return i, int(k + i + 1 - n * (n - 1) // 2 + (n - i) * (n - i - 1) // 2)


# %% pair wrong: a float square root with a crumb added | says "Where does a float"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (int(np.float64(8 * left + 1) ** 0.5 + 1e-9) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: a loop over the rows | says "loop over rows"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    i = 0
    while k >= n - 1 - i:
        k -= n - 1 - i
        i += 1
    return i, i + 1 + k


# %% pair wrong: a table of all pairs | says "a table"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    rows, cols = np.triu_indices(n, 1)
    return int(rows[k]), int(cols[k])


# %% pair wrong: a table of all row ends | says "table of them"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    ends = np.arange(n - 1, 0, -1).cumsum()
    i = int(np.searchsorted(ends, k, side="right"))
    return i, int(k - ends[i] + n)


# %% pair wrong BUG-DIS-03: divmod, as for a square | says "divmod"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    return divmod(k, n)


# %% pair wrong: j before i | says "smaller comes first"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 1 - left + below * (below + 1) // 2, n - 2 - below


# %% pair wrong: no index refused | says "no ValueError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    left = max(left, 0)
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: negative indices accepted | says "pair(-1"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: small ints wrap on the way back | says "it wraps"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(int(8 * left + 1)) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: IndexError | says "but IndexError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise IndexError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: j one too small | says "with which j"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 2 - left + below * (below + 1) // 2


# %% pair wrong: j a float | says "return ints"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        raise ValueError("no such index")
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) / 2


# %% pair wrong: one index too many | says "no ValueError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < -1:
        raise ValueError("no such index")
    below = (math.isqrt(max(8 * left + 1, 0)) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: column after column, back | says "How many entries"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    j = (math.isqrt(8 * k + 1) + 1) // 2
    return k - j * (j - 1) // 2, j


# %% pair wrong: from the front, rounded the wrong way | says "How many entries"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    if not 0 <= k < n * (n - 1) // 2:
        raise ValueError(k)
    i = (2 * n - 1 - math.isqrt((2 * n - 1) ** 2 - 8 * k)) // 2
    return i, k - n * i + i * (i + 1) // 2 + i + 1


# %% pair wrong: None for what is no index | says "but None"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    left = n * (n - 1) // 2 - 1 - k
    if k < 0 or left < 0:
        return None
    below = (math.isqrt(8 * left + 1) - 1) // 2
    return n - 2 - below, n - 1 - left + below * (below + 1) // 2


# %% pair wrong: the way there alone | says "NotImplementedError"
import math


def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    i, j = min(i, j), max(i, j)
    if not 0 <= i < j < n:
        raise ValueError("no pair")
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    raise NotImplementedError()

# %% vote right: a loop, and one key for all rules
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    winners = []
    for row, d in zip(labels, far):
        key = {x: (-np.sum(row == x), d[row == x].sum(), x) for x in row.tolist()}
        winners.append(min(key, key=key.get))
    return np.array(winners, labels.dtype)


# %% vote right: lexsort of each row
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    order = np.lexsort((np.broadcast_to(np.arange(len(names)), counts.shape), total, -counts))
    return names[order[:, 0]]


# %% vote right: plain Python
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    from collections import Counter

    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        votes = Counter(row)
        most = max(votes.values())
        tied = sorted(x for x in votes if votes[x] == most)
        sums = [sum(f for y, f in zip(row, d) if y == x) for x in tied]
        out.append(tied[sums.index(min(sums))])
    return np.asarray(out)


# %% vote right: a weight that is safe
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = np.einsum("mkn,mk->mn", mine, far)
    return names[(counts - total / (1 + far.sum(axis=1, keepdims=True))).argmax(axis=1)]


# %% vote right: codes of the labels, added up by place
def vote(labels, far):
    if np.shape(labels) != np.shape(far):
        raise ValueError
    names, code = np.unique(labels, return_inverse=True)
    code = code.reshape(labels.shape)
    row = np.arange(len(labels))[:, None]
    counts, total = np.zeros((2, len(labels), len(names)))
    np.add.at(counts, (row, code), 1)
    np.add.at(total, (row, code), far)
    total[counts < counts.max(axis=1)[:, None]] = np.inf
    return names[total.argmin(axis=1)]


# %% vote right: pandas, as a list
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    import pandas as pd

    out = []
    for row, d in zip(labels, far):
        t = pd.Series(d).groupby(row).agg(["size", "sum"]).reset_index()
        t = t.sort_values(["size", "sum", "index"], ascending=[False, True, True])
        out.append(t["index"].tolist()[0])
    return out


# %% vote wrong: the vote of the chapter | says "tie goes to the smallest"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    return names[counts.argmax(axis=1)]


# %% vote wrong: counts of whole numbers alone | says "a tie goes to the smallest label"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    return np.array([np.bincount(row).argmax() for row in labels])


# %% vote wrong: the mode of SciPy | says "a tie goes to the smallest label"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    from scipy import stats

    return stats.mode(labels, axis=1).mode


# %% vote wrong: the sum alone | says "whatever the votes"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = np.where(mine, far[:, :, None], 0).sum(axis=1)
    total[counts == 0] = np.inf
    return names[total.argmin(axis=1)]


# %% vote wrong: the nearest of the tied | says "to the nearest row's"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), min(sums[x]), x)))
    return np.array(out)


# %% vote wrong: the larger sum | says "to the larger sum"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), -sum(sums[x]), x)))
    return np.array(out)


# %% vote wrong: votes weighed by 1 / distance | says "weighs 1 / distance"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-sum(1 / (f + 1e-9) for f in sums[x]), x)))
    return np.array(out)


# %% vote wrong: the nearest row alone | says "nearest row decides"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    return labels[np.arange(len(labels)), far.argmin(axis=1)]


# %% vote wrong: the mean over all names, absent ones at 0 | says "9, not 2"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    return names[total.argmin(axis=1)]


# %% vote wrong: a weight that outgrows a vote | says "votes 2, sum "
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    return names[(counts - 1e-6 * total).argmax(axis=1)]


# %% vote wrong: a weight that is lost | says "tie goes to the smallest"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    return names[(counts - 1e-17 * total).argmax(axis=1)]


# %% vote wrong: nearer in the list counts more, as fair_vote | says "a tie goes to the smallest label"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    weight = 1 - 1e-6 * np.arange(labels.shape[1])
    return names[(mine * weight[:, None]).sum(axis=1).argmax(axis=1)]


# %% vote wrong: nearer counts more, by rank | says "a tie goes to the smallest label"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    weight = 1 - 1e-6 * far.argsort(axis=1).argsort(axis=1)
    return names[(mine * weight[:, :, None]).sum(axis=1).argmax(axis=1)]


# %% vote wrong: the first of equals in the list | says "votes 2, sum "
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), sum(sums[x]))))
    return np.array(out)


# %% vote wrong: the largest label of equals | says "votes 2, sum "
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    best = np.where(most, total, np.inf)
    return names[::-1][best[:, ::-1].argmin(axis=1)]


# %% vote wrong: no check of shapes | says "in place of ValueError"
def vote(labels, far):
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: a check of the number of rows alone | says "in place of ValueError"
def vote(labels, far):
    if len(labels) != len(far):
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: IndexError | says "IndexError in place"
def vote(labels, far):
    if labels.shape != far.shape:
        raise IndexError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: the code in place of the label | says "9, not 7"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return (np.where(most, total, np.inf).argmin(axis=1))


# %% vote wrong: a column | says "Return 5 labels"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)][:, None]


# %% vote wrong: labels as texts | says "9, not '9'"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names.astype(str)[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: sums in float32 | says "2, not 1"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far.astype("f")[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: sums rounded | says "3, not 2"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total.round(), np.inf).argmin(axis=1)]


# %% vote wrong: distances sorted on their own | says "2, not 4"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    far = np.sort(far, axis=1)
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: distances sorted in place | says "changes one"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    far.sort(axis=1)
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: only the tie with two of the first label | says "3, not 1"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), sum(sums[x]) if len(sums[x]) > 1 else 0, x)))
    return np.array(out)


# %% vote wrong: labels compared as texts | says "votes 1, sum 1"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), sum(sums[x]), str(x))))
    return np.array(out)


# %% vote wrong: capitals do not matter | says "votes 1, sum 1"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), sum(sums[x]), str(x).lower() if isinstance(x, str) else x)))
    return np.array(out)


# %% vote wrong: negative labels dropped | says "-3, not 2"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    names = names[names >= 0] if labels.dtype.kind == "i" else names
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: the squares of distances | says "'b', not 'c'"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None] ** 2).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return names[np.where(most, total, np.inf).argmin(axis=1)]


# %% vote wrong: the median distance | says "2, not 1"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), np.median(sums[x]), x)))
    return np.array(out)


# %% vote wrong: the farthest of each decides | says "'c': votes 2"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    out = []
    for row, d in zip(labels.tolist(), far.tolist()):
        sums = {}
        for x, f in zip(row, d):
            sums.setdefault(x, []).append(f)
        out.append(min(sums, key=lambda x: (-len(sums[x]), max(sums[x]), x)))
    return np.array(out)


# %% vote wrong: absent labels have the sum 0 | says "a tie goes to the larger sum"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    return names[np.lexsort((total, counts), axis=1)[:, -1]]


# %% vote wrong: all rows share one majority | says "9, not 2"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max()
    return names[np.where(most, total, np.inf).argmin(axis=1)]
