"""Where from? The line to type a place in, the candidates it may mean, and the device's position."""

import logging
import re
from collections.abc import Sequence

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.data import matching, rules
from app.data.centers import FEW_PLACES, MANY_PLACES
from app.data.search import Origin, address_of, cell_of, origin_of
from app.law import register
from app.law.operator import host_of, operator_of
from app.search import origins, understood
from app.text import Text
from app.ui import widgets
from app.ui.components import position, suggestions
from gis.errors import InputError, MindConnectError
from gis.queries.places import Place
from gis.settings import Settings
from gis.terms import PROBLEMS

logger = logging.getLogger(__name__)

POINT = "device-point"
"""Session key of the device's point (lat, lon), when the person gave it; it stands nowhere else."""

DISTRESS = "typed-in-distress"
"""Session key: what that which was typed last asks for, if it sounds like danger; the words are not kept."""

YOUNG = "typed-by-somebody-young"
"""Session key: whether what was typed in distress told of somebody under 19; the words are not kept."""

TYPED = "typed-words"
"""Session key of what was typed last and led to no place yet, with the address at which it was; it stands in none."""

STARTS = "centers-are-starts"
"""Session key: whether the page that is shown starts from a center rather than opening it."""

UNREAD = "typed-but-unread"
"""Session key: the sentence that says which words of what was typed last were not used."""

MORE = "more-candidates-of"
"""Session key: the typed text of which all candidates are wanted."""

_PLACE_KEYS = ("q", "place", "lat", "lon", "region", "cell", "center")


def ask(say: Text, *, starts: bool = False) -> Origin | None:
    """Ask where to search from, and give the answer so far.

    Parameters
    ----------
    say : Text
    starts : bool
        Whether a center that is typed is a place to start from, on a page that shows no center.

    Returns
    -------
    Origin or None
        None while nothing was asked, nothing was found, or several places have the name that was typed; the page
        then says so.
    """
    st.session_state[STARTS] = starts
    origin = origin_of(widgets.query(), st.session_state.get(POINT))
    typed = _typed() or st.query_params.get("q", "")
    st.session_state["typed"] = typed or (origin.name if origin else "")
    with st.container(key="where"):
        with st.form("where-form", border=False):
            st.text_input(say("where.label"), key="typed", placeholder=say("where.placeholder"), max_chars=60)
            st.form_submit_button(say("where.button"), type="primary", on_click=_submit)
        _take_suggestion(suggestions.offer(say, key="suggestions"))
        _take_cell(say, position.ask(say, key="position"))
    if typed.strip() and "center" not in st.query_params and (origin is None or _typed()):
        origin = _resolve(say, typed)
    if told := st.session_state.get(UNREAD):
        widgets.quietly(told)
    return origin


def offer_exact(say: Text, origin: Origin) -> None:
    """Offer, beside an answer from the coarse cell, to start from the exact point, and once it is used to stop that.

    Nothing is offered where the operator may not take positions. A center whose details are open stays open.
    """
    settings = data.settings()
    if origin.source not in ("cell", "device") or not operator_of(settings).takes_positions:
        return
    exact = position.ask_exact(
        say, exact_consent(say, settings), is_sent=origin.source == "device", key="position-exact"
    )
    if exact is None:
        return
    if isinstance(exact, position.Withdrawn):
        st.session_state.pop(POINT, None)
        cell = origin.cell
    else:
        st.session_state[POINT] = exact
        cell = cell_of(*exact)
    start_from_cell(cell, center=st.query_params.get("center"))


def exact_consent(say: Text, settings: Settings) -> position.ExactConsent:
    """Say to what somebody agrees who sends their exact position: who gets it, what for, and that they need not."""
    lines = [say("position.exact.consent", operator=settings.operator_name or say("position.exact.this_machine"))]
    if settings.valhalla_url:
        lines.append(say("position.exact.router", host=host_of(settings.valhalla_url)))
    lines.append(say("position.exact.free"))
    return position.ExactConsent(register.in_force().policies["location"].version, tuple(lines))


def distress() -> frozenset[str]:
    """Return what that which was typed last in place of a place asks for, if it sounds like danger.

    Out of :data:`gis.care.crisis_signals.PANELS`.
    """
    return frozenset(st.session_state.get(DISTRESS, ()))


def is_young() -> bool:
    """Return whether what was typed in distress in place of a place told of somebody under 19."""
    return bool(st.session_state.get(YOUNG, False))


def region_code() -> str | None:
    """Return the MOIS code of where the search starts from, as far as it is known; a page stands without it."""
    origin = origin_of(widgets.query(), st.session_state.get(POINT))
    if origin is None:
        return None
    try:
        return origin.region_code or next(iter(matching.home(origin.lat, origin.lon)), None)
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("the region of a place was not found: %s", type(error).__name__)
        return None


