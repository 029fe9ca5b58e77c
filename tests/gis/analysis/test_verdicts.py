"""Verdicts: both sides of each threshold, three-valued joins against trying every way, what-if."""

import datetime as dt
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given
from pydantic import ValidationError

from gis.analysis.figures import given_figure, people_per
from gis.analysis.rules import ShortageRule, in_force, split_overrides, threshold_names
from gis.analysis.verdicts import (
    NOT_SURE,
    VERDICT_COLUMNS,
    Bounds,
    Measured,
    UnitFacts,
    changes,
    decide,
    exactly,
    verdict_frame,
)
from tests import oracles

PLAIN = {"standing": "own", "basis": "x", "source": "x", "reviewer": "x", "valid_from": dt.date(2026, 1, 1)}


def known_rule(name="shares", *, test=None, tolerance=None, comparison="at_least", criteria=("a",)):
    """Make a rule that compares given shares with 0.30."""
    thresholds = {"share": {"value": 0.3, "unit": "share", "most": 1}}
    if tolerance is not None:
        thresholds["tolerance"] = {"value": tolerance, "unit": "share"}
    return ShortageRule.model_validate(
        PLAIN
        | {
            "name": name,
            "version": "1",
            "thresholds": thresholds,
            "criteria": {
                one: {
                    "figure": "known", "name": one, "threshold": "share", "comparison": comparison,
                    "tolerance": None if tolerance is None else "tolerance",
                }
                for one in criteria
            },
            "test": test or {"any": list(criteria)},
        }
    )  # fmt: skip


def facts(code="41800", people=100.0, **figures):
    return UnitFacts(code, f"{code}군", people, figures)


def at(least, most=None):
    return Measured(Bounds(least, least if most is None else most))


@pytest.mark.parametrize(
    ("share", "comparison", "outcome"),
    [
        (0.2999, "at_least", "is_not"), (0.3, "at_least", "is_met"), (0.3001, "at_least", "is_met"),
        (0.3, "more_than", "is_not"), (0.3001, "more_than", "is_met"),
        (0.1 + 0.2, "more_than", "is_not"),  # 0.30000000000000004 is the sum of floats, not more than 0.30
    ],
)  # fmt: skip
def test_both_sides_of_a_threshold(share, comparison, outcome):
    assert decide(known_rule(comparison=comparison), facts(a=at(share))).outcome == outcome


@pytest.mark.parametrize(
    ("share", "outcome", "is_by_tolerance"),
    [
        (0.2699, "is_not", False),
        (0.27, "is_met", True),
        (0.2999, "is_met", True),
        (0.3, "is_met", False),
    ],
)
def test_a_tenth_of_tolerance_lowers_thirty_percent_to_twenty_seven(share, outcome, is_by_tolerance):
    verdict = decide(known_rule(tolerance=0.1), facts(a=at(share)))
    found = verdict.finding("a")
    assert (verdict.outcome, found.is_by_tolerance) == (outcome, is_by_tolerance)
    assert (found.threshold, found.tolerance, found.effective) == (0.3, 0.1, 0.27)


@pytest.mark.parametrize(
    ("least", "most", "outcome"),
    [(0.3, 0.9, "is_met"), (0.1, 0.29, "is_not"), (0.29, 0.3, "undecided")],
)
def test_bounds_decide_only_when_both_ends_agree(least, most, outcome):
    assert decide(known_rule(), facts(a=at(least, most))).outcome == outcome


def test_a_figure_that_is_not_there_leaves_it_open_and_says_what_is_missing():
    verdict = decide(known_rule(), facts(a=Measured(None, (), ("psychiatrists",))))
    assert (verdict.outcome, verdict.missing) == ("undecided", ("psychiatrists",))
    assert decide(known_rule(), facts()).outcome == "undecided"


def test_what_is_missing_is_not_told_where_it_does_not_matter():
    rule = known_rule(criteria=("a", "b"))
    verdict = decide(rule, facts(a=at(0.5), b=Measured(None, (), ("b",))))
    assert (verdict.outcome, verdict.decisive, verdict.missing) == ("is_met", ("a",), ())


def test_decisive_criteria():
    nested = {"any": ["a", {"all": ["b", "c"]}]}
    rule = known_rule(criteria=("a", "b", "c"), test=nested)
    assert decide(rule, facts(a=at(0), b=at(1), c=at(1))).decisive == ("b", "c")
    assert decide(rule, facts(a=at(0), b=at(1), c=at(0))).decisive == ("a", "c")
    assert decide(rule, facts(a=at(0), b=at(1))).decisive == ("c",)


