"""What a site has: the tables of a database's catalogue, the sheets of a folder, a resource of a gateway; with a look at some rows.

Read-only, a few hundred rows a table, and only of tables whose columns' names fit (`matching`). Nothing is kept.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from connectors.deliveries import SourceConfig, Tuning, address, drops_of, open_gateway
from connectors.errors import ConnectorError, FileRefusedError
from connectors.files.guard import RefusalError
from connectors.files.reader import FileReader, Found, find_files
from connectors.files.readers import delimited_sheet
from connectors.files.sheetrows import SMALL
from connectors.propose.matching import SiteColumn, SiteTable
from connectors.propose.names import every_usual_name
from connectors.propose.shapes import MOST, Shape, shape_of
from connectors.sql.database import fault, make_engine
from etl.config_sources import FilesSource, GatewaySource, SqlSource
from etl.model.names import fold
from etl.model.sources import SourceSpec

OF_THE_SYSTEM = ("information_schema", "pg_catalog", "pg_toast", "sys", "mysql", "performance_schema")
MOST_TABLES = 2000
HEADING_ROWS = 20
DELIMITED = (".csv", ".txt", ".tsv")


class Sites:
    """The tables of one system at the site; an open engine where it is a database."""

    def __init__(self, spec: SourceSpec, config: SourceConfig) -> None:
        self._spec, self._config = spec, config
        self._engine: sa.Engine | None = None

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def tables(self) -> dict[str | None, list[SiteTable]]:
        """What each delivery brings: under a table's name where a folder is that of one table, else under None.

        Raises:
            ConnectorError: the source can't be reached.
        """
        found: dict[str | None, list[SiteTable]] = {}
        if isinstance(self._config, SqlSource):
            found[None] = self._of_database(self._config)
        elif isinstance(self._config, GatewaySource) and self._config.mode == "list":
            found |= self._of_gateway(self._config)
        for name, sheet in self._of_files():
            found.setdefault(name, []).append(sheet)
        return found

    # --- a database ---

    def _of_database(self, config: SqlSource) -> list[SiteTable]:
        try:
            self._engine = make_engine(address(self._spec.system, config))
            with self._engine.connect() as connection:
                return list(self._catalogue(connection))[:MOST_TABLES]
        except exc.SQLAlchemyError as error:
            raise fault(self._spec.system, error, "looking into its catalogue") from None

    def _catalogue(self, connection: sa.Connection) -> Sequence[SiteTable]:
        inspector = sa.inspect(connection)
        usual = inspector.default_schema_name
        schemas = [one for one in inspector.get_schema_names() if one.lower() not in OF_THE_SYSTEM]
        found = []
        for schema in schemas:
            within = None if schema == usual else schema
            columns = inspector.get_multi_columns(schema=within, kind=sa.engine.reflection.ObjectKind.ANY)
            remarks: Mapping[Any, Any] = {}
            if inspector.dialect.supports_comments:
                remarks = inspector.get_multi_table_comment(schema=within)
            for key, described in sorted(columns.items(), key=lambda one: str(one[0])):
                named = key[1] if within is None else f"{schema}.{key[1]}"
                ours = [SiteColumn(str(one["name"]), str(one.get("comment") or "")) for one in described]
                said = str((remarks.get(key) or {}).get("text") or "")
                look = partial(self._look, key[1], within, [one.name for one in ours])
                found.append(SiteTable(named, said, ours, look))
        return found

    def _look(self, table: str, schema: str | None, columns: Sequence[str]) -> dict[str, Shape]:
        if self._engine is None:
            return {}
        there = sa.table(table, *map(sa.column, columns), schema=schema)
        statement = sa.select(*(there.c[one] for one in columns)).limit(MOST)
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(statement).all()
        except exc.SQLAlchemyError:
            # No right to read it, or a view that fails: its names are all that is known of it.
            return {}
        return {name: shape_of([_text(row[at]) for row in rows]) for at, name in enumerate(columns)}

    # --- a gateway ---

    def _of_gateway(self, config: GatewaySource) -> dict[str | None, list[SiteTable]]:
        found: dict[str | None, list[SiteTable]] = {}
        for name, table in self._spec.tables.items():
            if not table.resource:
                continue
            with open_gateway(self._spec, config, Tuning().gateway) as gateway:
                rows = gateway.list_page(table.resource, 1).rows
            columns = list(dict.fromkeys(key for row in rows for key in row))
            shapes = {one: shape_of([row.get(one) for row in rows]) for one in columns}
            sheet = SiteTable(table.resource, "", [SiteColumn(one) for one in columns], partial(dict, shapes))
            found[name] = [sheet]
        return found

    # --- files ---

    def _of_files(self) -> list[tuple[str | None, SiteTable]]:
        found: list[tuple[str | None, SiteTable]] = []
        with FileReader("proposal", [], SMALL) as reader:
            for drop in drops_of(self._spec, self._config):
                files, _ = find_files(self._spec.system, drop.folder, drop.pattern, drop.table)
                for file in files[:1]:
                    named = Path(file.name).name
                    found += [(drop.table, sheet) for sheet in sheets_of(named, self._rows(reader, file))]
        return found

    def _rows(self, reader: FileReader, file: Found) -> list[tuple[str, Sequence[Any]]]:
        """The first rows of a file, with the name of the sheet.

        Raises:
            ConnectorError: the file can't be looked at.
        """
        try:
            if file.path.suffix.lower() in DELIMITED:
                with file.path.open("rb") as handle:
                    sheet = delimited_sheet(handle, every_usual_name(), SMALL)
                    return [("", row) for _, row in islice(sheet.rows, HEADING_ROWS + MOST)]
            return [
                row
                for batch in reader.rows(file).rows()
                for row in zip(batch.column(0).to_pylist(), batch.column(2).to_pylist(), strict=True)
            ]
        except FileRefusedError as error:
            says = f"{error.file}: {error.refusal}"
        except RefusalError as error:
            says = f"{file.name}: {error}"
        raise ConnectorError(self._spec.system, says, advice="leave only files there that can be read")


def sheets_of(file: str, rows: Sequence[tuple[str, Sequence[Any]]]) -> list[SiteTable]:
    """The sheets of a workbook with their headings: of the first rows the one with most names that some office uses, else most texts."""
    found = []
    for sheet in dict.fromkeys(name for name, _ in rows):
        cells = [texts for name, texts in rows if name == sheet]
        if not cells:
            continue
        every = every_usual_name()
        at = max(
            range(min(len(cells), HEADING_ROWS)),
            key=lambda row: (sum(fold(one or "") in every for one in cells[row]), _filled(cells[row]), -row),
        )
        named = {str(one).strip(): place for place, one in reversed(list(enumerate(cells[at]))) if one}
        ordered = sorted(named, key=named.__getitem__)
        body = cells[at + 1 : at + 1 + MOST]
        shapes = {
            name: shape_of([row[named[name]] if named[name] < len(row) else None for row in body])
            for name in ordered
        }
        found.append(
            SiteTable(
                f"{file} {sheet}".strip(), "", [SiteColumn(one) for one in ordered], partial(dict, shapes)
            )
        )
    return found


def _filled(row: Sequence[Any]) -> int:
    return sum(one not in (None, "") for one in row)


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def is_asked(config: SourceConfig) -> bool:
    """Whether anything of this source can be looked at; a registry that is only looked up tells no names."""
    return isinstance(config, SqlSource | FilesSource) or config.mode == "list" or bool(config.tables)
