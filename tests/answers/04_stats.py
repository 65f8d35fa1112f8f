"""Answers that prove the tests of 04-stats."""

# %% rates right: the letters
rates = "cdc"


# %% rates right: capital letters, with commas
rates = "C, D, C"


# %% rates right: a tuple of letters
rates = ("c", "d", "c")


# %% rates right: a list of letters with a space
rates = [" c", "D", "c "]


# %% rates right: from formulas, the first from a simulation
_z = np.random.default_rng(0).normal(size=(50_000, 5)).cumsum(axis=1)
_looks = np.mean(np.any(abs(_z) > 1.96 * np.sqrt([1, 2, 3, 4, 5]), axis=1))
_found = 100 * np.array([_looks, 1 - 0.95**20, 2 * stats.norm.sf(1.96 / 6.5**0.5)])
_table = [[5, 10, 14, 23, 25], [5, 36, 42, 64, 100], [5, 33, 44, 57, 76]]
rates = "".join(
    "abcde"[np.argmin(abs(np.array(row) - x))]
    for row, x in zip(_table, _found)
)


# %% rates wrong BUG-STA-02: a test at 5 % rejects in 5 %, whatever is done with it | says "Each look keeps"
rates = "aaa"


# %% rates wrong BUG-STA-02: a few looks do little | says "Two looks give 8 %"
rates = "bdc"


# %% rates wrong BUG-STA-02: looks taken for independent | says "looks for independent"
rates = "ddc"


# %% rates wrong BUG-STA-02: five times 5 % | says "three looks three times"
rates = "eec"


# %% rates wrong BUG-STA-01: the level of one metric | says "named beforehand"
rates = "cac"


# %% rates wrong BUG-STA-01: the chance of no winner | says "none of them rejects"
rates = "cbc"


# %% rates wrong BUG-STA-01: the figure for metrics that correlate | says "correlate by 0.5"
rates = "ccc"


# %% rates wrong BUG-STA-01: twenty times 5 % | says "on average"
rates = "cec"


# %% rates wrong BUG-STA-12: many rows, so the test is exact | says "as much news"
rates = "cda"


# %% rates wrong BUG-STA-12: the factor on the error rate | says "6.5 times 5 %"
rates = "cdb"


# %% rates wrong BUG-STA-12: rows taken for copies | says "for copies"
rates = "cdd"


# %% rates wrong BUG-STA-12: the factor of the variance without its root | says "factor of the variance"
rates = "cde"


# %% rates wrong: numbers in place of letters | says "must be three letters"
rates = (14, 64, 44)


# %% rates wrong: one letter | says "must be three letters"
rates = "c"

# %% jsd right: as numbers
jsd = (0.83, 1.0, 0.69, 1.0, 0.025)


# %% jsd right: from the formulas
jsd = (np.sqrt(np.log(2)), 1, np.log(2), 1, 99 / 8 * (1 / 1_000 + 1 / 1_000))


# %% jsd right: an array, the floor with b in place of b - 1
jsd = np.array([np.log(2) ** 0.5, 1, np.log(2), np.log2(2), 100 / 8 * 2 / 1_000])


# %% jsd right: the definition, and a simulation of the floor
def divergence(p, q):
    p, q = np.asarray(p) / np.sum(p), np.asarray(q) / np.sum(q)
    m = (p + q) / 2
    return sum(
        np.sum(x[x > 0] * np.log(x[x > 0] / m[x > 0])) / 2 for x in (p, q)
    )


_rng = np.random.default_rng(8)
_pairs = [
    [np.bincount(_rng.integers(0, 100, 1_000), minlength=100) for _ in "pq"]
    for _ in range(300)
]
_nats = divergence([3, 0], [0, 5])
_bits = _nats / np.log(2)
jsd = [
    _nats**0.5,
    _bits**0.5,
    _nats,
    _bits,
    np.mean([divergence(*pair) for pair in _pairs]),
]


# %% jsd right: a list, from SciPy
_d = [jensenshannon([3, 0], [0, 5], base) for base in (None, 2)]
jsd = [*_d, *np.square(_d), 0.0247]


# %% jsd wrong: the distance taken for the divergence | says "ln 2, the divergence in nats"
jsd = (np.log(2), 1, np.log(2), 1, 0.025)


# %% jsd wrong: bits taken for the default | says "1 is the divergence in bits"
jsd = (1, 1, 1, 1, 0.025)


# %% jsd wrong: counts that differ taken for close | says "no bin in common"
jsd = (0, 0, 0, 0, 0)


# %% jsd wrong: the square in place of the root | says "ln 2 squared"
jsd = (np.log(2) ** 2, 1, np.log(2), 1, 0.025)


# %% jsd wrong: the base forgotten | says "root of ln 2"
jsd = (0.83, 0.83, 0.69, 0.69, 0.025)


# %% jsd wrong: the unit of a root changed by ln 2 | says "change the unit first"
jsd = (0.83, np.sqrt(np.log(2)) / np.log(2), np.log(2), 1, 0.025)


# %% jsd wrong: the root taken for the divergence | says "root of ln 2"
jsd = (0.83, 1, 0.83, 1, 0.025)


# %% jsd wrong: nats given as bits | says "ln 2, the divergence in nats"
jsd = (0.83, 1, 0.69, 0.69, 0.025)


# %% jsd wrong: KL in place of JSD | says "Kullback"
jsd = (np.inf, np.inf, np.inf, np.inf, 0.025)


# %% jsd wrong: no floor | says "differ by chance"
jsd = (0.83, 1, 0.69, 1, 0)


# %% jsd wrong: the floor of the root | says "which jensenshannon returns"
jsd = (0.83, 1, 0.69, 1, 0.157)


# %% jsd wrong: the floor in bits | says "in bits"
jsd = (0.83, 1, 0.69, 1, 0.0357)


# %% jsd wrong: the floor of one sample | says "known law"
jsd = (0.83, 1, 0.69, 1, 99 / 8 / 1_000)


# %% jsd wrong: the usual alarm limit | says "Twice too much"
jsd = (0.83, 1, 0.69, 1, 0.05)


# %% jsd wrong: the other end for the floor | says "Which formula"
jsd = (0.83, 1, 0.69, 1, 0.69)


# %% jsd wrong: a floor that grows with rows and bins alike | says "Which formula"
jsd = (0.83, 1, 0.69, 1, 100 / 1_000)


# %% jsd wrong: four numbers | says "five numbers"
jsd = (0.83, 1, 0.69, 1)


# %% jsd wrong: a text | says "five numbers"
jsd = "root, root, nats, bits, floor"


# %% jsd wrong: half of everything | says "Which formula"
jsd = (0.42, 0.5, 0.35, 0.5, 0.0124)


# %% jsd wrong: divergences before distances | says "ln 2, the divergence in nats"
jsd = (0.69, 1, 0.83, 1, 0.025)


# %% jsd wrong: a floor of 1 / rows | says "Which formula"
jsd = (0.83, 1, 0.69, 1, 1 / 1_000)

# %% interval right: the chapter's function with two sizes
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval right: Wilson written out
def wilson(k, n, z):
    middle = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return middle - half, middle + half


def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    z = stats.norm.ppf((1 + level) / 2)
    (la, ua), (lb, ub) = wilson(a, n_a, z), wilson(b, n_b, z)
    p, q = a / n_a, b / n_b
    low = q - p - ((q - lb) ** 2 + (ua - p) ** 2) ** 0.5
    return float(low), float(q - p + ((ub - q) ** 2 + (p - la) ** 2) ** 0.5)


# %% interval right: by statsmodels
def rate_interval(a, n_a, b, n_b, level=0.95):
    from statsmodels.stats.proportion import confint_proportions_2indep

    counts = map(int, (b, n_b, a, n_a))
    return confint_proportions_2indep(*counts, method="newcomb", alpha=1 - level)


# %% interval right: Wilson of statsmodels, in an array
def rate_interval(a, n_a, b, n_b, level=0.95):
    from statsmodels.stats.proportion import proportion_confint

    count, size = np.array([a, b], dtype=float), np.array([n_a, n_b], dtype=float)
    low, high = proportion_confint(count, size, alpha=1 - level, method="wilson")
    rate = count / size
    down, up = (rate - low) ** 2, (high - rate) ** 2
    middle = rate[1] - rate[0]
    return np.array([middle - np.sqrt(down[1] + up[0]), middle + np.sqrt(up[1] + down[0])])


