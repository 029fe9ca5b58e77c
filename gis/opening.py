"""Who is open, and why: the stored hours, notices and rules put together for pages, API and command line."""

import copy
import datetime as dt
import logging
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import Connection

from gis.care import office_hours
from gis.care.holidays import HolidayCalendar
from gis.care.hours import Hours, Interval
from gis.care.hours.codec import from_data
from gis.care.live import LiveSource
from gis.care.office_hours import OfficeRule
from gis.care.status import (
    HORIZON_DAYS,
    Arrival,
    CenterFacts,
    Claim,
    Disagreement,
    Source,
    State,
    Status,
    StatusRules,
    arrival_at,
    state_at,
    status_at,
)
from gis.care.status.table import STATES, StatusTable
from gis.errors import FetchError, InputError, NotFoundError, SettingsError
from gis.holiday_calendar import load_calendar
from gis.live import HttpLiveSource
from gis.queries import hours as hours_queries
from gis.queries.hours import CenterClaim, CenterWeek
from gis.reference import rule_file
from gis.settings import Settings
from gis.terms import SEOUL

logger = logging.getLogger(__name__)

NOT_PUBLISHED = Hours("unknown", reason="nothing_published")
"""Hours of a center that publishes none."""


@dataclass(frozen=True, eq=False)
class OpeningRules:
    """What ``data/rules/status.toml`` says, and ``office_hours.yaml`` by kind of center; compared by identity."""

    status: StatusRules
    valid_from: dt.date
    source: str
    office: Mapping[str, OfficeRule]


