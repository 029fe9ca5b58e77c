"""The register of the real lists: what is expected of it, and merges that were checked by eye. Needs the raw files."""

# ruff: noqa: E501 (one institution a line)

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from etl.build.merging import MergedRegister
from etl.build.register import build_register
from etl.clean.kinds import OUT_OF_SCOPE
from etl.clean.positions import distance_m
from etl.contract import Cleaned
from etl.lookup import MemoryLookup
from etl.registry import source_named
from gis import crs
from gis.reference import CENTER_LISTS
from gis.vocabulary import kinds
from tests.etl.real_lists import source_rows

LETTER = dict(zip(("A", "B", "C", "D", "Y"), CENTER_LISTS, strict=True))
"""A the list of 2025, B the standard list, C the list of 2024, D dementia centers, Y youth counselling centers."""

# Each line is one institution: all the rows (list and line) that speak of it, and no other. Checked by eye on
# 2026-11-22 against names, addresses, floors, homepages and telephone numbers.
BY_EYE = """
수원: four centers of one city, each with its own building         | A1486 B152 C1523
수원시아동청소년 in the building of 수원시자살예방센터              | A1487 B142 C1522
수원시성인 is called 수원시정신건강복지센터 in 2025                 | A1488 B143 C1422
수원시행복                                                          | A1489 B141 C1521
성남: two centers in one building, told apart by the floor (4)      | A1473 C1056
성남 (5)                                                            | A1474 C1055
부평: the list of 2025 exchanged the names of the two               | A1449 C1048
부평삼산                                                            | A1450 C1262
세종 북부: the row of 2024 gives the operator and an old address    | A1480 B162 C2426
세종 남부 shares its building with the metropolitan center          | A1479
세종 광역                                                           | A1478
평택: 평택5호 in 2024, no number in 2025                            | A1595 B147 C2498
평택 송탄                                                           | A1482
고양                                                                | A1374 C315
고양시아동청소년                                                    | A1373 C2101
화성 본소                                                           | A1610 B131 C128
화성 아동청소년 was 마인드스텝센터                                  | A1609 B252
화성 동탄분소                                                       | A1611 B254
화성 마도분소                                                       | A1612 B253
화성 봉담: moved, 클럽하우스 became 분소                            | A1613 B251
화성 향남클럽하우스                                                 | A1614 B20
창원 마산: 마산합포구 in 2025                                       | A1572 B163 C2346
창원: 의창구 in 2024, 성산구 in 2025                                | A1573 B165 C2376
창원 진해                                                           | A1574 B166 C2348
청주 흥덕 moved                                                     | A1584 B121 C2722
구미                                                                | A1392 B286 C122
구미 선산                                                           | A1391 C262
광주 북구 moved                                                     | A1453 B35 C2172
광주 북구 분소                                                      | A1455
부산 남구 is missing in 2025                                        | B16 C2127
인천 동구 stands in 2024 only, under its operator's name            | C189
군포: the row of 2024 gives the operator's own address              | A1395 B96 C8
함안: named 함양군 in 2024, at 함안군's address                     | A1601 B207 C2631
함양                                                                | A1602 C2632
옹진군's center stands in 미추홀구                                  | A1524
화성 중독 정남                                                      | B256 C129
화성 중독 동탄 in the building of 동탄분소                          | B257
서귀포 중독 in the building of its 보건소                           | B46 C1169
광산구 중독 moved into the building of the mental health center     | B27 C1005
수원시자살예방센터                                                  | B144 C1423
화성시 부설 자살예방센터 at an address of its own                   | B255
전북 광역: 전라북도정신건강복지센터 in the standard list            | A1550 B265 C2547
단양군보건의료원 was 단양군보건소                                   | A4049 C565
울진군보건소 stands among the health promotion centers              | B167 C1816
국립법무병원 was 치료감호소                                         | A4179 C2443
강원대학교병원, twice in 2024: by owner and by size                 | A1669 C71 C72
용인정신병원 and                                                    | A5091 C1246
경기도립정신병원 in one compound                                    | A5134 C108
마음빛 and                                                          | A1994
마음누리: two clinics of one building                               | C768
The(더)공감: the address is cut off in 2024                         | A2444 C15
김지웅.이정은정신건강의학과의원                                     | A4329 C2067
오석산정신요양원, marked 정신보건                                   | B39 C1757
진산요양원, known by its duties                                     | B71 C2311
송광정신재활센터                                                    | B84 C1382
유쾌한집1 and                                                       | C1853
유쾌한집2: two homes at one address                                 | C1854
광양치매안심: the standard list of 건강증진센터 has it, two more rows | B108 D11 D67
해남치매안심: once with 해남읍, once without                        | D121 D270
대전 서구치매안심: one address is written without blanks            | D206 D278
세종치매안심 조치원 and                                             | D76
세종치매안심 어진동 share a telephone and nothing else              | D77
화성치매안심: six rows of one center; the others are equal          | D194
성북구청소년상담 and                                                | Y9
성북구석관청소년상담, its second place                              | Y10
경상북도청소년상담, in the same street as                           | Y195
안동시청소년상담                                                    | Y199
"""

