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

# %% metric wrong: right for the rows of Euclid and a right sum | says "Question 1"
metric = "aaaaa"
