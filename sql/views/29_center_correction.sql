-- What offices put right over the lists; serve.center applies it.
CREATE VIEW serve.center_correction AS
SELECT k.center_id, k.field, k.value, k.was, (k.made_at AT TIME ZONE 'Asia/Seoul')::date AS made_on, k.made_by,
       k.center_correction_id AS number, k.week
FROM (
    SELECT DISTINCT ON (center_id, field) * FROM core.center_correction
    ORDER BY center_id, field, center_correction_id DESC
) k
JOIN core.center c USING (center_id)
WHERE k.value IS NOT NULL
  AND (k.field = 'gone' OR k.was IS NOT DISTINCT FROM CASE k.field
           WHEN 'phone' THEN c.phone WHEN 'homepage' THEN c.homepage WHEN 'road_address' THEN c.road_address
           WHEN 'address_detail' THEN c.address_detail
           WHEN 'hours' THEN (SELECT w.osm FROM core.center_week w WHERE w.center_id = c.center_id) END);

COMMENT ON VIEW serve.center_correction IS 'Corrections by offices that count now: the newest of a field, while the lists still say what was found wrong. Source: municipalities, the operator.';
COMMENT ON COLUMN serve.center_correction.center_id IS 'Center it speaks of.';
COMMENT ON COLUMN serve.center_correction.field IS 'Column of serve.center; gone: the center no longer exists and stands in no answer; hours: what it said on the telephone.';
COMMENT ON COLUMN serve.center_correction.value IS 'What is right; empty when only that the listed value is wrong is known, of hours: when the call had no answer. Hours in OpenStreetMap''s opening_hours syntax.';
COMMENT ON COLUMN serve.center_correction.was IS 'What the lists say.';
COMMENT ON COLUMN serve.center_correction.made_on IS 'Day of the correction.';
COMMENT ON COLUMN serve.center_correction.made_by IS 'Office that says so.';
COMMENT ON COLUMN serve.center_correction.number IS 'Number of the correction.';
COMMENT ON COLUMN serve.center_correction.week IS 'Of hours the rules by day, JSON (gis.care.hours.codec).';
