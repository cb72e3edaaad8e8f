-- 办理记录。 A step of a procedure, or an inspection, by the end of the ledger month.
SELECT DISTINCT
    e.workshop_id,
    coalesce(e.case_id, '') AS case_key,
    e.event,
    e.happened_on
FROM conform.events AS e
CROSS JOIN run.month AS m
WHERE e.happened_on <= m.last_day
