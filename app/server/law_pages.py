"""The policy pages, written from the register, the settings and the sentences of law.toml. They need no database."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from app import data
from app.law import register as registers
from app.law import review_words
from app.law.operator import Operator, host_of, operator_of
from app.law.register import DataRegister, KeptThing
from app.server.periods import periods
from app.text import Text
from app.ui.markup import Blocks, html
from app.ui.plain_page import PlainPage
from app.ui.words import day
from gis.settings import Settings

_BLOCKS = Blocks("server/law")

FIELDS = ("what", "why", "ground", "until", "erase")


def body(say: Text, name: str) -> PlainPage:
    """Write a policy page.

    Parameters
    ----------
    say : Text
    name : {"privacy", "terms", "location"}
    """
    settings, register = data.settings(), registers.in_force()
    operator = operator_of(settings)
    more = {
        "who": operator_lines(say, operator, is_location=name == "location"),
        "kept": Markup().join(kept_thing(say, thing, settings) for thing in register.kept),
        "others": others(say, settings),
        "device": devices(say, register),
        "help": helpers(say, register),
        "exact": _router(say, settings) if name == "location" else Markup(),
    }
    names = list(say.group(f"law.{name}.section"))
    sections = [_section(say, name, section, more.get(section, Markup()), settings) for section in names]
    page = _BLOCKS.page(say, sections, foot(say, name, register))
    return PlainPage(say(f"page.{name}.heading"), say(f"page.{name}.lead"), page)


def operator_lines(say: Text, operator: Operator, *, is_location: bool) -> Markup:
    """Say who answers, or plainly that nobody is named."""
    rows = [
        ("name", " · ".join(part for part in (operator.name, operator.contact) if part)),
        ("location_officer" if is_location else "officer", " · ".join(
            part for part in (operator.officer, operator.officer_contact) if part
        )),
    ]  # fmt: skip
    if is_location:
        rows.append(("filing", operator.location_filing))
    listed = [(say(f"law.operator.{key}"), value or say("law.operator.unset")) for key, value in rows]
    notes = []
    if not operator.is_named:
        notes += ["unnamed", "unnamed_private" if operator.is_private else "unnamed_server"]
    if is_location and not operator.takes_positions:
        notes.append("unfiled")
    return _BLOCKS.operator(listed, [say(f"law.operator.{note}") for note in notes])


def kept_thing(say: Text, thing: KeptThing, settings: Settings) -> Markup:
    """Write one kind of thing that is kept, with the tables it lies in."""
    values = periods(settings)
    rows = [(say(f"law.field.{field}"), _told(say, thing, field, values)) for field in FIELDS]
    return _BLOCKS.kept(say, thing.code, rows, [(table, ", ".join(columns)) for table, columns in thing.tables.items()])


def others(say: Text, settings: Settings) -> Markup:
    """Say who gets something from us: nobody, unless the operator set up a service that does."""
    receivers = list(_receivers(say, settings))
    lead = say("law.others.some" if receivers else "law.others.none")
    lines = [*receivers, say("law.others.maps"), say("law.others.danger")]
    return _BLOCKS.others(lead, lines)


def devices(say: Text, register: DataRegister) -> Markup:
    """List what a browser keeps for us."""
    return _BLOCKS.devices([(device.name, say(f"law.device.{device.code}")) for device in register.devices])


def helpers(say: Text, register: DataRegister) -> Markup:
    """List who helps when data was misused."""
    rows = [
        {
            "url": helper.url,
            "name": say(f"law.help.{helper.code}"),
            "number": helper.number,
            "told": say("law.help.number", number=helper.number),
        }
        for helper in register.helpers
    ]
    return _BLOCKS.helpers(rows)


def foot(say: Text, name: str, register: DataRegister) -> Markup:
    """Say which version this is, who wrote it, and which laws it follows."""
    policy = register.policies[name]
    reviewer = register.reviewer_en if say.language == "en" else register.reviewer
    version = say("law.version", version=policy.version, date=day(say, policy.valid_from))
    laws = [(url, title, say("law.law_seen", date=day(say, seen_on))) for title, url, seen_on in register.laws]
    sentence = say("law.reviewer", reviewer=reviewer)
    return _BLOCKS.foot(say, version, sentence, review_words.line(say, f"policy/{name}"), laws)


def _receivers(say: Text, settings: Settings) -> Iterator[str]:
    if settings.explain_api and settings.explain_url:
        yield say("law.others.explain", host=host_of(settings.explain_url), model=settings.explain_model or "-")
    if settings.oidc_issuer:
        yield say("law.others.oidc", name=settings.oidc_name, host=host_of(settings.oidc_issuer))
    if settings.valhalla_url:
        yield say("law.others.valhalla", host=host_of(settings.valhalla_url))
    if settings.map_tiles_url:
        yield say("law.others.tiles", host=host_of(settings.map_tiles_url))


def _router(say: Text, settings: Settings) -> Markup:
    if not settings.valhalla_url:
        return Markup()
    return html("<p>{{ text }}</p>", text=say("law.location.valhalla", host=host_of(settings.valhalla_url)))


def _told(say: Text, thing: KeptThing, field: str, values: dict[str, object]) -> str:
    if field == "ground":
        return say(f"law.ground.{thing.ground}")
    if field == "until" and thing.code == "recommendations" and not values["recommendation_days"]:
        return say("law.kept.recommendations.until_none")
    return say(f"law.kept.{thing.code}.{field}", **values)


def _section(say: Text, policy: str, name: str, more: Markup, settings: Settings) -> dict[str, Any]:
    values = periods(settings)
    numbers = say.group(f"law.{policy}.text.{name}")
    return {
        "name": name,
        "heading": say(f"law.{policy}.section.{name}"),
        "told": [say(f"law.{policy}.text.{name}.{number}", **values) for number in numbers],
        "more": more,
    }
