"""What stands beside figures wherever they are read: state of the data, question, and the command that repeats them.

The command line writes these, and the API; the figures themselves are those of the pages.
"""

import dataclasses
import datetime as dt
import shlex
from collections.abc import Sequence
from typing import Any

import pandas as pd

from app.records import rows
from gis.access import AccessBoard
from gis.analysis import clusters
from gis.analysis.readings import UNITS, Reading
from gis.analysis.verdicts import Change as Flip
from gis.budget_plans import BudgetPlan
from gis.calls import WorthCalling
from gis.causes import PartedChange
from gis.consensus import Consensus
from gis.consensus import command as underserved_command
from gis.cutoffs import Cutoffs
from gis.fairness import PERMUTATIONS, POOR_PART, SEED, Fairness, Part
from gis.fairness import command as equity_command
from gis.fairness_draws import FairnessIntervals
from gis.queries.regions import Level
from gis.scenario import Effect
from gis.siting import LongerHours
from gis.stories import Story
from gis.underserved_grid import UnderservedGrid


def access_receipt(
    board: AccessBoard, reading: Reading, level: str, parent: str | None, *, is_week: bool = False
) -> dict[str, Any]:
    """Return what stands beside every figure: the state of the data, the reading, and the command that repeats it.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
    level : {"sido", "sigungu", "emd"}
        Units of the figures.
    parent : str or None
        Region within which they lie.
    is_week : bool
        Whether the figures are those of each hour instead of each unit.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    command = reading.command(level=level, parent_code=parent)
    return {
        **_state(board),
        "reading": reading.parts(),
        "value_unit": UNITS[reading.measure],
        "level": "hour" if is_week else level,
        "parent_code": parent,
        "people": board.people,
        "checks": [] if is_week else [{**vars(check), "holds": check.holds} for check in board.answer(reading).checks],
        "command": f"{command} --week" if is_week else command,
    }


def cutoffs_record(
    board: AccessBoard, found: Cutoffs, level: str, parent: str | None, *, draws: int = 0
) -> dict[str, Any]:
    """Return a reading at several limits as a JSON object: the region at each, the worst tenth kept, each unit.

    Parameters
    ----------
    board : AccessBoard
    found : Cutoffs
        Of the board.
    level : {"sido", "sigungu", "emd"}
        Units that are ranked.
    parent : str or None
        Region that is told.
    draws : int
        How many draws stand behind intervals in the totals.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    told = ",".join(map(str, found.limits))
    command = found.reading.command(level=level, parent_code=parent, output=f"--limits {told}")
    return {
        **_state(board),
        "reading": found.reading.parts(),
        "value_unit": UNITS[found.reading.measure],
        "level": level,
        "parent_code": parent,
        "limits_min": list(found.limits),
        "worst": found.worst,
        "worst_at_every_limit": found.always["region_code"].tolist(),
        "worst_at_some_limit": found.sometimes["region_code"].tolist(),
        "limits": rows(found.totals),
        "kept": [
            {"limit_min": limit, **{str(k): int(n) for k, n in row.items()}} for limit, row in found.kept.iterrows()
        ],
        "command": f"{command}{f' --intervals {draws}' if draws else ''} --json",
        "rows": rows(found.units),
    }


def causes_record(change: PartedChange, *, parent: str | None, level: Level | None = None) -> dict[str, Any]:
    """Return a change parted into its causes with what stands beside it.

    Parameters
    ----------
    change : PartedChange
    parent : str or None
        MOIS code of the region; None is the nation.
    level : {"sido", "sigungu"}, optional
        Units inside it that are told too, under ``regions``.

    Returns
    -------
    dict of str
        What JSON can hold: the state of both dates, ``known`` (causes whose part is known), how many centers each event
        happened to and which, and ``rows`` without the units.
    """
    earlier, present, reading = change.earlier, change.present, change.reading
    since = earlier.reference_date or earlier.people_date
    command = reading.command(
        level=level or "sigungu", parent_code=parent, output=f"--causes --since {since.isoformat()} --json"
    )
    events = change.events
    return {
        **_state(change.board),
        "reading": reading.parts(),
        "parent_code": parent,
        "since": {
            "reference_date": None if earlier.reference_date is None else earlier.reference_date.isoformat(),
            "people_date": earlier.people_date.isoformat(),
        },
        "until": {
            "reference_date": present.reference_date.isoformat(),
            "people_date": present.people_date.isoformat(),
        },
        "known": list(change.known),
        "events": {str(event): int(count) for event, count in events["event"].value_counts(sort=False).items()},
        "centers": rows(events),
        **({} if level is None else {"regions": rows(change.regions(level, parent))}),
        "command": command,
    }


