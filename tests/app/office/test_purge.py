"""`mindconnect purge` on the county: what is past its time goes, and the log says so."""

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import build
from gis.queries import hours


@pytest.fixture
def run(owner, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", owner.url.render_as_string(hide_password=False))

    def purge(**days: str) -> str:
        for name, value in days.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(build(["purge"]), ["purge"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return purge


def test_settled_reports_go_after_their_time_and_sessions_after_a_month(run, owner, app_engine, centers):
    for _ in range(2):
        with app_engine.begin() as conn:
            hours.file_correction(
                conn,
                center_id=next(iter(centers.values())),
                topic="other",
                message="하나",
                client_key="0123456789abcdef" * 2,
            )
    with owner.begin() as conn:
        conn.execute(
            text("""
                UPDATE core.correction SET settled_at = now() - interval '40 days', settled_how = 'accepted'
                WHERE correction_id = (SELECT min(correction_id) FROM core.correction)
            """)
        )
        conn.execute(text("UPDATE account.session SET expires_at = now() - interval '31 days'"))
    assert "correction: 0" in run()
    assert "correction: 1" in run(MINDCONNECT_KEEP_CORRECTIONS_DAYS="30")
    with owner.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM core.correction")) == 1
        assert conn.scalar(text("SELECT count(*) FROM account.session")) == 0
        row = conn.execute(
            text("SELECT actor_role, action, detail FROM account.audit_log ORDER BY audit_id DESC LIMIT 1")
        ).one()
    assert (row.actor_role, row.action, row.detail["correction"]) == ("operator", "retention.purge", 1)
