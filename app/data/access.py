"""Cached reads of access: one board a state of the data, and the answers of readings."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from app.data import database, maps
from app.data.regions import Level, area
from gis import calls, designations, kept_draws, reports, siting, stories
from gis.access import AccessBoard, Serving, board_of, open_board
from gis.analysis.readings import ALL_KINDS, LOWER_IS_BETTER, STANDARD, Reading
from gis.analysis.underserved import Votes
from gis.analysis.verdicts import Verdict
from gis.answer_cache import MOST_BYTES, AnswerCache
from gis.calls import WorthCalling
from gis.consensus import Consensus, ConsensusLevel, consensus, count_votes, with_intervals
from gis.errors import NotFoundError
from gis.fairness import Fairness, Parts, parts_of, read_bridges
from gis.fairness import fairness as fairness_of
from gis.fairness_draws import FairnessIntervals, fairness_intervals
from gis.hexgrid import short_index
from gis.intervals import FigureInterval, Intervals, intervals
from gis.queries import access as queries
from gis.queries import hours, regions
from gis.rulebook import RuleBook, load_rules
from gis.series import NATION_CODE, reach
from gis.siting import LongerHours
from gis.stories import Story
from gis.terms import MODES
from gis.underserved_grid import UnderservedGrid, load_grid
from gis.windows import shares_between

P = ParamSpec("P")
T = TypeVar("T")

USUAL = Reading(hour="weekday_day", kind=ALL_KINDS)
"""The reading that the policy pages begin with: its answer is mostly known, that of the evening mostly is not."""


_FEW = 0.05
"""Share of people without a center up to which a mean over the others stands for all."""

_VOTES_BYTES = 30_000_000
"""Bytes that the votes on all services take on the nation's cells, and some more: counting them anew takes seconds."""

_DRAWN_BYTES = 32_000_000
"""Bytes of two readings drawn on the nation's cells: the usual one, and what somebody asked for last."""

_EXACT_WORK = 2_000_000
"""Effort for proving a list of calls the best while somebody waits for the page."""


@database.cached(most=1)
def _board(conn: Connection) -> AccessBoard:
    return open_board(conn, database.settings())


def board() -> AccessBoard:
    """Return the board of the data in force; sessions that ask before it is open wait for the one that opens it."""
    return _board()


def is_ready() -> bool:
    """Return whether there are travel times of the data in force; without them no reading has an answer."""
    try:
        board()
    except NotFoundError:
        return False
    return True


def remembered(
    most: int, most_bytes: int = MOST_BYTES
) -> Callable[[Callable[Concatenate[AccessBoard, P], T]], database.Kept[P, T]]:
    """Keep the latest answers of the board by data version and arguments.

    Not :func:`app.data.database.cached`: that holds a connection while it computes, and a board needs none.
    """

    def decorate(read: Callable[Concatenate[AccessBoard, P], T]) -> database.Kept[P, T]:
        def in_force() -> tuple[str, Callable[P, T]]:
            opened = board()
            return opened.data_version, partial(read, opened)

        return database.Kept(read, AnswerCache(most, most_bytes=most_bytes), in_force)

    return decorate


def board_of_people(reading: Reading) -> AccessBoard:
    """Return the board of the data in force on which a reading's people are counted."""
    return _of(board(), reading)


def _of(opened: AccessBoard, reading: Reading) -> AccessBoard:
    return opened if reading.people == STANDARD.people else _group_board(reading.people)


@remembered(most=4)
def _group_board(opened: AccessBoard, people: str) -> AccessBoard:
    with database.engine().connect() as conn:
        return board_of(conn, opened, STANDARD.changed(people=people))


@database.cached(most=60)
def units(conn: Connection, level: Level, parent_code: str | None) -> gpd.GeoDataFrame:
    """Return code, area and outline of the units of a level."""
    frame = regions.region_frame(conn, level=level, parent_code=parent_code)
    return frame[["region_code", "area_km2", "geom"]]


