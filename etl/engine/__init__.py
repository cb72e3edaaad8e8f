"""The engine seam: the same ibis expressions run on DuckDB in the process or on Spark."""

from etl.engine.base import Engine, EngineSettings, open_engine

__all__ = ["Engine", "EngineSettings", "open_engine"]
