"""How wide the matcher looks, never what it decides on; and from how many people on a thing is nobody's, rare or common."""

from collections.abc import Mapping

KEYS: Mapping[str, int] = {
    "phone": 40,
    "name_county": 200,
    "name_born": 50,
    "prefix": 400,
    "prefix_of_register": 400,
    "learned_phone": 40,
    "learned_account": 40,
}
"""The most register people that one key may bring; a key that would bring more brings none and is reported."""
BOUNDS: Mapping[str, int] = {
    **KEYS,
    # A phone of more households than these is nobody's.
    "phone_households": 3,
    # How many people of a county may have a name that says much, and up to how many it does not say little.
    "rare": 1,
    "not_common": 2,
}
