"""The review pack: everything that is signed, in one document that opens anywhere, and a list to fill in."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from app.law import sign_offs
from app.law.review_items import Item
from app.law.sign_offs import COLUMNS, ROLES, SignOff
from app.text import Text, load
from app.ui import markup


def document(items: Sequence[Item], signed: Sequence[SignOff], *, on: date) -> str:
    """Write the document.

    Parameters
    ----------
    items : sequence of Item
        What is to be read, in order.
    signed : sequence of SignOff
    on : datetime.date
        Day of the pack.

    Returns
    -------
    str
        HTML with nothing loaded from anywhere; every paragraph has an id that stays while its place stays.
    """
    ko, en = load("ko"), load("en")
    title, lead = (f"{ko(key)} / {en(key)}" for key in ("signing.pack.title", "signing.pack.lead"))
    standings = [(item, list(_standing(item, signed, ko, en))) for item in items]
    return markup.document("law/pack", title=title, lead=lead, on=on, items=standings) + "\n"


def to_fill_in(items: Sequence[Item], signed: Sequence[SignOff], *, roles: Sequence[str] = ROLES) -> str:
    """Write, as CSV in the shape of sign_offs.csv, what still has to be signed by whom."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in items:
        standing = sign_offs.in_force(signed, item.name, item.content_hash)
        writer.writerows(
            (item.name, item.content_hash, role, "", "", "", "")
            for role in item.roles
            if role in roles and role not in standing
        )
    return out.getvalue()


def _standing(item: Item, signed: Sequence[SignOff], ko: Text, en: Text) -> Iterator[tuple[str, str]]:
    """Return for each role its state and who signed when."""
    standing = sign_offs.in_force(signed, item.name, item.content_hash)
    former = {lost.role: lost for lost in sign_offs.lost(signed, item.name, item.content_hash)}
    for role in item.roles:
        name = " / ".join(say(f"signing.role.{role}") for say in (ko, en))
        if sign_off := standing.get(role):
            state, words_of_state = "signed", f"{sign_off.who}, {sign_off.signed_on.isoformat()}"
        elif sign_off := former.get(role):
            words = " / ".join(say("signing.pack.lost") for say in (ko, en))
            state, words_of_state = "lost", f"{words}: {sign_off.who}, {sign_off.signed_on.isoformat()}"
        else:
            state, words_of_state = "unsigned", " / ".join(say("signing.pack.unsigned") for say in (ko, en))
        yield state, f"{name}: {words_of_state}"
