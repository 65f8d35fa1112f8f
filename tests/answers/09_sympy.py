"""Answers that prove the tests of 09-sympy."""

# %% equal right: in one string
equal = "pdidpd"

# %% equal right: capitals
equal = "PDIDPD"

# %% equal right: from a dictionary
equal = "".join({"a": "p", "b": "d", "c": "i", "d": "d", "e": "p", "f": "d"}.values())

# %% equal right: asked of SymPy
x, y = sp.symbols("x y")
q, r = sp.symbols("q r", positive=True)
pairs = [((x + 1) ** 2, x**2 + 2 * x + 1), (sp.sqrt(x**2), x), (sp.sqrt(q**2), q)]
pairs += [(sp.log(x * y), sp.log(x) + sp.log(y)), (sp.log(q * r), sp.log(q) + sp.log(r))]
pairs += [(sp.Symbol("x", positive=True), x)]
equal = "".join("i" if a == b else "p" if sp.simplify(a - b) == 0 else "d" for a, b in pairs)

# %% equal wrong BUG-SYM-07: == is equality | says "Which question does == answer"
equal = "iididd"

# %% equal wrong: the example | says "a is not i"
equal = "iiiiii"

# %% equal wrong: all proved | says "Put in x = -1"
equal = "pppppp"

# %% equal wrong: all that is not identical differs | says "Expand the square"
equal = "ddiddd"

# %% equal wrong BUG-SYM-03: the root is x | says "the left side is 1"
equal = "ppidpd"

# %% equal wrong: simplify is needed for the root | says "wait for simplify"
equal = "pdpdpd"

# %% equal wrong BUG-SYM-03: logarithms split, always | says "2 log(-1)"
equal = "pdippd"

# %% equal wrong: logarithms never split | says "What may q and r be"
equal = "pdiddd"

# %% equal wrong: logarithms of positive symbols split at once | says "e is not i"
equal = "pdidid"

# %% equal wrong BUG-SYM-04: one name, one symbol | says "They look alike"
equal = "pdidpi"

# %% equal wrong BUG-SYM-04: simplify joins them | says "and stays"
equal = "pdidpp"

# %% equal wrong: a list of booleans | says "six letters"
equal = [True, False, True, False, True, False]

# %% equal wrong: only five | says "six letters"
equal = "pdidp"

# %% cancel right: in one string
cancel = "zfrfrr"

# %% cancel right: capitals
cancel = "ZFRFRR"

# %% cancel right: from a dictionary
cancel = "".join({"a": "z", "b": "f", "c": "r", "d": "f", "e": "r", "f": "r"}.values())

# %% cancel wrong BUG-SYM-10: equal formulas, equal digits | says "What is 1 + 1e-18"
cancel = "rrrrrr"

# %% cancel wrong: a few digits of a | says "keep"
cancel = "ffrfrr"

# %% cancel wrong BUG-SYM-10: no minus sign, no loss | says "No minus sign"
cancel = "zrrfrr"

# %% cancel wrong: 1 + x is 1 | says "some are left for x"
cancel = "zzrzrr"

# %% cancel wrong: log1p loses as well | says "given x itself"
cancel = "zffffr"

# %% cancel wrong: exp is exact | says "1.000000001 and rounded"
cancel = "zfrrrr"

# %% cancel wrong: exp is 1 | says "1.000000001, not 1"
cancel = "zfrzrr"

# %% cancel wrong: e is a | says "what is subtracted here"
cancel = "zfrfzr"

# %% cancel wrong: any minus sign loses | says "not nearly equal. What"
cancel = "zfrfrf"

# %% cancel wrong: numbers | says "six letters"
cancel = [0, 1, 2, 1, 2, 2]

# %% cancel wrong: words | says "six letters"
cancel = "zero few right few right right"

# %% identity right: floats
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.3, 0.7, 1.3, 2.6, -0.3, -0.7, -1.3, -2.6):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return None

# %% identity right: numbers first
def compare(a, b, x):
    numbers = [0.31, 0.77, 1.43, 2.9]
    if not x.is_positive:
        numbers += [-q for q in numbers]
    if any(abs(sp.N((a - b).subs(x, q))) > 1e-6 for q in numbers):
        return False
    forms = a - b, (a - b).rewrite(sp.exp)
    return True if any(sp.simplify(f) == 0 for f in forms) else None

# %% identity right: lambdified, on a grid
def compare(a, b, x):
    gap = a - b
    if 0 in [sp.simplify(gap), sp.simplify(gap.rewrite(sp.exp))]:
        return True
    low = 0.1 if x.is_positive else -2.95
    f = sp.lambdify(x, gap)
    if max(abs(f(q)) for q in np.arange(low, 3, 0.37)) > 1e-6:
        return False

