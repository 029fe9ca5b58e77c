"""The one search line: what people type in both languages, written before the code that reads it."""

import pytest

from gis import recommendation, vocabulary
from gis.care.recommendation.typed_query import TypedQuery, parse_search_words, read_query
from gis.errors import SettingsError
from gis.reference import rule_file
from gis.settings import Settings
from gis.typed_query import search_words

WELFARE = ("기초정신건강복지센터", "광역정신건강복지센터")

QUERIES = [
    ("우울증", {"needs": ("low_mood",)}),
    ("불면증", {"needs": ("sleep",)}),
    ("강남역 근처 정신과", {"place": "강남역", "wants_psychiatrist": True}),
    ("잠이 안 와요 부산", {"place": "부산", "needs": ("sleep",)}),
    ("free counselling near Ansan", {"place": "ansan", "needs": ("counselling",), "group": "public"}),
    ("전북대학교", {"place": "전북대학교"}),
    ("사하구 치매", {"place": "사하구", "needs": ("memory",)}),
    ("치매안심센터", {"kinds": ("치매안심센터",)}),
    ("완도군 치매안심센터", {"place": "완도군", "kinds": ("치매안심센터",)}),
    ("판교역 상담", {"place": "판교역", "needs": ("counselling",)}),
    ("밤에 여는 정신과", {"wants_psychiatrist": True, "when": "evening"}),
    ("세종시 아이 ADHD", {"place": "세종시", "needs": ("child", "attention")}),
    ("우리 애가 학교에 안 가려고 해요", {"needs": ("child",), "unread": ("학교에", "안", "가려고")}),
    ("술을 끊고 싶어요", {"needs": ("addiction",)}),
    ("도박 중독", {"needs": ("addiction",)}),
    ("알코올 상담 수원", {"place": "수원", "needs": ("addiction",)}),
    ("산후우울증", {"needs": ("perinatal", "low_mood")}),
    ("공황장애 대전", {"place": "대전", "needs": ("anxiety",)}),
    ("불안해서 가슴이 두근거려요", {"needs": ("anxiety",), "unread": ("가슴이",)}),
    ("무료 상담", {"needs": ("counselling",), "group": "public"}),
    ("철원군", {"place": "철원군"}),
    ("철원 정신건강복지센터", {"place": "철원", "kinds": WELFARE}),
    ("서초구 주말에 여는 병원", {"place": "서초구", "group": "medical", "when": "saturday"}),
    ("제주 청소년 상담", {"place": "제주", "needs": ("child",)}),
    ("조현병 가족", {"needs": ("severe", "family")}),
    ("조현병 재활 인천", {"place": "인천", "needs": ("severe", "rehabilitation")}),
    ("강남구정신건강복지센터", {"place": "강남구정신건강복지센터"}),
    ("국립정신건강센터", {"place": "국립정신건강센터"}),
    ("서울대학교병원", {"place": "서울대학교병원"}),
    ("서울시 중구", {"place": "서울시 중구"}),
    ("중구", {"place": "중구"}),
    ("부산 중구 우울", {"place": "부산 중구", "needs": ("low_mood",)}),
    ("서울시청", {"place": "서울시청"}),
    ("역삼동", {"place": "역삼동"}),
    ("역삼동 심리상담", {"place": "역삼동", "needs": ("counselling",)}),
    ("테헤란로 152", {"place": "테헤란로 152"}),
    ("스마트폰 중독 초등학생", {"needs": ("addiction", "child")}),
    ("트라우마", {"needs": ("loss",)}),
    ("직장 스트레스 분당", {"place": "분당", "needs": ("stress",)}),
    ("excuse me I cannot sleep Busan", {"place": "busan", "needs": ("sleep",)}),
    ("depression", {"needs": ("low_mood",)}),
    ("psychiatrist near Gangnam Station", {"place": "gangnam station", "wants_psychiatrist": True}),
    ("panic attacks Daejeon", {"place": "daejeon", "needs": ("anxiety",)}),
    ("alcohol problem Suwon", {"place": "suwon", "needs": ("addiction",)}),
    ("dementia Saha-gu", {"place": "saha-gu", "needs": ("memory",)}),
    ("Seoul", {"place": "seoul"}),
    ("Gangnam-gu", {"place": "gangnam-gu"}),
    ("my child has ADHD", {"needs": ("child", "attention")}),
    ("open on Sunday Mapo", {"place": "mapo", "when": "sunday"}),
    ("Jeju youth counselling", {"place": "jeju", "needs": ("child",)}),
    ("Ansan mental health welfare center", {"place": "ansan", "kinds": WELFARE}),
    ("postpartum depression Sejong", {"place": "sejong", "needs": ("low_mood", "perinatal")}),
    ("I feel anxious", {"needs": ("anxiety",)}),
    ("gambling addiction help in Incheon", {"place": "incheon", "needs": ("addiction",)}),
    ("psychiatry open at night Busan", {"place": "busan", "wants_psychiatrist": True, "when": "evening"}),
    ("where can I talk to someone for free", {"needs": ("counselling",), "group": "public"}),
    ("support group for families", {"needs": ("family",), "unread": ("group",)}),
    ("asdfgh qwerty", {"unread": ("asdfgh", "qwerty")}),
    ("홍길동 12345678", {"unread": ("홍길동", "12345678")}),
    ("드라마", {"unread": ("드라마",)}),
    ("안산 외국인 상담", {"place": "안산", "needs": ("counselling",), "unread": ("외국인",)}),
]

NAMES = frozenset(told["place"] for _, told in QUERIES if "place" in told) | {"전남도청", "인지면", "gangnam"}


def read(typed: str) -> TypedQuery:
    data_dir = Settings().data_dir
    phrases = recommendation.load_data(data_dir).phrases
    return read_query(typed, search_words(data_dir), phrases, lambda texts: NAMES.intersection(texts))


@pytest.mark.parametrize(("typed", "understood"), QUERIES, ids=[typed for typed, _ in QUERIES])
def test_what_people_type_is_understood(typed, understood):
    assert read(typed) == TypedQuery(**understood)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("전남도청 근처 상담", {"place": "전남도청", "needs": ("counselling",)}),  # 도청 is no eavesdropping
        ("인지면 치매", {"place": "인지면", "needs": ("memory",)}),
        ("부산우울증상담", {"place": "부산", "needs": ("low_mood",)}),
        ("강남역정신과", {"place": "강남역", "wants_psychiatrist": True}),
        ("부산에서 잠이 안 와요", {"place": "부산", "needs": ("sleep",)}),
        ("강남역근처 병원", {"place": "강남역", "group": "medical"}),
    ],
)
def test_names_of_places_win_over_words_within_them_and_may_stand_without_a_blank(typed, understood):
    assert read(typed) == TypedQuery(**understood)


def test_what_is_denied_is_not_sought():
    assert read("우울하지 않아요 부산").needs == ()


@pytest.mark.parametrize("typed", ["", "   ", "%_*", "?!", "a" * 60, "가" * 60])
def test_odd_text_asks_for_nothing(typed):
    assert not read(typed).asks_for


def test_a_faulty_file_of_words_says_what_is_wrong():
    text = rule_file("search_terms.yaml").read_text(encoding="utf-8")
    kinds = [kind.code for kind in vocabulary.kinds()]
    with pytest.raises(SettingsError, match="no kind of center"):
        parse_search_words(text.replace("kinds: [치매안심센터]", "kinds: [없는센터]"), kinds=kinds)
    with pytest.raises(SettingsError, match="reviewer"):
        parse_search_words(text.replace("reviewer: MindConnect maintainers", "reviewer:"), kinds=kinds)
