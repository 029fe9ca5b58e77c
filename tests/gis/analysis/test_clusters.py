import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from scipy.stats import rankdata

from gis.analysis import clusters
from gis.errors import InputError

GRID = 12
"""Places in each direction of the test's map."""


def grid(rows: int = GRID, columns: int = GRID) -> tuple[np.ndarray, np.ndarray]:
    """Squares that share a side, by position, both directions."""
    place, other = [], []
    for row in range(rows):
        for column in range(columns):
            for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
                if 0 <= row + down < rows and 0 <= column + right < columns:
                    place.append(row * columns + column)
                    other.append((row + down) * columns + column + right)
    return np.array(place), np.array(other)


def quarters(seed: int = 1) -> np.ndarray:
    """One corner high, the opposite one low, noise elsewhere."""
    value = np.random.default_rng(seed).uniform(4, 6, (GRID, GRID))
    value[:4, :4], value[-4:, -4:] = 20, 0.5
    return value.ravel()


def test_global_moran_by_hand():
    # A row of four: 1 1 3 3, deviations -1 -1 1 1. Neighbours' means: -1 0 0 1. I = (1 + 0 + 0 + 1) / 4.
    found = clusters.global_moran([1, 1, 3, 3], grid(1, 4), permutations=999)
    assert found.i == pytest.approx(0.5)
    assert found.expected == pytest.approx(-1 / 3)
    # Of the six orders of two and two, AABB and BBAA reach 0.5, each one third of shuffles: p = 2 x about 1/3.
    assert found.p == pytest.approx(2 / 3, abs=0.1)
    # A chessboard: every neighbour has the opposite value.
    board = np.indices((GRID, GRID)).sum(axis=0).ravel() % 2
    found = clusters.global_moran(board, grid())
    assert found.i == pytest.approx(-1)
    assert found.p == 2 / 1000


def test_local_statistics_by_hand():
    # Values 1 1 3 3: z = -1 -1 1 1; I_i = (n - 1) z_i lag_i / sum z^2 = 3/4 z_i lag_i in esda's form.
    table = clusters.local_moran([1, 1, 3, 3], grid(1, 4), permutations=99)
    assert table["z"].tolist() == [-1, -1, 1, 1]
    assert table["lag"].tolist() == [-1, 0, 0, 1]
    assert table["statistic"].tolist() == pytest.approx([0.75, 0, 0, 0.75])
    # Gi*: sums of place and neighbours 2 5 7 6 of 8; (sum - k mean) / (s sqrt((n k - k^2) / (n - 1))), mean 2, s 1.
    spots = clusters.hot_spots([1, 1, 3, 3], grid(1, 4), permutations=99)
    spread = np.sqrt([4 / 3, 1, 1, 4 / 3])
    assert spots["statistic"].tolist() == pytest.approx((np.array([2, 5, 7, 6]) - [4, 6, 6, 4]) / spread)


def test_planted_clusters_are_found_and_noise_is_not():
    value = quarters()
    table = clusters.local_moran(value, grid(), permutations=4999, seed=3)
    label = table["label"].to_numpy().reshape(GRID, GRID)
    corner = np.zeros((3, 3), dtype=bool)
    corner[0, 0] = True  # two neighbours are too few to be sure of
    assert (label[:3, :3][~corner] == "high-high").all()
    assert (label[-3:, -3:][~corner[::-1, ::-1]] == "low-low").all()
    assert set(label[:4, -6:].ravel()) == {"none"}
    spots = clusters.hot_spots(value, grid(), permutations=4999, seed=3)["label"].to_numpy().reshape(GRID, GRID)
    assert (spots[:3, :3][~corner] == "hot").all()
    assert (spots[-3:, -3:][~corner[::-1, ::-1]] == "cold").all()
    # A high value amid a few low ones is an outlier.
    value = 5 + np.random.default_rng(2).uniform(0, 0.1, (GRID, GRID))
    value[7:, 3:8] -= 4
    value[9, 5] = 6
    label = clusters.local_moran(value.ravel(), grid(), permutations=4999)["label"].to_numpy().reshape(GRID, GRID)
    assert label[9, 5] == "high-low"


def test_the_seed_decides():
    value, near = quarters(), grid()
    for measure in (clusters.local_moran, clusters.hot_spots):
        first, again, other = (measure(value, near, permutations=199, seed=seed) for seed in (1, 1, 2))
        assert first.equals(again)
        assert not first["p"].equals(other["p"])
        assert first["statistic"].equals(other["statistic"])
    assert clusters.global_moran(value, near, seed=4) == clusters.global_moran(value, near, seed=4)


