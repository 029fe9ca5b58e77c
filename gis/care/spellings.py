"""One text in the spellings that people hide it in: letters apart, digits for letters, the keyboard left in English.

Each reading is a plain text of words with single blanks. The first is the text as typed; another is added only when
undoing a disguise gives other letters, so that an ordinary sentence is read once.
"""

import re
import unicodedata

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_TWO_VOWELS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}
_TWO_FINALS = {
    "ㄱㅅ": "ㄳ",
    "ㄴㅈ": "ㄵ",
    "ㄴㅎ": "ㄶ",
    "ㄹㄱ": "ㄺ",
    "ㄹㅁ": "ㄻ",
    "ㄹㅂ": "ㄼ",
    "ㄹㅎ": "ㅀ",
    "ㅂㅅ": "ㅄ",
}
_KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
_FIRST_SYLLABLE = ord("가")

_LONE_LETTERS = frozenset(map(chr, range(0x3131, 0x3190)))
_LAUGHS = re.compile(r"(?<!ㅈ)[ㅋㅎㅠㅜㅡ]+")
"""Laughs and tears; what follows ㅈ may be half of a word (ㅈㅎ)."""

_NO_WORD = re.compile(r"[^\w\s]|_")
_APOSTROPHES = re.compile(r"['’`´]")
_HANGUL = re.compile("[ㄱ-ㅣ가-힣]")
_LATIN = re.compile("[a-z]")

_SYLLABLE = re.compile(
    f"([{_INITIALS}])({'|'.join(_TWO_VOWELS)}|[{_VOWELS}])((?:{'|'.join(_TWO_FINALS)}|[{_FINALS}])(?![{_VOWELS}]))?"
)
_LAUGHTER = re.compile(r"ㅋ{1,9}|ㅎ{2,9}|ㅠ{2,9}|ㅜ{2,9}|ㅡ{2,9}")
_LOOKS_LIKE_A = re.compile(rf"(?<=[{_INITIALS}])r")
_LOOKS_LIKE_I = re.compile(rf"(?<=[{_INITIALS}])[l1|](?=[가-힣ㄱ-ㅎ])")
_APART = re.compile(rf"(?<=[ㄱ-ㅣ가-힣])\s(?=[{_VOWELS}])|(?<=[ㄱ-ㅎ])\s(?=[ㄱ-ㅎ])")
_FINAL_APART = re.compile(rf"([가-힣])\s?([{_FINALS}])(?![ㄱ-ㅣ])")
_INTRUDER = re.compile(r"(?<=[ㄱ-ㅣ가-힣])(?:[^\w\s]|[0-9a-z_]){1,3}(?=[ㄱ-ㅣ가-힣])")

_LOOK_ALIKES = str.maketrans("01345@$!*|7", "oieasasiilt")
_DISGUISED = re.compile(
    r"(?<![\w@$*|])[a-z]{1,12}(?:[@$!*|](?=[\w@$!*|]{0,9}[a-z])|[0134578])[a-z0134578@$!*|]{0,12}"
    r"|(?<![\w@$*|])[0134578](?=[a-z]{4})[a-z0134578]{4,12}"
)
_SPELLED_OUT = re.compile(r"(?<![\w'])[a-z](?:[\s.\-_*/]{1,2}[a-z]){2,30}(?![\w'])")
_STRETCHED = re.compile(r"([a-z])\1{2,30}")
_ONLY_KEYS = re.compile(r"[A-Za-z\s.,!?~]+")
_SHORTEST_TYPED = 4


def readings(text: str) -> tuple[str, ...]:
    """Return the readings of a text, the plain one first.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    tuple of str
        Words with single blanks, in small letters; one or more.
    """
    written = unicodedata.normalize("NFC", text)
    if not written.isascii():
        written = "".join(map(_plain_letter, written))
    small = written.casefold()
    plain = spaced(small)
    forms = [plain]
    if _HANGUL.search(small):
        rejoined = spaced(_rejoined(small))
        if rejoined.replace(" ", "") != plain.replace(" ", ""):
            forms.append(rejoined)
    if _LATIN.search(small):
        forms += [spaced(_undisguised(small)), spaced(_from_keys(written))]
    return tuple(dict.fromkeys(forms))


