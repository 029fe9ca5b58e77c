"""Rules that stand in files, not in the database: screening instruments, words of distress, and the written content."""

from functools import lru_cache

from app import sitemap
from app.data import crisis_numbers, settings
from gis import content
from gis.care import crisis_signals, screening


@lru_cache
def instruments() -> screening.Instruments:
    """Give the screening instruments."""
    return screening.parse(_rules("screening.yaml"))


@lru_cache
def distress_words() -> crisis_signals.DistressWords:
    """Give the rules by which distress is heard in what is typed."""
    return crisis_signals.parse(_rules("distress_words.yaml"))


@lru_cache
def library() -> content.Library:
    """Give the written content in both languages."""
    return content.load(
        settings().data_dir / "content",
        paths=[f"/{page.path}" for page in sitemap.PAGES],
        numbers=[number.dial for number in crisis_numbers()],
    )


def _rules(name: str) -> str:
    return (settings().data_dir / "rules" / name).read_text(encoding="utf-8")
