-- Sessions of others.

CREATE OR REPLACE FUNCTION moderation.end_sessions(actor_token text, target uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'admin');
    ended bigint;
BEGIN
    UPDATE account.session s SET revoked_at = now() WHERE s.account_id = target AND s.revoked_at IS NULL;
    GET DIAGNOSTICS ended = ROW_COUNT;
    PERFORM account.note(actor, 'account.end_sessions', 'account', target::text, jsonb_build_object('sessions', ended));
    RETURN ended;
END $$;
COMMENT ON FUNCTION moderation.end_sessions IS 'Signs an account out everywhere; administrators only.';
