"""A monthly file with one bad value loses that row at most, and says which."""

import unicodedata
from datetime import date

import pytest

from etl import pipeline
from etl.contract import Context
from etl.sources import center_rows, health_promotion_centers
from gis.errors import SourceError
from tests.etl.names_of_korea import middle, region_index
from tests.etl.sources.test_centers import context

GANGNAM = middle("11680")
SOURCE = health_promotion_centers.SOURCE
BASE = {
    "건강증진센터명": "강남구 정신건강복지센터",
    "건강증진센터구분": "정신보건",
    "소재지도로명주소": "서울특별시 강남구 테헤란로 152",
    "위도": str(GANGNAM[0]),
    "경도": str(GANGNAM[1]),
    "건강증진업무내용": "정신건강 상담",
    "운영시작시각": "09:00",
    "운영종료시각": "18:00",
    "휴무일정보": "토+일+공휴일",
    "의사수": "0",
    "운영기관전화번호": "02-2222-5678",
    "관리기관명": "강남구보건소",
    "데이터기준일자": "2026-05-01",
    "제공기관명": "서울특별시 강남구",
}
OTHER = {"건강증진센터명": "둘째 정신건강복지센터", "소재지도로명주소": "서울특별시 강남구 삼성로 628"}


@pytest.fixture
def cleaned(tmp_path):
    """Give a function that writes rows as the published file and cleans it."""

    def run(*rows: dict[str, str], text: str | None = None):
        path = tmp_path / "list.csv"
        lines = [",".join({**BASE, **row}.get(column, "") for column in SOURCE.columns) for row in rows]
        path.write_text(text or "\n".join([",".join(SOURCE.columns), *lines]) + "\n", encoding="utf-8")
        around = context(health_promotion_centers)
        return pipeline.clean_file(
            health_promotion_centers, path, Context(SOURCE, region_index, around.tables, today=date(2026, 11, 29))
        )

    return run


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("미정", "unreadable_date"), ("2062-01-01", "future_date"), ("2026-02-30", "impossible_date"),
        ("1026-05-01", "impossible_date"), ("", "missing_date"), ("²", "unreadable_date"),
    ],
)  # fmt: skip
def test_a_bad_date_is_its_own_row_s_fault(cleaned, told: str, reason: str) -> None:
    found = cleaned({}, {**OTHER, "데이터기준일자": told})
    assert (found.rows_read, found.rows_kept) == (2, 1)
    assert found.quarantine[["line", "column_name", "reason"]].to_numpy().tolist() == [[3, "데이터기준일자", reason]]
    assert found.period == (date(2026, 5, 1), date(2026, 5, 1)), "one row does not decide for its file"


@pytest.mark.parametrize("told", ["20260601", "2026.6.1.", "2026/06/01", "2026년 6월 1일", "2026-06-01 00:00:00"])
def test_a_date_is_read_however_it_is_written(cleaned, told: str) -> None:
    assert cleaned({"데이터기준일자": told}).period == (date(2026, 6, 1), date(2026, 6, 1))


def test_what_looks_like_a_digit_is_no_number_of_staff(cleaned) -> None:
    (staff,) = cleaned({"의사수": "²", "간호사수": "3"}).tables[center_rows.TABLE]["staff"]
    assert staff == {"간호사": 3}


def test_decomposed_hangul_and_nul_are_the_same_row(cleaned) -> None:
    plain = cleaned({}).tables[center_rows.TABLE]
    odd = cleaned({key: unicodedata.normalize("NFD", value) + "\x00" for key, value in BASE.items()})
    columns = ["name", "kind", "road_address", "source_key", "phone"]
    assert odd.tables[center_rows.TABLE][columns].to_numpy().tolist() == plain[columns].to_numpy().tolist()


def test_a_repeated_header_is_set_aside(cleaned) -> None:
    found = cleaned({}, dict(zip(SOURCE.columns, SOURCE.columns, strict=True)), OTHER)
    assert (found.rows_read, found.rows_kept) == (3, 2)
    assert found.quarantine[["line", "reason"]].to_numpy().tolist() == [[3, "repeated_header"]]


def test_rows_that_cannot_be_placed_are_kept_without_a_place_and_unknown_units_are_named(cleaned) -> None:
    nowhere = {
        "소재지도로명주소": "가나광역시 다라구 없음로 1",
        "위도": "",
        "경도": "",
        "제공기관명": "가나광역시 다라구",
    }
    found = cleaned(nowhere)
    assert found.rows_kept == 1
    assert found.tables[center_rows.TABLE]["geom"].isna().all()
    assert center_rows.unknown_units(found) == {"가나광역시, 다라구": 1}


def test_a_file_in_which_nothing_can_be_read_is_refused_by_its_name(cleaned) -> None:
    header = ",".join(SOURCE.columns)
    with pytest.raises(SourceError, match=r"list\.csv.*no record can be read"):
        cleaned(text=f"{header}\n{header}\n")
