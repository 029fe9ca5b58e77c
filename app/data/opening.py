"""Which centers are open at an instant: published hours, notices, and the live service where one is set."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from sqlalchemy import Connection

from app.data import database
from gis.care.holidays import HolidayCalendar
from gis.care.live import LiveSource
from gis.care.status import State
from gis.holiday_calendar import load_calendar
from gis.opening import OpeningBoard, OpeningRules, claims_around, live_source, load_rules
from gis.queries import hours


@dataclass(frozen=True)
class Openings:
    """The state of every center at one instant.

    Attributes
    ----------
    board : OpeningBoard
    at : datetime.datetime
        Aware.
    is_set : bool
        Whether the instant was set by the address instead of being the present.
    """

    board: OpeningBoard
    at: dt.datetime
    is_set: bool

    @cached_property
    def states(self) -> Mapping[str, State]:
        """Return the state of each by center_id, worked out when first asked for: one center needs no other."""
        return self.board.states_at(self.at)


@database.cached(most=1)
def opening_board(conn: Connection, calendar: HolidayCalendar, rules: OpeningRules) -> OpeningBoard:
    """Compile the published hours of every center; kept until the data, the holiday table or the rules change."""
    return OpeningBoard(hours.center_weeks(conn), calendar=calendar, rules=rules)


def calendar() -> HolidayCalendar:
    """Return the holidays. Reads a file, not the database."""
    return load_calendar(database.settings().data_dir)


def openings(at: dt.datetime, *, is_set: bool = False) -> Openings:
    """Return the state of every center at an instant; notices and overrides are read anew each time."""
    board = opening_board(calendar(), load_rules(database.settings().data_dir))
    with database.engine().connect() as conn:
        heard = board.hearing(claims_around(conn, at))
    return Openings(heard, at, is_set)


def openings_with_live(center_id: str, at: dt.datetime, *, is_set: bool = False) -> Openings:
    """Return the same, and ask the live service, where one is set, about one center; not for another time than now."""
    found = openings(at, is_set=is_set)
    if is_set:
        return found
    return replace(found, board=found.board.asking(center_id, _live_source()))


@lru_cache
def _live_source() -> LiveSource | None:
    return live_source(database.settings(), load_rules(database.settings().data_dir))
