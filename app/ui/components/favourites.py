"""Favourites: the star of a center, and what stands above their list. The browser keeps them."""

import re
from collections.abc import Mapping, Sequence

from app.text import Text
from app.ui import assets
from app.ui.components import ignore, register

_star = register("star")
_bar = register("favourites")

MOST = 200
_ID = re.compile(r"[a-z2-7]{10}")


def words(say: Text) -> dict[str, object]:
    """Return what a star needs in the browser: its sentences, and where its code is."""
    return {"assets": assets.base(), "words": say.group("favourites.star")}


def star(say: Text, center_id: str, name: str) -> None:
    """Draw the star of a center."""
    _star(key=f"star-{center_id}", data={"id": center_id, "name": name, **words(say)})


def bar(
    say: Text, *, account: Mapping[str, str] | None, names: Mapping[str, str], gone: Sequence[str]
) -> tuple[str, ...] | None:
    """Draw what stands above the list, and tell which centers the browser keeps.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    account : mapping or None
        ``id``, ``name`` and ``consent`` (version of the words) of who is signed in.
    names : mapping of str to str
        Names by center_id, for the file.
    gone : sequence of str
        Centers that are not in the register.

    Returns
    -------
    tuple of str or None
        The latest first, at most 200; None until the browser has told.
    """
    data = {"account": account, "names": dict(names), "gone": list(gone), "assets": assets.base()}
    data["words"] = say.group("favourites.bar")
    ids = _bar(key="favourites-bar", data=data, on_ids_change=ignore).ids
    if not isinstance(ids, list):
        return None
    fit = [key_given for key_given in ids if isinstance(key_given, str) and _ID.fullmatch(key_given)]
    return tuple(dict.fromkeys(fit))[:MOST]
