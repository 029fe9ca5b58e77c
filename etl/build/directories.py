"""Rows of a directory of every institution, joined to the centers that the lists made: pure, by named rules.

A directory names each institution once, so it gives a center one row at most, and a row goes to one center at most.
Rules run from the surest to the weakest; each joins what the ones before left over, the likest names first:

============================ =======================================================================================
``phone_building_name``      telephone, building and name agree
``building_name``            building and name agree; of clinics the whole name, for a building may hold many
``phone_name``               telephone and name agree: it moved, or its address is written in another way
``near_name``                the same name within :data:`NEAR_M`
``phone_building_renamed``   telephone and building agree and the name does not: it is called otherwise now
``only_name``                the same name, which either side has once in the municipality: it moved, with a new number
``name_and_point``           name and point agree: the only rule of a list that another compiler has joined before
============================ =======================================================================================

A directory that is a second opinion gives hours only: it makes no center, and no rule without the name joins it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz

from etl.build.record_linkage import NEAR_M, SAME_NAME, ListRow, distance_m, likeness, read_rows

RENAMED = "phone_building_renamed"
"""Rule whose row bears the newer name."""

SAME_WHOLE_NAME = 90.0
"""Similarity (0 to 100) from which two whole names of clinics are one."""

SAME_POINT_M = 100.0
"""Two points nearer than this are one place to a second opinion."""

FAMILIES = frozenset({"clinic", "hospital", "health_office", "보건지소"})
"""Families of kinds that a directory speaks of; see :func:`etl.clean.kinds.family`."""

_OFFICE_LEVEL = re.compile(r"[시군구읍면동](?=보건)")


@dataclass(frozen=True)
class Pair:
    """What speaks for a directory's row and a center being one institution.

    Attributes
    ----------
    row, cluster : int
        The row's place in the frame, and the center's.
    same_phone, same_building, same_name : bool
        Whether the telephone, the building and the whole name agree with any row of the center.
    same_municipality : bool
        Whether the municipality does.
    alike, whole_alike : float
        Likeness of the names (0 to 100): :func:`etl.build.record_linkage.likeness`, and of the names as a whole.
    away_m : float
        Distance to the nearest of the center's points, metres.
    is_clinic, crosses : bool
        Whether the row is a clinic's, and whether one of the two is a clinic and the other a hospital.
    """

    row: int
    cluster: int
    same_phone: bool
    same_building: bool
    same_name: bool
    same_municipality: bool
    alike: float
    whole_alike: float
    away_m: float
    is_clinic: bool
    crosses: bool


_Rule = Callable[[Pair], bool]

_RULES: tuple[tuple[str, _Rule], ...] = (
    ("phone_building_name", lambda pair: pair.same_phone and pair.same_building and pair.alike >= SAME_NAME),
    ("building_name", lambda pair: pair.same_building and _is_named_alike(pair) and not pair.crosses),
    ("phone_name", lambda pair: pair.same_phone and pair.alike >= SAME_NAME),
    ("near_name", lambda pair: pair.same_name and pair.away_m <= NEAR_M and not pair.crosses),
    (RENAMED, lambda pair: pair.same_phone and pair.same_building),
    ("only_name", lambda pair: pair.same_name and pair.same_municipality and not pair.crosses),
)
_SURE = frozenset({"phone_building_name", "building_name", "phone_name", "near_name"})

SECOND_OPINIONS: Mapping[str, tuple[tuple[str, _Rule], ...]] = {
    "egen_institutions": tuple((name, rule) for name, rule in _RULES if name in _SURE),
    "seoul_nmc_hours": (("name_and_point", lambda pair: pair.same_name and pair.away_m <= SAME_POINT_M),),
}
"""Directories that give hours only -> the rules that join their rows."""


@dataclass(frozen=True)
class Joined:
    """What came of a directory.

    Attributes
    ----------
    cluster : pandas.Series
        The center of each row that joined one or makes one, by the row's place in the frame.
    match_rule : pandas.Series
        The rule; ``first`` for a row that makes a center.
    doubtful : frozenset of int
        Centers without a row to which a sure rule would have given one that another center took: they are listed
        twice in the register, and that the directory does not know them cannot be said.
    """

    cluster: pd.Series
    match_rule: pd.Series
    doubtful: frozenset[int]


def join(frame: pd.DataFrame, roles: Sequence[str], clusters: pd.Series, *, directory: str) -> Joined:
    """Join a directory's rows to the centers.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of core.center_source with ``lat`` and ``lon``, index 0..n-1: those of the centers and the directory's.
    roles : Sequence[str]
        Role of each row (:func:`etl.clean.names.role`).
    clusters : pandas.Series
        Center of each row that has one, by the row's place.
    directory : str
        Which rows to join.

    Returns
    -------
    Joined
        Rows that neither join a center nor make one are missing from it.
    """
    rows = read_rows(frame, roles)
    listed = [row for row in rows if row.source == directory and row.family in FAMILIES]
    placed = zip(clusters.index.to_numpy(), clusters.to_numpy(), strict=True)
    known = [(rows[index], int(cluster)) for index, cluster in placed if rows[index].family in FAMILIES]
    pairs = list(_pairs(listed, known))
    is_only = _only_names(listed, known)
    rules = SECOND_OPINIONS.get(directory, _RULES)
    joined: dict[int, tuple[int, str]] = {}
    taken: set[int] = set()
    for name, rule in rules:
        fitting = [pair for pair in pairs if rule(pair) and (name != "only_name" or is_only(pair))]
        for pair in sorted(fitting, key=_surest_first):
            if pair.row not in joined and pair.cluster not in taken:
                joined[pair.row] = (pair.cluster, name)
                taken.add(pair.cluster)
    sure = {pair.cluster for name, rule in rules if name in _SURE for pair in pairs if rule(pair)}
    if directory not in SECOND_OPINIONS:
        joined |= {row.index: (row.index, "first") for row in _new(listed, frame) if row.index not in joined}
    return Joined(
        pd.Series({row: cluster for row, (cluster, _) in joined.items()}, dtype="int64"),
        pd.Series({row: rule for row, (_, rule) in joined.items()}, dtype="object"),
        frozenset(sure - taken),
    )


# -- pieces ----------------------------------------------------------------------------------------


def _is_named_alike(pair: Pair) -> bool:
    if pair.is_clinic:
        return pair.same_name or pair.whole_alike >= SAME_WHOLE_NAME
    return pair.alike >= SAME_NAME


def _surest_first(pair: Pair) -> tuple[bool, bool, float, float, int, int]:
    return pair.crosses, not pair.same_name, -pair.whole_alike, pair.away_m, pair.row, pair.cluster


def _new(listed: Iterable[ListRow], frame: pd.DataFrame) -> Iterator[ListRow]:
    """Return the rows that make a center of their own: psychiatry is listed and a psychiatrist counted."""
    counted = pd.to_numeric(frame["psychiatrists"]).fillna(0) > 0
    makes = counted & frame["lists_psychiatry"].astype("boolean").fillna(value=False)
    return (row for row in listed if makes[row.index])


def _name(row: ListRow) -> str:
    """Reduce a name; of public health offices also the level that one list writes and another leaves out."""
    return _OFFICE_LEVEL.sub("", row.key) if row.family in ("health_office", "보건지소") else row.key


def _own_part(row: ListRow) -> str:
    """Leave out the specialty that all psychiatric clinics share."""
    return row.key.replace("정신과", "") if row.family == "clinic" else row.key


def _pairs(listed: Sequence[ListRow], known: Sequence[tuple[ListRow, int]]) -> Iterator[Pair]:
    """Weigh every row of the directory against each center that shares its telephone, building or name."""
    by_clue: dict[tuple[str, str], list[ListRow]] = defaultdict(list)
    for row in listed:
        for clue in _clues(row):
            by_clue[clue].append(row)
    met: dict[tuple[int, int], list[tuple[ListRow, ListRow]]] = defaultdict(list)
    for member, cluster in known:
        near = {row.index: row for clue in _clues(member) for row in by_clue.get(clue, ()) if _may_be(row, member)}
        for row in near.values():
            met[row.index, cluster].append((row, member))
    for (index, cluster), both in met.items():
        row = both[0][0]
        members = [member for _, member in both]
        yield Pair(
            row=index,
            cluster=cluster,
            same_phone=any(row.phone and row.phone == member.phone for member in members),
            same_building=any(row.address_key and row.address_key == member.address_key for member in members),
            same_name=any(_name(row) == _name(member) for member in members),
            same_municipality=any(row.group and row.group == member.group for member in members),
            alike=max(likeness(row, member) for member in members),
            whole_alike=max(fuzz.ratio(_own_part(row), _own_part(member)) for member in members),
            away_m=min(distance_m(row, member) for member in members),
            is_clinic=row.family == "clinic",
            crosses=all(row.family != member.family for member in members),
        )


def _clues(row: ListRow) -> Iterator[tuple[str, str]]:
    if row.phone:
        yield "phone", row.phone
    if row.address_key:
        yield "building", row.address_key
    yield "name", _name(row)


def _may_be(row: ListRow, other: ListRow) -> bool:
    return row.family == other.family or {row.family, other.family} == {"clinic", "hospital"}


def _only_names(own: Sequence[ListRow], known: Sequence[tuple[ListRow, int]]) -> Callable[[Pair], bool]:
    """Tell pairs whose name either side has once only in the municipality."""
    listed: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    centers: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    of_row = {}
    for row in own:
        of_row[row.index] = (row.family, row.group, _name(row))
        listed[of_row[row.index]].add(row.index)
    for member, cluster in known:
        centers[member.family, member.group, _name(member)].add(cluster)

    def is_only(pair: Pair) -> bool:
        key = of_row[pair.row]
        return len(listed[key]) == 1 and len(centers[key]) == 1

    return is_only
