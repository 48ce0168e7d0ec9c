"""Boards: figures and charts of the catalogue, arranged by people."""
