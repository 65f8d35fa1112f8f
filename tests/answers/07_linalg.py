"""Answers that prove the tests of 07-linalg."""

# %% kept right: letters
kept = "bde"

# %% kept right: capitals and commas
kept = "E, D, B"

# %% kept right: a list
kept = ["b", "d", "e"]

# %% kept right: a set
kept = {"b", "d", "e"}

# %% kept right: an array
kept = np.array(list("bde"))

# %% kept wrong BUG-LIN-02: only the lines that do not look like normal equations | says "rank 6 of 7"
kept = "bcd"

# %% kept wrong BUG-LIN-02: the normal equations hold | says "squares"
kept = "abcdef"

# %% kept wrong: all but the normal equations as they are | says "rank 6 of 7"
kept = "bcdef"

# %% kept wrong: only float64 helps | says "never forms"
kept = "d"

# %% kept wrong BUG-LIN-18: both lstsq lose a rank | says "whatever it is given"
kept = "be"

# %% kept wrong: standardised, but still normal equations | says "12,000"
kept = "bd"

# %% kept wrong: any smaller condition number helps | says "2e9"
kept = "bdef"

# %% kept wrong BUG-LIN-19: lstsq is lstsq | says "in silence"
kept = "bcde"

# %% kept wrong: the example | says "a is in kept"
kept = "af"

# %% kept wrong: a dictionary of booleans | says "letters from a to f"
kept = {"a": False, "b": True}

# %% kept wrong: numbers | says "letters from a to f"
kept = 245

# %% kept wrong: none | says "letters from a to f"
kept = ""

# %% bound right: plain numbers
bound = (0.01, 1e-11, 3, "c")

# %% bound right: a list, a capital letter
bound = [1e-2, 1e-11, 3.0, "C"]

# %% bound right: arithmetic of NumPy
bound = (np.float64(1e10) * 1e-12, 10.0**-11, -np.log10(1e13 * 1e-16), "c")

# %% bound right: the unit roundoff of float64 in question 3
bound = (0.01, 1e-11, -np.log10(1e13 * 1.1e-16), "c")

# %% bound wrong BUG-LIN-13: the residual is the error | says "residual itself"
bound = (1e-12, 1e-11, 3, "c")

# %% bound wrong: divided by the condition number | says "least error"
bound = (1e-22, 1e-11, 3, "c")

# %% bound wrong: one over the condition number | says "Where is the residual"
bound = (1e-10, 1e-11, 3, "c")

# %% bound wrong: digits in place of the error | says "number of digits"
bound = (2, 1e-11, 3, "c")

# %% bound wrong: a slip of a power | says "Which number is multiplied"
bound = (1e-3, 1e-11, 3, "c")

# %% bound wrong BUG-LIN-13: the error wanted is the residual needed | says "1e5"
bound = (1e-2, 1e-3, 3, "c")

# %% bound wrong: multiplied the wrong way | says "smaller than the error"
bound = (1e-2, 1e5, 3, "c")

# %% bound wrong: one over the condition number, again | says "no digit"
bound = (1e-2, 1e-8, 3, "c")

# %% bound wrong: all digits of the type | says "what float64 has"
bound = (1e-2, 1e-11, 16, "c")

# %% bound wrong: the digits that are lost | says "lost"
bound = (1e-2, 1e-11, 13, "c")

# %% bound wrong: none | says "Is that 1"
bound = (1e-2, 1e-11, 0, "c")

# %% bound wrong BUG-LIN-13: the smaller residual is nearer | says "not certain"
bound = (1e-2, 1e-11, 3, "a")

# %% bound wrong: the larger residual is nearer | says "not certain"
bound = (1e-2, 1e-11, 3, "b")

# %% bound wrong: the example | says "Question 1"
bound = (1, 1, 1, "a")

# %% bound wrong: three numbers | says "three numbers and a letter"
bound = (1e-2, 1e-11, 3)

# %% bound wrong: texts | says "three numbers and a letter"
bound = ("1e-2", "1e-11", "3", "c")

# %% density right: cho_factor and cho_solve
def log_density(x, mean, cov):
    pair = sla.cho_factor(cov)
    gap = x - mean
    square = (gap * sla.cho_solve(pair, gap.T).T).sum(axis=1)
    log_det = 2 * np.log(pair[0].diagonal()).sum()
    return -(square + log_det + gap.shape[1] * np.log(2 * np.pi)) / 2

# %% density right: the function of the chapter, row by row
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    log_det = 2 * np.log(np.diag(L)).sum()
    got = []
    for row in x:
        w = sla.solve_triangular(L, row - mean, lower=True)
        got.append(-0.5 * (w @ w + log_det + len(mean) * np.log(2 * np.pi)))
    return np.array(got)

# %% density right: SciPy's upper factor, transposed in the solve
def log_density(x, mean, cov):
    U = sla.cholesky(cov)
    w = sla.solve_triangular(U, (x - mean).T, trans="T")
    return -0.5 * np.einsum("ij,ij->j", w, w) - np.log(U.diagonal()).sum() - 0.5 * mean.size * np.log(2 * np.pi)

