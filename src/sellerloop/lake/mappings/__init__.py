"""Mapping files: how a foreign table becomes events."""
