"""Sentences of plain emergencies, of wanting to die and of violence, and harmless ones that look like them.

They stand in emergency_sentences.csv with what they ask for (nothing when harmless) and their list. ``first`` and
``second`` were written before the rules for them, by the same hand; ``third`` and later ones when the rules stood, and
measured before the rules knew them: emergencies 48 of 76 (``third``) and 46 of 54 (``fourth``), other distress 22 of
30, violence 34 of 58 and 26 of 40, false alarms 3 of 85, 2 of 54, 0 of 84 (``fifth``), 0 of 40 (``sixth``) and 1 of 88
reviews and notes. A later list, wordier on purpose (``fifth``): emergencies 21 of 40, violence 15 of 40, false alarms 0
of 40 (``seventh``). The rules of before heard 44 of 295 emergencies, 21 of 111 others and 2 of 226 of violence.
What the rules still get wrong stays in the lists.
"""

import csv
from pathlib import Path

with Path(__file__).with_name("emergency_sentences.csv").open(encoding="utf-8", newline="") as _file:
    _ROWS = list(csv.DictReader(_file))

EMERGENCY, LIFE, VIOLENCE, QUIET = (
    [row["text"] for row in _ROWS if row["asks_for"] == panel] for panel in ("emergency", "life", "violence", "")
)

FALSE_ALARMS = {"coffee overdose lol no just tired"}
"""Overdose is heard wherever it stands."""

FAMILIES = {
    "pills": (
        "emergency",
        "수면제|졸피뎀|타이레놀을|감기약|우울증 약|정신과 약을|혈압약|알약을",
        "30알|30 알|삼십 알|서른 알|스무알|스물다섯 알|40정|50개|한 통|한 움큼|백 알|한꺼번에",
        (
            "먹었어|먹었습니다|먹음|먹어버렸어요|삼켰음|복용했어요|먹었대요|먹으려고 해요|먹을 거야|"
            "드셨어요|털어넣었어요|머겄어요|먹엇어요|먹고 누웠어요"
        ),
    ),
    "poison": (
        "emergency",
        "락스를|락스|농약|제초제를|세제를|표백제|부동액|살충제를",
        "|조금|한 컵|다|실수로",
        "마셨어요|마셨습니다|마심|먹었어요|마셨대요|마시려고요|들이켰어요|드셨어요|마셧어요",
    ),
    "wounds": (
        "emergency",
        "칼로|커터칼로|면도칼로|유리로|가위로",
        "|손목을|팔을|허벅지를|배를",
        "그었어|그었습니다|그음|그엇어요|긋고 있어요|찔렀어요|그어버렸어요|그었는데 피가 나요",
    ),
    "brinks": (
        "emergency",
        "|지금|저|친구가",
        "옥상에|아파트 옥상에|난간에|다리 위에|마포대교에|한강 다리에",
        "올라왔어요|올라왔습니다|올라와 있어요|서있어|있어요|앉아 있어요|올라갔어요|왔어요",
    ),
    "pills in English": (
        "emergency",
        "I took|she took|I've taken|I swallowed|popped|I ate",
        "30|thirty|about 40|a bunch of|a whole bottle of|a handful of|too many|all my|twenty five",
        "paracetamol|tylenol|sleeping pills|pills|xanax|antidepressants|aspirin tablets|meds",
    ),
    "poison in English": (
        "emergency",
        "I swallowed|drank|she drank|i'm drinking|going to drink",
        "|some|a bottle of",
        "bleach|antifreeze|pesticide|drain cleaner|detergent|rat poison",
    ),
    "violence": (
        "violence",
        "남편이|아내가|남자친구가|전 남편이|아빠가|엄마가|새아빠가|오빠가|동거남이|시어머니가",
        "|저를|자꾸|술만 마시면|어제도 저를",
        "때려요|때렸어요|때립니다|때린다|폭행했어요|목을 졸랐어요|죽이려고 해요|죽이겠다고 해요|발로 찼어요|협박해요",
    ),
    "violence in English": (
        "violence",
        "my husband|my boyfriend|my dad|my ex|he|my partner|my mother",
        "",
        (
            "hits me|beats me|is hitting me|punched me|choked me|slapped me|threatens me|raped me|"
            "wants to kill me|tried to strangle me|has been hitting me"
        ),
    ),
    "voices": (
        "life",
        "머리에서|귀에서|머릿속에서|누가|환청이",
        "죽으라는|죽으라고 하는|뛰어내리라는|자살하라는",
        "소리가 들려요|목소리가 들려요|말이 들려|소리가 나요",
    ),
    "burdens": (
        "life",
        "저는|나는|제가|난",
        "가족한테|부모님께|모두에게|엄마한테|",
        "짐이에요|짐일 뿐이에요|짐만 돼요|짐이 되는 것 같아요|짐 같아요",
    ),
    "mornings": (
        "life",
        "|내일|아침에|다시는",
        "",
        "눈 뜨고 싶지 않아요|눈뜨고싶지않다|깨어나고 싶지 않아요|안 깨고 싶어요|눈 뜨기 싫어요|안 깨어났으면 좋겠어요",
    ),
    "euthanasia": (
        "life",
        "안락사|안락사를|조력자살|조력 사망을|존엄사",
        "",
        "하고 싶어요|받고 싶어요|신청하고 싶어요|원해요",
    ),
}
"""What a sentence of a family asks for, and its parts, each with each."""
