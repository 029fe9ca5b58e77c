"""Cleaning shared by the lists of centers: raw columns in, rows of core.center_source out.

A list's module maps its own columns to :data:`COLUMNS`; what a list does not have stays missing. From there every
list goes the same way: kind, address, position, area, name, telephone, services, staff, and an account of each row.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from psycopg import sql
from sqlalchemy.engine import Connection

from etl import checks
from etl.clean import kinds, names, positions
from etl.clean.addresses import Address, lot_text, parse_address, road_text
from etl.clean.areas import ServedArea, ServiceAreas, read_exceptions
from etl.clean.center_names import CenterName, complete, read_name
from etl.clean.codes import RegionIndex
from etl.clean.gazetteer import Gazetteer
from etl.clean.phones import read_phone
from etl.clean.services import code_services, read_vocabulary
from etl.contract import REPAIR_COLUMNS, Cleaned, Context, quarantined, repaired
from etl.load import driver_connection, upsert
from gis.errors import SourceError
from gis.reference import reference_file
from gis.vocabulary import kinds as kind_vocabulary

COLUMNS = (
    "listed", "name", "duties", "address", "lot", "within", "postcode", "lat", "lon", "phone", "homepage", "operator",
    "overseer", "staff", "building_area_m2", "opens_raw", "closes_raw", "closed_days_raw", "usage_note_raw",
    "reference_date",
)  # fmt: skip
"""What a list may say of a row; ``within`` names the unit the row belongs to, ``postcode`` tells the emd where the
address does not, ``staff`` is profession -> people."""

TABLE = "core.center_source"

POSITION_COLUMNS = (
    "lat", "lon", "position_source", "position_method", "position_trust", "position_radius_m", "address_agreement",
    "conflict_m",
)  # fmt: skip
"""Columns of a row's position; all are there, and empty, for a row that cannot be placed."""

UNKNOWN_UNIT = "unknown_unit"
"""Rule of the repairs that name a unit word which no unit bears or bore."""

_RETIRED = "13" + "93"  # the crisis line until 2023, written apart so that the check of the tree does not find it here
_RETIRED_OR_PERSONAL = re.compile(rf"(?<![\d.])(?:{_RETIRED}(?!\d)|01[016789][\s.-]?\d{{3,4}}[\s.-]?\d{{4}})(?!\d)")
_HOMEPAGE = re.compile(r"^(?:https?://)?[\w가-힣-]+(?:\.[\w가-힣-]+)+(?::\d+)?(?:/\S*)?$")


def mask(texts: pd.Series) -> pd.Series:
    """Take the retired crisis number and private mobile numbers out of free text."""
    return texts.astype("string").str.replace(_RETIRED_OR_PERSONAL, "○○○", regex=True)


def clean_centers(rows: pd.DataFrame, context: Context, *, raw: pd.DataFrame, has_points: bool) -> Cleaned:
    """Clean the rows of one list.

    Parameters
    ----------
    rows : pandas.DataFrame
        :data:`COLUMNS`, indexed by line.
    context : Context
        Regions, and the tables core.address_point and core.center_source where the list needs them.
    raw : pandas.DataFrame
        The columns of the file that are kept as read (in the database only), indexed by line.
    has_points : bool
        Whether the list publishes coordinates.

    Returns
    -------
    Cleaned
        Rows of core.center_source, not yet joined to centers. Quarantined: ``out_of_scope`` (no value of a private
        counselling room is repeated). Exact repetitions are merged. A row that cannot be placed is kept without a
        point: the register joins it by its name or operator, or quarantines it.

    Raises
    ------
    SourceError
        When no row at all is a center.
    """
    corrected = _correct(rows, context.source.name)
    readings = [
        kinds.read_kind(str(row.listed), str(row.name_), _text(row.duties))
        for row in corrected.rename(columns={"name": "name_"}).itertuples()
    ]
    is_center = pd.Series([reading.kind != kinds.OUT_OF_SCOPE for reading in readings], index=rows.index)
    parts = _out_of_scope(rows, readings, is_center)
    kept = corrected[is_center]
    if kept.empty:
        raise SourceError(
            f"no row of {context.source.title} is a center: is it the right file, with the right columns?"
        )
    kept_readings = [reading for reading in readings if reading.kind != kinds.OUT_OF_SCOPE]
    regions = context.regions
    emd_by_postcode = _emd_by_postcode(context)
    addresses = [_address(row, regions, emd_by_postcode) for row in kept.to_dict("records")]
    placed = positions.settle(
        addresses,
        list(zip(kept["lat"], kept["lon"], strict=True)) if has_points else None,
        regions=regions,
        gazetteer=_gazetteer(context),
    )
    table = _rows(kept, kept_readings, addresses, placed, context)
    repairs = _repairs(rows[is_center], kept, table)
    repeated = table["source_key"].duplicated()
    table["raw"] = pd.Series(_raw(raw, table), index=table.index, dtype=object)
    table = table[~repeated]
    return Cleaned(
        tables={TABLE: table.drop(columns=["conflict_m", "phone_rule", "unknown_units"])},
        rows_read=len(rows),
        rows_kept=len(table),
        rows_merged=int(repeated.sum()),
        quarantine=checks.join(parts),
        repairs=repairs,
        period=_period(table),
    )


