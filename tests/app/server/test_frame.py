"""The frame: what the server writes around Streamlit, without a database and without a browser."""

import itertools
import re
from datetime import date
from html.parser import HTMLParser

from app import data, sitemap
from app.data import rules
from app.data.maps import OnlineTiles
from app.server import application, frame
from app.text import load
from app.ui import assets, maps
from gis.care.crisis import parse
from gis.settings import ROOT

NUMBERS = parse((ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8"))


def render(page=sitemap.PAGES[0], query="", language="ko", contrast=False):
    return frame.render(page, query=query, language=language, contrast=contrast, numbers=NUMBERS)


class Reader(HTMLParser):
    """Collects elements with their attributes, and checks that tags close."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def test_every_page_has_its_language_title_and_one_heading(subtests):
    for page, language in itertools.product([*sitemap.PAGES, None], ("ko", "en")):
        with subtests.test(page=page.name if page else "missing", language=language):
            text, say = render(page, language=language), load(language)
            html = Reader(text)
            heading = say(f"page.{page.name if page else 'missing'}.heading")
            assert html.all("html")[0]["lang"] == language
            assert len(html.all("h1")) == 1
            assert f">{heading}</h1>" in text
            assert f"<title>{heading} - {say('frame.brand')}</title>" in text


def test_the_crisis_line_is_on_every_page(subtests):
    for page in [*sitemap.PAGES, None]:
        with subtests.test(page=page.name if page else "missing"):
            links = [link["href"] for link in Reader(render(page)).all("a")]
            assert links.count("tel:109") == 3  # the line, the panel it opens, the footer
            assert "tel:15770199" in links


def test_nothing_is_asked_from_another_host():
    html = Reader(render())
    addresses = [element.get("src") or element.get("href") for _, element in html.found]
    outside = [address for address in addresses if address and re.match(r"(https?:)?//", address)]
    assert outside == []
    assert "fonts.g" not in render()


def test_the_current_page_is_marked_and_links_keep_the_language():
    html = Reader(render(sitemap.PAGES[1], language="en"))
    current = [link["href"] for link in html.all("a") if link.get("aria-current") == "page"]
    assert current == ["/check?lang=en"]


def test_the_language_switch_keeps_the_search():
    html = Reader(render(query="lat=37.5&lon=127&place=%EA%B0%95%EB%82%A8&kind=a&kind=b"))
    switch = next(link for link in html.all("a") if link.get("id") == "language")
    assert switch["href"] == "/?lat=37.5&lon=127&place=%EA%B0%95%EB%82%A8&kind=a&kind=b&lang=en"
    assert switch["lang"] == switch["hreflang"] == "en"


def test_a_query_cannot_write_html():
    text = render(query='x="><script>alert(1)</script>&lang=en', language="en")
    assert "<script>alert" not in text


def test_high_contrast_is_written_by_the_server():
    assert Reader(render(contrast=True)).all("html")[0]["data-contrast"] == "more"
    assert next(b for b in Reader(render(contrast=True)).all("button"))["aria-pressed"] == "true"


def test_streamlits_scripts_are_taken_over_and_its_inline_script_is_not():
    html = Reader(render())
    assert any(script.get("src", "").startswith("/static/js/index.") for script in html.all("script"))
    assert all(script.get("src") for script in html.all("script"))
    assert "SourceSans" not in render()


def test_a_missing_page_needs_no_streamlit():
    assert "/static/js" not in render(None)
    assert 'id="root"' not in render(None)


def test_every_page_of_the_sitemap_has_its_file_and_sentences():
    for page in sitemap.PAGES:
        assert (ROOT / "app" / "server" / page.file).is_file() is not page.is_plain
        assert sitemap.at(f"/{page.path}") == page
    assert sitemap.at("/nothing") is None


def test_the_assets_address_follows_their_content(tmp_path, monkeypatch):
    (tmp_path / "a.css").write_text("a{}")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets.base.cache_clear()
    first = assets.base()
    (tmp_path / "a.css").write_text("b{}")
    assets.base.cache_clear()
    second = assets.base()
    assets.base.cache_clear()
    assert first != second
    assert re.fullmatch(r"/assets/[0-9a-f]{8}", second)


def test_todays_crisis_numbers_begin_with_109():
    assert data.crisis_numbers()[0].number == "109"
    assert rules._crisis_register(date(2023, 12, 31))[0].number != "109"


def test_only_a_chosen_host_may_send_map_tiles():
    ours = application.content_policy(None)
    theirs = application.content_policy(OnlineTiles("https://tiles.example.org/{z}/{x}/{y}.png", "Example"))
    assert "http" not in ours
    assert "connect-src 'self' https://tiles.example.org;" in theirs
    assert "script-src 'self' blob:;" in theirs
    content = maps.find(load("ko"), None, [], version="v", radius_km=None)
    assert content["online"] is None


def test_a_page_has_the_address_of_its_file():
    filled = [page for page in sitemap.PAGES if not page.is_plain and page.path]
    assert [page.path for page in filled] == [page.name for page in filled]
