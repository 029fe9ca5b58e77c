-- Layers for GIS tools: a view a layer, each with a key `id` and an outline or point, flat columns with their units in the name.
-- The OGC interface (app/api/ogc.py) serves them, and QGIS reads them as mindconnect_reader. Figures that were never
-- computed are null here, not refused: a map without them is still a map, and null is "not known".
CREATE FUNCTION serve.mean_over_hours(shares real[], first_day integer, last_day integer, first_hour integer, last_hour integer)
RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT avg(shares[d * 24 + h + 1]) FROM generate_series(first_day, last_day) AS d, generate_series(first_hour, last_hour) AS h;
$$;
COMMENT ON FUNCTION serve.mean_over_hours(real[], integer, integer, integer, integer) IS 'Mean of a figure by departure (0 is Monday 00:00) over some hours of some days, both ends included.';

CREATE VIEW serve.map_center AS
SELECT c.center_id AS id, c.name, c.kind, c.sub_kind, c.operator_name, c.is_public, c.care_level, c.is_mental_health_care,
       c.is_open_to_public, c.psychiatrists, c.psychiatrists_on, c.phone, c.homepage, c.road_address, c.region_code, c.region_name,
       c.position_trust, c.position_radius_m, c.has_hours, w.osm AS hours_osm, w.source AS hours_source,
       CASE WHEN w.osm IS NOT NULL THEN w.reference_date END AS hours_on, c.reference_date, c.geom
FROM serve.center AS c
LEFT JOIN serve.center_week AS w ON w.center_id = c.center_id AND w.outcome <> 'unknown';

COMMENT ON VIEW serve.map_center IS 'Layer of centers, one point an institution. Source: NCMH, HIRA and the standard data of local governments.';
COMMENT ON COLUMN serve.map_center.id IS 'Identity of the institution, stable across loads.';
COMMENT ON COLUMN serve.map_center.name IS 'Own name, Korean.';
COMMENT ON COLUMN serve.map_center.kind IS 'Kind of center, a term of data/reference/kinds.csv.';
COMMENT ON COLUMN serve.map_center.sub_kind IS 'Finer kind as published.';
COMMENT ON COLUMN serve.map_center.operator_name IS 'Contracted operator where one is named.';
COMMENT ON COLUMN serve.map_center.is_public IS 'Whether a public body runs or commissions it.';
COMMENT ON COLUMN serve.map_center.care_level IS 'What it gives, by data/rules/care.yaml.';
COMMENT ON COLUMN serve.map_center.is_mental_health_care IS 'Whether it counts as mental-health care.';
COMMENT ON COLUMN serve.map_center.is_open_to_public IS 'Whether anybody may enter.';
COMMENT ON COLUMN serve.map_center.psychiatrists IS 'Psychiatrists as HIRA lists them; null where it is not known.';
COMMENT ON COLUMN serve.map_center.psychiatrists_on IS 'Date of that list.';
COMMENT ON COLUMN serve.map_center.phone IS 'Telephone as published.';
COMMENT ON COLUMN serve.map_center.homepage IS 'Homepage as published.';
COMMENT ON COLUMN serve.map_center.road_address IS 'Road address to the building.';
COMMENT ON COLUMN serve.map_center.region_code IS 'The emd it stands in, MOIS code.';
COMMENT ON COLUMN serve.map_center.region_name IS 'Name of that emd from the sido down, Korean.';
COMMENT ON COLUMN serve.map_center.position_trust IS 'How far the point can be trusted.';
COMMENT ON COLUMN serve.map_center.position_radius_m IS 'Within how many metres the true point lies.';
COMMENT ON COLUMN serve.map_center.has_hours IS 'Whether opening hours are published and could be read.';
COMMENT ON COLUMN serve.map_center.hours_osm IS 'Those hours in OpenStreetMap''s opening_hours syntax; null where they are not known.';
COMMENT ON COLUMN serve.map_center.hours_source IS 'Source of the hours.';
COMMENT ON COLUMN serve.map_center.hours_on IS 'Date at which the source states the hours.';
COMMENT ON COLUMN serve.map_center.reference_date IS 'Date of the newest row about it.';
COMMENT ON COLUMN serve.map_center.geom IS 'Point, EPSG:4326.';

