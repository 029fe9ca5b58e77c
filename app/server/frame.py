"""The page around Streamlit: head, navigation, crisis line, title and footer, written by the server.

What must never wait or fail stands here and not in a script run: the language of the document, the crisis numbers,
the navigation, the heading. It reads no database, so it is there when the database is not.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

import streamlit

from app.law.register import POLICIES
from app.sitemap import PAGES, SECTIONS, Page, href, listed
from app.text import Language, Text, load
from app.ui import assets, crisis_lines, crisis_panel
from app.ui.plain_page import PlainPage
from gis.care.crisis import EVERYWHERE, CrisisNumber

_TEMPLATE = Template((Path(__file__).parent / "frame.html").read_text(encoding="utf-8"))
_ROOT = '<div id="root"></div>\n      <noscript><p>{}</p></noscript>'
_SHARED_STYLES = ("app.css", "streamlit.css", "find.css", "center.css")
"""Sheets with what pages share, in the order in which a later rule wins."""

_LOADS = re.compile(r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>')


def render(
    page: Page | None,
    *,
    query: str,
    language: Language,
    contrast: bool,
    numbers: Sequence[CrisisNumber],
    body: PlainPage | None = None,
) -> str:
    """Write the HTML of a page.

    Parameters
    ----------
    page : Page or None
        None writes "not found", with the same frame and no Streamlit in it.
    query : str
        Query string of the request; the language switch keeps it.
    language : {"ko", "en"}
        Language of the frame and of the document.
    contrast : bool
        Whether the person chose high contrast.
    numbers : sequence of CrisisNumber
        Crisis numbers in force, the first one first.
    body : PlainPage, optional
        What a plain page holds; without it Streamlit fills the page.

    Returns
    -------
    str
        A whole document.
    """
    say = load(language)
    key = page.name if page else "missing"
    heading = body.heading if body else say(f"page.{key}.heading")
    lead = body.lead if body else say(f"page.{key}.lead")
    is_filled = page is not None and body is None
    other: Language = "ko" if language == "en" else "en"
    return _TEMPLATE.substitute(
        lang=language,
        contrast="more" if contrast else "normal",
        contrast_pressed=str(contrast).lower(),
        title=escape(say("frame.title", page=heading)),
        description=escape(say("frame.description")),
        assets=assets.base(),
        streamlit=_streamlit_head() if is_filled else "",
        styles=_styles(),
        page=key,
        plain_paths=" ".join(f"/{one.path}" for one in PAGES if one.is_plain),
        other_lang=other,
        other_name=escape(say("frame.other_language")),
        other_url=escape(href((page or PAGES[0]).name, other, parse_qs(query))),
        home_url=escape(href(PAGES[0].name, language)),
        about_url=escape(href("about", language)),
        about_name=escape(say("page.about.name")),
        policies_label=escape(say("law.footer")),
        policies="".join(_policies(say)),
        nav="".join(_navigation(page, say)),
        section_nav=_section_navigation(page, say),
        heading=escape(heading),
        lead=escape(lead),
        body=_ROOT.format(escape(say("frame.no_script"))) if is_filled else _whole(body.html if body else _home(say)),
        **{name: escape(say(f"frame.{name}")) for name in ("skip", "brand", "nav_label", "contrast_label", "lost")},
        **{
            name: escape(say(f"frame.{name}")) for name in ("crisis_label", "crisis_lead", "crisis_more", "crisis_call")
        },
        **{name: escape(say(f"frame.{name}")) for name in ("crisis_heading", "crisis_hours", "disclaimer", "credits")},
        crisis_open=escape(say("crisis.open")),
        crisis_panel=crisis_panel.html(say, numbers, arrive=""),
        crisis_number=escape(numbers[0].number),
        crisis_tel=escape(numbers[0].dial),
        crisis_numbers="".join(_number(number, language) for number in numbers if number.group in EVERYWHERE),
        all_numbers=escape(say("numbers.all")),
        all_numbers_url=escape(href("emergency", language, anchor=crisis_lines.ANCHOR)),
    )


def _navigation(current: Page | None, say: Text) -> Iterator[str]:
    """Write the main navigation: the pages for people who look for help, then one link to each other section.

    Each link has a shorter name for a narrow screen, so that all stand in one row.
    """
    entries = [(page, f"page.{page.name}.name", page.name, page == current) for page in listed(SECTIONS[0])]
    for section in SECTIONS[1:]:
        is_here = current is not None and current.section == section
        entries.append((listed(section)[0], f"frame.section.{section}", section, is_here))
    for page, name, short, is_here in entries:
        mark = ("page" if page.section == SECTIONS[0] else "true") if is_here else None
        wide, narrow = escape(say(name)), escape(say(f"frame.short.{short}"))
        yield _link(page, f'<span class="wide">{wide}</span><span class="narrow">{narrow}</span>', mark, say)


def _policies(say: Text) -> Iterator[str]:
    """Link to the policies, on every page."""
    for page in PAGES:
        if page.name in POLICIES:
            yield _link(page, escape(say(f"page.{page.name}.name")), None, say)


def _section_navigation(current: Page | None, say: Text) -> str:
    """Write the second line of the navigation, where the page stands in a section of several pages."""
    if current is None or current.section == SECTIONS[0]:
        return ""
    links = "".join(
        _link(one, escape(say(f"page.{one.name}.name")), "page" if one == current else None, say)
        for one in listed(current.section)
    )
    label = escape(say(f"frame.section.{current.section}"))
    return f'<nav class="section-nav wrap" aria-label="{label}"><ul>{links}</ul></nav>'


def _link(page: Page, name: str, mark: str | None, say: Text) -> str:
    """Link to a page; the name is HTML."""
    current = f' aria-current="{mark}"' if mark else ""
    return f'<li><a href="{escape(href(page.name, say.language))}"{current}>{name}</a></li>'


def _whole(html: str) -> str:
    return f"<main>{html}</main>"


def _home(say: Text) -> str:
    address, name = escape(href(PAGES[0].name, say.language)), escape(say(f"page.{PAGES[0].name}.name"))
    return f'<p><a href="{address}">{name}</a></p>'


def _number(number: CrisisNumber, language: Language) -> str:
    return (
        f'<li><a href="tel:{escape(number.dial)}"><strong>{escape(number.number)}</strong> '
        f"<span>{escape(number.name_in(language))}</span></a></li>"
    )


@lru_cache
def _styles() -> str:
    """Link every style sheet of ours, what pages share before those of single pages."""
    alone = sorted(path.name for path in assets.STATIC.glob("*.css") if path.name not in _SHARED_STYLES)
    names = [*_SHARED_STYLES, *alone]
    return "\n    ".join(f'<link rel="stylesheet" href="{assets.base()}/{name}">' for name in names)


@lru_cache
def _streamlit_head() -> str:
    """Take the scripts and styles that Streamlit's own index.html loads, by absolute addresses.

    The rest of that file (English title, a font we do not use, an inline script) is left behind.
    """
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    loads = _LOADS.findall(index.read_text(encoding="utf-8"))
    if not any("<script" in one for one in loads):
        raise RuntimeError(
            f"{index} loads no module script: this Streamlit is laid out in another way; see app/server/frame.py"
        )
    return "\n    ".join(one.replace('"./static/', '"/static/') for one in loads)
