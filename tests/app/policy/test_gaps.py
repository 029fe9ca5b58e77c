"""The page of gaps: the board's figures on page, in files and on paper, at every level; calm when something lacks."""

import base64
import csv
import io
import itertools
import json
import re
import shlex
import subprocess
import sys

import geopandas as gpd
import h3
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from sqlalchemy import Engine, create_engine

from app import cli, data
from app.data import access, database
from app.policy import gap_report, gap_view, gaps, memos, weeks
from app.server import application
from app.text import load
from app.ui.components import cells, choropleth, table, week
from gis.analysis.readings import Reading
from gis.hexgrid import short_index

EVENING = Reading(hour="weekday_evening")
ASKED = {"hour": "weekday_evening", "kind": "공공 전체"}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Keep what the page gives to table, map, week and cells."""
    kept: dict[str, object] = {}

    def show_table(say, columns, rows, **options):
        kept.update(columns=columns, rows=rows, **options)
        return None, None

    monkeypatch.setattr(table, "show_table", show_table)
    monkeypatch.setattr(choropleth, "show_choropleth", lambda svg, key: kept.update(svg=svg))
    monkeypatch.setattr(week, "show_week", lambda content, key: kept.update(week=content))
    monkeypatch.setattr(cells, "show_cells", lambda content, key: kept.update(cells=content))
    return kept


def html(app) -> str:
    """Give what the page wrote; a page that apologises for an error of ours fails the test."""
    written = "\n".join(element.proto.body for element in app.get("html"))
    assert load("ko")("trouble.unexpected") not in written
    assert load("en")("trouble.unexpected") not in written
    return written


def without(reading: Reading, region_code: str = "") -> float:
    """Count people without care the long way round: cell by cell, from the board's own cells."""
    board = access.board()
    share = board.cell_without(reading)
    rows = board.rows[board.rows["region_code"].str.startswith(region_code)]
    return float(sum(people * share[place] for place, people in zip(rows["cell_place"], rows["people"], strict=True)))


def compose(query: dict[str, str], language: str = "ko") -> gaps.Gaps:
    view = gap_view.read(query, access.kinds())
    return gaps.compose(
        load(language), view, *access.answer(view.reading, view.level, view.region_code), data_version=data.version()
    )


def papers(query: dict[str, str], language: str = "ko") -> dict[str, bytes]:
    answer = compose(query, language)
    drawn = data.region_outlines(answer.view.level, answer.view.region_code)
    offered = gap_report.files(answer, data.dataset_frame(), drawn, address="/gaps?x=1", made_on=data.today())
    return {file.ending: file.write() for file in offered}


@pytest.mark.usefixtures("with_times")
def test_the_official_question_is_answered_first(open_page, shown):
    said = html(open_page("gaps", **ASKED))
    rows = {row.code: row.values["people_without"] for row in shown["rows"]}
    assert len(rows) == 252
    assert shown["sort"] == ("people_without", True)
    assert sum(rows.values()) == pytest.approx(without(EVENING), rel=1e-9)
    worst = max(rows, key=lambda code: rows[code])
    assert rows[worst] == pytest.approx(without(EVENING, worst), rel=1e-9)
    first = re.search(r"<h2>(.*?)</h2>", said)[1]
    assert "평일 저녁(18~21시)" in first
    people = 51_128_530
    bounds = [access.board().total(EVENING)[f"people_without_if_{end}"] for end in ("open", "closed")]
    assert bounds[1] == pytest.approx(without(EVENING))
    assert f"최소 195만 명({100 * bounds[0] / people:.1f} %)" in first
    assert f"최대 5,110만 명({100 * bounds[1] / people:.1f} %)" in first
    name = next(row.name for row in shown["rows"] if row.code == worst)
    assert said.index('class="finding"') < said.index(name) < said.index('class="legend"') < said.index("states")


@pytest.mark.usefixtures("with_times")
@pytest.mark.parametrize(
    ("query", "length", "count"),
    [
        ({"level": "sido"}, 2, 17),
        ({"region": "11"}, 5, 25),
        ({"region": "41800"}, 10, 10),
        ({"region": "36"}, 10, None),
    ],
)
def test_every_level_sums_to_its_area(open_page, shown, query, length, count):
    open_page("gaps", hour="Tue 14", mode="bicycle", **query)
    reading = gap_view.USUAL.changed(hour="Tue 14", mode="bicycle")
    assert {len(row.code) for row in shown["rows"]} == {length}
    assert count is None or len(shown["rows"]) == count
    told = [row.values["people_without"] or 0.0 for row in shown["rows"]]
    assert sum(told) == pytest.approx(without(reading, query.get("region", "")), rel=1e-9)
    assert shown["total"].values["people_without"] == pytest.approx(sum(told), rel=1e-9)