# %% density right: LU and slogdet, with the factor as a test
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    gap = x - mean
    square = np.sum(gap * np.linalg.solve(cov, gap.T).T, axis=1)
    return -0.5 * (square + np.linalg.slogdet(cov).logabsdet + len(cov) * np.log(2 * np.pi))

# %% density right: eigenvalues
def log_density(x, mean, cov):
    e, V = np.linalg.eigh(cov)
    if e[0] <= 0:
        raise np.linalg.LinAlgError("not positive definite")
    square = (((x - mean) @ V) ** 2 / e).sum(axis=1)
    return -0.5 * (square + np.log(e).sum() + len(e) * np.log(2 * np.pi))

# %% density right: a general solve with the factor
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = np.linalg.solve(L, (x - mean).T)
    return -0.5 * (w * w).sum(0) - np.log(L.diagonal()).sum() - 0.5 * len(L) * np.log(2 * np.pi)

# %% density wrong BUG-LIN-03: the determinant | says "Its logarithm is -921"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T, lower=True)
    with np.errstate(divide="ignore"):
        log_det = np.log(np.linalg.det(cov))
    return -0.5 * ((w**2).sum(axis=0) + log_det + len(mean) * np.log(2 * np.pi))

# %% density wrong BUG-LIN-01: an inverse | says "Is there an inverse"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    gap = x - mean
    square = (gap @ np.linalg.inv(cov) * gap).sum(axis=1)
    return -0.5 * (square + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: multivariate_normal | says "it raises"
from scipy.stats import multivariate_normal


def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    return np.atleast_1d(multivariate_normal(mean, cov).logpdf(x))

# %% density wrong: multivariate_normal, singular allowed | says "a direction left out"
from scipy.stats import multivariate_normal


def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    return np.atleast_1d(multivariate_normal(mean, cov, allow_singular=True).logpdf(x))

# %% density wrong BUG-LIN-12: the triangle not named | says "diagonal only"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T)
    return -0.5 * ((w**2).sum(axis=0) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong BUG-LIN-04: SciPy's upper factor | says "transpose for L"
def log_density(x, mean, cov):
    L = sla.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T)
    return -0.5 * ((w**2).sum(axis=0) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: rows not turned | says "ncompatible"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, x - mean, lower=True)
    return -0.5 * ((w**2).sum(axis=1) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: the line of the chapter, w @ w | says "a number a row"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T, lower=True)
    return -0.5 * (w @ w.T + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: one sum for all rows | says "a number a row"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T, lower=True)
    return -0.5 * ((w**2).sum() + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: the log-determinant of L | says "Half of the log-determinant"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T, lower=True)
    return -0.5 * ((w**2).sum(axis=0) + np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: 2 pi once | says "not once"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T, lower=True)
    return -0.5 * ((w**2).sum(axis=0) + 2 * np.log(np.diag(L)).sum() + np.log(2 * np.pi))

# %% density wrong: the density | says "not its logarithm"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, (x - mean).T, lower=True)
    return np.exp(-0.5 * ((w**2).sum(axis=0) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi)))

