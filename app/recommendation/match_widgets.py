"""The questions of the recommendation page. What a person chooses stays in the session, none of it in the address."""

from dataclasses import dataclass, replace
from typing import Any, cast

import streamlit as st
from markupsafe import Markup

from app import data
from app.account import belongings, sessions
from app.data import matching
from app.recommendation import wishes
from app.self_check import check_state
from app.self_check.check_state import CheckResult
from app.text import Text
from app.ui import widgets
from app.ui.choices import Choice, ManyOf, OneOf, Pick
from app.ui.markup import html
from gis.care.recommendation.candidates import Wish
from gis.care.recommendation.rules import PARTS, Part
from gis.errors import MindConnectError
from gis.recommendation import LOG_CELL_KM2
from gis.terms import PROBLEMS, SEVERITIES, UNDER_19, Mode, Severity

LONGEST_WORDS = 300

_KEY = "match-asked"
_FROM = "match-from-check"
_PROFILE = "match-from-profile"
_SENT = "match-sent"
_WEIGHTS = "match-weights"


@dataclass(frozen=True)
class MatchRequest:
    """What the form says."""

    wish: Wish
    words: str
    travel: Mode | None
    phq9: int | None


def start() -> CheckResult | None:
    """Take over a finished self-check, once, and a need that the address names (a link from a guide)."""
    result = check_state.kept()
    if result is not None and st.session_state.get(_FROM) != result:
        st.session_state[_FROM] = result
        needs = result.needs
        given = {"need": needs.problem, "age": needs.age_group, "when": needs.when, "way": needs.way}
        _kept().update({name: value for name, value in given.items() if value})
    _take_profile()
    need = st.query_params.get("need", "")
    if need in PROBLEMS:
        _kept()["need"] = need
    if need:
        widgets.go(need=None)
    return result


def _take_profile() -> None:
    """Take over what somebody who is signed in keeps by consent; what they said here stands.

    What was taken over goes again once its consent is withdrawn, or nobody is signed in.
    """
    told = _told_by_profile()
    before: dict[str, Any] = st.session_state.get(_PROFILE, {})
    if told == before:
        return
    st.session_state[_PROFILE] = told
    said = {name: value for name, value in _kept().items() if before.get(name) != value}
    st.session_state[_KEY] = told | said


def _told_by_profile() -> dict[str, Any]:
    """Return the answers that a profile holds; each part of it stands by a consent of its own."""
    account = sessions.current()
    try:
        profile = (belongings.profile(account) if account else None) or {}
    except MindConnectError:  # without a key nothing can be opened, and nothing has to be
        return {}
    given = {
        "need": next(iter(profile.get("problem") or ()), None),
        "severity": profile.get("severity"),
        "age": profile.get("age_group"),
        "when": "evening" if profile.get("avail_after_6pm") else None,
        "way": "remote" if profile.get("prefer_online") else None,
        "cell": profile.get("cell"),
    }
    return {name: value for name, value in given.items() if value}


def kept_cell() -> str | None:
    """Return the area that somebody who is signed in keeps by consent, an H3 cell; None without one."""
    cell = st.session_state.get(_PROFILE, {}).get("cell")
    return cell if isinstance(cell, str) else None


def words() -> str:
    """Return what the person wrote so far."""
    return str(_kept().get("words", ""))


def sent() -> int:
    """Count how often the person pressed the button."""
    return int(st.session_state.get(_SENT, 0))


def is_young() -> bool:
    """Return whether help is looked for somebody under 19."""
    return _kept().get("age") in UNDER_19


def ask_wish(say: Text, result: CheckResult | None) -> MatchRequest:
    """Ask what it is about, for what age, when, how, and in the person's own words."""
    with st.container(key="match-form"):
        if result is not None:
            widgets.quietly(say("match.from_check"))
        if st.session_state.get(_PROFILE):
            widgets.quietly(say("match.from_profile"))
        wish, travel = wishes.ask(say, _picker)
        _words(say)
    severity = _kept().get("severity")  # nobody is asked for it: only a profile tells
    if severity in SEVERITIES:
        wish = replace(wish, severity=cast("Severity", severity))
    return MatchRequest(wish, words(), travel, result.phq9 if result else None)


