"""Statements about days: who is meant, and what is said of them.

The grammar over :mod:`gis.care.hours.tokens`, by recursive descent::

    text      = { [label] days { separator days } [says] | says }
    label     = (CLOSED | OPEN) before the days it speaks of          휴무일: 토, 일
    says      = CLOSED | OPEN | times [OPEN] | break | EXCEPT         휴무 / 근무 / 09:00~18:00 / 제외
    times     = span { separator span } | TIME UNTIL | TIME FROM | AROUND
    break     = BREAK span | span BREAK | span CLOSED                 점심시간 12:00~13:00
    days      = [nth | BIWEEKLY] weekdays [nth | BIWEEKLY] | holidays | feast | dates | season | ALWAYS
    weekdays  = DAYS [(RANGE | FROM) DAYS [UNTIL]]                     월~금, 월요일부터 금요일까지

A token that stands where the grammar has no place for it makes the text unread; nothing is skipped silently.
"""

from gis.care.hours.day_grammar import DayParser
from gis.care.hours.days import SUNDAY, Weekdays
from gis.care.hours.statements import HOLIDAY_SELECTORS, Always, Parsed, Says, Statement, StatementItem
from gis.care.hours.tokens import TokenKind

_DAY_STARTS = {
    TokenKind.DAYS,
    TokenKind.ALWAYS,
    TokenKind.HOLIDAY,
    TokenKind.HOLIDAY_KIND,
    TokenKind.NATIONAL_DAY,
    TokenKind.FEAST,
    TokenKind.ANNUAL,
    TokenKind.NAMED,
    TokenKind.MONTH,
    TokenKind.SEASON,
    TokenKind.NTH,
    TokenKind.BIWEEKLY,
}
_OPENS = {Says.OPEN, Says.AT, Says.UNTIL, Says.FROM}
_SOFT = {TokenKind.SEPARATOR, TokenKind.PAREN, TokenKind.STOP, TokenKind.FILLER, TokenKind.EVERY}


def parse(text: str, *, default: Says | None) -> Parsed:
    """Read a text into statements.

    Parameters
    ----------
    text : str
    default : Says or None
        What is meant when days are named and nothing is said of them: CLOSED in a closed-days field. None drops
        such days, because a note that merely names a day states nothing.

    Returns
    -------
    Parsed
    """
    return _Parser(text, default).run()


