import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from gis.analysis.reach import (
    THRESHOLDS_KM,
    centers_by_rule,
    describe_distances,
    earth_centred,
    nearest_km,
    reach_table,
)
from tests import oracles, towns

LATS, LONS = st.floats(33.0, 38.7), st.floats(124.5, 132.0)
PLACES = st.tuples(LATS, LONS)


def test_a_known_distance():
    distance_km, index = nearest_km([37.5665], [126.9780], [35.1796], [129.0756])
    assert distance_km[0] == pytest.approx(oracles.distance_m(37.5665, 126.9780, 35.1796, 129.0756) / 1000, abs=1e-9)
    assert index.tolist() == [0]


def test_earth_centred_agrees_with_proj():
    from pyproj import Transformer

    lat, lon = np.array([33.0, 37.5665, 38.7]), np.array([124.5, 126.978, 132.0])
    x, y, z = Transformer.from_crs(4979, 4978, always_xy=True).transform(lon, lat, np.zeros(3))
    np.testing.assert_allclose(earth_centred(lat, lon), np.column_stack((x, y, z)), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=12), st.lists(PLACES, min_size=1, max_size=40))
def test_nearest_equals_brute_force(points, centers):
    lat, lon = zip(*points, strict=True)
    center_lat, center_lon = zip(*centers, strict=True)
    distance_km, index = nearest_km(lat, lon, center_lat, center_lon)
    for row, (y, x) in enumerate(points):
        assert distance_km[row] == pytest.approx(oracles.nearest_km(y, x, centers), abs=1e-9)
        assert oracles.distance_m(y, x, *centers[index[row]]) / 1000 == pytest.approx(distance_km[row], abs=1e-9)


def test_nearest_is_the_ellipsoid_s_not_the_sphere_s():
    # North is nearer on the ellipsoid, east on a sphere: 30 decoys stand between a careless search and the answer.
    north_lon, north_lat, _ = oracles.WGS84.fwd(127.0, 37.0, 0, 50_000)
    east = [oracles.WGS84.fwd(127.0, 37.0, 90, 50_020 + step)[:2] for step in range(30)]
    lats, lons = [lat for _, lat in east] + [north_lat], [lon for lon, _ in east] + [north_lon]
    distance_km, index = nearest_km([37.0], [127.0], lats, lons)
    assert index.tolist() == [30]
    assert distance_km[0] == pytest.approx(50.0, abs=1e-6)


def test_without_a_center_nothing_is_near():
    distance_km, index = nearest_km([37.0, 38.0], [127.0, 128.0], [], [])
    assert np.isnan(distance_km).all()
    assert index.tolist() == [-1, -1]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["11", "26", "27"]), st.integers(1, 30), st.sampled_from([0.0, 5.0, 5.1, 10.0, 20.5])
        ),
        min_size=1,
        max_size=40,
    )
)
def test_descriptions_equal_the_naive_ones(rows):
    groups, people, km = zip(*rows, strict=True)
    described = describe_distances(km, people, groups)
    expected = oracles.describe(rows, THRESHOLDS_KM)
    assert list(described.index) == sorted(expected)
    for region, figures in expected.items():
        for name, value in figures.items():
            assert described.loc[region, name] == pytest.approx(value), (region, name)


def test_exactly_five_kilometres_is_not_beyond_five():
    described = describe_distances([5.0, np.nextafter(5.0, 6)], [1, 3], ["11", "11"])
    assert described.loc["11", "share_beyond_5km"] == 0.75


def test_a_region_without_people_has_no_distance():
    described = describe_distances([3.0, 4.0], [0, 2], ["11", "26"])
    assert described.loc["11", "people"] == 0
    assert described.loc["11"].drop("people").isna().all()
    assert describe_distances([], [], []).empty


def test_a_center_is_shared_by_the_people_it_serves():
    people = pd.Series({"4111100000": 100.0, "4111300000": 300.0, "4128100000": 50.0})
    serves = pd.DataFrame({"center_id": ["a", "a", "a", "b"], "region_code": ["41111", "41113", "41113", "41"]})
    shared = centers_by_rule(serves, people)
    assert shared["41111"] == pytest.approx(100 / 400 + 100 / 450)
    assert shared["41113"] == pytest.approx(300 / 400 + 300 / 450)
    assert shared["41281"] == pytest.approx(50 / 450)
    assert shared["41"] == pytest.approx(2)


codes = st.sampled_from([f"{sido}{sigungu}" for sido in ("11", "26") for sigungu in ("110", "140", "170")])


