-- 核查结论。 What reviewers answered an alert last: the month of the answer, never after the ledger month, and the money recovered.
WITH said AS (
    SELECT s.alert_id, s.answer, s.number,
        least(coalesce(s.from_month, CAST(substr(s."on", 1, 4) AS BIGINT) * 100 + CAST(substr(s."on", 6, 2) AS BIGINT)), m.month) AS month,
        regexp_replace(replace(text(s.value), ',', ''), '元$', '') AS amount
    FROM decisions.spoken AS s
    CROSS JOIN run.month AS m
    WHERE s.kind = 'alert'
),
numbered AS (
    SELECT s.*, row_number() OVER (PARTITION BY alert_id ORDER BY month DESC, number DESC) AS nth FROM said AS s
)
SELECT alert_id, answer, month,
    CASE WHEN regexp_matches(amount, '^[0-9]{1,15}([.][0-9]*)?$') THEN CAST(amount AS DECIMAL(18, 2)) END AS recovered
FROM numbered
WHERE nth = 1
