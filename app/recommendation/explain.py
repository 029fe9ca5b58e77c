"""A language model may rephrase the reasons of a recommendation, when the operator wants it; by default none is asked.

It is given facts that stand on the page anyway, never what a person wrote, chose or scored. What comes back is shown
only when each of its clauses is one of the facts in its own words (:mod:`app.recommendation.faithful`). Otherwise, and
when the service is slow, refuses or fails, our own sentences stand. An answer is kept, so that it is asked for once.
"""

import hashlib
import json
import logging
import math
from collections.abc import Sequence
from typing import Any

import httpx

from app.recommendation.faithful import is_faithful
from app.text import Language
from gis.answer_cache import AnswerCache
from gis.settings import Settings

logger = logging.getLogger(__name__)

LONGEST = 600
"""Characters of an explanation, at most."""

_ANTHROPIC_VERSION = "2023-06-01"
_LANGUAGES = {"ko": "Korean (plain, warm, -요 endings)", "en": "English (plain, warm)"}
_INSTRUCTION = (
    "You rephrase facts about one public mental-health center for a tired person. Write two or three short sentences "
    "in {language}. Use only the facts given, in their own words, one fact a clause; keep every number with its unit, "
    "and every day, state and 'not'. Add no number, name, place, promise, diagnosis or advice. If you cannot, "
    "answer with the single word NO."
)

ANSWERS_KEPT = 256
"""Answers kept, the oldest forgotten first: a page asks again at each of its runs."""

FAILED_FOR_S = 60.0
"""So long a service that failed is not asked again for the same facts."""


def _holds_s(answer: tuple[str | None, float]) -> float:
    return answer[1]


_answers = AnswerCache(ANSWERS_KEPT, holds_s=_holds_s)
"""By what was asked (hashed): the answer, and for how many seconds it holds."""


def explain(facts: Sequence[str], *, settings: Settings, language: Language) -> str | None:
    """Ask the operator's language model to rephrase facts.

    Parameters
    ----------
    facts : sequence of str
        Sentences that stand on the page: the center's name, then the reasons.
    settings : Settings
        ``explain_api``, ``explain_url``, ``explain_model``, ``explain_key``, ``explain_timeout_s``.
    language : {"ko", "en"}

    Returns
    -------
    str or None
        None where no model is set, or it was slow, refused, failed, or said something of its own.
    """
    if settings.explain_api is None or not settings.explain_url or not facts:
        return None
    request = json.dumps([settings.explain_api, settings.explain_url, settings.explain_model, language, *facts])
    key = hashlib.sha256(request.encode()).hexdigest()
    text, _ = _answers.ask(key, lambda: _answer(facts, settings, language))
    return text


def forget() -> None:
    """Forget all answers."""
    _answers.forget()


def _answer(facts: Sequence[str], settings: Settings, language: Language) -> tuple[str | None, float]:
    """Ask, and look at what comes back: what may be shown, and how long that holds, in seconds."""
    try:
        written = _ask(facts, settings, language)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, IndexError, TypeError, ValueError) as error:
        # Neither address, key nor facts are logged.
        logger.warning("no explanation: %s", type(error).__name__)
        return None, FAILED_FOR_S
    text = " ".join((written or "").split())
    if text and len(text) <= LONGEST and is_faithful(text, facts):
        return text, math.inf
    logger.warning("an explanation was thrown away: it was empty, too long, or held more than the facts")
    return None, math.inf


def _ask(facts: Sequence[str], settings: Settings, language: Language) -> str | None:
    key = settings.explain_key.get_secret_value() if settings.explain_key else ""
    system = _INSTRUCTION.format(language=_LANGUAGES[language])
    message = {"role": "user", "content": "\n".join(f"- {fact}" for fact in facts)}
    base: dict[str, Any] = {"model": settings.explain_model, "max_tokens": 400}
    if settings.explain_api == "anthropic":
        path, headers = "messages", {"x-api-key": key, "anthropic-version": _ANTHROPIC_VERSION}
        body = base | {"system": system, "messages": [message]}
    else:
        path, headers = "chat/completions", {"Authorization": f"Bearer {key}"} if key else {}
        body = base | {"temperature": 0, "messages": [{"role": "system", "content": system}, message]}
    answer = httpx.post(
        f"{str(settings.explain_url).rstrip('/')}/{path}",
        json=body,
        headers=headers,
        timeout=settings.explain_timeout_s,
    )
    answer.raise_for_status()
    return _text_of(answer.json(), settings.explain_api)


def _text_of(answer: Any, api: str | None) -> str | None:
    """Take the text out of an answer; None for a refusal or an answer that was cut off."""
    if api == "anthropic":
        if answer.get("stop_reason") not in (None, "end_turn", "stop_sequence"):
            return None
        return "".join(part["text"] for part in answer["content"] if part.get("type") == "text")
    choice = answer["choices"][0]
    if choice.get("finish_reason") not in (None, "stop") or choice["message"].get("refusal"):
        return None
    return str(choice["message"]["content"] or "")
