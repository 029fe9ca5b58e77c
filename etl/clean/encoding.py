"""Decode the text files of Korean publishers without garbling them, and undo what publishers do to commas."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from charset_normalizer import from_bytes

from gis.errors import SourceError

EXPECTED = ("utf-8-sig", "cp949")
"""Tried in this order before anything is guessed; cp949 contains EUC-KR and ASCII."""

GUESS_FROM_BYTES = 1_000
"""A detector reads shorter Korean texts as big5 or johab, so they are never guessed."""

# A C1 control or a replacement character never stands in a published table: it is the trace of a wrong decoding.
_GARBLED = re.compile("[\x80-\x9f\ufffd]")


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding it was read with."""

    text: str
    encoding: str


def decode(data: bytes, *, where: str = "text") -> Decoded:
    """Decode a file's bytes: UTF-8 (with or without BOM), cp949, then a detector's best guess.

    Each reading must encode back to the very same bytes and hold no trace of a wrong decoding.

    Parameters
    ----------
    data : bytes
        The whole file.
    where : str, optional
        Named in the error.

    Returns
    -------
    Decoded
        The text without a byte order mark.

    Raises
    ------
    gis.errors.SourceError
        When no encoding gives the bytes back, or when the text is too short to guess.
    """
    if not data:
        return Decoded("", "utf-8-sig")
    for encoding in EXPECTED:
        text = _read_as(data, encoding)
        if text is not None:
            return Decoded(text, encoding)
    if len(data) >= GUESS_FROM_BYTES:
        best = from_bytes(data).best()
        text = None if best is None else _read_as(data, best.encoding)
        if best is not None and text is not None and re.search("[가-힣]", text):
            return Decoded(text, best.encoding)
    raise SourceError(f"{where}: neither UTF-8 nor cp949 nor recognisable; save it as UTF-8 and load it again")


def read_text(path: Path) -> Decoded:
    """Read and :func:`decode` a file."""
    return decode(path.read_bytes(), where=path.name)


def restore_commas(texts: pd.Series) -> pd.Series:
    """Put commas back where the publisher wrote ``+`` for them.

    data.go.kr replaces commas by ``+`` in standard data. A column that holds real commas was not treated so; there,
    as in ``C++``, a plus may be a plus, and the column is left alone.

    Parameters
    ----------
    texts : pandas.Series of str
        One column; missing values stay missing.

    Returns
    -------
    pandas.Series of str
        ``토+일+ 공휴일`` -> ``토, 일, 공휴일``; blanks around the comma are evened out.
    """
    plain = texts.astype("string")
    if plain.str.contains(",", regex=False).any():
        return plain
    return plain.str.replace(r"\s*\+\s*", ", ", regex=True).str.strip().str.removesuffix(",")


def _read_as(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
        # utf-8-sig adds a mark when it encodes, whether there was one or not.
        plain = data.removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8-sig" else data
        intact = text.encode("utf-8" if encoding == "utf-8-sig" else encoding) == plain
    except (UnicodeDecodeError, UnicodeEncodeError, LookupError):
        return None
    return text if intact and not _GARBLED.search(text) else None
