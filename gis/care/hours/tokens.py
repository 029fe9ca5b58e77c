"""Words of opening-hours texts as tokens: weekdays, holidays, times, ranges, and what is said of them.

A text is cut from left to right; the first pattern that fits wins. What no pattern fits becomes an ``unread`` token
as long as the run of letters it stands in, so that no syllable inside an unknown word is ever taken for a weekday.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from gis.care.hours.days import EVERY_DAY, SATURDAY, SUNDAY, WORKING_DAYS


class TokenKind(Enum):
    """What a token is."""

    DAYS = auto()
    ALWAYS = auto()
    HOLIDAY = auto()
    HOLIDAY_KIND = auto()
    NATIONAL_DAY = auto()
    FEAST = auto()
    FEAST_BLOCK = auto()
    FEAST_DAY = auto()
    ANNUAL = auto()
    NAMED = auto()
    MONTH = auto()
    SINCE = auto()
    SEASON = auto()
    EVERY = auto()
    NTH = auto()
    BIWEEKLY = auto()
    NUMBER = auto()
    TIME = auto()
    AROUND = auto()
    RANGE = auto()
    FROM = auto()
    UNTIL = auto()
    SEPARATOR = auto()
    PAREN = auto()
    STOP = auto()
    BREAK = auto()
    CLOSED = auto()
    OPEN = auto()
    EXCEPT = auto()
    SUSPENDED = auto()
    CONDITION = auto()
    OTHERS = auto()
    FILLER = auto()
    UNREAD = auto()


Value = int | str | tuple[int, ...] | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Token:
    """One token and the span of the text it was cut from."""

    kind: TokenKind
    value: Value
    start: int
    end: int


LETTERS = "월화수목금토일"
_AFTER_LETTER = (
    r"(?=$|[^가-힣]|(?:은|는|에|엔|만|과|와|및|또는|이며)(?:$|[^가-힣])"
    r"|휴|공휴|법정|국경|국가|근무|운영|진료|제외|격주|오전|오후|정기|부터|까지|마다|매주)"
)
_NTH_WORDS = {"첫": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5}


def _letters(match: re.Match[str]) -> Value:
    return tuple(sorted({LETTERS.index(letter) for letter in match["days"]}))


def _clock(match: re.Match[str]) -> Value:
    groups = match.groupdict()
    hour, minute = int(groups["h"]), int(groups.get("m") or 0)
    if groups.get("half"):
        minute = 30
    noon = (groups.get("noon") or groups.get("noon_after") or "").lower()
    if noon in ("오후", "저녁", "밤", "낮", "pm") and hour < 12:
        hour += 12
    elif noon in ("오전", "새벽", "아침", "am") and hour == 12:
        hour = 0
    return hour * 60 + minute if hour * 60 + minute <= 1440 and minute < 60 else None


def _annual(match: re.Match[str]) -> Value:
    month, day = int(match["mo"]), int(match["d"])
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month(match: re.Match[str]) -> Value:
    month = int(match["mo"])
    return month if 1 <= month <= 12 else None


def _since(match: re.Match[str]) -> Value:
    year, month = int(match["y"]), int(match["mo"] or 1)
    return (year, month) if 1 <= month <= 12 else None


def _nth(match: re.Match[str]) -> Value:
    groups = match.groupdict()
    if groups.get("last"):
        return (-1,)
    nth = _NTH_WORDS[match["word"]] if groups.get("word") else int(match["n"])
    return (nth,) if 1 <= nth <= 5 else None


def _is(value: Value) -> Callable[[re.Match[str]], Value]:
    return lambda _: value


_NOON = r"(?P<noon>오전|오후|새벽|아침|저녁|밤|낮|[AaPp][Mm])?\s*"
_NOON_AFTER = r"(?:\s*(?P<noon_after>[AaPp][Mm]))?"

_PATTERNS: list[tuple[TokenKind, str, Callable[[re.Match[str]], Value]]] = [
    (TokenKind.UNREAD, r"\d{2,4}-\d{3,4}(?:-\d{4})?|https?://\S+|www\.\S+", _is(None)),
    (TokenKind.AROUND, r"24\s*시간(?:\s*내내)?", _is(None)),
    (TokenKind.ALWAYS, r"연중\s*무휴|365\s*일|무휴(?:일)?(?![가-힣])|휴(?:무|관)(?:일)?\s*없음", _is(None)),
    (
        TokenKind.SINCE,
        r"(?P<y>(?:19|20)\d\d)\s*[.년/-]\s*(?:(?P<mo>1[0-2]|0?[1-9])\s*[.월/-]?(?:\s*\d{1,2}\s*일?)?)?",
        _since,
    ),
    (TokenKind.ANNUAL, r"(?P<mo>\d{1,2})\s*월\s*(?P<d>\d{1,2})\s*일", _annual),
    (TokenKind.TIME, _NOON + r"(?P<h>\d{1,2})\s*:\s*(?P<m>\d{2})(?::\d{2})?(?:\s*분)?" + _NOON_AFTER, _clock),
    (TokenKind.TIME, _NOON + r"(?P<h>\d{1,2})\s*시(?!간)\s*(?:(?P<m>\d{1,2})\s*분|(?P<half>반))?", _clock),
    (TokenKind.TIME, r"(?P<noon>[AaPp][Mm])\s*(?P<h>\d{1,2})(?!\d)", _clock),
    (TokenKind.TIME, r"(?P<h>\d{1,2})\s*(?P<noon_after>[AaPp][Mm])(?![A-Za-z])", _clock),
    (TokenKind.TIME, "정오", _is(720)),
    (TokenKind.TIME, "자정", _is(1440)),
    (TokenKind.ANNUAL, r"(?P<mo>1[0-2]|0?[1-9])[./](?P<d>3[01]|[12]\d|0?[1-9])(?![\d.:]\d)\.?(?!\d)", _annual),
    (TokenKind.MONTH, r"(?P<mo>\d{1,2})\s*월(?:\s*(?:말|초))?(?!요일)", _month),
    (TokenKind.NTH, r"(?P<word>첫|둘|두|셋|세|넷|네|다섯)\s*(?:번째|째)\s*(?:주(?!말|중|간))?", _nth),
    (TokenKind.NTH, r"제?\s*(?P<n>\d)\s*(?:번째|째|주차|주(?!말|중|간|일))\s*(?:째)?\s*(?:주(?!말|중|간))?", _nth),
    (TokenKind.NTH, r"(?P<last>마지막)\s*(?:째)?\s*(?:주(?!말|중|간))?", _nth),
    (TokenKind.BIWEEKLY, "격주", _is(None)),
    (TokenKind.EVERY, "매주|매월|매달|매년|해마다", _is(None)),
    (TokenKind.DAYS, r"매일|모든\s*요일|전\s*요일", _is(EVERY_DAY)),
    (TokenKind.DAYS, "평일|주중", _is(WORKING_DAYS)),
    (TokenKind.DAYS, "주말", _is((SATURDAY, SUNDAY))),
    (TokenKind.DAYS, rf"(?P<days>[{LETTERS}]+)(?:요일|욜)", _letters),
    (TokenKind.DAYS, rf"(?P<days>[{LETTERS}]+){_AFTER_LETTER}", _letters),
    (TokenKind.HOLIDAY_KIND, "임시\\s*공휴일", _is(("temporary",))),
    (TokenKind.HOLIDAY_KIND, "대체\\s*(?:공휴일|휴일|휴무일)", _is(("substitute",))),
    (TokenKind.HOLIDAY_KIND, "(?:선거|투표)일", _is(("election",))),
    (TokenKind.HOLIDAY_KIND, "지방\\s*공휴일", _is(("local",))),
    (TokenKind.HOLIDAY_KIND, r"임시(?=\s*(?:,|\+|·|및|과|와|/))", _is(("temporary",))),
    (TokenKind.HOLIDAY_KIND, r"대체(?=\s*(?:,|\+|·|및|과|와|/))", _is(("substitute",))),
    (TokenKind.NATIONAL_DAY, "국경일", _is(None)),
    (
        TokenKind.HOLIDAY,
        (
            r"(?:관공서의?\s*공휴일에\s*관한\s*규정(?:에\s*(?:따른|의한))?\s*|(?:기타\s*)?(?:법령이?에?서?\s*정[하한]는?|관공서의?|국가\s*지정|국가가?\s*정한|법정|국정|국가|정부\s*지정)\s*)*"
            r"(?:공휴일|휴일|빨간\s*날)"
        ),
        _is(None),
    ),
    (TokenKind.FEAST, "명절", _is(("seollal", "chuseok"))),
    (TokenKind.FEAST, r"설날|구정|설(?=$|[^가-힣]|연휴|당일|및|과|추석)", _is(("seollal",))),
    (TokenKind.FEAST, "추석|한가위", _is(("chuseok",))),
    (TokenKind.FEAST_BLOCK, "연휴(?:\\s*기간)?", _is(None)),
    (TokenKind.FEAST_DAY, "당일", _is(None)),
    (TokenKind.ANNUAL, r"신정|새해\s*첫날", _is((1, 1))),
    (TokenKind.ANNUAL, r"(?:근로자|노동자)\s*의?\s*날|노동절", _is((5, 1))),
    (TokenKind.ANNUAL, "어린이날", _is((5, 5))),
    (TokenKind.ANNUAL, "현충일", _is((6, 6))),
    (TokenKind.ANNUAL, "성탄절|크리스마스|기독탄신일", _is((12, 25))),
    (TokenKind.ANNUAL, "광복절", _is((8, 15))),
    (TokenKind.ANNUAL, "개천절", _is((10, 3))),
    (TokenKind.ANNUAL, "한글날", _is((10, 9))),
    (TokenKind.ANNUAL, "제헌절", _is((7, 17))),
    (TokenKind.ANNUAL, "삼일절|3[·.]1절", _is((3, 1))),
    (TokenKind.NAMED, r"부처님\s*오신\s*날|석가\s*탄신일", _is(("buddha",))),
    (TokenKind.SEASON, "동절기|동계|겨울(?:철)?", _is("winter")),
    (TokenKind.SEASON, "하절기|하계|여름(?:철)?", _is("summer")),
    (TokenKind.BREAK, r"(?:점심|중식|휴게|휴식)\s*(?:시간)?|식사\s*시간|브레이크\s*타임", _is(None)),
    (TokenKind.SUSPENDED, r"(?:잠정|임시|일시|전면|한시적?)?\s*(?:운영)?\s*(?:중단|폐쇄|휴업\s*중|중지)", _is(None)),
    (TokenKind.SUSPENDED, r"(?:임시|잠정|일시)\s*(?:휴관|휴무|휴원|휴업)(?!일)", _is(None)),
    (
        TokenKind.CONDITION,
        r"코로나(?:바이러스)?(?:\s*감염증)?(?:\s*-?\s*19)?(?:로\s*인한?(?:하여)?)?|감염병",
        _is("cause"),
    ),
    (
        TokenKind.CONDITION,
        r"(?:종료|해제|완화|상황|발생|필요)\s*(?:시|후|이후|에\s*따라)|경우(?:에)?",
        _is("condition"),
    ),
    (TokenKind.EXCEPT, r"제외(?:하고|한|함)?|빼고", _is(None)),
    (
        TokenKind.CLOSED,
        (
            r"(?:정기\s*)?(?:휴무|휴관|휴진|휴원|휴업|휴점|휴소)(?:일)?(?:입니다|함|임)?|쉽니다|쉬는\s*날|쉼(?![가-힣])"
            r"|미운영|미진료|운영\s*(?:안\s*함|하지\s*않(?:음|습니다))|이용\s*불가|진료\s*없음|닫음"
        ),
        _is(None),
    ),
    (
        TokenKind.OPEN,
        r"정상\s*(?:운영|근무|진료)|(?:운영|근무|진료|이용|업무|개방|영업|개관|상담)\s*(?:시간|일|함|가능|합니다)?",
        _is(None),
    ),
    (TokenKind.RANGE, r"[~∼〜～]|-(?!\d{3})|–|—|〰|에서", _is(None)),
    (TokenKind.FROM, "부터", _is(None)),
    (TokenKind.UNTIL, "까지", _is(None)),
    (TokenKind.OTHERS, r"등(?![가-힣])|기타(?!\s*[가-힣])|(?:창립|개원|개관|설립|개소)\s*기념일|창립일", _is(None)),
    (TokenKind.SEPARATOR, r"[,，、+·ㆍ・‧/&;]|및|그리고|또는|[와과](?![가-힣])", _is(None)),
    (TokenKind.PAREN, r"[()（）\[\]【】<>]", _is(None)),
    (TokenKind.STOP, r"[.\n。※○●■□*]", _is(None)),
    (
        TokenKind.FILLER,
        r"단(?=\s*[,，])|다만|포함|(?:정부|국가)(?:가|에서)?\s*지정한?(?=\s*임시)|주\s*5\s*일(?:제)?",
        _is(None),
    ),
    (TokenKind.FILLER, r"[:：]|은|는|에는|에|엔|만|의|요|날|익년|다음\s*해|이며|이고", _is(None)),
    (TokenKind.NUMBER, r"\d{1,4}(?!\d)", lambda match: int(match[0])),
    (TokenKind.UNREAD, r"[가-힣]+|[A-Za-z]+|\d+|\S", _is(None)),
]

_COMPILED = [(kind, re.compile(pattern), value) for kind, pattern, value in _PATTERNS]
_MUST_HAVE_VALUE = {TokenKind.TIME, TokenKind.ANNUAL, TokenKind.MONTH, TokenKind.NTH, TokenKind.SINCE}


def _fold(text: str) -> str:
    """Bring full-width and compatibility characters to their plain form without moving any position."""
    folded = []
    for char in text:
        plain = unicodedata.normalize("NFKC", char)
        folded.append(plain if len(plain) == 1 else char)
    return "".join(folded)


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens.

    Parameters
    ----------
    text : str
        As published; the publisher's ``+`` for commas may stand.

    Returns
    -------
    list of Token
        In order; spans refer to ``text``. Blanks give no token.
    """
    plain = _fold(text)
    tokens: list[Token] = []
    position = 0
    while position < len(plain):
        if plain[position].isspace() and plain[position] != "\n":
            position += 1
            continue
        token = _token_at(plain, position)
        tokens.append(token)
        position = token.end
    return tokens


def _token_at(text: str, position: int) -> Token:
    for kind, pattern, value in _COMPILED:
        match = pattern.match(text, position)
        if match is None or match.end() == position:
            continue
        found = value(match)
        if found is None and kind in _MUST_HAVE_VALUE:
            return Token(TokenKind.UNREAD, None, position, match.end())
        return Token(kind, found, position, match.end())
    return Token(TokenKind.UNREAD, None, position, position + 1)
