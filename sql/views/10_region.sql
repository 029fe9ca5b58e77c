-- Regions with their people. One arm a level: a filter on the level leaves one arm, and a query that does not
-- ask for people pays nothing for them.
CREATE VIEW serve.region AS
SELECT r.region_code, r.level, r.name, r.full_name, r.parent_code, r.municipality_code, r.municipality_name,
       r.geom, ST_Y(r.label_point) AS label_lat, ST_X(r.label_point) AS label_lon, r.area_km2, p.people, r.valid_from
FROM core.region r
LEFT JOIN (
    SELECT left(region_code, 2) AS code, sum(people) AS people FROM core.population
    WHERE reference_date = (SELECT max(reference_date) FROM core.population) GROUP BY 1
) p ON p.code = r.region_code
WHERE r.level = 'sido'
UNION ALL
SELECT r.region_code, r.level, r.name, r.full_name, r.parent_code, r.municipality_code, r.municipality_name,
       r.geom, ST_Y(r.label_point), ST_X(r.label_point), r.area_km2, p.people, r.valid_from
FROM core.region r
LEFT JOIN (
    SELECT left(region_code, 5) AS code, sum(people) AS people FROM core.population
    WHERE reference_date = (SELECT max(reference_date) FROM core.population) GROUP BY 1
) p ON p.code = r.region_code
WHERE r.level = 'sigungu'
UNION ALL
SELECT r.region_code, r.level, r.name, r.full_name, r.parent_code, r.municipality_code, r.municipality_name,
       r.geom, ST_Y(r.label_point), ST_X(r.label_point), r.area_km2, p.people, r.valid_from
FROM core.region r
LEFT JOIN (
    SELECT region_code AS code, sum(people) AS people FROM core.population
    WHERE reference_date = (SELECT max(reference_date) FROM core.population) GROUP BY 1
) p ON p.code = r.region_code
WHERE r.level = 'emd';

COMMENT ON VIEW serve.region IS 'Administrative units with outline and people. Source: SGIS outlines, MOIS codes and register.';
COMMENT ON COLUMN serve.region.region_code IS 'MOIS code: 2 digits sido, 5 sigungu, 10 emd.';
COMMENT ON COLUMN serve.region.level IS 'sido, sigungu or emd.';
COMMENT ON COLUMN serve.region.name IS 'Own name, Korean.';
COMMENT ON COLUMN serve.region.full_name IS 'Name from the sido down, Korean.';
COMMENT ON COLUMN serve.region.parent_code IS 'Code of the unit above; null for a sido.';
COMMENT ON COLUMN serve.region.municipality_code IS 'Basic municipality: the city of a gu of a city, else the sigungu; null for a sido.';
COMMENT ON COLUMN serve.region.municipality_name IS 'Name of the basic municipality, Korean.';
COMMENT ON COLUMN serve.region.geom IS 'Generalised outline, EPSG:4326.';
COMMENT ON COLUMN serve.region.label_lat IS 'Latitude of a point inside the unit, degrees WGS84.';
COMMENT ON COLUMN serve.region.label_lon IS 'Longitude of a point inside the unit, degrees WGS84.';
COMMENT ON COLUMN serve.region.area_km2 IS 'Geodesic area of the generalised outline, square kilometres.';
COMMENT ON COLUMN serve.region.people IS 'Registered people at the newest reference date. Source: MOIS.';
COMMENT ON COLUMN serve.region.valid_from IS 'Date from which the unit stands so.';

-- Names and codes that units bore before, for people and files that still use them.
CREATE VIEW serve.region_code AS
SELECT old_code, old_name, system, valid_from, region_code FROM core.region_code;

COMMENT ON VIEW serve.region_code IS 'Earlier or foreign codes and names, brought to the unit of today. Source: code timeline (admdongkor, SGIS).';
COMMENT ON COLUMN serve.region_code.old_code IS 'Code as used before or elsewhere.';
COMMENT ON COLUMN serve.region_code.old_name IS 'Name under that code, Korean.';
COMMENT ON COLUMN serve.region_code.system IS 'mois or sgis.';
COMMENT ON COLUMN serve.region_code.valid_from IS 'Date from which the code was used.';
COMMENT ON COLUMN serve.region_code.region_code IS 'The unit of today, MOIS code.';
