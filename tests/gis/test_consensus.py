"""Underserved areas of the town against the readings one by one; what draws leave open; grids that cannot be used."""

import datetime as dt

import numpy as np
import pytest

from gis.analysis.readings import Reading
from gis.consensus import consensus, count_votes, draw_cells, with_intervals
from gis.errors import InputError, SettingsError
from gis.intervals import drawn_boards, intervals
from gis.kept_draws import DRAWS, find_draws, keep_draws
from gis.settings import ROOT
from gis.underserved_grid import UnderservedGrid, load_grid, read_grids
from tests import access_town, towns
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
            "services": [{"name": "front", "families": families}],
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


def drawn(board, grid, *, level="sigungu", draws=12, **options):
    return with_intervals(
        ask(board, grid, level=level), board, grid, draw_cells(board, grid, "front", draws=draws, **options),
        level=level,
    )  # fmt: skip


def test_where_all_is_known_nothing_is_left_open(board):
    grid = grid_of(5, 10)
    still = drawn(board_with_radius(board, 0.0), grid, draws=3)
    assert (still.units["people_share_low"] == still.units["people_share"]).all()
    assert (still.units["people_share_high"] == still.units["people_share"]).all()
    assert (still.interval.low, still.interval.high) == (still.people_underserved, still.people_underserved)
    assert still.interval.holds == ("travel_time", "position")
    assert still.units["is_decided"].all()
    assert by_code(still.units, "named_share") == by_code(still.units, "is_underserved")


def board_with_radius(board, radius_m):
    """Give the board with another trust in the positions of all centers."""
    other = board.retimed({})
    other.centers = board.centers.assign(position_radius_m=radius_m)
    return other


def test_the_same_seed_gives_the_same_draws_however_many(board):
    far, grid = board_with_radius(board, 6000.0), grid_of(3, 5, 8, 10, 13)
    one, more, other = (
        draw_cells(far, grid, "front", draws=draws, seed=seed) for draws, seed in ((6, 4), (9, 4), (6, 5))
    )
    assert (one == more[:6]).all()
    assert (one != other).any()
    found = drawn(far, grid, level="emd", draws=30)
    table = found.units.dropna(subset="people_share")
    assert (table["people_share_low"] <= table["people_share_high"]).all()
    assert (table["people_share_low"] < table["people_share_high"]).any()
    assert found.interval.low < found.interval.high


def test_a_unit_on_both_sides_of_the_line_is_undecided(board):
    """Centers that may stand 6 km away: of one line all draws say the same, of another they do not."""
    far = board_with_radius(board, 6000.0)
    share = by_code(drawn(far, grid_of(10, 11), draws=40).units, "people_share")[towns.CITY]
    sure = drawn(far, grid_of(10, 11, people_share=0.99), draws=40).units.set_index("region_code").loc[towns.CITY]
    assert (sure["named_share"], sure["is_decided"]) == (0.0, True)
    open_one = drawn(far, grid_of(10, 11, people_share=share), draws=40).units.set_index("region_code").loc[towns.CITY]
    assert 0 < open_one["named_share"] < 1
    assert not open_one["is_decided"]


def test_a_board_of_a_draw_says_what_the_interval_of_reach_draws():
    """Travel times, hours and positions at once: both ways to draw agree, draw by draw."""
    board = access_town.board(log_sd=0.4, radius_m=800.0)
    for reading in (
        Reading(measure="nearest", kind=towns.HOSPITAL),
        Reading(measure="nearest", kind="전체", hour="Tue 10"),
        Reading(measure="nearest", kind="전체", hour="weekday_evening"),
    ):
        without = intervals(board, reading, draws=25, seed=8).without
        for number, one in enumerate(drawn_boards(board, [reading], draws=25, seed=8)):
            assert one.answer(reading).without == pytest.approx(without[number], abs=1e-6)
    assert board.answer(reading).without.shape == (len(board.cells),), "the board itself stays as it was"


def test_draws_are_kept_until_something_they_follow_from_changes(board, tmp_path):
    far, grid = board_with_radius(board, 6000.0), grid_of(5, 10)
    cells = draw_cells(far, grid, "front", draws=7, seed=3)
    path = keep_draws(tmp_path / "here", cells, far, grid, "front", seed=3)
    places = (tmp_path / "none", tmp_path / "here")
    assert (find_draws(places, far, grid, "front", seed=3) == cells).all()
    assert find_draws(places, far, grid, "front", seed=4) is None
    assert find_draws(places, far, grid_of(5, 11), "front", seed=3) is None
    other = board_with_radius(board, 0.0)
    other.data_version = "other"
    assert find_draws(places, other, grid, "front", seed=3) is None
    keep_draws(tmp_path / "none", cells[:2], far, grid, "front", seed=3)
    assert len(find_draws(places, far, grid, "front", seed=3)) == 7, "that with the most draws"
    path.write_bytes(b"torn")
    assert len(find_draws(places, far, grid, "front", seed=3)) == 2, "a broken one is passed over"


def test_the_shipped_draws_hold_on_the_nation(nation_board):
    """What the page of underserved areas reads; where this fails: `mindconnect underserved --draws`, see operations."""
    grid = load_grid(ROOT / "data", on=TODAY)
    shipped = {
        service: find_draws([ROOT / "data" / "snapshot" / "draws"], nation_board, grid, service)
        for service in grid.names
    }
    assert [service for service, cells in shipped.items() if cells is None] == []
    assert {len(cells) for cells in shipped.values()} == {DRAWS}
    again = draw_cells(nation_board, grid, "youth", draws=1)
    assert (again == shipped["youth"][:1]).all()


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
        draw_cells(board, grid_of(5, 6), "front", draws=0)
