"""What the server answers before any script: search, results, one center, recommendations, the entry to the check."""

import html
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from app import data
from app.data import accounts
from app.data.search import Origin, Search
from app.server.center_facts import opening_hours
from app.text import load
from gis.care.hours import read_hours
from gis.opening import NOT_PUBLISHED
from tests.app import patient
from tests.app.server.test_frame import Reader

GANGNAM = "place=%EA%B0%95%EB%82%A8%EC%97%AD&lat=37.49794&lon=127.02762"
CARD = re.compile(r'<li class="result" id="([a-z2-7]+)"')


def get(address, **options):
    return patient.get(address, **options)


def post(address, **fields):
    return patient.post(address, data=fields)


def test_results_stand_in_the_page_with_no_script_of_streamlit(server, on_nation):
    page = get(f"{server}/?{GANGNAM}&r=1").text
    found = data.find_centers(Search(Origin("place", 37.49794, 127.02762, "강남역"), 1)).centers
    assert CARD.findall(page) == [center.center_id for center in found[:20]]
    first = found[0]
    assert html.escape(first.name) in page
    assert f"tel:{first.phone.replace('-', '')}" in page
    before = page.partition("<template")[0]
    assert "/static/js" not in before
    assert "강남역 1 km 안에" in page


def test_the_page_closes_its_tags_and_has_one_heading(server):
    for path in ("/", f"/?{GANGNAM}", "/match", f"/match?{GANGNAM}", "/check", "/?q=%EC%A4%91%EA%B5%AC&lang=en"):
        page = get(f"{server}{path}").text
        body = re.sub(r"<(input|br)[^>]*>", "", re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL))
        assert len(Reader(body).all("h1")) == 1, path


def test_the_first_line_of_a_page_says_what_it_answers_with(server, on_nation):
    center_id = data.find_centers(Search(Origin("place", 37.49794, 127.02762, "강남역"), 1)).centers[0].center_id
    told = {"/": None, f"/?{GANGNAM}": "list", f"/?{GANGNAM}&center={center_id}": "center", f"/match?{GANGNAM}": "list"}
    for path, answer in told.items():
        body = re.search(r"<body[^>]*>", get(f"{server}{path}").text)[0]
        found = re.search(r'data-answer="(\w+)"', body)
        assert (found and found[1]) == answer, path


def test_filters_of_the_address_hold_and_stand_in_the_form(server):
    page = get(f"{server}/?{GANGNAM}&r=10&group=public").text
    assert re.search(r'<input type="radio" name="r" value="10" checked>', page)
    assert re.search(r'<input type="radio" name="group" value="public" checked>', page)
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert kept == {"place": "강남역", "lat": "37.49794", "lon": "127.02762"}
    assert '<span class="badge medical">' not in page


def test_more_of_a_list_is_a_link_away(server):
    first = get(f"{server}/?{GANGNAM}").text
    following = html.unescape(re.search(r'<a class="more" href="([^"#]+)', first)[1])
    more = CARD.findall(get(f"{server}{following}").text)
    assert len(CARD.findall(first)) == 20
    assert more[:20] == CARD.findall(first)
    assert len(more) == 40


def test_a_place_that_is_typed_leads_to_its_address(server):
    answer = post(f"{server}/?lang=en", q="강남역")
    assert answer.status_code == 303
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    assert told["place"] == ["강남역"]
    assert told["lang"] == ["en"]
    assert "q" not in told


@pytest.mark.parametrize("page", ["", "match"])
def test_words_of_danger_are_answered_first_and_stand_nowhere(server, page):
    answer = post(f"{server}/{page}", q="죽고 싶어")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    main = answer.text.partition("<main")[2]
    assert main.index('class="crisis-panel"') < main.index('class="ask-where"')
    assert "죽고 싶어" not in answer.text
    assert "location" not in answer.headers


def test_words_that_are_no_place_are_answered_on_the_spot(server):
    answer = post(f"{server}/", q="qqqqzzzz")
    assert answer.status_code == 200
    assert "찾지 못했어요" in answer.text
    assert 'id="root"' not in answer.text, "the live page knows nothing of what was posted"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("우울증", {"need": ["low_mood"]}),
        ("강남역 근처 정신과", {"place": ["강남역"], "doctors": ["psychiatrist"]}),
        ("잠이 안 와요 부산", {"place": ["부산광역시"], "need": ["sleep"]}),
        ("free counselling near Ansan", {"place": ["경기도 안산시"], "need": ["counselling"], "group": ["public"]}),
        ("서초구 주말에 여는 병원", {"place": ["서울특별시 서초구"], "group": ["medical"], "open": ["now"]}),
    ],
)
def test_needs_and_sentences_lead_to_an_address_of_codes(server, typed, told):
    answer = post(f"{server}/", q=typed)
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert {name: query.get(name) for name in told} == told
    assert "q" not in query


def test_what_was_understood_stands_above_the_list_and_can_be_dropped(server):
    page = post(f"{server}/", q="사하구 치매").headers["location"]
    found = get(f"{server}{page}").text
    assert "치매안심센터" in re.sub(r"<[^>]+>", " ", found.split('class="results"')[1])[:600]
    dropped = html.unescape(re.search(r'<a class="stay" href="([^"]+)" aria-label="‘기억력과 치매’ 빼기"', found)[1])
    assert "need" not in dropped
    assert "region=26380" in dropped


