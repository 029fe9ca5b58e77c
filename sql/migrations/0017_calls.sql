-- Hours that an office learned by telephone: a correction of a field of its own, with the week that was read from it.

ALTER TABLE core.center_correction DROP CONSTRAINT center_correction_field_check;
ALTER TABLE core.center_correction ADD CONSTRAINT center_correction_field_check
    CHECK (field IN ('phone', 'homepage', 'road_address', 'address_detail', 'gone', 'hours'));
ALTER TABLE core.center_correction ADD COLUMN week jsonb;
ALTER TABLE core.center_correction ADD CONSTRAINT center_correction_week_check
    CHECK ((week IS NOT NULL) = (field = 'hours' AND value IS NOT NULL AND value <> ''));
COMMENT ON COLUMN core.center_correction.value IS 'What is right; empty: nothing is known that is right, of hours: the center was called and did not say; null: the correction is taken back. Hours in OpenStreetMap''s opening_hours syntax.';
COMMENT ON COLUMN core.center_correction.was IS 'What the register said then, of hours in the same syntax; when it says something else the correction no longer counts.';
COMMENT ON COLUMN core.center_correction.week IS 'Of hours the rules by day, form in gis.care.hours.codec.';
COMMENT ON COLUMN core.center.region_code IS 'The emd its point lies in; the sigungu where position_trust is sigungu. Whom it serves stands in core.center_serves.';
