"""Measurements: run by hand, written down in RESULTS.md; no test depends on a figure."""
