"""The engine: finds a room's SQL files, orders them by the names they read, runs them on DuckDB or translated on Spark."""

from etl.engine.warehouse import Settings, Warehouse, open_warehouse

__all__ = ["Settings", "Warehouse", "open_warehouse"]
