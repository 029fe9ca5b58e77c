"""Choices that stand in the address, described once: the server's form and the live widgets draw the same.

A description knows its words, its values and what an address without it means. What asks with it gets a ``pick``: one
that draws Streamlit's widget and gives what is chosen there (:func:`app.ui.widgets.pick`), or :class:`Form`, which
reads the address and keeps the descriptions for the page's form.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    """Asks with a description, and gives what is chosen; what was asked is kept in its order."""

    def __init__(self) -> None:
        self.asked: list[tuple[Choice, str | tuple[str, ...]]] = []

    @overload
    def __call__(self, choice: OneOf) -> str: ...
    @overload
    def __call__(self, choice: ManyOf) -> tuple[str, ...]: ...
    @overload
    def __call__(self, choice: Words) -> str: ...
    def __call__(self, choice: Choice) -> str | tuple[str, ...]:
        """Ask."""
        chosen: str | tuple[str, ...] = self._choose(choice)
        self.asked.append((choice, chosen))
        return chosen

    def _choose(self, choice: Choice) -> Any:
        raise NotImplementedError

    def narrowing(self) -> Iterator[tuple[str, str, list[str]]]:
        """Give each thing that is chosen: its words, its name in the address, and what else stands there under it."""
        for choice, chosen in self.asked:
            if isinstance(choice, OneOf):
                if chosen != choice.default:
                    yield choice.name(str(chosen)), choice.parameter, []
            elif isinstance(choice, ManyOf):
                for one in chosen:
                    yield choice.name(one), choice.parameter, [other for other in chosen if other != one]
            elif chosen:
                yield f"‘{chosen}’", choice.parameter, []


class Form(Pick):
    """Reads choices from an address and keeps them in the order in which they were asked for.

    Parameters
    ----------
    query : mapping
        Parameters of the address; one that stands there several times is a list.
    """

    def __init__(self, query: Mapping[str, Any]) -> None:
        super().__init__()
        self._query = query

    def _choose(self, choice: Choice) -> Any:
        return choice.read(self._query)

    def fields(self) -> Markup:
        """Write the fields of a form, each with what is chosen."""
        return Markup("").join(_BLOCKS.field(choice, chosen, type(choice).__name__) for choice, chosen in self.asked)

    def told(self) -> list[str]:
        """Name what is chosen, for the line that stands above folded filters: only what narrows the search."""
        return [words for words, _, _ in self.narrowing()]

    @property
    def parameters(self) -> set[str]:
        """Give the names in the address of what was asked."""
        return {choice.parameter for choice, _ in self.asked}
