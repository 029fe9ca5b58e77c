"""Colours of classes: words on any of them can be read."""

import pytest

from gis.map_classes import Scale, ink_on


def luminance(colour):
    """Relative luminance by WCAG 2.2, as it is written there."""
    linear = []
    for at in (1, 3, 5):
        part = int(colour[at : at + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("classes", range(1, 40))
def test_words_stand_out_on_every_class(classes):
    for colour in Scale(tuple(range(classes))).colours:
        one, other = sorted((luminance(colour), luminance(ink_on(colour))))
        assert (other + 0.05) / (one + 0.05) >= 4.5, colour


def test_words_are_white_on_dark_and_black_on_light():
    assert (ink_on("#000000"), ink_on("#ffffff")) == ("#ffffff", "#000000")
