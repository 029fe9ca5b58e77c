-- Coming in: the only ways in which a session is made. Each wants the key of a password, a recovery code, or (for citizens
-- only) the app's word that a provider has vouched for the person.

CREATE OR REPLACE FUNCTION account.session_lasts(owner account.account) RETURNS interval
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE (owner).role WHEN 'citizen' THEN interval '30 days' ELSE interval '12 hours' END $$;
COMMENT ON FUNCTION account.session_lasts IS 'How long a session lasts: 30 days for a citizen, a working day for whoever acts for others.';

CREATE OR REPLACE FUNCTION account.open_session(
    owner account.account, session_kind text, token_hash bytea, device text, former_token text, awaits text
) RETURNS account.signed_in
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- An account without a second factor is asked for none.
    missing text := CASE WHEN account.has_second_factor((owner).account_id) THEN open_session.awaits END;
    made uuid;
BEGIN
    -- So that nobody is signed in twice unawares, and a token planted before the log-in opens nothing after it.
    UPDATE account.session s SET revoked_at = now()
    WHERE s.token_hash = sha256(convert_to(former_token, 'UTF8')) AND s.revoked_at IS NULL;
    INSERT INTO account.session AS s (account_id, kind, token_hash, device, awaits, expires_at)
    VALUES ((owner).account_id, session_kind, open_session.token_hash, open_session.device, missing,
            now() + CASE WHEN missing IS NULL THEN account.session_lasts(owner) ELSE interval '10 minutes' END)
    RETURNING s.session_id INTO made;
    IF (owner).role <> 'citizen' AND open_session.awaits = 'code' AND missing IS NULL THEN
        PERFORM account.note(owner, 'session.open', 'account', (owner).account_id::text, '{}');
    END IF;
    RETURN ROW(made, (owner).account_id, (owner).name, (owner).role, (owner).municipality_code, missing)::account.signed_in;
END $$;
COMMENT ON FUNCTION account.open_session IS 'Makes a session; of an account with a second factor one that opens nothing for ten minutes until that is shown (awaits: which codes will do).';

