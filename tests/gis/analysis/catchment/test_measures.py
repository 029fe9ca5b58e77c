import inspect
import math

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from gis.analysis import catchment
from gis.analysis.conservation import Conservation
from gis.analysis.decay import Gaussian, parse
from gis.errors import InputError
from tests import oracles, towns

TWO_BLOCKS = 8.0
HALF_AT_TWO = parse("zones:4=1,8=.5")
"""A block away counts whole, two blocks half."""

MEASURES = ("two_step", "e2sfca", "three_step", "gravity", "cumulative", "nearest", "crowding", "raam")
ONLY_A, SHARED, ONLY_B = (
    ("r0c0", "r0c1", "r0c2", "r1c1"),
    ("r1c0", "r2c0"),
    ("r3c0", "r3c1", "r4c0", "r2c1", "r3c2", "r4c1"),
)


def town(measure: str, a: float, b: float, **options) -> pd.Series:
    supply = pd.Series({"A": a, "B": b})
    return getattr(catchment, measure)(towns.people_by_block(), supply, towns.block_times(), **options)


def expect(result: pd.Series, expected: dict[str, float], elsewhere: float = 0.0) -> None:
    assert result.index.tolist() == towns.people_by_block().index.tolist()
    for block, value in result.items():
        assert value == pytest.approx(expected.get(str(block), elsewhere), rel=1e-12), block


def test_two_step_in_the_town():
    # Within two blocks of A live 700, of B 800 (tests/towns.py): 7 / 700 = .01 and 4 / 800 = .005 per person.
    result = town("two_step", 7, 4, limit_min=TWO_BLOCKS)
    expect(result, dict.fromkeys(ONLY_A, 0.01) | dict.fromkeys(SHARED, 0.015) | dict.fromkeys(ONLY_B, 0.005))
    (check,) = result.attrs["checks"]
    assert (check.law, check.expected, check.holds) == ("supply", 11, True)
    assert (result * towns.people_by_block()).sum() == pytest.approx(11)


def test_e2sfca_in_the_town():
    # A: 300 people whole and 400 half: 500. B: 500 whole, 300 half: 650. So .01 at both.
    result = town("e2sfca", 5, 6.5, limit_min=TWO_BLOCKS, decay=HALF_AT_TWO)
    whole, half = ("r0c0", "r0c1", "r3c0", "r3c1", "r4c0"), ("r0c2", "r1c1", "r2c1", "r3c2", "r4c1")
    expect(result, dict.fromkeys(whole, 0.01) | dict.fromkeys(half, 0.005) | dict.fromkeys(SHARED, 0.015))


def test_three_step_in_the_town():
    # The shared blocks choose 2/3 the nearer and 1/3 the other. A: 300 - 100/3 + 100 + 200/6 = 400. B: 550.
    result = town("three_step", 4, 5.5, limit_min=TWO_BLOCKS, decay=HALF_AT_TWO)
    whole, half = ("r0c0", "r0c1", "r3c0", "r3c1", "r4c0"), ("r0c2", "r1c1", "r2c1", "r3c2", "r4c1")
    both = 0.01 * (2 / 3 + 1 / 3 / 2)
    expect(result, dict.fromkeys(whole, 0.01) | dict.fromkeys(half, 0.005) | dict.fromkeys(SHARED, both))
    assert result.attrs["checks"][0].expected == 9.5


def test_crowding_in_the_town():
    # One center of one room each: 1,600/3 people choose A, 2,000/3 B; the shared blocks meet both crowds in parts.
    result = town("crowding", 1, 1, limit_min=TWO_BLOCKS, decay=HALF_AT_TWO)
    a, b = 1600 / 3, 2000 / 3
    expected = dict.fromkeys(ONLY_A, a) | dict.fromkeys(ONLY_B, b)
    expect(result, expected | {"r1c0": (2 * a + b) / 3, "r2c0": (a + 2 * b) / 3}, elsewhere=math.inf)
    (check,) = result.attrs["checks"]
    assert (check.law, check.expected, check.holds) == ("people", 1200, True)


PAPER_PEOPLE = pd.Series({"A": 50_000.0, "B": 150_000.0, "C": 10_000.0})
PAPER_JOBS = pd.Series({"1": 100_000.0, "2": 100_000.0, "3": 10_000.0})
PAPER_TIMES = pd.DataFrame(
    {
        "origin": list("AAABBBCCC"),
        "destination": list("123123123"),
        "minutes": [15.0, 30, 100, 30, 15, 100, 100, 100, 15],
    }
)


