"""The data-quality report: what was read, repaired and set aside, and a correction file a municipality."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from jinja2 import Environment, StrictUndefined
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.build.hours import reading_account
from etl.register_report import register_sections
from gis.reference import reference_file

CORRECTION_COLUMNS = ("자료", "파일", "행", "열", "공표된 값", "읽은 값", "사유", "코드")
"""Header of a correction file, for the municipality that published the rows."""

_DATASETS = """
    SELECT source, title, publisher, file_name, sha256, licence, reference_from, reference_to, origin,
           rows_read, rows_kept, rows_merged, rows_quarantined, rows_left_out
    FROM core.dataset WHERE superseded_at IS NULL ORDER BY source
"""
_NOTES = """
    SELECT source, title, note.* FROM (
        SELECT dataset_id, 'quarantine' AS about, reason AS code, line, column_name, value,
               NULL AS repaired, municipality_code, detail FROM core.quarantine
        UNION ALL
        SELECT dataset_id, 'repair', rule, line, column_name, value, repaired, municipality_code, NULL FROM core.repair
    ) AS note JOIN core.dataset USING (dataset_id)
    WHERE superseded_at IS NULL
    ORDER BY source, about, line, column_name, code
"""
_MUNICIPALITIES = """
    SELECT DISTINCT region.municipality_code, sido.name || ' ' || region.municipality_name AS name
    FROM core.region JOIN core.region AS sido ON sido.region_code = left(region.region_code, 2)
    WHERE region.level = 'sigungu'
"""


@dataclass(frozen=True)
class LoadQuality:
    """Everything the report says.

    Attributes
    ----------
    datasets : pandas.DataFrame
        The loads in force: what each is and the account of its rows.
    notes : pandas.DataFrame
        One row a value repaired or row set aside: ``about`` (``repair`` or ``quarantine``), ``code``, ``meaning``,
        where it stands and what it says.
    municipalities : pandas.Series
        Name by municipality_code.
    hours : pandas.DataFrame
        How the published opening hours were read: ``source``, ``outcome``, ``reason``, ``rows``, ``share`` (0..1)
        and the reason's ``meaning``.
    register : Sequence of (str, pandas.DataFrame)
        Titled tables of what the directories say (:func:`etl.register_report.register_sections`).
    """

    datasets: pd.DataFrame
    notes: pd.DataFrame
    municipalities: pd.Series
    hours: pd.DataFrame
    register: Sequence[tuple[str, pd.DataFrame]] = ()


def read_quality(conn: Connection, codes_path: Path | None = None) -> LoadQuality:
    """Read the account of all loads in force.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Reads core.
    codes_path : pathlib.Path, optional
        What each reason and rule means; by default ``quality_codes.csv`` of the reference data.

    Returns
    -------
    LoadQuality
        A code without a meaning in the file stands for itself.
    """
    meanings = pd.read_csv(codes_path or reference_file("quality_codes.csv"), dtype="string").set_index("code")["ko"]
    datasets = pd.read_sql_query(text(_DATASETS), conn)
    notes = pd.read_sql_query(text(_NOTES), conn)
    names = pd.read_sql_query(text(_MUNICIPALITIES), conn).set_index("municipality_code")["name"]
    notes = notes.merge(datasets[["source", "file_name"]], on="source")
    hours = reading_account(conn)
    return LoadQuality(
        datasets,
        notes.assign(meaning=notes["code"].map(meanings).fillna(notes["code"])),
        names.sort_index(),
        hours.assign(meaning=hours["reason"].map(meanings).fillna(hours["reason"])),
        register_sections(conn),
    )


def sections(quality: LoadQuality) -> list[tuple[str, pd.DataFrame]]:
    """Lay the report out as titled tables, the same for every format.

    Parameters
    ----------
    quality : LoadQuality
        From :func:`read_quality`.

    Returns
    -------
    list of (str, pandas.DataFrame)
        Title and table: the files, their rows, what was set aside and repaired by source, and by municipality.
    """
    data = quality.datasets
    files = pd.DataFrame(
        {
            "자료": data["title"],
            "제공기관": data["publisher"],
            "파일": data["file_name"],
            "기준일": data["reference_from"].astype(str) + " ~ " + data["reference_to"].astype(str),
            "이용조건": data["licence"],
            "SHA-256": data["sha256"].str[:12],
        }
    )
    repaired = quality.notes[quality.notes["about"] == "repair"].groupby("source")["line"].nunique()
    rows = pd.DataFrame(
        {
            "자료": data["title"],
            "읽음": data["rows_read"],
            "남김": data["rows_kept"],
            "합침": data["rows_merged"],
            "보류": data["rows_quarantined"],
            "대상 아님": data["rows_left_out"],
            "고친 행": data["source"].map(repaired).fillna(0).astype(int),
        }
    )
    return [
        ("자료와 파일", files),
        ("행의 행방 (읽음 = 남김 + 합침 + 보류 + 대상 아님)", rows),
        ("보류한 까닭", _by_code(quality, "quarantine")),
        ("고친 규칙", _by_code(quality, "repair")),
        ("운영시간 읽기", _by_outcome(quality)),
        *quality.register,
        ("시군구별", _by_municipality(quality)),
    ]


def to_markdown(quality: LoadQuality) -> str:
    """Write the report as Markdown."""
    parts = ["# 자료 품질 보고서\n"]
    for title, table in sections(quality):
        parts.append(f"## {title}\n")
        parts.append(_markdown_row(table.columns))
        parts.append(_markdown_row(["---:" if _is_number(table[name]) else "---" for name in table.columns]))
        parts += [_markdown_row(row) for row in table.itertuples(index=False)]
        parts.append("")
    return "\n".join(parts)


def to_html(quality: LoadQuality) -> str:
    """Write the report as one HTML page that needs nothing else."""
    tables = [
        {
            "title": title,
            "columns": list(table.columns),
            "is_number": [_is_number(table[name]) for name in table.columns],
            "rows": [[_shown(value) for value in row] for row in table.itertuples(index=False)],
        }
        for title, table in sections(quality)
    ]
    return _PAGE.render(tables=tables)


def correction_rows(quality: LoadQuality) -> pd.DataFrame:
    """Return what each municipality should mend at its source.

    Returns
    -------
    pandas.DataFrame
        :data:`CORRECTION_COLUMNS` and ``municipality_code``, sorted by municipality, file and line.
    """
    notes = quality.notes.dropna(subset=["municipality_code"])
    table = pd.DataFrame(
        {
            "municipality_code": notes["municipality_code"],
            "자료": notes["title"],
            "파일": notes["file_name"],
            "행": notes["line"],
            "열": notes["column_name"],
            "공표된 값": notes["value"],
            "읽은 값": notes["repaired"],
            "사유": notes["meaning"],
            "코드": notes["code"],
        }
    )
    return table.sort_values(["municipality_code", "파일", "행", "열"], ignore_index=True)


def write_report(conn: Connection, folder: Path) -> list[Path]:
    """Write report.md, report.html and corrections/<code>_<name>.csv.

    Parameters
    ----------
    conn : sqlalchemy.engine.Connection
        Reads core.
    folder : pathlib.Path
        Receives the files; correction files of an earlier report are removed first.

    Returns
    -------
    list of pathlib.Path
        The files written.
    """
    quality = read_quality(conn)
    corrections = folder / "corrections"
    corrections.mkdir(parents=True, exist_ok=True)
    for old in corrections.glob("*.csv"):
        old.unlink()
    written = [folder / "report.md", folder / "report.html"]
    written[0].write_text(to_markdown(quality), encoding="utf-8")
    written[1].write_text(to_html(quality), encoding="utf-8")
    for code, rows in correction_rows(quality).groupby("municipality_code"):
        name = str(quality.municipalities.get(str(code), "")).replace(" ", "_")
        path = corrections / f"{code}_{name}.csv"
        # The mark at the start makes spreadsheets read Korean.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(CORRECTION_COLUMNS)
            writer.writerows(_safe_row(row) for row in rows[list(CORRECTION_COLUMNS)].itertuples(index=False))
        written.append(path)
    return written


_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>자료 품질 보고서</title>
<style>
body { font-family: Pretendard, "Noto Sans KR", sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid #ccc; padding: .35rem .6rem; text-align: left; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
</style></head><body><h1>자료 품질 보고서</h1>
{% for table in tables %}
<h2>{{ table.title }}</h2>
<table><thead><tr>{% for name in table.columns %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in table.rows %}
<tr>{% for value in row %}<td{% if table.is_number[loop.index0] %} class=n{% endif %}>{{ value }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table>
{% endfor %}
</body></html>
""")


