"""Computed tables are never silently behind: what they hold for, what to run, and no answer out of nothing."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from etl import ledger
from gis.queries.datasets import data_version, freshness
from tests import towns

VIEWS = {"access_week": "access", "access_cell": "access", "travel_time": "travel_times"}


def states(conn):
    return {one.name: one for one in freshness(conn)}


@pytest.mark.parametrize("view", VIEWS)
def test_a_table_that_was_never_built_refuses_and_says_what_to_run(conn, view):
    """Zero rows would read as: nobody reaches anything."""
    towns.settle(conn)
    conn.execute(text("SET LOCAL ROLE mindconnect_reader"))
    with pytest.raises(OperationalError, match=f"mindconnect etl build {VIEWS[view]}"), conn.begin_nested():
        conn.execute(text(f"SELECT count(*) FROM serve.{view}"))
    told = states(conn)
    assert {one.data_version for one in told.values()} == {None}
    assert not any(one.is_current for one in told.values())
    assert told["access_history"].command == "mindconnect etl build access"


@pytest.mark.parametrize("name", ["access", "travel_times"])
def test_a_build_is_current_until_anything_is_loaded_or_put_right(conn, name):
    towns.settle(conn)
    before = data_version(conn)
    ledger.note(conn, name, "1.abc", 5, data_version=before)
    assert data_version(conn) == before  # what is built by a command of its own changes no figure's version
    assert states(conn)[name].is_current
    conn.execute(text("UPDATE core.dataset SET sha256 = repeat('f', 64) WHERE superseded_at IS NULL"))
    behind = states(conn)[name]
    assert (behind.is_current, behind.data_version, behind.data_version_now) == (False, before, data_version(conn))
    ledger.confirm(conn, name, data_version(conn))
    assert states(conn)[name].is_current
    conn.execute(
        text("""
            INSERT INTO core.center_correction (center_id, field, value, made_by)
            VALUES ('aaaaaaaaaa', 'gone', 'true', '누리도')
        """)
    )
    assert not states(conn)[name].is_current


def test_the_views_carry_the_version_they_were_built_from(conn):
    towns.settle(conn)
    ledger.note(conn, "travel_times", "1.abc", 1, data_version="0123456789ab")
    conn.execute(
        text(
            "INSERT INTO core.travel_time (h3, mode, center_id, seconds, is_estimate) "
            "VALUES (7, 'car', 'aaaaaaaaaa', 60, false)"
        )
    )
    row = conn.execute(text("SELECT * FROM serve.travel_time")).one()
    assert (row.center_id, row.data_version) == ("aaaaaaaaaa", "0123456789ab")


def test_the_version_does_not_depend_on_the_order_or_the_database(conn):
    towns.settle(conn)
    first = data_version(conn)
    assert len(first) == 12
    conn.execute(text("UPDATE core.dataset SET loaded_at = now() + interval '1 day'"))
    assert data_version(conn) == first
