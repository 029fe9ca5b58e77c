CREATE VIEW serve.access_week AS
SELECT w.region_code,
       CASE length(w.region_code) WHEN 2 THEN CASE w.region_code WHEN '00' THEN 'nation' ELSE 'sido' END
            WHEN 5 THEN 'sigungu' ELSE 'emd' END AS level,
       w.mode, w.kind, (h.place - 1)::integer AS hour, ((h.place - 1) / 24)::integer AS day,
       ((h.place - 1) % 24)::integer AS hour_of_day, w.people,
       h.share_if_closed::double precision AS share_if_closed, h.share_if_office::double precision AS share_if_office,
       h.share_if_open::double precision AS share_if_open, h.access_if_closed::double precision AS access_if_closed_per_100k,
       h.access_if_office::double precision AS access_if_office_per_100k,
       (SELECT b.data_version FROM core.build AS b WHERE b.name = 'access') AS data_version
FROM core.access_week AS w
CROSS JOIN LATERAL unnest(w.share_if_closed, w.share_if_office, w.share_if_open, w.access_if_closed, w.access_if_office)
    WITH ORDINALITY AS h (share_if_closed, share_if_office, share_if_open, access_if_closed, access_if_office, place)
WHERE serve.require_built('access');
COMMENT ON VIEW serve.access_week IS 'People who reach open care within 30 minutes, hour by hour, one row a region, mode, kind and departure. Any center counts, whomever it serves (serves=any). Source: computed (gis.access).';
COMMENT ON COLUMN serve.access_week.region_code IS 'MOIS code; 00 is the nation.';
COMMENT ON COLUMN serve.access_week.level IS 'nation, sido, sigungu or emd: sum within one level only.';
COMMENT ON COLUMN serve.access_week.mode IS 'walk, bicycle or car.';
COMMENT ON COLUMN serve.access_week.kind IS 'A kind of center, or a group: 전체, 공공 전체, 의료 전체 (what gives mental-health care and is open to the public), 등록 기관 전체, 등록 공공기관 전체, 등록 의료기관 전체 (the whole register); of an emd the first three only.';
COMMENT ON COLUMN serve.access_week.hour IS 'Departure: 0 to 167 from Monday 00:00, 168 to 191 of a public holiday.';
COMMENT ON COLUMN serve.access_week.day IS '0 Monday to 6 Sunday, 7 a public holiday.';
COMMENT ON COLUMN serve.access_week.hour_of_day IS 'Hour at which one sets out, Asia/Seoul.';
COMMENT ON COLUMN serve.access_week.people IS 'Registered people of the region.';
COMMENT ON COLUMN serve.access_week.share_if_closed IS 'Share of people who arrive at an open center at least 15 minutes before it closes, 0 to 1, by published hours only.';
COMMENT ON COLUMN serve.access_week.share_if_office IS 'An assumption between share_if_closed and share_if_open: of unknown hours, kinds that law or the ministry''s guide gives office hours (data/rules/office_hours.yaml) are open on weekdays from 09:00 to 18:00; the others are closed.';
COMMENT ON COLUMN serve.access_week.share_if_open IS 'The most it can be: every center of unknown hours is open; one that is known to be closed stays closed.';
COMMENT ON COLUMN serve.access_week.access_if_closed_per_100k IS 'People''s mean E2SFCA over the open centers, per 100,000 people, by published hours only; null for an emd.';
COMMENT ON COLUMN serve.access_week.access_if_office_per_100k IS 'The same with the assumption of share_if_office.';
COMMENT ON COLUMN serve.access_week.data_version IS 'State of the data that the figures hold for; see serve.freshness.';

CREATE VIEW serve.access_cell AS
SELECT c.h3, c.h3_index, c.people, c.region_code, c.sigungu_code, a.mode, a.kind, a.nearest_s / 60.0::float8 AS nearest_min,
       a.centers::integer AS centers, a.access_per_100k::double precision AS access_per_100k, c.geom,
       (SELECT b.data_version FROM core.build AS b WHERE b.name = 'access') AS data_version
FROM core.access_cell AS a
JOIN serve.cell AS c ON c.h3_index = a.h3
WHERE serve.require_built('access');
COMMENT ON VIEW serve.access_cell IS 'Reach of care from each populated cell whatever the hour, within 30 minutes; cells that reach none have no row. Any center counts, whomever it serves (serves=any). Source: computed (gis.access).';
COMMENT ON COLUMN serve.access_cell.h3 IS 'Cell index, hexadecimal.';
COMMENT ON COLUMN serve.access_cell.h3_index IS 'Cell index as a signed 64-bit number.';
COMMENT ON COLUMN serve.access_cell.people IS 'Registered people, dasymetric estimate.';
COMMENT ON COLUMN serve.access_cell.region_code IS 'The emd that puts most people in the cell, MOIS code.';
COMMENT ON COLUMN serve.access_cell.sigungu_code IS 'Sigungu of that emd, MOIS code.';
COMMENT ON COLUMN serve.access_cell.mode IS 'walk, bicycle or car.';
COMMENT ON COLUMN serve.access_cell.kind IS 'A group of kinds (전체, 공공 전체, 의료 전체) or one of the kinds that matter most.';
COMMENT ON COLUMN serve.access_cell.nearest_min IS 'Minutes to the nearest center.';
COMMENT ON COLUMN serve.access_cell.centers IS 'Centers within 30 minutes.';
COMMENT ON COLUMN serve.access_cell.access_per_100k IS 'E2SFCA: centers per 100,000 people.';
COMMENT ON COLUMN serve.access_cell.geom IS 'Outline of the cell, EPSG:4326.';
COMMENT ON COLUMN serve.access_cell.data_version IS 'State of the data that the figures hold for; see serve.freshness.';
