"""Centers in words and on the map: a search as its address, entries, opening, hand-over and corrections."""
