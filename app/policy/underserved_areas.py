"""Underserved areas as their page shows them: how many people, which units, what holds them there. No Streamlit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
from markupsafe import Markup

from app.data.outlines import Outlines
from app.policy import verdicts
from app.policy.gaps import SHARE_BREAKS, row
from app.regions import choropleth, figures
from app.regions.figures import Figure
from app.sitemap import same_page
from app.text import Text
from app.ui import charts, words
from app.ui.components.table import Column, Row
from app.ui.markup import Blocks
from gis.analysis.population_group import PopulationGroup
from gis.consensus import Consensus
from gis.underserved_grid import UnderservedGrid
from gis.vocabulary import age_rules

FIGURES = {
    figure.key: figure
    for figure in (
        Figure("people_underserved"),
        Figure("people_share", decimals=1, factor=100, most=1.0),
        Figure("people"),
        Figure("margin", decimals=1, factor=100),
        Figure("agreement", decimals=0, factor=100),
        Figure("rank_median"),
        Figure("worst_tenth_share", factor=100),
    )
}

DRAWN_FIGURES = {
    figure.key: figure
    for figure in (
        Figure("people_share_low", decimals=1, factor=100),
        Figure("people_share_high", decimals=1, factor=100),
        Figure("named_share", factor=100),
    )
}
"""What stands beside a unit where draws are kept: ends of its share, and in how many of them it is named."""

READING_FIGURES = {
    figure.key: figure
    for figure in (
        Figure("found_share", decimals=1, factor=100),
        Figure("vote_weight", decimals=1, factor=100),
        Figure("kept_without", decimals=0, factor=100),
    )
}

DRAWN = 15
"""Places of which is drawn how often they are among the worst; all stand in the table."""

DRAWS = 20
"""Draws in the command that the page names where none are kept."""

_STORY = Blocks("policy/story")


@dataclass(frozen=True)
class UnderservedAreas:
    """A service with its answer.

    Attributes
    ----------
    say : Text
        Sentences of the language.
    found : Consensus
        The answer.
    layer : geopandas.GeoDataFrame
        A row a unit of the level: names, figures of :data:`FIGURES`, ``is_underserved``, ``removed_by``, ``rank`` and
        the outline.
    area : str
        Name of the region shown.
    region_code : str or None
        Its code; None is the nation.
    level : str
        Level of the units.
    grid : UnderservedGrid
        Whose readings vote.
    data_version : str
        State of the data.
    """

    say: Text
    found: Consensus
    layer: gpd.GeoDataFrame
    area: str
    region_code: str | None
    level: str
    grid: UnderservedGrid
    data_version: str

    @property
    def figures(self) -> dict[str, Figure]:
        """Figures of the units, those of draws among them where there are any."""
        return FIGURES | (DRAWN_FIGURES if self.found.interval is not None else {})

    @property
    def caption(self) -> str:
        """Name of the table of units."""
        return self.say("underserved.table", area=self.area, level=self.say(f"regions.level_name.{self.level}"))

    @property
    def service(self) -> str:
        """Name of the service in words."""
        return self.say(f"underserved.service.{self.found.service}")


def choose(query: Mapping[str, object], grid: UnderservedGrid) -> str:
    """Read the service from an address; the grid's first where it names none."""
    asked = str(query.get("service", ""))
    return asked if asked in grid.names else grid.names[0]


def compose(
    say: Text,
    found: Consensus,
    units: gpd.GeoDataFrame,
    *,
    within: tuple[str, str] | None,
    level: str,
    grid: UnderservedGrid,
    data_version: str,
) -> UnderservedAreas:
    """Put an answer together.

    Parameters
    ----------
    say : Text
    found : Consensus
        The answer.
    units : geopandas.GeoDataFrame
        Code, area and outline of the units of the level.
    within : tuple of str, optional
        Code and full name of the region shown; None is the nation.
    level : str
        Level of the units.
    grid : UnderservedGrid
        Whose readings vote.
    data_version : str
        State of the data.

    Returns
    -------
    UnderservedAreas
    """
    code, name = within or (None, None)
    area = words.area(say, name)
    return UnderservedAreas(say, found, layer_of(found, units), area, code, level, grid, data_version)


