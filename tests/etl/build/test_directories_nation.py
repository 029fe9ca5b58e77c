"""The directories on the nation: every row accounted for, no center taken twice, hours and psychiatrists as counted."""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

HIRA, NMC = "hira_institutions", "seoul_nmc_hours"


def test_every_row_is_kept_merged_left_out_or_set_aside(nation_conn: Connection) -> None:
    rows = nation_conn.execute(
        text("""
            SELECT source, rows_read, rows_kept, rows_merged, rows_left_out, rows_quarantined FROM serve.dataset
            WHERE source IN ('hira_institutions', 'seoul_nmc_hours')
        """)
    )
    found = {row.source: row for row in rows}
    assert {name: row.rows_read for name, row in found.items()} == {HIRA: 79_562, NMC: 3_184}
    for name, row in found.items():
        assert row.rows_read == row.rows_kept + row.rows_merged + row.rows_left_out + row.rows_quarantined
        shipped = nation_conn.scalar(
            text("SELECT count(*) FROM core.center_source WHERE source = :name"), {"name": name}
        )
        assert shipped == row.rows_kept + row.rows_merged
    assert found[NMC].rows_kept == 0, "a second opinion makes no center"


def test_a_center_has_one_row_of_a_directory_at_most(nation_conn: Connection) -> None:
    twice = nation_conn.execute(
        text("""
            SELECT center_id, source FROM core.center_source WHERE source IN ('hira_institutions', 'seoul_nmc_hours')
            GROUP BY center_id, source HAVING count(*) > 1
        """)
    ).all()
    assert twice == []


def test_every_psychiatrist_of_the_directory_stands_at_a_center(nation_conn: Connection) -> None:
    """4,173 in 2,496 institutions, as the file has them; and whoever was added has one."""
    counted = nation_conn.execute(
        text("SELECT sum(psychiatrists), count(*) FILTER (WHERE psychiatrists > 0) FROM serve.center")
    ).one()
    assert tuple(counted) == (4_173, 2_496)
    without = nation_conn.scalar(
        text("""
            SELECT count(*) FROM serve.center c JOIN core.center_source s USING (center_id)
            WHERE s.source = 'hira_institutions' AND s.match_rule = 'first' AND coalesce(c.psychiatrists, 0) = 0
        """)
    )
    assert without == 0


def test_what_the_directory_does_not_know_is_kept_without_hours(nation_conn: Connection) -> None:
    row = nation_conn.execute(
        text("""
            SELECT count(*) AS gone, count(*) FILTER (WHERE has_hours) AS with_hours,
                   count(*) FILTER (WHERE kind IN ('보건소', '보건지소', '보건의료원')) AS offices
            FROM serve.center WHERE NOT is_in_hira_list
        """)
    ).one()
    assert 100 < row.gone < 250
    assert (row.with_hours, row.offices) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "least"), [("종합병원", 0.6), ("상급종합병원", 0.7), ("의원", 0.35), ("정신건강의학과의원", 0.2)]
)
def test_a_citizen_sees_the_hours_that_clinics_publish(nation_conn: Connection, kind: str, least: float) -> None:
    share = nation_conn.scalar(
        text("SELECT avg(has_hours::int)::float8 FROM serve.center WHERE kind = :kind"), {"kind": kind}
    )
    assert share > least


def test_disagreements_lie_beside_the_hours_that_are_believed(nation_conn: Connection) -> None:
    believed = nation_conn.execute(
        text("""
            SELECT w.source, count(*) AS rows, count(*) FILTER (WHERE o.days_apart <> '{}') AS apart
            FROM serve.center_other_week o JOIN serve.center_week w USING (center_id)
            WHERE o.source = 'seoul_nmc_hours' AND o.outcome <> 'unknown' GROUP BY w.source
        """)
    ).all()
    assert [row.source for row in believed] == [HIRA], "HIRA goes before the second opinion"
    assert 0 < believed[0].apart < believed[0].rows
