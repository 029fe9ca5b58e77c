"""A published table is read in whatever form it was saved, and a record that cannot be read is named by its line."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from etl.clean.tables import read_table
from etl.contract import FAULT
from etl.sources import mental_health_facilities
from gis.errors import SourceError

SOURCE = replace(mental_health_facilities.SOURCE, columns=("기관명", "주소", "전화번호"))
HEADER = ("번호", "기관명", "주소", "전화번호")
ROWS = [
    ("1", "가상구 정신건강복지센터", "서울특별시 강남구 테헤란로 152", "02-2222-5678"),
    ("2", "둘째 센터", "여기", ""),
]
READ = [["가상구 정신건강복지센터", "서울특별시 강남구 테헤란로 152", "02-2222-5678"], ["둘째 센터", "여기", None]]


def lines(*rows: Sequence[str], delimiter: str = ",") -> str:
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


@pytest.fixture
def saved(tmp_path: Path):
    """Give a function that saves a file and reads it."""

    def read(content: str | bytes, name: str = "list.csv", encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_table(path, SOURCE)

    return read


def plain(frame) -> list[list[str | None]]:
    return frame[list(SOURCE.columns)].astype(object).where(frame.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_any_delimiter_and_encoding_gives_the_same_table(saved, delimiter: str, encoding: str) -> None:
    frame = saved(lines(HEADER, *ROWS, delimiter=delimiter), encoding=encoding)
    assert plain(frame) == READ
    assert list(frame.index) == [2, 3]
    assert FAULT not in frame


def workbook(*rows: Sequence[object], title_sheet: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    if title_sheet:
        sheet.append(["안내"])
        sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "list.txt"])
def test_a_workbook_is_read_under_any_ending_and_from_the_sheet_that_has_the_columns(saved, name: str) -> None:
    frame = saved(workbook(("2026년 현황",), HEADER, *ROWS, title_sheet=True), name)
    assert plain(frame) == READ
    assert list(frame.index) == [3, 4]


def test_a_header_of_two_merged_rows_is_put_together(saved) -> None:
    top, below = ("번호", "기관", "", "전화번호"), ("", "기관명", "주소", "")
    frame = saved(lines(top, below, *ROWS))
    assert plain(frame) == READ
    assert list(frame.index) == [3, 4]


def test_a_mark_written_twice_and_titles_above_do_not_hide_the_header(saved) -> None:
    frame = saved(b"\xef\xbb\xbf\xef\xbb\xbf" + lines(("전국 현황",), HEADER[1:], *(row[1:] for row in ROWS)).encode())
    assert plain(frame) == READ


def test_a_line_is_that_of_the_file_where_cells_hold_newlines(saved) -> None:
    frame = saved(lines(HEADER, ("1", '"첫\n둘"', "주소", ""), ROWS[1]))
    assert list(frame.index) == [2, 4]
    assert frame["기관명"].iloc[0] == "첫\n둘"


def test_invisible_characters_and_decomposed_hangul_are_read_as_meant(saved) -> None:
    odd = unicodedata.normalize("NFD", "가상구") + "\u200b\x00\ufeff\u00a0정신건강복지센터"
    frame = saved(lines(HEADER, ("1", odd, *ROWS[0][2:])))
    assert plain(frame) == READ[:1]


def test_faulty_records_are_named_and_the_others_are_read(saved) -> None:
    content = lines(HEADER, ROWS[0], HEADER, (*ROWS[1], "", "너무 많은 칸"), ROWS[1]).encode()
    frame = saved(content.replace("여기,\r\n".encode(), b"\xb0\xff,\r\n"))
    assert list(frame.index) == [2, 3, 4, 5]
    assert frame[FAULT].fillna("").tolist() == [
        "", "repeated_header", "field_count: 6 fields under 4 columns", "lost_bytes: 주소",
    ]  # fmt: skip
    assert plain(frame[frame[FAULT].isna()]) == READ[:1]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_stray_byte_costs_its_own_row_only(saved, encoding: str) -> None:
    content = lines(HEADER, *ROWS, *[("3", "셋째 센터", "저기", "")] * 40).encode(encoding)
    frame = saved(content.replace("여기".encode(encoding), b"\xff\x81"))
    assert frame[FAULT].notna().sum() == 1
    assert frame.index[frame[FAULT].notna()].tolist() == [3]
    assert frame["기관명"].iloc[1] == "둘째 센터"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (lines(("이름", "주소"), ("가", "나")).encode(), "no column 기관명, 전화번호, only 이름, 주소"),
        (lines(HEADER).encode(), "has its columns but no row"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel workbook"),
        (b"PK\x03\x04" + bytes(600), "not a readable workbook"),
        (b"\xff\xd8\xff\xe0\x81 no table\n\xff", r"line 1, byte 1"),
    ],
)
def test_what_is_no_table_is_refused_with_what_was_found(saved, content: bytes, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        saved(content)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn")), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_every_record_is_there_whatever_its_cells_hold(tmp_path_factory, rows) -> None:
    path = tmp_path_factory.mktemp("cells") / "list.csv"
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in ("x", *row)] for row in rows]
    path.write_text(lines(HEADER, *quoted), encoding="utf-8", newline="")
    frame = read_table(path, SOURCE)
    assert list(frame.index) == list(range(2, len(rows) + 2))