@remembered(most=300)
def layer(_opened: AccessBoard, reading: Reading, level: Level, parent_code: str | None) -> gpd.GeoDataFrame:
    """Return the figures of a reading with outlines, a row a unit by code; those of units without people are missing.

    The mean value stands under ``value_<measure>``, since its unit is the measure's.
    """
    told = figures(reading, level, parent_code).drop(columns=["name"])
    named = units(level, parent_code).merge(told, on="region_code", how="left", validate="one_to_one")
    named = named.rename(columns={"mean_value": f"value_{reading.measure}"})
    named["name"] = named["full_name"].str.split().str[-1]
    if reading.measure in LOWER_IS_BETTER:  # a mean over those who reach a center would leave out the worst off
        named.loc[named["share_without"] > _FEW, f"value_{reading.measure}"] = np.nan
    numbers = named.select_dtypes("number").columns.difference(["rank", "people", "area_km2", "centers"])
    nobody = ~(named["people"] > 0)
    named[numbers] = named[numbers].astype("float64")
    named.loc[nobody, list(numbers)] = np.nan
    return gpd.GeoDataFrame(named.sort_values("region_code", ignore_index=True), geometry="geom", crs=named.crs)


@remembered(most=300)
def figures(opened: AccessBoard, reading: Reading, level: Level, parent_code: str | None) -> pd.DataFrame:
    """Return the figures of a reading by unit as the command line gives them, without outlines."""
    return _of(opened, reading).regions(reading, level, parent_code)


@remembered(most=30)
def cells_in(opened: AccessBoard, reading: Reading, region_code: str) -> gpd.GeoDataFrame:
    """Return the cells of a region under a reading with their outlines; people are those of the region in the cell.

    Returns
    -------
    geopandas.GeoDataFrame
        ``h3`` (hexadecimal), ``people``, the scores of :meth:`~gis.access.AccessBoard.cell_scores`, ``lat``, ``lon``.
    """
    with database.engine().connect() as conn:
        inside = regions.cell_frame(conn, region_code=region_code)
    scores = opened.cell_scores(reading).drop(columns=["people"])
    kept = inside[["h3", "h3_index", "people", "lat", "lon", "geom"]].merge(
        scores, on="h3_index", validate="one_to_one"
    )
    return kept.drop(columns=["h3_index"])


@remembered(most=30)
def longer_hours(
    opened: AccessBoard,
    reading: Reading,
    region_code: str | None,
    *,
    sites: int,
    is_sure: bool,
    required: tuple[str, ...],
    seconds: float,
) -> LongerHours:
    """Choose the centers whose longer hours reach most people; see :func:`gis.siting.longer_hours`."""
    return siting.longer_hours(
        opened, reading, region_code,
        p=sites, unknown="open" if is_sure else "closed", required=required, time_limit_s=seconds,
    )  # fmt: skip


def is_answered(reading: Reading) -> bool:
    """Tell whether a reading has its answer already, so that figures of it cost little."""
    return _of(board(), reading).is_answered(reading)


def is_open() -> bool:
    """Tell whether the board is open already; :func:`board` opens it, which takes seconds."""
    return _board.holds()


@remembered(most=300)
def total(opened: AccessBoard, reading: Reading, region_code: str | None) -> pd.Series:
    """Return the same figures for a region, or for the nation."""
    told = _of(opened, reading).total(reading, region_code).rename({"mean_value": f"value_{reading.measure}"})
    if reading.measure in LOWER_IS_BETTER and told["share_without"] > _FEW:
        told[f"value_{reading.measure}"] = np.nan
    return told


@remembered(most=100)
def week(opened: AccessBoard, reading: Reading, region_code: str | None) -> pd.DataFrame:
    """Return the share of people with reachable open care for each of 192 hours."""
    return _of(opened, reading).week(reading, region_code)


@remembered(most=100)
def serving(opened: AccessBoard, reading: Reading, region_code: str | None) -> Serving:
    """Compare both ways to take whom centers serve, hours left aside."""
    return opened.serving(reading, region_code)


def interval(reading: Reading, region_code: str | None) -> FigureInterval:
    """Give where the people without reachable open care lie, with all doubts drawn; the first time takes seconds."""
    return _interval(_reach_of(reading), region_code)


def is_drawn(reading: Reading) -> bool:
    """Tell whether the doubts of a reading are drawn already."""
    return _intervals.holds(_reach_of(reading))


def _reach_of(reading: Reading) -> Reading:
    return reading.changed(measure="nearest", decay="")


@remembered(most=300)
def _interval(_opened: AccessBoard, reading: Reading, region_code: str | None) -> FigureInterval:
    return _intervals(reading).total(region_code)


