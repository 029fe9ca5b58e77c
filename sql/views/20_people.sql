-- People by sex and age at every level, at the newest reference date.
CREATE VIEW serve.population AS
SELECT 'emd'::text AS level, region_code, sex, age_from, people::bigint AS people, reference_date, unit_group
FROM core.population
WHERE reference_date = (SELECT max(reference_date) FROM core.population)
UNION ALL
SELECT 'sigungu', left(region_code, 5), sex, age_from, sum(people), reference_date, NULL
FROM core.population
WHERE reference_date = (SELECT max(reference_date) FROM core.population)
GROUP BY left(region_code, 5), sex, age_from, reference_date
UNION ALL
SELECT 'sido', left(region_code, 2), sex, age_from, sum(people), reference_date, NULL
FROM core.population
WHERE reference_date = (SELECT max(reference_date) FROM core.population)
GROUP BY left(region_code, 2), sex, age_from, reference_date;

COMMENT ON VIEW serve.population IS 'Registered people by level, unit, sex and five-year age band. Source: MOIS.';
COMMENT ON COLUMN serve.population.level IS 'sido, sigungu or emd: sum within one level only.';
COMMENT ON COLUMN serve.population.region_code IS 'MOIS code of the unit.';
COMMENT ON COLUMN serve.population.sex IS 'F or M.';
COMMENT ON COLUMN serve.population.age_from IS 'First year of the band: 0 is 0-4, 100 is 100 and over; years.';
COMMENT ON COLUMN serve.population.people IS 'Registered people.';
COMMENT ON COLUMN serve.population.reference_date IS 'Date of the count.';
COMMENT ON COLUMN serve.population.unit_group IS 'Group of emd whose count is known together only and was shared out over them; null where the emd was counted by itself.';

-- The same people of each emd at every date of count: what is loaded, and what was kept of counts that were replaced.
CREATE VIEW serve.population_dates AS
SELECT region_code, sex, age_from, people, reference_date, unit_group FROM core.population
UNION ALL
SELECT k.region_code, of_sex.sex, ((of_sex.band - 1) * 5)::smallint, of_sex.people, k.reference_date, k.unit_group
FROM core.kept_people k
CROSS JOIN LATERAL (
    SELECT 'F'::text AS sex, people, band FROM unnest(k.women) WITH ORDINALITY AS w (people, band)
    UNION ALL
    SELECT 'M', people, band FROM unnest(k.men) WITH ORDINALITY AS m (people, band)
) AS of_sex
WHERE k.reference_date NOT IN (SELECT DISTINCT p.reference_date FROM core.population p);

COMMENT ON VIEW serve.population_dates IS 'Registered people of each emd by sex and five-year band at every date of count that was loaded or kept, in the units of 2024-06. Source: MOIS.';
COMMENT ON COLUMN serve.population_dates.region_code IS 'The emd, MOIS code.';
COMMENT ON COLUMN serve.population_dates.sex IS 'F or M.';
COMMENT ON COLUMN serve.population_dates.age_from IS 'First year of the band: 0 is 0-4, 100 is 100 and over; years.';
COMMENT ON COLUMN serve.population_dates.people IS 'Registered people.';
COMMENT ON COLUMN serve.population_dates.reference_date IS 'Date of the count.';
COMMENT ON COLUMN serve.population_dates.unit_group IS 'As in serve.population.';

-- The same without sex and age, at every level.
CREATE VIEW serve.population_history AS
WITH unit AS (
    SELECT region_code, reference_date, sum(people)::bigint AS people, max(unit_group) AS unit_group
    FROM serve.population_dates GROUP BY region_code, reference_date
)
SELECT 'emd'::text AS level, region_code, reference_date, people, unit_group FROM unit
UNION ALL
SELECT 'sigungu', left(region_code, 5), reference_date, sum(people)::bigint, NULL
FROM unit GROUP BY left(region_code, 5), reference_date
UNION ALL
SELECT 'sido', left(region_code, 2), reference_date, sum(people)::bigint, NULL
FROM unit GROUP BY left(region_code, 2), reference_date;

