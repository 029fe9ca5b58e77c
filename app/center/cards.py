"""Centers in words: the entries of the list and the details of one. No Streamlit, no database."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from app.center import handover
from app.data.search import Origin
from app.sitemap import same_page
from app.text import Text
from app.ui import maps, words
from app.ui.components import results
from app.ui.components.links import Link
from app.ui.markup import Blocks, html
from gis import place_names, vocabulary
from gis.queries.centers import Center, CenterDetail

ADVICE_NUMBER = "1577-0199"
"""Whom to call where no number of a place nearby is known: the mental-health crisis line."""

_BLOCKS = Blocks("center/cards")
_MOST_AREAS = 6
_BY_REGISTRATION = frozenset({"정신재활시설"})
"""Kinds for registered members or residents (정신건강복지법 제26조, 제27조); the lists do not say which of the two."""

_TOLD_BY_THE_LIST = ("no_psychiatrist_counted", "not_in_current_list")
"""Rules of care whose reason the line on psychiatrists, or on the current list, says already."""


def kind_name(say: Text, code: str) -> str:
    """Name a kind of center in the language of the page."""
    return _named(say, code, vocabulary.kinds())


def service_name(say: Text, code: str) -> str:
    """Name a service in the language of the page."""
    return _named(say, code, vocabulary.services())


def entry(
    say: Text,
    center: Center,
    *,
    origin: Origin | None,
    query: Mapping[str, Any],
    today: date,
    opening: tuple[dict[str, str], list[str]] | None = None,
) -> dict[str, Any]:
    """Write a center as an entry of the list.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    center : Center
        With its distance where there is a point to measure from.
    origin : Origin or None
        Where the search starts from.
    query : mapping
        The page's address; the entry's link keeps the search.
    today : datetime.date
        To say how old the facts are.
    opening : tuple, optional
        Badge and lines that say whether it is open; see :func:`app.center.openings.entry`.

    Returns
    -------
    dict
        What :func:`result` writes.
    """
    state, outlook = opening or (None, [])
    lines = [*care_lines(say, center), *outlook, *filter(None, (psychiatrists(say, center), unlisted(say, center)))]
    if center.is_approximate:
        lines.append(say("center.approximate"))
    if words.is_old(center.reference_date, today):
        lines.append(say("center.old", age=words.age(say, center.reference_date, today), ask=ask(say, center)))
    return {
        "id": center.center_id,
        "group": maps.group_of(center.kind),
        "name": center.name,
        "spelled": spelled(say, center),
        "href": same_page(query, center=center.center_id),
        "badges": [*badges(say, center), *([state] if state else [])],
        "state": state or None,
        "where": [{"text": way, "tone": "far"} for way in [whereabouts(say, center, origin)] if way]
        + [{"text": center.road_address or center.lot_address or words.place(say, center.region_name or "")}],
        "lines": lines,
        "phone": phone(say, center),
    }


def result(item: Mapping[str, Any], *, stay: bool = False) -> Markup:
    """Write an entry of the list as HTML, for the server's page and the live one alike.

    Parameters
    ----------
    item : mapping
        As :func:`entry` gives it; ``why`` and ``unsure`` (``label`` and ``lines``) where it is a recommendation.
    stay : bool
        Whether the live page follows its link by itself.
    """
    return _BLOCKS.result(item, stay)


def listed(items: Iterable[Mapping[str, Any]], *, stay: bool = False) -> list[results.Entry]:
    """Write entries for the live list."""
    return [results.Entry(item["id"], item["name"], result(item, stay=stay)) for item in items]


def marker(item: Mapping[str, Any]) -> dict[str, Any]:
    """Shorten an entry to what its mark on the map says at a tap: name, state, distance, the way to details."""
    far = next((part["text"] for part in item["where"] if part.get("tone") == "far"), "")
    return {key: item[key] for key in ("name", "spelled", "state", "href")} | {"far": far}


def links(rows: Iterable[Link]) -> Markup:
    """Write links that leave as an HTML list."""
    return _BLOCKS.links(list(rows))


def badges(say: Text, center: Center) -> list[dict[str, str]]:
    """Return the short facts above all others: whether it is public, what kind it is, and what keeps people away."""
    warnings: list[str] = [center.care_level] if center.care_level != "gives" else []
    warnings += [] if center.is_open_to_public else ["closed"]
    warned = [{"text": say(f"care.badge.{warning}"), "tone": "badge unsure"} for warning in warnings]
    return [*_kind_badges(say, center), *warned]


def spelled(say: Text, center: Center) -> str:
    """Spell a center's name in Latin letters where it is read in English; else, or without Hangul, nothing."""
    latin = place_names.latin_center_name(center.name) if say.language == "en" else ""
    return latin if latin != center.name else ""


