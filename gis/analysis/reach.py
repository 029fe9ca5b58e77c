"""How far people live from the nearest center, and how many centers they share.

Distances are straight lines: exact geodesics on WGS84, from the centre of the cell people live in to the center's
point. They are a floor for every journey, and need no street data.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Geod
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]

P90 = 0.9
"""Share of people within :data:`p90_km <REACH_COLUMNS>`."""

THRESHOLDS_KM = (5, 10, 20)
"""Distances beyond which people are counted; a person at exactly 5 km is not beyond it."""

REACH_COLUMNS = ("mean_km", "p90_km", *(f"share_beyond_{km}km" for km in THRESHOLDS_KM))
"""Columns that describe a distribution of distances over people."""

LEVEL_DIGITS = (2, 5, 10)
"""Digits of the codes of sido, sigungu and emd: a unit's code begins with its parent's."""

_WGS84 = Geod(ellps="WGS84")


def earth_centred(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Floats:
    """Return earth-centred coordinates (EPSG:4978) of points on the ellipsoid.

    Parameters
    ----------
    lat, lon : array_like of float, shape (n,)
        WGS84 degrees.

    Returns
    -------
    numpy.ndarray of float, shape (n, 3)
        Metres.
    """
    phi, lam = np.radians(np.asarray(lat, dtype=float)), np.radians(np.asarray(lon, dtype=float))
    normal = _WGS84.a / np.sqrt(1 - _WGS84.es * np.sin(phi) ** 2)
    return np.column_stack(
        (
            normal * np.cos(phi) * np.cos(lam),
            normal * np.cos(phi) * np.sin(lam),
            normal * (1 - _WGS84.es) * np.sin(phi),
        )
    )


def nearest_km(
    lat: npt.ArrayLike, lon: npt.ArrayLike, center_lat: npt.ArrayLike, center_lon: npt.ArrayLike
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Find the nearest center of each point by exact geodesic distance.

    A tree over the earth-centred coordinates of the centers gives the nearest by chord; no geodesic is shorter than
    its chord. So a center is the nearest for certain once its geodesic is no longer than the chord to the next
    candidate; where it is longer, more candidates are measured.

    Parameters
    ----------
    lat, lon : array_like of float, shape (n,)
        Points, WGS84 degrees.
    center_lat, center_lon : array_like of float, shape (m,)
        Centers, WGS84 degrees.

    Returns
    -------
    distance_km : numpy.ndarray of float, shape (n,)
        Kilometres; NaN without any center.
    index : numpy.ndarray of int, shape (n,)
        Position of the nearest center; -1 without any.
    """
    points = np.column_stack((np.asarray(lat, dtype=float).ravel(), np.asarray(lon, dtype=float).ravel()))
    centers = np.column_stack(
        (np.asarray(center_lat, dtype=float).ravel(), np.asarray(center_lon, dtype=float).ravel())
    )
    distance_m = np.full(len(points), np.nan)
    index = np.full(len(points), -1, dtype=np.int64)
    if len(centers) == 0 or len(points) == 0:
        return distance_m, index
    tree = cKDTree(earth_centred(centers[:, 0], centers[:, 1]))
    origins = earth_centred(points[:, 0], points[:, 1])
    open_rows, candidates = np.arange(len(points)), 1
    while len(open_rows):
        # One more than is measured: its chord says whether those measured are enough.
        chord_m, neighbours = tree.query(origins[open_rows], k=range(1, candidates + 2))
        measured = neighbours[:, :candidates]
        known = measured < len(centers)
        ends = centers[np.where(known, measured, 0)]
        starts = np.broadcast_to(points[open_rows][:, None, :], ends.shape)
        geodesic_m = np.asarray(_WGS84.inv(starts[..., 1], starts[..., 0], ends[..., 1], ends[..., 0])[2])
        geodesic_m = np.where(known, geodesic_m, np.inf)
        best = geodesic_m.argmin(axis=1)
        rows = np.arange(len(open_rows))
        distance_m[open_rows], index[open_rows] = geodesic_m[rows, best], measured[rows, best]
        open_rows = open_rows[geodesic_m[rows, best] > chord_m[:, candidates]]
        candidates *= 4
    return distance_m / 1000, index


