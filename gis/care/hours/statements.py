"""What a text of opening hours says: statements about days, before they become a week."""

from dataclasses import dataclass, field
from enum import Enum, auto

from gis.care.holidays import CHUSEOK, SEOLLAL
from gis.care.hours.days import (
    AnnualDay,
    HolidayKinds,
    NamedHolidays,
    NthWeekday,
    PublicHolidays,
    Season,
    Weekdays,
)
from gis.care.hours.tokens import Token


class Says(Enum):
    """What a statement says of its days."""

    CLOSED = auto()
    OPEN = auto()
    AT = auto()
    UNTIL = auto()
    FROM = auto()
    BREAK = auto()
    EXCEPT = auto()


@dataclass(frozen=True, slots=True)
class Always:
    """연중무휴: every day of the year, holidays included."""


@dataclass(frozen=True, slots=True)
class Biweekly:
    """격주 without saying which weeks."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Feast:
    """Seollal or Chuseok; ``extent`` is day, block, or unsaid."""

    feasts: tuple[str, ...]
    extent: str

    def named(self, *, whole: bool) -> NamedHolidays:
        """Return the days meant: the whole block with its substitutes, or the day itself."""
        if not whole:
            return NamedHolidays(self.feasts, with_substitutes=False)
        blocks = {"seollal": SEOLLAL, "chuseok": CHUSEOK}
        return NamedHolidays(tuple(key for feast in self.feasts for key in blocks[feast]))


@dataclass(frozen=True, slots=True)
class UndatedSeason:
    """A season without its months."""


Selector = (
    Weekdays
    | NthWeekday
    | PublicHolidays
    | HolidayKinds
    | NamedHolidays
    | AnnualDay
    | Season
    | Always
    | Biweekly
    | Feast
    | UndatedSeason
)
HOLIDAY_SELECTORS = (PublicHolidays, HolidayKinds, NamedHolidays, AnnualDay, Feast)


@dataclass(frozen=True, slots=True)
class StatementItem:
    """A selector and the span of its words."""

    selector: Selector
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text says of some days; no items means: of every open day.

    ``spans`` are (from, to) minutes as written; ``to`` may lie before ``from``. UNTIL and FROM have one number.
    """

    items: tuple[StatementItem, ...]
    says: Says
    spans: tuple[tuple[int, int], ...]
    start: int
    end: int


@dataclass(slots=True)
class Parsed:
    """All that a text says.

    Attributes
    ----------
    statements : list of Statement
    unread : list of Token
        Tokens the grammar has no place for.
    is_suspended, is_conditional, has_others, has_break_without_time : bool
    is_ambiguous : bool
        Times follow a list of days loosely joined, and may be meant of the last only.
    since : tuple of int or None
        Year and month named in the text.
    """

    statements: list[Statement] = field(default_factory=list)
    unread: list[Token] = field(default_factory=list)
    is_suspended: bool = False
    is_conditional: bool = False
    is_ambiguous: bool = False
    has_others: bool = False
    has_break_without_time: bool = False
    since: tuple[int, int] | None = None
