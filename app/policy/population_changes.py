"""How many people lived in the units of an area at the first and at the last date of count: said and tabled.

An emd that is counted together with others since has no change of its own: its group is tabled in one row.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.regions.figures import Figure
from app.text import Text
from app.ui import words
from app.ui.components.table import Column, Row

FIGURES = {
    figure.key: figure
    for figure in (
        Figure("people_first"),
        Figure("people_last"),
        Figure("people_change"),
        Figure("people_change_share", decimals=1, factor=100),
    )
}
"""Columns of the table."""

_UNIT_KEYS = {"people_change_share": "people_changes.percent"}


@dataclass(frozen=True, eq=False)
class Changes:
    """People at two dates.

    Attributes
    ----------
    first, last : datetime.date
        The dates of count.
    units : pandas.DataFrame
        ``region_code``, ``name``, and the keys of :data:`FIGURES`; units that are counted together in one row.
    """

    first: dt.date
    last: dt.date
    units: pd.DataFrame


def changes(counts: pd.DataFrame) -> Changes | None:
    """Compare the first with the last date of count.

    Parameters
    ----------
    counts : pandas.DataFrame
        As :func:`gis.queries.regions.population_dates_frame`.

    Returns
    -------
    Changes or None
        None while there is one date only.
    """
    dates = sorted(counts["reference_date"].unique())
    if len(dates) < 2:
        return None
    ends = counts[counts["reference_date"].isin([dates[0], dates[-1]])]
    # What is known of a group only is one row: the parts say nothing of their own.
    group = ends.groupby("region_code")["unit_group"].transform("max")
    unit = ends["region_code"].where(group.isna(), "group " + group.astype("string"))
    named = ends.assign(unit=unit).sort_values("region_code")
    names = named.drop_duplicates("region_code").groupby("unit")["name"].agg("·".join)
    codes = named.groupby("unit")["region_code"].first()
    people = named.pivot_table(index="unit", columns="reference_date", values="people", aggfunc="sum", fill_value=0)
    first, last = people[dates[0]], people[dates[-1]]
    units = pd.DataFrame(
        {
            "region_code": codes,
            "name": names,
            "people_first": first,
            "people_last": last,
            "people_change": last - first,
            "people_change_share": (last / first.where(first > 0)) - 1,
        }
    )
    return Changes(dates[0], dates[-1], units.sort_values("region_code", ignore_index=True))


def finding(say: Text, change: Changes, *, area: str) -> str:
    """Say how many people the area had at either date."""
    first, last = (int(change.units[key].sum()) for key in ("people_first", "people_last"))
    way = "more" if last > first else "fewer" if last < first else "alike"
    return say(
        f"people_changes.{way}",
        area=area,
        first=words.day(say, change.first),
        last=words.day(say, change.last),
        people_first=f"{first:,}",
        people_last=f"{last:,}",
        change=f"{abs(last - first):,}",
    )


def table(say: Text, change: Changes) -> tuple[list[Column], list[Row]]:
    """Write the table: its columns, and a row a unit."""
    days = {"people_first": words.day(say, change.first), "people_last": words.day(say, change.last)}
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [
        Column(key, days.get(key) or say(f"people_changes.{key}"), say(_UNIT_KEYS.get(key, "figure.people.unit")))
        for key, figure in FIGURES.items()
    ]
    return columns, [_row(say, unit) for unit in change.units.to_dict("records")]


def _row(say: Text, unit: Mapping[Any, Any]) -> Row:
    values = {key: None if pd.isna(unit[key]) else float(unit[key]) for key in FIGURES}
    texts = {key: figure.write(values[key]) for key, figure in FIGURES.items()}
    for key in ("people_change", "people_change_share"):
        value = values[key]
        if value is not None and value > 0:
            texts[key] = f"+{FIGURES[key].write(value)}"
    name = words.place(say, str(unit["name"]))
    return Row("", name, {"name": name, **values}, {"name": name, **texts})
