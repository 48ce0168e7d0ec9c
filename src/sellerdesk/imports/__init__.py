"""Imports through pages: upload, mapping, dry run, rejects, history, undo."""
