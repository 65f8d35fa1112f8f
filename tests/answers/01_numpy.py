"""Answers that prove the tests of 01-numpy."""

# %% wraps right: the letter
wraps = "d"

# %% wraps right: upper case with a space
wraps = "D "

# %% wraps right: looked up by two of the three results
found = (after - before).mean(), np.clip(before + 100, 0, 255).max()
wraps = {(-2.0, 255): "a", (254.0, 255): "c", (254.0, 44): "d"}[found]

# %% wraps right: an element of an array
wraps = np.array(list("abcde"))[3]

# %% wraps wrong BUG-NP-08: as in mathematics | says "as in mathematics"
wraps = "a"

# %% wraps wrong: mean is thought to wrap | says "inside mean"
wraps = "b"

# %% wraps wrong BUG-NP-08: clip is thought to protect | says "stop the wrap"
wraps = "c"

# %% wraps wrong BUG-NP-08: 100 is taken for 300 | says "refuses"
wraps = "e"

# %% wraps wrong: two letters | says "letters a to e"
wraps = "cd"

# %% wraps wrong: the values in place of a letter | says "letters a to e"
wraps = (254.0, 200.0, 44)

# %% wraps wrong: nothing | says "letters a to e"
wraps = ""

# %% shapes right: the letter
shapes = "c"

# %% shapes right: upper case
shapes = "C"

# %% shapes right: asked of NumPy
_t = np.arange(4)
_wide = np.broadcast_shapes((4,), (4, 1)) == (4, 4)
_shared = [np.shares_memory(_t, part) for part in (_t[:2], _t[[2, 3]])]
shapes = {(True, True, False): "c", (True, True, True): "d"}[_wide, *_shared]

# %% shapes right: an element of an array
shapes = np.array(["b", "c"])[1]

# %% shapes wrong BUG-NP-01: the vector is taken for a column | says "Which axes are stretched"
shapes = "b"

# %% shapes wrong: a slice is taken for a copy, as of a list | says "slice of a list"
shapes = "a"

# %% shapes wrong BUG-NP-03: positions are taken for a view | says "evenly"
shapes = "d"

# %% shapes wrong BUG-NP-03: views and copies the wrong way round | says "None of the three"
shapes = "e"

# %% shapes wrong: two letters | says "letters a to e"
shapes = "ad"

# %% shapes wrong: the shape in place of a letter | says "letters a to e"
shapes = (4, 4)

# %% shapes wrong: a number in place of a letter | says "letters a to e"
shapes = 1

# %% standardise right: means through float64, arguments left as they are
def standardise(train, new):
    mean = train.mean(axis=0, dtype=np.float64)
    sd = train.std(axis=0, dtype=np.float64)
    flat = sd <= len(train) * np.finfo(float).eps * np.abs(mean)
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise right: constant where the range is 0
def standardise(train, new):
    train = np.array(train, float)
    flat = train.min(axis=0) == train.max(axis=0)
    sd = np.where(flat, 1.0, train.std(axis=0))
    z = (new - train.mean(axis=0)) / sd
    z[:, flat] = 0
    return z


# %% standardise right: scikit-learn's scaler, in float64
def standardise(train, new):
    from sklearn.preprocessing import StandardScaler

    train, new = np.array(train, float), np.array(new, float)
    z = StandardScaler().fit(train).transform(new)
    z[:, np.ptp(train, axis=0) == 0] = 0
    return z


# %% standardise right: a loop over the columns
def standardise(train, new):
    out = np.zeros(new.shape)
    for j in range(train.shape[1]):
        column = train[:, j].astype(float)
        if not np.all(column == column[0]):
            out[:, j] = (new[:, j] - column.mean()) / column.std()
    return out


# %% standardise right: centred twice, on a list of columns
def standardise(train, new):
    first = np.asarray(train[0], dtype=np.float64)
    centred = np.asarray(train, dtype=np.float64) - first
    mean = centred.mean(0)
    sd = np.sqrt(((centred - mean) ** 2).mean(0))
    moved = np.asarray(new, dtype=np.float64) - first - mean
    flat = (centred == 0).all(0)
    return np.divide(moved, sd, out=np.zeros_like(moved), where=~flat)


# %% standardise wrong BUG-NP-20: sd compared with 0 | says "sd 0 in the computer"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = sd == 0
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: flat below a fixed 1e-8 | says "scales 1e-9"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = sd < 1e-8
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: a small number added to sd | says "alone must be 0"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    return (new - train.mean(axis=0)) / (train.std(axis=0) + 1e-8)


# %% standardise wrong BUG-NP-02: in place | says "changes its argument"
def standardise(train, new):
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = sd <= len(train) * np.finfo(float).eps * np.abs(mean)
    new -= mean
    new /= np.where(flat, 1, sd)
    new[:, flat] = 0
    return new


# %% standardise wrong: the mean and sd of the new rows | says "use those of train"
def standardise(train, new):
    X = np.array(new, dtype=float)
    mean, sd = X.mean(axis=0), X.std(axis=0)
    flat = sd <= len(X) * np.finfo(float).eps * np.abs(mean)
    return np.where(flat, 0, X - mean) / np.where(flat, 1, sd)


