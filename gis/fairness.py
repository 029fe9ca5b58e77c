"""How evenly access is shared under a reading: among all people, among groups, and over the map."""

import datetime as dt
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer
from sqlalchemy import Connection

from gis import crs
from gis.access import AccessBoard
from gis.analysis import clusters, equity
from gis.analysis.readings import LOWER_IS_BETTER, Reading
from gis.analysis.tally import share_of, sums
from gis.errors import InputError
from gis.queries import access as queries
from gis.queries.regions import population_frame, region_frame
from gis.reference import reference_file

Floats = npt.NDArray[np.float64]
UnitLevel = Literal["cell", "emd", "sigungu", "sido"]

RANKS = ("density", "older_share", "alone_share")
"""What people are ranked by, of their town: people a square kilometre, the shares of 65 and over and of households of
one. None of them is made of the way to a center, which would compare access with itself."""

GROUPS = (
    "all", "children", "older", "one_person", *(f"{rank}_{fifth}" for rank in RANKS for fifth in range(1, 6)),
)  # fmt: skip
"""Everybody, under 20, 65 and over, households of one, and fifths of the people from the least to the most of each of
:data:`RANKS`."""

CHILD_BELOW, OLDER_FROM = 20, 65

POOR_PART = 0.5
"""Who has less than this part of the mean access is counted as poorly served; stated beside every figure of it."""

_GAP_M = 150.0
"""Outlines that come so near to each other are neighbours: they are simplified."""

PERMUTATIONS = clusters.MANY_PERMUTATIONS
"""Shuffled orders for each seed."""

_NEAREST = 6
"""Places nearest to each that are its neighbours in the second scheme."""

LEVELS: tuple[UnitLevel, ...] = ("cell", "emd", "sigungu", "sido")
"""Units at which inequality is told: it is the smaller, the larger the units over which access is averaged first."""

Part = Literal["places", "groups", "levels", "lorenz"]