COMMENT ON VIEW serve.population_history IS 'Registered people by level and unit at every date of count, in the units of 2024-06. Source: MOIS.';
COMMENT ON COLUMN serve.population_history.level IS 'sido, sigungu or emd: sum within one level only.';
COMMENT ON COLUMN serve.population_history.region_code IS 'MOIS code of the unit.';
COMMENT ON COLUMN serve.population_history.reference_date IS 'Date of the count.';
COMMENT ON COLUMN serve.population_history.people IS 'Registered people.';
COMMENT ON COLUMN serve.population_history.unit_group IS 'Group of emd whose count is known together only: the change of one of them says nothing; null where the emd was counted by itself.';

CREATE VIEW serve.household AS
SELECT region_code, size, households, reference_date
FROM core.household
WHERE reference_date = (SELECT max(reference_date) FROM core.household);

COMMENT ON VIEW serve.household IS 'Households by size and emd. Source: Statistics Korea census.';
COMMENT ON COLUMN serve.household.region_code IS 'MOIS code of the emd.';
COMMENT ON COLUMN serve.household.size IS 'People in the household: 1 to 5, 6+, or total.';
COMMENT ON COLUMN serve.household.households IS 'Number of households.';
COMMENT ON COLUMN serve.household.reference_date IS 'Date of the count.';

CREATE VIEW serve.indicator AS
SELECT region_code, level, name, value, unit, reference_date FROM core.indicator;

COMMENT ON VIEW serve.indicator IS 'Published figures by unit, such as suicide_rate_per_100k. Source: KOSIS.';
COMMENT ON COLUMN serve.indicator.region_code IS 'MOIS code of the unit at its level.';
COMMENT ON COLUMN serve.indicator.level IS 'sido, sigungu, emd, or municipality: then the code is a serve.region.municipality_code.';
COMMENT ON COLUMN serve.indicator.name IS 'Name of the figure, with its unit at the end.';
COMMENT ON COLUMN serve.indicator.value IS 'The figure, in its unit.';
COMMENT ON COLUMN serve.indicator.unit IS 'Unit in words.';
COMMENT ON COLUMN serve.indicator.reference_date IS 'Date or last day of the period it speaks of.';

-- A cell once, standing for the emd that puts most people in it. No GROUP BY: so a filter on geom (a map's
-- window in QGIS) reaches the spatial index.
CREATE VIEW serve.cell AS
SELECT to_hex(c.h3) AS h3, c.h3 AS h3_index,
       (SELECT sum(s.people) FROM core.cell s WHERE s.h3 = c.h3) AS people,
       c.area_km2, c.region_code, left(c.region_code, 5) AS sigungu_code,
       ST_Y(c.center_point) AS lat, ST_X(c.center_point) AS lon, c.geom
FROM core.cell c
WHERE NOT EXISTS (
    SELECT FROM core.cell o
    WHERE o.h3 = c.h3 AND (o.people > c.people OR (o.people = c.people AND o.region_code < c.region_code))
);

COMMENT ON VIEW serve.cell IS 'H3 cells of resolution 8 with people. Source: MOIS register split by Kontur Population (CC BY 4.0).';
COMMENT ON COLUMN serve.cell.h3 IS 'Cell index, hexadecimal.';
COMMENT ON COLUMN serve.cell.h3_index IS 'Cell index as a signed 64-bit number.';
COMMENT ON COLUMN serve.cell.people IS 'Registered people, dasymetric estimate; sums to the register over all cells.';
COMMENT ON COLUMN serve.cell.area_km2 IS 'Real area of the cell on the sphere, square kilometres.';
COMMENT ON COLUMN serve.cell.region_code IS 'The emd that puts most people in the cell, MOIS code.';
COMMENT ON COLUMN serve.cell.sigungu_code IS 'Sigungu of that emd, MOIS code.';
COMMENT ON COLUMN serve.cell.lat IS 'Latitude of the cell''s centre, degrees WGS84.';
COMMENT ON COLUMN serve.cell.lon IS 'Longitude of the cell''s centre, degrees WGS84.';
COMMENT ON COLUMN serve.cell.geom IS 'Outline of the cell, EPSG:4326.';

