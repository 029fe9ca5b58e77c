"""The comparison of two readings: their difference by region, which way it goes, and that it is the board's."""

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from app import data
from app.data import access
from app.policy import difference_report, differences, rankings
from app.text import load
from app.ui.components import choropleth, table
from gis.analysis.readings import Reading
from tests.app.policy.test_gaps import html, pages_of, without

DAY, EVENING = Reading(hour="weekday_day"), Reading(hour="weekday_evening")


@pytest.fixture
def shown(with_times: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Keep what the page shows; the ranking over all readings, which takes a while, is computed before."""
    access.ranking("sigungu", None)
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
def test_the_ranking_counts_readings_and_says_the_range_of_ranks(open_page, shown):
    said = html(open_page("compare"))
    rows = {row.code: row.values for row in shown["ranking"]}
    assert len(rows) == 252
    # The long way round for one place: how many readings of the grid put enough of its people in underserved cells.
    grid, board = access.grid(), access.board()
    place = board.rows["region_code"].str.startswith("46910")
    cell, people = board.rows.loc[place, "cell_place"].to_numpy(), board.rows.loc[place, "people"].to_numpy()
    count = 0
    for one in grid.readings:
        found = board.answer(one.reading)
        if one.criterion == "out_of_reach":
            is_underserved = found.without >= grid.most_hours - 1e-12
        else:
            everybody = board.cells["people"].to_numpy()
            mean = (found.value * everybody).sum() / everybody.sum()
            is_underserved = found.value < one.factor * mean if mean > 0 else np.ones(len(everybody), dtype=bool)
        count += bool((people * is_underserved[cell]).sum() / people.sum() >= grid.people_share)
    assert rows["46910"]["underserved_readings"] == count
    assert 1 <= rows["46910"]["rank_min"] <= rows["46910"]["rank_median"] <= rows["46910"]["rank_max"] <= 252
    assert "32가지 기준" in said


def test_who_is_underserved_under_every_reading_is_named():
    ranked = pd.DataFrame(
        {
            "full_name": ["가 군", "나 군", "다 군"],
            "people": [10.0, 20.0, 30.0],
            "underserved_readings": [4, 4, 1],
            "readings": 4,
            "underserved_share": [1.0, 1.0, 0.25],
        }
    )
    say = load("ko")
    assert (
        rankings.finding(say, ranked, area="전국")
        == "4가지 기준 모두에서 접근 취약지역인 곳은 2곳으로, 가 군, 나 군이 있어요."
    )
    assert "3가지" in rankings.finding(say, ranked.assign(underserved_readings=[3, 1, 1]), area="전국")
    assert rankings.finding(say, ranked.assign(underserved_readings=0), area="전국").startswith("4가지 기준 가운데")
    assert "2곳" in rankings.people(say, ranked)


@pytest.mark.usefixtures("with_times")
def test_files_carry_both_readings_their_commands_and_the_ranks():
    views = differences.read({"region": "11"}, access.kinds())
    layers, totals = access.both([view.reading for view in views], views[0].level, views[0].region_code)
    answer = differences.compose(load("ko"), views, layers, totals, data_version=data.version())
    ranked, drawn = access.ranking("sigungu", "11"), data.region_outlines("sigungu", "11")
    offered = difference_report.files(
        answer, ranked, data.dataset_frame(), drawn, address="/compare", made_on=data.today()
    )
    files = {file.ending: file.write() for file in offered}
    rows = {row["region_code"]: row for row in csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))}
    assert len(rows) == 25
    row = rows["11680"]
    more = without(EVENING, "11680") - without(DAY, "11680")
    assert float(row["people_more"]) == pytest.approx(more, rel=1e-5)
    told = ranked.set_index("region_code").loc["11680"]
    assert (int(row["underserved_readings"]), float(row["rank_median"])) == (
        told["underserved_readings"],
        told["rank_median"],
    )
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    facts = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    for reading in (DAY, EVENING):
        assert reading.command(level="sigungu", parent_code="11", output="--csv") in facts.values()
    assert pages_of(files["pdf"]) == 1