@settings(deadline=None)
@given(
    st.dictionaries(codes.map(lambda code: f"{code}51000"), st.integers(0, 9), min_size=1),
    st.dictionaries(st.sampled_from("abcd"), st.lists(st.one_of(codes, st.sampled_from(["11", "26"])), max_size=3)),
)
def test_sharing_equals_the_naive_one_and_loses_no_center(people, centers):
    pairs = [(center, unit) for center, units in centers.items() for unit in units]
    shared = centers_by_rule(pd.DataFrame(pairs, columns=["center_id", "region_code"]), pd.Series(people, dtype=float))
    for region in shared.index:
        assert shared[region] == pytest.approx(oracles.centers_by_rule(centers, people, region)), region
    reaching = [
        units for units in centers.values() if sum(n for emd, n in people.items() if emd.startswith(tuple(units)))
    ]
    assert shared[shared.index.str.len() == 2].sum() == pytest.approx(len(reaching))


def of(*kinds):
    return towns.centers()["kind"].isin(kinds).to_numpy()


@pytest.fixture(scope="module")
def town_table():
    table = reach_table(
        towns.cells(),
        towns.centers(),
        towns.serves(),
        list(towns.REGIONS),
        kinds={kind: of(kind) for kind in (towns.BASIC, towns.METROPOLITAN, towns.HOSPITAL, "한방병원")},
        by_rule=[towns.BASIC, towns.METROPOLITAN],
        groups={"공공 전체": of(towns.BASIC, towns.METROPOLITAN)},
    )
    return table.set_index(["kind", "region_code"])


def test_a_center_known_to_its_sigungu_counts_there_and_in_no_emd():
    vague = towns.centers().assign(region_code=[towns.CITY, *towns.centers()["region_code"][1:]])
    table = reach_table(towns.cells(), vague, towns.serves(), list(towns.REGIONS), kinds={towns.BASIC: of(towns.BASIC)})
    counts = table.set_index("region_code")["centers"]
    assert counts[[towns.SIDO, towns.CITY, towns.COUNTY]].tolist() == [2, 1, 1]
    assert counts[[towns.EMD_1, towns.EMD_2, towns.FIELDS, towns.SEA]].tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("region", towns.REACH)
def test_distances_of_the_town(town_table, region):
    people, mean_km, p90_km, beyond_5, beyond_10, beyond_20 = towns.REACH[region]
    row = town_table.loc[(towns.BASIC, region)]
    assert row["people"] == people
    assert row["mean_km"] == pytest.approx(mean_km, rel=1e-5)
    assert row["p90_km"] == pytest.approx(p90_km, rel=1e-5)
    assert row["share_beyond_5km"] == pytest.approx(beyond_5)
    assert row["share_beyond_10km"] == pytest.approx(beyond_10)
    assert row["share_beyond_20km"] == pytest.approx(beyond_20)


@pytest.mark.parametrize("region", towns.SUPPLY)
def test_supply_of_the_town(town_table, region):
    standing, by_rule, people_per_center, metropolitan, people_per_metropolitan = towns.SUPPLY[region]
    basic, metro = town_table.loc[(towns.BASIC, region)], town_table.loc[(towns.METROPOLITAN, region)]
    assert basic["centers"] == standing
    assert basic["centers_by_rule"] == pytest.approx(by_rule)
    assert metro["centers_by_rule"] == pytest.approx(metropolitan)
    for row, expected in ((basic, people_per_center), (metro, people_per_metropolitan)):
        if expected is None:
            assert np.isnan(row["people_per_center"])
        else:
            assert row["people_per_center"] == pytest.approx(expected)


def test_a_kind_without_district_counts_where_it_stands(town_table):
    assert town_table.loc[(towns.HOSPITAL, towns.COUNTY), "people_per_center"] == 400
    assert np.isnan(town_table.loc[(towns.HOSPITAL, towns.CITY), "people_per_center"])
    assert town_table.loc[towns.HOSPITAL]["centers_by_rule"].isna().all()


def test_an_empty_emd_has_centers_and_no_distance(town_table):
    sea = town_table.loc[(towns.HOSPITAL, towns.SEA)]
    assert sea["centers"] == 1
    assert np.isnan(sea["mean_km"])


def test_a_group_is_as_near_as_its_nearest_kind(town_table):
    group, basic = town_table.loc["공공 전체"], town_table.loc[towns.BASIC]
    assert group.loc[towns.SIDO, "centers"] == 3
    pd.testing.assert_series_equal(group["mean_km"], basic["mean_km"])


def test_a_kind_without_any_center_is_far_from_all(town_table):
    none = town_table.loc["한방병원"]
    assert (none["centers"] == 0).all()
    assert none[["mean_km", "p90_km", "share_beyond_20km", "people_per_center"]].isna().all(axis=None)


def test_a_center_that_names_nobody_serves_the_sigungu_it_stands_in():
    table = reach_table(
        towns.cells(),
        towns.centers(),
        towns.serves().iloc[:0],
        list(towns.REGIONS),
        kinds={towns.BASIC: of(towns.BASIC)},
        by_rule=[towns.BASIC],
    ).set_index("region_code")
    assert table.loc[towns.CITY, "centers_by_rule"] == 1
    assert table.loc[towns.COUNTY, "centers_by_rule"] == 1
