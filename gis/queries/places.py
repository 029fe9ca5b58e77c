"""Where is it? Stations, regions, postcodes, road addresses and centers by what a person types."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, text

from gis.errors import InputError
from gis.queries.inputs import check_limit, check_text
from gis.vocabulary import SIDO_NAMES

Category = Literal["station", "region", "postcode", "address", "center"]

MATCHES = ("exact", "name", "prefix", "part", "similar")
"""How a name may agree, best first: as typed; without its ending (강남 for 강남구) or as it was called before; its
beginning; a part; letters in common (only when nothing else agrees)."""

MIN_SIMILARITY = 0.33
"""Least share of trigrams in common for a similar name (pg_trgm). The trigrams are of letters, not of syllables
(Unicode NFD parts them): 강낭 and 강남 share no syllable pair, but most of their letters."""

ROAD_ADDRESS = re.compile(
    r"(?<!\S)(?P<road>[가-힣a-z0-9·.]*?(?:대로|로|길)(?:\s?\d+(?:번|[가-힣])?길)?)\s*(?P<number>\d+(?:-\d+)?)?(?=[\s,(]|$)"
)
"""A road name, with its number where there is one; `테헤란로 4길 11` is the road 테헤란로4길."""

_OFFICIAL_SIDO = {alias: code for code, names in SIDO_NAMES.items() for alias in names}


@dataclass(frozen=True)
class Place:
    """A candidate for what was typed.

    Attributes
    ----------
    name : str
        What it is called.
    category : {"station", "region", "postcode", "address", "center"}
        What it is.
    level : str
        What the position stands for: building, station, road, emd, sigungu or sido.
    lat, lon : float
        WGS84 degrees.
    region_code : str or None
        The unit itself, or the emd it lies in; MOIS code.
    region_name : str or None
        Full name of that unit.
    detail : str or None
        What tells it from others of the name: lines of a station, an address, a kind of center.
    match : {"exact", "name", "prefix", "part", "similar"}
        How the name agrees with what was typed; see :data:`MATCHES`.
    center_id : str or None
        For a center, its id.
    """

    name: str
    category: Category
    level: str
    lat: float
    lon: float
    region_code: str | None
    region_name: str | None
    detail: str | None
    match: str
    center_id: str | None = None


def find_places(conn: Connection, typed: str, *, limit: int = 10) -> list[Place]:
    """Find the places that a typed text may mean, the likeliest first.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    typed : str
        A station (강남, 강남역), a region in its present, old or short name (서울 강남구, 강원도 춘천시, 역삼동), a
        postcode (five digits), a road address (서울 강남구 테헤란로 152) or a center's name; 1 to 60 characters.
    limit : int
        Most candidates to give.

    Returns
    -------
    list of Place
        By how well the name agrees, then stations, regions, addresses and centers. Empty when nothing agrees.

    Raises
    ------
    InputError
        When the text is blank, too long, or holds wildcards or control characters.
    """
    plain = check_text(typed)
    if not plain:
        raise InputError("no place was given: type a station, a region, a postcode, an address or a center's name")
    check_limit(limit)
    if re.fullmatch(r"\d{5}", plain):
        return _postcode(conn, plain)
    finders: list[Callable[[Connection, str, int], list[Place]]] = [_stations, _regions, _addresses, _centers]
    if not plain.endswith("역"):
        finders[:2] = [_regions, _stations]
    found = [place for find in finders for place in find(conn, plain, limit)]
    if not found:
        found = _similar(conn, plain, limit)
    return sorted(found, key=lambda place: MATCHES.index(place.match))[:limit]


def _postcode(conn: Connection, postcode: str) -> list[Place]:
    rows = conn.execute(
        text(
            "SELECT p.postcode, r.full_name, r.label_lat, r.label_lon, r.region_code "
            "FROM serve.postcode p JOIN serve.region r USING (region_code) WHERE p.postcode = :postcode"
        ),
        {"postcode": postcode},
    )
    return [
        Place(
            row.postcode, "postcode", "emd", row.label_lat, row.label_lon, row.region_code, row.full_name, None, "exact"
        )
        for row in rows
    ]


_STATIONS = text("""
    WITH named AS (
        SELECT s.*, replace(regexp_replace(regexp_replace(lower(name), '\\(.*', ''), '역$', ''), ' ', '') AS plain,
               replace(lower(name), ' ', '') AS whole
        FROM serve.station s
    )
    SELECT n.name, n.lines, n.lat, n.lon, n.region_code, r.full_name,
           CASE WHEN n.plain = :name OR n.whole = :name THEN 'exact'
                WHEN n.plain LIKE :prefix THEN 'prefix' ELSE 'part' END AS match
    FROM named n LEFT JOIN serve.region r USING (region_code)
    WHERE n.whole LIKE :part OR n.plain = :name
    ORDER BY match, length(n.name), n.name, n.station_id LIMIT :limit