PARTS: tuple[Part, ...] = ("places", "groups", "levels", "lorenz")
"""Tables of the answer: sigungu with their clusters, indices by group and by unit, points of the Lorenz curve."""

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
    levels : pandas.DataFrame
        As :func:`gis.analysis.equity.by_group`, over all people, with the access of a unit's mean person, by
        :data:`LEVELS`.
    concentration : mapping of str to float
        Concentration index of access along each of :data:`RANKS`: above 0 those with more of it have more access.
    theil_between : float
        Part (0..1) of Theil's index that lies between sido; the rest lies within them.
    places : pandas.DataFrame
        A row a sigungu: ``region_code``, ``people``, ``poor_people`` (below the threshold), ``poor_share`` (0..1), and
        :data:`gis.analysis.clusters.STABLE_COLUMNS`.
    moran : clusters.GlobalMoran
        Whether like lies beside like over the whole map.
    household_date : datetime.date or None
        Date of the households.
    """

    reading: Reading
    lorenz: pd.DataFrame
    groups: pd.DataFrame
    levels: pd.DataFrame
    threshold: float
    concentration: Mapping[str, float]
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


def command(reading: Reading, *, part: Part = "places", draws: int = 0, output: str = "--csv") -> str:
    """Write the command that repeats a table of the answer exactly.

    Parameters
    ----------
    reading : Reading
    part : {"places", "groups", "lorenz"}
        Which table; JSON and text hold them all.
    draws : int
        How many draws stand behind intervals; none when 0.
    output : str
        ``--json``, ``--csv`` or nothing for text.
    """
    words = ["mindconnect", "equity", *reading.options()]
    words += ["--part", part] if output == "--csv" else []
    words += ["--intervals", str(draws)] if draws else []
    return shlex.join(words) + (f" {output}" if output else "")


@dataclass(frozen=True, eq=False)
class Parts:
    """What every reading of a board is described with: read once, used for all.

    Attributes
    ----------
    counts : mapping of str to ndarray of float64, shape (rows,)
        People (or households) of each of :data:`GROUPS` in every row of the board.
    ranks : mapping of str to ndarray of float64, shape (rows,)
        Each of :data:`RANKS` that is known, of the town of every row.
    codes : tuple of str
        Sigungu in the order of the map.
    schemes : mapping of str to tuple of ndarray
        Neighbours among them by three ideas: outlines that touch or that a bridge joins, the six nearest, and Gabriel's
        graph.
    household_date : datetime.date or None
        Date of the households.
    """

    counts: Mapping[str, Floats]
    ranks: Mapping[str, Floats]
    codes: tuple[str, ...]
    schemes: Mapping[str, clusters.Neighbours]
    household_date: dt.date | None


def parts_of(conn: Connection, board: AccessBoard, bridges: pd.DataFrame) -> Parts:
    """Read groups of people and who lies beside whom.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, on the data of the board.
    board : AccessBoard
    bridges : pandas.DataFrame
        ``lat_a``, ``lon_a``, ``lat_b``, ``lon_b`` of both ends (data/reference/bridges.csv).
    """
    counts, ranks, household_date = group_counts(conn, board)
    units = region_frame(conn, level="sigungu")
    outlines = gpd.GeoSeries(units["geom"], crs=units.crs).to_crs(crs.METRIC).to_numpy()
    return Parts(counts, ranks, tuple(units["region_code"]), _schemes(board, units, outlines, bridges), household_date)


def read_bridges(data_dir: Path) -> pd.DataFrame:
    """Read the bridges and tunnels that join islands to the land."""
    return pd.read_csv(reference_file("bridges.csv", data_dir=data_dir))


def _schemes(
    board: AccessBoard, units: gpd.GeoDataFrame, outlines: npt.NDArray[np.object_], bridges: pd.DataFrame
) -> dict[str, clusters.Neighbours]:
    """Say who is whose neighbour, in three ways; the points are where people live on average."""
    to_metric = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
    ends = np.stack(
        [
            np.column_stack(to_metric.transform(bridges[f"lon_{side}"].to_numpy(), bridges[f"lat_{side}"].to_numpy()))
            for side in ("a", "b")
        ],
        axis=1,
    )
    codes, place = board.region_index("sigungu")
    cell, people = board.rows["cell_place"].to_numpy(), board.rows["people"].to_numpy()
    x, y = to_metric.transform(board.cells["lon"].to_numpy(), board.cells["lat"].to_numpy())
    whole = sums(place, people, len(codes))
    centres = pd.DataFrame(
        {
            axis: share_of(sums(place, people * of_cell[cell], len(codes)), whole)
            for axis, of_cell in (("x", x), ("y", y))
        },
        index=codes,
    ).reindex(list(units["region_code"]))
    middle = np.array([[one.x, one.y] for one in shapely.centroid(outlines)])
    points = np.where(np.isfinite(centres.to_numpy()), centres.to_numpy(), middle)
    return {
        "touching": clusters.joined(clusters.touching(outlines, within=_GAP_M), outlines, ends),
        "nearest": clusters.nearest_places(points, _NEAREST),
        "gabriel": clusters.gabriel(points),
    }


@dataclass(frozen=True, eq=False)
class Evenness:
    """How access is shared, before anything is compared with chance.

    Attributes
    ----------
    lorenz, groups, levels, threshold, concentration, theil_between
        As of :class:`Fairness`.
    places : pandas.DataFrame
        Index: sigungu in the order of :attr:`Parts.codes`. Columns ``people``, ``poor_people``, ``poor_share`` (0..1).
    """

    lorenz: pd.DataFrame
    groups: pd.DataFrame
    levels: pd.DataFrame
    threshold: float
    concentration: Mapping[str, float]
    theil_between: float
    places: pd.DataFrame


def evenness(board: AccessBoard, parts: Parts, reading: Reading) -> Evenness:
    """Describe how access is shared among all people, groups, units and places.

    Every person of a cell has the cell's access; the groups of an emd live in its cells as all its people do.

    Parameters
    ----------
    board : AccessBoard
        That of the parts, or a draw of it.
    parts : Parts
    reading : Reading
        Of a measure of which more is better.

    Returns
    -------
    Evenness

    Raises
    ------
    InputError
        When less is better in the reading's measure (minutes have no share).
    """
    if reading.measure in LOWER_IS_BETTER:
        raise InputError(
            f"{reading.measure} counts minutes or crowds, which are not shared out: choose e2sfca or cumulative"
        )
    people = board.rows["people"].to_numpy()
    value = np.nan_to_num(board.access_values(reading), posinf=0.0)[board.rows["cell_place"].to_numpy()]
    threshold = POOR_PART * float((value * people).sum() / people.sum())
    between, within = equity.theil_parts(value, people, list(board.rows["region_code"].str[:2]))
    line = threshold if threshold > 0 else 1.0
    return Evenness(
        lorenz=equity.lorenz(value, people),
        groups=equity.by_group(value, parts.counts, threshold=line),
        levels=_by_level(board, value, people, threshold=line),
        threshold=threshold,
        concentration={name: equity.concentration(value, people, rank) for name, rank in parts.ranks.items()},
        theil_between=between / (between + within) if between + within > 0 else float("nan"),
        places=_poor_by_place(board, parts, np.where(value < threshold, people, 0.0)),
    )


def fairness(board: AccessBoard, parts: Parts, reading: Reading) -> Fairness:
    """Describe how evenly access is shared under a reading, and where the poorly served live together.

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
        As :func:`evenness`.
    """
    found = evenness(board, parts, reading)
    places, moran = _clusters(found.places, parts)
    return Fairness(
        reading,
        lorenz=found.lorenz,
        groups=found.groups,
        levels=found.levels,
        threshold=found.threshold,
        concentration=found.concentration,
        theil_between=found.theil_between,
        places=places,
        moran=moran,
        household_date=parts.household_date,
    )


def _by_level(board: AccessBoard, value: Floats, people: Floats, *, threshold: float) -> pd.DataFrame:
    """Tell inequality among all people when everybody has the access of the mean person of their unit."""
    found = []
    for level in LEVELS:
        own = value
        if level != "cell":
            codes, place = board.region_index(level)
            own = share_of(sums(place, people * value, len(codes)), sums(place, people, len(codes)))[place]
        found.append(equity.by_group(own, {"all": people}, threshold=threshold).assign(level=level))
    return pd.concat(found).set_index("level")


def group_counts(conn: Connection, board: AccessBoard) -> tuple[dict[str, Floats], dict[str, Floats], dt.date | None]:
    """Count each group in every row of the board.

    Parameters
    ----------
    conn, board
        As :func:`parts_of`.

    Returns
    -------
    tuple of (dict, dict, datetime.date or None)
        Counts by group and values by rank, each of shape (rows,), and the date of the households.
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
    area = (
        region_frame(conn, level="emd").set_index("region_code")["area_km2"].reindex(places).to_numpy(dtype=np.float64)
    )
    by_town = {name: sums(place, counts[name], len(places)) for name in ("all", "older")}
    ranks = {
        "density": (by_town["all"] / area)[place],
        "older_share": share_of(by_town["older"], by_town["all"])[place],
    }
    homes = queries.households(conn, region_codes=sorted({code[:2] for code in places}))
    if not homes.empty:
        told = homes.set_index("region_code")
        counts["one_person"] = spread(told["one_person"])
        alone = told["one_person"] / told["households"].where(told["households"] > 0)
        # A town without counted households takes the middle place, so that it stands at neither end.
        ranks["alone_share"] = alone.reindex(places).fillna(alone.median()).to_numpy(dtype=np.float64)[place]
    for name, rank in ranks.items():
        fifth = equity.equal_parts(rank, people)
        counts |= {f"{name}_{number + 1}": np.where(fifth == number, people, 0.0) for number in range(5)}
    return counts, ranks, None if homes.empty else max(homes["reference_date"])


def _poor_by_place(board: AccessBoard, parts: Parts, poor: Floats) -> pd.DataFrame:
    """Count the poorly served people of each sigungu."""
    codes, place = board.region_index("sigungu")
    whole = sums(place, board.rows["people"].to_numpy(), len(codes))
    below = sums(place, poor, len(codes))
    counted = pd.DataFrame({"people": whole, "poor_people": below, "poor_share": share_of(below, whole)}, index=codes)
    return counted.reindex(list(parts.codes))


def _clusters(counted: pd.DataFrame, parts: Parts) -> tuple[pd.DataFrame, clusters.GlobalMoran]:
    """Find where sigungu with like shares of poorly served people lie together."""
    value = counted["poor_share"].to_numpy(dtype=np.float64)
    found = clusters.stable_clusters(value, parts.schemes, permutations=PERMUTATIONS, seed=SEED)
    table = counted.reset_index(names="region_code").join(found)
    moran = clusters.global_moran(value, next(iter(parts.schemes.values())), permutations=PERMUTATIONS, seed=SEED)
    return table, moran
