"""Population groups: every text reads back, and what the register's bands cannot tell apart is refused."""

import numpy as np
import pytest

from gis.analysis.population_group import PopulationGroup
from gis.errors import InputError
from gis.vocabulary import age_rules

SEX, AGE = (column.ravel() for column in np.meshgrid(["F", "M"], np.arange(0, 105, 5), indexing="ij"))


@pytest.mark.parametrize(
    ("text", "bands", "sexes"),
    [
        ("all", range(0, 105, 5), "FM"),
        ("65+", range(65, 105, 5), "FM"),
        ("10-24", (10, 15, 20), "FM"),
        ("F15-49", range(15, 50, 5), "F"),
        ("M0-4", (0,), "M"),
        ("100+", (100,), "FM"),
    ],
)
def test_a_group_holds_its_bands(text, bands, sexes):
    group = PopulationGroup.parse(text)
    assert str(group) == text
    held = group.holds(SEX, AGE)
    assert {(str(sex), int(age)) for sex, age in zip(SEX[held], AGE[held], strict=True)} == {
        (sex, age) for sex in sexes for age in bands
    }


@pytest.mark.parametrize("text", ["", "old", "9-24", "10-23", "65", "24-10", "F", "W15-49", "105+", "0-104", "10--24"])
def test_other_texts_are_refused(text):
    with pytest.raises(InputError, match="people"):
        PopulationGroup.parse(text)


def test_everybody_has_one_text():
    assert str(PopulationGroup.parse("0+")) == "all"


def test_the_ages_of_kinds_can_be_counted_and_hold_what_the_source_says():
    for rule in age_rules():
        group = PopulationGroup.parse(rule.people)
        first = int(rule.ages.rstrip("+").split("-")[0])
        assert group.age_from - first in (0, 1), rule
        assert rule.source
