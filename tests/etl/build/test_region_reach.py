import pytest
from sqlalchemy import text

from etl.build import region_reach
from gis import vocabulary
from tests import towns


def row(conn, kind, region):
    return (
        conn.execute(
            text("SELECT * FROM serve.region_reach WHERE kind = :kind AND region_code = :region"),
            {"kind": kind, "region": region},
        )
        .mappings()
        .one()
    )


def test_every_region_and_kind_has_its_row(conn):
    towns.settle(conn)
    written = region_reach.build(conn)
    kinds = len(vocabulary.kinds()) + len(vocabulary.GROUPS)
    assert written == len(towns.REGIONS) * kinds
    levels = conn.execute(text("SELECT level, count(*) AS rows FROM serve.region_reach GROUP BY level"))
    assert {row.level: row.rows for row in levels} == {"sido": kinds, "sigungu": 2 * kinds, "emd": 4 * kinds}


def test_a_second_build_replaces_the_first(conn):
    towns.settle(conn)
    region_reach.build(conn)
    conn.execute(text("DELETE FROM core.center WHERE center_id = 'bbbbbbbbbb'"))
    region_reach.build(conn)
    # Without B the people of 들면 go three blocks on: 12 km for the 300, the hypotenuse 20 km for the 100.
    assert row(conn, towns.BASIC, towns.FIELDS)["mean_km"] == pytest.approx((300 * 12 + 100 * 20) / 400, rel=1e-5)


@pytest.mark.parametrize("region", towns.REACH)
def test_the_stored_figures_are_the_hand_worked_ones(town_conn, region):
    people, mean_km, p90_km, beyond_5, beyond_10, beyond_20 = towns.REACH[region]
    found = row(town_conn, towns.BASIC, region)
    assert found["people"] == people
    assert (found["mean_km"], found["p90_km"]) == pytest.approx((mean_km, p90_km), rel=1e-5)
    shares = tuple(found[f"share_beyond_{km}km"] for km in (5, 10, 20))
    assert shares == pytest.approx((beyond_5, beyond_10, beyond_20))


@pytest.mark.parametrize("region", towns.SUPPLY)
def test_the_stored_supply_is_the_hand_worked_one(town_conn, region):
    standing, by_rule, people_per_center, _, _ = towns.SUPPLY[region]
    found = row(town_conn, towns.BASIC, region)
    assert (found["centers"], found["centers_by_rule"]) == (standing, pytest.approx(by_rule))
    assert found["people_per_center"] == (None if people_per_center is None else pytest.approx(people_per_center))


def test_groups_count_where_centers_stand(town_conn):
    assert row(town_conn, "공공 전체", towns.SIDO)["centers"] == 3
    assert row(town_conn, "의료 전체", towns.SIDO)["centers"] == 1
    assert row(town_conn, "공공 전체", towns.SIDO)["centers_by_rule"] is None
    assert row(town_conn, "공공 전체", towns.CITY)["mean_km"] == pytest.approx(
        row(town_conn, towns.BASIC, towns.CITY)["mean_km"]
    )


def test_the_nation_s_centers_are_shared_without_loss(nation_conn):
    """Every kind with a district: the shares of its centers sum to their number, at every level."""
    kinds = [kind.code for kind in vocabulary.kinds() if kind.serves != "none"]
    rows = nation_conn.execute(
        text("""
            SELECT kind, level, sum(centers_by_rule) AS shared, sum(centers) AS standing
            FROM serve.region_reach WHERE kind = ANY(:kinds) GROUP BY kind, level
        """),
        {"kinds": kinds},
    ).all()
    assert len(rows) == 3 * len(kinds)
    standing = {one.kind: one.standing for one in rows if one.level == "sido"}  # some are known to their sigungu only
    for one in rows:
        assert one.shared == pytest.approx(standing[one.kind], abs=1e-6), (one.kind, one.level)
        assert one.standing <= standing[one.kind]
