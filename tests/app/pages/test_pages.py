"""The find page by AppTest, on the nation: answers, empty answers, bad addresses, no database."""

import json

import pytest
from sqlalchemy import create_engine

from app import data
from app.data import database

pytestmark = pytest.mark.usefixtures("on_nation")
GANGNAM = {"place": "강남역", "lat": "37.49794", "lon": "127.02762"}


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def address(app, key):
    """Give a parameter of the address, whether it is kept as a text or as a list of one."""
    value = app.query_params.get(key)
    return value[0] if isinstance(value, list) else value


def told(app, name):
    """Give what a component was given."""
    for element in app.get("bidi_component"):
        if element.proto.component_name == f"mindconnect.{name}":
            return json.loads(element.proto.json)
    return None


def test_the_first_page_asks_where(open_page):
    app = open_page()
    assert not app.exception
    assert [field.label for field in app.text_input] == ["어디에서 찾을까요?"]
    assert "이런 곳을 찾을 수 있어요" in html(app)
    assert told(app, "position")["exact"] is False


def test_a_typed_place_is_found_and_stands_in_the_address(open_page):
    app = open_page()
    app.text_input[0].set_value("강남역")
    app.button[0].click().run()
    assert not app.exception
    assert address(app, "place") == "강남역"
    assert "q" not in app.query_params
    items = told(app, "results")["items"]
    assert "강남역 3 km 안에" in html(app)
    assert len(items) > 50
    assert len(told(app, "map")["points"]) == len(items)


def test_list_and_map_hold_the_same_centers(open_page):
    app = open_page(**GANGNAM, r="1")
    assert [item["id"] for item in told(app, "results")["items"]] == [p[0] for p in told(app, "map")["points"]]


def test_a_wider_radius_finds_no_less(open_page):
    few = {item["id"] for item in told(open_page(**GANGNAM, r="1"), "results")["items"]}
    more = {item["id"] for item in told(open_page(**GANGNAM, r="5"), "results")["items"]}
    assert few < more


def test_places_with_a_psychiatrist_are_offered_with_their_number(open_page):
    page = open_page(**GANGNAM, doctors="psychiatrist")
    items = told(page, "results")["items"]
    assert items
    assert all("정신건강의학과 전문의" in item["html"] for item in items)
    everybody = told(open_page(**GANGNAM, scope="listed"), "results")["items"]
    assert any("전문의는 없어요" in item["html"] for item in everybody)


def test_groups_part_the_answer(open_page):
    both = told(open_page(**GANGNAM), "results")["items"]
    public = told(open_page(**GANGNAM, group="public"), "results")["items"]
    medical = told(open_page(**GANGNAM, group="medical"), "results")["items"]
    assert all('"mark mark-public"' in item["html"] for item in public)
    assert all('"mark mark-medical"' in item["html"] for item in medical)
    assert len(public) + len(medical) == len(both)


def test_filters_of_the_address_hold(open_page):
    app = open_page(**GANGNAM, r="10", kind="기초정신건강복지센터")
    items = told(app, "results")["items"]
    assert items
    assert all('<span class="">기초정신건강복지센터</span>' in item["html"] for item in items)


def test_a_name_of_several_places_is_asked_back(open_page):
    app = open_page(q="중구")
    labels = [button.label for button in app.button if button.key.startswith("candidate")]
    assert sum("중구" in label for label in labels) >= 6
    app.button(key="candidate-0").click().run()
    assert len(address(app, "region")) == 5
    assert told(app, "results")["items"]


def test_all_places_of_a_name_are_there_for_who_asks(open_page):
    app = open_page(q="중앙동")
    shown = [button for button in app.button if button.key.startswith("candidate")]
    app.button(key="more-candidates").click().run()
    more = [button.label for button in app.button if button.key.startswith("candidate")]
    assert len(shown) == 8
    assert len(more) > 30
    assert len(set(more)) == len(more), "each tells itself from the others"
    assert not any(button.key == "more-candidates" for button in app.button)