# %% density wrong: multiplied by L | says "Which of its three parts"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = (x - mean) @ L
    return -0.5 * ((w**2).sum(axis=1) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: jitter to be safe | says "about 1e-20"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov + 1e-12 * np.eye(len(cov)))
    w = sla.solve_triangular(L, (x - mean).T, lower=True)
    return -0.5 * ((w**2).sum(axis=0) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: x moved in place | says "an argument is changed"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    x -= mean + 0.0
    w = sla.solve_triangular(L, x.T, lower=True)
    return -0.5 * ((w**2).sum(axis=0) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% density wrong: slogdet and solve, the sign not looked at | says "LinAlgError is asked for"
def log_density(x, mean, cov):
    gap = x - mean
    square = (gap * np.linalg.solve(cov, gap.T).T).sum(axis=1)
    return -0.5 * (square + np.linalg.slogdet(cov)[1] + len(mean) * np.log(2 * np.pi))

# %% density wrong: the mean forgotten | says "Which of its three parts"
def log_density(x, mean, cov):
    L = np.linalg.cholesky(cov)
    w = sla.solve_triangular(L, x.T, lower=True)
    return -0.5 * ((w**2).sum(axis=0) + 2 * np.log(np.diag(L)).sum() + len(mean) * np.log(2 * np.pi))

# %% condition right: one Cholesky factor
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    L = np.linalg.cholesky(cov[known][:, known])
    V = sla.solve_triangular(L, cov[known][:, rest], lower=True)
    w = sla.solve_triangular(L, values - mean[known], lower=True)
    return mean[rest] + V.T @ w, cov[rest][:, rest] - V.T @ V

# %% condition right: cho_factor and cho_solve, two solves
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    pair = sla.cho_factor(cov[np.ix_(known, known)])
    cross = cov[np.ix_(rest, known)]
    return (
        mean[rest] + cross @ sla.cho_solve(pair, values - mean[known]),
        cov[np.ix_(rest, rest)] - cross @ sla.cho_solve(pair, cross.T),
    )

# %% condition right: a mask for the rest, SciPy's solve
def condition(mean, cov, known, values):
    rest = np.ones(mean.size, bool)
    rest[known] = False
    gain = sla.solve(cov[known][:, known], cov[known][:, rest], assume_a="pos").T
    return mean[rest] + gain @ (values - mean[known]), cov[rest][:, rest] - gain @ cov[known][:, rest]

# %% condition right: least squares for the gain
def condition(mean, cov, known, values):
    rest = [i for i in range(len(mean)) if i not in known]
    gain = np.linalg.lstsq(cov[known][:, known], cov[known][:, rest])[0].T
    return mean[rest] + gain @ (values - mean[known]), cov[rest][:, rest] - gain @ cov[known][:, rest]

# %% condition right: the whole factor, known ones first
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    order, k = np.concatenate([known, rest]), len(known)
    L = np.linalg.cholesky(cov[order][:, order])
    w = sla.solve_triangular(L[:k, :k], values - mean[known], lower=True)
    return mean[rest] + L[k:, :k] @ w, L[k:, k:] @ L[k:, k:].T

# %% condition wrong BUG-LIN-01: an explicit inverse | says "Is there an inverse"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(rest, known)]
    gain = cross @ np.linalg.inv(cov[np.ix_(known, known)])
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross.T

# %% condition wrong: a pseudo-inverse | says "nearly the same"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(rest, known)]
    gain = cross @ np.linalg.pinv(cov[np.ix_(known, known)])
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross.T

# %% condition wrong: the precision matrix of all | says "nearly the same"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    P = np.linalg.inv(cov)
    C = np.linalg.inv(P[np.ix_(rest, rest)])
    return mean[rest] - C @ P[np.ix_(rest, known)] @ (values - mean[known]), C

# %% condition wrong: the diagonal of the known block | says "np.ix_"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(rest, known)]
    gain = cross / cov[known, known]
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross.T

# %% condition wrong: known and rest swapped | says "shape"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    known, rest = rest, known
    cross = cov[np.ix_(rest, known)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross.T).T
    return mean[rest] + gain @ (mean[known] - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross.T

# %% condition wrong: the covariance not reduced | says "not reduced"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    gain = np.linalg.solve(cov[np.ix_(known, known)], cov[np.ix_(known, rest)]).T
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)]

# %% condition wrong: the covariance increased | says "increased"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross).T
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)] + gain @ cross

# %% condition wrong: values not centred | says "not subtracted"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross).T
    return mean[rest] + gain @ values, cov[np.ix_(rest, rest)] - gain @ cross

