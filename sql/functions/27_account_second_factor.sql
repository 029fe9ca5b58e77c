-- The second factor. Codes are checked by the app, which opens the secret; the database wants the proof that lay sealed
-- with it, lets no code count twice, and opens no session of such an account without.

CREATE OR REPLACE FUNCTION account.awaiting(session_kind text, token text) RETURNS SETOF account.session
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.* FROM account.session s JOIN account.account a USING (account_id)
    WHERE s.kind = session_kind AND s.token_hash = sha256(convert_to(token, 'UTF8')) AND s.awaits IS NOT NULL
      AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL
$$;
COMMENT ON FUNCTION account.awaiting IS 'The session that a token would open once a second factor is shown.';

CREATE OR REPLACE FUNCTION account.awaited_factor(session_kind text, token text)
RETURNS TABLE (account_id uuid, name text, awaits text, key_id text, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.account_id, a.name, s.awaits, f.key_id, f.sealed
    FROM account.awaiting(session_kind, token) s
    JOIN account.account a USING (account_id) JOIN account.second_factor f USING (account_id)
$$;
COMMENT ON FUNCTION account.awaited_factor IS 'What the app checks a code against, for the token of a session that awaits one.';

CREATE OR REPLACE FUNCTION account.let_in(waiting uuid) RETURNS account.signed_in
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner account.account;
BEGIN
    SELECT a.* INTO owner FROM account.session s JOIN account.account a USING (account_id) WHERE s.session_id = waiting;
    UPDATE account.session s SET awaits = NULL, last_seen_at = now(), expires_at = now() + account.session_lasts(owner)
    WHERE s.session_id = waiting;
    PERFORM account.forget_attempts('second', owner.account_id::text);
    IF owner.role <> 'citizen' THEN
        PERFORM account.note(owner, 'session.open', 'account', owner.account_id::text, '{}');
    END IF;
    RETURN ROW(waiting, owner.account_id, owner.name, owner.role, owner.municipality_code, NULL)::account.signed_in;
END $$;
COMMENT ON FUNCTION account.let_in IS 'Opens a session that awaited a second factor.';

CREATE OR REPLACE FUNCTION account.spend_step(owner uuid, proof bytea, step bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE account.second_factor f SET last_step = spend_step.step
    WHERE f.account_id = owner AND f.verifier = sha256(spend_step.proof) AND f.last_step < spend_step.step;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the code does not fit, or was used' USING ERRCODE = 'invalid_password';
    END IF;
END $$;
COMMENT ON FUNCTION account.spend_step IS 'Takes a code that the app found to fit; SQLSTATE 28P01 without the proof, or when the code or a later one was used.';

CREATE OR REPLACE FUNCTION account.pass_by_app_code(session_kind text, token text, proof bytea, step bigint)
RETURNS account.signed_in
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    waiting account.session;
BEGIN
    SELECT w.* INTO waiting FROM account.awaiting(session_kind, token) w;
    IF waiting.session_id IS NULL THEN
        RAISE EXCEPTION 'no session awaits a code' USING ERRCODE = 'invalid_authorization_specification';
    END IF;
    PERFORM account.spend_step(waiting.account_id, pass_by_app_code.proof, step);
    RETURN account.let_in(waiting.session_id);
END $$;
COMMENT ON FUNCTION account.pass_by_app_code IS 'Opens a session that awaits a code of the app; SQLSTATE 28000 when none does, 28P01 as spend_step.';

CREATE OR REPLACE FUNCTION account.pass_by_recovery_code(session_kind text, token text, code text) RETURNS account.signed_in
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    shown bytea := sha256(convert_to('recovery:' || code, 'UTF8'));
    waiting account.session;
BEGIN
    SELECT w.* INTO waiting FROM account.awaiting(session_kind, token) w;
    IF waiting.session_id IS NULL THEN
        RAISE EXCEPTION 'no session awaits a code' USING ERRCODE = 'invalid_authorization_specification';
    END IF;
    PERFORM account.require_counted('second', waiting.account_id::text, shown);
    -- Who came in by a recovery code shows something else now: a sheet of paper alone is no two factors.
    UPDATE account.recovery_code c SET used_at = now()
    WHERE c.account_id = waiting.account_id AND c.code_hash = shown AND c.used_at IS NULL AND waiting.awaits = 'code';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the code does not fit, or was used' USING ERRCODE = 'invalid_password';
    END IF;
    RETURN account.let_in(waiting.session_id);
END $$;
COMMENT ON FUNCTION account.pass_by_recovery_code IS 'Opens a session that awaits a code by a recovery code, which is used up; not one that began with a recovery code. SQLSTATE as pass_by_app_code, 25000 when the guess was not counted.';

CREATE OR REPLACE FUNCTION account.propose_second_factor(
    acting_session uuid, password_key bytea, sealed_under text, sealed bytea, verifier bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.confirmed(acting_session, propose_second_factor.password_key);
BEGIN
    IF actor.password_verifier IS NULL THEN
        RAISE EXCEPTION 'a second factor needs a first' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    DELETE FROM account.second_factor f WHERE f.account_id = actor.account_id AND f.confirmed_at IS NULL;
    INSERT INTO account.second_factor (account_id, key_id, sealed, verifier)
    VALUES (actor.account_id, sealed_under, propose_second_factor.sealed, propose_second_factor.verifier);
END $$;
COMMENT ON FUNCTION account.propose_second_factor IS 'Keeps a secret that counts once a code has fitted; SQLSTATE 23505 when one is in force, 55000 for an account without a password.';

CREATE OR REPLACE FUNCTION account.proposed_factor(acting_session uuid) RETURNS TABLE (key_id text, sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.key_id, f.sealed FROM account.second_factor f
    WHERE f.account_id = (account.own(acting_session)).account_id AND f.confirmed_at IS NULL
$$;
COMMENT ON FUNCTION account.proposed_factor IS 'The own secret that awaits its first code.';

CREATE OR REPLACE FUNCTION account.confirm_second_factor(
    acting_session uuid, proof bytea, step bigint, code_hashes bytea[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.own(acting_session);
BEGIN
    PERFORM account.spend_step(actor.account_id, confirm_second_factor.proof, step);
    UPDATE account.second_factor f SET confirmed_at = now() WHERE f.account_id = actor.account_id AND f.confirmed_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is none to confirm' USING ERRCODE = 'no_data_found';
    END IF;
    PERFORM account.forget_attempts('second', actor.account_id::text);
    PERFORM account.set_recovery_codes(actor.account_id, code_hashes);
    PERFORM account.end_other_sessions(acting_session);
    PERFORM account.note(actor, 'account.second_factor_on', 'account', actor.account_id::text, '{}');
END $$;
COMMENT ON FUNCTION account.confirm_second_factor IS 'Puts the proposed second factor in force, with new recovery codes, and ends every other session.';

CREATE OR REPLACE FUNCTION account.remove_second_factor(acting_session uuid, password_key bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.confirmed(acting_session, remove_second_factor.password_key);
BEGIN
    DELETE FROM account.second_factor f WHERE f.account_id = actor.account_id;
    PERFORM account.note(actor, 'account.second_factor_off', 'account', actor.account_id::text, '{}');
END $$;
COMMENT ON FUNCTION account.remove_second_factor IS 'Takes the own second factor away.';
