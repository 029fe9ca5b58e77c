"""People by emd, sex and five-year age band."""

from datetime import date
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from etl import checks
from etl.clean.codes import RegionIndex, plain_name
from etl.contract import Cleaned, Context, Source, quarantined
from etl.load import replace as load
from etl.sources.parquet import read_parquet
from gis.errors import SourceError

__all__ = ["SOURCE", "clean", "load", "read"]

SOURCE = Source(
    name="population",
    title="주민등록인구 (읍면동, 성, 5세 연령)",
    publisher="행정안전부",
    url="https://jumin.mois.go.kr",
    licence="KOGL 1",
    cadence="monthly",
    pattern="population/emd_age_sex_*.parquet",
    reference_from=date(2024, 6, 30),
    reference_to=date(2024, 6, 30),
    cleaner_version=1,
    columns=("base_ym", "cty_cd", "cty_nm", "admi_cd", "admi_nm", "age_group", "gender", "population"),
    after=("region_emd", "code_emd"),
    tables=("core.population",),
)

BRANCH_PARENTS = {
    "48240890": "4824051000",  # 신수출장소 (신수도) -> 사천시 동서동: neither its code nor its name tells
}
"""Branch offices (출장소) whose parent neither name nor code gives: 8-digit code -> emd."""

_SEXES = {"남": "M", "여": "F"}
_BANDS = {"01-04": 0, "100+": 100} | {f"{age:02}-{age + 4:02}": age for age in range(5, 100, 5)}
_SCHEMA = pa.DataFrameSchema(
    {
        "age_group": pa.Column(checks=pa.Check.isin(list(_BANDS), error="unknown_age_band")),
        "gender": pa.Column(checks=pa.Check.isin(list(_SEXES), error="unknown_sex")),
        "population": pa.Column(
            checks=[
                pa.Check.ge(0, error="negative"),
                pa.Check(lambda people: people % 1 == 0, error="not_a_count"),
            ],
        ),
    }
)


def read(path: Path) -> pd.DataFrame:
    """Read the counts; the index is the record's number from 1."""
    return read_parquet(path, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Drop subtotals of gu, and fold the people of branch offices into the eup or myeon they belong to.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Gives the units of 2024-06.

    Returns
    -------
    Cleaned
        Rows of core.population. The band published as 01-04 holds the ages 0 to 4.

    Raises
    ------
    SourceError
        When the rows speak of more than one month.
    """
    month = _month_end(frame["base_ym"])
    valid, faults = checks.split(frame, _SCHEMA, SOURCE)
    code = valid["admi_cd"].astype("string")
    is_subtotal = code.str.endswith("000")
    units = pd.DataFrame({"admi_cd": code, "admi_nm": valid["admi_nm"]})[~is_subtotal].drop_duplicates("admi_cd")
    region_codes, branches = assign_units(units, context.regions)
    region_code = code.map(region_codes)
    unplaced = region_code.isna() & ~is_subtotal
    people = valid.assign(
        region_code=region_code,
        sex=valid["gender"].map(_SEXES),
        age_from=valid["age_group"].map(_BANDS),
        people=valid["population"],
    )[region_code.notna() & ~is_subtotal]
    rows = people.groupby(["region_code", "sex", "age_from"], as_index=False)["people"].sum()
    repeated = valid[is_subtotal], valid[unplaced]
    return Cleaned(
        tables={"core.population": rows.assign(people=rows["people"].astype("int64"), reference_date=month)},
        rows_read=len(frame),
        rows_kept=len(rows),
        rows_merged=len(people) - len(rows),
        quarantine=checks.join(
            [
                faults,
                quarantined(repeated[0], "population", "subtotal", _unit_names(repeated[0])),
                quarantined(repeated[1], "admi_cd", "no_region", _unit_names(repeated[1])),
            ]
        ),
        repairs=_folded(valid[code.isin(branches)], region_codes, context.regions),
        period=(month, month),
    )


def assign_units(units: pd.DataFrame, regions: RegionIndex) -> tuple[dict[str, str], set[str]]:
    """Find the emd of each unit that is counted.

    A branch office (출장소) is not a unit of its own: it goes to the unit of its sigungu whose name its own begins
    with (``다사읍서재출장소`` -> 다사읍), else to the one whose code its own continues (44180329 -> 44180320).

    Parameters
    ----------
    units : pandas.DataFrame
        One row a unit: ``admi_cd`` (8 digits) and ``admi_nm``.
    regions : RegionIndex
        The units of 2024-06.

    Returns
    -------
    region_codes : dict of str to str
        8-digit code to emd; units without one are left out.
    branches : set of str
        The codes that are branch offices.
    """
    unit_of_code: dict[str, str] = {}
    branches: set[str] = set()
    for code, name in units[["admi_cd", "admi_nm"]].itertuples(index=False):
        region_code = regions.current(str(code))
        if region_code is None and str(name).endswith("출장소"):
            branches.add(str(code))
            region_code = _branch_parent(str(code), str(name), regions)
        if region_code is not None:
            unit_of_code[str(code)] = region_code
    return unit_of_code, branches


def _branch_parent(code: str, name: str, regions: RegionIndex) -> str | None:
    if code in BRANCH_PARENTS:
        return BRANCH_PARENTS[code]
    own_name = plain_name(name.split()[-1])
    siblings = [emd for emd in regions.codes("emd") if emd.startswith(code[:5])]
    named = [emd for emd in siblings if own_name.startswith(plain_name(regions.name(emd)).rstrip("읍면"))]
    if named:
        return max(named, key=lambda emd: len(regions.name(emd)))
    return regions.current(f"{code[:7]}0")


def _unit_names(rows: pd.DataFrame) -> pd.Series:
    return rows["cty_nm"] + " " + rows["admi_nm"]


def _folded(rows: pd.DataFrame, region_codes: dict[str, str], regions: RegionIndex) -> pd.DataFrame:
    """List the branch offices that were folded, once each at the first of their lines."""
    first = rows.assign(code=rows["admi_cd"].astype("string")).drop_duplicates("code")
    first = first[first["code"].isin(list(region_codes))]
    parents = first["code"].map(region_codes)
    return pd.DataFrame(
        {
            "line": first.index,
            "column_name": "admi_cd",
            "value": first["code"] + " " + first["admi_nm"],
            "repaired": parents + " " + parents.map(regions.name),
            "rule": "branch_office_folded",
            "municipality_code": parents.map(regions.municipality),
        }
    ).reset_index(drop=True)


def _month_end(months: pd.Series) -> date:
    month_ends = sorted(months.astype("string").unique())
    if len(month_ends) != 1:
        raise SourceError(f"population: one month a file is expected, this one holds {', '.join(month_ends)}")
    return pd.Period(month_ends[0], freq="M").end_time.date()
