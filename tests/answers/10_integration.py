"""Answers that prove the tests of 10-integration."""

# %% orders right: a tuple
falls = (4, 16, 3, 4, 2, 100)

# %% orders right: a list of floats
falls = [4.0, 16.0, 3.0, 4.0, 2.0, 100.0]

# %% orders right: an array, from orders
falls = np.append(np.round(2.0 ** np.array([2, 4, 1.5, 2, 1])), 100)

# %% orders wrong: Simpson is always 16 | says "Row c, 16"
falls = (4, 16, 16, 16, 16, 4)

# %% orders wrong: the two rules mixed up | says "Simpson's factor"
falls = (16, 4, 3, 4, 2, 100)

# %% orders wrong: twice the panels, half the error | says "order 1"
falls = (2, 2, 2, 2, 2, 2)

# %% orders wrong: Simpson on a smooth function gains more than any power | says "near 7"
falls = (4, 100, 3, 4, 2, 100)

# %% orders wrong: the root keeps order 2 | says "not even that"
falls = (4, 16, 4, 4, 2, 100)

# %% orders wrong: the root falls to order 1 | says "no jump"
falls = (4, 16, 2, 4, 2, 100)

# %% orders wrong: a kink is a jump | says "of a jump"
falls = (4, 16, 3, 2, 2, 100)

# %% orders wrong: a kink as at the end of the root | says "h in height"
falls = (4, 16, 3, 3, 2, 100)

# %% orders wrong: a jump is a kink | says "of a kink"
falls = (4, 16, 3, 4, 4, 100)

# %% orders wrong BUG-INT-03: the trapezoid is of order 2, always | says "end meets the beginning"
falls = (4, 16, 3, 4, 2, 4)

# %% orders wrong BUG-INT-03: over a period as good as Simpson | says "has no order"
falls = (4, 16, 3, 4, 2, 16)

# %% orders wrong: the example | says "row a is 1"
falls = (1, 1, 1, 1, 1, 1)

# %% orders wrong: the exact number | says "row c is 2.8"
falls = (4, 16, 2.8, 4, 2, 100)

# %% orders wrong: five | says "six numbers"
falls = (4, 16, 3, 4, 2)

# %% orders wrong: texts | says "row a is '4'"
falls = ("4", "16", "3", "4", "2", "100")

# %% believe right: by dict
verdict = dict(a="silent", b="right", c="says", d="silent", e="silent", f="says", g="right")

# %% believe right: from three groups
verdict = dict.fromkeys("ade", "silent") | dict.fromkeys("bg", "right") | dict.fromkeys("cf", "says")

# %% believe right: zipped, with capitals
verdict = dict(zip("gfedcba", "Right Says Silent Silent Says Right Silent".split()))

# %% believe wrong: all right | says "How much of far"
verdict = dict.fromkeys("abcdefg", "right")

# %% believe wrong: what is wrong is told | says "a is not"
verdict = dict.fromkeys("acdef", "says") | dict.fromkeys("bg", "right")

# %% believe wrong BUG-INT-02: an infinite range is for infinite tails | says "near 0 first"
verdict = dict(a="right", b="right", c="says", d="silent", e="silent", f="says", g="right")

# %% believe wrong: tanhsinh misses it too | says "50 or 500"
verdict = dict(a="silent", b="says", c="says", d="silent", e="silent", f="says", g="right")

# %% believe wrong: tanhsinh is as silent as quad | says "one level"
verdict = dict(a="silent", b="silent", c="says", d="silent", e="silent", f="silent", g="right")

# %% believe wrong BUG-INT-08: log 2 by symmetry | says "does not exist"
verdict = dict(a="silent", b="right", c="right", d="silent", e="silent", f="says", g="right")

# %% believe wrong: nobody looks at 0 | says "It says so"
verdict = dict(a="silent", b="right", c="silent", d="silent", e="silent", f="says", g="right")

# %% believe wrong BUG-INT-20: full_output tells more | says "no warning is raised"
verdict = dict(a="silent", b="right", c="says", d="says", e="silent", f="says", g="right")

# %% believe wrong BUG-INT-08: the antiderivative, put in | says "Can -1.5"
verdict = dict(a="silent", b="right", c="says", d="right", e="silent", f="says", g="right")

# %% believe wrong BUG-INT-01: adaptive means that it finds it | says "first 21 points"
verdict = dict(a="silent", b="right", c="says", d="silent", e="right", f="says", g="right")

# %% believe wrong: quad warns of a peak | says "e is not"
verdict = dict(a="silent", b="right", c="says", d="silent", e="says", f="says", g="right")

# %% believe wrong: tanhsinh finds every peak | says "not at an end"
verdict = dict(a="silent", b="right", c="says", d="silent", e="silent", f="right", g="right")

# %% believe wrong: tanhsinh is silent on the peak | says "levels differ"
verdict = dict(a="silent", b="right", c="says", d="silent", e="silent", f="silent", g="right")

# %% believe wrong: an infinite slope is a warning | says "the area is not"
verdict = dict(a="silent", b="right", c="says", d="silent", e="silent", f="says", g="says")

# %% believe wrong: a letter is missing | says "its keys are"
verdict = dict(a="silent", b="right", c="says", d="silent", e="silent", f="says")

# %% believe wrong: another word | says "it is 'wrong'"
verdict = dict(a="wrong", b="right", c="says", d="silent", e="silent", f="says", g="right")

# %% believe wrong: a list | says "must be a dictionary"
verdict = ["silent", "right", "says", "silent", "silent", "says", "right"]

