"""The page around Streamlit: head, navigation, crisis line, title and footer, written by the server.

What must never wait or fail stands here and not in a script run: the language of the document, the crisis numbers,
the navigation, the heading. It reads no database, so it is there when the database is not.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from markupsafe import Markup

from app.law.register import POLICIES
from app.server import answer_pages
from app.sitemap import PAGES, SECTIONS, Page, href, listed, same_page
from app.text import Language, Text, load
from app.ui import assets, crisis_lines, crisis_panel
from app.ui.markup import Blocks, document, html, trusted
from app.ui.plain_page import PlainPage
from gis.care.crisis import EVERYWHERE, CrisisNumber

_BLOCKS = Blocks("server/navigation")
_LOADS = re.compile(r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>')


def render(
    page: Page | None,
    *,
    query: str,
    language: Language,
    contrast: bool,
    numbers: Sequence[CrisisNumber],
    body: PlainPage | None = None,
    origin: str = "",
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
        What the server wrote; without it Streamlit fills the page.
    origin : str
        Scheme and host under which people reach us, for search engines.

    Returns
    -------
    str
        A whole document.
    """
    say = load(language)
    key = page.name if page else "missing"
    is_filled = page is not None and body is None
    is_live = body is not None and body.is_live
    heading = body.heading if body else say(f"page.{key}.heading")
    # A center that is open names the page; the page that Streamlit fills goes back to its own name.
    own_heading = say(f"page.{key}.heading") if is_live else heading
    lead = body.lead if body else say(f"page.{key}.lead")
    return document(
        "server/frame",
        say=say,
        lang=language,
        contrast="more" if contrast else "normal",
        contrast_pressed=str(contrast).lower(),
        title=say("frame.title", page=body.title if body and body.title else heading),
        assets=assets.base(),
        streamlit=_streamlit_head() if is_filled else "",
        live_words=answer_pages.live_words(say) if is_live else "",
        live_head=_streamlit_head() if is_live else "",
        description=body.lead if body and body.title else say("frame.description"),
        facts=(body.facts if body else None) or "",
        canonical=f"{origin}{body.address}" if body and body.address else "",
        page=key,
        answer=body.answer if body else "",
        plain_paths=" ".join(f"/{page.path}" for page in PAGES if page.is_plain),
        origin=origin,
        **_ways(page, say, query),
        heading=heading,
        own_heading=own_heading,
        own_title=say("frame.title", page=own_heading),
        lead=lead,
        body=_root(say) if is_filled else _written(page, body.html if body else _home(say), is_live=is_live),
        crisis_panel=crisis_panel.html(say, numbers, arrive=""),
        interpreted=crisis_lines.interpreted(say, numbers),
        first=numbers[0],
        crisis_numbers=_numbers(say, numbers),
    )


def _ways(page: Page | None, say: Text, query: str) -> dict[str, str]:
    """Write what leads from a page to others: navigation, the other language, and the addresses of the footer."""
    other: Language = "ko" if say.language == "en" else "en"
    here, asked = page or PAGES[0], parse_qs(query)
    return {
        "other_lang": other,
        "other_url": href(here.name, other, asked),
        # A choice is said, also of the site's own language: it counts for more than what the browser prefers.
        "switch_url": f"/{here.path}{same_page(asked, lang=other)}",
        "home_url": href(PAGES[0].name, say.language),
        "about_url": href("about", say.language),
        "policies": _BLOCKS.plain([_link(policy, say) for policy in PAGES if policy.name in POLICIES]),
        "nav": _BLOCKS.main(list(_navigation(page, say))),
        "section_nav": _section_navigation(page, say),
        "all_numbers_url": href("emergency", say.language, anchor=crisis_lines.ANCHOR),
    }


def _numbers(say: Text, numbers: Sequence[CrisisNumber]) -> Markup:
    """Write the numbers that stand on every page."""
    told = [
        (number.dial, number.number, number.name_in(say.language), crisis_panel.press_line(say, number))
        for number in numbers
        if number.group in EVERYWHERE
    ]
    return _BLOCKS.numbers(told)


def _navigation(current: Page | None, say: Text) -> Iterator[dict[str, str | None]]:
    """Return the main navigation: the pages for people who look for help, then one link to each other section.

    Each link has a shorter name for a narrow screen, so that all stand in one row.
    """
    entries = [(page, f"page.{page.name}.name", page.name, page == current) for page in listed(SECTIONS[0])]
    for section in SECTIONS[1:]:
        is_here = current is not None and current.section == section
        entries.append((listed(section)[0], f"frame.section.{section}", section, is_here))
    for page, name, short, is_here in entries:
        mark = ("page" if page.section == SECTIONS[0] else "true") if is_here else None
        yield {
            "href": href(page.name, say.language),
            "mark": mark,
            "wide": say(name),
            "narrow": say(f"frame.short.{short}"),
        }


def _section_navigation(current: Page | None, say: Text) -> Markup:
    """Write the second line of the navigation, where the page stands in a section of several pages."""
    if current is None or current.section == SECTIONS[0]:
        return Markup()
    links = [_link(page_listed, say, current) for page_listed in listed(current.section)]
    return _BLOCKS.section(say(f"frame.section.{current.section}"), links)


def _link(page: Page, say: Text, current: Page | None = None) -> tuple[str, str, bool]:
    """Return the address and the name of a page, and whether it is the one that is read."""
    return href(page.name, say.language), say(f"page.{page.name}.name"), page == current


def _root(say: Text) -> Markup:
    """Write where Streamlit draws."""
    return html(
        '<div id="root"></div>\n      <noscript><p>{{ text }}</p></noscript><p class="without-live">{{ old }}</p>',
        text=say("frame.no_script"),
        old=say("frame.old_browser"),
    )


def _written(page: Page | None, body: Markup, *, is_live: bool) -> Markup:
    """Write what the server wrote; where Streamlit may take its place, that one's root waits out of sight."""
    if page is None or page.is_plain:
        return html("<div>{{ body }}</div>", body=body)
    answer = html('<div id="answer" class="answer">{{ body }}</div>', body=body)
    return answer + trusted('<div id="root" class="waiting"></div>') if is_live else answer


def _home(say: Text) -> Markup:
    name = say(f"page.{PAGES[0].name}.name")
    return html('<p><a href="{{ href }}">{{ name }}</a></p>', href=href(PAGES[0].name, say.language), name=name)


@lru_cache
def _streamlit_head() -> Markup:
    """Take the scripts and styles that Streamlit's own index.html loads, by absolute addresses.

    The rest of that file (English title, a font we do not use, an inline script) is left behind.
    """
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    loads = _LOADS.findall(index.read_text(encoding="utf-8"))
    if not any("<script" in load_tag for load_tag in loads):
        raise RuntimeError(
            f"{index} loads no module script: this Streamlit is laid out in another way; see app/server/frame.py"
        )
    return trusted("\n    ".join(load_tag.replace('"./static/', '"/static/') for load_tag in loads))