CREATE VIEW serve.map_region AS
SELECT r.region_code AS id, r.level, r.name, r.full_name, r.parent_code, r.area_km2, r.people,
       a.centers AS public_centers, m.centers AS medical_centers,
       serve.mean_over_hours(w.share_if_closed, 0, 4, 9, 17) AS day_car_30min_share_low,
       serve.mean_over_hours(w.share_if_open, 0, 4, 9, 17) AS day_car_30min_share_high,
       serve.mean_over_hours(w.share_if_closed, 0, 4, 18, 20) AS evening_car_30min_share_low,
       serve.mean_over_hours(w.share_if_open, 0, 4, 18, 20) AS evening_car_30min_share_high,
       CASE WHEN w.region_code IS NOT NULL THEN b.data_version END AS data_version, r.geom
FROM serve.region AS r
LEFT JOIN core.region_reach AS a ON a.region_code = r.region_code AND a.kind = '공공 전체'
LEFT JOIN core.region_reach AS m ON m.region_code = r.region_code AND m.kind = '의료 전체'
LEFT JOIN core.access_week AS w ON w.region_code = r.region_code AND w.mode = 'car' AND w.kind = '전체'
LEFT JOIN core.build AS b ON b.name = 'access';

COMMENT ON VIEW serve.map_region IS 'Layers of regions with figures of supply and access; sum within one level only. Source: SGIS outlines, MOIS register; computed (gis.access).';
COMMENT ON COLUMN serve.map_region.id IS 'MOIS code: 2 digits sido, 5 sigungu, 10 emd.';
COMMENT ON COLUMN serve.map_region.level IS 'sido, sigungu or emd.';
COMMENT ON COLUMN serve.map_region.name IS 'Own name, Korean.';
COMMENT ON COLUMN serve.map_region.full_name IS 'Name from the sido down, Korean.';
COMMENT ON COLUMN serve.map_region.parent_code IS 'Code of the unit above; null for a sido.';
COMMENT ON COLUMN serve.map_region.area_km2 IS 'Geodesic area of the generalised outline, square kilometres.';
COMMENT ON COLUMN serve.map_region.people IS 'Registered people at the newest reference date.';
COMMENT ON COLUMN serve.map_region.public_centers IS 'Public centers that stand in it and give care open to anybody.';
COMMENT ON COLUMN serve.map_region.medical_centers IS 'Clinics and hospitals that stand in it and give mental-health care.';
COMMENT ON COLUMN serve.map_region.day_car_30min_share_low IS 'Share of people, 0 to 1, who reach open care by car within 30 minutes, mean over departures on weekdays 09 to 17, by published hours only; null where it was not computed.';
COMMENT ON COLUMN serve.map_region.day_car_30min_share_high IS 'The most it can be: every center of unknown hours is open.';
COMMENT ON COLUMN serve.map_region.evening_car_30min_share_low IS 'The same over departures at 18, 19 and 20 on weekdays, by published hours only.';
COMMENT ON COLUMN serve.map_region.evening_car_30min_share_high IS 'The most it can be: every center of unknown hours is open.';
COMMENT ON COLUMN serve.map_region.data_version IS 'State of the data the shares hold for; null where they were not computed.';
COMMENT ON COLUMN serve.map_region.geom IS 'Generalised outline, EPSG:4326.';

CREATE VIEW serve.map_sido AS SELECT * FROM serve.map_region WHERE level = 'sido';
CREATE VIEW serve.map_sigungu AS SELECT * FROM serve.map_region WHERE level = 'sigungu';
CREATE VIEW serve.map_emd AS SELECT * FROM serve.map_region WHERE level = 'emd';
COMMENT ON VIEW serve.map_sido IS 'Layer of provinces and metropolitan cities; columns as serve.map_region.';
COMMENT ON VIEW serve.map_sigungu IS 'Layer of cities, counties and districts; columns as serve.map_region.';
COMMENT ON VIEW serve.map_emd IS 'Layer of towns and neighbourhoods; columns as serve.map_region.';
DO $$
DECLARE
    said record;
