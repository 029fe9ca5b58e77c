"""Scenarios as files: YAML, JSON, CSV and one line say the same; what cannot be used is named with its line and key."""

import json

import pytest

from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.care.hours.told import read_days, week_of
from gis.errors import InputError, SettingsError
from gis.scenario import ChangeCenter, CloseCenter, OpenCenter, compare
from gis.scenario_file import USUAL, Cost, costed, load_costs, parse_plan, read_plan, read_text, to_text
from gis.settings import Settings
from tests import access_town, towns

YAML = """
name: 분소 하나
reading: {kind: 기초정신건강복지센터, hour: Tue 19, limit_min: 20}
changes:
  - open: 새 분소
    kind: 기초정신건강복지센터
    at: [36.1, 128.2]
    hours: {Mon-Fri: "09:00-12:00, 13:00-18:00", 토: "09:00-13:00"}
    serves: ["90110", "90120"]
    psychiatrists: 2
  - close: aaaaaaaaaa
  - change: bbbbbbbbbb
    also: {Tue: "18:00-21:00"}
costs:
  - {kind: "*", won_per_hour: 90000}
"""


def test_the_forms_say_the_same(tmp_path):
    plan = parse_plan(YAML, name="plan.yaml")
    opening, closing, changing = plan.changes
    hours = week_of(read_days("Mon-Fri 09:00-12:00, 13:00-18:00; Sat 09:00-13:00"))
    assert opening == OpenCenter("새 분소", towns.BASIC, (36.1, 128.2), hours, ("90110", "90120"), 2.0)
    assert closing == CloseCenter("aaaaaaaaaa")
    assert isinstance(changing, ChangeCenter)
    assert changing.added == read_days("화 18:00~21:00")
    assert plan.reading == USUAL.changed(kind=towns.BASIC, hour="Tue 19", limit_min=20)
    assert plan.costs == (Cost("*", 90000.0),)
    table = tmp_path / "plan.csv"
    table.write_text(
        "open,close,kind,at,hours,serves,psychiatrists\n"
        '새 분소,,기초정신건강복지센터,"36.1, 128.2",'
        '"Mon-Fri 09:00-12:00, 13:00-18:00; Sat 09:00-13:00","90110,90120",2\n'
        ",aaaaaaaaaa,,,,,\n",
        encoding="utf-8",
    )
    assert read_plan(table).changes == (opening, closing)
    assert parse_plan(json.dumps({"changes": [{"close": "aaaaaaaaaa"}]}), name="plan.json").changes == (closing,)
    words = {"open": "새 분소", "kind": towns.BASIC, "at": "aaaaaaaaaa", "hours": "Sat 09:00-13:00"}
    assert read_text(to_text(words)) == OpenCenter(
        "새 분소", towns.BASIC, "aaaaaaaaaa", week_of(read_days("Sat 09:00-13:00"))
    )


def test_the_example_can_be_read():
    plan = read_plan(Settings().data_dir / "scenarios" / "example.yaml")
    assert [change.is_outreach for change in plan.changes if isinstance(change, OpenCenter)] == [False, True]


def test_costs_are_what_somebody_gave_and_nothing_else():
    board: AccessBoard = access_town.board()
    changes = [
        OpenCenter("분소", towns.BASIC, "aaaaaaaaaa", week_of(read_days("Mon-Fri 09:00-18:00"))),
        OpenCenter("하루", towns.BASIC, "aaaaaaaaaa", week_of(read_days("Wed 10:00-16:00")), is_outreach=True),
        ChangeCenter("dddddddddd", days=read_days("Sat 09:00-12:00")),
    ]
    effect = compare(board, changes, Reading())
    unknown = costed(effect, load_costs(Settings().data_dir))
    assert unknown["hours_a_week"].tolist()[:2] == [45.0, 6.0]
    assert unknown["hours_a_week"].isna().tolist() == [False, False, True]
    assert unknown["won_a_week"].isna().all()
    given = costed(effect, (Cost(towns.BASIC, won_to_open=5.0), Cost("*", won_per_hour=10.0)))
    assert given["won_a_week"].tolist()[:2] == [450.0, 60.0]
    assert given["won_once"].tolist() == [5.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("changes:\n- close: a\n- close: b\n  also: Tue 18:00-21:00\n", "plan, line 3, change 2: also: close takes"),
        ("changes:\n- open: x\n  kind: 보건소\n  at: 1,2\n  hours: {Tue: 9-5}\n", "line 2, change 1: hours: 'Tue 9-5'"),
        ("changes:\n- open: x\n  kind: 보건소\n  at: 1,2\n  hours: {Tue: 19:00-18:00-1}\n", "hours"),
        ("changes:\n- open: x\n  kind: 찻집\n  at: 1,2\n  hours: 매일 09:00-10:00\n", "kind: '찻집'"),
        ("changes:\n- open: x\n  kind: 보건소\n  hours: 매일 09:00-10:00\n", "at: open needs it"),
        ("changes:\n- change: x\n", "say what becomes of it"),
        ("changes:\n- change: x\n  staff: many\n", "staff: 'many'"),
        ("changes:\n- close: a\n  change: b\n", "say once what happens"),
        ("changes:\n- close: a\n  close: b\n", "line 2: 'close' stands twice"),
        ("changes:\n- {shut: a}\n", "'shut' is no key"),
        ("changes: [a]\n", "line 1, change 1"),
        ("changes: []\n", "changes: give a list"),
        ("- close: a\n", "plan: give"),
        ("name: [\n", "no YAML or JSON"),
        ("changes:\n- close: a\nreading: {kind: 없음}\n", "line 3, reading: '없음'"),
        ("changes:\n- close: a\nreading: {speed: 3}\n", "'speed' is no key"),
        ("changes:\n- close: a\ncosts: [{kind: '*', won_per_hour: free}]\n", "costs: won_per_hour: 'free'"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text, words):
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        parse_plan(text, name="plan")


def test_tables_and_files_are_refused_with_their_line(tmp_path):
    table = tmp_path / "plan.csv"
    for text, words in (
        ("close\n\n", "no change"),
        ("shut\na\n", "line 1: column 'shut'"),
        ("close,kind\na\nb,보건소\n", "line 3: kind: close takes"),
        ("close\na,b\n", "line 2: more cells"),
    ):
        table.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            read_plan(table)
    with pytest.raises(InputError, match="cannot be read"):
        read_plan(tmp_path / "none.yaml")
    table.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_plan(table)
    for line in ("close", "close='a", "shut=a", "close=a close=b change=c"):
        with pytest.raises(InputError):
            read_text(line)


def test_a_broken_table_of_costs_is_an_error_of_settings(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "service_costs.yaml").write_text("costs: [{kind: 찻집}]", encoding="utf-8")
    with pytest.raises(SettingsError, match="찻집"):
        load_costs(tmp_path)
