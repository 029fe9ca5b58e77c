-- What a typed place is looked up in, beside regions and centers.
CREATE VIEW serve.station AS
SELECT station_id, name, lines, ST_Y(geom) AS lat, ST_X(geom) AS lon, region_code, geom FROM core.station;

COMMENT ON VIEW serve.station IS 'Metro stations of the capital region, one row a station. Source: Seoul Metro.';
COMMENT ON COLUMN serve.station.station_id IS 'Identity of the station.';
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
