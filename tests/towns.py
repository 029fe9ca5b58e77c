"""A town of 5 x 5 blocks, 4 km apart, whose answers are worked by hand.

::

    row 4   .   .   .   .   E      나래군 바다면 (nobody lives there)
    row 3   B   .   .   .   .      나래군 들면
    row 2   .   .   .   .   .      가람시 2동
    row 1   .   .   .   .   .      가람시 1동
    row 0   AD  .   .   .   .      가람시 1동
    column  0   1   2   3   4

A and B are 기초정신건강복지센터 and both serve 가람시, though B stands in 나래군. D is the 광역 of 누리도, E a
종합병원.

People: 100 in each block of rows 0 and 1, 200 in each of row 2, 300 at (3, 0), 100 at (3, 4), nobody in row 4.

Kilometres to the nearest 기초 (one block is 4 km), columns 0 to 4:

- rows 0 and 3, where a center stands:   0   4       8       12       16
- rows 1, 2 and 4, one row from it:      4   5.6569  8.9443  12.6491  16.4924  (4 sqrt(1 + column^2))
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import pandas as pd
from pyproj import Geod
from sqlalchemy import Connection, text

BLOCK_KM = 4.0
ORIGIN = (36.0, 128.0)
"""Latitude and longitude of block (0, 0)."""

SIDO, CITY, COUNTY = "90", "90110", "90120"
EMD_1, EMD_2, FIELDS, SEA = "9011051000", "9011052000", "9012031000", "9012032000"
EMD_OF_ROW = (EMD_1, EMD_1, EMD_2, FIELDS, SEA)

REGIONS = {
    SIDO: ("sido", "누리도", "누리도", None),
    CITY: ("sigungu", "가람시", "누리도 가람시", SIDO),
    COUNTY: ("sigungu", "나래군", "누리도 나래군", SIDO),
    EMD_1: ("emd", "가람1동", "누리도 가람시 가람1동", CITY),
    EMD_2: ("emd", "가람2동", "누리도 가람시 가람2동", CITY),
    FIELDS: ("emd", "들면", "누리도 나래군 들면", COUNTY),
    SEA: ("emd", "바다면", "누리도 나래군 바다면", COUNTY),
}

PEOPLE = (
    (100, 100, 100, 100, 100),
    (100, 100, 100, 100, 100),
    (200, 200, 200, 200, 200),
    (300, 0, 0, 0, 100),
    (0, 0, 0, 0, 0),
)

REGISTER = {
    EMD_1: {("F", 0): 300, ("F", 65): 200, ("M", 20): 500},
    EMD_2: {("F", 65): 250, ("M", 20): 750},
    FIELDS: {("F", 65): 100, ("M", 20): 300},
}
"""People by emd, sex and first year of the age band; they sum to the blocks."""

BASIC, METROPOLITAN, HOSPITAL = "기초정신건강복지센터", "광역정신건강복지센터", "종합병원"

NEAR = (4.0, 4 * sqrt(2), 4 * sqrt(5), 4 * sqrt(10), 4 * sqrt(17))
"""Kilometres to the nearest 기초 in a row next to a center's, by column."""


@dataclass(frozen=True)
class TownCenter:
    """A center of the town."""

    center_id: str
    kind: str
    name: str
    block: tuple[int, int]
    serves: tuple[str, ...]
    services: tuple[str, ...]
    road_address: str
    trust: str = "building"


CENTERS = (
    TownCenter(
        "aaaaaaaaaa", BASIC, "가람시정신건강복지센터", (0, 0), (CITY,), ("상담", "자살예방"), "누리도 가람시 한길 1"
    ),
    TownCenter(
        "bbbbbbbbbb", BASIC, "가람시 북부정신건강복지센터", (3, 0), (CITY,), ("상담",), "누리도 나래군 들길 5", "emd"
    ),
    TownCenter(
        "dddddddddd", METROPOLITAN, "누리도정신건강복지센터", (0, 0), (SIDO,), ("교육",), "누리도 가람시 한길 1"
    ),
    TownCenter("eeeeeeeeee", HOSPITAL, "바다병원", (4, 4), (), (), "누리도 나래군 바다길 9"),
)

