-- The register as the app, researchers and GIS tools see it. Raw rows and usage notes stay in core. What an office put
-- right lies over it; one look into a small table a value shown, so that a search pays only for what it shows, and the
-- order of an index stays.
CREATE VIEW serve.center AS
SELECT c.center_id, c.kind, c.sub_kind, c.is_public, c.name, c.operator_name,
       nullif(coalesce((SELECT CASE WHEN k.was IS NOT DISTINCT FROM c.road_address THEN k.value END
                        FROM core.center_correction k WHERE k.center_id = c.center_id AND k.field = 'road_address'
                        ORDER BY k.center_correction_id DESC LIMIT 1), c.road_address), '') AS road_address,
       c.lot_address,
       nullif(coalesce((SELECT CASE WHEN k.was IS NOT DISTINCT FROM c.address_detail THEN k.value END
                        FROM core.center_correction k WHERE k.center_id = c.center_id AND k.field = 'address_detail'
                        ORDER BY k.center_correction_id DESC LIMIT 1), c.address_detail), '') AS address_detail,
       ST_Y(c.geom) AS lat, ST_X(c.geom) AS lon, c.geom, c.h3_7, c.h3_8, c.h3_9, c.h3_10,
       c.region_code, left(c.region_code, 5) AS sigungu_code, left(c.region_code, 2) AS sido_code,
       (SELECT r.full_name FROM core.region r WHERE r.region_code = c.region_code) AS region_name,
       ARRAY(SELECT s.region_code FROM core.center_serves s WHERE s.center_id = c.center_id ORDER BY 1) AS serves,
       nullif(coalesce((SELECT CASE WHEN k.was IS NOT DISTINCT FROM c.phone THEN k.value END
                        FROM core.center_correction k WHERE k.center_id = c.center_id AND k.field = 'phone'
                        ORDER BY k.center_correction_id DESC LIMIT 1), c.phone), '') AS phone,
       nullif(coalesce((SELECT CASE WHEN k.was IS NOT DISTINCT FROM c.homepage THEN k.value END
                        FROM core.center_correction k WHERE k.center_id = c.center_id AND k.field = 'homepage'
                        ORDER BY k.center_correction_id DESC LIMIT 1), c.homepage), '') AS homepage,
       c.services, c.building_area_m2, c.opens_raw, c.closes_raw, c.closed_days_raw,
       c.position_trust, c.position_radius_m, c.position_trust <> 'building' AS is_approximate,
       c.address_agreement, c.reference_date,
       (SELECT count(*) FROM core.center_source s WHERE s.center_id = c.center_id) AS source_count,
       c.position_source, c.position_method, c.field_sources,
       CASE WHEN c.phone IS NULL THEN (
           SELECT b.name FROM core.center_serves s JOIN core.center b USING (center_id)
           WHERE s.region_code = left(c.region_code, 5) AND b.kind = '기초정신건강복지센터' AND b.phone IS NOT NULL
           ORDER BY b.sub_kind NULLS FIRST, b.center_id LIMIT 1
       ) END AS instead_name,
       CASE WHEN c.phone IS NULL THEN (
           SELECT b.phone FROM core.center_serves s JOIN core.center b USING (center_id)
           WHERE s.region_code = left(c.region_code, 5) AND b.kind = '기초정신건강복지센터' AND b.phone IS NOT NULL
           ORDER BY b.sub_kind NULLS FIRST, b.center_id LIMIT 1
       ) END AS instead_phone,
       c.care_level, c.care_rule, c.is_open_to_public, c.public_rule, c.is_mental_health_care,
       c.psychiatrists, c.psychiatrists_on, c.doctors, c.lists_psychiatry, c.has_er_at_night, c.is_in_hira_list,
       c.hira_list_on,
       EXISTS (SELECT FROM core.center_week w WHERE w.center_id = c.center_id AND w.outcome <> 'unknown')
           OR EXISTS (SELECT FROM serve.center_correction k
                      WHERE k.center_id = c.center_id AND k.field = 'hours' AND k.week IS NOT NULL) AS has_hours,
       core.center_search_text(
           c.name, c.operator_name, c.kind, c.sub_kind, c.road_address, c.lot_address, c.services
       ) AS search_text
FROM core.center c
WHERE (SELECT k.value FROM core.center_correction k WHERE k.center_id = c.center_id AND k.field = 'gone'
       ORDER BY k.center_correction_id DESC LIMIT 1) IS NULL;