def story_record(board: AccessBoard, story: Story) -> dict[str, Any]:
    """Return the story of a region as a JSON object: its tables, single figures and dates, and what repeats it.

    Parameters
    ----------
    board : AccessBoard
    story : Story
        Of the board.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    dates = {"suicide_rate_date": story.suicide_rate_date, "household_date": story.household_date}
    return {
        **_state(board),
        "region_code": story.region_code,
        "reading": story.reading.parts(),
        **{name: rows(getattr(story, name)) for name in ("who", "hour_sets", "nearest")},
        "people_beyond": story.people_beyond,
        "suicide_rate_per_100k": story.suicide_rate_per_100k,
        "suicide_rate_nation_per_100k": story.suicide_rate_nation_per_100k,
        "suicide_rate_of": story.suicide_rate_of,
        **{name: None if date is None else date.isoformat() for name, date in dates.items()},
        "command": story.reading.command(parent_code=story.region_code, output="--story --json"),
    }


def equity_tables(
    board: AccessBoard, found: Fairness, between: FairnessIntervals | None = None
) -> dict[Part, pd.DataFrame]:
    """Return the tables of an answer.

    Parameters
    ----------
    board : AccessBoard
    found : Fairness
        Of the board.
    between : FairnessIntervals, optional
        Of the answer: their columns stand after those of each table but the curve.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``places``: as :attr:`~gis.fairness.Fairness.places` with ``rank`` and names, most poorly served people first;
        ``groups``; ``levels``; ``lorenz``: as :attr:`~gis.fairness.Fairness.points`.
    """
    names = board.region_names[["region_code", "name", "full_name"]]
    places, groups, levels = found.places, found.groups, found.levels
    if between is not None:
        places = places.merge(between.places, on="region_code", validate="one_to_one")
        groups, levels = groups.join(between.groups), levels.join(between.levels)
    places = places.merge(names, on="region_code", how="left", validate="one_to_one")
    places = places.sort_values("poor_people", ascending=False, kind="stable", ignore_index=True)
    places.insert(0, "rank", places["poor_people"].rank(ascending=False, method="first").astype("Int64"))
    return {
        "places": places,
        "groups": groups.reset_index(),
        "levels": levels.reset_index(),
        "lorenz": found.points,
    }


def equity_receipt(board: AccessBoard, found: Fairness, between: FairnessIntervals | None = None) -> dict[str, Any]:
    """Return what stands beside the tables: the state of the data, the single figures, the command that repeats them.

    Parameters
    ----------
    board : AccessBoard
    found : Fairness
        Of the board.
    between : FairnessIntervals, optional
        Of the answer.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    told: dict[str, Any] = {
        **_state(board),
        "reading": found.reading.parts(),
        "value_unit": UNITS[found.reading.measure],
        "poor_below": found.threshold,
        "poor_below_share_of_mean": POOR_PART,
        "gini": float(found.groups["gini"].loc["all"]),
        **{f"concentration_{name}": index for name, index in found.concentration.items()},
        "theil_between_share": found.theil_between,
        "moran_i": found.moran.i,
        "moran_p": found.moran.p,
        "permutations": PERMUTATIONS,
        "moran_permutations": found.moran.permutations,
        "seeds": clusters.SEEDS,
        "schemes_that_agree": clusters.LEAST_SCHEMES,
        "seed": SEED,
        "household_date": None if found.household_date is None else found.household_date.isoformat(),
        "command": equity_command(found.reading, draws=0 if between is None else between.draws, output="--json"),
    }
    if between is not None:
        ends = {name: {"low": row["low"], "high": row["high"]} for name, row in between.singles.iterrows()}
        told["intervals"] = {"draws": between.draws, "holds": list(between.holds), **ends}
    return {key: None if isinstance(value, float) and pd.isna(value) else value for key, value in told.items()}


