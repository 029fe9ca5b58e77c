"""Everyday words, vectors, their evaluation, and programmes."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from gis import vocabulary
from gis.care.recommendation.encoding import CharacterEncoder
from gis.care.recommendation.needs import affirmed, needs_in, parse_phrases, plain
from gis.care.recommendation.programmes import figures, parse_programmes, programmes_for
from gis.care.recommendation.similarity import Case, by_vectors, evaluate, first, hybrid, vocabulary_of
from gis.errors import InputError, SettingsError
from gis.recommendation import evaluation, load_data
from gis.settings import ROOT
from tests.gis.care.recommendation.test_ranking import CENTER, CLINIC, NEEDS

DATA = load_data(ROOT / "data")
ENCODER = CharacterEncoder(DATA.words)
KNOWN = vocabulary_of(DATA.items, ENCODER)
KINDS = [one.code for one in vocabulary.kinds()]
SERVICES = [one.code for one in vocabulary.services()]
DAY = dt.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("번아웃", "stress"),
        ("요즘 잠이 안 와요", "sleep"),
        ("잠이안와요", "sleep"),
        ("술을 많이 마셔요", "addiction"),
        ("아이가 학교를 안 가요", "child"),
        ("I can’t sleep", "sleep"),
        ("I'M SO DEPRESSED!!", "low_mood"),
        ("폭식하고 토해요", "eating"),
        ("I can't stop binge eating", "eating"),
        ("빚이 너무 많아요", "stress"),
        ("I'm drowning in debt", "stress"),
        ("군대 가기 싫어요", "stress"),
        ("친구랑 싸웠어요", "relations"),
        ("I had a fight with my friend", "relations"),
    ],
)
def test_everyday_words_lead_to_needs(text, need):
    assert next(iter(needs_in(text, DATA.phrases))) == need


@pytest.mark.parametrize(
    "text",
    [
        "우울하지 않아요",
        "우울하진 않은데요",
        "우울한 건 아니에요",
        "우울증은 아니야",
        "우울증이 아니고요",
        "우울감은 없어요",
        "슬퍼하지 않아요",
        "불안하지도 않고 우울하지도 않아요",
        "술은 안 마셔요",
        "술을 전혀 마시지 않아요",
        "not depressed",
        "I'm not depressed",
        "I am not really sad",
        "I don't feel sad",
        "no longer depressed",
        "I have never been depressed",
        "I don't drink alcohol",
    ],
)
def test_what_is_denied_is_no_need(text):
    assert needs_in(text, DATA.phrases) == {}
    assert affirmed(text, DATA.phrases) == ""


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("우울하지는 않은데 잠이 안 와요", {"sleep"}),
        ("우울하지 않은 날이 없어요", {"low_mood"}),
        ("술을 안 마시면 손이 떨려요", {"addiction"}),
        ("우울하지 않다가 다시 우울해요", {"low_mood"}),
        ("죽고 싶지는 않아요", {"suicide"}),
        ("not only depressed", {"low_mood"}),
        ("not sure if I am depressed", {"low_mood"}),
        ("not depressed but I can't sleep", {"sleep"}),
    ],
)
def test_a_denial_reaches_no_farther_than_its_word(text, needs):
    assert needs <= set(needs_in(text, DATA.phrases))
    assert ("low_mood" in needs_in(text, DATA.phrases)) is ("low_mood" in needs)


@pytest.mark.parametrize("text", ["", "   ", "기술을 배워요", "미술 수업", "12345"])
def test_words_within_other_words_mean_nothing(text):
    assert "addiction" not in needs_in(text, DATA.phrases)


def test_phrases_that_lead_nowhere_or_stand_twice_are_refused():
    head = "words,language,need,reviewed_on\n"
    for rows in (
        "술,ko,thirst,2026-11-26\n",
        "술,ko,addiction,2026-11-26\n술!,ko,addiction,2026-11-26\n",
        "술,ko,addiction,\n",
    ):
        with pytest.raises(SettingsError):
            parse_phrases(head + rows, NEEDS)


def test_the_encoder_is_deterministic_and_order_does_not_matter():
    again = CharacterEncoder(DATA.words[::-1])
    assert (again.name, again.version) == (ENCODER.name, ENCODER.version)
    texts = ["잠이 안 와요", "panic", "@@@", ""]
    assert again.encode(texts) == pytest.approx(ENCODER.encode(texts), abs=1e-9)
    assert np.linalg.norm(ENCODER.encode(texts), axis=1) == pytest.approx([1, 1, 0, 0])
    assert CharacterEncoder([*DATA.words, "새 낱말"]).version != ENCODER.version


def test_the_svd_keeps_what_a_full_decomposition_keeps():
    """Products of vectors equal those of the best approximation of rank k, by numpy's SVD of the whole matrix."""
    full = ENCODER._weigh.transform(sorted({plain(text) for text in DATA.words})).toarray()
    k = ENCODER._axes.shape[1]
    left, lengths, _ = np.linalg.svd(full, full_matrices=False)
    wanted = left[:, :k] * lengths[:k]
    found = full @ ENCODER._axes
    assert found @ found.T == pytest.approx(wanted @ wanted.T, abs=1e-6)


