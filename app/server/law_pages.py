"""The policy pages, written from the register, the settings and the sentences of law.toml. They need no database."""

from collections.abc import Iterator, Sequence
from html import escape

from app import data
from app.law import register as registers
from app.law import review_words
from app.law.operator import Operator, host_of, operator_of
from app.law.register import KeptThing, Register
from app.server.periods import periods
from app.text import Text
from app.ui.plain_page import PlainPage
from app.ui.words import day
from gis.settings import Settings

FIELDS = ("what", "why", "ground", "until", "erase")


def body(say: Text, name: str) -> PlainPage:
    """Write a policy page.

    Parameters
    ----------
    say : Text
    name : {"privacy", "terms", "location"}
    """
    settings, register = data.settings(), registers.in_force()
    found = operator_of(settings)
    more = {
        "who": operator_lines(say, found, is_location=name == "location"),
        "kept": "".join(kept_thing(say, one, settings) for one in register.kept),
        "others": others(say, settings),
        "device": devices(say, register),
        "help": helpers(say, register),
        "exact": _router(say, settings) if name == "location" else "",
    }
    names = list(say.group(f"law.{name}.section"))
    sections = "".join(_section(say, name, one, more.get(one, ""), settings) for one in names)
    html = f'<div class="method law">{_contents(say, name, names)}{sections}{foot(say, name, register)}</div>'
    return PlainPage(say(f"page.{name}.heading"), say(f"page.{name}.lead"), html)


def operator_lines(say: Text, found: Operator, *, is_location: bool) -> str:
    """Say who answers, or plainly that nobody is named."""
    rows = [
        ("name", " · ".join(part for part in (found.name, found.contact) if part)),
        ("location_officer" if is_location else "officer", " · ".join(
            part for part in (found.officer, found.officer_contact) if part
        )),
    ]  # fmt: skip
    if is_location:
        rows.append(("filing", found.location_filing))
    listed = "".join(
        f"<dt>{escape(say(f'law.operator.{key}'))}</dt><dd>{escape(value or say('law.operator.unset'))}</dd>"
        for key, value in rows
    )
    notes = []
    if not found.is_named:
        notes += ["unnamed", "unnamed_private" if found.is_private else "unnamed_server"]
    if is_location and not found.takes_positions:
        notes.append("unfiled")
    told = "".join(f"<p>{escape(say(f'law.operator.{one}'))}</p>" for one in notes)
    return f"<dl>{listed}</dl>" + (f'<div class="message note">{told}</div>' if told else "")


def kept_thing(say: Text, one: KeptThing, settings: Settings) -> str:
    """Write one kind of thing that is kept, with the tables it lies in."""
    values = periods(settings)
    rows = "".join(
        f"<dt>{escape(say(f'law.field.{field}'))}</dt><dd>{escape(_told(say, one, field, values))}</dd>"
        for field in FIELDS
    )
    tables = "".join(
        f"<li><code>{escape(table)}</code>: <code>{escape(', '.join(columns))}</code></li>"
        for table, columns in one.tables.items()
    )
    return (
        f'<article id="kept-{one.code}"><h3>{escape(say(f"law.kept.{one.code}.name"))}</h3><dl>{rows}</dl>'
        f"<details><summary>{escape(say('law.field.tables'))}</summary><ul>{tables}</ul></details></article>"
    )


def others(say: Text, settings: Settings) -> str:
    """Say who gets something from us: nobody, unless the operator set up a service that does."""
    told = list(_receivers(say, settings))
    lead = say("law.others.some" if told else "law.others.none")
    lines = [*told, say("law.others.maps"), say("law.others.danger")]
    return f"<p>{escape(lead)}</p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def devices(say: Text, register: Register) -> str:
    """List what a browser keeps for us."""
    lines = (f"<li><code>{escape(one.name)}</code> {escape(say(f'law.device.{one.code}'))}</li>"
             for one in register.devices)  # fmt: skip
    return f"<ul>{''.join(lines)}</ul>"


def helpers(say: Text, register: Register) -> str:
    """List who helps when data was misused."""
    lines = []
    for one in register.helpers:
        name = f'<a href="{escape(one.url)}" rel="noopener noreferrer">{escape(say(f"law.help.{one.code}"))}</a>'
        number = say("law.help.number", number=one.number)
        dial = f' <a href="tel:{escape(one.number)}">{escape(number)}</a>' if one.number else ""
        lines.append(f"<li>{name}{dial}</li>")
    return f"<ul>{''.join(lines)}</ul>"


def foot(say: Text, name: str, register: Register) -> str:
    """Say which version this is, who wrote it, and which laws it follows."""
    policy = register.policies[name]
    reviewer = register.reviewer_en if say.language == "en" else register.reviewer
    version = say("law.version", version=policy.version, date=day(say, policy.valid_from))
    laws = "".join(
        f'<li><a href="{escape(url)}" rel="noopener noreferrer">{escape(title)}</a> '
        f"{escape(say('law.law_seen', date=day(say, seen_on)))}</li>"
        for title, url, seen_on in register.laws
    )
    return (
        f'<footer class="sources"><p class="fine">{escape(version)} '
        f"{escape(say('law.reviewer', reviewer=reviewer))} {review_words.line(say, f'policy/{name}')}</p>"
        f"<details><summary>{escape(say('law.laws'))}</summary><ul>{laws}</ul></details></footer>"
    )


def _receivers(say: Text, settings: Settings) -> Iterator[str]:
    if settings.explain_api and settings.explain_url:
        yield say("law.others.explain", host=host_of(settings.explain_url), model=settings.explain_model or "-")
    if settings.oidc_issuer:
        yield say("law.others.oidc", name=settings.oidc_name, host=host_of(settings.oidc_issuer))
    if settings.valhalla_url:
        yield say("law.others.valhalla", host=host_of(settings.valhalla_url))
    if settings.map_tiles_url:
        yield say("law.others.tiles", host=host_of(settings.map_tiles_url))


def _router(say: Text, settings: Settings) -> str:
    if not settings.valhalla_url:
        return ""
    return f"<p>{escape(say('law.location.valhalla', host=host_of(settings.valhalla_url)))}</p>"


def _told(say: Text, one: KeptThing, field: str, values: dict[str, object]) -> str:
    if field == "ground":
        return say(f"law.ground.{one.ground}")
    if field == "until" and one.code == "recommendations" and not values["recommendation_days"]:
        return say("law.kept.recommendations.until_none")
    return say(f"law.kept.{one.code}.{field}", **values)


def _contents(say: Text, policy: str, names: Sequence[str]) -> str:
    links = "".join(f'<li><a href="#{name}">{escape(say(f"law.{policy}.section.{name}"))}</a></li>' for name in names)
    title = escape(say("law.contents"))
    return f'<nav class="contents" aria-label="{title}"><h2>{title}</h2><ul>{links}</ul></nav>'


def _section(say: Text, policy: str, name: str, more: str, settings: Settings) -> str:
    values = periods(settings)
    numbers = say.group(f"law.{policy}.text.{name}")
    told = "".join(f"<p>{escape(say(f'law.{policy}.text.{name}.{number}', **values))}</p>" for number in numbers)
    return f'<section id="{name}"><h2>{escape(say(f"law.{policy}.section.{name}"))}</h2>{told}{more}</section>'
