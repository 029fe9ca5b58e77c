"""Which row of a directory is which center: each rule on a case met in the files, beside one that must stay apart."""

import pandas as pd
import pytest

from etl.build import directories
from etl.build.record_linkage import match
from tests.etl.build.test_record_linkage import COLUMNS, row

LIST, HIRA, NMC = "mental_health_facilities", "hira_institutions", "seoul_nmc_hours"
EGEN = "egen_institutions"
CLINIC, HOSPITAL = "정신건강의학과의원", "정신병원"
KEY = "41590 향남로 470"


def joined(rows: list[dict[str, object]], directory: str = HIRA) -> tuple[dict[int, tuple[int, str]], frozenset[int]]:
    """Join the directory's rows; gives center and rule by place in the frame, and the centers listed twice."""
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "psychiatrists", "lists_psychiatry"])
    listed = frame["source"].isin([LIST]).to_numpy()
    found = match(frame[listed], [""] * int(listed.sum()))
    result = directories.join(frame, [""] * len(frame), found["cluster"], directory=directory)
    return (
        {int(index): (int(result.cluster[index]), str(result.match_rule[index])) for index in result.cluster.index},
        result.doubtful,
    )


def clinic(source: str, name: str, key: str | None = KEY, *, kind: str = CLINIC, **facts: object) -> dict[str, object]:
    return row(source, kind, name, key, serves=[], **facts)


@pytest.mark.parametrize(
    ("ours", "theirs", "rule"),
    [
        ({"phone": "031-1"}, {"phone": "031-1"}, "phone_building_name"),
        ({"phone": None}, {"phone": "031-1"}, "building_name"),
        ({"phone": "031-1"}, {"phone": "031-1", "key": "41590 동탄로 3", "lat": 37.3}, "phone_name"),
        ({"phone": "031-1"}, {"phone": "031-2", "key": "41590 향남로 472"}, "near_name"),
        ({"phone": "031-1"}, {"phone": "031-1", "name": "봄빛정신건강의학과의원"}, "phone_building_renamed"),
        ({"phone": "031-1"}, {"phone": "031-2", "key": "41590 동탄로 3", "lat": 37.3}, "only_name"),
        ({"phone": "031-1"}, {"phone": "031-2", "name": "봄빛정신건강의학과의원"}, None),
        ({"phone": "031-1"}, {"phone": "031-1", "name": "봄빛정신건강의학과의원", "key": "41590 동탄로 3"}, None),
        ({"phone": "031-1"}, {"phone": "031-2", "name": "하늘숲길정신건강의학과의원"}, None),
        (
            {"phone": "031-1"},
            {"phone": "031-2", "key": "41410 군포로 3", "municipality_code": "41410", "lat": 37.3},
            None,
        ),
    ],
)
def test_a_rule_and_what_it_leaves_apart(ours, theirs, rule):
    rows = [
        clinic(LIST, "하늘숲정신건강의학과의원", **ours),
        clinic(HIRA, **{"name": "하늘숲정신건강의학과의원", **theirs}),
    ]
    found, _ = joined(rows)
    assert found == ({1: (0, rule)} if rule else {})


def test_a_name_that_another_bears_in_the_municipality_moves_nothing():
    far = {"key": "41590 동탄로 3", "lat": 37.3}
    rows = [
        clinic(LIST, "연세정신건강의학과의원", phone="031-1"),
        clinic(HIRA, "연세정신건강의학과의원", phone="031-2", **far),
        clinic(HIRA, "연세정신건강의학과의원", phone="031-3", **{**far, "key": "41590 동탄로 5"}),
    ]
    assert joined(rows)[0] == {}


def test_the_identical_name_goes_before_one_that_contains_it():
    """제주의료원 and 제주의료원부속요양병원 share building and telephone."""
    rows = [
        clinic(LIST, "제주의료원", kind="병원", phone="064-720-2222"),
        clinic(HIRA, "제주의료원부속요양병원", kind="요양병원", phone="064-720-2222"),
        clinic(HIRA, "제주의료원", kind="병원", phone="064-720-2222"),
    ]
    assert joined(rows)[0] == {2: (0, "phone_building_name")}