@pytest.mark.usefixtures("with_times", "shown")
def test_a_region_is_told_whom_to_call_and_the_nation_to_choose_one(open_page):
    told = " ".join(element.proto.body for element in open_page("gaps", region="46", **ASKED).get("html"))
    found = access.worth_calling(EVENING, "46", 10)
    assert told.count('href="tel:') == len(found.plan.calls) == 10
    assert "답 적기" not in told
    nation = " ".join(element.proto.body for element in open_page("gaps").get("html"))
    assert "call-list" not in nation
    assert "시군구를 고르면 전화할 곳" in nation


@pytest.mark.usefixtures("with_times")
def test_the_week_says_each_hour_with_both_bounds_and_an_hour_can_be_chosen(open_page, shown, monkeypatch):
    app = open_page("gaps", region="46", **ASKED)
    one = shown["week"]["cells"][24 + 14]
    low = 1 - without(EVENING.changed(hour="Tue 14"), "46") / without_all("46")
    office = 1 - without(EVENING.changed(hour="Tue 14", unknown_hours="office"), "46") / without_all("46")
    least = access.board().total(EVENING.changed(hour="Tue 14"), "46")["people_without_if_open"]
    high = 1 - least / without_all("46")
    assert low < office <= high
    assert one["text"] == f"{100 * low:.0f}"
    assert one["words"].startswith(f"화요일 14시: {100 * low:.1f} %")
    assert f"~{100 * high:.1f} %" in one["words"]
    assert f"9~18시로 보면 {100 * office:.1f} %" in one["words"]
    assert shown["week"]["chosen"] == [24 * day + hour for day in range(5) for hour in (18, 19, 20)]
    chosen = iter([24 + 14])
    monkeypatch.setattr(week, "show_week", lambda content, key: next(chosen, None))
    app.run()
    assert app.query_params["hour"] == "Tue 14"
    assert "화요일 14시" in html(app)


def without_all(region_code: str) -> float:
    rows = access.board().rows
    return float(rows.loc[rows["region_code"].str.startswith(region_code), "people"].sum())


@pytest.mark.usefixtures("with_times")
def test_the_map_of_cells_carries_both_bounds_in_the_order_of_the_file(open_page, shown):
    open_page("gaps", **ASKED | {"map": "cells", "hour": "Tue 14"})
    expected = access.board().answer(EVENING.changed(hour="Tue 14"))
    for end, shares in (("least", expected.without_if_open), ("most", expected.without_if_closed)):
        sent = np.frombuffer(base64.b64decode(shown["cells"][end]), dtype=np.uint8)
        assert np.abs(sent / 200 - shares).max() <= 0.0025
    file = access.cell_file()
    count = int(np.frombuffer(file[:4], dtype="<u4")[0])
    short = np.frombuffer(file[4 : 4 + 4 * count], dtype="<u4")
    people = np.frombuffer(file[4 + 4 * count :], dtype="<f4")
    assert len(sent) == count == len(people)
    assert people.sum() == pytest.approx(51_128_530, rel=1e-4)
    assert np.all(np.diff(short.astype(np.int64)) > 0)


def test_short_indices_lead_back_to_the_cell():
    cells_of = [h3.latlng_to_cell(lat, lon, 8) for lat, lon in ((37.5665, 126.978), (33.25, 126.5), (38.6, 128.35))]
    short = short_index([int(cell, 16) for cell in cells_of])
    back = [format((0x88 << 52) | (int(one) << 21) | 0x1FFFFF, "x") for one in short]
    assert back == cells_of
    with pytest.raises(ValueError, match="resolution"):
        short_index([int(h3.latlng_to_cell(37.5, 127.0, 9), 16)])


