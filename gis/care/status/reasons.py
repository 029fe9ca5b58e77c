"""Reasons of a status as codes and parameters; the sentences stand in ``app/text``.

Codes of one answer come in order: what decided, what stands behind it, and what lessens its weight.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.care.holidays import HolidayCalendar
from gis.care.hours.asked import is_asked
from gis.care.hours.model import Interval
from gis.care.hours.spans import PUBLIC_HOLIDAY
from gis.care.hours.times import clock_text
from gis.care.status.facts import CenterFacts, Claim, Moment

Param = str | int

CODES = (
    "open_hours",
    "on_break",
    "before_opening",
    "after_closing",
    "between_openings",
    "closed_weekday",
    "closed_holiday",
    "closed_season",
    "closed_that_day",
    "unknown_day",
    "unknown_hours",
    "holiday_today",
    "claim_open",
    "claim_closed",
    "claim_break",
    "claim_unknown",
    "claim_hours",
    "instead_of_published",
    "asked_as_of",
    "published_as_of",
    "published_old",
    "sources_disagree",
    "hours_repaired",
    "calendar_not_announced",
    "calendar_ends",
    "local_holiday",
    "remark_suspended",
    "remark_conditional",
    "remark_other_closed_days_possible",
    "remark_other_open_hours_possible",
    "remark_appointment",
    "remark_phone_line",
    "remark_phone_around_the_clock",
    "remark_break_without_time",
)
"""Every code that a reason can have; the texts are checked against this list."""

OLD_AFTER_DAYS = 365
"""From this age a published row says how old it is."""

_SHOWN_REMARKS = tuple(code.removeprefix("remark_") for code in CODES if code.startswith("remark_"))
_LESSENING = {
    "sources_disagree": 1,
    "hours_repaired": 1,
    "calendar_not_announced": 1,
    "local_holiday": 2,
    "remark_suspended": 2,
    "remark_other_closed_days_possible": 1,
    "remark_other_open_hours_possible": 1,
}


@dataclass(frozen=True)
class Reason:
    """One step of the explanation.

    Attributes
    ----------
    code : str
        One of :data:`CODES`.
    params : mapping of str to str or int
        What the sentence needs: times as HH:MM, dates as ISO, ``weekday`` from 0 (Monday), ``words`` of the source.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def lessens(self) -> int:
        """Levels of confidence that this reason takes away."""
        return _LESSENING.get(self.code, 0)


def _span(interval: Interval) -> dict[str, Param]:
    return {"from": clock_text(interval.start_min), "to": clock_text(interval.end_min)}


def claim_reasons(claim: Claim) -> tuple[Reason, ...]:
    """Explain a notice, a live answer or an override."""
    params: dict[str, Param] = {
        "source": claim.source,
        "who": claim.issued_by,
        "issued_at": claim.issued_at.isoformat(timespec="minutes"),
        "until": claim.valid_until.isoformat(timespec="minutes"),
    }
    if claim.intervals:
        spans = (f"{clock_text(i.start_min)}~{clock_text(i.end_min)}" for i in claim.intervals)
        params["hours"] = ", ".join(spans)
    return (Reason(f"claim_{claim.state}", params),)


def published_reasons(
    facts: CenterFacts, moment: Moment, at: dt.datetime, calendar: HolidayCalendar
) -> tuple[Reason, ...]:
    """Explain what the published hours say at an instant.

    Returns
    -------
    tuple of Reason
    """
    reasons = [_deciding(facts, moment, at)]
    holidays = moment.day.holidays or ()
    if holidays and reasons[0].code != "closed_holiday":
        reasons.append(Reason("holiday_today", {"name": ", ".join(day.name for day in holidays)}))
    age_days = (at.date() - facts.reference_date).days
    code = "published_old" if age_days > OLD_AFTER_DAYS else "published_as_of"
    code = "asked_as_of" if is_asked(facts.hours) else code
    dated: dict[str, Param] = {"date": facts.reference_date.isoformat(), "years": max(age_days, 0) // 365}
    named: dict[str, Param] = {"list": facts.published_by} if facts.published_by else {}
    reasons.append(Reason(code, dated | named))
    if (other := facts.disagreement) is not None and moment.state != "unknown" and _today(moment) in other.days:
        params: dict[str, Param] = {"list": other.source, "date": other.reference_date.isoformat()}
        reasons.append(Reason("sources_disagree", params))
    reasons += [
        Reason("hours_repaired", {"found": repair.found, "read_as": repair.read_as}) for repair in facts.hours.repairs
    ]
    if any(day.kind == "local" for day in holidays) and moment.state == "closed":
        reasons.append(Reason("local_holiday"))
    if moment.day.holidays is None:
        reasons.append(Reason("calendar_ends", {"date": calendar.last_date.isoformat()}))
    elif moment.day.date > calendar.announced_until:
        reasons.append(Reason("calendar_not_announced", {"date": calendar.announced_until.isoformat()}))
    codes = {remark.code for remark in facts.hours.remarks}
    reasons += [Reason(f"remark_{code}") for code in _SHOWN_REMARKS if code in codes]
    return tuple(reasons)


def _today(moment: Moment) -> int:
    """Return the day's number among days compared: a public holiday that a rule of its own decides is the eighth."""
    is_holiday = moment.rule is not None and moment.rule.days.name == "public_holidays"
    return PUBLIC_HOLIDAY if is_holiday else moment.day.weekday


def _words(moment: Moment) -> str:
    """Words of the source behind the rule that decided, where they may be shown."""
    if moment.rule is None:
        return ""
    return next((e.words for e in moment.rule.evidence if e.field == "closed_days" and e.words), "")


def _deciding(facts: CenterFacts, moment: Moment, at: dt.datetime) -> Reason:
    params: dict[str, Param] = {"weekday": moment.day.weekday, "words": _words(moment)}
    if moment.interval is not None:
        return Reason("on_break", _span(moment.rest)) if moment.rest else Reason("open_hours", _span(moment.interval))
    if moment.state == "unknown":
        if moment.rule is None:
            return Reason(
                "unknown_hours", {"why": facts.hours.reason or "day_unsaid", "words": facts.hours.unread or ""}
            )
        return Reason("unknown_day", {**params, "why": moment.hours.reason or "day_unsaid"})
    if moment.hours.intervals:
        return _outside_hours(moment, at)
    name = moment.rule.days.name if moment.rule else "weekdays"
    if name in ("public_holidays", "holiday_kinds", "named_holidays"):
        names = ", ".join(day.name for day in moment.day.holidays or ())
        return Reason("closed_holiday", {**params, "name": names})
    if name == "weekdays":
        return Reason("closed_weekday", params)
    return Reason("closed_season" if name == "season" else "closed_that_day", params)


def _outside_hours(moment: Moment, at: dt.datetime) -> Reason:
    minute = (at.hour * 60) + at.minute
    later = [interval for interval in moment.hours.intervals if interval.start_min > minute]
    earlier = [interval for interval in moment.hours.intervals if interval.start_min <= minute]
    if later and earlier:
        return Reason("between_openings", {"from": clock_text(later[0].start_min)})
    if later:
        return Reason("before_opening", _span(later[0]))
    return Reason("after_closing", _span(earlier[-1]))
