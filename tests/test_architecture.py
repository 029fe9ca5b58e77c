"""ARCHITECTURE.md is two screens long and true: every path it names is there, and every name in capitals is defined."""

import re

from gis.settings import ROOT

PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
CHANGES = PAGE.partition("## Where would I")[2]
NAMED = set(re.findall(r"`([^`\n]+)`", PAGE))
PATHS = sorted({name for name in NAMED if "/" in name and "<" not in name and " " not in name})


def expand(path: str) -> list[str]:
    """Write {a,b} out."""
    head, brace, rest = path.partition("{")
    if not brace:
        return [path]
    options, _, tail = rest.partition("}")
    return [one for option in options.split(",") for one in expand(f"{head}{option}{tail}")]


def test_it_fits_two_screens():
    assert len(PAGE.splitlines()) <= 100


def test_every_path_named_is_there():
    """A path stands from the root, or below the folder whose row names it."""
    roots = [
        ROOT,
        *(ROOT / name for name in ("app", "gis", "etl", "gis/analysis", "gis/care", "gis/streets", "sql", "data")),
    ]
    lacking = [path for path in PATHS if not any(all((root / one).exists() for one in expand(path)) for root in roots)]
    assert len(PATHS) > 25
    assert lacking == []


def test_every_list_that_a_change_goes_into_is_defined_where_it_is_said():
    code = [path.read_text(encoding="utf-8") for top in ("app", "gis", "etl") for path in (ROOT / top).rglob("*.py")]
    names = {name for name in re.findall(r"`(_?[A-Z][A-Z_]+|[A-Z][a-z]+)`", CHANGES) if name != "SOURCE"}
    assert len(names) >= 6
    lacking = {
        name
        for name in names
        if not any(re.search(rf"^(class {name}\b|{name}\b.*=)", text, re.MULTILINE) for text in code)
    }
    assert lacking == set()


def test_the_changes_of_a_newcomer_are_each_told_in_a_line():
    rows = [line for line in CHANGES.splitlines() if line.startswith("| ") and "---" not in line][1:]
    asked = ("list of centers", "kind", "column", "page, with a chart", "route of the API", "decay", "weight", "rule")
    told = [row.split("|")[1] for row in rows]
    assert [word for word in asked if not any(word in change for change in told)] == []
    assert all(re.search(r"`[\w/{}<>,.]+`", row.split("|")[2]) for row in rows)