@pytest.mark.usefixtures("with_times")
def test_bounds_hold_the_figure_and_are_said(open_page, shown):
    said = html(open_page("gaps", hour="weekday_day", kind="공공 전체"))
    for row in (*shown["rows"], shown["total"]):
        told = row.values
        assert (
            told["people_without_if_open"] <= told["people_without"] + 1e-6 <= told["people_without_if_closed"] + 2e-6
        )
        assert told["people_out_of_reach"] <= told["people_without_if_open"] + 1e-6
    centers, known = access.published("공공 전체", None)
    assert f"{centers:,}곳 가운데 운영시간이 확인된 곳은 {known:,}곳입니다" in said
    any_hour = html(open_page("gaps", hour="any"))
    assert "운영시간이 확인된 곳은" not in any_hour
    assert not {"people_out_of_reach", "people_without_if_open"} & {column.key for column in shown["columns"]}


@pytest.mark.usefixtures("with_times")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_headline_holds_assumed_hours_apart_from_its_bounds(language):
    known, assumed = (
        gaps.finding(compose(ASKED | {"hour": "weekday_day", "unknown_hours": one}, language))
        for one in ("closed", "office")
    )
    # The bounds do not depend on what is assumed; which times are used, and estimated, does.
    assert known[0].split(". ")[0] == assumed[0].split(". ")[0]
    total = access.board().total(EVENING.changed(hour="weekday_day"))
    for answer in (known, assumed):
        assert f"{100 * total['people_without_if_closed'] / total['people']:.1f}" in answer[0]
    assert "9~18시" in assumed[1] or "9–18" in assumed[1]


@pytest.mark.usefixtures("with_times")
def test_the_bands_tell_closed_doors_from_none():
    answer = compose({})
    told = dict(re.findall(r"</span>([^<]+) <b>[^<]*?\(([\d.]+) ?%\)", gaps.reached(answer)))
    total = answer.total
    steps = [total["people"], *(total[key] for key in ENDS), 0.0]
    parts = [more - less for more, less in itertools.pairwise(steps)]
    named = zip(("reached", "perhaps", "closed", "beyond"), parts, strict=True)
    expected = {answer.say(f"gaps.band.{key}"): f"{100 * part / total['people']:.1f}" for key, part in named if part}
    assert list(told.items()) == list(expected.items())


ENDS = ("people_without_if_closed", "people_without_if_open", "people_out_of_reach")


def composed(query: dict[str, str], *, without: list[tuple[float, float]], minutes: list[float]) -> gaps.Gaps:
    """Put together units of 100 people (the last has none) of whom least and most reach nothing."""
    least, most = zip(*without, strict=True)
    layer = gpd.GeoDataFrame(
        {
            "region_code": [f"1100{at}" for at in range(len(without))],
            "full_name": [f"시 {at}구" for at in range(len(without))],
            "people": [100.0] * (len(without) - 1) + [0.0],
            "people_without": most,
            "people_without_if_open": least,
            "people_without_if_closed": most,
            "nearest_p50_min": minutes,
            "rank": range(len(without)),
        }
    )
    layer["share_without"] = layer["people_without"] / layer["people"]
    total = pd.Series({"people": 100.0, "full_name": "시", "is_estimate_share": 0.9})
    return gaps.compose(
        load("ko"), gap_view.read(query, ("전체",)), layer, total, pd.DataFrame(), (1, 1), data_version="v"
    )


def test_a_unit_has_a_colour_only_where_both_bounds_lie_in_its_class():
    without = [(0.0, 0.0), (96.0, 100.0), (0.0, 100.0), (11.0, 24.0), (9.0, 11.0), (0.0, 1.0), (0.0, 0.0)]
    answer = composed({}, without=without, minutes=[5.0] * 7)
    fills, classes = list(gaps.fills(answer).values()), gaps.scale(answer)
    lowest, next_lowest, *_, highest = classes.colours
    assert fills == [lowest, highest, None, next_lowest, None, lowest, None]
    assert (None, load("ko")("gaps.undecided_or_nobody")) in gaps.legend_entries(answer)
    assert "이동시간의 90.0%" in gaps.legend(answer)
    assert gaps.between(answer, 0.0, 1.0) == "0.0~100.0 %"
    assumed = composed({"unknown_hours": "office"}, without=without, minutes=[5.0] * 7)
    assert gaps.fills(assumed)["11002"] == classes.colours[-1], "who assumes hours asks for one figure"


