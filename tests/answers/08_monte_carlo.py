"""Answers that prove the tests of 08-monte-carlo."""

# %% cost right: three numbers
cost = (0.005, 1_000_000, 0.5)

# %% cost right: computed
_error = 0.5 / np.sqrt(10_000)
cost = np.array([_error, (0.5 / (_error / 10)) ** 2, 0.5])

# %% cost right: a list, nearly
cost = [5.02e-3, 10_000 * 100, np.float64(0.499)]

# %% cost right: divided by n - 1, as for a small sample
cost = 0.5 / np.sqrt(9_999), 1e6, 0.5

# %% cost wrong BUG-MC-01: the spread is the error | says "single draws stray"
cost = (0.5, 1_000_000, 0.5)

# %% cost wrong BUG-MC-01: ten times the draws | says "a third"
cost = (0.005, 100_000, 0.5)

# %% cost wrong BUG-MC-01: the draws stray less, the more there are | says "know how many"
cost = (0.005, 1_000_000, 0.05)

# %% cost wrong BUG-MC-01: the error falls with n | says "root of n"
cost = (0.00005, 100_000, 0.5)

# %% cost wrong: one over the root of n | says "1 over the root"
cost = (0.01, 1_000_000, 0.5)

# %% cost wrong: half of an interval | says "1.96"
cost = (0.0098, 1_000_000, 0.5)

# %% cost wrong: the variance of the mean | says "a variance"
cost = (2.5e-5, 1_000_000, 0.5)

# %% cost wrong: the draws that are added | says "in all"
cost = (0.005, 990_000, 0.5)

# %% cost wrong: the factor | says "in all"
cost = (0.005, 100, 0.5)

# %% cost wrong: the new error as spread | says "error of the mean"
cost = (0.005, 1_000_000, 0.0005)

# %% cost wrong: fewer draws | says "Fewer"
cost = (0.005, 1_000, 0.5)

# %% cost wrong: some other error | says "root of n, what does not"
cost = (0.05, 1_000_000, 0.5)

# %% cost wrong: two numbers | says "three numbers"
cost = (0.005, 1_000_000)

# %% cost wrong: texts | says "three numbers"
cost = ("0.005", "1,000,000", "0.5")

# %% cost wrong: the example | says "it is not 1"
cost = (1, 2, 3)

# %% worth right: the signs
worth = "+-+=--"

# %% worth right: with spaces
worth = "+ - + = - -"

# %% worth right: longer signs for minus, with commas
worth = "+, −, +, =, –, –"

# %% worth right: by letter
worth = "a+ b- c+ d= e- f-"

# %% worth right: a list
worth = ["+", "-", "+", "=", "-", "-"]

# %% worth wrong: every trick helps | says "b is not better"
worth = "++++++"

# %% worth wrong BUG-MC-14: antithetic pairs help whatever the function | says "second worth"
worth = "+++=--"

# %% worth wrong BUG-MC-14: antithetic pairs never hurt | says "b is not the same"
worth = "+=+=--"

# %% worth wrong: pairs of exp(u) change nothing | says "exp rises"
worth = "=-+=--"

# %% worth wrong: fewer independent draws, so worse | says "a is not worse"
worth = "--+=--"

# %% worth wrong: a control variate adds noise | says "rise together"
worth = "+--=--"

# %% worth wrong BUG-MC-15: the mean of the draws will do | says "left to take off"
worth = "+-++--"

# %% worth wrong BUG-MC-15: the mean of the draws hurts | says "d is not worse"
worth = "+-+---"

# %% worth wrong BUG-MC-06: one more point is one more point | says "balance"
worth = "+-+=+-"

# %% worth wrong BUG-MC-06: one in a thousand does not count | says "e is not the same"
worth = "+-+==-"

# %% worth wrong BUG-MC-02: eight workers, as many draws | says "draw the same"
worth = "+-+=-="

# %% worth wrong BUG-MC-02: many workers are better | says "f is not better"
worth = "+-+=-+"

# %% worth wrong: five signs | says "six signs"
worth = "+-+=-"

# %% worth wrong: words | says "six signs"
worth = "better, worse, better, same, worse, worse"

# %% interval right: by SciPy, and all intervals first
def t_interval(x):
    return stats.t.interval(0.95, len(x) - 1, x.mean(), stats.sem(x))


def covered(interval, make, truth, n, runs, rng):
    ends = np.array([interval(make(n, rng)) for _ in range(runs)])
    hit = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
    return hit.mean(), hit.std() / np.sqrt(runs)

# %% interval right: isf and lists
def t_interval(x):
    t = stats.t(len(x) - 1).isf(0.025)
    e = np.sqrt(x.var(ddof=1) / x.size)
    return [np.mean(x) - t * e, np.mean(x) + t * e]


def covered(interval, make, truth, n, runs, rng):
    hits = []
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits.append(not (truth < low or truth > high))
    share = np.mean(hits)
    return [share, (share * (1 - share) / runs) ** 0.5]