# %% standardise wrong BUG-NP-05: axis slip | says "could not be broadcast"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=1), train.std(axis=1)
    flat = sd <= len(train) * np.finfo(float).eps * np.abs(mean)
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong BUG-NP-06: the mean of float32 along axis 0 | says "float32"
def standardise(train, new):
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = np.ptp(train, axis=0) == 0
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong BUG-NP-07: mean of the squares minus square of the mean | says "must be"
def standardise(train, new):
    train, new = (np.array(X, dtype=np.float32) for X in (train, new))
    mean = train.mean(axis=0)
    sd = np.sqrt(np.abs((train**2).mean(axis=0) - mean**2))
    flat = np.ptp(train, axis=0) == 0
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: the same formula in float64 | says "must be"
def standardise(train, new):
    train, new = (np.array(X, dtype=np.float64) for X in (train, new))
    mean = train.mean(axis=0)
    sd = np.sqrt(np.abs((train**2).mean(axis=0) - mean**2))
    flat = np.ptp(train, axis=0) == 0
    sd = np.where(flat | (sd == 0), 1, sd)
    return np.where(flat, 0, new - mean) / sd


# %% standardise wrong: ddof=1, as pandas does | says "ddof=0"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=0), train.std(axis=0, ddof=1)
    flat = np.ptp(train, axis=0) == 0
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: flat columns are divided by 1 and not set to 0 | says "may new hold"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = sd <= len(train) * np.finfo(float).eps * np.abs(mean)
    return (new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: one mean of the whole table | says "must be"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    flat = np.ptp(train, axis=0) == 0
    return np.where(flat, 0, new - train.mean()) / train.std()


# %% standardise wrong: nan of 0 / 0 replaced by 0, in training units | says "sd 0 in the computer"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    with np.errstate(all="ignore"):
        return np.nan_to_num((new - train.mean(axis=0)) / train.std(axis=0))

# %% standardise wrong: flat below a fixed 1e-12 | says "a constant 100,000.1"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = sd < 1e-12
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: constant if first and last agree | says "rows with constant columns"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = train[0] == train[-1]
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: new in the dtype of train | says "whole, then decimals"
def standardise(train, new):
    new = new.astype(train.dtype).astype(float)
    train = train.astype(float)
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = np.ptp(train, axis=0) == 0
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% standardise wrong: flat below 1e-9 of the mean | says "spread of 1/1000"
def standardise(train, new):
    train, new = (np.array(X, dtype=float) for X in (train, new))
    mean, sd = train.mean(axis=0), train.std(axis=0)
    flat = sd <= 1e-9 * np.abs(mean)
    return np.where(flat, 0, new - mean) / np.where(flat, 1, sd)


# %% sales right: bincount of one number for each place
def sales_table(shop, day, amount, n_shops, n_days):
    place = np.asarray(shop, dtype=np.int64) * n_days + day.astype(np.int64)
    flat = np.bincount(place, weights=amount, minlength=n_shops * n_days)
    return flat.reshape(n_shops, n_days)


# %% sales right: ravel_multi_index
def sales_table(shop, day, amount, n_shops, n_days):
    place = (shop.astype(np.intp), day.astype(np.intp))
    place = np.ravel_multi_index(place, (n_shops, n_days))
    size = n_shops * n_days
    return np.bincount(place, amount, size).reshape(n_shops, n_days)


# %% sales right: a sparse matrix adds duplicates
def sales_table(shop, day, amount, n_shops, n_days):
    import scipy.sparse as sp

    where = shop.astype(np.int64), day.astype(np.int64)
    values = amount.astype(float)
    return sp.coo_array((values, where), shape=(n_shops, n_days)).toarray()


# %% sales right: a plain loop
def sales_table(shop, day, amount, n_shops, n_days):
    table = np.zeros((n_shops, n_days))
    for s, d, value in zip(shop, day, amount):
        table[s, d] += value
    return table


# %% sales right: one-hot rows and a product
def sales_table(shop, day, amount, n_shops, n_days):
    of_shop = np.equal.outer(np.arange(n_shops), shop) * amount.astype(float)
    of_day = np.equal.outer(day, np.arange(n_days)).astype(float)
    return of_shop @ of_day


# %% sales right: pandas groups
def sales_table(shop, day, amount, n_shops, n_days):
    import pandas as pd

    table = np.zeros((n_shops, n_days))
    frame = pd.DataFrame({"s": shop, "d": day, "v": amount.astype(float)})
    for (s, d), total in frame.groupby(["s", "d"])["v"].sum().items():
        table[s, d] = total
    return table


# %% sales wrong BUG-NP-04: brackets on the left | says "Only the last receipt"
def sales_table(shop, day, amount, n_shops, n_days):
    table = np.zeros((n_shops, n_days))
    table[shop, day] += amount
    return table


# %% sales wrong BUG-NP-08: the place wraps in uint8 | says "uint8"
def sales_table(shop, day, amount, n_shops, n_days):
    place = shop * n_days + day
    flat = np.bincount(place, amount, n_shops * n_days)
    return flat.reshape(n_shops, n_days)


# %% sales wrong: minlength left out | says "ValueError"
def sales_table(shop, day, amount, n_shops, n_days):
    place = shop.astype(int) * n_days + day.astype(int)
    return np.bincount(place, amount).reshape(n_shops, n_days)


# %% sales wrong: receipts counted, amounts left out | says "numbers of receipts"
def sales_table(shop, day, amount, n_shops, n_days):
    table = np.zeros((n_shops, n_days))
    np.add.at(table, (shop, day), 1)
    return table


# %% sales wrong BUG-NP-09: a table of the dtype of the amounts | says "float64 is due"
def sales_table(shop, day, amount, n_shops, n_days):
    table = np.zeros((n_shops, n_days), dtype=amount.dtype)
    np.add.at(table, (shop, day), amount)
    return table


# %% sales wrong BUG-NP-06: added up in float32, then made float64 | says "float32 amounts"
def sales_table(shop, day, amount, n_shops, n_days):
    kind = np.result_type(amount.dtype, np.float32)
    table = np.zeros((n_shops, n_days), dtype=kind)
    np.add.at(table, (shop, day), amount)
    return table.astype(float)


# %% sales wrong: shop and day exchanged | says "is due"
def sales_table(shop, day, amount, n_shops, n_days):
    place = day.astype(int) * n_days + shop.astype(int)
    flat = np.bincount(place, amount, n_shops * n_days)
    return flat[: n_shops * n_days].reshape(n_shops, n_days)


# %% sales wrong: the last receipt is assigned | says "Only the last receipt"
def sales_table(shop, day, amount, n_shops, n_days):
    table = np.zeros((n_shops, n_days))
    table[shop, day] = amount
    return table


# %% sales wrong: multiplied by n_shops in place of n_days | says "is due"
def sales_table(shop, day, amount, n_shops, n_days):
    place = shop.astype(int) * n_shops + day.astype(int)
    flat = np.bincount(place, amount, n_shops * n_days)
    return flat[: n_shops * n_days].reshape(n_shops, n_days)


# %% sales wrong: as many rows and columns as occur | says "place for each shop and day"
def sales_table(shop, day, amount, n_shops, n_days):
    table = np.zeros((shop.max() + 1, day.max() + 1))
    np.add.at(table, (shop, day), amount)
    return table


# %% sales wrong: the mean of each place | says "is due"
def sales_table(shop, day, amount, n_shops, n_days):
    place = shop.astype(int) * n_days + day.astype(int)
    size = n_shops * n_days
    number = np.bincount(place, minlength=size)
    flat = np.bincount(place, amount, size) / np.maximum(number, 1)
    return flat.reshape(n_shops, n_days)


# %% sales wrong: absolute amounts | says "is due"
def sales_table(shop, day, amount, n_shops, n_days):
    table = np.zeros((n_shops, n_days))
    np.add.at(table, (shop, day), np.abs(amount))
    return table


# %% sales wrong: histogram2d whose edges end at the last value | says "is due"
def sales_table(shop, day, amount, n_shops, n_days):
    return np.histogram2d(shop, day, bins=(n_shops, n_days), weights=amount)[0]


# %% sales wrong BUG-NP-08: the number of a place in uint16 | says "a wrap"
def sales_table(shop, day, amount, n_shops, n_days):
    place = shop.astype(np.uint16) * np.uint16(n_days) + day.astype(np.uint16)
    flat = np.bincount(place, amount, n_shops * n_days)
    return flat.reshape(n_shops, n_days)

# %% sales wrong: differences of one running sum | says "one large amount"
def sales_table(shop, day, amount, n_shops, n_days):
    place = shop.astype(int) * n_days + day
    order = np.argsort(place, kind="stable")
    running = np.r_[0, np.cumsum(amount[order], dtype=float)]
    ends = np.searchsorted(place[order], np.arange(n_shops * n_days + 1))
    return np.diff(running[ends]).reshape(n_shops, n_days)


# %% sales wrong: int64 and uint64 meet in float64 | says "TypeError"
def sales_table(shop, day, amount, n_shops, n_days):
    place = shop.astype(np.int64) * n_days + day
    flat = np.bincount(place, weights=amount, minlength=n_shops * n_days)
    return flat.reshape(n_shops, n_days)


# %% sales wrong BUG-NP-09: int8 amounts are added up in int8 | says "int8 amounts"
def sales_table(shop, day, amount, n_shops, n_days):
    small = amount.dtype == np.int8
    table = np.zeros((n_shops, n_days), amount.dtype if small else float)
    np.add.at(table, (shop, day), amount)
    return table.astype(float)


# %% logsoftmax right: scipy.special.logsumexp over what is allowed
def masked_log_softmax(scores, allowed, axis=-1):
    from scipy.special import logsumexp

    masked = np.where(allowed, np.asarray(scores, dtype=float), -np.inf)
    total = logsumexp(masked, axis=axis, keepdims=True)
    return masked - np.where(total == -np.inf, 0, total)


# %% logsoftmax right: scipy's log_softmax, mended where nothing is left
def masked_log_softmax(scores, allowed, axis=-1):
    from scipy.special import log_softmax

    masked = np.where(allowed, scores, -np.inf).astype(np.float64)
    with np.errstate(all="ignore"):
        out = log_softmax(masked, axis=axis)
    return np.where(masked == -np.inf, -np.inf, out)


# %% logsoftmax right: logaddexp along the axis
def masked_log_softmax(scores, allowed, axis=-1):
    masked = np.full(scores.shape, -np.inf)
    masked[allowed] = scores[allowed]
    total = np.logaddexp.reduce(masked, axis=axis, keepdims=True)
    total[total == -np.inf] = 0
    return masked - total


# %% logsoftmax right: one line after the other
def masked_log_softmax(scores, allowed, axis=-1):
    scores, allowed = (np.moveaxis(v, axis, -1) for v in (scores, allowed))
    out = np.full(scores.shape, -np.inf)
    for at in np.ndindex(scores.shape[:-1]):
        z = scores[at][allowed[at]].astype(float)
        if z.size and z.max() > -np.inf:
            z -= z.max()
            out[at][allowed[at]] = z - np.log(np.exp(z).sum())
    return np.moveaxis(out, -1, axis)


# %% logsoftmax right: nan where nothing is left, then replaced
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf).astype(float)
    with np.errstate(all="ignore"):
        z = z - z.max(axis, keepdims=True)
        z = z - np.log(np.exp(z).sum(axis, keepdims=True))
    return np.nan_to_num(z, nan=-np.inf, neginf=-np.inf)


