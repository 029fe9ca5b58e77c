"""One center out of its rows: which list's value wins, field by field, and which id the center bears. Pure."""

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from etl.build.directories import RENAMED
from etl.clean.codes import RegionIndex
from etl.clean.kinds import FAMILIES, family
from gis import hexgrid
from gis.errors import SourceError
from gis.reference import reference_file
from gis.vocabulary import kinds as kind_vocabulary
from gis.vocabulary import services as service_vocabulary

POSITION_FIELDS = (
    "road_address", "lot_address", "address_detail", "lat", "lon", "position_source", "position_method",
    "position_trust", "position_radius_m", "address_agreement",
)  # fmt: skip
"""Address and point come from one row together."""

LATER_LISTS = frozenset({"dementia_centers", "youth_counselling_centers"})
"""Lists that joined the register after ids were first given."""

SIMPLE_FIELDS = (
    "phone", "homepage", "operator_name", "building_area_m2", "opens_raw", "closes_raw", "closed_days_raw",
    "usage_note_raw", "psychiatrists", "doctors", "lists_psychiatry",
    "has_er_at_night",
)  # fmt: skip
"""Fields whose first value in the order of precedence wins."""

OFFSHORE_M = 20_000.0
"""A point in no emd belongs to the nearest one within this distance."""

_TRUST_ORDER = {"building": 0, "road": 1, "emd": 2, "sigungu": 3}
_NAME_ORDER = {"as_published": 0, "municipality_added": 1, "from_kind": 2}


@dataclass(frozen=True)
class MergedRegister:
    """The tables of the register.

    Attributes
    ----------
    centers : pandas.DataFrame
        Columns of core.center, ``lat`` and ``lon`` in place of the geometry.
    serves : pandas.DataFrame
        ``center_id``, ``region_code``.
    staff : pandas.DataFrame
        ``center_id``, ``profession``, ``people``.
    rows : pandas.DataFrame
        ``source``, ``source_key``, ``center_id``, ``match_rule`` of every row that found its center.
    lost : pandas.DataFrame
        Rows that could neither be placed nor joined: ``source``, ``source_key``.
    """

    centers: pd.DataFrame
    serves: pd.DataFrame
    staff: pd.DataFrame
    rows: pd.DataFrame
    lost: pd.DataFrame


