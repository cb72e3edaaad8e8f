"""Where the source folders lie, and the order in which systems are pulled."""

from pathlib import Path

ORDER = ("monitoring", "hrss", "county_finance", "social_insurance", "business_registry", "procedures")
"""Registers and rosters first: they name the people and operators that the later ones are asked for."""

SOURCES = Path(__file__).resolve().parents[1] / "connectors"
