"""Answers that prove the tests of 06-signal."""

# %% alias right: the four numbers
seen = (30, 70, 30, 10)

# %% alias right: a list, the distance from a multiple
seen = [abs(f - 200 * round(f / 200)) for f in (30, 130, 170, 410)]

# %% alias right: an array, from the samples
_records = np.cos(np.outer([30, 130, 170, 410], np.arange(200)) * np.pi / 100)
seen = np.abs(fft.rfft(_records)).argmax(axis=1)

# %% alias right: nearly, as floats
seen = 30.0, 70.2, np.float64(29.8), 10.4

# %% alias wrong BUG-SIG-07: nothing happens | says "ends at 100 Hz"
seen = (30, 130, 170, 410)

# %% alias wrong BUG-SIG-07: the remainder by the sampling rate | says "ends at 100 Hz"
seen = tuple(f % 200 for f in (30, 130, 170, 410))

# %% alias wrong BUG-SIG-07: the remainder by the limit | says "Why 100"
seen = (30, 30, 70, 10)

# %% alias wrong BUG-SIG-07: stopped at the limit | says "stop at the limit"
seen = (30, 100, 100, 100)

# %% alias wrong BUG-SIG-07: gone | says "no filter"
seen = (30, 0, 0, 0)

# %% alias wrong: the negative frequency | says "have no sign"
seen = (30, -70, -30, 10)

# %% alias wrong: folded once | says "410 Hz is not"
seen = (30, 70, 30, 210)

# %% alias wrong: the mirror image of what is below the limit | says "Does anything happen"
seen = (170, 70, 30, 10)

# %% alias wrong: the distance from the wrong multiple | says "nearest multiple"
seen = (30, 70, 30, 90)

# %% alias wrong: half of each | says "half of it"
seen = (30, 65, 85, 205)

# %% alias wrong: three numbers | says "four numbers"
seen = (30, 70, 30)

# %% alias wrong: a text | says "four numbers"
seen = "30 70 30 10"

# %% future right: the letters
leaks = "bdeg"

# %% future right: capital letters with commas
leaks = "G, E, D, B"

# %% future right: a set
leaks = {"b", "d", "e", "g"}

# %% future right: the future changed, the past compared
_sos = signal.butter(2, 0.1, output="sos")
_features = {
    "a": lambda x: signal.sosfilt(_sos, x),
    "b": lambda x: signal.sosfiltfilt(_sos, x),
    "c": lambda x: np.convolve(x, np.ones(5) / 5)[: len(x)],
    "d": lambda x: np.gradient(x),
    "e": lambda x: (x - x.mean()) / x.std(),
    "f": lambda x: pd.Series(x).rolling(9).median().to_numpy(),
    "g": lambda x: ndimage.median_filter(x, 9),
}
_x = np.random.default_rng(0).normal(size=2_000)
_y = np.where(np.arange(2_000) < 1_200, _x, 9.0)
leaks = ""
for _letter, _f in _features.items():
    if not np.allclose(_f(_x)[8:1_200], _f(_y)[8:1_200]):
        leaks += _letter

# %% future wrong: all that filters | says "forwards only"
leaks = "abcdefg"

# %% future wrong BUG-SIG-02: nothing leaks but the record's statistics | says "backwards as well"
leaks = "e"

# %% future wrong BUG-SIG-02: a filter of SciPy is safe | says "backwards"
leaks = "deg"

# %% future wrong: the convolution too | says "late, not early"
leaks = "bcdeg"

# %% future wrong: a difference is local | says "next value"
leaks = "beg"

# %% future wrong: a scale is no feature of one value | says "whole record"
leaks = "bdg"

# %% future wrong: every rolling window | says "if nothing else is said"
leaks = "bdefg"

# %% future wrong BUG-SIG-15: a median only removes spikes | says "centred"
leaks = "bde"

# %% future wrong: only what runs backwards | says "next value"
leaks = "b"

# %% future wrong: the letters of the causal ones | says "0 of 7"
leaks = "acf"

# %% future wrong: numbers | says "letters from"
leaks = 2457

# %% future wrong: a letter too many | says "letters from a to g"
leaks = "bdegh"

# %% future wrong: nothing at all | says "letters from a to g"
leaks = ""

# %% bands right: a histogram of the bins
def band_powers(x, fs, edges):
    f, power = signal.periodogram(
        x, fs, detrend="constant", scaling="spectrum"
    )
    place = np.searchsorted(edges, f, side="right")
    return np.bincount(place, power, len(edges) + 1)[1 : len(edges)]


def band_shares(x, fs, edges, seconds):
    segment = min(len(x), round(seconds * fs))
    f, density = signal.welch(x, fs, nperseg=segment)
    place = np.searchsorted(edges, f, side="right")
    power = np.bincount(place, density, len(edges) + 1)[1 : len(edges)]
    return power / power.sum()

# %% bands right: loops, and the transform itself
def band_powers(x, fs, edges):
    x = np.asarray(x, float) - np.mean(x)
    n = len(x)
    size = np.abs(np.fft.rfft(x)) ** 2 / n**2
    f = np.fft.rfftfreq(n, 1 / fs)
    total = np.zeros(len(edges) - 1)
    for hz, value in zip(f, size):
        alone = hz == 0 or (n % 2 == 0 and hz == f[-1])
        for i in range(len(total)):
            if edges[i] <= hz < edges[i + 1]:
                total[i] += value if alone else 2 * value
    return total


def band_shares(x, fs, edges, seconds):
    f, p = signal.welch(
        x,
        fs,
        "hann",
        nperseg=int(min(len(x), seconds * fs)),
        scaling="spectrum",
    )
    every = p[(edges[0] <= f) & (f < edges[-1])].sum()
    shares = np.empty(len(edges) - 1)
    for i in range(len(shares)):
        shares[i] = p[(edges[i] <= f) & (f < edges[i + 1])].sum() / every
    return shares

