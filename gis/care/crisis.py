"""Crisis numbers: a dated register, so that a number that is replaced disappears on its day without a release."""

import csv
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gis.care.crisis_signals import PANELS
from gis.errors import SourceError

COLUMNS = (
    "number", "name", "name_en", "for_whom", "for_whom_en", "group", "hours", "channels", "mobile_dial",
    "valid_from", "valid_to", "publisher", "source", "source_kind", "press_month", "source_url", "checked_on", "note",
)  # fmt: skip
"""Columns of data/reference/crisis_numbers.csv."""

GROUPS = (
    "anyone", "young", "violence", "welfare", "dependence", "pregnancy", "uniform", "languages", "hearing", "dementia",
    "debt",
)  # fmt: skip
"""Whom a number is for, in the order in which a full list shows them."""

EVERYWHERE = GROUPS[:4]
"""Groups whose numbers stand on every page; the others stand in the full list of the emergency page."""

CHANNELS = ("phone", "sms", "video", "kakao", "chat", "app", "web")
"""Ways to reach a number: a call, a text message, a video call for sign language, a KakaoTalk channel, a chat on a
page, an app, a page with a form."""

ADDRESSED = ("kakao", "chat", "app", "web")
"""Channels that need an address: the name of the channel or app, or a page. A text may have a number of its own."""

SOURCE_KINDS = ("publisher", "government", "press")
"""What was read: a page of who answers for the number, one of a state body (its own or a ministry's announcement that
it carries), or an announcement as the press told it; the note then says that no page of the first two was readable, and
``press_month`` when the press told it: every place that shows the number says so."""

AREA_CODE = "area_code"
"""Value of ``mobile_dial``: a mobile phone dials the area code before the number (031-1388), a landline does not."""

FOR_ALL = ("1577-0199", "119", "1388")
"""Numbers after the register's first, for a grown-up."""

FOR_YOUNG = ("1388", "117", "109", "1577-0199", "119")
"""All numbers for somebody under 19."""

FIRST = {
    "emergency": ("119", "112"),
    "others": ("112", "119", "1577-0199"),
    "violence": ("112", "1366", "1577-1389"),
    "voices": ("1577-0199",),
}
"""Numbers that stand before these, by what was heard (:data:`gis.care.crisis_signals.PANELS`)."""

FIRST_YOUNG = FIRST | {"violence": ("112", "117", "1388", "1366"), "voices": ("1388", "1577-0199")}
"""The same for somebody under 19."""

ALONE: Mapping[str, tuple[str, ...]] = {
    "unsure": ("109", "1577-0199", "119", "112"),
    "child": ("1388", "117", "112", "119", "109"),
}
"""Calm panels of the self-check with all their numbers: whether there is danger is not known; a child under 13."""

_NUMBER = re.compile(r"[0-9]{3,4}(-[0-9]{4})?")
_HOURS = re.compile(r"(mon-fri )?([01][0-9]|2[0-4]):[0-5][0-9]-([01][0-9]|2[0-4]):[0-5][0-9]")
_SMS = re.compile(r"#?[0-9]{3,8}")
_PAGES = ("chat", "web")
_UNREAD = "기관의 쪽을 읽지 못함"
_WEEKDAYS = "mon-fri "


