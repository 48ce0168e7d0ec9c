"""Policies: read, compared, edited as drafts, simulated over all accounts, approved by a second person."""
