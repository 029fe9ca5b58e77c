-- Reviews: who decides. Administrators only: an office does not decide on what is said of its own centers.

CREATE OR REPLACE FUNCTION moderation.reviews(actor_token text, wanted text, most integer)
RETURNS TABLE (
    review_id bigint, center_id text, center_name text, ratings jsonb, body text, visit_month date, state text, flags text[],
    reports jsonb, written_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'admin');
BEGIN
    RETURN QUERY
    SELECT r.review_id, r.center_id, coalesce(c.name, r.center_id), moderation.ratings_of(r.review_id), r.body, r.visit_month,
           r.state, r.flags, told.reports, r.written_at
    FROM moderation.review r
    LEFT JOIN core.center c ON c.center_id = r.center_id
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_object_agg(p.reason, p.times), '{}') AS reports FROM (
            SELECT q.reason, count(*) AS times FROM moderation.review_report q
            WHERE q.review_id = r.review_id AND q.settled_at IS NULL GROUP BY q.reason
        ) p
    ) told
    WHERE CASE reviews.wanted
        WHEN 'reported' THEN r.state = 'published' AND told.reports <> '{}'
        ELSE r.state = reviews.wanted
    END
    -- Whoever may be in distress, or stands there by name, comes first.
    ORDER BY cardinality(r.flags) = 0, r.written_at LIMIT reviews.most;
END $$;
COMMENT ON FUNCTION moderation.reviews IS 'Reviews of a state, or published ones that were reported, without their writers; administrators only.';

CREATE OR REPLACE FUNCTION moderation.decide_review(actor_token text, review_id bigint, decision text, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'admin');
    former record;
BEGIN
    SELECT r.state, r.center_id, r.account_id INTO former
    FROM moderation.review r WHERE r.review_id = decide_review.review_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such review' USING ERRCODE = 'no_data_found';
    END IF;
    IF former.account_id = actor.account_id THEN
        RAISE EXCEPTION 'nobody decides on their own review' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO moderation.review_decision (review_id, center_id, decision, reason, decided_by)
    VALUES (decide_review.review_id, former.center_id, decide_review.decision, decide_review.reason, actor.account_id);
    UPDATE moderation.review r SET state = decide_review.decision, flags = '{}', decided_at = now()
    WHERE r.review_id = decide_review.review_id;
    UPDATE moderation.review_report p SET settled_at = now()
    WHERE p.review_id = decide_review.review_id AND p.settled_at IS NULL;
    PERFORM account.note(actor, 'review.' || decide_review.decision, 'review', decide_review.review_id::text,
        jsonb_build_object('from', former.state, 'reason', decide_review.reason, 'center', former.center_id));
END $$;
COMMENT ON FUNCTION moderation.decide_review IS 'Publishes, rejects or hides a review; administrators only, and not their own.';
