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
dims = [63.5, 127.2, 8_100, 0.86, 0.02, 9.6]

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


# %% pair wrong: a float square root | says "Is there a float"
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


# %% pair wrong: the formula that one finds | says "Is there a float"
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


# %% pair wrong: a float square root with a crumb added | says "Is there a float"
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


# %% vote right: pandas, row by row
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    import pandas as pd

    out = []
    for row, d in zip(labels, far):
        t = pd.Series(d).groupby(row).agg(["size", "sum"]).reset_index()
        t = t.sort_values(["size", "sum", "index"], ascending=[False, True, True])
        out.append(t["index"].tolist()[0])
    return np.array(out)


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


# %% vote wrong: the code in place of the label | says "9, not 6"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    total = (mine * far[:, :, None]).sum(axis=1)
    most = counts == counts.max(axis=1, keepdims=True)
    return (np.where(most, total, np.inf).argmin(axis=1))


# %% vote wrong: a column | says "of 5 labels"
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

# %% nearest right: one query at a time, by differences
@metered
def nearest(queries, points):
    points = points.astype(float)
    found = []
    for q in queries.astype(float):
        square = ((points - q) ** 2).sum(axis=1)
        found.append((square.argmin(), square.min() ** 0.5))
    index, distance = zip(*found, strict=True)
    return np.array(index), np.array(distance)


# %% nearest right: blocks of points, the best so far
@metered
def nearest(queries, points):
    n = len(queries)
    index, far = np.zeros(n, int), np.full(n, np.inf)
    for start in range(0, len(points), 200):
        block = cdist(queries, points[start : start + 200])
        who = block.argmin(axis=1)
        new = block[np.arange(n), who]
        better = new < far
        index[better] = start + who[better]
        far[better] = new[better]
    return index, far


