"""What the server answers of policy pages before any script: the same finding, picture and figures as the live page."""

import html
import re

import pytest

from app import data
from app.data import access
from app.policy import gap_view, gaps
from app.server import policy_pages
from app.server.answer_pages import PAGE, Asking
from app.text import load
from app.ui.components.table import Row
from gis.intervals import FigureInterval
from tests.app import patient
from tests.app.browser import becomes, expect_to_fit

ROW = re.compile(r'<tr><th scope="row"><a class="stay" href="([^"]+)"[^>]*>([^<]+)</a></th>')


def written(page, *, language="ko", **query):
    return policy_pages.answer(Asking(load(language), query), page)


@pytest.mark.usefixtures("with_times")
def test_the_gaps_are_told_as_by_the_live_page():
    page = written("gaps")
    view = gap_view.read({}, access.kinds())
    told = gaps.compose(
        load("ko"), view, *access.answer(view.reading, "sigungu", None), data_version=data.version(),
        serving=access.serving(view.reading, None),
    )  # fmt: skip
    text = html.unescape(str(page.html))
    for sentence in gaps.finding(told):
        assert sentence in text
    assert gaps.draw(told, data.region_outlines("sigungu", None)) in page.html
    _, rows, total = gaps.table(told, {})
    worst = sorted(rows, key=lambda row: -row.values["people_without"])[:PAGE]
    assert [name for _, name in ROW.findall(text)] == [row.name for row in worst]
    assert total.texts["people_without"] in text.partition("<tfoot>")[2]
    assert page.is_live
    assert page.answer == "figures"


@pytest.mark.usefixtures("with_times")
def test_more_rows_and_other_regions_are_links():
    text = html.unescape(str(written("gaps", region="48", level="sigungu", hour="night").html))
    assert {re.search("region=([0-9]+)", link)[1][:2] for link, _ in ROW.findall(text)} == {"48"}
    assert all("hour=night" in link for link, _ in ROW.findall(text))
    assert 'aria-current="page">경상남도' in text
    assert re.search(r'<a class="more" href="([^"]+)"', text)[1] == "/gaps?region=48&level=sigungu&hour=night&show=40"
    all_of_them = str(written("gaps", region="48", hour="night", show="40").html)
    assert len(ROW.findall(all_of_them)) == 22
    assert 'class="more"' not in all_of_them


@pytest.mark.usefixtures("with_times")
def test_what_is_asked_stands_in_the_form_and_what_it_does_not_ask_is_kept():
    text = str(written("gaps", region="48", hour="night", mode="walk", margin_min="30").html)
    form = text.partition('class="answer-choices"')[2].partition("</form>")[0]
    assert '<option value="night" selected>' in form
    assert re.search(r'name="mode" value="walk" checked', form)
    assert dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)) == {
        "region": "48", "margin_min": "30",
    }  # fmt: skip


@pytest.mark.usefixtures("with_times")
def test_each_page_is_written_in_both_languages():
    access.underserved("dementia", "sigungu", None)
    access.fairness(access.USUAL)
    queries = {"underserved": {"service": "dementia"}, "equity": access.USUAL.query()}
    for page in policy_pages.FIGURED:
        for language in ("ko", "en"):
            told = written(page, language=language, **queries.get(page, {}))
            assert told is not None, (page, language)
            assert "choropleth" in told.html
            assert "<tbody>" in told.html
            assert told.address.startswith(f"/{page}")


@pytest.mark.usefixtures("with_times")
def test_doubts_are_told_once_they_are_drawn(monkeypatch):
    assert "열에 아홉은" not in written("gaps").html
    monkeypatch.setattr(access, "is_drawn", lambda reading: reading == access.USUAL)
    doubts = ("travel_time", "unknown_hours", "position")
    for low, high, why in ((1.2e6, 2.4e6, set()), (0.8e6, 0.9e6, {"below"}), (0.8e6, 4e6, {"below", "above"})):
        drawn = FigureInterval(low, high, doubts, 50)
        monkeypatch.setattr(access, "interval", lambda _reading, _region, drawn=drawn: drawn)
        text = written("gaps").html
        assert f"열에 아홉은 {low / 1e4:.0f}만~{high / 1e4:.0f}만 명" in text
        assert load("ko")("gaps.doubt_hours") in text
        assert {end for end in ("below", "above") if load("ko")(f"gaps.doubt_{end}") in text} == why
    assert "열에 아홉은" not in written("gaps", hour="night").html


@pytest.mark.usefixtures("with_times")
def test_what_takes_long_is_left_to_the_live_page(monkeypatch):
    assert written("gaps", measure="raam", hour="night") is None
    assert written("gaps", map="cells") is None
    assert written("gaps", doubt="1", hour="night", limit_min="45") is None
    assert written("equity", hour="night", limit_min="45") is None
    assert written("underserved", service="addiction") is None or access.is_counted("addiction")
    monkeypatch.setattr(access, "is_open", lambda: False)
    assert written("gaps") is None
    assert written("regions") is not None, "it needs no travel times"


@pytest.mark.usefixtures("with_times")
def test_a_region_that_there_is_none_of_counts_as_not_said():
    told = written("gaps", region="99", show="x", sort="<q>")
    assert "<q>" not in told.html
    assert len(ROW.findall(str(told.html))) == PAGE


def test_rows_are_sorted_with_what_is_unknown_last():
    rows = [Row("", name, {"value": value}) for name, value in (("a", 1.0), ("b", None), ("c", 3.0))]
    assert [row.name for row in policy_pages.in_order(rows, "value", is_down=True)] == ["c", "a", "b"]
    assert [row.name for row in policy_pages.in_order(rows, "value", is_down=False)] == ["a", "c", "b"]


def test_without_a_database_the_live_page_says_so(lonely_server):
    page = patient.get(f"{lonely_server}/gaps").text
    assert "data-answer" not in page
    assert 'id="root"' in page


def test_the_first_answer_has_no_script_of_streamlit(server):
    page = patient.get(f"{server}/regions?lang=en").text
    assert 'data-answer="figures"' in page
    assert "/static/js" not in page.partition("<template")[0]


@pytest.mark.parametrize("width", [390, 1440])
def test_no_written_page_is_wider_than_its_window(server, tab, width):
    page = tab(width=width, is_live=False)
    for name in policy_pages.FIGURED:
        # What takes seconds is counted after the start; until then the page is the live one.
        becomes(page, lambda name=name: page.goto(f"{server}/{name}?lang=en") and page.locator("#answer").count(), 1)
        expect_to_fit(page)
