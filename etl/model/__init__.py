"""The vocabulary: table contracts, source mappings, shared codes. Bottom of the house, imports nothing of it."""
