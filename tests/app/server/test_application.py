"""The real server, started as an operator starts it."""

import gzip
import html
import re

import pyogrio
import pytest

from gis.settings import ROOT
from tests.app import patient

HTML = {"Accept": "text/html"}


def test_a_ready_server_tells_the_data_version(server):
    answer = patient.get(f"{server}/readyz")
    assert answer.status_code == 200
    assert re.fullmatch("[0-9a-f]{12}", answer.json()["data_version"])


def test_pages_are_framed_and_guarded(server):
    answer = patient.get(f"{server}/regions?lang=en", headers=HTML)
    assert answer.status_code == 200
    assert '<html lang="en"' in answer.text
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "unsafe-eval" not in str(policy)
    assert "'unsafe-inline'" not in policy["script-src"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "geolocation=(self)" in answer.headers["permissions-policy"]


ENGLISH = {**HTML, "Accept-Language": "en-US,en;q=0.9,ko;q=0.8"}


@pytest.mark.parametrize("arrived", ["none", "cross-site"])
def test_who_arrives_is_answered_in_the_language_of_the_browser(server, arrived):
    headers = {**ENGLISH, "Sec-Fetch-Site": arrived}
    answer = patient.get(f"{server}/guide?topic=sleep", headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/guide?topic=sleep&lang=en")
    assert "Accept-Language" in answer.headers["vary"]
    assert '<html lang="en"' in patient.get(f"{server}/", headers=headers, follow_redirects=True).text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Sec-Fetch-Site": "same-origin"}),  # a link of ours says its language
        ("/?lang=ko", {"Sec-Fetch-Site": "none"}),  # chosen
        ("/", {}),  # an old browser does not say where it comes from, and must not be led in a circle
        ("/", {"Sec-Fetch-Site": "none", "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"}),
    ],
)
def test_nobody_is_led_away_from_korean_that_was_chosen(server, path, headers):
    answer = patient.get(f"{server}{path}", headers={**ENGLISH, **headers})
    assert answer.status_code == 200
    assert '<html lang="ko"' in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/a/b/c", "/find.html", "/regions/x", "/assets/none.css.html"])
def test_an_unknown_address_is_not_found_in_our_frame(server, path):
    answer = patient.get(f"{server}{path}", headers=HTML)
    assert answer.status_code == 404
    if "html" in answer.headers.get("content-type", ""):
        assert '<html lang="ko"' in answer.text
        assert "tel:109" in answer.text


def test_contrast_is_remembered_by_its_cookie(server):
    page = patient.get(f"{server}/", cookies={"contrast": "more"})
    assert 'data-contrast="more"' in page.text


def test_assets_may_be_kept_for_good(server):
    page = patient.get(f"{server}/").text
    found = re.findall(r'"(/assets/[^"]+)"', page)
    assert {address.rpartition("/")[2] for address in found} >= {"pages.css", "base.js", "frame.js"}
    for address in found:
        answer = patient.get(f"{server}{address}")
        assert answer.status_code == 200, address
        if address.endswith((".css", ".js")):
            assert "immutable" in answer.headers["cache-control"], address


@pytest.mark.parametrize("path", ["/assets/../assets.py", "/assets/%2e%2e/assets.py", "/..%2f..%2fpyproject.toml"])
def test_nothing_outside_the_static_folder_is_served(server, path):
    answer = patient.get(f"{server}{path}")
    assert "def " not in answer.text
    assert "[project]" not in answer.text


def test_the_layers_are_found_as_their_address_is_typed(server):
    """QGIS asks for the landing page without the last stroke, and opens the project that is offered there."""
    typed = patient.get(f"{server}/ogc", follow_redirects=False)
    assert typed.status_code == 308
    assert typed.headers["location"] == "/ogc/"
    project = patient.get(f"{server}/ogc/project.qgs?lang=en")
    assert f"url='{server}/ogc/'" in html.unescape(project.text)
    assert "Centers" in project.text


def test_tiles_hold_regions_and_bad_ones_are_refused(server):
    seoul = patient.get(f"{server}/tiles/v/8/218/99.mvt")
    assert seoul.status_code == 200
    assert "immutable" in seoul.headers["cache-control"]
    assert b"1111" in seoul.content
    assert patient.get(f"{server}/tiles/v/8/0/0.mvt").content == b""
    assert patient.get(f"{server}/tiles/v/30/0/0.mvt").status_code == 404
    assert patient.get(f"{server}/tiles/v/8/256/0.mvt").status_code == 404
    assert patient.get(f"{server}/tiles/v/8/-1/0.mvt").status_code == 404


def test_tiles_of_streets_hold_names_in_both_languages(server, tmp_path):
    gangnam = patient.get(f"{server}/tiles/streets/14/13973/6348.mvt")
    assert gangnam.status_code == 200
    assert "max-age=86400" in gangnam.headers["cache-control"], "a network may be built tomorrow"
    (tmp_path / "6348.mvt").write_bytes(gangnam.content)
    read = pyogrio.read_dataframe(tmp_path / "6348.mvt", layer="street")
    assert dict(zip(read["name"], read["name_en"], strict=True))["강남대로"] == "Gangnam-daero"
    assert patient.get(f"{server}/tiles/streets/14/13973/6500.mvt").content == b"", "no network speaks for it"
    for zoom in (9, 15):
        assert patient.get(f"{server}/tiles/streets/{zoom}/0/0.mvt").status_code == 404
    assert patient.get(f"{server}/tiles/streets/14/13973/16384.mvt").status_code == 404


def test_the_agent_interface_of_streamlit_is_off(server):
    assert patient.post(f"{server}/_stcore/agent/interact", json={}).status_code in (403, 404, 405)


def test_without_a_database_pages_stand_and_health_says_so(lonely_server):
    page = patient.get(f"{lonely_server}/")
    assert page.status_code == 200
    assert "tel:109" in page.text
    assert patient.get(f"{lonely_server}/readyz").status_code == 503
    assert patient.get(f"{lonely_server}/livez").status_code == 200
    assert patient.get(f"{lonely_server}/tiles/v/8/218/99.mvt").status_code == 503
    assert patient.get(f"{lonely_server}/tiles/streets/14/13973/6348.mvt").status_code == 503


def test_what_is_vendored_keeps_its_licence_and_stays_small():
    static = ROOT / "app" / "ui" / "static"
    for folder in (static / "fonts", static / "vendor" / "maplibre-gl", static / "vendor" / "h3-js"):
        assert (folder / "LICENSE.txt").is_file()
    assert sum(path.stat().st_size for path in (static / "fonts").iterdir()) < 3_200_000
    assert len(gzip.compress((static / "vendor" / "maplibre-gl" / "maplibre-gl.mjs").read_bytes())) < 320_000
