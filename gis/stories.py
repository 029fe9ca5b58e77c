"""The story of a region under a reading: where people are out of reach, when, who they are, and what is nearest."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis.access import AccessBoard
from gis.analysis.readings import HOUR_SETS, Reading
from gis.analysis.tally import share_of, sums
from gis.errors import InputError
from gis.queries import access as queries
from gis.queries.regions import Level, population_frame

Floats = npt.NDArray[np.float64]

AGE_GROUPS: Mapping[str, tuple[int, int]] = {
    "0_19": (0, 20),
    "20_34": (20, 35),
    "35_49": (35, 50),
    "50_64": (50, 65),
    "65_79": (65, 80),
    "80_up": (80, 200),
}
"""Age groups by first year and first year no longer in it; bounds of the register's five-year bands."""

SUICIDE_RATE = "suicide_rate_per_100k"
_NEAREST = 5


@dataclass(frozen=True, eq=False)
class Story:
    """What is known of a region under a reading.

    Attributes
    ----------
    region_code : str or None
        None for the nation.
    reading : Reading
    total : pandas.Series
        As :meth:`~gis.access.AccessBoard.total`.
    where : pandas.DataFrame
        Units one level below, as :meth:`~gis.access.AccessBoard.regions`; empty within an emd.
    when : pandas.DataFrame
        As :meth:`~gis.access.AccessBoard.week`.
    hour_sets : pandas.DataFrame
        ``name`` of a set of hours and the shares and people of the week, means over its hours.
    who : pandas.DataFrame
        ``group`` (a key of :data:`AGE_GROUPS`, or ``one_person``: households of one), ``total`` (people or
        households), ``without`` (of them, without care by the reading), ``share_without`` (0..1), ``share_of_without``
        (0..1 of all people or households without), ``share_of_total``. A group is spread in an emd as all people are.
    nearest : pandas.DataFrame
        Centers nearest to most of the region's people, hours left aside: ``center_id``, ``name``, ``kind``,
        ``region_code``, ``lat``, ``lon``, ``has_hours``, ``people`` (whose nearest it is), ``mean_min`` (their mean
        way, minutes) and ``is_estimate`` (whether any of these ways is estimated).
    people_beyond : float
        People without any center of the kind within 60 minutes.
    suicide_rate_per_100k, suicide_rate_nation_per_100k : float or None
        Published rate of the municipality (of several, their mean by people), and the mean over all.
    suicide_rate_of : str or None
        Code of the municipality or municipalities' unit the rate speaks of.
    suicide_rate_date, household_date : datetime.date or None
        Dates the figures speak of.
    """

    region_code: str | None
    reading: Reading
    total: pd.Series
    where: pd.DataFrame
    when: pd.DataFrame
    hour_sets: pd.DataFrame
    who: pd.DataFrame
    nearest: pd.DataFrame
    people_beyond: float
    suicide_rate_per_100k: float | None
    suicide_rate_nation_per_100k: float | None
    suicide_rate_of: str | None
    suicide_rate_date: dt.date | None
    household_date: dt.date | None


def people_by_age(register: pd.DataFrame) -> pd.DataFrame:
    """Count the people of each unit by age group.

    Parameters
    ----------
    register : pandas.DataFrame
        ``region_code``, ``age_from`` and ``people`` (:func:`gis.queries.regions.population_frame`).

    Returns
    -------
    pandas.DataFrame
        A column a group of :data:`AGE_GROUPS`, by ``region_code``.
    """
    counts = {
        name: register["people"].where(register["age_from"].between(first, below, inclusive="left"), 0)
        for name, (first, below) in AGE_GROUPS.items()
    }
    return pd.DataFrame(counts).groupby(register["region_code"]).sum()


def age_shares(register: pd.DataFrame) -> pd.DataFrame:
    """Return which part (0..1) of a unit's people is in each age group; as :func:`people_by_age`."""
    counts = people_by_age(register)
    return counts.div(counts.sum(axis=1), axis=0).fillna(0.0)


def story(conn: Connection, board: AccessBoard, region_code: str | None, reading: Reading) -> Story:
    """Tell the story of a region.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, on the data of the board.
    board : AccessBoard
    region_code : str, optional
        MOIS code of a sido, sigungu, municipality or emd; the nation when not given.
    reading : Reading

    Returns
    -------
    Story

    Raises
    ------
    InputError
        When the region or the kind is unknown.
    """
    total = board.total(reading, region_code)
    below = _level_below(region_code)
    nearest, beyond = _nearest_centers(board, region_code, reading)
    rate, nation_rate, rate_of, rate_date = _suicide_rate(conn, board, region_code)
    who, household_date = _who(conn, board, region_code, reading)
    when = board.week(reading, region_code)
    return Story(
        region_code, reading, total,
        where=board.regions(reading, below, region_code) if below else board.regions(reading, "emd").head(0),
        when=when, hour_sets=hour_set_shares(when), who=who, nearest=nearest, people_beyond=beyond,
        suicide_rate_per_100k=rate, suicide_rate_nation_per_100k=nation_rate, suicide_rate_of=rate_of,
        suicide_rate_date=rate_date, household_date=household_date,
    )  # fmt: skip


def hour_set_shares(week: pd.DataFrame) -> pd.DataFrame:
    """Return the mean share of people with reachable open care over each named set of hours.

    Parameters
    ----------
    week : pandas.DataFrame
        As :meth:`gis.access.AccessBoard.week`.

    Returns
    -------
    pandas.DataFrame
        ``name``, then ``share_`` (0..1) and ``people_`` with ``low``, ``if_office`` and ``high``, in the sets' order.
    """
    figures = [f"{amount}_{end}" for amount in ("share", "people") for end in ("if_closed", "if_office", "if_open")]
    by_hour = week.set_index("hour")[figures]
    return pd.DataFrame([{"name": name, **by_hour.loc[list(hours)].mean()} for name, hours in HOUR_SETS.items()])


