-- When centers are open: the week as read, who says otherwise, and what people report as wrong.

CREATE TABLE core.center_week (
    center_id text PRIMARY KEY REFERENCES core.center ON DELETE CASCADE,
    week jsonb NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('read', 'repaired', 'unknown')),
    reason text,
    osm text,
    source text NOT NULL,
    reference_date date NOT NULL,
    CHECK ((outcome = 'unknown') = (reason IS NOT NULL))
);
COMMENT ON TABLE core.center_week IS 'Opening hours as read from the published words; written by etl.build.hours, form in gis.care.hours.codec. A center without a row publishes none.';
COMMENT ON COLUMN core.center_week.week IS 'Rules by day with the words and the name of the rule behind each; words of usage notes are left out.';
COMMENT ON COLUMN core.center_week.outcome IS 'read; repaired: read after a marked repair; unknown: no hours could be read, see reason.';
COMMENT ON COLUMN core.center_week.osm IS 'The same in OpenStreetMap''s opening_hours syntax.';
COMMENT ON COLUMN core.center_week.source IS 'Source whose row gave the hours.';
COMMENT ON COLUMN core.center_week.reference_date IS 'Date at which that row states them; older than the center''s own when another list is newer.';

CREATE TABLE core.center_hours (
    center_id text NOT NULL REFERENCES core.center ON DELETE CASCADE,
    day smallint NOT NULL CHECK (day BETWEEN 0 AND 7),
    from_min smallint NOT NULL CHECK (from_min BETWEEN 0 AND 1439),
    to_min smallint NOT NULL CHECK (to_min > from_min AND to_min <= from_min + 1440),
    source text NOT NULL,
    PRIMARY KEY (center_id, day, from_min)
);
COMMENT ON TABLE core.center_hours IS 'When a center is open in an ordinary week, breaks taken out; written by etl.build.hours from core.center_week.';
COMMENT ON COLUMN core.center_hours.day IS '0 Monday to 6 Sunday, 7 a public holiday (no row: see core.center_week, it may be like its weekday, closed or unknown).';
COMMENT ON COLUMN core.center_hours.from_min IS 'First open minute of the day, Asia/Seoul.';
COMMENT ON COLUMN core.center_hours.to_min IS 'First minute closed again; beyond 1440 it is the next day''s.';
CREATE INDEX center_hours_day ON core.center_hours (day, from_min, to_min);

-- Notices and overrides are kept for ever: what was shown, and on whose word, can be told later. A mistake is taken
-- back by a further row. Centers come and go with the loads, so these rows name them without a foreign key.
CREATE FUNCTION core.refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'rows of %.% are never changed or removed: take one back by a row that withdraws it',
        TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
COMMENT ON FUNCTION core.refuse_change IS 'Trigger of append-only tables.';

CREATE TABLE core.notice (
    notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    center_id text NOT NULL CHECK (center_id ~ '^[a-z2-7]{10}$'),
    state text NOT NULL CHECK (state IN ('open', 'closed', 'break', 'unknown', 'hours')),
    intervals jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(intervals) = 'array'),
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT now(),
    issued_by text NOT NULL CHECK (length(issued_by) BETWEEN 1 AND 80),
    withdraws bigint REFERENCES core.notice,
    CHECK (valid_until > valid_from),
    CHECK ((state = 'hours') = (jsonb_array_length(intervals) > 0))
);
COMMENT ON TABLE core.notice IS 'What a center itself says of some days; overrides its published hours. Append-only.';
COMMENT ON COLUMN core.notice.state IS 'State for the whole time, or hours: the intervals on each of its days.';
COMMENT ON COLUMN core.notice.intervals IS 'List of [from, to] in minutes of the day, Asia/Seoul.';
COMMENT ON COLUMN core.notice.issued_by IS 'Office that says so, not a person''s name.';
COMMENT ON COLUMN core.notice.withdraws IS 'Row that this one takes back, from issued_at on; its own state is then of no account.';
CREATE INDEX notice_center ON core.notice (center_id, valid_until);

CREATE TABLE core.status_override (
    override_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    center_id text NOT NULL CHECK (center_id ~ '^[a-z2-7]{10}$'),
    state text NOT NULL CHECK (state IN ('open', 'closed', 'break', 'unknown', 'hours')),
    intervals jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(intervals) = 'array'),
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT now(),
    issued_by text NOT NULL CHECK (length(issued_by) BETWEEN 1 AND 80),
    reason text NOT NULL,
    withdraws bigint REFERENCES core.status_override,
    CHECK (valid_until > valid_from),
    CHECK ((state = 'hours') = (jsonb_array_length(intervals) > 0))
);
COMMENT ON TABLE core.status_override IS 'What an administrator sets in the place of every other source. Append-only.';
COMMENT ON COLUMN core.status_override.issued_by IS 'Role or account that set it.';
COMMENT ON COLUMN core.status_override.reason IS 'Why, for the record; not shown.';
CREATE INDEX status_override_center ON core.status_override (center_id, valid_until);

CREATE TRIGGER notice_append_only BEFORE UPDATE OR DELETE ON core.notice
    FOR EACH ROW EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER notice_never_emptied BEFORE TRUNCATE ON core.notice
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER status_override_append_only BEFORE UPDATE OR DELETE ON core.status_override
    FOR EACH ROW EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER status_override_never_emptied BEFORE TRUNCATE ON core.status_override
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();

CREATE TABLE core.correction (
    correction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    center_id text NOT NULL CHECK (center_id ~ '^[a-z2-7]{10}$'),
    topic text NOT NULL CHECK (topic IN ('hours', 'phone', 'address', 'gone', 'other')),
    message text NOT NULL CHECK (length(message) BETWEEN 1 AND 500),
    client_key text NOT NULL CHECK (client_key ~ '^[0-9a-f]{32}$'),
    filed_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    settled_how text CHECK (settled_how IN ('accepted', 'rejected'))
);
COMMENT ON TABLE core.correction IS 'What people report as wrong, without an account; filed through serve.file_correction, which limits the rate.';
COMMENT ON COLUMN core.correction.message IS 'What is right in the person''s words; they are asked not to write names or numbers of persons.';
COMMENT ON COLUMN core.correction.client_key IS 'Keyed hash of the sender''s address that changes daily: limits the rate, tells nobody apart for longer.';
CREATE INDEX correction_client ON core.correction (client_key, filed_at);
CREATE INDEX correction_center ON core.correction (center_id, filed_at);
CREATE INDEX correction_open ON core.correction (filed_at) WHERE settled_at IS NULL;