REACH = {
    # region: people, mean_km, p90_km, beyond 5, 10, 20 km, for 기초
    EMD_1: (1000, (40 + sum(NEAR)) / 10, 16.0, 0.7, 0.4, 0.0),
    EMD_2: (1000, sum(NEAR) / 5, NEAR[4], 0.8, 0.4, 0.0),
    FIELDS: (400, 4.0, 16.0, 0.25, 0.25, 0.0),
    CITY: (2000, ((40 + sum(NEAR)) / 10 + sum(NEAR) / 5) / 2, NEAR[4], 0.75, 0.4, 0.0),
    COUNTY: (400, 4.0, 16.0, 0.25, 0.25, 0.0),
    # 2,160 of 2,400 people are 90 %: all but the 300 at 16.49 km are 2,100, so it takes some of those.
    SIDO: (
        2400,
        (1000 * (40 + sum(NEAR)) / 10 + 1000 * sum(NEAR) / 5 + 1600) / 2400,
        NEAR[4],
        1600 / 2400,
        900 / 2400,
        0.0,
    ),
}
"""Distances to the nearest 기초 by region, worked from the table above."""

SUPPLY = {
    # region: 기초 standing there, 기초 by rule, people per 기초; 광역 by rule, people per 광역
    SIDO: (2, 2.0, 1200.0, 1.0, 2400.0),
    CITY: (1, 2.0, 1000.0, 2000 / 2400, 2400.0),
    COUNTY: (1, 0.0, None, 400 / 2400, 2400.0),
    EMD_1: (1, 1.0, 1000.0, 1000 / 2400, 2400.0),
    EMD_2: (0, 1.0, 1000.0, 1000 / 2400, 2400.0),
    FIELDS: (1, 0.0, None, 400 / 2400, 2400.0),
    SEA: (0, 0.0, None, 0.0, None),
}
"""B counts for 가람시, which it serves, not for 나래군, where it stands."""

_WGS84 = Geod(ellps="WGS84")


def point(row: float, column: float) -> tuple[float, float]:
    """Give latitude and longitude of a block: north along the meridian, then east, so rows are exact."""
    lon, lat, _ = _WGS84.fwd(ORIGIN[1], ORIGIN[0], 0, row * BLOCK_KM * 1000)
    lon, lat, _ = _WGS84.fwd(lon, lat, 90, column * BLOCK_KM * 1000)
    return lat, lon


def blocks() -> Iterator[tuple[int, int, int]]:
    """Give row, column and people of every block."""
    for row, people in enumerate(PEOPLE):
        for column, number in enumerate(people):
            yield row, column, number


def cells() -> pd.DataFrame:
    """Give the blocks as cells: ``region_code``, ``people``, ``lat``, ``lon``."""
    return pd.DataFrame(
        [(EMD_OF_ROW[row], float(people), *point(row, column)) for row, column, people in blocks()],
        columns=["region_code", "people", "lat", "lon"],
    )


def centers() -> pd.DataFrame:
    """Give the centers: ``center_id``, ``kind``, ``region_code``, ``lat``, ``lon``."""
    return pd.DataFrame(
        [(one.center_id, one.kind, EMD_OF_ROW[one.block[0]], *point(*one.block)) for one in CENTERS],
        columns=["center_id", "kind", "region_code", "lat", "lon"],
    )


def serves() -> pd.DataFrame:
    """Give whom the centers serve: ``center_id``, ``region_code``."""
    pairs = [(one.center_id, code) for one in CENTERS for code in one.serves]
    return pd.DataFrame(pairs, columns=["center_id", "region_code"])


