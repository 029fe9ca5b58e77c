-- Roles of least privilege. Run by `mindconnect db migrate` each time, after serve is rebuilt.
-- owner: whoever migrates. etl: writes core. app: reads serve. reader: reads serve (researchers, GIS).
GRANT USAGE ON SCHEMA core TO mindconnect_etl;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA core TO mindconnect_etl;
GRANT TRUNCATE ON core.travel_time TO mindconnect_etl;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA core TO mindconnect_etl;
GRANT EXECUTE ON FUNCTION core.refresh_statistics() TO mindconnect_etl;
GRANT USAGE ON SCHEMA serve TO mindconnect_etl, mindconnect_app, mindconnect_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA serve TO mindconnect_etl, mindconnect_app, mindconnect_reader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA serve TO mindconnect_etl, mindconnect_app, mindconnect_reader;
-- Notices and overrides are only added to; corrections come in through one door, and that is the app's alone.
REVOKE UPDATE, DELETE ON core.notice, core.status_override FROM mindconnect_etl;
REVOKE EXECUTE ON FUNCTION serve.file_correction(text, text, text, text) FROM PUBLIC, mindconnect_etl, mindconnect_reader;
