-- The state of the data, and what of it the tables hold that are computed by a command of their own.
CREATE FUNCTION serve.data_version() RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT left(encode(sha256(convert_to(coalesce(string_agg(line, E'\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex'), 12)
    FROM (
        SELECT concat_ws(E'\t', 'load', source, sha256, cleaner_version) AS line FROM serve.dataset
        UNION ALL
        -- The part before the dot is the method's version; the rest counts loads of this database.
        SELECT concat_ws(E'\t', 'build', name, split_part(input_version, '.', 1), rows_written) FROM serve.build
        -- Travel times and what is built on them follow from the rest; their own version stands beside figures.
        WHERE name NOT IN ('snapshot', 'travel_times', 'access')
        UNION ALL
        SELECT concat_ws(E'\t', 'correction', center_id, field, coalesce(value, '')) FROM serve.center_correction
    ) AS lines
$$;
COMMENT ON FUNCTION serve.data_version() IS 'Short name of the state of the data: files, cleaning, methods and what offices corrected, not when or where they were loaded.';

CREATE VIEW serve.freshness AS
SELECT wanted.name, coalesce(b.data_version, h.data_version) AS data_version, now_is.data_version AS data_version_now,
       coalesce(coalesce(b.data_version, h.data_version) = now_is.data_version, false) AS is_current,
       coalesce(b.built_at, h.recorded_at) AS built_at,
       'mindconnect etl build ' || wanted.command AS command
FROM (VALUES ('travel_times', 'travel_times'), ('access', 'access'), ('access_history', 'access')) AS wanted (name, command)
CROSS JOIN (SELECT serve.data_version() AS data_version) AS now_is
LEFT JOIN core.build AS b ON b.name = wanted.name
LEFT JOIN LATERAL (
    SELECT data_version, recorded_at FROM core.access_history
    WHERE wanted.name = 'access_history' ORDER BY recorded_at DESC, reference_date DESC LIMIT 1
) AS h ON true;

COMMENT ON VIEW serve.freshness IS 'Computed tables, the state of the data they hold for, and whether it is the present one. Source: core.build.';
COMMENT ON COLUMN serve.freshness.name IS 'travel_times: serve.travel_time; access: serve.access_week and serve.access_cell; access_history: serve.access_history, of which the newest record counts.';
COMMENT ON COLUMN serve.freshness.data_version IS 'State of the data that they hold for; null where they were never built.';
COMMENT ON COLUMN serve.freshness.data_version_now IS 'Present state of the data.';
COMMENT ON COLUMN serve.freshness.is_current IS 'Whether both are the same; where not, figures may be those of earlier lists.';
COMMENT ON COLUMN serve.freshness.built_at IS 'Instant of the last build that changed rows.';
COMMENT ON COLUMN serve.freshness.command IS 'What brings them up to date.';
