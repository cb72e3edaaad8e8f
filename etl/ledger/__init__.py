"""The ledger: one row a workshop, with a conclusion and the reason."""
