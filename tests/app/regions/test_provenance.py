"""Receipts of the policy pages: each command in them is run, and gives the rows of the file it came with."""

import csv
import io
import json
import shlex
import sys
from collections.abc import Callable

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from app import cli, data
from app.data import access
from app.policy import (
    difference_report,
    differences,
    equities,
    equity_report,
    gap_report,
    gap_view,
    gaps,
    underserved_report,
)
from app.text import load
from tests.app.policy.test_underserved_areas import answer_of

KEYS = {"region_code": str}

Files = dict[str, bytes]
Run = Callable[[str], pd.DataFrame]


@pytest.fixture
def ask(with_times: None, app_url, var_dir, monkeypatch, capsys) -> Callable[[str], str]:
    """Run a command of a receipt on the data of the page, and give what it writes."""
    monkeypatch.setenv("APP_DATABASE_URL", app_url)
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(var_dir))

    def command(text: str) -> str:
        monkeypatch.setattr(sys, "argv", shlex.split(text))
        with pytest.raises(SystemExit) as end:
            cli.main()
        output = capsys.readouterr()
        assert not end.value.code, output.err
        return output.out

    return command


@pytest.fixture
def run(ask: Callable[[str], str]) -> Run:
    """Run a command that writes CSV, and give its rows."""
    return lambda text: pd.read_csv(io.StringIO(ask(text)), dtype=KEYS)


def gaps_of(query: dict[str, str]) -> Files:
    view = gap_view.read(query, access.kinds())
    answer = gaps.compose(
        load("ko"), view, *access.answer(view.reading, view.level, view.region_code), data_version=data.version()
    )
    drawn = data.region_outlines(view.level, view.region_code)
    return written(gap_report.files(answer, data.dataset_frame(), drawn, address="/gaps", made_on=data.today()))


def compare_of(query: dict[str, str]) -> Files:
    views = differences.read(query, access.kinds())
    layers, totals = access.both([view.reading for view in views], views[0].level, views[0].region_code)
    answer = differences.compose(load("en"), views, layers, totals, data_version=data.version())
    level, region_code = views[0].level, views[0].region_code
    return written(
        difference_report.files(
            answer,
            data.dataset_frame(),
            data.region_outlines(level, region_code),
            address="/compare",
            made_on=data.today(),
        )
    )


def equity_of(query: dict[str, str]) -> Files:
    found = access.fairness(equities.read(query, access.kinds()))
    answer = equities.compose(
        load("ko"), found, access.sigungu(), shown="spot", data_version=data.version(), between=None
    )
    drawn = data.region_outlines("sigungu", None)
    return written(equity_report.files(answer, data.dataset_frame(), drawn, address="/equity", made_on=data.today()))


def underserved_of(service: str, level: str, region_code: str | None) -> Files:
    answer = answer_of(load("ko"), service, level, region_code)
    drawn = data.region_outlines(level, region_code)
    return written(
        underserved_report.files(answer, data.dataset_frame(), drawn, address="/underserved", made_on=data.today())
    )


def written(offered) -> Files:
    return {file.ending: file.write() for file in offered if file.ending in ("csv", "xlsx", "gpkg", "parquet")}


def told(files: Files) -> dict:
    """Give the receipt with its keys, and what goes along, from the metadata of the GeoParquet file."""
    return json.loads(pq.read_schema(io.BytesIO(files["parquet"])).metadata[b"mindconnect"])


def rows_of(files: Files) -> pd.DataFrame:
    """Give the rows of the CSV file, numbers with all their digits."""
    text = files["csv"].decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text)))[1] == "region_code"
    return pd.read_csv(io.StringIO(text), dtype=KEYS)


def assert_same(found: pd.DataFrame, page: pd.DataFrame, columns: dict[str, str], *, key: str = "region_code") -> None:
    """Compare figures of the command with those of the page; ``columns`` maps the page's names to the command's."""
    assert sorted(found[key]) == sorted(page[key])
    found, page = found.set_index(key).loc[list(page[key])], page.set_index(key)
    found = found.replace([float("inf")], float("nan"))  # an endless ratio is blank in every file but CSV
    is_known = page["people"] > 0 if "people" in page else pd.Series(True, index=page.index)
    assert is_known.any()
    for own, theirs in columns.items():
        left, right = page.loc[is_known, own], found.loc[is_known, theirs]
        if pd.api.types.is_numeric_dtype(right):
            assert list(right) == pytest.approx(list(left.astype(float)), rel=1e-9, abs=1e-9, nan_ok=True), own
        else:
            assert list(right) == list(left), own


