"""Where, and when, one more: try a change and see who gains and loses, or choose what to buy with a budget."""

import streamlit as st

from app import data, sitemap
from app.center.cards import kind_name
from app.data import access, plans
from app.data.outlines import Outlines
from app.policy import plan_report, plan_view, policy_widgets, purchases, trials
from app.policy.equities import plain_table
from app.policy.plan_view import PlanView
from app.policy.purchases import Purchase
from app.policy.trials import Trial
from app.regions import region_words
from app.text import Text
from app.ui import widgets, words
from app.ui.components import choropleth, table
from app.ui.markup import Blocks
from gis import scenario_file
from gis.errors import InputError

OTHERS = 3
"""Other purchases that are listed."""

Place = st.delta_generator.DeltaGenerator

_BLOCKS = Blocks("policy/plan")


def page(say: Text) -> None:
    """Draw the page."""
    if not policy_widgets.has_answers(say):
        return
    kinds = access.kinds()
    view = plan_view.read(widgets.query(), kinds)
    if view.region_code and view.region_code not in data.region_names():
        widgets.message(say("regions.unknown"))
        view = plan_view.read(widgets.query() | {"region": ""}, kinds)
    widgets.choose_one(
        say("plan.ask"),
        plan_view.QUESTIONS,
        parameter="ask",
        default="try",
        name=lambda question: say(f"plan.question.{question}"),
        hidden_label=True,
    )
    finding = st.container()
    with policy_widgets.folded("choices", say("gaps.change")):
        ask_region(say, view)
        policy_widgets.ask_reading(say, kinds, plan_view.USUAL, measures=("nearest",))
        if view.question == "buy":
            ask_budget(say)
    region_code = view.region_code
    view = plan_view.read(widgets.query() | {"region": region_code or ""}, kinds)
    drawn = data.region_outlines(view.level, view.region_code)
    if drawn is None:
        widgets.message(say("trouble.empty"), say("trouble.empty_more"))
        return
    show = show_trial if view.question == "try" else show_purchase
    try:
        show(say, view, drawn, finding)
    except InputError as error:
        finding.html(region_words.finding([say("plan.cannot"), trouble(say, error)], arrive="plan"))


def trouble(say: Text, error: InputError) -> str:
    """Say what cannot be used, and what to do."""
    return say.get(f"plan.error.{error.code}", say("plan.error.other"))


def ask_region(say: Text, view: PlanView) -> None:
    """Ask for the region whose people count."""
    names = data.region_names()
    below = [code for code in names if view.region_code and len(code) == 5 and code.startswith(view.region_code[:2])]
    offered = ["", *(code for code in names if len(code) == 2), *below]
    widgets.choose_from_list(
        say("plan.region"),
        offered,
        parameter="region",
        default="",
        name=lambda code: words.area(say, names[code] if code else None),
    )


def ask_budget(say: Text) -> None:
    """Ask what may be bought, where, and for how much."""
    left, middle, right, last = st.columns([4, 4, 3, 3])
    with left:
        widgets.choose_from_list(
            say("plan.buy_what"), plan_view.WHATS, parameter="what", default="both",
            name=lambda what: say(f"plan.buy_name.{what}"),
        )  # fmt: skip
    with middle:
        widgets.choose_from_list(
            say("plan.places"), plan_view.PLACES, parameter="places", default=plans.TOWNS,
            name=lambda place: place_name(say, place),
        )  # fmt: skip
    with right:
        widgets.choose_from_list(
            say("plan.budget"), plan_view.BUDGETS, parameter="budget", default="30",
            name=lambda hours: say("plan.hours", n=int(hours)),
        )  # fmt: skip
    with last:
        widgets.choose_from_list(
            say("plan.site_cost"), plan_view.SITE_COSTS, parameter="site_cost", default="40",
            name=lambda hours: say("plan.hours", n=int(hours)),
        )  # fmt: skip


def place_name(say: Text, place: str) -> str:
    """Name the places where a center could open."""
    return say("plan.towns") if place == plans.TOWNS else say("plan.buildings", kind=kind_name(say, place))


def show_trial(say: Text, view: PlanView, drawn: Outlines, finding: Place) -> None:
    """Show what becomes of a scenario, and ask for one more change."""
    if not view.changes:
        finding.html(region_words.finding([say("plan.none")], arrive="plan"))
        ask_change(say, view)
        return
    with st.spinner(say("plan.counting")):
        trial = compose(say, view)
    finding.html(region_words.finding(trials.finding(trial), arrive="plan"))
    finding.html(trials.listed(trial, widgets.query()))
    ask_change(say, view)
    show_map(trials.draw(trial, drawn), trials.legend(trial), key="map", level=view.level)
    widgets.heading(trial.caption)
    columns, rows = trials.table(trial, widgets.query())
    chosen, _ = table.show_table(say, columns, rows, caption=trial.caption, sort=("people_gained", True), key="figures")
    go_into(chosen, view.level)
    left, right = st.columns(2, gap="large")
    with left:
        widgets.heading(say("plan.ages"))
        columns, rows = trials.ages(trial)
        st.html(plain_table(columns, rows, caption=say("plan.ages")))
    with right:
        show_verdicts(say, view)
    address = sitemap.href("plan", say.language, widgets.query())
    files = plan_report.trial_files(trial, data.dataset_frame(), drawn, address=address, made_on=data.today())
    policy_widgets.take_away(say, [*files, plan_report.plan_text(say, trial)])
    st.html(policy_widgets.states(say, trials.statement(trial)))


