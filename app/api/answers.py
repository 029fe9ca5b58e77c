"""How reads answer: as JSON, GeoJSON, CSV or GeoParquet, under the data's version, and not twice to those who have it.

A read says first what it is asked for (:func:`begin`), which ends at once with 304 where the asker holds that very
answer, then gives its rows to :meth:`Reply.table` or its object to :meth:`Reply.record`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.metadata import version as version_of
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from app import data
from app.api.errors import Problem
from app.api.models import Strict
from app.records import rows
from app.ui.downloads import FileColumn, to_csv, to_parquet, without_outlines

Form = Literal["json", "geojson", "csv", "parquet"]

FORMS: tuple[Form, ...] = get_args(Form)

MEDIA: Mapping[Form, str] = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
"""Media type of each form, as ``Accept`` names it."""

LASTS_S = 300
"""How long an answer that holds no position and no words may be kept unasked, seconds."""

DEGREE_DIGITS = 6
"""Decimals of a degree in GeoJSON: a tenth of a metre."""

TOLD = "Form of the answer; without it what `Accept` names, else JSON."
"""What the parameter ``f`` is."""


TableForm = Literal["json", "csv", "parquet"]
"""Forms of rows without a place."""

TABLES: tuple[Form, ...] = get_args(TableForm)


class TableRead(Strict):
    """What every read of rows without a place takes."""

    f: TableForm | None = Field(default=None, description=TOLD)


class LayerRead(Strict):
    """What every read of things that lie somewhere takes."""

    f: Form | None = Field(default=None, description=TOLD)


class Row(BaseModel):
    """A row of a table; its columns stand in the description of the route."""

    model_config = ConfigDict(extra="allow")


class NotModified(Exception):  # noqa: N818 - no error: the asker has the answer
    """The asker holds the very answer."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = dict(headers)


@dataclass(frozen=True)
class Reply:
    """A read that is being answered.

    Parameters
    ----------
    form : Form
        How it is written.
    data_version : str
        State of the data that it is read from.
    headers : mapping of str to str
        Its ETag, how long it may be kept, and what it hangs on.
    """

    form: Form
    data_version: str
    headers: Mapping[str, str]

    def record(self, body: Mapping[str, Any]) -> Response:
        """Answer with one JSON object."""
        return self._write(_json(body), "json")

    def table(
        self,
        name: str,
        table: pd.DataFrame | Sequence[Mapping[str, Any]],
        head: Mapping[str, Any] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with rows.

        Parameters
        ----------
        name : str
            What the rows are called in JSON.
        table : pandas.DataFrame, geopandas.GeoDataFrame or sequence of mapping
            The rows; the units stand in the columns' names. Mappings with ``lat`` and ``lon`` are points.
        head : mapping, optional
            What stands beside the rows in JSON, as foreign members in GeoJSON and in the metadata of GeoParquet.
        more : mapping of str to str, optional
            Further headers.
        """
        beside = {"data_version": self.data_version, **(head or {})}
        beside = {"crisis": beside.pop("crisis")} | beside if "crisis" in beside else beside
        if self.form == "json":
            told = rows(without_outlines(table)) if isinstance(table, pd.DataFrame) else list(table)
            return self._write(_json({**beside, name: told}), "json", more)
        frame = table if isinstance(table, pd.DataFrame) else frame_of(table)
        if self.form == "csv":
            plain = without_outlines(frame).map(_joined)
            return self._write(to_csv(plain, [FileColumn(str(column), str(column)) for column in plain]), "csv", more)
        if self.form == "parquet":
            return self._write(to_parquet(frame, _json(beside)), "parquet", more)
        return self._write(_geojson(gpd.GeoDataFrame(frame), beside), "geojson", more)

    def _write(self, content: bytes, form: Form, more: Mapping[str, str] | None = None) -> Response:
        return Response(content, media_type=MEDIA[form], headers={**self.headers, **(more or {})})


def begin(
    request: Request, asked: TableRead | LayerRead | None = None, *, is_personal: bool = False, is_now: bool = False
) -> Reply:
    """Begin to answer a read.

    Parameters
    ----------
    request : fastapi.Request
    asked : TableRead or LayerRead, optional
        Names the form; None for an object, which is JSON.
    is_personal : bool
        Whether the address holds a position or a person's words: then nothing may keep the answer.
    is_now : bool
        Whether the answer hangs on the present: then nothing may keep it either.

    Raises
    ------
    NotModified
        When the asker holds the answer.
    """
    form = _form(request, asked)
    state = data.version()
    headers = {"Vary": "Accept", "Data-Version": state}
    if is_personal or is_now:
        return Reply(form, state, headers | {"Cache-Control": "no-store"})
    said = "\n".join((_code(), state, data.today().isoformat(), request.url.path, str(request.query_params), form))
    headers |= {
        "ETag": f'W/"{state}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"',
        "Cache-Control": f"public, max-age={LASTS_S}",
    }
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if headers["ETag"] in known:
        raise NotModified(headers)
    return Reply(form, state, headers)


def not_modified(_request: Request, error: Exception) -> Response:
    """Answer those who have it already."""
    return Response(status_code=304, headers=error.headers if isinstance(error, NotModified) else {})


def frame_of(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a frame of records; those that say ``lat`` and ``lon`` become points (EPSG:4326)."""
    frame = pd.DataFrame([{key: _flat(value) for key, value in record.items()} for record in records])
    if not {"lat", "lon"} <= set(frame.columns):
        return frame if len(frame.columns) else gpd.GeoDataFrame(geometry=[], crs=4326)
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326)