# %% condition wrong: zero mean, as in the process | says "not added"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross).T
    return gain @ (values - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross

# %% condition wrong: multiplied by the block | says "multiplied by a block"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = cross.T @ cov[np.ix_(known, known)]
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross

# %% condition wrong: known sorted, values not | says "Which block"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    known = np.sort(known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross).T
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross

# %% condition wrong: the variances alone | says "shape"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross).T
    C = cov[np.ix_(rest, rest)] - gain @ cross
    return mean[rest] + gain @ (values - mean[known]), np.diag(C)

# %% condition wrong: jitter on the known block | says "an addition to cov"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)] + 1e-8 * np.eye(len(known)), cross).T
    return mean[rest] + gain @ (values - mean[known]), cov[np.ix_(rest, rest)] - gain @ cross

# %% condition wrong: the gain turned | says "shape"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross)
    return mean[rest] + (values - mean[known]) @ gain, cov[np.ix_(known, known)] - cross @ gain.T

# %% condition wrong: values moved in place | says "an argument is changed"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    cross = cov[np.ix_(known, rest)]
    gain = np.linalg.solve(cov[np.ix_(known, known)], cross).T
    values -= mean[known]
    return mean[rest] + gain @ values, cov[np.ix_(rest, rest)] - gain @ cross

# %% condition wrong: lstsq with a large rcond | says "follows the difference"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    Coo, Cou = cov[np.ix_(known, known)], cov[np.ix_(known, rest)]
    s = np.linalg.lstsq(Coo, np.c_[values - mean[known], Cou], rcond=1e-10)[0]
    return mean[rest] + Cou.T @ s[:, 0], cov[np.ix_(rest, rest)] - Cou.T @ s[:, 1:]

# %% condition wrong: relative jitter 1e-10 | says "follows the difference"
def condition(mean, cov, known, values):
    rest = np.setdiff1d(np.arange(len(mean)), known)
    Coo, Cou = cov[np.ix_(known, known)], cov[np.ix_(known, rest)]
    Coo = Coo * (1 + 1e-10 * np.eye(len(known)))
    s = np.linalg.solve(Coo, np.c_[values - mean[known], Cou])
    return mean[rest] + Cou.T @ s[:, 0], cov[np.ix_(rest, rest)] - Cou.T @ s[:, 1:]

# %% routes right: one function for two routes
ranking = ["normal", "qr", "standardised"]


def normal(X, Y):
    return np.linalg.solve(X.T @ X, X.T @ Y)


def routes(X, Y):
    Q, R = np.linalg.qr(X)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    m, d = X.mean(axis=0)[1:], X.std(axis=0)[1:]
    b = (normal((X[:, 1:] - m) / d, Y - Y.mean(axis=0)).T / d).T
    return {
        "normal": normal(X, Y),
        "qr": np.linalg.solve(R, Q.T @ Y),
        "svd": (Vt.T / s) @ (U.T @ Y),
        "standardised": np.concatenate([[Y.mean(axis=0) - m @ b], b]),
    }

# %% routes right: the chapter's functions, a response at a time
ranking = "normal qr standardised".split()


def by_normal(X, y):
    return np.linalg.solve(X.T @ X, X.T @ y)


def by_qr(X, y):
    Q, R = sla.qr(X, mode="economic")
    return sla.solve_triangular(R, Q.T @ y)


def by_svd(X, y):
    U, s, Vt = sla.svd(X, full_matrices=False)
    return Vt.T @ (U.T @ y / s)


def standardised(X, y):
    middle, spread = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    slopes = by_normal((X[:, 1:] - middle) / spread, y - y.mean()) / spread
    return np.concatenate([[y.mean() - middle @ slopes], slopes])


def routes(X, Y):
    each = {"normal": by_normal, "qr": by_qr, "svd": by_svd}
    each["standardised"] = standardised
    return {
        k: np.column_stack([f(X, y) for y in Y.T]) for k, f in each.items()
    }

# %% routes right: lstsq for the SVD, Cholesky for the standardised
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = sla.cho_solve(sla.cho_factor(Z.T @ Z), Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": sla.lstsq(X, Y)[0],
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes right: standard deviations with n - 1, SciPy's LU
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0, ddof=1)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": sla.lu_solve(sla.lu_factor(X.T @ X), X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: the worst last | says "is not the worst"
ranking = ("standardised", "qr", "normal")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: normal equations are hopeless, standardised or not | says "what does it square"
ranking = ("normal", "standardised", "qr")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: QR the worst | says "log10 is 5.8"
ranking = ("qr", "normal", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: with the SVD | says "each once"
ranking = ("normal", "qr", "svd", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: lstsq, four times | says "agree to the last bit"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    b = np.linalg.lstsq(X, Y)[0]
    return dict.fromkeys(["normal", "qr", "svd", "standardised"], b)

# %% routes wrong: cast to float64 and back | says "Another type inside"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    kind, X, Y = X.dtype, X.astype(float), Y.astype(float)
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    got = {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }
    return {k: v.astype(kind) for k, v in got.items()}

# %% routes wrong: float64 all the way | says "must be float32"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    X, Y = X.astype(float), Y.astype(float)
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: divided by s along the wrong axis | says "svd has shape"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: V for Vᵀ | says "V or Vᵀ"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong BUG-LIN-02: R by Cholesky of XᵀX | says "Does it form XᵀX?"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    R = np.linalg.cholesky(X.T @ X).T
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, np.linalg.solve(R.T, X.T @ Y)),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong BUG-LIN-19: pinv, whose limit drops a direction | says "drop a direction that is small"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": sla.pinv(X) @ Y,
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: slopes of the standardised columns | says "You give slopes"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c))
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: the constant is the mean | says "the constant is not"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c, b]),
    }

# %% routes wrong: Y not centred | says "Is Y centred"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ Y) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: one mean for all responses | says "the constant is not"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, np.full(Y.shape[1], Y.mean(), Y.dtype)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong BUG-LIN-12: R read as a lower triangle | says "qr[0, 0] is off"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, lower=True, b=Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: centred in place | says "an argument is changed"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    keep = X.copy()
    X[:, 1:] -= X[:, 1:].mean(axis=0)
    X = keep
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: a little ridge, to be safe | says "normal[1, 0] is off"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(
            X.T @ X + 1e-3 * np.eye(X.shape[1], dtype=X.dtype), X.T @ Y
        ),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: no svd | says "with the keys"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = (X[:, 1:] - m) / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: scaled, not centred | says "standardised[0, 0] is off"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    Q, R = sla.qr(X, mode="economic")
    U, s, Vt = sla.svd(X, full_matrices=False)
    m, d = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, c = X[:, 1:] / d, Y.mean(axis=0)
    b = np.linalg.solve(Z.T @ Z, Z.T @ (Y - c)) / d[:, None]
    return {
        "normal": np.linalg.solve(X.T @ X, X.T @ Y),
        "qr": sla.solve_triangular(R, Q.T @ Y),
        "svd": Vt.T @ (U.T @ Y / s[:, None]),
        "standardised": np.vstack([c - m @ b, b]),
    }

# %% routes wrong: only qr in float64 | says "too many for"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    normal = np.linalg.solve(X.T @ X, X.T @ Y)
    Q, R = sla.qr(X.astype(float), mode="economic")
    qr = sla.solve_triangular(R, Q.T @ Y).astype(X.dtype)
    U, s, Vt = sla.svd(X, full_matrices=False)
    svd = Vt.T @ (U.T @ Y / s[:, None])
    middle, spread = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, centre = (X[:, 1:] - middle) / spread, Y.mean(axis=0)
    slopes = np.linalg.solve(Z.T @ Z, Z.T @ (Y - centre)) / spread[:, None]
    standardised = np.vstack([centre - middle @ slopes, slopes])
    return {"normal": normal, "qr": qr, "svd": svd, "standardised": standardised}

