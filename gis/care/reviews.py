"""What people say of a center: what must not stand in public, and what a few ratings are worth. Pure.

A review is written by somebody who may not be well, about people who work there. So it is searched for what tells who
somebody is before anybody else sees it, and a mean of few ratings leans on the middle of the scale: nobody is put on a
pillory, or on a pedestal, by one visit.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from gis.errors import SourceError

Finding = Literal[
    "mobile", "landline", "resident_number", "mail", "plate", "account_number", "address", "messenger", "person_name"
]
"""What in a text may tell who somebody is."""

FINDINGS: tuple[Finding, ...] = (
    "resident_number", "mobile", "landline", "messenger", "mail", "account_number", "plate", "address", "person_name",
)  # fmt: skip
"""Every kind, in the order in which a text is searched; a place in the text counts once."""

HINTS: frozenset[Finding] = frozenset({"landline", "person_name"})
"""What may be harmless (the center's own number, a title alone): whoever decides is told, the writer may send it."""

CRISIS_FLAG = "crisis"
"""Flag of a text with signs of danger: whoever decides sees it first."""

LONGEST_BODY = 1000
"""Characters of a review."""

_SEPARATOR = r"[-.\s)/]{0,3}"
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석"
    "선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_TITLES = (
    "선생님?|쌤|의사|원장님?|간호사|상담사|상담원|복지사|센터장|소장님?|팀장님?|과장님?|부장님?|실장님?|교수님?|박사님?|"
    "주무관|담당자|치료사|약사"
)
_NO_NAMES = (
    "이번|이런|우리|모든|여러|전문|담당|정말|한번|서로|주로|유명|성함|국립|도립|지역|임상|정신|심리|소속|어느|어떤|오늘|하는|"
    "하신|계신"
)
"""Words that begin like a surname and stand before a title."""

_NO_QUARTERS = (
    "운동|활동|행동|감동|이동|자동|수동|작동|노동|변동|충동|아동|공동|진동|소동|협동|시동|거동|발동|출동|기동|생동|원동|"
    "관리|우리|처리|정리|거리|자리|소리|분리|심리|머리|다리|요리|수리|유리|마리|무리|원리|승리|권리|물리|빨리|멀리"
)
"""Words that end like a quarter (동) or a village (리)."""
_COUNTED = "호선|[층명분회번개시일주월년원점급살세차등단가통장건인]|시간|주일|가지|사람|퍼센트|%"
_MESSENGERS = (
    r"카카오톡|카카오|카톡|오픈\s?채팅|오픈\s?톡|오픈\s?카톡|라인|텔레그램|텔레|인스타그램|인스타|디엠|위챗|디스코드|왓츠앱|"
    r"페이스북|페북|트위터|kakao\s?talk|kakao|katalk|line|telegram|instagram|insta|wechat|discord|whatsapp|facebook|twitter"
)
_HANDLE = r"[A-Za-z0-9][A-Za-z0-9._-]{2,}"

