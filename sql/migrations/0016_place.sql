-- Places of the whole nation that a person may type, and how each is spelt.

CREATE TABLE core.place (
    place_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (
        kind IN ('station', 'legal_dong', 'ri', 'campus', 'market', 'library', 'sight', 'village')
    ),
    name text NOT NULL CHECK (name <> ''),
    english_name text,
    aliases text[] NOT NULL DEFAULT '{}',
    line_names text,
    region_code text REFERENCES core.region,
    position_trust text NOT NULL CHECK (position_trust IN ('building', 'road', 'emd')),
    geom geometry(Point, 4326) NOT NULL,
    dataset_id bigint REFERENCES core.dataset
);
COMMENT ON TABLE core.place IS 'Places by name, as each source publishes them: stations, legal dong and ri, campuses, markets, libraries, sights, villages.';
COMMENT ON COLUMN core.place.name IS 'Name, Korean; a station''s ends with 역.';
COMMENT ON COLUMN core.place.english_name IS 'English name as published; the romanised one is derived.';
COMMENT ON COLUMN core.place.aliases IS 'Other names as published, such as the one in brackets of a station''s name.';
COMMENT ON COLUMN core.place.line_names IS 'Lines that stop at a station, parted by a middle dot; null for all else.';
COMMENT ON COLUMN core.place.region_code IS 'The emd it lies in; null where it lies in none.';
COMMENT ON COLUMN core.place.position_trust IS 'Level to which the point may be trusted.';
CREATE INDEX place_region ON core.place (region_code);
CREATE INDEX place_dataset ON core.place (dataset_id);

-- Stations are places like others.
DROP TABLE core.station CASCADE;

CREATE TABLE core.place_target (
    target_id bigint PRIMARY KEY,
    category text NOT NULL CHECK (category IN ('station', 'region', 'center', 'campus', 'market', 'library', 'sight', 'village')),
    kind text NOT NULL,
    level text NOT NULL CHECK (level IN ('building', 'station', 'road', 'emd', 'sigungu', 'sido')),
    name text NOT NULL,
    region_code text,
    region_name text,
    detail text,
    center_id text,
    rank smallint NOT NULL CHECK (rank >= 0),
    geom geometry(Point, 4326) NOT NULL
);
COMMENT ON TABLE core.place_target IS 'All that a typed place may mean, each once: units, places (one of several sources'' rows of one place), centers. Written by etl.build.place_index.';
COMMENT ON COLUMN core.place_target.kind IS 'sido, sigungu, city (of several gu), emd, center, or a kind of core.place.';
COMMENT ON COLUMN core.place_target.level IS 'What the point stands for.';
COMMENT ON COLUMN core.place_target.region_code IS 'The unit itself, or the emd it lies in; MOIS code. Of a city with gu the municipality''s code.';
COMMENT ON COLUMN core.place_target.rank IS 'Order among places of one name: 0 first.';
COMMENT ON COLUMN core.place_target.geom IS 'Of a unit the point where its people live: their mean by core.cell, moved to the nearest cell with people where nobody lives there.';
CREATE INDEX place_target_geom ON core.place_target USING gist (geom);

CREATE TABLE core.place_spelling (
    target_id bigint NOT NULL REFERENCES core.place_target ON DELETE CASCADE,
    spelling text NOT NULL,
    letters text,
    match text NOT NULL CHECK (match IN ('exact', 'name')),
    former_sido text,
    PRIMARY KEY (target_id, spelling)
);
COMMENT ON TABLE core.place_spelling IS 'How each place may be typed: Korean and romanised, in lower case without blanks, hyphens or signs. Written by etl.build.place_index.';
COMMENT ON COLUMN core.place_spelling.letters IS 'The spelling with its syllables parted into letters (NFD), for parts and typos; null for ri and villages, which are found by their whole name only.';
COMMENT ON COLUMN core.place_spelling.match IS 'exact: what it is called; name: without its ending or number, or what it was called before.';
COMMENT ON COLUMN core.place_spelling.former_sido IS 'For a former name the sido in which it was borne; null otherwise.';
CREATE INDEX place_spelling_key ON core.place_spelling (spelling text_pattern_ops);
CREATE INDEX place_spelling_letters ON core.place_spelling USING gin (letters gin_trgm_ops);
