"""Answers that prove the tests of 02-optimize."""

# %% verdict right: the letter
verdict = "d"

# %% verdict right: upper case with a space
verdict = " D"

# %% verdict right: computed from the three runs
found = []
for change in (lambda f: f, lambda f: 1e-10 * f, np.float32):
    fit = optimize.minimize(
        lambda w: change(price_loss(w)), np.zeros(2), method="L-BFGS-B"
    )
    found.append((fit.success, abs(fit.x[0] - 5) < 0.1))
verdict = {
    ((True, True), (True, False), (True, False)): "d",
    ((True, True), (True, True), (True, False)): "c",
}[tuple((bool(s), bool(r)) for s, r in found)]

# %% verdict right: looked up by the runs that are right
answers = {"only A right": "d"}
verdict = answers["only A right"]


# %% verdict wrong BUG-OPT-05: success is taken to mean that the minimum was found | says "stopping rule was met"
verdict = "a"

# %% verdict wrong BUG-OPT-16: neither scale nor rounding matters | says "estimated slopes"
verdict = "b"

# %% verdict wrong BUG-OPT-16: a factor is harmless | says "gtol"
verdict = "c"

# %% verdict wrong BUG-OPT-01: float32 is exact enough | says "difference quotient"
verdict = "e"

# %% verdict wrong: two letters | says "letters a to e"
verdict = "cd"

# %% luckiest right: the letter
luckiest = "b"

# %% luckiest right: upper case
luckiest = "B"

# %% luckiest right: simulated first
_draws = np.random.default_rng(0).normal(size=(200, 2000))
luckiest = "b" if _draws.min(1).mean() < _draws[:, :200].min(1).mean() else "d"

# %% luckiest right: an element of an array
luckiest = np.array(["b"])[0]


# %% luckiest wrong: unbiased readings have an unbiased minimum | says "is the lowest of 200"
luckiest = "a"

# %% luckiest wrong: an exact sweep cannot be optimistic | says "same sample"
luckiest = "c"

# %% luckiest wrong: a larger search is more evidence | says "More settings are not more evidence"
luckiest = "d"

# %% luckiest wrong: two letters | says "luckiest is 'bd'"
luckiest = "bd"

# %% luckiest wrong: a number in place of a letter | says "letters a to d"
luckiest = 2


# %% logloss right: log_expit for both labels
def calibration_loss(params, scores, y):
    a, b = params
    scores = np.asarray(scores, dtype=float).ravel()
    y = np.asarray(y, dtype=float).ravel()
    z = a * scores + b
    return -np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss right: logaddexp on the signed margin, returns float
def calibration_loss(params, scores, y):
    a, b = params
    z = a * np.asarray(scores, dtype=float).ravel() + b
    sign = 2 * np.asarray(y, dtype=float).ravel() - 1
    return float(np.logaddexp(0, -sign * z).mean())


# %% logloss right: one softplus for both labels
def calibration_loss(params, scores, y):
    a, b = params
    scores = np.asarray(scores, dtype=float).ravel()
    y = np.asarray(y, dtype=float).ravel()
    z = a * scores + b
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-abs(z))))


# %% logloss right: a loop over the cases with math
def calibration_loss(params, scores, y):
    import math

    a, b = params
    total = 0.0
    scores, y = np.ravel(scores).tolist(), np.ravel(y).tolist()
    for s, label in zip(scores, y):
        z = a * s + b
        m = -z if label else z
        total += max(m, 0.0) + math.log1p(math.exp(-abs(m)))
    return total / len(y)


# %% logloss right: np.where on the label, shape (1,) averaged with sum
def calibration_loss(params, scores, y):
    z = params[0] * np.reshape(scores, -1).astype(float) + params[1]
    y = np.reshape(y, -1)
    return np.sum(np.where(y == 1, -log_expit(z), -log_expit(-z))) / len(z)


# %% logloss right: distribution functions of scipy.stats
def calibration_loss(params, scores, y):
    from scipy.stats import logistic

    a, b = params
    z = a * np.asarray(scores, dtype=float).ravel() + b
    y = np.asarray(y, dtype=float).ravel()
    return -np.mean(np.where(y, logistic.logcdf(z), logistic.logsf(z)))


# %% logloss right: a data frame of the two labels
def calibration_loss(params, scores, y):
    import pandas as pd

    a, b = params
    z = a * np.asarray(scores, float).ravel() + b
    d = pd.DataFrame({"z": z, "y": np.asarray(y).ravel()})
    d["loss"] = -log_expit(d.z.where(d.y == 1, -d.z))
    return d["loss"].mean()


# %% logloss right: logsumexp, masks, an array of shape (1,)
def calibration_loss(params, scores, y):
    from scipy.special import logsumexp

    z = params[0] * np.asarray(scores, float).ravel() + params[1]
    y = np.asarray(y).ravel().astype(bool)
    m = np.concatenate([-z[y], z[~y]])
    loss = logsumexp(np.stack([np.zeros_like(m), m]), axis=0)
    return loss.mean(keepdims=True)


# %% logloss wrong: the labels are changed in place | says "caller's arrays"
def calibration_loss(params, scores, y):
    a, b = params
    scores = np.asarray(scores, dtype=float).ravel()
    y = np.asarray(y, dtype=float).ravel()
    z = a * scores + b
    y *= 2
    y -= 1
    return np.mean(np.logaddexp(0, -y * z))


# %% logloss wrong BUG-OPT-12: logarithm of the rounded probability | says "in one step"
def calibration_loss(params, scores, y):
    a, b = params
    z = a * np.ravel(scores) + b
    y = np.ravel(y)
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


