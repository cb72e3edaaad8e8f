"""Dagster: assets, checks, jobs, schedules and the resource that opens the store. No decision about people or money."""
