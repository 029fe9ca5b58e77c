"""What the policy pages share: the choice of a reading, the files to take away, the words that close each page."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st
from markupsafe import Markup

from app import data
from app.data import access
from app.data.access import USUAL
from app.data.regions import Level
from app.policy import gap_view, reading_words
from app.regions.provenance import File
from app.sitemap import href
from app.text import Text
from app.ui import widgets
from app.ui.markup import Blocks
from gis.analysis.readings import MEASURES, UNKNOWN_HOURS, Reading
from gis.terms import SERVES

_BLOCKS = Blocks("policy/states")


@contextmanager
def folded(name: str, summary: str) -> Iterator[None]:
    """Hold what a phone folds away until it is asked for; on a wide screen it is simply there (static/policy.css).

    Parameters
    ----------
    name : str
        Key of the place, once a page.
    summary : str
        What opens it.
    """
    with st.container(key=f"fold-{name}"):
        st.html(fold(summary))
        yield


def fold(summary: str) -> Markup:
    """Write the line that opens, on a phone, what stands after it in the same box."""
    return _BLOCKS.fold(summary)


def ask_reading(
    say: Text, kinds: Sequence[str], usual: Reading = USUAL, *, measures: Sequence[str] = MEASURES
) -> Reading:
    """Ask what is counted; each choice stands in the address under the reading's own names.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    kinds : sequence of str
        Kinds that may be asked for.
    usual : Reading
        What holds where the address says nothing.
    measures : sequence of str
        Measures that are offered.
    """
    shown = gap_view.read_reading(widgets.query(), kinds, usual=usual)
    hours = dict.fromkeys((*gap_view.HOURS, shown.hour))
    limits = dict.fromkeys((*gap_view.LIMITS_MIN, str(shown.limit_min)))
    with st.container(key="choices"):
        first, second = st.columns([1, 1]), st.columns([5, 5, 4])
    with first[0]:
        _choose(say, "kind", kinds, usual, name=lambda kind: reading_words.kind_of(say, kind))
    with first[1]:
        _choose(say, "hour", tuple(hours), usual, name=lambda hour: reading_words.hour_name(say, hour))
    with second[0]:
        _choose(say, "mode", gap_view.MODES_OFFERED, usual, name=lambda mode: say(f"reading.mode.{mode}"))
    with second[1]:
        _choose(say, "limit_min", tuple(limits), usual, name=lambda limit: say("gaps.limit_name", limit=limit))
    with second[2], st.expander(say("gaps.more_choices")):
        _choose(say, "measure", measures, usual, name=lambda measure: say(f"reading.measure.{measure}"))
        own = usual.changed(kind=gap_view.read_reading(widgets.query(), kinds, usual=usual).kind)
        _choose(say, "serves", SERVES, own, name=lambda whom: say(f"reading.serves_short.{whom}"))
        _choose(say, "unknown_hours", UNKNOWN_HOURS, usual, name=lambda way: say(f"reading.unknown_short.{way}"))
    return gap_view.read_reading(widgets.query(), kinds, usual=usual)


_QUESTIONS = {
    "kind": "gaps.kind",
    "hour": "gaps.when",
    "mode": "gaps.mode",
    "limit_min": "gaps.limit",
    "measure": "gaps.measure",
    "unknown_hours": "gaps.unknown",
    "serves": "gaps.serves",
}
"""Part of a reading -> the key of its question."""

_SHORT = ("mode", "limit_min")
"""Parts whose answers stand side by side; those of others unfold."""


def _choose(say: Text, part: str, options: Sequence[str], usual: Reading, *, name: Callable[[str], str]) -> None:
    """Ask for one part of a reading, under its own name in the address."""
    choose = widgets.choose_one if part in _SHORT else widgets.choose_from_list
    choose(say(_QUESTIONS[part]), options, parameter=part, default=str(getattr(usual, part)), name=name)


def has_answers(say: Text) -> bool:
    """Return whether readings have answers, and say calmly what is missing when they do not."""
    if not data.region_names():
        widgets.message(say("trouble.empty"), say("trouble.empty_more"))
        return False
    if not access.is_ready():
        widgets.message(say("gaps.no_times"), say("gaps.no_times_more"))
        return False
    return True


def ask_level(say: Text, region_code: str | None) -> Level:
    """Ask for the units to show, where there is a choice."""
    within = data.levels_within(region_code)
    levels = [level for level in gap_view.levels(region_code) if level in within]
    if len(levels) < 2:
        return levels[0]
    chosen = widgets.choose_one(
        say("gaps.level"),
        levels,
        parameter="level",
        default=levels[0],
        name=lambda choice: say(f"regions.level_name.{choice}"),
    )
    return next(level for level in levels if level == chosen)


def take_away(say: Text, files: Sequence[File]) -> None:
    """Offer the answer as files, the page of paper first; each is written when it is asked for."""
    with st.container(key="downloads"):
        widgets.heading(say("gaps.download"), [say("gaps.download_more")])
        with st.container(horizontal=True):
            for number, file in enumerate(files):
                st.download_button(
                    say(f"gaps.file.{file.ending}"),
                    file.write,
                    file.name,
                    file.media_type,
                    on_click="ignore",
                    key=file.ending,
                    type="secondary" if number else "primary",
                )


def states(say: Text, sentences: Sequence[str], anchor: str = "readings") -> Markup:
    """Write what the page counts, with the way to the method page."""
    return _BLOCKS.states(say, list(sentences), href("method", say.language, anchor=anchor))
