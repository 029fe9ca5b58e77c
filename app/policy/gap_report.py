"""The page of gaps on paper and as files: the same sentence, map, figures and receipt."""

from datetime import date

import pandas as pd

from app.data.outlines import Outlines
from app.policy import gap_view, gaps, memos, reading_words, report_files
from app.policy.gap_view import FIGURES
from app.policy.gaps import Gaps
from app.regions.figures import Figure
from app.regions.provenance import File
from app.text import Text
from app.ui import downloads
from gis.analysis.readings import hour_text

_EXTRA = (
    Figure("nearest_p90_min"),
    Figure("people_never"),
    Figure("people_without_if_office"),
    Figure("is_estimate_share", decimals=1, factor=100, most=1.0),
)
"""Figures that files carry beside those of the page."""

_ON_PAPER = ("people_without", "share_without", "people_without_if_open", "people_without_if_closed", "people")


_LIMITS = "15,20,30,45,60"
"""Limits at which the command for files tells the same."""


def statement(answer: Gaps) -> list[str]:
    """Say what was counted and how much of it is estimated."""
    share = answer.total["is_estimate_share"]
    said = reading_words.sentences(answer.say, answer.view.reading)
    if pd.notna(share) and share > 0:
        said.append(answer.say("gaps.estimated", area=answer.area, percent=f"{100 * share:.1f}"))
    return [*said, answer.say("gaps.limits.told", limits=_LIMITS)]


def files(answer: Gaps, datasets: pd.DataFrame, drawn: Outlines, *, address: str, made_on: date) -> list[File]:
    """Return the files to take away.

    Parameters
    ----------
    answer : Gaps
        The figures.
    datasets : pandas.DataFrame
        The sources in force.
    drawn : Outlines
        The units on the picture's grid.
    address : str
        Path and query of the page.
    made_on : datetime.date
        Today.
    """
    say, view = answer.say, answer.view
    figures = [FIGURES[key] for key in gap_view.shown(view.reading)] + list(_EXTRA)
    command = view.reading.command(level=view.level, parent_code=view.region_code, output="--csv")
    share = answer.total["is_estimate_share"]
    facts = {
        "travel": (
            say("receipt.travel"),
            say("receipt.travel_table", percent=f"{100 * share:.1f}")
            if pd.notna(share)
            else say("receipt.travel_unused"),
        ),
        "command_week": report_files.repeats(
            say, say("week.heading"), view.reading.command(parent_code=view.region_code, output="--week --csv")
        ),
    }
    limits = view.reading.command(level=view.level, parent_code=view.region_code, output=f"--limits {_LIMITS} --csv")
    facts["command_limits"] = report_files.repeats(say, say("gaps.limits.heading"), limits)
    if view.region_code is not None:
        rules = f"mindconnect rules --region {view.region_code} --on {made_on.isoformat()} --csv"
        story = view.reading.command(parent_code=view.region_code, output="--story --json")
        facts["command_story"] = report_files.repeats(say, say("story.heading", area=answer.area), story)
        facts["command_rules"] = report_files.repeats(say, say("story.verdicts"), rules)
    receipt = report_files.receipt(
        say,
        facts,
        datasets,
        title=answer.caption,
        readings=[(view.reading, command)],
        address=address,
        data_version=answer.data_version,
        made_on=made_on,
    )
    parcel = report_files.Parcel(
        frame=report_files.frame(
            answer.layer, level=view.level, reading=str(view.reading), data_version=answer.data_version
        ),
        columns=report_files.columns(say, figures),
        receipt=receipt,
        layer=f"gaps_{view.level}",
        memo=memo(answer, report_files.paper_receipt(say, receipt, datasets), drawn, made_on=made_on),
        stem=f"mindconnect_gaps_{view.region_code or 'kr'}_{view.level}_{report_files.slug(view.reading)}"
        f"_{answer.data_version}",
        beside=[week(say, answer.week)],
    )
    return report_files.files(say, parcel)


def week(say: Text, hours: pd.DataFrame) -> downloads.Table:
    """Return the week as a table to take away, a row an hour; ``hours`` as :meth:`gis.access.AccessBoard.week`."""
    ends = ("if_closed", "if_office", "if_open")
    shares = [downloads.FileColumn(f"share_{end}", say(f"sheet.share_{end}"), 1, 100) for end in ends]
    people = [downloads.FileColumn(f"people_{end}", say(f"sheet.people_{end}"), 0) for end in ends]
    columns = [
        downloads.FileColumn("hour", say("sheet.hour"), 0),
        downloads.FileColumn("departure", say("sheet.departure")),
    ]
    named = hours.assign(departure=[hour_text(int(hour)) for hour in hours["hour"]])
    return downloads.Table("week", say("sheet.week"), named, [*columns, *shares, *people])


def memo(answer: Gaps, receipt: list[tuple[str, str]], drawn: Outlines, *, made_on: date) -> memos.Memo:
    """Put the finding on a page."""
    say, total = answer.say, answer.total
    keys = [key for key in _ON_PAPER if key in gap_view.shown(answer.view.reading)]
    worst = answer.layer.dropna(subset="people_without").sort_values("rank").head(memos.MOST_ROWS)
    facts = [
        (say("figure.people.label"), FIGURES["people"].say(say, total["people"])),
        (say("figure.people_without.label"), FIGURES["people_without"].say(say, total["people_without"])),
        (say("figure.share_without.label"), FIGURES["share_without"].say(say, total["share_without"])),
    ]
    return memos.Memo(
        topic=f"{say('page.gaps.name')} · {reading_words.short(say, answer.view.reading)}",
        finding=gaps.finding(answer),
        map=gaps.draw(answer, drawn),
        map_label=gaps.map_label(answer),
        legend_title=gaps.legend_title(answer),
        legend=[memos.LegendEntry(colour, label) for colour, label in gaps.legend_entries(answer)],
        facts=facts,
        table_title=memos.first_of(say, answer.caption, shown=len(worst), units=len(answer.layer)),
        headers=[say("regions.name"), *(FIGURES[key].header(say) for key in keys)],
        rows=[
            [str(row["name"]), *(FIGURES[key].write(row[key]) for key in keys)]
            for row in worst.drop(columns="geom").to_dict("records")
        ],
        reading=statement(answer),
        receipt=receipt,
        made_on=made_on,
    )
