"""Every link of every page, in a real browser: it leads to a page that the sitemap knows, and that page opens."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from app import sitemap
from app.data import rules
from tests.app.browser import at_rest, open_page

OUTSIDE = ("https", "http", "tel", "sms", "mailto", "kakaomap", "nmap")
"""Where else a link may lead: another site, a telephone, a map app."""

DOWNLOADS = ("/api/v1/me/data",)
"""What is fetched and no page."""

PLACE = "place=%EC%84%B8%EA%B3%A1%EB%8F%99&lat=37.46400&lon=127.10600"
"""세곡동, Seoul, as an address says it."""

FEWEST_LINKS = 20
"""Links that the frame alone has; an article adds its own."""

ANSWERS = {
    "help": (f"/?{PLACE}&r=5", f"/match?{PLACE}"),
    "policy": ("/gaps?region=11", "/compare?region=11", "/regions?region=11", "/regions?region=11680"),
}
"""Pages with an answer, where one is asked for first, by section."""


@dataclass(frozen=True)
class Link:
    """A link as the browser sees it: its place among all links of the page, where it leads, where it stands."""

    index: int
    href: str
    is_visible: bool
    opens_here: bool
    is_of_frame: bool


def links_of(page: Page) -> list[Link]:
    """Give the links of the page shown."""
    found = page.locator("a[href]").evaluate_all(
        "all => all.map((one, index) => [index, one.href, one.checkVisibility(), !one.target && !one.download,"
        " one.closest('#frame-header, #frame-footer') !== null])"
    )
    return [Link(*one) for one in found]


class Written(HTMLParser):
    """The links of a page as the server writes it, which is all there is of a plain one."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.links = address, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href is not None:
            opens_here = not {"target", "download"} & dict(attrs).keys()
            place = len(self.links)
            self.links.append(Link(place, urljoin(self.address, href), True, opens_here, False))


def check(page: Page, root: str, link: Link, fetched: dict[str, str]) -> str | None:
    """Say what is wrong with a link, or nothing; plain pages are fetched once each, the others once of each kind."""
    parts = urlsplit(link.href)
    if f"{parts.scheme}://{parts.netloc}" != root:
        return None if parts.scheme in OUTSIDE else f"{link.href} leads nowhere"
    if parts.path in DOWNLOADS:
        answer = page.request.get(link.href, max_retries=3)
        return None if answer.ok else f"{link.href} answers {answer.status}"
    known = sitemap.at(parts.path)
    if known is None:
        return f"{link.href} is no page of ours"
    address = link.href.partition("#")[0]
    # What the server writes of a page that Streamlit fills is the same whatever region its address names.
    key = address if known.is_plain else " ".join(kind_of(link))
    if key not in fetched:
        answer = page.request.get(address, headers={"Accept": "text/html"}, max_retries=3)
        fetched[key] = answer.text() if answer.ok else f"{answer.status}"
    if f'data-page="{known.name}"' not in fetched[key]:
        return f"{link.href} answers {fetched[key][:40]}"
    # A page that Streamlit fills has its parts later: only a plain one can be asked for them here.
    if parts.fragment and known.is_plain and f'id="{parts.fragment}"' not in fetched[key]:
        return f"{link.href} names a part that is not there"
    return None


def kind_of(link: Link) -> tuple[str, ...]:
    """Give what links have in common that need be followed once only: page, language and names of parameters."""
    parts = urlsplit(link.href)
    query = parse_qs(parts.query)
    return (parts.path, *query.get("lang", ["ko"]), *sorted(query))


def await_link(page: Page, href: str) -> Link | None:
    """Find a link that can be seen; what a page draws after it has settled may take a moment more."""
    for _ in range(60):
        target = next((one for one in links_of(page) if one.href == href and one.is_visible), None)
        if target is not None:
            return target
        page.wait_for_timeout(500)
    return None