# %% logsoftmax wrong: as on the page, -inf for what is forbidden | says "-inf minus -inf"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf).astype(float)
    shifted = z - z.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


# %% logsoftmax wrong: scipy's log_softmax, and no more | says "-inf minus -inf"
def masked_log_softmax(scores, allowed, axis=-1):
    from scipy.special import log_softmax

    return log_softmax(np.where(allowed, scores, -np.inf), axis=axis)


# %% logsoftmax wrong: the maximum of all scores | says "forbidden score the maximum"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.asarray(scores, float)
    z = z - z.max(axis=axis, keepdims=True)
    with np.errstate(all="ignore"):
        total = (np.exp(z) * allowed).sum(axis=axis, keepdims=True)
        return np.where(allowed, z - np.log(total), -np.inf)


# %% logsoftmax wrong BUG-NP-13: logarithm of the softmax, unshifted | says "exp of 2,000"
def masked_log_softmax(scores, allowed, axis=-1):
    with np.errstate(all="ignore"):
        e = np.where(allowed, np.exp(np.asarray(scores, float)), 0)
        return np.log(e / e.sum(axis=axis, keepdims=True))


# %% logsoftmax wrong: logarithm of a shifted softmax | says "log taken of 0"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf).astype(float)
    top = z.max(axis=axis, keepdims=True)
    e = np.exp(z - np.where(top == -np.inf, 0, top))
    total = e.sum(axis=axis, keepdims=True)
    with np.errstate(all="ignore"):
        return np.log(e / np.where(total == 0, 1, total))


