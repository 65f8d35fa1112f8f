"""Figures cross as a description: axes, labels and what was drawn.

A description is nested lists of strings and numbers. The side that reads one draws a
figure of its own from it, so that a test can ask a real Matplotlib figure for its
labels, limits, lines, points, bars, images, texts and legend.
"""

import math
import sys

from grading.wire import WireError

MAX_AXES = 64
MAX_DRAWN = 500  # lines, point clouds, bars … of one axes
MAX_POINTS = 200_000  # numbers of one of them
SCALES = ("linear", "log", "symlog", "logit")


def is_figure(value):
    """Say whether a value is a figure or axes."""
    if "matplotlib.figure" not in sys.modules:
        return False
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    return isinstance(value, Figure | Axes)


def write_figure(value, writer):
    """Return the tree of a figure or axes."""
    from matplotlib.figure import Figure

    which = "figure" if isinstance(value, Figure) else "axes"
    number = writer.number(value)
    return ["figure", *number, which, summary(value)]


def read_figure(which, tree):
    """Return a new figure, or axes in one, drawn from a description."""
    from matplotlib.figure import Figure

    figure = Figure()
    if which == "figure":
        redraw(figure, tree)
        return figure
    axes = figure.add_subplot()
    redraw(axes, tree)
    return axes


def read_axes(tree, which):
    """Do the same with the arguments the other way about."""
    return read_figure(which, tree)


# ----------------------------------------------------------------- describing


def summary(value):
    """Return the description of a figure or axes."""
    from matplotlib.figure import Figure

    if isinstance(value, Figure):
        title = value._suptitle.get_text() if value._suptitle else ""
        return [title, [summary(axes) for axes in value.axes[:MAX_AXES]]]
    legend = value.get_legend()
    return [
        [value.get_title(), value.get_xlabel(), value.get_ylabel()],
        [value.get_xscale(), value.get_yscale()],
        [*map(float, value.get_xlim()), *map(float, value.get_ylim())],
        [line_summary(line) for line in value.lines[:MAX_DRAWN]],
        [
            [label_of(c), *columns(c.get_offsets())]
            for c in value.collections[:MAX_DRAWN]
            if len(c.get_offsets())
        ],
        [
            [label_of(p), *map(float, p.get_bbox().bounds)]
            for p in value.patches[:MAX_DRAWN]
            if hasattr(p, "get_bbox")
        ],
        [image_summary(image) for image in value.images[:MAX_DRAWN]],
        [
            [t.get_text(), *map(number, t.get_position())]
            for t in value.texts[:MAX_DRAWN]
        ],
        legend and [t.get_text() for t in legend.get_texts()],
    ]


def label_of(artist):
    """Return the label of what was drawn."""
    return str(artist.get_label())


def number(value):
    """Return a coordinate as a float, NaN for what is none (a category, a date)."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def numbers(values):
    """Return coordinates as a bounded list of floats."""
    import numpy as np

    try:
        flat = np.ma.filled(np.ma.asarray(values, float), np.nan).ravel()
    except (TypeError, ValueError):
        return []
    return flat[:MAX_POINTS].tolist()


def columns(pairs):
    """Return x and y of an array of points."""
    return numbers(pairs[:, 0]), numbers(pairs[:, 1])


def line_summary(line):
    """Return the description of a line."""
    from matplotlib.colors import to_hex

    return [
        label_of(line),
        numbers(line.get_xdata(orig=False)),
        numbers(line.get_ydata(orig=False)),
        to_hex(line.get_color(), keep_alpha=True),
        str(line.get_linestyle()),
        str(line.get_marker()),
    ]


def image_summary(image):
    """Return the description of an image: shape, values, extent."""
    data = image.get_array()
    extent = [float(v) for v in image.get_extent()]
    return [list(data.shape), numbers(data), extent]


# -------------------------------------------------------------------- drawing


def redraw(value, tree):
    """Make a figure or axes show what a description says.

    Raises
    ------
    WireError
        If it is no description.
    """
    from matplotlib.figure import Figure

    try:
        if isinstance(value, Figure):
            draw_figure(value, tree)
        else:
            draw_axes(value, tree)
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"no figure: {type(error).__name__}") from None


def draw_figure(figure, tree):
    """Draw a figure."""
    title, parts = tree
    figure.clear()
    if title:
        figure.suptitle(string(title))
    for n, part in enumerate(parts[:MAX_AXES], 1):
        draw_axes(figure.add_subplot(1, min(len(parts), MAX_AXES), n), part)


def draw_axes(axes, tree):
    """Draw axes."""
    import numpy as np

    labels, scales, limits, lines, points, bars, images, texts, legend = tree
    title, xlabel, ylabel = map(string, labels)
    axes.clear()
    for label, x, y, colour, style, marker in bounded(lines):
        (line,) = axes.plot(floats(x), floats(y), label=string(label))
        line.set_color(string(colour))
        line.set_linestyle(string(style))
        line.set_marker(string(marker))
    for label, x, y in bounded(points):
        axes.scatter(floats(x), floats(y), label=string(label))
    for label, x, y, width, height in bounded(bars):
        x, y, width, height = floats([x, y, width, height])
        axes.bar(x, height, width, y, align="edge", label=string(label))
    for shape, data, extent in bounded(images):
        shape = [int(n) for n in shape]
        data = floats(data)
        if data.size == np.prod(shape):
            axes.imshow(data.reshape(shape), extent=floats(extent))
    for text, x, y in bounded(texts):
        axes.text(*floats([x, y]), string(text))
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    for scale, put in zip(
        scales, (axes.set_xscale, axes.set_yscale), strict=True
    ):
        put(scale if scale in SCALES else "linear")
    left, right, bottom, top = floats(limits)
    axes.set(xlim=(left, right), ylim=(bottom, top))
    if legend is not None:
        names = [string(t) for t in bounded(legend)]
        handles = axes.get_legend_handles_labels()[0][: len(names)]
        axes.legend(handles, names[: len(handles)])


def string(value):
    """Check a string of a description."""
    if not isinstance(value, str) or len(value) > 4000:
        raise WireError("no text of a figure")
    return value


def floats(values):
    """Check numbers of a description."""
    import numpy as np

    if not isinstance(values, list) or len(values) > MAX_POINTS:
        raise WireError("no numbers of a figure")
    if not all(type(v) in (int, float) for v in values):
        raise WireError("no numbers of a figure")
    return np.array(values, float)


def bounded(values):
    """Check a list of a description."""
    if not isinstance(values, list) or len(values) > MAX_DRAWN:
        raise WireError("no list of a figure")
    return values


# ------------------------------------------------------------ pyplot's figures


def describe_open():
    """Return [number, current axes, description] of pyplot's figures, current last."""
    if "matplotlib.pyplot" not in sys.modules:
        return []
    import matplotlib.pyplot as plt

    found = []
    current = plt.gcf().number if plt.get_fignums() else None
    for n in sorted(plt.get_fignums(), key=lambda n: n == current)[-20:]:
        figure = plt.figure(n)
        axes = figure._axstack.current()
        at = figure.axes.index(axes) if axes in figure.axes else None
        found.append([n, at, summary(figure)])
    return found


def show_open(trees):
    """Make pyplot hold the figures of a description by describe_open."""
    import matplotlib.pyplot as plt

    for n, at, tree in bounded(trees):
        if type(n) is not int or not 0 < n < 10_000:
            raise WireError("no number of a figure")
        figure = plt.figure(n)
        redraw(figure, tree)
        if type(at) is int and 0 <= at < len(figure.axes):
            figure.sca(figure.axes[at])
