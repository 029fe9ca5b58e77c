"""The map explorer: its sentence, tables, map and files say what the board says; a window is read with mistrust."""

import io
import json

import geopandas as gpd
import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest

from app import data
from app.data import access
from app.policy import explore, explore_report, explore_view
from app.text import load
from app.ui.components import table, week
from gis import maps
from gis.errors import InputError
from gis.queries import tiles
from tests.app.policy.test_gaps import html

KINDS = ("전체", "공공 전체")


def test_the_address_is_read_with_mistrust():
    view = explore_view.read({}, KINDS)
    assert (view.surface, view.overlays, view.opacity, view.bounds, view.level) == ("cells", (), "80", None, "sigungu")
    told = {"map": "regions", "layer": ["ways", "x", "centers"], "opacity": "40", "region": "11", "sw": "37.4, 126.9"}
    view = explore_view.read(told | {"ne": "37.5 127.1"}, KINDS)
    assert (view.surface, view.overlays, view.opacity) == ("regions", ("centers", "ways"), "40")
    assert view.bounds == (126.9, 37.4, 127.1, 37.5)
    assert view.level == "emd"
    assert explore_view.read({"layer": "centers"}, KINDS).overlays == (), "centers of the nation are too many"
    for bad in ({"sw": "37.4,126.9"}, {"sw": "x", "ne": "37.5,127"}, {"sw": "37.6,127.2", "ne": "37.5,127.1"}):
        assert explore_view.read(bad, KINDS).bounds is None
        with pytest.raises(InputError):
            explore_view.window(bad)


def test_hours_follow_one_another_round_the_week_and_a_holiday():
    reading = explore_view.ExploreView().reading
    assert explore_view.hour_beside(reading.changed(hour="Tue 19"), 1) == "Tue 20"
    assert explore_view.hour_beside(reading.changed(hour="Sun 23"), 1) == "holiday 0"
    assert explore_view.hour_beside(reading.changed(hour="Mon 0"), -1) == "holiday 23"
    assert explore_view.hour_beside(reading.changed(hour="weekday_evening"), 1) == "Mon 19"
    assert explore_view.hour_beside(reading.changed(hour="any"), 1) == "Mon 9"


def test_a_window_around_a_cell_is_square_and_can_be_read_back():
    west, south, east, north = explore_view.window(explore_view.around(37.5, 127.0, km=5))
    assert (north - south) * 111 == pytest.approx(10, rel=0.01)
    assert (east - west) * 88.1 == pytest.approx(10, rel=0.01)