class _Parser(DayParser):
    def __init__(self, text: str, default: Says | None) -> None:
        super().__init__(text)
        self.default = default
        self.label: Says | None = None
        self.pending: list[StatementItem] = []
        self.outside = 0
        self.is_inside = False
        self.is_loose = False
        self.out = Parsed()

    # The text

    def run(self) -> Parsed:
        """Read to the end."""
        while (kind := self.kind()) is not None:
            if kind in _DAY_STARTS or self.starts_numbers():
                self._days()
            elif kind in (TokenKind.TIME, TokenKind.AROUND) or self._starts_bare_span():
                self._times()
            elif kind is TokenKind.BREAK:
                self._break_first()
            elif kind in (TokenKind.CLOSED, TokenKind.OPEN):
                self._verb()
            elif kind is TokenKind.EXCEPT:
                self._except()
            elif kind is TokenKind.PAREN:
                self._parenthesis()
            elif kind in _SOFT:
                self.is_loose = self.is_loose or (bool(self.pending) and self.joins_loosely())
                self.take()
            else:
                self._flag()
        self._flush()
        return self.out

    def _flag(self) -> None:
        token = self.take()
        match token.kind:
            case TokenKind.SUSPENDED:
                self.out.is_suspended = True
            case TokenKind.CONDITION:
                self.out.is_conditional = self.out.is_conditional or token.value == "condition"
            case TokenKind.OTHERS:
                self.out.has_others = True
            case TokenKind.SINCE if isinstance(token.value, tuple):
                self.out.since = (int(token.value[0]), int(token.value[1]))
                self.skip(TokenKind.FROM)
            case _:
                self.out.unread.append(token)

    def _emit(self, says: Says, end: int, spans: tuple[tuple[int, int], ...] = (), start: int | None = None) -> None:
        cut = self.outside if self.outside < len(self.pending) else 0
        items = tuple(self.pending[cut:])
        if says is Says.BREAK and self.is_inside and not items and self.out.statements[-1:]:
            items = self.out.statements[-1].items
        if self.is_loose and says in _OPENS and len(items) > 1 and any(_is_day_of_rest(item) for item in items):
            self.out.is_ambiguous = True
        first = items[0].start if self.pending[cut:] else start
        self.out.statements.append(Statement(items, says, spans, end if first is None else first, end))
        del self.pending[cut:]
        if not self.pending:
            self.label = None
            self.is_loose = False

    def _parenthesis(self) -> None:
        """Mark the days named before an opening parenthesis: what is said inside of days named inside is not theirs."""
        token = self.take()
        self.is_inside = self.text[token.start] in "(（[【<"
        self.outside = len(self.pending) if self.is_inside else 0

    def _flush(self) -> None:
        """End a group of days of which nothing follows: its label speaks, or the field's default."""
        says = self.label or self.default
        self.outside = 0
        if self.pending and says is not None:
            self._emit(says, self.pending[-1].end)
        self.pending = []
        self.label = None
        self.is_loose = False

    def _verb(self) -> None:
        token = self.take()
        says = Says.CLOSED if token.kind is TokenKind.CLOSED else Says.OPEN
        self.at -= 1
        follows = self.after(TokenKind.FILLER, TokenKind.PAREN, TokenKind.EVERY)
        self.at += 1
        names_times = follows in (TokenKind.TIME, TokenKind.AROUND) and says is Says.OPEN
        names_days = follows in _DAY_STARTS and (not self.pending or self.label is not None)
        if names_times or names_days:
            if self.label is not None:
                self._flush()
            self.label = says if names_days else None
        elif self.pending:
            self._emit(says, token.end)

    def _except(self) -> None:
        token = self.take()
        if not self.pending:
            self.out.unread.append(token)
            return
        named_inside = self.outside < len(self.pending)
        if not named_inside or (self.outside == 0 and not self._names_only_holidays()):
            self.outside = len(self.pending) - 1
        self._emit(Says.EXCEPT, token.end)

    def _names_only_holidays(self) -> bool:
        return all(isinstance(item.selector, HOLIDAY_SELECTORS) for item in self.pending)

    # Times

    def _starts_bare_span(self) -> bool:
        return self.kind() is TokenKind.NUMBER and self.kind(1) is TokenKind.RANGE and self.kind(2) is TokenKind.TIME

    def _clock(self) -> int | None:
        token = self.tokens[self.at]
        if token.kind is TokenKind.TIME and isinstance(token.value, int):
            self.at += 1
            return token.value
        if (
            token.kind is TokenKind.NUMBER
            and isinstance(token.value, int)
            and token.value <= 24
            and self._starts_bare_span()
        ):
            self.at += 1
            return token.value * 60
        return None

    def _span(self) -> tuple[int, int] | None:
        """Read one ``from ~ to``; leaves the place unchanged when there is none."""
        here = self.at
        if self.kind() is TokenKind.AROUND:
            self.at += 1
            return (0, 1440)
        if self.kind() in (TokenKind.TIME, TokenKind.NUMBER):
            start = self._clock()
            if start is not None and self.kind() in (TokenKind.RANGE, TokenKind.FROM):
                self.at += 1
                self.skip(TokenKind.RANGE, TokenKind.FILLER)
                if self.kind() is TokenKind.TIME:
                    end = self._clock()
                    self.skip(TokenKind.UNTIL)
                    if end is not None:
                        return (start, end)
        self.at = here
        return None

    def _times(self) -> None:
        if self.label is Says.CLOSED and self.pending:
            self._flush()
        start = self.tokens[self.at].start
        spans = self._spans()
        if not spans:
            self._open_ended(start)
        elif self.kind() is TokenKind.BREAK and not self._break_names_its_own_span():
            self.take()
            self.skip(TokenKind.CLOSED, TokenKind.EXCEPT)
            self._emit(Says.BREAK, self.last_end(), spans, start)
        elif self.kind() in (TokenKind.CLOSED, TokenKind.EXCEPT):
            self.take()
            self._emit(Says.BREAK, self.last_end(), spans, start)
        else:
            if self.kind() is TokenKind.OPEN and self.after(TokenKind.FILLER, TokenKind.PAREN) not in (
                *_DAY_STARTS,
                TokenKind.TIME,
            ):
                self.take()
            self._emit(Says.AT, self.last_end(), spans, start)

    def _spans(self) -> tuple[tuple[int, int], ...]:
        spans: list[tuple[int, int]] = []
        while (span := self._span()) is not None:
            here = self.at
            spans.append(span)
            self.skip(TokenKind.SEPARATOR)
            following = self.at
            upcoming = self._span()
            is_break = upcoming is not None and self.kind() is TokenKind.BREAK
            self.at = following if upcoming is not None and not is_break else here
            if self.at == here:
                break
        return tuple(spans)

    def _open_ended(self, start: int) -> None:
        here = self.at
        minute = self._clock()
        if minute is not None and self.kind() in (TokenKind.UNTIL, TokenKind.FROM):
            says = Says.UNTIL if self.take().kind is TokenKind.UNTIL else Says.FROM
            self.skip(TokenKind.OPEN)
            self._emit(says, self.last_end(), ((minute, minute),), start)
            return
        self.at = here
        self.out.unread.append(self.take())

    def _break_names_its_own_span(self) -> bool:
        return self.after(TokenKind.FILLER, TokenKind.PAREN, TokenKind.OPEN) in (TokenKind.TIME, TokenKind.AROUND)

    def _break_first(self) -> None:
        start = self.take().start
        self.skip(TokenKind.FILLER, TokenKind.PAREN, TokenKind.OPEN)
        span = self._span()
        self.skip(TokenKind.CLOSED, TokenKind.EXCEPT)
        if span is None:
            self.out.has_break_without_time = True
        else:
            self._emit(Says.BREAK, self.last_end(), (span,), start)

    def _days(self) -> None:
        first = self.at
        selector = self.selector()
        if selector is None:
            self.at = first
            self.out.unread.append(self.take())
            return
        item = StatementItem(selector, self.tokens[first].start, self.last_end())
        if isinstance(selector, Always):
            self.skip(TokenKind.OPEN)
            self._flush()
            self.pending = [item]
            self._emit(Says.OPEN, self.last_end())
        else:
            self.pending.append(item)


def _is_day_of_rest(item: StatementItem) -> bool:
    """Return whether a closed day is likely meant: ``일요일, 공휴일, 토요일 13시까지`` can be read in two ways."""
    if isinstance(item.selector, Weekdays):
        return item.selector.days == (SUNDAY,)
    return isinstance(item.selector, HOLIDAY_SELECTORS)
