"""Intervals and ranks."""
