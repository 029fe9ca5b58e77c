-- What passes for something else: names that look alike, addresses that are programs, and one client that locks out another.

-- A homepage is an address of the web, never a program (javascript:) or a document in itself (data:). Rows that stand are
-- left as they are; whatever is written from now on is looked at.
CREATE FUNCTION core.is_web_address(address text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN address ~* '^https?://[^[:space:][:cntrl:]<>"]+$' OR address ~* '^[a-z0-9가-힣.-]+[.][a-z가-힣]{2,}(:[0-9]+)?(/[^[:space:][:cntrl:]<>"]*)?$';
COMMENT ON FUNCTION core.is_web_address IS 'Whether a text is an address of the web, with http(s):// or without it.';
ALTER TABLE core.center ADD CONSTRAINT center_homepage_check
    CHECK (homepage IS NULL OR core.is_web_address(homepage)) NOT VALID;
ALTER TABLE core.center_source ADD CONSTRAINT center_source_homepage_check
    CHECK (homepage IS NULL OR core.is_web_address(homepage)) NOT VALID;
ALTER TABLE core.center_correction ADD CONSTRAINT center_correction_homepage_check
    CHECK (field <> 'homepage' OR value IS NULL OR value = '' OR core.is_web_address(value)) NOT VALID;

-- Failures are counted for each client under a name, and for the name as a whole much more generously.
ALTER TABLE account.login_attempt ADD COLUMN subject_key bytea CHECK (length(subject_key) = 32);
UPDATE account.login_attempt SET subject_key = attempt_key;
ALTER TABLE account.login_attempt ALTER COLUMN subject_key SET NOT NULL;
CREATE INDEX login_attempt_subject ON account.login_attempt (subject_key);
COMMENT ON COLUMN account.login_attempt.attempt_key IS 'SHA-256 of the way and the name typed; of these and the client where the row counts one client.';
COMMENT ON COLUMN account.login_attempt.subject_key IS 'Key of the row that counts all clients under the name; its own where it is that row.';
DROP FUNCTION IF EXISTS account.wait_s(text, text), account.count_attempt(text, text, bytea);
