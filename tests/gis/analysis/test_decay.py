import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from gis.analysis import decay
from gis.analysis.decay import Binary, Decay, Exponential, Gaussian, InversePower, Logistic, Zones, parse
from gis.errors import InputError

POSITIVE = st.floats(0.01, 500)
MINUTES = st.lists(st.floats(0, 1e6), max_size=20)


@st.composite
def zones(draw):
    ends = sorted(draw(st.lists(st.floats(0, 300), min_size=1, max_size=5, unique=True)))
    weights = sorted(draw(st.lists(st.floats(0, 1), min_size=len(ends), max_size=len(ends))), reverse=True)
    return Zones(tuple(zip(ends, weights, strict=True)))


DECAYS = st.one_of(
    st.builds(Binary),
    zones(),
    st.builds(Gaussian, POSITIVE),
    st.builds(Exponential, POSITIVE),
    st.builds(InversePower, st.floats(0.01, 10), POSITIVE),
    st.builds(Logistic, POSITIVE, POSITIVE),
)


@given(DECAYS, MINUTES)
def test_weights_lie_in_0_to_1_and_never_grow(form: Decay, minutes):
    weights = form(np.sort(minutes))
    assert ((weights >= 0) & (weights <= 1)).all()
    assert (np.diff(weights) <= 1e-15).all()


@given(DECAYS)
def test_the_text_form_reads_back(form: Decay):
    assert parse(str(form)) == form
    assert parse(f" {str(form).upper()} ".replace(":", ": ")) == form


@pytest.mark.parametrize(
    ("text", "form", "written"),
    [
        ("binary", Binary(), "binary"),
        ("gaussian:30", Gaussian(30), "gaussian:30"),
        ("exponential:7.5", Exponential(7.5), "exponential:7.5"),
        ("power:1", InversePower(1, 1), "power:1"),
        ("power:2,5", InversePower(2, 5), "power:2,5"),
        ("logistic:30,5", Logistic(30, 5), "logistic:30,5"),
        (
            "zones:10=1,20=.68,30=.22",
            Zones(((10, 1), (20, 0.68), (30, 0.22))),
            "zones:10=1,20=0.68,30=0.22",
        ),
    ],
)
def test_a_text_names_a_decay(text, form, written):
    assert parse(text) == form
    assert str(form) == written


@pytest.mark.parametrize(
    ("form", "minutes", "expected"),
    [
        (Binary(), [0, 1e9], [1, 1]),
        # A zone's end belongs to it; after the last there is nothing.
        (decay.LUO_QI, [0, 10, 10.01, 20, 30, 30.01], [1, 1, 0.68, 0.68, 0.22, 0]),
        (Gaussian(30), [0, 30, 60], [1, math.exp(-0.5), math.exp(-2)]),
        (Exponential(15), [0, 15, 45], [1, math.exp(-1), math.exp(-3)]),
        (InversePower(1), [0, 0.5, 1, 4, 40], [1, 1, 1, 0.25, 0.025]),
        (InversePower(2, 5), [5, 10], [1, 0.25]),
        (Logistic(30, 5), [30, 25, 35], [0.5, 1 / (1 + math.exp(-1)), 1 / (1 + math.exp(1))]),
    ],
)
def test_weights_worked_by_hand(form, minutes, expected):
    assert form(minutes) == pytest.approx(expected, rel=1e-15)


def test_infinity_is_a_time():
    far = [form([math.inf])[0] for form in (decay.LUO_QI, Gaussian(3), Exponential(3), InversePower(1), Logistic(3, 1))]
    assert far == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("minutes", [[-1.0], [3.0, math.nan]])
def test_a_time_that_is_none_is_refused(minutes):
    with pytest.raises(InputError, match="negative or missing"):
        Gaussian(30)(minutes)


@pytest.mark.parametrize(
    "text",
    [
        "", "linear:3", "binary:3", "gaussian", "gaussian:0", "gaussian:-3", "gaussian:nan", "gaussian:inf",
        "gaussian:3,4", "gaussian:x", "logistic:30", "power:1,2,3", "power:0", "zones:", "zones:10", "zones:10=1,10=.5",
        "zones:20=1,10=.5", "zones:10=.5,20=.6", "zones:10=1.5", "zones:10=-.1", "zones:-1=1", "zones:10=nan",
        "zones:inf=1",
    ],
)  # fmt: skip
def test_what_is_no_decay_is_refused(text):
    with pytest.raises(InputError):
        parse(text)
