-- A table that was never built is empty, and empty would read as "nobody reaches anything": so it refuses instead.
CREATE FUNCTION serve.require_built(wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM serve.build b WHERE b.name = wanted AND b.rows_written > 0) THEN
        RAISE EXCEPTION 'these figures were not computed yet: run `mindconnect etl build %`', wanted
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'serve.freshness says of each computed table what it was built from and what to run.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION serve.require_built(text) IS 'True where a table was built; else an error that says what to run.';
