"""The recommendation against answers worked by hand."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import vocabulary
from gis.care.recommendation.candidates import Candidate, Opening, Wish, with_similarities
from gis.care.recommendation.needs import parse_needs
from gis.care.recommendation.ranking import match, weights_for, why_not
from gis.care.recommendation.rules import PARTS, normalised, parse_rules
from gis.errors import InputError, SettingsError
from gis.settings import ROOT
from gis.terms import SEOUL

DATA = ROOT / "data"
RULES_TEXT = (DATA / "rules" / "matching.yaml").read_text(encoding="utf-8")
RULES = parse_rules(RULES_TEXT)
NEEDS = parse_needs(
    (DATA / "rules" / "needs.yaml").read_text(encoding="utf-8"),
    kinds=[one.code for one in vocabulary.kinds()],
    services=[one.code for one in vocabulary.services()],
)
TODAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=SEOUL)
OPEN = Opening("open", is_known=True, at=NOON, closes_at=NOON + dt.timedelta(hours=6), stated_on=dt.date(2026, 6, 1))

CENTER = Candidate(
    center_id="aaaaaaaaaa", kind="기초정신건강복지센터", sub_kind=None, group="public", is_public=True,
    services=("정신건강증진", "상담", "자살예방", "아동청소년", "교육"), serves=("11140",), has_phone=True,
    is_approximate=False, distance_m=3000.0, reference_date=dt.date(2025, 2, 28), opening=OPEN,
)  # fmt: skip
CLINIC = Candidate(
    center_id="bbbbbbbbbb", kind="정신건강의학과의원", sub_kind=None, group="medical", is_public=False, services=(),
    serves=(), has_phone=True, is_approximate=False, distance_m=0.0, reference_date=dt.date(2025, 2, 28),
)  # fmt: skip


def ask(*candidates: Candidate, **wish: object):
    return match(candidates, Wish(**wish), rules=RULES, needs=NEEDS, today=TODAY)


def facts(found, center_id: str) -> dict[str, dict]:
    one = next(one for one in found.matches if one.center_id == center_id)
    return {fact.code: dict(fact.params) for fact in one.facts}


def test_the_brief_s_weights_stand_in_the_data():
    assert dict(RULES.weights) == {"distance": 0.35, "open": 0.25, "specialty": 0.20, "programme": 0.20}


def test_a_score_worked_by_hand():
    """3 km halve the distance's score; open now; the kind fits fully; programmes and area are met."""
    found = ask(CENTER, needs=("low_mood",), home_codes=("11", "11140"))
    (one,) = found.matches
    assert one.score == pytest.approx(0.35 * 0.5 + 0.25 * 1 + 0.20 * 1 + 0.20 * 1)
    assert one.known == 1.0
    assert one.confidence == "high"
    assert facts(found, CENTER.center_id)["distance"] == {"distance_m": 3000, "is_approximate": False}
    assert facts(found, CENTER.center_id)["open_now"] == {"until": "2026-11-24T18:00:00+09:00"}
    assert facts(found, CENTER.center_id)["programmes"] == {"services": "정신건강증진|상담|자살예방"}
    assert facts(found, CENTER.center_id)["stated"] == {"on": "2025-02-28"}


def test_what_is_not_known_counts_half_and_lowers_the_confidence():
    """Hours and programmes of the clinic are unknown: .35 + .25 x .5 + .20 x .95 x .9 + .20 x .5; known .35 + .20."""
    (one,) = ask(CLINIC, needs=("low_mood",)).matches
    assert one.score == pytest.approx(0.35 + 0.125 + 0.20 * 0.95 * 0.9 + 0.1)
    assert one.known == pytest.approx(0.55)
    assert one.confidence == "low"
    assert {"hours_unknown", "services_unknown"} <= {fact.code for fact in one.facts}


