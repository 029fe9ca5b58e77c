"""A table that sorts and filters."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from app.text import Text
from app.ui.components import ignore, register

_mount = register("table")


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, its header, the unit below it, and whether it holds numbers."""

    key: str
    label: str
    unit: str = ""
    number: bool = True


@dataclass(frozen=True)
class Row:
    """A row: its code and name, the values to sort by (None is unknown), the texts to show, and its link."""

    code: str
    name: str
    values: dict[str, float | str | None] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    href: str = ""


def show_table(
    say: Text,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    caption: str,
    sort: tuple[str, bool],
    key: str,
    total: Row | None = None,
) -> tuple[str | None, tuple[str, bool] | None]:
    """Show a table and tell what the person did with it.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    columns, rows : sequence
        The first column is the row's header.
    caption : str
        What the table is.
    sort : tuple of (str, bool)
        Column sorted by at first, and whether downwards.
    key : str
        Its name on the page.
    total : Row, optional
        A row that stays below the others, whatever they are sorted and filtered by.

    Returns
    -------
    tuple
        Code of the row that the person has just chosen, or None; column and direction they have just sorted by, or
        None.
    """
    data = {
        "columns": [asdict(column) for column in columns],
        "rows": [asdict(row) for row in rows],
        "total": asdict(total) if total else None,
        "caption": caption,
        "sort": {"column": sort[0], "down": sort[1]},
        "key": caption,
        "words": say.group("table"),
    }
    component = _mount(key=key, data=data, on_chosen_change=ignore, on_sorted_change=ignore)
    return component.chosen, _sort_of(component.sorted, columns)


def _sort_of(value: object, columns: Sequence[Column]) -> tuple[str, bool] | None:
    """Read what the browser says it sorted by, with mistrust."""
    if not isinstance(value, dict) or value.get("column") not in [column.key for column in columns]:
        return None
    return str(value["column"]), bool(value.get("down"))
