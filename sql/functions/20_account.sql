-- The doors to rights. The app may not write a role: it shows the session of whoever acts, and the database looks itself
-- whether that is an administrator. The tables hold hashes of tokens only, so a hole in the app gives nobody a right.
CREATE OR REPLACE FUNCTION account.acting_admin(actor_token text) RETURNS uuid
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.account_id FROM account.session s JOIN account.account a USING (account_id)
    WHERE s.token_hash = sha256(convert_to(actor_token, 'UTF8')) AND s.kind = 'app' AND s.revoked_at IS NULL AND s.expires_at > now()
      AND a.role = 'admin' AND a.disabled_at IS NULL
$$;
COMMENT ON FUNCTION account.acting_admin IS 'Account of the administrator whose session has this token, or null.';

CREATE OR REPLACE FUNCTION account.set_role(actor_token text, target uuid, new_role text, new_municipality_code text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor uuid := account.acting_admin(actor_token);
    former record;
BEGIN
    IF actor IS NULL THEN
        RAISE EXCEPTION 'only an administrator gives roles' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF actor = target THEN
        RAISE EXCEPTION 'nobody changes their own role' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT a.role, a.municipality_code INTO former FROM account.account a WHERE a.account_id = target FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such account' USING ERRCODE = 'no_data_found';
    END IF;
    UPDATE account.account a SET role = new_role, municipality_code = new_municipality_code WHERE a.account_id = target;
    -- Sessions made under the former role end: an administrator's day-long one must not outlive the role, nor the reverse.
    UPDATE account.session s SET revoked_at = now() WHERE s.account_id = target AND s.revoked_at IS NULL;
    INSERT INTO account.audit_log (actor_id, actor_role, action, object_kind, object_id, detail)
    VALUES (actor, 'admin', 'account.set_role', 'account', target::text, jsonb_build_object(
        'from', former.role, 'from_municipality', former.municipality_code, 'to', new_role, 'to_municipality', new_municipality_code));
END $$;
COMMENT ON FUNCTION account.set_role IS 'Gives an account a role; SQLSTATE 42501 unless the token is an administrator''s, P0002 without such an account.';

CREATE OR REPLACE FUNCTION account.set_disabled(actor_token text, target uuid, is_disabled boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor uuid := account.acting_admin(actor_token);
BEGIN
    IF actor IS NULL OR actor = target THEN
        RAISE EXCEPTION 'only an administrator closes an account, and not their own' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE account.account a SET disabled_at = CASE WHEN is_disabled THEN now() END WHERE a.account_id = target;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such account' USING ERRCODE = 'no_data_found';
    END IF;
    IF is_disabled THEN
        UPDATE account.session s SET revoked_at = now() WHERE s.account_id = target AND s.revoked_at IS NULL;
    END IF;
    INSERT INTO account.audit_log (actor_id, actor_role, action, object_kind, object_id)
    VALUES (actor, 'admin', CASE WHEN is_disabled THEN 'account.disable' ELSE 'account.enable' END, 'account', target::text);
END $$;
COMMENT ON FUNCTION account.set_disabled IS 'Closes an account, or opens it again; SQLSTATE 42501 unless the token is an administrator''s.';
