"""What every read of the API holds to: forms, versions, limits, keys, other sites, pages, and errors that tell."""

import io
import json
import logging

import geopandas as gpd
import pandas as pd
import pytest
from fastapi.testclient import TestClient

from app import data
from app.api.application import create_api
from app.api.keys import add_key
from app.api.limiter import Limiter
from app.text import load

HERE = {"lat": 37.5665, "lon": 126.978}


@pytest.fixture(scope="module")
def make_api():
    """Give a function that makes a client of the API."""

    def make(limiter=None):
        return TestClient(create_api(limiter or Limiter(burst=10_000, per_min=10_000)), base_url="http://api.test")

    return make


@pytest.fixture
def api(on_nation, make_api):
    return make_api()


def read(answer, form):
    """Read an answer's centers back, by whatever form."""
    if form == "json":
        return pd.DataFrame(answer.json()["centers"])
    if form == "geojson":
        return gpd.read_file(io.BytesIO(answer.content))
    if form == "csv":
        return pd.read_csv(io.BytesIO(answer.content), dtype={"region_code": str})
    return gpd.read_parquet(io.BytesIO(answer.content))


MEDIA = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}


@pytest.mark.parametrize("form", MEDIA)
def test_each_form_holds_the_same_centers_whether_named_or_accepted(api, form):
    query = {"region": "11680", "limit": 20}
    named = api.get("/v1/centers", params=query | {"f": form})
    accepted = api.get("/v1/centers", params=query, headers={"Accept": f"{MEDIA[form]}, */*;q=0.1"})
    assert named.content == accepted.content
    assert named.headers["content-type"].split(";")[0] == MEDIA[form]
    told, plain = read(named, form), read(api.get("/v1/centers", params=query), "json")
    assert told["id"].tolist() == plain["id"].tolist()
    assert told["lat"].tolist() == pytest.approx(plain["lat"].tolist(), abs=1e-9)
    if form in ("geojson", "parquet"):
        assert told.geometry.x.tolist() == pytest.approx(plain["lon"].tolist(), abs=1e-6)
        assert told.crs.to_epsg() == 4326


def test_pages_follow_one_another_without_a_gap_in_every_order(api):
    for query in (
        {"region": "11110"},
        {**HERE, "radius_m": 2000, "scope": "listed"},
        {"region": "11110", "sort": "name"},
    ):
        whole = api.get("/v1/centers", params=query | {"limit": 1000}).json()
        assert whole["next"] is None
        seen, params = [], query | {"limit": 10}
        answer = api.get("/v1/centers", params=params)
        while True:
            seen += [one["id"] for one in answer.json()["centers"]]
            if answer.json()["next"] is None:
                break
            assert f"cursor={answer.json()['next']}" in answer.headers["link"]
            answer = api.get("/v1/centers", params=params | {"cursor": answer.json()["next"]})
        assert seen == [one["id"] for one in whole["centers"]]
        assert len(seen) > 10


def test_pages_of_open_centers_are_of_one_instant(api):
    query = {"region": "11680", "open_at": "2026-11-23T14:00", "limit": 3}
    first = api.get("/v1/centers", params=query)
    second = api.get(first.headers["link"].partition(">")[0].strip("<")).json()
    whole = api.get("/v1/centers", params=query | {"limit": 6}).json()["centers"]
    assert first.json()["centers"] + second["centers"] == whole


def test_a_cursor_of_other_data_or_of_nobody_is_refused(api):
    old = "WyIwMDAwMDAwMDAwMDAiLCAzXQ"  # ["000000000000", 3]
    answer = api.get("/v1/centers", params={"region": "11", "cursor": old})
    assert (answer.status_code, answer.json()["code"]) == (409, "cursor_old")
    for broken in ("x", "WzFd", "bnVsbA", "가"):
        assert api.get("/v1/centers", params={"region": "11", "cursor": broken}).status_code == 422


def test_a_box_is_searched_and_bounds_every_center(api):
    found = api.get("/v1/centers", params={"box": "126.97,37.55,127.0,37.58", "limit": 1000}).json()["centers"]
    assert found
    assert all(126.97 <= one["lon"] <= 127.0 and 37.55 <= one["lat"] <= 37.58 for one in found)
    near = api.get("/v1/centers", params={**HERE, "radius_m": 5000, "limit": 1000}).json()["centers"]
    inside = {one["id"] for one in near if 126.97 <= one["lon"] <= 127.0 and 37.55 <= one["lat"] <= 37.58}
    assert {one["id"] for one in found} == inside
    for wrong in ("1,2,3", "127,37,126,38", "a,b,c,d", "nan,37,127,38"):
        assert api.get("/v1/centers", params={"box": wrong}).status_code == 422


