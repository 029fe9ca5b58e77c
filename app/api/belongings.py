"""The account that is signed in: what it keeps."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

import h3
from fastapi import APIRouter, Depends, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints, field_validator

from app.account import belongings
from app.api.callers import Caller, signed_in
from app.api.models import Strict, Wording
from gis.hexgrid import CELL_RESOLUTION
from gis.terms import AccountAgeGroup, KnownSeverity, Problem

router = APIRouter(prefix="/me", tags=["what I keep"])

CenterId = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{10}$")]
Signed = Annotated[Caller, Depends(signed_in)]


class Profile(Strict):
    """What a person tells of themselves; every field may stay empty."""

    problem: list[Problem] = Field(default_factory=list, max_length=11)
    severity: KnownSeverity | None = None
    prefer_online: bool | None = None
    avail_after_6pm: bool | None = None
    age_group: AccountAgeGroup | None = None
    cell: str | None = Field(default=None, description="H3 cell of resolution 8, about a kilometre wide; never a point")

    @field_validator("cell")
    @classmethod
    def _is_coarse(cls, cell: str | None) -> str | None:
        if cell is not None and not (h3.is_valid_cell(cell) and h3.get_resolution(cell) == CELL_RESOLUTION):
            raise ValueError(f"not an H3 cell of resolution {CELL_RESOLUTION}")
        return cell


class PartConsents(Strict):
    """Versions of the words agreed to, by part of the profile; a part that holds something needs its own."""

    profile: Wording | None = None
    needs: Wording | None = None
    location: Wording | None = None


class ProfileIn(Strict):
    """A profile, and the words that were agreed to."""

    consents: PartConsents
    profile: Profile


class Result(Strict):
    """The result of a self-check: sums, never single answers."""

    taken_on: dt.date
    phq9: int | None = Field(default=None, ge=0, le=27)
    gad7: int | None = Field(default=None, ge=0, le=21)
    phq2: int | None = Field(default=None, ge=0, le=6)


class ResultIn(Strict):
    """A result, the words that were agreed to, and for how long it is kept."""

    consent: Wording
    days: int = 90
    result: Result


class KeptResult(BaseModel):
    """A result as it is kept."""

    result_id: UUID
    kept_at: dt.datetime
    expires_at: dt.datetime
    result: dict[str, Any]


class FavouritesIn(Strict):
    """All favourites, and the words that were agreed to."""

    consent: Wording
    center_ids: list[CenterId] = Field(max_length=belongings.MOST_FAVOURITES)


class Favourites(BaseModel):
    """The centers kept with the account, and to which words somebody agreed; null once the consent is withdrawn."""

    center_ids: list[str]
    consent: str | None


@router.get("/profile", summary="The profile")
def profile(caller: Signed) -> Profile | None:
    """Show the profile, or null when none is kept."""
    kept = belongings.profile(caller.account)
    return None if kept is None else Profile.model_validate(kept)


@router.put("/profile", status_code=204, summary="Keep a profile")
def put_profile(body: ProfileIn, caller: Signed) -> None:
    """Keep a profile, encrypted, in the place of the former: what is hard, the area and the rest each apart."""
    belongings.put_profile(
        caller.account, body.profile.model_dump(), consents=body.consents.model_dump(exclude_none=True)
    )


@router.delete("/profile", status_code=204, summary="Forget the profile")
def delete_profile(caller: Signed) -> None:
    """Forget the profile and the consents to it."""
    belongings.delete_profile(caller.account)


@router.get("/results", summary="Kept results of self-checks")
def results(caller: Signed) -> list[KeptResult]:
    """List the kept results, the newest first."""
    return [KeptResult(**result) for result in belongings.results(caller.account)]


@router.post("/results", status_code=201, summary="Keep a result")
def keep_result(body: ResultIn, caller: Signed) -> dict[str, UUID]:
    """Keep a result, encrypted, for 30, 90 or 365 days."""
    kept = belongings.keep_result(
        caller.account, body.result.model_dump(mode="json"), consent=body.consent, days=body.days
    )
    return {"result_id": kept}


@router.delete("/results", status_code=204, summary="Forget all results")
def delete_results(caller: Signed) -> None:
    """Forget every kept result and the consent."""
    belongings.delete_results(caller.account)


@router.delete("/results/{result_id}", status_code=204, summary="Forget a result")
def delete_result(result_id: UUID, caller: Signed) -> None:
    """Forget one kept result."""
    belongings.delete_results(caller.account, result_id)


@router.get("/favourites", summary="Favourites kept with the account")
def favourites(caller: Signed) -> Favourites:
    """List the centers kept with the account, the latest first."""
    center_ids, consent = belongings.favourites(caller.account)
    return Favourites(center_ids=center_ids, consent=consent)


@router.put("/favourites", status_code=204, summary="Keep exactly these favourites")
def put_favourites(body: FavouritesIn, caller: Signed) -> None:
    """Keep exactly these centers with the account."""
    belongings.put_favourites(caller.account, body.center_ids, consent=body.consent)


@router.delete("/favourites", status_code=204, summary="Forget the favourites of the account")
def delete_favourites(caller: Signed) -> None:
    """Forget the account's favourites; those on devices stay there."""
    belongings.delete_favourites(caller.account)


@router.get("/data", summary="Everything kept of me", response_class=JSONResponse)
def download(caller: Signed) -> Response:
    """Hand over everything that is kept of the person, as a JSON file."""
    return JSONResponse(
        jsonable_encoder(belongings.everything(caller.session)),
        headers={"Content-Disposition": 'attachment; filename="mindconnect-my-data.json"'},
    )
