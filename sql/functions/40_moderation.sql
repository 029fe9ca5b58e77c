-- Reviews and the work of offices. The app shows the session of whoever acts; who that is, what they may do and for which
-- municipality is looked up here, next to the rows, so that no page can forget it and no caller can claim it.

-- Who acts ------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION moderation.require(actor_token text, VARIADIC roles text[]) RETURNS account.account
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account;
BEGIN
    SELECT a.* INTO actor
    FROM account.session s JOIN account.account a USING (account_id)
    WHERE s.token_hash = sha256(convert_to(actor_token, 'UTF8')) AND s.kind = 'app'
      AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL;
    IF actor.account_id IS NULL OR NOT actor.role = ANY (roles) THEN
        RAISE EXCEPTION 'that needs the role %', array_to_string(roles, ' or ') USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN actor;
END $$;
COMMENT ON FUNCTION moderation.require IS 'Account behind a live session, if it has one of the roles; else SQLSTATE 42501.';

CREATE OR REPLACE FUNCTION moderation.is_within(municipality_code text, center_id text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM core.center c JOIN core.region r ON r.region_code = left(c.region_code, 5)
        WHERE c.center_id = is_within.center_id
          AND is_within.municipality_code IN (r.municipality_code, r.region_code)
    ) OR EXISTS (
        SELECT FROM core.center_serves s JOIN core.region r USING (region_code)
        WHERE s.center_id = is_within.center_id AND r.level = 'sigungu'
          AND is_within.municipality_code IN (r.municipality_code, r.region_code)
    )
$$;
COMMENT ON FUNCTION moderation.is_within IS 'Whether a center stands in a municipality or serves it; a center that serves a whole sido belongs to where it stands.';

CREATE OR REPLACE FUNCTION moderation.require_center(actor_token text, center_id text) RETURNS account.account
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'staff', 'admin');
BEGIN
    IF NOT EXISTS (SELECT FROM core.center c WHERE c.center_id = require_center.center_id) THEN
        RAISE EXCEPTION 'there is no such center' USING ERRCODE = 'no_data_found';
    END IF;
    IF actor.role = 'staff' AND NOT moderation.is_within(actor.municipality_code, require_center.center_id) THEN
        RAISE EXCEPTION 'the center belongs to another municipality' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN actor;
END $$;
COMMENT ON FUNCTION moderation.require_center IS 'Account that may act for a center: an administrator, or staff of its municipality; else SQLSTATE 42501, P0002 without such a center.';

CREATE OR REPLACE FUNCTION moderation.office_of(actor account.account) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT sido.name || ' ' || coalesce(nullif(r.municipality_name, sido.name), r.name)
        FROM core.region r JOIN core.region sido ON sido.region_code = left(r.region_code, 2)
        WHERE r.level = 'sigungu' AND (actor).municipality_code IN (r.municipality_code, r.region_code)
        ORDER BY r.region_code LIMIT 1
    ), CASE (actor).role WHEN 'admin' THEN '마음이음 운영팀' ELSE (actor).municipality_code END)
$$;
COMMENT ON FUNCTION moderation.office_of IS 'Name under which an account acts: its municipality, or the operator; never a person''s name.';

CREATE OR REPLACE FUNCTION moderation.note(actor account.account, action text, object_kind text, object_id text, detail jsonb)
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO account.audit_log (actor_id, actor_role, action, object_kind, object_id, detail)
    VALUES ((actor).account_id, (actor).role, note.action, note.object_kind, note.object_id, note.detail)
$$;
COMMENT ON FUNCTION moderation.note IS 'Writes the audit log in the transaction of the act.';

