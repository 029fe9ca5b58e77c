-- How long it takes from where people live to the nearest centers.

CREATE TABLE core.travel_time (
    h3 bigint NOT NULL,
    mode text NOT NULL CHECK (mode IN ('walk', 'bicycle', 'car')),
    center_id text NOT NULL,
    seconds smallint NOT NULL CHECK (seconds BETWEEN 0 AND 3600),
    is_estimate boolean NOT NULL,
    PRIMARY KEY (h3, mode, center_id)
);
COMMENT ON TABLE core.travel_time IS 'Times from a populated cell to the nearest three centers of each kind within 60 minutes, by mode; written by etl.build.travel_times. All pairs stand in arrays on disk (gis.streets.table).';
COMMENT ON COLUMN core.travel_time.h3 IS 'H3 cell of resolution 8; the way starts at its centre.';
COMMENT ON COLUMN core.travel_time.center_id IS 'Of core.center, without a foreign key: a center that went takes millions of rows along only at the next build, and serve.travel_time shows those of present ones.';
COMMENT ON COLUMN core.travel_time.seconds IS 'Travel time in whole seconds, the way to and from the street on foot included; daytime, without slope.';
COMMENT ON COLUMN core.travel_time.is_estimate IS 'True where no street network covers both ends: distance x detour / speed (추정).';
CREATE INDEX travel_time_center ON core.travel_time (center_id);
