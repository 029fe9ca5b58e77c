"""Slips of the finger, counted against a slow second version."""

from hypothesis import given
from hypothesis import strategies as st

from gis.queries.place_index import slips


def naive(one: str, other: str) -> int:
    """Count slips by trying every last step: optimal string alignment by its definition."""
    if not one or not other:
        return len(one) + len(other)
    tries = [
        naive(one[:-1], other) + 1,
        naive(one, other[:-1]) + 1,
        naive(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if one[-2:] == other[-2:][::-1] and len(one) > 1 and len(other) > 1:
        tries.append(naive(one[:-2], other[:-2]) + 1)
    return min(tries)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_slips_are_counted_up_to_one_more_than_asked_for(one: str, other: str, most: int) -> None:
    assert slips(one, other, most=most) == min(naive(one, other), most + 1)
