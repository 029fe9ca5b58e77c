"""Pure maths on arrays and frames: no database, no file, no clock."""
