"""Forms that the browser posts to our API itself, so that no password passes through the page's own connection."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.text import Text
from app.ui.components import ignore, register

_mount = register("form")


@dataclass(frozen=True)
class Field:
    """One thing to fill in.

    Parameters
    ----------
    name : str
        Its name in the body; dots make it part of an object.
    label : str
        What it asks.
    kind : {"text", "password", "checkbox", "radio", "checks"}
        ``checks`` is any number of boxes.
    hint : str
        Written under the label.
    autocomplete : str
        HTML's word for what a password manager may fill in.
    required : bool
        Whether the form goes nowhere without it.
    missing : str
        Sentence when it is missing.
    options : sequence of (str, str)
        Values and names, of radio and checks; the empty value stands for no answer.
    value : object
        What holds already.
    is_yes_no, is_number : bool
        What the value of a radio means.
    longest : int
        Most characters.
    sends : str, optional
        What a ticked box sends in place of true, such as the version of the words agreed to; unticked it sends null.
    required_with : sequence of str
        Fields; when one of them is answered, this one is required.
    link : tuple of (str, str), optional
        Words and address of what to read, behind the label.
    codes : sequence of str
        Codes of refusals that are about this field.
    """

    name: str
    label: str
    kind: Literal["text", "password", "checkbox", "radio", "checks"] = "text"
    hint: str = ""
    autocomplete: str = ""
    required: bool = False
    missing: str | None = None
    options: Sequence[tuple[str, str]] = ()
    value: Any = None
    is_yes_no: bool = False
    is_number: bool = False
    longest: int = 128
    sends: str | None = None
    required_with: Sequence[str] = ()
    link: tuple[str, str] | None = None
    codes: Sequence[str] = ()


@dataclass(frozen=True)
class Next:
    """The form that takes the place of one that was answered with a secret, below its picture.

    Parameters
    ----------
    fields : sequence of Field
    path : str
        Address below ``/api/v1``; it is posted to.
    submit : str
        What its button says.
    """

    fields: Sequence[Field]
    path: str
    submit: str


def show_form(
    say: Text,
    fields: Sequence[Field],
    *,
    name: str,
    path: str,
    submit: str,
    method: Literal["POST", "PUT", "DELETE"] = "POST",
    after: str = "stay",
    fixed: Mapping[str, Any] | None = None,
    unsent: Sequence[str] = (),
    done: str = "",
    is_grave: bool = False,
    following: Next | None = None,
) -> bool:
    """Draw a form and tell whether it was just sent with success.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    fields : sequence of Field
        From top to bottom.
    name : str
        Its name on the page.
    path : str
        Address below ``/api/v1``.
    submit : str
        What its button says.
    method : {"POST", "PUT", "DELETE"}
    after : str
        ``stay``; ``reload`` where the cookie changes: the page's connection carries it from its beginning; or the path
        to go on to.
    fixed : mapping, optional
        What goes along without being asked.
    unsent : sequence of str
        Fields that are asked but not sent (a box that says "I have read this").
    done : str
        Sentence after success.
    is_grave : bool
        Whether it cannot be undone.
    following : Next, optional
        What is asked once a secret was shown.

    Returns
    -------
    bool
    """
    words = say.group("form") | {f"error.{key}": text for key, text in say.group("account.error").items()}
    words |= {f"codes.{key}": text for key, text in say.group("account.codes").items()}
    words |= {f"secret.{key}": text for key, text in say.group("account.secret").items()}
    data = {
        "name": name,
        "fields": [asdict(field) for field in fields],
        "path": path,
        "method": method,
        "submit": submit,
        "after": after,
        "fixed": dict(fixed or {}),
        "unsent": list(unsent),
        "is_grave": is_grave,
        "words": words | {"done": done},
        "next": asdict(following) if following else None,
    }
    return bool(_mount(key=f"form-{name}", data=data, on_done_change=ignore).done)