# %% interval right: the test object of SciPy
def t_interval(x):
    return stats.ttest_1samp(x, 0).confidence_interval(0.95)


def covered(interval, make, truth, n, runs, rng):
    missed = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        if truth < low or high < truth:
            missed += 1
    return 1 - missed / runs, np.sqrt(missed * (runs - missed) / runs**3)

# %% interval right: the smaller and the larger end
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = np.int64(0)
    for _ in range(runs):
        ends = np.asarray(interval(make(n, rng)))
        hits += ends.min() <= truth <= ends.max()
    share = hits / runs
    return share, np.sqrt(share - share**2) / np.sqrt(runs)

# %% interval wrong: 1.96 for any n | says "1.96 standard errors"
def t_interval(x):
    n = len(x)
    half = 1.96 * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: n degrees of freedom | says "n degrees"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the 95 % quantile | says "5 % lie above"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.95, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the spread divided by n | says "ddof"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=0) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong BUG-MC-01: the spread in place of the error | says "not of their mean"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: divided by n, not its root | says "The root of n"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / n
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: one standard error | says "How many"
def t_interval(x):
    n = len(x)
    half = x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: percentiles of the draws | says "half the interval is"
def t_interval(x):
    return np.percentile(x, [2.5, 97.5])


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: around the median | says "the middle is"
def t_interval(x):
    return np.median(x) + t_quantile(x)


def t_quantile(x):
    return stats.t.ppf([0.025, 0.975], len(x) - 1) * stats.sem(x)


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the answer that is hoped for | says "calls of make, not 0"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    return 0.95, np.sqrt(0.95 * 0.05 / runs)

# %% interval wrong: one set of draws for all runs | says "calls of make, not 1"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    x = make(n, rng)
    hits = [interval(x)[0] <= truth <= interval(x)[1] for _ in range(runs)]
    return np.mean(hits), np.std(hits) / np.sqrt(runs)

# %% interval wrong BUG-MC-04: a seed of its own | says "rng handed in"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits, rng = 0, np.random.default_rng(42)
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: a seed in the loop | says "rng handed in"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, np.random.default_rng(_)))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the ends left out | says "Are ends"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low < truth < high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the misses | says "Those miss it"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = 1 - hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the number of hits | says "not a share"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return hits, np.sqrt(share * (1 - share) / runs)

# %% interval wrong BUG-MC-01: the spread of single hits | says "single hits"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share))

# %% interval wrong: divided by the draws of one run | says "How many hits"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / n)

# %% interval wrong: the variance of the share | says "its root"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, share * (1 - share) / runs

# %% interval wrong: truth taken as 0 | says "always 0"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= 0 <= high
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the error for 95 % | says "under the root"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / np.sqrt(n)
    return x.mean() - half, x.mean() + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        hits += low <= truth <= high
    share = hits / runs
    return share, np.sqrt(0.95 * 0.05 / runs)

# %% interval wrong: squares in the bytes | says "half the interval is"
def t_interval(x):
    n = len(x)
    m, s = np.mean(x), np.std(x, ddof=1)
    s = np.sqrt(((x * x).sum() - n * m * m) / (n - 1))
    h = stats.t.ppf(.975, n - 1) * s / n**.5
    return m - h, m + h


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        if low <= truth <= high:
            hits += 1
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: the mean of squares minus the squared mean | says "Which spread"
def t_interval(x):
    n = len(x)
    m, s = np.mean(x), np.std(x, ddof=1)
    s = np.sqrt(max(0, (np.mean(x * 1.0 * x) - m * m)) * n / (n - 1))
    h = stats.t.ppf(.975, n - 1) * s / n**.5
    return m - h, m + h


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(make(n, rng))
        if low <= truth <= high:
            hits += 1
    share = hits / runs
    return share, np.sqrt(share * (1 - share) / runs)

# %% interval wrong: draws sorted first | says "as they come"
def t_interval(x):
    n = len(x)
    half = stats.t.ppf(0.975, n - 1) * np.std(x, ddof=1) / np.sqrt(n)
    return np.mean(x) - half, np.mean(x) + half


def covered(interval, make, truth, n, runs, rng):
    hits = 0
    for _ in range(runs):
        low, high = interval(np.sort(make(n, rng)))
        hits += low <= truth <= high
    share = hits / runs
    return share, (share * (1 - share) / runs)**.5

# %% control right: by regression
def control_mean(f, g, g_mean):
    c, estimate = np.polyfit(g - g_mean, f, 1)
    return estimate, np.std(f - c * g, ddof=1) / np.sqrt(len(f))

# %% control right: sums of products
def control_mean(f, g, g_mean):
    df, dg = f - f.mean(), g - g.mean()
    c = (df @ dg) / (dg @ dg)
    estimate = f.mean() + c * (g_mean - g.mean())
    return [estimate, stats.sem(f - c * g)]

