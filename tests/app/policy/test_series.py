"""The comparison over time: nothing with one reference date; with two a picture and a table of the same figures."""

import io
import json
import re
import shlex
import sys
from itertools import pairwise
from uuid import uuid4

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from app import cli, data
from app.data import access, causes, database
from app.policy import difference_report, differences, series
from app.policy.differences import Comparison
from app.policy.gap_view import GapView
from app.text import load
from app.ui.components import choropleth
from gis.analysis.readings import Reading
from tests import history_town, town_board, towns
from tests.app.policy.test_gaps import html
from tests.history_town import ANY, FIRST, SECOND, WITHOUT

QUERY = {"hour": "any", "b_hour": "weekday_evening", "kind": towns.BASIC, "limit_min": "4", "serves": "any"}


@pytest.fixture
def town_engine(cluster):
    """Give the owner's engine on a town of its own."""
    engine = history_town.make(cluster, f"mindconnect_series_{uuid4().hex[:8]}")
    yield engine
    engine.dispose()


@pytest.fixture
def on_town(cluster, town_engine, tmp_path, monkeypatch):
    """Let app.data of this process read the town, and keep what the page draws."""
    engine = history_town.as_role(cluster, town_engine, "app")
    found = data.settings().model_copy(update={"var_dir": tmp_path})
    monkeypatch.setattr(database, "engine", lambda: engine)
    monkeypatch.setattr(database, "settings", lambda: found)
    drawn: dict[str, str] = {}
    monkeypatch.setattr(choropleth, "show_choropleth", lambda svg, key: drawn.update({key: svg}))
    monkeypatch.setattr(causes, "_times", town_board.times_of_places)
    yield drawn
    engine.dispose()


def test_the_page_shows_the_series_with_two_dates_and_not_with_one(open_page, on_town, town_engine, tmp_path):
    heading = load("ko")("series.heading", area="전국")
    history_town.record(town_engine, tmp_path)
    assert heading not in html(open_page("compare", **QUERY))
    assert "series" not in on_town

    history_town.load_next_month(town_engine)
    history_town.record(town_engine, tmp_path)
    said = html(open_page("compare", **QUERY))
    assert heading in said
    for date in (FIRST, SECOND):
        assert f"{100 * WITHOUT[date]['00'] / 2400:.1f}" in said
        assert f"{WITHOUT[date]['00']:,}" in said
    assert "20.8 %p 늘었어요" in said
    assert "--history --csv" in said
    assert on_town["series"].count("<polyline") == 2
    # A region has its own line; another reading was never recorded, and shows none.
    county = html(open_page("compare", region=towns.SIDO, **QUERY))
    assert load("ko")("series.heading", area="누리도") in county
    one = html(open_page("compare", **(QUERY | {"b_limit_min": "5"})))
    assert "A: 닿지 못하는 사람" in one[one.index(heading) :]
    assert on_town["series"].count("<polyline") == 1
    del on_town["series"]
    assert heading not in html(open_page("compare", **(QUERY | {"limit_min": "7"})))
    assert "series" not in on_town


def test_the_series_goes_along_in_the_files_and_its_command_repeats_it(
    on_town, town_engine, cluster, tmp_path, monkeypatch, capsys
):
    history_town.record(town_engine, tmp_path)
    history_town.load_next_month(town_engine)
    history_town.record(town_engine, tmp_path)
    views = differences.read(QUERY | {"region": towns.SIDO}, access.kinds())
    layers, totals = access.both([view.reading for view in views], views[0].level, views[0].region_code)
    answer = differences.compose(load("en"), views, layers, totals, data_version=data.version())
    shown = series.lines(answer, access.history([view.reading for view in views], towns.SIDO))
    level = views[0].level
    offered = difference_report.files(
        answer,
        data.dataset_frame(),
        data.region_outlines(level, towns.SIDO),
        shown=shown,
        address="/compare",
        made_on=data.today(),
    )
    files = {file.ending: file.write() for file in offered}
    written = json.loads(pq.read_schema(io.BytesIO(files["parquet"])).metadata[b"mindconnect"])
    rows = written["tables"]["series"]
    assert [(row["end"], row["reference_date"]) for row in rows] == [
        (end, date.isoformat()) for end in "AB" for date in sorted((FIRST, SECOND))
    ]
    assert "by date" in openpyxl.load_workbook(io.BytesIO(files["xlsx"])).sheetnames
    monkeypatch.setenv("DATABASE_URL", town_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(tmp_path))
    for end in "ab":
        monkeypatch.setattr(sys, "argv", shlex.split(written["receipt"][f"command_series_{end}"]))
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert not stop.value.code
        again = pd.read_csv(io.StringIO(capsys.readouterr().out))
        own = pd.DataFrame([row for row in rows if row["end"] == end.upper()])
        columns = ["reference_date", "people", "people_without", "share_without", "data_version"]
        pd.testing.assert_frame_equal(again[columns], own[columns], check_dtype=False)


