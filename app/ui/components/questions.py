"""Questions one by one, answered in the browser; what was answered is sent once, at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.ui.components import ignore, register

_mount = register("questions")


@dataclass(frozen=True)
class Option:
    """An answer: its value, which is empty for "it does not matter", and its words."""

    value: str
    label: str


@dataclass(frozen=True)
class Step:
    """One question.

    Parameters
    ----------
    name : str
        Key of its answer.
    text : str
        The question.
    options : tuple of Option
        Its answers.
    stem : str
        Stands above the question, where several share it.
    forms : tuple of str
        Forms that ask it; empty for all.
    only_name, only_value : str
        Asked only when the answer of that name has that value; empty for always.
    """

    name: str
    text: str
    options: tuple[Option, ...]
    stem: str = ""
    forms: tuple[str, ...] = ()
    only_name: str = ""
    only_value: str = ""


@dataclass(frozen=True)
class Alarm:
    """When the panel is shown: an answer of this name above 0, or answers whose names begin so that sum to a total."""

    name: str
    prefix: str
    total: int


@dataclass(frozen=True)
class Form:
    """A way to begin: its name and the words of its button; the first one is the main one."""

    name: str
    label: str


def ask(
    steps: Sequence[Step],
    *,
    words: Mapping[str, str],
    forms: Sequence[Form],
    alarms: Sequence[Alarm],
    panel: str,
    store: str,
    reset: str = "",
) -> dict[str, Any] | None:
    """Ask the questions, and tell the answers when all are given.

    Parameters
    ----------
    steps : sequence of Step
        In order.
    words : mapping of str to str
        Words of buttons and of the progress.
    forms : sequence of Form
        Ways to begin; of one the first question comes at once.
    alarms : sequence of Alarm
        When the panel is shown.
    panel : str
        HTML of the crisis panel.
    store : str
        Name under which this tab of the browser remembers the answers, so that a reload goes on where it was; it
        begins with ``check-``.
    reset : str
        Another value than before forgets them.

    Returns
    -------
    dict or None
        ``form`` and ``answers`` (by name) as the browser sent them, to be read with mistrust; None until the end.
    """
    data = {
        "steps": [asdict(step) for step in steps],
        "words": dict(words),
        "forms": [asdict(form) for form in forms],
        "alarms": [asdict(alarm) for alarm in alarms],
        "panel": panel,
        "store": store,
        "reset": reset,
    }
    found = _mount(key=store, data=data, on_finished_change=ignore).finished
    return found if isinstance(found, dict) else None
