"""Pictures of amounts, drawn on the server: colour scales with readable breaks, and the strip of distance bands.

No library draws here: a handful of shapes in SVG or HTML stays sharp in print, follows the page's font and
contrast, and asks no other host.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from app.ui.markup import Blocks

RAMP = ("#f6eedb", "#bdd8b8", "#82bbaa", "#44959b", "#1b6877", "#08384b")
"""Sequential colours for amounts, from sand to deep teal; lightness falls evenly, so they also differ without hue."""

UNKNOWN = "#e6e3dd"
"""Ground of the hatch that stands for "not known"."""

CLASSES = 5
"""Classes of a scale beside the one for zero: more are not told apart on a map."""

_BLOCKS = Blocks("ui/charts")

_NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """Classes of an amount: optionally zero alone, then intervals that hold their lower bound.

    Attributes
    ----------
    breaks : tuple of float
        Bounds between intervals, ascending.
    has_zero : bool
        Whether zero is a class of its own, the first.
    """

    breaks: tuple[float, ...]
    has_zero: bool = False

    @property
    def size(self) -> int:
        """Number of classes."""
        return len(self.breaks) + 1 + self.has_zero

    def class_of(self, value: float | None) -> int | None:
        """Return the class of an amount, from 0; None for what is not known (None or NaN)."""
        if value is None or math.isnan(value):
            return None
        if self.has_zero and value == 0:
            return 0
        return sum(value >= bound for bound in self.breaks) + self.has_zero

    def colour_of(self, value: float | None) -> str | None:
        """Return the colour of an amount, ``#rrggbb``; None for what is not known."""
        number = self.class_of(value)
        return None if number is None else self.colours[number]

    @property
    def colours(self) -> tuple[str, ...]:
        """Colours of the classes, spread over the whole ramp."""
        if self.size == 1:
            return (RAMP[2],)
        return tuple(_mixed(number / (self.size - 1)) for number in range(self.size))

    @property
    def bounds(self) -> tuple[tuple[float | None, float | None], ...]:
        """Lower and upper bound of each class; None is open, and zero's class is (0, 0)."""
        edges: tuple[float | None, ...] = (None, *self.breaks, None)
        return (((0.0, 0.0),) if self.has_zero else ()) + tuple(pairwise(edges))


def scale(values: Iterable[float | None]) -> Scale:
    """Choose classes that hold about equally many of the values and are bounded by round numbers.

    Quantiles of the values above zero are rounded to 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten; a bound that
    would leave a class empty is dropped.

    Parameters
    ----------
    values : iterable of float or None
        Amounts, not negative; None and NaN are left out.

    Returns
    -------
    Scale
        At most :data:`CLASSES` intervals, and a class for zero when a value is zero.
    """
    known = sorted(float(value) for value in values if value is not None and not math.isnan(value))
    above = [value for value in known if value > 0]
    has_zero = bool(above) and len(above) < len(known)
    breaks: list[float] = []
    for number in range(1, CLASSES):
        if not above:
            break
        bound = _round(above[min(len(above) - 1, number * len(above) // CLASSES)])
        start = breaks[-1] if breaks else 0.0
        if any(start <= value < bound for value in above) and bound <= above[-1]:
            breaks.append(bound)
    return Scale(tuple(breaks), has_zero)


def legend(
    labels: Sequence[str],
    colours: Sequence[str],
    *,
    title: str,
    unknown: str | None = None,
    dots: str | None = None,
    hint: str | None = None,
) -> Markup:
    """Write a legend as an HTML list.

    Parameters
    ----------
    labels, colours : sequence of str
        One each a class, from the smallest amount.
    title : str
        What the amounts are, with their unit.
    unknown : str, optional
        What the hatch means, when there is any on the map.
    dots : str, optional
        What the dots are, when there are any on the map.
    hint : str, optional
        What can be done with the map.

    Returns
    -------
    Markup
    """
    return _BLOCKS.legend(title, zip(labels, colours, strict=True), unknown, dots, hint)


def bands(shares: Sequence[float], labels: Sequence[str], values: Sequence[str], *, title: str) -> Markup:
    """Write a strip of bands whose widths are shares of a whole, with the figures in words below it.

    Parameters
    ----------
    shares : sequence of float
        Share of each band, 0..1; together about 1.
    labels, values : sequence of str
        Name of each band, and its figure with unit.
    title : str
        What the whole is.

    Returns
    -------
    Markup
        A reader of the screen hears the list, not the strip.
    """
    colours = Scale(tuple(range(1, len(shares)))).colours
    return _BLOCKS.bands(title, list(zip(shares, labels, values, colours, strict=True)))


def breadcrumb(steps: Sequence[tuple[str, str]], here: str, *, label: str) -> Markup:
    """Write the way down to where we are.

    Parameters
    ----------
    steps : sequence of (str, str)
        Name and address of each step above.
    here : str
        Name of where we are.
    label : str
        What the way is, for a screen reader.
    """
    return _BLOCKS.breadcrumb(steps, here, label)


def _mixed(part: float) -> str:
    """Return the colour at a part (0..1) of the ramp."""
    at = part * (len(RAMP) - 1)
    below = min(int(at), len(RAMP) - 2)
    light, dark = (bytes.fromhex(colour[1:]) for colour in RAMP[below : below + 2])
    return "#" + bytes(round(a + (b - a) * (at - below)) for a, b in zip(light, dark, strict=True)).hex()


def _round(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    nice = min(_NICE, key=lambda nice_step: abs(math.log(value / power / nice_step)))
    return float(f"{nice * power:.6g}")
