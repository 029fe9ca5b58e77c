-- The one thing the app may write. It runs with the owner's rights, so that the app needs none on the table, and
-- counts before it writes: 5 an hour from one sender, 20 a day for one center, 500 an hour in all.
CREATE FUNCTION serve.file_correction(center_id text, topic text, message text, client_key text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    filed bigint;
BEGIN
    -- Two at once from one sender would both see the count before either.
    PERFORM pg_advisory_xact_lock(hashtextextended('mindconnect.correction', 0));
    IF (SELECT count(*) FROM core.correction c
        WHERE c.client_key = file_correction.client_key AND c.filed_at > now() - interval '1 hour') >= 5
       OR (SELECT count(*) FROM core.correction c
           WHERE c.center_id = file_correction.center_id AND c.filed_at > now() - interval '1 day') >= 20
       OR (SELECT count(*) FROM core.correction c WHERE c.filed_at > now() - interval '1 hour') >= 500
    THEN
        RAISE EXCEPTION 'too many corrections were filed' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    IF NOT EXISTS (SELECT FROM core.center c WHERE c.center_id = file_correction.center_id) THEN
        RAISE EXCEPTION 'there is no such center' USING ERRCODE = 'no_data_found';
    END IF;
    INSERT INTO core.correction (center_id, topic, message, client_key)
    VALUES (file_correction.center_id, file_correction.topic, file_correction.message, file_correction.client_key)
    RETURNING correction_id INTO filed;
    RETURN filed;
END $$;
COMMENT ON FUNCTION serve.file_correction IS 'Files what a person reports as wrong of a center; refuses (SQLSTATE 54000) when too many were filed, and P0002 for a center not in the register.';
