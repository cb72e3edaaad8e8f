-- 车间的风险情形。 A workshop with the title and one thing that raises its risk in the ledger month.
WITH shops AS (
    SELECT l.*, w.is_stopped
    FROM ledger.ledger AS l
    INNER JOIN ledger.workshops AS w USING (workshop_id)
    WHERE l.state IN ('active', 'stopped')
),
monthly AS (
    -- A month without a roster is no month without people.
    SELECT w.workshop_id, month_number(w.month) AS number, count(DISTINCT w.worker) AS heads,
        CAST(sum(CASE WHEN w.pay > 0 THEN fen(w.pay) END) AS BIGINT) AS fen, count(*) FILTER (WHERE w.pay > 0) AS paid
    FROM verify.worker_months AS w
    SEMI JOIN shops AS s ON s.workshop_id = w.workshop_id
    GROUP BY w.workshop_id, month_number(w.month)
),
compared AS (
    SELECT t.workshop_id, r.reason, r.by_percent,
        CAST(sum(CASE WHEN t.number > m.number - r.months THEN t.heads END) AS BIGINT) AS heads,
        CAST(sum(CASE WHEN t.number <= m.number - r.months THEN t.heads END) AS BIGINT) AS heads_before,
        count(*) FILTER (WHERE t.number > m.number - r.months) AS months,
        count(*) FILTER (WHERE t.number <= m.number - r.months) AS months_before,
        CAST(sum(CASE WHEN t.number > m.number - r.months THEN t.fen END) AS BIGINT) AS fen,
        CAST(sum(CASE WHEN t.number <= m.number - r.months THEN t.fen END) AS BIGINT) AS fen_before,
        CAST(sum(CASE WHEN t.number > m.number - r.months THEN t.paid END) AS BIGINT) AS paid,
        CAST(sum(CASE WHEN t.number <= m.number - r.months THEN t.paid END) AS BIGINT) AS paid_before
    FROM monthly AS t
    CROSS JOIN run.month AS m
    INNER JOIN run.risk_reasons AS r
        ON r.reason IN ('pay_falling', 'heads_falling')
        AND t.number BETWEEN m.number - 2 * r.months + 1 AND m.number
    GROUP BY t.workshop_id, r.reason, r.by_percent
),
late AS (
    SELECT DISTINCT v.workshop_id
    FROM verify.roster_verdicts AS v
    CROSS JOIN run.month AS m
    INNER JOIN run.risk_reasons AS r ON r.reason = 'pay_late'
    WHERE month_number(v.month) BETWEEN m.number - r.months + 1 AND m.number
        AND v.pay > 0 AND v.paid_on > end_day(month_plus(v.month, 1)) AND v.paid_on <= m.last_day
),
unseen AS (
    SELECT DISTINCT d.workshop_id
    FROM rules.deadlines AS d
    INNER JOIN policy.deadline AS p ON p.kind = d.kind AND p.clause = d.clause AND p.form = 'inspection'
    WHERE d.state = 'overdue'
)
SELECT workshop_id, 'exit_watch' AS reason FROM shops WHERE exit IN ('watch', 'triggered', 'needs_person')
UNION ALL
SELECT workshop_id, 'stopped' AS reason FROM shops WHERE state = 'stopped' OR is_stopped
UNION ALL
SELECT s.workshop_id, 'pay_late' AS reason FROM shops AS s SEMI JOIN late AS l ON l.workshop_id = s.workshop_id
UNION ALL
SELECT workshop_id, reason
FROM compared
WHERE (reason = 'pay_falling' AND paid > 0 AND paid_before > 0
        AND fen * paid_before * 100 <= fen_before * paid * (100 - by_percent))
    OR (reason = 'heads_falling' AND months > 0 AND months_before > 0
        AND heads * months_before * 100 <= heads_before * months * (100 - by_percent))
UNION ALL
SELECT workshop_id, 'operator_state' AS reason FROM shops WHERE operator_state IN ('revoked', 'deregistered', 'moved_out')
UNION ALL
SELECT s.workshop_id, 'inspection' AS reason FROM shops AS s SEMI JOIN unseen AS u ON u.workshop_id = s.workshop_id
UNION ALL
SELECT s.workshop_id, 'open_alerts' AS reason
FROM shops AS s
INNER JOIN run.risk_reasons AS r ON r.reason = 'open_alerts' AND s.open_alerts >= r.at_least
UNION ALL
-- Where a source is not full, nothing is said of evidence that is missing.
SELECT workshop_id, 'no_evidence' AS reason
FROM shops
WHERE poverty_declared > 0 AND poverty_confirmed = 0 AND conclusion <> '无法核实'
