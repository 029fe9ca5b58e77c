"""How figures are written, which are shown, and which are held back."""

import pandas as pd
import pytest

from app.regions import figures
from app.regions.figures import FIGURES
from app.text import load
from app.ui import charts

KO, EN = load("ko"), load("en")


def rows(**columns) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame({key: columns.get(key, [1.0] * size) for key in FIGURES})


def test_every_figure_has_a_label_and_a_unit_in_both_languages():
    for figure in FIGURES.values():
        for say in (KO, EN):
            assert figure.header(say) == f"{figure.label(say)} ({figure.unit(say)})"
            assert figure.unit(say)


@pytest.mark.parametrize(
    ("key", "value", "written"),
    [
        ("people", 51_128_530, "51,128,530"),
        ("mean_km", 3.249, "3.2"),
        ("mean_km", float("nan"), "-"),
        ("mean_km", None, "-"),
        ("share_beyond_10km", 0.0696, "7.0"),
        ("share_beyond_10km", 0.0, "0.0"),
        ("share_beyond_10km", 0.0001, "<0.1"),
        ("share_beyond_10km", 1.0, "100.0"),
    ],
)
def test_a_figure_is_rounded_and_never_a_false_zero(key, value, written):
    assert FIGURES[key].write(value) == written


def test_units_stand_with_values_and_not_with_a_dash():
    assert FIGURES["mean_km"].say(KO, 2.0) == "2.0 km"
    assert FIGURES["mean_km"].say(KO, float("nan")) == "-"


@pytest.mark.parametrize(
    ("people", "korean", "english"),
    [
        (7, "7", "7"),
        (123, "120", "120"),
        (1234, "1,200", "1,200"),
        (9_999, "1만", "10,000"),
        (123_456, "12만 3천", "123,000"),
        (1_234_567, "123만", "1.23 million"),
        (12_345_678, "1,230만", "12.30 million"),
    ],
)
def test_numbers_of_people_are_said_as_people_say_them(people, korean, english):
    assert figures.about(KO, people) == korean
    assert figures.about(EN, people) == english


def test_a_unit_without_people_has_no_figures_but_keeps_its_centers():
    cleared = figures.suppressed(rows(people=[0, 10], mean_km=[0.0, 2.0], centers=[1, 0]))
    assert cleared.loc[0].drop(["centers", "centers_by_rule"]).isna().all()
    assert cleared.loc[0, "centers"] == 1
    assert cleared.loc[1, "mean_km"] == 2.0


def test_centers_by_rule_are_shown_only_where_they_say_something_else():
    assert "centers_by_rule" in figures.shown_columns(
        rows(centers=[1, 0], centers_by_rule=[0, 1]), level="sigungu", first="mean_km"
    )
    assert "centers_by_rule" not in figures.shown_columns(
        rows(centers=[1, 0], centers_by_rule=[1, 0]), level="sigungu", first="mean_km"
    )
    assert "centers_by_rule" not in figures.shown_columns(
        rows(centers_by_rule=[None, None]), level="sigungu", first="mean_km"
    )
    assert "people_per_center" not in figures.shown_columns(
        rows(centers=[1, 0], centers_by_rule=[0, 1]), level="emd", first="mean_km"
    )


def test_classes_are_named_with_units_and_without_gaps():
    share = FIGURES["share_beyond_5km"]
    assert figures.class_labels(KO, share, charts.Scale((0.4, 1.0), has_zero=True)) == [
        "0 %",
        "0~40 %",
        "40~100 %",
        "100 %",
    ]
    assert figures.class_labels(KO, FIGURES["mean_km"], charts.Scale((2.0, 3.5))) == [
        "2 km 아래",
        "2~3.5 km",
        "3.5 km부터",
    ]
    assert figures.class_labels(KO, FIGURES["people_per_center"], charts.Scale((150_000.0,)))[1] == "150,000 명부터"


def test_an_endless_ratio_is_no_figure():
    assert figures.Figure("palma", decimals=2).write(float("inf")) == figures.NOT_KNOWN
