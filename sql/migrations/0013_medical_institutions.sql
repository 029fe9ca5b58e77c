-- What the health insurance's list of every medical institution says of the register's centers: who works there, whether
-- psychiatry is offered, whether the list knows the place at all, and when it is open, day by day. It lists tens of
-- thousands of places that are none of ours, so a load now counts apart what it left out.

ALTER TABLE core.center
    ADD COLUMN psychiatrists smallint CHECK (psychiatrists >= 0),
    ADD COLUMN psychiatrists_on date,
    ADD COLUMN doctors smallint CHECK (doctors >= 0),
    ADD COLUMN lists_psychiatry boolean,
    ADD COLUMN is_in_hira_list boolean,
    ADD COLUMN hira_list_on date,
    ADD CONSTRAINT center_psychiatrists_dated CHECK ((psychiatrists IS NULL) = (psychiatrists_on IS NULL)),
    ADD CONSTRAINT center_hira_list_dated CHECK ((is_in_hira_list IS NULL) = (hira_list_on IS NULL));
COMMENT ON COLUMN core.center.psychiatrists IS 'Psychiatrists (정신건강의학과 전문의) counted there; 0: psychiatry is listed and none is counted; null: not known.';
COMMENT ON COLUMN core.center.psychiatrists_on IS 'Date at which they were counted.';
COMMENT ON COLUMN core.center.doctors IS 'Doctors of all fields; null: not known.';
COMMENT ON COLUMN core.center.lists_psychiatry IS 'Whether it lists psychiatry among its departments; null: not known.';
COMMENT ON COLUMN core.center.is_in_hira_list IS 'Whether the list of all medical institutions (HIRA) knows it; false: closed or renamed since the other lists; null: no medical institution, or no such list was loaded.';
COMMENT ON COLUMN core.center.hira_list_on IS 'Date of the list it was looked up in.';
CREATE INDEX center_psychiatrists ON core.center (psychiatrists) WHERE psychiatrists > 0;

ALTER TABLE core.center_source
    ADD COLUMN psychiatrists smallint CHECK (psychiatrists >= 0),
    ADD COLUMN doctors smallint CHECK (doctors >= 0),
    ADD COLUMN lists_psychiatry boolean,
    ADD COLUMN hours_by_day jsonb;
COMMENT ON COLUMN core.center_source.hours_by_day IS 'Opening hours where a list gives them day by day: mon to sun, holiday, lunch_weekday, lunch_sat as HH:MM-HH:MM, as published; closed_sun, closed_holiday as a code (etl.clean.daily_hours).';

CREATE TABLE core.center_other_week (
    center_id text NOT NULL REFERENCES core.center ON DELETE CASCADE,
    source text NOT NULL,
    reference_date date NOT NULL,
    week jsonb NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('read', 'repaired', 'unknown')),
    reason text,
    days_compared smallint[] NOT NULL,
    days_apart smallint[] NOT NULL,
    apart_min smallint CHECK (apart_min >= 0),
    PRIMARY KEY (center_id, source),
    CHECK ((outcome = 'unknown') = (reason IS NOT NULL)),
    CHECK (days_apart <@ days_compared)
);
COMMENT ON TABLE core.center_other_week IS 'Hours of a center by the sources that are not believed first (data/reference/field_precedence.csv, field hours), and how they differ from core.center_week.';
COMMENT ON COLUMN core.center_other_week.days_compared IS 'Days of which both sources speak: 0 Monday to 6 Sunday, 7 a public holiday.';
COMMENT ON COLUMN core.center_other_week.days_apart IS 'Days on which they disagree.';
COMMENT ON COLUMN core.center_other_week.apart_min IS 'Most minutes by which opening or closing differ where both are open; null when no such day is.';

ALTER TABLE core.dataset
    ADD COLUMN rows_left_out integer NOT NULL DEFAULT 0,
    DROP CONSTRAINT dataset_rows_accounted,
    ADD CONSTRAINT dataset_rows_accounted
        CHECK (rows_read = rows_kept + rows_merged + rows_quarantined + rows_left_out);
COMMENT ON COLUMN core.dataset.rows_left_out IS 'Sound rows that are none of the register''s: of a list of every institution, those that join no center and have no psychiatrist.';
