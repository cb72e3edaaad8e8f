-- 疑点运行情况。 Whether a code ran in a county and month, on how many rows, so that silence is said.
WITH figures AS (
    SELECT code, sum(checked) AS checked, sum(confirmed) AS confirmed FROM alerts.hit_rates GROUP BY code
),
codes AS (
    SELECT c.code, c.looks_at, c.rests_on, CASE WHEN p.code IS NOT NULL THEN 'paused' WHEN u.code IS NOT NULL THEN 'could_not_run' END AS fixed,
        CASE WHEN p.code IS NOT NULL THEN '已由人工决定暂停：' || p.why || '；' || CASE WHEN coalesce(f.checked, 0) = 0 THEN '还没有核查结果'
                ELSE '此前已核查' || text(CAST(f.checked AS BIGINT)) || '条，属实' || text(CAST(f.confirmed AS BIGINT)) || '条' END
             WHEN u.code IS NOT NULL THEN '未能运行：' || u.why END AS why
    FROM run.alert_codes AS c
    LEFT JOIN run.paused AS p ON p.code = c.code
    LEFT JOIN alerts.unable AS u ON u.code = c.code
    LEFT JOIN figures AS f ON f.code = c.code
    UNION ALL
    SELECT rule, '', '', 'could_not_run', '未能运行：' || why || '，无法计算'
    FROM policy.uncomputable AS n
    WHERE n.source IS NULL OR n.source NOT IN (SELECT source FROM run.sources)
),
rosters AS (
    SELECT county, month, count(*) AS rows FROM verify.roster_verdicts GROUP BY county, month
),
rows AS (
    SELECT 'rosters' AS looks_at, county, month, rows FROM rosters
    UNION ALL
    SELECT 'named', county, month, rows FROM rosters
    UNION ALL
    SELECT 'payments', county, month, count(DISTINCT row_ref) FROM alerts.live_months GROUP BY county, month
),
-- Registers and spells hold for any month.
standing AS (
    SELECT 'workshops' AS looks_at, county, count(*) AS rows FROM alerts.workshops GROUP BY county
    UNION ALL
    SELECT 'entitlements', w.county, count(*)
    FROM rules.entitlements AS e
    JOIN alerts.workshops AS w ON w.workshop_id = e.workshop_id
    GROUP BY w.county
    UNION ALL
    SELECT 'posts', substr(area_code, 1, 6), count(*) FROM conform.public_posts GROUP BY substr(area_code, 1, 6)
),
-- An alert without months counts in the ledger month.
raised AS (
    SELECT a.code, a.county, w.month, count(DISTINCT a.alert_id) AS raised
    FROM alerts.alerts AS a
    CROSS JOIN run.month AS m
    JOIN run.window AS w ON w.month BETWEEN coalesce(a.from_month, m.month) AND coalesce(a.to_month, m.month)
    WHERE a.state <> 'cleared'
    GROUP BY a.code, a.county, w.month
),
gaps AS (
    SELECT s.code, c.county, c.month, array_to_string(list_sort(list(DISTINCT c.source)), '、') AS sources
    FROM verify.coverage AS c
    JOIN run.alert_silences AS s ON s.source = c.source
    WHERE c.state <> 'full'
    GROUP BY s.code, c.county, c.month
),
-- A source that never came has no coverage to speak of.
absent AS (
    SELECT s.code, array_to_string(list_sort(list(DISTINCT s.source)), '、') AS sources
    FROM run.alert_silences AS s
    ANTI JOIN run.sources AS r ON r.source = s.source
    GROUP BY s.code
),
told AS (
    SELECT c.code, k.county, w.month, c.fixed, c.why, coalesce(r.rows, s.rows, 0) AS rows, coalesce(x.raised, 0) AS raised, coalesce(a.sources, g.sources) AS sources,
        c.rests_on = '' OR coalesce(w.month BETWEEN p.first_month AND p.last_month, FALSE) AS holds
    FROM codes AS c
    CROSS JOIN alerts.counties AS k
    CROSS JOIN run.window AS w
    LEFT JOIN rows AS r ON r.looks_at = c.looks_at AND r.county = k.county AND r.month = w.month
    LEFT JOIN standing AS s ON s.looks_at = c.looks_at AND s.county = k.county
    LEFT JOIN raised AS x ON x.code = c.code AND x.county = k.county AND x.month = w.month
    LEFT JOIN gaps AS g ON g.code = c.code AND g.county = k.county AND g.month = w.month
    LEFT JOIN absent AS a ON a.code = c.code
    LEFT JOIN policy.grounded AS p ON p.kind = c.rests_on AND p.area = k.area
)
SELECT code, county, month,
    CASE WHEN fixed IS NOT NULL THEN fixed WHEN raised = 0 AND NOT holds THEN 'no_scheme'
         WHEN raised = 0 AND (sources IS NOT NULL OR rows = 0) THEN 'could_not_run' ELSE 'ran' END AS state,
    rows, raised,
    CASE WHEN fixed IS NOT NULL THEN why WHEN raised = 0 AND NOT holds THEN '当地当月没有相应的政策或补贴项目'
         WHEN raised = 0 AND sources IS NOT NULL THEN '未能运行：' || sources || '当月数据不全'
         WHEN raised = 0 AND rows = 0 THEN '未能运行：当月没有可核对的数据行'
         ELSE '已核对' || text(rows) || '行，发现疑点' || text(raised) || '条' END AS says
FROM told
