"""Units that were merged or redrawn since 2024-06: their people can only be counted together.

A split is undone by adding its parts up. A merger cannot be undone, nor can a unit that was made of parts of several:
what is known is the number of the whole group. It is shared out over the units of 2024-06 as their people were
distributed when they were last counted apart, and each such figure says that it is apportioned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.errors import SourceError
from gis.reference import reference_file

KEYS = ["sex", "age_from"]
"""What people are counted by beside their unit."""


@dataclass(frozen=True)
class UnitGroup:
    """Units that are counted together.

    Attributes
    ----------
    codes : tuple of str
        Codes of ten digits under which the people of the group are published since.
    region_codes : tuple of str
        The units of 2024-06 that they make up.
    first_seen : datetime.date
        Day of the first publication that has them; earlier counts are not touched.
    """

    codes: tuple[str, ...]
    region_codes: tuple[str, ...]
    first_seen: date


def read_unit_groups(path: Path | None = None) -> tuple[UnitGroup, ...]:
    """Read the hand-kept groups.

    Raises
    ------
    SourceError
        When a code stands in two groups.
    """
    table = pd.read_csv(path or reference_file("unit_groups.csv"), dtype="string")
    groups = tuple(
        UnitGroup(
            tuple(str(row.codes).split()),
            tuple(str(row.region_codes).split()),
            date.fromisoformat(str(row.first_seen)),
        )
        for row in table.itertuples()
    )
    for name in ("codes", "region_codes"):
        codes = [code for group in groups for code in getattr(group, name)]
        if repeated := sorted({code for code in codes if codes.count(code) > 1}):
            raise SourceError(f"unit_groups.csv: {repeated[0]} stands in two groups")
    return groups


def apportion(counted: pd.DataFrame, group: UnitGroup, before: pd.DataFrame) -> pd.DataFrame:
    """Share a group's people out over its units of 2024-06.

    Parameters
    ----------
    counted : pandas.DataFrame
        ``sex``, ``age_from``, ``people`` (whole numbers) of the group.
    group : UnitGroup
        The group.
    before : pandas.DataFrame
        ``region_code``, ``sex``, ``age_from``, ``people`` of its units when they were last counted apart.

    Returns
    -------
    pandas.DataFrame
        ``region_code``, ``sex``, ``age_from``, ``people``: whole numbers (largest remainders) that sum to the group's
        in every sex and band.

    Raises
    ------
    SourceError
        When one of the units was never counted apart.
    """
    known = before[before["region_code"].isin(group.region_codes)]
    if missing := sorted(set(group.region_codes) - set(known["region_code"])):
        raise SourceError(
            f"the people of {missing[0]} are counted together with others' now, and no earlier count tells them "
            "apart: load the count of 2024-06 first"
        )
    shares = known.pivot_table(index=KEYS, columns="region_code", values="people", aggfunc="sum", fill_value=0.0)
    shares = shares.reindex(columns=list(group.region_codes), fill_value=0.0)
    whole = shares.sum().to_numpy(dtype=float)
    parts = []
    for sex, age_from, people in counted[[*KEYS, "people"]].itertuples(index=False):
        weights_of_band = (
            shares.loc[(sex, age_from)].to_numpy(dtype=float) if (sex, age_from) in shares.index else whole
        )
        weights = weights_of_band if weights_of_band.sum() > 0 else whole
        for code, count in zip(group.region_codes, largest_remainders(int(people), weights), strict=True):
            parts.append((code, sex, age_from, int(count)))
    return pd.DataFrame(parts, columns=["region_code", *KEYS, "people"])


def largest_remainders(total: int, weights: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Split a whole number in proportion to weights (not all 0) into whole numbers; ties go to the first."""
    exact = total * np.asarray(weights, dtype=float) / float(np.sum(weights))
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts
