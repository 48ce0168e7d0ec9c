"""Benchmarks: one module for each claim, run side by side with what it is compared with."""
