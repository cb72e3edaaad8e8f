"""The stand-in world: every source system of the contract by seed, its truth, and a gateway over it.

Belongs here: whatever a demonstration or a test needs in place of real offices. Nothing that a real run needs.
"""

from world.gateway import Gateway, running, serve
from world.gateway_registry import Fault
from world.generate import Sentinel, WorldPaths, write_world
from world.settings import SIZES, Rates, SettingsError, load_rates

__all__ = [
    "SIZES",
    "Fault",
    "Gateway",
    "Rates",
    "Sentinel",
    "SettingsError",
    "WorldPaths",
    "load_rates",
    "running",
    "serve",
    "write_world",
]
