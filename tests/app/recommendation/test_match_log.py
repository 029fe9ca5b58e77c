"""What the recommendation page says of its log is what the log keeps."""

from datetime import date
from types import SimpleNamespace

import h3
import pytest

from app import data
from app.data import matching
from app.recommendation import match_widgets
from app.text import load
from gis.care.recommendation.rules import PARTS
from gis.recommendation import LOG_CELL_KM2, LOG_RESOLUTION

TOLD = {
    "when": "갈 수 있는 때",
    "way": "도움받는 방법",
    "age_group": "나이대",
    "is_free": "더 바라는 것",
    "wants_groups": "더 바라는 것",
    "has_words": "글을 적었는지",
}
"""Each choice that the log keeps, and the words of the page that tell of it."""


@pytest.fixture
def logged(monkeypatch, settings_of_a_log):
    """Log an answer and give what would be written."""
    kept = {}
    monkeypatch.setattr(matching.matching_queries, "log_recommendation", lambda conn, **told: kept.update(told))
    monkeypatch.setattr(matching, "writing", lambda: _Nothing())
    monkeypatch.setattr(matching.database, "version", lambda: "a1")
    match = SimpleNamespace(
        center_id="a", score=0.5, known=1.0, parts={part: SimpleNamespace(score=0.5) for part in PARTS}, facts=()
    )
    wish = SimpleNamespace(
        needs=("suicide",), when="evening", way="remote", age_group="youth", is_free=True, wants_groups=False,
        has_words=True,
    )  # fmt: skip
    found = SimpleNamespace(
        place=(37.5, 127.0), wish=wish, found=SimpleNamespace(matches=[match], weights={"open": 1.0})
    )
    matching.log(found)
    return kept


class _Nothing:
    def __enter__(self):
        return None

    def __exit__(self, *_):
        return False


def test_the_log_keeps_what_the_page_tells_and_no_more(logged):
    assert set(logged) == {"data_version", "rules_from", "cell", "wish", "weights", "results", "account_id"}
    assert set(logged["wish"]) == set(TOLD)
    assert logged["account_id"] is None
    assert set(logged["results"][0]) == {"center_id", "score", "known", "parts", "reasons"}
    assert "suicide" not in str(logged)
    assert isinstance(logged["rules_from"], date)
    told = match_widgets.told_of_log(load("ko"))
    for words in (
        *TOLD.values(),
        "90일 동안",
        f"약 {LOG_CELL_KM2} km²",
        "시까지만",
        "추천한 곳",
        "무엇을 중요하게 봤는지",
    ):
        assert words in told


def test_the_wider_area_is_as_large_as_said():
    assert h3.get_resolution(h3.latlng_to_cell(37.5, 127.0, LOG_RESOLUTION)) == LOG_RESOLUTION
    assert round(h3.average_hexagon_area(LOG_RESOLUTION, unit="km^2")) == LOG_CELL_KM2


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_days_are_those_of_the_operator_and_no_log_is_no_sentence(monkeypatch, language):
    monkeypatch.setattr(data, "settings", lambda: SimpleNamespace(recommendation_days=30))
    assert "30" in match_widgets.told_of_log(load(language))
    monkeypatch.setattr(data, "settings", lambda: SimpleNamespace(recommendation_days=0))
    assert match_widgets.told_of_log(load(language)) == ""


@pytest.fixture
def settings_of_a_log(monkeypatch):
    monkeypatch.setattr(matching.database, "settings", lambda: SimpleNamespace(recommendation_days=90, data_dir=None))
    monkeypatch.setattr(
        matching, "rules", lambda: SimpleNamespace(rules=SimpleNamespace(valid_from=date(2026, 11, 26)))
    )
