"""Live answers over HTTP, against a service that behaves and one that does not."""

import datetime as dt

import httpx
import pytest

from gis.care.live import read_live_answer
from gis.care.status import StatusRules
from gis.errors import FetchError, InputError
from gis.live import HttpLiveSource
from gis.terms import SEOUL

RULES = StatusRules(high_until_days=180, medium_until_days=365, live_holds_min=15)
NOW = dt.datetime(2026, 11, 23, 10, 5, tzinfo=SEOUL)
GOOD = {"center_id": "abcdefghij", "state": "open", "observed_at": "2026-11-23T10:00:00+09:00"}


def source(answer):
    transport = httpx.MockTransport(lambda request: answer(request))
    client = httpx.Client(transport=transport)
    return HttpLiveSource("https://live.example/", service="예시 서비스", rules=RULES, clock=lambda: NOW, client=client)


def test_a_good_answer_becomes_a_claim_for_the_time_it_holds():
    seen = []

    def answer(request):
        seen.append(str(request.url))
        return httpx.Response(200, json=GOOD)

    claim = source(answer).ask("abcdefghij")
    assert seen == ["https://live.example/centers/abcdefghij/status"]
    assert (claim.source, claim.state, claim.issued_by) == ("live", "open", "예시 서비스")
    assert claim.valid_until - claim.valid_from == dt.timedelta(minutes=15)


def test_an_answer_may_end_sooner_but_not_later():
    for until, minutes in (("2026-11-23T10:06:00+09:00", 6), ("2026-11-24T10:00:00+09:00", 15)):
        claim = read_live_answer(GOOD | {"until": until}, center_id="abcdefghij", service="s", now=NOW, rules=RULES)
        assert claim.valid_until - claim.valid_from == dt.timedelta(minutes=minutes)


def test_a_center_the_service_does_not_know_has_no_claim():
    assert source(lambda request: httpx.Response(404)).ask("abcdefghij") is None


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (httpx.Response(500), "did not answer"),
        (httpx.Response(200, text="<html>"), "did not answer"),
        (httpx.Response(200, json=[1]), "something else"),
        (httpx.Response(200, json=GOOD | {"center_id": "other"}), "answered for 'other'"),
        (httpx.Response(200, json=GOOD | {"state": "busy"}), "must be open, closed or break"),
        (httpx.Response(200, json=GOOD | {"observed_at": "2026-11-23T10:00:00"}), "no time zone"),
        (httpx.Response(200, json=GOOD | {"observed_at": "soon"}), "must be an instant"),
        (httpx.Response(200, json=GOOD | {"observed_at": "2026-11-23T11:00:00+09:00"}), "not yet"),
    ],
)
def test_a_bad_answer_is_an_error_and_never_a_claim(response, message):
    with pytest.raises(FetchError, match=message):
        source(lambda request: response).ask("abcdefghij")


def test_a_service_out_of_reach_is_an_error():
    def refuse(request):
        raise httpx.ConnectError("refused")

    with pytest.raises(FetchError, match="did not answer"):
        source(refuse).ask("abcdefghij")


def test_the_pure_reader_names_the_service():
    with pytest.raises(InputError, match="예시"):
        read_live_answer(GOOD | {"state": None}, center_id="abcdefghij", service="예시", now=NOW, rules=RULES)
