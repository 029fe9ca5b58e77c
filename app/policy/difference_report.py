"""Two readings and their difference on paper and as files."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from app.data.outlines import Outlines
from app.policy import causes, differences, memos, reading_words, report_files, series
from app.policy.causes import Parted
from app.policy.differences import FIGURES, Comparison
from app.policy.series import Line
from app.regions.provenance import File

_ON_PAPER = ("people_more", "points_more", "people_without_a", "people_without_b", "people")

_ROWS = 7
"""Two readings take more words, so fewer regions stand on the page."""


def statement(answer: Comparison) -> list[str]:
    """Say what either reading counts, and which way the difference goes."""
    say = answer.say
    first, other = (" ".join(reading_words.sentences(say, view.reading)) for view in answer.views)
    return [say("compare.reading_a", means=first), say("compare.reading_b", means=other), say("compare.explain")]


def brief(answer: Comparison) -> list[str]:
    """Say the same where room is dear: what both readings have in common is said once."""
    say = answer.say
    first, other = (reading_words.sentences(say, view.reading) for view in answer.views)
    shared = [sentence for sentence in other[1:] if sentence in first]
    differing = [sentence for sentence in first[1:] + other[1:] if sentence not in shared]
    return [
        say("compare.reading_a", means=first[0]),
        say("compare.reading_b", means=other[0]),
        " ".join([*dict.fromkeys(differing), *shared, say("compare.explain")]),
    ]


def files(
    answer: Comparison,
    datasets: pd.DataFrame,
    drawn: Outlines,
    *,
    shown: Sequence[Line] = (),
    parted: Sequence[Parted] = (),
    address: str,
    made_on: date,
) -> list[File]:
    """Return the files to take away.

    Parameters
    ----------
    answer : Comparison
        The figures.
    shown : sequence of Line
        Readings that are drawn over time.
    parted : sequence of Parted
        Readings whose change is parted into causes.
    datasets, drawn, address, made_on
        As in :func:`app.policy.gap_report.files`.
    """
    say, view = answer.say, answer.views[0]
    facts: dict[str, tuple[str, str]] = {}
    for line in shown:
        reading = answer.views["ab".index(line.end)].reading
        facts[f"command_series_{line.end}"] = report_files.repeats(
            say,
            say("series.of", end=line.end.upper()),
            reading.command(parent_code=view.region_code, output="--history --csv"),
        )
    for one in parted:
        facts[f"command_causes_{one.end}"] = report_files.repeats(
            say, say("causes.of", end=one.end.upper()), causes.command(one, view.region_code)
        )
    readings = [view.reading for view in answer.views]
    receipt = report_files.receipt(
        say,
        facts,
        datasets,
        title=answer.caption,
        readings=[
            (reading, reading.command(level=view.level, parent_code=view.region_code, output="--csv"))
            for reading in readings
        ],
        address=address,
        data_version=answer.data_version,
        made_on=made_on,
    )
    frame = report_files.frame(
        answer.layer,
        level=view.level,
        reading=f"A: {readings[0]} | B: {readings[1]}",
        data_version=answer.data_version,
    )
    parcel = report_files.Parcel(
        frame=frame,
        columns=report_files.columns(say, list(FIGURES.values())),
        receipt=receipt,
        layer=f"difference_{view.level}",
        memo=memo(answer, report_files.paper_receipt(say, receipt, datasets), drawn, made_on=made_on),
        stem=f"mindconnect_compare_{view.region_code or 'kr'}_{view.level}_{report_files.slug(*readings)}"
        f"_{answer.data_version}",
        beside=[*([series.sheet(say, shown)] if shown else []), *([causes.sheet(say, parted)] if parted else [])],
    )
    return report_files.files(say, parcel)


def memo(answer: Comparison, receipt: list[tuple[str, str]], drawn: Outlines, *, made_on: date) -> memos.Memo:
    """Put the finding and the map of the difference on a page."""
    say, whole = answer.say, differences.total(answer)
    is_fewer = whole["people_more"] < 0
    most = answer.layer.dropna(subset="people_more").sort_values("people_more", ascending=is_fewer)
    legend: list[tuple[str | None, str]] = list(
        zip(differences.COLOURS, differences.difference_labels(say), strict=True)
    )
    if unknown := differences.unknown(answer, "more"):
        legend.append((None, unknown))
    return memos.Memo(
        topic=say("page.compare.name"),
        finding=differences.finding(answer),
        map=differences.draw(answer, drawn, "more"),
        map_label=say(
            "compare.map_label", area=answer.area, level=answer.level, what=differences.map_name(answer, "more")
        ),
        legend_title=say("compare.legend_more"),
        legend=[memos.LegendEntry(colour, label) for colour, label in legend],
        facts=[],
        table_title=answer.caption,
        headers=[say("regions.name"), *(FIGURES[key].header(say) for key in _ON_PAPER)],
        rows=[
            [str(row["name"]), *(differences.written(key, row[key]) for key in _ON_PAPER)]
            for row in most.head(_ROWS).drop(columns="geom").to_dict("records")
        ],
        reading=brief(answer),
        receipt=receipt,
        made_on=made_on,
    )
