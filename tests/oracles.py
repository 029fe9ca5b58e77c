"""Slow, plain second versions of what the project computes fast."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

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
