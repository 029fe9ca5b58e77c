"""Access to care by any reading: one board of the nation that pages, API, command line and notebooks ask.

A board holds the people by cell, the centers with their weeks, and all travel times between them. It is made once for
a state of the data and answers any :class:`~gis.analysis.readings.Reading` of the nation in tenths of a second.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis import vocabulary
from gis.analysis import pairs as pair_table
from gis.analysis.answers import CellAnswer, DemandAndSupply, answer
from gis.analysis.draws import TravelSpread
from gis.analysis.pairs import Pairs
from gis.analysis.population_group import EVERYBODY, PopulationGroup
from gis.analysis.readings import ANY, DEPARTURES, HOURS_PER_DAY, LONGEST_MIN, Reading
from gis.analysis.tally import people_by_hour, people_percentiles, share_of, sums
from gis.analysis.units import Units
from gis.answer_cache import AnswerCache
from gis.care import office_hours
from gis.care.arrival import Arrivals, UnknownAs, arrivals
from gis.care.hours import Hours
from gis.care.hours.codec import from_data
from gis.care.hours.model import DayHours
from gis.errors import InputError
from gis.queries import access as queries
from gis.queries.datasets import data_version
from gis.queries.hours import center_weeks
from gis.queries.regions import Level, cell_regions, group_share_frame
from gis.reference import rule_file
from gis.settings import Settings
from gis.streets.estimate import ALIKE_M, SETTINGS, estimate
from gis.streets.travel_matrix.assembly import find_travel_matrix, read_matrix_inputs
from gis.streets.travel_matrix.fill import contexts_of, estimates_beyond
from gis.streets.travel_matrix.inputs import TravelMatrixInputs
from gis.terms import MODES, Mode

Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]

Ints = npt.NDArray[np.int64]
Beyond = Callable[[Mode, npt.NDArray[np.bool_], npt.NDArray[np.bool_]], tuple[Ints, Ints, Ints]]

_KEPT, _KEPT_BYTES = 12, 64_000_000
"""Answers a board keeps of each sort, and the bytes they may take: some megabytes each."""

_ENOUGH = 20
"""Where so many centers are within the hour, one from beyond it that a draw brings in changes next to nothing."""

REGION_COLUMNS = (
    "rank", "region_code", "name", "full_name", "parent_code", "people", "people_served", "people_without",
    "share_without", "people_without_if_open", "people_without_if_closed", "people_without_if_office",
    "people_out_of_reach", "people_never", "mean_value", "nearest_p50_min", "nearest_p90_min", "is_estimate_share",
    "centers",
)  # fmt: skip
"""Columns of :meth:`AccessBoard.regions`, in order; the unit stands in the name."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What it makes of reach, hours left aside, whether a center counts for everybody or for its own district only.

    Attributes
    ----------
    people : float
        Of the region.
    people_without_if_any, people_without_if_own : float
        Who have no center within the limit when any counts, and when it must serve their district.
    people_nearest_elsewhere : float
        Whose nearest center, within an hour, does not serve them.
    """

    people: float
    people_without_if_any: float
    people_without_if_own: float
    people_nearest_elsewhere: float

    @property
    def makes_difference(self) -> bool:
        """Whether the two ways to count differ for anybody."""
        return self.people_without_if_any != self.people_without_if_own or self.people_nearest_elsewhere > 0


class AccessBoard:
    """Everything that readings are answered from, on one state of the data.

    Parameters
    ----------
    rows : pandas.DataFrame
        People of each emd in each cell: ``h3_index``, ``region_code``, ``people``, ``lat``, ``lon``.
    centers : pandas.DataFrame
        ``center_id``, ``name``, ``kind``, ``region_code``, ``lat``, ``lon``, ``position_trust``,
        ``position_radius_m``, ``staff`` (missing where not published), ``psychiatrists`` (missing where not known),
        ``is_mental_health_care``, ``is_open_to_public``.
    weeks : sequence of Hours
        Of each center, in the frame's order.
    regions : pandas.DataFrame
        ``region_code``, ``level``, ``name``, ``full_name``, ``parent_code``, ``municipality_code``.
    pairs : mapping
        Mode -> :class:`~gis.analysis.pairs.Pairs` between the populated cells, ascending, and the centers.
    data_version : str
        Names the state of the data.
    travel : str
        Where the times came from: ``table`` (searched, and estimated where no network is), or ``estimate``.
    travel_base : str
        Version of networks, detours and method behind the times.
    office : mapping, optional
        Kind of center -> the weekday hours that a rule gives it (data/rules/office_hours.yaml); what is assumed of
        unknown hours where it is asked for. Office hours of every kind when not given.
    serves : pandas.DataFrame, optional
        Whom centers serve by rule: ``center_id`` and ``region_code`` (sigungu or sido), one row a unit. Without it
        nothing is known of that, and no reading of ``serves=own`` has an answer.
    spread : mapping, optional
        Mode -> how far its estimated times may be off; times count as known without it.
    beyond : callable, optional
        Mode, which centers count and which cells are asked for -> pairs some way beyond the hour, which a draw may
        bring within it (:func:`gis.streets.travel_matrix.fill.estimates_beyond`); none is known without it.
    group : str
        Whose people the rows hold, as readings name them; a reading of others has no answer here.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        centers: pd.DataFrame,
        weeks: Sequence[Hours],
        regions: pd.DataFrame,
        pairs: Mapping[Mode, Pairs],
        *,
        data_version: str = "",
        travel: str = "table",
        travel_base: str = "",
        office: Mapping[str, DayHours] | None = None,
        serves: pd.DataFrame | None = None,
        spread: Mapping[Mode, TravelSpread] | None = None,
        beyond: Beyond | None = None,
        group: str = EVERYBODY,
    ) -> None:
        index, place = np.unique(rows["h3_index"].to_numpy(dtype=np.int64), return_inverse=True)
        for mode, pairs_of_mode in pairs.items():
            if len(pairs_of_mode.start) != len(index) + 1:
                raise InputError(
                    f"the travel times by {mode} are of {len(pairs_of_mode.start) - 1} cells, not of {len(index)}"
                )
        if len(weeks) != len(centers):
            raise InputError(f"{len(weeks)} weeks for {len(centers)} centers: give one each")
        self.data_version, self.travel, self.travel_base = data_version, travel, travel_base
        people = rows["people"].to_numpy(dtype=np.float64)
        self.rows = pd.DataFrame({"cell_place": place, "region_code": rows["region_code"].to_numpy(), "people": people})
        largest = rows.assign(cell_place=place).sort_values(["people", "region_code"], ascending=[False, True])
        first = largest.drop_duplicates("cell_place").sort_values("cell_place")
        self.cells = pd.DataFrame(
            {
                "h3_index": index,
                "people": sums(place, people, len(index)),
                "lat": first["lat"].to_numpy(dtype=np.float64),
                "lon": first["lon"].to_numpy(dtype=np.float64),
                "region_code": first["region_code"].to_numpy(),
            }
        )
        self.centers = centers.reset_index(drop=True).assign(has_hours=[hours.outcome != "unknown" for hours in weeks])
        self.region_names = regions.reset_index(drop=True)
        self.units = Units(self.region_names, self.rows["region_code"])
        self._given = rows, centers, weeks, regions
        self._office, self._serves, self._spread = office, serves, dict(spread or {})
        self._is_open: Callable[[Reading], npt.NDArray[np.bool_]] | None = None
        self.group = group
        self._beyond = beyond
        self._pairs = dict(pairs)
        self._own_pairs = AnswerCache(_KEPT, most_bytes=_KEPT_BYTES)
        self._answers = AnswerCache(_KEPT, most_bytes=_KEPT_BYTES)
        self._open_hours = AnswerCache(_KEPT, most_bytes=_KEPT_BYTES)
        self._arrivals = AnswerCache(_KEPT, most_bytes=_KEPT_BYTES)

    # --- what it holds -------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> float:
        """Registered people of the nation."""
        return float(self.rows["people"].sum())

    def pairs(self, mode: Mode) -> Pairs:
        """Return all pairs of a mode, places as in ``cells`` and ``centers``."""
        return self._pairs[mode]

    def travel_spread(self, mode: Mode) -> TravelSpread | None:
        """Tell how far the estimated times of a mode may be off; None where nothing is known of that."""
        return self._spread.get(mode)

    def pairs_beyond(self, mode: Mode, is_wanted: npt.NDArray[np.bool_]) -> Pairs:
        """Return the pairs of a mode with some centers, estimates beyond the hour among them where they can be had."""
        own = self._pairs[mode].only(np.zeros(len(self.cells), dtype=np.int64), is_wanted[None, :])
        if self._beyond is None:
            return own
        is_thin = np.diff(own.start) < _ENOUGH
        return own.rearranged(np.arange(len(self.centers)), self._beyond(mode, is_wanted, is_thin))

    def pairs_of(self, reading: Reading) -> Pairs:
        """Give the pairs that a reading counts: all of its mode, or of its kind those that serve the people of a cell.

        Raises
        ------
        InputError
            When centers are to serve their own district only, and nothing is known of whom they serve.
        """
        if reading.serves == "any":
            return self._pairs[reading.mode]
        return self._own_pairs.ask(
            (reading.mode, reading.kind), lambda: self._serving(self._pairs[reading.mode], reading)
        )

    def drawable_pairs(self, reading: Reading) -> Pairs:
        """Give the pairs that a reading may count in a draw: those of :meth:`pairs_of`, and what lies beyond an hour.

        Raises
        ------
        InputError
            As :meth:`pairs_of`.
        """
        every = self.pairs_beyond(reading.mode, self.is_of_kind(reading.kind))
        return every if reading.serves == "any" else self._serving(every, reading)

    def _serving(self, pairs: Pairs, reading: Reading) -> Pairs:
        """Take out the pairs whose center serves the people of the cell."""
        return pairs.only(self.sigungu_of_cells, self._may_use & self.is_of_kind(reading.kind))

    @cached_property
    def _sigungu(self) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.int64]]:
        """Sigungu of the cells, and the place of each cell's own: that of the emd with most of its people."""
        codes, place = np.unique(self.cells["region_code"].str[:5].to_numpy(dtype=str), return_inverse=True)
        return codes, place.reshape(-1).astype(np.int64)

    @property
    def sigungu_of_cells(self) -> npt.NDArray[np.int64]:
        """Number of each cell's sigungu: that of the emd with most of its people."""
        return self._sigungu[1]

    @cached_property
    def _may_use(self) -> npt.NDArray[np.bool_]:
        """Whether a center counts for people of each sigungu, shape (sigungu, centers)."""
        if self._serves is None:
            raise InputError("nothing is known of whom centers serve: read serves=any, or give the board `serves`")
        codes = self._sigungu[0]
        of_district = [kind.code for kind in vocabulary.kinds() if kind.serves != "none"]
        found = np.tile(~np.isin(self.centers["kind"].to_numpy(dtype=str), of_district), (len(codes), 1))
        place = pd.Series(np.arange(len(self.centers)), index=self.centers["center_id"])
        own = self._serves[self._serves["center_id"].isin(place.index)]
        for center, code in zip(place[own["center_id"]], own["region_code"], strict=True):
            found[np.char.startswith(codes, str(code)), center] = True
        return found

    @property
    def weeks(self) -> Sequence[Hours]:
        """Opening hours of the centers, in their order."""
        return self._given[2]

    def told(self, weeks: Sequence[Hours], office: Mapping[str, DayHours] | None = None) -> "AccessBoard":
        """Return a board of the same people, centers and times with other opening hours; for experiments with hours.

        Parameters
        ----------
        weeks : sequence of Hours
            Of each center.
        office : mapping, optional
            As of the class; this board's when not given.
        """
        rows, centers, _, regions = self._given
        return AccessBoard(
            rows, centers, weeks, regions, self._pairs,
            data_version=self.data_version, travel=self.travel, travel_base=self.travel_base,
            office=self._office if office is None else office, serves=self._serves, spread=self._spread,
            group=self.group,
        )  # fmt: skip

    def retimed(self, minutes: Mapping[Mode, npt.ArrayLike]) -> "AccessBoard":
        """Return a board of the same people and centers with other travel times; for experiments with positions.

        Parameters
        ----------
        minutes : mapping
            Mode -> a time for each pair of :meth:`pairs`; modes that are not named keep theirs.
        """
        return self._with_pairs(
            self._pairs | {mode: self._pairs[mode].retimed(times) for mode, times in minutes.items()}
        )

    def drawn(self, pairs: Mapping[Mode, Pairs], is_open: Callable[[Reading], npt.NDArray[np.bool_]]) -> "AccessBoard":
        """Return a board of the same people and centers in one draw of what is not known.

        Parameters
        ----------
        pairs : mapping
            Mode -> its pairs in the draw; the only modes that the board knows.
        is_open : callable
            Reading -> which centers of unknown hours are open at its hours.
        """
        return self._with_pairs(pairs, _is_open=is_open)

    def of_group(self, people: str, share: pd.Series) -> "AccessBoard":
        """Return a board of the same cells, centers and times with the people of one group; for need by age.

        Ages are known by emd: a group lives in the cells of its emd as everybody there does.

        Parameters
        ----------
        people : str
            Text form of the group, as readings name it.
        share : pandas.Series
            Part (0..1) of the people of each emd who belong to it, by ``region_code``; nobody where missing.
        """
        other = copy(self)
        vars(other).pop("people", None)  # counted once from the rows
        rows, centers, weeks, regions = self._given
        of_row = rows["region_code"].map(share).fillna(0.0).to_numpy(dtype=np.float64)
        rows = rows.assign(people=rows["people"] * of_row)
        counted = self.rows.assign(people=rows["people"].to_numpy())
        in_cell = sums(counted["cell_place"].to_numpy(), counted["people"].to_numpy(), len(self.cells))
        vars(other).update(
            rows=counted, cells=self.cells.assign(people=in_cell), group=people, _given=(rows, centers, weeks, regions),
            _answers=AnswerCache(_KEPT, most_bytes=_KEPT_BYTES),
        )  # fmt: skip
        return other

    def _require_people(self, reading: Reading) -> None:
        """Refuse a reading of other people than those of this board."""
        if reading.people != self.group:
            raise InputError(
                f"people={reading.people} cannot be answered here, where people={self.group} count; "
                "`mindconnect access` answers it, by region, by the hour and in draws"
            )

    def _with_pairs(self, pairs: Mapping[Mode, Pairs], **more: Any) -> "AccessBoard":
        """Return this board with other pairs: what follows from them is counted anew, hours and people are shared."""
        other = copy(self)
        caches = {
            name: AnswerCache(_KEPT, most_bytes=_KEPT_BYTES) for name in ("_own_pairs", "_answers", "_open_hours")
        }
        vars(other).update(caches, _pairs=dict(pairs), **more)
        return other

    def rearranged(
        self,
        centers: pd.DataFrame,
        weeks: Sequence[Hours],
        serves: pd.DataFrame,
        pairs: Mapping[Mode, Pairs],
    ) -> "AccessBoard":
        """Return a board of the same people with other centers; for scenarios.

        Parameters
        ----------
        centers, weeks, serves, pairs
            As of the class, of all centers.
        """
        rows, _, _, regions = self._given
        return AccessBoard(
            rows, centers, weeks, regions, pairs,
            data_version=self.data_version, travel=self.travel, travel_base=self.travel_base,
            office=self._office, serves=None if self._serves is None else serves,
            group=self.group,
        )  # fmt: skip

    @property
    def serves(self) -> pd.DataFrame:
        """Whom centers serve by rule; ``center_id`` and ``region_code``, empty where nothing is known of that."""
        return pd.DataFrame(columns=["center_id", "region_code"]) if self._serves is None else self._serves

    def is_of_kind(self, kind: str) -> npt.NDArray[np.bool_]:
        """Return which centers are of a kind or of a group of kinds; see :func:`gis.vocabulary.members`.

        Raises
        ------
        InputError
            When there is no such kind.
        """
        columns = ("is_mental_health_care", "is_open_to_public")
        return vocabulary.members(
            kind, self.centers["kind"], **{name: self.centers[name].to_numpy(dtype=bool) for name in columns}
        )

    def supply_of(self, reading: Reading) -> Floats:
        """Return what each center counts for: 1, its staff or its psychiatrists (0 where none are known)."""
        is_wanted = self.is_of_kind(reading.kind)
        if reading.supply != "center":
            return np.where(is_wanted, self.centers[reading.supply].fillna(0.0).to_numpy(dtype=np.float64), 0.0)
        return is_wanted.astype(np.float64)

    def region_index(self, level: Level) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.int64]]:
        """Return the codes of a level, ascending, and the place of each row's unit among them.

        Raises
        ------
        InputError
            When the level is unknown.
        """
        return self.units.index(level)

    def is_in(self, region_code: str | None) -> npt.NDArray[np.bool_]:
        """Return which rows lie in a region (MOIS code of any level, or of a municipality); all when None.

        Raises
        ------
        InputError
            When no unit has the code.
        """
        return self.units.holds(self.rows["region_code"], region_code)

    def people_of(self, region_code: str | None) -> Floats:
        """Return the people of a region in each cell, shape (cells,); those of all regions when None.

        Raises
        ------
        InputError
            When no unit has the code.
        """
        is_in = self.is_in(region_code)
        cell, people = self.rows["cell_place"].to_numpy()[is_in], self.rows["people"].to_numpy()[is_in]
        return sums(cell, people, len(self.cells))

    # --- answers by cell -----------------------------------------------------------------------------------------

    def answer(self, reading: Reading) -> CellAnswer:
        """Return a reading's answer for every cell; kept, so that asking again costs nothing.

        Raises
        ------
        InputError
            When the reading names a kind that does not exist.
        """
        self._require_people(reading)
        return self._answers.ask(reading, lambda: self._answer(reading))

    def is_answered(self, reading: Reading) -> bool:
        """Return whether a reading's answer is kept already."""
        return self._answers.holds(reading)

    def access_values(self, reading: Reading) -> Floats:
        """Return the value of each cell, aligned with ``cells``; see :class:`CellAnswer`."""
        return self.answer(reading).value

    def cell_without(self, reading: Reading) -> Floats:
        """Return the share (0..1) of the reading's hours at which a cell reaches no open center."""
        return self.answer(reading).without

    def cell_scores(self, reading: Reading) -> pd.DataFrame:
        """Return the cells of the nation under a reading.

        Returns
        -------
        pandas.DataFrame
            ``h3_index``, ``people``, ``value`` (the measure's unit), ``nearest_min`` and ``without_share`` (0..1 of
            the hours), ``is_estimate_share`` (0..1 of the pairs that count); times beyond the limit are missing.
        """
        answer = self.answer(reading)
        return pd.DataFrame(
            {
                "h3_index": self.cells["h3_index"],
                "people": self.cells["people"],
                "value": np.where(np.isfinite(answer.value), answer.value, np.nan),
                "nearest_min": np.where(np.isfinite(answer.nearest_min), answer.nearest_min, np.nan),
                "without_share": answer.without,
                "is_estimate_share": answer.estimates / np.maximum(answer.pairs, 1),
            }
        )

    def open_hours(self, reading: Reading, unknown: UnknownAs) -> Bits:
        """Return at which departures each cell reaches an open center; the reading's own hour is left aside.

        Parameters
        ----------
        reading : Reading
            Mode, limit, kind and margin count.
        unknown : {"closed", "office", "open"}
            What days of unknown hours count as; a center that is known to be closed stays closed.

        Returns
        -------
        ndarray of uint64, shape (cells, 3)
            A bit a departure, the lowest of the first word Monday 00:00.
        """
        # In a draw, which centers are open depends on the hours that are asked for.
        hour = reading.hour if self._is_open is not None else ""
        key = (reading.mode, reading.limit_min, reading.kind, reading.margin_min, reading.serves, unknown, hour)

        def compute() -> Bits:
            tables = self._tables(reading)
            return pair_table.open_hours(
                self.pairs_of(reading),
                is_wanted=self.is_of_kind(reading.kind),
                limit_s=reading.limit_min * 60,
                schedule=tables.schedule,
                bits=tables.table(unknown),
            )

        return self._open_hours.ask(key, compute)

    def _tables(self, reading: Reading) -> Arrivals:
        """Return when centers are reached open under a reading; in a draw unknown hours are settled."""
        tables = self.arrivals(reading.margin_min)
        return tables if self._is_open is None else tables.settled(self._is_open(reading))

    def arrivals(self, margin_min: int) -> Arrivals:
        """Return when each center is reached open, for a margin before it closes in minutes."""
        return self._arrivals.ask(
            margin_min, lambda: self.arrivals_of(self._given[2], self.centers["kind"].tolist(), margin_min)
        )

    def arrivals_of(self, weeks: Sequence[Hours], kinds: Sequence[str], margin_min: int) -> Arrivals:
        """Return when other centers would be reached open, by their hours and by what is assumed of their kinds."""
        assumed = None if self._office is None else [self._office.get(kind) for kind in kinds]
        return arrivals(weeks, margin_min=margin_min, office=assumed)

    def serves_of(self, center_id: str) -> tuple[str, ...]:
        """Return the codes of the units that a center serves by rule; none where nothing is known of that."""
        if self._serves is None:
            return ()
        return tuple(self._serves.loc[self._serves["center_id"] == center_id, "region_code"].astype(str))

    def may_use(self, kind: str, serves: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return the cells whose people a center counts for when it counts for its own district, shape (cells,)."""
        if all(one.serves == "none" for one in vocabulary.kinds() if one.code == kind):
            return np.ones(len(self.cells), dtype=bool)
        codes, place = self._sigungu
        own = np.zeros(len(codes), dtype=bool)
        for code in serves:
            own |= np.char.startswith(codes, code)
        return own[place]

    def _answer(self, reading: Reading) -> CellAnswer:
        tables = None if reading.hours is None else self._tables(reading)
        bits = None
        if reading.hours is not None:
            closed, office, opened = (self.open_hours(reading, bound) for bound in get_args(UnknownAs))
            bits = (closed, office, opened)
        anyhow = None if reading.hours is None else self.answer(reading.changed(measure="nearest", decay="", hour=ANY))
        return answer(
            reading,
            self.pairs_of(reading),
            DemandAndSupply(self.cells["people"].to_numpy(), self.supply_of(reading), self.is_of_kind(reading.kind)),
            None if tables is None else (tables.schedule, tables.published, tables.assumed),
            open_hours=bits,
            out_of_reach=None if anyhow is None else anyhow.out_of_reach,
        )

    # --- answers by region ---------------------------------------------------------------------------------------

    def regions(self, reading: Reading, level: Level = "sigungu", parent_code: str | None = None) -> pd.DataFrame:
        """Return the figures of every unit of a level under a reading, the most people without care first.

        Parameters
        ----------
        reading : Reading
        level : {"sido", "sigungu", "emd"}
        parent_code : str, optional
            Only units inside this sido, sigungu or municipality (MOIS code).

        Returns
        -------
        pandas.DataFrame
            :data:`REGION_COLUMNS`. ``people_without`` live where, by the reading's mode and limit, no open center is
            reached; over several hours it is their mean, and ``people_never`` reach none at any of them.
            Unknown hours leave it between ``people_without_if_open`` and ``people_without_if_closed``, as defined by
            :class:`~gis.analysis.answers.CellAnswer`; ``_if_office`` is an assumption between them, and
            ``people_out_of_reach`` reach no center at all, open or not.
            ``mean_value`` is the people's mean of the measure, of times over those who reach one;
            ``nearest_p50_min`` and ``_p90_min`` are the times within which that part of the people reaches a center
            at the best hour, missing beyond the limit; ``centers`` stand in the unit.

        Raises
        ------
        InputError
            When level, parent or kind is unknown.
        """
        codes, place = self.region_index(level)
        keep = self.units.inside(level, parent_code)
        regions_of_kind = self.centers.loc[self.is_of_kind(reading.kind), "region_code"]
        standing = sums(*self.units.place_of(regions_of_kind, level), len(codes))
        table = self._figures(reading, codes, place).assign(centers=standing.astype(np.int64))[keep]
        table = table.sort_values(["people_without", "region_code"], ascending=[False, True], ignore_index=True)
        names = self.region_names.set_index("region_code")
        named = table.join(names[["name", "full_name", "parent_code"]], on="region_code")
        named["rank"] = np.arange(1, len(named) + 1)
        return named[list(REGION_COLUMNS)]

    def total(self, reading: Reading, region_code: str | None = None) -> pd.Series:
        """Return the same figures for one region of any level, or for the nation.

        Parameters
        ----------
        reading : Reading
        region_code : str, optional
            MOIS code of a sido, sigungu, municipality or emd; the nation when not given.

        Returns
        -------
        pandas.Series
            :data:`REGION_COLUMNS` without the rank.

        Raises
        ------
        InputError
            When the region or the kind is unknown.
        """
        code = region_code or ""
        place = np.where(self.is_in(region_code), 0, 1)
        row = self._figures(reading, np.array([code, "-"]), place).iloc[0].copy()
        regions_of_kind = self.centers.loc[self.is_of_kind(reading.kind), "region_code"]
        row["centers"] = int(self.units.holds(regions_of_kind, region_code).sum())
        row["name"], row["full_name"], row["parent_code"] = self.units.names_of(region_code)
        return row[[column for column in REGION_COLUMNS if column != "rank"]]

    def serving(self, reading: Reading, region_code: str | None = None) -> Serving:
        """Compare both ways to take whom centers serve, for one region or the nation; hours are left aside.

        Parameters
        ----------
        reading : Reading
            Mode, limit and kind count.
        region_code : str, optional
            As in :meth:`total`.

        Raises
        ------
        InputError
            When the region or the kind is unknown.
        """
        both = [reading.changed(measure="nearest", decay="", hour=ANY, serves=serves) for serves in ("any", "own")]
        has_one, found = self._pairs[reading.mode].nearest(self.is_of_kind(reading.kind))
        elsewhere = np.zeros(len(self.cells), dtype=bool)
        elsewhere[has_one] = ~self._may_use[self.sigungu_of_cells[has_one], found.center]
        is_in = self.is_in(region_code)
        cell, people = self.rows["cell_place"].to_numpy()[is_in], self.rows["people"].to_numpy()[is_in]
        counted = [float((people * one[cell]).sum()) for one in (*map(self.cell_without, both), elsewhere)]
        return Serving(float(people.sum()), *counted)

    def gaps(
        self, reading: Reading, level: Level = "sigungu", *, n: int = 20, parent_code: str | None = None
    ) -> pd.DataFrame:
        """Return the units with the most people without reachable open care; see :meth:`regions`."""
        table = self.regions(reading, level, parent_code)
        return table[table["people_without"] > 0].head(n)

    def week(self, reading: Reading, region_code: str | None = None) -> pd.DataFrame:
        """Return the share of people with reachable open care, hour by hour; the reading's own hour is left aside.

        Parameters
        ----------
        reading : Reading
            Mode, limit, kind and margin count.
        region_code : str, optional
            As in :meth:`total`.

        Returns
        -------
        pandas.DataFrame
            192 rows: ``hour`` (0..167 of an ordinary week, 168..191 of a public holiday), ``day`` (0 Monday to 6, 7 a
            public holiday), ``hour_of_day``; ``share_if_closed`` (0..1, published hours only), ``share_if_office``
            (office hours where law or a guide gives them to the kind) and ``share_if_open`` (every center open but
            those known to be closed); ``people_if_closed``, ``people_if_office``, ``people_if_open``.
        """
        self._require_people(reading)
        is_in = self.is_in(region_code)
        place = self.rows["cell_place"].to_numpy()
        people = sums(place[is_in], self.rows["people"].to_numpy()[is_in], len(self.cells))
        reached = {
            f"if_{unknown}": people_by_hour(people, self.open_hours(reading, unknown))
            for unknown in get_args(UnknownAs)
        }
        hour = np.arange(DEPARTURES)
        whole = max(float(people.sum()), 1e-9)
        return pd.DataFrame(
            {
                "hour": hour, "day": hour // HOURS_PER_DAY, "hour_of_day": hour % HOURS_PER_DAY,
                **{f"share_{end}": people / whole for end, people in reached.items()},
                **{f"people_{end}": people for end, people in reached.items()},
            }
        )  # fmt: skip

    def _figures(
        self,
        reading: Reading,
        codes: npt.NDArray[np.str_],
        place: npt.NDArray[np.int64],
    ) -> pd.DataFrame:
        """Sum a reading's answer over rows by their unit."""
        answer = self.answer(reading)
        cell, people = self.rows["cell_place"].to_numpy(), self.rows["people"].to_numpy()

        def summed(of_cell: npt.NDArray[Any]) -> Floats:
            return sums(place, people * of_cell[cell], len(codes))

        has_value = np.isfinite(answer.value)
        never = answer.without >= 1.0
        whole, without = sums(place, people, len(codes)), summed(answer.without)
        pairs, estimates = (sums(place, count[cell], len(codes)) for count in (answer.pairs, answer.estimates))
        p50, p90 = people_percentiles(answer.nearest_min[cell], people, place, len(codes), (0.5, 0.9))
        return pd.DataFrame(
            {
                "region_code": codes,
                "people": whole,
                "people_served": whole - without,
                "people_without": without,
                "share_without": share_of(without, whole),
                "people_without_if_open": summed(answer.without_if_open),
                "people_without_if_closed": summed(answer.without_if_closed),
                "people_without_if_office": summed(answer.without_if_office),
                "people_out_of_reach": summed(answer.out_of_reach),
                "people_never": summed(never),
                "mean_value": share_of(summed(np.where(has_value, answer.value, 0.0)), summed(has_value)),
                "nearest_p50_min": p50,
                "nearest_p90_min": p90,
                "is_estimate_share": share_of(estimates, pairs),
            }
        )


def open_board(conn: Connection, settings: Settings) -> AccessBoard:
    """Make the board of the data in the database.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    settings : Settings
        Where the travel times lie.

    Returns
    -------
    AccessBoard

    Raises
    ------
    SourceError
        When a file of networks, land context or detours is missing or broken.
    """
    rows = cell_regions(conn)
    rows = rows[rows["people"] > 0].reset_index(drop=True)
    centers = queries.center_supply(conn)
    published = {week.center_id: week.week for week in center_weeks(conn)}
    weeks = [from_data(week) if (week := published[key]) is not None else _NO_HOURS for key in centers["center_id"]]
    rules = rule_file("office_hours.yaml", data_dir=settings.data_dir).read_text(encoding="utf-8")
    inputs = read_matrix_inputs(
        settings.var_dir,
        settings.data_dir,
        cells=np.unique(rows["h3_index"].to_numpy(dtype=np.int64)),
        center_id=centers["center_id"].to_numpy(dtype=str),
        kind=centers["kind"].to_numpy(dtype=str),
        lat=centers["lat"].to_numpy(dtype=np.float64),
        lon=centers["lon"].to_numpy(dtype=np.float64),
    )
    assembled = find_travel_matrix(inputs, settings.var_dir, settings.data_dir)
    pairs: dict[Mode, Pairs] = {
        mode: Pairs(np.asarray(matrix.start), matrix.center, matrix.value)
        for mode, matrix in assembled.matrix.modes.items()
    }
    return AccessBoard(
        rows, centers, weeks, queries.region_names(conn), pairs,
        data_version=data_version(conn), travel=assembled.origin, travel_base=inputs.base,
        office=office_hours.by_kind(office_hours.parse(rules)), serves=queries.center_serves(conn),
        spread=travel_spread(inputs), beyond=partial(estimates_beyond, inputs),
    )  # fmt: skip


def board_of(conn: Connection, board: AccessBoard, reading: Reading) -> AccessBoard:
    """Return the board on which a reading's people are counted: itself, or one of their group.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, on the data of the board.
    board : AccessBoard
        Of everybody.
    reading : Reading
    """
    if reading.people == EVERYBODY:
        return board
    group = PopulationGroup.parse(reading.people)
    share = group_share_frame(conn, sex=group.sex, age_from=group.age_from, age_below=group.age_below)
    return board.of_group(reading.people, share.set_index("region_code")["share"])


def travel_spread(inputs: TravelMatrixInputs) -> dict[Mode, TravelSpread]:
    """Tell how far the estimated times of each mode may be off, from the table of detours."""
    cell, center = (context[:, 0].clip(0).astype(np.int8) for context in contexts_of(inputs))
    metres, minute = np.geomspace(50.0, 60_000.0, 400), np.arange(LONGEST_MIN + 1) + 0.5
    found = {}
    for mode in MODES:
        guesses = [estimate(metres, mode=mode, setting=one, detours=inputs.detours) for one in SETTINGS]
        log_sd = np.array([np.interp(minute, guess.duration_s / 60, guess.log_sd) for guess in guesses])
        found[mode] = TravelSpread(cell, center, log_sd, ALIKE_M[mode])
    return found


_NO_HOURS = Hours("unknown", reason="nothing_published")
