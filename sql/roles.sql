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
-- Accounts: the app alone. What people keep it reads and writes itself; who they are, where they are signed in, their passwords,
-- roles and the audit log it neither reads nor writes but through functions, each of which wants a proof: the key of a
-- password, a recovery code, the token or the number of a session.
REVOKE ALL ON SCHEMA account FROM PUBLIC, mindconnect_etl, mindconnect_reader;
REVOKE ALL ON ALL TABLES IN SCHEMA account FROM PUBLIC, mindconnect_etl, mindconnect_reader, mindconnect_app;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA account FROM PUBLIC, mindconnect_etl, mindconnect_reader, mindconnect_app;
GRANT USAGE ON SCHEMA account TO mindconnect_app;
GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON account.consent TO mindconnect_app;
GRANT SELECT, INSERT, UPDATE (consent_id, key_id, sealed, updated_at), DELETE ON account.profile TO mindconnect_app;
GRANT SELECT, INSERT, UPDATE (key_id, sealed), DELETE ON account.check_result TO mindconnect_app;
GRANT SELECT, INSERT, DELETE ON account.favourite TO mindconnect_app;
GRANT EXECUTE ON FUNCTION
    account.session_of_token(text, text), account.session_of_program(uuid), account.touch_session(uuid),
    account.rotate_token(text, bytea), account.own_sessions(uuid), account.end_session(uuid, uuid),
    account.end_other_sessions(uuid),
    account.wait_s(text, text, text), account.count_attempt(text, text, text, bytea), account.password_settings(text),
    account.sign_up(text, text, text, bytea, bytea[], text, bytea, text, text),
    account.open_by_password(text, bytea, text, bytea, text, bytea, text, text),
    account.open_by_recovery_code(text, text, text, bytea, text, bytea, text, text),
    account.open_by_provider(text, text, text, text, bytea, text, text),
    account.own_password_settings(uuid), account.change_password(uuid, bytea, text, bytea),
    account.renew_recovery_codes(uuid, bytea, bytea[]), account.delete_own(uuid, bytea),
    account.own_facts(uuid), account.own_acts(uuid),
    account.awaited_factor(text, text), account.pass_by_app_code(text, text, bytea, bigint),
    account.pass_by_recovery_code(text, text, text), account.propose_second_factor(uuid, bytea, text, bytea, bytea),
    account.proposed_factor(uuid), account.confirm_second_factor(uuid, bytea, bigint, bytea[]),
    account.remove_second_factor(uuid, bytea),
    account.set_role(text, uuid, text, text), account.set_disabled(text, uuid, boolean),
    account.accounts(text, integer), account.acts(text, integer, bigint), account.unpurged_since(text),
    account.purge_as(text, integer, integer)
    TO mindconnect_app;
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
    moderation.answer_call(text, text, text, jsonb),
    moderation.note_load(text, text, text, jsonb), moderation.end_sessions(text, uuid),
    moderation.purge_as(text, integer, integer, integer)
    TO mindconnect_app;
REVOKE INSERT, UPDATE, DELETE ON core.center_correction FROM mindconnect_etl;
-- The log of recommendations is written by the app through one function; the operator's etl role may only count and purge.
REVOKE INSERT, UPDATE ON core.recommendation_log FROM mindconnect_etl;
REVOKE EXECUTE ON FUNCTION serve.log_recommendation(text, date, text, jsonb, jsonb, jsonb, uuid)
    FROM PUBLIC, mindconnect_etl, mindconnect_reader;
