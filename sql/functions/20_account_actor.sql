-- Who acts. The app shows the token of a session (to act for others) or its number (to act for oneself); whose that is and
-- what they may do is looked up here. Tables hold hashes of tokens only, so a hole in the app gives nobody a right.

CREATE OR REPLACE FUNCTION account.is_in_force(session account.session) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (session).revoked_at IS NULL AND (session).expires_at > now() AND (session).awaits IS NULL
       AND (session).last_seen_at > now() - interval '14 days'
$$;
COMMENT ON FUNCTION account.is_in_force IS 'Whether a session is neither ended, nor over, nor unused for 14 days, and awaits no second factor.';

CREATE OR REPLACE FUNCTION account.has_second_factor(owner uuid) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM account.second_factor f WHERE f.account_id = owner AND f.confirmed_at IS NOT NULL) $$;
COMMENT ON FUNCTION account.has_second_factor IS 'Whether an account signs in with a second factor.';

CREATE OR REPLACE FUNCTION account.require(actor_token text, VARIADIC roles text[]) RETURNS account.account
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account;
BEGIN
    SELECT a.* INTO actor
    FROM account.session s JOIN account.account a USING (account_id)
    WHERE s.token_hash = sha256(convert_to(actor_token, 'UTF8')) AND s.kind = 'app' AND account.is_in_force(s)
      AND a.disabled_at IS NULL;
    IF actor.account_id IS NULL OR NOT actor.role = ANY (roles) THEN
        RAISE EXCEPTION 'that needs the role %', array_to_string(roles, ' or ') USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN actor;
END $$;
COMMENT ON FUNCTION account.require IS 'Account behind a browser''s session in force, if it has one of the roles; else SQLSTATE 42501.';

CREATE OR REPLACE FUNCTION account.own(acting_session uuid) RETURNS account.account
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account;
BEGIN
    SELECT a.* INTO actor
    FROM account.session s JOIN account.account a USING (account_id)
    WHERE s.session_id = acting_session AND account.is_in_force(s) AND a.disabled_at IS NULL;
    IF actor.account_id IS NULL THEN
        RAISE EXCEPTION 'the session is over' USING ERRCODE = 'invalid_authorization_specification';
    END IF;
    RETURN actor;
END $$;
COMMENT ON FUNCTION account.own IS 'Account that a session is of, to look after itself; SQLSTATE 28000 when the session is over.';

CREATE OR REPLACE FUNCTION account.note(actor account.account, action text, object_kind text, object_id text, detail jsonb)
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO account.audit_log (actor_id, actor_role, action, object_kind, object_id, detail)
    VALUES ((actor).account_id, (actor).role, note.action, note.object_kind, note.object_id, note.detail)
$$;
COMMENT ON FUNCTION account.note IS 'Writes the audit log in the transaction of the act.';