BEGIN
    FOR said IN
        SELECT layer, a.attname, col_description(a.attrelid, a.attnum) AS words
        FROM pg_attribute AS a, unnest(ARRAY['map_sido', 'map_sigungu', 'map_emd']) AS layer
        WHERE a.attrelid = 'serve.map_region'::regclass AND a.attnum > 0
    LOOP
        EXECUTE format('COMMENT ON COLUMN serve.%I.%I IS %L', said.layer, said.attname, said.words);
    END LOOP;
END $$;

CREATE VIEW serve.map_cell AS
SELECT c.h3 AS id, c.people, c.area_km2, c.region_code,
       car.nearest_s / 60.0::float8 AS nearest_car_min, walk.nearest_s / 60.0::float8 AS nearest_walk_min,
       CASE WHEN b.rows_written > 0 THEN coalesce(car.centers, 0) END AS centers_car_30min,
       CASE WHEN b.rows_written > 0 THEN coalesce(car.access_per_100k, 0)::float8 END AS access_car_per_100k,
       CASE WHEN b.rows_written > 0 THEN b.data_version END AS data_version, c.geom
FROM serve.cell AS c
LEFT JOIN core.access_cell AS car ON car.h3 = c.h3_index AND car.mode = 'car' AND car.kind = '전체'
LEFT JOIN core.access_cell AS walk ON walk.h3 = c.h3_index AND walk.mode = 'walk' AND walk.kind = '전체'
LEFT JOIN core.build AS b ON b.name = 'access';

COMMENT ON VIEW serve.map_cell IS 'Layer of H3 cells of resolution 8 with people, and what they reach whatever the hour. Source: MOIS register split by Kontur Population (CC BY 4.0); computed (gis.access).';
COMMENT ON COLUMN serve.map_cell.id IS 'Cell index, hexadecimal.';
COMMENT ON COLUMN serve.map_cell.people IS 'Registered people, dasymetric estimate; sums to the register over all cells.';
COMMENT ON COLUMN serve.map_cell.area_km2 IS 'Real area of the cell on the sphere, square kilometres.';
COMMENT ON COLUMN serve.map_cell.region_code IS 'The emd that puts most people in the cell, MOIS code.';
COMMENT ON COLUMN serve.map_cell.nearest_car_min IS 'Minutes by car to the nearest center that gives care; null beyond 30 minutes, or where data_version is null and it was not computed.';
COMMENT ON COLUMN serve.map_cell.nearest_walk_min IS 'The same on foot.';
COMMENT ON COLUMN serve.map_cell.centers_car_30min IS 'Centers within 30 minutes by car; null where it was not computed.';
COMMENT ON COLUMN serve.map_cell.access_car_per_100k IS 'E2SFCA: centers per 100,000 people; null where it was not computed.';
COMMENT ON COLUMN serve.map_cell.data_version IS 'State of the data the figures hold for; null where they were not computed.';
COMMENT ON COLUMN serve.map_cell.geom IS 'Outline of the cell, EPSG:4326.';

CREATE VIEW serve.map_hours AS
SELECT h.center_id || '-' || h.day || '-' || h.from_min AS id, h.center_id, c.name, c.kind, h.day, h.from_min, h.to_min,
       h.source, c.geom
FROM core.center_hours AS h
JOIN core.center AS c USING (center_id);

COMMENT ON VIEW serve.map_hours IS 'Layer of opening hours: a point an interval of an ordinary week, breaks taken out; centers without published hours have none. Source: standard data of local governments, HIRA, read by rules.';
COMMENT ON COLUMN serve.map_hours.id IS 'Center, day and first minute.';
COMMENT ON COLUMN serve.map_hours.center_id IS 'Of the layer of centers.';
COMMENT ON COLUMN serve.map_hours.name IS 'Name of the center, Korean.';
COMMENT ON COLUMN serve.map_hours.kind IS 'Kind of the center.';
COMMENT ON COLUMN serve.map_hours.day IS '0 Monday to 6 Sunday, 7 a public holiday.';
COMMENT ON COLUMN serve.map_hours.from_min IS 'First open minute of the day, Asia/Seoul.';
COMMENT ON COLUMN serve.map_hours.to_min IS 'First minute closed again; beyond 1440 it is the next day''s.';
COMMENT ON COLUMN serve.map_hours.source IS 'Source whose row gave the hours.';
COMMENT ON COLUMN serve.map_hours.geom IS 'Point of the center, EPSG:4326.';
