"""What is kept: snapshots, tables of steps, releases, and the catalogue that says which of them are whole.

A folder is readable only once its catalogue row stands; everything is written under a temporary name, flushed,
read back and renamed. Nothing here knows what the tables mean.
"""

from etl.store.store import Store, open_store

__all__ = ["Store", "open_store"]