# %% logloss wrong BUG-OPT-12: probability clipped at 1e-15 | says "Clipping"
def calibration_loss(params, scores, y):
    a, b = params
    z = a * np.ravel(scores) + b
    y = np.ravel(y)
    p = np.clip(expit(z), 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


# %% logloss wrong BUG-NP-13: log(1 + exp(m)) overflows | says "overflowed"
def calibration_loss(params, scores, y):
    a, b = params
    z = a * np.ravel(scores) + b
    sign = 2 * np.ravel(y) - 1
    return np.mean(np.log(1 + np.exp(-sign * z)))


# %% logloss wrong: sum over the cases | says "sum over the cases"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    return -np.sum(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: sign turned | says "sign is turned"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    return np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: labels swapped | says "swapped"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    return -np.mean(y * log_expit(-z) + (1 - y) * log_expit(z))


# %% logloss wrong: term of the negative class left out | says "Only the cases with label 1"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    return -np.mean(y * log_expit(z))


# %% logloss wrong BUG-NP-01: (n,) times (n, 1) broadcasts | says "ravel scores and labels"
def calibration_loss(params, scores, y):
    a, b = params
    z = a * np.asarray(scores) + b
    y = np.asarray(y)
    return -np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: loss per case is returned | says "one number"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    return -(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: a straight line from a margin of 10 on | says "the difference is"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    m = np.where(y == 1, -z, z)
    return np.mean(np.where(m > 10, m, np.log1p(np.exp(np.minimum(m, 10)))))


# %% logloss wrong: a straight line from a margin of 15 on | says "a large margin replace"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    m = np.where(y == 1, -z, z)
    return np.mean(np.where(m > 15, m, np.log1p(np.exp(np.minimum(m, 15)))))


# %% logloss wrong: margins in float32 | says "calculate in float64"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = (a * np.ravel(scores) + b).astype(np.float32), np.ravel(y)
    return -np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: margins clipped at 1000 | says "a large margin replace"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = np.clip(a * np.ravel(scores) + b, -1000, 1000), np.ravel(y)
    return -np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: b left out | says "b is left out"
def calibration_loss(params, scores, y):
    z, y = params[0] * np.ravel(scores), np.ravel(y)
    return -np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: median over the cases | says "median"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    return -np.median(y * log_expit(z) + (1 - y) * log_expit(-z))


# %% logloss wrong: mean over the two labels | says "every case counts once"
def calibration_loss(params, scores, y):
    a, b = params
    z, y = a * np.ravel(scores) + b, np.ravel(y)
    loss = -(y * log_expit(z) + (1 - y) * log_expit(-z))
    return np.mean([loss[y == label].mean() for label in np.unique(y)])


# %% logloss wrong: loss and gradient, as the chapter hands them to the solver | says "one number"
def calibration_loss(params, scores, y):
    a, b = params
    scores = np.asarray(scores, dtype=float).ravel()
    y = np.asarray(y, dtype=float).ravel()
    z = a * scores + b
    loss = -np.mean(y * log_expit(z) + (1 - y) * log_expit(-z))
    miss = expit(z) - y
    return loss, np.array([np.mean(miss * scores), np.mean(miss)])


# %% logloss wrong: log(1 - p) taken for -log p | says "1 - p as expit"
def calibration_loss(params, scores, y):
    a, b = params
    scores = np.asarray(scores, dtype=float).ravel()
    y = np.asarray(y, dtype=float).ravel()
    z = a * scores + b
    return -np.mean(y * log_expit(z) - (1 - y) * log_expit(z))


# %% logloss wrong: labels taken as -1 and 1 | says "they are 0 and 1"
def calibration_loss(params, scores, y):
    a, b = params
    z = a * np.asarray(scores, dtype=float).ravel() + b
    return np.mean(np.logaddexp(0, -np.asarray(y).ravel() * z))


# %% logloss wrong BUG-NP-13: the overflow is covered by nan_to_num | says "overflowed"
def calibration_loss(params, scores, y):
    a, b = params
    margin = a * np.asarray(scores, float).ravel() + b
    lost = np.log1p(np.exp(np.where(np.asarray(y).ravel() == 1, -margin, margin)))
    return np.nan_to_num(lost).mean()

# %% platt right: L-BFGS-B on standardised scores
def fit_platt(scores, y):
    s = np.asarray(scores, dtype=float).ravel()
    y = np.asarray(y, dtype=float).ravel()
    if y.min() == y.max():
        raise ValueError("one class only")
    m, d = s.mean(), s.std()
    a, b = optimize.minimize(
        platt_loss, [1, 0], args=((s - m) / d, y), jac=platt_gradient
    ).x
    return np.array([a / d, b - a * m / d])


# %% platt right: Newton steps with a halving safeguard
def fit_platt(scores, y):
    s, y = np.ravel(scores).astype(float), np.ravel(y)
    if len(set(y.tolist())) < 2:
        raise ValueError("labels must hold both classes")
    m, d = np.median(s), np.ptp(s)
    z = (s - m) / d
    design = np.column_stack([z, np.ones_like(z)])
    p = np.zeros(2)
    for _ in range(100):
        q = expit(design @ p)
        hess = design.T @ (design * (q * (1 - q))[:, None]) / len(y)
        step = np.linalg.solve(hess, platt_gradient(p, z, y))
        while platt_loss(p - step, z, y) > platt_loss(p, z, y) + 1e-12:
            step /= 2
        p = p - step
    return float(p[0] / d), float(p[1] - p[0] * m / d)


# %% platt right: list for the gradient, scikit-learn for the fit
def fit_platt(scores, y):
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    s = StandardScaler().fit(np.reshape(scores, (-1, 1)))
    z = s.transform(np.reshape(scores, (-1, 1)))
    fit = LogisticRegression(C=np.inf, tol=1e-8).fit(z, np.ravel(y))
    a = fit.coef_[0, 0] / s.scale_[0]
    return a, fit.intercept_[0] - a * s.mean_[0]


# %% platt right: Nelder-Mead without the gradient, tight tolerances
def fit_platt(scores, y):
    s, y = np.ravel(scores), np.ravel(y)
    if y.all() or not y.any():
        raise ValueError("one class")
    z = (s - s.mean()) / s.std()
    tight = {"xatol": 1e-8, "fatol": 1e-12, "maxiter": 2000}
    a, b = optimize.minimize(
        platt_loss, [0, 0], (z, y), method="Nelder-Mead", options=tight
    ).x
    return a / s.std(), b - a * s.mean() / s.std()


# %% platt right: root of the gradient
def fit_platt(scores, y):
    s, y = np.ravel(np.asarray(scores, float)), np.ravel(y)
    if np.unique(y).size == 1:
        raise ValueError("one class")
    u = (s - np.mean(s)) / np.std(s, ddof=1)
    sol = optimize.root(platt_gradient, [0, 0], args=(u, y))
    a = sol.x[0] / np.std(s, ddof=1)
    return a, sol.x[1] - a * np.mean(s)


# %% platt right: trust-exact with the second derivatives, mean absolute deviation
def fit_platt(scores, y):
    s = np.asarray(scores, float).reshape(-1)
    y = np.asarray(y, float).reshape(-1)
    if (y == y[0]).all():
        raise ValueError("one class")
    c = np.median(s)
    k = np.abs(s - c).mean()

    def hess(w, u, y):
        p = expit(w[0] * u + w[1])
        q = p * (1 - p)
        cross = np.mean(q * u)
        return np.array([[np.mean(q * u * u), cross], [cross, np.mean(q)]])

    w = optimize.minimize(
        platt_loss,
        np.zeros(2),
        ((s - c) / k, y),
        "trust-exact",
        jac=platt_gradient,
        hess=hess,
        options={"gtol": 1e-8},
    ).x
    return w[0] / k, w[1] - w[0] * c / k


# %% platt wrong BUG-OPT-17: raw scores, the solver stops in the long valley | says "mean 0 and spread 1"
def fit_platt(scores, y):
    if np.all(np.ravel(y) == np.ravel(y)[0]):
        raise ValueError("one class")
    res = optimize.minimize(
        platt_loss,
        [1.0, 0.0],
        args=(scores, y),
        jac=platt_gradient,
        method="L-BFGS-B",
    )
    return res.x[0], res.x[1]


# %% platt wrong: the intercept of the standardised fit is not converted back | says "a is right, b is not"
def fit_platt(scores, y):
    s, y = np.ravel(scores), np.ravel(y)
    if y.min() == y.max():
        raise ValueError("one class")
    z = (s - s.mean()) / s.std()
    a, b = optimize.minimize(
        platt_loss, [1, 0], args=(z, y), jac=platt_gradient
    ).x
    return a / s.std(), b


# %% platt wrong: scaled by the distance of the quartiles, which may be 0 | says "could a spread be 0"
def fit_platt(scores, y):
    s, y = np.ravel(np.asarray(scores, float)), np.ravel(y)
    if np.unique(y).size == 1:
        raise ValueError("one class")
    m, d = np.median(s), np.subtract(*np.percentile(s, [75, 25]))
    a, b = optimize.minimize(
        platt_loss, [0, 0], args=((s - m) / d, y), jac=platt_gradient
    ).x
    return a / d, b - a * m / d


# %% platt wrong: scikit-learn with its penalty | says "No penalty"
def fit_platt(scores, y):
    from sklearn.linear_model import LogisticRegression

    s, y = np.ravel(np.asarray(scores, float)), np.ravel(y)
    m, d = s.mean(), s.std()
    fit = LogisticRegression().fit(((s - m) / d)[:, None], y)
    a = fit.coef_[0, 0] / d
    return a, fit.intercept_[0] - a * m


# %% platt wrong: Platt's smoothed labels | says "smoothed labels"
def fit_platt(scores, y):
    s, y = np.ravel(np.asarray(scores, float)), np.ravel(y)
    if np.unique(y).size == 1:
        raise ValueError("one class")
    hits, misses = y.sum(), (1 - y).sum()
    soft = np.where(y == 1, (hits + 1) / (hits + 2), 1 / (misses + 2))
    m, d = s.mean(), s.std()
    u = (s - m) / d

    def loss(p):
        z = p[0] * u + p[1]
        return -np.mean(soft * log_expit(z) + (1 - soft) * log_expit(-z))

    a, b = optimize.minimize(loss, [0, 0]).x
    return a / d, b - a * m / d


# %% platt wrong: the slope is kept positive | says "spread 1"
def fit_platt(scores, y):
    s, y = np.ravel(np.asarray(scores, float)), np.ravel(y)
    if np.unique(y).size == 1:
        raise ValueError("one class")
    m, d = s.mean(), s.std()
    a, b = optimize.minimize(
        platt_loss,
        [1, 0],
        args=((s - m) / d, y),
        jac=platt_gradient,
        bounds=[(0, None), (None, None)],
    ).x
    return a / d, b - a * m / d


# %% platt wrong: neither slope nor intercept converted back | says "convert a and b back"
def fit_platt(scores, y):
    s, y = np.asarray(scores, float).ravel(), np.asarray(y, float).ravel()
    if np.all(y == y[0]):
        raise ValueError("only one label")
    m, sd = s.mean(), s.std()
    u = (s - m) / sd
    res = optimize.minimize(
        platt_loss,
        [0.0, 0.0],
        args=(u, y),
        jac=platt_gradient,
        method="L-BFGS-B",
    )
    return res.x


# %% platt wrong: intercept converted with the slope of the standardised scores | says "a is right, b is not"
def fit_platt(scores, y):
    s, y = np.asarray(scores, float).ravel(), np.asarray(y, float).ravel()
    if np.all(y == y[0]):
        raise ValueError("only one label")
    m, sd = s.mean(), s.std()
    u = (s - m) / sd
    res = optimize.minimize(
        platt_loss,
        [0.0, 0.0],
        args=(u, y),
        jac=platt_gradient,
        method="L-BFGS-B",
    )
    a = res.x[0] / sd
    return a, res.x[1] - res.x[0] * m


# %% platt wrong: divided by the largest score, which may be 0 | says "mean 0 and spread 1"
def fit_platt(scores, y):
    s = np.asarray(scores, dtype=float).ravel()
    y = np.asarray(y, dtype=float).ravel()
    if y.min() == y.max():
        raise ValueError("one class only")
    m, d = 0.0, s.max()
    a, b = optimize.minimize(
        platt_loss, [1, 0], args=((s - m) / d, y), jac=platt_gradient
    ).x
    return np.array([a / d, b - a * m / d])


# %% platt wrong BUG-OPT-17: raw scores, a solver without derivatives | says "mean 0 and spread 1"
def fit_platt(scores, y):
    scores = np.asarray(scores, dtype=float)
    return optimize.minimize(
        platt_loss, [0.0, 0.0], (scores, y), method="Nelder-Mead"
    ).x


# %% platt wrong: the scores are centred, not scaled | says "mean 0 and spread 1"
def fit_platt(scores, y):
    centre = np.mean(scores)
    a, b = fit_raw(np.asarray(scores) - centre, y)
    return a, b - a * centre


# %% platt wrong: the scores are scaled, not centred | says "mean 0 and spread 1"
def fit_platt(scores, y):
    spread = np.std(scores)
    a, b = fit_raw(np.asarray(scores) / spread, y)
    return a / spread, b


# %% platt wrong: the caller's scores are changed | says "changes the caller"
def fit_platt(scores, y):
    centre, spread = scores.mean(), scores.std()
    scores -= centre
    scores /= spread
    a, b = fit_raw(scores, y)
    return a / spread, b - a * centre / spread


# %% platt wrong: standard scores clipped at 3 | says "three far scores"
def fit_platt(scores, y):
    middle, spread = scores.mean(), scores.std()
    slope, level = fit_raw(np.clip((scores - middle) / spread, -3, 3), y)
    return slope / spread, level - slope * middle / spread


# %% platt wrong: the pair is turned round | says "slope comes first"
def fit_platt(scores, y):
    middle, spread = np.mean(scores), np.std(scores)
    a, b = fit_raw((np.asarray(scores, float) - middle) / spread, np.asarray(y))
    return b - a * middle / spread, a / spread

# %% threshold right: sort and sweep
def best_threshold(scores, y, beta=1.0):
    s, y = np.asarray(scores, float).ravel(), np.asarray(y).ravel() == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("no positive label, or a NaN score")
    values, where = np.unique(s, return_inverse=True)
    n_at = np.bincount(where)[::-1].cumsum()[::-1]
    tp = np.bincount(where, weights=y)[::-1].cumsum()[::-1]
    f1 = (1 + beta**2) * tp / (n_at + beta**2 * y.sum())
    return values[f1.argmax()], f1.max()


# %% threshold right: loop over the distinct scores, list in and out
def best_threshold(scores, y, beta=1.0):
    s = [float(v) for v in np.ravel(scores)]
    y = [int(v) for v in np.ravel(y)]
    if sum(y) == 0 or any(v != v for v in s):
        raise ValueError("bad input")
    best = (0.0, -1.0)
    for t in sorted(set(s), reverse=True):
        tp = sum(label for v, label in zip(s, y) if v >= t)
        fp = sum(1 - label for v, label in zip(s, y) if v >= t)
        b2, fn = beta * beta, sum(y) - tp
        f1 = (1 + b2) * tp / ((1 + b2) * tp + b2 * fn + fp)
        if f1 >= best[1]:
            best = (t, f1)
    return [best[0], best[1]]


# %% threshold right: scikit-learn's precision_recall_curve
def best_threshold(scores, y, beta=1.0):
    from sklearn.metrics import precision_recall_curve

    s, y = np.ravel(scores).astype(float), np.ravel(y).astype(int)
    if y.sum() == 0:
        raise ValueError("no positive label")
    if np.isnan(s).any():
        raise ValueError("NaN score")
    precision, recall, cuts = precision_recall_curve(y, s)
    total = beta**2 * precision + recall
    f1 = (1 + beta**2) * precision * recall / np.where(total > 0, total, 1)
    best = f1[:-1].argmax()
    return cuts[best], f1[best]


# %% threshold right: cuts midway between distinct scores
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y).astype(bool)
    if not y.any():
        raise ValueError("no positive label")
    if not np.all(np.isfinite(s)):
        raise ValueError("NaN among the scores")
    u = np.unique(s)
    cuts = np.append(u[0] - 1, (u[1:] + u[:-1]) / 2)
    calls = s >= cuts[:, None]
    hits = (calls & y).sum(1)
    f1 = (1 + beta**2) * hits / (calls.sum(1) + beta**2 * y.sum())
    return float(cuts[f1.argmax()]), float(f1.max())


# %% threshold right: -inf calls everything, fbeta_score for each candidate
def best_threshold(scores, y, beta=1.0):
    from sklearn.metrics import fbeta_score

    s, y = np.ravel(scores).astype(float), np.ravel(y).astype(int)
    if y.max() == 0 or np.any(np.isnan(s)):
        raise ValueError("bad input")
    cuts = np.unique(s)
    cuts[0] = -np.inf
    f1 = [fbeta_score(y, s >= t, beta=beta) for t in cuts]
    return cuts[int(np.argmax(f1))], max(f1)


# %% threshold right: counts for each distinct score with pandas
def best_threshold(scores, y, beta=1.0):
    import pandas as pd

    s, y = np.asarray(scores, float).ravel(), np.asarray(y).ravel()
    d = pd.DataFrame({"s": s, "y": y.astype(int)})
    if d.s.isna().any() or not (d.y == 1).any():
        raise ValueError("bad input")
    g = d.groupby("s").y.agg(["sum", "count"])
    g = g.sort_index(ascending=False).cumsum()
    tp, n = g["sum"], g["count"]
    fn, fp, b2 = d.y.sum() - tp, n - tp, beta**2
    f = (1 + b2) * tp / ((1 + b2) * tp + b2 * fn + fp)
    return f.idxmax(), f.max()


# %% threshold right: searchsorted in the sorted scores of each label
def best_threshold(scores, y, beta=1.0):
    s, y = np.asarray(scores, float).flatten(), np.asarray(y).flatten()
    if np.isnan(s.sum()) or np.max(y) < 1:
        raise ValueError("bad input")
    pos, neg = np.sort(s[y == 1]), np.sort(s[y == 0])
    t = np.unique(pos)
    tp = len(pos) - np.searchsorted(pos, t)
    fp = len(neg) - np.searchsorted(neg, t)
    b2 = beta * beta
    f = (1 + b2) * tp / ((1 + b2) * tp + b2 * (len(pos) - tp) + fp)
    i = f.argmax()
    return np.array(t[i]), np.array(f[i])


# %% threshold wrong: minus an unsigned count wraps | says "unsigned counts"
def best_threshold(scores, y, beta=1.0):
    y = np.asarray(y) == 1
    if not y.any() or np.isnan(scores).any():
        raise ValueError("no positive label, or NaN")
    order = np.argsort(-scores)
    scores, hits = scores[order], np.cumsum(y[order])
    f = (1 + beta**2) * hits / (np.arange(1, y.size + 1) + beta**2 * y.sum())
    last_of_ties = np.append(scores[1:] != scores[:-1], True)
    best = np.argmax(np.where(last_of_ties, f, -1.0))
    return scores[best], f[best]


# %% threshold wrong: the caller's arrays are sorted | says "caller's arrays"
def best_threshold(scores, y, beta=1.0):
    if np.sum(y) == 0 or np.isnan(scores).any():
        raise ValueError("no positive label, or NaN")
    order = np.argsort(scores)[::-1]
    scores[:] = scores[order]
    y[:] = y[order]
    hits = np.cumsum(y)
    f = (1 + beta**2) * hits / (np.arange(1, y.size + 1) + beta**2 * y.sum())
    last_of_ties = np.append(scores[1:] != scores[:-1], True)
    best = np.argmax(np.where(last_of_ties, f, -1.0))
    return scores[best], f[best]


# %% threshold wrong: beta squared on the false alarms | says "weighs FN"
def best_threshold(scores, y, beta=1.0):
    scores, y = np.asarray(scores, float), np.asarray(y) == 1
    if not y.any() or np.isnan(scores).any():
        raise ValueError("no positive label, or NaN")
    cuts = np.unique(scores)
    call = scores >= cuts[:, None]
    hits = (call & y).sum(1)
    false, missed = (call & ~y).sum(1), (~call & y).sum(1)
    weight = beta**2
    f = (1 + weight) * hits / ((1 + weight) * hits + missed + weight * false)
    return cuts[f.argmax()], f.max()


# %% threshold wrong: chosen by F1, reported as F-beta | says "choose by F-beta"
def best_threshold(scores, y, beta=1.0):
    scores, y = np.asarray(scores, float), np.asarray(y) == 1
    if not y.any() or np.isnan(scores).any():
        raise ValueError("no positive label, or NaN")
    cuts = np.unique(scores)
    call = scores >= cuts[:, None]
    hits, called = (call & y).sum(1), call.sum(1)
    best = np.argmax(2 * hits / (called + y.sum()))
    weight = beta**2
    f = (1 + weight) * hits / (called + weight * y.sum())
    return cuts[best], f[best]


# %% threshold wrong: ties counted one by one | says "equal scores called together"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")
    order = np.argsort(-s, kind="stable")
    hits = np.cumsum(y[order])
    calls = np.arange(1, y.size + 1)
    f1 = (1 + beta**2) * hits / (calls + beta**2 * y.sum())
    return s[order][f1.argmax()], f1.max()


# %% threshold wrong BUG-OPT-03: Nelder-Mead on the steps | says "step function"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")

    def loss(t):
        call = s >= t[0]
        hits, weight = np.sum(call & y), beta**2
        return -(1 + weight) * hits / (call.sum() + weight * y.sum())

    res = optimize.minimize(loss, [np.median(s)], method="Nelder-Mead")
    return res.x[0], -res.fun


# %% threshold wrong BUG-OPT-03: gradient method stays at its start | says "which finitely many"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")

    def loss(t):
        call = s >= t[0]
        hits, weight = np.sum(call & y), beta**2
        return -(1 + weight) * hits / (call.sum() + weight * y.sum())

    res = optimize.minimize(loss, [0.5], method="L-BFGS-B")
    return res.x[0], -res.fun


# %% threshold wrong: fixed grid from 0 to 1 | says "which finitely many"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")
    grid = np.linspace(0, 1, 1001)
    call = s >= grid[:, None]
    hits = (call & y).sum(1)
    f1 = (1 + beta**2) * hits / (call.sum(1) + beta**2 * y.sum())
    return grid[f1.argmax()], f1.max()


# %% threshold wrong: judged with score > threshold | says "exactly at the threshold"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")
    cuts = np.append(np.unique(s), s.min() - 1)
    call = s > cuts[:, None]
    hits = (call & y).sum(1)
    f1 = (1 + beta**2) * hits / (call.sum(1) + beta**2 * y.sum())
    return cuts[f1.argmax()], f1.max()


# %% threshold wrong BUG-OPT-03: accuracy in place of F-beta | says "report the accuracy"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")
    cuts = np.unique(s)
    right = ((s >= cuts[:, None]) == y).mean(1)
    return cuts[right.argmax()], right.max()


# %% threshold wrong BUG-NP-19: NaN scores are ranked | says "A score that is NaN"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any():
        raise ValueError("no positive label")
    cuts = np.unique(s)
    call = s >= cuts[:, None]
    hits = (call & y).sum(1)
    f1 = (1 + beta**2) * hits / (call.sum(1) + beta**2 * y.sum())
    return cuts[f1.argmax()], f1.max()


# %% threshold wrong: no positive label gives 0 | says "No label 1"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if np.isnan(s).any():
        raise ValueError("NaN")
    cuts = np.unique(s)
    call = s >= cuts[:, None]
    hits = (call & y).sum(1)
    f1 = (1 + beta**2) * hits / (call.sum(1) + beta**2 * y.sum())
    return cuts[f1.argmax()], f1.max()


# %% threshold wrong: the F1 of the chapter, beta is ignored | says "beta is not used"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")
    cuts = np.unique(s)
    call = s >= cuts[:, None]
    hits = (call & y).sum(1)
    f1 = 2 * hits / (call.sum(1) + y.sum())
    return cuts[f1.argmax()], f1.max()


# %% threshold wrong: beta without its square | says "not squared"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")
    cuts = np.unique(s)
    call = s >= cuts[:, None]
    hits = (call & y).sum(1)
    f1 = (1 + beta) * hits / (call.sum(1) + beta * y.sum())
    return cuts[f1.argmax()], f1.max()


# %% threshold wrong: 1,000 even thresholds | says "which finitely many"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")

    def f(t):
        call = s >= t
        return (
            (1 + beta**2) * np.sum(call & y) / (call.sum() + beta**2 * y.sum())
        )

    t = max(np.linspace(s.min(), s.max(), 1000), key=f)
    return t, f(t)


# %% threshold wrong: 5,000 even thresholds | says "which finitely many"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")

    def f(t):
        call = s >= t
        return (
            (1 + beta**2) * np.sum(call & y) / (call.sum() + beta**2 * y.sum())
        )

    t = max(np.linspace(s.min(), s.max(), 5000), key=f)
    return t, f(t)


# %% threshold wrong: 201 percentiles | says "which finitely many"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")

    def f(t):
        call = s >= t
        return (
            (1 + beta**2) * np.sum(call & y) / (call.sum() + beta**2 * y.sum())
        )

    t = max(np.percentile(s, np.linspace(0, 100, 201)), key=f)
    return t, f(t)


# %% threshold wrong: 1,001 percentiles | says "1,201 cases"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")

    def f(t):
        call = s >= t
        return (
            (1 + beta**2) * np.sum(call & y) / (call.sum() + beta**2 * y.sum())
        )

    t = max(np.percentile(s, np.linspace(0, 100, 1001)), key=f)
    return t, f(t)


# %% threshold wrong: stops with an IndexError on some input | says "IndexError"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")
    cuts = np.unique(s)[1:]
    call = s >= cuts[:, None]
    f = (call & y).sum(1) * (1 + beta**2)
    f = f / (call.sum(1) + beta**2 * y.sum())
    best = [i for i in range(len(f)) if f[i] == max(f)][0]
    return cuts[best], f[best]


# %% threshold wrong: scores rounded to 12 digits to find the ties | says "step function"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores).astype(float), np.ravel(y) == 1
    if not y.any() or np.isnan(s).any():
        raise ValueError("bad input")

    def f(t):
        call = s >= t
        return (
            (1 + beta**2) * np.sum(call & y) / (call.sum() + beta**2 * y.sum())
        )

    cuts = np.unique(np.append(s[y].round(12), s.min()))
    t = max(cuts, key=f)
    return t, f(t)


# %% threshold wrong: F before the threshold | says "in this order"
def best_threshold(p, y, beta=1.0):
    p, y = np.ravel(p), np.ravel(y)
    if y.sum() == 0 or np.isnan(p).any():
        raise ValueError("refused")
    order = np.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    hits = np.cumsum(y)
    scores = (
        (1 + beta**2) * hits / (np.arange(1, len(y) + 1) + beta**2 * y.sum())
    )
    is_cut = np.append(p[1:] != p[:-1], True)  # ties stay together
    best = np.argmax(np.where(is_cut, scores, -1))
    return scores[best], p[best]


# %% threshold wrong: bad input is refused with assert | says "you give AssertionError"
def best_threshold(scores, y, beta=1.0):
    s, y = np.ravel(scores), np.ravel(y) == 1
    assert y.any() and not np.isnan(s).any()
    cuts = np.unique(s)
    called = s >= cuts[:, None]
    hits = (called & y).sum(axis=1)
    f = (1 + beta**2) * hits / (called.sum(axis=1) + beta**2 * y.sum())
    return cuts[f.argmax()], f.max()


# %% curve right: curve_fit with a start from the logarithms
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve right: quantiles of draws from the covariance
def cases_needed(n, error, sigma, target):
    unit = np.mean(error)
    law, cov = optimize.curve_fit(
        lambda n, a, b: a * n ** (-b),
        n,
        error / unit,
        sigma=sigma / unit,
        absolute_sigma=True,
    )
    draws = np.random.default_rng(0).multivariate_normal(law, cov, 20_000)
    a, b = np.vstack([law, draws]).T
    sizes = (a * unit / target) ** (1 / b)
    return sizes[0], *np.quantile(sizes[1:], [0.025, 0.975])


# %% curve right: least_squares on weighted residuals, list returned
def cases_needed(n, error, sigma, target):
    n, error, sigma = np.array(n), np.array(error), np.array(sigma)
    unit = error[0]

    def residual(p):
        return (p[0] * unit * (n / n[0]) ** -p[1] - error) / sigma

    fit = optimize.least_squares(residual, (1.0, 0.3), xtol=1e-12)
    cov = np.linalg.inv(fit.jac.T @ fit.jac)  # of (level at n[0], b)
    level, b = fit.x
    log_ratio = np.log(level * unit / target)
    grad = np.array([1 / (level * b), -log_ratio / b**2])
    se = np.sqrt(grad @ cov @ grad)
    log_n = np.log(n[0]) + log_ratio / b
    return [float(np.exp(log_n + k * se)) for k in (0, -1.96, 1.96)]


# %% curve right: 4,000 draws, a start from the first point
def cases_needed(n, error, sigma, target):
    law, cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        p0=[error[0] * np.sqrt(n[0]), 0.5],
        sigma=sigma,
        absolute_sigma=True,
    )
    a, b = np.random.default_rng(1).multivariate_normal(law, cov, 4000).T
    size = (law[0] / target) ** (1 / law[1])
    return size, *np.quantile((a / target) ** (1 / b), [0.025, 0.975])


