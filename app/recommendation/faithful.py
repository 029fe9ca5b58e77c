"""Whether a text says what facts say, and nothing else: each clause must be one of them, in their own words. Pure.

Made to refuse: whatever it does not recognise is thrown away, and our own sentences stand. A clause may hold the words
of one fact, the center's name and a few words that say nothing. Its numbers keep their units, their order and what
binds them (until, from, over), a time keeps its day, states (open, closed) are those of the fact, and a "not" stands
where the fact has one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_UNITS = {
    **dict.fromkeys(("km", "킬로미터", "kilometers", "kilometer", "kilometres", "kilometre"), "km"),
    **dict.fromkeys(("m", "미터", "meters", "meter", "metres", "metre"), "m"),
    **dict.fromkeys(("분", "min", "mins", "minutes", "minute"), "min"),
    **dict.fromkeys(("시간", "h", "hours", "hour", "hrs"), "h"),
    **dict.fromkeys(("일", "days", "day"), "d"),
    **{
        unit: unit for unit in ("시", "월", "년", "주", "세", "살", "회", "번", "곳", "개", "명", "점", "층", "원", "%")
    },
    **{unit: unit for unit in ("weeks", "week", "months", "month", "years", "year", "times", "places", "won")},
}
_LATIN = "|".join(sorted((unit for unit in _UNITS if unit.isascii() and unit != "%"), key=len, reverse=True))
_HANGUL = "|".join(sorted((unit for unit in _UNITS if not unit.isascii()), key=len, reverse=True))
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,:/-]\d+)*)"
    rf"(?:[ -]?(?:(?P<latin>{_LATIN})(?![A-Za-z])|(?P<hangul>{_HANGUL}))|\s?(?P<share>%))?"
    r"(?P<tail>[가-힣]*)|(?P<word>[A-Za-z][A-Za-z'’-]*|[가-힣A-Za-z]+)",
    re.IGNORECASE,
)
_STRANGE = re.compile(r"[^\w\s.,!?:;()·'\"“”‘’/%-]")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
_CLAUSE = re.compile(r"[()]|[,:]\s+|(?<=고)\s|(?<=며)\s|(?<=지만)\s|(?<=는데)\s|\s(?:and|but|while)\s", re.IGNORECASE)

_STATES = {
    "is open": re.compile(r"열려(?:서|요)?|열린|열림|열렸어요|열렸습니다|open"),
    "is shut": re.compile(r"닫혀(?:서|요)?|닫힌|닫힘|닫혔어요|닫혔습니다|휴무|휴무예요|쉬어요|쉽니다|쉬는|closed|shut"),
    "opens": re.compile(r"열어요|엽니다|열고|열며|열지|운영|운영해요|운영합니다|운영하고|운영하며|opens|opening"),
    "shuts": re.compile(
        r"닫아요|닫습니다|닫고|닫으며|닫는|닫지|마감|마감해요|마쳐요|끝나요|끝납니다|closes|closing|close"
    ),
}
_NOT = re.compile(
    r"없.*|않.*|못.*|아니.*|아닙.*|안|불가.*|모르.*|모릅.*|몰라.*|말고|마세요|no|not|never|none|nothing|cannot|without"
    r"|nor|neither|hardly|.+n['’]t"
)
_KEPT = re.compile(
    r"다른|대부분|추정|대략|약|다를|어려워요|만|.+만|mostly|may|about|estimated?|approximate(?:ly)?|roughly|different|another"
    r"|difficult|only"
)
"""Words without which the rest of their part would say more, or something else."""

_MARK = re.compile(r"\s?\((추정|대략|estimated|approximate)\)")
"""What stands behind a time that is not exact (app/text, words.mark): part of it, not of the next clause."""

_DAY = re.compile(
    r"[월화수목금토일]요일.*|오늘|내일|모레|어제|매일|평일|주말|공휴일|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today"
    r"|tomorrow|yesterday|daily|weekdays?|weekends?"
)
_AFTER_NUMBER = re.compile(r"뒤.*|전|전에|이내.*|이상.*|이하.*|미만.*|초과.*|넘.*|동안|안에|밖.*")
_BEFORE_NUMBER = re.compile(
    r"after|before|within|over|under|beyond|until|till|from|since|every|least|most|than|up|by|to"
)
_TAILS = {"까지": "until", "까지는": "until", "부터": "from", "부터는": "from"}
_PLAIN_TAIL = re.compile(r"(?:이면|이고|이며|예요|이에요|입니다|에|에는|이|은|는|을|를|의|로|으로|인|이라|라)?")
_SAYS_NOTHING = re.compile(
    r"(?:이|그|여기|이곳|곳|센터|거리)(?:은|는|이|가|을|를|에|에는|에서|의|도|로|이고|이며|예요|이에요|입니다|라|이라|이라서)?"
    r"|이에요|예요|입니다|가요|가고|가면|갈|갑니다|있(?:어요|습니다|고|는|으며)|하는|하고|하며|해요|합니다|수|문을|걸려요|걸립니다|걸리고"
    r"|들를|찾아갈|이용할|그리고|또|때"
    r"|the|a|an|it|its|is|are|this|that|here|there|place|center|away|at|in|on|of|for|to|you|can|get|go|which|takes?"
)
_ENDINGS = frozenset(
    re.findall(
        r"\S+",
        "은 는 이 가 을 를 에 에는 에서 에서는 으로 로 도 와 과 의 이나 나 이며 이고 예요 이에요 입니다 이라 라 이면 "
        "면 인 해요 합니다 하고 하는 하며 할 어요 아요 습니다 고 며 s",
    )
)


@dataclass(frozen=True)
class _Number:
    """A number with its unit, and what binds it: ``until``, ``from``, or the word beside it; else empty."""

    value: str
    unit: str
    bound: str


@dataclass(frozen=True)
class _Clause:
    """A clause, taken apart."""

    words: frozenset[str]
    numbers: tuple[_Number, ...]
    states: frozenset[str]
    nots: tuple[str, ...]
    """What each "not" stands behind."""
    kept: frozenset[str]
    days: frozenset[str]
    has_strange: bool
    holds_on: frozenset[str] = frozenset()
    """Its day words, or the last ones of its sentence."""


@dataclass(frozen=True)
class _Fact:
    """A fact as its parts; ``days`` gives of each time the day words that it holds for."""

    parts: tuple[_Clause, ...]
    days: tuple[tuple[str, frozenset[str]], ...]

    @property
    def words(self) -> frozenset[str]:
        return frozenset().union(*(part.words for part in self.parts))


def is_faithful(text: str, facts: Sequence[str]) -> bool:
    """Return whether a text says nothing that the facts do not say.

    Parameters
    ----------
    text : str
        What was written.
    facts : sequence of str
        The first is the center's name, the others say one thing each.

    Returns
    -------
    bool
    """
    if not facts or set(_STRANGE.findall(text)) - set(_STRANGE.findall(" ".join(facts))):
        return False
    name = frozenset().union(*(part.words for part in _parts(facts[0])))
    known = [_fact(fact) for fact in facts]
    return all(any(_says(clause, fact, name) for fact in known) for clause in _parts(text))


def _fact(text: str) -> _Fact:
    parts = _parts(text)
    days = [(number.value, part.holds_on) for part in parts for number in part.numbers if _is_time(number)]
    return _Fact(parts, tuple(days))


def _says(clause: _Clause, fact: _Fact, name: frozenset[str]) -> bool:
    telling = {
        word for word in clause.words if not _SAYS_NOTHING.fullmatch(word) and not _forms(word) & _all_forms(name)
    }
    if clause.has_strange or not all(_forms(word) & _all_forms(fact.words) for word in telling):
        return False
    states = frozenset().union(*(part.states for part in fact.parts))
    touched = [
        part
        for part in fact.parts
        if any(_forms(word) & _all_forms(part.words) for word in telling)
        or clause.states & part.states
        or {(number.value, number.unit) for number in clause.numbers} & {(n.value, n.unit) for n in part.numbers}
    ]
    said = frozenset().union(clause.words, clause.kept)
    return (
        clause.states <= states
        and sorted(clause.nots) == sorted(word for part in touched for word in part.nots)
        and all(part.kept <= said for part in touched)
        and _numbers_agree(clause, fact, touched)
        and _days_agree(clause, fact)
    )


def _numbers_agree(clause: _Clause, fact: _Fact, touched: Iterable[_Clause]) -> bool:
    """Return whether the numbers are the fact's, in its order, bound as there, and none of a part left out."""
    numbers = iter([number for part in fact.parts for number in part.numbers])
    for number in clause.numbers:
        if not any(_agree(number, number_told) for number_told in numbers):
            return False
    said = {(number.value, number.unit) for number in clause.numbers}
    for part in touched:
        quantities = {(number.value, number.unit) for number in part.numbers}
        if quantities & said and not quantities <= said:
            return False
    # To open or to close at no time is another thing than at one.
    timed = [part for part in fact.parts if part.states & {"opens", "shuts"} and part.numbers]
    untimed = {state for part in fact.parts if not part.numbers for state in part.states}
    return bool(clause.numbers) or not timed or clause.states & {"opens", "shuts"} <= untimed


