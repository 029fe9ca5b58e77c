"""The table of published figures in docs/methods.md says what the nation's data say."""

import datetime as dt
import re
from collections import Counter

import pytest

from gis.analysis.readings import STANDARD, Reading
from gis.consensus import consensus, need_board, with_intervals
from gis.designations import VERDICT_DRAWS, verdicts
from gis.fairness import fairness, parts_of, read_bridges
from gis.fairness_draws import STAYS, fairness_intervals
from gis.intervals import intervals
from gis.kept_draws import find_draws, find_fairness
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


@pytest.mark.parametrize("service", ["youth", "dementia"])
def test_the_ages_that_a_service_is_for_stand_in_the_table_of_needs(nation_board, nation_conn, grid, service):
    of_group = need_board(nation_conn, nation_board, grid.service(service))
    need = consensus(nation_board, grid, service, of_group=of_group).need
    part = TEXT[TEXT.index("## 4.") : TEXT.index("## 5.")]
    assert f"| {need.people_underserved:,.0f} ({need.people_underserved / need.people:.1%};".replace("%", " %") in part


@pytest.mark.parametrize("rule", ["mindconnect_distance", "maternity_reach"])
def test_the_counts_of_verdicts(nation_board, nation_conn, rule):
    line = next(line for line in TABLE.splitlines() if line.startswith(f"| {rule}"))
    told = [tuple(map(int, numbers(part))) for part in line.strip("|").split("|")[1:]]
    book = load_rules(ROOT / "data", on=dt.date(2026, 11, 26)).only([rule])
    for draws, counts in zip((0, VERDICT_DRAWS), told, strict=True):
        found = Counter(one.outcome for one in verdicts(nation_board, nation_conn, book, draws=draws))
        assert (found["is_met"], found["is_not"], found["undecided"]) == counts


def percent(share):
    return f"{100 * share:.1f}"


@pytest.fixture(scope="module")
def shared(nation_board, nation):
    """Describe how evenly access is shared, with what the draws of the project leave open."""
    with nation.connect() as conn:
        found = fairness(nation_board, parts_of(conn, nation_board, read_bridges(ROOT / "data")), STANDARD)
    drawn = find_fairness([ROOT / "data" / "snapshot" / "draws"], nation_board, STANDARD)
    return found, fairness_intervals(nation_board, found, drawn)


def test_how_evenly_access_is_shared(nation_board, shared):
    """All that the draws of the project tell; of the means of measures their figures alone, which need no draws."""
    board, (found, between) = nation_board, shared
    levels, singles = found.levels.join(between.levels), between.singles
    groups = found.groups.join(between.groups)
    half = found.points["value_share"][50]
    table = [
        *((f"Gini by {level}", row["gini"], row["gini_low"], row["gini_high"]) for level, row in levels.iterrows()),
        ("Palma by cell", *levels.loc["cell", ["palma", "palma_low", "palma_high"]]),
        ("Theil by cell", *levels.loc["cell", ["theil", "theil_low", "theil_high"]]),
        ("Moran's I of the share below half of the mean", found.moran.i, *singles.loc["moran_i"]),
    ]
    shares = [
        ("People below half of the mean", *levels.loc["cell", ["fgt0", "fgt0_low", "fgt0_high"]]),
        *(
            (f"of those in the {words}", *groups.loc[f"density_{fifth}", ["fgt0", "fgt0_low", "fgt0_high"]])
            for words, fifth in (("least dense fifth of towns", 1), ("densest fifth", 5))
        ),
        ("What the worse-off half has of all access", half, *singles.loc["lower_half"]),
        ("Part of Theil between sido", found.theil_between, *singles.loc["theil_between"]),
    ]
    names = {"density": "density", "older_share": "the share of 65 and over", "alone_share": "households of one"}
    along = [
        (f"Concentration along {words}", found.concentration[name], *singles.loc[f"concentration_{name}"])
        for name, words in names.items()
    ]
    lines = [f"| {name} | {figure:.3f} | {low:.3f} to {high:.3f} |" for name, figure, low, high in table]
    lines += [f"| {name} | {percent(one)} % | {percent(low)} to {percent(high)} % |" for name, one, low, high in shares]
    lines += [f"| {name} | {figure:+.3f} | {low:+.3f} to {high:+.3f} |" for name, figure, low, high in along]
    sido = board.regions(STANDARD, "sido").set_index("full_name")["mean_value"]
    crowd = board.total(STANDARD.changed(measure="crowding"))["mean_value"]
    lines += [
        f"| Mean E2SFCA of the nation, centers for 100,000 | {board.total(STANDARD)['mean_value']:.3f} |",
        *(f"| Mean E2SFCA of {name} | {sido[name]:.3f} |" for name in ("인천광역시", "세종특별자치시")),
        f"| Mean crowding of the nation, people for a center | {crowd:,.0f} |",
    ]
    assert [line for line in lines if line not in TABLE] == []


def test_how_many_clusters_stay(shared):
    found, between = shared
    places = between.places
    counts = {
        label: (int(named.sum()), int((places[f"{label}_draws"][named] >= STAYS).sum()))
        for label, named in ((one, found.places["spot"] == one) for one in ("hot", "cold"))
    }
    assert counts == {"hot": (2, 0), "cold": (11, 1)}
    said = " ".join(TABLE.split())
    assert "Of the 2 sigungu named" in said
    assert "of the 11 named where few are, one" in said
