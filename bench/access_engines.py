"""Ways to compute floating catchments: each gives a function that answers once, what it keeps prepared before."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
from access import fca
from access.weights import step_fn
from sqlalchemy import Connection, text

from bench.access_cases import Case
from etl.load import driver_connection
from gis.analysis import catchment
from gis.analysis.catchment.matrix import CatchmentMatrix
from gis.analysis.decay import Zones

LIMIT_MIN = 30
ZONES = Zones(((10, 1.0), (20, 0.68), (30, 0.22)))

Answer = Callable[[], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Measure:
    """2SFCA or E2SFCA, in the forms that the engines read."""

    name: str
    decay: Zones | None
    sql: str

    @property
    def peer_weight(self) -> Callable[[float], float] | None:
        """The weight as PySAL's access reads it."""
        return None if self.decay is None else step_fn(dict(self.decay.zones))


TWO_STEP = Measure("2SFCA", None, "1.0")
ENHANCED = Measure(
    "E2SFCA",
    ZONES,
    "CASE WHEN minutes <= 10 THEN 1.0::float8 WHEN minutes <= 20 THEN 0.68::float8 ELSE 0.22::float8 END",
)

QUERY = """
SELECT cell.origin, coalesce(access, 0) AS value
FROM cell LEFT JOIN (
    SELECT origin, sum({weight} * level) AS access
    FROM pair JOIN (
        SELECT destination, capacity / sum({weight} * people) AS level
        FROM pair JOIN cell USING (origin) JOIN center USING (destination)
        WHERE minutes <= 30 GROUP BY destination, capacity
    ) levels USING (destination)
    WHERE minutes <= 30 GROUP BY origin
) shared USING (origin)
ORDER BY cell.origin
"""
"""No part is named twice: a WITH that is read twice would be written out first."""


def kept(case: Case, measure: Measure) -> Answer:
    """Answer from a matrix that is kept between readings."""
    matrix = CatchmentMatrix.from_pairs(*case.arrays(), cell_count=len(case.people), center_count=len(case.supply))
    people, supply = case.people.to_numpy(), case.supply.to_numpy()

    def answer() -> npt.NDArray[np.float64]:
        access = matrix.weigh(limit_min=LIMIT_MIN, decay=measure.decay).e2sfca(people, supply)
        return access.values  # noqa: PD011

    return answer


def raw(case: Case, measure: Measure) -> Answer:
    """Answer from the long table, checks and conservation included."""
    return lambda: catchment.e2sfca(
        case.people, case.supply, case.times, limit_min=LIMIT_MIN, decay=measure.decay
    ).to_numpy()


def plain_numpy(case: Case, measure: Measure) -> Answer:
    """Take the same sums in plain numpy."""
    origin, destination, minutes = case.arrays()
    people, supply = case.people.to_numpy(), case.supply.to_numpy()

    def answer() -> npt.NDArray[np.float64]:
        is_within = minutes <= LIMIT_MIN
        weight = is_within.astype(float) if measure.decay is None else measure.decay(minutes) * is_within
        demand = np.bincount(destination, weights=weight * people[origin], minlength=len(supply))
        level = np.divide(supply, demand, out=np.zeros_like(supply), where=demand > 0)
        return np.bincount(origin, weights=weight * level[destination], minlength=len(people))

    return answer


def in_duckdb(case: Case, measure: Measure) -> Answer:
    """Ask DuckDB in SQL, the tables its own."""
    connection = duckdb.connect()
    frames = {"pair": case.times, **_small_tables(case)}
    for name, frame in frames.items():
        connection.register("given", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")
    query = QUERY.format(weight=measure.sql)
    return lambda: connection.execute(query).fetchnumpy()["value"]


def peer(case: Case, measure: Measure) -> Answer:
    """Ask PySAL access, without the wrapping of its class."""
    people, supply = case.people.to_frame(), case.supply.to_frame()

    def answer() -> npt.NDArray[np.float64]:
        found = fca.two_stage_fca(
            people, supply, case.times, max_cost=LIMIT_MIN, weight_fn=measure.peer_weight,
            demand_index=True, demand_name="people", supply_index=True, supply_name="capacity",
            cost_origin="origin", cost_dest="destination", cost_name="minutes",
        )  # fmt: skip
        return found.reindex(case.people.index, fill_value=0.0).to_numpy()

    return answer


def fill_postgis(conn: Connection, case: Case) -> None:
    """Copy a case into tables of the database."""
    for name, key, value in (("cell", "origin", "people"), ("center", "destination", "capacity")):
        conn.execute(text(f"DROP TABLE IF EXISTS {name}"))
        conn.execute(text(f"CREATE UNLOGGED TABLE {name} ({key} int PRIMARY KEY, {value} float8)"))
        _copy(conn, f"COPY {name} FROM STDIN (FORMAT binary)", *_small_tables(case)[name].to_dict("series").values())
    conn.execute(text("DROP TABLE IF EXISTS pair"))
    conn.execute(text("CREATE UNLOGGED TABLE pair (origin int, destination int, minutes float8)"))
    _copy(conn, "COPY pair FROM STDIN (FORMAT binary)", *case.arrays())
    for name in ("cell", "center", "pair"):
        conn.execute(text(f"ANALYZE {name}"))


def in_postgis(conn: Connection, measure: Measure) -> Answer:
    """Ask the project's own database in SQL."""
    driver, query = driver_connection(conn), QUERY.format(weight=measure.sql)
    return lambda: np.array([access for _, access in driver.execute(query).fetchall()])


def _small_tables(case: Case) -> dict[str, pd.DataFrame]:
    return {
        "cell": case.people.rename_axis("origin").reset_index(),
        "center": case.supply.rename_axis("destination").reset_index(),
    }


def _copy(conn: Connection, statement: str, *columns: npt.ArrayLike) -> None:
    """Write columns in PostgreSQL's binary form: whole numbers as int, others as float8."""
    fields, arrays = [("count", ">i2")], [np.asarray(column) for column in columns]
    for number, column in enumerate(arrays):
        fields += [(f"size{number}", ">i4"), (f"value{number}", ">i4" if column.dtype.kind == "i" else ">f8")]
    with driver_connection(conn).cursor().copy(statement) as out:
        out.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for first in range(0, len(arrays[0]), 1_000_000):
            part = [column[first : first + 1_000_000] for column in arrays]
            rows = np.empty(len(part[0]), dtype=fields)
            rows["count"] = len(arrays)
            for number, column in enumerate(part):
                rows[f"value{number}"] = column
                rows[f"size{number}"] = rows.dtype[f"value{number}"].itemsize
            out.write(rows.tobytes())
        out.write(b"\xff\xff")


ENGINES: dict[str, tuple[Callable[[Case, Measure], Answer], int]] = {
    "ours, matrix kept": (kept, 7),
    "ours, raw table": (raw, 5),
    "numpy": (plain_numpy, 3),
    "DuckDB": (in_duckdb, 3),
    "PySAL access": (peer, 1),
}
"""Engine -> what prepares it, how often it answers (the best counts)."""