MINUTES_A_BLOCK = 4.0
"""Along the streets of the town, which run along its rows and columns."""


def people_by_block() -> pd.Series:
    """Give the people of every block by its name, ``r0c0`` and so on."""
    return pd.Series({f"r{row}c{column}": float(number) for row, column, number in blocks()}, name="people")


def block_times() -> pd.DataFrame:
    """Give the minutes from every block to the 기초 A (at 0, 0) and B (at 3, 0): origin, destination, minutes."""
    return pd.DataFrame(
        [
            (f"r{row}c{column}", name, MINUTES_A_BLOCK * (abs(row - of_row) + abs(column - of_column)))
            for row, column, _ in blocks()
            for name, (of_row, of_column) in (("A", (0, 0)), ("B", (3, 0)))
        ],
        columns=["origin", "destination", "minutes"],
    )


def settle(conn: Connection) -> None:
    """Write the town into an empty database, as the owner or the etl; the caller commits or rolls back."""
    dataset = conn.execute(
        text("""
            INSERT INTO core.dataset (source, file_name, sha256, cleaner_version, title, publisher, licence,
                reference_from, reference_to, rows_read, rows_kept, rows_merged, rows_quarantined)
            VALUES ('town', 'town.csv', repeat('0', 64), 1, '다섯 블록 마을', '누리도', 'KOGL 1',
                '2024-06-01', '2024-06-30', 6, 4, 0, 2)
            RETURNING dataset_id
        """)
    ).scalar_one()
    _settle_regions(conn)
    conn.execute(
        text("INSERT INTO core.population VALUES (:code, :sex, :age, :people, '2024-06-30', :dataset)"),
        [
            {"code": code, "sex": sex, "age": age, "people": people, "dataset": dataset}
            for code, groups in REGISTER.items()
            for (sex, age), people in groups.items()
        ],
    )
    conn.execute(
        text("""
            INSERT INTO core.cell (h3, region_code, people, area_km2, method, center_point, geom)
            VALUES (:h3, :code, :people, 16, 'centre_inside', ST_SetSRID(ST_MakePoint(:lon, :lat), 4326),
                ST_Expand(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 0.015))
        """),
        [
            {"h3": 1 + row * 5 + column, "code": EMD_OF_ROW[row], "people": people, **_at(row, column)}
            for row, column, people in blocks()
        ],
    )
    _settle_centers(conn, dataset)
    _settle_places(conn)


def _settle_regions(conn: Connection) -> None:
    """Draw each emd as the band of its rows; the units above are the union of theirs."""
    for code, (level, name, full_name, parent) in REGIONS.items():
        rows = [row for row, emd in enumerate(EMD_OF_ROW) if emd.startswith(code)]
        south, north = point(min(rows) - 0.5, 0)[0], point(max(rows) + 0.5, 0)[0]
        west, east = point(0, -0.5)[1], point(0, 4.5)[1]
        conn.execute(
            text("""
                INSERT INTO core.region (region_code, level, name, full_name, parent_code, municipality_code,
                    municipality_name, geom, label_point, area_km2, valid_from)
                SELECT :code, :level, :name, :full_name, :parent, :municipality, :municipality_name,
                    ST_Multi(box), ST_Centroid(box), ST_Area(box::geography) / 1e6, '2024-06-01'
                FROM (SELECT ST_MakeEnvelope(:west, :south, :east, :north, 4326) AS box) drawn
            """),
            {
                "code": code, "level": level, "name": name, "full_name": full_name, "parent": parent,
                "municipality": None if level == "sido" else code[:5],
                "municipality_name": None if level == "sido" else REGIONS[code[:5]][1],
                "west": west, "south": south, "east": east, "north": north,
            },
        )  # fmt: skip
    conn.execute(
        text("INSERT INTO core.region_code VALUES ('90010', '가람군', 'mois', '1990-01-01', :code)"), {"code": CITY}
    )


