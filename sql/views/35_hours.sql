-- When centers are open, and who says otherwise.
CREATE VIEW serve.center_week AS
SELECT c.center_id, coalesce(k.week, w.week) AS week,
       CASE WHEN k.week IS NULL THEN w.outcome ELSE 'read' END AS outcome,
       CASE WHEN k.week IS NULL THEN w.reason END AS reason,
       CASE WHEN k.week IS NULL THEN w.osm ELSE k.value END AS osm,
       CASE WHEN k.week IS NULL THEN w.source ELSE 'office_call' END AS source,
       coalesce(CASE WHEN k.week IS NOT NULL THEN k.made_on END, w.reference_date) AS reference_date,
       c.region_code, c.is_public, c.kind
FROM core.center c
LEFT JOIN core.center_week w USING (center_id)
LEFT JOIN serve.center_correction k ON k.center_id = c.center_id AND k.field = 'hours' AND k.week IS NOT NULL
WHERE w.center_id IS NOT NULL OR k.center_id IS NOT NULL;

COMMENT ON VIEW serve.center_week IS 'Opening hours as read from the published words, one row a center that publishes any; over them what it told an office on the telephone. Source: standard data of local governments, municipalities.';
COMMENT ON COLUMN serve.center_week.center_id IS 'The center.';
COMMENT ON COLUMN serve.center_week.week IS 'Rules by day with the words and the name of the rule behind each, JSON (gis.care.hours.codec).';
COMMENT ON COLUMN serve.center_week.outcome IS 'read, repaired (after a marked repair) or unknown (see reason).';
COMMENT ON COLUMN serve.center_week.reason IS 'Why the hours are unknown, a code.';
COMMENT ON COLUMN serve.center_week.osm IS 'The same in OpenStreetMap''s opening_hours syntax.';
COMMENT ON COLUMN serve.center_week.source IS 'Source whose row gave the hours; office_call where an office asked.';
COMMENT ON COLUMN serve.center_week.reference_date IS 'Date at which that row states them, or of the call.';
COMMENT ON COLUMN serve.center_week.region_code IS 'The emd the center''s point lies in, MOIS code; decides its local holidays.';
COMMENT ON COLUMN serve.center_week.is_public IS 'Whether local public-office holidays apply.';
COMMENT ON COLUMN serve.center_week.kind IS 'Kind of center.';

CREATE VIEW serve.center_other_week AS
SELECT center_id, source, reference_date, week, outcome, reason, days_compared, days_apart, apart_min
FROM core.center_other_week;

COMMENT ON VIEW serve.center_other_week IS 'Opening hours of a center by sources that are not believed first, and how they differ from serve.center_week. Source: standard data of local governments, HIRA, NMC.';
COMMENT ON COLUMN serve.center_other_week.center_id IS 'The center.';
COMMENT ON COLUMN serve.center_other_week.source IS 'Source whose row gave these hours.';
COMMENT ON COLUMN serve.center_other_week.reference_date IS 'Date at which that row states them.';
COMMENT ON COLUMN serve.center_other_week.week IS 'As serve.center_week.week.';
COMMENT ON COLUMN serve.center_other_week.outcome IS 'As serve.center_week.outcome.';
COMMENT ON COLUMN serve.center_other_week.reason IS 'Why the hours are unknown, a code.';
COMMENT ON COLUMN serve.center_other_week.days_compared IS 'Days of which both sources speak: 0 Monday to 6 Sunday, 7 a public holiday.';
COMMENT ON COLUMN serve.center_other_week.days_apart IS 'Days on which they disagree.';
COMMENT ON COLUMN serve.center_other_week.apart_min IS 'Most minutes by which opening or closing differ where both are open.';

CREATE VIEW serve.center_hours AS
SELECT center_id, day, from_min, to_min, source FROM core.center_hours;

COMMENT ON VIEW serve.center_hours IS 'When a center is open in an ordinary week by published hours, breaks taken out. Source: standard data of local governments, read by rules.';
COMMENT ON COLUMN serve.center_hours.center_id IS 'The center.';
COMMENT ON COLUMN serve.center_hours.day IS '0 Monday to 6 Sunday, 7 a public holiday.';
COMMENT ON COLUMN serve.center_hours.from_min IS 'First open minute of the day, Asia/Seoul.';
COMMENT ON COLUMN serve.center_hours.to_min IS 'First minute closed again; beyond 1440 it is the next day''s.';
COMMENT ON COLUMN serve.center_hours.source IS 'Source whose row gave the hours.';

CREATE VIEW serve.center_claim AS
SELECT said.center_id, said.source, said.state, said.intervals, said.valid_from,
       least(said.valid_until, taken_back.issued_at) AS valid_until, said.issued_at, said.issued_by
FROM (
    SELECT 'notice' AS source, notice_id AS id, center_id, state, intervals, valid_from, valid_until, issued_at, issued_by
    FROM core.notice WHERE withdraws IS NULL
    UNION ALL
    SELECT 'override', override_id, center_id, state, intervals, valid_from, valid_until, issued_at, issued_by
    FROM core.status_override WHERE withdraws IS NULL
) AS said
LEFT JOIN LATERAL (
    SELECT min(later.issued_at) AS issued_at FROM (
        SELECT issued_at FROM core.notice WHERE said.source = 'notice' AND withdraws = said.id
        UNION ALL
        SELECT issued_at FROM core.status_override WHERE said.source = 'override' AND withdraws = said.id
    ) AS later
) AS taken_back ON true
WHERE taken_back.issued_at IS NULL OR taken_back.issued_at > said.valid_from;

COMMENT ON VIEW serve.center_claim IS 'Notices of centers and overrides of administrators, those taken back ending when they were. Source: the centers, the operator.';
COMMENT ON COLUMN serve.center_claim.center_id IS 'The center.';
COMMENT ON COLUMN serve.center_claim.source IS 'notice or override; the override counts more.';
COMMENT ON COLUMN serve.center_claim.state IS 'open, closed, break, unknown, or hours: the intervals on each of its days.';
COMMENT ON COLUMN serve.center_claim.intervals IS 'List of [from, to] in minutes of the day, Asia/Seoul.';
COMMENT ON COLUMN serve.center_claim.valid_from IS 'First instant at which it counts.';
COMMENT ON COLUMN serve.center_claim.valid_until IS 'First instant at which it counts no more.';
COMMENT ON COLUMN serve.center_claim.issued_at IS 'When it was said.';
COMMENT ON COLUMN serve.center_claim.issued_by IS 'Office or role that says so.';

CREATE VIEW serve.center_call AS
SELECT center_id, made_on AS asked_on, value <> '' AS is_answered, nullif(value, '') AS osm, made_by AS asked_by
FROM serve.center_correction
WHERE field = 'hours';

COMMENT ON VIEW serve.center_call IS 'Centers that an office asked for their hours on the telephone, while the lists still say what they said then. Source: municipalities, the operator.';
COMMENT ON COLUMN serve.center_call.center_id IS 'The center.';
COMMENT ON COLUMN serve.center_call.asked_on IS 'Day of the call.';
COMMENT ON COLUMN serve.center_call.is_answered IS 'Whether the hours were learned.';
COMMENT ON COLUMN serve.center_call.osm IS 'The hours in OpenStreetMap''s opening_hours syntax.';
COMMENT ON COLUMN serve.center_call.asked_by IS 'Office that asked.';
