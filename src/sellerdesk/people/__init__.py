"""Persons, vendors, roles, and how far each may see."""
