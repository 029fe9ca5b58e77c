"""Which rows are one institution: each rule on a case met in the files, and beside it a case that must stay apart."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.build.record_linkage import match

A, B, C = "mental_health_facilities", "health_promotion_centers", "mental_health_institutions"
CENTER = "기초정신건강복지센터"
COLUMNS = [
    "source", "kind", "sub_kind", "name", "name_rule", "operator_name", "address_key", "address_detail",
    "municipality_code", "serves", "lat", "lon", "phone",
]  # fmt: skip


def row(source: str, kind: str, name: str, key: str | None = None, **facts: object) -> dict[str, object]:
    made: dict[str, object] = {
        **dict.fromkeys(COLUMNS),
        "source": source,
        "kind": kind,
        "name": name,
        "name_rule": "as_published",
        "address_key": key,
        "municipality_code": "41590",
        "serves": ["41590"],
        "lat": 37.2,
        "lon": 127.0,
    }
    return made | facts


def joined(rows: list[dict[str, object]], roles: list[str] | None = None) -> list[list[object]]:
    """Give for each row its cluster and rule."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    found = match(frame, roles or [""] * len(rows))
    return found.to_numpy().tolist()


def test_the_same_building_and_name() -> None:
    rows = [
        row(A, CENTER, "화성시정신건강복지센터", "41590 향남로 470"),
        row(B, CENTER, "화성시정신건강증진센터", "41590 향남로 470"),
    ]
    assert joined(rows) == [[0, "first"], [0, "same_building_and_name"]]


def test_institutions_of_one_building_stay_apart() -> None:
    kinds = ["보건소", CENTER, "치매안심센터", "자살예방센터", "중독관리통합지원센터", "건강증진센터"]
    rows = [row(source, kind, f"화성시{kind}", "41590 향남로 470") for source in (A, B) for kind in kinds]
    clusters = [cluster for cluster, _ in joined(rows)]
    assert clusters == [0, 1, 2, 3, 4, 5] * 2


def test_an_operator_s_row_joins_the_center_of_its_building() -> None:
    rows = [
        row(A, CENTER, "안성시정신건강복지센터", "41590 강변로74번길 24"),
        row(
            C,
            CENTER,
            "안성시정신건강복지센터",
            "41590 강변로74번길 24",
            name_rule="from_kind",
            operator_name="단국대학교",
        ),
    ]
    assert joined(rows)[1] == [0, "same_building"]


def test_two_centers_of_one_building_are_told_apart_by_their_floor() -> None:
    key = "41130 수정로 218"
    rows = [
        row(A, CENTER, "성남시아동청소년정신건강복지센터", key, address_detail="수정구보건소 4층"),
        row(A, CENTER, "성남시정신건강복지센터", key, address_detail="수정구보건소 5층"),
        row(C, CENTER, "성남시정신건강복지센터", key, address_detail="수정구보건소 5층", name_rule="from_kind"),
        row(C, CENTER, "성남시정신건강복지센터", key, address_detail="수정구보건소 4층", name_rule="from_kind"),
    ]
    assert [cluster for cluster, _ in joined(rows, ["아동청소년", "", "", ""])] == [0, 1, 1, 0]


def test_a_list_names_an_institution_once() -> None:
    rows = [row(A, CENTER, "수원시정신건강복지센터", f"41110 길{n} 1", lat=37.2 + n / 100) for n in range(4)]
    assert [cluster for cluster, _ in joined(rows)] == [0, 1, 2, 3]


def test_a_center_that_moved_is_one_center() -> None:
    rows = [
        row(A, CENTER, "구로구정신건강복지센터", "41590 공원로 21", lat=37.21),
        row(B, CENTER, "서울특별시구로정신건강복지센터", "41590 새말로 60", lat=37.29),
    ]
    assert joined(rows)[1] == [0, "same_name_moved"]


def test_another_role_in_the_same_city_is_another_center() -> None:
    rows = [
        row(A, CENTER, "화성시정신건강복지센터(동탄분소)", "41590 노작로 226-9", lat=37.21),
        row(B, CENTER, "화성시정신건강복지센터(마도분소)", "41590 마도북로 389", lat=37.29),
    ]
    assert [cluster for cluster, _ in joined(rows, ["동탄분소", "마도분소"])] == [0, 1]


def test_centers_that_serve_different_gu_are_not_joined() -> None:
    rows = [
        row(A, CENTER, "포항시남구정신건강복지센터", "47110 동해안로 6119", serves=["47111"], lat=36.0),
        row(B, CENTER, "포항시북구정신건강복지센터", "47110 삼흥로 98", serves=["47113"], lat=36.1),
    ]
    assert [cluster for cluster, _ in joined(rows)] == [0, 1]


