"""Underserved areas on paper and as files."""

from datetime import date

import pandas as pd

from app.data.outlines import Outlines
from app.policy import memos, report_files, underserved_areas
from app.policy.underserved_areas import FIGURES, UnderservedAreas
from app.regions import figures
from app.regions.provenance import File
from app.text import Text
from app.ui import downloads, words
from gis import consensus

_ON_PAPER = ("people_underserved", "people_share", "people", "worst_tenth_share")


def command(answer: UnderservedAreas, *, on: date, draws: int | None = None, output: str = "--csv") -> str:
    """Write the command that repeats the table of the page, every unit in it.

    Parameters
    ----------
    answer : UnderservedAreas
    on : datetime.date
        Today: the grid of readings is dated.
    draws : int, optional
        How many draws it shall make; as many as stand behind the answer when not given.
    output : str
        Form, such as ``--csv``.
    """
    interval = answer.found.interval
    if draws is None:
        draws = 0 if interval is None else interval.draws
    return consensus.command(
        service=answer.found.service,
        level=answer.level,
        parent_code=answer.region_code,
        on=on,
        draws=draws,
        output=output,
    )


def files(
    answer: UnderservedAreas, datasets: pd.DataFrame, drawn: Outlines, *, address: str, made_on: date
) -> list[File]:
    """Return the files to take away; parameters as in :func:`app.policy.gap_report.files`."""
    say, found = answer.say, answer.found
    grid = f"{answer.grid.version} ({answer.grid.digest})"
    receipt = report_files.receipt(
        say,
        {
            "command": (say("export.command"), command(answer, on=made_on)),
            "command_readings": report_files.repeats(
                say, say("sheet.readings"), command(answer, on=made_on, output="--readings --csv")
            ),
            "grid": (say("receipt.grid"), grid),
            "people_underserved": (FIGURES["people_underserved"].header(say), f"{found.people_underserved:.6g}"),
            **_interval(answer),
            **_need(answer),
            "effective": (say("receipt.effective"), f"{found.effective:.3g}"),
        },
        datasets,
        title=answer.caption,
        readings=[],
        address=address,
        data_version=answer.data_version,
        made_on=made_on,
    )
    labels = [
        downloads.FileColumn("is_underserved", say("export.is_underserved")),
        downloads.FileColumn("removed_by", say("export.removed_by")),
        downloads.FileColumn("worst_tenth_by", say("export.worst_tenth_by")),
    ]
    reading = f"underserved_grid {grid} {found.service}"
    parcel = report_files.Parcel(
        frame=report_files.frame(answer.layer, level=answer.level, reading=reading, data_version=answer.data_version),
        columns=[*report_files.columns(say, list(answer.figures.values())), *labels],
        receipt=receipt,
        layer=f"underserved_{answer.level}",
        memo=memo(answer, report_files.paper_receipt(say, receipt, datasets), drawn, made_on=made_on),
        stem=f"mindconnect_underserved_{found.service}_{answer.region_code or 'kr'}_{answer.level}"
        f"_{answer.data_version}",
        beside=[readings(say, answer)],
    )
    return report_files.files(say, parcel)


def _interval(answer: UnderservedAreas) -> dict[str, tuple[str, str]]:
    interval = answer.found.interval
    if interval is None:
        return {}
    drawn = f"{', '.join(interval.holds)}; {interval.draws}"
    ends = f"{interval.low:.6g}..{interval.high:.6g} ({drawn})"
    return {"people_underserved_interval": (answer.say("receipt.interval"), ends)}


def _need(answer: UnderservedAreas) -> dict[str, tuple[str, str]]:
    need = answer.found.need
    if need is None:
        return {}
    text = f"{need.group}: {need.people_underserved:.6g} / {need.people:.6g}"
    if need.interval is not None:
        text += f", {need.interval.low:.6g}..{need.interval.high:.6g}"
    return {"people_underserved_need": (answer.say("receipt.need"), text)}


def readings(say: Text, answer: UnderservedAreas) -> downloads.Table:
    """Return the readings as a table to take away."""
    columns = [
        downloads.FileColumn("id", say("underserved.reading")),
        downloads.FileColumn("family", say("underserved.family_label")),
        downloads.FileColumn("reading", say("receipt.reading")),
        *(
            downloads.FileColumn(key, underserved_areas.READING_FIGURES[name].header(say), 2, 100)
            for key, name in (
                ("people_share", "found_share"), ("weight", "vote_weight"), ("kept_without", "kept_without"),
            )
        ),
    ]  # fmt: skip
    return downloads.Table("readings", say("sheet.readings"), answer.found.readings, columns)


def memo(answer: UnderservedAreas, receipt: list[tuple[str, str]], drawn: Outlines, *, made_on: date) -> memos.Memo:
    """Put the finding, the map and the first units on a page."""
    say = answer.say
    most = answer.layer.sort_values("rank")
    scale = underserved_areas.scale()
    labels = figures.class_labels(say, FIGURES["people_share"], scale)
    return memos.Memo(
        topic=say("page.underserved.name"),
        finding=underserved_areas.finding(answer),
        map=underserved_areas.draw(answer, drawn),
        map_label=underserved_areas.map_label(answer),
        legend_title=FIGURES["people_share"].header(say),
        legend=[memos.LegendEntry(colour, label) for colour, label in zip(scale.colours, labels, strict=True)],
        facts=[],
        table_title=memos.first_of(say, answer.caption, shown=memos.MOST_ROWS, units=len(most)),
        headers=[say("regions.name"), *(FIGURES[key].header(say) for key in _ON_PAPER)],
        rows=[
            [words.place(say, str(row["full_name"])), *(FIGURES[key].write(row[key]) for key in _ON_PAPER)]
            for row in most.head(memos.MOST_ROWS).drop(columns="geom").to_dict("records")
        ],
        reading=underserved_areas.statement(answer),
        receipt=receipt,
        made_on=made_on,
    )
