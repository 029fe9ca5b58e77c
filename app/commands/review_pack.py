"""`mindconnect review-pack`: every text that somebody must sign, in one document, with a list to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from app import data
from app.law import review_items, review_pack, sign_offs
from gis.errors import InputError


def review_pack_command(
    out: Annotated[Path, typer.Option(help="Folder for review.html and to_sign.csv; it is made if missing.")],
    role: Annotated[str | None, typer.Option(help=f"Only what one signs: {', '.join(sign_offs.ROLES)}.")] = None,
) -> None:
    """Write the texts that a clinician, a lawyer and native speakers sign; signatures stand in sign_offs.csv."""
    if role is not None and role not in sign_offs.ROLES:
        raise InputError(f"{role!r} is not one of {', '.join(sign_offs.ROLES)}")
    roles = (role,) if role else sign_offs.ROLES
    items = [item for item in review_items.items() if set(item.roles) & set(roles)]
    signed = review_items.signed()
    out.mkdir(parents=True, exist_ok=True)
    (out / "review.html").write_text(review_pack.document(items, signed, on=data.today()), encoding="utf-8")
    rest = review_pack.to_fill_in(items, signed, roles=roles)
    (out / "to_sign.csv").write_text(rest, encoding="utf-8")
    typer.echo(f"{len(items)} texts, {rest.count(chr(10)) - 1} signatures missing: {out / 'review.html'}")