def _submit() -> None:
    typed = str(st.session_state["typed"]).strip()
    st.session_state.pop(UNREAD, None)
    widgets.go(q=None, center=None)
    # Such words are answered, not searched for, and they do not stand in the address that others may see.
    st.session_state[DISTRESS] = rules.heard(typed)
    st.session_state[YOUNG] = bool(distress()) and rules.sounds_young(typed)
    if distress() or not typed:
        widgets.go(**dict.fromkeys(_PLACE_KEYS))
    _remember("" if distress() else typed)


def _remember(typed: str) -> None:
    """Keep what was typed as long as its page and address are shown."""
    st.session_state[TYPED] = (typed, st.session_state.get(STARTS), widgets.query())


def _typed() -> str:
    typed, starts, query = st.session_state.get(TYPED, ("", None, None))
    return typed if (starts, query) == (st.session_state.get(STARTS), widgets.query()) else ""


def has_typed() -> bool:
    """Return whether something was typed that led to no place yet."""
    return bool(_typed() or st.query_params.get("q"))


def _resolve(say: Text, typed: str) -> Origin | None:
    meaning = understood.understand(typed)
    if meaning is None:
        widgets.go(**dict.fromkeys(_PLACE_KEYS))
        widgets.message(say("where.unusable"), say("where.unusable_more"))
        return None
    query, place = meaning.query, meaning.place
    if query.asks_for:
        sought = understood.filters(query, data.now())
        if st.session_state.get(STARTS):  # recommendations ask for one of their own needs
            sought = {"need": next((need for need in query.needs if need in PROBLEMS), None)}
        widgets.go(**{**dict.fromkeys(understood.PARAMETERS), **sought})
        st.session_state[UNREAD] = understood.unread(say, query)
    if place or (query.asks_for and not meaning.places):
        st.session_state.pop(TYPED, None)
        if place:
            _start_from(place, is_start=query.asks_for)
        widgets.go(q=None)
        if st.session_state.get(STARTS) and "need" in st.query_params:
            st.rerun()  # what is wished for was read before the place
        return origin_of(widgets.query(), st.session_state.get(POINT))
    widgets.go(**dict.fromkeys(key for key in _PLACE_KEYS if key != "q"))
    if "q" not in st.query_params:
        _remember(typed)
    typed = query.place or typed
    if not meaning.places:
        widgets.message(say("where.none", typed=typed), say("where.none_more"))
        return None
    _offer(say, typed, meaning.places, is_start=query.asks_for)
    return None


def _offer(say: Text, typed: str, places: Sequence[Place], *, is_start: bool) -> None:
    widgets.heading(say(f"where.{origins.doubt(typed, places)}", typed=typed), arrive=f"choose {typed}")
    is_cut = len(places) >= FEW_PLACES
    if is_cut and st.session_state.get(MORE) == typed:
        places, is_cut = data.find_places(typed, MANY_PLACES), False
    with st.container(key="candidates"):
        for number, place in enumerate(places):
            st.button(
                _label(say, place),
                key=f"candidate-{number}",
                on_click=_start_from,
                args=(place,),
                kwargs={"is_start": is_start},
            )
    if is_cut:
        st.button(say("where.more"), key="more-candidates", on_click=_ask_for_more, args=(typed,))


def _ask_for_more(typed: str) -> None:
    st.session_state[MORE] = typed


def _label(say: Text, place: Place) -> str:
    name, about = origins.told(say, place)
    return f"**{_literal(name)}** {_literal(about)}"


def _literal(text: str) -> str:
    """Keep Markdown from reading signs in a name; a button's label is Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+!$:~|<>-])", r"\\\1", text)


def _start_from(place: Place, *, is_start: bool = False) -> None:
    """Start from a place; a center is opened, unless something is sought near it."""
    st.session_state.pop(TYPED, None)
    widgets.go(**dict.fromkeys(_PLACE_KEYS))
    if place.center_id and not is_start and not st.session_state.get(STARTS):
        widgets.go(center=place.center_id)
    else:
        widgets.go(**address_of(origins.origin_from(place)))


def _take_suggestion(chosen: tuple[str, int] | None) -> None:
    """Start from a suggestion: what the browser tells is only which one of those for the typed text it was."""
    if chosen is None:
        return
    typed, number = chosen
    try:
        places = data.find_places(typed)
    except InputError:
        return
    if number < len(places):
        _start_from(places[number])
        st.rerun()


def _take_cell(say: Text, cell: str | None) -> None:
    if cell is None:
        return
    if not cell:
        widgets.message(say("position.abroad"))
        return
    st.session_state.pop(POINT, None)
    start_from_cell(cell)


def start_from_cell(cell: str | None, *, center: str | None = None) -> None:
    """Search from a cell, an H3 index, in place of whatever was searched from before."""
    widgets.go(**dict.fromkeys(_PLACE_KEYS))
    widgets.go(cell=cell, center=center)
    st.rerun()
