-- The four users of the database. Run by an administrator: `mindconnect db up` for the private cluster,
-- the first start of the container, or by hand (psql -f) on a managed server. Safe to run again.
--
-- owner   owns the database and migrates          etl     writes core
-- app     reads serve, gives up after 15 s        reader  reads serve (researchers, GIS people)
--
-- No password is set here: the private cluster lets in only who may enter its socket folder; elsewhere an
-- administrator gives each user one (ALTER ROLE ... PASSWORD).
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['mindconnect_owner', 'mindconnect_etl', 'mindconnect_app', 'mindconnect_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
            EXECUTE format('COMMENT ON ROLE %I IS %L', wanted, 'MindConnect; see docs/operations.md');
        END IF;
    END LOOP;
END $$;

-- Who holds only the owner's address can still work as one of the lesser users (SET ROLE).
GRANT mindconnect_etl, mindconnect_app, mindconnect_reader TO mindconnect_owner;

-- A reader cannot write even where a grant slips; nobody's forgotten query holds the machine.
ALTER ROLE mindconnect_app SET default_transaction_read_only = on;
ALTER ROLE mindconnect_app SET statement_timeout = '15s';
ALTER ROLE mindconnect_reader SET default_transaction_read_only = on;
ALTER ROLE mindconnect_reader SET statement_timeout = '5min';
ALTER ROLE mindconnect_reader CONNECTION LIMIT 10;
