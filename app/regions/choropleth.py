"""A map of regions in SVG: outlines brought to the picture's own grid, filled by class, labelled where a name fits."""

from collections.abc import Collection, Mapping, Sequence
from html import escape

import numpy as np
import numpy.typing as npt

from app.data.outlines import WIDTH, Outlines

_INSET = 300
"""Units of the inset's width."""

_LABELS = {"wide": 19.0, "narrow": 36.0}
"""Height of the names in units: on a map some 700 pixels wide, and on a phone."""


def draw(
    drawn: Outlines,
    fills: Mapping[str, str | None],
    hints: Mapping[str, str],
    *,
    description: str,
    choices: Collection[str] = (),
    points: npt.NDArray[np.float64] | None = None,
    inset_name: str = "",
) -> str:
    """Write the map.

    Parameters
    ----------
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
    inset_name : str
        What the inset shows.

    Returns
    -------
    str
        An SVG element; every text escaped. It is one image to a screen reader: choosing on it is a shortcut for
        the pointer, and the table that stands beside it says and leads to the same.
    """
    shapes = _units(drawn, fills, hints, choices)
    part = ""
    if drawn.inset is not None:
        larger = _units(drawn.inset, fills, hints, choices)
        part = _inset(drawn.inset, larger, inset_name, bottom=drawn.height)
    dots = "" if points is None else "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>' for x, y in points)
    names = "".join(
        f'<g class="names {kind}" font-size="{size:g}">{_names(drawn, size)}</g>' for kind, size in _LABELS.items()
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {drawn.height}" role="img" aria-label="{escape(description)}" class="choropleth">'
        '<defs><pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="9" height="9" class="hatch-ground"/><rect width="2.5" height="9" class="hatch-line"/>'
        "</pattern></defs>"
        f'<path class="land" d="{drawn.land}"/><g class="units">{shapes}</g><g class="dots">{dots}</g>{names}'
        f"{part}</svg>"
    )


def _units(drawn: Outlines, fills: Mapping[str, str | None], hints: Mapping[str, str], choices: Collection[str]) -> str:
    return "".join(
        f'<path class="unit" d="{path}" fill="{fills.get(code) or "url(#hatch)"}"'
        f' data-hint="{escape(hints.get(code, ""))}"' + (f' data-code="{escape(code)}"/>' if code in choices else "/>")
        for code, path in drawn.paths.items()
    )


def _inset(part: Outlines, shapes: str, name: str, *, bottom: int) -> str:
    height = round(_INSET * part.height / WIDTH)
    x, y = WIDTH - _INSET - 16, bottom - height - 16
    return (
        f'<text class="inset-name" x="{x}" y="{y - 10}" font-size="{_LABELS["wide"]:g}">{escape(name)}</text>'
        f'<svg class="inset" x="{x}" y="{y}" width="{_INSET}" height="{height}" viewBox="0 0 {WIDTH} {part.height}">'
        f'<rect class="sea" width="100%" height="100%"/><path class="land" d="{part.land}"/><g>{shapes}</g>'
        '<rect class="frame" width="100%" height="100%"/></svg>'
    )


def _names(drawn: Outlines, size: float) -> str:
    """Write the names that fit, those with most room first; none covers another."""
    taken: list[tuple[float, float, float, float]] = []
    written = []
    for code, spot in sorted(drawn.spots.items(), key=lambda one: -one[1].radius):
        name = drawn.names[code]
        half = 0.5 * size * sum(1.0 if ord(letter) > 0x2E80 else 0.58 for letter in name)
        box = (spot.x - half, spot.y - 0.6 * size, spot.x + half, spot.y + 0.6 * size)
        has_room = spot.radius > 0.55 * size and spot.radius > 0.62 * half
        if has_room and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            written.append(f'<text x="{spot.x:.0f}" y="{spot.y + 0.35 * size:.0f}">{escape(name)}</text>')
    return "".join(written)


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