def follow(page: Page, root: str, addresses: Iterable[str], *, frame: bool = True) -> Iterator[str]:
    """Check every link of pages and click one of each kind; yields what is wrong.

    Parameters
    ----------
    page : Page
        A tab, signed in or not.
    root : str
        Address of the server.
    addresses : iterable of str
        Where to look for links.
    frame : bool
        Whether the links of the frame, the same on every page, are clicked as well.
    """
    fetched: dict[str, str] = {}
    clicked: set[tuple[str, ...]] = set()
    for address in addresses:
        open_page(page, root + address)
        found = links_of(page)
        assert found, f"{address} has no links"
        yield from (f"{address}: {wrong}" for link in found if (wrong := check(page, root, link, fetched)))
        for link in found:
            parts = urlsplit(link.href)
            is_page = link.href.startswith(f"{root}/") and sitemap.at(parts.path) is not None
            is_one_more = kind_of(link) in clicked or parts.fragment or (link.is_of_frame and not frame)
            if is_one_more or not (is_page and link.is_visible and link.opens_here):
                continue
            clicked.add(kind_of(link))
            if page.url != root + address:
                open_page(page, root + address)
            target = await_link(page, link.href)
            if target is None:
                yield f"{address}: {link.href} is not there when the page is opened again"
                continue
            page.locator("a[href]").nth(target.index).click()
            expect(page).to_have_url(re.compile(rf"^{re.escape(root + parts.path)}($|\?|#)"))
            expect(page.locator("body")).to_have_attribute("data-page", sitemap.at(parts.path).name)
            at_rest(page)
            if page.locator("[data-testid=stException]").count():
                yield f"{address}: {link.href} opens a page that fails"
    assert clicked or not frame


@pytest.mark.timeout(900)  # a browser opens every page; a busy machine takes its time
@pytest.mark.parametrize("section", sitemap.SECTIONS)
def test_every_link_of_every_page_leads_to_a_page(server, tab, section):
    pages = [f"/{page.path}" for page in sitemap.PAGES if page.section == section]
    page = tab(has_map=False)
    assert list(follow(page, server, [*pages, *ANSWERS.get(section, ())], frame=section == "help")) == []


@pytest.mark.timeout(900)
def test_every_link_of_an_article_leads_to_a_page(server, tab):
    page, fetched = tab(has_map=False), {}
    for article in rules.library().articles("ko"):
        written = Written(server + sitemap.article_href(article.topic, "ko"))
        answer = page.request.get(written.address, headers={"Accept": "text/html"}, max_retries=3)
        assert answer.ok, article.topic
        written.feed(answer.text())
        assert len(written.links) > FEWEST_LINKS, article.topic
        assert [wrong for link in written.links if (wrong := check(page, server, link, fetched))] == []


@pytest.mark.timeout(900)
def test_links_of_english_pages_lead_to_english_pages(server, tab):
    page, fetched = tab(has_map=False), {}
    for one in sitemap.PAGES:
        open_page(page, server + sitemap.href(one.name, "en"))
        links = [link for link in links_of(page) if link.href.startswith(f"{server}/") and link.opens_here]
        assert [wrong for link in links if (wrong := check(page, server, link, fetched))] == []
        korean = [link.href for link in links if parse_qs(urlsplit(link.href).query).get("lang") != ["en"]]
        # Only the way to the other language, and jumps within the page, lead to Korean.
        assert {href.partition("#")[0] for href in korean} <= {f"{server}/{one.path}?lang=ko", page.url}, one.name


def test_a_link_to_no_page_cannot_be_written():
    with pytest.raises(KeyError):
        sitemap.href("admin-corrections")
    assert sitemap.href("find") == "/"
    assert sitemap.href("guide", "en", topic="sleep", anchor="a") == "/guide?topic=sleep&lang=en#a"
    assert (
        sitemap.href("gaps", "en", {"kind": ["a b", ""], "region": "11", "lang": "ko", "name": "n"}, region=None)
        == "/gaps?kind=a+b&kind=&name=n&lang=en"
    )
