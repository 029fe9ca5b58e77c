"""Whom to call, on the command line too, when what was typed there sounds like danger."""

import typer

from app.data import rules
from app.text import Language, load
from gis.care import crisis_signals


def tell(*texts: str, is_young: bool = False, language: Language = "ko") -> None:
    """Write whom to call to the standard error, so that a table or JSON stays whole."""
    calls = rules.calls_for(*texts, is_young=is_young)
    if not calls:
        return
    say = load(language)
    typer.echo(say(f"crisis.title.{crisis_signals.most_urgent(rules.heard(*texts))}"), err=True)
    for number in calls:
        typer.echo(f"  {number.number}  {number.name_in(language)}", err=True)
