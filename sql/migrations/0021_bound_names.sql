-- The bounds of the week carry the names of those without care: what unknown hours count as.

ALTER TABLE core.access_week RENAME COLUMN share_low TO share_if_closed;
ALTER TABLE core.access_week RENAME COLUMN share_high TO share_if_open;
ALTER TABLE core.access_week RENAME COLUMN access_low TO access_if_closed;
COMMENT ON COLUMN core.access_week.share_if_office IS 'An assumption between share_if_closed and share_if_open: centers of unknown hours are open on weekdays from 09:00 to 18:00.';
COMMENT ON COLUMN core.access_week.access_if_office IS 'access_if_closed with office hours for those not known.';