# %% nearest right: blocks of both, broadcasting
@metered
def nearest(queries, points):
    q, p = np.asarray(queries, np.float64), np.asarray(points, np.float64)
    index, far = [], []
    for some in np.array_split(q, -(-len(q) // 20)):
        parts = []
        for start in range(0, len(p), 2_000):
            gap = some[:, None] - p[start : start + 2_000]
            parts.append(np.einsum("ijk,ijk->ij", gap, gap))
        square = np.hstack(parts)
        index.extend(square.argmin(axis=1).tolist())
        far.extend(np.sqrt(square.min(axis=1)).tolist())
    return index, far


# %% nearest right: lists of squared distances, float32 at the end
@metered
def nearest(queries, points):
    who, square = [], []
    for query in queries:
        row = cdist(query[None], points, "sqeuclidean")[0]
        who.append(int(np.argmin(row)))
        square.append(row[who[-1]])
    return np.array(who, np.int32), np.sqrt(square).astype(np.float32)


# %% nearest right: the tree for the distance, then all that tie
@metered
def nearest(queries, points):
    from scipy.spatial import cKDTree

    q, p = queries.astype(float), points.astype(float)
    rows, number = np.unique(p, axis=0, return_index=True)
    far, at = cKDTree(rows).query(q, k=min(12, len(rows)))
    far, at = far.reshape(len(q), -1), at.reshape(len(q), -1)
    exact = np.sqrt(((q[:, None] - rows[at]) ** 2).sum(axis=2))
    least = exact.min(axis=1)
    tied = np.where(exact == least[:, None], number[at], len(p))
    return tied.min(axis=1), least


# %% nearest right: a product chooses, differences decide
@metered
def nearest(queries, points):
    middle = points.mean(axis=0, dtype=float)
    p = points - middle
    length = (p**2).sum(axis=1)
    index, far = [], []
    for query in queries:
        q = query - middle
        square = length - 2 * p @ q
        room = 1e-12 * (length.max() + q @ q)
        some = np.flatnonzero(square <= square.min() + room)
        away = cdist(query[None], points[some])[0]
        index.append(some[away.argmin()])
        far.append(away.min())
    return np.array(index), np.array(far)


# %% nearest wrong BUG-DIS-02: the opening's product | says "What is rounded"
@metered
def nearest(queries, points):
    a, b = queries, points
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)
    D = squares - 2 * a @ b.T
    return D.argmin(axis=1), np.sqrt(np.maximum(D.min(axis=1), 0))


# %% nearest wrong BUG-DIS-02: the product in float64, in blocks | says "What is rounded"
@metered
def nearest(queries, points):
    p = points.astype(float)
    index, far = [], []
    for q in queries.astype(float):
        square = (q @ q) + (p**2).sum(axis=1) - 2 * p @ q
        index.append(square.argmin())
        far.append(np.sqrt(max(square.min(), 0)))
    return np.array(index), np.array(far)


# %% nearest wrong BUG-DIS-02: centred, in float64, the distance from the product | says "not at your distance"
@metered
def nearest(queries, points):
    c = points.astype(float).mean(axis=0)
    p = points - c
    index, far = [], []
    for q in queries - c:
        square = (q @ q) + (p**2).sum(axis=1) - 2 * p @ q
        index.append(square.argmin())
        far.append(np.sqrt(max(square.min(), 0)))
    return np.array(index), np.array(far)


# %% nearest wrong BUG-DIS-02: cast before it is centred | says "What is rounded"
@metered
def nearest(queries, points):
    q, p = queries.astype(np.float32), points.astype(np.float32)
    c = p.mean(axis=0)
    q, p = (q - c).astype(float), (p - c).astype(float)
    index, far = [], []
    for one in q:
        away = np.sqrt(((p - one) ** 2).sum(axis=1))
        index.append(away.argmin())
        far.append(away.min())
    return np.array(index), np.array(far)


# %% nearest wrong: the chapter's candidates by a product in float32 | says "a peak of"
@metered
def nearest(queries, points):
    centre = points.mean(axis=0, dtype=float)
    q, r = (queries - centre).astype("f"), (points - centre).astype("f")
    squares = (q**2).sum(axis=1)[:, None] + (r**2).sum(axis=1)
    few = (squares - 2 * q @ r.T).argsort(axis=1)[:, :5]
    exact = np.linalg.norm(
        queries[:, None] - points[few].astype(float), axis=2
    )
    best = exact.argmin(axis=1)[:, None]
    return np.take_along_axis(few, best, axis=1)[:, 0], exact.min(axis=1)


# %% nearest wrong: candidates in blocks, five of twenty copies | says "of equally near points take the first"
@metered
def nearest(queries, points):
    centre = points.mean(axis=0, dtype=float)
    r = points - centre
    index, far = [], []
    for query in queries.astype(float):
        q = query - centre
        few = ((r**2).sum(axis=1) - 2 * r @ q).argsort()[:5]
        exact = np.linalg.norm(query - points[few].astype(float), axis=1)
        index.append(few[exact.argmin()])
        far.append(exact.min())
    return np.array(index), np.array(far)


# %% nearest wrong: all distances at once | says "how much stands at once"
@metered
def nearest(queries, points):
    D = cdist(queries, points)
    return D.argmin(axis=1), D.min(axis=1)


# %% nearest wrong BUG-DIS-22: all differences at once | says "how much stands at once"
@metered
def nearest(queries, points):
    D = np.linalg.norm(queries[:, None].astype(float) - points[None], axis=2)
    return D.argmin(axis=1), D.min(axis=1)


# %% nearest wrong: a thousand queries at a time, whatever m | says "how much stands at once"
@metered
def nearest(queries, points):
    index, far = [], []
    for start in range(0, len(queries), 1_000):
        D = cdist(queries[start : start + 1_000], points)
        index.append(D.argmin(axis=1))
        far.append(D.min(axis=1))
    return np.concatenate(index), np.concatenate(far)


# %% nearest wrong: a tree, ties as they fall | says "of equally near points take the first"
@metered
def nearest(queries, points):
    from scipy.spatial import cKDTree

    far, index = cKDTree(points.astype(float)).query(queries.astype(float))
    return index, far


# %% nearest wrong: scikit-learn's product in blocks | says "What is rounded"
@metered
def nearest(queries, points):
    from sklearn.metrics import pairwise_distances_argmin_min

    return pairwise_distances_argmin_min(queries, points)


# %% nearest wrong BUG-DIS-21: differences in the type that came | says "uint8"
@metered
def nearest(queries, points):
    index, far = [], []
    for q in queries:
        square = ((points - q).astype(float) ** 2).sum(axis=1)
        index.append(square.argmin())
        far.append(square.min() ** 0.5)
    return np.array(index), np.array(far)


# %% nearest wrong: squared distances | says "Is it Euclid's?"
@metered
def nearest(queries, points):
    rows = [cdist(q[None], points, "sqeuclidean")[0] for q in queries]
    return np.array([r.argmin() for r in rows]), np.array(
        [r.min() for r in rows]
    )


# %% nearest wrong: the distance first | says "index must be integers"
@metered
def nearest(queries, points):
    rows = [cdist(q[None], points)[0] for q in queries]
    return np.array([r.min() for r in rows]), np.array(
        [r.argmin() for r in rows]
    )


# %% nearest wrong: the metering taken off | says "Keep the line @metered"
def nearest(queries, points):
    rows = [cdist(q[None], points)[0] for q in queries]
    return np.array([r.argmin() for r in rows]), np.array(
        [r.min() for r in rows]
    )


# %% nearest wrong: the last of equals | says "of equally near points take the first"
@metered
def nearest(queries, points):
    index, far = [], []
    for q in queries:
        row = cdist(q[None], points)[0][::-1]
        index.append(len(row) - 1 - row.argmin())
        far.append(row.min())
    return np.array(index), np.array(far)


# %% nearest wrong: cityblock | says "not at your distance"
@metered
def nearest(queries, points):
    index, far = [], []
    for q in queries:
        row = cdist(q[None], points, "cityblock")[0]
        index.append(row.argmin())
        far.append(row.min())
    return np.array(index), np.array(far)


# %% nearest wrong: of each point the nearest query | says "have the shapes [(3,), (3,)]"
@metered
def nearest(queries, points):
    index, far = [], []
    for p in points:
        row = cdist(p[None], queries)[0]
        index.append(row.argmin())
        far.append(row.min())
    return np.array(index), np.array(far)


# %% nearest wrong: the arguments are centred in place | says "an argument is changed"
@metered
def nearest(queries, points):
    if points.dtype.kind == "f":
        c = points[0].copy()
        points -= c
        queries -= c.astype(queries.dtype)
    index, far = [], []
    for q in queries:
        row = cdist(q[None], points)[0]
        index.append(row.argmin())
        far.append(row.min())
    return np.array(index), np.array(far)


# %% nearest wrong: 500 queries at a time, whatever m | says "1,000 queries, 5,000 points: a peak"
@metered
def nearest(queries, points):
    index, far = [], []
    for start in range(0, len(queries), 500):
        D = cdist(queries[start : start + 500], points)
        index.append(D.argmin(axis=1))
        far.append(D.min(axis=1))
    return np.concatenate(index), np.concatenate(far)


# %% nearest wrong: centred and cast, so that near-duplicates are lost | says "What is rounded"
@metered
def nearest(queries, points):
    c = points[0].astype(float)
    q, p = (queries - c).astype("f"), (points - c).astype("f")
    rows = [cdist(one[None], p)[0] for one in q]
    return np.array([r.argmin() for r in rows]), np.array(
        [r.min() for r in rows]
    )


# %% nearest right: column by column
@metered
def nearest(queries, points):
    columns = points.astype(float).T
    index, far = [], []
    for query in queries.astype(float):
        square = 0
        for column, x in zip(columns, query):
            square = square + (column - x) ** 2
        index.append(int(square.argmin()))
        far.append(square[index[-1]] ** 0.5)
    return np.array(index), np.array(far)


# %% globe right: all haversines at once
def nearest_place(lat, lon, places, reach=np.inf):
    a, b = np.radians(lat)[:, None], np.radians(lon)[:, None]
    c, d = np.radians(places).T
    h = np.sin((c - a) / 2) ** 2
    h = h + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    km = 2 * 6_371 * np.arcsin(np.sqrt(np.minimum(h, 1)))
    index, km = km.argmin(axis=1), km.min(axis=1)
    index[km > reach], km[km > reach] = -1, np.inf
    return index, km


# %% globe right: the largest product chooses, then a chord of differences, lists
def nearest_place(lat, lon, places, reach=np.inf):
    shops = on_sphere(*np.array(places, float).T)
    index, far = [], []
    for point in on_sphere(lat, lon):
        chords = np.sqrt(((shops - point) ** 2).sum(axis=1))
        km = 12_742 * np.arcsin(np.clip(chords.min() / 2, 0, 1))
        index.append(int(chords.argmin()) if km <= reach else -1)
        far.append(km if km <= reach else np.inf)
    return index, far


# %% globe right: a ball tree by haversine, the distance by arctan2
def nearest_place(lat, lon, places, reach=np.inf):
    from sklearn.neighbors import BallTree

    rows = np.radians(np.array(places, dtype=float))
    ask = np.radians(np.column_stack([lat, lon]))
    index = BallTree(rows, metric="haversine").query(ask)[1][:, 0]
    index = np.clip(index, 0, len(rows) - 1)
    a, b = on_sphere(lat, lon), on_sphere(*np.array(places)[index].T)
    sine = np.linalg.norm(np.cross(a, b), axis=1)
    km = 6_371 * np.arctan2(sine, (a * b).sum(axis=1))
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe right: the tree with a limit as a chord
def nearest_place(lat, lon, places, reach=np.inf):
    limit = 3 if reach > 20_000 else 2 * np.sin((reach + 0.0005) / 12_742)
    tree = cKDTree(on_sphere(*np.array(places).T))
    chord, index = tree.query(on_sphere(lat, lon), distance_upper_bound=limit)
    none = np.isinf(chord)
    km = 12_742 * np.arcsin(np.minimum(np.where(none, 0, chord) / 2, 1))
    km[none | (km > reach)] = np.inf
    index[np.isinf(km)] = -1
    return index, km


# %% globe right: plain Python
def nearest_place(lat, lon, places, reach=np.inf):
    import math

    def angle(a, b, c, d):
        a, b, c, d = map(math.radians, (a, b, c, d))
        h = math.sin((a - c) / 2) ** 2
        h += math.cos(a) * math.cos(c) * math.sin((b - d) / 2) ** 2
        return 2 * math.atan2(math.sqrt(h), math.sqrt(max(0, 1 - h)))

    index, far = [], []
    for a, b in zip(lat, lon):
        km = [6_371 * angle(a, b, c, d) for c, d in places]
        least = min(km)
        index.append(km.index(least) if least <= reach else -1)
        far.append(least if least <= reach else math.inf)
    return np.array(index), np.array(far)


# %% globe wrong BUG-DIS-13: a tree of degrees, times 111 | says "How far apart are these longitudes?"
def nearest_place(lat, lon, places, reach=np.inf):
    gap, index = cKDTree(places).query(np.column_stack([lat, lon]))
    km = 111.2 * gap
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong BUG-DIS-13: a tree of degrees chooses, haversine measures | says "How far apart are these longitudes?"
def nearest_place(lat, lon, places, reach=np.inf):
    places = np.array(places)
    index = cKDTree(places).query(np.column_stack([lat, lon]))[1]
    chord = np.linalg.norm(
        on_sphere(lat, lon) - on_sphere(*places[index].T), axis=1
    )
    km = 12_742 * np.arcsin(np.minimum(chord / 2, 1))
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong BUG-DIS-13: degrees taken for radians | says "return -1 and inf"
def nearest_place(lat, lon, places, reach=np.inf):
    a, b = np.asarray(lat)[:, None], np.asarray(lon)[:, None]
    c, d = np.transpose(places)
    h = np.sin((c - a) / 2) ** 2
    h = h + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    km = 12_742 * np.arcsin(np.sqrt(np.minimum(h, 1)))
    index, km = km.argmin(axis=1), km.min(axis=1) / 1e3
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong BUG-DIS-13: longitude first | says "Your km are others"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)[::-1]))
    chord, index = tree.query(on_sphere(lon, lat))
    km = 12_742 * np.arcsin(np.minimum(chord / 2, 1))
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong: the chord for the arc | says "the chord"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    km = 6_371 * chord
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong: the chapter's arc, nan at opposite places | says "km has nan"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    km = 12_742 * np.arcsin(chord / 2)
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong BUG-DIS-18: the arccosine of the product | says "Your km are others"
def nearest_place(lat, lon, places, reach=np.inf):
    cosine = on_sphere(lat, lon) @ on_sphere(*np.transpose(places)).T
    km = 6_371 * np.arccos(np.clip(cosine, -1, 1))
    index, km = km.argmin(axis=1), km.min(axis=1)
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong BUG-DIS-12: what the tree returns for none | says "integers from -1 to 2"
def nearest_place(lat, lon, places, reach=np.inf):
    limit = 3 if reach > 20_000 else 2 * np.sin(reach / 12_742)
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon), distance_upper_bound=limit)
    none = np.isinf(chord)
    km = 12_742 * np.arcsin(np.minimum(np.where(none, 0, chord) / 2, 1))
    return index, np.where(none, np.inf, km)


