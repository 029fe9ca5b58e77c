"""Verdicts on the town whose figures are worked by hand (tests/towns.py), a minute a kilometre by car."""

import datetime as dt

import numpy as np
import pytest

from gis.access import AccessBoard
from gis.analysis.pairs import Pairs
from gis.analysis.readings import Reading
from gis.care.hours import Hours
from gis.designations import figures_to_give, inputs_of, verdicts
from gis.errors import InputError
from gis.intervals import intervals
from gis.queries import access as queries
from gis.queries.regions import cell_regions
from gis.rulebook import RuleBook, load_rules
from gis.settings import ROOT
from tests import towns
from tests.town_board import open_town

BOOK = load_rules(ROOT / "data", on=dt.date(2026, 11, 26))


@pytest.fixture
def board(town_conn, tmp_path):
    return open_town(town_conn, tmp_path)


def decided(board, conn, rule, code=None, *, level="sigungu", known=None, **values):
    """Give outcome and figure of a rule of one criterion, by unit; with other thresholds where given."""
    book = BOOK.only([rule]).changed({f"{rule}.{name}": value for name, value in values.items()})
    return {
        one.region_code: (one.outcome, one.findings[0].figure and one.findings[0].figure.least)
        for one in verdicts(board, conn, book, region_code=code, level=level, known=known)
    }


@pytest.mark.parametrize(
    ("limit", "city", "county"),
    [
        # Kilometres to the nearest 기초: see REACH in tests/towns.py. Nobody is beyond 17 km.
        (30, ("is_not", 0.0), ("is_not", 0.0)),
        (10, ("is_met", 0.4), ("is_not", 0.25)),
        (5, ("is_met", 0.75), ("is_not", 0.25)),
        # Exactly 16 minutes is not beyond 16; 100 of 가람1동 and 200 of 가람2동 live 16.49 km away.
        (16, ("is_not", 0.15), ("is_not", 0.0)),
        (15, ("is_not", 0.2), ("is_not", 0.25)),
    ],
)
def test_people_beyond_some_minutes(board, town_conn, limit, city, county):
    found = decided(board, town_conn, "mindconnect_distance", limit_min=limit)
    assert {code: (outcome, pytest.approx(share)) for code, (outcome, share) in found.items()} == {
        towns.CITY: city,
        towns.COUNTY: county,
    }


def test_a_share_at_the_threshold_is_met(board, town_conn):
    for share, outcome in ((0.25, "is_met"), (0.2501, "is_not")):
        found = decided(board, town_conn, "mindconnect_distance", towns.COUNTY, limit_min=10, beyond_share=share)
        assert found == {towns.COUNTY: (outcome, pytest.approx(0.25))}


def test_a_tenth_of_tolerance(board, town_conn):
    """The only hospital is 바다병원 at (4, 4), and none is a 상급종합병원: everybody is beyond an hour of one."""
    book = BOOK.only(["emergency_reach"]).changed({"emergency_reach.local_limit_min": 10})
    city, county = verdicts(board, town_conn, book)
    assert city.finding("regional").figure.least == 1.0
    assert city.outcome == county.outcome == "is_met"
    # Within 10 km of (4, 4): (3, 4) and (2, 4), (2, 3) at 8.94 km.  들면: 300 of 400 are beyond.
    assert county.finding("local").figure.least == pytest.approx(0.75)
    assert city.finding("local").figure.least == pytest.approx(1 - 400 / 2000)
    for share, by_tolerance in ((0.8, True), (0.75, False)):
        one = verdicts(board, town_conn, book.changed({"emergency_reach.beyond_share": share}), region_code="90120")[0]
        assert (one.finding("local").outcome, one.finding("local").is_by_tolerance) == ("is_met", by_tolerance)


def test_shares_of_a_group_follow_the_ages_of_each_emd(board, town_conn):
    """Women of 65 and more: 200 in 가람1동, 250 in 가람2동; beyond 10 km live 0.4 of either emd."""
    book = BOOK.only(["maternity_reach"])
    rule = book.rules[0]
    criterion = rule.criteria["minimum"].model_copy(
        update={"kinds": (towns.BASIC,), "people": rule.criteria["minimum"].people.model_copy(
            update={"age_from": 65, "age_below": None})}
    )  # fmt: skip
    elderly = RuleBook((rule.model_copy(update={"criteria": {"minimum": criterion}}).changed({"limit_min": 5}),))
    city, county = verdicts(board, town_conn, elderly)
    amounts = {one.name: one.value for one in city.findings[0].amounts}
    assert amounts["people"] == pytest.approx(450)
    # Beyond 5 km: 0.7 of 가람1동 and 0.8 of 가람2동.
    assert amounts["people_beyond_least"] == pytest.approx(0.7 * 200 + 0.8 * 250)
    assert county.findings[0].figure.least == pytest.approx(0.25)


