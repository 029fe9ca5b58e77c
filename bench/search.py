"""The search function against the bare indexed SQL, at 300, 70,000 and 1,000,000 generated centers.

Run: ``python -m bench.search``. Centers are drawn where people live (data/snapshot/cell.parquet), and so are the
points searched from. Every search runs once as :func:`gis.queries.centers.centers_within`, once as a page shows it
(all found, everything read of the first 20), and once as bare SQL that gives ids and distances only, prepared, by the
driver alone; they take turns.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import psycopg
from sqlalchemy import Connection, Engine, text

from bench import scratch
from etl.load import copy_frame, driver_connection
from gis import hexgrid
from gis.queries.centers import Center, centers_of, centers_within, points_within
from gis.settings import ROOT

SIZES = (300, 70_000, 1_000_000)
SEARCHES = 300
WARM_UP = 20
RADIUS_M = 3_000.0
LIMIT = 100
SHOWN = 20
JITTER_DEG = 0.004
CHUNK = 50_000

BARE = """
SELECT center_id, ST_Distance(geom::geography, p.point)
FROM core.center, (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS point) p
WHERE ST_DWithin(geom::geography, p.point, %s)
ORDER BY geom::geography <-> p.point LIMIT %s
"""

ALL_COLUMNS = """
SELECT c.*, ST_Distance(geom::geography, p.point)
FROM serve.center c, (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS point) p
WHERE ST_DWithin(geom::geography, p.point, %s)
ORDER BY geom::geography <-> p.point LIMIT %s
"""
"""The same with everything a center has to say, which the search gives too."""

BY_DISTANCE = BARE.replace("geom::geography <-> p.point LIMIT", "ST_Distance(geom::geography, p.point) LIMIT")
"""The same without the index's order: what a plain ORDER BY distance costs."""

Points = npt.NDArray[np.float64]


def draw(rng: np.random.Generator, count: int) -> Points:
    """Draw points (lat, lon) where people live."""
    cells = pd.read_parquet(ROOT / "data" / "snapshot" / "cell.parquet", columns=["h3", "people"])
    chosen = rng.choice(cells["h3"].to_numpy(), size=count, p=(cells["people"] / cells["people"].sum()).to_numpy())
    unique, of_point = np.unique(chosen, return_inverse=True)
    drawn: Points = hexgrid.centers_of(unique)[of_point] + rng.normal(0, JITTER_DEG, (count, 2))
    return drawn


def settle(engine: Engine, points: Points) -> None:
    """Fill core.center with one center a point, in one region."""
    with engine.begin() as conn:
        conn.execute(text("TRUNCATE core.region CASCADE"))
        conn.execute(
            text("""
                INSERT INTO core.region (region_code, level, name, full_name, geom, label_point, area_km2, valid_from)
                SELECT code, level, '시험', '시험', ST_Multi(box), ST_Centroid(box), 1, '2024-06-01'
                FROM (VALUES ('90', 'sido'), ('90110', 'sigungu'), ('9011051000', 'emd')) AS unit (code, level),
                     (SELECT ST_MakeEnvelope(124, 33, 132, 39, 4326) AS box) drawn
            """)
        )
        for first in range(0, len(points), CHUNK):
            copy_frame(conn, "core.center", _centers(points, first))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE core.center"))


