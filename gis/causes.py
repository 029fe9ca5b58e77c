"""What the change of a figure between two dates comes from: centers, hours, their publishing, people, records, method.

An earlier state of the data was kept (:mod:`gis.kept_states`) and is counted again by today's method: its people, its
centers and the hours they published then. Between it and today every mixture of old and new is counted, and the change
is parted by :mod:`gis.analysis.parting`, exactly. What the earlier figure was when it was recorded, less what it is by
today's method, is the part of the method. So a center that only publishes its hours moves "published" and nothing that
would look like better care, and a list that is loaded for the first time opens no center.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis import vocabulary
from gis.access import AccessBoard
from gis.analysis import pairs as pair_table
from gis.analysis.pairs import Pairs
from gis.analysis.parting import part_change, rounded_parts
from gis.analysis.population_group import EVERYBODY
from gis.analysis.readings import Reading
from gis.analysis.tally import share_without, sums
from gis.care.arrival import KEYS, WORDS, UnknownAs
from gis.care.hours import Hours
from gis.care.hours.between import is_changed, is_published, week_between
from gis.care.hours.codec import from_data
from gis.errors import InputError
from gis.kept_states import EarlierState, PresentState, Row
from gis.queries.regions import Level
from gis.series import NATION_CODE, reach
from gis.terms import Mode

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

Cause = Literal["centers", "hours", "published", "people", "records", "method"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
"""Centers that opened, closed or moved; hours that were changed; hours that were published (or no longer are); people
who came, left, moved or aged; centers that are recorded otherwise (a list loaded for the first time, another kind or
position at the same address); and times and rules by which the same data gives another figure."""

OF_CARE: tuple[Cause, ...] = ("centers", "hours")
"""Causes that are a change of care itself."""

PEOPLE_FIGURES = ("people_without", "people_without_if_open", "people_without_if_closed")
FIGURES = (*PEOPLE_FIGURES, "share_without")
"""Figures that are parted: people by the reading, both bounds, and the reading's people as a share (0..1)."""

LEVELS: tuple[Level, ...] = ("sido", "sigungu")
"""Units that are told: of towns that were merged or redrawn since the people are known together only."""

ManyTimes = Callable[[Floats, Floats, Mode], tuple[Ints, Ints, npt.NDArray[np.uint16]]]
"""Times of places that are no center today: :meth:`gis.streets.travel_matrix.search.PlaceTimes.many`."""

Event = Literal["opened", "closed", "moved", "hours", "published", "records"]

_ALWAYS = np.full((1, KEYS, WORDS), np.iinfo(np.uint64).max, dtype=np.uint64)
_NO_HOURS = Hours("unknown", reason="nothing_published")


