"""The town of tests/towns.py in a database of its own, at two reference dates.

On the first both 기초 stand, A at block (0, 0) and B at (3, 0). A month later B is gone. By car, a minute a kilometre,
within 4 minutes (one block):

- at first A is reached from (0, 0), (0, 1) and (1, 0), B from (3, 0) and (2, 0) (and (3, 1), where nobody lives):
  300 + 500 of 2,400 people, 500 of them in 가람시, 300 in 나래군;
- then A alone: 300 people, all in 가람시.

Nobody publishes hours, so nobody is known to be open in the evening.
"""

import datetime as dt
import json
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from etl.build import access_history
from gis.access import AccessBoard, open_board
from gis.analysis.readings import Reading
from gis.care.hours.codec import to_data
from gis.care.hours.told import read_days, week_of
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.settings import Settings
from tests import town_board, towns

FIRST, SECOND = dt.date(2024, 6, 30), dt.date(2024, 7, 31)

ANY = Reading(measure="nearest", limit_min=4, kind=towns.BASIC, serves="any")
EVENING = ANY.changed(hour="weekday_evening")

PEOPLE = {"00": 2400, towns.SIDO: 2400, towns.CITY: 2000, towns.COUNTY: 400}
WITHOUT = {
    FIRST: {"00": 1600, towns.SIDO: 1600, towns.CITY: 1500, towns.COUNTY: 100},
    SECOND: {"00": 2100, towns.SIDO: 2100, towns.CITY: 1700, towns.COUNTY: 400},
}
"""People without a 기초 within a block, worked by hand from the drawing above."""


def make(cluster: Settings, name: str) -> Engine:
    """Settle the town of the first date; gives the owner's engine."""
    local.create_database(local.read_place(cluster.var_dir), name)
    engine = create_engine(make_engine(cluster, "owner").url.set(database=name))
    migrate(engine)
    with engine.begin() as conn:
        towns.settle(conn)
        conn.execute(text("UPDATE core.dataset SET sha256 = repeat('7', 64)"))
    return engine


def as_role(cluster: Settings, engine: Engine, role: str) -> Engine:
    """Give another role's engine on the same database."""
    return create_engine(make_engine(cluster, role).url.set(database=engine.url.database))


def load_next_month(engine: Engine) -> None:
    """Bring the second date: B is gone."""
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM core.center_serves WHERE center_id = 'bbbbbbbbbb'"))
        conn.execute(text("DELETE FROM core.center_source WHERE center_id = 'bbbbbbbbbb'"))
        conn.execute(text("DELETE FROM core.center WHERE center_id = 'bbbbbbbbbb'"))
        conn.execute(text("UPDATE core.center SET reference_date = :date"), {"date": SECOND})
        conn.execute(text("UPDATE core.dataset SET sha256 = repeat('8', 64), reference_to = :date"), {"date": SECOND})


def count_and_publish_next_month(engine: Engine) -> None:
    """Bring what else the second date knows: 가람2동 grew from 1,000 to 1,250, and A publishes that it is open late.

    The count replaces the earlier one, as the file of the next month does.
    """
    with engine.begin() as conn:
        # Other data has another version: answers are kept under it, also for the tests after this one.
        conn.execute(text("UPDATE core.dataset SET sha256 = encode(sha256(sha256::bytea), 'hex')"))
        conn.execute(text("UPDATE core.population SET reference_date = :date"), {"date": SECOND})
        conn.execute(
            text("UPDATE core.population SET people = people + 250 WHERE region_code = :code AND sex = 'F'"),
            {"code": towns.EMD_2},
        )
        conn.execute(
            text("UPDATE core.cell SET people = people * 1.25 WHERE region_code = :code"), {"code": towns.EMD_2}
        )
        conn.execute(
            text("""
                INSERT INTO core.center_week (center_id, week, outcome, osm, source, reference_date)
                VALUES ('aaaaaaaaaa', :week, 'read', 'Mo-Fr 09:00-22:00', 'town', :date)
            """),
            {"week": json.dumps(to_data(week_of(read_days("Mon-Fri 09:00-22:00")))), "date": SECOND},
        )


def open_town(engine: Engine, folder: Path, *, stretch: float = 1.0) -> AccessBoard:
    """Write the times of the state in force below a folder and open its board; six times as long, a block is 24 min."""
    with engine.connect() as conn:
        town_board.write_times(conn, folder, stretch=stretch)
        return open_board(conn, Settings(MINDCONNECT_VAR_DIR=folder))


def record(engine: Engine, folder: Path) -> tuple[dt.date, int]:
    """Record both readings of the state in force."""
    return access_history.record(engine, open_town(engine, folder), (ANY, EVENING))