# %% logsoftmax wrong: a penalty of -1e9 | says "Forbidden means"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -1e9).astype(float)
    z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


# %% logsoftmax wrong: a penalty, and -inf afterwards | says "only -inf allowed"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -1e9).astype(float)
    z = z - z.max(axis=axis, keepdims=True)
    z = z - np.log(np.exp(z).sum(axis=axis, keepdims=True))
    return np.where(allowed, z, -np.inf)


# %% logsoftmax wrong: forbidden scores multiplied by 0 | says "Forbidden means"
def masked_log_softmax(scores, allowed, axis=-1):
    z = scores * allowed
    z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


# %% logsoftmax wrong: always along the last axis | says "axis 0"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf).astype(float)
    top = z.max(axis=-1, keepdims=True)
    z = z - np.where(top == -np.inf, 0, top)
    total = np.exp(z).sum(axis=-1, keepdims=True)
    return z - np.log(np.where(total == 0, 1, total))


# %% logsoftmax wrong: the whole array is one distribution | says "sum to"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf).astype(float)
    top = z.max()
    z = z - (0 if top == -np.inf else top)
    return z - np.log(max(np.exp(z).sum(), 1e-300))


# %% logsoftmax wrong: probabilities are returned | says "Those are probabilities"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf).astype(float)
    top = z.max(axis=axis, keepdims=True)
    e = np.exp(z - np.where(top == -np.inf, 0, top))
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total)


# %% logsoftmax wrong: in float32 where the scores are | says "not float32"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf)
    top = z.max(axis=axis, keepdims=True)
    z = z - np.where(top == -np.inf, top.dtype.type(0), top)
    total = np.exp(z).sum(axis=axis, keepdims=True)
    return z - np.log(np.where(total == 0, total.dtype.type(1), total))


# %% logsoftmax wrong BUG-NP-02: writes -inf into the scores | says "changes scores"
def masked_log_softmax(scores, allowed, axis=-1):
    z = scores
    z[~allowed] = -np.inf
    top = z.max(axis=axis, keepdims=True)
    z = z - np.where(top == -np.inf, 0, top)
    total = np.exp(z).sum(axis=axis, keepdims=True)
    return z - np.log(np.where(total == 0, 1, total))


# %% logsoftmax wrong: a small number inside the logarithm | says "must be"
def masked_log_softmax(scores, allowed, axis=-1):
    z = np.where(allowed, scores, -np.inf).astype(float)
    top = z.max(axis=axis, keepdims=True)
    z = z - np.where(top == -np.inf, 0, top)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True) + 1e-8)

# %% nanbest right: row by row with nanargmax
def best_runs(scores):
    best, spread = [], []
    for line in scores:
        good = np.flatnonzero(~np.isnan(line))
        best.append(good[np.argmax(line[good])] if good.size else -1)
        many = good.size > 1
        spread.append(np.std(line[good], ddof=1, dtype=float) if many else np.nan)
    return np.array(best), np.array(spread)


