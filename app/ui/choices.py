"""Choices that stand in the address, described once: the server's form and the live widgets draw the same.

A description knows its words, its values and what an address without it means. What asks with it gets a ``pick``: one
that draws Streamlit's widget and gives what is chosen there (:func:`app.ui.widgets.pick`), or :class:`Form`, which
reads the address and keeps the descriptions for the page's form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, overload

from markupsafe import Markup

from app.ui.markup import Blocks

LONGEST_WORDS = 60
"""Most characters of words in a filter."""

_BLOCKS = Blocks("ui/choices")


@dataclass(frozen=True)
class OneOf:
    """One of several values; the address need not name the default.

    Parameters
    ----------
    label : str
        What is chosen, for eye and ear.
    options : sequence of str
        Values as they stand in the address.
    parameter : str
        Name in the address.
    default : str
    name : callable
        Turns a value into the words shown.
    shape : {"row", "list"}
        Whether they stand side by side or in a drop-down list.
    """

    label: str
    options: Sequence[str]
    parameter: str
    default: str
    name: Callable[[str], str]
    shape: Literal["row", "list"] = "row"

    def read(self, query: Mapping[str, Any]) -> str:
        """Give the value of an address; one that is no option counts as the default."""
        told = str(query.get(self.parameter, self.default))
        return told if told in self.options else self.default


@dataclass(frozen=True)
class ManyOf:
    """Any number of values; ``placeholder`` stands while nothing is chosen. Otherwise as :class:`OneOf`."""

    label: str
    options: Sequence[str]
    parameter: str
    name: Callable[[str], str]
    placeholder: str

    def read(self, query: Mapping[str, Any]) -> tuple[str, ...]:
        """Give the values of an address that are options."""
        told = query.get(self.parameter, ())
        return tuple(one for one in ([told] if isinstance(told, str) else told) if one in self.options)


@dataclass(frozen=True)
class Words:
    """A line to type in."""

    label: str
    parameter: str
    placeholder: str

    def read(self, query: Mapping[str, Any]) -> str:
        """Give the words of an address."""
        return str(query.get(self.parameter, ""))[:LONGEST_WORDS].strip()


Choice = OneOf | ManyOf | Words


class Pick:
    """Asks with a description, and gives what is chosen."""

    @overload
    def __call__(self, choice: OneOf) -> str: ...
    @overload
    def __call__(self, choice: ManyOf) -> tuple[str, ...]: ...
    @overload
    def __call__(self, choice: Words) -> str: ...
    def __call__(self, choice: Choice) -> str | tuple[str, ...]:
        """Ask."""
        raise NotImplementedError


class Form(Pick):
    """Reads choices from an address and keeps them in the order in which they were asked for.

    Parameters
    ----------
    query : mapping
        Parameters of the address; one that stands there several times is a list.
    """

    def __init__(self, query: Mapping[str, Any]) -> None:
        self._query = query
        self.asked: list[tuple[Choice, str | tuple[str, ...]]] = []

    def __call__(self, choice: Choice) -> Any:
        """Give what the address chooses."""
        chosen = choice.read(self._query)
        self.asked.append((choice, chosen))
        return chosen

    def fields(self) -> Markup:
        """Write the fields of a form, each with what is chosen."""
        return Markup("").join(_BLOCKS.field(choice, chosen, type(choice).__name__) for choice, chosen in self.asked)

    def told(self) -> list[str]:
        """Name what is chosen, for the line that stands above folded filters: only what narrows the search."""
        named: list[str] = []
        for choice, chosen in self.asked:
            if isinstance(choice, OneOf):
                named += [choice.name(str(chosen))] if chosen != choice.default else []
            elif isinstance(choice, ManyOf):
                named += [choice.name(one) for one in chosen]
            elif chosen:
                named.append(f"‘{chosen}’")
        return named

    @property
    def parameters(self) -> set[str]:
        """Give the names in the address of what was asked."""
        return {choice.parameter for choice, _ in self.asked}
