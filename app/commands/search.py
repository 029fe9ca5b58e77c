"""`mindconnect search` and `mindconnect regions`: the register and the region table on the command line."""

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands import crisis_calls
from app.ui.downloads import TWELVE_DIGITS
from gis import reports, vocabulary
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.opening import OpenCenter, keep_open, load_board
from gis.queries.centers import Center
from gis.queries.inputs import MAX_ROWS, check_limit
from gis.queries.regions import LEVELS
from gis.settings import Settings
from gis.terms import SEOUL

if TYPE_CHECKING:
    from gis.streets.network_catalog import TravelTime

DEFAULT_RADIUS_KM = 3.0
"""How far a search looks unless it is told, kilometres."""


def search_command(
    lat: Annotated[float | None, typer.Option(help="Latitude, WGS84 degrees.")] = None,
    lon: Annotated[float | None, typer.Option(help="Longitude, WGS84 degrees.")] = None,
    radius_km: Annotated[
        float, typer.Option(help="Radius around the point, kilometres, at most 100.")
    ] = DEFAULT_RADIUS_KM,
    nearest: Annotated[bool, typer.Option("--nearest", help="The nearest ones, however far: no radius.")] = False,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of center (Korean term); repeat for several.")] = None,
    service: Annotated[list[str] | None, typer.Option(help="Service offered (Korean term); repeat: all hold.")] = None,
    region: Annotated[str | None, typer.Option(help="MOIS code: centers standing there or serving it.")] = None,
    text: Annotated[str | None, typer.Option(help="Words in name, operator, kind, address or services.")] = None,
    limit: Annotated[int, typer.Option(help="Most centers to give.")] = 100,
    open_at: Annotated[str | None, typer.Option(help="Only centers open then: 2026-10-05T14:00, or now.")] = None,
    open_on_arrival: Annotated[
        str | None, typer.Option(help="Only centers open on arrival by walk, bicycle or car.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
) -> None:
    """Find centers around a point, nearest first, or by region, kind, service and keyword."""
    crisis_calls.tell(text or "")
    only_open = open_at is not None or open_on_arrival is not None
    settings = Settings()
    with make_engine(settings, "app").connect() as conn:
        found = reports.find_centers(
            conn,
            lat=lat,
            lon=lon,
            radius_m=None if nearest else radius_km * 1000,
            kinds=kind,
            region_code=region,
            services=service,
            text=text,
            limit=MAX_ROWS if only_open else limit,
        )
        if only_open:
            at = read_instant(open_at)
            ids = [center.center_id for center in found]
            board = load_board(conn, settings.data_dir, at=at, center_ids=ids)
            times = _times(settings, lat, lon, found, open_on_arrival) if open_on_arrival else None
            minutes = None if times is None else {key: time.duration_s / 60 for key, time in times.items()}
            kept = keep_open(found, board, at, travel_min=minutes)[: check_limit(limit)]
    records = [center_record(center) for center in found]
    if only_open:
        found = [one.center for one in kept]
        reached = times or {}
        records = [center_record(one.center) | opening_record(one, reached.get(one.center.center_id)) for one in kept]
    if as_json:
        print_json(records)
    elif found:
        _console().print(_table(found))
    else:
        typer.echo("No center was found: widen the radius, take off a filter, or use --nearest.", err=True)


def regions_command(
    level: Annotated[str, typer.Option(help=f"One of {', '.join(LEVELS)}.")] = "sido",
    parent: Annotated[str | None, typer.Option(help="MOIS code of the unit above, such as 41.")] = None,
    kind: Annotated[str, typer.Option(help="Kind of center, or 공공 전체, 의료 전체.")] = reports.DEFAULT_KIND,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
) -> None:
    """Give people, centers and distances by region."""
    if level not in LEVELS:
        raise InputError(f"{level!r} is no level: give one of {', '.join(LEVELS)}")
    require_one_form(as_csv=as_csv, as_json=as_json)
    with make_engine(Settings(), "app").connect() as conn:
        table = reports.region_table(conn, level=level, parent_code=parent, kind=kind)
    if as_json:
        print_json(table.astype(object).where(table.notna(), None).to_dict("records"))
    elif as_csv:
        table.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        _console().print(_region_table(table, kind))


def center_record(center: Center) -> dict[str, Any]:
    """Give a center as a JSON object: ``id`` and the fields of :class:`~gis.queries.centers.Center`."""
    record = dataclasses.asdict(center)
    record = {"id": record.pop("center_id")} | record
    record["reference_date"] = center.reference_date.isoformat()
    if center.distance_m is not None:
        record["distance_m"] = round(center.distance_m, 1)
    return record


def opening_record(one: OpenCenter, time: "TravelTime | None") -> dict[str, Any]:
    """Give the opening of a found center as part of a JSON object, and what makes its time of arrival inexact."""
    if one.arrival is None or time is None:
        return {"state": one.state}
    arrival = {"at": one.arrival.at.isoformat(timespec="minutes"), "state": one.arrival.state}
    doubts = {"is_estimate": time.is_estimate, "is_approximate": time.is_approximate}
    return {"state": one.state, "arrival": arrival | {"open_left_min": one.arrival.open_left_min} | doubts}


def read_instant(text: str | None) -> dt.datetime:
    """Read an instant as typed: Korean time when no zone is given; nothing, or ``now``, is the present.

    Raises
    ------
    InputError
        When the text is no instant.
    """
    if text is None or text == "now":
        return dt.datetime.now(SEOUL)
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no instant: write it as 2026-10-05T14:00") from None
    return at.replace(tzinfo=SEOUL) if at.tzinfo is None else at.astimezone(SEOUL)


def _times(
    settings: Settings, lat: float | None, lon: float | None, found: Sequence[Center], mode: str
) -> "dict[str, TravelTime]":
    """Find how long it takes to each center that can be reached."""
    from app.data.routing import open_atlas
    from gis.streets.route import Position, read_mode

    how = read_mode(mode)
    if lat is None or lon is None:
        raise InputError("the time of arrival needs a point to set out from: give lat and lon")
    ends = [Position(center.lat, center.lon) for center in found]
    times = open_atlas(settings).times(Position(lat, lon), ends, mode=how)
    reached = {center.center_id: time for center, time in zip(found, times, strict=True)}
    return {key: time for key, time in reached.items() if time.status != "unreachable"}


def require_one_form(*, as_csv: bool, as_json: bool) -> None:
    """Refuse to write in two forms at once."""
    if as_csv and as_json:
        raise InputError("--csv and --json exclude each other: give one")


def print_json(value: object) -> None:
    """Write JSON to standard output: UTF-8, readable, numbers finite."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def _table(centers: list[Center]) -> Table:
    table = Table(box=box.SIMPLE, caption="≈ the position is approximate", caption_justify="left")
    for title in ("Distance", "Name", "Kind", "Address", "Phone", "As of"):
        table.add_column(
            title, justify="right" if title == "Distance" else "left", no_wrap=title in ("Distance", "As of")
        )
    for center in centers:
        mark = "≈ " if center.is_approximate else ""
        table.add_row(
            "" if center.distance_m is None else f"{mark}{center.distance_m / 1000:.2f} km",
            center.name,
            center.kind,
            center.road_address or center.lot_address or "",
            center.phone or "",
            center.reference_date.isoformat(),
        )
    return table


_REGION_COLUMNS = {
    "Code": ("region_code", ""),
    "Region": ("full_name", ""),
    "People": ("people", ",d"),
    "Standing": ("centers", ",d"),
    "Serving": ("centers_by_rule", ",.2f"),
    "People/center": ("people_per_center", ",.0f"),
    "Mean km": ("mean_km", ".1f"),
    "90 % in km": ("p90_km", ".1f"),
    "> 5 km": ("share_beyond_5km", ".1%"),
    "> 10 km": ("share_beyond_10km", ".1%"),
}
"""Title of each column -> the figure of the region table, and how it is written."""


def _region_table(frame: pd.DataFrame, kind: str) -> Table:
    name = next((one.name_en for one in vocabulary.kinds() if one.code == kind), kind)
    table = Table(box=box.SIMPLE, title=f"{kind} ({name})" if name != kind else kind)
    for title in _REGION_COLUMNS:
        table.add_column(title, justify="left" if title in ("Code", "Region") else "right")
    for row in frame.to_dict("records"):
        table.add_row(*(_write(row[figure], form) for figure, form in _REGION_COLUMNS.values()))
    return table


def _write(value: Any, form: str) -> str:
    return "-" if pd.isna(value) else format(value, form)


def _console() -> Console:
    """Fit the terminal; a pipe gets lines wide enough not to be cut."""
    return Console(width=None if sys.stdout.isatty() else 200)