# %% identity right: equals of the rewritten form, and numbers
def compare(a, b, x):
    gap = a - b
    for k in range(1, 12):
        q = sp.Rational(k, 5)
        for number in [q] if x.is_positive else [q, -q]:
            if abs(gap.subs(x, number).evalf(30)) > 1e-6:
                return False
    return gap.rewrite(sp.exp).equals(0) or gap == 0 or sp.simplify(gap) == 0 or None

# %% identity right: proof by derivative and one value, too
def compare(a, b, x):
    gap = a - b
    for form in (gap, gap.rewrite(sp.exp)):
        if sp.simplify(form) == 0:
            return True
    rng = np.random.default_rng(3)
    numbers = rng.uniform(0.1, 3, 20)
    if not x.is_positive:
        numbers = np.concatenate([numbers, -numbers])
    for q in numbers:
        if abs(complex(gap.subs(x, float(q)))) > 1e-6:
            return False
    if x.is_positive and sp.simplify(sp.diff(gap, x)) == 0:
        return True if sp.simplify(gap.subs(x, 1)) == 0 else None

# %% identity wrong BUG-SYM-07: the first step, and no more | says "Which form"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    return False

# %% identity wrong: not rewritten | says "Which form"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    for number in (0.3, 0.7, 1.3, 2.6, -0.3, -0.7, -1.3, -2.6):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return None

# %% identity wrong: never refuted | says "They differ"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    return None

# %% identity wrong: never open | says "not proved"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.3, 0.7, 1.3, 2.6, -0.3, -0.7, -1.3, -2.6):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return True

# %% identity wrong BUG-SYM-07: what is not proved is refuted | says "nothing refutes"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    return False

# %% identity wrong: one number | says "At which numbers"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.7,):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return None

# %% identity wrong BUG-SYM-03: positive numbers for every x | says "At which numbers"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.3, 0.7, 1.3, 2.6):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return None

# %% identity wrong BUG-SYM-03: negative numbers for every x | says "nothing refutes"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.3, 0.7, 1.3, 2.6, -0.3, -0.7, -1.3, -2.6):
        if True:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return None

# %% identity wrong: whole numbers | says "sin(pi*x)"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (1, 2, 3, -1, -2, -3):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return None

# %% identity wrong: a coarse limit | says "x**2"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.3, 0.7, 1.3, 2.6, -0.3, -0.7, -1.3, -2.6):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-2:
                return False
    return None

# %% identity wrong: rounding refutes | says "nothing refutes"
def compare(a, b, x):
    difference = a - b
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.31, 0.77, 1.3, 2.6, -0.3, -0.7, -1.3, -2.6):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 0:
                return False
    return None

# %% identity wrong BUG-SYM-04: a symbol of its own | says "Relational"
def compare(a, b, x):
    difference = a - b
    x = sp.Symbol("x", real=True)
    if sp.simplify(difference) == 0:
        return True
    if sp.simplify(difference.rewrite(sp.exp)) == 0:
        return True
    for number in (0.3, 0.7, 1.3, 2.6, -0.3, -0.7, -1.3, -2.6):
        if number > 0 or not x.is_positive:
            if abs(sp.N(difference.subs(x, number))) > 1e-6:
                return False
    return None

# %% identity wrong: all numbers must differ | says "At which numbers"
def compare(a, b, x):
    gap = a - b
    if sp.simplify(gap.rewrite(sp.exp)) == 0 or sp.simplify(gap) == 0:
        return True
    numbers = [0.3, 0.7, 1.3] if x.is_positive else [0.3, 0.7, -0.3, -0.7]
    if all(abs(sp.N(gap.subs(x, q))) > 1e-6 for q in numbers):
        return False

# %% mle right: a list of those that qualify
def mle(loglik, theta, data):
    second = sp.diff(loglik, theta, 2)
    tops = []
    for root in sp.solve(sp.diff(loglik, theta), theta):
        value = float(root.subs(data))
        if value > 0 and second.subs(data).subs(theta, value) < 0:
            tops.append(root)
    if not tops:
        raise ValueError("no maximum")
    return tops[0]

# %% mle right: the sign of the score on both sides
def mle(loglik, theta, data):
    slope = sp.lambdify(theta, sp.diff(loglik, theta).subs(data), "math")
    for root in sp.solve(sp.diff(loglik, theta), theta):
        at = float(root.evalf(subs=data))
        if at > 0 and slope(at * 0.999) > 0 > slope(at * 1.001):
            return sp.simplify(root)
    raise ValueError

# %% mle right: two filters, and an error of its own
class NoMaximum(ValueError):
    pass


def mle(loglik, theta, data):
    roots = sp.solve(sp.diff(loglik, theta), theta)
    positive = [r for r in roots if sp.N(r.subs(data)) > 0]
    second = loglik.diff(theta).diff(theta).subs(data)
    tops = [r for r in positive if sp.N(second.subs(theta, r.subs(data))) < 0]
    if len(tops) != 1:
        raise NoMaximum(f"{tops}")
    return sp.factor(tops[0])

