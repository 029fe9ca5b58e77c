"""What the API says of itself is true: its examples run, nothing that fits it is a failure, every answer conforms.

Reads are asked on the hand-worked town; the examples' places are the nation's and are moved there.
"""

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import data
from app.api.application import OWN, READS, create_api
from app.api.limiter import Limiter
from app.server import developers
from tests import towns

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
MOVED = {"36": towns.SIDO, "41": towns.SIDO, "41800": towns.CITY}
NOT_IN_TOWN = {"GET /v1/isochrones", "GET /v1/equity", "GET /v1/access/history", "GET /v1/access/causes"}
"""What a town of two districts without streets and records has no answer to: it is refused there."""


def made(**settings_of_api):
    return create_api(Limiter(burst=10**6, per_min=10**6), **settings_of_api)


def operations(schema, routers):
    topics = {router.tags[0] for router in routers}
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if one.definition.raw["tags"][0] in topics]


def fuzz(operation, examples):
    """Ask what the description allows, and more; every answer is one that it promises."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        verbosity=Verbosity.quiet,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        case.validate_response(case.call(), checks=CHECKS)

    ask()


def test_nothing_that_is_asked_of_the_reads_is_a_failure(on_town):
    asked = operations(schemathesis.openapi.from_asgi("/v1/openapi.json", made()), READS)
    assert len(asked) >= 20
    for operation in asked:
        fuzz(operation, 10)


def test_nothing_that_is_asked_of_accounts_is_a_failure(app_engine, monkeypatch):
    who = ("operator_name", "operator_contact", "privacy_officer", "privacy_contact")
    named = data.settings().model_copy(update=dict.fromkeys(who, "x"))
    monkeypatch.setattr(data, "settings", lambda: named)  # else a new account is refused by 503, and rightly
    for operation in operations(schemathesis.openapi.from_asgi("/v1/openapi.json", made()), OWN):
        fuzz(operation, 4)


def example_of(told, parameter):
    """Give the example of a parameter, moved to the town; None where it has none."""
    schema = parameter["schema"]
    branches = [schema, *schema.get("anyOf", ())]
    found = [one for branch in branches for one in branch.get("examples", ())]
    if not found:
        return None
    return MOVED.get(found[0], found[0]) if isinstance(found[0], str) else found[0]


def test_every_example_runs_and_conforms(on_town):
    api = made()
    client, told = TestClient(api), api.openapi()
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", api)
    lat, lon = towns.point(0, 0)
    for operation in operations(schema, READS):
        if operation.method.upper() != "GET" or operation.label in NOT_IN_TOWN:
            continue
        parameters = told["paths"][operation.path]["get"].get("parameters", [])
        query = {one["name"]: example_of(told, one) for one in parameters if one["in"] == "query"}
        query = {name: value for name, value in query.items() if value is not None}
        query |= {"lat": lat, "lon": lon} if "lat" in query else {}
        needed = {one["name"] for one in parameters if one["in"] == "query" and one["required"]}
        assert needed <= query.keys(), f"{operation.label}: an example for each that is required"
        path = operation.path.replace("{center_id}", "aaaaaaaaaa")
        answer = client.get(path, params=query)
        assert answer.status_code == 200, f"{operation.label} {query}: {answer.text[:300]}"
        case = operation.Case(query=query, path_parameters={"center_id": "aaaaaaaaaa"} if "{" in operation.path else {})
        case.validate_response(answer, checks=CHECKS)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_for_developers_lists_every_read(language):
    from app.text import load

    page = developers.body(load(language))
    for path, methods in made().openapi()["paths"].items():
        (tag,) = {operation["tags"][0] for operation in methods.values()}
        assert (f"/api{path}<" in page.html.replace(" ", "<")) is (tag in developers.TOPICS)
    assert "openapi.json" in page.html
    assert set(developers.TOPICS) == {router.tags[0] for router in READS}
