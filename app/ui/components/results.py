"""The list of centers."""

from collections.abc import Sequence
from typing import Any

from app.text import Text
from app.ui.components import favourites, ignore, register

_mount = register("results")


def show_results(
    say: Text,
    items: Sequence[dict[str, Any]],
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
    items : sequence of dict
        What app.center.cards makes of centers.
    search : str
        Changes with the search; another one starts again from the first page of the list.
    returned : str or None
        Center from whose details the person comes back; the keyboard goes to its entry.
    key : str
        Its name on the page.
    is_elsewhere : bool
        Whether the details stand on another page than this one: links then lead there, and nothing is chosen here.
    label : str, optional
        What the list is, for the ear; by default the centers in order of distance.

    Returns
    -------
    str or None
        Id of the center that the person has just chosen.
    """
    data = {
        "items": list(items),
        "search": search,
        "returned": returned,
        "is_elsewhere": is_elsewhere,
        "star": favourites.words(say),
    } | say.group("find.list")
    if label:
        data["label"] = label
    chosen: str | None = _mount(key=key, data=data, on_chosen_change=ignore).chosen
    return chosen
