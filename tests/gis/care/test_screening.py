"""Screening: wording, totals, bands and doors against answers worked by hand."""

from datetime import date

import pytest

from gis.care import screening
from gis.care.screening import band, needs_crisis_panel, opened, parse, total
from gis.errors import InputError, SourceError
from gis.settings import ROOT

TEXT = (ROOT / "data" / "rules" / "screening.yaml").read_text(encoding="utf-8")
FOUND = parse(TEXT)
PHQ9, GAD7 = FOUND.full["phq9"], FOUND.full["gad7"]


def test_the_instruments_have_their_items_answers_and_notice():
    assert (len(PHQ9.items), len(GAD7.items)) == (9, 7)
    assert (PHQ9.highest, GAD7.highest) == (27, 21)
    for instrument in (PHQ9, GAD7):
        assert len(instrument.answers) == 4
        assert "No permission required to reproduce, translate, display or distribute" in instrument.notice["en"]
        assert "허락이 필요하지 않습니다" in instrument.notice["ko"]


def test_the_official_wording_is_not_the_journals():
    assert PHQ9.items[8]["ko"] == "자신이 죽는 것이 더 낫다고 생각하거나 어떤 식으로든 자신을 해칠 것이라고 생각함"
    assert PHQ9.items[8]["en"] == "Thoughts that you would be better off dead or of hurting yourself in some way"
    assert PHQ9.items[0]["ko"] == "일 또는 여가 활동을 하는 데 흥미나 즐거움을 느끼지 못함"
    # Park et al. (2010) translated anew: "... 희망이 없다고 느꼈다" is theirs, in another order.
    assert not any("느꼈다" in item["ko"] for item in PHQ9.items)
    # The two Korean versions word the third answer differently; both are kept as they are.
    assert (PHQ9.answers[2]["ko"], GAD7.answers[2]["ko"]) == ("7일 이상 방해 받았다", "2주 중 절반 이상 방해 받았다")
    assert GAD7.items[6]["ko"] == "마치 끔찍한 일이 생길 것처럼 두렵게 느껴진다"


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ([0] * 9, 0),
        ([3] * 9, 27),
        ([1, 2, 3, 0, 1, 2, 0, 1, 0], 10),
        ([3, 3, 2, 2, 1, 1, 1, 0, 1], 14),
        ([1, 1, None, 1, 1, 1, 1, 1, 1], None),
    ],
)
def test_a_total_is_the_sum_and_a_part_is_none(answers, points):
    assert total(PHQ9, answers) == points


def test_the_short_form_is_the_first_two_items():
    form = FOUND.short["phq2"]
    assert (form.of, form.items, form.positive_from) == ("phq9", 2, 2)
    assert total(PHQ9, [2, 1] + [None] * 7, items=form.items) == 3
    assert total(PHQ9, [2] + [None] * 8, items=form.items) is None


@pytest.mark.parametrize("answers", [[0] * 8, [0] * 10, [4] + [0] * 8, [-1] + [0] * 8, ["1"] + [0] * 8])
def test_what_is_no_answer_is_refused(answers):
    with pytest.raises(InputError):
        total(PHQ9, answers)


def test_bands_at_each_edge():
    edges = [0, 4, 5, 9, 10, 14, 15, 19, 20, 27]
    assert [band(PHQ9, points) for points in edges] == (
        ["minimal"] * 2 + ["mild"] * 2 + ["moderate"] * 2 + ["moderately_severe"] * 2 + ["severe"] * 2
    )
    assert [band(PHQ9, points, "national_checkup") for points in edges] == (
        ["minimal"] * 2 + ["mild"] * 2 + ["moderate"] * 4 + ["severe"] * 2
    )
    assert [band(GAD7, points) for points in (0, 4, 5, 9, 10, 14, 15, 21)] == (
        ["minimal"] * 2 + ["mild"] * 2 + ["moderate"] * 2 + ["severe"] * 2
    )


@pytest.mark.parametrize(("points", "name"), [(28, None), (-1, None), (5, "nobody")])
def test_no_band_outside_the_range(points, name):
    with pytest.raises(InputError):
        band(PHQ9, points, name)


def test_item_9_asks_for_the_panel_whatever_the_total():
    assert needs_crisis_panel(PHQ9, [0] * 8 + [1])
    assert needs_crisis_panel(PHQ9, [None] * 8 + [3])
    assert not needs_crisis_panel(PHQ9, [0] * 9)
    assert not needs_crisis_panel(PHQ9, [None] * 9)


def test_a_severe_total_asks_for_it_too_without_waiting_for_the_last_answer():
    assert not needs_crisis_panel(PHQ9, [3, 3, 3, 3, 3, 3, 1, 0, 0])  # 19
    assert needs_crisis_panel(PHQ9, [3, 3, 3, 3, 3, 3, 2, 0, 0])  # 20
    assert needs_crisis_panel(PHQ9, [3, 3, 3, 3, 3, 3, 2, None, None])


@pytest.mark.parametrize("answers", [[2] * 7, [3] + [2] * 6, [3] * 7])
def test_anxiety_alone_never_asks_for_it(answers):
    assert not needs_crisis_panel(GAD7, answers)


def test_the_voucher_opens_at_10_in_its_year():
    day = date(2026, 11, 26)
    assert opened(PHQ9, 10, day) == ("voucher",)
    assert opened(PHQ9, 9, day) == ()
    assert opened(PHQ9, 27, date(2025, 12, 31)) == opened(PHQ9, 27, date(2027, 1, 1)) == ()
    assert opened(PHQ9, 10, date(2026, 12, 31)) == ("voucher",)
    assert opened(GAD7, 21, day) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minimal: 0, mild: 5, moderate: 10, moderately_severe: 15", "minimal: 0, mild: 10, moderate: 5, x: 15"),
        ("minimal: 0, mild: 5, moderate: 10, severe: 15", "minimal: 1, mild: 5, moderate: 10, severe: 15"),
        (", en: Poor appetite or overeating", ""),
        ("crisis_item: 9", "crisis_item: 10"),
        ("of: phq9", "of: phq8"),
        ("answers:", "replies:"),
        ("instruments:", "instruments: ["),
    ],
)
def test_a_file_that_does_not_add_up_is_refused(old, new):
    assert old in TEXT
    with pytest.raises(SourceError):
        parse(TEXT.replace(old, new))


def test_every_band_and_door_says_since_when_and_who():
    dated = [one for instrument in FOUND.full.values() for one in (*instrument.bands, *instrument.opens)]
    assert all(isinstance(one.valid_from, date) and one.source for one in dated)
    assert screening.LANGUAGES == ("ko", "en")
