import pandas as pd
import pytest

from gis import reports
from gis.errors import InputError
from tests import towns


def test_the_region_table_of_the_town(town_conn):
    table = reports.region_table(town_conn, level="sigungu", kind=towns.BASIC).set_index("region_code")
    assert list(table.columns) == [name for name in reports.REGION_COLUMNS if name != "region_code"]
    city, county = table.loc[towns.CITY], table.loc[towns.COUNTY]
    assert (city["people"], city["centers"], city["centers_by_rule"], city["people_per_center"]) == (2000, 1, 2, 1000)
    assert city["mean_km"] == pytest.approx(towns.REACH[towns.CITY][1], rel=1e-5)
    # A band of 3 x 4 km by 5 x 4 km; a degree of longitude is narrower in the north of it, by a thousandth.
    assert city["area_km2"] == pytest.approx(240, rel=2e-3)
    assert city["people_per_km2"] == pytest.approx(2000 / 240, rel=2e-3)
    assert pd.isna(county["people_per_center"])


def test_the_layer_is_the_table_with_outlines(town_conn):
    layer = reports.region_layer(town_conn, level="emd", parent_code=towns.SIDO)
    table = reports.region_table(town_conn, level="emd", parent_code=towns.SIDO)
    assert layer.crs.to_epsg() == 4326
    assert layer.geometry.is_valid.all()
    pd.testing.assert_frame_equal(pd.DataFrame(layer.drop(columns="geom")), table)
    assert not hasattr(table, "geom")


def test_before_anything_is_built_people_are_known_and_distances_are_not(conn):
    towns.settle(conn)
    table = reports.region_table(conn, level="sido")
    assert table.loc[0, "people"] == 2400
    assert table.loc[0, "centers"] == 0
    assert table[["mean_km", "people_per_center"]].isna().all(axis=None)


def test_every_kind_that_can_be_asked_for_has_figures(town_conn):
    for kind in reports.reach_kinds():
        assert reports.region_table(town_conn, level="sido", kind=kind)["centers"].notna().all()
    with pytest.raises(InputError, match="not a kind"):
        reports.region_table(town_conn, level="sido", kind="보건서")