# %% roc right: ranks, without a curve
from scipy.stats import rankdata


def roc_area(y, score):
    n1, n0 = (y == 1).sum(), (y == 0).sum()
    if n1 * n0 == 0:
        raise ValueError("one class only")
    return (rankdata(score)[y == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)

# %% roc right: corners at the unique scores
def roc_area(y, score):
    if len(np.unique(y)) != 2:
        raise ValueError("both classes, please")
    steps = np.unique(score)[::-1]
    alarm_rate = [0] + [np.mean(score[y == 0] >= s) for s in steps]
    hit_rate = [0] + [np.mean(score[y == 1] >= s) for s in steps]
    return np.trapezoid(hit_rate, x=alarm_rate)

# %% roc right: all pairs
def roc_area(y, score):
    high, low = score[y == 1], score[y == 0]
    if not len(high) or not len(low):
        raise ValueError
    return np.mean([(h > low).mean() + (h == low).mean() / 2 for h in high])

# %% roc right: scikit-learn's corners
from sklearn.metrics import auc, roc_curve


def roc_area(y, score):
    if y.min() == y.max():
        raise ValueError("one class")
    alarm_rate, hit_rate, _ = roc_curve(y, score)
    return auc(alarm_rate, hit_rate)

# %% roc right: counts by np.unique, in rising order, from the other end
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if not hits[-1] or not alarms[-1]:
        raise ValueError("y")
    _, first = np.unique(score[::-1], return_index=True)
    at = len(y) - 1 - first[::-1]
    x, h = np.r_[0, alarms[at]], np.r_[0, hits[at]]
    return float(integrate.trapezoid(h, x) / (int(h[-1]) * int(x[-1])))

# %% roc right: a loop that closes a group
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if min(hits[-1], alarms[-1]) == 0:
        raise ValueError("y has one class")
    area, h0, a0 = 0.0, 0, 0
    for i in range(len(y)):
        if i + 1 < len(y) and score[i + 1] == score[i]:
            continue
        area += (alarms[i] - a0) * (hits[i] + h0) / 2
        h0, a0 = hits[i], alarms[i]
    return area / (hits[-1] * alarms[-1])

# %% roc wrong BUG-INT-06: a corner for each case | says "are tied ones one step"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    return np.trapezoid(hits / hits[-1], alarms / alarms[-1])

# %% roc wrong: a corner for each case, and (0, 0) | says "are tied ones one step"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    return np.trapezoid(np.r_[0, hits] / hits[-1], np.r_[0, alarms] / alarms[-1])

# %% roc wrong BUG-INT-06: x and y swapped | says "x and y swapped"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    return np.trapezoid(np.r_[0, alarms[last]] / alarms[-1], np.r_[0, hits[last]] / hits[-1])

# %% roc wrong BUG-INT-06: lowest threshold first | says "does x fall"
def roc_area(y, score):
    if len(np.unique(y)) < 2:
        raise ValueError("y must have both classes")
    steps = np.append(np.unique(score), np.inf)
    alarm_rate = [np.mean(score[y == 0] >= s) for s in steps]
    hit_rate = [np.mean(score[y == 1] >= s) for s in steps]
    return np.trapezoid(hit_rate, alarm_rate)

# %% roc wrong: tied pairs dropped | says "counts nothing"
def roc_area(y, score):
    if len(np.unique(y)) < 2:
        raise ValueError("y must have both classes")
    return np.mean(score[y == 1][:, None] > score[y == 0])

# %% roc wrong: tied pairs counted | says "counts in full"
def roc_area(y, score):
    if len(np.unique(y)) < 2:
        raise ValueError("y must have both classes")
    return np.mean(score[y == 1][:, None] >= score[y == 0])

# %% roc wrong: counts | says "in counts"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    return np.trapezoid(np.r_[0, hits[last]], np.r_[0, alarms[last]])

# %% roc wrong: no corner at (0, 0) | says "from (0, 0)"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    return np.trapezoid(hits[last] / hits[-1], alarms[last] / alarms[-1])

# %% roc wrong: the first case of each score | says "from (0, 0)"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    first = np.append(True, score[1:] != score[:-1])
    return np.trapezoid(np.r_[0, hits[first], hits[-1]] / hits[-1], np.r_[0, alarms[first], alarms[-1]] / alarms[-1])

# %% roc wrong: the last corner lost | says "from (0, 0)"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.flatnonzero(np.diff(score))
    return np.trapezoid(np.r_[0, hits[last]] / hits[-1], np.r_[0, alarms[last]] / alarms[-1])

# %% roc wrong: near is tied | says "distinct scores"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(~np.isclose(score[1:], score[:-1]), True)
    return np.trapezoid(np.r_[0, hits[last]] / hits[-1], np.r_[0, alarms[last]] / alarms[-1])

# %% roc wrong: never below one half | says "1 - area"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    area = np.trapezoid(np.r_[0, hits[last]] / hits[-1], np.r_[0, alarms[last]] / alarms[-1])
    return max(area, 1 - area)

# %% roc wrong: one class gives nan | says "nothing is raised"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    last = np.append(score[1:] != score[:-1], True)
    with np.errstate(all="ignore"):
        return np.trapezoid(np.r_[0, hits[last]] / hits[-1], np.r_[0, alarms[last]] / alarms[-1])

# %% roc wrong: only positives are looked for | says "zeros only"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    with np.errstate(all="ignore"):
        return np.trapezoid(np.r_[0, hits[last]] / hits[-1], np.r_[0, alarms[last]] / alarms[-1])

# %% roc wrong: sorted in place | says "an argument is changed"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y[:], score[:] = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    return np.trapezoid(np.r_[0, hits[last]] / hits[-1], np.r_[0, alarms[last]] / alarms[-1])

# %% roc wrong: minus the scores, unsigned | says "uint8"
def roc_area(y, score):
    order = np.argsort(-score)
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    return np.trapezoid(np.r_[0, hits[last]] / hits[-1], np.r_[0, alarms[last]] / alarms[-1])

# %% roc wrong: average precision | says "One corner for each"
from sklearn.metrics import average_precision_score


def roc_area(y, score):
    if y.min() == y.max():
        raise ValueError("one class")
    return average_precision_score(y, score)

# %% roc wrong: the curve as a list of corners | says "return a number"
def roc_area(y, score):
    order = np.argsort(score)[::-1]
    y, score = y[order], score[order]
    hits, alarms = np.cumsum(y == 1), np.cumsum(y == 0)
    if hits[-1] == 0 or alarms[-1] == 0:
        raise ValueError("y must have both classes")
    last = np.append(score[1:] != score[:-1], True)
    return integrate.cumulative_trapezoid(hits[last] / hits[-1], alarms[last] / alarms[-1])

# %% course right: a question at a time
def course(starts, doses, hours, ask):
    def amount(t):
        times = np.append(starts, starts + hours)
        stops = np.unique(np.append(times[times < t], [0, t]))
        A = 0.0
        for a, b in zip(stops[:-1], stops[1:]):
            A += doses[(starts == a) & (hours == 0)].sum()
            on = (starts <= a) & (starts + hours >= b) & (hours > 0)
            A = advance(A, b - a, (doses[on] / hours[on]).sum())
        return A + doses[(starts == t) & (hours == 0)].sum()

    return np.array([amount(t) for t in ask])

# %% course right: a list of events, sorted
def course(starts, doses, hours, ask):
    events = []
    for s, d, h in zip(starts, doses, hours):
        if h == 0:
            events.append((s, 0.0, d))
        else:
            events += [(s, d / h, 0.0), (s + h, -d / h, 0.0)]
    events.sort()
    A, now, rate, got = 0.0, 0.0, 0.0, []
    for t in ask:
        while events and events[0][0] <= t:
            at, more, bolus = events.pop(0)
            A, now = advance(A, at - now, rate) + bolus, at
            rate += more
            if abs(rate) < 1e-6:
                rate = 0.0
        A, now = advance(A, t - now, rate), t
        got.append(A)
    return np.array(got)

# %% course right: its own solver, with dense output for each stretch
def course(starts, doses, hours, ask):
    ends = starts + hours
    stops = np.unique(np.r_[0.0, starts, ends, max(ends.max(), ask.max()) + 1])
    A, got = 0.0, np.zeros(len(ask))
    for a, b in zip(stops[:-1], stops[1:]):
        A += doses[(starts == a) & (hours == 0)].sum()
        rate = sum(d / h for s, d, h in zip(starts, doses, hours) if h > 0 and s <= a and b <= s + h)
        run = integrate.solve_ivp(lambda t, y: rate - 8 * y / (20 + y), (a, b), [A], method="DOP853", rtol=1e-10, atol=1e-10, dense_output=True)
        here = (a <= ask) & (ask < b)
        if here.any():
            got[here] = run.sol(ask[here])[0]
        A = run.y[0, -1]
    return got

# %% course right: times nudged apart by the middle of a stretch
def course(starts, doses, hours, ask):
    ends = starts + hours
    times = sorted({0.0, *starts.tolist(), *ends.tolist(), *ask.tolist()})
    result, A, bolus = {}, 0.0, hours == 0
    for i, t in enumerate(times):
        if i:
            middle = (times[i - 1] + t) / 2
            rate = sum(doses[j] / hours[j] for j in np.flatnonzero(~bolus) if starts[j] < middle < ends[j])
            A = advance(A, t - times[i - 1], rate)
        A += sum(doses[bolus & (starts == t)])
        result[t] = A
    return np.array([result[t] for t in ask.tolist()])

# %% course wrong BUG-INT-21: one run between pushes | says "Does each stretch"
def course(starts, doses, hours, ask):
    ends = starts + hours
    bolus = hours == 0

    def rhs(t, A):
        on = (starts <= t) & (t < ends)
        return (doses[on] / hours[on]).sum() - 8 * A / (20 + A)

    A, now, got = 0.0, 0.0, []
    for t in np.unique(np.append(starts[bolus], ask)):
        run = integrate.solve_ivp(rhs, (now, t), [A])
        A = run.y[0, -1] + doses[bolus & (starts == t)].sum()
        got += [A] * int((ask == t).sum())
        now = t
    return np.array(got)

# %% course wrong BUG-INT-15: one run, with tight tolerances | says "millisecond"
def course(starts, doses, hours, ask):
    ends = starts + hours
    bolus = hours == 0

    def rhs(t, A):
        on = (starts <= t) & (t < ends)
        return (doses[on] / hours[on]).sum() - 8 * A / (20 + A)

    A, now, got = 0.0, 0.0, []
    for t in np.unique(np.append(starts[bolus], ask)):
        run = integrate.solve_ivp(rhs, (now, t), [A], rtol=1e-10, atol=1e-10)
        A = run.y[0, -1] + doses[bolus & (starts == t)].sum()
        got += [A] * int((ask == t).sum())
        now = t
    return np.array(got)

# %% course wrong BUG-INT-15: max_step | says "millisecond"
def course(starts, doses, hours, ask):
    ends = starts + hours
    bolus = hours == 0

    def rhs(t, A):
        on = (starts <= t) & (t < ends)
        return (doses[on] / hours[on]).sum() - 8 * A / (20 + A)

    A, now, got = 0.0, 0.0, []
    for t in np.unique(np.append(starts[bolus], ask)):
        run = integrate.solve_ivp(rhs, (now, t), [A], max_step=0.05, rtol=1e-9, atol=1e-9)
        A = run.y[0, -1] + doses[bolus & (starts == t)].sum()
        got += [A] * int((ask == t).sum())
        now = t
    return np.array(got)

# %% course wrong BUG-INT-14: split right, tolerances at their defaults | says "left at its defaults"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = float(integrate.solve_ivp(lambda s, y: (doses[on] / hours[on]).sum() - 8 * y / (20 + y), (now, t), [A]).y[0, -1])
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: a sum of single courses | says "Does each stretch"
def single(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])


