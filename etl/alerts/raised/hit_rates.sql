-- 疑点命中率。 What became of the alerts of a code, county and month in which they were first seen; empty while nobody answered or paused any.
WITH every AS (
    SELECT alert_id, code, county, first_seen FROM alerts.alerts
    UNION ALL
    SELECT e.alert_id, e.code, e.county, e.first_seen
    FROM earlier.every_alert AS e
    ANTI JOIN alerts.alerts AS a ON a.alert_id = e.alert_id
),
asked AS (
    SELECT count(*) > 0 AS is_asked FROM (SELECT alert_id FROM alerts.outcomes UNION ALL SELECT code FROM run.paused) AS spoken
)
SELECT e.code, e.county, e.first_seen AS month, count(DISTINCT e.alert_id) AS raised,
    count(DISTINCT CASE WHEN o.answer IS NOT NULL THEN e.alert_id END) AS checked,
    count(DISTINCT CASE WHEN o.answer IN ('confirmed', 'owed') THEN e.alert_id END) AS confirmed,
    CAST(coalesce(sum(o.recovered), 0) AS DECIMAL(18, 2)) AS recovered
FROM every AS e
CROSS JOIN asked AS k
LEFT JOIN alerts.outcomes AS o ON o.alert_id = e.alert_id
WHERE k.is_asked
GROUP BY e.code, e.county, e.first_seen
