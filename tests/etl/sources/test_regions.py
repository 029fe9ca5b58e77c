"""Outlines: what is named, measured, mended and refused."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

from etl.contract import Cleaned, Context
from etl.sources import regions
from gis.errors import SourceError
from tests.etl import county


def clean_level(level: regions.RegionLevel, folder: Path) -> Cleaned:
    path = next(folder.glob(level.SOURCE.pattern))
    return level.clean(level.read(path), county.context(level.SOURCE))


def test_units_are_named_with_their_parents_and_their_municipality(tmp_path: Path) -> None:
    county.write_regions(tmp_path)
    emd = clean_level(regions.EMD, tmp_path).tables["core.region"].set_index("region_code")
    pajang = emd.loc["4111156000"]
    assert pajang["full_name"] == "경기도 수원시 장안구 파장동"
    assert (pajang["municipality_code"], pajang["municipality_name"]) == ("41110", "수원시")
    assert pajang["parent_code"] == "41111"
    assert emd.loc["2772025000", "municipality_code"] == "27720"
    sido = clean_level(regions.SIDO, tmp_path).tables["core.region"].set_index("region_code")
    assert sido.loc["41", "municipality_code"] is None
    assert sido.loc["41", "full_name"] == "경기도"


def test_sejong_is_not_named_twice(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"base_ym": "202406", "mega_cd": "36", "mega_nm": "세종특별자치시", "cty_cd": "36110", "cty_nm": "세종시"},
        geometry=[box(127.2, 36.4, 127.3, 36.6)],
        index=[1],
        crs=4326,
    )
    assert regions.SIGUNGU._describe(frame)["full_name"].tolist() == ["세종특별자치시"]


def test_areas_are_geodesic_square_kilometres(tmp_path: Path) -> None:
    # A degree square at the equator on WGS84 measures 12,308.778 km2 (Karney's published check value).
    square = gpd.GeoSeries([Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])], crs=4326)
    assert regions.geodesic_areas_km2(square)[0] == pytest.approx(12308.778361, rel=1e-9)


def test_an_invalid_outline_is_mended_and_said(tmp_path: Path) -> None:
    county.write_regions(tmp_path, gunwi=county.BROKEN_GUNWI)
    cleaned = clean_level(regions.EMD, tmp_path)
    rows = cleaned.tables["core.region"].set_index("region_code")
    assert rows["geom"].map(lambda shape: shape.is_valid and shape.geom_type == "MultiPolygon").all()
    assert rows.loc["2772025000", "geom"].contains(rows.loc["2772025000", "label_point"])
    (repair,) = cleaned.repairs.to_dict("records")
    assert (repair["rule"], repair["line"], repair["municipality_code"]) == ("geometry_made_valid", 4, "27720")


def test_a_unit_without_its_parent_is_quarantined(tmp_path: Path) -> None:
    county.write_regions(tmp_path)
    path = next(tmp_path.glob(regions.EMD.SOURCE.pattern))
    frame = regions.EMD.read(path)
    frame.loc[2, "cty_cd"] = "99999"
    cleaned = regions.EMD.clean(frame, county.context(regions.EMD.SOURCE))
    assert (cleaned.rows_kept, cleaned.rows_quarantined) == (3, 1)
    assert cleaned.quarantine["value"].tolist() == ["99999"]


def test_wrong_files_are_refused_with_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "emd_202406.gpkg"
    path.write_bytes(b"not a GeoPackage")
    with pytest.raises(SourceError, match="not a readable GeoPackage"):
        regions.EMD.read(path)
    wrong = gpd.GeoDataFrame({"code": ["1"]}, geometry=[box(127, 37, 128, 38)], crs=4326)
    wrong.to_file(tmp_path / "columns.gpkg")
    with pytest.raises(SourceError, match="no column base_ym"):
        regions.EMD.read(tmp_path / "columns.gpkg")
    wrong.to_crs(5179).to_file(tmp_path / "metres.gpkg")
    with pytest.raises(SourceError, match="not in EPSG:4326"):
        regions.EMD.read(tmp_path / "metres.gpkg")


def test_a_code_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    county.write_regions(tmp_path)
    frame = regions.SIDO.read(next(tmp_path.glob(regions.SIDO.SOURCE.pattern))).assign(mega_cd="41")
    with pytest.raises(SourceError, match="code 41 occurs twice"):
        regions.SIDO.clean(frame, Context(regions.SIDO.SOURCE, county.region_index))
