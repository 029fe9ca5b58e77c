"""Finding a center before any script: the same search and the same cards as the live page, written by the server.

What a person types is posted. A place or a center that is meant leads to its own address; words that are neither are
answered on the spot, and stand in no address, history or log.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.center import cards, openings
from app.data import rules
from app.data.centers import FEW_PLACES, MANY_PLACES
from app.data.opening import openings as openings_at
from app.data.search import Origin, address_of, origin_of
from app.recommendation import match_cards
from app.search import after_hours, answers, origins, understood
from app.search.answers import Asked
from app.server import center_facts
from app.sitemap import href
from app.text import Text
from app.travel import journeys
from app.ui import crisis_panel, words
from app.ui.choices import Form
from app.ui.markup import Blocks, html
from app.ui.plain_page import PlainPage
from gis.errors import DatabaseError, InputError, SettingsError
from gis.hexgrid import CELL_RESOLUTION
from gis.queries.centers import Center
from gis.queries.places import Place

logger = logging.getLogger(__name__)

PAGE = 20
"""Centers listed at first, and by each link to more."""

LONGEST_TYPED = 60

_BLOCKS = Blocks("server/answer")
_WIDGETS = Blocks("ui/widgets")
_CANDIDATE = "of-place-"
ORIGIN = ("cell", "place", "lat", "lon", "region")


@dataclass(frozen=True)
class Asking:
    """A request for a page of answers.

    Parameters
    ----------
    say : Text
    query : mapping
        Parameters of the address; one that stands there several times is a list.
    typed : str
        What was posted in place of a place.
    form : mapping
        The other fields that were posted.
    """

    say: Text
    query: Mapping[str, Any]
    typed: str = ""
    form: Mapping[str, Any] | None = None

    @property
    def words(self) -> str:
        """Give what was typed, posted or as an old address has it."""
        return (self.typed or str(self.query.get("q", "")))[:LONGEST_TYPED].strip()

    def posted(self, name: str) -> str:
        """Give a posted field; empty without it."""
        value = (self.form or {}).get(name, "")
        return value if isinstance(value, str) else ""


def live_words(say: Text) -> Markup:
    """Give what the scripts of these pages say, as data."""
    told = {
        "waiting": say("find.opening"),
        "position": {"words": say.group("position") | say.group("position.coarse"), "exact": False,
                     "resolution": CELL_RESOLUTION},
        "suggest": say.group("where.suggest") | {"category": say.group("where.category")},
        "star": say.group("favourites.star"),
    }  # fmt: skip
    return html('<script type="application/json" id="live-words">{{ told | tojson }}</script>', told=told)


def meant(asking: Asking, page: str) -> tuple[str, Mapping[str, Any] | None]:
    """Tell what was typed or chosen means: an address, or, where words were not understood, what to show on the spot.

    Returns
    -------
    str
        The address; empty where no one thing is meant, or nothing may be sought.
    mapping or None
        Parameters of that address in place of it, where some of the words were not understood: the page that is
        answered says which, and they stand in no address.

    Raises
    ------
    SQLAlchemyError, DatabaseError, SettingsError
        When the database does not answer.
    """
    language, kept = asking.say.language, _kept(asking, page)
    cell = asking.posted("cell")
    if cell and (device := origin_of({"cell": cell})):
        return href(page, language, {**kept, **dict.fromkeys(ORIGIN)}, **address_of(device)), None
    if place := suggested(asking):
        return place_href(asking, place, page), None
    meaning = understood.understand(asking.words)
    if meaning is None or (meaning.place is None and (meaning.places or not meaning.query.asks_for)):
        return "", None
    filters = understood.filters(meaning.query, data.now())
    if meaning.place and not filters:
        return place_href(asking, meaning.place, page), None
    told = {**kept, **dict.fromkeys(understood.PARAMETERS), **filters}
    if meaning.place:
        told = {**told, **dict.fromkeys(ORIGIN), **address_of(origins.origin_from(meaning.place))}
    told = {name: value for name, value in told.items() if value}
    return href(page, language, told), told if meaning.query.unread else None


def suggested(asking: Asking) -> Place | None:
    """Give the place that was chosen among suggestions for what was typed, or among the candidates for its place."""
    choice = asking.posted("choice")
    number = choice.removeprefix(_CANDIDATE)
    if not (number.isascii() and number.isdigit()) or not asking.words or rules.heard(asking.words):
        return None
    try:
        meaning = understood.understand(asking.words) if choice.startswith(_CANDIDATE) else None
        places = meaning.places if meaning else data.find_places(asking.words)
    except InputError:
        return None
    return places[int(number)] if int(number) < len(places) else None


def chosen_place(asking: Asking) -> Place | None:
    """Give the one place that was typed, or that was chosen among the candidates for it."""
    if place := suggested(asking):
        return place
    meaning = understood.understand(asking.words)
    return meaning.place if meaning else None


def place_href(asking: Asking, place: Place, page: str, filters: Mapping[str, Any] | None = None) -> str:
    """Write where a place leads: a center to its details, unless something is sought there, else to what is near."""
    language = asking.say.language
    if place.center_id and page == "find" and not filters:
        return href("find", language, center=place.center_id)
    told = {**_kept(asking, page), **dict.fromkeys(ORIGIN), **(filters or {})}
    return href(page, language, told, **address_of(origins.origin_from(place)))


def _kept(asking: Asking, page: str) -> dict[str, Any]:
    """Keep of an address the instant and, where words may ask for something, the place and what is sought."""
    names = ("at", *ORIGIN, *understood.PARAMETERS) if page == "find" else ("at",)
    return {name: asking.query[name] for name in names if asking.query.get(name)}


def find(asking: Asking) -> PlainPage:
    """Write the find page: where from, and what there is, or one center."""
    say = asking.say
    heading, lead = say("page.find.heading"), say("page.find.lead")
    origin = origin_of(asking.query)
    panel = danger(say, origin, asking.words, str(asking.query.get("words", "")))
    try:
        if center_id := str(asking.query.get("center", "")):
            return _center(asking, origin, center_id, panel)
        if origin is not None:
            told, is_cut = _results(asking, origin), True
        elif _asks_for_something(asking):
            told, is_cut = _wanted(asking), True
        elif asking.words and not panel:
            told, is_cut = candidates(asking, "find"), False
        else:
            at, _ = openings.read_at(_text(asking.query, "at"), data.now())
            begin = html("<h2>{{ text }}</h2>", text=say("start.heading"))
            told, is_cut = after_hours.lead(say, at) + begin + cards.introduction(say), False
    except (SQLAlchemyError, DatabaseError, SettingsError) as error:
        # The statement is not logged: it may hold what a person typed.
        logger.error("the database did not answer: %s", type(error).__name__)
        return PlainPage(heading, lead, panel + where(asking, origin, "find") + trouble(say), is_live=not asking.typed)
    title = say("page.find.title", place=words.place(say, origin.name)) if origin and origin.name else ""
    address = (
        href("find", say.language, **address_of(origin)) if origin and not origin.cell else href("find", say.language)
    )
    return PlainPage(
        heading,
        "" if is_cut else lead,
        panel + where(asking, origin, "find") + _unread(asking) + told,
        title=title,
        address=address,
        is_live=not asking.typed,
        answer="list" if origin else "",
    )


def danger(say: Text, origin: Origin | None, *texts: str, is_young: bool = False) -> Markup:
    """Write the crisis panel where something that was typed sounds like danger; else nothing."""
    panels = rules.heard(*texts)
    if not panels:
        return Markup()
    return crisis_panel.html(
        say,
        data.crisis_numbers(),
        is_young=is_young or rules.sounds_young(*texts),
        panels=panels,
        region_code=origin.region_code if origin else None,
    )


def trouble(say: Text, what: str = "database") -> Markup:
    """Say calmly that the database is not there, or that something ``unexpected`` happened."""
    return _WIDGETS.message(say(f"trouble.{what}"), say(f"trouble.{what}_more"), "trouble")


def _unread(asking: Asking) -> Markup:
    """Say which of the words that were typed were not used."""
    meaning = understood.understand(asking.typed)
    told = understood.unread(asking.say, meaning.query) if meaning and meaning.query.asks_for else ""
    return html('<p class="note">{{ told }}</p>', told=told) if told else Markup()


def _asks_for_something(asking: Asking) -> bool:
    """Tell whether something is sought, and no place that was typed is in doubt."""
    if not any(asking.query.get(name) for name in understood.PARAMETERS):
        return False
    if not asking.words:
        return True
    meaning = understood.understand(asking.words)
    return meaning is not None and meaning.query.asks_for and not meaning.places


def _wanted(asking: Asking) -> Markup:
    """Ask where to look for what is sought; the line to type into stands above."""
    told, needs = understood.wanted(asking.say, {**asking.query, "q": None})
    return told + match_cards.reading(asking.say, next(iter(needs), None), "")


def where(asking: Asking, origin: Origin | None, page: str, more: Markup | None = None) -> Markup:
    """Write the line to type a place into."""
    typed = asking.words or (origin.name if origin else "")
    if rules.heard(typed):
        typed = ""
    return _BLOCKS.where(asking.say, href(page, asking.say.language, _kept(asking, page)), typed, more or "")


def candidates(asking: Asking, page: str) -> Markup:
    """Write the places that what was typed may mean; where a form stands with it, each sends that form."""
    say, typed = asking.say, asking.words
    meaning = understood.understand(typed)
    if meaning is None:
        return _WIDGETS.message(say("where.unusable"), say("where.unusable_more"), "note")
    places, filters = meaning.places, understood.filters(meaning.query, data.now())
    if place := meaning.query.place:
        at = typed.lower().find(place)
        typed = typed[at : at + len(place)] if at >= 0 else place
    if not places:
        return _WIDGETS.message(say("where.none", typed=typed), say("where.none_more"), "note")
    others: Sequence[Place] = data.find_places(typed, MANY_PLACES)[FEW_PLACES:] if len(places) >= FEW_PLACES else ()
    rows = [
        [(place_href(asking, one, page, filters), *origins.told(say, one)) for one in some] for some in (places, others)
    ]
    heading = say(f"where.{origins.doubt(typed, places)}", typed=typed)
    return _BLOCKS.candidates(say, heading, *rows, page == "match", _CANDIDATE)


def _results(asking: Asking, origin: Origin) -> Markup:
    """Write what a search found: filters in one row, the sentence, and the list."""
    say, query = asking.say, asking.query
    form, more = Form(query), Form(query)
    asked = answers.ask(say, origin, form, more)
    try:
        found = answers.look(asked)
    except InputError:
        return _WIDGETS.message(say("find.unusable"), say("find.unusable_more"), "note")
    if found is None:
        by_distance = _BLOCKS.action(_changed(asking, within=None), say("reach.by_distance"))
        return _WIDGETS.message(say("reach.no_network"), say("reach.no_network_more"), "note") + by_distance
    at, is_set = openings.read_at(_text(query, "at"), data.now())
    kept = answers.keep(say, origin, found.centers, openings_at(at, is_set=is_set), form)
    shown = answers.put_in_order(say, asked, found, kept)
    only_open = _changed(asking, open="now") if kept.chosen == "any" and _count_open(kept) else ""
    told = [after_hours.lead(say, at, only_open, origin), _filters(asking, form, more)]
    told.append(_WIDGETS.heading(answers.sentence(say, asked.search, found, len(shown.centers)), shown.remarks, ""))
    told.append(answers.narrowed(say, asked, {**query, "q": None}, form, more))
    after = Markup()
    if left_out := answers.count_listed(asked):
        after = html('<p class="note">{{ told }}</p>', told=say("care.left_out", n=left_out))
        after += _BLOCKS.action(_changed(asking, scope="listed"), say("care.show_listed"))
    centers = shown.centers
    if not kept.in_group:
        centers = answers.nearest(asked, kept.group)
        told.append(_nearest(asking, asked, centers))
    elif not centers:
        told.append(_WIDGETS.message(say("opening.none_open"), say("opening.none_open_more"), "note"))
        told.append(_BLOCKS.action(_changed(asking, open=None), say("opening.show_all")))
    most = count_shown(query)
    items = answers.entries(say, asked, kept, shown, centers[:most], query)
    left = len(centers) - most
    again = say("find.list.more", n=min(left, PAGE), left=left)
    following = (f"{_changed(asking, show=most + PAGE)}#{centers[most].center_id}", again) if left > 0 else None
    told.append(_BLOCKS.found(say, Markup("").join(map(cards.result, items)), following, say("find.list.label"), after))
    return Markup("").join(told)


def _count_open(kept: answers.Kept) -> int:
    return sum(kept.states.states.get(center.center_id) == "open" for center in kept.in_group)


def _nearest(asking: Asking, asked: Asked, nearest: Sequence[Center]) -> Markup:
    """Say what is nearest where nothing is near enough, and the next step."""
    say, search = asking.say, asked.search
    if not nearest:
        told = _WIDGETS.message(say("find.nothing"), say("find.nothing_more"), "note")
    else:
        way = cards.whereabouts(say, nearest[0], search.origin)
        told = _WIDGETS.message(say("find.nearest", name=nearest[0].name, way=way), say("find.nearest_more"), "note")
        if wider := answers.wider_km(search, nearest[0], by_time=asked.view is not None):
            told += _BLOCKS.action(_changed(asking, r=wider), say("find.widen", km=wider))
    if search.kinds or search.services or search.text or asked.needs:
        forgotten = _changed(asking, need=None, kind=None, service=None, words=None, scope=None)
        told += _BLOCKS.action(forgotten, say("find.forget"))
    return told


def _filters(asking: Asking, form: Form, more: Form) -> Markup:
    asked = form.parameters | more.parameters | {"show", "center", "q"}
    told = " · ".join([*form.told(), *more.told()])
    return _BLOCKS.filters(asking.say, told, kept_fields(asking.query, asked), form.fields(), more.fields())


def _center(asking: Asking, origin: Origin | None, center_id: str, panel: Markup) -> PlainPage:
    """Write everything about one center."""
    say = asking.say
    detail = data.center(center_id)
    if detail is None:
        told = _WIDGETS.message(say("center.missing"), say("center.missing_more"), "note")
        page = panel + told + where(asking, origin, "find")
        return PlainPage(say("page.find.heading"), "", page, is_live=True)
    center = data.with_distance(detail.center, origin)
    at, is_set = openings.read_at(_text(asking.query, "at"), data.now())
    states = openings_at(at, is_set=is_set)
    back = _changed(asking, center=None), say("center.back_to_start")
    if origin:  # to the same card
        back = f"{back[0]}#{center_id}", say("center.back")
    notes, times, heading, leaving = [say("journey.no_start"), say("journey.transit")], Markup(), "", ""
    if origin is not None and origin.source != "region":
        trips = data.trips(origin, center)
        heading, leaving = say("journey.heading"), journeys.leaving(say, origin, states)
        times = journeys.times(say, trips, states, center_id, data.crossing(origin, center))
        notes = [*journeys.notes(say, trips, origin, center), say("journey.transit")]
    told = _BLOCKS.center(
        say,
        back,
        cards.heading(say, center),
        cards.links(cards.ways(say, center, origin)),
        (center_id, center.name),
        _BLOCKS.way(heading, leaving, times, notes),
        cards.detail(
            say,
            detail,
            center,
            origin=origin,
            areas=data.region_names(),
            today=data.today(),
            opening=openings.details(say, center, states),
        ),
        say("center.more"),
    )
    return PlainPage(
        center.name,
        "",
        panel + told,
        title=say("page.find.title_center", name=center.name, region=words.place(say, center.region_name or "")),
        address=href("find", say.language, center=center_id),
        facts=center_facts.markup(center, states),
        is_live=True,
        answer="center",
    )


def _changed(asking: Asking, **changes: Any) -> str:
    """Write the address of the page with some parameters changed, or dropped by None."""
    return href("find", asking.say.language, {**asking.query, "q": None}, **changes)


def kept_fields(query: Mapping[str, Any], asked: Collection[str]) -> Markup:
    """Write what an address says beside the choices of a form, as hidden fields of it."""
    told = ((name, value if isinstance(value, list) else [value]) for name, value in query.items() if name not in asked)
    return _BLOCKS.hidden([(name, str(one)) for name, values in told for one in values])


def _text(query: Mapping[str, Any], name: str) -> str | None:
    value = query.get(name)
    return value if isinstance(value, str) else None


def count_shown(query: Mapping[str, Any]) -> int:
    """Read how many rows of a list are shown."""
    told = str(query.get("show", ""))
    return min(int(told), data.MOST_CENTERS) if told.isascii() and told.isdigit() and int(told) > PAGE else PAGE
