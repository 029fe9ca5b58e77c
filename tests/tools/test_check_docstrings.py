"""Docstrings that disagree with their code are found."""

import subprocess
import sys
from textwrap import dedent

import pytest

from gis.settings import ROOT

GOOD = '''
def area(lat, lon: float, *, unit: str = "km2") -> tuple[float, str]:
    """Measure.

    Parameters
    ----------
    lat, lon : float
        Degrees.
    unit : str
        Unit.

    Returns
    -------
    tuple of float and str
        Area and unit.
    """


def short(a, b, c):
    """Do it."""


def like_short(a, b, c, d, e) -> float:
    """Do it with the parameters of :func:`short`."""


def _private(a, b, c, d, e):
    """Nobody asks."""


class Route:
    """A way.

    Attributes
    ----------
    metres : float
        Length.
    """

    metres: float

    def turn(self, *angles: float, **options: str) -> None:
        """Turn.

        Parameters
        ----------
        *angles : float
            Degrees.
        **options : str
            More.
        """
'''


def check(folder, source: str) -> str:
    (folder / "module.py").write_text(dedent(source))
    script = ROOT / "tools" / "check_docstrings.py"
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=False)
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout


def test_what_agrees_passes(tmp_path):
    assert check(tmp_path, GOOD) == ""


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("lat, lon : float", "lat, lng : float", "Parameters are lat, lng, unit; the code has lat, lon, unit"),
        ("    unit : str\n        Unit.\n", "", "Parameters are lat, lon; the code has lat, lon, unit"),
        (
            "    Returns\n    -------\n    tuple of float and str\n        Area and unit.\n",
            "",
            "has Parameters but no Returns",
        ),
        ("def short(a, b, c)", "def short(a, b, c, d, e)", "short: has 5 parameters and no section Parameters"),
        ("    metres : float", "    miles : float", "Attributes name miles"),
        ("*angles : float", "angle : float", "turn: Parameters are angle, options"),
    ],
)
def test_what_disagrees_is_found(tmp_path, right, wrong, complaint):
    assert right in GOOD
    assert complaint in check(tmp_path, GOOD.replace(right, wrong))
