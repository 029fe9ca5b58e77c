"""A week hour by hour as the page shows it: shares of people with open care in reach, in words and colours."""

from itertools import pairwise
from typing import Any

import pandas as pd

from app.policy import reading_words
from app.text import Text
from app.ui import charts
from gis.analysis.readings import HOURS_PER_DAY, HOURS_PER_WEEK, Reading, hour_text
from gis.map_classes import ink_on

BREAKS = (0.05, 0.2, 0.4, 0.6, 0.8)
"""Bounds of the classes, shares; the same for every reading, so that two weeks can be compared by eye."""

AWAKE = (8, 21)
"""First and last hour in which the best and the worst hour are looked for: at night care is always scarce."""


def content(say: Text, week: pd.DataFrame, reading: Reading, *, area: str) -> dict[str, Any]:
    """Compose the week for app/ui/components/week.js.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    week : pandas.DataFrame
        192 rows of :meth:`gis.access.AccessBoard.week`.
    reading : Reading
        Which hours are chosen, and how unknown hours count.
    area : str
        Name of the region or the nation.

    Returns
    -------
    dict of str
        The 192 cells, the legend and the words of the strip.
    """
    key = column(reading)
    scale = charts.Scale(BREAKS)
    inks = {colour: ink_on(colour) for colour in scale.colours}
    cells = [
        {
            "text": f"{100 * row[key]:.0f}",
            "words": words(say, row),
            "colour": (colour := scale.colour_of(row[key])),
            "ink": inks.get(colour or "", "#000000"),
        }
        for row in week.to_dict("records")
    ]
    chosen = list(reading.hours or ())
    return {
        "cells": cells,
        "chosen": chosen,
        "start": chosen[0] if chosen else 19,
        "days": [say(f"reading.day_short.{day}") for day in range(reading_words.DAYS)],
        "hours": [say("week.hour", hour=hour) for hour in range(HOURS_PER_DAY)],
        "caption": say("week.caption", area=area, kind=reading_words.kind_of(say, reading.kind)),
    }


def column(reading: Reading) -> str:
    """Name the share that goes with how a reading takes unknown hours."""
    return "share_if_office" if reading.unknown_hours == "office" else "share_if_closed"


def words(say: Text, row: dict[Any, Any]) -> str:
    """Say one hour between its bounds, with what assumed hours make of it; one number where the bounds are alike."""
    low, office, high = (f"{100 * row[f'share_{end}']:.1f}" for end in ("if_closed", "if_office", "if_open"))
    name = reading_words.clock_name(say, int(row["hour"]))
    return say("week.exact" if low == high else "week.between", name=name, low=low, office=office, high=high)


def finding(say: Text, week: pd.DataFrame, reading: Reading) -> str:
    """Say when most and when fewest people have open care in reach, in the waking hours of an ordinary week."""
    key = column(reading)
    is_awake = (week["hour"] < HOURS_PER_WEEK) & week["hour_of_day"].between(*AWAKE)
    awake = week[is_awake]
    best, worst = awake.iloc[int(awake[key].argmax())], awake.iloc[int(awake[key].argmin())]
    return say(
        "week.finding",
        best=reading_words.clock_name(say, int(best["hour"])),
        most=f"{100 * best[key]:.1f}",
        worst=reading_words.clock_name(say, int(worst["hour"])),
        fewest=f"{100 * worst[key]:.1f}",
        start=AWAKE[0],
        end=AWAKE[1] + 1,
    )


def legend(say: Text) -> str:
    """Write the legend of the week."""
    scale = charts.Scale(BREAKS)
    edges = [f"{100 * bound:.0f}" for bound in BREAKS]
    labels = [
        say("figure.range.below", high=edges[0], unit="%"),
        *(say("figure.range.between", low=low, high=high, unit="%") for low, high in pairwise(edges)),
        say("figure.range.from", low=edges[-1], unit="%"),
    ]
    return charts.legend(labels, scale.colours, title=say("week.legend"))


def hour_of(place: int) -> str:
    """Write a chosen hour as it stands in the address: ``Tue 19``."""
    return hour_text(place)
