"""What a language model wrote is shown only when it says the facts: rephrased ones pass, changed ones never."""

import datetime as dt
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.recommendation import matches
from app.recommendation.faithful import is_faithful
from app.text import load
from gis.care.recommendation.scores import Fact
from gis.terms import SEOUL

FACTS = [
    "중구정신건강복지센터",
    "1.3 km, 남서쪽, 걸어서 22분",
    "화요일 20:00까지 운영 (평일 저녁 6시 뒤, 한 주 5일 가운데 1일)",
    "자살예방 사업 운영",
    "정보 기준일 2022년 12월 9일",
]
FAITHFUL = "중구정신건강복지센터는 1.3 km 거리예요. 걸어서 22분이면 가고 화요일에는 20:00까지 열어요."
NOW = dt.datetime(2026, 11, 24, 14, tzinfo=SEOUL)
SAYS = {language: load(language) for language in ("ko", "en")}
NAMES = {"ko": "중구정신건강복지센터", "en": "Jung-gu Mental Health Welfare Center"}


@pytest.mark.parametrize(
    "text",
    [
        "걸어서 23분이면 가요.",
        "1.4 km 거리예요.",
        "20:30까지 열어요.",
        "전화 02-1234-5678로 물어보세요.",
        "2023년 정보예요.",
        "두 시간 동안 상담해요.",
        "강남구정신건강복지센터도 좋아요.",
        "서울대학교병원으로 가 보세요.",
        "김철수 선생님이 도와줘요.",
        "우울증 진단을 받을 수 있어요.",
        "반드시 나아져요.",
        "https://example.org 를 보세요.",
        "부산광역시에 있어요.",
        "It is open for two hours.",
        "Ask for Doctor Smith at the desk.",
        "You will be cured; we guarantee it.",
        "",
        "NO",
    ],
)
def test_what_the_facts_do_not_hold_is_rejected(text):
    assert not (text and is_faithful(text, FACTS))


@pytest.mark.parametrize(
    "text",
    [FAITHFUL, "자살예방 사업을 하는 곳이에요. 2022년 12월 9일 정보예요.", "화요일 저녁에 들를 수 있는 곳이에요."],
)
def test_rephrased_facts_pass(text):
    assert is_faithful(text, FACTS)


def test_english_facts_pass_with_their_names():
    facts = ["Jung-gu Mental Health Center", "1.3 km south-west, 22 min on foot", "Open now, closes today at 18:00"]
    assert is_faithful("The Jung-gu Mental Health Center is 1.3 km away. It is open until 18:00 today.", facts)
    assert not is_faithful("The Mapo Mental Health Center is 1.3 km away.", facts)


@pytest.mark.parametrize(
    "text",
    [
        "1.3분 거리예요.",
        "걸어서 22 km예요.",
        "걸어서 22시간이면 가요.",
        "지금 닫혀 있어요.",
        "화요일에는 20:00부터 열어요.",
        "화요일에는 20:00에 열어요.",
        "화요일에는 20:00까지 닫아요.",
        "20:00까지 열어요.",
        "수요일에는 20:00까지 열어요.",
        "평일 저녁 20:00까지 열어요.",
        "한 주 5일 운영해요.",
        "1일 가운데 5일",
        "화요일에는 열어요.",
        "자살예방 사업은 없어요.",
        "자살예방 사업을 안 해요.",
        "자살예방 사업을 하지 않아요.",
        "2022년 12월 9일에 열어요.",
        "12월 9일 정보예요.",
        "화요일 남서쪽이에요.",
        "주차장이 있어요.",
        "차로 22분이면 가요.",
        "걸어서 22분 이내예요.",
        "걸어서 22분밖에 안 걸려요.",
    ],
)
def test_a_changed_unit_state_day_or_not_is_rejected(text):
    assert not is_faithful(text, FACTS)
    assert not is_faithful(f"{FAITHFUL} {text}", FACTS)


