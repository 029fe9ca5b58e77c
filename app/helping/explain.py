"""A language model may rephrase the reasons of a recommendation, when the operator wants it; by default none is asked.

It is given facts that stand on the page anyway, never what a person wrote, chose or scored. What comes back is shown
only when it says nothing new: no number, name, place or promise that the facts do not hold. Otherwise, and when the
service is slow, refuses or fails, our own sentences stand.
"""

import logging
import re
from collections.abc import Collection, Sequence
from typing import Any

import httpx

from app.text import Language
from gis.settings import Settings

logger = logging.getLogger(__name__)

LONGEST = 600
"""Characters of an explanation, at most."""

_ANTHROPIC_VERSION = "2023-06-01"
_LANGUAGES = {"ko": "Korean (plain, warm, -요 endings)", "en": "English (plain, warm)"}
_INSTRUCTION = (
    "You rephrase facts about one public mental-health center for a tired person. Write two or three short sentences "
    "in {language}. Use only the facts given. Add no number, name, place, promise, diagnosis or advice. If you cannot, "
    "answer with the single word NO."
)

_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_SPELLED = re.compile(
    r"(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|수십|수백)\s?(?:곳|명|번|시간|분|일|개|가지|킬로|미터|배|주|달|년|살)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred"
    r"|thousand|dozen|half|twice)\b",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"[0-9A-Za-z가-힣]+(?:센터|병원|의원|보건소|보건지소|의료원|클리닉|상담소|상담실|시설|대학교|복지관|요양원|재단|협회)"
)
_PERSON = re.compile(r"[가-힣]{2,4}\s?(?:씨|선생님|원장|박사|교수|의사|팀장|소장)")
_CAPITALISED = re.compile(r"\b[A-Z][A-Za-z-]+\b")
_NEVER = re.compile(
    r"https?:|www\.|@|진단|완치|보장|반드시|100|최고|확실히 나|cure|guarantee|diagnos|certainly|best|always",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)([A-Z][A-Za-z-]+)")


def explain(facts: Sequence[str], *, settings: Settings, language: Language, names: Collection[str] = ()) -> str | None:
    """Ask the operator's language model to rephrase facts.

    Parameters
    ----------
    facts : sequence of str
        Sentences that stand on the page: the center's name and the reasons.
    settings : Settings
        ``explain_api``, ``explain_url``, ``explain_model``, ``explain_key``, ``explain_timeout_s``.
    language : {"ko", "en"}
    names : collection of str
        Names (of regions) that the answer may hold only where the facts do.

    Returns
    -------
    str or None
        None where no model is set, or it was slow, refused, failed, or said something of its own.
    """
    if settings.explain_api is None or not settings.explain_url or not facts:
        return None
    try:
        written = _ask(facts, settings, language)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, IndexError, TypeError, ValueError) as error:
        # Neither address, key nor facts are logged.
        logger.warning("no explanation: %s", type(error).__name__)
        return None
    text = " ".join((written or "").split())
    if text and is_faithful(text, facts, names=names):
        return text
    logger.warning("an explanation was thrown away: it was empty, too long, or held more than the facts")
    return None


def is_faithful(text: str, facts: Sequence[str], *, names: Collection[str] = ()) -> bool:
    """Tell whether a text says no number, name, place or promise that the facts do not hold.

    Parameters
    ----------
    text : str
        What the model wrote.
    facts : sequence of str
    names : collection of str
        Further names to look for.
    """
    told = " ".join(facts)
    numbers = set(_NUMBER.findall(told))
    numbers |= {part for number in numbers for part in re.split(r"[/:-]", number)}
    starts = set(_SENTENCE_START.findall(text))
    strange = (
        [number for number in _NUMBER.findall(text) if number not in numbers]
        + [name for found in (_SPELLED, _INSTITUTION, _PERSON) for name in found.findall(text) if name not in told]
        + [word for word in _CAPITALISED.findall(text) if word not in told and word not in starts]
        + [name for name in names if name in text and name not in told]
        + [word for word in _NEVER.findall(text) if word not in told]
    )
    return not strange and len(text) <= LONGEST and text.strip(" .") != "NO"


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


def _text_of(answer: Any, api: str) -> str | None:
    """Take the text out of an answer; None for a refusal or an answer that was cut off."""
    if api == "anthropic":
        if answer.get("stop_reason") not in (None, "end_turn", "stop_sequence"):
            return None
        return "".join(part["text"] for part in answer["content"] if part.get("type") == "text")
    choice = answer["choices"][0]
    if choice.get("finish_reason") not in (None, "stop") or choice["message"].get("refusal"):
        return None
    return str(choice["message"]["content"] or "")
