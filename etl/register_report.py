"""What the directories of every institution changed in the register: hours, psychiatrists, joins, disagreements."""

import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Connection

from gis.reference import CENTER_LISTS, DIRECTORIES

_HOURS = """
    SELECT c.kind, count(*) AS centers,
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM (SELECT center_id, source, outcome FROM core.center_week
                            UNION ALL SELECT center_id, source, outcome FROM core.center_other_week) AS week
               WHERE week.center_id = c.center_id AND week.outcome <> 'unknown' AND week.source = ANY(:lists)
           )) AS by_lists,
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM core.center_week AS week
               WHERE week.center_id = c.center_id AND week.outcome <> 'unknown'
           )) AS now
    FROM core.center AS c GROUP BY GROUPING SETS ((c.kind), ()) ORDER BY c.kind NULLS LAST
"""
_PSYCHIATRISTS = """
    SELECT kind, count(psychiatrists) AS counted, count(*) FILTER (WHERE psychiatrists > 0) AS with_any,
           count(*) FILTER (WHERE psychiatrists = 0) AS with_none, coalesce(sum(psychiatrists), 0) AS psychiatrists,
           count(*) FILTER (WHERE NOT is_in_hira_list) AS unlisted
    FROM core.center GROUP BY GROUPING SETS ((kind), ())
    HAVING count(psychiatrists) > 0 OR count(*) FILTER (WHERE NOT is_in_hira_list) > 0 ORDER BY kind NULLS LAST
"""
_WITHOUT = """
    SELECT region.region_code, region.full_name FROM core.region
    WHERE region.level = 'sigungu' AND NOT EXISTS (
        SELECT FROM core.center WHERE left(center.region_code, 5) = region.region_code AND center.psychiatrists > 0
    ) ORDER BY region.region_code
"""
_APART = """
    SELECT other.source, week.source AS believed, count(*) AS compared,
           count(*) FILTER (WHERE other.days_apart <> '{}') AS apart,
           count(*) FILTER (WHERE other.apart_min <= 30) AS within_30,
           count(*) FILTER (WHERE other.apart_min <= 60) AS within_60
    FROM core.center_other_week AS other JOIN core.center_week AS week USING (center_id)
    WHERE other.days_compared <> '{}' GROUP BY other.source, week.source ORDER BY other.source, week.source
"""
_JOINS = """
    SELECT source, match_rule, count(*) AS rows FROM core.center_source
    WHERE source = ANY(:directories) AND center_id IS NOT NULL
    GROUP BY source, match_rule ORDER BY source, rows DESC
"""


def register_sections(conn: Connection) -> list[tuple[str, pd.DataFrame]]:
    """Lay out what the directories say, as titled tables.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Reads core.

    Returns
    -------
    list of (str, pandas.DataFrame)
        Hours by kind, psychiatrists by kind, districts without one, disagreements, joins; empty where no directory is
        loaded.
    """
    joins = pd.read_sql_query(text(_JOINS), conn, params={"directories": list(DIRECTORIES)})
    if joins.empty:
        return []
    hours = pd.read_sql_query(text(_HOURS), conn, params={"lists": list(CENTER_LISTS)})
    counted = pd.read_sql_query(text(_PSYCHIATRISTS), conn)
    by_kind = pd.DataFrame(
        {
            "종류": hours["kind"].fillna("모두"),
            "센터": hours["centers"],
            "센터 목록만으로": hours["by_lists"],
            "지금": hours["now"],
            "목록만으로 (%)": (100 * hours["by_lists"] / hours["centers"]).round(1),
            "지금 (%)": (100 * hours["now"] / hours["centers"]).round(1),
        }
    )
    people = counted.assign(kind=counted["kind"].fillna("모두")).set_axis(
        ["종류", "센 곳", "있는 곳", "없는 곳", "전문의", "명부에 없는 곳"], axis="columns"
    )
    without = pd.read_sql_query(text(_WITHOUT), conn).set_axis(["코드", "시군구"], axis="columns")
    apart = pd.read_sql_query(text(_APART), conn).set_axis(
        ["자료", "믿는 자료", "견준 곳", "다른 곳", "30분 안", "60분 안"], axis="columns"
    )
    return [
        ("종류별 운영시간이 있는 곳", by_kind),
        ("정신건강의학과 전문의", people),
        ("전문의가 한 명도 없는 시군구", without),
        ("자료끼리 다른 운영시간", apart),
        ("명부의 행을 센터에 이은 규칙", joins.set_axis(["자료", "규칙", "행"], axis="columns")),
    ]
