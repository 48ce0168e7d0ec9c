"""Stage 1, what happened: one contract per event kind."""
