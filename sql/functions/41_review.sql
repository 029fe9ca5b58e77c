-- Reviews: who writes, and whoever finds a published one wrong.

CREATE OR REPLACE FUNCTION moderation.file_review(
    actor_token text, center_id text, ratings jsonb, body text, visit_month date, flags text[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'citizen', 'staff', 'admin');
    filed bigint;
    today date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('mindconnect.review' || actor.account_id::text, 0));
    IF NOT EXISTS (SELECT FROM core.center c WHERE c.center_id = file_review.center_id) THEN
        RAISE EXCEPTION 'there is no such center' USING ERRCODE = 'no_data_found';
    END IF;
    IF (SELECT count(*) FROM moderation.review r
        WHERE r.account_id = actor.account_id AND r.written_at > now() - interval '1 day') >= 5
       OR (SELECT count(*) FROM moderation.review r
           WHERE r.center_id = file_review.center_id AND r.written_at > now() - interval '1 day') >= 20
    THEN
        RAISE EXCEPTION 'too many reviews were written' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    IF jsonb_typeof(ratings) <> 'object' OR ratings = '{}'::jsonb THEN
        RAISE EXCEPTION 'a review needs ratings' USING ERRCODE = 'check_violation';
    END IF;
    -- Days are those of Seoul: in the first nine hours of a month the server's own may still be the month before.
    today := (now() AT TIME ZONE 'Asia/Seoul')::date;
    IF file_review.visit_month > today OR file_review.visit_month < today - interval '3 years' THEN
        RAISE EXCEPTION 'the visit lies in the future or more than three years back' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO moderation.review AS r (account_id, center_id, body, visit_month, flags)
    VALUES (actor.account_id, file_review.center_id, file_review.body, file_review.visit_month, file_review.flags)
    ON CONFLICT ON CONSTRAINT review_account_id_center_id_key DO UPDATE
    SET body = excluded.body, visit_month = excluded.visit_month, flags = excluded.flags, state = 'pending',
        written_at = now(), decided_at = NULL
    RETURNING r.review_id INTO filed;
    DELETE FROM moderation.review_rating g WHERE g.review_id = filed;
    INSERT INTO moderation.review_rating (review_id, aspect, rating)
    SELECT filed, given.key, given.value::smallint FROM jsonb_each_text(ratings) AS given;
    RETURN filed;
END $$;
COMMENT ON FUNCTION moderation.file_review IS 'Writes or rewrites the one review of an account on a center, to be decided on; 54000 when too many were written.';

CREATE OR REPLACE FUNCTION moderation.remove_review(actor_token text, center_id text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'citizen', 'staff', 'admin');
BEGIN
    DELETE FROM moderation.review r WHERE r.account_id = actor.account_id AND r.center_id = remove_review.center_id;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION moderation.remove_review IS 'Deletes an account''s own review; nobody else''s.';

CREATE OR REPLACE FUNCTION moderation.ratings_of(review_id bigint) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(jsonb_object_agg(g.aspect, g.rating ORDER BY g.aspect), '{}')
    FROM moderation.review_rating g WHERE g.review_id = ratings_of.review_id
$$;
COMMENT ON FUNCTION moderation.ratings_of IS 'Aspect -> rating of a review.';

CREATE OR REPLACE FUNCTION moderation.reviews_by(author uuid)
RETURNS TABLE (review_id bigint, center_id text, ratings jsonb, body text, visit_month date, state text, reason text, written_at timestamptz)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.review_id, r.center_id, moderation.ratings_of(r.review_id), r.body, r.visit_month, r.state,
           CASE WHEN r.state IN ('rejected', 'hidden') THEN (
               SELECT d.reason FROM moderation.review_decision d
               WHERE d.review_id = r.review_id ORDER BY d.decision_id DESC LIMIT 1
           ) END, r.written_at
    FROM moderation.review r WHERE r.account_id = reviews_by.author ORDER BY r.written_at DESC
$$;
COMMENT ON FUNCTION moderation.reviews_by IS 'The reviews that an account wrote, the newest first, with why one is not shown.';

CREATE OR REPLACE FUNCTION moderation.reviews_of(acting_session uuid)
RETURNS TABLE (review_id bigint, center_id text, ratings jsonb, body text, visit_month date, state text, reason text, written_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT * FROM moderation.reviews_by((account.own(acting_session)).account_id) $$;
COMMENT ON FUNCTION moderation.reviews_of IS 'The own reviews by the number of a session, for the download of everything that is kept of a person.';

CREATE OR REPLACE FUNCTION moderation.own_reviews(actor_token text)
RETURNS TABLE (review_id bigint, center_id text, ratings jsonb, body text, visit_month date, state text, reason text, written_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'citizen', 'staff', 'admin');
BEGIN
    RETURN QUERY SELECT * FROM moderation.reviews_by(actor.account_id);
END $$;
COMMENT ON FUNCTION moderation.own_reviews IS 'An account''s own reviews, with why one is not shown.';

CREATE OR REPLACE FUNCTION moderation.report_review(review_id bigint, reason text, client_key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('mindconnect.review_report', 0));
    IF (SELECT count(*) FROM moderation.review_report r
        WHERE r.client_key = report_review.client_key AND r.reported_at > now() - interval '1 hour') >= 10
       OR (SELECT count(*) FROM moderation.review_report r WHERE r.reported_at > now() - interval '1 hour') >= 300
    THEN
        RAISE EXCEPTION 'too many reviews were reported' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    IF NOT EXISTS (SELECT FROM moderation.review r WHERE r.review_id = report_review.review_id AND r.state = 'published') THEN
        RAISE EXCEPTION 'there is no such review' USING ERRCODE = 'no_data_found';
    END IF;
    INSERT INTO moderation.review_report (review_id, reason, client_key)
    VALUES (report_review.review_id, report_review.reason, report_review.client_key)
    ON CONFLICT ON CONSTRAINT review_report_review_id_client_key_key DO NOTHING;
END $$;
COMMENT ON FUNCTION moderation.report_review IS 'Files that a published review is found wrong; once a sender and review, 54000 when too many were filed.';
