"""What a screen reader says of the server's pages, in its order: landmarks, headings and controls, by Chrome's tree."""

import re

import pytest

from app import data
from app.data.search import Origin, Search
from app.text import LANGUAGES, load

GANGNAM = "place=%EA%B0%95%EB%82%A8%EC%97%AD&lat=37.49794&lon=127.02762"
DAY, NIGHT = "at=2026-11-30T11:00", "at=2026-11-29T22:40"
LANDMARKS = ("banner", "navigation", "complementary", "main", "contentinfo")
NAMED = ("link", "button", "heading", "searchbox", "combobox", "textbox", "radio", "checkbox")
LINE = re.compile(r'^\s*- \'?(?P<role>[a-z]+)(?: (?P<name>"(?:[^"\\]|\\.)*"|/.*/))?(?: \[level=(?P<level>\d)\])?')

FIRST = (
    "link frame.skip|banner|link frame.brand|navigation frame.nav_label|link frame.short.find|link frame.short.check"
    "|link frame.short.match|link frame.short.guide|link frame.short.policy|link frame.short.own"
    "|button frame.contrast_label|link frame.other_language|complementary frame.crisis_label"
    "|link frame.crisis_call|main"
)
LAST = "contentinfo|heading2 frame.crisis_heading|..."
"""Every page begins and ends so. A name is a key of app/text, ``*`` what the data says, and ``...`` leaves some out."""

WHERE = "searchbox where.label|button where.button"
MAIN = {
    f"/?{NIGHT}": f"heading1 page.find.heading|{WHERE}|heading2 find.after_hours.heading|link *|..."
    "|link find.after_hours.emergency|link find.after_hours.admission|heading2 start.heading"
    "|heading3 start.public.heading|heading3 start.medical.heading|heading3 start.crisis.heading",
    f"/?{GANGNAM}&{DAY}": f"heading1 page.find.heading|{WHERE}|heading2 find.found_place|link find.order.distance"
    "|heading3 *|link *|link center.call_spoken|heading3 *|...|link find.list.more|...",
    f"/?{GANGNAM}&{DAY}&center=": "heading1 *|link center.back|heading2 *|link center.call_spoken|..."
    "|heading3 journey.heading|...",
    "/match": f"heading1 page.match.heading|{WHERE}|combobox match.need_label|combobox match.age_label|radio *|..."
    "|checkbox *|...|textbox match.words_label|button match.button|heading2 match.start_heading|link *|...",
    "/check": "heading1 page.check.heading|link page.match.name|link page.find.name|link page.guide.name"
    "|link page.emergency.name",
    "/emergency": "heading1 *|link *|link crisis.by_text.life|...|heading2 *|..."
    "|heading2 numbers.heading|heading3 *|...",
    "/?need=low_mood": None,
    f"/?{GANGNAM}&{NIGHT}&need=low_mood": None,
    f"/match?{GANGNAM}&{NIGHT}": None,
}
"""What stands in between; for None only the rules hold."""


def spoken(snapshot):
    """Read landmarks, headings and controls from a snapshot: role with its level, and name."""
    found = []
    for line in snapshot.splitlines():
        part = LINE.match(line)
        if part and part["role"] in (*LANDMARKS, *NAMED):
            found.append((part["role"] + (part["level"] or ""), (part["name"] or "").strip('"')))
    return found


def pattern(say, told):
    """Write an expected order as a regular expression over lines."""
    lines = []
    for one in told.split("|"):
        role, _, key = one.partition(" ")
        if one == "...":
            lines.append(r"(?:.*\n)*?")
            continue
        words = ".*" if key in ("", "*") else ".*".join(map(re.escape, re.split(r"\{[^}]*\}", say.sentences[key])))
        lines.append(rf"{role} .*{words}.*\n")
    return re.compile("".join(lines))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_spoken_in_the_order_in_which_they_are_needed(server, on_nation, tab, language):
    say, page = load(language), tab(390, 844, is_live=False, java_script_enabled=False)
    center_id = data.find_centers(Search(Origin("place", 37.49794, 127.02762, "강남역"), 1)).centers[0].center_id
    for path, told in MAIN.items():
        address = path.replace("center=", f"center={center_id}")
        page.goto(f"{server}{address}{'&' if '?' in path else '?'}lang={language}")
        assert "<" not in page.title(), path
        found = spoken(page.locator("body").aria_snapshot())
        text = "".join(f"{role} {name}\n" for role, name in found)
        assert [role for role, name in found if role.startswith(NAMED) and not name] == [], path
        levels = [int(role[-1]) for role, _ in found if role.startswith("heading")]
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False)), (path, text)
        if told:
            assert pattern(say, f"{FIRST}|{told}|{LAST}").fullmatch(text), f"{path}\n{text}"
