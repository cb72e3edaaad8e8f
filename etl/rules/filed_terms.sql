-- 备案合同期限。 A person's month at an operator with a filed contract, where a counting asks how long contracts run.
WITH asked AS (
    SELECT counting, area, contract_months, month_at(m.number - months + 1) AS first_month, m.month AS last_month
    FROM policy.counting
    CROSS JOIN run.month AS m
    WHERE contract_months IS NOT NULL
),
work AS (
    SELECT DISTINCT a.counting, a.contract_months, w.person, s.uscc, w.month
    FROM verify.worker_months AS w
    INNER JOIN asked AS a ON w.month BETWEEN a.first_month AND a.last_month AND starts_with(w.county, a.area)
    INNER JOIN rules.shops AS s ON s.workshop_id = w.workshop_id
    WHERE w.person IS NOT NULL AND s.uscc IS NOT NULL
),
filed AS (
    SELECT
        f.person,
        c.uscc,
        c.contract_from,
        c.contract_to,
        CASE WHEN c.contract_to IS NULL OR c.ended_early_on < c.contract_to
             THEN coalesce(c.ended_early_on, c.contract_to) ELSE c.contract_to END AS until
    FROM conform.contracts AS c
    INNER JOIN link.link_forms AS f ON f.form = c.form
    WHERE f.outcome <> 'unsure' AND f.person IS NOT NULL
)
SELECT
    w.counting,
    w.person,
    w.uscc,
    w.month,
    bool_or(
        f.contract_to IS NULL OR day_later(f.contract_from, w.contract_months) <= CAST(f.contract_to + INTERVAL 1 DAY AS DATE)
    ) AS is_long
FROM work AS w
INNER JOIN filed AS f ON f.person = w.person AND f.uscc = w.uscc
WHERE f.contract_from <= end_day(w.month) AND (f.until IS NULL OR f.until >= first_day(w.month))
GROUP BY w.counting, w.person, w.uscc, w.month