# %% curve wrong BUG-OPT-10: no p0 | says "without p0"
def cases_needed(n, error, sigma, target):
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong BUG-OPT-11: absolute_sigma left at False | says "absolute_sigma"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong: a and b taken as independent | says "independent"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g**2 @ np.diag(cov))
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong: one standard error in place of 1.96 | says "one standard error"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong: a 90 % interval | says "90 %"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.645 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong: sigma not used in the fit | says "Is sigma used"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong: variances handed over as sigma | says "standard error"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=np.square(sigma),
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong: one derivative with the wrong sign | says "times those expected"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n - w), np.exp(log_n + w)


# %% curve wrong: the interval of log n taken as relative to n | says "log size as middle"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return np.exp(log_n), np.exp(log_n) * (1 - w), np.exp(log_n) * (1 + w)


# %% curve wrong: a weighted line through the logarithms for the fit itself | says "not a line"
def cases_needed(n, error, sigma, target):
    p, cov = np.polyfit(
        np.log(n), np.log(error), 1, w=error / sigma, cov="unscaled"
    )
    log_n = (np.log(target) - p[1]) / p[0]
    g = np.array([log_n, 1]) / -p[0]
    w = 1.96 * np.sqrt(g @ cov @ g)
    return tuple(np.exp([log_n, log_n - w, log_n + w]))