def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
    """Write a list's rows; a row that was there before keeps the center it belongs to until the register is built."""
    frame = cleaned.tables[TABLE].assign(dataset_id=dataset_id)
    upsert(conn, TABLE, frame, key=("source", "source_key"))
    driver_connection(conn).execute(
        sql.SQL("DELETE FROM core.center_source WHERE source = %s AND dataset_id <> %s"),
        (str(frame["source"].iloc[0]), dataset_id),
    )


def unknown_units(cleaned: Cleaned) -> dict[str, int]:
    """Count the rows by the word of their address that names a unit which is not known."""
    words = cleaned.repairs.loc[cleaned.repairs["rule"] == UNKNOWN_UNIT, "value"]
    return {str(word): int(count) for word, count in words.value_counts().items()}


# -- pieces ----------------------------------------------------------------------------------------


def _correct(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """Apply the hand-checked corrections, and key each row by what its list says of it."""
    identity = [
        "|".join(names.tidy_name(str(part)) for part in parts)
        for parts in zip(rows["name"], rows["listed"], rows["address"], strict=True)
    ]
    keys = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in identity]
    corrected = rows.assign(source_key=keys, name=rows["name"].astype("string"))
    table = pd.read_csv(reference_file("center_corrections.csv"), dtype="string")
    for correction in table[table["source"] == source].itertuples():
        same = (rows["name"].map(names.tidy_name) == correction.published_name) & (
            rows["address"].fillna("").map(names.tidy_name) == correction.published_address
        )
        field = str(correction.field)
        corrected[field] = corrected[field].mask(same, str(correction.value))
    return corrected


def _text(value: object) -> str | None:
    return None if pd.isna(value) or not str(value).strip() else str(value).strip()  # type: ignore[call-overload]


def _emd_by_postcode(context: Context) -> dict[str, str]:
    """Return the emd of each postcode that lies in one, where the list asks for them."""
    table = context.tables.get("core.postcode")
    return {} if table is None else dict(zip(table["postcode"], table["region_code"], strict=True))


def _address(row: Mapping[Any, Any], regions: RegionIndex, emd_by_postcode: Mapping[str, str]) -> Address:
    within = (_text(row["within"]) or "").split()
    road, lot = _text(row["address"]) or "", _text(row["lot"]) or ""
    read = parse_address(road or lot, regions, within=within)
    if road and lot:
        second = parse_address(lot, regions, within=within)
        if read.lot is None and second.lot is not None and second.municipality_code == read.municipality_code:
            codes = read.emd_codes or second.emd_codes
            read = Address(**{**read.__dict__, "lot": second.lot, "emd_codes": codes})
    emd = emd_by_postcode.get(_text(row.get("postcode")) or "")
    if emd and not read.emd_codes and regions.municipality(emd) == read.municipality_code:
        return Address(**{**read.__dict__, "emd_codes": (emd,), "sigungu_code": regions.sigungu(emd)})
    return read


