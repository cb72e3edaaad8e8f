-- 本次核实的月份。 A month from the first that a monthly source or a payment holds to the ledger month.
WITH seen AS (
    SELECT month FROM conform.rosters
    UNION ALL SELECT month FROM verify.contribution_months
    UNION ALL SELECT from_month AS month FROM conform.subsidies
    UNION ALL SELECT from_month AS month FROM conform.disbursements
),
earliest AS (
    -- Months before the limit are slips of the pen and widen no range.
    SELECT min(s.month) AS month
    FROM seen AS s
    CROSS JOIN run.month AS now
    CROSS JOIN policy.limits AS l
    WHERE s.month >= l.earliest_month AND s.month <= now.month
)
SELECT c.month, c.number, c.first_day, c.last_day, c.word, c.mask
FROM run.calendar AS c
CROSS JOIN run.month AS now
CROSS JOIN earliest AS e
WHERE c.month >= coalesce(e.month, now.month) AND c.month <= now.month