@dataclass(frozen=True)
class CrisisNumber:
    """One number.

    Parameters
    ----------
    number : str
        As it is printed, such as ``1577-0199``.
    name, name_en : str
        What it is called.
    for_whom, for_whom_en : str
        Who it is for.
    group : str
        Out of :data:`GROUPS`.
    hours : str or None
        ``HH:MM-HH:MM`` of every day, or ``mon-fri HH:MM-HH:MM``; ``00:00-24:00`` is around the clock, None is unknown.
    channels : tuple of str
        Out of :data:`CHANNELS`.
    addresses : tuple of (str, str)
        Channel and its address, for those that have one.
    mobile_dial : str
        How a mobile phone dials it where that differs: :data:`AREA_CODE`, or empty. A ``tel:`` link dials the number
        as printed, so say the rule beside it.
    valid_from, valid_to : date or None
        First and last day; None is open on that side.
    publisher, source, source_kind, source_url : str
        Who answers for it, where it was read, which of :data:`SOURCE_KINDS` that is, and its address.
    press_month : date or None
        First day of the month of the article that it rests on; None when it does not rest on the press.
    checked_on : date
        When somebody last read the source.
    note : str
        Why something is not known, and what else to know; empty when there is nothing to say.
    """

    number: str
    name: str
    name_en: str
    for_whom: str
    for_whom_en: str
    group: str
    hours: str | None
    channels: tuple[str, ...]
    addresses: tuple[tuple[str, str], ...]
    mobile_dial: str
    valid_from: date | None
    valid_to: date | None
    publisher: str
    source: str
    source_kind: str
    press_month: date | None
    source_url: str
    checked_on: date
    note: str

    @property
    def dial(self) -> str:
        """Return the digits to dial, as a ``tel:`` link wants them."""
        return self.number.replace("-", "")

    @property
    def sms_link(self) -> str | None:
        """Return the address of a link that writes to it (``sms:109``, ``sms:%230117``); None when it takes no text."""
        if "sms" not in self.channels:
            return None
        return f"sms:{(self.address_of('sms') or self.dial).replace('#', '%23')}"

    @property
    def needs_area_code(self) -> bool:
        """Return whether a mobile phone must dial an area code before it."""
        return self.mobile_dial == AREA_CODE

    @property
    def is_always_open(self) -> bool:
        """Return whether it answers around the clock."""
        return self.hours == "00:00-24:00"

    @property
    def weekday_hours(self) -> str | None:
        """Return ``HH:MM-HH:MM`` when it answers from Monday to Friday only; None when it does not, or is unknown."""
        return self.hours.removeprefix(_WEEKDAYS) if self.hours and self.hours.startswith(_WEEKDAYS) else None

    def address_of(self, channel: str) -> str | None:
        """Return the address of a channel; None when it has none of its own."""
        return dict(self.addresses).get(channel)

    def name_in(self, language: str) -> str:
        """Return the name in Korean (``ko``) or English (``en``)."""
        return self.name_en if language == "en" else self.name

    def for_whom_in(self, language: str) -> str:
        """Return who it is for, in Korean (``ko``) or English (``en``)."""
        return self.for_whom_en if language == "en" else self.for_whom


def parse(text: str) -> list[CrisisNumber]:
    """Read the register.

    Parameters
    ----------
    text : str
        Content of the file, CSV with a header of :data:`COLUMNS`.

    Returns
    -------
    list of CrisisNumber
        In the order of the file, which is the order in which they are shown.

    Raises
    ------
    SourceError
        When a column is missing, a value cannot be read, or the note does not say why hours or the first day are
        missing or why only the press is named as a source; the message names the line.
    """
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise SourceError(f"the crisis register must have the columns {', '.join(COLUMNS)}")
    return [_number(row, reader.line_num) for row in reader]


def in_force(numbers: Iterable[CrisisNumber], on: date) -> list[CrisisNumber]:
    """Keep the numbers that are valid on a day, first and last day included.

    Raises
    ------
    SourceError
        When none is left: no page may be shown without a crisis number.
    """
    valid = [
        number
        for number in numbers
        if (number.valid_from is None or number.valid_from <= on) and (number.valid_to is None or on <= number.valid_to)
    ]
    if not valid:
        raise SourceError(f"the crisis register has no number in force on {on.isoformat()}")
    return valid


