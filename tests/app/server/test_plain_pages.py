"""The plain pages: articles and the emergency guide, whole without a script, without Streamlit, without a database."""

import itertools
import re
from collections import Counter

import pytest

from app.data import rules
from app.server import plain_pages
from app.text import load
from gis.content import GROUPS
from gis.errors import NotFoundError, SourceError
from tests.app import patient
from tests.app.server.test_frame import Reader

HTML = {"Accept": "text/html"}
TOPICS = [article.topic for article in rules.library().articles("ko") if article.topic != plain_pages.EMERGENCY]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_list_leads_to_every_article(lang):
    body = plain_pages.body("guide", {"lang": lang})
    html = Reader(body.html)
    links = [link["href"] for link in html.all("a") if not link["href"].startswith("#")]
    suffix = "&lang=en" if lang == "en" else ""
    expected = [f"/guide?topic={topic}{suffix}" for topic in TOPICS]
    assert sorted(links) == sorted([*expected, "/emergency" + ("?lang=en" if suffix else "")])
    assert html.all("a")[0]["href"].startswith("/emergency")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_list_leads_down_to_each_kind_of_article_under_a_heading_of_its_own(lang):
    html = Reader(plain_pages.body("guide", {"lang": lang}).html)
    down = [link["href"][1:] for link in html.all("a") if link["href"].startswith("#")]
    sections = [one["id"] for one in html.all("section")]
    assert [*GROUPS] == sections == ["urgent", *down]
    headings = [load(lang)(f"guide.group.{group}") for group in GROUPS]
    assert len(set(headings)) == len(GROUPS)
    by_group = Counter(one.group for one in rules.library().articles(lang))
    assert by_group.keys() == set(GROUPS), "no heading stands over nothing"
    assert max(by_group.values()) <= 14, "a heading over more than that finds nothing"


def test_an_article_ends_in_what_to_do_next_and_names_its_sources(subtests):
    for topic, lang in itertools.product(TOPICS, ("ko", "en")):
        with subtests.test(topic=topic, lang=lang):
            article = rules.library().article(topic, lang)
            body = plain_pages.body("guide", {"topic": topic, "lang": lang})
            html = Reader(body.html)
            assert (body.heading, body.lead) == (article.title, article.summary)
            links = [link["href"] for link in html.all("a")]
            assert {source.url for source in article.sources} <= set(links)
            assert sum(link.startswith("/") and not link.startswith("/guide") for link in links) >= 1
            assert html.all("h1") == []


def test_no_sign_of_markdown_is_left_to_read(subtests):
    for topic, lang in itertools.product([*TOPICS, "emergency"], ("ko", "en")):
        with subtests.test(topic=topic, lang=lang):
            page = ("emergency", {"lang": lang}) if topic == "emergency" else ("guide", {"topic": topic, "lang": lang})
            # A bold end behind a bracket and before a syllable (**...)**에) is none to CommonMark.
            assert not re.search(r"\*\*|__|\]\(|^#", re.sub(r"<[^>]*>", "", plain_pages.body(*page).html), re.MULTILINE)


def test_the_emergency_page_begins_with_the_numbers():
    body = plain_pages.body("emergency", {})
    links = [link["href"] for link in Reader(body.html).all("a")]
    assert links[:3] == ["tel:109", "sms:109", "tel:15770199"]
    assert "/emergency" not in links, "it does not lead to itself"


def test_the_numbers_stand_when_an_article_cannot_be_read(monkeypatch):
    def fail():
        raise SourceError("content: ko/sleep.md: no sources")

    monkeypatch.setattr(rules, "library", fail)
    body = plain_pages.body("emergency", {})
    assert [link["href"] for link in Reader(body.html).all("a")][:3] == ["tel:109", "sms:109", "tel:15770199"]


def test_a_topic_that_is_not_there_is_not_found():
    with pytest.raises(NotFoundError):
        plain_pages.body("guide", {"topic": "<script>"})


@pytest.mark.parametrize("path", ["/guide", "/guide?topic=sleep&lang=en", "/emergency", "/emergency?lang=en"])
def test_without_a_database_it_stands_and_loads_no_streamlit(lonely_server, path):
    # The first page reads every article and compares its signatures, on a machine that runs other tests as well.
    answer = patient.get(f"{lonely_server}{path}", headers=HTML)
    assert answer.status_code == 200
    assert f'<html lang="{"en" if "lang=en" in path else "ko"}"' in answer.text
    assert "/static/js" not in answer.text
    assert 'id="root"' not in answer.text
    assert "tel:109" in answer.text
    assert len(answer.content) < 30_000
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_an_article_that_is_not_there_is_404_in_the_frame(lonely_server):
    answer = patient.get(f"{lonely_server}/guide?topic=%3Cscript%3Ealert(1)%3C/script%3E", headers=HTML)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "tel:109" in answer.text
