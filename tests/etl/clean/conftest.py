"""The invented map with real names, built once."""

import pytest

from etl.clean.codes import RegionIndex
from tests.etl import names_of_korea


@pytest.fixture(scope="session")
def korea() -> RegionIndex:
    """Give the look-up over real names and codes."""
    return names_of_korea.region_index()