def test_a_need_without_a_place_asks_where_and_keeps_it(server):
    page = get(f"{server}/?need=low_mood").text
    assert load("ko")("find.where_for_it") in page
    regions = [link for link in re.findall(r'href="(/\?[^"]+)"', page) if "region=" in link]
    assert len(regions) == 17
    assert all("need=low_mood" in link for link in regions)
    action = html.unescape(re.search(r'<form class="ask-where" method="post" action="([^"]+)"', page)[1])
    assert "need=low_mood" in patient.post(f"{server}{action}", data={"q": "강남역"}).headers["location"]


def test_words_that_were_not_understood_are_said_and_stand_in_no_address(server):
    answer = post(f"{server}/", q="안산 외국인 상담")
    assert answer.status_code == 200
    assert "‘외국인’" in answer.text
    assert CARD.findall(answer.text)
    assert not [link for link in re.findall(r'(?:href|action)="([^"]+)"', answer.text) if "%EC%99%B8%EA%B5%AD" in link]


def test_a_list_is_put_nearest_first_by_one_link(server):
    page = get(f"{server}/?{GANGNAM}").text
    link = html.unescape(re.search(rf'href="([^"]+)">{load("ko")("find.order.distance")}<', page)[1])
    nearest = CARD.findall(get(f"{server}/{link}").text)
    assert nearest
    assert nearest != CARD.findall(page)


def test_a_name_of_several_places_is_asked_back_with_links(server):
    page = post(f"{server}/", q="중구").text
    links = [link for link in re.findall(r'href="(/\?place=[^"]+)"', page) if "region=" in link]
    assert len(links) >= 6


def test_a_center_is_told_whole_and_for_search_engines(server, on_nation):
    center_id = CARD.findall(get(f"{server}/?{GANGNAM}&r=1").text)[0]
    page = get(f"{server}/?{GANGNAM}&center={center_id}").text
    center = data.center(center_id).center
    assert f"<title>{html.escape(center.name)}" in page
    assert f'<link rel="canonical" href="{server}/?center={center_id}">' in page
    facts = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert facts["name"] == center.name
    assert facts["telephone"] == center.phone
    assert load("ko")("center.stated") in page
    assert "kakaomap://" in page
    back = html.unescape(re.search(rf'<a href="([^"]+)">{load("ko")("center.back")}</a>', page)[1])
    assert back.endswith(f"#{center_id}")
    assert center_id in CARD.findall(get(f"{server}{back}").text)


def test_hours_are_told_without_their_breaks():
    office = read_hours(opens="09:00", closes="18:00", closed_days="토+일+공휴일", note="12:00~13:00 중식시간 이용불가")
    told = opening_hours(office)
    assert told[:2] == ["Mo 09:00-12:00", "Mo 13:00-18:00"]
    assert {line[:2] for line in told} == {"Mo", "Tu", "We", "Th", "Fr"}


def test_hours_that_are_not_published_are_not_told():
    assert opening_hours(NOT_PUBLISHED) == []


def test_a_center_that_is_gone_says_so(server):
    assert load("ko")("center.missing") in get(f"{server}/?center=aaaaaaaaaa").text


def test_recommendations_are_posted_with_what_is_wished(server):
    answer = post(f"{server}/match", q="강남역", need="low_mood", when="any", words="")
    assert answer.status_code == 200
    assert len(CARD.findall(answer.text)) >= 10
    assert load("ko")("match.why") in answer.text


def test_a_center_is_a_place_to_start_from(server):
    assert len(CARD.findall(post(f"{server}/match", q="전북대학교", choice="0").text)) >= 10


def test_a_need_that_a_link_names_is_chosen_already(lonely_server):
    page = get(f"{lonely_server}/match?need=sleep").text
    assert '<option value="sleep" selected>' in page
    assert '<option value="any" selected>' in get(f"{lonely_server}/match?need=nothing&need=sleep").text


def test_who_is_signed_in_gets_the_page_that_knows_their_profile(lonely_server):
    signed_in = {accounts.cookie_name(is_https=False): "a-session"}
    page = get(f"{lonely_server}/match", cookies=signed_in).text
    assert 'id="root"' in page
    assert 'id="answer"' not in page
    assert 'id="answer"' in get(f"{lonely_server}/", cookies=signed_in).text


def test_a_form_too_long_is_refused(server):
    assert post(f"{server}/", q="a" * 20_000).status_code == 413


def test_without_a_database_the_line_to_type_into_and_the_crisis_line_stand(lonely_server):
    for path in ("/", f"/?{GANGNAM}", f"/match?{GANGNAM}", "/check"):
        answer = get(f"{lonely_server}{path}")
        assert answer.status_code == 200
        assert "tel:109" in answer.text
    assert "불러올 수 없어요" in get(f"{lonely_server}/?{GANGNAM}").text
    assert get(f"{lonely_server}/sitemap.xml").status_code == 503


def test_crawlers_find_districts_and_centers(server):
    robots = get(f"{server}/robots.txt").text
    assert f"Sitemap: {server}/sitemap.xml" in robots
    found = re.findall("<loc>([^<]+)</loc>", get(f"{server}/sitemap.xml").text)
    assert len(found) <= 50_000
    assert f"{server}/guide" in found
    assert sum("region=" in one for one in found) > 200
    assert sum("center=" in one for one in found) > 3_000