# %% nanbest right: pandas for the spread, a stable sort for the best
def best_runs(scores):
    import pandas as pd

    frame = pd.DataFrame(scores)
    order = np.argsort(-scores.astype(float), axis=1, kind="stable")
    best = np.where(np.isnan(scores).all(axis=1), -1, order[:, 0])
    return best, frame.std(axis=1).to_numpy()


# %% nanbest right: ranks, where nan is below -inf
def best_runs(scores):
    there = ~np.isnan(scores)
    x = np.where(there, scores, 0.0)
    with np.errstate(all="ignore"):
        n = there.sum(axis=1)
        mean = x.sum(axis=1) / n
        gap = np.where(there, scores - mean[:, None], 0)
        spread = np.sqrt((gap**2).sum(axis=1) / np.where(n > 1, n - 1, 0))
    best = np.array(
        [max(range(len(r)), key=lambda j: (t[j], r[j] if t[j] else 0)) for r, t in zip(scores, there)]
    )
    best[n == 0] = -1
    spread[n < 2] = np.nan
    return best, spread


# %% nanbest right: masked arrays and a second look
def best_runs(scores):
    import warnings

    failed = np.isnan(scores)
    best = np.where(failed, -np.inf, scores).argmax(axis=1)
    rows = np.arange(len(scores))
    again = failed[rows, best]
    best[again] = (~failed[again]).argmax(axis=1)
    best[failed.all(axis=1)] = -1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return best, np.nanstd(scores, axis=1, ddof=1, dtype=float)


# %% nanbest wrong BUG-NP-19: argmax as it is | says "That run failed"
def best_runs(scores):
    failed = np.isnan(scores)
    best = np.where(failed.all(axis=1), -1, np.argmax(scores, axis=1))
    return best, np.nanstd(scores, axis=1, ddof=1)


# %% nanbest wrong: nanargmax, which refuses a row of nan | says "All-NaN slice"
def best_runs(scores):
    return np.nanargmax(scores, axis=1), np.nanstd(scores, axis=1, ddof=1)


# %% nanbest wrong: filled with -inf, no second look | says "-inf is one"
def best_runs(scores):
    failed = np.isnan(scores)
    best = np.where(failed, -np.inf, scores).argmax(axis=1)
    best[failed.all(axis=1)] = -1
    return best, np.nanstd(scores, axis=1, ddof=1)


# %% nanbest wrong: filled with 0 | says "That run failed"
def best_runs(scores):
    failed = np.isnan(scores)
    best = np.nan_to_num(scores, neginf=-np.inf).argmax(axis=1)
    best[failed.all(axis=1)] = -1
    return best, np.nanstd(scores, axis=1, ddof=1)


# %% nanbest wrong: -1 where the highest is -inf | says "to them alone"
def best_runs(scores):
    filled = np.where(np.isnan(scores), -np.inf, scores)
    best = filled.argmax(axis=1)
    best[np.isneginf(filled.max(axis=1))] = -1
    return best, np.nanstd(scores, axis=1, ddof=1)


# %% nanbest wrong: ddof=0 | says "Which ddof"
def best_runs(scores):
    failed = np.isnan(scores)
    filled = np.where(failed, -np.inf, scores)
    best = (~failed & (filled == filled.max(1, keepdims=True))).argmax(axis=1)
    best[failed.all(axis=1)] = -1
    return best, np.nanstd(scores, axis=1)


# %% nanbest wrong: std with nan in it | says "over which scores"
def best_runs(scores):
    failed = np.isnan(scores)
    filled = np.where(failed, -np.inf, scores)
    best = (~failed & (filled == filled.max(1, keepdims=True))).argmax(axis=1)
    best[failed.all(axis=1)] = -1
    return best, np.std(scores, axis=1, ddof=1)


# %% nanbest wrong: spread 0 of a single score | says "no spread"
def best_runs(scores):
    failed = np.isnan(scores)
    filled = np.where(failed, -np.inf, scores)
    best = (~failed & (filled == filled.max(1, keepdims=True))).argmax(axis=1)
    best[failed.all(axis=1)] = -1
    return best, np.nan_to_num(np.nanstd(scores, axis=1, ddof=1))


# %% nanbest wrong: -inf written into the scores | says "changes scores"
def best_runs(scores):
    spread = np.nanstd(scores, axis=1, ddof=1)
    failed = np.isnan(scores)
    scores[failed] = -np.inf
    best = scores.argmax(axis=1)
    best[failed.all(axis=1)] = -1
    return best, spread


# %% nanbest wrong: along the other axis | says "arrays of shape"
def best_runs(scores):
    failed = np.isnan(scores)
    filled = np.where(failed, -np.inf, scores)
    best = (~failed & (filled == filled.max(0))).argmax(axis=0)
    best[failed.all(axis=0)] = -1
    return best, np.nanstd(scores, axis=0, ddof=1)


# %% nanbest wrong: the last of equal scores | says "the first counts"
def best_runs(scores):
    k = scores.shape[1]
    failed = np.isnan(scores)
    filled = np.where(failed, -np.inf, scores)
    good = ~failed & (filled == filled.max(1, keepdims=True))
    best = k - 1 - good[:, ::-1].argmax(axis=1)
    best[failed.all(axis=1)] = -1
    return best, np.nanstd(scores, axis=1, ddof=1)