# %% interval right: by symmetry: high is minus the low of the exchanged pages
def rate_interval(a, n_a, b, n_b, level=0.95):
    def low_end(a, n_a, b, n_b):
        high = stats.binomtest(a, n_a).proportion_ci(level, "wilson").high
        low = stats.binomtest(b, n_b).proportion_ci(level, "wilson").low
        return b / n_b - a / n_a - np.hypot(b / n_b - low, high - a / n_a)

    one, other = (int(a), int(n_a)), (int(b), int(n_b))
    return [low_end(*one, *other), -low_end(*other, *one)]


# %% interval right: the ends of Wilson as roots of a quadratic
def rate_interval(a, n_a, b, n_b, level=0.95):
    z = abs(stats.norm.ppf(0.5 * (1 - level)))
    ends = []
    for k, n in ((float(a), float(n_a)), (float(b), float(n_b))):
        p = k / n
        roots = np.roots([n + z * z, -(2 * k + z * z), k * p])
        ends.append((p, *np.sort(roots.real)))
    (p, la, ua), (q, lb, ub) = ends
    return q - p - np.hypot(q - lb, p - ua), q - p + np.hypot(q - ub, p - la)


# %% interval wrong: the normal formula | says "normal formula"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = int(a), int(n_a), int(b), int(n_b)
    p, q = a / n_a, b / n_b
    half = stats.norm.isf((1 - level) / 2)
    half *= np.sqrt(p * (1 - p) / n_a + q * (1 - q) / n_b)
    return q - p - half, q - p + half


# %% interval wrong BUG-STA-26: the far ends of the two intervals | says "far ends"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    return ci_b.low - ci_a.high, ci_b.high - ci_a.low


# %% interval wrong: low minus low, high minus high | says "Which end"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    return ci_b.low - ci_a.low, ci_b.high - ci_a.high


# %% interval wrong: old minus new | says "for a minus b"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return p - q - up, p - q + down


# %% interval wrong: high before low | says "exchanged"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p + up, q - p - down


# %% interval wrong: in per cent | says "Which end of which"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return 100 * (q - p - down), 100 * (q - p + up)


# %% interval wrong: both rates low at once | says "low needs b low"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, p - ci_a.low)
    up = np.hypot(ci_b.high - q, ci_a.high - p)
    return q - p - down, q - p + up