def test_probabilities_equal_a_plain_shuffling():
    """For some places the whole map is shuffled, place by place; the two p differ by chance only."""
    value, (place, other) = quarters(5), grid()
    ours = clusters.local_moran(value, (place, other), permutations=9999)
    assert ours["p"].equals(clusters.hot_spots(value, (place, other), permutations=9999)["p"])
    rng = np.random.default_rng(99)
    for own in range(0, GRID * GRID, 5):
        rest, near = np.delete(value, own), other[place == own]
        sums = np.array([rng.permutation(rest)[: len(near)].sum() for _ in range(4000)])
        found = value[near].sum()
        one_sided = min((sums >= found - 1e-9).mean(), (sums <= found + 1e-9).mean())
        error = np.sqrt(one_sided * (1 - one_sided) * (1 / 4000 + 1 / 9999))
        assert ours["p"][own] == pytest.approx(min(1, 2 * one_sided), abs=10 * error + 1e-3)


def test_statistics_are_those_of_the_literature():
    value, (place, other) = quarters(5), grid()
    count = np.bincount(place)
    z = (value - value.mean()) / value.std()
    around = np.bincount(place, weights=z[other]) / count
    table = clusters.local_moran(value, (place, other), permutations=9)
    np.testing.assert_allclose(table["statistic"], (len(z) - 1) / len(z) * z * around, rtol=1e-9)
    assert clusters.global_moran(value, (place, other), permutations=9).i == pytest.approx((z * around).mean())
    own = value + np.bincount(place, weights=value[other])
    k, n = count + 1, len(z)
    star = (own - k * value.mean()) / (value.std() * np.sqrt((n * k - k**2) / (n - 1)))
    np.testing.assert_allclose(clusters.hot_spots(value, (place, other), permutations=9)["statistic"], star, rtol=1e-9)


def test_ties_are_counted():
    # Place 0 has two neighbours, both 20, as 15 of the 143 others are: chance draws two such in 1.03 %.
    p = clusters.local_moran(quarters(), grid(), permutations=9999)["p"]
    assert p[0] == pytest.approx(2 * 15 * 14 / (143 * 142), rel=0.3)


def test_chance_names_few_places():
    """Under pure noise a tenth of p lies below 0.1, and the false discovery rate names almost nobody."""
    shares, named = [], 0
    for seed in range(10):
        value = np.random.default_rng(seed).normal(size=GRID * GRID)
        table = clusters.local_moran(value, grid(), permutations=499, seed=seed)
        shares.append((table["p"] <= 0.1).mean())
        named += (table["label"] != "none").sum()
    assert 0.06 < np.mean(shares) < 0.14
    assert named <= 0.01 * 10 * GRID * GRID


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_q_is_the_rate_at_which_a_place_is_named(seed):
    value = np.random.default_rng(seed).gamma(0.5, size=36)
    table = clusters.hot_spots(value, grid(6, 6), permutations=99, rate=0.3)
    p = table["p"].to_numpy()
    order = rankdata(p, method="max")
    plain = [min(1.0, min(p[k] * len(p) / order[k] for k in range(len(p)) if p[k] >= own)) for own in p]
    np.testing.assert_allclose(table["q"], plain)
    assert ((table["label"] != "none") == (table["q"] <= 0.3)).all()


def test_islands_and_unknown_places_take_no_part():
    value = np.append(quarters(), [100.0, np.nan])  # an island, and a place without value beside place 0
    place, other = grid()
    pairs = np.append(place, [0, 145]), np.append(other, [145, 0])
    table = clusters.local_moran(value, pairs, permutations=99)
    assert table["label"].tolist()[-2:] == ["island", "unknown"]
    assert table.iloc[-2:][["z", "lag", "statistic", "p", "q"]].isna().all(axis=None)
    alone = clusters.local_moran(quarters(), grid(), permutations=99)
    assert table.iloc[:-2].equals(alone)
    found = clusters.global_moran(value, pairs)
    assert (found.places, found.islands) == (144, 1)
    assert found.i == clusters.global_moran(quarters(), grid()).i


def test_equal_values_have_no_clusters():
    table = clusters.local_moran(np.ones(16), grid(4, 4))
    assert set(table["label"]) == {"none"}
    assert table["statistic"].isna().all()
    assert set(clusters.hot_spots(np.ones(16), grid(4, 4))["label"]) == {"none"}
    assert np.isnan(clusters.global_moran(np.ones(16), grid(4, 4)).i)


