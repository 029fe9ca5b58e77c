"""What a typed place asks for, as far as its form tells; pure."""

import re
from dataclasses import dataclass

from gis.place_names import without_station_word

MOST_WORDS = 8
"""Most words of a typed place that are read; an address has fewer."""

_LOT = re.compile(r"^(?P<unit>.*[가-힣]\d*(?:동|리|가|읍|면))\s*(?P<lot>(?:산\s*)?\d+(?:-\d+)?)\s*(?:번지)?$")
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Question:
    """What was typed, as far as its form tells.

    Attributes
    ----------
    words : tuple of str
        The widest unit first, as Korean writes it; without the English word for a station.
    is_station : bool
        Whether a station is asked for.
    lot : str or None
        A lot number that stood behind the words.
    """

    words: tuple[str, ...]
    is_station: bool
    lot: str | None


def read_question(plain: str) -> Question:
    """Read a checked text: English writes the smallest unit first and parts units by commas, Korean the other way.

    Parameters
    ----------
    plain : str
        Lower case, single blanks, such as ``역삼동 123-4`` or ``yeoksam-dong, gangnam-gu, seoul``.
    """
    is_korean = bool(_HANGUL.search(plain))
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    if not is_korean:
        parts.reverse()  # Yeoksam-dong, Gangnam-gu, Seoul
    joined = " ".join(parts)
    lot = _LOT.match(joined)
    bare = without_station_word(joined) or joined
    words = (lot["unit"] if lot else bare).split()[:MOST_WORDS]
    is_station = bare != joined or (joined.endswith("역") and len(joined) > 2)
    return Question(tuple(words), is_station, lot["lot"] if lot else None)
