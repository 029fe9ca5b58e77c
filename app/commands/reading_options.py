"""Options that state a reading, the same for every command that answers one."""

from typing import Annotated, Any

import typer

from gis.analysis.readings import HOUR_SETS, SHORT_NAMES, TOLD, Reading, hours_named

Measure = Annotated[str, typer.Option(help=TOLD["measure"])]
Mode = Annotated[str, typer.Option(help=TOLD["mode"])]
Limit = Annotated[int, typer.Option(help=TOLD["limit_min"])]
Decay = Annotated[str, typer.Option(help=TOLD["decay"])]
Kind = Annotated[str, typer.Option(help=TOLD["kind"])]
Supply = Annotated[str, typer.Option(help=TOLD["supply"])]
Hour = Annotated[str, typer.Option(help=TOLD["hour"])]
UnknownHours = Annotated[str, typer.Option(help=TOLD["unknown_hours"])]
Margin = Annotated[int, typer.Option(help=TOLD["margin_min"])]
Serves = Annotated[str, typer.Option(help=TOLD["serves"])]
People = Annotated[str, typer.Option(help=TOLD["people"])]
Region = Annotated[
    str | None,
    typer.Option(help="MOIS code of a sido, sigungu or emd whose people count; the nation when left out."),
]
When = Annotated[str, typer.Option(help=f"{', '.join(SHORT_NAMES)}; {', '.join(HOUR_SETS)}; 'Tue 19' or 'holiday 11'.")]


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
