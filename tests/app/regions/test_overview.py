"""The region page's address: read with mistrust."""

import pytest

from app.data.regions import levels_below
from app.regions import overview
from app.regions.overview import DEFAULT_KIND, Overview

KINDS = ("보건소", DEFAULT_KIND)


def test_an_empty_address_is_the_nation_by_sido():
    assert overview.read({}, KINDS) == Overview(None, "sido", DEFAULT_KIND, "mean_km", "mean_km", is_down=True)


def test_an_address_says_everything():
    query = {"region": "41", "level": "emd", "kind": "보건소", "measure": "people", "sort": "name"}
    assert overview.read(query, KINDS) == Overview("41", "emd", "보건소", "people", "name", is_down=False)


@pytest.mark.parametrize(
    "query",
    [
        {"region": "4111x"},
        {"region": "٤١"},
        {"region": "411"},
        {"region": "41'; DROP TABLE core.region"},
        {"level": "emd"},
        {"kind": "미용실"},
        {"measure": "geom"},
        {"sort": "-password"},
        {"region": ["41", "11"], "kind": ["보건소"], "sort": ["name"]},
    ],
)
def test_what_cannot_be_used_is_taken_as_not_said(query):
    assert overview.read(query, KINDS) == Overview()


def test_the_order_follows_the_measure_unless_it_is_told():
    assert overview.read({"measure": "people"}, KINDS).sort_text == "-people"
    assert overview.read({"measure": "people", "sort": "mean_km"}, KINDS).sort_text == "mean_km"


@pytest.mark.parametrize(
    ("code", "levels"), [(None, ("sido", "sigungu")), ("41", ("sigungu", "emd")), ("41480", ("emd",))]
)
def test_levels_lie_below_the_region(code, levels):
    assert levels_below(code) == levels
