"""The words of a self-check's result: plain, never alarming, and never a diagnosis."""

from datetime import date
from html import escape

from app.data import matching, rules
from app.self_check import check
from app.self_check.check_state import CheckResult, Needs
from app.sitemap import article_href, href
from app.text import Text
from app.ui.words import valid_until
from gis.care import screening
from gis.care.screening import Instrument, Instruments, ShortForm


def introduction(say: Text) -> str:
    """Write what stands before the first question: what happens with the answers, and what this is not."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in say.group("check.before").values())
    return f'<ul class="check-before">{lines}</ul>'


def scores(say: Text, result: CheckResult, instruments: Instruments) -> str:
    """Write each total that there is: in words first, then the number, its place on the scale, and the notice.

    Where safety comes before everything else only the numbers are told: no total says how safe somebody is.
    """
    if result.sign:
        return _quiet_scores(say, result, instruments)
    parts = [
        _score(say, instruments.full[code], points)
        for code, points in (("phq9", result.phq9), ("gad7", result.gad7))
        if points is not None
    ]
    if result.phq9 is None and result.phq2 is not None:
        parts.insert(0, _short(say, instruments, result.phq2))
    if not parts:
        return ""
    screens = f'<p class="check-screens">{escape(say("check.screens"))}</p>'
    return f'<div class="check-scores">{"".join(parts)}{screens}</div>'


def needs(say: Text, told: Needs) -> str:
    """Repeat what the person looks for, so that they see what the search goes by; empty when all was left open."""
    values = {name: getattr(told, name) for name in ("for_whom", "age_group", "problem", "when", "way")}
    rows = "".join(
        f"<div><dt>{escape(say(f'check.label.{name}'))}</dt><dd>{escape(say(f'check.choice.{name}.{code}'))}</dd></div>"
        for name, code in values.items()
        if code
    )
    return f'<dl class="check-needs">{rows}</dl>' if rows else ""


def doors(say: Text, result: CheckResult, instruments: Instruments, on: date) -> str:
    """Write what a total may open, and what it takes beside it; empty when it opens nothing, or safety comes first."""
    is_asked = result.phq9 is not None and result.sign is None
    opened = screening.opened(instruments.full["phq9"], result.phq9 or 0, on) if is_asked else ()
    return "".join(
        f'<section class="check-door"><h3>{escape(say(f"check.door.{door.code}.title"))}</h3>'
        f"<p>{escape(say(f'check.door.{door.code}.text', **door.cost) + valid_until(say, door.valid_to))}</p></section>"
        for door in matching.rules().programmes
        if door.code in opened
    )


def ways_on(say: Text, result: CheckResult) -> str:
    """Write the links that lead on: matching first, then articles that fit."""
    links = [_to_emergency(say)] if result.sign else []
    to_match = escape(href("match", say.language))
    links.append(f'<a class="main stay" href="{to_match}">{escape(say("check.to_match"))}</a>')
    library = rules.library()
    for topic in check.topics(result):
        title = library.article(topic, say.language).title
        links.append(f'<a class="plain" href="{escape(article_href(topic, say.language))}">{escape(title)}</a>')
    return f'<ul class="check-on">{"".join(f"<li>{link}</li>" for link in links)}</ul>'


def _to_emergency(say: Text) -> str:
    article = rules.library().article("emergency", say.language)
    return f'<a class="plain" href="{escape(href("emergency", say.language))}">{escape(article.title)}</a>'


def notices(say: Text, result: CheckResult, instruments: Instruments) -> str:
    """Write the permission notice of each instrument that was used, folded away; empty when none was."""
    used = [
        instruments.full[code] for code, points in (("phq9", result.phq2), ("gad7", result.gad7)) if points is not None
    ]
    if not used:
        return ""
    lines = "".join(
        f"<li><strong>{escape(one.name[say.language])}</strong> {escape(one.notice[say.language])} "
        f"<small>{escape(one.wording_source)}; {escape(one.bands[0].source)}</small></li>"
        for one in used
    )
    return (
        f'<details class="quiet check-notice"><summary>{escape(say("check.about"))}</summary><ul>{lines}</ul></details>'
    )


def _quiet_scores(say: Text, result: CheckResult, instruments: Instruments) -> str:
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
    if not totals:
        return ""
    lines = "".join(f'<p class="total">{escape(one)}</p>' for one in totals)
    return (
        f'<section class="check-score quiet">{lines}<p>{escape(say("danger.score"))}</p>'
        f"<p>{escape(say('check.screens'))}</p></section>"
    )


def _highest(form: ShortForm, instruments: Instruments) -> int:
    return form.items * (len(instruments.full[form.of].answers) - 1)


def _score(say: Text, instrument: Instrument, points: int) -> str:
    code = instrument.code
    band = screening.band(instrument, points)
    told = say(f"check.total.{code}", points=points, highest=instrument.highest)
    lines = [say(f"check.advice.{band}")]
    if len(instrument.bands) > 1:
        other = instrument.bands[1]
        lines.append(say(f"check.also.{other.name}", band=say(f"check.official_band.{other.of(points)}")))
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<section class="check-score"><h3>{escape(say(f"check.means.{code}.{band}"))}</h3>'
        f'<p class="total">{escape(told)}</p>{_scale(say, instrument, points)}{text}</section>'
    )


def _scale(say: Text, instrument: Instrument, points: int) -> str:
    """Draw the bands side by side with a mark at the total; the words beside it say the same."""
    starts = [*(start for _, start in instrument.bands[0].starts), instrument.highest + 1]
    cells = "".join(
        f'<li style="flex-grow:{end - start}"{" class=here" if start <= points < end else ""}>'
        f"<span>{escape(say(f'check.band_name.{code}'))}</span><small>{start}~{end - 1}</small></li>"
        for (code, start), end in zip(instrument.bands[0].starts, starts[1:], strict=True)
    )
    return f'<ol class="scale" aria-hidden="true">{cells}</ol>'


def _short(say: Text, instruments: Instruments, points: int) -> str:
    form = instruments.short[check.SHORT_FORM]
    code = "positive" if points >= form.positive_from else "negative"
    highest = _highest(form, instruments)
    return (
        f'<section class="check-score"><h3>{escape(say(f"check.short.{code}"))}</h3>'
        f'<p class="total">{escape(say("check.total.phq2", points=points, highest=highest))}</p>'
        f"<p>{escape(say(f'check.short_more.{code}'))}</p></section>"
    )
