-- 注销、退出的车间。 A workshop whose title has ended with a step left open, or that meets an exit, with what is known of its people and money.
WITH steps AS (
    SELECT x.workshop_id, bool_or(x.state IN ('open', 'overdue')) AS is_open
    FROM ledger.exits AS x
    GROUP BY x.workshop_id
),
rosters AS (
    SELECT v.workshop_id, v.month, count(*) AS workers, count(*) FILTER (WHERE v.pay > 0) AS paid,
        row_number() OVER (PARTITION BY v.workshop_id ORDER BY v.month DESC) AS nth
    FROM verify.roster_verdicts AS v
    CROSS JOIN run.month AS m
    WHERE v.month <= m.month
    GROUP BY v.workshop_id, v.month
),
arrears AS (
    SELECT a.workshop_id, min(a.month) AS first_month, max(a.month) AS last_month, count(DISTINCT a.month) AS months
    FROM verify.arrears_months AS a
    CROSS JOIN run.month AS m
    WHERE a.result = 'upheld' AND a.filed_on <= m.last_day
    GROUP BY a.workshop_id
),
told AS (
    SELECT c.county
    FROM verify.coverage AS c
    INNER JOIN run.month AS m USING (month)
    WHERE c.source = 'labour_inspection.cases' AND c.state = 'full'
),
money AS (
    SELECT e.workshop_id, CAST(sum(e.paid) AS DECIMAL(18, 2)) AS paid, CAST(sum(e.claimed) AS DECIMAL(18, 2)) AS claimed,
        CAST(sum(e.over) AS DECIMAL(18, 2)) AS over,
        CAST(sum(CASE WHEN e.outcome = 'due' AND e.paid = 0 AND e.claimed = 0 THEN e.amount_due END) AS DECIMAL(18, 2)) AS unclaimed,
        listed(CASE WHEN e.paid > 0 THEN coalesce(w.zh, e.scheme) END) AS schemes
    FROM publish.entitlements AS e
    LEFT JOIN run.words AS w ON w.list = 'schemes' AND w.code = e.scheme
    WHERE e.workshop_id IS NOT NULL
    GROUP BY e.workshop_id
)
SELECT
    l.workshop_id, l.workshop_name, l.operator_name, l.uscc, l.manager_name, l.address, l.kind, l.product, l.recognised_on, l.certificate_no,
    l.state, l.exit, l.operator_state, l.says, r.month AS roster_month, coalesce(r.workers, 0) AS workers, coalesce(r.paid, 0) AS workers_paid,
    l.poverty_confirmed, CASE
        WHEN a.workshop_id IS NULL THEN ''
        WHEN a.months < month_number(a.last_month) - month_number(a.first_month) + 1
            THEN span_zh(a.first_month, a.last_month) || '间的' || text(a.months) || '个月'
        ELSE span_zh(a.first_month, a.last_month)
    END AS arrears, t.county IS NOT NULL AS knows_cases, coalesce(m.paid, 0) AS paid, coalesce(m.claimed, 0) AS claimed,
    coalesce(m.over, 0) AS over, coalesce(m.unclaimed, 0) AS unclaimed, coalesce(replace(m.schemes, ',', '、'), '') AS schemes,
    l.county, coalesce(c.county_name, l.county) AS county_name
FROM ledger.ledger AS l
LEFT JOIN steps AS x ON x.workshop_id = l.workshop_id
LEFT JOIN rosters AS r ON r.workshop_id = l.workshop_id AND r.nth = 1
LEFT JOIN arrears AS a ON a.workshop_id = l.workshop_id
LEFT JOIN told AS t ON t.county = l.county
LEFT JOIN money AS m ON m.workshop_id = l.workshop_id
LEFT JOIN publish.counties AS c ON c.county = l.county
WHERE coalesce(x.is_open, FALSE) OR (l.state IN ('active', 'stopped') AND l.exit IN ('triggered', 'needs_person'))
