"""The sources that can be downloaded: where each is served, and what becomes of its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from etl.clean import egen

Row = dict[str, Any]
"""Fields of a row as a service gives them."""


@dataclass(frozen=True)
class Feed:
    """Where a source is downloaded and what becomes of its fields.

    Attributes
    ----------
    endpoint : str
        Last part of the service's address, below ``host``.
    page : str
        The data set's page, where a person asks for a key.
    file_name : str
        File below the raw folder; ``{period}`` becomes the newest reference date, YYYYMMDD.
    columns : Mapping[str, str]
        Field of the service -> column of the published CSV file, in the file's order.
    host : {"standard", "apis"}
        Which of the portal's two addresses serves it.
    format_name : str
        Parameter that asks for JSON.
    required : tuple of str
        Fields that rows have, at least half of them; all of ``columns`` when empty.
    key : str or None
        Field that tells rows apart: one that comes twice is not believed.
    write : Callable or None
        Turns a row into the columns of the file; by default each field goes to its column.
    is_dated : bool
        Whether rows state a reference date; otherwise the file bears the day of the fetch.
    """

    endpoint: str
    page: str
    file_name: str
    columns: Mapping[str, str]
    host: Literal["standard", "apis"] = "standard"
    format_name: str = "type"
    required: tuple[str, ...] = ()
    key: str | None = None
    write: Callable[[Row], Mapping[str, str]] | None = None
    is_dated: bool = True


FEEDS: Mapping[str, Feed] = {
    "health_promotion_centers": Feed(
        endpoint="tn_pubr_public_hp_cnter_api",
        page="https://www.data.go.kr/data/15034535/standard.do",
        file_name="centers/health_promotion_centers_standard_{period}.csv",
        columns={
            "hpCnterNm": "건강증진센터명",
            "hpCnterSe": "건강증진센터구분",
            "rdnmadr": "소재지도로명주소",
            "lnmadr": "소재지지번주소",
            "latitude": "위도",
            "longitude": "경도",
            "hpCnterJob": "건강증진업무내용",
            "operOpenHhmm": "운영시작시각",
            "operColseHhmm": "운영종료시각",
            "rstdeInfo": "휴무일정보",
            "hpCnterAr": "건물면적",
            "doctrCo": "의사수",
            "nurseCo": "간호사수",
            "scrcsCo": "사회복지사수",
            "ntrstCo": "영양사수",
            "etcHnfSttus": "기타인력현황",
            "etcUseIfno": "기타이용안내",
            "operPhoneNumber": "운영기관전화번호",
            "operInstitutionNm": "운영기관명",
            "phoneNumber": "관리기관전화번호",
            "institutionNm": "관리기관명",
            "referenceDate": "데이터기준일자",
            "instt_code": "제공기관코드",
            "instt_nm": "제공기관명",
        },
    ),
    "egen_institutions": Feed(
        endpoint="B552657/HsptlAsembySearchService/getHsptlMdcncFullDown",
        page="https://www.data.go.kr/data/15000736/openapi.do",
        file_name="institutions/egen_institutions_{period}.csv",
        columns={field: field for field in (*egen.FIELDS, *egen.TIME_FIELDS)},
        host="apis",
        format_name="_type",
        required=egen.FIELDS,
        key="hpid",
        write=egen.as_institution,
        is_dated=False,
    ),
}
"""Sources that can be downloaded, by their name."""
