"""`mindconnect notice`: what a center says of some days, or an administrator in its place."""

import datetime as dt
import re
from typing import Annotated, Literal, cast

import typer

from gis.care.hours import Interval
from gis.care.hours.model import MINUTES_PER_DAY
from gis.care.hours.times import read_clock
from gis.care.status import Claim
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.opening import read_instant
from gis.queries.hours import CenterClaim, add_claim, withdraw_claim
from gis.settings import Settings
from gis.terms import SEOUL

STATES = ("open", "closed", "break", "unknown", "hours")


def notice_command(
    by: Annotated[str, typer.Option(help="Office or role that says so; not a person's name.")],
    center: Annotated[str | None, typer.Option(help="center_id.")] = None,
    state: Annotated[str, typer.Option(help=f"One of {', '.join(STATES)}.")] = "closed",
    since: Annotated[str | None, typer.Option("--from", help="First instant, such as 2026-11-24T00:00; now.")] = None,
    until: Annotated[str | None, typer.Option(help="First instant at which it counts no more.")] = None,
    hours: Annotated[
        list[str] | None, typer.Option(help="With --state hours: 10:00~14:00; repeat for several.")
    ] = None,
    override: Annotated[bool, typer.Option("--override", help="An administrator's word, above all others.")] = False,
    reason: Annotated[str, typer.Option(help="Why, for the record; of an override.")] = "",
    withdraw: Annotated[int | None, typer.Option(help="Number of a notice or override to take back.")] = None,
) -> None:
    """Add a notice or an override of a center's hours, or take one back; nothing is ever changed or removed."""
    source: Literal["notice", "override"] = "override" if override else "notice"
    engine = make_engine(Settings(), "etl")
    if withdraw is not None:
        with engine.begin() as conn:
            withdraw_claim(conn, source, withdraw, issued_at=dt.datetime.now(SEOUL), issued_by=by)
        typer.echo(f"Taken back: {source} {withdraw}")
        return
    if center is None or until is None:
        raise InputError("a notice needs --center and --until")
    if override and not reason:
        raise InputError("an override needs its --reason, for the record")
    claim = read_claim(source, state, since, until, hours or [], by)
    row = CenterClaim(
        center_id=center,
        source=source,
        state=claim.state,
        intervals=tuple((i.start_min, i.end_min) for i in claim.intervals),
        valid_from=claim.valid_from,
        valid_until=claim.valid_until,
        issued_at=claim.issued_at,
        issued_by=claim.issued_by,
    )
    with engine.begin() as conn:
        number = add_claim(conn, row, reason=reason)
    typer.echo(f"Added: {source} {number}")


def read_claim(
    source: Literal["notice", "override"], state: str, since: str | None, until: str, hours: list[str], by: str
) -> Claim:
    """Check what was typed by making the claim of it.

    Parameters
    ----------
    source : {"notice", "override"}
        Who says so: the center itself or an administrator.
    state, since, until, hours, by : str, str or None, str, list of str, str
        As typed after the options of those names.

    Raises
    ------
    InputError
        When a value cannot be used.
    """
    if state not in STATES:
        raise InputError(f"{state!r} is no state: give one of {', '.join(STATES)}")
    return Claim(
        source=source,
        state=cast('Literal["open", "closed", "break", "unknown", "hours"]', state),
        valid_from=read_instant(since),
        valid_until=read_instant(until),
        issued_at=dt.datetime.now(SEOUL),
        issued_by=by,
        intervals=tuple(sorted(_interval(text) for text in hours)),
    )


def _interval(text: str) -> Interval:
    clocks = [minute for part in re.split(r"[~-]", text) if (minute := read_clock(part)) is not None]
    if len(clocks) != 2:
        raise InputError(f"{text!r} is no span of hours: write it as 10:00~14:00")
    start, end = clocks
    return Interval(start, end if end > start else end + MINUTES_PER_DAY)