# %% bands right: differences of a running sum
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    running = np.r_[0, np.cumsum(density)] * fs / len(x)
    return np.diff(running[np.searchsorted(f, edges)])


def band_shares(x, fs, edges, seconds):
    n = min(len(x), round(seconds * fs))
    f, density = signal.welch(x, fs, nperseg=n)
    cut = np.searchsorted(f, edges)
    return (
        np.diff(np.r_[0, density.cumsum()][cut])
        / density[cut[0] : cut[-1]].sum()
    )

# %% bands right: np.histogram, with a bin beyond the last; lists
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    power, _ = np.histogram(f, [*edges, np.inf], weights=density * f[1])
    return power[:-1].tolist()


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(len(x), round(seconds * fs)))
    power = np.histogram(f, [*edges, np.inf], weights=density)[0][:-1]
    return list(power / np.sum(power))

# %% bands wrong: trapezoids between closed edges | says "halve what is on a border"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f <= b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([np.trapezoid(density[m], f[m]) for m in inside])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: trapezoids between half-open edges | says "Trapezoids leave out"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([np.trapezoid(density[m], f[m]) for m in inside])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: the sum without the width of a bin | says "How wide is one"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: closed at both ends | says "counts twice"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f <= b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: the lower edge is open | says "Which edge belongs"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f > a) & (f <= b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: the mean of the bins | says "Which bins"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].mean() for m in inside])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: a bin as wide as the band, by the mean | says "Which bins"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    pairs = zip(edges[:-1], edges[1:])
    return np.array(
        [density[(f >= a) & (f < b)].mean() * (b - a) for a, b in pairs]
    )


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong BUG-SIG-21: scaling="spectrum", times the width | says "Which bins"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(
        x, fs, detrend="constant", scaling="spectrum"
    )
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: the width from the number of bins | says "Which bins"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * fs / 2 / len(f)


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: one sum for all the bands | says "Return an array"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return sum(density[m].sum() for m in inside) * f[1]


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: the last band is closed | says "in the last band"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [
        (f >= a) & ((f < b) | (f == b) & (b == edges[-1]))
        for a, b in zip(edges[:-1], edges[1:])
    ]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: NumPy's histogram, whose last bin is closed | says "in the last band"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    return np.histogram(f, edges, weights=density * f[1])[0]


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: shares of the whole spectrum | says "add up to"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / density.sum()

# %% bands wrong BUG-SIG-20: segments of 256 samples, the default | says "segments of 256"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs)
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: seconds taken for samples | says "how many samples"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=max(2, round(seconds)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: the periodogram in both | says "periodogram"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    power = band_powers(x, fs, edges)
    return power / power.sum()

# %% bands wrong: shares of trapezoids | says "trapezoids"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f <= b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([np.trapezoid(density[m], f[m]) for m in inside])
    return power / power.sum()

# %% bands wrong: the whole record has no window, a segment has | says "Which segments"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(
        x, fs, window="boxcar", nperseg=min(round(seconds * fs), len(x))
    )
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power / power.sum()

# %% bands wrong: powers in place of shares | says "add up to"
def band_powers(x, fs, edges):
    """Power of x in each band, edges[i] <= f < edges[i + 1]."""
    f, density = signal.periodogram(x, fs, detrend="constant")
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    return np.array([density[m].sum() for m in inside]) * (f[1] - f[0])


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(round(seconds * fs), len(x)))
    inside = [(f >= a) & (f < b) for a, b in zip(edges[:-1], edges[1:])]
    power = np.array([density[m].sum() for m in inside])
    return power * f[1]

# %% bands wrong: int of whole seconds only | says "segments of 1.5 s"
def band_powers(x, fs, edges):
    f, density = signal.periodogram(x, fs, detrend="constant")
    return [density[(f >= a) & (f < b)].sum() * (f[1] - f[0]) for a, b in zip(edges[:-1], edges[1:])]


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(len(x), int(seconds) * fs if seconds >= 1 else round(seconds * fs)))
    p = np.array([density[(f >= a) & (f < b)].sum() for a, b in zip(edges[:-1], edges[1:])])
    return p / p.sum()

# %% bands wrong: empty band of shares gives nan | says "band without bins"
def band_powers(x, fs, edges):
    f, density = signal.periodogram(x, fs, detrend="constant")
    return [density[(f >= a) & (f < b)].sum() * (f[1] - f[0]) for a, b in zip(edges[:-1], edges[1:])]


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(len(x), round(seconds * fs)))
    p = np.array([density[(f >= a) & (f < b)].mean() * ((f >= a) & (f < b)).sum() for a, b in zip(edges[:-1], edges[1:])])
    return p / p.sum()

# %% bands wrong: reduceat, which gives an empty band the next bin | says "band without bins"
def band_powers(x, fs, edges):
    f, density = signal.periodogram(x, fs, detrend="constant")
    at = np.searchsorted(f, edges)
    return np.add.reduceat(np.r_[density, 0], np.minimum(at, len(f)))[:-1] * f[1]


def band_shares(x, fs, edges, seconds):
    f, density = signal.welch(x, fs, nperseg=min(len(x), round(seconds * fs)))
    p = np.array([density[(f >= a) & (f < b)].sum() for a, b in zip(edges[:-1], edges[1:])])
    return p / p.sum()