def course(starts, doses, hours, ask):
    return sum(single(*(v[[i]] for v in (starts, doses, hours)), ask) for i in range(len(starts)))

# %% course wrong: no stop at the ends | says "Does each stretch"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: no infusion ends | says "No infusion ends"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (hours > 0)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: infusions as pushes | says "are pushes"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = hours < 0
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[(starts == t)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong BUG-INT-15: pushes forgotten | says "No push"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: infusions forgotten | says "No infusion is in it"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = hours < 0
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: the push after the question | says "just before"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        at[t], now = A, t
        A += doses[(starts == t) & (hours == 0)].sum()
    return np.array([at[t] for t in ask])

# %% course wrong: the last infusion alone | says "overlapping"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, np.append(0, doses[on] / hours[on])[-1])
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: one push at a time | says "at once"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += np.append(0, doses[(starts == t) & (hours == 0)])[-1]
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: the order of starts taken for granted | says "Does each stretch"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in [*starts, *ends, *ask]:
        on = (starts <= now) & (now < ends)
        A = advance(A, max(t - now, 0), (doses[on] / hours[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: a dose in place of its rate | says "mg, not"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: linear elimination | says "mg, not"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = (doses[on] / hours[on]).sum() / 0.3 + (A - (doses[on] / hours[on]).sum() / 0.3) * np.exp(-0.3 * (t - now))
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: a millisecond is a push of no length | says "millisecond"
def course(starts, doses, hours, ask):
    hours = hours * (hours > 1e-3)
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: rounded times | says "millisecond"
def course(starts, doses, hours, ask):
    ends = np.round(starts + hours, 3)
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[(starts == t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% course wrong: times that are near count as equal | says "a moment apart"
def course(starts, doses, hours, ask):
    ends = starts + hours
    A, now, at = 0.0, 0.0, {}
    for t in np.unique(np.concatenate([starts, ends, ask])):
        on = (starts <= now) & (now < ends)
        A = advance(A, t - now, (doses[on] / hours[on]).sum())
        A += doses[np.isclose(starts, t) & (hours == 0)].sum()
        at[t], now = A, t
    return np.array([at[t] for t in ask])

# %% evidence right: minimise, walk down on both sides, Simpson
from scipy.optimize import minimize_scalar


def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 30_001)
    best = m[np.argmax(log_joint(m))]
    top, ends = log_joint(best), []
    for end in (low, high):
        step = (end - best) or 0.0
        while step and log_joint(best + step) < top - 60:
            step /= 1.5
        ends.append(min(max(best + 1.5 * step, low), high))
    m = np.linspace(*ends, 40_001)
    logs = log_joint(m)
    return logs.max() + np.log(simpson(np.exp(logs - logs.max()), x=m))

# %% evidence right: quad on pieces of the peak
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 50_001)
    logs = log_joint(m)
    top = logs.max()
    m = m[logs > top - 60]
    step = (high - low) / 50_000
    a, b = max(low, m[0] - step), min(high, m[-1] + step)
    edges = np.linspace(a, b, 11)
    areas = [
        quad(lambda m: np.exp(log_joint(m) - top), *pair, epsabs=0)[0]
        for pair in zip(edges, edges[1:])
    ]
    return top + np.log(sum(areas))

# %% evidence right: log-sum-exp with Simpson's weights, 200,000 panels
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    weights = np.full(m.size, 2.0)
    weights[1::2] = 4
    weights[[0, -1]] = 1
    return sp.special.logsumexp(log_joint(m), b=weights * (high - low) / 6e5)

# %% evidence right: tanhsinh in logarithms where the peak is
from scipy.integrate import tanhsinh


def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 40_001)
    near = np.flatnonzero(log_joint(m) > log_joint(m).max() - 50)
    a, b = m[max(near[0] - 1, 0)], m[min(near[-1] + 1, 40_000)]
    middle = m[np.argmax(log_joint(m))]
    parts = [
        tanhsinh(log_joint, *pair, log=True).integral
        for pair in ((a, middle), (middle, b))
        if pair[0] < pair[1]
    ]
    return sp.special.logsumexp(parts)

# %% evidence right: Gauss nodes on panels
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 20_001)
    logs = log_joint(m)
    keep = np.flatnonzero(logs >= logs.max() - 45)
    a, b = (
        max(low, m[keep[0]] - m[1] + m[0]),
        min(high, m[keep[-1]] + m[1] - m[0]),
    )
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(a, b, 101)
    half = np.diff(edges) / 2
    points = (edges[:-1] + half)[:, None] + half[:, None] * nodes
    return sp.special.logsumexp(log_joint(points), b=half[:, None] * weights)

# %% evidence wrong BUG-INT-18: quad of the exponential | says "0 or infinite in float64"
def log_evidence(log_joint, low, high):
    return np.log(quad(lambda m: np.exp(log_joint(m)), low, high)[0])

# %% evidence wrong BUG-INT-18: the largest value off, the range wide | says "see the peak"
def log_evidence(log_joint, low, high):
    top = log_joint(np.linspace(low, high, 100_001)).max()
    return top + np.log(
        quad(lambda m: np.exp(log_joint(m) - top), low, high)[0]
    )

# %% evidence wrong: Laplace | says "(Laplace)"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    logs = log_joint(m)
    i = np.argmax(logs[1:-1]) + 1
    curvature = (logs[i + 1] - 2 * logs[i] + logs[i - 1]) / (m[1] - m[0]) ** 2
    if 3 < i < m.size - 4:
        h = m[3] - m[0]
        curvature = (logs[i + 3] - 2 * logs[i] + logs[i - 3]) / h**2
        slope = (logs[i + 3] - logs[i - 3]) / (2 * h)
        return (
            logs[i]
            - slope**2 / curvature / 2
            + np.log(2 * np.pi / -curvature) / 2
        )
    return logs[i] + np.log(2 * np.pi / -curvature) / 2

# %% evidence wrong: log-sum-exp without the spacing | says "the width that it stands for"
def log_evidence(log_joint, low, high):
    return sp.special.logsumexp(log_joint(np.linspace(low, high, 200_001)))

# %% evidence wrong: the mean over the grid | says "the width that it stands for"
def log_evidence(log_joint, low, high):
    logs = log_joint(np.linspace(low, high, 200_001))
    return sp.special.logsumexp(logs) - np.log(logs.size)

# %% evidence wrong: the largest value not added | says "not added again"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    logs = log_joint(m)
    return np.log(simpson(np.exp(logs - logs.max()), x=m))

# %% evidence wrong: the evidence | says "Its logarithm"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    logs = log_joint(m)
    return np.exp(logs.max()) * simpson(np.exp(logs - logs.max()), x=m)

# %% evidence wrong: the largest log_joint | says "How wide"
def log_evidence(log_joint, low, high):
    return log_joint(np.linspace(low, high, 200_001)).max()

# %% evidence wrong: one grid of 1,001 points | says "How fine are your steps"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 1_001)
    logs = log_joint(m)
    return logs.max() + np.log(simpson(np.exp(logs - logs.max()), x=m))

# %% evidence wrong: one grid of 10,001 points | says "fine are your steps"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 10_001)
    return sp.special.logsumexp(log_joint(m)) + np.log(m[1] - m[0])

# %% evidence wrong: a Riemann sum of 200,001 points | says "the weight of the point at an end"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    return sp.special.logsumexp(log_joint(m)) + np.log(m[1] - m[0])

# %% evidence wrong: ten standard deviations of the Laplace approximation | says "how far do they go"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    logs = log_joint(m)
    i = np.clip(np.argmax(logs), 100, m.size - 101)
    h = 20 * (m[1] - m[0])
    curvature = (logs[i + 20] - 2 * logs[i] + logs[i - 20]) / h**2
    sd = 1 / np.sqrt(-curvature)
    m = np.linspace(
        max(low, m[i] - 10 * sd), min(high, m[i] + 10 * sd), 20_001
    )
    logs = log_joint(m)
    return logs.max() + np.log(simpson(np.exp(logs - logs.max()), x=m))

# %% evidence wrong: the first value taken off | says "0 or infinite in float64"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    logs = log_joint(m)
    with np.errstate(all="ignore"):
        shift = logs[0]
        return shift + np.log(simpson(np.exp(logs - shift), x=m))

# %% evidence wrong: limits left out | says "It may lie at an end"
def log_evidence(log_joint, low, high):
    wide = high - low
    m = np.linspace(low, high, 40_001)
    logs = log_joint(m)
    i = np.argmax(logs)
    near = m[logs > logs.max() - 50]
    reach = max(near[-1] - m[i], m[i] - near[0], wide / 1e4)
    m = np.linspace(m[i] - reach, m[i] + reach, 40_001)
    with np.errstate(all="ignore"):
        logs = np.nan_to_num(log_joint(m), nan=-np.inf)
    return logs.max() + np.log(simpson(np.exp(logs - logs.max()), x=m))

# %% evidence wrong: an array | says "shape (1,)"
def log_evidence(log_joint, low, high):
    m = np.linspace(low, high, 200_001)
    logs = log_joint(m)
    return np.log([simpson(np.exp(logs - logs.max()), x=m)]) + logs.max()

# %% peak right: quad on pieces of three widths, relative limit alone
def careful(f, a, b, width):
    ends = np.linspace(a, b, int((b - a) / (3 * width)) + 2)
    return sum(quad(f, *pair, epsabs=0)[0] for pair in pairwise(ends))

# %% peak right: Gauss nodes, all pieces at once, halved where two rules differ
def careful(f, a, b, width):
    z, w = np.polynomial.legendre.leggauss(8)
    ends = np.linspace(a, b, int(np.ceil((b - a) / width)) + 1)
    left, half, total = ends[:-1], np.diff(ends) / 2, 0.0

    def rule(left, half):
        return half * (f((left + half)[:, None] + half[:, None] * z) @ w)

    whole = rule(left, half)
    floor = 1e-9 * np.abs(whole).sum()
    for _ in range(30):
        two = rule(left, half / 2), rule(left + half, half / 2)
        good = np.abs(two[0] + two[1] - whole) <= floor
        total += (two[0] + two[1])[good].sum()
        left = np.concatenate([left[~good], (left + half)[~good]])
        whole = np.concatenate([two[0][~good], two[1][~good]])
        half = np.tile(half[~good] / 2, 2)
    return total + whole.sum()

# %% peak right: f scaled to 1, quad with points in groups
def careful(f, a, b, width):
    grid = np.linspace(a, b, int(4 * (b - a) / width) + 5)
    top = np.abs(f(grid)).max()
    if top == 0:
        return 0.0
    ends = np.linspace(a, b, int(np.ceil((b - a) / (5 * width))) + 1)
    total = 0.0
    for left, right in pairwise(ends):
        total += quad(
            lambda x: f(x) / top,
            left,
            right,
            epsabs=1e-10 * (b - a) * 1e-3,
            epsrel=1e-8,
        )[0]
    return top * total

# %% peak wrong BUG-INT-01: quad | says "away from all points"
def careful(f, a, b, width):
    return quad(f, a, b)[0]

# %% peak wrong BUG-INT-01: the largest value as a point | says "each line"
def careful(f, a, b, width):
    x = np.linspace(a, b, 4_001)
    return quad(f, a, b, points=[x[np.argmax(np.abs(f(x)))]], epsabs=0)[0]

# %% peak wrong: one line is looked for | says "each line"
def careful(f, a, b, width):
    x = np.linspace(a, b, 4_001)
    c = x[np.argmax(np.abs(f(x)))]
    ends = [a, *[p for p in (c - 8 * width, c, c + 8 * width) if a < p < b], b]
    return sum(quad(f, *pair, epsabs=0)[0] for pair in pairwise(ends))

# %% peak wrong: Simpson with 24,001 points | says "closely at a kink"
def careful(f, a, b, width):
    x = np.linspace(a, b, 24_001)
    return simpson(f(x), x=x)

# %% peak wrong: Simpson with 30,001 points | says "more than 25,000"
def careful(f, a, b, width):
    x = np.linspace(a, b, 30_001)
    return simpson(f(x), x=x)

# %% peak wrong: the trapezoid with steps of a width | says "off by"
def careful(f, a, b, width):
    x = np.linspace(a, b, int((b - a) / width) + 2)
    return np.trapezoid(f(x), x)

# %% peak wrong: three pieces, whatever the width | says "away from all points"
def careful(f, a, b, width):
    ends = np.linspace(a, b, 4)
    return sum(quad(f, *pair, epsabs=0)[0] for pair in pairwise(ends))

# %% peak wrong BUG-INT-16: pieces, default limits | says "closely at a kink"
def careful(f, a, b, width):
    ends = np.linspace(a, b, int((b - a) / (4 * width)) + 2)
    return sum(quad(f, *pair)[0] for pair in pairwise(ends))

# %% peak wrong BUG-INT-05: quad's pair | says "value and error"
def careful(f, a, b, width):
    return quad(f, a, b, epsabs=0)

# %% peak wrong: only pieces that reach 1 % of the top | says "off by"
def careful(f, a, b, width):
    ends = np.linspace(a, b, int((b - a) / (4 * width)) + 2)
    top = f(np.linspace(a, b, 2_001)).max()
    total = 0.0
    for left, right in pairwise(ends):
        if f(np.linspace(left, right, 9)).max() >= 0.01 * top:
            total += quad(f, left, right, epsabs=0)[0]
    return total

# %% peak wrong: the absolute value | says "integral of |f|"
def careful(f, a, b, width):
    ends = np.linspace(a, b, int((b - a) / (4 * width)) + 2)
    return sum(
        quad(lambda x: abs(f(x)), *pair, epsabs=0)[0]
        for pair in pairwise(ends)
    )

# %% peak wrong: fixed Gauss rules | says "closely at a kink"
def careful(f, a, b, width):
    z, w = np.polynomial.legendre.leggauss(20)
    ends = np.linspace(a, b, int((b - a) / width) + 2)
    half = np.diff(ends) / 2
    return (
        half[:, None] * w * f((ends[:-1] + half)[:, None] + half[:, None] * z)
    ).sum()

# %% peak wrong BUG-INT-06: x and y swapped | says "off by"
def careful(f, a, b, width):
    x = np.linspace(a, b, 9_001)
    return np.trapezoid(x, f(x))

# %% peak wrong: a smaller limit for quad | says "away from all points"
def careful(f, a, b, width):
    return quad(f, a, b, epsabs=0, epsrel=1e-12, limit=1_000)[0]

# %% triangle right: x inside, two functions
def average(f):
    return integrate.dblquad(f, 0, 2, lambda y: y, 2)[0] / 2


def check(average):
    assert np.isclose(average(lambda x, y: x), 4 / 3)
    assert np.isclose(average(lambda x, y: y), 2 / 3)

# %% triangle right: nquad, in the order of the ranges
def average(f):
    return integrate.nquad(f, [lambda y: (y, 2), (0, 2)])[0] / 2


def check(average):
    got = average(lambda x, y: 3 * x + y)
    if abs(got - 14 / 3) > 1e-8:
        raise AssertionError(got)

# %% triangle right: Gauss points on the triangle
def average(f):
    t, w = np.polynomial.legendre.leggauss(25)
    t, w = (t + 1) / 2, w / 2
    return sum(2 * a * p * q * f(2 * a, 2 * a * b) for a, p in zip(t, w) for b, q in zip(t, w))


def check(average):
    assert abs(average(lambda x, y: x**2 * y) - 8 / 5) < 1e-8

# %% triangle right: quad in quad
from scipy.integrate import quad


def average(f):
    def inner(x):
        return quad(lambda y: f(x, y), 0, x)[0]

    return quad(inner, 0, 2)[0] / 2


def check(average):
    for p, q, mean in ((1, 0, 4 / 3), (0, 1, 2 / 3), (1, 1, 1), (0, 0, 1)):
        got = average(lambda x, y: x**p * y**q)
        assert abs(got - mean) < 1e-8, (p, q, got)

# %% triangle right: on the unit square, by substitution
def average(f):
    return integrate.dblquad(lambda v, u: f(2 * u, 2 * u * v) * 2 * u, 0, 1, 0, 1)[0]


def check(average):
    assert abs(average(lambda x, y: x - 2 * y) - 0) < 1e-6
    assert abs(average(lambda x, y: x + y) - 2) < 1e-6

# %% triangle wrong BUG-INT-07: as it stands | says "mean of f(y, x)"
def average(f):
    return integrate.dblquad(f, 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong BUG-INT-07: the limit renamed | says "mean of f(y, x)"
def average(f):
    return integrate.dblquad(lambda x, y: f(x, y), 0, 2, 0, lambda y: y)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong BUG-INT-07: nquad with the outer range first | says "mean of f(y, x)"
def average(f):
    return integrate.nquad(f, [lambda x: (0, x), (0, 2)])[0] / 2


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: turned, and the other triangle | says "mean of f(y, x)"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, lambda x: x, 2)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: the whole square | says "over a square"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, 2)[0] / 4


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: not divided | says "not divided by the area"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0]


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: divided by the area of the square | says "the area is 2"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 4


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: value and error estimate | says "not tuple"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: up to 2 - x | says "up to 2 - x"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: 2 - x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: three Gauss points | says "Which variable"
def average(f):
    return sum(w * f(x, y) for x, y, w in ((4 / 3, 1 / 3, 1 / 3), (4 / 3, 4 / 3, 1 / 3), (1 / 3, 1 / 3, 1 / 3)))


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: a grid of midpoints | says "that exact"
def average(f):
    t = (np.arange(20) + 0.5) / 20
    return float(sum(2 * a * f(2 * a, 2 * a * b) for a in t for b in t) / 400)


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: check of the mean of x alone | says "lets pass 'flat'"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x) - 4 / 3) < 1e-6