SEVERAL = {
    "28237": 2, "29170": 2, "36110": 2, "41110": 4, "41130": 2, "41190": 2, "41220": 2, "41280": 2, "41590": 6,
    "43110": 4, "44130": 2, "47110": 2, "47190": 2, "48120": 3,
}  # fmt: skip
"""Municipalities with more than one 기초정신건강복지센터, looked at one by one."""


@pytest.fixture(scope="module")
def rows(centers_cleaned: Mapping[str, Cleaned], register: MergedRegister) -> pd.DataFrame:
    """Every kept row with the center it became or joined."""
    facts = source_rows(centers_cleaned).drop(columns=["center_id", "match_rule"], errors="ignore")
    return facts.merge(register.rows, on=["source", "source_key"], validate="one_to_one")


def members(line: str) -> set[tuple[str, int]]:
    return {(LETTER[row[0]], int(row[1:])) for row in line.split("|")[1].split()}


@pytest.mark.parametrize("line", [line for line in BY_EYE.splitlines() if line])
def test_checked_by_eye(line: str, rows: pd.DataFrame) -> None:
    wanted = members(line)
    first = min(wanted)
    center = rows.loc[(rows["source"] == first[0]) & (rows["line"] == first[1]), "center_id"].iloc[0]
    same = rows[rows["center_id"] == center]
    assert set(zip(same["source"], same["line"], strict=True)) == wanted


def test_no_row_is_lost(centers_cleaned: Mapping[str, Cleaned], register: MergedRegister, rows: pd.DataFrame) -> None:
    assert register.lost.empty
    assert {name: centers_cleaned[name].rows_read for name in CENTER_LISTS} == {
        "mental_health_facilities": 5488,
        "health_promotion_centers": 291,
        "mental_health_institutions": 2786,
        "dementia_centers": 315,
        "youth_counselling_centers": 240,
    }
    for name in CENTER_LISTS:
        cleaned = centers_cleaned[name]
        in_the_register = (rows["source"] == name).sum()
        assert in_the_register + cleaned.rows_merged + cleaned.rows_quarantined == cleaned.rows_read
    assert set(rows["center_id"]) == set(register.centers["center_id"])
    reasons = pd.concat([centers_cleaned[name].quarantine for name in CENTER_LISTS])["reason"]
    assert reasons.value_counts().to_dict() == {OUT_OF_SCOPE: 1349 + 16 + 10}


def test_all_141_mental_health_rows_of_the_standard_list_are_in(rows: pd.DataFrame) -> None:
    standard = rows[rows["source"] == CENTER_LISTS[1]]
    marked = standard[[record["건강증진센터구분"] == "정신보건" for record in standard["raw"]]]
    assert len(standard) == 291
    assert len(marked) == 141
    assert marked["kind"].value_counts().to_dict() == {
        "기초정신건강복지센터": 117, "중독관리통합지원센터": 10, "정신요양시설": 6, "치매안심센터": 3, "광역정신건강복지센터": 2,
        "자살예방센터": 2, "정신재활시설": 1,
    }  # fmt: skip


def test_every_municipality_has_its_center_and_none_is_counted_twice(register: MergedRegister) -> None:
    centers = register.centers[register.centers["kind"] == "기초정신건강복지센터"]
    served = register.serves[register.serves["center_id"].isin(centers["center_id"])]
    assert len(centers) == 252
    assert served["region_code"].nunique() == 252  # every sigungu (gu by gu) is served
    per_sigungu = served.groupby("region_code").size()
    several = set(per_sigungu[per_sigungu > 1].index)
    allowed = {code for code in served["region_code"] if f"{code[:4]}0" in SEVERAL or code in SEVERAL}
    assert several <= allowed


def test_the_cities_with_several_centers_are_those_looked_at(register: MergedRegister, rows: pd.DataFrame) -> None:
    local = rows[(rows["kind"] == "기초정신건강복지센터") & rows["municipality_code"].notna()]
    counts = local.groupby("municipality_code")["center_id"].nunique()
    assert counts[counts > 1].to_dict() == SEVERAL
    assert len(counts) == 229


def test_one_metropolitan_center_a_sido(register: MergedRegister) -> None:
    centers = register.centers[register.centers["kind"] == "광역정신건강복지센터"]
    served = register.serves[register.serves["center_id"].isin(centers["center_id"])]
    assert len(centers) == 17
    assert sorted(served["region_code"]) == sorted(set(served["region_code"]))
    assert served["region_code"].str.len().eq(2).all()
    assert served["region_code"].nunique() == 17


def test_how_many_of_each_kind(register: MergedRegister) -> None:
    counts = register.centers["kind"].value_counts()
    assert counts[
        ["중독관리통합지원센터", "자살예방센터", "정신재활시설", "정신요양시설", "치매안심센터", "청소년상담복지센터"]
    ].tolist() == [51, 29, 349, 60, 264, 240]
    assert counts["보건소"] + counts["보건의료원"] == 250
    assert set(counts.index) <= {kind.code for kind in kinds()}


