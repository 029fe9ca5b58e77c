"""A reading: everything one has to say before "how many are out of reach" has an answer.

Two officials who quote different figures mostly use different readings. So a reading is a value: it has a text form,
an address form and a command that repeats it, and every figure of access carries one.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from gis.analysis import decay as decays
from gis.analysis.population_group import EVERYBODY, PopulationGroup
from gis.errors import InputError
from gis.terms import ALL_KINDS as ALL_KINDS
from gis.terms import MODES, SERVES, Mode
from gis.vocabulary import usual_serves

Measure = Literal["nearest", "cumulative", "two_step", "e2sfca", "three_step", "gravity", "crowding", "raam"]
Supply = Literal["center", "staff", "psychiatrists"]
UnknownHours = Literal["closed", "office"]

MEASURES: tuple[Measure, ...] = get_args(Measure)
SUPPLIES: tuple[Supply, ...] = get_args(Supply)
UNKNOWN_HOURS: tuple[UnknownHours, ...] = get_args(UnknownHours)

DECAYING: tuple[Measure, ...] = ("e2sfca", "three_step", "gravity", "crowding")
"""Measures in which a longer way counts less; the others know only the limit."""

UNITS: Mapping[Measure, str] = {
    "nearest": "min",
    "cumulative": "centers",
    "two_step": "per_100k",
    "e2sfca": "per_100k",
    "three_step": "per_100k",
    "gravity": "per_100k",
    "crowding": "people_per_center",
    "raam": "cost",
}
"""Unit of a measure's value; with supply ``staff`` a center's people stand for the center. A cost of 2 is, say, an
hour's way to a center as crowded as the average."""

LOWER_IS_BETTER: tuple[Measure, ...] = ("nearest", "crowding", "raam")

LONGEST_MIN = 60
"""The table of travel times ends there."""

HOURS_PER_WEEK = 168
HOURS_PER_DAY = 24
DEPARTURES = HOURS_PER_WEEK + HOURS_PER_DAY
"""Departures that are told apart: 168 hours of an ordinary week, then 24 of a public holiday."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOLIDAY = "holiday"
ANY = "any"


def _hours(days: range, hours: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(day * HOURS_PER_DAY + hour for day in days for hour in hours)


HOUR_SETS: Mapping[str, tuple[int, ...]] = {
    "weekday_day": _hours(range(5), tuple(range(9, 18))),
    "weekday_evening": _hours(range(5), (18, 19, 20)),
    "weekend_day": _hours(range(5, 7), tuple(range(9, 18))),
    "night": _hours(range(7), (0, 1, 2, 3, 4, 5, 22, 23)),
    "holiday_day": tuple(range(HOURS_PER_WEEK + 9, HOURS_PER_WEEK + 18)),
}
"""Sets of departures by name; an evening is a way that begins at 18, 19 or 20 o'clock."""

_ZONE_WEIGHTS = (1.0, 0.68, 0.22)
"""Luo and Qi 2009: weights of the three zones of E2SFCA; each takes a third of the limit here."""


SHORT_NAMES: Mapping[str, str] = {
    "day": "weekday_day",
    "evening": "weekday_evening",
    "weekend": "weekend_day",
    "night": "night",
    "holiday": "holiday_day",
}
"""Words for sets of hours as one types them -> their names."""


def hours_named(text: str) -> str:
    """Return the name of a set of hours from a short word; any other text as it is."""
    return SHORT_NAMES.get(text.strip(), text)


def hour_text(hour: int) -> str:
    """Write a departure: ``Tue 19``, or ``holiday 11``.

    Parameters
    ----------
    hour : int
        0..167 of an ordinary week from Monday 00:00, 168..191 of a public holiday.
    """
    if hour >= HOURS_PER_WEEK:
        return f"{HOLIDAY} {hour - HOURS_PER_WEEK}"
    return f"{DAYS[hour // HOURS_PER_DAY]} {hour % HOURS_PER_DAY}"


def hours_of(text: str) -> tuple[int, ...] | None:
    """Read which departures a text names.

    Parameters
    ----------
    text : str
        ``any``, a name of :data:`HOUR_SETS`, ``Tue 19`` or ``holiday 11``.

    Returns
    -------
    tuple of int or None
        Departures 0..191; None for ``any``: opening hours do not count.

    Raises
    ------
    InputError
        When it names none.
    """
    plain = " ".join(text.split())
    if plain == ANY:
        return None
    if plain in HOUR_SETS:
        return HOUR_SETS[plain]
    if match := re.fullmatch(r"([a-z]+) ([0-9]{1,2})(?::00)?", plain.lower()):
        names = [day.lower() for day in DAYS] + [HOLIDAY]
        hour = int(match[2])
        if match[1] in names and hour < HOURS_PER_DAY:
            return (names.index(match[1]) * HOURS_PER_DAY + hour,)
    raise InputError(
        f"hour {text[:40]!r}: give any, {', '.join(HOUR_SETS)}, a day and an hour such as 'Tue 19', or 'holiday 11'"
    )


