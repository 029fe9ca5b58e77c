"""Follow administrative units through the dates of a code timeline to the units of one date.

A unit is followed from each published version to the next, towards the version of 2024-06, and never across two
at once: a code that was given up and given again years later is then not mistaken for the same unit.
"""

import re
from collections.abc import Hashable, Mapping
from itertools import combinations

import pandas as pd

from etl.clean.codes import SIDO_NAMES, plain_name

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
    sigungu = timeline["sigungu"].astype(object).where(timeline["sigungu"].notna(), None)
    keyed = timeline.assign(
        place=[_place(*row) for row in zip(timeline["sido"], sigungu, timeline["name"], strict=True)],
        district=[_district(*row) for row in zip(timeline["sido"], sigungu, strict=True)],
        sgis_name=timeline["sgis"] + " " + timeline["name"],
    )
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
    """Give units without a counterpart to the unit of their district that gained (or lost) just their area."""
    found: dict[Hashable, str] = {}
    for district, parts in loose.groupby("district"):
        there = known[known["district"] == district].dropna(subset=["current"])
        here = units[units["district"] == district].drop_duplicates("code").set_index("code")["area_m2"]
        gained = there["area_m2"] - there["code"].map(here).fillna(0).astype(float)
        gains = dict(zip(there["current"].astype(str), gained.astype(float), strict=True))
        found.update(_match_areas(dict(parts["area_m2"].items()), gains))
    return found


def _match_areas(areas: Mapping[Hashable, float], gains: Mapping[str, float]) -> dict[Hashable, str]:
    """Match parts to the gains that equal one part or the sum of two, the closest first."""
    matches: list[tuple[float, tuple[Hashable, ...], str]] = []
    for count, tolerance in ((1, AREA_TOLERANCE_SHARE), (2, PAIR_TOLERANCE_SHARE)):
        for parts in combinations(areas, count):
            area = sum(areas[part] for part in parts)
            apart = {code: abs(gain / area - 1) for code, gain in gains.items()}
            matches += [(share, parts, code) for code, share in apart.items() if share < tolerance]
    found: dict[Hashable, str] = {}
    for _, parts, code in sorted(matches, key=lambda match: (len(match[1]), match[0])):
        if code not in found.values() and not any(part in found for part in parts):
            found.update(dict.fromkeys(parts, code))
    return found


def _district(sido: str, sigungu: str | None) -> str:
    name = "" if sigungu is None else re.sub(r"\s", "", sigungu)
    return f"{_SIDO_BY_NAME.get(sido, sido)} {name}"


def _place(sido: str, sigungu: str | None, name: str) -> str:
    return f"{_district(sido, sigungu)} {plain_name(name)}"
