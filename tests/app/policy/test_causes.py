"""What a change comes from, on the page of comparisons: nothing with one state, people alone, then all parts."""

import io
import json
import shlex
import sys
from uuid import uuid4

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from app import cli, data
from app.data import access, causes, database
from app.policy import causes as parting
from app.policy import difference_report, differences
from app.text import load
from app.ui.components import choropleth
from tests import history_town, town_board, towns
from tests.app.policy.test_gaps import html
from tests.history_town import FIRST, SECOND

QUERY = {"hour": "any", "b_hour": "weekday_evening", "kind": towns.BASIC, "limit_min": "4", "serves": "any"}


@pytest.fixture
def on_town(cluster, tmp_path, monkeypatch):
    """Let app.data of this process read a town at the first of two dates; gives the owner's engine."""
    owner = history_town.make(cluster, f"mindconnect_causes_{uuid4().hex[:8]}")
    engine = history_town.as_role(cluster, owner, "app")
    found = data.settings().model_copy(update={"var_dir": tmp_path})
    monkeypatch.setattr(database, "engine", lambda: engine)
    monkeypatch.setattr(database, "settings", lambda: found)
    monkeypatch.setattr(choropleth, "show_choropleth", lambda svg, key: None)
    monkeypatch.setattr(causes, "_times", town_board.times_of_places)
    monkeypatch.setattr("app.commands.access_causes.open_times", lambda board, _: _Times(board))
    yield owner
    engine.dispose()
    owner.dispose()


class _Times:
    def __init__(self, board):
        self.many = town_board.times_of_places(board)


def answer_of(region_code=None, language="ko"):
    """Put the comparison and its parts together as the page does."""
    views = differences.read(QUERY | ({"region": region_code} if region_code else {}), access.kinds())
    layers, totals = access.both([view.reading for view in views], views[0].level, region_code)
    answer = differences.compose(load(language), views, layers, totals, data_version=data.version())
    return answer, parting.part(answer, [causes.parted(view.reading) for view in views])


def test_page_files_and_command_give_the_parts_worked_by_hand(open_page, on_town, tmp_path, monkeypatch, capsys):
    say = load("ko")
    heading = say("causes.heading", area="전국")
    history_town.record(on_town, tmp_path)
    assert causes.dates() == {}
    assert heading not in html(open_page("compare", **QUERY))

    history_town.load_next_month(on_town)
    history_town.count_and_publish_next_month(on_town)
    history_town.open_town(on_town, tmp_path)
    assert causes.dates() == {FIRST: True}
    said = html(open_page("compare", **QUERY))
    section = said[said.index(heading) :]
    # 1,600 before, 2,350 now: B closed (525) and 가람2동 grew (225); see tests/etl/build/test_access_history.py.
    for number in ("1,600", "+525", "+225", "2,350"):
        assert f">{number}<" in section
    # In the evening 300 are known to be reached since A published its hours; of care nothing changed for the better.
    assert "돌봄 자체가 달라진 몫(기관, 바뀐 운영시간)은 0명이에요" in section
    assert ">-300<" in section

    for language in ("ko", "en"):
        answer, parted = answer_of(towns.SIDO, language)
        assert len(parting.table(answer.say, parted[0])[1]) == len(parting.PARTS)
        assert "--causes --since 2024-06-30" in parting.section(answer, parted)
    offered = difference_report.files(
        answer, data.dataset_frame(), data.region_outlines(answer.views[0].level, towns.SIDO),
        parted=parted, address="/compare", made_on=data.today(),
    )  # fmt: skip
    file = next(file.write() for file in offered if file.ending == "parquet")
    written = json.loads(pq.read_schema(io.BytesIO(file)).metadata[b"mindconnect"])
    rows = pd.DataFrame(written["tables"]["causes"])
    monkeypatch.setenv("DATABASE_URL", on_town.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(tmp_path))
    for end in "ab":
        monkeypatch.setattr(sys, "argv", shlex.split(written["receipt"][f"command_causes_{end}"]))
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert not stop.value.code
        again = pd.read_csv(io.StringIO(capsys.readouterr().out))
        own = rows[rows["end"] == end.upper()].reset_index(drop=True)
        columns = ["part", "people_without", "people_without_if_open", "people_without_if_closed"]
        pd.testing.assert_frame_equal(again[columns], own[columns], check_dtype=False)


@pytest.mark.usefixtures("on_town")
def test_people_alone_are_parted_where_no_state_was_kept(open_page, on_town, tmp_path):
    """A count of the first date stands beside that of the second, as after a load of the shipped data."""
    history_town.count_and_publish_next_month(on_town)
    history_town.open_town(on_town, tmp_path)
    with on_town.begin() as conn:
        conn.execute(
            text("""
                INSERT INTO core.population (region_code, sex, age_from, people, reference_date, dataset_id)
                SELECT region_code, sex, age_from,
                       people - CASE WHEN region_code = :code AND sex = 'F' THEN 250 ELSE 0 END, :date, dataset_id
                FROM core.population
            """),
            {"code": towns.EMD_2, "date": FIRST},
        )
    assert causes.dates() == {FIRST: False}
    said = html(open_page("compare", **QUERY))
    assert load("ko")("causes.not_kept", first="2024년 6월 30일") in said
    answer, parted = answer_of()
    assert parted[0].dates == (FIRST, SECOND)
    # With both centers 1,600 and then 1,800; see tests/etl/build/test_access_history.py.
    texts = [row.texts["people_without"] for row in parting.table(answer.say, parted[0])[1]]
    assert texts == ["1,600", "+200", "모름", "1,800"]
    assert parting.date_name(answer.say, FIRST, is_kept=False) != parting.date_name(answer.say, FIRST, is_kept=True)