def test_touching_outlines():
    boxes = np.array([shapely.box(x, 0, x + 1, 1) for x in (0, 1, 2.1, 9)])
    place, other = clusters.touching(boxes)
    assert list(zip(place.tolist(), other.tolist(), strict=True)) == [(0, 1), (1, 0)]
    place, other = clusters.touching(boxes, within=0.2)
    assert list(zip(place.tolist(), other.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("values", "pairs", "message"),
    [
        ([1.0, 2, 3], ([0, 1], [1, 2]), "both directions"),
        ([1.0, 2, 3], ([0, 3], [3, 0]), "not one of the 3"),
        ([1.0, 2, 3], ([0], [1, 0]), "as many places"),
        ([1.0, 2, np.inf], ([0, 1], [1, 0]), "infinite"),
        ([1.0, 2, 3], ([0, 1], [1, 0]), "too few"),
    ],
)
def test_unsound_maps_are_refused(values, pairs, message):
    with pytest.raises(InputError, match=message):
        clusters.global_moran(values, pairs)


def test_unsound_options_are_refused():
    with pytest.raises(InputError, match="permutations"):
        clusters.local_moran(np.arange(4.0), grid(1, 4), permutations=0)
    with pytest.raises(InputError, match="negative"):
        clusters.hot_spots([-1.0, 2, 3, 4], grid(1, 4))


def test_one_shuffled_order_serves_every_place():
    """The counts are those of a plain shuffling of the others, for places of few and of many neighbours."""
    value = np.random.default_rng(3).gamma(0.5, size=9)
    star = np.array([0] * 8 + list(range(1, 9))), np.array([*range(1, 9), *[0] * 8])  # a hub with all, eight with one
    p = clusters.local_moran(value, star, permutations=20_000)["p"]
    for own in (1, 4, 8):
        rest = np.delete(value, own)
        one_sided = min((rest >= value[0]).mean(), (rest <= value[0]).mean())
        assert p[own] == pytest.approx(min(1, 2 * one_sided), abs=0.02)
    assert p[0] == 1.0, "the hub's neighbours are all the others in every order"


def test_only_what_seeds_and_schemes_agree_on_is_named():
    value, near = quarters(), grid()
    row, column = np.indices((GRID, GRID))
    points = np.column_stack((column.ravel(), row.ravel())).astype(float)
    schemes = {"touching": near, "nearest": clusters.nearest_places(points, 8), "gabriel": clusters.gabriel(points)}
    options = {"permutations": 4999, "seeds": 3}
    table = clusters.stable_clusters(value, schemes, **options)
    label = table["spot"].to_numpy().reshape(GRID, GRID)
    assert (label[1:3, 1:3] == "hot").all()
    assert (label[-3:-1, -3:-1] == "cold").all()
    assert set(label[:4, -6:].ravel()) == {"none"}
    named = table[table["spot"] != "none"]
    assert (named["spot_schemes"] >= 2).all()
    assert (named["seeds"] == 3).all() or (named["spot_schemes"] == 2).any()
    assert table["p"].min() == 2 / (3 * 4999 + 1), "p counts the shuffled orders of all seeds"
    # A second idea of neighbourhood under which nothing lies together takes every name away.
    scattered = np.random.default_rng(0).permutation(GRID * GRID)
    elsewhere = scattered[near[0]], scattered[near[1]]
    alone = clusters.stable_clusters(value, {"touching": near, "elsewhere": elsewhere}, **options)
    assert set(alone["spot"]) == {"none"}
    with pytest.raises(InputError, match="schemes"):
        clusters.stable_clusters(value, {"touching": near})


def test_schemes_of_neighbours_by_hand():
    points = np.array([[0.0, 0], [1, 0], [3, 0], [1, 0.5]])
    place, other = clusters.nearest_places(points, 1)
    assert list(zip(place.tolist(), other.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2), (1, 3), (2, 1), (3, 1)]
    # The circle over (0, 1) and (1, 3) is empty; that over (1, 2) holds no point, over (0, 2) holds place 1.
    place, other = clusters.gabriel(points)
    pairs = set(zip(place.tolist(), other.tolist(), strict=True))
    assert {(0, 1), (1, 0), (1, 3), (3, 1), (1, 2), (2, 1)} <= pairs
    assert (0, 2) not in pairs


def test_a_bridge_joins_an_island():
    boxes = np.array([shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5)])
    near = clusters.touching(boxes)
    ends = np.array([[[1.9, 0.5], [5.2, 0.5]]])
    place, other = clusters.joined(near, boxes, ends)
    assert list(zip(place.tolist(), other.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2), (2, 1)]
