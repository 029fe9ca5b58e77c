"""People by emd, sex and five-year age band of one month, as the ministry's page gives them: a wide table.

One row a unit, sido and sigungu and their subtotals among them; the month stands in the names of the columns.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from etl import checks
from etl.clean.codes import RegionIndex
from etl.clean.encoding import decode
from etl.clean.tables import read_table
from etl.clean.unit_groups import UnitGroup, apportion, read_unit_groups
from etl.contract import QUARANTINE_COLUMNS, REPAIR_COLUMNS, Cleaned, Context, Source, quarantined
from etl.load import replace as load
from etl.sources.population import assign_units
from gis.errors import SourceError

__all__ = ["SOURCE", "clean", "load", "read"]

UNIT_COLUMN = "행정구역"
"""Column of the unit: its name, and its code in brackets."""

SOURCE = Source(
    name="population_month",
    title="주민등록인구 (읍면동, 성, 5세 연령), 새 달",
    publisher="행정안전부",
    url="https://jumin.mois.go.kr",
    licence="KOGL 1",
    cadence="monthly",
    pattern="population/emd_age_sex_*.csv",
    reference_from=date(2025, 11, 30),
    reference_to=date(2025, 11, 30),
    cleaner_version=1,
    columns=(UNIT_COLUMN,),
    after=("region_emd", "code_emd", "population"),
    tables=("core.population",),
    needs=("core.population",),
)

_SEXES = {"남": "M", "여": "F"}
_COUNT = re.compile(r"(?P<year>\d{4})년(?P<month>\d{2})월_(?P<sex>계|남|여)_(?P<what>총인구수|\d+~\d+세|100세이상)")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_CODE = re.compile(r"^(?P<name>.*?)\s*\((?P<code>\d{10})\)$")


def read(path: Path) -> pd.DataFrame:
    """Read the table with all its columns of counts; the index is the line in the file.

    Raises
    ------
    SourceError
        When no column names a month, or several months are named.
    """
    first = decode(path.read_bytes(), where=path.name).text.split("\n", 1)[0]
    names = [re.sub(r"\s+", "", name) for name in re.split(r"[,;\t|]", first.replace('"', ""))]
    counts = [name for name in names if _COUNT.fullmatch(name)]
    months = {name[:8] for name in counts}
    if len(months) != 1:
        listed = ", ".join(sorted(months)) or "none"
        raise SourceError(f"{path.name}: one month a file is expected in the names of its columns, found {listed}")
    return read_table(path, replace(SOURCE, columns=(UNIT_COLUMN, *counts)))


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Bring the counts to the units of 2024-06.

    Subtotals are set aside, branch offices folded into their eup or myeon, units that were split since added up. Units
    that were merged or redrawn since are known together only (:mod:`etl.clean.unit_groups`): their people are shared
    out and the rows name the group.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Gives the units of 2024-06, and the earlier counts.

    Returns
    -------
    Cleaned
        Rows of core.population.

    Raises
    ------
    SourceError
        When rows do not sum to their sigungu or sido, or a unit that had people has no row any more.
    """
    month = _month(frame)
    units = _units(frame)
    counts, faults = _counts(frame, units)
    units = units[~units.index.isin(faults["line"])]
    is_emd = ~units["code"].str.endswith("00000")
    if faults.empty:
        _check_sums(counts, units, is_emd)
    groups = [group for group in read_unit_groups() if group.first_seen <= month]
    group_of = {code: group for group in groups for code in group.codes}
    short = pd.DataFrame({"admi_cd": units["code"].str[:8], "admi_nm": units["name"]})[is_emd]
    region_codes, branches = assign_units(short, context.regions)
    target = units["code"].str[:8].map(region_codes).where(~units["code"].isin(list(group_of)))
    target = target.fillna(units["code"].map({code: group.codes[0] for code, group in group_of.items()}))
    placed = target[is_emd & target.notna()]
    before = _counted_apart(context, month)
    _check_missing(context.regions, {*placed, *(code for group in groups for code in group.region_codes)}, before)
    of_unit = counts.join(placed.rename("target"), on="line", how="inner")
    summed = of_unit.groupby(["target", "sex", "age_from"])["people"].sum().reset_index()
    unplaced = units[is_emd & target.isna()]
    subtotals = units[~is_emd]
    return Cleaned(
        tables={"core.population": _table(summed, groups, before).assign(reference_date=month)},
        rows_read=len(frame),
        rows_kept=placed.nunique(),
        rows_merged=len(placed) - placed.nunique(),
        quarantine=checks.join(
            [
                faults,
                quarantined(subtotals, "code", "subtotal", subtotals["name"]),
                quarantined(unplaced, "code", "no_region", unplaced["name"]),
            ],
            QUARANTINE_COLUMNS,
        ),
        repairs=_repairs(units[is_emd], branches, region_codes, group_of, context.regions),
        period=(month, month),
    )


def _month(frame: pd.DataFrame) -> date:
    match = _COUNT.fullmatch(str(frame.columns[1]))
    if match is None:
        raise SourceError(f"{frame.columns[1]} names no month")
    return pd.Period(f"{match['year']}-{match['month']}", freq="M").end_time.date()


