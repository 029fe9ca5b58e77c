"""From the published words of a row to its structured week.

A row has an opening and a closing time, a text of the days on which it is closed, and usage notes. Whatever the row
does not say stays unknown: on that day, or for the whole row. Each conclusion carries the name of its rule:

======================== ===========================================================================================
``closed_day``           the text names the day as closed (or as excepted from the open ones)
``open_day``             the text names the day as open
``hours_of_day``         the text gives the day its own times
``other_days_closed``    the text names the days of opening, so the rest of the week is closed
``not_a_closed_day``     the text lists closed days of the week, and this day is not among them
``working_day``          Monday to Friday, of which the text says nothing else
``sunday_is_holiday``    closed on public holidays, and Sunday is one in law (관공서의 공휴일에 관한 규정 제2조 제1호)
``all_year``             연중무휴: open every day, holidays included
``only_feasts_closed``   the text singles out Seollal or Chuseok, so other public holidays are like any weekday
``partly_closed``        a half day off (오전 휴진) or one date off: on that day nothing is known
``hours_added``          a note adds an evening to the day
``break``                a break in the open hours
======================== ===========================================================================================
"""

import re
import unicodedata
from functools import lru_cache

from gis.care.hours.added import lengthen, read_added_hours, speaks_of_added_hours
from gis.care.hours.grammar import parse
from gis.care.hours.model import Evidence, Hours, HoursRule, Remark
from gis.care.hours.plausibility import implausible
from gis.care.hours.statements import Parsed, Says, Statement
from gis.care.hours.times import read_times
from gis.care.hours.week import WeekBuilder

BLANK = re.compile(r"^(?:[\s\-.·0xX]|없음|해당\s*(?:사항)?\s*없음|미정|N/?A)*$", re.IGNORECASE)
"""Fields that say nothing: 없음 among the closed days may mean "none" or "not given", so it is not read as either."""

NOTE_SEGMENTS = re.compile(r"[\n○●■□◎▶※*;]|(?<=[다요음함임])\.|\.\s")
NOTE_PIECES = re.compile(r"[+,/]")
_PARTS_OF_DAYS = re.compile(r"오전|오후|임시|부분")

_LONGER = "other_open_hours_possible"
_ALWAYS_OF_THE_CENTER = frozenset({Says.BREAK, Says.CLOSED})

REMARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "suspended",
        re.compile(
            r"(?:잠정|임시|일시)\s*(?:운영\s*)?(?:중단|휴관|휴무|폐쇄)"
            r"|코로나\S*\s*(?:휴무|휴관|중단)|(?:공사|리모델링)\S*\s.*중단"
        ),
    ),
    (
        "phone_around_the_clock",
        re.compile(r"24\s*시간.{0,20}(?:전화|상담|콜)|(?:전화|상담|콜).{0,20}24\s*시간"),
    ),
    ("phone_line", re.compile(r"상담\s*전화|전화\s*상담|콜\s*센터|전화로|1577-0199")),
    (
        "appointment",
        re.compile(r"예약|사전\s*(?:전화|연락|문의)|전\s*(?:전화|연락|문의)|전화\s*(?:문의|요망)|문의\s*후"),
    ),
)
"""Things said beside the hours, told by their words; the words themselves are not kept."""


def _clean(text: str | None) -> str:
    return unicodedata.normalize("NFC", text or "").strip()


def read_hours(*, opens: str | None, closes: str | None, closed_days: str | None, note: str | None = None) -> Hours:
    """Read the published words of one row.

    Parameters
    ----------
    opens, closes : str or None
        Opening and closing time (운영시작시각, 운영종료시각).
    closed_days : str or None
        Text of the closed days (휴무일정보), the publisher's ``+`` or the commas restored.
    note : str or None
        Usage notes (기타이용안내). Only sentences that the grammar reads to the last word change the hours; others
        can give remarks.

    Returns
    -------
    Hours
        Never raises: what cannot be read is ``unknown`` with a reason and the unread words.
    """
    return _read(_clean(opens), _clean(closes), _clean(closed_days), _clean(note))


