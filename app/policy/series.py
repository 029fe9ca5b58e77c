"""How figures moved from one reference date to the next, for the readings of a comparison: drawn, said and tabled.

There is something to show once the database holds a reading at more than one reference date; until then, nothing is.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from markupsafe import Markup

from app.policy import equities
from app.policy.differences import FIGURES, Comparison
from app.policy.gaps import row
from app.regions import figures
from app.text import Text
from app.ui import charts, downloads, words
from app.ui.components.table import Column, Row
from app.ui.markup import Blocks, html

End = Literal["a", "b"]

COLOURS: dict[End, str] = {"a": "#0b5f63", "b": "#8a4f00"}
"""Teal and brown; the second line is dashed and its points are squares, so that they differ without colour."""

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT = 560, 230, 58, 40, 132
_TOPS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Upper ends of the scale, shares."""

_HALF = 64
"""Half the room of a date below the picture."""

_PARTS = 4
_DATES = 4
"""Most dates written below the picture; all stand in the table."""

_BLOCKS = Blocks("policy/series")
_STORY = Blocks("policy/story")


@dataclass(frozen=True, eq=False)
class Line:
    """One reading over time.

    Attributes
    ----------
    end : {"a", "b"}
        Which reading of the comparison.
    name : str
        What tells it from the other.
    points : pandas.DataFrame
        As :func:`gis.queries.access.history`, at least two rows, by date.
    """

    end: End
    name: str
    points: pd.DataFrame


def lines(answer: Comparison, histories: Sequence[pd.DataFrame]) -> list[Line]:
    """Choose the readings that were recorded at more than one reference date.

    Parameters
    ----------
    answer : Comparison
        The two readings.
    histories : sequence of pandas.DataFrame
        What is recorded of either, as :func:`app.data.access.history` gives it.

    Returns
    -------
    list of Line
        None, one or two; a reading compared with itself once.
    """
    is_twice = answer.views[0].reading == answer.views[1].reading
    ends: tuple[End, ...] = ("a",) if is_twice else ("a", "b")
    drawn = []
    for end, name, history in zip(ends, answer.names, histories, strict=False):
        points = history.dropna(subset="share_without").sort_values("reference_date", ignore_index=True)
        if len(points) > 1:
            drawn.append(Line(end, name, points))
    return drawn


def section(answer: Comparison, shown: Sequence[Line]) -> tuple[Markup, Markup]:
    """Write what stands above the picture, and what stands below it: the legend, the table and the commands.

    Parameters
    ----------
    answer : Comparison
        Where, and in which language.
    shown : sequence of Line
        As in :func:`chart`.

    Returns
    -------
    tuple of two Markup
    """
    say, code = answer.say, answer.views[0].region_code
    said = [finding(say, line, area=answer.area) for line in shown]
    above = _STORY.told([*said, say("series.explain")], "")
    legend = charts.legend(
        [say(f"compare.map_{line.end}", name=line.name) for line in shown],
        [COLOURS[line.end] for line in shown],
        title=say("series.legend"),
    )
    columns, rows = table(say, shown)
    readings = dict(zip(("a", "b"), (view.reading for view in answer.views), strict=True))
    commands = [readings[line.end].command(parent_code=code, output="--history --csv") for line in shown]
    parts = {
        "legend": legend,
        "figures": equities.plain_table(columns, rows, caption=say("series.table", area=answer.area)),
        "again": _STORY.commands(say("series.command"), commands),
    }
    return above, html('<div class="series-figures">{{ legend }}{{ figures }}{{ again }}</div>', **parts)


def finding(say: Text, line: Line, *, area: str) -> str:
    """Say from where to where the people out of reach went, and by how many points.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    line : Line
        The reading.
    area : str
        Name of the region or the nation.
    """
    first, last = line.points.iloc[0], line.points.iloc[-1]
    share = FIGURES["share_without_a"]
    points = f"{abs(100 * (last['share_without'] - first['share_without'])):.1f}"
    way = "alike" if points == "0.0" else "more" if last["share_without"] > first["share_without"] else "fewer"
    return say(
        f"series.{way}",
        area=area,
        name=line.name,
        points=points,
        first=words.day(say, first["reference_date"]),
        last=words.day(say, last["reference_date"]),
        people_first=figures.about(say, float(first["people_without"])),
        people_last=figures.about(say, float(last["people_without"])),
        percent_first=share.write(float(first["share_without"])),
        percent_last=share.write(float(last["share_without"])),
    )


def chart(answer: Comparison, shown: Sequence[Line]) -> Markup:
    """Draw the shares of people out of reach over the reference dates, as SVG.

    Parameters
    ----------
    answer : Comparison
        Where, and in which language.
    shown : sequence of Line
        What to draw; not none.
    """
    say = answer.say
    dates = sorted({date for line in shown for date in line.points["reference_date"]})
    most = max(float(line.points["share_without"].max()) for line in shown)
    top = next((limit for limit in _TOPS if most <= limit), 1.0)
    return _BLOCKS.picture(
        say("series.label", area=answer.area),
        width=_LEFT + _WIDTH + _RIGHT,
        height=_TOP + _HEIGHT + 40,
        grid=_grid(top),
        unit={"x": _LEFT - 8, "y": _TOP - 20},
        days=_days(dates),
        lines=[_drawn(line, dates, top, shown) for line in shown],
    )