def _units(frame: pd.DataFrame) -> pd.DataFrame:
    """Read name and code of each row; the code is empty where there is none."""
    unit_matches = [_CODE.match(str(text)) for text in frame[UNIT_COLUMN].fillna("")]
    rows = [("", "") if unit_match is None else (unit_match["name"], unit_match["code"]) for unit_match in unit_matches]
    return pd.DataFrame(rows, columns=["name", "code"], index=frame.index, dtype="string")


def _counts(frame: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the counts: ``line``, ``sex``, ``age_from``, ``people``, and the rows that cannot be used."""
    names = [str(name) for name in frame.columns[1:]]
    read = frame[names].apply(lambda column: column.where(column.str.fullmatch(_WHOLE).fillna(False)))
    faulty = {name: quarantined(frame[read[name].isna()], name, "not_a_count") for name in names}
    parts = [quarantined(frame[units["code"].eq("")], UNIT_COLUMN, "unreadable"), *faulty.values()]
    faults = checks.join([part for part in parts if len(part)], QUARANTINE_COLUMNS)
    whole = read[~read.index.isin(faults["line"])].apply(lambda column: column.str.replace(",", "").astype("int64"))
    bands = {name: _COUNT.fullmatch(name) for name in names}
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "line": whole.index,
                    "sex": _SEXES[match["sex"]],
                    "age_from": int(re.split("[~세]", match["what"])[0]),
                    "people": whole[name].to_numpy(),
                }
            )
            for name, match in bands.items()
            if match is not None and match["sex"] in _SEXES and match["what"] != "총인구수"
        ],
        ignore_index=True,
    )
    total = next(name for name in names if name.endswith("_계_총인구수"))
    differs = whole[total] != long.groupby("line")["people"].sum().reindex(whole.index)
    wrong = quarantined(frame.loc[whole.index[differs]], total, "sum_differs")
    return long[~long["line"].isin(wrong["line"])], checks.join([faults, wrong], QUARANTINE_COLUMNS)


def _check_sums(counts: pd.DataFrame, units: pd.DataFrame, is_emd: pd.Series) -> None:
    """Refuse a table whose emd do not make up its sigungu and sido: a row is missing, or stands twice."""
    people = counts.groupby("line")["people"].sum().reindex(units.index)
    code = units["code"]
    for digits in (2, 5):
        below = people[is_emd].groupby(code[is_emd].str[:digits]).sum()
        above = people[~is_emd & code.str.endswith("0" * (10 - digits))]
        above.index = pd.Index(code.loc[above.index].str[:digits])
        for unit in below.index.intersection(above.index):
            if below[unit] != above[unit]:
                raise SourceError(
                    f"the units of {unit} have {below[unit]:,} people together, its own row says {above[unit]:,}: "
                    "download the table again"
                )


def _counted_apart(context: Context, month: date) -> pd.DataFrame:
    """Return each unit's newest earlier count that was not shared out."""
    table = context.tables.get("core.population", pd.DataFrame())
    if table.empty:
        return pd.DataFrame(columns=["region_code", "sex", "age_from", "people"])
    is_apart = table["unit_group"].isna() if "unit_group" in table else pd.Series(True, index=table.index)
    earlier = table[is_apart & (table["reference_date"] < month)]
    newest = earlier.groupby("region_code")["reference_date"].transform("max")
    return earlier[earlier["reference_date"] == newest]


def _check_missing(regions: RegionIndex, placed: set[str], before: pd.DataFrame) -> None:
    """Refuse a month in which people of a unit went somewhere that is not known."""
    people = before.groupby("region_code")["people"].sum()
    for code in regions.codes("emd"):
        if code not in placed and people.get(code, 0) > 0:
            raise SourceError(
                f"{regions.full_name(code)} ({code}) had {people[code]:,} people and has no row any more: say in "
                "data/reference/unit_groups.csv with which units it is counted now"
            )


def _table(summed: pd.DataFrame, groups: list[UnitGroup], before: pd.DataFrame) -> pd.DataFrame:
    in_group = {group.codes[0]: group for group in groups}
    alone = summed[~summed["target"].isin(list(in_group))].rename(columns={"target": "region_code"})
    parts = [alone.assign(unit_group=None)]
    for code, group in in_group.items():
        counted = summed[summed["target"] == code]
        if not counted.empty:
            parts.append(apportion(counted, group, before).assign(unit_group=code))
    return pd.concat(parts, ignore_index=True)


def _repairs(
    emd: pd.DataFrame,
    branches: set[str],
    region_codes: dict[str, str],
    group_of: dict[str, UnitGroup],
    regions: RegionIndex,
) -> pd.DataFrame:
    """List the units that were folded, added up or shared out."""
    records = []
    for line, code, name in emd[["code", "name"]].itertuples():
        group, code_now = group_of.get(code), region_codes.get(code[:8])
        into = " ".join(group.region_codes) if group else code_now
        if into is None or (group is None and code_now == code):
            continue
        rule = "people_apportioned" if group else "branch_office_folded" if code[:8] in branches else "unit_added_up"
        first = into.split()[0]
        names = " ".join(regions.name(each) for each in into.split())
        records.append((line, "code", f"{code} {name}", f"{into} {names}", rule, regions.municipality(first)))
    return pd.DataFrame(records, columns=REPAIR_COLUMNS)
