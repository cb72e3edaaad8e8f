-- 各车间当月及上年同月人数。 A workshop with workers in the ledger month or a year before: each class counted, and the mean pay of the confirmed.
WITH workers AS (
    SELECT
        w.workshop_id, w.month, w.verdict, w.pay,
        a.undelivered AND coalesce(w.low_income, 'unknown') = 'unknown' AS undelivered,
        w.outcome = 'same' AS is_linked,
        -- In no register that the counted groups rest on, and each of those whole.
        w.outcome = 'none'
        AND (w.register_full OR NOT (a.counts_poverty_exit OR a.counts_monitored OR a.counts_relocated))
        AND (coalesce(w.resettlement_full, FALSE) OR NOT a.counts_relocated)
        AND (coalesce(w.assistance_full, FALSE) OR NOT a.undelivered) AS is_nobody,
        (a.asks_poverty_exit AND contains(',' || w.declared_groups || ',', ',poverty_exit,'))
            OR (a.asks_monitored AND contains(',' || w.declared_groups || ',', ',monitored,'))
            OR (a.asks_relocated AND contains(',' || w.declared_groups || ',', ',relocated,')) AS is_declared,
        (a.counts_poverty_exit AND coalesce(w.poverty_exit, 'unknown') = 'yes')
            OR (a.counts_monitored AND coalesce(w.monitored, 'unknown') = 'yes')
            OR (a.counts_relocated AND coalesce(w.relocated, 'unknown') = 'yes')
            OR (a.undelivered AND coalesce(w.low_income, 'unknown') = 'yes') AS is_in_group,
        (a.counts_poverty_exit AND coalesce(w.poverty_exit, 'unknown') = 'unknown')
            OR (a.counts_monitored AND coalesce(w.monitored, 'unknown') = 'unknown')
            OR (a.counts_relocated AND coalesce(w.relocated, 'unknown') = 'unknown') AS is_unknown
    FROM verify.worker_months AS w
    INNER JOIN run.month AS m ON month_number(w.month) IN (m.number, m.number - 12)
    INNER JOIN ledger.workshops AS s USING (workshop_id)
    INNER JOIN ledger.areas AS a USING (area_code)
),
classed AS (
    -- The first class that fits; none for a worker who neither is in a group nor was declared in one.
    SELECT
        workshop_id, month, pay, is_declared,
        is_linked AND is_in_group AS is_counted,
        CASE
            WHEN NOT is_declared AND NOT (is_linked AND is_in_group) THEN NULL
            WHEN is_nobody OR (is_linked AND NOT is_in_group AND NOT is_unknown AND NOT undelivered)
                THEN 'not_in_force'
            WHEN verdict = 'contradicted' THEN 'contradicted'
            WHEN NOT (is_linked AND is_in_group) THEN 'unknown'
            WHEN verdict IN ('confirmed', 'declared_only') THEN verdict
            ELSE 'unknown'
        END AS class
    FROM workers
),
sums AS (
    SELECT
        workshop_id, month,
        count(*) AS workers_declared,
        count(*) FILTER (WHERE is_declared) AS poverty_declared,
        count(*) FILTER (WHERE is_counted AND NOT is_declared) AS poverty_undeclared,
        count(*) FILTER (WHERE class = 'not_in_force') AS poverty_not_in_force,
        count(*) FILTER (WHERE class = 'contradicted') AS poverty_contradicted,
        count(*) FILTER (WHERE class = 'unknown') AS poverty_unknown,
        count(*) FILTER (WHERE class = 'confirmed') AS poverty_confirmed,
        count(*) FILTER (WHERE class = 'declared_only') AS poverty_declared_only,
        count(*) FILTER (WHERE is_declared AND (class IS NULL OR class <> 'confirmed')) AS unproven,
        CAST(sum(CAST(pay * 100 AS BIGINT)) FILTER (WHERE class = 'confirmed') AS BIGINT) AS fen,
        count(pay) FILTER (WHERE class = 'confirmed') AS paid
    FROM classed
    GROUP BY workshop_id, month
)
SELECT
    workshop_id, month, fen, paid, workers_declared, poverty_declared, poverty_undeclared, poverty_not_in_force,
    poverty_contradicted, poverty_unknown, poverty_confirmed, poverty_declared_only, unproven,
    -- Half up to the fen, in whole numbers.
    CASE WHEN paid > 0 THEN CAST(
        CAST((2 * fen + paid) // (2 * paid) AS DECIMAL(18, 2)) * CAST('0.01' AS DECIMAL(18, 2)) AS DECIMAL(18, 2)
    ) END AS mean_pay
FROM sums
