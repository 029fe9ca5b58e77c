"""The words of the data page: what is loaded, how old it is, how far it can be trusted, and what is not known."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd
from markupsafe import Markup

from app.regions import figures
from app.regions.provenance import period
from app.sitemap import href
from app.text import Text
from app.ui import charts
from app.ui.markup import Blocks, html
from app.ui.words import day
from gis.reference import CENTER_LISTS, DIRECTORIES

_BLOCKS = Blocks("regions/about")

ORDER = (
    *CENTER_LISTS,
    *DIRECTORIES,
    "population_month",
    "population",
    "kontur",
    "region_sido",
    "region_sigungu",
    "region_emd",
)
"""Sources that the figures stand on, centers first; those that only help to read them follow in any order."""

_ROWS = ("read", "kept", "merged", "quarantined", "left_out")
_TRUST = ("building", "road", "emd", "sigungu")


def age(say: Text, first: date, last: date, today: date) -> Markup:
    """Say between which days the facts about centers were stated."""
    said = say("about.age", first=day(say, first), last=day(say, last), today=day(say, today))
    return html('<div class="finding"><h2>{{ said }}</h2><p>{{ more }}</p></div>', said=said, more=say("about.intro"))


def developers(say: Text) -> Markup:
    """Lead to the page of the API."""
    return html(
        '<p><a href="{{ href }}">{{ link }}</a></p>', href=href("developers", say.language), link=say("developers.link")
    )


def ordered(datasets: pd.DataFrame) -> pd.DataFrame:
    """Put the sources that the figures stand on first."""
    places = {source: place for place, source in enumerate(ORDER)}
    return datasets.sort_values("source", key=lambda names: names.map(lambda name: places.get(name, len(places))))


def sources(say: Text, datasets: pd.DataFrame) -> Markup:
    """Write the sources in force as a table: who publishes what, as of when, and what became of its rows.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    datasets : pandas.DataFrame
        The columns of ``serve.dataset``; of none nothing is written.
    """
    if datasets.empty:
        return Markup()
    headers = [say("about.column_title"), say("about.column_period"), *(say(f"about.column_{key}") for key in _ROWS)]
    rows = [
        {
            **{key: row[key] for key in ("title", "url", "publisher", "licence")},
            "cells": [
                period(row["reference_from"], row["reference_to"]),
                *(f"{row[f'rows_{key}']:,}" for key in _ROWS),
            ],
        }
        for row in ordered(datasets).to_dict("records")
    ]
    table = _BLOCKS.part(say("about.sources"), say("about.sources_more"), _BLOCKS.sources(say, headers, rows))
    return table + lines([say(f"about.{key}_means") for key in _ROWS[1:]])


def reasons(say: Text, datasets: pd.DataFrame, set_aside: pd.DataFrame) -> Markup:
    """Write why rows were set aside, by source; empty when none was.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    datasets : pandas.DataFrame
        The columns of ``serve.dataset``.
    set_aside : pandas.DataFrame
        Columns ``source``, ``reason``, ``rows``.
    """
    if set_aside.empty:
        return Markup()
    titles = dict(zip(datasets["source"], datasets["title"], strict=True))
    groups = []
    for source, group in set_aside.groupby("source", sort=False):
        said = [
            say("about.reason_rows", reason=reason_name(say, row["reason"]), rows=row["rows"])
            for row in group.to_dict("records")
        ]
        groups.append((titles[source], said))
    return _BLOCKS.reasons(say, groups)


def reason_name(say: Text, code: str) -> str:
    """Name the reason for which a row was set aside."""
    return say.get(f"about.reason_name.{code}", say("about.reason_other", code=code))


def trust(say: Text, counted: pd.DataFrame) -> Markup:
    """Write how many centers' positions can be trusted how far; empty without centers.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    counted : pandas.DataFrame
        Columns ``position_trust`` and ``centers``; several rows a level are added up.
    """
    sums = counted.groupby("position_trust")["centers"].sum().reindex(list(_TRUST), fill_value=0)
    if not sums.sum():
        return Markup()
    shares = [float(count) / float(sums.sum()) for count in sums]
    percent = figures.FIGURES["share_beyond_10km"]
    values = [
        say("about.trust_centers", n=int(count), percent=percent.write(share))
        for count, share in zip(sums, shares, strict=True)
    ]
    names = [say(f"about.trust_name.{level}") for level in _TRUST]
    strip = charts.bands(shares, names, values, title=say("about.trust_title"))
    return _BLOCKS.part(say("about.trust"), say("about.trust_more"), strip)


def hours(say: Text, outcomes: pd.DataFrame, *, centers: int) -> Markup:
    """Write how many centers publish hours that can be read: what every figure by the hour stands on.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    outcomes : pandas.DataFrame
        Columns ``outcome`` (read, repaired, unknown) and ``centers``; several rows an outcome are added up.
    centers : int
        Centers in the register; of none nothing is written.
    """
    if not centers:
        return Markup()
    sums = outcomes.groupby("outcome")["centers"].sum().reindex(["read", "repaired", "unknown"], fill_value=0)
    counts = [*(int(count) for count in sums), centers - int(sums.sum())]
    shares = [count / centers for count in counts]
    percent = figures.FIGURES["share_beyond_10km"]
    values = [
        say("about.trust_centers", n=count, percent=percent.write(share))
        for count, share in zip(counts, shares, strict=True)
    ]
    names = [say(f"about.hours_name.{key}") for key in ("read", "repaired", "unknown", "none")]
    strip = charts.bands(shares, names, values, title=say("about.hours_title"))
    return _BLOCKS.part(say("about.hours"), say("about.hours_more"), strip)


def travel(say: Text, estimated: Mapping[str, float]) -> Markup:
    """Write how much of the travel times is estimated, by mode; empty where there is no table of them.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    estimated : mapping of str to float
        Mode -> share (0..1) of its pairs of cell and center.
    """
    if not estimated:
        return Markup()
    lines_told = [
        say("about.travel_mode", mode=say(f"reading.mode.{mode}"), percent=f"{100 * share:.1f}")
        for mode, share in estimated.items()
    ]
    return _BLOCKS.part(say("about.travel"), say("about.travel_more"), lines(lines_told))


def section(say: Text, name: str, *, data_version: str = "") -> Markup:
    """Write a section that is a heading and a list: ``unknown``, ``right`` or ``report``."""
    sentences = [say(f"about.{name}_line.{key}", version=data_version) for key in say.group(f"about.{name}_line")]
    return _BLOCKS.part(say(f"about.{name}"), "", lines(sentences))


def versions(say: Text, *, data_version: str, code_version: str) -> Markup:
    """Write the state of the data and of the program."""
    return html('<p class="fine">{{ text }}</p>', text=say("about.version", version=data_version, code=code_version))


def lines(texts: Iterable[str]) -> Markup:
    """Write a list."""
    return _BLOCKS.lines(texts)
