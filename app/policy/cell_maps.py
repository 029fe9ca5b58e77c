"""A map of cells for one reading: what app/ui/components/cells.js draws, composed from the values of the cells."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from app.data.maps import Bounds
from app.regions import figures
from app.regions.figures import Figure
from app.text import Text
from app.ui import charts, maps
from gis import map_classes

STEPS = 200
"""A share is sent as one byte in steps of half a per cent."""

SHARE = Figure("share_without", factor=100, most=1.0)

FEWEST_PEOPLE = 1.0
"""Cells with fewer people than this are not drawn: the register spread thin over a mountain."""


def content(
    say: Text,
    ends: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
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
    ends : tuple of numpy.ndarray of float, shape (cells,)
        Least and most share of each cell, in the order of the board.
    area : str
        Name of the region or nation shown.
    bounds : tuple of float
        West, south, east and north to show, degrees.
    data_version : str
        State of the data.

    Returns
    -------
    dict of str
        What `components/cells.js` draws: for both ends a byte a cell in the order of the board, colours and words.
    """
    scale = charts.Scale(tuple(bound * STEPS for bound in map_classes.SHARE.breaks))
    least, most = (_sent(values) for values in ends)
    west, south, east, north = bounds
    return maps.ground(say, data_version) | {
        "cells": f"/cells/{data_version}.bin",
        # On the colours of a map of classes a road is white, whatever its rank.
        "palette": maps.PALETTE | {"streetMajor": maps.PALETTE["street"]},
        "least": least,
        "most": most,
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
        "words": {key: say.sentences[f"cells.{key}"] for key in ("value", "between", "people")},
    }


def _sent(values: npt.NDArray[np.float64]) -> str:
    return base64.b64encode(np.rint(values * STEPS).astype(np.uint8).tobytes()).decode("ascii")


def legend(say: Text, *, when: str, has_hours: bool, estimated: Sequence[str] = ()) -> str:
    """Write the legend of the map of cells, with what is to be said of estimates."""
    scale = map_classes.SHARE
    title = say("cells.legend", when=when) if has_hours else say("cells.legend_any")
    undecided = [say("gaps.undecided")] if has_hours else []
    return charts.legend(
        [*figures.class_labels(say, SHARE, scale), *undecided],
        [*scale.colours, *(charts.UNKNOWN for _ in undecided)],
        title=title,
        hint=" ".join([say("cells.zoom"), *estimated]),
    )
