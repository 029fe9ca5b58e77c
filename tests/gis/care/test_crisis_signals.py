"""Signals of danger: found in many spellings, not in everyday sayings; rules that do not hold are refused."""

import itertools
import time

import pandas as pd
import pytest
import yaml

from gis.care.crisis_signals import LONGEST, PANELS, find, most_urgent, panels, parse, sounds_young
from gis.errors import SourceError
from gis.settings import ROOT
from tests.gis.care.distress_cases import DISTRESS_EN, DISTRESS_KO, EVERYDAY_EN, EVERYDAY_KO
from tests.gis.care.emergency_cases import EMERGENCY, FALSE_ALARMS, FAMILIES, LIFE, QUIET, VIOLENCE

RULES = ROOT / "data" / "rules"
TEXT = (RULES / "distress_words.yaml").read_text(encoding="utf-8")
WORDS = parse(TEXT)
PASSES = [
    str(text)
    for path in sorted(RULES.glob("*_words.yaml"))
    for text in yaml.safe_load(path.read_text(encoding="utf-8"))["pass"]
]
FILES = [parse(path.read_text(encoding="utf-8")) for path in sorted(RULES.glob("*_words.yaml"))]


def test_distress_is_heard():
    assert [text for text in DISTRESS_KO + DISTRESS_EN if not find(text, WORDS)] == []


def test_everyday_words_are_left_alone():
    assert {text: heard for text in EVERYDAY_KO + EVERYDAY_EN if (heard := panels(text, *FILES))} == {}


def test_an_emergency_asks_for_an_ambulance():
    assert [text for text in EMERGENCY if "emergency" not in panels(text, *FILES)] == []


def test_violence_asks_for_the_police_and_1366():
    assert [text for text in VIOLENCE if "violence" not in panels(text, *FILES)] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_substances_counts_endings_and_blanks_make_no_difference(family):
    panel, *parts = FAMILIES[family]
    texts = [" ".join(filter(None, chosen)) for chosen in itertools.product(*(part.split("|") for part in parts))]
    if not family.endswith("English"):
        texts += [text.replace(" ", "") for text in texts]
    assert [text for text in texts if panel not in panels(text, *FILES)] == []


@pytest.mark.parametrize("table", ["center", "place", "region"])
def test_no_name_of_a_place_is_heard(table):
    names = pd.read_parquet(ROOT / "data" / "snapshot" / f"{table}.parquet", columns=["name"])["name"].unique()
    assert len(names) > 250
    assert [name for name in names if panels(name, *FILES)] == []


def test_plain_and_oblique_words_about_dying_are_heard():
    assert [text for text in LIFE if not panels(text, *FILES)] == []


def test_what_only_looks_like_an_emergency_is_left_alone():
    assert [text for text in QUIET if bool(panels(text, *FILES)) is not (text in FALSE_ALARMS)] == []


def test_the_most_urgent_panel_stands_first():
    assert PANELS == ("emergency", "others", "violence", "life", "voices")
    assert panels("죽고 싶어서 약을 30알 먹었어요", *FILES) == {"life", "emergency"}
    assert panels("죽고 싶어요", *FILES) == {"life"}
    assert panels("남편이 때려서 죽고 싶어요", *FILES) == {"violence", "life"}
    assert panels("동생이 자살하겠다고 협박해요", *FILES) == {"life"}
    assert panels("서울역", *FILES) == frozenset()


@pytest.mark.parametrize(
    ("text", "panel"),
    [
        ("my son hears voices and thinks he is followed", "voices"),
        ("아들이 환청이 들리고 누가 자꾸 따라온다고 해요", "voices"),
        ("엄마가 자꾸 누가 돈을 훔쳐갔다고 해요", "voices"),
        ("조현병 아들이 약을 안 먹어요", "voices"),
        ("someone is following me home", "violence"),
        ("누가 자꾸 따라와요", "violence"),
        ("남자친구가 제 폰으로 위치를 감시해요", "violence"),
        ("환청이 들리고 누가 죽이라고 해요", "others"),
    ],
)
def test_what_somebody_believes_is_told_from_what_is_done_to_them(text, panel):
    assert most_urgent(panels(text, *FILES)) == panel


@pytest.mark.parametrize(
    "text",
    [
        "조현병 아들이 요즘 자꾸 자기가 죽어야 된다고 합니다",
        "조현병 약 끊은 동생이 누가 시켰다면서 망치를 침대에 두고 잡니다",
        "국정원이 치아에 칩을 심었는데 펜치로 뽑는 중이다",
        "my brother thinks people are watching him and he sleeps with a knife",
    ],
)
def test_a_belief_beside_words_of_harm_is_left_to_the_other_signals_and_the_ear(text):
    assert "voices" not in panels(text, *FILES)


def test_the_dead_that_somebody_sees_are_no_harm():
    assert panels("엄마가 죽은 사람이 보인다고 하세요", *FILES) == {"voices"}