def read_precedence(path: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Read the order in which lists are believed, field by field."""
    table = pd.read_csv(path or reference_file("field_precedence.csv"), dtype="string")
    return {str(row.field): tuple(str(row.sources).split()) for row in table.itertuples()}


def new_center_id(source: str, source_key: str) -> str:
    """Make an id from the identity of the row that founds a center.

    Returns
    -------
    str
        The first ten base-32 characters of the SHA-256 of ``source|source_key``, lower case.
    """
    digest = hashlib.sha256(f"{source}|{source_key}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:10]


def center_ids(rows: pd.DataFrame) -> pd.Series:
    """Assign every cluster its id: the one most of its rows bore before, else a new one.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``source``, ``source_key``, ``cluster``, ``center_id`` (before; missing for new rows).

    Returns
    -------
    pandas.Series
        Cluster -> id. When a center was split, the part with more of its old rows keeps the id.

    Raises
    ------
    gis.errors.SourceError
        When two clusters would bear the same id.
    """
    borne = rows[rows["center_id"].notna()]
    claims = Counter(zip(borne["center_id"].astype(str), borne["cluster"].astype(int), strict=True))
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for (center_id, cluster), _ in sorted(claims.items(), key=lambda claim: (-claim[1], claim[0])):
        if cluster not in ids and center_id not in taken:
            ids[cluster] = center_id
            taken.add(center_id)
    # A list that came later never founds a center that an earlier one knows: ids would change with every new list.
    late = rows["source"].isin(LATER_LISTS)
    founders = rows.assign(late=late).sort_values(["late", "source", "source_key"]).drop_duplicates("cluster")
    for cluster, source, key in zip(founders["cluster"], founders["source"], founders["source_key"], strict=True):
        if cluster in ids:
            continue
        center_id = new_center_id(str(source), str(key))
        if center_id in taken:
            raise SourceError(f"two centers would bear the id {center_id}: one was split off the other's first row")
        ids[int(cluster)] = center_id
        taken.add(center_id)
    return pd.Series(ids, name="center_id")


def merge(
    rows: pd.DataFrame,
    *,
    precedence: Mapping[str, Sequence[str]],
    kind_services: Mapping[str, Sequence[str]],
    regions: RegionIndex,
) -> MergedRegister:
    """Make the register out of matched rows.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of core.center_source with ``lat``, ``lon``, ``cluster`` and ``match_rule``.
    precedence : Mapping
        From :func:`read_precedence`.
    kind_services : Mapping
        What each kind offers by law (:func:`etl.clean.services.read_kind_services`).
    regions : RegionIndex
        For the emd a point lies in.

    Returns
    -------
    MergedRegister
        A cluster without any point is lost, and only then.
    """
    placed = rows.groupby("cluster")["lat"].transform("count") > 0
    lost = rows.loc[~placed, ["source", "source_key"]]
    kept = rows[placed]
    ids = center_ids(kept)
    kept = kept.assign(center_id=kept["cluster"].map(ids))
    ranks = _Ranks(precedence)
    order = {service.code: place for place, service in enumerate(service_vocabulary())}
    public = {kind.code: kind.is_public for kind in kind_vocabulary()}
    members: dict[str, list[dict[Any, Any]]] = defaultdict(list)
    for row in kept.astype(object).where(kept.notna(), None).to_dict("records"):
        members[str(row["center_id"])].append(row)
    records = [
        _center(center_id, group, ranks, kind_services, order, public) for center_id, group in sorted(members.items())
    ]
    centers = pd.DataFrame.from_records(records)
    served = centers.pop("serves")
    people = centers.pop("staff")
    counts = {name: centers[name].astype("Int16") for name in ("psychiatrists", "doctors")}
    return MergedRegister(
        centers=_with_region(centers.assign(**counts), regions),
        serves=_long(centers["center_id"], served, "region_code"),
        staff=_staff(centers["center_id"], people),
        rows=kept[["source", "source_key", "center_id", "match_rule"]],
        lost=lost,
    )


# -- one center ------------------------------------------------------------------------------------


class _Ranks:
    """How far down the order of a field each list stands."""

    def __init__(self, precedence: Mapping[str, Sequence[str]]) -> None:
        self._places = {
            field: {source: place for place, source in enumerate(sources)} for field, sources in precedence.items()
        }

    def order(self, field: str, rows: Sequence[dict[Any, Any]]) -> list[dict[Any, Any]]:
        places = self._places[field]
        believed = [row for row in rows if row["source"] in places]
        return sorted(believed, key=lambda row: (places[str(row["source"])], -_day(row)))

    def first(self, field: str, rows: Sequence[dict[Any, Any]]) -> tuple[object, str | None]:
        for row in self.order(field, rows):
            if row[field] is not None:
                return row[field], str(row["source"])
        return None, None


def _center(
    center_id: str,
    rows: list[dict[Any, Any]],
    ranks: _Ranks,
    kind_services: Mapping[str, Sequence[str]],
    order: Mapping[str, int],
    public: Mapping[str, bool],
) -> dict[str, object]:
    record: dict[str, object] = {"center_id": center_id}
    sources: dict[str, str] = {}
    kind, sources["kind"] = _kind(rows, ranks)
    sub_kind, owner = _sub_kind(rows, ranks, kind)
    record |= {"kind": kind, "sub_kind": sub_kind, "is_public": public[kind] or owner}
    name = _name(rows, ranks)
    record["name"], sources["name"] = name["name"], str(name["source"])
    stated = ranks.order("position", rows)
    position = _position(stated)
    record |= {field: position[field] for field in POSITION_FIELDS}
    sources["position"] = str(position["source"])
    record["is_of_city_only"] = (
        position["position_source"] == "address"
        and position["position_trust"] == "sigungu"
        and position["sigungu_code"] is None
    )
    if record["lot_address"] is None:
        record["lot_address"] = next(
            (row["lot_address"] for row in rows if row["address_key"] and row["address_key"] == position["address_key"]
             and row["lot_address"]), None,
        )  # fmt: skip
    for field in SIMPLE_FIELDS:
        record[field], winner = ranks.first(field, rows)
        if winner is not None:
            sources[field] = winner
    said = {code for row in rows for code in _codes(row["services"])}
    by_law = set(kind_services.get(kind, ()))
    record["services"] = sorted(said | by_law, key=order.__getitem__)
    if record["services"]:
        sources["services"] = "+".join(
            sorted({str(row["source"]) for row in rows if _codes(row["services"])}) + ["kind"] * bool(by_law)
        )
    record["staff"] = next((row["staff"] for row in ranks.order("staff", rows) if row["staff"]), {})
    record["serves"] = _serves(rows)
    counted = [row["reference_date"] for row in rows if row["source"] == sources.get("psychiatrists")]
    record["psychiatrists_on"] = max(counted, default=None)
    record["reference_date"] = max(row["reference_date"] for row in stated)
    record["field_sources"] = sources
    return record


def _name(rows: list[dict[Any, Any]], ranks: _Ranks) -> dict[Any, Any]:
    """Choose the row that names the center: a newer name at the same telephone and building, else by precedence."""
    newer = [row for row in rows if row["match_rule"] == RENAMED]
    return min(newer or ranks.order("name", rows), key=lambda row: _NAME_ORDER[str(row["name_rule"])])


def _kind(rows: list[dict[Any, Any]], ranks: _Ranks) -> tuple[str, str]:
    """Decide the kind: the list believed first, but 보건의료원 and psychiatry never yield to a vaguer word.

    A clinic that became a hospital, or the other way round, is what the list believed first says.
    """
    believed = ranks.order("kind", rows)
    alike = family(str(believed[0]["kind"]))
    for telling in ("보건의료원", "정신건강의학과의원"):
        for row in believed:
            if row["kind"] == telling and family(telling) == alike:
                return telling, str(row["source"])
    size = [row for row in believed if not (FAMILIES.get(str(row["kind"])) == "hospital" and _is_owned(row))]
    first = (size or believed)[0]
    return str(first["kind"]), str(first["source"])


def _is_owned(row: Mapping[Any, Any]) -> bool:
    """Return whether a row says who owns a hospital (국립, 공립); it knows the size only from the name."""
    return row["sub_kind"] in ("국립", "공립")


def _sub_kind(rows: list[dict[Any, Any]], ranks: _Ranks, kind: str) -> tuple[str | None, bool]:
    owned = next((str(row["sub_kind"]) for row in rows if _is_owned(row)), None)
    if owned is not None:
        return owned, True
    same = [row for row in ranks.order("sub_kind", rows) if row["kind"] == kind and row["sub_kind"]]
    return (str(same[0]["sub_kind"]) if same else None), False


def _position(rows: list[dict[Any, Any]]) -> dict[Any, Any]:
    """Choose the newest row whose point stands at its building, else the newest of the best trusted ones."""
    placed = [row for row in rows if row["lat"] is not None]
    return min(
        placed,
        key=lambda row: (
            _TRUST_ORDER[str(row["position_trust"])],
            -_day(row),
            str(row["source"]),
            str(row["source_key"]),
        ),
    )


def _day(row: Mapping[Any, Any]) -> int:
    """Return the day of a row's reference date, larger for newer ones."""
    return pd.Timestamp(str(row["reference_date"])).toordinal()


def _serves(rows: list[dict[Any, Any]]) -> list[str]:
    """Choose the most telling statement of whom it serves: the smallest area, then the one most rows make."""
    said = Counter(tuple(_codes(row["serves"])) for row in rows if _codes(row["serves"]))
    if not said:
        return []
    return list(min(said.items(), key=lambda item: (len(item[0]), -item[1], item[0]))[0])


def _codes(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list | tuple | np.ndarray) else []


# -- tables ----------------------------------------------------------------------------------------


def _with_region(centers: pd.DataFrame, regions: RegionIndex) -> pd.DataFrame:
    lat, lon = centers["lat"].to_numpy(float), centers["lon"].to_numpy(float)
    inside = regions.locate(lat, lon)
    near, _ = regions.nearest_emd(lat, lon, max_m=OFFSHORE_M)
    cells = {f"h3_{res}": hexgrid.cells_of(lat, lon, res) for res in hexgrid.CENTER_RESOLUTIONS}
    found = [region or other for region, other in zip(inside, near, strict=True)]
    # Where only the sigungu is known, the emd under the point is nobody's word.
    is_vague = centers["position_trust"] == "sigungu"
    codes = [code[:5] if vague and code else code for code, vague in zip(found, is_vague, strict=True)]
    # Of an address that names a city of several gu and no more, the gu under the point is nobody's word either.
    codes = [
        code[:2] if is_alone and code and len(_gu_of_city(code, regions)) > 1 else code
        for code, is_alone in zip(codes, centers["is_of_city_only"], strict=True)
    ]
    return centers.drop(columns="is_of_city_only").assign(region_code=codes, **cells)


def _gu_of_city(code: str, regions: RegionIndex) -> tuple[str, ...]:
    municipality = regions.municipality(code)
    return regions.sigungu_of_municipality(municipality) if municipality else ()


def _long(center_ids: pd.Series, lists: pd.Series, name: str) -> pd.DataFrame:
    table = pd.DataFrame({"center_id": center_ids, name: lists}).explode(name, ignore_index=True)
    return table[table[name].notna()]


def _staff(center_ids: pd.Series, people: pd.Series) -> pd.DataFrame:
    records = [
        {"center_id": center_id, "profession": profession, "people": int(count)}
        for center_id, counts in zip(center_ids, people, strict=True)
        for profession, count in counts.items()
    ]
    return pd.DataFrame(records, columns=["center_id", "profession", "people"])
