"""`mindconnect access --limits` on the town, as it is read from the database."""

import io
import json
import shlex
from functools import partial

import pandas as pd
import pytest

from tests import towns


@pytest.fixture
def run(on_town, mindconnect):
    """Run `mindconnect access` on the town."""
    return partial(mindconnect, "access", "--measure", "nearest", "--kind", towns.BASIC, "--serves", "any")


def test_every_form_says_the_same_and_json_repeats_itself(run, mindconnect):
    told = json.loads(run("--limits", "4,8,16", "--level", "emd", "--intervals", "3", "--json").stdout)
    assert [row["limit_min"] for row in told["limits"]] == told["limits_min"] == [4, 8, 16]
    without = [row["people_without"] for row in told["limits"]]
    assert without == sorted(without, reverse=True)
    assert all(row["people_without_low"] <= row["people_without_high"] for row in told["limits"])
    assert json.loads(mindconnect(*shlex.split(told["command"])[1:]).stdout) == told
    table = pd.read_csv(
        io.StringIO(run("--limits", "4,8,16", "--level", "emd", "--csv").stdout), dtype={"region_code": str}
    )
    assert table["region_code"].tolist() == [row["region_code"] for row in told["rows"]]
    assert table["people_without_8"].sum() == pytest.approx(without[1])
    text = run("--limits", "4,8,16", "--level", "emd").stdout
    assert f"at every limit: {len(told['worst_at_every_limit'])}." in text


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        (("--limits", "60,30"), ("짧은 것부터", "the shortest first")),
        (("--limits", "30,90"), ("1분에서 60분까지", "from 1 to 60 minutes")),
        (("--limits", "soon"), ("쉼표로", "whole minutes")),
        (("--limits", "30"), ("2개에서 12개", "2 to 12 limits")),
        (("--limits", "15,30", "--week"), ("exclude each other",)),
    ],
)
def test_limits_that_cannot_be_used_are_said_in_both_languages(run, words, messages):
    done = run(*words)
    assert done.returncode == 2
    assert all(message in done.stderr for message in messages)