@pytest.mark.parametrize(
    ("text", "panel"),
    [
        ("중2인데 너무 힘들어서 자해해요", "life"),
        ("자해 끊고 싶어요", "life"),
        ("자해 중독이에요", "life"),
        ("자해에 중독됐어요", "life"),
        ("손목에 흉터가 있어요", "life"),
        ("딸이 자해를 해요", "life"),
        ("I'm 15 and I keep hurting myself", "life"),
        ("I want to stop self harming", "life"),
        ("urge to cut", "life"),
        ("cutting helps me cope", "life"),
        ("리스트컷 했어요", "life"),
        ("1년째 자해를 하고 있어요", "life"),
        ("우울증 약 먹고 자해가 줄었어요", "life"),
        ("자해하고 나면 피곤해요", "life"),
        ("손목 그었어요", "emergency"),
        ("지금 자해하고 있어요", "emergency"),
        ("자해하고 피가 안 멈춰요", "emergency"),
        ("자해했는데 하얀 게 보여요", "emergency"),
        ("자해한 지 한 시간 됐는데 피가 계속 나요", "emergency"),
        ("머리를 벽에 박아서 피가 나요", "emergency"),
        ("딸이 자해하고 쓰러졌어요", "emergency"),
        ("약 먹고 자해했어요", "emergency"),
        ("자해하려고 수면제를 먹었어요", "emergency"),
        ("아들이 방에서 자해하고 있어요", "emergency"),
        ("방금 자해했어요", "emergency"),
        ("자해 참는 법 지금 칼 들고 고민중", "emergency"),
        ("I hurt myself and there is a lot of blood", "emergency"),
        ("I am self harming right now", "emergency"),
        ("I self-harmed and it won't stop bleeding", "emergency"),
        ("I am cutting again", "emergency"),
    ],
)
def test_what_is_done_often_needs_somebody_to_talk_to_and_a_fresh_wound_an_ambulance(text, panel):
    assert most_urgent(panels(text, *FILES)) == panel


def test_each_signal_that_gives_way_gives_way_to_one_there_is():
    known = {name for words in FILES for name in words.signals}
    ways = [other for words in FILES for others in words.unless.values() for other in others]
    assert "beliefs_ko" in ways
    assert set(ways) <= known


def test_who_is_beaten_by_somebody_that_hears_voices_finds_the_police():
    assert most_urgent(panels("my husband hears voices and hits me", *FILES)) == "violence"


YOUNG = parse((RULES / "young_people.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "반 애들이 다 무시해서 죽고 싶어요",
        "고2인데 너무 힘들어요",
        "17살이에요 살기 싫어요",
        "엄마한테 말하기 무서워요",
        "담임 선생님이 알면 어떡해요",
        "i am 16 and i want to disappear",
        "kids at school keep calling me names",
        "my parents would be better off without me",
    ],
)
def test_words_of_school_and_parents_sound_young(text):
    assert sounds_young(text, YOUNG)


@pytest.mark.parametrize("text", ["죽고 싶어요", "남편이 때려요", "47살 가장입니다", "회사 가기 싫어요", ""])
def test_other_words_do_not_sound_young(text):
    assert not sounds_young(text, YOUNG)


@pytest.mark.parametrize("words", FILES, ids=lambda words: next(iter(words.signals)))
def test_what_one_file_lets_pass_another_does_too(words):
    for text in PASSES:
        assert find(text, words) == ()


def test_recall_and_precision_stay_where_they_were_measured():
    heard = [text for text in DISTRESS_KO + DISTRESS_EN if find(text, WORDS)]
    false = [text for text in EVERYDAY_KO + EVERYDAY_EN if find(text, WORDS)]
    assert len(heard) / len(DISTRESS_KO + DISTRESS_EN) >= 0.99
    assert len(heard) / (len(heard) + len(false)) == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "죽고\n싶어요",
        "죽.고.싶.다",
        "죽고!!싶다",
        "죽\u200b고 싶다",
        "ㅠㅠ죽ㅠ고싶다",
        "\u110c\u116e\u11a8\u1100\u1169 \u1109\u1175\u11c1\u1103\u1161",  # 죽고 싶다 as macOS writes it
        "Ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "I WANT TO DIE!!!",
        "i don’t want to live anymore",
        "오늘은 배고파 죽겠는데 그보다 정말 죽고 싶어요",
    ],
)
def test_spacing_signs_and_spelling_hide_nothing(text):
    assert find(text, WORDS)


def test_a_saying_taken_out_does_not_join_its_neighbours():
    assert find("자 배고파 죽겠다 해", WORDS) == ()


def test_it_says_which_rule_spoke():
    assert find("손목을 그었어요", WORDS) == ("self_harm_ko",)
    assert find("I want to die and I keep hurting myself", WORDS) == ("suicide_en", "self_harm_en")


@pytest.mark.parametrize("text", ["", " ", "\0", "🙂", "a" * 100_000, "죽" * 50_000, "((((" * 9999, "k" * 50_000])
def test_any_text_is_answered_at_once(text):
    start = time.perf_counter()
    assert find(text, WORDS) == ()
    assert time.perf_counter() - start < 2


def test_only_the_beginning_of_a_long_text_is_read():
    assert find("가 " * LONGEST + "죽고 싶다", WORDS) == ()
    assert find("죽고 싶다" + " 가" * LONGEST, WORDS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- 자살\n", "- 자살하\n"),  # its example 자살 is no longer found
        ("배고파 죽겠어, ", "배고파 죽겠어, 죽고 싶다, "),
        ("  harm_others_en: [I might hurt someone]\n", ""),
        ("[뒤디뒈]지고싶", "[뒤디뒈지고싶"),
        ("everyday:", "sayings:"),
        ("compact:", "packed:"),
        ("    hears: wants", "    panel: doctor\n    hears: wants"),
        ("[뒤디뒈]지고싶", "[뒤디뒈]지고.*싶"),
        ("[뒤디뒈]지고싶", "([뒤디뒈]지고)+싶"),
        ("[뒤디뒈]지고싶", "([뒤디뒈]지고){1,}싶"),
        ("[뒤디뒈]지고싶", "<nobody_ko>싶"),
    ],
)
def test_rules_that_do_not_hold_are_refused(old, new):
    assert old in TEXT
    with pytest.raises(SourceError):
        parse(TEXT.replace(old, new, 1))


def test_the_rules_are_dated_and_reviewed():
    assert WORDS.reviewed_on >= WORDS.valid_from
    assert WORDS.reviewer == "마음이음 편집팀"
    assert WORDS.source