""")


def _stations(conn: Connection, plain: str, limit: int) -> list[Place]:
    joined = plain.replace(" ", "")
    name = joined.removesuffix("역") or joined
    values = {"name": name, "prefix": f"{name}%", "part": f"%{name}%", "limit": limit}
    return [
        Place(
            name=row.name if row.name.endswith("역") else f"{row.name}역",
            category="station",
            level="station",
            lat=row.lat,
            lon=row.lon,
            region_code=row.region_code,
            region_name=row.full_name,
            detail=" · ".join(row.lines),
            match=row.match,
        )
        for row in conn.execute(_STATIONS, values)
    ]


# A unit's own name, the name of its municipality (a city with gu is no unit of its own), and its earlier names, in the
# sido of their time (군위군 was in 경북 until 2023).
# stem: 역삼1동 without its number, as the legal dong is called; bare: 강남구 without its ending.
_REGIONS = text("""
    WITH unit AS (
        SELECT region_code, level, name, full_name, label_lat, label_lon, false AS old, left(region_code, 2) AS sido
        FROM serve.region
        UNION ALL
        SELECT municipality_code, level, municipality_name,
               min(split_part(full_name, ' ', 1)) || ' ' || municipality_name,
               avg(label_lat), avg(label_lon), false, left(municipality_code, 2)
        FROM serve.region WHERE level = 'sigungu' AND municipality_code <> region_code
        GROUP BY municipality_code, level, municipality_name
        UNION ALL
        SELECT r.region_code, r.level, c.old_name, r.full_name, r.label_lat, r.label_lon, true, c.sido
        FROM serve.region r JOIN (
            SELECT DISTINCT region_code, old_name,
                   CASE system WHEN 'mois' THEN left(old_code, 2) ELSE left(region_code, 2) END AS sido
            FROM serve.region_code
        ) c USING (region_code)
        WHERE c.old_name <> r.name OR c.sido <> left(r.region_code, 2)
    ), named AS (
        SELECT *, replace(name, ' ', '') AS own, replace(full_name, ' ', '') AS whole,
               regexp_replace(replace(name, ' ', ''), '제?[0-9.·,]+(가?동)$', '\\1') AS stem,
               regexp_replace(
                   replace(name, ' ', ''), '(특별자치시|특별자치도|특별시|광역시|시|도|군|구|읍|면|동)$', ''
               ) AS bare
        FROM unit WHERE :sido IN ('', sido, left(region_code, 2))
    ), ranked AS (
        SELECT *, CASE WHEN old AND own = :last THEN 'name'
                       WHEN own IN (:last, :joined) OR whole = :joined OR split_part(name, ' ', 2) = :last THEN 'exact'
                       WHEN stem = :last OR bare = :last THEN 'name'
                       WHEN own LIKE :last_prefix THEN 'prefix' ELSE 'part' END AS match
        FROM named
        WHERE (own LIKE :last_part OR stem = :last) AND (NOT old OR own = :last)
          AND (old OR whole LIKE :ordered OR whole LIKE :ordered_stem)
    )
    SELECT * FROM (
        SELECT DISTINCT ON (region_code) name, level, full_name, region_code, label_lat, label_lon, match, old
        FROM ranked ORDER BY region_code, array_position(:matches, match), old
    ) best
    ORDER BY array_position(:matches, match), array_position(ARRAY['sido', 'sigungu', 'emd'], level), full_name
    LIMIT :limit