def _gazetteer(context: Context) -> Gazetteer:
    """Take as reference points schools, pharmacies and, where the list asks for them, buildings of other lists."""
    points = context.tables["core.address_point"]
    municipality = points["sigungu_code"].map(context.regions.municipality)
    parts = [points.assign(municipality_code=municipality)]
    others = context.tables.get(TABLE)
    if others is not None and not others.empty:
        trusted = others[
            others["source"].isin(context.source.after)  # of no other list: what is loaded by chance decides nothing
            & (others["position_source"] == "published")
            & (others["position_trust"] == "building")
            & others["address_key"].notna()
        ]
        key = trusted["address_key"].str.split(" ", n=2, expand=True).reindex(columns=[0, 1, 2])
        region = context.regions.locate(trusted["lat"], trusted["lon"])
        parts.append(
            pd.DataFrame(
                {
                    "municipality_code": key[0],
                    "road_name": key[1],
                    "building_number": key[2],
                    "region_code": region,
                    "lat": trusted["lat"],
                    "lon": trusted["lon"],
                }
            )
        )
    columns = ["municipality_code", "road_name", "building_number", "region_code", "lat", "lon"]
    return Gazetteer(pd.concat([part[columns] for part in parts], ignore_index=True))


def _out_of_scope(
    rows: pd.DataFrame, readings: Sequence[kinds.KindReading], is_center: pd.Series
) -> list[pd.DataFrame]:
    """Describe rows that are no center; of a private room nothing but the list's own word is repeated."""
    reasons = pd.Series([reading.rule for reading in readings], index=rows.index)[~is_center]
    return [
        quarantined(rows.loc[lines], "listed", kinds.OUT_OF_SCOPE, rule)
        for rule, lines in reasons.groupby(reasons).groups.items()
    ]


def _rows(
    kept: pd.DataFrame,
    readings: Sequence[kinds.KindReading],
    addresses: Sequence[Address],
    placed: Sequence[positions.CenterPosition | None],
    context: Context,
) -> pd.DataFrame:
    regions = context.regions
    areas = ServiceAreas(regions, read_exceptions())
    vocabulary = read_vocabulary()
    serves = {kind.code: kind.serves for kind in kind_vocabulary()}
    records = []
    for row, reading, address, position in zip(kept.to_dict("records"), readings, addresses, placed, strict=True):
        named = read_name(str(row["name"]), reading.kind, _text(row["operator"]))
        area = _area(areas, named, row, reading, address, serves[reading.kind])
        codes = {"sido_code": address.sido_code, "municipality_code": address.municipality_code}
        name = complete(named, reading, area, **codes, regions=regions)
        records.append(
            {
                "source": context.source.name,
                "kind": reading.kind,
                "sub_kind": reading.sub_kind,
                "name": name.name,
                "name_rule": name.rule,
                "operator_name": name.operator,
                **_address_columns(address, regions),
                "unknown_units": ", ".join(address.unknown_units) or None,
                "municipality_code": area.municipality_code or address.municipality_code,
                "serves": list(area.region_codes),
                **_position_columns(position),
                **_contact_columns(row, address),
                "services": code_services(_text(row["duties"]), vocabulary),
                **_published_columns(row),
            }
        )
    table = pd.DataFrame(records, index=kept.index).assign(line=kept.index)
    table["building_area_m2"] = pd.to_numeric(table["building_area_m2"], errors="coerce")
    return _with_points(table)


def _contact_columns(row: Mapping[Any, Any], address: Address) -> dict[str, object]:
    phone = read_phone(row["phone"], sido_code=address.sido_code)
    return {"phone": phone.number, "phone_rule": phone.rule, "homepage": _homepage(row["homepage"])}


def _published_columns(row: Mapping[Any, Any]) -> dict[str, object]:
    """Take over what a list says in its own words."""
    words = ("opens_raw", "closes_raw", "closed_days_raw", "usage_note_raw")
    return {
        "source_key": row["source_key"],
        "staff": row["staff"] if isinstance(row["staff"], dict) else {},
        "building_area_m2": row["building_area_m2"],
        **{column: _text(row[column]) for column in words},
        "reference_date": row["reference_date"],
    }


def _with_points(table: pd.DataFrame) -> pd.DataFrame:
    """Turn ``lat`` and ``lon`` into ``geom``, None where a row has no place."""
    points = gpd.points_from_xy(table["lon"].fillna(0.0), table["lat"].fillna(0.0))
    geom = pd.Series([*points], index=table.index, dtype=object).where(table["lat"].notna(), None)
    return table.drop(columns=["lat", "lon"]).assign(geom=geom)