# %% nanbest wrong: best as floats, with nan | says "no integer"
def best_runs(scores):
    failed = np.isnan(scores)
    best = np.where(failed, -np.inf, scores).argmax(axis=1).astype(float)
    best[failed.all(axis=1)] = -1
    return best, np.nanstd(scores, axis=1, ddof=1)


# %% nanbest wrong: sorted, the last column taken | says "That run failed"
def best_runs(scores):
    best = np.argsort(scores, axis=1)[:, -1]
    best[np.isnan(scores).all(axis=1)] = -1
    return best, np.nanstd(scores, axis=1, ddof=1)

# %% pipeline right: minima and maxima in wide integers
def change_map(before, after, gain):
    low, high = np.minimum(before, after), np.maximum(before, after)
    change = (high - low).astype(np.int64) * gain
    return np.minimum(np.rint(change), 255).astype(np.uint8)


def check_change_map(function):
    a = np.array([0, 255, 100, 3], np.uint8)
    b = np.array([255, 0, 97, 10], np.uint8)
    for gain, due in (
        (1, [255, 255, 3, 7]),
        (100, [255] * 4),
        (200, [255] * 4),
        (0.31, [79, 79, 1, 2]),
        (60.9, [255, 255, 183, 255]),
    ):
        got = function(a, b, gain)
        if got.dtype != np.uint8 or not np.array_equal(got, due):
            raise AssertionError(f"gain {gain}: {got}")


# %% pipeline right: a table of all differences
def change_map(before, after, gain):
    table = [min(255, int(k * gain + 0.5)) for k in range(256)]
    gap = np.abs(before.astype(np.int16) - after)
    return np.array(table, np.uint8)[gap]


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 128, 0.7321, 200):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline right: float32, and the check compares with an own reference
def change_map(before, after, gain):
    gap = after.astype(np.float32) - before.astype(np.float32)
    out = np.abs(gap) * np.float32(gain)
    out.round(out=out)
    np.clip(out, 0, 255, out=out)
    return out.astype(np.uint8)


def check_change_map(function):
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 256, (2, 30, 31), np.uint8)
    gap = np.abs(a.astype(np.float64) - b)
    for gain in (1, 2, 150.0, 200, 900, 0.1234):
        got = function(a.copy(), b.copy(), gain)
        assert got.dtype == np.uint8 and got.shape == a.shape
        assert (got == np.clip(np.rint(gap * gain), 0, 255)).all()


# %% pipeline right: pixel by pixel, the check with lists
def change_map(before, after, gain):
    out = np.zeros(before.shape, np.uint8)
    for at in np.ndindex(before.shape):
        out[at] = min(255, round(abs(int(after[at]) - int(before[at])) * gain))
    return out


def check_change_map(function):
    def run(p, q, gain):
        got = function(np.array([p], np.uint8), np.array([q], np.uint8), gain)
        assert str(got.dtype) == "uint8"
        return int(got[0])

    assert run(200, 180, 1) == 20 and run(180, 200, 1) == 20
    assert run(10, 40, 10) == 255 and run(0, 255, 200) == 255
    assert run(0, 9, 0.3) == 3 and run(0, 9, 30.1) == 255


# %% pipeline wrong BUG-NP-08: the difference still wraps | says "The difference wraps"
def change_map(before, after, gain):
    change = np.abs(after - before).astype(float) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 200, 0.7321):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline wrong BUG-NP-08: int16 is too narrow for the product | says "all pairs of levels"
def change_map(before, after, gain):
    change = np.abs(after.astype(np.int16) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 200, 0.7321):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline wrong: decimals cut off | says "Decimals are cut off"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(change, 0, 255).astype(np.uint8)


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 200, 0.7321):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline wrong: not clipped | says "last conversion wraps"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.rint(change).astype(np.int64).astype(np.uint8)


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 200, 0.7321):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline wrong: only what is brighter counts | says "darker becomes 0"
def change_map(before, after, gain):
    change = (after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 200, 0.7321):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline wrong: float64 is returned | says "uint8 is due"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255)


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 200, 0.7321):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline wrong: the picture is multiplied in uint8 | says "product"
def change_map(before, after, gain):
    change = np.maximum(after, before) - np.minimum(after, before)
    return np.clip(np.rint(change * gain), 0, 255).astype(np.uint8)


def check_change_map(function):
    levels = np.arange(256, dtype=np.uint8)
    a, b = np.meshgrid(levels, levels)
    gap = np.abs(a.astype(int) - b)
    for gain in (1, 7, 200, 0.7321):
        got = function(a, b, gain)
        assert got.dtype == np.uint8
        assert np.array_equal(got, np.minimum(np.rint(gap * gain), 255))


# %% pipeline wrong: the check tries one order only | says "wraps the other way round"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a, b = np.array([200, 255], np.uint8), np.array([180, 0], np.uint8)
    for gain, due in ((1, [20, 255]), (100, [255, 255]), (200, [255, 255])):
        got = function(a, b, gain)
        assert got.dtype == np.uint8 and got.tolist() == due
    assert function(a, b, 0.19).tolist() == [4, 48]


# %% pipeline wrong: the check knows shape and dtype only | says "whose difference wraps"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a, b = np.array([200, 20], np.uint8), np.array([180, 30], np.uint8)
    got = function(a, b, 10)
    assert got.dtype == np.uint8 and got.shape == (2,)