def test_whom_each_kind_serves(register: MergedRegister) -> None:
    serves = {kind.code: kind.serves for kind in kinds()}
    with_area = set(register.serves["center_id"])
    for center in register.centers.itertuples():
        assert (center.center_id in with_area) == (serves[center.kind] != "none"), center.name


def test_owners_of_public_hospitals(register: MergedRegister) -> None:
    hospitals = register.centers[register.centers["sub_kind"].isin(["국립", "공립"])]
    assert hospitals["is_public"].all()
    # 91 rows of 국립 and 공립 in 2024; 전북대학교 and others stand there once more under their size.
    assert len(hospitals) == 91
    private = register.centers[register.centers["kind"].isin(["정신건강의학과의원", "의원"])]
    assert not private["is_public"].any()


def test_every_center_has_a_name_a_place_and_a_date(register: MergedRegister) -> None:
    centers = register.centers
    assert centers["center_id"].is_unique
    assert centers["center_id"].str.fullmatch("[a-z2-7]{10}").all()
    assert centers["lat"].between(*crs.LAT_RANGE).all()
    assert centers["lon"].between(*crs.LON_RANGE).all()
    assert centers["region_code"].notna().all()
    assert (centers["name"].str.len() >= 1).all()
    assert centers["reference_date"].between(date(2019, 1, 1), date(2026, 8, 25)).all()
    # 청소년상담복지센터 stand in a list without coordinates, far from schools and pharmacies now and then.
    is_youth = centers["kind"] == "청소년상담복지센터"
    assert (centers["position_trust"][~is_youth] == "building").mean() > 0.88
    assert (centers["position_trust"][is_youth].isin(["building", "road", "emd"])).mean() > 0.94


def test_what_is_trusted_to_its_sigungu_stands_in_it_and_names_no_emd(
    real_lists_cleaned: tuple[Mapping[str, Cleaned], MemoryLookup], register: MergedRegister, rows: pd.DataFrame
) -> None:
    """No address that names its gu was ever placed in the other gu of its city; four of 덕진구 stood in 완산구."""
    regions = real_lists_cleaned[1].context(source_named(CENTER_LISTS[0]).SOURCE).regions
    by_address = rows[(rows["position_source"] == "address") & rows["sigungu_code"].notna()]
    vague = by_address[by_address["position_trust"].isin(["emd", "sigungu"])]
    assert (vague["position_trust"] == "sigungu").sum() > 50
    found = regions.locate(vague["lat"], vague["lon"], level="sigungu")
    astray = vague[found != vague["sigungu_code"].to_numpy()]
    assert astray[["name", "road_address"]].to_dict("records") == []
    centers = register.centers
    digits = centers["position_trust"].map(lambda trust: 5 if trust == "sigungu" else 10)
    assert (centers["region_code"].str.len() == digits).all()


def test_nothing_personal_and_no_retired_number(
    register: MergedRegister, centers_cleaned: Mapping[str, Cleaned]
) -> None:
    mobile = r"(?<!\d)01[016789][-. ]?\d{3,4}[-. ]?\d{4}(?!\d)"
    centers = register.centers
    for column in ("name", "phone", "usage_note_raw", "operator_name", "homepage", "address_detail", "closed_days_raw"):
        texts = centers[column].dropna().astype(str)
        assert not texts.str.contains(mobile).any(), column
        assert not texts.str.contains(r"(?<!\d)1393(?!\d)").any(), column
    for name in CENTER_LISTS:
        for frame in (centers_cleaned[name].quarantine, centers_cleaned[name].repairs):
            assert not frame.astype(str).apply(lambda column: column.str.contains(mobile)).to_numpy().any()


def test_ids_last_when_the_register_is_built_again(
    real_lists_cleaned: tuple[Mapping[str, Cleaned], MemoryLookup], register: MergedRegister
) -> None:
    cleaned, lookup = real_lists_cleaned
    regions = lookup.context(source_named(CENTER_LISTS[0]).SOURCE).regions
    before = source_rows(cleaned).drop(columns="center_id").merge(register.rows.drop(columns="match_rule"))
    # The list of 2024 is withdrawn: every center that stays keeps its id.
    kept = before[before["source"] != CENTER_LISTS[2]]
    again = build_register(kept, regions)
    assert set(again.centers["center_id"]) == set(kept["center_id"])


def test_the_located_addresses_agree_with_the_published_points(rows: pd.DataFrame) -> None:
    """Where 2024 and 2025 name the same building, the located point lies within its stated radius of the published."""
    both = rows[rows["source"] == CENTER_LISTS[2]].merge(
        rows[rows["source"] == CENTER_LISTS[0]], on="center_id", suffixes=("", "_a")
    )
    located = both[(both["address_key"] == both["address_key_a"]) & (both["position_method"] != "same_building")]
    same = both[(both["address_key"] == both["address_key_a"]) & (both["position_method"] == "same_building")]
    away_m = [distance_m(*pair) for pair in same[["lat", "lon", "lat_a", "lon_a"]].to_numpy()]
    assert len(same) > 1_500
    assert (pd.Series(away_m) <= 100).mean() > 0.97
    assert len(located) < 20  # what another list places to the building is not guessed
