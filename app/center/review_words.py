"""Reviews in words: what they come to and what they say, as HTML. No Streamlit."""

import datetime as dt
from collections.abc import Mapping

from markupsafe import Markup

from app.text import Text
from app.ui.markup import Blocks, html
from gis.care.reviews import PersonalDetail, ReviewRules, Standing
from gis.queries.reviews import OwnReview, Review

MONTHS_BACK = 36
"""How far back a visit may lie."""

_BLOCKS = Blocks("center/reviews")


def standing(say: Text, found: Standing, rules: ReviewRules) -> Markup:
    """Say what the reviews come to: how many, the mean, each aspect, and how it is reckoned."""
    if found.given_mean is None:
        return html('<p class="hint">{{ text }}</p>', text=say("reviews.none"))
    aspects = [
        (aspect(say, name), f"{100 * value / rules.most:.0f}", f"{value:.1f}") for name, value in found.given.items()
    ]
    return _BLOCKS.standing(
        say,
        mean=say("reviews.mean", value=f"{found.given_mean:.1f}", most=rules.most),
        count=say("reviews.count", n=found.count),
        is_few=found.is_few,
        aspects=aspects,
        how=say("reviews.how", most=rules.most),
    )


def review(say: Text, one: Review) -> Markup:
    """Write one published review."""
    when = say("reviews.visited", month=month(say, one.visit_month))
    return _BLOCKS.review(when, given(say, one.ratings), one.body)


def own(say: Text, own_review: OwnReview) -> Markup:
    """Write one's own review with where it stands."""
    why = say(f"reviews.why.{own_review.reason}") if own_review.reason else ""
    state = _BLOCKS.state(say(f"reviews.state.{own_review.state}"), why)
    return state + _BLOCKS.review("", given(say, own_review.ratings), own_review.body)


def given(say: Text, ratings: Mapping[str, int]) -> str:
    """Write the ratings of one review in a line."""
    return ", ".join(f"{aspect(say, name)} {value}" for name, value in ratings.items())


def body(text: str) -> Markup:
    """Write a body: paragraphs of text; nothing in it is markup."""
    return _BLOCKS.body(text)


def aspect(say: Text, code: str) -> str:
    """Name an aspect; one that has no words yet shows its code."""
    return say.get(f"reviews.aspect.{code}", code)


def month(say: Text, value: dt.date) -> str:
    """Write a month."""
    return say("reviews.month", year=value.year, month=value.month)


def months(today: dt.date) -> list[dt.date]:
    """Return the first days of the months that a visit may lie in, this month first."""
    first = today.year * 12 + today.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, first - MONTHS_BACK, -1)]


def personal(say: Text, details: tuple[PersonalDetail, ...]) -> str:
    """Name what should not stand in public, in the writer's own words."""
    return ", ".join(f"{say(f'reviews.personal.{detail.kind}')}: {detail.words}" for detail in details)
