"""Shortage rules over the nation: the figures of each unit from the board and the database, and the verdicts on them.

What a figure is stands in :mod:`gis.analysis.figures`, what a verdict is in :mod:`gis.analysis.verdicts`; here both
meet the data. Pages, command line and notebooks ask the same functions.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis.access import AccessBoard
from gis.analysis import figures, pairs
from gis.analysis.draws import MOST_DRAWS, draw_beyond
from gis.analysis.population_group import PopulationGroup
from gis.analysis.readings import LONGEST_MIN, Reading
from gis.analysis.rules import (
    AgeRatio,
    CentersMissing,
    Criterion,
    Known,
    PeoplePer,
    ShareBeyond,
    ShareWithoutOpen,
    ShortageRule,
)
from gis.analysis.verdicts import Amount, Measured, UnitFacts, Verdict, decide
from gis.errors import InputError
from gis.intervals import SEED, inner_interval, intervals, places_of
from gis.queries import designations as queries
from gis.rulebook import RuleBook
from gis.terms import Mode

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
UnitLevel = Literal["sigungu", "municipality"]
OfUnit = Callable[[int], Measured]

PSYCHIATRISTS = "psychiatrists"
"""The count of professionals that the data has: psychiatrists of the centers that stand in a unit."""

UNIT_LEVELS: tuple[UnitLevel, ...] = ("sigungu", "municipality")
"""Units that rules speak of: every sigungu (252 with the gu of cities), or every basic municipality (229)."""


@dataclass(frozen=True, eq=False)
class JudgedUnits:
    """Units of one level.

    Attributes
    ----------
    codes : tuple of str
        MOIS codes, ascending; of a city with gu the municipality's (41110).
    names : tuple of str
        Full names, Korean.
    parents : tuple of str
        Code of the municipality of each.
    place : numpy.ndarray of int64, shape (rows,)
        Unit of each row of the board.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[str, ...]
    place: npt.NDArray[np.int64]

    def chosen(self, region_code: str | None) -> list[int]:
        """Return the places of the units that are a region or lie in it."""
        if region_code is None:
            return list(range(len(self.codes)))
        return [
            place
            for place, (code, parent) in enumerate(zip(self.codes, self.parents, strict=True))
            if region_code in (code, parent, code[:2])
        ]


