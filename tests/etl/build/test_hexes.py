"""People spread over cells: hand-worked shares, and sums that hold whatever the weights."""

import h3
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.build.hexes import assign_cells, describe_cells, split_people
from tests.etl import county

LABELS = pd.DataFrame(
    {"lat": [37.02, 37.02, 37.03915, 36.22], "lon": [127.01, 127.03, 127.03015, 128.62]},
    index=pd.Index(["4111156000", "4111357000", "4111359000", "2772025000"], name="region_code"),
)


def weights() -> pd.DataFrame:
    rows = [(int(cell, 16), float(people)) for cell, people in county.kontur_cells()]
    return pd.DataFrame(rows, columns=["h3", "weight"])


def test_people_follow_the_weights_by_hand() -> None:
    cells = pd.DataFrame({"region_code": ["a", "a", "b", "b", "c"], "weight": [30.0, 10.0, 0.0, 0.0, 0.0]})
    people = split_people(cells, pd.Series({"a": 120, "b": 61, "c": 6}))
    assert list(people) == [90.0, 30.0, 30.5, 30.5, 6.0]


def test_people_without_any_cell_are_not_lost_silently() -> None:
    with pytest.raises(ValueError, match="1 emd with people have no cell, the first is b"):
        split_people(pd.DataFrame({"region_code": ["a"], "weight": [1.0]}), pd.Series({"a": 1, "b": 2}))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1e5)), min_size=1, max_size=40),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 10**6)),
)
def test_sums_hold_in_every_emd(rows: list[tuple[str, float]], counts: dict[str, int]) -> None:
    cells = pd.DataFrame(rows, columns=["region_code", "weight"])
    people = pd.Series({code: counts.get(code, 0) for code in set(cells["region_code"])}, dtype=float)
    split = split_people(cells, people)
    assert (split >= 0).all()
    assert split.groupby(cells["region_code"]).sum().to_dict() == pytest.approx(people.to_dict(), abs=1e-6)


def test_every_emd_gets_a_cell_and_every_cell_near_land_an_emd() -> None:
    cells = assign_cells(weights(), county.region_index(), LABELS)
    methods = cells.groupby(["region_code", "method"]).size().to_dict()
    assert methods == {
        ("4111156000", "centre_inside"): 2,
        ("4111357000", "centre_inside"): 2,
        ("4111359000", "label_point"): 1,
        ("2772025000", "nearest_emd"): 1,
    }
    jeom = cells.loc[cells["region_code"] == "4111359000", "h3"].iloc[0]
    assert jeom == int(h3.latlng_to_cell(37.03915, 127.03015, 8), 16)


def test_a_cell_that_two_emd_share_has_a_row_for_each() -> None:
    shared = county.kontur_cells()[2][0]
    labels = LABELS.copy()
    labels.loc["4111359000"] = h3.cell_to_latlng(shared)
    cells = assign_cells(weights(), county.region_index(), labels)
    assert set(cells.loc[cells["h3"] == int(shared, 16), "region_code"]) == {"4111357000", "4111359000"}


def test_cells_carry_their_real_area_and_outline() -> None:
    city_hall = 0x8830E1D8C1FFFFF
    (row,) = describe_cells(pd.DataFrame({"h3": [city_hall]})).itertuples()
    assert row.area_km2 == pytest.approx(0.50753, abs=1e-5)
    assert len(row.geom.exterior.coords) == 7
    assert row.geom.contains(row.center_point)
    assert np.isclose(row.center_point.x, 126.978, atol=0.01)