def test_what_is_left_on_each_side_is_joined_when_it_is_the_only_one() -> None:
    rows = [
        row(A, CENTER, "양주시정신건강복지센터", "41590 삼숭로38번길 5", lat=37.21),
        row(C, CENTER, "양주시정신건강복지센터", "41590 삼숭로61번길 10", lat=37.25, name_rule="from_kind"),
    ]
    assert joined(rows)[1] == [0, "only_one_left"]


@pytest.mark.parametrize(("lat", "expected"), [(37.205, [0, 1, 0]), (37.25, [0, 1, 2])])
def test_of_two_possible_centers_only_a_clearly_nearer_one_is_taken(lat: float, expected: list[int]) -> None:
    rows = [
        row(A, CENTER, "세종시정신건강복지센터(북부센터)", "36110 대첩로 32", lat=37.20),
        row(A, CENTER, "세종시정신건강복지센터(남부센터)", "36110 새롬로 14", lat=37.30),
        row(C, CENTER, "세종시정신건강복지센터", "36110 수원지1길 16", lat=lat, name_rule="from_kind"),
    ]
    assert [cluster for cluster, _ in joined(rows, ["북부센터", "남부센터", ""])] == expected


def test_clinics_of_one_building_are_told_apart_by_their_name() -> None:
    clinic = "정신건강의학과의원"
    key = "11680 삼성로 155"
    rows = [
        row(A, clinic, f"마음빛{clinic}", key),
        row(C, clinic, "마음누리정신과의원", key),
        row(A, clinic, f"강남{clinic}", "27230 신암로 111"),
        row(C, clinic, "강남정신건강의학괴의원", "27230 신암로 111"),
    ]
    assert [cluster for cluster, _ in joined(rows)] == [0, 1, 2, 2]


def test_a_clinic_that_moved_is_followed_only_when_its_name_is_the_only_one() -> None:
    clinic = "정신건강의학과의원"
    moved = [
        row(A, clinic, f"성가{clinic}", "48120 우곡로217번길 36"),
        row(C, clinic, f"성가{clinic}", "48120 원이대로 587", lat=37.3),
    ]
    assert joined(moved)[1] == [0, "same_name_moved"]
    two = [*moved, row(A, clinic, "성가정신과의원", "48120 다른길 1", lat=37.25)]
    assert len({cluster for cluster, _ in joined(two)}) == 3


def test_the_owner_s_row_and_the_row_by_size_are_one_hospital() -> None:
    rows = [
        row(C, "병원", "강원도 원주의료원", "51130 서원대로 387", sub_kind="공립"),
        row(C, "종합병원", "강원도 원주의료원", "51130 서원대로 387"),
        row(C, "병원", "전북대학교", "52110 건지로 20", sub_kind="국립"),
        row(C, "상급종합병원", "전북대학교병원", "52110 건지로 20"),
    ]
    assert joined(rows) == [[0, "first"], [0, "repeated_in_list"], [2, "first"], [2, "repeated_in_list"]]


def test_two_offices_publish_one_health_promotion_center() -> None:
    kind, key = "건강증진센터", "30230 동춘당로 187"
    names = ["대덕구남부건강생활지원센터", "대덕구 보건소 건강생활지원센터"]
    rows = [row(B, kind, name, key, sub_kind="건강생활지원센터", phone="042-608-4474") for name in names]
    assert joined(rows)[1] == [0, "repeated_in_list"]
    # 송파건강증진센터 and 송파건강관리센터 share a building and are two.
    others = [row(B, kind, "송파건강증진센터", key), row(B, kind, "송파건강관리센터", key, sub_kind="건강관리센터")]
    assert [cluster for cluster, _ in joined(others)] == [0, 1]


def test_hospitals_of_one_compound_stay_apart() -> None:
    key = "41460 중부대로 940"
    rows = [
        row(A, "정신병원", "용인정신병원", key),
        row(A, "정신병원", "경기도립정신병원", key),
        row(A, "요양병원", "경기도립노인전문용인병원", key),
        row(C, "정신병원", "경기도립정신병원", key, sub_kind="공립"),
        row(C, "정신병원", "서울특별시 용인정신병원", key, sub_kind="공립"),
    ]
    assert [cluster for cluster, _ in joined(rows)] == [0, 1, 2, 1, 0]