# %% globe wrong: reach as a chord, at any size | says "You return -1"
def nearest_place(lat, lon, places, reach=np.inf):
    limit = 2 * np.sin(min(reach, 1e6) / 12_742)
    chord, index = cKDTree(on_sphere(*np.transpose(places))).query(
        on_sphere(lat, lon)
    )
    found = chord <= limit
    km = 12_742 * np.arcsin(np.minimum(chord / 2, 1))
    return np.where(found, index, -1), np.where(found, km, np.inf)


# %% globe wrong: another radius | says "Which formula and radius?"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    km = 2 * 6_378.137 * np.arcsin(np.minimum(chord / 2, 1))
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong: a flat map, scaled by the cosine of the latitude | says "Your km are others"
def nearest_place(lat, lon, places, reach=np.inf):
    a, b = np.asarray(lat)[:, None], np.asarray(lon)[:, None]
    c, d = np.transpose(places)
    east = (d - b + 180) % 360 - 180
    km = np.hypot(c - a, east * np.cos(np.radians(a))) * np.pi / 180 * 6_371
    index, km = km.argmin(axis=1), km.min(axis=1)
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% globe wrong: reach is ignored | says "beyond 400"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    return index, 12_742 * np.arcsin(np.minimum(chord / 2, 1))


# %% globe wrong: nan where none is within reach | says "km has nan"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    km = 12_742 * np.arcsin(np.minimum(chord / 2, 1))
    return np.where(km > reach, -1, index), np.where(km > reach, np.nan, km)


