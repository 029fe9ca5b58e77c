"""Road addresses as they are typed: the building, else the nearest number known on the road."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, text

from gis.queries.place_model import Place
from gis.vocabulary import SIDO_NAMES

ROAD_ADDRESS = re.compile(
    r"(?<!\S)(?P<road>[가-힣a-z0-9·.]*?(?:대로|로|길)(?:\s?\d+(?:번|[가-힣])?길)?)\s*(?P<number>\d+(?:-\d+)?)?(?=[\s,(]|$)"
)
"""A road name, with its number where there is one; `테헤란로 4길 11` is the road 테헤란로4길."""

_SIDO_CODES = {alias: code for code, names in SIDO_NAMES.items() for alias in names}


_ADDRESSES = text("""
    WITH point AS (
        SELECT replace(lower(road_name), ' ', '') AS road, building_number AS number, road_address, region_code,
               lat, lon
        FROM serve.address_point WHERE road_name = ANY(:roads)
        UNION ALL
        SELECT :road, NULL, road_address, region_code, lat, lon FROM serve.center
        WHERE search_text LIKE :road_part AND position_trust = 'building'
    )
    SELECT p.number, p.road_address, p.region_code, p.lat, p.lon, r.full_name
    FROM point p JOIN serve.region r USING (region_code)
    WHERE p.road = :road AND replace(r.full_name, ' ', '') LIKE :where AND r.region_code LIKE :sido
    ORDER BY p.road_address, p.lat, p.lon
""")


def find_addresses(conn: Connection, plain: str, limit: int) -> list[Place]:
    """Read a road address and look for the building, else for the nearest number on that road in each sigungu."""
    typed = ROAD_ADDRESS.search(plain)
    if typed is None or typed["number"] is None:
        return []
    road = typed["road"].replace(" ", "")
    before = plain[: typed.start()].split()
    sido = _SIDO_CODES.get(before[0]) if before else None
    rows = conn.execute(
        _ADDRESSES,
        {
            "road": road,
            "roads": [road, typed["road"]],
            "road_part": f"%{road}%",
            "where": "%" + "".join(f"{word}%" for word in (before[1:] if sido else before)),
            "sido": f"{sido}%" if sido else "%",
        },
    )
    return _nearest_numbers(rows, road, typed["number"])[:limit]


def _nearest_numbers(rows: Iterable[Row[Any]], road: str, number: str) -> list[Place]:
    """Keep in each sigungu the address whose number on the road is nearest to the typed one."""
    nearest: dict[str, tuple[float, Place]] = {}
    for row in rows:
        known = row.number or _number_of(row.road_address, road)
        if known is None:
            continue
        gap = _gap(known, number)
        place = Place(
            name=row.road_address,
            category="address",
            level="building" if gap == 0 else "road",
            lat=row.lat,
            lon=row.lon,
            region_code=row.region_code,
            region_name=row.full_name,
            detail=None if gap == 0 else f"{road} {number}",
            match="exact" if gap == 0 else "part",
        )
        sigungu = row.region_code[:5]
        if sigungu not in nearest or gap < nearest[sigungu][0]:
            nearest[sigungu] = (gap, place)
    return [place for _, place in sorted(nearest.values(), key=lambda pair: pair[0])]


def _number_of(address: str | None, road: str) -> str | None:
    """Return the building number that an address has on a road."""
    for found in ROAD_ADDRESS.finditer((address or "").lower()):
        if found["road"].replace(" ", "") == road:
            return str(found["number"]) if found["number"] else None
    return None


def _gap(number: str, typed: str) -> float:
    """Measure how far two building numbers are apart: a sub number counts a hundredth of a main one."""
    main, _, sub = number.partition("-")
    typed_main, _, typed_sub = typed.partition("-")
    digits = re.sub(r"\D", "", main) or "0"
    return abs(int(digits) - int(typed_main)) + abs(int(sub or 0) - int(typed_sub or 0)) / 100