def standard_decay(measure: Measure, limit_min: int) -> str:
    """Return the decay of a measure when none is named.

    Parameters
    ----------
    measure : str
        One of :data:`MEASURES`.
    limit_min : int
        Minutes; E2SFCA's three zones are thirds of it.

    Returns
    -------
    str
        ``binary`` for a measure without decay, ``power:1`` for gravity, else three zones weighing 1, .68 and .22.
    """
    if measure not in DECAYING:
        return "binary"
    if measure == "gravity":
        return "power:1"
    ends = [limit_min * third / 3 for third in (1, 2, 3)]
    zones = zip(ends, _ZONE_WEIGHTS, strict=True)
    return str(decays.Zones(tuple((round(end, 2), weight) for end, weight in zones)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What is measured, how one travels, what counts as near, as care and as open.

    Parameters
    ----------
    measure : str
        One of :data:`MEASURES`.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    limit_min : int
        Farthest that counts as near, whole minutes 1..60, inclusive.
    decay : str
        Text form of :mod:`gis.analysis.decay`; empty for the measure's own (:func:`standard_decay`).
    kind : str
        Kind of center, or a group of kinds (공공 전체, 의료 전체, 전체).
    supply : {"center", "staff", "psychiatrists"}
        What a center counts for: one, the staff it publishes, or the psychiatrists counted there (those of which none
        is known then count nothing).
    hour : str
        See :func:`hours_of`; one leaves at the hour's start and must find the center open on arrival.
    unknown_hours : {"closed", "office"}
        Centers whose hours are not known: closed (a lower bound of reach), or open on weekdays where law or a guide
        says so (data/rules/office_hours.yaml).
    margin_min : int
        A center must stay open so long after the arrival, 0..120 minutes.
    serves : {"any", "own"}
        Whom a center counts for (:data:`gis.terms.SERVES`); empty for what is usual for the kind
        (data/rules/serving.yaml).
    people : str
        Whose need counts (:meth:`gis.analysis.population_group.PopulationGroup.parse`): ``all``, ``65+``, ``10-24``,
        ``F15-49``. They are those who are out of reach, and the demand of the measures that share supply out.

    Raises
    ------
    InputError
        When a part cannot be used; the message names it and what can.
    """

    measure: Measure = "e2sfca"
    mode: Mode = "car"
    limit_min: int = 30
    decay: str = ""
    kind: str = "공공 전체"
    supply: Supply = "center"
    hour: str = ANY
    unknown_hours: UnknownHours = "closed"
    margin_min: int = 15
    serves: str = ""
    people: str = EVERYBODY

    def __post_init__(self) -> None:
        _one_of("measure", self.measure, MEASURES)
        _one_of("mode", self.mode, MODES)
        _one_of("supply", self.supply, SUPPLIES)
        _one_of("unknown hours", self.unknown_hours, UNKNOWN_HOURS)
        _whole("limit", self.limit_min, 1, LONGEST_MIN)
        _whole("margin", self.margin_min, 0, 120)
        if not isinstance(self.kind, str) or not 0 < len(self.kind.strip()) <= 40:
            raise InputError(f"kind {str(self.kind)[:40]!r}: give a kind of center or a group such as {ALL_KINDS}")
        hours = hours_of(self.hour)
        is_single = hours is not None and self.hour not in HOUR_SETS
        object.__setattr__(self, "hour", hour_text(hours[0]) if hours and is_single else " ".join(self.hour.split()))
        object.__setattr__(self, "kind", self.kind.strip())
        object.__setattr__(self, "decay", self._checked_decay())
        object.__setattr__(self, "serves", self.serves or usual_serves(self.kind))
        _one_of("serves", self.serves, SERVES)
        object.__setattr__(self, "people", str(PopulationGroup.parse(self.people)))

    def _checked_decay(self) -> str:
        standard = standard_decay(self.measure, self.limit_min)
        if not self.decay:
            return standard
        plain = str(decays.parse(self.decay))
        if self.measure not in DECAYING and plain != "binary":
            raise InputError(f"{self.measure} knows no decay ({plain}): leave it out, or use {', '.join(DECAYING)}")
        return plain

    @property
    def hours(self) -> tuple[int, ...] | None:
        """Departures 0..191 that count; None when opening hours do not."""
        return hours_of(self.hour)

    @property
    def weight(self) -> decays.Decay:
        """The decay itself."""
        return decays.parse(self.decay)

    def changed(self, **parts: Any) -> "Reading":
        """Give the same reading with other parts; a standard decay follows measure and limit, whom it serves the kind.

        Raises
        ------
        InputError
            As the class itself; also for a part that a reading does not have.
        """
        if unknown := parts.keys() - {field.name for field in fields(self)}:
            raise InputError(f"a reading has no {', '.join(sorted(unknown))}")
        if self.decay == standard_decay(self.measure, self.limit_min):
            parts.setdefault("decay", "")
        if "kind" in parts and self.serves == usual_serves(self.kind):
            parts.setdefault("serves", "")
        return replace(self, **parts)

    def query(self) -> dict[str, str]:
        """Return the parts that differ from the standard reading, as query parameters under the fields' names."""
        parts, usual = self.parts(), STANDARD.parts()
        usual |= {"decay": standard_decay(self.measure, self.limit_min), "serves": usual_serves(self.kind)}
        return {key: text for key, text in parts.items() if text != usual[key]}

    @classmethod
    def from_query(cls, values: Mapping[str, str]) -> "Reading":
        """Read query parameters; others than a reading's are left alone.

        Raises
        ------
        InputError
            When a value cannot be used.
        """
        parts: dict[str, Any] = {key: values[key] for key in STANDARD.parts() if values.get(key)}
        for name in ("limit_min", "margin_min"):
            if name in parts:
                parts[name] = _number(name, parts[name])
        return cls(**parts)

    def __str__(self) -> str:
        """Write the text form, which :meth:`parse` reads: ``measure=e2sfca mode=car limit_min=30 ...``.

        Everybody is not named, so that what was recorded before groups could be asked for keeps its name.
        """
        parts = self.parts()
        if self.people == EVERYBODY:
            del parts["people"]
        return " ".join(f"{key}={shlex.quote(text)}" for key, text in parts.items())

    @classmethod
    def parse(cls, text: str) -> "Reading":
        """Read the text form.

        Raises
        ------
        InputError
            When a word is no part of a reading.
        """
        try:
            words = dict(word.split("=", 1) for word in shlex.split(text))
        except ValueError:
            raise InputError(f"{text[:80]!r} is no reading: write it as {STANDARD}") from None
        if unknown := words.keys() - STANDARD.parts().keys():
            raise InputError(f"a reading has no {', '.join(sorted(unknown))}: write it as {STANDARD}")
        return cls.from_query(words)

    def command(self, *, level: str = "sigungu", parent_code: str | None = None, output: str = "--json") -> str:
        """Write the command that repeats the figures of this reading exactly.

        Parameters
        ----------
        level : {"sido", "sigungu", "emd"}
            Units of the answer.
        parent_code : str, optional
            MOIS code of the unit above.
        output : str
            ``--json``, ``--csv`` or nothing for a table; ``--week`` or ``--history`` before it for those.
        """
        words = ["mindconnect", "access", *self.options(), "--level", level]
        words += ["--parent", parent_code] if parent_code else []
        return shlex.join(words) + (f" {output}" if output else "")

    def options(self) -> list[str]:
        """Return the words of a command line that state this reading."""
        words: list[str] = []
        usual = STANDARD.parts()
        for key, text in self.parts().items():
            # Where no hours count, what is said of hours is left out unless it is unusual: `--week` counts them still.
            is_of_hours = key in ("hour", "unknown_hours", "margin_min")
            if text != usual[key] or not (key == "people" or (is_of_hours and self.hours is None)):
                words += [f"--{_OPTIONS.get(key, key)}", text]
        return words

    def parts(self) -> dict[str, str]:
        """Return all parts as texts by name; :meth:`from_query` reads them back."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}


TOLD: Mapping[str, str] = {
    "measure": f"One of {', '.join(MEASURES)}.",
    "mode": f"One of {', '.join(MODES)}.",
    "limit_min": f"Farthest that counts as near, whole minutes up to {LONGEST_MIN}.",
    "decay": "binary, zones:10=1,20=.68,30=.22, gaussian:30, exponential:15, power:1, logistic:30,5.",
    "kind": "Kind of center, or 공공 전체, 의료 전체, 전체.",
    "supply": f"What a center counts for: {', '.join(SUPPLIES)}.",
    "hour": f"any, 'Tue 19', 'holiday 11', or a set: {', '.join(HOUR_SETS)}.",
    "unknown_hours": f"Centers whose hours are not known count as: {', '.join(UNKNOWN_HOURS)}.",
    "margin_min": "Arrive at least so many minutes before closing.",
    "serves": f"Whom a center counts for: {', '.join(SERVES)} (its own district). By default as "
    "data/rules/serving.yaml says of the kind.",
    "people": "Whose need counts: all, 65+, 10-24 (both ages included, bands of five years), F15-49 for women.",
}
"""What each part of a reading is, for whoever states one: the command line and the API."""

_OPTIONS = {"limit_min": "limit", "unknown_hours": "unknown-hours", "margin_min": "margin"}
"""Options of `mindconnect access` whose names are not those of the fields."""


def _one_of(what: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InputError(f"{what} {str(value)[:40]!r}: give one of {', '.join(known)}")


def _whole(what: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InputError(f"{what} {str(value)[:40]!r}: give whole minutes from {least} to {most}")


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise InputError(f"{name.removesuffix('_min')} {text[:40]!r}: give whole minutes")
    return int(text)


STANDARD = Reading()
"""The reading that pages begin with."""
