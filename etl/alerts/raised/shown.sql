-- 发布的本期疑点。 An alert of this run that is published: it touches the months published, is of any period, or stood open before.
WITH months AS (
    SELECT min(month) AS first_month, max(month) AS last_month FROM run.window
),
-- A scheme given once is published whatever its period, and so is what is wrong with it.
asked AS (
    SELECT w.*
    FROM alerts.worded AS w
    CROSS JOIN months AS m
    LEFT JOIN policy.once_only_schemes AS o ON o.scheme = w.scheme
    LEFT JOIN (SELECT alert_id FROM earlier.alerts WHERE state <> 'cleared') AS b ON b.alert_id = w.alert_id
    WHERE w.is_any_period OR w.from_month IS NULL OR o.scheme IS NOT NULL OR b.alert_id IS NOT NULL
        OR (w.to_month >= m.first_month AND w.from_month <= m.last_month)
),
served AS (
    SELECT DISTINCT c.county
    FROM (SELECT DISTINCT county FROM asked) AS c
    JOIN run.areas AS a ON starts_with(c.county, a.area)
),
every_area AS (
    SELECT count(*) = 0 AS is_served FROM run.areas
)
SELECT a.*
FROM asked AS a
CROSS JOIN every_area AS e
LEFT JOIN served AS s ON s.county = a.county
WHERE e.is_served OR s.county IS NOT NULL
