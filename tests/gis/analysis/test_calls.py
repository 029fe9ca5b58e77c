"""Calls worth making: against enumeration, against every answer a center may give, and against other ways to choose."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.analysis.calls import Moments, expected_gain, least_gain, most_gain, plan_calls
from gis.analysis.moments import OpenOrMaybe, gather
from gis.analysis.pairs import Pairs
from gis.errors import InputError


@st.composite
def moments(draw, *, most_centers=7):
    """Draw some moments, each covered by some of a few centers."""
    centers = draw(st.integers(1, most_centers))
    covers = draw(st.lists(st.sets(st.integers(0, centers - 1), min_size=1), min_size=1, max_size=9))
    people = draw(st.lists(st.integers(0, 500), min_size=len(covers), max_size=len(covers)))
    chances = draw(st.lists(st.floats(0.02, 0.98), min_size=centers, max_size=centers))
    return made(covers, people, chances)


def made(covers, people, chances):
    start = np.concatenate([[0], np.cumsum([len(one) for one in covers])]).astype(np.int64)
    center = np.array([center for one in covers for center in sorted(one)], dtype=np.int64)
    return Moments(np.array(people, dtype=float), start, center, np.array(chances, dtype=float))


def covers_of(own):
    return [set(own.center[a:b].tolist()) for a, b in itertools.pairwise(own.start)]


def left_after(own, calls, is_open):
    """Give the gap after calls whose answers are known, moment by moment and in plain words."""
    gap = 0.0
    for people, covers in zip(own.weight, covers_of(own), strict=True):
        somebody_is_there = any(is_open[center] for center in covers & set(calls))
        nobody_is_there = covers <= set(calls)
        gap += 0.0 if somebody_is_there or nobody_is_there else people
    return gap


@settings(deadline=None, max_examples=60)
@given(moments(most_centers=5), st.data())
def test_the_expected_gain_is_the_mean_over_every_answer(own, data):
    centers = len(own.chance)
    calls = sorted(data.draw(st.sets(st.integers(0, centers - 1))))
    gains, mean = [], 0.0
    for answers in itertools.product((False, True), repeat=centers):
        chance = np.prod([q if yes else 1 - q for q, yes in zip(own.chance, answers, strict=True)])
        gains.append(own.gap - left_after(own, calls, answers))
        mean += chance * gains[-1]
    assert expected_gain(own, calls) == pytest.approx(mean, abs=1e-6)
    assert least_gain(own, calls) == pytest.approx(min(gains), abs=1e-6)
    assert most_gain(own, calls) == pytest.approx(max(gains), abs=1e-6)


@settings(deadline=None, max_examples=80)
@given(moments(), st.integers(1, 5))
def test_no_other_calls_are_better_and_greedy_keeps_within_its_bound(own, k):
    """Every set of calls is tried."""
    size = min(k, len(own.chance))
    best = max(expected_gain(own, calls) for calls in itertools.combinations(range(len(own.chance)), size))
    exact, greedy = plan_calls(own, k), plan_calls(own, k, exact_work=0)
    assert exact.is_exact
    assert exact.expected == pytest.approx(best, abs=1e-6)
    assert exact.at_most == exact.expected
    assert not greedy.is_exact
    assert greedy.expected <= best + 1e-6 <= greedy.at_most + 2e-6
    for plan in (exact, greedy):
        assert len(plan.calls) == len(set(plan.calls)) <= size
        assert plan.expected == pytest.approx(expected_gain(own, plan.calls), abs=1e-6)
        running = [expected_gain(own, plan.calls[:count]) for count in range(len(plan.calls) + 1)]
        assert np.diff(running) == pytest.approx(plan.gains, abs=1e-6)
        assert plan.least - 1e-6 <= plan.expected <= plan.most + 1e-6 <= own.gap + 2e-6


@settings(deadline=None, max_examples=60)
@given(moments(), st.integers(1, 4), st.data())
def test_those_without_a_number_are_never_called_and_the_rest_is_still_the_best(own, k, data):
    centers = len(own.chance)
    can_call = np.array(data.draw(st.lists(st.booleans(), min_size=centers, max_size=centers)))
    able = np.flatnonzero(can_call)
    sets = itertools.combinations(able.tolist(), min(k, len(able)))
    best = max(expected_gain(own, list(calls)) for calls in sets)
    exact, greedy = (plan_calls(own, k, can_call=can_call, exact_work=work) for work in (10**8, 0))
    assert exact.expected == pytest.approx(best, abs=1e-6)
    assert greedy.expected <= best + 1e-6 <= greedy.at_most + 2e-6
    assert can_call[[*exact.calls, *greedy.calls]].all()


@settings(deadline=None, max_examples=60)
@given(moments(), st.data())
def test_one_more_call_never_does_harm_and_all_of_them_close_the_gap(own, data):
    calls = data.draw(st.sets(st.integers(0, len(own.chance) - 1)))
    more = calls | {data.draw(st.integers(0, len(own.chance) - 1))}
    for gain in (expected_gain, least_gain, most_gain):
        assert gain(own, sorted(more)) >= gain(own, sorted(calls)) - 1e-9
        assert gain(own, range(len(own.chance))) == pytest.approx(own.gap)


def test_the_last_call_about_a_place_may_be_worth_more_than_the_first():
    """Why the gain is not submodular: two doors, either unlikely open; only both calls settle that nobody is there."""
    own = made([{0, 1}], [100], [0.1, 0.1])
    first = expected_gain(own, [0])
    assert first == pytest.approx(10)
    assert expected_gain(own, [0, 1]) - first == pytest.approx(90)


def test_a_bound_that_is_reached_says_that_nothing_is_better():
    own = made([{0}, {1}, {2}], [30, 20, 10], [0.5, 0.5, 0.5])
    plan = plan_calls(own, 2, exact_work=0)
    assert (plan.calls, plan.expected, plan.at_most) == ((0, 1), 50.0, 50.0)
    assert plan_calls(own, 9).calls == (0, 1, 2)


def test_search_gives_up_when_it_would_take_too_long_and_greedy_answers():
    rng = np.random.default_rng(5)
    own = made(
        [set(rng.choice(60, 6, replace=False).tolist()) for _ in range(300)],
        rng.integers(1, 90, 300),
        np.full(60, 0.2),
    )
    plan = plan_calls(own, 8, exact_work=50_000)
    assert not plan.is_exact
    assert 0.6 * plan.at_most < plan.expected < plan.at_most


def test_what_cannot_be_asked_is_refused():
    own = made([{0}], [1], [0.5])
    with pytest.raises(InputError, match="calls"):
        plan_calls(own, 0)
    with pytest.raises(InputError, match="covers"):
        Moments(np.array([1.0]), np.array([0, 0]), np.array([], dtype=np.int64), np.array([0.5]))
    with pytest.raises(InputError, match="not there"):
        made([{1}], [1], [0.5])


def test_without_a_gap_there_is_nobody_to_call():
    nothing = Moments(np.zeros(0), np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.array([0.5]))
    plan = plan_calls(nothing, 5)
    assert (plan.calls, plan.expected, plan.at_most, plan.gap) == ((), 0.0, 0.0, 0.0)


@st.composite
def towns(draw):
    """Draw cells and centers, ways between them, and hours: known open, known closed, or not known."""
    cells, centers = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    ways = [
        sorted((draw(st.integers(0, 3600)), center) for center in sorted(draw(st.sets(st.integers(0, centers - 1)))))
        for _ in range(cells)
    ]
    start = np.concatenate([[0], np.cumsum([len(own) for own in ways])])
    center = np.array([center for own in ways for _, center in own], dtype=np.uint16)
    value = np.array([seconds for own in ways for seconds, _ in own], dtype=np.uint16)
    state = draw(st.lists(st.lists(st.sampled_from("OC?"), min_size=3, max_size=3), min_size=centers, max_size=centers))
    people = np.array(draw(st.lists(st.integers(0, 90), min_size=cells, max_size=cells)), dtype=float)
    wanted = np.array(draw(st.lists(st.booleans(), min_size=centers, max_size=centers)))
    return Pairs(start, center, value), ways, state, people, wanted


HOURS = (3, 70, 191)


@settings(deadline=None, max_examples=80)
@given(towns())
def test_moments_are_what_the_bounds_differ_by(town):
    pairs, ways, state, people, wanted = town
    known, possible = (np.zeros((len(state), 121, 3), dtype=np.uint64) for _ in range(2))
    for center, states in enumerate(state):
        for hour, letter in zip(HOURS, states, strict=True):
            bit = np.uint64(1) << np.uint64(hour % 64)
            known[center, :, hour // 64] |= bit if letter == "O" else np.uint64(0)
            possible[center, :, hour // 64] |= bit if letter in "O?" else np.uint64(0)
    when = OpenOrMaybe(wanted, 1800, np.arange(len(state), dtype=np.int16), known, possible)
    found = gather(pairs, people, when, HOURS, np.full(len(state), 0.5))
    expected: dict[frozenset[int], float] = {}
    for own, count in zip(ways, people, strict=True):
        for place in range(len(HOURS)):
            near = [center for seconds, center in own if seconds <= 1800 and wanted[center]]
            letters = {state[center][place] for center in near}
            if "O" in letters or "?" not in letters or not count:
                continue
            covers = frozenset(center for center in near if state[center][place] == "?")
            expected[covers] = expected.get(covers, 0.0) + count / len(HOURS)
    told = {frozenset(own): weight for own, weight in zip(covers_of(found), found.weight, strict=True)}
    assert told.keys() == expected.keys()
    assert all(told[key] == pytest.approx(expected[key]) for key in expected)


def scattered(rng, *, cells=260, centers=45, reach=0.16):
    """Scatter people in a few towns and centers among them; some kinds are often open in the evening, others hardly."""
    hearts = rng.random((5, 2))
    homes = np.clip(hearts[rng.integers(0, 5, cells)] + rng.normal(0, 0.12, (cells, 2)), 0, 1)
    doors = np.clip(hearts[rng.integers(0, 5, centers)] + rng.normal(0, 0.17, (centers, 2)), 0, 1)
    near = np.linalg.norm(homes[:, None] - doors[None], axis=2) <= reach
    people = rng.lognormal(5, 1, cells)
    chance = np.array([0.08, 0.3, 0.7])[rng.integers(0, 3, centers)]
    own = [cell for cell in range(cells) if near[cell].any()]
    return made([set(np.flatnonzero(near[cell]).tolist()) for cell in own], people[own], chance)


def test_hidden_hours_come_back_sooner_than_by_chance_or_by_size():
    """Hours are hidden, calls chosen without them, then the truth is heard: 6 calls in each of 120 countries."""
    rng = np.random.default_rng(20261129)
    closed = {"chosen": 0.0, "largest": 0.0, "random": 0.0}
    for _ in range(120):
        own = scattered(rng)
        truth = rng.random(len(own.chance)) < own.chance
        largest = np.argsort(-own.hanging(), kind="stable")[:6]
        ways = {
            "chosen": plan_calls(own, 6, exact_work=0).calls,
            "largest": tuple(int(center) for center in largest),
            "random": tuple(int(center) for center in rng.choice(own.candidates, 6, replace=False)),
        }
        for name, calls in ways.items():
            closed[name] += (own.gap - left_after(own, calls, truth)) / own.gap / 120
    assert closed["chosen"] > 1.5 * closed["largest"] > 1.5 * closed["random"]
