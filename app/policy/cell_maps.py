"""A map of cells for one reading: what app/ui/components/cells.js draws, composed from the values of the cells."""

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

from app.data.maps import Bounds
from app.policy.gaps import SHARE_BREAKS
from app.regions import figures
from app.regions.figures import Figure
from app.text import Text
from app.ui import assets, charts, maps
from gis.queries.tiles import MAX_ZOOM

STEPS = 200
"""A share is sent as one byte in steps of half a per cent; 255 is not known."""

UNKNOWN_BYTE = 255

SHARE = Figure("share_without", factor=100, most=1.0)

FEWEST_PEOPLE = 1.0
"""Cells with fewer people than this are not drawn: the register spread thin over a mountain."""


def content(
    say: Text,
    values: npt.NDArray[np.float64],
    *,
    area: str,
    bounds: Bounds,
    data_version: str,
) -> dict[str, Any]:
    """Compose the map of a share (0..1) by cell.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    values : numpy.ndarray of float, shape (cells,)
        Share of each cell in the order of the board; NaN is not known.
    area : str
        Name of the region or nation shown.
    bounds : tuple of float
        West, south, east and north to show, degrees.
    data_version : str
        State of the data.

    Returns
    -------
    dict of str
        What `components/map.js` draws: a byte a cell in the order of the board, colours and the legend in words.
    """
    scale = charts.Scale(tuple(bound * STEPS for bound in SHARE_BREAKS), has_zero=True)
    sent = np.where(np.isnan(values), UNKNOWN_BYTE, np.rint(np.nan_to_num(values) * STEPS)).astype(np.uint8)
    west, south, east, north = bounds
    return {
        "assets": assets.base(),
        "tiles": f"/tiles/{data_version}",
        "cells": f"/cells/{data_version}.bin",
        "maxZoom": MAX_ZOOM,
        "palette": maps.PALETTE,
        "values": base64.b64encode(sent.tobytes()).decode("ascii"),
        "breaks": list(scale.breaks),
        "colours": list(scale.colours),
        "hasZero": scale.has_zero,
        "unknown": charts.UNKNOWN,
        "unit": 100 / STEPS,
        "decimals": 0,
        "fewest": FEWEST_PEOPLE,
        "bounds": [[west, south], [east, north]],
        "boundsKey": ",".join(f"{edge:.3f}" for edge in bounds),
        "label": say("cells.label", area=area, measure=SHARE.label(say)),
        "words": {key: say.sentences[f"cells.{key}"] for key in ("value", "people", "unknown")},
        "attribution": say("map.attribution"),
        "unavailable": say("map.unavailable"),
        "controls": {key.replace("-", "."): words for key, words in say.group("map.controls").items()},
    }


def legend(say: Text, *, when: str, has_hours: bool) -> str:
    """Write the legend of the map of cells."""
    scale = charts.Scale(SHARE_BREAKS, has_zero=True)
    title = say("cells.legend", when=when) if has_hours else say("cells.legend_any")
    return charts.legend(figures.class_labels(say, SHARE, scale), scale.colours, title=title, hint=say("cells.zoom"))
