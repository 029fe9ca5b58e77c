"""How evenly access is shared under a reading: among all people, among groups, and over the map."""

import datetime as dt
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis import crs
from gis.access import AccessBoard
from gis.analysis import clusters, equity
from gis.analysis.readings import ALL_KINDS, LONGEST_MIN, LOWER_IS_BETTER, Reading
from gis.analysis.tally import share_of, sums
from gis.errors import InputError
from gis.queries import access as queries
from gis.queries.regions import population_frame, region_frame

Floats = npt.NDArray[np.float64]

GROUPS = ("all", "children", "older", "one_person", "near_1", "near_2", "near_3", "near_4", "near_5")
"""Everybody, under 20, 65 and over, households of one, and fifths of the people from the least to the most remote."""

CHILD_BELOW, OLDER_FROM = 20, 65

POOR_PART = 0.5
"""Who has less than this part of the mean access is counted as poorly served; stated beside every figure of it."""

_GAP_M = 150.0
"""Outlines that come so near to each other are neighbours: they are simplified."""

PERMUTATIONS = 9_999
"""Shufflings for each sigungu: with fewer, none of 252 could be told from chance at a false discovery rate of 5 %."""

Part = Literal["places", "groups", "lorenz"]

PARTS: tuple[Part, ...] = ("places", "groups", "lorenz")
"""Tables of the answer: sigungu with their clusters, indices by group, points of the Lorenz curve."""

_POINTS = 101

SEED = 20_261_126
"""Of the shufflings that tell clusters from chance; the same for everybody, so that a map can be repeated."""


@dataclass(frozen=True, eq=False)
class Fairness:
    """How evenly access is shared.

    Attributes
    ----------
    reading : Reading
    lorenz : pandas.DataFrame
        As :func:`gis.analysis.equity.lorenz`, over all people.
    groups : pandas.DataFrame
        As :func:`gis.analysis.equity.by_group`, by :data:`GROUPS` that are known; ``one_person`` counts households.
    threshold : float
        Below which a person counts in ``fgt0``: :data:`POOR_PART` of the mean, in the measure's unit.
    concentration : float
        Concentration index of access along remoteness: below 0 the near have more.
    theil_between : float
        Part (0..1) of Theil's index that lies between sido; the rest lies within them.
    places : pandas.DataFrame
        A row a sigungu: ``region_code``, ``people``, ``poor_people`` (below the threshold), ``poor_share`` (0..1), and
        of Gi* and local Moran the label, p and q (false discovery rate): ``spot``, ``spot_p``, ``spot_q``,
        ``statistic``, ``local``, ``local_p``, ``local_q``, ``local_statistic``.
    moran : clusters.GlobalMoran
        Whether like lies beside like over the whole map.
    household_date : datetime.date or None
        Date of the households.
    """

    reading: Reading
    lorenz: pd.DataFrame
    groups: pd.DataFrame
    threshold: float
    concentration: float
    theil_between: float
    places: pd.DataFrame
    moran: clusters.GlobalMoran
    household_date: dt.date | None

    @property
    def points(self) -> pd.DataFrame:
        """The Lorenz curve at each per cent of the people: ``people_share`` and ``value_share``, 0..1, 101 rows."""
        share = np.arange(_POINTS) / (_POINTS - 1)
        held = np.interp(share, self.lorenz["people_share"], self.lorenz["value_share"])
        return pd.DataFrame({"people_share": share, "value_share": held})


def command(reading: Reading, *, part: Part = "places", output: str = "--csv") -> str:
    """Write the command that repeats a table of the answer exactly.

    Parameters
    ----------
    reading : Reading
    part : {"places", "groups", "lorenz"}
        Which table; JSON and text hold them all.
    output : str
        ``--json``, ``--csv`` or nothing for text.
    """
    words = ["mindconnect", "equity", *reading.options()]
    words += ["--part", part] if output == "--csv" else []
    return shlex.join(words) + (f" {output}" if output else "")


@dataclass(frozen=True, eq=False)
class Parts:
    """What every reading of a board is described with: read once, used for all.

    Attributes
    ----------
    counts : mapping of str to ndarray of float64, shape (rows,)
        People (or households) of each of :data:`GROUPS` in every row of the board.
    remote : ndarray of float64, shape (rows,)
        Minutes of :func:`remoteness_min`; an hour and one minute where none is within an hour.
    codes : tuple of str
        Sigungu in the order of the map.
    neighbours : tuple of ndarray
        Which of them touch: place and neighbour.
    household_date : datetime.date or None
        Date of the households.
    """

    counts: Mapping[str, Floats]
    remote: Floats
    codes: tuple[str, ...]
    neighbours: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    household_date: dt.date | None


def parts_of(conn: Connection, board: AccessBoard) -> Parts:
    """Read groups of people and who lies beside whom.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, on the data of the board.
    board : AccessBoard
    """
    remote = np.minimum(remoteness_min(board), LONGEST_MIN + 1.0)[board.rows["cell_place"].to_numpy()]
    counts, household_date = group_counts(conn, board, remote)
    units = region_frame(conn, level="sigungu")
    outlines = gpd.GeoSeries(units["geom"], crs=units.crs).to_crs(crs.METRIC).to_numpy()
    return Parts(
        counts, remote, tuple(units["region_code"]), clusters.touching(outlines, within=_GAP_M), household_date
    )