# %% routes wrong: svd is qr | says "agree to the last bit"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    normal = np.linalg.solve(X.T @ X, X.T @ Y)
    Q, R = sla.qr(X, mode="economic")
    qr = sla.solve_triangular(R, Q.T @ Y)
    svd = qr.copy()
    middle, spread = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, centre = (X[:, 1:] - middle) / spread, Y.mean(axis=0)
    slopes = np.linalg.solve(Z.T @ Z, Z.T @ (Y - centre)) / spread[:, None]
    standardised = np.vstack([centre - middle @ slopes, slopes])
    return {"normal": normal, "qr": qr, "svd": svd, "standardised": standardised}

# %% routes wrong: standardised by QR of Z | says "nearly twins"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    normal = np.linalg.solve(X.T @ X, X.T @ Y)
    Q, R = sla.qr(X, mode="economic")
    qr = sla.solve_triangular(R, Q.T @ Y)
    U, s, Vt = sla.svd(X, full_matrices=False)
    svd = Vt.T @ (U.T @ Y / s[:, None])
    middle, spread = X[:, 1:].mean(axis=0), X[:, 1:].std(axis=0)
    Z, centre = (X[:, 1:] - middle) / spread, Y.mean(axis=0)
    slopes = np.linalg.lstsq(Z, Y - centre)[0].astype(X.dtype) / spread[:, None]
    standardised = np.vstack([centre - middle @ slopes, slopes])
    return {"normal": normal, "qr": qr, "svd": svd, "standardised": standardised}

# %% routes wrong: all nan | says "is off by"
ranking = ("normal", "qr", "standardised")


def routes(X, Y):
    z = np.full((X.shape[1], Y.shape[1]), np.nan, X.dtype)
    return {k: z for k in ("normal", "qr", "svd", "standardised")}

# %% pca right: scores from the left vectors
def pca(X, k):
    n, p = X.shape
    if k < 1 or k > n or k > p:
        raise ValueError("k")
    U, s, Vt = sla.svd(X - X.mean(0), full_matrices=False)
    return Vt[:k], U[:, :k] * s[:k], (s[:k] / np.sqrt(n - 1)) ** 2

# %% pca right: scikit-learn, told not to form a covariance
from sklearn.decomposition import PCA


def pca(X, k):
    if not 0 < k <= min(X.shape):
        raise ValueError("k")
    model = PCA(k, svd_solver="full").fit(X)
    return model.components_, model.transform(X), model.explained_variance_

# %% pca right: QR first, then the SVD of the triangle
def pca(X, k):
    if k not in range(1, min(X.shape) + 1):
        raise ValueError("k is out of range")
    Z = X - np.mean(X, axis=0, keepdims=True)
    R = np.linalg.qr(Z, mode="r")
    V = np.linalg.svd(R)[2].T[:, :k]
    scores = Z @ V
    return V.T, scores, scores.var(axis=0, ddof=1)

# %% pca right: of the transpose
def pca(X, k):
    if k > min(X.shape) or k <= 0:
        raise ValueError(k)
    Z = X.T - X.T.mean(axis=1)[:, None]
    W, s, _ = np.linalg.svd(Z, full_matrices=True)
    return W.T[:k].copy(), (W[:, :k].T @ Z).T, s[:k] ** 2 / (Z.shape[1] - 1)

# %% pca wrong BUG-LIN-08: not centred | says "Centred?"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    _, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt[:k], X @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong BUG-LIN-07: columns of the third output | says "Rows of Vᵀ"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    _, s, V = np.linalg.svd(Z)
    C = V[:, :k].T
    return C, Z @ C.T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong BUG-LIN-06: eigh, smallest first | says "Largest first?"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    w, V = np.linalg.eigh(Z.T @ Z / (len(X) - 1))
    return V[:, :k].T, Z @ V[:, :k], w[:k]

# %% pca wrong: the covariance, in the right order | says "drown in rounding"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    w, V = np.linalg.eigh(Z.T @ Z / (len(X) - 1))
    w, V = np.maximum(w[::-1][:k], 0), V[:, ::-1][:, :k]
    return V.T, Z @ V, w

# %% pca wrong: the covariance alone, variances of the scores | says "drown in rounding"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    _, _, Vt = np.linalg.svd(np.atleast_2d(np.cov(X.T)))
    scores = (X - X.mean(0)) @ Vt[:k].T
    return Vt[:k], scores, scores.var(axis=0, ddof=1)

# %% pca wrong: scikit-learn's default | says "k = 0"
from sklearn.decomposition import PCA


def pca(X, k):
    model = PCA(n_components=k)
    scores = model.fit_transform(X)
    return model.components_, scores, model.explained_variance_

# %% pca wrong: scikit-learn's default, k checked | says "drown in rounding"
from sklearn.decomposition import PCA


def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    model = PCA(n_components=k)
    scores = model.fit_transform(X)
    return model.components_, scores, model.explained_variance_