def compose(say: Text, view: PlanView) -> Trial:
    """Put the answer of a scenario together."""
    effect = plans.effect(view.changes, view.reading)
    names = access.figures(effect.reading, view.level, view.region_code)
    layer = trials.layer_of(effect, access.units(view.level, view.region_code), names, view)
    total = effect.total(view.region_code)
    area = words.area(say, str(total["full_name"]) if view.region_code else None)
    return Trial(
        say, view, effect, total, layer, plans.ages(effect, view.region_code), plans.costs(effect), area, data.version()
    )


def ask_change(say: Text, view: PlanView) -> None:
    """Ask for a change; it goes into the address when it can be read."""
    with st.expander(say("plan.add"), expanded=not view.changes), st.form("change", border=False):
        left, right = st.columns(2)
        what = left.selectbox(
            say("plan.what_label"), scenario_file.WHATS, format_func=lambda one: say(f"plan.do.{one}")
        )
        of_kind = right.selectbox(
            say("gaps.kind"), list(plans.kinds()), format_func=lambda one: kind_name(say, one), key="change-kind"
        )
        name = left.text_input(say("plan.center"), max_chars=60, help=say("plan.center_more"))
        place = right.text_input(say("plan.place"), max_chars=60, help=say("plan.place_more"))
        hours = left.text_input(say("plan.hours_label"), value=say("plan.hours_usual"), max_chars=120)
        also = right.text_input(say("plan.also"), max_chars=120, help=say("plan.also_more"))
        if not st.form_submit_button(say("plan.add_button"), type="primary"):
            return
    asked = {"what": str(what), "kind": str(of_kind), "name": name, "place": place, "hours": hours, "also": also}
    try:
        text = plans.change_text(asked)
    except InputError as error:
        widgets.message(say("plan.cannot"), trouble(say, error))
        return
    widgets.go(c=[*view.changes, text][-plan_view.MOST_CHANGES :])
    st.rerun()


def show_map(svg: str, legend: str, *, key: str, level: str) -> None:
    """Show a map with its legend beside it; a unit that is chosen becomes the region."""
    with st.container(key="atlas"):
        on_map, beside = st.columns([7, 5], gap="large")
    with on_map:
        go_into(choropleth.show_choropleth(svg, key=key), level)
    beside.html(legend)


def show_verdicts(say: Text, view: PlanView) -> None:
    """List the verdicts of rules that change, when asked: the whole board is made anew for it."""
    widgets.heading(say("plan.verdicts"), [say("plan.verdicts_more")])
    if widgets.query().get("rules") != "1":
        st.button(say("plan.verdicts_ask"), on_click=widgets.go, kwargs={"rules": "1"})
        return
    with st.spinner(say("plan.counting")):
        moved = plans.verdict_flips(view.changes, view.region_code)
    told = [
        say(
            "plan.flip", rule=say(f"rules.name.{one.rule}"), name=one.name,
            before=say(f"plan.outcome.{one.before}"), after=say(f"plan.outcome.{one.after}"),
        )
        for one in moved
    ]  # fmt: skip
    st.html(_BLOCKS.told(told or [say("plan.no_flip")]))


def show_purchase(say: Text, view: PlanView, drawn: Outlines, finding: Place) -> None:
    """Show what to buy with the budget, and what breaks first."""
    is_several = widgets.query().get("others") == "1"
    with st.spinner(say("plan.choosing")):
        plan = plans.purchase(
            view.reading, view.region_code, places=view.places, options=view.options, budget=view.budget,
            site_cost=view.site_cost, others=OTHERS if is_several else 0, seconds=plan_report.SECONDS,
        )  # fmt: skip
    names = access.figures(view.reading, view.level, view.region_code)
    layer = access.units(view.level, view.region_code).merge(
        names[["region_code", "full_name", "people", "share_without"]], on="region_code", how="left"
    )
    area = words.area(say, data.region_names()[view.region_code] if view.region_code else None)
    bought = Purchase(say, view, plan, layer, area, data.version())
    finding.html(region_words.finding(purchases.finding(bought), arrive="plan"))
    show_map(purchases.draw(bought, drawn), purchases.legend(bought), key="map", level=view.level)
    widgets.heading(bought.caption)
    columns, rows = purchases.table(bought)
    table.show_table(say, columns, rows, caption=bought.caption, sort=("people_gained", True), key="figures")
    widgets.heading(say("plan.others"), [say("plan.others_more")])
    if is_several:
        st.html(_BLOCKS.told(purchases.others(bought) or [say("plan.others_none")]))
    else:
        st.button(say("plan.others_ask"), on_click=widgets.go, kwargs={"others": "1"})
    widgets.heading(say("plan.breaks_heading"), [say("plan.breaks_more")])
    found = plans.breaks(view.reading, view.region_code, 1)
    st.html(_BLOCKS.told(purchases.first_losses(say, found, access.board().centers)))
    address = sitemap.href("plan", say.language, widgets.query())
    files = plan_report.purchase_files(bought, data.dataset_frame(), drawn, address=address, made_on=data.today())
    policy_widgets.take_away(say, files)
    st.html(policy_widgets.states(say, purchases.statement(bought)))


def go_into(code: str | None, level: str) -> None:
    """Go down to a unit that was chosen on the map or in the table."""
    if code and level != "emd":
        widgets.go(region=code)
        st.rerun()


page(widgets.sentences())
