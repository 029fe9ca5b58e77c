"""The policy pages: gaps, comparisons, equity and method, in words, drawn, on paper and as files."""