@pytest.mark.parametrize(
    ("fact", "good", "bad"),
    [
        ("지금 열려 있고 오늘 18:00에 닫아요", "지금 열려 있어요. 오늘 18:00까지 열려 있어요.",
         ("지금 닫혀 있어요.", "오늘 18:00에 열어요.", "지금 닫아요.", "18:00에 닫아요.", "지금 열려 있지 않아요.",
          "내일 18:00에 닫아요.")),
        ("내일 09:00에 열어요", "내일 09:00에 문을 열어요.",
         ("내일 09:00에 닫아요.", "오늘 09:00에 열어요.", "내일 열어요.")),
        ("지금은 닫혀 있어요", "지금은 닫혀 있어요.", ("지금은 열려 있어요.", "지금은 닫혀 있지 않아요.")),
        ("평일 저녁 6시 뒤에는 열지 않아요", "평일 저녁 6시 뒤에는 열지 않아요.",
         ("평일 저녁 6시 뒤에는 열어요.", "평일 저녁 6시까지 열지 않아요.", "평일 저녁 6시 뒤에는 열려 있어요.")),
        ("걸어서 갈 수 있는 길을 찾지 못했어요", "걸어서 갈 수 있는 길을 찾지 못했어요.",
         ("걸어서 갈 수 있는 길을 찾아요.", "걸어서 갈 수 있어요.")),
        ("공공센터라 상담은 대부분 무료예요", "공공센터라 상담은 대부분 무료예요.",
         ("상담은 무료예요.", "상담은 무료가 아니에요.")),
        ("다른 지역 주민을 위한 곳이라 먼저 물어봐야 해요", "다른 지역 주민을 위한 곳이에요.",
         ("이 지역 주민을 위한 곳이에요.", "지역 주민을 위한 곳이에요.")),
        ("350 m, 남서쪽, 걸어서 22분(대략)", "걸어서 22분(대략)이에요. 걸어서 대략 22분이에요.",
         ("걸어서 22분이에요.", "걸어서 22분(추정)이에요.")),
        ("22 min by car (estimated)", "It takes 22 min by car (estimated).", ("It takes 22 min by car.",)),
        ("약 1.3 km, 걸어서 약 22분", "약 1.3 km 거리예요. 걸어서 약 22분이에요.",
         ("1.3 km 거리예요.", "걸어서 22분이에요.")),
        ("65세 이상 맞춤 사업이 있어요", "65세 이상 맞춤 사업이 있어요.",
         ("65세 이하 맞춤 사업이 있어요.", "65세 맞춤 사업이 있어요.", "65세 이상 맞춤 사업이 없어요.")),
        ("프로그램이 있는지 알 수 없어요", "프로그램이 있는지 알 수 없어요.",
         ("프로그램이 있어요.", "프로그램이 없어요.")),
        ("Open now, closes today at 18:00", "It is open now. It is open until 18:00 today.",
         ("It is closed now.", "It opens today at 18:00.", "It is not open now.", "It closes now.",
          "It is open from 18:00 today.",
          "It closes at 18:00.", "It isn't open.", "It closes tomorrow at 18:00.")),
        ("Public: counselling is mostly free", "Counselling is mostly free.",
         ("Counselling is free.", "Counselling is not free.")),
        ("22 min on foot", "It takes 22 minutes on foot.",
         ("It is 22 km on foot.", "22 hours on foot", "within 22 min on foot")),
    ],
)  # fmt: skip
def test_a_fact_may_be_said_but_not_turned(fact, good, bad):
    name = NAMES["ko" if re.search("[가-힣]", fact) else "en"]
    assert is_faithful(good, [name, fact])
    for text in bad:
        assert not is_faithful(text, [name, fact]), text


def lines(language, minutes, metres, hour, days):
    """Write facts as the page does."""
    until = NOW.replace(hour=hour).isoformat()
    facts = [
        Fact.of("distance", distance_m=metres, is_approximate=False),
        Fact.of("travel", mode="walk", minutes=minutes, is_estimate=minutes % 2 == 0, is_approximate=minutes % 3 == 0),
        Fact.of("open_now", until=until),
        Fact.of("opens", at=(NOW + dt.timedelta(days=days)).replace(hour=hour).isoformat()),
        Fact.of("open_then", when="evening", first=until, until=until, days=days, asked=5),
        Fact.of("closed_then", when="weekend"),
        Fact.of("closed_now"),
        Fact.of("programmes", services="자살예방|상담"),
        Fact.of("programmes_unknown", services="산전후"),
        Fact.of("free_mostly"),
        Fact.of("costs"),
        Fact.of("phone"),
        Fact.of("online_unknown"),
        Fact.of("unreachable", mode="walk"),
        Fact.of("serves_here"),
        Fact.of("serves_others"),
        Fact.of("for_age", age_group="older"),
        Fact.of("stated", on="2022-12-09"),
    ]
    return [matches.sentence(SAYS[language], fact, NOW) for fact in facts]


