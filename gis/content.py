"""The written content: articles in plain Korean and English, read with their sources and refused without them.

An article is ``data/content/<language>/<topic>.md``: front matter in YAML, then Markdown. HTML in it is text. A dated
number is not typed there: ``{voucher.sessions}`` stands for it, and the article must name a source of that number.
``words`` of the front matter are everyday words that ask for it; they count where they begin a word.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gis.care.recommendation.programmes import ProgrammeFigure
from gis.errors import NotFoundError, SourceError

LANGUAGES = ("ko", "en")
"""Languages in which every article must stand."""

GROUPS = ("urgent", "events", "feelings", "people", "visit")
"""What an article is about: an emergency, something that happened, a trouble, certain people, getting help. In the
order in which they are listed."""

ARTICLES = "/guide"
"""Path of the page that shows an article, ``/guide?topic=<topic>``."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_FIGURE = re.compile(r"\{([^{}\n]*)\}")
_PLAIN = ("_year",)


@dataclass(frozen=True)
class ArticleSource:
    """Where facts of an article come from, and when they were read there."""

    title: str
    publisher: str
    url: str
    accessed: date


@dataclass(frozen=True)
class ArticleStep:
    """What to do next: a link of this site and its words."""

    label: str
    href: str


@dataclass(frozen=True)
class Article:
    """One article in one language.

    Parameters
    ----------
    topic : str
        Its file's name, as it stands in addresses.
    language : {"ko", "en"}
        Its language.
    title, summary : str
        Heading, and what it says in a sentence.
    group : str
        Out of :data:`GROUPS`.
    order : int
        Place in lists, the smallest first.
    reviewed_on : date
        When somebody last read it against its sources.
    reviewer : str
        Who, as a role.
    sources : tuple of ArticleSource
        At least one.
    steps : tuple of ArticleStep
        Fitting searches and pages, at least one.
    text : str
        Markdown; headings begin at the second level.
    words : tuple of str
        Everyday words of its language that ask for it, wherever somebody types them.
    """

    topic: str
    language: str
    title: str
    summary: str
    group: str
    order: int
    reviewed_on: date
    reviewer: str
    sources: tuple[ArticleSource, ...]
    steps: tuple[ArticleStep, ...]
    text: str
    words: tuple[str, ...] = ()

    def html(self) -> str:
        """Write the text as HTML; links of this site keep the language, links to others open safely."""
        tokens = _MARKDOWN.parse(self.text)
        for token in _links(tokens):
            href = str(token.attrGet("href"))
            if href.startswith("/"):
                token.attrSet("href", in_language(href, self.language))
            elif href.startswith("https:"):
                token.attrSet("rel", "noopener noreferrer")
        return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))

    @property
    def numbers(self) -> frozenset[str]:
        """Return the digits of the telephone numbers that it names."""
        parts = (urlsplit(href) for href in _addresses(self))
        return frozenset(one.path for one in parts if one.scheme in ("tel", "sms"))


