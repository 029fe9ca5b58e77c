"""Stations and postcodes: what merges, what is refused, and that every row is accounted for."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from etl.clean.codes import RegionIndex
from etl.contract import Context
from etl.sources import postcodes, stations
from gis.errors import SourceError


@pytest.fixture(scope="module")
def regions() -> RegionIndex:
    rows = [
        ("11", "sido", "서울특별시", None),
        ("11110", "sigungu", "종로구", "11"),
        ("1111051500", "emd", "청운효자동", "11110"),
    ]
    frame = gpd.GeoDataFrame(
        {
            "region_code": [row[0] for row in rows],
            "level": [row[1] for row in rows],
            "name": [row[2] for row in rows],
            "full_name": [row[2] for row in rows],
            "parent_code": [row[3] for row in rows],
            "municipality_code": [None, "11110", "11110"],
            "municipality_name": [None, "종로구", "종로구"],
        },
        geometry=[box(126.9, 37.5, 127.0, 37.6)] * 3,
        crs=4326,
    )
    return RegionIndex(frame)


def station_rows(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    return pd.DataFrame(list(rows), columns=list(stations.SOURCE.columns), index=index, dtype="string")


def test_platforms_of_one_station_merge_and_namesakes_stay_apart(regions: RegionIndex) -> None:
    frame = station_rows(
        ("150", "서울역", "1호선", "126.9720", "37.5560"),
        ("426", "서울역", "4호선", "126.9726", "37.5536"),
        ("526", "양평", "5호선", "126.8861", "37.5255"),
        ("1219", "양평", "중앙선", "127.4918", "37.4927"),
        ("9", "없는곳", "0호선", "36.0", "127.0"),
    )
    cleaned = stations.clean(frame, Context(stations.SOURCE, lambda: regions))
    rows = cleaned.tables["core.station"].set_index("station_id")
    assert (cleaned.rows_read, cleaned.rows_kept, cleaned.rows_merged, cleaned.rows_quarantined) == (5, 3, 1, 1)
    assert list(rows.loc["150", "lines"]) == ["1호선", "4호선"]
    assert rows.loc["150", "geom"].y == pytest.approx(37.5548)
    assert rows.loc["150", "region_code"] == "1111051500"
    assert pd.isna(rows.loc["1219", "region_code"])
    assert list(cleaned.quarantine["line"]) == [6]


def test_postcodes_that_are_unreadable_ambiguous_or_nowhere_are_quarantined(regions: RegionIndex) -> None:
    frame = pd.DataFrame(
        {
            "post_cd": ["03032", "3032", "03033", "03033", "03034"],
            "admi_cd": ["1111051500", "1111051500", "1111051500", "1111051500", "9999999999"],
        },
        index=pd.RangeIndex(1, 6, name="line"),
    )
    cleaned = postcodes.clean(frame, Context(postcodes.SOURCE, lambda: regions))
    assert list(cleaned.tables["core.postcode"]["postcode"]) == ["03032"]
    assert dict(zip(cleaned.quarantine["line"], cleaned.quarantine["reason"], strict=True)) == {
        2: "unreadable",
        3: "ambiguous",
        4: "ambiguous",
        5: "no_region",
    }


def test_a_file_without_its_columns_is_refused(tmp_path) -> None:
    path = tmp_path / "metro_stations.csv"
    path.write_text("역명,호선\n서울역,1호선\n", encoding="cp949")
    with pytest.raises(SourceError, match="역한글명칭"):
        stations.read(path)