asked = st.tuples(
    st.sampled_from(["ko", "en"]), st.integers(2, 59), st.integers(1, 20).map(lambda n: n * 1100), st.integers(15, 22),
    st.integers(1, 4),
)  # fmt: skip
UNITS = {"ko": ["분", "시간", "km", "m", "일"], "en": ["min", "hours", "km", "m", "days"]}
TURNS = {
    "ko": [("열려 있", "닫혀 있"), ("닫혀 있", "열려 있"), ("닫아요", "열어요"), ("에 열어요", "에 닫아요"),
           ("까지", "부터"), ("있어요", "없어요"), ("없어요", "있어요"), ("않아요", "있어요"),
           ("열지 않아요", "열어요"), ("못했어요", "했어요"), ("대부분 ", ""), ("(추정)", ""), ("(대략)", ""),
           ("다른 ", "이 "), ("오늘", "내일"),
           ("이상", "이하"), ("들어요", "안 들어요")],
    "en": [("Open now", "Closed now"), ("Closed now", "Open now"), ("closes", "opens"), ("Opens", "Closes"),
           ("until", "from"), ("is ", "is not "), ("Not open", "Open"), ("not ", ""), ("no ", "a "), ("mostly ", ""),
           (" (estimated)", ""), (" (approximate)", ""), ("different", "this"),
           ("today", "tomorrow"), ("older", "younger"), ("There is", "There is no")],
}  # fmt: skip


@given(asked, st.data())
def test_the_facts_themselves_pass_in_any_order(told, data):
    facts = lines(*told)
    some = data.draw(st.lists(st.sampled_from(facts), min_size=1, max_size=6))
    assert is_faithful(". ".join([NAMES[told[0]], *some]), [NAMES[told[0]], *facts])


@given(asked, st.data())
def test_a_changed_number_or_unit_never_passes(told, data):
    language = told[0]
    facts = [NAMES[language], *lines(*told)]
    fact = data.draw(st.sampled_from([one for one in facts[1:] if re.search(r"\d", one)]))
    at = data.draw(st.sampled_from([one.span() for one in re.finditer(r"\d+(?:[.:]\d+)*", fact)]))
    other = str(data.draw(st.integers(0, 99).filter(lambda n: str(n) != fact[slice(*at)])))
    number = fact[: at[0]] + other + fact[at[1] :]
    known = re.findall(r"\d+(?:[.:]\d+)*", fact)
    assume(other not in known)
    assert not is_faithful(number, [NAMES[language], fact])
    found = re.search(r"(\d ?)(" + "|".join(UNITS[language]) + r")(?![A-Za-z가-힣])", fact)
    if found:
        unit = data.draw(st.sampled_from([one for one in UNITS[language] if one != found[2]]))
        assert not is_faithful(fact[: found.start(2)] + unit + fact[found.end(2) :], [NAMES[language], fact])


@given(asked, st.data())
def test_a_turned_state_or_not_never_passes(told, data):
    """Each fact alone and turned by one pair; what the pair does not touch is not tried."""
    language = told[0]
    name = NAMES[language]
    fact = data.draw(st.sampled_from(lines(*told)))
    turns = [(old, new) for old, new in TURNS[language] if old in fact]
    assume(turns)
    old, new = data.draw(st.sampled_from(turns))
    assert not is_faithful(fact.replace(old, new, 1), [name, fact]), fact


@given(asked, st.text("가나다라마바사아자차카타파하", min_size=2, max_size=6), st.data())
def test_a_word_of_its_own_never_passes(told, word, data):
    facts = [NAMES[told[0]], *lines(*told)]
    assume(word not in " ".join(facts) and not is_faithful(word, facts[:1]))
    words = data.draw(st.sampled_from(facts)).split()
    at = data.draw(st.integers(0, len(words)))
    assert not is_faithful(" ".join([*words[:at], word, *words[at:]]), facts)
