-- Access to care as it was: people without care in reach by region, for every reference date that was ever in force.

CREATE TABLE core.access_history (
    reference_date date NOT NULL,
    data_version text NOT NULL CHECK (data_version <> ''),
    reading text NOT NULL CHECK (reading <> ''),
    region_code text NOT NULL CHECK (region_code ~ '^([0-9]{2}|[0-9]{5})$'),
    people double precision NOT NULL CHECK (people >= 0),
    people_without double precision NOT NULL CHECK (people_without >= 0),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reference_date, reading, region_code)
);
COMMENT ON TABLE core.access_history IS 'People out of reach of care by region, for the readings of data/rules/series.yaml, one state of the data after the other. Written by etl.build.access_history; a reference date recorded again replaces its rows.';
COMMENT ON COLUMN core.access_history.reference_date IS 'Newest reference date of the centers in the register at that time.';
COMMENT ON COLUMN core.access_history.data_version IS 'State of the data that the figures were computed from.';
COMMENT ON COLUMN core.access_history.reading IS 'Text form of the reading (gis.analysis.readings), its measure being nearest: what people reach does not depend on the measure.';
COMMENT ON COLUMN core.access_history.region_code IS 'MOIS code of a sido or sigungu as it was then, or 00 for the nation; without a foreign key, since units come and go.';
COMMENT ON COLUMN core.access_history.people IS 'Registered people of the region.';
COMMENT ON COLUMN core.access_history.people_without IS 'People whose reach holds no open center; over several hours the mean.';
COMMENT ON COLUMN core.access_history.recorded_at IS 'Instant of the record.';