# %% triangle wrong: check of the mean of y alone | says "lets pass 'corner'"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: y) - 2 / 3) < 1e-6

# %% triangle wrong BUG-INT-07: check of x y | says "lets pass 'swapped'"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x * y) - 1) < 1e-6

# %% triangle wrong: check of the area | says "lets pass 'swapped'"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: 1.0) - 1) < 1e-6

# %% triangle wrong: check by a ratio | says "lets pass 'sum'"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    a, b = average(lambda x, y: x), average(lambda x, y: y)
    assert abs(a / b - 2) < 1e-6

# %% triangle wrong: check returns False | says "lets pass 'swapped'"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    return abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% triangle wrong: check raises ValueError | says "not ValueError"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    if abs(average(lambda x, y: x * y**2) - 16 / 15) > 1e-6:
        raise ValueError("wrong")

# %% triangle wrong: check of equality | says "is right"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert average(lambda x, y: x * y**2) == 16 / 15

# %% triangle wrong BUG-INT-07: check with the swapped mean | says "is right"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 1.6) < 1e-6

# %% triangle wrong: check with room for a half | says "lets pass 'swapped'"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x)[0] / 2


def check(average):
    assert abs(average(lambda x, y: x) - 4 / 3) < 1

# %% triangle wrong: a flat triangle | says "or x / 2"
def average(f):
    return integrate.dblquad(lambda y, x: f(x, y), 0, 2, 0, lambda x: x / 2)[0]


