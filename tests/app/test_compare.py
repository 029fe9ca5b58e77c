"""The comparison of two readings: their difference by region, which way it goes, and that it is the board's."""

import pytest

from app import data, differences
from app.components import choropleth, table
from app.data import access
from app.text import load
from gis.analysis.readings import Reading
from tests.app.test_gaps import html, without

DAY, EVENING = Reading(hour="weekday_day"), Reading(hour="weekday_evening")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    kept: dict[str, object] = {}

    def show_table(say, columns, rows, **options):
        kept.update(columns=columns, rows=rows, **options)
        return None, None

    monkeypatch.setattr(table, "show", show_table)
    monkeypatch.setattr(choropleth, "show", lambda svg, key: kept.update({key: svg}))
    return kept


@pytest.mark.usefixtures("with_times")
def test_the_difference_is_b_less_a_for_the_nation_and_each_region(open_page, shown):
    said = html(open_page("compare"))
    a, b = without(DAY), without(EVENING)
    total = shown["total"].values
    assert total["people_more"] == pytest.approx(b - a, rel=1e-9)
    assert f"{100 * (b - a) / 51_271_480:.1f} %p" in said
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