_PATTERNS: Mapping[Finding, re.Pattern[str]] = {
    "resident_number": re.compile(
        r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-\s.]{0,3}[1-8](?:\d{6}|[*xX○]{6}|\d{2}[*xX○]{4})(?!\d)"
    ),
    "mobile": re.compile(rf"(?<!\d)(?:\+?82{_SEPARATOR})?\(?0?1[016789]{_SEPARATOR}\d{{3,4}}{_SEPARATOR}\d{{4}}(?!\d)"),
    "landline": re.compile(
        rf"(?<!\d)\(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d){_SEPARATOR}\d{{3,4}}{_SEPARATOR}\d{{4}}(?!\d)"
    ),
    "mail": re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\s?\.\s?[A-Za-z]{2,})+"),
    "account_number": re.compile(r"(?<![\d-])\d{2,6}-\d{2,6}-\d{4,8}(?![\d-])"),
    "plate": re.compile(
        r"(?<!\d)\d{2,3}\s?[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호]\s?\d{4}(?![\d-])"
    ),
    # The flat of a house; a lot, with its hyphen or its 번지; a house on a numbered lane.
    "address": re.compile(
        r"(?<!\d)\d{1,4}\s?동\s?\d{1,4}\s?호(?![가-힣]*선)"
        rf"|(?<![가-힣])(?![가-힣]*(?:{_NO_QUARTERS})\s?(?:산\s?)?\d)[가-힣]{{1,12}}\d?(?:동|리|\d가)\s?(?:산\s?)?"
        rf"(?:\d{{1,4}}-\d{{1,4}}(?![\d-]|\s?(?:{_COUNTED}))(?:\s?번지)?|\d{{1,4}}\s?번지)"
        r"|[가-힣]{1,8}로\s?\d{1,4}(?:번)?길\s?\d{1,4}(?:-\d{1,4})?(?![\d층분])"
    ),
    # An address of a messenger; a name on one, said to be one, or written as no word is; a name with its @.
    "messenger": re.compile(
        rf"(?:open\.kakao\.com|pf\.kakao\.com|t\.me|instagram\.com|line\.me|discord\.gg)/\S+"
        rf"|(?:{_MESSENGERS})\s?(?:아이디|계정|id|account)\s?[은는이가]?\s?[:=]?\s?@?{_HANDLE}"
        rf"|(?:{_MESSENGERS})\s?[:=@]\s?@?{_HANDLE}"
        rf"|(?:{_MESSENGERS})(?:으로|로|은|는)?\s(?=[A-Za-z0-9._-]*[A-Za-z])(?=[A-Za-z0-9._-]*[0-9_]){_HANDLE}"
        rf"|(?:아이디|id)\s?[은는]?\s?[:=]\s?@?{_HANDLE}"
        rf"|(?<![\w.@])@[A-Za-z_][\w.]{{2,}}",
        re.IGNORECASE,
    ),
    "person_name": re.compile(
        rf"(?<![가-힣])(?!(?:{_NO_NAMES})\s?)[{_SURNAMES}](?:[가-힣]{{1,2}}|[OoXx○◯ㅇᄋ*]{{1,2}})\s?(?:{_TITLES}|씨(?=[가는를와의께도]|한테|[^가-힣]|$))"
    ),
}
_SPOKEN = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
_SPOKEN_NUMBER = re.compile(r"공\s?일\s?[공일육칠팔구](?:[-.\s]{0,3}[공영일이삼사오육륙칠팔구]){7,8}")
_UNSEEN = {"Cf", "Cc", "Co", "Cn", "Cs"}


@dataclass(frozen=True)
class ReviewRules:
    """What ``data/rules/reviews.toml`` says.

    Parameters
    ----------
    valid_from : date
        Since when it holds.
    source, reviewer : str
        Where it is from and who read it.
    aspects : tuple of str
        What is rated, in the order shown.
    least, most : int
        Ends of the scale, poor and good.
    prior_rating : float
        Value of the ratings that every mean counts beside the real ones.
    prior_weight : float
        How many of them.
    few_below : int
        Fewer reviews than this are said to say little yet.
    """

    valid_from: date
    source: str
    reviewer: str
    aspects: tuple[str, ...]
    least: int
    most: int
    prior_rating: float
    prior_weight: float
    few_below: int


@dataclass(frozen=True)
class PersonalDetail:
    """A place of a text that may tell who somebody is: what kind of thing it is, and the words themselves."""

    kind: Finding
    words: str

    @property
    def is_hint(self) -> bool:
        """Whether it may be harmless; see :data:`HINTS`."""
        return self.kind in HINTS


@dataclass(frozen=True)
class Standing:
    """What the reviews of a center come to.

    Parameters
    ----------
    count : int
        Reviews.
    mean : float or None
        Bayesian mean over all ratings of all aspects, to compare centers by; None without a review.
    by_aspect : mapping of str to float
        The same aspect by aspect; one that nobody rated is missing.
    given : mapping of str to float
        What was given: the plain mean aspect by aspect, as people read it.
    is_few : bool
        Whether they are too few to say much.
    """

    count: int
    mean: float | None
    by_aspect: Mapping[str, float] = field(default_factory=dict)
    is_few: bool = True
    given: Mapping[str, float] = field(default_factory=dict)

    @property
    def given_mean(self) -> float | None:
        """Return the mean of what was given, each aspect counting the same: one review of four stars is 4.0."""
        return sum(self.given.values()) / len(self.given) if self.given else None


