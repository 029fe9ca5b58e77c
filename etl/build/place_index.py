"""What a typed place may mean, and how each is spelt: core.place_target and core.place_spelling.

A unit's point is where its people live, not its middle, which in many a town is a mountain; labels on maps keep the
middle (``label_point``). Of a place that several sources name one target is made.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.build.people_points import people_points, planar_m
from etl.clean.codes import RegionIndex
from etl.clean.coordinates import distance_m
from etl.contract import Build
from etl.load import copy_frame
from etl.lookup import read_region_index
from gis.place_names import NameMatch, key_of, letters_of, place_spellings, unit_spellings
from gis.reference import reference_file
from gis.vocabulary import SIDO_NAMES

RANKS = {
    "sido": 0, "city": 1, "sigungu": 1, "station": 2, "emd": 3, "legal_dong": 4, "campus": 5, "center": 6, "sight": 7,
    "market": 8, "library": 9, "ri": 10, "village": 11,
}  # fmt: skip
"""Order among places of one name: a city before its station, a village last."""

MINOR = frozenset({"ri", "village"})
"""Kinds that are found by their whole name only: there are too many of them to guess at parts and typos."""

SAME_PLACE_M = 1_000.0
"""Places of one kind and name nearer than this are one place in the lists of several sources."""

TOGETHER_DEG = 0.01
"""Degrees of latitude beyond which nothing is within :data:`SAME_PLACE_M`; spares measuring."""

FAR_FROM_DONG_M = 5_000.0
"""A legal dong whose administrative namesakes live farther than this from its published point keeps that point."""

Spelt = dict[str, tuple[NameMatch, str | None]]
"""By spelling its match and, for a former name, the sido of its time."""

_TARGET = [
    "category", "kind", "level", "name", "region_code", "region_name", "detail", "center_id", "lat", "lon",
]  # fmt: skip


def build(conn: Connection) -> int:
    """Write core.place_target and core.place_spelling anew from units, cells, places and the register."""
    regions = read_region_index(conn)
    cells = _read_cells(conn)
    units = _units(conn, cells)
    places = _places(conn, regions, cells)
    centers = _centers(conn)
    full_names = dict(zip(units["region_code"], units["region_name"], strict=True))
    spelt = [*_spell_units(conn, units), *_spell_places(places, full_names), *_spell_centers(centers)]
    places["region_name"] = [
        _place_region_name(place["kind"], place["name"], place["region_code"], full_names)
        for place in places.to_dict("records")
    ]
    targets = pd.concat([frame[_TARGET].astype(object) for frame in (units, places, centers)], ignore_index=True)
    targets["rank"] = targets["kind"].map(RANKS)
    targets["target_id"] = np.arange(1, len(targets) + 1)
    geom = gpd.GeoSeries(gpd.points_from_xy(targets["lon"].astype(float), targets["lat"].astype(float)), targets.index)
    conn.execute(text("DELETE FROM core.place_target"))
    written = copy_frame(conn, "core.place_target", targets.drop(columns=["lat", "lon"]).assign(geom=geom))
    return written + copy_frame(conn, "core.place_spelling", _spelling_rows(targets, spelt))


def _spelling_rows(targets: pd.DataFrame, spelt: Sequence[Spelt]) -> pd.DataFrame:
    rows = [
        (target_id, spelling, None if kind in MINOR else letters_of(spelling), match, former)
        for target_id, kind, spellings in zip(targets["target_id"], targets["kind"], spelt, strict=True)
        for spelling, (match, former) in spellings.items()
    ]
    return pd.DataFrame(rows, columns=["target_id", "spelling", "letters", "match", "former_sido"], dtype=object)


# -- units -----------------------------------------------------------------------------------------


def _read_cells(conn: Connection) -> pd.DataFrame:
    return pd.read_sql_query(
        text("""
            SELECT c.region_code, r.municipality_code, c.people, ST_Y(c.center_point) AS lat,
                   ST_X(c.center_point) AS lon
            FROM core.cell c JOIN core.region r USING (region_code) ORDER BY c.h3, c.region_code
        """),
        conn,
    )


def _units(conn: Connection, cells: pd.DataFrame) -> pd.DataFrame:
    """Return every unit, and every city of several gu, with the point where its people live."""
    units = pd.read_sql_query(
        text("""
            SELECT region_code, level AS kind, level, name, full_name AS region_name,
                   ST_Y(label_point) AS label_lat, ST_X(label_point) AS label_lon
            FROM core.region
            UNION ALL
            SELECT municipality_code, 'city', 'sigungu', municipality_name,
                   min(split_part(full_name, ' ', 1)) || ' ' || municipality_name,
                   avg(ST_Y(label_point)), avg(ST_X(label_point))
            FROM core.region WHERE level = 'sigungu' AND municipality_code <> region_code
            GROUP BY municipality_code, municipality_name
            ORDER BY 1
        """),
        conn,
    )
    emd, city = cells["region_code"], cells["municipality_code"]
    codes = (emd, emd.str[:5], emd.str[:2], city.where(city != emd.str[:5]))
    points = people_points(pd.concat([cells.assign(code=code) for code in codes]).dropna(subset="code"))
    return units.assign(
        category="region",
        detail=None,
        center_id=None,
        lat=units["region_code"].map(points["lat"]).fillna(units["label_lat"]),  # nobody lives in the DMZ's emd
        lon=units["region_code"].map(points["lon"]).fillna(units["label_lon"]),
    )


def _spell_units(conn: Connection, units: pd.DataFrame) -> list[Spelt]:
    former, aliases = _former_names(conn), _hand_kept_aliases()
    spelt = []
    for unit in units.itertuples():
        code = str(unit.region_code)
        spellings = _spell_unit(code, str(unit.name), str(unit.level), former[code])
        spellings |= {key_of(alias): ("exact", None) for alias in aliases["unit", str(unit.region_name)]}
        spelt.append(spellings)
    return spelt


def _hand_kept_aliases() -> dict[tuple[str, str], list[str]]:
    """Return the names by which people call a place that its source calls otherwise, by kind and name."""
    table = pd.read_csv(reference_file("place_aliases.csv"), dtype=object, keep_default_na=False)
    aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in table.to_dict("records"):
        aliases[row["kind"], row["name"]] += [alias for alias in (row["alias"], row["english_alias"]) if alias]
    return aliases


def _spell_unit(code: str, name: str, level: str, former: set[tuple[str, str, bool]]) -> Spelt:
    spelt: Spelt = {}
    for form in (name, *(SIDO_NAMES.get(code, ()) if level == "sido" else ())):
        for spelling, match in unit_spellings(form, level=level).items():
            spelt.setdefault(spelling, (match, None))
    for old, sido, is_past in sorted(former):
        if level != "sido" and key_of(old) == key_of(name) and sido != code[:2]:
            spelt[key_of(name)] = ("exact", sido)  # 경북 군위군: the same name, in the sido of its time
        # A former name counts whole; a town's also without its ending (마산 of 마산시), or its namesake elsewhere, a
        # station or a village, would be taken for it.
        for spelling, match in unit_spellings(old, level="emd").items():
            if spelling not in spelt and (match == "exact" or (level == "sigungu" and is_past)):
                spelt[spelling] = ("name" if match == "exact" else "exact", sido)
    return spelt


def _former_names(conn: Connection) -> dict[str, set[tuple[str, str, bool]]]:
    """Return the names that units bore before or bear since, by code: name, sido of its time, whether it is past.

    A name of today that is no unit's of 2024-06 (화성시 동탄구) stands for a part only.
    """
    rows = conn.execute(
        text("""
            SELECT DISTINCT region_code, old_name,
                   CASE system WHEN 'mois' THEN left(old_code, 2) ELSE left(region_code, 2) END AS sido
            FROM core.region_code
        """)
    )
    former: dict[str, set[tuple[str, str, bool]]] = defaultdict(set)
    for row in rows:
        former[str(row.region_code)].add((str(row.old_name), str(row.sido), True))
    table = pd.read_csv(reference_file("unit_aliases.csv"), dtype=object, keep_default_na=False)
    for alias in table.to_dict("records"):
        for code in alias["region_codes"].split():
            former[code] |= {(alias["name"], sido, bool(alias["valid_to"])) for sido in alias["sido_codes"].split()}
    return former


# -- places ----------------------------------------------------------------------------------------


def _places(conn: Connection, regions: RegionIndex, cells: pd.DataFrame) -> pd.DataFrame:
    rows = pd.read_sql_query(
        text("""
            SELECT p.kind, p.name, p.english_name, p.aliases, p.line_names AS detail, p.region_code, p.position_trust,
                   ST_Y(p.geom) AS lat, ST_X(p.geom) AS lon
            FROM core.place p LEFT JOIN core.dataset d USING (dataset_id)
            ORDER BY p.kind, p.name, d.reference_to DESC, p.region_code, lat, lon
        """),
        conn,
    )
    places = _merge(rows.astype(object).where(rows.notna(), None))
    is_dong = places["kind"] == "legal_dong"
    places[["lat", "lon"]] = places[["lat", "lon"]].astype(float)
    places.loc[is_dong, ["lat", "lon"]] = _dong_points(places[is_dong], regions, cells)
    is_station, is_unit = places["kind"] == "station", places["kind"].isin(["legal_dong", "ri"])
    return places.assign(
        category=places["kind"].mask(is_unit, "region"),
        level=np.where(is_station, "station", places["position_trust"]),
        center_id=None,
    )


def _merge(rows: pd.DataFrame) -> pd.DataFrame:
    """Make one place of the rows of one kind and name that stand together; the newest source's point counts."""
    kept: list[dict[Hashable, Any]] = []
    by_name: dict[tuple[str, str], list[dict[Hashable, Any]]] = defaultdict(list)
    for row in rows.to_dict("records"):
        for other in by_name[row["kind"], row["name"]]:
            if _are_together(row, other):
                _add(other, row)
                break
        else:
            by_name[row["kind"], row["name"]].append(row)
            kept.append(row)
    return pd.DataFrame(kept, columns=rows.columns, dtype=object)


