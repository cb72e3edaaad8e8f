"""How far a month may be from what is allowed or usual before that is said: the key `checks:` of `hecha.yaml`.

They warn; what blocks stands under `guards:` and in source.yaml.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from etl.config_kinds import Model, as_text

Share = Annotated[Decimal, Field(ge=0, le=1), BeforeValidator(as_text)]
Times = Annotated[Decimal, Field(ge=1, le=100), BeforeValidator(as_text)]


class Checks(Model):
    """Limits by check; null switches one off.

    Of a table's rows: `invalid_ids` with an ID number that can't be one, `quarantined` that can't be used. Against the median of
    the releases before, at most `months` of them: `unsure_links` and `alerts` as so many times the usual, `totals` as a change of
    a table's rows up or down. Of fewer than `at_least` rows, links or alerts nothing is said.
    """

    invalid_ids: Share | None = Decimal("0.10")
    quarantined: Share | None = Decimal("0.05")
    unsure_links: Times | None = Decimal("1.50")
    alerts: Times | None = Decimal("2.00")
    totals: Share | None = Decimal("0.50")
    months: int = Field(default=6, ge=3, le=24)
    at_least: int = Field(default=30, ge=1)
