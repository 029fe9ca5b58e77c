"""What a person wishes for who asks for recommendations, described once for the server's form and the live page."""

from collections.abc import Callable
from typing import Literal, cast

from app.text import Text
from app.ui.choices import ManyOf, OneOf, Pick
from gis.care.recommendation.candidates import Wish
from gis.terms import AGE_GROUPS, MODES, PROBLEMS, WAYS, WHENS, AgeGroup, Mode, Way, When

ANY = "any"
"""Value that leaves a question open."""

WISHES = ("free", "groups")


def ask(say: Text, pick: Pick) -> tuple[Wish, Mode | None]:
    """Ask what it is about, for what age, when, how, what else, and by which way of travel.

    Returns
    -------
    Wish
    str or None
        The way of travel; None where the distance counts.
    """

    def choose(name: str, options: tuple[str, ...], title: Callable[[str], str]) -> str | None:
        def named(code: str) -> str:
            return say(f"match.{name}_any") if code == ANY else title(code)

        shape: Literal["list", "row"] = "list" if name in ("need", "age") else "row"
        chosen = pick(OneOf(say(f"match.{name}_label"), (ANY, *options), name, ANY, named, shape))
        return None if chosen == ANY else chosen

    need = choose("need", PROBLEMS, lambda code: say(f"check.choice.problem.{code}"))
    age = choose("age", AGE_GROUPS, lambda code: say(f"check.choice.age_group.{code}"))
    when = choose("when", WHENS, lambda code: say(f"check.choice.when.{code}"))
    way = choose("way", WAYS, lambda code: say(f"check.choice.way.{code}"))
    travel = choose("travel", MODES, lambda code: say(f"match.travel.{code}"))
    wishes = pick(
        ManyOf(say("match.wish_label"), WISHES, "wishes", lambda code: say(f"match.wish.{code}"), say("find.any"))
    )
    wish = Wish(
        needs=(need,) if need else (),
        when=cast("When | None", when),
        way=cast("Way | None", way),
        age_group=cast("AgeGroup | None", age),
        is_free="free" in wishes,
        wants_groups="groups" in wishes,
    )
    return wish, cast("Mode | None", travel)