@pytest.fixture
def shown(with_times: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    kept: dict[str, object] = {}

    def show_table(say, columns, rows, *, key, **options):
        kept[key] = {"columns": columns, "rows": rows, **options}
        return None, None

    monkeypatch.setattr(table, "show_table", show_table)
    monkeypatch.setattr(week, "show_week", lambda content, key: None)
    return kept


def test_the_page_says_what_the_board_says(open_page, shown):
    query = {"region": "11", "kind": "공공 전체", "hour": "weekday_evening", "layer": ["centers", "ways"]}
    app = open_page("explore", **query)
    said = html(app)
    reading = explore_view.read(query, access.kinds()).reading
    total = access.board().total(reading, "11")
    rows = shown["units"]["rows"]
    assert len(rows) == 25
    for key in ("people_without_if_open", "people_without_if_closed"):
        assert sum(row.values[key] for row in rows) == pytest.approx(total[key], rel=1e-9)
        assert shown["units"]["total"].values[key] == pytest.approx(total[key], rel=1e-9)
    assert f"({100 * total['people_without_if_open'] / total['people']:.1f}%)" in said
    assert len(shown["centers"]["rows"]) == access.published("공공 전체", "11")[0]
    layers = json.loads(deck_of(query).to_json())["layers"]
    assert [layer["id"] for layer in layers] == ["ground", "cells", "outlines", "ways", "centers"]
    assert layers[1]["data"].startswith(f"/cells/{data.version()}/")
    assert len(layers[-1]["data"]) == len(shown["centers"]["rows"])
    district = json.loads(deck_of(query | {"region": "11680"}).to_json())["layers"][1]["data"]
    cells = answer_of(query | {"region": "11680"}).inside.cells
    assert [row["cell"] for row in district] == [f"{cell:x}" for cell in cells["h3_index"]]


def deck_of(query: dict[str, object]):
    return explore.deck(answer_of(query))


def answer_of(query: dict[str, object], language: str = "ko") -> explore.Exploration:
    return explore.answer(load(language), explore_view.read(query, access.kinds()))


@pytest.mark.usefixtures("with_times")
def test_a_window_is_summed_and_goes_into_every_file():
    query = {"sw": "37.50,126.95", "ne": "37.60,127.05", "hour": "Tue 19"}
    answer = answer_of(query)
    inside = answer.inside
    assert 500_000 < inside.people < 3_000_000
    assert inside.ages["people"].sum() == pytest.approx(inside.people, rel=1e-6)
    files = {
        one.ending: one
        for one in explore_report.files(answer, data.dataset_frame(), address="/explore?x", made_on=data.today())
    }
    assert set(files) == {"csv", "xlsx", "gpkg", "parquet"}
    assert all("window" in one.name for one in files.values())
    written = files["parquet"].write()
    frame = gpd.read_parquet(io.BytesIO(written))
    assert frame["people"].sum() == pytest.approx(inside.people)
    assert (frame["people"] * frame["most_share"]).sum() == pytest.approx(inside.most)
    assert frame.geometry.iloc[0].geom_type == "Polygon"
    receipt = json.loads(pq.read_schema(io.BytesIO(written)).metadata[b"mindconnect"])
    assert receipt["receipt"]["window"].startswith("37.5,126.95")
    assert receipt["columns"]["most_share"].endswith("(1 = 100%)")
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].write()))
    assert book.sheetnames[3:] == ["단위별", "센터", "나이"]
    assert book["센터"].max_row == 1 + len(inside.centers)


@pytest.mark.usefixtures("with_times")
def test_tiles_hold_every_cell_once_with_the_colour_of_its_bounds(tmp_path):
    reading = explore_view.read({"hour": "Tue 19"}, access.kinds()).reading
    (tmp_path / "8.mvt").write_bytes(explore.tile(load("ko"), reading, 10, 873, 396))
    read = pyogrio.read_dataframe(tmp_path / "8.mvt", layer="cells")
    assert read["cell"].is_unique
    west, south, east, north = tiles.bounds(10, 873, 396)
    least, most = access.cell_bounds(reading)
    cells = access.board().cells.assign(least_share=least, most_share=most)
    inside = cells[cells["lon"].between(west, east) & cells["lat"].between(south, north)]
    colours = dict(
        zip(
            (f"{one:x}" for one in inside["h3_index"]),
            maps.share_colours(inside["least_share"], inside["most_share"]),
            strict=True,
        )
    )
    found = {row.cell: [row.red, row.green, row.blue] for row in read.itertuples()}
    assert len(colours) > 500
    assert {cell: found[cell] for cell in colours} == colours
    assert read["tip"].str.contains("닿지 못함").all()
    with pytest.raises(InputError, match="no tile"):
        explore.tile(load("ko"), reading, 30, 0, 0)


@pytest.mark.usefixtures("with_times")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_nation_is_drawn_whole_and_light_enough(language):
    answer = answer_of({"layer": "height"}, language)
    assert answer.cells["people"].sum() == pytest.approx(51_128_530, rel=1e-6)
    assert len(explore.deck(answer).to_json()) < 3_000_000
    assert "H3" in explore.legend(answer)
    assert len(explore.deck(answer_of({}, language)).to_json()) < 1_000_000, "cells come as tiles"
    regions = answer_of({"map": "regions"}, language)
    assert len(json.loads(explore.deck(regions).to_json())["layers"][1]["data"]["features"]) == 252