# %% mle right: the absolute value of the one that is negative
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    for root in roots:
        height = sp.diff(score, theta).subs({theta: root}).subs(data)
        if height.is_negative and root.subs(data).is_positive:
            return sp.Abs(root)
    raise ValueError("no")

# %% mle wrong BUG-SYM-15: the first root | says "positive"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    return roots[0]

# %% mle wrong BUG-SYM-15: the last root | says "parameter is positive"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    return roots[-1]

# %% mle wrong BUG-SYM-15: the second derivative alone | says "parameter is positive"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if curvature.subs(data) < 0:
            return root
    raise ValueError("no maximum")

# %% mle wrong: the sign alone | says "raise ValueError"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0:
            return root
    raise ValueError("no maximum")

# %% mle wrong: a minimum | says "there is a maximum"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) > 0:
            return root
    raise ValueError("no maximum")

# %% mle wrong: the number in place of the formula | says "in symbols"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) < 0:
            return root.subs(data)
    raise ValueError("no maximum")

# %% mle wrong: data first | says "in symbols"
def mle(loglik, theta, data):
    score = sp.diff(loglik.subs(data), theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) < 0:
            return root
    raise ValueError("no maximum")

# %% mle wrong: None in place of an error | says "not return None"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) < 0:
            return root

# %% mle wrong: the largest root | says "(a-θ)(b-θ)"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    best = max(roots, key=lambda r: r.subs(data))
    if sp.diff(score, theta).subs(theta, best).subs(data) < 0 and best.subs(data) > 0:
        return best
    raise ValueError("no maximum")

# %% mle wrong: the smallest positive root | says "(θ-a)(b-θ)"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    roots = sorted(roots, key=lambda r: r.subs(data))
    roots = [r for r in roots if r.subs(data) > 0]
    if roots and sp.diff(score, theta).subs(theta, roots[0]).subs(data) < 0:
        return roots[0]
    raise ValueError("no maximum")

# %% mle wrong: the absolute value of the first root | says "(θ-a)(b-θ)"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    root = sp.Abs(roots[0])
    if second.subs(theta, root).subs(data) < 0:
        return root
    raise ValueError("no maximum")

# %% mle wrong: all roots | says "one SymPy expression"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) < 0:
            return roots
    raise ValueError("no maximum")

# %% mle wrong: the wrong error | says "RuntimeError"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) < 0:
            return root
    raise RuntimeError("no maximum")

# %% mle wrong: a sum with the parameter left in | says "still holds"
def mle(loglik, theta, data):
    score = sp.diff(loglik, theta)
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) < 0:
            return sp.solve(score - theta, theta)[0] + theta
    raise ValueError("no maximum")

# %% mle wrong BUG-SYM-04: a fixed symbol | says "variance"
def mle(loglik, theta, data):
    score = sp.diff(loglik, sp.Symbol("theta", positive=True))
    roots = sp.solve(score, theta)
    second = sp.diff(score, theta)
    for root in roots:
        curvature = second.subs(theta, root)
        if root.subs(data) > 0 and curvature.subs(data) < 0:
            return root
    raise ValueError("no maximum")

# %% softplus right: the two halves of the axis, allclose with its tolerances named
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus right: where, 1 / (1 + exp), a loop of steps
def softplus(x, b):
    u = np.asarray(b * x)
    with np.errstate(over="ignore"):
        value = np.where(
            u > 0, u + np.log1p(np.exp(-np.abs(u))), np.log1p(np.exp(u))
        )
        return value / b, 1 / (1 + np.exp(-u))


def agrees(f, gradient, x):
    h, mine = 1e-100, gradient(x)
    steps = (f(x + 1j * h) / h).imag
    for a, c in zip(np.ravel(mine), np.ravel(steps)):
        if not abs(a / c - 1) <= 1e-12:
            return False
    return True

# %% softplus right: minus log_expit, a list of both
from scipy.special import expit, log_expit


def softplus(x, b):
    return [-log_expit(-b * x) / b, expit(b * x)]


def agrees(f, gradient, x):
    truth = f(x + 1e-16j).imag / 1e-16
    return np.max(np.abs(gradient(x) / truth - 1)) <= 1e-12

# %% softplus right: logaddexp twice
def softplus(x, b):
    u = b * x
    return np.logaddexp(u, 0.0) / b, np.exp(-np.logaddexp(0.0, -u))


def agrees(f, gradient, x):
    t = f(x + 1e-40j).imag * 1e40
    return bool((np.abs(t - gradient(x)) < 1e-12 * np.abs(t)).all())

