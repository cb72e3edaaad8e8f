-- 不再出现的疑点。 An open alert of the previous release that this run did not raise: cleared, and by which change.
-- Those of a code that could not run stay known: silence is not an answer.
WITH silent AS (
    SELECT code FROM run.paused UNION SELECT code FROM alerts.unable
),
missing AS (
    SELECT a.* FROM earlier.alerts AS a ANTI JOIN alerts.shown AS s ON s.alert_id = a.alert_id WHERE a.state <> 'cleared'
),
rows AS (
    SELECT DISTINCT r.alert_id, r.source, r.native_key, r.has_key, r.is_register FROM alerts.earlier_rows AS r SEMI JOIN missing AS m ON m.alert_id = r.alert_id
),
-- A key with a personal part has the person's key in its place, as the release has it.
keyed AS (
    SELECT o.source, coalesce(o.native_key, text(o.key_before) || text(p.person_key) || text(o.key_after)) AS native_key, o.form
    FROM conform.row_origin AS o
    SEMI JOIN (SELECT DISTINCT source FROM rows) AS r ON r.source = o.source
    LEFT JOIN link.link_forms AS l ON l.form = o.form AND o.native_key IS NULL
    LEFT JOIN link.persons AS p ON p.person = l.person
),
there AS (
    SELECT DISTINCT o.source, o.native_key, o.source IN ('hrss.rosters', 'hrss.public_posts', 'hrss.training') AND l.form IS NOT NULL AS is_decided
    FROM keyed AS o
    SEMI JOIN rows AS r ON r.source = o.source AND r.native_key = o.native_key
    LEFT JOIN (SELECT form FROM link.link_forms WHERE tier = 'decision') AS l ON l.form = o.form
),
returned AS (
    SELECT DISTINCT source, native_key FROM verify.benefits WHERE state = 'returned'
),
reasons AS (
    SELECT r.alert_id, min(CASE WHEN b.source IS NOT NULL THEN 1 WHEN t.is_decided THEN 2 WHEN t.source IS NULL AND r.has_key THEN 3
        WHEN r.is_register THEN 4 ELSE 5 END) AS reason
    FROM rows AS r
    LEFT JOIN returned AS b ON b.source = r.source AND b.native_key = r.native_key
    LEFT JOIN there AS t ON t.source = r.source AND t.native_key = r.native_key
    GROUP BY r.alert_id
)
SELECT m.*, s.code IS NOT NULL AS is_silent, CASE r.reason WHEN 1 THEN '相关补贴已退回' WHEN 2 THEN '人员身份已由人工决定'
    WHEN 3 THEN '依据的记录已被来源撤回或更正' WHEN 4 THEN '防返贫监测信息已更正' ELSE '所列记录仍在，按现有数据和认定结果已不再构成本疑点' END AS because
FROM missing AS m
LEFT JOIN silent AS s ON s.code = m.code
LEFT JOIN reasons AS r ON r.alert_id = m.alert_id