# %% curve wrong: low, size, high | says "first of the three"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n ** (-b),
        n,
        error,
        p0=(np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_size = np.log(a / target) / b
    slopes = np.array([1 / (a * b), -log_size / b])
    half = 1.96 * np.sqrt(slopes @ cov @ slopes)
    return tuple(np.exp([log_size - half, log_size, log_size + half]))


# %% curve wrong: the unit is taken out in place | says "caller's arrays"
def cases_needed(n, error, sigma, target):
    unit = error.mean()
    error /= unit
    sigma /= unit
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n ** (-b), n, error, sigma=sigma, absolute_sigma=True
    )
    log_size = np.log(a * unit / target) / b
    slopes = np.array([1 / (a * b), -log_size / b])
    half = 1.96 * np.sqrt(slopes @ cov @ slopes)
    return tuple(np.exp([log_size, log_size - half, log_size + half]))


# %% curve wrong: the logarithms are returned | says "not its log"
def cases_needed(n, error, sigma, target):
    slope, level = np.polyfit(np.log(n), np.log(error), 1)
    (a, b), cov = optimize.curve_fit(
        lambda n, a, b: a * n**-b,
        n,
        error,
        (np.exp(level), -slope),
        sigma=sigma,
        absolute_sigma=True,
    )
    log_n = np.log(a / target) / b
    g = np.array([1 / (a * b), -log_n / b])
    w = 1.96 * np.sqrt(g @ cov @ g)
    return log_n, log_n + w, log_n - w