COMMENT ON VIEW serve.center IS 'The register of centers, one row an institution. Source: NCMH, HIRA and the standard data of local governments.';
COMMENT ON COLUMN serve.center.center_id IS 'Identity of the institution, stable across loads.';
COMMENT ON COLUMN serve.center.kind IS 'Kind of center, a term of data/reference/kinds.csv.';
COMMENT ON COLUMN serve.center.sub_kind IS 'Finer kind as published, such as 국립.';
COMMENT ON COLUMN serve.center.is_public IS 'Whether a public body runs or commissions it.';
COMMENT ON COLUMN serve.center.name IS 'Own name; bare names carry their municipality.';
COMMENT ON COLUMN serve.center.operator_name IS 'Contracted operator where one is named.';
COMMENT ON COLUMN serve.center.road_address IS 'Road address to the building.';
COMMENT ON COLUMN serve.center.lot_address IS 'Lot address.';
COMMENT ON COLUMN serve.center.address_detail IS 'Floor, room or building name.';
COMMENT ON COLUMN serve.center.lat IS 'Latitude, degrees WGS84.';
COMMENT ON COLUMN serve.center.lon IS 'Longitude, degrees WGS84.';
COMMENT ON COLUMN serve.center.geom IS 'Point, EPSG:4326; see position_trust.';
COMMENT ON COLUMN serve.center.h3_7 IS 'H3 cell of resolution 7, signed 64-bit number.';
COMMENT ON COLUMN serve.center.h3_8 IS 'H3 cell of resolution 8, signed 64-bit number.';
COMMENT ON COLUMN serve.center.h3_9 IS 'H3 cell of resolution 9, signed 64-bit number.';
COMMENT ON COLUMN serve.center.h3_10 IS 'H3 cell of resolution 10, signed 64-bit number.';
COMMENT ON COLUMN serve.center.region_code IS 'The emd its point lies in, MOIS code; the sigungu where position_trust is sigungu.';
COMMENT ON COLUMN serve.center.sigungu_code IS 'The sigungu its point lies in, MOIS code.';
COMMENT ON COLUMN serve.center.sido_code IS 'The sido its point lies in, MOIS code.';
COMMENT ON COLUMN serve.center.region_name IS 'Full name of that emd or sigungu.';
COMMENT ON COLUMN serve.center.serves IS 'Units it serves by rule, MOIS codes; empty when it serves anybody.';
COMMENT ON COLUMN serve.center.phone IS 'Public telephone number.';
COMMENT ON COLUMN serve.center.homepage IS 'Address of its page.';
COMMENT ON COLUMN serve.center.services IS 'What it offers, terms of data/reference/services.csv.';
COMMENT ON COLUMN serve.center.building_area_m2 IS 'Floor area, square metres.';
COMMENT ON COLUMN serve.center.opens_raw IS 'Opening time as published.';
COMMENT ON COLUMN serve.center.closes_raw IS 'Closing time as published.';
COMMENT ON COLUMN serve.center.closed_days_raw IS 'Closed days as published.';
COMMENT ON COLUMN serve.center.position_trust IS 'Level to which the point may be trusted: building, road, emd or sigungu.';
COMMENT ON COLUMN serve.center.position_radius_m IS 'Radius within which the place is believed to lie, metres.';
COMMENT ON COLUMN serve.center.is_approximate IS 'True unless the point is that of the building.';
COMMENT ON COLUMN serve.center.address_agreement IS 'Finest unit in which point and address agree: emd, sigungu, sido, none or unknown.';
COMMENT ON COLUMN serve.center.reference_date IS 'Date at which its newest source states its facts.';
COMMENT ON COLUMN serve.center.source_count IS 'Rows of the sources that speak of it.';
COMMENT ON COLUMN serve.center.position_source IS 'Source that gave the point.';
COMMENT ON COLUMN serve.center.position_method IS 'How the point was found.';
COMMENT ON COLUMN serve.center.field_sources IS 'Field -> source whose value won, JSON object.';
COMMENT ON COLUMN serve.center.instead_name IS 'Whom to ask where its own number is not known: the 기초정신건강복지센터 that serves its sigungu; null where that is not known either (then 1577-0199).';
COMMENT ON COLUMN serve.center.instead_phone IS 'Number of instead_name.';
COMMENT ON COLUMN serve.center.care_level IS 'gives: gives mental-health care; may: perhaps, such as a clinic that lists psychiatry and has no known psychiatrist; none: does something else.';
COMMENT ON COLUMN serve.center.care_rule IS 'Rule of data/rules/care.yaml that gave care_level.';
COMMENT ON COLUMN serve.center.is_open_to_public IS 'False where only those who belong to it may come: prisons, the forces, company and school clinics.';
COMMENT ON COLUMN serve.center.public_rule IS 'Rule of data/rules/care.yaml that gave is_open_to_public; anybody where none closes it.';
COMMENT ON COLUMN serve.center.is_mental_health_care IS 'The default group of search, recommendations and supply: gives mental-health care and is open to the public.';
COMMENT ON COLUMN serve.center.psychiatrists IS 'Psychiatrists counted there; 0: psychiatry is listed and none is counted; null: not known. Source: HIRA.';
COMMENT ON COLUMN serve.center.psychiatrists_on IS 'Date at which they were counted.';
COMMENT ON COLUMN serve.center.doctors IS 'Doctors of all fields; null: not known. Source: HIRA.';
COMMENT ON COLUMN serve.center.lists_psychiatry IS 'Whether it lists psychiatry among its departments; null: not known. Source: HIRA.';
COMMENT ON COLUMN serve.center.has_er_at_night IS 'Whether it keeps an emergency room at night; null: not known. Source: HIRA.';
COMMENT ON COLUMN serve.center.is_in_hira_list IS 'Whether the list of all medical institutions knows it; false: closed or renamed, call first; null: no medical institution. Source: HIRA.';
COMMENT ON COLUMN serve.center.hira_list_on IS 'Date of the list it was looked up in.';
COMMENT ON COLUMN serve.center.has_hours IS 'Whether opening hours are known: a source publishes some that could be read, or an office asked on the telephone.';
COMMENT ON COLUMN serve.center.search_text IS 'What a keyword is looked for in: lower case, without spaces, fields parted by |.';