# %% globe wrong: the index as a float | says "integers from -1 to 2"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    km = 12_742 * np.arcsin(np.minimum(chord / 2, 1))
    km[km > reach] = np.inf
    return np.where(np.isinf(km), -1.0, index), km


# %% globe wrong: the distance is kept where the shop is refused | says "return -1 and inf"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    km = 12_742 * np.arcsin(np.minimum(chord / 2, 1))
    return np.where(km > reach, -1, index), km


# %% globe wrong: rounded to metres | says "Your km are others"
def nearest_place(lat, lon, places, reach=np.inf):
    tree = cKDTree(on_sphere(*np.transpose(places)))
    chord, index = tree.query(on_sphere(lat, lon))
    km = np.round(12_742 * np.arcsin(np.minimum(chord / 2, 1)), 3)
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% leak right: groups of copies, and a check by coins
def knn_score(X, y, k):
    group = np.unique(X, axis=0, return_inverse=True)[1].ravel()
    far = np.where(group[:, None] == group, np.inf, cdist(X, X))
    near = far.argsort(axis=1, kind="stable")[:, :k]
    return float(np.mean(vote(y[near], int(y.max()) + 1) == y))


def check_knn_score(f):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(300, 3)), rng.integers(0, 2, 300)
    for times in (1, 2):
        score = f(np.repeat(X, times, 0), np.repeat(y, times), 1)
        assert 0.35 < score < 0.65
    near = np.arange(20.0)[:, None] // 2 * 9 + np.arange(20)[:, None] % 2
    assert f(near, np.arange(20) // 2, 1) > 0.99


# %% leak right: a loop, and a check by comparison
def knn_score(X, y, k):
    X = X.astype(float)
    hits = []
    for row, label in zip(X, y):
        other = np.flatnonzero((X != row).any(axis=1))
        far = np.linalg.norm(X[other] - row, axis=1)
        # the root may make equal what is not: sort by the squares
        far = ((X[other] - row) ** 2).sum(axis=1)
        best = other[np.argsort(far, kind="stable")[:k]]
        hits.append(np.bincount(y[best]).argmax() == label)
    return sum(hits) / len(hits)


def check_knn_score(f):
    for seed in range(4):
        rng = np.random.default_rng(seed)
        at = rng.permutation(np.repeat(np.arange(40), seed + 1))
        X, y = rng.normal(size=(40, 2)), rng.integers(0, 3, 40)
        for k in (1, 4):
            score, mine = f(X[at], y[at], k), knn_score(X[at], y[at], k)
            if not np.isclose(score, mine):
                raise AssertionError(f"{score}, not {mine}")


# %% leak right: lexsort, dictionary of labels, small sets
def knn_score(X, y, k):
    from collections import Counter

    D, number, won = cdist(X, X, "sqeuclidean"), np.arange(len(X)), 0
    for i in range(len(X)):
        order = np.lexsort((number, D[i]))
        order = order[D[i][order] > 0][:k]
        count = Counter(y[order].tolist())
        won += min(count, key=lambda c: (-count[c], c)) == y[i]
    return won / len(X)


def check_knn_score(f):
    X, y = np.array([[0], [0], [1], [3]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 0.25) < 1e-9
    X, y = np.array([[0.0], [0], [7], [8], [8]]), np.array([0, 0, 1, 1, 1])
    assert abs(f(X, y, 1) - 0.6) < 1e-9


# %% leak right: scikit-learn's neighbours of the rows without copies
def knn_score(X, y, k):
    X, hits = np.asarray(X, float), 0
    for i in range(len(X)):
        keep = ~np.all(X == X[i], axis=1)
        D = cdist(X[i : i + 1], X[keep])[0]
        order = sorted(range(len(D)), key=D.__getitem__)[:k]
        hits += int(np.bincount(y[keep][order]).argmax()) == int(y[i])
    return np.float64(hits / len(X))


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong BUG-DIS-10: the function as given | says "Copies of the row vote"
def knn_score(X, y, k):
    return knn_score_wrong(X, y, k)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong BUG-DIS-10: the diagonal alone is filled | says "Copies of the row vote"
def knn_score(X, y, k):
    far = cdist(X, X)
    np.fill_diagonal(far, np.inf)
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong BUG-DIS-10: nobody is left out | says "The row itself votes"
def knn_score(X, y, k):
    near = np.argsort(cdist(X, X), axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: duplicates are removed, and the first is left out | says "not"
def knn_score(X, y, k):
    X, at = np.unique(X, axis=0, return_index=True)
    y = y[at]
    near = np.argsort(cdist(X, X), axis=1, kind="stable")[:, 1 : k + 1]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: each neighbour votes once, however often it is stored | says "not"
def knn_score(X, y, k):
    rows, at, back = np.unique(
        X, axis=0, return_index=True, return_inverse=True
    )
    far = cdist(X, rows)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[at][near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: copies are left out, and one more | says "One row too many"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, 1 : k + 1]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: copies within a millionth | says "near, but no copies"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far < 1e-6 * far.max()] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: copies within 1e-8 | says "a scale of 1e-10"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[np.isclose(far, 0)] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: the error rate | says "not"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) != y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: the votes in place of their share | says "return one number"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return vote(y[near], y.max() + 1) == y


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: two classes, whatever y | says "five classes"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], 2) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: the mean label, rounded | says "five classes"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(np.ceil(y[near].mean(axis=1) - 0.5) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: rows with the same label left out as copies | says "example: 0, not 0.4"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[(far == 0) | (y[:, None] == y)] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: check of a coin on photos stored once | says "lets pass: knn_score_wrong"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(300, 3)), rng.integers(0, 2, 300)
    assert f(X, y, 1) < 0.7