# %% feasible right: SLSQP with the sign mended
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.full(want.size, budget / want.size),
        jac=lambda x: 2 * (x - want),
        method="SLSQP",
        bounds=[(0, budget)] * want.size,
        constraints={"type": "ineq", "fun": lambda x: budget - x.sum()},
    ).x


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert min(x) >= -1e-6 and sum(x) <= budget + 1e-6


# %% feasible right: water-filling by sorting, raise
def share_hours(want, budget):
    want = [float(v) for v in want]
    left = sorted(want, reverse=True)
    if sum(want) <= budget:
        return want
    for k in range(len(left), 0, -1):
        cut = (sum(left[:k]) - budget) / k
        if left[k - 1] > cut:
            return [max(v - cut, 0.0) for v in want]


def check_plan(x, budget):
    for hours in x:
        if not hours > -1e-4:
            raise AssertionError(f"{hours} hours for a team")
    if not np.sum(x) < budget + 1e-4:
        raise AssertionError("too many hours")


# %% feasible right: trust-constr with LinearConstraint and Bounds
def share_hours(want, budget):
    want = np.asarray(want, float)
    scale = max(want.max(), 1e-9)
    res = optimize.minimize(
        lambda u: np.sum((u - want / scale) ** 2),
        np.full(want.size, 0.5 * budget / scale / want.size),
        method="trust-constr",
        jac=lambda u: 2 * (u - want / scale),
        bounds=optimize.Bounds(0, np.inf),
        constraints=optimize.LinearConstraint(
            np.ones(want.size), -np.inf, budget / scale
        ),
        options={"gtol": 1e-9, "barrier_tol": 1e-9},
    )
    return np.maximum(res.x, 0) * scale


