"""A folder of hand-made raw files: two sido, three sigungu, four emd, and every quirk of the real files once.

People: 파장동 120, 세류동 60, 점동 6 (too small for a cell centre), 군위읍 102, of which 12 in its
branch office; 288 in all.
"""

from datetime import date
from pathlib import Path

import geopandas as gpd
import h3
import pandas as pd
from shapely.geometry import MultiPolygon, Polygon, box

from etl.build import hexes
from etl.clean.codes import RegionIndex
from etl.contract import Context, Source
from etl.sources import codes, households, kontur, population, regions, suicide

SOURCES = (
    regions.SIDO,
    regions.SIGUNGU,
    regions.EMD,
    codes.SIGUNGU,
    codes.EMD,
    population,
    households,
    suicide,
    kontur,
)
BUILDS = (hexes.BUILD,)
PEOPLE = {"4111156000": 120, "4111357000": 60, "4111359000": 6, "2772025000": 102}
BANDS = ("01-04", "05-09", "100+")

PAJANG = box(127.00, 37.00, 127.02, 37.04)
SERYU = box(127.02, 37.00, 127.04, 37.039)
JEOM = box(127.0300, 37.0390, 127.0303, 37.0393)
GUNWI = box(128.60, 36.20, 128.64, 36.24)
# A bow tie's crossing as in the real file: the outline touches itself, so it is no valid polygon.
BROKEN_GUNWI = Polygon([(128.60, 36.20), (128.64, 36.20), (128.64, 36.24), (128.62, 36.20), (128.60, 36.24)])


def write_raw(folder: Path) -> Path:
    """Write every file of the county."""
    write_regions(folder)
    write_codes(folder)
    write_population(folder)
    write_households(folder)
    write_suicide(folder)
    write_kontur(folder)
    return folder


def write_regions(folder: Path, gunwi: Polygon = GUNWI, name: str = "파장동") -> None:
    sido = [("41", "경기도", PAJANG.union(SERYU).union(JEOM)), ("27", "대구광역시", GUNWI)]
    sigungu = [
        ("41", "경기도", "41111", "수원시 장안구", PAJANG),
        ("41", "경기도", "41113", "수원시 권선구", SERYU.union(JEOM)),
        ("27", "대구광역시", "27720", "군위군", GUNWI),
    ]
    emd = [
        (*sigungu[0][:4], "4111156000", name, PAJANG),
        (*sigungu[1][:4], "4111357000", "세류동", SERYU),
        (*sigungu[1][:4], "4111359000", "점동", JEOM),
        (*sigungu[2][:4], "2772025000", "군위읍", gunwi),
    ]
    names = ["mega_cd", "mega_nm", "cty_cd", "cty_nm", "admi_cd", "admi_nm"]
    for level, rows, count in (("sido", sido, 2), ("sigungu", sigungu, 4), ("emd", emd, 6)):
        _write_gpkg(folder / "regions" / f"{level}_202406.gpkg", names[:count], rows)


def write_codes(folder: Path) -> None:
    """Three versions: before and after 군위군's move to 대구, and after 세류동 was split in two."""
    rows = [
        # version, id, emd8, name, sggcd, sigungu, sido, shape, area
        ("20230401", "4772025000", "37310110", "군위읍", "47720", "군위군", "경상북도", 1, 16e6),
        ("20230401", "4111156000", "31011560", "파장동", "41111", "수원시장안구", "경기도", 2, 8e6),
        ("20230401", "4111357100", "31012571", "윗세류동", "41113", "수원시권선구", "경기도", 5, 3e6),
        ("20230401", "4111357200", "31012572", "아랫세류동", "41113", "수원시권선구", "경기도", 6, 5e6),
        ("20230401", "4111399000", "31012990", "없어진동", "41113", "수원시권선구", "경기도", 9, 1.7e6),
        ("20240401", "2772025000", "22310110", "군위읍", "27720", "군위군", "대구광역시", 1, 16e6),
        ("20240401", "4111156000", "31011560", "파장동", "41111", "수원시장안구", "경기도", 2, 8e6),
        ("20240401", "4111357000", "31012570", "세류동", "41113", "수원시권선구", "경기도", 3, 8e6),
        ("20240401", "4111359000", "31012590", "점동", "41113", "수원시권선구", "경기도", 4, 900.0),
        ("20250701", "4111357000", "31012570", "세류동", "41113", "수원시권선구", "경기도", 7, 6e6),
        ("20250701", "4111357500", "31012575", "새세류동", "41113", "수원시권선구", "경기도", 8, 2.05e6),
    ]
    columns = ["version_key", "element_id", "emd8", "name", "sggcd", "sggnm", "sidonm", "shape_id", "area"]
    frame = pd.DataFrame(rows, columns=columns).assign(emd7=None)
    sigungu = [
        ("20230401", "47720", "군위군", "경상북도", 1, 6e8),
        ("20240401", "27720", "군위군", "대구광역시", 1, 6e8),
        ("20240401", "41111", "수원시장안구", "경기도", 2, 3e7),
        ("20240401", "41113", "수원시권선구", "경기도", 3, 4e7),
    ]
    names = ["version_key", "element_id", "name", "sidonm", "shape_id", "area"]
    _write_parquet(folder / "codes" / "emd_code_timeline.parquet", frame)
    _write_parquet(folder / "codes" / "sigungu_code_timeline.parquet", pd.DataFrame(sigungu, columns=names))


