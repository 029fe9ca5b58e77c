"""What the policy pages share: the choice of a reading, the files to take away, the words that close each page."""

from collections.abc import Iterator, Sequence
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
    told = gap_view.read_reading(widgets.query(), kinds, usual=usual)
    hours = gap_view.HOURS if told.hour in gap_view.HOURS else (*gap_view.HOURS, told.hour)
    limits = (
        gap_view.LIMITS_MIN
        if str(told.limit_min) in gap_view.LIMITS_MIN
        else (*gap_view.LIMITS_MIN, str(told.limit_min))
    )
    with st.container(key="choices"):
        first, second = st.columns([1, 1]), st.columns([5, 5, 4])
    with first[0]:
        widgets.choose_from_list(
            say("gaps.kind"),
            kinds,
            parameter="kind",
            default=usual.kind,
            name=lambda one: reading_words.kind_of(say, one),
        )
    with first[1]:
        widgets.choose_from_list(
            say("gaps.when"),
            hours,
            parameter="hour",
            default=usual.hour,
            name=lambda one: reading_words.hour_name(say, one),
        )
    with second[0]:
        widgets.choose_one(
            say("gaps.mode"),
            gap_view.MODES_OFFERED,
            parameter="mode",
            default=usual.mode,
            name=lambda one: say(f"reading.mode.{one}"),
        )
    with second[1]:
        widgets.choose_one(
            say("gaps.limit"),
            limits,
            parameter="limit_min",
            default=str(usual.limit_min),
            name=lambda one: say("gaps.limit_name", limit=one),
        )
    with second[2], st.expander(say("gaps.more_choices")):
        widgets.choose_from_list(
            say("gaps.measure"),
            measures,
            parameter="measure",
            default=usual.measure,
            name=lambda one: say(f"reading.measure.{one}"),
        )
        widgets.choose_from_list(
            say("gaps.unknown"),
            UNKNOWN_HOURS,
            parameter="unknown_hours",
            default=usual.unknown_hours,
            name=lambda one: say(f"reading.unknown_short.{one}"),
        )
    return gap_view.read_reading(widgets.query(), kinds, usual=usual)


def has_answers(say: Text) -> bool:
    """Tell whether readings have answers, and say calmly what is missing when they do not."""
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
    levels = [one for one in gap_view.levels(region_code) if one in within]
    if len(levels) < 2:
        return levels[0]
    chosen = widgets.choose_one(
        say("gaps.level"),
        levels,
        parameter="level",
        default=levels[0],
        name=lambda one: say(f"regions.level_name.{one}"),
    )
    return next(one for one in levels if one == chosen)


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
