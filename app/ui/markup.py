"""HTML by templates: the engine escapes every value, unless it is HTML of ours already (``Markup``).

A block with structure is a macro in ``app/<subject>/templates/<name>.html``; a single element is written where it is
used, with :func:`html`. Nobody escapes by hand or glues tags by f-strings: tests/app/ui/test_markup.py holds it.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, meta
from markupsafe import Markup

_APP = Path(__file__).parents[1]
_DOCUMENT = "<!DOCTYPE"
_LAYOUT = re.compile(r"(?<=[>}])\s*\n\s*|\s*\n\s*(?=[<{])")
_LINES = re.compile(r"\s*\n\s*")


def on_one_line(source: str) -> str:
    """Take the line breaks of a block for layout of its file, since one between two tags would be a blank on the page.

    A break beside a tag or a field is dropped, any other is a blank. A whole document keeps its lines.
    """
    return source if source.startswith(_DOCUMENT) else _LINES.sub(" ", _LAYOUT.sub("", source.strip()))


def _load(name: str) -> str:
    return on_one_line((_APP / name).read_text(encoding="utf-8"))


ENVIRONMENT = Environment(
    loader=FunctionLoader(_load),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    cache_size=-1,
)
"""What every template is compiled in, once: a value that was not given is an error, never an empty place."""


class Blocks:
    """The macros of a template file as functions that give HTML.

    Parameters
    ----------
    name : str
        ``subject/file`` for app/subject/templates/file.html.
    """

    def __init__(self, name: str) -> None:
        subject, file = name.split("/")
        self._file = f"{subject}/templates/{file}.html"

    def __getattr__(self, block: str) -> Callable[..., Markup]:
        """Return a macro; the file is compiled when the first one is asked for."""
        if block.startswith("_"):
            raise AttributeError(block)
        macro: Callable[..., Markup] = getattr(ENVIRONMENT.get_template(self._file).module, block)
        self.__dict__[block] = macro  # so that the next call finds it without asking here
        return macro


def html(source: str, /, **values: Any) -> Markup:
    """Write a small piece of HTML.

    Parameters
    ----------
    source : str
        The template, a literal: it is compiled once and kept, so nothing of a person or of data belongs into it.
    **values : object
        Its fields; each is escaped where it is no ``Markup``.
    """
    return _compiled(source)(**values)


def document(name: str, /, **values: Any) -> str:
    """Write a whole document from ``subject/file``, with its fields."""
    subject, file = name.split("/")
    return ENVIRONMENT.get_template(f"{subject}/templates/{file}.html").render(values)


def trusted(text: str) -> Markup:
    """Take a text for HTML as it stands: for what an engine wrote that escapes by itself, and for nothing else."""
    return Markup(text)  # noqa: S704 - the one place where text becomes HTML


@cache
def _compiled(source: str) -> Callable[..., Markup]:
    """Compile a piece as a macro of its fields, which is quicker to call; a field too many is an error."""
    line = on_one_line(source)
    fields = ", ".join(sorted(meta.find_undeclared_variables(ENVIRONMENT.parse(line))))
    template = ENVIRONMENT.from_string(f"{{% macro piece({fields}) %}}{line}{{% endmacro %}}")
    piece: Callable[..., Markup] = template.module.piece  # type: ignore[attr-defined]
    return piece
