-- 办理时限。 What was due at a workshop by a day, by whichever document, and when it was done.
WITH begun AS (
    SELECT d.*
    FROM policy.deadline AS d
    INNER JOIN run.month AS m ON d.first_on <= m.last_day
),
running AS (
    SELECT workshop_id, area_code, recognised_on
    FROM rules.shops
    WHERE state IN ('active', 'stopped')
),
-- From one event of a case to another.
from_event AS (
    SELECT
        d.workshop_id,
        d.kind,
        d.clause,
        d.due_on,
        d.at_least AS is_notice,
        min(p.happened_on) AS done_on
    FROM rules.dated AS d
    LEFT JOIN rules.procedures AS p
        ON p.workshop_id = d.workshop_id AND p.case_key = d.case_key AND p.event = d.done_by
        AND p.happened_on >= d.started_on
    WHERE d.due_on IS NOT NULL
    GROUP BY d.workshop_id, d.case_key, d.kind, d.clause, d.at_least, d.started_on, d.due_on
),
-- Each calendar period that the last year touches, from the one after recognition.
periods AS (
    SELECT DISTINCT
        d.clause,
        d.kind,
        d.area,
        d.done_by,
        first_day(month_at(k.number // d.every_months * d.every_months)) AS from_day,
        end_day(month_at(k.number // d.every_months * d.every_months + d.every_months - 1)) AS due_on
    FROM begun AS d
    CROSS JOIN run.month AS m
    INNER JOIN run.calendar AS k ON k.number BETWEEN m.number - 11 AND m.number
    WHERE d.form = 'inspection'
      AND first_day(month_at(k.number // d.every_months * d.every_months)) BETWEEN d.first_on AND d.last_on
),
inspected AS (
    SELECT s.workshop_id, d.kind, d.clause, d.from_day, d.due_on, min(p.happened_on) AS done_on
    FROM running AS s
    INNER JOIN periods AS d ON starts_with(s.area_code, d.area) AND s.recognised_on < d.from_day
    LEFT JOIN rules.procedures AS p
        ON p.workshop_id = s.workshop_id AND p.event = d.done_by AND p.happened_on BETWEEN d.from_day AND d.due_on
    GROUP BY s.workshop_id, d.kind, d.clause, d.from_day, d.due_on
),
-- By one day, for workshops that were recognised before the document began and still run.
on_a_day AS (
    SELECT s.workshop_id, d.kind, d.clause, d.begins_on AS from_day, d.due_on, min(p.happened_on) AS done_on
    FROM running AS s
    INNER JOIN begun AS d
        ON d.form = 'due_date' AND starts_with(s.area_code, d.area) AND s.recognised_on < d.begins_on
    LEFT JOIN rules.procedures AS p
        ON p.workshop_id = s.workshop_id AND p.event = d.done_by AND p.happened_on >= d.begins_on
    GROUP BY s.workshop_id, d.kind, d.clause, d.begins_on, d.due_on
),
every AS (
    SELECT workshop_id, kind, clause, CAST(NULL AS DATE) AS from_day, due_on, done_on, FALSE AS is_period, is_notice
    FROM from_event
    UNION ALL
    SELECT workshop_id, kind, clause, from_day, due_on, done_on, TRUE AS is_period, FALSE AS is_notice
    FROM inspected
    UNION ALL
    SELECT workshop_id, kind, clause, from_day, due_on, done_on, FALSE AS is_period, FALSE AS is_notice
    FROM on_a_day
),
judged AS (
    SELECT
        e.workshop_id,
        e.kind,
        e.clause,
        e.from_day,
        e.due_on,
        e.done_on,
        r.since,
        CASE
            WHEN e.done_on IS NOT NULL AND e.is_period THEN 'done'
            -- At least so many days: a notice taken down before its time has not fulfilled it.
            WHEN e.is_notice AND e.done_on IS NOT NULL THEN CASE WHEN e.done_on >= e.due_on THEN 'done' ELSE 'overdue' END
            WHEN e.is_notice THEN 'open'
            WHEN e.done_on IS NOT NULL THEN CASE WHEN e.done_on <= e.due_on THEN 'done' ELSE 'done_late' END
            WHEN e.due_on <= r.until THEN 'overdue'
            ELSE 'open'
        END AS state
    FROM every AS e
    CROSS JOIN rules.records_reach AS r
),
-- Two cases of one kind that fall due on one day are one row: the open one before the done one.
placed AS (
    SELECT
        j.*,
        row_number() OVER (
            PARTITION BY j.workshop_id, j.kind, j.due_on
            ORDER BY j.done_on IS NOT NULL, j.done_on DESC NULLS LAST, j.clause, j.state
        ) AS nth
    FROM judged AS j
    -- Of a time that the records do not go back to, nothing is overdue.
    WHERE j.state <> 'overdue' OR j.from_day IS NULL OR coalesce(j.from_day >= j.since, FALSE)
)
SELECT workshop_id, kind, due_on, done_on, state, clause
FROM placed
WHERE nth = 1
