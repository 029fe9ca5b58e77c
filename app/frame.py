"""The page around Streamlit: head, navigation, crisis line, title and footer, written by the server.

What must never wait or fail stands here and not in a script run: the language of the document, the crisis numbers,
the navigation, the heading. It reads no database, so it is there when the database is not.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode

import streamlit

from app import assets
from app.sitemap import PAGES, Page
from app.text import Language, Text, load
from gis.care.crisis import CrisisNumber

_TEMPLATE = Template((Path(__file__).parent / "frame.html").read_text(encoding="utf-8"))
_ROOT = '<div id="root"></div>\n      <noscript><p>{}</p></noscript>'
_LOADS = re.compile(r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>')


def render(
    page: Page | None, *, query: str, language: Language, contrast: bool, numbers: Sequence[CrisisNumber]
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

    Returns
    -------
    str
        A whole document.
    """
    say = load(language)
    key = page.name if page else "missing"
    heading = say(f"page.{key}.heading")
    other: Language = "ko" if language == "en" else "en"
    return _TEMPLATE.substitute(
        lang=language,
        contrast="more" if contrast else "normal",
        contrast_pressed=str(contrast).lower(),
        title=escape(say("frame.title", page=heading)),
        description=escape(say("frame.description")),
        assets=assets.base(),
        streamlit=_streamlit_head() if page else "",
        page=key,
        other_lang=other,
        other_name=escape(say("frame.other_language")),
        other_url=escape(_address(page or PAGES[0], other, query)),
        home_url=escape(_address(PAGES[0], language)),
        about_url=escape(_address(next(one for one in PAGES if one.name == "about"), language)),
        about_name=escape(say("page.about.name")),
        nav="".join(_link(one, page, say) for one in PAGES),
        heading=escape(heading),
        lead=escape(say(f"page.{key}.lead")),
        body=_ROOT.format(escape(say("frame.no_script"))) if page else _home(say),
        **{name: escape(say(f"frame.{name}")) for name in ("skip", "brand", "nav_label", "contrast_label")},
        **{
            name: escape(say(f"frame.{name}")) for name in ("crisis_label", "crisis_lead", "crisis_more", "crisis_call")
        },
        **{name: escape(say(f"frame.{name}")) for name in ("crisis_heading", "disclaimer", "credits")},
        crisis_number=escape(numbers[0].number),
        crisis_tel=escape(numbers[0].dial),
        crisis_numbers="".join(_number(number, language) for number in numbers),
    )


def _address(page: Page, language: Language, query: str = "") -> str:
    pairs = [(key, value) for key, value in parse_qsl(query) if key != "lang"]
    if language != "ko":
        pairs.append(("lang", language))
    return f"/{page.path}" + (f"?{urlencode(pairs)}" if pairs else "")


def _link(page: Page, current: Page | None, say: Text) -> str:
    mark = ' aria-current="page"' if page == current else ""
    return (
        f'<li><a href="{escape(_address(page, say.language))}"{mark}>{escape(say(f"page.{page.name}.name"))}</a></li>'
    )


def _home(say: Text) -> str:
    href, name = escape(_address(PAGES[0], say.language)), escape(say(f"page.{PAGES[0].name}.name"))
    return f'<main><p><a href="{href}">{name}</a></p></main>'


def _number(number: CrisisNumber, language: Language) -> str:
    return (
        f'<li><a href="tel:{escape(number.dial)}"><strong>{escape(number.number)}</strong> '
        f"<span>{escape(number.name_in(language))}</span></a></li>"
    )


@lru_cache
def _streamlit_head() -> str:
    """Take the scripts and styles that Streamlit's own index.html loads, by absolute addresses.

    The rest of that file (English title, a font we do not use, an inline script) is left behind.
    """
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    loads = _LOADS.findall(index.read_text(encoding="utf-8"))
    if not any("<script" in one for one in loads):
        raise RuntimeError(
            f"{index} loads no module script: this Streamlit is laid out in another way; see app/frame.py"
        )
    return "\n    ".join(one.replace('"./static/', '"/static/') for one in loads)
