"""The policy pages say what the database, the code and the settings do, and who answers for it."""

import itertools
import re

import pytest
from sqlalchemy import text
from streamlit import config

from app import data, sitemap
from app.account import belongings, consents
from app.api import oidc
from app.data import accounts
from app.law import operator, register
from app.server import frame, plain_pages
from app.server.periods import OPEN_CORRECTIONS, periods
from app.text import load
from gis.errors import SourceError
from gis.queries import belongings as kept
from gis.settings import ROOT, Settings
from tests.app.conftest import OPERATOR
from tests.app.server.test_frame import NUMBERS, Reader

BOTH = pytest.mark.parametrize("language", ["ko", "en"])
SCHEMAS = ("account", "moderation", "core")


def settings_of(**told) -> Settings:
    return Settings(DATABASE_URL="postgresql://nobody@nowhere/nothing").model_copy(update=told)


def page(monkeypatch, name, language="ko", **told) -> str:
    found = settings_of(**told)
    monkeypatch.setattr(data, "settings", lambda: found)
    return plain_pages.body(name, {"lang": language}).html


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


# What is kept ---------------------------------------------------------------------------------------------------------


def columns_there(conn) -> dict[str, set[str]]:
    """Give the columns of every table of the three schemas, whoever asks."""
    statement = text("""
        SELECT n.nspname || '.' || c.relname, array_agg(a.attname::text)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY(:schemas) GROUP BY 1
    """)
    return {table: set(columns) for table, columns in conn.execute(statement, {"schemas": list(SCHEMAS)})}


def test_every_table_is_told_or_holds_nothing_of_people(town_conn):
    there, told = columns_there(town_conn), register.in_force()
    assert set(there) == told.columns().keys() | set(told.without_people)
    for table, columns in told.columns().items():
        assert there[table] == set(columns), table


def test_what_holds_nothing_of_people_knows_no_account_and_no_sender(town_conn):
    personal = {"account_id", "actor_id", "decided_by", "client_key", "attempt_key", "name_key", "message"}
    there = columns_there(town_conn)
    assert [table for table in register.in_force().without_people if there[table] & personal] == []
    assert [table for table in register.in_force().columns() if table.startswith("core.") and there[table] & personal]


def test_every_optional_consent_covers_what_the_page_says():
    told = {one.consent: one for one in register.in_force().kept if one.consent}
    assert set(told) == set(consents.OPTIONAL)
    sensitive = {purpose for purpose, one in told.items() if one.ground == "sensitive"}
    assert sensitive == {"needs", "check_result", "favourites"}
    assert set(belongings.PARTS) == {p for p, one in told.items() if "account.profile" in one.tables}


@BOTH
def test_the_page_names_every_table_and_prints_the_days_of_the_settings(monkeypatch, language):
    told = {"keep_corrections_days": 41, "keep_reviews_days": 43, "recommendation_days": 47}
    html = page(monkeypatch, "privacy", language, **told)
    for table, columns in register.in_force().columns().items():
        assert f"<code>{table}</code>: <code>{', '.join(columns)}</code>" in html
    words = plain(html)
    for days in (41, OPEN_CORRECTIONS * 41, 43, 47, 30, 14, 365):
        assert re.search(rf"(?<!\d){days}(일| days|/|\))", words), days
    assert "12시간" in words or "12 hours" in words


def test_the_figures_are_those_of_the_code():
    told = periods(settings_of())
    assert told["session_days"] == accounts.LASTS.days
    assert told["idle_days"] == accounts.IDLE.days
    assert told["result_days"] == "/".join(str(one) for one in belongings.RESULT_DAYS)
    assert told["attempt_days"] == kept.FAILURES_STAY.days
    assert told["server_min"] * 60 == config.get_option("server.disconnectedSessionTTL")


def test_open_corrections_stay_as_many_times_as_long_as_the_function_says():
    code = (ROOT / "sql" / "functions" / "47_retention.sql").read_text(encoding="utf-8")
    assert re.search(r"k\.filed_at < now\(\) - make_interval\(days => (\d) \* correction_days\)", code)[1] == str(
        OPEN_CORRECTIONS
    )


def test_a_server_that_logs_no_recommendations_says_so(monkeypatch):
    say = load("ko")
    assert say("law.kept.recommendations.until_none") in page(monkeypatch, "privacy", recommendation_days=0)
    assert say("law.kept.recommendations.until_none") not in page(monkeypatch, "privacy")


def test_what_browsers_keep_is_what_our_scripts_and_cookies_write():
    scripts = [p.read_text(encoding="utf-8") for p in (ROOT / "app").rglob("*.js") if "vendor" not in p.parts]
    joined = "\n".join(scripts)
    written = set(re.findall(r'^const \w+ = "(mindconnect\.[\w.]+)";', joined, re.MULTILINE))
    told = register.in_force().devices
    assert {one.name for one in told if one.kind == "storage"} == written
    cookies = {
        *re.findall(r"document\.cookie = `(\w+)=", joined),
        accounts.COOKIE,
        oidc.FLOW_COOKIE,
        oidc.JOINING_COOKIE,
    }
    assert {one.name for one in told if one.kind == "cookie"} == cookies
    tab = set(re.findall(r'const PREFIX = "([\w-]+)";', joined))
    assert {one.name for one in told if one.kind == "tab"} == tab
    keyed = re.findall(r"(?:local|session)Storage\.(?:set|get|remove)Item\(([\w.]+)", joined)
    assert set(keyed) <= {"KEY", "SYNC", "EXACT", "store", "data.store", "key"}, "a new place to keep things"