def care_lines(say: Text, center: Center) -> list[str]:
    """Say why a center is no sure mental-health care, who has to register first, and whom it is closed to."""
    is_told = center.care_level == "gives" or center.care_rule in _TOLD_BY_THE_LIST
    lines = [] if is_told else [say(f"care.rule.{center.care_rule}")]
    lines += [say("care.by_registration")] if _is_by_registration(center) else []
    return lines if center.is_open_to_public else [*lines, say(f"care.door_rule.{center.public_rule}")]


def _is_by_registration(center: Center) -> bool:
    return center.kind in _BY_REGISTRATION and center.care_level == "gives"


def _care(say: Text, center: Center) -> str:
    by_rule = say(f"care.rule.{center.care_rule}")
    return f"{by_rule} {say('care.by_registration')}" if _is_by_registration(center) else by_rule


def _kind_badges(say: Text, center: Center) -> list[dict[str, str]]:
    kind = {"text": kind_name(say, center.kind)}
    if maps.group_of(center.kind) == "public":
        return [{"text": say("center.public"), "tone": "badge public"}, kind]
    if center.is_public:
        return [{"text": say("center.public_hospital"), "tone": "badge medical"}, kind]
    return [{"text": say("center.medical"), "tone": "badge medical"}, kind]


def psychiatrists(say: Text, center: Center) -> str:
    """Say how many psychiatrists were counted and when; plainly so where psychiatry is listed and there is none."""
    if center.psychiatrists is None or center.psychiatrists_on is None:
        return ""
    month = words.month(say, center.psychiatrists_on)
    if center.psychiatrists == 0:
        return say("center.psychiatrists_none", month=month)
    return say("center.psychiatrists_count", n=center.psychiatrists, month=month)


def er_at_night(say: Text, center: Center) -> str:
    """Say that it keeps an emergency room at night, and as of when; nothing where it keeps none, or nobody knows."""
    if not center.has_er_at_night or center.hira_list_on is None:
        return ""
    return say("center.er_at_night", month=words.month(say, center.hira_list_on))


def unlisted(say: Text, center: Center) -> str:
    """Say that the list of all medical institutions no longer knows a center, and whom to ask; else nothing."""
    if center.is_in_hira_list is not False or center.hira_list_on is None:
        return ""
    month = words.month(say, center.hira_list_on)
    if center.phone:
        return say("center.unlisted_call", month=month, phone=center.phone)
    return say("center.unlisted_ask", month=month)


def whereabouts(say: Text, center: Center, origin: Origin | None) -> str:
    """Say how far and in which direction a center lies; empty without a point to measure from."""
    if origin is None or center.distance_m is None:
        return ""
    far = words.distance(say, center.distance_m, is_rough=origin.is_rough or center.is_approximate)
    if center.distance_m < 50:
        return far
    way = words.direction(say, lat_from=origin.lat, lon_from=origin.lon, lat_to=center.lat, lon_to=center.lon)
    return say("center.way", far=far, direction=way)


def phone(say: Text, center: Center) -> dict[str, str]:
    """Return a center's telephone as a link or, where its number is not known, that of whom to ask instead."""
    if center.phone:
        return {
            "label": say("center.call", phone=center.phone),
            "href": _dial(center.phone),
            "spoken": say("center.call_spoken", name=center.name, phone=center.phone),
        }
    name, number = _instead(say, center)
    return {
        "label": say("center.call_instead", name=name, phone=number),
        "href": _dial(number),
        "spoken": say("center.call_instead_spoken", name=name, phone=number, center=center.name),
    }


def ask(say: Text, center: Center) -> str:
    """Say whom to call to be sure, with the number."""
    if center.phone:
        return say("center.ask", phone=center.phone)
    name, number = _instead(say, center)
    return say("center.ask_instead", name=name, phone=number)


def _instead(say: Text, center: Center) -> tuple[str, str]:
    if center.instead_name and center.instead_phone:
        return center.instead_name, center.instead_phone
    return say("center.advice_line"), ADVICE_NUMBER


def _dial(number: str) -> str:
    return f"tel:{number.replace('-', '')}"


def ways(say: Text, center: Center, origin: Origin | None) -> list[Link]:
    """Return the links that leave: the telephone, then directions on the web and in the apps.

    A typed place is handed over as the start. The device's position is not: the map apps ask the device themselves.
    """
    to = handover.Waypoint(center.name, center.lat, center.lon)
    start = handover.Waypoint(origin.name, origin.lat, origin.lon) if origin and origin.source == "place" else None
    call = phone(say, center)
    links = [Link(call["label"], call["href"], "main", call["spoken"])]
    makers = (("kakao", handover.kakao_web, handover.kakao_app), ("naver", handover.naver_web, handover.naver_app))
    links += [Link(say(f"center.to_{maker}"), web(to, start)) for maker, web, _ in makers]
    links += [Link(say(f"center.app_{maker}"), app(to, start), "app") for maker, _, app in makers]
    return links


