"""How evenly access is shared, on paper and as files."""

from datetime import date

import pandas as pd

from app import choropleth, equities, exports, memos, parcels
from app.equities import GROUP_FIGURES, PLACE_FIGURES, Equity
from app.receipts import File
from gis.fairness import SEED


def files(
    equity: Equity, datasets: pd.DataFrame, drawn: choropleth.Outlines, *, address: str, made_on: date
) -> list[File]:
    """Give the files to take away; parameters as in :func:`app.gap_papers.files`."""
    say, reading = equity.say, equity.found.reading
    receipt = parcels.receipt(
        say,
        {
            "threshold": (say("receipt.threshold"), f"{equity.found.threshold:.6g}"),
            "seed": (say("receipt.seed"), str(SEED)),
        },
        datasets,
        title=equity.caption,
        readings=[(reading, reading.command(level="sigungu", output="--csv"))],
        address=address,
        data_version=equity.data_version,
        made_on=made_on,
    )
    labels = [exports.Column("spot", say("equity.map.spot")), exports.Column("local", say("equity.map.local"))]
    parcel = parcels.Parcel(
        frame=parcels.frame(equity.layer, level="sigungu", reading=str(reading), data_version=equity.data_version),
        columns=[*parcels.columns(say, list(PLACE_FIGURES.values())), *labels],
        receipt=receipt,
        layer="equity_sigungu",
        memo=memo(equity, parcels.paper_receipt(say, receipt, datasets), drawn, made_on=made_on),
        stem=f"mindconnect_equity_kr_sigungu_{equity.data_version}",
    )
    return parcels.files(say, parcel)


def memo(equity: Equity, receipt: list[tuple[str, str]], drawn: choropleth.Outlines, *, made_on: date) -> memos.Memo:
    """Put the finding, the map and the groups on a page."""
    say, total = equity.say, equity.found.groups.loc["all"]
    columns, rows = equities.groups(equity)
    return memos.Memo(
        topic=say("page.equity.name"),
        finding=equities.finding(equity),
        map=equities.draw(equity, drawn),
        map_label=equities.map_label(equity),
        legend_title=say(f"equity.map.{equity.shown}"),
        legend=[memos.LegendEntry(colour, label) for colour, label in equities.legend_entries(equity)],
        facts=[
            (GROUP_FIGURES["gini"].label(say), GROUP_FIGURES["gini"].write(total["gini"])),
            (GROUP_FIGURES["fgt0"].label(say), GROUP_FIGURES["fgt0"].say(say, total["fgt0"])),
        ],
        table_title=say("equity.groups"),
        headers=[columns[0].label, *(f"{column.label} ({column.unit})" for column in columns[1:])],
        rows=[[row.texts[column.key] for column in columns] for row in rows],
        reading=equities.statement(equity),
        receipt=receipt,
        made_on=made_on,
    )
