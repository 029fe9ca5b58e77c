"""How the pull of a place falls with the time it takes to get there.

A decay gives each travel time a weight from 0 (no pull) to 1, and never more for a longer time. It has a text form,
which the command line, addresses and receipts use: ``parse(str(decay)) == decay``.

================  ==============================  ===========================================================
Text              Weight at t minutes             Source
================  ==============================  ===========================================================
binary            1                               Luo and Wang 2003: only the limit counts
zones:10=1,30=.5  by zone, ends inclusive, 0      Luo and Qi 2009
                  after the last
gaussian:30       exp(-t^2 / (2 * 30^2))          Gaussian kernel; 30 is its standard deviation
exponential:15    exp(-t / 15)                    Wilson 1971; 15 is the time after which 1/e is left
power:1           t^-1, and 1 within one minute   Hansen 1959; Joseph and Bantock 1982
power:2,5         (t / 5)^-2, and 1 within five   the same with exponent 2 and a floor of 5 minutes
logistic:30,5     1 / (1 + exp((t - 30) / 5))     half at 30; the smaller the 5, the steeper
================  ==============================  ===========================================================

Where reach ends is not the decay's matter but the limit's (``limit_min`` of each measure), which is inclusive too.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from gis.errors import InputError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Decay(ABC):
    """A weight by travel time; call it with minutes."""

    def __call__(self, minutes: npt.ArrayLike) -> Floats:
        """Return the weight of each travel time.

        Parameters
        ----------
        minutes : array_like of float, any shape
            Minutes, at least 0; infinity is allowed.

        Returns
        -------
        numpy.ndarray of float, the same shape
            Weights, 0..1, never more for a longer time.

        Raises
        ------
        InputError
            When a time is negative or NaN.
        """
        values = np.asarray(minutes, dtype=float)
        if not (values >= 0).all():
            raise InputError("a travel time is negative or missing: give minutes of at least 0")
        return self._weigh(values)

    @abstractmethod
    def _weigh(self, minutes: Floats) -> Floats:
        """Weigh minutes known to be sound."""

    def __str__(self) -> str:
        """Write the text form, which :func:`parse` reads."""
        numbers = ",".join(_number(value) for value in astuple(self))
        name = _NAME_OF[type(self)]
        return f"{name}:{numbers}" if numbers else name


@dataclass(frozen=True)
class Binary(Decay):
    """Every place within the limit pulls alike."""

    def _weigh(self, minutes: Floats) -> Floats:
        return np.ones_like(minutes)


@dataclass(frozen=True)
class Zones(Decay):
    """One weight in each zone of travel time; nothing after the last.

    Parameters
    ----------
    zones : tuple of (float, float)
        Last minute of each zone (inclusive), growing, and its weight (0..1), never growing.
    """

    zones: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        ends, weights = [end for end, _ in self.zones], [weight for _, weight in self.zones]
        if not self.zones or not all(math.isfinite(end) and end >= 0 for end in ends):
            raise InputError(f"zones {self.zones}: give at least one, each with its last minute, 0 or more")
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise InputError(f"zones end at {ends}: each must end later than the one before")
        falls = all(later <= earlier for earlier, later in pairwise(weights))
        if not falls or not all(0 <= weight <= 1 for weight in weights):
            raise InputError(f"zone weights {weights}: each must lie in 0..1 and never exceed the one before")

    def _weigh(self, minutes: Floats) -> Floats:
        ends, weights = np.array(self.zones, dtype=float).T
        return np.append(weights, 0.0)[np.searchsorted(ends, minutes, side="left")]

    def __str__(self) -> str:
        """Write the text form: ``zones:10=1,20=0.68,30=0.22``."""
        return "zones:" + ",".join(f"{_number(end)}={_number(weight)}" for end, weight in self.zones)


@dataclass(frozen=True)
class Gaussian(Decay):
    """exp(-t^2 / (2 sigma^2)): little lost nearby, most of it around sigma.

    Parameters
    ----------
    sigma_min : float
        Minutes at which exp(-1/2) = 0.61 is left; above 0.
    """

    sigma_min: float

    def __post_init__(self) -> None:
        _positive("gaussian", self.sigma_min)

    def _weigh(self, minutes: Floats) -> Floats:
        return np.exp(-0.5 * np.square(minutes / self.sigma_min))


@dataclass(frozen=True)
class Exponential(Decay):
    """exp(-t / scale): the same share is lost with every minute.

    Parameters
    ----------
    scale_min : float
        Minutes at which 1/e = 0.37 is left; above 0.
    """

    scale_min: float

    def __post_init__(self) -> None:
        _positive("exponential", self.scale_min)

    def _weigh(self, minutes: Floats) -> Floats:
        return np.exp(-minutes / self.scale_min)


@dataclass(frozen=True)
class InversePower(Decay):
    """(t / floor)^-exponent beyond a floor, 1 within it: without the floor the weight at 0 minutes would be infinite.

    Parameters
    ----------
    exponent : float
        Above 0; 1 and 2 are usual.
    floor_min : float
        Minutes within which nothing is lost; above 0.
    """

    exponent: float = 1.0
    floor_min: float = 1.0

    def __post_init__(self) -> None:
        _positive("power", self.exponent, self.floor_min)

    def _weigh(self, minutes: Floats) -> Floats:
        return np.power(np.maximum(minutes / self.floor_min, 1.0), -self.exponent)

    def __str__(self) -> str:
        """Write the text form: ``power:1``, or ``power:2,5`` with a floor other than one minute."""
        return f"power:{_number(self.exponent)}" + ("" if self.floor_min == 1 else f",{_number(self.floor_min)}")


@dataclass(frozen=True)
class Logistic(Decay):
    """1 / (1 + exp((t - middle) / spread)): about 1 before the middle, about 0 after it.

    Parameters
    ----------
    middle_min : float
        Minutes at which half is left; above 0.
    spread_min : float
        Minutes over which it falls (from 0.73 to 0.27 within one spread on either side); above 0.
    """

    middle_min: float
    spread_min: float

    def __post_init__(self) -> None:
        _positive("logistic", self.middle_min, self.spread_min)

    def _weigh(self, minutes: Floats) -> Floats:
        weights: Floats = expit((self.middle_min - minutes) / self.spread_min)
        return weights


BINARY = Binary()
LUO_QI = Zones(((10.0, 1.0), (20.0, 0.68), (30.0, 0.22)))
"""Three zones of ten minutes with the slowly falling weights of Luo and Qi 2009."""

_FORMS: dict[str, tuple[Callable[..., Decay], range, str]] = {
    "binary": (Binary, range(1), "binary"),
    "gaussian": (Gaussian, range(1, 2), "gaussian:30"),
    "exponential": (Exponential, range(1, 2), "exponential:15"),
    "power": (InversePower, range(1, 3), "power:1 or power:2,5"),
    "logistic": (Logistic, range(2, 3), "logistic:30,5"),
}
"""Name -> class, how many numbers follow, an example."""

_NAME_OF: dict[object, str] = {kind: name for name, (kind, _, _) in _FORMS.items()}
_ZONES_EXAMPLE = "zones:10=1,20=.68,30=.22"


def parse(text: str) -> Decay:
    """Read a decay from its text form; the module lists the forms.

    Parameters
    ----------
    text : str
        Such as ``gaussian:30`` or ``zones:10=1,20=.68,30=.22``; spaces and case do not matter.

    Raises
    ------
    InputError
        When the name is unknown or the numbers do not fit it.
    """
    name, _, rest = "".join(text.lower().split()).partition(":")
    if name == "zones":
        return Zones(tuple(_zone(part, text) for part in rest.split(",")))
    if name not in _FORMS:
        examples = ", ".join([*(example for _, _, example in _FORMS.values()), _ZONES_EXAMPLE])
        raise InputError(f"decay {text!r} is not known; give one like {examples}")
    kind, counts, example = _FORMS[name]
    numbers = [_read(part, text) for part in rest.split(",")] if rest else []
    if len(numbers) not in counts:
        raise InputError(f"decay {text!r} has {len(numbers)} numbers; write it like {example}")
    return kind(*numbers)


def _zone(part: str, text: str) -> tuple[float, float]:
    end, mark, weight = part.partition("=")
    if not mark:
        raise InputError(f"decay {text!r}: a zone is its last minute = its weight, like {_ZONES_EXAMPLE}")
    return _read(end, text), _read(weight, text)


def _read(part: str, text: str) -> float:
    try:
        return float(part)
    except ValueError as error:
        raise InputError(f"decay {text!r}: {part!r} is not a number") from error


def _number(value: float) -> str:
    """Write a number so that it reads back exactly: 30, 0.68."""
    return repr(float(value)).removesuffix(".0")


def _positive(name: str, *values: float) -> None:
    if not all(math.isfinite(value) and value > 0 for value in values):
        raise InputError(f"decay {name} {', '.join(map(str, values))}: its numbers must be above 0")
