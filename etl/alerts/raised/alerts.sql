-- 疑点。 An alert of this run or one of the previous release that cleared; what a reviewer found to be nothing is cleared until it grows.
WITH every AS (
    SELECT s.alert_id, s.case_id, s.code, s.level, s.person_key, s.workshop_id, s.other_workshop_id, s.scheme, s.from_month, s.to_month,
        s.amount_at_risk, s.priority, s.county, s.title, s.says, s.rule, s.document, s.clause, s.comparison, s.first_seen, s.state,
        CAST(NULL AS BIGINT) AS cleared_month, CAST(NULL AS VARCHAR) AS cleared_because, s.grew
    FROM alerts.shown AS s
    UNION ALL
    SELECT g.alert_id, g.case_id, g.code, g.level, g.person_key, g.workshop_id, g.other_workshop_id, g.scheme, g.from_month, g.to_month,
        g.amount_at_risk, g.priority, g.county, g.title, g.says, g.rule, g.document, g.clause, g.comparison, g.first_seen,
        CASE WHEN g.is_silent THEN 'known' ELSE 'cleared' END, CASE WHEN NOT g.is_silent THEN m.month END,
        CASE WHEN NOT g.is_silent THEN g.because END, NULL
    FROM alerts.gone AS g
    CROSS JOIN run.month AS m
),
answered AS (
    SELECT e.*, o.month AS answered_in,
        CASE o.answer WHEN 'not_confirmed' THEN '核查结论：未证实' WHEN 'data_error' THEN '核查结论：数据有误，已转来源部门更正' END AS closed
    FROM every AS e
    LEFT JOIN alerts.outcomes AS o ON o.alert_id = e.alert_id AND e.grew IS NULL AND e.state <> 'cleared'
)
SELECT alert_id, case_id, code, level, person_key, workshop_id, other_workshop_id, scheme, from_month, to_month, amount_at_risk, priority,
    county, title, says, rule, document, clause, comparison, first_seen, CASE WHEN closed IS NULL THEN state ELSE 'cleared' END AS state,
    CASE WHEN closed IS NULL THEN cleared_month ELSE answered_in END AS cleared_month, coalesce(closed, cleared_because) AS cleared_because,
    grew
FROM answered
