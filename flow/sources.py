"""Where the source folders lie, and what they say once the site's own names are in it."""

from pathlib import Path
from typing import TYPE_CHECKING

from etl.model.sources import SourceSpec, load_sources

if TYPE_CHECKING:
    from etl.config import Config

SOURCES = Path(__file__).resolve().parents[1] / "connectors"


def specs_of(config: "Config") -> dict[str, SourceSpec]:
    """Every system as this installation has it."""
    from etl.model.site_mapping import joined

    return {
        system: joined(spec, config.mapping.get(system)) for system, spec in load_sources(SOURCES).items()
    }