@dataclass(frozen=True, eq=False)
class PartedChange:
    """A change parted into its causes, for any region.

    Attributes
    ----------
    board : AccessBoard
        The present, of everybody.
    reading : Reading
        What is counted; its measure is left aside.
    earlier : EarlierState
    present : PresentState
    events : pandas.DataFrame
        A row a thing that happened to a center of the reading's kind: ``event`` (:data:`Event`), ``center_id``,
        ``name``, ``kind``, ``region_code``; empty where the earlier centers were not kept.
    """

    board: AccessBoard
    reading: Reading
    earlier: EarlierState
    present: PresentState
    events: pd.DataFrame
    _active: tuple[Cause, ...]
    _without: Callable[[frozenset[str]], Mapping[str, Floats]]
    _rows: pd.DataFrame = field(repr=False)

    @property
    def known(self) -> tuple[Cause, ...]:
        """Causes whose part is known; the method's only where the reading's figure was recorded."""
        if self.earlier.centers is None:
            return ("people",)
        return CAUSES if self.earlier.recorded is not None else tuple(one for one in CAUSES if one != "method")

    def total(self, region_code: str | None = None) -> pd.DataFrame:
        """Part the change of one region, or of the nation.

        Parameters
        ----------
        region_code : str, optional
            MOIS code of a sido, sigungu or municipality.

        Returns
        -------
        pandas.DataFrame
            Rows ``before``, :data:`CAUSES` and ``after`` in the column ``part``; :data:`FIGURES`. A part that is not
            known is missing, and ``before`` is then what the earlier date gives without it: by today's method, or with
            today's centers.

        Raises
        ------
        InputError
            When no unit has the code, or it is smaller than a sigungu.
        """
        if region_code is not None and len(region_code) > 5:
            raise InputError(f"{region_code[:20]} is smaller than a sigungu: its people are not known at both dates")
        place = np.where(self.board.units.holds(self._rows["region_code"], region_code), 0, 1)
        table = self._parts(place, 2, [region_code or NATION_CODE, ""])
        return table[table["unit"] == 0].drop(columns="unit").reset_index(drop=True)

    def regions(self, level: Level = "sigungu", parent_code: str | None = None) -> pd.DataFrame:
        """Part the change of ``people_without`` of every unit of a level.

        Parameters
        ----------
        level : {"sido", "sigungu"}
        parent_code : str, optional
            Only units inside this sido or municipality.

        Returns
        -------
        pandas.DataFrame
            ``region_code``, ``full_name``, ``before``, a column a cause, ``after``; the largest change first.

        Raises
        ------
        InputError
            When level or parent is unknown.
        """
        if level not in LEVELS:
            raise InputError(f"{str(level)[:20]!r} cannot be parted: give one of {', '.join(LEVELS)}")
        codes, _ = self.board.region_index(level)
        place, _ = self.board.units.place_of(self._rows["region_code"], level)
        table = self._parts(place, len(codes), [str(code) for code in codes])
        by_part = {part: own["people_without"].to_numpy() for part, own in table.groupby("part", sort=False)}
        wide = pd.DataFrame(by_part)
        names = self.board.region_names.set_index("region_code")["full_name"].reindex(codes)
        wide.insert(0, "region_code", list(codes))
        wide.insert(1, "full_name", names.to_numpy())
        wide = wide[self.board.units.inside(level, parent_code)]
        order = (wide["after"] - wide["before"]).abs()
        return (
            wide.assign(_order=-order).sort_values(["_order", "region_code"], ignore_index=True).drop(columns="_order")
        )

    def whole_people(self, column: pd.Series) -> dict[str, int | None]:
        """Round a column of :meth:`total` (by part, in people) to whole people that add up; None is not known."""
        known = [cause for cause in CAUSES if not np.isnan(column[cause])]
        first, last = round(float(column["before"])), round(float(column["after"]))
        rounded = rounded_parts([float(column[cause]) for cause in known], last - first)
        return {
            "before": first,
            **dict.fromkeys(CAUSES),
            **dict(zip(known, rounded, strict=True)),
            "after": last,
        }

    def _parts(self, place: Ints, units: int, codes: Sequence[str]) -> pd.DataFrame:
        """Part the change of some units: a row a unit and part, in order."""
        cell = self._rows["cell_place"].to_numpy()
        people = {is_later: self._rows[name].to_numpy() for is_later, name in ((False, "before"), (True, "now"))}

        def figure(state: frozenset[str]) -> Floats:
            own, without = people["people" in state], self._without(state - {"people"})
            told = [sums(place, own * without[name][cell], units) for name in PEOPLE_FIGURES]
            whole = sums(place, own, units)
            told.append(np.divide(told[0], whole, out=np.full(units, np.nan), where=whole > 0))
            return np.stack(told)

        parts: dict[str, Floats] = {cause: np.zeros((len(FIGURES), units)) for cause in CAUSES}
        parts |= part_change(self._active, figure)
        nothing = np.full((len(FIGURES), units), np.nan)
        parts |= {cause: nothing for cause in CAUSES if cause not in self.known}
        before, after = figure(frozenset()), figure(frozenset(self._active))
        if "method" in self.known:
            was = self._recorded(codes)
            parts["method"] = np.where(np.isnan(was), np.nan, before - was)
            before = np.where(np.isnan(was), before, was)
        rows = {"before": before, **parts, "after": after}
        table = pd.concat(
            [
                pd.DataFrame(dict(zip(FIGURES, values, strict=True))).assign(part=part, unit=np.arange(units))
                for part, values in rows.items()
            ],
            ignore_index=True,
        )
        return table[["unit", "part", *FIGURES]]

    def _recorded(self, codes: Sequence[str]) -> Floats:
        """Give the figures as they were recorded, shape (figures, units); of a bound only where it is the figure."""
        recorded = self.earlier.recorded
        was = np.full((len(FIGURES), len(codes)), np.nan)
        if recorded is None:
            return was
        own = recorded.reindex(list(codes))
        was[0], whole = own["people_without"].to_numpy(), own["people"].to_numpy()
        was[3] = np.divide(was[0], whole, out=np.full(len(codes), np.nan), where=whole > 0)
        is_figure = self.reading.hours is None, self.reading.hours is None or self.reading.unknown_hours == "closed"
        for number, same in enumerate(is_figure, start=1):
            if same:
                was[number] = was[0]
        return was


