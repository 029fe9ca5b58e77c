"""The comparison of two readings: their difference by region, which way it goes, and that it is the board's."""

import csv
import io
import re

import openpyxl
import pytest

from app import data
from app.data import access
from app.policy import difference_report, differences
from app.text import load
from app.ui.components import choropleth, table
from gis.analysis.readings import Reading
from tests.app.policy.test_gaps import html, pages_of, without

DAY, EVENING = Reading(hour="weekday_day"), Reading(hour="weekday_evening")


@pytest.fixture
def shown(with_times: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Keep what the page shows."""
    kept: dict[str, object] = {}

    def show_table(say, columns, rows, **options):
        if options["key"] == "figures":
            kept.update(columns=columns, rows=rows, **options)
        else:
            kept[options["key"]] = rows
        return None, None

    monkeypatch.setattr(table, "show_table", show_table)
    monkeypatch.setattr(choropleth, "show_choropleth", lambda svg, key: kept.update({key: svg}))
    return kept


@pytest.mark.usefixtures("with_times")
def test_the_difference_is_b_less_a_for_the_nation_and_each_region(open_page, shown):
    said = html(open_page("compare"))
    a, b = without(DAY), without(EVENING)
    total = shown["total"].values
    assert total["people_more"] == pytest.approx(b - a, rel=1e-9)
    assert f"{100 * (b - a) / 51_128_530:.1f} %p" in said
    row = next(row for row in shown["rows"] if row.code == "11680")
    assert row.values["people_more"] == pytest.approx(without(EVENING, "11680") - without(DAY, "11680"), abs=1e-6)
    assert row.texts["people_more"].startswith("+")
    assert {"map-a", "map-b", "map-more"} <= shown.keys()


@pytest.mark.usefixtures("with_times")
def test_what_is_not_known_is_hatched_and_stands_in_the_legend(open_page, shown):
    said = html(open_page("compare"))
    for which in ("a", "b", "more"):
        fills = set(re.findall(r'class="unit" d="[^"]*" fill="([^"]*)"', shown[f"map-{which}"]))
        assert all(re.fullmatch(r"#[0-9a-f]{6}|url\(#hatch-[0-9a-f]{8}\)", fill) for fill in fills), fills
        assert any(fill.startswith("url") for fill in fills), "hours are unknown on every one of them"
    assert said.count('class="swatch hatch"') == 2


@pytest.mark.usefixtures("with_times")
def test_unknown_hours_are_not_told_as_closed(open_page, shown):
    assert "운영시간을 모르는 곳을 닫힌 곳으로 본 최대예요" in html(open_page("compare"))
    assert "닫힌 곳으로 본 최대" not in html(open_page("compare", hour="any", b_hour="any", b_mode="walk")), "no hours"


@pytest.mark.usefixtures("with_times")
def test_the_second_reading_stands_in_the_address_and_follows_the_first(open_page, shown):
    html(open_page("compare", hour="any", b_hour="any", mode="walk", b_mode="car", region="11"))
    one, other = differences.read(
        {"hour": "any", "b_hour": "any", "mode": "walk", "b_mode": "car", "limit_min": "15"}, access.kinds()
    )
    assert (one.reading.mode, other.reading.mode) == ("walk", "car")
    assert other.reading.limit_min == 15, "what B does not say is A's"
    assert shown["total"].values["people_more"] <= 0
    assert shown["sort"] == ("people_more", False)


@pytest.mark.usefixtures("with_times")
def test_the_same_reading_twice_is_said(open_page, shown):
    assert "두 기준이 같아요" in html(open_page("compare", hour="night", b_hour="night"))


@pytest.mark.parametrize(
    ("value", "number"), [(-0.6, 0), (-0.5, 1), (-0.02, 3), (0.0, 4), (0.0099, 4), (0.01, 5), (0.5, 8), (1.0, 8)]
)
def test_classes_of_a_difference_hold_their_lower_bound(value, number):
    assert differences.colour_of(value) == differences.COLOURS[number]
    assert len(differences.COLOURS) == len(differences.BREAKS) + 1 == len(differences.difference_labels(load("ko")))


def test_an_unknown_difference_has_no_colour():
    assert differences.colour_of(float("nan")) is None
    assert differences.colour_of(None) is None


@pytest.mark.usefixtures("with_times")
def test_readings_are_named_by_what_tells_them_apart():
    say = load("ko")
    assert differences.name_of(say, DAY, EVENING) == "평일 낮(9~18시)"
    walk = DAY.changed(mode="walk", limit_min=15)
    assert differences.name_of(say, walk, DAY) == "걸어서 15분"
    assert "차로 30분" in differences.name_of(say, DAY, DAY)
    assert data.version()


@pytest.mark.usefixtures("with_times")
def test_files_carry_both_readings_their_commands_and_the_ranks():
    views = differences.read({"region": "11"}, access.kinds())
    layers, totals = access.both([view.reading for view in views], views[0].level, views[0].region_code)
    answer = differences.compose(load("ko"), views, layers, totals, data_version=data.version())
    drawn = data.region_outlines("sigungu", "11")
    offered = difference_report.files(answer, data.dataset_frame(), drawn, address="/compare", made_on=data.today())
    files = {file.ending: file.write() for file in offered}
    rows = {row["region_code"]: row for row in csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))}
    assert len(rows) == 25
    row = rows["11680"]
    more = without(EVENING, "11680") - without(DAY, "11680")
    assert float(row["people_more"]) == pytest.approx(more, rel=1e-5)
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    facts = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    for reading in (DAY, EVENING):
        assert reading.command(level="sigungu", parent_code="11", output="--csv") in facts.values()
    assert pages_of(files["pdf"]) == 1
