"""Right and wrong answers to the exercises of 09-sympy, which prove their tests.

The form is told in `tests/answers_harness.py`.
"""
# %% brier right: both made flat
def brier_score(p, y):
    p, y = np.asarray(p, float).ravel(), np.asarray(y, float).ravel()
    return ((p - y) ** 2).mean()

# %% brier right: a loop
def brier_score(p, y):
    pairs = list(zip(np.ravel(p), np.ravel(y)))
    return sum((a - b) ** 2 for a, b in pairs) / len(pairs)

# %% brier right: a scalar product
def brier_score(p, y):
    d = np.reshape(p, -1) - np.reshape(y, -1)
    return d @ d / len(d)

# %% brier wrong: a column minus a row | says "all pairs"
def brier_score(p, y):
    return np.mean((np.asarray(p) - np.asarray(y)) ** 2)

# %% brier wrong: the sum | says "Expected 0.025"
def brier_score(p, y):
    return float(np.sum((np.ravel(p) - np.ravel(y)) ** 2))

# %% brier wrong: no mean | says "Return one number"
def brier_score(p, y):
    return (np.ravel(p) - np.ravel(y)) ** 2

# %% brier wrong: the root | says "Expected 0.025"
def brier_score(p, y):
    return float(np.sqrt(np.mean((np.ravel(p) - np.ravel(y)) ** 2)))

# %% brier wrong: the example alone | says "Fifty"
def brier_score(p, y):
    return 0.025
