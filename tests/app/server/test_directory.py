"""The list for professionals: a county on one page, public centers first, and the same as a file."""

import csv
import io
import re

import httpx

CHEORWON = "51780"


def get(address):
    return httpx.get(address, timeout=60)


def names(page):
    return re.findall(r'<th scope="row"><a href="[^"]+" lang="ko">([^<]+)</a>', page)


def test_a_county_stands_on_one_page_with_public_centers_first(server):
    page = get(f"{server}/directory?region={CHEORWON}").text
    found = names(page)
    assert {"철원군보건소", "철원군정신건강복지센터", "철원군청소년상담복지센터", "철원군 치매안심센터"} <= set(found)
    groups = re.findall(r"<span>(공공|병원·의원) · ", page)
    assert groups == sorted(groups)  # 공공 before 병원·의원
    assert len(groups) == len(found)
    assert '<th scope="col">이용 대상</th>' in page
    assert "033-" in page


def test_english_names_regions_in_latin_letters(server):
    page = get(f"{server}/directory?region={CHEORWON}&lang=en").text
    assert "<title>Centers in Cheorwon-gun, Gangwon" in page
    assert re.search(r"<h2>Cheorwon-gun, Gangwon: \d+ centers", page)
    assert '<span lang="ko-Latn">Cheorwon-gun Bogeonso</span>' in page
    assert not re.search(r"<opt[^>]+>[^<]*[가-힣]", page)


def test_a_need_narrows_the_list_and_the_file_holds_the_same(server):
    address = f"directory?region={CHEORWON}&need=memory"
    found = names(get(f"{server}/{address}").text)
    assert "철원군 치매안심센터" in found
    assert "철원군청소년상담복지센터" not in found
    answer = get(f"{server}/{address.replace('directory', 'directory.csv')}")
    assert answer.headers["content-type"].startswith("text/csv")
    told = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"] for row in told] == found
    assert all(row["hours"] and row["phone"] for row in told)


def test_an_address_without_a_region_asks_for_one_and_has_no_file(server):
    page = get(f"{server}/directory?region=00000&need=nothing&lang=en").text
    assert '<option value="51780">' in page
    assert names(page) == []
    assert get(f"{server}/directory.csv?region=1").status_code == 404


def test_without_a_database_the_page_says_so(lonely_server):
    answer = get(f"{lonely_server}/directory?region={CHEORWON}")
    assert answer.status_code == 200
    assert "불러올 수 없어요" in answer.text
    assert get(f"{lonely_server}/directory.csv?region={CHEORWON}").status_code == 503