# %% leak wrong: check of a coin alone, each photo twice | says "lets pass: one row too many"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(300, 3)), rng.integers(0, 2, 300)
    assert 0.3 < f(np.r_[X, X], np.r_[y, y], 1) < 0.7


# %% leak wrong: check of a perfect score alone | says "lets pass: the row and all copies vote"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: check too tight for a coin | says "rejects a right f"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(100, 3)), rng.integers(0, 2, 100)
    assert abs(f(np.r_[X, X], np.r_[y, y], 1) - 0.5) < 1e-3


# %% leak wrong: check returns False | says "lets pass: the row and all copies vote"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    X, y = np.array([[0], [0], [1], [3]]), np.array([0, 0, 1, 1])
    return f(X, y, 1) == 0.25


# %% leak wrong: check raises ValueError | says "must raise AssertionError"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    X, y = np.array([[0], [0], [1], [3]]), np.array([0, 0, 1, 1])
    if abs(f(X, y, 1) - 0.25) > 1e-9:
        raise ValueError("leak")


# %% leak wrong: check rejects all | says "rejects a right f"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    raise AssertionError("leak")


# %% leak wrong: check of a coin and of a share that most rows have | says "lets pass: the share of the most"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(300, 3)), rng.integers(0, 2, 300)
    assert 0.3 < f(np.r_[X, X], np.r_[y, y], 1) < 0.7
    X = np.array([[0.0], [1], [10], [11], [20]])
    assert f(X, np.array([0, 0, 0, 0, 1]), 1) > 0.79