# %% pipeline wrong: the check returns False | says "returning False"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a, b = np.array([200, 20], np.uint8), np.array([180, 30], np.uint8)
    return function(a, b, 10).tolist() == [200, 100]


# %% pipeline wrong: the check swaps the pictures, and no more | says "product wraps"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a, b = np.array([200, 20], np.uint8), np.array([180, 30], np.uint8)
    assert np.array_equal(function(a, b, 10), function(b, a, 10))


# %% pipeline wrong: the check has gains up to 10 | says "int16"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a = np.array([200, 20, 255, 0], np.uint8)
    b = np.array([180, 30, 0, 255], np.uint8)
    for gain, due in ((10, [200, 100, 255, 255]), (0.19, [4, 2, 48, 48])):
        got = function(a, b, gain)
        assert got.dtype == np.uint8 and got.tolist() == due


# %% pipeline wrong: the check has no decimals | says "cuts decimals"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a = np.array([200, 20, 255, 0], np.uint8)
    b = np.array([180, 30, 0, 255], np.uint8)
    for gain, due in ((10, [200, 100, 255, 255]), (200, [255] * 4)):
        got = function(a, b, gain)
        assert got.dtype == np.uint8 and got.tolist() == due


# %% pipeline wrong: the check expects a half to be rounded to even | says "without halves"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a = np.array([200, 20, 255, 0], np.uint8)
    b = np.array([180, 25, 0, 255], np.uint8)
    wanted = {10: [200, 50, 255, 255], 0.5: [10, 2, 128, 128]}
    for gain, due in wanted.items():
        got = function(a, b, gain)
        assert got.dtype == np.uint8 and got.tolist() == due


# %% pipeline wrong: the check forgets the dtype | says "returns int16"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a = np.array([200, 20, 255, 0], np.uint8)
    b = np.array([180, 30, 0, 255], np.uint8)
    wanted = {10: [200, 100, 255, 255], 0.19: [4, 2, 48, 48], 200: [255] * 4}
    for gain, due in wanted.items():
        assert function(a, b, gain).tolist() == due


# %% pipeline wrong: the check compares with the own change_map on brighter pixels | says "lets pass"
def change_map(before, after, gain):
    change = np.abs(after.astype(float) - before) * gain
    return np.clip(np.rint(change), 0, 255).astype(np.uint8)


def check_change_map(function):
    a, b = np.array([1, 2, 3], np.uint8), np.array([4, 5, 6], np.uint8)
    assert np.array_equal(function(a, b, 2), change_map(a, b, 2))

# %% pairs right: differences, one row against all
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, dtype=float)
    nearest = np.empty(len(X), dtype=int)
    for i, row in enumerate(X):
        away = ((X - row) ** 2).sum(axis=1)
        away[i] = np.inf
        nearest[i] = away.argmin()
    return nearest


