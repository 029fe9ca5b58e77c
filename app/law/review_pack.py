"""The review pack: everything that is signed, in one document that opens anywhere, and a list to fill in."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from app.law import sign_offs
from app.law.review_items import Item, Paragraph
from app.law.sign_offs import COLUMNS, ROLES, SignOff
from app.text import Text, load

_STYLE = """
body { max-width: 80rem; margin: 2rem auto; padding: 0 1.2rem; font: 16px/1.6 sans-serif; color: #1d2527; }
h2 { margin-top: 3rem; padding-top: 1rem; border-top: 2px solid #0b5f63; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
td { padding: 0.5rem; vertical-align: top; border: 1px solid #cdd3d4; white-space: pre-wrap; overflow-wrap: anywhere; }
td:first-child { width: 13rem; color: #55636a; font-size: 0.8rem; }
.signed { color: #0b5f63; } .lost, .unsigned { color: #a3122a; } code { overflow-wrap: anywhere; }
@media (max-width: 48rem) { td { display: block; width: auto !important; } }
"""


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
    contents = "".join(
        f'<li><a href="#{escape(one.name)}">{escape(one.title)}</a> <code>{escape(one.name)}</code></li>'
        for one in items
    )
    told = "".join(_item(one, signed, ko, en) for one in items)
    title, lead = (f"{ko(key)} / {en(key)}" for key in ("signing.pack.title", "signing.pack.lead"))
    return (
        f'<!DOCTYPE html>\n<html lang="ko"><head><meta charset="UTF-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(lead)}</p>"
        f"<p>{on.isoformat()}</p><nav><ol>{contents}</ol></nav>{told}</body></html>\n"
    )


def to_fill_in(items: Sequence[Item], signed: Sequence[SignOff], *, roles: Sequence[str] = ROLES) -> str:
    """Write, as CSV in the shape of sign_offs.csv, what still has to be signed by whom."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in items:
        standing = sign_offs.in_force(signed, one.name, one.content_hash)
        writer.writerows(
            (one.name, one.content_hash, role, "", "", "", "")
            for role in one.roles
            if role in roles and role not in standing
        )
    return out.getvalue()


def _item(one: Item, signed: Sequence[SignOff], ko: Text, en: Text) -> str:
    rows = "".join(_row(one, part) for part in one.paragraphs)
    lines = "".join(f"<li>{told}</li>" for told in _standing(one, signed, ko, en))
    return (
        f'<section><h2 id="{escape(one.name)}">{escape(one.title)}</h2>'
        f"<p><code>{escape(one.name)}</code> <code>{one.content_hash}</code></p><ul>{lines}</ul>"
        f"<table><tbody>{rows}</tbody></table></section>"
    )


def _row(one: Item, part: Paragraph) -> str:
    name = escape(f"{one.name}/{part.name}")
    english = f'<td lang="en">{escape(part.en)}</td>' if part.en else ""
    span = "" if part.en else ' colspan="2"'
    return f'<tr id="{name}"><td>{escape(part.name)}</td><td lang="ko"{span}>{escape(part.ko)}</td>{english}</tr>'


def _standing(one: Item, signed: Sequence[SignOff], ko: Text, en: Text) -> Iterator[str]:
    standing = sign_offs.in_force(signed, one.name, one.content_hash)
    former = {found.role: found for found in sign_offs.lost(signed, one.name, one.content_hash)}
    for role in one.roles:
        name = " / ".join(say(f"signing.role.{role}") for say in (ko, en))
        if found := standing.get(role):
            state, told = "signed", f"{found.who}, {found.signed_on.isoformat()}"
        elif found := former.get(role):
            words = " / ".join(say("signing.pack.lost") for say in (ko, en))
            state, told = "lost", f"{words}: {found.who}, {found.signed_on.isoformat()}"
        else:
            state, told = "unsigned", " / ".join(say("signing.pack.unsigned") for say in (ko, en))
        yield f'<span class="{state}">{escape(name)}: {escape(told)}</span>'