def describe_distances(
    distance_km: npt.ArrayLike, people: npt.ArrayLike, groups: "Sequence[str] | pd.Categorical[str]"
) -> pd.DataFrame:
    """Describe how far the people of each group live from something.

    Parameters
    ----------
    distance_km : array_like of float, shape (n,)
        Kilometres; NaN when there is nothing to go to, for all rows.
    people : array_like of float, shape (n,)
        Weights, at least 0.
    groups : sequence of str or pandas.Categorical, length n
        The group of each row; a pandas.Categorical is quickest, and must have no category without rows.

    Returns
    -------
    pandas.DataFrame
        Index: the groups in order. Columns: ``people``; ``mean_km``, weighted; ``p90_km``, the smallest distance at or
        below which at least 90 % of the people live; ``share_beyond_5km`` ..., the share (0..1) strictly beyond. All
        but ``people`` are NaN in a group without people.
    """
    distance, weight = np.asarray(distance_km, dtype=float), np.asarray(people, dtype=float)
    if not len(distance):
        return pd.DataFrame(columns=["people", *REACH_COLUMNS], index=pd.Index([], name="region_code"), dtype=float)
    labels = pd.Series(groups, dtype="category").cat  # sorted; costs nothing when it is categorical already
    codes, names = labels.codes.to_numpy(dtype=np.int64), labels.categories
    order = np.lexsort((distance, codes))
    distance, weight, codes = distance[order], weight[order], codes[order]
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    total = np.add.reduceat(weight, starts)
    columns: dict[str, Floats] = {"people": total}
    with np.errstate(invalid="ignore", divide="ignore"):
        columns["mean_km"] = np.add.reduceat(weight * distance, starts) / total
        columns["p90_km"] = _quantiles(distance, weight, starts, P90)
        for km in THRESHOLDS_KM:
            beyond = np.where(np.isnan(distance), np.nan, weight * (distance > km))
            columns[f"share_beyond_{km}km"] = np.add.reduceat(beyond, starts) / total
    return pd.DataFrame(columns, index=pd.Index(names, name="region_code"))


def centers_by_rule(serves: pd.DataFrame, people: pd.Series) -> pd.Series:
    """Share every center over the people it serves by rule.

    A center serving S people offers each of them 1/S of a center; a unit with p of them gets p/S. So the shares of a
    center sum to one at every level, whoever else serves the same people, and the city with four gu and one center
    counts a quarter of it (by people) in each gu.

    Parameters
    ----------
    serves : pandas.DataFrame
        Columns ``center_id`` and ``region_code`` (a sigungu or a sido it serves); a unit named twice counts once.
    people : pandas.Series
        People by emd code.

    Returns
    -------
    pandas.Series of float
        Centers by code of every sido, sigungu and emd in ``people``; 0 where nobody serves. A center that serves
        nobody (no people, or no known unit) is shared with nobody.
    """
    by_sigungu = people.groupby(people.index.str[:5]).sum()
    sido_of = pd.DataFrame({"region_code": by_sigungu.index.str[:2], "sigungu": by_sigungu.index})
    sigungu_itself = pd.DataFrame({"region_code": by_sigungu.index, "sigungu": by_sigungu.index})
    pairs = serves[["center_id", "region_code"]].merge(pd.concat([sido_of, sigungu_itself]), on="region_code")
    pairs = pairs[["center_id", "sigungu"]].drop_duplicates()
    pairs["people"] = pairs["sigungu"].map(by_sigungu).astype(float)
    served = pairs.groupby("center_id")["people"].transform("sum")
    pairs["share"] = (pairs["people"] / served.where(served > 0)).fillna(0.0)
    worth = pairs.groupby("sigungu")["share"].sum().reindex(by_sigungu.index, fill_value=0.0)
    sigungu = people.index.str[:5]
    part = people / by_sigungu.where(by_sigungu > 0).loc[sigungu].to_numpy()
    emd = part.fillna(0.0) * worth.loc[sigungu].to_numpy()
    shared: pd.Series = pd.concat([worth.groupby(worth.index.str[:2]).sum(), worth, emd])
    return shared.rename("centers_by_rule")


