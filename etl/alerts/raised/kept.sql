-- 沿用上期编号的疑点。 An alert of this run that goes on under the id of one of the previous release: its subject in touching months, or on a row of both.
-- One of another level goes on where it has rows of the earlier one: months that both have, or a row.
WITH old AS (
    SELECT alert_id, first_seen, from_month, to_month, level,
        code || '|' || text(person_key) || '|' || text(workshop_id) || '|' || text(other_workshop_id) || '|' || text(scheme)
            AS subject
    FROM earlier.alerts
    WHERE state <> 'cleared'
),
now AS (
    SELECT alert_id, is_by_month, from_month, to_month, level,
        code || '|' || text(person_key) || '|' || text(workshop_id) || '|' || text(other_workshop_id) || '|' || text(scheme)
            AS subject
    FROM alerts.fresh
),
candidates AS (
    SELECT n.alert_id, n.is_by_month, n.from_month, n.to_month, o.alert_id AS old_id, o.first_seen, o.from_month AS old_from,
        o.to_month AS old_to, o.level = n.level AS is_same_level
    FROM (SELECT * FROM now ANTI JOIN old USING (alert_id)) AS n
    JOIN (SELECT * FROM old ANTI JOIN now USING (alert_id)) AS o ON o.subject = n.subject
),
rows AS (
    SELECT DISTINCT e.alert_id, e.row_ref
    FROM alerts.fresh_evidence AS e
    SEMI JOIN candidates AS c ON c.alert_id = e.alert_id AND NOT c.is_by_month
),
-- The source's own keys outlive a pull.
keys AS (
    SELECT o.row_ref, o.native_key
    FROM conform.row_origin AS o
    SEMI JOIN rows USING (row_ref)
    WHERE o.source IN ('hrss.rosters', 'hrss.public_posts', 'hrss.training', 'hrss.subsidies', 'county_finance.disbursements')
),
natives AS (
    SELECT DISTINCT r.alert_id, split_part(r.row_ref, ':', 1) || '|' || coalesce(k.native_key, r.row_ref) AS native
    FROM rows AS r
    LEFT JOIN keys AS k ON k.row_ref = r.row_ref
),
on_one_row AS (
    SELECT DISTINCT n.alert_id, o.alert_id AS old_id FROM natives AS n JOIN alerts.earlier_rows AS o ON o.native = n.native
),
pairs AS (
    SELECT alert_id, old_id, first_seen, old_from, is_same_level
    FROM candidates
    WHERE is_by_month AND month_number(from_month) <= month_number(old_to) + CASE WHEN is_same_level THEN 1 ELSE 0 END
        AND month_number(to_month) >= month_number(old_from) - CASE WHEN is_same_level THEN 1 ELSE 0 END
    UNION ALL
    SELECT c.alert_id, c.old_id, c.first_seen, c.old_from, c.is_same_level
    FROM candidates AS c
    SEMI JOIN on_one_row USING (alert_id, old_id)
    WHERE NOT c.is_by_month
),
best AS (
    SELECT p.*, row_number() OVER (PARTITION BY alert_id ORDER BY is_same_level DESC, first_seen, old_from, old_id) AS nth FROM pairs AS p
),
taken AS (
    SELECT alert_id, old_id, row_number() OVER (PARTITION BY old_id ORDER BY is_same_level DESC, old_from, alert_id) AS nth FROM best WHERE nth = 1
)
SELECT alert_id AS fresh_id, old_id AS alert_id FROM taken WHERE nth = 1