def detail(
    say: Text,
    found: CenterDetail,
    center: Center,
    *,
    origin: Origin | None,
    areas: Mapping[str, str],
    today: date,
    opening: Markup,
) -> Markup:
    """Write what is known of a center as HTML.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    found : CenterDetail
        With sources and staff.
    center : Center
        The same center, with its distance where the search knows one.
    origin : Origin or None
        Where the search starts from.
    areas : mapping of str to str
        Full names of sido and sigungu by code.
    today : datetime.date
        To say how old the facts are.
    opening : Markup
        Whether it is open, and its week; see :func:`app.center.openings.details`.
    """
    facts = [
        (say("center.address"), _address(say, center)),
        (say("center.distance"), _distance(say, center, origin)),
        (say("center.listing"), unlisted(say, center)),
        (say("center.psychiatrists"), psychiatrists(say, center)),
        (say("center.er"), er_at_night(say, center)),
        (say("center.hours"), opening),
        (say("care.heading"), _care(say, center)),
        (say("care.door"), "" if center.is_open_to_public else say(f"care.door_rule.{center.public_rule}")),
        (say("center.services"), _BLOCKS.tags([service_name(say, code) for code in center.services])),
        (say("center.serves"), _whom(say, center, areas)),
        (say("center.operator"), center.operator_name),
        (say("center.homepage"), _homepage(center.homepage)),
        (say("center.staff"), _staff(say, found.staff)),
        (say("center.stated"), _stated(say, center, today)),
    ]
    sources = [
        (source.title, source.publisher, words.day(say, source.reference_date), source.licence)
        for source in found.sources
    ]
    return _BLOCKS.detail(say, facts, sources)


def eligibility(say: Text, center: Center, areas: Mapping[str, str]) -> list[str]:
    """Say whom a center is for: by district and age, who registers first, and whom it is closed to."""
    lines = [_whom(say, center, areas)]
    lines += [say("care.by_registration")] if _is_by_registration(center) else []
    lines += [] if center.is_open_to_public else [say(f"care.door_rule.{center.public_rule}")]
    return [line for line in lines if line]


def heading(say: Text, center: Center) -> Markup:
    """Write the name of a center and its badges as HTML."""
    return _BLOCKS.heading(center.center_id, center.name, spelled(say, center), badges(say, center))


def introduction(say: Text) -> Markup:
    """Say as HTML who can be found and what each is for."""
    return _BLOCKS.introduction(say)


def _named(say: Text, code: str, vocabulary_of: Iterable[Any]) -> str:
    if say.language == "ko":
        return code
    return next((term.name_en for term in vocabulary_of if term.code == code), code)


def _address(say: Text, center: Center) -> Markup:
    written = center.road_address or center.lot_address or words.place(say, center.region_name or "")
    full = ", ".join(part for part in (written, center.address_detail) if part)
    radius = words.distance(say, center.position_radius_m)
    return _BLOCKS.noted(full, say("center.approximate_more", radius=radius) if center.is_approximate else "")


def _distance(say: Text, center: Center, origin: Origin | None) -> Markup:
    way = whereabouts(say, center, origin)
    if not way or origin is None:
        return Markup()
    key = "center.from_here" if origin.cell else "center.from_place"
    told = say(key, way=way, place=words.place(say, origin.name))
    return _BLOCKS.noted(told, say("center.rough") if origin.is_rough else "")


def _areas(say: Text, center: Center, areas: Mapping[str, str]) -> str:
    names = [words.place(say, areas.get(code, code)) for code in center.serves]
    if not names:
        return ""
    shown = names[:_MOST_AREAS]
    more = say("center.serves_more", n=len(names) - len(shown)) if len(names) > len(shown) else ""
    return say("center.serves_whom", areas=("; " if say.language == "en" else ", ").join(shown) + more)


def _whom(say: Text, center: Center, areas: Mapping[str, str]) -> str:
    ages = next((kind.ages for kind in vocabulary.kinds() if kind.code == center.kind), None)
    of_age = say("center.serves_ages", first=ages[0], last=ages[1]) if ages else ""
    return words.listing([part for part in (_areas(say, center, areas), of_age) if part])


def _homepage(address: str | None) -> Markup:
    if not address:
        return Markup()
    return html(
        '<a href="{{ href }}" target="_blank" rel="noopener noreferrer nofollow">{{ address }}</a>',
        href=address if address.startswith(("http://", "https://")) else f"https://{address}",
        address=address,
    )


def _staff(say: Text, staff: Mapping[str, int]) -> str:
    named = [
        say("center.staff_of", profession=say.get(f"profession.{job}", job), n=people) for job, people in staff.items()
    ]
    return words.listing(named)


def _stated(say: Text, center: Center, today: date) -> Markup:
    day, old = words.day(say, center.reference_date), words.age(say, center.reference_date, today)
    warning = say("center.stated_old", ask=ask(say, center)) if words.is_old(center.reference_date, today) else ""
    return _BLOCKS.noted(say("center.stated_on", day=day, age=old), warning)
