"""A fault that can be foreseen, as Dagster shows and tries again: the sentence that the command would say, and no traceback.

Only pulls are tried again, and of their faults only those that may pass by themselves: a wrong password tried three times is a
locked account. When a run has failed for good, a sensor tells people.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    from flow.session import Session

PULLS_AGAIN = dg.RetryPolicy(
    max_retries=2, delay=60, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
CONFIGURATION, UNEXPECTED = 2, 4


@contextmanager
def foreseen_as_failure(session: "Session | None" = None) -> Iterator[None]:
    """Turn what the command would tell people into what Dagster tells them; an open session's own log says it too."""
    try:
        yield
    except Exception as error:
        from connectors.errors import PassingError
        from flow.month import foreseen

        failed = foreseen(error)
        if session is not None:
            code = UNEXPECTED if failed is None else failed.exit_code
            says = f"unexpected error ({type(error).__name__})" if failed is None else failed.message
            session.journal.note("failed", exit_code=code, says=says)
        if failed is None:
            raise
        raise dg.Failure(
            description=failed.message,
            metadata={"exit_code": failed.exit_code},
            allow_retries=isinstance(error, PassingError),
        ) from None


def why(events: list[Any], of_run: Any = None) -> tuple[int, str]:
    """The exit code and the sentence of a failed run, by its failed steps; of an unexpected fault its kind alone.

    `of_run`: the run's own error, where no step has failed: what is foreseen then keeps the installation from opening.
    """
    for event in events:
        data = event.event_specific_data
        given = data.user_failure_data
        if given is not None and given.description:
            code = given.metadata.get("exit_code")
            return int(code.value) if code is not None else UNEXPECTED, str(given.description)
        error = data.error
        while error is not None and error.cause is not None:
            error = error.cause
        return UNEXPECTED, f"unexpected error ({error.cls_name if error else 'unknown'})"
    while of_run is not None:
        if of_run.cls_name == dg.Failure.__name__:
            return CONFIGURATION, of_run.message.partition(": ")[2].strip()
        of_run = of_run.cause
    return UNEXPECTED, "the run ended before any step failed; its page in Dagster says why"


@dg.run_failure_sensor(
    name="tell_of_failed_runs",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="运行失败时通知有关人员，同一原因只通知一次。 Tells people that a run has failed, once for each cause.",
)
def tell_of_failed_runs(context: dg.RunFailureSensorContext) -> None:
    """What the daemon calls for each run that has failed for good."""
    from assets.factory import month_of
    from assets.resource import PARTITION, config_file
    from etl.config import load_config
    from flow.messages.telling import Teller

    path = config_file().resolve()
    if not path.is_file():
        return
    partition = context.dagster_run.tags.get(PARTITION, "")
    of_run = context.failure_event.job_failure_data.error
    code, says = why(list(context.get_step_failure_events()), of_run)
    Teller(load_config(path), context.log.warning).failed(month_of(partition) if partition else 0, code, says)
