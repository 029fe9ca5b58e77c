"""The crisis panel: the right numbers first, in both languages, and on top wherever distress is typed."""

from datetime import date

import pytest

from app import data
from app.data import rules
from app.self_check import check_state
from app.self_check.check_state import CheckNeeds, CheckResult
from app.text import load
from app.ui import crisis_panel
from gis.care.crisis import in_force, parse
from gis.errors import SourceError
from gis.settings import ROOT
from tests.app.server.test_frame import Reader

REGISTER = parse((ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8"))
NUMBERS = in_force(REGISTER, date(2026, 11, 26))


def calls(html):
    return [link["href"] for link in Reader(html).all("a") if link["href"].startswith("tel:")]


def dials(html):
    """Give the numbers of the panel, without those that stand behind an area code."""
    return [link["href"] for link in Reader(html).all("a") if link.get("class") == "dial"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_109_stands_first_and_the_others_follow(language):
    html = crisis_panel.html(load(language), NUMBERS)
    assert calls(html) == ["tel:109", "tel:15770199", "tel:119", "tel:1388"]
    assert "sms:109" in html
    assert f"/emergency{'?lang=en' if language == 'en' else ''}" in html


def test_for_the_young_1388_and_117_come_first():
    html = crisis_panel.html(load("ko"), NUMBERS, is_young=True)
    assert dials(html) == ["tel:1388", "tel:117", "tel:109", "tel:15770199", "tel:119"]


def test_for_the_young_in_an_emergency_119_and_112_stand_before_1388_and_117():
    html = crisis_panel.html(load("ko"), NUMBERS, is_young=True, panels={"emergency"})
    assert dials(html)[:4] == ["tel:119", "tel:112", "tel:1388", "tel:117"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_1388_is_dialled_behind_the_area_code_of_where_one_is(language):
    """From a mobile telephone 1388 alone may not connect; where the region is known its code stands in the link."""
    say = load(language)
    html = crisis_panel.html(say, NUMBERS, is_young=True, region_code="41131")
    assert dials(html)[0] == "tel:0311388"
    assert "031-1388" in html
    assert say("crisis.from_area.1388", number="1388") in html
    assert "crisis-areas" not in html


@pytest.mark.parametrize("language", ["ko", "en"])
def test_without_a_region_1388_offers_every_area_code_to_a_mobile_telephone(language):
    say = load(language)
    html = crisis_panel.html(say, NUMBERS, is_young=True)
    behind = [link for link in calls(html) if link.endswith("1388") and link != "tel:1388"]
    assert len(behind) == len(set(behind)) == 17
    assert {"tel:021388", "tel:0311388", "tel:0641388"} <= set(behind)
    assert say("crisis.by_area", number="1388") in html
    assert say("crisis.for.1388") in html


@pytest.mark.parametrize(
    ("alone", "expected"),
    [
        ("unsure", ["tel:109", "tel:15770199", "tel:119", "tel:112"]),
        ("child", ["tel:1388", "tel:117", "tel:112", "tel:119", "tel:109"]),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_calm_panel_has_its_own_title_and_numbers(alone, expected, language):
    say = load(language)
    html = crisis_panel.html(say, NUMBERS, alone=alone)
    assert dials(html) == expected
    assert say(f"crisis.title.{alone}") in html
    assert say("crisis.lead.life") not in html


def test_before_109_was_there_no_number_of_today_is_promised():
    assert "tel:109" not in calls(crisis_panel.html(load("ko"), in_force(REGISTER, date(2023, 6, 1))))


def test_no_form_and_no_script_stand_in_the_way():
    html = Reader(crisis_panel.html(load("ko"), NUMBERS))
    assert {tag for tag, _ in html.found} <= {"section", "h2", "p", "ul", "li", "a", "strong", "span", "small"}


def test_the_register_names_every_line_of_the_facts():
    numbers = {number.number: number for number in NUMBERS}
    assert list(numbers) == [
        "109", "1577-0199", "1388", "1366", "1588-9191", "129", "119", "112", "1577-1389", "117",
        "1342", "1336", "1308", "1577-1366", "1345", "107", "1303", "1899-9988", "1332",
    ]  # fmt: skip
    assert numbers["109"].valid_from == date(2024, 1, 1)
    assert set(numbers["109"].channels) == {"phone", "sms", "kakao", "app"}
    assert numbers["109"].is_always_open


@pytest.mark.parametrize("language", ["ko", "en"])
def test_in_an_emergency_119_stands_first(language):
    html = crisis_panel.html(load(language), NUMBERS, panels={"life", "emergency"})
    assert calls(html) == ["tel:119", "tel:112", "tel:109", "tel:15770199", "tel:1388"]
    assert "sms:119" in html
    assert load(language)("crisis.title.emergency") in html


def test_every_number_says_who_answers_for_whom_and_where_that_was_read(subtests):
    for number in REGISTER:
        with subtests.test(number=number.number):
            assert all((number.for_whom, number.publisher, number.source, number.source_url.startswith("http")))
            assert number.checked_on >= date(2026, 11, 26)
            assert number.note or (number.hours and number.valid_from)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2005-01-10", "", "note"),  # a reason that stands there would have to tell of it
        (",보건복지부,보도자료 2024-01-02,", ",,보도자료 2024-01-02,", "source"),
        ("https://consumer.gwd.go.kr/72177", "consumer.gwd.go.kr/72177", "source"),
        ("죽고 싶은 사람과 그 곁의 사람 누구나", "", "for_whom"),
    ],
)
def test_a_number_that_does_not_say_so_is_refused(old, new, column):
    text = (ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8")
    broken = text.replace(old, new)
    assert broken != text
    with pytest.raises(SourceError, match=column):
        parse(broken)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_against_violence_112_and_1366_stand_first_with_a_quick_way_out(language):
    say = load(language)
    html = crisis_panel.html(say, NUMBERS, panels={"violence"})
    assert calls(html)[:4] == ["tel:112", "tel:1366", "tel:15771389", "tel:109"]
    assert "sms:112" in html
    assert crisis_panel.AWAY in [link["href"] for link in Reader(html).all("a")]
    assert say("crisis.history") in html
    # What a victim keeps is evidence: only the traces of this site are ever to be cleared.
    keep = {"ko": "통화 기록과 문자, 사진은 지우지 마세요", "en": "Do not delete call logs, messages or photos"}
    assert keep[language] in html
    assert {tag for tag, _ in Reader(html).found} <= {"section", "h2", "p", "ul", "li", "a", "strong", "span", "small"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_page_tells_a_victim_to_delete_calls_or_messages(language):
    """Call logs, messages and photos are evidence of violence and stalking."""
    article = (ROOT / "data" / "content" / language / "emergency.md").read_text(encoding="utf-8")
    wrong = {"ko": "통화와 방문 기록을 지우", "en": "clear calls"}
    right = {"ko": "**지우지 마세요**", "en": "**Do not delete** call logs, messages"}
    assert wrong[language] not in article
    assert right[language] in article


def test_for_the_young_117_stands_with_112():
    html = crisis_panel.html(load("ko"), NUMBERS, panels={"violence"}, is_young=True)
    assert dials(html)[:5] == ["tel:112", "tel:117", "tel:1388", "tel:1366", "tel:109"]


def test_a_wound_comes_before_violence_and_violence_before_the_rest():
    html = crisis_panel.html(load("ko"), NUMBERS, panels={"violence", "emergency", "life"})
    assert calls(html)[:4] == ["tel:119", "tel:112", "tel:1366", "tel:15771389"]
    assert crisis_panel.AWAY in html


@pytest.mark.parametrize("language", ["ko", "en"])
def test_for_danger_to_others_112_119_and_the_mental_health_line_stand_first(language):
    say = load(language)
    html = crisis_panel.html(say, NUMBERS, panels={"others", "life"})
    assert calls(html) == ["tel:112", "tel:119", "tel:15770199", "tel:109", "tel:1388"]
    assert "sms:112" in html
    assert say("crisis.title.others") in html
    assert say("crisis.lead.others") in html
    assert say("crisis.lead.life") not in html


@pytest.mark.parametrize("panels", [set(), {"life"}, {"emergency"}, {"others"}])
def test_other_panels_have_no_quick_way_out(panels):
    assert crisis_panel.AWAY not in crisis_panel.html(load("ko"), NUMBERS, panels=panels)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("is_young", [True, False])
def test_every_number_of_a_panel_says_what_it_is_for(language, is_young):
    say = load(language)
    html = crisis_panel.html(say, NUMBERS, panels={"violence", "emergency"}, is_young=is_young)
    for call in dials(html):
        assert say(f"crisis.for.{call.removeprefix('tel:')}") in html


@pytest.mark.parametrize(("is_young", "first"), [(False, "tel:15770199"), (True, "tel:1388")])
def test_voices_that_command_nothing_lead_to_a_crisis_line_and_a_center_nearby(is_young, first):
    html = crisis_panel.html(load("ko"), NUMBERS, panels={"voices"}, is_young=is_young)
    assert calls(html)[0] == first
    assert calls(html).index("tel:15770199") < calls(html).index("tel:119")
    assert "기초정신건강복지센터 찾기" in html
    commanded = crisis_panel.html(load("ko"), NUMBERS, panels={"voices", "others"}, is_young=is_young)
    assert calls(commanded)[:3] == ["tel:112", "tel:119", "tel:15770199"]
    assert "기초정신건강복지센터 찾기" not in commanded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("수면제 30알 먹었어요", {"emergency"}),
        ("죽고 싶어요", {"life"}),
        ("남편이 때려요", {"violence"}),
        ("환청이 들려요", {"voices"}),
        ("환청이 죽으라고 해요", {"others", "life"}),
        ("hearing voices that aren't there", {"voices"}),
        ("강남역", set()),
        ("", set()),
    ],
)
def test_it_tells_what_is_asked_for(text, expected):
    assert rules.heard(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("엄마한테 들킬까 봐 무서워요, 중3이에요",), True),
        (("", "I am in 9th grade"), True),
        (("강남역",), False),
        ((), False),
    ],
)
def test_words_of_school_and_parents_tell_of_somebody_young(texts, expected):
    assert rules.sounds_young(*texts) is expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(("죽고 싶어요",), True), (("", "I want to die"), True), (("강남역", "청소년"), False), ((), False)],
)
def test_distress_is_heard_in_any_of_the_texts(texts, expected):
    assert bool(rules.heard(*texts)) is expected


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

    @pytest.mark.parametrize("page", ["find", "match"])
    def test_violence_typed_for_a_place_brings_112_first(self, open_page, page):
        app = open_page(page)
        app.text_input[0].set_value("남편이 저를 죽이려고 해요")
        app.button[0].click().run()
        assert calls(app.get("html")[0].proto.body)[:2] == ["tel:112", "tel:1366"]
        assert "q" not in app.query_params

    @pytest.mark.parametrize("page", ["find", "match"])
    def test_words_of_school_bring_1388_and_117_first(self, open_page, page):
        app = open_page(page)
        app.text_input[0].set_value("고2인데 죽고 싶어요")
        app.button[0].click().run()
        assert dials(html(app))[:2] == ["tel:1388", "tel:117"]
        assert dials(html(open_page(page, q="고2인데 죽고 싶어요")))[:2] == ["tel:1388", "tel:117"]

    def test_where_the_place_is_known_1388_stands_behind_its_area_code(self, open_page):
        app = open_page(words="고2인데 죽고 싶어요", place="강남역", lat="37.49794", lon="127.02762", r="1")
        assert dials(html(app))[0] == "tel:021388"

    def test_what_is_said_in_two_places_brings_one_panel_for_both(self, open_page):
        app = open_page(q="남편이 때려요", words="수면제 30알 먹었어요")
        assert calls(html(app))[:3] == ["tel:119", "tel:112", "tel:1366"]
        assert html(app).count("crisis-panel") == 1

    @pytest.mark.parametrize(
        ("sign", "expected"),
        [
            ("danger", ["tel:119", "tel:112"]),
            ("thoughts", ["tel:109", "tel:15770199"]),
            ("severe", ["tel:109", "tel:15770199"]),
            ("unsure", ["tel:109", "tel:15770199"]),
            (None, []),
        ],
    )
    def test_an_alarming_check_keeps_the_panel_where_its_result_leads(self, open_page, sign, expected, monkeypatch):
        monkeypatch.setattr(check_state, "kept", lambda: CheckResult(phq9=3, sign=sign))
        assert dials(html(open_page("match")))[:2] == expected

    @pytest.mark.parametrize(("sign", "is_offered"), [(None, True), ("thoughts", False), ("danger", False)])
    def test_beneath_the_panel_no_voucher_is_offered(self, open_page, sign, is_offered, monkeypatch):
        result = CheckResult(phq9=16, sign=sign, needs=CheckNeeds(problem="low_mood"))
        monkeypatch.setattr(check_state, "kept", lambda: result)
        app = open_page("match", place="강남역", lat="37.49794", lon="127.02762")
        assert ("crisis-panel" in html(app)) is not is_offered
        assert (load("ko")("door.voucher.name") in html(app)) is is_offered

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

    def test_a_correction_about_violence_brings_it_and_is_filed(self, open_page, monkeypatch):
        filed = []
        monkeypatch.setattr(data, "file_correction", lambda **told: filed.append(told) or 1)
        app = open_page(place="강남역", lat="37.49794", lon="127.02762", r="1")
        center = next(one for one in _items(app) if one)
        app = open_page(place="강남역", lat="37.49794", lon="127.02762", r="1", center=center)
        app.text_area[0].set_value("성폭력 상담도 해요")
        next(button for button in app.button if button.label == load("ko")("correction.send")).click().run()
        assert "tel:1366" in html(app)
        assert len(filed) == 1


def _items(app):
    import json

    for element in app.get("bidi_component"):
        if element.proto.component_name == "mindconnect.results":
            return [item["id"] for item in json.loads(element.proto.json)["items"]]
    return []
