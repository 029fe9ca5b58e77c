"""The data page: every source and every row accounted for, and what is not known said."""

import pytest
from markupsafe import escape
from sqlalchemy import Engine, create_engine, text

from app import data
from app.data import database
from app.regions import about_words
from app.text import load

KO = load("ko")


def html(app) -> str:
    """Give what the page wrote; a page that apologises for an error of ours fails the test."""
    written = "\n".join(element.proto.body for element in app.get("html"))
    assert load("ko")("trouble.unexpected") not in written
    assert load("en")("trouble.unexpected") not in written
    return written


@pytest.mark.usefixtures("on_nation")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_source_is_named_with_publisher_licence_date_and_rows(open_page, nation_conn, language):
    app = open_page("about", lang=language)
    said = html(app)
    sources = nation_conn.execute(text("SELECT * FROM core.dataset WHERE superseded_at IS NULL")).mappings().all()
    assert len(sources) > 10
    for source in sources:
        assert escape(source["title"]) in said
        assert escape(f"{source['publisher']} · {source['licence']}") in said
        assert f"{source['reference_to']:%Y-%m-%d}" in said
        for count in ("read", "kept", "merged", "quarantined"):
            assert f">{source[f'rows_{count}']:,}<" in said


@pytest.mark.usefixtures("on_nation")
def test_every_reason_in_the_data_has_a_name(open_page, nation_conn):
    codes = nation_conn.execute(text("SELECT DISTINCT reason FROM serve.quarantine_summary")).scalars().all()
    said = html(open_page("about"))
    assert codes
    for code in codes:
        assert about_words.reason_name(KO, code) in said
        for language in ("ko", "en"):
            say = load(language)
            assert about_words.reason_name(say, code) != say("about.reason_other", code=code)


@pytest.mark.usefixtures("on_nation")
def test_trust_adds_up_to_the_register(open_page, nation_conn):
    said = html(open_page("about"))
    counts = dict(nation_conn.execute(text("SELECT position_trust, count(*) FROM core.center GROUP BY 1")).all())
    for level in ("building", "road", "emd", "sigungu"):
        assert f"{counts.get(level, 0):,}곳 (" in said
    first, last = nation_conn.execute(text("SELECT min(reference_date), max(reference_date) FROM core.center")).one()
    for day in (first, last):
        assert f"{day.year}년 {day.month}월 {day.day}일" in said


@pytest.mark.usefixtures("on_nation")
def test_rights_limits_and_how_to_report_are_there(open_page):
    said = html(open_page("about"))
    for word in ("공공누리", "CC BY 4.0", "ODbL", "직선거리", data.version()):
        assert word in said
    assert said.index(KO("about.trust")) < said.index(KO("about.sources"))


def test_an_unknown_reason_shows_its_code():
    assert "brand_new" in about_words.reason_name(KO, "brand_new")


def test_an_empty_database_still_says_what_is_unknown(open_page, engine: Engine, monkeypatch):
    app_engine = create_engine(engine.url.set(username="mindconnect_app"))
    monkeypatch.setattr(database, "engine", lambda: app_engine)
    app = open_page("about")
    said = html(app)
    assert KO("trouble.empty") in said
    assert KO("about.unknown") in said
    assert "<table>" not in said
    app_engine.dispose()