def test_a_severe_result_puts_medical_care_level():
    mild, severe = (ask(CENTER, CLINIC, needs=("low_mood",), severity=band).matches for band in ("mild", "severe"))
    fit = {band: {one.center_id[0]: one.parts["specialty"].score for one in found}
           for band, found in (("mild", mild), ("severe", severe))}  # fmt: skip
    assert fit == {
        "mild": {"a": 1.0, "b": pytest.approx(0.95 * 0.8)}, "severe": {"a": 0.85, "b": pytest.approx(0.95)},
    }  # fmt: skip
    assert [RULES.severity_of(total) for total in (None, 0, 4, 5, 10, 19, 20, 27)] == [
        "unknown", "unknown", "unknown", "mild", "moderate", "moderate", "severe", "severe",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wish", "reason"),
    [
        ({"distance_m": 30_001.0}, {}, "too_far"),
        ({"kind": "치매안심센터", "services": ("치매",)}, {"needs": ("low_mood",)}, "not_for_need"),
        ({"sub_kind": "아동청소년"}, {"age_group": "older"}, "not_for_age"),
        ({"kind": "치매안심센터"}, {"age_group": "child"}, "not_for_age"),
        ({"opening": Opening("closed", is_known=True, days_asked=5)}, {"when": "evening"}, "closed_then"),
        ({"has_phone": False}, {"way": "remote"}, "no_phone"),
        ({"is_residential": True}, {"needs": ("severe",)}, "residential"),
        ({"is_residential": True}, {}, "residential"),
        ({"is_open_to_public": False}, {}, "not_open_to_public"),
        ({"care_level": "none"}, {}, "no_mental_health_care"),
        ({"care_level": "none", "kind": "건강증진센터"}, {"needs": ("stress",)}, "no_mental_health_care"),
        ({"serves": ("11110",)}, {"way": "remote", "home_codes": ("11", "11140")}, "other_area"),
    ],
)
def test_each_filter_leaves_out_and_says_why(change, wish, reason):
    wrong = replace(CENTER, center_id="cccccccccc", **change)
    found = ask(CENTER, wrong, **wish)
    assert [fact.code for fact in found.excluded["cccccccccc"]] == [reason]
    assert found.exclusions() == {reason: 1}
    assert [one.center_id for one in found.matches] == [CENTER.center_id]
    assert why_not("cccccccccc", found, rules=RULES).excluded[0].code == reason


def test_a_border_belongs_to_the_circle():
    assert ask(replace(CENTER, distance_m=30_000.0)).matches


def test_unknown_hours_are_never_left_out():
    found = ask(CENTER, CLINIC, when="evening")
    assert {one.center_id for one in found.matches} == {CENTER.center_id, CLINIC.center_id} - set(found.excluded)
    assert CLINIC.center_id not in found.excluded


def test_who_can_come_in_the_evening_gets_what_is_open_then():
    tuesday = dt.datetime(2026, 11, 24, 18, 30, tzinfo=SEOUL)
    late = replace(
        CENTER, center_id="llllllllll", distance_m=6000.0,
        opening=replace(OPEN, days_asked=5, days_open=1, first_from=tuesday,
                        first_until=tuesday.replace(hour=20, minute=0)),
    )  # fmt: skip
    shut = replace(CENTER, opening=replace(OPEN, days_asked=5))
    found = ask(shut, late, when="evening", needs=("stress",))
    assert [one.center_id for one in found.matches] == ["llllllllll"]
    one = found.matches[0]
    assert one.parts["open"].score == pytest.approx(0.8 + 0.2 / 5)
    assert facts(found, "llllllllll")["open_then"] == {
        "when": "evening", "first": "2026-11-24T18:30:00+09:00", "until": "2026-11-24T20:00:00+09:00",
        "days": 1, "asked": 5,
    }  # fmt: skip


def test_days_of_which_nothing_is_known_are_half_and_lower_the_share_known():
    opening = replace(OPEN, days_asked=4, days_open=2, days_unknown=1)
    part = ask(replace(CENTER, opening=opening), when="daytime").matches[0].parts["open"]
    assert part.score == pytest.approx(0.8 + 0.2 * (2 / 4 + 0.5 * 1 / 4))
    assert part.known == pytest.approx(0.75)


def test_old_hours_are_less_known():
    old = replace(CENTER, opening=replace(OPEN, stated_on=dt.date(2022, 9, 1)))
    part = ask(old).matches[0].parts["open"]
    assert (part.score, part.known) == (1.0, 0.6)
    assert "hours_old" in {fact.code for fact in part.facts}