def part_causes(
    board: AccessBoard, reading: Reading, earlier: EarlierState, present: PresentState, times: ManyTimes
) -> PartedChange:
    """Part the change of a reading's figures since an earlier date.

    Parameters
    ----------
    board : AccessBoard
        The present, of everybody.
    reading : Reading
        Way, limit, kind, hours, whom centers serve and whose need count; the measure does not.
    earlier : EarlierState
    present : PresentState
    times : callable
        Of places where a center stood and none does.

    Returns
    -------
    PartedChange

    Raises
    ------
    InputError
        When the reading names no kind.
    """
    reading = reach(reading)
    # Who reaches care does not depend on whose need counts.
    laid = _Laid.of(board, reading.changed(people=EVERYBODY), earlier, present, times)
    active: tuple[Cause, ...] = (*laid.active, "people")
    states: dict[frozenset[str], Mapping[str, Floats]] = {}

    def without(state: frozenset[str]) -> Mapping[str, Floats]:
        if state not in states:
            states[state] = laid.without(state)
        return states[state]

    rows = _people_of_rows(board, earlier.people, present.people)
    return PartedChange(board, reading, earlier, present, laid.events, active, without, rows)


def _people_of_rows(board: AccessBoard, before: pd.Series, now: pd.Series) -> pd.DataFrame:
    """Spread the people of both dates over the cells of their emd, as everybody lives there today.

    Those of an emd in whose cells nobody lives today are spread over those of its sigungu, else of its sido or the
    nation: nobody is lost.
    """
    rows = board.rows[["cell_place", "region_code"]].copy()
    codes = rows["region_code"].astype(str)
    weight = board.rows["people"].to_numpy()
    whole = pd.Series(weight).groupby(codes.to_numpy()).transform("sum").to_numpy()
    share = np.divide(weight, whole, out=np.zeros(len(rows)), where=whole > 0)
    parts = [
        rows.assign(**{name: share * codes.map(own).fillna(0.0) for name, own in (("before", before), ("now", now))})
    ]
    settled = set(codes[whole > 0])
    for code in sorted((set(before.index[before > 0]) | set(now.index[now > 0])) - settled):
        near = next(is_in for length in (5, 2, 0) if (is_in := codes.str.startswith(code[:length]).to_numpy()).any())
        spread = weight[near] / weight[near].sum()
        own = {name: spread * float(of.get(code, 0.0)) for name, of in (("before", before), ("now", now))}
        parts.append(pd.DataFrame({"cell_place": rows["cell_place"].to_numpy()[near], "region_code": code, **own}))
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True, eq=False)
class _Laid:
    """Centers of both dates on one board: each stands in those states in which its causes have come about.

    Attributes
    ----------
    board : AccessBoard
        Of all of them.
    present : AccessBoard
        Of those of today, which stand first on the other.
    reading : Reading
    is_wanted : ndarray of bool, shape (centers,)
    until, since : ndarray of object, shape (centers,)
        Cause with which one goes or comes; None where it always stands.
    weeks : tuple of two sequences of Hours
        Before and now.
    active : tuple of str
        Causes that change anything for the reading, people left aside.
    events : pandas.DataFrame
    """

    board: AccessBoard
    present: AccessBoard
    reading: Reading
    is_wanted: Bools
    until: npt.NDArray[np.object_]
    since: npt.NDArray[np.object_]
    weeks: tuple[Sequence[Hours], Sequence[Hours]]
    active: tuple[Cause, ...]
    events: pd.DataFrame
    _tables: dict[tuple[bool, bool], tuple[npt.NDArray[np.int16], Mapping[UnknownAs, npt.NDArray[np.uint64]]]] = field(
        default_factory=dict
    )

    @classmethod
    def of(
        cls, board: AccessBoard, reading: Reading, earlier: EarlierState, present: PresentState, times: ManyTimes
    ) -> "_Laid":
        """Lay the centers of both dates beside one another."""
        own = board.centers.drop(columns="has_hours")
        count = len(own)
        weeks = list(board.weeks)
        if earlier.centers is None or present.centers is None:
            nobody = np.full(count, None, dtype=object)
            return cls(
                board,
                board,
                reading,
                board.is_of_kind(reading.kind),
                nobody,
                nobody.copy(),
                (weeks, weeks),
                (),
                _events([]),
            )
        was = {str(row["center_id"]): row for row in earlier.centers.to_dict("records")}
        now = {str(row["center_id"]): row for row in present.centers.to_dict("records")}
        ids = own["center_id"].astype(str).tolist()
        serves = board.serves.astype(str).groupby("center_id")["region_code"].agg(list).to_dict()
        until: list[Cause | None] = [None] * count
        since: list[Cause | None] = [None] * count
        before, after = list(weeks), list(weeks)
        events: list[tuple[Event, Row]] = []
        old_rows: list[Row] = []
        wanted_before = set(earlier.centers["center_id"].astype(str)[_members(reading, earlier.centers)])
        wanted = wanted_before | {
            center_id for center_id, is_in in zip(ids, board.is_of_kind(reading.kind), strict=True) if is_in
        }
        for number, (center_id, row) in enumerate(zip(ids, own.to_dict("records"), strict=True)):
            if center_id not in wanted:
                continue
            sources = set(now[center_id]["sources"])
            told: list[Event] = []
            if center_id not in was:
                since[number] = "centers" if sources & earlier.lists else "records"
                told.append("opened" if since[number] == "centers" else "records")
            else:
                old, week = was[center_id], _hours(was[center_id]["week"])
                told += ["published"] if is_published(week, weeks[number]) else []
                told += ["hours"] if is_changed(week, weeks[number]) else []
                before[number] = week if told else weeks[number]
                cause = _difference(old, row | now[center_id] | {"serves": serves.get(center_id, [])})
                if cause is not None:
                    told.append("moved" if cause == "centers" else "records")
                    since[number] = cause
                    until.append(cause)
                    old_rows.append(old)
                    before.append(before[number])
                    after.append(after[number])
            events += [(event, row) for event in told]
        for center_id in sorted(wanted_before - set(ids)):
            old = was[center_id]
            is_closed = bool(set(old["sources"]) & present.lists)
            until.append("centers" if is_closed else "records")
            old_rows.append(old)
            before.append(_hours(old["week"]))
            after.append(before[-1])
            events.append(("closed" if is_closed else "records", old))
        since += [None] * len(old_rows)
        both = _both(board, own, old_rows, reading, times)
        is_wanted = both.is_of_kind(reading.kind)
        laid = cls(
            both, board, reading, is_wanted, np.array(until, dtype=object), np.array(since, dtype=object),
            (before, after), (), _events(events),
        )  # fmt: skip
        return cls(**{**vars(laid), "active": laid._found_active()})

    def _found_active(self) -> tuple[Cause, ...]:
        found: list[Cause] = [
            cause
            for cause in ("centers", "records")
            if (self.is_wanted & ((self.until == cause) | (self.since == cause))).any()
        ]
        if self.reading.hours is not None:
            pairs = [
                (before, after)
                for before, after, wanted in zip(*self.weeks, self.is_wanted, strict=True)
                if wanted and before is not after
            ]
            found += ["hours"] if any(is_changed(*pair) for pair in pairs) else []
            found += ["published"] if any(is_published(*pair) for pair in pairs) else []
        return tuple(found)

    def without(self, state: frozenset[str]) -> Mapping[str, Floats]:
        """Give the share (0..1) of the reading's hours without care of every cell, by figure, in a state."""
        if not self.active:
            told = self.board.answer(self.reading)
            return {
                "people_without": told.without,
                "people_without_if_open": told.without_if_open,
                "people_without_if_closed": told.without_if_closed,
            }
        stands = self.is_wanted.copy()
        for cause in ("centers", "records"):
            stands &= (self.until != cause) if cause in state else (self.since != cause)
        pairs, hours = self.board.pairs_of(self.reading), self.reading.hours
        if hours is None:
            schedule = np.zeros(len(stands), dtype=np.int16)
            found = share_without(self._open(pairs, stands, schedule, _ALWAYS), (0,))
            return dict.fromkeys(PEOPLE_FIGURES, found)
        schedule, tables = self._arrivals("published" in state, "hours" in state)
        closed, opened, own = (
            share_without(self._open(pairs, stands, schedule, tables[bound]), hours)
            for bound in ("closed", "open", self.reading.unknown_hours)
        )
        return {"people_without": own, "people_without_if_open": opened, "people_without_if_closed": closed}

    def _open(
        self, pairs: Pairs, stands: Bools, schedule: npt.NDArray[np.int16], bits: npt.NDArray[np.uint64]
    ) -> npt.NDArray[np.uint64]:
        return pair_table.open_hours(
            pairs, is_wanted=stands, limit_s=self.reading.limit_min * 60, schedule=schedule, bits=bits
        )

    def _arrivals(
        self, published: bool, changed: bool
    ) -> tuple[npt.NDArray[np.int16], Mapping[UnknownAs, npt.NDArray[np.uint64]]]:
        key = (published, changed)
        if key not in self._tables:
            # The tables of the present stand; only weeks that differ from it are looked through.
            present, standing = self.present.arrivals(self.reading.margin_min), len(self.present.centers)
            other = [
                number
                for number, (before, after) in enumerate(zip(*self.weeks, strict=True))
                if number >= standing or before is not after
            ]
            kinds = self.board.centers["kind"].astype(str).tolist()
            found = self.board.arrivals_of(
                [week_between(*self.weeks_of(number), published=published, changed=changed) for number in other],
                [kinds[number] for number in other],
                self.reading.margin_min,
            )
            schedule = np.zeros(len(kinds), dtype=np.int16)
            schedule[:standing] = present.schedule
            schedule[other] = found.schedule + len(present.published)
            bounds: tuple[UnknownAs, ...] = get_args(UnknownAs)
            self._tables[key] = (
                schedule,
                {bound: np.concatenate([present.table(bound), found.table(bound)]) for bound in bounds},
            )
        return self._tables[key]

    def weeks_of(self, number: int) -> tuple[Hours, Hours]:
        """Give the weeks of a center before and now."""
        return self.weeks[0][number], self.weeks[1][number]