-- Reviews: who writes -------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION moderation.file_review(
    actor_token text, center_id text, ratings jsonb, body text, visit_month date, flags text[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'citizen', 'staff', 'admin');
    filed bigint;
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
    IF file_review.visit_month > now() OR file_review.visit_month < now() - interval '3 years' THEN
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
    actor account.account := moderation.require(actor_token, 'citizen', 'staff', 'admin');
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

CREATE OR REPLACE FUNCTION moderation.reviews_of(author uuid)
RETURNS TABLE (review_id bigint, center_id text, ratings jsonb, body text, visit_month date, state text, reason text, written_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.review_id, r.center_id, moderation.ratings_of(r.review_id), r.body, r.visit_month, r.state,
           CASE WHEN r.state IN ('rejected', 'hidden') THEN (
               SELECT d.reason FROM moderation.review_decision d
               WHERE d.review_id = r.review_id ORDER BY d.decision_id DESC LIMIT 1
           ) END, r.written_at
    FROM moderation.review r WHERE r.account_id = reviews_of.author ORDER BY r.written_at DESC
$$;
COMMENT ON FUNCTION moderation.reviews_of IS 'The reviews that an account wrote, for the download of everything that is kept of a person.';

CREATE OR REPLACE FUNCTION moderation.own_reviews(actor_token text)
RETURNS TABLE (review_id bigint, center_id text, ratings jsonb, body text, visit_month date, state text, reason text, written_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'citizen', 'staff', 'admin');
BEGIN
    RETURN QUERY SELECT * FROM moderation.reviews_of(actor.account_id);
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

-- Reviews: who decides. Administrators only: an office does not decide on what is said of its own centers. ------------------

CREATE OR REPLACE FUNCTION moderation.reviews(actor_token text, wanted text, most integer)
RETURNS TABLE (
    review_id bigint, center_id text, center_name text, ratings jsonb, body text, visit_month date, state text, flags text[],
    reports jsonb, written_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'admin');
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
    actor account.account := moderation.require(actor_token, 'admin');
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
    PERFORM moderation.note(actor, 'review.' || decide_review.decision, 'review', decide_review.review_id::text,
        jsonb_build_object('from', former.state, 'reason', decide_review.reason, 'center', former.center_id));
END $$;
COMMENT ON FUNCTION moderation.decide_review IS 'Publishes, rejects or hides a review; administrators only, and not their own.';

-- Notices and overrides ----------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION moderation.add_claim(
    actor_token text, source text, center_id text, state text, intervals jsonb, valid_from timestamptz, valid_until timestamptz,
    reason text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require_center(actor_token, center_id);
    office text := moderation.office_of(actor);
    made bigint;
BEGIN
    IF add_claim.valid_until > now() + interval '400 days' OR add_claim.valid_until <= now() THEN
        RAISE EXCEPTION 'a notice ends within 400 days, and not in the past' USING ERRCODE = 'check_violation';
    END IF;
    IF add_claim.source = 'notice' THEN
        INSERT INTO core.notice (center_id, state, intervals, valid_from, valid_until, issued_by)
        VALUES (add_claim.center_id, add_claim.state, add_claim.intervals, add_claim.valid_from, add_claim.valid_until, office)
        RETURNING notice_id INTO made;
    ELSIF add_claim.source = 'override' THEN
        IF coalesce(add_claim.reason, '') = '' THEN
            RAISE EXCEPTION 'an override needs its reason' USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO core.status_override (center_id, state, intervals, valid_from, valid_until, issued_by, reason)
        VALUES (add_claim.center_id, add_claim.state, add_claim.intervals, add_claim.valid_from, add_claim.valid_until, office,
                left(add_claim.reason, 300))
        RETURNING override_id INTO made;
    ELSE
        RAISE EXCEPTION 'a claim is a notice or an override' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM moderation.note(actor, add_claim.source || '.add', add_claim.source, made::text, jsonb_build_object(
        'center', add_claim.center_id, 'state', add_claim.state, 'intervals', add_claim.intervals,
        'from', add_claim.valid_from, 'until', add_claim.valid_until, 'office', office));
    RETURN made;
END $$;
COMMENT ON FUNCTION moderation.add_claim IS 'Adds a notice or an override in the name of the actor''s office, for a center that is theirs.';

CREATE OR REPLACE FUNCTION moderation.withdraw_claim(actor_token text, source text, number bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'staff', 'admin');
    office text := moderation.office_of(actor);
    of_center text;
    made bigint;
BEGIN
    -- Two at once would both take it back.
    PERFORM pg_advisory_xact_lock(hashtextextended('mindconnect.claim', 0));
    SELECT said.center_id INTO of_center FROM (
        SELECT n.center_id FROM core.notice n
        WHERE withdraw_claim.source = 'notice' AND n.notice_id = number AND n.withdraws IS NULL
          AND NOT EXISTS (SELECT FROM core.notice w WHERE w.withdraws = number)
        UNION ALL
        SELECT o.center_id FROM core.status_override o
        WHERE withdraw_claim.source = 'override' AND o.override_id = number AND o.withdraws IS NULL
          AND NOT EXISTS (SELECT FROM core.status_override w WHERE w.withdraws = number)
    ) said;
    IF of_center IS NULL THEN
        RAISE EXCEPTION 'there is nothing that could be taken back' USING ERRCODE = 'no_data_found';
    END IF;
    PERFORM moderation.require_center(actor_token, of_center);
    IF withdraw_claim.source = 'notice' THEN
        INSERT INTO core.notice (center_id, state, intervals, valid_from, valid_until, issued_by, withdraws)
        SELECT n.center_id, n.state, n.intervals, n.valid_from, n.valid_until, office, n.notice_id
        FROM core.notice n WHERE n.notice_id = number RETURNING notice_id INTO made;
    ELSE
        INSERT INTO core.status_override (center_id, state, intervals, valid_from, valid_until, issued_by, reason, withdraws)
        SELECT o.center_id, o.state, o.intervals, o.valid_from, o.valid_until, office, 'taken back', o.override_id
        FROM core.status_override o WHERE o.override_id = number RETURNING override_id INTO made;
    END IF;
    PERFORM moderation.note(actor, withdraw_claim.source || '.withdraw', withdraw_claim.source, number::text,
        jsonb_build_object('center', of_center, 'office', office));
    RETURN made;
END $$;
COMMENT ON FUNCTION moderation.withdraw_claim IS 'Takes a notice or an override back by a further row.';

CREATE OR REPLACE FUNCTION moderation.claims(actor_token text, center_id text)
RETURNS TABLE (
    source text, number bigint, state text, intervals jsonb, valid_from timestamptz, valid_until timestamptz,
    issued_at timestamptz, issued_by text, reason text, withdrawn_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM moderation.require_center(actor_token, claims.center_id);
    RETURN QUERY
    SELECT 'notice', n.notice_id, n.state, n.intervals, n.valid_from, n.valid_until, n.issued_at, n.issued_by, '',
           (SELECT min(w.issued_at) FROM core.notice w WHERE w.withdraws = n.notice_id)
    FROM core.notice n WHERE n.center_id = claims.center_id AND n.withdraws IS NULL
    UNION ALL
    SELECT 'override', o.override_id, o.state, o.intervals, o.valid_from, o.valid_until, o.issued_at, o.issued_by, o.reason,
           (SELECT min(w.issued_at) FROM core.status_override w WHERE w.withdraws = o.override_id)
    FROM core.status_override o WHERE o.center_id = claims.center_id AND o.withdraws IS NULL
    ORDER BY 7 DESC, 2 DESC LIMIT 100;
END $$;
COMMENT ON FUNCTION moderation.claims IS 'Notices and overrides of a center, those taken back included, the newest first.';

CREATE OR REPLACE FUNCTION moderation.centers(actor_token text, typed text, most integer)
RETURNS TABLE (center_id text, name text, kind text, region_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'staff', 'admin');
BEGIN
    RETURN QUERY
    SELECT c.center_id, c.name, c.kind, r.full_name
    FROM core.center c JOIN core.region r ON r.region_code = left(c.region_code, 5)
    WHERE strpos(replace(lower(c.name), ' ', ''), replace(lower(coalesce(centers.typed, '')), ' ', '')) > 0
      AND (actor.role = 'admin' OR moderation.is_within(actor.municipality_code, c.center_id))
    ORDER BY c.is_public DESC, c.name, c.center_id LIMIT centers.most;
END $$;
COMMENT ON FUNCTION moderation.centers IS 'Centers that the actor may act for, by a part of their name.';

-- Corrections --------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION moderation.corrections(actor_token text, is_open boolean, most integer)
RETURNS TABLE (
    correction_id bigint, center_id text, center_name text, region_name text, topic text, message text, filed_at timestamptz,
    settled_at timestamptz, settled_how text, settled_by text, settled_reason text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'staff', 'admin');
BEGIN
    RETURN QUERY
    SELECT k.correction_id, k.center_id, coalesce(c.name, k.center_id), r.full_name, k.topic, k.message, k.filed_at,
           k.settled_at, k.settled_how, k.settled_by, k.settled_reason
    FROM core.correction k
    LEFT JOIN core.center c ON c.center_id = k.center_id
    LEFT JOIN core.region r ON r.region_code = left(c.region_code, 5)
    WHERE (k.settled_at IS NULL) = corrections.is_open
      AND (actor.role = 'admin' OR moderation.is_within(actor.municipality_code, k.center_id))
    ORDER BY CASE WHEN corrections.is_open THEN k.filed_at END, k.settled_at DESC, k.correction_id LIMIT corrections.most;
END $$;
COMMENT ON FUNCTION moderation.corrections IS 'What people report as wrong of the actor''s centers: open ones, the oldest first, or settled ones, the newest first.';

CREATE OR REPLACE FUNCTION moderation.settle_correction(actor_token text, correction_id bigint, how text, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'staff', 'admin');
    filed record;
BEGIN
    SELECT k.center_id, k.topic, k.settled_at INTO filed
    FROM core.correction k WHERE k.correction_id = settle_correction.correction_id FOR UPDATE;
    IF NOT FOUND OR filed.settled_at IS NOT NULL THEN
        RAISE EXCEPTION 'there is no such correction that is open' USING ERRCODE = 'no_data_found';
    END IF;
    -- Of a center that went with a load only an administrator can tell whose it was.
    IF actor.role <> 'admin' THEN
        PERFORM moderation.require_center(actor_token, filed.center_id);
    END IF;
    IF how = 'rejected' AND coalesce(settle_correction.reason, '') = '' THEN
        RAISE EXCEPTION 'a rejection needs its reason' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE core.correction k
    SET settled_at = now(), settled_how = how, settled_by = moderation.office_of(actor), settled_reason = left(settle_correction.reason, 300)
    WHERE k.correction_id = settle_correction.correction_id;
    PERFORM moderation.note(actor, 'correction.' || how, 'correction', settle_correction.correction_id::text,
        jsonb_build_object('center', filed.center_id, 'topic', filed.topic));
END $$;
COMMENT ON FUNCTION moderation.settle_correction IS 'Accepts or rejects what a person reported; what follows from it is an act of its own.';

CREATE OR REPLACE FUNCTION moderation.correct_center(
    actor_token text, center_id text, field text, value text, correction_id bigint
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require_center(actor_token, center_id);
    stands text;
    made bigint;
BEGIN
    SELECT CASE correct_center.field
        WHEN 'phone' THEN c.phone WHEN 'homepage' THEN c.homepage WHEN 'road_address' THEN c.road_address
        WHEN 'address_detail' THEN c.address_detail
    END INTO stands FROM core.center c WHERE c.center_id = correct_center.center_id;
    INSERT INTO core.center_correction (center_id, field, value, was, made_by, correction_id)
    VALUES (correct_center.center_id, correct_center.field, correct_center.value, stands, moderation.office_of(actor),
            correct_center.correction_id)
    RETURNING center_correction_id INTO made;
    PERFORM moderation.note(actor, CASE WHEN value IS NULL THEN 'center.restore' ELSE 'center.correct' END, 'center',
        correct_center.center_id,
        jsonb_build_object('field', correct_center.field, 'from', stands, 'to', correct_center.value,
            'correction', correct_center.correction_id));
    RETURN made;
END $$;
COMMENT ON FUNCTION moderation.correct_center IS 'Lays a value over the register''s, or takes it back (null), for a center that is the actor''s.';

CREATE OR REPLACE FUNCTION moderation.center_corrections(actor_token text, center_id text)
RETURNS TABLE (center_correction_id bigint, field text, value text, was text, made_at timestamptz, made_by text, is_in_force boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM moderation.require_center(actor_token, center_corrections.center_id);
    RETURN QUERY
    SELECT k.center_correction_id, k.field, k.value, k.was, k.made_at, k.made_by,
           EXISTS (SELECT FROM serve.center_correction s
                   WHERE s.center_id = k.center_id AND s.field = k.field AND s.number = k.center_correction_id)
    FROM core.center_correction k WHERE k.center_id = center_corrections.center_id
    ORDER BY k.center_correction_id DESC LIMIT 100;
END $$;
COMMENT ON FUNCTION moderation.center_corrections IS 'Corrections of a center, those taken back included, the newest first.';

-- Loads and sessions ------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION moderation.note_load(actor_token text, act text, source text, detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'admin');
BEGIN
    IF note_load.act NOT IN ('preview', 'apply', 'applied', 'failed') THEN
        RAISE EXCEPTION 'a load is looked at, applied, or fails' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM moderation.note(actor, 'load.' || note_load.act, 'dataset', left(note_load.source, 100), note_load.detail);
END $$;
COMMENT ON FUNCTION moderation.note_load IS 'Lets an administrator load a file, and writes it down; asked before the etl is started, since that one knows no accounts.';

CREATE OR REPLACE FUNCTION moderation.end_sessions(actor_token text, target uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require(actor_token, 'admin');
    ended bigint;
BEGIN
    UPDATE account.session s SET revoked_at = now() WHERE s.account_id = target AND s.revoked_at IS NULL;
    GET DIAGNOSTICS ended = ROW_COUNT;
    PERFORM moderation.note(actor, 'account.end_sessions', 'account', target::text, jsonb_build_object('sessions', ended));
    RETURN ended;
END $$;
COMMENT ON FUNCTION moderation.end_sessions IS 'Signs an account out everywhere; administrators only.';

-- Forgetting ---------------------------------------------------------------------------------------------------------------

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
    actor account.account := moderation.require(actor_token, 'admin');
BEGIN
    IF correction_days < 1 OR review_days < 1 OR recommendation_days < 1 THEN
        RAISE EXCEPTION 'what is kept for less than a day cannot be decided on' USING ERRCODE = 'check_violation';
    END IF;
    RETURN QUERY SELECT * FROM moderation.purge(correction_days, review_days, recommendation_days);
    PERFORM moderation.note(actor, 'retention.purge', 'retention', 'moderation',
        jsonb_build_object('correction_days', correction_days, 'review_days', review_days,
            'recommendation_days', recommendation_days));
END $$;
COMMENT ON FUNCTION moderation.purge_as IS 'The same for an administrator''s session.';
