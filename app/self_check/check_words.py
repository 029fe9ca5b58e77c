"""The words of a self-check's result: plain, never alarming, and never a diagnosis."""

from datetime import date
from typing import Any

from markupsafe import Markup

from app.data import matching, rules
from app.self_check import check
from app.self_check.check_state import CheckNeeds, CheckResult
from app.sitemap import article_href, href
from app.text import Text
from app.ui.markup import Blocks, html
from app.ui.words import valid_until
from gis.care import screening
from gis.care.screening import Instrument, Instruments, ShortForm

_BLOCKS = Blocks("self_check/result")


def introduction(say: Text) -> Markup:
    """Write what stands before the first question: what happens with the answers, and what this is not."""
    source = '<ul class="check-before">{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>'
    return html(source, lines=say.group("check.before").values())


def scores(say: Text, result: CheckResult, instruments: Instruments) -> Markup:
    """Write each total that there is: in words first, then the number, its place on the scale, and the notice.

    Where safety comes before everything else only the numbers are told: no total says how safe somebody is.
    """
    if result.sign:
        return _quiet_scores(say, result, instruments)
    written = [
        _score(say, instruments.full[code], points)
        for code, points in (("phq9", result.phq9), ("gad7", result.gad7))
        if points is not None
    ]
    if result.phq9 is None and result.phq2 is not None:
        written.insert(0, _short(say, instruments, result.phq2))
    return _BLOCKS.scores(say, written) if written else Markup()


def needs(say: Text, told: CheckNeeds) -> Markup:
    """Repeat what the person looks for, so that they see what the search goes by; empty when all was left open."""
    names = ("for_whom", "age_group", "problem", "when", "way")
    chosen = [(name, code) for name in names if (code := getattr(told, name))]
    return _BLOCKS.needs(say, chosen) if chosen else Markup()


def doors(say: Text, result: CheckResult, instruments: Instruments, on: date) -> Markup:
    """Write what a total may open, and what it takes beside it; empty when it opens nothing, or safety comes first."""
    is_asked = result.phq9 is not None and result.sign is None
    opened = screening.opened(instruments.full["phq9"], result.phq9 or 0, on) if is_asked else ()
    return _BLOCKS.doors(
        [
            (
                say(f"check.door.{door.code}.title"),
                say(f"check.door.{door.code}.text", **door.cost) + valid_until(say, door.valid_to),
            )
            for door in matching.rules().programmes
            if door.code in opened
        ]
    )


def ways_on(say: Text, result: CheckResult) -> Markup:
    """Write the links that lead on: matching first, then articles that fit."""
    library = rules.library()
    articles = [
        (article_href(topic, say.language), library.article(topic, say.language).title)
        for topic in check.topics(result)
    ]
    emergency = library.article("emergency", say.language).title if result.sign else ""
    return _BLOCKS.ways_on(say, (href("emergency", say.language), emergency), href("match", say.language), articles)


def notices(say: Text, result: CheckResult, instruments: Instruments) -> Markup:
    """Write the permission notice of each instrument that was used, folded away; empty when none was."""
    used = [
        instruments.full[code] for code, points in (("phq9", result.phq2), ("gad7", result.gad7)) if points is not None
    ]
    if not used:
        return Markup()
    language = say.language
    lines = [
        (instrument.name[language], instrument.notice[language], instrument.wording_source, instrument.bands[0].source)
        for instrument in used
    ]
    return _BLOCKS.notices(say, lines)


def _quiet_scores(say: Text, result: CheckResult, instruments: Instruments) -> Markup:
    form = instruments.short[check.SHORT_FORM]
    short = result.phq2 if result.phq9 is None else None
    totals = [
        say(f"check.total.{code}", points=points, highest=highest)
        for code, points, highest in (
            ("phq9", result.phq9, instruments.full["phq9"].highest),
            ("phq2", short, _highest(form, instruments)),
            ("gad7", result.gad7, instruments.full["gad7"].highest),
        )
        if points is not None
    ]
    return _BLOCKS.quiet_scores(say, totals) if totals else Markup()


def _highest(form: ShortForm, instruments: Instruments) -> int:
    return form.items * (len(instruments.full[form.of].answers) - 1)


def _score(say: Text, instrument: Instrument, points: int) -> dict[str, Any]:
    code = instrument.code
    band = screening.band(instrument, points)
    advice = [say(f"check.advice.{band}")]
    if len(instrument.bands) > 1:
        other = instrument.bands[1]
        advice.append(say(f"check.also.{other.name}", band=say(f"check.official_band.{other.of(points)}")))
    return {
        "means": say(f"check.means.{code}.{band}"),
        "total": say(f"check.total.{code}", points=points, highest=instrument.highest),
        "scale": _scale(instrument, points),
        "advice": advice,
    }


def _scale(instrument: Instrument, points: int) -> list[tuple[str, int, int, bool]]:
    """Return code, start and end of each band, and whether the total lies in it."""
    starts = [*(start for _, start in instrument.bands[0].starts), instrument.highest + 1]
    return [
        (code, start, end, start <= points < end)
        for (code, start), end in zip(instrument.bands[0].starts, starts[1:], strict=True)
    ]


def _short(say: Text, instruments: Instruments, points: int) -> dict[str, Any]:
    form = instruments.short[check.SHORT_FORM]
    code = "positive" if points >= form.positive_from else "negative"
    highest = _highest(form, instruments)
    return {
        "means": say(f"check.short.{code}"),
        "total": say("check.total.phq2", points=points, highest=highest),
        "scale": None,
        "advice": [say(f"check.short_more.{code}")],
    }