def test_spatial_availability_has_the_published_values():
    """The example of Soukhov et al. 2023, as the R package `accessibility` holds it in its tests."""
    result = catchment.spatial_availability(PAPER_PEOPLE, PAPER_JOBS, PAPER_TIMES, decay=parse("exponential:10"))
    assert result.round().to_dict() == {"A": 66_833, "B": 133_203, "C": 9_963}
    assert result.sum() == pytest.approx(210_000, rel=1e-12)
    by_head = catchment.e2sfca(PAPER_PEOPLE, PAPER_JOBS, PAPER_TIMES, limit_min=math.inf, decay=parse("exponential:10"))
    assert (result / PAPER_PEOPLE).tolist() == pytest.approx(by_head.tolist(), rel=1e-12)


def test_spatial_availability_by_its_own_formula():
    """V_i = sum_j O_j Fp_i Fc_ij / sum_i Fp_i Fc_ij with the authors' normalised factors, and per head E2SFCA."""
    rng = np.random.default_rng(8)
    people, supply = rng.integers(1, 300, 12).astype(float), rng.integers(1, 9, 5).astype(float)
    minutes = rng.uniform(0, 60, (12, 5))
    weight = np.exp(-minutes / 20)
    factor = (people / people.sum())[:, None] * weight / weight.sum(axis=0)
    expected = (supply * factor / factor.sum(axis=0)).sum(axis=1)
    times = pd.DataFrame({"origin": np.repeat(np.arange(12), 5), "destination": np.tile(np.arange(5), 12)})
    found = catchment.spatial_availability(
        pd.Series(people), pd.Series(supply), times.assign(minutes=minutes.ravel()), decay=parse("exponential:20")
    )
    assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_cutting_every_cell_in_two_changes_nothing(measure):
    """The map's grid is ours: no measure may depend on it. RAAM ends within its stated gap."""
    people, times = towns.people_by_block(), towns.block_times()
    halves = pd.concat([people * 0.25, (people * 0.75).rename(lambda block: f"{block}'")])
    twice = pd.concat([times, times.assign(origin=times["origin"].astype(str) + "'")], ignore_index=True)
    function, supply = getattr(catchment, measure), pd.Series({"A": 7.0, "B": 4.0})
    options = {"limit_min": TWO_BLOCKS}
    whole, cut = function(people, supply, times, **options), function(halves, supply, twice, **options)
    tolerance = 1e-5 if measure == "raam" else 1e-12
    assert cut[people.index].tolist() == pytest.approx(whole.tolist(), rel=tolerance)
    assert cut[people.index + "'"].tolist() == pytest.approx(whole.tolist(), rel=tolerance)


def test_all_in_cars_is_the_measure_without_cohorts_and_two_groups_share_one_supply():
    people, supply, times = towns.people_by_block(), pd.Series({"A": 5.0, "B": 6.5}), towns.block_times()
    on_foot = times.assign(minutes=times["minutes"] * 2)
    options = {"limit_min": TWO_BLOCKS, "decay": HALF_AT_TWO}
    groups = {"car": times, "walk": on_foot}
    all_drive = catchment.cohorts({"car": people, "walk": people * 0.0}, supply, groups, **options)
    plain = catchment.e2sfca(people, supply, times, **options)
    assert all_drive["car"].tolist() == pytest.approx(plain.tolist(), rel=1e-12)
    # Half walk: at A 150 + 200/2 of the drivers and 50 (its own block) + 50/2 + 50/2 of the walkers who come within
    # two blocks' time: those one block away (r0c1, r1c0) weigh half.
    half = catchment.cohorts({"car": people / 2, "walk": people / 2}, supply, groups, **options)
    assert (half["car"] * people / 2 + half["walk"] * people / 2).sum() == pytest.approx(11.5, rel=1e-12)
    assert half["car"]["r0c0"] == pytest.approx(5 / (250 + walkers_at_a(people)), rel=1e-12)
    assert half["walk"]["r0c1"] == pytest.approx(half["car"]["r0c0"] / 2, rel=1e-12)
    assert (half["walk"] <= half["car"] + 1e-15).all()
    with pytest.raises(InputError, match="give the same"):
        catchment.cohorts({"car": people}, supply, groups, **options)
    with pytest.raises(InputError, match="different cells"):
        catchment.cohorts(
            {"car": people, "walk": people.head(3)}, supply, groups | {"walk": on_foot.head(0)}, **options
        )


def walkers_at_a(people: pd.Series) -> float:
    """Half of the people: A's own block whole, the two blocks a step away by half."""
    return float(people["r0c0"] / 2 + (people["r0c1"] + people["r1c0"]) / 4)


def test_cumulative_in_the_town():
    result = town("cumulative", 7, 4, limit_min=TWO_BLOCKS)
    expect(result, dict.fromkeys(ONLY_A, 7) | dict.fromkeys(SHARED, 11) | dict.fromkeys(ONLY_B, 4))
    assert result.attrs["checks"] == ()


