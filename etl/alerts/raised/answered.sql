-- 已有结论的疑点。 An alert of this run that somebody answered: whether its evidence still stands, and what changed where it doesn't.
WITH asked AS (
    SELECT a.alert_id, a.answer, a."on", a.has_ground, a.to_month, a.until_month
    FROM decisions.answers AS a
    SEMI JOIN alerts.raised_ids AS r ON r.alert_id = a.alert_id
),
behind AS (
    SELECT e.alert_id, e.row_ref, e.role, max(e.says) AS says, min(e.month) AS month
    FROM alerts.raised_evidence AS e
    SEMI JOIN asked AS a ON a.alert_id = e.alert_id
    WHERE e.role <> 'at_risk'
    GROUP BY e.alert_id, e.row_ref, e.role
),
now AS (
    SELECT b.alert_id, evidence_print(b.row_ref, b.role, b.says) AS print, count(*) AS rows,
        -- Of months that the answer speaks for already no row is new.
        count(*) FILTER (WHERE NOT coalesce(b.month > a.to_month AND b.month <= a.until_month, FALSE)) AS asking,
        min(b.month) AS month, min(text(b.says)) AS says
    FROM behind AS b
    JOIN asked AS a ON a.alert_id = b.alert_id
    GROUP BY b.alert_id, evidence_print(b.row_ref, b.role, b.says)
),
added AS (
    SELECT n.alert_id, n.asking - coalesce(w.rows, 0) AS rows, n.month, n.says,
        row_number() OVER (PARTITION BY n.alert_id ORDER BY n.month, n.says) AS nth
    FROM now AS n
    LEFT JOIN decisions.answer_rows AS w ON w.alert_id = n.alert_id AND w.print = n.print
    WHERE n.asking > coalesce(w.rows, 0)
),
more AS (
    SELECT alert_id, CAST(sum(rows) AS BIGINT) AS rows, array_to_string(list_sort(list(says) FILTER (WHERE nth <= 3 AND says <> '')), '；') AS says
    FROM added
    GROUP BY alert_id
),
less AS (
    SELECT w.alert_id, CAST(sum(w.rows - coalesce(n.rows, 0)) AS BIGINT) AS rows
    FROM decisions.answer_rows AS w
    LEFT JOIN now AS n ON n.alert_id = w.alert_id AND n.print = w.print
    WHERE w.rows > coalesce(n.rows, 0)
    GROUP BY w.alert_id
)
SELECT a.alert_id, a.answer, a.has_ground, a.has_ground AND m.alert_id IS NULL AND l.alert_id IS NULL AS stands,
    CASE WHEN m.alert_id IS NOT NULL THEN '新增或更正依据' || text(m.rows) || '条' || CASE WHEN m.says <> '' THEN '（' || m.says || '）' ELSE '' END || '；'
        ELSE '' END
    || CASE WHEN l.alert_id IS NOT NULL THEN '原依据中' || text(l.rows) || '条已更正或撤回；' ELSE '' END AS changed,
    '此前核查结论：' || CASE a.answer WHEN 'confirmed' THEN '属实' WHEN 'not_confirmed' THEN '不属实' WHEN 'data_error' THEN '数据有误' ELSE '应补发' END
    || CASE WHEN a."on" IS NOT NULL THEN '（' || a."on" || '）' ELSE '' END || '。' AS answered
FROM asked AS a
LEFT JOIN more AS m ON m.alert_id = a.alert_id
LEFT JOIN less AS l ON l.alert_id = a.alert_id
