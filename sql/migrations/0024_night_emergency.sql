-- Whether an institution keeps its emergency room at night, as HIRA's list says: at night that is where somebody in danger can go.

ALTER TABLE core.center ADD COLUMN has_er_at_night boolean;
COMMENT ON COLUMN core.center.has_er_at_night IS 'Whether it keeps an emergency room at night; null: not known.';
CREATE INDEX center_er_at_night ON core.center USING gist ((geom::geography)) WHERE has_er_at_night;

ALTER TABLE core.center_source ADD COLUMN has_er_at_night boolean;