def write_population(folder: Path, *, pajang: int = 20, month: str = "202406") -> None:
    """Six cells a unit (two sexes, three bands), each of the same count; a subtotal and a branch office."""
    units = [
        ("4111", "수원시", 41111000, "장안구", pajang),
        ("4111", "수원시", 41111560, "장안구 파장동", pajang),
        ("4111", "수원시", 41113570, "권선구 세류동", 10),
        ("4111", "수원시", 41113590, "권선구 점동", 1),
        ("2772", "군위군", 27720250, "군위읍", 15),
        ("2772", "군위군", 27720255, "군위읍동부출장소", 2),
    ]
    rows = [
        (month, cty, cty_name, code, name, band, sex, float(people))
        for cty, cty_name, code, name, people in units
        for band in BANDS
        for sex in ("남", "여")
    ]
    columns = ["base_ym", "cty_cd", "cty_nm", "admi_cd", "admi_nm", "age_group", "gender", "population"]
    _write_parquet(folder / "population" / f"emd_age_sex_{month}.parquet", pd.DataFrame(rows, columns=columns))


def write_households(folder: Path) -> None:
    rows = [
        ("Suwon", "Seryu-dong", 31012570.0, "total", 20.0),
        ("Suwon", "Saeseryu-dong", 31012575.0, "total", 5.0),
        ("Suwon", "Seryu-dong", 31012570.0, "six persons or more", None),
        ("Suwon", "Nowhere-dong", 39999999.0, "total", 7.0),
    ]
    frame = pd.DataFrame(rows, columns=["adm2", "adm3", "adm3_code", "class2", "value"])
    _write_parquet(folder / "indicators" / "household_size_emd_2025.parquet", frame)


def write_suicide(folder: Path) -> None:
    rows = [
        ("경기도", "수원시", 24.1),
        ("경상북도", "군위군", 26.0),
        ("강원도", "없는군", 30.0),
        ("경기도", "수원시", "-"),
    ]
    (folder / "indicators").mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows, columns=["시도", "시군구", "자살율"]).to_excel(
        folder / "indicators" / "suicide_rate_sigungu_2022.xlsx", index=False
    )


def write_kontur(folder: Path) -> None:
    """파장동 30 and 10, 세류동 0 and 0, one cell just off 군위읍, one far at sea, one that is no cell."""
    lines = [f"{cell},{people}" for cell, people in kontur_cells()] + ["8830e1d8c1,5"]
    (folder / "population").mkdir(parents=True, exist_ok=True)
    (folder / "population" / "kontur_h3r8_20231101.csv").write_text("\n".join(lines) + "\n")


def kontur_cells() -> list[tuple[str, int]]:
    pajang = _cells_in(PAJANG)[:2]
    seryu = _cells_in(SERYU)[:2]
    inside = set(_cells_in(GUNWI))
    rim = sorted({near for cell in inside for near in h3.grid_disk(cell, 1)} - inside)
    far = h3.latlng_to_cell(37.5, 131.5, 8)
    return [(pajang[0], 30), (pajang[1], 10), (seryu[0], 0), (seryu[1], 0), (rim[0], 8), (far, 4)]


def region_index() -> RegionIndex:
    """Look-up over the county without any file or database."""
    facts = [
        ("41", "sido", "경기도", "경기도", None, None, None, PAJANG.union(SERYU)),
        ("27", "sido", "대구광역시", "대구광역시", None, None, None, GUNWI),
        ("41111", "sigungu", "수원시 장안구", "경기도 수원시 장안구", "41", "41110", "수원시", PAJANG),
        ("41113", "sigungu", "수원시 권선구", "경기도 수원시 권선구", "41", "41110", "수원시", SERYU),
        ("27720", "sigungu", "군위군", "대구광역시 군위군", "27", "27720", "군위군", GUNWI),
        ("4111156000", "emd", "파장동", "경기도 수원시 장안구 파장동", "41111", "41110", "수원시", PAJANG),
        ("4111357000", "emd", "세류동", "경기도 수원시 권선구 세류동", "41113", "41110", "수원시", SERYU),
        ("4111359000", "emd", "점동", "경기도 수원시 권선구 점동", "41113", "41110", "수원시", JEOM),
        ("2772025000", "emd", "군위읍", "대구광역시 군위군 군위읍", "27720", "27720", "군위군", GUNWI),
    ]
    names = ["region_code", "level", "name", "full_name", "parent_code", "municipality_code", "municipality_name"]
    frame = gpd.GeoDataFrame(
        pd.DataFrame([row[:7] for row in facts], columns=names), geometry=[row[7] for row in facts], crs=4326
    )
    old = [
        ("mois", "4772025000", "군위읍", date(1990, 12, 31), "2772025000"),
        ("mois", "47720", "군위군", date(1990, 12, 31), "27720"),
        ("mois", "4111357500", "새세류동", date(2025, 7, 1), "4111357000"),
        ("sgis", "31012570", "세류동", date(2023, 4, 1), "4111357000"),
        ("sgis", "31012575", "새세류동", date(2025, 7, 1), "4111357000"),
    ]
    return RegionIndex(
        frame, pd.DataFrame(old, columns=["system", "old_code", "old_name", "valid_from", "region_code"])
    )


def context(source: Source) -> Context:
    """Context of a source that looks things up in the county."""
    return Context(source, region_index)


def _cells_in(shape: Polygon) -> list[str]:
    ring = [(lat, lon) for lon, lat in shape.exterior.coords]
    return sorted(h3.polygon_to_cells(h3.LatLngPoly(ring), 8))


def _write_gpkg(path: Path, names: list[str], rows: list[tuple]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shapes = [row[-1] if isinstance(row[-1], MultiPolygon) else MultiPolygon([row[-1]]) for row in rows]
    frame = pd.DataFrame([row[:-1] for row in rows], columns=names).assign(base_ym="202406", population=0.0)
    gpd.GeoDataFrame(frame, geometry=shapes, crs=4326).to_file(path, driver="GPKG")


def _write_parquet(path: Path, frame: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path)
