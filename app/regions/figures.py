"""The figures of the region page: their order, unit and rounding, and how they are written."""

import math
from dataclasses import dataclass

import pandas as pd

from app.text import Text
from app.ui.charts import Scale

NOT_KNOWN = "-"
"""Written for a figure that is not known, or would mislead."""


@dataclass(frozen=True)
class Figure:
    """One column of figures.

    Attributes
    ----------
    key : str
        Column of ``serve.region_reach`` and key of its sentences (``figure.<key>``).
    decimals : int
        Decimals shown.
    factor : float
        From the stored to the shown unit: 100 for a share shown in per cent.
    is_measure : bool
        Whether the map may show it.
    most : float or None
        Largest value there can be, in the stored unit.
    """

    key: str
    decimals: int = 0
    factor: float = 1.0
    is_measure: bool = True
    most: float | None = None

    def label(self, say: Text) -> str:
        """Name it, such as "mean distance"."""
        return say(f"figure.{self.key}.label")

    def unit(self, say: Text) -> str:
        """Name the unit it is shown in."""
        return say(f"figure.{self.key}.unit")

    def header(self, say: Text) -> str:
        """Name it with its unit, as it heads a column of a file."""
        return f"{self.label(say)} ({self.unit(say)})"

    def write(self, value: float | None) -> str:
        """Write a value without its unit; what is above nothing never reads as 0."""
        if value is None or not math.isfinite(value):
            return NOT_KNOWN
        shown = value * self.factor
        smallest = 10.0**-self.decimals
        if 0 < shown < smallest / 2:
            return f"<{smallest:g}"
        if abs(shown) < smallest / 2:
            shown = 0.0  # never "-0"
        return f"{shown:,.{self.decimals}f}"

    def say(self, say: Text, value: float | None) -> str:
        """Write a value with its unit."""
        written = self.write(value)
        return written if written == NOT_KNOWN else say("figure.with_unit", value=written, unit=self.unit(say))


FIGURES = {
    figure.key: figure
    for figure in (
        Figure("people"),
        Figure("centers"),
        Figure("centers_by_rule", decimals=1, is_measure=False),
        Figure("people_per_center"),
        Figure("mean_km", decimals=1),
        Figure("p90_km", decimals=1),
        Figure("share_beyond_5km", decimals=1, factor=100, most=1.0),
        Figure("share_beyond_10km", decimals=1, factor=100, most=1.0),
        Figure("share_beyond_20km", decimals=1, factor=100, most=1.0),
    )
}
"""Figures in the order of the table."""

_NOT_OF_AN_EMD = ("centers_by_rule", "people_per_center")

MEASURES = tuple(
    sorted(
        (key for key, figure in FIGURES.items() if figure.is_measure),
        key=lambda key: (not key.endswith("_km"), not key.startswith("share"), key != "people_per_center"),
    )
)
"""Figures that the map may show, the default first."""


def measures(level: str) -> tuple[str, ...]:
    """Return the figures that a map of a level may show, the default first; see :func:`shown_columns`."""
    return tuple(key for key in MEASURES if key not in (_NOT_OF_AN_EMD if level == "emd" else ()))


def shown_columns(figures: pd.DataFrame, *, level: str, first: str) -> list[str]:
    """Choose the figures that say something, the one on the map first.

    Centers by whom they serve are left out where no kind of district exists or where the count by place is the same.
    An emd has no center of its own by rule, so neither that nor people per center is a figure of an emd.

    Parameters
    ----------
    figures : pandas.DataFrame
        Columns of :data:`FIGURES`.
    level : {"sido", "sigungu", "emd"}
        Level of its rows.
    first : str
        Figure on the map.

    Returns
    -------
    list of str
        Keys, in order.
    """
    left_out = set(_NOT_OF_AN_EMD) if level == "emd" else set()
    by_rule = figures["centers_by_rule"]
    if by_rule.isna().all() or (by_rule == figures["centers"]).all():
        left_out.add("centers_by_rule")
    return [first, *(key for key in FIGURES if key not in left_out and key != first)]


def suppressed(figures: pd.DataFrame) -> pd.DataFrame:
    """Blank the figures of units without people: a mean over nobody is no figure, and 0 would be read as one.

    Parameters
    ----------
    figures : pandas.DataFrame
        Columns of :data:`FIGURES`.

    Returns
    -------
    pandas.DataFrame
        A copy; the count of centers stays.
    """
    blank = [key for key in FIGURES if key not in ("centers", "centers_by_rule")]
    cleared = figures.astype(dict.fromkeys(blank, "float64"))
    cleared.loc[cleared["people"] == 0, blank] = float("nan")
    return cleared


def class_labels(say: Text, figure: Figure, scale: Scale) -> list[str]:
    """Write the classes of a scale as ranges with their unit."""
    unit = figure.unit(say)

    def number(bound: float) -> str:
        return f"{bound * figure.factor:,.6g}"

    labels = []
    for low, high in scale.bounds:
        if low is None and high is None:
            labels.append(say("figure.range.all"))
        elif low == high == 0:
            labels.append(say("figure.range.zero", unit=unit))
        elif low is None and high is not None:
            key = "above_zero" if scale.has_zero else "below"
            labels.append(say(f"figure.range.{key}", high=number(high), unit=unit))
        elif low is not None and low == figure.most:
            labels.append(say("figure.with_unit", value=number(low), unit=unit))
        elif low is not None and high is None:
            labels.append(say("figure.range.from", low=number(low), unit=unit))
        elif low is not None and high is not None:
            labels.append(say("figure.range.between", low=number(low), high=number(high), unit=unit))
    return labels


def about(say: Text, people: float) -> str:
    """Write a number of people as one says it, rounded to what an estimate bears: 약 12만 3천, 4만, 560."""
    if people < 1000:
        return f"{round(people, -1):,.0f}" if people >= 100 else f"{people:.0f}"
    digits = 2 - math.floor(math.log10(people))
    rounded = round(people, min(digits, -2))
    if say.language == "en":
        return f"{rounded / 1e6:,.2f} million" if rounded >= 1e6 else f"{rounded:,.0f}"
    ten_thousands, rest = divmod(int(rounded), 10_000)
    thousands = rest // 1000
    if not ten_thousands:
        return f"{rounded:,.0f}"
    return f"{ten_thousands:,}만" + (f" {thousands}천" if thousands and ten_thousands < 100 else "")