@pytest.mark.parametrize(("hours", "score"), [(23.9, 0.4), (24.0, 0.4), (24.1, 0.2), (None, 0.2)])
def test_a_closed_center_that_opens_within_a_day_scores_more(hours, score):
    opens = None if hours is None else NOON + dt.timedelta(hours=hours)
    shut = replace(CENTER, opening=Opening("closed", is_known=True, at=NOON, opens_at=opens))
    assert ask(shut).matches[0].parts["open"].score == score


def test_travel_time_takes_the_place_of_distance():
    timed = replace(CENTER, minutes=30.0, travel="walk", is_estimate=True)
    part = ask(timed).matches[0].parts["distance"]
    assert part.score == pytest.approx(0.25)  # 15 minutes halve it
    assert dict(part.facts[1].params) == {"mode": "walk", "minutes": 30, "is_estimate": True, "is_approximate": False}
    assert ask(replace(timed, minutes=float("inf"))).matches[0].parts["distance"].score == 0.0


def test_a_service_that_is_not_named_is_not_known():
    """The lists name what a center does: programme, age and groups not named are half, and lower the share known."""
    quiet = replace(CENTER, services=("중증정신질환관리",))
    part = ask(quiet, needs=("perinatal",), age_group="child", wants_groups=True).matches[0].parts["programme"]
    assert (part.score, part.known) == (0.5, 0.0)
    told = [fact.code for fact in part.facts]
    assert told == ["programmes_unknown", "age_unknown", "groups_unknown", "peers_unknown", "stated"]
    full = replace(quiet, services=("중증정신질환관리", "산전후", "아동청소년", "교육"))
    part = ask(full, needs=("perinatal",), age_group="child", wants_groups=True).matches[0].parts["programme"]
    assert (part.score, part.known) == (1.0, 1.0)
    assert "peers_unknown" in [fact.code for fact in part.facts], "a course is no group of peers"


def test_a_need_heard_beside_a_choice_counts_a_little_less():
    drink = replace(CENTER, kind="중독관리통합지원센터", services=("중독", "상담", "재활", "가족"))
    score = {heard: ask(drink, needs=("sleep",), heard=heard).matches for heard in ((), ("addiction",))}
    assert score[()] == (), "its counselling is about addiction"
    assert score["addiction",][0].parts["specialty"].score == RULES.specialty_heard
    told = facts(ask(drink, needs=("sleep",), heard=("addiction",)), CENTER.center_id)
    assert told["kind_fits"]["need"] == "addiction"


@pytest.mark.parametrize(
    ("kind", "sub_kind", "name", "ages"),
    [
        ("정신재활시설", None, "동작아이존", ("child", "youth")),
        ("의원", None, "튼튼소아과의원", ("child", "youth")),
        ("의원", None, "연세국민건강내과소아청소년과의원", ()),
        ("정신건강의학과의원", None, "마음소아청소년정신건강의학과의원", ()),
        ("병원", "공립", "서울특별시어린이병원", ("child", "youth")),
        ("기초정신건강복지센터", "아동청소년", "성남시아동청소년정신건강복지센터", ("child", "youth")),
        ("기초정신건강복지센터", None, "중구정신건강복지센터", ()),
        ("정신재활시설", None, "청소년사회 복귀시설 비상", ("child", "youth")),
    ],
)
def test_kind_sub_kind_or_name_say_whom_a_place_is_for(kind, sub_kind, name, ages):
    assert RULES.ages_of(kind, sub_kind, name) == ages


def test_help_from_afar_makes_distance_matter_less():
    weights = weights_for(Wish(way="remote"), RULES)
    assert weights["distance"] == pytest.approx(0.07 / 0.72)
    assert sum(weights.values()) == pytest.approx(1.0)


def test_a_center_of_another_district_stands_behind():
    here, there = CENTER, replace(CENTER, center_id="zzzzzzzzzz", serves=("11110",), distance_m=2900.0)
    found = ask(here, there, needs=("low_mood",), home_codes=("11", "11140"))
    assert [one.center_id for one in found.matches] == ["aaaaaaaaaa", "zzzzzzzzzz"]
    assert "serves_others" in facts(found, "zzzzzzzzzz")
    # Two things looked for, one of them met; then half of it, since the rest of its work is for others.
    assert found.matches[1].parts["programme"].score == pytest.approx(0.5 * 1 / 2)


