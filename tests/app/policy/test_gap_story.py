"""The centers nearest to a region's people, in words."""

from types import SimpleNamespace

import pandas as pd
import pytest

from app.policy import gap_story
from app.text import load


@pytest.mark.parametrize(
    ("language", "is_estimate", "told"),
    [
        ("ko", True, "평균 12분(추정)"),
        ("ko", False, "평균 12분<"),
        ("en", True, "on average 12 min (estimated)"),
        ("en", False, "on average 12 min<"),
    ],
)
def test_a_mean_time_in_which_an_estimate_stands_is_called_one(language, is_estimate, told):
    row = {"center_id": "a", "name": "ㄱ센터", "kind": "정신건강복지센터", "region_code": "1168010100"}
    known = {"has_hours": True, "people": 12_000.0, "mean_min": 12.3, "is_estimate": is_estimate}
    story = SimpleNamespace(nearest=pd.DataFrame([row | known]), people_beyond=0.0)
    assert told in gap_story.nearest(load(language), story, area="강남구", regions={"11680": "서울특별시 강남구"})


@pytest.mark.parametrize(
    ("low", "office", "high", "told"),
    [
        (0.2, 0.2, 0.2, {"ko": "20.0 %<", "en": "20.0%<"}),
        (0.2, 0.2, 0.9, {"ko": "20.0~90.0 %<", "en": "20.0–90.0%<"}),
        (0.2, 0.5, 0.9, {"ko": "(법령·지침의 평일 9~18시로 가정하면 50.0 %)", "en": "90.0% (50.0% if Mon–Fri 9–18 is"}),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_hours_are_told_between_their_bounds(language, low, office, high, told):
    row = {"name": "weekday_day", "share_if_closed": low, "share_if_office": office, "share_if_open": high}
    story = SimpleNamespace(hour_sets=pd.DataFrame([row]))
    assert told[language] in gap_story.hour_sets(load(language), story, area="강남구")
