"""Whom to call, on the command line too, when what was typed there sounds like danger."""

from typing import Any

import typer

from app.data import rules
from app.text import Language, load
from gis.care import crisis, crisis_signals


def calls_for(*texts: str, is_young: bool = False) -> list[crisis.CrisisNumber]:
    """Choose whom to call, most urgent first; nobody when nothing sounds like danger. Nothing typed is kept."""
    panels = rules.heard(*texts)
    if not panels:
        return []
    is_young = is_young or rules.sounds_young(*texts)
    return crisis.order_of_calls(rules.crisis_numbers(), panels=panels, is_young=is_young)


def tell(*texts: str, is_young: bool = False, language: Language = "ko") -> None:
    """Write whom to call to the standard error, so that a table or JSON stays whole."""
    calls = calls_for(*texts, is_young=is_young)
    if not calls:
        return
    say = load(language)
    typer.echo(say(f"crisis.title.{crisis_signals.most_urgent(rules.heard(*texts))}"), err=True)
    for number in calls:
        typer.echo(f"  {number.number}  {number.name_in(language)}", err=True)


def record(number: crisis.CrisisNumber, language: Language) -> dict[str, Any]:
    """Return a number as plain data."""
    return {"number": number.number, "dial": number.dial, "name": number.name_in(language), "hours": number.hours}
