"""What the rules of care say of the nation's register, read by kinds of institution and not by their names."""

import pytest
from sqlalchemy import Connection, text

from etl.build import care
from gis.care_order import care_rules
from tests import towns

MEMBERS_ONLY = (
    r"구치소|교도소|소년원|소년분류심사원|(^|[^가-힣])국군|(^|[^가-힣])[육해공]군|부속\s*의원|법무병원|공업지구"
)


def count(conn: Connection, condition: str) -> int:
    return conn.execute(text(f"SELECT count(*) FROM serve.center WHERE {condition}")).scalar_one()


def test_every_center_is_judged_by_a_rule_of_the_file(nation_conn: Connection) -> None:
    rules = care_rules()
    named = set(nation_conn.execute(text("SELECT DISTINCT care_rule FROM serve.center")).scalars())
    closed = set(nation_conn.execute(text("SELECT DISTINCT public_rule FROM serve.center")).scalars())
    assert named <= {one.rule for one in rules.levels}
    assert closed <= {one.rule for one in rules.public} | {"anybody"}


def test_the_register_stands_as_the_rules_in_force_say(nation_conn: Connection) -> None:
    before = nation_conn.execute(
        text("SELECT center_id, care_level, care_rule, is_open_to_public, public_rule FROM serve.center ORDER BY 1")
    ).all()
    facts = care.read_facts(nation_conn)
    judged = care.judge(facts, care_rules()).sort_values("center_id")
    assert [tuple(row) for row in before] == list(judged.itertuples(index=False, name=None))


def test_nobody_is_sent_to_a_prison_the_forces_or_a_companys_own_clinic(nation_conn: Connection) -> None:
    closed = "NOT is_open_to_public"
    assert count(nation_conn, closed) >= 60
    assert count(nation_conn, f"{closed} AND name !~ '{MEMBERS_ONLY}|\\(주\\)|비행단'") == 0
    assert count(nation_conn, f"is_open_to_public AND kind <> '상급종합병원' AND name ~ '{MEMBERS_ONLY}'") == 0


@pytest.mark.parametrize(
    "condition",
    [
        "kind IN ('치매안심센터', '정신요양시설', '요양병원')",
        "kind = '건강증진센터' AND NOT services && ARRAY['정신건강증진', '중증정신질환관리', '자살예방']",
        "kind = '의원' AND coalesce(psychiatrists, 0) = 0",
        "psychiatrists = 0 AND kind NOT IN ('보건소', '보건의료원')",
        "NOT is_in_hira_list",
        "NOT is_open_to_public",
    ],
)
def test_what_is_no_mental_health_care_is_out_of_the_default_group(nation_conn: Connection, condition: str) -> None:
    assert count(nation_conn, f"is_mental_health_care AND ({condition})") == 0


def test_what_is_the_task_by_law_is_in_the_default_group(nation_conn: Connection) -> None:
    by_law = "kind IN ('기초정신건강복지센터', '광역정신건강복지센터', '자살예방센터', '중독관리통합지원센터')"
    assert count(nation_conn, f"{by_law} AND NOT is_mental_health_care") == 0
    assert count(nation_conn, by_law) > 300


def test_a_hospital_or_clinic_states_no_duties_so_it_has_no_services(nation_conn: Connection) -> None:
    assert count(nation_conn, "kind ~ '의원|병원' AND services <> '{}'") == 0


def test_a_center_that_was_not_judged_is_in_no_default_group_until_the_build_runs(conn: Connection) -> None:
    towns.settle(conn)
    conn.execute(text("UPDATE core.center SET care_level = DEFAULT, is_open_to_public = DEFAULT"))
    assert count(conn, "is_mental_health_care") == 0
    assert care.run(conn) == 4
    levels = conn.execute(text("SELECT kind, care_level, care_rule FROM core.center WHERE NOT is_mental_health_care"))
    assert [tuple(row) for row in levels] == [(towns.HOSPITAL, "may", "psychiatry_only_listed")]
