"""When a site's months are closed: the key `schedule:` of `hecha.yaml`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Schedule(BaseModel):
    """A month is closed once all sources have delivered, at the latest on a working day of the month after.

    `working_day`: counted by the State Council's calendar. `wait_for`: the systems that are waited for; left out, all that are
    configured and bring a data time.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    working_day: Annotated[int, Field(ge=1, le=20)] = 5
    wait_for: tuple[str, ...] | None = None
