-- What a person does with their own account, by the number of their session; what cannot be undone wants the password too.

CREATE OR REPLACE FUNCTION account.own_password_settings(acting_session uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT (account.own(acting_session)).password_settings $$;
COMMENT ON FUNCTION account.own_password_settings IS 'What the app needs to make the key of the own password; null for an account without one.';

CREATE OR REPLACE FUNCTION account.confirmed(acting_session uuid, password_key bytea) RETURNS account.account
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.own(acting_session);
BEGIN
    IF actor.password_verifier IS NOT NULL THEN
        PERFORM account.require_counted('confirm', actor.account_id::text, sha256(confirmed.password_key));
        IF actor.password_verifier IS DISTINCT FROM sha256(confirmed.password_key) THEN
            RAISE EXCEPTION 'the password does not fit' USING ERRCODE = 'invalid_password';
        END IF;
        PERFORM account.forget_attempts('confirm', actor.account_id::text);
    END IF;
    RETURN actor;
END $$;
COMMENT ON FUNCTION account.confirmed IS 'Account of a session that shows its password once more; one without a password needs none. SQLSTATE 28P01, 25000 as open_by_password.';

CREATE OR REPLACE FUNCTION account.change_password(
    acting_session uuid, password_key bytea, new_settings text, new_key bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.confirmed(acting_session, change_password.password_key);
BEGIN
    IF new_settings IS NULL OR new_key IS NULL THEN
        RAISE EXCEPTION 'there is no new password' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM account.set_password(actor.account_id, new_settings, new_key);
    PERFORM account.end_other_sessions(acting_session);
    PERFORM account.note(actor, 'account.change_password', 'account', actor.account_id::text, '{}');
END $$;
COMMENT ON FUNCTION account.change_password IS 'Changes the password and ends every other session.';

CREATE OR REPLACE FUNCTION account.renew_recovery_codes(acting_session uuid, password_key bytea, code_hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.confirmed(acting_session, renew_recovery_codes.password_key);
BEGIN
    PERFORM account.set_recovery_codes(actor.account_id, code_hashes);
    PERFORM account.note(actor, 'account.renew_codes', 'account', actor.account_id::text, '{}');
END $$;
COMMENT ON FUNCTION account.renew_recovery_codes IS 'Replaces the recovery codes of the own account.';

CREATE OR REPLACE FUNCTION account.delete_own(acting_session uuid, password_key bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.confirmed(acting_session, delete_own.password_key);
BEGIN
    PERFORM account.note(actor, 'account.delete', 'account', actor.account_id::text, '{}');
    DELETE FROM account.account a WHERE a.account_id = actor.account_id;
END $$;
COMMENT ON FUNCTION account.delete_own IS 'Deletes an account and everything of the person; the audit log alone keeps the bare number.';

CREATE OR REPLACE FUNCTION account.own_facts(acting_session uuid)
RETURNS TABLE (created_at timestamptz, has_password boolean, recovery_codes_left bigint, second_factor_since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.own(acting_session);
BEGIN
    RETURN QUERY SELECT actor.created_at, actor.password_verifier IS NOT NULL, (
        SELECT count(*) FROM account.recovery_code c WHERE c.account_id = actor.account_id AND c.used_at IS NULL
    ), (SELECT f.confirmed_at FROM account.second_factor f WHERE f.account_id = actor.account_id);
END $$;
COMMENT ON FUNCTION account.own_facts IS 'Since when an account is, whether it has a password, how many recovery codes are left, and since when it has a second factor.';

CREATE OR REPLACE FUNCTION account.own_acts(acting_session uuid) RETURNS TABLE (at timestamptz, action text, actor_role text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.own(acting_session);
BEGIN
    RETURN QUERY
    SELECT l.at, l.action, l.actor_role FROM account.audit_log l
    WHERE l.actor_id = actor.account_id OR (l.object_kind = 'account' AND l.object_id = actor.account_id::text)
    ORDER BY l.audit_id DESC;
END $$;
COMMENT ON FUNCTION account.own_acts IS 'Acts of an account and those done to it, the newest first: part of what a person may download.';
