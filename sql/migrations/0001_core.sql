-- The register, the regions, the people and the loads that brought them.
-- Forward only: never edit this file once it has landed; add the next number instead.

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA core;
COMMENT ON SCHEMA core IS 'Tables written by the ETL and by administrators; read through schema serve.';

CREATE TABLE core.dataset (
    dataset_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    cleaner_version integer NOT NULL,
    title text NOT NULL,
    publisher text NOT NULL,
    url text,
    licence text NOT NULL,
    reference_from date NOT NULL,
    reference_to date NOT NULL CHECK (reference_to >= reference_from),
    rows_read integer NOT NULL,
    rows_kept integer NOT NULL,
    rows_merged integer NOT NULL,
    rows_quarantined integer NOT NULL,
    origin text NOT NULL DEFAULT 'raw' CHECK (origin IN ('raw', 'snapshot')),
    loaded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz,
    CONSTRAINT dataset_rows_accounted CHECK (rows_read = rows_kept + rows_merged + rows_quarantined)
);
COMMENT ON TABLE core.dataset IS 'One row a load of a source file; superseded_at is null for the load in force.';
COMMENT ON COLUMN core.dataset.sha256 IS 'SHA-256 of the raw file, hexadecimal.';
COMMENT ON COLUMN core.dataset.cleaner_version IS 'Version of the cleaning rules; a new one makes an unchanged file load again.';
COMMENT ON COLUMN core.dataset.origin IS 'raw: cleaned from the file itself; snapshot: copied from data/snapshot, without free text. A raw file replaces a snapshot of it.';
COMMENT ON COLUMN core.dataset.rows_merged IS 'Rows whose content went into another row (the same center, a parent unit).';
CREATE UNIQUE INDEX dataset_current ON core.dataset (source) WHERE superseded_at IS NULL;

CREATE TABLE core.quarantine (
    quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id bigint NOT NULL REFERENCES core.dataset ON DELETE CASCADE,
    file_name text NOT NULL,
    line integer NOT NULL,
    column_name text,
    value text,
    reason text NOT NULL,
    detail text,
    municipality_code text
);
COMMENT ON TABLE core.quarantine IS 'Rows of a source that were not kept: where they stand, what they say, and why.';
COMMENT ON COLUMN core.quarantine.line IS 'Line of the file, from 1, the header included; for Parquet and GeoPackage the record, from 1.';
COMMENT ON COLUMN core.quarantine.reason IS 'A code, such as out_of_scope, subtotal, no_region, unreadable.';
COMMENT ON COLUMN core.quarantine.municipality_code IS 'Whose correction file names the row, where that is known.';
CREATE INDEX quarantine_dataset ON core.quarantine (dataset_id);

CREATE TABLE core.repair (
    repair_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset_id bigint NOT NULL REFERENCES core.dataset ON DELETE CASCADE,
    line integer NOT NULL,
    column_name text NOT NULL,
    value text,
    repaired text,
    rule text NOT NULL,
    municipality_code text
);
COMMENT ON TABLE core.repair IS 'Values that cleaning changed: from what to what, by which rule; the source of correction files.';
CREATE INDEX repair_dataset ON core.repair (dataset_id);

