"""How evenly access is shared, on paper and as files."""

from collections.abc import Hashable
from datetime import date

import pandas as pd

from app.data.outlines import Outlines
from app.policy import equities, memos, report_files
from app.policy.equities import GROUP_FIGURES, PLACE_FIGURES, Equity
from app.policy.gap_view import FIGURES
from app.regions.provenance import File
from app.text import Text
from app.ui import downloads
from gis.fairness import SEED, Fairness, Part, command

_BESIDE: tuple[Part, ...] = ("groups", "levels", "lorenz")


def files(equity: Equity, datasets: pd.DataFrame, drawn: Outlines, *, address: str, made_on: date) -> list[File]:
    """Return the files to take away; parameters as in :func:`app.policy.gap_report.files`."""
    say, reading = equity.say, equity.found.reading
    receipt = report_files.receipt(
        say,
        {
            "threshold": (say("receipt.threshold"), f"{equity.found.threshold:.6g}"),
            "seed": (say("receipt.seed"), str(SEED)),
            **{
                f"concentration_{name}": (say(f"receipt.concentration_{name}"), f"{index:.6g}")
                for name, index in equity.found.concentration.items()
            },
            "theil_between": (say("receipt.theil_between"), f"{equity.found.theil_between:.6g}"),
            "moran": (
                say("receipt.moran", n=f"{equity.found.moran.permutations:,}"),
                f"{equity.found.moran.i:.6g} ({equity.found.moran.p:.6f})",
            ),
            **interval(equity),
            **{
                f"command_{part}": report_files.repeats(say, say(f"sheet.{part}"), command(reading, part=part))
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
    labels = [
        downloads.FileColumn("spot", say("equity.map.spot")),
        downloads.FileColumn("local", say("equity.map.local")),
    ]
    parcel = report_files.Parcel(
        frame=report_files.frame(equity.layer, level="sigungu", reading=str(reading), data_version=equity.data_version),
        columns=[*report_files.columns(say, list(PLACE_FIGURES.values())), *labels],
        receipt=receipt,
        layer="equity_sigungu",
        memo=memo(equity, report_files.paper_receipt(say, receipt, datasets), drawn, made_on=made_on),
        stem=f"mindconnect_equity_kr_sigungu_{equity.data_version}",
        beside=[groups(say, equity.found), levels(say, equity.found), lorenz(say, equity.found)],
    )
    return report_files.files(say, parcel)


def interval(equity: Equity) -> dict[str, tuple[str, str]]:
    """Return the lines of a receipt on what kept draws leave open of the Gini index."""
    say, between = equity.say, equity.between
    if between is None:
        return {}
    total = between.groups.loc["all"]
    held = ", ".join(between.holds)
    ends = f"{total['gini_low']:.6g}..{total['gini_high']:.6g} ({held}; {between.draws})"
    repeated = command(equity.found.reading, part="levels", draws=between.draws)
    return {
        "gini_interval": (f"{GROUP_FIGURES['gini'].label(say)}: {say('receipt.interval')}", ends),
        "command_interval": report_files.repeats(say, say("receipt.interval"), repeated),
    }


def groups(say: Text, found: Fairness) -> downloads.Table:
    """Return the figures of the groups as a table to take away, those of the page and the deeper ones."""
    frame = found.groups.reset_index()
    frame["name"] = [say(f"equity.group_name.{group}") for group in frame["group"]]
    unit = FIGURES[f"value_{found.reading.measure}"].unit(say)
    columns = [
        downloads.FileColumn("group", say("sheet.group")),
        downloads.FileColumn("name", say("equity.group")),
        downloads.FileColumn("people", GROUP_FIGURES["group_people"].header(say), 0),
        downloads.FileColumn("mean", f"{GROUP_FIGURES['group_mean'].label(say)} ({unit})", 3),
        *(downloads.FileColumn(key, GROUP_FIGURES[key].header(say), 3) for key in ("gini", "palma", "theil")),
        downloads.FileColumn("fgt0", GROUP_FIGURES["fgt0"].header(say), 1, 100),
        *(downloads.FileColumn(key, say(f"sheet.{key}"), 4) for key in ("fgt1", "fgt2")),
    ]
    return downloads.Table("groups", say("sheet.groups"), frame, columns)


def levels(say: Text, found: Fairness) -> downloads.Table:
    """Return inequality by the unit over which access is averaged first, as a table to take away."""
    frame = found.levels.reset_index()
    columns = [
        downloads.FileColumn("level", say("equity.level")),
        *(downloads.FileColumn(key, GROUP_FIGURES[key].header(say), 4) for key in ("gini", "palma", "theil")),
        downloads.FileColumn("fgt0", GROUP_FIGURES["fgt0"].header(say), 2, 100),
    ]
    return downloads.Table("levels", say("sheet.levels"), frame, columns)


def lorenz(say: Text, found: Fairness) -> downloads.Table:
    """Return the points of the Lorenz curve as a table to take away."""
    columns = [
        downloads.FileColumn("people_share", say("equity.axis_x"), 0, 100),
        downloads.FileColumn("value_share", say("equity.axis_y"), 2, 100),
    ]
    return downloads.Table("lorenz", say("sheet.lorenz"), found.points, columns)


def memo(equity: Equity, receipt: list[tuple[str, str]], drawn: Outlines, *, made_on: date) -> memos.Memo:
    """Put the finding, the map and the groups on a page."""
    say = equity.say
    total: dict[Hashable, float] = equity.found.groups.loc["all"].to_dict()
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
