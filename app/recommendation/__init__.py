"""Recommendations: what fits a person, why, and how it is shown."""