def _by_code(quality: LoadQuality, about: str) -> pd.DataFrame:
    notes = quality.notes[quality.notes["about"] == about]
    groups = notes.groupby(["title", "code", "meaning"], sort=True)["line"].nunique()
    table = groups.reset_index(name="행")
    return table.rename(columns={"title": "자료", "code": "코드", "meaning": "뜻"})


def _by_outcome(quality: LoadQuality) -> pd.DataFrame:
    titles = quality.datasets.set_index("source")["title"]
    names = {"read": "읽음", "repaired": "고쳐 읽음", "unknown": "알 수 없음"}
    hours = quality.hours
    return pd.DataFrame(
        {
            "자료": hours["source"].map(titles),
            "결과": hours["outcome"].map(names),
            "까닭": hours["meaning"],
            "행": hours["rows"],
            "비율 (%)": (hours["share"] * 100).round(1),
        }
    )


def _by_municipality(quality: LoadQuality) -> pd.DataFrame:
    notes = quality.notes.dropna(subset=["municipality_code"])
    counts = notes.groupby(["municipality_code", "about"])["line"].count().unstack(fill_value=0)  # noqa: PD010
    counts = counts.reindex(columns=["repair", "quarantine"], fill_value=0).reset_index()
    return pd.DataFrame(
        {
            "코드": counts["municipality_code"],
            "시군구": counts["municipality_code"].map(quality.municipalities).fillna(""),
            "고친 값": counts["repair"],
            "보류한 값": counts["quarantine"],
        }
    )


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column))


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _markdown_row(cells: Sequence[object] | pd.Index) -> str:
    return "| " + " | ".join(_shown(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _safe_row(row: tuple[object, ...]) -> list[object]:
    """Keep a spreadsheet from running a cell that begins like a formula."""
    shown = ["" if pd.isna(cell) else cell for cell in row]  # type: ignore[call-overload]
    return [f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell for cell in shown]
