"""HIRA's workbooks, as a person downloads them from data.go.kr, put together into the one table that the intake reads.

The quarterly archive holds a workbook a subject (``1.병원정보서비스``, ``4.의료기관별상세정보서비스_02_세부정보``),
joined by the institution's encrypted number (암호화요양기호). The table bears the column names of the HIRA list that
the intake reads (``institutions/hira_institutions_*``).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from etl.clean.tables import read_table
from etl.contract import FAULT, Source
from etl.sources.pharmacies import SOURCE as HIRA
from gis.errors import FetchError, SourceError

KEY = "암호화요양기호"
"""Column that joins the workbooks."""

PSYCHIATRY = "03"
"""Code of the department 정신건강의학과."""

DAYS = tuple("월화수목금토일")

_INSTITUTIONS = (
    KEY, "요양기관명", "종별코드명", "시도코드명", "시군구코드명", "읍면동", "주소", "전화번호", "병원홈페이지",
    "총의사수", "좌표(X)", "좌표(Y)",
)  # fmt: skip
_DEPARTMENTS = (KEY, "진료과목코드", "진료과목코드명")
_SPECIALISTS = (KEY, "전문과목코드", "전문의수")
_OTHER_HEADERS = {
    "전문과목": (
        (KEY, "진료과목코드", "전문과목별전문의수"),
        (KEY, "진료과목코드", "과목별전문의수"),
        (KEY, "전문과목코드", "전문과목별전문의수"),
    )
}
"""Headers that a subject bore in other quarters, in the order of the usual one."""

_DETAILS = (
    KEY, "휴진안내_일요일", "휴진안내_공휴일", "응급실_주간_운영여부", "응급실_야간_운영여부", "점심시간_평일",
    "점심시간_토요일", *(f"진료{end}시간_{day}요일" for day in DAYS for end in ("시작", "종료")),
)  # fmt: skip

WORKBOOKS: Mapping[str, tuple[str, ...]] = {
    "병원정보": _INSTITUTIONS,
    "진료과목": _DEPARTMENTS,
    "전문과목": _SPECIALISTS,
    "세부정보": _DETAILS,
}
"""What the name of each workbook holds -> the columns it must have."""

Reader = Callable[[Path, Source], pd.DataFrame]


def assemble(folder: Path, target_dir: Path, *, period: str, reader: Reader = read_table) -> Path:
    """Put the workbooks of a folder together.

    Parameters
    ----------
    folder : pathlib.Path
        Where the archive was unpacked, or the files were saved; .xlsx or .csv.
    target_dir : pathlib.Path
        The raw folder.
    period : str
        YYYYMM of the archive; stands in the file's name.
    reader : Callable
        Reads a table with the columns of a source.

    Returns
    -------
    pathlib.Path
        ``institutions/hira_institutions_YYYYMM.parquet``, written whole.

    Raises
    ------
    FetchError
        When a workbook is missing or there are several of one subject, an institution stands twice, or the archive's
        month is none.
    gis.errors.SourceError
        When a workbook lacks a column.
    """
    if not re.fullmatch(r"20\d{2}(0[1-9]|1[0-2])", period):
        raise FetchError(f"{period!r} is no month: give the archive's, such as 202603")
    parts = {subject: _read(folder, subject, reader) for subject in WORKBOOKS}
    table = _join(parts["병원정보"], parts["진료과목"], parts["전문과목"], parts["세부정보"])
    path = target_dir / "institutions" / f"hira_institutions_{period}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    table.to_parquet(partial, index=False)
    partial.replace(path)
    return path


def _read(folder: Path, subject: str, reader: Reader) -> pd.DataFrame:
    workbooks = sorted(
        path
        for path in folder.rglob("*")
        if subject in unicodedata.normalize("NFC", path.name).replace(" ", "")
        and path.suffix.lower() in {".xlsx", ".csv"}
        and path.name[0] not in ".~"
    )
    if len(workbooks) != 1:
        names = ", ".join(path.name for path in workbooks) or "none"
        raise FetchError(
            f"one workbook with {subject} in its name is wanted in {folder}, found {names}: unpack one archive of "
            f"{HIRA.url} there"
        )
    frame = _with_header(workbooks[0], subject, reader)
    if FAULT in frame and frame[FAULT].notna().any():
        line = frame.index[frame[FAULT].notna()][0]
        raise FetchError(f"{workbooks[0].name} line {line}: {frame.loc[line, FAULT]}; download the archive again")
    return frame


def _with_header(path: Path, subject: str, reader: Reader) -> pd.DataFrame:
    """Read a workbook under the first of its headers that fits."""
    usual = WORKBOOKS[subject]
    try:
        return reader(path, _source(subject, usual))
    except SourceError:
        for columns in _OTHER_HEADERS.get(subject, ()):
            try:
                return reader(path, _source(subject, columns)).rename(columns=dict(zip(columns, usual, strict=True)))
            except SourceError:
                continue
        raise


def _source(subject: str, columns: tuple[str, ...]) -> Source:
    return Source(
        name=f"hira_{subject}", title=f"{HIRA.title} ({subject})", publisher=HIRA.publisher, url=HIRA.url,
        licence=HIRA.licence, cadence=HIRA.cadence, pattern="", reference_from=HIRA.reference_from,
        reference_to=HIRA.reference_to, cleaner_version=1, columns=columns,
    )  # fmt: skip


def _join(
    institutions: pd.DataFrame, departments: pd.DataFrame, specialists: pd.DataFrame, details: pd.DataFrame
) -> pd.DataFrame:
    """Join by the institution's number; what a workbook does not say of an institution is empty."""
    for subject, frame in (("병원정보", institutions), ("세부정보", details)):
        if repeated := frame[KEY][frame[KEY].duplicated()].tolist():
            raise FetchError(f"{subject}: {len(repeated)} institutions stand twice; download the archive again")
    key = institutions[KEY]
    code = departments["진료과목코드"].str.zfill(2)
    named = departments.dropna(subset=["진료과목코드명"])
    names = named.groupby(KEY)["진료과목코드명"].agg(lambda texts: ",".join(sorted(set(texts))))
    lists_psychiatry = key.isin(departments[KEY][code == PSYCHIATRY])
    own = specialists[specialists["전문과목코드"].str.zfill(2) == PSYCHIATRY]
    counted = pd.to_numeric(own["전문의수"], errors="coerce").groupby(own[KEY]).sum()
    psychiatrists = key.map(counted).astype("Float64")
    by_row = details.set_index(KEY).reindex(key).set_axis(institutions.index)
    text = {
        "name": institutions["요양기관명"], "type": institutions["종별코드명"], "sido": institutions["시도코드명"],
        "sigungu": institutions["시군구코드명"], "emd": institutions["읍면동"], "address": institutions["주소"],
        "phone": institutions["전화번호"].str.replace(r"\D", "", regex=True), "departments": key.map(names),
        "homepage": institutions["병원홈페이지"],
        **{day: _hours(by_row[f"진료시작시간_{day}요일"], by_row[f"진료종료시간_{day}요일"]) for day in DAYS},
        "lunch_weekday": by_row["점심시간_평일"], "lunch_sat": by_row["점심시간_토요일"],
        "closed_sun": by_row["휴진안내_일요일"], "closed_holiday": by_row["휴진안내_공휴일"],
    }  # fmt: skip
    table = pd.DataFrame({name: values.fillna("").astype(str) for name, values in text.items()})
    return table.assign(
        lon=pd.to_numeric(institutions["좌표(X)"], errors="coerce"),
        lat=pd.to_numeric(institutions["좌표(Y)"], errors="coerce"),
        doctors=pd.to_numeric(institutions["총의사수"], errors="coerce"),
        psychiatry=lists_psychiatry,
        # An institution that lists psychiatry and of which none is counted has none; of the others nothing is said.
        psychiatrists=psychiatrists.fillna(0).where(lists_psychiatry | psychiatrists.notna()).astype(float),
        er_day=by_row["응급실_주간_운영여부"].map({"Y": True, "N": False}),
        er_night=by_row["응급실_야간_운영여부"].map({"Y": True, "N": False}),
    )


def _hours(opens: pd.Series, closes: pd.Series) -> pd.Series:
    """Write ``0900`` and ``1800`` as ``09:00-18:00``; a missing half stays empty, as in the published table."""
    both = _times(opens) + "-" + _times(closes)
    return both.where(both != "-", "")


def _times(texts: pd.Series) -> pd.Series:
    plain = texts.fillna("").astype(str).str.replace(r"\D", "", regex=True)
    padded = plain.where(plain == "", plain.str.zfill(4))
    return padded.where(padded == "", padded.str[:2] + ":" + padded.str[2:4])