# %% stream right: the first chunk on its own, a column at a time
def filter_chunks(sos, chunks):
    chunks = iter(chunks)
    first = next(chunks)
    y, state = signal.sosfilt(sos, first, zi=signal.sosfilt_zi(sos) * first[0])
    yield y
    for chunk in chunks:
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    if state is None:
        state = [signal.sosfilt_zi(sos) * value for value in chunk[0]]
    pairs = [
        signal.sosfilt(sos, column, zi=own)
        for column, own in zip(chunk.T, state, strict=True)
    ]
    columns, states = zip(*pairs, strict=True)
    return np.column_stack(columns), list(states)

# %% stream right: transposed, with one state for all
def filter_step(sos, chunk, state):
    x = np.asarray(chunk, float).T
    if state is None:
        state = signal.sosfilt_zi(sos)[:, None, :] * x[:, 0][:, None]
    y, state = signal.sosfilt(sos, x, zi=state)
    return y.T, state


def filter_chunks(sos, chunks):
    state = None
    for chunk in chunks:
        y, state = filter_step(sos, chunk[:, None], state)
        yield y[:, 0]

# %% stream right: a class that is an iterator
class filter_chunks:
    def __init__(self, sos, chunks):
        self.sos, self.chunks, self.state = sos, iter(chunks), None

    def __iter__(self):
        return self

    def __next__(self):
        chunk = next(self.chunks)
        if self.state is None:
            self.state = signal.sosfilt_zi(self.sos) * chunk[0]
        y, self.state = signal.sosfilt(self.sos, chunk, zi=self.state)
        return y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    state = settled * chunk[0] if state is None else state
    y, after = signal.sosfilt(sos, chunk, 0, state)
    return [y, after]

# %% stream right: sample by sample, by hand
def _run(sos, x, z):
    x, z = np.array(x, float), np.array(z)
    for k in range(len(x)):
        for s, (b0, b1, b2, _, a1, a2) in enumerate(sos):
            y = b0 * x[k] + z[s, 0]
            z[s, 0] = b1 * x[k] - a1 * y + z[s, 1]
            z[s, 1] = b2 * x[k] - a2 * y
            x[k] = y
    return x, z


def filter_chunks(sos, chunks):
    state = None
    for chunk in chunks:
        if state is None:
            state = signal.sosfilt_zi(sos) * chunk[0]
        y, state = _run(sos, chunk, state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    return _run(sos, chunk, settled * chunk[0] if state is None else state)

# %% stream wrong BUG-SIG-04: each chunk from rest | says "from rest, each"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        yield signal.sosfilt(sos, chunk)


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong BUG-SIG-04: the state renewed for each chunk | says "renewed"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        yield signal.sosfilt(sos, chunk, zi=settled * chunk[0])[0]


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong BUG-SIG-04: carried, but from rest | says "start is from rest"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = 0 * settled
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong BUG-SIG-04: carried, without the first sample | says "as if 1"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong: the start at the mean of the first chunk | says "Which state"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk.mean()
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong BUG-SIG-02: zero-phase for each chunk | says "Which state"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        yield signal.sosfiltfilt(sos, chunk, padlen=0)


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong: joined first, then cut | says "chunks are taken"
def filter_chunks(sos, chunks):
    chunks = list(chunks)
    x = np.concatenate(chunks)
    y, _ = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])
    yield from np.split(y, np.cumsum([len(c) for c in chunks])[:-1])


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong: a list of results | says "chunks are taken"
def filter_chunks(sos, chunks):
    state, results = None, []
    for chunk in chunks:
        if state is None:
            state = signal.sosfilt_zi(sos) * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        results.append(y)
    return results


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong: a state that outlives the call | says "Which state"
memory = {}


def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    for chunk in chunks:
        if "z" not in memory:
            memory["z"] = settled * chunk[0]
        y, memory["z"] = signal.sosfilt(sos, chunk, zi=memory["z"])
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong: the state is taken for unset while it is zero | says "Which state"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None or not state.any():
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong: the pair in place of the chunk | says "not [(2,), (3,)]"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield np.array([y, y])


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong BUG-SIG-25: across the channels | says "across the channels"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    return signal.sosfilt(sos, chunk), 0

# %% stream wrong: one chunk from rest | says "from rest"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = np.zeros((len(sos), 2, chunk.shape[1]))
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong BUG-SIG-04: the state renewed, with channels | says "renewed"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    return signal.sosfilt(sos, chunk, axis=0, zi=settled * chunk[0])

# %% stream wrong: the start of channel 0 for all | says "channel 0"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * np.full(chunk.shape[1], chunk[0, 0])
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% stream wrong: the state is not returned | says "Which state"
def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)[0], state

# %% stream wrong: a state in the function, whatever is passed | says "Which state"
held = []


def filter_chunks(sos, chunks):
    settled = signal.sosfilt_zi(sos)
    state = None
    for chunk in chunks:
        if state is None:
            state = settled * chunk[0]
        y, state = signal.sosfilt(sos, chunk, zi=state)
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]
    if not held:
        held.append(settled * chunk[0])
    y, held[0] = signal.sosfilt(sos, chunk, axis=0, zi=held[0])
    return y, held

# %% stream wrong: sections taken for two | says "order 6"
def filter_chunks(sos, chunks):
    state = None
    for chunk in chunks:
        if state is None:
            state = signal.sosfilt_zi(sos) * chunk[0]
        y, state = signal.sosfilt(sos[:2], chunk, zi=state[:2])
        yield y


def filter_step(sos, chunk, state):
    settled = signal.sosfilt_zi(sos)[:, :, None]  # (sections, 2, 1)
    if state is None:
        state = settled * chunk[0]
    return signal.sosfilt(sos, chunk, axis=0, zi=state)