def test_a_unit_without_people_of_the_group_is_undecided(board, town_conn):
    found = decided(board, town_conn, "maternity_reach")  # nobody of 15 to 49 is a woman there
    assert found == {towns.CITY: ("undecided", None), towns.COUNTY: ("undecided", None)}
    found = decided(board, town_conn, "paediatric_reach", towns.CITY)
    assert found[towns.CITY][0] == "is_not"


def test_a_mean_of_three_is_open_where_the_table_ends(board, town_conn, tmp_path):
    """Four times slower: centers 16 km away and more are beyond the table's hour, so the mean has a floor only."""
    book = BOOK.only(["maternity_reach_mean"])
    rule = book.rules[0]
    criterion = rule.criteria["mean"].model_copy(
        update={"kinds": (towns.BASIC, towns.HOSPITAL), "people": rule.criteria["mean"].people.model_copy(
            update={"age_from": 0, "age_below": None, "sex": None})}
    )  # fmt: skip
    mean = RuleBook((rule.model_copy(update={"criteria": {"mean": criterion}}).changed({"limit_min": 60}),))
    exact = verdicts(board, town_conn, mean, region_code=towns.COUNTY)[0]
    # At (3, 0): A 12, B 0, E sqrt(16^2 + 4^2) = 16.49 km: their mean is 9.5. Nobody is beyond an hour.
    assert (exact.outcome, exact.findings[0].figure.is_exact) == ("is_not", True)
    slow = open_town(town_conn, tmp_path / "slow", stretch=4.0)
    open_one = verdicts(slow, town_conn, mean, region_code=towns.COUNTY)[0]
    assert open_one.findings[0].figure.least == 0.0
    assert open_one.findings[0].figure.most == 1.0
    assert (open_one.outcome, open_one.missing) == ("undecided", ("times_beyond_hour",))


def test_centers_of_a_municipality_are_those_that_serve_it(board, town_conn):
    """A and B serve 가람시, though B stands in 나래군, which nobody serves."""
    assert decided(board, town_conn, "centers_per_people") == {
        towns.CITY: ("is_not", -1.0),
        towns.COUNTY: ("is_met", 1.0),
    }
    # A center for every 1,000 people: two for 2,000.
    crowded = decided(board, town_conn, "centers_per_people", towns.CITY, people_per_center=1000, two_from=1000)
    assert crowded == {towns.CITY: ("is_not", 0.0)}
    one = verdicts(board, town_conn, BOOK.only(["centers_per_people"]), region_code=towns.COUNTY)[0]
    assert {amount.name: amount.value for amount in one.findings[0].amounts} == {
        "people": 400, "provided": 1, "serving": 0,
    }  # fmt: skip


def test_evenings_are_undecided_while_nobody_says_when_it_opens(board, town_conn):
    """No center of the town publishes hours: without reach it is certain, within reach nobody knows."""
    one = verdicts(
        board, town_conn, BOOK.only(["mindconnect_evening"]).changed({"mindconnect_evening.limit_min": 10}),
        region_code=towns.CITY,
    )[0]  # fmt: skip
    assert (one.findings[0].figure.least, one.findings[0].figure.most) == (pytest.approx(0.4), 1.0)
    assert (one.outcome, one.missing) == ("undecided", ("opening_hours",))
    sure = decided(board, town_conn, "mindconnect_evening", towns.CITY, limit_min=10, without_share=0.4)
    assert sure[towns.CITY][0] == "is_met"


def test_ratios_of_another_country_are_undecided_until_somebody_counts(board, town_conn):
    book = BOOK.only(["hpsa_mental_health"])
    one = verdicts(board, town_conn, book, region_code=towns.CITY)[0]
    assert one.outcome == "undecided"
    assert set(one.missing) == {"psychiatrists", "core_professionals"}
    # 450 of 65 and more for 1,250 of 20 to 64: 0.36, a need that is unusually high; nobody is young.
    assert (one.finding("elderly").outcome, one.finding("youth").outcome) == ("is_met", "is_not")
    for counts, outcome in (
        ({"psychiatrists": 0}, "is_met"),
        ({"psychiatrists": 0.2, "core_professionals": 1}, "is_not"),
        ({"psychiatrists": 0.1}, "is_met"),  # 2,000 / 0.1 = 20,000: enough for an area of unusually high need
        ({"psychiatrists": 0.2}, "undecided"),  # 10,000; the other professionals decide
    ):
        told = verdicts(board, town_conn, book, region_code=towns.CITY, known=counts)[0]
        assert told.outcome == outcome, counts


def test_psychiatrists_are_counted_where_they_work_and_a_figure_that_is_given_goes_before(board, town_conn):
    book = BOOK.only(["hpsa_mental_health"])
    board.centers["psychiatrists"] = [0.0] * (len(board.centers) - 1) + [np.nan]
    one = verdicts(board, town_conn, book, region_code=towns.CITY)[0]
    assert (one.outcome, one.finding("psychiatrists_alone").outcome) == ("is_met", "is_met")
    assert "psychiatrists" not in one.missing
    board.centers.loc[board.centers["region_code"].str.startswith(towns.CITY), "psychiatrists"] = 1.0
    counted = verdicts(board, town_conn, book, region_code=towns.CITY)[0]
    stands = int(board.centers["region_code"].str.startswith(towns.CITY).sum())
    amounts = {amount.name: amount.value for amount in counted.finding("psychiatrists_alone").amounts}
    assert amounts == {"people": 2000, "psychiatrists": stands}
    assert counted.missing == ("core_professionals",)
    told = verdicts(board, town_conn, book, region_code=towns.CITY, known={"psychiatrists": 0})[0]
    assert told.outcome == "is_met"