def test_gravity_in_the_town():
    # Only the shared blocks and A's own are asked: A weighs 1/4 from r1c0 and 1/8 from r2c0, B 1/8 and 1/4.
    people = pd.Series({"r0c0": 100.0, "r1c0": 100.0, "r2c0": 200.0})
    times = towns.block_times()
    times = times[times["origin"].isin(people.index) & (times["minutes"] <= TWO_BLOCKS)]
    result = catchment.gravity(people, pd.Series({"A": 6.0, "B": 5.0}), times)
    a, b = 6 / (100 + 100 / 4 + 200 / 8), 5 / (100 / 8 + 200 / 4)
    assert result.tolist() == pytest.approx([a, a / 4 + b / 8, a / 8 + b / 4])


def test_nearest_in_the_town():
    first = town("nearest", 7, 4)
    assert first[["r0c0", "r1c2", "r2c0", "r4c4", "r3c1"]].tolist() == [0, 12, 4, 20, 4]
    second = town("nearest", 7, 4, rank=2)
    assert second[["r0c0", "r1c2", "r2c0", "r4c4", "r3c1"]].tolist() == [12, 16, 8, 32, 16]
    assert town("nearest", 7, 4, rank=3)["r0c0"] == math.inf
    assert town("nearest", 7, 4, limit_min=8)["r1c2"] == math.inf
    assert town("nearest", 0, 4)["r0c0"] == 12  # a center without capacity is none


def test_raam_worked_by_hand():
    # 100 people, a center here and one 30 minutes away, room for 100 each: D1 = D2 + 50, so 75 stay and 25 go.
    times = pd.DataFrame({"origin": "here", "destination": ["near", "far"], "minutes": [0.0, 30.0]})
    result = catchment.raam(
        pd.Series({"here": 100.0}), pd.Series({"near": 1.0, "far": 1.0}), times, tau_min=60, rho=100
    )
    assert result["here"] == pytest.approx(0.75, abs=1e-9)
    assert result.attrs["checks"] == (Conservation("people", 100.0, pytest.approx(100.0)),)
    # 120 minutes are two average crowds: nobody goes, and all pay for the crowd of 100.
    times["minutes"] = [0.0, 120.0]
    result = catchment.raam(pd.Series({"here": 100.0}), pd.Series({"near": 1.0, "far": 1.0}), times, rho=100)
    assert result["here"] == pytest.approx(1.0, abs=1e-9)


def test_raam_in_the_town():
    # rho = 2,400 people / (7 + 5) = 200. Nobody is beyond two centers; by symmetry of costs both fill.
    result = town("raam", 7, 5)
    (check,) = result.attrs["checks"]
    assert (check.law, check.expected, check.holds) == ("people", 2400, True)
    # A person at r0c0 reaches A 12 minutes sooner than B: A is at most 12/60 more crowded for all who use both.
    assert result["r0c0"] < result["r0c4"]
    assert result["r1c0"] - result["r0c0"] == pytest.approx(4 / 60, abs=1e-6)
    only_near = town("raam", 7, 5, limit_min=0)
    assert only_near[["r0c0", "r3c0"]].tolist() == pytest.approx([100 / 1400, 300 / 1000])
    assert only_near["r0c1"] == math.inf


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_reads_the_same_inputs(measure):
    """Frames of two columns, any order of rows, ids of any type, categories: the same answer."""
    people, supply, times = towns.people_by_block(), pd.Series({"A": 7.0, "B": 4.0}), towns.block_times()
    function = getattr(catchment, measure)
    options = {"limit_min": TWO_BLOCKS} if "limit_min" in inspect.signature(function).parameters else {}
    before = times.copy()
    expected = function(people, supply, times, **options)
    assert expected.name == measure
    pd.testing.assert_frame_equal(times, before)
    frames = (people.rename_axis("block").reset_index(), supply.rename_axis("center").reset_index())
    shuffled = times.sample(frac=1, random_state=3)
    pd.testing.assert_series_equal(function(*frames, shuffled, **options), expected, check_names=False)
    categories = times.astype({"origin": "category", "destination": "category"})
    pd.testing.assert_series_equal(function(people, supply, categories, **options), expected)
    number = {name: place * 7 - 3 for place, name in enumerate([*people.index, "A", "B"])}
    by_number = function(
        people.rename(number), supply.rename(number),
        times.assign(origin=times["origin"].map(number), destination=times["destination"].map(number)), **options,
    )  # fmt: skip
    assert by_number.tolist() == pytest.approx(expected.tolist(), rel=1e-15)
    assert by_number.index.tolist() == [number[name] for name in people.index]
    far = {name: place * 10**12 for name, place in number.items()}  # ids far apart, as cells' are
    by_far_number = function(
        people.rename(far), supply.rename(far),
        times.assign(origin=times["origin"].map(far), destination=times["destination"].map(far)), **options,
    )  # fmt: skip
    assert by_far_number.tolist() == by_number.tolist()


