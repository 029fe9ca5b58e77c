"""How a center, a place, a way, a status become JSON: the same for the command line and for the API.

Every unit stands in a field's name; what is not known is null. Sentences are handed in, since they stand with the
subjects: a record is for programs.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from app.data import rules
from app.text import LANGUAGES, load
from gis.analysis.verdicts import Verdict
from gis.care.crisis import CrisisNumber
from gis.care.crisis_signals import most_urgent
from gis.care.holidays import Holiday
from gis.care.status import Status
from gis.place_names import latin_name
from gis.queries.centers import Center
from gis.queries.places import Place
from gis.search import FoundCenter
from gis.streets.isochrone import Isochrone
from gis.streets.network_catalog import Trip
from gis.streets.route import Position

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as JSON objects; missing and endless values are null."""
    names = [str(name) for name in table.columns]
    columns = [_plain(table[name]) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    """Write a column as JSON takes it: one by one, as a whole frame of objects takes three times as long."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub":
        return column.tolist()
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        known = np.isfinite(column.to_numpy())
    else:
        column = column.replace([np.inf, -np.inf], np.nan) if column.dtype == object else column
        known = column.notna().to_numpy()
    return [value if is_known else None for value, is_known in zip(column.tolist(), known.tolist(), strict=True)]


def center_record(center: Center) -> dict[str, Any]:
    """Return a center: ``id`` and the fields of :class:`~gis.queries.centers.Center`."""
    fields = dataclasses.asdict(center)
    record = {"id": fields.pop("center_id")} | {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in fields.items()
    }
    if center.distance_m is not None:
        record["distance_m"] = round(center.distance_m, 1)
    return record


def found_record(center: FoundCenter) -> dict[str, Any]:
    """Return a center that was found, with its state and arrival where they were asked for."""
    record = center_record(center.center)
    if center.state is None:
        return record
    record["state"] = center.state
    if center.arrival is None or center.time is None:
        return record
    record["arrival"] = {
        "at": center.arrival.at.isoformat(timespec="minutes"),
        "state": center.arrival.state,
        "open_left_min": center.arrival.open_left_min,
        "is_estimate": center.time.is_estimate,
        "is_approximate": center.time.is_approximate,
    }
    return record


def place_record(place: Place) -> dict[str, Any]:
    """Return a candidate of the place look-up."""
    return dataclasses.asdict(place)


def suggestion_record(place: Place) -> dict[str, Any]:
    """Return what tells a place from others while a person types."""
    is_region = place.category == "region" and place.region_name
    name = place.region_name if is_region and place.region_name else place.name
    return {
        "name": name,
        "latin": None if place.category in ("address", "center") else latin_name(name),
        "category": place.category,
        "detail": place.detail,
        "region_name": None if is_region else place.region_name,
    }


def holiday_record(day: Holiday) -> dict[str, Any]:
    """Return a holiday."""
    return {
        "date": day.date.isoformat(),
        "weekday": WEEKDAYS[day.date.weekday()],
        "name": day.name,
        "kind": day.kind,
        "key": day.key,
        "region_code": day.region_code,
        "valid_from": day.valid_from.isoformat() if day.valid_from else None,
        "source": day.source,
    }


def status_record(status: Status, at: dt.datetime, *, reasons: Sequence[str], outlook: Sequence[str]) -> dict[str, Any]:
    """Return a status at an instant: codes and parameters for programs, the sentences of each reason for people."""
    change = status.next_change
    return {
        "at": at.isoformat(),
        "state": status.state,
        "source": status.source,
        "confidence": status.confidence,
        "as_of": status.as_of.isoformat(),
        "age_days": status.age_days,
        "next_change": None if change is None else {"at": change.at.isoformat(), "state": change.state},
        "opens_at": status.opens_at.isoformat() if status.opens_at else None,
        "reasons": [
            {"code": reason.code, "params": dict(reason.params), "text": text}
            for reason, text in zip(status.reasons, reasons, strict=True)
        ],
        "outlook": list(outlook),
    }


def crisis_record(*texts: str, is_young: bool = False) -> dict[str, Any] | None:
    """Return whom to call where words sound like danger, in both languages; None when they do not. Keeps nothing.

    It stands first in an answer, as the panel does on a page.

    Parameters
    ----------
    *texts : str
        What was typed.
    is_young : bool
        Whether it is for somebody under 19; what was typed may tell so too.

    Returns
    -------
    dict or None
        ``panel`` (out of :data:`gis.care.crisis_signals.PANELS`), its title, and ``calls``, the most urgent first.
    """
    panels = rules.heard(*texts)
    if not panels:
        return None
    panel = most_urgent(panels)
    calls = rules.calls_for(*texts, is_young=is_young)
    titles = {language: load(language)(f"crisis.title.{panel}") for language in LANGUAGES}
    return {"panel": panel, "title": titles, "calls": [call_record(number) for number in calls]}


def call_record(number: CrisisNumber) -> dict[str, Any]:
    """Return a crisis number: hours null where not known, ``press_month`` where it rests on the press alone."""
    return {
        "number": number.number,
        "dial": number.dial,
        "name": {language: number.name_in(language) for language in LANGUAGES},
        "hours": number.hours,
        "sms": number.sms_link,
        "needs_area_code": number.needs_area_code,
        "press_month": f"{number.press_month:%Y-%m}" if number.press_month else None,
    }


def trip_record(trip: Trip, origin: Position, destination: Position) -> dict[str, Any]:
    """Return a trip; the line is a GeoJSON LineString, numbers are null when there is no way."""
    return {
        "status": trip.status,
        "is_estimate": trip.status == "estimate",
        "mode": trip.mode,
        "origin": dataclasses.asdict(origin),
        "destination": dataclasses.asdict(destination),
        "length_m": None if math.isnan(trip.length_m) else round(trip.length_m, 1),
        "duration_s": None if math.isnan(trip.duration_s) else round(trip.duration_s, 3),
        "error_pct": round(trip.error_pct, 1) if trip.status == "estimate" else None,
        "network": trip.network or None,
        "warnings": list(trip.warnings),
        "geometry": None
        if trip.line is None
        else {"type": "LineString", "coordinates": [[round(x, 6), round(y, 6)] for x, y in trip.line.tolist()]},
        "steps": [
            dataclasses.asdict(step) | {"length_m": round(step.length_m, 1), "duration_s": round(step.duration_s, 1)}
            for step in trip.steps
        ],
    }


def isochrone_features(isochrone: Isochrone, people: Sequence[float] | None) -> list[dict[str, Any]]:
    """Return the areas of an isochrone as GeoJSON features, with the people in each where they were counted."""
    return [
        {
            "type": "Feature",
            "properties": {
                "mode": isochrone.mode,
                "minutes": minutes,
                "km2": round(km2, 3),
                "is_approximate": isochrone.is_approximate,
                "is_cut": is_cut,
                "people": None if people is None else round(people[number], 1),
            },
            "geometry": shapely.geometry.mapping(area),
        }
        for number, (minutes, area, km2, is_cut) in enumerate(
            zip(isochrone.minutes, isochrone.areas, isochrone.km2, isochrone.cut, strict=True)
        )
    ]


def verdict_record(verdict: Verdict, *, text: str, reasons: Sequence[str]) -> dict[str, Any]:
    """Return a verdict: every number for programs, sentences for people. An endless ratio is null."""
    record = dataclasses.asdict(verdict)
    for finding in record["findings"]:
        if figure := finding["figure"]:
            finding["figure"] = {end: None if value == math.inf else value for end, value in figure.items()}
    return record | {"text": text, "reasons": list(reasons)}
