"""Underserved areas of the town against the readings one by one; positions that move; grids that cannot be used."""

import datetime as dt

import numpy as np
import pytest

from gis.consensus import consensus, count_votes, moved_board, moved_consensus
from gis.errors import InputError, SettingsError
from gis.settings import ROOT
from gis.underserved_grid import UnderservedGrid, load_grid, read_grids
from tests import towns
from tests.town_board import open_town

GRID = ROOT / "data" / "rules" / "underserved_grid.yaml"
TODAY = dt.date(2026, 11, 29)


def grid_of(*limits, people_share=0.5, **parts):
    """Make a grid of times to the nearest 기초 by car, each limit a family of its own."""
    block = {"criterion": "out_of_reach", "measure": ["nearest"], "mode": ["car"], "kind": [towns.BASIC]} | parts
    names = "abcdefgh"
    families = [
        {"name": names[place], "blocks": [block | {"limit_min": [limit]}]} for place, limit in enumerate(limits)
    ]
    return UnderservedGrid.model_validate(
        {
            "version": "t", "valid_from": TODAY, "source": "x", "reviewer": "x", "most_hours": 0.5,
            "people_share": people_share, "least_share": 0.5, "has_vote": {"least": 0.01, "most": 0.95},
            "pace_min_per_km": {"car": 1.0}, "services": [{"name": "front", "families": families}],
        }
    )  # fmt: skip


def ask(board, grid, **options):
    return consensus(board, grid, "front", **options)


@pytest.fixture
def board(town_conn, tmp_path):
    return open_town(town_conn, tmp_path)


def by_code(table, column):
    return dict(zip(table["region_code"], table[column], strict=True))


def test_people_are_counted_in_cells_and_units_told_after(board):
    """Beyond 5, 10 and 16 km: 가람시 .75, .4, .15 of 2,000, 나래군 .25, .25, 0 of 400 (tests/towns.py).

    Whoever is beyond 10 km is beyond 5, so two of three find those cells and no others underserved.
    """
    found = ask(board, grid_of(5, 10, 16))
    assert (found.people, found.people_underserved) == (2400, 900)
    assert by_code(found.units, "people_underserved") == {towns.CITY: 800, towns.COUNTY: 100}
    assert by_code(found.units, "people_share") == {towns.CITY: pytest.approx(0.4), towns.COUNTY: pytest.approx(0.25)}
    assert found.named == 0
    for level, named in (("sido", 0), ("sigungu", 0), ("emd", 0), ("cell", 900)):
        other = ask(board, grid_of(5, 10, 16), level=level)
        assert other.people_underserved == 900, "the headline does not depend on the unit"
        assert other.named_people == named
    strict = ask(board, grid_of(5, 10, 16, people_share=0.4))
    assert (strict.named, strict.named_people, strict.named_underserved) == (1, 2000, 800)
    # One of two units is the worst tenth: the city, whatever of the three is asked.
    assert by_code(strict.units, "worst_tenth_share") == {towns.CITY: 1, towns.COUNTY: 0}
    assert by_code(strict.units, "worst_tenth_by") == {towns.CITY: "R1 R2 R3", towns.COUNTY: ""}


def test_a_named_unit_tells_what_holds_it(board):
    """A unit over the line whatever is taken out, and one that a single reading holds."""
    found = ask(board, grid_of(5, 10, 16, people_share=0.3))
    city = found.units.set_index("region_code").loc[towns.CITY]
    # Two are left: a cell beyond the nearer of both limits has half of the weight, which is enough.
    assert city["people_share"] == pytest.approx(0.4)
    assert city["margin"] == pytest.approx(0.1), "without 5 km it is .4 still, without 10 or 16 km .75"
    assert city["removed_by"] == ""
    alone = ask(board, grid_of(5, 16, people_share=0.3)).units.set_index("region_code").loc[towns.CITY]
    assert alone["people_share"] == pytest.approx(0.75)
    assert alone["margin"] == pytest.approx(0.15 - 0.3), "16 km alone finds .15"
    assert alone["removed_by"].split() == ["R1", "a"], "the reading, and the family it is alone in"


def test_units_of_every_level(board):
    grid = grid_of(5, 6)
    emd = ask(board, grid, level="emd").units
    assert np.isnan(by_code(emd, "worst_tenth_share")[towns.SEA])
    cells = ask(board, grid, level="cell").units
    assert cells["people"].sum() == 2400
    assert len(ask(board, grid, level="cell", parent_code=towns.COUNTY).units) == 2
    inside = ask(board, grid, parent_code=towns.COUNTY)
    assert inside.units["region_code"].tolist() == [towns.COUNTY]
    assert inside.people == 400


def test_supply_shared_by_many_is_too_little_beside_plenty(board):
    """A and B reach all within 10 minutes of them; whoever is beyond has nothing, less than half of the mean."""
    grid = grid_of(10, 11, criterion="below_mean", factor=0.5, measure=["two_step"])
    found = ask(board, grid)
    assert by_code(found.units, "people_share") == {towns.CITY: pytest.approx(0.4), towns.COUNTY: pytest.approx(0.25)}


def test_no_center_that_moves_nothing_changes(board):
    grid = grid_of(5, 10)
    still, people = moved_consensus(board_with_radius(board, 0.0), grid, "front", draws=3)
    assert (still.units["people_share_low"] == still.units["people_share"]).all()
    assert (still.units["people_share_high"] == still.units["people_share"]).all()
    assert people == (still.people_underserved, still.people_underserved)


