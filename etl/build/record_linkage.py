"""Which rows of which lists speak of one institution: pure clustering by named rules.

Rows are joined within a family of kinds only: 보건소, 정신건강복지센터, 치매안심센터 and 자살예방센터 of one building
stay apart. A list names an institution once, so a cluster takes one row of each list, except where a rule says that a
list repeats itself. Rules run from the surest to the weakest; each joins what the ones before left over.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from etl.clean.kinds import family
from etl.clean.names import match_key

COMMUNITY = frozenset(
    {
        "기초정신건강복지센터",
        "광역정신건강복지센터",
        "중독관리통합지원센터",
        "자살예방센터",
        "치매안심센터",
        "청소년상담복지센터",
        "health_office",
    }
)
"""Families of which a municipality (or sido) has one, or a few that its own names tell apart."""

ONE_A_BUILDING = frozenset({"치매안심센터", "청소년상담복지센터"})
"""Families of which no building holds two: a list that names two there speaks of one, as sido and sigungu wrote it."""

SAME_NAME = 80.0
"""Similarity (0 to 100, rapidfuzz ratio) from which two names in one building mean one institution."""

NEAR_M = 500.0
"""Two rows of one name nearer than this are one institution whose address was written in two ways."""

CLEARLY_NEARER = 0.5
"""A center without a name of its own goes to the nearest of several when the next is at least twice as far."""

OWNERS = frozenset({"국립", "공립"})
"""Sub-kinds that say who owns a hospital; the 2024 list repeats each such hospital under its size."""

NOT_RENAMED = frozenset({"요양병원", "한방병원"})
"""Hospitals that share a building with another one as a rule."""

_FLOOR = re.compile(r"(?:지하|B)?\s?(\d+)\s?(?:층|F)")


@dataclass(frozen=True)
class ListRow:
    """One row of a list, as the rules see it.

    Attributes
    ----------
    index : int
        Its place in the frame.
    source : str
        The list.
    kind, family : str
        Kind, and see :func:`etl.clean.kinds.family`.
    key : str
        Name for comparing, see :func:`etl.clean.names.match_key`.
    role : str
        What sets it apart in its municipality, see :func:`etl.clean.names.role`.
    is_named : bool
        False when the list gave the operator only, so that ``role`` says nothing.
    group : str
        Municipality (sido for metropolitan centers) it belongs to; empty when unknown.
    serves : frozenset of str
        Units it serves as far as it says.
    address_key : str
        Its building; empty when unknown.
    floor : str
        Floor, when said.
    operator, phone : str
        Name of the operator for comparing, and telephone number.
    sub_kind : str
        Finer kind.
    lat, lon : float
        NaN when it has no point.
    """

    index: int
    source: str
    kind: str
    family: str
    key: str
    role: str
    is_named: bool
    group: str
    serves: frozenset[str]
    address_key: str
    floor: str
    operator: str
    phone: str
    sub_kind: str
    lat: float
    lon: float


@dataclass
class _Clusters:
    """Disjoint sets of rows, at most one row of a list in each unless ``repeats`` allows it."""

    rows: Sequence[ListRow]
    parent: list[int] = field(default_factory=list)
    members: dict[int, list[int]] = field(default_factory=dict)
    rule: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parent = list(range(len(self.rows)))
        self.members = {index: [index] for index in range(len(self.rows))}

    def find(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def of(self, index: int) -> list[ListRow]:
        return [self.rows[member] for member in self.members[self.find(index)]]

    def may_join(self, first: int, other: int, *, repeats: bool = False) -> bool:
        left, right = self.find(first), self.find(other)
        if left == right:
            return False
        if repeats:
            return True
        sources = {self.rows[member].source for member in self.members[left]}
        return all(self.rows[member].source not in sources for member in self.members[right])

    def join(self, first: int, other: int, rule: str, *, repeats: bool = False) -> bool:
        if not self.may_join(first, other, repeats=repeats):
            return False
        keep, lose = sorted((self.find(first), self.find(other)))
        self.parent[lose] = keep
        self.members[keep] += self.members.pop(lose)
        self.rule.setdefault(lose, rule)
        return True


def match(frame: pd.DataFrame, roles: Sequence[str]) -> pd.DataFrame:
    """Cluster the rows of all lists.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of core.center_source with ``lat`` and ``lon``, index 0..n-1, the list to be believed first at the top.
    roles : Sequence[str]
        Role of each row (:func:`etl.clean.names.role`).

    Returns
    -------
    pandas.DataFrame
        Same index; ``cluster`` (index of its first row) and ``match_rule`` (``first`` for that row).
    """
    rows = read_rows(frame, roles)
    clusters = _Clusters(rows)
    by_building = _blocks(rows, lambda row: (row.family, row.address_key) if row.address_key else None)
    by_group = _blocks(rows, lambda row: (row.family, row.group) if row.group else None)
    _repeated_in_list(clusters, by_building)
    _repeated_in_list(clusters, by_group)
    _same_building(clusters, by_building)
    _same_name(clusters, by_group)
    _renamed(clusters, by_building)
    _one_left(clusters, by_group)
    _without_place(clusters, rows)
    clusters_of_rows = [clusters.find(row.index) for row in rows]
    rules = [
        "first" if cluster == row.index else clusters.rule[row.index]
        for row, cluster in zip(rows, clusters_of_rows, strict=True)
    ]
    return pd.DataFrame({"cluster": clusters_of_rows, "match_rule": rules}, index=frame.index)


# -- rules -----------------------------------------------------------------------------------------


def _repeated_in_list(clusters: _Clusters, blocks: Iterable[list[ListRow]]) -> None:
    """Join rows of a list that names one institution twice: by two offices, or once by owner and once by size."""
    for block in blocks:
        for row, other in combinations(block, 2):
            if row.source == other.source and _repeats(row, other, block):
                clusters.join(row.index, other.index, "repeated_in_list", repeats=True)


def _repeats(first: ListRow, other: ListRow, block: Sequence[ListRow]) -> bool:
    contained = len(min(first.key, other.key, key=len)) >= 4 and (first.key in other.key or other.key in first.key)
    if first.family == "hospital":
        if not OWNERS & {first.sub_kind, other.sub_kind} or first.sub_kind == other.sub_kind:
            return False
        alone = sum(row.source == first.source for row in block) == 2 and bool(first.address_key)
        return first.key == other.key or (first.address_key == other.address_key and (contained or alone))
    same_phone = bool(first.phone) and first.phone == other.phone
    if first.family in ONE_A_BUILDING and first.key == other.key and same_phone and distance_m(first, other) <= NEAR_M:
        return True
    if first.address_key != other.address_key:
        return False
    if first.family in ONE_A_BUILDING:
        return bool(first.address_key)
    if first.family == "건강증진센터":
        return first.sub_kind == other.sub_kind and (first.key == other.key or contained or same_phone)
    return first.family not in COMMUNITY and first.key == other.key


def _same_building(clusters: _Clusters, blocks: Sequence[list[ListRow]]) -> None:
    """Join rows of one building: surest with the same name, then where name, floor and kind leave no doubt."""
    for block in blocks:
        pairs = [(row, other) for row, other in combinations(block, 2) if row.source != other.source]
        for row, other in pairs:
            if row.key == other.key and row.is_named and other.is_named:
                clusters.join(row.index, other.index, "same_building_and_name")
        weighed = [(weight, row, other) for row, other in pairs if (weight := _building_weight(row, other))]
        for _, row, other in sorted(weighed, key=lambda item: (-item[0], item[1].index, item[2].index)):
            clusters.join(row.index, other.index, "same_building")


def _building_weight(row: ListRow, other: ListRow) -> float:
    """Weigh two rows of one building: 0 when they need not be one institution."""
    if row.family in COMMUNITY:
        if not _may_serve_alike(row, other):
            return 0.0
        same_floor = bool(row.floor) and row.floor == other.floor
        same_role = row.is_named and other.is_named and row.role == other.role
        return 1.0 + 4.0 * same_role + 2.0 * same_floor
    alike = likeness(row, other)
    if alike >= SAME_NAME:
        return 1.0 + alike / 100.0
    return 0.0


def _same_name(clusters: _Clusters, blocks: Iterable[list[ListRow]]) -> None:
    """Join rows of one name in one municipality: near each other, or the only one in either list (it moved)."""
    for block in blocks:
        by_name: dict[str, list[ListRow]] = defaultdict(list)
        for row in block:
            if row.is_named:
                by_name[row.role if row.family in COMMUNITY else row.key].append(row)
        for same in by_name.values():
            pairs = [
                (distance_m(row, other), row, other)
                for row, other in combinations(same, 2)
                if row.source != other.source and _may_serve_alike(row, other)
            ]
            for away_m, one, other in sorted(pairs, key=lambda item: (item[0], item[1].index, item[2].index)):
                if away_m <= NEAR_M:
                    clusters.join(one.index, other.index, "same_name_near")
                elif _is_only(clusters, one, same) and _is_only(clusters, other, same):
                    clusters.join(one.index, other.index, "same_name_moved")


def _is_only(clusters: _Clusters, row: ListRow, same: Sequence[ListRow]) -> bool:
    """Return whether a list has just one institution of this name in the municipality."""
    others = {
        clusters.find(other.index) for other in same if other.source == row.source and _may_serve_alike(row, other)
    }
    return len(others) == 1


def _renamed(clusters: _Clusters, blocks: Iterable[list[ListRow]]) -> None:
    """Join the one hospital that each of two lists has left in a building: a new name, seldom a new hospital."""
    for block in blocks:
        if block[0].family != "hospital":
            continue
        heads = sorted({clusters.find(row.index) for row in block if row.kind not in NOT_RENAMED})
        pairs = [(row, other) for row, other in combinations(heads, 2) if clusters.may_join(row, other)]
        if len(pairs) == 1:
            clusters.join(*pairs[0], "same_building_renamed")


def _one_left(clusters: _Clusters, blocks: Iterable[list[ListRow]]) -> None:
    """Join what is left in a municipality after all names: one on each side, or clearly the nearest."""
    for block in blocks:
        if block[0].family not in COMMUNITY:
            continue
        pairs = sorted(_left_over(clusters, block), key=lambda pair: (pair[0], pair[1], pair[2]))
        for away_m, row, other in pairs:
            if not clusters.may_join(row, other):
                continue
            rivals = [
                rival_m
                for rival_m, left, right in pairs
                if {left, right} & {row, other} and {left, right} != {row, other} and clusters.may_join(left, right)
            ]
            if not rivals:
                clusters.join(row, other, "only_one_left")
            elif away_m < CLEARLY_NEARER * min(rivals):
                clusters.join(row, other, "nearest_left")


def _left_over(clusters: _Clusters, block: Sequence[ListRow]) -> Iterator[tuple[float, int, int]]:
    heads = sorted({clusters.find(row.index) for row in block})
    for one, other in combinations(heads, 2):
        if not clusters.may_join(one, other):
            continue
        left, right = clusters.of(one), clusters.of(other)
        if all(_may_serve_alike(a, b) for a in left for b in right) and _roles_agree(left, right):
            yield min(distance_m(a, b) for a in left for b in right), one, other


def _roles_agree(left: Sequence[ListRow], right: Sequence[ListRow]) -> bool:
    """Two clusters may be one unless their own names tell them apart; 봉담분소 and 봉담클럽하우스 share their place."""
    ours = {row.role for row in left if row.is_named}
    theirs = {row.role for row in right if row.is_named}
    if not ours or not theirs or ours & theirs:
        return True
    return any(len(a) > 2 and len(b) > 2 and a[:2] == b[:2] for a in ours for b in theirs)


def _without_place(clusters: _Clusters, rows: Sequence[ListRow]) -> None:
    """Join rows whose address names no municipality: by a name, or an operator, that only one other center has."""
    for row in (row for row in rows if not row.group):
        others = [other for other in rows if other.family == row.family and other.group]
        same = {clusters.find(other.index) for other in others if row.is_named and other.key == row.key}
        rule = "same_name_nationwide"
        if not same and row.operator:
            same = {clusters.find(other.index) for other in others if other.operator == row.operator}
            same = {head for head in same if clusters.may_join(row.index, head)}
            rule = "same_operator"
        if len(same) == 1:
            clusters.join(row.index, same.pop(), rule)


# -- pieces ----------------------------------------------------------------------------------------


def read_rows(frame: pd.DataFrame, roles: Sequence[str]) -> list[ListRow]:
    """Read rows of core.center_source, with ``lat`` and ``lon``, as the rules see them."""
    records: list[dict[Any, Any]] = frame.astype(object).where(frame.notna(), "").to_dict("records")
    return [_row(index, record, role) for index, (record, role) in enumerate(zip(records, roles, strict=True))]


def _row(index: int, record: Mapping[Any, Any], role: str) -> ListRow:
    serves = [str(code) for code in record["serves"]]
    provincial = [code for code in serves if len(code) == 2]
    kind, sub_kind = str(record["kind"]), str(record["sub_kind"])
    return ListRow(
        index=index,
        source=str(record["source"]),
        kind=kind,
        family=family(kind),
        key=match_key(str(record["name"])),
        role="" if kind == "광역정신건강복지센터" or sub_kind == "광역" else role,
        is_named=record["name_rule"] != "from_kind",
        group=provincial[0] if provincial else str(record["municipality_code"]),
        serves=frozenset(serves),
        address_key=str(record["address_key"]),
        floor=_floor(str(record["address_detail"])),
        operator=match_key(str(record["operator_name"])) if record["operator_name"] else "",
        phone=str(record["phone"]),
        sub_kind=sub_kind,
        lat=math.nan if record["lat"] == "" else float(record["lat"]),
        lon=math.nan if record["lon"] == "" else float(record["lon"]),
    )


def _floor(detail: str) -> str:
    match = _FLOOR.search(detail or "")
    return match[1] if match else ""


def _blocks(rows: Sequence[ListRow], key: Callable[[ListRow], tuple[str, str] | None]) -> list[list[ListRow]]:
    blocks: dict[tuple[str, str], list[ListRow]] = defaultdict(list)
    for row in rows:
        keys = key(row)
        if keys is not None:
            blocks[keys].append(row)
    return [block for block in blocks.values() if len(block) > 1]


def _may_serve_alike(row: ListRow, other: ListRow) -> bool:
    return not row.serves or not other.serves or bool(row.serves & other.serves)


def likeness(row: ListRow, other: ListRow) -> float:
    """Compare two names, 0 to 100; of clinics without the specialty that all of them share."""
    least = 4
    keys = [row.key, other.key]
    if row.family == "clinic":
        least, keys = 3, [key.replace("정신과", "") for key in keys]
    shorter, longer = sorted(keys, key=len)
    if not shorter:
        return 0.0
    if len(shorter) >= least and shorter in longer:
        return 95.0
    return float(fuzz.ratio(shorter, longer))


def distance_m(row: ListRow, other: ListRow) -> float:
    """Equirectangular distance, metres; good to a thousandth within a municipality. Infinite without a point."""
    if math.isnan(row.lat) or math.isnan(other.lat):
        return math.inf
    middle = math.radians((row.lat + other.lat) / 2)
    dx = math.radians(row.lon - other.lon) * math.cos(middle)
    dy = math.radians(row.lat - other.lat)
    return 6_371_008.8 * math.hypot(dx, dy)
