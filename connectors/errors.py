"""What can go wrong while a source is pulled, as types: passing faults may be tried again, final ones may not.

Messages name the source, the table, the file and the reason. They never hold a value of a row, because they
end in logs; and they never hold a secret or an address with one in it.
"""


class ConnectorError(Exception):
    """A source could not be pulled. `source` is `<system>` or `<system>.<table>`."""

    def __init__(self, source: str, reason: str, *, advice: str = "") -> None:
        self.source = source
        self.reason = reason
        self.advice = advice
        super().__init__(f"{source}: {reason}" + (f" ({advice})" if advice else ""))


class PassingError(ConnectorError):
    """May go away by itself: a connection lost, a server busy. A later run may succeed unchanged."""


class FinalError(ConnectorError):
    """Will not go away by itself: somebody has to change a file, a right, a setting or a mapping."""


class ConfigurationError(FinalError):
    """The configuration asks for something that can't be done (a missing variable, an unknown table)."""


class FileRefusedError(FinalError):
    """One file that must not or cannot be read. `file` is its name, never its content."""

    def __init__(self, source: str, file: str, reason: str, *, advice: str = "") -> None:
        self.file = file
        super().__init__(source, f"file {file} refused: {reason}", advice=advice)
        self.refusal = reason


class FilesRefusedError(FinalError):
    """Every refused file of a source, so that an official can mend all of them at once."""

    def __init__(self, source: str, refused: list[FileRefusedError]) -> None:
        self.refused = tuple(refused)
        listed = "; ".join(f"{one.file}: {one.refusal}" for one in refused)
        super().__init__(source, f"{len(refused)} file(s) refused: {listed}")


class SchemaError(FinalError):
    """A required table or column is not there, or is there under two names."""


class RightsError(FinalError):
    """The source knows us and says no."""


class ClockError(FinalError):
    """The clocks of the two machines differ by more than the platform allows."""


class IncompleteError(PassingError):
    """A pull ended without everything that the source said it has; nothing was kept of it."""
