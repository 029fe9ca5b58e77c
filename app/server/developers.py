"""The page for those who build on the API: how to begin, what every answer holds to, and each address.

It is written from the description that the API gives of itself, so that it cannot say something else.
"""

from functools import lru_cache
from typing import Any

from app.api.application import PER_MIN, create_api
from app.api.guards import COSTLY_PER_MIN
from app.text import Text
from app.ui.markup import Blocks
from app.ui.plain_page import PlainPage

PAGE = "developers"
"""Name of the page in app.sitemap."""

SECTIONS = ("begin", "answers", "limits", "problems", "versions", "addresses")
"""Anchors of the page, in order."""

EXAMPLES = {
    "begin": (
        "curl 'http://localhost:8501/api/v1/centers?lat=37.5665&lon=126.978&radius_m=2000&limit=5'",
        "curl 'http://localhost:8501/api/v1/centers?region=11&limit=1000&f=csv' -o seoul.csv",
        "curl http://localhost:8501/api/v1/openapi.json",
    ),
}
"""Calls that a section shows."""

_BLOCKS = Blocks("server/developers")


def body(say: Text) -> PlainPage:
    """Write the page."""
    values = {"per_min": PER_MIN, "costly": COSTLY_PER_MIN}
    sections = [
        (
            name,
            say(f"developers.section.{name}"),
            [say(key, **values) for key in _keys(say, name)],
            "\n".join(EXAMPLES.get(name, ())),
        )
        for name in SECTIONS
    ]
    topics = [(tag, say(f"developers.topic.{tag}"), routes) for tag, routes in addresses().items()]
    page = _BLOCKS.page(say, sections, topics)
    return PlainPage(say("page.developers.heading"), say("page.developers.lead"), page)


def _keys(say: Text, name: str) -> list[str]:
    return [f"developers.text.{key}" for key in say.group("developers.text") if key.startswith(f"{name}.")]


@lru_cache
def addresses() -> dict[str, list[dict[str, Any]]]:
    """Return the addresses that anybody may read, by topic: method, path, summary and parameters, out of OpenAPI."""
    told = create_api().openapi()
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            (tag,) = operation["tags"]
            if tag not in TOPICS:
                continue
            parameters = [
                (
                    one["name"],
                    one.get("required", False),
                    one.get("description") or one["schema"].get("description", ""),
                )
                for one in operation.get("parameters", ())
            ]
            found.setdefault(tag, []).append(
                {
                    "method": method.upper(),
                    "path": f"/api{path}",
                    "summary": operation["summary"],
                    "parameters": parameters,
                }
            )
    return found


TOPICS = ("centers", "calendar", "regions", "access", "travel", "scenarios", "recommendations", "data")
"""Topics of the API that need no account."""
