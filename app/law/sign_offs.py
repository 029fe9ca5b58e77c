"""Who has signed which text (data/reference/sign_offs.csv). A text that changed since has lost its signature."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gis.errors import SourceError

COLUMNS = ("item", "content_hash", "role", "name", "organisation", "signed_on", "note")

ROLES = ("clinician", "lawyer", "native_speaker")
"""Who signs, besides the editorial team that wrote the texts."""

_HASH = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class SignOff:
    """One signature.

    Parameters
    ----------
    item : str
        What was signed, such as ``article/sleep``.
    content_hash : str
        Of the text as it stood then; see :attr:`app.law.review_items.Item.content_hash`.
    role : str
        Out of :data:`ROLES`.
    name, organisation : str
        Who signed; one of them may be empty.
    signed_on : datetime.date
    note : str
    """

    item: str
    content_hash: str
    role: str
    name: str
    organisation: str
    signed_on: date
    note: str

    @property
    def who(self) -> str:
        """Return who signed, in a few words."""
        return (
            f"{self.name} ({self.organisation})" if self.name and self.organisation else self.name or self.organisation
        )


def parse(text: str, *, items: Mapping[str, Collection[str]], today: date) -> tuple[SignOff, ...]:
    """Read the signatures.

    Parameters
    ----------
    text : str
        CSV with a header of :data:`COLUMNS`.
    items : mapping of str to collection of str
        Roles that sign each item.
    today : datetime.date
        Nobody has signed tomorrow.

    Raises
    ------
    SourceError
        When a column is missing or a value cannot be: the message names the line.
    """
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise SourceError(f"sign_offs.csv must have the columns {', '.join(COLUMNS)}")
    return tuple(_sign_off(row, reader.line_num, items, today) for row in reader)


def in_force(signed: Sequence[SignOff], item: str, content_hash: str) -> dict[str, SignOff]:
    """Return by role who signed a text as it stands; the latest counts."""
    fit = (sign_off for sign_off in signed if (sign_off.item, sign_off.content_hash) == (item, content_hash))
    return {sign_off.role: sign_off for sign_off in sorted(fit, key=lambda sign_off: sign_off.signed_on)}


def lost(signed: Sequence[SignOff], item: str, content_hash: str) -> list[SignOff]:
    """Return the signatures under a text that has changed since, by roles that have not signed it again."""
    standing = in_force(signed, item, content_hash)
    return [
        sign_off
        for sign_off in signed
        if sign_off.item == item and sign_off.content_hash != content_hash and sign_off.role not in standing
    ]


def _sign_off(row: Mapping[str, str], line: int, items: Mapping[str, Collection[str]], today: date) -> SignOff:
    try:
        signed_on = date.fromisoformat(row["signed_on"])
    except (TypeError, ValueError) as error:
        raise SourceError(f"sign_offs.csv, line {line}: {error}") from error
    wrong = {
        "item": row["item"] not in items,
        "content_hash": not _HASH.fullmatch(row["content_hash"]),
        "role": row["role"] not in items.get(row["item"], ROLES),
        "name": not (row["name"] or row["organisation"]),
        "signed_on": signed_on > today,
        "note": row["note"] is None or None in row,  # too few or too many values
    }
    if any(wrong.values()):
        raise SourceError(f"sign_offs.csv, line {line}: cannot use its {', '.join(k for k, v in wrong.items() if v)}")
    return SignOff(
        row["item"], row["content_hash"], row["role"], row["name"], row["organisation"], signed_on, row["note"]
    )
