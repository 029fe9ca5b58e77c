"""What the policy pages are asked, as their address: a reading, a region, and how it is shown; read with mistrust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.data.access import USUAL
from app.data.regions import Level, levels_below
from app.regions.figures import Figure
from gis.analysis.readings import MEASURES, Reading
from gis.errors import InputError
from gis.terms import MODES

MODES_OFFERED = MODES[::-1]
"""Ways of travel in the order of a page: the car first."""

LIMITS_MIN = ("15", "30", "45", "60")
"""Times that a page offers as near, minutes."""

HOURS = ("any", "weekday_day", "weekday_evening", "weekend_day", "night", "holiday_day")
"""Sets of hours that a page offers; single hours are chosen on the week."""

FIGURES = {
    figure.key: figure
    for figure in (
        Figure("people_without"),
        Figure("share_without", decimals=1, factor=100, most=1.0),
        Figure("people_without_if_open", is_measure=False),
        Figure("people_without_if_closed", is_measure=False),
        Figure("people_out_of_reach", is_measure=False),
        Figure("people", is_measure=False),
        Figure("nearest_p50_min"),
        *(
            Figure(
                f"value_{measure}",
                decimals=0 if measure == "crowding" else 1 if measure in ("nearest", "raam", "cumulative") else 2,
            )
            for measure in MEASURES
            if measure != "nearest"  # its median stands above
        ),
        Figure("centers", is_measure=False),
    )
}
"""Figures of access in the order of the table; ``value_<measure>`` is there for the measure of the reading."""

_ALIKE_WITHOUT_HOURS = ("people_without_if_open", "people_without_if_closed", "people_out_of_reach")
_MAPPED = ("share_without", "people_without", "nearest_p50_min")


def mapped(reading: Reading) -> tuple[str, ...]:
    """Return the figures that the map may show, the default first; of times the median, never a mean."""
    return _MAPPED if reading.measure == "nearest" else (*_MAPPED, f"value_{reading.measure}")


def shown(reading: Reading) -> tuple[str, ...]:
    """Return the figures in the table, in order: those of the reading's own measure among them.

    Without hours both bounds and the people without any center are the figure itself and left out.
    """
    left_out = set(_ALIKE_WITHOUT_HOURS) if reading.hours is None else set()
    own = mapped(reading)
    return tuple(key for key in FIGURES if key not in left_out and (not key.startswith("value_") or key in own))


@dataclass(frozen=True)
class GapView:
    """Everything that decides what the page of gaps shows; hashable, so that answers can be kept.

    Attributes
    ----------
    reading : Reading
        What is counted.
    region_code : str or None
        MOIS code of a sido (2 digits) or sigungu (5); None is the nation.
    level : {"sido", "sigungu", "emd"}
        Level of the units shown.
    figure : str
        Figure on the map.
    surface : {"regions", "cells"}
        What the map draws.
    sort : str
        Column of the table: ``name`` or a figure.
    is_down : bool
        Whether the largest stands first.
    """

    reading: Reading = USUAL
    region_code: str | None = None
    level: Level = "sigungu"
    figure: str = "share_without"
    surface: str = "regions"
    sort: str = "people_without"
    is_down: bool = True

    @property
    def sort_text(self) -> str:
        """The order of the table as it stands in an address."""
        return f"-{self.sort}" if self.is_down else self.sort


def levels(region_code: str | None) -> tuple[Level, ...]:
    """Return the levels shown within a region, the usual one first: the nation by sigungu."""
    levels = levels_below(region_code)
    return levels[::-1] if region_code is None else levels


def read_reading(query: Mapping[str, object], kinds: Sequence[str], *, usual: Reading = USUAL) -> Reading:
    """Read a reading from an address, part by part; a part that cannot be used is taken as not said.

    Parameters
    ----------
    query : mapping of str to object
        Query parameters under the names of :meth:`gis.analysis.readings.Reading.query`.
    kinds : sequence of str
        Kinds that may be asked for.
    usual : Reading
        What holds where the address says nothing.
    """
    given = usual.query()
    for key in (
        "kind",
        "measure",
        "mode",
        "limit_min",
        "decay",
        "supply",
        "hour",
        "unknown_hours",
        "margin_min",
        "serves",
    ):
        value = str(query.get(key, ""))
        if not value or (key == "kind" and value not in kinds):
            continue
        try:
            Reading.from_query(given | {key: value})
        except InputError:
            continue
        given[key] = value
    return Reading.from_query(given)


def read(query: Mapping[str, object], kinds: Sequence[str]) -> GapView:
    """Read what the page is asked; parameters as in :func:`read_reading`."""
    code = str(query.get("region", ""))
    region_code = code if code.isascii() and code.isdigit() and len(code) in (2, 5) else None
    reading = read_reading(query, kinds)
    level = str(query.get("level", ""))
    figure = str(query.get("figure", ""))
    sort = str(query.get("sort", "-people_without"))
    column = sort.removeprefix("-")
    is_column = column == "name" or column in shown(reading)
    return GapView(
        reading=reading,
        region_code=region_code,
        level=next((offered for offered in levels(region_code) if offered == level), levels(region_code)[0]),
        figure=figure if figure in mapped(reading) else mapped(reading)[0],
        surface="cells" if query.get("map") == "cells" else "regions",
        sort=column if is_column else "people_without",
        is_down=sort.startswith("-") if is_column else True,
    )
