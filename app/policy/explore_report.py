"""What the map explorer shows as files: the cells inside with their outlines, units, centers, ages, and the receipt."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from app.policy import explore, report_files
from app.policy.explore import Exploration
from app.regions.provenance import File
from app.ui import downloads
from gis import hexgrid


def files(answer: Exploration, datasets: pd.DataFrame, *, address: str, made_on: date) -> list[File]:
    """Return the files to take away; parameters as in :func:`app.policy.gap_report.files`."""
    say, view = answer.say, answer.view
    command = view.reading.command(level=view.level, parent_code=view.region_code, output="--csv")
    facts = {}
    if view.bounds:
        west, south, east, north = view.bounds
        facts["window"] = (say("explore.window"), f"{south:g},{west:g} – {north:g},{east:g} (WGS84)")
    receipt = report_files.receipt(
        say,
        facts,
        datasets,
        title=say("explore.file_title", area=answer.place),
        readings=[(view.reading, command)],
        address=address,
        data_version=answer.data_version,
        made_on=made_on,
    )
    parcel = report_files.Parcel(
        frame=cells(answer),
        columns=_cell_columns(answer),
        receipt=receipt,
        layer="cells",
        memo=None,
        stem=f"mindconnect_explore_{view.region_code or 'kr'}_{'window_' if view.bounds else ''}"
        f"{report_files.slug(view.reading)}_{answer.data_version}",
        beside=[_units(answer), _centers(answer), _ages(answer)],
    )
    return report_files.files(say, parcel)


def cells(answer: Exploration) -> gpd.GeoDataFrame:
    """Return the cells inside with outlines: those of resolution 8, whatever the map shows."""
    told = answer.inside.cells
    outlines = [hexgrid.outline(int(cell)) for cell in told["h3_index"]]
    figures = pd.DataFrame(
        {
            "h3": [hexgrid.to_text(cell) for cell in told["h3_index"]],
            **{
                key: told[key].to_numpy()
                for key in ("region_code", "lat", "lon", "people", "least_share", "most_share")
            },
            "reading": str(answer.view.reading),
            "data_version": answer.data_version,
        }
    )
    return gpd.GeoDataFrame(figures, geometry=np.array(outlines, dtype=object), crs=4326)


def _cell_columns(answer: Exploration) -> list[downloads.FileColumn]:
    say = answer.say
    return [
        downloads.FileColumn("h3", say("explore.column.h3")),
        downloads.FileColumn("region_code", say("export.region_code")),
        downloads.FileColumn("lat", say("explore.column.lat"), 5),
        downloads.FileColumn("lon", say("explore.column.lon"), 5),
        *(
            downloads.FileColumn(key, figure.header(say), figure.decimals, figure.factor)
            for key, figure in explore.FIGURES.items()
            if key in ("people", "least_share", "most_share")
        ),
        downloads.FileColumn("reading", say("receipt.reading")),
        downloads.FileColumn("data_version", say("export.data_version")),
    ]


def _units(answer: Exploration) -> downloads.Table:
    say = answer.say
    told = answer.inside.units
    figures = [explore.unit_figures(*ends) for ends in told[["people", "least", "most"]].itertuples(index=False)]
    frame = pd.concat(
        [told[["region_code", "full_name"]], pd.DataFrame(figures, columns=list(explore.FIGURES), index=told.index)],
        axis=1,
    )
    columns = [
        downloads.FileColumn("region_code", say("export.region_code")),
        downloads.FileColumn("full_name", say("export.full_name")),
        *(
            downloads.FileColumn(key, figure.header(say), figure.decimals, figure.factor)
            for key, figure in explore.FIGURES.items()
        ),
    ]
    return downloads.Table("units", say("explore.sheet.units"), frame, columns)


def _centers(answer: Exploration) -> downloads.Table:
    say = answer.say
    keys = ("center_id", "name", "kind", "state")
    columns = [downloads.FileColumn(key, say(f"explore.column.{key}")) for key in keys]
    columns += [downloads.FileColumn(key, say(f"explore.column.{key}"), 5) for key in ("lat", "lon")]
    return downloads.Table("centers", say("explore.sheet.centers"), answer.inside.centers, columns)


def _ages(answer: Exploration) -> downloads.Table:
    say = answer.say
    told = answer.inside.ages
    named = told.assign(name=[say(f"story.group.{group}") for group in told["group"]])
    columns = [
        downloads.FileColumn("group", say("sheet.group")),
        downloads.FileColumn("name", say("explore.age")),
        downloads.FileColumn("people", explore.FIGURES["people"].header(say), 0),
    ]
    return downloads.Table("ages", say("explore.sheet.ages"), named, columns)
