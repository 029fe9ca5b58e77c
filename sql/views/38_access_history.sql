CREATE VIEW serve.access_history AS
SELECT h.reference_date, h.data_version, h.reading, h.region_code,
       CASE WHEN h.region_code = '00' THEN 'nation' WHEN length(h.region_code) = 2 THEN 'sido' ELSE 'sigungu' END AS level,
       h.people, h.people_without,
       CASE WHEN h.people > 0 THEN h.people_without / h.people END AS share_without, h.recorded_at
FROM core.access_history AS h;
COMMENT ON VIEW serve.access_history IS 'People out of reach of care by region, one state of the data after the other, for the readings that are followed. Source: computed (gis.access).';
COMMENT ON COLUMN serve.access_history.reference_date IS 'Newest reference date of the centers in the register at that time.';
COMMENT ON COLUMN serve.access_history.data_version IS 'State of the data that the figures were computed from.';
COMMENT ON COLUMN serve.access_history.reading IS 'Text form of the reading, its measure being nearest.';
COMMENT ON COLUMN serve.access_history.region_code IS 'MOIS code as it was then; 00 is the nation.';
COMMENT ON COLUMN serve.access_history.level IS 'nation, sido or sigungu: sum within one level only.';
COMMENT ON COLUMN serve.access_history.people IS 'Registered people of the region.';
COMMENT ON COLUMN serve.access_history.people_without IS 'People whose reach holds no open center; over several hours the mean.';
COMMENT ON COLUMN serve.access_history.share_without IS 'The same as a share of the people, 0 to 1; null where nobody lives.';
COMMENT ON COLUMN serve.access_history.recorded_at IS 'Instant of the record.';