def test_the_one_hospital_left_on_each_side_of_a_building_was_renamed() -> None:
    key = "41360 경춘로 1260"
    rows = [row(A, "정신병원", "제이팍마음병원", key), row(C, "병원", "실버힐스병원", key)]
    assert joined(rows)[1] == [0, "same_building_renamed"]
    with_another = [*rows, row(A, "정신병원", "다른병원", key)]
    assert len({cluster for cluster, _ in joined(with_another)}) == 3
    nursing = [row(A, "요양병원", "세마요양병원", key), row(C, "병원", "실버힐스병원", key)]
    assert len({cluster for cluster, _ in joined(nursing)}) == 2


def test_a_row_without_a_place_is_joined_by_its_operator_or_its_name() -> None:
    lost = {"municipality_code": None, "serves": [], "lat": None, "lon": None}
    rows = [
        row(A, CENTER, "군포시정신건강복지센터", "41410 군포로 221", municipality_code="41410", serves=["41410"]),
        row(B, CENTER, "군포시정신건강복지센터", "41410 군포로 221", municipality_code="41410", serves=["41410"],
            operator_name="학교법인 일송학원 한림대학교성심병원"),
        row(C, CENTER, "정신건강복지센터", None, name_rule="from_kind",
            operator_name="(학)일송학원 한림대학교성심병원", **lost),
        row(A, "정신건강의학과의원", "The(더)공감 정신건강의학과의원", "41110 경수대로 940"),
        row(C, "정신건강의학과의원", "The(더)공감정신건강의학과의원", None, **lost),
        row(C, "정신건강의학과의원", "어디에도없는정신건강의학과의원", None, **lost),
    ]  # fmt: skip
    assert joined(rows)[2] == [0, "same_operator"]
    assert joined(rows)[4:] == [[3, "same_name_nationwide"], [5, "first"]]


@given(st.permutations(range(8)))
def test_the_order_of_the_rows_does_not_decide_who_belongs_together(order: list[int]) -> None:
    key = "41590 향남로 470"
    rows = [
        row(A, CENTER, "화성시정신건강복지센터", key),
        row(B, CENTER, "화성시정신건강복지센터(향남본소)", key),
        row(C, CENTER, "화성시정신건강복지센터", key, name_rule="from_kind"),
        row(A, CENTER, "화성시정신건강복지센터(동탄분소)", "41590 노작로 226-9", lat=37.21),
        row(B, CENTER, "화성시정신건강복지센터(동탄분소)", "41590 노작로 226-9", lat=37.21),
        row(B, "중독관리통합지원센터", "화성시중독관리통합지원센터(동탄)", "41590 노작로 226-9", lat=37.21),
        row(B, "중독관리통합지원센터", "화성시중독관리통합지원센터(정남)", "41590 서봉로 998", lat=37.16),
        row(
            C,
            "중독관리통합지원센터",
            "화성시중독관리통합지원센터",
            "41590 서봉로 998",
            lat=37.16,
            name_rule="from_kind",
        ),
    ]
    roles = ["", "", "", "동탄분소", "동탄분소", "동탄", "정남", ""]
    found = joined([rows[place] for place in order], [roles[place] for place in order])
    groups: dict[object, set[int]] = {}
    for place, (cluster, _) in zip(order, found, strict=True):
        groups.setdefault(cluster, set()).add(place)
    assert sorted(map(sorted, groups.values())) == [[0, 1, 2], [3, 4], [5], [6, 7]]


@pytest.mark.parametrize("kind", ["치매안심센터", "청소년상담복지센터"])
def test_a_building_holds_one_center_of_a_kind_that_the_law_wants_once(kind: str) -> None:
    rows = [
        row(B, kind, f"화성시보건소 {kind}", "41590 향남로 470"),
        row(B, kind, f"화성시{kind}", "41590 향남로 470"),
        row(B, kind, f"화성시{kind}", "41590 상신로 2", lat=37.3),
    ]
    assert joined(rows) == [[0, "first"], [0, "repeated_in_list"], [2, "first"]]


def test_one_name_and_telephone_near_each_other_are_one_center_and_far_apart_two() -> None:
    kind, name, phone = "치매안심센터", "화성시치매안심센터", "031-369-0000"
    near = [row(B, kind, name, "41590 향남로 470", phone=phone), row(B, kind, name, "41590 향남", phone=phone)]
    far = [row(B, kind, name, "41590 향남로 470", phone=phone), row(B, kind, name, "41590 향남", phone=phone, lat=37.4)]
    assert [cluster for cluster, _ in joined(near)] == [0, 0]
    assert [cluster for cluster, _ in joined(far)] == [0, 1]