def test_who_has_an_answer_is_not_sent_it_twice_and_positions_are_kept_nowhere(api):
    first = api.get("/v1/centers", params={"region": "11110"})
    assert data.version() in first.headers["etag"]
    assert first.headers["data-version"] == data.version()
    assert "max-age" in first.headers["cache-control"]
    again = api.get(
        "/v1/centers", params={"region": "11110"}, headers={"If-None-Match": f'"x", {first.headers["etag"]}'}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = api.get("/v1/centers", params={"region": "11140"}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    for personal in ({**HERE}, {"text": "우울"}, {"region": "11110", "open_at": "now"}):
        answer = api.get("/v1/centers", params=personal)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_errors_are_problems_in_both_languages(api):
    answer = api.get("/v1/centers", params={"lat": 127, "lon": 37.5})
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["title"] == load("en")("developers.problem.422")
    assert told["title_ko"] == load("ko")("developers.problem.422")
    assert told["status"] == answer.status_code == 422
    assert "swapped" in told["detail"]
    missing = api.get("/v1/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_a_client_that_asks_too_often_is_told_when_to_come_back_and_a_key_has_its_own_limit(
    on_nation, make_api, tmp_path, monkeypatch
):
    path = tmp_path / "keys.toml"
    key = add_key(path, "가온시", per_min=6)
    assert key not in path.read_text(encoding="utf-8")
    monkeypatch.setattr(data, "settings", lambda: _with_keys(path))
    api = make_api(Limiter(burst=2, per_min=1))
    statuses = [api.get("/v1/holidays", params={"year": 2027}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = api.get("/v1/holidays", params={"year": 2027})
    assert 0 < int(refused.headers["retry-after"]) <= 60
    with_key = [
        api.get("/v1/holidays", params={"year": 2027}, headers={"X-API-Key": key}).status_code for _ in range(4)
    ]
    assert with_key == [200, 200, 200, 429]
    unknown = api.get("/v1/holidays", params={"year": 2027}, headers={"X-API-Key": "x"})
    assert (unknown.status_code, unknown.json()["code"]) == (401, "key_unknown")


def _with_keys(path):
    from gis.settings import Settings

    return Settings(MINDCONNECT_API_KEYS_FILE=path)


def test_pages_of_other_sites_may_read_what_is_nobodys_own(api):
    asked = {"Origin": "https://city.example", "Sec-Fetch-Site": "cross-site"}
    answer = api.get("/v1/centers", params={"region": "11110"}, headers=asked)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    allowed = api.options("/v1/centers", headers=asked | {"Access-Control-Request-Method": "GET"})
    assert allowed.status_code == 204
    assert "If-None-Match" in allowed.headers["access-control-allow-headers"]
    own = api.get("/v1/me", headers=asked)
    assert "access-control-allow-origin" not in own.headers
    assert api.post("/v1/places/suggestions", json={"q": "강남"}, headers=asked).status_code == 403


def test_one_center_tells_its_hours_its_state_and_why(api):
    query = {"region": "11680", "open_at": "2026-11-23T14:00", "limit": 1}
    (found,) = api.get("/v1/centers", params=query).json()["centers"]
    told = api.get(f"/v1/centers/{found['id']}", params={"at": "2026-11-23T14:00"}).json()
    assert told["status"]["state"] == found["state"] == "open"
    assert told["hours"]["week"]
    assert told["sources"]
    assert told["status"]["reasons"]
    for language, say in (("ko", load("ko")), ("en", load("en"))):
        assert told["status"]["text"][language]["reasons"]
        assert told["status"]["text"][language]["state"] == say("opening.state.open")
    night = api.get(f"/v1/centers/{found['id']}", params={"at": "2026-11-23T03:00"}).json()
    assert night["status"]["state"] != "open"


def test_a_position_and_words_reach_no_log(api, caplog):
    caplog.set_level(logging.DEBUG)
    api.get("/v1/centers", params={"lat": 37.512345, "lon": 127.012345, "text": "비밀스러운말"})
    api.get("/v1/centers", params={"lat": 37.512345, "lon": 512, "text": "비밀스러운말"})
    api.get("/v1/places", params={"q": "비밀스러운말"})
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "asyncio"))]
    assert not [line for line in ours if "37.512345" in line or "비밀" in line or "%EB%B9%84" in line]


def test_the_description_is_openapi_and_names_every_form(api):
    told = api.get("/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    content = told["paths"]["/v1/centers"]["get"]["responses"]["200"]["content"]
    assert set(content) == set(MEDIA.values())
    assert json.dumps(told).count("HTTPValidationError") == 0