def spaced(text: str) -> str:
    """Return the words of a text in small letters with single blanks, without signs, laughs and tears."""
    plain = _APOSTROPHES.sub("", text)
    return " ".join(_NO_WORD.sub(" ", _LAUGHS.sub(" ", plain)).split())


def _plain_letter(char: str) -> str:
    # Wide letters become plain ones, but ㅈ stays ㅈ: NFKC would make it half of a syllable.
    if char in _LONE_LETTERS or "가" <= char <= "힣":
        return char
    return "" if unicodedata.category(char) == "Cf" else unicodedata.normalize("NFKC", char)


def _rejoined(text: str) -> str:
    """Undo letters written apart (ㅈㅜㄱ고, 주 ㄱ 고), signs in between (자1살) and stretching (죽고오오 싶다)."""
    plain = _LAUGHTER.sub("", text)
    plain = _LOOKS_LIKE_I.sub("ㅣ", _LOOKS_LIKE_A.sub("ㅏ", plain))
    plain = _INTRUDER.sub("", plain)
    plain = _APART.sub("", plain)
    plain = _SYLLABLE.sub(lambda match: _syllable(match[1], match[2], match[3] or ""), plain)
    plain = _FINAL_APART.sub(_closed, plain)
    return _unstretched(plain)


def _syllable(initial: str, vowel: str, final: str) -> str:
    place = _INITIALS.index(initial) * 21 + _VOWELS.index(_TWO_VOWELS.get(vowel, vowel))
    closing = _FINALS.index(_TWO_FINALS.get(final, final)) + 1 if final else 0
    return chr(_FIRST_SYLLABLE + place * 28 + closing)


def _closed(match: re.Match[str]) -> str:
    syllable, final = match[1], match[2]
    is_open = (ord(syllable) - _FIRST_SYLLABLE) % 28 == 0
    return chr(ord(syllable) + _FINALS.index(final) + 1) if is_open else match[0]


def _unstretched(text: str) -> str:
    """Merge syllables that only carry the vowel before them on: 주우욱 is 죽, 고오오 is 고."""
    kept: list[str] = []
    for char in text:
        if kept and _carries_on(kept[-1], char):
            kept[-1] = chr(ord(kept[-1]) + (ord(char) - _FIRST_SYLLABLE) % 28)
        else:
            kept.append(char)
    return "".join(kept)


def _carries_on(before: str, char: str) -> bool:
    """Return whether a syllable begins with the silent ㅇ and has the vowel with which the one before it ends."""
    if not ("가" <= before <= "힣" and "가" <= char <= "힣"):
        return False
    first, second = ord(before) - _FIRST_SYLLABLE, ord(char) - _FIRST_SYLLABLE
    is_silent = second // 588 == _INITIALS.index("ㅇ")
    return first % 28 == 0 and is_silent and second // 28 % 21 == first // 28 % 21


def _undisguised(text: str) -> str:
    """Undo digits for letters (d1e), letters apart (k y s) and stretching (diiiie)."""
    plain = _DISGUISED.sub(lambda match: match[0].translate(_LOOK_ALIKES), _APOSTROPHES.sub("", text))
    plain = _SPELLED_OUT.sub(lambda match: re.sub(r"[^a-z]", "", match[0]), plain)
    return _STRETCHED.sub(r"\1", plain)


def _from_keys(text: str) -> str:
    """Read what was typed on a Korean keyboard left in English (wnrrh tlvek); a text that gives no words stays."""
    small = text.casefold()
    if len(text) < _SHORTEST_TYPED or not _ONLY_KEYS.fullmatch(text):
        return small
    letters = "".join(_KEYS.get(char, _KEYS.get(char.lower(), " ")) for char in text)
    words = _SYLLABLE.sub(lambda match: _syllable(match[1], match[2], match[3] or ""), letters)
    return small if re.search("[ㄱ-ㅣ]", words) else words