# %% softplus wrong BUG-SYM-10: the formula as it stands | says "overflows"
def softplus(x, b):
    u = np.exp(b * x)
    return np.log(1 + u) / b, u / (1 + u)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong BUG-SYM-10: the slope as SymPy derives it | says "overflows"
def softplus(x, b):
    t, c = sp.symbols("t c")
    slope = sp.lambdify((t, c), sp.diff(sp.log(1 + sp.exp(c * t)) / c, t))
    return np.logaddexp(0, b * x) / b, slope(x, b)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: log1p of exp | says "overflows"
from scipy.special import expit


def softplus(x, b):
    return np.log1p(np.exp(b * x)) / b, expit(b * x)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: x from 20 on | says "left out"
from scipy.special import expit


def softplus(x, b):
    u = b * x
    return np.where(u > 20, x, np.log1p(np.exp(np.minimum(u, 20))) / b), expit(
        u
    )


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: x plus log, without log1p | says "1 + exp(b x)"
from scipy.special import expit


def softplus(x, b):
    u = b * x
    return (np.maximum(u, 0) + np.log(1 + np.exp(-np.abs(u)))) / b, expit(u)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: the slope as one minus | says "1 - s"
from scipy.special import expit


def softplus(x, b):
    return np.logaddexp(0, b * x) / b, 1 - expit(-b * x)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: chain rule, the 1/b forgotten | says "slope times b"
from scipy.special import expit


def softplus(x, b):
    return np.logaddexp(0, b * x) / b, b * expit(b * x)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: 1/b and no chain rule | says "slope divided by b"
from scipy.special import expit


def softplus(x, b):
    return np.logaddexp(0, b * x) / b, expit(b * x) / b


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: not divided by b | says "without the division by b"
from scipy.special import expit


def softplus(x, b):
    return np.logaddexp(0, b * x), expit(b * x)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: b not used | says "for b = 1"
from scipy.special import expit


def softplus(x, b):
    return np.logaddexp(0, x), expit(x)


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: the value alone | says "Return a pair"
def softplus(x, b):
    return np.logaddexp(0, b * x) / b


def agrees(f, gradient, x):
    truth = np.imag(f(x + 1e-30j)) / 1e-30
    return np.allclose(gradient(x), truth, rtol=1e-12, atol=0)

# %% softplus wrong: a forward difference | says "complex step"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    h = 1e-8
    truth = (f(x + h) - f(x)) / h
    return bool(np.all(np.abs(gradient(x) - truth) <= 1e-12 * np.abs(truth)))

# %% softplus wrong: a central difference, a tolerance that suits it | says "see 1e-10"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    x = np.maximum(x, -5)
    h = 1e-5
    truth = (f(x + h) - f(x - h)) / (2 * h)
    return np.allclose(gradient(x), truth, rtol=1e-6, atol=1e-9)

# %% softplus wrong: allclose as it is | says "see 1e-10"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    return np.allclose(gradient(x), f(x + 1e-20j).imag / 1e-20)

# %% softplus wrong: allclose with rtol alone | says "adds an atol"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    return np.allclose(gradient(x), f(x + 1e-20j).imag / 1e-20, rtol=1e-12)

# %% softplus wrong: an absolute tolerance of 1e-12 | says "absolute tolerance"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    return bool(
        np.all(np.abs(gradient(x) - f(x + 1e-20j).imag / 1e-20) < 1e-12)
    )

# %% softplus wrong: the error is nowhere above: nan passes | says "nan"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    t = f(x + 1e-20j).imag / 1e-20
    return not np.any(np.abs(gradient(x) / t - 1) > 1e-12)

# %% softplus wrong: no abs | says "-s"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    t = f(x + 1e-20j).imag / 1e-20
    return bool(np.all(gradient(x) / t - 1 <= 1e-12))

# %% softplus wrong: a norm over all entries | says "0 below -30"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    t = f(x + 1e-20j).imag / 1e-20
    return bool(np.linalg.norm(gradient(x) - t) <= 1e-12 * np.linalg.norm(t))

# %% softplus wrong: a truth value for each entry | says "not a ndarray"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    t = f(x + 1e-20j).imag / 1e-20
    return np.abs(gradient(x) / t - 1) <= 1e-12

# %% softplus wrong: a complex step of 1e-7 | says "the step tiny"
def softplus(x, b):
    u = b * x
    e = np.exp(-np.abs(u))
    return (np.maximum(u, 0) + np.log1p(e)) / b, np.where(u > 0, 1, e) / (
        1 + e
    )


def agrees(f, gradient, x):
    t = f(x + 1e-7j).imag / 1e-7
    return bool(np.all(np.abs(gradient(x) / t - 1) <= 1e-12))