CREATE TABLE core.build (
    name text PRIMARY KEY,
    input_version text NOT NULL,
    rows_written integer NOT NULL,
    built_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE core.build IS 'Derived tables: the data version of the inputs each was last built from.';

CREATE TABLE core.region (
    region_code text PRIMARY KEY CHECK (region_code ~ '^([0-9]{2}|[0-9]{5}|[0-9]{10})$'),
    level text NOT NULL CHECK (level IN ('sido', 'sigungu', 'emd')),
    name text NOT NULL,
    full_name text NOT NULL,
    parent_code text REFERENCES core.region,
    municipality_code text,
    municipality_name text,
    geom geometry(MultiPolygon, 4326) NOT NULL,
    label_point geometry(Point, 4326) NOT NULL,
    area_km2 double precision NOT NULL CHECK (area_km2 > 0),
    valid_from date NOT NULL,
    dataset_id bigint REFERENCES core.dataset
);
COMMENT ON TABLE core.region IS 'Administrative units at 2024-06: 17 sido, 252 sigungu (cities with gu by gu), 3,558 emd; MOIS codes.';
COMMENT ON COLUMN core.region.municipality_code IS 'The basic municipality: a sigungu''s own code, or its city''s for a gu of a city (41111 -> 41110); null for a sido.';
COMMENT ON COLUMN core.region.area_km2 IS 'Geodesic area of the generalised outline on WGS84, square kilometres.';
COMMENT ON COLUMN core.region.label_point IS 'A point inside the unit, for labels and look-up.';
CREATE INDEX region_geom ON core.region USING gist (geom);
CREATE INDEX region_level ON core.region (level, region_code);
CREATE INDEX region_name_trgm ON core.region USING gin (full_name gin_trgm_ops);

CREATE TABLE core.region_code (
    old_code text NOT NULL,
    old_name text NOT NULL,
    system text NOT NULL CHECK (system IN ('mois', 'sgis')),
    valid_from date NOT NULL,
    region_code text NOT NULL REFERENCES core.region,
    dataset_id bigint REFERENCES core.dataset,
    PRIMARY KEY (system, old_code, old_name)
);
COMMENT ON TABLE core.region_code IS 'Codes that units bore before or bear elsewhere, brought to the 2024-06 unit.';

CREATE TABLE core.population (
    region_code text NOT NULL REFERENCES core.region,
    sex text NOT NULL CHECK (sex IN ('M', 'F')),
    age_from smallint NOT NULL CHECK (age_from BETWEEN 0 AND 100 AND age_from % 5 = 0),
    people integer NOT NULL CHECK (people >= 0),
    reference_date date NOT NULL,
    dataset_id bigint REFERENCES core.dataset,
    PRIMARY KEY (region_code, reference_date, sex, age_from)
);
COMMENT ON TABLE core.population IS 'Registered people by emd, sex and five-year age band (age_from 100 is 100 and over).';

CREATE TABLE core.household (
    region_code text NOT NULL REFERENCES core.region,
    size text NOT NULL,
    households integer NOT NULL CHECK (households >= 0),
    reference_date date NOT NULL,
    dataset_id bigint REFERENCES core.dataset,
    PRIMARY KEY (region_code, reference_date, size)
);
COMMENT ON TABLE core.household IS 'Households by size and emd: size total, 1, 2, 3, 4, 5 or 6+.';

CREATE TABLE core.indicator (
    region_code text NOT NULL,
    level text NOT NULL CHECK (level IN ('sido', 'municipality', 'sigungu', 'emd')),
    name text NOT NULL,
    value double precision NOT NULL,
    unit text NOT NULL,
    reference_date date NOT NULL,
    dataset_id bigint REFERENCES core.dataset,
    PRIMARY KEY (region_code, level, name, reference_date)
);
COMMENT ON TABLE core.indicator IS 'Published figures by unit, such as suicide_rate_per_100k.';
COMMENT ON COLUMN core.indicator.region_code IS 'Code of the unit at its level; at level municipality a core.region.municipality_code, which for a city with gu is no region of its own: its figure says nothing about any one gu.';

CREATE TABLE core.cell_weight (
    h3 bigint PRIMARY KEY,
    weight double precision NOT NULL CHECK (weight >= 0),
    dataset_id bigint REFERENCES core.dataset
);
COMMENT ON TABLE core.cell_weight IS 'Estimated people per H3 res-8 cell as published: only a weight within an emd.';

CREATE TABLE core.cell (
    h3 bigint NOT NULL,
    region_code text NOT NULL REFERENCES core.region,
    people double precision NOT NULL CHECK (people >= 0),
    area_km2 double precision NOT NULL CHECK (area_km2 > 0),
    method text NOT NULL CHECK (method IN ('centre_inside', 'nearest_emd', 'label_point')),
    center_point geometry(Point, 4326) NOT NULL,
    geom geometry(Polygon, 4326) NOT NULL,
    PRIMARY KEY (h3, region_code)
);
COMMENT ON TABLE core.cell IS 'People of each emd spread over H3 res-8 cells; a cell has one row for each emd that puts people in it.';
COMMENT ON COLUMN core.cell.people IS 'Registered people by dasymetric split: the emd''s count shared by cell weight; sums to the emd exactly.';
COMMENT ON COLUMN core.cell.area_km2 IS 'Real area of the whole cell on the sphere, square kilometres.';
COMMENT ON COLUMN core.cell.method IS 'centre_inside: the cell''s centre lies in the emd; nearest_emd: its centre lies in none (coast); label_point: the emd held no cell centre.';
CREATE INDEX cell_region ON core.cell (region_code);
CREATE INDEX cell_geom ON core.cell USING gist (geom);
CREATE INDEX cell_center_point ON core.cell USING gist ((center_point::geography));

CREATE TABLE core.address_point (
    address_point_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    category text NOT NULL CHECK (category IN ('school', 'pharmacy')),
    road_address text,
    region_code text NOT NULL REFERENCES core.region,
    sigungu_code text NOT NULL,
    road_name text,
    building_number text,
    geom geometry(Point, 4326) NOT NULL,
    dataset_id bigint REFERENCES core.dataset
);
COMMENT ON TABLE core.address_point IS 'Addresses with published coordinates: what addresses without coordinates are located against.';
COMMENT ON COLUMN core.address_point.building_number IS 'Main and sub number of a road address, such as 13 or 13-2.';
CREATE INDEX address_point_road ON core.address_point (sigungu_code, road_name);
CREATE INDEX address_point_geom ON core.address_point USING gist ((geom::geography));

CREATE TABLE core.postcode (
    postcode text PRIMARY KEY CHECK (postcode ~ '^[0-9]{5}$'),
    region_code text NOT NULL REFERENCES core.region,
    dataset_id bigint REFERENCES core.dataset
);
COMMENT ON TABLE core.postcode IS 'Postcodes that lie in one emd only.';

CREATE TABLE core.station (
    station_id text PRIMARY KEY,
    name text NOT NULL,
    lines text[] NOT NULL,
    geom geometry(Point, 4326) NOT NULL,
    region_code text REFERENCES core.region,
    dataset_id bigint REFERENCES core.dataset
);
COMMENT ON TABLE core.station IS 'Metro stations of the capital region; one row a station, its lines together.';
CREATE INDEX station_name_trgm ON core.station USING gin (name gin_trgm_ops);

CREATE TABLE core.center (
    center_id text PRIMARY KEY CHECK (center_id ~ '^[a-z2-7]{10}$'),
    kind text NOT NULL,
    sub_kind text,
    is_public boolean NOT NULL,
    name text NOT NULL,
    operator_name text,
    road_address text,
    lot_address text,
    address_detail text,
    geom geometry(Point, 4326) NOT NULL,
    h3_7 bigint NOT NULL,
    h3_8 bigint NOT NULL,
    h3_9 bigint NOT NULL,
    h3_10 bigint NOT NULL,
    region_code text NOT NULL REFERENCES core.region,
    phone text,
    homepage text,
    services text[] NOT NULL DEFAULT '{}',
    building_area_m2 double precision CHECK (building_area_m2 > 0),
    opens_raw text,
    closes_raw text,
    closed_days_raw text,
    usage_note_raw text,
    position_source text NOT NULL,
    position_method text NOT NULL,
    position_trust text NOT NULL CHECK (position_trust IN ('building', 'road', 'emd', 'sigungu')),
    position_radius_m double precision NOT NULL CHECK (position_radius_m > 0),
    address_agreement text NOT NULL CHECK (address_agreement IN ('emd', 'sigungu', 'sido', 'none', 'unknown')),
    reference_date date NOT NULL,
    field_sources jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE core.center IS 'The register: one row an institution, whatever the number of lists it stands in.';
COMMENT ON COLUMN core.center.center_id IS 'Stable across loads: an institution keeps it while any of its source rows stays.';
COMMENT ON COLUMN core.center.region_code IS 'The emd its point lies in; whom it serves stands in core.center_serves.';
COMMENT ON COLUMN core.center.position_trust IS 'Level to which the point may be trusted; anything but building is shown as approximate.';
COMMENT ON COLUMN core.center.position_radius_m IS 'Radius within which the place is believed to lie, metres.';
COMMENT ON COLUMN core.center.address_agreement IS 'The finest unit in which the point and the address agree.';
COMMENT ON COLUMN core.center.usage_note_raw IS 'Usage notes as published; kept in the database only, never in the snapshot.';
COMMENT ON COLUMN core.center.reference_date IS 'Date at which the newest source of this row states its facts.';
COMMENT ON COLUMN core.center.field_sources IS 'Field -> source whose value won.';
CREATE INDEX center_geog ON core.center USING gist ((geom::geography));
CREATE INDEX center_geom ON core.center USING gist (geom);
CREATE INDEX center_kind ON core.center (kind);
CREATE INDEX center_region ON core.center (region_code text_pattern_ops);
CREATE INDEX center_services ON core.center USING gin (services);
CREATE INDEX center_name_trgm ON core.center USING gin (name gin_trgm_ops);

CREATE TABLE core.center_serves (
    center_id text NOT NULL REFERENCES core.center ON DELETE CASCADE,
    region_code text NOT NULL REFERENCES core.region,
    PRIMARY KEY (center_id, region_code)
);
COMMENT ON TABLE core.center_serves IS 'Whom a public center serves by rule: its sigungu (every gu of its city), or its sido for a metropolitan center.';
CREATE INDEX center_serves_region ON core.center_serves (region_code);

CREATE TABLE core.center_staff (
    center_id text NOT NULL REFERENCES core.center ON DELETE CASCADE,
    profession text NOT NULL,
    people integer NOT NULL CHECK (people >= 0),
    PRIMARY KEY (center_id, profession)
);
COMMENT ON TABLE core.center_staff IS 'Staff by profession as published; a missing row is unknown, not zero.';

CREATE TABLE core.center_source (
    source text NOT NULL,
    source_key text NOT NULL,
    line integer NOT NULL,
    dataset_id bigint NOT NULL REFERENCES core.dataset ON DELETE CASCADE,
    center_id text REFERENCES core.center ON DELETE SET NULL,
    match_rule text,
    kind text NOT NULL,
    sub_kind text,
    name text NOT NULL,
    name_rule text NOT NULL,
    operator_name text,
    road_address text,
    lot_address text,
    address_detail text,
    address_key text,
    municipality_code text,
    sigungu_code text,
    serves text[] NOT NULL DEFAULT '{}',
    geom geometry(Point, 4326),
    position_source text,
    position_method text,
    position_trust text,
    position_radius_m double precision,
    address_agreement text,
    phone text,
    homepage text,
    services text[] NOT NULL DEFAULT '{}',
    staff jsonb NOT NULL DEFAULT '{}',
    building_area_m2 double precision,
    opens_raw text,
    closes_raw text,
    closed_days_raw text,
    usage_note_raw text,
    reference_date date NOT NULL,
    raw jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (source, source_key)
);
COMMENT ON TABLE core.center_source IS 'Every kept row of every center list, cleaned, and the center it became or joined.';
COMMENT ON COLUMN core.center_source.source_key IS 'Hash of the row''s identity in its list (name, kind, address): stable when rows are reordered.';
COMMENT ON COLUMN core.center_source.match_rule IS 'Rule that joined the row to its center; first for the row that made it.';
COMMENT ON COLUMN core.center_source.name_rule IS 'as_published, municipality_added (a bare name), or from_kind (the list gave the operator only).';
COMMENT ON COLUMN core.center_source.address_key IS 'Building of the address: municipality code, road name and number, blank-separated.';
COMMENT ON COLUMN core.center_source.municipality_code IS 'Basic municipality that the row belongs to by name or operator, else by address.';
COMMENT ON COLUMN core.center_source.serves IS 'Units served as far as this row says.';
COMMENT ON COLUMN core.center_source.raw IS 'The row as read; kept in the database only, never in the snapshot.';
CREATE INDEX center_source_center ON core.center_source (center_id);

-- The planner must know of a load before the first search; autovacuum looks only every minute, and only a table's
-- owner may analyze it.
CREATE FUNCTION core.refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'core' LOOP
        EXECUTE format('ANALYZE core.%I', name);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION core.refresh_statistics() FROM PUBLIC;
COMMENT ON FUNCTION core.refresh_statistics IS 'Gather the planner''s statistics on every table of core; the ETL calls it after a load.';
