"""Korean names in Latin letters, by the Revised Romanisation (문화관광부 고시 제2000-8호, 2000-07-07).

Names of places are nouns: ㅎ after ㄱ, ㄷ, ㅂ stays a letter of its own (묵호 Mukho), tense sounds are not written
(압구정 Apgujeong), and sounds that change where two syllables meet are (왕십리 Wangsimni, 신라 Silla). The libraries
there are (2026-11) write 종로 Jongro and 신라 Sinra, or are under the GPL: hence a module of our own, checked against
the examples of the notice.
"""

import re
import unicodedata

_INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
_FINALS = "-ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

_STOP = {
    **dict.fromkeys("ㄱㄲㅋㄳㄺ", "k"), **dict.fromkeys("ㄴㄵㄶ", "n"), **dict.fromkeys("ㄷㅅㅆㅈㅊㅌㅎ", "t"),
    **dict.fromkeys("ㄹㄼㄽㄾㅀ", "l"), **dict.fromkeys("ㅁㄻ", "m"), **dict.fromkeys("ㅂㅄㅍㄿ", "p"),
    "ㅇ": "ng", "-": "",
}  # fmt: skip
"""How a final sounds before a consonant or at the end."""

_LINKED = {
    "ㄱ": "g", "ㄲ": "kk", "ㄳ": "ks", "ㄴ": "n", "ㄵ": "nj", "ㄶ": "n", "ㄷ": "d", "ㄹ": "r", "ㄺ": "lg", "ㄻ": "lm",
    "ㄼ": "lb", "ㄽ": "ls", "ㄾ": "lt", "ㄿ": "lp", "ㅀ": "r", "ㅁ": "m", "ㅂ": "b", "ㅄ": "ps", "ㅅ": "s", "ㅆ": "ss",
    "ㅇ": "ng", "ㅈ": "j", "ㅊ": "ch", "ㅋ": "k", "ㅌ": "t", "ㅍ": "p", "ㅎ": "", "-": "",
}  # fmt: skip
"""How a final sounds before a vowel."""

_NASAL = {"k": "ng", "t": "n", "p": "m"}
_BREATHED = {"g": "k", "d": "t", "j": "ch"}
"""What ㅎ makes of the consonant after it."""

_N_ADDED = {"학여울": "항녀울", "알약": "알략"}
"""Compounds into which an ㄴ is put where they join: nothing in the letters tells; written here as they sound."""

_HANGUL = re.compile("[가-힣]+")


def romanise(text: str) -> str:
    """Write the Hangul of a text in Latin letters, in lower case; all else stays as it is.

    Parameters
    ----------
    text : str
        A name such as ``왕십리``. Join only what is spoken as one: the ending of a unit (Danwon-gu, Samjuk-myeon)
        keeps its sound and is romanised by itself.

    Returns
    -------
    str
        Such as ``wangsimni``.

    Examples
    --------
    >>> romanise("왕십리"), romanise("신라"), romanise("종로3가")
    ('wangsimni', 'silla', 'jongno3ga')
    """
    composed = unicodedata.normalize("NFC", text)
    for written, spoken in _N_ADDED.items():
        composed = composed.replace(written, spoken)
    return _HANGUL.sub(lambda run: _romanise_run(run[0]), composed)


def _romanise_run(run: str) -> str:
    parts = [_parts(syllable) for syllable in run]
    written = []
    for at, (initial, vowel, final) in enumerate(parts):
        if at == 0:
            written.append(_INITIALS[initial])
        written.append(_VOWELS[vowel])
        if at + 1 == len(parts):
            written.append(_STOP[final])
        else:
            is_road = at + 2 == len(parts) and run[-1] == "로"
            written.append(_joint(final, _INITIALS[parts[at + 1][0]], _VOWELS[parts[at + 1][1]], is_road=is_road))
    return "".join(written)


def _parts(syllable: str) -> tuple[int, int, str]:
    number = ord(syllable) - ord("가")
    return number // 588, number % 588 // 28, _FINALS[number % 28]


def _joint(final: str, initial: str, vowel: str, *, is_road: bool) -> str:
    """Write a final together with the initial that follows it."""
    if initial == "":
        if vowel == "i" and final in "ㄷㅌㄾ":  # 해돋이 haedoji, 같이 gachi
            return {"ㄷ": "j", "ㅌ": "ch", "ㄾ": "lch"}[final]
        return _LINKED[final]
    if final in "ㅎㄶㅀ" and initial in _BREATHED:
        return {"ㅎ": "", "ㄶ": "n", "ㅀ": "l"}[final] + _BREATHED[initial]
    stop = _STOP[final]
    if initial in ("n", "m") and stop in _NASAL:
        return _NASAL[stop] + initial
    if initial == "r":
        if stop == "l" or (stop == "n" and not is_road):
            return "ll"
        return f"{_NASAL.get(stop, stop)}n" if stop else "r"  # 신문로 Sinmunno: a road's name stays whole before 로
    if initial == "n" and stop == "l":
        return "ll"
    return stop + initial