class RuleInputs:
    """What rules count on one state of the data; made once for a board and shared.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    board : AccessBoard
    """

    def __init__(self, conn: Connection, board: AccessBoard) -> None:
        people = queries.people_by_age(conn)
        self.serving = queries.serving_frame(conn)
        self._bands = people.pivot_table(
            index="region_code", columns=["sex", "age_from"], values="people", aggfunc="sum", fill_value=0.0
        )
        self._units = {level: _units(board, level) for level in UNIT_LEVELS}
        self._times: dict[Hashable, Floats] = {}
        self._drawn: dict[Hashable, npt.NDArray[np.uint8]] = {}

    def with_serving(self, serving: pd.DataFrame) -> "RuleInputs":
        """Return the inputs of the same people with other centers (columns as ``serving``)."""
        other = copy(self)
        other.serving = serving
        other.forget_times()
        return other

    def forget_times(self) -> None:
        """Let times be found anew, on another board."""
        self._times = {}
        self._drawn = {}

    def units(self, level: UnitLevel) -> JudgedUnits:
        """Return the units of a level."""
        return self._units[level]

    def municipality_of(self, region_code: str | None) -> str | None:
        """Return the municipality of a sigungu; any other code as it is."""
        sigungu = self.units("sigungu")
        return dict(zip(sigungu.codes, sigungu.parents, strict=True)).get(region_code or "", region_code)

    def group_share(self, board: AccessBoard, group: PopulationGroup) -> Floats:
        """Return the share of each row's people who are of a group: that of the row's emd, shape (rows,)."""
        rows = board.rows["region_code"].to_numpy()
        if group.is_everybody:
            return np.ones(len(rows))
        columns = self._bands.columns
        wanted = group.holds(columns.get_level_values("sex"), columns.get_level_values("age_from"))
        whole, of_group = self._bands.sum(axis=1), self._bands.loc[:, wanted].sum(axis=1)
        share = (of_group / whole.where(whole > 0)).fillna(0.0)
        return share.reindex(rows).fillna(0.0).to_numpy(dtype=np.float64)

    def bands(self, level: UnitLevel, code: str) -> dict[int, float]:
        """Return the people of a unit by first year of the age band."""
        units = self.units(level)
        codes = [code]
        if level == "municipality":
            sigungu = self.units("sigungu")
            codes = [
                municipality
                for municipality, parent in zip(sigungu.codes, sigungu.parents, strict=True)
                if parent == code
            ]
        if code not in units.codes:
            return {}
        of_place = self._bands[self._bands.index.str[:5].isin(codes)].sum()
        ages = of_place.index.get_level_values("age_from")
        return {int(age): float(of_place[ages == age].sum()) for age in ages.unique()}

    def nearest_times(self, board: AccessBoard, kinds: Sequence[str], mode: Mode, nearest: int) -> Floats:
        """Give each cell's minutes to its nearest centers of some kinds, shape (cells, nearest); infinite beyond 60."""
        key = (tuple(kinds), mode, nearest)
        if key not in self._times:
            wanted = np.logical_or.reduce([board.is_of_kind(kind) for kind in kinds])
            self._times[key] = times_to(board, wanted, mode, nearest=nearest)
        return self._times[key]

    def drawn_beyond(
        self, board: AccessBoard, kinds: Sequence[str], mode: Mode, nearest: int, limit_min: float, draws: int
    ) -> Iterator[Bools]:
        """Give, draw by draw, which cells have their nearest centers of some kinds beyond a limit.

        Parameters
        ----------
        board : AccessBoard
        kinds : sequence of str
        mode : {"walk", "bicycle", "car"}
        nearest : int
            How many centers' times are averaged.
        limit_min : float
        draws : int

        Returns
        -------
        iterator of ndarray of bool, shape (cells,)
        """
        key = (tuple(kinds), mode, nearest, limit_min, draws)
        if key not in self._drawn:
            wanted = np.logical_or.reduce([board.is_of_kind(kind) for kind in kinds])
            found = draw_beyond(
                board.pairs_beyond(mode, wanted), wanted, places_of(board, mode), board.travel_spread(mode),
                limit_s=limit_min * 60, nearest=nearest, region=board.sigungu_of_cells, draws=draws, seed=SEED,
            )  # fmt: skip
            self._drawn[key] = np.packbits(found, axis=1)
        return (np.unpackbits(one, count=len(board.cells)).astype(bool) for one in self._drawn[key])

    def drawn_without(self, board: AccessBoard, reading: Reading, draws: int) -> Iterator[Floats]:
        """Give, draw by draw, the share of a reading's hours at which a cell reaches no open center, shape (cells,)."""
        key, hours = (reading, draws), len(reading.hours or (0,))
        if key not in self._drawn:
            without = intervals(board, reading, draws=draws).without
            self._drawn[key] = np.round(without * hours).astype(np.uint8)
        return (one / hours for one in self._drawn[key])


VERDICT_DRAWS = 50
"""Draws behind the interval of a figure that a rule compares, on pages, in the command and in the API."""

_INPUTS: WeakKeyDictionary[AccessBoard, RuleInputs] = WeakKeyDictionary()


def inputs_of(conn: Connection, board: AccessBoard) -> RuleInputs:
    """Return the inputs of a board, read at the first call."""
    if board not in _INPUTS:
        _INPUTS[board] = RuleInputs(conn, board)
    return _INPUTS[board]


def take(board: AccessBoard, inputs: RuleInputs) -> None:
    """Let a board that stands in no database (a scenario's) be judged by these inputs."""
    _INPUTS[board] = inputs


