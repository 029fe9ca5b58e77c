"""`mindconnect scenario` on the nation: its figures are the board's, bad files are sentences."""

import csv
import io
import json
import shlex

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine

from app.api.application import create_api
from app.api.limiter import Limiter
from app.data import database
from gis.analysis.readings import Reading
from gis.scenario import REGION_COLUMNS
from gis.scenario_file import to_text
from gis.settings import Settings


@pytest.fixture
def plan(tmp_path, nation_board):
    """A center of 세종 that stays open on Tuesday evening, or closes; the whole city has one."""
    of_city = nation_board.centers[nation_board.centers["region_code"].str.startswith("36")]
    center_id = str(of_city[of_city["kind"] == "기초정신건강복지센터"]["center_id"].iloc[0])
    path = tmp_path / "plan.yaml"
    path.write_text(
        f"reading: {{kind: 기초정신건강복지센터, hour: any}}\nchanges:\n  - close: {center_id}\n", encoding="utf-8"
    )
    return path


def test_json_counts_what_the_board_counts_and_repeats_itself(run, plan, nation_board):
    answer = json.loads(run("scenario", str(plan), "--region", "36", "--json"))
    total = nation_board.total(Reading.from_query(answer["reading"]), "36")
    assert answer["total"]["people_without_if_closed"] == pytest.approx(total["people_without_if_closed"])
    reached = total["people"] - total["people_without"]
    assert 0 < answer["total"]["people_lost"] <= reached + 1e-6
    assert answer["total"]["people_lost"] == answer["total"]["people_lost_least"]
    assert sum(row["people_lost"] for row in answer["ages"]) == pytest.approx(answer["total"]["people_lost"])
    assert sum(row["people_lost"] for row in answer["regions"]) == pytest.approx(answer["total"]["people_lost"])
    assert [row["what"] for row in answer["changes"]] == ["close"]
    assert json.loads(run(*shlex.split(answer["command"])[1:])) == answer


def test_the_table_the_csv_and_the_cells_tell_the_same(run, plan):
    rows = list(csv.DictReader(io.StringIO(run("scenario", str(plan), "--csv"))))
    assert tuple(rows[0]) == REGION_COLUMNS
    cells = list(csv.DictReader(io.StringIO(run("scenario", str(plan), "--cells", "--csv"))))
    lost = sum(float(row["people"]) * float(row["lost"]) for row in cells)
    assert lost == pytest.approx(sum(float(row["people_lost"]) for row in rows))
    assert rows[0]["full_name"] in run("scenario", str(plan))


def test_a_bad_file_is_a_sentence(run, plan):
    plan.write_text("changes:\n  - close: nobody\n", encoding="utf-8")
    assert "change 1: center 'nobody'" in run("scenario", str(plan), code=2)
    assert "cannot be read" in run("scenario", str(plan.with_name("none.yaml")), code=2)


@pytest.fixture
def ask(run, nation, cluster, monkeypatch):
    """Ask the API for a scenario on the nation; gives the answer."""
    engine = create_engine(nation.url.set(username="mindconnect_app"))
    monkeypatch.setattr(database, "engine", lambda: engine)
    monkeypatch.setattr(database, "settings", lambda: Settings(MINDCONNECT_VAR_DIR=cluster.var_dir))
    client = TestClient(create_api(Limiter(burst=10_000, per_min=10_000)))
    yield lambda **asked: client.post("/v1/scenarios", json=asked)
    engine.dispose()


def test_the_api_tells_the_same(run, ask, plan):
    reading = {"kind": "기초정신건강복지센터", "hour": "weekday_day"}
    changes = [
        {"close": plan.read_text(encoding="utf-8").split()[-1]},
        {"open": "새 분소", "kind": reading["kind"], "at": "36.48,127.289", "hours": "Mon-Fri 09:00-18:00"},
    ]
    plan.write_text(
        json.dumps({"name": "trial", "reading": reading, "changes": changes}, ensure_ascii=False), encoding="utf-8"
    )
    told = json.loads(run("scenario", str(plan), "--region", "36", "--level", "emd", "--json"))
    answer = ask(changes=[to_text(one) for one in changes], name="trial", region="36", level="emd", **reading)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {key: value for key, value in told.items() if key != "command"}
    assert told["total"]["people_lost"] + told["total"]["people_gained"] > 0
    refused = ask(changes=["close=nobody"])
    assert (refused.status_code, "nobody" in refused.json()["detail"]) == (422, True)
    assert ask(changes=[to_text(changes[0])], region="99").status_code == 422
