"""Centers in words: what an entry and the details say, and that nothing of a source becomes HTML."""

from dataclasses import replace
from datetime import date

import pytest

from app.center import cards
from app.data.search import Origin
from app.search.origins import origin_from, sole
from app.text import load
from app.ui import maps
from gis.care_order import care_rules
from gis.queries.centers import Center, CenterDetail, CenterSource
from gis.queries.places import Place

KO, EN = load("ko"), load("en")
TODAY = date(2026, 11, 22)
CITY_HALL = Origin("place", 37.5665, 126.978, "서울시청")
CENTER = Center(
    center_id="abcdefghij",
    kind="기초정신건강복지센터",
    sub_kind=None,
    is_public=True,
    name="중구정신건강복지센터",
    operator_name="서울병원",
    road_address="서울특별시 중구 퇴계로 460",
    lot_address=None,
    address_detail="3층",
    lat=37.5659,
    lon=127.0178,
    region_code="1114059000",
    sigungu_code="11140",
    sido_code="11",
    region_name="서울특별시 중구 황학동",
    serves=("11140",),
    phone="02-2236-6606",
    homepage="junggumind.or.kr",
    services=("자살예방", "상담"),
    building_area_m2=None,
    opens_raw="09:00",
    closes_raw="18:00",
    closed_days_raw="토+일+공휴일",
    position_trust="building",
    position_radius_m=30.0,
    is_approximate=False,
    address_agreement="emd",
    reference_date=date(2025, 2, 28),
    source_count=2,
    instead_name=None,
    instead_phone=None,
    care_level="gives",
    care_rule="public_mental_health",
    is_open_to_public=True,
    public_rule="anybody",
    distance_m=3512.0,
)
SOURCE = CenterSource(
    source="s",
    title="목록",
    publisher="기관",
    licence="KOGL 1",
    line=7,
    match_rule="first",
    kind=CENTER.kind,
    name=CENTER.name,
    name_rule=None,
    position_method="published",
    position_trust="building",
    reference_date=date(2025, 2, 28),
)
DETAIL = CenterDetail(CENTER, (SOURCE,), {"간호사": 3}, {}, "s", "published")


def entry(center=CENTER, say=KO, origin=CITY_HALL, query=None):
    return cards.entry(say, center, origin=origin, query=query or {"r": "5"}, today=TODAY)


def detail(center=CENTER, say=KO, origin=CITY_HALL, found=DETAIL):
    areas = {"11140": "서울특별시 중구"}
    return cards.detail(say, found, center, origin=origin, areas=areas, today=TODAY, opening="")


def test_an_entry_says_how_far_which_way_and_where():
    where = [part["text"] for part in entry()["where"]]
    assert where == ["3.5 km, 동쪽", "서울특별시 중구 퇴계로 460"]
    assert [badge["text"] for badge in entry()["badges"]] == ["공공", "기초정신건강복지센터"]
    assert entry(say=EN)["badges"][1]["text"] == "Community mental health welfare center"


def test_an_english_entry_says_how_the_name_sounds():
    assert entry()["spelled"] == ""
    assert entry(say=EN)["spelled"].endswith("Jeongsin Geongang Bokji Senteo")
    named = replace(CENTER, name="<b>Seoul</b> 센터")
    shown = cards.result(entry(named, say=EN))
    assert "<b>" not in shown
    assert '<p class="spelled" lang="ko-Latn">' in shown
    assert "spelled" not in cards.heading(EN, replace(CENTER, name="Seoul Center"))


def test_an_entrys_link_keeps_the_search():
    assert entry()["href"] == "?r=5&center=abcdefghij"


def test_a_phone_is_a_link_that_dials_and_a_missing_one_is_none():
    assert entry()["phone"]["href"] == "tel:0222366606"
    # Whoever speaks to the machine says what stands there; so the spoken name begins with the written one.
    assert entry()["phone"]["spoken"].startswith(entry()["phone"]["label"])
    unknown = replace(CENTER, phone=None, instead_name="중구정신건강복지센터", instead_phone="02-111-2222")
    assert entry(unknown)["phone"]["href"] == "tel:021112222"
    assert "중구정신건강복지센터" in entry(unknown)["phone"]["label"]
    assert entry(replace(CENTER, phone=None))["phone"]["href"] == "tel:15770199"


def test_approximate_and_old_are_said():
    poor = replace(CENTER, is_approximate=True, position_radius_m=800.0, reference_date=date(2022, 12, 9))
    assert entry()["lines"] == []
    assert len(entry(poor)["lines"]) == 2
    assert entry(poor)["where"][0]["text"].startswith("약 ")
    assert "800 m" in detail(poor)
    assert "800 m" not in detail()


def test_from_a_cell_distances_are_rough():
    cell = Origin("cell", 37.5665, 126.978, cell="8830e1d8c1fffff")
    assert entry(origin=cell)["where"][0]["text"] == "약 3.5 km, 동쪽"