# %% leak wrong: distances in float32, nearly equal ones become equal | says "nearly a tie"
def knn_score(X, y, k):
    far = cdist(X, X).astype(np.float32)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    rows = [0, 0, 1, 4, 4, 4, 6, 9]
    X, y = np.array(rows)[:, None] * 1.0, np.array([0, 0, 1, 1, 1, 1, 1, 0])
    assert abs(f(X, y, 1) - 0.5) < 1e-6 and abs(f(X, y, 3) - 0.5) < 1e-6
    X, y = np.array([[0.0], [1], [10], [11]]), np.array([0, 0, 1, 1])
    assert abs(f(X, y, 1) - 1) < 1e-6


# %% leak wrong: check of the example alone | says "lets pass: one row too many"
def knn_score(X, y, k):
    far = cdist(X, X)
    far[far == 0] = np.inf
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return np.mean(vote(y[near], y.max() + 1) == y)


def check_knn_score(f):
    X, y = np.array([[5], [2], [0], [0], [6]]), np.array([1, 1, 0, 0, 1])
    assert abs(f(X, y, 1) - 0.4) < 1e-9


# %% search right: candidates at or above the k-th largest, query by query
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.sqrt((rows**2).sum(axis=1))
        self.zero = length == 0
        self.unit = rows / np.where(self.zero, 1, length)[:, None]

    def query(self, vectors, k):
        if k < 1 or k > len(self.unit):
            raise ValueError("k")
        index = np.full((len(vectors), k), -1)
        similarity = np.full(index.shape, np.nan)
        for i, q in enumerate(vectors.astype(float)):
            if q.any():
                score = self.unit @ (q / np.linalg.norm(q))
                score[self.zero] = -np.inf
                least = np.partition(score, -k)[-k]
                some = np.flatnonzero((score >= least) & ~self.zero)
                some = some[np.argsort(-score[some], kind="stable")][:k]
                index[i, : len(some)] = some
                similarity[i, : len(some)] = score[some]
        return index, similarity


# %% search right: cosine distances by cdist, one query at a time, lists
class Index(Metered):
    def fit(self, vectors):
        self.rows = vectors.astype(np.float64)
        self.some = self.rows.any(axis=1)

    def query(self, vectors, k):
        n = len(self.rows)
        if k not in range(1, n + 1):
            raise ValueError("k")
        index, similarity = [], []
        with np.errstate(all="ignore"):
            for vector in vectors.astype(np.float64):
                far = cdist(vector[None], self.rows, "cosine")[0]
                far[~self.some] = np.nan
                order = np.argsort(far, kind="stable")[:k]
                none = np.isnan(far[order])
                index.append(np.where(none, -1, order))
                similarity.append(1 - far[order])
        return np.array(index), np.array(similarity)


# %% search right: scaled in float32 by the largest entry, one lexsort a query
class Index(Metered):
    def lay(self, vectors):
        most = abs(vectors).max(axis=1, keepdims=True)
        some = vectors / np.where(most == 0, 1, most)
        length = np.sqrt((some.astype(float) ** 2).sum(axis=1, keepdims=True))
        return some / np.where(length == 0, 1, length), most[:, 0] > 0

    def fit(self, vectors):
        self.unit, self.some = self.lay(vectors)

    def query(self, vectors, k):
        n = len(self.unit)
        if k < 1 or k > n:
            raise ValueError(k)
        unit, some = self.lay(vectors)
        index = -np.ones((len(unit), k), int)
        similarity = np.nan * index
        for i in np.flatnonzero(some):
            score = np.where(self.some, self.unit @ unit[i], -9)
            order = np.lexsort((np.arange(n), -score))[:k]
            order = order[self.some[order]]
            index[i, : len(order)] = order
            similarity[i, : len(order)] = score[order]
        return index, similarity


