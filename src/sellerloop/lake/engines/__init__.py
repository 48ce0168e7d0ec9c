"""Engines run plans: DuckDB embedded, Spark on a cluster, the same SQL text and the same counts."""
