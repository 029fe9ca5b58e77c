"""What is learnt from searched ways, on two networks whose speeds are known."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import InputError
from gis.streets.calibration import alikeness, calibrated, coverage, learn, weighted_quantiles
from gis.streets.estimate import Detour

CELLS = 400


def network(name, kmh, spread, *, setting="urban", people=100.0, seed=1):
    """Ways of 2 km at a speed that scatters evenly in the logarithm, as quantiles of a normal distribution would."""
    rng = np.random.default_rng(seed)
    seconds = 2 / kmh * 3600 * np.exp(spread * rng.standard_normal(CELLS))
    return pd.DataFrame(
        {"network": name, "setting": setting, "cell": np.arange(CELLS), "km": 2.0, "seconds": seconds, "people": people}
    )


def test_networks_weigh_by_the_root_of_their_people():
    both = pd.concat([network("a", 10.0, 0.0), network("b", 20.0, 0.0, people=400.0)])
    speed = learn(both)["urban", 1]
    assert (speed.networks, speed.pairs) == (2, 2 * CELLS)
    assert speed.kmh == pytest.approx(10 ** (1 / 3) * 20 ** (2 / 3))  # roots of people 1 : 2
    # Two networks that do not scatter: all of the spread lies between them.
    apart = np.log(2.0)
    between = (2 / 3 * apart) ** 2 + (1 / 3 * apart) ** 2
    assert speed.log_sd <= 1.6 * np.sqrt(between) + 1e-12
    assert speed.log_sd >= 0.6 * np.sqrt(between) - 1e-12


def test_people_weigh_within_a_network():
    one = network("a", 10.0, 0.0)
    one.loc[:99, ["seconds", "people"]] = [2 / 5 * 3600, 10_000.0]  # most people live where it is slow
    assert learn(one)["urban", 1].kmh == pytest.approx(5.0)


def test_what_is_left_out_lies_inside_where_networks_are_alike():
    alike = pd.concat([network(name, 12.0, 0.3, seed=seed) for seed, name in enumerate("abcd")])
    held = coverage(alike)
    assert held["network"].tolist() == ["a", "b", "c", "d"]
    assert held["share_inside"].mean() == pytest.approx(0.9, abs=0.03)
    assert held["ratio"].to_numpy() == pytest.approx(1.0, abs=0.1)
    assert learn(alike)["urban", 1].log_sd == pytest.approx(0.3, rel=0.2)


def test_a_setting_that_was_not_seen_takes_the_nearest_and_is_less_sure():
    both = pd.concat(
        [network("a", 10.0, 0.2), network("b", 10.0, 0.2, seed=3), network("i", 7.0, 0.2, setting="island")]
    )
    held = coverage(both).set_index("network")
    assert held.loc["i", "ratio"] == pytest.approx(0.7, abs=0.05)
    assert 0 < held.loc["i", "share_inside"] < 1


def test_too_little_to_learn_from():
    with pytest.raises(InputError, match="nothing to learn from"):
        learn(network("a", 10.0, 0.1).head(20))
    few = network("a", 10.0, 0.1).assign(cell=lambda frame: frame["cell"] % 4)
    with pytest.raises(InputError, match="nothing to learn from"):
        learn(few)


def test_rows_take_the_speed_of_their_band_or_the_nearest():
    rows = [
        Detour("x", "urban", mode, low, high, 9, 1.3, 1.5, 99.0, 0.9)
        for mode in ("walk", "car")
        for low, high in ((1.0, 3.0), (3.0, 10.0))
    ]
    found = calibrated(rows, "car", learn(network("a", 10.0, 0.0)))
    assert [row.kmh for row in found] == [99.0, 99.0, 10.0, 10.0]
    assert [row.detour for row in found] == [1.3] * 4


def test_quantiles_of_weighted_values():
    assert weighted_quantiles([3.0, 1.0], [1.0, 3.0], [0.375, 0.625, 0.875]) == pytest.approx([1.0, 2.0, 3.0])


def test_errors_are_alike_as_far_as_they_are_shared():
    """Four centers: two 100 m apart whose ways share their error whole, and two 5 km away with one of their own."""
    rng = np.random.default_rng(2)
    cells, at = 3000, [0.0, 100.0, 5_000.0, 5_100.0]
    shared, apart = rng.standard_normal((2, cells))
    ways = []
    for x, error in zip(at, (shared, shared, apart, apart), strict=True):
        ways.append(
            pd.DataFrame(
                {
                    "network": "a", "setting": "urban", "cell": np.arange(cells), "km": 2.0,
                    "seconds": 360 * np.exp(0.3 * error), "people": 100.0, "center_x": x, "center_y": 0.0,
                }
            )
        )  # fmt: skip
    told = alikeness(pd.concat(ways), samples=200_000).set_index("from_m")["correlation"]
    assert told.index.tolist() == [0, 4_000]
    assert told[0] == pytest.approx(1.0)
    assert told[4_000] == pytest.approx(0.0, abs=0.05)