JOINS = st.recursive(
    st.sampled_from("abcd"),
    lambda inner: st.builds(
        lambda how, parts: {how: parts}, st.sampled_from(["any", "all"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=4,
).filter(lambda one: isinstance(one, dict))


def leaves(join):
    return [join] if isinstance(join, str) else [name for parts in join.values() for p in parts for name in leaves(p)]


@given(JOINS, st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4))
def test_joins_agree_with_trying_every_way(join, outcomes):
    names = leaves(join)
    own = {name: outcome for name, outcome in zip("abcd", outcomes, strict=True) if name in names}
    rule = known_rule(criteria=tuple(own), test=join)
    figures = {name: Measured(None) if outcome is None else at(float(outcome)) for name, outcome in own.items()}
    found = {"is_met": True, "is_not": False, "undecided": None}[decide(rule, facts(**figures)).outcome]
    expected = oracles.decide(join, own)
    if len(set(names)) == len(names):
        assert found is expected
    else:  # a criterion named twice: trying every way may know more, never otherwise
        assert found is expected or found is None


def test_ratios_of_professionals_decide_when_they_are_given():
    rule = ShortageRule.model_validate(
        PLAIN
        | {
            "name": "ratios",
            "version": "1",
            "thresholds": {"ratio": {"value": 20_000, "unit": "people_per_professional"}},
            "criteria": {"psychiatrists": {"figure": "people_per", "count": "psychiatrists", "threshold": "ratio"}},
            "test": {"any": ["psychiatrists"]},
        }
    )
    for count, outcome in ((None, "undecided"), (0, "is_met"), (5, "is_met"), (5.01, "is_not")):
        measured = people_per(100_000, count, name="psychiatrists")
        assert decide(rule, facts(psychiatrists=measured)).outcome == outcome


def test_what_if_changes_only_what_it_names():
    rule = known_rule()
    other = rule.changed({"share": 0.5})
    assert (rule.value("share"), other.value("share")) == (0.3, 0.5)
    with pytest.raises(ValueError, match="no threshold 'shares'"):
        rule.changed({"shares": 0.5})
    with pytest.raises(ValueError, match="from 0 to 1"):
        rule.changed({"share": 1.5})


def test_a_bare_threshold_must_be_one_rules_only():
    rules = [known_rule("one"), known_rule("two", tolerance=0.1)]
    assert split_overrides(rules, {"tolerance": 0.2, "one.share": 0.4}) == {
        "two": {"tolerance": 0.2},
        "one": {"share": 0.4},
    }
    with pytest.raises(ValueError, match=r"give one of one\.share, two\.share"):
        split_overrides(rules, {"share": 0.4})
    with pytest.raises(ValueError, match="is no threshold"):
        split_overrides(rules, {"three.share": 0.4})
    assert threshold_names(rules) == ["one.share", "two.share", "two.tolerance"]


def test_changes_list_the_units_that_tip_over():
    rule, other = known_rule(), known_rule().changed({"share": 0.5})
    units = [facts("1", 10, a=at(0.2)), facts("2", 20, a=at(0.3)), facts("3", 90, a=at(0.4)), facts("4", 5, a=at(0.6))]
    before, after = ([decide(one, unit) for unit in units] for one in (rule, other))
    assert [(one.region_code, one.before, one.after) for one in changes(before, after)] == [
        ("3", "is_met", "is_not"),
        ("2", "is_met", "is_not"),
    ]
    assert changes(before, before) == []


def test_a_table_of_verdicts_carries_every_number():
    verdict = decide(known_rule(tolerance=0.1), facts(a=given_figure(0.28, name="a", unit="share")))
    table = verdict_frame([verdict])
    assert tuple(table.columns) == VERDICT_COLUMNS
    row = table.iloc[0]
    assert (row["figure_least"], row["figure_most"], row["threshold"], row["effective_threshold"]) == (
        0.28, 0.28, 0.3, 0.27,
    )  # fmt: skip
    assert bool(row["is_by_tolerance"])
    assert verdict_frame([]).empty


@pytest.mark.parametrize(
    ("ends", "outcome", "missing"),
    [
        ((0.25, 0.29), "is_not", ()),
        ((0.25, 0.35), "undecided", (NOT_SURE,)),
        ((0.31, 0.35), "undecided", (NOT_SURE,)),  # the figure says no and the draws say yes
    ],
)
def test_an_interval_that_straddles_the_threshold_decides_nothing(ends, outcome, missing):
    figure = replace(given_figure(0.28, name="a", unit="share"), interval=Bounds(*ends))
    verdict = decide(known_rule(), facts(a=figure))
    assert (verdict.outcome, verdict.missing) == (outcome, missing)
    row = verdict_frame([verdict]).iloc[0]
    assert (row["figure_least"], row["figure_low"], row["figure_high"]) == (0.28, *ends)


def test_an_interval_does_not_close_what_hours_leave_open():
    """Bounds on both sides stay open although nine tenths of the draws lie on one."""
    figure = Measured(Bounds(0.1, 0.6), (), ("opening_hours",), Bounds(0.4, 0.5))
    verdict = decide(known_rule(), facts(a=figure))
    assert (verdict.outcome, verdict.missing) == ("undecided", ("opening_hours",))


def test_only_the_version_of_the_day_holds():
    old = known_rule().model_copy(update={"valid_to": dt.date(2026, 6, 30)})
    new = known_rule().model_copy(update={"version": "2", "valid_from": dt.date(2026, 7, 1)})
    days = {dt.date(2025, 12, 31): [], dt.date(2026, 6, 30): ["1"], dt.date(2026, 7, 1): ["2"]}
    assert {day: [one.version for one in in_force([old, new], day)] for day in days} == days


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"valid_to": dt.date(2025, 1, 1)}, "before valid_from"),
        ({"thresholds": {}}, "names the threshold 'share'"),
        ({"test": {"any": ["a", "b"]}}, "must name the same: b"),
        ({"test": {"any": ["a"], "all": ["a"]}}, "either any or all"),
        ({"test": {"any": []}}, "nothing is joined"),
        ({"remark": "x"}, "Extra inputs"),
        ({"thresholds": {"share": {"value": 2, "unit": "share", "most": 1}}}, "from 0 to 1"),
        ({"thresholds": {"share": {"value": 0.3, "unit": "share"}, "idle": {"value": 1, "unit": "min"}}}, "idle"),
    ],
)
def test_a_rule_that_does_not_hang_together_is_refused(change, message):
    good = known_rule().model_dump()
    with pytest.raises(ValidationError, match=message):
        ShortageRule.model_validate(good | change)


def test_exact_bounds_say_so():
    assert exactly(3.0).is_exact
    assert not Bounds(0, 1).is_exact