def _agree(number: _Number, one: _Number) -> bool:
    is_same = (number.value, number.unit) == (one.value, one.unit)
    return is_same and (number.bound == one.bound or (not number.bound and one.bound in ("until", "from")))


def _days_agree(clause: _Clause, fact: _Fact) -> bool:
    """Return whether a time is told with the days that it holds for."""
    times = {number.value for number in clause.numbers if _is_time(number)}
    needed = [{days for value, days in fact.days if value == time} for time in times]
    return clause.days <= frozenset().union(*(part.days for part in fact.parts)) and all(
        any(days <= clause.holds_on for days in days_told) for days_told in needed
    )


def _is_time(number: _Number) -> bool:
    return ":" in number.value or number.unit == "시"


def _parts(text: str) -> tuple[_Clause, ...]:
    parts = []
    for sentence in _SENTENCE.split(text):
        day = frozenset[str]()
        for clause in _CLAUSE.split(_MARK.sub(r" \1 ", sentence)):
            if _TOKEN.search(clause):
                part = _part(clause)
                day = part.days or day
                parts.append(replace(part, holds_on=day))
    return tuple(parts)


def _part(clause: str) -> _Clause:
    tokens = list(_TOKEN.finditer(clause))
    texts = [(token["word"] or "").lower() for token in tokens]
    words = [word for word in texts if word]
    states = {index: state for index, word in enumerate(texts) for state in _STATES if _STATES[state].fullmatch(word)}
    numbers, strange = [], False
    bindings: set[str] = set()
    for index, token in enumerate(tokens):
        if token["number"] is None:
            continue
        after = texts[index + 1] if index + 1 < len(texts) else ""
        before = texts[index - 1] if index else ""
        tail = token["tail"] or ""
        strange |= tail not in _TAILS and not _PLAIN_TAIL.fullmatch(tail)
        bound = _TAILS.get(tail, "")
        if not bound and _AFTER_NUMBER.fullmatch(after):
            bound, bindings = after, bindings | {after}
        elif not bound and _BEFORE_NUMBER.fullmatch(before):
            bound, bindings = {"till": "until"}.get(before, before), bindings | {before}
        elif not bound and ":" in token["number"]:
            bound = _bound_by_state(index, states, is_korean=bool(tail) or bool(re.search("[가-힣]", clause)))
        unit = token["latin"] or token["hangul"] or token["share"] or ""
        numbers.append(_Number(token["number"], _UNITS.get(unit.lower(), ""), bound))
    plain = [
        word
        for index, word in enumerate(texts)
        if word and index not in states and not _NOT.fullmatch(word) and word not in bindings
    ]
    return _Clause(
        words=frozenset(plain),
        numbers=tuple(numbers),
        states=frozenset(states.values()),
        nots=tuple(texts[index - 1] if index else "" for index, word in enumerate(texts) if _NOT.fullmatch(word)),
        kept=frozenset(word for word in words if _KEPT.fullmatch(word)),
        days=frozenset(match[0] for word in words if (match := _DAY.fullmatch(_stem_of_day(word)))),
        has_strange=strange,
    )


def _bound_by_state(index: int, states: dict[int, str], *, is_korean: bool) -> str:
    """Give what a time says of a center that opens or closes then: the verb follows in Korean, in English it leads."""
    near = [at for at in states if (at > index if is_korean else at < index)]
    state = states[min(near) if is_korean else max(near)] if near else ""
    return {"opens": "from", "shuts": "until"}.get(state, "")


def _stem_of_day(word: str) -> str:
    return re.sub(r"(?<=[일늘말레제])(?:에는|에|은|는|의|에도)$", "", word)


def _forms(word: str) -> frozenset[str]:
    """Return a word and what is left of it without its ending."""
    ends = (length for length in range(1, len(word) - 1) if word[-length:] in _ENDINGS)
    return frozenset((word, *(word[:-length] for length in ends)))


def _all_forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(_forms(word) for word in words))