def reach_table(
    cells: pd.DataFrame,
    centers: pd.DataFrame,
    serves: pd.DataFrame,
    regions: Sequence[str],
    *,
    kinds: Mapping[str, npt.NDArray[np.bool_]],
    by_rule: Collection[str] = (),
    groups: Mapping[str, npt.NDArray[np.bool_]] | None = None,
) -> pd.DataFrame:
    """Describe supply and distance for every region and kind of center.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``region_code`` (emd), ``people``, ``lat``, ``lon``: people of each emd by cell.
    centers : pandas.DataFrame
        ``center_id``, ``kind``, ``region_code`` (emd, or sigungu where no more is known), ``lat``, ``lon``.
    serves : pandas.DataFrame
        ``center_id``, ``region_code``: whom centers serve by rule.
    regions : sequence of str
        Codes of every sido, sigungu and emd to report.
    kinds : mapping of str to ndarray of bool
        Kinds to report, with or without centers -> which centers count as theirs.
    by_rule : collection of str
        Those of the kinds that serve a district; one of their centers without a row in ``serves`` serves the sigungu
        it stands in.
    groups : mapping of str to ndarray of bool, optional
        Name of a group -> which centers belong to it, reported like a kind that serves no district.

    Returns
    -------
    pandas.DataFrame
        One row for each kind (then group) and region: ``region_code``, ``kind``, ``people``, ``centers`` (standing in
        it), ``centers_by_rule`` (:func:`centers_by_rule`; NaN for kinds without district), ``people_per_center`` (by
        rule where there is one, else by place; NaN without centers) and :data:`REACH_COLUMNS` (NaN without people or
        centers).
    """
    places = cells[["lat", "lon"]].drop_duplicates().reset_index(drop=True)
    place_of = cells[["lat", "lon"]].merge(places.reset_index(), on=["lat", "lon"], how="left")["index"].to_numpy()
    people = cells.groupby("region_code")["people"].sum()
    people = people.reindex(sorted({code for code in regions if len(code) == 10} | set(people.index)), fill_value=0.0)
    weight = cells["people"].to_numpy(dtype=float)
    tables = []
    levels = [pd.Categorical(cells["region_code"].str[:digits]) for digits in LEVEL_DIGITS]
    for kind, members in kinds.items():
        of_kind = centers[members]
        distance_km, _ = nearest_km(places["lat"], places["lon"], of_kind["lat"], of_kind["lon"])
        table = _one_kind(levels, weight, distance_km[place_of], of_kind, regions)
        if kind in by_rule:
            shared = centers_by_rule(_serves(of_kind, serves), people)
            table["centers_by_rule"] = shared.reindex(table.index, fill_value=0.0)
        tables.append(_finish(table, kind))
    for name, members in (groups or {}).items():
        of_group = centers[members]
        nearest, _ = nearest_km(places["lat"], places["lon"], of_group["lat"], of_group["lon"])
        tables.append(_finish(_one_kind(levels, weight, nearest[place_of], of_group, regions), name))
    return pd.concat(tables, ignore_index=True)


def _one_kind(
    levels: Sequence["pd.Categorical[str]"],
    people: Floats,
    distance_km: Floats,
    centers: pd.DataFrame,
    regions: Sequence[str],
) -> pd.DataFrame:
    """Describe the distances and count the centers that stand in each region, level by level."""
    described = [describe_distances(distance_km, people, groups) for groups in levels]
    # A center known to its sigungu only counts at that level and above.
    codes = centers["region_code"]
    counts = [codes[codes.str.len() >= digits].str[:digits].value_counts() for digits in LEVEL_DIGITS]
    table = pd.concat(described).reindex(pd.Index(regions, name="region_code"))
    table["people"] = table["people"].fillna(0.0)
    table.insert(1, "centers", pd.concat(counts).reindex(table.index, fill_value=0).astype("int64"))
    table.insert(2, "centers_by_rule", np.nan)
    return table


def _finish(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    supply = table["centers_by_rule"].fillna(table["centers"].astype(float))
    table.insert(3, "people_per_center", table["people"] / supply.where(supply > 0))
    table.insert(0, "kind", kind)
    return table.reset_index()


def _serves(centers: pd.DataFrame, serves: pd.DataFrame) -> pd.DataFrame:
    """Return whom these centers serve; one that names nobody serves the sigungu it stands in."""
    named = serves[serves["center_id"].isin(centers["center_id"])][["center_id", "region_code"]]
    rest = centers[~centers["center_id"].isin(named["center_id"])]
    of_sigungu = pd.DataFrame({"center_id": rest["center_id"], "region_code": rest["region_code"].str[:5]})
    return pd.concat([named, of_sigungu], ignore_index=True)


def _quantiles(values: Floats, weights: Floats, starts: npt.NDArray[np.int64], share: float) -> Floats:
    """Return the weighted quantile of each run of sorted values; runs begin at ``starts``."""
    ends = np.r_[starts[1:], len(values)]
    result = np.full(len(starts), np.nan)
    for run, (start, end) in enumerate(zip(starts, ends, strict=True)):
        weight = weights[start:end]
        running = np.cumsum(weight)
        total = running[-1]
        if total > 0:
            # The rounding of a sum must not push the answer one value on: 0.9 of ten equal people are nine of them.
            result[run] = values[start + np.searchsorted(running, share * total * (1 - 1e-12))]
    return result
