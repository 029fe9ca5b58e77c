"""The table of published figures in docs/methods.md says what the nation's data say."""

import datetime as dt
import re
from collections import Counter

import pytest

from gis.analysis.readings import Reading
from gis.consensus import consensus, with_intervals
from gis.designations import VERDICT_DRAWS, verdicts
from gis.intervals import intervals
from gis.kept_draws import find_draws
from gis.rulebook import load_rules
from gis.settings import ROOT
from gis.underserved_grid import load_grid

TEXT = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
TABLE = TEXT[TEXT.index("## 9.") : TEXT.index("## 10.")]
ROWS = [
    [part.strip() for part in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if line.startswith("| ") and "million" in line
]
DRAWS = 50


def numbers(text):
    """Read the numbers of a cell, such as 1,208,700 to 21,986,446."""
    return [float(one.replace(",", "")) for one in re.findall(r"[0-9][0-9,.]*", text)]


def option(command, name, usual):
    found = re.search(rf"--{name} ('[^']+'|\S+)", command)
    return found.group(1).strip("'`") if found else usual


@pytest.fixture(scope="module")
def grid():
    return load_grid(ROOT / "data", on=dt.date(2026, 11, 29))


def test_every_row_is_one_of_reach_or_of_a_service(grid):
    services = [option(row[3], "service", None) for row in ROWS]
    assert [one for one in services if one] == list(grid.names)
    assert services.count(None) == 6


@pytest.mark.parametrize("row", [row for row in ROWS if "--service" not in row[3]], ids=lambda row: row[0][:40])
def test_figures_of_reach(nation_board, row):
    reading = Reading(
        measure="nearest",
        kind=option(row[3], "kind", "전체"),
        hour=option(row[3], "hour", "any"),
        serves=option(row[3], "serves", "any"),
    )
    total, told = nation_board.total(reading), numbers(row[1])
    ends = (total["people_without_if_open"], total["people_without_if_closed"])
    assert told == [round(end) for end in (ends if len(told) == 2 else ends[:1])]
    found = intervals(nation_board, reading, draws=DRAWS).total()
    assert numbers(row[2]) == [pytest.approx(end / 1e6, abs=0.0051) for end in (found.low, found.high)]


@pytest.mark.parametrize("row", [row for row in ROWS if "--service" in row[3]], ids=lambda row: row[0][:40])
def test_figures_of_underserved_cells(nation_board, grid, row):
    service = option(row[3], "service", "")
    drawn = find_draws([ROOT / "data" / "snapshot" / "draws"], nation_board, grid, service)
    found = with_intervals(consensus(nation_board, grid, service), nation_board, grid, drawn)
    assert numbers(row[1]) == [round(found.people_underserved)]
    ends = (found.interval.low, found.interval.high)
    assert numbers(row[2]) == [pytest.approx(end / 1e6, abs=0.0051) for end in ends]
    sure = f"{int((found.units['is_underserved'] & found.units['is_decided']).sum())} of {found.named}"
    assert re.search(rf"{service} {sure}", " ".join(TABLE.split())), f"{service} {sure}"


@pytest.mark.parametrize("rule", ["mindconnect_distance", "maternity_reach"])
def test_the_counts_of_verdicts(nation_board, nation_conn, rule):
    line = next(line for line in TABLE.splitlines() if line.startswith(f"| {rule}"))
    told = [tuple(map(int, numbers(part))) for part in line.strip("|").split("|")[1:]]
    book = load_rules(ROOT / "data", on=dt.date(2026, 11, 26)).only([rule])
    for draws, counts in zip((0, VERDICT_DRAWS), told, strict=True):
        found = Counter(one.outcome for one in verdicts(nation_board, nation_conn, book, draws=draws))
        assert (found["is_met"], found["is_not"], found["undecided"]) == counts
