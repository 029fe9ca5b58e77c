"""The words of the region page below and above its figures: the finding, the method, the sources."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from app import sitemap
from app.regions import about_words
from app.regions.atlas import Atlas
from app.regions.provenance import period
from app.text import Text
from app.ui.markup import Blocks
from app.ui.words import day

PEOPLE = ("population_month", "population")
"""Sources of the number of people; the newest that is loaded is what every figure counts."""

_BLOCKS = Blocks("regions/regions")


def finding(sentences: Sequence[str], *, arrive: str = "") -> Markup:
    """Write the finding: the first sentence large, the others below it.

    Parameters
    ----------
    sentences : sequence of str
        The most important one first.
    arrive : str
        What the finding is about: when another value takes its place, the keyboard and the screen reader go there
        (app/ui/static/frame.js). Empty: they stay where they are.
    """
    return _BLOCKS.finding(list(sentences), arrive)


def method(atlas: Atlas, centers: gpd.GeoDataFrame, datasets: pd.DataFrame) -> Markup:
    """Write how the figures were computed, what they leave out, and from what.

    Parameters
    ----------
    atlas : Atlas
        The figures.
    centers : geopandas.GeoDataFrame
        The centers of the kind that stand in the area: ``is_approximate`` and ``reference_date``.
    datasets : pandas.DataFrame
        The sources in force.
    """
    say = atlas.say
    lines = [say("regions.method_line.straight")]
    lines += people_date(say, datasets)
    lines += [say("regions.method_line.cells"), say("regions.method_line.nearest")]
    if "people_per_center" in atlas.shown:
        if "centers_by_rule" in atlas.shown:
            lines.append(say("regions.method_line.place"))
        by_rule = atlas.layer["centers_by_rule"].notna().any()
        lines.append(say(f"regions.method_line.per_center_{'rule' if by_rule else 'place'}"))
    lines.append(say("regions.method_line.ninety"))
    if atlas.layer["people"].isna().any():
        lines.append(say("regions.method_line.nobody"))
    if pd.isna(atlas.total["p90_km"]) and atlas.view.region_code is None:
        lines.append(say("regions.total_p90"))
    lines += _about_centers(atlas, centers)
    sources = [
        f"{row['title']} – {row['publisher']}, {period(row['reference_from'], row['reference_to'])}, {row['licence']}"
        for row in about_words.ordered(datasets[datasets["source"].isin(about_words.ORDER)]).to_dict("records")
    ]
    about = sitemap.href("about", say.language)
    return _BLOCKS.method(say, about_words.lines(lines), about_words.lines(sources), atlas.data_version, about)


def people_date(say: Text, datasets: pd.DataFrame) -> list[str]:
    """Say of which day the number of people is, in one sentence; nothing while no count is loaded."""
    dates = datasets.loc[datasets["source"].isin(PEOPLE), "reference_to"]
    return [] if dates.empty else [say("regions.method_line.people", day=day(say, max(dates)))]


def _about_centers(atlas: Atlas, centers: gpd.GeoDataFrame) -> list[str]:
    if centers.empty:
        return []
    say, rough = atlas.say, int(centers["is_approximate"].sum())
    first, last = (day(say, date) for date in (centers["reference_date"].min(), centers["reference_date"].max()))
    if first == last:
        lines = [say("regions.method_line.center_date", day=first)]
    else:
        lines = [say("regions.method_line.center_dates", first=first, last=last)]
    if rough:
        lines.append(say("regions.method_line.rough", area=atlas.area, n=len(centers), rough=rough))
    return lines
