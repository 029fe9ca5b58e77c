-- The app's one way into the log of recommendations. Owner's rights, so that the app can neither read nor change it.
CREATE FUNCTION serve.log_recommendation(
    data_version text, rules_from date, cell text, wish jsonb, weights jsonb, results jsonb, account_id uuid
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- A flood must not fill the disk; what it would add says nothing anyway.
    IF (SELECT count(*) FROM core.recommendation_log l WHERE l.given_at > now() - interval '1 hour') >= 20000 THEN
        RETURN;
    END IF;
    INSERT INTO core.recommendation_log (data_version, rules_from, cell, wish, weights, results, account_id)
    VALUES (log_recommendation.data_version, log_recommendation.rules_from, log_recommendation.cell,
            log_recommendation.wish, log_recommendation.weights, log_recommendation.results,
            log_recommendation.account_id);
END $$;
COMMENT ON FUNCTION serve.log_recommendation IS 'Logs what was recommended: no words of the person; silently nothing beyond 20,000 an hour.';
