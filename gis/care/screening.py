"""Screening: instruments as data, scores, bands and what they open. It screens, it never diagnoses.

Pure: the instruments are parsed from text that the caller reads (data/rules/screening.yaml), the day is an argument.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from gis.errors import InputError, SourceError

LANGUAGES = ("ko", "en")
"""Languages in which every word of an instrument must stand."""

Words = Mapping[str, str]
"""The same words by language."""


@dataclass(frozen=True)
class Bands:
    """A way to read a total.

    Parameters
    ----------
    name : str
        Whose bands: ``kroenke``, ``national_checkup``, ``spitzer``.
    valid_from : date
        From when on they are in use.
    source : str
        Who states them.
    starts : tuple of (str, int)
        Code of each band and the lowest total in it, rising from 0.
    """

    name: str
    valid_from: date
    source: str
    starts: tuple[tuple[str, int], ...]

    def of(self, total: int) -> str:
        """Return the code of the band that a total lies in."""
        return [code for code, start in self.starts if start <= total][-1]


@dataclass(frozen=True)
class ProgrammeThreshold:
    """What a total from ``start`` on may open, on the days from ``valid_from`` to ``valid_to`` (None: open end)."""

    code: str
    start: int
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class Instrument:
    """A questionnaire whose items are answered 0, 1, 2, ... and added up.

    Parameters
    ----------
    code : str
        ``phq9`` or ``gad7``.
    name, stem, notice : mapping of str to str
        By language: what it is called, the question above the items, the permission notice that must stand with it.
    items, answers : tuple of mapping
        By language; the place of an answer is its points.
    wording_source : str
        Where the wording comes from.
    crisis_item : int or None
        Item (from 1) whose answer above 0 asks for the crisis panel.
    crisis_from : int or None
        Total from which on the crisis panel is asked for; None where no total asks for it.
    bands : tuple of Bands
        The first is the one that results are told by.
    opens : tuple of ProgrammeThreshold
        Doors that a total may open.
    """

    code: str
    name: Words
    stem: Words
    items: tuple[Words, ...]
    answers: tuple[Words, ...]
    notice: Words
    wording_source: str
    crisis_item: int | None
    crisis_from: int | None
    bands: tuple[Bands, ...]
    opens: tuple[ProgrammeThreshold, ...]

    @property
    def highest(self) -> int:
        """Return the highest total."""
        return len(self.items) * (len(self.answers) - 1)


@dataclass(frozen=True)
class ShortForm:
    """The first ``items`` items of an instrument; from ``positive_from`` on the rest is worth asking."""

    code: str
    of: str
    items: int
    positive_from: int


@dataclass(frozen=True)
class Instruments:
    """All instruments and short forms by code."""

    full: Mapping[str, Instrument]
    short: Mapping[str, ShortForm]


def parse(text: str) -> Instruments:
    """Read the instruments.

    Parameters
    ----------
    text : str
        Content of data/rules/screening.yaml.

    Raises
    ------
    SourceError
        When something is missing, a band does not rise from 0, or a word stands in one language only.
    """
    try:
        content = yaml.safe_load(text)
        full = {code: _instrument(code, block) for code, block in content["instruments"].items()}
        short = {
            code: ShortForm(code, block["of"], block["items"], block["positive_from"])
            for code, block in content["short_forms"].items()
        }
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"screening instruments: {error!r}") from error
    for form in short.values():
        if form.of not in full or not 0 < form.items < len(full[form.of].items):
            raise SourceError(f"short form {form.code}: no {form.items} items of {form.of}")
    return Instruments(full, short)


def total(instrument: Instrument, answers: Sequence[int | None], *, items: int | None = None) -> int | None:
    """Add up the answers.

    Parameters
    ----------
    instrument : Instrument
        Which one.
    answers : sequence of int or None
        Points of each item in order; None where it was not answered.
    items : int, optional
        Only the first so many items (a short form); all of them by default.

    Returns
    -------
    int or None
        None while one of these items has no answer: a part is not a total.

    Raises
    ------
    InputError
        When there are other than one answer an item, or points that the instrument does not have.
    """
    if len(answers) != len(instrument.items):
        raise InputError(f"{instrument.code} has {len(instrument.items)} items, not {len(answers)}")
    for number, points in enumerate(answers, start=1):
        if points is not None and points not in range(len(instrument.answers)):
            raise InputError(f"{instrument.code}, item {number}: {points!r} is not 0..{len(instrument.answers) - 1}")
    wanted = answers[:items]
    return None if None in wanted else sum(points or 0 for points in wanted)


def band(instrument: Instrument, points: int, name: str | None = None) -> str:
    """Return the code of the band of a total.

    Parameters
    ----------
    instrument : Instrument
        Which one.
    points : int
        Total, 0 to :attr:`Instrument.highest`.
    name : str, optional
        Whose bands; the first ones by default.

    Raises
    ------
    InputError
        When the total is out of range or there are no such bands.
    """
    if points not in range(instrument.highest + 1):
        raise InputError(f"{instrument.code}: a total of {points!r} is not 0..{instrument.highest}")
    for bands in instrument.bands:
        if name in (None, bands.name):
            return bands.of(points)
    raise InputError(f"{instrument.code} has no bands named {name!r}")


def needs_crisis_panel(instrument: Instrument, answers: Sequence[int | None]) -> bool:
    """Tell whether answers ask for the crisis panel: its item above 0, or what was answered adds up to a severe total.

    Unanswered items count nothing, so the panel never waits for the last question.
    """
    item = instrument.crisis_item
    if item is not None and (answers[item - 1] or 0) > 0:
        return True
    start = instrument.crisis_from
    return start is not None and sum(points or 0 for points in answers) >= start


def opened(instrument: Instrument, points: int, on: date) -> tuple[str, ...]:
    """Return the codes of what a total may open on a day, both ends of each period included."""
    return tuple(
        form.code
        for form in instrument.opens
        if points >= form.start and form.valid_from <= on and (form.valid_to is None or on <= form.valid_to)
    )


def _instrument(code: str, block: Mapping[str, Any]) -> Instrument:
    words = [block["name"], block["stem"], block["notice"], *block["items"], *block["answers"]]
    if not all(word.get(language) for word in words for language in LANGUAGES):
        raise SourceError(f"instrument {code}: every word must stand in {' and '.join(LANGUAGES)}")
    instrument = Instrument(
        code,
        block["name"],
        block["stem"],
        tuple(block["items"]),
        tuple(block["answers"]),
        block["notice"],
        block["wording_source"],
        block["crisis_item"],
        block["crisis_from"],
        tuple(
            Bands(band["name"], band["valid_from"], band["source"], tuple(band["from"].items()))
            for band in block["bands"]
        ),
        tuple(
            ProgrammeThreshold(form["code"], form["from"], form["valid_from"], form.get("valid_to"), form["source"])
            for form in block["opens"]
        ),
    )
    for bands in instrument.bands:
        starts = [start for _, start in bands.starts]
        if starts != sorted(set(starts)) or starts[0] != 0 or starts[-1] > instrument.highest:
            raise SourceError(f"instrument {code}: the bands {bands.name} do not rise from 0 to {instrument.highest}")
    if instrument.crisis_item is not None and instrument.crisis_item not in range(1, len(instrument.items) + 1):
        raise SourceError(f"instrument {code}: no item {instrument.crisis_item}")
    return instrument
