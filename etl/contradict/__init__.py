"""Contradictions that change a verdict, one SQL file an alert."""
