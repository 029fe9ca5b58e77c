"""Classes of an amount on a map and their colours: readable breaks that follow the data, one ramp for every picture."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

RAMP = ("#f6eedb", "#bdd8b8", "#82bbaa", "#44959b", "#1b6877", "#08384b")
"""Sequential colours for amounts, from sand to deep teal; lightness falls evenly, so they also differ without hue."""

UNKNOWN = "#cdc3d6"
"""Stands for "not known" where a map cannot hatch: a pale violet, which the ramp does not hold."""

CLASSES = 5
"""Classes of a scale beside the one for zero: more are not told apart on a map."""

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


SHARE = Scale((0.1, 0.25, 0.5, 0.75, 0.95))
"""Classes of a share of people, on every map of it, so that maps can be compared. Nobody and a few are one class: else
a handful of people of whom nothing is known would leave a whole unit unknown."""


def colour_between(scale: Scale, least: float, most: float) -> str | None:
    """Return the colour of an amount of which both bounds are given; None where they lie in two classes."""
    return scale.colour_of(most) if scale.class_of(least) == scale.class_of(most) else None


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


def ink_on(colour: str) -> str:
    """Return black or white for words on a colour ``#rrggbb``: whichever contrasts more, and at least 4.5 to 1.

    Contrast is that of WCAG 2.2 (relative luminance of sRGB).
    """
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (byte / 255 for byte in bytes.fromhex(colour[1:]))
    ]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#ffffff" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000000"


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
