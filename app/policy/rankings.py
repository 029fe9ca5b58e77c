"""How often a place is short of care over many readings, and between which ranks it moves: said, drawn, tabled."""

from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from app.policy.gaps import row
from app.regions import figures
from app.regions.figures import Figure
from app.sitemap import same_page
from app.text import Text
from app.ui import words
from app.ui.components.table import Column, Row
from app.ui.markup import Blocks

FIGURES = {
    figure.key: figure
    for figure in (
        Figure("underserved_readings"),
        Figure("underserved_share", decimals=0, factor=100),
        Figure("rank_median"),
        Figure("rank_min"),
        Figure("rank_max"),
        Figure("people"),
    )
}

DRAWN = 15
"""Places whose ranks are drawn; all stand in the table."""

DRAWS = 20
"""Draws of positions in the command that the page names."""

_BLOCKS = Blocks("policy/story")


def finding(say: Text, ranked: pd.DataFrame, *, area: str) -> str:
    """Say which places are short of care under every reading, or under most of them."""
    readings = int(ranked["readings"].max()) if len(ranked) else 0
    always = ranked[ranked["underserved_readings"] == readings]
    if not readings or not (ranked["underserved_readings"] > 0).any():
        return say("ranking.none", area=area, n=readings)
    if len(always):
        names = words.listing([str(name) for name in always["full_name"].head(3)])
        return say("ranking.always", area=area, n=readings, count=len(always), names=names)
    first = ranked.iloc[0]
    return say("ranking.most", area=area, n=readings, name=first["full_name"], k=int(first["underserved_readings"]))


def chart(say: Text, ranked: pd.DataFrame, *, of: int) -> Markup:
    """Draw the ranks of the first places: a line from the best to the worst rank with the median on it.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    ranked : pandas.DataFrame
        As :func:`gis.consensus.consensus`.
    of : int
        Places that are ranked in all.
    """
    items = []
    for unit in ranked.head(DRAWN).to_dict("records"):
        low, high, middle = (100 * (unit[key] - 1) / max(of - 1, 1) for key in ("rank_min", "rank_max", "rank_median"))
        text = say(
            "ranking.ranks",
            k=int(unit["underserved_readings"]),
            n=int(unit["readings"]),
            low=f"{unit['rank_min']:.0f}",
            high=f"{unit['rank_max']:.0f}",
            middle=f"{unit['rank_median']:.0f}",
        )
        items.append(
            {
                "name": unit["full_name"],
                "low": f"{low:.1f}",
                "width": f"{max(high - low, 0.6):.1f}",
                "middle": f"{middle:.1f}",
                "text": text,
            }
        )
    return _BLOCKS.ranks(items)


def section(say: Text, ranked: pd.DataFrame, *, area: str, of: int) -> Markup:
    """Write finding, explanation and chart; parameters as in :func:`finding` and :func:`chart`."""
    said = [finding(say, ranked, area=area)]
    if (ranked["underserved_share"] >= 0.5).any():
        said.append(people(say, ranked))
    said.append(say("ranking.more"))
    return _BLOCKS.told(said, chart(say, ranked, of=of))


def table(
    say: Text, ranked: pd.DataFrame, query: Mapping[str, str | Sequence[str]], *, is_last: bool
) -> tuple[list[Column], list[Row]]:
    """Write the places with their counts and ranks."""
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, figure.label(say), figure.unit(say)) for key, figure in FIGURES.items()]
    rows = [
        row(
            str(unit["full_name"]),
            unit,
            list(FIGURES),
            code=str(unit["region_code"]),
            href="" if is_last else same_page(query, region=unit["region_code"], level=None),
            figures_of=FIGURES,
        )
        for unit in ranked.to_dict("records")
    ]
    return columns, rows


def people(say: Text, ranked: pd.DataFrame) -> str:
    """Say how many people live where most readings find an underserved area."""
    most = ranked[ranked["underserved_share"] >= 0.5]
    return say("ranking.people", n=len(most), people=figures.about(say, float(most["people"].sum())))


def held(say: Text, command: str) -> Markup:
    """Say that positions were held where the register has them, and the command that moves them."""
    return _BLOCKS.told([say("ranking.held")], _BLOCKS.commands(say("ranking.held_command"), [command]))
