"""Questions one by one, answered in the browser; what was answered is sent once, at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.ui.components import ignore, register

_mount = register("questions")


Condition = Mapping[str, tuple[str | None, ...]]
"""Values by name of an answer, all of which must hold; None stands for an answer that was not given."""


@dataclass(frozen=True)
class Option:
    """An answer: its value, which is empty for "it does not matter", and its words."""

    value: str
    label: str


@dataclass(frozen=True)
class QuestionStep:
    """One question, or what is told before the next one.

    Parameters
    ----------
    name : str
        Key of its answer.
    text : str
        The question.
    options : tuple of Option
        Its answers; empty for a step that only tells something.
    stem : str
        Stands above the question, where several share it.
    forms : tuple of str
        Forms that ask it; empty for all.
    about : str
        Stands below the question, where it needs an example.
    skip_if : tuple of mapping
        Left out when in any of them every answer named is among its values (:data:`Condition`).
    html : str
        What a step without answers tells; its first heading takes the keyboard.
    """

    name: str
    text: str
    options: tuple[Option, ...]
    stem: str = ""
    forms: tuple[str, ...] = ()
    about: str = ""
    skip_if: tuple[Condition, ...] = ()
    html: str = ""


@dataclass(frozen=True)
class Alarm:
    """Answers that bring a notice: one of these values under a name, or a total of those whose names begin so.

    Parameters
    ----------
    name : str
        Key of an answer.
    values : tuple of str
        Its values that bring the notice.
    prefix : str
        How the names of answers begin that are added up; empty for none.
    total : int
        What they must come to.
    """

    name: str = ""
    values: tuple[str, ...] = ()
    prefix: str = ""
    total: int = 0


@dataclass(frozen=True)
class Notice:
    """What stands above the questions once any alarm rings; of several the first counts.

    Parameters
    ----------
    html : str
        What is shown.
    alarms : tuple of Alarm
        What brings it.
    only_if : mapping
        It is for these answers only (:data:`Condition`); empty for all.
    """

    html: str
    alarms: tuple[Alarm, ...]
    only_if: Condition = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A way to begin: its name and the words of its button; the first one is the main one."""

    name: str
    label: str


def ask(
    steps: Sequence[QuestionStep],
    *,
    words: Mapping[str, str],
    forms: Sequence[Form],
    notices: Sequence[Notice],
    store: str,
    reset: str = "",
) -> dict[str, Any] | None:
    """Ask the questions, and tell the answers when all are given.

    Parameters
    ----------
    steps : sequence of QuestionStep
        In order.
    words : mapping of str to str
        Words of buttons and of the progress.
    forms : sequence of Form
        Ways to begin; of one the first question comes at once.
    notices : sequence of Notice
        What an answer brings above the questions, the most urgent first.
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
        "notices": [asdict(notice) for notice in notices],
        "store": store,
        "reset": reset,
    }
    finished = _mount(key=store, data=data, on_finished_change=ignore).finished
    return finished if isinstance(finished, dict) else None
