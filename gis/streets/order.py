"""Places along a Hilbert curve: what is near on the ground becomes near in memory and in a file."""

import numpy as np
import numpy.typing as npt

_BITS = 16


def hilbert_rank(x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Give the place of points along a Hilbert curve over their bounding box.

    Parameters
    ----------
    x, y : array_like of number, shape (n,)
        Coordinates of any unit.

    Returns
    -------
    ndarray of int64, shape (n,)
        Position on the curve of 2**16 by 2**16 squares; points of one square share it.
    """
    px, py = _squares(np.asarray(x, dtype=float)), _squares(np.asarray(y, dtype=float))
    rank = np.zeros(px.shape, dtype=np.int64)
    step = 1 << (_BITS - 1)
    while step:
        right, up = (px & step) > 0, (py & step) > 0
        rank += step * step * ((3 * right) ^ up)
        px, py = px & (step - 1), py & (step - 1)
        flip = right & ~up  # each quarter repeats the curve turned: the lower right one mirrored as well
        px, py = np.where(flip, step - 1 - px, px), np.where(flip, step - 1 - py, py)
        px, py = np.where(up, px, py), np.where(up, py, px)
        step >>= 1
    return rank


def _squares(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Scale coordinates to the squares of the curve."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    low, extent = values.min(), np.ptp(values)
    scaled: npt.NDArray[np.int64] = ((values - low) / (extent or 1.0) * (2**_BITS - 1)).astype(np.int64)
    return scaled
