-- 疑点的文字。 An alert of this run as an official reads it: county, clause, title, sentence and priority.
WITH placed AS (
    SELECT r.*, s.workshop_name, o.workshop_name AS other_name,
        coalesce(s.county, nullif(r.county, ''), r.person_county, '') AS at_county
    FROM alerts.raised AS r
    LEFT JOIN alerts.workshops AS s ON s.workshop_id = r.workshop_id
    LEFT JOIN alerts.workshops AS o ON o.workshop_id = r.other_workshop_id
),
-- A document is cited where it is in force in the place in a month of the alert; a rule of comparison is ours and no clause.
cited AS (
    SELECT p.*, c.area, k.document, k.clause, k.reads, k.rule IS NOT NULL AND k.document IS NULL AND f.rule IS NULL AS is_comparison,
        k.document IS NOT NULL AND coalesce(
            coalesce(p.to_month, m.month) >= s.first_month AND coalesce(p.from_month, m.month) <= s.last_month, FALSE
        ) AS is_in_force
    FROM placed AS p
    CROSS JOIN run.month AS m
    LEFT JOIN alerts.counties AS c ON c.county = p.at_county
    LEFT JOIN policy.clauses AS k ON k.rule = p.rule
    LEFT JOIN policy.document_spans AS s ON s.area = c.area AND s.document = k.document
    LEFT JOIN policy.foreign_clauses AS f ON f.area = c.area AND f.rule = p.rule
),
named AS (
    SELECT c.*, CASE WHEN c.is_comparison OR c.is_in_force THEN c.rule END AS own_rule,
        CASE WHEN c.is_comparison THEN c.rule || '　' || c.reads ELSE '' END AS comparison,
        k.is_any_period, k.is_certain,
        k.zh || coalesce('，' || c.workshop_name, '') || coalesce('与' || c.other_name, '') || coalesce('，' || w.zh, '')
            || CASE WHEN c.from_month IS NOT NULL THEN '，' || span_zh(c.from_month, c.to_month) ELSE '' END AS title
    FROM cited AS c
    JOIN run.alert_codes AS k ON k.code = c.code
    LEFT JOIN run.words AS w ON w.list = 'schemes' AND w.code = c.scheme
),
money_points AS (
    SELECT n.alert_id, max(p.points) AS points
    FROM named AS n
    JOIN run.alert_points AS p ON p.part = 'money' AND n.amount_at_risk >= p.at_least
    GROUP BY n.alert_id
),
other_points AS (
    SELECT n.alert_id, sum(p.points) AS points
    FROM named AS n
    JOIN run.alert_points AS p ON (p.part = 'level' AND p.level = n.level) OR (p.part = 'certain' AND n.is_certain)
        OR (p.part = 'grew' AND n.grew IS NOT NULL)
        OR (p.part = 'length' AND month_number(n.to_month) - month_number(n.from_month) + 1 >= p.at_least)
    GROUP BY n.alert_id
)
SELECT n.alert_id, coalesce(c.case_id, n.alert_id) AS case_id, n.code, n.level, n.person_key, n.workshop_id, n.other_workshop_id, n.scheme,
    n.from_month, n.to_month, n.amount_at_risk,
    CAST(CASE WHEN n.level = 'inform' THEN 0 ELSE coalesce(o.points, 0) + coalesce(m.points, 0) END AS DOUBLE) AS priority,
    n.at_county AS county, n.title,
    n.title || '。' || n.detail
        || CASE WHEN n.amount_at_risk > 0 THEN '涉及金额' || yuan(n.amount_at_risk) || '。' ELSE '' END
        || CASE WHEN n.is_comparison THEN '比对规则：' || text(n.reads)
                WHEN n.is_in_force THEN '依据：' || n.document || '，' || text(n.clause) || '，' || text(n.reads) ELSE '' END
        || '疑点不等于违规，请核实。' AS says,
    n.own_rule AS rule, CASE WHEN n.is_in_force THEN n.document END AS document, CASE WHEN n.is_in_force THEN n.clause END AS clause,
    n.comparison, n.first_seen, n.state, n.grew, n.is_any_period
FROM named AS n
LEFT JOIN alerts.causes AS c ON c.alert_id = n.alert_id
LEFT JOIN money_points AS m ON m.alert_id = n.alert_id
LEFT JOIN other_points AS o ON o.alert_id = n.alert_id
