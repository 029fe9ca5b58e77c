"""The examples of the notice of 2000 itself, and names of places as they stand on signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.romanisation import romanise

OFFICIAL = (
    "구미 gumi, 영동 yeongdong, 백암 baegam, 옥천 okcheon, 합덕 hapdeok, 호법 hobeop, 월곶 wolgot, 벚꽃 beotkkot, "
    "한밭 hanbat, 구리 guri, 설악 seorak, 칠곡 chilgok, 임실 imsil, 울릉 ulleung, 대관령 daegwallyeong, 백마 baengma, "
    "신문로 sinmunno, 종로 jongno, 왕십리 wangsimni, 별내 byeollae, 신라 silla, 학여울 hangnyeoul, 알약 allyak, "
    "해돋이 haedoji, 같이 gachi, 좋고 joko, 놓다 nota, 낳지 nachi, 묵호 mukho, 집현전 jiphyeonjeon, "
    "압구정 apgujeong, 낙동강 nakdonggang, 죽변 jukbyeon, 낙성대 nakseongdae, 합정 hapjeong, 팔당 paldang, "
    "샛별 saetbyeol, 울산 ulsan, 중앙 jungang, 반구대 bangudae, 세운 seun, 해운대 haeundae, 부산 busan, 세종 sejong, "
    "남산 namsan, 속리산 songnisan, 금강 geumgang, 독도 dokdo, 경복궁 gyeongbokgung, 무량수전 muryangsujeon, "
    "연화교 yeonhwagyo, 극락전 geungnakjeon, 안압지 anapji, 남한산성 namhansanseong, 화랑대 hwarangdae, "
    "불국사 bulguksa, 현충사 hyeonchungsa, 독립문 dongnimmun, 오죽헌 ojukheon, 촉석루 chokseongnu, 종묘 jongmyo, "
    "다보탑 dabotap"
)
SIGNS = (
    "강남 gangnam, 선릉 seolleung, 신림 sillim, 광화문 gwanghwamun, 이태원 itaewon, 여의도 yeouido, "
    "청량리 cheongnyangni, 서면 seomyeon, 안산 ansan, 단원 danwon, 관악 gwanak, 태릉 taereung, "
    "광안리 gwangalli, 종로3가 jongno3ga"
)


@pytest.mark.parametrize("example", (OFFICIAL + ", " + SIGNS).split(", "))
def test_a_name_is_written_as_the_notice_writes_it(example: str) -> None:
    korean, latin = example.split()
    assert romanise(korean) == latin


def test_what_is_no_hangul_stays() -> None:
    assert romanise("N서울타워 2-1") == "Nseoultawo 2-1"


def test_letters_that_stand_apart_are_composed_first() -> None:
    assert romanise("\u1100\u1161\u11bc\u1102\u1161\u11b7") == "gangnam"


@given(st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), min_size=1, max_size=8))
def test_every_hangul_becomes_plain_latin_letters(name: str) -> None:
    written = romanise(name)
    assert written.isascii()
    assert written.isalpha()
