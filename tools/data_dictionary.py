"""Write docs/data_dictionary.md from the comments on schema serve: ``python tools/data_dictionary.py``.

The comments in sql/views are the only source; a test compares the page with a migrated database.
"""

from pathlib import Path

from sqlalchemy import Connection, text

from gis.db.engine import make_engine
from gis.settings import ROOT, Settings

PAGE = ROOT / "docs" / "data_dictionary.md"

HEAD = """# Data dictionary

What the app, researchers and GIS tools see: the views of schema `serve`, with the unit and the source of each column.
Written from the database's own comments by `tools/data_dictionary.py`; change sql/views, then run it again. Kinds of
center and services are terms of data/reference/kinds.csv and services.csv; region codes are MOIS codes at 2024-06.
"""

COLUMNS = text("""
    SELECT c.relname AS view, obj_description(c.oid) AS about, a.attname AS name,
           format_type(a.atttypid, a.atttypmod) AS type, col_description(c.oid, a.attnum) AS meaning
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname = 'serve' AND c.relkind = 'v'
    ORDER BY c.relname, a.attnum
""")


def page(conn: Connection) -> str:
    """Write the page from a migrated database.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.

    Returns
    -------
    str
        Markdown: a section for each view, a row for each column.
    """
    parts, view = [HEAD], None
    for row in conn.execute(COLUMNS):
        if row.view != view:
            view = row.view
            parts.append(f"\n## serve.{view}\n\n{row.about}\n\n| Column | Type | Meaning |\n|---|---|---|\n")
        meaning = (row.meaning or "").replace("|", "\\|")
        parts.append(f"| `{row.name}` | {row.type} | {meaning} |\n")
    return "".join(parts)


def main(path: Path = PAGE) -> None:
    """Write the page of the database that the settings lead to."""
    with make_engine(Settings(), "reader").connect() as conn:
        path.write_text(page(conn), encoding="utf-8")


if __name__ == "__main__":
    main()
