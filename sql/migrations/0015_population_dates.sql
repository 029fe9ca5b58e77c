-- People at several dates, and which of their counts are shared out over units that were merged or redrawn since.

ALTER TABLE core.population ADD COLUMN unit_group text CHECK (unit_group <> '');
COMMENT ON COLUMN core.population.unit_group IS 'First code of the group of units that the count is known of together only (data/reference/unit_groups.csv): it was shared out over them as they were last counted apart. Null where the unit was counted by itself.';
