-- The database itself decides who signs in. It keeps of a password the settings (with the salt) and a SHA-256 of the
-- argon2id key, never the key: whoever reads a dump cannot show the key, and the app's user can neither read nor write
-- the row, so that it opens no session without somebody's password.
ALTER TABLE account.account
    ADD COLUMN password_settings text CHECK (password_settings ~ '^\$argon2id\$v=19\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]{11,86}$'),
    ADD COLUMN password_verifier bytea CHECK (length(password_verifier) = 32),
    ADD CHECK ((password_settings IS NULL) = (password_verifier IS NULL));
UPDATE account.account SET
    password_settings = regexp_replace(password_hash, '\$[^$]*$', ''),
    password_verifier = sha256(decode(rpad(split_part(password_hash, '$', 6), 44, '='), 'base64'))
WHERE password_hash IS NOT NULL;
ALTER TABLE account.account DROP COLUMN password_hash;
COMMENT ON COLUMN account.account.password_settings IS 'argon2id with its cost and the salt, as the head of the encoded form; empty where another service signs the person in.';
COMMENT ON COLUMN account.account.password_verifier IS 'SHA-256 of the 32 bytes that argon2id makes of the password under these settings.';

CREATE TABLE account.login_guess (
    attempt_key bytea NOT NULL REFERENCES account.login_attempt ON DELETE CASCADE,
    proof bytea NOT NULL CHECK (length(proof) = 32),
    counted_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (attempt_key, proof)
);
COMMENT ON TABLE account.login_guess IS 'Which guesses were counted: only one counted in a transaction that is over is looked at, so that no guess is tried and its count taken back.';
COMMENT ON COLUMN account.login_guess.proof IS 'SHA-256 of the key or recovery code shown.';

CREATE TYPE account.signed_in AS (session_id uuid, account_id uuid, name text, role text, municipality_code text);
COMMENT ON TYPE account.signed_in IS 'A session in force and whose it is.';

-- What took their place stands in sql/functions.
DROP FUNCTION IF EXISTS account.acting_admin(text), moderation.reviews_of(uuid), moderation.require(text, text[]),
    moderation.note(account.account, text, text, text, jsonb);