def test_free_help_and_groups():
    found = ask(CENTER, CLINIC, needs=("low_mood",), is_free=True, wants_groups=True)
    assert found.matches[0].center_id == CENTER.center_id
    assert facts(found, CENTER.center_id)["groups"] == {"services": "교육"}
    assert {"free_mostly"} <= facts(found, CENTER.center_id).keys()
    assert {"costs", "groups_unknown"} <= facts(found, CLINIC.center_id).keys()


def test_a_center_for_children_fits_a_child_better_than_one_with_a_programme():
    own = replace(CENTER, center_id="kkkkkkkkkk", sub_kind="아동청소년")
    found = ask(CENTER, own, needs=("child",), age_group="child")
    assert [one.center_id for one in found.matches] == ["kkkkkkkkkk", "aaaaaaaaaa"]
    assert [one.parts["specialty"].score for one in found.matches] == [1.0, 0.9]
    assert facts(found, "kkkkkkkkkk")["sub_kind_fits"] == {"need": "child", "term": "아동청소년"}


def test_words_add_their_similarity():
    near, far = with_similarities(
        [CENTER, CLINIC], {"상담": 0.8, "기초정신건강복지센터": 0.2, "정신건강의학과의원": 0.1}
    )
    assert (near.similarity, far.similarity) == (0.8, 0.1)
    one = ask(near, needs=("low_mood",), has_words=True).matches[0]
    assert one.score == pytest.approx(RULES.alpha * 0.8 + (1 - RULES.alpha) * one.rules_score)
    assert ask(near, needs=("low_mood",)).matches[0].similarity is None


def test_own_weights_are_normalised_and_change_the_order():
    near = replace(CLINIC, distance_m=100.0)
    by_distance = {"distance": 3.0, "open": 0.0, "specialty": 0.0, "programme": 0.0}
    by_fit = {"distance": 0.0, "open": 1.0, "specialty": 1.0, "programme": 1.0}
    orders = [
        [one.center_id for one in match([CENTER, near], Wish(needs=("low_mood",)), rules=RULES, needs=NEEDS,
                                        today=TODAY, weights=weights).matches]
        for weights in (by_distance, by_fit)
    ]  # fmt: skip
    assert orders == [["bbbbbbbbbb", "aaaaaaaaaa"], ["aaaaaaaaaa", "bbbbbbbbbb"]]


@pytest.mark.parametrize(
    "weights",
    [{"distance": 1.0}, dict.fromkeys(PARTS, 0.0), {**dict.fromkeys(PARTS, 1.0), "open": -0.1},
     {**dict.fromkeys(PARTS, 1.0), "open": float("nan")}, {**dict.fromkeys(PARTS, 1.0), "open": float("inf")}],
)  # fmt: skip
def test_weights_that_cannot_be_used(weights):
    with pytest.raises(InputError):
        normalised(weights)


def test_an_unknown_need_is_refused():
    with pytest.raises(InputError, match="low_mood"):
        ask(CENTER, needs=("happiness",))


def test_why_a_center_stands_behind():
    far = replace(CENTER, center_id="ffffffffff", distance_m=6000.0)
    found = ask(CENTER, far, needs=("low_mood",), home_codes=("11140",))
    told = why_not("ffffffffff", found, rules=RULES)
    assert (told.rank, told.of) == (2, 2)
    assert told.lost == {"distance": pytest.approx(0.35 * 0.25)}
    assert why_not("ffffffffff", found, rules=RULES, shown=2).lost == {}
    assert why_not("gggggggggg", found, rules=RULES, distance_m=90_000.0).excluded[0].code == "too_far"
    with pytest.raises(InputError):
        why_not("gggggggggg", found, rules=RULES)


