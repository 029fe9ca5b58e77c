"""Where to put sites: exact answers to the classic location problems, with their bounds.

>>> from gis.analysis.siting import p_median
>>> p_median([[0, 4, 9], [4, 0, 5], [9, 5, 0]], p=1)
Siting(chosen=(1,), objective=9.0, bound=9.0, status='optimal')
"""

from gis.analysis.siting.problems import Siting, max_cover, p_median

__all__ = ["Siting", "max_cover", "p_median"]