# %% pairs right: cdist, block by block
@metered
def nearest_rows(X, budget):
    from scipy.spatial.distance import cdist

    X = np.asarray(X, dtype=np.float64)
    n = len(X)
    step = max(1, (budget - 3 * X.nbytes - 300_000) // (8 * n) // 2)
    parts = []
    for start in range(0, n, step):
        away = cdist(X[start : start + step], X)
        rows = np.arange(len(away))
        away[rows, start + rows] = np.inf
        parts.append(away.argmin(axis=1))
    return np.concatenate(parts)


# %% pairs right: a k-d tree
@metered
def nearest_rows(X, budget):
    from scipy.spatial import KDTree

    index = KDTree(np.asarray(X, dtype=float)).query(X, k=2)[1]
    own = index[:, 0] == np.arange(len(X))
    return np.where(own, index[:, 1], index[:, 0])


# %% pairs right: products of centred rows, the minimum kept column block by column block
@metered
def nearest_rows(X, budget):
    X = X - X.mean(axis=0, dtype=float)
    n, half = len(X), (X * X).sum(axis=1) / 2
    k = max(1, int(((budget - 3 * X.nbytes - 300_000) / 40) ** 0.5))
    best, found = np.full(n, np.inf), np.zeros(n, dtype=np.intp)
    for i in range(0, n, k):
        for j in range(0, n, k):
            away = half[j : j + k] - X[i : i + k] @ X[j : j + k].T
            if i == j:
                np.fill_diagonal(away, np.inf)
            at = away.argmin(axis=1)
            low = away[np.arange(len(at)), at]
            better = np.flatnonzero(low < best[i : i + k])
            best[i + better] = low[better]
            found[i + better] = j + at[better]
    return found


# %% pairs right: scikit-learn's chunks, after centring
@metered
def nearest_rows(X, budget):
    from sklearn.metrics import pairwise_distances_chunked

    X = np.array(X, float)
    X -= X.mean(axis=0)

    def own_place(block, start):
        rows = np.arange(len(block))
        block[rows, start + rows] = np.inf
        return block.argmin(axis=1)

    room = max(budget - 3 * X.nbytes - 300_000, 8 * len(X)) / 3 / 2**20
    chunks = pairwise_distances_chunked(
        X, reduce_func=own_place, working_memory=room
    )
    return np.concatenate(list(chunks))


# %% pairs wrong: the differences of all pairs | says "All distances"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    away = ((X[:, None] - X) ** 2).sum(axis=-1)
    np.fill_diagonal(away, np.inf)
    return away.argmin(axis=1)


# %% pairs wrong: the table of all distances | says "All distances"
@metered
def nearest_rows(X, budget):
    from scipy.spatial.distance import cdist

    away = cdist(X, X)
    np.fill_diagonal(away, np.inf)
    return away.argmin(axis=1)


# %% pairs wrong: blocks of 200 rows, whatever the budget | says "follow the budget"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    X = X - X.mean(axis=0)
    squares = (X * X).sum(axis=1)
    found = []
    for start in range(0, len(X), 200):
        part = slice(start, start + 200)
        away = squares[part, None] + squares - 2 * X[part] @ X.T
        rows = np.arange(len(away))
        away[rows, start + rows] = np.inf
        found.extend(away.argmin(axis=1))
    return np.array(found)


# %% pairs wrong: a block as large as the budget, temporaries forgotten | says "how many arrays"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    X = X - X.mean(axis=0)
    squares = (X * X).sum(axis=1)
    step, found = max(1, budget // (8 * len(X))), []
    for start in range(0, len(X), step):
        part = slice(start, start + step)
        away = squares[part, None] + squares - 2 * X[part] @ X.T
        rows = np.arange(len(away))
        away[rows, start + rows] = np.inf
        found.append(away.argmin(axis=1))
    return np.concatenate(found)


# %% pairs wrong: rows of a block against all, as differences (k, n, d) | says "how many arrays"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    step, found = max(1, budget // (16 * len(X))), []
    for start in range(0, len(X), step):
        away = ((X[start : start + step, None] - X) ** 2).sum(axis=-1)
        rows = np.arange(len(away))
        away[rows, start + rows] = np.inf
        found.append(away.argmin(axis=1))
    return np.concatenate(found)


# %% pairs wrong BUG-NP-07: squares that cancel, not centred | says "what cancels"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    n, squares = len(X), (X * X).sum(axis=1)
    step = max(1, (budget - 3 * X.nbytes - 200_000) // (32 * n))
    found = []
    for start in range(0, n, step):
        part = slice(start, start + step)
        away = squares[part, None] + squares - 2 * X[part] @ X.T
        rows = np.arange(len(away))
        away[rows, start + rows] = np.inf
        found.append(away.argmin(axis=1))
    return np.concatenate(found)


# %% pairs wrong: float32 to halve the memory | says "In which dtype"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, np.float32)
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        away = ((X - row) ** 2).sum(axis=1)
        away[i] = np.inf
        found[i] = away.argmin()
    return found


# %% pairs wrong BUG-NP-08: bytes are subtracted | says "In which dtype"
@metered
def nearest_rows(X, budget):
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        away = ((X - row) ** 2).sum(axis=1).astype(float)
        away[i] = np.inf
        found[i] = away.argmin()
    return found


# %% pairs wrong: a row is left out by its distance 0 | says "They are twins"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        away = ((X - row) ** 2).sum(axis=1)
        away[away == 0] = np.inf
        found[i] = away.argmin()
    return found


# %% pairs wrong: the second of the sorted distances | says "That is the row itself"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        found[i] = ((X - row) ** 2).sum(axis=1).argsort()[1]
    return found


# %% pairs wrong: a loop over pairs | says "loop over pairs"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    found = np.zeros(len(X), int)
    for i in range(len(X)):
        best = np.inf
        for j in range(len(X)):
            if i != j and np.sum((X[i] - X[j]) ** 2) < best:
                best, found[i] = np.sum((X[i] - X[j]) ** 2), j
    return found


# %% pairs wrong: the line @metered is gone | says "Keep the line"
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        away = ((X - row) ** 2).sum(axis=1)
        away[i] = np.inf
        found[i] = away.argmin()
    return found


# %% pairs wrong BUG-NP-02: centred in place | says "changes X"
@metered
def nearest_rows(X, budget):
    if X.dtype == float:
        X -= X.mean(axis=0)
    X = np.asarray(X, float)
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        away = ((X - row) ** 2).sum(axis=1)
        away[i] = np.inf
        found[i] = away.argmin()
    return found


# %% pairs wrong: distances are returned | says "integers of shape"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    found = np.zeros(len(X))
    for i, row in enumerate(X):
        away = ((X - row) ** 2).sum(axis=1)
        away[i] = np.inf
        found[i] = away.min() ** 0.5
    return found


# %% pairs wrong: only 300 candidates at random | says "all rows compared"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    rng = np.random.default_rng(0)
    some = rng.permutation(len(X))[:300]
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        away = ((X[some] - row) ** 2).sum(axis=1)
        away[some == i] = np.inf
        found[i] = some[away.argmin()]
    return found


# %% pairs wrong: numbers within the block are returned | says "all rows compared"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    found = []
    for start in range(0, len(X), 20):
        part = X[start : start + 20]
        away = ((part[:, None] - part) ** 2).sum(axis=-1)
        np.fill_diagonal(away, np.inf)
        found.append(away.argmin(axis=1))
    return np.concatenate(found)


# %% pairs wrong: the largest product in place of the least distance | says "all rows compared"
@metered
def nearest_rows(X, budget):
    X = np.asarray(X, float)
    X = X - X.mean(axis=0)
    found = np.zeros(len(X), int)
    for i, row in enumerate(X):
        alike = X @ row
        alike[i] = -np.inf
        found[i] = alike.argmax()
    return found