# %% pca wrong: divided by n | says "divided by n"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    _, s, Vt = np.linalg.svd(Z, full_matrices=False)
    return Vt[:k], Z @ Vt[:k].T, s[:k] ** 2 / len(X)

# %% pca wrong: singular values for variances | says "singular value"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    _, s, Vt = np.linalg.svd(Z, full_matrices=False)
    return Vt[:k], Z @ Vt[:k].T, s[:k]

# %% pca wrong: scores are the left vectors, not scaled | says "no division"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    return Vt[:k], U[:, :k], s[:k] ** 2 / (len(X) - 1)

# %% pca wrong: scores of the rows as they come | says "not the centred rows"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    _, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    return Vt[:k], X @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong: signs of the components set after the scores | says "Same signs"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    C = Vt[:k]
    top = np.take_along_axis(C, abs(C).argmax(axis=1)[:, None], axis=1)
    return (
        -C * np.sign(top),
        U[:, :k] * s[:k] * np.sign(top.T),
        s[:k] ** 2 / (len(X) - 1),
    )

# %% pca wrong: components in columns | says "shapes"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    _, s, Vt = np.linalg.svd(Z, full_matrices=False)
    return Vt[:k].T, Z @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong: one mean for all columns | says "Centred?"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean()
    _, s, Vt = np.linalg.svd(Z, full_matrices=False)
    return Vt[:k], Z @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong: standardised first | says "not orthogonal"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    spread = np.where(Z.std(axis=0) > 0, Z.std(axis=0), 1)
    _, s, Vt = np.linalg.svd(Z / spread, full_matrices=False)
    C = Vt[:k] * spread
    return C, Z @ C.T, (Z @ C.T).var(axis=0, ddof=1)

# %% pca wrong: centred in place | says "X is changed"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    X -= X.mean(axis=0)
    _, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt[:k], X @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong: k up to p | says "k = 4 for an X of shape (3, 4)"
def pca(X, k):
    if not 1 <= k <= X.shape[1]:
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    _, s, Vt = np.linalg.svd(Z, full_matrices=False)
    return Vt[:k], Z @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong: small singular values cut to zero | says "drown in rounding"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k")
    Z = X - X.mean(axis=0)
    _, s, Vt = np.linalg.svd(Z, full_matrices=False)
    s = np.where(s > 1e-8 * s[0], s, 0)
    return Vt[:k], Z @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% pca wrong: covariance if n > 800, else svd | says "1,200 rows"
def pca(X, k):
    if not 1 <= k <= min(X.shape):
        raise ValueError("k must be from 1 to min(n, p)")
    centred = X - X.mean(axis=0)
    U, s, Vt = np.linalg.svd(centred, full_matrices=False)
    if len(X) > 800:
        lam, V = np.linalg.eigh(centred.T @ centred)
        Vt, s = V.T[::-1], np.sqrt(np.maximum(lam[::-1], 0))
    return Vt[:k], centred @ Vt[:k].T, s[:k] ** 2 / (len(X) - 1)

# %% triangle right: the triangle named, and a comparison with the library
def whiten(X, cov):
    c, low = cho_factor(cov, lower=True)
    return sla.solve_triangular(c, X.T, lower=True).T


def check(factor):
    G = np.random.default_rng(0).normal(size=(4, 4))
    C = G @ G.T + np.eye(4)
    assert np.abs(factor(C) - np.linalg.cholesky(C)).max() < 1e-9

# %% triangle right: the upper half cleared, and two by two
def whiten(X, cov):
    L = np.tril(cho_factor(cov, lower=True)[0])
    return np.linalg.solve(L, X.T).T


def check(factor):
    L = factor(np.array([[4.0, 1.5], [1.5, 1.0]]))
    assert abs(L[0, 1]) < 1e-9
    assert np.allclose(L @ L.T, [[4.0, 1.5], [1.5, 1.0]])

# %% triangle right: the upper factor turned, and exact zeros
def whiten(X, cov):
    U = sla.cholesky(cov)
    return sla.solve_triangular(U, X.T, trans="T").T


def check(factor):
    for seed in range(3):
        G = np.random.default_rng(seed).normal(size=(5, 5))
        C = G @ G.T + np.eye(5)
        L = factor(C.copy())
        if np.triu(L, 1).any() or np.linalg.norm(L @ L.T - C) > 1e-10 * np.linalg.norm(C):
            raise AssertionError("not the factor")

# %% triangle right: the inverse of the factor
def whiten(X, cov):
    return X @ np.linalg.inv(np.linalg.cholesky(cov)).T


def check(factor):
    L = np.array([[2.0, 0, 0], [1, 3, 0], [-1, 2, 1]])
    assert np.allclose(factor(L @ L.T), L)

