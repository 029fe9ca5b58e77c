"""The database: engine, tables, migrations and the private cluster of the default run."""