# %% control right: by the correlation
def control_mean(f, g, g_mean):
    r = np.corrcoef(f, g)[0, 1]
    c = r * np.std(f) / np.std(g)
    error = np.sqrt(max(1 - r**2, 0) * f.var(ddof=1) / len(f))
    return np.mean(f) - c * (np.mean(g) - g_mean), error

# %% control right: linregress, the covariance matrix
def control_mean(f, g, g_mean):
    c = stats.linregress(g, f).slope
    ff, fg, _, gg = np.cov(f, g).ravel()
    left = max(ff - 2 * c * fg + c**2 * gg, 0)
    return np.array([(f - c * (g - g_mean)).mean(), np.sqrt(left / len(f))])

# %% control wrong: the plain mean and its error | says "plain mean"
def control_mean(f, g, g_mean):
    return f.mean(), f.std(ddof=1) / np.sqrt(len(f))

# %% control wrong BUG-MC-15: the mean of the draws in place of the known one | says "plain mean"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g.mean())
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong BUG-MC-15: the wrong sign | says "wrong sign"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f + c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: c = 1 | says "Is it 1"
def control_mean(f, g, g_mean):
    c = 1
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: c is the correlation | says "the correlation"
def control_mean(f, g, g_mean):
    c = np.corrcoef(f, g)[0, 1]
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: divided by the variance of f | says "Which coefficient"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(f, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: the covariance alone | says "divided by nothing"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1]
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: divided by the spread of g | says "Which coefficient"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.std(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: ddof of 1 over ddof of 0 | says "divide alike"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: the slope through the origin | says "Which coefficient"
def control_mean(f, g, g_mean):
    c = (f @ g) / (g @ g)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: the coefficient without its sign | says "wrong sign"
def control_mean(f, g, g_mean):
    c = abs(np.cov(f, g)[0, 1]) / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: the error of f alone | says "error of f alone"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), f.std(ddof=1) / np.sqrt(len(f))

# %% control wrong BUG-MC-01: the spread of the adjusted values | says "spread of the adjusted"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1)

# %% control wrong: divided by n | says "The root of n"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=1) / len(f)

# %% control wrong: the default ddof | says "ddof"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std() / np.sqrt(len(f))

# %% control wrong: two degrees of freedom taken off | says "ddof"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), adjusted.std(ddof=2) / np.sqrt(len(f))

# %% control wrong: half an interval | says "1.96"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean(), 1.96 * adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: g adjusted in place | says "changes f or g"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    g -= g_mean
    adjusted = f - c * g
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: the estimate alone | says "Return (estimate, error)"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted.mean()

# %% control wrong: the adjusted values in place of their mean | says "Return (estimate, error)"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f - c * (g - g_mean)
    return adjusted, adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: the known mean divided by | says "Which coefficient"
def control_mean(f, g, g_mean):
    c = np.cov(f, g)[0, 1] / np.var(g, ddof=1)
    adjusted = f * g_mean / g.mean()
    return adjusted.mean(), adjusted.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: products in small whole numbers | says "int16"
def control_mean(f, g, g_mean):
    n = len(f)
    c = (n * (f * g).sum() - f.sum() * g.sum()) / (n * (g * g).sum() - g.sum() ** 2)
    y = f - c * (g - g_mean)
    return y.mean(), y.std(ddof=1) / np.sqrt(len(f))

# %% control wrong: means of products minus products of means | says "u + 1e6"
def control_mean(f, g, g_mean):
    f1, g1 = f * 1.0, g * 1.0
    c = ((f1 * g1).mean() - f1.mean() * g1.mean()) / ((g1**2).mean() - g1.mean() ** 2)
    y = f - c * (g - g_mean)
    return y.mean(), y.std(ddof=1) / np.sqrt(len(f))

# %% rare right: densities of SciPy
def tail(a, d, n, rng):
    steps = rng.exponential(a / d, (n, d))
    log_w = stats.expon.logpdf(steps) - stats.expon.logpdf(steps, scale=a / d)
    values = (steps.sum(axis=1) > a) * np.exp(log_w.sum(axis=1))
    return values.mean(), stats.sem(values)

# %% rare right: the sum drawn at once
def tail(a, d, n, rng):
    m = a / d
    s = rng.gamma(d, m, n)
    w = (s > a) * m**d * np.exp(-(1 - 1 / m) * s)
    return [float(np.mean(w)), float(np.sqrt(np.var(w, ddof=1) / n))]

# %% rare right: a slightly other mean, ratio by ratio
def tail(a, d, n, rng):
    m = (a + 1) / d
    x = rng.exponential(m, size=(n, d))
    w = np.prod(m * np.exp(-x) / np.exp(-x / m), axis=1)
    w[x.sum(axis=1) <= a] = 0
    return np.array([w.mean(), w.std() / n**0.5])