# Who gets something ---------------------------------------------------------------------------------------------------


@BOTH
def test_by_default_nobody_gets_anything(monkeypatch, language):
    say = load(language)
    html = page(monkeypatch, "privacy", language)
    assert say("law.others.none") in html
    assert say("law.others.some") not in html


RECEIVERS = {
    "explain": {"explain_api": "openai", "explain_url": "https://user:secret@model.example/v1", "explain_model": "m"},
    "oidc": {"oidc_issuer": "https://login.example", "oidc_name": "가온 로그인"},
    "valhalla": {"valhalla_url": "http://router.example:8002"},
    "tiles": {"map_tiles_url": "https://tiles.example/{z}/{x}/{y}.png"},
}


@BOTH
@pytest.mark.parametrize("name", RECEIVERS)
def test_a_service_that_the_operator_sets_is_named_by_its_host(monkeypatch, name, language):
    say, told = load(language), RECEIVERS[name]
    html = page(monkeypatch, "privacy", language, **told)
    host = operator.host_of(next(value for key, value in told.items() if key.endswith(("url", "issuer"))))
    assert say("law.others.none") not in html
    assert say("law.others.some") in html
    assert host in html
    assert "secret" not in html
    assert (host in page(monkeypatch, "location", language, **told)) == (name == "valhalla")


# Who answers ----------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("name", ["privacy", "location"])
def test_who_answers_is_named_or_the_page_says_that_nobody_is(monkeypatch, name, language):
    say = load(language)
    assert say("law.operator.unnamed") in page(monkeypatch, name, language)
    assert say("law.operator.unnamed_server") in page(monkeypatch, name, language)
    named = {part: f"<{part}>" for part in ("operator_name", "operator_contact", "privacy_officer", "privacy_contact")}
    html = page(monkeypatch, name, language, **named, location_filing="제7호")
    assert say("law.operator.unnamed") not in html
    for part in named:
        assert f"&lt;{part}&gt;" in html
    assert ("제7호" in html) == (name == "location")


@pytest.mark.parametrize(
    ("told", "accounts_taken", "positions_taken"),
    [
        ({"database_url": None}, True, True),
        ({"database_url": None, "app_host": "0.0.0.0"}, False, False),
        ({"app_database_url": "x"}, False, False),
        ({"operator_name": "a", "operator_contact": "b", "privacy_officer": "c"}, False, False),
        ({"operator_name": "a", "operator_contact": "b", "privacy_officer": "c", "privacy_contact": " "}, False, False),
        ({"operator_name": "a", "operator_contact": "b", "privacy_officer": "c", "privacy_contact": "d"}, True, False),
        (
            {"operator_name": "a", "operator_contact": "b", "privacy_officer": "c", "privacy_contact": "d",
             "location_filing": "e"},
            True, True,
        ),
    ],
)  # fmt: skip
def test_what_an_installation_may_take(told, accounts_taken, positions_taken):
    found = operator.operator_of(settings_of(**told))
    assert (found.takes_accounts, found.takes_positions) == (accounts_taken, positions_taken)
    lines = operator.warnings(settings_of(**told))
    assert bool(lines) == (not found.is_named or not found.takes_positions)
    assert all(variable in " ".join(lines) for variable in found.missing)


def test_the_settings_are_those_that_messages_name():
    named = {field.validation_alias for field in Settings.model_fields.values()}
    assert set(operator.VARIABLES.values()) == set(OPERATOR) <= named


# The pages ------------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("name", register.POLICIES)
def test_a_policy_has_its_version_sections_and_no_unfilled_field(monkeypatch, name, language):
    html = page(monkeypatch, name, language)
    reader = Reader(html)
    anchors = [link["href"] for link in reader.all("a") if link["href"].startswith("#")]
    assert anchors == [f"#{one['id']}" for one in reader.all("section")]
    assert len(anchors) >= 7
    assert register.in_force().policies[name].version in html
    assert not re.search(r"\{\w+\}", plain(html))


def test_every_page_links_to_the_policies(subtests):
    for where, language in itertools.product([*sitemap.PAGES, None], ("ko", "en")):
        with subtests.test(page=where.name if where else "missing", language=language):
            html = frame.render(where, query="", language=language, contrast=False, numbers=NUMBERS)
            links = [link["href"] for link in Reader(html).all("a")]
            suffix = "?lang=en" if language == "en" else ""
            for name in register.POLICIES:
                assert f"/{name}{suffix}" in links


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("ground: contract", "ground: because"), "needs a ground"),
        (("consent: profile\n", "consent: null\n"), "needs a ground"),
        (("  - core.access_cell\n", "  - account.account\n"), "both"),
        (("  terms: {version", "  rules: {version"), "policies must be"),
        (("kind: storage, name: mindconnect.exact", "kind: cloud, name: x"), "browser keeps"),
        (("reviewer: ", "written_by: "), "reviewer"),
        (("seen_on: 2026-11-29\n  - code: mediation", "seen_on: never\n  - code: mediation"), "who helps"),
    ],
)
def test_a_register_that_does_not_hold_together_is_refused(tmp_path, change, said):
    told = (ROOT / "data" / "rules" / "policies.yaml").read_text(encoding="utf-8")
    assert change[0] in told
    path = tmp_path / "policies.yaml"
    path.write_text(told.replace(*change, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        register.load(path)
