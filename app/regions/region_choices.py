"""What the region page lets people choose, described once: the server's form and the live widgets draw the same."""

from collections.abc import Sequence

from app import data
from app.regions import atlas
from app.regions.figures import FIGURES, MEASURES, measures
from app.regions.overview import DEFAULT_KIND, Overview
from app.text import Text
from app.ui.choices import OneOf


def kind(say: Text, kinds: Sequence[str]) -> OneOf:
    """Describe the kind of center."""
    return OneOf(say("regions.kind"), kinds, "kind", DEFAULT_KIND, lambda one: atlas.name_of_kind(say, one), "list")


def measure(say: Text, level: str) -> OneOf:
    """Describe the figure on the map."""
    return OneOf(
        say("regions.measure"), measures(level), "measure", MEASURES[0], lambda one: FIGURES[one].header(say), "list"
    )


def level(say: Text, view: Overview) -> OneOf:
    """Describe the units; a sido of one sigungu shows its emd, and then there is but one."""
    levels = data.levels_within(view.region_code)
    return OneOf(say("regions.level"), levels, "level", levels[0], lambda one: say(f"regions.level_name.{one}"))
