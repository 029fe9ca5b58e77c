"""Suggestions below the field in which a place is typed."""

from app.text import Text
from app.ui.components import ignore, register

_mount = register("suggestions")


def offer(say: Text, *, key: str) -> tuple[str, int] | None:
    """Suggest places while a person types; without a script the field works as it does.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    key : str
        Its name on the page.

    Returns
    -------
    tuple of str and int, or None
        The text typed when a suggestion was chosen, and its number among the candidates for that text; None until one
        was. A forged answer counts as none.
    """
    words = say.group("where.suggest")
    content = {"words": words | {"category": say.group("where.category")}, "is_english": say.language == "en"}
    chosen = _mount(key=key, data=content, on_chosen_change=ignore).chosen
    if not isinstance(chosen, dict):
        return None
    typed, number = chosen.get("typed"), chosen.get("number")
    if not isinstance(typed, str) or not typed.strip() or not isinstance(number, int | float) or number < 0:
        return None
    return typed, int(number)
