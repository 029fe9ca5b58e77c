"""Siting against enumeration, against published optima, and against input that nobody can answer."""

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from gis.analysis.siting import max_cover, p_median
from gis.errors import InputError
from gis.settings import Settings

# Published optima of the OR-Library (Beasley 1985); the instances are not part of the project.
OPTIMA = {1: 5819, 2: 4093, 3: 4250, 4: 3034, 5: 1355, 6: 7824, 9: 2734, 11: 7696, 17: 6999, 20: 1789, 21: 9138}


def random_choice(rng, *, sizes=9):
    """Draw a number of demands and of candidates, a p, and some required candidates."""
    demands, candidates = (int(size) for size in rng.integers(1, sizes, 2))
    p = int(rng.integers(1, candidates + 1))
    required = rng.choice(candidates, int(rng.integers(0, p + 1)) if rng.random() < 0.3 else 0, replace=False)
    return demands, candidates, p, tuple(required.tolist())


def choices(candidates, p, required):
    return [chosen for chosen in combinations(range(candidates), p) if set(required) <= set(chosen)]


def cost_of(chosen, cost, weights):
    counted = weights > 0
    return float((cost[counted][:, list(chosen)].min(axis=1) * weights[counted]).sum())


@pytest.mark.parametrize("kind", ["fractions", "whole numbers with ties", "some cannot serve"])
def test_p_median_finds_what_enumeration_finds(kind):
    rng = np.random.default_rng(11)
    for _ in range(120):
        demands, candidates, p, required = random_choice(rng)
        if kind == "fractions":
            cost, weights = rng.random((demands, candidates)), rng.random(demands)
        else:
            cost = rng.integers(0, 6, (demands, candidates)).astype(float)
            weights = rng.integers(0, 4, demands).astype(float)
        if kind == "some cannot serve":
            cost[rng.random(cost.shape) < 0.3] = np.inf
        best = min(cost_of(chosen, cost, weights) for chosen in choices(candidates, p, required))
        if np.isinf(best):
            with pytest.raises(InputError):
                p_median(cost, weights=weights, p=p, required=required)
            continue
        siting = p_median(cost, weights=weights, p=p, required=required)
        assert siting.status == "optimal"
        assert siting.objective == pytest.approx(best, abs=1e-9)
        assert siting.bound == siting.objective
        assert cost_of(siting.chosen, cost, weights) == pytest.approx(best, abs=1e-9)
        assert len(set(siting.chosen)) == p
        assert set(required) <= set(siting.chosen)


def test_max_cover_finds_what_enumeration_finds():
    rng = np.random.default_rng(12)
    for _ in range(200):
        demands, candidates, p, required = random_choice(rng)
        reaches, weights = rng.random((demands, candidates)) < 0.35, rng.integers(0, 5, demands)

        def covered(chosen, reaches=reaches, weights=weights):
            return float(weights[reaches[:, list(chosen)].any(axis=1)].sum())

        best = max(covered(chosen) for chosen in choices(candidates, p, required))
        for given in (reaches, csr_array(reaches), reaches.astype(int)):
            siting = max_cover(given, weights=weights, p=p, required=required)
            assert (siting.objective, siting.bound, siting.status) == (best, best, "optimal")
            assert covered(siting.chosen) == best
            assert len(set(siting.chosen)) == p
            assert set(required) <= set(siting.chosen)


@pytest.mark.parametrize("number", OPTIMA)
def test_published_optima_are_proven(number):
    path = Settings().raw_dir.parent / "oracles" / "pmedian" / f"pmed{number}.txt"
    if not path.is_file():
        pytest.skip("the instances of the OR-Library are not on this machine")
    numbers = path.read_text(encoding="ascii").split()
    vertices, edges, p = (int(value) for value in numbers[:3])
    length = np.zeros((vertices, vertices))
    for one, other, cost in np.array(numbers[3 : 3 + 3 * edges], dtype=int).reshape(-1, 3):
        length[one - 1, other - 1] = length[other - 1, one - 1] = cost  # where an edge stands twice the last counts
    siting = p_median(shortest_path(length, directed=False), p=p)
    assert (siting.objective, siting.status) == (OPTIMA[number], "optimal")