def check(average):
    assert abs(average(lambda x, y: x * y**2) - 16 / 15) < 1e-6

# %% budget right: quad, told to look at nine panels first
def area(f, a, b):
    inner = np.linspace(a, b, 10)[1:-1]
    value, error = quad(
        f, a, b, points=inner, limit=16, epsabs=0, epsrel=1e-12
    )
    return value, error + 1e-12 * (b - a)

# %% budget right: a heap, ten panels, twice the sum
import heapq


def area(f, a, b):
    heap = []

    def add(left, right):
        value, error = rule(f, left, right)
        heapq.heappush(heap, (-error, left, right, value))

    for pair in pairwise(np.linspace(a, b, 11)):
        add(*pair)
    for _ in range(11):
        _, left, right, _ = heapq.heappop(heap)
        add(left, (left + right) / 2)
        add((left + right) / 2, right)
    return sum(h[3] for h in heap), 2 * sum(-h[0] for h in heap) + 1e-11 * (
        b - a
    )

# %% budget right: sorted panels, a floor by max
def area(f, a, b):
    panels = [
        (l, r, *rule(f, l, r)) for l, r in pairwise(np.linspace(a, b, 9))
    ]
    used = 120
    while used <= 470:
        panels.sort(key=lambda p: p[3])
        l, r, *_ = panels.pop()
        m = l + (r - l) / 2
        panels += [(l, m, *rule(f, l, m)), (m, r, *rule(f, m, r))]
        used += 30
    return sum(p[2] for p in panels), max(
        1e-10 * (b - a), 1.5 * sum(p[3] for p in panels)
    )

