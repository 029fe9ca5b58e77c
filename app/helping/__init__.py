"""From a feeling to a place: the self-check and recommendations."""