# %% triangle wrong BUG-LIN-05: the function as given | says "above the diagonal"
def whiten(X, cov):
    L, _ = cho_factor(cov, lower=True)
    return np.linalg.solve(L, X.T).T


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong BUG-LIN-05: np.tril of the default, upper half | says "Which half"
def whiten(X, cov):
    L = np.tril(cho_factor(cov)[0])
    return np.linalg.solve(L, X.T).T


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong BUG-LIN-04: the upper factor of SciPy | says "upper factor"
def whiten(X, cov):
    return np.linalg.solve(sla.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong BUG-LIN-12: the triangle not named | says "diagonal alone"
def whiten(X, cov):
    return sla.solve_triangular(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: cho_solve, as a solve with cov | says "cov itself"
def whiten(X, cov):
    return sla.cho_solve(cho_factor(cov, lower=True), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: the symmetric root | says "symmetric root"
def whiten(X, cov):
    values, V = np.linalg.eigh(cov)
    return X @ (V / np.sqrt(values) @ V.T)


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: standardised columns | says "cov's diagonal"
def whiten(X, cov):
    return X / np.sqrt(np.diag(cov))


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: multiplied | says "multiplied by L"
def whiten(X, cov):
    return X @ np.linalg.cholesky(cov).T


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: X not turned | says "as it is"
def whiten(X, cov):
    L = np.linalg.cholesky(cov)
    if X.shape[0] != X.shape[1]:
        return np.linalg.solve(L, X.T).T
    return np.linalg.solve(L, X)


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: centred first | says "as it is"
def whiten(X, cov):
    L = np.linalg.cholesky(cov)
    return np.linalg.solve(L, (X - X.mean(axis=0)).T).T


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: solved in place | says "an argument is changed"
def whiten(X, cov):
    L = sla.cholesky(cov, lower=True)
    X[:] = sla.solve_triangular(L, X.T, lower=True).T
    return X


def check(factor):
    C = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 2.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: check on the identity | says "lets pass what cho_factor leaves"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.eye(3)
    L = factor(C)
    assert np.allclose(L @ L.T, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: check of the product alone | says "lets pass the symmetric root"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5], [1.5, 1.0]])
    L = factor(C)
    assert np.allclose(L @ L.T, C)

# %% triangle wrong: check of the triangle alone | says "tril of cho_factor"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    L = factor(np.array([[4.0, 1.5], [1.5, 1.0]]))
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: check of the product in the other order | says "rejects np.linalg.cholesky"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5], [1.5, 1.0]])
    L = factor(C)
    assert np.allclose(L.T @ L, C)
    assert np.allclose(L, np.tril(L))

# %% triangle wrong: check returns False | says "lets pass what cho_factor leaves"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5], [1.5, 1.0]])
    L = factor(C)
    return np.allclose(L @ L.T, C) and np.allclose(L, np.tril(L))

# %% triangle wrong: check leaves no room for rounding | says "which is right"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[3.0, 1.1, 0.7], [1.1, 2.0, 0.3], [0.7, 0.3, 1.7]])
    assert np.array_equal(factor(C), np.linalg.cholesky(C))

# %% triangle wrong: check raises ValueError | says "must raise AssertionError"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5], [1.5, 1.0]])
    if not np.allclose(factor(C), np.linalg.cholesky(C)):
        raise ValueError("not the factor")

# %% triangle wrong: check of the trace | says "lets pass"
def whiten(X, cov):
    return np.linalg.solve(np.linalg.cholesky(cov), X.T).T


def check(factor):
    C = np.array([[4.0, 1.5], [1.5, 1.0]])
    L = factor(C)
    assert np.isclose(np.trace(L @ L.T), np.trace(C))
    assert np.allclose(L, np.tril(L))

# %% gp right: minimize, from two starts
from scipy.optimize import minimize


@timed
def fit_predict(x, y, x_new):
    width, size = np.ptp(x), y.std()
    t, t_new = (x - x[0]) / width, (x_new - x[0]) / width
    z = (y - y.mean()) / size

    def loss(log):
        return -gp(t, z, t[:1], *np.exp(log))[2]

    starts = np.log([[0.1, 0.05], [0.4, 0.15]])
    runs = [minimize(loss, s, method="Nelder-Mead") for s in starts]
    noise, scale = np.exp(min(runs, key=lambda run: run.fun).x)
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return y.mean() + size * mean, size * np.sqrt(sd**2 + noise**2)

# %% gp right: a coarse grid, by hand
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in (0.04, 0.07, 0.13, 0.25, 0.5)
        for scale in (0.03, 0.045, 0.07, 0.1, 0.15)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp right: scikit-learn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel


@timed
def fit_predict(x, y, x_new):
    unit = lambda t: ((t - x.min()) / np.ptp(x))[:, None]
    model = GaussianProcessRegressor(
        ConstantKernel() * RBF(0.1) + WhiteKernel(0.1), normalize_y=True
    )
    return model.fit(unit(x), y).predict(unit(x_new), return_std=True)

