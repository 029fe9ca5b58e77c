-- How far people live from the nearest center of a kind, and what searching needs to be quick.

CREATE TABLE core.region_reach (
    region_code text NOT NULL REFERENCES core.region ON DELETE CASCADE,
    kind text NOT NULL,
    people double precision NOT NULL CHECK (people >= 0),
    centers integer NOT NULL CHECK (centers >= 0),
    centers_by_rule double precision CHECK (centers_by_rule >= 0),
    people_per_center double precision CHECK (people_per_center >= 0),
    mean_km double precision CHECK (mean_km >= 0),
    p90_km double precision CHECK (p90_km >= 0),
    share_beyond_5km double precision CHECK (share_beyond_5km BETWEEN 0 AND 1),
    share_beyond_10km double precision CHECK (share_beyond_10km BETWEEN 0 AND 1),
    share_beyond_20km double precision CHECK (share_beyond_20km BETWEEN 0 AND 1),
    PRIMARY KEY (region_code, kind)
);
COMMENT ON TABLE core.region_reach IS 'Supply and straight-line distance by region and kind of center; written by etl.build.region_reach, defined in gis.analysis.reach.';
COMMENT ON COLUMN core.region_reach.kind IS 'A kind of center, or a group: 공공 전체, 의료 전체.';
COMMENT ON COLUMN core.region_reach.mean_km IS 'Mean over people of the geodesic distance from their cell to the nearest center, in or outside the region; null without people or without any center.';

-- What a keyword is looked for in: the fields without spaces, so that "강남구 정신건강" and "강남구정신건강" find the
-- same. A function, because array_to_string is not immutable for every type (it is for text), and an index needs that.
CREATE FUNCTION core.center_search_text(
    name text, operator_name text, kind text, sub_kind text, road_address text, lot_address text, services text[]
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT lower(regexp_replace(
        name || '|' || coalesce(operator_name, '') || '|' || kind || '|' || coalesce(sub_kind, '') || '|'
        || coalesce(road_address, '') || '|' || coalesce(lot_address, '') || '|' || array_to_string(services, '|'),
        '\s', '', 'g'))
$$;
COMMENT ON FUNCTION core.center_search_text IS 'Lower-case text of a center without spaces, fields parted by |: what a keyword is searched in.';

CREATE INDEX center_search_trgm ON core.center USING gin (
    core.center_search_text(name, operator_name, kind, sub_kind, road_address, lot_address, services) gin_trgm_ops
);
CREATE INDEX population_reference ON core.population (reference_date);
CREATE INDEX address_point_road_name ON core.address_point (road_name, building_number);
CREATE INDEX address_point_region ON core.address_point (region_code);
CREATE INDEX station_geom ON core.station USING gist (geom);