def _grid(top: float) -> list[dict[str, object]]:
    """Place the scale of shares, in per cent."""
    parts: list[dict[str, object]] = []
    for step in range(_PARTS + 1):
        share = top * step / _PARTS
        y = _y(share, top)
        path = f"M{_LEFT} {y:.1f}H{_LEFT + _WIDTH}"
        parts.append({"path": path, "x": _LEFT - 8, "y": f"{y + 5:.1f}", "percent": f"{100 * share:.3g}"})
    return parts


def _days(dates: Sequence[dt.date]) -> list[dict[str, object]]:
    """Place the first and the last date below the picture and, where there is room, some between them."""
    count = min(len(dates), _DATES)
    places = sorted({round(step * (len(dates) - 1) / (count - 1)) for step in range(count)})
    parts: list[dict[str, object]] = []
    free = float(_LEFT)
    for place in places:
        x = _x(dates[place], dates)
        is_last = place == len(dates) - 1
        if place > 0 and not is_last and (x - _HALF < free or x + _HALF > _LEFT + _WIDTH - 2 * _HALF):
            continue
        align = "start" if place == 0 else "end" if is_last else "middle"
        free = x + (2 if place == 0 else 1) * _HALF
        parts.append({"x": f"{x:.1f}", "y": _TOP + _HEIGHT + 26, "align": align, "date": dates[place].isoformat()})
    return parts


def _drawn(line: Line, dates: Sequence[dt.date], top: float, shown: Sequence[Line]) -> dict[str, object]:
    """Place a line with its points, and its last share at its end, away from the other line's."""
    points = [
        (_x(date, dates), _y(share, top))
        for date, share in zip(line.points["reference_date"], line.points["share_without"], strict=True)
    ]
    x, y = points[-1]
    last = float(line.points["share_without"].iloc[-1])
    others = [float(line_shown.points["share_without"].iloc[-1]) for line_shown in shown if line_shown.end != line.end]
    lift = 5 if not others else -2 if (last, line.end) > (others[0], "a" if line.end == "b" else "b") else 14
    return {
        "end": line.end,
        "colour": COLOURS[line.end],
        "path": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        "points": points,
        "x": f"{x + 12:.1f}",
        "y": f"{y + lift:.1f}",
        "share": FIGURES["share_without_a"].write(last),
    }


def _x(date: dt.date, dates: Sequence[dt.date]) -> float:
    return _LEFT + _WIDTH * (date - dates[0]).days / max((dates[-1] - dates[0]).days, 1)


def _y(share: float, top: float) -> float:
    return _TOP + _HEIGHT * (1 - share / top)


def table(say: Text, shown: Sequence[Line]) -> tuple[list[Column], list[Row]]:
    """Write the same figures as a table, a row a reference date, the newest first.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    shown : sequence of Line
        As in :func:`chart`.

    Returns
    -------
    tuple of list of Column and list of Row
        For :func:`app.policy.equities.plain_table`.
    """
    keys = [f"{figure}_{line.end}" for line in shown for figure in ("people_without", "share_without")]
    columns = [Column("name", say("series.date"), number=False)]
    columns += [Column(key, FIGURES[key].label(say), FIGURES[key].unit(say)) for key in keys]
    by_date: dict[dt.date, dict[Any, Any]] = {}
    for line in shown:
        for point in line.points.to_dict("records"):
            figures = {f"{key}_{line.end}": point[key] for key in ("people_without", "share_without")}
            by_date.setdefault(point["reference_date"], {}).update(figures)
    rows = [
        row(words.day(say, date), by_date[date], keys, figures_of=FIGURES) for date in sorted(by_date, reverse=True)
    ]
    return columns, rows


def sheet(say: Text, shown: Sequence[Line]) -> downloads.Table:
    """Return the same figures to take away: a row a reading and reference date, the oldest first.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    shown : sequence of Line
        As in :func:`chart`.
    """
    frame = pd.concat([line.points.assign(end=line.end.upper(), name=line.name) for line in shown], ignore_index=True)
    frame["reference_date"] = [date.isoformat() for date in frame["reference_date"]]
    without = [
        downloads.FileColumn(
            key, FIGURES[f"{key}_a"].header(say), FIGURES[f"{key}_a"].decimals, FIGURES[f"{key}_a"].factor
        )
        for key in ("people_without", "share_without")
    ]
    columns = [
        downloads.FileColumn("end", say("series.end")),
        downloads.FileColumn("name", say("receipt.reading")),
        downloads.FileColumn("reference_date", say("series.date")),
        downloads.FileColumn("people", FIGURES["people"].header(say), 0),
        *without,
        downloads.FileColumn("data_version", say("export.data_version")),
    ]
    return downloads.Table("series", say("sheet.series"), frame, columns)
