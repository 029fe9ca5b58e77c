-- Reviews and the work of offices. The app shows the session of whoever acts; who that is, what they may do and for which
-- municipality is looked up here, next to the rows, so that no page can forget it and no caller can claim it.

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
    actor account.account := account.require(actor_token, 'staff', 'admin');
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
