"""What a person's own words lead to: terms (kinds and services) by everyday words, by vectors, and by both. Pure."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gis.care.recommendation.encoding import Encoder, Vectors
from gis.care.recommendation.needs import Needs, Phrase, needs_in
from gis.errors import InputError, SettingsError

ItemKind = Literal["kind", "service", "words"]

FIRST = 3
"""A sentence counts as understood when one of so many first terms is right (hit@3)."""


@dataclass(frozen=True)
class VocabularyItem:
    """A text of the vocabulary: the name of a kind or service, or everyday words; ``code`` is the term, or the need."""

    item: ItemKind
    code: str
    words: str


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Items and their vectors, a row each, by one encoder."""

    items: tuple[VocabularyItem, ...]
    vectors: Vectors
    encoder: str
    version: str

    def __post_init__(self) -> None:
        if len(self.items) != len(self.vectors):
            raise InputError(f"{len(self.items)} items cannot have {len(self.vectors)} vectors")


@dataclass(frozen=True)
class Case:
    """A sentence with the terms that it should lead to; ``split`` is ``tune`` or ``held_out``."""

    split: str
    language: str
    text: str
    expected: frozenset[str]


@dataclass(frozen=True)
class Hits:
    """How many of ``cases`` sentences a method understands."""

    method: str
    split: str
    cases: int
    hits: int

    @property
    def share(self) -> float:
        """Return the share understood, 0..1."""
        return self.hits / self.cases if self.cases else 0.0


def items_of(
    kinds: Mapping[str, str], services: Mapping[str, str], phrases: Sequence[Phrase]
) -> tuple[VocabularyItem, ...]:
    """Make the items of the vocabulary.

    Parameters
    ----------
    kinds, services : mapping of str to str
        Code -> English name.
    phrases : sequence of Phrase
        Everyday words.

    Returns
    -------
    tuple of VocabularyItem
        Korean and English names of kinds and services, then the words.
    """
    named = [VocabularyItem("kind", code, words) for code, name_en in kinds.items() for words in (code, name_en)]
    named += [VocabularyItem("service", code, words) for code, name_en in services.items() for words in (code, name_en)]
    return (*named, *(VocabularyItem("words", phrase.need, phrase.words) for phrase in phrases))


def vocabulary_of(items: Sequence[VocabularyItem], encoder: Encoder) -> Vocabulary:
    """Encode the items."""
    vectors = encoder.encode([item.words for item in items])
    return Vocabulary(tuple(items), vectors, encoder.name, encoder.version)


def by_rules(text: str, phrases: Sequence[Phrase], needs: Needs) -> dict[str, float]:
    """Score terms by the everyday words found in a text.

    Returns
    -------
    dict of str to float
        Term -> 0..1; empty when no words were found.
    """
    counts = needs_in(text, phrases)
    most = max(counts.values(), default=0)
    scores: dict[str, float] = {}
    for need, letters in counts.items():
        for term, fit in needs.needs[need].terms.items():
            scores[term] = scores.get(term, 0.0) + fit * letters / most
    return _scaled(scores)


def by_vectors(text: str, vocabulary: Vocabulary, encoder: Encoder, needs: Needs) -> dict[str, float]:
    """Score terms by the vectors nearest to a text's: one matrix product.

    An item speaks for its own term, everyday words for the terms of their need as far as these fit; a term's score is
    that of its best item (cosine, not below 0).

    Returns
    -------
    dict of str to float
        Term -> 0..1; empty when nothing of the text is known.

    Raises
    ------
    InputError
        When the vectors are another encoder's.
    """
    if (vocabulary.encoder, vocabulary.version) != (encoder.name, encoder.version):
        raise InputError(f"vectors of {vocabulary.encoder} {vocabulary.version} cannot be asked by {encoder.name}")
    likeness = np.clip(vocabulary.vectors @ encoder.encode([text])[0], 0.0, 1.0)
    scores: dict[str, float] = {}
    for item, near in zip(vocabulary.items, likeness.tolist(), strict=True):
        if near <= 0:
            continue
        terms = needs.needs[item.code].terms if item.item == "words" else {item.code: 1.0}
        for term, fit in terms.items():
            scores[term] = max(scores.get(term, 0.0), near * fit)
    return scores


def hybrid(rules: Mapping[str, float], vectors: Mapping[str, float], *, alpha: float) -> dict[str, float]:
    """Add both: alpha x similarity + (1 - alpha) x rules, each scaled to its best term."""
    near = _scaled(vectors)
    return {term: alpha * near.get(term, 0.0) + (1 - alpha) * rules.get(term, 0.0) for term in {**near, **rules}}


def first(scores: Mapping[str, float], number: int = FIRST) -> list[str]:
    """Return the best terms; equal ones by their name."""
    return sorted((term for term in scores if scores[term] > 0), key=lambda term: (-round(scores[term], 9), term))[
        :number
    ]


def parse_cases(text: str, terms: Sequence[str]) -> tuple[Case, ...]:
    """Read the sentences of the evaluation.

    Parameters
    ----------
    text : str
        CSV as in ``data/reference/matching_cases.csv``.
    terms : sequence of str
        Kinds and services that may be expected.

    Raises
    ------
    SettingsError
        When a row cannot be read, or expects an unknown term.
    """
    cases = []
    for line, row in enumerate(csv.DictReader(text.lstrip("\ufeff").splitlines()), start=2):
        expected = frozenset((row.get("expected") or "").split("|"))
        if row.get("split") not in ("tune", "held_out") or not row.get("text") or not expected <= set(terms):
            raise SettingsError(f"matching_cases.csv line {line} cannot be used: {row}")
        cases.append(Case(str(row["split"]), str(row["language"]), str(row["text"]), expected))
    return tuple(cases)


def evaluate(cases: Sequence[Case], methods: Mapping[str, Callable[[str], Mapping[str, float]]]) -> list[Hits]:
    """Count for each method how many sentences it understands, in each split and in all.

    Parameters
    ----------
    cases : sequence of Case
    methods : mapping of str to callable
        Name -> function of a text that gives terms with scores.

    Returns
    -------
    list of Hits
    """
    hits = {
        name: [not case.expected.isdisjoint(first(ask(case.text))) for case in cases] for name, ask in methods.items()
    }
    rows = []
    for split in ("tune", "held_out", "all"):
        is_in = [split in ("all", case.split) for case in cases]
        rows += [
            Hits(name, split, sum(is_in), sum(hit and is_own for hit, is_own in zip(is_found, is_in, strict=True)))
            for name, is_found in hits.items()
        ]
    return rows


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    most = max(scores.values(), default=0.0)
    return {term: score / most for term, score in scores.items()} if most > 0 else {}
