"""The told cases. Importing the package enters them all in `CASES`, in a fixed order."""

from world.cases import employment, guangxi, identity, money, provinces, standards, standing, yearly
from world.cases.cast import CASES, Cast, Told

__all__ = [
    "CASES",
    "Cast",
    "Told",
    "employment",
    "guangxi",
    "identity",
    "money",
    "provinces",
    "standards",
    "standing",
    "yearly",
]
