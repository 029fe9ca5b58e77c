-- Attempts to come in. Each guess is counted, and its count committed, before it is looked at: one that runs guess and
-- count in a transaction and takes it back learns nothing, since only a guess counted in an earlier one is compared.

CREATE OR REPLACE FUNCTION account.attempt_key(way text, subject text) RETURNS bytea
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT sha256(convert_to(way || ':' || subject, 'UTF8')) $$;
COMMENT ON FUNCTION account.attempt_key IS 'What attempts are counted under: the way (password, recovery, confirm) and the name typed or the account.';

CREATE OR REPLACE FUNCTION account.client_key(way text, subject text, client text) RETURNS bytea
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT sha256(account.attempt_key(way, subject) || convert_to(client, 'UTF8')) $$;
COMMENT ON FUNCTION account.client_key IS 'What the attempts of one client are counted under; the client is a hash that changes daily, never an address.';

CREATE OR REPLACE FUNCTION account.wait_s(way text, subject text, client text) RETURNS double precision
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT max(greatest(1, extract(epoch FROM t.locked_until - clock_timestamp())))
        FROM account.login_attempt t
        WHERE t.attempt_key IN (account.attempt_key(way, subject), account.client_key(way, subject, client))
          AND t.locked_until > clock_timestamp()
    ), 0)
$$;
COMMENT ON FUNCTION account.wait_s IS 'Seconds until a client may try again; 0 at once. Asked before the work of argon2 is done.';

CREATE OR REPLACE FUNCTION account.count_failure(counted_under bytea, of_subject bytea, free integer) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- So many in a row are free, then half a minute, twice as long each time, up to an hour; a day without any forgets them.
    INSERT INTO account.login_attempt AS t (attempt_key, subject_key, failed_count, last_failed_at)
    VALUES (counted_under, of_subject, 1, clock_timestamp())
    ON CONFLICT (attempt_key) DO UPDATE SET
        failed_count = CASE WHEN t.last_failed_at < clock_timestamp() - interval '1 day' THEN 1 ELSE t.failed_count + 1 END,
        last_failed_at = clock_timestamp(),
        locked_until = CASE
            WHEN t.last_failed_at >= clock_timestamp() - interval '1 day' AND t.failed_count + 1 >= free
            THEN clock_timestamp() + make_interval(secs => least(3600, 30 * power(2, least(t.failed_count + 1 - free, 30)))) END
        WHERE t.locked_until IS NULL OR t.locked_until <= clock_timestamp();
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION account.count_failure IS 'Counts one failure in a row of its own; false where it is locked, and then it is not counted.';

CREATE OR REPLACE FUNCTION account.count_attempt(way text, subject text, client text, proof bytea) RETURNS double precision
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counted_under bytea := account.attempt_key(way, subject);
BEGIN
    -- One client may fail five times, all clients together three hundred: so nobody locks another out from one place, and a
    -- crowd of places guesses no faster than a hundred people who mistype.
    IF NOT account.count_failure(account.client_key(way, subject, client), counted_under, 5)
        OR NOT account.count_failure(counted_under, counted_under, 300) THEN
        RETURN greatest(1, account.wait_s(way, subject, client));
    END IF;
    INSERT INTO account.login_guess (attempt_key, proof) VALUES (counted_under, count_attempt.proof) ON CONFLICT DO NOTHING;
    RETURN 0;
END $$;
COMMENT ON FUNCTION account.count_attempt IS 'Counts a guess (proof: SHA-256 of the key or code shown) as failed until it turns out right; the seconds to wait where it may not be tried. The caller commits.';

CREATE OR REPLACE FUNCTION account.require_counted(way text, subject text, proof bytea) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM account.login_guess g
        WHERE g.attempt_key = account.attempt_key(way, subject) AND g.proof = require_counted.proof
          AND g.counted_in <> pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'a guess is counted before it is looked at' USING ERRCODE = 'invalid_transaction_state';
    END IF;
END $$;
COMMENT ON FUNCTION account.require_counted IS 'SQLSTATE 25000 unless the guess was counted in a transaction that is over.';

CREATE OR REPLACE FUNCTION account.forget_attempts(way text, subject text) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$ DELETE FROM account.login_attempt t WHERE t.subject_key = account.attempt_key(way, subject) $$;
COMMENT ON FUNCTION account.forget_attempts IS 'Starts counting anew after a success.';
