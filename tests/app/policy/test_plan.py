"""What the page of plans says, on the town of tests/access_town.py: figures, bounds, files, addresses."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from app.policy import plan_report, plan_view, purchases, trials
from app.policy.purchases import Purchase
from app.policy.trials import Trial
from app.text import load
from gis.analysis.readings import Reading
from gis.budget_plans import first_to_break, plan_budget
from gis.scenario import compare
from gis.scenario_file import costed, parse_plan, read_text
from tests import access_town, towns

A, B, D, E = (one.center_id for one in towns.CENTERS)
LATER = f"change={A} also='Tue 18:00-21:00'"
GONE = f"close={B}"
READING = Reading(measure="nearest", kind=towns.BASIC, hour="Tue 19", serves="any")


def view(**query):
    return plan_view.read({"kind": towns.BASIC, "hour": "Tue 19", "serves": "any", **query}, [towns.BASIC])


def units():
    """Give the districts as squares."""
    squares = [shapely.box(at, 36, at + 1, 37) for at in (127, 128)]
    frame = {"region_code": [towns.CITY, towns.COUNTY], "area_km2": [1.0, 1.0], "geom": squares}
    return gpd.GeoDataFrame(frame, geometry="geom", crs=4326)


def trial(language, *changes):
    board, asked = access_town.board(), view(c=list(changes))
    effect = compare(board, [read_text(text) for text in asked.changes], asked.reading)
    layer = trials.layer_of(effect, units(), board.regions(effect.reading, "sigungu"), asked)
    ages = effect.ages({"0_19": board.rows["people"].to_numpy() * 0 + 0.5})
    return Trial(load(language), asked, effect, effect.total(), layer, ages, costed(effect, ()), "누리도", "town")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_finding_says_who_gains_who_loses_and_both_bounds(language):
    gains = " ".join(trials.finding(trial(language, LATER)))
    assert "400" in gains
    assert "1,200" in gains  # without before: 2,400 less the 1,200 whom B serves
    assert "800" in gains
    loses = trials.finding(trial(language, GONE))
    assert "1,200" in loses[0]
    nothing = trials.finding(trial(language, f"change={D} hours='Tue 09:00-21:00'"))
    assert len(nothing) == 1
    assert len(trials.costs(trial(language, LATER, GONE))) == 2
    assert trials.statement(trial(language, LATER))


def test_the_table_the_map_and_the_ages_carry_the_figures():
    one = trial("en", LATER)
    columns, rows = trials.table(one, {})
    assert sum(row.values["people_gained"] for row in rows) == 400.0
    assert [column.key for column in columns][1:] == list(trials.FIGURES)
    assert trials.ages(one)[1][0].values["people_gained"] == 200.0
    assert trials.shown(one).key == "people_gained"
    assert trials.shown(trial("en", GONE)).key == "people_lost"
    assert "c=" not in trials.listed(one, {"c": [LATER]})


def test_the_file_of_a_scenario_is_what_the_command_reads():
    one = trial("ko", LATER, GONE)
    plan = parse_plan(plan_report.plan_text(one.say, one).write().decode(), name="scenario.json")
    again = compare(access_town.board(), plan.changes, plan.reading)
    assert again.total()["people_lost"] == one.total["people_lost"]
    assert again.total()["people_gained"] == one.total["people_gained"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_purchase_says_what_is_bought_and_what_is_proven(language):
    board, say = access_town.board(), load(language)
    plan = plan_budget(board, READING, options=["longer"], budget=1.0)
    layer = gpd.GeoDataFrame(
        units().assign(full_name=["가람시", "나래군"], people=1.0, share_without=[0.5, float("nan")])
    )
    bought = Purchase(say, view(ask="buy", what="longer"), plan, layer, "누리도", "town")
    said = purchases.finding(bought)
    assert "400" in said[0]
    assert say("plan.proven") in said
    assert "가람시정신건강복지센터" in purchases.table(bought)[1][0].name
    assert "--budget 1 " in plan_report.command(bought)
    assert purchases.statement(bought)
    losses = purchases.first_losses(say, first_to_break(board, READING.changed(hour="any")), board.centers)
    assert "400" in losses[0]
    alone = first_to_break(board, READING.changed(hour="any", limit_min=1, supply="psychiatrists"))
    assert len(purchases.first_losses(say, alone, board.centers)) == 1


def test_an_address_is_read_with_mistrust():
    usual = plan_view.read({}, [towns.BASIC])
    assert (usual.question, usual.budget, usual.options) == ("try", 30.0, ("longer", "site"))
    odd = plan_view.read(
        {"ask": "sell", "budget": "-3", "what": "<b>", "places": "찻집", "region": "x", "c": ["", "a" * 999] * 20}, []
    )
    assert odd.reading == usual.reading
    assert (odd.budget, odd.options, odd.places, odd.region_code) == (30.0, ("longer", "site"), "towns", None)
    assert (len(odd.changes), len(odd.changes[0])) == (plan_view.MOST_CHANGES, 300)
    assert plan_view.read({"what": "outreach"}, []).options == ("outreach",)
    assert isinstance(usual.reading.hours, tuple)
    assert pd.notna(usual.site_cost)
