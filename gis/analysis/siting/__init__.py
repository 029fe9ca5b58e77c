"""Where to put sites: exact answers to the classic location problems, with their bounds.

>>> from gis.analysis.siting import p_median
>>> p_median([[0, 4, 9], [4, 0, 5], [9, 5, 0]], p=1)
Siting(chosen=(1,), objective=9.0, bound=9.0, status='optimal')
"""

from gis.analysis.siting.problems import Siting, max_cover, p_median
from gis.analysis.siting.programs import Breakage, alternatives, breaks_first, cover_within_budget, p_center, set_cover

__all__ = [
    "Breakage", "Siting", "alternatives", "breaks_first", "cover_within_budget", "max_cover", "p_center", "p_median",
    "set_cover",
]  # fmt: skip
