import pytest

from gis import vocabulary
from gis.errors import InputError, SettingsError
from gis.terms import ALL_KINDS

HEADER = "code,name_en,group,is_public,is_residential,sort_order,serves,note\n"


def write(tmp_path, text):
    path = tmp_path / "kinds.csv"
    path.write_text(HEADER + text, encoding="utf-8-sig")
    return path


def test_kinds_are_read_in_their_order(tmp_path):
    path = write(
        tmp_path, "병원,Hospital,medical,false,false,20,none,\n보건소,Health center,public,True,false,10,sigungu,법\n"
    )
    first, second = vocabulary.read_kinds(path)
    assert first == vocabulary.Kind("보건소", "Health center", "public", True, False, 10, "sigungu", "법")
    assert (second.code, second.is_public, second.serves) == ("병원", False, "none")


def test_where_people_live_for_long_is_said_by_the_vocabulary():
    assert vocabulary.residential_kinds() == {"정신요양시설", "요양병원"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("보건소,x,state,true,false,1,none,", "line 2 .*group 'state'"),
        ("보건소,x,public,perhaps,false,1,none,", "line 2 .*perhaps"),
        ("보건소,x,public,true,maybe,1,none,", "line 2 .*maybe"),
        ("보건소,x,public,true,false,first,none,", "line 2 .*first"),
        ("보건소,x,public,true,false,1,emd,", "line 2 .*serves 'emd'"),
        ("보건소,x,public,true,false,1,none,\n보건소,y,public,true,false,2,none,", "보건소 more than once"),
    ],
)
def test_a_faulty_vocabulary_names_its_line(tmp_path, line, message):
    with pytest.raises(SettingsError, match=message):
        vocabulary.read_kinds(write(tmp_path, line + "\n"))


def test_a_missing_vocabulary_is_told(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        vocabulary.read_services(tmp_path / "services.csv")


def test_the_shipped_words_hold_what_the_law_names():
    kinds = {kind.code: kind for kind in vocabulary.kinds()}
    assert kinds["기초정신건강복지센터"].serves == "sigungu"
    assert kinds["광역정신건강복지센터"].serves == "sido"
    assert not kinds["정신건강의학과의원"].is_public
    assert {"자살예방", "중독", "치매", "아동청소년"} <= {service.code for service in vocabulary.services()}
    assert set(vocabulary.GROUPS).isdisjoint(kinds)
    assert kinds["청소년상담복지센터"].ages == (9, 24)
    assert set(vocabulary.CARE_GROUPS.values()) == {kind.group for kind in kinds.values()}


def test_kinds_for_one_age_or_one_illness_stay_out_of_the_figures_of_their_group():
    everybody = {kind.code for kind in vocabulary.kinds() if kind.is_for_all}
    assert {kind.code for kind in vocabulary.kinds()} - everybody == {"치매안심센터", "청소년상담복지센터"}
    of = ["청소년상담복지센터", "기초정신건강복지센터"]
    every = {"is_mental_health_care": [True, True], "is_open_to_public": [True, True]}
    for name in (ALL_KINDS, "공공 전체"):
        assert vocabulary.members(name, of, **every).tolist() == [False, True]
    assert vocabulary.members("등록 공공기관 전체", of, **every).tolist() == [True, True]
    assert vocabulary.members("청소년상담복지센터", of, **every).tolist() == [True, False]


@pytest.mark.parametrize("ages", ["24-9", "9", "nine"])
def test_ages_that_cannot_be_are_refused(tmp_path, ages):
    path = tmp_path / "kinds.csv"
    path.write_text(HEADER.replace(",note", ",ages,note") + f"보건소,x,public,true,false,1,none,{ages},\n", "utf-8")
    with pytest.raises(SettingsError, match="line 2"):
        vocabulary.read_kinds(path)


def test_an_unknown_word_is_answered_with_the_nearest():
    assert vocabulary.check_kinds(["보건소"]) == ["보건소"]
    with pytest.raises(InputError, match="did you mean 보건소"):
        vocabulary.check_kinds(["보건서"])
    with pytest.raises(InputError, match=r"the known ones are .*자살예방"):
        vocabulary.check_services(["xyz"])


def test_supply_is_what_gives_care_and_is_open_unless_the_register_is_named():
    kind = ["보건소", "치매안심센터", "의원", "의원", "의원"]
    is_care = [True, False, True, False, False]
    is_open = [True, True, True, True, False]

    def of(name):
        found = vocabulary.members(name, kind, is_mental_health_care=is_care, is_open_to_public=is_open)
        return found.nonzero()[0].tolist()

    assert of("전체") == [0, 2]
    assert of("공공 전체") == [0]
    assert of("의료 전체") == [2]
    assert of("의원") == [2, 3]
    assert of("치매안심센터") == [1]
    assert of("등록 기관 전체") == [0, 1, 2, 3, 4]
    assert of("등록 공공기관 전체") == [0, 1]
    assert of("등록 의료기관 전체") == [2, 3, 4]
    with pytest.raises(InputError, match="보건소"):
        of("보건서")