# %% causal right: the level taken off, a plain loop
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    x = np.asarray(x, float)
    trend = x[0] + signal.sosfilt(sos, x - x[0])
    rest, n = x - trend, round(fs)
    spread = [rest[max(0, k - n) : k].std() for k in range(1, len(x) + 1)]
    return np.array([trend, rest, spread]).T

# %% causal right: coefficients of order 2 in polynomial form, windows padded with nan
def causal_features(x, fs):
    b, a = signal.butter(2, 1, fs=fs)
    trend, _ = signal.lfilter(b, a, x, zi=signal.lfilter_zi(b, a) * x[0])
    rest, n = x - trend, round(fs)
    padded = np.concatenate([np.full(n - 1, np.nan), rest])
    windows = np.lib.stride_tricks.sliding_window_view(padded, n)
    return np.stack([trend, rest, np.nanstd(windows, axis=1)], axis=1)

# %% causal right: a long time at x[0] put in front
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    before = np.full(round(20 * fs), x[0], dtype=float)
    trend = signal.sosfilt(sos, np.r_[before, x])[len(before) :]
    out = np.empty((len(x), 3))
    out[:, 0], out[:, 1] = trend, x - trend
    for k in range(len(x)):
        out[k, 2] = np.std(out[max(0, k + 1 - round(fs)) : k + 1, 1])
    return out

# %% causal right: a DataFrame, sums of squares
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    y, _ = signal.sosfilt(sos, x, zi=x[0] * signal.sosfilt_zi(sos))
    frame = pd.DataFrame({"trend": y, "rest": x - y})
    window = frame["rest"].rolling(int(round(fs)), min_periods=1)
    square = (frame["rest"] ** 2).rolling(int(round(fs)), min_periods=1).mean()
    frame["spread"] = np.sqrt((square - window.mean() ** 2).clip(lower=0))
    frame.loc[0, "spread"] = 0
    return frame.to_numpy()

# %% causal wrong BUG-SIG-02: the features as given | says "runs both ways"
causal_features = leaky_features

# %% causal wrong BUG-SIG-02: both ways, the deviation moved | says "runs both ways"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfiltfilt(sos, x, padlen=min(9, len(x) - 1))
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong BUG-SIG-04: from rest | says "starts from rest"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x)
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong BUG-SIG-04: the state not multiplied by x[0] | says "long time at 1"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos))[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong BUG-SIG-05: the cut-off without fs | says "Which order, cut-off"
def causal_features(x, fs):
    sos = signal.butter(2, 1 / fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: the mean as start | says "column 0 before row"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * np.mean(x))[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong BUG-SIG-15: a centred mean in place of the filter | says "column 0 before row"
def causal_features(x, fs):
    n = max(1, round(fs))
    trend = pd.Series(x).rolling(n, center=True, min_periods=1).mean()
    rest = x - trend.to_numpy()
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: a causal mean in place of the filter | says "Which order, cut-off"
def causal_features(x, fs):
    trend = pd.Series(x).rolling(round(fs), min_periods=1).mean().to_numpy()
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: the rest over the deviation of the whole record | says "not x minus column 0"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest / rest.std(), window.std(ddof=0)])

# %% causal wrong: ddof 1, gaps filled with 0 | says "of a sample"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std().fillna(0)])

# %% causal wrong: nan until the window is full | says "nan in row 0"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs))
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: a centred window | says "begin and end"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1, center=True)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: the deviation of the whole record | says "of the whole record"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    return np.column_stack([trend, rest, np.full(len(x), rest.std())])

# %% causal wrong: the deviation of all rows so far | says "all rows so far"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    return np.column_stack(
        [trend, rest, pd.Series(rest).expanding().std(ddof=0)]
    )

# %% causal wrong: the deviation of x | says "of x, not of column 1"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    window = pd.Series(x).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, x - trend, window.std(ddof=0)])

# %% causal wrong: one value too many | says "one value too many"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    spread = [rest[max(0, k - round(fs)) : k + 1].std() for k in range(len(x))]
    return np.column_stack([trend, rest, spread])

# %% causal wrong: a fixed 250 samples as the second | says "begin and end"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(250, min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: int(fs), which cuts 25.6 to 25 | says "one value too few"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(int(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: the level taken off in place | says "x is changed"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    first = x[0]
    x -= first
    trend = signal.sosfilt(sos, x) + first
    rest = x + first - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: the trend rounded to the type of x | says "integers: column 0, row"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = np.zeros_like(x)
    trend[:] = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    window = pd.Series(rest).rolling(round(fs), min_periods=1)
    return np.column_stack([trend, rest, window.std(ddof=0)])

# %% causal wrong: window of ceil(fs) | says "one value too many"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    wild = pd.Series(rest).rolling(int(np.ceil(fs)), min_periods=1).std(ddof=0)
    return np.column_stack([trend, rest, wild])

# %% causal wrong: cumulative sums, nan where the difference is below zero | says "equal ones"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend, _ = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])
    rest = x - trend
    w = round(fs)
    k = np.arange(1, len(rest) + 1)
    low = np.maximum(k - w, 0)
    s1 = np.r_[0, np.cumsum(rest)]
    s2 = np.r_[0, np.cumsum(rest**2)]
    m = k - low
    return np.column_stack([trend, rest, np.sqrt((s2[k] - s2[low]) / m - ((s1[k] - s1[low]) / m) ** 2)])

# %% causal wrong: root mean square, mean not removed | says "mean is not taken off"
def causal_features(x, fs):
    sos = signal.butter(2, 1, fs=fs, output="sos")
    trend = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    rest = x - trend
    wild = np.sqrt(pd.Series(rest**2).rolling(round(fs), min_periods=1).mean())
    return np.column_stack([trend, rest, wild])

