"""Where the packages come from: the lock with hashes, and what each version is made of. Python's own library alone."""
