-- Corrections: what people report as wrong, and what offices lay over the register.

CREATE OR REPLACE FUNCTION moderation.corrections(actor_token text, is_open boolean, most integer)
RETURNS TABLE (
    correction_id bigint, center_id text, center_name text, region_name text, topic text, message text, filed_at timestamptz,
    settled_at timestamptz, settled_how text, settled_by text, settled_reason text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'staff', 'admin');
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
    actor account.account := account.require(actor_token, 'staff', 'admin');
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
    PERFORM account.note(actor, 'correction.' || how, 'correction', settle_correction.correction_id::text,
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
    PERFORM account.note(actor, CASE WHEN value IS NULL THEN 'center.restore' ELSE 'center.correct' END, 'center',
        correct_center.center_id,
        jsonb_build_object('field', correct_center.field, 'from', stands, 'to', correct_center.value,
            'correction', correct_center.correction_id));
    RETURN made;
END $$;
COMMENT ON FUNCTION moderation.correct_center IS 'Lays a value over the register''s, or takes it back (null), for a center that is the actor''s.';

CREATE OR REPLACE FUNCTION moderation.answer_call(actor_token text, center_id text, osm text, week jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := moderation.require_center(actor_token, center_id);
    stands text;
    made bigint;
BEGIN
    IF answer_call.osm IS NULL THEN
        RAISE EXCEPTION 'an answer is taken back as a correction of the field hours' USING ERRCODE = 'check_violation';
    END IF;
    SELECT w.osm INTO stands FROM core.center_week w WHERE w.center_id = answer_call.center_id;
    INSERT INTO core.center_correction (center_id, field, value, was, made_by, week)
    VALUES (answer_call.center_id, 'hours', answer_call.osm, stands, moderation.office_of(actor), answer_call.week)
    RETURNING center_correction_id INTO made;
    PERFORM account.note(actor, 'center.call', 'center', answer_call.center_id,
        jsonb_build_object('field', 'hours', 'from', stands, 'to', answer_call.osm));
    RETURN made;
END $$;
COMMENT ON FUNCTION moderation.answer_call IS 'Keeps what a center said of its hours on the telephone, or that it said nothing (empty, without a week), over the register''s.';

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