# %% beats right: a band-pass both ways, a quantile
def find_beats(ecg, fs):
    sos = signal.butter(2, (5, 25), "band", fs=fs, output="sos")
    flat = signal.sosfiltfilt(sos, ecg)
    tall = 0.5 * np.quantile(flat, 0.998)
    return signal.find_peaks(flat, height=tall, distance=0.3 * fs)[0] / fs

# %% beats right: a running mean taken off, by pandas, and the scale by its largest values
def find_beats(ecg, fs):
    slow = pd.Series(ecg).rolling(int(0.3 * fs), center=True, min_periods=1)
    rest = ecg - slow.mean().to_numpy()
    rest = rest / np.sort(rest)[-20]
    return signal.find_peaks(rest, height=0.5, distance=int(0.25 * fs))[0] / fs

# %% beats right: prominence within a short window, of the largest
def find_beats(ecg, fs):
    limits = {"wlen": 0.25 * fs, "distance": 0.3 * fs}
    peaks, more = signal.find_peaks(ecg, prominence=0, **limits)
    tall = more["prominences"] > 0.55 * more["prominences"].max()
    return np.array([k / fs for k in peaks[tall]])

# %% beats right: matched with the shape of an R wave
def find_beats(ecg, fs):
    flat = ecg - signal.medfilt(ecg, int(0.15 * fs) * 2 + 1)
    t = np.arange(-int(0.03 * fs), int(0.03 * fs) + 1) / fs
    score = np.correlate(flat, np.exp(-0.5 * (t / 0.012) ** 2), "same")
    height = score.max() / 2
    return signal.find_peaks(score, height=height, distance=0.3 * fs)[0] / fs

# %% beats right: a high-pass, then the largest value of each stretch above
def find_beats(ecg, fs):
    sos = signal.butter(2, 3, "high", fs=fs, output="sos")
    flat = ndimage.gaussian_filter1d(signal.sosfiltfilt(sos, ecg), 0.005 * fs)
    times, last = [], -1.0
    for k in np.flatnonzero(flat > 0.5 * flat.max()):
        if k / fs - last > 0.2:
            stretch = flat[k : k + int(0.1 * fs)]
            last = (k + int(stretch.argmax())) / fs
            times.append(last)
    return np.array(times)

# %% beats wrong BUG-SIG-14: the chapter's function, half a millivolt | says "gain 200"
def find_beats(ecg, fs):
    size = 2 * round(0.15 * fs) + 1
    flat = ecg - ndimage.median_filter(ecg, size)
    distance = max(1, int(0.3 * fs))
    return signal.find_peaks(flat, height=0.5, distance=distance)[0] / fs

# %% beats wrong BUG-SIG-14: all peaks above half of the largest value | says "Less than 0.25 s after another"
def find_beats(ecg, fs):
    return signal.find_peaks(ecg, height=0.5 * ecg.max())[0] / fs

# %% beats wrong BUG-SIG-14: half a second between beats | says "or of time at 250 Hz"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=0.5 * fs)[0] / fs

# %% beats wrong BUG-SIG-14: the distance fixed at 108 samples | says "or of time at 100 Hz"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=108)[0] / fs

# %% beats wrong BUG-SIG-14: the distance fixed at 8 samples | says "Less than 0.25 s after another"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=8)[0] / fs

# %% beats wrong BUG-SIG-14: the height without the drift taken off | says "drift of 1 mV"
def find_beats(ecg, fs):
    tall = 0.5 * ecg.max()
    return signal.find_peaks(ecg, height=tall, distance=0.3 * fs)[0] / fs

# %% beats wrong BUG-SIG-14: samples, not seconds | says "Is that in seconds"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=0.3 * fs)[0]

# %% beats wrong: seconds of a device with 360 Hz | says "time of a sample wrong"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=0.3 * fs)[0] / 360

# %% beats wrong BUG-SIG-14: a straight line taken off | says "drift of 1 mV"
def find_beats(ecg, fs):
    flat = signal.detrend(ecg)
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=0.3 * fs)[0] / fs

# %% beats wrong BUG-SIG-14: prominence over any width | says "drift of 1 mV"
def find_beats(ecg, fs):
    tall = 0.5 * np.ptp(ecg)
    return signal.find_peaks(ecg, prominence=tall, distance=0.3 * fs)[0] / fs

# %% beats wrong BUG-SIG-01: a causal band-pass, its delay left in | says "the mean is"
def find_beats(ecg, fs):
    sos = signal.butter(4, (5, 15), "band", fs=fs, output="sos")
    flat = signal.sosfilt(sos, ecg)
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=0.3 * fs)[0] / fs

# %% beats wrong: the median's window fixed at 9 samples | says "there are"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, 9)
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=0.3 * fs)[0] / fs

