"""Opening states, reasons and weeks in words: pure functions of an answer and the sentences of a language."""

import datetime as dt

from app.text import Text
from app.ui import words
from gis.care.hours import DayHours, Hours
from gis.care.hours.days import AnnualDay, Dates, NamedHolidays, NthWeekday, PublicHolidays, Season, Weekdays
from gis.care.hours.model import HoursRule
from gis.care.hours.times import clock_text
from gis.care.office_hours import OfficeRule
from gis.care.status import Arrival, State, Status
from gis.care.status.reasons import Reason
from gis.terms import SEOUL


def badge(say: Text, state: State) -> str:
    """Name a state in a word or two."""
    return say(f"opening.state.{state}")


def outlook(say: Text, status: Status, at: dt.datetime) -> list[str]:
    """Say what comes next: until when it is open, or when it opens.

    Returns
    -------
    list of str
        None, one or two short sentences.
    """
    change = status.next_change
    if status.state == "open":
        if change is None:
            return [say("opening.next.always")]
        key = "break" if change.state == "break" else "closes"
        return [say(f"opening.next.{key}", when=moment(say, change.at, at))]
    if status.opens_at is None:
        return []
    key = "maybe_opens" if status.state == "unknown" else "opens"
    return [say(f"opening.next.{key}", when=moment(say, status.opens_at, at))]


def moment(say: Text, instant: dt.datetime, now: dt.datetime) -> str:
    """Write an instant as people say it: today, tomorrow, a day of this week, or the date, with the time."""
    local, today = instant.astimezone(SEOUL), now.astimezone(SEOUL).date()
    days = (local.date() - today).days
    time = f"{local:%H:%M}"
    if days in (0, 1):
        return say("opening.when.today" if days == 0 else "opening.when.tomorrow", time=time)
    weekday = say(f"opening.weekday.{local.weekday()}")
    if days < 7:
        return say("opening.when.weekday", weekday=weekday, time=time)
    return say("opening.when.date", month=local.month, day=local.day, weekday=weekday, time=time)


def reasons(say: Text, status: Status) -> list[str]:
    """Write every reason of a status, in its order."""
    return [reason(say, cause) for cause in status.reasons]


def reason(say: Text, one: Reason) -> str:
    """Write one reason.

    A reason with the words of its source shows them when it has any; a reason of unknown hours says why in words.
    """
    values: dict[str, object] = dict(one.params)
    if "weekday" in values:
        values["weekday"] = say(f"opening.weekday.{values['weekday']}")
    if "why" in values:
        values["why"] = say(f"opening.why.{values['why']}")
    if "state" in values:
        values["state"] = say(f"opening.state.{values['state']}")
    values["list"] = say.get(f"opening.list.{values.get('list')}", say("opening.list.any"))
    if "source" in values:
        values["source"] = say(f"opening.source.{values['source']}")
    for name in ("issued_at", "until"):
        if name in values:
            values[name] = instant_text(say, dt.datetime.fromisoformat(str(values[name])))
    if "date" in values:
        values["date"] = words.day(say, dt.date.fromisoformat(str(values["date"])))
    text = say(f"opening.reason.{one.code}", **values)
    return f"{text} {say('opening.in_words', words=values['words'])}" if values.get("words") else text


def usual(say: Text, rule: OfficeRule | None) -> str:
    """Say what hours a kind of center usually keeps, to be confirmed; empty without a rule."""
    if rule is None:
        return ""
    (span,) = rule.hours.intervals
    return say("opening.usual.hours", opens=clock_text(span.start_min), closes=clock_text(span.end_min))


def usual_reasons(say: Text, rule: OfficeRule | None, *, ask: str) -> list[str]:
    """Say what the usual hours stand on, and whether that was read at its publisher; nothing without a rule.

    ``ask`` says whom to call.
    """
    if rule is None:
        return []
    read = "not_read" if rule.read_on is None else "read"
    day = "" if rule.read_on is None else words.day(say, rule.read_on)
    basis = say("opening.usual.basis", ask=ask)
    return [basis, say(f"opening.usual.rule.{rule.rule}"), say(f"opening.usual.{read}", day=day)]


def instant_text(say: Text, instant: dt.datetime) -> str:
    """Write an instant in full."""
    local = instant.astimezone(SEOUL)
    return say("opening.when.full", date=words.day(say, local.date()), time=f"{local:%H:%M}")