def times_to(board: AccessBoard, wanted: npt.NDArray[np.bool_], mode: Mode, *, nearest: int = 1) -> Floats:
    """Return each cell's minutes to the nearest of some centers, open or not.

    Parameters
    ----------
    board : AccessBoard
    wanted : numpy.ndarray of bool, shape (centers,)
        Which centers count.
    mode : {"walk", "bicycle", "car"}
    nearest : int
        How many times a cell.

    Returns
    -------
    numpy.ndarray of float, shape (cells, nearest)
        Minutes, ascending; infinite where the table of travel times holds no more.
    """
    always = np.ones((1, 2 * LONGEST_MIN + 1), dtype=bool)
    open_supply = pairs.OpenSupply(wanted, pairs.LONGEST_S, np.zeros(len(wanted), dtype=np.int16), always)
    matrix = pairs.choose(board.pairs(mode), open_supply).matrix
    return np.column_stack([matrix.nearest(rank=rank) for rank in range(1, nearest + 1)])


def verdicts(
    board: AccessBoard,
    conn: Connection,
    book: RuleBook,
    *,
    region_code: str | None = None,
    level: UnitLevel = "sigungu",
    known: Mapping[str, float] | None = None,
    draws: int = 0,
) -> list[Verdict]:
    """Decide the rules for some units.

    Parameters
    ----------
    board : AccessBoard
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, of the board's state of the data.
    book : RuleBook
        The rules, with what-if values where wanted (:meth:`~gis.rulebook.RuleBook.changed`).
    region_code : str, optional
        MOIS code of a sido (all its units), a sigungu or a municipality; the nation when not given.
    level : {"sigungu", "municipality"}
        Units of rules that speak of sigungu; others, and a city with gu asked for by its own code, are municipalities.
    known : mapping of str to float, optional
        Figures that are not in the data (:func:`figures_to_give`), for one unit.
    draws : int
        How often travel times, unknown hours and positions are drawn (:data:`VERDICT_DRAWS` where people see it): where
        the interval straddles a threshold, nothing is decided. 0 takes the figures as they are, for comparing two
        boards.

    Returns
    -------
    list of Verdict
        By rule in the book's order, then by code.

    Raises
    ------
    InputError
        When the region is unknown or smaller than a sigungu, the level unknown, figures are given for many units, or
        draws lie outside their range.
    """
    if level not in UNIT_LEVELS:
        raise InputError(f"{str(level)[:20]!r} is no level of rules: give one of {', '.join(UNIT_LEVELS)}")
    if region_code is not None and len(region_code) > 5:
        raise InputError(f"{region_code[:20]} is smaller than a sigungu: rules speak of sigungu and municipalities")
    if not 0 <= draws <= MOST_DRAWS:
        raise InputError(f"{draws} draws: give 0 to {MOST_DRAWS}")
    inputs, given = inputs_of(conn, board), _given(book, known)
    if region_code is not None:
        board.is_in(region_code)
        if len(region_code) == 5 and region_code not in inputs.units("sigungu").codes:
            level = "municipality"
    verdicts: list[Verdict] = []
    for rule in book.rules:
        own_level: UnitLevel = "municipality" if rule.unit == "municipality" else level
        verdicts += _decide(rule, board, inputs, own_level, region_code, given, draws)
    return verdicts


def figures_to_give(book: RuleBook) -> list[str]:
    """List the figures that rules ask for and that are not in the data."""
    names = [
        criterion.count if isinstance(criterion, PeoplePer) else criterion.name
        for rule in book.rules
        for criterion in rule.criteria.values()
        if isinstance(criterion, PeoplePer | Known)
    ]
    return list(dict.fromkeys(names))


def _given(book: RuleBook, known: Mapping[str, float] | None) -> Mapping[str, float]:
    names = figures_to_give(book)
    for name, value in (known or {}).items():
        if name not in names:
            raise InputError(f"no rule asks for {name[:40]!r}: give one of {', '.join(names) or 'none'}")
        if not 0 <= value < float("inf"):
            raise InputError(f"{name} {value:g} cannot be used: give 0 or more")
    return known or {}


