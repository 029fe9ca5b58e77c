"""Which value wins, and which id a center bears."""

from datetime import date

import pandas as pd
import pytest

from etl.build.merging import center_ids, merge, new_center_id, read_precedence
from etl.clean.codes import RegionIndex
from gis.reference import CENTER_LISTS
from tests.etl.names_of_korea import middle, region_index

A, B, C = CENTER_LISTS[:3]  # 2025, the standard list, 2024
LAT, LON = middle("41410")


@pytest.fixture(scope="module")
def korea() -> RegionIndex:
    return region_index()


def row(source: str, key: str, cluster: int, **facts: object) -> dict[str, object]:
    dates = {A: date(2025, 2, 28), B: date(2022, 12, 1), C: date(2024, 6, 30)}
    made: dict[str, object] = {
        "source": source,
        "source_key": key,
        "line": 2,
        "cluster": cluster,
        "match_rule": "first",
        "center_id": None,
        "kind": "기초정신건강복지센터",
        "sub_kind": None,
        "name": "군포시정신건강복지센터",
        "name_rule": "as_published",
        "operator_name": None,
        "road_address": f"경기도 군포시 {key}로 1",
        "lot_address": None,
        "address_detail": None,
        "address_key": f"41410 {key}로 1",
        "municipality_code": "41410",
        "sigungu_code": "41410",
        "serves": ["41410"],
        "lat": LAT,
        "lon": LON,
        "position_source": "published",
        "position_method": "as_published",
        "position_trust": "building",
        "position_radius_m": 100.0,
        "address_agreement": "emd",
        "phone": None,
        "homepage": None,
        "services": [],
        "staff": {},
        "building_area_m2": None,
        "opens_raw": None,
        "closes_raw": None,
        "closed_days_raw": None,
        "usage_note_raw": None,
        "reference_date": dates[source],
    }
    return made | facts


def register(
    rows: list[dict[str, object]], korea: RegionIndex, kind_services: dict[str, tuple[str, ...]] | None = None
):
    return merge(pd.DataFrame(rows), precedence=read_precedence(), kind_services=kind_services or {}, regions=korea)


def test_each_field_comes_from_the_list_that_is_believed_for_it(korea: RegionIndex) -> None:
    rows = [
        row(A, "가", 0, phone="031-461-1771", homepage="http://www.new.or.kr"),
        row(B, "나", 0, phone="031-000-0000", opens_raw="9:00", closes_raw="18:00", operator_name="옛 위탁기관",
            services=["자살예방"], staff={"간호사": 3}, building_area_m2=250.0),
        row(C, "다", 0, homepage="http://www.old.or.kr", operator_name="새 위탁기관"),
    ]  # fmt: skip
    made = register(rows, korea, {"기초정신건강복지센터": ("위기개입", "자살예방")})
    center = made.centers.iloc[0]
    assert (center["phone"], center["opens_raw"], center["operator_name"], center["homepage"]) == (
        "031-461-1771", "9:00", "새 위탁기관", "http://www.old.or.kr",
    )  # fmt: skip
    assert center["services"] == ["자살예방", "위기개입"]
    assert center["field_sources"] == {
        "kind": A, "name": A, "position": A, "phone": A, "homepage": C, "operator_name": C, "building_area_m2": B,
        "opens_raw": B, "closes_raw": B, "services": f"{B}+kind",
    }  # fmt: skip
    assert center["reference_date"] == date(2025, 2, 28)
    assert made.staff.to_dict("records") == [{"center_id": center["center_id"], "profession": "간호사", "people": 3}]


def test_of_two_rows_of_one_list_the_newer_is_believed(korea: RegionIndex) -> None:
    rows = [
        row(B, "옛", 0, opens_raw="8:30", reference_date=date(2020, 12, 15)),
        row(B, "새", 0, opens_raw="9:00", reference_date=date(2022, 5, 26)),
    ]
    assert register(rows, korea).centers["opens_raw"].tolist() == ["9:00"]


def test_a_name_of_its_own_beats_one_made_up_from_the_kind(korea: RegionIndex) -> None:
    rows = [row(A, "가", 0, name="군포시정신건강복지센터", name_rule="from_kind"), row(C, "다", 0, name="군포마음센터")]
    center = register(rows, korea).centers.iloc[0]
    assert (center["name"], center["field_sources"]["name"]) == ("군포마음센터", C)


def test_the_newest_address_wins_with_its_own_point(korea: RegionIndex) -> None:
    rows = [row(B, "옛", 0, lat=LAT + 0.01), row(A, "새", 0)]
    center = register(rows, korea).centers.iloc[0]
    assert (center["road_address"], center["lat"]) == ("경기도 군포시 새로 1", LAT)


def test_a_building_beats_a_newer_guess(korea: RegionIndex) -> None:
    rows = [row(A, "새", 0, position_trust="road", position_radius_m=800.0), row(B, "옛", 0)]
    center = register(rows, korea).centers.iloc[0]
    assert (center["road_address"], center["position_trust"]) == ("경기도 군포시 옛로 1", "building")


