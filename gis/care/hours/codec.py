"""The structured week as plain data, for a JSON column and for the shipped snapshot."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, get_args

from gis.care.holidays import KINDS
from gis.care.hours.days import (
    AnnualDay,
    Dates,
    Days,
    HolidayKinds,
    NamedHolidays,
    NthWeekday,
    PublicHolidays,
    Season,
    Weekdays,
)
from gis.care.hours.model import DayHours, Evidence, Field, Hours, HoursRule, Interval, Remark, Repair
from gis.errors import InputError

FORMAT = 1
"""Version of the form; a reader refuses any other."""


def to_data(hours: Hours, *, with_note_words: bool = False) -> dict[str, Any]:
    """Write hours as plain data.

    Parameters
    ----------
    hours : Hours
    with_note_words : bool
        False (the default) leaves out words of usage notes, which may not leave the database.

    Returns
    -------
    dict
        Strings, numbers, lists and None only; keys without content are left out.
    """

    def evidence(item: Evidence) -> dict[str, Any]:
        words = item.words if with_note_words or item.field != "note" else None
        return _filled({"field": item.field, "words": words, "rule": item.rule})

    return _filled(
        {
            "format": FORMAT,
            "outcome": hours.outcome,
            "reason": hours.reason,
            "unread": hours.unread,
            "rules": [
                _filled(
                    {
                        "days": _days_to_data(rule.days),
                        "hours": _day_hours_to_data(rule.hours),
                        "because": [evidence(item) for item in rule.evidence],
                    }
                )
                for rule in hours.rules
            ],
            "remarks": [
                _filled({"code": r.code, "because": evidence(r.evidence), "since": list(r.since or ())})
                for r in hours.remarks
            ],
            "repairs": [
                {"rule": r.rule, "field": r.field, "found": r.found, "read_as": r.read_as} for r in hours.repairs
            ],
        }
    )


def from_data(data: Mapping[str, Any]) -> Hours:
    """Read what :func:`to_data` wrote.

    Raises
    ------
    InputError
        When the data is not of this form.
    """
    if data.get("format") != FORMAT:
        raise InputError(f"opening hours of format {data.get('format')!r}; this version reads {FORMAT}")
    try:
        return Hours(
            outcome=data["outcome"],
            reason=data.get("reason"),
            unread=data.get("unread"),
            rules=tuple(
                HoursRule(
                    _days_from_data(rule["days"]),
                    _day_hours_from_data(rule["hours"]),
                    tuple(_evidence(item) for item in rule.get("because", ())),
                )
                for rule in data.get("rules", ())
            ),
            remarks=tuple(
                Remark(r["code"], _evidence(r["because"]), _pair(r["since"]) if r.get("since") else None)
                for r in data.get("remarks", ())
            ),
            repairs=tuple(
                Repair(r["rule"], _field(r["field"]), r["found"], r["read_as"]) for r in data.get("repairs", ())
            ),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise InputError(f"opening hours cannot be read from this data: {error!r}") from error


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, [], ())}


def _field(text: str) -> Field:
    for known in get_args(Field):
        if text == known:
            return known  # type: ignore[no-any-return]
    raise InputError(f"opening hours: field {text!r} is unknown")


def _evidence(data: Mapping[str, Any]) -> Evidence:
    return Evidence(_field(data["field"]), data.get("words"), data["rule"])


def _pair(values: Any) -> tuple[int, int]:
    return int(values[0]), int(values[1])


def _days_to_data(days: Days) -> dict[str, Any]:
    match days:
        case Weekdays(chosen):
            content: dict[str, Any] = {"weekdays": list(chosen)}
        case Season(first, last, chosen):
            content = {"first": list(first), "last": list(last), "weekdays": list(chosen)}
        case NthWeekday(chosen, nths):
            content = {"weekdays": list(chosen), "nths": list(nths)}
        case PublicHolidays():
            content = {}
        case HolidayKinds(kinds):
            content = {"kinds": list(kinds)}
        case NamedHolidays(keys, with_substitutes):
            content = {"keys": list(keys), "with_substitutes": with_substitutes}
        case AnnualDay(month, day):
            content = {"month": month, "day": day}
        case Dates(start, end):
            content = {"first": start.isoformat(), "last": end.isoformat()}
    return {"of": days.name, **content}


def _days_from_data(data: Mapping[str, Any]) -> Days:
    weekdays = tuple(int(day) for day in data.get("weekdays", ()))
    match data["of"]:
        case Weekdays.name:
            return Weekdays(weekdays)
        case Season.name:
            return Season(_pair(data["first"]), _pair(data["last"]), weekdays)
        case NthWeekday.name:
            return NthWeekday(weekdays, tuple(int(nth) for nth in data["nths"]))
        case PublicHolidays.name:
            return PublicHolidays()
        case HolidayKinds.name:
            return HolidayKinds(tuple(kind for kind in KINDS if kind in data["kinds"]))
        case NamedHolidays.name:
            return NamedHolidays(tuple(data["keys"]), bool(data["with_substitutes"]))
        case AnnualDay.name:
            return AnnualDay(int(data["month"]), int(data["day"]))
        case Dates.name:
            return Dates(dt.date.fromisoformat(data["first"]), dt.date.fromisoformat(data["last"]))
    raise InputError(f"opening hours: days {data['of']!r} are unknown")


def _day_hours_to_data(hours: DayHours) -> dict[str, Any]:
    return _filled(
        {
            "state": hours.state,
            "intervals": [[i.start_min, i.end_min] for i in hours.intervals],
            "breaks": [[i.start_min, i.end_min] for i in hours.breaks],
            "reason": hours.reason,
        }
    )


def _day_hours_from_data(data: Mapping[str, Any]) -> DayHours:
    return DayHours(
        data["state"],
        tuple(Interval(*_pair(pair)) for pair in data.get("intervals", ())),
        tuple(Interval(*_pair(pair)) for pair in data.get("breaks", ())),
        data.get("reason"),
    )
