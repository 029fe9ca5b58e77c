import runpy

import pytest
from sqlalchemy import text

from gis.settings import ROOT


@pytest.fixture(scope="module")
def dictionary():
    return runpy.run_path(str(ROOT / "tools" / "data_dictionary.py"))


def test_the_page_says_what_the_database_says(conn, dictionary):
    assert dictionary["page"](conn) == dictionary["PAGE"].read_text(encoding="utf-8"), (
        "sql/views changed: run `.venv/bin/python tools/data_dictionary.py` after `mindconnect db migrate`"
    )


def test_a_changed_comment_changes_the_page(conn, dictionary):
    before = dictionary["page"](conn)
    conn.execute(text("COMMENT ON COLUMN serve.cell.people IS 'Somebody | everybody'"))
    after = dictionary["page"](conn)
    assert "Somebody \\| everybody" in after
    assert len(after.splitlines()) == len(before.splitlines())