CREATE VIEW serve.center_serves AS
SELECT center_id, region_code FROM core.center_serves;

COMMENT ON VIEW serve.center_serves IS 'Whom a center serves by rule, one row a unit. Source: its name and operator.';
COMMENT ON COLUMN serve.center_serves.center_id IS 'The center.';
COMMENT ON COLUMN serve.center_serves.region_code IS 'A sigungu or sido it serves, MOIS code.';

CREATE VIEW serve.center_staff AS
SELECT center_id, profession, people FROM core.center_staff;

COMMENT ON VIEW serve.center_staff IS 'Staff by profession as published; a missing row is unknown, not zero. Source: standard data of local governments.';
COMMENT ON COLUMN serve.center_staff.center_id IS 'The center.';
COMMENT ON COLUMN serve.center_staff.profession IS 'Profession, Korean.';
COMMENT ON COLUMN serve.center_staff.people IS 'Number of people.';

CREATE VIEW serve.center_source AS
SELECT s.center_id, s.source, d.title, d.publisher, d.licence, s.line, s.match_rule, s.kind, s.name,
       s.name_rule, s.position_method, s.position_trust, s.reference_date
FROM core.center_source s
JOIN core.dataset d USING (dataset_id)
WHERE s.center_id IS NOT NULL;

COMMENT ON VIEW serve.center_source IS 'Which rows of which lists a center comes from, and by which rule they were joined.';
COMMENT ON COLUMN serve.center_source.center_id IS 'The center the row became or joined.';
COMMENT ON COLUMN serve.center_source.source IS 'Key of the source.';
COMMENT ON COLUMN serve.center_source.title IS 'Title of the source as published.';
COMMENT ON COLUMN serve.center_source.publisher IS 'Who publishes it.';
COMMENT ON COLUMN serve.center_source.licence IS 'Its licence.';
COMMENT ON COLUMN serve.center_source.line IS 'Line of the file, from 1, the header included.';
COMMENT ON COLUMN serve.center_source.match_rule IS 'Rule that joined the row; first for the row that made the center.';
COMMENT ON COLUMN serve.center_source.kind IS 'Kind as the row states it.';
COMMENT ON COLUMN serve.center_source.name IS 'Name as the row states it, cleaned.';
COMMENT ON COLUMN serve.center_source.name_rule IS 'as_published, municipality_added (a bare name) or from_kind (the list named the operator only).';
COMMENT ON COLUMN serve.center_source.position_method IS 'How the row was located.';
COMMENT ON COLUMN serve.center_source.position_trust IS 'Level the row''s position reached; null when it could not be located.';
COMMENT ON COLUMN serve.center_source.reference_date IS 'Date at which the row states its facts.';