def described(
    name: str, row: type[BaseModel] = Row, *, forms: Sequence[Form] = FORMS, **head: Any
) -> dict[int | str, Any]:
    """Describe the answer of a table for OpenAPI: its object in JSON, and the other forms.

    Parameters
    ----------
    name : str
        What the rows are called.
    row : type
        Model of a row.
    forms : sequence of Form
        In which it can be had.
    **head
        Name and type of what stands beside the rows.

    Returns
    -------
    dict
        For ``responses`` of a route.
    """
    beside: dict[str, Any] = {"data_version": (str, ...)} | {key: (kind, ...) for key, kind in head.items()}
    beside[name] = (list.__class_getitem__(row), ...)
    model = create_model(f"{name.title().replace('_', '')}Answer", **beside)
    content: dict[str, Any] = {}
    for form in forms:
        if form == "geojson":
            collection = {
                "type": "object",
                "required": ["type", "features"],
                "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array"}},
            }
            content[MEDIA[form]] = {"schema": collection}
        elif form != "json":
            content[MEDIA[form].partition(";")[0]] = {"schema": {"type": "string"}}
    return {200: {"model": model, "description": "The rows.", "content": content}, **REFUSALS}


REFUSALS: dict[int | str, Any] = {
    304: {"description": "The asker has this very answer (`If-None-Match`)."},
    "4XX": {"description": "Refused; says why.", "content": {Problem.MEDIA: {"schema": Problem.REF}}},
    "5XX": {"description": "Cannot be answered.", "content": {Problem.MEDIA: {"schema": Problem.REF}}},
}
"""What every read may answer beside its rows."""

OBJECT: dict[int | str, Any] = {200: {"model": Row}, **REFUSALS}
"""What a read of one object answers; its fields stand in the description of the route."""


def row_model(name: str, columns: Sequence[str]) -> type[BaseModel]:
    """Make the model of a row of a frame with these columns, so that they stand in the description."""
    scalar = bool | int | float | str | None
    made: dict[str, Any] = dict.fromkeys(columns, (scalar, None))
    return create_model(name, __config__=ConfigDict(extra="allow"), **made)


def model_of(name: str, record: type, **changed: Any) -> type[BaseModel]:
    """Make the model of a record from a dataclass: its fields under their types, or others."""
    kept = {field.name: (field.type, ...) for field in fields(record) if changed.get(field.name, ...) is not None}
    made: dict[str, Any] = kept | {key: (kind, ...) for key, kind in changed.items() if kind is not None}
    return create_model(name, __config__=ConfigDict(extra="allow"), **made)


@lru_cache
def _code() -> str:
    return version_of("mindconnect")


def _form(request: Request, asked: TableRead | LayerRead | None) -> Form:
    if asked is None:
        return "json"
    if asked.f is not None:
        return next(form for form in FORMS if form == asked.f)
    able = _able(type(asked))
    for wanted in request.headers.get("accept", "").split(","):
        kind = wanted.partition(";")[0].strip().lower()
        for form in FORMS:
            if form in able and kind == MEDIA[form].partition(";")[0]:
                return form
    return "json"


@lru_cache
def _able(asked: type[Strict]) -> frozenset[str]:
    """Return the forms that a read can be had in: those that its ``f`` names."""
    named = asked.model_fields["f"].annotation
    return frozenset(form for part in get_args(named) for form in get_args(part))


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False, default=_written).encode()


def _written(value: Any) -> Any:
    """Write what JSON has no form for: days, instants, numbers of numpy."""
    if isinstance(value, np.generic):
        return value.item()
    return value.isoformat()


def _flat(value: Any) -> Any:
    return _json(value).decode() if isinstance(value, dict) else value


def _joined(value: Any) -> Any:
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else value


def _geojson(frame: gpd.GeoDataFrame, head: Mapping[str, Any]) -> bytes:
    """Write a collection (RFC 7946); one feature a line."""
    shapes = shapely.to_geojson(shapely.transform(frame.geometry.to_numpy(), _rounded))
    properties = [_json(row).decode() for row in rows(without_outlines(frame))]
    features = ",\n".join(
        f'{{"type":"Feature","properties":{told},"geometry":{shape or "null"}}}'
        for told, shape in zip(properties, shapes, strict=True)
    )
    return f'{{"type":"FeatureCollection",{_json(head).decode()[1:-1]},"features":[\n{features}\n]}}'.encode()


def _rounded(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return degrees.round(DEGREE_DIGITS)
