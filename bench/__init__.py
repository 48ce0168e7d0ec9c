"""Side-by-side benchmarks: one file per claim, each prints its own table."""
