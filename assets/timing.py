"""When things run by themselves: sources every morning, a month once everybody has delivered, at the latest on its last day.

All are off until they are switched on in the page. What is waited for and until when stands in `schedule:` of hecha.yaml; without
it the month before is closed on the fifth.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg

from assets.factory import partition_of
from assets.resource import config_file

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

    from etl.config import Config

ZONE = "Asia/Shanghai"
WITHOUT_SCHEDULE = 5
"""The day of the month on which the month before is closed where nothing else is configured."""
LATE = "hecha/closed_without"


def here(context: dg.ScheduleEvaluationContext) -> datetime:
    """When a schedule was to run, by the offices' clock."""
    return context.scheduled_execution_time.astimezone(ZoneInfo(ZONE))


def month_before(when: datetime) -> int:
    return when.year * 100 + when.month - 1 if when.month > 1 else (when.year - 1) * 100 + 12


def monthly(job: "UnresolvedAssetJobDefinition") -> dg.ScheduleDefinition:
    """Asks every morning whether the month before can be closed."""

    @dg.schedule(
        name="monthly",
        job=job,
        cron_schedule="0 6 * * *",
        execution_timezone=ZONE,
        description=(
            "每天六时：各来源交齐即关上一个月的账，最迟到期日关账并告知缺哪些来源。"
            " At six: closes the month before once all sources have delivered, at the latest on its last day, and says who is missing."
        ),
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        when = here(context)
        partition = partition_of(month_before(when))
        path = config_file().resolve()
        settings = _settings(path) if path.is_file() else None
        if settings is None:
            on_the_day = when.day == WITHOUT_SCHEDULE
            return dg.RunRequest(partition_key=partition) if on_the_day else dg.SkipReason("not the fifth")
        from flow.due import waiting
        from flow.messages.telling import Teller
        from flow.month import tell_endings

        config, url = settings
        tell_endings(config, Teller(config, context.log.warning))
        now = waiting(config, url, when.date())
        if now.is_published:
            return dg.SkipReason(f"{now.month} is published")
        if now.missing and when.date() < now.by.day:
            return dg.SkipReason(f"{now.month} waits until {now.by.day} for {', '.join(now.missing)}")
        if not now.missing:
            return dg.RunRequest(partition_key=partition)
        Teller(config, context.log.warning).overdue(now.month, now.missing)
        return dg.RunRequest(partition_key=partition, tags={LATE: ",".join(now.missing)})

    return tick


def _settings(path: Path) -> "tuple[Config, str | None] | None":
    """The configuration and where its catalogue is; None where it sets no schedule or nothing was run yet."""
    from etl.config import load_config
    from flow.month import catalogue_url

    config = load_config(path)
    if config.schedule is None or not config.store.is_dir():
        return None
    return config, catalogue_url(config, path)


def daily(job: "UnresolvedAssetJobDefinition") -> dg.ScheduleDefinition:
    """Pulls what is new, and computes nothing."""

    @dg.schedule(
        name="daily",
        job=job,
        cron_schedule="0 5 * * *",
        execution_timezone=ZONE,
        description="每天五时：提取各来源的新数据，不计算。 At five: pulls what is new, computes nothing.",
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(partition_key=partition_of(month_before(here(context))))

    return tick


def looked_at(job: "UnresolvedAssetJobDefinition") -> dg.ScheduleDefinition:
    """Asks the systems how new their data are, and pulls nothing."""
    return dg.ScheduleDefinition(
        name="look",
        job=job,
        cron_schedule="0 */4 * * *",
        execution_timezone=ZONE,
        description="每四小时：询问各来源数据有无变化，不提取。 Every four hours: asks the sources whether anything changed.",
    )


def inspected(
    job: "UnresolvedAssetJobDefinition", name: str, every: str, months: str, zh: str, en: str
) -> dg.ScheduleDefinition:
    """Reminds people on the first of a quarter or half-year of the inspections that documents ask for; starts no run."""

    @dg.schedule(
        name=name,
        job=job,
        cron_schedule=f"0 8 1 {months} *",
        execution_timezone=ZONE,
        description=f"{zh} {en}",
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.SkipReason:
        from etl.config import load_config
        from flow.inspections import asked, sheets
        from flow.messages.telling import Teller
        from flow.month import catalogue_url

        path, day = config_file().resolve(), here(context).date()
        if not path.is_file():
            return dg.SkipReason(f"no configuration at {path}")
        config = load_config(path)
        clauses = asked(config, every, day)
        if clauses:
            found = list(sheets(config, catalogue_url(config, path))) if config.store.is_dir() else []
            Teller(config, context.log.warning).inspections(every, str(day), clauses, found)
        return dg.SkipReason(f"{len(clauses)} clauses ask for an inspection each {every}")

    return tick


def inspections(job: "UnresolvedAssetJobDefinition") -> list[dg.ScheduleDefinition]:
    return [
        inspected(
            job,
            "quarterly",
            "quarter",
            "1,4,7,10",
            "每季度首日八时：提醒文件要求每季度进行的检查，附最近一期的检查核实表。",
            "On the first of a quarter: reminds of the inspections that documents ask for each quarter, with the newest sheets.",
        ),
        inspected(
            job,
            "half_yearly",
            "half_year",
            "1,7",
            "每半年首日八时：提醒文件要求每半年进行的核实，附最近一期的检查核实表。",
            "On the first of a half-year: reminds of what documents ask to be verified each half-year, with the newest sheets.",
        ),
    ]