ACCESS = (
    "rank", "people", "people_without", "share_without", "people_without_if_open", "people_without_if_closed",
    "people_without_if_office", "people_out_of_reach", "nearest_p50_min", "nearest_p90_min", "centers",
)  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"region": "11", "hour": "Tue 14"},
        {"region": "41800", "hour": "any", "margin_min": "45", "mode": "walk", "measure": "cumulative"},
    ],
)
def test_gaps(ask: Callable[[str], str], run: Run, query):
    files = gaps_of(query)
    receipt, page = told(files)["receipt"], rows_of(files)
    measure = query.get("measure", gap_view.USUAL.measure)
    columns = {name: name for name in ACCESS if name in page} | {f"value_{measure}": "mean_value"}
    assert ("people_without_if_open" in columns) == (query.get("hour") != "any")
    assert_same(run(receipt["command"]), page, columns)

    week = pd.DataFrame(told(files)["tables"]["week"])
    assert len(week) == 192
    shares = [f"{amount}_{end}" for amount in ("share", "people") for end in ("if_closed", "if_office", "if_open")]
    assert_same(run(receipt["command_week"]), week, {name: name for name in shares}, key="hour")

    assert ("command_rules" in receipt) == ("region" in query)
    if "region" in query:
        rules = run(receipt["command_rules"])
        told_of = set(zip(rules["rule"], rules["region_code"], rules["outcome"], strict=True))
        assert told_of == {(one.rule, one.region_code, one.outcome) for one in access.verdicts(query["region"])}
        story = access.story(gap_view.read(query, access.kinds()).reading, query["region"])
        again = json.loads(ask(receipt["command_story"]))
        for name in ("who", "hour_sets", "nearest"):
            page_own = json.loads(getattr(story, name).to_json(orient="records", double_precision=15))
            pd.testing.assert_frame_equal(
                pd.DataFrame(again[name]), pd.DataFrame(page_own), rtol=1e-9, check_dtype=False
            )
            assert page_own
        assert again["people_beyond"] == pytest.approx(story.people_beyond)
        assert again["suicide_rate_per_100k"] == story.suicide_rate_per_100k


@pytest.mark.parametrize(
    ("query", "units"),
    [({}, 252), ({"region": "11", "b_mode": "walk"}, 25), ({"region": "41800"}, 10), ({"level": "sido"}, 17)],
)
def test_compare(run: Run, query, units):
    files = compare_of(query)
    receipt, page = told(files)["receipt"], rows_of(files)
    for end in "ab":
        columns = {f"{name}_{end}": name for name in ("people_without", "share_without")}
        assert_same(run(receipt[f"command_{end}"]), page, {"people": "people"} | columns)
    assert len(page) == units


@pytest.mark.parametrize("query", [{}, {"mode": "walk", "measure": "cumulative", "hour": "weekday_evening"}])
def test_equity(run: Run, query):
    files = equity_of(query)
    receipt, page, tables = told(files)["receipt"], rows_of(files), told(files)["tables"]
    names = ("rank", "people", "poor_people", "poor_share", "statistic", "spot", "local", "q", "seeds")
    assert_same(run(receipt["command"]), page, {name: name for name in names})
    groups = pd.DataFrame(tables["groups"])
    figures = ("people", "mean", "gini", "palma", "theil", "fgt0", "fgt1", "fgt2")
    assert_same(run(receipt["command_groups"]), groups, {name: name for name in figures}, key="group")
    points = pd.DataFrame(tables["lorenz"])
    assert len(points) == 101
    assert_same(run(receipt["command_lorenz"]), points, {"value_share": "value_share"}, key="people_share")


@pytest.mark.parametrize(
    ("service", "level", "region_code"), [("front_door", "sigungu", None), ("youth", "emd", "51830")]
)
def test_underserved_areas(run: Run, service, level, region_code):
    files = underserved_of(service, level, region_code)
    receipt, page, tables = told(files)["receipt"], rows_of(files), told(files)["tables"]
    names = (
        "people",
        "people_underserved",
        "people_share",
        "margin",
        "rank_median",
        "worst_tenth_share",
        "is_underserved",
    )
    found = run(receipt["command"])
    assert_same(found[found["people"] > 0], page[page["people"] > 0], {name: name for name in names})
    readings = pd.DataFrame(tables["readings"])
    figures = ("people_share", "weight", "kept_without")
    assert_same(run(receipt["command_readings"]), readings, {name: name for name in figures}, key="id")


def test_what_goes_along_stands_in_every_file_that_has_room(with_times: None, tmp_path):
    files = equity_of({})
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    found = access.fairness(equities.USUAL)
    assert book.sheetnames[3:] == ["묶음별", "단위별", "로렌츠 곡선"]
    rows = {row[0].value: [cell.value for cell in row] for row in book["묶음별"].iter_rows(min_row=2)}
    assert set(rows) == set(found.groups.index)
    assert rows["older"][2] == pytest.approx(found.groups.loc["older", "people"], abs=0.001)
    middle = [cell.value for cell in book["로렌츠 곡선"][52]]
    assert middle == pytest.approx([0.5, equities.lower_half(found.lorenz)], abs=1e-6)
    (tmp_path / "a.gpkg").write_bytes(files["gpkg"])
    assert {"groups", "lorenz"} <= {name for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")}
    groups = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="groups").set_index("group")
    assert list(groups["gini"]) == list(found.groups["gini"])
    meaning = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="columns").set_index(["table", "column"])["meaning"]
    assert meaning["groups", "mean"].startswith("평균 접근도 (")
    assert meaning["equity_sigungu", "poor_people"] == "못 미치는 사람 (명)"
