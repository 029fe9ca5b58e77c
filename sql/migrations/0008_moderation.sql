-- What people write about centers, and what offices decide: reviews, corrections that were accepted, and who decided.
-- A schema of its own, as account: neither what loads the register nor who reads it has a way in.
CREATE SCHEMA moderation;
COMMENT ON SCHEMA moderation IS 'Reviews, reports on them and decisions. The app comes in through functions only; serve.review shows what is published.';

CREATE TABLE moderation.review (
    review_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account.account ON DELETE CASCADE,
    center_id text NOT NULL CHECK (center_id ~ '^[a-z2-7]{10}$'),
    body text NOT NULL DEFAULT '' CHECK (length(body) <= 1000),
    visit_month date NOT NULL CHECK (extract(day FROM visit_month) = 1),
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'published', 'rejected', 'hidden')),
    flags text[] NOT NULL DEFAULT '{}',
    written_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    UNIQUE (account_id, center_id)
);
COMMENT ON TABLE moderation.review IS 'One review an account and center; goes with the account. Centers come and go with the loads, so no foreign key.';
COMMENT ON COLUMN moderation.review.flags IS 'What a first look found for whoever decides (codes of gis.care.reviews); emptied by the decision.';
COMMENT ON COLUMN moderation.review.visit_month IS 'First day of the month of the visit; the day itself is nobody''s business.';
CREATE INDEX review_center ON moderation.review (center_id, state);
CREATE INDEX review_pending ON moderation.review (written_at) WHERE state = 'pending';

CREATE TABLE moderation.review_rating (
    review_id bigint NOT NULL REFERENCES moderation.review ON DELETE CASCADE,
    aspect text NOT NULL CHECK (aspect ~ '^[a-z_]{1,30}$'),
    rating smallint NOT NULL CHECK (rating BETWEEN 1 AND 5),
    PRIMARY KEY (review_id, aspect)
);
COMMENT ON TABLE moderation.review_rating IS '1 (poor) to 5 (good) by aspect; aspects are terms of data/reference/review_aspects.csv.';

CREATE TABLE moderation.review_report (
    report_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    review_id bigint NOT NULL REFERENCES moderation.review ON DELETE CASCADE,
    reason text NOT NULL CHECK (reason IN ('personal', 'abuse', 'untrue', 'other')),
    client_key text NOT NULL CHECK (client_key ~ '^[0-9a-f]{32}$'),
    reported_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    UNIQUE (review_id, client_key)
);
COMMENT ON TABLE moderation.review_report IS 'That somebody finds a published review wrong; no account needed, no words taken.';
COMMENT ON COLUMN moderation.review_report.client_key IS 'Keyed hash of the sender''s address that changes daily; limits the rate.';
CREATE INDEX review_report_open ON moderation.review_report (review_id) WHERE settled_at IS NULL;
CREATE INDEX review_report_client ON moderation.review_report (client_key, reported_at);

CREATE TABLE moderation.review_decision (
    decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    review_id bigint NOT NULL,
    center_id text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('published', 'rejected', 'hidden')),
    reason text NOT NULL CHECK (reason ~ '^[a-z_]{1,30}$'),
    decided_by uuid NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE moderation.review_decision IS 'Every decision on a review. Append-only; it outlives the review, and so holds none of its words.';
CREATE INDEX review_decision_review ON moderation.review_decision (review_id, decided_at);
CREATE TRIGGER review_decision_append_only BEFORE UPDATE OR DELETE ON moderation.review_decision
    FOR EACH ROW EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER review_decision_never_emptied BEFORE TRUNCATE ON moderation.review_decision
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();

-- What an office knows better than the lists. It lies over the register in serve.center, so it outlives a load; it steps
-- back by itself when the publisher's value is no longer the one that was found wrong.
CREATE TABLE core.center_correction (
    center_correction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    center_id text NOT NULL CHECK (center_id ~ '^[a-z2-7]{10}$'),
    field text NOT NULL CHECK (field IN ('phone', 'homepage', 'road_address', 'address_detail', 'gone')),
    value text CHECK (length(value) <= 200),
    was text,
    made_at timestamptz NOT NULL DEFAULT now(),
    made_by text NOT NULL CHECK (length(made_by) BETWEEN 1 AND 80),
    correction_id bigint,
    CHECK (field <> 'gone' OR value IS NULL OR value = 'true')
);
COMMENT ON TABLE core.center_correction IS 'Corrections by offices, applied over the register in serve.center. Append-only: the newest row of a field counts.';
COMMENT ON COLUMN core.center_correction.value IS 'What is right; empty: nothing is known that is right; null: the correction is taken back.';
COMMENT ON COLUMN core.center_correction.was IS 'What the register said then; when it says something else the correction no longer counts.';
COMMENT ON COLUMN core.center_correction.made_by IS 'Office, not a person''s name.';
COMMENT ON COLUMN core.center_correction.correction_id IS 'The citizen''s correction that led to it, where one did; that one is deleted in time.';
CREATE INDEX center_correction_center ON core.center_correction (center_id, field, center_correction_id DESC);
CREATE TRIGGER center_correction_append_only BEFORE UPDATE OR DELETE ON core.center_correction
    FOR EACH ROW EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER center_correction_never_emptied BEFORE TRUNCATE ON core.center_correction
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();

ALTER TABLE core.correction ADD COLUMN settled_by text CHECK (length(settled_by) BETWEEN 1 AND 80);
ALTER TABLE core.correction ADD COLUMN settled_reason text CHECK (length(settled_reason) <= 300);
COMMENT ON COLUMN core.correction.settled_by IS 'Office that settled it.';
COMMENT ON COLUMN core.correction.settled_reason IS 'Why it was rejected, or what was done; for the record.';
