"""What the nation's travel times are computed from, read from the database and from files."""

import numpy as np
from sqlalchemy import Connection, text

from gis.errors import SourceError
from gis.settings import Settings
from gis.streets.travel_matrix.assembly import read_matrix_inputs
from gis.streets.travel_matrix.inputs import TravelMatrixInputs


def read_inputs(conn: Connection, settings: Settings) -> TravelMatrixInputs:
    """Read cells and centers from the database, the rest from files.

    Raises
    ------
    SourceError
        When the database holds no cells, or a file is missing or broken.
    """
    cells = conn.execute(text("SELECT DISTINCT h3 FROM core.cell WHERE people > 0 ORDER BY h3")).scalars().all()
    centers = conn.execute(
        text("SELECT center_id, kind, ST_Y(geom) AS lat, ST_X(geom) AS lon FROM core.center ORDER BY center_id")
    ).all()
    if not cells or not centers:
        raise SourceError("the database holds no cells or centers: load them first (mindconnect etl load-snapshot)")
    return read_matrix_inputs(
        settings.var_dir,
        settings.data_dir,
        cells=np.array(cells, dtype=np.int64),
        center_id=np.array([row.center_id for row in centers]),
        kind=np.array([row.kind for row in centers]),
        lat=np.array([row.lat for row in centers], dtype=float),
        lon=np.array([row.lon for row in centers], dtype=float),
    )
