-- A second factor: what an app on a telephone shows (TOTP, RFC 6238). The secret is sealed with the keys of accounts, which the
-- database has not; beside it lies a random value, of which the database keeps the SHA-256. So the app alone can check a
-- code, and who has the app's user without the keys cannot say that one did fit.
CREATE TABLE account.second_factor (
    account_id uuid PRIMARY KEY REFERENCES account.account ON DELETE CASCADE,
    key_id text NOT NULL,
    sealed bytea NOT NULL CHECK (length(sealed) <= 1024),
    verifier bytea NOT NULL CHECK (length(verifier) = 32),
    last_step bigint NOT NULL DEFAULT 0,
    proposed_at timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz
);
COMMENT ON TABLE account.second_factor IS 'The second factor of an account, in force once a first code has fitted.';
COMMENT ON COLUMN account.second_factor.sealed IS 'Secret of the codes and a random proof, sealed with MINDCONNECT_ACCOUNT_KEYS.';
COMMENT ON COLUMN account.second_factor.verifier IS 'SHA-256 of the proof, which only who opens the sealed secret can show.';
COMMENT ON COLUMN account.second_factor.last_step IS 'Half minute since 1970 of the last code that fitted: no code counts twice.';
COMMENT ON COLUMN account.second_factor.confirmed_at IS 'When a first code fitted; empty before, and then nobody is asked for one.';

ALTER TABLE account.session ADD COLUMN awaits text CHECK (awaits IN ('code', 'app_code'));
COMMENT ON COLUMN account.session.awaits IS 'What is still missing before the session opens anything: code, of the app or a recovery code; app_code, of the app alone, after a recovery code has set a password.';

ALTER TYPE account.signed_in ADD ATTRIBUTE awaits text;
-- What took their place stands in sql/functions.
DROP FUNCTION IF EXISTS account.session_of_token(text, text), account.session_of_program(uuid), account.own_facts(uuid),
    account.open_session(account.account, text, bytea, text, text);
