-- What of a state of the data has to stay, so that the change of a figure since then can be parted into its causes:
-- the centers as they were, with the hours they published, and the people as they were counted.

CREATE TABLE core.kept_state (
    reference_date date PRIMARY KEY,
    people_date date NOT NULL,
    lists text[] NOT NULL,
    data_version text NOT NULL CHECK (data_version <> ''),
    recorded_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE core.kept_state IS 'States of the data of which centers, hours and people are kept, one a reference date. Written with core.access_history by etl.build.access_history; a date recorded again replaces its rows.';
COMMENT ON COLUMN core.kept_state.reference_date IS 'Newest reference date of the centers in the register at that time.';
COMMENT ON COLUMN core.kept_state.people_date IS 'Date of the count of people in force at that time.';
COMMENT ON COLUMN core.kept_state.lists IS 'Lists that centers of the register came from: one that was not loaded then opens no center by being loaded later.';
COMMENT ON COLUMN core.kept_state.data_version IS 'State of the data.';
COMMENT ON COLUMN core.kept_state.recorded_at IS 'Instant of the record.';

CREATE TABLE core.kept_center (
    reference_date date NOT NULL REFERENCES core.kept_state ON DELETE CASCADE,
    center_id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    region_code text,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    road_address text,
    is_mental_health_care boolean NOT NULL,
    is_open_to_public boolean NOT NULL,
    serves text[] NOT NULL,
    sources text[] NOT NULL,
    week jsonb,
    PRIMARY KEY (reference_date, center_id)
);
COMMENT ON TABLE core.kept_center IS 'The register as it was at the reference date of a kept state, as far as reach depends on it.';
COMMENT ON COLUMN core.kept_center.center_id IS 'Stable across loads; without a foreign key, since centers come and go.';
COMMENT ON COLUMN core.kept_center.sources IS 'Lists that it came from.';
COMMENT ON COLUMN core.kept_center.week IS 'Hours as read (gis.care.hours.codec); null where none were published.';

CREATE TABLE core.kept_people (
    reference_date date NOT NULL,
    region_code text NOT NULL CHECK (region_code ~ '^[0-9]{10}$'),
    women integer[] NOT NULL CHECK (cardinality(women) = 21),
    men integer[] NOT NULL CHECK (cardinality(men) = 21),
    unit_group text CHECK (unit_group <> ''),
    PRIMARY KEY (reference_date, region_code)
);
COMMENT ON TABLE core.kept_people IS 'Registered people by emd of the counts that kept states rest on: core.population holds a count only until its source brings the next.';
COMMENT ON COLUMN core.kept_people.reference_date IS 'Date of the count.';
COMMENT ON COLUMN core.kept_people.women IS 'Women by five-year band, from 0-4 to 100 and over.';
COMMENT ON COLUMN core.kept_people.men IS 'Men by five-year band, from 0-4 to 100 and over.';
COMMENT ON COLUMN core.kept_people.unit_group IS 'As in core.population.';
