from sqlalchemy import text

from gis.queries.datasets import data_version, dataset_frame, quarantine_frame, trust_frame
from tests import towns


def test_the_version_changes_with_a_file_and_with_a_method(conn):
    empty = data_version(conn)
    assert data_version(conn) == empty
    towns.settle(conn)
    loaded = data_version(conn)
    conn.execute(text("INSERT INTO core.build (name, input_version, rows_written) VALUES ('cell', '1.a', 25)"))
    built = data_version(conn)
    conn.execute(text("UPDATE core.build SET input_version = '2.a'"))
    other_method = data_version(conn)
    conn.execute(text("UPDATE core.dataset SET superseded_at = now()"))
    assert len({empty, loaded, built, other_method, data_version(conn)}) == 5
    assert len(loaded) == 12


def test_the_version_is_that_of_the_content_wherever_it_was_loaded(conn):
    towns.settle(conn)
    conn.execute(text("INSERT INTO core.build (name, input_version, rows_written) VALUES ('cell', '1.a', 25)"))
    here = data_version(conn)
    conn.execute(text("UPDATE core.build SET input_version = '1.b', built_at = now() + interval '1 hour'"))
    conn.execute(text("INSERT INTO core.build (name, input_version, rows_written) VALUES ('snapshot', 'c', 9)"))
    assert data_version(conn) == here


def test_sources_in_force_only(conn):
    towns.settle(conn)
    frame = dataset_frame(conn)
    assert list(frame["source"]) == ["town"]
    assert frame.loc[0, ["rows_read", "rows_kept", "rows_merged", "rows_quarantined"]].tolist() == [6, 4, 0, 2]
    conn.execute(text("UPDATE core.dataset SET superseded_at = now()"))
    assert dataset_frame(conn).empty
    assert quarantine_frame(conn).empty


def test_quality_in_numbers(conn):
    towns.settle(conn)
    assert quarantine_frame(conn).to_dict("records") == [{"source": "town", "reason": "no_region", "rows": 2}]
    trust = trust_frame(conn).set_index(["kind", "position_trust"])["centers"]
    assert trust.to_dict() == {
        (towns.METROPOLITAN, "building"): 1,
        (towns.BASIC, "building"): 1,
        (towns.BASIC, "emd"): 1,
        (towns.HOSPITAL, "building"): 1,
    }