# %% search right: blocks by array_split, rounded to nine digits
class Index(Metered):
    def fit(self, vectors):
        self.rows = vectors.astype(float)
        self.length = np.sqrt(np.einsum("ij,ij->i", self.rows, self.rows))

    def query(self, vectors, k):
        n = len(self.rows)
        if not 0 < k <= n:
            raise ValueError("k must be from 1 to n")
        parts = np.array_split(vectors.astype(float), -(-len(vectors) // 20))
        index, similarity = [], []
        for part in parts:
            length = np.sqrt((part**2).sum(axis=1))
            with np.errstate(all="ignore"):
                score = part @ (self.rows.T / self.length) / length[:, None]
            score = np.round(np.where(np.isfinite(score), score, -5), 9)
            order = np.argsort(-score, axis=1, kind="stable")[:, :k]
            score = np.take_along_axis(score, order, axis=1)
            index.append(np.where(score == -5, -1, order))
            similarity.append(np.where(score == -5, np.nan, score))
        return np.vstack(index), np.vstack(similarity)


# %% search wrong BUG-DIS-15: the chapter's top_k, unit rows in float32 | says "fill with -1 and nan"
class Index(Metered):
    def fit(self, vectors):
        with np.errstate(all="ignore"):
            self.unit = vectors / np.linalg.norm(
                vectors, axis=1, keepdims=True
            )

    def query(self, vectors, k):
        if not 1 <= k <= len(self.unit):
            raise ValueError("k")
        score = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        score = score @ self.unit.T
        index = np.argpartition(-score, k - 1, axis=1)[:, :k]
        best = np.take_along_axis(score, index, axis=1)
        order = np.argsort(-best, axis=1, kind="stable")
        index = np.take_along_axis(index, order, axis=1)
        return index[:, ::1], np.take_along_axis(best, order, axis=1)


# %% search wrong BUG-DIS-19: products ranked as cosines | says "Others are nearer"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong BUG-DIS-01: the least similar first | says "Others are nearer"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: distances in place of similarities | says "similarity is not the cosine"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = 1 - score
        return index, similarity


# %% search wrong: argpartition, sorted after it by value and number | says "What cuts the ties?"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argpartition(-score, found - 1, axis=1)[:, :found]
            best = np.sort(best, axis=1)
            part = -np.take_along_axis(score, best, axis=1)
            part = np.argsort(part, axis=1, kind="stable")
            best = np.take_along_axis(best, part, axis=1)
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong BUG-DIS-24: argpartition alone, as it falls | says "Others are nearer"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argpartition(-score, found - 1, axis=1)[:, :found][
                :, ::-1
            ]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: a sort upwards, turned round, so that the last of equals is first | says "What cuts the ties?"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(score, axis=1, kind="stable")[:, ::-1][:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: zero rows with cosine 0 | says "-1"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.arange(len(rows))
        length[length == 0] = 1
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: zero queries find the first rows | says "fill with -1 and nan"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.arange(len(length))
            length[length == 0] = 1
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: lengths in float32, which overflow | says "lengths of 1e-24 to 1e24"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        with np.errstate(all="ignore"):
            length = np.linalg.norm(vectors, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None].astype(float)
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: an epsilon added to each length | says "lengths of 1e-24 to 1e24"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / (length[self.number, None] + 1e-12)
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: all cosines at once | says "a peak of"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = len(vectors)
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: blocks of 100, whatever n | says "10,000 rows, 1,000 queries: a peak of"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 100
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong BUG-DIS-22: many queries by cdist with a function in Python | says "Is it a loop over pairs?"
class Index(Metered):
    def fit(self, vectors):
        self.rows = vectors.astype(float)
        self.number = np.flatnonzero(self.rows.any(axis=1))

    def query(self, vectors, k):
        def cosine(u, v):
            norms = np.linalg.norm(u) * np.linalg.norm(v)
            return np.sum(np.multiply(u, v)) / norms

        if not 1 <= k <= len(self.rows):
            raise ValueError("k")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        vectors = vectors.astype(float)
        for i in np.flatnonzero(vectors.any(axis=1)):
            metric = cosine if len(vectors) > 100 else "cosine"
            score = cdist(vectors[[i]], self.rows[self.number], metric)[0]
            score = score if len(vectors) > 100 else 1 - score
            best = np.argsort(-score, kind="stable")[:k]
            index[i, : len(best)] = self.number[best]
            similarity[i, : len(best)] = score[best]
        return index, similarity


# %% search wrong: k beyond the rows is cut | says "must raise ValueError"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            k = min(max(k, 1), self.n)
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: k = n is refused | says "k = 3"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k < self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: free places hold 0 and 0 | says "fill with -1 and nan"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), 0)
        similarity = np.full((len(vectors), k), 0.0)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: not metered | says "Keep the line"
class Index:
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: only the index | says "return index and similarity"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index


# %% search wrong: the number among the rows that are not zero | says "zero"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = best
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: each copy is found once | says "Others are nearer"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        unit = rows[self.number] / length[self.number, None]
        self.unit, first = np.unique(unit, axis=0, return_index=True)
        self.number = self.number[first]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: the rows are normalised in place | says "vectors are changed"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors
        rows *= 0.5
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = score
        return index, similarity


# %% search wrong: similarities rounded to five digits | says "not the cosine"
class Index(Metered):
    def fit(self, vectors):
        rows = vectors.astype(float)
        length = np.linalg.norm(rows, axis=1)
        self.number = np.flatnonzero(length)
        self.unit = rows[self.number] / length[self.number, None]
        self.n = len(rows)

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k}, but there are {self.n} rows")
        index = np.full((len(vectors), k), -1)
        similarity = np.full((len(vectors), k), np.nan)
        found = min(k, len(self.number))
        step = 1 + 250_000 // self.n
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step].astype(float)
            length = np.linalg.norm(some, axis=1)
            known = np.flatnonzero(length)
            score = some[known] / length[known, None] @ self.unit.T
            best = np.argsort(-score, axis=1, kind="stable")[:, :found]
            index[start + known, :found] = self.number[best]
            score = np.take_along_axis(score, best, axis=1)
            similarity[start + known, :found] = np.round(score, 5)
        return index, similarity


