"""Routes in the database, where the extension pgRouting is installed: one peer of bench/streets.py.

The arcs stand in a table with an index over the places of their beginnings. A question brings those within a box around
both ends into memory, as its users do, and searches them from both sides.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
from sqlalchemy import Engine, text

from bench import scratch
from etl.load import copy_frame
from gis.streets.network import StreetNetwork

MARGIN_DEG = 0.05
"""Width of the box around both ends: 5 km, so that no way is cut off."""

TABLE = """
CREATE TABLE public.arc (
    id bigint, source bigint, target bigint, cost float8, lon float8, lat float8,
    place geometry(Point) GENERATED ALWAYS AS (ST_MakePoint(lon, lat)) STORED
)
"""

ROUTE = """
SELECT max(agg_cost) FROM pgr_bdDijkstra(
    format('SELECT id, source, target, cost FROM public.arc
            WHERE place && ST_Expand(ST_MakeEnvelope(%s, %s, %s, %s), %s)',
           CAST(:west AS float8), CAST(:south AS float8), CAST(:east AS float8), CAST(:north AS float8),
           CAST(:margin AS float8)),
    CAST(:a AS bigint), CAST(:b AS bigint))
"""

Ask = Callable[[int, int], float]
"""Gives the milliseconds from one node to another."""


@contextmanager
def database() -> Iterator[Engine | None]:
    """Return a database with pgRouting, or None where it is not installed."""
    with scratch.database() as engine:
        with engine.connect() as conn:
            known = text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pgrouting'")
            is_there = bool(conn.scalar(known))
        if is_there:
            scratch.add_extension("pgrouting")
        yield engine if is_there else None


def load(engine: Engine, network: StreetNetwork) -> Ask:
    """Put a network's arcs for cars into the database, and give what answers a route there."""
    adjacency = network.adjacency("car")
    source = np.repeat(np.arange(network.node_count), np.diff(adjacency.start))
    lon, lat = network.node_lon_e6 / 1e6, network.node_lat_e6 / 1e6
    arcs = pd.DataFrame(
        {
            "id": np.arange(len(source)),
            "source": source,
            "target": adjacency.arcs[:, 0],
            "cost": adjacency.arcs[:, 1].astype(float),
            "lon": lon[source],
            "lat": lat[source],
        }
    )
    with engine.begin() as conn:
        conn.execute(text("DROP TABLE IF EXISTS public.arc"))
        conn.execute(text(TABLE))
        copy_frame(conn, "public.arc", arcs)
        conn.execute(text("CREATE INDEX ON public.arc USING gist (place)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE public.arc"))

    def ask(a: int, b: int) -> float:
        x, y = sorted((lon[a], lon[b])), sorted((lat[a], lat[b]))
        box = {"west": x[0], "south": y[0], "east": x[1], "north": y[1], "margin": MARGIN_DEG}
        with engine.connect() as conn:
            return float(conn.scalar(text(ROUTE), {**box, "a": a, "b": b}))

    return ask
