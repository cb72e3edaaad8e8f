"""Pure steps from tables to tables. Nothing here knows Dagster, the network or the clock."""
