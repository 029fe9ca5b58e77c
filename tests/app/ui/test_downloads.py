"""Files to take away, read back by the programs they are for."""

import csv
import io
import json
from datetime import date

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from shapely.geometry import box

from app.ui import downloads
from app.ui.downloads import FileColumn, Receipt

COLUMNS = [
    FileColumn("region_code", "지역 코드"),
    FileColumn("name", "지역"),
    FileColumn("people", "사는 사람 (명)", 0),
    FileColumn("mean_km", "평균 거리 (km)", 1),
    FileColumn("share_beyond_5km", "5 km 넘는 사람 (%)", 1, 100),
]


@pytest.fixture
def layer() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "region_code": ["0100", "0200"],
            "name": ["가나, 다", "=1+1"],
            "people": pd.array([12, None], dtype="Int64"),
            "mean_km": [1.23456789, None],
            "share_beyond_5km": [0.07, None],
            "not_asked_for": [1, 2],
        },
        geometry=[box(126, 37, 127, 38), box(127, 37, 128, 38)],
        crs=4326,
    ).rename_geometry("geom")


@pytest.fixture
def receipt() -> Receipt:
    return Receipt(
        title="표 이름",
        entries=[("data_version", "자료 버전", "abc"), ("command", "명령", "mindconnect regions --csv")],
        sources=pd.DataFrame({"자료": ["인구"], "기준일": [date(2024, 6, 30).isoformat()]}),
        names=("표", "조건", "출처"),
    )


def test_csv_is_read_as_utf8_by_spreadsheets_and_keeps_codes_names_and_blanks(layer):
    content = downloads.to_csv(layer, COLUMNS)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["region_code", "name", "people", "mean_km", "share_beyond_5km"],
        ["0100", "가나, 다", "12", "1.23456789", "0.07"],
        ["0200", "'=1+1", "", "", ""],
    ]


def test_a_text_that_begins_like_a_formula_is_a_text_in_csv():
    frame = pd.DataFrame({"name": ["=1+1", "+82", "-x", "@a", "\tb", "보통", None], "change": [-1.5, 2, 3, 4, 5, 6, 7]})
    rows = downloads.to_csv(frame, [FileColumn("name", "name"), FileColumn("change", "change", 1)]).decode("utf-8-sig")
    names = [line.split(",")[0].strip('"') for line in rows.splitlines()[1:]]
    assert names == ["'=1+1", "'+82", "'-x", "'@a", "'\tb", "보통", ""]
    assert rows.splitlines()[1].endswith(",-1.5")


def test_csv_keeps_the_digits_of_large_counts_and_small_shares_without_noise():
    people, shares = [51_271_479.9876, 953_615 * (1 + 2e-16), 1_000_000.5], [1 / 3, 1e-9, 0.1 + 0.2]
    frame = pd.DataFrame({"people": people, "share_beyond_5km": shares})
    content = downloads.to_csv(frame, [COLUMNS[2], COLUMNS[4]]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row["people"] for row in rows] == ["51271479.9876", "953615", "1000000.5"]
    assert [row["share_beyond_5km"] for row in rows] == ["0.333333333333", "1e-09", "0.3"]


def test_what_goes_along_has_a_sheet_a_table_and_records(layer, receipt, tmp_path):
    beside = [
        downloads.Table(
            "week", "한 주", pd.DataFrame({"hour": [0, 1, 2], "share": [0.25, None, float("inf")], "left_out": 1}),
            [FileColumn("hour", "시각", 0), FileColumn("share", "비율 (%)", 1, 100)],
        )
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(downloads.to_xlsx(layer, COLUMNS, receipt, beside)))
    assert book.sheetnames == ["표", "조건", "출처", "한 주"]
    assert list(book["한 주"].values) == [("시각", "비율 (%)"), (0, 0.25), (1, None), (2, None)]
    path = tmp_path / "figures.gpkg"
    path.write_bytes(downloads.to_geopackage(layer, COLUMNS, receipt, layer="region_sido", beside=beside))
    assert "week" in {name for name, _ in pyogrio.list_layers(path)}
    read = pyogrio.read_dataframe(path, layer="week")
    assert list(read.columns) == ["hour", "share"]
    assert read["share"].iloc[0] == 0.25
    assert pd.isna(read["share"].iloc[1])
    written = pq.read_schema(io.BytesIO(downloads.to_geoparquet(layer, COLUMNS, receipt, beside))).metadata
    told = json.loads(written[b"mindconnect"])
    assert told["tables"] == {
        "week": [{"hour": 0, "share": 0.25}, {"hour": 1, "share": None}, {"hour": 2, "share": None}]
    }


def test_a_workbook_has_units_in_its_headers_and_the_receipt_behind(layer, receipt):
    book = openpyxl.load_workbook(io.BytesIO(downloads.to_xlsx(layer, COLUMNS, receipt)))
    assert book.sheetnames == ["표", "조건", "출처"]
    figures = book["표"]
    assert [cell.value for cell in figures[1]] == [column.header for column in COLUMNS]
    assert [cell.value for cell in figures[2]] == ["0100", "가나, 다", 12, 1.2346, 0.07]
    assert [cell.value for cell in figures[3]] == ["0200", "=1+1", None, None, None]
    assert figures["B3"].data_type == "s", "a name must never be run as a formula"
    assert [figures.cell(2, column).number_format for column in (3, 4, 5)] == ["#,##0", "#,##0.0", "#,##0.0%"]
    assert figures.freeze_panes == "C2"
    facts = {row[0].value: row[1].value for row in book["조건"].iter_rows(min_row=2)}
    assert facts == {"자료 버전": "abc", "명령": "mindconnect regions --csv"}
    assert list(book["출처"].values) == [("자료", "기준일"), ("인구", "2024-06-30")]


def test_control_characters_that_a_workbook_refuses_are_left_out(receipt):
    frame = pd.DataFrame({"name": ["가\x0b나", "plain"]})
    written = downloads.to_xlsx(frame, [FileColumn("name", "이름")], receipt)
    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == ["가나", "plain"]


def test_a_geopackage_carries_layer_columns_receipt_and_sources(layer, receipt, tmp_path):
    path = tmp_path / "figures.gpkg"
    path.write_bytes(downloads.to_geopackage(layer, COLUMNS, receipt, layer="region_sido"))
    assert {name for name, _ in pyogrio.list_layers(path)} == {"region_sido", "columns", "receipt", "sources"}
    read = gpd.read_file(path, layer="region_sido")
    assert read.crs.to_epsg() == 4326
    assert list(read.columns) == [*(column.key for column in COLUMNS), "geometry"]
    assert list(read["region_code"]) == ["0100", "0200"]
    assert read["mean_km"].iloc[0] == 1.23456789
    assert read["mean_km"].isna().iloc[1]
    assert read.geometry.iloc[0].equals(layer.geometry.iloc[0])
    meanings = pyogrio.read_dataframe(path, layer="columns").set_index("column")["meaning"]
    assert meanings["mean_km"] == "평균 거리 (km)"
    facts = pyogrio.read_dataframe(path, layer="receipt").set_index("key")["value"]
    assert facts["data_version"] == "abc"
    assert list(pyogrio.read_dataframe(path, layer="sources")["자료"]) == ["인구"]


def test_writing_does_not_change_the_frame(layer, receipt):
    before = layer.copy()
    downloads.to_csv(layer, COLUMNS)
    downloads.to_xlsx(layer, COLUMNS, receipt)
    downloads.to_geopackage(layer, COLUMNS, receipt, layer="x")
    pd.testing.assert_frame_equal(pd.DataFrame(layer), pd.DataFrame(before))
