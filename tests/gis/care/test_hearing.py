"""How much danger is heard, and how much that is harmless: by family, on sentences kept apart from rules and model.

hearing_held_out.csv was written before its author had read the rules and is not to be written from: the rules of then
heard 67 % of its danger (56 % with the right panel) and 4.4 % of its harmless sentences. hearing_other_hands.csv holds
two lists by writers who had seen neither rules nor sentences; the second was measured only once after both were
settled, and has since been looked at when the threshold was chosen. hearing_everyday.csv was written before looking,
of the kinds that alarm most (sport, food, work, films, school, idioms); 84 % of its danger and 8.6 % of its harmless
sentences were heard then, and rules and thresholds were mended by it since: 86 % and 2.0 %. hearing_fresh.csv was
written before that mending, measured when it was settled, and no rule was written from it (its author wrote sentences
of the ear, too): 91 % (89 % with the right panel) and 3.4 %, where 93 % and 7.1 % were heard before. The sentences of
data/rules/hearing_sentences.csv are what they learned from.
``pytest tests/gis/care/test_hearing.py -n0 -s -k table`` prints the families.
Searches for help against violence are in no list of harmless sentences: the numbers are what they look for.
"""

import csv
import hashlib
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from gis.care import second_ear
from gis.care.crisis_signals import parse, sounds_young
from gis.care.second_ear import PANELS
from gis.care.spellings import readings
from gis.settings import ROOT

RULES = ROOT / "data" / "rules"
FILES = [parse(path.read_text(encoding="utf-8")) for path in sorted(RULES.glob("*_words.yaml"))]
EAR = second_ear.load((RULES / "hearing_weights.npz").read_bytes())
SENTENCES = second_ear.parse_sentences((RULES / "hearing_sentences.csv").read_text(encoding="utf-8"))


def panels(text):
    """Hear danger in a text by both ears; voices that command nothing are none."""
    return second_ear.panels(text, EAR, *FILES) - {"voices"}


def _read(name):
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


HELD_OUT = _read("hearing_held_out.csv")
OTHER_HANDS = _read("hearing_other_hands.csv")
EVERYDAY = _read("hearing_everyday.csv")
FRESH = _read("hearing_fresh.csv")
LEAST = {"held out": (0.95, 0.02), "other hands": (0.8, 0.025), "everyday": (0.82, 0.02), "fresh": (0.88, 0.035)}
"""Of each list the least share of danger with the right panel, and the largest of false alarms."""

LISTS = {"held out": HELD_OUT, "other hands": OTHER_HANDS, "everyday": EVERYDAY, "fresh": FRESH}


def _wanted(row):
    return set(filter(None, row["panels"].split("|")))


DANGER = [row for row in HELD_OUT if _wanted(row)]
KOREAN = [row for row in DANGER if not row["text"].isascii()]


def _share_heard(rows, change=str):
    return sum(bool(panels(change(row["text"]))) for row in rows) / len(rows)


NAMES = {"center": ("name", "road_address"), "region": ("name", "full_name"), "place": ("name",)}
"""Columns of the snapshot that people type."""


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_are_what_was_asked_for(name):
    rows = LISTS[name]
    danger = [row for row in rows if _wanted(row)]
    assert len(danger) >= 120
    assert len(rows) - len(danger) >= 300
    assert sum(row["text"].isascii() for row in danger) / len(danger) >= 0.2
    assert {panel for row in danger for panel in _wanted(row)} == set(PANELS)
    assert len({row["text"] for row in rows}) == len(rows)


def test_no_sentence_of_the_lists_was_learned_from():
    assert not {row["text"] for rows in LISTS.values() for row in rows} & {one.text for one in SENTENCES}


@pytest.mark.parametrize("name", LISTS)
def test_danger_is_heard_with_the_right_panel_and_false_alarms_are_few_table(name):
    counts = defaultdict(lambda: [0, 0, 0])
    for row in LISTS[name]:
        heard, wanted = panels(row["text"]), _wanted(row)
        count = counts[bool(wanted), row["family"]]
        count[0] += 1
        count[1] += bool(heard)
        count[2] += bool(heard & wanted)
    table = [f"\n{name}: family, sentences, heard, with the right panel"]
    for (is_danger, family), count in sorted(counts.items(), reverse=True):
        table.append(" ".join(map(str, (f"{'danger' if is_danger else 'harmless':9}{family:22}", *count))))
    sys.stdout.write("\n".join(table))
    danger = [count for (is_danger, _), count in counts.items() if is_danger]
    harmless = [count for (is_danger, _), count in counts.items() if not is_danger]
    least_right, most_false = LEAST[name]
    assert sum(count[2] for count in danger) / sum(count[0] for count in danger) >= least_right
    assert sum(count[1] for count in harmless) / sum(count[0] for count in harmless) <= most_false


def test_no_example_of_a_rule_is_taken_back():
    """A rule's word is taken back only where a text is much more like harmless sentences."""
    told = [yaml.safe_load(path.read_text(encoding="utf-8"))["match"] for path in sorted(RULES.glob("*_words.yaml"))]
    examples = [text for matches in told for texts in matches.values() for text in texts]
    assert len(examples) > 100
    assert [text for text in examples if not second_ear.panels(text, EAR, *FILES)] == []


def test_no_name_of_a_place_or_center_is_danger():
    """People type them all day; none is a sentence."""
    snapshot = ROOT / "data" / "snapshot"
    names = {
        name
        for table, columns in NAMES.items()
        for column in columns
        for name in pq.read_table(snapshot / f"{table}.parquet", columns=[column])[column].drop_null().to_pylist()
    }
    assert len(names) > 10_000
    assert sorted(name for name in names if EAR.hear(name).panels) == []