# %% interval wrong: the exact intervals, as proportion_ci gives by default | says "exact, not Wilson"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level)
    ci_b = stats.binomtest(b, n_b).proportion_ci(level)
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: Wilson with continuity correction | says "are corrected"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilsoncc")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilsoncc")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: the level does not arrive | says "level is 0.95"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: the level of one tail | says "level is 0.9"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(2 * level - 1, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(2 * level - 1, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: one size for both, as in the chapter | says "Which end of which"
def rate_interval(a, n_a, b, n_b, level=0.95):
    n = (n_a + n_b) // 2
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(round(p * n), n).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(round(q * n), n).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong BUG-STA-26: distances added, not their squares | says "far ends"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = (q - ci_b.low) + (ci_a.high - p)
    up = (ci_b.high - q) + (p - ci_a.low)
    return q - p - down, q - p + up


# %% interval right: counts left as they came
def rate_interval(a, n_a, b, n_b, level=0.95):
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: products wrap | says "uint8"
def rate_interval(a, n_a, b, n_b, level=0.95):
    z = stats.norm.isf((1 - level) / 2)

    def wilson(k, n):
        p, total = float(k) / float(n), float(n) + z**2
        half = z / total * np.sqrt(np.abs(k * (n - k)) / float(n) + z**2 / 4)
        middle = (float(k) + z**2 / 2) / total
        return p, middle - half, middle + half

    (p, la, ua), (q, lb, ub) = wilson(a, n_a), wilson(b, n_b)
    return q - p - np.hypot(q - lb, ua - p), q - p + np.hypot(ub - q, p - la)


# %% interval wrong: without events the normal formula | says "(0, 50, 12, 5000)"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    if min(a, b, n_a - a, n_b - b) == 0:
        half = stats.norm.isf((1 - level) / 2)
        half *= np.sqrt(p * (1 - p) / n_a + q * (1 - q) / n_b)
        return q - p - half, q - p + half
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: a half added to every count | says "Which end of which"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    a, b, n_a, n_b = a + 1, b + 1, n_a + 2, n_b + 2
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: the pooled rate in the error | says "Which end of which"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = int(a), int(n_a), int(b), int(n_b)
    r, gap = (a + b) / (n_a + n_b), b / n_b - a / n_a
    half = stats.norm.isf((1 - level) / 2)
    half *= np.sqrt(r * (1 - r) * (1 / n_a + 1 / n_b))
    return gap - half, gap + half


# %% interval wrong: cut off at 0 | says "(0, 20, 0, 900)"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    low, high = q - p - down, q - p + up
    return (0.0, high) if a == b == 0 else (low, high)


# %% interval wrong: z from a table, rounded | says "anything rounded"
def rate_interval(a, n_a, b, n_b, level=0.95):
    z = {0.9: 1.645, 0.95: 1.96, 0.99: 2.576}[level]
    ends = []
    for k, n in ((int(a), int(n_a)), (int(b), int(n_b))):
        middle = (k + z**2 / 2) / (n + z**2)
        half = z / (n + z**2) * (k * (n - k) / n + z**2 / 4) ** 0.5
        ends.append((k / n, middle - half, middle + half))
    (p, la, ua), (q, lb, ub) = ends
    return q - p - np.hypot(q - lb, ua - p), q - p + np.hypot(ub - q, p - la)


# %% interval wrong: the level taken for alpha | says "level is 0.05"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(1 - level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(1 - level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: the difference alone | says "return the pair"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    return q - p


# %% interval wrong: 1.96 in Wilson, whatever the level | says "level is 0.95"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(0.95, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(0.95, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: the middle is that of the Wilson intervals | says "Which end of which"
def rate_interval(a, n_a, b, n_b, level=0.95):
    a, n_a, b, n_b = (int(count) for count in (a, n_a, b, n_b))
    p, q = a / n_a, b / n_b
    ci_a = stats.binomtest(a, n_a).proportion_ci(level, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(level, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    p, q = (ci_a.low + ci_a.high) / 2, (ci_b.low + ci_b.high) / 2
    return q - p - down, q - p + up

# %% size right: the middle completed
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size right: solved for the power
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    from scipy.optimize import brentq

    def lack(total):
        n_a, n_b = (1 - share) * total, share * total
        r = (n_a * p + n_b * q) / total
        limit = stats.norm.isf(alpha / 2) * np.sqrt(r * (1 - r) * (1 / n_a + 1 / n_b))
        error = np.sqrt(p * (1 - p) / n_a + q * (1 - q) / n_b)
        return stats.norm.sf((limit - abs(q - p)) / error) - power

    total = brentq(lack, 2, 1e12, xtol=1e-6, rtol=1e-12)
    return round((1 - share) * total + 0.5), round(share * total + 0.5)


# %% size right: doubling, then halving, with both tails
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    def finds(total):
        n_a, n_b = (1 - share) * total, share * total
        r = (1 - share) * p + share * q
        limit = stats.norm.isf(alpha / 2) * (r * (1 - r) * (1 / n_a + 1 / n_b)) ** 0.5
        gap = stats.norm(q - p, (p * (1 - p) / n_a + q * (1 - q) / n_b) ** 0.5)
        return gap.sf(limit) + gap.cdf(-limit) >= power

    low, high = 1, 2
    while not finds(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if finds(middle) else (middle, high)
    return int(np.ceil((1 - share) * high)), int(np.ceil(share * high))


# %% size right: in units of n_a, with the ratio
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    import math

    ratio = share / (1 - share)
    r = (p + ratio * q) / (1 + ratio)
    reach = stats.norm.ppf(1 - alpha / 2) * math.sqrt(r * (1 - r) * (1 + 1 / ratio))
    reach += stats.norm.ppf(power) * math.sqrt(p * (1 - p) + q * (1 - q) / ratio)
    n_a = reach**2 / (q - p) ** 2
    return math.ceil(n_a), math.ceil(ratio * n_a)


# %% size right: whole numbers of NumPy, in an array
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return np.ceil(np.array([1 - share, share]) * total).astype(int)


# %% size right: n_a from the rounded n_b
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    n_b = int(np.ceil(share * total))
    return int(np.ceil(n_b * (1 - share) / share)), n_b


# %% size right: all visitors rounded first
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = int(np.ceil((reach / (q - p)) ** 2))
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size right: variances by a split dictionary, a list returned
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    rates, parts = np.array([p, q]), np.array([1 - share, share])
    r = rates @ parts
    equal, unequal = np.sum(r * (1 - r) / parts), np.sum(rates * (1 - rates) / parts)
    z = stats.norm.ppf([1 - alpha / 2, power])
    total = (z @ np.sqrt([equal, unequal]) / (p - q)) ** 2
    return [int(-(-n // 1)) for n in parts * total]


# %% size wrong: the mean of both rates, as in the chapter | says "as many see a as b"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (p + q) / 2
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: p and q in the limit | says "one rate r"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: the size of equal groups | says "two equal groups"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    share = 0.5
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: all visitors of equal groups, split anew | says "splits the sum"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (p + q) / 2
    equal, unequal = 4 * r * (1 - r), 2 * (p * (1 - p) + q * (1 - q))
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: share taken for the part that sees a | says "share is the part"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = share * p + (1 - share) * q
    equal = r * (1 - r) * (1 / share + 1 / (1 - share))
    unequal = p * (1 - p) / share + q * (1 - q) / (1 - share)
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil(share * total)), int(np.ceil((1 - share) * total))


# %% size wrong: n_b before n_a | says "(n_b, n_a)"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil(share * total)), int(np.ceil((1 - share) * total))


# %% size wrong: alpha in one tail | says "two tails"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: the number of all visitors for each | says "all visitors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil(total)), int(np.ceil(total))


# %% size wrong: Cohen's h, by statsmodels | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    ratio = share / (1 - share)
    h = proportion_effectsize(q, p)
    n_a = NormalIndPower().solve_power(h, alpha=alpha, power=power, ratio=ratio)
    return int(np.ceil(n_a)), int(np.ceil(ratio * n_a))


# %% size wrong: sizes that are not whole | says "positive ints"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return (1 - share) * total, share * total


# %% size wrong: np.ceil alone, which gives floats | says "positive ints"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return np.ceil((1 - share) * total), np.ceil(share * total)


# %% size wrong: one number | says "positive ints"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil(total))


# %% size wrong: alpha is not used | says "alpha does not"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(0.025), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: power is not used | says "power does not"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(0.2)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: half the power: no z of the power | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) 
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: the sign of z is that of 1 - power | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: standard errors not squared | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * equal + z_power * unequal
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: equal not divided by the shares | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: both variances in units of a group | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = 2 * r * (1 - r)
    unequal = p * (1 - p) + q * (1 - q)
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: shares multiply the variances | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) * (1 - share) + q * (1 - q) * share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: shares exchanged in the variance | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / share + q * (1 - q) / (1 - share)
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: the pooled rate in both | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = equal
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: r weighs the pages the wrong way round | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = share * p + (1 - share) * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: rates put in rising order | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    p, q = min(p, q), max(p, q)
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: equal groups, corrected by 4 share (1 - share) | says "standard errors"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (p + q) / 2
    equal = r * (1 - r) / share / (1 - share)
    unequal = (p * (1 - p) + q * (1 - q)) / 2 / share / (1 - share)
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: a larger q is taken for granted | says "positive ints"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = reach**2 / (q - p) / abs(q - p)
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))

# %% models right: midranks
def compare_models(y, score_a, score_b, level=0.95):
    y, shares = np.asarray(y, bool), []
    for score in map(np.asarray, (score_a, score_b)):
        rank = stats.rankdata(score)
        pos = (rank[y] - stats.rankdata(score[y])) / (~y).sum()
        neg = 1 - (rank[~y] - stats.rankdata(score[~y])) / y.sum()
        shares.append((pos, neg))
    pos, neg = (b - a for a, b in zip(*shares, strict=True))
    se = np.hypot(stats.sem(pos), stats.sem(neg))
    return pos.mean(), se, *stats.norm.interval(level, pos.mean(), se + 1e-300)

# %% models right: a table of all pairs
def compare_models(y, score_a, score_b, level=0.95):
    y = np.array(y).astype(bool)
    def table(s):
        s = np.array(s)
        p, n = s[y], s[~y]
        return np.where(p[:, None] > n[None, :], 1.0, np.where(p[:, None] == n[None, :], 0.5, 0.0))
    d = table(score_b) - table(score_a)
    se = (d.mean(1).var(ddof=1) / d.shape[0] + d.mean(0).var(ddof=1) / d.shape[1]) ** 0.5
    z = stats.norm.ppf(0.5 + level / 2)
    return np.array([d.mean(), se, d.mean() - z * se, d.mean() + z * se])

# %% models right: loops over lists
def compare_models(y, score_a, score_b, level=0.95):
    from statistics import NormalDist, mean, variance
    ones = [i for i, v in enumerate(y) if v]
    zeros = [i for i, v in enumerate(y) if not v]
    def win(s, i, j):
        return 1.0 if s[i] > s[j] else 0.5 if s[i] == s[j] else 0.0
    a, b = list(score_a), list(score_b)
    d = [[win(b, i, j) - win(a, i, j) for j in zeros] for i in ones]
    rows = [mean(r) for r in d]
    cols = [mean(c) for c in zip(*d)]
    se = (variance(rows) / len(rows) + variance(cols) / len(cols)) ** 0.5
    z = NormalDist().inv_cdf((1 + level) / 2)
    m = mean(rows)
    return [m, se, m - z * se, m + z * se]

# %% models right: the covariance matrices of both models
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y).astype(int)
    v10, v01 = [], []
    for s in (score_a, score_b):
        s = np.asarray(s).astype(float)
        pos, neg = np.sort(s[y == 1]), np.sort(s[y == 0])
        left, right = (np.searchsorted(neg, s[y == 1], side) for side in ("left", "right"))
        v10.append((left + right) / 2 / len(neg))
        left, right = (np.searchsorted(pos, s[y == 0], side) for side in ("left", "right"))
        v01.append(1 - (left + right) / 2 / len(pos))
    S = np.cov(v10) / len(v10[0]) + np.cov(v01) / len(v01[0])
    se = np.sqrt(max(S[0, 0] + S[1, 1] - 2 * S[0, 1], 0))
    gap = np.mean(v10[1]) - np.mean(v10[0])
    low, high = gap + stats.norm.ppf([(1 - level) / 2, (1 + level) / 2]) * se
    return float(gap), float(se), float(low), float(high)

# %% models right: scikit-learn for the areas, the chapter's function called twice for the ties
def compare_models(y, score_a, score_b, level=0.95):
    from sklearn.metrics import roc_auc_score
    y = np.asarray(y).astype(bool)
    def shares(s):
        s = np.asarray(s, dtype=float)
        low = placements(s[y], s[~y])
        high = placements(-s[~y], -s[y])
        return (low[0] + high[1]) / 2, (low[1] + high[0]) / 2
    a, b = shares(score_a), shares(score_b)
    se = np.sqrt(np.var(b[0] - a[0], ddof=1) / y.sum() + np.var(b[1] - a[1], ddof=1) / (~y).sum())
    gap = roc_auc_score(y, score_b) - roc_auc_score(y, score_a)
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong BUG-STA-09: two separate standard errors | says "the scores are paired"
def compare_models(y, score_a, score_b, level=0.95):
    from sklearn.metrics import roc_auc_score
    y = np.asarray(y).astype(bool)
    var, auc = 0, []
    for s in (score_a, score_b):
        s = np.asarray(s, float)
        won = (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
        var += won.mean(1).var(ddof=1) / y.sum() + won.mean(0).var(ddof=1) / (~y).sum()
        auc.append(roc_auc_score(y, s))
    gap, se = auc[1] - auc[0], np.sqrt(var)
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong BUG-STA-09: the formula of Hanley and McNeil, twice | says "Which cases are compared"
def compare_models(y, score_a, score_b, level=0.95):
    from sklearn.metrics import roc_auc_score
    y = np.asarray(y).astype(int)
    m, n = y.sum(), (1 - y).sum()
    var, auc = 0, []
    for s in (score_a, score_b):
        A = roc_auc_score(y, s)
        q1, q2 = A / (2 - A), 2 * A * A / (1 + A)
        var += (A * (1 - A) + (m - 1) * (q1 - A * A) + (n - 1) * (q2 - A * A)) / (m * n)
        auc.append(A)
    gap, se = auc[1] - auc[0], np.sqrt(var)
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: the chapter's placements, ties lost for a one and won for a zero | says "A tie is lost for a 1 and won for a 0"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    a, b = (placements(np.asarray(s)[y], np.asarray(s)[~y]) for s in (score_a, score_b))
    gaps = [v - u for u, v in zip(a, b)]
    gap, se = gaps[0].mean(), np.sqrt(sum(g.var(ddof=1) / len(g) for g in gaps))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: right areas, ties lost in the error | says "A tie is lost for a 1 and won for a 0"
def compare_models(y, score_a, score_b, level=0.95):
    from sklearn.metrics import roc_auc_score
    y = np.asarray(y) == 1
    a, b = (placements(np.asarray(s)[y], np.asarray(s)[~y]) for s in (score_a, score_b))
    gaps = [v - u for u, v in zip(a, b)]
    se = np.sqrt(sum(g.var(ddof=1) / len(g) for g in gaps))
    gap = roc_auc_score(y, score_b) - roc_auc_score(y, score_a)
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: a tie counts as won | says "A tie counts as won"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] >= s[~y]).astype(float)
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: a minus b | says "It is a minus b"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_a) - table(score_b)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: divisor n | says "The divisor is n"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0), ddof=0), stats.sem(d.mean(1), ddof=0))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: variance in place of the error | says "It is a variance"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), stats.sem(d.mean(0)) ** 2 + stats.sem(d.mean(1)) ** 2
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: all cases as one group | says "Which cases"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), stats.sem(np.r_[d.mean(0), d.mean(1)])
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: the ones alone | says "the error is"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), stats.sem(d.mean(1))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: all pairs as independent cases | says "the error is"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), d.std(ddof=1) / np.sqrt(d.size)
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: the level is ignored | says "level 0.8"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = 1.96
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: a one-sided quantile | says "errors to each side"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.ppf(level)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: the quantile of Student's t | says "errors to each side"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.t.isf((1 - level) / 2, len(y) - 1)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: high before low | says "errors to each side"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap + z * se, gap - z * se