def test_a_time_that_half_do_not_reach_is_beyond_the_limit_or_not_known():
    answer = composed(
        {"figure": "nearest_p50_min"},
        without=[(0.0, 40.0), (60.0, 90.0), (40.0, 90.0), (0.0, 0.0)],
        minutes=[12.0, np.nan, np.nan, np.nan],
    )
    entries = dict(gaps.legend_entries(answer))
    fills = list(gaps.fills(answer).values())
    assert entries[fills[1]] == "30분 초과"
    assert fills[0] not in (None, fills[1])
    assert fills[2:] == [None, None]


@pytest.mark.usefixtures("with_times")
def test_the_page_begins_with_a_reading_that_is_mostly_known(open_page, shown):
    said = html(open_page("gaps"))
    total = shown["total"].values
    assert total["people_without_if_closed"] - total["people_without_if_open"] < 0.1 * total["people"]
    assert 'href="?hour=weekday_evening"' in said
    assert "value_nearest" not in gap_view.shown(gap_view.USUAL.changed(measure="nearest"))


@pytest.mark.usefixtures("with_times")
@pytest.mark.parametrize("bad", [{"region": "99999"}, {"hour": "Blursday 9"}, {"mode": "boat"}, {"limit_min": "999"}])
def test_what_the_address_cannot_mean_is_left_out(open_page, shown, bad):
    html(open_page("gaps", **bad))
    assert len(shown["rows"]) == 252


@pytest.mark.usefixtures("with_times")
def test_six_files_say_the_same_and_how_to_repeat_it(tmp_path):
    files = papers({"region": "11", "hour": "Tue 14"})
    truth = access.board().regions(gap_view.USUAL.changed(hour="Tue 14"), "sigungu", "11")
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert [row["region_code"] for row in rows] == list(truth["region_code"])
    assert [float(row["people_without"]) for row in rows] == pytest.approx(list(truth["people_without"]), rel=1e-5)
    reading = Reading.parse(rows[0]["reading"])
    assert reading == gap_view.USUAL.changed(hour="Tue 14")
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    facts = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    command = reading.command(level="sigungu", parent_code="11", output="--csv")
    assert command in facts.values()
    assert data.version() in facts.values()
    (tmp_path / "a.gpkg").write_bytes(files["gpkg"])
    layer = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="gaps_sigungu")
    assert list(layer["people_without"]) == pytest.approx(list(truth["people_without"]))
    (tmp_path / "a.parquet").write_bytes(files["parquet"])
    same = gpd.read_parquet(tmp_path / "a.parquet")
    assert same.crs.to_epsg() == 4326
    assert list(same["people_without"]) == pytest.approx(list(truth["people_without"]))
    told = json.loads(pq.read_schema(tmp_path / "a.parquet").metadata[b"mindconnect"])
    assert told["receipt"]["command"] == command
    assert told["columns"]["people_without"].endswith("(명)")
    assert told["columns"]["share_without"].endswith("(1 = 100%)")
    assert same["share_without"].between(0, 1).all()
    assert {row["자료"] for row in told["sources"]} == set(data.dataset_frame()["title"])
    assert files["png"].startswith(b"\x89PNG")


@pytest.mark.usefixtures("with_times")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_memo_is_one_page_with_the_figures_of_the_page(tmp_path, language):
    answer = compose({"hour": "Tue 14"}, language)
    files = papers({"hour": "Tue 14"}, language)
    said = text_of(files["pdf"], tmp_path)
    assert pages_of(files["pdf"]) == 1
    total = answer.total["people_without"]
    assert f"{total:,.0f}" in said
    for row in answer.layer.sort_values("rank").head(memos.MOST_ROWS)[["name", "people_without"]].to_dict("records"):
        assert f"{row['people_without']:,.0f}" in said
        assert row["name"].split(", ")[0].split()[-1] in said
    assert data.version() in said
    assert "mindconnect access" in said
    assert "Tue 14" in said
    assert files["pdf"] == papers({"hour": "Tue 14"}, language)["pdf"], "the same figures make the same paper"


def text_of(pdf: bytes, folder) -> str:
    """Give the words of a PDF; skips where the machine cannot read one."""
    path = folder / "memo.pdf"
    path.write_bytes(pdf)
    try:
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    except FileNotFoundError:
        pytest.skip("pdftotext is not here (poppler-utils)")


