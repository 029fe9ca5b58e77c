"""Slow, plain second versions of what the project computes fast."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from pyproj import Geod

WGS84 = Geod(ellps="WGS84")


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Measure one geodesic on WGS84, metres (Karney 2013)."""
    return float(WGS84.inv(lon, lat, other_lon, other_lat)[2])


def centers_within(
    centers: Iterable[tuple[str, float, float]], lat: float, lon: float, radius_m: float
) -> list[tuple[str, float]]:
    """Measure to every center (id, lat, lon) and keep those within the radius, nearest first, then by id."""
    measured = [(center_id, distance_m(lat, lon, y, x)) for center_id, y, x in centers]
    return sorted((pair for pair in measured if pair[1] <= radius_m), key=lambda pair: (pair[1], pair[0]))


def nearest_km(lat: float, lon: float, centers: Sequence[tuple[float, float]]) -> float:
    """Measure to every center and give the least, kilometres."""
    return min(distance_m(lat, lon, y, x) for y, x in centers) / 1000


def weighted_quantile(values: Sequence[float], weights: Sequence[float], share: float) -> float:
    """Line people up by distance and stop where a share of them has passed: whole people, no sums of fractions."""
    line = [value for value, weight in sorted(zip(values, weights, strict=True)) for _ in range(int(weight))]
    needed = -(-int(share * 1000) * len(line) // 1000)
    return line[needed - 1]


def describe(
    people_at: Iterable[tuple[str, float, float]], thresholds_km: Sequence[float]
) -> dict[str, dict[str, float]]:
    """Describe distances (region, people, km) region by region: people, mean, p90 and shares beyond thresholds."""
    by_region: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for region, people, km in people_at:
        by_region[region].append((people, km))
    described = {}
    for region, rows in by_region.items():
        total = sum(people for people, _ in rows)
        described[region] = {
            "people": total,
            "mean_km": sum(people * km for people, km in rows) / total,
            "p90_km": weighted_quantile([km for _, km in rows], [people for people, _ in rows], 0.9),
            **{
                f"share_beyond_{limit}km": sum(people for people, km in rows if km > limit) / total
                for limit in thresholds_km
            },
        }
    return described


def centers_by_rule(serves: Mapping[str, Sequence[str]], people: Mapping[str, float], region: str) -> float:
    """Give every person of a region their part of each center that serves them, and count."""
    worth = 0.0
    for units in serves.values():
        served = {emd for emd in people if any(emd.startswith(unit) for unit in units)}
        total = sum(people[emd] for emd in served)
        for emd in served:
            if emd.startswith(region) and total:
                worth += people[emd] / total
    return worth


Pairs = Mapping[tuple[str, str], float]
"""Minutes by (cell, center)."""


def pair_weights(times: Pairs, limit_min: float, pull: Callable[[float], float]) -> dict[tuple[str, str], float]:
    """Weigh every pair within the limit, pair by pair."""
    return {pair: pull(minutes) for pair, minutes in times.items() if minutes <= limit_min}


def floating_catchment(
    people: Mapping[str, float], supply: Mapping[str, float], weights: Pairs
) -> tuple[dict[str, float], float]:
    """Give every center's capacity to the people who pull at it, and every person their parts; and what was given."""
    level, given = {}, 0.0
    for j, capacity in supply.items():
        pulling = sum(people[i] * w for (i, k), w in weights.items() if k == j)
        level[j] = capacity / pulling if pulling > 0 else 0.0
        given += capacity if pulling > 0 else 0.0
    return {i: sum(w * level[j] for (k, j), w in weights.items() if k == i) for i in people}, given


def three_step(people: Mapping[str, float], supply: Mapping[str, float], weights: Pairs) -> dict[str, float]:
    """Let people choose among their centers first, then share the centers."""
    chosen = {}
    for (i, j), w in weights.items():
        total = sum(other for (k, _), other in weights.items() if k == i)
        chosen[i, j] = w * w / total if total > 0 else 0.0
    return floating_catchment(people, supply, chosen)[0]


def crowding(people: Mapping[str, float], supply: Mapping[str, float], weights: Pairs) -> dict[str, float]:
    """Send every person out once, in parts by size and way, and let each meet the crowds of those parts."""
    pull = {i: sum(supply[j] * w for (k, j), w in weights.items() if k == i) for i in people}
    part = {(i, j): supply[j] * w / pull[i] for (i, j), w in weights.items() if pull[i] > 0}
    crowd = {j: sum(people[i] * g for (i, k), g in part.items() if k == j) / supply[j] for j in supply if supply[j]}
    return {
        i: sum(g * crowd[j] for (k, j), g in part.items() if k == i and g > 0) if pull[i] > 0 else math.inf
        for i in people
    }


def cumulative(people: Iterable[str], supply: Mapping[str, float], weights: Pairs) -> dict[str, float]:
    """Add up what each cell reaches."""
    return {i: sum(supply[j] * w for (k, j), w in weights.items() if k == i) for i in people}


def nth_nearest(people: Iterable[str], times: Pairs, rank: int, limit_min: float) -> dict[str, float]:
    """Line the centers of each cell up by time and take the n-th."""
    lines = {i: sorted(t for (k, _), t in times.items() if k == i and t <= limit_min) for i in people}
    return {i: line[rank - 1] if len(line) >= rank else math.inf for i, line in lines.items()}


def decide(join: object, outcomes: Mapping[str, bool | None]) -> bool | None:
    """Try every way the open criteria could turn out; decided when all ways agree (the open ones taken as separate)."""
    open_ones = [name for name, outcome in outcomes.items() if outcome is None]
    found = set()
    for number in range(2 ** len(open_ones)):
        guess = {name: bool(number >> place & 1) for place, name in enumerate(open_ones)}
        found.add(_truth(join, {**outcomes, **guess}))
    return found.pop() if len(found) == 1 else None


def _truth(join: object, outcomes: Mapping[str, bool | None]) -> bool:
    if isinstance(join, str):
        return bool(outcomes[join])
    assert isinstance(join, dict)
    ((how, parts),) = join.items()
    return {"any": any, "all": all}[how](_truth(part, outcomes) for part in parts)


def send_agents(
    people: Mapping[str, float], room: Mapping[str, float], times: Pairs, tau_min: float, rounds: int = 20_000
) -> dict[str, float]:
    """Send everybody to the cheapest center round by round and average the rounds (Smock 1962): slow but sure."""
    going = dict.fromkeys(times, 0.0)
    for turn in range(rounds):
        crowd = {j: sum(n for (_, k), n in going.items() if k == j) / room[j] for j in room}
        cost = {(i, j): crowd[j] + t / tau_min for (i, j), t in times.items()}
        best = {i: min((pair for pair in times if pair[0] == i), key=cost.__getitem__) for i in people}
        for i, j in times:
            going[i, j] += ((people[i] if best[i] == (i, j) else 0.0) - going[i, j]) / (turn + 1)
    return {i: sum(going[p] * cost[p] for p in times if p[0] == i) / people[i] for i in people}


def everybody(values: Sequence[float], people: Sequence[int]) -> list[float]:
    """Line up whole people, one value each."""
    return sorted(value for value, count in zip(values, people, strict=True) for _ in range(count))


def gini(values: Sequence[float], people: Sequence[int]) -> float:
    """Compare everybody with everybody."""
    line = everybody(values, people)
    mean = sum(line) / len(line)
    return sum(abs(one - other) for one in line for other in line) / (2 * len(line) ** 2 * mean)


def theil(values: Sequence[float], people: Sequence[int]) -> float:
    """Go from person to person."""
    line = everybody(values, people)
    mean = sum(line) / len(line)
    return sum(x / mean * math.log(x / mean) for x in line if x > 0) / len(line)


def palma(values: Sequence[float], people: Sequence[int]) -> float:
    """Compare the best-off tenth with the worst-off four tenths of a line whose length ten divides."""
    line = sorted(value for value, count in zip(values, people, strict=True) for _ in range(count * 10))
    low, high = sum(line[: len(line) * 4 // 10]), sum(line[len(line) * 9 // 10 :])
    return high / low if low > 0 else math.inf


def concentration(values: Sequence[float], people: Sequence[int], rank_by: Sequence[float]) -> float:
    """Line everybody up by rank; each one's relative rank is the middle of all of the same rank."""
    line = [(r, x) for r, x, n in zip(rank_by, values, people, strict=True) for _ in range(n)]
    mean = sum(x for _, x in line) / len(line)
    place = {r: (sum(o < r for o, _ in line) + sum(o <= r for o, _ in line)) / 2 / len(line) for r, _ in line}
    return 2 * sum((x - mean) * (place[r] - 0.5) for r, x in line) / len(line) / mean


def worst_first(badness: Sequence[float]) -> list[float]:
    """Count for each unit how many are worse; values that agree to twelve digits of the largest are the same."""
    scale = max(map(abs, badness)) or 1.0
    return [1.0 + sum(round(other / scale, 12) > round(own / scale, 12) for other in badness) for own in badness]


def _rank(rows: Sequence[tuple[int, int, float]], badness: Sequence[float], unit: int, units: int) -> float:
    means = []
    for other in range(units):
        own = [(row[2], badness[row[0]]) for row in rows if row[1] == other]
        people = sum(count for count, _ in own)
        if people:
            means.append((other, sum(count * worst for count, worst in own) / people))
    mine = next(mean for other, mean in means if other == unit)
    return 1.0 + sum(mean > mine + 1e-9 for _, mean in means)