def layer_of(found: Consensus, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put figures and outlines together, ranked by people in underserved cells; ``units`` has code, area, outline."""
    told = found.units.drop(columns=["name"]).merge(units, on="region_code", how="inner", validate="one_to_one")
    told["name"] = told["full_name"].str.split().str[-1]
    told["rank"] = told["people_underserved"].rank(ascending=False, method="first")
    return gpd.GeoDataFrame(told, geometry="geom", crs=units.crs)


def finding(answer: UnderservedAreas) -> list[str]:
    """Say how many people live in underserved cells, and how much of that the named units are."""
    say, found = answer.say, answer.found
    share = found.people_underserved / max(found.people, 1e-9)
    people = figures.about(say, found.people_underserved)
    told = {"area": answer.area, "service": answer.service}
    if not found.people_underserved > 0:
        is_open = found.interval is not None and found.interval.high > 0
        return [say("underserved.none", **told), *(interval(answer) if is_open else [])]
    said = [say("underserved.people", people=people, percent=f"{100 * share:.1f}", **told), *need(answer)]
    level = say(f"regions.level_name.{answer.level}")
    if found.named:
        first = found.units.loc[found.units["is_underserved"], "full_name"].head(3)
        said.append(
            say(
                "underserved.named",
                n=found.named,
                level=level,
                names=words.listing([words.place(say, name) for name in first]),
                percent=f"{100 * found.named_underserved / found.people_underserved:.0f}",
                line=f"{100 * answer.grid.people_share:.0f}",
            )
        )
    else:
        said.append(say("underserved.none_named", level=level, line=f"{100 * answer.grid.people_share:.0f}"))
    return said + interval(answer)


def need(answer: UnderservedAreas) -> list[str]:
    """Say how many of the ages that the service is for live there, where it is for some."""
    say, told = answer.say, answer.found.need
    if told is None or not told.people > 0:
        return []
    fields = {
        "who": verdicts.who(say, PopulationGroup.parse(told.group)),
        "people": figures.about(say, told.people_underserved),
        "percent": f"{100 * told.people_underserved / told.people:.1f}",
    }
    if told.interval is None:
        return [say("underserved.need", **fields)]
    low, high = (figures.about(say, end) for end in (told.interval.low, told.interval.high))
    return [say("underserved.need_between", low=low, high=high, **fields)]


def need_counted(answer: UnderservedAreas) -> list[str]:
    """Say which ages the service is for, and whom that counts."""
    say, told = answer.say, answer.found.need
    rules = [one for one in age_rules() if told is not None and one.people == told.group]
    if told is None or not rules:
        return []
    first, _, last = rules[0].ages.partition("-")
    ages = say("rules.ages.between", **{"from": first}, last=last) if last else say(
        "rules.ages.from", **{"from": first.removesuffix("+")}
    )  # fmt: skip
    key = "underserved.need_exact" if rules[0].ages == told.group else "underserved.need_bands"
    return [say(key, service=answer.service, ages=ages, who=verdicts.who(say, PopulationGroup.parse(told.group)))]


def interval(answer: UnderservedAreas) -> list[str]:
    """Say where the figure lies in draws of what is not known, and why it may lie outside of them."""
    say, drawn = answer.say, answer.found.interval
    if drawn is None:
        return []
    low, high = (figures.about(say, end) for end in (drawn.low, drawn.high))
    key = "with_hours" if "unknown_hours" in drawn.holds else "without_hours"
    said = [say(f"underserved.interval_{key}", low=low, high=high, draws=drawn.draws)]
    if not drawn.low <= answer.found.people_underserved <= drawn.high:
        said.append(say(f"underserved.outside_{key}"))
    undecided = int((~answer.found.units["is_decided"]).sum())
    if answer.level != "cell" and undecided:
        level = say(f"regions.level_name.{answer.level}")
        said.append(
            say("underserved.undecided", n=undecided, level=level, line=f"{100 * answer.grid.people_share:.0f}")
        )
    return said


def statement(answer: UnderservedAreas) -> list[str]:
    """Say how cells and units are judged, and what the readings are worth."""
    say, found, grid = answer.say, answer.found, answer.grid
    voting = found.readings[found.readings["has_vote"]]
    return [
        say(
            "underserved.votes",
            n=len(voting),
            all=len(found.readings),
            effective=f"{found.effective:.1f}",
            version=grid.version,
            least=f"{100 * grid.has_vote.least:g}",
            most=f"{100 * grid.has_vote.most:g}",
        ),
        say("underserved.cell", percent=f"{100 * grid.least_share:.0f}"),
        say("underserved.unit", percent=f"{100 * grid.people_share:.0f}"),
        say("underserved.kept", percent=f"{100 * voting['kept_without'].min():.0f}" if len(voting) else "-"),
        *need_counted(answer),
        say("underserved.not_law"),
        *([] if found.interval is not None else [say("underserved.doubts_apart")]),
    ]


def draw(answer: UnderservedAreas, drawn: Outlines) -> Markup:
    """Draw the share of people in underserved cells as SVG; a unit that can be opened is a choice."""
    say = answer.say
    fills: dict[str, str | None] = {}
    hints: dict[str, str] = {}
    for told in answer.layer.drop(columns="geom").to_dict("records"):
        code = str(told["region_code"])
        fills[code] = scale().colour_of(told["people_share"])
        value = FIGURES["people_share"].say(say, told["people_share"])
        people = FIGURES["people_underserved"].say(say, told["people_underserved"])
        hints[code] = say("regions.map_hint", name=words.place(say, told["full_name"]), value=f"{value} · {people}")
    return choropleth.draw(
        say,
        drawn,
        fills=fills,
        hints=hints,
        description=map_label(answer),
        choices=() if answer.level == "emd" else tuple(fills),
    )


def map_label(answer: UnderservedAreas) -> str:
    """Say what the map shows, for those who do not see it."""
    return answer.say("underserved.map_label", area=answer.area, level=answer.say(f"regions.level_name.{answer.level}"))


def scale() -> charts.Scale:
    """Return the classes of a share, as on every map of it."""
    return charts.Scale(SHARE_BREAKS, has_zero=True)


def legend(answer: UnderservedAreas) -> Markup:
    """Write the legend of the map."""
    labels = figures.class_labels(answer.say, FIGURES["people_share"], scale())
    return charts.legend(labels, scale().colours, title=FIGURES["people_share"].header(answer.say))


def table(answer: UnderservedAreas, query: Mapping[str, str | Sequence[str]]) -> tuple[list[Column], list[Row]]:
    """Write the units with their people, shares, margins and what would take them off the list."""
    say = answer.say
    columns = [Column("name", say("regions.name"), number=False)]
    columns += [Column(key, figure.label(say), figure.unit(say)) for key, figure in answer.figures.items()]
    rows = []
    for told in answer.layer.drop(columns="geom").to_dict("records"):
        href = "" if answer.level == "emd" else same_page(query, region=told["region_code"], level=None)
        shown = told if told["is_underserved"] else {**told, "margin": None}
        code = str(told["region_code"])
        rows.append(
            row(
                words.place(say, told["full_name"]),
                shown,
                list(answer.figures),
                code=code,
                href=href,
                figures_of=answer.figures,
            )
        )
    return columns, rows


def readings(answer: UnderservedAreas) -> tuple[list[Column], list[Row]]:
    """Write what each reading finds, its weight, and how much of the list stays without it."""
    say = answer.say
    columns = [
        Column("name", say("underserved.reading"), number=False),
        *(Column(key, figure.label(say), figure.unit(say)) for key, figure in READING_FIGURES.items()),
    ]
    rows = []
    for told in answer.found.readings.to_dict("records"):
        family = say(f"underserved.family.{told['family']}")
        name = f"{told['id']} · {family} · {told['reading']}"
        if not told["has_vote"]:
            name = f"{name} ({say('underserved.silent')})"
        values = {"found_share": told["people_share"], "vote_weight": told["weight"]}
        values["kept_without"] = told["kept_without"]
        rows.append(row(name, values, list(READING_FIGURES), figures_of=READING_FIGURES))
    return columns, rows


def holds(answer: UnderservedAreas) -> list[str]:
    """Say of each named unit how far it lies from the line, and without which readings it would not be named."""
    say = answer.say
    named = answer.layer[answer.layer["is_underserved"]].head(DRAWN)
    said = []
    for told in named.drop(columns="geom").to_dict("records"):
        parts = [
            say(f"underserved.family.{one}") if not one[1:].isdigit() else one for one in told["removed_by"].split()
        ]
        key = "underserved.falls" if parts else "underserved.stands"
        drawn = ""
        if answer.found.interval is not None:
            ends = {end: f"{100 * told[f'people_share_{end}']:.0f}" for end in ("low", "high")}
            drawn = say("underserved.decided" if told["is_decided"] else "underserved.open", **ends)
        said.append(
            say(
                key,
                name=words.place(say, told["full_name"]),
                percent=f"{100 * told['people_share']:.0f}",
                margin=f"{100 * told['margin']:+.0f}",
                parts=words.listing(parts),
            )
            + (f" {drawn}" if drawn else "")
        )
    return said


def worst_tenth(answer: UnderservedAreas) -> Markup:
    """Draw how many of the voting readings find each of the first units among the worst tenth, and which they are."""
    say = answer.say
    voting = int(answer.found.readings["has_vote"].sum())
    rows = []
    shown = answer.layer[answer.layer["people_underserved"] > 0].sort_values("rank").head(DRAWN)
    for told in shown.drop(columns="geom").to_dict("records"):
        by = str(told["worst_tenth_by"]).split()
        key = "worst" if by else "worst_none"
        text = say(f"underserved.{key}", n=len(by), all=voting, by=", ".join(by))
        rows.append((words.place(say, told["full_name"]), f"{100 * told['worst_tenth_share']:.0f}", text))
    return _STORY.bars(rows)


def told(sentences: Sequence[str], more: Markup | str = "") -> Markup:
    """Write sentences as a section."""
    return _STORY.told(list(sentences), more)


def repeated(say: Text, command: str, *, is_drawn: bool) -> Markup:
    """Name the command that repeats the draws; where none are kept, say that the figures stand without interval."""
    key = "drawn" if is_drawn else "held"
    return _STORY.told([say(f"underserved.{key}")], _STORY.commands(say(f"underserved.{key}_command"), [command]))
