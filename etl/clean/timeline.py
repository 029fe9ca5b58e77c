"""Follow administrative units through the dates of a code timeline to the units of one date.

A unit is followed from each published version to the next, towards the version of 2024-06, and never across two
at once: a code that was given up and given again years later is then not mistaken for the same unit.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from itertools import combinations

import pandas as pd

from etl.clean.codes import plain_name
from gis.vocabulary import SIDO_NAMES

TIMELINE_COLUMNS = ["version", "code", "sgis", "name", "sigungu", "sido", "shape", "area_m2"]
"""Columns :func:`trace` reads; ``sgis`` and ``sigungu`` may be missing values."""

AREA_TOLERANCE_SHARE = 0.04
"""Outlines drawn at different dates differ by less than this share of their area when they are the same land."""

PAIR_TOLERANCE_SHARE = 0.005
"""The same for two units that merged into one: the more sums there are, the more of them agree by chance."""

_SIDO_BY_NAME = {name: code for code, names in SIDO_NAMES.items() for name in names}


def trace(timeline: pd.DataFrame, base_version: str) -> pd.DataFrame:
    """Bring the units of every version to those of one version.

    Between two neighbouring versions a unit is the same when, in this order, its code, its statistical code and
    name, its outline, or its name within its sigungu is the same; or when it went wholly into one other unit (or
    came out of one), whose area grew or shrank by just its own.

    Parameters
    ----------
    timeline : pandas.DataFrame
        :data:`TIMELINE_COLUMNS`, one row a version and unit; versions are ``yyyymmdd``.
    base_version : str
        The version to bring all others to.

    Returns
    -------
    pandas.DataFrame
        The timeline with a column ``current``: the code in the base version, missing when no single unit succeeds.

    Raises
    ------
    KeyError
        When the base version does not occur.
    """
    keyed = _with_keys(timeline)
    by_version = {str(version): units for version, units in keyed.groupby("version", sort=True)}
    base = by_version[base_version].assign(current=lambda units: units["code"])
    order = sorted(by_version)
    middle = order.index(base_version)
    traced = [base]
    for steps in (order[middle + 1 :], order[:middle][::-1]):
        known = base
        for version in steps:
            known = by_version[version].assign(current=_follow(by_version[version], known))
            traced.append(known)
    return pd.concat(traced)[[*timeline.columns, "current"]].sort_index()


def _follow(units: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Find what each unit became in a neighbouring version whose units are known."""
    by_code = dict(zip(known["code"], known["current"], strict=True))
    current = units["code"].map(by_code).astype("string")
    # A code that the neighbour also bears is settled, even when what it stands for has no single successor.
    loose = units[~units["code"].isin(list(by_code))]
    for key in ("sgis_name", "shape", "place"):
        candidates = known[known[key].isin(loose[key].dropna())].drop_duplicates(key, keep=False)
        became = loose[key].map(dict(zip(candidates[key], candidates["current"], strict=True))).dropna()
        current = current.fillna(became.astype("string"))
        loose = loose.drop(index=became.index)
    return current.fillna(pd.Series(_absorbed(loose, units, known), index=units.index, dtype="string"))


def _absorbed(loose: pd.DataFrame, units: pd.DataFrame, known: pd.DataFrame) -> dict[Hashable, str]:
    """Return units without a counterpart to the unit of their district that gained (or lost) just their area."""
    area_before = dict(zip(units["code"], units["area_m2"].astype(float), strict=True))
    candidates = known.loc[known["district"].isin(loose["district"]), ["district", "code", "area_m2", "current"]]
    gains: dict[str, dict[str, float]] = defaultdict(dict)
    for district, code, area, current in candidates.dropna().itertuples(index=False):
        gains[district][str(current)] = float(area) - area_before.get(code, 0.0)
    absorbed: dict[Hashable, str] = {}
    for district, parts in loose.groupby("district")["area_m2"]:
        absorbed.update(_match_areas(dict(parts.items()), gains[str(district)]))
    return absorbed


def _match_areas(areas: Mapping[Hashable, float], gains: Mapping[str, float]) -> dict[Hashable, str]:
    """Match parts to the gains that equal one part or the sum of two, the closest first."""
    matches: list[tuple[float, tuple[Hashable, ...], str]] = []
    for count, tolerance in ((1, AREA_TOLERANCE_SHARE), (2, PAIR_TOLERANCE_SHARE)):
        for parts in combinations(areas, count):
            area = sum(areas[part] for part in parts)
            apart = {code: abs(gain / area - 1) for code, gain in gains.items()}
            matches += [(share, parts, code) for code, share in apart.items() if share < tolerance]
    matched: dict[Hashable, str] = {}
    for _, parts, code in sorted(matches, key=lambda match: (len(match[1]), match[0])):
        if code not in matched.values() and not any(part in matched for part in parts):
            matched.update(dict.fromkeys(parts, code))
    return matched


def _with_keys(timeline: pd.DataFrame) -> pd.DataFrame:
    """Add what units are compared by: their district's and their own name, as all dates write them."""
    words = timeline[["sido", "sigungu", "name"]].astype(object).fillna("")
    names = words.drop_duplicates()
    districts = [
        f"{_SIDO_BY_NAME.get(sido, sido)} {''.join(sigungu.split())}"
        for sido, sigungu in zip(names["sido"], names["sigungu"], strict=True)
    ]
    keys = names.assign(
        district=districts,
        place=[f"{district} {plain_name(name)}" for district, name in zip(districts, names["name"], strict=True)],
    )
    added = words.merge(keys, on=["sido", "sigungu", "name"], how="left").set_axis(timeline.index)
    return timeline.assign(
        district=added["district"], place=added["place"], sgis_name=timeline["sgis"] + " " + timeline["name"]
    )