def test_the_model_is_fitted_to_the_sentences_that_stand_beside_it():
    """Else run tools/fit_hearing.py."""
    assert EAR.fitted_to == hashlib.sha256((RULES / "hearing_sentences.csv").read_bytes()).hexdigest()


def _halved(text):
    """Write a word's syllables apart in their letters, as a Mac or a typing error does."""
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    "change",
    [
        _halved,
        lambda text: text.replace(" ", ""),
        lambda text: text.replace(" ", "  \n"),
        "\u200b".join,
        lambda text: text.replace("다", "다!!").replace("요", "요ㅠㅠ"),
    ],
    ids=["halves", "no blanks", "lines", "nothing between", "tears"],
)
def test_disguise_of_a_whole_sentence_hides_little(change):
    assert _share_heard(KOREAN, change) >= 0.9


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("주 ㄱ 고 싶 다", "죽 고 싶 다"),
        ("ㅈㅜㄱㄱㅗ싶다", "죽고싶다"),
        ("자1살", "자살"),
        ("ㅈr살", "자살"),
        ("죽x고x싶다", "죽고싶다"),
        ("주우욱고 싶다", "죽고 싶다"),
        ("wnrrh tlvek", "죽고 싶다"),
        ("I want t0 d1e", "i want to die"),
        ("s.u.i.c.i.d.e", "suicide"),
        ("kiiiill myselfff", "kill myself"),
        ("5uicide", "suicide"),
    ],
)
def test_a_disguise_is_undone(typed, meant):
    assert meant in readings(typed) or meant.replace(" ", "") in [words.replace(" ", "") for words in readings(typed)]


@pytest.mark.parametrize(
    "text",
    ["강남역 정신과", "수면제 30알 먹었어요", "how to get to the center", "잠이 안 와요!", "I can't sleep!"],
)
def test_an_ordinary_sentence_is_read_once(text):
    assert len(readings(text)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("아기를 던질 것 같아요", {"others"}),
        ("환청이 저보고 죽으라고 명령합니다", {"others", "life"}),
        ("아이랑 같이 죽고 싶어요", {"others", "life"}),
        ("남편이 칼을 들고 저를 죽이려고 해요", {"violence"}),
        ("상사가 괴롭혀요", set()),
        ("손이 떨려요", set()),
        ("죽고 싶은 건 아니에요", set()),
        ("죽고 싶은 건 아닌데 사라지고 싶어요", {"life"}),
        ("배고파 죽겠는데 이대로 죽어도 좋겠다", {"life"}),
        ("드라마 죽어도 좋아", set()),
    ],
)
def test_the_panel_fits_what_was_said(text, expected):
    assert panels(text) == expected


YOUNG = """
학교에서 애들이 때려요
반에서 따돌림 당해서 죽고 싶어
고3인데 자살하고 싶어요
엄마가 때려요
아빠 무서워서 집에 못 가요
중학교 2학년이에요
초등학교 5학년인데 힘들어요
저 열다섯 살이에요
열여섯인데 자해해요
17살 여자인데 살기 싫어요
담임쌤한테 말했어요
학원 가기 싫고 죽고 싶어
시험 성적 때문에 엄마가 혼내서 죽고싶어요
수능 망쳤어 죽을래
급식실에서 애들이 욕해요
일진들이 돈 뺏어요
친구들이 단톡방에서 욕해요 학폭인가요
부모님이 알면 안 되는데 자해했어요
기숙사 학교인데 죽고싶어
새아빠가 만져요
가출했어요 잘 데가 없어요
여고생인데 스토킹 당해요
검정고시 준비하는데 우울해요
고1 남학생 자살충동
할머니랑 사는데 아빠가 때려요
중딩인데 죽고싶다
고딩인데 힘들어
초딩 동생이 맞아요
미성년자인데 상담 가능해요
am i too young to call, im 13
my teacher touched me
my mom hits me
i'm in 8th grade and want to die
high school is hell i want to die
my parents fight and dad hits us
failed my finals and my parents will kill me
i'm a minor
kids in my class tell me to kill myself
im fifteen and i cut
sophomore in high school
"""

GROWN_UP = """
남편이 때려요
회사에서 죽고 싶어요
35살인데 죽고싶어요
아내가 죽고 싶대요
시어머니가 저를 때려요
아들이 저를 때려요
직장 상사가 만져요
대출 때문에 죽고 싶다
할머니가 돌아가시고 살기 싫어요
아기를 던질 것 같아요
요양원에서 어머니를 때려요
퇴직하고 죽고 싶어요
고생만 하다 죽겠네
중요한 일이 있어서 힘들어요
초조해서 죽고 싶어요
고객이 때렸어요
60대인데 살 이유가 없어요
my husband hits me
i lost my job and want to die
my boss threatens me
i'm 42 and done with life
divorced and suicidal
my wife left me
postpartum, i might hurt my baby
엄마가 치매라 돌보다 지쳐서 죽고 싶어요
요양원에 계신 아빠가 맞은 것 같아요
my mom has dementia and i want to end it all
i care for my parents and want to die
"""


def test_who_is_young_is_recognised_and_hardly_anybody_else():
    words = parse((ROOT / "data" / "rules" / "young_people.yaml").read_text(encoding="utf-8"))
    young, grown_up = (told.strip().splitlines() for told in (YOUNG, GROWN_UP))
    assert sum(sounds_young(text, words) for text in young) / len(young) >= 0.95
    assert not [text for text in grown_up if sounds_young(text, words)]
