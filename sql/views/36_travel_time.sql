CREATE VIEW serve.travel_time AS
SELECT t.h3 AS h3_index, t.mode, t.center_id, c.kind, t.seconds::integer AS seconds, t.is_estimate,
       (SELECT b.data_version FROM core.build AS b WHERE b.name = 'travel_times') AS data_version
FROM core.travel_time AS t
JOIN core.center AS c USING (center_id)
WHERE serve.require_built('travel_times');
COMMENT ON VIEW serve.travel_time IS 'Times from where people live to the nearest three centers of each kind within 60 minutes, by mode.';
COMMENT ON COLUMN serve.travel_time.h3_index IS 'H3 cell of resolution 8 (serve.cell.h3_index).';
COMMENT ON COLUMN serve.travel_time.mode IS 'walk, bicycle or car.';
COMMENT ON COLUMN serve.travel_time.center_id IS 'Of serve.center.';
COMMENT ON COLUMN serve.travel_time.kind IS 'Kind of the center.';
COMMENT ON COLUMN serve.travel_time.seconds IS 'Seconds, the way to and from the street on foot included; daytime, without slope.';
COMMENT ON COLUMN serve.travel_time.is_estimate IS 'True where no street network covers both ends: distance x detour / speed (추정). Source of networks: OpenStreetMap contributors, ODbL 1.0.';
COMMENT ON COLUMN serve.travel_time.data_version IS 'State of the data that the times hold for; see serve.freshness.';
