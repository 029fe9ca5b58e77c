"""SplitMix64 (Steele, Lea and Flood 2014): numbers that look drawn and come from a counter or a key."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Step of the counter: multiply or add it before mixing, so that near keys are far apart."""


@njit(cache=True, nogil=True)
def mix(value):
    """Mix the bits of a 64-bit number; no two numbers give the same.

    Parameters
    ----------
    value : uint64

    Returns
    -------
    uint64
    """
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
