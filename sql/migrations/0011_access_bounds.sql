-- Shares of the week between true bounds: what was called high assumes office hours, and is no bound.
-- All rows are computed anew by etl.build.access, whose method has another version now.

TRUNCATE core.access_week;
ALTER TABLE core.access_week RENAME COLUMN share_high TO share_if_office;
ALTER TABLE core.access_week RENAME COLUMN access_high TO access_if_office;
ALTER TABLE core.access_week ADD COLUMN share_high real[] NOT NULL CHECK (cardinality(share_high) = 192);
COMMENT ON COLUMN core.access_week.share_if_office IS 'An assumption between share_low and share_high: centers of unknown hours are open on weekdays from 09:00 to 18:00.';
COMMENT ON COLUMN core.access_week.share_high IS 'Share of people who reach an open center when every center of unknown hours is open; one that is known to be closed stays closed.';
COMMENT ON COLUMN core.access_week.access_if_office IS 'access_low with office hours for those not known.';