def _area(
    areas: ServiceAreas,
    named: CenterName,
    row: Mapping[Any, Any],
    reading: kinds.KindReading,
    address: Address,
    serves: str,
) -> ServedArea:
    if serves == "none":
        return ServedArea((), None, "none")
    if serves == "sido" or reading.sub_kind == "광역":
        return areas.sido(address.sido_code)
    # A city's mental health center is often overseen by the 보건소 of one gu and serves the whole city.
    is_local = reading.kind in ("건강증진센터", "보건지소")
    operators = [_text(row["operator"]), _text(row["overseer"])] if is_local else []
    return areas.of(
        named.name,
        sido_code=address.sido_code,
        sigungu_code=address.sigungu_code,
        municipality_code=address.municipality_code,
        operators=[operator for operator in operators if operator],
    )


def _address_columns(address: Address, regions: RegionIndex) -> dict[str, object]:
    return {
        "road_address": road_text(address, regions),
        "lot_address": lot_text(address, regions),
        "address_detail": address.detail,
        "address_key": " ".join(address.key) if address.key else None,
        "sigungu_code": address.sigungu_code,
    }


def _position_columns(position: positions.CenterPosition | None) -> dict[str, object]:
    if position is None:
        return dict.fromkeys(POSITION_COLUMNS)
    return {
        "lat": position.lat,
        "lon": position.lon,
        "position_source": position.source,
        "position_method": position.method,
        "position_trust": position.trust,
        "position_radius_m": round(position.radius_m, 1),
        "address_agreement": position.agreement,
        "conflict_m": position.conflict_m,
    }


def _homepage(value: object) -> str | None:
    text = (_text(value) or "").split(" ")[0]
    if not _HOMEPAGE.match(text):
        return None
    return text if text.startswith("http") else f"http://{text}"


def _raw(raw: pd.DataFrame, table: pd.DataFrame) -> list[dict[Any, Any]]:
    """Keep the row as read, without private numbers."""
    safe = raw.loc[table.index].apply(mask)
    return [{key: value for key, value in record.items() if pd.notna(value)} for record in safe.to_dict("records")]


def _repairs(published: pd.DataFrame, kept: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """List what was changed, for the correction file of each municipality."""
    whose = table["municipality_code"]
    name = published["name"].map(names.tidy_name).rename("name")
    by_hand = name.ne(kept["name"].map(names.tidy_name))
    rules = table["name_rule"].where(~by_hand, "hand_checked")
    parts = [
        repaired(name[rules == rule], table["name"][rules == rule], rule, whose)
        for rule in ("municipality_added", "from_kind", "hand_checked")
    ]
    parts.extend(_phone_repairs(kept, table))
    parts.append(_given_up(kept, table))
    unknown = table["unknown_units"].astype("string").rename("address")
    unknown = unknown[unknown.notna()]
    parts.append(repaired(unknown, unknown.mask(unknown.notna()), UNKNOWN_UNIT, whose.reindex(unknown.index)))
    homepage = kept["homepage"].astype("string").str.strip()
    dropped = homepage.notna() & (homepage != "") & table["homepage"].isna()
    parts.append(repaired(homepage[dropped], table["homepage"][dropped], "homepage_unreadable", whose))
    return checks.join(parts, REPAIR_COLUMNS)


def _phone_repairs(kept: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    rules = table["phone_rule"]
    published = mask(kept["phone"]).where(rules != "personal", "휴대전화")  # a private number is never repeated
    return [
        repaired(published[rules == rule], table["phone"][rules == rule], f"phone_{rule}", table["municipality_code"])
        for rule in sorted(set(rules) - {"as_published", "missing"})
    ]


def _given_up(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """List the published points that contradict their address."""
    given_up = table["conflict_m"].notna()  # only rows with a point have one
    before = (rows["lat"].astype(str) + ", " + rows["lon"].astype(str))[given_up].rename("position")
    points = table["geom"][given_up]
    after = pd.Series([f"{point.y:.6f}, {point.x:.6f}" for point in points], index=points.index, dtype="string")
    return repaired(before, after, "position_from_address", table["municipality_code"])


def _period(table: pd.DataFrame) -> tuple[date, date] | None:
    return None if table.empty else (table["reference_date"].min(), table["reference_date"].max())