class Library:
    """All articles.

    Parameters
    ----------
    articles : sequence of Article
        In any order.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {(article.language, article.topic): article for article in articles}

    def articles(self, language: str) -> list[Article]:
        """Return the articles of a language in their order."""
        return sorted(
            (article for article in self._articles.values() if article.language == language),
            key=lambda article: article.order,
        )

    def about(self, typed: str, language: str) -> list[Article]:
        """Return the articles of which a word begins one that somebody typed, the most words first."""
        heard = {
            article.topic: sum(bool(_begins(word).search(typed)) for word in article.words)
            for article in self.articles(language)
        }
        return sorted(
            (article for article in self.articles(language) if heard[article.topic]),
            key=lambda article: -heard[article.topic],
        )

    def article(self, topic: str, language: str) -> Article:
        """Return one article.

        Raises
        ------
        NotFoundError
            When there is none of that topic.
        """
        try:
            return self._articles[language, topic]
        except KeyError:
            raise NotFoundError(f"no article {topic!r} in {language!r}") from None


def load(
    folder: Path,
    *,
    paths: Collection[str],
    numbers: Collection[str],
    figures: Mapping[str, ProgrammeFigure] | None = None,
) -> Library:
    """Read all articles.

    Parameters
    ----------
    folder : Path
        Holds one folder a language.
    paths : collection of str
        Paths of this site that articles may lead to, such as ``/check``.
    numbers : collection of str
        Digits of the telephone numbers that articles may name in links: the crisis numbers in force.
    figures : mapping of str to ProgrammeFigure, optional
        Dated numbers that articles may name, by the name that stands in braces.

    Raises
    ------
    SourceError
        When an article cannot be read, lacks what it must have, stands in one language only, skips a level of its
        headings, names a number that is not known or whose source it does not name, or leads nowhere.
    """
    articles = [
        _filled(_article(path, language), figures or {})
        for language in LANGUAGES
        for path in sorted((folder / language).glob("*.md"))
    ]
    shapes = {
        language: {_shape(article) for article in articles if article.language == language} for language in LANGUAGES
    }
    if odd := set.symmetric_difference(*shapes.values()):
        raise SourceError(f"content: {sorted(odd)} must be the same in {' and '.join(LANGUAGES)}")
    topics = {article.topic for article in articles}
    for article in articles:
        for href in _addresses(article):
            if not _leads_somewhere(href, topics, paths, numbers):
                raise SourceError(f"content: {article.language}/{article.topic}.md leads to {href}, which is not there")
    return Library(articles)


def in_language(href: str, language: str) -> str:
    """Write an address of this site for a language; Korean is the one that needs no mark."""
    if language == "ko":
        return href
    parts = urlsplit(href)
    query = f"{parts.query}&lang={language}" if parts.query else f"lang={language}"
    return urlunsplit(parts._replace(query=query))


def _article(path: Path, language: str) -> Article:
    try:
        _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
        head_of_article: dict[str, Any] = yaml.safe_load(head)
        article = Article(
            topic=path.stem,
            language=language,
            title=head_of_article["title"],
            summary=head_of_article["summary"],
            group=head_of_article["group"],
            order=head_of_article["order"],
            reviewed_on=head_of_article["reviewed_on"],
            reviewer=head_of_article["reviewer"],
            sources=tuple(
                ArticleSource(source["title"], source["publisher"], source["url"], source["accessed"])
                for source in head_of_article["sources"]
            ),
            steps=tuple(ArticleStep(step["label"], step["href"]) for step in head_of_article["next"]),
            text=text,
            words=tuple(head_of_article.get("words", ())),
        )
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise SourceError(f"content: {language}/{path.name}: {error!r}") from error
    if wrong := list(_faults(article)):
        raise SourceError(f"content: {language}/{path.name}: {'; '.join(wrong)}")
    return article


def _filled(article: Article, figures: Mapping[str, ProgrammeFigure]) -> Article:
    """Put dated numbers in the place of their names; years without a separator of thousands."""
    named = set(_FIGURE.findall(article.text))
    urls = {source.url for source in article.sources}
    if unknown := sorted(name for name in named if name not in figures):
        raise SourceError(f"content: {article.language}/{article.topic}.md names {unknown}, which no data holds")
    if unsourced := sorted(name for name in named if not figures[name].urls & urls):
        raise SourceError(f"content: {article.language}/{article.topic}.md names no source of {unsourced}")
    return replace(article, text=_FIGURE.sub(lambda match: _written(match[1], figures[match[1]].value), article.text))


def _written(name: str, value: int) -> str:
    return str(value) if name.endswith(_PLAIN) else f"{value:,}"


def _faults(article: Article) -> Iterator[str]:
    if not (article.title and article.summary and article.reviewer and article.text.strip()):
        yield "title, summary, reviewer and text must be there"
    if article.group not in GROUPS or not isinstance(article.order, int):
        yield f"group must be out of {', '.join(GROUPS)}, order a number"
    if not isinstance(article.reviewed_on, date):
        yield "reviewed_on must be a date"
        return
    if not all(isinstance(word, str) and len(word) > 1 for word in article.words):
        yield "words must be longer than a letter"
    if not article.sources or not article.steps:
        yield "sources and next must not be empty"
    for source in article.sources:
        if not (source.title and source.publisher and source.url.startswith("http")):
            yield f"source {source.title!r} must have a title, a publisher and an address"
        if not isinstance(source.accessed, date) or source.accessed > article.reviewed_on:
            yield f"source {source.title!r} must have been read, and before the review"
    yield from _heading_faults(article)


@lru_cache(maxsize=1024)
def _begins(word: str) -> re.Pattern[str]:
    """Return the pattern of a word at the beginning of a word: elsewhere another may hold its syllables by chance."""
    return re.compile(r"(?<!\w)" + r"\s*".join(map(re.escape, word.split())), re.IGNORECASE)


def _heading_faults(article: Article) -> Iterator[str]:
    above = 1
    for token in _MARKDOWN.parse(article.text):
        if token.type == "heading_open":
            level = int(token.tag[1])
            if not 2 <= level <= above + 1:
                yield f"a heading of level {level} follows one of level {above}"
            above = level


def _shape(article: Article) -> tuple[str, str, int, date]:
    return article.topic, article.group, article.order, article.reviewed_on


def _links(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "link_open":
            yield token
        yield from _links(token.children or ())


def _addresses(article: Article) -> Iterator[str]:
    yield from (step.href for step in article.steps)
    yield from (str(token.attrGet("href")) for token in _links(_MARKDOWN.parse(article.text)))


def _leads_somewhere(href: str, topics: Collection[str], paths: Collection[str], numbers: Collection[str]) -> bool:
    parts = urlsplit(href)
    if parts.scheme in ("tel", "sms"):
        return parts.path in numbers
    if parts.scheme:
        return parts.scheme == "https" and bool(parts.netloc)
    if parts.path == ARTICLES and parts.query:
        return parse_qs(parts.query).get("topic", [""])[0] in topics
    return parts.path in paths and not parts.netloc
