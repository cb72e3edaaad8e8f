-- 不再出现的疑点。 An open alert of the previous release that this run did not raise: cleared, and by which change.
-- Those of a code that could not run stay known: silence is not an answer.
WITH silent AS (
    SELECT code FROM run.paused UNION SELECT code FROM alerts.unable
),
missing AS (
    SELECT a.* FROM earlier.alerts AS a ANTI JOIN alerts.shown AS s ON s.alert_id = a.alert_id WHERE a.state <> 'cleared'
),
rows AS (
    SELECT DISTINCT r.alert_id, r.source, r.native_key FROM alerts.earlier_rows AS r SEMI JOIN missing AS m ON m.alert_id = r.alert_id
),
there AS (
    SELECT DISTINCT o.source, o.native_key, o.source IN ('hrss.rosters', 'hrss.public_posts', 'hrss.training') AND l.form IS NOT NULL AS is_decided
    FROM conform.row_origin AS o
    SEMI JOIN rows AS r ON r.source = o.source AND r.native_key = o.native_key
    LEFT JOIN (SELECT form FROM link.link_forms WHERE tier = 'decision') AS l ON l.form = o.form
),
returned AS (
    SELECT DISTINCT source, native_key FROM verify.benefits WHERE state = 'returned'
),
reasons AS (
    SELECT r.alert_id, min(CASE WHEN b.source IS NOT NULL THEN 1 WHEN t.is_decided THEN 2 WHEN t.source IS NULL THEN 3
        WHEN r.source = 'monitoring.people' THEN 4 ELSE 5 END) AS reason
    FROM rows AS r
    LEFT JOIN returned AS b ON b.source = r.source AND b.native_key = r.native_key
    LEFT JOIN there AS t ON t.source = r.source AND t.native_key = r.native_key
    GROUP BY r.alert_id
)
SELECT m.*, s.code IS NOT NULL AS is_silent, CASE r.reason WHEN 1 THEN '相关补贴已退回' WHEN 2 THEN '人员身份已由人工决定'
    WHEN 3 THEN '依据的记录已被来源撤回或更正' WHEN 4 THEN '防返贫监测信息已更正' ELSE '来源数据已更正，依据不再成立' END AS because
FROM missing AS m
LEFT JOIN silent AS s ON s.code = m.code
LEFT JOIN reasons AS r ON r.alert_id = m.alert_id
