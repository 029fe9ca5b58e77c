"""`mindconnect hear`: what both ears hear in a sentence, and why; for those who review the rules and sentences."""

from math import isfinite
from typing import Annotated

import typer

from app.commands.search import print_json
from app.data import rules
from gis.care import crisis_signals, second_ear


def hear_command(
    text: Annotated[str, typer.Argument(help="A sentence as somebody might type it; kept nowhere.")],
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object instead of lines.")] = False,
) -> None:
    """Tell which panels a sentence brings, which rules find something in it, and the reviewed sentence most like it."""
    ear = rules.hearing()
    like, likeness = second_ear.nearest(text, rules.hearing_sentences())
    score = ear.hear(text).score
    panels = sorted(rules.heard(text), key=crisis_signals.PANELS.index)
    by_rules = crisis_signals.find(text, *rules.distress_words())
    record = {
        "panels": panels,
        "rules": list(by_rules),
        "score": round(score, 3) if isfinite(score) else None,
        "heard_from": round(ear.threshold, 3),
        "harmless_below": round(ear.harmless, 3),
        "most_like": {"text": like.text, "panels": list(like.panels), "likeness": round(likeness, 3)},
    }
    if as_json:
        print_json(record)
        return
    typer.echo(f"panels     {', '.join(panels) or 'none'}")
    typer.echo(f"rules      {', '.join(by_rules) or 'none'}")
    typer.echo(
        f"second ear {record['score']} (heard from {record['heard_from']}, harmless below {record['harmless_below']})"
    )
    typer.echo(f"most like  {like.text} ({', '.join(like.panels) or 'harmless'}; {likeness:.2f})")
