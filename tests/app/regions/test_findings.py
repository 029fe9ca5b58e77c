"""The finding: sums that are right, and sentences that say what the table says."""

import pandas as pd
import pytest

from app.regions import findings
from app.regions.figures import FIGURES
from app.text import load

KO, EN = load("ko"), load("en")


@pytest.fixture
def figures() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "name": ["가평군", "강남구", "빈섬"],
            "people": [1_000.0, 3_000.0, float("nan")],
            "centers": [0, 2, 0],
            "centers_by_rule": [1.0, 1.0, 0.0],
            "people_per_center": [1_000.0, 3_000.0, None],
            "mean_km": [12.0, 2.0, None],
            "p90_km": [20.0, 3.0, None],
            "share_beyond_5km": [0.9, 0.1, None],
            "share_beyond_10km": [0.6, 0.0, None],
            "share_beyond_20km": [0.1, 0.0, None],
        }
    )
    return frame.astype(dict.fromkeys(FIGURES, "float64"))


def say(figures, total, measure="mean_km", language=KO):
    return findings.sentences(language, figures, total, area="경기도", kind="보건소", measure=measure)


def test_the_whole_is_weighted_by_people(figures):
    total = findings.whole(figures)
    assert total["people"] == 4_000
    assert total["centers"] == 2
    assert total["mean_km"] == pytest.approx((1_000 * 12 + 3_000 * 2) / 4_000)
    assert total["share_beyond_10km"] == pytest.approx(0.15)
    assert total["people_per_center"] == 2_000
    assert pd.isna(total["p90_km"])


def test_without_districts_the_whole_counts_centers_by_place(figures):
    total = findings.whole(figures.assign(centers_by_rule=float("nan"), centers=[1, 3, 0]))
    assert pd.isna(total["centers_by_rule"])
    assert total["people_per_center"] == 1_000


def test_the_first_sentence_says_how_many_are_far_and_the_second_who_is_farthest(figures):
    first, second = say(figures, findings.whole(figures))
    assert first == "경기도에서 약 600 명(15.0 %)이 가장 가까운 보건소에서 10 km 넘게 떨어져 살아요."
    assert "가평군(12.0 km)" in second
    assert "4.5 km" in second


def test_nobody_far_is_said_plainly(figures):
    near = figures.assign(share_beyond_10km=0.0)
    assert "10 km 안에 살아요" in say(near, findings.whole(near))[0]


def test_supply_has_its_own_finding(figures):
    said = say(figures, findings.whole(figures), "people_per_center")
    assert said[0] == "경기도에는 보건소가 2곳 있어요."
    assert "2,000 명" in said[1]
    assert "강남구(약 3,000 명)" in said[2]


def test_no_center_here_and_no_center_anywhere_are_different(figures):
    none_here = findings.whole(figures.assign(centers=0.0, centers_by_rule=0.0))
    assert "없어요" in say(figures, none_here, "centers")[0]
    assert "4.5 km" in say(figures, none_here, "centers")[0]
    empty = figures.assign(mean_km=float("nan"))
    assert say(empty, findings.whole(empty)) == ["지금 자료에는 보건소가 한 곳도 없어요. 그래서 거리를 셈할 수 없어요."]


def test_an_area_without_people_says_so(figures):
    nobody = figures.assign(people=0.0)
    assert "주민등록된 사람이 없어요" in say(nobody, findings.whole(nobody))[0]


@pytest.mark.parametrize("measure", list(FIGURES))
def test_every_measure_has_a_finding_in_english(figures, measure):
    said = say(figures, findings.whole(figures), measure, EN)
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in said)
