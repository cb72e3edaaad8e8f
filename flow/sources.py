"""Where the source folders lie."""

from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "connectors"