def _centers(points: Points, first: int) -> pd.DataFrame:
    numbers = range(first, min(first + CHUNK, len(points)))
    ids = ["z" + "".join(chr(97 + number // 26**place % 26) for place in range(9)) for number in numbers]
    return pd.DataFrame({"center_id": ids, "name": [f"센터 {number}" for number in numbers]}).assign(
        kind="의원",
        is_public=False,
        geom=_points_wkt(points[numbers.start : numbers.stop]),
        h3_7=0,
        h3_8=0,
        h3_9=0,
        h3_10=0,
        region_code="9011051000",
        position_source="bench",
        position_method="drawn",
        position_trust="building",
        position_radius_m=50.0,
        address_agreement="unknown",
        care_level="gives",
        care_rule="bench",
        is_open_to_public=True,
        public_rule="bench",
        reference_date="2024-06-30",
    )


def measure(conn: Connection, searches: Points) -> dict[str, list[float]]:
    """Time every search in turn by each way, milliseconds."""
    driver = driver_connection(conn)
    ways: dict[str, Callable[[float, float], object]] = {
        "search": lambda lat, lon: centers_within(conn, lat=lat, lon=lon, radius_m=RADIUS_M, limit=LIMIT),
        "page": lambda lat, lon: _page(conn, lat, lon),
        "bare": lambda lat, lon: _bare(driver, BARE, lat, lon),
        "all_columns": lambda lat, lon: _bare(driver, ALL_COLUMNS, lat, lon),
        "by_distance": lambda lat, lon: _bare(driver, BY_DISTANCE, lat, lon),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for number, (lat, lon) in enumerate(searches.tolist()):
        for way, run in ways.items():
            started = time.perf_counter()
            run(lat, lon)
            if number >= WARM_UP:
                taken[way].append((time.perf_counter() - started) * 1000)
    return taken


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[tuple[int, dict[str, list[float]], float]]:
    """Return for each size the times of each way and the mean number of centers found."""
    rng = np.random.default_rng(20240630)
    searches = draw(rng, SEARCHES + WARM_UP)
    with scratch.database() as engine:
        for size in sizes:
            settle(engine, draw(rng, size))
            with engine.connect() as conn:
                found = [
                    len(centers_within(conn, lat=lat, lon=lon, radius_m=RADIUS_M, limit=LIMIT))
                    for lat, lon in searches[:100].tolist()
                ]
                yield size, measure(conn, searches), statistics.mean(found)


def paired_ratio(taken: dict[str, list[float]], way: str) -> float:
    """Compare a way with the bare SQL search by search, so that neither place nor a busy moment weighs in."""
    return statistics.median(one / bare for one, bare in zip(taken[way], taken["bare"], strict=True))


def main() -> None:
    """Measure and print a Markdown table."""
    print(
        f"{SEARCHES} searches, {RADIUS_M / 1000:.0f} km, {LIMIT} rows at most; milliseconds, 10th / 50th / 99th "
        "percentile; ratios are the median of each search's own. "
        f"A page: all found, everything read of the first {SHOWN}. "
        "All columns: bare SQL with everything the search says of a center. Sorted: ORDER BY ST_Distance instead.\n"
    )
    ratios = "Search / bare | A page / bare | All columns / bare | Sorted / bare"
    print(f"| Centers | Found, mean | Search | Bare SQL | {ratios} |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for size, taken, found in rows():
        search, bare = (
            " / ".join(f"{np.percentile(taken[way], share):.2f}" for share in (10, 50, 99))
            for way in ("search", "bare")
        )
        ratios = " | ".join(
            f"{paired_ratio(taken, way):.1f}" for way in ("search", "page", "all_columns", "by_distance")
        )
        print(f"| {size:,} | {found:.0f} | {search} | {bare} | {ratios} |")
    print(f"\nMost memory the measuring process held, generating the centers included: {scratch.peak_mb():.0f} MB.")


def _page(conn: Connection, lat: float, lon: float) -> list[Center]:
    """Find the centers, and read what is known of those that a page shows first."""
    return centers_of(conn, points_within(conn, lat=lat, lon=lon, radius_m=RADIUS_M, limit=LIMIT)[:SHOWN])


def _bare(driver: psycopg.Connection[Any], statement: str, lat: float, lon: float) -> list[Any]:
    return driver.execute(statement, (lon, lat, RADIUS_M, LIMIT), prepare=True).fetchall()


def _points_wkt(points: Points) -> list[str]:
    return [f"SRID=4326;POINT({lon} {lat})" for lat, lon in points.tolist()]


if __name__ == "__main__":
    main()
