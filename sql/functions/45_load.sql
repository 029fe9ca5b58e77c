-- Loads of files from a page.

CREATE OR REPLACE FUNCTION moderation.note_load(actor_token text, act text, source text, detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor account.account := account.require(actor_token, 'admin');
BEGIN
    IF note_load.act NOT IN ('preview', 'apply', 'applied', 'failed') THEN
        RAISE EXCEPTION 'a load is looked at, applied, or fails' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM account.note(actor, 'load.' || note_load.act, 'dataset', left(note_load.source, 100), note_load.detail);
END $$;
COMMENT ON FUNCTION moderation.note_load IS 'Lets an administrator load a file, and writes it down; asked before the etl is started, since that one knows no accounts.';
