-- Make the database one is connected to MindConnect's. Run by an administrator, after 1_roles.sql; safe to run again.
-- PostGIS is not a trusted extension: only an administrator may create it, so the migrations find it here.
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO mindconnect_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO mindconnect_etl, mindconnect_app, mindconnect_reader', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO mindconnect_etl', current_database());
END $$;
