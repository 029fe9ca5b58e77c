"""Options that state a reading, the same for every command that answers one."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from gis.analysis.readings import HOUR_SETS, MEASURES, SUPPLIES, UNKNOWN_HOURS, Reading
from gis.terms import MODES, SERVES

SHORT_NAMES: Mapping[str, str] = {
    "day": "weekday_day",
    "evening": "weekday_evening",
    "weekend": "weekend_day",
    "night": "night",
    "holiday": "holiday_day",
}
"""Words for sets of hours as one types them -> their names."""

Measure = Annotated[str, typer.Option(help=f"One of {', '.join(MEASURES)}.")]
Mode = Annotated[str, typer.Option(help=f"One of {', '.join(MODES)}.")]
Limit = Annotated[int, typer.Option(help="Farthest that counts as near, whole minutes up to 60.")]
Decay = Annotated[
    str, typer.Option(help="binary, zones:10=1,20=.68,30=.22, gaussian:30, exponential:15, power:1, logistic:30,5.")
]
Kind = Annotated[str, typer.Option(help="Kind of center, or 공공 전체, 의료 전체, 전체.")]
Supply = Annotated[str, typer.Option(help=f"What a center counts for: {', '.join(SUPPLIES)}.")]
Hour = Annotated[str, typer.Option(help=f"any, 'Tue 19', 'holiday 11', or a set: {', '.join(HOUR_SETS)}.")]
UnknownHours = Annotated[
    str, typer.Option(help=f"Centers whose hours are not known count as: {', '.join(UNKNOWN_HOURS)}.")
]
Margin = Annotated[int, typer.Option(help="Arrive at least so many minutes before closing.")]
Serves = Annotated[
    str,
    typer.Option(
        help=f"Whom a center counts for: {', '.join(SERVES)} (its own district). By default as data/rules/serving.yaml "
        "says of the kind."
    ),
]
Region = Annotated[
    str | None,
    typer.Option(help="MOIS code of a sido, sigungu or emd whose people count; the nation when left out."),
]
When = Annotated[str, typer.Option(help=f"{', '.join(SHORT_NAMES)}; {', '.join(HOUR_SETS)}; 'Tue 19' or 'holiday 11'.")]


def hours_named(text: str) -> str:
    """Return the name of a set of hours from a short word; any other text as it is."""
    return SHORT_NAMES.get(text.strip(), text)


def reading_at(when: str, *, mode: str, limit: int, kind: str, margin: int, serves: str) -> Reading:
    """Return the reading of a command that asks who is reached at some hours.

    Parameters
    ----------
    when : str
        Of ``SHORT_NAMES``, the name of a set of hours, or one hour of the week.
    mode, kind, serves : str
        As the options of the same names.
    limit, margin : int
        Minutes.

    Raises
    ------
    InputError
        When an option cannot be used.
    """
    parts: dict[str, Any] = {"mode": mode, "limit_min": limit, "kind": kind, "margin_min": margin, "serves": serves}
    return Reading(measure="nearest", hour=hours_named(when), **parts)


def words_of(command: str, reading: Reading, region_code: str | None) -> list[str]:
    """Write a command that asks who is reached at some hours, its reading in it; what is its own follows."""
    region = ["--region", region_code] if region_code else []
    return [
        "mindconnect", command, *region, "--kind", reading.kind, "--when", reading.hour, "--mode", reading.mode,
        "--limit", str(reading.limit_min), "--margin", str(reading.margin_min), "--serves", reading.serves,
    ]  # fmt: skip