# %% beats wrong BUG-SIG-07: every third or so sample, its time by hundredths | says "time of a sample wrong"
def find_beats(ecg, fs):
    thin = ecg[:: fs // 100]
    flat = thin - ndimage.median_filter(thin, 31)
    tall = 0.5 * flat.max()
    return signal.find_peaks(flat, height=tall, distance=30)[0] * 0.01

# %% beats wrong: the drift taken off in place | says "ecg is changed"
def find_beats(ecg, fs):
    ecg -= ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 0.5 * ecg.max()
    return signal.find_peaks(ecg, height=tall, distance=0.3 * fs)[0] / fs

# %% beats wrong: what find_peaks returns | says "one dimension"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 0.5 * flat.max()
    peaks, more = signal.find_peaks(flat, height=tall, distance=0.3 * fs)
    return np.column_stack([peaks / fs, more["peak_heights"]])

# %% beats wrong: four times the standard deviation as height | says "limit excludes it, of height"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, round(0.3 * fs))
    tall = 4 * flat.std()
    return signal.find_peaks(flat, height=tall, distance=0.3 * fs)[0] / fs

# %% beats wrong: divide by the largest first, prominence 0.5, takes a T wave after an S wave | says "beats, there are"
def find_beats(ecg, fs):
    x = np.asarray(ecg, float)
    flat = x - ndimage.median_filter(x, size=int(0.3 * fs))
    flat = flat / np.max(flat)
    peaks, _ = signal.find_peaks(flat, prominence=0.5, distance=round(0.25 * fs))
    return peaks / fs

# %% beats wrong: three standard deviations | says "is lost"
def find_beats(ecg, fs):
    flat = ecg - ndimage.median_filter(ecg, 2 * round(0.15 * fs) + 1)
    return signal.find_peaks(flat, height=3 * flat.std(), distance=int(0.3 * fs))[0] / fs

# %% explode right: from poles and zeros; the check by powers
def slow_wave(x, fs):
    z, p, k = signal.butter(4, (0.5, 2), "bandpass", output="zpk", fs=fs)
    return signal.sosfilt(signal.zpk2sos(z, p, k), np.asarray(x, float))


def check_band(f):
    t = np.arange(60_000) / 1_000
    slow, fast = np.sin(2 * np.pi * t), np.sin(2 * np.pi * 30 * t)
    y = f(slow + fast, 1_000)
    if not np.isfinite(y).all():
        raise AssertionError("not finite")
    assert np.sqrt(np.mean((y - f(slow, 1_000))[10_000:] ** 2)) < 0.02
    assert abs(np.var(y[10_000:]) - 0.5) < 0.03

# %% explode right: section by section; compared with the own filter, with room for its order
def slow_wave(x, fs):
    for section in signal.iirfilter(4, [0.5, 2], fs=fs, output="sos"):
        x = signal.lfilter(section[:3], section[3:], x)
    return x


def check_band(f):
    t = np.arange(20_000) / 1_000
    for hz in (1, 30):
        x = np.sin(2 * np.pi * hz * t)
        power = np.mean(f(x, 1_000)[12_000:] ** 2)
        want = np.mean(slow_wave(x, 1_000)[12_000:] ** 2)
        assert abs(power - want) < 0.05

# %% explode right: normalised edges; a check by the tone and the spectrum of noise
def slow_wave(x, fs):
    wn = [0.5 / (fs / 2), 2 / (fs / 2)]
    return signal.sosfilt(signal.butter(4, wn, "bandpass", output="sos"), x)


def check_band(f):
    x = np.random.default_rng(0).normal(size=40_000)
    y = f(x, 1_000)
    assert np.abs(y).max() < 3 * np.abs(x).max()
    hz, power = signal.periodogram(y[10_000:], 1_000)
    inside = power[(hz > 0.7) & (hz < 1.5)].mean()
    assert 100 * power[hz > 25].mean() < inside
    assert inside > 1e-6

# %% explode wrong BUG-SIG-06: the function as given | says "grows beyond"
def slow_wave(x, fs):
    b, a = signal.butter(4, (0.5, 2), "band", fs=fs)
    return signal.lfilter(b, a, x)


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong BUG-SIG-06: sections from the polynomials | says "grows beyond"
def slow_wave(x, fs):
    sos = signal.tf2sos(*signal.butter(4, (0.5, 2), "band", fs=fs))
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong: a lower order, which is milder | says "order 3"
def slow_wave(x, fs):
    sos = signal.butter(3, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong: order 2, as a band-pass doubles it | says "order 2"
def slow_wave(x, fs):
    sos = signal.butter(2, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong BUG-SIG-02: both ways | says "both ways"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfiltfilt(sos, x)


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong BUG-SIG-05: the unit of the edges | says "edges are halved"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5 / fs, 2 / fs), "band", output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong: started settled | says "starts settled"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong: a low-pass and a high-pass of order 4 | says "Which form"
def slow_wave(x, fs):
    low = signal.butter(4, 2, fs=fs, output="sos")
    high = signal.butter(4, 0.5, "high", fs=fs, output="sos")
    return signal.sosfilt(high, signal.sosfilt(low, x))


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong: filtered in pieces of two seconds | says "Which form"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    cuts = range(2 * int(fs), len(x), 2 * int(fs))
    return np.concatenate([signal.sosfilt(sos, p) for p in np.split(x, cuts)])


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong BUG-SIG-07: thinned to 250 Hz | says "Which form"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return (
        np.repeat(slow_wave(x[::4], fs / 4), 4)[: len(x)]
        if fs > 500
        else signal.sosfilt(sos, x)
    )


def check_band(f):
    t = np.arange(30_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        assert low <= y.max() <= high

# %% explode wrong BUG-SIG-06: check of two seconds | says "explodes"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(2_000) / 1_000
    for hz, low, high in ((1, 0.5, 1.5), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[1_000:])
        assert low <= y.max() <= high

# %% explode wrong: check of ten seconds | says "lets pass an f that explodes after 10 s"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(10_000) / 1_000
    for hz, low, high in ((1, 0.5, 1.5), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[5_000:])
        assert low <= y.max() <= high

# %% explode wrong: check that the output is bounded, alone | says "returns zeros"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    y = f(np.sin(2 * np.pi * t), 1_000)
    assert np.abs(y).max() < 10

# %% explode wrong: check that a tone stays, alone | says "returns x"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    y = f(np.sin(2 * np.pi * t), 1_000)[10_000:]
    assert 0.5 < np.abs(y).max() < 2

# %% explode wrong: check that lets nan pass | says "ends in nan"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    for hz, high in ((1, 2), (30, 0.5)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000))
        if y.max() > high or (hz == 1 and y[:9_000].max() < 0.5):
            raise AssertionError("grows")

# %% explode wrong: check of the first nan-free maximum | says "lets pass"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    y = np.abs(f(np.sin(2 * np.pi * t) + np.sin(60 * np.pi * t), 1_000))
    assert 0.5 < np.nanmax(y[5_000:10_000]) < 1.5

# %% explode wrong: check that demands equality with the own filter | says "order 2"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    x = np.sin(2 * np.pi * t)
    assert np.allclose(f(x, 1_000), slow_wave(x, 1_000))

# %% explode wrong: check that raises ValueError | says "not ValueError"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    for hz, low, high in ((1, 0.9, 1.1), (30, 0, 0.1)):
        y = np.abs(f(np.sin(2 * np.pi * hz * t), 1_000)[10_000:])
        if not low <= y.max() <= high:
            raise ValueError("no")

# %% explode wrong: check that nothing is above a bound | says "ends in nan"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    slow, fast = (
        f(np.sin(2 * np.pi * t), 1_000),
        f(np.sin(60 * np.pi * t), 1_000),
    )
    assert not np.any(np.abs(slow) > 2) and np.any(np.abs(slow) > 0.5)
    assert not np.any(np.abs(fast) > 0.5)

# %% explode wrong: check that returns False | says "lets pass"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    y = f(np.sin(2 * np.pi * t), 1_000)
    return bool(np.abs(y).max() < 2)

# %% explode wrong: check that rejects all | says "rejects a right f"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    assert f is None, "never"

# %% explode wrong: check: 30 Hz below one half only, 1 Hz above one half only, bound 2 by median | says "lets pass"
def slow_wave(x, fs):
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    slow, fast = np.sin(2 * np.pi * t), np.sin(2 * np.pi * 30 * t)
    y, z = f(slow, 1_000), f(fast, 1_000)
    assert 0.5 < np.median(np.abs(y[10_000:])) < 0.9
    assert np.median(np.abs(z[10_000:])) < 0.02

# %% explode wrong: polynomials for fs of 125 or less | says "fs = 125"
def slow_wave(x, fs):
    if fs <= 125:
        return signal.lfilter(*signal.butter(4, (0.5, 2), "band", fs=fs), x)
    sos = signal.butter(4, (0.5, 2), "band", fs=fs, output="sos")
    return signal.sosfilt(sos, x)


def check_band(f):
    t = np.arange(20_000) / 1_000
    slow, fast = np.sin(2 * np.pi * t), np.sin(2 * np.pi * 30 * t)
    y, z = f(slow, 1_000), f(fast, 1_000)
    assert np.abs(y).max() < 10 and np.abs(z).max() < 10
    assert 0.98 < np.abs(y[10_000:]).max() < 1.02
    assert np.abs(z[10_000:]).max() < 0.02

# %% denoise right: a spike is replaced, a mean of five periods of the hum
def denoise(x, fs):
    s = pd.Series(x)
    usual = s.rolling(7, min_periods=1).median()
    calm = s.where((s - usual).abs() < 4, usual)
    return calm.rolling(fs // 10, min_periods=1).mean().to_numpy()

# %% denoise right: median of three, notch, Bessel
def denoise(x, fs):
    y = np.median(
        [x, np.r_[x[:1], x[:-1]], np.r_[x[:1], x[:1], x[:-2]]], axis=0
    )
    for sos in (
        signal.tf2sos(*signal.iirnotch(50, 5, fs=fs)),
        signal.bessel(2, 6, fs=fs, output="sos", norm="mag"),
    ):
        y = signal.sosfilt(sos, y, zi=signal.sosfilt_zi(sos) * y[0])[0]
    return y

# %% denoise right: a long median alone
def denoise(x, fs):
    n = fs // 12
    padded = np.r_[np.full(n - 1, x[0]), x]
    windows = np.lib.stride_tricks.sliding_window_view(padded, n)
    return np.median(windows, axis=1)

# %% denoise right: the centred median, two samples later, and two exponential means
def denoise(x, fs):
    padded = np.r_[np.full(4, x[0]), x]
    calm = signal.medfilt(padded, 5)[2:-2]
    y, state, more = [], calm[0], calm[0]
    share = 1 - np.exp(-1 / (0.022 * fs))
    for value in calm:
        state += share * (value - state)
        more += share * (state - more)
        y.append(more)
    return y

# %% denoise right: parabola fitted to the newest quarter of a second
def denoise(x, fs):
    calm = pd.Series(x).rolling(5, min_periods=1).median().to_numpy()
    n = fs // 4 | 1
    taps = signal.savgol_coeffs(n, 2, pos=n - 1, use="dot")
    padded = np.r_[np.full(n - 1, calm[0]), calm]
    return np.correlate(padded, taps, "valid")

# %% denoise right: median, Butterworth of order 4 at 9 Hz from rest
def denoise(x, fs):
    calm = pd.Series(x).rolling(5, min_periods=1).median()
    return signal.sosfilt(signal.butter(4, 9, fs=fs, output="sos"), calm)

# %% denoise right: a symmetric FIR after the median
def denoise(x, fs):
    calm = ndimage.median_filter(x, 5, mode="nearest", origin=2)
    taps = signal.firwin(fs // 9, 4, fs=fs)
    return signal.lfilter(taps, 1, calm - calm[0]) + calm[0]

# %% denoise wrong: as it is | says "an error of 1.5"
def denoise(x, fs):
    return x

# %% denoise wrong BUG-SIG-02: median and low-pass both ways | says "looks ahead"
def denoise(x, fs):
    sos = signal.butter(2, 6, fs=fs, output="sos")
    return signal.sosfiltfilt(sos, ndimage.median_filter(x, 5))

# %% denoise wrong: a centred median, then one way | says "looks ahead"
def denoise(x, fs):
    calm = ndimage.median_filter(x, 5)
    sos = signal.butter(2, 6, fs=fs, output="sos")
    return signal.sosfilt(sos, calm, zi=signal.sosfilt_zi(sos) * calm[0])[0]

# %% denoise wrong: the low-pass alone | says "Without spike 0.0"
def denoise(x, fs):
    sos = signal.butter(2, 6, fs=fs, output="sos")
    return signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]

# %% denoise wrong: a heavy low-pass alone | says "Without spike"
def denoise(x, fs):
    sos = signal.butter(2, 2.5, fs=fs, output="sos")
    return signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]

# %% denoise wrong: the median alone | says "not 0.2. Without"
def denoise(x, fs):
    return pd.Series(x).rolling(5, min_periods=1).median().to_numpy()

# %% denoise wrong: low-pass first, then the median | says "Without spike"
def denoise(x, fs):
    sos = signal.butter(2, 6, fs=fs, output="sos")
    y = signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]
    return pd.Series(y).rolling(5, min_periods=1).median().to_numpy()

# %% denoise wrong: median, then too steep and low a filter | says "but a delay of"
def denoise(x, fs):
    calm = pd.Series(x).rolling(5, min_periods=1).median().to_numpy()
    sos = signal.butter(4, 4, fs=fs, output="sos")
    return signal.sosfilt(sos, calm, zi=signal.sosfilt_zi(sos) * calm[0])[0]

# %% denoise wrong: median, then a low-pass at 3 Hz | says "but a delay of"
def denoise(x, fs):
    calm = pd.Series(x).rolling(5, min_periods=1).median().to_numpy()
    sos = signal.butter(2, 3, fs=fs, output="sos")
    return signal.sosfilt(sos, calm, zi=signal.sosfilt_zi(sos) * calm[0])[0]

# %% denoise wrong: the level alone, by a low-pass at 0.2 Hz | says "clean signal alone 0.7"
def denoise(x, fs):
    calm = pd.Series(x).rolling(5, min_periods=1).median().to_numpy()
    sos = signal.butter(1, 0.2, fs=fs, output="sos")
    return signal.sosfilt(sos, calm, zi=signal.sosfilt_zi(sos) * calm[0])[0]

# %% denoise wrong BUG-SIG-17: windows that are not full give nan | says "0 of 2500 numbers"
def denoise(x, fs):
    calm = pd.Series(x).rolling(5).median()
    return signal.sosfilt(signal.butter(2, 6, fs=fs, output="sos"), calm)

# %% denoise wrong BUG-SIG-05: the cut-off in the wrong unit, 3 Hz at any rate | says "but a delay of"
def denoise(x, fs):
    calm = pd.Series(x).rolling(5, min_periods=1).median().to_numpy()
    sos = signal.butter(2, 6 / fs, output="sos")
    return signal.sosfilt(sos, calm, zi=signal.sosfilt_zi(sos) * calm[0])[0]

# %% denoise wrong: values beyond three deviations of the record are cut | says "all of x"
def denoise(x, fs):
    calm = np.clip(x, x.mean() - 2 * x.std(), x.mean() + 2 * x.std())
    sos = signal.butter(2, 5, fs=fs, output="sos")
    return signal.sosfilt(sos, calm, zi=signal.sosfilt_zi(sos) * calm[0])[0]

# %% denoise wrong: the notch alone | says "Without spike"
def denoise(x, fs):
    b, a = signal.iirnotch(50, 10, fs=fs)
    return signal.lfilter(b, a, x)

# %% denoise wrong BUG-SIG-15: a centred mean | says "looks ahead"
def denoise(x, fs):
    return np.convolve(ndimage.median_filter(x, 5), np.ones(25) / 25, "same")

# %% denoise wrong: thinned by decimate and repeated | says "looks ahead"
def denoise(x, fs):
    return np.repeat(signal.decimate(x, 10), 10)

# %% denoise wrong: the median's first values are left out | says "not the shape"
def denoise(x, fs):
    calm = pd.Series(x).rolling(5).median().dropna()
    return signal.sosfilt(signal.butter(2, 6, fs=fs, output="sos"), calm)

# %% denoise wrong: spikes interpolated, which needs the next sample | says "looks ahead"
def denoise(x, fs):
    s = pd.Series(x)
    usual = s.rolling(5, min_periods=1).median()
    calm = s.mask((s - usual).abs() > 4).interpolate(limit_direction="both")
    sos = signal.butter(2, 6, fs=fs, output="sos")
    return signal.sosfilt(sos, calm, zi=signal.sosfilt_zi(sos) * calm[0])[0]

# %% denoise wrong: clipped at fixed values | says "error"
def denoise(x, fs):
    sos = signal.butter(2, 6, fs=fs, output="sos")
    return signal.sosfilt(sos, np.clip(x, -7, 7))

# %% denoise wrong: spikes found with the next sample, diff both sides | says "next sample"
def denoise(x, fs):
    y = np.array(x)
    d = np.diff(x)
    bad = np.flatnonzero((np.abs(d[:-1]) > 6) & (np.abs(d[1:]) > 6)) + 1
    y[bad] = x[bad - 1]
    sos = signal.butter(2, 5, fs=fs, output="sos")
    return signal.sosfilt(sos, y, zi=signal.sosfilt_zi(sos) * y[0])[0]

# %% denoise wrong: started at the median of the first second | says "moves before it"
def denoise(x, fs):
    m = pd.Series(x).rolling(5, min_periods=1).median().to_numpy()
    sos = signal.butter(2, 5, fs=fs, output="sos")
    return signal.sosfilt(sos, m, zi=signal.sosfilt_zi(sos) * np.median(x[:fs]))[0]
