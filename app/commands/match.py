"""`mindconnect match`: recommend centers, tell how well everyday words are understood, and purge the log."""

import datetime as dt
from typing import Annotated, cast, get_args

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from app.commands import crisis_calls
from app.commands.search import print_json
from app.data import rules
from app.recommendation import matches
from app.text import Language, load
from gis.care.recommendation.candidates import Wish
from gis.care.recommendation.rules import PARTS, Part
from gis.db.engine import make_engine
from gis.errors import InputError
from gis.opening import load_board, read_instant
from gis.queries.matching import purge_recommendations
from gis.recommendation import (
    Ask,
    MatchingData,
    Recommendation,
    encoder_of,
    evaluation,
    home_codes,
    load_data,
    load_register,
    load_vocabulary,
    recommend,
    similarities,
)
from gis.settings import Settings
from gis.terms import SEVERITIES, UNDER_19, AgeGroup, Severity, Way, When

cli = typer.Typer(help="Recommend centers around a point; evaluate the understanding of words; purge the log.")


@cli.callback(invoke_without_command=True)
def match_command(
    context: typer.Context,
    lat: Annotated[float | None, typer.Option(help="Latitude, WGS84 degrees.")] = None,
    lon: Annotated[float | None, typer.Option(help="Longitude, WGS84 degrees.")] = None,
    problem: Annotated[list[str] | None, typer.Option(help="Need, such as low_mood; repeat for several.")] = None,
    text: Annotated[str, typer.Option(help="What it is about, in everyday words; kept nowhere.")] = "",
    when: Annotated[str | None, typer.Option(help=f"When one can come: {', '.join(get_args(When))}.")] = None,
    way: Annotated[str | None, typer.Option(help=f"{' or '.join(get_args(Way))}.")] = None,
    age_group: Annotated[str | None, typer.Option("--age", help=f"One of {', '.join(get_args(AgeGroup))}.")] = None,
    severity: Annotated[str, typer.Option(help=f"One of {', '.join(SEVERITIES)}.")] = "unknown",
    phq9: Annotated[int | None, typer.Option(help="Total of the PHQ-9, 0 to 27.", min=0, max=27)] = None,
    is_free: Annotated[bool, typer.Option("--free", help="It should cost nothing.")] = False,
    wants_groups: Annotated[bool, typer.Option("--groups", help="Group programmes are looked for.")] = False,
    weight: Annotated[
        list[str] | None, typer.Option(help=f"PART=NUMBER for each of {', '.join(PARTS)}; normalised.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="Instant, such as 2026-11-24T14:00; now otherwise.")] = None,
    limit: Annotated[int, typer.Option(help="Most centers to give.", min=1, max=100)] = 5,
    why_not: Annotated[str | None, typer.Option(help="Id of a center: why it does not stand in front.")] = None,
    lang: Annotated[Language, typer.Option(help="ko or en.")] = "ko",
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object instead of text.")] = False,
) -> None:
    """Recommend centers around a point, with the reasons."""
    if context.invoked_subcommand:
        return
    if lat is None or lon is None:
        raise InputError("a recommendation needs a place: give --lat and --lon")
    wish = Wish(
        needs=tuple(problem or ()),
        severity=cast("Severity", _one_of(severity, SEVERITIES, "severity")),
        when=cast("When | None", _one_of(when, get_args(When), "when")),
        way=cast("Way | None", _one_of(way, get_args(Way), "way")),
        age_group=cast("AgeGroup | None", _one_of(age_group, get_args(AgeGroup), "age")),
        is_free=is_free,
        wants_groups=wants_groups,
    )
    instant = read_instant(at)
    is_young = age_group in UNDER_19
    crisis_calls.tell(text, is_young=is_young, language=lang)
    data = load_data(Settings().data_dir)
    ask = Ask(lat, lon, wish, text, phq9=phq9, in_crisis=bool(rules.heard(text)))
    recommendation = _recommend(ask, data, at=instant, weights=_weights(weight))
    say = load(lang)
    if why_not is not None:
        told = matches.why_not(
            say, recommendation, recommendation.why_not(why_not, rules=data.rules, shown=limit), instant
        )
        print_json(told) if as_json else typer.echo("\n".join([told["title"], *told["lines"]]))
        return
    answer = matches.answer_record(say, recommendation, instant, text=text, limit=limit)
    if as_json:
        print_json(answer)
        return
    for record in answer["centers"]:
        typer.echo(f"{record['rank']}. {record['name']}  {record['score']:.2f}  {record['confidence_text']}")
        typer.echo(f"   {' / '.join(record['reasons'])}")


@cli.command("evaluate")
def evaluate_command(
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
) -> None:
    """Count how many everyday sentences lead to the right kind or service (hit@3), by rules, vectors and both."""
    settings = Settings()
    data = load_data(settings.data_dir)
    encoder = encoder_of(data, settings.encoder_model)
    with make_engine(settings, "app").connect() as conn:
        known = load_vocabulary(conn, data, encoder)
    _, hits = evaluation(data, settings.data_dir, known, encoder)
    if as_json:
        print_json([{"method": h.method, "split": h.split, "cases": h.cases, "hits": h.hits} for h in hits])
        return
    table = Table("sentences", "method", "hit@3", "share", box=box.SIMPLE_HEAD)
    for row in hits:
        table.add_row(row.split, row.method, f"{row.hits}/{row.cases}", f"{row.share:.1%}")
    Console().print(table)
    typer.echo(f"encoder {encoder.name} {encoder.version}, alpha {data.rules.alpha}")


@cli.command("purge")
def purge_command(
    days: Annotated[int | None, typer.Option(help="Keep so many days; MINDCONNECT_RECOMMENDATION_DAYS.", min=0)] = None,
) -> None:
    """Delete what was recommended longer ago than it is to be kept."""
    settings = Settings()
    keep = settings.recommendation_days if days is None else days
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=keep)
    with make_engine(settings, "etl").begin() as conn:
        gone = purge_recommendations(conn, before=before)
    typer.echo(f"Deleted {gone:,} recommendations from before {before:%Y-%m-%d %H:%M} UTC.")


def _recommend(ask: Ask, data: MatchingData, *, at: dt.datetime, weights: dict[Part, float] | None) -> Recommendation:
    """Read what decides a recommendation from the database, and make it."""
    settings = Settings()
    encoder = encoder_of(data, settings.encoder_model) if ask.words else None
    with make_engine(settings, "app").connect() as conn:
        return recommend(
            ask,
            load_register(conn),
            load_board(conn, settings.data_dir, at=at),
            at=at,
            data=data,
            home=home_codes(conn, ask.lat, ask.lon),
            similarity_of=similarities(data, load_vocabulary(conn, data, encoder), encoder) if encoder else None,
            weights=weights,
        )


def _weights(given: list[str] | None) -> dict[Part, float] | None:
    if not given:
        return None
    try:
        pairs = [pair.split("=", 1) for pair in given]
        return {cast("Part", part): float(number) for part, number in pairs}
    except ValueError as error:
        raise InputError(f"--weight is PART=NUMBER for each of {', '.join(PARTS)}") from error


def _one_of(value: str | None, known: tuple[str, ...], name: str) -> str | None:
    if value is not None and value not in known:
        raise InputError(f"--{name} {value!r}: give one of {', '.join(known)}")
    return value