def history(*shares, first="2024-01-31", people=1000.0):
    dates = pd.date_range(first, periods=len(shares), freq="ME")
    return pd.DataFrame(
        {
            "reference_date": [date.date() for date in dates],
            "people_without": [people * share for share in shares],
            "share_without": shares,
        }
    )


def compared(*readings: Reading, language="ko") -> Comparison:
    one, other = (GapView(reading=reading) for reading in readings)
    return Comparison(load(language), (one, other), "전국", None, (None, None), "v")


def drawn_shares(svg: str, end: str) -> list[float]:
    """Read the shares back from a picture: by its own scale, the first and the last line of the grid."""
    grid = [float(y) for y in re.findall(r'class="grid" d="M\d+ ([\d.]+)H', svg)]
    marks = [float(mark) for mark in re.findall(r'text-anchor="end">([\d.]+)</text>', svg)]
    line = re.search(rf'class="line {end}".*?points="([^"]+)"', svg)[1]
    heights = [float(point.split(",")[1]) for point in line.split()]
    return [marks[4] / 100 * (grid[0] - y) / (grid[0] - grid[4]) for y in heights]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_picture_holds_the_figures_of_the_table(language):
    answer = compared(ANY, ANY.changed(hour="weekday_evening"), language=language)
    shares = {"a": (0.31, 0.305, 0.33), "b": (0.72, 0.6, 0.581)}
    shown = series.lines(answer, [history(*shares["a"]), history(*shares["b"])])
    svg = series.chart(answer, shown)
    columns, rows = series.table(answer.say, shown)
    for end, own in shares.items():
        assert drawn_shares(svg, end) == pytest.approx(own, abs=0.0005)
        assert [row.values[f"share_without_{end}"] for row in rows] == list(own)[::-1]
        assert [row.values[f"people_without_{end}"] for row in rows] == [1000 * one for one in own[::-1]]
        assert f"{end.upper()} {100 * own[-1]:.1f} %" in svg
    assert [column.key for column in columns][1:] == [
        "people_without_a", "share_without_a", "people_without_b", "share_without_b",
    ]  # fmt: skip
    assert "2024-01-31" in svg
    assert "2024-03-31" in svg


def test_points_stand_where_their_dates_are():
    answer = compared(ANY, ANY)
    told = history(0.1, 0.2, 0.3)
    told["reference_date"] = [pd.Timestamp(day).date() for day in ("2024-01-01", "2024-01-11", "2024-02-10")]
    [line] = series.lines(answer, [told, told])  # a reading compared with itself is one line
    svg = series.chart(answer, [line])
    x = [float(point.split(",")[0]) for point in re.search(r'points="([^"]+)"', svg)[1].split()]
    assert (x[1] - x[0]) / (x[2] - x[0]) == pytest.approx(10 / 40, abs=0.001)


def test_dates_that_both_readings_do_not_share_stay_empty_in_the_table():
    answer = compared(ANY, ANY.changed(mode="walk"))
    shown = series.lines(answer, [history(0.1, 0.2), history(0.3, 0.4, first="2024-02-29")])
    _, rows = series.table(answer.say, shown)
    assert [row.texts["share_without_a"] for row in rows] == ["-", "20.0", "10.0"]
    assert [row.texts["share_without_b"] for row in rows] == ["40.0", "30.0", "-"]


def test_nothing_is_drawn_of_one_date_or_of_nobody():
    answer = compared(ANY, ANY.changed(mode="walk"))
    nobody = history(float("nan"), float("nan"))
    assert series.lines(answer, [history(0.5), nobody]) == []


@pytest.mark.parametrize(
    ("shares", "told"), [((0.2, 0.25), "5.0 %p 늘었어요"), ((0.25, 0.2), "5.0 %p 줄었어요"), ((0.2, 0.2004), "거의 같")]
)
def test_what_is_said_goes_the_way_of_the_figures(shares, told):
    answer = compared(ANY, ANY.changed(mode="walk"))
    [line] = series.lines(answer, [history(*shares), history(0.5)])
    assert told in series.finding(answer.say, line, area="전국")
    assert differences.name_of(answer.say, ANY, answer.views[1].reading) == line.name


def test_dates_below_the_picture_do_not_run_into_each_other():
    answer = compared(ANY, ANY.changed(mode="walk"))
    for count in (2, 3, 4, 5, 13, 60):
        shown = series.lines(answer, [history(*[0.5] * count), history(0.5)])
        svg = series.chart(answer, shown)
        spans = []
        for x, anchor in re.findall(r'<text x="([\d.]+)" y="296" text-anchor="(\w+)">\d{4}', svg):
            start = float(x) - {"start": 0, "middle": 57, "end": 115}[anchor]
            spans.append((start, start + 115))
        assert 2 <= len(spans) <= 4
        assert all(one[1] < other[0] for one, other in pairwise(spans)), count