def check_plan(x, budget):
    x = np.asarray(x)
    room = 1e-6 * 1.0001
    assert np.isfinite(x).all(), "not finite"
    assert (x + room >= 0).all(), "negative hours"
    assert x.sum() - budget <= room, "over the budget"


# %% feasible right: water level by brentq, a loop of checks
def share_hours(want, budget):
    want = np.array(want, float)

    def surplus(cut):
        return np.maximum(want - cut, 0).sum() - budget

    if surplus(0) <= 0:
        return want
    return np.maximum(want - optimize.brentq(surplus, 0, want.max()), 0)


def check_plan(x, budget):
    total = 0.0
    for hours in x:
        if hours != hours or hours < -1e-6:
            raise AssertionError("bad hours")
        total += hours
    if total > budget + 1e-6:
        raise AssertionError("over the budget")


# %% feasible right: clipping until nobody new reaches 0, assert_array_less
def share_hours(want, budget):
    want = [float(w) for w in want]
    if sum(want) <= budget:
        return want
    active = list(range(len(want)))
    while True:
        cut = (sum(want[i] for i in active) - budget) / len(active)
        x = [w - cut if i in active else 0.0 for i, w in enumerate(want)]
        if min(x) >= 0:
            return x
        active = [i for i in active if x[i] > 0]


def check_plan(x, budget):
    x = np.asarray(x)
    np.testing.assert_array_less(-1e-5, x)
    np.testing.assert_array_less(x.sum(), budget + 1e-5)


# %% feasible right: non-negative least squares, isclose with an absolute tolerance
def share_hours(want, budget):
    want = np.asarray(want, float)
    if want.sum() <= budget:
        return want
    k = len(want)
    lhs = np.vstack([np.eye(k), 1e4 * np.ones(k)])
    return optimize.nnls(lhs, np.append(want, 1e4 * budget))[0]


def check_plan(x, budget):
    for hours in x:
        assert hours >= 0 or abs(hours) <= 1e-6
    total = sum(x)
    assert total <= budget or np.isclose(total, budget, rtol=0, atol=2e-6)


# %% feasible wrong BUG-OPT-18: sign still turned, limits added | says "Which sign"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, None)] * want.size,
        constraints={"type": "ineq", "fun": lambda x: x.sum() - budget},
    ).x


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert min(x) >= -1e-6 and sum(x) <= budget + 1e-6


# %% feasible wrong: lower limits left out | says "cannot be negative"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        constraints={"type": "ineq", "fun": lambda x: budget - x.sum()},
    ).x


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert min(x) >= -1e-6 and sum(x) <= budget + 1e-6


# %% feasible wrong: equality in place of a limit | says "need not be used up"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, None)] * want.size,
        constraints={"type": "eq", "fun": lambda x: budget - x.sum()},
    ).x


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert min(x) >= -1e-6 and sum(x) <= budget + 1e-6


# %% feasible wrong: wishes scaled down in proportion | says "closer to the wishes"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return want * min(1.0, budget / want.sum())


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert min(x) >= -1e-6 and sum(x) <= budget + 1e-6


# %% feasible wrong: the two limits one after the other | says "keep both limits at once"
def share_hours(want, budget):
    want = np.asarray(want, dtype=float)
    res = optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        constraints=[{"type": "ineq", "fun": lambda x: budget - np.sum(x)}],
    )
    return np.maximum(res.x, 0)


def check_plan(x, budget):
    assert np.all(np.isfinite(x)) and np.all(np.asarray(x) >= -1e-5)
    assert np.sum(x) <= budget + 1e-5


# %% feasible wrong: no team above 100 hours | says "closer to the wishes"
def share_hours(want, budget):
    want = np.asarray(want, dtype=float)
    res = optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, 100)] * want.size,
        constraints=[{"type": "ineq", "fun": lambda x: budget - np.sum(x)}],
    )
    return res.x


def check_plan(x, budget):
    assert np.all(np.isfinite(x)) and np.all(np.asarray(x) >= -1e-5)
    assert np.sum(x) <= budget + 1e-5


# %% feasible wrong: a method that takes no constraints | says "take constraints"
def share_hours(want, budget):
    want = np.asarray(want, dtype=float)
    res = optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="L-BFGS-B",
        bounds=[(0, None)] * want.size,
        constraints=[{"type": "ineq", "fun": lambda x: budget - np.sum(x)}],
    )
    return res.x


def check_plan(x, budget):
    assert np.all(np.isfinite(x)) and np.all(np.asarray(x) >= -1e-5)
    assert np.sum(x) <= budget + 1e-5


