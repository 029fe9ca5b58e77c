import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from gis.analysis import blocks
from gis.analysis.catchment.matrix import CatchmentMatrix
from gis.analysis.decay import LUO_QI, Gaussian, InversePower, parse
from gis.errors import InputError
from tests import oracles

# The three zones of the literature's worked example: own zone 1 minute, 1-3 and 2-3 both ways 40, 1-2 80.
THREE = {
    "cell_pos": [0, 0, 0, 1, 1, 1, 2, 2, 2],
    "center_pos": [0, 1, 2] * 3,
    "minutes": [1, 80, 40, 80, 1, 40, 40, 40, 1],
}
PEOPLE, SUPPLY = [100, 50, 10], [15, 20, 100]


def three_zones() -> CatchmentMatrix:
    return CatchmentMatrix.from_pairs(**THREE, cell_count=3, center_count=3)


@pytest.mark.parametrize(
    ("decay", "expected"),
    [
        ("binary", [0.7613636364, 0.9583333333, 1.0946969697]),
        ("zones:20=1,40=.68,60=.22", [0.7475922953, 0.9592555332, 1.2277993806]),
        ("power:1", [0.3314441170, 0.5798281321, 7.2864181699]),
    ],
)
def test_the_published_example_to_ten_digits(decay, expected):
    found = three_zones().weigh(limit_min=61, decay=parse(decay)).e2sfca(PEOPLE, SUPPLY)
    assert found.values == pytest.approx(expected, abs=5e-11)
    (check,) = found.checks
    assert (check.law, check.expected, check.holds) == ("supply", 135.0, True)
    assert check.found == pytest.approx(135, rel=1e-14)


def drawn(rng, cells=12, centers=7, pairs=40, whole=True):
    """Draw pairs, people and supply; some of each are 0, some cells and centers stand alone."""
    own = rng.choice(cells * centers, size=min(pairs, cells * centers), replace=False)
    minutes = rng.integers(0, 70 * 60, len(own)) / 60 if whole else rng.uniform(0, 70, len(own))
    people = rng.integers(0, 500, cells) * rng.integers(0, 4, cells).clip(max=1)
    supply = rng.integers(0, 9, centers)
    return own // centers, own % centers, minutes, people.astype(float), supply.astype(float)


def named(cell, center, minutes, people, supply):
    times = {(str(i), str(j)): float(t) for i, j, t in zip(cell, center, minutes, strict=True)}
    return (
        times,
        {str(i): float(value) for i, value in enumerate(people)},
        {str(j): float(value) for j, value in enumerate(supply)},
    )


CASES = st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 15), st.integers(1, 9), st.integers(0, 80), st.booleans())
DECAYS = st.sampled_from([parse("binary"), LUO_QI, Gaussian(20), InversePower(1.5, 2)])


@settings(max_examples=150)
@given(CASES, DECAYS, st.sampled_from([0.0, 10.0, 30.0, 1000.0]))
def test_every_measure_equals_its_plain_version(case, decay, limit_min):
    seed, cells, centers, pairs, whole = case
    cell, center, minutes, people, supply = drawn(np.random.default_rng(seed), cells, centers, pairs, whole)
    matrix = CatchmentMatrix.from_pairs(cell, center, minutes, cell_count=cells, center_count=centers)
    times, people_of, supply_of = named(cell, center, minutes, people, supply)
    weighed = matrix.weigh(limit_min=limit_min, decay=decay)
    weights = oracles.pair_weights(times, limit_min, lambda t: float(decay(t)))
    access, given_out = oracles.floating_catchment(people_of, supply_of, weights)

    def same(found, expected):
        assert found.values == pytest.approx(list(expected.values()), rel=1e-12, abs=1e-300)
        assert all(check.holds for check in found.checks)

    same(weighed.e2sfca(people, supply), access)
    assert weighed.e2sfca(people, supply).checks[0].expected == pytest.approx(given_out)
    same(weighed.three_step(people, supply), oracles.three_step(people_of, supply_of, weights))
    same(weighed.crowding(people, supply), oracles.crowding(people_of, supply_of, weights))
    same(weighed.cumulative(supply), oracles.cumulative(people_of, supply_of, weights))
    for rank in (1, 2, 5):
        expected = oracles.nth_nearest(people_of, times, rank, limit_min)
        assert matrix.nearest(rank=rank, limit_min=limit_min) == pytest.approx(list(expected.values()))


def test_columns_are_readings_side_by_side():
    rng = np.random.default_rng(5)
    for whole in (True, False):
        cell, center, minutes, people, _ = drawn(rng, 40, 20, 300, whole)
        matrix = CatchmentMatrix.from_pairs(cell, center, minutes, cell_count=40, center_count=20)
        hours = rng.integers(0, 2, (20, 24)).astype(float)
        weighed = matrix.weigh(limit_min=30, decay=LUO_QI)
        for measure in (weighed.e2sfca, weighed.three_step):
            side_by_side = measure(people, hours)
            assert all(check.holds for check in side_by_side.checks)
            for hour in range(24):
                alone = measure(people, hours[:, hour]).values
                np.testing.assert_allclose(side_by_side.values[:, hour], alone, rtol=1e-13)
        np.testing.assert_allclose(weighed.cumulative(hours).values[:, 3], weighed.cumulative(hours[:, 3]).values)
        for rank in (1, 2):
            minutes_by_hour = matrix.nearest(is_available=hours, rank=rank, limit_min=45)
            for hour in range(24):
                alone = matrix.nearest(is_available=hours[:, hour] > 0, rank=rank, limit_min=45)
                np.testing.assert_array_equal(minutes_by_hour[:, hour], alone)


