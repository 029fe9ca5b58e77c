import numpy as np
import pytest
from shapely.geometry import Point
from sqlalchemy import text

from gis.errors import InputError
from gis.queries.regions import (
    LEVELS,
    cell_frame,
    cell_regions,
    extent,
    population_frame,
    reach_frame,
    region_at,
    region_frame,
)
from tests import towns

NATION_PEOPLE = 51_128_530


def test_an_extent_is_the_unit_or_the_sigungu_of_a_municipality(town_conn, nation_conn):
    assert extent(town_conn, towns.SIDO).codes == (towns.SIDO,)
    assert extent(town_conn, towns.SEA).level == "emd"
    suwon = extent(nation_conn, "41110")
    assert (suwon.level, suwon.codes) == ("sigungu", ("41111", "41113", "41115", "41117"))


@pytest.mark.parametrize("code", ["91", "", "90%", "' OR true --", "９０", "90\x00", 90.5])
def test_an_unknown_code_is_refused(town_conn, code):
    with pytest.raises(InputError, match="code of no region"):
        extent(town_conn, code)


def test_the_emd_at_a_point(town_conn):
    for row, code in enumerate(towns.EMD_OF_ROW):
        lat, lon = towns.point(row, 2)
        found = region_at(town_conn, lat=lat, lon=lon)
        assert found is not None
        assert found.region_code == code
    assert region_at(town_conn, lat=34.0, lon=128.0) is None


def test_regions_of_a_parent(town_conn):
    frame = region_frame(town_conn, level="emd", parent_code=towns.CITY)
    assert list(frame["region_code"]) == [towns.EMD_1, towns.EMD_2]
    assert list(frame["people"]) == [1000, 1000]
    assert frame.geom.name == "geom"
    assert frame.crs.to_epsg() == 4326
    for row in frame.itertuples():
        assert row.geom.contains(Point(row.label_lon, row.label_lat))
    assert list(region_frame(town_conn, level="sigungu")["people"]) == [2000, 400]
    assert region_frame(town_conn, level="emd").set_index("region_code")["people"][towns.SEA] == 0


@pytest.mark.parametrize(
    ("level", "parent", "message"),
    [("gu", None, "no level"), ("sido", towns.CITY, "smaller than a sido"), ("emd", "77", "code of no region")],
)
def test_what_cannot_be_asked(town_conn, level, parent, message):
    with pytest.raises(InputError, match=message):
        region_frame(town_conn, level=level, parent_code=parent)


def test_people_by_sex_and_age_add_up(town_conn):
    frame = population_frame(town_conn, level="sigungu")
    groups = frame.set_index(["region_code", "sex", "age_from"])["people"]
    assert groups.to_dict() == {
        (towns.CITY, "F", 0): 300,
        (towns.CITY, "F", 65): 450,
        (towns.CITY, "M", 20): 1250,
        (towns.COUNTY, "F", 65): 100,
        (towns.COUNTY, "M", 20): 300,
    }
    assert population_frame(town_conn, level="sido")["people"].sum() == 2400


def test_cells_carry_everybody_or_a_group(town_conn):
    everybody = cell_frame(town_conn)
    assert everybody["people"].sum() == 2400
    women = cell_frame(town_conn, sex="F", age_from=65).set_index("h3_index")["people"]
    # 가람1동: 200 of 1000 are women over 65, so 20 of the 100 in block (0, 0), which is cell 1.
    assert women[1] == pytest.approx(20)
    assert women.sum() == pytest.approx(550)
    city = cell_frame(town_conn, region_code=towns.CITY, age_from=0, age_below=20)
    assert city["people"].sum() == pytest.approx(300)
    assert set(city["h3_index"]) == set(range(1, 16))
    assert list(everybody["h3"].head(2)) == ["1", "2"]


@pytest.mark.parametrize(
    "group",
    [
        {"sex": "X"},
        {"age_from": 7},
        {"age_from": 65, "age_below": 65},
        {"age_below": 12},
        {"age_from": -5},
        {"age_from": 105},
    ],
)
def test_groups_that_the_register_does_not_know(town_conn, group):
    with pytest.raises(InputError):
        cell_frame(town_conn, **group)


def test_a_cell_of_two_emd_stands_once_with_its_larger_part(conn):
    towns.settle(conn)
    conn.execute(
        text("""
            INSERT INTO core.cell
            SELECT h3, :code, 30, area_km2, 'nearest_emd', center_point, geom FROM core.cell WHERE h3 = 1
        """),
        {"code": towns.FIELDS},
    )
    frame = cell_frame(conn).set_index("h3_index")
    assert frame.loc[1, "people"] == 130
    assert frame.loc[1, "region_code"] == towns.EMD_1
    assert not frame.index.duplicated().any()
    fields = cell_frame(conn, region_code=towns.FIELDS).set_index("h3_index")
    assert fields.loc[1, "people"] == 30
    assert len(cell_regions(conn)) == 26


def test_reach_is_read_by_level_and_parent(town_conn):
    frame = reach_frame(town_conn, level="emd", parent_code=towns.COUNTY)
    assert set(frame["region_code"]) == {towns.FIELDS, towns.SEA}
    row = frame.set_index(["region_code", "kind"]).loc[(towns.FIELDS, towns.BASIC)]
    assert row["mean_km"] == pytest.approx(4.0, rel=1e-5)
    assert np.isnan(frame.set_index(["region_code", "kind"]).loc[(towns.SEA, towns.BASIC), "mean_km"])


# -- the nation ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "units"), [("sido", 17), ("sigungu", 252), ("emd", 3558)])
def test_everybody_is_counted_once_at_every_level(nation_conn, level, units):
    regions = region_frame(nation_conn, level=level)
    people = population_frame(nation_conn, level=level)
    assert len(regions) == units
    assert regions["people"].sum() == NATION_PEOPLE
    by_region = people.groupby("region_code")["people"].sum()
    assert by_region.reindex(regions["region_code"], fill_value=0).tolist() == regions["people"].tolist()


def test_sexes_and_ages_sum_to_the_same_at_every_level(nation_conn):
    first, *others = (
        population_frame(nation_conn, level=level).groupby(["sex", "age_from"])["people"].sum() for level in LEVELS
    )
    assert first.sum() == NATION_PEOPLE
    for other in others:
        assert other.equals(first)


def test_cells_sum_to_the_register(nation_conn):
    cells = cell_frame(nation_conn)
    assert cells["people"].sum() == pytest.approx(NATION_PEOPLE, abs=1e-3)
    regions = region_frame(nation_conn, level="emd").set_index("region_code")["people"]
    by_emd = cell_regions(nation_conn).groupby("region_code")["people"].sum().reindex(regions.index, fill_value=0)
    assert (by_emd - regions).abs().max() < 1e-6
    old = cell_frame(nation_conn, age_from=65)["people"].sum()
    register = population_frame(nation_conn, level="sido").query("age_from >= 65")["people"].sum()
    assert old == pytest.approx(register, abs=1e-3)
    assert cells["people"].sum() > old > 0
