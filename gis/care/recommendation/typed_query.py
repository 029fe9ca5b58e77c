"""What the one search line says: a place, needs, kinds of door, when they must be open, and what was not understood.

Slot filling by dated lists of words and a look-up of names. Pure: which words name a place is told by whoever asks.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal, get_args

import yaml

from gis.care.recommendation.needs import Phrase, needs_in, plain
from gis.errors import SettingsError

OpenWhen = Literal["now", "evening", "saturday", "sunday"]
OPEN_WHENS: tuple[OpenWhen, ...] = get_args(OpenWhen)
"""When a door must be open: at once, on a weekday after work, or on one of the days without work."""

MOST_WORDS = 16
"""Words of a typed text that are read."""

LONGEST_NAME = 4
"""Words of the longest name of a place that is looked for within others."""

NamesPlaces = Callable[[Sequence[str]], Collection[str]]
"""Tells which of some texts are names of places."""

_GENERAL = frozenset({"counselling", "learning", "cost"})
"""Needs that name a kind of help: they give way to what somebody suffers from."""

_SLOTS = ("kind", "psychiatrist", "group", "when", "need")
_LATIN = re.compile(r"[a-z]")
_SIGNS = re.compile(r"[^\w\s·.-]+")


@dataclass(frozen=True)
class SearchWords:
    """Dated words of ``data/rules/search_terms.yaml``, each as :func:`gis.care.recommendation.needs.plain` writes it.

    Attributes
    ----------
    kinds : tuple of (str, tuple of str)
        Words, and the kinds of center that they mean.
    psychiatrist : tuple of str
    groups, when : tuple of (str, str)
        Words, and public or medical; words, and one of :data:`OPEN_WHENS`.
    needs : tuple of (str, str)
        Words beside everyday words, and the need behind them.
    joining : frozenset of str
        Words that only join others.
    behind_places : tuple of str
        What may stand behind a place's name without a blank, the longest first.
    """

    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    psychiatrist: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    when: tuple[tuple[str, OpenWhen], ...]
    needs: tuple[tuple[str, str], ...]
    joining: frozenset[str]
    behind_places: tuple[str, ...]


@dataclass(frozen=True)
class TypedQuery:
    """What was understood.

    Attributes
    ----------
    place : str
        Words that name a place; empty without one.
    needs : tuple of str
        Codes of ``data/rules/needs.yaml``, what was said most of first.
    kinds : tuple of str
        Kinds of center.
    group : {"public", "medical"} or None
    wants_psychiatrist : bool
    when : str or None
        One of :data:`OPEN_WHENS`.
    unread : tuple of str
        Words that were not understood.
    """

    place: str = ""
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    group: str | None = None
    wants_psychiatrist: bool = False
    when: OpenWhen | None = None
    unread: tuple[str, ...] = ()

    @property
    def asks_for(self) -> bool:
        """Return whether anything but a place was understood."""
        return bool(self.needs or self.kinds or self.group or self.wants_psychiatrist or self.when)


def parse_search_words(text: str, *, kinds: Collection[str]) -> SearchWords:
    """Read the words.

    Parameters
    ----------
    text : str
        YAML as in ``data/rules/search_terms.yaml``.
    kinds : collection of str
        The vocabulary that it may name.

    Raises
    ------
    SettingsError
        When a part is missing, a kind or a time is unknown, or source, reviewer or date are missing.
    """
    try:
        told: Mapping[str, Any] = yaml.safe_load(text)
        if not (told["source"] and told["reviewer"] and told["valid_from"]):
            raise ValueError("source, reviewer and valid_from are needed")
        rows = [(plain(word), tuple(row["kinds"])) for row in told["kinds"] for word in row["words"]]
        words = SearchWords(
            kinds=tuple(rows),
            psychiatrist=tuple(plain(word) for word in told["psychiatrist"]),
            groups=tuple((plain(word), group) for group in ("public", "medical") for word in told["groups"][group]),
            when=tuple((plain(word), when) for when in OPEN_WHENS for word in told["when"][when]),
            needs=tuple((plain(word), need) for need, some in told["needs"].items() for word in some),
            joining=frozenset(plain(word) for word in told["joining"]),
            behind_places=tuple(sorted(told["behind_places"], key=len, reverse=True)),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"search_terms.yaml cannot be used: {error!r}") from error
    if unknown := sorted({kind for _, some in words.kinds for kind in some} - set(kinds)):
        raise SettingsError(f"search_terms.yaml names {', '.join(unknown)}, which is no kind of center")
    return words


def read_query(typed: str, words: SearchWords, phrases: Sequence[Phrase], name_places: NamesPlaces) -> TypedQuery:
    """Read what was typed.

    A name of a place wins over words within it (전남도청 is no fear of being overheard); words that name nothing but
    what is sought are no place, even where a village is called so.

    Parameters
    ----------
    typed : str
    words : SearchWords
    phrases : sequence of Phrase
        Everyday words and the needs behind them.
    name_places : callable
        Tells which of some texts are names of places; asked once.

    Returns
    -------
    TypedQuery
    """
    line = _Line(typed, words, phrases)
    whole, glued = list(line.names()), list(line.glued_names())
    known = name_places([text for _, text in (*whole, *glued)])
    for names, is_glued in ((whole, False), (glued, True)):
        if named := [(tokens, text) for tokens, text in names if text in known]:
            tokens, place = max(named, key=lambda one: (len(one[0]), len(one[1])))
            return line.read(place, tokens, is_glued=is_glued)
    return line.read("", range(0), is_glued=False)


@dataclass(frozen=True)
class _Hit:
    """Letters of the line, without blanks, that say what is sought."""

    start: int
    end: int
    slot: str
    value: Any


class _Line:
    """A typed line as tokens, and which of their letters say what is sought."""

    def __init__(self, typed: str, words: SearchWords, phrases: Sequence[Phrase]) -> None:
        self.words, self.phrases = words, phrases
        plainer = typed.lower().replace("'", "").replace("’", "")
        self.tokens = _SIGNS.sub(" ", plainer).split()[:MOST_WORDS]
        ends = list(accumulate(len(token) for token in self.tokens))
        self.spans = list(zip([0, *ends], ends, strict=False))
        doors = self._doors()
        self.hits = [*doors, *self._needs(doors)]

    # -- names of places -------------------------------------------------------------------------------

    def names(self) -> Iterator[tuple[range, str]]:
        """Give runs of words that may be a name, but not those that say nothing but what is sought."""
        for start in range(len(self.tokens)):
            for end in range(start + 1, min(start + LONGEST_NAME, len(self.tokens)) + 1):
                run = range(start, end)
                if not all(self._is_word(at) for at in run):
                    yield from self._spelt(run, [self.tokens[at] for at in run])

    def glued_names(self) -> Iterator[tuple[range, str]]:
        """Give what stands before words that are written together with a name: 강남역정신과."""
        for at, token in enumerate(self.tokens):
            first = min((hit.start - self.spans[at][0] for hit in self.hits if at in self._tokens_of(hit)), default=0)
            if first > 0:
                for start in range(max(0, at - LONGEST_NAME + 1), at + 1):
                    yield from self._spelt(range(start, at + 1), [*self.tokens[start:at], token[:first]])

    def _spelt(self, run: range, parts: list[str]) -> Iterator[tuple[range, str]]:
        """Give a name as it stands, and without what may stand behind it."""
        if parts[0] in self.words.joining or parts[-1] in self.words.joining:
            return
        for last in dict.fromkeys((parts[-1], self._bare(parts[-1]))):
            name = " ".join([*parts[:-1], last])
            if len(name) > 1:
                yield run, name

    def _bare(self, token: str) -> str:
        for ending in self.words.behind_places:
            if token.endswith(ending) and len(token) - len(ending) > 1:
                return token.removesuffix(ending)
        return token

    def _is_word(self, at: int) -> bool:
        """Return whether a word says nothing but what is sought, or only joins others."""
        token = self.tokens[at]
        if token in self.words.joining or self._bare(token) in self.words.joining:
            return True
        start = self.spans[at][0]
        return any(hit.start <= start and hit.end >= start + len(self._bare(token)) for hit in self.hits)

    # -- what is sought --------------------------------------------------------------------------------

    def _doors(self) -> list[_Hit]:
        """Find kinds, prices and hours, longer words first; a shorter one within them says nothing more."""
        sought: list[tuple[str, str, Any]] = [(word, "kind", kinds) for word, kinds in self.words.kinds]
        sought += [(word, "psychiatrist", True) for word in self.words.psychiatrist]
        sought += [(word, "group", group) for word, group in self.words.groups]
        sought += [(word, "when", when) for word, when in self.words.when]
        found: list[_Hit] = []
        for word, slot, value in sorted(sought, key=lambda one: -len(one[0])):
            for start, end in self._places_of(word, is_whole=True):
                if not any(hit.start < end and hit.end > start for hit in found):
                    found.append(_Hit(start, end, slot, value))
        return found

    def _needs(self, doors: Sequence[_Hit]) -> list[_Hit]:
        """Find everyday words of needs, but those within the name of a kind (자살예방센터)."""
        sought = [*((plain(phrase.words), phrase.need) for phrase in self.phrases), *self.words.needs]
        return [
            _Hit(start, end, "need", need)
            for word, need in sought
            for start, end in self._places_of(word, is_whole=False)
            if not any(hit.start <= start and end <= hit.end for hit in doors)
        ]

    def _places_of(self, word: str, *, is_whole: bool) -> Iterator[tuple[int, int]]:
        """Find words: Korean ones anywhere, those of one syllable and English ones where a word begins."""
        letters, starts = word.replace(" ", ""), [start for start, _ in self.spans]
        is_latin = bool(_LATIN.match(letters))
        blanks = list(accumulate(len(part) for part in word.split()))[:-1]
        for match in re.finditer(re.escape(letters), "".join(self.tokens)):
            start, end = match.span()
            if (is_latin or len(letters) == 1) and start not in starts:
                continue
            if is_latin and [at - start for at in starts if start < at < end] != blanks:
                continue
            if is_latin and is_whole and end not in [stop for _, stop in self.spans]:
                continue
            yield start, end

    def _tokens_of(self, hit: _Hit) -> set[int]:
        return {at for at, (start, end) in enumerate(self.spans) if start < hit.end and hit.start < end}

    # -- the answer ------------------------------------------------------------------------------------

    def read(self, place: str, tokens: range, *, is_glued: bool) -> TypedQuery:
        """Say what the words beside a name mean; of one written together with others the rest of its word counts."""
        named = set(tokens[:-1] if is_glued else tokens)
        free = [hit for hit in self.hits if not self._tokens_of(hit) & named]
        slots = {slot: [hit.value for hit in free if hit.slot == slot] for slot in _SLOTS}
        said = " ".join(token for at, token in enumerate(self.tokens) if at not in named)
        alone = [need for word, need in self.words.needs if f" {word}" in f" {plain(said)}"]
        needs = [need for need in dict.fromkeys((*needs_in(said, self.phrases), *alone)) if need in slots["need"]]
        particular = [need for need in needs if need not in _GENERAL]
        covered = set(tokens).union(*(self._tokens_of(hit) for hit in free))
        return TypedQuery(
            place=place,
            needs=tuple(particular or needs),
            kinds=tuple(dict.fromkeys(kind for kinds in slots["kind"] for kind in kinds)),
            group="public" if "public" in slots["group"] else next(iter(slots["group"]), None),
            wants_psychiatrist=bool(slots["psychiatrist"]),
            when=next(iter(slots["when"]), None),
            unread=tuple(
                token
                for at, token in enumerate(self.tokens)
                if at not in covered and token not in self.words.joining and self._bare(token) not in self.words.joining
            ),
        )
