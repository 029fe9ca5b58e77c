"""What the policy pages share: the choice of a reading, the files to take away, the words that close each page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st
from markupsafe import Markup

from app import data
from app.data import access
from app.data.access import USUAL
from app.data.regions import Level
from app.policy import choices, gap_view
from app.regions.provenance import File
from app.sitemap import href
from app.text import Text
from app.ui import widgets
from app.ui.markup import Blocks
from gis.analysis.readings import MEASURES, Reading

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
    told = choices.reading(say, widgets.query(), kinds, usual, measures=measures)
    with st.container(key="choices"):
        first, second = st.columns([1, 1]), st.columns([5, 5, 4])
    for part, place in zip(choices.READING, (*first, *second), strict=False):
        widgets.picking_in(place)(told[part])
    pick_method = widgets.picking_in(second[2].expander(say("gaps.more_choices")))
    for part in choices.METHOD:
        pick_method(told[part])
    return gap_view.read_reading(widgets.query(), kinds, usual=usual)


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
    levels = choices.levels_of(region_code)
    if len(levels) < 2:
        return levels[0]
    chosen = widgets.picking_in()(choices.level(say, region_code))
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
