-- 疑点。 An alert of this run, or one of the previous release that cleared or whose code could not run.
SELECT s.alert_id, s.case_id, s.code, s.level, s.person_key, s.workshop_id, s.other_workshop_id, s.scheme, s.from_month, s.to_month,
    s.amount_at_risk, s.priority, s.county, s.title, s.says, s.rule, s.document, s.clause, s.comparison, s.first_seen, s.state,
    CAST(NULL AS BIGINT) AS cleared_month, CAST(NULL AS VARCHAR) AS cleared_because, s.grew
FROM alerts.shown AS s
UNION ALL
-- What could not be looked at again keeps what was said of it.
SELECT g.alert_id, g.case_id, g.code, g.level, g.person_key, g.workshop_id, g.other_workshop_id, g.scheme, g.from_month, g.to_month,
    g.amount_at_risk, g.priority, g.county, g.title, g.says, g.rule, g.document, g.clause, text(g.comparison), g.first_seen,
    CASE WHEN NOT g.is_silent THEN 'cleared' WHEN a.answer IS NOT NULL THEN a.answer WHEN g.state = 'reopened' THEN 'reopened' ELSE 'known' END,
    CASE WHEN NOT g.is_silent THEN m.month END, CASE WHEN NOT g.is_silent THEN g.because END, NULL
FROM alerts.gone AS g
CROSS JOIN run.month AS m
LEFT JOIN decisions.answers AS a ON a.alert_id = g.alert_id
