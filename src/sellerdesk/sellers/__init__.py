"""Sellers and creators: who is served, how good they are, and the rows behind every number."""