def test_a_search_that_ends_early_says_what_is_proven_and_no_more():
    rng = np.random.default_rng(13)
    points, sites = rng.random((400, 2)), rng.random((120, 2))
    reaches = np.linalg.norm(points[:, None] - sites[None], axis=2) < 0.14
    weights = np.rint(rng.lognormal(8, 1, 400))
    whole = max_cover(reaches, weights=weights, p=5)
    early = max_cover(reaches, weights=weights, p=5, time_limit_s=1e-6)
    assert early.objective <= whole.objective <= early.bound
    assert whole.status == "optimal"
    assert (early.status == "optimal") == (early.objective == early.bound)


def test_demand_merged_or_without_weight_changes_nothing():
    rng = np.random.default_rng(14)
    reaches, weights = rng.random((12, 7)) < 0.3, rng.integers(1, 9, 12).astype(float)
    alone = max_cover(reaches, weights=weights, p=3)
    twice = max_cover(np.vstack([reaches, reaches, ~reaches]), weights=[*weights / 2, *weights / 2, *[0] * 12], p=3)
    assert twice == alone
    cost = rng.random((12, 7))
    assert p_median(np.vstack([cost, cost * 0 + np.inf]), weights=[*weights, *[0] * 12], p=3) == p_median(
        cost, weights=weights, p=3
    )


def test_candidates_that_add_nothing_are_still_chosen_when_p_asks_for_them():
    siting = max_cover([[1, 1, 0], [1, 0, 0]], weights=[3, 4], p=3)
    assert (siting.chosen, siting.objective, siting.status) == ((0, 1, 2), 7.0, "optimal")
    nobody = max_cover(np.zeros((2, 3), dtype=bool), weights=[3, 4], p=2)
    assert (len(nobody.chosen), nobody.objective, nobody.status) == (2, 0.0, "optimal")
    assert nobody.gap == 0.0


def test_where_nobody_lives_any_choice_is_best():
    assert p_median([[1.0, 2.0]], weights=[0], p=1).objective == 0.0
    assert p_median(np.empty((0, 3)), p=2).objective == 0.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"p": 0}, "p is 0"),
        ({"p": 4}, "from 1 to 3"),
        ({"p": True}, "p is True"),
        ({"p": 1.5}, "whole numbers"),
        ({"p": 1, "required": (3,)}, "numbered from 0 to 2"),
        ({"p": 1, "required": (-1,)}, "numbered from 0 to 2"),
        ({"p": 1, "required": (0, 1)}, "more than p"),
        ({"p": 1, "weights": [1]}, "one for each of 2"),
        ({"p": 1, "weights": [1, -1]}, "-1"),
        ({"p": 1, "weights": [1, np.nan]}, "nan"),
        ({"p": 1, "weights": ["many", 1]}, "weights"),
        ({"p": 1, "time_limit_s": 0}, "time_limit_s"),
        ({"p": 1, "cost": [[1, np.nan, 2], [1, 1, 1]]}, r"nan at \(0, 1\)"),
        ({"p": 1, "cost": [[1, -2, 2], [1, 1, 1]]}, "-2"),
        ({"p": 1, "cost": [1, 2, 3]}, "shape"),
        ({"p": 1, "cost": np.empty((2, 0))}, "shape"),
        ({"p": 1, "cost": [[np.inf] * 3, [1, 1, 1]]}, "demand 0 has no candidate"),
        ({"p": 1, "cost": [[1, np.inf, np.inf], [np.inf, 1, 1]]}, "no 1 candidates serve every demand"),
    ],
)
def test_what_cannot_be_answered_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        p_median(**{"cost": [[1, 2, 3], [3, 2, 1]], **arguments})


@pytest.mark.parametrize("reaches", [[[0.5, 1], [1, 1]], [["yes", "no"], ["no", "no"]], [1, 0], [[np.nan, 1], [0, 1]]])
def test_reaches_is_yes_or_no(reaches):
    with pytest.raises(InputError, match="reaches"):
        max_cover(reaches, weights=[1, 1], p=1)