def words_of(command: str, reading: Reading, region_code: str | None) -> list[str]:
    """Write a command that asks who is reached at some hours, its reading in it; what is its own follows."""
    region = ["--region", region_code] if region_code else []
    return [
        "mindconnect", command, *region, "--kind", reading.kind, "--when", reading.hour, "--mode", reading.mode,
        "--limit", str(reading.limit_min), "--margin", str(reading.margin_min), "--serves", reading.serves,
    ]  # fmt: skip


def calls_command(reading: Reading, region_code: str | None, *, most: int, is_greedy: bool = False) -> str:
    """Write the command that repeats a list of calls."""
    words = [*words_of("calls", reading, region_code), "-k", str(most)]
    return shlex.join(words + ["--greedy"] * is_greedy + ["--json"])


def calls_receipt(board: AccessBoard, worth: WorthCalling, *, most: int, is_greedy: bool = False) -> dict[str, Any]:
    """Return what stands beside a list of calls: the bounds, what the calls do to the gap, and how far one has come.

    Parameters
    ----------
    board : AccessBoard
    worth : WorthCalling
        Of the board.
    most : int
        Calls asked for.
    is_greedy : bool
        Whether no proof was asked for.

    Returns
    -------
    dict of str
        What JSON can hold; all figures are people.
    """
    plan = worth.plan
    return {
        "data_version": board.data_version,
        "travel_version": board.travel_base,
        "reading": worth.reading.parts(),
        "region_code": worth.region_code,
        "people_without_if_closed": worth.people_if_closed,
        "people_without_if_open": worth.people_if_open,
        "people_gap": plan.gap,
        "narrows": {
            "expected": plan.expected,
            "least": plan.least,
            "most": plan.most,
            "best_at_most": plan.at_most,
            "is_exact": plan.is_exact,
        },
        "centers_without_number": worth.without_number,
        "progress": rows(worth.progress),
        "command": calls_command(worth.reading, worth.region_code, most=most, is_greedy=is_greedy),
    }


def siting_receipt(
    board: AccessBoard, answer: LongerHours, *, sites: int, sure: bool, required: tuple[str, ...], seconds: float
) -> dict[str, Any]:
    """Return what stands beside the sites; all figures are people, as a mean over the hours.

    Parameters
    ----------
    board : AccessBoard
    answer : LongerHours
        Of the board.
    sites, sure, required, seconds
        As asked for.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    reading, region = answer.reading, answer.region_code
    words = [*words_of("siting", reading, region), "-p", str(sites), "--seconds", f"{seconds:g}"]
    words += ["--sure"] * sure
    words += [word for center_id in required for word in ("--required", center_id)]
    return {
        "data_version": board.data_version,
        "travel_version": board.travel_base,
        "reading": reading.parts(),
        "region_code": region,
        "people_without_if_closed": answer.people_without,
        "people_without_if_open": answer.people_without_if_open,
        "people_gained": answer.siting.objective,
        "people_gained_at_most": answer.siting.bound,
        "status": answer.siting.status,
        "command": shlex.join([*words, "--json"]),
    }


def budget_command(plan: BudgetPlan, options: Sequence[str], *, places: str, sure: bool = False, seconds: float) -> str:
    """Write the command that repeats a purchase.

    Parameters
    ----------
    plan : BudgetPlan
    options, places, sure, seconds
        As asked for.

    Returns
    -------
    str
        Of one line.
    """
    words = [*words_of("siting", plan.reading, plan.region_code), "--budget", f"{plan.budget:g}"]
    words += ["--site-cost", f"{plan.site_cost:g}", "--places", places, "--seconds", f"{seconds:g}"]
    words += [word for option in options for word in ("--buy", option)]
    return shlex.join([*words, *(["--sure"] * sure), "--json"])


def budget_receipt(
    board: AccessBoard, plan: BudgetPlan, options: Sequence[str], *, places: str, sure: bool, seconds: float
) -> dict[str, Any]:
    """Return what stands beside a purchase; all figures are people, as a mean over the hours.

    Parameters
    ----------
    board : AccessBoard
    plan : BudgetPlan
        Of the board.
    options, places, sure, seconds
        As asked for.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    return {
        "data_version": board.data_version,
        "travel_version": board.travel_base,
        "reading": plan.reading.parts(),
        "region_code": plan.region_code,
        "budget_hours_a_week": plan.budget,
        "site_cost_hours_a_week": plan.site_cost,
        "people_without_if_closed": plan.people_without,
        "people_without_if_open": plan.people_without_if_open,
        "people_gained": plan.siting.objective,
        "people_gained_at_most": plan.siting.bound,
        "status": plan.siting.status,
        "command": budget_command(plan, options, places=places, sure=sure, seconds=seconds),
    }


