"""Every code and name that sigungu and emd bore since 1975, brought to the units of 2024-06."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd

from etl.clean.timeline import trace
from etl.contract import Cleaned, Context, Source, quarantined
from etl.load import replace
from etl.sources.parquet import read_parquet

BASE_VERSION = "20240401"
"""The published version whose units are those of the outlines (nothing changed until the end of 2024-06)."""

FIRST_MOIS_VERSION = "19901231"
"""Before it, a unit's id is its statistical code with zeros, not the ministry's code."""

_FACTS = {
    "publisher": "admdongkor (원자료: 통계청 SGIS, 행정안전부)",
    "url": "https://github.com/vuski/admdongkor",
    "licence": "CC BY 4.0 (SGIS: KOGL 1)",
    "cadence": "quarterly",
    "reference_from": date(1975, 12, 31),
    "reference_to": date(2026, 4, 1),
    "cleaner_version": 1,
    "after": ("region_emd",),
    "tables": ("core.region_code",),
}


@dataclass(frozen=True)
class CodeTimeline:
    """The source of one level's codes by date.

    Attributes
    ----------
    SOURCE : Source
        Its facts.
    level : {"sigungu", "emd"}
        Level of the units.
    """

    SOURCE: Source
    level: Literal["sigungu", "emd"]

    def read(self, path: Path) -> pd.DataFrame:
        """Read the timeline; the index is the record's number from 1."""
        return read_parquet(path, self.SOURCE)

    def clean(self, frame: pd.DataFrame, context: Context) -> Cleaned:
        """Follow every unit to 2024-06 (see :func:`etl.clean.timeline.trace`).

        Rows that repeat a code and name of another version are merged into one; units that no single unit of
        2024-06 succeeds are quarantined.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows of :meth:`read`.
        context : Context
            Gives the units of 2024-06.

        Returns
        -------
        Cleaned
            Rows of core.region_code: codes of the ministry (mois) and of the statistical office (sgis).
        """
        traced = trace(_timeline(frame), BASE_VERSION)
        known = traced["current"].isin(context.regions.codes(self.level))
        lost = traced[~known]
        rows = pd.concat(
            [
                _codes(traced[known & (traced["version"] >= FIRST_MOIS_VERSION)], "code", "mois"),
                _codes(traced[known].dropna(subset=["sgis"]), "sgis", "sgis"),
            ],
            ignore_index=True,
        )
        detail = traced["version"] + " " + traced["sido"] + " " + traced["sigungu"].fillna("") + " " + traced["name"]
        kept = traced[known].drop_duplicates(["code", "name"])
        return Cleaned(
            tables={"core.region_code": rows},
            rows_read=len(frame),
            rows_kept=len(kept),
            rows_merged=int(known.sum()) - len(kept),
            quarantine=quarantined(frame.loc[lost.index], "element_id", "no_region", detail),
        )

    load = staticmethod(replace)


def _timeline(frame: pd.DataFrame) -> pd.DataFrame:
    sgis = frame["emd8"].fillna(frame["emd7"]) if "emd8" in frame else pd.Series(pd.NA, frame.index, dtype="string")
    sgis_only = frame["version_key"] < FIRST_MOIS_VERSION
    code = frame["element_id"].astype("string")
    return pd.DataFrame(
        {
            "version": frame["version_key"].astype("string"),
            # Marked, so that a statistical code is not taken for the same number among the ministry's codes.
            "code": code.where(~sgis_only, "sgis " + code),
            "sgis": sgis.astype("string"),
            "name": frame["name"].astype("string"),
            "sigungu": frame.get("sggnm"),
            "sido": frame["sidonm"].astype("string"),
            "shape": frame["shape_id"],
            "area_m2": frame["area"],
        }
    )


def _codes(traced: pd.DataFrame, column: str, system: str) -> pd.DataFrame:
    """One row a code and name: what its last bearer became, and since when it was borne."""
    ordered = traced.sort_values("version", kind="stable")
    groups = ordered.groupby([column, "name"], sort=True)
    rows = groups.agg(first=("version", "first"), region_code=("current", "last")).reset_index()
    return pd.DataFrame(
        {
            "system": system,
            "old_code": rows[column],
            "old_name": rows["name"],
            "valid_from": pd.to_datetime(rows["first"], format="%Y%m%d").dt.date,
            "region_code": rows["region_code"],
        }
    )


SIGUNGU = CodeTimeline(
    Source(
        name="code_sigungu",
        title="시군구 코드 변천",
        pattern="codes/sigungu_code_timeline*.parquet",
        columns=("version_key", "element_id", "shape_id", "name", "sidonm", "area"),
        **_FACTS,  # type: ignore[arg-type]
    ),
    level="sigungu",
)
EMD = CodeTimeline(
    Source(
        name="code_emd",
        title="읍면동 코드 변천",
        pattern="codes/emd_code_timeline*.parquet",
        columns=("version_key", "element_id", "shape_id", "name", "emd7", "emd8", "sggnm", "sidonm", "area"),
        **_FACTS,  # type: ignore[arg-type]
    ),
    level="emd",
)
