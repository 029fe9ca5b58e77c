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

LOST = "\ufffd"
"""Stands where a byte could not be read."""

MOST_BROKEN_SHARE = 0.05
"""Share of lines that may hold a stray byte before the file as a whole is not believed; one line always may."""

# A C1 control or a replacement character never stands in a published table: it is the trace of a wrong decoding.
_GARBLED = re.compile("[\x80-\x9f\ufffd]")


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding it was read with."""

    text: str
    encoding: str


def decode(data: bytes, *, where: str = "text") -> Decoded:
    """Decode a file's bytes: UTF-8 (with or without BOM), cp949, then a detector's best guess.

    Each reading must encode back to the very same bytes and hold no trace of a wrong decoding. In a file of several
    lines whose first line is sound Korean, a stray byte costs its own line only: :data:`LOST` stands in its place.

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
    salvaged = max((_read_line_by_line(data, encoding) for encoding in EXPECTED), key=lambda read: read[0])
    if salvaged[1] is not None:
        return salvaged[1]
    if len(data) >= GUESS_FROM_BYTES:
        best = from_bytes(data).best()
        text = None if best is None else _read_as(data, best.encoding)
        if best is not None and text is not None and re.search("[가-힣]", text):
            return Decoded(text, best.encoding)
    line, byte = _first_stray(data)
    raise SourceError(
        f"{where}: neither UTF-8 nor cp949 nor recognisable (first at line {line}, byte {byte}); "
        "save it as UTF-8 and load it again"
    )


def read_text(path: Path) -> Decoded:
    """Read and :func:`decode` a file."""
    return decode(path.read_bytes(), where=path.name)


def restore_commas(texts: pd.Series) -> pd.Series:
    """Put commas back where the publisher wrote ``+`` for them.

    data.go.kr replaces commas by ``+`` in standard data. A column in which commas are at least as common as pluses was
    not treated so; there, as in ``C++``, a plus may be a plus, and the column is left alone. So is a cell that holds
    a comma beside its plus: one hand-written cell does not decide for its column.

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
    has_comma = plain.str.contains(",", regex=False).fillna(value=False)
    has_plus = plain.str.contains("+", regex=False).fillna(value=False)
    if has_comma.any() and has_comma.sum() >= (has_plus & ~has_comma).sum():
        return plain
    restored = plain.str.replace(r"\s*\+\s*", ", ", regex=True).str.strip().str.removesuffix(",")
    return restored.where(~has_comma, plain)


def _read_as(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
        # utf-8-sig adds a mark when it encodes, whether there was one or not.
        plain = data.removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8-sig" else data
        intact = text.encode("utf-8" if encoding == "utf-8-sig" else encoding) == plain
    except (UnicodeDecodeError, UnicodeEncodeError, LookupError):
        return None
    return text if intact and not _GARBLED.search(text) else None


def _read_line_by_line(data: bytes, encoding: str) -> tuple[int, Decoded | None]:
    """Read a file whose first line is sound Korean, with what is lost marked; gives the lines that are sound."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    texts = [line.decode(plain, errors="replace") for line in lines]
    broken = [bool(_GARBLED.search(text)) for text in texts]
    sound = len(lines) - sum(broken)
    is_believed = (
        not broken[0]
        and re.search("[가-힣]", texts[0]) is not None
        and sum(broken) <= max(1, MOST_BROKEN_SHARE * len(lines))
    )
    return sound, Decoded(_GARBLED.sub(LOST, "\n".join(texts)), encoding) if is_believed else None


def _first_stray(data: bytes) -> tuple[int, int]:
    """Find the line and the byte in it, from 1, at which the expected encoding that gets farthest fails."""
    at = 0
    for encoding in EXPECTED:
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            at = max(at, error.start)
    return data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at)