def _settle_centers(conn: Connection, dataset: int) -> None:
    for one in CENTERS:
        conn.execute(
            text("""
                INSERT INTO core.center (center_id, kind, is_public, name, road_address, geom, h3_7, h3_8, h3_9, h3_10,
                    region_code, phone, services, usage_note_raw, position_source, position_method, position_trust,
                    position_radius_m, address_agreement, reference_date, care_level, is_open_to_public)
                VALUES (:id, :kind, :public, :name, :address, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 7, 8, 9, 10,
                    :code, '02-000-0000', :services, '비공개 메모', 'town', 'drawn', :trust,
                    50, 'emd', '2024-06-30', 'gives', true)
            """),
            {
                "id": one.center_id, "kind": one.kind, "public": one.kind != HOSPITAL, "name": one.name,
                "address": one.road_address, "code": EMD_OF_ROW[one.block[0]], "services": list(one.services),
                "trust": one.trust, **_at(*one.block),
            },
        )  # fmt: skip
        conn.execute(
            text("""
                INSERT INTO core.center_source (source, source_key, line, dataset_id, center_id, match_rule, kind, name,
                    name_rule, reference_date, raw)
                VALUES ('town', :id, :line, :dataset, :id, 'first', :kind, :name, 'as_published',
                    '2024-06-30', '{"비밀": "행"}')
            """),
            {
                "id": one.center_id,
                "line": CENTERS.index(one) + 2,
                "dataset": dataset,
                "kind": one.kind,
                "name": one.name,
            },
        )
        for code in one.serves:
            conn.execute(
                text("INSERT INTO core.center_serves VALUES (:id, :code)"), {"id": one.center_id, "code": code}
            )
    conn.execute(
        text("INSERT INTO core.center_staff VALUES ('aaaaaaaaaa', '간호사', 3), ('aaaaaaaaaa', '사회복지사', 0)")
    )
    for line, reason in ((6, "no_region"), (7, "no_region")):
        conn.execute(
            text("""
                INSERT INTO core.quarantine (dataset_id, file_name, line, column_name, value, reason)
                VALUES (:dataset, 'town.csv', :line, '주소', '어딘가', :reason)
            """),
            {"dataset": dataset, "line": line, "reason": reason},
        )


def _settle_places(conn: Connection) -> None:
    conn.execute(
        text("""
            INSERT INTO core.place (kind, name, english_name, line_names, region_code, position_trust, geom)
            VALUES ('station', '가람역', NULL, '1호선', :code, 'building', ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)),
                   ('station', '가람시청역', 'Garam City Hall', '1호선 · 2호선', :code, 'building',
                    ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
        """),
        {"code": EMD_1, **_at(1, 1)},
    )
    conn.execute(text("INSERT INTO core.postcode VALUES ('36001', :code)"), {"code": EMD_2})
    conn.execute(
        text("""
            INSERT INTO core.address_point (name, category, road_address, region_code, sigungu_code, road_name,
                building_number, geom)
            VALUES (:name, 'school', :address, :code, :sigungu, :road, :number,
                ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
        """),
        [
            {"name": "가람초등학교", "address": "누리도 가람시 중앙로 10", "code": EMD_1, "sigungu": CITY,
             "road": "중앙로", "number": "10", **_at(1, 2)},
            {"name": "가람중학교", "address": "누리도 가람시 중앙로 30-2", "code": EMD_2, "sigungu": CITY,
             "road": "중앙로", "number": "30-2", **_at(2, 2)},
            {"name": "들초등학교", "address": "누리도 나래군 중앙로 12", "code": FIELDS, "sigungu": COUNTY,
             "road": "중앙로", "number": "12", **_at(3, 2)},
        ],
    )  # fmt: skip


def _at(row: float, column: float) -> dict[str, float]:
    lat, lon = point(row, column)
    return {"lat": lat, "lon": lon}