def ask_weights(say: Text, given: str) -> None:
    """Let the person say what matters more; folded away. The next run counts with it (:func:`weights`)."""
    kept: dict[Part, int] = st.session_state.setdefault(_WEIGHTS, _of_rules())
    with st.expander(say("match.weights_label")):
        hint = "match.weights_hint" if any(kept.values()) else "match.weights_nothing"
        widgets.quietly(say(hint, weights=given))
        for part in PARTS:
            key = f"match-weight-{part}"
            st.session_state[key] = kept[part]
            st.slider(say(f"match.part.{part}"), 0, 100, step=5, key=key, on_change=_keep_weight, args=(part, key))
        st.button(say("match.weights_reset"), on_click=_reset_weights, key="match-weights-reset")
        widgets.quietly(say("match.method"))


def weights() -> dict[Part, float] | None:
    """Return the person's own weights, or None while those of the rules stand, or all are at nothing."""
    kept: dict[Part, int] | None = st.session_state.get(_WEIGHTS)
    if kept is None or kept == _of_rules() or not any(kept.values()):
        return None
    return {part: float(kept[part]) for part in PARTS}


def drop_time() -> None:
    """Take the time off the question."""
    _kept().pop("when", None)


def _words(say: Text) -> None:
    st.session_state["match-words"] = words()
    with st.form("match-words-form", border=False):
        st.text_area(
            say("match.words_label"),
            key="match-words",
            placeholder=say("match.words_hint"),
            max_chars=LONGEST_WORDS,
            height=96,
        )
        private = html('<p class="hint">{{ text }}</p>', text=say("match.words_private"))
        st.html(private + told_of_log(say))
        st.form_submit_button(say("match.button"), type="primary", on_click=_send)


def told_of_log(say: Text) -> Markup:
    """Say what the log of recommendations keeps and for how long, as HTML; empty where the operator keeps none."""
    days = data.settings().recommendation_days
    if not days:
        return Markup()
    return html('<p class="hint">{{ text }}</p>', text=say("match.logged", days=days, km2=LOG_CELL_KM2))


class _Picker(Pick):
    """Draws a described question as a widget; what is chosen stands in the session."""

    def __call__(self, choice: Choice) -> Any:
        if isinstance(choice, ManyOf):
            return _many(choice)
        if isinstance(choice, OneOf):
            return _one(choice)
        raise TypeError(f"{choice.parameter}: this page has its own field for words")


_picker = _Picker()


def _one(choice: OneOf) -> str:
    key, told = f"match-{choice.parameter}", _kept().get(choice.parameter, choice.default)
    st.session_state[key] = told if told in choice.options else choice.default
    asked: dict[str, Any] = {
        "key": key,
        "format_func": choice.name,
        "on_change": _keep,
        "args": (choice.parameter, key),
    }
    if choice.shape == "list":
        st.selectbox(choice.label, choice.options, **asked)
    else:
        st.segmented_control(choice.label, choice.options, required=True, **asked)
    return str(st.session_state[key])


def _many(choice: ManyOf) -> tuple[str, ...]:
    name, key = choice.parameter, f"match-{choice.parameter}"
    st.session_state[key] = [one for one in _kept().get(name, ()) if one in choice.options]
    st.pills(
        choice.label,
        choice.options,
        key=key,
        selection_mode="multi",
        format_func=choice.name,
        on_change=_keep,
        args=(name, key),
    )
    return tuple(st.session_state[key] or ())


def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = st.session_state.setdefault(_KEY, {})
    return kept


def _send() -> None:
    st.session_state[_SENT] = sent() + 1
    _keep("words", "match-words")


def _keep(name: str, key: str) -> None:
    value = st.session_state[key]
    _kept()[name] = value.strip() if isinstance(value, str) else value


def _keep_weight(part: Part, key: str) -> None:
    st.session_state[_WEIGHTS] = {**st.session_state[_WEIGHTS], part: int(st.session_state[key])}


def _reset_weights() -> None:
    st.session_state.pop(_WEIGHTS, None)


def _of_rules() -> dict[Part, int]:
    return {part: round(weight * 100) for part, weight in matching.rules().rules.weights.items()}
