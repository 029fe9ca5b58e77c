"""Reviews: what must not stand in public is found, harmless words are not, and few ratings count little."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.care import reviews
from gis.care.reviews import bayesian_mean, check_ratings, find_personal, parse, plain_body, standing
from gis.errors import SourceError
from gis.settings import ROOT

RULES_FILE = ROOT / "data" / "rules" / "reviews.toml"
RULES = parse(RULES_FILE.read_text(encoding="utf-8"))


def kinds(text):
    return [found.kind for found in find_personal(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("연락은 010-0000-5678로 주세요", ["mobile"]),
        ("01000005678", ["mobile"]),
        ("010 0000 5678", ["mobile"]),
        ("+82 10-0000-5678", ["mobile"]),
        (f"{11:03d}-000-5678", ["mobile"]),
        ("０１０-００００-５６７８", ["mobile"]),
        ("0\u200b1\u200b0-0000-5678", ["mobile"]),
        ("공일공 공공공공 오육칠팔", ["mobile"]),
        ("02-000-5678", ["landline"]),
        ("(031) 000-5678", ["landline"]),
        ("070-0000-5678", ["landline"]),
        ("제 번호는 900101-1000000", ["resident_number"]),
        ("9001011000000", ["resident_number"]),
        ("900101-1******", ["resident_number"]),
        ("900101-5000000", ["resident_number"]),
        ("nobody@example.org로 메일 주세요", ["mail"]),
        ("nobody @ example . org", ["mail"]),
        ("주차된 12가3456 차", ["plate"]),
        ("123허 4567", ["plate"]),
        ("110-000-567890 으로 입금", ["account_number"]),
        ("저는 역삼동 123-4에 살아요", ["address"]),
        ("역삼동 산 12-3 근처", ["address"]),
        ("신림동 1456번지", ["address"]),
        ("종로3가 12-5", ["address"]),
        ("내촌면 음현리 45-1", ["address"]),
        ("101동 1203호에 사는데요", ["address"]),
        ("래미안 101동1203호", ["address"]),
        ("테헤란로 12길 34-5", ["address"]),
        ("역삼동 123-4 101동 1203호", ["address", "address"]),
        ("카톡 아이디 hello.world", ["messenger"]),
        ("카톡 아이디는 hello12예요", ["messenger"]),
        ("카카오톡: abcdef", ["messenger"]),
        ("카톡 abc_1234 로 연락 주세요", ["messenger"]),
        ("kakao id: abcd", ["messenger"]),
        ("텔레그램 @someone_there", ["messenger"]),
        ("인스타 @some.one", ["messenger"]),
        ("insta: someone", ["messenger"]),
        ("라인 id someone99", ["messenger"]),
        ("https://open.kakao.com/o/abcDEF", ["messenger"]),
        ("t.me/someone", ["messenger"]),
        ("아이디: someone99", ["messenger"]),
        ("제 ID = someone", ["messenger"]),
        ("김OO 선생님이 친절했어요", ["person_name"]),
        ("김○○ 상담사", ["person_name"]),
        ("박철수 원장님", ["person_name"]),
        ("이영희 간호사와 이야기했어요", ["person_name"]),
        ("최ㅇㅇ 팀장", ["person_name"]),
        ("홍길동 씨가", ["person_name"]),
        ("김OO 선생님 010-0000-5678, 900101-1000000", ["resident_number", "mobile", "person_name"]),
    ],
)
def test_what_tells_who_somebody_is_is_found(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "선생님이 친절했어요",
        "상담 선생님과 간호사 모두 좋았어요",
        "2026-11-26에 갔어요. 오후 2시 30분쯤 도착했고 1시간 기다렸어요.",
        "위기 때는 109나 1577-0199로 전화하래요",
        "3층 302호, 버스 1234번",
        "이번 선생님은 좋았어요",
        "우리 선생님",
        "전문 상담사가 있어요",
        "담당 간호사",
        "비용은 10,000원이고 2024년 12월부터 1000명이 갔대요",
        "날씨가 추웠어요. 서울 씨름장 옆",
        "운동 1-2회, 활동 3-4번 했어요",
        "상담동 2층, 본관 302호",
        "우리 3-4명이 갔어요. 거리 1-2분",
        "자리 12-3번에 앉았어요",
        "2호선 역삼역 3번 출구, 역삼동에 있어요",
        "교대동 3-4분 거리예요",
        "이동 10-20분",
        "성동구 왕십리 근처 2-3층",
        "카톡으로 예약했어요",
        "카카오톡 채널로 상담 예약이 돼요",
        "카카오맵 보고 갔어요",
        "텔레비전이 2대 있어요",
        "온라인 24시간 상담",
        "라인 2 앞에서 기다렸어요",
        "the line was long, about 30 minutes",
        "I showed my ID card at the desk",
        "가이드라인 2024년판을 줬어요",
        "인스타에서 보고 알았어요",
        "바로 3분 뒤에 불렀어요. 앞으로 2번 더 가요",
        "신분증(ID)을 가져가세요",
        "",
    ],
)
def test_harmless_words_are_left_alone(text):
    assert kinds(text) == []


def test_the_words_found_are_shown_and_a_name_is_a_hint_only():
    mobile, name = find_personal("김OO 선생님 번호 010-0000-5678")
    assert (mobile.words, name.words) == ("010-0000-5678", "김OO 선생님")
    assert (mobile.is_hint, name.is_hint) == (False, True)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_mobile_number_is_found_between_any_words(before, after):
    digits = "0123456789"
    glued = [text for text in (before, after) if any(char.isdigit() for char in text)]
    if glued:
        return
    assert "mobile" in kinds(f"{before} 010-{digits[:4]}-{digits[4:8]} {after}")


@given(st.text(max_size=1500))
def test_a_body_is_plain_and_short_and_stays_as_it_is(text):
    plain = plain_body(text)
    assert len(plain) <= reviews.LONGEST_BODY
    assert plain_body(plain) == plain
    assert "\x00" not in plain
    assert "\n\n\n" not in plain


def test_markup_stays_text():
    assert plain_body("<script>alert(1)</script>\r\n\r\n\r\n\r\n좋아요\u202e") == "<script>alert(1)</script>\n\n좋아요"


def test_a_mean_of_few_leans_on_the_middle():
    # By hand: (5 x 3 + 5) / 6, (5 x 3 + 10 x 5) / 15.
    assert bayesian_mean([5], prior_rating=3, prior_weight=5) == pytest.approx(20 / 6)
    assert bayesian_mean([5] * 10, prior_rating=3, prior_weight=5) == pytest.approx(65 / 15)
    assert bayesian_mean([], prior_rating=3, prior_weight=5) == 3
    one_bad, many_bad = (bayesian_mean([1] * n, prior_rating=3, prior_weight=5) for n in (1, 50))
    assert one_bad == pytest.approx(16 / 6)
    assert many_bad < one_bad


@given(st.lists(st.integers(1, 5), max_size=40))
def test_the_mean_is_that_of_the_ratings_with_the_priors_written_out(ratings):
    whole = [*ratings, 3, 3, 3, 3, 3]
    assert bayesian_mean(ratings, prior_rating=3, prior_weight=5) == pytest.approx(sum(whole) / len(whole))


def test_the_standing_counts_reviews_and_gives_each_aspect_the_same_weight():
    given_ratings = [
        {"access": 5, "kindness": 5, "waiting": 1, "facility": 3},
        {"access": 4, "kindness": 5, "waiting": 2},
    ]
    found = standing(given_ratings, RULES)
    assert found.count == 2
    assert found.by_aspect == pytest.approx(
        {"access": 24 / 7, "kindness": 25 / 7, "waiting": 18 / 7, "facility": 18 / 6}
    )
    assert found.mean == pytest.approx((24 / 7 + 25 / 7 + 18 / 7 + 3) / 4)
    assert found.is_few


def test_people_read_what_was_given():
    found = standing([dict.fromkeys(RULES.aspects, 4)], RULES)
    assert found.given_mean == 4
    assert found.given == dict.fromkeys(RULES.aspects, 4)
    assert found.mean < 4, "centers are compared by a mean that few reviews move little"


def test_without_a_review_there_is_no_mean():
    assert standing([], RULES) == reviews.Standing(0, None)
    assert standing([], RULES).given_mean is None


def test_the_order_of_reviews_does_not_matter():
    rng = random.Random(5)
    given_ratings = [{aspect: rng.randint(1, 5) for aspect in RULES.aspects} for _ in range(9)]
    shuffled = rng.sample(given_ratings, 9)
    assert standing(given_ratings, RULES) == standing(shuffled, RULES)
    assert not standing(given_ratings, RULES).is_few


@pytest.mark.parametrize(
    "ratings",
    [
        {"access": 5, "kindness": 5, "waiting": 5},
        {"access": 5, "kindness": 5, "waiting": 5, "facility": 6},
        {"access": 5, "kindness": 5, "waiting": 5, "facility": 0},
        {"access": 5, "kindness": 5, "waiting": 5, "facility": 5, "price": 5},
        {},
    ],
)
def test_ratings_off_the_scale_or_of_other_things_are_refused(ratings):
    with pytest.raises(SourceError):
        check_ratings(ratings, RULES)


def test_ratings_come_in_the_order_shown():
    given_ratings = {"facility": 1, "waiting": 2, "kindness": 3, "access": 4}
    assert list(check_ratings(given_ratings, RULES).items()) == [
        ("access", 4), ("kindness", 3), ("waiting", 2), ("facility", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rating = 3.0", "rating = 6.0"),
        ("weight = 5", "weight = -1"),
        ('"waiting"', '"kindness"'),
        ("most = 5", "most = 9"),
        ("reviewer =", "reader ="),
    ],
)
def test_rules_that_make_no_sense_are_refused(old, new):
    text = RULES_FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(SourceError):
        parse(text.replace(old, new))
