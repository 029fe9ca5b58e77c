-- From which state of the data a build was made: so that whoever reads its tables is told when they are behind.

ALTER TABLE core.build ADD COLUMN data_version text CHECK (data_version <> '');
COMMENT ON COLUMN core.build.data_version IS 'Of a build that is made by a command of its own: the state of the data (serve.data_version()) it holds for; null of builds that every load makes, and before this was kept.';
