"""Signals of danger in what somebody types, in Korean and English: pure search by reviewed, dated rules.

The rules are data (data/rules/distress_words.yaml) that the caller reads. They are meant to be generous: the answer to
a signal is a calm panel of numbers, never a judgement, and nothing of what was typed is kept. Files of the same shape
hear emergencies, danger to others and violence. A text is searched in every spelling that it may hide in.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from gis.care.spellings import readings
from gis.errors import SourceError

LONGEST = 5_000
"""Characters of a text that are looked at; what a person types anywhere is shorter."""

FORMS = ("spaced", "compact")
"""How a text is searched: words with single blanks, or without blanks and signs (죽 고 싶 다, 죽.고.싶.다)."""

PANELS = ("emergency", "others", "violence", "life", "voices")
"""What a signal asks for, most urgent first; ``life`` unless a rule says otherwise.

``emergency``: an ambulance, for a life in danger now. ``others``: police and ambulance, for danger to others and for
voices that command. ``violence``: the police and a shelter, for what is done by others. ``life``: somebody to talk to.
``voices``: a psychiatric crisis line, for what others do not hear, see or believe and what commands nothing.
"""

_ABOUT = ("hears", "panel", "unless", "without", "sure")
_GAP = "\n"
"""Stands where an everyday saying was taken out, so that its neighbours do not run together."""

_GROUP = re.compile(r"<([a-z_]+)>")
_KOREAN = re.compile("[ㄱ-ㅣ가-힣]")
_LATIN = re.compile("[a-z]")
_ENDLESS = re.compile(r"(?<!\\)(?:[*+]|\{[0-9]*,\})")


@dataclass(frozen=True)
class Rule:
    """A pattern, the form of a text it is searched in, and whether it looks for Korean letters."""

    form: str
    pattern: re.Pattern[str]
    is_korean: bool


@dataclass(frozen=True)
class DistressWords:
    """The rules.

    Parameters
    ----------
    valid_from, reviewed_on : date
        Since when they hold, and when somebody last read them.
    reviewer, source : str
        Who read them, and what they are made from.
    everyday : tuple of Rule
        Sayings, titles and denials that mean no danger.
    signals : mapping of str to tuple of Rule
        What is searched for, by its name.
    panels : mapping of str to frozenset of str
        Which of :data:`PANELS` each one asks for, by its name.
    unless : mapping of str to frozenset of str
        Signals, of any file, beside which one does not count, by its name: who believes that people listen through the
        wall is not stalked.
    without : mapping of str to tuple of Rule
        Words beside which a signal does not count, by its name; the other signals and the second ear decide then: who
        is watched and hides a hammer needs more than a line to talk to.
    sure : frozenset of str
        Names of signals that the second ear does not take back, though they ask for no more than somebody to talk to.
    """

    valid_from: date
    reviewed_on: date
    reviewer: str
    source: str
    everyday: tuple[Rule, ...]
    signals: Mapping[str, tuple[Rule, ...]]
    panels: Mapping[str, frozenset[str]]
    unless: Mapping[str, frozenset[str]]
    without: Mapping[str, tuple[Rule, ...]]
    sure: frozenset[str]


def parse(text: str) -> DistressWords:
    """Read the rules, and try them on the examples that stand with them.

    Parameters
    ----------
    text : str
        Content of data/rules/distress_words.yaml or violence_words.yaml. In a pattern ``<name>`` stands for any word of
        the group of that name.

    Raises
    ------
    SourceError
        When the file cannot be read, a pattern repeats something without end (which could take time without end), an
        example is not found by its own rule, or an everyday phrase is found by one.
    """
    try:
        content = yaml.safe_load(text)
        groups: dict[str, str] = {}
        for name, one in content["words"].items():
            groups[name] = f"(?:{'|'.join(_filled(word, groups) for word in one.split(', '))})"
        everyday = tuple(pair for block in content["everyday"].values() for pair in _patterns(block, groups))
        signals = {name: _patterns(block, groups) for name, block in content["signals"].items()}
        panels = {name: frozenset(block.get("panel", "life").split("|")) for name, block in content["signals"].items()}
        unless = {name: frozenset(block.get("unless", ())) for name, block in content["signals"].items()}
        without = {name: _rules(block.get("without", {}), groups) for name, block in content["signals"].items()}
        words = DistressWords(
            content["valid_from"],
            content["reviewed_on"],
            content["reviewer"],
            content["source"],
            everyday,
            signals,
            panels,
            unless,
            without,
            frozenset(name for name, block in content["signals"].items() if block.get("sure")),
        )
        matches, passes = content["match"], content["pass"]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, re.error) as error:
        raise SourceError(f"distress words: {error!r}") from error
    if unknown := frozenset().union(*panels.values()) - set(PANELS):
        raise SourceError(f"distress words: no panel {', '.join(sorted(unknown))}")
    if lacking := words.signals.keys() - matches.keys():
        raise SourceError(f"distress words: no example for {', '.join(sorted(lacking))}")
    _try_examples(words, matches, passes)
    return words


def find(text: str, *files: DistressWords) -> tuple[str, ...]:
    """Find signals of danger in a text.

    Parameters
    ----------
    text : str
        As typed; its first :data:`LONGEST` characters are looked at.
    *files : DistressWords
        The rules. What one file takes for an everyday saying no other hears either.

    Returns
    -------
    tuple of str
        Names of the rules that found something, in their order; empty when none did.
    """
    heard: set[str] = set()
    for words in readings(text[:LONGEST]):
        heard |= _heard(words, files)
    return tuple(
        name for words in files for name in words.signals if name in heard and heard.isdisjoint(words.unless[name])
    )


def panels(text: str, *files: DistressWords) -> frozenset[str]:
    """Return what a text asks for, out of :data:`PANELS`; empty when no rule of any file finds something.

    Parameters
    ----------
    text : str
        As typed; its first :data:`LONGEST` characters are looked at.
    *files : DistressWords
        The rules.
    """
    return panels_of(find(text, *files), *files)


def panels_of(signals: Collection[str], *files: DistressWords) -> frozenset[str]:
    """Return what signals that were found ask for, out of :data:`PANELS`."""
    return frozenset().union(*(words.panels[name] for words in files for name in signals if name in words.panels))


def most_urgent(panels: Collection[str]) -> str:
    """Return the most urgent of what was heard; ``life`` when nothing was."""
    return next((panel for panel in PANELS if panel in panels), "life")


def sounds_young(text: str, words: DistressWords) -> bool:
    """Return whether somebody who writes so is probably under 19, by words of school, of parents and of age.

    Only the order of numbers rests on it.

    Parameters
    ----------
    text : str
        As typed; its first :data:`LONGEST` characters are looked at.
    words : DistressWords
        The rules of data/rules/young_people.yaml.
    """
    return bool(find(text, words))


def _heard(words: str, files: Sequence[DistressWords]) -> set[str]:
    scripts = {is_korean for is_korean, letters in ((True, _KOREAN), (False, _LATIN)) if letters.search(words)}
    for rule in (rule for file in files for rule in file.everyday if rule.is_korean in scripts):
        words = rule.pattern.sub(_GAP, words) if rule.form == "spaced" else _take_out(words, rule.pattern)
    texts = {"spaced": words, "compact": _compact(words)}

    def any_in(rules: Sequence[Rule]) -> bool:
        return any(rule.is_korean in scripts and rule.pattern.search(texts[rule.form]) for rule in rules)

    return {
        name
        for file in files
        for name, rules in file.signals.items()
        if any_in(rules) and not any_in(file.without[name])
    }


def _compact(words: str) -> str:
    return words.replace(" ", "")


def _take_out(words: str, pattern: re.Pattern[str]) -> str:
    """Take out of a text with blanks what a pattern finds in it without them."""
    all_found = list(pattern.finditer(_compact(words)))
    if not all_found:
        return words
    places = [place for place, char in enumerate(words) if char != " "]
    for hit in reversed(all_found):
        start, end = places[hit.start()], places[hit.end() - 1] + 1
        words = words[:start] + _GAP + words[end:]
    return words


def _patterns(block: Mapping[str, Sequence[str]], groups: Mapping[str, str]) -> tuple[Rule, ...]:
    if not set(block) <= {*FORMS, *_ABOUT}:
        raise SourceError(f"distress words: {', '.join(block)} must be out of {', '.join((*FORMS, *_ABOUT))}")
    return _rules(block, groups)


def _rules(block: Mapping[str, Sequence[str]], groups: Mapping[str, str]) -> tuple[Rule, ...]:
    patterns = ((form, _pattern(word, groups)) for form in FORMS for word in block.get(form, ()))
    return tuple(Rule(form, compiled, bool(_KOREAN.search(compiled.pattern))) for form, compiled in patterns)


def _pattern(word: str, groups: Mapping[str, str]) -> re.Pattern[str]:
    whole = _filled(word, groups)
    if _ENDLESS.search(whole):
        raise SourceError(f"distress words: {word!r} must say how often it repeats something at most")
    return re.compile(whole)


def _filled(word: str, groups: Mapping[str, str]) -> str:
    return _GROUP.sub(lambda match: groups[match[1]], word)


def _try_examples(words: DistressWords, matches: Mapping[str, Sequence[Any]], passes: Sequence[Any]) -> None:
    for name, examples in matches.items():
        for example in examples:
            if name not in find(str(example), words):
                raise SourceError(f"distress words: {name} does not find its example {example!r}")
    for example in passes:
        if hits := find(str(example), words):
            raise SourceError(f"distress words: {hits[0]} finds the everyday phrase {example!r}")
