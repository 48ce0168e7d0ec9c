"""Presentation and the log: base templates, components, formats, preferences. It knows no other app."""