# %% budget wrong BUG-INT-01: quad | says "finds room"
def area(f, a, b):
    value, error = quad(f, a, b, epsabs=0)
    return value, max(error, 1e-12 * (b - a))

# %% budget wrong BUG-INT-01: quad with a limit | says "a peak finds room"
def area(f, a, b):
    value, error = quad(f, a, b, limit=12, epsabs=0)
    return value, error + 1e-12 * (b - a)

# %% budget wrong: Simpson, error 0 | says "Where are your points"
def area(f, a, b):
    x = np.linspace(a, b, 499)[1:-1]
    return simpson(f(x), x=x), 0.0

# %% budget wrong: f asked at the ends | says "Do you ask f at a or b"
def area(f, a, b):
    panels = [
        (*rule(f, *pair)[::-1], *pair)
        for pair in pairwise(np.linspace(a, b, 10))
    ]
    scale = np.abs(f(np.linspace(a, b, 5))).mean()
    for _ in range(11):
        worst = max(panels)
        panels.remove(worst)
        left, right = worst[2:]
        for pair in pairwise([left, (left + right) / 2, right]):
            panels.append((*rule(f, *pair)[::-1], *pair))
    errors, values = np.array(panels).T[:2] / scale
    return scale * values.sum(), scale * errors.sum() + 1e-12 * (b - a)

