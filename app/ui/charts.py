"""Pictures of amounts, drawn on the server: colour scales with readable breaks, and the strip of distance bands.

No library draws here: a handful of shapes in SVG or HTML stays sharp in print, follows the page's font and
contrast, and asks no other host.
"""

from collections.abc import Sequence

from markupsafe import Markup

from app.ui.markup import Blocks
from gis.map_classes import RAMP as RAMP
from gis.map_classes import UNKNOWN as UNKNOWN
from gis.map_classes import Scale as Scale
from gis.map_classes import scale as scale

_BLOCKS = Blocks("ui/charts")


def legend(
    labels: Sequence[str],
    colours: Sequence[str],
    *,
    title: str,
    unknown: str | None = None,
    dots: str | None = None,
    hint: str | None = None,
) -> Markup:
    """Write a legend as an HTML list.

    Parameters
    ----------
    labels, colours : sequence of str
        One each a class, from the smallest amount.
    title : str
        What the amounts are, with their unit.
    unknown : str, optional
        What the hatch means, when there is any on the map.
    dots : str, optional
        What the dots are, when there are any on the map.
    hint : str, optional
        What can be done with the map.

    Returns
    -------
    Markup
    """
    return _BLOCKS.legend(title, zip(labels, colours, strict=True), unknown, dots, hint)


def bands(shares: Sequence[float], labels: Sequence[str], values: Sequence[str], *, title: str) -> Markup:
    """Write a strip of bands whose widths are shares of a whole, with the figures in words below it.

    Parameters
    ----------
    shares : sequence of float
        Share of each band, 0..1; together about 1.
    labels, values : sequence of str
        Name of each band, and its figure with unit.
    title : str
        What the whole is.

    Returns
    -------
    Markup
        A reader of the screen hears the list, not the strip.
    """
    colours = Scale(tuple(range(1, len(shares)))).colours
    return _BLOCKS.bands(title, list(zip(shares, labels, values, colours, strict=True)))


def breadcrumb(steps: Sequence[tuple[str, str]], here: str, *, label: str) -> Markup:
    """Write the way down to where we are.

    Parameters
    ----------
    steps : sequence of (str, str)
        Name and address of each step above.
    here : str
        Name of where we are.
    label : str
        What the way is, for a screen reader.
    """
    return _BLOCKS.breadcrumb(steps, here, label)
