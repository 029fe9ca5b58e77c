"""The crisis panel: the right numbers first, in both languages, and on top wherever distress is typed."""

from datetime import date

import pytest

from app import crisis_panel, data
from app.helping import check_state
from app.helping.check_state import CheckResult
from app.text import load
from gis.care.crisis import in_force, parse
from gis.settings import ROOT
from tests.app.test_frame import Reader

REGISTER = parse((ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8"))
NUMBERS = in_force(REGISTER, date(2026, 11, 26))


def calls(html):
    return [link["href"] for link in Reader(html).all("a") if link["href"].startswith("tel:")]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_109_stands_first_and_the_others_follow(language):
    html = crisis_panel.html(load(language), NUMBERS)
    assert calls(html) == ["tel:109", "tel:15770199", "tel:119", "tel:1388"]
    assert "sms:109" in html
    assert f"/emergency{'?lang=en' if language == 'en' else ''}" in html


def test_for_the_young_1388_comes_second():
    assert calls(crisis_panel.html(load("ko"), NUMBERS, is_young=True))[:2] == ["tel:109", "tel:1388"]


def test_before_109_was_there_no_number_of_today_is_promised():
    assert "tel:109" not in calls(crisis_panel.html(load("ko"), in_force(REGISTER, date(2023, 6, 1))))


def test_no_form_and_no_script_stand_in_the_way():
    html = Reader(crisis_panel.html(load("ko"), NUMBERS))
    assert {tag for tag, _ in html.found} <= {"section", "h2", "p", "ul", "li", "a", "strong", "span", "small"}


def test_the_register_names_every_line_of_the_facts():
    numbers = {number.number: number for number in NUMBERS}
    assert list(numbers) == ["109", "1577-0199", "1388", "1366", "1588-9191", "129", "119", "112"]
    assert numbers["109"].valid_from == date(2024, 1, 1)
    assert set(numbers["109"].channels) == {"phone", "sms"}
    assert numbers["109"].is_always_open


@pytest.mark.parametrize("language", ["ko", "en"])
def test_in_an_emergency_119_stands_first(language):
    html = crisis_panel.html(load(language), NUMBERS, panels={"life", "emergency"})
    assert calls(html) == ["tel:119", "tel:109", "tel:15770199", "tel:1388"]
    assert "sms:119" in html
    assert load(language)("crisis.title.emergency") in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [("수면제 30알 먹었어요", {"emergency"}), ("죽고 싶어요", {"life"}), ("강남역", set()), ("", set())],
)
def test_it_tells_what_is_asked_for(text, expected):
    assert crisis_panel.heard(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(("죽고 싶어요",), True), (("", "I want to die"), True), (("강남역", "청소년"), False), ((), False)],
)
def test_distress_is_heard_in_any_of_the_texts(texts, expected):
    assert crisis_panel.sounds_like_distress(*texts) is expected


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.usefixtures("on_nation")
class TestOnThePages:
    @pytest.mark.parametrize("query", [{"q": "죽고 싶어"}, {"q": "강남역", "words": "자살하고 싶어"}])
    def test_a_search_in_distress_brings_it_first(self, open_page, query):
        app = open_page(**query)
        assert "crisis-panel" in app.get("html")[0].proto.body
        assert not app.exception

    def test_what_is_typed_in_distress_is_answered_and_stands_in_no_address(self, open_page):
        app = open_page()
        app.text_input[0].set_value("더는 살고 싶지 않아요")
        app.button[0].click().run()
        assert "crisis-panel" in app.get("html")[0].proto.body
        assert "q" not in app.query_params
        app.text_input[0].set_value("서울역")
        app.button[0].click().run()
        assert "crisis-panel" not in html(app)

    @pytest.mark.parametrize("query", [{}, {"q": "자살예방센터"}, {"q": "서울역"}])
    def test_a_search_for_a_place_does_not(self, open_page, query):
        assert "crisis-panel" not in html(open_page(**query))

    @pytest.mark.parametrize("page", ["find", "match"])
    def test_where_one_starts_from_is_listened_to_on_every_page(self, open_page, page):
        app = open_page(page)
        app.text_input[0].set_value("더는 살고 싶지 않아요")
        app.button[0].click().run()
        assert "crisis-panel" in app.get("html")[0].proto.body
        assert "q" not in app.query_params
        assert "crisis-panel" in html(open_page(page, q="죽고 싶어"))

    @pytest.mark.parametrize("page", ["find", "match"])
    def test_an_emergency_typed_for_a_place_brings_119_first(self, open_page, page):
        app = open_page(page)
        app.text_input[0].set_value("수면제 30알 먹었어요")
        app.button[0].click().run()
        assert calls(app.get("html")[0].proto.body)[0] == "tel:119"
        assert calls(html(open_page(page, q="옥상에 올라왔어요")))[0] == "tel:119"

    @pytest.mark.parametrize("is_alarming", [True, False])
    def test_an_alarming_check_keeps_the_panel_where_its_result_leads(self, open_page, is_alarming, monkeypatch):
        result = CheckResult(phq9=20, is_alarming=is_alarming)
        monkeypatch.setattr(check_state, "kept", lambda: result)
        assert ("crisis-panel" in html(open_page("match"))) is is_alarming

    def test_a_correction_in_distress_brings_it_and_files_nothing(self, open_page, monkeypatch):
        filed = []
        monkeypatch.setattr(data, "file_correction", lambda **told: filed.append(told) or 1)
        app = open_page(place="강남역", lat="37.49794", lon="127.02762", r="1")
        center = next(one for one in _items(app) if one)
        app = open_page(place="강남역", lat="37.49794", lon="127.02762", r="1", center=center)
        app.text_area[0].set_value("더는 살고 싶지 않아요")
        next(button for button in app.button if button.label == load("ko")("correction.send")).click().run()
        assert "crisis-panel" in html(app)
        assert filed == []


def _items(app):
    import json

    for element in app.get("bidi_component"):
        if element.proto.component_name == "mindconnect.results":
            return [item["id"] for item in json.loads(element.proto.json)["items"]]
    return []