def test_a_city_with_gu_is_one_municipality(nation_conn):
    """수원시: four gu with a center each, 1,190,000 people, so six are provided."""
    rows = cell_regions(nation_conn)
    centers = queries.center_supply(nation_conn)
    none = Pairs(np.zeros(rows["h3_index"].nunique() + 1, dtype=np.int64), *[np.zeros(0, dtype=np.uint16)] * 2)
    unknown = [Hours("unknown", reason="nothing_published")] * len(centers)
    board = AccessBoard(rows, centers, unknown, queries.region_names(nation_conn), {"car": none})
    book = BOOK.only(["centers_per_people"])
    found = {one.region_code: one for one in verdicts(board, nation_conn, book)}
    assert len(found) == 229
    assert sum(one.people for one in found.values()) == 51_128_530
    suwon = found["41110"]
    assert (suwon.name, suwon.outcome, suwon.findings[0].figure.least) == ("경기도 수원시", "is_met", 2)
    assert {one.name: one.value for one in suwon.findings[0].amounts}["serving"] == 4
    assert verdicts(board, nation_conn, book, region_code="41111") == [suwon]
    assert len(inputs_of(nation_conn, board).units("sigungu").codes) == 252


def test_positions_that_are_not_sure_leave_a_verdict_open(board, town_conn):
    """Beyond 10 km: 0.4 of 가람시. Centers that may stand 6 km away make it more or less; those that cannot do not."""
    book = BOOK.only(["mindconnect_distance"]).changed(
        {"mindconnect_distance.limit_min": 10, "mindconnect_distance.beyond_share": 0.4}
    )
    found = {}
    for radius_m in (0.0, 6000.0):
        own = board.retimed({})
        own.centers = board.centers.assign(position_radius_m=radius_m)
        city = verdicts(own, town_conn, book, region_code=towns.CITY, draws=40)[0]
        found[radius_m] = city.outcome, city.findings[0].interval
        assert city.findings[0].figure.least == pytest.approx(0.4)
        assert verdicts(own, town_conn, book, region_code=towns.CITY)[0].findings[0].interval is None
    assert found[0.0][0] == "is_met"
    assert (found[0.0][1].least, found[0.0][1].most) == (pytest.approx(0.4), pytest.approx(0.4))
    assert found[6000.0][0] == "undecided"
    assert found[6000.0][1].least < 0.4 <= found[6000.0][1].most


def test_the_interval_of_people_without_open_care_is_that_of_its_reading(board, town_conn):
    book = BOOK.only(["mindconnect_evening"])
    finding = verdicts(board, town_conn, book, region_code=towns.CITY, draws=30)[0].findings[0]
    criterion = book.rules[0].criteria["evening"]
    reading = Reading(measure="nearest", kind=criterion.kind, hour=criterion.hour, limit_min=30)
    told = intervals(board, reading, draws=30).regions().set_index("region_code").loc[towns.CITY]
    assert finding.interval.least == pytest.approx(told["share_without_low"], abs=0.002)
    assert finding.interval.most == pytest.approx(told["share_without_high"], abs=0.002)


def test_figures_that_somebody_may_give():
    assert figures_to_give(BOOK) == ["core_professionals", "psychiatrists", "poverty_share", "addiction_rank"]


def test_units_lie_in_their_sido(board, town_conn):
    both = decided(board, town_conn, "mindconnect_distance", towns.SIDO)
    assert list(both) == [towns.CITY, towns.COUNTY]
    assert list(decided(board, town_conn, "mindconnect_distance", towns.SIDO, level="municipality")) == list(both)


def test_inputs_are_read_once_a_board(board, town_conn):
    assert inputs_of(town_conn, board) is inputs_of(town_conn, board)
    assert sum(inputs_of(town_conn, board).bands("sigungu", towns.CITY).values()) == 2000
    assert inputs_of(town_conn, board).bands("sigungu", "00000") == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"region_code": "99999"}, "code of no region"),
        ({"region_code": towns.EMD_1}, "smaller than a sigungu"),
        ({"level": "emd"}, "no level of rules"),
        ({"known": {"nurses": 1}}, "no rule asks for 'nurses'"),
        ({"known": {"psychiatrists": -1}}, "give 0 or more"),
        ({"known": {"psychiatrists": 1}}, "one unit only"),
        ({"draws": 1001}, "give 0 to 1000"),
    ],
)
def test_what_cannot_be_decided_is_refused(board, town_conn, arguments, message):
    with pytest.raises(InputError, match=message):
        verdicts(board, town_conn, BOOK, **arguments)