def _are_together(left: dict[Hashable, Any], other: dict[Hashable, Any]) -> bool:
    (lat_a, lon_a), (lat_b, lon_b) = ((row["lat"], row["lon"]) for row in (left, other))
    return abs(lat_a - lat_b) < TOGETHER_DEG and distance_m(lat_a, lon_a, lat_b, lon_b) <= SAME_PLACE_M


def _add(place: dict[Hashable, Any], row: dict[Hashable, Any]) -> None:
    """Add to a place what another source's row says of it: names, and lines that the newer one does not have."""
    place["aliases"] = sorted({*place["aliases"], *row["aliases"]})
    place["english_name"] = place["english_name"] or row["english_name"]
    place["detail"] = place["detail"] or row["detail"]


def _dong_points(dongs: pd.DataFrame, regions: RegionIndex, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the point where the people of a legal dong live, as far as emd are called after it; else its own point.

    역삼동 is 역삼1동 and 역삼2동; 봉천동 is what 봉천1동 to 봉천11동 were renamed to.
    """
    parts = [
        (number, code)
        for number, (name, emd) in enumerate(zip(dongs["name"], dongs["region_code"], strict=True))
        if emd is not None and (sigungu := regions.sigungu(emd))
        for code in regions.emd_candidates([sigungu], name)
    ]
    of_emd = pd.DataFrame(parts, columns=["code", "region_code"])
    points = people_points(cells.merge(of_emd, on="region_code")).reindex(range(len(dongs))).set_index(dongs.index)
    away_m = planar_m(points["lat"], points["lon"], dongs["lat"], dongs["lon"])
    return points.where(away_m <= FAR_FROM_DONG_M, dongs[["lat", "lon"]])


def _spell_places(places: pd.DataFrame, full_names: dict[str, str]) -> list[Spelt]:
    aliases = _hand_kept_aliases()
    return [
        {
            spelling: (match, None)
            for spelling, match in place_spellings(
                place["kind"],
                place["name"],
                english=place["english_name"],
                aliases=[*place["aliases"], *aliases[place["kind"], place["name"]]],
                within=_around(full_names.get(place["region_code"], "")),
            ).items()
        }
        for place in places.to_dict("records")
    ]


def _around(full_name: str) -> list[str]:
    """Return the names of the units around an emd, with and without their endings, the longest first."""
    names = {name for unit in full_name.split()[:-1] for name in (unit, unit[:-1]) if len(name) > 1}
    return sorted(names, key=len, reverse=True)


def _place_region_name(kind: str, name: str, emd: str | None, full_names: dict[str, str]) -> str | None:
    """Name where a place is: of a legal dong or ri its own full name, of all else that of its emd."""
    if emd is None or emd not in full_names:
        return None
    if kind == "legal_dong":
        return f"{full_names[emd].rsplit(' ', 1)[0]} {name}"
    return f"{full_names[emd]} {name}" if kind == "ri" else full_names[emd]


# -- centers ---------------------------------------------------------------------------------------


def _centers(conn: Connection) -> pd.DataFrame:
    return pd.read_sql_query(
        text("""
            SELECT 'center' AS category, 'center' AS kind, c.position_trust AS level, c.name, c.region_code,
                   r.full_name AS region_name, c.kind AS detail, c.center_id, ST_Y(c.geom) AS lat, ST_X(c.geom) AS lon
            FROM core.center c JOIN core.region r USING (region_code) ORDER BY c.center_id
        """),
        conn,
    )


def _spell_centers(centers: pd.DataFrame) -> list[Spelt]:
    return [
        {spelling: (match, None) for spelling, match in place_spellings("center", str(name)).items()}
        for name in centers["name"]
    ]


BUILD = Build(
    name="place_index",
    version=1,
    sources=(
        "region_sido",
        "region_sigungu",
        "region_emd",
        "code_sigungu",
        "code_emd",
        "stations",
        "stations_national",
        "legal_dongs",
        "universities",
        "markets",
        "libraries",
        "sights",
        "villages",
    ),
    run=build,
    builds=("cell", "register"),
)
