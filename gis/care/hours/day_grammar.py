"""The days that a text names: weekdays, holidays, feasts, dates and seasons."""

from gis.care.holidays import NATIONAL_DAYS
from gis.care.hours.days import (
    EVERY_DAY,
    AnnualDay,
    HolidayKinds,
    NamedHolidays,
    NthWeekday,
    PublicHolidays,
    Season,
    Weekdays,
)
from gis.care.hours.statements import Always, Biweekly, Feast, Selector, UndatedSeason
from gis.care.hours.tokens import Token, TokenKind, tokenize


class DayParser:
    """Reads the words for days at a place among the tokens of a text.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0

    # Looking ahead

    def kind(self, ahead: int = 0) -> TokenKind | None:
        """Kind of the token so many places ahead, or None past the end."""
        index = self.at + ahead
        return self.tokens[index].kind if index < len(self.tokens) else None

    def after(self, *skip: TokenKind) -> TokenKind | None:
        """Kind of the next token that is none of those to skip, the current one not counted."""
        index = self.at + 1
        while index < len(self.tokens) and self.tokens[index].kind in skip:
            index += 1
        return self.tokens[index].kind if index < len(self.tokens) else None

    def take(self) -> Token:
        """Take the current token."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def last_end(self) -> int:
        """End of the token taken last."""
        return self.tokens[self.at - 1].end

    def skip(self, *kinds: TokenKind) -> None:
        """Pass over tokens of these kinds."""
        while self.kind() in kinds:
            self.at += 1

    def starts_numbers(self) -> bool:
        """Return whether a bare number begins a list such as ``2,4주 토요일`` or a season such as ``11~2월``."""
        if self.kind() is not TokenKind.NUMBER:
            return False
        ahead = 1
        while self.kind(ahead) in (TokenKind.SEPARATOR, TokenKind.NUMBER, TokenKind.RANGE):
            ahead += 1
        return self.kind(ahead) in (TokenKind.NTH, TokenKind.MONTH)

    def selector(self) -> Selector | None:
        """Read one naming of days; None when the tokens here name none."""
        token = self.tokens[self.at]
        match token.kind:
            case TokenKind.DAYS:
                return self._weekdays()
            case TokenKind.NTH | TokenKind.NUMBER | TokenKind.BIWEEKLY:
                return self._season_of_months() if self._names_months() else self._nth_weekdays()
            case TokenKind.FEAST:
                return self._feast()
            case TokenKind.ANNUAL:
                return self._annual()
            case TokenKind.SEASON | TokenKind.MONTH:
                return self._season()
        self.take()
        match token.kind, token.value:
            case TokenKind.ALWAYS, _:
                return Always()
            case TokenKind.HOLIDAY, _:
                return PublicHolidays()
            case TokenKind.HOLIDAY_KIND, ("temporary" | "substitute" | "election" | "local" as kind,):
                self._absorb_holiday_word()
                return HolidayKinds((kind,))
            case TokenKind.NATIONAL_DAY, _:
                return NamedHolidays(NATIONAL_DAYS)
            case TokenKind.NAMED, tuple() as keys:
                return NamedHolidays(tuple(str(key) for key in keys))
        return None

    def _absorb_holiday_word(self) -> None:
        """Take 공휴일 after a bare 임시 or 대체: in ``임시 및 대체 공휴일`` it completes both."""
        if (
            self.tokens[self.at - 1].end - self.tokens[self.at - 1].start == len("임시")
            and self.kind() is TokenKind.HOLIDAY
        ):
            self.take()

    def _weekday_run(self) -> tuple[int, ...]:
        first = self.take().value
        days = tuple(int(day) for day in first) if isinstance(first, tuple) else ()
        if self.kind() in (TokenKind.RANGE, TokenKind.FROM) and self.kind(1) is TokenKind.DAYS:
            last = self.tokens[self.at + 1].value
            if len(days) == 1 and isinstance(last, tuple) and len(last) == 1:
                self.at += 2
                self.skip(TokenKind.UNTIL)
                length = (int(last[0]) - days[0]) % 7 + 1
                days = tuple(sorted((days[0] + step) % 7 for step in range(length)))
        return days

    def _weekdays(self) -> Selector:
        days = self._weekday_run()
        here = self.at
        self.skip(TokenKind.PAREN, TokenKind.EVERY)
        if self.kind() in (TokenKind.NTH, TokenKind.BIWEEKLY) or (
            self.kind() is TokenKind.NUMBER and self.starts_numbers()
        ):
            nths = self._nths()
            if nths is not None and self.kind() is not TokenKind.DAYS:
                return NthWeekday(days, nths) if nths else Biweekly(days)
        self.at = here
        return Weekdays(days)

    def _nths(self) -> tuple[int, ...] | None:
        """Read ``둘째, 넷째 주`` or ``2,4주``; empty for 격주, None when it is no such list."""
        if self.kind() is TokenKind.BIWEEKLY:
            self.take()
            return ()
        nths: list[int] = []
        while self.kind() in (TokenKind.NTH, TokenKind.NUMBER):
            token = self.take()
            nths += [token.value] if isinstance(token.value, int) else [int(n) for n in token.value or ()]
            here = self.at
            self.skip(TokenKind.SEPARATOR)
            if self.kind() not in (TokenKind.NTH, TokenKind.NUMBER):
                self.at = here
        return tuple(sorted(set(nths))) if nths and all(n == -1 or 1 <= n <= 5 for n in nths) else None

    def _nth_weekdays(self) -> Selector | None:
        nths = self._nths()
        self.skip(TokenKind.FILLER)
        if nths is None or self.kind() is not TokenKind.DAYS:
            return None
        days = self._weekday_run()
        while self._is_middle_dot() and self.kind(1) is TokenKind.DAYS:
            self.take()
            days += self._weekday_run()
        days = tuple(sorted(set(days)))
        return NthWeekday(days, nths) if nths else Biweekly(days)

    def joins_loosely(self) -> bool:
        """Return whether what stands here parts days more than a middle dot does."""
        return self.kind() in (TokenKind.SEPARATOR, TokenKind.STOP) and not self._is_middle_dot()

    def _is_middle_dot(self) -> bool:
        """Tell whether a middle dot stands here: it binds closer than a comma (``둘째 주 토·일요일`` is both days)."""
        return self.kind() is TokenKind.SEPARATOR and self.text[self.tokens[self.at].start] in "·ㆍ・‧"

    def _feast(self) -> Selector:
        feasts: list[str] = []
        while self.kind() is TokenKind.FEAST:
            feasts += [str(feast) for feast in _words(self.take().value)]
            here = self.at
            self.skip(TokenKind.SEPARATOR)
            if self.kind() is not TokenKind.FEAST:
                self.at = here
        extent = "unsaid"
        if self.kind() in (TokenKind.FEAST_BLOCK, TokenKind.FEAST_DAY):
            extent = "block" if self.take().kind is TokenKind.FEAST_BLOCK else "day"
            if self.kind() is TokenKind.FEAST_DAY:
                self.take()
                extent = "day"
        return Feast(tuple(dict.fromkeys(feasts)), extent)

    def _annual(self) -> Selector | None:
        first = _month_day(self.take())
        if first is None:
            return None
        if self.kind() is TokenKind.RANGE and self.kind(1) is TokenKind.ANNUAL:
            self.take()
            last = _month_day(self.take())
            return Season(first, last) if last is not None else None
        return AnnualDay(*first)

    def _names_months(self) -> bool:
        return self.kind() is TokenKind.NUMBER and self.kind(1) is TokenKind.RANGE and self.kind(2) is TokenKind.MONTH

    def _season(self) -> Selector | None:
        if self.kind() is not TokenKind.SEASON:
            return self._season_of_months()
        self.take()
        here = self.at
        self.skip(TokenKind.PAREN, TokenKind.FILLER)
        if self.kind() is TokenKind.MONTH or self._names_months():
            months = self._season_of_months()
            self.skip(TokenKind.PAREN)
            return months
        if self.kind() is TokenKind.ANNUAL:
            dates = self._annual()
            self.skip(TokenKind.PAREN)
            return dates if isinstance(dates, Season) else None
        self.at = here
        return UndatedSeason()

    def _season_of_months(self) -> Selector | None:
        first = self.take().value
        last = first
        if self.kind() in (TokenKind.RANGE, TokenKind.FROM):
            self.take()
            self.skip(TokenKind.FILLER)
            if self.kind() is not TokenKind.MONTH:
                return None
            last = self.take().value
            self.skip(TokenKind.UNTIL)
        if not (isinstance(first, int) and isinstance(last, int) and 1 <= first <= 12):
            return None
        return Season((first, 1), (last, 31), EVERY_DAY)


def _words(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _month_day(token: Token) -> tuple[int, int] | None:
    value = token.value
    return (int(value[0]), int(value[1])) if isinstance(value, tuple) and len(value) == 2 else None
