-- Forgetting what has done its work.

-- An earlier form took two periods.
DROP FUNCTION IF EXISTS moderation.purge(integer, integer), moderation.purge_as(text, integer, integer);

CREATE OR REPLACE FUNCTION moderation.purge(correction_days integer, review_days integer, recommendation_days integer)
RETURNS TABLE (what text, rows_removed bigint)
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    WITH settled AS (
        DELETE FROM core.correction k
        WHERE k.settled_at < now() - make_interval(days => correction_days)
           OR k.filed_at < now() - make_interval(days => 4 * correction_days) RETURNING 1
    ), refused AS (
        DELETE FROM moderation.review r
        WHERE r.state IN ('rejected', 'hidden') AND r.decided_at < now() - make_interval(days => review_days) RETURNING 1
    ), reported AS (
        DELETE FROM moderation.review_report p
        WHERE p.settled_at < now() - make_interval(days => review_days) RETURNING 1
    ), recommended AS (
        DELETE FROM core.recommendation_log l
        WHERE l.given_at < now() - make_interval(days => recommendation_days) RETURNING 1
    )
    SELECT 'correction', count(*) FROM settled
    UNION ALL SELECT 'review', count(*) FROM refused
    UNION ALL SELECT 'review_report', count(*) FROM reported
    UNION ALL SELECT 'recommendation', count(*) FROM recommended
$$;
COMMENT ON FUNCTION moderation.purge IS 'Deletes what has done its work: settled corrections, refused reviews, settled reports, old recommendations. For the operator.';

CREATE OR REPLACE FUNCTION moderation.purge_as(
    actor_token text, correction_days integer, review_days integer, recommendation_days integer
)
RETURNS TABLE (what text, rows_removed bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'admin');
BEGIN
    IF correction_days < 1 OR review_days < 1 OR recommendation_days < 1 THEN
        RAISE EXCEPTION 'what is kept for less than a day cannot be decided on' USING ERRCODE = 'check_violation';
    END IF;
    RETURN QUERY SELECT * FROM moderation.purge(correction_days, review_days, recommendation_days);
    PERFORM account.note(actor, 'retention.purge', 'retention', 'moderation',
        jsonb_build_object('correction_days', correction_days, 'review_days', review_days,
            'recommendation_days', recommendation_days));
END $$;
COMMENT ON FUNCTION moderation.purge_as IS 'The same for an administrator''s session.';
