"""`mindconnect equity` on the nation: text, JSON and CSV hold one answer, that of the domain's own function."""

import io
import json
import shlex
from functools import partial

import numpy as np
import pandas as pd
import pytest

from gis.analysis.readings import STANDARD, Reading
from gis.fairness import fairness, parts_of, read_bridges
from gis.fairness_draws import FIGURES
from gis.kept_draws import find_fairness
from gis.settings import ROOT

READING = Reading(measure="cumulative", mode="walk", kind="전체", hour="weekday_day")


@pytest.fixture(scope="module")
def found(nation, nation_board):
    with nation.connect() as conn:
        return fairness(nation_board, parts_of(conn, nation_board, read_bridges(ROOT / "data")), READING)


@pytest.fixture
def run(on_nation, mindconnect):
    """Run `mindconnect equity` on the nation."""
    return partial(mindconnect, "equity")


def test_json_holds_everything_and_repeats_itself_by_its_command(run, found):
    out = json.loads(run(*READING.options(), "--json")[1])
    assert Reading.from_query(out["reading"]) == READING
    assert out["gini"] == found.groups.loc["all", "gini"]
    assert [row["group"] for row in out["groups"]] == list(found.groups.index)
    assert [row["value_share"] for row in out["lorenz"]] == list(found.points["value_share"])
    assert len(out["places"]) == 252
    assert [row["rank"] for row in out["places"]] == list(range(1, 253))
    assert sum(row["people"] for row in out["places"]) == pytest.approx(51_128_530, abs=1e-3)
    # Who is poorly served, counted by place, is who is by group.
    everybody = found.groups.loc["all"]
    poor = sum(row["poor_people"] for row in out["places"])
    assert poor == pytest.approx(everybody["fgt0"] * everybody["people"], rel=1e-9)
    assert json.loads(run(*shlex.split(out["command"])[2:])[1]) == out


@pytest.mark.parametrize("part", ["places", "groups", "lorenz"])
def test_csv_is_one_of_the_tables(run, found, part):
    table = pd.read_csv(io.StringIO(run(*READING.options(), "--part", part, "--csv")[1]), dtype={"region_code": str})
    if part == "places":
        expected = found.places.set_index("region_code")
        poor = expected.loc[table["region_code"], "poor_people"]
        assert list(table["poor_people"]) == pytest.approx(list(poor), rel=1e-11)
        assert list(table["spot"]) == list(expected.loc[table["region_code"], "spot"])
        assert table["poor_people"].is_monotonic_decreasing
    else:
        expected = found.groups.reset_index() if part == "groups" else found.points
        pd.testing.assert_frame_equal(table, expected, rtol=1e-11, check_dtype=False)


def test_text_says_the_same(run, found):
    out = run(*READING.options())[1]
    assert f"{found.groups.loc['older', 'gini']:.3f}" in out
    assert f"50 %: {found.points['value_share'][50]:.1%}" in out
    assert f"Clusters of many poorly served: {(found.places['spot'] == 'hot').sum()}." in out


def test_kept_draws_are_told_in_text(run, nation_board):
    out = run("--intervals", "50")[1]
    drawn = find_fairness([ROOT / "data" / "snapshot" / "draws"], nation_board, STANDARD)
    low, high = np.quantile(drawn.levels[:, 1, FIGURES.index("gini")].astype(float), [0.05, 0.95])
    assert f"emd: gini {low:.3f} to {high:.3f}" in out
    assert "named stay in nine of ten draws" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--measure", "nearest"), "not shared out"),
        (("--part", "map", "--csv"), "places, groups, levels, lorenz"),
        (("--csv", "--json"), "exclude each other"),
        (("--hour", "someday"), "give any"),
    ],
)
def test_what_cannot_be_answered_is_refused(run, arguments, message):
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True)
