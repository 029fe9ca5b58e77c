"""A map of regions in SVG: outlines brought to the picture's own grid, filled by class, labelled where a name fits."""

import zlib
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from app.data.outlines import WIDTH, Outlines
from app.text import Text
from app.ui import words
from app.ui.markup import Blocks

_INSET = 300
"""Units of the inset's width."""

_LABELS = {"wide": 19.0, "narrow": 36.0}
"""Height of the names in units: on a map some 700 pixels wide, and on a phone."""

_BLOCKS = Blocks("regions/choropleth")

_Shape = tuple[str, str, str, str]
"""Path, colour, hint and code of a unit; the code is empty where it cannot be chosen."""


def draw(
    say: Text,
    drawn: Outlines,
    fills: Mapping[str, str | None],
    hints: Mapping[str, str],
    *,
    description: str,
    choices: Collection[str] = (),
    points: npt.NDArray[np.float64] | None = None,
) -> Markup:
    """Write the map.

    Parameters
    ----------
    say : Text
        Sentences of the language; names are spelt in its letters.
    drawn : Outlines
        What to draw.
    fills : mapping of str to str or None
        Colour by region code; None or a missing code is hatched.
    hints : mapping of str to str
        What to say about a unit when it is pointed at, by region code.
    description : str
        What the picture shows, for those who do not see it.
    choices : collection of str, optional
        Codes of the units that can be chosen.
    points : numpy.ndarray of float, shape (n, 2), optional
        Dots to draw, in units (:meth:`Outlines.place`).

    Returns
    -------
    Markup
        An SVG element. It is one image to a screen reader: choosing on it is a shortcut for
        the pointer, and the table that stands beside it says and leads to the same.
    """
    # Maps that stand on one page each have a pattern of their own.
    hatch = f"hatch-{zlib.crc32(description.encode()):08x}"
    inset = Markup()
    if drawn.inset is not None:
        larger = _units(drawn.inset, fills, hints, choices, hatch)
        inset = _inset(drawn.inset, larger, say("regions.capital"), bottom=drawn.height)
    return _BLOCKS.map(
        WIDTH,
        drawn,
        hatch,
        shapes=_units(drawn, fills, hints, choices, hatch),
        dots=[] if points is None else [(f"{x:.1f}", f"{y:.1f}") for x, y in points],
        names=[(kind, f"{size:g}", _names(say, drawn, size)) for kind, size in _LABELS.items()],
        description=description,
        inset=inset,
    )


def _units(
    drawn: Outlines, fills: Mapping[str, str | None], hints: Mapping[str, str], choices: Collection[str], hatch: str
) -> list[_Shape]:
    shapes = []
    for code, path in drawn.paths.items():
        fill = fills.get(code)
        shown = fill if isinstance(fill, str) else f"url(#{hatch})"
        shapes.append((path, shown, hints.get(code, ""), code if code in choices else ""))
    return shapes


def _inset(part: Outlines, shapes: Sequence[_Shape], name: str, *, bottom: int) -> Markup:
    height = round(_INSET * part.height / WIDTH)
    x, y = WIDTH - _INSET - 16, bottom - height - 16
    size = f"{_LABELS['wide']:g}"
    return _BLOCKS.inset(WIDTH, part, shapes, name, size=size, x=x, y=y, width=_INSET, height=height)


def _names(say: Text, drawn: Outlines, size: float) -> list[tuple[str, str, str]]:
    """Write the names that fit, those with most room first; none covers another."""
    taken: list[tuple[float, float, float, float]] = []
    written = []
    for code, spot in sorted(drawn.spots.items(), key=lambda item: -item[1].radius):
        name = words.place(say, drawn.names[code])
        half = 0.5 * size * sum(1.0 if ord(letter) > 0x2E80 else 0.58 for letter in name)
        box = (spot.x - half, spot.y - 0.6 * size, spot.x + half, spot.y + 0.6 * size)
        has_room = spot.radius > 0.55 * size and spot.radius > 0.62 * half
        if has_room and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            written.append((f"{spot.x:.0f}", f"{spot.y + 0.35 * size:.0f}", name))
    return written


def _overlap(box: Sequence[float], other: Sequence[float]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
