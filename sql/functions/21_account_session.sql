-- Sessions: whose a token is, and how a session ends. Nobody lists the sessions of others.

CREATE OR REPLACE FUNCTION account.session_of_token(session_kind text, token text)
RETURNS TABLE (session_id uuid, account_id uuid, name text, role text, municipality_code text, is_stale boolean, has_second_factor boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.session_id, a.account_id, a.name, a.role, a.municipality_code, s.last_seen_at < now() - interval '5 minutes',
           account.has_second_factor(a.account_id)
    FROM account.session s JOIN account.account a USING (account_id)
    WHERE s.kind = session_kind AND s.token_hash = sha256(convert_to(token, 'UTF8')) AND account.is_in_force(s)
      AND a.disabled_at IS NULL
$$;
COMMENT ON FUNCTION account.session_of_token IS 'The session in force that a token opens. is_stale: when it was last used is known to five minutes only, so that a page''s run need not write.';

CREATE OR REPLACE FUNCTION account.session_of_program(acting_session uuid)
RETURNS TABLE (session_id uuid, account_id uuid, name text, role text, municipality_code text, is_stale boolean, has_second_factor boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.session_id, a.account_id, a.name, a.role, a.municipality_code, s.last_seen_at < now() - interval '5 minutes',
           account.has_second_factor(a.account_id)
    FROM account.session s JOIN account.account a USING (account_id)
    WHERE s.kind = 'api' AND s.session_id = acting_session AND account.is_in_force(s) AND a.disabled_at IS NULL
$$;
COMMENT ON FUNCTION account.session_of_program IS 'A program''s session in force by its number, which its signed token carries.';

CREATE OR REPLACE FUNCTION account.touch_session(acting_session uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE account.session s SET last_seen_at = now() WHERE s.session_id = acting_session AND account.is_in_force(s)
$$;
COMMENT ON FUNCTION account.touch_session IS 'Notes that a session is in use; one that is over stays so.';

CREATE OR REPLACE FUNCTION account.rotate_token(token text, new_token_hash bytea) RETURNS SETOF account.signed_in
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    shown bytea := sha256(convert_to(token, 'UTF8'));
    found account.signed_in;
BEGIN
    -- The lock on the row lets one of two requests at once pass with the same token.
    PERFORM FROM account.session s WHERE s.kind = 'api' AND s.token_hash = shown FOR UPDATE;
    SELECT t.session_id, t.account_id, t.name, t.role, t.municipality_code, NULL INTO found
    FROM account.session_of_token('api', token) t;
    IF found.session_id IS NULL THEN
        UPDATE account.session s SET revoked_at = now() WHERE s.former_token_hash = shown AND s.revoked_at IS NULL;
        RETURN;
    END IF;
    UPDATE account.session s SET former_token_hash = s.token_hash, token_hash = new_token_hash, last_seen_at = now()
    WHERE s.session_id = found.session_id;
    RETURN NEXT found;
END $$;
COMMENT ON FUNCTION account.rotate_token IS 'Replaces a program''s refresh token by its successor. A token that was replaced before was copied by somebody: its session ends.';

CREATE OR REPLACE FUNCTION account.own_sessions(acting_session uuid)
RETURNS TABLE (
    session_id uuid, kind text, device text, created_at timestamptz, last_seen_at timestamptz, expires_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.own(acting_session);
BEGIN
    RETURN QUERY
    SELECT s.session_id, s.kind, s.device, s.created_at, s.last_seen_at, s.expires_at
    FROM account.session s
    WHERE s.account_id = actor.account_id AND s.revoked_at IS NULL AND s.expires_at > now() AND s.awaits IS NULL
    ORDER BY s.last_seen_at DESC;
END $$;
COMMENT ON FUNCTION account.own_sessions IS 'Where the account of a session is signed in, the latest used first.';

CREATE OR REPLACE FUNCTION account.end_session(acting_session uuid, target uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.own(acting_session);
BEGIN
    UPDATE account.session s SET revoked_at = now()
    WHERE s.account_id = actor.account_id AND s.session_id = target AND s.revoked_at IS NULL;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION account.end_session IS 'Ends one session of the own account; tells whether there was one.';

CREATE OR REPLACE FUNCTION account.end_other_sessions(acting_session uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.own(acting_session);
BEGIN
    UPDATE account.session s SET revoked_at = now()
    WHERE s.account_id = actor.account_id AND s.session_id <> acting_session AND s.revoked_at IS NULL;
END $$;
COMMENT ON FUNCTION account.end_other_sessions IS 'Ends every other session of the own account.';