def scenario_record(
    effect: Effect,
    name: str,
    region_code: str | None,
    *,
    changes: pd.DataFrame,
    ages: pd.DataFrame,
    verdicts: Sequence[Flip] | None = None,
    **tables: pd.DataFrame,
) -> dict[str, Any]:
    """Return a scenario's answer; all figures are people, as a mean over the hours.

    Parameters
    ----------
    effect : Effect
    name : str
        Of the scenario.
    region_code : str or None
        The region that is told.
    changes : pandas.DataFrame
        As :func:`gis.scenario_file.costed`.
    ages : pandas.DataFrame
        As :meth:`gis.scenario.Effect.ages`.
    verdicts : sequence of Change, optional
        Verdicts of rules that differ, where they were asked for.
    **tables : pandas.DataFrame
        Rows of units or cells under the name of their kind.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    board = effect.board
    record: dict[str, Any] = {
        "data_version": board.data_version,
        "travel_version": board.travel_base,
        "reading": effect.reading.parts(),
        "region_code": region_code,
        "name": name,
        "total": rows(effect.total(region_code).to_frame().T)[0],
        "changes": rows(changes),
        "ages": rows(ages),
    }
    record |= {kind: rows(table) for kind, table in tables.items()}
    return record if verdicts is None else record | {"verdicts": [dataclasses.asdict(one) for one in verdicts]}


def underserved_receipt(
    board: AccessBoard,
    grid: UnderservedGrid,
    found: Consensus,
    *,
    level: str,
    parent: str | None,
    least: float,
    draws: int,
    seed: int,
    day: dt.date,
) -> dict[str, Any]:
    """Return what stands beside the rows: headline, state of data and grid, and the command that repeats them.

    Parameters
    ----------
    board : AccessBoard
    grid : UnderservedGrid
    found : Consensus
        Of both.
    level : {"sido", "sigungu", "emd", "cell"}
    parent : str or None
        Region within which the units lie.
    least : float
        Share of its people in underserved cells from which a unit is listed, 0..1.
    draws, seed : int
        How many draws stand behind the intervals, and their seed.
    day : datetime.date
        Day whose grid was asked for.

    Returns
    -------
    dict of str
        What JSON can hold.
    """
    return {
        "data_version": board.data_version,
        "travel_times": board.travel,
        "grid_version": f"{grid.version} ({grid.digest})",
        "service": found.service,
        "people": found.people,
        "people_underserved": found.people_underserved,
        "need": None if found.need is None else dataclasses.asdict(found.need),
        "named": found.named,
        "named_people": found.named_people,
        "named_underserved": found.named_underserved,
        "voting_readings": int(found.readings["has_vote"].sum()),
        "effective_readings": found.effective,
        "level": level,
        "parent_code": parent,
        "least_share": least,
        "draws": draws,
        "command": underserved_command(
            service=found.service, level=level, parent_code=parent, least_share=least, on=day, draws=draws, seed=seed
        ),
    }


def _state(board: AccessBoard) -> dict[str, str]:
    return {"data_version": board.data_version, "travel_times": board.travel, "travel_version": board.travel_base}
