"""Free text of duties to coded services: the vocabulary is data/reference/services.csv."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gis.errors import SourceError
from gis.reference import reference_file


@dataclass(frozen=True)
class ServicePattern:
    """One service of the vocabulary.

    Attributes
    ----------
    code : str
        Korean term, as stored in core.center.services.
    pattern : re.Pattern
        What in a text means this service.
    """

    code: str
    pattern: re.Pattern[str]


def read_vocabulary(path: Path | None = None) -> tuple[ServicePattern, ...]:
    """Read the services in the order in which they are shown.

    Raises
    ------
    gis.errors.SourceError
        When a code stands twice or a pattern is no regular expression.
    """
    path = path or reference_file("services.csv")
    table = pd.read_csv(path, dtype="string")
    if table["code"].duplicated().any():
        raise SourceError(
            f"{path.name}: {table['code'][table['code'].duplicated()].iloc[0]} stands twice; keep one row"
        )
    try:
        return tuple(
            ServicePattern(str(code), re.compile(str(pattern)))
            for code, pattern in zip(table["code"], table["pattern"], strict=True)
        )
    except re.error as error:
        raise SourceError(f"{path.name}: the pattern {error.pattern!r} is no regular expression ({error})") from error


def read_kind_services(path: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Read what each kind of center offers by law, whatever its row says: kind -> service codes."""
    table = pd.read_csv(path or reference_file("kinds.csv"), dtype="string").fillna("")
    return {
        str(kind): tuple(code for code in str(codes).split("|") if code)
        for kind, codes in zip(table["code"], table["services"], strict=True)
    }


def code_services(duties: str | None, vocabulary: Sequence[ServicePattern]) -> list[str]:
    """Find the services that stated duties speak of.

    A name states no duty: 김임신경정신과의원 is not about pregnancy, nor 건양교육재단 about education.

    Parameters
    ----------
    duties : str or None
        Free text of what one center does, as its list states it.
    vocabulary : Sequence[Service]
        From :func:`read_vocabulary`.

    Returns
    -------
    list of str
        Codes in the order of the vocabulary, each once.
    """
    return [service.code for service in vocabulary if service.pattern.search(duties or "")]
