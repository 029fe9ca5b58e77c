-- Where the figures come from.
CREATE VIEW serve.dataset AS
SELECT dataset_id, source, file_name, sha256, cleaner_version, title, publisher, url, licence, origin,
       reference_from, reference_to, rows_read, rows_kept, rows_merged, rows_quarantined, rows_left_out, loaded_at
FROM core.dataset
WHERE superseded_at IS NULL;

COMMENT ON VIEW serve.dataset IS 'The load in force of every source.';
COMMENT ON COLUMN serve.dataset.dataset_id IS 'Number of the load.';
COMMENT ON COLUMN serve.dataset.source IS 'Key of the source.';
COMMENT ON COLUMN serve.dataset.file_name IS 'File it was read from.';
COMMENT ON COLUMN serve.dataset.sha256 IS 'SHA-256 of that file, hexadecimal.';
COMMENT ON COLUMN serve.dataset.cleaner_version IS 'Version of the cleaning rules.';
COMMENT ON COLUMN serve.dataset.title IS 'Title as published.';
COMMENT ON COLUMN serve.dataset.publisher IS 'Publisher.';
COMMENT ON COLUMN serve.dataset.url IS 'Page of the publisher.';
COMMENT ON COLUMN serve.dataset.licence IS 'Licence.';
COMMENT ON COLUMN serve.dataset.origin IS 'raw: cleaned from the file itself; snapshot: copied from the snapshot that the project ships.';
COMMENT ON COLUMN serve.dataset.reference_from IS 'First day the rows speak of.';
COMMENT ON COLUMN serve.dataset.reference_to IS 'Last day the rows speak of.';
COMMENT ON COLUMN serve.dataset.rows_read IS 'Rows in the file.';
COMMENT ON COLUMN serve.dataset.rows_kept IS 'Rows kept.';
COMMENT ON COLUMN serve.dataset.rows_merged IS 'Rows that went into another row.';
COMMENT ON COLUMN serve.dataset.rows_quarantined IS 'Rows set aside with a reason.';
COMMENT ON COLUMN serve.dataset.rows_left_out IS 'Sound rows that are none of the register''s.';
COMMENT ON COLUMN serve.dataset.loaded_at IS 'Instant of the load.';

CREATE VIEW serve.build AS
SELECT name, input_version, rows_written, built_at FROM core.build;

COMMENT ON VIEW serve.build IS 'Derived tables and the state of the data they were built from.';
COMMENT ON COLUMN serve.build.name IS 'Name of the derived table.';
COMMENT ON COLUMN serve.build.input_version IS 'Data version of its inputs.';
COMMENT ON COLUMN serve.build.rows_written IS 'Rows written.';
COMMENT ON COLUMN serve.build.built_at IS 'Instant of the build.';

CREATE VIEW serve.quarantine_summary AS
SELECT d.source, q.reason, count(DISTINCT q.line) AS rows
FROM core.quarantine q
JOIN core.dataset d USING (dataset_id)
WHERE d.superseded_at IS NULL
GROUP BY d.source, q.reason;

COMMENT ON VIEW serve.quarantine_summary IS 'Rows set aside, by source and reason; the values themselves stay in core.';
COMMENT ON COLUMN serve.quarantine_summary.source IS 'Key of the source.';
COMMENT ON COLUMN serve.quarantine_summary.reason IS 'Code of the reason.';
COMMENT ON COLUMN serve.quarantine_summary.rows IS 'Rows of the file.';

CREATE VIEW serve.repair_summary AS
SELECT d.source, r.column_name, r.rule, r.municipality_code, count(*) AS repairs
FROM core.repair r
JOIN core.dataset d USING (dataset_id)
WHERE d.superseded_at IS NULL
GROUP BY d.source, r.column_name, r.rule, r.municipality_code;

COMMENT ON VIEW serve.repair_summary IS 'Values that cleaning changed, by source, column, rule and municipality.';
COMMENT ON COLUMN serve.repair_summary.source IS 'Key of the source.';
COMMENT ON COLUMN serve.repair_summary.column_name IS 'Column of the source.';
COMMENT ON COLUMN serve.repair_summary.rule IS 'Code of the rule.';
COMMENT ON COLUMN serve.repair_summary.municipality_code IS 'Municipality the row belongs to, MOIS code; null when unknown.';
COMMENT ON COLUMN serve.repair_summary.repairs IS 'Values changed.';