def test_the_most_telling_area_is_kept(korea: RegionIndex) -> None:
    rows = [
        row(C, "다", 0, serves=["43111", "43112", "43113"]),
        row(B, "나", 0, serves=["43111"]),
        row(A, "가", 0, serves=["43111"]),
    ]
    assert register(rows, korea).serves["region_code"].tolist() == ["43111"]


def test_the_size_of_a_hospital_is_not_lost_to_its_owner(korea: RegionIndex) -> None:
    rows = [
        row(C, "공립", 0, kind="병원", sub_kind="공립", name="강원도 원주의료원"),
        row(C, "종합", 0, kind="종합병원", name="강원도 원주의료원"),
    ]
    center = register(rows, korea).centers.iloc[0]
    assert (center["kind"], center["sub_kind"], center["is_public"]) == ("종합병원", "공립", True)


def test_psychiatry_said_by_one_list_is_kept(korea: RegionIndex) -> None:
    rows = [
        row(A, "가", 0, kind="의원", sub_kind="정신건강의학과 진료 표시", name="마음의원"),
        row(C, "다", 0, kind="정신건강의학과의원", name="마음의원"),
    ]
    center = register(rows, korea).centers.iloc[0]
    assert (center["kind"], center["sub_kind"], center["is_public"]) == ("정신건강의학과의원", None, False)


def test_a_cluster_without_any_point_is_lost_and_said_to_be(korea: RegionIndex) -> None:
    nowhere = {"lat": None, "lon": None, "position_trust": None}
    made = register([row(A, "가", 0), row(C, "다", 1, **nowhere), row(C, "라", 0, **nowhere)], korea)
    assert made.lost.to_dict("records") == [{"source": C, "source_key": "다"}]
    assert sorted(made.rows["source_key"]) == ["가", "라"]


def test_the_point_s_emd_and_cells_are_kept(korea: RegionIndex) -> None:
    center = register([row(A, "가", 0)], korea).centers.iloc[0]
    assert center["region_code"] == "4141051000"
    assert {len(format(int(center[f"h3_{res}"]), "x")) for res in (7, 8, 9, 10)} == {15}


def test_a_point_trusted_to_its_sigungu_names_no_emd(korea: RegionIndex) -> None:
    vague = register([row(A, "가", 0, position_trust="sigungu", position_radius_m=5_000.0)], korea).centers.iloc[0]
    assert vague["region_code"] == "41410"
    sure = register([row(A, "가", 0, position_trust="emd", position_radius_m=900.0)], korea).centers.iloc[0]
    assert sure["region_code"] == "4141051000"


def ids(*rows: tuple[str, str, int, str | None]) -> dict[int, str]:
    frame = pd.DataFrame(rows, columns=["source", "source_key", "cluster", "center_id"])
    return center_ids(frame).to_dict()


def test_a_new_center_is_named_after_the_row_that_founds_it() -> None:
    assert ids((A, "k1", 0, None), (C, "k0", 0, None)) == {0: new_center_id(A, "k1")}
    assert new_center_id(A, "k1") == new_center_id(A, "k1")
    assert len(new_center_id(A, "k1")) == 10


def test_a_center_keeps_its_id_while_one_of_its_rows_stays() -> None:
    first = ids((B, "standard", 0, None))[0]
    # The 2025 list now names it too, and its row would have founded it had it come first.
    assert ids((A, "newer", 7, None), (B, "standard", 7, first)) == {7: first}


def test_of_a_center_that_was_split_the_larger_part_keeps_the_id() -> None:
    split = ids((A, "a", 0, "oldoldoldo"), (B, "b", 1, "oldoldoldo"), (C, "c", 1, "oldoldoldo"))
    assert split[1] == "oldoldoldo"
    assert split[0] == new_center_id(A, "a")


def test_two_centers_that_became_one_keep_one_of_their_ids() -> None:
    assert ids((A, "a", 0, "aaaaaaaaaa"), (B, "b", 0, "bbbbbbbbbb"), (C, "c", 0, "bbbbbbbbbb")) == {0: "bbbbbbbbbb"}


def test_a_list_that_came_later_does_not_change_the_id_of_a_center_it_joins() -> None:
    rows = pd.DataFrame(
        {"source": ["dementia_centers", B], "source_key": ["new", "old"], "cluster": [0, 0], "center_id": [None, None]}
    )
    assert center_ids(rows).tolist() == [new_center_id(B, "old")]
    alone = rows[rows["source"] == "dementia_centers"]
    assert center_ids(alone).tolist() == [new_center_id("dementia_centers", "new")]


def test_no_gu_is_invented_for_an_address_that_names_its_city_alone(korea):
    lat, lon = middle("41111")
    facts = {
        "lat": lat, "lon": lon, "municipality_code": "41110", "sigungu_code": None, "position_source": "address",
        "position_trust": "sigungu",
    }  # fmt: skip
    alone = register([row(A, "가", 0, **facts)], korea).centers.iloc[0]
    assert alone["region_code"] == "41"
    named = register([row(A, "가", 0, **{**facts, "sigungu_code": "41111"})], korea).centers.iloc[0]
    assert named["region_code"] == "41111"