def test_too_small_a_vocabulary_is_refused():
    with pytest.raises(InputError):
        CharacterEncoder(["술", "술!"])


def test_vectors_of_another_encoder_are_not_compared():
    other = CharacterEncoder(["술", "잠", "아이", "상담"])
    with pytest.raises(InputError):
        by_vectors("술", KNOWN, other, NEEDS)


def test_a_term_scores_by_its_nearest_words():
    """Against a plain loop over all items."""
    text = "밤에 잠이 너무 안 와요"
    likeness = KNOWN.vectors @ ENCODER.encode([text])[0]
    wanted = {}
    for item, near in zip(KNOWN.items, likeness, strict=True):
        for term, fit in (NEEDS.needs[item.code].terms if item.item == "words" else {item.code: 1.0}).items():
            wanted[term] = max(wanted.get(term, 0.0), min(max(float(near), 0.0), 1.0) * fit)
    wanted = {term: score for term, score in wanted.items() if score > 0}
    found = {term: score for term, score in by_vectors(text, KNOWN, ENCODER, NEEDS).items() if score > 0}
    assert found == pytest.approx(wanted)


def test_hybrid_adds_by_alpha():
    assert hybrid({"a": 1.0}, {"a": 0.2, "b": 0.4}, alpha=0.25) == pytest.approx({"a": 0.25 * 0.5 + 0.75, "b": 0.25})
    assert first({"b": 0.5, "a": 0.5, "c": 0.9, "d": 0.0}) == ["c", "a", "b"]


def test_hits_are_counted_by_split():
    cases = [Case("tune", "ko", "x", frozenset({"a"})), Case("held_out", "ko", "y", frozenset({"b"}))]
    hits = evaluate(cases, {"m": lambda text: {"a": 1.0} if text == "x" else {}})
    assert [(one.split, one.hits, one.cases) for one in hits] == [("tune", 1, 1), ("held_out", 0, 1), ("all", 1, 2)]


def test_the_hybrid_beats_rules_and_vectors():
    """On the half that the words were not tuned on, and on all; the tuned half says nothing, rules know it by heart."""
    cases, hits = evaluation(DATA, ROOT / "data", KNOWN, ENCODER)
    assert len(cases) >= 60
    assert len({case.text for case in cases}) == len(cases)
    assert Counter(case.split for case in cases)["held_out"] >= 30
    score = {(one.split, one.method): one.hits for one in hits}
    for split in ("held_out", "all"):
        assert score[split, "hybrid"] > score[split, "vectors"] > score[split, "rules"], score
    assert score["tune", "hybrid"] >= max(score["tune", "rules"], score["tune", "vectors"])


def test_no_held_out_sentence_stands_among_the_everyday_words():
    cases, _ = evaluation(DATA, ROOT / "data", KNOWN, ENCODER)
    words = {phrase.words for phrase in DATA.phrases}
    assert not [case.text for case in cases if case.split == "held_out" and case.text in words]


def programmes(*candidates, needs=(), age_group=None, phq9=None, home=(), on=DAY):
    return programmes_for(
        DATA.programmes, candidates, needs=needs, age_group=age_group, phq9=phq9, home_codes=home, on=on
    )


def test_the_voucher_opens_at_ten():
    for total, is_there in ((None, False), (9, False), (10, True), (27, True)):
        assert [one.programme.code for one in programmes(CENTER, phq9=total)] == (["voucher"] if is_there else []), (
            total
        )
    named = programmes(CENTER, needs=("low_mood",))
    assert [(one.programme.code, one.is_met) for one in named] == [("voucher", False)]
    assert programmes(CENTER, needs=("low_mood",), phq9=9) == []
    assert programmes(CENTER, phq9=20, age_group="child")[0].programme.code == "youth"


