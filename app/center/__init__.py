"""One center in words: entries, opening, reviews, hand-over and corrections."""
