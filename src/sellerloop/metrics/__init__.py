"""Stage 2, what it amounts to: one file per metric."""