@lru_cache(maxsize=4)
def _read_rules(path: Path, office_path: Path, _modified_ns: tuple[int, int]) -> OpeningRules:
    office = office_hours.rule_by_kind(office_hours.parse(office_path.read_text(encoding="utf-8")))
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        rules = OpeningRules(
            status=StatusRules(
                high_until_days=int(data["published"]["high_until_days"]),
                medium_until_days=int(data["published"]["medium_until_days"]),
                live_holds_min=int(data["live"]["holds_min"]),
            ),
            valid_from=data["valid_from"],
            source=str(data["source"]),
            office=office,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{path} cannot be used: {error!r}") from error
    if not data.get("reviewer") or not rules.source:
        raise SettingsError(f"{path}: source and reviewer are needed")
    return rules


def load_rules(data_dir: Path) -> OpeningRules:
    """Read the rules of trust and those of office hours; kept until a file changes.

    Raises
    ------
    SettingsError
        When a file is missing or status.toml cannot be used.
    SourceError
        When office_hours.yaml cannot be used.
    """
    path, office = (rule_file(name, data_dir=data_dir) for name in ("status.toml", "office_hours.yaml"))
    return _read_rules(path, office, (path.stat().st_mtime_ns, office.stat().st_mtime_ns))


def live_source(settings: Settings, rules: OpeningRules) -> LiveSource | None:
    """Make the live service that the settings name, or None when they name none."""
    if settings.live_status_url is None:
        return None
    return HttpLiveSource(
        settings.live_status_url,
        service=settings.live_status_name,
        rules=rules.status,
        clock=lambda: dt.datetime.now(SEOUL),
    )


def facts_of(week: CenterWeek, claims: Iterable[CenterClaim] = ()) -> CenterFacts:
    """Make the facts of one center from its stored rows.

    Parameters
    ----------
    week : CenterWeek
    claims : iterable of CenterClaim

    Returns
    -------
    CenterFacts
    """
    return CenterFacts(
        hours=from_data(week.week) if week.week is not None else NOT_PUBLISHED,
        reference_date=week.reference_date,
        region_code=week.region_code,
        is_public=week.is_public,
        claims=tuple(_claim(row) for row in claims),
        published_by=week.source,
        disagreement=_disagreement(week),
    )


def _disagreement(week: CenterWeek) -> Disagreement | None:
    if week.other_source is None or week.other_date is None:
        return None
    return Disagreement(week.other_source, week.other_date, week.days_apart)


def _claim(row: CenterClaim) -> Claim:
    return Claim(
        source=cast("Source", row.source),
        state=cast("Literal['open', 'closed', 'break', 'unknown', 'hours']", row.state),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        intervals=tuple(Interval(start, end) for start, end in row.intervals),
    )


class OpeningBoard:
    """Statuses of some centers, or of the register, on one state of the data.

    The published hours are compiled once; what notices and overrides say is added by :meth:`hearing`, which is cheap,
    so a board of the whole register may be kept while claims are read anew each time.

    Parameters
    ----------
    weeks : sequence of CenterWeek
    calendar : HolidayCalendar
    rules : OpeningRules
    """

    def __init__(self, weeks: Sequence[CenterWeek], *, calendar: HolidayCalendar, rules: OpeningRules) -> None:
        self.weeks = {week.center_id: week for week in weeks}
        self.facts = {week.center_id: facts_of(week) for week in weeks}
        self.calendar = calendar
        self.rules = rules
        self._table = StatusTable(list(self.facts.values()), calendar)
        self.claimed: tuple[str, ...] = ()

    def hearing(self, claims: Iterable[CenterClaim]) -> "OpeningBoard":
        """Return the same board with what notices and overrides say; claims heard before are forgotten."""
        of_center: dict[str, list[CenterClaim]] = defaultdict(list)
        for claim in claims:
            if claim.center_id in self.weeks:
                of_center[claim.center_id].append(claim)
        board = copy.copy(self)
        published = {key: replace(self.facts[key], claims=()) for key in self.claimed}
        heard = {key: facts_of(self.weeks[key], claims_of_center) for key, claims_of_center in of_center.items()}
        board.facts = {**self.facts, **published, **heard}
        board.claimed = tuple(of_center)
        return board

    def asking(self, center_id: str, live: LiveSource | None) -> "OpeningBoard":
        """Return the same board with the live answer for one center; without one when the service does not answer.

        A service that fails must not take the page with it: the published hours stand, and the failure is logged.
        """
        if live is None or center_id not in self.facts:
            return self
        try:
            claim = live.ask(center_id)
        except FetchError as error:
            logger.warning("no live status: %s", error)
            return self
        if claim is None:
            return self
        board = copy.copy(self)
        facts = self.facts[center_id]
        board.facts = {**self.facts, center_id: replace(facts, claims=(*facts.claims, claim))}
        board.claimed = tuple({*self.claimed, center_id})
        return board

    def states_at(self, at: dt.datetime) -> dict[str, State]:
        """Return every center's state at an instant, by center_id."""
        published = zip(self.facts, self._table.states_at(at), strict=True)
        states: dict[str, State] = {key: STATES[number] for key, number in published}
        return states | {key: state_at(self.facts[key], at, self.calendar) for key in self.claimed}

    def status(self, center_id: str, at: dt.datetime) -> Status:
        """Return one center's status with its reasons.

        Raises
        ------
        NotFoundError
            When the board has no such center.
        """
        return status_at(self._facts(center_id), at, self.calendar, self.rules.status)

    def arrival(self, center_id: str, at: dt.datetime, *, travel_min: float) -> Arrival:
        """Return what a person finds who sets out at an instant and travels for known minutes.

        Raises
        ------
        NotFoundError
            When the board has no such center.
        """
        return arrival_at(self._facts(center_id), at, travel_min, self.calendar)

    def usual(self, center_id: str, kind: str) -> OfficeRule | None:
        """Return the rule of the weekday hours that a center's kind usually keeps, where it has told none of its own.

        An assumption to be confirmed by telephone; no state, count or filter uses it.
        """
        facts = self.facts.get(center_id)
        has_told = facts is not None and (facts.hours.reason != NOT_PUBLISHED.reason or bool(facts.claims))
        return None if has_told else self.rules.office.get(kind)

    def counts_at(self, at: dt.datetime) -> dict[State, int]:
        """Count the centers in each state at an instant."""
        counts = Counter(self.states_at(at).values())
        return {state: counts[state] for state in STATES}

    def _facts(self, center_id: str) -> CenterFacts:
        if center_id not in self.facts:
            raise NotFoundError(f"there is no center {center_id[:20]!r} in the register: search for it by name")
        return self.facts[center_id]


def claims_around(conn: Connection, at: dt.datetime, *, center_ids: Sequence[str] | None = None) -> list[CenterClaim]:
    """Read the notices and overrides that can matter at an instant or for the next change after it."""
    since, until = at - dt.timedelta(days=2), at + dt.timedelta(days=HORIZON_DAYS + 2)
    return hours_queries.center_claims(conn, since=since, until=until, center_ids=center_ids)


def load_board(
    conn: Connection, data_dir: Path, *, at: dt.datetime, center_ids: Sequence[str] | None = None
) -> OpeningBoard:
    """Read the hours and claims of centers around an instant.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    data_dir : pathlib.Path
        Where the holiday table and the rules lie.
    at : datetime.datetime
        Aware; claims from the day before to the horizon after it are read.
    center_ids : sequence of str, optional
        Which centers; None for the whole register.

    Returns
    -------
    OpeningBoard
    """
    weeks = hours_queries.center_weeks(conn, center_ids=center_ids)
    board = OpeningBoard(weeks, calendar=load_calendar(data_dir), rules=load_rules(data_dir))
    return board.hearing(claims_around(conn, at, center_ids=center_ids))


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
