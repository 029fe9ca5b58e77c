"""What if: centers opened, closed or changed on a board, and who gains and loses by it. The board stays as it is.

Whether somebody reaches an open center depends on the centers within reach of the cell alone. So only cells within
reach of a changed center are computed, and the answer equals that of a board made anew (:func:`applied`), which answers
every other reading and rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis import stories, vocabulary
from gis.access import AccessBoard
from gis.analysis import pairs as pair_table
from gis.analysis.pairs import KEY_OF_SECOND, LONGEST_S, Pairs
from gis.analysis.readings import Reading
from gis.analysis.tally import share_without, sums
from gis.analysis.verdicts import Change as Flip
from gis.analysis.verdicts import changes as verdict_changes
from gis.care.arrival import KEYS, WORDS, Arrivals, UnknownAs
from gis.care.hours import Hours
from gis.care.hours.model import open_intervals
from gis.care.hours.told import Days, lengthened, minutes_open, week_of
from gis.designations import inputs_of, take, verdicts
from gis.errors import InputError
from gis.queries.regions import Level, population_frame
from gis.rulebook import RuleBook
from gis.series import reach
from gis.settings import Settings
from gis.streets.files import NetworkFile
from gis.streets.network import StreetNetwork
from gis.streets.travel_matrix.assembly import read_matrix_inputs
from gis.streets.travel_matrix.search import PlaceTimes
from gis.terms import MODES, Mode

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]

Spot = tuple[float, float] | str
"""Where a new center stands: latitude and longitude in WGS84 degrees, or the id of a center in whose building it is."""

Times = Callable[[float, float, Mode], tuple[Ints, npt.NDArray[np.uint16]]]
"""Times of a place that is no center: :class:`gis.streets.travel_matrix.search.PlaceTimes`."""

MOST_CHANGES = 50

_SECONDS, _MARK = (1 << 15) - 1, 1 << 15
_BOUNDS: tuple[UnknownAs, ...] = get_args(UnknownAs)
_FARTHEST_DEGREES = 0.1

EFFECT = (
    "people_gained", "people_gained_least", "people_gained_most",
    "people_lost", "people_lost_least", "people_lost_most",
)  # fmt: skip
"""People who reach an open center only after, and only before: by the reading, and at least and at most, whatever the
hours that are not known may be."""

REGION_COLUMNS = (
    "region_code", "name", "full_name", "people", *EFFECT,
    "people_without_if_open", "people_without_if_closed", "after_without_if_open", "after_without_if_closed",
    "is_estimate_share",
)  # fmt: skip
"""Columns of :meth:`Effect.regions`; ``is_estimate_share`` (0..1) of those who may gain or lose hangs on estimates."""


@dataclass(frozen=True)
class OpenCenter:
    """A center that is opened, or days on which a team comes.

    Parameters
    ----------
    name : str
        What it is called in the answer.
    kind : str
        Kind of center (data/reference/kinds.csv).
    at : tuple of float, or str
        Where; see :data:`Spot`.
    hours : Hours
        When it is open.
    serves : tuple of str
        MOIS codes of the units that it serves; the sigungu where it stands when not given.
    psychiatrists, staff : float or None
        How many; None is not known.
    is_outreach : bool
        Whether it is an outreach day: nothing is built.
    """

    name: str
    kind: str
    at: Spot
    hours: Hours
    serves: tuple[str, ...] = ()
    psychiatrists: float | None = None
    staff: float | None = None
    is_outreach: bool = False


@dataclass(frozen=True)
class CloseCenter:
    """A center that is closed for good."""

    center_id: str


@dataclass(frozen=True, eq=False)
class ChangeCenter:
    """A center that goes on otherwise; what is None stays.

    Parameters
    ----------
    center_id : str
    kind : str, optional
    days : mapping, optional
        Days with other hours (:func:`gis.care.hours.told.read_days`).
    added : mapping, optional
        Hours that come to those of a day.
    psychiatrists, staff : float, optional
    """

    center_id: str
    kind: str | None = None
    days: Days | None = None
    added: Days | None = None
    psychiatrists: float | None = None
    staff: float | None = None


Change = OpenCenter | CloseCenter | ChangeCenter


@dataclass(frozen=True, eq=False)
class Moved:
    """A change laid beside the board.

    Attributes
    ----------
    place : int
        Place of the center on the board; -1 for a new one.
    row : dict or None
        Its columns afterwards; None when it is closed.
    hours : Hours
        Afterwards; before, of one that is closed.
    serves : tuple of str
        Whom it serves afterwards.
    at : tuple of float, or str
        Where a new one stands; empty for one of the board.
    """

    change: Change
    place: int
    row: dict[str, Any] | None
    hours: Hours
    serves: tuple[str, ...]
    at: Spot = ""


def laid(board: AccessBoard, changes: Sequence[Change]) -> list[Moved]:
    """Lay changes beside a board, and refuse those that cannot be.

    Raises
    ------
    InputError
        When a center, kind or place is unknown, a center is changed twice, hours cannot be joined, or there are none or
        more than :data:`MOST_CHANGES`; the message names the change.
    """
    if not 1 <= len(changes) <= MOST_CHANGES:
        raise InputError(f"{len(changes)} changes: give 1 to {MOST_CHANGES}")
    ids = board.centers["center_id"].astype(str).tolist()
    place_of = {center_id: place for place, center_id in enumerate(ids)}
    moved: list[Moved] = []
    for number, change in enumerate(changes, start=1):
        try:
            moved.append(_laid(board, place_of, change, number))
        except InputError as error:
            raise InputError(f"change {number}: {error}") from error
    standing = [one.place for one in moved if one.place >= 0]
    for place in standing:
        if standing.count(place) > 1:
            raise InputError(f"center {ids[place]} is changed twice: join both into one change")
    return moved


def _laid(board: AccessBoard, place_of: Mapping[str, int], change: Change, number: int) -> Moved:
    if isinstance(change, OpenCenter):
        vocabulary.check_kinds([change.kind])
        lat, lon, region_code = _spot(board, place_of, change.at)
        row = {
            "center_id": f"new-{number}", "name": change.name, "kind": change.kind, "region_code": region_code,
            "lat": lat, "lon": lon, "position_trust": "given", "position_radius_m": 0.0,
            "staff": _count("staff", change.staff), "psychiatrists": _count("psychiatrists", change.psychiatrists),
            "is_mental_health_care": True, "is_open_to_public": True,
        }  # fmt: skip
        serves = change.serves or (region_code[:5],)
        for code in serves:
            board.is_in(code)
        return Moved(change, -1, row, change.hours, serves, change.at)
    place = place_of.get(change.center_id)
    if place is None:
        raise InputError(
            f"center {change.center_id[:40]!r} is not in the register: look for it with `mindconnect search`"
        )
    own, serves = board.weeks[place], board.serves_of(change.center_id)
    if isinstance(change, CloseCenter):
        return Moved(change, place, None, own, serves)
    row = {str(key): value for key, value in board.centers.iloc[place].to_dict().items()}
    if change.kind is not None:
        vocabulary.check_kinds([change.kind])
        row["kind"] = change.kind
    for name in ("staff", "psychiatrists"):
        value = getattr(change, name)
        if value is not None:
            row[name] = _count(name, value)
    hours = own if change.days is None else week_of(change.days, own)
    hours = hours if change.added is None else lengthened(hours, change.added)
    return Moved(change, place, row, hours, serves)


def _spot(board: AccessBoard, place_of: Mapping[str, int], at: Spot) -> tuple[float, float, str]:
    if isinstance(at, str):
        if at not in place_of:
            raise InputError(f"at {at[:40]!r}: give latitude and longitude, or the id of a center of the register")
        row = board.centers.iloc[place_of[at]]
        return float(row["lat"]), float(row["lon"]), str(row["region_code"])
    lat, lon = at
    if not (np.isfinite(lat) and np.isfinite(lon)):
        raise InputError(f"at {lat}, {lon}: give latitude and longitude in degrees")
    off = np.hypot(board.cells["lat"] - lat, (board.cells["lon"] - lon) * np.cos(np.radians(lat)))
    nearest = int(np.argmin(off))
    if off[nearest] > _FARTHEST_DEGREES:
        raise InputError(f"at {lat:g}, {lon:g}: nobody lives within ten kilometres; is latitude given first?")
    return float(lat), float(lon), str(board.cells["region_code"].iloc[nearest])


def _count(name: str, value: float | None) -> float:
    if value is None:
        return float("nan")
    if not 0 <= value < 10_000:
        raise InputError(f"{name} {value:g}: give 0 or more")
    return float(value)


def applied(board: AccessBoard, changes: Sequence[Change], times: Times | None = None) -> AccessBoard:
    """Make the board as it would be, for all that a comparison of reach does not answer.

    Parameters
    ----------
    board : AccessBoard
    changes : sequence of Change
    times : callable, optional
        Needed where a center opens at coordinates.

    Raises
    ------
    InputError
        As :func:`laid`, or when a place has no times.
    """
    moved = laid(board, changes)
    ids = board.centers["center_id"].astype(str).to_numpy()
    gone = {one.place for one in moved if one.row is None}
    place = np.full(len(ids), -1, dtype=np.int64)
    stays = np.array([number not in gone for number in range(len(ids))], dtype=bool)
    place[stays] = np.arange(int(stays.sum()))
    centers, weeks = board.centers.drop(columns=["has_hours"]).copy(), list(board.weeks)
    rows = {name: centers[name].tolist() for name in centers.columns}
    new = [one for one in moved if one.place < 0]
    for one in moved:
        if one.place >= 0 and one.row is not None:
            weeks[one.place] = one.hours
            for name in rows:
                rows[name][one.place] = one.row[name]
    kept = pd.DataFrame(rows)[stays]
    added = pd.DataFrame([one.row for one in new], columns=kept.columns).astype(kept.dtypes.to_dict())
    serves = board.serves[~board.serves["center_id"].isin(ids[list(gone)])]
    serves_new = pd.DataFrame(
        [((one.row or {})["center_id"], code) for one in new for code in one.serves],
        columns=["center_id", "region_code"],
    )
    pairs: dict[Mode, Pairs] = {}
    for mode in MODES:
        columns = [_times_of(board, one, mode, times) for one in new]
        number = [np.full(len(cell), len(kept) + at, dtype=np.int64) for at, (cell, _) in enumerate(columns)]
        nothing = np.zeros(0, dtype=np.int64)
        pairs[mode] = board.pairs(mode).rearranged(
            place,
            (
                np.concatenate([nothing, *(cell for cell, _ in columns)]),
                np.concatenate([nothing, *number]),
                np.concatenate([nothing, *(value for _, value in columns)]),
            ),
        )
    return board.rearranged(
        kept if added.empty else pd.concat([kept, added], ignore_index=True),
        [week for week, stands in zip(weeks, stays, strict=True) if stands] + [one.hours for one in new],
        pd.concat([serves, serves_new], ignore_index=True),
        pairs,
    )


def _times_of(board: AccessBoard, moved: Moved, mode: Mode, times: Times | None) -> tuple[Ints, Ints]:
    """Give the cells within an hour of a changed center, and the values of their pairs."""
    if moved.place < 0 and not isinstance(moved.at, str):
        if times is None:
            raise InputError("a center at coordinates needs travel times of its place: give `times`")
        near, found = times(*moved.at, mode)
        return near.astype(np.int64), found.astype(np.int64)
    ids = board.centers["center_id"].astype(str).to_numpy()
    is_it = ids == moved.at if moved.place < 0 else np.arange(len(ids)) == moved.place
    cell, _, value = board.pairs(mode).of_centers(is_it)
    return cell, value


@dataclass(frozen=True, eq=False)
class Effect:
    """Who gains and who loses by a scenario.

    Attributes
    ----------
    board : AccessBoard
        As it is.
    reading : Reading
        What counts as reached; its measure is left aside.
    moved : tuple of Moved
    cells : pandas.DataFrame
        Cells within reach of a changed center: ``cell_place`` on the board, ``h3_index``, ``people``, the shares (0..1
        of the reading's hours) ``gained``, ``gained_least``, ``gained_most``, ``lost``, ``lost_least``, ``lost_most``,
        ``change_if_closed``, ``change_if_open`` (of the share without an open center), and ``is_estimate`` where a
        changed center is reached by an estimated time.
    """

    board: AccessBoard
    reading: Reading
    moved: tuple[Moved, ...]
    cells: pd.DataFrame

    def total(self, region_code: str | None = None) -> pd.Series:
        """Return the figures of one region, or of the nation: :data:`REGION_COLUMNS`.

        Raises
        ------
        InputError
            When no unit has the code.
        """
        whole = self.board.total(self.reading, region_code)
        place = np.where(self.board.is_in(region_code), 0, 1)
        return self._joined(pd.DataFrame([whole]), place, 2).iloc[0]

    def regions(self, level: Level = "sigungu", parent_code: str | None = None) -> pd.DataFrame:
        """Return the units of a level in which somebody may gain or lose, the most people first.

        Raises
        ------
        InputError
            When level or parent is unknown.
        """
        codes, place = self.board.region_index(level)
        before = self.board.regions(self.reading, level, parent_code)
        at = np.searchsorted(codes, before["region_code"].to_numpy(dtype=str))
        table = self._joined(before, place, len(codes), at)
        most = table["people_gained_most"] + table["people_lost_most"]
        table = table.assign(_order=-(table["people_gained"] + table["people_lost"]))[most > 0]
        return table.sort_values(["_order", "region_code"], ignore_index=True).drop(columns="_order")

    def ages(self, shares: Mapping[str, Floats], region_code: str | None = None) -> pd.DataFrame:
        """Split the figures by age: an emd's people of an age gain and lose as the emd does.

        Parameters
        ----------
        shares : mapping of str to ndarray, shape (rows,)
            Group -> its share of the people of each row of the board (:func:`age_shares`).
        region_code : str, optional
            As in :meth:`total`.

        Returns
        -------
        pandas.DataFrame
            ``group`` and :data:`EFFECT`.
        """
        place = np.where(self.board.is_in(region_code), 0, 1)
        rows = [{"group": name, **self._sums(place, 2, share).iloc[0]} for name, share in shares.items()]
        return pd.DataFrame(rows, columns=["group", *EFFECT])

    def changes(self) -> pd.DataFrame:
        """Return the changes one by one: ``number``, ``what``, ``name``, ``kind``, ``region_code``, ``hours_a_week``.

        ``hours_a_week`` are those that come to the opening hours of an ordinary week; missing where hours that were not
        known are changed.
        """
        rows = []
        for number, one in enumerate(self.moved, start=1):
            row = self.board.centers.iloc[one.place] if one.row is None else one.row
            rows.append(
                (number, what_of(one.change), row["name"], row["kind"], row["region_code"], self._more_hours(one))
            )
        columns = ["number", "what", "name", "kind", "region_code", "hours_a_week"]
        return pd.DataFrame(rows, columns=columns)

    def _more_hours(self, moved: Moved) -> float:
        if isinstance(moved.change, OpenCenter):
            return minutes_open(moved.hours) / 60
        if isinstance(moved.change, CloseCenter):
            return -minutes_open(moved.hours) / 60
        before, after = self.board.weeks[moved.place].ordinary_week(), moved.hours.ordinary_week()
        days = {day for day in range(7) if before[day] != after[day]}
        if any(before[day].state == "unknown" for day in days):
            return float("nan")
        was, becomes = (
            sum(span.end_min - span.start_min for day in days for span in open_intervals(week[day]))
            for week in (before, after)
        )
        return (becomes - was) / 60

    def _sums(self, place: Ints, units: int, share: Floats | None = None) -> pd.DataFrame:
        """Sum the figures over units; ``share`` is the part of each row's people who count."""
        at = np.full(len(self.board.cells), -1)
        at[self.cells["cell_place"]] = np.arange(len(self.cells))
        row = at[self.board.rows["cell_place"].to_numpy()]
        near = row >= 0
        people = self.board.rows["people"].to_numpy()[near] * (1.0 if share is None else share[near])
        row, unit = row[near], place[near]
        table = pd.DataFrame(
            {f"people_{name}": sums(unit, people * self.cells[name].to_numpy()[row], units) for name in _SHARES}
        )
        touched = (self.cells["gained_most"] + self.cells["lost_most"]).to_numpy()
        guessed = sums(unit, people * (touched * self.cells["is_estimate"])[row], units)
        whole = sums(unit, people * touched[row], units)
        return table.assign(is_estimate_share=np.divide(guessed, whole, out=np.full(units, np.nan), where=whole > 0))

    def _joined(self, before: pd.DataFrame, place: Ints, units: int, at: Ints | None = None) -> pd.DataFrame:
        """Put what comes beside what is; ``at`` is the unit of each row of ``before``."""
        found = self._sums(place, units).iloc[np.zeros(1, dtype=np.int64) if at is None else at].reset_index(drop=True)
        table = before.reset_index(drop=True)[
            [name for name in REGION_COLUMNS if name in before.columns and name not in found.columns]
        ]
        table = table.assign(
            **{
                f"after_without_{end}": (table[f"people_without_{end}"] + found[f"people_change_{end}"]).clip(lower=0.0)
                for end in ("if_open", "if_closed")
            }
        )
        return pd.concat([table, found], axis=1)[list(REGION_COLUMNS)]


_SHARES = (
    "gained", "gained_least", "gained_most", "lost", "lost_least", "lost_most", "change_if_closed", "change_if_open",
)  # fmt: skip


def what_of(change: Change) -> str:
    """Name what a change is: ``open``, ``outreach``, ``close`` or ``change``."""
    if isinstance(change, OpenCenter):
        return "outreach" if change.is_outreach else "open"
    return "close" if isinstance(change, CloseCenter) else "change"


def compare(board: AccessBoard, changes: Sequence[Change], reading: Reading, times: Times | None = None) -> Effect:
    """Find who gains and who loses by changes, computing only cells within reach of a changed center.

    Hours that are not known stay so before and after. ``least`` and ``most`` hold whatever they are: somebody surely
    gains who surely reaches none today and surely one afterwards. Of a center that keeps its unknown hours neither is
    counted twice.

    Parameters
    ----------
    board : AccessBoard
    changes : sequence of Change
    reading : Reading
        Way, limit, kind, hours, margin and whom centers serve count; the measure does not.
    times : callable, optional
        Needed where a center opens at coordinates.

    Returns
    -------
    Effect

    Raises
    ------
    InputError
        As :func:`laid`, or when a place has no times or the reading names no kind.
    """
    reading = reach(reading)
    moved = laid(board, changes)
    of_kind = board.is_of_kind(reading.kind)
    before = [_tables(reading, board.arrivals(reading.margin_min), one.place) for one in moved]
    then = board.arrivals_of(
        [one.hours for one in moved],
        [str((one.row or {"kind": ""})["kind"]) for one in moved],
        reading.margin_min,
    )
    after = [_tables(reading, then, number) for number in range(len(moved))]
    found: list[_Reach] = []
    for one, tables_before, tables_after in zip(moved, before, after, strict=True):
        cell, value = _times_of(board, one, reading.mode, times)
        within = (value & _SECONDS) <= min(reading.limit_min * 60, LONGEST_S)
        cell, value = cell[within], value[within]
        was = one.place >= 0 and bool(of_kind[one.place])
        found.append(
            _Reach(
                cell,
                value > _SECONDS,
                KEY_OF_SECOND[value & _SECONDS],
                _counts(board, reading, cell, board.centers.iloc[one.place]) if was else np.zeros(len(cell), bool),
                _counts_after(board, reading, cell, one),
                tables_before,
                tables_after,
            )
        )
    touched = np.unique(np.concatenate([one.cell[one.before | one.after] for one in found]))
    changed = np.zeros(len(board.centers), dtype=bool)
    changed[[one.place for one in moved if one.place >= 0]] = True
    unchanged = _unchanged(board, reading, of_kind & ~changed, touched)
    return Effect(board, reading, tuple(moved), _shares(board, reading, touched, found, unchanged))


@dataclass(frozen=True, eq=False)
class _Reach:
    """The pairs of one changed center: which count before and after, and when it is open on arrival, by bound."""

    cell: Ints
    is_estimate: npt.NDArray[np.bool_]
    key: npt.NDArray[np.uint8]
    before: npt.NDArray[np.bool_]
    after: npt.NDArray[np.bool_]
    open_before: dict[UnknownAs, Bits]
    open_after: dict[UnknownAs, Bits]


def _tables(reading: Reading, tables: Arrivals, place: int) -> dict[UnknownAs, Bits]:
    """Take the week of one center out of the tables, shape (keys, words) by bound; of a new one nothing."""
    if reading.hours is None:
        return dict.fromkeys(_BOUNDS, _ALWAYS[0])
    if place < 0:
        return {bound: np.zeros((KEYS, WORDS), dtype=np.uint64) for bound in _BOUNDS}
    return {bound: tables.table(bound)[tables.schedule[place]] for bound in _BOUNDS}


_ALWAYS: Bits = np.full((1, KEYS, WORDS), np.iinfo(np.uint64).max, dtype=np.uint64)


def _counts(board: AccessBoard, reading: Reading, cell: Ints, row: Any) -> npt.NDArray[np.bool_]:
    """Tell for which cells a center of the board counts."""
    if reading.serves == "any":
        return np.ones(len(cell), dtype=bool)
    return board.may_use(str(row["kind"]), board.serves_of(str(row["center_id"])))[cell]


def _counts_after(board: AccessBoard, reading: Reading, cell: Ints, moved: Moved) -> npt.NDArray[np.bool_]:
    if moved.row is None:
        return np.zeros(len(cell), dtype=bool)
    columns = ("is_mental_health_care", "is_open_to_public")
    is_wanted = vocabulary.members(
        reading.kind, [moved.row["kind"]], **{name: [bool(moved.row[name])] for name in columns}
    )[0]
    if not is_wanted or reading.serves == "any":
        return np.full(len(cell), is_wanted)
    return board.may_use(str(moved.row["kind"]), moved.serves)[cell]


def _unchanged(
    board: AccessBoard, reading: Reading, is_wanted: npt.NDArray[np.bool_], cells: Ints
) -> dict[UnknownAs, Bits]:
    """Tell when cells reach an open center that does not change, by bound."""
    tables = board.arrivals(reading.margin_min)
    nothing = np.zeros(len(is_wanted), dtype=np.int16)
    found: dict[UnknownAs, Bits] = {}
    for bound in _BOUNDS:
        if reading.hours is None and found:
            found[bound] = found[_BOUNDS[0]]
            continue
        found[bound] = pair_table.open_hours(
            board.pairs_of(reading),
            is_wanted=is_wanted,
            limit_s=reading.limit_min * 60,
            schedule=nothing if reading.hours is None else tables.schedule,
            bits=_ALWAYS if reading.hours is None else tables.table(bound),
            cells=cells,
        )
    return found


def _shares(
    board: AccessBoard, reading: Reading, touched: Ints, found: Sequence[_Reach], unchanged: dict[UnknownAs, Bits]
) -> pd.DataFrame:
    """Compare the hours of each touched cell before and after."""
    hours = reading.hours or (0,)
    shape = (len(touched), WORDS)
    was = {bound: np.zeros(shape, dtype=np.uint64) for bound in _BOUNDS}
    becomes = {bound: np.zeros(shape, dtype=np.uint64) for bound in _BOUNDS}
    may_be, may_become, stays_unknown = (np.zeros(shape, dtype=np.uint64) for _ in range(3))
    guessed = np.zeros(len(touched), dtype=bool)
    for one in found:
        counts = one.before | one.after
        row = np.searchsorted(touched, one.cell[counts])
        guessed[row] |= one.is_estimate[counts]
        old, new = (
            {bound: np.where(side[counts][:, None], table[bound][one.key[counts]], np.uint64(0)) for bound in _BOUNDS}
            for side, table in ((one.before, one.open_before), (one.after, one.open_after))
        )
        # What is not known of a center both before and after is one thing, not two.
        same = (old["open"] & ~old["closed"]) & (new["open"] & ~new["closed"])
        for into, bits in (
            *((was[bound], old[bound]) for bound in _BOUNDS),
            *((becomes[bound], new[bound]) for bound in _BOUNDS),
            (may_be, old["open"] & ~same),
            (may_become, new["open"] & ~same),
            (stays_unknown, same),
        ):
            into[row] |= bits  # a center has each cell once
    surely, maybe = unchanged["closed"], unchanged["open"] | stays_unknown
    usual = reading.unknown_hours
    old_hours, new_hours = (unchanged[usual] | side[usual] for side in (was, becomes))
    gains = {
        "gained": new_hours & ~old_hours,
        "gained_least": becomes["closed"] & ~may_be & ~maybe,
        "gained_most": may_become & ~was["closed"] & ~surely,
        "lost": old_hours & ~new_hours,
        "lost_least": was["closed"] & ~may_become & ~maybe,
        "lost_most": may_be & ~becomes["closed"] & ~surely,
    }
    changes = {
        f"change_if_{bound}": share_without(unchanged[bound] | becomes[bound], hours)
        - share_without(unchanged[bound] | was[bound], hours)
        for bound in ("closed", "open")
    }
    cells = board.cells.iloc[touched]
    return pd.DataFrame(
        {
            "cell_place": touched,
            "h3_index": cells["h3_index"].to_numpy(),
            "people": cells["people"].to_numpy(),
            **{name: 1.0 - share_without(bits, hours) for name, bits in gains.items()},
            **changes,
            "is_estimate": guessed,
        }
    )


def flips(
    conn: Connection,
    board: AccessBoard,
    changes: Sequence[Change],
    book: RuleBook,
    times: Times | None = None,
    *,
    region_code: str | None = None,
) -> list[Flip]:
    """List the units whose verdict by a rule differs afterwards; the whole board is made anew for it.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, of the board's state of the data.
    board, changes, times
        As for :func:`compare`.
    book : RuleBook
        The rules.
    region_code : str, optional
        As of :func:`gis.designations.verdicts`.

    Raises
    ------
    InputError
        As :func:`applied`, or when the region is unknown.
    """
    before = verdicts(board, conn, book, region_code=region_code)
    after = applied(board, changes, times)
    inputs = inputs_of(conn, board)
    take(after, inputs.with_serving(_serving(board, inputs.serving, laid(board, changes))))
    return verdict_changes(before, verdicts(after, conn, book, region_code=region_code))


def _serving(board: AccessBoard, serving: pd.DataFrame, moved: Sequence[Moved]) -> pd.DataFrame:
    """Say which municipalities each center serves afterwards."""
    ids = board.centers["center_id"].astype(str)
    gone = [ids.iloc[one.place] for one in moved if one.place >= 0 and one.row is None]
    kind = {str(one.row["center_id"]): one.row["kind"] for one in moved if one.row is not None}
    kept = serving[~serving["center_id"].isin(gone)]
    kept = kept.assign(kind=kept["center_id"].map(kind).fillna(kept["kind"]))
    units = board.region_names[board.region_names["level"] == "sigungu"]
    rows = [
        (str(one.row["center_id"]), one.row["kind"], code)
        for one in moved
        if one.place < 0 and one.row is not None
        for code in units.loc[
            units["region_code"].isin(one.serves) | units["parent_code"].isin(one.serves), "municipality_code"
        ].unique()
    ]
    return pd.concat([kept, pd.DataFrame(rows, columns=["center_id", "kind", "municipality_code"])], ignore_index=True)


def open_times(
    board: AccessBoard,
    settings: Settings,
    *,
    load: Callable[[NetworkFile], StreetNetwork] | None = None,
) -> PlaceTimes:
    """Make ready to find the travel times of places that are no center yet.

    Parameters
    ----------
    board : AccessBoard
    settings : Settings
        Where networks lie.
    load : callable, optional
        Gives a network that may be in memory already.

    Raises
    ------
    SourceError
        When a file of networks, land context or detours is missing or broken.
    """
    nothing = np.zeros(0)
    inputs = read_matrix_inputs(
        settings.var_dir, settings.data_dir, cells=board.cells["h3_index"].to_numpy(dtype=np.int64),
        center_id=nothing.astype(str), kind=nothing.astype(str), lat=nothing, lon=nothing,
    )  # fmt: skip
    return PlaceTimes(inputs, load=load)


def age_shares(conn: Connection, board: AccessBoard) -> dict[str, Floats]:
    """Return the share of each row's people who are of an age group (:func:`gis.stories.age_shares` of its emd)."""
    of_emd = stories.age_shares(population_frame(conn, level="emd"))
    of_row = of_emd.reindex(board.rows["region_code"]).fillna(0.0)
    return {name: of_row[name].to_numpy(dtype=np.float64) for name in stories.AGE_GROUPS}
