-- 计数所看的务工人员月。 A worker's month at a workshop whose head count a unit asks for, beside the counting.
WITH asked AS (
    SELECT DISTINCT
        a.counting,
        u.place
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'workers'
    UNION
    SELECT DISTINCT
        g.counting,
        u.place
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    WHERE g.counting IS NOT NULL
    UNION
    SELECT DISTINCT
        g.times AS counting,
        u.place
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    WHERE g.times IS NOT NULL
)

SELECT
    a.counting,
    a.place,
    s.uscc,
    s.is_seasonal,
    s.since,
    w.worker,
    w.person,
    w.outcome,
    month_number(w.month) AS number,
    w.verdict,
    w.declared_groups,
    -- Groups of which a whole register's silence speaks.
    CASE WHEN w.register_full THEN 3 ELSE 0 END
    + CASE WHEN w.register_full AND w.resettlement_full THEN 4 ELSE 0 END
    + CASE WHEN w.assistance_full THEN 8 ELSE 0 END AS told_groups,
    w.age,
    w.post,
    coalesce(w.pay > 0, FALSE) AS is_paid,
    contract_bit(w.agreement_kind) AS agreed,
    w.contract_from,
    w.contract_to,
    c.groups | CASE WHEN c.undelivered THEN 8 ELSE 0 END AS groups,
    c.everybody,
    c.undelivered AND coalesce(w.low_income, 'unknown') = 'unknown' AS undelivered,
    c.posts_out,
    c.officers_out,
    c.min_age,
    c.tenure_kinds,
    c.tenure_months,
    c.tenure_seasonal_months,
    c.contract_months,
    m.number AS ledger,
    CASE WHEN w.poverty_exit = 'yes' THEN 1 ELSE 0 END
    + CASE WHEN w.monitored = 'yes' THEN 2 ELSE 0 END
    + CASE WHEN w.relocated = 'yes' THEN 4 ELSE 0 END
    + CASE WHEN w.low_income = 'yes' THEN 8 ELSE 0 END AS in_groups,
    CASE WHEN coalesce(w.poverty_exit, 'unknown') = 'unknown' THEN 1 ELSE 0 END
    + CASE WHEN coalesce(w.monitored, 'unknown') = 'unknown' THEN 2 ELSE 0 END
    + CASE WHEN coalesce(w.relocated, 'unknown') = 'unknown' THEN 4 ELSE 0 END AS open_groups
FROM asked AS a
INNER JOIN policy.grant_counting AS c USING (counting)
INNER JOIN rules.grant_shops AS s ON s.place = a.place
INNER JOIN verify.worker_months AS w
    ON w.workshop_id = s.workshop_id AND starts_with(w.county, c.area)
CROSS JOIN run.month AS m
WHERE w.month <= m.month
