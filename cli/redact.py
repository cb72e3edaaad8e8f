"""What the command masks in all that it says: as everything does that leaves this machine (`etl.redact`)."""

from etl.redact import redact, redact_trace

__all__ = ["redact", "redact_trace"]
