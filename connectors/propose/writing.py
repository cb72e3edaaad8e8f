"""A proposal as YAML that can stand in `hecha.yaml`: what was found, how, and what a person has to look for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from connectors.deliveries import SourceConfig
from connectors.errors import ConnectorError
from connectors.propose.matching import Match, match_all
from connectors.propose.shapes import fits, form_of
from connectors.propose.site import Sites, is_asked
from etl.model.names import fold
from etl.model.site_mapping import SystemMapping, faults_of
from etl.model.sources import SourceSpec


@dataclass(frozen=True)
class Proposal:
    """For one system: the mapping's own lines (below the system's key), what is missing, and whether anything is."""

    system: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    is_whole: bool


def propose(spec: SourceSpec, config: SourceConfig) -> Proposal:
    """Look at one system."""
    if not is_asked(config):
        return Proposal(spec.system, (), ("a registry that is only looked up tells no names",), is_whole=True)
    sites = Sites(spec, config)
    matches: dict[str, Match] = {}
    try:
        for only, there in sites.tables().items():
            wanted = [table for name, table in spec.tables.items() if only in (None, name)]
            matches |= match_all(wanted, there)
        return _written(spec, config, matches)
    except ConnectorError as error:
        return Proposal(spec.system, (), (f"{error.source}: {error.reason}",), is_whole=False)
    finally:
        sites.close()


def _written(spec: SourceSpec, config: SourceConfig, matches: Mapping[str, Match]) -> Proposal:
    lines: list[str] = []
    notes: list[str] = []
    proposed: dict[str, object] = {}
    is_whole = True
    for name, table in spec.tables.items():
        match = matches.get(name)
        if match is None or not match.is_whole:
            is_whole = False
            near = (
                ""
                if match is None
                else f"; nearest is {match.site.name}, without {', '.join(match.lacking) or 'enough'}"
            )
            notes.append(f"{name} ({table.zh}): not found{near}")
            continue
        own = {
            pair.site: pair.column.name
            for pair in match.pairs
            if fold(pair.site) not in {fold(one) for one in table.called(pair.column.native)}
        }
        is_renamed = config.delivery == "sql" and fold(match.site.name) != fold(table.native_table or "")
        notes += _remarks(name, match)
        if own or is_renamed:
            proposed[name] = {"columns": own} | ({"table": match.site.name} if is_renamed else {})
            lines += [f"{name}:", *(f"  {line}" for line in _table(match, own, is_renamed=is_renamed))]
    _hold(spec, proposed)
    return Proposal(spec.system, tuple(lines), tuple(notes), is_whole)


def _table(match: Match, own: Mapping[str, str], *, is_renamed: bool) -> Sequence[str]:
    lines = [f"table: {_plain(match.site.name)}"] if is_renamed else []
    if own:
        lines.append("columns:")
    named = [pair for pair in match.pairs if pair.site in own]
    return lines + [f"  {_plain(pair.site)}: {pair.column.name}  # {pair.how}" for pair in named]


def _remarks(name: str, match: Match) -> list[str]:
    """What a person has to look at: columns that were not found, codes that are the site's own. No value is named."""
    found = {pair.column.native for pair in match.pairs}
    said = []
    if absent := [one.name for native, one in match.table.columns.items() if native not in found]:
        said.append(f"{name}: not found, and not required: {', '.join(absent)}")
    for pair in match.pairs:
        shape = match.site.shapes.get(pair.site)
        if form_of(pair.column) != "codes" or shape is None or not shape.count:
            continue
        share = fits(match.table, pair.column, shape) or 0.0
        if share < 1.0:
            said.append(
                f"{name}.{pair.column.name} ({pair.site}): {round((1 - share) * 100)}% of its kinds of values are no known code; "
                f"say what they mean under `codes`"
            )
    return said


def _plain(name: str) -> str:
    return (
        yaml.safe_dump(name, allow_unicode=True, default_flow_style=True, width=10_000)
        .splitlines()[0]
        .strip()
    )


def _hold(spec: SourceSpec, proposed: Mapping[str, object]) -> None:
    """A proposal that the configuration would refuse is a fault of this program."""
    faults = list(faults_of(spec, SystemMapping.model_validate({"tables": proposed})))
    if faults:
        raise ValueError("; ".join(f"{'.'.join(fault.path)}: {fault.says}" for fault in faults))


def as_yaml(proposals: Sequence[Proposal]) -> str:
    """All of them as one document: `mapping:` with comments."""
    lines = ["mapping:"]
    for one in proposals:
        lines += [f"  # {one.system}: {note}" for note in one.notes]
        if one.lines:
            lines += [f"  {one.system}:", "    tables:", *(f"      {line}" for line in one.lines)]
    if not any(one.lines for one in proposals):
        lines[0] = "mapping: {}  # the package's own names stand everywhere"
    return "\n".join(lines) + "\n"
