"""`mindconnect rules`: which sigungu are short of care by which rule, why, and what another threshold would change."""

import dataclasses
import datetime as dt
import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, cast

import typer

from app.commands.search import print_json, require_one_form
from app.policy import verdicts as words
from app.text import Language, Text, load
from app.ui.downloads import TWELVE_DIGITS
from gis.access import open_board
from gis.analysis.rules import rule_dump
from gis.analysis.verdicts import Change, Verdict, changes, verdict_frame
from gis.db.engine import make_engine
from gis.designations import UNIT_LEVELS, VERDICT_DRAWS, UnitLevel, verdicts
from gis.errors import InputError
from gis.rulebook import RuleBook, load_rules
from gis.settings import Settings
from gis.terms import SEOUL

FEW = 12
"""So many verdicts are told with their reasons; more are counted and listed."""


def rules_command(
    region: Annotated[str | None, typer.Option(help="MOIS code of a sido, sigungu or municipality; else all.")] = None,
    rule: Annotated[list[str] | None, typer.Option(help="Only this rule; repeat for several.")] = None,
    level: Annotated[str, typer.Option(help=f"Units: {' or '.join(UNIT_LEVELS)}.")] = "sigungu",
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="Another threshold: emergency_reach.local_limit_min=20; repeat.")
    ] = None,
    know: Annotated[
        list[str] | None, typer.Option(help="A figure that is not in the data: psychiatrists=3; repeat.")
    ] = None,
    draws: Annotated[
        int, typer.Option(help="Draws of travel times, unknown hours and positions; 0 takes the figures as they are.")
    ] = VERDICT_DRAWS,
    on: Annotated[str | None, typer.Option(help="Rules in force on this day, such as 2026-11-26; else today.")] = None,
    list_rules: Annotated[bool, typer.Option("--list", help="The rules themselves: numbers, dates, sources.")] = False,
    lang: Annotated[Language, typer.Option(help="Language of the sentences, ko or en.")] = "ko",
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV, one row a criterion.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the receipt.")] = False,
) -> None:
    """Decide the shortage rules for sigungu, with every number that led to the verdict; and what-if."""
    require_one_form(as_csv=as_csv, as_json=as_json)
    settings, say = Settings(), load(lang)
    stated = load_rules(settings.data_dir, on=_day(on)).only(rule or None)
    overrides, known = numbers_of("--set", set_), numbers_of("--know", know)
    book = stated.changed(overrides)
    if list_rules:
        _list(say, book, as_json=as_json)
        return
    with make_engine(settings, "app").connect() as conn:
        board = open_board(conn, settings)
        options: dict[str, Any] = {
            "region_code": region,
            "level": cast("UnitLevel", level),
            "known": known,
            "draws": draws,
        }
        decided = verdicts(board, conn, book, **options)
        moved = changes(verdicts(board, conn, stated, **options), decided) if overrides else []
    if as_csv:
        table = verdict_frame(decided).assign(data_version=board.data_version, rules_version=book.version)
        table.to_csv(sys.stdout, index=False, float_format=TWELVE_DIGITS)
    elif as_json:
        receipt = {
            "data_version": board.data_version, "rules_version": book.version, "on": _day(on).isoformat(),
            "region_code": region, "level": level, "set": overrides, "known": known,
            "draws": draws,
            "command": _command(region, rule, level, overrides, known, on, draws),
        }  # fmt: skip
        records = [words.record(say, book, verdict) for verdict in decided]
        print_json(receipt | {"verdicts": records, "changed": [dataclasses.asdict(change) for change in moved]})
    else:
        _tell(say, book, decided, moved if overrides else None)
        typer.echo(f"data {board.data_version}, rules {book.version}")


def numbers_of(option: str, given: Sequence[str] | None) -> dict[str, float]:
    """Read ``name=number`` options.

    Raises
    ------
    InputError
        When one is not of that form.
    """
    numbers: dict[str, float] = {}
    for text in given or ():
        name, mark, value = text.partition("=")
        try:
            numbers[name.strip()] = float(value)
        except ValueError:
            mark = ""
        if not mark or not name.strip():
            raise InputError(f"{option} {text[:60]!r}: write it as name=number, such as limit_min=20")
    return numbers


def _day(on: str | None) -> dt.date:
    if on is None:
        return dt.datetime.now(SEOUL).date()
    try:
        return dt.date.fromisoformat(on)
    except ValueError:
        raise InputError(f"--on {on[:20]!r} is no day: write it as 2026-11-26") from None


def _command(
    region: str | None,
    rule: Sequence[str] | None,
    level: str,
    overrides: dict[str, float],
    known: dict[str, float],
    on: str | None,
    draws: int,
) -> str:
    parts = ["mindconnect", "rules", "--level", level, "--on", _day(on).isoformat()]
    parts += ["--region", region] if region else []
    parts += ["--draws", str(draws)] if draws != VERDICT_DRAWS else []
    for option, values in (("--rule", rule or ()), *_pairs("--set", overrides), *_pairs("--know", known)):
        for value in values:
            parts += [option, value]
    return shlex.join([*parts, "--json"])


def _pairs(option: str, values: dict[str, float]) -> list[tuple[str, list[str]]]:
    return [(option, [f"{name}={value:g}" for name, value in values.items()])]


def _tell(say: Text, book: RuleBook, decided: Sequence[Verdict], moved: Sequence[Change] | None) -> None:
    if len(decided) <= FEW:
        for verdict in decided:
            typer.echo(words.sentence(say, verdict))
            for line in words.reasons(say, book.rule(verdict.rule), verdict):
                typer.echo(f"  {line}")
    else:
        for rule in book.rules:
            of_rule = [verdict for verdict in decided if verdict.rule == rule.name]
            counts = Counter(words.badge(say, verdict) for verdict in of_rule)
            typer.echo(f"{words.rule_name(say, rule.name)} [{rule.name}]")
            typer.echo("  " + ", ".join(f"{badge} {count:,}" for badge, count in counts.items()))
            short = [verdict.name for verdict in of_rule if verdict.outcome == "is_met"]
            typer.echo(f"  {', '.join(short)}" if short else "  -")
    for change in moved or ():
        before, after = (say(f"rules.badge.{outcome}") for outcome in (change.before, change.after))
        typer.echo(f"{words.rule_name(say, change.rule)}: {change.name}: {before} -> {after}")
    if moved is not None and not moved:
        typer.echo(say("rules.nothing_changes"))


def _list(say: Text, book: RuleBook, *, as_json: bool) -> None:
    if as_json:
        print_json({"rules_version": book.version, "rules": [rule_dump(rule) for rule in book.rules]})
        return
    for rule in book.rules:
        typer.echo(f"{words.rule_name(say, rule.name)} [{rule.name} {rule.version}]")
        for line in (*words.about(say, rule), words.facts(say, rule)):
            typer.echo(f"  {line}")
        for name, (label, number) in zip(rule.thresholds, words.numbers(say, rule), strict=True):
            typer.echo(f"  {rule.name}.{name}: {label} {number}")
