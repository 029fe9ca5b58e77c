-- Forgetting what is over.

CREATE OR REPLACE FUNCTION account.purge(session_days integer, failure_days integer) RETURNS TABLE (what text, rows_removed bigint)
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    WITH expired AS (
        DELETE FROM account.check_result c WHERE c.expires_at <= now() RETURNING 1
    ), ended AS (
        DELETE FROM account.session s
        WHERE least(s.expires_at, s.revoked_at) < now() - make_interval(days => session_days) RETURNING 1
    ), forgotten AS (
        DELETE FROM account.login_attempt t
        WHERE t.last_failed_at < now() - make_interval(days => failure_days) AND coalesce(t.locked_until, now()) <= now()
        RETURNING t.attempt_key = t.subject_key AS is_whole
    )
    SELECT 'check_result', count(*) FROM expired
    UNION ALL SELECT 'session', count(*) FROM ended
    UNION ALL SELECT 'login_attempt', count(*) FILTER (WHERE is_whole) FROM forgotten
$$;
COMMENT ON FUNCTION account.purge IS 'Deletes kept results past their day, sessions that ended so many days ago, and old failures. For the operator.';

CREATE OR REPLACE FUNCTION account.purge_as(actor_token text, session_days integer, failure_days integer)
RETURNS TABLE (what text, rows_removed bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM account.require(actor_token, 'admin');
    IF session_days < 1 OR failure_days < 1 THEN
        RAISE EXCEPTION 'ended sessions and failures stay for a day at least' USING ERRCODE = 'check_violation';
    END IF;
    RETURN QUERY SELECT * FROM account.purge(session_days, failure_days);
END $$;
COMMENT ON FUNCTION account.purge_as IS 'The same for an administrator''s session.';