# %% entropy right: probabilities first, one nested argument
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy right: simplified, a matrix in lambdify
def cross_entropy(z, label):
    loss = -sp.log(sp.exp(z[label]) / sp.Add(*[sp.exp(w) for w in z]))
    return loss, [sp.simplify(loss.diff(w)) for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify(tuple(z), sp.Matrix(gradient), cse=True)

    def f(values):
        return code(*values).ravel()

    return f

# %% entropy right: one over a sum of differences, a column, a function for each
def cross_entropy(z, label):
    loss = sp.log(1 + sum(sp.exp(w - z[label]) for w in z if w != z[label]))
    return loss, sp.Matrix([loss]).jacobian(z).T


def to_numpy(gradient, z):
    codes = [sp.lambdify(z, g, modules="math") for g in gradient]
    return lambda values: np.array([c(*values.tolist()) for c in codes], float)

# %% entropy right: expanded, subs and float
def cross_entropy(z, label):
    z = tuple(z)
    loss = sp.log(sum(sp.exp(w) for w in z)) - z[label]
    return [
        sp.expand(loss),
        tuple(sp.diff(loss, w).rewrite(sp.tanh) for w in z),
    ]


def to_numpy(gradient, z):
    def f(values):
        place = dict(zip(z, values.tolist()))
        return np.array(
            [float(g.subs(place, simultaneous=True)) for g in gradient]
        )

    return f

# %% entropy wrong BUG-SYM-06: the order of the set | says "What decides"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    code = sp.lambdify(list(sp.Tuple(*gradient).free_symbols), gradient)
    return lambda values: np.array(code(*values))

# %% entropy wrong: the symbols sorted by name | says "in the order"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    code = sp.lambdify(sorted(z, key=str), gradient)
    return lambda values: np.array(code(*values))

# %% entropy wrong: the symbols sorted by default_sort_key | says "in the order"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    code = sp.lambdify(list(sp.ordered(z)), gradient)
    return lambda values: np.array(code(*values))

# %% entropy wrong: symbols that occur, in the order of z | says "all of z"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    seen = sp.Tuple(*gradient).free_symbols
    code = sp.lambdify([w for w in z if w in seen], gradient)
    return lambda values: np.array(code(*values))

# %% entropy wrong: the function of lambdify as it is | says "one array"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    return sp.lambdify(z, gradient)

# %% entropy wrong: a list returned | says "not an array"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    code = sp.lambdify(z, gradient)
    return lambda values: code(*values)

# %% entropy wrong BUG-SYM-12: subs, and SymPy numbers in the array | says "holds SymPy objects"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    return lambda values: np.array(
        [g.subs(dict(zip(z, values))) for g in gradient]
    )

# %% entropy wrong: a matrix, its shape kept | says "shape"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    code = sp.lambdify(z, sp.Matrix(gradient))
    return lambda values: code(*values)

# %% entropy wrong: values in the place of a function | says "must return a function"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [q - int(i == label) for i, q in enumerate(p)]


def to_numpy(gradient, z):
    return sp.lambdify(z, gradient)(*np.ones(len(z)))