# %% rare right: a plain loop over the rows
def tail(a, d, n, rng):
    m, total, square = a / d, 0.0, 0.0
    for s in rng.exponential(m, (n, d)).sum(axis=1):
        if s > a:
            w = m**d * np.exp(s / m - s)
            total, square = total + w, square + w * w
    mean = total / n
    return mean, np.sqrt((square / n - mean**2) / (n - 1))

# %% rare right: the last step by its exact tail
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d - 1)).sum(axis=1)
    v = m ** (d - 1) * np.exp(-(1 - 1 / m) * s) * np.exp(-np.maximum(a - s, 0))
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong: half of the rows, the error of all | says "scatter"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n // 2, d)).sum(axis=1)
    v = np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong BUG-MC-12: plain draws | says "no row exceeds"
def tail(a, d, n, rng):
    return plain_tail(a, d, n, rng)

# %% rare wrong BUG-MC-11: the weights are forgotten | says "Weigh each"
def tail(a, d, n, rng):
    v = rng.exponential(a / d, (n, d)).sum(axis=1) > a
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong: the closed form | says "whatever rng is"
def tail(a, d, n, rng):
    return stats.gamma(d).sf(a), 0.0

# %% rare wrong: the closed form, and an error to go with it | says "whatever rng is"
def tail(a, d, n, rng):
    p = float(stats.gamma(d).sf(a))
    return p, p / np.sqrt(n)

# %% rare wrong: the weight turned round | says "what does each weigh"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, m**-d * np.exp((1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong: the density without its factor 1 / m | says "(a / d)**d"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong: the factor once, not d times | says "what does each weigh"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, m * np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong: the mean over the rows beyond a | says "alone?"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = m**d * np.exp(-(1 - 1 / m) * s[s > a])
    return v.mean(), v.std(ddof=1) / np.sqrt(len(v))

# %% rare wrong: weights made to add up to 1 | says "what is averaged"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    w = m**d * np.exp(-(1 - 1 / m) * s)
    v = np.where(s > a, w / w.sum(), 0)
    return v.sum(), v.std(ddof=1) * np.sqrt(n)

# %% rare wrong: the rate for the mean | says "no row exceeds"
def tail(a, d, n, rng):
    m = d / a
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong BUG-MC-01: the spread of the values as error | says "mean of n"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1)

# %% rare wrong: the error of plain draws | says "unweighted rows"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    p = np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0).mean()
    return p, np.sqrt(p * (1 - p) / n)

# %% rare wrong: an error without the zeros | says "Of which n values"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = m**d * np.exp(-(1 - 1 / m) * s[s > a])
    return v.sum() / n, v.std(ddof=1) / n

# %% rare wrong: half an interval as error | says "1.96 errors"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), 1.96 * v.std(ddof=1) / np.sqrt(n)

# %% rare wrong BUG-MC-04: a seed inside | says "whatever rng is"
def tail(a, d, n, rng):
    m = a / d
    s = np.random.default_rng(0).exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong: a generator of its own | says "only source"
def tail(a, d, n, rng):
    m = a / d
    s = np.random.default_rng().exponential(m, (n, d)).sum(axis=1)
    v = np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0)
    return v.mean(), v.std(ddof=1) / np.sqrt(n)

# %% rare wrong: the error alone is left out | says "two finite numbers"
def tail(a, d, n, rng):
    m = a / d
    s = rng.exponential(m, (n, d)).sum(axis=1)
    return np.where(s > a, m**d * np.exp(-(1 - 1 / m) * s), 0).mean()

# %% rare wrong: half of the rows | says "How many rows"
def tail(a, d, n, rng):
    n = n // 2
    m = a / d
    x = rng.exponential(m, (n, d))
    total = x.sum(axis=1)
    weight = m**d * np.exp(-total * (1 - 1 / m))
    values = np.where(total > a, weight, 0)
    return values.mean(), values.std(ddof=1) / np.sqrt(n)

# %% blocks right: a window that slides, a loop
def block_interval(x, length, resamples, rng):
    if length < 1 or length > len(x):
        raise ValueError("length must be from 1 to n")
    blocks = np.lib.stride_tricks.sliding_window_view(x, length)
    many, means = int(np.ceil(len(x) / length)), []
    for _ in range(resamples):
        drawn = rng.choice(blocks, many).ravel()[: len(x)]
        means.append(drawn.mean())
    return np.percentile(means, 2.5), np.percentile(means, 97.5)

# %% blocks right: sums of blocks from a running sum
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 0 < length <= n:
        raise ValueError(length)
    total = np.concatenate([[0.0], np.cumsum(np.asarray(x, float) - x[0])])
    whole, rest = divmod(n, length)
    sums = np.zeros(resamples)
    for size in [length] * whole + [rest] * (rest > 0):
        start = rng.integers(0, n - length, resamples, endpoint=True)
        sums += total[start + size] - total[start]
    return tuple(x[0] + np.quantile(sums / n, (0.025, 0.975)))

