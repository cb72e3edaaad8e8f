"""The month without Dagster: which steps stand, which run, in one process. Called by the command and by the assets."""