# %% entropy wrong: label counted from 1 | says "class before"
def cross_entropy(z, label):
    loss = sp.log(sum(map(sp.exp, z))) - z[label - 1]
    return loss, [sp.diff(loss, w) for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: the minus forgotten | says "without the minus"
def cross_entropy(z, label):
    loss = z[label] - sp.log(sum(map(sp.exp, z)))
    return loss, [sp.diff(loss, w) for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: the probability | says "the probability"
def cross_entropy(z, label):
    loss = sp.exp(z[label]) / sum(map(sp.exp, z))
    return loss, [sp.diff(loss, w) for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: two classes alone | says "Which sum"
def cross_entropy(z, label):
    other = z[1 - label] if label < 2 else z[0]
    loss = sp.log(1 + sp.exp(other - z[label]))
    return loss, [sp.diff(loss, w) for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: p for the gradient | says "That is p."
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    return sp.log(total) - z[label], [sp.exp(w) / total for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: truth minus prediction | says "y - p"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [int(i == label) - q for i, q in enumerate(p)]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: one minus p, the lost sign | says "1 - p"
def cross_entropy(z, label):
    total = sum(map(sp.exp, z))
    p = [sp.exp(w) / total for w in z]
    return -sp.log(p[label]), [1 - q for q in p]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: one derivative | says "no list of 3"
def cross_entropy(z, label):
    loss = sp.log(sum(map(sp.exp, z))) - z[label]
    return loss, sp.diff(loss, z[label])


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong BUG-SYM-06: the derivatives by free_symbols, sorted | says "by which symbol"
def cross_entropy(z, label):
    loss = sp.log(sum(map(sp.exp, z))) - z[label]
    return loss, [sp.diff(loss, w) for w in sorted(loss.free_symbols, key=str)]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong BUG-SYM-04: symbols of its own | says "other symbols than z"
def cross_entropy(z, label):
    z = sp.symbols(f"z1:{len(z) + 1}", positive=True)
    loss = sp.log(sum(map(sp.exp, z))) - z[label]
    return loss, [sp.diff(loss, w) for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% entropy wrong: texts | says "no SymPy expression"
def cross_entropy(z, label):
    loss = sp.log(sum(map(sp.exp, z))) - z[label]
    return str(loss), [str(sp.diff(loss, w)) for w in z]


def to_numpy(gradient, z):
    code = sp.lambdify([z], gradient)
    return lambda values: np.array(code(values))

# %% critical right: signs halfway, and a check by the function itself
def critical_points(f, x):
    slope = sp.diff(f, x)
    points = sorted(sp.roots(slope, x))
    kinds = {}
    for i, p in enumerate(points):
        left = (points[i - 1] + p) / 2 if i else p - 1
        right = (points[i + 1] + p) / 2 if p != points[-1] else p + 1
        before, after = slope.subs(x, left), slope.subs(x, right)
        kinds[p] = "neither"
        if before * after < 0:
            kinds[p] = "minimum" if after > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    for f in (x**4 - 2 * x**2, x**3, x**4, -(x**6), (x + 1) ** 3):
        assert find(f, x) == critical_points(f, x), f

# %% critical right: solve, and derivatives until one is not 0
def critical_points(f, x):
    kinds = {}
    for p in sp.solve(sp.diff(f, x), x):
        order = 2
        while sp.diff(f, x, order).subs(x, p) == 0:
            order += 1
        value = sp.diff(f, x, order).subs(x, p)
        kinds[p] = "neither" if order % 2 else ["maximum", "minimum"][bool(value > 0)]
    return kinds


def check(find):
    x = sp.Symbol("x", real=True)
    known = [
        (-(x**2) * (x - 2) ** 2, {0: "maximum", 1: "minimum", 2: "maximum"}),
        (x**3 * (x + 4), {-3: "minimum", 0: "neither"}),
        (3 - x**4, {0: "maximum"}),
        (x**4, {0: "minimum"}),
    ]
    for f, kinds in known:
        found = find(f, x)
        assert set(found) == set(kinds), f"points of {f}"
        for point in kinds:
            assert found[point] == kinds[point], f"{f} at {point}"

# %% critical right: a check of three lines
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical right: real roots, a small step
def critical_points(f, x):
    slope = sp.diff(f, x)
    step = sp.Rational(1, 1000)
    names = {(-1, 1): "minimum", (1, -1): "maximum"}
    signs = {
        p: (sp.sign(slope.subs(x, p - step)), sp.sign(slope.subs(x, p + step)))
        for p in sp.real_roots(sp.Poly(slope, x))
    } if slope.has(x) else {}
    return {p: names.get(s, "neither") for p, s in signs.items()}


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical right: solveset, and a check that raises by itself
def critical_points(f, x):
    slope, kinds = sp.diff(f, x), {}
    points = sp.solveset(slope, x, sp.S.Reals)
    for p in points:
        m = sp.roots(slope, x)[p]
        sign = sp.limit(slope / (x - p) ** m, x, p)
        kinds[p] = "neither" if m % 2 == 0 else "minimum" if sign > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    for sign, names in ((1, ["minimum", "maximum"]), (-1, ["maximum", "minimum"])):
        if find(sign * (x**4 - 2 * x**2), x) != {-1: names[0], 0: names[1], 1: names[0]}:
            raise AssertionError("three points")
        if find(sign * x**4, x) != {0: names[0]}:
            raise AssertionError("flat")
    if find(x**3, x).get(0) != "neither":
        raise AssertionError("saddle")

# %% critical wrong BUG-SYM-14: the function as given | says "positive symbol"
def critical_points(f, x):
    t = sp.Symbol("t", positive=True)
    slope = sp.diff(f, x).subs(x, t)
    kinds = {}
    for point in sp.solve(sp.cancel(slope / t), t):
        second = sp.diff(f, x, 2).subs(x, point)
        kinds[point] = "minimum" if second > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong BUG-SYM-14: only the symbol mended | says "division by t"
def critical_points(f, x):
    t = sp.Symbol("t")
    slope = sp.diff(f, x).subs(x, t)
    kinds = {}
    for point in sp.solve(sp.cancel(slope / t), t):
        second = sp.diff(f, x, 2).subs(x, point)
        kinds[point] = "minimum" if second > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong BUG-SYM-03: only the division mended | says "a positive symbol"
def critical_points(f, x):
    t = sp.Symbol("t", positive=True)
    slope = sp.diff(f, x).subs(x, t)
    kinds = {}
    for point in sp.solve(slope, t):
        second = sp.diff(f, x, 2).subs(x, point)
        kinds[point] = "minimum" if second > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: the second derivative decides | says "second derivative is 0 there"
def critical_points(f, x):
    slope = sp.diff(f, x)
    kinds = {}
    for point in sp.solve(slope, x):
        second = sp.diff(f, x, 2).subs(x, point)
        kinds[point] = "minimum" if second > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: a flat point is neither | says "(x - 1)**4: 1 is a minimum"
def critical_points(f, x):
    slope = sp.diff(f, x)
    kinds = {}
    for point in sp.solve(slope, x):
        second = sp.diff(f, x, 2).subs(x, point)
        kinds[point] = "minimum" if second > 0 else "maximum" if second < 0 else "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: flat points left out | says "the point is critical"
def critical_points(f, x):
    slope = sp.diff(f, x)
    kinds = {}
    for point in sp.solve(slope, x):
        second = sp.diff(f, x, 2).subs(x, point)
        if second != 0:
            kinds[point] = "minimum" if second > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: odd and even swapped | says "you say"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 1:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: the third derivative, and no more | says "x**6"
def critical_points(f, x):
    slope = sp.diff(f, x)
    kinds = {}
    for point in sp.solve(slope, x):
        second = sp.diff(f, x, 2).subs(x, point)
        kinds[point] = "minimum" if second > 0 else "maximum"
        third = sp.diff(f, x, 3).subs(x, point)
        fourth = sp.diff(f, x, 4).subs(x, point)
        if second == 0 and third != 0:
            kinds[point] = "neither"
        elif second == 0:
            kinds[point] = "minimum" if fourth > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: a step of 0.1 | says "1/100"
def critical_points(f, x):
    slope = sp.diff(f, x)
    kinds = {}
    for point in sp.solve(slope, x):
        h = sp.Rational(1, 10)
        a, b = slope.subs(x, point - h), slope.subs(x, point + h)
        kinds[point] = "neither" if a * b > 0 else "minimum" if b > 0 else "maximum"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong BUG-SYM-01: floats | says "exact SymPy numbers"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[float(point)] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[float(point)] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: pairs | says "a dictionary"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return list(kinds.items())


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: the example alone | says "calls a point"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}

# %% critical wrong: the flat ones alone | says "positive points alone"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: the points alone | says "calls a point"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    assert set(find(x**4 - 2 * x**2, x)) == {-1, 0, 1}
    assert set(find((x - 1) ** 4, x)) == {1}

# %% critical wrong: points in order | says "which is right"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    two = find(x**4 - 2 * x**2, x)
    assert two == {-1: "minimum", 0: "maximum", 1: "minimum"}
    assert list(two) == [-1, 0, 1]
    assert find((x - 1) ** 4, x) == {1: "minimum"}
    assert find(-((x - 1) ** 4), x) == {1: "maximum"}
    assert list(two) == [-1, 0, 1]
    assert find((x - 1) ** 3, x) == {1: "neither"}

# %% critical wrong: a count with multiplicity | says "which is right"
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    assert len(find(x**4 - 2 * x**2, x)) == 3
    assert len(find((x - 1) ** 4, x)) == 3

# %% critical right: other errors, too
def critical_points(f, x):
    kinds = {}
    for point, times in sp.roots(sp.diff(f, x), x).items():
        first = sp.diff(f, x, times + 1).subs(x, point)
        kinds[point] = "minimum" if first > 0 else "maximum"
        if times % 2 == 0:
            kinds[point] = "neither"
    return kinds


def check(find):
    x = sp.Symbol("x")
    assert find(x**3, x)[0] == "neither"
    assert find(x**4, x)[0] == "minimum"
    assert find(-(x**4), x)[0] == "maximum"
    assert find(x**4 - 2 * x**2, x) == {-1: "minimum", 0: "maximum", 1: "minimum"}

# %% logcosh right: masks, so that each form sees its own entries
@measured
def logcosh(r):
    size = np.abs(r)
    far = size > 0.3
    loss = np.empty_like(size)
    loss[~far] = 0.5 * np.log1p(np.sinh(size[~far]) ** 2)
    loss[far] = np.logaddexp(size[far], -size[far]) - np.log(2)
    return loss, np.tanh(r)

# %% logcosh right: a series near 0, the exponential of minus 2 for both
@measured
def logcosh(r):
    size = np.abs(r)
    e = np.exp(-2 * size)
    s = np.minimum(size, 0.1) ** 2
    near = s * (
        1 / 2 - s * (1 / 12 - s * (1 / 45 - s * (17 / 2520 - s * 31 / 14175)))
    )
    far = size + np.log1p(e) - np.log(2)
    return np.where(size < 0.1, near, far), -np.sign(r) * np.expm1(
        -2 * size
    ) / (1 + e)

# %% logcosh right: a lambdified Piecewise with a guarded argument, errors of NumPy silenced
_t = sp.Symbol("t", real=True)
_size = sp.Abs(_t)
_sinh = sp.sinh(sp.Min(_size, 2) / 2)
code = sp.lambdify(
    _t,
    sp.Piecewise(
        (sp.Function("log1p")(2 * _sinh**2), _size < 1),
        (_size + sp.log(1 + sp.exp(-2 * _size)) - sp.log(2), True),
    ),
    ["numpy", {"log1p": np.log1p}],
)


@measured
def logcosh(r):
    with np.errstate(over="ignore"):
        return code(r), np.tanh(r)

# %% logcosh right: tanh first, then minus half of log1p
@measured
def logcosh(r):
    slope = np.tanh(r)
    size = np.abs(r)
    near = -0.5 * np.log1p(-np.minimum(slope**2, 0.9))
    return np.where(size < 1, near, np.logaddexp(r, -r) - np.log(2)), slope

# %% logcosh wrong BUG-SYM-10: as it stands | says "overflows"
@measured
def logcosh(r):
    return np.log(np.cosh(r)), np.tanh(r)

# %% logcosh wrong BUG-SYM-10: the form of the libraries, everywhere | says "nearly equal size"
@measured
def logcosh(r):
    size = np.abs(r)
    return size + np.log1p(np.exp(-2 * size)) - np.log(2), np.tanh(r)

# %% logcosh wrong: logaddexp, everywhere | says "nearly equal size"
@measured
def logcosh(r):
    return np.logaddexp(r, -r) - np.log(2), np.tanh(r)

# %% logcosh wrong: the half angle, everywhere | says "overflows"
@measured
def logcosh(r):
    return np.log1p(2 * np.sinh(r / 2) ** 2), np.tanh(r)

# %% logcosh wrong BUG-SYM-10: the slope as SymPy writes it | says "slope at r = -1e+04: nan"
@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), np.sinh(r) / np.cosh(r)

# %% logcosh wrong BUG-SYM-13: no guard in the branch that is thrown away | says "It warns"
@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(r / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), np.tanh(r)

# %% logcosh wrong: a loop of math | says "a loop"
import math


@measured
def logcosh(r):
    loss = [
        math.log1p(2 * math.sinh(q / 2) ** 2)
        if q < 1
        else q + math.log1p(math.exp(-2 * q)) - math.log(2)
        for q in np.abs(r).ravel().tolist()
    ]
    return np.reshape(loss, r.shape), np.tanh(r)

# %% logcosh wrong: mpmath for all | says "a loop"
@measured
def logcosh(r):
    return exact(r)

# %% logcosh wrong: the forms meet too early | says "two forms meet"
@measured
def logcosh(r):
    size = np.abs(r)
    near = size**2 / 2
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1e-4, near, far), np.tanh(r)

# %% logcosh wrong: a series that is cut too early | says "is a series cut"
@measured
def logcosh(r):
    size = np.minimum(np.abs(r), 1)
    near = size**2 / 2 - size**4 / 12
    far = np.logaddexp(r, -r) - np.log(2)
    return np.where(size < 0.1, near, far), np.tanh(r)

# %% logcosh wrong: abs(r) without log 2 far out | says "Which terms"
@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 20) / 2) ** 2)
    return np.where(size < 20, near, size), np.tanh(r)