CREATE VIEW serve.cell_region AS
SELECT to_hex(h3) AS h3, h3 AS h3_index, region_code, left(region_code, 5) AS sigungu_code,
       left(region_code, 2) AS sido_code, people, ST_Y(center_point) AS lat, ST_X(center_point) AS lon, method
FROM core.cell;

COMMENT ON VIEW serve.cell_region IS 'People of each emd in each cell: what figures by region are computed from. Source: as serve.cell.';
COMMENT ON COLUMN serve.cell_region.h3 IS 'Cell index, hexadecimal.';
COMMENT ON COLUMN serve.cell_region.h3_index IS 'Cell index as a signed 64-bit number.';
COMMENT ON COLUMN serve.cell_region.region_code IS 'The emd, MOIS code.';
COMMENT ON COLUMN serve.cell_region.sigungu_code IS 'Its sigungu, MOIS code.';
COMMENT ON COLUMN serve.cell_region.sido_code IS 'Its sido, MOIS code.';
COMMENT ON COLUMN serve.cell_region.people IS 'People of this emd living in this cell, dasymetric estimate; sums to the emd''s register.';
COMMENT ON COLUMN serve.cell_region.lat IS 'Latitude of the cell''s centre, degrees WGS84.';
COMMENT ON COLUMN serve.cell_region.lon IS 'Longitude of the cell''s centre, degrees WGS84.';
COMMENT ON COLUMN serve.cell_region.method IS 'centre_inside, nearest_emd or label_point: how the cell came to the emd.';

CREATE VIEW serve.region_reach AS
SELECT h.region_code, r.level, h.kind, h.people, h.centers, h.centers_by_rule, h.people_per_center,
       h.mean_km, h.p90_km, h.share_beyond_5km, h.share_beyond_10km, h.share_beyond_20km
FROM core.region_reach h
JOIN core.region r USING (region_code);

COMMENT ON VIEW serve.region_reach IS 'Supply and straight-line distance to the nearest center, by region and kind. Source: computed (gis.analysis.reach).';
COMMENT ON COLUMN serve.region_reach.region_code IS 'MOIS code of the unit.';
COMMENT ON COLUMN serve.region_reach.level IS 'sido, sigungu or emd.';
COMMENT ON COLUMN serve.region_reach.kind IS 'Kind of center, or a group: 공공 전체, 의료 전체 (what gives mental-health care and is open to the public), 등록 기관 전체, 등록 공공기관 전체, 등록 의료기관 전체 (the whole register).';
COMMENT ON COLUMN serve.region_reach.people IS 'Registered people, summed over cells.';
COMMENT ON COLUMN serve.region_reach.centers IS 'Centers whose point lies in the unit.';
COMMENT ON COLUMN serve.region_reach.centers_by_rule IS 'Centers by whom they serve, each shared over its people; sums to the number of centers. Null for kinds that serve no fixed district.';
COMMENT ON COLUMN serve.region_reach.people_per_center IS 'People per center, by rule where the kind has a district, else by place; null without a center.';
COMMENT ON COLUMN serve.region_reach.mean_km IS 'Mean over people of the distance to the nearest center anywhere, kilometres.';
COMMENT ON COLUMN serve.region_reach.p90_km IS 'Smallest distance within which at least 90 % of the people live, kilometres.';
COMMENT ON COLUMN serve.region_reach.share_beyond_5km IS 'Share of people farther than 5 km, 0 to 1.';
COMMENT ON COLUMN serve.region_reach.share_beyond_10km IS 'Share of people farther than 10 km, 0 to 1.';
COMMENT ON COLUMN serve.region_reach.share_beyond_20km IS 'Share of people farther than 20 km, 0 to 1.';
