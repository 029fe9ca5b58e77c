-- What a typed place is looked up in.
CREATE VIEW serve.place AS
SELECT p.place_id, p.kind, p.name, p.english_name, p.aliases, p.line_names, p.region_code, p.position_trust, d.source,
       ST_Y(p.geom) AS lat, ST_X(p.geom) AS lon, p.geom
FROM core.place p LEFT JOIN core.dataset d USING (dataset_id);

COMMENT ON VIEW serve.place IS 'Places by name as each source publishes them. Source: named in each row; see serve.dataset.';
COMMENT ON COLUMN serve.place.place_id IS 'Number of the row in this database.';
COMMENT ON COLUMN serve.place.kind IS 'station, legal_dong, ri, campus, market, library, sight or village.';
COMMENT ON COLUMN serve.place.name IS 'Name, Korean.';
COMMENT ON COLUMN serve.place.english_name IS 'English name as published.';
COMMENT ON COLUMN serve.place.aliases IS 'Other names as published, Korean.';
COMMENT ON COLUMN serve.place.line_names IS 'Lines that stop at a station, Korean.';
COMMENT ON COLUMN serve.place.region_code IS 'The emd it lies in, MOIS code.';
COMMENT ON COLUMN serve.place.position_trust IS 'building, road or emd: how far the point may be trusted.';
COMMENT ON COLUMN serve.place.source IS 'Source of the row.';
COMMENT ON COLUMN serve.place.lat IS 'Latitude, degrees WGS84.';
COMMENT ON COLUMN serve.place.lon IS 'Longitude, degrees WGS84.';
COMMENT ON COLUMN serve.place.geom IS 'Point, EPSG:4326.';

CREATE VIEW serve.place_target AS
SELECT target_id, category, kind, level, name, region_code, region_name, detail, center_id, rank,
       ST_Y(geom) AS lat, ST_X(geom) AS lon, geom
FROM core.place_target;

COMMENT ON VIEW serve.place_target IS 'All that a typed place may mean, each once. Source: units and people (SGIS, MOIS), serve.place, serve.center.';
COMMENT ON COLUMN serve.place_target.target_id IS 'Number within this build.';
COMMENT ON COLUMN serve.place_target.category IS 'station, region, center, campus, market, library, sight or village.';
COMMENT ON COLUMN serve.place_target.kind IS 'sido, sigungu, city, emd, center, or a kind of serve.place.';
COMMENT ON COLUMN serve.place_target.level IS 'What the point stands for: building, station, road, emd, sigungu or sido.';
COMMENT ON COLUMN serve.place_target.name IS 'Name, Korean.';
COMMENT ON COLUMN serve.place_target.region_code IS 'The unit itself, or the emd it lies in, MOIS code.';
COMMENT ON COLUMN serve.place_target.region_name IS 'Full name of the unit, Korean.';
COMMENT ON COLUMN serve.place_target.detail IS 'What tells it from others of the name.';
COMMENT ON COLUMN serve.place_target.center_id IS 'For a center, its id.';
COMMENT ON COLUMN serve.place_target.rank IS 'Order among places of one name, 0 first.';
COMMENT ON COLUMN serve.place_target.lat IS 'Latitude of the point, of a unit of where its people live; degrees WGS84.';
COMMENT ON COLUMN serve.place_target.lon IS 'Longitude of that point, degrees WGS84.';
COMMENT ON COLUMN serve.place_target.geom IS 'That point, EPSG:4326.';

CREATE VIEW serve.place_spelling AS
SELECT target_id, spelling, letters, match, former_sido FROM core.place_spelling;

COMMENT ON VIEW serve.place_spelling IS 'How each place may be typed, in lower case without blanks or signs. Source: derived from serve.place_target.';
COMMENT ON COLUMN serve.place_spelling.target_id IS 'The place.';
COMMENT ON COLUMN serve.place_spelling.spelling IS 'One spelling, Korean or romanised.';
COMMENT ON COLUMN serve.place_spelling.letters IS 'The same with syllables parted into letters; null for ri and villages.';
COMMENT ON COLUMN serve.place_spelling.match IS 'exact: what it is called; name: without its ending or number, or a former name.';
COMMENT ON COLUMN serve.place_spelling.former_sido IS 'For a former name the sido in which it was borne.';

CREATE VIEW serve.station AS
SELECT target_id AS station_id, name, string_to_array(detail, ' · ') AS lines, ST_Y(geom) AS lat, ST_X(geom) AS lon,
       region_code, geom
FROM core.place_target WHERE kind = 'station';

COMMENT ON VIEW serve.station IS 'Metro stations of the nation, one row a station. Source: Seoul Metro; operators through the public data portal.';
COMMENT ON COLUMN serve.station.station_id IS 'Number within this build.';
COMMENT ON COLUMN serve.station.name IS 'Name, Korean.';
COMMENT ON COLUMN serve.station.lines IS 'Lines that stop there, Korean.';
COMMENT ON COLUMN serve.station.lat IS 'Latitude, degrees WGS84.';
COMMENT ON COLUMN serve.station.lon IS 'Longitude, degrees WGS84.';
COMMENT ON COLUMN serve.station.region_code IS 'The emd it lies in, MOIS code.';
COMMENT ON COLUMN serve.station.geom IS 'Point, EPSG:4326.';

CREATE VIEW serve.postcode AS
SELECT postcode, region_code FROM core.postcode;

COMMENT ON VIEW serve.postcode IS 'Postcodes that lie in one emd only. Source: Korea Post, road name addresses.';
COMMENT ON COLUMN serve.postcode.postcode IS 'Five digits.';
COMMENT ON COLUMN serve.postcode.region_code IS 'The emd, MOIS code.';

CREATE VIEW serve.address_point AS
SELECT name, category, road_address, region_code, sigungu_code, road_name, building_number,
       ST_Y(geom) AS lat, ST_X(geom) AS lon, geom
FROM core.address_point;

COMMENT ON VIEW serve.address_point IS 'Addresses with published coordinates (schools, pharmacies). Source: Ministry of Education, HIRA.';
COMMENT ON COLUMN serve.address_point.name IS 'Who stands there.';
COMMENT ON COLUMN serve.address_point.category IS 'school or pharmacy.';
COMMENT ON COLUMN serve.address_point.road_address IS 'Road address.';
COMMENT ON COLUMN serve.address_point.region_code IS 'The emd, MOIS code.';
COMMENT ON COLUMN serve.address_point.sigungu_code IS 'The sigungu, MOIS code.';
COMMENT ON COLUMN serve.address_point.road_name IS 'Road name of the address.';
COMMENT ON COLUMN serve.address_point.building_number IS 'Main and sub number, such as 13 or 13-2.';
COMMENT ON COLUMN serve.address_point.lat IS 'Latitude, degrees WGS84.';
COMMENT ON COLUMN serve.address_point.lon IS 'Longitude, degrees WGS84.';
COMMENT ON COLUMN serve.address_point.geom IS 'Point, EPSG:4326.';
