"""Every link of every page, in a real browser: it leads to a page that the sitemap knows, and that page opens."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from app import sitemap
from app.data import rules

OUTSIDE = ("https", "tel", "sms", "mailto", "kakaomap", "nmap")
"""Where else a link may lead: another site, a telephone, a map app."""

DOWNLOADS = ("/api/v1/me/data",)
"""What is fetched and no page."""

PLACE = "place=%EC%84%B8%EA%B3%A1%EB%8F%99&lat=37.46400&lon=127.10600"
"""세곡동, Seoul, as an address says it."""

ADDRESSES = (
    *(f"/{page.path}" for page in sitemap.PAGES),
    f"/?{PLACE}&r=5",
    f"/match?{PLACE}",
    "/gaps?region=11",
    "/compare?region=11",
    "/regions?region=11",
    "/regions?region=11680",
)
"""Every page as it opens, and with an answer where one is asked for first."""


@dataclass(frozen=True)
class Link:
    """A link as the browser sees it: its place among all links of the page, where it leads, whether it can be seen."""

    index: int
    href: str
    is_visible: bool
    opens_here: bool


def open_settled(page: Page, address: str) -> None:
    """Open an address and wait until its page is drawn."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until what fills the page stands there; a plain page is whole when it comes."""
    if page.locator("#root").count():
        page.wait_for_selector('.stApp[data-test-script-state="notRunning"]')
        page.wait_for_timeout(400)  # components draw after the run


def links_of(page: Page) -> list[Link]:
    """Give the links of the page shown."""
    found = page.locator("a[href]").evaluate_all(
        "all => all.map((one, index) => [index, one.href, one.checkVisibility(), !one.target && !one.download])"
    )
    return [Link(*one) for one in found]


def check(page: Page, root: str, link: Link, fetched: dict[str, str]) -> str | None:
    """Say what is wrong with a link, or nothing; pages are fetched once each."""
    parts = urlsplit(link.href)
    if f"{parts.scheme}://{parts.netloc}" != root:
        return None if parts.scheme in OUTSIDE else f"{link.href} leads nowhere"
    if parts.path in DOWNLOADS:
        answer = page.request.get(link.href)
        return None if answer.ok else f"{link.href} answers {answer.status}"
    known = sitemap.at(parts.path)
    if known is None:
        return f"{link.href} is no page of ours"
    address = link.href.partition("#")[0]
    if address not in fetched:
        answer = page.request.get(address, headers={"Accept": "text/html"})
        fetched[address] = answer.text() if answer.ok else f"{answer.status}"
    if f'data-page="{known.name}"' not in fetched[address]:
        return f"{link.href} answers {fetched[address][:40]}"
    # A page that Streamlit fills has its parts later: only a plain one can be asked for them here.
    if parts.fragment and known.is_plain and f'id="{parts.fragment}"' not in fetched[address]:
        return f"{link.href} names a part that is not there"
    return None


def kind_of(link: Link) -> tuple[str, ...]:
    """Give what links have in common that need be followed once only: page, language and names of parameters."""
    parts = urlsplit(link.href)
    query = parse_qs(parts.query)
    return (parts.path, *query.get("lang", ["ko"]), *sorted(query))


def follow(page: Page, root: str, addresses: Iterable[str]) -> Iterator[str]:
    """Check every link of pages and click one of each kind; yields what is wrong.

    Parameters
    ----------
    page : Page
        A tab, signed in or not.
    root : str
        Address of the server.
    addresses : iterable of str
        Where to look for links.
    """
    fetched: dict[str, str] = {}
    clicked: set[tuple[str, ...]] = set()
    number = 0
    for address in addresses:
        open_settled(page, root + address)
        found = links_of(page)
        assert found, f"{address} has no links"
        number += len(found)
        yield from (f"{address}: {wrong}" for link in found if (wrong := check(page, root, link, fetched)))
        for link in found:
            parts = urlsplit(link.href)
            is_page = link.href.startswith(f"{root}/") and sitemap.at(parts.path) is not None
            if not (is_page and link.is_visible and link.opens_here) or kind_of(link) in clicked or parts.fragment:
                continue
            clicked.add(kind_of(link))
            if page.url != root + address:
                open_settled(page, root + address)
            target = next((one for one in links_of(page) if one.href == link.href and one.is_visible), None)
            if target is None:
                yield f"{address}: {link.href} is not there when the page is opened again"
                continue
            page.locator("a[href]").nth(target.index).click()
            expect(page).to_have_url(re.compile(rf"^{re.escape(root + parts.path)}($|\?|#)"))
            expect(page.locator("body")).to_have_attribute("data-page", sitemap.at(parts.path).name)
            settle(page)
            if page.locator("[data-testid=stException]").count():
                yield f"{address}: {link.href} opens a page that fails"
    assert number > len(clicked) > len(set(addresses)) / 2


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_link_of_every_page_leads_to_a_page(server, tab, language):
    topics = [sitemap.article_href(one.topic, "ko") for one in rules.library().articles("ko")]
    every = list(dict.fromkeys([*ADDRESSES, *topics]))
    if language == "en":
        every = [f"{address}{'&' if '?' in address else '?'}lang=en" for address in every]
    page = tab(has_map=False)
    assert list(follow(page, server, every)) == []


def test_a_link_to_no_page_cannot_be_written():
    with pytest.raises(KeyError):
        sitemap.href("admin-corrections")
    assert sitemap.href("find") == "/"
    assert sitemap.href("guide", "en", topic="sleep", anchor="a") == "/guide?topic=sleep&lang=en#a"
    assert (
        sitemap.href("gaps", "en", {"kind": ["a b", ""], "region": "11", "lang": "ko", "name": "n"}, region=None)
        == "/gaps?kind=a+b&kind=&name=n&lang=en"
    )
