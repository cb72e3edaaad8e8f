-- 车间风险。 A workshop with the title: points and level of its risk in the ledger month, and why.
WITH summed AS (
    SELECT s.workshop_id, CAST(sum(r.points) AS BIGINT) AS points, listed(s.reason) AS reasons, listed(r.zh) AS words
    FROM ledger.risk_reasons AS s
    INNER JOIN run.risk_reasons AS r ON r.reason = s.reason
    GROUP BY s.workshop_id
),
pointed AS (
    SELECT l.workshop_id, coalesce(s.points, 0) AS points, coalesce(s.reasons, '') AS reasons, coalesce(s.words, '') AS words
    FROM ledger.ledger AS l
    LEFT JOIN summed AS s ON s.workshop_id = l.workshop_id
    WHERE l.state IN ('active', 'stopped')
),
placed AS (
    SELECT p.workshop_id, v.level, row_number() OVER (PARTITION BY p.workshop_id ORDER BY v.at_least DESC, v.level) AS nth
    FROM pointed AS p
    INNER JOIN run.risk_levels AS v ON p.points >= v.at_least
)
SELECT p.workshop_id, m.month, l.level, p.points, p.reasons,
    CASE l.level WHEN 'high' THEN '高风险' WHEN 'medium' THEN '中风险' ELSE '低风险' END
    || CASE WHEN p.words = '' THEN '：没有发现风险情形' ELSE '（' || text(p.points) || '分）：' || replace(p.words, ',', '、') END
    || '。' AS says
FROM pointed AS p
INNER JOIN placed AS l ON l.workshop_id = p.workshop_id AND l.nth = 1
CROSS JOIN run.month AS m
