"""Options that state a reading, the same for every command that answers one."""

from typing import Annotated

import typer

from gis.analysis.readings import HOUR_SETS, MEASURES, SUPPLIES, UNKNOWN_HOURS
from gis.terms import MODES, SERVES

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
