"""What really happened month by month: coverage, status, evidence and verdicts."""
