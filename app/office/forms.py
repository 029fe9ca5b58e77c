"""What the pages of offices share: who may come in, where to go, acts and what came of them, asking for a notice."""

import datetime as dt
import re
from collections.abc import Callable

import streamlit as st

from app import data
from app.account import sessions
from app.data import accounts, offices
from app.data.offices import NewClaim
from app.sitemap import href
from app.text import Text
from app.ui import widgets, words
from app.ui.markup import Blocks
from gis.care.hours.asked import AskedWeek, Spans
from gis.care.hours.model import MINUTES_PER_DAY
from gis.care.hours.times import read_clock
from gis.errors import InputError, MindConnectError, SourceError
from gis.queries.accounts import Account
from gis.terms import SEOUL

PAGES = {
    "admin": ("staff", "admin"),
    "admin_corrections": ("staff", "admin"),
    "admin_reviews": ("admin",),
    "admin_loads": ("admin",),
    "admin_accounts": ("admin",),
    "admin_log": ("admin",),
}
"""The pages, in the order of their navigation, with the roles that may see them."""

PURGE_OVERDUE = dt.timedelta(days=3)
"""What is past its time is deleted daily (`mindconnect purge`); so long without it is said to administrators."""

STATES = ("closed", "hours", "open", "break", "unknown")
SOURCES = ("override", "notice")

_TOLD = "admin-told"
_BLOCKS = Blocks("office/navigation")


def enter(say: Text, page: str) -> Account | None:
    """Let somebody with a fitting role in, and show where they are; None once it was said that they may not."""
    account = sessions.require(say, *PAGES[page])  # type: ignore[arg-type]
    if account is None:
        return None
    links = [_link(say, name, name == page) for name, roles in PAGES.items() if account.role in roles]
    st.html(_BLOCKS.pages(say("admin.nav"), links))
    whose = offices.municipality_names().get(account.municipality_code or "", account.municipality_code or "")
    key = "admin.as_staff" if account.role == "staff" else "admin.as_admin"
    widgets.quietly(say(key, name=account.name, place=whose))
    message: tuple[str, str, str] | None = st.session_state.pop(_TOLD, None)
    if message:
        widgets.message(message[1], message[2], tone=message[0])
    if account.role == "admin" and page in ("admin", "admin_log"):
        _warn_of_what_stays(say)
    return account


def to_offices(say: Text, account: Account) -> None:
    """Lead those who act for others from their own page to the pages of offices."""
    if account.role in PAGES["admin"]:
        widgets.page_link(say("admin.enter"), href("admin", say.language))


def _warn_of_what_stays(say: Text) -> None:
    """Say to an administrator when what is past its time has not been deleted for days."""
    since = accounts.unpurged_since(sessions.token())
    if since is not None and data.now() - since > PURGE_OVERDUE:
        day = words.day(say, since.astimezone(SEOUL).date())
        widgets.message(say("admin.retention.overdue", day=day), say("admin.retention.overdue_more"), tone="trouble")


def attempt(say: Text, done: str, act: Callable[[], object]) -> bool:
    """Do something and keep what came of it for the next run of the page.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    done : str
        The sentence for success.
    act : callable
        Does it; the database looks at who asks.

    Returns
    -------
    bool
        Whether it was done.
    """
    try:
        act()
    except MindConnectError as error:
        # What the etl says of a file stands in its own words: an operator needs them.
        more = str(error) if isinstance(error, SourceError) else ""
        st.session_state[_TOLD] = ("trouble", say.get(f"admin.error.{error.code}", say("admin.error.other")), more)
        return False
    st.session_state[_TOLD] = ("note", done, "")
    return True