def confidence(say: Text, status: Status, *, ask: str) -> str:
    """Say how far a status may be trusted; ``ask`` says whom to call where it may not."""
    return say(f"opening.confidence.{status.confidence}", ask=ask)


def arrival(say: Text, found: Arrival, at: dt.datetime, *, is_estimate: bool, is_approximate: bool) -> str:
    """Say what a person finds on arrival, the time marked where it is not exact (:func:`app.ui.words.marked`)."""
    minutes = say("directions.minutes", minutes=round((found.at - at).total_seconds() / 60))
    time = words.marked(say, minutes, is_estimate=is_estimate, is_approximate=is_approximate)
    if found.state == "open" and found.open_left_min is not None:
        return say("opening.arrival.open", time=time, left=found.open_left_min)
    return say(f"opening.arrival.{'open_on' if found.state == 'open' else found.state}", time=time)


def day_hours(say: Text, hours: DayHours) -> str:
    """Write the hours of one kind of day."""
    if hours.state == "closed":
        return say("opening.table.closed")
    if hours.state == "unknown":
        return say("opening.table.unknown", why=say(f"opening.why.{hours.reason}"))
    spans = words.listing([f"{clock_text(i.start_min)}~{clock_text(i.end_min)}" for i in hours.intervals])
    if not hours.breaks:
        return spans
    breaks = words.listing([f"{clock_text(i.start_min)}~{clock_text(i.end_min)}" for i in hours.breaks])
    return say("opening.table.with_break", hours=spans, breaks=breaks)


def week_rows(say: Text, hours: Hours) -> list[tuple[str, str]]:
    """Lay out a week: Monday to Sunday (equal neighbours as one), public holidays, then exceptions.

    Returns
    -------
    list of (str, str)
        Day and hours, in order; empty when nothing at all is known.
    """
    if not hours.rules:
        return []
    rows = [(_run(say, days), day_hours(say, hours_of_day)) for days, hours_of_day in _equal_days(hours)]
    holiday = hours.public_holiday()
    rows.append(
        (
            say("opening.table.holidays"),
            say("opening.table.like_weekday") if holiday is None else day_hours(say, holiday),
        )
    )
    special = [rule for rule in hours.rules if not isinstance(rule.days, Weekdays | PublicHolidays)]
    return rows + [(days_text(say, rule), day_hours(say, rule.hours)) for rule in special]


def _equal_days(hours: Hours) -> list[tuple[list[int], DayHours]]:
    """Join neighbouring days of the week with the same hours."""
    runs: list[tuple[list[int], DayHours]] = []
    for day, hours_of_day in enumerate(hours.ordinary_week()):
        if runs and runs[-1][1] == hours_of_day:
            runs[-1][0].append(day)
        else:
            runs.append(([day], hours_of_day))
    return runs


def _run(say: Text, days: list[int]) -> str:
    first, last = (say(f"opening.weekday.{day}") for day in (days[0], days[-1]))
    return first if len(days) == 1 else say("opening.table.run", first=first, last=last)


def days_text(say: Text, rule: HoursRule) -> str:
    """Name the days that an exception speaks of."""

    def weekdays(days: tuple[int, ...]) -> str:
        return words.listing([say(f"opening.weekday.{day}") for day in days])

    match rule.days:
        case NthWeekday(days, nths):
            every = [say(f"opening.nth.{'last' if nth == -1 else nth}") for nth in nths]
            return say("opening.table.nth", nths=words.listing(every), weekdays=weekdays(days))
        case Season(first, last, days):
            span = {"from_month": first[0], "from_day": first[1], "to_month": last[0], "to_day": last[1]}
            whole = first[1] == 1 and last[1] == 31
            return say(f"opening.table.{'months' if whole else 'season'}", weekdays=weekdays(days), **span)
        case AnnualDay(month, day):
            return say("opening.table.annual", month=month, day=day)
        case NamedHolidays(keys):
            return words.listing([say(f"opening.holiday.{key}") for key in keys])
        case Dates(first_date, last_date):
            return say("opening.table.dates", first=words.day(say, first_date), last=words.day(say, last_date))
        case other:
            return words.listing([say(f"opening.holiday_kind.{kind}") for kind in getattr(other, "kinds", ())])
