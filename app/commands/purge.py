"""`mindconnect purge`: delete all that has done its work, in one transaction, and write it down."""

import datetime as dt

import typer

from app.account import belongings as kept
from app.credentials import vault
from gis.db.engine import make_engine
from gis.queries import audit, belongings, offices
from gis.settings import Settings


def purge_command() -> None:
    """Delete what is past its time: reports, refused reviews, ended sessions, recommendations. Run it daily."""
    settings = Settings()
    with make_engine(settings, "owner").begin() as conn:
        gone = offices.purge_as_operator(
            conn,
            correction_days=settings.keep_corrections_days,
            review_days=settings.keep_reviews_days,
            recommendation_days=settings.recommendation_days,
        )
        if (ring := vault.load_ring(settings)) is not None:
            gone["unconsented"] = kept.forget_unconsented(conn, ring)
        gone |= belongings.purge_ended(conn)
        audit.record_operation(conn, action="retention.purge", object_kind="retention", object_id="all", detail=gone)
    today = dt.datetime.now(dt.UTC).date()
    typer.echo(f"{today}: " + ", ".join(f"{what}: {number}" for what, number in gone.items()))