def pages_of(pdf: bytes) -> int:
    found = re.search(rb"/Type/Pages/Count (\d+)", pdf)
    assert found
    return int(found[1])


@pytest.mark.usefixtures("with_times")
def test_a_place_where_all_is_well_is_said_so():
    answer = compose({"region": "11", "hour": "any", "kind": "전체"})
    assert answer.total["people_without"] == 0
    assert gaps.finding(answer) == ["서울특별시 주민은 모두 차로 30분 안에 정신건강 기관이 있습니다."]


def test_the_best_and_the_worst_hour_are_waking_ones():
    hours = pd.DataFrame({"hour": range(192), "hour_of_day": [hour % 24 for hour in range(192)]})
    share = [0.5] * 192
    share[3] = 0.0
    share[24 + 14], share[5 * 24 + 8], share[170] = 0.9, 0.25, 0.99
    hours = hours.assign(share_if_closed=share, share_if_office=share, share_if_open=share)
    said = weeks.finding(load("ko"), hours, EVENING)
    assert "화요일 14시(90.0 %)" in said
    assert "토요일 8시(25.0 %)" in said


def test_an_empty_database_and_missing_times_are_said_calmly(open_page, engine: Engine, monkeypatch):
    app_engine = create_engine(engine.url.set(username="mindconnect_app"))
    monkeypatch.setattr(database, "engine", lambda: app_engine)
    for page in ("gaps", "compare"):
        assert load("ko")("trouble.empty") in html(open_page(page))
    app_engine.dispose()


@pytest.mark.usefixtures("on_nation")
def test_without_travel_times_the_page_says_what_to_do(open_page, monkeypatch, tmp_path):
    monkeypatch.setattr(access, "is_ready", lambda: False)
    assert "mindconnect etl build travel_times" in html(open_page("gaps"))


@pytest.mark.usefixtures("with_times")
def test_the_command_of_the_receipt_gives_the_numbers_of_the_page(app_url, var_dir, monkeypatch, capsys):
    answer = compose({"hour": "Tue 14", "region": "11"})
    told = gap_report.files(
        answer, data.dataset_frame(), data.region_outlines("sigungu", "11"), address="/gaps", made_on=data.today()
    )
    book = openpyxl.load_workbook(io.BytesIO(next(file for file in told if file.ending == "xlsx").write()))
    command = next(
        cell.value
        for row in book.worksheets[1].iter_rows()
        for cell in row
        if str(cell.value).startswith("mindconnect")
    )
    monkeypatch.setenv("APP_DATABASE_URL", app_url)
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(var_dir))
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    rows = pd.read_csv(io.StringIO(capsys.readouterr().out), dtype={"region_code": str}).set_index("region_code")
    page = answer.layer.set_index("region_code")
    assert list(rows["people_without"]) == pytest.approx(list(page.loc[rows.index, "people_without"]), rel=1e-9)
    assert list(rows["rank"]) == list(page.loc[rows.index, "rank"])


def test_an_empty_database_is_no_fault_of_the_start(engine: Engine, monkeypatch, tmp_path):
    """What is warmed up at the start is counted only where people and centers are loaded."""
    app_engine = create_engine(engine.url.set(username="mindconnect_app"))
    found = data.settings().model_copy(update={"var_dir": tmp_path})
    monkeypatch.setattr(database, "engine", lambda: app_engine)
    monkeypatch.setattr(database, "settings", lambda: found)
    application.warm_up()
    assert not any(tmp_path.iterdir())
    app_engine.dispose()


@pytest.mark.usefixtures("with_times")
def test_who_asks_for_doubts_is_answered_where_nobody_is_out_of_reach():
    """All of 강남구 have a center within half an hour by car: the draws, asked for, are told all the same."""
    say, reading = load("ko"), Reading(measure="nearest", kind="전체")
    view = gap_view.GapView(reading=reading, region_code="11680", level="emd")
    told = {"data_version": "x", "serving": access.serving(reading, "11680")}
    plain, asked = (
        gaps.finding(gaps.compose(say, view, *access.answer(reading, "emd", "11680"), **told, interval=interval))
        for interval in (None, access.interval(reading, "11680"))
    )
    assert "모두" in plain[0]
    assert asked[: len(plain)] == plain
    assert len(asked) == len(plain) + 1