def test_the_typed_start_is_handed_over_and_the_devices_never():
    typed = " ".join(link.href for link in cards.ways(KO, CENTER, CITY_HALL))
    device = Origin("device", 37.566512, 126.978034, cell="8830e1d8c1fffff")
    given = " ".join(link.href for link in cards.ways(KO, CENTER, device))
    assert "37.5665" in typed
    assert "37.5665" not in given
    assert "126.978" not in given
    assert [link.href.split(":")[0] for link in cards.ways(KO, CENTER, None)] == [
        "tel",
        "https",
        "https",
        "kakaomap",
        "nmap",
    ]


def test_details_say_what_is_known():
    html = detail()
    for fact in (
        "퇴계로 460, 3층",
        "3.5 km",
        "자살예방",
        "서울특별시 중구 주민",
        "간호사 3명",
        "2025년 2월 28일",
        "목록",
    ):
        assert fact in html


@pytest.mark.parametrize("job", ["간호사", "사회복지사", "의사", "영양사", "임상심리사", "운동처방사"])
def test_who_works_there_is_named_in_english(job):
    found = replace(DETAIL, staff={job: 3})
    assert job in detail(found=found)
    assert job not in detail(say=EN, found=found)


def test_details_leave_out_what_is_not_known():
    bare = replace(CENTER, services=(), serves=(), operator_name=None, homepage=None, phone=None)
    html = detail(bare, found=replace(DETAIL, staff={}))
    for heading in ("services", "serves", "operator", "homepage", "staff"):
        assert KO(f"center.{heading}") not in html


def test_a_kind_for_one_age_says_for_whom_it_is():
    youth = replace(CENTER, kind="청소년상담복지센터")
    assert "만 9~24세와 그 보호자" in detail(youth)
    assert "people aged 9 to 24 and their parents" in detail(youth, say=EN)
    assert "보호자" not in detail()


def test_nothing_of_a_source_becomes_html():
    evil = "<img src=x onerror=alert(1)>'\""
    poor = replace(
        CENTER,
        name=evil,
        operator_name=evil,
        road_address=evil,
        address_detail=evil,
        homepage=evil,
        services=(evil,),
        serves=(evil,),
        closed_days_raw=evil,
    )
    found = replace(DETAIL, staff={evil: 1}, sources=(replace(SOURCE, title=evil, publisher=evil),))
    html = detail(poor, found=found, origin=replace(CITY_HALL, name=evil)) + cards.heading(KO, poor)
    assert "<img" not in html
    assert "onerror=alert(1)>" not in html


def test_a_homepage_is_always_a_web_address():
    assert 'href="https://junggumind.or.kr"' in detail()
    assert 'href="https://javascript:alert(1)"' in detail(replace(CENTER, homepage="javascript:alert(1)"))


def test_the_map_shows_what_the_list_shows():
    content = maps.find(KO, CITY_HALL, [CENTER], version="v", radius_km=5)
    assert [point[0] for point in content["points"]] == ["abcdefghij"]
    assert content["tiles"] == "/tiles/v"
    assert not content["grouped"]
    west, south = content["bounds"][0]
    east, north = content["bounds"][1]
    assert north - south == pytest.approx(10 / 111, rel=0.01)  # 10 km; a degree of latitude has about 111
    assert west < CITY_HALL.lon < east


def test_centers_of_one_building_stand_around_their_point():
    def slots(number):
        housed = [replace(CENTER, center_id=f"{one:010d}") for one in range(number)]
        alone = replace(CENTER, center_id="x" * 10, lat=CENTER.lat + 0.01)
        points = maps.find(KO, CITY_HALL, [*housed, alone], version="v", radius_km=5)["points"]
        assert points[-1][5] == 0
        return [point[5] for point in points[:-1]]

    assert slots(1) == [0]
    assert slots(2) == [1, 9], "opposite each other"
    assert slots(4) == [1, 5, 9, 13]
    assert len(set(slots(16))) == 16
    assert min(slots(5)) > maps.SLOTS, "the outer ring"


def test_many_centers_are_grouped():
    many = [replace(CENTER, center_id=f"{number:010d}") for number in range(maps.GROUP_FROM)]
    assert maps.find(KO, CITY_HALL, many, version="v", radius_km=5)["grouped"]
    assert not maps.find(KO, CITY_HALL, many[1:], version="v", radius_km=5)["grouped"]


def test_of_a_device_known_by_its_cell_the_map_gets_the_cell():
    cell = Origin("cell", 37.56, 126.97, cell="8830e1d8c1fffff")
    drawn = maps.find(KO, cell, [CENTER], version="v", radius_km=3)["origin"]["geometry"]
    assert drawn["type"] == "Polygon"
    assert len(drawn["coordinates"][0]) == 7


def place(name, match="exact", **more):
    values = {"category": "station", "level": "station", "lat": 37.5, "lon": 127.0, "region_code": None}
    values |= {"region_name": None, "detail": None, "match": match}
    return Place(name=name, **values | more)


