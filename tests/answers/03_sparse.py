"""Answers that prove the tests of 03-sparse."""

# %% onehot right: the letter
onehot = "d"


# %% onehot right: from the bytes of a row
onehot = {1000: "a", 500: "b", 333: "c", 200: "d"}[4_000 // (4 + 8 + 8)]


# %% onehot right: a string of one letter made by str
onehot = str(np.array(["d"])[0])


# %% onehot right: a capital letter with a space
onehot = " D"


# %% onehot wrong: by the share of stored cells | says "A value alone"
onehot = "a"


# %% onehot wrong: the row pointer is forgotten | says "where each row begins"
onehot = "b"


# %% onehot wrong: 32-bit places are taken for granted | says "came as int64"
onehot = "c"


# %% onehot wrong: nearly nothing is saved | says "20 bytes"
onehot = "e"


# %% onehot wrong: the number in place of the letter | says "one of the letters"
onehot = 200


# %% stored right: the letter
stored = "b"


# %% stored right: by counting
cells = {(0, 0): 4, (0, 1): 0, (1, 2): 5}
stored = "b" if sum(cells.values()) / 8 == 1.125 and len(cells) == 3 else "a"


# %% stored right: after trying it
R = sp.coo_array(([4, 0, 3, 2], ([0, 0, 1, 1], [0, 1, 2, 2])), shape=(2, 4))
stored = "bc"[int(R.tocsr().mean() == 3)]


# %% stored wrong BUG-SPA-07: the repeat is not added up | says "adds the two lines"
stored = "a"


# %% stored wrong: the mean of what is stored | says "R.data.mean()"
stored = "c"


# %% stored wrong: the mean of what is not 0 | says "all eight cells"
stored = "d"


# %% stored wrong BUG-SPA-08: zeros are not stored | says "eliminate_zeros"
stored = "e"


# %% stored wrong: the numbers in place of the letter | says "one of the letters"
stored = (3, 2, 1.125)


# %% rating right: pandas, keep the last
def rating_matrix(user, film, stars, shape):
    import pandas as pd

    log = pd.DataFrame({"user": user, "film": film, "stars": stars})
    log = log.drop_duplicates(["user", "film"], keep="last")
    return sp.coo_array(
        (log.stars.to_numpy(), (log.user.to_numpy(), log.film.to_numpy())),
        shape=shape,
    ).tocsr()


# %% rating right: keys in 64 bits, the first of the reversed log
def rating_matrix(user, film, stars, shape):
    stars = np.asarray(stars)
    keys = np.ravel_multi_index((user, film), shape)
    if keys.shape != stars.shape:
        raise ValueError("user, film and stars must have one length")
    keys, first = np.unique(keys[::-1], return_index=True)
    row, col = np.unravel_index(keys, shape)
    return sp.csr_array((stars[::-1][first], (row, col)), shape=shape)


# %% rating right: a dictionary of cells, csr_matrix returned
def rating_matrix(user, film, stars, shape):
    cells = {}
    for u, f, s in zip(user, film, stars, strict=True):
        if not (0 <= u < shape[0] and 0 <= f < shape[1]):
            raise ValueError(f"({u}, {f}) is outside {shape}")
        cells[int(u), int(f)] = s
    rows, cols = [u for u, _ in cells], [f for _, f in cells]
    values = np.array(list(cells.values()), dtype=np.float32)
    return sp.csr_matrix((values, (rows, cols)), shape=shape)


# %% rating right: the line number is stored, the largest wins
def rating_matrix(user, film, stars, shape):
    user, film = np.asarray(user), np.asarray(film)
    stars = np.asarray(stars, dtype=float)
    if not len(user) == len(film) == len(stars):
        raise ValueError("lengths differ")
    order = np.lexsort((film, user))
    u, f = user[order], film[order]
    last = np.ones(len(u), bool)
    last[:-1] = (u[1:] != u[:-1]) | (f[1:] != f[:-1])
    pick = order[last]
    return sp.coo_array(
        (stars[pick], (user[pick], film[pick])), shape=shape
    ).tocsr()


# %% rating right: a DOK filled in the order of the log
def rating_matrix(user, film, stars, shape):
    user, film, stars = map(np.asarray, (user, film, stars))
    if not user.size == film.size == stars.size:
        raise ValueError("lengths differ")
    for numbers, end in zip((user, film), shape, strict=True):
        if numbers.size and not 0 <= numbers.min() <= numbers.max() < end:
            raise ValueError("a number does not fit into the shape")
    R = sp.dok_array(shape)
    for u, f, s in zip(user.tolist(), film.tolist(), stars.tolist()):
        R[u, f] = s
    return R.tocsr()


# %% rating wrong BUG-SPA-07: the sums of the given code | says "added up"
def rating_matrix(user, film, stars, shape):
    return sp.coo_array((stars, (user, film)), shape=shape).tocsr()


# %% rating wrong BUG-SPA-07: built first, the sums cut off at 5 | says "in this order"
def rating_matrix(user, film, stars, shape):
    R = sp.coo_array((stars, (user, film)), shape=shape).tocsr()
    R.data = np.minimum(R.data, 5)
    return R


# %% rating wrong: the first rating is kept | says "That is the first"
def rating_matrix(user, film, stars, shape):
    import pandas as pd

    log = pd.DataFrame({"user": user, "film": film, "stars": stars})
    log = log.drop_duplicates(["user", "film"])
    triples = log.stars.to_numpy(), (log.user.to_numpy(), log.film.to_numpy())
    return sp.coo_array(triples, shape=shape).tocsr()


# %% rating wrong: the best rating is kept | says "in this order"
def rating_matrix(user, film, stars, shape):
    import pandas as pd

    log = pd.DataFrame({"user": user, "film": film, "stars": stars})
    log = log.groupby(["user", "film"], as_index=False).stars.max()
    triples = log.stars.to_numpy(), (log.user.to_numpy(), log.film.to_numpy())
    return sp.coo_array(triples, shape=shape).tocsr()


# %% rating wrong: the mean of the ratings | says "their mean"
def rating_matrix(user, film, stars, shape):
    import pandas as pd

    log = pd.DataFrame({"user": user, "film": film, "stars": stars})
    log = log.groupby(["user", "film"], as_index=False).stars.mean()
    triples = log.stars.to_numpy(), (log.user.to_numpy(), log.film.to_numpy())
    return sp.coo_array(triples, shape=shape).tocsr()


# %% rating wrong BUG-SPA-14: keys in 32 bits take strangers for repeats | says "There is no entry"
def rating_matrix(user, film, stars, shape):
    rating_sums(user, film, stars, shape)
    user, film = (np.asarray(v, dtype=np.int32) for v in (user, film))
    stars = np.asarray(stars)
    keys = user * np.int32(shape[1]) + film
    _, first = np.unique(keys[::-1], return_index=True)
    pick = len(keys) - 1 - first
    triples = stars[pick], (user[pick], film[pick])
    return sp.coo_array(triples, shape=shape).tocsr()


# %% rating wrong: a sort that may turn repeats round | says "in this order"
def rating_matrix(user, film, stars, shape):
    rating_sums(user, film, stars, shape)
    user, film, stars = map(np.asarray, (user, film, stars))
    keys = user.astype(np.int64) * shape[1] + film
    order = np.lexsort((-np.arange(len(keys)), keys))
    keys = keys[order]
    last = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
    pick = order[last]
    triples = stars[pick], (user[pick], film[pick])
    return sp.coo_array(triples, shape=shape).tocsr()


# %% rating wrong: brought to 32 bits before the check | says "2**32"
def rating_matrix(user, film, stars, shape):
    user, film = (np.asarray(v).astype(np.int32) for v in (user, film))
    stars = np.asarray(stars)
    if not user.size == film.size == stars.size:
        raise ValueError("user, film and stars must have one length")
    keys = np.ravel_multi_index((user, film), shape)
    _, first = np.unique(keys[::-1], return_index=True)
    pick = len(keys) - 1 - first
    triples = stars[pick], (user[pick], film[pick])
    return sp.coo_array(triples, shape=shape).tocsr()


# %% rating wrong: pairs that come twice are left out | says "There is no entry"
def rating_matrix(user, film, stars, shape):
    import pandas as pd

    log = pd.DataFrame({"user": user, "film": film, "stars": stars})
    log = log.drop_duplicates(["user", "film"], keep=False)
    triples = log.stars.to_numpy(), (log.user.to_numpy(), log.film.to_numpy())
    return sp.coo_array(triples, shape=shape).tocsr()


# %% rating wrong: zip stops at the shortest | says "must raise ValueError"
def rating_matrix(user, film, stars, shape):
    cells = {}
    for u, f, s in zip(user, film, stars):
        cells[int(u), int(f)] = s
    rows, cols = [u for u, _ in cells], [f for _, f in cells]
    return sp.csr_array((list(cells.values()), (rows, cols)), shape=shape)


# %% rating wrong: negative numbers count from the end | says "A user of -1"
def rating_matrix(user, film, stars, shape):
    if not len(user) == len(film) == len(stars):
        raise ValueError("lengths differ")
    if max([0, *user]) >= shape[0] or max([0, *film]) >= shape[1]:
        raise ValueError("outside the shape")
    R = sp.lil_array(shape)
    for u, f, s in zip(user, film, stars):
        R[int(u), int(f)] = s
    return R.tocsr()


# %% rating wrong: IndexError for numbers outside | says "you give IndexError"
def rating_matrix(user, film, stars, shape):
    if not len(user) == len(film) == len(stars):
        raise ValueError("lengths differ")
    if min([0, *user, *film]) < 0:
        raise ValueError("a negative number")
    R = sp.lil_array(shape)
    for u, f, s in zip(user, film, stars):
        R[int(u), int(f)] = s
    return R.tocsr()


# %% rating wrong: left in COO | says "return a CSR matrix"
def rating_matrix(user, film, stars, shape):
    import pandas as pd

    log = pd.DataFrame({"user": user, "film": film, "stars": stars})
    log = log.drop_duplicates(["user", "film"], keep="last")
    triples = log.stars.to_numpy(), (log.user.to_numpy(), log.film.to_numpy())
    return sp.coo_array(triples, shape=shape)


# %% rating wrong: earlier ratings set to 0 and kept | says "are stored"
def rating_matrix(user, film, stars, shape):
    import pandas as pd

    log = pd.DataFrame({"user": user, "film": film, "stars": stars})
    stars = log.stars.where(~log.duplicated(["user", "film"], keep="last"), 0)
    R = sp.coo_array((stars.to_numpy(), (user, film)), shape=shape).tocsr()
    extra = sp.coo_array(([0.0], ([0], [0])), shape=shape).tocsr()
    R.data = R.data.astype(float)
    filled = R.tolil()
    R = filled.tocsr() + extra
    empty = np.flatnonzero(np.diff(R.indptr) == 0)[:1]
    rows = np.r_[R.tocoo().row, empty]
    cols = np.r_[R.tocoo().col, np.zeros(len(empty), int)]
    data = np.r_[R.tocoo().data, np.zeros(len(empty))]
    return sp.csr_array((data, (rows, cols)), shape=shape)


# %% rating wrong: the log is turned round in place | says "caller's arrays"
def rating_matrix(user, film, stars, shape):
    rating_sums(user, film, stars, shape)
    user[:], film[:], stars[:] = user[::-1], film[::-1], stars[::-1]
    keys = user.astype(np.int64) * shape[1] + film
    _, first = np.unique(keys, return_index=True)
    triples = stars[first], (user[first], film[first])
    return sp.coo_array(triples, shape=shape).tocsr()


# %% unit right: the chapter's line, a diagonal matrix from the left
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    norms = spla.norm(A, axis=1)
    return sp.diags_array(1 / np.where(norms > 0, norms, 1)) @ A


# %% unit right: a column of lengths, then back to CSR
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = np.sqrt(A.power(2).sum(axis=1))
    length[length == 0] = 1
    return (A / length[:, None]).tocsr()


# %% unit right: scikit-learn's normalize
def unit_rows(X):
    from sklearn.preprocessing import normalize

    A = sp.csr_array(X, dtype=float)
    return normalize(A)


# %% unit right: the stored values of a copy, each divided by its row's length
def unit_rows(X):
    A = sp.csr_array(X, dtype=float, copy=True)
    row = np.repeat(np.arange(A.shape[0]), np.diff(A.indptr))
    length = np.sqrt(np.bincount(row, A.data**2, minlength=A.shape[0]))
    length[length == 0] = 1
    A.data /= length[row]
    return A


# %% unit right: a loop over the rows that have entries, csr_matrix returned
def unit_rows(X):
    A = sp.csr_matrix(X, dtype=float, copy=True)
    for i in np.flatnonzero(np.diff(A.indptr)):
        piece = slice(A.indptr[i], A.indptr[i + 1])
        length = np.linalg.norm(A.data[piece])
        if length:
            A.data[piece] /= length
    return A


# %% unit right: multiply with a column, zero rows by np.divide
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    factor = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
    return sp.csr_array(A.multiply(factor[:, None]))


# %% unit right: nan of stored zeros put back to 0
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    U = (sp.diags_array(1 / spla.norm(A, axis=1)) @ A).tocsr()
    U.data = np.nan_to_num(U.data)
    return U


# %% unit wrong BUG-SPA-12: divided by a flat vector of lengths | says "Column j is divided by the length of row j"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    return sp.csr_array(A / np.where(length > 0, length, 1))


# %% unit wrong BUG-SPA-01: a star with the flat vector | says "Column j is divided by the length of row j"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    return (A * (1 / np.where(length > 0, length, 1))).tocsr()


# %% unit wrong: diagonal matrix from the right | says "Column j is divided by the length of row j"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    return A @ sp.diags_array(1 / np.where(length > 0, length, 1))


# %% unit wrong BUG-SPA-12: no guard, a row of stored zeros becomes nan | says "nan"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    return sp.diags_array(1 / spla.norm(A, axis=1)) @ A


# %% unit wrong: zero rows made equal everywhere | says "zeros alone"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    U = (sp.diags_array(1 / np.where(length > 0, length, 1)) @ A).tolil()
    for i in np.flatnonzero(length == 0):
        U[i, 0] = 1.0
    return U.tocsr()


# %% unit wrong: made dense | says "Which step makes a dense matrix"
def unit_rows(X):
    Z = sp.csr_array(X, dtype=float).toarray()
    return sp.csr_array(unit_dense(Z))


# %% unit wrong: a dense array returned | says "is not sparse"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    return unit_dense(A.toarray())


# %% unit wrong BUG-SPA-11: NumPy's norm of a sparse matrix | says "ValueError"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = np.linalg.norm(A, axis=1)
    return sp.diags_array(1 / np.where(length > 0, length, 1)) @ A


# %% unit wrong: the argument is changed | says "X is changed"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    length[length == 0] = 1
    A.data /= np.repeat(length, np.diff(A.indptr))
    return A


# %% unit wrong: not back to CSR | says "coo"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    return A / np.where(length > 0, length, 1)[:, None]


# %% unit wrong: rows that add up to 1 | says "add up to 1"
def unit_rows(X):
    from sklearn.preprocessing import normalize

    return normalize(sp.csr_array(X, dtype=float), norm="l1")


# %% unit wrong: largest entry 1 | says "largest size"
def unit_rows(X):
    from sklearn.preprocessing import normalize

    return normalize(sp.csr_array(X, dtype=float), norm="max")


# %% unit wrong: columns of length 1 | says "columns have length 1"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=0)
    return A @ sp.diags_array(1 / np.where(length > 0, length, 1))


# %% unit wrong: the square root is forgotten | says "square of the length"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = A.power(2).sum(axis=1)
    return sp.diags_array(1 / np.where(length > 0, length, 1)) @ A


# %% unit wrong: one norm for the whole matrix | says "One number"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    return A / (spla.norm(A) or 1)


# %% unit wrong: a floor of 1e-12 under the length | says "its own length in A, unaltered"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = np.maximum(spla.norm(A, axis=1), 1e-12)
    return sp.diags_array(1 / length) @ A


# %% unit wrong: 1e-9 added to the length | says "its own length in A, unaltered"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    return sp.diags_array(1 / (spla.norm(A, axis=1) + 1e-9)) @ A


# %% unit wrong: lengths of X in its own number type | says "its own length in A, unaltered"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(sp.csr_array(X), axis=1)
    return sp.diags_array(1 / np.where(length > 0, length, 1)) @ A


# %% unit wrong: the signs are lost | says "signs are lost"
def unit_rows(X):
    A = abs(sp.csr_array(X, dtype=float))
    length = spla.norm(A, axis=1)
    return sp.diags_array(1 / np.where(length > 0, length, 1)) @ A


# %% unit wrong: empty rows are dropped | says "the shape is"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    A, length = A[length > 0], length[length > 0]
    return sp.diags_array(1 / length) @ A


# %% unit wrong: the float64 of A thrown away for float32 | says "its own length in A, unaltered"
def unit_rows(X):
    A = sp.csr_array(X, dtype=np.float32)
    length = spla.norm(A, axis=1)
    return sp.diags_array(1 / np.where(length > 0, length, 1)) @ A


# %% unit wrong: lengths that are close to 0 by np.isclose are left | says "its own length in A, unaltered"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    length = spla.norm(A, axis=1)
    return sp.diags_array(1 / np.where(np.isclose(length, 0), 1, length)) @ A


# %% unit wrong: reduceat, which gives an empty row the next entry | says "zeros alone"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float, copy=True)
    if A.nnz:
        at = np.minimum(A.indptr[:-1], A.nnz - 1)
        length = np.sqrt(np.add.reduceat(A.data**2, at))
        A.data /= np.repeat(length, np.diff(A.indptr))
    return A


# %% unit wrong: only rows with entries are made dense | says "Which step makes a dense matrix"
def unit_rows(X):
    A = sp.csr_array(X, dtype=float)
    U, rows = A.tolil(), np.flatnonzero(np.diff(A.indptr))
    U[rows] = unit_dense(A[rows].toarray())
    return U.tocsr()


# %% topk right: pieces of indptr, lexsort
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk right: all entries of a block sorted at once, then the first k of each row
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = np.asarray(users[start : start + limit])
        S = similar(block).tocoo()
        keep = (S.data > 0) & (S.col != block[S.row])
        row, who, value = S.row[keep], S.col[keep], S.data[keep]
        order = np.lexsort((who, -value, row))
        row, who = row[order], who[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        first = place < k
        found[start + row[first], place[first]] = who[first]
    return found


# %% topk right: plain Python, a list of lists
def top_neighbours(similar, users, k, limit):
    users, rows = [int(u) for u in users], []
    while len(rows) < len(users):
        block = users[len(rows) : len(rows) + limit]
        S = similar(np.array(block))
        for i, u in enumerate(block):
            one = S[[i]]
            pairs = zip(one.indices.tolist(), one.data.tolist())
            near = sorted((-c, v) for v, c in pairs if v != u and c > 0)
            names = [v for _, v in near[:k]]
            rows.append(names + [-1] * (k - len(names)))
    return rows


# %% topk right: a data frame of the block
def top_neighbours(similar, users, k, limit):
    import pandas as pd

    users = np.asarray(users)
    parts = []
    for block in np.split(users, range(limit, len(users), limit)):
        S = similar(block).tocoo()
        frame = pd.DataFrame({"row": S.row, "who": S.col, "value": S.data})
        frame["user"] = block[frame.row]
        frame = frame[(frame.value > 0) & (frame.who != frame.user)]
        frame = frame.sort_values(["value", "who"], ascending=[False, True])
        near = frame.groupby("row").who.apply(lambda w: w.tolist()[:k])
        part = [near.get(i, []) for i in range(len(block))]
        parts += [p + [-1] * (k - len(p)) for p in part]
    return np.array(parts)


# %% topk right: stable sort after sorting the indices
def top_neighbours(similar, users, k, limit):
    out = np.full((len(users), k), -1, dtype=np.int64)
    for start in range(0, len(users), limit):
        S = similar(users[start : start + limit]).copy()
        S.sort_indices()
        for i in range(S.shape[0]):
            who = S.indices[S.indptr[i] : S.indptr[i + 1]]
            value = S.data[S.indptr[i] : S.indptr[i + 1]].copy()
            value[who == users[start + i]] = 0
            order = np.argsort(-value, kind="stable")
            order = order[value[order] > 0][:k]
            out[start + i, : order.size] = who[order]
    return out


# %% topk right: blocks of equal size, as few as possible
def top_neighbours(similar, users, k, limit):
    users = np.array(users)
    rows = []
    for block in np.array_split(users, -(-len(users) // limit)):
        S = similar(block)
        for i, u in enumerate(block):
            entries = S.getrow(i) if hasattr(S, "getrow") else S[[i]]
            cosine = dict(zip(entries.indices, entries.data))
            cosine.pop(u, None)
            near = [v for v in sorted(cosine) if cosine[v] > 0]
            near.sort(key=cosine.get, reverse=True)
            rows.append(np.r_[near[:k], [-1] * k][:k])
    return np.vstack(rows)


# %% topk wrong: everybody in one request | says "users in one request; limit is"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    S = similar(users)
    for row, user in enumerate(users):
        piece = slice(S.indptr[row], S.indptr[row + 1])
        who, value = S.indices[piece], S.data[piece]
        counts = (who != user) & (value > 0)
        who, value = who[counts], value[counts]
        best = np.lexsort((who, -value))[:k]
        found[row, : len(best)] = who[best]
    return found


# %% topk wrong: one user in each request | says "as few as"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for row, user in enumerate(users):
        S = similar([user])
        counts = (S.indices != user) & (S.data > 0)
        who, value = S.indices[counts], S.data[counts]
        best = np.lexsort((who, -value))[:k]
        found[row, : len(best)] = who[best]
    return found


# %% topk wrong: each block made dense | says "the memory is exhausted"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block).toarray()
        S[np.arange(len(block)), block] = -1
        order = np.argsort(-S, axis=1, kind="stable")[:, :k]
        for i, near in enumerate(order):
            near = near[S[i, near] > 0]
            found[start + i, : len(near)] = near
    return found


# %% topk wrong: the chapter's function, where all that is stored is above 0 | says "not above 0"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, u in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            who, value = who[who != u], value[who != u]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: the user is left in | says "Nobody is a neighbour of itself"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        S = similar(users[start : start + limit])
        for row in range(S.shape[0]):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            who, value = who[value > 0], value[value > 0]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: the first of the sorted list is dropped | says "Nobody is a neighbour of itself"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        S = similar(users[start : start + limit])
        for row in range(S.shape[0]):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            who, value = who[value > 0], value[value > 0]
            best = np.lexsort((who, -value))[1 : k + 1]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: all with a cosine of 1 are taken for the user | says "only the number tells"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        S = similar(users[start : start + limit])
        for row in range(S.shape[0]):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (value > 0) & (value < 1 - 1e-6)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: the row's place in the block is left out, not the user | says "Nobody is a neighbour of itself"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        S = similar(users[start : start + limit])
        for row in range(S.shape[0]):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != row) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: places in the row in place of user numbers | says "numbers of users"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            best = np.lexsort((who[counts], -value[counts]))[:k]
            found[start + row, : len(best)] = best
    return found


# %% topk wrong: ties in the order of storage | says "Of equal cosines the lower number"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.argsort(-value, kind="stable")[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: k by argpartition, then sorted, ties by chance | says "Of equal cosines the lower number"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.arange(len(who))
            if len(who) > k:
                best = np.argpartition(-value, k)[:k]
            best = best[np.lexsort((who[best], -value[best]))]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: smallest cosine first | says "largest cosine comes first"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((-who, value))[-k:]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: empty places hold 0 | says "does -1 fill the rest"
def top_neighbours(similar, users, k, limit):
    found = np.zeros((len(users), k), int)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: the last, shorter block is left out | says "Does the last block"
def top_neighbours(similar, users, k, limit):
    rows = []
    limit = min(limit, len(users))
    for number in range(len(users) // limit):
        block = users[number * limit : (number + 1) * limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            rows.append(np.append(who[best], [-1] * (k - len(best))))
    return np.array(rows)


# %% topk wrong: each block overwrites the first rows | says "of block"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[row, : len(best)] = who[best]
    return found


# %% topk wrong: users sorted in place | says "users is changed"
def top_neighbours(similar, users, k, limit):
    users.sort()
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: cosines rounded to 6 digits | says "not above 0"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > -1e-6)
            who, value = who[counts], value[counts].round(6)
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: rows of their own lengths, without -1 | says "Each row has 2 places"
def top_neighbours(similar, users, k, limit):
    rows = []
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            rows.append(who[np.lexsort((who, -value))[:k]].tolist())
    return rows


# %% topk wrong: one request too large, then a second try | says "users in one request; limit is"
def top_neighbours(similar, users, k, limit):
    try:
        similar(users)
        limit = len(users)
    except MemoryError:
        pass
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong: blocks of array_split, one too few | says "users in one request; limit is"
def top_neighbours(similar, users, k, limit):
    rows = []
    for block in np.array_split(users, max(1, len(users) // limit)):
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            rows.append(np.append(who[best], [-1] * (k - len(best))))
    return np.array(rows)


# %% topk wrong: cosines in float32, where near ones tie | says "largest cosine comes first"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block).astype(np.float32)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% topk wrong BUG-SPA-14: row times n plus column in 32 bits | says "2,000,000,000 users: row 0"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = np.asarray(users[start : start + limit])
        S = similar(block).tocoo()
        row, who = (part.astype(np.int32) for part in S.coords)
        keep = (S.data > 0) & (who != block[row])
        n = np.int32(S.shape[1])
        key, value = row[keep] * n + who[keep], S.data[keep]
        key = key[np.lexsort((key, -value))]
        for i in range(len(block)):
            near = key[key // n == i][:k] % n
            found[start + i, : len(near)] = near
    return found


# %% topk wrong: a dictionary by cosine, which keeps one of a tie | says "Of equal cosines the lower number"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = similar(block)
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            near = zip(S.data[piece].tolist(), S.indices[piece].tolist())
            named = {c: v for c, v in near if c > 0 and v != user}
            best = [named[c] for c in sorted(named, reverse=True)][:k]
            found[start + row, : len(best)] = best
    return found


# %% topk wrong: the sign of the cosine is lost | says "not above 0"
def top_neighbours(similar, users, k, limit):
    found = np.full((len(users), k), -1)
    for start in range(0, len(users), limit):
        block = users[start : start + limit]
        S = abs(similar(block))
        for row, user in enumerate(block):
            piece = slice(S.indptr[row], S.indptr[row + 1])
            who, value = S.indices[piece], S.data[piece]
            counts = (who != user) & (value > 0)
            who, value = who[counts], value[counts]
            best = np.lexsort((who, -value))[:k]
            found[start + row, : len(best)] = who[best]
    return found


# %% axes right: centred operator, sorted, total from squares and means
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = np.asarray(A.mean(axis=0)).ravel()
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(s)[::-1]
    total = np.sum(A.multiply(A).mean(axis=0) - m**2) * A.shape[0]
    return axes[order], s[order] ** 2 / total


# %% axes right: scikit-learn's PCA of the sparse matrix
def main_axes(X, k):
    from sklearn.decomposition import PCA

    pca = PCA(k, svd_solver="arpack", random_state=0).fit(sp.csr_array(X))
    return pca.components_, pca.explained_variance_ratio_


# %% axes right: a subclass of LinearOperator, products with blocks
def main_axes(X, k):
    class Centred(spla.LinearOperator):
        def __init__(self, A):
            self.A, self.mean = A, np.asarray(A.mean(axis=0)).ravel()
            super().__init__(float, A.shape)

        def _matmat(self, V):
            return self.A @ V - self.mean @ V

        def _rmatmat(self, Y):
            return self.A.T @ Y - np.outer(self.mean, Y.sum(axis=0))

        def _matvec(self, v):
            return self.A @ v - self.mean @ v

        def _rmatvec(self, y):
            return self.A.T @ y - self.mean * y.sum()

    op = Centred(sp.csc_array(X, dtype=float))
    _, s, axes = spla.svds(op, k=k, solver="arpack")
    spread = spla.norm(op.A) ** 2 - op.shape[0] * np.sum(op.mean**2)
    return axes[::-1], s[::-1] ** 2 / spread


# %% axes right: sums and products of linear operators
def main_axes(X, k):
    A = sp.csr_array(X).astype(float)
    n = A.shape[0]
    mean = A.sum(axis=0) / n
    ones = spla.aslinearoperator(np.ones((n, 1)))
    row = spla.aslinearoperator(mean[None, :])
    _, s, V = spla.svds(spla.aslinearoperator(A) - ones @ row, k=k)
    order = s.argsort()[::-1]
    total = (A.data**2).sum() - n * (mean**2).sum()
    return [V[order], (s**2)[order] / total]


# %% axes right: eigenvectors of the smaller product, by eigsh
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    n, p = A.shape
    m = A.mean(axis=0)

    def times(v):
        return A @ v - m @ v

    def back(y):
        return A.T @ y - m * y.sum()

    if n < p:
        op = spla.LinearOperator(
            (n, n), lambda y: times(back(y.ravel())), dtype=float
        )
    else:
        op = spla.LinearOperator(
            (p, p), lambda v: back(times(v.ravel())), dtype=float
        )
    values, vectors = spla.eigsh(op, k=k)
    order = np.argsort(-values)
    values, vectors = values[order], vectors[:, order]
    if n < p:
        vectors = np.column_stack([back(y) for y in vectors.T])
        vectors /= np.linalg.norm(vectors, axis=0)
    variances = A.multiply(A).sum(axis=0) / n - m**2
    return vectors.T, values / n / variances.sum()


# %% axes right: only columns with entries are kept for the solver
def main_axes(X, k):
    A = sp.coo_array(X).tocsc().astype(float)
    used = np.flatnonzero(np.diff(A.indptr))
    B = A[:, used].tocsr()
    m = B.mean(axis=0)
    op = spla.LinearOperator(
        B.shape,
        matvec=lambda v: B @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: B.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    if k < min(B.shape):
        _, s, V = spla.svds(op, k=k)
    else:
        _, s, V = np.linalg.svd(B.toarray() - m, full_matrices=False)
    order = np.argsort(-s)[:k]
    axes = np.zeros((k, A.shape[1]))
    axes[:, used] = V[order]
    total = np.sum(B.data**2) - B.shape[0] * m @ m
    return axes, s[order] ** 2 / total


# %% axes wrong BUG-SPA-04: svds without centring | says "is the mean subtracted"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    _, s, axes = spla.svds(A, k=k)
    order = np.argsort(-s)
    return axes[order], s[order] ** 2 / spla.norm(A) ** 2


# %% axes wrong BUG-SPA-04: TruncatedSVD taken for a PCA | says "is the mean subtracted"
def main_axes(X, k):
    from sklearn.decomposition import TruncatedSVD

    svd = TruncatedSVD(k, algorithm="arpack", random_state=0)
    svd.fit(sp.csr_array(X, dtype=float))
    return svd.components_, svd.explained_variance_ratio_


# %% axes wrong BUG-SPA-13: as svds returns them, rising | says "rising order"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    return axes, s**2 / (spla.norm(A) ** 2 - A.shape[0] * m @ m)


# %% axes wrong BUG-SPA-13: axes sorted, shares not | says "They are in rising order"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    total = spla.norm(A) ** 2 - A.shape[0] * m @ m
    return axes[np.argsort(-s)], s**2 / total


# %% axes wrong BUG-SPA-03: X minus its mean, which is dense | says "Which step fills a matrix"
def main_axes(X, k):
    centred = np.asarray(X - X.mean(axis=0))
    _, s, axes = np.linalg.svd(centred, full_matrices=False)
    return axes[:k], s[:k] ** 2 / np.sum(s**2)


# %% axes wrong BUG-SPA-03: PCA of the filled matrix | says "Which step fills a matrix"
def main_axes(X, k):
    from sklearn.decomposition import PCA

    pca = PCA(k).fit(X.toarray())
    return pca.components_, pca.explained_variance_ratio_


# %% axes wrong: the covariance of all columns | says "Which step fills a matrix"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    covariance = (A.T @ A).toarray() / A.shape[0] - np.outer(m, m)
    values, vectors = np.linalg.eigh(covariance)
    share = values[::-1] / values.sum()
    return vectors[:, ::-1].T[:k], share[:k]


# %% axes wrong: the mean is subtracted from stored entries only | says "cosines with the right axes"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float, copy=True)
    A.data -= A.mean(axis=0)[A.indices]
    _, s, axes = spla.svds(A, k=k)
    order = np.argsort(-s)
    return axes[order], s[order] ** 2 / spla.norm(A) ** 2


# %% axes wrong: stored entries of the argument are centred | says "X is changed"
def main_axes(X, k):
    A = sp.csr_array(X)
    A.data = A.data.astype(float)
    X.data = X.data - A.mean(axis=0)[X.tocoo().coords[1]]
    _, s, axes = spla.svds(X, k=k)
    order = np.argsort(-s)
    return axes[order], s[order] ** 2 / spla.norm(X) ** 2


# %% axes wrong: the mean is left out of the forward product | says "do both products subtract"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    total = spla.norm(A) ** 2 - A.shape[0] * m @ m
    return axes[order], s[order] ** 2 / total


# %% axes wrong: the mean of each row in place of each column | says "cosines with the right axes"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=1)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m * v.sum(),
        rmatvec=lambda y: A.T @ y.ravel() - m @ y.ravel(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    total = spla.norm(A) ** 2 - A.shape[1] * m @ m
    return axes[order], s[order] ** 2 / total


# %% axes wrong: shares of the k axes only | says "They add up to 1"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    return axes[order], s[order] ** 2 / np.sum(s**2)


# %% axes wrong: the total counts the means | says "X with its means"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    return axes[order], s[order] ** 2 / spla.norm(A) ** 2


# %% axes wrong: variances in place of shares | says "They are variances"
def main_axes(X, k):
    from sklearn.decomposition import PCA

    pca = PCA(k, svd_solver="arpack", random_state=0).fit(sp.csr_array(X))
    return pca.components_, pca.explained_variance_


# %% axes wrong: shares of singular values, not of their squares | says "They are square roots"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    total = spla.norm(A) ** 2 - A.shape[0] * m @ m
    return axes[order], s[order] / np.sqrt(total)


# %% axes wrong: points of the rows in place of axes | says "axes has the shape"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    left, s, _ = spla.svds(op, k=k)
    order = np.argsort(-s)
    total = spla.norm(A) ** 2 - A.shape[0] * m @ m
    return left[:, order], s[order] ** 2 / total


# %% axes wrong: axes times their singular values | says "lengths of the axes are not 1"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    total = spla.norm(A) ** 2 - A.shape[0] * m @ m
    return s[order, None] * axes[order], s[order] ** 2 / total


# %% axes wrong: columns brought to spread 1 | says "cosines with the right axes"
def main_axes(X, k):
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import StandardScaler

    A = sp.csr_array(X, dtype=float)
    A = StandardScaler(with_mean=False).fit_transform(A)
    pca = PCA(k, svd_solver="arpack", random_state=0).fit(A)
    return pca.components_, pca.explained_variance_ratio_


# %% axes wrong BUG-SPA-01: stars for products | says "NotImplementedError"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A * v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T * y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    return axes[order], s[order] ** 2 / np.sum(s**2)


# %% axes wrong: the sum of squares in float32 | says "a mean of 40,000"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=k)
    order = np.argsort(-s)
    squares = np.sum(A.data.astype(np.float32) ** 2)
    return axes[order], s[order] ** 2 / (squares - A.shape[0] * m @ m)


# %% axes wrong: the first of k + 1 axes without centring is dropped | says "They are axes of X itself"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    _, s, axes = np.linalg.svd(A.toarray(), full_matrices=False)
    return axes[1 : k + 1], s[1 : k + 1] ** 2 / np.sum(s[1:] ** 2)


# %% axes wrong: small matrices filled, large ones not centred | says "400,000 × 2,500,000: cosines"
def main_axes(X, k):
    A = sp.csr_array(X, dtype=float)
    if A.shape[0] * A.shape[1] < 1e7:
        _, s, axes = np.linalg.svd(A.toarray() - A.mean(axis=0))
        return axes[:k], s[:k] ** 2 / np.sum(s**2)
    _, s, axes = spla.svds(A, k=k)
    order = np.argsort(-s)
    return axes[order], s[order] ** 2 / spla.norm(A) ** 2


# %% axes wrong: only columns with entries are filled | says "Which step fills a matrix"
def main_axes(X, k):
    A = sp.csc_array(X, dtype=float)
    used = np.flatnonzero(np.diff(A.indptr))
    Z = A[:, used].toarray()
    _, s, V = np.linalg.svd(Z - Z.mean(axis=0), full_matrices=False)
    axes = np.zeros((k, A.shape[1]))
    axes[:, used] = V[:k]
    return axes, s[:k] ** 2 / np.sum(s**2)


# %% influence right: @ and a flat sum
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence right: two products with a vector, raise
def influence(W):
    once = W.T @ np.ones(W.shape[0])
    return W.T @ once


def check_influence(y):
    if np.ndim(y) != 1 or not np.min(y) > -1e-9:
        raise AssertionError("not a vector of influences")
    if not abs(np.mean(y) - 1) < 1e-6:
        raise AssertionError("influence is lost or made")


# %% influence right: brought to an array first, isclose
def influence(W):
    A = sp.csr_array(W)
    return (A @ A).sum(axis=0)


def check_influence(y):
    assert len(y.shape) == 1
    assert np.isclose(y.sum(), len(y), rtol=1e-5, atol=0)
    assert not (y < -1e-8).any()


# %% influence right: dot, a list returned
def influence(W):
    two = W.dot(W)
    return np.squeeze(np.asarray(two.sum(axis=0)), axis=None).reshape(-1)


def check_influence(y):
    total = 0.0
    assert np.ndim(y) == 1, "one axis"
    for value in y:
        assert -1e-7 <= value < float("inf"), value
        total += value
    assert -1e-5 <= total / len(y) - 1 <= 1e-5, total


# %% influence wrong BUG-SPA-01: the star is left | says "cell by cell"
def influence(W):
    return np.asarray((W * W).sum(axis=0)).ravel()


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong BUG-SPA-01: multiply for both classes | says "cell by cell"
def influence(W):
    return np.asarray(W.multiply(W).sum(axis=0)).ravel()


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong: the sum of the matrix is not flattened | says "a matrix of one row"
def influence(W):
    return (W @ W).sum(axis=0)


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong: rows in place of columns | says "sums of the rows"
def influence(W):
    return np.asarray((W @ W).sum(axis=1)).ravel()


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong: one link only | says "one link"
def influence(W):
    return np.asarray(W.sum(axis=0)).ravel()


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong: the transpose slips in | says "or W.T @ W"
def influence(W):
    return np.asarray((W.T @ W).sum(axis=0)).ravel()


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong: the star's result scaled to the right total | says "should be"
def influence(W):
    y = np.asarray(sp.csr_array(W).power(2).sum(axis=0)).ravel()
    return y * y.size / y.sum()


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong: W is squared in place | says "changes W"
def influence(W):
    two = np.asarray((W @ W).sum(axis=0)).ravel()
    W.data **= 2
    return two


def check_influence(y):
    y = np.asarray(y)
    assert y.ndim == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(y.sum() - y.size) < 1e-6 * y.size


# %% influence wrong: check returns False | says "returning False"
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    y = np.asarray(y)
    return y.ndim == 1 and y.min() >= 0 and abs(y.mean() - 1) < 1e-6


# %% influence wrong: check of the total alone | says "a negative influence"
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    assert abs(np.sum(y) - np.size(y)) < 1e-6 * np.size(y)


# %% influence wrong: check lets NaN pass | says "lets pass NaN"
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    if np.ndim(y) != 1 or np.any(y < -1e-6):
        raise AssertionError("negative")
    if abs(np.sum(y) - len(y)) > 1e-6 * len(y):
        raise AssertionError("lost")


# %% influence wrong: check takes any shape | says "matrix of one row"
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    assert np.all(np.isfinite(y)) and np.min(y) > -1e-6
    assert abs(np.sum(y) - np.size(y)) < 1e-6 * np.size(y)


# %% influence wrong: check without room for rounding | says "room for rounding"
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    assert np.ndim(y) == 1 and np.all(np.isfinite(y)) and np.all(y >= 0)
    assert np.sum(y) == len(y)


# %% influence wrong: check with room that grows as n, of 1 % | says "too low"
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    assert np.ndim(y) == 1 and np.all(np.isfinite(y)) and np.all(y > -1e-6)
    assert abs(np.mean(y) - 1) < 0.01


# %% influence wrong: check raises ValueError | says "must raise AssertionError"
def influence(W):
    return np.asarray((W @ W).sum(axis=0)).ravel()


def check_influence(y):
    if np.ndim(y) != 1 or not np.min(y) > -1e-6:
        raise ValueError("not a vector of influences")
    if not abs(np.mean(y) - 1) < 1e-6:
        raise ValueError("lost")

"""Answers that prove the tests of 03-sparse: unit, topk, axes, engine."""

"""Answers that prove the tests of 03-sparse: unit, topk, axes, engine."""


# %% engine right: pieces of four letters, thirty centred axes
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    pieces = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True
    )
    X = sp.csr_array(pieces.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2].astype(np.float32)
    return {
        "terms": pieces.get_feature_names_out().tolist(),
        "idf": pieces.idf_,
        "axes": axes,
        "mean": mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    pieces = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(4, 4),
        sublinear_tf=True,
        vocabulary=index["terms"],
    )
    pieces.idf_ = index["idf"]
    asked = pieces.transform(queries) @ index["axes"].T
    asked = asked - index["axes"] @ index["mean"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-(asked @ points.T), axis=1, kind="stable")[:, :k]


# %% engine right: the first six letters of each word, PCA of the sparse matrix
def _counts(texts, terms=None):
    from sklearn.feature_extraction.text import CountVectorizer

    stems = CountVectorizer(token_pattern=r"\b\w{6}", vocabulary=terms)
    return stems, sp.csr_array(stems.fit_transform(texts), dtype=float)


def build_index(texts):
    from sklearn.decomposition import PCA

    stems, counts = _counts(texts)
    idf = np.log(len(texts) / (counts > 0).sum(axis=0))
    pca = PCA(25, svd_solver="arpack", random_state=0)
    points = pca.fit_transform(counts @ sp.diags_array(idf))
    terms = stems.get_feature_names_out().tolist()
    weights = idf[:, None] * pca.components_.T
    return {"terms": terms, "weights": weights, "points": points}


def search(index, queries, k):
    asked = _counts(queries, index["terms"])[1] @ index["weights"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine right: words and pieces together, float32, the vocabulary as a dict
def _tools(vocabularies=(None, None)):
    from sklearn.feature_extraction.text import TfidfVectorizer

    return [
        TfidfVectorizer(vocabulary=vocabularies[0]),
        TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(3, 5),
            min_df=2,
            vocabulary=vocabularies[1],
            dtype=np.float32,
        ),
    ]


def build_index(texts):
    tools = _tools()
    X = sp.hstack([t.fit_transform(texts) for t in tools]).tocsr()
    X = sp.csr_array(X, dtype=float)
    m = X.mean(axis=0)
    op = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    _, s, axes = spla.svds(op, k=35)
    return {
        "words": {w: int(i) for w, i in tools[0].vocabulary_.items()},
        "pieces": {w: int(i) for w, i in tools[1].vocabulary_.items()},
        "idf": [t.idf_.astype(np.float32) for t in tools],
        "axes": axes.astype(np.float32),
        "shift": (axes @ m).astype(np.float32),
        "points": (X @ axes.T - axes @ m).astype(np.float32),
    }


def search(index, queries, k):
    tools = _tools((index["words"], index["pieces"]))
    for tool, idf in zip(tools, index["idf"]):
        tool.idf_ = idf
    Q = sp.hstack([t.transform(queries) for t in tools]).tocsr()
    asked = Q @ index["axes"].T - index["shift"]
    points = index["points"]
    length = np.linalg.norm(points, axis=1)
    out = []
    for q in asked:
        out.append(list(np.argsort(-(points @ q) / length)[:k]))
    return out


# %% engine right: whitened points, pieces of five letters by hand
def _pieces(text):
    for word in text.split():
        word = f"<{word}>"
        for i in range(max(1, len(word) - 4)):
            yield word[i : i + 5]


def _matrix(texts, place):
    rows, cols = [], []
    for i, text in enumerate(texts):
        for piece in _pieces(text):
            if piece in place:
                rows.append(i)
                cols.append(place[piece])
    shape = (len(texts), len(place))
    counts = sp.coo_array((np.ones(len(rows)), (rows, cols)), shape=shape)
    counts = counts.tocsr()
    counts.data = 1 + np.log(counts.data)
    return counts


def _unit(A):
    length = spla.norm(A, axis=1)
    return sp.diags_array(1 / np.where(length > 0, length, 1)) @ A


def build_index(texts):
    terms = sorted({piece for text in texts for piece in _pieces(text)})
    A = _matrix(texts, {piece: i for i, piece in enumerate(terms)})
    idf = np.log(len(texts) / np.diff(A.tocsc().indptr)) + 1
    A = _unit(A @ sp.diags_array(idf))
    m = A.mean(axis=0)
    op = spla.LinearOperator(
        A.shape,
        matvec=lambda v: A @ v.ravel() - m @ v.ravel(),
        rmatvec=lambda y: A.T @ y.ravel() - m * y.sum(),
        dtype=float,
    )
    U, s, V = spla.svds(op, k=20)
    return {
        "terms": " ".join(terms),
        "map": (idf[:, None] * V.T).astype(np.float32),
        "sizes": s,
        "points": U,
    }


def search(index, queries, k):
    terms = index["terms"].split(" ")
    Q = _matrix(queries, {piece: i for i, piece in enumerate(terms)})
    asked = Q @ index["map"]
    P = index["points"] * index["sizes"]
    P = P / np.sqrt((P**2).sum(axis=1))[:, None]
    best = np.argpartition(-asked @ P.T, k, axis=1)[:, :k]
    return best.tolist()


# %% engine right: hashed pieces, no vocabulary kept
def _hashed(texts):
    from sklearn.feature_extraction.text import HashingVectorizer

    tool = HashingVectorizer(
        n_features=2**13,
        analyzer="char_wb",
        ngram_range=(4, 4),
        norm=None,
        alternate_sign=False,
    )
    return sp.csr_array(tool.transform(texts))


def build_index(texts):
    from sklearn.decomposition import PCA

    counts = _hashed(texts)
    idf = np.log((1 + len(texts)) / (1 + (counts > 0).sum(axis=0))) + 1
    X = counts @ sp.diags_array(idf)
    length = spla.norm(X, axis=1)
    X = sp.diags_array(1 / length) @ X
    pca = PCA(40, svd_solver="arpack", random_state=1).fit(X)
    return {
        "idf": idf,
        "axes": pca.components_,
        "mean": pca.mean_,
        "points": pca.transform(X),
    }


def search(index, queries, k):
    Q = _hashed(queries) @ sp.diags_array(index["idf"])
    Q = sp.diags_array(1 / np.maximum(spla.norm(Q, axis=1), 1e-9)) @ Q
    asked = Q @ index["axes"].T - index["axes"] @ index["mean"]
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    P = index["points"]
    P = P / np.linalg.norm(P, axis=1, keepdims=True)
    return [np.argsort(P @ q)[::-1][:k].tolist() for q in asked]


# %% engine wrong: the word engine, unchanged | says "a dict with 'points'"
build_index = word_index
search = word_search


# %% engine wrong: centred axes of whole words | says "limegeable"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer()
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(vocabulary=index["terms"])
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong BUG-SPA-04: axes of the matrix as it is | says "standard deviations"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(X, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong BUG-SPA-04: axes of the matrix as it is, points centred later | says "not centred later"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(X, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong BUG-SPA-03: the filled matrix kept as points | says "most of it is 'points'"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X.toarray() - mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong: a hundred axes in 64-bit floats | says "most of it is 'axes'"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=100)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes,
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong: a hundred axes | says "100 axes"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=100)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong: three axes | says "so few axes"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=3)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong: points scaled to length 1 in the index | says "standard deviations"
def unit_points(points):
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": unit_points(X @ axes.T - axes @ mean),
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong: pieces without the axes | says "Does search use axes"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "rows": X,
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    cosines = index["rows"] @ tool.transform(queries).toarray().T
    return np.argsort(-cosines, axis=0, kind="stable")[:k].T


# %% engine wrong: the vectoriser itself in the index | says "TypeError"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool,
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


search = word_search


# %% engine wrong: the vectoriser of the last index, as a global | says "ValueError"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    global tool
    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": [],
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong: the least similar come first | says "best texts come first"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(asked @ points.T, axis=1)[:, :k]


# %% engine wrong: cosines in place of numbers | says "10 different texts"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": X @ axes.T - axes @ mean,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.sort(asked @ points.T, axis=1)[:, :k].round()


# %% engine wrong: points turned round | says "not (800, d)"
def build_index(texts):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts))
    mean = X.mean(axis=0)
    centred = spla.LinearOperator(
        X.shape,
        matvec=lambda v: X @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda y: X.T @ y.ravel() - mean * y.sum(),
        dtype=float,
    )
    axes = spla.svds(centred, k=30)[2]
    return {
        "terms": tool.get_feature_names_out().tolist(),
        "idf": tool.idf_,
        "axes": axes.astype(np.float32),
        "centre": axes @ mean,
        "points": (X @ axes.T - axes @ mean).T,
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import TfidfVectorizer

    tool = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    tool.idf_ = index["idf"]
    asked = tool.transform(queries) @ index["axes"].T - index["centre"]
    points = index["points"].T
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]


# %% engine wrong: raw counts of pieces, fifteen axes | says "where endings are new"
def build_index(texts):
    from sklearn.decomposition import PCA
    from sklearn.feature_extraction.text import CountVectorizer

    tool = CountVectorizer(analyzer="char_wb", ngram_range=(4, 4))
    X = sp.csr_array(tool.fit_transform(texts), dtype=float)
    pca = PCA(15, svd_solver="arpack", random_state=0)
    return {
        "points": pca.fit_transform(X),
        "axes": pca.components_,
        "mean": pca.mean_,
        "terms": tool.get_feature_names_out().tolist(),
    }


def search(index, queries, k):
    from sklearn.feature_extraction.text import CountVectorizer

    tool = CountVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), vocabulary=index["terms"]
    )
    Q = sp.csr_array(tool.transform(queries), dtype=float)
    asked = Q @ index["axes"].T - index["axes"] @ index["mean"]
    points = index["points"]
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    return np.argsort(-asked @ points.T, axis=1)[:, :k]
