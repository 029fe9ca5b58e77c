"""Stations and postcodes: what merges, what is refused, and that every row is accounted for."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from etl.clean.codes import RegionIndex
from etl.contract import Context
from etl.sources import legal_dongs, named_places, postcodes, stations, stations_national, universities, villages
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
    rows = cleaned.tables["core.place"].set_index("name")
    assert (cleaned.rows_read, cleaned.rows_kept, cleaned.rows_merged, cleaned.rows_quarantined) == (5, 3, 1, 1)
    assert rows.loc["서울역", "line_names"] == "1호선 · 4호선"
    assert rows.loc["서울역", "geom"].y == pytest.approx(37.5548)
    assert rows.loc["서울역", "region_code"] == "1111051500"
    assert list(rows.loc["양평역", "line_names"]) == ["5호선", "중앙선"]
    assert list(cleaned.quarantine["line"]) == [6]


def test_a_station_s_other_name_is_an_alias_and_its_line_is_none(regions: RegionIndex) -> None:
    frame = station_rows(
        ("1", "경복궁(정부서울청사)", "3호선", "126.9735", "37.5758"),
        ("2", "수원(분당)", "분당선", "126.95", "37.55"),
    )
    rows = stations.clean(frame, Context(stations.SOURCE, lambda: regions)).tables["core.place"].set_index("name")
    assert (rows.loc["경복궁역", "aliases"], rows.loc["수원역", "aliases"]) == (["정부서울청사"], [])


@pytest.mark.parametrize(
    ("lon", "address", "kept", "repaired"),
    [
        ("123.950000", "서울특별시 종로구 세종대로 1", 1, ["126.950000"]),  # one digit of the degree was mistyped
        ("123.950000", "어딘가 1", 0, []),  # no address to say which degree was meant
        ("123.450000", "서울특별시 종로구 세종대로 1", 0, []),  # no degree brings it into 종로구
        ("126.950000", "서울특별시 종로구 세종대로 1", 1, []),
    ],
)
def test_a_mistyped_degree_is_put_right_by_the_address_alone(regions, lon, address, kept, repaired) -> None:
    values = ["남동구청", "2호선", "Namdong-gu Office", "37.55", lon, address]
    index = pd.RangeIndex(2, 3, name="line")
    frame = pd.DataFrame([values], columns=list(stations_national.SOURCE.columns), index=index, dtype="string")
    cleaned = stations_national.clean(frame, Context(stations_national.SOURCE, lambda: regions))
    assert (cleaned.rows_kept, cleaned.rows_quarantined) == (kept, 1 - kept)
    assert list(cleaned.repairs["repaired"]) == repaired
    assert set(cleaned.repairs["rule"]) <= {"degree_from_address"}


def test_a_legal_dong_that_an_emd_is_called_after_says_nothing_new(regions: RegionIndex) -> None:
    rows = [
        ("emd", "11110101", "종로구", "청운효자동", None, "126.95", "37.55"),
        ("emd", "11110102", "종로구", "신교동", None, "126.95", "37.55"),
        ("ri", "1111010221", "종로구", "신교동", "윗리", "126.95", "37.55"),
        ("ri", None, "종로구", "신교동", "아랫리", "126.95", "37.55"),
        ("emd", "11110103", "종로구", "먼동", None, "129.0", "35.0"),
    ]
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    frame = pd.DataFrame(rows, columns=list(legal_dongs.SOURCE.columns), index=index, dtype="string")
    cleaned = legal_dongs.clean(frame, Context(legal_dongs.SOURCE, lambda: regions))
    found = cleaned.tables["core.place"]
    assert list(zip(found["kind"], found["name"], strict=True)) == [("legal_dong", "신교동"), ("ri", "윗리")]
    assert (cleaned.rows_merged, dict(zip(cleaned.quarantine["line"], cleaned.quarantine["reason"], strict=True))) == (
        1,
        {5: "no_code", 6: "no_region"},
    )


def test_a_village_is_kept_only_where_nothing_else_has_its_name(regions: RegionIndex) -> None:
    rows = [
        ("윗말", "locality", "126.95", "37.55", "geonames"),
        ("윗말", "locality", "126.96", "37.55", "geonames"),  # the same village again
        ("신교", "locality", "126.95", "37.56", "geonames"),  # 신교동 is there
        ("청운효자", "locality", "126.95", "37.56", "geonames"),  # the emd itself
        ("용인", "locality", "126.95", "37.55", "quattroshapes"),
        ("평양", "locality", "125.75", "39.03", "geonames"),
        ("종로구", "county", "126.95", "37.55", "geonames"),
        ("Seoul", "locality", "126.95", "37.55", "geonames"),
    ]
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    frame = pd.DataFrame(rows, columns=list(villages.SOURCE.columns), index=index, dtype="string")
    known = pd.DataFrame({"kind": ["legal_dong"], "name": ["신교동"], "lat": [37.55], "lon": [126.95]})
    cleaned = villages.clean(frame, Context(villages.SOURCE, lambda: regions, {"core.place": known}))
    assert list(cleaned.tables["core.place"]["name"]) == ["윗말"]
    assert cleaned.rows_merged == 3
    assert list(cleaned.quarantine["reason"]) == ["out_of_scope", "no_region", "out_of_scope", "no_name"]


def test_a_place_outside_the_district_of_its_address_is_not_believed(regions: RegionIndex) -> None:
    rows = [
        ("가시장", "서울특별시 종로구 세종대로 1", None, "37.55", "126.95", "2024-11-04"),
        ("가시장", "서울특별시 종로구 세종대로 1", None, "37.551", "126.95", "2023-11-04"),
        ("나시장", "서울특별시 종로구 세종대로 1", None, "37.61", "126.95", "2024-11-04"),
        ("다시장", "서울특별시 종로구 세종대로 1", None, None, None, "2024-11-04"),
        (None, "서울특별시 종로구 세종대로 1", None, "37.55", "126.95", "2024-11-04"),
    ]
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    market = named_places.MARKETS
    frame = pd.DataFrame(rows, columns=list(market.SOURCE.columns), index=index, dtype="string")
    cleaned = market.clean(frame, Context(market.SOURCE, lambda: regions, {"core.address_point": NO_POINTS}))
    assert (cleaned.rows_kept, cleaned.rows_merged, cleaned.period) == (1, 1, (date(2023, 11, 4), date(2024, 11, 4)))
    assert list(cleaned.quarantine["reason"]) == ["position_outside_address", "no_position", "no_name"]


NO_POINTS = pd.DataFrame([], columns=["sigungu_code", "road_name", "building_number", "region_code", "lat", "lon"])


def test_a_library_without_a_point_stands_where_its_address_does(regions: RegionIndex) -> None:
    points = pd.DataFrame(
        [("11110", "대학로", "10", "1111051500", 37.55, 126.95)], columns=NO_POINTS.columns
    )  # fmt: skip
    library = named_places.LIBRARIES
    rows = [
        ("가도서관", "서울특별시 종로구 대학로 10", None, None, "2026-01-04"),
        ("나도서관", "서울특별시 종로구 대학로 10", "35.1", "129.0", "2026-01-04"),
        ("다도서관", "서울특별시 종로구 모르는로 10", None, None, "2026-01-04"),
        ("라도서관", "서울특별시 종로구 모르는로 10", "37.551", "126.95", "2026-01-04"),
    ]
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    frame = pd.DataFrame(rows, columns=list(library.SOURCE.columns), index=index, dtype="string")
    cleaned = library.clean(frame, Context(library.SOURCE, lambda: regions, {"core.address_point": points}))
    found = cleaned.tables["core.place"]
    assert dict(zip(found["name"], found["position_trust"], strict=True)) == dict.fromkeys(
        ("가도서관", "나도서관", "라도서관"), "building"
    )
    assert {(round(point.y, 3), round(point.x, 3)) for point in found["geom"]} == {(37.55, 126.95), (37.551, 126.95)}
    assert cleaned.quarantine[["line", "reason"]].to_numpy().tolist() == [[4, "no_position"]]


def test_a_campus_is_placed_by_building_or_road_alone(regions: RegionIndex) -> None:
    points = pd.DataFrame(
        {
            "sigungu_code": ["11110"], "road_name": ["대학로"], "building_number": ["10"],
            "region_code": ["1111051500"], "lat": [37.55], "lon": [126.95],
        }
    )  # fmt: skip
    rows = [
        ("가대학교", "Ga University", "대학", "대학교", "서울특별시 종로구 대학로 10"),
        ("나대학교", "Na University", "대학", "대학교", "서울특별시 종로구 모르는로 10"),
        ("가대학교 대학원", "Graduate School", "대학원", "일반대학원", "서울특별시 종로구 대학로 10"),
        ("다사이버대학교", "Da Cyber University", "대학", "사이버대학(대학)", "서울특별시 종로구 대학로 10"),
    ]
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    frame = pd.DataFrame(rows, columns=list(universities.SOURCE.columns), index=index, dtype="string")
    context = Context(universities.SOURCE, lambda: regions, {"core.address_point": points})
    cleaned = universities.clean(frame, context)
    found = cleaned.tables["core.place"].iloc[0]
    assert (found["name"], found["english_name"], found["position_trust"]) == ("가대학교", "Ga University", "building")
    assert list(cleaned.quarantine["reason"]) == ["no_position", "out_of_scope", "out_of_scope"]


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
