"""Rules that stand in files, not in the database: screening instruments, words of distress, and the written content."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from app import sitemap
from app.data import database
from gis import content, recommendation
from gis import rulebook as books
from gis import underserved_grid as grids
from gis.care import area_codes, crisis, crisis_signals, screening, second_ear
from gis.care.recommendation import programmes
from gis.reference import reference_file, rule_file

_HEARD = ("distress", "emergency", "others", "violence")


def crisis_numbers() -> tuple[crisis.CrisisNumber, ...]:
    """Return the crisis numbers in force today. Reads a file, not the database."""
    return _crisis_register(database.today())


@lru_cache(maxsize=2)
def _crisis_register(on: date) -> tuple[crisis.CrisisNumber, ...]:
    path = reference_file("crisis_numbers.csv", data_dir=database.settings().data_dir)
    return tuple(crisis.in_force(crisis.parse(path.read_text(encoding="utf-8")), on))


@lru_cache
def instruments() -> screening.Instruments:
    """Return the screening instruments."""
    return screening.parse(_rules("screening.yaml"))


@lru_cache
def distress_words() -> tuple[crisis_signals.DistressWords, ...]:
    """Return the rules by which distress is heard in what is typed, file by file."""
    return tuple(crisis_signals.parse(_rules(f"{name}_words.yaml")) for name in _HEARD)


@lru_cache
def words_of_young_people() -> crisis_signals.DistressWords:
    """Return the rules by which somebody under 19 is recognised in what is typed."""
    return crisis_signals.parse(_rules("young_people.yaml"))


def heard(*texts: str) -> frozenset[str]:
    """Return what that which was typed asks for, out of :data:`gis.care.crisis_signals.PANELS`; empty when nothing."""
    both = (second_ear.panels(text, hearing(), *distress_words()) for text in texts if text)
    return frozenset().union(*both)


def calls_for(*texts: str, is_young: bool = False) -> list[crisis.CrisisNumber]:
    """Choose whom to call, most urgent first; nobody when nothing that was typed sounds like danger. Keeps nothing.

    Parameters
    ----------
    *texts : str
        What was typed.
    is_young : bool
        Whether it is for somebody under 19; what was typed may tell so too.
    """
    panels = heard(*texts)
    if not panels:
        return []
    return crisis.order_of_calls(crisis_numbers(), panels=panels, is_young=is_young or sounds_young(*texts))


@lru_cache
def hearing() -> second_ear.SecondEar:
    """Return the second ear, fitted to :func:`hearing_sentences`."""
    return second_ear.load(hearing_weights_file().read_bytes())


@lru_cache
def hearing_sentences() -> list[second_ear.Sentence]:
    """Return the reviewed sentences that the second ear is fitted to."""
    return second_ear.parse_sentences(hearing_sentences_file().read_text(encoding="utf-8"))


def hearing_sentences_file() -> Path:
    """Find the reviewed sentences."""
    return rule_file("hearing_sentences.csv", data_dir=database.settings().data_dir)


def hearing_weights_file() -> Path:
    """Find the weights of the second ear."""
    return rule_file("hearing_weights.npz", data_dir=database.settings().data_dir)


def sounds_young(*texts: str) -> bool:
    """Return whether something that was typed tells of somebody under 19, by words of school, of parents and of age."""
    words = words_of_young_people()
    return any(crisis_signals.sounds_young(text, words) for text in texts if text)


@lru_cache
def areas() -> tuple[area_codes.AreaCode, ...]:
    """Return the area codes of the provinces."""
    return area_codes.parse(_rules("area_codes.yaml"))


@lru_cache
def library() -> content.Library:
    """Return the written content in both languages."""
    return content.load(
        database.settings().data_dir / "content",
        paths=[f"/{page.path}" for page in sitemap.PAGES],
        numbers=[number.dial for number in crisis_numbers()],
        figures=programmes.figures(recommendation.load_data(database.settings().data_dir).programmes),
    )


def rulebook() -> books.RuleBook:
    """Return the shortage rules in force today."""
    return books.load_rules(database.settings().data_dir, on=database.today())


def underserved_grid() -> grids.UnderservedGrid:
    """Return the grid of readings, in force today, over which underserved areas are counted."""
    return grids.load_grid(database.settings().data_dir, on=database.today())


def _rules(name: str) -> str:
    return rule_file(name, data_dir=database.settings().data_dir).read_text(encoding="utf-8")
