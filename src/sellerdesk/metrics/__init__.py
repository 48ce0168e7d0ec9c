"""Metrics over time for a market, category, tier or selection, and the catalogue of all definitions."""