CREATE OR REPLACE FUNCTION account.look_of(name_key text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT translate(replace(replace(normalize(name_key, NFD), 'rn', 'm'), 'vv', 'w'), '01i|一_. ', 'olll--') $$;
COMMENT ON FUNCTION account.look_of IS 'How a name looks at a glance: 0 as o, 1 and i as l, rn as m; two names that look alike cannot both be made.';

CREATE OR REPLACE FUNCTION account.add_account(
    name text, name_key text, password_settings text, password_key bytea, oidc_issuer text, oidc_subject text
) RETURNS account.account
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made account.account;
BEGIN
    -- Names made before this rule stay. The lock lets one of two look-alikes at once pass.
    PERFORM pg_advisory_xact_lock(hashtextextended('account.look:' || account.look_of(add_account.name_key), 0));
    IF EXISTS (SELECT FROM account.account a WHERE account.look_of(a.name_key) = account.look_of(add_account.name_key)) THEN
        RAISE EXCEPTION 'a name that looks like this one is taken' USING ERRCODE = 'unique_violation';
    END IF;
    INSERT INTO account.account (name, name_key, password_settings, password_verifier, oidc_issuer, oidc_subject)
    VALUES (add_account.name, add_account.name_key, add_account.password_settings, sha256(add_account.password_key),
            add_account.oidc_issuer, add_account.oidc_subject)
    RETURNING * INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION account.add_account IS 'Makes an account, always a citizen''s; SQLSTATE 23505 when the name, or one that looks like it, is taken.';

CREATE OR REPLACE FUNCTION account.set_recovery_codes(owner uuid, code_hashes bytea[]) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM account.recovery_code c WHERE c.account_id = owner;
    INSERT INTO account.recovery_code (account_id, code_hash) SELECT owner, unnest(code_hashes);
$$;
COMMENT ON FUNCTION account.set_recovery_codes IS 'Replaces all recovery codes of an account.';

CREATE OR REPLACE FUNCTION account.set_password(owner uuid, settings text, password_key bytea) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE account.account a
    SET password_settings = settings, password_verifier = sha256(set_password.password_key), password_changed_at = now()
    WHERE a.account_id = owner
$$;
COMMENT ON FUNCTION account.set_password IS 'Replaces what is kept of a password.';

CREATE OR REPLACE FUNCTION account.password_settings(typed_key text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT a.password_settings FROM account.account a WHERE a.name_key = typed_key AND a.disabled_at IS NULL $$;
COMMENT ON FUNCTION account.password_settings IS 'What the app needs to make the key of a password: argon2id''s cost and the salt; null without such an account that may sign in.';

CREATE OR REPLACE FUNCTION account.sign_up(
    name text, name_key text, password_settings text, password_key bytea, code_hashes bytea[],
    session_kind text, token_hash bytea, device text, former_token text
) RETURNS account.signed_in
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made account.account;
BEGIN
    IF sign_up.password_settings IS NULL OR sign_up.password_key IS NULL THEN
        RAISE EXCEPTION 'an account needs a password' USING ERRCODE = 'check_violation';
    END IF;
    made := account.add_account(sign_up.name, sign_up.name_key, sign_up.password_settings, sign_up.password_key, NULL, NULL);
    PERFORM account.set_recovery_codes(made.account_id, code_hashes);
    RETURN account.open_session(made, session_kind, sign_up.token_hash, sign_up.device, former_token, NULL);
END $$;
COMMENT ON FUNCTION account.sign_up IS 'Makes a citizen''s account with its recovery codes and signs in; SQLSTATE 23505 when the name is taken.';

CREATE OR REPLACE FUNCTION account.open_by_password(
    typed_key text, password_key bytea, new_settings text, new_key bytea,
    session_kind text, token_hash bytea, device text, former_token text
) RETURNS account.signed_in
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner account.account;
BEGIN
    PERFORM account.require_counted('password', typed_key, sha256(open_by_password.password_key));
    SELECT a.* INTO owner FROM account.account a
    WHERE a.name_key = typed_key AND a.password_verifier = sha256(open_by_password.password_key) AND a.disabled_at IS NULL;
    IF owner.account_id IS NULL THEN
        RAISE EXCEPTION 'name and password do not fit' USING ERRCODE = 'invalid_password';
    END IF;
    PERFORM account.forget_attempts('password', typed_key);
    IF new_settings IS NOT NULL THEN
        PERFORM account.set_password(owner.account_id, new_settings, new_key);
    END IF;
    RETURN account.open_session(
        owner, session_kind, open_by_password.token_hash, open_by_password.device, former_token, 'code');
END $$;
COMMENT ON FUNCTION account.open_by_password IS 'Signs in whoever shows the argon2id key of an account''s password (new_settings, new_key: the same under today''s cost, if wanted); SQLSTATE 28P01 when it does not fit, 25000 when the guess was not counted.';

CREATE OR REPLACE FUNCTION account.open_by_recovery_code(
    typed_key text, code text, new_settings text, new_key bytea,
    session_kind text, token_hash bytea, device text, former_token text
) RETURNS account.signed_in
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    shown bytea := sha256(convert_to('recovery:' || code, 'UTF8'));
    owner account.account;
BEGIN
    PERFORM account.require_counted('recovery', typed_key, shown);
    UPDATE account.recovery_code c SET used_at = now() FROM account.account a
    WHERE c.account_id = a.account_id AND a.name_key = typed_key AND a.disabled_at IS NULL
      AND c.code_hash = shown AND c.used_at IS NULL
    RETURNING a.* INTO owner;
    IF owner.account_id IS NULL THEN
        RAISE EXCEPTION 'name and recovery code do not fit, or the code was used' USING ERRCODE = 'invalid_password';
    END IF;
    IF new_settings IS NULL OR new_key IS NULL THEN
        RAISE EXCEPTION 'a recovery sets a password' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM account.set_password(owner.account_id, new_settings, new_key);
    PERFORM account.forget_attempts('password', typed_key), account.forget_attempts('recovery', typed_key);
    UPDATE account.session s SET revoked_at = now() WHERE s.account_id = owner.account_id AND s.revoked_at IS NULL;
    PERFORM account.note(owner, 'account.recover', 'account', owner.account_id::text, '{}');
    RETURN account.open_session(
        owner, session_kind, open_by_recovery_code.token_hash, open_by_recovery_code.device, former_token, 'app_code');
END $$;
COMMENT ON FUNCTION account.open_by_recovery_code IS 'Sets a new password by a recovery code (without blanks and hyphens, in capitals), ends every session, and signs in; SQLSTATE as open_by_password.';

CREATE OR REPLACE FUNCTION account.open_by_provider(
    issuer text, subject text, new_name text, session_kind text, token_hash bytea, device text, former_token text
) RETURNS account.signed_in
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner account.account;
BEGIN
    SELECT a.* INTO owner FROM account.account a WHERE a.oidc_issuer = issuer AND a.oidc_subject = subject;
    IF owner.account_id IS NULL AND new_name IS NULL THEN
        RAISE EXCEPTION 'there is no such account yet' USING ERRCODE = 'no_data_found';
    ELSIF owner.account_id IS NULL THEN
        owner := account.add_account(new_name, new_name, NULL, NULL, issuer, subject);
    END IF;
    -- The database cannot check a provider's word. So it is worth no more than a citizen's account.
    IF owner.disabled_at IS NOT NULL OR owner.role <> 'citizen' THEN
        RAISE EXCEPTION 'the account is closed, or acts for others and signs in by its password'
            USING ERRCODE = 'invalid_authorization_specification';
    END IF;
    RETURN account.open_session(owner, session_kind, open_by_provider.token_hash, open_by_provider.device, former_token, NULL);
END $$;
COMMENT ON FUNCTION account.open_by_provider IS 'Signs in a citizen whom a provider has vouched for, on the app''s word; a new name makes the account at the first visit, without one it is P0002. SQLSTATE 28000 when it is closed or has a role.';
