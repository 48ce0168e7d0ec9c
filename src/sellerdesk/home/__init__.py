"""The way in: what changed since yesterday, and the palette that finds and does."""