# %% models wrong: ties by np.isclose | says "a scale of 1e-10"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        tie = np.isclose(s[y][:, None], s[~y])
        return np.where(tie, 0.5, s[y][:, None] > s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: the sign of a difference, which wraps in uint8 | says "scores in uint8"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (np.sign(s[y][:, None] - s[~y]) + 1) / 2
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: labels taken as an index | says "the difference is"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y)
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: scores sorted in place | says "an argument is changed"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    score_a.sort()
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: the interval alone | says "return four numbers"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap - z * se, gap + z * se

# %% models wrong: the paired bootstrap, though DeLong is asked for | says "the error is"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    rng = np.random.default_rng(0)
    def one(_):
        i, j = (rng.integers(0, k, k) for k in d.shape)
        return d[i][:, j].mean()
    gap, se = d.mean(), np.std(list(map(one, range(300))))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: cases drawn for each model by itself | says "the error is"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    rng = np.random.default_rng(0)
    def draw(t):
        i, j = (rng.integers(0, k, k) for k in t.shape)
        return t[i][:, j].mean()
    def one(_):
        return draw(table(score_b)) - draw(table(score_a))
    gap, se = d.mean(), np.std(list(map(one, range(300))))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: scores brought to 0..1 and rounded to three digits | says "500 cases that all differ"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    def table(s):
        s = np.asarray(s, float)
        s = np.round(s / s.max(), 3)
        return (s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y])
    d = table(score_b) - table(score_a)
    gap, se = d.mean(), np.hypot(stats.sem(d.mean(0)), stats.sem(d.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models right: 1.96 from the table where the level is 95 %
def compare_models(y, score_a, score_b, level=0.95):
    lab = [bool(v) for v in y]
    pos = [k for k, v in enumerate(lab) if v]
    neg = [k for k, v in enumerate(lab) if not v]
    def kernel(s):
        s = np.asarray(s, dtype=np.float64)
        return 0.5 + 0.5 * np.sign(s[pos].reshape(-1, 1) - s[neg].reshape(1, -1))
    diff = kernel(score_b) - kernel(score_a)
    se = np.sqrt(np.cov(diff.mean(axis=1)) / len(pos) + np.cov(diff.mean(axis=0)) / len(neg))
    z = 1.96 if level == 0.95 else abs(stats.norm.ppf(0.5 * (1 - level)))
    return tuple(float(v) for v in (diff.mean(), se, diff.mean() - z * se, diff.mean() + z * se))

# %% models wrong: scores sorted, so that the pairing is lost | says "the error is"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    d = []
    for s in (score_a, score_b):
        s = np.asarray(s, float)
        p, n = np.sort(s[y]), np.sort(s[~y])
        d.append((p[:, None] > n) + 0.5 * (p[:, None] == n))
    g = d[1] - d[0]
    gap, se = g.mean(), np.hypot(stats.sem(g.mean(0)), stats.sem(g.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: the correlation of the scores in place of that of the shares | says "the error is"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    d = []
    for s in (score_a, score_b):
        s = np.asarray(s, float)
        d.append((s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y]))
    v = [x.mean(1).var(ddof=1) / y.sum() + x.mean(0).var(ddof=1) / (~y).sum() for x in d]
    r = np.corrcoef(np.asarray(score_a, float), np.asarray(score_b, float))[0, 1]
    se = np.sqrt(v[0] + v[1] - 2 * r * np.sqrt(v[0] * v[1]))
    gap = d[1].mean() - d[0].mean()
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: scores in float32 | says "an offset of 1e9"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    d = []
    for s in (score_a, score_b):
        s = np.asarray(s, np.float32)
        d.append((s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y]))
    g = d[1] - d[0]
    gap, se = g.mean(), np.hypot(stats.sem(g.mean(0)), stats.sem(g.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, gap - z * se, gap + z * se

# %% models wrong: ends clipped to 0 and 1 | says "errors to each side"
def compare_models(y, score_a, score_b, level=0.95):
    y = np.asarray(y) == 1
    d = []
    for s in (score_a, score_b):
        s = np.asarray(s, float)
        d.append((s[y][:, None] > s[~y]) + 0.5 * (s[y][:, None] == s[~y]))
    g = d[1] - d[0]
    gap, se = g.mean(), np.hypot(stats.sem(g.mean(0)), stats.sem(g.mean(1)))
    z = stats.norm.isf((1 - level) / 2)
    return gap, se, max(gap - z * se, 0), min(gap + z * se, 1)

# %% honest right: pandas, and the limit of Sidak
def aa_rate(decide, unit, rng, times=400):
    units = np.array(list(dict.fromkeys(np.asarray(unit).tolist())))
    hits = 0
    for _ in range(times):
        half = rng.choice(units, len(units) // 2, replace=False)
        hits += bool(decide(np.isin(unit, half)))
    return hits / times, (hits * (times - hits) / times**3) ** 0.5


def moved(values, unit, treated, looks):
    import pandas as pd

    means = pd.DataFrame(values).groupby([np.asarray(unit), treated]).mean()
    side = means.index.get_level_values(1)
    p = stats.ttest_ind(means[side], means[~side], equal_var=False).pvalue
    return p < 1 - 0.95 ** (1 / (len(p) * looks))

# %% honest right: sets of labels, and Holm over metrics
def aa_rate(decide, unit, rng, times=400):
    unit = list(unit)
    names = sorted(set(unit))
    results = np.zeros(times)
    for k in range(times):
        order = rng.permutation(len(names))
        chosen = {names[i] for i in order[: (len(names) + 1) // 2]}
        results[k] = 1.0 if decide(np.array([u in chosen for u in unit])) else 0.0
    return (results.mean(), results.std() / np.sqrt(times))


def moved(values, unit, treated, looks):
    rows = {}
    for u, t, v in zip(unit, treated, values):
        rows.setdefault((u, bool(t)), []).append(v)
    a = np.array([np.mean(v, axis=0) for (u, t), v in rows.items() if t])
    b = np.array([np.mean(v, axis=0) for (u, t), v in rows.items() if not t])
    p = stats.ttest_ind(a, b, equal_var=False, axis=0).pvalue
    out = np.zeros(len(p), dtype=bool)
    for k, i in enumerate(np.argsort(p)):
        if p[i] * (len(p) - k) >= 0.05 / looks:
            break
        out[i] = True
    return out

# %% honest right: Benjamini and Hochberg over metrics, Welch by hand
def aa_rate(decide, unit, rng, times=400):
    unit = np.asarray(unit)
    names = np.unique(unit)
    hits = []
    while len(hits) < times:
        names = rng.permutation(names)
        hits.append(1 if decide(np.isin(unit, names[: names.size // 2])) else 0)
    p = sum(hits) / times
    return [p, (p * (1 - p) / times) ** 0.5]


def moved(values, unit, treated, looks):
    unit, treated = np.asarray(unit), np.asarray(treated)
    sides = []
    for t in (True, False):
        names = np.unique(unit[treated == t])
        sides.append(np.array([values[unit == u].mean(0) for u in names]))
    a, b = sides
    va, vb = a.var(0, ddof=1) / len(a), b.var(0, ddof=1) / len(b)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    p = 2 * stats.t.sf(abs(a.mean(0) - b.mean(0)) / np.sqrt(va + vb), df)
    return stats.false_discovery_control(p) <= 0.05 / looks

# %% honest right: one limit for all looks, Pocock's, simulated
def aa_rate(decide, unit, rng, times=400):
    unit = np.asarray(unit)
    names, number = np.unique(unit, return_inverse=True)
    rate = 0
    for _ in range(times):
        order = rng.random(len(names)).argsort().argsort()
        rate += bool(decide(order[number] < len(names) // 2)) / times
    return rate, np.sqrt(max(rate * (1 - rate), 0) / times)


def moved(values, unit, treated, looks):
    m = values.shape[1]
    steps = np.random.default_rng(0).normal(size=(200_000, looks)).cumsum(axis=1)
    top = np.abs(steps / np.sqrt(np.arange(1, looks + 1))).max(axis=1)
    limit = 2 * stats.norm.sf(np.quantile(top, 1 - 0.05 / m))
    names, first, number = np.unique(unit, return_index=True, return_inverse=True)
    weight = np.eye(len(names))[number].T
    means = weight @ values / weight.sum(axis=1, keepdims=True)
    side = treated[first]
    return stats.ttest_ind(means[side], means[~side], equal_var=False).pvalue < limit

# %% honest wrong BUG-STA-12: a coin for each row | says "Deal units, not rows"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.random(len(number)) < 0.5)) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong BUG-STA-12: half of the rows | says "Deal units, not rows"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(len(number)) < len(number) // 2)) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: a coin for each unit | says "units ["
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide((rng.random(len(labels)) < 0.5)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: the same half each time | says "chosen afresh"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    deal = rng.permutation(half)[number]
    calls = [bool(decide(deal)) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: always the first half | says "chosen afresh"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(half[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: a generator of its own | says "from one seed give other halves"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(np.random.default_rng().permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: a fixed seed of its own | says "from two seeds give the same halves"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    rng = np.random.default_rng(0)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: a block of neighbours, begun anywhere | says "All must be equally likely"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(np.roll(half, rng.integers(len(half)))[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: per cent | says "a share of"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = 100 * np.mean(calls)
    return rate, np.sqrt(rate * (100 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: the variance in place of the error | says "a share of"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, rate * (1 - rate) / times


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: the spread of one call in place of the error | says "a share of"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.std(calls)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: the share alone | says "return the share and its error"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: treated by unit, not by row | says "one boolean a row"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[: len(half)])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: 0 and 1 in place of booleans | says "one boolean a row"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number] * 1)) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong BUG-STA-12: the rows are tested | says "The rows give"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(values[treated], values[~treated], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong BUG-STA-10: pooled variances | says "Welch's test"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side])
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: sums of units in place of means | says "unit means"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].sum(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: the first row of each unit | says "unit means"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k][0] for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong BUG-STA-02: metrics are allowed for, looks are not | says "What else raises"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1])

# %% honest wrong BUG-STA-01: looks are allowed for, metrics are not | says "What else raises"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / looks

# %% honest wrong BUG-STA-01: nothing is allowed for | says "What else raises"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05

# %% honest wrong BUG-STA-01: any p below the limit marks all | says "mark of this metric alone"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return np.full(values.shape[1], test.pvalue.min() < 0.05 / (values.shape[1] * looks))

# %% honest wrong: one answer for all metrics | says "return 1 booleans"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return bool((test.pvalue < 0.05 / (values.shape[1] * looks)).any())

# %% honest wrong: p-values in place of marks | says "booleans, not"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue * values.shape[1] * looks

# %% honest wrong: the limit is squared | says "0.05 / (m · looks) is"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks) ** 2

# %% honest wrong: units, too, are counted as tests | says "not marked"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks * len(labels))

# %% honest wrong BUG-STA-08: one-sided, after a look at the sign | says "Welch's test"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue / 2 < 0.05 / (values.shape[1] * looks)

# %% honest wrong: Mann and Whitney's test of unit means | says "Welch's test"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.mannwhitneyu(means[side], means[~side])
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: values centred in place | says "an argument is changed"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    values -= values.mean(axis=0)
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)

# %% honest wrong: the square root of the looks | says "What else raises"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks**0.5)

# %% honest wrong: the larger of metrics and looks | says "What else raises"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels, first, number = np.unique(unit, return_index=True, return_inverse=True)
    means = np.array([values[number == k].mean(axis=0) for k in range(len(labels))])
    side = np.asarray(treated)[first]
    test = stats.ttest_ind(means[side], means[~side], equal_var=False)
    return test.pvalue < 0.05 / (max(values.shape[1], looks))

# %% honest right: many masks at once, Holm by adjusted p
def aa_rate(decide, unit, rng, times=400):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    base = np.tile(np.arange(names.size) % 2 == 0, (times, 1))
    masks = rng.permuted(base, axis=1)
    r = np.mean([bool(decide(m[inv])) for m in masks])
    return r, (r - r * r) ** 0.5 / times ** 0.5

def moved(values, unit, treated, looks):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    m = np.stack([values[inv == k].mean(0) for k in range(names.size)])
    t = np.array([treated[inv == k][0] for k in range(names.size)])
    p = stats.ttest_ind(m[t], m[~t], equal_var=False).pvalue
    order = np.argsort(p)
    adj = np.empty_like(p)
    adj[order] = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    return adj <= 0.05 / looks

# %% honest right: the standard error by stats.sem, a list of marks
def aa_rate(decide, unit, rng, times=400):
    ids = {u: k for k, u in enumerate(dict.fromkeys(list(unit)))}
    rows = np.array([ids[u] for u in unit])
    n, hits = len(ids), []
    for _ in range(times):
        chosen = rng.choice(n, size=n // 2, replace=False)
        mask = np.zeros(n, bool)
        mask[chosen] = True
        hits.append(1 if decide(mask[rows]) else 0)
    return np.mean(hits), stats.sem(hits)

def moved(values, unit, treated, looks):
    unit = np.asarray(unit)
    names, inv = np.unique(unit, return_inverse=True)
    cnt = np.bincount(inv)
    res = []
    for j in range(values.shape[1]):
        m = np.bincount(inv, weights=values[:, j]) / cnt
        t = np.bincount(inv, weights=treated) / cnt > 0.5
        p = stats.ttest_ind(m[t], m[~t], equal_var=False).pvalue
        res.append(bool(p < 0.05 / values.shape[1] / looks))
    return res

# %% honest wrong: each second half is the rest of the first | says "draw each afresh"
def aa_rate(decide, unit, rng, times=400):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    half = np.arange(names.size) % 2 == 0
    hits = 0
    for k in range(times):
        half = ~half if k % 2 else rng.permutation(half)
        hits += bool(decide(half[inv]))
    r = hits / times
    return r, (r - r * r) ** 0.5 / times ** 0.5

def moved(values, unit, treated, looks):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    m = np.stack([values[inv == k].mean(0) for k in range(names.size)])
    t = np.array([treated[inv == k][0] for k in range(names.size)])
    p = stats.ttest_ind(m[t], m[~t], equal_var=False).pvalue
    return np.array([bool(v < 0.05 / len(p) / looks) for v in p] if len(p) < 50 else p > 2)

# %% honest wrong BUG-STA-02: metrics and looks are added | says "What else raises"
def aa_rate(decide, unit, rng, times=400):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    half = np.arange(names.size) % 2 == 0
    r = np.mean([bool(decide(rng.permutation(half)[inv])) for m in range(times)])
    return r, (r - r * r) ** 0.5 / times ** 0.5

def moved(values, unit, treated, looks):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    m = np.stack([values[inv == k].mean(0) for k in range(names.size)])
    t = np.array([treated[inv == k][0] for k in range(names.size)])
    p = stats.ttest_ind(m[t], m[~t], equal_var=False).pvalue
    return p < 0.05 / (len(p) + looks - 1)

# %% honest wrong: medians of units | says "by unit means is"
def aa_rate(decide, unit, rng, times=400):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    half = np.arange(names.size) % 2 == 0
    r = np.mean([bool(decide(rng.permutation(half)[inv])) for m in range(times)])
    return r, (r - r * r) ** 0.5 / times ** 0.5

def moved(values, unit, treated, looks):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    m = np.stack([np.median(values[inv == k], axis=0) for k in range(names.size)])
    t = np.array([treated[inv == k][0] for k in range(names.size)])
    p = stats.ttest_ind(m[t], m[~t], equal_var=False).pvalue
    return p < 0.05 / len(p) / looks

# %% honest wrong: the smaller of two limits | says "What else raises"
def aa_rate(decide, unit, rng, times=400):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    half = np.arange(names.size) % 2 == 0
    r = np.mean([bool(decide(rng.permutation(half)[inv])) for m in range(times)])
    return r, (r - r * r) ** 0.5 / (times - 1) ** 0.5

def moved(values, unit, treated, looks):
    names, inv = np.unique(np.asarray(unit), return_inverse=True)
    m = np.stack([values[inv == k].mean(0) for k in range(names.size)])
    t = np.array([treated[inv == k][0] for k in range(names.size)])
    p = stats.ttest_ind(m[t], m[~t], equal_var=False).pvalue
    return (p < 0.05 / len(p)) & (p < 0.05 / looks)

# %% bits right: a gap of entropies, and random histograms
def drift_bits(p, q):
    p, q = (np.asarray(h) / np.sum(h) for h in (p, q))
    apart = stats.entropy(p, base=2) + stats.entropy(q, base=2)
    return stats.entropy((p + q) / 2, base=2) - apart / 2


def check_drift_bits(f):
    for seed in range(5):
        p, q = np.random.default_rng(seed).integers(0, 9, (2, 12))
        assert abs(f(p, 3 * q) - drift_bits(p, q)) < 1e-8
    assert abs(f(np.array([1, 0]), np.array([0, 9])) - 1) < 1e-8

# %% bits right: two divergences from the mean, and one telling pair
def drift_bits(p, q):
    p = np.array(p, dtype=float)
    q = np.array(q, dtype=float)
    p /= p.sum()
    q /= q.sum()
    m = (p + q) / 2
    return (stats.entropy(p, m) + stats.entropy(q, m)) / 2 / np.log(2)


def check_drift_bits(f):
    p, q = np.array([8, 2, 0, 1]), np.array([0, 1, 30, 2])
    want = jensenshannon(p, q, base=2) ** 2
    assert np.isclose(f(p, q), want, rtol=0, atol=1e-7)
    if not np.isclose(f(np.array([1, 0]), np.array([0, 1])), 1):
        raise AssertionError("no bin in common must be one bit")

# %% bits right: nats converted, loops, lists of counts
def drift_bits(p, q):
    return jensenshannon(p, q) ** 2 / np.log(2)


def check_drift_bits(f):
    from math import log2

    def reference(p, q):
        total = 0
        for a, b in zip(p, q):
            a, b = a / sum(p), b / sum(q)
            for h in (a, b):
                if h > 0:
                    total += h * log2(2 * h / (a + b)) / 2
        return total

    for p, q in [([1, 0, 0], [0, 2, 3]), ([5, 1, 4], [2, 2, 8]), ([7, 1], [1, 2])]:
        p, q = np.array(p), np.array(q)
        gap = float(f(p, q)) - reference(p, q)
        assert -1e-6 < gap < 1e-6

# %% bits right: rel_entr, and the mended function as the standard
def drift_bits(p, q):
    from scipy.special import rel_entr
    p, q = np.asarray(p) / np.sum(p), np.asarray(q) / np.sum(q)
    m = 0.5 * p + 0.5 * q
    return np.sum(rel_entr(p, m) + rel_entr(q, m)) / np.log(4)


def check_drift_bits(f):
    pairs = [((10, 20, 30, 0), (0, 5, 5, 90)), ((1, 0), (0, 1)), ((1, 2), (9, 1))]
    for p, q in pairs:
        p, q = np.array(p, float), np.array(q, float)
        np.testing.assert_allclose(f(p, q), drift_bits(p, q), rtol=1e-6)

# %% bits wrong BUG-DIS-17: the function as given | says "It is the root, in nats"
def drift_bits(p, q):
    return jensenshannon(p, q)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong BUG-DIS-17: base 2, the root left | says "It is the root of the bits"
def drift_bits(p, q):
    return jensenshannon(p, q, base=2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong BUG-DIS-17: squared, in nats | says "It is in nats"
def drift_bits(p, q):
    return jensenshannon(p, q) ** 2


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong BUG-DIS-17: divided by ln 2, not squared | says "Which unit is it"
def drift_bits(p, q):
    return jensenshannon(p, q) / np.log(2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: scaled so that its end is 1 | says "It is the root of the bits"
def drift_bits(p, q):
    return jensenshannon(p, q) / np.sqrt(np.log(2))


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: Kullback-Leibler divergence | says "Which unit is it"
def drift_bits(p, q):
    return stats.entropy(p, q, base=2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: the sum of two divergences from the mean | says "It is twice as much"
def drift_bits(p, q):
    return 2 * jensenshannon(p, q, base=2) ** 2


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: counts of both pooled | says "The larger sample weighs more"
def drift_bits(p, q):
    p, q = np.asarray(p, float), np.asarray(q, float)
    table = np.array([p, q])
    table = table[:, table.sum(axis=0) > 0] / table.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return stats.entropy(rows, base=2) + stats.entropy(columns, base=2) - stats.entropy(table.ravel(), base=2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: counts not divided | says "bits"
def drift_bits(p, q):
    from scipy.special import rel_entr
    p, q = np.asarray(p, float), np.asarray(q, float)
    m = (p + q) / 2
    return (rel_entr(p, m) + rel_entr(q, m)).sum() / 2 / np.log(2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: nan where a bin is empty | says "nan, not"
def drift_bits(p, q):
    p, q = np.asarray(p) / np.sum(p), np.asarray(q) / np.sum(q)
    m = (p + q) / 2
    with np.errstate(all="ignore"):
        return np.sum(p * np.log2(p / m) + q * np.log2(q / m)) / 2


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: 1e-6 added to empty bins | says "bits"
def drift_bits(p, q):
    p, q = np.asarray(p) + 1e-6, np.asarray(q) + 1e-6
    return jensenshannon(p, q, base=2) ** 2


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: divided in place | says "an argument is changed"
def drift_bits(p, q):
    p, q = np.asarray(p), np.asarray(q)
    if p.dtype.kind == "f":
        p /= p.sum()
    return jensenshannon(p, q, base=2) ** 2


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: rounded to four digits | says "bits"
def drift_bits(p, q):
    return round(jensenshannon(p, q, base=2) ** 2, 4)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: the total kept in the counts' type | says "counts in uint8"
def drift_bits(p, q):
    p, q = np.asarray(p), np.asarray(q)
    p, q = p / p.sum(dtype=p.dtype), q / q.sum(dtype=q.dtype)
    m = (p + q) / 2
    return (stats.entropy(p, base=2) * -1 + stats.entropy(m, base=2) * 2 - stats.entropy(q, base=2)) / 2 if 0 else sum(float(np.sum(h[h > 0] * np.log2(h[h > 0] / m[h > 0]))) for h in (p, q)) / 2


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: check of the largest value alone | says "lets pass the root of the bits"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: check returns False | says "lets pass drift_bits_wrong"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        if abs(value - bits) > 1e-6:
            return False
    return True

# %% bits wrong: check of the range alone | says "lets pass drift_bits_wrong"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    value = f(np.array([3, 1]), np.array([1, 3]))
    assert 0 <= value <= 1

# %% bits wrong: check with nan let pass | says "lets pass nan where a bin is empty"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        if abs(value - bits) > 1e-6:
            raise AssertionError(value)

# %% bits wrong: check of histograms with equal sums | says "weighted by their sums"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 3], 1), ([1, 1, 0], [0, 1, 1], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: check of ends and half in common | says "half the sum of |p - q|"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-6, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: check leaves no room for rounding | says "rejects a right one, off by 5e-10"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 1e-10, "off"

# %% bits wrong: check with too wide a tolerance | says "lets pass"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        assert abs(value - bits) < 0.3, f"{p}, {q}: {value}, not {bits}"

# %% bits wrong: check by symmetry and zero | says "lets pass drift_bits_wrong"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    p, q = np.array([3, 1, 0]), np.array([1, 5, 2])
    assert abs(f(p, q) - f(q, p)) < 1e-6
    assert abs(f(p, p)) < 1e-6

# %% bits wrong: check raises ValueError | says "must raise AssertionError"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    known = [([3, 0], [0, 5], 1), ([1, 1, 0], [0, 4, 4], 0.5)]
    known += [([3, 1], [1, 3], 0.18872187554)]
    for p, q, bits in known:
        value = f(np.array(p), np.array(q))
        if not abs(value - bits) < 1e-6:
            raise ValueError(value)

# %% bits wrong: check rejects all | says "check_drift_bits rejects jensenshannon squared"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    raise AssertionError("wrong")

# %% bits wrong: check never reaches an end, so a cut passes | says "a cut at 0.5"
def drift_bits(p, q):
    return float(jensenshannon(p, q, base=2) ** 2)


def check_drift_bits(f):
    p, q = np.array([3, 1, 0]), np.array([2, 9, 1])
    assert abs(f(p, q) - jensenshannon(p, q, base=2) ** 2) < 1e-6

# %% monitor right: one median a user
class Monitor:
    def fit(self, reference, users):
        self.old = self.per_user(reference, users)

    def per_user(self, values, users):
        import pandas as pd

        table = pd.DataFrame(values)
        return table.groupby(users).median(), table.isna().groupby(users).mean()

    def alarm(self, day, users):
        (old, old_gone), (new, new_gone) = self.old, self.per_user(day, users)
        p_gone = stats.ttest_ind(old_gone, new_gone, equal_var=False).pvalue
        named = set(np.flatnonzero(p_gone < 0.05 / 12).tolist())
        for j in set(range(6)) - named:
            pair = old[j].dropna(), new[j].dropna()
            if stats.ks_2samp(*pair).pvalue < 0.05 / 12:
                named.add(j)
        return named

# %% monitor right: limits from splits of the reference by users
def _summary(values, users):
    """The last row of each user."""
    last = dict(zip(users.tolist(), range(len(users))))
    return values[list(last.values())]


def _distances(a, b):
    out = []
    for x, y in zip(a.T, b.T):
        gap = abs(np.isnan(x).mean() - np.isnan(y).mean())
        x, y = np.sort(x[~np.isnan(x)]), np.sort(y[~np.isnan(y)])
        if not len(x) or not len(y):
            out.append(1.0)
            continue
        z = np.concatenate([x, y])
        d = np.searchsorted(x, z, "right") / len(x) - np.searchsorted(y, z, "right") / len(y)
        out.append(max(abs(d).max(), 2 * gap))
    return out


class Monitor:
    def fit(self, reference, users):
        rng = np.random.default_rng(0)
        self.rows = rows = _summary(reference, users)
        top = []
        for _ in range(100):
            side = rng.permutation(len(rows)) < len(rows) // 3
            top.append(max(_distances(rows[~side], rows[side])))
        # 500 and 250 users differ less than 333 and 167
        self.limit = np.quantile(top, 0.95) * np.sqrt((1 / 500 + 1 / 250) / (1 / 333 + 1 / 167))

    def alarm(self, day, users):
        d = _distances(self.rows, _summary(day, users))
        return [j for j in range(6) if d[j] > self.limit]

# %% monitor right: one mean a user, ranks, and the spread by itself
class Monitor:
    def fit(self, reference, users):
        self.old = self.summary(reference, users)

    def summary(self, values, users):
        _, whose = np.unique(users, return_inverse=True)
        rows = np.bincount(whose)
        gone = np.array([np.bincount(whose, np.isnan(c)) / rows for c in values.T]).T
        with np.errstate(all="ignore"):
            mean = np.array([np.bincount(whose, np.where(np.isnan(c), 0, c)) / np.bincount(whose, ~np.isnan(c)) for c in values.T]).T
        return mean, gone

    def alarm(self, day, users):
        mean, gone = self.summary(day, users)
        out = set()
        for j in range(mean.shape[1]):
            x, y = self.old[0][:, j], mean[:, j]
            x, y = x[np.isfinite(x)], y[np.isfinite(y)]
            share = stats.mannwhitneyu(self.old[1][:, j], gone[:, j]).pvalue
            if len(y) == 0 or share < 0.05 / 18:
                out.add(j)
                continue
            middle = np.median(x)
            place = stats.mannwhitneyu(x, y).pvalue
            spread = stats.mannwhitneyu(abs(x - middle), abs(y - middle)).pvalue
            if min(place, spread) < 0.05 / 18:
                out.add(j)
        return out

# %% monitor right: quantile bins of one random row a user, chi-squared, nan as a bin
class Monitor:
    def fit(self, reference, users):
        self.rng = np.random.default_rng(3)
        rows = self.pick(reference, users)
        self.edges = [np.nanquantile(c, np.linspace(0, 1, 9)[1:-1]) for c in rows.T]
        self.counts = [self.count(c, e) for c, e in zip(rows.T, self.edges)]

    def pick(self, values, users):
        order = self.rng.permutation(len(users))
        return values[order[np.unique(users[order], return_index=True)[1]]]

    def count(self, column, edges):
        gone = np.isnan(column)
        bins = np.bincount(np.searchsorted(edges, column[~gone]), minlength=8)
        return np.r_[bins, gone.sum()]

    def alarm(self, day, users):
        rows, named = self.pick(day, users), []
        for j, column in enumerate(rows.T):
            table = np.array([self.counts[j], self.count(column, self.edges[j])])
            table = table[:, table.sum(axis=0) > 0]
            if stats.chi2_contingency(table).pvalue < 0.05 / 6:
                named.append(j)
        return named

# %% monitor wrong BUG-STA-12: the monitor as given, KS of the rows | says "How many independent values"
class Monitor(RowMonitor):
    pass

# %% monitor wrong BUG-STA-12: rows, with nan counted | says "How many independent values"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return named

# %% monitor wrong BUG-STA-01: one row a user, each test at 0.05 | says "How many independent values"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05:
                named.add(j)
        return named

# %% monitor wrong BUG-STA-17: nan left in | says "What do nan and a wild cell"
class Monitor:
    def fit(self, reference, users):
        self.rows = reference[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        day = day[np.unique(users, return_index=True)[1]]
        p = [stats.ks_2samp(self.rows[:, j], day[:, j]).pvalue for j in range(6)]
        return {j for j in range(6) if p[j] < 0.05 / 6}

# %% monitor wrong BUG-STA-17: nan left out and not counted | says "Who counts nan"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if len(p) > 1 and p[1] < 0.05 / 6:
                named.add(j)
        return named

# %% monitor wrong: rows with any nan are dropped | says "Who counts nan"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return (lambda v: v[~np.isnan(v).any(axis=1)])(values[np.unique(users, return_index=True)[1]])

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if len(b):
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return named

# %% monitor wrong: Welch's test of user means | says "wild cell"
class Monitor:
    def fit(self, reference, users):
        self.old = self.means(reference, users)

    def means(self, values, users):
        import pandas as pd
        table = pd.DataFrame(values)
        return table.groupby(users).mean().to_numpy(), table.isna().groupby(users).mean().to_numpy()

    def alarm(self, day, users):
        named = set()
        for old, new in zip(self.old, self.means(day, users)):
            p = stats.ttest_ind(old, new, equal_var=False, nan_policy="omit").pvalue
            named |= set(np.flatnonzero(p < 0.05 / 12).tolist())
        return named

# %% monitor wrong: Mann and Whitney's test, which the frozen feature passes | says "Its median has not moved"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.mannwhitneyu(a[~na], b[~nb]).pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return named

# %% monitor wrong: nothing is ever named | says "shifts by 5 standard"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return set()

# %% monitor wrong: all is always named | says "an alarm on 100%"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return set(range(6))

# %% monitor wrong: True in place of a set | says "must return a set"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return bool(named)

# %% monitor wrong: marks in place of numbers | says "are the features named by number"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return [int(j in named) for j in range(6)]

# %% monitor wrong: all are named once one is | says "others are too"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return set(range(6)) if named else named

# %% monitor wrong: divergence with equal bins, no limit from the data | says "shifts by 5 standard"
class Monitor:
    def fit(self, reference, users):
        self.reference = reference

    def alarm(self, day, users):
        from scipy.spatial.distance import jensenshannon
        named = set()
        for j in range(6):
            a, b = (v[~np.isnan(v[:, j]), j] for v in (self.reference, day))
            if abs(len(a) / len(self.reference) - len(b) / len(day)) > 0.1 or not len(b):
                named.add(j)
                continue
            ends = min(a.min(), b.min()), max(a.max(), b.max())
            p, q = (np.histogram(v, 50, ends)[0] for v in (a, b))
            if jensenshannon(p, q, base=2) ** 2 > 0.1:
                named.add(j)
        return named

# %% monitor wrong: too strict a limit | says "broken feature is not named"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 1e-20:
                named.add(j)
        return named

# %% monitor wrong: a day that is fitted anew | says "others are too"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        self.reference = day
        return named

# %% monitor wrong: the largest value of a day decides, too | says "may one wild cell decide"
class Monitor:
    def fit(self, reference, users):
        self.top = np.nanmax(abs(reference), axis=0)
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set(np.flatnonzero(np.nanmax(np.abs(day), axis=0) > 2 * self.top).tolist())
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j)
        return named

# %% monitor wrong: named by their scale | says "the features are 0 to 5"
class Monitor:
    def fit(self, reference, users):
        self.reference = self.one(reference, users)

    def one(self, values, users):
        return values[np.unique(users, return_index=True)[1]]

    def alarm(self, day, users):
        named = set()
        day = self.one(day, users)
        for j in range(6):
            a, b = self.reference[:, j], day[:, j]
            na, nb = np.isnan(a), np.isnan(b)
            p = [stats.fisher_exact([[na.sum(), (~na).sum()], [nb.sum(), (~nb).sum()]]).pvalue]
            if not nb.all():
                p.append(stats.ks_2samp(a[~na], b[~nb], method="asymp").pvalue)
            if min(p) < 0.05 / 12:
                named.add(j + 1)
        return named

# %% monitor wrong: nan filled with the reference's mean | says "Who counts nan"
class Monitor:
    def fit(self, reference, users):
        self.m = np.nanmean(reference, axis=0)
        r = np.where(np.isnan(reference), self.m, reference)
        self.r = r[np.unique(users, return_index=True)[1]]
    def alarm(self, day, users):
        d = np.where(np.isnan(day), self.m, day)[np.unique(users, return_index=True)[1]]
        p = [stats.ks_2samp(self.r[:, j], d[:, j]).pvalue for j in range(6)]
        return {j for j in range(6) if p[j] < 0.05 / 6}

# %% monitor wrong: medians of the rows, with a fixed limit | says "Its median has not moved"
class Monitor:
    def fit(self, reference, users):
        self.med = np.nanmedian(reference, axis=0)
        self.iqr = np.nanpercentile(reference, 75, axis=0) - np.nanpercentile(reference, 25, axis=0)
        self.gone = np.isnan(reference).mean(axis=0)
    def alarm(self, day, users):
        import warnings
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            z = abs(np.nanmedian(day, axis=0) - self.med) / self.iqr
        bad = (z > 0.25) | (np.isnan(day).mean(axis=0) > self.gone + 0.15)
        return set(np.flatnonzero(bad).tolist())

# %% monitor right: rows, with the design effect measured
class Monitor:
    def fit(self, reference, users):
        self.ref = reference
        self.users = users
    def deff(self, x, u):
        _, inv = np.unique(u, return_inverse=True)
        r = stats.rankdata(x) / len(x) - 0.5
        n = np.bincount(inv)
        s = np.bincount(inv, r)
        return max(1.0, (s ** 2).sum() / (r ** 2).sum())
    def alarm(self, day, users):
        out = set()
        for j in range(day.shape[1]):
            a, b = self.ref[:, j], day[:, j]
            ga, gb = np.isnan(a), np.isnan(b)
            if gb.mean() - ga.mean() > 0.1:
                out.add(j)
                continue
            d = stats.ks_2samp(a[~ga], b[~gb], method="asymp").statistic
            da = self.deff(a[~ga], self.users[~ga])
            db = max(da, self.deff(b[~gb], users[~gb])) if np.ptp(b[~gb]) else da
            n, m = (~ga).sum() / da, (~gb).sum() / db
            p = stats.kstwobign.sf(d * np.sqrt(n * m / (n + m)))
            if p < 0.05 / 6:
                out.add(j)
        return out

# %% interval wrong: below a half the level is taken for alpha | says "Its level is 0.8"
def rate_interval(a, n_a, b, n_b, level=0.95):
    p, q, alpha = a / n_a, b / n_b, min(level, 1 - level)
    ci_a = stats.binomtest(a, n_a).proportion_ci(1 - alpha, method="wilson")
    ci_b = stats.binomtest(b, n_b).proportion_ci(1 - alpha, method="wilson")
    down = np.hypot(q - ci_b.low, ci_a.high - p)
    up = np.hypot(ci_b.high - q, p - ci_a.low)
    return q - p - down, q - p + up


# %% interval wrong: products of int64 wrap | says "Which product wraps?"
def rate_interval(a, n_a, b, n_b, level=0.95):
    k, n = np.array([a, b], np.int64), np.array([n_a, n_b], np.int64)
    z = stats.norm.isf((1 - level) / 2)
    middle = (k + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    (p, q), low, high = k / n, middle - half, middle + half
    down, up = np.hypot(q - low[1], high[0] - p), np.hypot(high[1] - q, p - low[0])
    return q - p - down, q - p + up


# %% size wrong: a share below 5 % is raised | says "[14179   144]"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    share = max(share, 0.05)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    return int(np.ceil((1 - share) * total)), int(np.ceil(share * total))


# %% size wrong: thirty in each group at least | says "in place of [27  3]"
def size_for(p, q, power=0.8, share=0.5, alpha=0.05):
    z_limit, z_power = stats.norm.isf(alpha / 2), stats.norm.isf(1 - power)
    r = (1 - share) * p + share * q
    equal = r * (1 - r) * (1 / (1 - share) + 1 / share)
    unequal = p * (1 - p) / (1 - share) + q * (1 - q) / share
    reach = z_limit * np.sqrt(equal) + z_power * np.sqrt(unequal)
    total = (reach / (q - p)) ** 2
    sizes = (1 - share) * total, share * total
    return tuple(max(30, int(np.ceil(size))) for size in sizes)


# %% models wrong: signed scores are subtracted, and wrap | says "int8"
def compare_models(y, score_a, score_b, level=0.95):
    y, gaps = np.asarray(y) == 1, []
    for score in map(np.asarray, (score_a, score_b)):
        over = np.subtract.outer(score[y], score[~y])
        if score.dtype.kind in "ub":
            over = np.subtract.outer(score[y].astype(int), score[~y].astype(int))
        wins = (over > 0) + 0.5 * (over == 0)
        gaps.append((wins.mean(axis=1), wins.mean(axis=0)))
    pos, neg = (b - a for a, b in zip(*gaps, strict=True))
    se = np.sqrt(pos.var(ddof=1) / len(pos) + neg.var(ddof=1) / len(neg))
    reach = stats.norm.isf((1 - level) / 2) * se
    return pos.mean(), se, pos.mean() - reach, pos.mean() + reach


# %% honest wrong: only True counts as true | says "If all calls return 2"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [decide(rng.permutation(half)[number]) == True for _ in range(times)]  # noqa: E712
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    test = stats.ttest_ind(*unit_means(values, unit, treated), equal_var=False)
    return test.pvalue < 0.05 / (values.shape[1] * looks)


# %% honest wrong: means of whole numbers are cut | says "Are the means whole?"
def aa_rate(decide, unit, rng, times=400):
    labels, number = np.unique(unit, return_inverse=True)
    half = np.arange(len(labels)) < len(labels) // 2
    calls = [bool(decide(rng.permutation(half)[number])) for _ in range(times)]
    rate = np.mean(calls)
    return rate, np.sqrt(rate * (1 - rate) / times)


def moved(values, unit, treated, looks):
    labels = np.unique(unit)
    means = np.zeros_like(values, shape=(len(labels), values.shape[1]))
    side = np.zeros(len(labels), bool)
    for i, label in enumerate(labels):
        rows = np.asarray(unit) == label
        means[i], side[i] = values[rows].mean(axis=0), treated[rows][0]
    p = stats.ttest_ind(means[side], means[~side], equal_var=False).pvalue
    return p < 0.05 / (len(p) * looks)


# %% monitor wrong: one feature a day at most | says "How many may drift on one day?"
class Monitor:
    def fit(self, reference, users):
        self.old = one_row(reference, users)

    def alarm(self, day, users):
        p = []
        for old, new in zip(self.old.T, one_row(day, users).T, strict=True):
            gone = np.isnan(old), np.isnan(new)
            p.append(stats.fisher_exact([[g.sum(), (~g).sum()] for g in gone]).pvalue)
            old, new = old[~gone[0]], new[~gone[1]]
            if len(new):
                p[-1] = min(p[-1], stats.ks_2samp(old, new, method="asymp").pvalue)
        return {int(np.argmin(p))} if min(p) < 0.05 / 12 else set()


# %% monitor wrong: the day is compared with 0, not with the reference | says "an alarm on"
class Monitor:
    def fit(self, reference, users):
        pass

    def alarm(self, day, users):
        low, middle, high = np.nanquantile(one_row(day, users), [0.25, 0.5, 0.75], axis=0)
        return set(np.flatnonzero(~(abs(middle) < 0.3 * (high - low))).tolist())