# %% feasible wrong: check with room that grows with the budget | says "0.0011 hours over"
def share_hours(want, budget):
    want = np.asarray(want, dtype=float)
    res = optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, None)] * want.size,
        constraints=[{"type": "ineq", "fun": lambda x: budget - np.sum(x)}],
    )
    return res.x


def check_plan(x, budget):
    x = np.asarray(x, dtype=float)
    assert np.all(np.isfinite(x)) and np.all(x >= -1e-5)
    assert np.sum(x) <= budget * (1 + 2.3e-7) + 2e-6


# %% feasible wrong: check without room for rounding | says "room for rounding"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, None)] * want.size,
        constraints={"type": "ineq", "fun": lambda x: budget - x.sum()},
    ).x


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert np.all(x >= 0)
    assert np.sum(x) <= budget


# %% feasible wrong: check returns False | says "returning False"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, None)] * want.size,
        constraints={"type": "ineq", "fun": lambda x: budget - x.sum()},
    ).x


def check_plan(x, budget):
    return bool(np.all(x >= -1e-6) and np.sum(x) <= budget + 1e-6)


# %% feasible wrong: check lets NaN through | says "a plan with NaN"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, None)] * want.size,
        constraints={"type": "ineq", "fun": lambda x: budget - x.sum()},
    ).x


def check_plan(x, budget):
    assert not np.any(x < -1e-6)
    assert not np.sum(x) > budget + 1e-6


# %% feasible wrong: check wants the whole budget used | says "hours unused"
def share_hours(want, budget):
    want = np.asarray(want, float)
    return optimize.minimize(
        lambda x: np.sum((x - want) ** 2),
        np.zeros(want.size),
        method="SLSQP",
        bounds=[(0, None)] * want.size,
        constraints={"type": "ineq", "fun": lambda x: budget - x.sum()},
    ).x


def check_plan(x, budget):
    assert np.all(x >= -1e-6)
    assert abs(np.sum(x) - budget) <= 1e-6


# %% feasible wrong: clipped once | says "repeat until nobody new"
def share_hours(want, budget):
    want = np.asarray(want, float)
    over = max(want.sum() - budget, 0)
    return np.maximum(want - over / want.size, 0)


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert min(x) >= -1e-6 and sum(x) <= budget + 1e-6


# %% feasible wrong: clipped once, then lowered once more | says "repeat until nobody new"
def share_hours(want, budget):
    want = np.asarray(want, float)
    if want.sum() <= budget:
        return want
    x = np.maximum(want - (want.sum() - budget) / want.size, 0)
    on = x > 0
    x[on] -= (x.sum() - budget) / on.sum()
    return np.maximum(x, 0)


def check_plan(x, budget):
    assert not np.isnan(x).any()
    assert min(x) >= -1e-6 and sum(x) <= budget + 1e-6


# %% feasible wrong: check with the relative tolerance of isclose | says "0.001 hours over"
def share_hours(want, budget):
    want = np.array(want, float)

    def surplus(cut):
        return np.maximum(want - cut, 0).sum() - budget

    if surplus(0) <= 0:
        return want
    return np.maximum(want - optimize.brentq(surplus, 0, want.max()), 0)


def check_plan(x, budget):
    total = np.sum(x)
    assert np.all(x >= -1e-6)
    assert total <= budget or np.isclose(total, budget)


# %% feasible wrong: check with room of more than 1e-3 | says "lets pass"
def share_hours(want, budget):
    want = np.array(want, float)

    def surplus(cut):
        return np.maximum(want - cut, 0).sum() - budget

    if surplus(0) <= 0:
        return want
    return np.maximum(want - optimize.brentq(surplus, 0, want.max()), 0)


def check_plan(x, budget):
    assert np.all(x >= -1.1e-3) and np.sum(x) <= budget + 1.1e-3


# %% feasible wrong: check looks for NaN in the first team only | says "a plan with a last NaN"
def share_hours(want, budget):
    want = np.array(want, float)

    def surplus(cut):
        return np.maximum(want - cut, 0).sum() - budget

    if surplus(0) <= 0:
        return want
    return np.maximum(want - optimize.brentq(surplus, 0, want.max()), 0)


def check_plan(x, budget):
    assert not np.isnan(x[0])
    assert not np.any(x < -1e-6)
    assert not np.sum(x) > budget + 1e-6


# %% budget right: even scan in log space, three best tried again, pooled fine scan
def choose_rate(evaluate, seed):
    scan = np.linspace(-7.3, -0.7, 15)
    first = np.array([evaluate(10**e) for e in scan])
    top = np.argsort(first)[:3]
    again = [first[i] + evaluate(10 ** scan[i]) for i in top]
    centre = scan[top[int(np.argmin(again))]]
    fine = np.clip(centre + np.linspace(-0.3, 0.2, 7), -8, 0)
    losses = [evaluate(10**e) for e in fine]
    pooled = [sum(losses[i - 1 : i + 2]) for i in range(1, 6)]
    return 10 ** fine[1 + pooled.index(min(pooled))]


# %% budget right: successive zoom by index, mean of the three lowest fine readings
def choose_rate(evaluate, seed):
    readings = {}

    def read(e):
        readings.setdefault(round(e, 6), []).append(evaluate(10.0**e))
        return sum(readings[round(e, 6)]) / len(readings[round(e, 6)])

    scan = [-7.5 + 0.5 * i for i in range(14)]
    ranked = sorted(scan, key=read)
    best = min(ranked[:3], key=read)
    fine = [
        best + step
        for step in (-0.32, -0.24, -0.16, -0.08, 0, 0.08, 0.16, 0.24)
    ]
    low = sorted(fine, key=lambda e: evaluate(10.0**e))[:3]
    return 10.0 ** (sum(low) / 3)


# %% budget right: the stated shape fitted to an even scan by likelihood
def choose_rate(evaluate, seed):
    e = np.linspace(-7.4, -0.6, 25)
    v = np.array([evaluate(10**x) for x in e])
    c, k, d = np.meshgrid(
        np.linspace(-7.3, -0.7, 133), [2.5, 4.0], [0.33, 0.41], indexing="ij"
    )
    c, k, d = (a.reshape(-1, 1) for a in (c, k, d))
    rise = np.where(e > c + d, 2.0, np.minimum(k * (e - c) ** 2, 2.0))
    w = 1 / (0.04 + 0.35 * rise) ** 2
    floor = np.sum(w * (v - rise), 1, keepdims=True) / w.sum(1, keepdims=True)
    score = np.sum(w * (v - rise - floor) ** 2 - np.log(w), axis=1)
    return float(10 ** c[np.argmin(score), 0])


# %% budget right: Gaussian-kernel average of a jittered scan, then of a fine one
def choose_rate(evaluate, seed):
    rng = np.random.default_rng(seed)
    e = -7.4 + 6.8 * (np.arange(15) + 0.3 + 0.4 * rng.random(15)) / 15
    v = np.array([evaluate(10**x) for x in e])
    best = e[np.argsort(v)[:4]]
    v2 = [evaluate(10**x) for x in best]
    centre = best[np.argmin((np.sort(v)[:4] + v2) / 2)]
    fine = np.clip(np.linspace(centre - 0.3, centre + 0.25, 6), -8, 0)
    losses = np.array([evaluate(10**x) for x in fine])
    grid = np.linspace(centre - 0.3, centre + 0.2, 51)
    w = np.exp(-0.5 * ((grid[:, None] - fine) / 0.08) ** 2)
    return float(10 ** grid[np.argmin(w @ losses / w.sum(axis=1))])