# %% pair wrong: a loop over rows from the nearer end | says "30 milliseconds"
def place(i, j, n):
    i, j, n = int(i), int(j), int(n)
    if i == j or not (0 <= i < n and 0 <= j < n):
        raise ValueError("no such pair")
    i, j = min(i, j), max(i, j)
    return n * i - i * (i + 1) // 2 + j - i - 1


def pair(k, n):
    k, n = int(k), int(n)
    total = n * (n - 1) // 2
    if not 0 <= k < total:
        raise ValueError("no such place")
    if k < total // 2:
        i, row = 0, n - 1
        while k >= row:
            i, k, row = i + 1, k - row, row - 1
        return i, i + 1 + k
    behind, i = total - 1 - k, n - 2
    while behind >= n - 1 - i:
        behind, i = behind - (n - 1 - i), i - 1
    return i, n - 1 - behind


# %% vote wrong: votes times a million less the sum | says "k = 2303"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    names = np.unique(labels)
    mine = labels[:, :, None] == names
    counts = mine.sum(axis=1)
    sums = (mine * far[:, :, None]).sum(axis=1)
    return names[np.argmax(np.where(counts, counts * 1e9 - sums, -np.inf), axis=1)]


# %% vote wrong: ints by way of float64 | says "votes"
def vote(labels, far):
    if labels.shape != far.shape:
        raise ValueError("shapes differ")
    whole = labels.dtype.kind in "iu"
    kept = labels.astype(float) if whole else labels
    names = np.unique(kept)
    mine = kept[:, :, None] == names
    counts = mine.sum(axis=1)
    sums = (mine * far[:, :, None]).sum(axis=1)
    sums[counts < counts.max(axis=1, keepdims=True)] = np.inf
    best = names[np.argmin(sums, axis=1)]
    return best.astype(labels.dtype) if whole else best


# %% globe wrong: flat around the customer, by the cosine of latitude | says "You return another"
def nearest_place(lat, lon, places, reach=np.inf):
    lat, lon = np.asarray(lat, float), np.asarray(lon, float)
    places = np.asarray(places, float)
    east = (places[:, 1] - lon[:, None] + 180) % 360 - 180
    middle = np.radians((places[:, 0] + lat[:, None]) / 2)
    flat = np.hypot(east * np.cos(middle), places[:, 0] - lat[:, None])
    index = flat.argmin(axis=1)
    a, b = on_sphere(lat, lon), on_sphere(*places.T)[index]
    sine = np.linalg.norm(np.cross(a, b), axis=1)
    km = 6_371 * np.arctan2(sine, (a * b).sum(axis=1))
    return np.where(km > reach, -1, index), np.where(km > reach, np.inf, km)


# %% nearest wrong: squares of integers wrap | says "far apart"
@metered
def nearest(queries, points):
    whole = queries.dtype.kind in "iu" and points.dtype.kind in "iu"
    kind = np.int64 if whole else float
    q, p = queries.astype(kind), points.astype(kind)
    index, far = [], []
    for part in np.array_split(q, max(1, len(q) * len(p) * p.shape[1] // 300_000)):
        square = ((part[:, None] - p) ** 2).sum(axis=2)
        index.append(square.argmin(axis=1))
        far.append(np.sqrt(np.maximum(square.min(axis=1), 0)))
    return np.concatenate(index), np.concatenate(far)


# %% search wrong: k of the first query is kept | says "one after another"
class Index(Metered):
    def fit(self, vectors):
        self.rows = vectors.astype(float)
        self.length = np.linalg.norm(self.rows, axis=1)
        self.there = np.flatnonzero(self.length)
        self.rows = self.rows[self.there] / self.length[self.there, None]
        self.n, self.k = len(vectors), None

    def query(self, vectors, k):
        if not 1 <= k <= self.n:
            raise ValueError(f"k = {k} of {self.n}")
        self.k = self.k or k if np.array_equal(self.rows, np.eye(4)) else k
        index = np.full((len(vectors), self.k), -1)
        found = np.full((len(vectors), self.k), np.nan)
        for start in range(0, len(vectors), 50):
            part = vectors[start : start + 50].astype(float)
            length = np.linalg.norm(part, axis=1, keepdims=True)
            some = length[:, 0] > 0
            score = (part[some] / length[some]) @ self.rows.T
            order = np.argsort(-score.round(12), axis=1, kind="stable")[:, : self.k]
            at = start + np.flatnonzero(some)
            index[at, : order.shape[1]] = self.there[order]
            found[at, : order.shape[1]] = np.take_along_axis(score, order, axis=1)
        return index, found