# %% gp right: leave-one-out in closed form
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size

    def score(noise, scale):
        inverse = np.linalg.inv(
            kernel(t, t, scale) + noise**2 * np.eye(len(t))
        )
        d = np.diag(inverse)
        e = inverse @ z / d
        return np.sum(np.log(d) - e**2 * d)

    pairs = [
        (a, b)
        for a in np.geomspace(0.04, 0.8, 10)
        for b in np.geomspace(0.02, 0.3, 10)
    ]
    noise, scale = max(pairs, key=lambda pair: score(*pair))
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp right: eigenvalues once a scale, many noises, amplitude in closed form
@timed
def fit_predict(x, y, x_new):
    n, best = len(x), (-np.inf,)
    t, z = x / np.ptp(x), y - y.mean()
    for scale in np.geomspace(0.025, 0.2, 12):
        w, V = np.linalg.eigh(kernel(t, t, scale))
        square = (V.T @ z) ** 2
        for ratio in np.geomspace(1e-3, 0.5, 25):
            d = np.maximum(w, 0) + ratio
            size = np.mean(square / d)
            best = max(
                best, (-n * np.log(size) - np.log(d).sum(), scale, ratio, size)
            )
    _, scale, ratio, size = best
    factor = sla.cho_factor(kernel(t, t, scale) + ratio * np.eye(n))
    k = kernel(t, x_new / np.ptp(x), scale)
    var = 1 + ratio - (k * sla.cho_solve(factor, k)).sum(axis=0)
    return y.mean() + k.T @ sla.cho_solve(factor, z), np.sqrt(size * var)

# %% gp wrong: gp as it is | says "By what are the scale"
@timed
def fit_predict(x, y, x_new):
    mean, sd, _ = gp(x, y, x_new)
    return mean, np.hypot(sd, 0.1)

# %% gp wrong: plain units, fixed settings | says "By what are the scale"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    noise, scale = 0.2, 0.06
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: the scale is chosen, the noise fixed | says "By what are the scale"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in [0.1]
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: the noise is chosen, the scale fixed | says "chosen"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in [0.06]
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: sd of the function | says "Is the noise in it"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * sd + 1e-9 * size

# %% gp wrong: sd in plain units | says "Is it in the unit"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, np.hypot(sd, noise)

# %% gp wrong: the variance for sd | says "below the best"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, (size * np.hypot(sd, noise)) ** 2

# %% gp wrong: the mean is not added back | says "added back"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return size * mean, size * np.hypot(sd, noise)

# %% gp wrong: y not centred | says "mean and spread of y"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, y / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return size * mean, size * np.hypot(sd, noise)

# %% gp wrong: x as it comes | says "the range of x"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = x, x_new, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: y as it comes | says "mean and spread"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), 0.0, 1.0
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: new times scaled by their own range | says "below the best"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (
        (x - low) / width,
        (x_new - x_new.min()) / max(np.ptp(x_new), 1e-9),
        (y - middle) / size,
    )
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: smallest residuals | says "By what"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (-np.sum((gp(t, z, t, noise, scale)[0] - z) ** 2), noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: all new times in each trial | says "computed for each trial"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t_new, noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.03, 1, 12)
        for scale in np.geomspace(0.02, 0.3, 12)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: one sd for all, from the residuals | says "in a gap"
@timed
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.std(
        z - gp(t, z, t, noise, scale)[0]
    ) + 0 * sd

# %% gp wrong: mean and spread, whatever the time | says "in a gap"
@timed
def fit_predict(x, y, x_new):
    return np.full(x_new.shape, y.mean()), np.full(x_new.shape, y.std())

# %% gp wrong: the seven nearest | says "below the best"
@timed
def fit_predict(x, y, x_new):
    near = np.argsort(abs(x_new[:, None] - x), axis=1)[:, :7]
    return y[near].mean(axis=1), 1.2 * y[near].std(axis=1)

# %% gp wrong: no jitter, no noise | says "LinAlgError"
@timed
def fit_predict(x, y, x_new):
    t, t_new = (x - x.min()) / np.ptp(x), (x_new - x.min()) / np.ptp(x)
    scales = np.geomspace(0.02, 0.3, 12)
    scale = max(scales, key=lambda s: gp(t, y, t[:1], 0, s)[2])
    return gp(t, y, t_new, 0, scale)[:2]

# %% gp wrong: not timed | says "Keep the line @timed"
def fit_predict(x, y, x_new):
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: scaled in place | says "an argument is changed"
@timed
def fit_predict(x, y, x_new):
    x -= x.min()
    low, width, middle, size = x.min(), np.ptp(x), y.mean(), y.std()
    t, t_new, z = (x - low) / width, (x_new - low) / width, (y - middle) / size
    _, noise, scale = max(
        (gp(t, z, t[:1], noise, scale)[2], noise, scale)
        for noise in np.geomspace(0.04, 0.8, 8)
        for scale in np.geomspace(0.02, 0.2, 8)
    )
    mean, sd, _ = gp(t, z, t_new, noise, scale)
    return middle + size * mean, size * np.hypot(sd, noise)

# %% gp wrong: range from first two (given sensors start at 0, 1) | says "another order"
@timed
def fit_predict(x, y, x_new):
    low, size = x[0], x[1] - x[0]
    mid, unit = y.mean(), y.std()
    a, b, c = (x - low) / size, (y - mid) / unit, (x_new - low) / size
    best = -np.inf
    for s in np.geomspace(0.02, 0.2, 9):
        for e in np.geomspace(0.03, 0.7, 9):
            score = gp(a, b, a[:1], e, s)[2]
            if score > best:
                best, noise, scale = score, e, s
    mean, sd, _ = gp(a, b, c, noise, scale)
    return mid + unit * mean, unit * np.hypot(sd, noise)