def test_of_a_building_full_of_clinics_only_the_same_name_joins():
    """신세계정신건강의학과의원 is not the skin clinic of the same building whose name has 신세계 in it."""
    rows = [
        clinic(LIST, "신세계정신건강의학과의원", phone="062-368-7070"),
        clinic(HIRA, "닥터스피부과의원광주신세계점", kind="의원", phone="062-710-3388"),
        clinic(HIRA, "신세계정신건강의학과의원", phone="062-3687-0701"),
    ]
    assert joined(rows)[0] == {2: (0, "building_name")}


def test_a_clinic_that_became_a_hospital_is_known_by_its_telephone():
    rows = [
        clinic(LIST, "하늘숲의원", kind="의원", phone="031-1"),
        clinic(HIRA, "하늘숲병원", kind="병원", phone="031-1"),
    ]
    assert joined(rows)[0] == {1: (0, "phone_building_name")}
    apart = [{**one, "phone": None} for one in rows]
    assert joined(apart)[0] == {}


def test_no_row_and_no_center_is_taken_twice():
    rows = [
        clinic(LIST, "하늘숲정신건강의학과의원", phone="031-1"),
        clinic(LIST, "하늘숲정신건강의학과의원", "41590 동탄로 3", phone="031-1", lat=37.3),
        clinic(HIRA, "하늘숲정신건강의학과의원", phone="031-1"),
    ]
    found, doubtful = joined(rows)
    assert found == {2: (0, "phone_building_name")}
    assert doubtful == {1}, "the second is the same clinic listed twice: that it has closed cannot be said"


@pytest.mark.parametrize(
    ("psychiatrists", "lists", "makes"), [(1, True, True), (0, True, False), (None, False, False), (2, False, False)]
)
def test_only_a_place_with_a_psychiatrist_is_added(psychiatrists, lists, makes):
    new = clinic(HIRA, "새정신건강의학과의원", phone="031-9", psychiatrists=psychiatrists, lists_psychiatry=lists)
    assert joined([clinic(LIST, "하늘숲정신건강의학과의원", "41590 동탄로 3"), new])[0] == (
        {1: (1, "first")} if makes else {}
    )


def test_health_offices_are_one_with_or_without_their_level():
    rows = [
        row(LIST, "보건소", "남양주시보건소", "41590 경춘로 1037"),
        row(HIRA, "보건소", "남양주보건소", "41590 경춘로 522", lat=37.25),
        row(HIRA, "보건소", "남양주풍양보건소", "41590 해밀예당1로 30-39", lat=37.3),
    ]
    assert joined(rows)[0] == {1: (0, "only_name")}


@pytest.mark.parametrize(
    ("lat", "name", "joins"), [(37.2, "하늘숲병원", True), (37.21, "하늘숲병원", False), (37.2, "숲병원", False)]
)
def test_a_second_opinion_joins_where_name_and_point_agree_and_adds_nothing(lat, name, joins):
    rows = [
        clinic(LIST, "하늘숲병원", kind="병원"),
        clinic(NMC, name, None, kind="병원", lat=lat, psychiatrists=3, lists_psychiatry=True),
    ]
    assert joined(rows, NMC)[0] == ({1: (0, "name_and_point")} if joins else {})


FAR = {"key": "41590 동탄로 3", "lat": 37.3}


@pytest.mark.parametrize(
    ("theirs", "rule"),
    [
        ({"phone": "031-1"}, "phone_building_name"),
        ({"phone": None}, "building_name"),
        ({"phone": "031-1", **FAR}, "phone_name"),
        ({"phone": "031-1", "name": "봄빛정신건강의학과의원"}, None),
        ({"phone": "031-2", **FAR}, None),
    ],
)
def test_hours_of_the_whole_nation_join_by_the_sure_rules_alone_and_add_nothing(theirs, rule):
    rows = [
        clinic(LIST, "하늘숲정신건강의학과의원", phone="031-1"),
        clinic(EGEN, **{"name": "하늘숲정신건강의학과의원", "psychiatrists": 3, "lists_psychiatry": True, **theirs}),
    ]
    assert joined(rows, EGEN)[0] == ({1: (0, rule)} if rule else {})
