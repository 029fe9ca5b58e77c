-- States of the data that were kept, so that the change of a figure since then can be parted (gis.causes).
CREATE VIEW serve.kept_state AS
SELECT reference_date, people_date, lists, data_version, recorded_at FROM core.kept_state;

COMMENT ON VIEW serve.kept_state IS 'States of the data of which centers, hours and people are kept, one a reference date. Source: computed (etl.build.access_history).';
COMMENT ON COLUMN serve.kept_state.reference_date IS 'Newest reference date of the centers in the register at that time.';
COMMENT ON COLUMN serve.kept_state.people_date IS 'Date of the count of people in force at that time.';
COMMENT ON COLUMN serve.kept_state.lists IS 'Keys of the lists that centers of the register came from.';
COMMENT ON COLUMN serve.kept_state.data_version IS 'State of the data.';
COMMENT ON COLUMN serve.kept_state.recorded_at IS 'Instant of the record.';

CREATE VIEW serve.kept_center AS
SELECT reference_date, center_id, name, kind, region_code, lat, lon, road_address, is_mental_health_care,
       is_open_to_public, serves, sources, week
FROM core.kept_center;

COMMENT ON VIEW serve.kept_center IS 'The register as it was at the reference date of a kept state, as far as reach depends on it. Source: as serve.center.';
COMMENT ON COLUMN serve.kept_center.reference_date IS 'The kept state.';
COMMENT ON COLUMN serve.kept_center.center_id IS 'Identity of the institution, stable across loads.';
COMMENT ON COLUMN serve.kept_center.name IS 'Own name.';
COMMENT ON COLUMN serve.kept_center.kind IS 'Kind of center.';
COMMENT ON COLUMN serve.kept_center.region_code IS 'The emd its point lay in, MOIS code.';
COMMENT ON COLUMN serve.kept_center.lat IS 'Latitude, degrees WGS84.';
COMMENT ON COLUMN serve.kept_center.lon IS 'Longitude, degrees WGS84.';
COMMENT ON COLUMN serve.kept_center.road_address IS 'Road address to the building.';
COMMENT ON COLUMN serve.kept_center.is_mental_health_care IS 'As in serve.center.';
COMMENT ON COLUMN serve.kept_center.is_open_to_public IS 'As in serve.center.';
COMMENT ON COLUMN serve.kept_center.serves IS 'Units it served by rule, MOIS codes.';
COMMENT ON COLUMN serve.kept_center.sources IS 'Keys of the lists that it came from.';
COMMENT ON COLUMN serve.kept_center.week IS 'Hours as read (gis.care.hours.codec); null where none were published.';
