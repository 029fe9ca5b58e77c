-- Accounts: who signed in, what they keep here, and who did what. A schema of its own, so that what loads the register
-- (etl) and who reads it (reader) have no way to it: people's own things stand beside the care, not in it.
CREATE SCHEMA account;
COMMENT ON SCHEMA account IS 'What belongs to persons: log-in, profile, favourites, kept results; and the audit log. etl and reader have no rights here.';

CREATE TABLE account.account (
    account_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 2 AND 30),
    name_key text NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 2 AND 90),
    password_hash text CHECK (password_hash LIKE '$argon2id$%'),
    role text NOT NULL DEFAULT 'citizen' CHECK (role IN ('citizen', 'staff', 'admin')),
    municipality_code text CHECK (municipality_code ~ '^[0-9]{5}$'),
    oidc_issuer text,
    oidc_subject text,
    created_at timestamptz NOT NULL DEFAULT now(),
    password_changed_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    UNIQUE (oidc_issuer, oidc_subject),
    CHECK ((role = 'staff') = (municipality_code IS NOT NULL)),
    CHECK ((oidc_issuer IS NULL) = (oidc_subject IS NULL))
);
COMMENT ON TABLE account.account IS 'One row an account: a chosen name, no e-mail, no telephone. Deleting it deletes everything of the person here.';
COMMENT ON COLUMN account.account.name_key IS 'The name in one spelling (NFKC, casefolded, no blanks): two names that look alike cannot both exist.';
COMMENT ON COLUMN account.account.password_hash IS 'argon2id; empty where another service signs the person in.';
COMMENT ON COLUMN account.account.role IS 'citizen; staff: acts for one municipality; admin: for all. Written by account.set_role and the command line only.';
COMMENT ON COLUMN account.account.municipality_code IS 'Sigungu code that a member of staff acts for.';
COMMENT ON COLUMN account.account.disabled_at IS 'Since when nobody can sign in with it.';

CREATE TABLE account.session (
    session_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL REFERENCES account.account ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('app', 'api')),
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    former_token_hash bytea CHECK (length(former_token_hash) = 32),
    device text NOT NULL DEFAULT '' CHECK (length(device) <= 60),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
COMMENT ON TABLE account.session IS 'Where an account is signed in. The token itself is in the cookie or with the program only.';
COMMENT ON COLUMN account.session.token_hash IS 'SHA-256 of the cookie''s token (app), or of the refresh token in force (api).';
COMMENT ON COLUMN account.session.former_token_hash IS 'SHA-256 of the refresh token before that: whoever shows it copied it, and the session ends.';
COMMENT ON COLUMN account.session.device IS 'Kind of browser and system in two words, for the person to recognise.';
CREATE INDEX session_account ON account.session (account_id);
CREATE INDEX session_former ON account.session (former_token_hash);

CREATE TABLE account.recovery_code (
    account_id uuid NOT NULL REFERENCES account.account ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (account_id, code_hash)
);
COMMENT ON TABLE account.recovery_code IS 'Codes shown once at sign-up; each sets a new password once. SHA-256 of 80 random bits.';

CREATE TABLE account.login_attempt (
    attempt_key bytea PRIMARY KEY CHECK (length(attempt_key) = 32),
    failed_count integer NOT NULL CHECK (failed_count > 0),
    last_failed_at timestamptz NOT NULL,
    locked_until timestamptz
);
COMMENT ON TABLE account.login_attempt IS 'Failed log-ins by SHA-256 of the name typed, whether such an account exists or not; forgotten after a success, or by the purge.';

CREATE TABLE account.consent (
    consent_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account.account ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('profile', 'check_result', 'favourites')),
    wording text NOT NULL CHECK (length(wording) BETWEEN 1 AND 20),
    given_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz
);
COMMENT ON TABLE account.consent IS 'What a person agreed to, and until when. wording: version of the sentences they read.';
CREATE UNIQUE INDEX consent_in_force ON account.consent (account_id, purpose) WHERE withdrawn_at IS NULL;

CREATE TABLE account.profile (
    account_id uuid PRIMARY KEY REFERENCES account.account ON DELETE CASCADE,
    consent_id bigint NOT NULL REFERENCES account.consent ON DELETE CASCADE,
    key_id text NOT NULL,
    sealed bytea NOT NULL CHECK (length(sealed) <= 8192),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE account.profile IS 'What a person told of themselves for better suggestions, encrypted (AES-256-GCM) with the key named; only with consent.';

CREATE TABLE account.check_result (
    result_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL REFERENCES account.account ON DELETE CASCADE,
    consent_id bigint NOT NULL REFERENCES account.consent ON DELETE CASCADE,
    key_id text NOT NULL,
    sealed bytea NOT NULL CHECK (length(sealed) <= 8192),
    kept_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE account.check_result IS 'Results of a self-check that a person chose to keep, encrypted; gone at expires_at, or at once when they say so.';
CREATE INDEX check_result_account ON account.check_result (account_id, kept_at);
CREATE INDEX check_result_expiry ON account.check_result (expires_at);

CREATE TABLE account.favourite (
    account_id uuid NOT NULL REFERENCES account.account ON DELETE CASCADE,
    center_id text NOT NULL CHECK (center_id ~ '^[a-z2-7]{10}$'),
    saved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, center_id)
);
COMMENT ON TABLE account.favourite IS 'Centers that a person keeps on all devices. Centers come and go with the loads, so no foreign key.';

-- Who did what, for ever: an administrator's act can be told years later, also when the account is gone.
CREATE TABLE account.audit_log (
    audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id uuid,
    actor_role text NOT NULL CHECK (actor_role IN ('citizen', 'staff', 'admin', 'operator')),
    action text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    object_kind text NOT NULL CHECK (object_kind ~ '^[a-z_]+$'),
    object_id text NOT NULL CHECK (length(object_id) <= 100),
    detail jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(detail) = 'object' AND pg_column_size(detail) <= 4096),
    CHECK ((actor_id IS NULL) = (actor_role = 'operator'))
);
COMMENT ON TABLE account.audit_log IS 'Every administrative act, and what concerns the safety of an account. Append-only; no names, no health data, no words of a person.';
COMMENT ON COLUMN account.audit_log.actor_id IS 'Account that acted, also after its deletion; empty: the command line (operator).';
CREATE INDEX audit_log_object ON account.audit_log (object_kind, object_id);
CREATE INDEX audit_log_actor ON account.audit_log (actor_id, at);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON account.audit_log
    FOR EACH ROW EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER audit_log_never_emptied BEFORE TRUNCATE ON account.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
