"""The account that is signed in: itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.account import belongings, consents, entry, second_factor
from app.api.callers import Caller, drop_cookie, signed_in
from app.api.guards import client_key
from app.api.models import (
    AccountOut,
    Codes,
    Confirmation,
    ConsentOut,
    JoiningIn,
    Me,
    PasswordChange,
    Second,
    SecretOut,
)
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


@router.post("/second-factor", status_code=201, summary="Set up a second factor")
def propose_second_factor(body: Confirmation, caller: Annotated[Caller, Depends(signed_in)]) -> SecretOut:
    """Make a secret for an authenticator app (TOTP, RFC 6238); it counts once a first code was confirmed."""
    return SecretOut(**vars(second_factor.propose(caller.session, body.password)))


@router.post("/second-factor/confirmation", status_code=201, summary="Put the second factor in force")
def confirm_second_factor(request: Request, body: Second, caller: Annotated[Caller, Depends(signed_in)]) -> Codes:
    """Confirm with a first code. Gives new recovery codes, this once; every other session ends."""
    client = client_key(request.scope)
    return Codes(recovery_codes=second_factor.confirm(caller.session, body.code, client=client))


@router.post("/second-factor/removal", status_code=204, summary="Remove the second factor")
def remove_second_factor(body: Confirmation, caller: Annotated[Caller, Depends(signed_in)]) -> None:
    """Sign in by the password alone from now on."""
    second_factor.remove(caller.session, body.password)


@router.post("/deletion", status_code=204, summary="Delete the account")
def delete_me(
    request: Request, response: Response, body: Confirmation, caller: Annotated[Caller, Depends(signed_in)]
) -> None:
    """Delete the account and everything kept with it, at once and for good."""
    entry.delete(caller.session, body.password)
    drop_cookie(request, response)
