"""What a need asks of a center, and the everyday words behind it: dated data, read here from its text.

Pure: the files themselves are read by :mod:`gis.recommendation`.
"""

import csv
import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from gis.errors import SettingsError

FITTING = 0.5
"""Fit from which a center is shown to a person who looks for help with a need."""

MADE_FOR = 0.9
"""Fit from which a need is what a kind or a service is made for."""

_NO_LETTER = re.compile(r"[^0-9a-z가-힣]+")

# What makes nothing of the words before it, in a text without blanks: 우울하지 않아요, 술은 안 마셔요.
# Not a condition (안 마시면 떨려요) and not its double (않은 날이 없어요).
_DENIED_AFTER = re.compile(
    r"(?:(?:하|해하|스럽|롭)?(?:지|진|지는|지도|지가)(?:전혀|별로|그다지)?않(?!으면|은날)"
    r"|(?:한|인|증|감|증상)?(?:건|것은|게)?(?:은|는|이|가|도)?(?:전혀)?아니(?:에|예|야|고|라|지만|ㅂ|다|$)"
    r"|(?:증|감|증상)(?:은|이|도)?(?:전혀)?없"
    r"|(?:은|는|을|를|도)?(?:전혀|거의|이제)?(?:안(?:마[시셔신]|먹|피[우워]|해요|합니다)|(?:마시|먹|피우)지(?:는|도)?않)(?!으?면|은날))"
)
# The same in English, before the words: not really depressed, don't feel sad, no longer ..., but not: not only ...
_DENIED_BEFORE = re.compile(
    r"(?: (?:i am|i have|im|ive|i|he is|she is|hes|shes))?"
    r" (?:not|isnt|arent|wasnt|no longer|never|dont|do not|didnt|havent)"
    r"(?: (?:really|very|so|that|too|particularly|feel|feeling|felt|been|have|having|had|drink|drinking|a|any)){0,3}$"
)
_ENDING = re.compile(r"^[가-힣]{1,4}(?= |$)")
_REACH = 80
_UNDENIED = frozenset({"suicide"})


@dataclass(frozen=True)
class Need:
    """What one need asks for.

    Attributes
    ----------
    code : str
    is_asked : bool
        Whether forms offer it; the others are found in free text only.
    kinds : mapping of str to float
        How well each kind of center fits, 0..1; a kind not named does not.
    services : mapping of str to float
        How well any center fits that offers the service, 0..1.
    sub_kinds : mapping of str to float
        How well a center of a finer kind fits, 0..1.
    programmes : tuple of str
        Services to look for, the most fitting first.
    ages : tuple of str
        Age groups that it is about; empty is everybody.
    """

    code: str
    is_asked: bool
    kinds: Mapping[str, float]
    services: Mapping[str, float]
    sub_kinds: Mapping[str, float]
    programmes: tuple[str, ...]
    ages: tuple[str, ...] = ()

    @property
    def terms(self) -> Mapping[str, float]:
        """Return kinds and services as one vocabulary of terms with their fit, 0..1."""
        return {**self.kinds, **self.services}