def order_of_calls(
    numbers: Sequence[CrisisNumber], *, panels: Collection[str] = (), is_young: bool = False, alone: str = ""
) -> list[CrisisNumber]:
    """Choose whom to call, most urgent first.

    Parameters
    ----------
    numbers : sequence of CrisisNumber
        Numbers in force in the order of the register; the first one stands first for a grown-up, unless ``panels``
        asks for another.
    panels : collection of str
        What was heard, out of :data:`gis.care.crisis_signals.PANELS`.
    is_young : bool
        Whether it is for somebody under 19.
    alone : str
        One of :data:`ALONE`, which then decides everything.

    Returns
    -------
    list of CrisisNumber
        Each once; a number that is not in force is left out.
    """
    first = FIRST_YOUNG if is_young else FIRST
    ahead = [number for panel in PANELS if panel in panels for number in first.get(panel, ())]
    usual = FOR_YOUNG if is_young else (numbers[0].number, *FOR_ALL)
    known = {number.number: number for number in numbers}
    return [known[key] for key in dict.fromkeys(ALONE[alone] if alone else (*ahead, *usual)) if key in known]


def _number(row: dict[str, str], line: int) -> CrisisNumber:
    pairs = [part.partition("=")[::2] for part in row["channels"].split("|")]
    channels = tuple(channel for channel, _ in pairs)
    addresses = tuple((channel, address) for channel, address in pairs if address)
    hours = row["hours"] or None
    try:
        valid_from, valid_to = (
            date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to")
        )
        checked_on = date.fromisoformat(row["checked_on"])
        press_month = date.fromisoformat(f"{row['press_month']}-01") if row["press_month"] else None
    except ValueError as error:
        raise SourceError(f"crisis register, line {line}: {error}") from error
    wrong = {
        "number": not _NUMBER.fullmatch(row["number"]),
        "name": not (row["name"] and row["name_en"]),
        "hours": hours is not None and not _HOURS.fullmatch(hours),
        "channels": not _are_channels(channels, dict(addresses)),
        "mobile_dial": row["mobile_dial"] not in ("", AREA_CODE),
        "valid_to": valid_from is not None and valid_to is not None and valid_to < valid_from,
        "for_whom": not (row["for_whom"] and row["for_whom_en"]),
        "group": row["group"] not in GROUPS,
        "source": not (row["publisher"] and row["source"] and row["source_url"].startswith(("https://", "http://"))),
        "source_kind": row["source_kind"] not in SOURCE_KINDS,
        "press_month": (press_month is not None) is not (row["source_kind"] == "press"),
        "note": _lacks_note(row, is_known=hours is not None and valid_from is not None, is_over=valid_to is not None),
    }
    if any(wrong.values()):
        columns = ", ".join(column for column, is_wrong in wrong.items() if is_wrong)
        raise SourceError(f"crisis register, line {line}: cannot use its {columns}")
    return CrisisNumber(
        row["number"], row["name"], row["name_en"], row["for_whom"], row["for_whom_en"], row["group"], hours,
        channels, addresses, row["mobile_dial"], valid_from, valid_to, row["publisher"], row["source"],
        row["source_kind"], press_month, row["source_url"], checked_on, row["note"],
    )  # fmt: skip


def _are_channels(channels: tuple[str, ...], addresses: dict[str, str]) -> bool:
    """Return whether each channel is known and named once, and has an address of its kind where it needs one."""
    return (
        set(channels) <= set(CHANNELS)
        and len(set(channels)) == len(channels)
        and all(channel in addresses for channel in channels if channel in ADDRESSED)
        and set(addresses) <= {*ADDRESSED, "sms"}
        and all(addresses[channel].startswith("https://") for channel in _PAGES if channel in addresses)
        and ("sms" not in addresses or _SMS.fullmatch(addresses["sms"]) is not None)
    )


def _lacks_note(row: dict[str, str], *, is_known: bool, is_over: bool) -> bool:
    """Tell whether a reason is missing: for what is not known, or for a number in force known from the press alone."""
    is_unread = row["source_kind"] == "press" and not is_over
    return (not is_known and not row["note"]) or (is_unread and _UNREAD not in row["note"])
