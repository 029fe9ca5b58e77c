"""The written content: read with its sources, refused where something is missing, and never HTML."""

import re
from datetime import date

import pytest

from app import sitemap
from gis.care.crisis import in_force, parse
from gis.content import Article, Source, Step, in_language, load
from gis.errors import NotFoundError, SourceError
from gis.settings import ROOT

FOLDER = ROOT / "data" / "content"
PATHS = [f"/{page.path}" for page in sitemap.PAGES]
REGISTER = parse((ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8"))
NUMBERS = {number.dial for number in in_force(REGISTER, date(2026, 11, 26))}
LIBRARY = load(FOLDER, paths=PATHS, numbers=NUMBERS)
ARTICLES = LIBRARY.articles("ko") + LIBRARY.articles("en")
HANGUL = re.compile("[가-힣]")

GOOD = """---
title: A
summary: B
group: feelings
order: 1
reviewed_on: 2026-11-26
reviewer: Editors
sources:
  - {title: T, publisher: P, url: "https://example.org", accessed: 2026-11-25}
next:
  - {label: L, href: "/check"}
---
## One
### Two
[tel](tel:109) [page](/guide?topic=a) [out](https://example.org)
"""


def shelf(folder, text=GOOD, other=GOOD, topic="a"):
    for language, content in (("ko", text), ("en", other)):
        (folder / language).mkdir(parents=True, exist_ok=True)
        if content is not None:
            (folder / language / f"{topic}.md").write_text(content, encoding="utf-8")
    return load(folder, paths=["/check", "/guide"], numbers=["109"])


def test_the_topics_of_the_brief_are_there():
    topics = {article.topic for article in ARTICLES}
    assert topics >= {
        *("depression", "anxiety", "sleep", "addiction", "perinatal", "youth", "elderly", "families"),
        *("checklist", "first-visit", "cost-and-privacy", "emergency"),
    }


@pytest.mark.parametrize("article", ARTICLES, ids=lambda one: f"{one.language}-{one.topic}")
def test_an_article_is_dated_sourced_and_ends_in_a_search(article):
    assert article.reviewed_on <= date(2026, 11, 26)
    assert all(source.accessed <= article.reviewed_on for source in article.sources)
    assert any(step.href.startswith(("/match", "/?", "/")) for step in article.steps)
    assert 400 < len(article.text) < 6000


@pytest.mark.parametrize("article", ARTICLES, ids=lambda one: f"{one.language}-{one.topic}")
def test_an_article_is_in_its_language_and_in_plain_sentences(article):
    assert bool(HANGUL.search(article.text)) is (article.language == "ko")
    sentences = re.split(r"(?<=[.?!])\s|\n", article.text)
    longest = max(sentences, key=lambda sentence: len(sentence.split()))
    assert len(longest.split()) <= (30 if article.language == "ko" else 45), longest


def test_money_is_named_only_with_a_source():
    for article in ARTICLES:
        assert not re.search(r"\d[\d,]*\s*(만\s*)?원|₩|KRW|\bwon\b", article.text), article.topic


def test_a_good_article_is_read(tmp_path):
    article = shelf(tmp_path).article("a", "en")
    assert article == Article(
        *("a", "en", "A", "B", "feelings", 1, date(2026, 11, 26), "Editors"),
        (Source("T", "P", "https://example.org", date(2026, 11, 25)),),
        (Step("L", "/check"),),
        GOOD.split("---\n", 2)[2],
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A\n", ""),
        ("summary: B", "summary: ''"),
        ("reviewer: Editors\n", ""),
        ("reviewed_on: 2026-11-26", "reviewed_on: soon"),
        ("group: feelings", "group: other"),
        ("order: 1", "order: first"),
        ('  - {title: T, publisher: P, url: "https://example.org", accessed: 2026-11-25}\n', "  []\n"),
        (', url: "https://example.org"', ""),
        ("accessed: 2026-11-25", "accessed: 2026-11-27"),
        ('  - {label: L, href: "/check"}\n', "  []\n"),
        ('href: "/check"', 'href: "/nowhere"'),
        ("tel:109", "tel:110"),
        ("topic=a", "topic=b"),
        ("https://example.org)", "javascript:alert)"),
        ("(https://example.org)", "(http://example.org)"),
        ("(https://example.org)", "(//example.org/check)"),
        ("## One\n", "# One\n"),
        ("## One\n", "#### One\n"),
        ("---\n## One", "## One"),
        ("## One\n### Two\n[tel](tel:109) [page](/guide?topic=a) [out](https://example.org)\n", ""),
    ],
)
def test_an_article_that_lacks_something_is_refused(tmp_path, old, new):
    assert old in GOOD
    if new == "javascript:alert)":
        # Markdown refuses such an address by itself: it stays text.
        assert (
            "<a"
            not in shelf(tmp_path, *[GOOD.replace(f"(https:{old[6:]}", f"({new}")] * 2)
            .article("a", "ko")
            .html()
            .split("[out]")[1]
        )
        return
    bad = GOOD.replace(old, new, 1)
    with pytest.raises(SourceError):
        shelf(tmp_path, bad, bad)


@pytest.mark.parametrize("other", [None, GOOD.replace("order: 1", "order: 2"), GOOD.replace("feelings", "people")])
def test_both_languages_must_hold_the_same(tmp_path, other):
    with pytest.raises(SourceError, match="same in ko and en"):
        shelf(tmp_path, GOOD, other)


def test_html_in_an_article_is_text(tmp_path):
    evil = GOOD + "<script>alert(1)</script>\n\nx <img src=x onerror=alert(1)> `<b>`\n"
    html = shelf(tmp_path, evil, evil).article("a", "ko").html()
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_links_keep_the_language_and_leave_safely(tmp_path):
    library = shelf(tmp_path)
    assert '<a href="/guide?topic=a">' in library.article("a", "ko").html()
    assert '<a href="/guide?topic=a&amp;lang=en">' in library.article("a", "en").html()
    assert '<a href="https://example.org" rel="noopener noreferrer">' in library.article("a", "en").html()
    assert '<a href="tel:109">' in library.article("a", "en").html()


def test_a_topic_that_is_not_there(tmp_path):
    with pytest.raises(NotFoundError):
        shelf(tmp_path).article("../a", "ko")


@pytest.mark.parametrize(
    ("href", "expected"),
    [("/", "/?lang=en"), ("/?kind=a", "/?kind=a&lang=en"), ("/guide?topic=a", "/guide?topic=a&lang=en")],
)
def test_an_address_in_english(href, expected):
    assert in_language(href, "en") == expected
    assert in_language(href, "ko") == href