def fairness(board: AccessBoard, parts: Parts, reading: Reading) -> Fairness:
    """Describe how evenly access is shared under a reading.

    Every person of a cell has the cell's access; the groups of an emd live in its cells as all its people do.

    Parameters
    ----------
    board : AccessBoard
    parts : Parts
        Of the board.
    reading : Reading
        Of a measure of which more is better.

    Returns
    -------
    Fairness

    Raises
    ------
    InputError
        When less is better in the reading's measure (minutes have no share).
    """
    if reading.measure in LOWER_IS_BETTER:
        raise InputError(f"{reading.measure} counts minutes, which are not shared out: choose e2sfca or cumulative")
    people = board.rows["people"].to_numpy()
    value = np.nan_to_num(board.access_values(reading), posinf=0.0)[board.rows["cell_place"].to_numpy()]
    threshold = POOR_PART * float((value * people).sum() / people.sum())
    counts = parts.counts
    has_some = threshold > 0
    between, within = equity.theil_parts(value, people, list(board.rows["region_code"].str[:2]))
    places, moran = _places(board, parts, np.where(value < threshold, people, 0.0))
    return Fairness(
        reading,
        lorenz=equity.lorenz(value, people),
        groups=equity.by_group(value, counts, threshold=threshold if has_some else 1.0),
        threshold=threshold,
        concentration=equity.concentration(value, people, parts.remote),
        theil_between=between / (between + within) if between + within > 0 else float("nan"),
        places=places,
        moran=moran,
        household_date=parts.household_date,
    )


def remoteness_min(board: AccessBoard) -> Floats:
    """Give how remote each cell is: minutes by car to the nearest institution of any kind, infinite beyond an hour."""
    reading = Reading(measure="nearest", mode="car", limit_min=LONGEST_MIN, kind=ALL_KINDS)
    return board.access_values(reading)


def group_counts(conn: Connection, board: AccessBoard, remote: Floats) -> tuple[dict[str, Floats], dt.date | None]:
    """Count each group in every row of the board.

    Parameters
    ----------
    conn, board
        As :func:`fairness`.
    remote : ndarray of float64, shape (rows,)
        What the fifths are cut by, finite.

    Returns
    -------
    tuple of (dict, datetime.date or None)
        Counts by group, shape (rows,), and the date of the households.
    """
    people, codes = board.rows["people"].to_numpy(), board.rows["region_code"].astype(str)
    places, place = np.unique(codes.to_numpy(dtype=str), return_inverse=True)
    part = people / np.maximum(sums(place, people, len(places)), 1e-9)[place]
    register = population_frame(conn, level="emd")

    def spread(by_emd: pd.Series) -> Floats:
        return np.asarray(part * by_emd.reindex(places).fillna(0).to_numpy(dtype=np.float64)[place])

    def aged(first: int, below: int) -> Floats:
        of_age = register[(register["age_from"] >= first) & (register["age_from"] < below)]
        return spread(of_age.groupby("region_code")["people"].sum())

    counts = {"all": people, "children": aged(0, CHILD_BELOW), "older": aged(OLDER_FROM, 200)}
    homes = queries.households(conn, region_codes=sorted({code[:2] for code in places}))
    if not homes.empty:
        counts["one_person"] = spread(homes.set_index("region_code")["one_person"])
    fifth = equity.equal_parts(remote, people)
    counts |= {f"near_{number + 1}": np.where(fifth == number, people, 0.0) for number in range(5)}
    return counts, None if homes.empty else max(homes["reference_date"])


def _places(board: AccessBoard, parts: Parts, poor: Floats) -> tuple[pd.DataFrame, clusters.GlobalMoran]:
    """Find where sigungu with like shares of poorly served people lie together."""
    codes, place = board.region_index("sigungu")
    whole = sums(place, board.rows["people"].to_numpy(), len(codes))
    below = sums(place, poor, len(codes))
    counted = pd.DataFrame({"people": whole, "poor_people": below, "poor_share": share_of(below, whole)}, index=codes)
    counted = counted.reindex(list(parts.codes))
    value = counted["poor_share"].to_numpy(dtype=np.float64)
    spots = clusters.hot_spots(value, parts.neighbours, permutations=PERMUTATIONS, seed=SEED)
    local = clusters.local_moran(value, parts.neighbours, permutations=PERMUTATIONS, seed=SEED)
    table = pd.DataFrame(
        {
            "region_code": list(parts.codes),
            **{name: counted[name].to_numpy(dtype=np.float64) for name in counted},
            "statistic": spots["statistic"].to_numpy(),
            "spot": spots["label"].to_numpy(),
            "spot_p": spots["p"].to_numpy(),
            "spot_q": spots["q"].to_numpy(),
            "local_statistic": local["statistic"].to_numpy(),
            "local": local["label"].to_numpy(),
            "local_p": local["p"].to_numpy(),
            "local_q": local["q"].to_numpy(),
        }
    )
    return table, clusters.global_moran(value, parts.neighbours, seed=SEED)
