-- Access to care as computed for the nation: hour by hour for each region, and at any time for each cell.

CREATE TABLE core.access_week (
    region_code text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('walk', 'bicycle', 'car')),
    kind text NOT NULL,
    people double precision NOT NULL CHECK (people >= 0),
    share_low real[] NOT NULL CHECK (cardinality(share_low) = 192),
    share_high real[] NOT NULL CHECK (cardinality(share_high) = 192),
    access_low real[] CHECK (cardinality(access_low) = 192),
    access_high real[] CHECK (cardinality(access_high) = 192),
    PRIMARY KEY (region_code, mode, kind)
);
COMMENT ON TABLE core.access_week IS 'Reach of open care by departure, for 192 departures: 168 hours of an ordinary week from Monday 00:00, then 24 of a public holiday; within 30 minutes, arriving at least 15 minutes before closing. Written by etl.build.access.';
COMMENT ON COLUMN core.access_week.region_code IS 'MOIS code of a sido, sigungu or emd, or 00 for the nation; without a foreign key, a load that replaces regions must not wait for the next build.';
COMMENT ON COLUMN core.access_week.kind IS 'A kind of center, or a group: 전체, 공공 전체, 의료 전체; of an emd groups only.';
COMMENT ON COLUMN core.access_week.share_low IS 'Share of people who reach an open center, 0 to 1, by published hours only.';
COMMENT ON COLUMN core.access_week.share_high IS 'The same when centers of unknown hours are open on weekdays from 09:00 to 18:00.';
COMMENT ON COLUMN core.access_week.access_low IS 'People''s mean E2SFCA (zones of 10, 20 and 30 minutes weighing 1, .68, .22), centers per 100,000 people, by published hours only; null for an emd.';
COMMENT ON COLUMN core.access_week.access_high IS 'The same with office hours for those not known.';

CREATE TABLE core.access_cell (
    h3 bigint NOT NULL,
    mode text NOT NULL CHECK (mode IN ('walk', 'bicycle', 'car')),
    kind text NOT NULL,
    nearest_s smallint NOT NULL CHECK (nearest_s BETWEEN 0 AND 1800),
    centers smallint NOT NULL CHECK (centers > 0),
    access_per_100k real NOT NULL CHECK (access_per_100k >= 0),
    PRIMARY KEY (h3, mode, kind)
);
COMMENT ON TABLE core.access_cell IS 'Reach of care from each populated cell whatever the hour: centers within 30 minutes. A cell that reaches none has no row. Written by etl.build.access.';
COMMENT ON COLUMN core.access_cell.h3 IS 'H3 cell of resolution 8; the way starts at its centre.';
COMMENT ON COLUMN core.access_cell.kind IS 'A group of kinds (전체, 공공 전체, 의료 전체) or one of the kinds that matter most.';
COMMENT ON COLUMN core.access_cell.nearest_s IS 'Travel time to the nearest center, whole seconds.';
COMMENT ON COLUMN core.access_cell.centers IS 'Centers within 30 minutes.';
COMMENT ON COLUMN core.access_cell.access_per_100k IS 'E2SFCA (zones of 10, 20 and 30 minutes weighing 1, .68, .22): centers per 100,000 people.';
