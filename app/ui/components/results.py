"""The list of centers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.text import Text
from app.ui.components import favourites, ignore, register

_mount = register("results")


@dataclass(frozen=True)
class Entry:
    """One center of the list: its id, its name for the star, and its HTML."""

    id: str
    name: str
    html: str


def show_results(
    say: Text,
    items: Sequence[Entry],
    *,
    search: str,
    returned: str | None,
    key: str,
    is_elsewhere: bool = False,
    label: str | None = None,
) -> str | None:
    """List centers and tell which one was chosen.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    items : sequence of Entry
    search : str
        Changes with the search; another one starts again from the first page of the list.
    returned : str or None
        Center from whose details the person comes back; the keyboard goes to its entry.
    key : str
        Its name on the page.
    is_elsewhere : bool
        Whether the details stand on another page than this one: nothing is chosen here.
    label : str, optional
        What the list is, for the ear; by default the centers in order of distance.

    Returns
    -------
    str or None
        Id of the center that the person has just chosen.
    """
    data = {
        "items": [asdict(item) for item in items],
        "search": search,
        "returned": returned,
        "is_elsewhere": is_elsewhere,
        "star": favourites.words(say),
    } | say.group("find.list")
    if label:
        data["label"] = label
    chosen: str | None = _mount(key=key, data=data, on_chosen_change=ignore).chosen
    return chosen
