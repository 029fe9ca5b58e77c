"""Staff and services out of free text."""

# ruff: noqa: E501 (spellings of the files, one a line)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.services import code_services, read_kind_services, read_vocabulary
from etl.clean.staff import read_staff
from gis.errors import SourceError
from gis.vocabulary import kinds, services


@pytest.mark.parametrize(
    ("text", "people", "unread"),
    [
        ("작업치료사(2)+행정요원(1)", {"작업치료사": 2, "행정": 1}, ()),
        ("임상심리사(4)작업치료사(1)회계담당(1)", {"임상심리사": 4, "작업치료사": 1, "회계담당": 1}, ()),
        ("정신보건임상심리사(6), 작업치료사(1)", {"정신건강임상심리사": 6, "작업치료사": 1}, ()),
        ("29명", {"기타": 29}, ()),
        ("2", {"기타": 2}, ()),
        ("0", {}, ()),
        ("공무직 7명", {"공무직": 7}, ()),
        ("임상심리사2", {"임상심리사": 2}, ()),
        ("2(운동처방사)", {"운동처방사": 2}, ()),
        ("생활스포츠지도사(1명)+체육정교사(1명)", {"생활스포츠지도사": 1, "체육정교사": 1}, ()),
        ("6(운동처방사(1)+금연상담사(2)+간호사(2)+영양사(1)", {"운동처방사": 1, "금연상담사": 2, "간호사": 2, "영양사": 1}, ()),
        ("3물리치료사1작업치료사1", {"물리치료사": 1, "작업치료사": 1, "기타": 1}, ()),
        ("행정+청원경찰(3)", {"청원경찰": 3}, ("행정",)),
        ("생활스포츠지도사", {}, ("생활스포츠지도사",)),
        ("운전1+ 운동처방사1+ 물리치료사(보건행정과)", {"운전": 1, "운동처방사": 1}, ("물리치료사",)),
        (None, {}, ()),
    ],
)  # fmt: skip
def test_staff_spellings_of_the_file(text: str | None, people: dict[str, int], unread: tuple[str, ...]) -> None:
    read = read_staff(text)
    assert dict(read.people) == people
    assert read.unread == unread


@given(
    st.dictionaries(
        st.sampled_from(["임상심리사", "작업치료사", "간호조무사", "물리치료사"]), st.integers(1, 40), min_size=2
    ),
    st.sampled_from(["({})", "{}", " {}", "({}명)"]),
    st.sampled_from(["+", ", ", "+ "]),
)
def test_staff_put_together_is_taken_apart(people: dict[str, int], form: str, mark: str) -> None:
    text = mark.join(name + form.format(count) for name, count in people.items())
    assert dict(read_staff(text).people) == people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("중증정신질환자 관리+정신건강증진사업+아동청소년 정신건강증진사업+자살예방사업",
         ["자살예방", "중증정신질환관리", "정신건강증진", "아동청소년"]),
        ("알코올 중독자 사례관리+재활프로그램 등", ["중독", "재활"]),
        ("금연+절주+영양+신체활동", ["신체건강"]),
        ("운동처방+재활치료", ["신체건강"]),
        ("치매상담+치매등록+치매가족지원+조호물품지급", ["치매", "상담", "가족"]),
        ("정신질환자 치료비지원 사업", ["의료비지원"]),
        ("", []),
    ],
)  # fmt: skip
def test_services_of_duties(text: str, expected: list[str]) -> None:
    assert code_services(text, read_vocabulary()) == expected


def test_the_vocabularies_agree_with_each_other() -> None:
    codes = {service.code for service in services()}
    assert [service.code for service in read_vocabulary()] == [service.code for service in services()]
    offered = read_kind_services()
    assert set(offered) == {kind.code for kind in kinds()}
    assert all(set(of_kind) <= codes for of_kind in offered.values())


def test_a_code_that_stands_twice_is_refused(tmp_path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("code,name_en,pattern,note\n치매,Dementia,치매,\n치매,Again,기억,\n")
    with pytest.raises(SourceError, match="치매 stands twice"):
        read_vocabulary(path)