def test_one_clear_meaning_is_taken_and_doubt_is_asked():
    here, there = place("서울역"), place("서울역", lat=37.502)
    assert sole([here, place("서울역앞", "part")]) is here
    assert sole([here, there]) is here, "one station, two lines"
    assert sole([place("중구", lat=37.5), place("중구", lat=35.1)]) is None
    assert sole([place("강남", "name")]).name == "강남"
    assert sole([place("강낭", "similar")]) is None
    assert sole([place("전주시", "part")]) is None, "the station of the name is not known"
    assert sole([place("가", "prefix"), place("나", "prefix")]) is None


def test_a_district_is_searched_as_a_whole_and_a_neighbourhood_from_its_middle():
    gu = place("강남구", category="region", level="sigungu", region_code="11680", region_name="서울특별시 강남구")
    dong = place("역삼1동", category="region", level="emd", region_code="1168064000", region_name="서울 강남구 역삼1동")
    assert origin_from(gu).region_code == "11680"
    assert (origin_from(dong).source, origin_from(dong).name) == ("place", "서울 강남구 역삼1동")


COUNTED = {"psychiatrists": 3, "psychiatrists_on": date(2026, 3, 31)}


@pytest.mark.parametrize(
    ("say", "n", "line"),
    [
        (KO, 3, "정신건강의학과 전문의 3명 (2026년 3월 기준)"), (EN, 3, "Psychiatrists: 3 (March 2026)"),
        (KO, 0, "정신건강의학과를 진료과목으로 올렸지만 전문의는 없어요(2026년 3월 기준)."),
        (EN, 0, "Lists psychiatry, but has no psychiatrist (March 2026)."),
    ],
)  # fmt: skip
def test_psychiatrists_are_said_with_their_date_on_card_and_details(say, n, line):
    clinic = replace(CENTER, kind="의원", **{**COUNTED, "psychiatrists": n})
    assert line in entry(clinic, say)["lines"]
    assert line in details(clinic, say)


def test_nothing_is_said_of_psychiatrists_that_nobody_counted():
    assert not cards.psychiatrists(KO, CENTER)
    assert KO("center.psychiatrists") not in details(CENTER, KO)


@pytest.mark.parametrize("say", [KO, EN])
@pytest.mark.parametrize("phone", [CENTER.phone, None])
def test_a_center_the_list_no_longer_knows_says_so_and_whom_to_call(say, phone):
    gone = replace(CENTER, kind="의원", phone=phone, is_in_hira_list=False, hira_list_on=date(2026, 3, 31))
    said = cards.unlisted(say, gone)
    assert (phone or "1577-0199") in said
    assert said in entry(gone, say)["lines"]
    assert said in details(gone, say)
    for known in (True, None):
        assert not cards.unlisted(say, replace(gone, is_in_hira_list=known))


def details(center: Center, say) -> str:
    detail = replace(DETAIL, center=center)
    return str(cards.detail(say, detail, center, origin=None, areas={}, today=TODAY, opening=""))


@pytest.mark.parametrize("say", [KO, EN], ids=["ko", "en"])
def test_a_center_that_is_no_sure_care_says_so_on_card_and_details(say):
    doubtful = replace(CENTER, kind="의원", care_level="may", care_rule="other_specialty_named")
    item = cards.entry(say, doubtful, origin=CITY_HALL, query={}, today=TODAY)
    assert say("care.badge.may") in [badge["text"] for badge in item["badges"]]
    assert say("care.rule.other_specialty_named") in item["lines"]
    sure = cards.entry(say, CENTER, origin=CITY_HALL, query={}, today=TODAY)
    assert say("care.badge.may") not in [badge["text"] for badge in sure["badges"]]
    closed = replace(CENTER, is_open_to_public=False, public_rule="military")
    assert say("care.door_rule.military") in cards.entry(say, closed, origin=None, query={}, today=TODAY)["lines"]


@pytest.mark.parametrize("say", [KO, EN], ids=["ko", "en"])
def test_every_rule_of_care_has_its_sentence(say):
    rules = care_rules()
    told = {say(f"care.rule.{one.rule}") for one in rules.levels}
    told |= {say(f"care.door_rule.{one.rule}") for one in rules.public if not one.is_open}
    assert len(told) == len(rules.levels) + len(rules.public)


@pytest.mark.parametrize("say", [KO, EN])
def test_a_rehabilitation_facility_says_that_it_is_for_its_members_or_residents(say):
    facility = replace(CENTER, kind="정신재활시설")
    assert say("care.by_registration") in cards.entry(say, facility, origin=None, query={}, today=TODAY)["lines"]
    assert say("care.by_registration") in detail(facility, say)
    home = replace(facility, care_level="may", care_rule="group_home")
    assert say("care.by_registration") not in detail(home, say)
    assert say("care.by_registration") not in detail(CENTER, say)