# %% budget wrong: 33 equal panels | says "where should they be"
def area(f, a, b):
    parts = np.array(
        [rule(f, *pair) for pair in pairwise(np.linspace(a, b, 34))]
    )
    return parts[:, 0].sum(), parts[:, 1].sum() + 1e-12 * (b - a)

# %% budget wrong: one Gauss rule of 500 points | says "where should they be"
def area(f, a, b):
    z, w = np.polynomial.legendre.leggauss(333)
    y, v = np.polynomial.legendre.leggauss(167)
    half = (b - a) / 2
    fine = half * (w @ f(a + half + half * z))
    return fine, abs(fine - half * (v @ f(a + half + half * y))) + 1e-12 * (
        b - a
    )

# %% budget wrong: the smallest error of a panel | says "is every panel in it"
def area(f, a, b):
    panels = [
        (*rule(f, *pair)[::-1], *pair)
        for pair in pairwise(np.linspace(a, b, 10))
    ]
    for _ in range(12):
        worst = max(panels)
        panels.remove(worst)
        left, right = worst[2:]
        for pair in pairwise([left, (left + right) / 2, right]):
            panels.append((*rule(f, *pair)[::-1], *pair))
    errors, values = np.array(panels).T[:2]
    return values.sum(), errors.min() + 1e-12 * (b - a)