# %% budget right: an even scan, the mean of three neighbours
def choose_rate(evaluate, seed):
    exponents = np.linspace(-7.5, -0.5, 25)
    readings = [evaluate(10**e) for e in exponents]
    pooled = np.convolve(readings, np.ones(3) / 3, "valid")
    return 10 ** exponents[1 + np.argmin(pooled)]


# %% budget right: kernel mean over a scan of seventeen and eight more around its lowest
def choose_rate(evaluate, seed):
    scan = np.linspace(-7.3, -0.7, 17)
    first = np.array([evaluate(10**e) for e in scan])
    padded = np.pad(np.minimum(first, 2.5), 1, mode="edge")
    centre = scan[np.convolve(padded, [0.25, 0.5, 0.25], "valid").argmin()]
    close = np.clip(centre + np.linspace(-0.5, 0.4, 8), -8, 0)
    more = [evaluate(10**e) for e in close]
    where, losses = np.r_[scan, close], np.minimum(np.r_[first, more], 2.5)
    fine = np.clip(np.linspace(centre - 0.5, centre + 0.4, 60), -8, 0)
    weight = np.exp(-0.5 * ((where - fine[:, None]) / 0.15) ** 2)
    return 10 ** fine[np.argmin(weight @ losses / weight.sum(axis=1))]

# %% budget wrong: the seed is taken for that of the problem | says "do not call evaluate"
def choose_rate(evaluate, seed):
    return 10 ** TrainingProblem(seed).best


# %% budget wrong BUG-OPT-04: random rates on the raw scale | says "search decades"
def choose_rate(evaluate, seed):
    rng = np.random.default_rng(seed)
    rates = rng.uniform(1e-8, 1, size=25)
    return rates[np.argmin([evaluate(r) for r in rates])]


# %% budget wrong BUG-OPT-04: raw scale with re-evaluation | says "search decades"
def choose_rate(evaluate, seed):
    rates = np.linspace(1e-8, 1, 13)
    top = np.argsort([evaluate(r) for r in rates])[:3]
    again = [np.mean([evaluate(rates[i]) for _ in range(4)]) for i in top]
    return rates[top[np.argmin(again)]]


# %% budget wrong: lowest of 25 single readings, log random | says "pool neighbours"
def choose_rate(evaluate, seed):
    rng = np.random.default_rng(seed)
    rates = 10 ** rng.uniform(-8, 0, size=25)
    return rates[np.argmin([evaluate(r) for r in rates])]


# %% budget wrong: lowest of 25 single readings, even log grid | says "or was it luck"
def choose_rate(evaluate, seed):
    rates = np.logspace(-8, 0, 25)
    return rates[np.argmin([evaluate(r) for r in rates])]


# %% budget wrong: lowest of 25 in the range of the best rate | says "or was it luck"
def choose_rate(evaluate, seed):
    rates = np.logspace(-7.3, -0.7, 25)
    return rates[np.argmin([evaluate(r) for r in rates])]


# %% budget wrong: zoom around a lucky reading | says "repeated or pooled"
def choose_rate(evaluate, seed):
    e = np.linspace(-8, 0, 13)
    at = e[np.argmin([evaluate(10**v) for v in e])]
    fine = np.clip([at - 0.4, at - 0.2, at, at + 0.2], -8, 0)
    again = [np.mean([evaluate(10**v) for _ in range(3)]) for v in fine]
    return 10 ** fine[np.argmin(again)]


# %% budget wrong: bounded scalar search in log space on noise | says "repeated or pooled"
def choose_rate(evaluate, seed):
    res = optimize.minimize_scalar(
        lambda e: evaluate(10**e),
        bounds=(-8, 0),
        method="bounded",
        options={"maxiter": 25},
    )
    return 10**res.x


# %% budget wrong: eight rates three times each, too coarse | says "repeated or pooled"
def choose_rate(evaluate, seed):
    e = np.linspace(-7.3, -0.7, 8)
    m = [np.mean([evaluate(10**x) for _ in range(3)]) for x in e]
    return 10 ** e[np.argmin(m)]


# %% budget wrong: five rates five times each | says "repeated or pooled"
def choose_rate(evaluate, seed):
    e = np.linspace(-6.5, -1.5, 5)
    m = [np.mean([evaluate(10**x) for _ in range(5)]) for x in e]
    return 10 ** e[np.argmin(m)]


# %% budget wrong: twelve rates twice each | says "repeated or pooled"
def choose_rate(evaluate, seed):
    e = np.linspace(-7.3, -0.7, 12)
    m = [evaluate(10**x) + evaluate(10**x) for x in e]
    return 10 ** e[np.argmin(m)]


# %% budget wrong: even scan with a mean of five neighbours | says "two rates"
def choose_rate(evaluate, seed):
    e = np.linspace(-7.5, -0.5, 25)
    v = [evaluate(10**x) for x in e]
    return 10 ** e[2 + np.argmin(np.convolve(v, np.ones(5), "valid"))]


# %% budget wrong: median of the seven lowest of an even scan | says "repeated or pooled"
def choose_rate(evaluate, seed):
    e = np.linspace(-7.3, -0.7, 25)
    v = np.array([evaluate(10**x) for x in e])
    return 10 ** np.median(e[np.argsort(v)[:7]])


# %% budget wrong: differential evolution spends more than 25 | says "26th call"
def choose_rate(evaluate, seed):
    rng = np.random.default_rng(seed)
    res = optimize.differential_evolution(
        lambda e: evaluate(10 ** e[0]),
        [(-8, 0)],
        maxiter=5,
        popsize=15,
        rng=rng,
        polish=False,
    )
    return 10 ** res.x[0]


# %% budget wrong: the error of the 26th call is caught | says "plan the 25"
def choose_rate(evaluate, seed):
    rng = np.random.default_rng(seed)
    rates, losses = [], []
    try:
        while True:
            rates.append(10 ** rng.uniform(-8, 0))
            losses.append(evaluate(rates[-1]))
    except RuntimeError:
        return rates[int(np.argmin(losses))]


# %% budget wrong: exponent returned | says "10 to that power"
def choose_rate(evaluate, seed):
    e = np.linspace(-8, 0, 13)
    first = np.array([evaluate(10**v) for v in e])
    top = np.argsort(first)[:3]
    again = [np.mean([evaluate(10 ** e[i]) for _ in range(4)]) for i in top]
    return e[top[np.argmin(again)]]


# %% budget wrong: the search begins at 1e-6 | says "5e-8"
def choose_rate(evaluate, seed):
    coarse = np.linspace(-6, 0, 13)
    x, y = list(coarse), [evaluate(10.0**e) for e in coarse]
    top = np.argsort(y)[:4]  # were they good, or lucky?
    for i in top:
        x.append(coarse[i])
        y.append(evaluate(10.0 ** coarse[i]))
    mean = {
        i: np.mean([y[j] for j in range(len(x)) if x[j] == coarse[i]])
        for i in top
    }
    centre = coarse[min(mean, key=mean.get)]
    for e in np.linspace(centre - 0.5, centre + 0.3, 8):
        e = min(max(e, -8), 0)
        x.append(e)
        y.append(evaluate(10.0**e))
    x, y = np.array(x), np.array(y)
    grid = np.linspace(centre - 0.5, centre + 0.3, 81)
    w = np.exp(-0.5 * ((grid[:, None] - x) / 0.12) ** 2)
    smooth = (w @ y) / w.sum(1)
    return float(10 ** np.clip(grid[smooth.argmin()], -8, 0))
