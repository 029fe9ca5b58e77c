"""Settle where each row stands: its published point, tested against its address, or the address itself."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from etl.clean.addresses import Address
from etl.clean.codes import RegionIndex
from etl.clean.coordinates import Point, UnreadablePoint, distance_m, read_point, spread_m
from etl.clean.gazetteer import AddressPoint, Gazetteer, Trust

Agreement = Literal["emd", "sigungu", "sido", "none", "unknown"]

BORDER_M = 300.0
"""A point this near a unit counts as in it: outlines are generalised (median 163 m off)."""

PUBLISHED_RADIUS_M = 100.0
"""A published point of a road address: 45 % lie outside their parcel, nearly all within a block."""

CONFLICT_M = 500.0
"""A published point this far beyond the radius that the road allows contradicts its address."""

TELLING_METHODS = frozenset({"same_building", "between_numbers", "beside_number"})
"""Methods of the gazetteer that know the very road, and so may contradict a published point."""

UNTESTED_RADIUS_M = 1_500.0
"""A published point of an address without a number stands somewhere on its road."""


@dataclass(frozen=True)
class CenterPosition:
    """Where a row stands and why that is believed.

    Attributes
    ----------
    lat, lon : float
        WGS84 degrees.
    source : {"published", "address"}
        The list's own coordinates, or its address located against reference points.
    method : str
        Rule of :func:`etl.clean.coordinates.read_point` or method of :class:`etl.clean.gazetteer.AddressPoint`.
    trust : {"building", "road", "emd", "sigungu"}
        Level to which the point may be trusted.
    radius_m : float
        Radius within which the place is believed to lie, metres.
    agreement : {"emd", "sigungu", "sido", "none", "unknown"}
        Finest unit in which the final point and the address agree.
    conflict_m : float or None
        Metres between the published point and the place of the address, where the published point was given up.
    """

    lat: float
    lon: float
    source: Literal["published", "address"]
    method: str
    trust: Trust
    radius_m: float
    agreement: Agreement
    conflict_m: float | None = None


def settle(
    addresses: Sequence[Address],
    published: Sequence[tuple[object, object]] | None,
    *,
    regions: RegionIndex,
    gazetteer: Gazetteer,
) -> list[CenterPosition | None]:
    """Settle the positions of a list's rows.

    A published point is kept when it lies in the district of its address and does not contradict a known building
    or road; otherwise the address is located. A row that neither says where it is gets None.

    Parameters
    ----------
    addresses : Sequence[Address]
        Read addresses, one a row.
    published : Sequence of (lat, lon), optional
        As published; None for a list without coordinates.
    regions : RegionIndex
        Units by point.
    gazetteer : Gazetteer
        Reference points.

    Returns
    -------
    list of CenterPosition or None
        One a row.
    """
    pairs = [(None, None)] * len(addresses) if published is None else list(published)
    points = [_read(pair, address, regions) for pair, address in zip(pairs, addresses, strict=True)]
    lat = np.array([point.lat if isinstance(point, Point) else np.nan for point in points])
    lon = np.array([point.lon if isinstance(point, Point) else np.nan for point in points])
    agreements = agree(addresses, lat, lon, regions)
    settled = [
        _choose(address, point, agreement, gazetteer.locate(address))
        for address, point, agreement in zip(addresses, points, agreements, strict=True)
    ]
    return _with_agreement(addresses, settled, regions)


def agree(
    addresses: Sequence[Address], lat: npt.ArrayLike, lon: npt.ArrayLike, regions: RegionIndex
) -> list[Agreement]:
    """Return the finest unit in which each point and its address agree, within :data:`BORDER_M` of the border."""
    lats, lons = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    best: list[Agreement] = ["unknown" if not (a.sido_code and np.isfinite(y)) else "none" for a, y in
                             zip(addresses, lats, strict=True)]  # fmt: skip
    levels: tuple[tuple[Agreement, list[tuple[str, ...]]], ...] = (
        ("sido", [(a.sido_code,) if a.sido_code else () for a in addresses]),
        ("sigungu", [_sigungu_codes(a, regions) for a in addresses]),
        ("emd", [a.emd_codes for a in addresses]),
    )
    for level, units in levels:
        rows = [row for row, codes in enumerate(units) for _ in codes]
        flat = [code for codes in units for code in codes]
        if not flat:
            continue
        near = regions.distance_m(flat, lats[rows], lons[rows]) <= BORDER_M
        for row in {row for row, hit in zip(rows, near, strict=True) if hit}:
            best[row] = level
    return best


def _read(pair: tuple[object, object], address: Address, regions: RegionIndex) -> Point | UnreadablePoint:
    codes = _sigungu_codes(address, regions)

    def agrees(lat: float, lon: float) -> bool:
        return bool((regions.distance_m(codes, [lat] * len(codes), [lon] * len(codes)) <= BORDER_M).any())

    return read_point(*pair, agrees=agrees if codes else None)


def _choose(
    address: Address, point: Point | UnreadablePoint, agreement: Agreement, place: AddressPoint | None
) -> CenterPosition | None:
    located = None if place is None else _from_address(place)
    if isinstance(point, UnreadablePoint):
        return _of_twins(point.candidates, place, located) if point.candidates else located
    whole = CenterPosition(point.lat, point.lon, "published", point.rule, "building", PUBLISHED_RADIUS_M, agreement)
    if place is None or located is None:
        return whole if agreement in ("emd", "sigungu") else _vague(whole)
    away_m = distance_m(point.lat, point.lon, place.lat, place.lon)
    if agreement in ("sido", "none"):
        return _given_up(located, away_m)
    if place.method in TELLING_METHODS and away_m > place.radius_m + CONFLICT_M:
        return _given_up(located, away_m)
    if address.building_number is None and address.lot is None:
        near = place.radius_m if place.trust == "road" else UNTESTED_RADIUS_M
        return CenterPosition(point.lat, point.lon, "published", point.rule, "road", near, agreement)
    return whole


def _of_twins(
    candidates: Sequence[Point], place: AddressPoint | None, located: CenterPosition | None
) -> CenterPosition:
    """Let the address choose among the places that a pair of metres may mean by datum, or state how far they are apart.

    A building or road of the address that lies by one of them decides; otherwise the address stands when it is known
    more closely than the pair, and the pair with its radius when it is not.
    """
    apart_m = spread_m(candidates)
    if place is not None and located is not None and place.method in TELLING_METHODS and place.radius_m <= apart_m / 2:
        nearest = min(candidates, key=lambda point: distance_m(point.lat, point.lon, place.lat, place.lon))
        away_m = distance_m(nearest.lat, nearest.lon, place.lat, place.lon)
        if away_m <= apart_m / 2:
            return CenterPosition(
                nearest.lat, nearest.lon, "published", nearest.rule, "building", PUBLISHED_RADIUS_M, "unknown"
            )
        return _given_up(located, away_m)
    if located is not None and located.radius_m <= apart_m:
        return located
    first = candidates[0]
    return CenterPosition(
        first.lat, first.lon, "published", "ambiguous_datum", "road", apart_m + PUBLISHED_RADIUS_M, "unknown"
    )


def _from_address(place: AddressPoint) -> CenterPosition:
    return CenterPosition(place.lat, place.lon, "address", place.method, place.trust, place.radius_m, "unknown")


def _given_up(located: CenterPosition, away_m: float) -> CenterPosition:
    return CenterPosition(
        located.lat, located.lon, "address", located.method, located.trust, located.radius_m, "unknown", away_m
    )


def _vague(whole: CenterPosition) -> CenterPosition:
    """Keep a point that nothing confirms, trusted to its sigungu only."""
    return CenterPosition(whole.lat, whole.lon, "published", whole.method, "sigungu", 20_000.0, whole.agreement)


def _sigungu_codes(address: Address, regions: RegionIndex) -> tuple[str, ...]:
    if address.sigungu_code:
        return (address.sigungu_code,)
    return regions.sigungu_of_municipality(address.municipality_code) if address.municipality_code else ()


def _with_agreement(
    addresses: Sequence[Address], settled: Sequence[CenterPosition | None], regions: RegionIndex
) -> list[CenterPosition | None]:
    lat = [math.nan if position is None else position.lat for position in settled]
    lon = [math.nan if position is None else position.lon for position in settled]
    final = agree(addresses, lat, lon, regions)
    return [
        None if position is None else _replace_agreement(position, agreement)
        for position, agreement in zip(settled, final, strict=True)
    ]


def _replace_agreement(position: CenterPosition, agreement: Agreement) -> CenterPosition:
    return CenterPosition(
        position.lat, position.lon, position.source, position.method, position.trust, position.radius_m, agreement,
        position.conflict_m,
    )  # fmt: skip
