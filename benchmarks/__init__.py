"""Measurements, one topic a file: each has ``measure()`` that returns rows of :class:`benchmarks.ratio.Ratio`."""
