"""Measuring the link step: a generator, one measured run, and peers beside it."""
