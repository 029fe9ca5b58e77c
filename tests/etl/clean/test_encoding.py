"""Korean bytes are read as they were written, or not at all."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.encoding import decode, restore_commas
from gis.errors import SourceError

# cp949 has 11,172 hangul syllables, ASCII and little else that publishers use.
KOREAN = st.text(
    st.one_of(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), st.sampled_from("abc 012,+-()\n"))
)


@given(KOREAN.filter(bool))
def test_utf8_is_read_with_and_without_its_mark(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text
    assert decode(text.encode("utf-8-sig")).text == text


@given(KOREAN.filter(lambda text: any("가" <= letter <= "힣" for letter in text)))
def test_cp949_is_read_however_short(text: str) -> None:
    data = text.encode("cp949")
    read = decode(data)
    # A pair of cp949 bytes may happen to be UTF-8; then it is read as that, and encodes back to the same bytes.
    assert read.text.encode("utf-8" if read.encoding == "utf-8-sig" else read.encoding) == data
    if read.encoding == "cp949":
        assert read.text == text


def test_a_short_korean_text_is_not_taken_for_chinese() -> None:
    assert decode("보건소".encode("cp949")).text == "보건소"
    assert decode("기관명,주소\r\n강남구,".encode("cp949")).encoding == "cp949"


def test_a_broken_file_is_refused_rather_than_garbled() -> None:
    # 0x80 starts nothing in cp949, and the text is too short to guess.
    with pytest.raises(SourceError, match="neither UTF-8 nor cp949"):
        decode("정신건강".encode("cp949") + b"\x80\xff", where="list.csv")


def test_a_replacement_character_is_an_error() -> None:
    with pytest.raises(SourceError):
        decode("정신\ufffd건강".encode())


def test_utf16_is_recognised_when_there_is_enough_of_it() -> None:
    text = "기관명,주소\n" + "강남구정신건강복지센터,서울특별시 강남구 자곡로 100\n" * 40
    assert decode(text.encode("utf-16")).text.replace("\ufeff", "") == text


def test_plus_signs_become_commas_only_where_no_comma_stood() -> None:
    replaced = pd.Series(["토+일+ 공휴일", "점촌1길 13+ 2층", "매주 일요일+", None], dtype="string")
    assert restore_commas(replaced).tolist()[:3] == ["토, 일, 공휴일", "점촌1길 13, 2층", "매주 일요일"]
    assert restore_commas(replaced).isna().tolist() == [False, False, False, True]
    untouched = pd.Series(["1+1 상담, 교육", "C++ 교육"], dtype="string")
    assert restore_commas(untouched).tolist() == untouched.tolist()