@lru_cache(maxsize=4096)
def _read(opens: str, closes: str, closed_days: str, note: str) -> Hours:
    opens, closes = ("" if BLANK.match(text) and not re.search(r"\d", text) else text for text in (opens, closes))
    closed_days = "" if BLANK.match(closed_days) else closed_days
    note = "" if BLANK.match(note) else note
    remarks = _remarks(note)
    if not (opens or closes or closed_days):
        return Hours("unknown", remarks=remarks, reason="nothing_published")
    times = read_times(opens, closes)
    published_days = closed_days
    closed_days, half_days = _without_half_days(closed_days)
    said = parse(closed_days, default=Says.CLOSED) if closed_days else Parsed()
    refusal = _refusal(closed_days, said) or ("unread_words" if half_days and not closed_days else None)
    remarks = (*_remarks_of(closed_days, said), *remarks)
    if refusal is not None:
        unread = " ".join(closed_days[token.start : token.end] for token in said.unread) or None
        unread = unread or (published_days if not closed_days else None)
        return Hours("unknown", remarks=remarks, reason=refusal, unread=unread)
    builder = WeekBuilder(times)
    builder.add(said.statements, closed_days, "closed_days")
    note, half_days_of_note = _without_half_days(note)
    pieces, longer = _note_pieces(note)
    for piece, is_in_context in pieces:
        statements = parse(piece, default=None).statements
        # Hours behind words that were not read may be a programme's: they never replace the day's.
        kept = [statement for statement in statements if is_in_context or statement.says in _ALWAYS_OF_THE_CENTER]
        builder.add(kept, piece, "note")
    builder.add_partly_closed(half_days, "closed_days")
    builder.add_partly_closed(half_days_of_note, "note")
    rules = builder.rules()
    remarks = (*remarks, *builder.remarks)
    if builder.problem is not None:
        return Hours("unknown", remarks=remarks, reason=builder.problem)
    rules, are_all_added = _with_added(rules, longer)
    if not are_all_added:
        remarks = (*remarks, Remark(_LONGER, Evidence("note", None, _LONGER)))
    repairs = (*times.repairs, *builder.repairs)
    if not any(rule.hours.state == "open" for rule in rules):
        return Hours("unknown", rules, remarks, repairs, reason=times.reason or "no_open_day")
    doubt = implausible(rules, words=f"{closed_days} {note}")
    if doubt is not None:
        return Hours("unknown", remarks=remarks, repairs=repairs, reason=doubt)
    return Hours("repaired" if repairs else "read", rules, remarks, repairs)


def _refusal(text: str, said: Parsed) -> str | None:
    """Say why a closed-days text as a whole cannot be used, if so."""
    if said.is_suspended:
        return "suspended"
    if said.is_conditional:
        return "conditional"
    if said.is_ambiguous:
        return "ambiguous_hours"
    if said.unread or (text and not said.statements and not said.has_others):
        return "unread_words"
    return None


def _remarks_of(text: str, said: Parsed) -> tuple[Remark, ...]:
    remarks = []
    if said.is_suspended:
        remarks.append(Remark("suspended", Evidence("closed_days", text, "suspended"), said.since))
    if said.is_conditional:
        remarks.append(Remark("conditional", Evidence("closed_days", text, "conditional")))
    if said.has_others:
        remarks.append(Remark("other_closed_days_possible", Evidence("closed_days", text, "others")))
    if said.has_break_without_time:
        remarks.append(Remark("break_without_time", Evidence("closed_days", text, "break")))
    return tuple(remarks)


def _remarks(note: str) -> tuple[Remark, ...]:
    """Find what a note says beside hours, as codes; a note's own words are not kept."""
    return tuple(Remark(code, Evidence("note", None, code)) for code, pattern in REMARKS if pattern.search(note))


def _without_half_days(text: str) -> tuple[str, list[Statement]]:
    """Take out the pieces that close a day for a part (수요일 오전 휴진) or once (12월 2일 임시휴무)."""
    kept: list[str] = []
    half_days: list[Statement] = []
    for piece in re.split(r"(?<=[+,/\n])", text):
        shorter = _PARTS_OF_DAYS.sub(" ", piece.strip(" +,/\n"))
        statements = parse(shorter, default=None).statements if _PARTS_OF_DAYS.search(piece) else []
        is_plain = all(statement.says is Says.CLOSED and statement.items for statement in statements)
        if statements and is_plain and _is_readable(shorter) and not _is_readable(piece):
            half_days += statements
        else:
            kept.append(piece)
    return "".join(kept).strip(" +,/\n") if half_days else text, half_days


def _with_added(rules: tuple[HoursRule, ...], longer: list[str]) -> tuple[tuple[HoursRule, ...], bool]:
    """Lengthen the days that a note speaks of; the second says whether every piece could be read."""
    are_all_added = True
    for piece in longer:
        statements = read_added_hours(piece)
        lengthened = None if statements is None else lengthen(rules, statements)
        are_all_added &= lengthened is not None
        rules = rules if lengthened is None else lengthened
    return rules, are_all_added


def _note_pieces(note: str) -> tuple[list[tuple[str, bool]], list[str]]:
    """Cut a note into the pieces the grammar reads whole, and those that tell of longer days; others give remarks.

    Beside each of the first stands whether all words before it were read: ``금연클리닉 월, 수 09:00~12:00`` speaks of
    the clinic, and a heading speaks of the lines below it.
    """
    pieces: list[tuple[str, bool]] = []
    longer: list[str] = []
    is_in_context = True
    for segment in filter(str.strip, NOTE_SEGMENTS.split(note)):
        if speaks_of_added_hours(segment) and not _is_readable(segment):
            parts = [segment] if read_added_hours(segment) else re.split(r"[+/]", segment)
        else:
            parts = [segment] if _is_readable(segment) else NOTE_PIECES.split(segment)
        for part in filter(str.strip, parts):
            if _is_readable(part):
                pieces.append((part, is_in_context))
            elif speaks_of_added_hours(part):
                longer.append(part)
            else:
                is_in_context = False
    return pieces, longer


def _is_readable(text: str) -> bool:
    said = parse(text, default=None)
    refused = said.unread or said.is_suspended or said.is_conditional or said.is_ambiguous or said.since
    return bool(said.statements) and not refused