# %% budget wrong: a fixed error, small | says "smaller than the real one"
def area(f, a, b):
    panels = [
        (*rule(f, *pair)[::-1], *pair)
        for pair in pairwise(np.linspace(a, b, 10))
    ]
    for _ in range(12):
        worst = max(panels)
        panels.remove(worst)
        left, right = worst[2:]
        for pair in pairwise([left, (left + right) / 2, right]):
            panels.append((*rule(f, *pair)[::-1], *pair))
    return sum(p[1] for p in panels), 1e-6 * (b - a)

# %% budget wrong: a fixed error, to be safe | says "more than 1e-06"
def area(f, a, b):
    panels = [
        (*rule(f, *pair)[::-1], *pair)
        for pair in pairwise(np.linspace(a, b, 10))
    ]
    for _ in range(12):
        worst = max(panels)
        panels.remove(worst)
        left, right = worst[2:]
        for pair in pairwise([left, (left + right) / 2, right]):
            panels.append((*rule(f, *pair)[::-1], *pair))
    return sum(p[1] for p in panels), 3e-2 * (b - a)

# %% budget wrong: error 0 | says "error must be above 0"
def area(f, a, b):
    panels = [
        (*rule(f, *pair)[::-1], *pair)
        for pair in pairwise(np.linspace(a, b, 10))
    ]
    for _ in range(12):
        worst = max(panels)
        panels.remove(worst)
        left, right = worst[2:]
        for pair in pairwise([left, (left + right) / 2, right]):
            panels.append((*rule(f, *pair)[::-1], *pair))
    return sum(p[1] for p in panels), 0.0

# %% budget wrong: the best panel is halved | says "where should they be"
def area(f, a, b):
    panels = [
        (*rule(f, *pair)[::-1], *pair)
        for pair in pairwise(np.linspace(a, b, 10))
    ]
    for _ in range(12):
        worst = min(panels)
        panels.remove(worst)
        left, right = worst[2:]
        for pair in pairwise([left, (left + right) / 2, right]):
            panels.append((*rule(f, *pair)[::-1], *pair))
    errors, values = np.array(panels).T[:2]
    return values.sum(), errors.sum() + 1e-12 * (b - a)

# %% budget wrong: a halving too many | says "more than 500"
def area(f, a, b):
    panels = [
        (*rule(f, *pair)[::-1], *pair)
        for pair in pairwise(np.linspace(a, b, 10))
    ]
    for _ in range(13):
        worst = max(panels)
        panels.remove(worst)
        left, right = worst[2:]
        for pair in pairwise([left, (left + right) / 2, right]):
            panels.append((*rule(f, *pair)[::-1], *pair))
    errors, values = np.array(panels).T[:2]
    return values.sum(), errors.sum() + 1e-12 * (b - a)

# %% budget wrong: the value alone | says "two numbers"
def area(f, a, b):
    return sum(rule(f, *pair)[0] for pair in pairwise(np.linspace(a, b, 34)))