# %% blocks right: one block more than needed
def block_interval(x, length, resamples, rng):
    n = x.size
    if length > n or length < 1:
        raise ValueError("bad length")
    k = n // length + 1
    first = rng.integers(0, n - length + 1, (resamples, k))
    index = np.repeat(first, length, axis=1) + np.tile(np.arange(length), k)
    means = np.sort(x[index[:, :n]].mean(1))
    return [means[int(0.025 * resamples)], means[int(0.975 * resamples)]]

# %% blocks wrong BUG-MC-05: single values | says "single values"
def block_interval(x, length, resamples, rng):
    if not 1 <= length <= len(x):
        raise ValueError
    return single_interval(x, resamples, rng)

# %% blocks wrong: blocks that do not overlap | says "do not overlap"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = length * rng.integers(
        n // length, size=(resamples, -(-n // length))
    )
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: blocks that wrap around | says "wrap around"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows % n].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: the last start is left out | says "too early"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(
        max(1, n - length), size=(resamples, -(-n // length))
    )
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: blocks in another order, each once | says "Which resamples"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = np.array(
        [
            rng.permutation(n - length + 1)[: -(-n // length)]
            for _ in range(resamples)
        ]
    )
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong BUG-MC-20: pieces of the record shuffled | says "Which resamples"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    pieces = [x[k : k + length] for k in range(0, n, length)]
    means = []
    for _ in range(resamples):
        order = rng.permutation(len(pieces))
        means.append(np.concatenate([pieces[k] for k in order]).mean())
    low, high = np.quantile(means, [0.025, 0.975])
    return low, high

# %% blocks wrong: the rest is dropped | says "how many blocks"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, n // length))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: the excess is kept | says "how many blocks"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: one block repeated | says "Which resamples"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=resamples)
    rows = starts[:, None] + np.arange(length)
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: no ValueError | says "raise ValueError"
def block_interval(x, length, resamples, rng):
    n = len(x)
    length = min(max(length, 1), n)
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: 5 and 95 % | says "Which resamples"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.05, 0.95])
    return low, high

# %% blocks wrong: percentiles of all values | says "Which resamples"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows], [0.025, 0.975])
    return low, high

# %% blocks wrong: the mean and 1.96 deviations | says "Which resamples"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    means = x[rows].mean(axis=1)
    return means.mean() - 1.96 * means.std(), means.mean() + 1.96 * means.std()

# %% blocks wrong: percentile given as a share | says "Which resamples"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.percentile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong BUG-MC-04: a seed inside | says "Is rng used"
def block_interval(x, length, resamples, rng):
    n, rng = len(x), np.random.default_rng(1)
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: resamples fixed | says "How many do you take"
def block_interval(x, length, resamples, rng):
    n, resamples = len(x), 5_000
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: x sorted in place | says "x is changed"
def block_interval(x, length, resamples, rng):
    n = len(x)
    if not 1 <= length <= n:
        raise ValueError
    x[:] = np.sort(x)
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% blocks wrong: a generator of its own | says "same seed"
def block_interval(x, length, resamples, rng):
    n, rng = len(x), np.random.default_rng()
    if not 1 <= length <= n:
        raise ValueError
    starts = rng.integers(n - length + 1, size=(resamples, -(-n // length)))
    rows = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[
        :, :n
    ]
    low, high = np.quantile(x[rows].mean(axis=1), [0.025, 0.975])
    return low, high

# %% workers right: spawned by the generator; one set for all
def streams(workers, seed):
    return np.random.default_rng(seed).spawn(workers)


def check(f):
    first = {seed: [rng.random() for rng in f(9, seed)] for seed in range(5)}
    assert len({v for values in first.values() for v in values}) == 45
    assert first[3] == [rng.random() for rng in f(9, 3)]

# %% workers right: seed and number in a list; whole numbers drawn, np.unique
def streams(workers, seed):
    return [np.random.default_rng([seed, k]) for k in range(workers)]


def check(f):
    def draw(seed):
        big = 2**62
        return np.array([rng.integers(big, size=4) for rng in f(6, seed)])

    a, b, c, d = draw(7), draw(7), draw(8), draw(9)
    if (a != b).any():
        raise AssertionError("the same seed, other streams")
    assert np.unique(np.vstack((a, c, d))).size == 72

# %% workers right: jumped, a tuple; loops over pairs
def streams(workers, seed):
    bits = np.random.PCG64(seed)
    return tuple(np.random.Generator(bits.jumped(k)) for k in range(workers))


def check(f):
    for seed in (0, 1, 50, 1000):
        one = [rng.normal() for rng in f(5, seed)]
        two = [rng.normal() for rng in f(5, seed)]
        near = [rng.normal() for rng in f(5, seed + 1)]
        for i in range(5):
            assert one[i] == two[i]
            for j in range(5):
                assert i == j or one[i] != one[j]
                assert one[i] != near[j]

# %% workers right: a key of its own for each
def streams(workers, seed):
    return [
        np.random.Generator(np.random.Philox(key=seed + (k << 64)))
        for k in range(workers)
    ]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong BUG-MC-02: the function as given | says "that another has too"
def streams(workers, seed):
    return [np.random.default_rng(seed) for k in range(workers)]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong BUG-MC-03: the number added to the seed | says "seeds 42 and 43 have streams in common"
def streams(workers, seed):
    return [np.random.default_rng(seed + k) for k in range(workers)]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: no seed at all | says "other streams each time"
def streams(workers, seed):
    return [np.random.default_rng() for k in range(workers)]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: the seed forgotten | says "in common"
def streams(workers, seed):
    return [np.random.default_rng(k) for k in range(workers)]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: one generator, many times | says "one generator"
def streams(workers, seed):
    rng = np.random.default_rng(seed)
    return [rng] * workers


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong BUG-MC-03: a thousand for each seed | says "numbers of workers"
def streams(workers, seed):
    return [np.random.default_rng(1000 * seed + k) for k in range(workers)]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong BUG-MC-03: seed times workers | says "have a stream in common"
def streams(workers, seed):
    return [np.random.default_rng(seed * workers + k) for k in range(workers)]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: one stream, moved on by ten for each | says "earlier or later"
def streams(workers, seed):
    made = [np.random.default_rng(seed) for _ in range(workers)]
    for k, rng in enumerate(made):
        rng.bit_generator.advance(10 * k)
    return made


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: seeds drawn from few numbers | says "another has too"
def streams(workers, seed):
    rng = np.random.default_rng(seed)
    return [np.random.default_rng(k) for k in rng.integers(1000, size=workers)]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: the children themselves | says "return generators"
def streams(workers, seed):
    return np.random.SeedSequence(seed).spawn(workers)


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: one worker too few | says "8 in all"
def streams(workers, seed):
    return np.random.default_rng(seed).spawn(workers - 1)


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: check by a standard deviation | says "lets pass"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert np.std(here) > 0
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: check of the first two alone | says "lets pass"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert here[0] != here[1]
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: check of neighbours in the list alone | says "the stream of the first"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert all(a != b for a, b in zip(here[:-1], here[1:]))
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong BUG-MC-03: check worker by worker | says "adds k to the seed"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert all(a != b for a, b in zip(here, other))

# %% workers wrong: check that does not repeat a seed | says "is unseeded"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert not set(here) & set(other)

# %% workers wrong BUG-MC-03: check of one seed alone | says "neighbours share streams"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again

# %% workers wrong: check that some stream differs between seeds | says "neighbours share streams"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert here == again
    assert set(here) != set(other)

# %% workers wrong: check that two means agree | says "is unseeded"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    assert len(set(here)) == 8
    assert abs(np.mean(here) - np.mean(again)) < 0.5
    assert not set(here) & set(other)

# %% workers wrong: check that demands its own streams | says "rejects a right f"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    want = [rng.random() for rng in streams(8, 3)]
    assert [rng.random() for rng in f(8, 3)] == want

# %% workers wrong: check that returns False | says "lets pass"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here = [rng.random() for rng in f(8, 1)]
    return len(set(here)) == 8

# %% workers wrong: check that raises ValueError | says "raise AssertionError, not"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    here, again, other = (
        [rng.random() for rng in f(8, seed)] for seed in (100, 100, 101)
    )
    if len(set(here)) < 8:
        raise ValueError("same")
    assert here == again
    assert not set(here) & set(other)

# %% workers wrong: check that rejects all | says "rejects a right f"
def streams(workers, seed):
    children = np.random.SeedSequence(seed).spawn(workers)
    return [np.random.default_rng(child) for child in children]


def check(f):
    assert False

# %% workers wrong: seed 0 taken for none | says "streams(8, 0) gives other"
def streams(workers, seed):
    return np.random.default_rng(seed or None).spawn(workers)


def check(f):
    a = [g.random() for g in f(50, 100)]
    b = [g.random() for g in f(50, 100)]
    c = [g.random() for g in f(50, 101)]
    assert len(set(a)) == 50, "alike"
    assert a == b, "unseeded"
    assert not set(a) & set(c), "neighbours"

# %% workers wrong: the first worker seeded by a sum | says "in common"
def streams(workers, seed):
    return [np.random.default_rng(workers + seed)] + np.random.default_rng(seed).spawn(workers - 1)


def check(f):
    a = [g.random() for g in f(50, 100)]
    b = [g.random() for g in f(50, 100)]
    c = [g.random() for g in f(50, 101)]
    assert len(set(a)) == 50, "alike"
    assert a == b, "unseeded"
    assert not set(a) & set(c), "neighbours"

# %% workers wrong: workers used again from 1,500 on | says "have a stream that another has"
def streams(workers, seed):
    g = np.random.SeedSequence(seed).spawn(min(workers, 1_500))
    return [np.random.default_rng(g[i % 1_500]) for i in range(workers)]


def check(f):
    a = [g.random() for g in f(50, 100)]
    b = [g.random() for g in f(50, 100)]
    c = [g.random() for g in f(50, 101)]
    assert len(set(a)) == 50, "alike"
    assert a == b, "unseeded"
    assert not set(a) & set(c), "neighbours"

# %% workers wrong: check of two workers | says "middle worker"
def streams(workers, seed):
    return [np.random.default_rng(c) for c in np.random.SeedSequence(seed).spawn(workers)]


def check(f):
    a, b, c = ([g.random() for g in f(2, s)] for s in (100, 100, 101))
    assert len(set(a)) == 2
    assert a == b
    assert not set(a) & set(c)

# %% workers wrong: check that repeats the ends alone | says "unseeded for a middle"
def streams(workers, seed):
    return [np.random.default_rng(c) for c in np.random.SeedSequence(seed).spawn(workers)]


def check(f):
    a = [g.random() for g in f(8, 100)]
    b = [g.random() for g in f(8, 100)]
    c = [g.random() for g in f(8, 101)]
    assert len(set(a)) == 8
    assert a[0] == b[0] and a[-1] == b[-1]
    assert not set(a) & set(c)

# %% workers wrong: check of neighbours with two workers | says "stream of the next seed"
def streams(workers, seed):
    return [np.random.default_rng(c) for c in np.random.SeedSequence(seed).spawn(workers)]


def check(f):
    a = [g.random() for g in f(8, 100)]
    b = [g.random() for g in f(8, 100)]
    c = [g.random() for g in f(8, 101)]
    assert len(set(a)) == 8
    assert a == b
    assert not {g.random() for g in f(2, 100)} & {g.random() for g in f(2, 101)}

# %% budget right: Halton sets
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    n, means = budget // 10, []
    for _ in range(10):
        means.append(np.mean(f(qmc.Halton(d, rng=rng).random(n))))
    t = stats.ttest_1samp(means, 0).confidence_interval(0.95)
    return np.mean(means), t.low, t.high

# %% budget right: sixteen Sobol sets
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    m = int(np.floor(np.log2(budget / 16)))
    y = np.array(
        [f(qmc.Sobol(d, rng=r).random_base2(m)).mean() for r in rng.spawn(16)]
    )
    h = 2.13 * y.std(ddof=1) / 4
    return float(y.mean()), float(y.mean() - h), float(y.mean() + h)

# %% budget right: a lattice, shifted at random and folded
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    if budget < 19 * 1021:
        n, sets = 127, budget // 127
    else:
        n, sets = 1021, 19
    step = np.array([pow(76, k, n) for k in range(d)])
    grid = np.outer(np.arange(n), step) / n
    means = [
        f(abs(2 * ((grid + rng.random(d)) % 1) - 1)).mean()
        for _ in range(sets)
    ]
    h = stats.t.ppf(0.975, sets - 1) * stats.sem(means)
    return np.mean(means), np.mean(means) - h, np.mean(means) + h

# %% budget right: regression on all quadratic terms
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    x = rng.random((budget, d)) - 0.5
    i, j = np.triu_indices(d)
    a = np.column_stack(
        [np.ones(budget), x, x[:, i] * x[:, j] - np.where(i == j, 1 / 12, 0)]
    )
    y = f(x + 0.5)
    c = np.linalg.solve(a.T @ a, a.T @ y)
    h = 1.96 * (y - a @ c).std(ddof=a.shape[1]) / np.sqrt(budget)
    return c[0], c[0] - h, c[0] + h

# %% budget right: qmc_quad
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    m = int(np.log2((budget - 10) // 8))
    from scipy.integrate import qmc_quad

    got = qmc_quad(
        lambda x: f(x.reshape(d, -1).T),
        np.zeros(d),
        np.ones(d),
        n_estimates=8,
        n_points=2**m,
        qrng=qmc.Sobol(d, rng=rng),
    )
    h = stats.t.ppf(0.975, 7) * got.standard_error
    return got.integral, got.integral - h, got.integral + h

# %% budget wrong: plain Monte Carlo | says "fill a cube"
def integrate(f, d, budget, seed):
    return plain_integrate(f, d, budget, seed)

# %% budget wrong BUG-MC-09: one Sobol set with s / root n | says "evenly laid"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = f(qmc.Sobol(d, rng=rng).random(2 ** int(np.log2(budget))))
    h = 1.96 * y.std(ddof=1) / np.sqrt(len(y))
    return y.mean(), y.mean() - h, y.mean() + h

# %% budget wrong: parts of one set | says "independent"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = f(qmc.Sobol(d, rng=rng).random(2 ** int(np.log2(budget)))).reshape(
        16, -1
    )
    h = stats.t.ppf(0.975, 15) * stats.sem(y.mean(axis=1))
    return y.mean(), y.mean() - h, y.mean() + h

# %% budget wrong: two sets | says "enough"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    m = int(np.log2(budget // 2))
    y = [f(qmc.Sobol(d, rng=rng).random(2**m)).mean() for _ in "ab"]
    h = stats.t.ppf(0.975, 1) * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: an interval as narrow as the product needs | says "hold the truth"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = f(qmc.Sobol(d, rng=rng).random(2 ** int(np.log2(budget))))
    h = y.std() / np.sqrt(len(y)) / 150
    return y.mean(), y.mean() - h, y.mean() + h

# %% budget wrong: zero to one | says "times the error"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = f(qmc.Sobol(d, rng=rng).random(2 ** int(np.log2(budget))))
    return y.mean(), min(y.mean(), 0), max(y.mean(), 10)

# %% budget wrong: no width at all | says "0.0 % of all"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = f(qmc.Sobol(d, rng=rng).random(2 ** int(np.log2(budget)))).mean()
    return y, y, y

# %% budget wrong: the deviation of the means, without the root | says "independent"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    m = int(np.log2(budget // 32))
    y = [f(qmc.Sobol(d, rng=rng).random(2**m)).mean() for _ in range(32)]
    h = 2.04 * np.std(y, ddof=1)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: antithetic draws | says "fill a cube"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    x = rng.random((budget // 2, d))
    y = (f(x) + f(1 - x)) / 2
    h = 1.96 * stats.sem(y)
    return y.mean(), y.mean() - h, y.mean() + h

# %% budget wrong: Latin hypercubes | says "fill a cube"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = [
        f(qmc.LatinHypercube(d, rng=rng).random(budget // 10)).mean()
        for _ in range(10)
    ]
    h = 2.26 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: over the budget | says "rows"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = [f(qmc.Sobol(d, rng=rng).random(4096)).mean() for _ in range(8)]
    h = 2.36 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: 2,048 points whatever the budget | says "rows"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = [f(qmc.Sobol(d, rng=rng).random(2048)).mean() for _ in range(8)]
    h = 2.36 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: a grid of three points a side | says "three finite"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    side = int(budget ** (1 / d))
    x = np.stack(
        np.meshgrid(*[(np.arange(side) + 0.5) / side] * d), -1
    ).reshape(-1, d)
    return f(x).mean()

# %% budget wrong BUG-MC-07: not scrambled | says "Is seed used"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = [f(qmc.Sobol(d, scramble=False).random(2048)).mean() for _ in range(8)]
    h = 2.36 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong BUG-MC-04: a seed inside | says "Is seed used"
def integrate(f, d, budget, seed):
    rng, m = np.random.default_rng(7), int(np.log2(budget // 8))
    y = [f(qmc.Sobol(d, rng=rng).random(2**m)).mean() for _ in range(8)]
    h = 2.36 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong BUG-MC-02: the same seed for each set | says "hold the truth"
def integrate(f, d, budget, seed):
    m = int(np.log2(budget // 8))
    y = [f(qmc.Sobol(d, rng=seed).random(2**m)).mean() for _ in range(8)]
    h = 2.36 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: no seed at all | says "the same seed"
def integrate(f, d, budget, seed):
    m = int(np.log2(budget // 8))
    y = [f(qmc.Sobol(d).random(2**m)).mean() for _ in range(8)]
    h = 2.36 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: three sets and 1.96 | says "hold the truth"
def integrate(f, d, budget, seed):
    rng, m = np.random.default_rng(seed), int(np.log2(budget // 3))
    y = [f(qmc.Sobol(d, rng=rng).random(2**m)).mean() for _ in range(3)]
    h = 1.96 * stats.sem(y)
    return np.mean(y), np.mean(y) - h, np.mean(y) + h

# %% budget wrong: row by row | says "many rows"
def integrate(f, d, budget, seed):
    rng = np.random.default_rng(seed)
    y = np.array([f(rng.random((1, d)))[0] for _ in range(budget)])
    h = 1.96 * stats.sem(y)
    return y.mean(), y.mean() - h, y.mean() + h

# %% budget wrong BUG-MC-03: seeds counted on from the one given | says "Neighbouring seeds"
def integrate(f, d, budget, seed):
    """Integral over the unit cube, and a 95 % interval."""
    R = 16
    m = int(np.floor(np.log2(budget / R)))
    rng = np.random.default_rng(seed)
    means = np.array([f(qmc.Sobol(d, rng=seed + i).random(2**m)).mean() for i in range(R)])
    value = means.mean()
    half = stats.t.ppf(0.975, R - 1) * means.std(ddof=1) / np.sqrt(R)
    return value, value - half, value + half

# %% budget wrong: an interval that ends at 0 | says "must lie in its interval"
def integrate(f, d, budget, seed):
    """Integral over the unit cube, and a 95 % interval."""
    R = 16
    m = int(np.floor(np.log2(budget / R)))
    rng = np.random.default_rng(seed)
    means = np.array([f(qmc.Sobol(d, rng=rng).random(2**m)).mean() for _ in range(R)])
    value = means.mean()
    half = stats.t.ppf(0.975, R - 1) * means.std(ddof=1) / np.sqrt(R)
    return value, max(value - half, 0.0), value + half