@dataclass(frozen=True)
class Needs:
    """All of ``data/rules/needs.yaml``: ``audiences`` are services by age group, ``groups`` those of group work."""

    needs: Mapping[str, Need]
    audiences: Mapping[str, tuple[str, ...]]
    groups: tuple[str, ...]
    valid_from: dt.date
    source: str
    reviewer: str

    def is_about(self, code: str, age_group: str | None) -> bool:
        """Return whether a need is about somebody of an age; an age that is not known may be any."""
        ages = self.needs[code].ages
        return age_group is None or not ages or age_group in ages

    def services_for_others(self, age_group: str | None) -> set[str]:
        """Return the services of needs that are not about somebody of an age."""
        others = [need for code, need in self.needs.items() if not self.is_about(code, age_group)]
        return {service for need in others for service in need.services}

    def fit(self, codes: Iterable[str], *, kind: str, sub_kind: str | None, services: Iterable[str]) -> float:
        """Return how well a center fits the need that it fits best, 0..1: by its kind, finer kind and services."""
        return max(
            (
                fit
                for need in map(self.needs.__getitem__, codes)
                for fit in (
                    need.kinds.get(kind, 0.0),
                    need.sub_kinds.get(sub_kind or "", 0.0),
                    *(need.services.get(service, 0.0) for service in services),
                )
            ),
            default=0.0,
        )

    def kinds_made_for(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the kinds of center that some needs are what they are made for, the most fitting first."""
        fits = [(fit, kind) for code in codes for kind, fit in self.needs[code].kinds.items() if fit >= MADE_FOR]
        return tuple(dict.fromkeys(kind for _, kind in sorted(fits, key=lambda one: -one[0])))

    def ages_of(self, codes: Iterable[str]) -> set[str]:
        """Return the age groups that some needs are about."""
        return {age for code in codes for age in self.needs[code].ages}


@dataclass(frozen=True)
class Phrase:
    """Everyday words, in a language (ko, en), and the code of the need behind them."""

    words: str
    language: str
    need: str
    reviewed_on: dt.date


def parse_needs(text: str, *, kinds: Collection[str], services: Collection[str]) -> Needs:
    """Read what needs ask for.

    Parameters
    ----------
    text : str
        YAML as in ``data/rules/needs.yaml``.
    kinds, services : collection of str
        The vocabularies that it may name.

    Returns
    -------
    Needs

    Raises
    ------
    SettingsError
        When a term is unknown, a fit is not in 0..1, or source, reviewer or date are missing.
    """
    try:
        data: Mapping[str, Any] = yaml.safe_load(text)
        needs_read = {code: _need(code, row) for code, row in data["needs"].items()}
        needs = Needs(
            needs=needs_read,
            audiences={age: tuple(codes) for age, codes in data["audiences"].items()},
            groups=tuple(data["groups"]),
            valid_from=_date(data["valid_from"]),
            source=str(data["source"] or ""),
            reviewer=str(data["reviewer"] or ""),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"needs.yaml cannot be used: {error!r}") from error
    if not needs.source or not needs.reviewer:
        raise SettingsError("needs.yaml: source and reviewer are needed")
    for need in needs_read.values():
        _check(f"{need.code}: kinds", need.kinds, kinds)
        _check(f"{need.code}: sub_kinds", need.sub_kinds, need.sub_kinds)
        _check(f"{need.code}: services", {**need.services, **dict.fromkeys(need.programmes, 0.0)}, services)
    _check("audiences and groups", dict.fromkeys([*sum(needs.audiences.values(), ()), *needs.groups], 0.0), services)
    return needs


def parse_phrases(text: str, needs: Needs) -> tuple[Phrase, ...]:
    """Read everyday words.

    Parameters
    ----------
    text : str
        CSV as in ``data/reference/everyday_words.csv``.
    needs : Needs
        Those that the words may lead to.

    Returns
    -------
    tuple of Phrase
        In the order of the file.

    Raises
    ------
    SettingsError
        When a row cannot be read, or words stand twice for one need.
    """
    phrases: list[Phrase] = []
    for line, row in enumerate(csv.DictReader(text.lstrip("\ufeff").splitlines()), start=2):
        try:
            phrase = Phrase(row["words"], row["language"], row["need"], dt.date.fromisoformat(row["reviewed_on"]))
        except (KeyError, TypeError, ValueError) as error:
            raise SettingsError(f"everyday_words.csv line {line} cannot be read: {error!r}") from error
        if phrase.need not in needs.needs or phrase.language not in ("ko", "en") or not plain(phrase.words):
            raise SettingsError(f"everyday_words.csv line {line}: {phrase.words!r}, {phrase.need!r}: mend the row")
        phrases.append(phrase)
    named = [(plain(phrase.words), phrase.need) for phrase in phrases]
    if repeated := {pair for pair in named if named.count(pair) > 1}:
        raise SettingsError(f"everyday_words.csv names {sorted(repeated)} more than once")
    return tuple(phrases)


def plain(text: str) -> str:
    """Write a text in lower case with one blank between words and no signs."""
    return " ".join(_NO_LETTER.sub(" ", text.lower().replace("'", "").replace("’", "")).split())


def affirmed(text: str, phrases: Sequence[Phrase]) -> str:
    """Return a text, as :func:`plain` writes it, without the everyday words that it denies (우울하지 않아요).

    Words about suicide stay, whatever is said of them.
    """
    spaced = f" {plain(text)}"
    for phrase in phrases:
        if phrase.need not in _UNDENIED:
            spaced = _without_denied(spaced, plain(phrase.words), phrase.language)
    return spaced.strip()


def needs_in(text: str, phrases: Sequence[Phrase]) -> dict[str, int]:
    """Find the needs that a text speaks of, by everyday words.

    Korean endings vary and blanks are optional, so words are looked for anywhere in the text without blanks; words of
    one syllable, and English ones, must begin a word (술을, not 기술). What is denied counts for nothing.

    Parameters
    ----------
    text : str
        What a person wrote.
    phrases : sequence of Phrase

    Returns
    -------
    dict of str to int
        Need -> letters of its words found in the text, most first: longer words say more.
    """
    spaced = f" {affirmed(text, phrases)}"
    joined = spaced.replace(" ", "")
    letters_of_need: dict[str, int] = {}
    for phrase in phrases:
        words = plain(phrase.words)
        begins = phrase.language == "en" or len(words) == 1
        if (f" {words}" in spaced) if begins else (words.replace(" ", "") in joined):
            letters_of_need[phrase.need] = letters_of_need.get(phrase.need, 0) + len(words.replace(" ", ""))
    return dict(sorted(letters_of_need.items(), key=lambda item: -item[1]))


def _without_denied(spaced: str, words: str, language: str) -> str:
    if language == "en":
        starts = [hit.start() for hit in re.finditer(re.escape(f" {words}"), spaced)]
        for start in reversed(starts):
            if denied := _DENIED_BEFORE.search(spaced[:start], max(0, start - _REACH)):
                end = spaced.find(" ", start + len(words) + 1)
                spaced = spaced[: denied.start()] + (spaced[end:] if end >= 0 else "")
        return spaced
    places = [place for place, char in enumerate(spaced) if char != " "]
    joined, sought = spaced.replace(" ", ""), words.replace(" ", "")
    for hit in reversed(list(re.finditer(re.escape(sought), joined))):
        if denied := _DENIED_AFTER.match(joined, hit.end()):
            start, end = places[hit.start()], places[denied.end() - 1] + 1
            spaced = f"{spaced[:start]} {_ENDING.sub('', spaced[end:])}"
    return " " + " ".join(spaced.split())


def _need(code: str, row: Mapping[str, Any]) -> Need:
    return Need(
        code=code,
        is_asked={True: True, False: False}[row["asked"]],
        kinds={kind: float(fit) for kind, fit in row["kinds"].items()},
        services={service: float(fit) for service, fit in row["services"].items()},
        sub_kinds={kind: float(fit) for kind, fit in row.get("sub_kinds", {}).items()},
        programmes=tuple(row["programmes"]),
        ages=tuple(row.get("ages", ())),
    )


def _date(value: object) -> dt.date:
    if not isinstance(value, dt.date):
        raise TypeError(f"{value!r} is no date")
    return value


def _check(where: str, fits: Mapping[str, float], known: Collection[str]) -> None:
    for term, fit in fits.items():
        if term not in known:
            raise SettingsError(f"needs.yaml: {where} name {term!r}, which is not in the vocabulary")
        if not 0 <= fit <= 1:
            raise SettingsError(f"needs.yaml: {where} give {term!r} a fit of {fit}, which is not in 0..1")