# %% logcosh wrong: log in place of log1p | says "nearly equal size"
@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log(1 + 2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log(1 + np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), np.tanh(r)

# %% logcosh wrong: the slope of abs(r) | says "sign is wrong"
@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), np.tanh(size)

# %% logcosh wrong: the slope by a difference | says "difference quotient"
@measured
def logcosh(r):
    def loss(q):
        size = np.abs(q)
        near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
        far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
        return np.where(size < 1, near, far)

    return loss(r), (loss(r + 1e-6) - loss(r - 1e-6)) / 2e-6

# %% logcosh wrong: the slope with expm1 of plus 2r | says "overflows"
@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), np.expm1(2 * r) / (np.exp(2 * r) + 1)

# %% logcosh wrong: the slope as 2 s(2r) - 1 | says "slope"
from scipy.special import expit


@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), 2 * expit(2 * r) - 1

# %% logcosh wrong: the loss alone | says "Return a pair"
@measured
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far)

# %% logcosh wrong: one regime for the whole array | says "nearly equal size"
@measured
def logcosh(r):
    size = np.abs(r)
    if size.max() < 1:
        return np.log1p(2 * np.sinh(size / 2) ** 2), np.tanh(r)
    return size + np.log1p(np.exp(-2 * size)) - np.log(2), np.tanh(r)

# %% logcosh wrong: @measured left out | says "@measured"
def logcosh(r):
    size = np.abs(r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), np.tanh(r)

# %% logcosh wrong: abs in place | says "r is changed"
@measured
def logcosh(r):
    slope = np.tanh(r)
    size = np.abs(r, out=r)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return np.where(size < 1, near, far), slope
