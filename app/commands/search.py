"""`mindconnect search` and `mindconnect regions`: the register and the region table on the command line."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands import crisis_calls
from app.records import found_record, rows
from app.ui.downloads import TWELVE_DIGITS
from gis import reports, vocabulary
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.opening import load_board, read_instant
from gis.queries.centers import Center
from gis.queries.regions import LEVELS
from gis.search import CenterSearch, FoundCenter, find_centers, find_open
from gis.settings import Settings
from gis.terms import CareScope

if TYPE_CHECKING:
    from gis.search import TravelTimes

DEFAULT_RADIUS_KM = 3.0
"""How far a search looks unless it is told, kilometres."""

SCOPE_HELP = (
    "care: what gives mental-health care; listed: also what may; open: all that anybody may enter; register: the whole "
    "register. Unless it is told care, or open where kinds are named."
)
"""What the scopes of a search are, on the command line."""


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
    psychiatrist: Annotated[
        bool, typer.Option("--psychiatrist", help="Only centers where a psychiatrist is counted.")
    ] = False,
    scope: Annotated[CareScope | None, typer.Option(help=SCOPE_HELP)] = None,
    limit: Annotated[int, typer.Option(help="Most centers to give.")] = 100,
    open_at: Annotated[str | None, typer.Option(help="Only centers open then: 2026-10-05T14:00, or now.")] = None,
    open_on_arrival: Annotated[
        str | None, typer.Option(help="Only centers open on arrival by walk, bicycle or car.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
) -> None:
    """Find centers around a point, nearest first, or by region, kind, service and keyword."""
    crisis_calls.tell(text or "")
    settings = Settings()
    search = CenterSearch(
        lat=lat,
        lon=lon,
        radius_m=None if nearest else radius_km * 1000,
        kinds=kind or (),
        services=service or (),
        region_code=region,
        text=text,
        has_psychiatrist=psychiatrist,
        scope=scope,
        limit=limit,
    )
    with make_engine(settings, "app").connect() as conn:
        if open_at is None and open_on_arrival is None:
            centers_found = [FoundCenter(center) for center in find_centers(conn, search)]
        else:
            at = read_instant(open_at)
            times = _travel_times(settings, search, open_on_arrival) if open_on_arrival else None
            centers_found = find_open(
                conn,
                search,
                at=at,
                board_of=lambda ids: load_board(conn, settings.data_dir, at=at, center_ids=ids),
                travel_times=times,
            )
    if as_json:
        print_json([found_record(one) for one in centers_found])
    elif centers_found:
        _console().print(_table([one.center for one in centers_found]))
    else:
        typer.echo("No center was found: widen the radius, take off a filter, or use --nearest.", err=True)


def regions_command(
    level: Annotated[str, typer.Option(help=f"One of {', '.join(LEVELS)}.")] = "sido",
    parent: Annotated[str | None, typer.Option(help="MOIS code of the unit above, such as 41.")] = None,
    kind: Annotated[str, typer.Option(help="Kind of center, or 공공 전체, 의료 전체.")] = reports.DEFAULT_KIND,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
) -> None:
    """Return people, centers and distances by region."""
    if level not in LEVELS:
        raise InputError(f"{level!r} is no level: give one of {', '.join(LEVELS)}")
    require_one_form(as_csv=as_csv, as_json=as_json)
    with make_engine(Settings(), "app").connect() as conn:
        table = reports.region_table(conn, level=level, parent_code=parent, kind=kind)
    if as_json:
        print_json(rows(table))
    elif as_csv:
        table.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    else:
        _console().print(_region_table(table, kind))


def _travel_times(settings: Settings, search: CenterSearch, mode: str) -> "TravelTimes":
    """Return what tells the times from the point of a search; networks are opened only where times are asked for."""
    from app.data.routing import open_atlas, times_from
    from gis.streets.route import read_mode

    return times_from(open_atlas(settings), search.lat, search.lon, mode=read_mode(mode))


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
    name = next((known.name_en for known in vocabulary.kinds() if known.code == kind), kind)
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
