"""An overview of regions as its address: what a shared link says, read with mistrust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.data.regions import Level, levels_below
from app.regions.figures import FIGURES, MEASURES

Choice = TypeVar("Choice", bound=str)

DEFAULT_KIND = "기초정신건강복지센터"


@dataclass(frozen=True)
class Overview:
    """Everything that decides what the region page shows; hashable, so that answers can be kept.

    Attributes
    ----------
    region_code : str or None
        MOIS code of a sido (2 digits) or sigungu (5); None is the nation.
    level : {"sido", "sigungu", "emd"}
        Level of the units shown.
    kind : str
        Kind of center, or a group of kinds.
    measure : str
        Figure on the map.
    sort : str
        Column of the table: ``name`` or a figure.
    is_down : bool
        Whether the largest stands first.
    """

    region_code: str | None = None
    level: Level = "sido"
    kind: str = DEFAULT_KIND
    measure: str = MEASURES[0]
    sort: str = MEASURES[0]
    is_down: bool = True

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels that may be shown within the region."""
        return levels_below(self.region_code)

    @property
    def sort_text(self) -> str:
        """The order of the table as it stands in an address."""
        return f"-{self.sort}" if self.is_down else self.sort


def read(query: Mapping[str, object], kinds: Sequence[str]) -> Overview:
    """Read an overview from an address; what cannot be used is taken as not said.

    Parameters
    ----------
    query : mapping of str to object
        Query parameters ``region``, ``level``, ``kind``, ``measure`` and ``sort`` (a minus: largest first).
    kinds : sequence of str
        Kinds that may be asked for.

    Returns
    -------
    Overview
        The region is not known to exist, only to be written like one.
    """
    code = str(query.get("region", ""))
    region_code = code if code.isascii() and code.isdigit() and len(code) in (2, 5) else None
    levels = levels_below(region_code)
    measure = _one_of(query.get("measure"), MEASURES)
    sort = str(query.get("sort", f"-{measure}"))
    column = sort.removeprefix("-")
    is_column = column == "name" or column in FIGURES
    return Overview(
        region_code=region_code,
        level=_one_of(query.get("level"), levels),
        kind=_one_of(query.get("kind"), (DEFAULT_KIND, *kinds)),
        measure=measure,
        sort=column if is_column else measure,
        is_down=sort.startswith("-") if is_column else True,
    )


def _one_of(value: object, choices: Sequence[Choice]) -> Choice:
    return next((choice for choice in choices if choice == value), choices[0])