def _both(
    board: AccessBoard, own: pd.DataFrame, old_rows: Sequence[Row], reading: Reading, times: ManyTimes
) -> AccessBoard:
    """Make the board of the present centers and, after them, those of before that stand no more as they were."""
    if not old_rows:
        return board
    old = pd.DataFrame(old_rows)
    # One that stands on otherwise has two rows: the earlier one bears a name of its own.
    names = old["center_id"].astype(str) + "@before"
    serves = pd.DataFrame(
        [(name, code) for name, codes in zip(names, old["serves"], strict=True) for code in codes],
        columns=["center_id", "region_code"],
    )
    lacking: dict[str, Any] = {
        "position_trust": "building",
        "position_radius_m": 0.0,
        "staff": np.nan,
        "psychiatrists": np.nan,
    }
    added = old.assign(center_id=names, **lacking)[list(own.columns)].astype(own.dtypes.to_dict())
    lat, lon = (old[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    cell, number, value = times(lat, lon, reading.mode)
    pairs = board.pairs(reading.mode).rearranged(
        np.arange(len(own)), (cell.astype(np.int64), number.astype(np.int64) + len(own), value.astype(np.int64))
    )
    return board.rearranged(
        pd.concat([own, added], ignore_index=True),
        [*board.weeks, *([_NO_HOURS] * len(added))],
        pd.concat([board.serves, serves], ignore_index=True),
        {reading.mode: pairs},
    )


def _members(reading: Reading, centers: pd.DataFrame) -> Bools:
    columns = ("is_mental_health_care", "is_open_to_public")
    return vocabulary.members(
        reading.kind, centers["kind"], **{name: centers[name].to_numpy(dtype=bool) for name in columns}
    )


_NEAR_DEGREES = 1e-5
"""Positions nearer than this (a meter) are the same, rounded otherwise."""


def _difference(old: Row, now: Row) -> Cause | None:
    """Tell what makes a center of both dates another one for reach: its move, or how it is recorded."""
    is_elsewhere = max(abs(old["lat"] - now["lat"]), abs(old["lon"] - now["lon"])) > _NEAR_DEGREES
    address, address_now = _text(old["road_address"]), _text(now["road_address"])
    if is_elsewhere and address and address_now and address != address_now:
        return "centers"
    same = ("kind", "is_mental_health_care", "is_open_to_public")
    if is_elsewhere or any(old[name] != now[name] for name in same) or sorted(old["serves"]) != sorted(now["serves"]):
        return "records"
    return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _hours(week: object) -> Hours:
    return from_data(week) if isinstance(week, dict) else _NO_HOURS


def _events(found: Sequence[tuple[Event, Row]]) -> pd.DataFrame:
    names = ("center_id", "name", "kind", "region_code")
    rows = [(event, *(row[name] for name in names)) for event, row in found]
    table = pd.DataFrame(rows, columns=["event", *names])
    return table.sort_values(["event", "kind", "name"], ignore_index=True)
