"""From the publishers' raw files to a clean register in PostGIS."""
