"""Kinds of values that stand in `hecha.yaml`, and what its models have in common. Not here: any key of it."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def as_text(value: object) -> object:
    """A bare number in the file is read by its shortest text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return value


Text = Annotated[str, BeforeValidator(as_text)]
Area = Annotated[str, Field(pattern=r"^\d{2}(\d{2}(\d{2})?)?$"), BeforeValidator(as_text)]
Money = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2), BeforeValidator(as_text)]


class Model(BaseModel):
    """Frozen; a key that it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