def board_with_radius(board, radius_m):
    """Give the board with another trust in the positions of all centers."""
    other = board.retimed({})
    other.centers = board.centers.assign(position_radius_m=radius_m)
    return other


def test_the_same_seed_gives_the_same_interval(board):
    far = board_with_radius(board, 6000.0)
    grid = grid_of(3, 5, 8, 10, 13)
    one, same = (moved_consensus(far, grid, "front", level="emd", draws=6, seed=4) for _ in range(2))
    assert one[0].units.equals(same[0].units)
    assert one[1] == same[1]
    other = moved_consensus(far, grid, "front", level="emd", draws=6, seed=5)
    assert not one[0].units.equals(other[0].units)
    table = one[0].units.dropna(subset="people_share")
    assert (table["people_share_low"] <= table["people_share_high"]).all()
    assert (table["people_share_low"] < table["people_share_high"]).any()
    assert one[1][0] < one[1][1]


def test_a_larger_radius_moves_times_farther(board):
    grid = grid_of(5, 6)
    before = board.pairs("car").minutes.sum()
    moves = []
    for radius_m in (0.0, 500.0, 1000.0):
        moved = moved_board(board_with_radius(board, radius_m), grid, grid.services[0], np.random.default_rng(3))
        order = [np.lexsort((one.center, one.cell)) for one in (board.pairs("car"), moved.pairs("car"))]
        change = moved.pairs("car").minutes[order[1]] - board.pairs("car").minutes[order[0]]
        assert np.abs(change).max() <= radius_m / 1000 + 1 / 60
        moves.append(np.abs(change).sum())
    assert moves[0] < moves[1] < moves[2]
    assert board.pairs("car").minutes.sum() == before


def test_the_shipped_grid():
    grid = load_grid(ROOT / "data", on=TODAY)
    assert grid.names == ("front_door", "psychiatrist", "addiction", "youth", "dementia")
    front = grid.service("front_door").readings
    assert {one.reading.mode for one in front} == {"car", "bicycle", "walk"}
    assert {one.reading.measure for one in front} == {"nearest", "e2sfca", "crowding", "cumulative"}
    with pytest.raises(InputError, match="give one of front_door"):
        grid.service("dentist")
    with pytest.raises(SettingsError, match="no version holds"):
        load_grid(ROOT / "data", on=dt.date(2020, 1, 1))


@pytest.mark.parametrize("service", load_grid(ROOT / "data", on=TODAY).names)
def test_the_shipped_grid_is_balanced_on_the_nation(nation_board, service):
    """No reading is silent, the votes are worth half as many independent ones, and no single one holds the list."""
    grid = load_grid(ROOT / "data", on=TODAY)
    found = consensus(nation_board, grid, service, level="emd")
    assert found.readings["has_vote"].all()
    assert found.readings["people_share"].between(0.01, 0.95).all()
    assert found.effective >= len(found.readings) / 2
    assert found.named > 0
    assert found.readings["kept_without"].min() >= 0.9
    # Of the few districts of a short list one is a large part: two of 18 leave it.
    assert consensus(nation_board, grid, service).readings["kept_without"].min() >= 0.85
    judged = count_votes(nation_board, grid, grid.service(service))
    people = nation_board.cells["people"].to_numpy()
    whole = judged.cells(grid.least_share)
    assert (people * whole).sum() == pytest.approx(found.people_underserved, rel=1e-9)
    for number in range(len(judged.family)):
        kept = whole & judged.cells(grid.least_share, without=np.arange(len(judged.family)) == number)
        assert (people * kept).sum() >= 0.9 * (people * whole).sum(), number


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("limit_min: [20, 30]", "limit_min: [20, 20]", "stands twice"),
        ("limit_min: [20, 30]", "limit_min: [90]", "limit"),
        ("factor: 0.5", "factor: 2", "factor"),
        ("factor: 1.5", "factor: 0.5", "above 1"),
        ("criterion: below_mean\n                factor: 0.5", "criterion: below_mean", "need a factor"),
        ("measure: [e2sfca]", "measure: [nearest]", "more is better"),
        ("measure: [crowding]", "measure: [e2sfca]", "less is better"),
        ("[공공 전체]", "[모두]", "not a kind of center"),
        ("walk: 19.5, ", "", "lacks walk"),
        ("reviewer:", "checked:", "reviewer"),
        ("people_share: 0.5", "people_share: 0", "people_share"),
        ("least: 0.01", "least: 0", "least"),
        ("name: driving", "name: Driving", "name"),
    ],
)
def test_a_grid_that_cannot_be_used_is_refused(tmp_path, old, new, message):
    text = GRID.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / GRID.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_grids(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": "county"}, "no level"),
        ({"parent_code": "99"}, "code of no region"),
        ({"level": "sido", "parent_code": towns.CITY}, "smaller than a sido"),
    ],
)
def test_what_cannot_be_asked_is_refused(board, arguments, message):
    with pytest.raises(InputError, match=message):
        ask(board, grid_of(5, 6), **arguments)
    with pytest.raises(InputError, match="1 to 1000"):
        moved_consensus(board, grid_of(5, 6), "front", draws=0)
