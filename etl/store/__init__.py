"""What is kept: snapshots, tables of steps, releases, and the catalogue that says which of them are whole.

A folder is readable only once its catalogue row stands; everything is written under a temporary name, flushed,
read back and renamed. Nothing here knows what the tables mean.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.store.store import Store, open_store

__all__ = ["Store", "open_store"]


def __getattr__(name: str) -> Any:
    """Its two names when they are asked for: the definitions need a module of this package and no database."""
    if name in __all__:
        from etl.store import store

        return getattr(store, name)
    raise AttributeError(name)
