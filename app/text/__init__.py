"""Every sentence a person reads: a folder a language, a file a topic, and the door to them."""

import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["ko", "en"]

LANGUAGES: tuple[Language, ...] = ("ko", "en")
"""Languages of the app, the default first."""

LONGEST_ACCEPT = 200
"""Characters of ``Accept-Language`` that are read."""

_HANGUL = range(0xAC00, 0xD7A4)


def language(value: object) -> Language:
    """Read a language from whatever stands in an address; anything unknown is Korean."""
    return "en" if value == "en" else "ko"


def preferred(accepted: str) -> Language:
    """Return the language of ours that a browser prefers.

    Parameters
    ----------
    accepted : str
        Its ``Accept-Language`` (RFC 9110, 12.5.4), such as ``en-US,en;q=0.9,ko;q=0.8``.

    Returns
    -------
    {"ko", "en"}
        Korean where it is preferred as much, where nothing is said, and where it cannot be read; English for who reads
        neither (Vietnamese, Chinese): more of them read it.
    """
    weights: dict[str, float] = {}
    for item in accepted[:LONGEST_ACCEPT].split(","):
        tag, _, quality = item.partition(";")
        code, weight = tag.strip().partition("-")[0].lower(), quality.strip().removeprefix("q=")
        try:
            worth = float(weight) if weight else 1.0
        except ValueError:
            return LANGUAGES[0]
        if code:
            weights[code] = max(weights.get(code, 0.0), worth)
    korean = weights.get("ko", weights.get("*", 0.0))
    others = max((worth for code, worth in weights.items() if code not in ("ko", "*")), default=0.0)
    return "ko" if korean >= others else "en"


class _Formatter(string.Formatter):
    """Format fields; a spec such as ``을/를`` or ``center/centers`` chooses a word instead of printing the value.

    A number chooses the first word for one and the second otherwise. Any other value chooses by its last sound:
    the first word after a Korean final consonant, the second after a vowel (``{place:을/를}`` -> 을 after 서울역).
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        if "/" not in format_spec:
            return str(super().format_field(value, format_spec))
        first, second = format_spec.split("/", 1)
        if isinstance(value, int | float):
            return first if value == 1 else second
        last = str(value).rstrip(")]'\"’” ")[-1:]
        closed = last and ord(last) in _HANGUL and (ord(last) - _HANGUL.start) % 28 > 0
        return first if closed else second


_FORMATTER = _Formatter()


class Text:
    """The sentences of one language.

    Parameters
    ----------
    language : {"ko", "en"}
        Which folder to read.
    sentences : mapping of str to str
        Sentences by dotted key.
    """

    def __init__(self, language: Language, sentences: Mapping[str, str]) -> None:
        self.language = language
        self.sentences = sentences

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence of a key with its fields filled in.

        Raises
        ------
        KeyError
            When the language has no such sentence, or a field of it was not given.
        """
        return _FORMATTER.vformat(self.sentences[key], (), values)

    def get(self, key: str, default: str) -> str:
        """Return the sentence of a key, or the default when there is none (codes of vocabularies, new layers)."""
        return self.sentences.get(key, default)

    def group(self, prefix: str) -> dict[str, str]:
        """Return all sentences below a prefix, by the rest of their key: what a component needs in the browser."""
        start = f"{prefix}."
        return {key.removeprefix(start): value for key, value in self.sentences.items() if key.startswith(start)}


@lru_cache
def load(language: Language) -> Text:
    """Load the sentences of a language; its files are read once.

    Raises
    ------
    ValueError
        When two files of the folder hold the same table: one topic is one file.
    """
    tables: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.toml")):
        topic = tomllib.loads(path.read_text(encoding="utf-8"))
        if shared := tables.keys() & topic.keys():
            raise ValueError(f"{path}: {', '.join(sorted(shared))} stand in another file too: keep each in one file")
        tables |= topic
    return Text(language, dict(_flatten(tables)))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            flat += _flatten(value, f"{prefix}{key}.")
        else:
            flat.append((f"{prefix}{key}", value.strip()))
    return flat
