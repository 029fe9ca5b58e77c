"""Scales, legends and bands: readable, complete, and safe for colour-blind eyes."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui import charts

PROTAN = np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]])
DEUTAN = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]])
TRITAN = np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]])
"""Machado, Oliveira & Fernandes (2009), full severity, on linear RGB."""


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    white = np.array([0.95047, 1.0, 1.08883])
    part = (to_xyz @ np.clip(rgb, 0, 1)) / white
    f = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", [np.eye(3), PROTAN, DEUTAN, TRITAN], ids=["all", "protan", "deutan", "tritan"])
@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_neighbouring_classes_are_told_apart_by_every_eye(eyes, size):
    seen = [lab(eyes @ linear(colour)) for colour in charts.Scale(tuple(range(1, size))).colours]
    for light, dark in pairwise(seen):
        assert light[0] - dark[0] > 5, "a darker class must be darker for every eye"
        assert math.dist(light, dark) > 10


def test_a_scale_takes_round_bounds_near_the_quantiles():
    chosen = charts.scale([0.7, 1.1, 1.9, 2.2, 3.1, 3.9, 4.4, 5.8, 8.3, 12.6])
    assert chosen == charts.Scale((2.0, 3.0, 4.0, 8.0))
    assert [chosen.class_of(value) for value in (0.7, 1.999, 2.0, 3.99, 8.0, 99)] == [0, 0, 1, 2, 4, 4]


def test_zero_is_a_class_of_its_own_only_when_some_are_zero():
    chosen = charts.scale([0, 0, 0.02, 0.05, 0.3])
    assert chosen.has_zero
    assert chosen.class_of(0) == 0
    assert chosen.class_of(0.0001) == 1
    assert not charts.scale([0, 0]).has_zero
    assert charts.scale([0, 0]).size == 1


def test_what_is_unknown_has_no_colour():
    chosen = charts.scale([1, 2, float("nan"), None])
    assert chosen.colour_of(float("nan")) is None
    assert chosen.colour_of(None) is None
    assert charts.scale([]).size == 1


@given(st.lists(st.one_of(st.just(0.0), st.floats(1e-4, 1e8)), min_size=1, max_size=60))
def test_every_class_of_any_scale_is_used_and_bounded_in_order(values):
    chosen = charts.scale(values)
    assert list(chosen.breaks) == sorted(set(chosen.breaks))
    assert {chosen.class_of(value) for value in values} == set(range(chosen.size))
    assert len(chosen.bounds) == len(chosen.colours) == chosen.size
    for value in values:
        low, high = chosen.bounds[chosen.class_of(value)]
        assert low is None or value >= low
        assert high is None or value < high or low == high == 0


def test_a_legend_names_every_class_and_escapes():
    html = charts.legend(["<1 km", "1 km+"], ["#111111", "#222222"], title="거리 & 수", unknown="모름", dots="센터")
    assert html.count("<li>") == 4
    assert "&lt;1 km" in html
    assert "거리 &amp; 수" in html
    assert "<1 km" not in html


def test_bands_are_as_wide_as_their_shares_and_leave_out_what_is_empty():
    html = charts.bands([0.75, 0.25, 0.0], ["가", "나", "다"], ["75 %", "25 %", "없음"], title="모두")
    assert html.count('<span style="flex:') == 2
    assert "flex:0.75000 0 0" in html
    assert html.count("<li>") == 3
