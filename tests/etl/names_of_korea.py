"""Real names and codes of some units on an invented map: each sigungu a square, each emd a strip of it.

Sigungu ``i`` of the list covers longitudes 126 + (i % 40) / 10 and latitudes 34 + (i // 40) / 10, one tenth of a
degree each way; its emd divide it from west to east.
"""

import geopandas as gpd
import pandas as pd
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

from etl.clean.codes import RegionIndex
from gis.vocabulary import SIDO_NAMES

UNITS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("11110", "종로구", ("청운효자동",)),
    ("11200", "성동구", ("금호1가동",)),
    ("11290", "성북구", ("석관동",)),
    ("11320", "도봉구", ("방학1동", "방학2동")),
    ("11440", "마포구", ("아현동",)),
    ("11470", "양천구", ("목1동", "목2동", "신정1동")),
    ("11500", "강서구", ("화곡1동", "화곡2동")),
    ("11710", "송파구", ("위례동",)),
    ("26140", "서구", ("아미동",)),
    ("26230", "부산진구", ("부전1동",)),
    ("26290", "남구", ("대연1동",)),
    ("27200", "남구", ("대명2동",)),
    ("27720", "군위군", ("군위읍",)),
    ("28110", "중구", ("운서동",)),
    ("28177", "미추홀구", ("주안5동",)),
    ("28237", "부평구", ("구산동",)),
    ("28260", "서구", ("당하동",)),
    ("28720", "옹진군", ("북도면",)),
    ("29110", "동구", ("충장동",)),
    ("29170", "북구", ("두암1동",)),
    ("31710", "울주군", ("삼남읍", "범서읍")),
    ("36110", "세종시", ("조치원읍", "새롬동")),
    ("41111", "수원시 장안구", ("파장동", "조원1동")),
    ("41113", "수원시 권선구", ("세류3동",)),
    ("41135", "성남시 분당구", ("수내1동",)),
    ("41171", "안양시 만안구", ("안양1동",)),
    ("41173", "안양시 동안구", ("평촌동", "범계동")),
    ("41192", "부천시 원미구", ("상동",)),
    ("41194", "부천시 소사구", ("소사본동",)),
    ("41220", "평택시", ("비전1동", "비전2동")),
    ("41281", "고양시 덕양구", ("화정1동",)),
    ("41410", "군포시", ("산본1동",)),
    ("41590", "화성시", ("향남읍", "봉담읍", "동탄1동")),
    ("41610", "광주시", ("송정동",)),
    ("43111", "청주시 상당구", ("남일면",)),
    ("43112", "청주시 서원구", ("수곡1동",)),
    ("43113", "청주시 흥덕구", ("가경동",)),
    ("44210", "서산시", ("동문1동",)),
    ("46860", "함평군", ("함평읍",)),
    ("46910", "신안군", ("압해읍",)),
    ("47111", "포항시 남구", ("연일읍",)),
    ("47113", "포항시 북구", ("장량동",)),
    ("47750", "청송군", ("청송읍",)),
    ("48121", "창원시 의창구", ("동읍",)),
    ("48123", "창원시 성산구", ("중앙동",)),
    ("48125", "창원시 마산합포구", ("월영동",)),
    ("48127", "창원시 마산회원구", ("합성1동",)),
    ("48129", "창원시 진해구", ("중앙동",)),
    ("48310", "거제시", ("사등면",)),
    ("48820", "고성군", ("고성읍",)),
    ("48730", "함안군", ("가야읍",)),
    ("48870", "함양군", ("함양읍",)),
    ("50110", "제주시", ("아라동", "이도1동")),
    ("50130", "서귀포시", ("서홍동",)),
    ("51110", "춘천시", ("효자1동",)),
    ("51150", "강릉시", ("내곡동",)),
    ("51730", "횡성군", ("횡성읍",)),
    ("51820", "고성군", ("간성읍",)),
    ("11680", "강남구", ("역삼1동",)),
    ("29200", "광산구", ("하남동",)),
    ("46150", "순천시", ("중앙동",)),
    ("28140", "동구", ("송림1동",)),
)
_COLUMNS = ["region_code", "level", "name", "full_name", "parent_code", "municipality_code", "municipality_name"]


def square(sigungu_code: str) -> Polygon:
    """Give the square of a sigungu."""
    place = [code for code, _, _ in UNITS].index(sigungu_code)
    west, south = 126 + (place % 40) / 10, 34 + (place // 40) / 10
    return box(west, south, west + 0.1, south + 0.1)


def middle(sigungu_code: str) -> tuple[float, float]:
    """Give the middle of a sigungu's square: lat, lon."""
    point = square(sigungu_code).centroid
    return point.y, point.x


def region_index() -> RegionIndex:
    """Build the look-up over the invented map."""
    rows: list[tuple[object, ...]] = []
    for code, name, dongs in UNITS:
        sido = SIDO_NAMES[code[:2]][0]
        municipality = f"{code[:4]}0" if " " in name else code
        west, south, _, north = square(code).bounds
        facts = (municipality, name.split()[0])
        rows.append((code, "sigungu", name, f"{sido} {name}", code[:2], *facts, square(code)))
        for place, dong in enumerate(dongs):
            strip = box(west + 0.1 * place / len(dongs), south, west + 0.1 * (place + 1) / len(dongs), north)
            emd = f"{code}{51000 + place * 100}"
            rows.append((emd, "emd", dong, f"{sido} {name} {dong}", code, *facts, strip))
    for sido in sorted({code[:2] for code, _, _ in UNITS}):
        shape = unary_union([square(code) for code, _, _ in UNITS if code.startswith(sido)])
        rows.append((sido, "sido", SIDO_NAMES[sido][0], SIDO_NAMES[sido][0], None, None, None, shape))
    frame = pd.DataFrame([row[:7] for row in rows], columns=_COLUMNS)
    return RegionIndex(gpd.GeoDataFrame(frame, geometry=[row[7] for row in rows], crs=4326))