@remembered(most=2, most_bytes=_DRAWN_BYTES)
def _intervals(opened: AccessBoard, reading: Reading) -> Intervals:
    return intervals(_of(opened, reading), reading, draws=_PAGE_DRAWS)


_PAGE_DRAWS = 50
"""Draws while somebody waits for the page; `mindconnect access --intervals` makes as many as are asked for."""


@remembered(most=60)
def cell_bounds(opened: AccessBoard, reading: Reading) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give, for each cell, least and most share (0..1) of the reading's hours in which it reaches no open center.

    Both are alike where hours do not count, and where those of unknown centers are assumed.
    """
    return shares_between(opened, reading)


@remembered(most=1)
def cell_file(opened: AccessBoard) -> bytes:
    """Write the cells with the people in them for the browser: how many, their short indices, the people.

    Returns
    -------
    bytes
        Little-endian: a uint32, n uint32 ascending, n float32; the order is that of the board's cells.
    """
    cells = opened.cells
    head = np.array([len(cells)], dtype="<u4")
    return b"".join(
        (
            head.tobytes(),
            short_index(cells["h3_index"]).astype("<u4").tobytes(),
            cells["people"].to_numpy().astype("<f4").tobytes(),
        )
    )


def published(kind: str, region_code: str | None) -> tuple[int, int]:
    """Count the centers of a kind that stand in a region, and those of them that publish readable hours."""
    opened = board()
    centers = opened.centers[opened.is_of_kind(kind)]
    inside = centers[centers["region_code"].astype(str).str.startswith(region_code or "")]
    return len(inside), int(inside["has_hours"].sum())


@remembered(most=60)
def story(opened: AccessBoard, reading: Reading, region_code: str) -> Story:
    """Tell the story of a region under a reading."""
    with database.engine().connect() as conn:
        return stories.story(conn, opened, region_code, reading)


@remembered(most=30)
def worth_calling(opened: AccessBoard, reading: Reading, region_code: str, most_calls: int) -> WorthCalling:
    """Choose the calls that narrow the bounds of a reading most for a region; answers change the version."""
    with database.engine().connect() as conn:
        return calls.worth_calling(
            conn, opened, reading.changed(measure="nearest"), region_code, most_calls=most_calls, exact_work=_EXACT_WORK
        )


@remembered(most=1)
def _parts(opened: AccessBoard) -> Parts:
    with database.engine().connect() as conn:
        return parts_of(conn, opened, read_bridges(database.settings().data_dir))


@remembered(most=60)
def fairness(opened: AccessBoard, reading: Reading) -> Fairness:
    """Return how evenly access is shared under a reading."""
    return fairness_of(opened, _parts(), reading)


@remembered(most=60)
def fairness_between(opened: AccessBoard, reading: Reading) -> FairnessIntervals | None:
    """Return what kept draws leave open of that; making them takes a minute, which a page does not wait for."""
    settings = database.settings()
    drawn = kept_draws.find_fairness(kept_draws.folders(settings.var_dir, settings.data_dir), opened, reading)
    return None if drawn is None else fairness_intervals(opened, fairness(reading), drawn)


def sigungu() -> gpd.GeoDataFrame:
    """Return names, people and outlines of every sigungu."""
    return layer(USUAL, "sigungu", None)


def grid() -> UnderservedGrid:
    """Return the grid of readings in force today. Reads a file, not the database."""
    return load_grid(database.settings().data_dir, on=database.today())


def underserved(service: str, level: ConsensusLevel, region_code: str | None) -> Consensus:
    """Count who lives in underserved cells of a service; the first time a service is asked for takes some seconds."""
    return _underserved(service, level, region_code, grid().digest)


def is_counted(service: str) -> bool:
    """Tell whether the votes on a service are counted already."""
    return _votes.holds(service, grid().digest)


@remembered(most=100)
def _underserved(
    opened: AccessBoard, service: str, level: ConsensusLevel, region_code: str | None, digest: str
) -> Consensus:
    need = grid().service(service).need
    of_group = None if need is None else _group_board(need)
    found = consensus(
        opened, grid(), service,
        level=level, parent_code=region_code, found=_votes(service, digest), of_group=of_group,
    )  # fmt: skip
    drawn = _drawn(service, digest)
    if drawn is None:
        return found
    return with_intervals(found, opened, grid(), drawn, level=level, parent_code=region_code, of_group=of_group)


@remembered(most=8)
def _drawn(opened: AccessBoard, service: str, _digest: str) -> npt.NDArray[np.bool_] | None:
    """Read the draws that hold for the data in force; making them takes minutes, which a page does not wait for."""
    settings = database.settings()
    return kept_draws.find_draws(kept_draws.folders(settings.var_dir, settings.data_dir), opened, grid(), service)


@remembered(most=5, most_bytes=_VOTES_BYTES)
def _votes(opened: AccessBoard, service: str, _digest: str) -> Votes:
    return count_votes(opened, grid(), grid().service(service))


def rulebook() -> RuleBook:
    """Return the rules of shortage in force today. Reads files, not the database."""
    return load_rules(database.settings().data_dir, on=database.today())


def verdicts(region_code: str) -> list[Verdict]:
    """Return what each rule says of a sigungu, or of every sigungu of a sido."""
    return _verdicts(region_code, rulebook().version)


@remembered(most=100)
def _verdicts(opened: AccessBoard, region_code: str, _version: str) -> list[Verdict]:
    with database.engine().connect() as conn:
        return designations.verdicts(
            opened, conn, rulebook(), region_code=region_code, draws=designations.VERDICT_DRAWS
        )


def answer(
    reading: Reading, level: Level, region_code: str | None
) -> tuple[gpd.GeoDataFrame, pd.Series, pd.DataFrame, tuple[int, int]]:
    """Return layer, total and week of a reading within a region, and how many centers publish their hours."""
    return (
        layer(reading, level, region_code),
        total(reading, region_code),
        week(reading.changed(hour="any", measure="nearest"), region_code),
        published(reading.kind, region_code),
    )


def both(
    readings: Sequence[Reading], level: Level, region_code: str | None
) -> tuple[tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], tuple[pd.Series, pd.Series]]:
    """Return layers and totals of two readings."""
    a, b = readings
    return (
        (layer(a, level, region_code), layer(b, level, region_code)),
        (total(a, region_code), total(b, region_code)),
    )


def history(readings: Sequence[Reading], region_code: str | None) -> list[pd.DataFrame]:
    """Return what was recorded of each reading for a region or the nation, a row a reference date, by date.

    Never kept: a record follows the load it tells of and leaves the version of the data as it is.
    """
    names = [str(reach(reading)) for reading in readings]
    with database.engine().connect() as conn:
        rows = queries.history(conn, readings=names, region_code=region_code or NATION_CODE)
    return [rows[rows["reading"] == name].reset_index(drop=True) for name in names]


def kinds() -> tuple[str, ...]:
    """Return the kinds and groups of kinds whose access can be asked for. Reads a file, not the database."""
    return (ALL_KINDS, *reports.reach_kinds())


def bounds(region_code: str | None) -> maps.Bounds:
    """Return west, south, east and north of a region, or of the nation."""
    return area(region_code).bounds if region_code else maps.KOREA


def warm_up() -> None:
    """Open the board and answer what the policy pages begin with: what is compiled then is not waited for later."""
    answer(USUAL, "sigungu", None)
    cell_file()


def count_ahead() -> None:
    """Answer what takes seconds at first: votes, evenness, RAAM and doubts as pages offer them first, the rules."""
    for service in grid().names:
        underserved(service, "sigungu", None)
    verdicts(units("sido", None)["region_code"].iloc[0])
    fairness(STANDARD)
    fairness_between(STANDARD)
    layer(STANDARD.changed(measure="raam"), "sigungu", None)
    interval(USUAL, None)


@database.cached(most=1)
def hour_outcomes(conn: Connection) -> pd.DataFrame:
    """Count the centers by how their published hours could be read."""
    return hours.reading_frame(conn)


def estimated_shares() -> dict[str, float]:
    """Return which share (0..1) of the travel times is estimated, by mode; a mode without any is left out."""
    return _estimated_shares() if is_ready() else {}


@remembered(most=1)
def _estimated_shares(opened: AccessBoard) -> dict[str, float]:
    pairs = {mode: opened.pairs(mode).is_estimate for mode in MODES}
    return {mode: float(is_estimate.mean()) for mode, is_estimate in pairs.items() if is_estimate.size}