def test_threads_and_blocks_do_not_change_the_answer(monkeypatch):
    """Large enough to be cut into blocks for threads; the same pairs in one thread give the same bits."""
    rng = np.random.default_rng(11)
    cells, centers = 4000, 300
    own = np.sort(rng.choice(cells * centers, size=2 * blocks.SMALL, replace=False))
    minutes = rng.integers(0, 3600, len(own)) / 60
    people, supply = rng.integers(0, 900, cells).astype(float), rng.integers(0, 9, centers).astype(float)
    matrix = CatchmentMatrix.from_pairs(own // centers, own % centers, minutes, cell_count=cells, center_count=centers)
    threaded = matrix.weigh(limit_min=30, decay=Gaussian(15)).e2sfca(people, supply)
    nearest = matrix.nearest(rank=2)
    monkeypatch.setattr(blocks, "SMALL", 10**9)
    alone = matrix.weigh(limit_min=30, decay=Gaussian(15)).e2sfca(people, supply)
    np.testing.assert_array_equal(threaded.values, alone.values)
    np.testing.assert_array_equal(nearest, matrix.nearest(rank=2))
    dense = np.zeros((cells, centers))
    dense[own // centers, own % centers] = np.where(minutes <= 30, np.exp(-((minutes / 15) ** 2) / 2), 0)
    demand = people @ dense
    np.testing.assert_allclose(threaded.values, dense @ (supply / demand), rtol=1e-12)


def test_whole_seconds_are_kept_as_codes_and_others_as_they_are():
    cell, center = [1, 0, 1], [0, 1, 1]
    coded = CatchmentMatrix.from_pairs(cell, center, [10 / 60, 30.0, 65535 / 60], cell_count=3, center_count=2)
    assert coded.is_coded
    assert coded.start.tolist() == [0, 1, 3, 3]
    assert coded.time.tolist() == [1800, 10, 65535]
    assert coded.nearest().tolist() == [30.0, 10 / 60, np.inf]
    plain = CatchmentMatrix.from_pairs(cell, center, [0.1234, 30.0, 65536 / 60], cell_count=3, center_count=2)
    assert not plain.is_coded
    assert plain.time.tolist() == [30.0, 0.1234, 65536 / 60]


def test_the_limit_is_inclusive():
    matrix = CatchmentMatrix.from_pairs([0], [0], [30.0], cell_count=1, center_count=1)
    assert matrix.weigh(limit_min=30).cumulative([2]).values.tolist() == [2]
    assert matrix.weigh(limit_min=29.999).cumulative([2]).values.tolist() == [0]
    assert matrix.nearest(limit_min=30).tolist() == [30]
    assert matrix.nearest(limit_min=29.999).tolist() == [np.inf]


def test_no_people_and_no_supply_give_zero_not_nan():
    matrix = three_zones()
    found = matrix.weigh(limit_min=1).e2sfca([0, 50, 10], [15, 0, 100])
    assert found.values.tolist() == [0, 0, 10]
    assert found.checks[0].expected == 100  # center 1 has nobody to serve
    empty = CatchmentMatrix.from_pairs([], [], [], cell_count=2, center_count=0)
    assert empty.weigh(limit_min=30).e2sfca([1, 2], []).values.tolist() == [0, 0]
    assert empty.nearest().tolist() == [np.inf, np.inf]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cell_pos": [0, 0, 0, 1, 1, 1, 2, 2, 3]}, "pair 8: cell 3 of 3"),
        ({"center_pos": [0, 1, -1] * 3}, "pair 2: .* center -1 of 3"),
        ({"cell_pos": [0, 0]}, "give one of each"),
        ({"center_pos": [0, 1, 1, 0, 1, 2, 0, 1, 2]}, "cell 0 and center 1 stands twice"),
        ({"minutes": [1, 80, 40, 80, -1, 40, 40, 40, 1]}, "pair 4: -1.0 minutes"),
        ({"minutes": [1, 80, 40, 80, 1, np.nan, 40, 40, 1]}, "pair 5: nan minutes"),
        ({"minutes": [1, 80, 40, 80, 1, np.inf, 40, 40, 1]}, "pair 5: inf minutes"),
        ({"cell_pos": [0.0, 0, 0, 1, 1, 1, 2, 2, 2.5]}, "whole numbers"),
    ],
)
def test_unsound_pairs_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        CatchmentMatrix.from_pairs(**(THREE | change), cell_count=3, center_count=3)


@pytest.mark.parametrize(
    ("people", "supply", "message"),
    [
        ([100, 50], SUPPLY, "people of shape"),
        (PEOPLE, [15, 20], "supply of shape"),
        ([100, -1, 10], SUPPLY, "people in row 1"),
        (PEOPLE, [15, 20, np.nan], "supply in row 2"),
        (PEOPLE, [[1, 2], [1, np.inf], [1, 2]], "supply in row 1"),
        (np.ones((3, 2)), SUPPLY, "people of shape"),
    ],
)
def test_unsound_amounts_are_refused(people, supply, message):
    with pytest.raises(InputError, match=message):
        three_zones().weigh(limit_min=61).e2sfca(people, supply)


@pytest.mark.parametrize("limit_min", [-1, np.nan])
def test_an_unsound_limit_is_refused(limit_min):
    with pytest.raises(InputError, match="limit"):
        three_zones().weigh(limit_min=limit_min)
