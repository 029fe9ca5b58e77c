"""Where longer hours reach most people, on a board of the nation; the problems themselves: gis.analysis.siting.

The question: if ``p`` centers of a kind were open throughout a set of hours, which should they be, so that most people
who reach none open at these hours then do? Centers are those that stand; a building costs no time to find.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from gis.access import AccessBoard
from gis.analysis.readings import HOUR_SETS, Reading
from gis.analysis.siting import Siting, max_cover
from gis.analysis.tally import unpack
from gis.errors import InputError

Floats = npt.NDArray[np.float64]

USUAL_SITES, MOST_SITES = 3, 50
USUAL_SECONDS = 30.0

SITE_COLUMNS = (
    "rank", "center_id", "name", "kind", "region_code", "region_name", "people_gained", "people_gained_if_open",
    "people_alone",
)  # fmt: skip
"""Columns of :attr:`LongerHours.sites`."""


@dataclass(frozen=True, eq=False)
class LongerHours:
    """The centers whose longer hours reach most people under a reading.

    Attributes
    ----------
    reading : Reading
    region_code : str or None
        Whose people count; the centers may stand beside the region.
    siting : gis.analysis.siting.Siting
        Places are those of the board's centers; objective and bound are people gained, as a mean over the hours.
    people_without, people_without_if_open : float
        People of the region who reach no open center at such an hour today: when unknown hours count as closed, and
        when they count as open.
    sites : pandas.DataFrame
        :data:`SITE_COLUMNS`, in the order in which each adds most to those before it. ``people_gained`` are those it
        adds when centers of unknown hours count as closed, ``people_gained_if_open`` when they count as open;
        ``people_alone`` what it gains without the others, counted as the choice was.
    """

    reading: Reading
    region_code: str | None
    siting: Siting
    people_without: float
    people_without_if_open: float
    sites: pd.DataFrame


def longer_hours(
    board: AccessBoard,
    reading: Reading,
    region_code: str | None = None,
    *,
    p: int = USUAL_SITES,
    unknown: Literal["closed", "open"] = "closed",
    required: tuple[str, ...] = (),
    time_limit_s: float | None = USUAL_SECONDS,
) -> LongerHours:
    """Choose the centers that should be open at a set of hours.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
        With hours; its measure does not matter.
    region_code : str, optional
        MOIS code of a sido, sigungu, municipality or emd; the nation when not given.
    p : int
        How many centers, 1 to :data:`MOST_SITES`.
    unknown : {"closed", "open"}
        What centers of unknown hours count as when people who reach none open are counted: "closed" gains those who
        reach none known to be open, "open" only those who surely reach none.
    required : tuple of str
        Ids of centers that are among them in any case.
    time_limit_s : float, optional
        Seconds after which the best choice so far is given with its bound.

    Returns
    -------
    LongerHours

    Raises
    ------
    InputError
        When hours do not count, the number cannot be used, or region, kind or a required center is unknown.
    """
    if reading.hours is None:
        raise InputError(f"longer hours are hours: give one of {', '.join(HOUR_SETS)}, or 'Tue 19'")
    if not 1 <= p <= MOST_SITES:
        raise InputError(f"{p} centers: give 1 to {MOST_SITES}")
    people = board.people_of(region_code)
    cells = np.flatnonzero(people > 0)
    hours = list(reading.hours)
    without, without_if_open = (
        people[cells] * (1.0 - unpack(board.open_hours(reading, unknown)[cells])[:, hours].mean(axis=1))
        for unknown in ("closed", "open")
    )
    reaches, centers = _reaches(board, reading, cells)
    places = _places(board, required, centers)
    if p > len(centers):
        raise InputError(f"{p} centers: only {len(centers)} of {reading.kind} are within reach of these people")
    weights = without if unknown == "closed" else without_if_open
    siting = max_cover(reaches, weights=weights, p=p, required=places, time_limit_s=time_limit_s)
    chosen = Siting(
        tuple(int(centers[place]) for place in siting.chosen), siting.objective, siting.bound, siting.status
    )
    return LongerHours(
        reading, region_code, chosen, float(without.sum()), float(without_if_open.sum()),
        sites=_sites(board, reaches, siting, centers, (without, without_if_open), 1 if unknown == "open" else 0),
    )  # fmt: skip


def _reaches(
    board: AccessBoard, reading: Reading, cells: npt.NDArray[np.int64]
) -> tuple[csr_array, npt.NDArray[np.int64]]:
    """Tell which centers of the kind each cell reaches within the limit, and which places these columns have."""
    pairs = board.pairs_of(reading)
    row = np.full(len(board.cells), -1)
    row[cells] = np.arange(len(cells))
    cell, center = pairs.cell, pairs.center.astype(np.int64)
    counts = (row[cell] >= 0) & board.is_of_kind(reading.kind)[center] & (pairs.minutes <= reading.limit_min)
    centers, column = np.unique(center[counts], return_inverse=True)
    ones = np.ones(len(column), dtype=bool)
    return csr_array((ones, (row[cell[counts]], column.reshape(-1))), shape=(len(cells), len(centers))), centers


def _places(board: AccessBoard, required: tuple[str, ...], centers: npt.NDArray[np.int64]) -> tuple[int, ...]:
    ids = board.centers["center_id"].astype(str).to_numpy()[centers].tolist()
    for center_id in required:
        if center_id not in ids:
            raise InputError(f"center {center_id}: none of this kind and id is within reach of these people")
    return tuple(ids.index(center_id) for center_id in required)


def _sites(
    board: AccessBoard,
    reaches: csr_array,
    siting: Siting,
    centers: npt.NDArray[np.int64],
    weights: tuple[Floats, Floats],
    counts: int,
) -> pd.DataFrame:
    """Put the chosen in the order in which each adds most, with what each adds."""
    without, without_if_open = left_out = tuple(weight.copy() for weight in weights)
    reached = {place: reaches[:, [place]].nonzero()[0] for place in siting.chosen}
    alone = {place: float(weights[counts][cells].sum()) for place, cells in reached.items()}
    gained = []
    left = list(siting.chosen)
    while left:
        place = max(left, key=lambda place: (left_out[counts][reached[place]].sum(), -place))
        left.remove(place)
        own = reached[place]
        gained.append((place, float(without[own].sum()), float(without_if_open[own].sum()), alone[place]))
        without[own] = without_if_open[own] = 0.0
    names = board.region_names.set_index("region_code")["full_name"]
    table = board.centers.iloc[[int(centers[place]) for place, *_ in gained]]
    table = table[["center_id", "name", "kind", "region_code"]].reset_index(drop=True)
    figures = pd.DataFrame(
        [row[1:] for row in gained], columns=["people_gained", "people_gained_if_open", "people_alone"]
    )
    table = pd.concat([table, figures], axis=1).assign(
        rank=np.arange(1, len(gained) + 1),
        region_name=pd.Series([names.get(str(code)) for code in table["region_code"]], dtype=object),
    )
    return table[list(SITE_COLUMNS)]
