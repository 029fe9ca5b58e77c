-- Notices of centers and overrides: claims on when a center is open.

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
    PERFORM account.note(actor, add_claim.source || '.add', add_claim.source, made::text, jsonb_build_object(
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
    actor account.account := account.require(actor_token, 'staff', 'admin');
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
    PERFORM account.note(actor, withdraw_claim.source || '.withdraw', withdraw_claim.source, number::text,
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
    actor account.account := account.require(actor_token, 'staff', 'admin');
BEGIN
    RETURN QUERY
    SELECT c.center_id, c.name, c.kind, r.full_name
    FROM core.center c JOIN core.region r ON r.region_code = left(c.region_code, 5)
    WHERE strpos(replace(lower(c.name), ' ', ''), replace(lower(coalesce(centers.typed, '')), ' ', '')) > 0
      AND (actor.role = 'admin' OR moderation.is_within(actor.municipality_code, c.center_id))
    ORDER BY c.is_public DESC, c.name, c.center_id LIMIT centers.most;
END $$;
COMMENT ON FUNCTION moderation.centers IS 'Centers that the actor may act for, by a part of their name.';
