"""The account that is signed in: itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.account import belongings, consents, entry
from app.api.callers import Caller, drop_cookie, signed_in
from app.api.models import AccountOut, Codes, Confirmation, ConsentOut, JoiningIn, Me, PasswordChange
from gis.queries.belongings import Purpose

router = APIRouter(prefix="/me", tags=["me"])


@router.get("", summary="Who is signed in")
def me(caller: Annotated[Caller, Depends(signed_in)]) -> Me:
    """Show the account that is signed in, and count what it keeps."""
    return Me(account=AccountOut.of(caller.account), **belongings.summary(caller.session))


@router.get("/consents", summary="What I agreed to")
def my_consents(caller: Annotated[Caller, Depends(signed_in)]) -> list[ConsentOut]:
    """List every consent with its version and instants, withdrawn ones included, the newest first."""
    return [ConsentOut(**vars(consent)) for consent in consents.of_account(caller.account)]


@router.post("/consents", status_code=204, summary="Agree to the words in force")
def renew_consents(body: JoiningIn, caller: Annotated[Caller, Depends(signed_in)]) -> None:
    """Record the consents that an account needs, to the terms and the policy in force."""
    consents.renew(caller.account, body.told())


@router.delete("/consents/{purpose}", status_code=204, summary="Withdraw a consent")
def withdraw_consent(purpose: Purpose, caller: Annotated[Caller, Depends(signed_in)]) -> None:
    """Withdraw one consent; what was kept on it is deleted at once."""
    belongings.withdraw(caller.account, purpose)


@router.put("/password", status_code=204, summary="Change the password")
def change_password(change: PasswordChange, caller: Annotated[Caller, Depends(signed_in)]) -> None:
    """Change the password; every other session ends."""
    entry.change_password(caller.session, old=change.old_password, new=change.new_password)


@router.post("/recovery-codes", status_code=201, summary="New recovery codes")
def renew_codes(body: Confirmation, caller: Annotated[Caller, Depends(signed_in)]) -> Codes:
    """Replace the recovery codes; the former ones open nothing any more."""
    return Codes(recovery_codes=entry.renew_codes(caller.session, body.password))


@router.post("/deletion", status_code=204, summary="Delete the account")
def delete_me(
    request: Request, response: Response, body: Confirmation, caller: Annotated[Caller, Depends(signed_in)]
) -> None:
    """Delete the account and everything kept with it, at once and for good."""
    entry.delete(caller.session, body.password)
    drop_cookie(request, response)
