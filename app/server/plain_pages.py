"""The plain pages: articles and the emergency guide, written whole by the server, without a script or a database."""

import logging
from collections.abc import Mapping
from html import escape

from app import data
from app.data import rules
from app.law import review_words
from app.law.register import POLICIES
from app.policy import method
from app.server import law_pages
from app.sitemap import article_href, href
from app.text import Text, language, load
from app.ui import crisis_lines, crisis_panel
from app.ui.plain_page import PlainPage
from app.ui.words import day
from gis.content import GROUPS, Article, in_language
from gis.errors import MindConnectError

logger = logging.getLogger(__name__)

EMERGENCY = "emergency"
"""Topic of the article that has a page of its own."""


def body(page: str, query: Mapping[str, str]) -> PlainPage:
    """Write a plain page.

    Parameters
    ----------
    page : str
        Name of a plain page in app.sitemap, such as ``guide``, ``emergency`` or ``privacy``.
    query : mapping of str to str
        Parameters of the address: ``lang``, and ``topic`` for an article.

    Raises
    ------
    NotFoundError
        When there is no article of the topic.
    """
    say = load(language(query.get("lang")))
    if page == method.PAGE:
        return method.body(say, rules.rulebook(), rules.desert_grid())
    if page == EMERGENCY:
        return _emergency(say)
    if page in POLICIES:
        return law_pages.body(say, page)
    if topic := query.get("topic"):
        article = rules.library().article(topic, say.language)
        return PlainPage(article.title, article.summary, f"{_back(say)}{_article(say, article)}")
    return PlainPage(say("page.guide.heading"), say("page.guide.lead"), _contents(say))


def _emergency(say: Text) -> PlainPage:
    """Write the emergency page; its numbers stand even when an article somewhere cannot be read."""
    panel = crisis_panel.html(say, data.crisis_numbers(), arrive="", leads_on=False)
    lines = crisis_lines.html(say, data.crisis_numbers())
    try:
        article = rules.library().article(EMERGENCY, say.language)
    except MindConnectError:
        logger.exception("the emergency guide cannot be read")
        return PlainPage(say("page.emergency.heading"), say("page.emergency.lead"), f"{panel}{lines}")
    return PlainPage(article.title, article.summary, f"{panel}{_article(say, article)}{lines}")


def _contents(say: Text) -> str:
    articles = rules.library().articles(say.language)
    parts = []
    for group in GROUPS:
        entries = "".join(_entry(say, one) for one in articles if one.group == group)
        heading = escape(say(f"guide.group.{group}"))
        parts.append(f'<section class="topics {group}" id="{group}"><h2>{heading}</h2><ul>{entries}</ul></section>')
    urgent, *others = parts
    return f'<div class="guide">{urgent}{_jumps(say)}{"".join(others)}</div>'


def _jumps(say: Text) -> str:
    """Write the ways down to the groups below the urgent one, so that a long list is found by its headings."""
    links = "".join(f'<li><a href="#{group}">{escape(say(f"guide.group.{group}"))}</a></li>' for group in GROUPS[1:])
    return f'<nav class="jumps" aria-label="{escape(say("guide.jumps"))}"><ul>{links}</ul></nav>'


def _entry(say: Text, article: Article) -> str:
    address, title = escape(article_href(article.topic, say.language)), escape(article.title)
    return f'<li><a href="{address}"><strong>{title}</strong><span>{escape(article.summary)}</span></a></li>'


def _back(say: Text) -> str:
    address = escape(href("guide", say.language))
    return f'<p class="back"><a href="{address}">{escape(say("guide.back"))}</a></p>'


def _article(say: Text, article: Article) -> str:
    steps = "".join(
        f'<li><a href="{escape(in_language(step.href, say.language))}">{escape(step.label)}</a></li>'
        for step in article.steps
    )
    return (
        f'<article class="article">{article.html()}'
        f'<section class="next"><h2>{escape(say("guide.next"))}</h2><ul>{steps}</ul></section>'
        f"{_sources(say, article)}</article>"
    )


def _sources(say: Text, article: Article) -> str:
    lines = "".join(
        f'<li><a href="{escape(one.url)}" rel="noopener noreferrer">{escape(one.title)}</a> '
        f"{escape(say('guide.source', publisher=one.publisher, accessed=day(say, one.accessed)))}</li>"
        for one in article.sources
    )
    reviewed = say("guide.reviewed", reviewer=article.reviewer, on=day(say, article.reviewed_on))
    return (
        f'<footer class="sources"><p class="fine">{escape(reviewed)} '
        f"{review_words.line(say, f'article/{article.topic}')} {escape(say('guide.no_advice'))}</p>"
        f"<details><summary>{escape(say('guide.sources'))}</summary><ul>{lines}</ul></details></footer>"
    )
