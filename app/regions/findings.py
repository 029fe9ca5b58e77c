"""The finding that stands first on the region page: a few plain sentences, computed from the table below them."""

import pandas as pd

from app.regions.figures import FIGURES, about
from app.text import Text

FAR_KM = 10
"""Distance of the first sentence, kilometres; ``share_beyond_10km`` is its column."""


def whole(figures: pd.DataFrame) -> pd.Series:
    """Sum up units that together are the whole.

    Parameters
    ----------
    figures : pandas.DataFrame
        Columns of :data:`app.regions.figures.FIGURES`, one row a unit; together they hold everybody once.

    Returns
    -------
    pandas.Series
        The same columns: counts added, distances and shares weighted by people; ``p90_km`` is not known, as a
        quantile of the whole does not follow from those of its parts.
    """
    lived_in = figures[(figures["people"] > 0) & figures["mean_km"].notna()]
    people = lived_in["people"]
    total = figures[["people", "centers", "centers_by_rule"]].sum(min_count=1).astype("float64")
    for key in ("mean_km", "share_beyond_5km", "share_beyond_10km", "share_beyond_20km"):
        total[key] = (lived_in[key] * people).sum() / people.sum() if len(lived_in) else float("nan")
    supply = total["centers"] if pd.isna(total["centers_by_rule"]) else total["centers_by_rule"]
    total["people_per_center"] = total["people"] / supply if supply > 0 else float("nan")
    total["p90_km"] = float("nan")
    return total[list(FIGURES)]


def sentences(say: Text, figures: pd.DataFrame, total: pd.Series, *, area: str, kind: str, measure: str) -> list[str]:
    """Say what the figures show.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    figures : pandas.DataFrame
        ``name`` and the columns of :data:`app.regions.figures.FIGURES`, one row a unit; figures that would mislead are
        NaN.
    total : pandas.Series
        The same figures for the area as a whole.
    area, kind : str
        Names of the area and of the kind of center.
    measure : str
        Figure on the map: supply and distance have findings of their own.

    Returns
    -------
    list of str
        One to three sentences, the most important first.
    """
    words = {"area": area, "kind": kind}
    if not total["people"] > 0:
        return [say("finding.nobody", **words)]
    if pd.isna(total["mean_km"]):
        return [say("finding.no_center_anywhere", **words)]
    if measure in ("people_per_center", "centers"):
        return _supply(say, figures, total, words)
    return _distance(say, figures, total, words)


def _distance(say: Text, figures: pd.DataFrame, total: pd.Series, words: dict[str, str]) -> list[str]:
    share = total[f"share_beyond_{FAR_KM}km"]
    said = []
    if share > 0:
        people = about(say, share * total["people"])
        percent = FIGURES[f"share_beyond_{FAR_KM}km"].write(share)
        said.append(say("finding.far", people=people, percent=percent, km=FAR_KM, **words))
    else:
        said.append(say("finding.none_far", km=FAR_KM, **words))
    mean = FIGURES["mean_km"].write(total["mean_km"])
    far = figures.dropna(subset="mean_km")
    if len(far) < 2:
        return [*said, say("finding.mean", mean=mean, **words)]
    farthest = far.iloc[int(far["mean_km"].argmax())]
    its = FIGURES["mean_km"].write(farthest["mean_km"])
    return [*said, say("finding.farthest", name=farthest["name"], its=its, mean=mean, **words)]


def _supply(say: Text, figures: pd.DataFrame, total: pd.Series, words: dict[str, str]) -> list[str]:
    centers = int(total["centers"])
    if not centers:
        return [say("finding.none_here", mean=FIGURES["mean_km"].write(total["mean_km"]), **words)]
    said = [say("finding.supply", n=centers, **words)]
    if pd.notna(total["people_per_center"]):
        said.append(say("finding.per_center", people=about(say, total["people_per_center"]), **words))
    busy = figures.dropna(subset="people_per_center")
    if len(busy) > 1:
        most = busy.iloc[int(busy["people_per_center"].argmax())]
        said.append(say("finding.busiest", name=most["name"], people=about(say, most["people_per_center"]), **words))
    return said
