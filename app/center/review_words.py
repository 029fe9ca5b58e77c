"""Reviews in words: what they come to and what they say, as HTML in which every value is escaped. No Streamlit."""

import datetime as dt
from collections.abc import Mapping
from html import escape

from app.text import Text
from gis.care.reviews import PersonalDetail, ReviewRules, Standing
from gis.queries.reviews import OwnReview, Review

MONTHS_BACK = 36
"""How far back a visit may lie."""


def standing(say: Text, found: Standing, rules: ReviewRules) -> str:
    """Say what the reviews come to: how many, the mean, each aspect, and how it is reckoned."""
    if found.mean is None:
        return f'<p class="hint">{escape(say("reviews.none"))}</p>'
    mean = escape(say("reviews.mean", value=f"{found.mean:.1f}", most=rules.most))
    count = escape(say("reviews.count", n=found.count))
    few = f'<p class="hint">{escape(say("reviews.few"))}</p>' if found.is_few else ""
    rows = "".join(
        f"<li><span>{escape(aspect(say, name))}</span> "
        f'<span class="bar" aria-hidden="true"><span style="width:{100 * value / rules.most:.0f}%"></span></span> '
        f"<span>{value:.1f}</span></li>"
        for name, value in found.by_aspect.items()
    )
    how = escape(
        say("reviews.how", weight=f"{rules.prior_weight:g}", rating=f"{rules.prior_rating:g}", most=rules.most)
    )
    label = escape(say("reviews.how_label"))
    return (
        f'<p class="standing"><strong>{mean}</strong> {count}</p>{few}<ul class="aspects">{rows}</ul>'
        f'<details class="sources"><summary>{label}</summary><p>{how}</p></details>'
    )


def review(say: Text, one: Review) -> str:
    """Write one published review."""
    when = escape(say("reviews.visited", month=month(say, one.visit_month)))
    return f'<article class="review"><p class="hint">{when} · {given(say, one.ratings)}</p>{body(one.body)}</article>'


def own(say: Text, one: OwnReview) -> str:
    """Write one's own review with where it stands."""
    state = escape(say(f"reviews.state.{one.state}"))
    why = f" {escape(say(f'reviews.why.{one.reason}'))}" if one.reason else ""
    return (
        f'<div class="message note" role="status"><p><strong>{state}</strong>{why}</p></div>'
        f'<article class="review"><p class="hint">{given(say, one.ratings)}</p>{body(one.body)}</article>'
    )


def given(say: Text, ratings: Mapping[str, int]) -> str:
    """Write the ratings of one review in a line."""
    return escape(", ".join(f"{aspect(say, name)} {value}" for name, value in ratings.items()))


def body(text: str) -> str:
    """Write a body: paragraphs of escaped text; nothing in it is markup."""
    parts = [part for part in text.split("\n\n") if part]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts)


def aspect(say: Text, code: str) -> str:
    """Name an aspect; one that has no words yet shows its code."""
    return say.get(f"reviews.aspect.{code}", code)


def month(say: Text, value: dt.date) -> str:
    """Write a month."""
    return say("reviews.month", year=value.year, month=value.month)


def months(today: dt.date) -> list[dt.date]:
    """Give the first days of the months that a visit may lie in, this month first."""
    first = today.year * 12 + today.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, first - MONTHS_BACK, -1)]


def personal(say: Text, found: tuple[PersonalDetail, ...]) -> str:
    """Name what should not stand in public, in the writer's own words."""
    return ", ".join(f"{say(f'reviews.personal.{one.kind}')}: {one.words}" for one in found)