def parse(text: str) -> ReviewRules:
    """Read the rules.

    Parameters
    ----------
    text : str
        Content of data/rules/reviews.toml.

    Raises
    ------
    SourceError
        When they cannot be used.
    """
    try:
        content = tomllib.loads(text)
        rules = ReviewRules(
            valid_from=content["valid_from"],
            source=str(content["source"]),
            reviewer=str(content["reviewer"]),
            aspects=tuple(map(str, content["aspects"])),
            least=int(content["scale"]["least"]),
            most=int(content["scale"]["most"]),
            prior_rating=float(content["prior"]["rating"]),
            prior_weight=float(content["prior"]["weight"]),
            few_below=int(content["few"]["below"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SourceError(f"review rules: {error!r}") from error
    if not rules.aspects or len(set(rules.aspects)) < len(rules.aspects):
        raise SourceError("review rules: aspects are named once each, and there is at least one")
    if not (1 <= rules.least <= rules.prior_rating <= rules.most <= 5 and rules.prior_weight >= 0):
        raise SourceError("review rules: the scale lies in 1..5, the prior's rating on it, its weight not below 0")
    if not (rules.source and rules.reviewer):
        raise SourceError("review rules: source and reviewer are needed")
    return rules


def plain_body(text: str) -> str:
    """Make a text safe to keep: one kind of letters, no unseen characters, no more than two line ends in a row.

    Parameters
    ----------
    text : str
        As typed; markup in it stays what it is, text.

    Returns
    -------
    str
        At most :data:`LONGEST_BODY` characters.
    """
    shown = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    seen = "".join(char if char == "\n" or unicodedata.category(char) not in _UNSEEN else " " for char in shown)
    lines = [" ".join(line.split()) for line in seen.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_BODY].strip()


def find_personal(text: str) -> tuple[PersonalDetail, ...]:
    """Find what in a text may tell who somebody is: numbers, addresses, plates, messengers, names with a title.

    Parameters
    ----------
    text : str
        Any text. Full-width digits, unseen characters between them, and a mobile number written in words (공일공 ...)
        are read as what they stand for.

    Returns
    -------
    tuple of PersonalDetail
        In the order of :data:`FINDINGS`; a place counts once, under the first kind that fits it.

    Notes
    -----
    It is a first look, made to miss little: a person decides. Names without a title are not found, nor is a street with
    a number that is not a lane's: "바로 3" reads like one.
    """
    left = unicodedata.normalize("NFKC", text)
    left = "".join(char for char in left if char in "\n\t" or unicodedata.category(char) not in _UNSEEN)
    details: list[PersonalDetail] = []

    def take(match: re.Match[str]) -> str:
        details.append(PersonalDetail(kind, match[0].strip()))
        return "\n"

    kind: Finding = "mobile"
    left = _SPOKEN_NUMBER.sub(take, left)
    for kind in FINDINGS:
        left = _PATTERNS[kind].sub(take, left)
    return tuple(sorted(details, key=lambda detail: FINDINGS.index(detail.kind)))


def check_ratings(ratings: Mapping[str, int], rules: ReviewRules) -> dict[str, int]:
    """Return the ratings in the order of the aspects, or refuse them.

    Parameters
    ----------
    ratings : mapping of str to int
        Aspect -> rating.
    rules : ReviewRules

    Returns
    -------
    dict of str to int
        Aspect -> rating, in the order of the rules.

    Raises
    ------
    SourceError
        When an aspect is missing or unknown, or a rating lies off the scale.
    """
    if set(ratings) != set(rules.aspects):
        raise SourceError(f"a review rates {', '.join(rules.aspects)}")
    if off := [name for name, value in ratings.items() if value not in range(rules.least, rules.most + 1)]:
        raise SourceError(f"{', '.join(off)}: a rating lies in {rules.least}..{rules.most}")
    return {name: int(ratings[name]) for name in rules.aspects}


def bayesian_mean(ratings: Sequence[int], *, prior_rating: float, prior_weight: float) -> float:
    """Average ratings together with those of the prior: (weight x prior + sum) / (weight + count).

    Parameters
    ----------
    ratings : sequence of int
        None may be given when the weight is above 0.
    prior_rating, prior_weight : float
        See :class:`ReviewRules`.

    Returns
    -------
    float
        On the scale of the ratings.
    """
    return (prior_weight * prior_rating + sum(ratings)) / (prior_weight + len(ratings))


def standing(reviews: Sequence[Mapping[str, int]], rules: ReviewRules) -> Standing:
    """Sum up the ratings of a center.

    Parameters
    ----------
    reviews : sequence of mapping
        Aspect -> rating of each review; an aspect no longer rated is left out.
    rules : ReviewRules

    Returns
    -------
    Standing
        ``mean`` is the mean of the aspects' means, so that each aspect counts the same.
    """
    if not reviews:
        return Standing(0, None)
    ratings = {
        aspect: told for aspect in rules.aspects if (told := [review[aspect] for review in reviews if aspect in review])
    }
    by_aspect = {
        aspect: bayesian_mean(told, prior_rating=rules.prior_rating, prior_weight=rules.prior_weight)
        for aspect, told in ratings.items()
    }
    mean = sum(by_aspect.values()) / len(by_aspect) if by_aspect else None
    given = {aspect: sum(told) / len(told) for aspect, told in ratings.items()}
    return Standing(len(reviews), mean, by_aspect, len(reviews) < rules.few_below, given)
