-- One consent a purpose: terms, what an account needs, and each kind of thing that is kept. What one tick covered before
-- (a profile of health, age and place) lies in parts, each resting on a consent of its own.
ALTER TABLE account.consent DROP CONSTRAINT consent_purpose_check;
ALTER TABLE account.consent ADD CONSTRAINT consent_purpose_check CHECK (
    purpose IN ('terms', 'account', 'profile', 'needs', 'location', 'check_result', 'favourites')
);
COMMENT ON COLUMN account.consent.purpose IS 'terms and account: needed for an account; profile: way, time, age group; needs, check_result, favourites: sensitive data (health); location: the area a person lives in.';

ALTER TABLE account.profile ADD COLUMN part text NOT NULL DEFAULT 'profile' CHECK (part IN ('profile', 'needs', 'location'));
ALTER TABLE account.profile ALTER COLUMN part DROP DEFAULT;
ALTER TABLE account.profile DROP CONSTRAINT profile_pkey;
ALTER TABLE account.profile ADD PRIMARY KEY (account_id, part);
COMMENT ON COLUMN account.profile.part IS 'What the consent covers, and nothing else: profile, needs or location. Of a row from before the parts only what belongs to profile is read; the rest goes when it is next saved or purged.';