@pytest.mark.parametrize(
    ("typed", "said", "offered"),
    [
        ("전주역", "저희 자료에 없는 역", "전주시"),
        ("역삼동 123-4", "정확한 위치는 몰라요", "역삼동"),
        ("강낭역", "비슷한 이름이 있어요", "강남역"),
    ],
)
def test_nothing_is_put_in_the_place_of_what_was_typed(open_page, typed, said, offered):
    app = open_page(q=typed)
    assert said in html(app)
    assert offered in app.button(key="candidate-0").label
    assert "place" not in app.query_params
    assert "region" not in app.query_params


def test_in_english_a_candidate_is_read_in_latin_letters(open_page):
    app = open_page(q="Haeundae", lang="en")
    labels = [button.label for button in app.button if button.key.startswith("candidate")]
    assert any("Haeundae\\-gu, Busan" in label for label in labels)


def test_a_region_is_searched_as_a_whole(open_page):
    app = open_page(q="춘천시")
    assert address(app, "region") == "51110"
    assert told(app, "map")["region"]["codes"] == ["51110"]
    assert "강원특별자치도 춘천시에" in html(app)


def test_nothing_near_offers_the_nearest_and_a_wider_circle(open_page):
    # The middle of 설악산, far from everything.
    app = open_page(place="설악산", lat="38.1193", lon="128.4656", r="1")
    assert "가장 가까운 곳은" in html(app)
    assert len(told(app, "results")["items"]) == data.NEAREST


def test_one_tap_widens_the_circle(open_page):
    app = open_page(place="양양 바닷가", lat="38.10", lon="128.66", r="1", kind="기초정신건강복지센터")
    widen = [button for button in app.button if "넓혀" in button.label]
    if not widen:
        pytest.fail(html(app))
    widen[0].click().run()
    assert address(app, "r") in ("3", "5", "10")
    assert "곳이 있어요" in html(app)
    assert "가장 가까운 곳은" not in html(app)


def test_details_open_and_close(open_page):
    first = told(open_page(**GANGNAM, r="1"), "results")["items"][0]
    app = open_page(**GANGNAM, r="1", center=first["id"])
    assert first["name"] in html(app)
    assert "정보 기준일" in html(app)
    for scheme in ("tel", "https", "kakaomap", "nmap"):
        assert f'href="{scheme}:' in told(app, "links")["html"]
    app.button(key="back").click().run()
    assert "center" not in app.query_params
    assert told(app, "results")["returned"] == first["id"]


def test_a_center_that_is_gone_says_so(open_page):
    app = open_page(center="aaaaaaaaaa")
    assert not app.exception
    assert "찾을 수 없어요" in html(app)


@pytest.mark.parametrize(
    "query",
    [
        {"lat": "999", "lon": "x", "place": "<script>alert(1)</script>"},
        {"cell": "zzz", "r": "-4", "group": "'; drop table core.center; --"},
        {"q": "%_*"},
        {"q": "가" * 500},
        {"q": "\x00\x01"},
        {**GANGNAM, "words": "%%%"},
        {**GANGNAM, "kind": ["없는 종류", "<b>"], "service": "x"},
        {"lat": "37.5", "lon": "127", "place": "x", "region": "99999"},
        {"center": "../../etc/passwd"},
        {"lang": "<script>"},
        {**GANGNAM, "r": ["1", "3"], "place": ["a", "b"]},
    ],
)
def test_a_bad_address_gets_a_page(open_page, query):
    app = open_page(**query)
    assert not app.exception
    assert "<script>alert" not in html(app)
    assert "화면을 보여 드리지 못했어요" not in html(app)


def test_english_is_english(open_page):
    app = open_page(**GANGNAM, lang="en")
    assert "within 3 km of Gangnam Station" in html(app)
    assert app.text_input[0].label == "Where to search?"


def test_without_a_database_the_page_is_calm(open_page, monkeypatch, tmp_path):
    nowhere = create_engine(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    monkeypatch.setattr(database, "engine", lambda: nowhere)
    app = open_page(q="강남역")
    assert not app.exception
    assert "지금은 센터 정보를 불러올 수 없어요" in html(app)


def test_a_mistake_of_ours_is_calm_too(open_page, monkeypatch):
    monkeypatch.setattr(data, "find_centers", lambda _search: 1 / 0)
    app = open_page(**GANGNAM)
    assert not app.exception
    assert "이 화면을 보여 드리지 못했어요" in html(app)