def _decide(
    rule: ShortageRule,
    board: AccessBoard,
    inputs: RuleInputs,
    level: UnitLevel,
    region_code: str | None,
    known: Mapping[str, float],
    draws: int,
) -> list[Verdict]:
    units = inputs.units(level)
    municipality = inputs.municipality_of(region_code) if level == "municipality" else region_code
    chosen = units.chosen(municipality)
    if (
        known
        and len(chosen) > 1
        and any(isinstance(criterion, PeoplePer | Known) for criterion in rule.criteria.values())
    ):
        raise InputError("figures can be given for one unit only: name a sigungu or a municipality")
    counted = np.bincount(units.place, weights=board.rows["people"].to_numpy(), minlength=len(units.codes))
    people: Floats = np.round(counted, 6).astype(np.float64)  # cells hold fractions of people, units whole ones
    measured = {
        name: _Measuring(rule, board, inputs, level, people, known, draws).measure(criterion)
        for name, criterion in rule.criteria.items()
    }
    return [
        decide(
            rule,
            UnitFacts(
                region_code=units.codes[place],
                name=units.names[place],
                people=float(people[place]),
                figures={name: of_unit(place) for name, of_unit in measured.items()},
            ),
        )
        for place in chosen
    ]


@dataclass(frozen=True, eq=False)
class _Measuring:
    """How a criterion is measured for any unit of a level."""

    rule: ShortageRule
    board: AccessBoard
    inputs: RuleInputs
    level: UnitLevel
    people: Floats
    known: Mapping[str, float]
    draws: int

    def measure(self, criterion: Criterion) -> OfUnit:
        """Return the function unit place -> Measured; what all units share is computed here."""
        match criterion:
            case ShareBeyond():
                return self._share_beyond(criterion)
            case ShareWithoutOpen():
                return self._share_without_open(criterion)
            case CentersMissing():
                return self._centers_missing(criterion)
            case PeoplePer():
                return self._people_per(criterion)
            case AgeRatio():
                return lambda place: self._age_ratio(criterion, place)
            case Known():
                unit = self.rule.thresholds[criterion.threshold].unit
                value = self.known.get(criterion.name)
                return lambda _: figures.given_figure(value, name=criterion.name, unit=unit)

    def _share_beyond(self, criterion: ShareBeyond) -> OfUnit:
        limit = self.rule.value(criterion.limit)
        times = self.inputs.nearest_times(self.board, criterion.kinds, criterion.mode, criterion.nearest)
        certainly, possibly = figures.beyond_limit(times, limit, known_to_min=LONGEST_MIN)
        cell = self.board.rows["cell_place"].to_numpy()
        people = self.board.rows["people"].to_numpy() * self.inputs.group_share(self.board, criterion.people)
        units = self.inputs.units(self.level)
        shares = figures.shares(units.place, people, certainly[cell], possibly[cell], units=len(units.codes))
        drawn = (
            self.inputs.drawn_beyond(self.board, criterion.kinds, criterion.mode, criterion.nearest, limit, self.draws)
            if self.draws
            else ()
        )
        shares = self._with_interval(shares, people, drawn)
        return lambda place: shares.measured(place, Amount("limit_min", limit, "min"), missing=("times_beyond_hour",))

    def _with_interval(
        self, shares: figures.Shares, people: Floats, drawn: "Iterable[npt.NDArray[np.generic]]"
    ) -> figures.Shares:
        """Put the ends between which the people beyond lie in the middle nine tenths of draws of cells beside them."""
        cell, units = self.board.rows["cell_place"].to_numpy(), self.inputs.units(self.level)
        beyond = [np.bincount(units.place, people * one[cell], minlength=len(units.codes)) for one in drawn]
        return replace(shares, interval=inner_interval(np.array(beyond))) if beyond else shares

    def _share_without_open(self, criterion: ShareWithoutOpen) -> OfUnit:
        limit = self.rule.value(criterion.limit)
        reading = Reading(
            measure="nearest", mode=criterion.mode, limit_min=int(limit), kind=criterion.kind, hour=criterion.hour
        )
        answer = self.board.answer(reading)
        cell, units = self.board.rows["cell_place"].to_numpy(), self.inputs.units(self.level)
        people = self.board.rows["people"].to_numpy()
        least, most = answer.without_if_open[cell], answer.without_if_closed[cell]
        shares = figures.shares(units.place, people, least, most, units=len(units.codes))
        drawn = self.inputs.drawn_without(self.board, reading, self.draws) if self.draws else ()
        shares = self._with_interval(shares, people, drawn)
        return lambda place: shares.measured(place, Amount("limit_min", limit, "min"), missing=("opening_hours",))

    def _centers_missing(self, criterion: CentersMissing) -> OfUnit:
        serving = self.inputs.serving
        counts = serving[serving["kind"] == criterion.kind].groupby("municipality_code")["center_id"].nunique()
        units = self.inputs.units(self.level)
        per_people, more_from = self.rule.value(criterion.per_people), self.rule.value(criterion.more_from)

        def of_unit(place: int) -> Measured:
            return figures.centers_missing(
                float(self.people[place]),
                int(counts.get(units.codes[place], 0)),
                per_people=per_people,
                more_from=more_from,
            )

        return of_unit

    def _people_per(self, criterion: PeoplePer) -> OfUnit:
        given, counts = self.known.get(criterion.count), self._counts(criterion.count)

        def of_unit(place: int) -> Measured:
            counted = None if counts is None else float(counts[place])
            count = counted if given is None else given
            return figures.people_per(float(self.people[place]), count, name=criterion.count)

        return of_unit

    def _counts(self, name: str) -> Floats | None:
        """Count professionals of each unit as far as the data has them; None where it does not."""
        if name != PSYCHIATRISTS or self.board.centers[name].isna().all():
            return None
        units, centers = self.inputs.units(self.level), self.board.centers
        counted = centers[name].fillna(0.0).groupby(centers["region_code"].str[:5]).sum()
        if self.level == "municipality":
            counted = counted.groupby([self.inputs.municipality_of(str(code)) for code in counted.index]).sum()
        return counted.reindex(units.codes).fillna(0.0).to_numpy(dtype=np.float64)

    def _age_ratio(self, criterion: AgeRatio, place: int) -> Measured:
        code = self.inputs.units(self.level).codes[place]
        return figures.age_ratio(
            self.inputs.bands(self.level, code),
            age_from=criterion.age_from,
            age_below=criterion.age_below,
            base_from=criterion.base_from,
            base_below=criterion.base_below,
        )


def _units(board: AccessBoard, level: UnitLevel) -> JudgedUnits:
    names = board.region_names
    sigungu = names[names["level"] == "sigungu"].set_index("region_code")
    codes, place = board.region_index("sigungu")
    known = sigungu.reindex(codes)
    full = [str(name) for name in known["full_name"]]
    parents = [str(code) for code in known["municipality_code"]]
    if level == "sigungu":
        return JudgedUnits(tuple(str(code) for code in codes), tuple(full), tuple(parents), place)
    municipalities = sorted(set(parents))
    of_sigungu = np.array([municipalities.index(parent) for parent in parents])
    named = pd.Series(full, index=parents).groupby(level=0).agg(list)
    titles = [_city(named[code]) for code in municipalities]
    return JudgedUnits(tuple(municipalities), tuple(titles), tuple(municipalities), of_sigungu[place])


def _city(names: list[str]) -> str:
    """Name a municipality after what the full names of its sigungu share: 경기도 수원시 장안구 ... -> 경기도 수원시."""
    if len(names) == 1:
        return names[0]
    words = zip(*(name.split() for name in names), strict=False)
    return " ".join(own[0] for own in words if len(set(own)) == 1)
