"""The told cases. Importing the package enters them all in `CASES`, in a fixed order."""

from world.cases import (
    duplicates,
    employment,
    guangxi,
    identity,
    money,
    odd,
    people_taken_on,
    provinces,
    standards,
    standing,
    yearly,
)
from world.cases.cast import CASES, Cast, Told

__all__ = [
    "CASES",
    "Cast",
    "Told",
    "duplicates",
    "employment",
    "guangxi",
    "identity",
    "money",
    "odd",
    "people_taken_on",
    "provinces",
    "standards",
    "standing",
    "yearly",
]
