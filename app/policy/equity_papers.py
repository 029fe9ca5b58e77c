"""How evenly access is shared, on paper and as files."""

from datetime import date

import pandas as pd

from app import exports
from app.policy import equities, memos, parcels
from app.policy.equities import GROUP_FIGURES, PLACE_FIGURES, Equity
from app.policy.gap_view import FIGURES
from app.regions import choropleth
from app.regions.receipts import File
from app.text import Text
from gis.fairness import SEED, Fairness, Part, command

_BESIDE: tuple[Part, ...] = ("groups", "lorenz")


def files(
    equity: Equity, datasets: pd.DataFrame, drawn: choropleth.Outlines, *, address: str, made_on: date
) -> list[File]:
    """Give the files to take away; parameters as in :func:`app.policy.gap_papers.files`."""
    say, reading = equity.say, equity.found.reading
    receipt = parcels.receipt(
        say,
        {
            "threshold": (say("receipt.threshold"), f"{equity.found.threshold:.6g}"),
            "seed": (say("receipt.seed"), str(SEED)),
            "concentration": (say("receipt.concentration"), f"{equity.found.concentration:.6g}"),
            "theil_between": (say("receipt.theil_between"), f"{equity.found.theil_between:.6g}"),
            "moran": (say("receipt.moran"), f"{equity.found.moran.i:.6g} ({equity.found.moran.p:.4f})"),
            **{
                f"command_{part}": parcels.repeats(say, say(f"sheet.{part}"), command(reading, part=part))
                for part in _BESIDE
            },
        },
        datasets,
        title=equity.caption,
        readings=[(reading, command(reading))],
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
        beside=[groups(say, equity.found), lorenz(say, equity.found)],
    )
    return parcels.files(say, parcel)


def groups(say: Text, found: Fairness) -> exports.Table:
    """Give the figures of the groups as a table to take away, those of the page and the deeper ones."""
    frame = found.groups.reset_index()
    frame["name"] = [say(f"equity.group_name.{group}") for group in frame["group"]]
    unit = FIGURES[f"value_{found.reading.measure}"].unit(say)
    columns = [
        exports.Column("group", say("sheet.group")),
        exports.Column("name", say("equity.group")),
        exports.Column("people", GROUP_FIGURES["group_people"].header(say), 0),
        exports.Column("mean", f"{GROUP_FIGURES['group_mean'].label(say)} ({unit})", 3),
        *(exports.Column(key, GROUP_FIGURES[key].header(say), 3) for key in ("gini", "palma", "theil")),
        exports.Column("fgt0", GROUP_FIGURES["fgt0"].header(say), 1, 100),
        *(exports.Column(key, say(f"sheet.{key}"), 4) for key in ("fgt1", "fgt2")),
    ]
    return exports.Table("groups", say("sheet.groups"), frame, columns)


def lorenz(say: Text, found: Fairness) -> exports.Table:
    """Give the points of the Lorenz curve as a table to take away."""
    columns = [
        exports.Column("people_share", say("equity.axis_x"), 0, 100),
        exports.Column("value_share", say("equity.axis_y"), 2, 100),
    ]
    return exports.Table("lorenz", say("sheet.lorenz"), found.points, columns)


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