""")


def _regions(conn: Connection, plain: str, limit: int) -> list[Place]:
    words = plain.split()
    sido = _OFFICIAL_SIDO.get(words[0])
    if sido and len(words) == 1:
        words = [SIDO_NAMES[sido][0]]
    elif sido:
        words = words[1:]
    last, joined = words[-1], "".join(words)
    # 역삼동 is the end of no unit's name, but the stem of 역삼1동 and 역삼2동: match what stands before it.
    before = "".join(f"%{word}" for word in words[:-1])
    values = {
        "sido": sido or "",
        "last": last,
        "joined": joined,
        "last_prefix": f"{last}%",
        "last_part": f"%{last}%",
        "ordered": f"{before}%{last}%",
        "ordered_stem": f"{before}%{re.sub(r'(가?동)$', '', last)}%",
        "matches": list(MATCHES),
        "limit": limit,
    }
    return [
        Place(
            name=row.full_name.rsplit(" ", 1)[-1] if row.old else row.name,
            category="region",
            level=row.level,
            lat=row.label_lat,
            lon=row.label_lon,
            region_code=row.region_code,
            region_name=row.full_name,
            detail=row.name if row.old and row.name not in row.full_name else None,
            match="exact" if sido and len(plain.split()) == 1 else row.match,
        )
        for row in conn.execute(_REGIONS, values)
    ]


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


def _addresses(conn: Connection, plain: str, limit: int) -> list[Place]:
    """Read a road address and look for the building, else for the nearest number on that road in each sigungu."""
    typed = ROAD_ADDRESS.search(plain)
    if typed is None or typed["number"] is None:
        return []
    road = typed["road"].replace(" ", "")
    before = plain[: typed.start()].split()
    sido = _OFFICIAL_SIDO.get(before[0]) if before else None
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
    """Give the building number that an address has on a road."""
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


_CENTERS = text("""
    SELECT center_id, name, kind, road_address, lat, lon, region_code, region_name, position_trust,
           CASE WHEN replace(lower(name), ' ', '') = :name THEN 'exact'
                WHEN replace(lower(name), ' ', '') LIKE :prefix THEN 'prefix' ELSE 'part' END AS match
    FROM serve.center
    WHERE search_text LIKE :part AND split_part(search_text, '|', 1) LIKE :part
    ORDER BY match, length(name), name, center_id LIMIT :limit
""")


def _centers(conn: Connection, plain: str, limit: int) -> list[Place]:
    name = plain.replace(" ", "")
    values = {"name": name, "prefix": f"{name}%", "part": f"%{name}%", "limit": limit}
    return [
        Place(
            name=row.name,
            category="center",
            level=row.position_trust,
            lat=row.lat,
            lon=row.lon,
            region_code=row.region_code,
            region_name=row.region_name,
            detail=" · ".join(part for part in (row.kind, row.road_address) if part),
            match=row.match,
            center_id=row.center_id,
        )
        for row in conn.execute(_CENTERS, values)
    ]


_SIMILAR = text("""
    WITH known AS (
        SELECT name, 'station' AS category, 'station' AS level, lat, lon, region_code, NULL AS region_name,
               array_to_string(lines, ' · ') AS detail, NULL AS center_id, :stem AS typed
        FROM serve.station
        UNION ALL
        SELECT name, 'region', level, label_lat, label_lon, region_code, full_name, NULL, NULL, :name FROM serve.region
        UNION ALL
        SELECT name, 'center', position_trust, lat, lon, region_code, region_name, kind, center_id, :name
        FROM serve.center
    ), scored AS (
        SELECT *, similarity(normalize(lower(name), NFD), normalize(typed, NFD)) AS score FROM known
    )
    SELECT CASE WHEN category = 'station' AND name NOT LIKE '%역' THEN name || '역' ELSE name END AS name,
           category, level, lat, lon, region_code, region_name, detail, center_id
    FROM scored WHERE score >= :least ORDER BY score DESC, category, name, region_code LIMIT :limit
""")


def _similar(conn: Connection, plain: str, limit: int) -> list[Place]:
    """Offer names with letters in common, for a slip of the finger."""
    values = {"name": plain, "stem": plain.removesuffix("역") or plain, "least": MIN_SIMILARITY, "limit": limit}
    return [Place(**row, match="similar") for row in conn.execute(_SIMILAR, values).mappings()]