candidates = st.builds(
    Candidate,
    center_id=st.text("abcdefghij", min_size=10, max_size=10),
    kind=st.sampled_from([one.code for one in vocabulary.kinds()]),
    sub_kind=st.sampled_from([None, "아동청소년", "노인", "국립"]),
    group=st.sampled_from(["public", "medical"]),
    is_public=st.booleans(),
    services=st.lists(st.sampled_from([one.code for one in vocabulary.services()]), unique=True).map(tuple),
    serves=st.lists(st.sampled_from(["11140", "11110"]), unique=True).map(tuple),
    has_phone=st.booleans(),
    is_approximate=st.booleans(),
    distance_m=st.floats(0, 200_000),
    reference_date=st.dates(dt.date(2019, 1, 1), TODAY),
    opening=st.sampled_from([Opening(), OPEN, Opening("closed", is_known=True, days_asked=5, days_unknown=2)]),
    similarity=st.floats(0, 1),
)
wishes = st.builds(
    Wish,
    needs=st.lists(st.sampled_from(list(NEEDS.needs)), unique=True, max_size=3).map(tuple),
    severity=st.sampled_from(["mild", "moderate", "severe", "unknown"]),
    when=st.sampled_from([None, "evening", "weekend"]),
    way=st.sampled_from([None, "remote", "in_person"]),
    age_group=st.sampled_from([None, "child", "youth", "young_adult", "adult", "older"]),
    is_free=st.booleans(),
    wants_groups=st.booleans(),
    home_codes=st.sampled_from([(), ("11", "11140")]),
    has_words=st.booleans(),
)


@given(st.lists(candidates, unique_by=lambda one: one.center_id, max_size=8), wishes)
def test_every_center_is_matched_or_left_out_with_scores_in_range(register, wish):
    found = match(register, wish, rules=RULES, needs=NEEDS, today=TODAY)
    assert {one.center_id for one in found.matches} | set(found.excluded) == {one.center_id for one in register}
    for one in found.matches:
        assert 0 <= one.score <= 1
        assert 0 <= one.known <= 1
        assert all(0 <= part.score <= 1 and 0 <= part.known <= 1 for part in one.parts.values())
    assert [one.score for one in found.matches] == pytest.approx(
        sorted((one.score for one in found.matches), reverse=True)
    )
    again = match(register[::-1], wish, rules=RULES, needs=NEEDS, today=TODAY)
    assert [one.center_id for one in again.matches] == [one.center_id for one in found.matches]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("neutral: 0.5", "neutral: 1.5"),
        ("reviewer: MindConnect maintainers", "reviewer:"),
        ("half_km: 3.0", "half_km: 0"),
        ('"18:30"', '"25:30"'),
        ("distance: 0.35,", ""),
        ('has: "아이존', 'has: "(아이존'),
        ("heard: 0.8", "heard: 1.8"),
        ("valid_from: 2026-11-26", "valid_from: soon"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(old, new):
    assert old in RULES_TEXT
    with pytest.raises(SettingsError):
        parse_rules(RULES_TEXT.replace(old, new, 1))


def test_needs_name_only_the_vocabulary():
    text = Path(DATA / "rules" / "needs.yaml").read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="상담소"):
        parse_needs(
            text.replace("services: {상담: 1.0", "services: {상담소: 1.0"),
            kinds=[one.code for one in vocabulary.kinds()],
            services=[one.code for one in vocabulary.services()],
        )


def test_what_may_give_care_stands_behind_all_that_gives_it():
    near = replace(CLINIC, center_id="eeeeeeeeee", kind="의원", care_level="may", distance_m=10.0)
    far = replace(CLINIC, center_id="ffffffffff", kind="의원", distance_m=9000.0)
    found = ask(near, far, CENTER, needs=("low_mood",))
    assert [one.center_id[0] for one in found.matches][-1] == "e"
    fit = {one.center_id[0]: one.parts["specialty"].score for one in found.matches}
    assert fit["f"] > fit["e"], "a psychiatrist works at the far one, whatever its name"


def test_a_dementia_center_is_for_who_asks_about_memory():
    dementia = replace(CENTER, center_id="gggggggggg", kind="치매안심센터", care_level="none", services=("치매",))
    assert [one.center_id[0] for one in ask(dementia, needs=("memory",)).matches] == ["g"]
    assert ask(dementia, needs=("low_mood",)).matches == ()
