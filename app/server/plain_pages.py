"""The plain pages: articles and the emergency guide, written whole by the server, without a script or a database."""

import logging
from collections.abc import Mapping

from markupsafe import Markup

from app import data
from app.data import rules
from app.law import review_words
from app.law.register import POLICIES
from app.policy import method
from app.server import developers, directory, law_pages
from app.sitemap import article_href, href
from app.text import Text, language, load
from app.ui import crisis_lines, crisis_panel
from app.ui.markup import Blocks, trusted
from app.ui.plain_page import PlainPage
from app.ui.words import day
from gis.content import GROUPS, Article, in_language
from gis.errors import MindConnectError

logger = logging.getLogger(__name__)

EMERGENCY = "emergency"
"""Topic of the article that has a page of its own."""

_BLOCKS = Blocks("server/guide")


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
        return method.body(say, rules.rulebook(), rules.underserved_grid())
    if page == developers.PAGE:
        return developers.body(say)
    if page == directory.PAGE:
        return directory.body(say, query)
    if page == EMERGENCY:
        return _emergency(say)
    if page in POLICIES:
        return law_pages.body(say, page)
    if topic := query.get("topic"):
        article = rules.library().article(topic, say.language)
        return PlainPage(article.title, article.summary, _back(say) + _article(say, article))
    return PlainPage(say("page.guide.heading"), say("page.guide.lead"), _contents(say))


def _emergency(say: Text) -> PlainPage:
    """Write the emergency page; its numbers stand even when an article somewhere cannot be read."""
    panel = crisis_panel.html(say, data.crisis_numbers(), arrive="", leads_on=False)
    lines = crisis_lines.html(say, data.crisis_numbers())
    try:
        article = rules.library().article(EMERGENCY, say.language)
    except MindConnectError:
        logger.exception("the emergency guide cannot be read")
        return PlainPage(say("page.emergency.heading"), say("page.emergency.lead"), panel + lines)
    return PlainPage(article.title, article.summary, panel + _article(say, article) + lines)


def _contents(say: Text) -> Markup:
    articles = rules.library().articles(say.language)
    groups = [
        (
            group,
            [
                (article_href(article.topic, say.language), article.title, article.summary)
                for article in articles
                if article.group == group
            ],
        )
        for group in GROUPS
    ]
    return _BLOCKS.contents(say, groups)


def _back(say: Text) -> Markup:
    return _BLOCKS.back(say, href("guide", say.language))


def _article(say: Text, article: Article) -> Markup:
    return _BLOCKS.article(
        say,
        content=trusted(article.html()),
        steps=[(in_language(step.href, say.language), step.label) for step in article.steps],
        reviewed=say("guide.reviewed", reviewer=article.reviewer, on=day(say, article.reviewed_on)),
        review_line=review_words.line(say, f"article/{article.topic}"),
        press=[
            say("guide.press", number=one.number, told=line)
            for one in data.crisis_numbers()
            if one.dial in article.numbers and (line := crisis_panel.press_line(say, one))
        ],
        sources=[
            (
                source.url,
                source.title,
                say("guide.source", publisher=source.publisher, accessed=day(say, source.accessed)),
            )
            for source in article.sources
        ],
    )