def test_the_voucher_is_not_offered_in_a_crisis_and_other_programmes_are():
    def codes(**about):
        found = programmes_for(DATA.programmes, [CENTER], home_codes=(), on=DAY, in_crisis=True, **about)
        return [one.programme.code for one in found]

    assert codes(needs=("low_mood",), age_group=None, phq9=20) == []
    assert codes(needs=("low_mood", "child"), age_group="youth", phq9=None) == ["youth"]
    assert codes(needs=("addiction",), age_group=None, phq9=None) == ["addiction"]


def test_a_programme_is_closed_out_of_its_time():
    assert programmes(CENTER, phq9=15, on=dt.date(2027, 1, 1)) == []
    assert programmes(CENTER, phq9=15, on=dt.date(2025, 12, 31)) == []


def test_the_voucher_names_who_writes_which_paper():
    (one,) = programmes(CENTER, CLINIC, phq9=12, home=("11", "11140"))
    assert [(place.paper, near.center_id) for place, near in one.nearest] == [
        ("referral", CENTER.center_id), ("opinion", CLINIC.center_id),
    ]  # fmt: skip
    nearer = replace(CENTER, center_id="nnnnnnnnnn", serves=("11110",), distance_m=10.0)
    (one,) = programmes(CENTER, nearer, phq9=12, home=("11", "11140"))
    assert one.nearest[0][1].center_id == CENTER.center_id  # it serves them
    assert one.nearest[1][1] is None
    (one,) = programmes(CENTER, nearer, phq9=12, home=("26", "26110"))
    assert one.nearest[0][1].center_id == "nnnnnnnnnn"  # neither does: the nearer one


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"needs": ("child",)}, "youth"), ({"age_group": "youth"}, "youth"), ({"needs": ("perinatal",)}, "perinatal"),
     ({"needs": ("memory",)}, "dementia"), ({"needs": ("addiction",)}, "addiction")],
)  # fmt: skip
def test_programmes_by_need_and_age(asked, code):
    assert code in [one.programme.code for one in programmes(CENTER, **asked)]


def test_no_age_closes_the_voucher_but_a_childs_own_door_comes_first():
    for age_group in ("child", "youth", "young_adult", "adult", "older"):
        assert "voucher" in [one.programme.code for one in programmes(CENTER, phq9=12, age_group=age_group)]
    assert [one.programme.code for one in programmes(CENTER, phq9=12, age_group="child")] == ["youth", "voucher"]


def test_help_with_costs_comes_up_for_whom_it_is():
    assert "treatment_costs" in [one.programme.code for one in programmes(CENTER, needs=("severe",))]
    assert "bereaved" in [one.programme.code for one in programmes(CENTER, needs=("loss",))]
    every = {need for programme in DATA.programmes for need in programme.needs}
    assert "attempt_costs" not in [one.programme.code for one in programmes(CENTER, needs=every, phq9=27)]


def test_gambling_and_drugs_lead_to_their_lines():
    (programme,) = (one for one in DATA.programmes if one.code == "addiction")
    assert programme.numbers[:2] == ("1336", "1342")


def test_the_numbers_of_a_cost_are_known_by_name_with_their_sources():
    known = figures(DATA.programmes)
    (voucher,) = (one for one in DATA.programmes if one.code == "voucher")
    assert known["voucher.sessions"].value == voucher.cost["sessions"] == 8
    assert known["voucher.sessions"].urls == {source.url for source in voucher.sources}
    assert "voucher.code" not in known


def test_every_fact_of_a_programme_has_a_source_and_a_day():
    for programme in DATA.programmes:
        assert programme.sources
        assert all(
            source.url.startswith("http") and source.seen_on <= dt.date(2026, 11, 29) for source in programme.sources
        )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("기초정신건강복지센터, 자살", "없는센터, 자살"),
        ("reviewer: MindConnect maintainers", "reviewer:"),
        ("valid_from: 2026-01-01", "valid_from: x"),
    ],
)
def test_programmes_that_cannot_be_used_are_refused(old, new):
    text = (ROOT / "data" / "rules" / "programmes.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(SettingsError):
        parse_programmes(text.replace(old, new, 1), kinds=KINDS, services=SERVICES)