def ask_claim(say: Text, key: str) -> Callable[[], NewClaim]:
    """Ask, inside a form, for a notice or an override; gives what reads the answer once the form is sent.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    key : str
        Sets the fields apart from those of other forms.
    """
    source = st.radio(
        say("admin.claim.source"),
        SOURCES,
        format_func=lambda source: say(f"admin.claim.source_{source}"),
        key=f"{key}-source",
    )
    state = st.selectbox(
        say("admin.claim.state"),
        STATES,
        format_func=lambda state: say(f"admin.claim_state.{state}"),
        key=f"{key}-state",
    )
    hours = st.text_input(say("admin.claim.hours"), placeholder="09:00~18:00", max_chars=60, key=f"{key}-hours")
    today = data.today()
    first = st.date_input(say("admin.claim.first_day"), value=today, min_value=today, key=f"{key}-first")
    last = st.date_input(say("admin.claim.last_day"), value=today, min_value=today, key=f"{key}-last")
    reason = st.text_input(say("admin.claim.reason"), max_chars=200, key=f"{key}-reason")

    def read() -> NewClaim:
        return read_claim(str(source), str(state), hours, first, last, reason)

    return read


def read_claim(source: str, state: str, hours: str, first: dt.date, last: dt.date, reason: str) -> NewClaim:
    """Make a claim of what was typed: from the first day's beginning to the last day's end.

    Parameters
    ----------
    source : {"notice", "override"}
        Who says so: the center, or the office over it.
    state : str
        open, closed, unknown or hours.
    hours : str
        Spans such as ``09:00~12:00, 13:00~18:00``; read for the state hours only.
    first, last : datetime.date
        Days on which it holds, both included.
    reason : str
        For the record; an override needs one.

    Raises
    ------
    InputError
        With the code hours_unreadable, dates_unusable or reason_missing.
    """
    intervals = tuple(_interval(part) for part in hours.split(",") if part.strip()) if state == "hours" else ()
    if state == "hours" and not intervals:
        raise InputError("hours are written as 09:00~18:00", code="hours_unreadable")
    if not isinstance(first, dt.date) or not isinstance(last, dt.date) or last < first:
        raise InputError("the last day lies before the first", code="dates_unusable")
    if source == "override" and not reason.strip():
        raise InputError("an override needs its reason", code="reason_missing")
    return NewClaim(
        source=source,
        state=state,
        intervals=tuple(sorted(intervals)),
        valid_from=dt.datetime.combine(first, dt.time(), SEOUL),
        valid_until=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), SEOUL),
        reason=reason.strip(),
    )


def ask_week(say: Text, key: str) -> Callable[[], AskedWeek | None]:
    """Ask, inside a form, what a center said of its hours on the telephone; gives what reads the answer.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    key : str
        Sets the fields apart from those of other forms.
    """
    typed = {
        day: st.text_input(
            say(f"admin.call.{day}"), placeholder=say("admin.call.example"), max_chars=60, key=f"{key}-{day}"
        )
        for day in ("weekdays", "saturday", "sunday", "holidays")
    }
    is_unanswered = st.checkbox(say("admin.call.unanswered"), key=f"{key}-unanswered")
    return lambda: None if is_unanswered else read_week(**typed)


def read_week(weekdays: str, saturday: str = "", sunday: str = "", holidays: str = "") -> AskedWeek:
    """Make a week of what was typed: spans such as ``09:00~12:00, 13:00~18:00``, 휴무 or off, or nothing.

    Raises
    ------
    InputError
        With the code hours_unreadable, also where nothing is said of Monday to Friday.
    """
    spans = [_spans(text) for text in (weekdays, saturday, sunday, holidays)]
    if spans[0] is None:
        raise InputError("the hours from Monday to Friday are missing", code="hours_unreadable")
    return AskedWeek(spans[0], *spans[1:])


_CLOSED_WORDS = ("휴무", "휴진", "닫음", "closed", "off")


def _spans(typed: str) -> Spans | None:
    words = typed.strip()
    if not words:
        return None
    if words.casefold() in _CLOSED_WORDS:
        return ()
    return tuple(sorted(_interval(part) for part in words.split(",") if part.strip()))


def _interval(typed: str) -> tuple[int, int]:
    clocks = [minute for part in re.split(r"[~-]", typed) if (minute := read_clock(part)) is not None]
    if len(clocks) != 2:
        raise InputError(f"{typed!r} is no span of hours", code="hours_unreadable")
    start, end = clocks
    return start, end if end > start else end + MINUTES_PER_DAY


def _link(say: Text, name: str, is_here: bool) -> tuple[str, str, bool]:
    return href(name, say.language), say(f"page.{name}.name"), is_here
