-- 台账月所知的车间。 A workshop in the version that the ledger month knows; for an earlier month in its first.
WITH known AS (
    SELECT w.*, row_ref('hrss.workshops', w.pull_id, w.row_number) AS row_ref, m.last_day
    FROM conform.workshops AS w
    CROSS JOIN run.month AS m
    WHERE w.is_first OR w.known_from <= m.last_day
),
numbered AS (
    SELECT k.*, row_number() OVER (PARTITION BY workshop_id ORDER BY known_from DESC, row_ref DESC) AS nth
    FROM known AS k
)
SELECT n.workshop_id, n.workshop_name, n.uscc, n.address, n.kind, n.premises, n.investment, n.recognised_on, n.opened_on,
    n.state_on, n.row_ref, n.form, CASE WHEN n.state_on > n.last_day THEN 'active' ELSE n.state END AS state,
    substr(n.area_code, 1, 6) AS county, c.area
FROM numbered AS n
LEFT JOIN alerts.counties AS c ON c.county = substr(n.area_code, 1, 6)
WHERE n.nth = 1
