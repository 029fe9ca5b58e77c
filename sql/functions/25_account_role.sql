-- What administrators see of accounts, and the doors to rights: the app cannot write a role, it shows an administrator's
-- session.

CREATE OR REPLACE FUNCTION account.give_role(target uuid, new_role text, new_municipality_code text) RETURNS jsonb
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    former account.account;
BEGIN
    SELECT a.* INTO former FROM account.account a WHERE a.account_id = target FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such account' USING ERRCODE = 'no_data_found';
    END IF;
    IF new_role <> 'citizen' AND former.oidc_subject IS NOT NULL AND former.password_verifier IS NULL THEN
        RAISE EXCEPTION 'who acts for others signs in by a password, which this account has not'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    UPDATE account.account a SET role = new_role, municipality_code = new_municipality_code WHERE a.account_id = target;
    -- Sessions made under the former role end: an administrator's day-long one must not outlive the role, nor the reverse.
    UPDATE account.session s SET revoked_at = now() WHERE s.account_id = target AND s.revoked_at IS NULL;
    RETURN jsonb_build_object('from', former.role, 'from_municipality', former.municipality_code,
        'to', new_role, 'to_municipality', new_municipality_code);
END $$;
COMMENT ON FUNCTION account.give_role IS 'Writes a role and ends the account''s sessions; gives what changed. Called by set_role and the command line.';

CREATE OR REPLACE FUNCTION account.set_role(actor_token text, target uuid, new_role text, new_municipality_code text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'admin');
BEGIN
    IF actor.account_id = target THEN
        RAISE EXCEPTION 'nobody changes their own role' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM account.note(actor, 'account.set_role', 'account', target::text,
        account.give_role(target, new_role, new_municipality_code));
END $$;
COMMENT ON FUNCTION account.set_role IS 'Gives an account a role; SQLSTATE 42501 unless the token is an administrator''s, P0002 without such an account.';

CREATE OR REPLACE FUNCTION account.set_disabled(actor_token text, target uuid, is_disabled boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'admin');
BEGIN
    IF actor.account_id = target THEN
        RAISE EXCEPTION 'nobody closes their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE account.account a SET disabled_at = CASE WHEN is_disabled THEN now() END WHERE a.account_id = target;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such account' USING ERRCODE = 'no_data_found';
    END IF;
    IF is_disabled THEN
        UPDATE account.session s SET revoked_at = now() WHERE s.account_id = target AND s.revoked_at IS NULL;
    END IF;
    PERFORM account.note(
        actor, CASE WHEN is_disabled THEN 'account.disable' ELSE 'account.enable' END, 'account', target::text, '{}');
END $$;
COMMENT ON FUNCTION account.set_disabled IS 'Closes an account, or opens it again; SQLSTATE 42501 unless the token is an administrator''s.';

CREATE OR REPLACE FUNCTION account.accounts(actor_token text, most integer)
RETURNS TABLE (
    account_id uuid, name text, role text, municipality_code text, created_at timestamptz, is_disabled boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM account.require(actor_token, 'admin');
    RETURN QUERY
    SELECT a.account_id, a.name, a.role, a.municipality_code, a.created_at, a.disabled_at IS NOT NULL
    FROM account.account a ORDER BY a.role = 'citizen', a.created_at DESC LIMIT most;
END $$;
COMMENT ON FUNCTION account.accounts IS 'Accounts with a role, then the newest others; administrators only.';

CREATE OR REPLACE FUNCTION account.acts(actor_token text, most integer, before_id bigint)
RETURNS TABLE (
    audit_id bigint, at timestamptz, actor_id uuid, actor_name text, actor_role text, action text, object_kind text,
    object_id text, detail jsonb
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM account.require(actor_token, 'admin');
    RETURN QUERY
    SELECT l.audit_id, l.at, l.actor_id, a.name, l.actor_role, l.action, l.object_kind, l.object_id, l.detail
    FROM account.audit_log l LEFT JOIN account.account a ON a.account_id = l.actor_id
    WHERE acts.before_id IS NULL OR l.audit_id < acts.before_id ORDER BY l.audit_id DESC LIMIT most;
END $$;
COMMENT ON FUNCTION account.acts IS 'Rows of the audit log, the newest first, those before a number; administrators only.';

CREATE OR REPLACE FUNCTION account.unpurged_since(actor_token text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM account.require(actor_token, 'admin');
    RETURN (
        SELECT coalesce(max(l.at) FILTER (WHERE l.action = 'retention.purge' AND l.object_kind = 'retention'), min(l.at))
        FROM account.audit_log l
    );
END $$;
COMMENT ON FUNCTION account.unpurged_since IS 'When all that is past its time was last deleted; where it never was, the first act; administrators only.';
