"""Streamlit's widgets as the pages use them: choices that stand in the address, the search form, calm trouble."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from app.text import Text, language, load
from app.ui.choices import LONGEST_WORDS, Choice, ManyOf, Pick, Words
from app.ui.markup import Blocks, html
from gis.errors import DatabaseError, SettingsError

logger = logging.getLogger(__name__)

_BLOCKS = Blocks("ui/widgets")


def sentences() -> Text:
    """Return the sentences of the language that the address names."""
    return load(language(st.query_params.get("lang")))


def query() -> dict[str, str | list[str]]:
    """Return the address's parameters; one that stands there several times is a list."""
    parameters = {key: st.query_params.get_all(key) for key in st.query_params}
    return {key: values[0] if len(values) == 1 else values for key, values in parameters.items()}


def go(**changes: str | Sequence[str] | None) -> None:
    """Change parameters of the address; None drops one. Call it from a callback, or before a rerun."""
    for key, value in changes.items():
        if value:
            st.query_params[key] = value
        elif key in st.query_params:
            del st.query_params[key]


def heading(text: str, remarks: Sequence[str] = (), *, arrive: str = "") -> None:
    """Write a heading below the page's own, with quiet remarks under it; a screen reader is told when it changes.

    Parameters
    ----------
    text : str
        The heading.
    remarks : sequence of str
        Written below it.
    arrive : str
        Names what the heading begins; another name takes the keyboard there (app/ui/static/frame.js).
    """
    st.html(_BLOCKS.heading(text, remarks, arrive))


def quietly(text: str) -> None:
    """Write a remark that need not catch the eye."""
    st.html(html('<p class="hint">{{ text }}</p>', text=text))


def page_link(text: str, address: str) -> None:
    """Write a link to another page of ours; app/ui/static/frame.js follows it without a new session."""
    st.html(html('<p><a class="stay" href="{{ address }}">{{ text }}</a></p>', address=address, text=text))


def message(title: str, more: str = "", *, tone: str = "note") -> None:
    """Show a calm message; ``tone`` is a class of find.css."""
    st.html(_BLOCKS.message(title, more, tone))


@contextmanager
def calm_trouble(say: Text) -> Iterator[None]:
    """Show a sentence instead of an error when the database is not there; the crisis line stands above it anyway."""
    try:
        yield
    except (SQLAlchemyError, DatabaseError, SettingsError) as error:
        # The statement is not logged: it may hold what a person typed.
        logger.error("the database did not answer: %s", type(error).__name__)
        _apologise(say, "database")
    except Exception:
        # Whatever went wrong, a person in need sees a sentence and the crisis line, and the operator sees the log.
        logger.exception("a page failed")
        _apologise(say, "unexpected")


def _apologise(say: Text, what: str) -> None:
    message(say(f"trouble.{what}"), say(f"trouble.{what}_more"), tone="trouble")
    st.button(say("trouble.retry"))


class _Picker(Pick):
    def __init__(self, place: st.delta_generator.DeltaGenerator | None) -> None:
        super().__init__()
        self._place = place or nullcontext()

    def _choose(self, choice: Choice) -> Any:
        with self._place:
            if isinstance(choice, Words):
                return type_words(choice.label, parameter=choice.parameter, placeholder=choice.placeholder)
            offered: dict[str, Any] = {"parameter": choice.parameter, "name": choice.name}
            if isinstance(choice, ManyOf):
                return choose_many(choice.label, choice.options, placeholder=choice.placeholder, **offered)
            choose = choose_one if choice.shape == "row" else choose_from_list
            return choose(choice.label, choice.options, default=choice.default, **offered)


def picking_in(place: st.delta_generator.DeltaGenerator | None = None) -> Pick:
    """Draw described choices as widgets, here or in a place of the page; what is chosen stands in the address."""
    return _Picker(place)


def choose_one(
    label: str,
    options: Sequence[str],
    *,
    parameter: str,
    default: str,
    name: Callable[[str], str],
    hidden_label: bool = False,
) -> str:
    """Offer choices side by side, one of which holds; the choice stands in the address unless it is the default.

    A value that the address gives and the options do not have counts as the default.

    Parameters
    ----------
    label : str
        What is chosen, for eye and ear.
    options : sequence of str
        Values as they stand in the address.
    parameter : str
        Name in the address.
    default : str
        Value that the address need not name.
    name : callable
        Turns a value into the words shown.
    hidden_label : bool
        True where the words around say what is chosen; the label is then for the ear only.
    """
    key = f"choose-{parameter}"
    given = st.query_params.get(parameter, default)
    st.session_state[key] = given if given in options else default
    st.segmented_control(
        label,
        options,
        key=key,
        format_func=name,
        required=True,
        label_visibility="collapsed" if hidden_label else "visible",
        on_change=_tell,
        args=(key, parameter, default),
    )
    return str(st.session_state[key])


def choose_from_list(
    label: str, options: Sequence[str], *, parameter: str, default: str, name: Callable[[str], str]
) -> str:
    """Offer a drop-down list; the choice stands in the address unless it is the default.

    The parameters are those of :func:`choose_one`.
    """
    key = f"choose-{parameter}"
    given = st.query_params.get(parameter, default)
    st.session_state[key] = given if given in options else default
    st.selectbox(label, options, key=key, format_func=name, on_change=_tell, args=(key, parameter, default))
    return str(st.session_state[key])


def choose_many(
    label: str, options: Sequence[str], *, parameter: str, name: Callable[[str], str], placeholder: str
) -> tuple[str, ...]:
    """Offer a list of which any number holds; the choices stand in the address.

    The parameters are those of :func:`choose_one`; ``placeholder`` is shown while nothing is chosen.
    """
    key = f"choose-{parameter}"
    st.session_state[key] = [value for value in st.query_params.get_all(parameter) if value in options]
    st.multiselect(
        label, options, key=key, format_func=name, placeholder=placeholder, on_change=_tell, args=(key, parameter, None)
    )
    return tuple(st.session_state[key])


def type_words(label: str, *, parameter: str, placeholder: str) -> str:
    """Offer a line to type in; what is typed stands in the address."""
    key = f"choose-{parameter}"
    st.session_state[key] = st.query_params.get(parameter, "")[:LONGEST_WORDS]
    st.text_input(
        label, key=key, placeholder=placeholder, max_chars=LONGEST_WORDS, on_change=_tell, args=(key, parameter, "")
    )
    return str(st.session_state[key]).strip()


def _tell(key: str, parameter: str, default: str | None) -> None:
    value = st.session_state[key]
    go(**{parameter: None if value == default else value})
