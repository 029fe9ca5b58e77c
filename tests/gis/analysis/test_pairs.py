"""The nearest of some centers, cell by cell, against a loop."""

import numpy as np
import pytest

from gis.analysis.pairs import Pairs

ESTIMATE = 1 << 15


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_wanted_center_of_each_cell(seed):
    rng = np.random.default_rng(seed)
    start = np.concatenate([[0], np.cumsum(rng.integers(0, 5, 40))])
    seconds = np.concatenate([np.sort(rng.integers(0, 3600, n)) for n in np.diff(start)])
    estimate = rng.random(start[-1]) < 0.5
    center = rng.integers(0, 6, start[-1]).astype(np.uint16)
    pairs = Pairs(start, center, (seconds + ESTIMATE * estimate).astype(np.uint16))
    for wanted in (rng.random(6) < 0.4, np.zeros(6, bool), np.ones(6, bool)):
        has_one, found = pairs.nearest(wanted)
        expected = []
        for cell in range(40):
            entries = [e for e in range(start[cell], start[cell + 1]) if wanted[center[e]]]
            assert has_one[cell] == bool(entries)
            expected += entries[:1]
        assert found.center.tolist() == center[expected].tolist()
        assert found.minutes.tolist() == pytest.approx((seconds[expected] / 60).tolist())
        assert found.is_estimate.tolist() == estimate[expected].tolist()
        assert found.cell.tolist() == list(range(len(expected)))
