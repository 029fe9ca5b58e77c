-- Roles of least privilege. Run by `mindconnect db migrate` each time, after serve is rebuilt.
-- owner: whoever migrates. etl: writes core. app: reads serve. reader: reads serve (researchers, GIS).
GRANT USAGE ON SCHEMA core TO mindconnect_etl;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA core TO mindconnect_etl;
GRANT TRUNCATE ON core.travel_time, core.access_week, core.access_cell TO mindconnect_etl;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA core TO mindconnect_etl;
GRANT EXECUTE ON FUNCTION core.refresh_statistics() TO mindconnect_etl;
GRANT USAGE ON SCHEMA serve TO mindconnect_etl, mindconnect_app, mindconnect_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA serve TO mindconnect_etl, mindconnect_app, mindconnect_reader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA serve TO mindconnect_etl, mindconnect_app, mindconnect_reader;
-- Notices and overrides are only added to; corrections come in through one door, and that is the app's alone.
REVOKE UPDATE, DELETE ON core.notice, core.status_override FROM mindconnect_etl;
REVOKE EXECUTE ON FUNCTION serve.file_correction(text, text, text, text) FROM PUBLIC, mindconnect_etl, mindconnect_reader;
-- Accounts: the app alone, and of each table only what it does. It never writes a role (account.set_role does, for an
-- administrator's session), and it can add to the audit log but not change it.
REVOKE ALL ON SCHEMA account FROM PUBLIC, mindconnect_etl, mindconnect_reader;
REVOKE ALL ON ALL TABLES IN SCHEMA account FROM PUBLIC, mindconnect_etl, mindconnect_reader, mindconnect_app;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA account FROM PUBLIC, mindconnect_etl, mindconnect_reader;
GRANT USAGE ON SCHEMA account TO mindconnect_app;
GRANT SELECT ON ALL TABLES IN SCHEMA account TO mindconnect_app;
GRANT INSERT (name, name_key, password_hash, oidc_issuer, oidc_subject), UPDATE (password_hash, password_changed_at), DELETE
    ON account.account TO mindconnect_app;
GRANT INSERT, DELETE, UPDATE (token_hash, former_token_hash, last_seen_at, revoked_at) ON account.session TO mindconnect_app;
GRANT INSERT, DELETE, UPDATE (used_at) ON account.recovery_code TO mindconnect_app;
GRANT INSERT, UPDATE, DELETE ON account.login_attempt TO mindconnect_app;
GRANT INSERT, UPDATE (withdrawn_at) ON account.consent TO mindconnect_app;
GRANT INSERT, UPDATE (consent_id, key_id, sealed, updated_at), DELETE ON account.profile TO mindconnect_app;
GRANT INSERT, UPDATE (key_id, sealed), DELETE ON account.check_result TO mindconnect_app;
GRANT INSERT, DELETE ON account.favourite TO mindconnect_app;
GRANT INSERT (actor_id, actor_role, action, object_kind, object_id, detail) ON account.audit_log TO mindconnect_app;
GRANT EXECUTE ON FUNCTION account.set_role(text, uuid, text, text), account.set_disabled(text, uuid, boolean) TO mindconnect_app;
-- Reviews and the work of offices: the app alone, and through functions only, each of which looks at the session itself.
REVOKE ALL ON SCHEMA moderation FROM PUBLIC, mindconnect_etl, mindconnect_reader;
REVOKE ALL ON ALL TABLES IN SCHEMA moderation FROM PUBLIC, mindconnect_etl, mindconnect_reader, mindconnect_app;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA moderation FROM PUBLIC, mindconnect_etl, mindconnect_reader, mindconnect_app;
GRANT USAGE ON SCHEMA moderation TO mindconnect_app;
GRANT EXECUTE ON FUNCTION
    moderation.file_review(text, text, jsonb, text, date, text[]), moderation.remove_review(text, text),
    moderation.own_reviews(text), moderation.reviews_of(uuid), moderation.report_review(bigint, text, text),
    moderation.reviews(text, text, integer), moderation.decide_review(text, bigint, text, text),
    moderation.add_claim(text, text, text, text, jsonb, timestamptz, timestamptz, text),
    moderation.withdraw_claim(text, text, bigint), moderation.claims(text, text), moderation.centers(text, text, integer),
    moderation.corrections(text, boolean, integer), moderation.settle_correction(text, bigint, text, text),
    moderation.correct_center(text, text, text, text, bigint), moderation.center_corrections(text, text),
    moderation.note_load(text, text, text, jsonb), moderation.end_sessions(text, uuid),
    moderation.purge_as(text, integer, integer, integer)
    TO mindconnect_app;
REVOKE INSERT, UPDATE, DELETE ON core.center_correction FROM mindconnect_etl;
-- The log of recommendations is written by the app through one function; the operator's etl role may only count and purge.
REVOKE INSERT, UPDATE ON core.recommendation_log FROM mindconnect_etl;
REVOKE EXECUTE ON FUNCTION serve.log_recommendation(text, date, text, jsonb, jsonb, jsonb, uuid)
    FROM PUBLIC, mindconnect_etl, mindconnect_reader;
