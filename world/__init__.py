"""The stand-in world: every source system of the contract by seed, its truth, and a gateway over it."""
