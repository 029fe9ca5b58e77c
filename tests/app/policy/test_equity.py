"""The page of equity: what it says is what the board's cells say, and its files read back."""

import csv
import io

import numpy as np
import pytest

from app import data
from app.data import access
from app.policy import equities, equity_report
from app.receipts import equity_receipt, equity_tables
from app.text import load
from app.ui.components import choropleth, table
from gis.analysis.readings import Reading
from tests.app.policy.test_gaps import html, pages_of


@pytest.fixture
def shown(with_times: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Keep what the page shows; what is compiled at the first answer is compiled before the page runs."""
    access.fairness(Reading())
    kept: dict[str, object] = {}

    def show_table(say, columns, rows, **options):
        kept.update(columns=columns, rows=rows, **options)
        return None, None

    monkeypatch.setattr(table, "show_table", show_table)
    monkeypatch.setattr(choropleth, "show_choropleth", lambda svg, key: kept.update({key: svg}))
    return kept


def lower_half() -> float:
    """Give the part of access that the worse-off half has, person by person: sort, cut at the middle, add up."""
    board = access.board()
    value = board.access_values(Reading())
    people = board.cells["people"].to_numpy()
    order = np.argsort(value, kind="stable")
    value, people = value[order], people[order]
    before = np.concatenate(([0.0], np.cumsum(people)[:-1]))
    own = np.clip(people.sum() / 2 - before, 0, people)
    return float((own * value).sum() / (people * value).sum())


@pytest.mark.usefixtures("with_times")
def test_the_finding_is_the_middle_of_the_curve(open_page, shown):
    said = html(open_page("equity"))
    assert f"{100 * lower_half():.0f} %를 나누어" in said
    between = access.fairness_between(Reading())
    gini = between.groups.loc["all"]
    assert "50번 뽑으면 열에 아홉은" in said
    assert f"지니계수가 {gini['gini_low']:.2f}~{gini['gini_high']:.2f}" in said
    assert len(shown["rows"]) == 252
    assert "polyline" in shown["curve"]
    assert 'class="choropleth"' in shown["map"]
    total = access.fairness(Reading()).groups.loc["all"]
    assert sum(row.values["poor_people"] or 0.0 for row in shown["rows"]) == pytest.approx(
        total["fgt0"] * total["people"], rel=1e-9
    )


@pytest.mark.usefixtures("with_times")
@pytest.mark.parametrize("which", equities.MAPS)
def test_each_map_has_a_colour_in_its_legend_for_every_unit(which):
    found = access.fairness(Reading())
    answer = equities.compose(
        load("ko"), found, access.sigungu(), shown=which, data_version=data.version(), between=None
    )
    svg = equities.draw(answer, data.region_outlines("sigungu", None))
    colours = {colour for colour, _ in equities.legend_entries(answer) if colour}
    used = {part.split('"')[0] for part in svg.split('fill="')[1:] if part.startswith("#")}
    assert used
    assert used <= colours


@pytest.mark.usefixtures("with_times")
def test_a_measure_of_minutes_is_not_taken(open_page, shown):
    html(open_page("equity", measure="nearest", lang="en"))
    assert equities.read({"measure": "raam"}, access.kinds()) == equities.USUAL


@pytest.mark.usefixtures("with_times")
def test_files_carry_shares_and_labels():
    found = access.fairness(Reading())
    answer = equities.compose(
        load("ko"), found, access.sigungu(), shown="spot", data_version=data.version(), between=None
    )
    drawn = data.region_outlines("sigungu", None)
    offered = equity_report.files(answer, data.dataset_frame(), drawn, address="/equity", made_on=data.today())
    files = {file.ending: file.write() for file in offered}
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert {row["spot"] for row in rows} <= {"hot", "cold", "none", "island", "unknown"}
    by_code = {row["region_code"]: row for row in rows}
    for told in found.places.to_dict("records"):
        assert float(by_code[told["region_code"]]["poor_share"]) == pytest.approx(told["poor_share"], rel=1e-5)
    assert pages_of(files["pdf"]) == 1


@pytest.mark.usefixtures("with_times")
def test_what_draws_leave_open_stands_beside_or_is_said_to_be_missing():
    found, between = access.fairness(Reading()), access.fairness_between(Reading())
    parts = {"shown": "spot", "data_version": data.version()}
    answer = equities.compose(load("en"), found, access.sigungu(), between=between, **parts)
    columns, rows = equities.levels(answer)
    ends = between.levels.loc["emd"]
    assert "between" in [column.key for column in columns]
    assert rows[1].texts["between"] == f"{ends['gini_low']:.2f} to {ends['gini_high']:.2f}"
    named = int((found.places["spot"] == "hot").sum())
    doubts = " ".join(equities.doubts(answer))
    assert f"Of the {named} districts named as clusters" in doubts
    assert f"among the densest fifth {100 * between.groups.loc['density_5', 'fgt0_low']:.1f}–" in doubts
    board = access.board()
    assert {"gini", "gini_low", "gini_high"} <= set(equity_tables(board, found, between)["levels"].columns)
    told = equity_receipt(board, found, between)
    assert told["command"].endswith("--intervals 50 --json")
    assert told["intervals"]["lower_half"]["low"] < told["intervals"]["lower_half"]["high"]
    assert "--intervals 50" in equity_report.interval(answer)["command_interval"][1]
    without = equities.compose(load("en"), found, access.sigungu(), between=None, **parts)
    assert "has not been drawn yet" in " ".join(equities.finding(without))
    assert "between" not in [column.key for column in equities.levels(without)[0]]
    assert access.fairness_between(Reading(limit_min=20)) is None
