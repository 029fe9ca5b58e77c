-- What counts as mental-health care, and who may walk in, decided by the named rules of data/rules/care.yaml. A center
-- that was not judged yet is in no default group.

ALTER TABLE core.center
    ADD COLUMN care_level text NOT NULL DEFAULT 'none' CHECK (care_level IN ('gives', 'may', 'none')),
    ADD COLUMN care_rule text NOT NULL DEFAULT 'not_judged',
    ADD COLUMN is_open_to_public boolean NOT NULL DEFAULT false,
    ADD COLUMN public_rule text NOT NULL DEFAULT 'not_judged',
    ADD COLUMN is_mental_health_care boolean NOT NULL
        GENERATED ALWAYS AS (care_level = 'gives' AND is_open_to_public) STORED;
COMMENT ON COLUMN core.center.care_level IS 'gives: gives mental-health care; may: perhaps, such as a clinic that lists psychiatry and has no known psychiatrist; none: does something else.';
COMMENT ON COLUMN core.center.care_rule IS 'Rule of data/rules/care.yaml that gave care_level.';
COMMENT ON COLUMN core.center.is_open_to_public IS 'False where only those who belong to it may come: prisons, the forces, company and school clinics.';
COMMENT ON COLUMN core.center.public_rule IS 'Rule of data/rules/care.yaml that gave is_open_to_public; anybody where none closes it.';
COMMENT ON COLUMN core.center.is_mental_health_care IS 'The default group of search, recommendations and supply: gives mental-health care and is open to the public.';