@given(st.integers(0, 2**32 - 1), st.floats(5, 60))
@settings(max_examples=40)
def test_measures_of_a_ratio_conserve(seed, limit_min):
    rng = np.random.default_rng(seed)
    people = pd.Series(rng.integers(0, 300, 30).astype(float))
    supply = pd.Series(rng.integers(0, 20, 8).astype(float))
    times = pd.DataFrame({"origin": np.repeat(np.arange(30), 8), "destination": np.tile(np.arange(8), 30)})
    times["minutes"] = rng.uniform(0, 90, len(times))
    times = times.sample(frac=0.6, random_state=seed % 1000)
    reached = times[(times["minutes"] <= limit_min) & (times["origin"].map(people) > 0)]["destination"].unique()
    for measure in ("two_step", "e2sfca", "three_step", "gravity"):
        decay = {} if measure == "two_step" else {"decay": Gaussian(25)}
        result = getattr(catchment, measure)(people, supply, times, limit_min=limit_min, **decay)
        assert (result * people).sum() == pytest.approx(supply[reached].sum(), rel=1e-12)


GOOD = {
    "demand": pd.Series({"x": 3.0, "y": 4.0}),
    "supply": pd.Series({"a": 1.0}),
    "times": pd.DataFrame({"origin": ["x", "y"], "destination": ["a", "a"], "minutes": [1.0, 2.0]}),
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"demand": pd.Series({"x": -3.0, "y": 4.0})}, "demand of 'x' is -3.0"),
        ({"demand": pd.Series({"x": 3.0, "y": np.nan})}, "demand of 'y' is nan"),
        ({"supply": pd.Series({"a": np.inf})}, "supply of 'a' is inf"),
        ({"demand": pd.Series([1.0, 2, 3], index=["x", "y", "x"])}, "demand: 'x' stands twice"),
        ({"demand": pd.Series({"x": 3.0})}, "1 ids that are not in the demand, 'y' first"),
        ({"supply": pd.Series({"b": 3.0})}, "1 ids that are not in the supply, 'a' first"),
        (
            {
                "demand": pd.Series([3.0, 4.0], index=[7, 9]),
                "times": GOOD["times"].assign(origin=[7, 8]),
            },
            "1 ids that are not in the demand, 8 first",
        ),
        ({"demand": pd.DataFrame({"id": ["x"], "people": [1.0], "more": [2]})}, "columns id, people, more"),
        ({"times": GOOD["times"].rename(columns={"minutes": "cost"})}, "no column minutes"),
        ({"times": GOOD["times"].assign(minutes=[1.0, np.nan])}, "'y' to 'a': nan minutes"),
        ({"times": GOOD["times"].assign(minutes=[-1.0, 2.0])}, "'x' to 'a': -1.0 minutes"),
        ({"times": pd.concat([GOOD["times"], GOOD["times"].tail(1)])}, "'y' to 'a' stands twice"),
    ],
)
def test_unsound_inputs_are_refused_by_name(change, message):
    with pytest.raises(InputError, match=message):
        catchment.two_step(**(GOOD | change), limit_min=30)


def test_a_missing_origin_reaches_nothing():
    demand = pd.Series({"x": 3.0, "y": 4.0, "z": 5.0})
    result = catchment.two_step(demand, GOOD["supply"], GOOD["times"], limit_min=1)
    assert result.to_dict() == {"x": pytest.approx(1 / 3), "y": 0, "z": 0}


@pytest.mark.parametrize("seed", range(3))
def test_raam_settles_where_a_slow_search_does(seed):
    rng = np.random.default_rng(seed)
    people = {str(i): float(rng.integers(50, 400)) for i in range(5)}
    supply = {name: float(rng.integers(1, 9)) for name in "abc"}
    times = {(i, j): float(rng.uniform(0, 90)) for i in people for j in supply}
    rho = sum(people.values()) / sum(supply.values())
    slow = oracles.send_agents(people, {j: s * rho for j, s in supply.items()}, times, 60, rounds=3000)
    table = pd.DataFrame([(i, j, t) for (i, j), t in times.items()], columns=["origin", "destination", "minutes"])
    found = catchment.raam(pd.Series(people), pd.Series(supply), table)
    assert found.to_dict() == pytest.approx(slow, rel=3e-3)