def _level_below(region_code: str | None) -> Level | None:
    if region_code is None:
        return "sigungu"
    if len(region_code) == 2:
        return "sigungu"
    return "emd" if len(region_code) == 5 else None


def _who(
    conn: Connection, board: AccessBoard, region_code: str | None, reading: Reading
) -> tuple[pd.DataFrame, dt.date | None]:
    """Split people and households without care by group: an emd's share without holds for each of its groups."""
    is_in = board.is_in(region_code)
    codes, place = np.unique(board.rows["region_code"].to_numpy(dtype=str)[is_in], return_inverse=True)
    people = board.rows["people"].to_numpy()[is_in]
    without = people * board.cell_without(reading)[board.rows["cell_place"].to_numpy()[is_in]]
    share = share_of(sums(place, without, len(codes)), sums(place, people, len(codes)))
    by_emd = pd.Series(np.nan_to_num(share), index=codes)
    register = population_frame(conn, level="emd", parent_code=region_code)
    counted = people_by_age(register)
    without = counted.mul(by_emd.reindex(counted.index).fillna(0), axis=0)
    rows = [(name, float(counted[name].sum()), float(without[name].sum())) for name in AGE_GROUPS]
    table = _with_shares(pd.DataFrame(rows, columns=["group", "total", "without"]))
    units = sorted({code[:2] for code in codes}) if region_code is None else list(codes)
    homes = queries.households(conn, region_codes=units)
    if homes.empty:
        return table, None
    share_by_home = by_emd.reindex(homes["region_code"]).fillna(0).to_numpy()
    one, every = homes["one_person"].to_numpy(), homes["households"].to_numpy()
    alone = pd.DataFrame(
        [("one_person", float(one.sum()), float((one * share_by_home).sum()))], columns=table.columns[:3]
    )
    all_without = float((every * share_by_home).sum())
    alone = _with_shares(alone, whole=float(every.sum()), without=all_without)
    return pd.concat([table, alone], ignore_index=True), max(homes["reference_date"])


def _with_shares(table: pd.DataFrame, whole: float | None = None, without: float | None = None) -> pd.DataFrame:
    whole = float(table["total"].sum()) if whole is None else whole
    without = float(table["without"].sum()) if without is None else without
    return table.assign(
        share_without=share_of(table["without"].to_numpy(), table["total"].to_numpy()),
        share_of_without=table["without"] / without if without > 0 else np.nan,
        share_of_total=table["total"] / whole if whole > 0 else np.nan,
    )


def _nearest_centers(board: AccessBoard, region_code: str | None, reading: Reading) -> tuple[pd.DataFrame, float]:
    """Find the centers that are nearest to most people of a region, whatever the hour, and who has none in an hour."""
    is_in = board.is_in(region_code)
    cell = board.rows["cell_place"].to_numpy()[is_in]
    people = sums(cell, board.rows["people"].to_numpy()[is_in], len(board.cells))
    wanted = board.is_of_kind(reading.kind)
    has_one, nearest = board.pairs_of(reading).nearest(wanted)
    center, people_of_cell = nearest.center.astype(np.int64), people[has_one]
    count = len(board.centers)
    of_center = sums(center, people_of_cell, count)
    order = np.argsort(-of_center, kind="stable")[:_NEAREST]
    order = order[of_center[order] > 0]
    mean = share_of(sums(center, people_of_cell * nearest.minutes, count), of_center)
    table = board.centers.iloc[order][["center_id", "name", "kind", "region_code", "lat", "lon", "has_hours"]]
    estimated = sums(center, people_of_cell * nearest.is_estimate, count) > 0
    table = table.reset_index(drop=True).assign(
        people=of_center[order], mean_min=mean[order], is_estimate=estimated[order]
    )
    return table, float(people[~has_one].sum())


def _suicide_rate(
    conn: Connection, board: AccessBoard, region_code: str | None
) -> tuple[float | None, float | None, str | None, dt.date | None]:
    """Return the published rate of a region's municipalities, the mean over all, whom it speaks of, and its date."""
    rates = queries.indicator(conn, name=SUICIDE_RATE)
    rates = rates[rates["level"] == "municipality"]
    if rates.empty:
        return None, None, None, None
    names = board.region_names.dropna(subset=["municipality_code"])
    of_unit = dict(zip(names["region_code"], names["municipality_code"], strict=True))
    unit_of_row = board.rows["region_code"].map(of_unit)
    people = board.rows["people"].groupby(unit_of_row).sum()
    of_all = _mean_rate(rates, people)
    if region_code is None:
        return of_all, of_all, None, max(rates["reference_date"])
    codes = sorted(set(unit_of_row[board.is_in(region_code)].dropna()))
    if not codes:
        raise InputError(f"{region_code} lies in no municipality")
    value = _mean_rate(rates[rates["region_code"].isin(codes)], people)
    speaks_of = codes[0] if len(codes) == 1 else region_code
    return value, of_all, speaks_of, max(rates["reference_date"])


def _mean_rate(rates: pd.DataFrame, people: pd.Series) -> float | None:
    weight = people.reindex(rates["region_code"]).fillna(0).to_numpy()
    return float(np.average(rates["value"], weights=weight)) if weight.sum() > 0 else None
