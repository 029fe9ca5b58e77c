"""Covering everybody, centers, budgets, floors, capacities, copies and losses: each against enumeration."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from gis.analysis.siting import alternatives, breaks_first, cover_within_budget, max_cover, p_center, set_cover
from gis.errors import InputError


def town(rng, *, sizes=8):
    """Draw who is reached by what, weights and costs, some required and some forbidden."""
    demands, candidates = (int(size) for size in rng.integers(2, sizes, 2))
    both = rng.permutation(candidates)[: int(rng.integers(0, min(3, candidates)))].tolist()
    cut = int(rng.integers(0, len(both) + 1))
    return (
        rng.random((demands, candidates)) < 0.4,
        rng.integers(0, 6, demands).astype(float),
        rng.integers(0, 5, candidates).astype(float),
        {"required": tuple(both[:cut]), "forbidden": tuple(both[cut:])},
    )


def choices(candidates, required, forbidden):
    for size in range(candidates + 1):
        for chosen in combinations(range(candidates), size):
            if set(required) <= set(chosen) and not set(forbidden) & set(chosen):
                yield chosen


def covered(reaches, weights, chosen, copies=1):
    return float(weights[reaches[:, list(chosen)].sum(axis=1) >= copies].sum())


def test_set_cover_finds_the_cheapest_of_all():
    rng = np.random.default_rng(21)
    for _ in range(60):
        reaches, _, costs, places = town(rng)
        full = [
            float(costs[list(chosen)].sum())
            for chosen in choices(reaches.shape[1], **places)
            if reaches[:, list(chosen)].any(axis=1).all()
        ]
        if not full:
            with pytest.raises(InputError, match="reached by no candidate"):
                set_cover(reaches, costs=costs, **places)
            continue
        siting = set_cover(csr_array(reaches), costs=costs, **places)
        assert (siting.objective, siting.bound, siting.status) == (min(full), min(full), "optimal")
        assert reaches[:, list(siting.chosen)].any(axis=1).all()
        assert set(places["required"]) <= set(siting.chosen)


def test_p_center_finds_the_least_of_the_dearest_ways():
    rng = np.random.default_rng(22)
    for _ in range(60):
        reaches, _, _, places = town(rng)
        cost = np.where(rng.random(reaches.shape) < 0.2, np.inf, rng.integers(0, 9, reaches.shape))
        p = int(rng.integers(max(1, len(places["required"])), reaches.shape[1] + 1))
        ways = [
            float(cost[:, list(chosen)].min(axis=1).max())
            for chosen in choices(reaches.shape[1], **places)
            if len(chosen) == p
        ]
        if not ways or np.isinf(min(ways)):
            with pytest.raises(InputError, match=r"serve every demand|not forbidden"):
                p_center(cost, p=p, **places)
            continue
        siting = p_center(cost, p=p, **places)
        assert (siting.objective, siting.bound, siting.status) == (min(ways), min(ways), "optimal")
        assert float(cost[:, list(siting.chosen)].min(axis=1).max()) == min(ways)
        assert len(siting.chosen) == p
        assert set(places["required"]) <= set(siting.chosen)
        assert not set(places["forbidden"]) & set(siting.chosen)


@pytest.mark.parametrize("copies", [1, 2])
def test_a_budget_with_floors_and_copies_finds_the_best_of_all(copies):
    rng = np.random.default_rng(23 + copies)
    for _ in range(60):
        reaches, weights, costs, places = town(rng)
        budget, floor = float(rng.integers(0, 9)), float(rng.choice([0.0, 0.3]))
        groups = rng.integers(0, 2, len(weights))
        whole = np.bincount(groups, weights=weights, minlength=2)
        found = []
        for chosen in choices(reaches.shape[1], **places):
            times = reaches[:, list(chosen)].sum(axis=1) >= copies
            of_group = np.bincount(groups[times], weights=weights[times], minlength=2)
            if costs[list(chosen)].sum() <= budget and (of_group >= floor * whole - 1e-9).all():
                found.append(float(weights[times].sum()))
        asked = {"weights": weights, "costs": costs, "budget": budget, "copies": copies, **places}
        if copies > reaches.shape[1] or not found:
            with pytest.raises(InputError):
                cover_within_budget(reaches, groups=groups, floor=floor, **asked)
            continue
        siting = cover_within_budget(reaches, groups=groups, floor=floor, **asked)
        assert (siting.objective, siting.bound, siting.status) == (max(found), max(found), "optimal")
        assert covered(reaches, weights, siting.chosen, copies) == max(found)
        assert costs[list(siting.chosen)].sum() <= budget
        if floor == 0:
            assert cover_within_budget(reaches, **asked).objective == max(found)


def served(reaches, weights, capacity, chosen):
    """Give the most weight that chosen candidates can serve, each up to its capacity: a flow, by linear programming."""
    pairs = [(i, j) for i, j in zip(*np.nonzero(reaches), strict=True) if j in chosen]
    if not pairs:
        return 0.0
    rows = np.zeros((len(weights) + len(capacity), len(pairs)))
    for column, (i, j) in enumerate(pairs):
        rows[i, column] = rows[len(weights) + j, column] = 1.0
    return -float(linprog(-np.ones(len(pairs)), A_ub=rows, b_ub=[*weights, *capacity]).fun)


def test_capacities_are_kept_and_the_best_of_all_is_found():
    rng = np.random.default_rng(27)
    for _ in range(25):
        reaches, weights, costs, places = town(rng, sizes=6)
        capacity, budget = rng.integers(0, 8, len(costs)).astype(float), float(rng.integers(2, 9))
        found = [
            served(reaches, weights, capacity, chosen)
            for chosen in choices(len(costs), **places)
            if costs[list(chosen)].sum() <= budget
        ]
        asked = {"weights": weights, "costs": costs, "budget": budget, "capacity": capacity, **places}
        if not found:
            with pytest.raises(InputError, match="more than the budget"):
                cover_within_budget(reaches, **asked)
            continue
        siting = cover_within_budget(reaches, **asked)
        assert siting.status == "optimal"
        assert siting.objective == pytest.approx(max(found), abs=1e-6)
        assert served(reaches, weights, capacity, siting.chosen) == pytest.approx(max(found), abs=1e-6)


def test_alternatives_are_all_choices_within_the_share_the_best_first():
    rng = np.random.default_rng(28)
    for _ in range(20):
        reaches, weights, costs, places = town(rng, sizes=6)
        costs, budget = costs + 1, 6.0
        asked = {"weights": weights, "costs": costs, "budget": budget, **places}
        worth = {
            chosen: covered(reaches, weights, chosen)
            for chosen in choices(len(costs), **places)
            if costs[list(chosen)].sum() <= budget
        }
        if not worth:
            continue
        line = 0.8 * max(worth.values())
        listed = alternatives(reaches, within=0.2, most=200, **asked)
        assert {siting.chosen for siting in listed} == {
            chosen for chosen, value in worth.items() if value >= line - 1e-9
        }
        assert [siting.objective for siting in listed] == sorted((worth[one.chosen] for one in listed), reverse=True)
        assert {siting.status for siting in listed} == {"optimal"}
        assert alternatives(reaches, within=0.2, most=1, **asked)[0].objective == max(worth.values())


def test_with_equal_costs_a_budget_is_a_number_of_sites():
    rng = np.random.default_rng(29)
    reaches, weights = rng.random((40, 15)) < 0.15, rng.integers(1, 9, 40)
    best = max_cover(reaches, weights=weights, p=4)
    assert cover_within_budget(reaches, weights=weights, costs=np.ones(15), budget=4).objective == best.objective


@pytest.mark.parametrize("k", [1, 2])
def test_what_breaks_first_is_the_worst_of_all_losses(k):
    rng = np.random.default_rng(30)
    for _ in range(60):
        reaches, weights, _, _ = town(rng, sizes=10)
        if reaches.shape[1] < k:
            continue
        before = covered(reaches, weights, range(reaches.shape[1]))
        lost = {}
        for closed in combinations(range(reaches.shape[1]), k):
            kept = [one for one in range(reaches.shape[1]) if one not in closed]
            lost[closed] = before - covered(reaches, weights, kept)
        worst = sorted((closed for closed in lost if lost[closed] > 0), key=lambda closed: (-lost[closed], closed))
        for most in (3, 100):
            found = breaks_first(csr_array(reaches), weights=weights, k=k, most=most)
            assert [one.lost for one in found] == [lost[closed] for closed in worst[:most]]
            assert all(lost[one.closed] == one.lost for one in found)
        assert [one.closed for one in found] == worst


def test_an_early_end_claims_no_proof():
    rng = np.random.default_rng(31)
    reaches, weights = rng.random((300, 90)) < 0.06, rng.integers(1, 99, 300)
    early = cover_within_budget(reaches, weights=weights, costs=np.ones(90), budget=9, time_limit_s=1e-3)
    assert early.status == "time_limit" or early.objective == early.bound
    assert early.objective <= early.bound
    cost = rng.random((60, 40))
    centers = p_center(cost, p=5, time_limit_s=1e-6)
    assert centers.bound <= centers.objective


ASKED = {"weights": [1, 1], "costs": [1, 1, 1], "budget": 2}


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: set_cover([[0, 0], [1, 0]]), "demand 0 is reached by no candidate"),
        (lambda: set_cover([[1, 1]], costs=[1, -1]), "costs: -1"),
        (lambda: set_cover([[1, 1]], required=(0,), forbidden=(0,)), "required and forbidden"),
        (lambda: set_cover([[1, 1]], forbidden=(2,)), "forbidden: .*numbered from 0 to 1"),
        (lambda: set_cover([[1, 1]], required=(1, 1)), "stands twice"),
        (lambda: set_cover([[1, 1]], time_limit_s=0), "time_limit_s"),
        (lambda: p_center([[1, np.nan]], p=1), "nan"),
        (lambda: p_center([[1, 2]], p=3), "p is 3"),
        (lambda: p_center([[1, 2]], p=2, forbidden=(0,)), "not forbidden"),
        (lambda: p_center([[np.inf, np.inf]], p=1), "serve every demand"),
        (lambda: max_cover([[1, 1, 1]], weights=[1], p=2, required=(1, 1)), "stands twice"),
        (lambda: cover_within_budget([[1, 1, 1]] * 2, **{**ASKED, "budget": float("nan")}), "budget"),
        (lambda: cover_within_budget([[1, 1, 1]] * 2, **ASKED, required=(0, 1, 2)), "more than the budget"),
        (lambda: cover_within_budget([[1, 1, 1]] * 2, **ASKED, copies=0), "copies"),
        (lambda: cover_within_budget([[1, 1, 1]] * 2, **ASKED, copies=2, capacity=[1, 1, 1]), "capacity and copies"),
        (lambda: cover_within_budget([[1, 1, 1]] * 2, **ASKED, capacity=[1]), "capacity"),
        (lambda: cover_within_budget([[1, 1, 1]] * 2, **ASKED, floor=2), "floor"),
        (lambda: cover_within_budget([[1, 1, 1]] * 2, **ASKED, groups=[0]), "groups"),
        (
            lambda: cover_within_budget([[1, 1, 0], [0, 0, 0]], **ASKED, groups=[0, 1], floor=0.5),
            "floor of every group",
        ),
        (lambda: alternatives([[1, 1, 1]] * 2, **ASKED, within=1), "within"),
        (lambda: alternatives([[1, 1, 1]] * 2, **ASKED, most=0), "most"),
        (lambda: breaks_first([[1, 1]], weights=[1], k=3), "k is 3"),
        (lambda: breaks_first([[1, 1]], weights=[1, 2]), "weights"),
        (lambda: breaks_first([[1, 1]], weights=[1], most=0), "most"),
    ],
)
def test_what_cannot_be_answered_is_refused(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()
