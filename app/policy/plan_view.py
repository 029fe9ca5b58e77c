"""What the page of plans is asked, as its address: a question, a reading, a region, changes or a budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.data.access import USUAL as USUAL_ACCESS
from app.data.plans import TOWNS
from app.data.regions import Level
from app.policy import gap_view
from gis.analysis.readings import Reading
from gis.budget_plans import OPTIONS, Option

Question = Literal["try", "buy"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
"""Try a change; choose where one more, or one more evening, would help most."""

USUAL = USUAL_ACCESS.changed(measure="nearest", decay="", kind="기초정신건강복지센터", hour="weekday_evening")
"""One more evening is the question: a budget of 30 hours is two centers that stay open from 18 to 21."""

BUDGETS = ("3", "15", "30", "45", "60", "90", "120", "180")
"""OpenCenter hours a week that a page offers."""

SITE_COSTS = ("0", "20", "40", "80")
"""What a new center costs beside its hours, in opening hours a week, as a page offers it."""

WHATS = ("both", *OPTIONS)
"""What may be bought: longer hours and new centers side by side, or one of :data:`gis.budget_plans.OPTIONS`."""

MOST_CHANGES = 10
"""Changes that an address holds."""

PLACES = (TOWNS, "보건소", "보건지소", "건강증진센터", "치매안심센터")
"""Where a center could open: one place a town, or the buildings of a kind."""


@dataclass(frozen=True)
class PlanView:
    """Everything that decides what the page shows.

    Attributes
    ----------
    question : {"try", "buy"}
    reading : Reading
    region_code : str or None
        MOIS code of a sido (2 digits) or sigungu (5); None is the nation.
    level : {"sido", "sigungu", "emd"}
    changes : tuple of str
        As :func:`gis.scenario_file.read_text` reads them.
    what : str
        What may be bought, out of :data:`WHATS`.
    places : str
        Out of :data:`PLACES`.
    budget, site_cost : float
        OpenCenter hours a week.
    """

    question: Question
    reading: Reading
    region_code: str | None
    level: Level
    changes: tuple[str, ...]
    what: str
    places: str
    budget: float
    site_cost: float

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be bought."""
        return ("longer", "site") if self.what == "both" else tuple(one for one in OPTIONS if one == self.what)


def read(query: Mapping[str, str | Sequence[str]], kinds: Sequence[str]) -> PlanView:
    """Read what the page is asked; what cannot be used is taken as not said.

    Parameters
    ----------
    query : mapping of str to str or list of str
        Query parameters; ``c`` may stand several times, a change each.
    kinds : sequence of str
        Kinds that may be asked for.
    """
    code = str(query.get("region", ""))
    region_code = code if code.isascii() and code.isdigit() and len(code) in (2, 5) else None
    given = query.get("c", ())
    changes = (given,) if isinstance(given, str) else tuple(given)

    def one_of(name: str, options: Sequence[str], usual: str) -> str:
        value = str(query.get(name, ""))
        return value if value in options else usual

    return PlanView(
        question="buy" if query.get("ask") == "buy" else "try",
        reading=gap_view.read_reading(query, kinds, usual=USUAL),
        region_code=region_code,
        level=gap_view.levels(region_code)[0],
        changes=tuple(text[:300] for text in changes if text)[:MOST_CHANGES],
        what=one_of("what", WHATS, "both"),
        places=one_of("places", PLACES, TOWNS),
        budget=float(one_of("budget", BUDGETS, "30")),
        site_cost=float(one_of("site_cost", SITE_COSTS, "40")),
    )
