"""What a database holds, in a form that two states can be compared by."""

import hashlib

from sqlalchemy import Engine, text

CONTENT = {
    "region_sido": "SELECT region_code, name, ST_AsText(geom) FROM core.region WHERE level = 'sido'",
    "region_sigungu": "SELECT region_code, name, ST_AsText(geom) FROM core.region WHERE level = 'sigungu'",
    "region_emd": "SELECT region_code, name, ST_AsText(geom) FROM core.region WHERE level = 'emd'",
    "code_sigungu": "SELECT system, old_code, region_code FROM core.region_code WHERE length(region_code) = 5",
    "code_emd": "SELECT system, old_code, region_code FROM core.region_code WHERE length(region_code) = 10",
    "population": "SELECT region_code, sex, age_from, people FROM core.population",
    "households": "SELECT region_code, size, households FROM core.household",
    "suicide_rate": "SELECT region_code, level, value FROM core.indicator",
    "kontur": "SELECT h3, weight FROM core.cell_weight",
}
CELLS = "SELECT h3, region_code, round(people::numeric, 6), method FROM core.cell"


def digest(engine: Engine, query: str) -> str:
    """Fingerprint the rows of a query, whatever their order."""
    with engine.connect() as conn:
        rows = sorted(repr(tuple(row)) for row in conn.execute(text(query)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def loads(engine: Engine) -> dict[str, tuple[str, str]]:
    """Give each source's file in force (by SHA-256) beside the fingerprint of its rows."""
    with engine.connect() as conn:
        found = conn.execute(text("SELECT source, sha256 FROM core.dataset WHERE superseded_at IS NULL"))
        in_force = {str(source): str(sha256)[:12] for source, sha256 in found}
    return {source: (in_force.get(source, ""), digest(engine, query)) for source, query in CONTENT.items()}


def everything(engine: Engine) -> tuple[str, ...]:
    """Fingerprint every table, rows' numbers and times included: equal only when nothing was written."""
    tables = ("dataset", "quarantine", "repair", "build", "region", "region_code", "population", "household",
              "indicator", "cell_weight", "cell")  # fmt: skip
    # xmin is the transaction that wrote a row: a row rewritten with the same values gets another one.
    return tuple(digest(engine, f"SELECT xmin::text, t.* FROM core.{table} AS t") for table in tables)
