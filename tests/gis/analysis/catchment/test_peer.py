"""Agreement with PySAL ``access``, an independent implementation, and every known difference by name."""

import warnings

import numpy as np
import pandas as pd
import pytest
from access import fca
from access.raam import raam as peer_raam
from access.weights import gaussian, gravity, step_fn

from gis.analysis import catchment
from gis.analysis.decay import Gaussian, InversePower, parse

pytestmark = [
    pytest.mark.filterwarnings("ignore:some tracts may be unaccounted"),
    pytest.mark.filterwarnings("ignore:The inplace keyword"),
]

ZONES = {10: 1.0, 20: 0.68, 30: 0.22}
NAMES = {
    "demand_index": True, "demand_name": "people", "supply_index": True, "supply_name": "capacity",
    "cost_origin": "origin", "cost_dest": "destination", "cost_name": "minutes",
}  # fmt: skip


def case(seed: int, *, share: float = 0.5, longest: float = 90.0):
    """Draw a case where everybody lives somewhere and each center has somebody near (the peer gives inf otherwise)."""
    rng = np.random.default_rng(seed)
    cells, centers = int(rng.integers(5, 60)), int(rng.integers(2, 20))
    people = pd.Series(rng.integers(1, 900, cells).astype(float), name="people")
    supply = pd.Series(rng.integers(0, 30, centers).astype(float), name="capacity")
    times = pd.DataFrame(
        {"origin": np.repeat(np.arange(cells), centers), "destination": np.tile(np.arange(centers), cells)}
    )
    times["minutes"] = rng.integers(0, int(longest * 60), len(times)) / 60
    times = times[rng.random(len(times)) < share].reset_index(drop=True)
    return people, supply, times


def agree(found: pd.Series, peer: pd.Series) -> None:
    """The peer leaves out who reaches nothing; there we say 0."""
    np.testing.assert_allclose(found[peer.index], peer, rtol=1e-12, atol=0)
    assert (found.drop(peer.index) == 0).all()


@pytest.mark.parametrize("seed", range(25))
def test_two_step_floating_catchments_agree(seed):
    people, supply, times = case(seed)
    frames = people.to_frame(), supply.to_frame(), times
    agree(
        catchment.two_step(people, supply, times, limit_min=30),
        fca.two_stage_fca(*frames, max_cost=30, **NAMES),
    )
    for decay, weight in (
        (parse("zones:10=1,20=.68,30=.22"), step_fn(ZONES)),
        (Gaussian(12), gaussian(12)),
        (InversePower(1.5, 2), gravity(scale=2, alpha=-1.5, min_dist=2)),
    ):
        found = catchment.e2sfca(people, supply, times, limit_min=30, decay=decay)
        agree(found, fca.two_stage_fca(*frames, max_cost=30, weight_fn=weight, **NAMES))


@pytest.mark.parametrize("seed", range(10))
def test_opportunities_agree(seed):
    people, supply, times = case(seed)
    peer = fca.weighted_catchment(
        supply.to_frame(), times, max_cost=30, cost_source="destination", cost_dest="origin", cost_cost="minutes",
        loc_index=True, loc_value="capacity", weight_fn=step_fn(ZONES),
    )  # fmt: skip
    decay = parse("zones:10=1,20=.68,30=.22")
    agree(catchment.cumulative(people, supply, times, limit_min=30, decay=decay), peer)


@pytest.mark.parametrize("seed", range(25))
def test_three_step_agrees_where_the_decay_ends_with_the_limit(seed):
    people, supply, times = case(seed)
    peer = fca.three_stage_fca(
        people.to_frame(), supply.to_frame(), times.copy(), max_cost=30, weight_fn=step_fn(ZONES), **NAMES
    )
    agree(
        catchment.three_step(people, supply, times, limit_min=30, decay=parse("zones:10=1,20=.68,30=.22")),
        peer.dropna(),
    )


def test_the_peer_normalises_three_step_over_the_whole_table():
    """Known difference: a center beyond the limit takes part of the peer's choice, and nothing of ours."""
    people, supply = pd.Series({"x": 100.0}, name="people"), pd.Series({"a": 5.0, "b": 5.0}, name="capacity")
    times = pd.DataFrame({"origin": "x", "destination": ["a", "b"], "minutes": [10.0, 40.0]})
    ours = catchment.three_step(people, supply, times, limit_min=30, decay=Gaussian(30))
    assert ours["x"] == pytest.approx(0.05)
    near, far = gaussian(30)(10.0), gaussian(30)(40.0)
    peer_parts = []
    for extra in (times, times.head(1)):
        peer = fca.three_stage_fca(
            people.to_frame(), supply.to_frame(), extra.copy(), max_cost=30, weight_fn=gaussian(30), **NAMES
        )
        peer_parts.append(float(peer["x"]))
    # With one center alone the choice cancels out, so the peer's answer happens to be the same ...
    assert peer_parts == pytest.approx([0.05, 0.05])
    # ... with two cells it is not: the choice of the cell with a far alternative is weakened.
    people = pd.Series({"x": 100.0, "y": 100.0}, name="people")
    times = pd.concat(
        [times, pd.DataFrame({"origin": ["y"], "destination": ["a"], "minutes": [10.0]})], ignore_index=True
    )
    peer = fca.three_stage_fca(
        people.to_frame(), supply.to_frame(), times.copy(), max_cost=30, weight_fn=gaussian(30), **NAMES
    )
    choice = near / (near + far)
    assert peer.to_dict() == pytest.approx({"x": 5 * choice / (100 * choice + 100), "y": 5 / (100 * choice + 100)})
    ours = catchment.three_step(people, supply, times, limit_min=30, decay=Gaussian(30))
    assert ours.to_dict() == pytest.approx({"x": 0.025, "y": 0.025})


def test_the_peer_gives_infinity_where_nobody_lives():
    """Known difference: a center whose catchment is empty hands out S / 0 there, and nothing here."""
    people, supply = pd.Series({"x": 0.0}, name="people"), pd.Series({"a": 5.0}, name="capacity")
    times = pd.DataFrame({"origin": ["x"], "destination": ["a"], "minutes": [1.0]})
    assert fca.two_stage_fca(people.to_frame(), supply.to_frame(), times, max_cost=30, **NAMES)["x"] == np.inf
    assert catchment.two_step(people, supply, times, limit_min=30)["x"] == 0


def test_the_peer_gives_what_is_conserved_where_everybody_is_near():
    people, supply, times = case(7, share=1.0, longest=25.0)
    peer = fca.two_stage_fca(people.to_frame(), supply.to_frame(), times, max_cost=30, **NAMES)
    assert (peer * people).sum() == pytest.approx(supply.sum(), rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_agents_settle_where_the_peer_s_do(seed):
    """The peer moves whole persons for 150 rounds; with many persons it comes near the exact end, never below it."""
    rng = np.random.default_rng(seed)
    people = pd.Series(rng.integers(20_000, 90_000, 12), name="people")
    supply = pd.Series(rng.integers(5, 30, 5), name="capacity")
    times = pd.DataFrame({"origin": np.repeat(np.arange(12), 5), "destination": np.tile(np.arange(5), 12)})
    times["minutes"] = rng.uniform(2, 80, len(times)).round(2)
    ours = catchment.raam(people, supply, times)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = peer_raam(
            people.to_frame(), supply.to_frame(), times, demand_name="people", supply_name="capacity",
            cost_origin="origin", cost_dest="destination", cost_name="minutes", max_cycles=600,
        )  # fmt: skip
    np.testing.assert_allclose(ours[peer.index], peer, rtol=0.01)
